"""Denser styles where a text is long, and airier ones where it is short.

A template whose styles have sisters ("Byline", "Byline Close", "Byline Dense", "Byline Densest",
"Byline Airy", "Byline Airiest") gets those with which its document takes the fewest pages, and
looks least empty. How high a document becomes is estimated, because only an engine knows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from leavebehind.docx.package import WP, W, parsed
from leavebehind.docx.styles import StyleSheet, measure, whole_number

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


@dataclass(frozen=True)
class _Measures:
    """Of a paragraph style, in points; `line` in multiples of the font's own."""

    size: float = 11
    line: float = 1
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0


class Densities:
    """The sisters of the styles of a template."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._sheet = StyleSheet(parts)
        self._indents = _list_indents(parts)
        self._known: dict[str, _Measures] = {}
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

        def heights(level: str) -> list[float]:
            return [self._height(one, width, level) * _CAUTION / room for one in stretches]

        pages = {
            level: sum(math.ceil(height + _LOST * int(height)) for height in heights(level))
            for level in _TIGHTER
        }
        # Denser text that saves no page is only harder to read.
        level = next(level for level in _TIGHTER if pages[level] == pages[_TIGHTER[-1]])
        if not level and max(heights(level)) < 1:
            loose = (one for one, most in _LOOSER.items() if max(heights(one)) < most)
            level = next(loose, level)
        return level

    def _stretches(self, body: etree._Element) -> list[list[etree._Element]]:
        """The blocks of the body, apart where a style begins a new page."""
        stretches: list[list[etree._Element]] = [[]]
        for block in body:
            if block.tag == f"{W}p" and self._sheet.is_on(block, "pageBreakBefore"):
                stretches.append([])
            stretches[-1].append(block)
        return stretches

    def _sister(self, style: str, level: str) -> str:
        name = self._names.get(style, style)
        sisters = (f"{name} {one}".casefold() for one in _NEAREST.get(level, (level,)))
        return next((self._ids[one] for one in sisters if one in self._ids), style)

    def _height(self, box: Iterable[etree._Element], width: float, level: str) -> float:
        """The height of the paragraphs and tables of a body or a cell, in points."""
        height, gap = 0.0, 0.0
        for block in box:
            if block.tag == f"{W}p":
                measures = self._of(block, level)
                height += max(gap, measures.before) + self._lines(block, width, measures)
                gap = measures.after
            elif block.tag == f"{W}tbl":
                height += gap + sum(self._row(row, level) for row in block.iter(f"{W}tr"))
                gap = 0.0
        return height + gap

    def _row(self, row: etree._Element, level: str) -> float:
        cells = [
            self._height(cell, measure(cell.find(f"{W}tcPr/{W}tcW"), "w") / _TWIPS, level)
            for cell in row.findall(f"{W}tc")
        ]
        return max(cells, default=0)

    def _of(self, paragraph: etree._Element, level: str) -> _Measures:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "Normal" if style is None else str(style.get(f"{W}val"))
        sister = self._sister(name, level)
        return self._known.get(sister) or self._measured(self._sheet.chain(sister))

    def _measured(self, chain: Sequence[etree._Element]) -> _Measures:
        """Of the first style of a chain, on top of those that it is based on."""
        if not chain:
            return _Measures()
        style, *based_on = chain
        identifier = style.get(f"{W}styleId", "")
        if identifier not in self._known:
            measures = self._measured(based_on)
            listed = self._indents.get(identifier, measures.left)
            own = {"left": listed, **_own_measures(style)}
            self._known[identifier] = replace(measures, **own)
        return self._known[identifier]

    def _lines(self, paragraph: etree._Element, width: float, measures: _Measures) -> float:
        pictures = [whole_number(one.get("cy")) / _EMU for one in paragraph.iter(f"{WP}extent")]
        if pictures:
            return max(pictures)
        # An indent that leaves no room is a mistake of the template, and no reason to divide by 0.
        room = max(width - measures.left - measures.right, 20)
        runs = paragraph.iter(f"{W}t", f"{W}br")
        text = "".join("\n" if run.tag == f"{W}br" else run.text or "" for run in runs)
        lengths = (self._length(part) * measures.size for part in text.split("\n"))
        lines = sum(max(1, math.ceil(length / room)) for length in lengths)
        own_line = _EAST_ASIAN_LINE if _EAST_ASIAN.search(text) else self._line
        return lines * measures.size * own_line * measures.line

    def _length(self, text: str) -> float:
        """How wide the text is on one line, in sizes of its font."""
        wide = len(_EAST_ASIAN.findall(text))
        return (len(text) - wide) * self._width + wide


_NUMBERING = "word/numbering.xml"


def _page(section: etree._Element) -> tuple[float, float]:
    """The height and the width of the text of a page."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")

    def points(element: Any, name: str) -> float:
        return measure(element, name) / _TWIPS

    height = points(size, "h") - points(margins, "top") - points(margins, "bottom")
    return height, points(size, "w") - points(margins, "left") - points(margins, "right")


def _name(style: Any) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(f"{W}val")).casefold()


def _list_indents(parts: Mapping[str, bytes]) -> dict[str, float]:
    """How far a list indents the styles that it names, in points (ECMA-376, 17.9.23)."""
    root = parsed(parts[_NUMBERING]) if _NUMBERING in parts else None
    levels = [] if root is None else root.iter(f"{W}lvl")
    found = ((one.find(f"{W}pStyle"), one.find(f"{W}pPr/{W}ind")) for one in levels)
    return {
        str(style.get(f"{W}val")): measure(indent, "left") / _TWIPS
        for style, indent in found
        if style is not None and indent is not None
    }


def _own_measures(style: etree._Element) -> dict[str, float]:
    """What a style says of itself."""
    own: dict[str, float] = {}
    for path, names, unit in (
        ("rPr/sz", {"val": "size"}, 2),
        ("pPr/spacing", {"line": "line"}, 240),
        ("pPr/spacing", {"before": "before", "after": "after"}, _TWIPS),
        ("pPr/ind", {"left": "left", "right": "right"}, _TWIPS),
    ):
        found = style.find("/".join(f"{W}{step}" for step in path.split("/")))
        own |= {
            field: measure(found, attribute) / unit
            for attribute, field in names.items()
            if found is not None and f"{W}{attribute}" in found.attrib
        }
    return own
