"""An .xlsx file → its sheets, cell by cell.

Nothing but the cells is read, and what decides about them: number formats, hidden rows and columns,
merged cells, links, formulas that were never calculated. openpyxl refuses whole workbooks for a
fill or a colour that it doesn't know; it knows the numbers of days and the names of cells.
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

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, from_excel, from_ISO8601

from leavebehind.workbook.cell_pictures import Pictures
from leavebehind.workbook.limits import Budget, too_much
from leavebehind.workbook.number_format import Raw, is_date, is_elapsed, shows_number
from leavebehind.workbook.package import MAIN, RELATIONS, TRUE, Parts, number, opened
from leavebehind.workbook.sheet import EPOCH, Area, Cell, CellPicture, Position, Worksheet

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
MOST_NUMBER = 1e308
LONGEST_FORMAT = 255
"""Excel takes no longer one."""

# The formats 27 to 58 depend on the country (18.8.30 numFmt), which the file doesn't name: they
# are dates in China, Japan, Korea and Taiwan, but for the times at 32 and 33. 59 to 81 are Thai.
_BUILT_IN = {
    **BUILTIN_FORMATS,
    **dict.fromkeys([*range(27, 37), *range(50, 59)], "yyyy-mm-dd"),
    **{32: "h:mm", 33: "h:mm:ss", 59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00"},
    **{67: "0%", 68: "0.00%", 71: "d/m/yyyy", 72: "d-mmm-yy", 73: "d-mmm", 74: "mmm-yy"},
    **{75: "h:mm", 76: "h:mm:ss", 77: "d/m/yyyy h:mm", 78: "mm:ss", 79: "[h]:mm:ss"},
    **{80: "mm:ss.0", 81: "d/m/yy"},
}
_CHUNK = 64 * 1024
# What has no position, and what precedes it, stays: the parser counts them (18.3.1.73, 18.3.1.4).
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>(?=\s*<(?:c r="|/row))')
_EMPTY_ROW = re.compile(
    rb'<row r="[0-9]+"[^<>]*(?:/>|>(?:\s*<c r="[A-Z]+[0-9]+"[^<>]*/>)*\s*</row>)'
    rb'(?=\s*<(?:row r="|/sheetData))'
)
# Excel writes characters that XML can't hold as _x000D_ (ECMA-376 part 1, 22.9.2.19 ST_Xstring).
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAK = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Python's strip() leaves the zero-width space and the byte order mark that pasted texts end with.
_EDGES = " \t\n\xa0\u200b\ufeff\u2007\u202f\u3000"
# What somebody typed before a number to keep its zeros, and a program took for a part of it.
_QUOTED_NUMBER = re.compile(r"^['’](?=[-+(]*\d[\d\s()./:+-]*$)")
_HYPERLINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?\d+")


class _Style(NamedTuple):
    """What a cell's style says about its value."""

    number_format: str = "General"
    struck: bool = False
    is_date: bool = False
    is_elapsed: bool = False
    """Whether it shows how long something took, and no time of day."""


def read_sheets(path: Path, budget: Budget) -> list[Worksheet]:
    """The worksheets of an .xlsx or .xlsm file, hidden ones too, in the order of their tabs.

    Raises UnreadableError where the file can't be read.
    """
    with opened(path, budget.limits) as parts:
        book = _Book(parts, budget)
        for part, sheet in book.sheets:
            _SheetParser(book, part, sheet).read()
        return [sheet for _, sheet in book.sheets]


def format_code(identifier: int, formats: dict[int, str]) -> str:
    """The number format of that number, of those that a workbook adds or of Excel's own."""
    code = formats.get(identifier) or _BUILT_IN.get(identifier, "General")
    return code if len(code) <= LONGEST_FORMAT else "General"


class _Book:
    """What all sheets share: texts, styles, the date system."""

    def __init__(self, parts: Parts, budget: Budget) -> None:
        self.parts = parts
        self.budget = budget
        mains = (r.target for r in parts.relations() if r.kind == "officeDocument")
        self._part = next(mains, "xl/workbook.xml")
        if self._part not in parts:
            raise ValueError("the part that lists the sheets is missing")
        self._relations = parts.relations(self._part)
        properties = parts.elements(self._part, "workbookPr")
        is_mac = any(each.get("date1904") in TRUE for each in properties)
        self.epoch = MAC_EPOCH if is_mac else EPOCH
        self.sheets = list(self._sheets())
        self.styles = self._styles()
        self.pictures = Pictures(parts, self._relations)
        self.texts = list(self._texts())

    def _sheets(self) -> Iterator[tuple[str, Worksheet]]:
        worksheets = {
            each.identifier: each.target for each in self._relations if each.kind == "worksheet"
        }
        for sheet in self.parts.elements(self._part, "sheet"):
            part = worksheets.get(sheet.get(f"{RELATIONS}id", ""), "")
            if part in self.parts:
                hidden = sheet.get("state") in ("hidden", "veryHidden")
                yield part, Worksheet(sheet.get("name", ""), {}, self.epoch, hidden)

    def _styles(self) -> dict[str, _Style]:
        part, styles = self._shared_part("styles"), {}
        if part in self.parts and self.parts.size(part) > self.budget.limits.style_bytes:
            raise too_much("unpacks to far more than a workbook holds")
        for root in self.parts.elements(part, "styleSheet"):
            formats = {
                number(each.get("numFmtId")): each.get("formatCode", "")
                for each in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
            }
            struck = [_is_struck(font) for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
            for at, style in enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
                if at % 1000 == 0:
                    self.budget.check_time()
                font = number(style.get("fontId"))
                code = format_code(number(style.get("numFmtId")), formats)
                is_struck = font < len(struck) and struck[font]
                styles[str(at)] = _Style(code, is_struck, is_date(code), is_elapsed(code))
        return styles

    def _texts(self) -> Iterator[Cell]:
        texts = self.parts.elements(self._shared_part("sharedStrings"), "si")
        for at, element in enumerate(texts):
            if at % 1000 == 0:
                self.budget.check_time()
            yield _text(element)
            element.clear()

    def _shared_part(self, kind: str) -> str:
        named = (each.target for each in self._relations if each.kind == kind)
        return next(named, f"xl/{kind}.xml")


def _is_struck(font: Element | None) -> bool:
    """Whether a font, or the properties of a run, strike the text out."""
    strike = font.find(f"{MAIN}strike") if font is not None else None
    return strike is not None and strike.get("val", "1") in TRUE


def _text(element: Element) -> Cell:
    """A text of one or several runs, without a place; how it is pronounced (`rPh`) is left out."""
    kept, struck = element.findtext(f"{MAIN}t") or "", ""
    for run in element.iterfind(f"{MAIN}r"):
        text = "".join(each.text or "" for each in run.iterfind(f"{MAIN}t"))
        if text.strip() and _is_struck(run.find(f"{MAIN}rPr")):
            struck += text
        else:
            kept += text
    if not kept.strip():
        return Cell(0, 0, clean(struck or kept), struck=bool(struck))
    return Cell(0, 0, clean(kept), struck_part=clean(struck))


def clean(text: str) -> str:
    """The text without what Excel encodes, what XML can't hold and the space around it."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = _FORBIDDEN.sub("", _BREAK.sub("\n", text))
    if _SURROGATE.search(text):
        # Escaped characters beyond U+FFFF come in two halves; a half alone is nothing.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _QUOTED_NUMBER.sub("", text.strip(_EDGES))


class _SheetParser:
    """Reads the XML of one sheet; what isn't about its cells may be broken."""

    def __init__(self, book: _Book, part: str, sheet: Worksheet) -> None:
        self._book = book
        self._part = part
        self._sheet = sheet
        relations = book.parts.relations(part)
        self._targets = {each.identifier: each.target for each in relations if each.external}
        self._links: dict[Position, str] = {}
        sheet.pictures.update(book.pictures.floating(relations))

    def read(self) -> None:
        with self._book.parts.open(self._part) as source:
            content = _without_blanks(source, self._book.budget)
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
                if cells and element.get("hidden") in TRUE:
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
        elif kind == "col" and element.get("hidden") in TRUE:
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
        style = self._book.styles.get(element.get("s", "0"), _Style())
        formula = element.findtext(f"{MAIN}f") or ""
        cell = self._content(element, style)
        if picture := self._picture(element, formula, cell.value):
            self._sheet.pictures[row, column] = picture
            return None
        if cell.value == "" and not cell.fault:
            return None
        target = _HYPERLINK.search(formula)
        link = target[1].replace('""', '"') if target else ""
        struck, part = style.struck or cell.struck, cell.struck_part
        return Cell(row, column, cell.value, style.number_format, link, cell.fault, struck, part)

    def _picture(self, element: Element, formula: str, value: Raw) -> CellPicture | None:
        """The picture in the cell, which says #VALUE! to older programs."""
        pictures, metadata = self._book.pictures, element.get("vm")
        if metadata and (picture := pictures.of_value(metadata)):
            return picture
        if not formula and isinstance(value, str) and value.startswith("="):
            formula = value
        return pictures.of_formula(formula) if formula else None

    def _content(self, element: Element, style: _Style) -> Cell:
        kind = element.get("t") or "n"
        inline = element.find(f"{MAIN}is") if kind == "inlineStr" else None
        if inline is not None:
            return _text(inline)
        if written := element.findtext(f"{MAIN}v"):
            if kind == "s":
                return self._book.texts[int(written)]
            value, fault = _value_of(kind, written, style, self._book.epoch)
            return Cell(0, 0, value, fault=fault)
        # A formula whose result is an empty text has the type "str" (18.18.11 ST_CellType);
        # openpyxl and other programs write formulas without a type and a result.
        is_uncalculated = kind != "str" and element.find(f"{MAIN}f") is not None
        return Cell(0, 0, "", fault="uncalculated" if is_uncalculated else "")


def _value_of(kind: str, written: str, style: _Style, epoch: datetime.datetime) -> tuple[Raw, str]:
    """What is written in a cell of some type, and what is wrong with it."""
    if kind == "e":
        return written.strip(), "error"
    if kind == "b":
        return written.strip() in TRUE, ""
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
    if not style.is_date or shows_number(exact, style.number_format):
        return exact, ""
    try:
        return from_excel(exact, epoch, timedelta=style.is_elapsed), ""
    except (OverflowError, ValueError):
        return "#VALUE!", "error"


def _without_blanks(source: IO[bytes], budget: Budget) -> bytes:
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
