"""The rows below a header: what merged cells say in each, and which of them are no records."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from leavebehind.names import fold, word_set
from leavebehind.workbook.headings import Line
from leavebehind.workbook.limits import Budget
from leavebehind.workbook.sheet import Area, Cell

_FILLED_DOWN = 3
"""A value that is in so many rows without anything else was filled down in advance."""
_LONGEST_NAME = 60
"""A longer text alone in its row, below the table, is a remark."""
_TOTALS = word_set("total totals sum count average summe gesamt somme")
_REMARK = re.compile(
    r"(?:notes?|remarks?|legend|key|n\.?b\.?|hinweis|important|todo|(?:last )?updated|source)"
    r"\s*[:–-]|[*†→•#]"
)


def spread(
    lines: Mapping[int, Line], merged: Sequence[Area], columns: Collection[int], budget: Budget
) -> dict[int, Line]:
    """The rows, with the value of a merged cell in each of its cells below one of the columns.

    A row that holds nothing but one cell merged across it stays as it is: that is a heading.
    """
    filled: dict[int, Line] = dict(lines)
    numbers = sorted(lines)
    banners = _banners(lines, merged)
    for left, top, right, bottom in merged:
        cell = lines.get(top, {}).get(left)
        # A title across the table says nothing of each column.
        if cell is None or top in banners:
            continue
        of_area = [column for column in columns if left <= column <= right]
        for row in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            budget.check_time()
            own = {column: cell._replace(row=row, column=column) for column in of_area}
            filled[row] = {**own, **filled[row]}
    return filled


def _banners(lines: Mapping[int, Line], merged: Iterable[Area]) -> set[int]:
    """The rows that hold nothing but one cell that is merged across several columns."""
    wide = ((left, top) for left, top, right, _ in merged if right > left)
    return {top for left, top in wide if top in lines and set(lines[top]) == {left}}


def mere_defaults(lines: Mapping[int, Line], content: Set[int], choices: Set[int]) -> set[int]:
    """The rows that hold nothing but what was filled down in advance: a checkbox, a choice, a 1.

    A row with a cell below one of the `content` columns is a record, or a part of one.
    """
    likely = {row: line for row, line in lines.items() if not content & line.keys()}
    counts = Counter((at, str(cell.value)) for line in likely.values() for at, cell in line.items())
    return {
        row
        for row, line in likely.items()
        if all(
            isinstance(cell.value, bool)
            or at in choices
            or counts[at, str(cell.value)] >= _FILLED_DOWN
            for at, cell in line.items()
        )
    }


def remarks(
    lines: Mapping[int, Line], header: int, required: Set[int], merged: Sequence[Area]
) -> dict[int, Cell]:
    """The rows that are no records but what somebody wrote about them, each with its text.

    That is one text merged across the table, or one below a blank row; a sum below the table, too.
    """
    found: dict[int, Cell] = {}
    banners = _banners(lines, merged)
    for row, line in lines.items():
        cell = line[min(line)]
        is_apart = row > header + 1 and (row - 1 not in lines or row - 1 in found)
        if row in banners or (is_apart and _is_remark(line, cell, required)):
            found[row] = cell
    return found


def _is_remark(line: Line, cell: Cell, required: Set[int]) -> bool:
    if not isinstance(cell.value, str):
        return False
    text = fold(cell.value)
    if len(line) > 1:
        return text.strip(" :") in _TOTALS and not required <= line.keys()
    if _REMARK.match(text) or len(text) > _LONGEST_NAME:
        return True
    return len(required) > 1 and len(text.split()) > 2
