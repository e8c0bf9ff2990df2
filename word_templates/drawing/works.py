"""The sections of what the candidate has made: work samples and publications."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.table import _Cell

from drawing.furniture import section
from drawing.measures import (
    CODE_COLUMN,
    FIGURE_COLUMN,
    GUTTER,
    HALF,
    NOTHING,
    PORTRAIT_COLUMN,
    TEXT_WIDTH,
)
from drawing.pencils import (
    BLANK,
    Box,
    Styled,
    each,
    end,
    filling,
    fitted,
    in_words,
    joined,
    line,
    otherwise,
    row,
    shown,
    strong,
    unbroken,
    when,
    word,
    written,
)
from drawing.themes import Theme

LONG_TITLE = 54
"""Characters of a title that stand on one line with its date."""
LONG_FIGURE = 8
"""Characters of a figure that stand in its column on one line."""
MOST_LARGE_PICTURES = 6
"""With more of them, four work samples share a page."""


def work_samples(theme: Theme) -> Document:
    """Each as a case with its picture; many two by two, with small ones."""
    document = section(theme, "Work samples")
    pictures = "work_samples|selectattr('picture')|list|length"
    with when(document, f"{pictures} > {MOST_LARGE_PICTURES}"):
        with each(document, "pair in work_samples|batch(2)"):
            _pair(document)
        otherwise(document)
        with each(document, "sample in work_samples"):
            _case(theme, document)
    end(document)
    return document


_CASE = (
    ("Challenge", "sample.challenge"),
    ("What I did", "sample.action"),
    ("Result", "sample.result"),
)


def _pair(document: Document) -> None:
    """Two samples side by side, on one page."""
    line(document, "Space Kept", BLANK)
    left, _, right = row(document, *filling(HALF, NOTHING, HALF))
    for cell, chosen in ((left, "pair[:1]"), (right, "pair[1:]")):
        with each(cell, f"sample in {chosen}"):
            _small_case(cell)
        end(cell)


def _small_case(cell: _Cell) -> None:
    with when(cell, "sample.picture"):
        line(cell, "Picture", "{{ sample.small_picture }}")
    line(cell, "Small Case Title", "{{ sample.title }}")
    written(cell, "Note", "sample.client", "sample.role", unbroken("sample.date"))
    with when(cell, "sample.picture"):
        line(cell, "Note", _caption("sample.number"))
    written(cell, "Small Case Figure", "sample.figure")
    for name, value in _CASE:
        with when(cell, value):
            line(cell, "Cell", strong(word(name)), " ", shown(value))
    written(cell, "Cell", "sample.description")
    _where(cell)


def _where(cell: Box) -> None:
    """Where the whole of it can be seen."""
    with when(cell, "sample.link"):
        line(cell, "Address", "{{ sample.link }}")
    with when(cell, "sample.follows"):
        line(cell, "Note", word("The document is at the end of this section."))


def _case(theme: Theme, document: Document) -> None:
    is_long = f"sample.title|length > {LONG_TITLE}"
    with when(document, f"sample.date and not {is_long}"):
        date = Styled("{{ sample.date }}", "Entry Date")
        line(document, "Case Title", "{{ sample.title }}", "\t", date)
        otherwise(document)
        line(document, "Case Title", "{{ sample.title }}")
    facts = ("sample.client", "sample.role", f"({is_long} and sample.date)")
    with when(document, " or ".join(facts)):
        line(document, "Case Facts", joined(" · ", *facts))
    with when(document, "sample.picture and sample.is_landscape"):
        line(document, "Picture Kept", "{{ sample.picture }}")
        line(document, "Caption Kept", _caption("sample.number"))
    with when(document, "sample.picture and not sample.is_landscape"):
        _beside_portrait(document)
        otherwise(document)
        with when(document, "sample.figure"):
            _beside_figure(document)
            otherwise(document)
            _beside_code(document, "sample", _describe_case)


def _caption(number: str) -> str:
    caption = "{% if sample.caption %} · {{ sample.caption }}{% endif %}"
    return f"{word('Work sample')} {shown(number)}{caption}"


def _beside_portrait(document: Document) -> None:
    picture, _, text = row(document, *filling(PORTRAIT_COLUMN, GUTTER, NOTHING))
    line(picture, "Picture", "{{ sample.picture }}")
    line(picture, "caption", _caption("sample.number"))
    _figure(text)
    _describe_case(text)


def _beside_figure(document: Document) -> None:
    figure, _, text = row(document, *filling(FIGURE_COLUMN, GUTTER, NOTHING))
    _figure(figure)
    with when(figure, "sample.qr"):
        line(figure, "Picture", "{{ sample.qr }}")
    _describe_case(text)


def _figure(cell: _Cell) -> None:
    with when(cell, "sample.figure"):
        is_long = f"sample.figure|length > {LONG_FIGURE}"
        fitted(cell, "Case Figure", "{{ sample.figure }}", is_long)


def _describe_case(cell: Box) -> None:
    """What there is to say of a sample: as a case, or in the short form."""
    for name, value in _CASE:
        with when(cell, value):
            line(cell, "Case Label", word(name))
            line(cell, "Case Text", shown(value))
    written(cell, "Case Text", "sample.description")
    _where(cell)
    end(cell)


def _beside_code(document: Document, item: str, describe: Callable[[_Cell], None]) -> None:
    """What there is to say of an item, and its code where it has one."""
    with when(document, f"{item}.qr"):
        text, _, code = row(document, *filling(NOTHING, GUTTER, CODE_COLUMN))
        describe(text)
        line(code, "Picture", f"{{{{ {item}.qr }}}}")
        otherwise(document)
        describe(row(document, TEXT_WIDTH)[0])


MOST_CODES = 6


def publications(theme: Theme) -> Document:
    """A few with a code each; many as a numbered list, the newest first."""
    many = f"publications|length > {MOST_CODES}"
    lead = word("Scan a code to read.")
    has_codes = "publications|selectattr('qr')|list"
    document = section(theme, "Publications", lead=lead, lead_if=f"not {many} and {has_codes}")
    with when(document, many):
        with each(document, "item in publications|sort(attribute='iso_date', reverse=true)"):
            _numbered(document)
        otherwise(document)
        with each(document, "item in publications"):
            line(document, "Space Kept", BLANK)
            _beside_code(document, "item", _describe_publication)
    end(document)
    return document


def _numbered(document: Document) -> None:
    before, own, after = (f"{{{{ item.authors_{part} }}}}" for part in ("before", "own", "after"))
    facts = joined(", ", "item.venue", in_words("item.kind"), unbroken("item.date"))
    title = "{% if item.authors %}. {% endif %}{{ item.title }}. "
    facts += "{% if item.link %} · {% endif %}"
    quiet = (Styled(text, "Dates") for text in (facts, "{{ item.link }}"))
    line(document, "List Number", before, strong(own), after, title, *quiet)


def _describe_publication(cell: _Cell) -> None:
    line(cell, "In Cell", "{{ item.title }}")
    written(cell, "Byline", "item.venue", in_words("item.kind"), unbroken("item.date"))
    written(cell, "Byline", "item.authors")
    written(cell, "Said", "item.quoted")
    with when(cell, "item.link"):
        line(cell, "Address", "{{ item.link }}")
    end(cell)
