"""The business card, ten on a sheet of card stock."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Length
from docx.table import _Cell

from drawing.document import blank
from drawing.measures import (
    A4_CARD,
    A4_GAP,
    CARD_BOTTOM,
    CARD_CODE,
    CARD_MARGIN,
    CARD_PAD,
    CARD_TOP,
    LETTER_CARD,
    LETTER_LEAD,
    NOTHING,
)
from drawing.pencils import (
    BLANK,
    NAME,
    each,
    end,
    fitted,
    grid,
    line,
    otherwise,
    set_height,
    when,
)
from drawing.themes import Theme

Card = tuple[_Cell, ...]
"""Three cells: a margin, what is printed, a margin."""


def business_card(theme: Theme) -> Document:
    """Ten fronts on the first page, and their ten backs on the second."""
    document = blank(theme, "Business card")
    page = document.sections[0]
    page.left_margin = page.right_margin = CARD_MARGIN
    page.top_margin, page.bottom_margin = CARD_TOP, CARD_BOTTOM
    for start, draw, pad in (("Card Start", _front, CARD_PAD), ("Card Back", _back, NOTHING)):
        with when(document, 'paper == "a4"'):
            line(document, f"{start} A4", BLANK)
            _cards(document, draw, A4_CARD, pad, gap=A4_GAP)
            otherwise(document)
            line(document, start, BLANK)
            _cards(document, draw, LETTER_CARD, pad, lead=LETTER_LEAD)
    end(document)
    return document


def _cards(
    document: Document,
    draw: Callable[[Card], None],
    size: tuple[Length, Length],
    pad: Length,
    *,
    gap: Length = NOTHING,
    lead: Length = NOTHING,
) -> None:
    """Five rows of two cards; without a `pad` there is a code in the middle of each."""
    width, height = size
    pad = pad or Length((width - CARD_CODE) // 2)
    card = (pad, Length(width - 2 * pad), pad)
    columns = [column for column in (lead, *card, gap, *card) if column]
    for table_row in grid(document, *columns, rows=5).rows:
        set_height(table_row, height)
        cells = tuple(table_row.cells[1 if lead else 0 :])
        draw(cells[:3])
        draw(cells[-3:])


def _front(card: Card) -> None:
    _, text, _ = card
    text.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    fitted(text, "Card Name", NAME, "candidate.name|length > 28")
    with when(text, "candidate.headline"):
        long = "candidate.headline|length > 48"
        fitted(text, "Card Headline", "{{ candidate.headline }}", long)
    with each(text, "text in candidate.contact"):
        long = 'candidate.contact|map("length")|max > 46'
        fitted(text, "Card Contact", "{{ text }}", long)
    end(text)


def _back(card: Card) -> None:
    _, picture, _ = card
    picture.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    line(picture, "Picture", "{{ candidate.card_qr }}")
