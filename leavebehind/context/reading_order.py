"""Texts that read from right to left."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping


def in_reading_order(values: Mapping[str, object]) -> dict[str, object]:
    """The values, where texts that read from right to left say so.

    So their full stops, numbers and foreign words are in the right place also on a page that reads
    from left to right (Unicode annex 9, X2 and X7), and a telephone number after a name reads from
    left to right (W7, N1).
    """
    return {name: _in_order(value) for name, value in values.items()}


def _in_order(value: object) -> object:
    match value:
        case str() if not value.isascii():
            return "\n".join(map(_embedded, value.split("\n")))
        case tuple():
            return tuple(map(_in_order, value))
    return value


def _embedded(line: str) -> str:
    kinds = [unicodedata.bidirectional(character) for character in line]
    strong = [kind for kind in kinds if kind in ("L", "R", "AL")] or ["L"]
    if strong[0] != "L" and not _RIGHT_TO_LEFT.issuperset(kinds):
        # What follows an embedding is taken to follow its direction (X10), whatever it ends with.
        return f"{_EMBEDDING}{line}{_POP}{_MARK}"
    return line if strong[-1] == "L" else f"{line}{_MARK}"


_RIGHT_TO_LEFT = frozenset({"R", "AL", "NSM", "WS"})
_EMBEDDING, _POP = "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"
_MARK = "\N{LEFT-TO-RIGHT MARK}"
