"""The cover letter."""

from __future__ import annotations

from docx.document import Document

from drawing.document import blank
from drawing.furniture import foot, letterhead
from drawing.pencils import (
    NAME,
    Box,
    each,
    in_columns,
    joined,
    line,
    otherwise,
    row,
    when,
    word,
    written,
)
from drawing.themes import Theme


def cover_letter(theme: Theme) -> Document:
    document = blank(theme, "Cover letter")
    foot(document, "Cover letter", personal=True)
    letterhead(theme, document)
    written(document, "Date", "interview.date")
    addressee = ("interviewer.name", "interviewer.title", "interview.company")
    line(document, "Inside Address", joined(r"\n", *addressee))
    line(document, "Subject", "{{ interview.role }}")
    line(document, "Salutation", "{{ interviewer.salutation }}")
    with each(document, "text in letter"):
        line(document, "Body Text", "{{ text }}")
    line(document, "Closing", word("Sincerely,"))
    with when(document, "candidate.signature"):
        _sign(row(document, *in_columns(theme))[-1] if theme.side else document)
        otherwise(document)
        line(document, "Signature By Hand", NAME)
    with when(document, "enclosures"):
        names = '{{ enclosures|join(" · ") }}'
        line(document, "Enclosures", word("Enclosures:"), " ", names)
    return document


def _sign(box: Box) -> None:
    line(box, "Signature Picture", "{{ candidate.signature }}")
    line(box, "Signature" if isinstance(box, Document) else "Signature In Cell", NAME)
