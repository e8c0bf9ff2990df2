"""Elements taken out of a document and put in, so that Word still opens it."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from leavebehind.docx.package import W

BLOCKS = tuple(W + name for name in ("p", "tbl", "sdt", "customXml", "sectPr", "altChunk"))
"""What a body, a cell or a note is made of."""
# Tracked changes (ECMA-376 part 1, 17.13.5).
INSERTED = (W + "ins", W + "moveTo")
DELETED = (W + "del", W + "moveFrom")
_RANGES = ("comment", "moveFrom", "moveTo")
FORMER = tuple(
    f"{W}{name}Change"
    for name in ["rPr", "pPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "sectPr", "numbering"]
)
"""What remembers how something looked before."""
MARKUP = (
    *(*DELETED, *FORMER, W + "commentReference", W + "annotationRef"),
    *(f"{W}{name}Range{end}" for name in _RANGES for end in ("Start", "End")),
)
"""Comments and tracked changes, but for what was put in."""


def remove(element: etree._Element | None) -> None:
    """Removes an element from its parent, if it has one."""
    parent = None if element is None else element.getparent()
    if parent is not None:
        parent.remove(element)


def remove_empty_tables(root: etree._Element) -> None:
    """Removes rows that have lost all cells, and tables that have lost all rows."""
    for holder, held in ((W + "tr", W + "tc"), (W + "tbl", W + "tr")):
        for element in list(root.iter(holder)):
            if next(element.iter(held), None) is None:
                remove(element)


def complete_cells(root: etree._Element) -> None:
    """Word refuses a file where a cell does not end with a paragraph."""
    for cell in root.iter(W + "tc"):
        last = next(cell.iterchildren(*BLOCKS, reversed=True), None)
        if last is None or last.tag == W + "tbl":
            etree.SubElement(cell, W + "p")


def insert_before(parent: etree._Element, child: etree._Element, *tags: str) -> None:
    """Puts the child before the first one with such a tag, else behind all."""
    following = next(parent.iterchildren(*tags), None)
    if following is None:
        parent.append(child)
    else:
        following.addprevious(child)


def put_first(paragraph: etree._Element, content: Iterable[etree._Element]) -> None:
    """Puts the content at the start of a paragraph, behind its properties."""
    start = 0 if paragraph.find(W + "pPr") is None else 1
    paragraph[start:start] = list(content)


def join_to_next(paragraph: etree._Element) -> bool:
    """Puts what a paragraph holds into the next one; whether one follows."""
    following = next(paragraph.itersiblings(*BLOCKS), None)
    if following is None or following.tag != W + "p":
        return False
    put_first(following, [child for child in paragraph if child.tag != W + "pPr"])
    remove(paragraph)
    return True


def is_end_deleted(paragraph: etree._Element) -> bool:
    """Whether a tracked change joins the paragraph with the next one."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{mark}") is not None for mark in DELETED)


def made_properties(element: etree._Element) -> etree._Element:
    """The properties of a paragraph or a run, made where it has none."""
    tag = f"{element.tag}Pr"
    properties = element.find(tag)
    if properties is None:
        properties = etree.Element(tag)
        element.insert(0, properties)
    return properties


def replace_property(properties: etree._Element, new: etree._Element, *before: str) -> None:
    """Puts in a property instead of those of its kind, behind those that are named `before`."""
    for old in properties.findall(new.tag):
        properties.remove(old)
    # The schema fixes the order of properties (ECMA-376 part 1, 17.3.1.26 and 17.3.2.28).
    place = sum(child.tag in [W + name for name in before] for child in properties)
    properties.insert(place, new)


def own(holder: etree._Element, *names: str) -> list[etree._Element]:
    """What belongs to a paragraph, a row or a table, and to none within it: "tc", "t" …"""
    found = holder.iter(*(W + name for name in names))
    return [one for one in found if next(one.iterancestors(holder.tag), None) is holder]


def canonical(element: etree._Element) -> bytes:
    """Equal for equal elements, whatever namespaces are declared around them."""
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))


def text_of(element: etree._Element) -> str:
    """The text in an element, at whatever depth."""
    return "".join(text.text or "" for text in element.iter(W + "t"))
