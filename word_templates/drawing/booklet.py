"""The sections that make a booklet of a package: cover, contents, fit, first 90 days, back."""

from __future__ import annotations

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Length, Mm
from docx.table import _Cell

from drawing.document import blank
from drawing.furniture import section
from drawing.pencils import (
    BLANK,
    NAME,
    each,
    end,
    fitted,
    grid,
    joined,
    line,
    live,
    mark_row,
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
from drawing.themes import (
    COVER_BAND,
    PAGE_COLUMN,
    PERIOD_COLUMN,
    TEXT_WIDTH,
    Theme,
)

COVER_TOP, COVER_FOOT, COVER_MARGIN = Mm(128), Mm(122), Mm(13)
A4_TALLER = Mm(17)


def cover_page(theme: Theme) -> Document:
    document = blank(theme, "Cover page")
    page = document.sections[0]
    page.top_margin = page.bottom_margin = COVER_MARGIN
    inner = Mm(12) if theme.cover in ("panel", "page") else Mm(10)
    outer = COVER_BAND if theme.cover == "band" else Mm(2)
    table = grid(document, outer, inner, Length(TEXT_WIDTH - outer - inner), rows=5)
    for table_row, height in zip(table.rows, (COVER_TOP, COVER_FOOT), strict=False):
        set_height(table_row, height)
    upper, lower = (table.rows[number].cells for number in (0, 1))
    _what_it_is_for(upper[2])
    _who_it_is_for(lower[2])
    if theme.cover == "band":
        shade(upper[0], ACCENT, theme)
        shade(lower[0], ACCENT, theme)
    for cells, names in ((upper, ("panel", "page")), (lower, ("page",))):
        if theme.cover in names:
            for cell in cells:
                shade(cell, ACCENT, theme)
    _lengthen_for_a4(theme, [table.rows[number].cells for number in (2, 3, 4)], table)
    end(document)
    return document


def _what_it_is_for(cell: _Cell) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    line(cell, "Cover Company", "{{ interview.company }}")
    fitted(cell, "Cover Role", "{{ interview.role }}", "interview.role|length > 42")
    written(cell, "Cover Headline", "candidate.headline")
    line(cell, "Space", BLANK)


def _who_it_is_for(cell: _Cell) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    line(cell, "Cover Label", word("Prepared for"))
    line(cell, "Cover Text", strong("{{ interviewer.name }}"))
    written(cell, "Cover Text", "interviewer.title")
    line(cell, "Cover Label", word("Prepared by"))
    line(cell, "Cover Text", strong(NAME))
    with when(cell, "interview.date"):
        line(cell, "Cover Label", word("Date"))
        line(cell, "Cover Text", "{{ interview.date }}")
    line(cell, "Space", BLANK)


def _lengthen_for_a4(theme: Theme, rows: list[tuple[_Cell, ...]], table: object) -> None:
    """A last row that is there on A4 alone."""
    opening, body, closing = rows
    line(opening[0], "Template Tag", '{%tr if paper == "a4" %}')
    line(closing[0], "Template Tag", "{%tr endif %}")
    set_height(table.rows[3], A4_TALLER)  # type: ignore[attr-defined]
    for cell in body[: {"band": 1, "page": 3}.get(theme.cover, 0)]:
        shade(cell, ACCENT, theme)
    end(body[0])


def contents(theme: Theme) -> Document:
    """Each section with its page and what is inside; beside it nothing but the summary."""
    document = section(theme, "Contents", personal=True)
    numbers = theme.side or PAGE_COLUMN
    table = grid(document, numbers, Length(TEXT_WIDTH - numbers), rows=3)
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
        _pull_quote(panel)
        end(document)
    return document


def _pull_quote(cell: _Cell) -> None:
    with when(cell, "pull_quote.text"):
        line(cell, "Pull Quote", "{{ pull_quote.text }}")
        whose = ("pull_quote.author", "pull_quote.title", "pull_quote.company")
        line(cell, "Signed", joined(", ", *whose))


def fit(theme: Theme) -> Document:
    """What they ask for, what shows it, and where."""
    document = section(theme, "Fit", personal=True)
    line(document, "Lead In", word("What the position asks for, and what I bring."))
    widths = Mm(54), Mm(80)
    table = grid(document, *widths, Length(TEXT_WIDTH - sum(widths)), rows=4, look="Table Grid")
    mark_row(table.rows[0], "tblHeader")
    for cell, name in zip(table.rows[0].cells, ("They ask", "Evidence", "Where"), strict=True):
        line(cell, "Cell Head", word(name))
    ask, evidence, place = repeated(table, 1, "point in fit").cells
    line(ask, "Cell Strong", "{{ point.they_ask }}")
    line(evidence, "Cell", "{{ point.evidence }}")
    with each(place, "section in sections if section.name == point.section"):
        line(place, "Note", "{{ section.title }}{{ section.on_page }}")
    end(place)
    end(document)
    return document


def first_90_days(theme: Theme) -> Document:
    """A column for each of three periods."""
    document = section(theme, "First 90 days")
    gap = Length((TEXT_WIDTH - 3 * PERIOD_COLUMN) // 2)
    cells = row(document, PERIOD_COLUMN, gap, PERIOD_COLUMN, gap, PERIOD_COLUMN)
    for number, cell in enumerate(cells[::2]):
        with each(cell, f"goal in first_90_days if goal.column == {number}"):
            with when(cell, "goal.begins"):
                line(cell, "Period", "{{ goal.period }}")
            line(cell, "Goal", "{{ goal.goal }}")
            written(cell, "Measure", "goal.measure")
        end(cell)
    end(document)
    return document


def back_cover(theme: Theme) -> Document:
    document = blank(theme, "Back cover")
    page = document.sections[0]
    page.top_margin = page.bottom_margin = COVER_MARGIN
    table = grid(document, TEXT_WIDTH, rows=2)
    upper, lower = (table.rows[number].cells[0] for number in (0, 1))
    set_height(table.rows[0], Mm(150))
    upper.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _pull_quote(upper)
    end(upper)
    set_height(table.rows[1], Mm(95))
    lower.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    line(lower, "Back Name", NAME)
    written(lower, "Back Line", "candidate.headline")
    with when(lower, "candidate.contact"):
        line(lower, "Back Line", *live("candidate.contact_links"))
    line(lower, "Picture", "{{ candidate.vcard_qr }}")
    line(lower, "Note", word("Scan to save my contact"))
    end(document)
    return document
