"""A sheet, cell by cell → its entries: header to column, row to values; and what is wrong there."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from leavebehind.errors import CellProblem
from leavebehind.names import key, nearest, quoted, snake_case
from leavebehind.records import Note, Row, Value
from leavebehind.workbook import cells
from leavebehind.workbook.cells import BadCellError, Noted, Reading
from leavebehind.workbook.schema import LONGEST_NAME, Column, Layout
from leavebehind.workbook.xlsx import Cell, Sheet, cell_name, column_name

_HEADER_WITHIN = 20
"""The header is looked for in so many rows that hold something; titles may stand above it."""
MOST_TOLD = 1_000
"""So many problems are told, and so many notes."""
MOST_TEXT = 1_000_000
"""What a cell may hold, in characters; Excel's own hold 32,767."""
_FIELD_WORDS = frozenset({"field", "fields", "setting", "item", "what"})

Line = Mapping[int, Cell]


class TooMany(Exception):  # noqa: N818 - it never leaves the room
    """So many problems were found that nobody would read on."""


@dataclass
class Findings:
    """The problems and notes of a workbook, as they are found."""

    problems: list[CellProblem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def are_full(self) -> bool:
        return len(self.problems) >= MOST_TOLD

    def problem(self, sheet: str, cell: str, message: str, hint: str = "") -> None:
        """Raises TooMany once there is no point in looking on."""
        self.problems.append(CellProblem(sheet, cell, message, hint))
        if self.are_full:
            raise TooMany

    def note(self, sheet: str, cell: str, message: str) -> None:
        if len(self.notes) < MOST_TOLD:
            self.notes.append(Note(message, f"{sheet}!{cell}" if cell else sheet))
        elif len(self.notes) == MOST_TOLD:
            self.notes.append(Note(f"there is more to note than these {MOST_TOLD:,} lines"))


@dataclass(frozen=True)
class Entry:
    """What one row says, but for the cells that are problems."""

    place: str
    values: dict[str, Any]
    extra: dict[str, Value]
    cells: dict[str, Cell]
    """The cells behind the values, by the record's field."""


class _Header(NamedTuple):
    cell: Cell
    text: str
    column: Column | None
    """None for a column of the person's own."""
    name: str
    """The record's field, or the name under which templates find the column."""

    @property
    def required(self) -> bool:
        return self.column is not None and self.column.required


@dataclass(frozen=True)
class Table:
    """Reads one sheet by its layout; a sheet of the person's own has none."""

    sheet: Sheet
    layout: Layout | None
    reading: Reading
    findings: Findings

    def rows(self) -> list[Entry]:
        """An entry for each row below the header that says anything."""
        lines = self.sheet.rows
        at = _header_row(lines, self.layout)
        headers = self._headers(lines[at].values() if at in lines else ())
        self._require(headers, cell_name(at, max(lines.get(at, {0: 0})) + 1), "column")
        self._expect_known(headers)
        self._note_hidden_columns(headers)
        below = {row: line for row, line in self._filled(headers).items() if row > at}
        self._note_what_has_no_header(headers, below)
        texts = {one.cell.column: key(one.text) for one in headers}
        return [
            self._entry(row, [(one, line.get(one.cell.column)) for one in headers])
            for row, line in below.items()
            if any(one.cell.column in line for one in headers) and not _repeats(texts, line)
        ]

    def fields(self) -> Entry:
        """The one entry of a Field/Value sheet."""
        labels, values, rows = _label_columns(self.sheet.rows, self.layout)
        lines = {row: self.sheet.rows[row] for row in rows}
        headers = self._headers(line[labels] for line in lines.values())
        end = max(self.sheet.rows, default=0) + 1
        self._require(headers, cell_name(end, labels), "field")
        self._note_hidden_columns(headers)
        pairs = [(one, lines[one.cell.row].get(values)) for one in headers]
        return self._entry(min(rows, default=1), pairs, values)

    # Headers

    def _headers(self, line: Iterable[Cell]) -> list[_Header]:
        """What each column is; two that are the same are a problem."""
        written = [
            (cell, cells.text(cell, self.reading)[:LONGEST_NAME]) for cell in line if not cell.fault
        ]
        meant = {cell: self.layout.column(text) if self.layout else None for cell, text in written}
        exact = Counter(
            column.name
            for cell, text in written
            if (column := meant[cell]) and key(column.name) == key(text)
        )
        headers: dict[str, _Header] = {}
        for cell, text in written:
            column = meant[cell]
            if column and column.name in exact and key(column.name) != key(text):
                # "Job title" beside "Role" is a column of the person's own.
                column = None
            name = column.attribute if column else self._own_name(text)
            if not name:
                message = f"{quoted(text)} can't be a name in a template, and is left out"
                self.findings.note(self.sheet.name, cell.name, message)
            elif name in headers:
                self._two_headers(headers[name], cell, text)
            else:
                headers[name] = _Header(cell, text, column, name)
        self._note_near_misses(list(headers.values()))
        return list(headers.values())

    def _own_name(self, text: str) -> str:
        name = snake_case(text)
        record = self.layout.record if self.layout else Row
        taken = {one.name for one in dataclasses.fields(record)}
        return f"{name}_" if name in taken else name

    def _two_headers(self, first: _Header, cell: Cell, text: str) -> None:
        message = f"{quoted(text)} means the same as {quoted(first.text)} in {first.cell.name}"
        if self.layout:
            hint = "rename or delete one of them"
            self.findings.problem(self.sheet.name, cell.name, message, hint)
        else:
            self.findings.note(self.sheet.name, cell.name, f"{message}, and is left out")

    def _require(self, headers: Sequence[_Header], free_cell: str, what: str) -> None:
        """Required columns that aren't there are problems, at the header that comes nearest."""
        found = {one.column.name for one in headers if one.column}
        own = {one.text: one for one in headers if not one.column}
        for column in self.layout.columns if self.layout else ():
            if column.required and column.name not in found:
                near = nearest(column.name, own, cutoff=0.7)
                cell = own[near].cell.name if near else free_cell
                hint = f"did you mean {quoted(near)}?" if near else f"add a {what} with it"
                message = f"the {what} {column.name} is missing"
                self.findings.problem(self.sheet.name, cell, message, hint)

    def _expect_known(self, headers: Sequence[_Header]) -> None:
        """Rows under headers of which none is known say nothing, and would be lost silently."""
        if self.layout and headers and not any(one.column for one in headers):
            if any(column.required for column in self.layout.columns):
                return
            names = ", ".join(column.name for column in self.layout.columns)
            message = "none of the headers is known"
            self.findings.problem(
                self.sheet.name, headers[0].cell.name, message, f"write above the rows: {names}"
            )

    def _note_near_misses(self, headers: Sequence[_Header]) -> None:
        if not self.layout:
            return
        found = {one.column.name for one in headers if one.column}
        absent = [
            one.name for one in self.layout.columns if one.name not in found and not one.required
        ]
        for one in headers:
            if not one.column and (near := nearest(one.text, absent, cutoff=0.8)):
                message = f"{quoted(one.text)} is not a known name; did you mean '{near}'?"
                self.findings.note(self.sheet.name, one.cell.name, message)

    def _note_hidden_columns(self, headers: Iterable[_Header]) -> None:
        for column in sorted({one.cell.column for one in headers} & self.sheet.hidden_columns):
            message = f"column {column_name(column)} is hidden, and is read like the others"
            self.findings.note(self.sheet.name, f"{column_name(column)}1", message)

    def _note_what_has_no_header(
        self, headers: Sequence[_Header], lines: Mapping[int, Line]
    ) -> None:
        named = {one.cell.column for one in headers}
        first: dict[int, Cell] = {}
        for line in lines.values():
            for column in line.keys() - named:
                first.setdefault(column, line[column])
        for cell in first.values():
            message = f"column {column_name(cell.column)} has no header, and is left out"
            self.findings.note(self.sheet.name, cell.name, message)

    # Rows

    def _filled(self, headers: Sequence[_Header]) -> Mapping[int, Line]:
        """The rows, with what is merged downwards in the column Interview in each of them.

        That is how people write one interview beside its interviewers.
        """
        column = next((h.cell.column for h in headers if h.name == "interview" and h.column), 0)
        lines = dict(self.sheet.rows)
        filled_to = 0
        for left, top, _, bottom in sorted(self.sheet.merged, key=lambda area: area[1]):
            cell = lines.get(top, {}).get(column)
            if cell and left == column and top > filled_to:
                filled_to = bottom
                for row in range(top + 1, bottom + 1):
                    if row in lines:
                        lines[row] = {**lines[row], column: cell._replace(row=row)}
        return lines

    def _entry(
        self, row: int, pairs: Iterable[tuple[_Header, Cell | None]], values_in: int = 0
    ) -> Entry:
        self.reading.keep_deadline()
        found: dict[str, Any] = {}
        extra: dict[str, Value] = {}
        behind: dict[str, Cell] = {}
        for header, cell in pairs:
            try:
                value = self._value(header, cell)
            except BadCellError as error:
                blank = (header.cell.row, values_in) if values_in else (row, header.cell.column)
                place = cell.name if cell else cell_name(*blank)
                self.findings.problem(self.sheet.name, place, error.message, error.hint)
                continue
            if header.column is None:
                extra[header.name] = "" if value is None else value
            elif value is not None and cell:
                found[header.name] = value
                behind[header.name] = cell
        return Entry(f"{self.sheet.name}!A{row}", found, extra, behind)

    def _value(self, header: _Header, cell: Cell | None) -> Any:
        """What the cell says; None where it says nothing."""
        value = self._read(header, cell) if cell else None
        if isinstance(value, Noted) and cell:
            self.findings.note(self.sheet.name, cell.name, value.message)
            value = value.value
        if header.required and value in (None, "", ()):
            raise BadCellError(f"{header.text} is blank", "fill it in, or delete the row")
        return value

    def _read(self, header: _Header, cell: Cell) -> Any:
        if isinstance(cell.value, str) and len(cell.value) > MOST_TEXT:
            raise BadCellError(f"the text has {len(cell.value):,} characters", "shorten it")
        if not cell.fault:
            read = header.column.read if header.column else cells.free
            return read(cell, self.reading)
        message, hint = f"{cell.value} is an error", "mend the formula, or write the value"
        if cell.fault == "uncalculated":
            message = "the formula has no result yet"
            hint = "open the workbook in Excel and save it"
        if self.layout:
            raise BadCellError(message, hint)
        self.findings.note(self.sheet.name, cell.name, f"{message}; left blank")
        return None


def _header_row(lines: Mapping[int, Line], layout: Layout | None) -> int:
    """The row that knows most columns, the required ones first, or else the first of a table."""
    first = list(lines)[:_HEADER_WITHIN]
    table = next((row for row in first if len(lines[row]) > 1), first[0] if first else 1)
    if layout is None:
        return table
    scores = {row: _score(lines[row], layout) for row in first}
    best = max(first, key=lambda row: scores[row], default=table)
    return best if any(scores.get(best, ())) else table


def _score(line: Line, layout: Layout) -> tuple[int, int]:
    found = {
        column.name: column.required
        for cell in line.values()
        if isinstance(cell.value, str) and (column := layout.column(cell.value))
    }
    return sum(found.values()), len(found)


def _repeats(header: Mapping[int, str], line: Line) -> bool:
    """Whether a row says what the header says, as in a list that was printed page by page."""
    return all(
        isinstance(cell.value, str) and key(cell.value) == header.get(column)
        for column, cell in line.items()
    )


def _label_columns(lines: Mapping[int, Line], layout: Layout | None) -> tuple[int, int, list[int]]:
    """Where the fields stand, where their values stand, and the rows that have a field."""
    known = Counter(
        column
        for line in lines.values()
        for column, cell in line.items()
        if layout and isinstance(cell.value, str) and layout.column(cell.value)
    )
    labels = max(sorted(known), key=lambda column: known[column], default=1)
    rows = [row for row, line in lines.items() if labels in line]
    for row in rows:
        heading = {key(str(cell.value)): column for column, cell in lines[row].items()}
        if _FIELD_WORDS & heading.keys() and "value" in heading:
            return labels, heading["value"], [one for one in rows if one > row]
    after = (column for row in rows for column in lines[row] if column > labels)
    return labels, min(after, default=labels + 1), rows
