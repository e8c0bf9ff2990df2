"""The foot of a page that is bound: its number, and the caption of what is on it.

reportlab sets letter after letter; with HarfBuzz (reportlab 5.1) it still misplaces the vowels of
India, and leaves Arabic unjoined. So words in scripts whose letters join, stack or read from right
to left are drawn as outlines.
"""

from __future__ import annotations

import importlib.util
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from pikepdf import Name, Pdf
from reportlab.pdfbase.pdfmetrics import getFont, getRegisteredFontNames, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from leavebehind import fonts
from leavebehind.bind.pages import MM, PageLayout

if TYPE_CHECKING:
    from uharfbuzz import Font

_BASELINE, _SIZE, _GREY = 12 * MM, 9, 0.35
_FONTS = {
    fonts.FAMILY: fonts.REGULAR,
    "Droid Sans Fallback": fonts.FOLDER / "DroidSansFallbackFull.ttf",
    "Caladea": fonts.FOLDER / "Caladea-Regular.ttf",
    "Liberation Sans": fonts.FOLDER / "LiberationSans-Regular.ttf",
}
_OUTLINED = ("DejaVuSans.ttf", "Noto*.ttf")
"""Those of the bundled fonts that have such scripts, by their files."""
_BETWEEN = " · "
"""Separates the parts of a caption."""


@dataclass(frozen=True)
class Foot:
    """What is printed at the foot of a page: its number, and the caption of what is on it."""

    layout: PageLayout
    number: str
    caption: str = ""
    family: str = fonts.FAMILY
    """The font of the number, where it stands alone."""


def draw_feet(target: Pdf, feet: Sequence[Foot]) -> None:
    """Prints each page's foot, on the edges of the text."""
    if not any(foot.number or foot.caption for foot in feet):
        return
    with Pdf.open(io.BytesIO(_drawn(tuple(feet)))) as drawn:
        for place, foot in enumerate(feet):
            if foot.number or foot.caption:
                form = target.copy_foreign(drawn.pages[place].as_form_xobject())
                page = target.pages[place]
                name = page.add_resource(form, Name.XObject, Name(f"/Foot{place + 1}"))
                page.contents_add(b"\n/Artifact BMC q " + str(name).encode() + b" Do Q EMC")


# Package after package has as many pages.
@lru_cache(maxsize=64)
def _drawn(feet: tuple[Foot, ...]) -> bytes:
    """A PDF that shows on each page nothing but its foot."""
    buffer = io.BytesIO()
    # Without a first font reportlab names Helvetica, which it doesn't embed.
    canvas = Canvas(buffer, initialFontName=_font(feet[0].family).fontName)
    for foot in feet:
        canvas.setPageSize((foot.layout.width, foot.layout.height))
        canvas.setFillGray(_GREY)
        left, right = foot.layout.text_edges
        for font, text in _runs(_shortened(_drawable(foot.caption), right - left)):
            _draw_text(canvas, left, text, font)
            left += _width_of(text, font)
        family = fonts.FAMILY if foot.caption else foot.family
        canvas.setFont(_font(family).fontName, _SIZE)
        canvas.drawRightString(right, _BASELINE, foot.number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _drawable(caption: str) -> str:
    """The parts of a caption without those with a letter that no font has.

    It would be an empty box (ISO 14289-1, 7.21.7).
    """
    return _BETWEEN.join(filter(lambda part: all(map(_font_of, part)), caption.split(_BETWEEN)))


def _font_of(letter: str) -> str:
    """The font that a letter is set in, or that of its outline; "" where none has it."""
    texts = (name for name in _FONTS if ord(letter) in _font(name).face.charToGlyph)
    return (not _reads_left(letter) and next(texts, "")) or _outlined_font(letter)


def _reads_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")


def _font(name: str) -> TTFont:
    """A font of the foot, opened when it is first needed: that of the many letters takes 0.1 s."""
    # Once only: another thread may be drawing with it, and equal input gives equal bytes.
    if name not in getRegisteredFontNames():
        registerFont(TTFont(name, str(_FONTS[name])))
    return getFont(name)


def _runs(text: str) -> list[tuple[str, str]]:
    """The text in pieces of one font each, from left to right."""
    ordered = _BETWEEN.join(map(_ordered, text.split(_BETWEEN)))
    pieces = ((font, "".join(letters)) for font, letters in groupby(ordered, _font_of))
    # A zero width non-joiner has parted letters already; Carlito draws it as a line.
    return [(font, piece) for font, piece in pieces if piece.isprintable()]


def _ordered(part: str) -> str:
    """The words of a part that reads from right to left the other way round."""
    if not any(map(_reads_left, part[:1])):
        return part
    # HarfBuzz orders the letters of a word; what lies between words has its spaces exchanged.
    words = ["".join(letters) for _, letters in groupby(part, _font_of)]
    ends = [(len(word) - len(word.lstrip()), len(word.rstrip())) for word in words]
    turned = [
        word[last:] + word[first:last] + word[:first] if word.strip() else word
        for word, (first, last) in zip(words, ends, strict=True)
    ]
    return "".join(reversed(turned))


def _width_of(text: str, font: str) -> float:
    if font in _FONTS:
        return float(stringWidth(text, font, _SIZE))
    return sum(width for *_, width in _shaped(text, font)) * _scale(font)


def _shortened(text: str, room: float) -> str:
    """As much of the text as there is room for beside a number."""
    while sum(_width_of(run, font) for font, run in _runs(text)) > room - 36:
        text = f"{text[:-2].rstrip()}…"
    return text


@lru_cache(maxsize=1024)
def _outlined_font(letter: str) -> str:
    """The file of the first font that has the letter; "" for none, or without HarfBuzz."""
    # Windows on ARM has no wheel of it.
    is_here = importlib.util.find_spec("uharfbuzz") is not None
    files = [one for pattern in _OUTLINED for one in sorted(fonts.FOLDER.glob(pattern))]
    names = (file.name for file in files if is_here)
    return next((name for name in names if ord(letter) in _shaper(name).face.unicodes), "")


def _draw_text(canvas: Canvas, left: float, text: str, font: str) -> None:
    if font in _FONTS:
        canvas.setFont(font, _SIZE)
        canvas.drawString(left, _BASELINE, text)
        return
    canvas.saveState()
    canvas.transform(_scale(font), 0, 0, _scale(font), left, _BASELINE)
    # Strokes of a glyph may overlap, so that all that any of them surrounds is filled.
    canvas.drawPath(_outlines(canvas.beginPath(), text, font), stroke=0, fill=1, fillMode=1)
    canvas.restoreState()


def _outlines(path: PDFPathObject, text: str, font: str) -> PDFPathObject:
    """The outlines of a text that reads in one direction, from the origin on, in units of its
    font."""
    from uharfbuzz import DrawFuncs

    pen, left = DrawFuncs(), 0.0

    def drawn(draw: Callable[..., None]) -> Callable[..., None]:
        # HarfBuzz calls it with the coordinates of points, and last where the glyph is.
        return lambda *to: draw(*(one + to[-1][turn % 2] for turn, one in enumerate(to[:-1])))

    pen.set_move_to_func(drawn(path.moveTo))
    pen.set_line_to_func(drawn(path.lineTo))
    # Curves with one handle, too, which PDF lacks: HarfBuzz gives them a second one.
    pen.set_cubic_to_func(drawn(path.curveTo))
    pen.set_close_path_func(lambda _: path.close())
    for number, right, up, width in _shaped(text, font):
        _shaper(font).draw_glyph(number, pen, (left + right, up))
        left += width
    return path


@lru_cache(maxsize=32)
def _shaper(name: str) -> Font:
    # Few captions need it, and none of a build that finds nothing to do.
    from uharfbuzz import Blob, Face, Font

    return Font(Face(Blob.from_file_path(str(fonts.FOLDER / name))))


def _scale(font: str) -> float:
    return _SIZE / float(_shaper(font).face.upem)


@lru_cache(maxsize=256)
def _shaped(text: str, font: str) -> Sequence[tuple[int, float, float, float]]:
    """The glyphs from left to right, in units of the font: each one's number, where it is from
    where the one before ends, and its width."""
    from uharfbuzz import Buffer, shape

    buffer = Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    shape(_shaper(font), buffer)
    return [
        (glyph.codepoint, place.x_offset, place.y_offset, place.x_advance)
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]
