"""Tracked changes (ECMA-376 part 1, 17.13.5) of the author "leavebehind": made, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Literal

from lxml import etree

from leavebehind.docx.editing import EditedDocument
from leavebehind.docx.elements import (
    canonical,
    insert_before,
    join_to_next,
    made_properties,
    own,
    remove,
)
from leavebehind.docx.package import MATH, SPACE, W
from leavebehind.docx.words import WRAPPERS

AUTHOR = "leavebehind"
Kind = Literal["ins", "del"]

_MARKED = frozenset({W + "r", MATH + "oMath", MATH + "oMathPara"})
_DELETED = {W + "t": W + "delText", W + "instrText": W + "delInstrText"}
_NOT_OF_BASE = frozenset(W + name for name in ("rPr", "sectPr", "pPrChange"))
"""What the former properties of a paragraph don't hold."""


def is_ours(element: etree._Element | None) -> bool:
    """Whether the tracked change or the comment is of our making."""
    return element is not None and element.get(W + "author") == AUTHOR


class ChangeMarker:
    """Marks what is put in and taken out in a part of a document; each mark gets a new id.

    A paragraph is put in or taken out together with its end, which joins it with the paragraph
    behind. One before a table, or the last, has none behind it: there the end before it is marked
    instead, by `finish`.
    """

    def __init__(self, document: EditedDocument, part: str) -> None:
        self._document = document
        self._part = part
        self._changed: dict[etree._Element, Kind] = {}
        """The paragraphs that are put in and taken out, until their ends are marked."""

    def _mark(self, name: str) -> etree._Element:
        self._document.changing(self._part)
        number = str(next(self._document.ids))
        return etree.Element(W + name, {W + "id": number, W + "author": AUTHOR})

    def mark_content(self, elements: Iterable[etree._Element], kind: Kind) -> None:
        """Marks elements of a paragraph; an insertion of ours that goes is removed, not marked."""
        last: etree._Element | None = None
        for element in list(elements):
            if element.tag == W + "fldSimple":
                self.mark_content(_as_runs(element), kind)
            # Marked as deleted, an insertion that nobody has seen would have to be accepted twice.
            elif kind == "del" and _is_withdrawn(element):
                self._document.changing(self._part)
                _withdraw(element)
            elif element.tag == W + "hyperlink" or element.tag in WRAPPERS:
                self.mark_content(element, kind)
            # A comment whose reference is deleted with the words is lost when they are.
            elif element.tag in _MARKED and _sets_comments_apart(element):
                before = element.getprevious()
                if last is None or before is not last:
                    last = self._mark(kind)
                    element.addprevious(last)
                last.append(element)
                _spell_text(element, kind)

    def mark_paragraph(self, paragraph: etree._Element, kind: Kind) -> None:
        """Marks all of the paragraph, and its end."""
        self.mark_content(paragraph, kind)
        self._mark_end(paragraph, kind)
        self._changed[paragraph] = kind

    def _mark_end(self, paragraph: etree._Element, kind: Kind) -> None:
        """Marks the end of the paragraph, by which it is one of its own (17.13.5.15, .20)."""
        properties = made_properties(paragraph)
        look = properties.find(W + "rPr")
        if look is None:
            look = etree.Element(W + "rPr")
            insert_before(properties, look, *_NOT_OF_BASE)
        if look.find(W + kind) is None:
            # The schema wants an insertion before a deletion (CT_ParaRPr).
            look.insert(len(look.findall(W + "ins")), self._mark(kind))

    def mark_row(self, row: etree._Element, kind: Kind) -> None:
        """Marks a row, with all that it holds."""
        properties = row.find(W + "trPr")
        if properties is None:
            properties = etree.Element(W + "trPr")
            before = row.find(W + "tblPrEx")
            row.insert(0 if before is None else row.index(before) + 1, properties)
        insert_before(properties, self._mark(kind), W + "trPrChange")
        for paragraph in row.iter(W + "p"):
            if next(paragraph.iterancestors(W + "txbxContent"), None) is None:
                self.mark_content(paragraph, kind)
                following = _next_block(paragraph)
                # LibreOffice 7.4 leaves an empty row where several paragraphs of a cell remain.
                if following is not None and following.tag == W + "p":
                    self._mark_end(paragraph, kind)

    def change_properties(
        self, paragraph: etree._Element, new: etree._Element | None, former: etree._Element
    ) -> None:
        """Gives the paragraph new properties, with those of another as the former ones."""
        own = paragraph.find(f"{W}pPr/{W}pPrChange")
        # A paragraph can remember one change: that of the person stays.
        if own is not None and not is_ours(own):
            return
        self._document.changing(self._part)
        properties = made_properties(paragraph)
        # Those that it has once a change of ours is rejected.
        change = former.find(f"{W}pPr/{W}pPrChange")
        rejected = change[0] if change is not None and is_ours(change) else former.find(W + "pPr")
        before = [deepcopy(one) for one in paragraph_base(rejected)]
        wanted = [deepcopy(one) for one in paragraph_base(new)]
        for one in paragraph_base(properties):
            properties.remove(one)
        for place, one in enumerate(wanted):
            properties.insert(place, one)
        if own is None and [*map(canonical, before)] != [*map(canonical, wanted)]:
            change = self._mark("pPrChange")
            etree.SubElement(change, W + "pPr").extend(before)
            properties.append(change)

    def last_taken_out(self, element: etree._Element) -> etree._Element:
        """The last of the paragraphs behind the element that are taken out, or the element."""
        following = _next_block(element)
        while following is not None and self._changed.get(following) == "del":
            element, following = following, _next_block(following)
        return element

    def finish(self, container: etree._Element) -> None:
        """Marks the ends of all that was marked in the container."""
        changed = [one for one in container.iter(W + "p") if one in self._changed]
        for last in changed:
            following = _next_block(last)
            if following is None or following.tag != W + "p":
                self._finish_end(last)
        for one in changed:
            del self._changed[one]

    def _finish_end(self, last: etree._Element) -> None:
        chain = [last]
        while (before := _previous_block(chain[0])) is not None and before in self._changed:
            chain.insert(0, before)
        # Once such a table is gone, the paragraph before it is next to these.
        while before is not None and _is_taken_out(before):
            before = _previous_block(before)
        kind = self._changed[last]
        others = [one for one in chain if self._changed[one] != kind]
        if others:
            self._glue(others[-1], last, kind)
        elif before is not None and before.tag == W + "p" and _has_plain_end(before):
            if kind == "ins":
                # Rejected, the paragraph before is the last again, with its own properties.
                self._mark_end(before, "ins")
                self.change_properties(last, last.find(W + "pPr"), before)
            else:
                self._mark_end(before, "del")
                self.change_properties(last, before.find(W + "pPr"), last)
            _unmark_end(last, kind)
        # The last paragraph of a container is emptied: it needs one.
        elif _next_block(last) is None and kind == "del":
            _unmark_end(last, "del")

    def _glue(self, other: etree._Element, last: etree._Element, kind: Kind) -> None:
        """What is taken out and what is put in, of which `other` is the last of its kind, share
        the end of the last paragraph."""
        if kind == "ins":
            self.change_properties(last, last.find(W + "pPr"), other)
        else:
            self.change_properties(last, other.find(W + "pPr"), last)
        _unmark_end(last, kind)
        join_to_next(other)


def _next_block(element: etree._Element) -> etree._Element | None:
    return next(element.itersiblings(W + "p", W + "tbl", W + "sdt"), None)


def _previous_block(element: etree._Element) -> etree._Element | None:
    return next(element.itersiblings(W + "p", W + "tbl", W + "sdt", preceding=True), None)


def _is_taken_out(block: etree._Element) -> bool:
    """Whether it is a table of whose rows each is taken out."""
    rows = block.findall(W + "tr")
    return bool(rows) and all(row.find(f"{W}trPr/{W}del") is not None for row in rows)


def _has_plain_end(paragraph: etree._Element) -> bool:
    """Whether its end is no section's, and nobody has put it in or taken it out."""
    properties = paragraph.find(W + "pPr")
    marks = (f"{W}sectPr", f"{W}rPr/{W}ins", f"{W}rPr/{W}del")
    return properties is None or all(properties.find(mark) is None for mark in marks)


def _unmark_end(paragraph: etree._Element, kind: Kind) -> None:
    for mark in paragraph.findall(f"{W}pPr/{W}rPr/{W}{kind}"):
        if is_ours(mark):
            remove(mark)


def open_changes(root: etree._Element) -> int:
    """How many tracked changes of ours wait in a part: neighbours count once, and so do other
    styles of paragraphs, which the length of a document changes in all of them."""
    count, is_restyled = 0, False
    for paragraph in root.iter(W + "p"):
        row = next(paragraph.iterancestors(W + "tr"), None)
        if row is None or not _row_marks(row):
            following = paragraph.getnext()
            # The end of a paragraph belongs to what was put in or taken out behind it.
            is_alone = following is None or following.tag != W + "p" or not _groups(following)
            found = _groups(paragraph) or (is_alone and bool(_ends(paragraph)))
            count += found
            is_changed = is_ours(paragraph.find(f"{W}pPr/{W}pPrChange"))
            is_restyled |= not found and is_changed and not _ends(paragraph)
    return count + is_restyled + sum(bool(_row_marks(row)) for row in root.iter(W + "tr"))


def _ends(paragraph: etree._Element) -> list[etree._Element]:
    return [mark for mark in paragraph.iterfind(f"{W}pPr/{W}rPr/*") if is_ours(mark)]


def _row_marks(row: etree._Element) -> list[etree._Element]:
    properties = row.find(W + "trPr")
    return [] if properties is None else [mark for mark in properties if is_ours(mark)]


def _groups(paragraph: etree._Element) -> int:
    changes = [one for one in own(paragraph, "ins", "del") if is_ours(one) and len(one)]
    return sum(one.getprevious() not in changes for one in changes)


def _as_runs(field: etree._Element) -> list[etree._Element]:
    """The simple field as one of several runs, which alone can be marked."""
    code = etree.Element(W + "instrText", {SPACE: "preserve"})
    code.text = field.get(W + "instr", "")
    begin, separate, end = (
        etree.Element(W + "fldChar", {W + "fldCharType": kind})
        for kind in ("begin", "separate", "end")
    )
    result = [child for child in field if child.tag != W + "fldData"]
    runs = [*map(_run_with, (begin, code, separate)), *result, _run_with(end)]
    for run in runs:
        field.addprevious(run)
    remove(field)
    return runs


def _run_with(content: etree._Element) -> etree._Element:
    run = etree.Element(W + "r")
    run.append(content)
    return run


def _spell_text(run: etree._Element, kind: Kind) -> None:
    if kind == "del":
        for child in run:
            child.tag = _DELETED.get(child.tag, child.tag)


def _is_withdrawn(element: etree._Element) -> bool:
    """Whether it is only there because of a change of ours that is still open."""
    return any(
        one is not None and one.tag == W + "ins" and is_ours(one)
        for one in (element, element.getparent())
    )


def _withdraw(element: etree._Element) -> None:
    holder = element.getparent()
    remove(element)
    if holder is not None and holder.tag == W + "ins" and not len(holder):
        remove(holder)


def _sets_comments_apart(run: etree._Element) -> bool:
    """Whether the run holds more than the reference of a comment, which then gets its own."""
    if [one.tag for one in run if one.tag != W + "rPr"] == [W + "commentReference"]:
        return False
    for reference in run.findall(W + "commentReference"):
        run.addnext(_run_with(reference))
    return True


def paragraph_base(properties: etree._Element | None) -> list[etree._Element]:
    """The properties that a tracked change of them remembers."""
    found = () if properties is None else properties
    return [one for one in found if one.tag not in _NOT_OF_BASE]


def properties_key(paragraph: etree._Element) -> list[bytes]:
    """Equal where the properties of two paragraphs are, that a tracked change remembers."""
    return list(map(canonical, paragraph_base(paragraph.find(W + "pPr"))))
