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
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from leavebehind.workbook.limits import Budget, UnreadableError, too_much
from leavebehind.workbook.number_format import Moment
from leavebehind.workbook.refusals import (
    refuse_bombs,
    refuse_other_kinds,
    refuse_other_packages,
    refuse_what_is_no_file,
)

Raw = str | bool | int | float | Moment
Area = tuple[int, int, int, int]
"""First column, first row, last column, last row; all count from 1."""
Position = tuple[int, int]
"""Row and column."""

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
MOST_NUMBER = 1e308
LONGEST_FORMAT = 255
"""Excel takes no longer one."""

_CHUNK = 64 * 1024
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>')
"""Cells without a position stay: the parser counts them."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HYPERLINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
# Excel writes characters that XML can't hold as _x000D_ (ECMA-376 part 1, 22.9.2.19 ST_Xstring).
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


Rows = dict[int, dict[int, Cell]]
"""The rows that hold something, each with its cells by column."""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a worksheet holds, row by row in order."""

    name: str
    rows: Rows
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


def read_sheets(path: Path, budget: Budget) -> list[Worksheet]:
    """The worksheets of an .xlsx or .xlsm file, hidden ones too, in the order of their tabs.

    Raises UnreadableError where the file can't be read.
    """
    try:
        refuse_what_is_no_file(path)
        with path.open("rb") as file:
            refuse_other_kinds(file)
            with ZipFile(file) as archive, warnings.catch_warnings():
                # openpyxl warns of what it leaves out: drawings, extensions, print settings.
                warnings.simplefilter("ignore")
                refuse_other_packages(archive)
                refuse_bombs(archive, budget.limits)
                return list(_worksheets(_Book(file, budget)))
    except UnreadableError:
        raise
    except PermissionError as error:
        hint = "close it in Excel, or ask for the right to read it, and try again"
        raise UnreadableError("can't be opened", hint) from error
    except Exception as error:
        # A damaged part fails anywhere in zipfile, the XML parser or openpyxl, in many ways.
        message = "is damaged, or only a part of it is there"
        hint = "open it in Excel or LibreOffice, and save it again as .xlsx"
        raise UnreadableError(message, hint) from error


class _Book(ExcelReader):  # type: ignore[misc]  # openpyxl publishes no types
    """What all sheets share: texts, formats, the date system.

    `load_workbook` does more: it measures each sheet first, which takes as long as reading it
    where its size isn't declared, and it reads charts and properties, which may be broken.
    """

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.budget = budget
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

    def link_targets(self, part: str) -> dict[str, str]:
        """Where the links of a sheet point, by the id of the relationship."""
        folder, _, name = part.rpartition("/")
        relations_part = f"{folder}/_rels/{name}.rels"
        if relations_part not in self.archive.namelist():
            return {}
        relations = get_dependents(self.archive, relations_part)
        return {each.id: each.target for each in relations if each.TargetMode == "External"}


def _number_format(number: int, custom: Sequence[str]) -> str:
    if number >= BUILTIN_FORMATS_MAX_SIZE:
        code = str(custom[number - BUILTIN_FORMATS_MAX_SIZE])
        return code if len(code) <= LONGEST_FORMAT else "General"
    return str(BUILTIN_FORMATS.get(number, "General"))


def _worksheets(book: _Book) -> Iterator[Worksheet]:
    cells = characters = 0
    parts = set(book.archive.namelist())
    for sheet, relation in book.parser.find_sheets():
        if not relation.Type.endswith("/worksheet") or relation.target not in parts:
            continue
        with book.archive.open(relation.target) as source:
            content = _content(source, book.budget)
        parser = _SheetParser(content, book, book.link_targets(relation.target))
        rows: Rows = {}
        for number, row in parser.filled_rows():
            rows[number] = row
            cells += len(row)
            characters += sum(len(c.value) for c in row.values() if isinstance(c.value, str))
            if cells > book.budget.limits.cells or characters > book.budget.limits.characters:
                raise too_much()
        yield Worksheet(
            name=sheet.name,
            rows=_with_links(rows, parser.links),
            epoch=book.wb.epoch,
            hidden=sheet.state != "visible",
            hidden_rows=frozenset(parser.hidden_rows & rows.keys()),
            hidden_columns=frozenset(parser.hidden_columns),
            merged=tuple(parser.merged),
        )


class _SheetParser(WorkSheetParser):  # type: ignore[misc]  # openpyxl publishes no types
    """openpyxl's parser of cells, which also keeps what its read-only mode hides.

    openpyxl's own loop over the elements reads drop-downs, colour scales and print settings too,
    and fails where one of these is broken.
    """

    def __init__(self, content: bytes, book: _Book, link_targets: dict[str, str]) -> None:
        shared: Any = book.wb
        super().__init__(
            io.BytesIO(content),
            book.texts,
            data_only=True,
            epoch=shared.epoch,
            date_formats=shared._date_formats,
            timedelta_formats=shared._timedelta_formats,
        )
        self._book = book
        self._link_targets = link_targets
        self.links: dict[Position, str] = {}
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def filled_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows that hold something; after the last of them, all else is known too."""
        for _, element in iterparse(self.source):
            kind = element.tag.removeprefix(_MAIN)
            if kind == "row":
                self._book.budget.check_time()
                number, raw_cells = self.parse_row(element)
                cells = (self._cell(number, raw) for raw in raw_cells)
                if row := {cell.column: cell for cell in cells if cell is not None}:
                    yield number, row
                if _is_true(element.get("hidden")):
                    self.hidden_rows.add(number)
            elif kind in ("col", "mergeCell", "hyperlink"):
                self._keep(kind, element)
            else:
                continue
            element.clear()

    def _keep(self, kind: str, element: Element) -> None:
        most = self._book.budget.limits.marks
        if kind == "mergeCell" and len(self.merged) < most:
            self.merged.append(_area(element.get("ref", "")))
        elif kind == "col" and _is_true(element.get("hidden")):
            columns = range(int(element.get("min", 1)), int(element.get("max", 1)) + 1)
            self.hidden_columns.update(columns[: most - len(self.hidden_columns)])
        elif target := self._link_targets.get(element.get(_RELATION, "")):
            left, top, right, bottom = _area(element.get("ref", ""))
            cells = itertools.product(range(top, bottom + 1), range(left, right + 1))
            free = itertools.islice(cells, most - len(self.links))
            self.links.update(dict.fromkeys(free, target))

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        cell["link"] = ""
        cell["fault"] = "error" if cell["data_type"] == "e" else ""
        if formula is not None:
            # A formula whose result is an empty text has the type "str" (18.18.11 ST_CellType);
            # openpyxl and other programs write formulas without a type and a result.
            if cell["value"] is None and element.get("t") != "str":
                cell["fault"] = "uncalculated"
            if match := _HYPERLINK.search(formula.text or ""):
                cell["link"] = match[1].replace('""', '"')
        return cell

    def _cell(self, row: int, raw: dict[str, Any]) -> Cell | None:
        value, fault, column, style = raw["value"], raw["fault"], raw["column"], raw["style_id"]
        if isinstance(value, str):
            value = clean(value) if raw["data_type"] == "s" else value.strip()
        if value in (None, "") and not fault:
            return None
        if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
            raise ValueError(f"no sheet has a row {row} and a column {column}")
        # Infinity and its like can neither be shown nor written as JSON.
        if isinstance(value, int | float) and not -MOST_NUMBER < value < MOST_NUMBER:
            value, fault = "#NUM!", "error"
        styles = self._book.styles
        number_format = styles[style] if style < len(styles) else "General"
        return Cell(row, column, "" if value is None else value, number_format, raw["link"], fault)


def _content(source: IO[bytes], budget: Budget) -> bytes:
    """A sheet's XML without most of what holds nothing, measured before it is parsed.

    A million formatted empty rows pass by as bytes, and needn't be parsed.
    """
    content = bytearray()
    rest = b""
    elements = 0
    while chunk := source.read(_CHUNK):
        budget.check_time()
        window = rest + chunk
        # The last tag may go on in the next chunk.
        cut = max(window.rfind(b"<"), 0) or len(window)
        window, rest = window[:cut], window[cut:]
        # An empty cell has no closing tag.
        window = b"c>".join(map(_without_empty_rows, window.split(b"c>")))
        window = _EMPTY_CELL.sub(b"", window)
        content += window
        elements += window.count(b"<") - window.count(b"</")
        if len(content) > budget.limits.content_bytes or elements > budget.limits.elements:
            raise too_much()
    return bytes(content + rest)


def _without_empty_rows(xml: bytes) -> bytes:
    """A piece of a sheet in which no cell ends that holds something, without its whole rows.

    Rows without a number (`r` is optional, 18.3.1.73) stay: the parser counts them.
    """
    first, last = xml.find(b'<row r="'), xml.rfind(b"</row>")
    if 0 <= first < last and b"<row>" not in xml:
        return xml[:first] + xml[last + len(b"</row>") :]
    return xml


def _with_links(rows: Rows, links: dict[Position, str]) -> Rows:
    """The rows with the links, which follow them in the file (18.3.1.99 CT_Worksheet)."""
    for (number, column), target in links.items():
        cell = rows.get(number, {}).get(column)
        if cell and not cell.link:
            rows[number][column] = cell._replace(link=target)
    return rows


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return left or 1, top or 1, right or MOST_COLUMNS, bottom or MOST_ROWS


def clean(text: str) -> str:
    """The text without what Excel encodes, what XML can't hold and the space around it."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = _FORBIDDEN.sub("", _BREAK.sub("\n", text))
    if _SURROGATE.search(text):
        # Escaped characters beyond U+FFFF come in two halves; a half alone is nothing.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text.strip(_EDGES)
