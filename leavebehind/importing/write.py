"""Joined rows → a copy of a workbook that holds them, each guess with a comment at its cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leavebehind.importing.cell_comments import CellComments
from leavebehind.importing.content import FoundCell
from leavebehind.importing.form import UPRIGHT, SheetForm, WorkbookForm
from leavebehind.importing.join import JoinedRow
from leavebehind.importing.package_parts import PackageParts
from leavebehind.importing.sheet_editor import CellStyles, SheetEditor
from leavebehind.records import Note
from leavebehind.workbook.schema import SCHEMA_OF
from leavebehind.workbook.sheet import cell_name


@dataclass(frozen=True)
class Written:
    """A workbook with new rows, and where it holds guesses."""

    content: bytes
    guesses: tuple[Note, ...]


def with_rows(data: bytes, form: WorkbookForm, rows: Mapping[str, Sequence[JoinedRow]]) -> Written:
    """The workbook with the rows; what it holds else stays as it is."""
    writer = _Writer(data, form)
    for sheet, joined in rows.items():
        if any(row.added for row in joined):
            writer.write(sheet, [row for row in joined if row.added])
    return Written(writer.parts.content(), tuple(writer.guesses))


def without_example(data: bytes, form: WorkbookForm) -> bytes:
    """The starter workbook without the rows of its example; Settings stay."""
    writer = _Writer(data, form)
    for name, sheet in form.sheets.items():
        editor = writer.editor(sheet.name)
        if name not in UPRIGHT:
            editor.remove_rows(sheet.header_row + 1)
        elif name != "Settings":
            for row, column in sheet.fields.values():
                editor.clear(row, column)
    return writer.parts.content()


class _Writer:
    def __init__(self, data: bytes, form: WorkbookForm) -> None:
        self.parts = PackageParts(data)
        self.guesses: list[Note] = []
        self._form = form
        self._styles = CellStyles(self.parts)
        self._sheets = self.parts.sheets()

    def editor(self, sheet: str) -> SheetEditor:
        """Changes one sheet, which is added where it is not there."""
        if sheet not in self._sheets:
            self._sheets[sheet] = self.parts.add_sheet(sheet)
        return SheetEditor(self.parts, self._sheets[sheet], self._styles, self._form.epoch)

    def write(self, sheet: str, rows: Sequence[JoinedRow]) -> None:
        form = self._form.sheets.get(sheet)
        editor = self.editor(form.name if form else sheet)
        form = form or _new_form(editor, sheet, rows)
        if sheet in UPRIGHT:
            self._write_fields(editor, form, rows)
        else:
            self._write_list(editor, form, rows)

    def _write_list(self, editor: SheetEditor, form: SheetForm, rows: Sequence[JoinedRow]) -> None:
        columns = _with_new_columns(editor, form, rows)
        editor.model_on(max(form.rows, default=form.header_row + 1))
        following = itertools.count(max(form.last_row, form.header_row) + 1)
        last = form.last_row
        comments = None
        for row in rows:
            at = row.row or next(following)
            last = max(last, at)
            for name, cell in row.added.items():
                editor.put(at, columns[name], cell.value)
                if cell.guess:
                    comments = comments or CellComments(self.parts, editor.part)
                    self._comment(comments, form, (at, columns[name]), name, cell)
        editor.stretch(last, max(columns.values()))

    def _write_fields(
        self, editor: SheetEditor, form: SheetForm, rows: Sequence[JoinedRow]
    ) -> None:
        comments = None
        following = itertools.count(form.last_row + 1)
        labels, values = _field_columns(form)
        for name, cell in ((n, c) for row in rows for n, c in row.added.items()):
            if name not in form.fields:
                at = next(following)
                editor.put(at, labels, name)
            else:
                at, values = form.fields[name]
            editor.put(at, values, cell.value)
            editor.stretch(at, values)
            if cell.guess:
                comments = comments or CellComments(self.parts, editor.part)
                self._comment(comments, form, (at, values), name, cell)

    def _comment(
        self,
        comments: CellComments,
        form: SheetForm,
        position: tuple[int, int],
        name: str,
        cell: FoundCell,
    ) -> None:
        reference = cell_name(*position)
        what = "guessed" if cell.value else "left blank"
        comments.add(reference, *position, f"{what.capitalize()}: {cell.guess}.")
        shown = f"{name} {str(cell.value)!r} is {what}" if cell.value else f"{name} is {what}"
        self.guesses.append(Note(f"{shown}: {cell.guess}", f"{form.name}!{reference}"))


def _field_columns(form: SheetForm) -> tuple[int, int]:
    """The columns of the labels and of the values."""
    values = next((column for _, column in form.fields.values()), 2)
    return values - 1, values


def _with_new_columns(
    editor: SheetEditor, form: SheetForm, rows: Iterable[JoinedRow]
) -> dict[str, int]:
    """The column of each name, those that the sheet has not had added behind the others."""
    columns: dict[str, int] = {}
    free = itertools.count(form.last_column + 1)
    for name in _names(rows):
        column = form.column(name)
        if column is None:
            column = next(free)
            editor.copy_look((form.header_row, form.last_column), (form.header_row, column))
            editor.put(form.header_row, column, name)
        columns[name] = column
    return columns


def _new_form(editor: SheetEditor, sheet: str, rows: Sequence[JoinedRow]) -> SheetForm:
    """A sheet that the workbook has not had, with the columns of the contract."""
    if sheet in UPRIGHT:
        editor.put(1, 1, "Field")
        editor.put(1, 2, "Value")
        return SheetForm(sheet, 1, {}, {}, {}, {1: frozenset({1, 2})})
    schema = SCHEMA_OF.get(sheet)
    known = [column.name for column in schema.columns] if schema else []
    names = dict.fromkeys([*known, *_names(rows)])
    columns = {name: number for number, name in enumerate(names, start=1)}
    for name, number in columns.items():
        editor.put(1, number, name)
    return SheetForm(sheet, 1, columns, {}, {}, {1: frozenset(columns.values())})


def _names(rows: Iterable[JoinedRow]) -> Iterator[str]:
    return iter(dict.fromkeys(name for row in rows for name in row.added))
