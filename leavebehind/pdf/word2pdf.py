"""word2pdf 0.1: the converter in pure Python, for platforms where office2pdf has no wheel, and for
documents of which office2pdf loses something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leavebehind import fonts
from leavebehind.docx.package import BadDocument, read_parts, write_parts
from leavebehind.pdf.font_substitution import substituted
from leavebehind.pdf.office2pdf import Ask
from leavebehind.pdf.office2pdf_text import write_out


def by_word2pdf(document: bytes, copy: Path, pdf: Path, ask: Ask) -> Mapping[str, Any]:
    """Makes the PDF, by way of the file `copy`; returns the converter's answer."""
    try:
        parts = write_out(substituted(read_parts(document), fonts.installed()))
        document = write_parts(parts, compress=False)
    except BadDocument:
        # word2pdf refuses it in its own words.
        pass
    copy.write_bytes(document)
    return ask(copy, pdf, read=True)
