"""The foot of a page that is bound: its number, and the caption of what is on it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pikepdf import Name, Pdf
from reportlab.pdfbase.pdfmetrics import (
    getFont,
    getRegisteredFontNames,
    registerFont,
    stringWidth,
)
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from leavebehind import fonts
from leavebehind.bind import outlines
from leavebehind.bind.pages import MM, PageLayout

_BASELINE, _SIZE, _GREY = 12 * MM, 9, 0.35
_FONTS = {
    fonts.FAMILY: fonts.REGULAR,
    "Droid Sans Fallback": fonts.FOLDER / "DroidSansFallbackFull.ttf",
}
_BETWEEN = " · "
"""Separates the parts of a caption."""


@dataclass(frozen=True)
class Foot:
    """What is printed at the foot of a page: its number, and the caption of what is on it."""

    layout: PageLayout
    number: str
    caption: str = ""


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
    canvas = Canvas(buffer, initialFontName=_font(fonts.FAMILY).fontName)
    for foot in feet:
        canvas.setPageSize((foot.layout.width, foot.layout.height))
        canvas.setFillGray(_GREY)
        left, right = foot.layout.text_edges
        for font, text in _runs(_shortened(_drawable(foot.caption), right - left)):
            if font in _FONTS:
                canvas.setFont(font, _SIZE)
                canvas.drawString(left, _BASELINE, text)
            else:
                outlines.draw(canvas, (left, _BASELINE), text, font, _SIZE)
            left += _width_of(text, font)
        canvas.setFont(fonts.FAMILY, _SIZE)
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
    return (not _reads_left(letter) and next(texts, "")) or outlines.font_of(letter)


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
    return outlines.width_of(text, font, _SIZE)


def _shortened(text: str, room: float) -> str:
    """As much of the text as there is room for beside a number."""
    while sum(_width_of(run, font) for font, run in _runs(text)) > room - 36:
        text = f"{text[:-2].rstrip()}…"
    return text
