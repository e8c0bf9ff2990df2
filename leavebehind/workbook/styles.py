"""What the styles of a workbook say about its data: number formats, and what is struck out.

openpyxl refuses whole workbooks for a fill or a colour that it doesn't know; none of that decides
about data, so nothing else of the styles is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, iterparse

from openpyxl.styles.numbers import BUILTIN_FORMATS

from leavebehind.workbook import number_format
from leavebehind.workbook.limits import Budget

LONGEST_FORMAT = 255
"""Excel takes no longer one."""

_SECTIONS = frozenset({"numFmts", "fonts", "cellXfs"})
# The formats 27 to 58 depend on the country (18.8.30 numFmt), which the file doesn't name: they
# are dates in China, Japan, Korea and Taiwan, but for the times at 32 and 33. 59 to 81 are Thai.
_BUILT_IN = {
    **BUILTIN_FORMATS,
    **dict.fromkeys([*range(27, 37), *range(50, 59)], "yyyy-mm-dd"),
    **{32: "h:mm", 33: "h:mm:ss", 59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00"},
    **{67: "0%", 68: "0.00%", 71: "d/m/yyyy", 72: "d-mmm-yy", 73: "d-mmm", 74: "mmm-yy"},
    **{75: "h:mm", 76: "h:mm:ss", 77: "d/m/yyyy h:mm", 78: "mm:ss", 79: "[h]:mm:ss"},
    **{80: "mm:ss.0", 81: "d/m/yy"},
}


class CellStyle(NamedTuple):
    """What a cell's style says about its value."""

    number_format: str = "General"
    struck: bool = False
    is_date: bool = False
    is_elapsed: bool = False
    """Whether it shows how long something took, and no time of day."""


def read_styles(source: IO[bytes], budget: Budget) -> list[CellStyle]:
    """The styles of cells in the order of their numbers."""
    formats: dict[int, str] = {}
    struck: list[bool] = []
    styles: list[CellStyle] = []
    for section, kind, element in _entries(source):
        budget.check_time()
        if section == "numFmts" and kind == "numFmt":
            formats[number(element.get("numFmtId"))] = element.get("formatCode", "")
        elif section == "fonts" and kind == "font":
            struck.append(is_struck(element))
        elif section == "cellXfs" and kind == "xf":
            font = number(element.get("fontId"))
            code = _code(number(element.get("numFmtId")), formats)
            styles.append(_style(code, struck=font < len(struck) and struck[font]))
    return styles


def is_struck(element: Element) -> bool:
    """Whether a font, or the properties of a run, strike the text out."""
    strike = next((child for child in element if local_name(child) == "strike"), None)
    return strike is not None and is_true(strike.get("val", "1"))


def is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def number(text: str | None) -> int:
    """The number of an attribute; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def local_name(element: Element) -> str:
    """The element's tag without its namespace."""
    return element.tag.rpartition("}")[2]


def _entries(source: IO[bytes]) -> Iterator[tuple[str, str, Element]]:
    """The elements of the sections that matter: conditional formats have fonts and formats too."""
    section = ""
    for event, element in iterparse(source, ("start", "end")):
        kind = local_name(element)
        if event == "start":
            section = kind if kind in _SECTIONS else section
            continue
        if kind in _SECTIONS:
            section = ""
            element.clear()
        elif section:
            yield section, kind, element


def _code(identifier: int, formats: dict[int, str]) -> str:
    code = formats.get(identifier) or _BUILT_IN.get(identifier, "General")
    return code if len(code) <= LONGEST_FORMAT else "General"


def _style(code: str, *, struck: bool) -> CellStyle:
    is_elapsed = number_format.is_elapsed(code)
    return CellStyle(code, struck, is_elapsed or number_format.is_date(code), is_elapsed)
