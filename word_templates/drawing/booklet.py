"""The sections that make a booklet of a package: covers, contents, fit, first 90 days."""

from __future__ import annotations

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.table import Table, _Cell, _Row

from drawing.document import blank
from drawing.furniture import quote, quote_panel, section
from drawing.measures import (
    A4_TALLER,
    ASK_COLUMN,
    BACK_FOOT,
    BACK_TOP,
    BAND_INNER,
    CODE_COLUMN,
    COVER_BAND,
    COVER_EDGE,
    COVER_FOOT,
    COVER_INNER,
    COVER_MARGIN,
    COVER_TOP,
    EVIDENCE_COLUMN,
    NOTHING,
    PAGE_COLUMN,
    PERIOD_COLUMN,
    TEXT_WIDTH,
)
from drawing.pencils import (
    BLANK,
    LONG_NAME,
    NAME,
    each,
    end,
    filling,
    fitted,
    grid,
    line,
    listing,
    only_if,
    repeated,
    row,
    set_height,
    shade,
    strong,
    when,
    word,
    written,
)
from drawing.styles import ACCENT, MIST
from drawing.themes import Theme

LONGEST_COVER_QUOTE = 200
"""Characters for which there is room on the cover."""


def cover_page(theme: Theme) -> Document:
    document = _cover(theme, "Cover page")
    is_banded = theme.cover == "band"
    outer, inner = (COVER_BAND, BAND_INNER) if is_banded else (COVER_EDGE, COVER_INNER)
    table = grid(document, *filling(outer, inner, NOTHING), rows=5)
    upper, lower = table.rows[0], table.rows[1]
    set_height(upper, COVER_TOP)
    set_height(lower, COVER_FOOT)
    _what_it_is_for(upper.cells[2])
    _who_it_is_for(lower.cells[2])
    # How many cells of the upper part, the lower one and what A4 adds have the accent.
    accented = {"band": (1, 1, 1), "panel": (3, 0, 0), "page": (3, 3, 3)}
    parts = (upper, lower, _lengthen_for_a4(table))
    for part, number in zip(parts, accented.get(theme.cover, (0, 0, 0)), strict=True):
        for cell in part.cells[:number]:
            shade(cell, ACCENT, theme)
    end(document)
    return document


def _cover(theme: Theme, title: str) -> Document:
    document = blank(theme, title)
    page = document.sections[0]
    page.top_margin = page.bottom_margin = COVER_MARGIN
    return document


def _what_it_is_for(cell: _Cell) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    line(cell, "Cover Company", "{{ interview.company }}")
    fitted(cell, "Cover Role", "{{ interview.role }}", "interview.role|length > 42")
    written(cell, "Cover Headline", "candidate.headline")
    line(cell, "Space", BLANK)


def _who_it_is_for(cell: _Cell) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    with each(cell, f"quote in pull_quotes[:1] if quote.text|length < {LONGEST_COVER_QUOTE}"):
        quote(cell, "Cover Quote")
        line(cell, "Space", BLANK)
    line(cell, "Cover Label", word("Prepared for"))
    line(cell, "Cover Text", strong("{{ interviewer.name }}"))
    written(cell, "Cover Text", "interviewer.title")
    line(cell, "Cover Label", word("Prepared by"))
    line(cell, "Cover Text", strong(NAME))
    with when(cell, "interview.date"):
        line(cell, "Cover Label", word("Date"))
        line(cell, "Cover Text", "{{ interview.date }}")
    line(cell, "Space", BLANK)


def _lengthen_for_a4(table: Table) -> _Row:
    """A last row that is there on A4 alone."""
    body = only_if(table, 2, 'paper == "a4"')
    set_height(body, A4_TALLER)
    end(body.cells[0])
    return body


def contents(theme: Theme) -> Document:
    """Each section with its page and what is inside; below it the summary."""
    document = section(theme, "Contents", personal=True)
    table = grid(document, *filling(theme.side or PAGE_COLUMN, NOTHING), rows=3)
    number, title = repeated(table, 0, "section in sections").cells
    line(number, "Page Number", "{{ section.page }}")
    line(title, "toc 1", "{{ section.link }}")
    written(title, "Inside", "section.inside")
    end(title)
    end(document)
    with when(document, "candidate.summary"):
        line(document, "Space", BLANK)
        (panel,) = row(document, TEXT_WIDTH, look="Panel")
        shade(panel, MIST, theme)
        line(panel, "Panel Head", word("At a glance"))
        line(panel, "Panel Text", "{{ candidate.summary }}")
        end(document)
    with each(document, "quote in pull_quotes[1:2]"):
        quote_panel(theme, document)
    return document


def fit(theme: Theme) -> Document:
    """What they ask for, what shows it, and where."""
    lead = word("What the position asks for, and what I bring.")
    document = section(theme, "Fit", lead=lead, personal=True)
    columns = {"They ask": ASK_COLUMN, "Evidence": EVIDENCE_COLUMN, "Where": NOTHING}
    ask, evidence, place = listing(document, columns, "point in fit")
    line(ask, "Point", "{{ point.they_ask }}")
    line(evidence, "Evidence", "{{ point.evidence }}")
    with each(place, "section in sections if section.name == point.section"):
        line(place, "Note", "{{ section.title }}{{ section.on_page }}")
    end(place)
    end(document)
    return document


def first_90_days(theme: Theme) -> Document:
    """A column for each of three periods."""
    document = section(theme, "First 90 days")
    columns = filling(PERIOD_COLUMN, NOTHING, PERIOD_COLUMN, NOTHING, PERIOD_COLUMN)
    for number, cell in enumerate(row(document, *columns)[::2]):
        with each(cell, f"goal in first_90_days if goal.column == {number}"):
            with when(cell, "goal.begins"):
                line(cell, "Period", "{{ goal.period }}")
            line(cell, "Goal", "{{ goal.goal }}")
            written(cell, "Measure", "goal.measure")
        end(cell)
    end(document)
    return document


def back_cover(theme: Theme) -> Document:
    """How to reach the candidate, below a quotation that no other page has, if there is one."""
    document = _cover(theme, "Back cover")
    table = grid(document, TEXT_WIDTH, rows=2)
    upper, lower = (table_row.cells[0] for table_row in table.rows)
    set_height(table.rows[0], BACK_TOP)
    upper.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    with each(upper, "quote in (pull_quotes[3:4] or pull_quotes[:1])"):
        quote(upper, "Back Quote")
    end(upper)
    set_height(table.rows[1], BACK_FOOT)
    lower.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    fitted(lower, "Back Name", NAME, LONG_NAME)
    written(lower, "Back Line", "candidate.headline")
    with each(lower, "link in candidate.contact_links"):
        line(lower, "Back Line", "{{ link }}")
    line(document, "Space", BLANK)
    sides = (NOTHING, CODE_COLUMN, NOTHING) if theme.is_centred else (CODE_COLUMN, NOTHING)
    code = row(document, *filling(*sides))[-2]
    line(code, "Picture", "{{ candidate.vcard_qr }}")
    line(document, "Back Note", word("Scan to save my contact"))
    return document
