"""The problems and notes of a workbook, as they are found."""

from __future__ import annotations

from collections.abc import Sequence

from leavebehind.errors import CellProblem
from leavebehind.records import Note
from leavebehind.workbook.sheet import Position, Worksheet

_MOST_RANGES = 10


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


def rows_are(numbers: Sequence[int]) -> str:
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
