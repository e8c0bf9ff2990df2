"""The business card, ten on a sheet of card stock."""

from __future__ import annotations

from collections.abc import Callable

from docx.shared import Length

from drawing import measures
from drawing.furniture import entitled
from drawing.measures import CARD_CODE, CARD_PAD, NOTHING
from drawing.pen import BLANK, NAME, Pen, Row, filling, shown
from drawing.styles import ACCENT

LONG_ADDRESS = 58
"""Characters of an e-mail or web address that stand on one line of a card."""


def business_card(pen: Pen) -> None:
    """Ten fronts on the first page, and their ten backs on the second."""
    page = entitled(pen, "Business card")
    page.left_margin = page.right_margin = measures.CARD_MARGIN
    page.top_margin, page.bottom_margin = measures.CARD_TOP, measures.CARD_BOTTOM
    bar = (pen.theme.card_bar, CARD_PAD) if pen.theme.card_bar else ()
    for start, draw, columns in (
        ("Card Start", _front, (CARD_PAD, *bar, NOTHING, CARD_PAD)),
        ("Card Back", _back, (NOTHING, CARD_CODE, NOTHING)),
    ):
        with pen.when('paper == "a4"'):
            pen.line(f"{start} A4", BLANK)
            _cards(pen, draw, columns, measures.A4_CARD, gap=measures.A4_GAP)
            pen.otherwise()
            pen.line(start, BLANK)
            _cards(pen, draw, columns, measures.LETTER_CARD, lead=measures.LETTER_LEAD)
    pen.end()


def _cards(
    pen: Pen,
    draw: Callable[[Row], None],
    columns: tuple[Length, ...],
    size: tuple[Length, Length],
    *,
    gap: Length = NOTHING,
    lead: Length = NOTHING,
) -> None:
    """Five rows of two cards."""
    width, height = size
    card = filling(*columns, of=width)
    both = [column for column in (lead, *card, gap, *card) if column]
    for row in pen.grid(*both, heights=5 * (height,)):
        cells = row[1:] if lead else row
        draw(cells[: len(card)])
        draw(cells[-len(card) :])


def _front(card: Row) -> None:
    *before, text, _ = card
    for bar in before[1:2]:
        bar.shaded(ACCENT).end()
    text.aligned("CENTER").fitted("Card Name", NAME, "candidate.name|length > 28")
    with text.when("candidate.headline"):
        long = "candidate.headline|length > 48"
        text.fitted("Card Headline", "{{ candidate.headline }}", long)
    with text.each("text in candidate.contact"):
        long = 'candidate.contact|map("length")|max > 46'
        broken = r'text|replace("@", "\n@")|replace("/", "/\n", 1)'
        fitting = f"{broken} if text|length > {LONG_ADDRESS} else text"
        text.fitted("Card Contact", shown(fitting), long)
    text.end()


def _back(card: Row) -> None:
    _, picture, _ = card
    picture.aligned("CENTER").line("Picture", "{{ candidate.card_qr }}")
