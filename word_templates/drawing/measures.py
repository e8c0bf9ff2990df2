"""Every measure of the pages that is the same in all themes; those of a theme are in `themes`."""

from __future__ import annotations

from docx.shared import Length, Mm

NOTHING = Mm(0)

# The page

PAGE_WIDTH, PAGE_HEIGHT = Mm(215.9), Mm(279.4)
SIDE_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = Mm(25), Mm(18), Mm(23)
HEAD, FOOT = Mm(10), Mm(11)
"""From the edge of the paper to the head and to the foot."""
TEXT_WIDTH = Length(PAGE_WIDTH - 2 * SIDE_MARGIN)
"""The same on Letter and A4: the filler takes the difference from the margins."""
GUTTER = Mm(5)
"""Between two columns."""

# Columns

HALF = Length((TEXT_WIDTH - Mm(12)) // 2)
"""Of two texts side by side."""
FIGURE_COLUMN = Mm(38)
PORTRAIT_COLUMN = Mm(70)
PHOTO_COLUMN = Mm(38)
CODE_COLUMN = Mm(28)
"""As wide as a code with its white rim."""
PERIOD_COLUMN = Mm(52)
PAGE_COLUMN = Mm(12)
ASK_COLUMN, EVIDENCE_COLUMN = Mm(48), Mm(74)
WHO_COLUMN, CARE_COLUMN = Mm(44), Mm(62)
READER_COLUMN, COPIES_COLUMN, COUNT_COLUMN = Mm(40), Mm(24), Mm(26)
QUOTE_BAR, QUOTE_GAP = Mm(1.2), Mm(6)
LABEL_GAP = Mm(5)
BULLET_INDENT, NUMBER_INDENT = Mm(4.5), Mm(8)

# The covers

COVER_MARGIN = Mm(13)
COVER_TOP, COVER_FOOT = Mm(128), Mm(122)
"""The heights of what says what a package is for, and of what says who it is for."""
A4_TALLER = Mm(17)
COVER_BAND, COVER_EDGE = Mm(12), Mm(2)
COVER_INNER, BAND_INNER = Mm(12), Mm(10)
"""From the band or the edge to the text."""
BACK_TOP, BACK_FOOT = Mm(137), Mm(68)

# The cards: Avery 8371 on Letter, C32011 on A4

CARD_MARGIN = Mm(17.95)
CARD_TOP, CARD_BOTTOM = Mm(12.7 - 0.67), Mm(4)
"""The first is above the line that stands before the first card."""
LETTER_CARD, LETTER_LEAD = (Mm(88.9), Mm(50.8)), Mm(19.05 - 17.95)
A4_CARD, A4_GAP, A4_LOWER = (Mm(85), Mm(54)), Mm(10), Mm(0.8)
"""Width and height; the gap between two cards; how much lower than on Letter the first begins."""
CARD_PAD, CARD_BAR, CARD_CODE = Mm(4.5), Mm(1.4), Mm(30)
