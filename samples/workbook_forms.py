"""The workbook as a form to fill in: how each column looks, what it offers, what it asks for.

Which sheets and columns there are is said by `leavebehind.workbook.schema`.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from leavebehind.plan_records import CONTENTS, COVER
from leavebehind.records import Theme
from leavebehind.workbook.schema import SCHEMA_OF

PlainValue = str | int | datetime.date | datetime.time


class Formatted(NamedTuple):
    """A value that is shown in a number format other than its column's."""

    value: PlainValue
    number_format: str


Cells = Mapping[str, PlainValue | Formatted]
"""One row: header → value; on an upright sheet all its fields."""

TEXT = "@"
DAY = "d mmm yyyy"
MONTH = "[>2100]mmm yyyy;0"
"""A year that is typed stays a year; as one of Excel's days it would be in 1905."""
CLOCK = "h:mm AM/PM"
ZIP = "00000"

SHEETS = (
    *("Candidate", "Interviews", "Interviewers", "Experience", "Education", "Skills"),
    *("Certifications", "Awards", "Languages", "Projects", "Volunteering", "Fit", "First 90 days"),
    *("References", "Recommendations", "Work samples", "Publications", "Contacts"),
    *("Packages", "Sections", "Settings"),
)
"""In the order in which a person fills them in."""
SECTIONS = (
    *(COVER, CONTENTS, "cover_letter", "fit", "resume", "references", "recommendations"),
    *("work_samples", "publications", "first_90_days", "back_cover", "business_card"),
)
"""The sections that come with the library, in the order of a full package."""
UPRIGHT = ("Candidate", "Settings")
"""Sheets with a row a field instead of a row a record."""

PAPERS = ("letter", "a4")
YES_NO = ("yes", "no")
LAST_ROW = 500
"""Drop-downs reach down to this row."""
INK = "1F3A4D"
MUTED = "5B7688"
SAVED = datetime.datetime(2026, 11, 20, 9, 0, 0)


@dataclass(frozen=True, slots=True)
class Look:
    """How a column looks; `width` in characters, `note` explains it to the person."""

    width: int = 22
    number_format: str = "General"
    note: str = ""
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    """The sheet whose first column holds the choices, or more of them."""


LOOKS = {
    "Accent": Look(12, note="A colour of your own or of the company: #0F4C5C, navy, dark red …"),
    "Company": Look(28),
    "Date": Look(12, MONTH),
    "Description": Look(80),
    "Email": Look(28),
    "End": Look(12, MONTH, "A date, or the word present."),
    "File": Look(28, note="A PDF or a picture, in this folder or below it."),
    "Highlights": Look(80, note="One a line (Alt+Enter starts a new line)."),
    "Include": Look(10, note="no leaves it out.", choices=YES_NO),
    "LinkedIn": Look(28),
    "Location": Look(30),
    "Notes": Look(50),
    "Paper": Look(10, choices=PAPERS),
    "Phone": Look(number_format=TEXT, note="With the country: +1 617 555 0100."),
    "Relationship": Look(34),
    "Start": Look(12, MONTH),
    "Tags": Look(note="Comma separated. Rows that share a tag with the interview come first."),
    "Title": Look(30),
    "URL": Look(34),
}
"""Columns that look the same wherever they stand."""

EVERY = "The name of one of your interviews; blank for all of them."

LOOKS_ON = {
    "Candidate": {
        "Headline": Look(note="One line under your name, for the whole search."),
        "Region": Look(note="State, province or county, as it stands in an address."),
        "Postal code": Look(number_format=TEXT),
        "Summary": Look(note="Three or four lines at the head of the résumé."),
        "Photo": Look(note="A picture file, in this folder or below it."),
        "Signature": Look(note="A picture of your signature, in this folder or below it."),
    },
    "Interviews": {
        "Interview": Look(
            note="A short name of your own, each once. It names the folder of the packages."
        ),
        "Role": Look(28),
        "Date": Look(14, DAY),
        "Time": Look(12, CLOCK),
        "Format": Look(
            10,
            note="folder: a two-pocket folder. bound: a booklet with cover and contents. screen: "
            "one PDF to be mailed.",
            choices=("folder", "bound", "screen"),
        ),
        "Package": Look(
            12,
            note="basic: letter, résumé, card. standard: also references and recommendations. "
            "full: also work samples and publications. Or one from the sheet Packages.",
            choices=("basic", "standard", "full"),
            choices_from="Packages",
        ),
        "Tags": Look(note="What this interview is about, comma separated."),
        "Job URL": Look(28),
        "Opening": Look(60, note="The first paragraph of the cover letter."),
        "Why me": Look(60),
        "Why them": Look(60),
        "Closing": Look(60),
    },
    "Interviewers": {
        "Interview": Look(note="The name of one of your interviews.", choices_from="Interviews"),
        "Salutation": Look(
            note="How the letter begins. Blank: it is made of the name, “Dear Dr. Lowe,”."
        ),
        "Part": Look(16, note="hiring manager, panel, recruiter …"),
        "Personal note": Look(60, note="A paragraph of the letter to this person."),
        "Research notes": Look(50, note="For you alone: only the brief shows it."),
        "Talking points": Look(50, note="For you alone: one a line."),
        "Copies": Look(9),
    },
    "Education": {
        "Degree": Look(34),
        "Institution": Look(34),
        "Start": Look(10, MONTH),
        "End": Look(10, MONTH),
    },
    "Skills": {"Skills": Look(80)},
    "Certifications": {
        "Name": Look(34),
        "Issuer": Look(30),
        "Expires": Look(12, MONTH),
        "Number": Look(number_format=TEXT),
    },
    "Awards": {"Title": Look(34), "Issuer": Look(30), "Date": Look(10, MONTH)},
    "Languages": {"Level": Look(note="native, fluent, C1 …")},
    "Projects": {"Role": Look(28)},
    "Volunteering": {"Organisation": Look(34)},
    "Fit": {
        "Interview": Look(note=EVERY, choices_from="Interviews"),
        "They ask": Look(40, note="What the advertisement asks for, a row each."),
        "Evidence": Look(60, note="What you have done that shows it."),
        "Section": Look(note="Where it is shown: resume, work_samples …"),
    },
    "First 90 days": {
        "Interview": Look(note=EVERY, choices_from="Interviews"),
        "Period": Look(note="Days 1 to 30, for example; rows of one period stand together."),
        "Goal": Look(60),
        "Measure": Look(50, note="How you both will see that it is reached."),
    },
    "References": {
        "Known to": Look(note="Interviewers or companies that know them, comma separated."),
        "Permission": Look(
            12, note="Only with yes does a reference ever leave the house.", choices=YES_NO
        ),
    },
    "Recommendations": {
        "Text": Look(80),
        "Pull quote": Look(50, note="The sentence of it that is shown large."),
        "File": Look(28, note="The scanned letter: a PDF or a picture, in this folder."),
    },
    "Work samples": {
        "Client": Look(28),
        "Challenge": Look(50),
        "Action": Look(50, note="What you did."),
        "Result": Look(50),
        "Figure": Look(12, TEXT, "The result as one number: −38%."),
        "Caption": Look(40, note="What the picture or document shows."),
    },
    "Publications": {
        "Title": Look(44),
        "Venue": Look(30),
        "Authors": Look(30),
        "Kind": Look(12, note="article, talk, quoted …"),
        "Quote": Look(50),
    },
    "Contacts": {
        "Position": Look(28),
        "Knows": Look(28, note="Whom they know, comma separated."),
    },
    "Packages": {
        "Sections": Look(
            80,
            note=f"In their order, comma separated: {', '.join(SECTIONS)}, or templates of yours.",
            choices=SECTIONS,
        ),
    },
    "Sections": {
        "Section": Look(30, note="The name of a template.", choices=SECTIONS),
        "Title": Look(40, note="As it is called in contents, bookmarks and file names."),
    },
    "Settings": {
        "Language": Look(note="Of the fixed words and the dates: en-US, de-DE, fr-FR …"),
        "Theme": Look(choices=get_args(Theme)),
        "Date format": Look(choices=("short", "medium", "long", "full")),
        "Phone region": Look(note="For numbers without a country: two letters, US."),
    },
}
"""Columns that look different on one sheet, or stand on one alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column to fill in."""

    name: str
    look: Look = Look()
    required: bool = False


def known_columns(sheet: str) -> tuple[Column, ...]:
    """The columns that the contract gives a sheet, none for a sheet of the person's own."""
    schema = SCHEMA_OF.get(sheet)
    return tuple(
        Column(
            column.name,
            LOOKS_ON.get(sheet, {}).get(column.name) or LOOKS.get(column.name, Look()),
            column.required,
        )
        for column in (schema.columns if schema else ())
    )


def workbook_bytes(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    """The workbook with these rows, formatted, with drop-downs and notes, as an .xlsx file.

    Every sheet of the contract is there, in its order, also where `sheets` has no row for it.
    Columns and sheets of the person's own come after the known ones.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name in dict.fromkeys([*SHEETS, *sheets]):
        rows = sheets.get(name, ())
        columns = [*known_columns(name), *_own_columns(name, rows)]
        sheet = workbook.create_sheet(name)
        draw = _draw_upright if name in UPRIGHT else _draw_list
        draw(sheet, columns, rows)
        _add_drop_downs(sheet, columns, sheets)
        _set_page(sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def same_every_time(workbook: bytes) -> bytes:
    """The workbook without the moment it was saved, so that only a change in it shows."""
    stamp = SAVED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as saved,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in saved.namelist():
            part = saved.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, part)
            moment = zipfile.ZipInfo(name, SAVED.timetuple()[:6])
            package.writestr(moment, part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _own_columns(sheet: str, rows: Sequence[Cells]) -> Iterator[Column]:
    known = {column.name for column in known_columns(sheet)}
    names = dict.fromkeys(name for row in rows for name in row)
    return (Column(name) for name in names if name not in known)


def _draw_list(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Cells]) -> None:
    for number, column in enumerate(columns, start=1):
        _draw_header(sheet, number, column)
        for row_number, row in enumerate(rows, start=2):
            _draw_value(sheet.cell(row_number, number), column, row.get(column.name))


def _draw_upright(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Cells]) -> None:
    _draw_header(sheet, 1, Column("Field", Look(18)))
    _draw_header(sheet, 2, Column("Value", Look(80)))
    fields = {name: value for row in rows for name, value in row.items()}
    for row_number, column in enumerate(columns, start=2):
        label = sheet.cell(row_number, 1, column.name)
        label.font = _font(bold=column.required)
        _add_note(label, column)
        _draw_value(sheet.cell(row_number, 2), column, fields.get(column.name))


def _draw_header(sheet: Worksheet, number: int, column: Column) -> None:
    header = sheet.cell(1, number, column.name)
    header.font = _font(bold=True, color="FFFFFF")
    header.fill = PatternFill("solid", fgColor=INK if column.required else MUTED)
    header.alignment = Alignment(vertical="center")
    _add_note(header, column)
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = column.look.width
    # Rows that the person adds are shown as this column's, a ZIP code with its leading zero.
    dimension.number_format = column.look.number_format
    dimension.alignment = _wrapped()


def _draw_value(cell: Cell, column: Column, value: PlainValue | Formatted | None) -> None:
    if isinstance(value, Formatted):
        cell.value, cell.number_format = value
    else:
        cell.value, cell.number_format = value, column.look.number_format
    cell.alignment = _wrapped()
    cell.font = _font()


def _add_note(cell: Cell, column: Column) -> None:
    text = " ".join(filter(None, ["Required." if column.required else "", column.look.note]))
    if text:
        cell.comment = Comment(text, "leavebehind", height=90, width=280)


def _add_drop_downs(
    sheet: Worksheet, columns: Sequence[Column], sheets: Mapping[str, Sequence[Cells]]
) -> None:
    for number, column in enumerate(columns, start=1):
        if choices := _choices(column.look, sheets):
            # A warning, not a stop: a package or a date format of one's own is fine.
            drop_down = DataValidation("list", choices, allow_blank=True, errorStyle="warning")
            letter = get_column_letter(number)
            upright = sheet.title in UPRIGHT
            drop_down.add(f"B{number + 1}" if upright else f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(drop_down)


def _choices(look: Look, sheets: Mapping[str, Sequence[Cells]]) -> str:
    """The formula of the drop-down, empty where the column has none."""
    if look.choices:
        own = (str(next(iter(row.values()))) for row in sheets.get(look.choices_from, ()))
        return '"' + ",".join(dict.fromkeys([*look.choices, *own])) + '"'
    return f"'{look.choices_from}'!$A$2:$A${LAST_ROW}" if look.choices_from else ""


def _set_page(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 22
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _font(*, bold: bool = False, color: str = "222222") -> Font:
    return Font(name="Calibri", size=11, bold=bold, color=color)


def _wrapped() -> Alignment:
    return Alignment(vertical="top", wrap_text=True)
