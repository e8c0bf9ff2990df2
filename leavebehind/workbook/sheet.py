"""A worksheet as cells, whatever file or data it comes from, and what is found in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter

from leavebehind.errors import CellProblem, cell_place
from leavebehind.records import Note, Value
from leavebehind.workbook.number_format import Raw

Area = tuple[int, int, int, int]
"""First column, first row, last column, last row; all count from 1."""
Position = tuple[int, int]
"""Row and column; 0 for all columns, and for all rows."""
WHOLE: Position = (0, 0)
"""A sheet as a whole."""

column_name: Callable[[int], str] = get_column_letter
"""The column as Excel names it: "A"."""
column_number: Callable[[str], int] = column_index_from_string
"""The column that Excel names so: "A" is 1."""

EPOCH = datetime.datetime(1899, 12, 30)
"""The day before serial number 1 where a workbook doesn't count from 1904."""

_MOST_RANGES = 10


class CellPicture(NamedTuple):
    """A picture in a cell or over it."""

    content: bytes = b""
    """Empty where the workbook doesn't hold it."""
    file_name: str = ""
    address: str = ""
    """Where it comes from, where a function asks for it."""


class Cell(NamedTuple):
    """A cell that holds something; a text is clean and not empty."""

    row: int
    column: int
    value: Raw
    number_format: str = "General"
    link: str = ""
    fault: str = ""
    """"error" for #N/A and its like, "uncalculated" for a formula without a result."""
    struck: bool = False
    """Whether all of it is struck out."""
    struck_part: str = ""
    """What is struck out where the rest is not; it is no part of the value."""
    picture: CellPicture | None = None
    is_path: bool = False
    """Whether Python gave a path of its own, which may lead anywhere."""

    @property
    def at(self) -> Position:
        return self.row, self.column


Rows = dict[int, dict[int, Cell]]
"""The rows that hold something, each with its cells by column."""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a worksheet holds, row by row in order."""

    name: str
    rows: Rows
    epoch: datetime.datetime = EPOCH
    """The day before serial number 1, in the workbook's date system."""
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    pictures: dict[Position, CellPicture] = field(default_factory=dict)
    """What is in cells or floats over them."""

    def cell_name(self, at: Position) -> str:
        """A cell as Excel names it, "A7", or the first of a row; "" for the whole sheet."""
        row, column = at
        return cell_name(row, column or 1) if row else ""

    def place(self, at: Position) -> str:
        """The same with the sheet's name: "Interviewers!A7"."""
        return cell_place(self.name, self.cell_name(at))


@dataclass(frozen=True)
class SheetRow:
    """What one row says, but for the cells that are problems."""

    sheet: Worksheet
    row: int
    values: dict[str, Any]
    """By the record's field, as `cells`."""
    extra: dict[str, Value]
    cells: dict[str, Cell]

    @property
    def place(self) -> str:
        return self.sheet.place((self.row, 0))

    def at(self, field: str) -> Position:
        """Where the cell is that the field was read from, or else the row."""
        return self.cells[field].at if field in self.cells else (self.row, 0)


Entries = Sequence[SheetRow]
"""What the rows of a sheet say."""


def places_of(entries: Entries) -> list[str]:
    """Where each row is."""
    return [entry.place for entry in entries]


class TooManyProblemsError(Exception):
    """So many problems were found that nobody would read on."""


class Findings:
    """The problems and notes of a workbook, as they are found."""

    def __init__(self, most: int) -> None:
        self.problems: list[tuple[Position, CellProblem]] = []
        self.notes: list[Note] = []
        self.places: dict[str, str] = {}
        """The places that later notes name, as `Search.places`."""
        self._most = most

    @property
    def are_full(self) -> bool:
        return len(self.problems) >= self._most

    def problem(self, sheet: Worksheet, at: Position, message: str, hint: str = "") -> None:
        """Raises TooManyProblemsError once there is no point in looking on."""
        problem = CellProblem(sheet.name, sheet.cell_name(at), message, hint)
        self.problems.append((at, problem))
        if self.are_full:
            raise TooManyProblemsError

    def note(self, sheet: Worksheet, at: Position, message: str) -> None:
        if len(self.notes) < self._most:
            self.notes.append(Note(message, sheet.place(at)))
        elif len(self.notes) == self._most:
            self.notes.append(Note(f"there is more to note than these {self._most:,} lines"))

    def note_rows(self, sheet: Worksheet, rows: Sequence[int], what: str) -> None:
        """Notes that the rows, in ascending order, are hidden or struck out, if there are any."""
        if rows:
            message = f"{_rows_are(rows)} {what}, and read like the others"
            self.note(sheet, (rows[0], 0), message)


def _rows_are(numbers: Sequence[int]) -> str:
    """Ascending rows as a subject: "row 7 is", "rows 7, 9–12 are"; dots for too many to read."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    shown = [f"{part[0]}–{part[-1]}" if part[1:] else str(part[0]) for part in parts]
    listed = ", ".join([*shown[:_MOST_RANGES], *["…"] * (len(parts) > _MOST_RANGES)])
    return f"rows {listed} are" if numbers[1:] else f"row {listed} is"


def cell_name(row: int, column: int) -> str:
    """The cell as Excel names it: "A7"."""
    return f"{column_name(column)}{row}"
