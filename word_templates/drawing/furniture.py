"""What the sections share: letterhead, title, foot, and entries with their dates."""

from __future__ import annotations

from collections.abc import Callable

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Length

from drawing.measures import HALF, NOTHING, PHOTO_COLUMN, TEXT_WIDTH
from drawing.pen import (
    BLANK,
    LONG_NAME,
    NAME,
    Pen,
    Row,
    Styled,
    filling,
    joined,
    live,
    shown,
    strong,
    tab_or_line,
    word,
)
from drawing.styles import ACCENT, MIST

LONG_TITLE = 58
"""Characters of a heading that stand on one line with its date."""
LONG_LINE = 72
"""Characters that stand on one line with a date."""
HALVES = filling(HALF, NOTHING, HALF)
"""The widths of two texts side by side, and of what is between them."""
LONG_HEAD = "(candidate.name ~ candidate.phone ~ candidate.email)|length > 90"
LONG_FOOT = 62
"""Characters of two names that stand in the foot beside the title and the page."""


def begin_section(
    pen: Pen, title: str, *, lead: str = "", lead_if: str = "true", personal: bool = False
) -> None:
    """Whose the section is, in one line, its title, and what leads in where `lead_if` holds."""
    foot(pen, title, personal=personal)
    if pen.theme.letterhead in ("band", "panel"):
        _band(pen)
    contact = live("candidate.short_contact")
    pen.line("Line Head", strong(NAME), tab_or_line(LONG_HEAD), *contact)
    pen.line("heading 1", word(title))
    if lead:
        with pen.when(lead_if):
            pen.line("Lead In", lead)
    pen.line("Section Space", BLANK)


def _band(pen: Pen) -> None:
    pen.row(TEXT_WIDTH)[0].shaded(ACCENT).line("Band", BLANK)


def letterhead(pen: Pen, *, photo: bool = False) -> None:
    """Whose document this is: name, headline, photo, and how to reach them."""
    if pen.theme.letterhead == "band":
        _band(pen)
    if photo:
        with pen.when("candidate.photo"):
            _identity(pen, TEXT_WIDTH - PHOTO_COLUMN, PHOTO_COLUMN)
            pen.end()
            pen.otherwise()
            _identity(pen, TEXT_WIDTH)
            pen.end()
    else:
        _identity(pen, TEXT_WIDTH)
        pen.written("Contact", 'candidate.address_lines|join(", ")')
    links = "candidate.contact_links" if photo else "candidate.reach_links"
    with pen.when(links):
        pen.line("Contact", *live(links))
    pen.line("Head Space" if photo else "Letter Space", BLANK)


_LOOKS = {
    "rule": "Underlined",
    "band": "Below Band",
    "centred": "Between Rules",
    "panel": "Large Panel",
}


def _identity(pen: Pen, *widths: int) -> None:
    """Name and headline, and the photo where there is a width for it."""
    who, *portrait = pen.row(*map(Length, widths), look=_LOOKS[pen.theme.letterhead])
    for cell in (who, *portrait) if pen.theme.letterhead == "panel" else ():
        cell.shaded(ACCENT)
    who.fitted("Title", NAME, LONG_NAME)
    who.written("Subtitle", "candidate.headline")
    for cell in portrait:
        who.aligned("BOTTOM")
        cell.line("Picture Right", "{{ candidate.photo }}")


def quote(pen: Pen, look: str) -> None:
    """A sentence of a recommendation that is shown large, and whose it is."""
    pen.line(look, "{{ quote.text }}")
    pen.line(f"{look} From", joined(", ", "quote.author", "quote.title", "quote.company"))


def panel(pen: Pen) -> Pen:
    """A tinted ground over the whole width."""
    pen.space()
    return pen.row(TEXT_WIDTH, look="Panel")[0].shaded(MIST)


def two_by_two(pair: Row, item: str, describe: Callable[[Pen], None]) -> None:
    """The items of a `pair` in the outer ones of three cells; the second may be absent."""
    left, _, right = pair
    for cell, chosen in ((left, "pair[:1]"), (right, "pair[1:]")):
        with cell.each(f"{item} in {chosen}"):
            describe(cell)
        cell.end()


def entitled(pen: Pen, title: str) -> Section:
    """Title the document; its pages, to be set up otherwise."""
    pen.document.core_properties.title = title
    return pen.document.sections[0]


def foot(pen: Pen, title: str, *, personal: bool = False) -> None:
    """Whose section it is, for whom, and the page where no binding numbers it."""
    paragraph = entitled(pen, title).footer.paragraphs[0]
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


def _field(paragraph: object, code: str) -> None:
    paragraph._p.append(  # type: ignore[attr-defined]
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


def entry(pen: Pen, title: str, date: str) -> None:
    """A heading with its date, at the right margin or in the left column."""
    if pen.theme.side:
        pen.line("Dated Entry", Styled(shown(date), "Entry Date"), "\t", shown(title))
    else:
        dated(pen, "heading 2", title, date, LONG_TITLE)


def dated(pen: Pen, look: str, title: str, date: str, longest: int) -> None:
    """A title, with its date at the right margin if it is no longer than that."""
    with pen.when(f"{date} and {title}|length <= {longest}"):
        pen.line(look, shown(title), "\t", Styled(shown(date), "Entry Date"))
        pen.otherwise()
        pen.line(look, shown(title))


def date_below(pen: Pen, title: str, date: str) -> tuple[str, ...]:
    """The date of an entry whose title leaves no room for it, among the facts below it."""
    return () if pen.theme.side else (f"({title}|length > {LONG_TITLE} and {date})",)


def listed(pen: Pen, title: str, facts: tuple[str, ...], date: str) -> None:
    """A line in bold and ordinary letters with its date; long facts stand below."""
    dates = Styled(shown(date), "Dates")
    text = f"[{', '.join(facts)}]|select|join(' · ')"
    before, after = ((dates, "\t"), ()) if pen.theme.side else ((), ("\t", dates))
    with pen.when(f"({title} ~ {text})|length > {LONG_LINE}"):
        pen.line("Listed", *before, strong(shown(title)), *after)
        pen.line("Byline Wide", shown(text))
        pen.otherwise()
        rest = f"{{% for fact in [{', '.join(facts)}]|select %}} · {{{{ fact }}}}{{% endfor %}}"
        pen.line("Listed", *before, strong(shown(title)), rest, *after)


def label(pen: Pen, name: str, *values: str, look: str = "Label") -> None:
    pen.line(look, strong(word(name)), "\t", *values)
