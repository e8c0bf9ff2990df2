"""The sections that make a booklet of a package: covers, contents, fit, first 90 days."""

from __future__ import annotations

from drawing import measures
from drawing.furniture import begin_section, entitled, panel, quote
from drawing.measures import NOTHING, TEXT_WIDTH
from drawing.pen import LONG_NAME, NAME, Pen, between_tags, filling, strong, word
from drawing.styles import ACCENT

LONGEST_COVER_QUOTE = 200
"""Characters for which there is room on the cover."""


def cover_page(pen: Pen) -> None:
    """What the package is for in the upper part, who it is for in the lower."""
    _cover(pen, "Cover page")
    cover = pen.theme.cover
    outer, inner = measures.COVER_EDGE, measures.COVER_INNER
    if cover == "band":
        outer, inner = measures.COVER_BAND, measures.BAND_INNER
    heights = (measures.COVER_TOP, measures.COVER_FOOT, NOTHING, measures.A4_TALLER, NOTHING)
    upper, lower, *rest = pen.grid(*filling(outer, inner, NOTHING), heights=heights)
    _what_it_is_for(upper[2].aligned("BOTTOM"))
    _who_it_is_for(lower[2].aligned("BOTTOM"))
    taller = between_tags(rest, 'if paper == "a4"')
    taller[0].end()
    # How many cells of the upper part, the lower one and what A4 adds have the accent.
    accented = {"band": (1, 1, 1), "panel": (3, 0, 0), "page": (3, 3, 3), "centred": (0, 0, 0)}
    for row, number in zip((upper, lower, taller), accented[cover], strict=True):
        for cell in row[:number]:
            cell.shaded(ACCENT)
    pen.end()


def _cover(pen: Pen, title: str) -> None:
    page = entitled(pen, title)
    page.top_margin = page.bottom_margin = measures.COVER_MARGIN


def _what_it_is_for(cell: Pen) -> None:
    cell.line("Cover Company", "{{ interview.company }}")
    cell.fitted("Cover Role", "{{ interview.role }}", "interview.role|length > 42")
    cell.written("Cover Headline", "candidate.headline")
    cell.space()


def _who_it_is_for(cell: Pen) -> None:
    with cell.each(f"quote in pull_quotes[:1] if quote.text|length < {LONGEST_COVER_QUOTE}"):
        quote(cell, "Cover Quote")
        cell.space()
    cell.line("Cover Label", word("Prepared for"))
    cell.line("Cover Text", strong("{{ interviewer.name }}"))
    cell.written("Cover Text", "interviewer.title")
    cell.line("Cover Label", word("Prepared by"))
    cell.line("Cover Text", strong(NAME))
    with cell.when("interview.date"):
        cell.line("Cover Label", word("Date"))
        cell.line("Cover Text", "{{ interview.date }}")
    cell.space()


def contents(pen: Pen) -> None:
    """Each section with its page and what is inside; below it the summary."""
    begin_section(pen, "Contents", personal=True)
    columns = filling(pen.theme.side or measures.PAGE_COLUMN, NOTHING)
    rows = pen.grid(*columns, heights=3 * (NOTHING,))
    number, title = between_tags(rows, "for section in sections")
    number.line("Page Number", "{{ section.page }}")
    title.line("toc 1", "{{ section.link }}")
    title.written("Inside", "section.inside")
    title.end()
    pen.end()
    with pen.when("candidate.summary"):
        glance = panel(pen)
        glance.line("Panel Head", word("At a glance"))
        glance.line("Panel Text", "{{ candidate.summary }}")
        pen.end()
    with pen.each("quote in pull_quotes[1:2]"):
        quote(panel(pen), "Pull Quote")
        pen.end()


def fit(pen: Pen) -> None:
    """What they ask for, what shows it, and where."""
    lead = word("What the position asks for, and what I bring.")
    begin_section(pen, "Fit", lead=lead, personal=True)
    columns = {"They ask": measures.ASK_COLUMN, "Evidence": measures.EVIDENCE_COLUMN}
    ask, evidence, place = pen.listing({**columns, "Where": NOTHING}, "point in fit")
    ask.line("Point", "{{ point.they_ask }}")
    evidence.line("Evidence", "{{ point.evidence }}")
    with place.each("section in sections if section.name == point.section"):
        place.line("Note", "{{ section.title }}{{ section.on_page }}")
    place.end()
    pen.end()


def first_90_days(pen: Pen) -> None:
    """A column for each of three periods."""
    begin_section(pen, "First 90 days")
    period = measures.PERIOD_COLUMN
    for number, cell in enumerate(pen.row(*filling(period, NOTHING, period, NOTHING, period))[::2]):
        with cell.each(f"goal in first_90_days if goal.column == {number}"):
            with cell.when("goal.begins"):
                cell.line("Period", "{{ goal.period }}")
            cell.line("Goal", "{{ goal.goal }}")
            cell.written("Measure", "goal.measure")
        cell.end()
    pen.end()


def back_cover(pen: Pen) -> None:
    """How to reach the candidate, below the last quotation, which no other page has of many."""
    _cover(pen, "Back cover")
    heights = (measures.BACK_TOP, measures.BACK_FOOT)
    (upper,), (lower,) = pen.grid(TEXT_WIDTH, heights=heights)
    upper.aligned("CENTER")
    with upper.each("quote in pull_quotes[-1:]"):
        quote(upper, "Back Quote")
    upper.end()
    lower.aligned("BOTTOM")
    lower.fitted("Back Name", NAME, LONG_NAME)
    lower.written("Back Line", "candidate.headline")
    with lower.each("link in candidate.contact_links"):
        lower.line("Back Line", "{{ link }}")
    pen.space()
    before = (NOTHING,) if pen.theme.is_centred else ()
    code = pen.row(*filling(*before, measures.CODE_COLUMN, NOTHING))[-2]
    code.line("Picture", "{{ candidate.vcard_qr }}")
    pen.line("Back Note", word("Scan to save my contact"))
