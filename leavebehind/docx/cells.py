"""How the cells of a table lie: width, borders and margins, the table's where one has none."""

from __future__ import annotations

from collections.abc import Iterable

from leavebehind.docx.formatting import Element, W, line, twips, value


def width_of(element: Element | None) -> object:
    if element is None or value(element, "type") in {"auto", "nil"}:
        return None
    return value(element, "type", "dxa"), twips(value(element, "w"))


def borders_of(
    cell: Element | None,
    table: Element | None,
    row: tuple[int, int],
    column: tuple[int, int],
) -> dict[str, object]:
    """The cell's borders, those of the table where it has none of its own."""
    outer = {
        "top": row[0] == 0,
        "bottom": row[0] == row[1] - 1,
        "left": column[0] == 0,
        "right": column[0] == column[1] - 1,
    }
    found: dict[str, object] = {}
    for side, is_outer in outer.items():
        inner = "insideH" if side in {"top", "bottom"} else "insideV"
        of_table = _side(table, side if is_outer else inner)
        own = _side(cell, side)
        border = own if own is not None else of_table
        found[side] = line(border) if border is not None else None
    return found


def margins_of(cell: Element | None, table: Element | None) -> dict[str, float]:
    found = {}
    for side in ("top", "bottom", "left", "right"):
        own, of_table = _side(cell, side), _side(table, side)
        chosen = own if own is not None else of_table
        found[side] = twips(value(chosen, "w")) if chosen is not None else 0.0
    return found


def _side(element: Element | None, side: str) -> Element | None:
    names: Iterable[str] = (side, {"left": "start", "right": "end"}.get(side, side))
    found = (element.find(W + name) for name in names) if element is not None else ()
    return next((one for one in found if one is not None), None)
