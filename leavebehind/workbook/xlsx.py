"""An .xlsx file → its sheets, cell by cell; the only module that knows openpyxl.

openpyxl decodes the cells. What its read-only mode hides (hidden rows and columns, merged cells,
links, formulas that were never calculated) is taken from the same XML. The file is a stranger's:
its parts are measured before they are read.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import itertools
import re
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser

from leavebehind.errors import CellProblem, WorkbookError
from leavebehind.names import did_you_mean

Moment = datetime.datetime | datetime.date | datetime.time | datetime.timedelta
Raw = str | bool | int | float | Moment
Area = tuple[int, int, int, int]
"""First column, first row, last column, last row; all count from 1."""

MEGABYTE = 1 << 20
MOST_XML = 32 * MEGABYTE
"""What the parts that are held in memory may unpack to, together."""
MOST_STYLES = 10 * MEGABYTE
"""Excel knows 65,490 cell formats."""
MOST_SHEET = 1024 * MEGABYTE
"""What a sheet may unpack to: it streams, and a million formatted empty rows are 500 MB."""
MOST_FRAME = 32 * MEGABYTE
MOST_CELLS = 500_000
"""In all sheets together; an interview for each of ten thousand people has a third of it."""
MOST_CHARACTERS = 20_000_000
"""What the cells may show together: one long text may stand in each of them."""
MOST_PARTS = 10_000
LONGEST_FORMAT = 255
"""Excel takes no longer one."""
SECONDS = 30
"""How long reading may take; the other limits are reached long before."""
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
MOST_NUMBER = 1e308
MOST_MARKED = 100_000
"""Cells with links, and hidden columns: an area of them may be as large as the sheet."""
MOST_RATIO, RATIO_FROM = 200, 50 * MEGABYTE

_MUCH = "holds far more than a job search needs"
_CHUNK = 64 * 1024
_CONTENT = frozenset({VALUE_TAG, FORMULA_TAG, INLINE_STRING})
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROWS_BEGIN = re.compile(rb"<(\w+:)?sheetData(?:\s[^>]*)?>")
_ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_HYPERLINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAK = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_EDGES = " \t\n\xa0\u200b\ufeff\u2007\u202f\u3000"


class Cell(NamedTuple):
    """A cell that holds something; a text is clean and not empty."""

    row: int
    column: int
    value: Raw
    number_format: str
    link: str = ""
    fault: str = ""
    """"error" for #N/A and its like, "uncalculated" for a formula without a result."""

    @property
    def name(self) -> str:
        """As Excel names it: "A7"."""
        return cell_name(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its rows that hold something, in order, each with its cells by column."""

    name: str
    rows: dict[int, dict[int, Cell]]
    epoch: datetime.datetime
    """The day before serial number 1, in the workbook's date system."""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()


def column_name(column: int) -> str:
    """The column as Excel names it: "A"."""
    return str(get_column_letter(column))


def cell_name(row: int, column: int) -> str:
    """The cell as Excel names it: "A7"."""
    return f"{column_name(column)}{row}"


class Deadline:
    """Until when a workbook must be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = time.monotonic() + SECONDS

    def keep(self) -> None:
        """Raises WorkbookError once it has passed."""
        if time.monotonic() > self._end:
            raise _too_much(self._path, f"takes more than {SECONDS} seconds to read")


def read_sheets(path: Path, deadline: Deadline) -> list[Sheet]:
    """The worksheets of an .xlsx or .xlsm file, hidden ones too, in the order of their tabs.

    Raises WorkbookError with one problem, that names the file, where it can't be read.
    """
    try:
        _refuse_what_is_no_file(path)
        with path.open("rb") as file:
            _refuse_other_kinds(path, file)
            with ZipFile(file) as archive, warnings.catch_warnings():
                # openpyxl warns of what it leaves out: drawings, extensions, print settings.
                warnings.simplefilter("ignore")
                _refuse_other_packages(path, archive)
                _refuse_bombs(path, archive)
                return list(_sheets(path, file, archive, deadline))
    except WorkbookError:
        raise
    except PermissionError as error:
        hint = "close it in Excel, or ask for the right to read it, and try again"
        raise _refusal(path, "can't be opened", hint) from error
    except Exception as error:
        # A damaged part fails anywhere in zipfile, the XML parser or openpyxl, in many ways.
        reason = "is damaged, or only a part of it is there"
        hint = "open it in Excel or LibreOffice, and save it again as .xlsx"
        raise _refusal(path, reason, hint) from error


def _refusal(path: Path, reason: str, hint: str) -> WorkbookError:
    return WorkbookError([CellProblem("", "", f"{path.name or path} {reason}", hint)])


def _too_much(path: Path, reason: str) -> WorkbookError:
    return _refusal(path, reason, "copy what belongs to the job search to a new workbook")


def _refuse_what_is_no_file(path: Path) -> None:
    if path.name.startswith("~$"):
        hint = f"take {path.name[2:]}, the workbook itself"
        raise _refusal(path, "is only the mark that Excel leaves beside an open workbook", hint)
    if path.is_dir():
        raise _refusal(path, "is a folder", "name the workbook in it")
    if not path.exists():
        raise _refusal(path, "does not exist", _similar_file(path))
    if not path.is_file():
        # A pipe would be waited for, and a device never ends.
        raise _refusal(path, "is no ordinary file", "name the .xlsx file")


def _similar_file(path: Path) -> str:
    with contextlib.suppress(OSError):
        names = [file.name for file in path.parent.iterdir() if file.suffix in (".xlsx", ".xlsm")]
        if hint := did_you_mean(path.name, names):
            return hint
    return "look at its name and its folder"


def _refuse_other_kinds(path: Path, file: IO[bytes]) -> None:
    head = file.read(1024)
    file.seek(0)
    save = "open it in Excel or LibreOffice, and save it as .xlsx"
    if head.startswith(b"PK"):
        return
    if not head:
        raise _refusal(path, "is empty", "take the workbook from a copy")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _ole_refusal(path, file)
    if head.lstrip().startswith(b"%PDF"):
        raise _refusal(path, "is a PDF, not a workbook", "name the .xlsx file it was made from")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise _refusal(path, "is a web page or XML, not a workbook", save)
    if b"\0" not in head:
        raise _refusal(path, "is text (.csv?), not a workbook", save)
    raise _refusal(path, "is not a workbook", save)


def _ole_refusal(path: Path, file: IO[bytes]) -> WorkbookError:
    """.xls and encrypted .xlsx are the same kind of container; the names of its streams tell."""
    names = file.read(64 * MEGABYTE)
    if "EncryptedPackage".encode("utf-16-le") in names:
        hint = "in Excel, empty File ▸ Info ▸ Protect Workbook ▸ Encrypt with Password, and save"
        return _refusal(path, "is protected with a password", hint)
    if "WordDocument".encode("utf-16-le") in names:
        return _refusal(path, "is a Word document", "name the workbook")
    hint = "open it in Excel or LibreOffice, and save it as .xlsx"
    return _refusal(path, "is a workbook of the old kind (.xls)", hint)


def _refuse_other_packages(path: Path, archive: ZipFile) -> None:
    names = set(archive.namelist())
    save = "save or export it as .xlsx"
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        raise _refusal(path, "is an OpenDocument file (.ods)", save)
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise _refusal(path, "is a Numbers file", "in Numbers, File ▸ Export To ▸ Excel")
    if "xl/workbook.bin" in names:
        raise _refusal(path, "is a binary workbook (.xlsb)", save)
    if "word/document.xml" in names:
        raise _refusal(path, "is a Word document", "name the workbook")
    if "[Content_Types].xml" not in names:
        raise _refusal(path, "is a zip file, but not a workbook", "name the .xlsx file")


def _refuse_bombs(path: Path, archive: ZipFile) -> None:
    parts = [one for one in archive.infolist() if one.filename.lower().endswith((".xml", ".rels"))]
    sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
    others = sum(part.file_size for part in parts if part not in sheets)
    if (
        others > MOST_XML
        or any(part.file_size > MOST_STYLES for part in parts if part.filename == "xl/styles.xml")
        or len(archive.infolist()) > MOST_PARTS
        or any(part.file_size > MOST_SHEET for part in sheets)
        or any(_is_bomb(part) for part in parts)
    ):
        raise _too_much(path, "unpacks to far more than a workbook holds")
    for part in parts:
        with archive.open(part) as source:
            head = source.read(64 * 1024)
            if _declares_entities(head):
                reason = "declares XML entities, which no spreadsheet program does"
                raise _refusal(path, reason, "don't trust it; ask where it comes from")
            if b"purl.oclc.org/ooxml/spreadsheetml" in head:
                hint = "in Excel, save it as Excel Workbook (.xlsx)"
                raise _refusal(path, "is a Strict Open XML Spreadsheet", hint)


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def _declares_entities(head: bytes) -> bool:
    """Whether a DOCTYPE stands at the head of a part, or may stand beyond it, in any encoding."""
    head = head.replace(b"\0", b"")
    root = re.search(rb"<[A-Za-z_]", re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL))
    return bool(head.strip()) if root is None else b"<!DOCTYPE" in head


class _Book(ExcelReader):  # type: ignore[misc]  # openpyxl publishes no types
    """What all sheets share: texts, formats, the date system.

    `load_workbook` does more: it measures each sheet first, which takes as long as reading it
    where its size isn't declared, and it reads charts and properties, which may be broken.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        with contextlib.redirect_stdout(io.StringIO()):
            # openpyxl prints a complaint about styles that aren't there.
            apply_stylesheet(self.archive, self.wb)
        self.texts = [clean(text) for text in self.shared_strings]
        book: Any = self.wb
        self.styles: list[str] = [
            _number_format(style.numFmtId, book._number_formats) for style in book._cell_styles
        ]

    def rows(self, source: IO[bytes]) -> _Rows:
        book: Any = self.wb
        return _Rows(
            source,
            self.texts,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )


def _number_format(number: int, own: Sequence[str]) -> str:
    if number >= BUILTIN_FORMATS_MAX_SIZE:
        code = str(own[number - BUILTIN_FORMATS_MAX_SIZE])
        return code if len(code) <= LONGEST_FORMAT else "General"
    return str(BUILTIN_FORMATS.get(number, "General"))


class _Rows(WorkSheetParser):  # type: ignore[misc]  # openpyxl publishes no types
    """openpyxl's parser of a sheet, which also says what its read-only mode keeps to itself."""

    marks = 0
    """How many marks of content it has seen, as `_Outline.marks` counts them."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        self.marks += sum(child.tag in _CONTENT for child in element)
        cell["link"] = cell["fault"] = ""
        if cell["data_type"] == "e":
            cell["fault"] = "error"
        if formula is not None:
            # A formula whose result is an empty text has the type "str"; without one it has none.
            if cell["value"] is None and element.get("t") != "str":
                cell["fault"] = "uncalculated"
            if match := _HYPERLINK.search(formula.text or ""):
                cell["link"] = match[1].replace('""', '"')
        return cell

    def is_hidden(self, row: int) -> bool:
        return _is_true(self.row_dimensions.get(str(row), {}).get("hidden"))


@dataclass(frozen=True, slots=True)
class _Outline:
    """A sheet without its rows."""

    marks: int
    """How many values and formulas the rows hold: whoever has seen so many has seen them all."""
    root: ElementTree.Element
    targets: dict[str, str]
    """Where the sheet's links point, by the id of the relationship."""

    def links(self) -> dict[tuple[int, int], str]:
        found = (
            (cell, target)
            for link in self.root.iter(f"{_MAIN}hyperlink")
            if (target := self.targets.get(link.get(_RELATION, ""), ""))
            for cell in _cells_of(_area(link.get("ref", "")))
        )
        return dict(itertools.islice(found, MOST_MARKED))

    def hidden_columns(self) -> frozenset[int]:
        found = (
            number
            for column in self.root.iter(f"{_MAIN}col")
            if _is_true(column.get("hidden"))
            for number in range(int(column.get("min", 1)), int(column.get("max", 1)) + 1)
        )
        return frozenset(itertools.islice(found, MOST_MARKED))

    def merged(self) -> tuple[Area, ...]:
        return tuple(_area(area.get("ref", "")) for area in self.root.iter(f"{_MAIN}mergeCell"))


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return left or 1, top or 1, right or MOST_COLUMNS, bottom or MOST_ROWS


def _cells_of(area: Area) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = area
    return itertools.product(range(top, bottom + 1), range(left, right + 1))


def _sheets(path: Path, file: IO[bytes], archive: ZipFile, deadline: Deadline) -> Iterator[Sheet]:
    book = _Book(file)
    marks = characters = 0
    parts = set(archive.namelist())
    for sheet, relation in book.parser.find_sheets():
        part = relation.target
        if relation.Type.endswith("/worksheet") and part in parts:
            outline = _outline(path, archive, part, deadline)
            marks += outline.marks
            if marks > MOST_CELLS:
                raise _too_much(path, _MUCH)
            with archive.open(part) as source:
                found = _sheet(sheet, book.rows(source), book, outline, deadline)
            characters += sum(
                len(cell.value)
                for row in found.rows.values()
                for cell in row.values()
                if isinstance(cell.value, str)
            )
            if characters > MOST_CHARACTERS:
                raise _too_much(path, _MUCH)
            yield found


def _sheet(sheet: Any, parser: _Rows, book: _Book, outline: _Outline, deadline: Deadline) -> Sheet:
    links = outline.links()
    rows: dict[int, dict[int, Cell]] = {}
    hidden_rows = set()
    for row, raw in parser.parse() if outline.marks else ():
        deadline.keep()
        cells = {
            cell.column: cell
            for cell in (_cell(row, one, book.styles, links) for one in raw)
            if cell is not None
        }
        if cells:
            rows[row] = cells
            if parser.is_hidden(row):
                hidden_rows.add(row)
        if parser.marks >= outline.marks:
            break
    return Sheet(
        name=sheet.name,
        rows=rows,
        epoch=book.wb.epoch,
        hidden=sheet.state != "visible",
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=outline.hidden_columns(),
        merged=outline.merged(),
    )


def _cell(
    row: int, raw: dict[str, Any], styles: list[str], links: dict[tuple[int, int], str]
) -> Cell | None:
    value, fault = raw["value"], raw["fault"]
    if isinstance(value, str) and raw["data_type"] != "s":
        value = value.strip()
    elif isinstance(value, str):
        value = clean(value)
    if (value is None or value == "") and not fault:
        return None
    column: int = raw["column"]
    if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
        raise ValueError(f"no sheet has a row {row} and a column {column}")
    if isinstance(value, int | float) and not -MOST_NUMBER < value < MOST_NUMBER:
        value, fault = "#NUM!", "error"
    link = raw["link"] or links.get((row, column), "")
    style: int = raw["style_id"]
    number_format = styles[style] if style < len(styles) else "General"
    return Cell(row, column, "" if value is None else value, number_format, link, fault)


def _outline(path: Path, archive: ZipFile, part: str, deadline: Deadline) -> _Outline:
    with archive.open(part) as source:
        frame, marks = _without_rows(source, deadline)
    if len(frame) > MOST_FRAME or marks > MOST_CELLS:
        raise _too_much(path, _MUCH)
    targets = {}
    folder, _, name = part.rpartition("/")
    relations_part = f"{folder}/_rels/{name}.rels"
    if relations_part in archive.namelist():
        relations = get_dependents(archive, relations_part)
        targets = {one.id: one.target for one in relations if one.TargetMode == "External"}
    return _Outline(marks, ElementTree.fromstring(frame), targets)


def _without_rows(source: IO[bytes], deadline: Deadline) -> tuple[bytes, int]:
    """The XML around a sheet's rows, and the number of values and formulas in them.

    A million formatted empty rows pass by as bytes, and needn't be parsed.
    """
    frame = bytearray()
    marks = 0
    tokens: tuple[bytes, ...] = ()
    inside = False
    for window in _windows(source):
        deadline.keep()
        if not inside and (begin := _ROWS_BEGIN.search(window)):
            frame += window[: begin.start()]
            window = window[begin.end() :]
            inside = not begin[0].endswith(b"/>")
            tokens = _tokens(begin[1] or b"")
        if inside:
            end = _ROWS_END.search(window) if b"sheetData" in window else None
            rows = window[: end.start()] if end else window
            if b"c>" in rows:  # an empty cell has no closing tag; a million of them fly by
                marks += sum(rows.count(token) for token in tokens)
            window = window[end.end() :] if end else b""
            inside = end is None
        frame += window
        if len(frame) > MOST_FRAME or marks > MOST_CELLS:
            break
    return bytes(frame), marks


def _tokens(prefix: bytes) -> tuple[bytes, ...]:
    """How the tags of `_CONTENT` begin."""
    return tuple(
        b"<" + prefix + name + end for name in (b"v", b"f", b"is") for end in (b">", b" ", b"/>")
    )


def _windows(source: IO[bytes]) -> Iterator[bytes]:
    """The stream in large pieces, none of which ends within a tag."""
    rest = b""
    while chunk := source.read(_CHUNK):
        window = rest + chunk
        cut = window.rfind(b"<")
        if cut <= 0:
            cut = len(window)
        yield window[:cut]
        rest = window[cut:]
    yield rest


def clean(text: str) -> str:
    """The text without what Excel encodes, what XML can't hold and the space around it."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = _FORBIDDEN.sub("", _BREAK.sub("\n", text))
    if _SURROGATE.search(text):
        # Escaped characters beyond U+FFFF come in two halves; a half alone is nothing.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text.strip(_EDGES)
