"""A search made of plain Python data is that of a workbook with the same rows."""

from __future__ import annotations

import datetime
import io
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import SAMPLES, SMALL_SEARCH, Sheets, save_workbook
from openpyxl import load_workbook
from PIL import Image

import leavebehind
from leavebehind import Search, WorkbookError

ROWS: Sheets = {
    "Candidate": {"Full name": "Avery Quinn", "Email": "avery@quinn.example"},
    "Interviews": [
        {
            "Interview": "NW-1",
            "Company": "Northwind",
            "Job title": "Product Manager",
            "Date": datetime.datetime(2027, 3, 16, 10, 30),
            "Salary range": 90_000,
            "Deadline": datetime.date(2027, 4, 1),
            "Tags": "data, growth",
            "Opening": "  Dear panel,\r\nI am here.  ",
        }
    ],
    "Interviewers": [
        {"Interview": "nw-1", "Name": "Dana Wu", "Title": "VP Product", "Copies": 2},
        {"Interview": "NW-1", "Name": "Lee Park", "Include": False, "Phone": 2065550100},
    ],
    "Work": [
        {"Title": "Analyst", "Company": "Fabrikam", "Start": 2019, "End": "present"},
        {
            "Title": "Intern",
            "Company": "Contoso",
            "Start": datetime.date(2018, 5, 1),
            "End": 2018.0,
        },
    ],
    "Awards": [],
    "Sponsors": [{"Name": "Tailwind", "Since": datetime.time(9, 30), "Sum": 12.5, "Paid": True}],
    "Settings": {"Language": "en-GB"},
}


def _without_places(search: Search) -> Search:
    """What it says but for where: rows are compared without their places anyway."""
    notes = tuple(leavebehind.Note(note.message) for note in search.notes)
    return replace(search, workbook=None, notes=notes, places={})


def test_data_says_what_a_workbook_with_the_same_rows_says(
    make_workbook: Callable[..., Path],
) -> None:
    from_file = leavebehind.read_workbook(make_workbook({**ROWS, "Awards": None}))
    from_data = Search.from_data(ROWS)
    assert _without_places(from_data) == _without_places(from_file)
    assert from_data.interviews[0].extra["deadline"] == datetime.date(2027, 4, 1)


def _sample_rows() -> dict[str, Any]:
    """The rows of the sample workbook as plain values."""
    sheets: dict[str, Any] = {}
    for sheet in load_workbook(SAMPLES / "interviews.xlsx"):
        header, *rows = sheet.iter_rows(values_only=True)
        if sheet.title in ("Candidate", "Settings"):
            sheets[sheet.title] = {row[0]: row[1] for row in [header, *rows] if row[0] != "Field"}
        else:
            named = [dict(zip(header, row, strict=True)) for row in rows if any(row)]
            sheets[sheet.title] = [{n: v for n, v in row.items() if n} for row in named]
    return sheets


def test_the_documents_are_the_same_word_for_word(tmp_path: Path) -> None:
    rows = {name: listed for name, listed in _sample_rows().items() if listed}
    book = save_workbook(rows, tmp_path / "interviews.xlsx")
    shutil.copytree(SAMPLES / "attachments", tmp_path / "attachments")
    search = Search.from_data(rows, tmp_path)
    options: Mapping[str, Any] = {"pdf": "none", "interviewer": search.interviewers[0].name}
    of_data = leavebehind.build(search, tmp_path / "data", **options)
    of_file = leavebehind.build(book, tmp_path / "file", **options)
    made = [_documents(of_data), _documents(of_file)]
    assert made[0] == made[1]
    assert len(made[0]) == 5


def _documents(report: leavebehind.BuildReport) -> dict[str, bytes]:
    package = report.packages[0]
    return {one.section: one.path.read_bytes() for one in package.documents}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"Interviewers": [{"Interview": "NW-1", "Name": "A"}, {"Interview": "NW-1"}]},
            "Interviewers[1].Name: Name is blank; fill it in, or delete the row",
        ),
        (
            {"Candidate": {"Name": "Avery Quinn", "Photo": "../me.png"}},
            "Candidate.Photo: '../me.png' is not in the workbook's folder; "
            "copy the file beside the workbook",
        ),
        (
            {"Experience": [{"Title": "A", "Company": "B", "Start": object()}]},
            "Experience[0].Start: a value of the type object can't be read; "
            "give text, a number, True or False, a date, a time, a path or None",
        ),
        (
            {"Interviewers": ["Dana Wu"]},
            "Interviewers[0]: this is no row; give it as a dictionary by the names of the columns",
        ),
        ({"Interviewers": 7}, "Interviewers: this is no list of rows; give a list of dictionaries"),
        (
            {"Experience": [{"Start": 2019, "Position": "A", "Job title": "B"}]},
            "Experience.Job title: 'Job title' means the same as 'Position'; "
            "rename or delete one of them",
        ),
        (
            {"Candidate": {"Full name": "Avery Quinn", "Your name": "Quinn"}},
            "Candidate.Your name: 'Your name' means the same as 'Full name'; "
            "rename or delete one of them",
        ),
    ],
)
def test_a_problem_names_its_place_as_python_does(changes: Sheets, problem: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        Search.from_data({**SMALL_SEARCH, **changes})
    assert list(map(str, caught.value.problems)) == [problem]


def test_all_problems_are_named_at_once_and_hints_speak_of_rows_too() -> None:
    twice = [{"Interview": "NW-1", "Company": "A", "Role": ""} for _ in "ab"]
    with pytest.raises(WorkbookError) as caught:
        Search.from_data({**SMALL_SEARCH, "Interviews": twice})
    places = [f"{one.sheet}{one.cell}" for one in caught.value.problems]  # type: ignore[union-attr]
    assert places == ["Interviews[0].Role", "Interviews[1].Interview", "Interviews[1].Role"]
    assert "the first is in Interviews[0]" in str(caught.value)


def test_notes_name_their_place_as_python_does() -> None:
    search = Search.from_data({**SMALL_SEARCH, "Experience": [{"Title": "A", "Start": 2019}]})
    assert [note.place for note in search.notes] == ["Experience[0].Start"]
    assert search.interviewers[0].place == "Interviewers[0]"


def test_a_column_that_is_left_out_is_noted_once_by_its_name() -> None:
    search = Search.from_data({**SMALL_SEARCH, "Hobbies": [{"Fun at": "Sea", "Fun_at": "Home"}]})
    noted = [(note.place, note.message) for note in search.notes]
    assert noted == [("Hobbies.Fun_at", "'Fun_at' means the same as 'Fun at', and is left out")]


def test_data_that_is_no_dictionary_is_refused() -> None:
    data: Any = [1]
    with pytest.raises(WorkbookError, match="the data is no dictionary of sheets"):
        Search.from_data(data)


def test_what_data_has_for_nothing_is_blank_and_other_numbers_are_read() -> None:
    class NaTType(datetime.datetime):  # as pandas has it
        pass

    row = {
        "Interview": "NW-1",
        "Company": "A",
        "Role": "B",
        "Status": None,
        "Opening": float("nan"),
    }
    own = {
        "Date": NaTType(1, 1, 1),
        "Fee": Decimal("1.50"),
        "Perks": ["a", "b"],
        "Rate": float("inf"),
    }
    search = Search.from_data({**SMALL_SEARCH, "Interviews": [row | own]})
    interview = search.interviews[0]
    assert (interview.status, interview.opening, interview.date) == ("", "", None)
    assert interview.extra == {"fee": "1.50", "perks": "a\nb", "rate": "inf"}


def test_texts_are_not_escaped_as_excel_does_it() -> None:
    search = Search.from_data({**SMALL_SEARCH, "Candidate": {"Name": "A", "Summary": "_x0041_"}})
    assert search.candidate.summary == "_x0041_"


def test_rows_of_a_database_are_rows() -> None:
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    query = "select 'NW-1' as Interview, 'Dana Wu' as Name, 3 as Copies"
    search = Search.from_data({**SMALL_SEARCH, "Interviewers": database.execute(query)})
    assert (search.interviewers[0].name, search.interviewers[0].copies) == ("Dana Wu", 3)
    database.close()


def test_a_path_of_python_may_lead_anywhere_and_a_text_may_not(tmp_path: Path) -> None:
    photo = tmp_path / "elsewhere" / "me.png"
    photo.parent.mkdir()
    Image.new("RGB", (400, 500)).save(photo)
    candidate = {"Name": "Avery Quinn", "Photo": photo}
    search = Search.from_data({**SMALL_SEARCH, "Candidate": candidate}, tmp_path / "data")
    assert search.candidate.photo == photo
    with pytest.raises(WorkbookError, match="is not in the workbook's folder"):
        Search.from_data(
            {**SMALL_SEARCH, "Candidate": {"Name": "A", "Photo": str(photo)}}, tmp_path / "data"
        )


def test_data_needs_a_folder_and_has_it_for_itself(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    search = Search.from_data(SMALL_SEARCH)
    with pytest.raises(leavebehind.OutputError, match="say with output where its packages go"):
        leavebehind.build(search, pdf="none")
    outcomes = []
    for _ in range(2):
        report = leavebehind.build(search, tmp_path / "out", pdf="none", section="resume")
        outcomes += [one.outcome for one in report.packages[0].documents]
    assert outcomes == ["created", "unchanged"]
    other = Search.from_data({**SMALL_SEARCH, "Candidate": {"Name": "Someone Else"}})
    with pytest.raises(leavebehind.OutputError, match="holds another candidate's documents"):
        leavebehind.build(other, tmp_path / "out", pdf="none")
    book = make_workbook()
    leavebehind.build(book, pdf="none", section="resume")
    with pytest.raises(leavebehind.OutputError, match="and this search has no workbook"):
        leavebehind.build(search, book.parent / "packages", pdf="none")


def test_a_search_that_was_read_is_built_where_its_workbook_is_and_as_it_is_now(
    make_workbook: Callable[..., Path],
) -> None:
    book = make_workbook()
    leavebehind.build(book, pdf="none", section="resume")
    search = leavebehind.read_workbook(book)
    changed = replace(search, candidate=replace(search.candidate, name="Avery Q. Quinn"))
    report = leavebehind.build(changed, pdf="none", section="resume")
    assert [one.outcome for one in report.packages[0].documents] == ["updated"]
    again = leavebehind.build(book, pdf="none", section="resume")
    assert [one.outcome for one in again.packages[0].documents] == ["updated"]


def test_a_readers_package_comes_as_bytes_the_same_that_build_makes(tmp_path: Path) -> None:
    search = Search.from_data({**SMALL_SEARCH, "Experience": [{"Title": "A", "Start": "May 2019"}]})
    made = leavebehind.package_bytes(search, search.interviewers[0], pdf="embedded")
    report = leavebehind.build(search, tmp_path / "out", pdf="embedded")
    assert made.documents == _documents(report)
    assert (made.problems, made.notes) == ([], report.notes)
    assert report.packages[0].pdf is not None
    assert _pages(made.pdf or b"") == _pages(report.packages[0].pdf.read_bytes()) == 3
    assert _pages(leavebehind.convert(made.documents["resume"], "embedded")) == 1


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_a_reader_of_several_interviews_is_asked_for_with_one() -> None:
    interviews = [{"Interview": key, "Company": key, "Role": "A"} for key in ("NW-1", "C-1")]
    readers = [{"Interview": key, "Name": "Dana Wu"} for key in ("NW-1", "C-1")]
    search = Search.from_data({**SMALL_SEARCH, "Interviews": interviews, "Interviewers": readers})
    with pytest.raises(leavebehind.LeavebehindError, match="in 2 interviews: NW-1, C-1"):
        leavebehind.package_bytes(search, "Dana Wu", pdf="none")
    made = leavebehind.package_bytes(search, "Dana Wu", interview="C-1", pdf="none")
    assert (next(iter(made.documents)), made.pdf) == ("cover_letter", None)


def test_a_reader_who_is_not_included_gets_no_bytes_but_the_reason() -> None:
    reader = {"Interview": "NW-1", "Name": "Dana Wu", "Include": "no"}
    interview = {"Interview": "NW-1", "Company": "Northwind", "Role": "Analyst"}
    search = Search.from_data({**SMALL_SEARCH, "Interviews": [interview], "Interviewers": [reader]})
    with pytest.raises(leavebehind.LeavebehindError, match="'Dana Wu' gets no package, because"):
        leavebehind.package_bytes(search, "Dana Wu", pdf="none")


def test_what_is_no_document_can_t_be_converted() -> None:
    with pytest.raises(leavebehind.EngineError, match="can't be converted: it can't be read as"):
        leavebehind.convert(b"no document", "embedded")
    with pytest.raises(leavebehind.EngineError, match="there is no engine"):
        leavebehind.convert(b"", "none")
