"""What the sections share: letterhead, title, foot, and entries with their dates."""

from __future__ import annotations

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length
from docx.table import _Cell

from drawing.document import blank
from drawing.measures import PHOTO_COLUMN, TEXT_WIDTH
from drawing.pencils import (
    BLANK,
    LONG_HEAD,
    LONG_NAME,
    NAME,
    Box,
    Styled,
    end,
    fitted,
    joined,
    line,
    live,
    otherwise,
    row,
    shade,
    shown,
    strong,
    tab_or_line,
    when,
    word,
    written,
)
from drawing.styles import ACCENT, MIST
from drawing.themes import Theme


def section(
    theme: Theme, title: str, *, lead: str = "", lead_if: str = "", personal: bool = False
) -> Document:
    """A section that begins with whose it is in one line, with its title and what leads in.

    `lead_if` is the condition without which nothing leads in.
    """
    document = blank(theme, title)
    foot(document, title, personal=personal)
    line_head(theme, document)
    line(document, "heading 1", word(title))
    if lead:
        with when(document, lead_if or "true"):
            line(document, "Lead In", lead)
    line(document, "Section Space", BLANK)
    return document


def line_head(theme: Theme, document: Document) -> None:
    """Whose the section is, and how to reach them, in one line if there is room for it."""
    if theme.letterhead in ("band", "panel"):
        band(theme, document)
    contact = live("candidate.short_contact")
    line(document, "Line Head", strong(NAME), tab_or_line(LONG_HEAD), *contact)


def band(theme: Theme, document: Document) -> None:
    (cell,) = row(document, TEXT_WIDTH)
    line(shade(cell, ACCENT, theme), "Band", BLANK)


def letterhead(theme: Theme, document: Document, *, photo: bool = False) -> None:
    """Whose document this is: name, headline, photo, and how to reach them."""
    if theme.letterhead == "band":
        band(theme, document)
    if photo:
        with when(document, "candidate.photo"):
            _with_portrait(theme, document)
            end(document)
            otherwise(document)
            _identity(row(document, TEXT_WIDTH, look=_LOOKS[theme.letterhead])[0], theme)
            end(document)
    else:
        _identity(row(document, TEXT_WIDTH, look=_LOOKS[theme.letterhead])[0], theme)
        written(document, "Contact", 'candidate.address_lines|join(", ")')
    links = "candidate.contact_links" if photo else "candidate.reach_links"
    with when(document, links):
        line(document, "Contact", *live(links))
    line(document, "Head Space" if photo else "Letter Space", BLANK)


_LOOKS = {
    "rule": "Underlined",
    "band": "Below Band",
    "centred": "Between Rules",
    "panel": "Large Panel",
}


def _identity(cell: _Cell, theme: Theme) -> None:
    if theme.letterhead == "panel":
        shade(cell, ACCENT, theme)
    fitted(cell, "Title", NAME, LONG_NAME)
    written(cell, "Subtitle", "candidate.headline")


def _with_portrait(theme: Theme, document: Document) -> None:
    widths = Length(TEXT_WIDTH - PHOTO_COLUMN), PHOTO_COLUMN
    who, portrait = row(document, *widths, look=_LOOKS[theme.letterhead])
    who.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    _identity(who, theme)
    if theme.letterhead == "panel":
        shade(portrait, ACCENT, theme)
    line(portrait, "Picture Right", "{{ candidate.photo }}")


def quote(box: Box, look: str) -> None:
    """A sentence of a recommendation that is shown large, and whose it is."""
    line(box, look, "{{ quote.text }}")
    line(box, f"{look} From", joined(", ", "quote.author", "quote.title", "quote.company"))


def quote_panel(theme: Theme, document: Document) -> None:
    line(document, "Space", BLANK)
    (panel,) = row(document, TEXT_WIDTH, look="Panel")
    quote(shade(panel, MIST, theme), "Pull Quote")
    end(document)


def foot(document: Document, title: str, *, personal: bool = False) -> None:
    """Whose section it is, for whom, and the page where no binding numbers it."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "footer"
    fits = f"(candidate.name ~ interviewer.name)|length < {LONG_FOOT}"
    named = f" · {word('for')} {{{{ interviewer.name }}}}"
    reader = f"{{% if {fits} %}}{named}{{% endif %}}" if personal else ""
    paragraph.add_run(f"{NAME} · {word(title)}{reader}")
    paragraph.add_run('\t{% if interview.format == "folder" %}')
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES")
    paragraph.add_run("{% endif %}")


LONG_FOOT = 62
"""Characters of two names that stand in the foot beside the title and the page."""


def _field(paragraph: object, code: str) -> None:
    paragraph._p.append(  # type: ignore[attr-defined]
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


def entry(theme: Theme, box: Box, title: str, date: str, *, look: str = "heading 2") -> None:
    """A heading with its date, at the right margin or in the left column."""
    dates = Styled(shown(date), "Entry Date")
    if theme.side:
        line(box, "Dated Entry", dates, "\t", shown(title))
    else:
        with when(box, f"{date} and {title}|length <= {LONG_TITLE}"):
            line(box, look, shown(title), "\t", dates)
            otherwise(box)
            line(box, look, shown(title))


LONG_TITLE = 58
"""Characters of a heading that stand on one line with its date."""


def date_below(theme: Theme, title: str, date: str) -> tuple[str, ...]:
    """The date of an entry whose title leaves no room for it, among the facts below it."""
    return () if theme.side else (f"({title}|length > {LONG_TITLE} and {date})",)


def listed(theme: Theme, box: Box, title: str, facts: tuple[str, ...], date: str) -> None:
    """A line in bold and ordinary letters with its date; long facts stand below."""
    dates = Styled(shown(date), "Dates")
    text = f"[{', '.join(facts)}]|select|join(' · ')"
    is_long = f"({title} ~ {text})|length > {LONG_LINE}"
    before, after = ((dates, "\t"), ()) if theme.side else ((), ("\t", dates))
    with when(box, is_long):
        line(box, "Listed", *before, strong(shown(title)), *after)
        line(box, "Byline Wide", shown(text))
        otherwise(box)
        rest = f"{{% for fact in [{', '.join(facts)}]|select %}} · {{{{ fact }}}}{{% endfor %}}"
        line(box, "Listed", *before, strong(shown(title)), rest, *after)


LONG_LINE = 72
"""Characters that stand on one line with a date."""


def label(box: Box, name: str, *values: str, look: str = "Label") -> None:
    line(box, look, strong(name), "\t", *values)


def kept_if(box: Box, condition: str, look: str, *runs: str | Styled) -> None:
    """A line that stays with what follows it where `condition` holds."""
    with when(box, condition):
        line(box, f"{look} Kept", *runs)
        otherwise(box)
        line(box, look, *runs)
