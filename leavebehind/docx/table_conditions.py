"""Which conditional formats of its style a cell of a table has (ECMA-376 part 1, 17.7.6)."""

from __future__ import annotations

import re

from lxml import etree

from leavebehind.docx.elements import own
from leavebehind.docx.package import TRUE, W

_LOOKS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
"""The flags of a table, as its older form counts them (17.4.56)."""


def conditions(element: etree._Element) -> list[str]:
    """The types of the conditional formats that hold at an element in a table, strongest first."""
    cell = next(element.iterancestors(f"{W}tc"), None)
    row = None if cell is None else next(cell.iterancestors(f"{W}tr"), None)
    table = None if row is None else next(row.iterancestors(f"{W}tbl"), None)
    if cell is None or row is None or table is None:
        return []
    looks = _looks(table)
    rows, cells = own(table, "tr"), own(row, "tc")
    across = _edges(cells.index(cell), len(cells), looks, ("firstColumn", "lastColumn"))
    down = _edges(rows.index(row), len(rows), looks, ("firstRow", "lastRow"))
    named = {"firstColumn": "firstCol", "lastColumn": "lastCol"}
    found = [_CORNERS[y, x] for y in down for x in across]
    found += [*down, *(named[edge] for edge in across)]
    if "noHBand" not in looks and not down:
        found.append(_band(rows.index(row), "firstRow" in looks, "Horz"))
    if "noVBand" not in looks and not across:
        found.append(_band(cells.index(cell), "firstColumn" in looks, "Vert"))
    return found


_CORNERS = {
    ("firstRow", "firstColumn"): "nwCell",
    ("firstRow", "lastColumn"): "neCell",
    ("lastRow", "firstColumn"): "swCell",
    ("lastRow", "lastColumn"): "seCell",
}


def _looks(table: etree._Element) -> set[str]:
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return set()
    bits = look.get(f"{W}val", "0")
    number = int(bits, 16) if re.fullmatch("[0-9A-Fa-f]+", bits) else 0
    flags = {name: look.get(f"{W}{name}") for name in _LOOKS}
    return {
        name
        for name, bit in _LOOKS.items()
        if (number & bit if flags[name] is None else flags[name] in TRUE)
    }


def _edges(index: int, count: int, looks: set[str], names: tuple[str, str]) -> list[str]:
    is_edge = (index == 0, index == count - 1)
    return [name for name, holds in zip(names, is_edge, strict=True) if holds and name in looks]


def _band(index: int, skips_first: bool, direction: str) -> str:
    return f"band{(index - skips_first) % 2 + 1}{direction}"
