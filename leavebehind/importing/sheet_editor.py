"""Writes cells into one sheet of an .xlsx file, in the formats of its columns."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from leavebehind.docx.package import SPACE
from leavebehind.importing.cell_comments import CellComments
from leavebehind.importing.package_parts import PackageParts, S
from leavebehind.importing.source_content import Plain
from leavebehind.records import Date
from leavebehind.workbook.number_format import precision, shows_time
from leavebehind.workbook.sheet import Position, cell_name, column_number
from leavebehind.workbook.xlsx import format_code

_CLOCK = "h:mm"
_FORMATS = {"day": "d mmm yyyy", "month": "mmm yyyy", "year": "yyyy"}
_FREE_FORMAT = 164
"""The first number of a format of one's own."""
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_EXCEL_BEGINS = 1900


class CellStyles:
    """The cell formats of a workbook; those of dates are added as they are needed."""

    def __init__(self, parts: PackageParts) -> None:
        part = parts.related(parts.workbook, "styles")
        self._root: Any = parts.tree(part) if part else etree.Element(f"{S}styleSheet")
        self._made: dict[tuple[int, str], int] = {}

    def for_value(self, style: int, value: Plain) -> int | None:
        """A style that shows a date as precisely as it is known; None without styles."""
        if isinstance(value, Date):
            code = self._code(style)
            fits = "y" in code.lower() and not shows_time(code)
            if fits and precision(code) == value.precision:
                return style
            return self._with_code(style, _FORMATS[value.precision])
        if isinstance(value, datetime.time) and not shows_time(self._code(style)):
            return self._with_code(style, _CLOCK)
        return style

    def _children(self, name: str) -> list[etree._Element]:
        found = self._root.find(f"{S}{name}")
        return [] if found is None else list(found)

    def _code(self, style: int) -> str:
        styles = self._children("cellXfs")
        number = int(styles[style].get("numFmtId", 0)) if style < len(styles) else 0
        own = {
            int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in self._children("numFmts")
        }
        return format_code(number, own)

    def _with_code(self, style: int, code: str) -> int | None:
        styles = self._children("cellXfs")
        if not styles:
            return None
        if (style, code) not in self._made:
            made = deepcopy(styles[style if style < len(styles) else 0])
            made.set("numFmtId", str(self._format_number(code)))
            made.set("applyNumberFormat", "1")
            styles[-1].addnext(made)
            self._count("cellXfs")
            self._made[style, code] = len(styles)
        return self._made[style, code]

    def _format_number(self, code: str) -> int:
        own = self._children("numFmts")
        for known in own:
            if known.get("formatCode") == code:
                return int(known.get("numFmtId", 0))
        number = max([_FREE_FORMAT - 1, *(int(f.get("numFmtId", 0)) for f in own)]) + 1
        if not own:
            # It is the first of the parts' children (18.8.39 CT_Stylesheet).
            self._root.insert(0, etree.Element(f"{S}numFmts"))
        attributes = {"numFmtId": str(number), "formatCode": code}
        etree.SubElement(self._root.find(f"{S}numFmts"), f"{S}numFmt", attributes)
        self._count("numFmts")
        return number

    def _count(self, name: str) -> None:
        self._root.find(f"{S}{name}").set("count", str(len(self._children(name))))


class SheetEditor:
    """One sheet as XML: cells are written, rows are added, all else stays."""

    def __init__(
        self, parts: PackageParts, part: str, styles: CellStyles, epoch: datetime.datetime
    ) -> None:
        self._part = part
        self._root = parts.tree(part)
        self._parts = parts
        self._styles = styles
        self._comments: CellComments | None = None
        self._epoch = epoch
        self._data = self._root.find(f"{S}sheetData")
        self._rows: dict[int, etree._Element] = {}
        for row in self._data:
            number = int(row.get("r") or max(self._rows, default=0) + 1)
            self._rows[number] = row
            _number_cells(row, number)
        self._numbers = sorted(self._rows)
        self._model = dict(_column_styles(self._root))

    def model_on(self, row: int) -> None:
        """Gives new cells the looks of this row's cells, not only of their columns."""
        for cell in self._rows.get(row, ()):
            self._model[_column_of(cell)] = int(cell.get("s", 0))

    def put(self, row: int, column: int, value: Plain) -> None:
        """Replaces the value of a cell; its looks stay."""
        cell = self._cell(row, column)
        _empty(cell)
        if value == "":
            return
        style = self._styles.for_value(int(cell.get("s", 0)), value)
        if style:
            cell.set("s", str(style))
        number = self._number(value)
        # Without a style, a date would show as a number.
        if number is None or (style is None and not isinstance(value, int)):
            # A text in the cell needs no entry in the shared strings, which stay as they are.
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t")
            text.text = str(value)
            text.set(SPACE, "preserve")
        else:
            etree.SubElement(cell, f"{S}v").text = f"{number:.15g}"

    def comment(self, row: int, column: int, text: str) -> None:
        """Adds a comment to a cell."""
        # The parts of comments are only made for a sheet that gets some.
        self._comments = self._comments or CellComments(self._parts, self._part)
        self._comments.add(cell_name(row, column), text)

    def copy_look(self, position: Position, to: Position) -> None:
        """Gives a cell the looks of another."""
        cell = self._find(*position)
        if cell is not None and (style := cell.get("s")):
            self._cell(*to).set("s", style)

    def stretch(self, last_row: int, last_column: int) -> None:
        """Extends what the file says of the sheet's size, and its tables, to new rows."""
        dimension = self._root.find(f"{S}dimension")
        if dimension is not None:
            self._stretch(dimension, last_row, last_column)
        for part in self._parts.all_related(self._part, "table"):
            table = self._parts.tree(part)
            # New rows are below a row of totals, and can't be in the table.
            if not table.get("totalsRowCount"):
                self._stretch(table, last_row, 0)
                for filtered in table.iter(f"{S}autoFilter"):
                    self._stretch(filtered, last_row, 0)

    @staticmethod
    def _stretch(element: etree._Element, last_row: int, last_column: int) -> None:
        first, _, last = element.get("ref", "A1").replace("$", "").partition(":")
        corner = _REFERENCE.fullmatch(last or first)
        if corner:
            column = max(column_number(corner[1]), last_column)
            element.set("ref", f"{first}:{cell_name(max(int(corner[2]), last_row), column)}")

    def _number(self, value: Plain) -> float | None:
        """The value as a sheet keeps it; None for a text."""
        # Serial numbers begin in 1900: an earlier date can only be a text.
        if isinstance(value, Date) and value.year >= _EXCEL_BEGINS:
            moment = datetime.datetime(value.year, value.month, value.day)
            return (moment - self._epoch).days
        if isinstance(value, datetime.time):
            return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
        return value if isinstance(value, int) else None

    def _find(self, row: int, column: int) -> etree._Element | None:
        return next((one for one in self._rows.get(row, ()) if _column_of(one) == column), None)

    def _cell(self, row: int, column: int) -> etree._Element:
        cell = self._find(row, column)
        if cell is None:
            cell = etree.Element(f"{S}c", {"r": cell_name(row, column)})
            if style := self._model.get(column):
                cell.set("s", str(style))
            line = self._row(row)
            line.insert(sum(_column_of(one) < column for one in line), cell)
            # Which columns a row has cells in is only a hint, and may be wrong now (18.3.1.73).
            line.attrib.pop("spans", None)
        return cell

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            at = bisect_left(self._numbers, number)
            row = etree.Element(f"{S}row", {"r": str(number)})
            if at == len(self._numbers):
                self._data.append(row)  # `insert` would count from the first row
            else:
                self._data.insert(at, row)
            self._numbers.insert(at, number)
            self._rows[number] = row
        return self._rows[number]


def _column_styles(sheet: etree._Element) -> Iterator[tuple[int, int]]:
    for column in sheet.iter(f"{S}col"):
        # All columns up to the last, 16,384, may have one style; no table has 200.
        last = min(int(column.get("max", 1)), 200)
        for number in range(int(column.get("min", 1)), last + 1):
            yield number, int(column.get("style", 0))


def _number_cells(row: etree._Element, number: int) -> None:
    """Gives each cell its position, which may be left out (18.3.1.4 CT_Cell)."""
    column = 0
    for cell in row:
        column = _column_of(cell) if cell.get("r") else column + 1
        cell.set("r", cell_name(number, column))


def _column_of(cell: etree._Element) -> int:
    match = _REFERENCE.fullmatch(cell.get("r", ""))
    return column_number(match[1]) if match else 0


def _empty(cell: etree._Element) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
