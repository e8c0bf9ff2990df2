"""What the styles of a workbook say about its data: number formats, and what is struck out.

openpyxl refuses whole workbooks for a fill or a colour that it doesn't know; none of that decides
about data, so nothing else of the styles is read.
"""

from __future__ import annotations

from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, parse

from openpyxl.styles.numbers import BUILTIN_FORMATS

from leavebehind.workbook import number_format
from leavebehind.workbook.limits import Budget
from leavebehind.workbook.package import MAIN

LONGEST_FORMAT = 255
"""Excel takes no longer one."""

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


def read_styles(source: IO[bytes], budget: Budget) -> dict[str, CellStyle]:
    """The styles of cells by their numbers, as cells write them."""
    root = parse(source).getroot()
    formats = {
        number(each.get("numFmtId")): each.get("formatCode", "")
        for each in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    }
    struck = [is_struck(font) for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    styles = {}
    for at, style in enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        budget.check_time()
        font = number(style.get("fontId"))
        code = format_code(number(style.get("numFmtId")), formats)
        styles[str(at)] = _style(code, struck=font < len(struck) and struck[font])
    return styles


def is_struck(font: Element | None) -> bool:
    """Whether a font, or the properties of a run, strike the text out."""
    strike = font.find(f"{MAIN}strike") if font is not None else None
    return strike is not None and is_true(strike.get("val", "1"))


def is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def number(text: str | None) -> int:
    """The number of an attribute; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def format_code(identifier: int, formats: dict[int, str]) -> str:
    code = formats.get(identifier) or _BUILT_IN.get(identifier, "General")
    return code if len(code) <= LONGEST_FORMAT else "General"


def _style(code: str, *, struck: bool) -> CellStyle:
    is_elapsed = number_format.is_elapsed(code)
    return CellStyle(code, struck, is_elapsed or number_format.is_date(code), is_elapsed)
