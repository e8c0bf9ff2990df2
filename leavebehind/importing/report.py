"""What an import took, what it guessed, and what it left: for Python and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leavebehind.records import Note
from leavebehind.report import as_json


@dataclass(frozen=True)
class ImportedFile:
    """One source: its format, and how many rows of which sheet it gave."""

    path: Path
    format: str
    taken: Mapping[str, int]


@dataclass(frozen=True)
class ImportReport:
    """What was made of the sources."""

    workbook: Path
    """The workbook that was written, or that is there already."""
    made: tuple[Path, ...]
    """Every file that was written."""
    sources: tuple[ImportedFile, ...] = ()
    guesses: tuple[Note, ...] = ()
    """Each is also a comment at its cell."""
    left: tuple[Note, ...] = ()
    """What was not taken, and why."""
    to_do: tuple[Note, ...] = ()
    """What only the person can fill in."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain lists and dictionaries, paths absolute."""
        plain: dict[str, Any] = as_json(self)
        return plain
