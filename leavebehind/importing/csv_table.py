"""A .csv file of any encoding and separator, as lines of texts."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from leavebehind.importing.texts import decoded
from leavebehind.workbook.limits import UnreadableError

SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 50
"""Lines by which the separator is found."""
# The first line may name the separator to Excel.
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

Lines = list[list[str]]


def read_csv(data: bytes, most: int) -> tuple[Lines, str]:
    """The lines that are not blank, and the separator; raises UnreadableError."""
    text = decoded(data)
    if "\0" in text:
        raise UnreadableError("is not text", "export it again")
    said = _SAID.match(text)
    text = text[said.end() :] if said else text
    separator = said[1] if said else _separator(text)
    return _lines(text, separator, most), separator


def _separator(text: str) -> str:
    head = "".join(text.splitlines(keepends=True)[:_LOOKED_AT])
    return max(SEPARATORS, key=lambda separator: _regularity(head, separator))


def _regularity(text: str, separator: str) -> tuple[int, int]:
    """How many lines have the most frequent number of cells (of two and more), and that number."""
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return 0, 0
    lengths = Counter(len(line) for line in lines if len(line) > 1)
    return max(((lines, cells) for cells, lines in lengths.items()), default=(0, 0))


def _lines(text: str, separator: str, most: int) -> Lines:
    lines: Lines = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells = [cell.strip() for cell in line]
            if any(cells):
                lines.append(cells)
            if len(lines) > most:
                message = f"holds more than {most:,} lines"
                raise UnreadableError(message, "take a part of it")
    except csv.Error as error:
        message = f"is damaged at line {len(lines) + 1:,} ({error})"
        raise UnreadableError(message, "export it again") from error
    return lines
