"""Copies elements of one document into another, with all that they need there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from lxml import etree

from leavebehind.docx.editing import STYLES, EditedDocument, references
from leavebehind.docx.elements import INSERTED, MARKUP, canonical, insert_before, remove
from leavebehind.docx.package import W14, W, highest, relationships_part, serialized
from leavebehind.docx.styles import NUMBERING, value_of
from leavebehind.docx.words import find_note, notes_part

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLED = tuple(W + name for name in ("pStyle", "rStyle", "tblStyle"))
_STYLES_OF_STYLES = tuple(W + name for name in ("basedOn", "link", "next"))
_LEFT_OUT = (*MARKUP, W + "sectPr", W + "proofErr")
_FORMER_IDS = re.compile(rb' w(?:14)?:(?:nsid|paraId|textId)="[^"]*"|<w:(?:nsid|tmpl) [^>]*>')


class Transfer:
    """Copies of elements of `source`, fit for `target`."""

    def __init__(self, source: EditedDocument, target: EditedDocument) -> None:
        self._source = source
        self._target = target
        self._copied: dict[str, str] = {}
        self.lists: dict[str, str] = {}
        """Which list of the target is this one of the source, where that is known."""
        self._styles: dict[str, str] = {}

    def copy(self, element: etree._Element, part: str, part_there: str) -> etree._Element:
        """The element as it fits into a part of the target; changes in it are accepted."""
        copy = deepcopy(element)
        copy.tail = None
        # Changes that others made in the new version are not for the reader of this one to decide.
        etree.strip_elements(copy, *_LEFT_OUT, with_tail=False)
        etree.strip_tags(copy, *INSERTED)
        # Two paragraphs of one id, and Word opens the document only after a repair.
        etree.strip_attributes(copy, W14 + "paraId", W14 + "textId")
        self._copy_references(copy, part, part_there)
        self._renumber(copy)
        for styled in list(copy.iter(*_STYLED)):
            styled.set(W + "val", self._style(styled.get(W + "val", "")))
        for number in list(copy.iter(W + "numId")):
            number.set(W + "val", self._list(number.get(W + "val", "")))
        for note in list(copy.iter(W + "footnoteReference", W + "endnoteReference")):
            note.set(W + "id", self._note(note))
        return copy

    # Pictures, links and other parts.

    def _copy_references(self, copy: etree._Element, part: str, part_there: str) -> None:
        for element, name, identifier in references(copy):
            relationship = self._source.relationship(part, identifier)
            if relationship is not None:
                kind = relationship.get("Type", "")
                is_outside = relationship.get("TargetMode") == "External"
                target = relationship.get("Target", "")
                if not is_outside:
                    target = self._part(self._source.target(part, relationship))
                there = self._target.relate(part_there, kind, target, outside=is_outside)
                element.set(name, there)

    def _part(self, name: str) -> str:
        """The name of the part in the target, where it comes with those that it points to."""
        if name not in self._copied and name in self._source.parts:
            content_type = self._source.content_types.get(name, "")
            before = set(self._target.parts)
            copied = self._target.add_part(name, self._source.parts[name], content_type)
            self._copied[name] = copied
            relations = relationships_part(name)
            if copied not in before and relations in self._source.parts:
                root = deepcopy(self._source.root(relations))
                for one in root:
                    if one.get("TargetMode") != "External":
                        target = self._part(self._source.target(name, one))
                        one.set("Target", posixpath.relpath(target, posixpath.dirname(copied)))
                self._target.parts[relationships_part(copied)] = serialized(root)
        return self._copied.get(name, name)

    def _renumber(self, copy: etree._Element) -> None:
        """Gives pictures and bookmarks new ids; a bookmark whose name is taken goes."""
        for drawing in copy.iter("{*}docPr"):
            drawing.set("id", str(next(self._target.drawing_ids)))
        names = {
            mark.get(W + "name")
            for part in self._target.stories
            for mark in self._target.root(part).iter(W + "bookmarkStart")
        }
        new_ids: dict[str | None, str] = {}
        for mark in list(copy.iter(W + "bookmarkStart", W + "bookmarkEnd")):
            former = mark.get(W + "id")
            if mark.tag == W + "bookmarkStart" and mark.get(W + "name") not in names:
                new_ids[former] = str(next(self._target.ids))
            if former in new_ids:
                mark.set(W + "id", new_ids[former])
            else:
                remove(mark)

    # Styles, lists and notes.

    def _style(self, identifier: str) -> str:
        """The style of this id, or of its name, in the target; it comes along where it has none."""
        if identifier not in self._styles:
            # Entered first: a style may be based on one that leads back to it.
            self._styles[identifier] = identifier
            known = self._target.children(STYLES, "style")
            wanted = _by_id(self._source.children(STYLES, "style"), "styleId", identifier)
            if wanted is not None and known and _by_id(known, "styleId", identifier) is None:
                self._styles[identifier] = self._find_or_copy_style(identifier, wanted, known)
        return self._styles[identifier]

    def _find_or_copy_style(
        self, identifier: str, wanted: etree._Element, known: Iterable[etree._Element]
    ) -> str:
        for style in known:
            if _name(style) == _name(wanted) and style.get(W + "type") == wanted.get(W + "type"):
                return str(style.get(W + "styleId"))
        copy = deepcopy(wanted)
        # There is a default already, and a second one would restyle the whole document.
        copy.attrib.pop(W + "default", None)
        for other in copy.iterchildren(*_STYLES_OF_STYLES):
            other.set(W + "val", self._style(other.get(W + "val", "")))
        for number in copy.iter(W + "numId"):
            number.set(W + "val", self._list(number.get(W + "val", "")))
        self._target.changing(STYLES).append(copy)
        return identifier

    def _list(self, number: str) -> str:
        """The number of the list in the target that is numbered as this one, or is copied."""
        if number not in self.lists and number != "0":
            definition = _definition(self._source, number)
            if definition is not None and NUMBERING in self._target.parts:
                self.lists[number] = self._find_or_copy_list(number, definition)
        return self.lists.get(number, number)

    def _find_or_copy_list(self, number: str, definition: etree._Element) -> str:
        wanted = _shape(definition)
        numbers: list[str] = [
            one.get(W + "numId", "") for one in self._target.children(NUMBERING, "num")
        ]
        # Most lists have the same number in both, so that one is tried first.
        for known in sorted(numbers, key=lambda one: one != number):
            found = _definition(self._target, known)
            if found is not None and _shape(found) == wanted:
                return known
        lists = self._target.changing(NUMBERING)
        copy, abstract = deepcopy(definition), _next(lists, "abstractNum", "abstractNumId")
        copy.set(W + "abstractNumId", abstract)
        # Word takes two definitions with one w:nsid for the same list.
        for name in ("nsid", "tmpl"):
            for one in copy.findall(W + name):
                copy.remove(one)
        # The schema wants all definitions before the numbers that refer to them (CT_Numbering).
        insert_before(lists, copy, W + "num", W + "numIdMacAtCleanup")
        made = etree.Element(W + "num", {W + "numId": _next(lists, "num", "numId")})
        etree.SubElement(made, W + "abstractNumId", {W + "val": abstract})
        insert_before(lists, made, W + "numIdMacAtCleanup")
        return str(made.get(W + "numId"))

    def _note(self, reference: etree._Element) -> str:
        note = find_note(self._source, reference)
        part = notes_part(self._source, reference)
        if note is None:
            return str(reference.get(W + "id"))
        there = notes_part(self._target, reference) or self._new_notes(part)
        notes = self._target.changing(there)
        copy = self.copy(note, part, there)
        taken = (one.get(W + "id", "") for one in notes.iterchildren(etree.Element))
        number = str(highest(taken) + 1)
        copy.set(W + "id", number)
        notes.append(copy)
        return number

    def _new_notes(self, part: str) -> str:
        """A part for notes as in the source, with nothing but the lines above notes."""
        root = deepcopy(self._source.root(part))
        for note in list(root):
            if note.get(W + "type") is None:
                root.remove(note)
        kind = self._source.stories[part]
        content_type = self._source.content_types[part]
        name = self._target.add_part(part, serialized(root), content_type)
        self._target.relate(self._target.body, f"{_OFFICE}/{kind}", name)
        self._target.stories[name] = kind
        return name


def _by_id(
    elements: Iterable[etree._Element], name: str, identifier: str | None
) -> etree._Element | None:
    return next((one for one in elements if one.get(W + name) == identifier), None)


def _name(style: etree._Element) -> str:
    return (value_of(style, "name") or "").casefold()


def _definition(document: EditedDocument, number: str) -> etree._Element | None:
    """How the list is numbered; None where that is of no known kind."""
    found = _by_id(document.children(NUMBERING, "num"), "numId", number)
    if found is None or len(found) != 1:
        return None
    abstract = document.children(NUMBERING, "abstractNum")
    return _by_id(abstract, "abstractNumId", found[0].get(W + "val"))


def _shape(definition: etree._Element) -> list[bytes]:
    return [_FORMER_IDS.sub(b"", canonical(one)) for one in definition.iterfind(W + "lvl")]


def _next(root: etree._Element, name: str, identifier: str) -> str:
    ids: Iterator[str] = (one.get(W + identifier, "") for one in root.iterfind(W + name))
    return str(highest(ids) + 1)
