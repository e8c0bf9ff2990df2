"""What `leavebehind new` makes."""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from make_starter import EXAMPLE, STARTER, main
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbook_forms import (
    LOOKS,
    LOOKS_ON,
    SHEETS,
    UPRIGHT,
    Cells,
    Formatted,
    known_columns,
    workbook_bytes,
)

import leavebehind
from leavebehind.errors import OutputError
from leavebehind.records import Date
from leavebehind.starter import write_starter
from leavebehind.workbook import number_format

ROOT = Path(__file__).parent.parent

CONTRACT = {
    "Candidate": "Name, Headline, Email, Phone, Address, City, Region, Postal code, Country, "
    "Website, LinkedIn, Summary, Photo, Signature",
    "Interviews": "Interview, Company, Role, Date, Time, Location, Format, Package, Paper, Accent, "
    "Tags, Job URL, Status, Include, Opening, Why me, Why them, Closing",
    "Interviewers": "Interview, Name, Salutation, Title, Email, Phone, LinkedIn, Part, "
    "Personal note, Research notes, Talking points, Include, Copies",
    "Experience": "Title, Company, Location, Start, End, Highlights, Tags",
    "Education": "Degree, Institution, Location, Start, End, Notes",
    "Skills": "Category, Skills",
    "Certifications": "Name, Issuer, Date, Expires, Number, URL, Tags",
    "Awards": "Title, Issuer, Date, Description, Tags",
    "Languages": "Language, Level",
    "Projects": "Title, Role, Start, End, Description, URL, Tags",
    "Volunteering": "Title, Organisation, Location, Start, End, Highlights, Tags",
    "Fit": "Interview, They ask, Evidence, Section",
    "First 90 days": "Interview, Period, Goal, Measure",
    "References": "Name, Title, Company, Relationship, Email, Phone, Known to, Permission, Tags",
    "Recommendations": "From, Title, Company, Relationship, Date, Text, Pull quote, File, Tags",
    "Work samples": "Title, Date, Description, Role, Client, Challenge, Action, Result, Figure, "
    "Caption, URL, File, Tags",
    "Publications": "Title, Venue, Date, Authors, URL, Kind, Quote, Tags",
    "Contacts": "Name, Company, Position, Knows, Email, LinkedIn, Notes",
    "Packages": "Package, Sections",
    "Sections": "Section, Title",
    "Settings": "Language, Paper, Date format, Phone region, Max references, Accent, Theme",
}


def headers(sheet: Worksheet) -> list[str]:
    cells = sheet["A"][1:] if sheet.title in UPRIGHT else sheet[1]
    return [str(cell.value) for cell in cells]


def drop_downs(sheet: Worksheet) -> dict[str, str]:
    """Range → formula."""
    return {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    write_starter(tmp_path / "search")
    return tmp_path / "search"


@pytest.fixture
def workbook(starter: Path) -> Any:
    return load_workbook(starter / "interviews.xlsx")


def test_the_starter_has_every_sheet_and_column_of_the_contract_in_its_order(workbook: Any) -> None:
    found = {sheet.title: ", ".join(headers(sheet)) for sheet in workbook}
    assert found == CONTRACT
    assert list(found) == list(CONTRACT)


def test_the_starter_is_what_its_script_writes(tmp_path: Path) -> None:
    main(tmp_path / "starter.xlsx")
    for name in ("starter.xlsx", "starter_blank.xlsx"):
        with (
            zipfile.ZipFile(STARTER.with_name(name)) as old,
            zipfile.ZipFile(tmp_path / name) as new,
        ):
            assert new.namelist() == old.namelist()
            for part in old.namelist():
                assert new.read(part) == old.read(part), part
    example = "starter_example.json"
    assert (tmp_path / example).read_bytes() == STARTER.with_name(example).read_bytes()


def test_the_starter_comes_with_a_copy_of_every_shipped_template(starter: Path) -> None:
    shipped = sorted(path.name for path in (ROOT / "word_templates").glob("*.docx"))
    copied = sorted(path.name for path in (starter / "word_templates").glob("*.docx"))
    assert shipped and copied == shipped
    assert (starter / "word_templates" / "README.md").exists()
    for name in shipped:
        original = (ROOT / "word_templates" / name).read_bytes()
        assert (starter / "word_templates" / name).read_bytes() == original


def test_the_readme_speaks_of_what_is_there(starter: Path) -> None:
    text = (starter / "word_templates" / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    named = re.findall(r"`([\w/-]+\.(?:docx|py|md))`", text)
    assert "cover_letter.docx" in named
    assert [
        name for name in (*links, *named) if not (starter / "word_templates" / name).exists()
    ] == []
    assert not re.search(r"word_templates/\w+|the folder `|gallery", text)


def test_the_sheet_packages_offers_the_names_of_the_sections(workbook: Any) -> None:
    listed = ("cover_page", "cover_letter", "resume", "references", "business_card")
    note = workbook["Packages"]["B1"].comment.text
    assert all(name in note for name in listed)
    for sheet, column in (("Packages", "B"), ("Sections", "A")):
        offered = drop_downs(workbook[sheet])[f"{column}2:{column}500"].strip('"').split(",")
        assert set(listed) <= set(offered)


def test_all_that_was_made_is_returned_and_a_second_time_there_is_nothing_to_make(
    tmp_path: Path,
) -> None:
    made = write_starter(tmp_path)
    assert sorted(made) == sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert write_starter(tmp_path) == []


def test_the_example_builds_as_it_is(starter: Path) -> None:
    report = leavebehind.build(starter / "interviews.xlsx", pdf="none")
    assert [package.interviewer.name for package in report.packages] == ["Dana Wu", "Tom Okafor"]
    assert {document.outcome for p in report.packages for document in p.documents} == {"created"}
    assert not report.problems


def test_reading_the_example_leaves_nothing_to_say(starter: Path) -> None:
    assert leavebehind.read_workbook(starter / "interviews.xlsx").notes == ()


def test_a_package_of_ones_own_is_offered_too(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    own: Cells = {"Package": "short", "Sections": "cover_letter"}
    path.write_bytes(workbook_bytes({"Packages": [own]}))
    offered = drop_downs(load_workbook(path)["Interviews"])["H2:H500"]
    assert offered == '"basic,standard,full,short"'


def test_columns_and_sheets_of_ones_own_come_after_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    row: Cells = {"Interview": "NW", "Salary range": "a lot"}
    path.write_bytes(workbook_bytes({"Hobbies": [{"Hobby": "Chess"}], "Interviews": [row]}))
    workbook = load_workbook(path)
    assert workbook.sheetnames == [*CONTRACT, "Hobbies"]
    assert headers(workbook["Interviews"])[-1] == "Salary range"


def test_what_is_there_already_is_not_overwritten(starter: Path) -> None:
    mine = [starter / "interviews.xlsx", starter / "word_templates" / "resume.docx"]
    for path in mine:
        path.write_bytes(b"my own work")
    (starter / "word_templates" / "references.docx").unlink()
    assert write_starter(starter) == [starter / "word_templates" / "references.docx"]
    assert [path.read_bytes() for path in mine] == [b"my own work"] * 2


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="search"):
        write_starter(tmp_path / "search")


def test_drop_downs_offer_what_the_contract_allows(workbook: Any) -> None:
    interviews = drop_downs(workbook["Interviews"])
    assert interviews["G2:G500"] == '"folder,bound,screen"'
    assert interviews["H2:H500"] == '"basic,standard,full"'
    assert interviews["I2:I500"] == '"letter,a4"'
    assert interviews["N2:N500"] == '"yes,no"'
    assert drop_downs(workbook["Interviewers"])["A2:A500"] == "'Interviews'!$A$2:$A$500"
    assert drop_downs(workbook["References"])["H2:H500"] == '"yes,no"'
    assert drop_downs(workbook["Settings"])["B3"] == '"letter,a4"'


def test_required_columns_say_so_in_a_note(workbook: Any) -> None:
    required = {
        (sheet.title, cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.comment.text.startswith("Required")
    }
    assert required >= {
        ("Candidate", "Name"),
        ("Interviews", "Interview"),
        ("Interviews", "Company"),
        ("Interviews", "Role"),
        ("Interviewers", "Interview"),
        ("Interviewers", "Name"),
    }


def test_a_row_that_the_person_adds_keeps_zip_codes_phone_numbers_and_dates(workbook: Any) -> None:
    interviewers, interviews = workbook["Interviewers"], workbook["Interviews"]
    assert interviewers.column_dimensions["F"].number_format == "@"
    assert "yyyy" in interviews.column_dimensions["D"].number_format
    candidate = workbook["Candidate"]
    shown = {row[0].value: row[1].number_format for row in candidate.iter_rows(min_row=2)}
    assert shown["Phone"] == shown["Postal code"] == "@"


def test_dates_and_times_are_real_ones(workbook: Any) -> None:
    interview = workbook["Interviews"][2]
    assert interview[3].value == datetime.datetime(2027, 3, 16)
    assert interview[4].value == datetime.time(10, 0)


def test_the_example_uses_no_sheet_or_column_but_the_contracts() -> None:
    assert set(EXAMPLE) <= set(SHEETS)
    for sheet, rows in EXAMPLE.items():
        columns = {column.name for column in known_columns(sheet)}
        assert {name for row in rows for name in row} <= columns


def test_every_look_is_a_column_that_exists() -> None:
    for sheet, looks in LOOKS_ON.items():
        assert set(looks) <= {column.name for column in known_columns(sheet)}
    columns = {column.name for sheet in SHEETS for column in known_columns(sheet)}
    assert set(LOOKS) <= columns


def test_an_empty_workbook_still_has_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(workbook_bytes({}))
    assert load_workbook(path).sheetnames == list(CONTRACT)


def test_zero_is_a_value(tmp_path: Path) -> None:
    path = tmp_path / "zero.xlsx"
    row: Cells = {"Interview": "NW", "Name": "Dana Wu", "Copies": 0, "Odds": Formatted(0, "0 %")}
    path.write_bytes(workbook_bytes({"Interviewers": [row]}))
    cells = load_workbook(path)["Interviewers"][2]
    assert [cell.value for cell in cells[-2:]] == [0, 0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (2019, Date(2019, precision="year")),
        (datetime.date(2019, 5, 1), Date(2019, 5, precision="month")),
        ("2019-05", Date(2019, 5, precision="month")),
    ],
)
@pytest.mark.parametrize(("sheet", "column"), [("Experience", 4), ("Education", 4)])
def test_what_is_typed_over_a_date_of_the_example_is_read(
    starter: Path, workbook: Any, sheet: str, column: int, typed: object, read: Date
) -> None:
    """Excel and LibreOffice show a year as a year there, and not as a day in 1905."""
    cell = workbook[sheet].cell(2, column)
    assert workbook[sheet].cell(1, column).value == "Start"
    shown, cell.value = cell.number_format, typed
    cell.number_format = shown
    workbook.save(starter / "interviews.xlsx")
    search = leavebehind.read_workbook(starter / "interviews.xlsx")
    row = (search.experience if sheet == "Experience" else search.education)[0]
    assert row.start == read and row.start.precision == read.precision
    assert number_format.shown(2019, shown, Locale("en")) == "2019"
    assert not [note for note in search.notes if "shows" in note.message]
