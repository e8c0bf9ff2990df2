"""The sections of those who speak for the candidate: references and recommendations."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Length
from docx.table import _Cell

from drawing.furniture import quote_panel, section
from drawing.measures import HALF, NOTHING, QUOTE_BAR, QUOTE_GAP, TEXT_WIDTH
from drawing.pencils import (
    BLANK,
    Box,
    each,
    end,
    filling,
    grid,
    line,
    otherwise,
    repeated,
    row,
    shade,
    strong,
    when,
    word,
    written,
)
from drawing.styles import ACCENT
from drawing.themes import Theme

LONGEST_HALF = 36
"""Characters of an e-mail address that stand in half the width."""
MOST_BESIDE_A_QUOTE = 4
"""References that leave room for a quotation on their page."""


def references(theme: Theme) -> Document:
    """Two by two, or one below the other where an e-mail needs the width."""
    lead = word("They know my work and expect your call.")
    document = section(theme, "References", lead=lead, personal=True)
    longest = "references|map(attribute='email')|map('length')|max"
    with when(document, f"{longest} > {LONGEST_HALF}"):
        with each(document, "reference in references"):
            (cell,) = row(document, TEXT_WIDTH, look="Spaced")
            _reference(cell)
        end(document)
        otherwise(document)
        table = grid(document, *filling(HALF, NOTHING, HALF), rows=3, look="Spaced")
        left, _, right = repeated(table, 0, "pair in references|batch(2)").cells
        for cell, chosen in ((left, "pair[:1]"), (right, "pair[1:]")):
            with each(cell, f"reference in {chosen}"):
                _reference(cell)
            end(cell)
        end(document)
    # Cover and contents have the first two, where there are such pages.
    chosen = "(pull_quotes[:1] if interview.format == 'folder' else pull_quotes[2:3])"
    with each(document, f"quote in {chosen} if references|length <= {MOST_BESIDE_A_QUOTE}"):
        quote_panel(theme, document)
    return document


def _reference(cell: _Cell) -> None:
    line(cell, "In Cell", "{{ reference.name }}")
    written(cell, "Reference", "reference.title", "reference.company", separator=", ")
    written(cell, "Said", "reference.relationship")
    written(cell, "Reference", "reference.phone")
    with when(cell, "reference.email"):
        line(cell, "Reference", "{{ reference.email_link }}")
    with when(cell, "reference.known"):
        line(cell, "Note", word("You know each other."))


WHOLE_PAGE = 1800
"""Characters from which a recommendation may fill more than one page."""


def recommendations(theme: Theme) -> Document:
    """What has a text is quoted; what is only a scan is named before the first."""
    texts = "recommendations|selectattr('text')|list"
    scans = "recommendations|rejectattr('text')|list"
    names = f"{{{{ ({scans})|map(attribute='author')|join(' · ') }}}}"
    lead = f"{word('Signed letters at the end of this section:')} {names}"
    document = section(theme, "Recommendations", lead=lead, lead_if=f"({texts}) and ({scans})")
    with when(document, f"not ({texts})"), each(document, "letter in recommendations"):
        line(document, "heading 2", "{{ letter.author }}")
        _recommender(document, "Signed Wide", with_name=False)
    with each(document, f"letter in {texts}"):
        with when(document, "not loop.first"):
            line(document, "Space Kept", BLANK)
        with when(document, f"letter.text|length > {WHOLE_PAGE}"):
            with each(document, "text in letter.quoted"):
                line(document, "Quote", "{{ text }}")
            _recommender(document, "Signed Wide")
            otherwise(document)
            _quote(theme, document)
    end(document)
    return document


def _quote(theme: Theme, document: Document) -> None:
    side = (theme.side, Length(theme.wide - theme.side)) if theme.side else ()
    *before, bar, _, text = row(document, *filling(*side, QUOTE_BAR, QUOTE_GAP, NOTHING))
    end(shade(bar, ACCENT, theme))
    with each(text, "text in letter.quoted"):
        line(text, "Quoted", "{{ text }}")
    _recommender(before[0] if before else text, "Signed")
    end(text)


def _recommender(box: Box, look: str, *, with_name: bool = True) -> None:
    if with_name:
        line(box, look, strong("{{ letter.author }}"))
    written(box, look, "letter.title", "letter.company", separator=", ")
    written(box, look, "letter.relationship", "letter.date")
    with when(box, "letter.file"):
        line(box, look, word("The signed letter is at the end of this section."))
