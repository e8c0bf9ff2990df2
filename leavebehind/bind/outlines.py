"""Words in scripts whose letters join, stack or read from right to left, drawn as outlines.

reportlab sets letter after letter; with HarfBuzz (reportlab 5.1) it still misplaces the vowels of
India, and leaves Arabic unjoined.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from leavebehind import fonts

if TYPE_CHECKING:
    from uharfbuzz import Font

_FONTS = ("DejaVuSans.ttf", "Noto*.ttf")
"""Those of the bundled fonts that have such scripts, by their files."""

Point = tuple[float, float]
Glyph = tuple[int, float, float, float]
"""Its number in the font, where it is from where the one before ends, and how wide it is."""


@lru_cache(maxsize=1024)
def font_of(letter: str) -> str:
    """The file of the first font that has the letter; "" for none, or without HarfBuzz."""
    # Windows on ARM has no wheel of it.
    is_here = importlib.util.find_spec("uharfbuzz") is not None
    names = _files() if is_here else []
    return next((name for name in names if ord(letter) in _font(name).face.unicodes), "")


def width_of(text: str, font: str, size: float) -> float:
    """How wide the text is, in the unit of the size."""
    return sum(width for *_, width in _shaped(text, font)) * _scale(font, size)


def draw(canvas: Canvas, place: Point, text: str, font: str, size: float) -> None:
    """Fills the outlines of a text that reads in one direction, from its left end on."""
    scale, path = _scale(font, size), canvas.beginPath()
    left, baseline = place
    for number, right, up, width in _shaped(text, font):
        pen = _Pen(path, (left + right * scale, baseline + up * scale), scale)
        _font(font).draw_glyph_with_pen(number, pen)
        left += width * scale
    # Strokes of a glyph may overlap, so that all that any of them surrounds is filled.
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _files() -> list[str]:
    return [file.name for pattern in _FONTS for file in sorted(fonts.FOLDER.glob(pattern))]


@lru_cache(maxsize=32)
def _font(name: str) -> Font:
    # Few captions need it, and none of a build that finds nothing to do.
    from uharfbuzz import Blob, Face, Font

    return Font(Face(Blob.from_file_path(str(fonts.FOLDER / name))))


def _scale(font: str, size: float) -> float:
    return size / float(_font(font).face.upem)


@lru_cache(maxsize=256)
def _shaped(text: str, font: str) -> Sequence[Glyph]:
    """The glyphs from left to right, in units of the font."""
    from uharfbuzz import Buffer, shape

    buffer = Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    shape(_font(font), buffer)
    return [
        (glyph.codepoint, place.x_offset, place.y_offset, place.x_advance)
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


class _Pen:
    """Draws a glyph into a path; its methods are called by HarfBuzz, as fontTools names them."""

    def __init__(self, path: PDFPathObject, origin: Point, scale: float) -> None:
        self._path, self._origin, self._scale = path, origin, scale
        self._last = origin

    def moveTo(self, point: Point) -> None:  # noqa: N802
        self._last = self._placed(point)
        self._path.moveTo(*self._last)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._last = self._placed(point)
        self._path.lineTo(*self._last)

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        first, second, self._last = map(self._placed, points)
        self._path.curveTo(*first, *second, *self._last)

    def qCurveTo(self, *points: Point) -> None:  # noqa: N802
        # PDF has cubic curves alone: their handles are two thirds of the way to the one handle.
        handle, end = map(self._placed, points)
        (x, y), (left, down) = handle, self._last
        self._path.curveTo(
            *(left + (x - left) * 2 / 3, down + (y - down) * 2 / 3),
            *(end[0] + (x - end[0]) * 2 / 3, end[1] + (y - end[1]) * 2 / 3),
            *end,
        )
        self._last = end

    def closePath(self) -> None:  # noqa: N802
        self._path.close()

    def _placed(self, point: Point) -> Point:
        (left, down), (x, y) = self._origin, point
        return left + x * self._scale, down + y * self._scale
