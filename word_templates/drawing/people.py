"""The sections of those who speak for the candidate: references and recommendations."""

from __future__ import annotations

from docx.shared import Length

from drawing.furniture import HALVES, begin_section, panel, quote, two_by_two
from drawing.measures import NOTHING, QUOTE_BAR, QUOTE_GAP, TEXT_WIDTH
from drawing.pen import Pen, between_tags, filling, shown, strong, word
from drawing.styles import ACCENT

LONGEST_HALF = 36
"""Characters of an e-mail address that stand in half the width."""
MOST_BESIDE_A_QUOTE = 4
"""References that leave room for a quotation on their page."""
WHOLE_PAGE = 1800
"""Characters from which a recommendation may fill more than one page."""


def references(pen: Pen) -> None:
    """Two by two, or one below the other where an e-mail needs the width."""
    lead = word("They know my work and expect your call.")
    begin_section(pen, "References", lead=lead, personal=True)
    longest = "references|map(attribute='email')|map('length')|max"
    with pen.when(f"{longest} > {LONGEST_HALF}"):
        with pen.each("reference in references"):
            _reference(*pen.row(TEXT_WIDTH, look="Spaced"))
        pen.end()
        pen.otherwise()
        rows = pen.grid(*HALVES, heights=3 * (NOTHING,), look="Spaced")
        pair = between_tags(rows, "for pair in references|batch(2)")
        two_by_two(pair, "reference", _reference)
        pen.end()
    # Cover and contents have the first two, where there are such pages.
    chosen = "(pull_quotes[:1] if interview.format == 'folder' else pull_quotes[2:3])"
    with pen.each(f"quote in {chosen} if references|length <= {MOST_BESIDE_A_QUOTE}"):
        quote(panel(pen), "Pull Quote")
        pen.end()


def _reference(cell: Pen) -> None:
    cell.line("In Cell", "{{ reference.name }}")
    cell.written("Reference", "reference.title", "reference.company", separator=", ")
    cell.written("Said", "reference.relationship")
    cell.written("Reference", "reference.phone")
    with cell.when("reference.email"):
        cell.line("Reference", "{{ reference.email_link }}")
    with cell.when("reference.known"):
        cell.line("Note", word("You know each other."))


def recommendations(pen: Pen) -> None:
    """What has a text is quoted; what is only a scan is named before the first."""
    texts = "recommendations|selectattr('text')|list"
    scans = "recommendations|rejectattr('text')|list"
    names = shown(f"({scans})|map(attribute='author')|join(' · ')")
    lead = f"{word('Signed letters at the end of this section:')} {names}"
    begin_section(pen, "Recommendations", lead=lead, lead_if=f"({texts}) and ({scans})")
    with pen.when(f"not ({texts})"), pen.each("letter in recommendations"):
        pen.line("heading 2", "{{ letter.author }}")
        _recommender(pen, "Signed Wide", with_name=False)
    with pen.each(f"letter in {texts}"):
        with pen.when("not loop.first"):
            pen.space(kept=True)
        with pen.when(f"letter.text|length > {WHOLE_PAGE}"):
            with pen.each("text in letter.quoted"):
                pen.line("Quote", "{{ text }}")
            _recommender(pen, "Signed Wide")
            pen.otherwise()
            _quote(pen)
    pen.end()


def _quote(pen: Pen) -> None:
    theme = pen.theme
    side = (theme.side, Length(theme.wide - theme.side)) if theme.side else ()
    *before, bar, _, text = pen.row(*filling(*side, QUOTE_BAR, QUOTE_GAP, NOTHING))
    bar.shaded(ACCENT).end()
    with text.each("text in letter.quoted"):
        text.line("Quoted", "{{ text }}")
    _recommender(before[0] if before else text, "Signed")
    text.end()


def _recommender(pen: Pen, look: str, *, with_name: bool = True) -> None:
    if with_name:
        pen.line(look, strong("{{ letter.author }}"))
    pen.written(look, "letter.title", "letter.company", separator=", ")
    pen.written(look, "letter.relationship", "letter.date")
    with pen.when("letter.file"):
        pen.line(look, word("The signed letter is at the end of this section."))
