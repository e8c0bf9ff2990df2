"""Writes cells and comments into one sheet of an .xlsx file, in the formats of its columns."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property

from lxml import etree
from openpyxl.comments.shape_writer import ShapeWriter
from openpyxl.xml.functions import Element, tostring

from leavebehind.docx.package import SPACE, R
from leavebehind.importing.package_parts import SPREADSHEET, PackageParts, S
from leavebehind.importing.source import Plain
from leavebehind.records import Date
from leavebehind.workbook.number_format import precision, shows_number, shows_time
from leavebehind.workbook.sheet import Position, cell_name, column_number
from leavebehind.workbook.xlsx import format_code

AUTHOR = "leavebehind"
_CLOCK = "h:mm"
_FORMATS = {"day": "d mmm yyyy", "month": "mmm yyyy", "year": "yyyy"}
_FREE_FORMAT = 164
"""The first number of a format of one's own."""
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_BOX_WIDTH = 280
"""Pixels."""
_FIRST_SHAPE = 1024
"""Shapes of a drawing whose `idmap` is 1 count from the next number."""
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY_COMMENTS = f'<comments xmlns="{S[1:-1]}"><authors/><commentList/></comments>'.encode()
_AFTER_LEGACY_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
"""The elements of a sheet that follow `legacyDrawing` (18.3.1.99 CT_Worksheet)."""


class CellStyles:
    """The cell formats of a workbook; those of dates are added as they are needed."""

    def __init__(self, parts: PackageParts) -> None:
        part = parts.related(parts.workbook, "styles")
        self._root = parts.tree(part) if part else etree.Element(f"{S}styleSheet")
        styles = self._root.find(f"{S}cellXfs")
        self._styles = etree.Element(f"{S}cellXfs") if styles is None else styles
        self._codes = {
            int(known.get("numFmtId", 0)): known.get("formatCode", "")
            for known in self._root.iterfind(f"{S}numFmts/{S}numFmt")
        }
        self._made: dict[tuple[int, str], int] = {}

    def for_value(self, style: int, value: Plain) -> int | None:
        """A style that shows a date as precisely as it is known; None without styles."""
        code = self._code(style)
        if isinstance(value, Date):
            fits = "y" in code.lower() and not shows_time(code)
            if fits and precision(code) == value.precision:
                return style
            return self._with_code(style, _FORMATS[value.precision])
        if isinstance(value, datetime.time) and not shows_time(code):
            return self._with_code(style, _CLOCK)
        return style

    def value_for(self, style: int, value: Plain) -> Plain:
        """A year as a number, where the format shows it as one."""
        if isinstance(value, Date) and value.precision == "year":
            return value.year if shows_number(value.year, self._code(style)) else value
        return value

    def _code(self, style: int) -> str:
        known = self._styles[style : style + 1]
        return format_code(int(known[0].get("numFmtId", 0)) if known else 0, self._codes)

    def _with_code(self, style: int, code: str) -> int | None:
        if not len(self._styles):
            return None
        if (style, code) not in self._made:
            self._made[style, code] = len(self._styles)
            made = deepcopy(self._styles[style if style < len(self._styles) else 0])
            made.set("numFmtId", str(self._format_number(code)))
            made.set("applyNumberFormat", "1")
            self._styles.append(made)
            self._styles.set("count", str(len(self._styles)))
        return self._made[style, code]

    def _format_number(self, code: str) -> int:
        if known := [number for number, own in self._codes.items() if own == code]:
            return known[0]
        number = max([_FREE_FORMAT - 1, *self._codes]) + 1
        formats = self._root.find(f"{S}numFmts")
        if formats is None:
            formats = etree.Element(f"{S}numFmts")
            # It is the first of the parts' children (18.8.39 CT_Stylesheet).
            self._root.insert(0, formats)
        attributes = {"numFmtId": str(number), "formatCode": code}
        etree.SubElement(formats, f"{S}numFmt", attributes)
        formats.set("count", str(len(formats)))
        self._codes[number] = code
        return number


class CellComments:
    """The comments of one sheet.

    A comment has its text in one part, and its box in another, as VML (ECMA-376 part 1, 18.7);
    Excel shows no comment without a box.
    """

    def __init__(self, parts: PackageParts, sheet: str) -> None:
        self._parts = parts
        part = parts.related(sheet, "comments")
        if not part:
            pattern, kind = "xl/comments/comment{}.xml", f"{SPREADSHEET}.comments+xml"
            part, _ = parts.add(pattern, _EMPTY_COMMENTS, kind, sheet, "comments")
        root = parts.tree(part)
        self._list = next(root.iter(f"{S}commentList"))
        authors = next(root.iter(f"{S}authors"))
        names = [author.text for author in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{S}author").text = AUTHOR
        self._author = [*names, AUTHOR].index(AUTHOR)
        self._drawing = _drawing_of(parts, sheet)
        shapes = re.findall(rb"_x0000_s(\d+)", parts.raw(self._drawing))
        self._boxes = max(map(int, shapes), default=_FIRST_SHAPE)

    def add(self, cell: str, text: str) -> None:
        """Adds a comment, or a paragraph to the one that is there."""
        for comment in self._list:
            if comment.get("ref") == cell:
                _add_run(comment.find(f"{S}text"), f"\n{text}")
                return
        attributes = {"ref": cell, "authorId": str(self._author)}
        comment = etree.SubElement(self._list, f"{S}comment", attributes)
        _add_run(etree.SubElement(comment, f"{S}text"), text)
        self._boxes += 1
        drawing = Element("xml")
        # A line of about 40 characters is 19 pixels high.
        height = 40 + 19 * (len(text) // 40)
        ShapeWriter([]).add_comment_shape(drawing, self._boxes, cell, height, _BOX_WIDTH)
        self._parts.insert(self._drawing, tostring(drawing[0]), before=b"</xml>")


def _add_run(element: etree._Element, text: str) -> None:
    run = etree.SubElement(etree.SubElement(element, f"{S}r"), f"{S}t")
    run.text = text
    run.set(SPACE, "preserve")


def _drawing_of(parts: PackageParts, sheet: str) -> str:
    """The part for the boxes of a sheet's comments, which is added where there is none."""
    # The drawing of headers and footers is related in the same way, but is `legacyDrawingHF`.
    part = parts.related(sheet, "vmlDrawing")
    tree = parts.tree(sheet)
    if part and tree.find(f"{S}legacyDrawing") is not None:
        return part
    root = Element("xml")
    ShapeWriter([]).add_comment_shapetype(root)
    pattern = "xl/drawings/vmlDrawing{}.vml"
    part, identifier = parts.add(pattern, tostring(root), _VML_TYPE, sheet, "vmlDrawing")
    drawing = etree.Element(f"{S}legacyDrawing", {f"{R}id": identifier})
    after = {f"{S}{name}" for name in _AFTER_LEGACY_DRAWING}
    following = (at for at, child in enumerate(tree) if child.tag in after)
    tree.insert(next(following, len(tree)), drawing)
    return part


class SheetEditor:
    """One sheet as XML: cells are written, rows are added, all else stays."""

    def __init__(
        self, parts: PackageParts, part: str, styles: CellStyles, epoch: datetime.datetime
    ) -> None:
        self._part = part
        self._root = parts.tree(part)
        self._parts = parts
        self._styles = styles
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
        del cell[:]
        cell.attrib.pop("t", None)
        if value == "":
            return
        known = int(cell.get("s", 0))
        value = self._styles.value_for(known, value)
        style = self._styles.for_value(known, value)
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

    @cached_property
    def comments(self) -> CellComments:
        """The sheet's comments; their parts are only made for a sheet that gets some."""
        return CellComments(self._parts, self._part)

    def copy_look(self, position: Position, to: Position) -> None:
        """Gives a cell the looks of another."""
        cell = self._find(*position)
        if cell is not None and (style := cell.get("s")):
            self._cell(*to).set("s", style)

    def stretch(self, last_row: int) -> None:
        """Extends the tables of the sheet to a row that was added."""
        # The sheet's size is only a hint, and is wrong now (18.3.1.35).
        for size in self._root.findall(f"{S}dimension"):
            self._root.remove(size)
        for part in self._parts.all_related(self._part, "table"):
            table = self._parts.tree(part)
            # New rows are below a row of totals, and can't be in the table.
            is_closed = table.get("totalsRowCount")
            for element in () if is_closed else (table, *table.iter(f"{S}autoFilter")):
                first, _, last = element.get("ref", "A1").replace("$", "").partition(":")
                if corner := _REFERENCE.fullmatch(last or first):
                    row = max(int(corner[2]), last_row)
                    element.set("ref", f"{first}:{corner[1]}{row}")

    def _number(self, value: Plain) -> float | None:
        """The value as a sheet keeps it; None for a text."""
        # Serial numbers begin in 1900: an earlier date can only be a text.
        if isinstance(value, Date) and value.year >= 1900:
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
            if at < len(self._numbers):
                self._rows[self._numbers[at]].addprevious(row)
            else:
                self._data.append(row)
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
