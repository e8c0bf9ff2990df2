"""Cells that say how documents look: the theme, and the accent colour."""

from __future__ import annotations

from typing import get_args

from leavebehind import colours, records
from leavebehind.names import quoted
from leavebehind.workbook.cells import CellContext, Noted, Reader, choice, text
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.sheet import Cell

theme: Reader[records.Theme] = choice(
    {name: name for name in get_args(records.Theme)},
    "is not a theme",
    "write default, modern, classic or bold",
)


def accent(cell: Cell, context: CellContext) -> str | Noted:
    """A colour as "0F4C5C", dark enough to be read on white."""
    seen = text(cell, context)
    try:
        written = colours.parse(seen)
    except ValueError:
        hint = "write it as #0F4C5C, or a name such as navy, teal or dark red"
        raise UnreadableError(f"{quoted(seen)} is not a colour", hint) from None
    readable = colours.darkened(written)
    if readable == written:
        return written
    message = f"{quoted(seen)} can't be read on white paper, and is printed as #{readable}"
    return Noted(readable, message)
