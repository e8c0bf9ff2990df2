"""The starter folder: a workbook to fill in, with an example that builds, and the templates.

The writing twin of `workbook`: the only other module that knows openpyxl.
"""

from __future__ import annotations

import datetime
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leavebehind.errors import OutputError

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.worksheet import Worksheet

WORKBOOK_NAME = "interviews.xlsx"
TEMPLATES_NAME = "word_templates"

PlainValue = str | int | datetime.date | datetime.time


class Formatted(NamedTuple):
    """A value that is shown in a number format other than its column's."""

    value: PlainValue
    number_format: str


Cells = Mapping[str, PlainValue | Formatted]
"""One row: header → value; on an upright sheet all its fields."""

TEXT = "@"
DAY = "d mmm yyyy"
MONTH = "mmm yyyy"
CLOCK = "h:mm AM/PM"
ZIP = "00000"

PAPERS = ("letter", "a4")
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Column:
    """How a column looks; `width` in characters, `note` explains it to the person."""

    name: str
    width: int = 22
    number_format: str = "General"
    required: bool = False
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    """The sheet whose first column holds the choices, or more of them."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet to fill in: a row a record, or where `upright` a row a field."""

    sheet: str
    columns: tuple[Column, ...]
    upright: bool = False


TAGS = Column("Tags", note="Comma separated. Rows that share a tag with the interview come first.")

FORMS = (
    Form(
        "Candidate",
        (
            Column("Name", required=True),
            Column("Headline", note="One line under your name, for the whole search."),
            Column("Email"),
            Column("Phone", number_format=TEXT, note="With the country: +1 617 555 0100."),
            Column("Address"),
            Column("City"),
            Column("Region", note="State, province or county, as it stands in an address."),
            Column("Postal code", number_format=TEXT),
            Column("Country"),
            Column("Website"),
            Column("LinkedIn"),
            Column("Summary", note="Three or four lines at the head of the résumé."),
            Column("Photo", note="A picture file, in this folder or below it."),
            Column("Signature", note="A picture of your signature, in this folder or below it."),
        ),
        upright=True,
    ),
    Form(
        "Interviews",
        (
            Column(
                "Interview",
                required=True,
                note="A short name of your own, once each. It names the folder of the packages.",
            ),
            Column("Company", required=True),
            Column("Role", required=True, width=28),
            Column("Date", number_format=DAY, width=14),
            Column("Time", number_format=CLOCK, width=12),
            Column("Location", width=30),
            Column(
                "Format",
                width=10,
                choices=("folder", "bound"),
                note="folder: a two-pocket folder. bound: a booklet with cover and contents.",
            ),
            Column(
                "Package",
                width=12,
                choices=("basic", "standard", "full"),
                choices_from="Packages",
                note="basic: letter, résumé, card. standard: also references and recommendations. "
                "full: also work samples and publications. Or one from the sheet Packages.",
            ),
            Column("Paper", width=10, choices=PAPERS),
            Column("Tags", note="What this interview is about, comma separated."),
            Column("Job URL", width=28),
            Column("Status", width=14),
            Column("Include", width=10, choices=YES_NO, note="no: make nothing for this one."),
            Column("Opening", width=60, note="The first paragraph of the cover letter."),
            Column("Why me", width=60),
            Column("Why them", width=60),
            Column("Closing", width=60),
        ),
    ),
    Form(
        "Interviewers",
        (
            Column("Interview", required=True, choices_from="Interviews"),
            Column("Name", required=True),
            Column("Title", width=28),
            Column("Email", width=28),
            Column("Phone", number_format=TEXT),
            Column("LinkedIn", width=28),
            Column("Part", width=16, note="hiring manager, panel, recruiter …"),
            Column("Personal note", width=60, note="A paragraph of the letter to this person."),
            Column("Research notes", width=50, note="For you alone: only the brief shows it."),
            Column("Talking points", width=50, note="For you alone: one a line."),
            Column("Include", width=10, choices=YES_NO),
            Column("Copies", width=9),
        ),
    ),
    Form(
        "Experience",
        (
            Column("Title", width=30),
            Column("Company", width=28),
            Column("Location"),
            Column("Start", number_format=MONTH, width=12),
            Column("End", number_format=MONTH, width=12, note="A date, or the word present."),
            Column("Highlights", width=80, note="One a line (Alt+Enter starts a new line)."),
            TAGS,
        ),
    ),
    Form(
        "Education",
        (
            Column("Degree", width=34),
            Column("Institution", width=34),
            Column("Location"),
            Column("Start", number_format="yyyy", width=10),
            Column("End", number_format="yyyy", width=10),
            Column("Notes", width=50),
        ),
    ),
    Form("Skills", (Column("Category"), Column("Skills", width=80))),
    Form(
        "References",
        (
            Column("Name"),
            Column("Title", width=28),
            Column("Company", width=28),
            Column("Relationship", width=34),
            Column("Email", width=28),
            Column("Phone", number_format=TEXT),
            Column("Known to", note="Interviewers or companies that know them, comma separated."),
            Column(
                "Permission",
                width=12,
                choices=YES_NO,
                note="Only with yes does a reference ever leave the house.",
            ),
            TAGS,
        ),
    ),
    Form(
        "Recommendations",
        (
            Column("From"),
            Column("Title", width=28),
            Column("Company", width=28),
            Column("Relationship", width=34),
            Column("Date", number_format=MONTH, width=12),
            Column("Text", width=80),
            Column("File", width=28, note="The scanned letter: a PDF or a picture in this folder."),
            TAGS,
        ),
    ),
    Form(
        "Work samples",
        (
            Column("Title", width=34),
            Column("Date", number_format=MONTH, width=12),
            Column("Description", width=80),
            Column("URL", width=34),
            Column("File", width=28, note="A PDF or a picture in this folder."),
            TAGS,
        ),
    ),
    Form(
        "Publications",
        (
            Column("Title", width=44),
            Column("Venue", width=30),
            Column("Date", number_format=MONTH, width=12),
            Column("Authors", width=30),
            Column("URL", width=34),
            Column("Kind", width=12, note="article, talk, quoted …"),
            Column("Quote", width=50),
            TAGS,
        ),
    ),
    Form(
        "Contacts",
        (
            Column("Name"),
            Column("Company", width=28),
            Column("Position", width=28),
            Column("Knows", width=28, note="Whom they know, comma separated."),
            Column("Email", width=28),
            Column("LinkedIn", width=28),
            Column("Notes", width=50),
        ),
    ),
    Form(
        "Packages",
        (
            Column("Package"),
            Column(
                "Sections",
                width=80,
                note="Names of templates in their order, comma separated.",
            ),
        ),
    ),
    Form(
        "Settings",
        (
            Column("Language", note="Of the fixed words and the dates: en-US, de-DE, fr-FR …"),
            Column("Paper", choices=PAPERS),
            Column("Date format", choices=("short", "medium", "long", "full")),
            Column("Phone region", note="For numbers without a country: two letters, US."),
            Column("Max references"),
        ),
        upright=True,
    ),
)

UPRIGHT = (Column("Field", width=18, required=True), Column("Value", width=80))
LAST_ROW = 500
"""Drop-downs reach down to this row."""

INK = "1F3A4D"
MUTED = "5B7688"


def write_starter(folder: Path, templates: Path) -> list[Path]:
    """Make `folder` ready to be filled in, and return what was made; nothing is overwritten.

    `templates` is the folder whose `.docx` files and README are copied. Raises OutputError where
    the folder can't be written.
    """
    try:
        return [*_new_workbook(folder / WORKBOOK_NAME), *_copy(templates, folder / TEMPLATES_NAME)]
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{folder}: can't make the starter here: {reason}") from error


def workbook_bytes(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    """The workbook with these rows, formatted, with drop-downs and notes, as an .xlsx file.

    Every sheet of the contract is there, in its order, also where `sheets` has no row for it.
    Columns and sheets of the person's own come after the known ones.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    for form in _forms(sheets):
        sheet = workbook.create_sheet(form.sheet)
        draw = _draw_upright if form.upright else _draw_list
        draw(sheet, form.columns, sheets.get(form.sheet, ()))
        _add_drop_downs(sheet, form, sheets)
        _set_page(sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _forms(sheets: Mapping[str, Sequence[Cells]]) -> list[Form]:
    known = {form.sheet for form in FORMS}
    own = [Form(sheet, ()) for sheet in sheets if sheet not in known]
    return [_with_own_columns(form, sheets.get(form.sheet, ())) for form in (*FORMS, *own)]


def _with_own_columns(form: Form, rows: Sequence[Cells]) -> Form:
    known = {column.name for column in form.columns}
    own = dict.fromkeys(name for row in rows for name in row if name not in known)
    return replace(form, columns=(*form.columns, *map(Column, own)))


def _draw_list(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Cells]) -> None:
    for number, column in enumerate(columns, start=1):
        _draw_header(sheet, number, column)
        for row_number, row in enumerate(rows, start=2):
            _draw_value(sheet.cell(row_number, number), column, row.get(column.name))


def _draw_upright(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Cells]) -> None:
    for number, header in enumerate(UPRIGHT, start=1):
        _draw_header(sheet, number, header)
    fields = {name: value for row in rows for name, value in row.items()}
    for row_number, column in enumerate(columns, start=2):
        label = sheet.cell(row_number, 1, column.name)
        label.font = _font(bold=column.required)
        _add_note(label, column)
        _draw_value(sheet.cell(row_number, 2), column, fields.get(column.name))


def _draw_header(sheet: Worksheet, number: int, column: Column) -> None:
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    header = sheet.cell(1, number, column.name)
    header.font = _font(bold=True, color="FFFFFF")
    header.fill = PatternFill("solid", fgColor=INK if column.required else MUTED)
    header.alignment = Alignment(vertical="center")
    _add_note(header, column)
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = column.width
    # Rows that the person adds are shown as this column's, a ZIP code with its leading zero.
    dimension.number_format = column.number_format
    dimension.alignment = _wrapped()


def _draw_value(cell: Cell, column: Column, value: PlainValue | Formatted | None) -> None:
    shown = value if isinstance(value, Formatted) else Formatted(value or "", column.number_format)
    cell.value = shown.value if shown.value != "" else None
    cell.number_format = shown.number_format
    cell.alignment = _wrapped()
    cell.font = _font()


def _add_note(cell: Cell, column: Column) -> None:
    from openpyxl.comments import Comment

    text = " ".join(filter(None, ["Required." if column.required else "", column.note]))
    if text:
        cell.comment = Comment(text, "leavebehind", height=90, width=280)


def _add_drop_downs(sheet: Worksheet, form: Form, sheets: Mapping[str, Sequence[Cells]]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(form.columns, start=1):
        if source := _choices(column, sheets):
            # A warning, not a stop: a package or a date format of one's own is fine.
            drop_down = DataValidation("list", source, allow_blank=True, errorStyle="warning")
            letter = get_column_letter(number)
            drop_down.add(f"B{number + 1}" if form.upright else f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(drop_down)


def _choices(column: Column, sheets: Mapping[str, Sequence[Cells]]) -> str:
    """The formula of the drop-down, empty where the column has none."""
    if column.choices:
        own = (str(next(iter(row.values()))) for row in sheets.get(column.choices_from, ()))
        return '"' + ",".join(dict.fromkeys([*column.choices, *own])) + '"'
    return f"'{column.choices_from}'!$A$2:$A${LAST_ROW}" if column.choices_from else ""


def _set_page(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 22
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _font(*, bold: bool = False, color: str = "222222") -> Font:
    from openpyxl.styles import Font

    return Font(name="Calibri", size=11, bold=bold, color=color)


def _wrapped() -> Alignment:
    from openpyxl.styles import Alignment

    return Alignment(vertical="top", wrap_text=True)


def _new_workbook(path: Path) -> Iterable[Path]:
    if not path.exists():
        content = workbook_bytes(EXAMPLE)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
        yield path


def _copy(source: Path, target: Path) -> Iterable[Path]:
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted([*source.glob("*.docx"), *source.glob("README.md")]):
        copy = target / file.name
        if not copy.exists():
            shutil.copyfile(file, copy)
            yield copy


EXAMPLE: Mapping[str, Sequence[Cells]] = {
    "Candidate": [
        {
            "Name": "Avery Quinn",
            "Headline": "Product manager for tools that people use all day",
            "Email": "avery.quinn@mail.example",
            "Phone": "+1 206 555 0114",
            "Address": "418 Alder Street, Apt 5",
            "City": "Seattle",
            "Region": "WA",
            "Postal code": "98104",
            "Country": "USA",
            "Website": "https://averyquinn.example",
            "Summary": "Product manager with nine years in business software, the last four "
            "leading a team of twelve. I sit with the people who use the product before I write a line of "
            "the roadmap, and I measure whether their day got shorter.",
        }
    ],
    "Interviews": [
        {
            "Interview": "Northwind",
            "Company": "Northwind Traders",
            "Role": "Senior Product Manager",
            "Date": datetime.date(2027, 3, 16),
            "Time": datetime.time(10, 0),
            "Location": "1200 Harbor Avenue, Seattle",
            "Format": "folder",
            "Package": "standard",
            "Paper": "letter",
            "Tags": "logistics, teams",
            "Job URL": "https://northwind.example/careers/senior-product-manager",
            "Status": "interview",
            "Include": "yes",
            "Opening": "Thank you for the time you are setting aside to talk about the Senior "
            "Product Manager role. I have put together a few pages so that you can look further "
            "than one conversation allows.",
            "Why me": "At Fabrikam I took a dispatch tool that drivers avoided and, in three "
            "releases, made it the first screen they open: daily use went from 31 % to 88 %, and "
            "calls to the help desk fell by half.",
            "Why them": "You ship to small shops that have no IT department. That is the customer "
            "I know best: one person, one counter, no patience for a manual.",
            "Closing": "I look forward to meeting you, and to hearing which problem you would "
            "want solved first.",
        }
    ],
    "Interviewers": [
        {
            "Interview": "Northwind",
            "Name": "Dana Wu",
            "Title": "VP Product",
            "Email": "dana.wu@northwind.example",
            "Part": "hiring manager",
            "Personal note": "Your talk on saying no to features stayed with me. I would like "
            "to tell you about three that we took out again, and who thanked us.",
            "Research notes": "Came from operations. Cares about release rhythm.",
            "Talking points": "The dispatch tool, and what we left out\nHow she wants to measure "
            "the first year",
        },
        {
            "Interview": "Northwind",
            "Name": "Tom Okafor",
            "Title": "Engineering Manager",
            "Part": "panel",
            "Talking points": "How his team plans a quarter",
        },
    ],
    "Experience": [
        {
            "Title": "Lead Product Manager",
            "Company": "Fabrikam Freight",
            "Location": "Seattle, WA",
            "Start": datetime.date(2021, 5, 1),
            "End": "present",
            "Highlights": "Led a team of twelve that rebuilt dispatch for 2,300 drivers; daily use "
            "rose from 31 % to 88 %\nCut the time from an idea to a first test with drivers from "
            "eleven weeks to three",
            "Tags": "logistics, teams",
        },
        {
            "Title": "Product Manager",
            "Company": "Contoso Ledger",
            "Location": "Portland, OR",
            "Start": datetime.date(2017, 9, 1),
            "End": datetime.date(2021, 4, 1),
            "Highlights": "Launched invoicing for one-person firms: 14,000 paying customers in the "
            "first year\nBrought the month-end close of a typical customer from two days to an "
            "afternoon",
            "Tags": "finance",
        },
    ],
    "Education": [
        {
            "Degree": "BA, Economics",
            "Institution": "University of Oregon",
            "Location": "Eugene, OR",
            "Start": datetime.date(2011, 1, 1),
            "End": datetime.date(2015, 1, 1),
        }
    ],
    "Skills": [
        {"Category": "Product", "Skills": "discovery interviews, roadmaps, pricing, launches"},
        {"Category": "Data", "Skills": "SQL, experiment design, dashboards"},
    ],
    "References": [
        {
            "Name": "Grace Lindholm",
            "Title": "Chief Operating Officer",
            "Company": "Fabrikam Freight",
            "Relationship": "my manager, 2021 to today",
            "Email": "grace.lindholm@fabrikam.example",
            "Phone": "+1 206 555 0132",
            "Known to": "Dana Wu",
            "Permission": "yes",
        },
        {
            "Name": "Samuel Ortiz",
            "Title": "Head of Engineering",
            "Company": "Contoso Ledger",
            "Relationship": "my engineering partner for three years",
            "Phone": "+1 503 555 0178",
            "Permission": "yes",
        },
        {
            "Name": "Priya Raman",
            "Title": "Dispatcher",
            "Company": "Fabrikam Freight",
            "Relationship": "tested every release with me",
            "Email": "priya.raman@fabrikam.example",
            "Permission": "yes",
        },
    ],
    "Recommendations": [
        {
            "From": "Samuel Ortiz",
            "Title": "Head of Engineering",
            "Company": "Contoso Ledger",
            "Relationship": "engineering partner for three years",
            "Date": datetime.date(2021, 4, 1),
            "Text": "Avery is the product manager engineers ask for. Every request came with a "
            "name and a story: who was stuck, what they tried, what it cost them. We built less "
            "than we had planned, and customers used all of it.",
            "Tags": "teams",
        }
    ],
    "Contacts": [
        {
            "Name": "Lena Brandt",
            "Company": "Northwind Traders",
            "Position": "Account Manager",
            "Knows": "Tom Okafor",
            "Notes": "We volunteer at the same food bank.",
        }
    ],
    "Settings": [{"Language": "en-US", "Paper": "letter", "Date format": "long"}],
}
