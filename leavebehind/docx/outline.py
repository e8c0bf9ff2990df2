"""A part of a document as a tree: its paragraphs and tables, their rows, cells, and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from leavebehind.docx.alignment import Alignable
from leavebehind.docx.editing import EditedDocument, references
from leavebehind.docx.elements import DELETED, canonical, is_end_deleted
from leavebehind.docx.package import R, W
from leavebehind.docx.styles import value_of
from leavebehind.docx.words import DocumentWord, Reader, look_key, text_boxes

_CONTAINERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag"))


@dataclass(frozen=True, slots=True, eq=False)
class Node(Alignable):
    """A paragraph, a table, a row or a cell."""

    element: etree._Element
    text: Sequence[DocumentWord] = ()
    """Of a paragraph."""
    children: Sequence[Node] = ()
    """The rows of a table, the cells of a row, the blocks of a cell, a paragraph's text boxes."""

    @property
    def says(self) -> str:
        """All that it says, in one line."""
        parts = ["".join(word.text for word in self.text), *(one.says for one in self.children)]
        return " ".join(" ".join(parts).split())


class Outline(Reader):
    """Reads the parts of a document; what was deleted with a tracked change isn't seen."""

    @property
    def container(self) -> etree._Element:
        """What holds the paragraphs and tables of the part."""
        root = self.document.root(self.part)
        body = root.find(W + "body")
        return root if body is None else body

    @property
    def says(self) -> str:
        """All that the part says, a line for each paragraph or table."""
        return "\n".join(node.says for node in self.blocks(self.container))

    def blocks(self, container: etree._Element) -> list[Node]:
        """The paragraphs and tables in an element, also those in content controls."""
        nodes: list[Node] = []
        was_end_deleted = False
        for element in _children(container, W + "p", W + "tbl"):
            if element.tag == W + "tbl":
                rows = [self._row(row) for row in _children(element, W + "tr") if _is_row(row)]
                if rows:
                    nodes.append(_holder(element, rows, ("table", rows[0].kind)))
                continue
            node, is_deleted = self._paragraph(element), is_end_deleted(element)
            # What was joined with the next is no paragraph of its own any more.
            is_joined = is_deleted or was_end_deleted
            if node.text or not is_joined or next(element.iter(*DELETED), None) is None:
                nodes.append(node)
            was_end_deleted = is_deleted
        return nodes

    def _row(self, row: etree._Element) -> Node:
        cells = [_holder(cell, self.blocks(cell), "cell") for cell in _children(row, W + "tc")]
        return _holder(row, cells, ("row", len(cells)))

    def _paragraph(self, paragraph: etree._Element) -> Node:
        text = self.words(paragraph)
        boxes = [_holder(box, self.blocks(box), "box") for box in own_text_boxes(paragraph)]
        # White space would make any two paragraphs alike.
        words = Counter(word.text or str(word.key) for word in text if word.text[:1].strip())
        for box in boxes:
            words.update(box.words)
        key = (tuple(word.key for word in text), tuple(box.key for box in boxes))
        kind = ("paragraph", value_of(paragraph, "pPr/pStyle"))
        return Node(key, words, kind, paragraph, text, boxes)


def own_text_boxes(paragraph: etree._Element) -> list[etree._Element]:
    """The text boxes that are anchored in the paragraph, and in no other text box."""
    return [box for box in text_boxes(paragraph) if next(box.iterancestors(W + "p")) is paragraph]


def named_parts(document: EditedDocument) -> dict[tuple[object, ...], str]:
    """The body, and each header and footer by the section that has it and the pages it is for."""
    root = document.root(document.body)
    parts: dict[tuple[object, ...], str] = {("body",): document.body}
    # A section that has none has those before it, so that only what is named is counted.
    found: Counter[Hashable] = Counter()
    for section in root.iter(W + "sectPr"):
        for reference in section.iterchildren(W + "headerReference", W + "footerReference"):
            relationship = document.relationship(document.body, reference.get(R + "id", ""))
            if relationship is not None:
                target = document.target(document.body, relationship)
                kind = reference.tag, reference.get(W + "type")
                found[kind] += 1
                name = found[kind], *kind
                if target in document.stories:
                    parts[name] = target
    return parts


def _holder(element: etree._Element, children: Sequence[Node], kind: Hashable) -> Node:
    words: Counter[str] = Counter()
    for child in children:
        words.update(child.words)
    key = (element.tag, tuple(child.key for child in children))
    return Node(key, words, kind, element, (), children)


def _children(container: etree._Element, *tags: str) -> Iterator[etree._Element]:
    for element in container.iterchildren(etree.Element):
        if element.tag in tags:
            yield element
        elif element.tag in _CONTAINERS:
            yield from _children(element, *tags)


def _is_row(row: etree._Element) -> bool:
    return all(row.find(f"{W}trPr/{mark}") is None for mark in DELETED)


def looks_differ(base: etree._Element, new: etree._Element) -> bool:
    """Whether what says the same looks otherwise."""
    plain = (etree.tostring(one, with_tail=False) for one in (base, new))
    return len({*plain}) > 1 and _without_ids(base) != _without_ids(new)


def _without_ids(element: etree._Element) -> bytes:
    # The same picture or link may have another id in the new version.
    copy = deepcopy(element)
    for one, name, _ in references(copy):
        del one.attrib[name]
    for drawing in copy.iter("{*}docPr", "{*}cNvPr"):
        drawing.attrib.clear()
    return canonical(copy)


def word_looks_differ(base: Node, new: Node) -> bool:
    """Whether a word that both paragraphs have looks otherwise in the new one."""
    before, after = ({(w.key, look_key(w.pieces[0].look)) for w in one.text} for one in (base, new))
    known = {key for key, _ in before}
    return any(key in known for key, _ in after - before)


def can_become(base: Node, new: Node) -> bool:
    """Whether tracked changes can make one of the other: no cell is put in or taken out by them."""
    if base.element.tag == new.element.tag == W + "tbl":
        # Else nothing of it can stay.
        return not {row.kind for row in base.children}.isdisjoint(row.kind for row in new.children)
    is_row = base.element.tag == W + "tr"
    return base.element.tag == new.element.tag and (not is_row or base.kind == new.kind)
