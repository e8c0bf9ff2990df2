"""The sheets that fill a résumé, a plan and a fit, and the cells that say how documents look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import leavebehind
from leavebehind import colours
from leavebehind.plan import plan_packages, section_names
from leavebehind.plan_records import Section
from leavebehind.records import Date

Make = Callable[..., Path]
INTERVIEW = {"Interview": "NW-1", "Company": "Northwind", "Role": "Analyst"}


@pytest.mark.parametrize("name", ["Certifications", "Licences", "Licenses", "Certificates"])
def test_licences_are_certifications(make_workbook: Make, name: str) -> None:
    row = {"Licence": "RN", "Issued by": "Ohio", "License number": "0012", "Issued": 2019}
    search = leavebehind.read_workbook(make_workbook({name: [row]}))
    (licence,) = search.certifications
    assert (licence.name, licence.issuer, licence.number) == ("RN", "Ohio", "0012")
    assert licence.date == Date(2019)
    assert not search.sheets


def test_what_people_did_beside_work_is_read(make_workbook: Make) -> None:
    sheets = {
        "Awards": [{"Award": "Nurse of the Year", "Given by": "Ohio", "Year": 2020}],
        "Languages": [{"Language": "Deutsch", "Fluency": "C1"}],
        "Projects": [{"Project": "Ward map", "Start": 2020, "End": "present"}],
        "Volunteering": [{"Role": "Driver", "Organization": "Pantry", "Highlights": "• a\n• b"}],
    }
    search = leavebehind.read_workbook(make_workbook(sheets))
    assert (search.awards[0].title, search.awards[0].issuer) == ("Nurse of the Year", "Ohio")
    assert (search.languages[0].language, search.languages[0].level) == ("Deutsch", "C1")
    assert (search.projects[0].title, search.projects[0].current) == ("Ward map", True)
    assert search.volunteering[0].organisation == "Pantry"
    assert search.volunteering[0].highlights == ("a", "b")


def test_fit_and_the_first_90_days_are_for_one_interview_or_for_all(make_workbook: Make) -> None:
    sheets = {
        "Interviews": [INTERVIEW, {**INTERVIEW, "Interview": "NW-2"}],
        "Interviewers": [{"Interview": f"NW-{n}", "Name": "Dana Wu"} for n in (1, 2)],
        "Fit": [
            {"They ask": "SQL", "Evidence": "daily", "Section": "Work samples"},
            {"Interview": "nw-2", "They ask": "German"},
        ],
        "First 90 days": [{"Interview": "NW-1", "Period": "Days 1 to 30", "Goal": "Listen"}],
    }
    search = leavebehind.read_workbook(make_workbook(sheets))
    sections = {
        name: Section(name=name, path=Path(name))
        for one in search.interviews
        for name in section_names(search, one)
    }
    first, second = plan_packages(search, sections).interviews
    assert [point.they_ask for point in first.rows["fit"]] == ["SQL"]
    assert [point.they_ask for point in second.rows["fit"]] == ["SQL", "German"]
    assert search.fit[0].section == "work_samples"
    assert [len(one.rows["first_90_days"]) for one in (first, second)] == [1, 0]


def test_a_row_for_an_interview_that_is_not_there_is_a_problem(make_workbook: Make) -> None:
    path = make_workbook({"Fit": [{"Interview": "NW-7", "They ask": "SQL"}]})
    with pytest.raises(leavebehind.WorkbookError, match="no interview is called 'NW-7'"):
        leavebehind.read_workbook(path)


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        *(("#0F4C5C", "0F4C5C"), ("0f4c5c", "0F4C5C"), ("#a00", "AA0000"), ("navy", "000080")),
        *(("Dark Red", "8B0000"), ("rgb(15, 76, 92)", "0F4C5C")),
    ],
)
def test_an_accent_is_read_as_people_write_it(
    make_workbook: Make, written: str, colour: str
) -> None:
    sheets: dict[str, Any] = {"Interviews": [{**INTERVIEW, "Accent": written}]}
    search = leavebehind.read_workbook(make_workbook(sheets))
    assert search.interviews[0].accent == colour
    assert not search.notes


def test_an_accent_that_is_too_pale_is_darkened_with_a_note(make_workbook: Make) -> None:
    search = leavebehind.read_workbook(make_workbook({"Settings": {"Accent": "#FFD500"}}))
    assert colours.contrast(search.settings.accent, "FFFFFF") >= 4.5
    (note,) = search.notes
    assert note.place == "Settings!B2"
    assert "'#FFD500' can't be read on white paper" in note.message


@pytest.mark.parametrize("written", ["petrolish", "#12345", "", " "])
def test_an_accent_that_is_no_colour_is_a_problem(make_workbook: Make, written: str) -> None:
    path = make_workbook({"Settings": {"Accent": written or "?"}})
    if written == " ":
        assert leavebehind.read_workbook(path).settings.accent == ""
        return
    with pytest.raises(leavebehind.WorkbookError, match="is not a colour"):
        leavebehind.read_workbook(path)


@pytest.mark.parametrize("theme", ["default", "Modern", "CLASSIC", "bold"])
def test_a_theme_is_read_by_name(make_workbook: Make, theme: str) -> None:
    search = leavebehind.read_workbook(make_workbook({"Settings": {"Theme": theme}}))
    assert search.settings.theme == theme.lower()


def test_contrast_is_reckoned_as_the_standard_says() -> None:
    assert colours.contrast("FFFFFF", "000000") == pytest.approx(21)
    assert colours.contrast("FFFFFF", "767676") == pytest.approx(4.54, abs=0.01)
    assert colours.darkened("767676") == "767676"
    assert colours.darkened("FFFFFF") == "757575"


def test_a_package_for_the_screen_has_cover_and_contents_and_no_blank_page(
    make_workbook: Make,
) -> None:
    interview = {**INTERVIEW, "Format": "screen", "Package": "basic"}
    search = leavebehind.read_workbook(make_workbook({"Interviews": [interview]}))
    names = section_names(search, search.interviews[0])
    assert names == ("cover_page", "contents", "cover_letter", "resume", "business_card")
