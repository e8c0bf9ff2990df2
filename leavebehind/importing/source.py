"""What a source says, as rows of the contract's sheets: all formats are read into these types."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from leavebehind.records import Date, Note
from leavebehind.workbook.limits import MEGABYTE, ReadLimits
from leavebehind.workbook.xlsx import clean

FIELD_SHEETS = frozenset({"Candidate", "Settings"})
"""The sheets with one record, which has a row for each field."""

Plain = str | int | Date | datetime.time


@dataclass(frozen=True)
class ImportLimits:
    """How much of a source is read: its content is somebody else's."""

    file_bytes: int = 64 * MEGABYTE
    """An archive may be larger: only the parts that are wanted are unpacked."""
    member_bytes: int = 64 * MEGABYTE
    """What a part of an archive may unpack to."""
    ratio: int = 200
    """How many times its packed size a part may unpack to, from `ratio_from` bytes."""
    ratio_from: int = 4 * MEGABYTE
    members: int = 10_000
    rows: int = 50_000
    """Rows that one source may give: LinkedIn allows 30,000 connections."""
    text: int = 32_000
    """Characters of a cell: Excel's hold 32,767."""
    workbook: ReadLimits = field(default_factory=ReadLimits)


class FoundCell(NamedTuple):
    """A value for a cell; `guess` says why it is one, "" for what the source itself says."""

    value: Plain
    guess: str = ""


Cells = dict[str, FoundCell]
"""By the contract's name of the column, or by a name of the person's own."""
Row = Mapping[str, Plain | FoundCell | None]
"""The same before blank cells are left out, and with plain values for what is sure."""


@dataclass(frozen=True)
class FoundRow:
    """A row for a sheet."""

    sheet: str
    cells: Cells
    source: str = field(default="", compare=False)
    """The file that it comes from."""
    link: str = field(default="", compare=False)
    """Equal in an interview and its interviewers."""

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
    """An invitation to an interview, before it is known which guest is the candidate."""

    cells: Cells
    """Of the sheet Interviews."""
    guests: tuple[Guest, ...]
    summary: str
    text: str
    """Its description, and the message around it."""
    receiver: str = ""
    """The address that the message was delivered to, folded."""


class SourceContent:
    """What one source holds; its reader adds to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.format = ""
        self.rows: list[FoundRow] = []
        self.meetings: list[Meeting] = []
        self.left: dict[Note, None] = {}
        """Notes on what is not taken, each once."""

    def add(self, sheet: str, values: Row, *, link: str = "") -> None:
        """Adds a row without its blank cells, unless all are blank."""
        found = {name: _cell(value) for name, value in values.items()}
        cells = {name: cell for name, cell in found.items() if cell.value != ""}
        if cells:
            name = self.path.name
            self.rows.append(FoundRow(sheet, cells, name, f"{name}#{link}"))

    def leave(self, message: str) -> None:
        """Notes once what is not taken."""
        self.left[Note(message, self.path.name)] = None

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.meetings)


def _cell(value: Plain | FoundCell | None) -> FoundCell:
    cell = value if isinstance(value, FoundCell) else FoundCell("" if value is None else value)
    return cell._replace(value=clean(cell.value)) if isinstance(cell.value, str) else cell


def joined(parts: Sequence[str], separator: str) -> str:
    """The parts that are not blank."""
    return separator.join(part.strip() for part in parts if part.strip())
