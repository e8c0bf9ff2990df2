"""A sheet, cell by cell → its entries: header to column, row to values; and what is wrong there."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from leavebehind.names import counted, key, nearest, quoted, snake_case
from leavebehind.workbook import cells
from leavebehind.workbook.attached_files import FILE_READERS, own
from leavebehind.workbook.cells import CellContext, Noted
from leavebehind.workbook.limits import Budget, UnreadableError
from leavebehind.workbook.lines import (
    Header,
    Heading,
    Line,
    Lines,
    find_fields,
    find_heading,
    is_table,
    mere_defaults,
    remarks,
    repeats,
    spread,
    with_names,
    with_whole_names,
)
from leavebehind.workbook.number_format import is_readable
from leavebehind.workbook.schema import (
    LONGEST_NAME,
    Meaning,
    SheetSchema,
    is_company,
)
from leavebehind.workbook.sheet import Cell, Findings, Position, SheetRow, Worksheet, column_name

_CHOICES = frozenset({"include", "copies", "format", "package", "paper", "status", "permission"})
"""Fields that people fill down before a row says anything."""


_Found = tuple[Header, Cell | None, Any]
"""A cell below a header and what it says, which may be an UnreadableError."""


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
        headers = self._parts()[1]
        return [(h.column.name if h.column else h.text, h.cell) for h in headers]

    def lines(self) -> dict[int, Line]:
        """The records below the header, as `rows` reads them; what is left out is noted."""
        return self._records(*self._parts())

    def field_cells(self) -> list[tuple[str, Position]]:
        """What each field of a Field/Value sheet is called, and where its value belongs."""
        labels, values, rows, _ = find_fields(self.sheet.rows, self.schema)
        headers = self._headers({row: self.sheet.rows[row][labels] for row in rows}, {})
        return [(h.column.name if h.column else h.text, (h.at, values)) for h in headers]

    def rows(self) -> list[SheetRow]:
        """An entry for each row below the header that says anything."""
        heading, headers, below = self._parts()
        last = max((cell.column for cell in heading.cells), default=0)
        self._require(headers, (heading.row, last + 1), "column")
        self._require_any_known(headers)
        self._note_hidden_columns(headers)
        rows = self._records(heading, headers, below)
        self._note_struck(rows, {header.at for header in headers})
        return self._rows(headers, rows)

    def _parts(self) -> tuple[Heading, list[Header], Lines]:
        """The header, its columns, and all that is below it."""
        heading = find_heading(self.sheet.rows, self.sheet.merged, self.schema)
        below = {row: line for row, line in self.sheet.rows.items() if row > heading.row}
        headers = self._headers({cell.column: cell for cell in heading.cells}, below)
        return heading, headers, below

    def _records(self, heading: Heading, headers: list[Header], below: Lines) -> dict[int, Line]:
        lines = self._without_remarks(headers, below, heading.row)
        named = {cell.column for cell in heading.cells if not cell.fault}
        self._note_what_has_no_header(named, lines)
        columns = {column for h in headers for column in (h.at, h.last_name) if column}
        filled = spread(lines, self.sheet.merged, columns, self.budget)
        again = repeats({header.at: key(header.text) for header in headers}, lines)
        # What a merged cell repeats makes no record of a row that is otherwise blank.
        records = {
            row: line
            for row, line in filled.items()
            if row not in again and columns & lines[row].keys()
        }
        rows = with_whole_names(records, headers)
        # A legend beside the table is no row of it.
        known = {header.at for header in headers if header.column} or columns
        aside = [row for row, line in rows.items() if not known & line.keys()]
        if aside:
            message = f"{counted(len(aside), 'row')} with nothing under a known heading: left out"
            self._note((aside[0], 0), message)
        return {row: line for row, line in rows.items() if row not in aside}

    def fields(self) -> SheetRow:
        """The one entry of a Field/Value sheet, which may be a table of one row."""
        found = labels, values, rows, _ = find_fields(self.sheet.rows, self.schema)
        if is_table(self.sheet.rows, self.schema, found):
            return self._only_row()
        lines = spread(self.sheet.rows, self.sheet.merged, (values,), self.budget)
        line = {row: lines[row][values] for row in rows if values in lines[row]}
        self._note_struck_cells(line.values())
        headers = self._headers({row: lines[row][labels] for row in rows}, {0: line})
        end = max(self.sheet.rows, default=0) + 1
        self._require(headers, (end, labels), "field")
        self._note_hidden_columns(headers)
        self._note_what_has_no_label(labels, values, min(rows, default=0))
        for header in headers:
            if header.at in line:
                self._keep_place(header, line[header.at])
        whole = with_whole_names({min(rows, default=1): line}, headers)
        (entry,) = self._rows(headers, whole, values)
        return entry

    def _note_what_has_no_label(self, labels: int, values: int, first: int) -> None:
        for row, line in self.sheet.rows.items():
            if row > first > 0 and values in line and labels not in line:
                message = f"{quoted(str(line[values].value))} has no field beside it, "
                self._note(line[values].at, f"{message}and is left out")

    def _only_row(self) -> SheetRow:
        rows = self.rows()
        if not rows:
            self._problem((1, 0), "the sheet has headings, but no row below them", "fill in a row")
        first, *others = rows or [SheetRow(self.sheet, 1, {}, {}, {})]
        for other in others[:1]:
            hint = "delete the rows below the first"
            self._problem((other.row, 0), "there can be only one row", hint)
        return first

    def _problem(self, at: Position, message: str, hint: str) -> None:
        self.findings.problem(self.sheet, at, message, hint)

    def _note(self, at: Position, message: str) -> None:
        self.findings.note(self.sheet, at, message)

    def _keep_place(self, header: Header, cell: Cell) -> None:
        name = f"{snake_case(self.schema.name)}.{header.name}"
        self.findings.places.setdefault(name, self.sheet.place(cell.at))

    # Headers

    def _headers(self, line: Line, lines: Lines) -> list[Header]:
        """What each column is; two that are the same, and hold different things, are a problem."""
        named = {index: cell for index, cell in line.items() if not cell.fault}
        shown = (text[:LONGEST_NAME] for text in cells.texts(named.values(), self.context))
        texts = dict(zip(named, shown, strict=True))
        meanings = dict(zip(texts, self.schema.meanings(texts.values()), strict=True))
        headers: dict[str, Header] = {}
        # A name of the contract takes its column before another word for it, wherever both are.
        for index in sorted(texts, key=lambda index: meanings[index].doubt):
            header = self._header(index, line[index], texts[index], meanings[index], headers)
            first = headers.setdefault(header.name, header)
            if first is not header and header.name:
                self._report_two_headers(headers, header, lines)
        headers.pop("", None)
        for header in headers.values():
            if self.schema.name and not header.column:
                self._keep_place(header, header.cell)
        ordered = sorted(with_names(headers, self.schema), key=lambda header: header.at)
        self._note_near_misses(ordered)
        return ordered

    def _header(
        self, index: int, cell: Cell, text: str, found: Meaning, others: Mapping[str, Header]
    ) -> Header:
        column = found.column
        if column and column.attribute in others:
            (earlier,) = self.schema.meanings([others[column.attribute].text])
            # "Job title" beside "Role" is an extra column, and "Work email" beside "E-mail".
            column = None if earlier.doubt == 0 != found.doubt or found.doubt > 1 else column
        name = column.attribute if column else snake_case(text)
        if not column and name in {field.name for field in dataclasses.fields(self.schema.record)}:
            name = f"{name}_"
        if not name:
            message = f"{quoted(text)} can't be a name in a template, and is left out"
            self._note(cell.at, message)
        elif not column and self.schema.columns and name in others:
            message = f"{quoted(text)} appears twice; templates find this one as {name}_2"
            self._note(cell.at, message)
            name = f"{name}_2"
        return Header(cell, text, column, name, index)

    def _report_two_headers(self, headers: dict[str, Header], second: Header, lines: Lines) -> None:
        first = headers[second.name]
        values = [
            {row: line[header.at].value for row, line in lines.items() if header.at in line}
            for header in (first, second)
        ]
        # An empty column gives way to the one that holds something.
        if not values[0]:
            headers[second.name] = second
        if not all(values) or values[0] == values[1]:
            return
        message = f"{quoted(second.text)} means the same as {quoted(first.text)}"
        where = self.sheet.cell_name(first.cell.at)
        # In data from Python, a column's place is its name.
        if not where.endswith(first.text):
            message = f"{message} in {where}"
        if self.schema.columns:
            self._problem(second.cell.at, message, "rename or delete one of them")
        else:
            self._note(second.cell.at, f"{message}, and is left out")

    def _absent(self, headers: Iterable[Header], *, required: bool) -> list[str]:
        there = {header.column for header in headers}
        absent = (column for column in self.schema.columns if column not in there)
        return [column.name for column in absent if column.required == required]

    def _require(self, headers: Sequence[Header], free_cell: Position, what: str) -> None:
        """Required columns that aren't there are problems, at the header that comes nearest."""
        unknown = {header.text: header.cell for header in headers if not header.column}
        absent = self._absent(headers, required=True)
        # Interviews without names of their own are called after their companies.
        if self.schema.name == "Interviews" and absent == ["Interview"]:
            absent = ["Interview"] if nearest("Interview", unknown, cutoff=0.92) else []
        if self.schema.name == "Interviewers" and absent == ["Interview"]:
            companies = [header for header in headers if is_company(header.text)]
            absent = [] if self.context.only_interview or companies else absent
        if len(absent) > 1 and what == "column" and self._is_turned():
            hint = "copy it, and paste it with Transpose, which makes columns of rows"
            self._problem(free_cell, "its headings are below one another", hint)
            return
        for name in absent:
            near = nearest(name, unknown, cutoff=0.7)
            cell = unknown[near].at if near else free_cell
            hint = f"rename {quoted(near)}, if that is it" if near else f"add a {what} of that name"
            self._problem(cell, f"the {what} {name} is missing", hint)

    def _is_turned(self) -> bool:
        """Whether each record has a column, below the headings in the first."""
        _, _, rows, known = find_fields(self.sheet.rows, self.schema)
        return len(set(known)) > 1 and len(set(known)) * 2 >= len(rows)

    def _require_any_known(self, headers: Sequence[Header]) -> None:
        """Rows under headers of which none is known say nothing, and would be lost silently."""
        columns = [column.name for column in self.schema.columns]
        is_known = self.schema.required_columns or any(header.column for header in headers)
        if headers and columns and not is_known:
            hint = f"write above the rows: {', '.join(columns)}"
            self._problem(headers[0].cell.at, "none of the headers is known", hint)

    def _note_near_misses(self, headers: Sequence[Header]) -> None:
        absent = self._absent(headers, required=False)
        for header in headers:
            if not header.column and (near := nearest(header.text, absent, cutoff=0.8)):
                message = f"{quoted(header.text)} is not a known name; did you mean '{near}'?"
                self._note(header.cell.at, message)

    def _note_hidden_columns(self, headers: Iterable[Header]) -> None:
        for column in sorted({h.cell.column for h in headers} & self.sheet.hidden_columns):
            name = column_name(column)
            self._note((1, column), f"column {name} is hidden, and is read like the others")

    def _note_what_has_no_header(self, named: Set[int], lines: Lines) -> None:
        first: dict[int, Cell] = {}
        for line in lines.values():
            for column in line.keys() - named:
                first.setdefault(column, line[column])
        for column, cell in first.items():
            message = f"column {column_name(column)} has no header, and is left out"
            self._note(cell.at, message)

    # Rows

    def _without_remarks(self, headers: Sequence[Header], lines: Lines, at: int) -> dict[int, Line]:
        """The rows but for remarks, which are noted, and for mere defaults."""
        required = {h.at for h in headers if h.column and h.column.required}
        found = remarks(lines, at, required, self.sheet.merged) if len(headers) > 1 else {}
        for row, cell in found.items():
            message = f"row {row} is read as a remark, and is left out: {quoted(str(cell.value))}"
            self._note(cell.at, message)
        known = {h.at for h in headers if h.column}
        choices = {h.at for h in headers if h.name in _CHOICES} - required
        rest = {row: line for row, line in lines.items() if row not in found}
        content = (required or known) - choices
        defaults = mere_defaults(rest, content, choices) if content else set()
        return {row: line for row, line in rest.items() if row not in defaults}

    def _note_struck(self, rows: Lines, columns: Container[int]) -> None:
        struck = [row for row, line in rows.items() if all(cell.struck for cell in line.values())]
        self.findings.note_rows(self.sheet, struck, "struck out")
        for line in (line for row, line in rows.items() if row not in struck):
            self._note_struck_cells(cell for cell in line.values() if cell.column in columns)

    def _note_struck_cells(self, line: Iterable[Cell]) -> None:
        for cell in line:
            if cell.struck:
                self._note(cell.at, "the cell is struck out, and read like the others")
            elif cell.struck_part:
                part, read = quoted(cell.struck_part), quoted(str(cell.value))
                self._note(cell.at, f"{part} is struck out and left out; {read} is read")

    def _rows(self, headers: Sequence[Header], lines: Lines, values: int = 0) -> list[SheetRow]:
        """What the rows say, or the column `values` of a Field/Value sheet."""
        below = [
            (row, header, self._below(header, row, line, values))
            for row, line in lines.items()
            for header in headers
        ]
        asked = [(header.column.read if header.column else own, cell) for _, header, cell in below]
        said = cells.read_each(asked, self.context, self.budget)
        found: dict[int, list[_Found]] = {row: [] for row in lines}
        for (row, header, cell), value in zip(below, said, strict=True):
            found[row].append((header, cell, value))
        return [self._row(row, values, each) for row, each in found.items()]

    def _row(self, row: int, values: int, found: Iterable[_Found]) -> SheetRow:
        read = SheetRow(self.sheet, row, {}, {}, {})
        blank: list[Header] = []
        for header, cell, said in found:
            value = self._noted(cell, said)
            if isinstance(value, UnreadableError):
                self._problem(_position(row, header, values), value.message, value.hint)
                continue
            if header.column and header.column.required and value in (None, "", ()):
                blank.append(header)
            elif header.column is None:
                read.extra[header.name] = "" if value is None else value
                read.cells.update({header.name: cell} if cell else {})
            elif value is not None and cell:
                read.values[header.name] = value
                read.cells[header.name] = cell
        if blank:
            texts = [header.text for header in blank]
            message = f"{' and '.join(texts)} {'is' if len(texts) == 1 else 'are'} blank"
            # The one entry of a Field/Value sheet can't do without.
            way_out = "fill it in" if values else "fill it in, or delete the row"
            hint = f"{self._hint_from_above(row, blank[0])}{way_out}"
            self._problem(_position(row, blank[0], values), message, hint)
        return read

    def _hint_from_above(self, row: int, header: Header) -> str:
        """People write an interview once, beside the first of its interviewers."""
        above = self.sheet.rows.get(row - 1, {}).get(header.at)
        if header.name != "interview" or not above or above.value == header.cell.value:
            return ""
        return f"write {quoted(cells.text(above, self.context))} as in the row above, "

    def _below(self, header: Header, row: int, line: Line, values: int) -> Cell | None:
        """The cell below a header, or the picture that belongs to it."""
        cell = line.get(header.at)
        if cell or not header.column or header.column.read not in FILE_READERS:
            return cell
        position = _position(row, header, values)
        picture = self.sheet.pictures.get(position)
        return Cell(*position, picture.file_name, picture=picture) if picture else None

    def _noted(self, cell: Cell | None, value: Any) -> Any:
        """The value, without what is noted of it."""
        if isinstance(value, UnreadableError) and cell and cell.fault and not self.schema.columns:
            self._note(cell.at, f"{value.message}; left blank")
            return None
        if isinstance(value, Noted) and cell:
            self._note(cell.at, value.message)
            value = value.value
        if cell and isinstance(value, str) and value != cell.value:
            code = cell.number_format
            if not is_readable(cell.value, code, self.context.locale):
                message = f"the format {quoted(code)} can't be shown as Excel does; "
                self._note(cell.at, f"{message}the cell is read as {quoted(value)}")
        return value


def _position(row: int, header: Header, values: int) -> Position:
    return (header.at, values) if values else (row, header.at)
