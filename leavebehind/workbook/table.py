"""A sheet, cell by cell → its entries: header to column, row to values; and what is wrong there."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from leavebehind.errors import CellProblem
from leavebehind.names import key, nearest, quoted, snake_case
from leavebehind.records import Note, Value
from leavebehind.workbook import cells, dates
from leavebehind.workbook.cells import CellContext, Noted
from leavebehind.workbook.columns import LONGEST_NAME, Column, SheetSchema
from leavebehind.workbook.limits import Budget, UnreadableError
from leavebehind.workbook.sheet import Cell, Position, Worksheet, cell_name, column_name

_HEADER_WITHIN = 20
"""The header is looked for in so many rows that hold something; titles may stand above it."""
_FIELD_WORDS = frozenset({"field", "fields", "setting", "item", "what"})

Line = Mapping[int, Cell]


class TooManyProblemsError(Exception):
    """So many problems were found that nobody would read on."""


class Findings:
    """The problems and notes of a workbook, as they are found."""

    def __init__(self, most: int) -> None:
        self.problems: list[CellProblem] = []
        self.notes: list[Note] = []
        self._most = most

    @property
    def are_full(self) -> bool:
        return len(self.problems) >= self._most

    def problem(self, sheet: str, cell: str, message: str, hint: str = "") -> None:
        """Raises TooManyProblemsError once there is no point in looking on."""
        self.problems.append(CellProblem(sheet, cell, message, hint))
        if self.are_full:
            raise TooManyProblemsError

    def note(self, sheet: str, cell: str, message: str) -> None:
        if len(self.notes) < self._most:
            self.notes.append(Note(message, f"{sheet}!{cell}" if cell else sheet))
        elif len(self.notes) == self._most:
            self.notes.append(Note(f"there is more to note than these {self._most:,} lines"))


@dataclass(frozen=True)
class SheetRow:
    """What one row says, but for the cells that are problems."""

    sheet: str
    row: int
    values: dict[str, Any]
    """By the record's field, as `cells`."""
    extra: dict[str, Value]
    cells: dict[str, Cell]

    @property
    def place(self) -> str:
        """The row as Excel names it: "Interviewers!A7"."""
        return f"{self.sheet}!A{self.row}"

    def cell_of(self, field: str) -> str:
        """The name of the cell that the field was read from, or else of the row's first."""
        return self.cells[field].name if field in self.cells else f"A{self.row}"


class _Header(NamedTuple):
    cell: Cell
    text: str
    column: Column | None
    """None for a column that the schema doesn't have."""
    name: str
    """The record's field, or the name under which templates find the column."""


@dataclass(frozen=True)
class Table:
    """Reads one sheet by its schema."""

    sheet: Worksheet
    schema: SheetSchema
    context: CellContext
    findings: Findings
    budget: Budget

    def header_cells(self) -> list[tuple[str, Cell]]:
        """What the header names, in its own words where the contract has none, and where."""
        lines = self.sheet.rows
        headers = self._headers(lines.get(_header_row(lines, self.schema), {}).values())
        return [(h.column.name if h.column else h.text, h.cell) for h in headers]

    def field_cells(self) -> list[tuple[str, Position]]:
        """What each field of a Field/Value sheet is called, and where its value belongs."""
        labels, values, rows = _label_columns(self.sheet.rows, self.schema)
        headers = self._headers(self.sheet.rows[row][labels] for row in rows)
        return [(h.column.name if h.column else h.text, (h.cell.row, values)) for h in headers]

    def rows(self) -> list[SheetRow]:
        """An entry for each row below the header that says anything."""
        lines = self.sheet.rows
        at = _header_row(lines, self.schema)
        headers = self._headers(lines[at].values() if at in lines else ())
        self._require(headers, cell_name(at, max(lines.get(at, {0: 0})) + 1), "column")
        self._require_any_known(headers)
        self._note_hidden_columns(headers)
        below = {row: line for row, line in self._filled(headers).items() if row > at}
        self._note_what_has_no_header(headers, below)
        texts = {header.cell.column: key(header.text) for header in headers}
        return [
            self._row(row, [(header, line, (row, header.cell.column)) for header in headers])
            for row, line in below.items()
            if texts.keys() & line.keys() and not _repeats(texts, line)
        ]

    def fields(self) -> SheetRow:
        """The one entry of a Field/Value sheet."""
        labels, values, rows = _label_columns(self.sheet.rows, self.schema)
        lines = {row: self.sheet.rows[row] for row in rows}
        headers = self._headers(line[labels] for line in lines.values())
        end = max(self.sheet.rows, default=0) + 1
        self._require(headers, cell_name(end, labels), "field")
        self._note_hidden_columns(headers)
        fields = [(h, lines[h.cell.row], (h.cell.row, values)) for h in headers]
        return self._row(min(rows, default=1), fields)

    def _problem(self, cell: str, message: str, hint: str) -> None:
        self.findings.problem(self.sheet.name, cell, message, hint)

    def _note(self, cell: str, message: str) -> None:
        self.findings.note(self.sheet.name, cell, message)

    # Headers

    def _headers(self, line: Iterable[Cell]) -> list[_Header]:
        """What each column is; two that are the same are a problem."""
        texts = {c: cells.text(c, self.context)[:LONGEST_NAME] for c in line if not c.fault}
        columns = {cell: self.schema.column(text) for cell, text in texts.items()}
        exact = {column for cell, column in columns.items() if _is_exact(column, texts[cell])}
        headers: dict[str, _Header] = {}
        for cell, text in texts.items():
            column = columns[cell]
            if column in exact and not _is_exact(column, text):
                # "Job title" beside "Role" is an extra column.
                column = None
            name = column.attribute if column else self._extra_name(text)
            if not name:
                self._note(
                    cell.name, f"{quoted(text)} can't be a name in a template, and is left out"
                )
            elif name in headers:
                self._report_two_headers(headers[name], cell, text)
            else:
                headers[name] = _Header(cell, text, column, name)
        self._note_near_misses(list(headers.values()))
        return list(headers.values())

    def _extra_name(self, text: str) -> str:
        name = snake_case(text)
        is_taken = name in {field.name for field in dataclasses.fields(self.schema.record)}
        return f"{name}_" if is_taken else name

    def _report_two_headers(self, first: _Header, cell: Cell, text: str) -> None:
        message = f"{quoted(text)} means the same as {quoted(first.text)} in {first.cell.name}"
        if self.schema.columns:
            self._problem(cell.name, message, "rename or delete one of them")
        else:
            self._note(cell.name, f"{message}, and is left out")

    def _absent(self, headers: Iterable[_Header], *, required: bool) -> list[str]:
        """The names of the columns that no header names."""
        there = {header.column for header in headers}
        absent = (column for column in self.schema.columns if column not in there)
        return [column.name for column in absent if column.required == required]

    def _require(self, headers: Sequence[_Header], free_cell: str, what: str) -> None:
        """Required columns that aren't there are problems, at the header that comes nearest."""
        unknown = {header.text: header.cell for header in headers if not header.column}
        for name in self._absent(headers, required=True):
            near = nearest(name, unknown, cutoff=0.7)
            cell = unknown[near].name if near else free_cell
            hint = f"did you mean {quoted(near)}?" if near else f"add a {what} with it"
            self._problem(cell, f"the {what} {name} is missing", hint)

    def _require_any_known(self, headers: Sequence[_Header]) -> None:
        """Rows under headers of which none is known say nothing, and would be lost silently."""
        columns = self.schema.columns
        if not headers or not columns or any(column.required for column in columns):
            return
        if not any(header.column for header in headers):
            hint = f"write above the rows: {', '.join(column.name for column in columns)}"
            self._problem(headers[0].cell.name, "none of the headers is known", hint)

    def _note_near_misses(self, headers: Sequence[_Header]) -> None:
        absent = self._absent(headers, required=False)
        for header in headers:
            if not header.column and (near := nearest(header.text, absent, cutoff=0.8)):
                message = f"{quoted(header.text)} is not a known name; did you mean '{near}'?"
                self._note(header.cell.name, message)

    def _note_hidden_columns(self, headers: Iterable[_Header]) -> None:
        for column in sorted({h.cell.column for h in headers} & self.sheet.hidden_columns):
            name = column_name(column)
            self._note(f"{name}1", f"column {name} is hidden, and is read like the others")

    def _note_what_has_no_header(
        self, headers: Iterable[_Header], lines: Mapping[int, Line]
    ) -> None:
        named = {header.cell.column for header in headers}
        first: dict[int, Cell] = {}
        for line in lines.values():
            for column in line.keys() - named:
                first.setdefault(column, line[column])
        for column, cell in first.items():
            message = f"column {column_name(column)} has no header, and is left out"
            self._note(cell.name, message)

    # Rows

    def _filled(self, headers: Iterable[_Header]) -> Mapping[int, Line]:
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

    def _row(self, row: int, fields: Iterable[tuple[_Header, Line, Position]]) -> SheetRow:
        self.budget.check_time()
        read = SheetRow(self.sheet.name, row, {}, {}, {})
        for header, line, position in fields:
            cell = line.get(position[1])
            try:
                value = self._value(header, cell)
            except UnreadableError as error:
                self._problem(cell_name(*position), error.message, error.hint)
                continue
            if header.column is None:
                read.extra[header.name] = "" if value is None else value
            elif value is not None and cell:
                read.values[header.name] = value
                read.cells[header.name] = cell
        return read

    def _value(self, header: _Header, cell: Cell | None) -> Any:
        """What the cell says; None where it says nothing."""
        value = self._read(header, cell) if cell else None
        if isinstance(value, Noted) and cell:
            self._note(cell.name, value.message)
            value = value.value
        if header.column and header.column.required and value in (None, "", ()):
            raise UnreadableError(f"{header.text} is blank", "fill it in, or delete the row")
        return value

    def _read(self, header: _Header, cell: Cell) -> Any:
        if isinstance(cell.value, str) and len(cell.value) > self.budget.limits.cell_characters:
            raise UnreadableError(f"the text has {len(cell.value):,} characters", "shorten it")
        if not cell.fault:
            read = header.column.read if header.column else dates.free
            return read(cell, self.context)
        message, hint = f"{cell.value} is an error", "correct the formula, or type the value"
        if cell.fault == "uncalculated":
            message = "the formula has no result yet"
            hint = "open the workbook in Excel and save it"
        if self.schema.columns:
            raise UnreadableError(message, hint)
        self._note(cell.name, f"{message}; left blank")
        return None


def _is_exact(column: Column | None, text: str) -> bool:
    return column is not None and column.is_called(text)


def _header_row(lines: Mapping[int, Line], schema: SheetSchema) -> int:
    """The row that knows most columns, the required ones first, or else the first of a table."""
    first = list(lines)[:_HEADER_WITHIN]
    table = next((row for row in first if len(lines[row]) > 1), first[0] if first else 1)
    scores = {row: _score(lines[row], schema) for row in first}
    best = max(first, key=lambda row: scores[row], default=table)
    return best if any(scores.get(best, ())) else table


def _score(line: Line, schema: SheetSchema) -> tuple[int, int]:
    columns = {
        column
        for cell in line.values()
        if isinstance(cell.value, str) and (column := schema.column(cell.value))
    }
    return sum(column.required for column in columns), len(columns)


def _repeats(header: Mapping[int, str], line: Line) -> bool:
    """Whether a row says what the header says, as in a list that was printed page by page."""
    return all(
        isinstance(cell.value, str) and key(cell.value) == header.get(column)
        for column, cell in line.items()
    )


def _label_columns(lines: Mapping[int, Line], schema: SheetSchema) -> tuple[int, int, list[int]]:
    """Where the fields stand, where their values stand, and the rows that have a field."""
    known = Counter(
        column
        for line in lines.values()
        for column, cell in line.items()
        if isinstance(cell.value, str) and schema.column(cell.value)
    )
    labels = max(sorted(known), key=lambda column: known[column], default=1)
    rows = [row for row, line in lines.items() if labels in line]
    for row in rows:
        heading = {key(str(cell.value)): column for column, cell in lines[row].items()}
        if _FIELD_WORDS & heading.keys() and "value" in heading:
            return labels, heading["value"], [label for label in rows if label > row]
    after = (column for row in rows for column in lines[row] if column > labels)
    return labels, min(after, default=labels + 1), rows
