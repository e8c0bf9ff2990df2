"""Lists as Word labels them: office2pdf 0.4 takes lists that follow each other for one, and gives
all their items the label of the first."""

from __future__ import annotations

from lxml import etree

from leavebehind.docx.elements import made_properties
from leavebehind.docx.package import W
from leavebehind.docx.styles import StyleSheet
from leavebehind.pdf.plain_looks import list_of

_NO_ROOM = {"before": "0", "after": "0", "line": "1", "lineRule": "exact"}


def separate_lists(styles: StyleSheet, paragraphs: list[etree._Element]) -> None:
    """Puts a paragraph that takes no room between two lists."""
    for paragraph in paragraphs:
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            continue
        before, after = list_of(styles, paragraph), list_of(styles, following)
        if before and after and before != after:
            paragraph.addnext(_separator(paragraph))


def _separator(paragraph: etree._Element) -> etree._Element:
    """Of the paragraph's style, so that the space which Word drops between equals stays dropped."""
    separator = etree.Element(f"{W}p")
    properties = made_properties(separator)
    if (style := paragraph.find(f"{W}pPr/{W}pStyle")) is not None:
        etree.SubElement(properties, f"{W}pStyle", dict(style.attrib))
    numbering = etree.SubElement(properties, f"{W}numPr")
    etree.SubElement(numbering, f"{W}numId", {f"{W}val": "0"})
    etree.SubElement(
        properties, f"{W}spacing", {W + name: value for name, value in _NO_ROOM.items()}
    )
    return separator
