"""The rows of a sheet: which is its header or holds its fields, and which below it are records."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from leavebehind.names import fold, key, listed_words
from leavebehind.workbook.limits import Budget
from leavebehind.workbook.schema import Column, SheetSchema, said_in_english
from leavebehind.workbook.sheet import Area, Cell

Line = Mapping[int, Cell]
"""Cells by their column."""
Lines = Mapping[int, Line]
"""Rows that hold something."""

_HEADER_WITHIN = 20
"""The header is looked for in so many rows that hold something; titles may precede it."""
_FIELD_WORDS = listed_words("headings of fields")
_FILLED_DOWN = 3
"""A value that is in so many rows without anything else was filled down in advance."""
_LONGEST_NAME = 60
"""A longer text alone in its row, below the table, is a remark."""
_FIRST_NAMES = listed_words("first names")
_LAST_NAMES = listed_words("last names")
_TOTALS = listed_words("totals")
_REMARK = re.compile(
    r"(?:notes?|remarks?|legend|key|n\.?b\.?|hinweis|important|todo|(?:last )?updated|source)"
    r"\s*[:–-]|[*†→•#]"
)


class Heading(NamedTuple):
    """The row above the records, and its cells."""

    row: int
    cells: tuple[Cell, ...]
    columns: frozenset[Column] = frozenset()
    """Those that it names."""

    @property
    def known(self) -> tuple[int, int]:
        """How many required columns it names, and how many columns."""
        return sum(column.required for column in self.columns), len(self.columns)

    def says_more_than(self, other: Heading) -> bool:
        # A Status of "Interview" below other headings is none.
        return self.known > other.known and not len(self.columns) < 2 <= len(other.columns)


class Header(NamedTuple):
    """What a column of the header means."""

    cell: Cell
    text: str
    column: Column | None
    """None for a column that the schema doesn't have."""
    name: str
    """The record's field, or the name under which templates find the column."""
    at: int
    """Where its cells are in a line: the column, or the row of a Field/Value sheet."""
    last_name: int = 0
    """Where the rest of the name is, if it has two columns."""


def find_heading(lines: Lines, merged: Sequence[Area], schema: SheetSchema) -> Heading:
    """The row, or the two rows, that name most columns, the required ones first.

    Where none is known it is the first row of a table.
    """
    first = list(lines)[:_HEADER_WITHIN]
    if not first:
        return Heading(1, ())
    table = next((row for row in first if len(lines[row]) > 1), first[0])
    best = Heading(table, tuple(lines[table].values()))
    required = len(schema.required_columns)

    def may_be(cells: int) -> bool:
        return (min(required, cells), cells) > best.known

    for row in first:
        if may_be(len(lines[row])):
            heading = _heading(row, lines[row].values(), schema)
            best = heading if heading.says_more_than(best) else best
    if not any(best.known) or (best.known == (required, len(best.cells)) and not merged):
        return best
    for row in first:
        if row - 1 in lines and may_be(len(lines[row].keys() | lines[row - 1].keys())):
            both = _heading(row, _with_above(row, lines, merged, schema), schema)
            if both.says_more_than(best) or (
                row - 1 == best.row and _is_of_two_rows(best, both, merged)
            ):
                best = both
    return best


def _is_of_two_rows(upper: Heading, both: Heading, merged: Sequence[Area]) -> bool:
    """Whether a heading is merged with the cell below or beside it, so that the header goes on."""
    tops = {
        (left, top)
        for left, top, right, bottom in merged
        if bottom == top + 1 == both.row or (bottom == top == upper.row and right > left)
    }
    is_merged = any((cell.column, cell.row) in tops for cell in upper.cells)
    return is_merged and both.known[1] > upper.known[1]


def _heading(row: int, cells: Collection[Cell], schema: SheetSchema) -> Heading:
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    columns = (found.column for found in schema.meanings(texts))
    return Heading(row, tuple(cells), frozenset(filter(None, columns)))


def _with_above(row: int, lines: Lines, merged: Sequence[Area], schema: SheetSchema) -> list[Cell]:
    """The cells of a header of two rows: "Interview" above "Date" is "Interview Date"."""
    own, above = lines[row], dict(lines[row - 1])
    for left, top, right, bottom in merged:
        if top <= row - 1 <= bottom and (cell := lines.get(top, {}).get(left)):
            for column in range(left, min(right, max(own, default=0)) + 1):
                above.setdefault(column, cell)
    cells = {**lines[row - 1], **own}
    both = {at: f"{above[at].value} {own[at].value}" for at in own if at in above}
    alone = schema.meanings(str(own[at].value) for at in both)
    joined = schema.columns_of(both.values())
    for (at, text), known, named in zip(both.items(), alone, joined, strict=True):
        # A heading that is known by itself needs none above it.
        if named and not known.column:
            cells[at] = own[at]._replace(value=text)
    return [cells[at] for at in sorted(cells)]


def repeats(header: Mapping[int, str], lines: Lines) -> set[int]:
    """The rows that say what the header says, as in a list that was printed page by page."""
    return {
        row
        for row, line in lines.items()
        if all(
            isinstance(cell.value, str) and key(cell.value) == header.get(column)
            for column, cell in line.items()
        )
    }


class FieldRows(NamedTuple):
    """Where the fields of a Field/Value sheet are."""

    labels: int
    values: int
    rows: list[int]
    """The rows that have a field."""
    known: list[Column]
    """The fields that the contract has."""


def find_fields(lines: Lines, schema: SheetSchema) -> FieldRows:
    texts = {
        (row, column): cell.value
        for row, line in lines.items()
        for column, cell in line.items()
        if isinstance(cell.value, str)
    }
    named = dict(zip(texts, schema.columns_of(texts.values()), strict=True))
    known = Counter(column for (_, column), found in named.items() if found)
    labels = max(sorted(known), key=lambda column: known[column], default=1)
    rows = [row for row, line in lines.items() if labels in line]
    said = list(zip(texts, said_in_english(texts.values()), strict=True))
    headers = {row for (row, _), words in said if not _FIELD_WORDS.isdisjoint(words)}
    values = {row: column for (row, column), words in said if "value" in words}
    header = next((row for row in rows if row in headers and row in values), 0)
    rows = [row for row in rows if row > header]
    after = (column for row in rows for column in lines[row] if column > labels)
    value = values[header] if header else min(after, default=labels + 1)
    fields = [field for row in rows if (field := named.get((row, labels)))]
    return FieldRows(labels, value, rows, fields)


def is_table(lines: Lines, schema: SheetSchema, found: FieldRows) -> bool:
    """Whether fields are side by side in one row, with their values below them."""
    heading = find_heading(lines, (), schema)
    # "Name | Li" are two words for columns, too, but nothing lies below them.
    has_rows = max(lines) > heading.row or heading.known[1] > 2
    return has_rows and heading.known[1] > max(len(found.known), 1)


def with_names(headers: Mapping[str, Header], schema: SheetSchema) -> list[Header]:
    """The headers; where a name is in two columns, they are read as one."""
    listed = list(headers.values())
    name = next((column for column in schema.columns if column.attribute == "name"), None)
    halves = [header for header in listed if name and header.column in (None, name)]
    said = list(zip(halves, said_in_english(header.text for header in halves), strict=True))
    first = next((h for h, words in said if _FIRST_NAMES.intersection(words)), None)
    last = next((h for h, w in said if h is not first and _LAST_NAMES.intersection(w)), None)
    # "Nom" and "Nombre" are half a name, or all of it.
    if not first or not last or headers.get("name", first) not in (first, last):
        return listed
    whole = first._replace(column=name, name="name", last_name=last.at)
    return [whole, *(header for header in listed if header not in (first, last))]


# Below the header


def spread(
    lines: Lines, merged: Sequence[Area], columns: Collection[int], budget: Budget
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


def with_whole_names(lines: Lines, headers: Iterable[Header]) -> dict[int, Line]:
    """The rows with each name in one cell, that of the first name."""
    rows = {row: dict(line) for row, line in lines.items()}
    halves = [header for header in headers if header.last_name]
    for line, header in itertools.product(rows.values(), halves):
        first, last = line.get(header.at), line.pop(header.last_name, None)
        if first and last and not (first.fault or last.fault):
            line[header.at] = first._replace(value=f"{first.value} {last.value}")
        elif last and not first:
            line[header.at] = last
    return dict(rows)


def _banners(lines: Lines, merged: Iterable[Area]) -> set[int]:
    """The rows that hold nothing but one cell that is merged across several columns."""
    wide = ((left, top) for left, top, right, _ in merged if right > left)
    return {top for left, top in wide if top in lines and set(lines[top]) == {left}}


def mere_defaults(lines: Lines, content: Set[int], choices: Set[int]) -> set[int]:
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
    lines: Lines, header: int, required: Set[int], merged: Sequence[Area]
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
        # "Total | 3" counts the rows.
        others = (str(other.value) for other in line.values() if other is not cell)
        is_sum = not required <= line.keys() or all(map(str.isdecimal, others))
        return text.strip(" :") in _TOTALS and is_sum
    if _REMARK.match(text) or len(text) > _LONGEST_NAME:
        return True
    return len(required) > 1 and len(text.split()) > 2
