"""What a source says, as cells of the contract's sheets, whatever the source's format is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leavebehind.records import Date, Note
from leavebehind.workbook.sheet import clean

Plain = str | int | Date | datetime.time


class FoundCell(NamedTuple):
    """A value for a cell; `guess` says why it is a guess, "" where the source says so itself."""

    value: Plain
    guess: str = ""


Cells = dict[str, FoundCell]
"""By the contract's name of the column, or by a name of the person's own."""
Row = Mapping[str, Plain | FoundCell | None]
"""The same before blank cells are left out, and with plain values for what is sure."""


@dataclass(frozen=True)
class FoundRow:
    """A row for a sheet of the contract."""

    sheet: str
    cells: Cells
    source: str = field(default="", compare=False)
    """The file that it comes from."""
    link: str = field(default="", compare=False)
    """What an interview and its interviewers share in their source."""

    def text(self, column: str) -> str:
        """The cell as a text; "" where it is blank."""
        cell = self.cells.get(column)
        return "" if cell is None else str(cell.value)

    def date(self, column: str) -> Date | None:
        """The cell's date; None where it is blank or another value."""
        cell = self.cells.get(column)
        return cell.value if cell and isinstance(cell.value, Date) else None


class Guest(NamedTuple):
    """Somebody whom an invitation names."""

    name: str
    """As the invitation writes it; "" where there is only an address."""
    email: str = ""
    organizes: bool = False


@dataclass(frozen=True)
class Meeting:
    """An interview as an invitation tells of it; only the whole search says who is who in it."""

    cells: Cells
    """Of the sheet Interviews."""
    guests: tuple[Guest, ...]
    summary: str
    text: str
    """Its description, and the message that it came with."""
    receivers: frozenset[str] = frozenset()
    """Addresses to which the invitation was delivered."""


class SourceContent:
    """What one source holds, as it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[FoundRow] = []
        self.meetings: list[Meeting] = []
        self.left: list[Note] = []

    def add(self, sheet: str, values: Row, *, link: str = "") -> None:
        """Adds a row of what is not blank; nothing where all of it is."""
        cells = {name: cell for name, value in values.items() if (cell := _cell(value))}
        if cells:
            self.rows.append(FoundRow(sheet, cells, self.file, f"{self.file}#{link}"))

    def leave(self, message: str) -> None:
        """Remembers what is not taken, once."""
        note = Note(message, self.file)
        if note not in self.left:
            self.left.append(note)

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.meetings)


def _cell(value: Plain | FoundCell | None) -> FoundCell | None:
    cell = value if isinstance(value, FoundCell) else FoundCell("" if value is None else value)
    if isinstance(cell.value, str):
        cell = cell._replace(value=clean(cell.value))
    return None if cell.value == "" else cell


def joined(parts: Sequence[str], separator: str) -> str:
    """The parts that are not blank."""
    return separator.join(part.strip() for part in parts if part.strip())


def listed(things: Sequence[str], most: int = 5) -> Iterator[str]:
    """The first few of many, and how many more there are."""
    yield from things[:most]
    if len(things) > most:
        yield f"and {len(things) - most:,} more"
