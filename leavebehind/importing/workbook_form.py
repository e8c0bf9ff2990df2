"""Where the sheets, columns and rows of a workbook are, and what is added in a copy of it."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leavebehind.importing.package_parts import PackageParts
from leavebehind.importing.sheet_editor import CellStyles, SheetEditor
from leavebehind.importing.source import FIELD_SHEETS, Cells, FoundCell, FoundRow
from leavebehind.names import key, snake_case
from leavebehind.records import Date, Note
from leavebehind.workbook import cells
from leavebehind.workbook.cells import CellContext
from leavebehind.workbook.dates import PRESENT
from leavebehind.workbook.known_sheets import KnownSheets
from leavebehind.workbook.limits import Budget, ReadLimits
from leavebehind.workbook.schema import SCHEMA_OF
from leavebehind.workbook.sheet import EPOCH, Findings, Position, SheetRow, Worksheet, cell_name
from leavebehind.workbook.table import Table
from leavebehind.workbook.xlsx import read_sheets

_MOST_FINDINGS = 1_000_000


@dataclass(frozen=True)
class SheetForm:
    """A sheet of a workbook: where its rows are, and what they hold."""

    name: str
    """As the workbook calls it."""
    header_row: int
    columns: Mapping[str, int]
    """By the contract's names, or by those of the person's own."""
    fields: Mapping[str, Position]
    """The cells of values, on a sheet with a row for each field; else empty."""
    rows: Mapping[int, FoundRow]
    """What it holds."""
    filled: Mapping[int, Collection[int]]
    """The columns of each row that hold something, readable or not."""

    @property
    def last_row(self) -> int:
        return max(self.filled, default=0)

    @property
    def last_column(self) -> int:
        return max((max(columns, default=0) for columns in self.filled.values()), default=0)

    def held(self, row: int) -> frozenset[str]:
        """The names of the columns, or of the fields, that hold something in a row."""
        in_row = {name: (row, column) for name, column in self.columns.items()}
        places = (self.fields or in_row).items()
        return frozenset(name for name, (at, column) in places if column in self.filled.get(at, ()))


@dataclass(frozen=True)
class WorkbookForm:
    """The sheets of a workbook, for adding to them."""

    sheets: Mapping[str, SheetForm]
    """By the contract's names, or by those of the person's own."""
    epoch: datetime.datetime = EPOCH

    @classmethod
    def read(cls, path: Path, limits: ReadLimits) -> WorkbookForm:
        """The form of a file; raises UnreadableError where it is no workbook."""
        budget = Budget(limits)
        sheets = read_sheets(path, budget)
        forms: dict[str, SheetForm] = {}
        for table in tables(sheets, path.parent.resolve(), budget):
            forms.setdefault(table.schema.name or table.sheet.name, _form(table))
        return cls(forms, sheets[0].epoch if sheets else EPOCH)


def tables(sheets: Sequence[Worksheet], folder: Path, budget: Budget) -> Iterator[Table]:
    """Each sheet as a table by its schema; faults of its cells are not reported.

    A tracker may have any number of them: what can't be read is left out with a comment.
    """
    known = KnownSheets(Findings(_MOST_FINDINGS))
    known.sort(sheets)
    for sheet in sheets:
        context = CellContext(folder, sheet.epoch)
        yield Table(sheet, known.schema(sheet), context, Findings(_MOST_FINDINGS), budget)


def _form(table: Table) -> SheetForm:
    sheet, name = table.sheet, table.schema.name or table.sheet.name
    upright = name in FIELD_SHEETS
    headers = [] if upright else table.header_cells()
    rows = [table.fields()] if upright else table.rows()
    own = {snake_case(header): header for header, _ in headers}
    return SheetForm(
        name=sheet.name,
        header_row=headers[0][1].row if headers else 1,
        columns={header: cell.column for header, cell in headers},
        fields=dict(table.field_cells()) if upright else {},
        rows={row.row: FoundRow(name, _cells(row, table, own)) for row in rows},
        filled=sheet.rows,
    )


def _cells(row: SheetRow, table: Table, own: Mapping[str, str]) -> Cells:
    """What the cells say: dates as dates, all else as shown."""
    found: Cells = {}
    for column in table.schema.columns:
        if cell := row.cells.get(column.attribute):
            value = row.values.get(column.attribute)
            shown = value if isinstance(value, Date) else cells.text(cell, table.context)
            found[column.name] = FoundCell("present" if value is PRESENT else shown)
    extra = {own.get(name, name): value for name, value in row.extra.items() if value}
    return found | {name: FoundCell(str(value)) for name, value in extra.items()}


# Writing


@dataclass(eq=False)
class JoinedRow:
    """A row as it will be in the workbook."""

    known: FoundRow
    """All that is known of it, including what the workbook holds."""
    row: int = 0
    """Its row in the workbook, 0 for a new one."""
    added: Cells = field(default_factory=dict)
    is_in_sources: bool = False
    """Whether a source has it, too, and not the workbook alone."""

    def put(self, name: str, cell: FoundCell) -> None:
        self.known.cells[name] = self.added[name] = cell


Placed = tuple[Position, str, FoundCell]
"""A cell's position, the name of its column or field, and what goes there."""


def with_rows(
    data: bytes, form: WorkbookForm, rows: Mapping[str, Sequence[JoinedRow]]
) -> tuple[bytes, list[Note]]:
    """The workbook with the rows, and a note for each guess; nothing else in it changes."""
    parts = PackageParts(data)
    styles, sheets = CellStyles(parts), parts.sheets()
    guesses: list[Note] = []
    for sheet, joined in rows.items():
        if added := [row for row in joined if row.added]:
            known = form.sheets.get(sheet) or SheetForm(sheet, 1, {}, {}, {}, {})
            part = sheets.get(known.name) or parts.add_sheet(known.name)
            editor = SheetEditor(parts, part, styles, form.epoch)
            place = _placed_in_fields if sheet in FIELD_SHEETS else _placed_in_list
            guesses += _put(editor, known.name, list(place(editor, known, added)))
    return parts.content(), guesses


def _put(editor: SheetEditor, sheet: str, cells: Sequence[Placed]) -> Iterator[Note]:
    """Writes the cells, and gives a note for each guess, which is also a comment."""
    for (row, column), name, cell in cells:
        editor.put(row, column, cell.value)
        if cell.guess:
            what, at = "guessed" if cell.value else "left blank", cell_name(row, column)
            editor.comments.add(at, f"{what.capitalize()}: {cell.guess}.")
            shown = f"{name} {str(cell.value)!r}" if cell.value else name
            yield Note(f"{shown} is {what}: {cell.guess}", f"{sheet}!{at}")
    editor.stretch(max(row for (row, _), _, _ in cells))


def _placed_in_list(
    editor: SheetEditor, form: SheetForm, rows: Sequence[JoinedRow]
) -> Iterator[Placed]:
    """The cells of rows, each with its position: new rows and new columns follow the others."""
    editor.model_on(max(form.rows, default=form.header_row + 1))
    free_rows = itertools.count(max(form.last_row, form.header_row) + 1)
    free_columns = itertools.count(form.last_column + 1)
    columns = {key(name): column for name, column in form.columns.items()}
    # A new sheet has all columns of the contract.
    schema = None if form.filled else SCHEMA_OF.get(form.name)
    names = [column.name for column in schema.columns] if schema else []
    for name in (*names, *(name for row in rows for name in row.added)):
        if key(name) not in columns:
            column = columns[key(name)] = next(free_columns)
            editor.copy_look((form.header_row, form.last_column), (form.header_row, column))
            editor.put(form.header_row, column, name)
    for row in rows:
        number = row.row or next(free_rows)
        yield from (((number, columns[key(name)]), name, row.added[name]) for name in row.added)


def _placed_in_fields(
    editor: SheetEditor, form: SheetForm, rows: Sequence[JoinedRow]
) -> Iterator[Placed]:
    """The cells of fields, each with its position: new fields follow the others."""
    if not form.filled:
        editor.put(1, 1, "Field")
        editor.put(1, 2, "Value")
    free_rows = itertools.count(max(form.last_row, 1) + 1)
    values = next((column for _, column in form.fields.values()), 2)
    for name, cell in ((name, cell) for row in rows for name, cell in row.added.items()):
        position = form.fields.get(name) or (next(free_rows), values)
        if name not in form.fields:
            editor.put(position[0], values - 1, name)
        yield position, name, cell
