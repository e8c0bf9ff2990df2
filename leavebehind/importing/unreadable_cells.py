"""What the workbook's reader would refuse is left out, with a comment at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from leavebehind.importing.source_content import FIELD_SHEETS, FoundCell, FoundRow, SourceContent
from leavebehind.names import quoted
from leavebehind.workbook.cells import CellContext
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.schema import SCHEMA_OF, Column
from leavebehind.workbook.sheet import Cell


def checked(
    content: SourceContent, rows: Iterable[FoundRow], context: CellContext, most_characters: int
) -> Iterator[FoundRow]:
    """The rows as a workbook can hold them; what is left out is noted in `content`."""
    for row in rows:
        schema = SCHEMA_OF.get(row.sheet)
        columns = {column.name: column for column in schema.columns} if schema else {}
        cells = {}
        for name, cell in row.cells.items():
            cell = _shortened(content, name, cell, most_characters)
            reason = _refusal(columns.get(name), cell, context)
            cells[name] = FoundCell("", f"{reason}, so it is left out") if reason else cell
        row = replace(row, cells=cells)
        if missing := _missing(row, columns.values()):
            shown = quoted(", ".join(str(cell.value) for cell in row.cells.values()))
            content.leave(f"{row.sheet}: the row {shown} is left, which has no {missing}")
        else:
            yield row


def _missing(row: FoundRow, columns: Iterable[Column]) -> str:
    """The required column that is blank, "" where there is none."""
    # An interview without a name or a role gets both when all sources are joined.
    later = {"Interviews": {"Interview", "Role"}, "Interviewers": {"Interview"}}.get(
        row.sheet, set()
    )
    if row.sheet in FIELD_SHEETS:
        return ""
    required = (column.name for column in columns if column.required)
    return next((n for n in required if n not in later and not row.text(n)), "")


def _shortened(content: SourceContent, name: str, cell: FoundCell, most: int) -> FoundCell:
    value = cell.value
    if not isinstance(value, str) or len(value) <= most:
        return cell
    content.leave(f"{name}: what follows {quoted(value[:30])} after {most:,} characters is left")
    return cell._replace(value=value[:most])


def _refusal(column: Column | None, cell: FoundCell, context: CellContext) -> str:
    """Why the workbook would call a text a problem; "" where it wouldn't."""
    if column is None or not cell.value or not isinstance(cell.value, str):
        return ""
    try:
        column.read(Cell(1, 1, cell.value, "@"), context)
    except UnreadableError as error:
        return error.message
    return ""
