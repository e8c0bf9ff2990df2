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
    shade,
    shown,
    when,
)
from drawing.styles import ACCENT
from drawing.themes import Theme

LONG_EMAIL = 58
"""Characters of an e-mail address that stand on one line of a card."""


def business_card(theme: Theme) -> Document:
    """Ten fronts on the first page, and their ten backs on the second."""
    document = blank(theme, "Business card")
    page = document.sections[0]
    page.left_margin = page.right_margin = CARD_MARGIN
    page.top_margin, page.bottom_margin = CARD_TOP, CARD_BOTTOM
    for start, columns, draw in (("Card Start", _front, _who), ("Card Back", _back, _code)):
        with when(document, 'paper == "a4"'):
            line(document, f"{start} A4", BLANK)
            _cards(theme, document, draw, columns(theme, A4_CARD[0]), A4_CARD[1], gap=A4_GAP)
            otherwise(document)
            line(document, start, BLANK)
            width, height = LETTER_CARD
            _cards(theme, document, draw, columns(theme, width), height, lead=LETTER_LEAD)
    end(document)
    return document


def _cards(
    theme: Theme,
    document: Document,
    draw: Callable[[Theme, tuple[_Cell, ...]], None],
    card: tuple[Length, ...],
    height: Length,
    *,
    gap: Length = NOTHING,
    lead: Length = NOTHING,
) -> None:
    """Five rows of two cards, each of them in columns of these widths."""
    columns = [column for column in (lead, *card, gap, *card) if column]
    for table_row in grid(document, *columns, rows=5).rows:
        set_height(table_row, height)
        cells = tuple(table_row.cells[1 if lead else 0 :])
        draw(theme, cells[: len(card)])
        draw(theme, cells[-len(card) :])


def _front(theme: Theme, width: Length) -> tuple[Length, ...]:
    bar = (theme.card_bar, CARD_PAD) if theme.card_bar else ()
    text = width - 2 * CARD_PAD - sum(bar)
    return (CARD_PAD, *bar, Length(text), CARD_PAD)


def _who(theme: Theme, card: tuple[_Cell, ...]) -> None:
    if theme.card_bar:
        end(shade(card[1], ACCENT, theme))
    text = card[-2]
    text.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    fitted(text, "Card Name", NAME, "candidate.name|length > 28")
    with when(text, "candidate.headline"):
        long = "candidate.headline|length > 48"
        fitted(text, "Card Headline", "{{ candidate.headline }}", long)
    with each(text, "text in candidate.contact"):
        long = 'candidate.contact|map("length")|max > 46'
        broken = rf'text|replace("@", "\n@") if text|length > {LONG_EMAIL} else text'
        fitted(text, "Card Contact", shown(broken), long)
    end(text)


def _back(theme: Theme, width: Length) -> tuple[Length, ...]:
    side = Length((width - CARD_CODE) // 2)
    return (side, CARD_CODE, side)


def _code(theme: Theme, card: tuple[_Cell, ...]) -> None:
    _, picture, _ = card
    picture.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    line(picture, "Picture", "{{ candidate.card_qr }}")
