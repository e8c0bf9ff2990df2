"""How much of a workbook is read: the file isn't trusted, and may be made to be endless."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

MEGABYTE = 1 << 20


class UnreadableError(Exception):
    """What is wrong with the workbook or with one of its cells, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class ReadLimits:
    """How much of a workbook is read."""

    seconds: int = 30
    """The other limits are reached long before."""
    parts: int = 10_000
    part_bytes: int = 32 * MEGABYTE
    """What the parts that are held in memory may unpack to, together."""
    style_bytes: int = 10 * MEGABYTE
    """Excel knows 65,490 cell formats."""
    sheet_bytes: int = 1024 * MEGABYTE
    """What a sheet may unpack to: it streams, and a million formatted empty rows are 500 MB."""
    ratio: int = 200
    """How many times its packed size a part may unpack to, from `ratio_from` bytes."""
    ratio_from: int = 50 * MEGABYTE
    content_bytes: int = 160 * MEGABYTE
    """What a sheet may unpack to without its empty rows and cells."""
    elements: int = 3_000_000
    """XML elements in it: each takes memory until the last is read."""
    cells: int = 500_000
    """In all sheets together; an interview for each of ten thousand people has a third of it."""
    characters: int = 20_000_000
    """What the cells may show together: one long text may be in each of them."""
    marks: int = 100_000
    """Merged areas, hidden columns, and cells with links, which may be all of a sheet's."""
    cell_characters: int = 1_000_000
    """Excel's own cells hold 32,767."""
    rows: int = 10_000
    """Rows of a sheet: each is a folder of documents, or a part of one."""
    findings: int = 1_000
    """Problems that are reported, and notes."""
    compared_names: int = 100
    """Names that are compared for a likely one: thousands of wrong rows must not take minutes."""


class Budget:
    """What is left of the limits while one workbook is read."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self._cells = limits.cells
        self._characters = limits.characters
        self._end = time.monotonic() + limits.seconds

    def spend(self, shown: Iterable[object]) -> None:
        """Takes what cells show from what a workbook may hold; raises UnreadableError beyond it."""
        self.check_time()
        for value in shown:
            self._cells -= 1
            self._characters -= len(value) if isinstance(value, str) else 0
        if self._cells < 0 or self._characters < 0:
            raise too_much()

    def check_time(self) -> None:
        """Raises UnreadableError once reading has taken too long."""
        if time.monotonic() > self._end:
            raise too_much(f"takes more than {self.limits.seconds} seconds to read")


def too_much(message: str = "holds far more than a job search needs") -> UnreadableError:
    return UnreadableError(message, "copy what belongs to the job search to a new workbook")
