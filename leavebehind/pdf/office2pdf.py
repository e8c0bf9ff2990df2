"""office2pdf 0.4: the converter that sets our documents nearest to where Word sets them.

What it does not know of Word is made good in `office2pdf_fixes`, `office2pdf_text`,
`office2pdf_tabs`, `list_labels` and `office2pdf_page_breaks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from leavebehind.pdf.accessibility import tag_headings
from leavebehind.pdf.office2pdf_fixes import EditableBody, spell_out
from leavebehind.pdf.office2pdf_page_breaks import keep_together


class Ask(Protocol):
    """Has a converter make the PDF of a document; the answer says what is in the PDF."""

    def __call__(self, document: Path, pdf: Path, *, read: bool = False) -> Mapping[str, Any]: ...


def by_office2pdf(
    body: EditableBody, copy: Path, pdf: Path, ask: Ask, most_breaks: int
) -> Mapping[str, Any]:
    """Makes the PDF, by way of the file `copy`; returns the converter's answer."""
    spell_out(body)
    copy.write_bytes(body.document())
    answer = ask(copy, pdf, read=True)
    if keep_together(body, copy, pdf, ask, most_breaks):
        copy.write_bytes(body.document())
        answer = ask(copy, pdf, read=True)
    tag_headings(pdf)
    return answer
