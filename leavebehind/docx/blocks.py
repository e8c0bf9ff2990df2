"""The text of a document as a reader sees it: its paragraphs, and the rows and cells of its tables.

Tracked changes are read as accepted: an insertion is text, a deletion is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from lxml import etree

from leavebehind.docx.hidden import HiddenText
from leavebehind.docx.package import MC, W, parsed, stories

_UNSEEN = frozenset(
    W + name for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr")
)
"""What a reader sees nothing of: deleted text (ECMA-376 part 1, 17.13.5), and properties."""
_CHARACTERS = {
    **{W + name: "\t" for name in ("tab", "ptab")},
    **{W + name: "\n" for name in ("br", "cr")},
    W + "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, without the text boxes that are anchored in it."""

    element: etree._Element
    text: str

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Itself, as a row has those of its cells."""
        yield self


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: the blocks of each of its cells."""

    element: etree._Element
    cells: tuple[tuple[Block, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each cell, a line for each paragraph."""
        return tuple(
            "\n".join(paragraph.text for paragraph in _paragraphs(cell)) for cell in self.cells
        )

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs of all cells, in the order of reading."""
        for cell in self.cells:
            yield from _paragraphs(cell)


Block: TypeAlias = Paragraph | TableRow


def document_blocks(parts: Mapping[str, bytes]) -> dict[str, list[Block]]:
    """The blocks of every part that a reader sees, the body first; raises BadDocument.

    They hold the hidden text, too.
    """
    return {name: list(blocks(parsed(parts[name]))) for name in _seen_parts(parts)}


def paragraph_texts(parts: Mapping[str, bytes]) -> list[str]:
    """The text of every paragraph that is seen, in the order of reading; raises BadDocument."""
    roots = [parsed(parts[name]) for name in _seen_parts(parts)]
    hidden = HiddenText(parts)
    for root in roots:
        hidden.remove_from(root)
    every_part = chain.from_iterable(map(blocks, roots))
    texts = (paragraph.text.strip() for paragraph in _paragraphs(every_part))
    return [text for text in texts if text]


def _seen_parts(parts: Mapping[str, bytes]) -> list[str]:
    kinds = {name: kind for name, kind in stories(parts).items() if kind != "comments"}
    return sorted(kinds, key=lambda name: (kinds[name] != "body", name))


def blocks(container: etree._Element) -> Iterator[Block]:
    """The paragraphs and rows in an element, however content controls and tables wrap them."""
    for element in _seen(container):
        if element.tag == W + "p":
            yield Paragraph(element, "".join(_pieces(element)))
            # The text boxes of a paragraph hold paragraphs of their own.
            yield from blocks(element)
        elif element.tag == W + "tr":
            yield TableRow(element, tuple(tuple(blocks(cell)) for cell in _cells(element)))
        else:
            yield from blocks(element)


def element_text(element: etree._Element) -> str:
    """The text that a reader sees in an element of a paragraph."""
    if element.tag == W + "t":
        return element.text or ""
    return _CHARACTERS.get(element.tag, "") + "".join(_pieces(element))


def _paragraphs(of_blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in of_blocks:
        yield from block.paragraphs


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in _seen(row):
        if element.tag == W + "tc":
            yield element
        else:
            # A content control may hold whole cells.
            yield from _cells(element)


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in _seen(element):
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag != W + "p":
            yield _CHARACTERS.get(child.tag, "")
            yield from _pieces(child)


def _seen(element: etree._Element) -> Iterator[etree._Element]:
    """The children that a reader sees."""
    if element.tag == MC + "AlternateContent":
        # The same text box, once for Word and once for older programs (ECMA-376 part 3).
        yield from element[:1]
        return
    for child in element.iterchildren(etree.Element):
        if child.tag not in _UNSEEN:
            yield child
