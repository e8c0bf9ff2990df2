"""word2pdf 0.1: the converter in pure Python, for platforms where office2pdf has no wheel, and for
documents of which office2pdf loses something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leavebehind import fonts
from leavebehind.pdf.font_substitution import with_substitutes
from leavebehind.pdf.office2pdf import Ask


def by_word2pdf(document: bytes, copy: Path, pdf: Path, ask: Ask) -> Mapping[str, Any]:
    """Makes the PDF, by way of the file `copy`; returns the converter's answer."""
    copy.write_bytes(with_substitutes(document, fonts.installed()))
    return ask(copy, pdf, read=True)
