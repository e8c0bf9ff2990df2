"""An .xlsx file → its sheets, cell by cell.

Nothing but the cells is read, and what decides about them: hidden rows and columns, merged cells,
links, formulas that were never calculated. The file isn't trusted: its parts are measured before
they are read. openpyxl knows the numbers of days and the names of cells.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, iterparse

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, from_excel, from_ISO8601

from leavebehind.workbook.cell_pictures import Pictures
from leavebehind.workbook.limits import Budget, too_much
from leavebehind.workbook.package import MAIN, RELATIONS, Parts, opened
from leavebehind.workbook.sheet import (
    EPOCH,
    Area,
    Cell,
    CellPicture,
    Position,
    Raw,
    Worksheet,
    clean,
)
from leavebehind.workbook.styles import (
    CellStyle,
    is_struck,
    is_true,
    number,
    read_styles,
)

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
MOST_NUMBER = 1e308

_CHUNK = 64 * 1024
# What has no position, and what precedes it, stays: the parser counts them (18.3.1.73, 18.3.1.4).
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>(?=\s*<(?:c r="|/row))')
_EMPTY_ROW = re.compile(
    rb'<row r="[0-9]+"[^<>]*(?:/>|>(?:\s*<c r="[A-Z]+[0-9]+"[^<>]*/>)*\s*</row>)'
    rb'(?=\s*<(?:row r="|/sheetData))'
)
_HYPERLINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?\d+")


class _Text(NamedTuple):
    """A text that cells share."""

    text: str
    struck: bool = False
    """Whether all of it is struck out."""
    struck_part: str = ""
    """What is struck out where the rest is not; it is no part of the text."""


def read_sheets(path: Path, budget: Budget) -> list[Worksheet]:
    """The worksheets of an .xlsx or .xlsm file, hidden ones too, in the order of their tabs.

    Raises UnreadableError where the file can't be read.
    """
    with opened(path, budget.limits) as parts:
        book = _Book(parts, budget)
        for part, sheet in book.sheets:
            _SheetParser(book, part, sheet).read()
        return [sheet for _, sheet in book.sheets]


class _Book:
    """What all sheets share: texts, styles, the date system."""

    def __init__(self, parts: Parts, budget: Budget) -> None:
        self.parts = parts
        self.budget = budget
        self.epoch = EPOCH
        self.sheets: list[tuple[str, Worksheet]] = []
        mains = (r.target for r in parts.relations() if r.kind == "officeDocument")
        self.part = next(mains, "xl/workbook.xml")
        self._relations = parts.relations(self.part)
        self._read_workbook()
        self.styles = self._read_styles()
        self.pictures = Pictures(parts, self._relations)
        self.texts = [_text(each) for each in self._shared_texts()]

    def _read_workbook(self) -> None:
        if self.part not in self.parts:
            raise ValueError("the part that lists the sheets is missing")
        properties = self.parts.elements(self.part, "workbookPr")
        if any(is_true(each.get("date1904")) for each in properties):
            self.epoch = MAC_EPOCH
        worksheets = {each.id: each.target for each in self._relations if each.kind == "worksheet"}
        for sheet in self.parts.elements(self.part, "sheet"):
            part = worksheets.get(sheet.get(f"{RELATIONS}id", ""), "")
            if part in self.parts:
                hidden = sheet.get("state") in ("hidden", "veryHidden")
                worksheet = Worksheet(sheet.get("name", ""), {}, self.epoch, hidden)
                self.sheets.append((part, worksheet))

    def _read_styles(self) -> dict[str, CellStyle]:
        part = self._shared_part("styles")
        if part not in self.parts:
            return {}
        if self.parts.size(part) > self.budget.limits.style_bytes:
            raise too_much("unpacks to far more than a workbook holds")
        with self.parts.open(part) as source:
            return read_styles(source, self.budget)

    def _shared_texts(self) -> Iterator[Element]:
        for element in self.parts.elements(self._shared_part("sharedStrings"), "si"):
            self.budget.check_time()
            yield element
            element.clear()

    def _shared_part(self, kind: str) -> str:
        named = (each.target for each in self._relations if each.kind == kind)
        return next(named, f"xl/{kind}.xml")


def _text(element: Element) -> _Text:
    """A text of one or several runs; how it is pronounced (`rPh`) is left out."""
    kept, struck = element.findtext(f"{MAIN}t") or "", ""
    for run in element.iterfind(f"{MAIN}r"):
        text = "".join(each.text or "" for each in run.iterfind(f"{MAIN}t"))
        if text.strip() and is_struck(run.find(f"{MAIN}rPr")):
            struck += text
        else:
            kept += text
    if not kept.strip():
        return _Text(clean(struck or kept), bool(struck))
    return _Text(clean(kept), struck_part=clean(struck) if struck else "")


class _SheetParser:
    """Reads the XML of one sheet; what isn't about its cells may be broken."""

    def __init__(self, book: _Book, part: str, sheet: Worksheet) -> None:
        self._book = book
        self._part = part
        self._sheet = sheet
        relations = book.parts.relations(part)
        self._targets = {each.id: each.target for each in relations if each.external}
        self._links: dict[Position, str] = {}
        sheet.pictures.update(book.pictures.floating(relations))

    def read(self) -> None:
        with self._book.parts.open(self._part) as source:
            content = _content(source, self._book.budget)
        self._read_elements(content)
        rows = self._sheet.rows
        # Links follow the cells in the file (18.3.1.99 CT_Worksheet).
        for (row, column), target in self._links.items():
            if (cell := rows.get(row, {}).get(column)) and not cell.link:
                rows[row][column] = cell._replace(link=target)

    def _read_elements(self, content: bytes) -> None:
        row = 0
        for _, element in iterparse(io.BytesIO(content)):
            kind = element.tag.removeprefix(MAIN)
            if kind == "row":
                row = int(float(element.get("r") or row + 1))
                cells = {cell.column: cell for cell in self._cells(row, element)}
                self._book.budget.spend([cell.value for cell in cells.values()])
                if cells:
                    self._sheet.rows[row] = cells
                if cells and is_true(element.get("hidden")):
                    self._sheet.hidden_rows.add(row)
            elif kind in ("col", "mergeCell", "hyperlink"):
                self._keep(kind, element)
            else:
                continue
            element.clear()

    def _keep(self, kind: str, element: Element) -> None:
        most, sheet = self._book.budget.limits.marks, self._sheet
        if kind == "mergeCell" and len(sheet.merged) < most:
            sheet.merged.append(_area(element.get("ref", "")))
        elif kind == "col" and is_true(element.get("hidden")):
            columns = range(number(element.get("min")) or 1, number(element.get("max")) + 1)
            sheet.hidden_columns.update(columns[: most - len(sheet.hidden_columns)])
        elif target := self._targets.get(element.get(f"{RELATIONS}id", "")):
            left, top, right, bottom = _area(element.get("ref", ""))
            cells = itertools.product(range(top, bottom + 1), range(left, right + 1))
            free = itertools.islice(cells, most - len(self._links))
            self._links.update(dict.fromkeys(free, target))

    def _cells(self, row: int, element: Element) -> Iterator[Cell]:
        column = 0
        for child in element:
            match = _REFERENCE.fullmatch(child.get("r") or "")
            column = column_index_from_string(match[1]) if match else column + 1
            if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
                raise ValueError(f"no sheet has a row {row} and a column {column}")
            if cell := self._cell(child, row, column):
                yield cell

    def _cell(self, element: Element, row: int, column: int) -> Cell | None:
        # A cell without a style has the first (18.3.1.4 c).
        style = self._book.styles.get(element.get("s", "0"), CellStyle())
        value, fault, text = self._value(element, style)
        formula = element.find(f"{MAIN}f")
        link = _link(formula)
        if picture := self._picture(element, formula, value):
            self._sheet.pictures[row, column] = picture
            return None
        # A formula whose result is an empty text has the type "str" (18.18.11 ST_CellType);
        # openpyxl and other programs write formulas without a type and a result.
        if formula is not None and value is None and element.get("t") != "str":
            fault = "uncalculated"
        if value in (None, "") and not fault:
            return None
        shown = "" if value is None else value
        struck, part = style.struck or text.struck, text.struck_part
        return Cell(row, column, shown, style.number_format, link, fault, struck, part)

    def _picture(
        self, element: Element, formula: Element | None, value: Raw | None
    ) -> CellPicture | None:
        """The picture in the cell, which says #VALUE! to older programs."""
        pictures, metadata = self._book.pictures, element.get("vm")
        if metadata and (picture := pictures.of_value(metadata)):
            return picture
        written = formula.text or "" if formula is not None else ""
        if isinstance(value, str) and value.startswith("="):
            written = written or value
        return pictures.of_formula(written) if written else None

    def _value(self, element: Element, style: CellStyle) -> tuple[Raw | None, str, _Text]:
        """The value, what is wrong with it, and its text where it is one."""
        kind = element.get("t") or "n"
        inline = element.find(f"{MAIN}is") if kind == "inlineStr" else None
        written = element.findtext(f"{MAIN}v") or ""
        if inline is not None or (kind == "s" and written):
            shared = _text(inline) if inline is not None else self._book.texts[int(written)]
            return shared.text, "", shared
        if not written:
            return None, "", _Text("")
        value, fault = _value_of(kind, written, style, self._book.epoch)
        return value, fault, _Text("")


def _value_of(
    kind: str, written: str, style: CellStyle, epoch: datetime.datetime
) -> tuple[Raw, str]:
    """What is written in a cell of some type, and what is wrong with it."""
    if kind == "e":
        return written.strip(), "error"
    if kind == "b":
        return is_true(written.strip()), ""
    if kind == "d":
        with contextlib.suppress(TypeError, ValueError):
            return from_ISO8601(written), ""
    if kind != "n" or not _NUMBER.fullmatch(written.strip()):
        return clean(written), ""
    value = float(written)
    # Infinity and its like can neither be shown nor written as JSON.
    if not -MOST_NUMBER < value < MOST_NUMBER:
        return "#NUM!", "error"
    exact = int(written) if written.strip().lstrip("+-").isdecimal() else value
    if not style.is_date:
        return exact, ""
    try:
        return from_excel(exact, epoch, timedelta=style.is_elapsed), ""
    except (OverflowError, ValueError):
        return "#VALUE!", "error"


def _link(formula: Element | None) -> str:
    match = _HYPERLINK.search(formula.text or "") if formula is not None else None
    return match[1].replace('""', '"') if match else ""


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
        window = _EMPTY_CELL.sub(b"", _EMPTY_ROW.sub(b"", window))
        content += window
        elements += window.count(b"<") - window.count(b"</")
        if len(content) > budget.limits.content_bytes or elements > budget.limits.elements:
            raise too_much()
    return bytes(content + rest)


def _area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return left or 1, top or 1, right or MOST_COLUMNS, bottom or MOST_ROWS
