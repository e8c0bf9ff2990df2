"""Which row of a sheet is its header, and which column of the contract a heading means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leavebehind.names import fold, folded_words, key, word_set
from leavebehind.workbook.schema import LONGEST_NAME, SCHEMA_OF, Column, SheetSchema, means
from leavebehind.workbook.sheet import Area, Cell

Line = Mapping[int, Cell]
"""Cells by their column."""

_HEADER_WITHIN = 20
"""The header is looked for in so many rows that hold something; titles may precede it."""
_FIELD_WORDS = ("Field", "Fields", "Setting", "Item", "What")

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")
_ALTERNATIVES = re.compile(r"[/,;|]|\bor\b")
_BOTH = re.compile(r"[&+]|\band\b")
# "Date applied" is not the day of the interview, and "Time zone" no time.
_OTHER_MEANINGS = word_set(
    "applied apply application posted deadline due follow followup sent decision offer response "
    "reply reminder last next added created updated modified zone not previous former"
)
_OF_CONTACTS = word_set(
    "work business office direct personal private home mobile cell main primary contact number "
    "address best preferred"
)
_OF_ANYTHING = word_set("the your my his her their s full current main primary")
_CONTACTS = frozenset({"Email", "Phone", "LinkedIn"})
_OF_THE_INTERVIEW = frozenset({"Date", "Time", "Location", "Status", "Company", "Role"})
FIRST_NAMES = ("First name", "Given name", "Forename", "First")
LAST_NAMES = ("Last name", "Surname", "Family name", "Last")


class Meaning(NamedTuple):
    """The column that a heading names, and how surely: the lower, the surer."""

    column: Column | None
    doubt: int


UNKNOWN = Meaning(None, 9)


# Each row that may be the header is asked for, when sheets are sorted and again when read.
@lru_cache(maxsize=1 << 12)
def meaning(schema: SheetSchema, heading: str) -> Meaning:
    """The column that a heading names: by its name, another word for it, or word by word."""
    heading = heading[:LONGEST_NAME]
    if column := schema.column(heading):
        return Meaning(column, 0 if column.is_called(heading) else 1)
    column = _by_words(schema, fold(_IN_BRACKETS.sub(" ", heading)))
    if not column and "\n" in heading.strip():
        column = _by_words(schema, fold(heading.strip().partition("\n")[0]))
    words = set(folded_words(heading))
    return Meaning(column, 2) if column and not words & _OTHER_MEANINGS else UNKNOWN


def is_company(heading: str) -> bool:
    """Whether a heading is the company's of an interview, or another word for it."""
    column = SCHEMA_OF["Interviews"].column(heading)
    return column is not None and column.attribute == "company"


def _by_words(schema: SheetSchema, heading: str) -> Column | None:
    """The one column that the heading's words name, in any of the words between "or"."""
    parts = [part for part in _ALTERNATIVES.split(heading) if part.strip()]
    return _only(column for part in parts if (column := _of_both(schema, part)))


def _of_both(schema: SheetSchema, part: str) -> Column | None:
    """The column of "this & that": a cell that holds two things is neither, but for moments."""
    columns = [_plain(schema, each) for each in _BOTH.split(part) if each.strip()]
    known = [column for column in columns if column]
    return _only(known) if len(known) == len(columns) else None


def _only(columns: Iterable[Column]) -> Column | None:
    """The one column that is named; "Date & time" is the date."""
    distinct = list(dict.fromkeys(columns))
    is_moment = [column.name for column in distinct] == ["Date", "Time"]
    return distinct[0] if len(distinct) == 1 or is_moment else None


def _plain(schema: SheetSchema, part: str) -> Column | None:
    """The column that is named but for words that change nothing: "Work email"."""
    words = folded_words(part)
    tried: list[str] = []
    for ignored in (frozenset[str](), _OF_ANYTHING, _OF_CONTACTS):
        tried.append(" ".join(word for word in words if word not in ignored))
        column = schema.column(tried[-1]) if tried[-1] not in tried[:-1] else None
        if column and (ignored is not _OF_CONTACTS or column.name in _CONTACTS):
            return column
    subject = folded_words(schema.name.removesuffix("s"))
    if not subject or words[: len(subject)] != subject or words == subject:
        return None
    column = _plain(schema, " ".join(words[len(subject) :]))
    of_interviews = schema.name != "Interviews" or (column and column.name in _OF_THE_INTERVIEW)
    return column if of_interviews else None


# The header row


class Heading(NamedTuple):
    """The row above the records, and its cells."""

    row: int
    cells: tuple[Cell, ...]
    known: tuple[int, int] = (0, 0)
    """How many required columns it names, and how many columns."""


def find_heading(lines: Mapping[int, Line], merged: Sequence[Area], schema: SheetSchema) -> Heading:
    """The row, or the two rows, that name most columns, the required ones first.

    Where none is known it is the first row of a table.
    """
    first = list(lines)[:_HEADER_WITHIN]
    if not first:
        return Heading(1, ())
    table = next((row for row in first if len(lines[row]) > 1), first[0])
    headings = [_heading(row, tuple(lines[row].values()), schema) for row in first]
    best = max(headings, key=lambda heading: heading.known)
    if not any(best.known):
        return headings[first.index(table)]
    everything = (sum(column.required for column in schema.columns), len(best.cells))
    if best.known == everything and not merged:
        return best
    for row in first:
        if row - 1 in lines:
            both = _heading(row, tuple(_with_above(row, lines, merged, schema)), schema)
            is_better = both.known > best.known
            if is_better or (row - 1 == best.row and _is_of_two_rows(best, both, merged)):
                best = both
    return best


def _is_of_two_rows(upper: Heading, both: Heading, merged: Sequence[Area]) -> bool:
    """Whether a heading is merged with the cell below it, so that the header goes on there."""
    tops = {(left, top) for left, top, _, bottom in merged if bottom == top + 1 == both.row}
    is_merged = any((cell.column, cell.row) in tops for cell in upper.cells)
    return is_merged and both.known[1] > upper.known[1]


def _heading(row: int, cells: tuple[Cell, ...], schema: SheetSchema) -> Heading:
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    columns = {column for text in texts if (column := meaning(schema, text).column)}
    return Heading(row, cells, (sum(column.required for column in columns), len(columns)))


def _with_above(
    row: int, lines: Mapping[int, Line], merged: Sequence[Area], schema: SheetSchema
) -> Iterator[Cell]:
    """The cells of a header of two rows: "Interview" above "Date" is "Interview Date"."""
    above = dict(lines[row - 1])
    for left, top, right, bottom in merged:
        if top <= row - 1 <= bottom and (cell := lines.get(top, {}).get(left)):
            for column in range(left, min(right, max(lines[row], default=0)) + 1):
                above.setdefault(column, cell)
    own = lines[row]
    for column in sorted(own.keys() | lines[row - 1].keys()):
        cell, upper = own.get(column), above.get(column)
        # A heading that is known by itself needs none above it.
        if cell is None or upper is None or meaning(schema, str(cell.value)).column:
            yield cell or lines[row - 1][column]
        else:
            both = f"{upper.value} {cell.value}"
            yield cell._replace(value=both) if schema.column(both) else cell


def repeats(header: Mapping[int, str], line: Line) -> bool:
    """Whether a row says what the header says, as in a list that was printed page by page."""
    return all(
        isinstance(cell.value, str) and key(cell.value) == header.get(column)
        for column, cell in line.items()
    )


class FieldRows(NamedTuple):
    """Where the fields of a Field/Value sheet are."""

    labels: int
    values: int
    rows: list[int]
    """The rows that have a field."""


def find_fields(lines: Mapping[int, Line], schema: SheetSchema) -> FieldRows:
    known = Counter(
        column
        for line in lines.values()
        for column, cell in line.items()
        if isinstance(cell.value, str) and schema.column(cell.value)
    )
    labels = max(sorted(known), key=lambda column: known[column], default=1)
    rows = [row for row, line in lines.items() if labels in line]
    for row in rows:
        texts = {column: str(cell.value) for column, cell in lines[row].items()}
        found = [column for column, text in texts.items() if means(text, "Value")]
        if found and any(means(text, *_FIELD_WORDS) for text in texts.values()):
            return FieldRows(labels, found[-1], [label for label in rows if label > row])
    after = (column for row in rows for column in lines[row] if column > labels)
    return FieldRows(labels, min(after, default=labels + 1), rows)


def is_table(lines: Mapping[int, Line], schema: SheetSchema) -> bool:
    """Whether fields are side by side in one row, with their values below them."""
    labels, _, rows = find_fields(lines, schema)
    known = sum(schema.column(str(lines[row][labels].value)) is not None for row in rows)
    heading = find_heading(lines, (), schema)
    # "Name | Li" are two words for columns, too, but nothing lies below them.
    has_rows = max(lines) > heading.row or heading.known[1] > 2
    return has_rows and heading.known[1] > max(known, 1)
