"""Writes joined rows into a copy of a workbook, with a comment at each guess."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from leavebehind.importing.join import JoinedRow
from leavebehind.importing.package_parts import PackageParts
from leavebehind.importing.sheet_editor import CellStyles, SheetEditor
from leavebehind.importing.source_content import FIELD_SHEETS, FoundCell
from leavebehind.importing.workbook_form import SheetForm, WorkbookForm
from leavebehind.names import key
from leavebehind.records import Note
from leavebehind.workbook.schema import SCHEMA_OF
from leavebehind.workbook.sheet import Position, cell_name

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
            known = form.sheets.get(sheet)
            name = known.name if known else sheet
            part = sheets.get(name) or parts.add_sheet(name)
            editor = SheetEditor(parts, part, styles, form.epoch)
            known = known or _new_form(editor, sheet, added)
            place = _placed_in_fields if sheet in FIELD_SHEETS else _placed_in_list
            guesses += _put(editor, name, list(place(editor, known, added)))
    return parts.content(), guesses


def _put(editor: SheetEditor, sheet: str, cells: Sequence[Placed]) -> Iterator[Note]:
    """Writes the cells, and gives a note for each guess, which is also a comment."""
    for (row, column), name, cell in cells:
        editor.put(row, column, cell.value)
        if cell.guess:
            what = "guessed" if cell.value else "left blank"
            editor.comment(row, column, f"{what.capitalize()}: {cell.guess}.")
            shown = f"{name} {str(cell.value)!r}" if cell.value else name
            yield Note(f"{shown} is {what}: {cell.guess}", f"{sheet}!{cell_name(row, column)}")
    rows, columns = zip(*(position for position, _, _ in cells), strict=True)
    editor.stretch(max(rows), max(columns))


def _placed_in_list(
    editor: SheetEditor, form: SheetForm, rows: Sequence[JoinedRow]
) -> Iterator[Placed]:
    """The cells of rows, each with its position: new rows and new columns follow the others."""
    editor.model_on(max(form.rows, default=form.header_row + 1))
    free_rows = itertools.count(max(form.last_row, form.header_row) + 1)
    free_columns = itertools.count(form.last_column + 1)
    columns = {key(name): column for name, column in form.columns.items()}
    for row in rows:
        number = row.row or next(free_rows)
        for name, cell in row.added.items():
            if key(name) not in columns:
                column = columns[key(name)] = next(free_columns)
                editor.copy_look((form.header_row, form.last_column), (form.header_row, column))
                editor.put(form.header_row, column, name)
            yield (number, columns[key(name)]), name, cell


def _placed_in_fields(
    editor: SheetEditor, form: SheetForm, rows: Sequence[JoinedRow]
) -> Iterator[Placed]:
    """The cells of fields, each with its position: new fields follow the others."""
    free_rows = itertools.count(form.last_row + 1)
    values = next((column for _, column in form.fields.values()), 2)
    for name, cell in ((name, cell) for row in rows for name, cell in row.added.items()):
        position = form.fields.get(name) or (next(free_rows), values)
        if name not in form.fields:
            editor.put(position[0], values - 1, name)
        yield position, name, cell


def _new_form(editor: SheetEditor, sheet: str, rows: Sequence[JoinedRow]) -> SheetForm:
    """A sheet that is new in the workbook, with the columns of the contract."""
    if sheet in FIELD_SHEETS:
        editor.put(1, 1, "Field")
        editor.put(1, 2, "Value")
        return SheetForm(sheet, 1, {}, {}, {}, {1: frozenset({1, 2})})
    schema = SCHEMA_OF.get(sheet)
    known = [column.name for column in schema.columns] if schema else []
    names = dict.fromkeys([*known, *(name for row in rows for name in row.added)])
    columns = {name: number for number, name in enumerate(names, start=1)}
    for name, number in columns.items():
        editor.put(1, number, name)
    return SheetForm(sheet, 1, columns, {}, {}, {1: frozenset(columns.values())})
