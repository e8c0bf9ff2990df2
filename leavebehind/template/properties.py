"""What a document wears besides its text: its properties, language and paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Length, Mm

from leavebehind.records import Paper

PAPERS: Mapping[Paper, tuple[Length, Length]] = {
    "letter": (Mm(215.9), Mm(279.4)),
    "a4": (Mm(210), Mm(297)),
}
"""Width and height."""


@dataclass(frozen=True)
class DocumentProperties:
    """What a document gets besides its text: properties, language and paper."""

    title: str
    author: str
    language: str
    paper: Paper
    identity: str = ""
    """What the document is known by wherever it goes; none where it is empty."""

    @property
    def properties(self) -> dict[str, str]:
        """The core properties it sets, by python-docx's names."""
        return {
            "title": self.title,
            "author": self.author,
            "language": self.language,
            "last_modified_by": self.author,
        }


def set_language(styles: Any, language: str) -> None:
    """Make it the language of all text of a `w:styles` that says no other."""
    defaults = styles.find(qn("w:docDefaults"))
    for element in [] if defaults is None else defaults.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def set_paper(section: Any, paper: Paper) -> None:
    """Turn a Letter page into A4 or back; the text keeps its width, the margins give."""
    width, height = PAPERS[paper]
    sizes = [size for sizes in PAPERS.values() for size in (sizes, sizes[::-1])]
    old = (section.page_width, section.page_height)
    if None in old or not any(
        abs(old[0] - w) < Mm(1) and abs(old[1] - h) < Mm(1) for w, h in sizes
    ):
        return
    if old[0] > old[1]:
        width, height = height, width
    change = width - old[0]
    section.page_width, section.page_height = width, height
    if section.left_margin is not None and section.right_margin is not None:
        section.left_margin = Length(section.left_margin + change // 2)
        section.right_margin = Length(section.right_margin + change - change // 2)
