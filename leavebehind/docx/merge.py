"""The workbook's changes since a document was generated, put into the person's as tracked changes.

A three-way merge. The pieces of the generated document are found again in the person's and in the
new one; what the new one changes is marked in the person's. Where both have changed the same words,
theirs are kept, and a comment holds the workbook's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from lxml import etree

from leavebehind.docx.alignment import align, moved, remade
from leavebehind.docx.comments import CommentWriter
from leavebehind.docx.editing import STYLES, EditedDocument
from leavebehind.docx.equality import same_document
from leavebehind.docx.merge_words import WordMerge, in_control, workbook_says
from leavebehind.docx.outline import (
    Node,
    Outline,
    can_become,
    looks_differ,
    named_parts,
    own_text_boxes,
    word_looks_differ,
)
from leavebehind.docx.package import BadDocument, W
from leavebehind.docx.styles import NUMBERING, value_of
from leavebehind.docx.tracked import open_changes, properties_key
from leavebehind.docx.transfer import Transfer

LOOKS = "the template looks different now; that can't be merged, so take --new to have it"

MOVED = "The workbook has this in another place."


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """The person's document with the workbook's changes in it."""

    data: bytes
    """The same bytes as theirs where there was nothing to put in."""
    open_changes: int
    clashes: int
    """How many comments hold what the workbook says where both have changed the same words."""
    notes: tuple[str, ...]


def merge(base: bytes, mine: bytes, new: bytes) -> MergedDocument:
    """Puts what has changed from base to new into mine, as tracked changes.

    Raises BadDocument where one of them can't be read.
    """
    if same_document(base, new) or same_document(mine, new):
        return MergedDocument(mine, 0, 0, ())
    documents = EditedDocument(base), EditedDocument(mine), EditedDocument(new)
    for document in documents:
        if not document.body or document.root(document.body).tag != W + "document":
            hint = "save it as an ordinary Word document (.docx)"
            raise BadDocument("it has no text that could be merged", hint)
    theirs, comments = documents[1], CommentWriter(documents[1])
    notes = (LOOKS,) if _merge_parts(*documents, comments) else ()
    count = sum(open_changes(theirs.root(part)) for part in theirs.stories)
    return MergedDocument(theirs.to_bytes(), count, comments.count, notes)


def _merge_parts(
    base: EditedDocument, mine: EditedDocument, new: EditedDocument, comments: CommentWriter
) -> bool:
    """Merges the body, headers and footers; whether there are looks that can't be merged."""
    looks_differ = not _has_same_lists(base, new)
    in_base, in_mine = named_parts(base), named_parts(mine)
    transfer, done = Transfer(new, mine), set[str]()
    for name, part in named_parts(new).items():
        former, theirs, wanted = in_base.get(name), in_mine.get(name), Outline(new, part)
        if former is None or theirs is None:
            # A header that is new, or that the person has removed.
            before = Outline(base, former).says if former else ""
            if wanted.says not in ("", before):
                comments.add(workbook_says(wanted.says), [mine.root(mine.body)])
            looks_differ |= former is None
        # Sections may share a header, which is merged once.
        elif theirs not in done:
            done.add(theirs)
            merger = _PartMerge(Outline(mine, theirs), wanted, transfer, comments)
            looks_differ |= merger.run(Outline(base, former))
    return looks_differ


def _has_same_lists(base: EditedDocument, new: EditedDocument) -> bool:
    return all(base.parts.get(part) == new.parts.get(part) for part in (STYLES, NUMBERING))


class _PartMerge(WordMerge):
    """The merge of one part: the body, a header or a footer."""

    _looks_differ = False

    def run(self, base: Outline) -> bool:
        """Merges the part; whether it has looks that can't be merged."""
        self._has_same_lists = _has_same_lists(base.document, self._new.document)
        former, mine, new = (one.blocks(one.container) for one in (base, self._mine, self._new))
        self._merge(former, mine, new, self._mine.container)
        return self._looks_differ

    # Paragraphs and tables, rows.

    def _merge(
        self,
        base: Sequence[Node],
        mine: Sequence[Node],
        new: Sequence[Node],
        container: etree._Element,
    ) -> None:
        """Merges the blocks of one container, or the rows of a table."""
        to_mine, to_new = align(base, mine), align(base, new)
        # What the person has moved elsewhere is still changed there.
        to_mine |= moved(base, mine, to_mine)
        # What the workbook has moved, and the person has changed, would be there twice.
        away = _changed(base, mine, to_mine, moved(base, new, to_new))
        # Without a partner, the old one is taken out and the new one put in.
        to_new = {i: k for i, k in (to_new | away).items() if can_become(base[i], new[k])}
        others = _changed(base, mine, to_mine, remade(base, new, to_new))
        self._learn_lists(base, mine, to_mine)
        near: Sequence[etree._Element] = [container]
        for i, node in enumerate(base):
            theirs = mine[to_mine[i]] if i in to_mine else None
            near = [theirs.element] if theirs else near
            if theirs and i in away:
                self._comments.add(MOVED, near)
            if i in others:
                self._merge_remade(node, [new[k] for k in others[i]], near)
            else:
                self._merge_node(node, theirs, new[to_new[i]] if i in to_new else None, near)
        partners = {k: None if i in away else to_mine.get(i) for i, k in to_new.items()}
        partners |= dict.fromkeys(k for some in others.values() for k in some)
        self._insert_all(mine, new, partners, set(to_mine.values()), container)
        self._marker.finish(container)

    def _merge_node(
        self, base: Node, mine: Node | None, new: Node | None, near: Sequence[etree._Element]
    ) -> None:
        if new is None:
            if mine is not None and mine.key == base.key:
                self._delete(mine.element)
            elif mine is not None:
                self._comments.add(f"The workbook takes this out: “{base.says}”", near)
        elif new.key == base.key:
            self._merge_looks(base, mine, new)
        elif mine is None:
            self._comments.add(workbook_says(new.says), near)
        elif mine.key != new.key:
            self._merge_pair(base, mine, new)

    def _merge_remade(
        self, base: Node, new: Sequence[Node], near: Sequence[etree._Element]
    ) -> None:
        """Leaves theirs, of what the template has in another shape now; it would be there twice."""
        says = " ".join(node.says for node in new)
        if says == base.says:
            self._looks_differ = True
        else:
            self._comments.add(workbook_says(says), near)

    def _merge_looks(self, base: Node, mine: Node | None, new: Node) -> None:
        """Merges the styles of paragraphs that say the same; a note names other looks."""
        if mine is not None and base.element.tag == W + "p" and base.kind != new.kind:
            self._restyle(base, mine, new)
            self._looks_differ |= word_looks_differ(base, new)
        elif mine is not None and mine.key == base.key and base.children:
            for nodes in zip(base.children, mine.children, new.children, strict=True):
                self._merge_looks(*nodes)
        else:
            self._looks_differ |= looks_differ(base.element, new.element)

    def _merge_pair(self, base: Node, mine: Node, new: Node) -> None:
        tags = {node.element.tag for node in (base, mine, new)}
        if tags == {W + "p"}:
            self._merge_paragraph(base, mine, new)
        elif tags == {W + "tbl"}:
            self._merge(base.children, mine.children, new.children, mine.element)
        elif tags == {W + "tr"}:
            cells = align(base.children, mine.children)
            for i, (cell, other) in enumerate(zip(base.children, new.children, strict=True)):
                if i in cells:
                    theirs = mine.children[cells[i]]
                    self._merge(cell.children, theirs.children, other.children, theirs.element)
                elif cell.key != other.key:
                    self._comments.add(workbook_says(other.says), [mine.element])
        else:
            self._comments.add(workbook_says(new.says), [mine.element])

    def _learn_lists(
        self, base: Sequence[Node], mine: Sequence[Node], pairs: Mapping[int, int]
    ) -> None:
        for i, k in pairs.items():
            number, theirs = (value_of(n.element, "pPr/numPr/numId") for n in (base[i], mine[k]))
            if number and theirs and self._has_same_lists:
                self._transfer.lists.setdefault(number, theirs)

    def _delete(self, element: etree._Element) -> None:
        if element.tag != W + "p":
            for row in _rows(element):
                self._marker.mark_row(row, "del")
        elif element.find(f"{W}pPr/{W}sectPr") is not None:
            # Its end is that of a section.
            self._marker.mark_content(element, "del")
        else:
            self._marker.mark_paragraph(element, "del")

    def _insert_all(
        self,
        mine: Sequence[Node],
        new: Sequence[Node],
        partners: Mapping[int, int | None],
        known: set[int],
        container: etree._Element,
    ) -> None:
        """Puts in what is in no version but the new one, each behind what it follows there."""
        place = -1
        last: etree._Element | None = None
        for k, node in enumerate(new):
            found = partners.get(k)
            if k not in partners:
                # Where the person has put in the same, at the same place.
                added = takewhile(lambda i: i not in known, range(place + 1, len(mine)))
                found = next((i for i in added if mine[i].key == node.key), None)
            if found is not None:
                place, last = found, mine[found].element
            elif k not in partners:
                last = self._put(last, node, mine, container)

    def _put(
        self,
        last: etree._Element | None,
        node: Node,
        mine: Sequence[Node],
        container: etree._Element,
    ) -> etree._Element:
        """The copy of a node, put in behind the last, or before all, and marked."""
        copy = self._copied(node.element)
        if last is not None:
            last = _outside_control(last, node.element)
            self._marker.last_taken_out(last).addnext(copy)
        elif mine:
            _outside_control(mine[0].element, node.element).addprevious(copy)
        else:
            container.append(copy)
        if copy.tag == W + "p":
            self._marker.mark_paragraph(copy, "ins")
        for row in _rows(copy):
            self._marker.mark_row(row, "ins")
        return copy

    def _merge_paragraph(self, base: Node, mine: Node, new: Node) -> None:
        if len(base.children) == len(mine.children) == len(new.children):
            self._merge_boxes(base, mine, new)
        else:
            for one, other in zip(base.children, new.children, strict=False):
                if one.key != other.key:
                    self._comments.add(workbook_says(other.says), [mine.element])
        if self._merge_words(base, mine, new):
            self._restyle(base, mine, new)
            self._looks_differ |= word_looks_differ(base, new)

    def _restyle(self, base: Node, mine: Node, new: Node) -> None:
        """Gives the paragraph the properties of the new one, where the person has left them."""
        former, wanted = (properties_key(node.element) for node in (base, new))
        if former != wanted and properties_key(mine.element) == former:
            properties = new.element.find(W + "pPr")
            if properties is not None:
                properties = self._copied(properties)
            self._marker.change_properties(mine.element, properties, mine.element)

    def _merge_boxes(self, base: Node, mine: Node, new: Node) -> None:
        for one, theirs, other in zip(base.children, mine.children, new.children, strict=True):
            self._merge(one.children, theirs.children, other.children, theirs.element)
        known = {theirs.element for theirs in mine.children}
        copies = [box for box in mine.element.iter(W + "txbxContent") if box not in known]
        if len(copies) == len(mine.children) == len(own_text_boxes(mine.element)):
            # The same boxes for older programs.
            for one, box, other in zip(base.children, copies, new.children, strict=True):
                self._merge(one.children, self._mine.blocks(box), other.children, box)


def _changed(
    base: Sequence[Node], mine: Sequence[Node], to_mine: Mapping[int, int], some: Mapping[int, Any]
) -> dict[int, Any]:
    """Those whose piece of base the person has changed or taken out."""
    return {
        i: one for i, one in some.items() if i not in to_mine or mine[to_mine[i]].key != base[i].key
    }


def _rows(element: etree._Element) -> list[etree._Element]:
    """The row, or all rows of the table, those of tables in it included."""
    return [] if element.tag == W + "p" else list(element.iter(W + "tr"))


def _outside_control(element: etree._Element, model: etree._Element) -> etree._Element:
    """The element, or the content control around it where the model is in none."""
    while in_control(element) and not in_control(model):
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element
