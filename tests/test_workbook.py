"""What a workbook says reaches the records, or is a problem with its place and a way out."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import io
import os
import pickle
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image as XlsxImage
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table as ExcelTable
from PIL import Image

import leavebehind
from leavebehind.errors import WorkbookError
from leavebehind.names import snake_case
from leavebehind.records import Date, Interview, Settings
from leavebehind.search import Search
from leavebehind.workbook.cells import CellContext
from leavebehind.workbook.limits import Budget, ReadLimits, UnreadableError
from leavebehind.workbook.reader import read_workbook
from leavebehind.workbook.schema import SCHEMA_OF, SHEETS
from leavebehind.workbook.sheet import Findings
from leavebehind.workbook.table import Table
from leavebehind.workbook.xlsx import clean, read_sheets

Make = Callable[..., Path]

INTERVIEW = {"Interview": "NW-1", "Company": "Northwind", "Role": "Product Manager"}
INTERVIEWER = {"Interview": "NW-1", "Name": "Dana Wu"}
JOB = {"Title": "Manager", "Company": "Fabrikam"}
A_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"
)


def problems(path: Path, *, allow_outside: bool = False, **limits: int) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path, allow_outside=allow_outside, limits=ReadLimits(**limits))
    return [str(problem) for problem in caught.value.problems]


def notes(search: Search) -> list[str]:
    return [f"{note.place}: {note.message}" for note in search.notes]


def only_interview(path: Path) -> Interview:
    (interview,) = read_workbook(path).interviews
    return interview


def with_change(path: Path, change: Callable[[Workbook], None]) -> Path:
    """The workbook, changed as a person would in Excel."""
    workbook = load_workbook(path)
    change(workbook)
    workbook.save(path)
    return path


def with_part(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with the XML of one of its parts rewritten."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


# Sheets and columns


def test_every_column_of_the_contract_reaches_its_record(make_workbook: Make) -> None:
    path = make_workbook(
        {
            "Candidate": {
                "Name": "Avery Quinn",
                "Headline": "Product manager",
                "Email": "avery@quinn.example",
                "Phone": "+1 617 555 0123",
                "Address": "1 Elm St",
                "City": "Boston",
                "Region": "MA",
                "Postal code": "02139",
                "Country": "USA",
                "Website": "quinn.example",
                "LinkedIn": "linkedin.com/in/avery",
                "Summary": "Builds things.",
            },
            "Interviews": [
                INTERVIEW
                | {
                    "Date": datetime.date(2026, 12, 3),
                    "Time": datetime.time(10, 30),
                    "Location": "Pier 1",
                    "Format": "Bound",
                    "Package": "Full",
                    "Paper": "A4",
                    "Tags": "growth, B2B; pricing",
                    "Job URL": "northwind.example/jobs/1",
                    "Status": "Panel",
                    "Include": "no",
                    "Opening": "I read …",
                    "Why me": "Because",
                    "Why them": "Since",
                    "Closing": "Thank you",
                }
            ],
            "Interviewers": [
                INTERVIEWER
                | {
                    "Title": "VP Product",
                    "Email": "dana@northwind.example",
                    "Phone": "555 0199",
                    "LinkedIn": "in/danawu",
                    "Part": "hiring manager",
                    "Personal note": "Your talk",
                    "Research notes": "Likes tea",
                    "Talking points": "Pricing",
                    "Include": "yes",
                    "Copies": 2,
                }
            ],
            "Experience": [JOB | {"Location": "Boston", "Start": "2018-03", "End": "present",
                                  "Highlights": "• One\n- Two\n\nThree", "Tags": "growth"}],
            "Education": [{"Degree": "BA", "Institution": "BU", "Location": "Boston",
                           "Start": 2010, "End": 2014, "Notes": "Honours"}],
            "Skills": [{"Category": "Languages", "Skills": "English, French"}],
            "References": [{"Name": "Sam Lee", "Title": "CEO", "Company": "Fabrikam",
                            "Relationship": "Manager", "Email": "s@l.example", "Phone": "555 0111",
                            "Known to": "Dana Wu; Northwind", "Permission": "oui", "Tags": "a"}],
            "Recommendations": [{"From": "Sam Lee", "Title": "CEO", "Company": "Fabrikam",
                                 "Relationship": "Manager", "Date": "2020", "Text": "Great.",
                                 "Tags": "a"}],
            "Work samples": [{"Title": "Deck", "Date": "May 2021", "Description": "It",
                              "URL": "https://x.example/d", "Tags": "a"}],
            "Publications": [{"Title": "Essay", "Venue": "Paper", "Date": "2021-05-01",
                              "Authors": "A. Quinn", "URL": "x.example", "Kind": "article",
                              "Quote": "Q", "Tags": "a"}],
            "Contacts": [{"Name": "Kim", "Company": "Northwind", "Position": "Dev",
                          "Knows": "Dana Wu, Tom", "Email": "k@x.example",
                          "LinkedIn": "in/kim", "Notes": "Met"}],
            "Packages": [{"Package": "Short", "Sections": "Cover letter, Résumé,work_samples"}],
            "Settings": {"Language": "en_us", "Paper": "US Letter", "Date format": "Full",
                         "Phone region": "us", "Max references": 4},
        }
    )  # fmt: skip
    search = read_workbook(path)
    assert search.notes == ()
    candidate, interview, interviewer = (
        search.candidate,
        search.interviews[0],
        search.interviewers[0],
    )
    assert (candidate.name, candidate.region, candidate.postal_code) == (
        "Avery Quinn",
        "MA",
        "02139",
    )
    assert candidate.website == "https://quinn.example"
    assert (interview.key, interview.date, interview.time) == (
        "NW-1",
        Date(2026, 12, 3),
        datetime.time(10, 30),
    )
    assert (interview.format, interview.package, interview.paper) == ("bound", "full", "a4")
    assert interview.tags == ("growth", "B2B", "pricing")
    assert interview.job_url == "https://northwind.example/jobs/1"
    assert interview.include is False
    assert interviewer.linkedin == "https://www.linkedin.com/in/danawu"
    assert (interviewer.copies, interviewer.include, interviewer.part) == (
        2,
        True,
        "hiring manager",
    )
    (job,) = search.experience
    assert (job.start, job.end, job.current) == (Date(2018, 3), None, True)
    assert job.start is not None
    assert job.start.precision == "month"
    assert job.highlights == ("One", "Two", "Three")
    assert search.education[0].end == Date(2014)
    assert search.skills[0].skills == "English, French"
    assert search.references[0].known_to == ("Dana Wu", "Northwind")
    assert search.references[0].permission is True
    assert search.recommendations[0].author == "Sam Lee"
    assert search.work_samples[0].date == Date(2021, 5)
    assert search.publications[0].kind == "article"
    assert search.contacts[0].knows == ("Dana Wu", "Tom")
    assert search.packages == {"short": ("cover_letter", "resume", "work_samples")}
    settings = search.settings
    assert (settings.language, settings.paper, settings.date_format) == ("en-US", "letter", "full")
    assert (settings.phone_region, settings.max_references) == ("US", 4)
    assert search.workbook == path


def test_every_field_of_a_record_has_a_column_and_other_words_belong_to_one() -> None:
    own = {"place", "extra", "current"}
    words = ConfigParser(interpolation=None)
    words.read(Path(leavebehind.__file__).parent / "workbook" / "synonyms.ini", "utf-8")
    assert words.sections() == [schema.name for schema in SHEETS]
    for schema in SHEETS:
        columns = {column.attribute for column in schema.columns}
        fields = {field.name for field in dataclasses.fields(schema.record)} - own
        named = words[schema.name].keys() - words.defaults().keys() - {"sheet"}
        assert named <= columns == fields
    assert words.defaults().keys() <= {c.attribute for schema in SHEETS for c in schema.columns}


@pytest.mark.parametrize(
    ("sheet", "renamed"),
    [
        ("Interviewers", "Panel"),
        ("Interviewers", "INTERVIEWER"),
        ("Interviews", " interview "),
        ("Experience", "Work"),
        ("Experience", "Work_experience"),
        ("Experience", "Employment"),
        ("Experience", "Jobs"),
        ("Work samples", "Portfolio"),
        ("Work samples", "worksample"),
        ("Recommendations", "Recs"),
        ("References", "Référence"),
    ],
)
def test_sheets_are_found_by_other_names(make_workbook: Make, sheet: str, renamed: str) -> None:
    rows = {
        "Experience": [JOB],
        "Work samples": [{"Title": "Deck"}],
        "Recommendations": [{"From": "Sam"}],
        "References": [{"Name": "Sam"}],
    }
    path = make_workbook(rows)
    with_change(path, lambda book: setattr(book[sheet], "title", renamed))
    search = read_workbook(path)
    assert len(getattr(search, snake_case(sheet))) == 1
    assert search.sheets == {}


@pytest.mark.parametrize(
    "header",
    [*("role", " ROLE ", "Role:", "Rôle", "R\u00a0o l_e", "Ro\nle", "Job title", "Position")],
)
def test_headers_are_found_by_text_alone(make_workbook: Make, header: str) -> None:
    path = make_workbook({"Interviews": [{header: "PM", "Employer": "N", "Interview": "NW-1"}]})
    interview = only_interview(path)
    assert (interview.role, interview.company) == ("PM", "N")


def test_an_exact_header_wins_over_other_words_for_it(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Title": "Senior", "Address": "Pier 1"}]})
    interview = only_interview(path)
    assert interview.role == "Product Manager"
    assert interview.extra["title"] == "Senior"
    assert interview.location == "Pier 1"


def test_two_headers_that_mean_the_same_are_a_problem(make_workbook: Make) -> None:
    row = {"Interview": "NW-1", "Company": "N", "Job title": "a", "Position": "b"}
    assert problems(make_workbook({"Interviews": [row]})) == [
        "Interviews!D1: 'Position' means the same as 'Job title' in C1; rename or delete one of "
        "them"
    ]
    for same in ({"Position": "a"}, {"Position": None}):
        assert only_interview(make_workbook({"Interviews": [row | same]})).role == "a"


def test_an_own_column_may_be_there_twice(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Pay": 1, "pay ": 2}]})
    search = read_workbook(path)
    assert search.interviews[0].extra == {"pay": "1", "pay_2": "2"}
    assert notes(search) == ["Interviews!E1: 'pay' appears twice; templates find this one as pay_2"]


@pytest.mark.parametrize(
    ("sheet", "header", "field"),
    [
        ("Interviews", "Interview Date & Time", "date"),
        ("Interviews", "Date/Time", "date"),
        ("Interviews", "Date (interview)", "date"),
        ("Interviews", "Time (ET)", "time"),
        ("Interviews", "Address / Zoom link", "location"),
        ("Interviews", "Interview status", "status"),
        ("Interviews", "Application status", "status"),
        ("Interviews", "Position title", "role"),
        ("Interviews", "Job Posting Link", "job_url"),
        ("Interviewers", "Job Title/Role", "title"),
        ("Interviewers", "Work email", "email"),
        ("Interviewers", "E-mail (work)", "email"),
        ("Interviewers", "Interviewer's email", "email"),
        ("Interviewers", "Phone (mobile)", "phone"),
        ("Interviewers", "Mobile number", "phone"),
        ("Interviewers", "LI profile", "linkedin"),
        ("References", "Current company", "company"),
    ],
)
def test_headings_are_understood_word_by_word(sheet: str, header: str, field: str) -> None:
    (found,) = SCHEMA_OF[sheet].meanings([header])
    assert found.column is not None and found.column.attribute == field


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        *(("Interviews", header) for header in (
            "Date applied", "Date (applied)", "Applied date", "Last contact date", "Time zone",
            "Decision date", "Interview link", "Interview type", "Work location", "Next date",
            "Company / Role", "Company website", "Salary", "Follow-up date", "Not a role")),
        ("Interviewers", "Name & title"),
        ("Interviewers", "Role in the panel"),
    ],
)  # fmt: skip
def test_headings_that_mean_something_else_are_own_columns(sheet: str, header: str) -> None:
    (found,) = SCHEMA_OF[sheet].meanings([header])
    assert found.column is None


def test_the_surer_of_two_headings_is_the_column(make_workbook: Make) -> None:
    row = INTERVIEWER | {"Work email": "dana@n.example", "Email": "dana@home.example"}
    (dana,) = read_workbook(make_workbook({"Interviewers": [row]})).interviewers
    assert (dana.email, dana.extra) == ("dana@home.example", {"work_email": "dana@n.example"})


def test_a_name_in_two_columns_is_one(make_workbook: Make) -> None:
    row = {"Interview": "NW-1", "Last name": "Wu", "First name": "Dana"}
    fields = {"First name": "Avery", "Surname": "Quinn"}
    path = make_workbook({"Interviewers": [row], "Candidate": fields})
    search = read_workbook(path)
    assert (search.candidate.name, search.interviewers[0].name) == ("Avery Quinn", "Dana Wu")
    assert search.notes == ()


def test_own_columns_and_sheets_are_passed_on(make_workbook: Make) -> None:
    path = make_workbook(
        {
            "Interviews": [
                INTERVIEW
                | {"Salary range": "90–100", "items": "i", "class": "c", 2026: "y", "Été": "é"}
                | {"Decided on": datetime.date(2026, 5, 1), "Remote?": True, "Blank": None}
            ],
            "Candidate": {"Name": "Avery", "Favourite colour": "green"},
            "Hobbies": [{"Name": "Best", "Year": 2020}, {"Name": "Second", "Year": 2021}],
        }
    )
    search = read_workbook(path)
    assert search.interviews[0].extra == {
        "salary_range": "90–100",
        "items": "i",
        "class": "c",
        "_2026": "y",
        "ete": "é",
        "decided_on": Date(2026, 5, 1),
        "remote": "TRUE",
        "blank": "",
    }
    assert search.candidate.extra["favourite_colour"] == "green"
    assert [
        (row.extra["name"], row.extra["year"], row.place) for row in search.sheets["hobbies"]
    ] == [
        ("Best", "2020", "Hobbies!A2"),
        ("Second", "2021", "Hobbies!A3"),
    ]


def test_an_own_column_never_hides_a_field(make_workbook: Make) -> None:
    path = make_workbook({"Experience": [JOB | {"Current": "x", "Place of honour": "y"}]})
    (job,) = read_workbook(path).experience
    assert (job.current, job.extra["current_"]) == (False, "x")


def test_a_missing_sheet_is_a_problem(make_workbook: Make) -> None:
    path = make_workbook(
        {"Candidate": None, "Interviews": None, "Interviewers": None, "Skills": [{"Skills": "a"}]}
    )
    assert {line.split(";")[0] for line in problems(path)} == {
        "Candidate: the sheet is missing",
        "Interviews: the sheet is missing",
        "Interviewers: the sheet is missing",
    }


@pytest.mark.parametrize(
    "name", ["Referrences", "Referenzes", "Interviewrs", "Expereince", "Setings"]
)
def test_a_misspelt_sheet_is_a_problem(make_workbook: Make, name: str) -> None:
    path = with_change(make_workbook(), lambda book: book.create_sheet(name))
    (problem,) = problems(path)
    assert problem.startswith(f"{name}: ") and "did you mean '" in problem


@pytest.mark.parametrize("name", ["Hobbies", "Contracts", "Interviews 2025", "Old references"])
def test_other_sheets_pass(make_workbook: Make, name: str) -> None:
    search = read_workbook(make_workbook({name: [{"A": "b", "C": "d"}]}))
    assert list(search.sheets) == [snake_case(name)]


TRACKER = {"Company": "N", "Position": "PM", "Status": "Applied", "Date applied": None,
           "Link": "n.example/1", "Salary": "80k"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Jobs", [TRACKER]),
        ("Jobs", [{"ID": 1, "Company": "N", "Position": "PM", "Date applied": "", "From": "x"}]),
        ("Preferences", {"Location": "Remote", "Country": "USA, Canada", "Language": "English"}),
        ("Portfolio", [{"Ticker": "MSFT", "Shares": 3, "Price": 400}]),
        ("Network", [{"Host": "nas", "Address": "10.0.0.2", "Name": "NAS", "OS": "Linux"}]),
        ("Requirements", [{"Requirement": "SQL", "Priority": 1, "Owner": "me"}]),
    ],
)
def test_another_word_for_a_sheet_counts_only_where_its_columns_fit(
    make_workbook: Make, name: str, rows: Any
) -> None:
    search = read_workbook(make_workbook({name: rows}))
    assert list(search.sheets) == [snake_case(name)]
    assert not any(search.lists.values()) and search.settings == Settings()
    assert [(note.place, "call it" in note.message) for note in search.notes] == [(name, True)]


def test_a_sheet_of_another_kind_keeps_its_rows_to_itself(make_workbook: Make) -> None:
    path = make_workbook({"Projects": [{"Task": "Mow", "Owner": "me", "Due": "soon"}]})
    search = read_workbook(path)
    assert (list(search.sheets), search.projects) == (["projects_"], ())
    assert notes(search) == [
        "Projects: its columns are not those of Projects, and it is read as a sheet of your own; "
        "if it is meant, give it its columns"
    ]


def test_a_misspelt_sheet_is_not_said_to_be_another_one(make_workbook: Make) -> None:
    path = make_workbook({"Experiance": [JOB | {"Location": "Boston"}]})
    search = read_workbook(path)
    assert len(search.experience) == 1
    assert notes(search) == ["Experiance: the sheet is read as Experience"]


def test_another_word_for_a_sheet_that_is_there_is_noted(make_workbook: Make) -> None:
    path = make_workbook({"Experience": [JOB], "Employment": [JOB]})
    search = read_workbook(path)
    assert len(search.experience) == 1
    assert notes(search) == [
        "Employment: the sheet is not read as Experience, because 'Experience' is; if it is meant, "
        "swap their names"
    ]


@pytest.mark.parametrize(
    "name",
    ["Interviews_old", "Interviews - Table 1", "My interviews 2026", "Intervews", "Applications"],
)
def test_the_only_sheet_that_fits_is_taken(make_workbook: Make, name: str) -> None:
    path = make_workbook({"Interviews": None, name: [INTERVIEW | {"Status": "Panel"}]})
    search = read_workbook(path)
    assert len(search.interviews) == 1
    assert [note.place for note in search.notes] == [name] * (name != "Interviews - Table 1")


def test_where_two_sheets_fit_the_person_is_asked(make_workbook: Make) -> None:
    row = [INTERVIEW | {"Status": "Panel"}]
    path = make_workbook({"Interviews": None, "Interviews_old": row, "Interviews new": row})
    assert problems(path) == [
        "Interviews: the sheet is missing, and 'Interviews_old' or 'Interviews new' may be meant; "
        "rename the right one to Interviews"
    ]


@pytest.mark.parametrize("name", ["Interviews_old", "Interviewees", "Interviewers (2)"])
def test_a_sheet_beside_the_right_one_is_noted(make_workbook: Make, name: str) -> None:
    rows = INTERVIEW | {"Status": "x"} if "views" in name else INTERVIEWER
    search = read_workbook(make_workbook({name: [rows]}))
    assert (len(search.interviews), len(search.interviewers)) == (1, 1)
    (note,) = notes(search)
    assert note.startswith(f"{name}: the sheet is not read as Interview")


def test_interviews_without_names_are_called_after_their_companies(make_workbook: Make) -> None:
    rows = [{"Company": "N", "Role": "PM"}, {"Company": "M", "Role": "PM"},
            {"Company": "M", "Role": "VP"}]  # fmt: skip
    interviewers = [{"Interview": "N", "Name": "Dana"}]
    search = read_workbook(make_workbook({"Interviews": rows, "Interviewers": interviewers}))
    assert [interview.key for interview in search.interviews] == ["N", "M – PM", "M – VP"]
    assert "called after their companies" in notes(search)[0]


def test_a_value_without_a_field_is_noted(make_workbook: Make) -> None:
    path = make_workbook({"Candidate": {"Name": "Avery", "City": "Boston"}})
    search = read_workbook(
        with_change(path, lambda book: book["Candidate"].__setitem__("B4", "Suite 4"))
    )
    assert notes(search) == ["Candidate!B4: 'Suite 4' has no field beside it, and is left out"]


def test_a_candidate_may_be_a_row(make_workbook: Make) -> None:
    path = make_workbook({"Candidate": [{"Full name": "Avery", "Email": "a@q.example"}]})

    def lay_out(book: Workbook) -> None:
        sheet = book["Candidate"]
        sheet.delete_rows(1, 9)
        sheet.append(["Full name", "Email", "City"])
        sheet.append(["Avery", "a@q.example", "Boston"])

    candidate = read_workbook(with_change(path, lay_out)).candidate
    assert (candidate.name, candidate.email, candidate.city) == ("Avery", "a@q.example", "Boston")


def test_a_name_that_is_a_word_for_a_column_is_a_name(make_workbook: Make) -> None:
    assert read_workbook(make_workbook({"Candidate": {"Name": "Li"}})).candidate.name == "Li"


def test_a_candidate_of_headings_alone_is_one_clear_problem(make_workbook: Make) -> None:
    path = make_workbook({"Candidate": {"Name": "Avery"}})

    def lay_out(book: Workbook) -> None:
        book["Candidate"].delete_rows(1, 9)
        book["Candidate"].append(["Full name", "Email", "City"])

    assert problems(with_change(path, lay_out)) == [
        "Candidate!A1: the sheet has headings, but no row below them; fill in a row"
    ]


def test_a_misspelt_required_column_is_named(make_workbook: Make) -> None:
    path = make_workbook({"Interviewers": [{"Interview": "NW-1", "Nmae": "Dana"}]})
    assert problems(path) == [
        "Interviewers!B1: the column Name is missing; rename 'Nmae', if that is it"
    ]  # fmt: skip


def test_a_missing_required_column_is_named_where_it_belongs(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [{"Interview": "NW-1", "Company": "N"}]})
    assert [line.partition(";")[0] for line in problems(path)] == [
        "Interviews!C1: the column Role is missing"
    ]


def test_a_misspelt_optional_column_passes_with_a_note(make_workbook: Make) -> None:
    search = read_workbook(make_workbook({"Interviewers": [INTERVIEWER | {"Emial": "x"}]}))
    assert search.interviewers[0].extra["emial"] == "x"
    assert notes(search) == [
        "Interviewers!C1: 'Emial' is not a known name; did you mean 'Email'?"
    ]  # fmt: skip


def test_fields_need_no_header_row(make_workbook: Make) -> None:
    path = make_workbook({"Candidate": None})

    def add(book: Workbook) -> None:
        sheet = book.create_sheet("Candidate")
        sheet["B3"], sheet["C3"] = "Full name", "Avery"
        sheet["B4"], sheet["C4"] = "Zip code", "02139"

    candidate = read_workbook(with_change(path, add)).candidate
    assert (candidate.name, candidate.postal_code) == ("Avery", "02139")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"Nmae": "A"}, "Candidate!A2: the field Name is missing; rename 'Nmae', if that is it"),
        ({"Name": None, "City": "X"}, "Candidate!B2: Name is blank; fill it in"),
        ({"City": "X"}, "Candidate!A3: the field Name is missing; add a field of that name"),
    ],
)
def test_the_candidate_has_a_name(
    make_workbook: Make, fields: dict[str, str | None], problem: str
) -> None:
    assert problems(make_workbook({"Candidate": fields})) == [problem]


# Rows


def test_an_unknown_interview_is_named_with_the_likely_one(make_workbook: Make) -> None:
    rows = [INTERVIEWER | {"Name": f"N{n}"} for n in range(5)]
    path = make_workbook({"Interviewers": [*rows, {"Interview": "NW-2", "Name": "Zoe"}]})
    assert problems(path) == [
        "Interviewers!A7: no interview is called 'NW-2'; did you mean 'NW-1'?"
    ]


def test_an_interview_is_found_whatever_its_case(make_workbook: Make) -> None:
    path = make_workbook({"Interviewers": [{"Interview": "nw-1", "Name": "Dana"}]})
    assert read_workbook(path).interviewers[0].interview == "NW-1"


def test_interview_keys_are_unique_as_folders_are(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW, INTERVIEW | {"Interview": "nw-1"}]})
    (problem,) = problems(path)
    assert problem.startswith("Interviews!A3: the interview 'nw-1' appears twice")


@pytest.mark.parametrize(
    ("sheet", "row", "cell"),
    [
        ("Interviews", INTERVIEW | {"Interview": " "}, "Interviews!A3: Interview is blank"),
        ("Interviews", INTERVIEW | {"Company": None, "Interview": "X"}, "Company is blank"),
        ("Interviewers", {"Interview": "NW-1", "Name": "\u00a0", "Title": "VP"}, "Name is blank"),
        ("Interviewers", {"Interview": None, "Name": "Zoe"}, "Interview is blank"),
        ("References", {"Name": "", "Title": "CEO"}, "Name is blank"),
        ("Contacts", {"Name": "", "Company": "N"}, "Name is blank"),
        ("Recommendations", {"From": "", "Text": "Good"}, "From is blank"),
        ("Work samples", {"Title": "", "Description": "Good"}, "Title is blank"),
        ("Publications", {"Title": "", "Venue": "Good"}, "Title is blank"),
    ],
)
def test_what_names_a_row_is_not_blank(
    make_workbook: Make, sheet: str, row: dict[str, Any], cell: str
) -> None:
    first = {"Interviews": [INTERVIEW], "Interviewers": [INTERVIEWER]}.get(sheet, [])
    found = problems(make_workbook({sheet: [*first, row]}))
    assert len(found) == 1 and cell in found[0]


def test_a_row_repeated_in_full_is_a_problem_and_a_namesake_is_not(make_workbook: Make) -> None:
    namesake = INTERVIEWER | {"Title": "Engineer"}
    path = make_workbook({"Interviewers": [INTERVIEWER, namesake]})
    assert len(read_workbook(path).interviewers) == 2
    path = make_workbook({"Interviewers": [INTERVIEWER, namesake, INTERVIEWER]})
    assert problems(path) == [
        "Interviewers!B4: the row appears twice; delete one of them"
    ]  # fmt: skip


def test_an_interview_without_interviewers_is_noted(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW, INTERVIEW | {"Interview": "AC"}]})
    assert notes(read_workbook(path)) == [
        "Interviews!A3: the interview 'AC' has no interviewers"
    ]  # fmt: skip


def test_an_interview_that_is_over_needs_no_interviewers(make_workbook: Make) -> None:
    said = ("Rejected by the company", "no longer interested", "On hold", "Ghosted", "withdrew")
    said = (
        *said,
        "Cancelled",
        "no response",
        "Abgelehnt",
        "refusé",
        "rechazada",
        "position filled",
    )
    over = [INTERVIEW | {"Interview": f"AC {text}", "Status": text} for text in said]
    found = notes(read_workbook(make_workbook({"Interviews": [INTERVIEW, *over]})))
    assert len(found) == len(said)
    assert all("its status is" in note for note in found)


def test_an_interview_that_goes_on_is_not_over(make_workbook: Make) -> None:
    said = ("Passed first round", "Interview 2", "Offer", "Screening", "Application filled in")
    rows = [INTERVIEW | {"Interview": text, "Status": text} for text in said]
    people = [INTERVIEWER | {"Interview": text} for text in said]
    path = make_workbook({"Interviews": rows, "Interviewers": people})
    assert not notes(read_workbook(path))


def test_interviewers_of_the_only_interview_need_no_column_interview(make_workbook: Make) -> None:
    people = [{"Name": "Lea Stone"}, {"Name": "Tim Ho"}]
    search = read_workbook(make_workbook({"Interviewers": people}))
    assert {person.interview for person in search.interviewers} == {INTERVIEW["Interview"]}
    assert notes(search) == [
        f"Interviewers: there is no column Interview; the interviewers are those of "
        f"'{INTERVIEW['Interview']}'"
    ]


TWO_COMPANIES = [
    {"Interview": "first", "Company": "Acme Holding GmbH", "Role": "Buyer"},
    {"Interview": "second", "Company": "Zed", "Role": "Clerk"},
]


@pytest.mark.parametrize("column", ["Interview", "Company"])
def test_interviewers_may_name_the_company_of_their_interview(
    make_workbook: Make, column: str
) -> None:
    people = [{column: "Acme", "Name": "Lea Stone"}, {column: "ZED", "Name": "Tim Ho"}]
    path = make_workbook({"Interviews": TWO_COMPANIES, "Interviewers": people})
    assert [one.interview for one in read_workbook(path).interviewers] == ["first", "second"]


def test_whose_interviewer_somebody_is_is_not_guessed(make_workbook: Make) -> None:
    sheets = {"Interviews": TWO_COMPANIES, "Interviewers": [{"Name": "Lea Stone"}]}
    assert problems(make_workbook(sheets)) == [
        "Interviewers!B1: the column Interview is missing; add a column of that name"
    ]  # fmt: skip
    sheets["Interviewers"] = [{"Name": "Lea Stone", "Company": "Other"}]
    assert "no interview is called 'Other'" in problems(make_workbook(sheets))[0]
    twice = [TWO_COMPANIES[0], TWO_COMPANIES[1] | {"Company": "Acme"}]
    sheets = {"Interviews": twice, "Interviewers": [{"Interview": "Acme", "Name": "Lea Stone"}]}
    assert "no interview is called 'Acme'" in problems(make_workbook(sheets))[0]


def test_all_problems_come_at_once_in_the_order_of_the_workbook(make_workbook: Make) -> None:
    path = make_workbook(
        {
            "Interviews": [INTERVIEW | {"Format": "loose", "Package": "ful", "Paper": "A5"}],
            "Interviewers": [
                {"Interview": "XX", "Name": "", "Copies": 0, "Include": "maybe"}
            ],
            "Settings": {"Language": "Klingonese", "Max references": -1},
        }
    )  # fmt: skip
    assert problems(path) == [
        "Interviews!D2: 'loose' is not a format; write folder, bound or screen",
        "Interviews!E2: no package is called 'ful'; did you mean 'full'?",
        "Interviews!F2: 'A5' is not a paper size; write letter or a4",
        "Interviewers!A2: no interview is called 'XX'; the sheet Interviews has 'NW-1'",
        "Interviewers!B2: Name is blank; fill it in, or delete the row",
        "Interviewers!C2: '0' is not a whole number from 1; write 1, 2, 3 …",
        "Interviewers!D2: 'maybe' is neither yes nor no; write yes or no",
        "Settings!B2: no language is called 'Klingonese'; write it as en-US, de-DE, fr-FR or es-ES",
        "Settings!B3: '-1' is not a whole number from 1; write 1, 2, 3 …",
    ]


def test_an_interviewer_of_nobody_knows_which_company_is_a_problem(make_workbook: Make) -> None:
    sheets = {"Interviews": TWO_COMPANIES, "Interviewers": [{"Name": "Lea", "Company": "Acme"}]}
    assert read_workbook(make_workbook(sheets)).interviewers[0].name == "Lea"
    rows = [*sheets["Interviewers"], {"Name": "Tom", "Company": None}]
    (problem,) = problems(make_workbook({**sheets, "Interviewers": rows}))
    assert "it isn't said whose interviewer this is" in problem


def test_titles_blank_rows_and_repeated_headers_are_no_records(make_workbook: Make) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Interviewers"]
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Interviewers"
        sheet["A2"] = "as of today"
        for row in ([], ["Interview", "Name", "Title"], [], ["NW-1", "Tom Okafor"]):
            sheet.append(row)
        sheet["A400"], sheet["B400"] = "NW-1", "Zoe"

    search = read_workbook(with_change(make_workbook(), change))
    assert [row.name for row in search.interviewers] == ["Dana Wu", "Tom Okafor", "Zoe"]
    assert search.interviewers[2].place == "Interviewers!A400"


def test_a_merged_interview_holds_for_all_its_rows(make_workbook: Make) -> None:
    rows = [INTERVIEWER, {"Interview": None, "Name": "Tom"}, {"Interview": None, "Name": "Zoe"}]
    path = make_workbook({"Interviewers": rows})
    with_change(path, lambda book: book["Interviewers"].merge_cells("A2:A4"))
    assert {row.interview for row in read_workbook(path).interviewers} == {"NW-1"}


def test_a_merged_cell_counts_for_each_of_its_cells(make_workbook: Make) -> None:
    interviews = [INTERVIEW, {"Interview": "NW-2", "Role": "Lead"}]
    interviewers = [INTERVIEWER | {"Title": "VP"}, {"Interview": "NW-2", "Name": "Tom"}]
    jobs = [JOB, {"Title": "Trainee", "Company": None}]

    def merge(book: Workbook) -> None:
        book["Interviews"].merge_cells("B2:B3")
        book["Interviewers"].merge_cells("C2:C3")
        book["Experience"].merge_cells("B2:B3")

    path = make_workbook(
        {"Interviews": interviews, "Interviewers": interviewers, "Experience": jobs}
    )
    search = read_workbook(with_change(path, merge))
    assert [each.company for each in search.interviews] == ["Northwind"] * 2
    assert [each.title for each in search.interviewers] == ["VP"] * 2
    assert [each.company for each in search.experience] == ["Fabrikam"] * 2


@pytest.mark.parametrize("merged", [["A1:A2", "B1:C1"], []])
def test_a_header_of_two_rows_is_one(make_workbook: Make, merged: list[str]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Interviews"]
        sheet.delete_rows(1, 9)
        sheet.append(["Interview", "Employer", None, "Interview", "Interview"])
        sheet.append([None, "Company", "Role", "Date", "Location"])
        sheet.append(["NW-1", "Northwind", "PM", "2026-12-03", "Pier 1"])
        for area in merged:
            sheet.merge_cells(area)

    interview = only_interview(with_change(make_workbook(), change))
    assert (interview.company, interview.role) == ("Northwind", "PM")
    assert (interview.date, interview.location) == (Date(2026, 12, 3), "Pier 1")


def test_a_header_goes_on_below_headings_that_are_merged_across(make_workbook: Make) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Interviewers"]
        sheet.delete_rows(1, 9)
        sheet.append(["Interview", "Interviewer", None, "Contact", None])
        sheet.append([None, "First name", "Last name", "E-mail", "Phone"])
        sheet.append(["NW-1", "Dana", "Wu", "dana@nw.example", "+1 206 555 0100"])
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("D1:E1")

    (dana,) = read_workbook(with_change(make_workbook(), change)).interviewers
    assert (dana.name, dana.email) == ("Dana Wu", "dana@nw.example")
    assert dana.phone.endswith("0100")


def test_headings_of_lists_of_referees_are_understood(make_workbook: Make) -> None:
    referee = {"Referee": "Ann Ray", "How do you know them?": "My manager", "OK to contact?": "yes"}
    (ann,) = read_workbook(make_workbook({"References": [referee]})).references
    assert (ann.name, ann.relationship, ann.permission) == ("Ann Ray", "My manager", True)


@pytest.mark.parametrize("default", [{"Include": False}, {"Copies": 1}, {"Stage now": "To do"}])
def test_a_row_of_mere_defaults_is_no_row(make_workbook: Make, default: dict[str, Any]) -> None:
    rows = [INTERVIEWER | default, *[default] * 30]
    search = read_workbook(make_workbook({"Interviewers": rows}))
    assert len(search.interviewers) == 1
    assert search.notes == ()


@pytest.mark.parametrize(
    "remark", ["Note: call Kim first", "* not confirmed", "the second round is on Zoom"]
)
def test_a_remark_below_a_table_is_no_row(make_workbook: Make, remark: str) -> None:
    rows: list[dict[str, Any]] = [INTERVIEWER, {}, {"Interview": remark}, {"Interview": remark}]
    search = read_workbook(make_workbook({"Interviewers": rows}))
    assert len(search.interviewers) == 1
    assert notes(search) == [
        f"Interviewers!A{row}: row {row} is read as a remark, and is left out: '{remark}'"
        for row in (4, 5)
    ]


def test_a_heading_across_the_table_is_no_row(make_workbook: Make) -> None:
    rows = [{"Interview": "Panel"}, INTERVIEWER]
    path = make_workbook({"Interviewers": rows})
    search = read_workbook(
        with_change(path, lambda book: book["Interviewers"].merge_cells("A2:B2"))
    )
    assert len(search.interviewers) == 1
    assert [note.place for note in search.notes] == ["Interviewers!A2"]


def test_a_row_that_lacks_what_names_it_is_one_problem(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW, {"Interview": "NW-2"}]})
    assert problems(path) == [
        "Interviews!B3: Company and Role are blank; fill it in, or delete the row"
    ]


def test_an_interview_that_is_written_once_is_asked_for(make_workbook: Make) -> None:
    path = make_workbook({"Interviewers": [INTERVIEWER, {"Interview": None, "Name": "Tom"}]})
    assert problems(path) == [
        "Interviewers!A3: Interview is blank; write 'NW-1' as in the row above, fill it in, or "
        "delete the row"
    ]


def test_what_is_struck_out_or_over_is_noted(make_workbook: Make) -> None:
    rows = [INTERVIEWER, INTERVIEWER | {"Name": "Tom"}]
    path = make_workbook(
        {"Interviews": [INTERVIEW | {"Status": "Rejected (12 May)"}], "Interviewers": rows}
    )

    def strike(book: Workbook) -> None:
        for cell in book["Interviewers"][3]:
            cell.font = Font(strike=True)

    search = read_workbook(with_change(path, strike))
    assert len(search.interviewers) == 2
    assert notes(search) == [
        "Interviewers!A3: row 3 is struck out, and read like the others",
        "Interviews!D2: its status is 'Rejected (12 May)', and its packages are made all the same; "
        "write no under Include to leave it out",
    ]


def test_what_is_struck_out_in_a_cell_is_left_out_with_a_note(make_workbook: Make) -> None:
    def strike(book: Workbook) -> None:
        sheet = book["Interviewers"]
        old = TextBlock(InlineFont(strike=True), "Old Name")
        sheet["B2"] = CellRichText(old, TextBlock(InlineFont(), " Dana Wu"))
        sheet["A2"].font = Font(strike=True)
        book["Candidate"]["B2"].font = Font(strike=True)

    search = read_workbook(with_change(make_workbook(), strike))
    assert search.interviewers[0].name == "Dana Wu"
    assert notes(search) == [
        "Candidate!B2: the cell is struck out, and read like the others",
        "Interviewers!A2: the cell is struck out, and read like the others",
        "Interviewers!B2: 'Old Name' is struck out and left out; 'Dana Wu' is read",
    ]


@pytest.mark.parametrize("written", ["0", "0/1/1900", "1/0/1900", "00.01.1900", "TBD", "n/a", "?"])
def test_a_date_that_is_none_yet_is_blank(make_workbook: Make, written: str) -> None:
    search = read_workbook(make_workbook({"Interviews": [INTERVIEW | {"Date": written}]}))
    assert search.interviews[0].date is None
    assert [note.place for note in search.notes] == ["Interviews!D2"] * (written[0] not in "01")


def test_a_table_is_read_like_any_rows(make_workbook: Make) -> None:
    table = ExcelTable(displayName="Panel", ref="A1:C2")
    path = with_change(make_workbook(), lambda book: book["Interviewers"].add_table(table))
    assert len(read_workbook(path).interviewers) == 1


def test_what_is_hidden_is_read_with_a_note(make_workbook: Make) -> None:
    path = make_workbook(
        {
            "Interviewers": [INTERVIEWER | {"Name": f"N{n}", "Title": "T"} for n in range(5)],
            "Hobbies": [{"Name": "Best", "Year": "2020"}],
        }
    )

    def hide(book: Workbook) -> None:
        for row in (3, 4, 6):
            book["Interviewers"].row_dimensions[row].hidden = True
        book["Interviewers"].column_dimensions["C"].hidden = True
        book["Hobbies"].sheet_state = "veryHidden"

    search = read_workbook(with_change(path, hide))
    assert len(search.interviewers) == 5
    assert search.interviewers[1].title == "T"
    assert len(search.sheets["hobbies"]) == 1
    assert notes(search) == [
        "Interviewers!A3: rows 3–4, 6 are hidden, and read like the others",
        "Hobbies: the sheet is hidden, and is read like the others",
        "Interviewers!C1: column C is hidden, and is read like the others",
    ]


def test_headers_of_which_none_is_known_are_a_problem(make_workbook: Make) -> None:
    path = make_workbook({"Skills": [{"Languages": "Tools", "English": "Excel"}]})
    assert problems(path) == [
        "Skills!A1: none of the headers is known; write above the rows: Category, Skills"
    ]


def test_a_workbook_without_interviews_is_noted(make_workbook: Make) -> None:
    search = read_workbook(
        make_workbook(
            {"Interviews": [dict.fromkeys(INTERVIEW)], "Interviewers": [dict.fromkeys(INTERVIEWER)]}
        )
    )
    assert (search.interviews, notes(search)) == ((), ["Interviews: there is no interview yet"])


def test_a_problem_quotes_no_more_than_a_line(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Date": "on and on\n" * 1000}]})
    (problem,) = problems(path)
    assert len(problem) < 200 and "\n" not in problem


def test_a_column_without_a_header_is_noted(make_workbook: Make) -> None:
    path = with_change(make_workbook(), lambda book: book["Interviewers"].cell(2, 6, "stray"))
    assert notes(read_workbook(path)) == [
        "Interviewers!F2: column F has no header, and is left out"
    ]  # fmt: skip


# Cells


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ((2139, "00000"), "02139"),
        ((6175550123, "(###) ###-####"), "(617) 555-0123"),
        ((0.25, "0%"), "25%"),
        ((95000, '"$"#,##0'), "$95,000"),
        (5, "5"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        ((5, "@"), "5"),
        ("a & b < c > \"d\" 'e' {{ f }}", "a & b < c > \"d\" 'e' {{ f }}"),
        ("  \u00a0padded\u00a0\n ", "padded"),
        ("one_x000D_\ntwo", "one\ntwo"),
        ("a_x0041_b", "aAb"),
        ("_xD83D__xDE00_", "😀"),
        ("half _xD83D_ gone_x0007_", "half  gone"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("tab\there", "tab\there"),
        ("שלום 👩‍💻 é", "שלום 👩‍💻 é"),
    ],
)
def test_a_text_is_what_the_person_sees(make_workbook: Make, value: Any, seen: str) -> None:
    interview = only_interview(make_workbook({"Interviews": [INTERVIEW | {"Location": value}]}))
    assert interview.location == seen


@given(st.text(alphabet=st.characters()))
def test_a_clean_text_can_stand_in_xml(text: str) -> None:
    cleaned = clean(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", cleaned)
    assert cleaned == cleaned.strip(" \n\t\xa0")
    cleaned.encode()


def test_a_very_long_text_is_kept(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": "short"}]})
    long = "x" * 100_000
    with_part(path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace("short", long))
    assert only_interview(path).location == long


def test_texts_that_cells_share_are_read_as_excel_writes_them(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": "a", "Status": "b"}]})
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>Pier_x000D_\nOne</t></si><si><r><t>Final </t></r><r><t>round</t></r></si></sst>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'

    def change(xml: str) -> str:
        for number, cell in enumerate(("D2", "E2")):
            new = f'<c r="{cell}" t="s"><v>{number}</v></c>'
            xml = re.sub(rf'<c r="{cell}"[^>]*>.*?</c>', new, xml)
        return xml

    with_part(path, "xl/worksheets/sheet2.xml", change)
    with_part(path, "[Content_Types].xml", lambda xml: xml.replace("</Types>", override))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", shared)
    interview = only_interview(path)
    assert (interview.location, interview.status) == ("Pier\nOne", "Final round")


def test_what_libreoffice_writes_about_rows_and_columns_hides_nothing(make_workbook: Make) -> None:
    def change(xml: str) -> str:
        xml = xml.replace("<row ", '<row hidden="false" ')
        columns = '<cols><col min="1" max="3" width="9" hidden="false"/></cols>'
        return xml.replace("<sheetData>", f"{columns}<sheetData>")

    path = with_part(make_workbook(), "xl/worksheets/sheet3.xml", change)
    assert read_workbook(path).notes == ()


def test_rich_text_is_flattened(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": "plain"}]})
    rich = "<is><r><t>Pier </t></r><r><rPr><b/></rPr><t>One</t></r></is>"
    part = "xl/worksheets/sheet2.xml"

    def change(xml: str) -> str:
        return re.sub(r'<c r="D2"[^>]*>.*?</c>', f'<c r="D2" t="inlineStr">{rich}</c>', xml)

    assert only_interview(with_part(path, part, change)).location == "Pier One"


@pytest.mark.parametrize(
    ("value", "expected", "precision"),
    [
        (datetime.date(2026, 12, 3), (2026, 12, 3), "day"),
        ((datetime.date(2018, 3, 1), "mmm yyyy"), (2018, 3, 1), "month"),
        ((datetime.date(2018, 1, 1), "yyyy"), (2018, 1, 1), "year"),
        ("2026-12-03", (2026, 12, 3), "day"),
        ("2018-03", (2018, 3, 1), "month"),
        ("2018", (2018, 1, 1), "year"),
        (2018, (2018, 1, 1), "year"),
        ("Mar 2018", (2018, 3, 1), "month"),
        ("March, 2018", (2018, 3, 1), "month"),
        ("03/2018", (2018, 3, 1), "month"),
        ("3 December 2026", (2026, 12, 3), "day"),
        ("Thursday, December 3rd, 2026", (2026, 12, 3), "day"),
        ("Sept. 2018", (2018, 9, 1), "month"),
        ("13/12/2026", (2026, 12, 13), "day"),
        ("12/13/2026", (2026, 12, 13), "day"),
        ("4/4/2026", (2026, 4, 4), "day"),
        ("03.04.2026", (2026, 4, 3), "day"),
        ("3.4.26", (2026, 4, 3), "day"),
        ("12-Jan-27", (2027, 1, 12), "day"),
        ("Tue, 12 Jan 27", (2027, 1, 12), "day"),
        ("3-Mar-98", (1998, 3, 3), "day"),
        ("Jan ’27", (2027, 1, 1), "month"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_written(
    make_workbook: Make, value: Any, expected: tuple[int, int, int], precision: str
) -> None:
    period = {"Start": value, "End": "present"}
    search = read_workbook(make_workbook({"Experience": [JOB | period]}))
    (job,) = search.experience
    assert job.start == Date(*expected)
    assert job.start is not None
    assert job.start.precision == precision
    assert search.notes == ()


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de-DE", "3. Dezember 2026"),
        ("German", "Donnerstag, 3. Dez. 2026"),
        ("Français", "3 décembre 2026"),
        ("es", "3 de diciembre de 2026"),
        ("de", "3 December 2026"),
        ("en-US", "3. Dezember 2026"),
        ("en-US", "jeudi 3 décembre 2026"),
        ("de", "3 de diciembre de 2026"),
        ("nl", "3 december 2026"),
    ],
)
def test_months_are_known_in_the_usual_languages_and_the_workbooks(
    make_workbook: Make, language: str, written: str
) -> None:
    path = make_workbook(
        {"Settings": {"Language": language}, "Interviews": [INTERVIEW | {"Date": written}]}
    )
    assert only_interview(path).date == Date(2026, 12, 3)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("03/04/2026", "'03/04/2026' can be read as two dates; write 2026-03-04 or 2026-04-03"),
        ("3/4/26", "'3/4/26' is not a date"),
        ("Mar 18", "'Mar 18' is not a date"),
        ("December 3", "is not a date"),
        ("2026-02-30", "is not a date"),
        ("31/31/2026", "is not a date"),
        (
            "soon",
            "'soon' is not a date; write it as 2026-12-03, make it a date in Excel, or leave",
        ),
        ("1850", "is not a date"),
        (datetime.time(10, 0), "is not a date"),
        (True, "'TRUE' is not a date"),
        (12.5, "'12.5' is not a date"),
        (1e300, "is not a date"),
    ],
)
def test_what_can_not_be_read_in_one_way_is_no_date(
    make_workbook: Make, written: Any, message: str
) -> None:
    (problem,) = problems(make_workbook({"Interviews": [INTERVIEW | {"Date": written}]}))
    assert problem.startswith("Interviews!D2: ") and message in problem


@pytest.mark.parametrize(
    ("written", "day", "time"),
    [
        ("2027-01-12T10:00", Date(2027, 1, 12), datetime.time(10)),
        ("2027-01-12 10:00:00", Date(2027, 1, 12), datetime.time(10)),
        ("2027-01-12T10:00Z", Date(2027, 1, 12), "10:00Z"),
        ("Jan 12, 2027 10:00 AM", Date(2027, 1, 12), datetime.time(10)),
        ("Tuesday, January 12, 2027 at 2:30 p.m.", Date(2027, 1, 12), datetime.time(14, 30)),
        ("Jan 12, 2027, 10 AM ET", Date(2027, 1, 12), "10 AM ET"),
        ("12.1.2027 um 14:30 Uhr", Date(2027, 1, 12), datetime.time(14, 30)),
        ("20270112", Date(2027, 1, 12), ""),
        (20270112, Date(2027, 1, 12), ""),
        ("2027年1月12日", Date(2027, 1, 12), ""),
        ("2027년 1월 12일", Date(2027, 1, 12), ""),
        ((datetime.datetime(2027, 1, 12, 10), 'd mmm h:mm "ET"'), Date(2027, 1, 12), "10:00 ET"),
        ((0, "mm-dd-yy"), None, ""),
        (0, None, ""),
    ],
)
def test_a_date_with_a_time_gives_both(
    make_workbook: Make, written: Any, day: Date | None, time: datetime.time | str
) -> None:
    interview = only_interview(make_workbook({"Interviews": [INTERVIEW | {"Date": written}]}))
    assert (interview.date, interview.time) == (day, time)


def test_a_time_that_a_format_gives_a_zone_keeps_it(make_workbook: Make) -> None:
    row = INTERVIEW | {"Time": (datetime.time(10), 'h:mm AM/PM "ET"'), "Call": (0.3, "[DBNum1]0.0")}
    search = read_workbook(make_workbook({"Interviews": [row]}))
    assert str(search.interviews[0].time).replace("\u202f", " ") == "10:00 AM ET"
    assert notes(search) == [
        "Interviews!E2: the format '[DBNum1]0.0' can't be shown as Excel does; the cell is read as "
        "'0.3'"
    ]


def test_a_number_that_is_no_date_is_quoted_as_it_was_typed(make_workbook: Make) -> None:
    (problem,) = problems(make_workbook({"Interviews": [INTERVIEW | {"Date": 12345678901}]}))
    assert "'12345678901' is not a date" in problem


def test_a_bare_serial_number_is_a_date_with_a_note(make_workbook: Make) -> None:
    search = read_workbook(make_workbook({"Interviews": [INTERVIEW | {"Date": 46359}]}))
    assert search.interviews[0].date == Date(2026, 12, 3)
    assert notes(search) == [
        "Interviews!D2: the number 46359 is read as the date 2026-12-03"
    ]  # fmt: skip


def test_the_1904_date_system_is_understood(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Date": None, "Location": None}]})

    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book["Interviews"]["D2"] = datetime.date(2026, 12, 3)
        book["Interviews"].append(["NW-2", "N", "R", 46359 - 1462])

    search = read_workbook(with_change(path, change))
    assert [row.date for row in search.interviews] == [Date(2026, 12, 3)] * 2


@pytest.mark.parametrize(
    "word",
    [
        *("present", "Current", "NOW", "today", "heute", "aujourd’hui", "Present (ongoing)"),
        *("in progress", "bis heute", "derzeit", "en poste", "hasta la fecha", "現在", "至今"),
        *("atual", "até o momento", "oggi", "in corso", "heden", "obecnie"),
    ],
)
def test_what_goes_on_has_no_end(make_workbook: Make, word: str) -> None:
    (job,) = read_workbook(make_workbook({"Experience": [JOB | {"End": word}]})).experience
    assert (job.end, job.current) == (None, True)


def test_a_blank_end_says_nothing(make_workbook: Make) -> None:
    (job,) = read_workbook(make_workbook({"Experience": [JOB | {"End": None}]})).experience
    assert (job.end, job.current) == (None, False)


@pytest.mark.parametrize(
    ("cells", "time"),
    [
        ({"Time": datetime.time(10, 30)}, datetime.time(10, 30)),
        ({"Time": "10:30–12:00 (ET)"}, "10:30–12:00 (ET)"),
        ({"Date": datetime.datetime(2026, 12, 3, 10, 30)}, datetime.time(10, 30)),
        ({"Date": datetime.datetime(2026, 12, 3, 10, 30), "Time": "noon"}, "noon"),
        ({"Date": datetime.datetime(2026, 12, 3)}, ""),
        ({"Time": (datetime.timedelta(hours=9), "[h]:mm")}, datetime.time(9, 0)),
        ({"Time": 0.4375}, datetime.time(10, 30)),
    ],
)
def test_a_time_is_a_time_or_a_text(make_workbook: Make, cells: dict[str, Any], time: Any) -> None:
    interview = only_interview(make_workbook({"Interviews": [INTERVIEW | cells]}))
    assert interview.time == time


def test_a_number_that_may_have_lost_its_zeros_is_noted(make_workbook: Make) -> None:
    fields = {"Name": "A", "ZIP": 2139, "Phone": (6175550123, "(###) ###-####")}
    search = read_workbook(make_workbook({"Candidate": fields}))
    assert (search.candidate.postal_code, search.candidate.phone) == ("2139", "(617) 555-0123")
    (note,) = notes(search)
    assert note.startswith("Candidate!B3: '2139' is a number")


def test_an_error_value_is_a_problem(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": "#N/A", "Own": "#REF!"}]})
    assert problems(path) == [
        "Interviews!D2: #N/A is an error; correct the formula, or type the value",
        "Interviews!E2: #REF! is an error; correct the formula, or type the value",
    ]


def test_a_formula_that_was_never_calculated_is_a_problem(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": '="Pier "&1'}]})
    assert problems(path) == [
        "Interviews!D2: the formula has no result yet; open the workbook in Excel or "
        "LibreOffice and save it"
    ]


@pytest.mark.parametrize(
    ("cached", "seen"), [("<v>Pier 1</v>", "Pier 1"), ("<v></v>", ""), ("", "")]
)
def test_a_formula_has_its_last_result(make_workbook: Make, cached: str, seen: str) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": '="Pier "&1'}]})

    def change(xml: str) -> str:
        xml = xml.replace('<c r="D2">', '<c r="D2" t="str">')
        return re.sub(r"</f><v ?/>|</f><v></v>", f"</f>{cached}", xml)

    assert only_interview(with_part(path, "xl/worksheets/sheet2.xml", change)).location == seen


def test_errors_in_own_sheets_are_only_noted(make_workbook: Make) -> None:
    path = make_workbook({"Dashboard": [{"A": "#DIV/0!", "B": "=1+1"}, {"A": 1, "B": 2}]})
    search = read_workbook(path)
    assert search.sheets["dashboard"][0].extra == {"a": "", "b": ""}
    assert len(search.notes) == 2


@pytest.mark.parametrize(
    ("written", "link", "url"),
    [
        ("northwind.example/jobs?id=1#a", None, "https://northwind.example/jobs?id=1#a"),
        ("http://northwind.example", None, "http://northwind.example"),
        ("mailto:jobs@northwind.example", None, "mailto:jobs@northwind.example"),
        ("northwind.example:8080/x", None, "https://northwind.example:8080/x"),
        ("The posting", "https://northwind.example/1", "https://northwind.example/1"),
        ("northwind.example", "https://stale.example", "https://northwind.example"),
    ],
)
def test_a_link_is_the_address_that_is_shown_or_else_its_target(
    make_workbook: Make, written: str, link: str | None, url: str
) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Job URL": written}]})
    if link:
        with_change(path, lambda book: setattr(book["Interviews"]["D2"], "hyperlink", link))
    assert only_interview(path).job_url == url


def test_a_hyperlink_formula_has_its_target(make_workbook: Make) -> None:
    formula = '=HYPERLINK("https://northwind.example/1","The posting")'
    path = make_workbook({"Interviews": [INTERVIEW | {"Job URL": formula}]})

    def change(xml: str) -> str:
        xml = xml.replace('<c r="D2">', '<c r="D2" t="str">')
        return re.sub(r"</f><v ?/>|</f><v></v>", "</f><v>The posting</v>", xml)

    path = with_part(path, "xl/worksheets/sheet2.xml", change)
    assert only_interview(path).job_url == "https://northwind.example/1"


def test_a_mail_link_gives_the_address(make_workbook: Make) -> None:
    path = make_workbook({"Interviewers": [INTERVIEWER | {"Email": "write to her"}]})
    target = "mailto:dana@northwind.example?subject=Hello"
    with_change(path, lambda book: setattr(book["Interviewers"]["C2"], "hyperlink", target))
    assert read_workbook(path).interviewers[0].email == "dana@northwind.example"


def test_a_link_elsewhere_is_its_text(make_workbook: Make) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": "Pier 1"}]})
    with_change(
        path, lambda book: setattr(book["Interviews"]["D2"], "hyperlink", "https://x.example")
    )
    assert only_interview(path).location == "Pier 1"


@pytest.mark.parametrize(
    "written",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example", "n/a", "a.example b.example"],
)
def test_other_addresses_are_problems(make_workbook: Make, written: str) -> None:
    (problem,) = problems(make_workbook({"Interviews": [INTERVIEW | {"Job URL": written}]}))
    assert problem.startswith("Interviews!D2: ")


@pytest.mark.parametrize(
    ("word", "granted"),
    [("yes", True), ("Ja", True), ("oui", True), ("sí", True), (True, True), ("x", True),
     ("no", False), ("asked", False), (None, False), (False, False)],
)  # fmt: skip
def test_only_a_clear_yes_is_a_permission(make_workbook: Make, word: Any, granted: bool) -> None:
    path = make_workbook({"References": [{"Name": "Sam", "Permission": word}]})
    assert read_workbook(path).references[0].permission is granted


def test_paper_comes_from_settings_where_the_interview_has_none(make_workbook: Make) -> None:
    rows = [INTERVIEW, INTERVIEW | {"Interview": "AC", "Paper": "letter"}]
    search = read_workbook(make_workbook({"Interviews": rows, "Settings": {"Paper": "DIN A4"}}))
    assert [row.paper for row in search.interviews] == ["a4", "letter"]


# Packages and settings


def test_an_interview_may_take_a_package_of_the_workbook(make_workbook: Make) -> None:
    path = make_workbook(
        {
            "Interviews": [INTERVIEW | {"Package": "EXECUTIVE  panel"}],
            "Packages": [{"Package": "Executive panel", "Sections": "Résumé\nBusiness card"}],
        }
    )
    search = read_workbook(path)
    assert search.interviews[0].package in search.packages
    assert search.packages == {"executive panel": ("resume", "business_card")}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"Package": "P", "Sections": "resume, Interview brief"}, "B2: the interview_brief is for"),
        ({"Package": "P", "Sections": "resume, Résumé"}, "B2: the section 'Résumé' appears"),
        ({"Package": "P", "Sections": None}, "B2: Sections is blank"),
        ({"Package": "basic", "Sections": "resume"}, "A3: the package 'basic' appears twice"),
    ],
)
def test_a_package_holds_sections_once(
    make_workbook: Make, row: dict[str, Any], problem: str
) -> None:
    rows = [row, row] if "twice" in problem and "package" in problem else [row]
    (found,) = problems(make_workbook({"Packages": rows}))
    assert found.startswith(f"Packages!{problem}")


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("language", "Deutsch", "de"),
        ("language", "pt-br", "pt-BR"),
        ("date_format", "dd/mm/yyyy", "dd/MM/yyyy"),
        ("date_format", "d MMMM y", "d MMMM y"),
        ("date_format", "SHORT", "short"),
        ("phone_region", "Germany", "DE"),
        ("phone_region", "uk", "GB"),
        ("max_references", "3", 3),
        ("max_references", 3.0, 3),
    ],
)
def test_settings_are_understood(make_workbook: Make, field: str, written: Any, value: Any) -> None:
    path = make_workbook({"Settings": {field.replace("_", " ").capitalize(): written}})
    assert getattr(read_workbook(path).settings, field) == value


@pytest.mark.parametrize(
    ("field", "written"),
    [("Language", "xx-YY"), ("Date format", "nicely"), ("Phone region", "Atlantis"),
     ("Max references", "few"), ("Max references", 2.5), ("Paper", "legal")],
)  # fmt: skip
def test_settings_that_mean_nothing_are_problems(
    make_workbook: Make, field: str, written: Any
) -> None:
    (problem,) = problems(make_workbook({"Settings": {field: written}}))
    assert problem.startswith("Settings!B2: ")


def test_other_settings_are_passed_on(make_workbook: Make) -> None:
    search = read_workbook(make_workbook({"Settings": {"Motto": "count"}}))
    assert search.settings.extra["motto"] == "count"


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), "red").save(buffer, "PNG")
    return buffer.getvalue()


def _with_more_parts(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _relations(**targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="http://x.example/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{listed}</Relationships>'


def _in_candidate(path: Path, cell: str) -> Path:
    part = "xl/worksheets/sheet1.xml"
    return with_part(path, part, lambda xml: re.sub(r'<c r="B3".*?</c>', cell, xml))


def _floating(path: Path) -> Path:
    def change(book: Workbook) -> None:
        book["Candidate"]["B3"] = None
        book["Candidate"].add_image(XlsxImage(io.BytesIO(_png())), "B3")

    return with_change(path, change)


def _placed_in_a_cell(path: Path) -> Path:
    office = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    parts: dict[str, str | bytes] = {
        "xl/metadata.xml": '<metadata><metadataTypes><metadataType name="XLRICHVALUE"/>'
        '</metadataTypes><futureMetadata name="XLRICHVALUE"><bk><ext><rvb i="0"/></ext></bk>'
        '</futureMetadata><valueMetadata><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        "xl/richData/rdrichvalue.xml": '<rvData><rv s="0"><v>0</v><v>5</v></rv></rvData>',
        "xl/richData/rdrichvaluestructure.xml": '<rvStructures><s t="_localImage">'
        '<k n="_rvRel:LocalImageIdentifier"/><k n="CalcOrigin"/></s></rvStructures>',
        "xl/richData/richValueRel.xml": f'<richValueRels {office}><rel r:id="rId1"/>'
        "</richValueRels>",
        "xl/richData/_rels/richValueRel.xml.rels": _relations(rId1=("image", "../media/a.png")),
        "xl/media/a.png": _png(),
    }
    kinds = {"sheetMetadata": "metadata.xml", "rdRichValue": "richData/rdrichvalue.xml",
             "rdRichValueStructure": "richData/rdrichvaluestructure.xml",
             "richValueRel": "richData/richValueRel.xml"}  # fmt: skip
    added = "".join(
        f'<Relationship Id="z{kind}" Type="http://x.example/{kind}" Target="{target}"/>'
        for kind, target in kinds.items()
    )
    with_part(path, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(
        "</Relationships>", f"{added}</Relationships>"))  # fmt: skip
    _in_candidate(path, '<c r="B3" t="e" vm="1"><v>#VALUE!</v></c>')
    return _with_more_parts(path, parts)


def _of_wps(path: Path) -> Path:
    xml = (
        '<cellImages xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<cellImage><pic><cNvPr name="ID_7"/><blip r:embed="rId1"/></pic></cellImage></cellImages>'
    )
    formula = '<c r="B3" t="str"><f>_xlfn.DISPIMG("ID_7",1)</f><v>=DISPIMG("ID_7",1)</v></c>'
    parts: dict[str, str | bytes] = {
        "xl/cellimages.xml": xml,
        "xl/_rels/cellimages.xml.rels": _relations(rId1=("image", "media/a.png")),
        "xl/media/a.png": _png(),
    }
    return _with_more_parts(_in_candidate(path, formula), parts)


@pytest.mark.parametrize("change", [_floating, _placed_in_a_cell, _of_wps])
def test_a_picture_in_a_cell_or_over_it_is_used(
    make_workbook: Make, change: Callable[[Path], Path]
) -> None:
    fields = {"Name": "Avery", "Photo": "PICTURE", "Signature": None}
    candidate = read_workbook(change(make_workbook({"Candidate": fields}))).candidate
    assert candidate.photo is not None and candidate.photo.read_bytes() == _png()
    assert candidate.signature is None


def test_pictures_of_cells_do_not_stay_for_ever(
    make_workbook: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = _floating(make_workbook({"Candidate": {"Name": "Avery", "Photo": None}}))
    photo = read_workbook(path).candidate.photo
    assert photo is not None and photo.is_relative_to(tmp_path)
    old, recent = photo.with_name("old.png"), photo.with_name("recent.png")
    for each in (old, recent):
        each.write_bytes(b"x")
    os.utime(old, (0, 0))
    photo.unlink()
    read_workbook(path)
    assert photo.is_file() and recent.is_file() and not old.exists()


@pytest.mark.parametrize(
    ("formula", "named"),
    [('_xlfn.IMAGE("https://x.example/a.png")', "of 'https://x.example/a.png' "),
     ('_xlfn.DISPIMG("ID_9",1)', "")],
)  # fmt: skip
def test_a_picture_that_is_not_in_the_workbook_is_a_problem(
    make_workbook: Make, formula: str, named: str
) -> None:
    path = make_workbook({"Candidate": {"Name": "Avery", "Photo": "PICTURE"}})
    cell = f'<c r="B3" t="e"><f>{formula}</f><v>#NAME?</v></c>'
    assert problems(_in_candidate(path, cell)) == [
        f"Candidate!B3: the picture {named}is not in the workbook; save it as a file beside the "
        "workbook, and write its name in the cell"
    ]


def test_a_broken_drawing_is_no_matter(make_workbook: Make) -> None:
    path = _floating(make_workbook({"Candidate": {"Name": "Avery", "Photo": "PICTURE"}}))
    with_part(path, "xl/drawings/drawing1.xml", lambda xml: xml[:99])
    assert read_workbook(path).candidate.photo is None


# Files beside the workbook


def test_files_are_found_beside_the_workbook(make_workbook: Make, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "letter.pdf").write_bytes(A_PDF)
    Image.new("RGB", (9, 9)).save(tmp_path / "Foto é.JPG")
    path = make_workbook(
        {
            "Candidate": {"Name": "A", "Photo": "Foto e\u0301.JPG"},
            "Recommendations": [{"From": "Sam", "File": r"scans\letter.pdf"}],
        }
    )
    search = read_workbook(path)
    assert search.candidate.photo == tmp_path.resolve() / "Foto é.JPG"
    assert search.recommendations[0].file == tmp_path.resolve() / "scans" / "letter.pdf"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "leter.pdf",
            "there is no file 'leter.pdf' in the workbook's folder; did you mean 'letter",
        ),
        ("scans", "is a folder"),
        ("letter.docx", "can't be printed; save it as .pdf"),
        ("../outside.pdf", "is not in the workbook's folder"),
        ("scans/../../outside.pdf", "is not in the workbook's folder"),
        ("linked.pdf", "is not in the workbook's folder"),
        (r"C:\letters\a.pdf", "is not in the workbook's folder"),
        (r"\\server\share\a.pdf", "is not in the workbook's folder"),
        ("/etc/passwd", "is not in the workbook's folder"),
        ("x" * 5000 + ".pdf", "there is no file"),
        ("loop.pdf", "there is no file"),
    ],
)
def test_a_file_that_can_not_be_used_is_a_problem(
    make_workbook: Make, tmp_path: Path, written: str, message: str
) -> None:
    home = tmp_path / "home"
    (home / "scans").mkdir(parents=True)
    for name in ("home/letter.pdf", "home/letter.docx", "outside.pdf"):
        (tmp_path / name).touch()
    (home / "linked.pdf").symlink_to(tmp_path / "outside.pdf")
    (home / "loop.pdf").symlink_to(home / "loop.pdf")
    rows = {"Work samples": [{"Title": "Deck", "File": written}]}
    (problem,) = problems(make_workbook(rows, name="home/interviews.xlsx"))
    assert problem.startswith("Work samples!B2: ") and message in problem


def test_files_elsewhere_need_permission(make_workbook: Make, tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(A_PDF)
    rows = [{"Title": "A", "File": "../outside.pdf"}, {"Title": "B", "File": str(outside)}]
    path = make_workbook({"Work samples": rows}, name="home/interviews.xlsx")
    assert len(problems(path)) == 2
    search = read_workbook(path, allow_outside=True)
    assert [row.file for row in search.work_samples] == [outside.resolve()] * 2


def test_a_photo_is_a_picture(make_workbook: Make, tmp_path: Path) -> None:
    (tmp_path / "me.pdf").touch()
    (problem,) = problems(make_workbook({"Candidate": {"Name": "A", "Photo": "me.pdf"}}))
    assert problem == "Candidate!B3: 'me.pdf' can't be printed; save it as .png or .jpg"


# The file itself


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"Interview,Name\nNW-1,Dana\n", "is text (.csv?)"),
        (b"<html><table></table></html>", "is a web page or XML"),
        (b"\x00\x01\x02" * 400, "is not a workbook"),
        (OLE + "Workbook".encode("utf-16-le"), "of the old kind (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected with a password"),
        (_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "is an OpenDocument"),
        (_zip(**{"Index__Document.iwa": b""}), "is a Numbers file"),
        (_zip(**{"xl__workbook.bin": b""}), "is a binary workbook (.xlsb)"),
        (_zip(**{"word__document.xml": b"<w/>"}), "is a Word document"),
        (_zip(**{"a.txt": b""}), "is a zip file, but not a workbook"),
        (_zip(**{"[Content_Types].xml": b"<Types/>"}), "is damaged"),
        (b"PK\x03\x04 and no more", "is damaged"),
    ],
)
def test_a_file_of_another_kind_is_one_clear_problem(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "interviews.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path)
    (problem,) = caught.value.problems
    assert str(problem).startswith("interviews.xlsx ")
    assert message in str(problem) and "; " in str(problem)


def test_a_truncated_workbook_is_one_clear_problem(make_workbook: Make) -> None:
    path = make_workbook()
    path.write_bytes(path.read_bytes()[:-200])
    assert len(problems(path)) == 1


def test_no_workbook_is_one_clear_problem(make_workbook: Make, tmp_path: Path) -> None:
    make_workbook()
    (tmp_path / "~$interviews.xlsx").write_bytes(b"\x05Avery")
    assert problems(tmp_path) == [f"{tmp_path.name} is a folder; name the workbook in it"]
    assert problems(tmp_path / "intervews.xlsx") == [
        f"intervews.xlsx does not exist in {tmp_path}; did you mean 'interviews.xlsx'?"
    ]
    assert problems(tmp_path / "~$interviews.xlsx") == [
        "~$interviews.xlsx is only the mark that Excel leaves beside an open workbook; "
        "take interviews.xlsx, the workbook itself"
    ]


def test_a_workbook_that_is_locked_is_one_clear_problem(
    make_workbook: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (problem,) = problems(path)
    assert problem.startswith("interviews.xlsx can't be opened; close it in Excel")


def test_a_macro_workbook_is_read(make_workbook: Make) -> None:
    path = make_workbook(name="interviews.xlsm")
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

    def change(xml: str) -> str:
        return xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", macro
        )

    assert read_workbook(with_part(path, "[Content_Types].xml", change)).candidate.name


def test_a_zip_bomb_is_refused(make_workbook: Make) -> None:
    def inflate(xml: str) -> str:
        return xml.replace("<sheetData>", "<sheetData>" + " " * (60 << 20))

    path = with_part(make_workbook(), "xl/worksheets/sheet1.xml", inflate)
    (problem,) = problems(path)
    assert "unpacks to far more" in problem


# What is read, and noted


@pytest.mark.parametrize(
    ("written", "is_given", "is_noted"),
    [
        ("yes", True, False),
        ("no", False, False),
        (None, False, False),
        ("perhaps", False, True),
        ("yes?", False, True),
        ("yes, for Contoso", False, True),
        (2, False, True),
    ],
)
def test_a_permission_is_given_by_a_clear_yes_alone(
    make_workbook: Make, written: Any, is_given: bool, is_noted: bool
) -> None:
    search = read_workbook(make_workbook({"References": [{"Name": "A", "Permission": written}]}))
    assert search.references[0].permission is is_given
    message = (
        f"References!B2: '{written}' is neither yes nor no, so this reference stays out; write "
        "yes or no"
    )
    assert notes(search) == ([message] if is_noted else [])


@pytest.mark.parametrize(
    ("start", "end", "is_noted"),
    [
        ("2020-05-01", "2019-05-01", True),
        ("2020-05-02", "2020-05-01", True),
        ("May 2020", "2019", True),
        ("2020", "2020", False),
        ("May 2020", "2020", False),
        ("2020-05-02", "May 2020", False),
        ("2020", "present", False),
    ],
)
def test_what_ends_before_it_begins_is_noted(
    make_workbook: Make, start: str, end: str, is_noted: bool
) -> None:
    search = read_workbook(make_workbook({"Experience": [JOB | {"Start": start, "End": end}]}))
    message = "Experience!D2: it ends before it begins; look at both dates"
    assert notes(search) == ([message] if is_noted else [])


@pytest.mark.parametrize("sheet", ["Experience", "Education"])
def test_a_job_without_an_end_is_noted(make_workbook: Make, sheet: str) -> None:
    row = {"Title": "Manager", "Degree": "BSc", "Company": "Fabrikam", "Start": "May 2024"}
    search = read_workbook(make_workbook({sheet: [row]}))
    noted = [note for note in notes(search) if "has no end" in note]
    assert len(noted) == (sheet == "Experience")
    assert all(note.startswith("Experience!D2: ") and "“present”" in note for note in noted)


@pytest.mark.parametrize(
    ("number", "region", "is_noted"),
    [
        ("+1 503 555 0199", None, False),
        ("503-555-0199 x12", None, False),
        ("030 901820", "DE", False),
        ("call me", None, True),
        ("12", None, True),
        ("+999 12345678901234567890", None, True),
    ],
)
def test_a_phone_number_that_is_none_is_noted_and_printed_as_it_stands(
    make_workbook: Make, number: str, region: str | None, is_noted: bool
) -> None:
    settings = {"Settings": {"Phone region": region}} if region else {}
    path = make_workbook({"Candidate": {"Name": "A", "Phone": number}} | settings)
    search = read_workbook(path)
    assert search.candidate.phone == number
    message = (
        f"Candidate!B3: '{number}' can't be read as a phone number, and is printed as it stands"
    )
    assert notes(search) == ([message] if is_noted else [])


def test_a_package_is_found_by_its_name_however_it_is_spelt(make_workbook: Make) -> None:
    rows = [{"Package": "Très court", "Sections": "resume"}]
    path = make_workbook({"Packages": rows, "Interviews": [INTERVIEW | {"Package": "TRES  COURT"}]})
    search = read_workbook(path)
    assert list(search.packages) == [only_interview(path).package] == ["très court"]
    rows.append({"Package": "tres court", "Sections": "resume"})
    assert problems(make_workbook({"Packages": rows})) == [
        "Packages!A3: the package 'tres court' appears twice"
    ]


def test_where_a_package_lists_its_sections_is_known(make_workbook: Make) -> None:
    rows = [{"Package": "mine", "Sections": "resume"}, {"Package": "full", "Sections": "resume"}]
    search = read_workbook(make_workbook({"Packages": rows}))
    found = {name: at for name, at in search.places.items() if name.startswith("packages.")}
    assert found == {"packages.mine": "Packages!B2", "packages.full": "Packages!B3"}


def test_a_zip_of_too_many_parts_is_refused(make_workbook: Make) -> None:
    path = make_workbook()
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(20):
            archive.writestr(f"xl/{number}.xml", b"")
    (problem,) = problems(path, parts=20)
    assert "unpacks to far more" in problem


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("cells", "holds far more than a job search needs"),
        ("characters", "holds far more than a job search needs"),
        ("content_bytes", "holds far more than a job search needs"),
        ("elements", "holds far more than a job search needs"),
        ("seconds", "takes more than 0 seconds to read"),
    ],
)
def test_a_workbook_that_would_take_too_long_is_one_clear_problem(
    make_workbook: Make, limit: str, message: str
) -> None:
    assert problems(make_workbook(), **{limit: 0}) == [
        f"interviews.xlsx {message}; copy what belongs to the job search to a new workbook"
    ]


def test_cells_and_texts_are_counted_over_all_sheets(make_workbook: Make) -> None:
    rows = [{"Title": "x" * 90}] * 50
    path = make_workbook({"Hobbies": rows, "Prizes": rows})
    for limit, in_one, in_all in (("cells", 51, 200), ("characters", 4500, 10_000)):
        read_workbook(path, limits=ReadLimits(**{limit: in_all}))
        assert "holds far more" in problems(path, **{limit: in_one + 40})[0]


def test_a_deadline_is_kept_while_rows_are_read(make_workbook: Make) -> None:
    path = make_workbook({"Experience": [JOB]})
    sheets = read_sheets(path, Budget(ReadLimits()))
    sheet = next(sheet for sheet in sheets if sheet.name == "Experience")
    context = CellContext(path.parent, sheet.epoch)
    late = Budget(ReadLimits(seconds=-1))
    with pytest.raises(UnreadableError, match="takes more than -1 seconds"):
        Table(sheet, SCHEMA_OF["Experience"], context, Findings(9), late).rows()
    with pytest.raises(UnreadableError, match="takes more than -1 seconds"):
        read_sheets(path, late)


def test_a_text_that_no_cell_can_hold_is_a_problem_of_its_cell(make_workbook: Make) -> None:
    path = make_workbook({"Experience": [JOB | {"Highlights": "LONG"}]})
    with_part(path, "xl/worksheets/sheet4.xml", lambda xml: xml.replace("LONG", "x" * 100_000))
    assert read_workbook(path).experience[0].highlights == ("x" * 100_000,)
    assert problems(path, cell_characters=99_999) == [
        "Experience!C2: the text has 100,000 characters; shorten it"
    ]


def test_of_thousands_of_problems_the_first_are_reported(make_workbook: Make) -> None:
    rows = [JOB | {"Start": "soon"}] * 9
    *first, last = problems(make_workbook({"Experience": rows}), findings=3)
    assert [problem.partition(":")[0] for problem in first] == [
        f"Experience!C{row}" for row in (2, 3, 4)
    ]
    assert last == ("there are more problems than these 3; fix these first, then check again")


def test_of_thousands_of_notes_the_first_are_reported(make_workbook: Make) -> None:
    rows = [{"Name": "A", "Permission": "perhaps"}] * 9
    path = make_workbook({"References": rows})
    found = notes(read_workbook(path, limits=ReadLimits(findings=3)))
    assert len(found) == 4
    assert found[-1] == ": there is more to note than these 3 lines"


@pytest.mark.parametrize("sheet", ["Interviews", "Interviewers", "Experience", "Contacts"])
def test_more_rows_than_anybody_hands_over_are_a_problem(make_workbook: Make, sheet: str) -> None:
    rows = {
        "Interviews": [INTERVIEW | {"Interview": f"NW-{n}"} for n in range(1, 4)],
        "Interviewers": [INTERVIEWER | {"Name": f"Dana {n}"} for n in range(1, 4)],
        "Experience": [JOB] * 3,
        "Contacts": [{"Name": "Kim"}] * 3,
    }
    path = make_workbook({sheet: rows[sheet]})
    if sheet == "Contacts":
        assert len(read_workbook(path, limits=ReadLimits(rows=2)).contacts) == 3
        return
    assert problems(path, rows=2) == [
        f"{sheet}!A4: this is more than the 2 rows that are read; take rows out, or make several "
        "workbooks of this one"
    ]


def test_styles_without_end_are_refused(make_workbook: Make) -> None:
    assert "unpacks to far more" in problems(make_workbook(), style_bytes=100)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_workbook_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "interviews.xlsx")
    (problem,) = problems(tmp_path / "interviews.xlsx")
    assert problem == "interviews.xlsx is no ordinary file; name the file itself"


def test_what_no_program_writes_costs_no_time(make_workbook: Make) -> None:
    own = {"Own": [{"Share": 0.5, "h" * 300: "x"}, {"Share": 0.25}]}
    path = with_change(make_workbook(own), _with_endless_format)
    first, second = read_workbook(path).sheets["own"]
    assert (first.extra["share"], second.extra["share"]) == ("50%", "0.25")
    assert first.extra["h" * 255] == "x"


def _with_endless_format(book: Workbook) -> None:
    book["Own"]["A2"].number_format = "0%"
    book["Own"]["A3"].number_format = "0" * 256


def test_many_hidden_rows_are_noted_in_short(make_workbook: Make) -> None:
    def hide(book: Workbook) -> None:
        for row in range(2, 60, 2):
            book["Experience"].row_dimensions[row].hidden = True

    path = with_change(make_workbook({"Experience": [JOB] * 60}), hide)
    assert notes(read_workbook(path)) == [
        "Experience!A2: rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, … are hidden, and read like the "
        "others"
    ]


def test_an_empty_part_is_no_entity_bomb(make_workbook: Make) -> None:
    path = make_workbook()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/empty.xml", b"")
    assert read_workbook(path).candidate.name


def test_xml_entities_are_refused(make_workbook: Make) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'

    def change(xml: str) -> str:
        return re.sub(r"(<\?xml[^>]*\?>)?", rf"\g<0>{declared}", xml, count=1)

    (problem,) = problems(with_part(make_workbook(), "xl/workbook.xml", change))
    assert "declares XML entities" in problem


def _in_styles(old: str, new: str) -> Callable[[Path], Path]:
    def change(xml: str) -> str:
        changed = re.sub(old, new, xml, count=1, flags=re.DOTALL)
        assert changed != xml
        return changed

    return lambda path: with_part(path, "xl/styles.xml", change)


def _with_parts_renamed(rename: Callable[[str], str], path: Path) -> Path:
    """The workbook with other names of its parts in the zip file alone."""
    with zipfile.ZipFile(path) as old:
        parts = {rename(info.filename): old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def _with_styles_elsewhere(path: Path) -> Path:
    def change(xml: str) -> str:
        return xml.replace("styles.xml", "formats/all.xml")

    with_part(path, "xl/_rels/workbook.xml.rels", change)
    return _with_parts_renamed(lambda n: n.replace("xl/styles.xml", "xl/formats/all.xml"), path)


def _with_attribute(part: str, old: str, new: str) -> Callable[[Path], Path]:
    return lambda path: with_part(path, part, lambda xml: xml.replace(old, new, 1))


@pytest.mark.parametrize(
    "change",
    [
        _in_styles("<cellStyleXfs.*?</cellStyleXfs>", "<cellStyleXfs/>"),
        _in_styles("<patternFill */>|<patternFill/>", "<patternFill/><vendorFill/>"),
        _in_styles("<fills.*?</fills>", "<fills><fill/></fills>"),
        _in_styles("<font>", '<font vendor="1" xmlns:v="urn:v" v:odd="2"><color rgb="zzz"/>'),
        _in_styles('<cellStyle name="Normal"', "<cellStyle"),
        _in_styles(r'<cellXfs count="\d+"', '<cellXfs count=""'),
        _in_styles(
            "<cellStyles",
            '<dxfs><dxf><numFmt numFmtId="165" formatCode="0"/></dxf></dxfs><cellStyles',
        ),
        _with_attribute("xl/workbook.xml", '<sheet ', '<sheet vendor="1" '),
        _with_attribute("xl/worksheets/sheet2.xml", '<c r="A1"', '<c r="A1" s=""'),
        _with_styles_elsewhere,
        functools.partial(_with_parts_renamed, lambda name: name.replace("/", "\\")),
        functools.partial(_with_parts_renamed, str.upper),
    ],
)  # fmt: skip
def test_styles_and_names_of_parts_never_decide_about_data(
    make_workbook: Make, change: Callable[[Path], Path]
) -> None:
    row = INTERVIEW | {"Date": (datetime.date(2026, 12, 3), "d mmm yyyy"), "Share": (0.5, "0%")}
    interview = only_interview(change(make_workbook({"Interviews": [row]})))
    assert (interview.date, interview.extra["share"]) == (Date(2026, 12, 3), "50%")


@pytest.mark.parametrize(
    ("number", "seen"),
    [(31, Date(2026, 12, 3)), (57, Date(2026, 12, 3)), (71, Date(2026, 12, 3)), (200, "46359")],
)
def test_built_in_formats_of_other_countries_are_known(
    make_workbook: Make, number: int, seen: Any
) -> None:
    path = make_workbook({"Own": [{"Day": (46359, '"odd"0')}]})
    _in_styles('(<cellXfs.*numFmtId=")16\\d', rf"\g<1>{number}")(path)
    assert read_workbook(path).sheets["own"][0].extra["day"] == seen


def test_thousands_of_styles_are_read_in_time(make_workbook: Make) -> None:
    many = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><alignment/></xf>' * 40_000
    path = with_part(make_workbook(), "xl/styles.xml", lambda xml: xml.replace(
        "</cellXfs>", f"{many}</cellXfs>"))  # fmt: skip
    assert len(read_workbook(path, limits=ReadLimits(seconds=10)).interviews) == 1


@pytest.mark.parametrize(
    ("stored", "seen"),
    [("_x005F_x0041_", "_x0041_"), ("Pier_x000A_1", "Pier\n1"), ("x005F_", "x005F_")],
)
def test_shared_texts_are_decoded_once(make_workbook: Make, stored: str, seen: str) -> None:
    path = make_workbook({"Interviews": [INTERVIEW | {"Location": "PLACE"}]})
    with zipfile.ZipFile(path) as archive:
        part = "xl/sharedStrings.xml"
        holder = part if part in archive.namelist() else "xl/worksheets/sheet2.xml"
    with_part(path, holder, lambda xml: xml.replace("PLACE", stored))
    assert only_interview(path).location == seen


def test_a_lie_about_the_size_of_a_sheet_is_ignored(make_workbook: Make) -> None:
    def change(xml: str) -> str:
        return re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml)

    path = with_part(make_workbook(), "xl/worksheets/sheet3.xml", change)
    assert read_workbook(path).interviewers[0].name == "Dana Wu"


def test_formatted_blank_rows_and_cells_are_never_parsed(make_workbook: Make) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, 50_000))
    cells = "".join(f'<c r="{get_column_letter(n)}2" s="0"/>' for n in range(20, 5_000))

    def change(xml: str) -> str:
        return xml.replace("</row></sheetData>", f"{cells}</row>{rows}</sheetData>")

    path = with_part(make_workbook(), "xl/worksheets/sheet3.xml", change)
    assert len(read_workbook(path, limits=ReadLimits(elements=1_000)).interviewers) == 1


def test_rows_and_cells_without_numbers_are_counted(make_workbook: Make) -> None:
    path = make_workbook({"Hobbies": [{"Name": "Best", "Year": 2020}]})

    def change(xml: str) -> str:
        empty = '<row r="7"><c r="A7"/></row>'
        return re.sub(r'<row r="2"[^>]*>', f"{empty}<row>", re.sub(r'<c r="[AB]2"', "<c", xml))

    search = read_workbook(with_part(path, "xl/worksheets/sheet4.xml", change))
    assert [row.place for row in search.sheets["hobbies"]] == ["Hobbies!A8"]


def test_cells_are_counted_from_an_empty_one_with_a_number(make_workbook: Make) -> None:
    path = make_workbook({"Own": [{"A": None, "B": "Best"}]})

    def change(xml: str) -> str:
        row = '<row r="2" spans="1:2"><c r="A2"/><c t="inlineStr"><is><t>Best</t></is></c></row>'
        empty = '<row r="3"><c r="A3"/></row><row spans="1:2"><c/><c><v>4</v></c></row>'
        return re.sub(r'<row r="2".*?</row>', row + empty, xml, flags=re.DOTALL)

    first, second = read_workbook(with_part(path, "xl/worksheets/sheet4.xml", change)).sheets["own"]
    assert (first.extra["b"], second.extra["b"]) == ("Best", "4")
    assert second.place == "Own!A4"


def test_a_broken_drop_down_is_no_matter(make_workbook: Make) -> None:
    broken = '<dataValidations><dataValidation type="nonsense" sqref="?"/></dataValidations>'

    def change(xml: str) -> str:
        return xml.replace("</sheetData>", f"</sheetData>{broken}")

    path = with_part(make_workbook(), "xl/worksheets/sheet3.xml", change)
    assert read_workbook(path).interviewers[0].name == "Dana Wu"


def test_what_stands_below_many_blank_rows_is_read(make_workbook: Make) -> None:
    def change(book: Workbook) -> None:
        book["Interviewers"]["A90000"] = "NW-1"
        book["Interviewers"]["B90000"] = "Zoe"

    assert len(read_workbook(with_change(make_workbook(), change)).interviewers) == 2


@given(st.binary(max_size=2000), st.integers(0, 1))
def test_any_bytes_are_read_or_refused(content: bytes, packed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(b"PK\x03\x04" * packed + content)
        with pytest.raises(WorkbookError):
            read_workbook(path)


def test_records_can_be_sent_to_another_process(make_workbook: Make) -> None:
    search = read_workbook(make_workbook({"Hobbies": [{"Name": "Best", "Year": 2020}]}))
    assert pickle.loads(pickle.dumps(search)) == search


def test_a_year_typed_over_a_date_is_that_year(make_workbook: Make) -> None:
    row = {"Degree": "BA", "Start": (2007, "yyyy"), "End": (2012, "mmm yyyy")}
    search = read_workbook(make_workbook({"Education": [row]}))
    (degree,) = search.education
    assert (degree.start, degree.end) == (Date(2007), Date(2012))
    assert degree.start and degree.start.precision == "year"
    assert [note.place for note in search.notes] == ["Education!B2", "Education!C2"]
