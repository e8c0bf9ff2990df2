"""The text of a document as a reader sees it, paragraph by paragraph.

Tracked changes are read as accepted: an insertion is text, a deletion is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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


def paragraph_texts(parts: Mapping[str, bytes]) -> list[str]:
    """The text of every paragraph that is seen, in the order of reading; raises BadDocument.

    The body comes first; comments are left out.
    """
    kinds = {name: kind for name, kind in stories(parts).items() if kind != "comments"}
    hidden = HiddenText(parts)
    texts: list[str] = []
    for name in sorted(kinds, key=lambda name: (kinds[name] != "body", name)):
        root = parsed(parts[name])
        hidden.remove_from(root)
        texts += (text.strip() for text in _texts(root))
    return [text for text in texts if text]


def element_text(element: etree._Element) -> str:
    """The text that a reader sees in an element of a paragraph."""
    if element.tag == W + "t":
        return element.text or ""
    return _CHARACTERS.get(element.tag, "") + "".join(_pieces(element))


def _texts(container: etree._Element) -> Iterator[str]:
    """The text of each paragraph in an element, however tables and content controls wrap it."""
    for element in _seen(container):
        if element.tag == W + "p":
            yield "".join(_pieces(element))
        # The text boxes of a paragraph hold paragraphs of their own.
        yield from _texts(element)


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in _seen(element):
        if child.tag != W + "p":
            yield element_text(child)


def _seen(element: etree._Element) -> Iterator[etree._Element]:
    if element.tag == MC + "AlternateContent":
        # The same text box, once for Word and once for older programs (ECMA-376 part 3).
        yield from element[:1]
        return
    for child in element.iterchildren(etree.Element):
        if child.tag not in _UNSEEN:
            yield child
