"""The last look finds what people blush for, and says nothing of what is right."""

from __future__ import annotations

import copy
import dataclasses
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from believable import ACADEMIC, ENGINEER, NURSE, Workbook
from conftest import SAMPLES, save_workbook
from PIL import ExifTags, Image

import leavebehind
from leavebehind.last_look.look import last_look
from leavebehind.packages.fingerprint import Fingerprint
from leavebehind.plan import plan_packages
from leavebehind.plan_records import Section
from leavebehind.prepare import Prepared, prepare
from leavebehind.records import Note
from leavebehind.report import BuildOptions
from leavebehind.search import Search
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.sources import template_paths
from leavebehind.worker import WorkerPool

TODAY = datetime.date(2026, 11, 26)
Look = Callable[[Workbook], list[Note]]


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Section]:
    """The shipped templates, as the engineer's packages need them."""
    path = save_workbook(ENGINEER, tmp_path_factory.mktemp("sections") / "engineer.xlsx")
    with WorkerPool() as workers:
        return dict(prepare(path, BuildOptions(), TemplateRunner(workers)).sections)


@pytest.fixture
def look(sections: dict[str, Section], tmp_path: Path) -> Iterator[Look]:
    """What is noted of a workbook: by the last look, and where its cells are read."""

    def found(sheets: Workbook) -> list[Note]:
        path = save_workbook(sheets, tmp_path / "search.xlsx")
        return noted(leavebehind.read_workbook(path), sections)

    yield found


def noted(search: Search, sections: dict[str, Section]) -> list[Note]:
    plan = plan_packages(search, sections)
    prepared = Prepared(search, sections, plan, plan, None)
    return [*search.notes, *last_look(prepared, today=TODAY)]


def planted(sheet: str, row: int, **changes: Any) -> dict[str, Any]:
    """The engineer's workbook with a slip in one row; `row` counts from 0."""
    workbook: dict[str, Any] = copy.deepcopy(dict(ENGINEER))
    named = {name.replace("_", " "): value for name, value in changes.items()}
    if isinstance(workbook.get(sheet), dict):
        workbook[sheet] |= named
    else:
        rows = workbook.setdefault(sheet, [])
        rows += [{}] if row == len(rows) else []
        rows[row] |= named
    return workbook


@pytest.mark.parametrize("workbook", [ENGINEER, NURSE, ACADEMIC])
def test_nothing_is_said_of_a_believable_workbook(look: Look, workbook: Workbook) -> None:
    assert look(workbook) == []


def test_the_sample_has_one_false_alarm_at_most() -> None:
    with WorkerPool() as workers:
        prepared = prepare(SAMPLES / "interviews.xlsx", BuildOptions(), TemplateRunner(workers))
    assert len(last_look(prepared, today=TODAY)) <= 1


DAY = datetime.date
GRACE = {
    "Name": "Grace Lindholm",
    "Title": "Chief Operating Officer",
    "Company": "Fabrikam Freight",
    "Permission": "yes",
}
SLIPS: list[tuple[str, int, dict[str, Any], str]] = [
    # Another interview's company, role or reader
    ("Interviews", 0, {"Opening": "I have followed Tessellate for years."}, "Tessellate"),
    ("Interviews", 1, {"Why_them": "Halvorsen Robotics is where I want to be."}, "Halvorsen"),
    ("Interviews", 2, {"Closing": "I would be proud to join Brightwater."}, "Brightwater"),
    ("Interviews", 1, {"Opening": "Halvorsen’s arm is the reason I write."}, "Halvorsen"),
    ("Interviews", 0, {"Opening": "For the Principal Reliability Engineer role I bring …"}, "role"),
    ("Interviews", 1, {"Why_me": "The position of Engineering Manager suits me."}, "role"),
    ("Interviews", 2, {"Opening": "It was good to talk with Petra Lindgren."}, "Lindgren"),
    ("Interviews", 0, {"Closing": "Please give my regards to Mr. Demir."}, "Demir"),
    ("Interviews", 2, {"Opening": "As Yusuf said last week, the pager is loud."}, "Yusuf"),
    ("Interviewers", 0, {"Personal_note": "Your work at Tessellate impressed me."}, "Tessellate"),
    ("Interviewers", 2, {"Personal_note": "Dr. Lindgren, thank you for your time."}, "Lindgren"),
    ("Interviewers", 1, {"Personal_note": "Claire, thank you for the call."}, "Claire"),
    ("Interviewers", 1, {"Personal_note": "Petra, your paper is on my desk."}, "Petra"),
    ("Interviewers", 3, {"Personal_note": "Dear Yusuf, thank you for the day."}, "Yusuf"),
    ("Interviewers", 4, {"Personal_note": "Hi Robert, we met in Oslo."}, "Robert"),
    ("Interviewers", 1, {"Salutation": "Dear Petra,"}, "Petra"),
    ("Interviewers", 2, {"Salutation": "Dear Mr. Haddad,"}, "Haddad"),
    ("Candidate", 0, {"Summary": "An engineer who wants to join Tessellate."}, "Tessellate"),
    ("Recommendations", 0, {"Text": "Imani would be a gift to Tessellate."}, "Tessellate"),
    ("Fit", 0, {"Interview": "Halvorsen", "They_ask": "Care", "Evidence": "As at Tessellate"}, "T"),
    ("Interviewers", 1, {"Salutation": "Dear Ms. Lindgren,"}, "Lindgren"),
    ("Interviewers", 4, {"Personal_note": "Nour, you asked for people who say no."}, "Nour"),
    # Names that are nearly right
    ("Interviews", 0, {"Opening": "The team at Halverson Robotics is small."}, "Halvorsen"),
    ("Interviews", 2, {"Why_them": "I admire how Tesselate hires."}, "Tessellate"),
    ("Interviews", 1, {"Closing": "Brightwatter Grid is my first choice."}, "Brightwater"),
    ("Interviews", 0, {"Why_them": "Marcus Obie gave a talk."}, "Marcus Obi"),
    ("Interviewers", 0, {"Personal_note": "I am glad, Dr. Lindgreen, that we meet."}, "Lindgren"),
    ("Interviews", 3, {"Interview": "T2", "Company": "Tesselate", "Role": "CTO"}, "one company"),
    # Placeholders
    ("Interviews", 0, {"Opening": "Thank you for having me at [Company]."}, "[Company]"),
    ("Interviews", 1, {"Why_me": "I led <number> people at <Company>."}, "<Company>"),
    ("Interviews", 1, {"Closing": "Regards to {Hiring Manager}."}, "{Hiring Manager}"),
    ("Interviews", 2, {"Opening": "Dear Hiring Manager, I am glad."}, "Dear Hiring Manager"),
    ("Interviews", 2, {"Closing": "To whom it may concern"}, "placeholder"),
    ("Interviews", 0, {"Why_me": "I cut costs by XX% in a year."}, "XX%"),
    ("Interviews", 0, {"Why_me": "I saved XXX hours a week."}, "XXX"),
    ("Interviews", 0, {"Why_them": "TODO: say why"}, "TODO"),
    ("Interviews", 0, {"Location": "TBD"}, "TBD"),
    ("Interviewers", 0, {"Personal_note": "Lorem ipsum dolor sit amet."}, "Lorem ipsum"),
    ("Interviewers", 1, {"Personal_note": "[Insert a personal note here]"}, "[Insert"),
    ("Interviewers", 4, {"Personal_note": "I loved your post on ____."}, "____"),
    ("Interviewers", 4, {"Title": "[Title]"}, "[Title]"),
    ("Candidate", 0, {"Headline": "[Your headline here]"}, "[Your headline here]"),
    ("Candidate", 0, {"Summary": "Engineer with X years … asdf"}, "asdf"),
    ("Experience", 0, {"Highlights": "Cut costs by $X a year"}, "$X"),
    ("Experience", 1, {"Highlights": "Enter your text here"}, "placeholder"),
    ("References", 0, {"Relationship": "TBC"}, "TBC"),
    ("References", 1, {"Name": "Jane Doe"}, "Jane Doe"),
    ("Work samples", 0, {"Description": "[Project description]"}, "[Project"),
    ("Interviewers", 0, {"Name": "[Name]"}, "[Name]"),
    ("Interviews", 0, {"Opening": "tbd"}, "tbd"),
    ("Interviews", 2, {"Company": "Company"}, "placeholder"),
    ("Interviews", 0, {"Opening": "I write to %COMPANY% (company name)."}, "%COMPANY"),
    ("Interviews", 0, {"Opening": "COMPANY NAME is great. EDIT THIS."}, "COMPANY NAME"),
    ("Candidate", 0, {"Email": "your.name@example.com"}, "your.name@example.com"),
    ("Candidate", 0, {"Phone": "123-456-7890"}, "123-456-7890"),
    ("Skills", 0, {"Skills": "Skill 1, Skill 2"}, "Skill 1"),
    # Days
    ("Interviews", 0, {"Closing": "See you on 2/9/2026."}, "2/9/2026"),
    (
        "Interviews",
        0,
        {"Closing": "Thank you for the interview in February 2026."},
        "February 2026",
    ),
    ("Work samples", 0, {"Date": DAY(2062, 5, 1)}, "in the future"),
    ("Interviews", 0, {"Date": DAY(2026, 2, 9), "Opening": "", "Closing": ""}, "past"),
    ("Interviews", 2, {"Date": DAY(2025, 3, 4)}, "past"),
    ("Interviews", 0, {"Closing": "I will bring it on February 9, 2026."}, "not the day"),
    (
        "Interviews",
        1,
        {"Closing": "I look forward to our interview on February 19."},
        "not the day",
    ),
    ("Interviews", 0, {"Closing": "Unser Gespräch am 10. März freut mich."}, "'10. März'"),
    ("Interviews", 0, {"Closing": "I look forward to meeting you on Wednesday."}, "Wednesday"),
    ("Certifications", 0, {"Name": "PMP", "Expires": DAY(2026, 5, 1)}, "expired"),
    ("Experience", 1, {"Start": DAY(2051, 6, 1), "End": ""}, "in the future"),
    # People and addresses
    ("References", 0, {"Known_to": "Petra Lindgreen"}, "did you mean 'Petra Lindgren'"),
    ("References", 1, {"Known_to": "Halvorson Robotics"}, "did you mean 'Halvorsen Robotics'"),
    ("References", 0, {"Known_to": "Marcus Oby, Tessellate"}, "did you mean 'Marcus Obi'"),
    ("Contacts", 0, {"Knows": "Markus Obi"}, "did you mean 'Marcus Obi'"),
    ("Contacts", 1, {"Knows": "Somebody Else"}, "no interviewer"),
    ("Candidate", 0, {"Email": "imani.okoro@mail"}, "e-mail address"),
    ("Candidate", 0, {"Email": "imani.okoro.mail.example"}, "e-mail address"),
    ("Interviewers", 0, {"Email": "petra.lindgren@halvorsen,example"}, "e-mail address"),
    ("Interviewers", 4, {"Name": "TBD"}, "nobody yet"),
    # Letters that are alike, sheets that nothing prints, the example
    ("Interviewers", 0, {"Personal_note": "Your talk in Oslo changed how I test."}, ""),
    ("Sponsors", 0, {"Name": "Orbit Labs"}, "no template"),
    ("Skills", 1, {"Category": "Data", "Skills": "SQL, experiment design, dashboards"}, "example"),
    ("References", 2, GRACE, "example"),
    ("Candidate", 0, {"Phone": "+1 206 555 0114"}, "example"),
]
SLIPS = [slip for slip in SLIPS if slip[3]]


@pytest.mark.parametrize(("sheet", "row", "changes", "said"), SLIPS)
def test_a_slip_is_found(
    sections: dict[str, Section], sheet: str, row: int, changes: dict[str, Any], said: str
) -> None:
    notes = noted(Search.from_data(planted(sheet, row, **changes)), sections)
    assert any(said in note.message for note in notes), notes
    assert all(note.place for note in notes)
    if sheet == "Candidate":
        (field,) = changes
        assert {note.place for note in notes} == {f"Candidate.{field}"}


def test_two_readers_without_a_note_of_their_own_get_the_same_letter(look: Look) -> None:
    workbook = planted("Interviewers", 0, Personal_note="")
    workbook["Interviewers"][1]["Personal note"] = ""
    (note,) = look(workbook)
    assert note.message.startswith("Dr. Petra Lindgren; Marcus Obi get the same letter")
    assert note.place == "Interviews!A2"


def test_namesakes_with_the_same_letter_are_told_apart_as_their_folders_are(look: Look) -> None:
    workbook = planted("Interviewers", 0, Personal_note="", Name="Joe Lima", Title="VP")
    workbook["Interviewers"][1] |= {"Personal note": "", "Name": "Joe Lima", "Title": "CTO"}
    notes = [note.message for note in look(workbook)]
    assert any(note.startswith("Joe Lima (VP); Joe Lima (CTO) get the same") for note in notes)


def typed_over(path: Path) -> None:
    document = docx.Document(str(path))
    document.add_paragraph("typed by hand")
    document.save(str(path))


@pytest.mark.parametrize("change", [Path.unlink, typed_over])
def test_a_letter_that_was_edited_or_deleted_is_not_the_same(
    make_workbook: Callable[..., Path], change: Callable[[Path], None]
) -> None:
    panel = [{"Interview": "NW-1", "Name": name} for name in ("Dana Wu", "Tom Okafor")]
    workbook = make_workbook({"Interviewers": panel})
    first = leavebehind.build(workbook, pdf="none")
    assert any("get the same letter" in note.message for note in first.notes)
    change(first.packages[0].documents[0].path)
    again = leavebehind.build(workbook, pdf="none")
    assert not any("get the same letter" in note.message for note in again.notes)


def test_a_person_in_two_rows_of_an_interview_is_noted_at_the_second(look: Look) -> None:
    notes = look(planted("Interviewers", 1, Name="Petra Lindgren", Title="Chair"))
    (note,) = [note for note in notes if "two rows" in note.message]
    assert "'Petra Lindgren'" in note.message and note.message.endswith("make it one row")
    assert note.place == "Interviewers!A3"


def test_two_interviews_of_one_company_name_each_other(look: Look) -> None:
    """A second interview at Tessellate makes no slip of its name."""
    workbook = planted("Interviews", 3, Interview="T2", Company="Tessellate", Role="Team Lead")
    workbook["Interviewers"].append(
        {"Interview": "T2", "Name": "Noor Haddad", "Personal note": "Noor, hello from Tessellate."}
    )
    assert look(workbook) == []


def test_a_second_round_may_speak_of_the_first(look: Look) -> None:
    """The day and the people of another interview at the same company are no slips."""
    workbook = planted("Interviews", 3, Interview="T2", Company="Tessellate", Role="Team Lead")
    workbook["Interviews"][3]["Date"] = DAY(2027, 3, 18)
    workbook["Interviews"][3]["Opening"] = (
        "Since our conversation on March 4, I have thought of what Noor said."
    )
    workbook["Interviewers"].append(
        {"Interview": "T2", "Name": "Lea Brandt", "Personal note": "Noor Haddad sends her regards."}
    )
    assert look(workbook) == []


def test_a_small_word_before_a_name_is_no_given_name(look: Look) -> None:
    named = planted("Interviewers", 1, Name="Professor the Lord Bartholomew Elmy of Buxton")
    assert not any("Bartholomew Elmy" in note.message for note in look(named))


def test_a_coarse_picture_is_noted(look: Look, tmp_path: Path) -> None:
    for name, width in (("coarse", 200), ("fine", 400)):
        Image.new("RGB", (width, width)).save(tmp_path / f"{name}.png")
    (note,) = look(planted("Candidate", 0, Photo="coarse.png"))
    assert "coarse.png has 158 dots an inch" in note.message
    assert look(planted("Candidate", 0, Photo="fine.png")) == []


def test_a_picture_that_a_viewer_turns_is_measured_upright(look: Look, tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (100, 300)).save(tmp_path / "signed.jpg", exif=turned)
    (note,) = look(planted("Candidate", 0, Signature="signed.jpg"))
    assert "signed.jpg has" in note.message and "dots an inch" in note.message


def test_an_edited_document_is_looked_through_and_its_notes_stay(tmp_path: Path) -> None:
    workbook = save_workbook(ENGINEER, tmp_path / "search.xlsx")
    leavebehind.build(workbook, pdf="none", section="cover_letter")
    letter = tmp_path / "packages/Tessellate/Noor Haddad/Cover letter.docx"
    document = docx.Document(str(letter))
    document.paragraphs[-1].add_run("I would love to work at Halvorsen Robotics, [Name].")
    document.save(str(letter))
    for _ in range(2):  # the second is told by the ledger
        report = leavebehind.build(workbook, pdf="none", section="cover_letter")
        place = "Tessellate/Noor Haddad/Cover letter.docx"
        said = [note.message for note in report.notes if note.place == place]
        assert any("names 'Halvorsen Robotics'" in message for message in said)
        assert any("[Name]" in message for message in said)


def test_a_cached_report_is_not_true_once_an_interview_is_past(tmp_path: Path) -> None:
    workbook, packages = save_workbook(ENGINEER, tmp_path / "search.xlsx"), tmp_path / "packages"
    report = leavebehind.build(workbook, pdf="none", section="business_card")
    assert report.true_until == DAY(2027, 2, 9)
    options = BuildOptions(pdf="none", section="business_card")
    templates = template_paths(workbook, None).values()
    for day, is_true in ((DAY(2027, 2, 9), True), (DAY(2027, 2, 10), False)):
        found = Fingerprint(packages, workbook, templates, options, day).cached_report()
        assert (found is not None) is is_true


def test_of_two_dates_of_an_interview_the_one_that_is_not_read_is_noted(look: Look) -> None:
    found = look(planted("Interviews", 0, **{"Interview date": DAY(2026, 12, 24)}))
    said = [note.message for note in found if "'interview date' is not read" in note.message]
    assert len(said) == 1 and "the column Date is; if it is meant, swap" in said[0]


def test_a_column_that_nothing_prints_is_noted_once(
    look: Look, sections: dict[str, Section]
) -> None:
    found = [
        note for note in look(planted("Interviewers", 0, Nick_name="Lee")) if "nick" in str(note)
    ]
    assert found == [
        Note(
            "no template that is used prints the column 'nick name' of Interviewers; did you mean "
            "'Name'?",
            "Interviewers!H1",
        )
    ]
    assert not [
        note for note in look(planted("Interviews", 0, Salary="90k")) if "Salary" in str(note)
    ]
    letter = sections["cover_letter"]
    assert {"company", "name"} <= letter.fields
    sections["cover_letter"] = dataclasses.replace(letter, fields=letter.fields | {"nick_name"})
    found = look(planted("Interviewers", 0, Nick_name="Lee"))
    sections["cover_letter"] = letter
    assert not [note for note in found if "nick" in str(note)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Date": datetime.date(2027, 2, 9), "Time": datetime.time(9, 45)}, "goes on"),
        ({"Company": "Halvorsen Robotic", "Date": None}, "is it one company?"),
        (
            {
                "Company": "Halvorsen Robotics Inc",
                "Role": "Staff Software Engineer",
                "Date": datetime.date(2027, 2, 9),
            },
            "is it the same interview?",
        ),
    ],
)
def test_interviews_that_clash_or_are_one_are_noted(
    look: Look, changes: dict[str, Any], said: str
) -> None:
    assert any(said in str(note) for note in look(planted("Interviews", 1, **changes)))
