"""A document as it should be printed: without comments, deleted text and links to elsewhere.

Converters print tracked deletions and fetch linked pictures; a print copy has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import (
    R,
    W,
    parsed,
    read_parts,
    relations_of,
    relationships,
    serialized,
    stories,
    write_parts,
)

CHANGES = "tracked changes are printed as if they were accepted"
COMMENTS = "comments are not printed"
LINKS = "linked pictures and files are not fetched; embed them in Word to print them"

REMOVED = [
    W + name
    for name in (
        *("del", "moveFrom", "rPrChange", "pPrChange", "tblPrChange", "tblPrExChange"),
        *("trPrChange", "tcPrChange", "tblGridChange", "sectPrChange", "numberingChange"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
        *("cellIns", "cellMerge"),
        *(
            f"customXml{change}Range{end}"
            for change in ("Ins", "Del", "MoveFrom", "MoveTo")
            for end in ("Start", "End")
        ),
    )
]
UNWRAPPED = [W + "ins", W + "moveTo"]
"""Insertions stay as ordinary text (ECMA-376 part 1, 17.13.5)."""

TRACKED = {W + name for name in ("del", "ins", "moveFrom", "moveTo", "cellDel", "cellIns")}
INSERTED_FILES = [W + "altChunk", W + "subDoc"]
SUSPECT = re.compile(
    rb"[<:](?:del|ins|moveFrom|moveTo|comment\w+|\w+Change|cell(?:Del|Ins|Merge)|altChunk|subDoc"
    rb"|instrText|fldSimple)\b|\{"
)
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def print_copy(document: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The document fit for printing, and what the person should know about the difference.

    Raises BadDocument where it is no Word document.
    """
    parts = read_parts(document)
    notes: set[str] = set()
    changed: dict[str, bytes] = {}
    for name, owner in relations_of(parts):
        changed |= _without_links(name, owner, parts, notes)
    for name, word in stories(parts).items():
        text = changed.get(name, parts[name])
        if word != "comments" and SUSPECT.search(text.replace(b"\0", b"")):
            changed[name] = _clean(text, notes)
    changed = {name: xml for name, xml in changed.items() if xml != parts[name]}
    return (write_parts(parts | changed) if changed else document), tuple(sorted(notes))


def _clean(xml: bytes, notes: set[str]) -> bytes:
    root = parsed(xml)
    told = set(_told(root))
    fetching = [field for field in field_codes(root) if field.fetches]
    unwanted = [*root.iter(*REMOVED, *UNWRAPPED, *INSERTED_FILES, W + "cellDel")]
    if fetching or next(root.iter(*INSERTED_FILES), None) is not None:
        told.add(LINKS)
    notes |= told
    if not unwanted and not fetching:
        return xml
    for field in fetching:
        _leave_result(field.elements)
    _accept_deleted_cells(root)
    _accept_deleted_marks(root)
    for element in list(root.iter(*REMOVED, *INSERTED_FILES)):
        _remove(element)
    etree.strip_tags(root, *UNWRAPPED)
    _complete_cells(root)
    return serialized(root)


def _told(root: etree._Element) -> Iterator[str]:
    elements = {element.tag for element in root.iter()}
    if elements & TRACKED:
        yield CHANGES
    if W + "commentReference" in elements:
        yield COMMENTS
    for paragraph in root.iter(W + "p"):
        text = "".join(node.text or "" for node in paragraph.iter(W + "t"))
        if tag := TAG.search(text):
            yield f"a template tag is left in the text: {tag[0]}"
            return


def _accept_deleted_cells(root: etree._Element) -> None:
    """A deleted row bears a mark in its properties, as does a deleted cell."""
    for mark in list(root.iter(W + "del", W + "cellDel")):
        holder = mark.getparent()
        if holder is not None and holder.tag in (W + "trPr", W + "tcPr"):
            _remove(holder.getparent())
    _remove_hollow(root, W + "tr", W + "tc")
    _remove_hollow(root, W + "tbl", W + "tr")


def _remove_hollow(root: etree._Element, holder: str, held: str) -> None:
    """Removes rows that have lost all cells, and tables that have lost all rows."""
    for element in list(root.iter(holder)):
        if next(element.iter(held), None) is None:
            _remove(element)


def _accept_deleted_marks(root: etree._Element) -> None:
    """A paragraph whose mark was deleted is one with the next, which keeps its own look."""
    for paragraph in list(root.iter(W + "p")):
        marks = paragraph.find(f"{W}pPr/{W}rPr")
        if marks is None or not {W + "del", W + "moveFrom"} & {mark.tag for mark in marks}:
            continue
        kept = [child for child in paragraph if child.tag != W + "pPr"]
        following = _next(paragraph)
        if following is not None and following.tag == W + "p":
            at = 1 if following.find(W + "pPr") is not None else 0
            following[at:at] = kept
            _remove(paragraph)
        elif not any(child.tag not in REMOVED for child in kept):
            _remove(paragraph)


def _next(paragraph: etree._Element) -> etree._Element | None:
    """The block after the paragraph; marks of where a change begins or ends are none."""
    blocks = (one for one in paragraph.itersiblings() if one.tag in _BLOCKS)
    return next(blocks, None)


_BLOCKS = {W + name for name in ("p", "tbl", "sdt", "customXml", "sectPr", "altChunk")}


def _complete_cells(root: etree._Element) -> None:
    """Word refuses a cell that does not end with a paragraph."""
    for cell in root.iter(W + "tc"):
        last = next(cell.iterchildren(*_BLOCKS, reversed=True), None)
        if last is None or last.tag == W + "tbl":
            etree.SubElement(cell, W + "p")


def _leave_result(elements: Iterable[etree._Element]) -> None:
    """Takes a field away from around what it last showed."""
    for element in elements:
        if element.tag == W + "fldSimple":
            parent = element.getparent()
            if parent is not None:
                at = parent.index(element)
                parent[at : at + 1] = [child for child in element if child.tag != W + "fldData"]
        else:
            _remove(element)


def _without_links(
    name: str, owner: str, parts: Mapping[str, bytes], notes: set[str]
) -> dict[str, bytes]:
    """The relationships and their part without what lies outside the document, links excepted."""
    found = relationships(name, parts)
    outside = {one.identifier for one in found if one.external and one.kind != "hyperlink"}
    if not outside:
        return {}
    if any(one.kind != "attachedTemplate" for one in found if one.identifier in outside):
        notes.add(LINKS)
    relations = parsed(parts[name])
    for relation in list(relations):
        if relation.get("Id") in outside:
            relations.remove(relation)
    changed = {name: serialized(relations)}
    if owner in parts and owner.endswith(".xml"):
        root = parsed(parts[owner])
        for element in list(root.iter()):
            for key in [key for key in element.attrib if key.startswith(R)]:
                if element.get(key) in outside:
                    _unlink(element, key)
        changed[owner] = serialized(root)
    return changed


def _unlink(element: etree._Element, key: str) -> None:
    """Takes away a link; the picture that is embedded beside it stays."""
    parent = element.getparent()
    if key in (R + "link", R + "href", R + "pict"):
        del element.attrib[key]
    elif parent is not None and parent.tag == W + "mailMerge":
        _remove(parent)
    else:
        _remove(element)


def _remove(element: etree._Element | None) -> None:
    parent = None if element is None else element.getparent()
    if parent is not None:
        parent.remove(element)
