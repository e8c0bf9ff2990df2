"""Denser styles where a text is long, and airier ones where it is short.

A template whose styles have sisters ("Byline", "Byline Close", "Byline Dense", "Byline Densest",
"Byline Airy", "Byline Airiest") gets those with which its document takes the fewest pages, and
looks least empty. How high a document becomes is estimated, because only an engine knows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

from leavebehind.docx.package import WP, W, parsed
from leavebehind.docx.styles import Measures, StyleSheet, measures, whole_number

_TIGHTER = ("", "Close", "Dense", "Densest")
_LOOSER = {"Airiest": 0.6, "Airy": 0.75}
"""What fills no more of a page than that in these styles gets them."""
_NEAREST = {"Densest": ("Densest", "Dense"), "Airiest": ("Airiest", "Airy")}
"""Which sister is taken; else the one of the name."""
_STYLE = re.compile(r'(?<=<w:pStyle w:val=")[^"]+(?=")')
_WIDTHS = {"Calibri": 0.45, "Cambria": 0.45, "Arial": 0.49}
"""The mean width of a letter, in sizes of its font, with what is lost at the end of lines."""
_LINES = {"Calibri": 1.22, "Cambria": 1.17, "Arial": 1.15}
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
)
_EAST_ASIAN_LINE = 1.31
"""Letters that are as wide as their size, and the line of the font that comes along for them."""
# No engine breaks lines where an estimate does: a page that seems full to the last line is not.
_CAUTION, _LOST = 1.02, 0.06
"""Of a page; the second is what stays free at its foot where the next lines keep together."""
_TWIPS, _EMU = 20, 12700
"""A point has so many."""
_USUAL = "Normal"
"""The style of a paragraph that names none."""


class _Paragraph(NamedTuple):
    style: str
    lines: list[float]
    """How long each line of its text is, in sizes of its font."""
    line: float
    """How high the font makes a line, in sizes."""
    picture: float | None
    """The height of what it shows instead, in points."""


class _Table(NamedTuple):
    rows: list[list[tuple[list[_Block], float]]]
    """Of each cell what it holds, and its width in points."""


_Block = _Paragraph | _Table


class Densities:
    """The sisters of the styles of a template."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._sheet = StyleSheet(parts)
        # By their names: LibreOffice gives Word's own styles other ids.
        self._names = {
            name: _name(style)
            for name, style in self._sheet.styles.items()
            if style.get(f"{W}type") == "paragraph"
        }
        self._ids = {name: style for style, name in self._names.items()}
        levels = (*_TIGHTER, *_LOOSER)
        self.exist = any(self._sister(name, one) != name for name in self._names for one in levels)
        font = self._sheet.theme.get("minor", "")
        self._width, self._line = _WIDTHS.get(font, 0.52), _LINES.get(font, 1.2)

    def applied(self, xml: str) -> str:
        """The body with the styles in which it takes the fewest pages, the loosest of them."""
        body = parsed(xml.encode()).find(f"{W}body")
        page = None if body is None else body.find(f"{W}sectPr")
        if body is None or page is None:
            return xml
        level = self._best_level(body, *_page(page))
        return _STYLE.sub(lambda style: self._sister(style[0], level), xml) if level else xml

    def _best_level(self, body: etree._Element, room: float, width: float) -> str:
        """The last word of the names of the styles; "" where the usual ones are best."""
        stretches = self._stretches(body)
        used = {style.get(f"{W}val", "") for style in body.iter(f"{W}pStyle")} | {_USUAL}

        def heights(level: str) -> list[float]:
            sisters = (self._sister(style, level) for style in used)
            styles = dict(zip(used, self._sheet.measures(sisters), strict=True))
            return [_height(one, width, styles) * _CAUTION / room for one in stretches]

        def pages(level: str) -> int:
            return sum(math.ceil(height + _LOST * int(height)) for height in heights(level))

        # Denser text that saves no page is only harder to read.
        fewest = pages(_TIGHTER[-1])
        level = next(level for level in _TIGHTER if pages(level) == fewest)
        if not level and max(heights(level)) < 1:
            loose = (one for one, most in _LOOSER.items() if max(heights(one)) < most)
            level = next(loose, level)
        return level

    def _sister(self, style: str, level: str) -> str:
        name = self._names.get(style, style)
        sisters = (f"{name} {one}".casefold() for one in _NEAREST.get(level, (level,)))
        return next((self._ids[one] for one in sisters if one in self._ids), style)

    def _stretches(self, body: etree._Element) -> list[list[_Block]]:
        """The blocks of the body, apart where a style begins a new page."""
        cells = list(body.iter(f"{W}tc"))
        widths = measures((cell.find(f"{W}tcPr/{W}tcW"), "w") for cell in cells)
        width_of = dict(zip(cells, widths, strict=True))
        breaks = self._sheet.those_with(body.iterchildren(f"{W}p"), "pageBreakBefore")
        stretches: list[list[etree._Element]] = [[]]
        for block in body:
            if block in breaks:
                stretches.append([])
            stretches[-1].append(block)
        return [self._blocks(each, width_of) for each in stretches]

    def _blocks(
        self, box: Iterable[etree._Element], widths: Mapping[etree._Element, int]
    ) -> list[_Block]:
        """The paragraphs and tables of a body or a cell."""

        def cells(row: etree._Element) -> list[tuple[list[_Block], float]]:
            own = row.findall(f"{W}tc")
            return [(self._blocks(cell, widths), widths[cell] / _TWIPS) for cell in own]

        blocks: list[_Block] = []
        for block in box:
            if block.tag == f"{W}p":
                blocks.append(self._paragraph(block))
            elif block.tag == f"{W}tbl":
                blocks.append(_Table([cells(row) for row in block.iter(f"{W}tr")]))
        return blocks

    def _paragraph(self, paragraph: etree._Element) -> _Paragraph:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = _USUAL if style is None else style.get(f"{W}val", "")
        heights = [whole_number(one.get("cy")) / _EMU for one in paragraph.iter(f"{WP}extent")]
        runs = paragraph.iter(f"{W}t", f"{W}br")
        text = "".join("\n" if run.tag == f"{W}br" else run.text or "" for run in runs)
        lines = [self._length(part) for part in text.split("\n")]
        line = _EAST_ASIAN_LINE if _EAST_ASIAN.search(text) else self._line
        return _Paragraph(name, lines, line, max(heights, default=None))

    def _length(self, text: str) -> float:
        """How wide the text is on one line, in sizes of its font."""
        wide = len(_EAST_ASIAN.findall(text))
        return (len(text) - wide) * self._width + wide


def _height(box: Iterable[_Block], width: float, measured: Mapping[str, Measures]) -> float:
    """The height of the paragraphs and tables of a body or a cell, in points."""
    height, gap = 0.0, 0.0
    for block in box:
        if isinstance(block, _Paragraph):
            style = measured[block.style]
            height += max(gap, style.before) + _lines(block, width, style)
            gap = style.after
        else:
            rows = [[_height(held, wide, measured) for held, wide in row] for row in block.rows]
            height += gap + sum(max(row, default=0) for row in rows)
            gap = 0.0
    return height + gap


def _lines(paragraph: _Paragraph, width: float, style: Measures) -> float:
    if paragraph.picture is not None:
        return paragraph.picture
    # An indent that leaves no room is a mistake of the template, and no reason to divide by 0.
    room = max(width - style.left - style.right, 20)
    lines = sum(max(1, math.ceil(length * style.size / room)) for length in paragraph.lines)
    return lines * style.size * paragraph.line * style.line


def _page(section: etree._Element) -> tuple[float, float]:
    """The height and the width of the text of a page."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    height, width = measures([(size, "h"), (size, "w")])
    top, bottom, *sides = measures((margins, s) for s in ("top", "bottom", "left", "right"))
    return (height - top - bottom) / _TWIPS, (width - sum(sides)) / _TWIPS


def _name(style: etree._Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(f"{W}val")).casefold()
