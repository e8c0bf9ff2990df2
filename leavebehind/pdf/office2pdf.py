"""office2pdf 0.4: the converter that sets our documents nearest to where Word sets them.

What it does not know of Word is made good in `office2pdf_fixes`, `office2pdf_text`,
`office2pdf_tabs`, `list_labels` and `office2pdf_page_breaks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from leavebehind import fonts
from leavebehind.docx.package import BadDocument, read_parts, write_parts
from leavebehind.pdf.accessibility import tag_headings
from leavebehind.pdf.font_substitution import substituted
from leavebehind.pdf.office2pdf_fixes import EditableBody, spell_out
from leavebehind.pdf.office2pdf_page_breaks import keep_together
from leavebehind.pdf.office2pdf_text import write_out


class Ask(Protocol):
    """Has a converter make the PDF of a document; the answer says what stands in the PDF."""

    def __call__(self, document: Path, pdf: Path, *, read: bool = False) -> Mapping[str, Any]: ...


def by_office2pdf(
    document: bytes, copy: Path, pdf: Path, ask: Ask, most_breaks: int
) -> Mapping[str, Any]:
    """Makes the PDF, by way of the file `copy`; returns the converter's answer."""
    data, body = _prepared(document)
    copy.write_bytes(data)
    answer = ask(copy, pdf, read=True)
    if body and keep_together(body, copy, pdf, ask, most_breaks):
        copy.write_bytes(body.document())
        answer = ask(copy, pdf, read=True)
    tag_headings(pdf)
    return answer


def _prepared(document: bytes) -> tuple[bytes, EditableBody | None]:
    """The document as office2pdf prints it best, and its body if that can be changed again."""
    try:
        parts = write_out(substituted(read_parts(document), fonts.installed()))
    except BadDocument:
        # office2pdf refuses it in its own words.
        return document, None
    if body := EditableBody.of(parts):
        spell_out(body)
    return body.document() if body else write_parts(parts, compress=False), body
