"""Where the sheets, columns and rows of a workbook are, for adding to them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leavebehind.importing.source_content import FIELD_SHEETS, Cells, FoundCell, FoundRow
from leavebehind.records import Date
from leavebehind.workbook import cells
from leavebehind.workbook.cells import CellContext
from leavebehind.workbook.dates import PRESENT
from leavebehind.workbook.known_sheets import KnownSheets
from leavebehind.workbook.limits import Budget, ReadLimits
from leavebehind.workbook.sheet import EPOCH, Findings, Position, SheetRow, Worksheet
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
    filled: Mapping[int, frozenset[int]]
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
    return SheetForm(
        name=sheet.name,
        header_row=headers[0][1].row if headers else 1,
        columns={header: cell.column for header, cell in headers},
        fields=dict(table.field_cells()) if upright else {},
        rows={row.row: FoundRow(name, _cells(row, table)) for row in rows},
        filled={row: frozenset(line) for row, line in sheet.rows.items()},
    )


def _cells(row: SheetRow, table: Table) -> Cells:
    """What the cells say: dates as dates, all else as shown."""
    found: Cells = {}
    for column in table.schema.columns:
        value = row.values.get(column.attribute)
        cell = row.cells.get(column.attribute)
        if cell is not None:
            shown = value if isinstance(value, Date) else cells.text(cell, table.context)
            found[column.name] = FoundCell("present" if value is PRESENT else shown)
    return found | {name: FoundCell(str(value)) for name, value in row.extra.items() if value}
