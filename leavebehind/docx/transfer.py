"""Copies elements of one document into another, with all that they need there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from leavebehind.docx.editing import NUMBERING, STYLES, EditedDocument, references
from leavebehind.docx.elements import INSERTED, MARKUP, remove
from leavebehind.docx.package import W14, W, highest, relationships_part, serialized
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
        self._lists: dict[str, str] = {}
        self._styles: dict[str, str] = {}

    def learn_list(self, number: str, number_there: str) -> None:
        """That a list of the source is this one in the target."""
        self._lists.setdefault(number, number_there)

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
            if copied not in before:
                self._copy_relationships(name, copied)
        return self._copied.get(name, name)

    def _copy_relationships(self, name: str, copied: str) -> None:
        relations = relationships_part(name)
        if relations in self._source.parts:
            root = deepcopy(self._source.root(relations))
            for one in root:
                if one.get("TargetMode") != "External":
                    target = self._part(self._source.target(name, one))
                    one.set("Target", posixpath.relpath(target, posixpath.dirname(copied)))
            self._target.parts[relationships_part(copied)] = serialized(root)

    def _renumber(self, copy: etree._Element) -> None:
        """Gives pictures and bookmarks new ids; a bookmark whose name is taken goes."""
        for drawing in copy.iter("{*}docPr"):
            drawing.set("id", str(self._target.new_drawing_id()))
        names = {
            mark.get(W + "name")
            for part in self._target.stories
            for mark in self._target.root(part).iter(W + "bookmarkStart")
        }
        new_ids: dict[str | None, str] = {}
        for mark in list(copy.iter(W + "bookmarkStart", W + "bookmarkEnd")):
            former = mark.get(W + "id")
            if mark.tag == W + "bookmarkStart" and mark.get(W + "name") not in names:
                new_ids[former] = str(self._target.new_id())
            if former in new_ids:
                mark.set(W + "id", new_ids[former])
            else:
                remove(mark)

    # Styles, lists and notes.

    def _style(self, identifier: str) -> str:
        """The style of this id, or of its name, in the target; it comes along where it has none."""
        if identifier not in self._styles and STYLES in self._source.parts:
            # Entered first: a style may be based on one that leads back to it.
            self._styles[identifier] = identifier
            self._styles[identifier] = self._find_or_copy_style(identifier)
        return self._styles.get(identifier, identifier)

    def _find_or_copy_style(self, identifier: str) -> str:
        wanted = _by_id(self._source.root(STYLES), "style", identifier)
        known = self._target.root(STYLES) if STYLES in self._target.parts else None
        if wanted is None or known is None or _by_id(known, "style", identifier) is not None:
            return identifier
        for style in known.iterfind(W + "style"):
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
        if number not in self._lists and number != "0" and NUMBERING in self._source.parts:
            definition = _definition(self._source.root(NUMBERING), number)
            if definition is not None and NUMBERING in self._target.parts:
                self._lists[number] = self._find_or_copy_list(number, definition)
        return self._lists.get(number, number)

    def _find_or_copy_list(self, number: str, definition: etree._Element) -> str:
        lists = self._target.root(NUMBERING)
        wanted = _shape(definition)
        numbers: list[str] = [one.get(W + "numId", "") for one in lists.iterfind(W + "num")]
        # Most lists have the same number in both, so that one is tried first.
        for known in sorted(numbers, key=lambda one: one != number):
            found = _definition(lists, known)
            if found is not None and _shape(found) == wanted:
                return str(known)
        lists = self._target.changing(NUMBERING)
        copy, abstract = deepcopy(definition), _next(lists, "abstractNum", "abstractNumId")
        copy.set(W + "abstractNumId", abstract)
        # Word takes two definitions with one w:nsid for the same list.
        for name in ("nsid", "tmpl"):
            for one in copy.findall(W + name):
                copy.remove(one)
        # The schema wants all definitions before the numbers that refer to them (CT_Numbering).
        first = lists.find(W + "num")
        if first is None:
            lists.append(copy)
        else:
            first.addprevious(copy)
        made = etree.Element(W + "num", {W + "numId": _next(lists, "num", "numId")})
        etree.SubElement(made, W + "abstractNumId", {W + "val": abstract})
        [*numbered] = lists.iterfind(W + "num")
        (numbered[-1] if numbered else copy).addnext(made)
        return str(made.get(W + "numId"))

    def _note(self, reference: etree._Element) -> str:
        """The id of the note in the target, where it is a new one."""
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


def _by_id(root: etree._Element, name: str, identifier: str) -> etree._Element | None:
    found = (one for one in root.iterfind(W + name) if one.get(f"{W}{name}Id") == identifier)
    return next(found, None)


def _name(style: etree._Element) -> str:
    name = style.find(W + "name")
    return "" if name is None else name.get(W + "val", "").casefold()


def _definition(lists: etree._Element, number: str) -> etree._Element | None:
    """How the list is numbered; None where that is of no known kind."""
    for one in lists.iterfind(W + "num"):
        if one.get(W + "numId") == number and len(one) == 1:
            wanted = one[0].get(W + "val")
            found = lists.iterfind(W + "abstractNum")
            return next((a for a in found if a.get(W + "abstractNumId") == wanted), None)
    return None


def _shape(definition: etree._Element) -> list[bytes]:
    levels = definition.iterfind(W + "lvl")
    return [
        _FORMER_IDS.sub(b"", etree.tostring(one, method="c14n", exclusive=True)) for one in levels
    ]


def _next(root: etree._Element, name: str, identifier: str) -> str:
    ids: Iterator[str] = (one.get(W + identifier, "") for one in root.iterfind(W + name))
    return str(highest(ids) + 1)
