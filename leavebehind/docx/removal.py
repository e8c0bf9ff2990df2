"""Taking elements out of a document so that Word still opens it."""

from __future__ import annotations

from lxml import etree

from leavebehind.docx.package import W

BLOCKS = tuple(W + name for name in ("p", "tbl", "sdt", "customXml", "sectPr", "altChunk"))
"""What a body, a cell or a note is made of."""


def remove(element: etree._Element | None) -> None:
    """Removes an element, wherever it stands."""
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
