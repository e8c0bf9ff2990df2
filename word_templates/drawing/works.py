"""The sections of what the candidate has made: work samples and publications."""

from __future__ import annotations

from collections.abc import Callable

from drawing import measures
from drawing.furniture import begin_section, dated, two_by_two
from drawing.measures import GUTTER, NOTHING, TEXT_WIDTH
from drawing.pen import Pen, Styled, filling, in_words, joined, shown, strong, unbroken, word

LONG_TITLE = 54
"""Characters of a title that stand on one line with its date."""
LONG_FIGURE = 8
"""Characters of a figure that stand in its column on one line."""
MOST_LARGE_PICTURES = 6
"""With more of them, four work samples share a page."""
MOST_CODES = 6
"""With more publications than that, they are a list."""
CAPTION = (
    f"{word('Work sample')} {{{{ sample.number }}}}"
    "{% if sample.caption %} · {{ sample.caption }}{% endif %}"
)
CASE = {
    "Challenge": "sample.challenge",
    "What I did": "sample.action",
    "Result": "sample.result",
}


def work_samples(pen: Pen) -> None:
    """Each as a case with its picture; many two by two, with small ones."""
    begin_section(pen, "Work samples")
    pictures = "work_samples|selectattr('picture')|list|length"
    with pen.when(f"{pictures} > {MOST_LARGE_PICTURES}"):
        with pen.each("pair in work_samples|batch(2)"):
            pen.space(kept=True)
            two_by_two(
                pen.row(*filling(measures.HALF, NOTHING, measures.HALF)), "sample", _small_case
            )
        pen.otherwise()
        with pen.each("sample in work_samples"):
            _case(pen)
    pen.end()


def _small_case(cell: Pen) -> None:
    with cell.when("sample.picture"):
        cell.line("Picture", "{{ sample.small_picture }}")
    cell.line("Small Case Title", "{{ sample.title }}")
    cell.written("Note", "sample.client", "sample.role", unbroken("sample.date"))
    with cell.when("sample.picture"):
        cell.line("Note", CAPTION)
    cell.written("Small Case Figure", "sample.figure")
    cell.written("Cell", "sample.description")
    for name, value in CASE.items():
        with cell.when(value):
            cell.line("Cell", strong(word(name)), " ", shown(value))
    _where(cell)


def _where(cell: Pen) -> None:
    """Where the whole of it can be seen."""
    with cell.when("sample.link"):
        cell.line("Address", "{{ sample.link }}")
    with cell.when("sample.follows"):
        cell.line("Note", word("The document is at the end of this section."))


def _case(pen: Pen) -> None:
    dated(pen, "Case Title", "sample.title", "sample.date", LONG_TITLE)
    below = f"(sample.title|length > {LONG_TITLE} and sample.date)"
    pen.written("Case Facts", "sample.client", "sample.role", below)
    with pen.when("sample.picture and sample.is_landscape"):
        pen.line("Picture Kept", "{{ sample.picture }}")
        pen.line("Caption Kept", CAPTION)
    with pen.when("sample.picture and not sample.is_landscape"):
        picture, _, text = pen.row(*filling(measures.PORTRAIT_COLUMN, GUTTER, NOTHING))
        picture.line("Picture", "{{ sample.picture }}")
        picture.line("caption", CAPTION)
        _figure(text)
        _describe_case(text)
        pen.otherwise()
        with pen.when("sample.figure"):
            figure, _, text = pen.row(*filling(measures.FIGURE_COLUMN, GUTTER, NOTHING))
            _figure(figure)
            with figure.when("sample.qr"):
                figure.line("Picture", "{{ sample.qr }}")
            _describe_case(text)
            pen.otherwise()
            _beside_code(pen, "sample.qr", _describe_case)


def _figure(cell: Pen) -> None:
    with cell.when("sample.figure"):
        is_long = f"sample.figure|length > {LONG_FIGURE}"
        cell.fitted("Case Figure", "{{ sample.figure }}", is_long)


def _describe_case(cell: Pen) -> None:
    """What there is to say of a sample: as a case, or in the short form."""
    # What it is comes first: behind the result it would read as one.
    cell.written("Case Text", "sample.description")
    for name, value in CASE.items():
        with cell.when(value):
            cell.line("Case Label", word(name))
            cell.line("Case Text", shown(value))
    _where(cell)
    cell.end()


def _beside_code(pen: Pen, code: str, describe: Callable[[Pen], None]) -> None:
    """What there is to say of an item, and its code where it has one."""
    with pen.when(code):
        text, _, picture = pen.row(*filling(NOTHING, GUTTER, measures.CODE_COLUMN))
        describe(text)
        picture.line("Picture", shown(code))
        pen.otherwise()
        describe(pen.row(TEXT_WIDTH)[0])


def publications(pen: Pen) -> None:
    """A few with a code each; many as a numbered list, the newest first."""
    many = f"publications|length > {MOST_CODES}"
    has_codes = "publications|selectattr('qr')|list"
    lead = word("Scan a code to read.")
    begin_section(pen, "Publications", lead=lead, lead_if=f"not {many} and {has_codes}")
    with pen.when(many):
        with pen.each("item in publications|sort(attribute='iso_date', reverse=true)"):
            _numbered(pen)
        pen.otherwise()
        with pen.each("item in publications"):
            pen.space(kept=True)
            _beside_code(pen, "item.qr", _describe_publication)
    pen.end()


def _numbered(pen: Pen) -> None:
    before, own, after = (shown(f"item.authors_{part}") for part in ("before", "own", "after"))
    title = "{% if item.authors %}. {% endif %}{{ item.title }}. "
    facts = joined(", ", "item.venue", in_words("item.kind"), unbroken("item.date"))
    quiet = Styled(facts + "{% if item.link %} · {% endif %}", "Dates")
    link = Styled("{{ item.link }}", "Dates")
    pen.line("List Number", before, strong(own), after, title, quiet, link)


def _describe_publication(cell: Pen) -> None:
    cell.line("In Cell", "{{ item.title }}")
    cell.written("Byline", "item.venue", in_words("item.kind"), unbroken("item.date"))
    cell.written("Byline", "item.authors")
    cell.written("Said", "item.quoted")
    with cell.when("item.link"):
        cell.line("Address", "{{ item.link }}")
    cell.end()
