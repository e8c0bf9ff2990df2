"""A document as it should be printed: without comments, deleted text and links to elsewhere.

Converters print tracked deletions and fetch linked pictures; a print copy has neither.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

REMOVED = [
    *("del", "moveFrom", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange"),
    *("sectPrChange", "numberingChange", "commentRangeStart", "commentRangeEnd"),
    *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *("commentReference", "annotationRef", "cellDel", "attachedTemplate"),
]
UNWRAPPED = ["ins", "moveTo"]
"""Insertions stay as ordinary text (ECMA-376 part 1, 17.13.5)."""

SUSPECT = re.compile(rb"<w:(?:del|ins|moveFrom|moveTo|comment\w+|\w+Change)\b|\{[{%]")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def print_copy(document: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The document fit for printing, and what the person should know about the difference.

    Raises zipfile.BadZipFile or lxml's XMLSyntaxError where it is no Word document.
    """
    with zipfile.ZipFile(io.BytesIO(document)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    notes: set[str] = set()
    changed = {}
    for name, xml in parts.items():
        if name.endswith(".rels") and b"External" in xml:
            changed.update(_without_links(name, parts, notes))
    for name, xml in parts.items():
        if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", name):
            text = changed.get(name, xml)
            if SUSPECT.search(text) or b"attachedTemplate" in text:
                changed[name] = _clean(text, notes)
    changed = {name: xml for name, xml in changed.items() if xml != parts[name]}
    return (_packed(parts | changed) if changed else document), tuple(sorted(notes))


def _clean(xml: bytes, notes: set[str]) -> bytes:
    root = etree.fromstring(xml, PARSER)
    tracked = [e for e in root.iter() if e.tag in {W + "del", W + "ins", W + "moveFrom"}]
    commented = next(root.iter(W + "commentReference"), None) is not None
    if tracked:
        notes.add("tracked changes are printed as if they were accepted")
    if commented:
        notes.add("comments are not printed")
    if tag := next(_left_over(root), ""):
        notes.add(f"a template tag is left in the text: {tag}")
    if not tracked and not commented and not list(root.iter(*(W + name for name in REMOVED))):
        return xml
    for element in list(root.iter(*(W + name for name in REMOVED))):
        _remove(element)
    etree.strip_tags(root, *(W + name for name in UNWRAPPED))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _left_over(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(W + "p"):
        text = "".join(node.text or "" for node in paragraph.iter(W + "t"))
        yield from TAG.findall(text)


def _without_links(name: str, parts: dict[str, bytes], notes: set[str]) -> dict[str, bytes]:
    """The relationships and their part without what lies outside the document, links excepted."""
    relations = etree.fromstring(parts[name], PARSER)
    outside = [
        relation
        for relation in relations
        if relation.get("TargetMode") == "External"
        and not relation.get("Type", "").endswith("/hyperlink")
    ]
    if not outside:
        return {}
    notes.add("linked pictures and files are not fetched; embed them in Word to print them")
    identifiers = {relation.get("Id") for relation in outside}
    for relation in outside:
        relations.remove(relation)
    owner = name.replace("_rels/", "").removesuffix(".rels")
    changed = {name: etree.tostring(relations, xml_declaration=True, encoding="UTF-8")}
    if owner in parts:
        root = etree.fromstring(parts[owner], PARSER)
        for element in list(root.iter()):
            for key in [k for k, v in element.attrib.items() if k.startswith(R)]:
                if element.get(key) in identifiers:
                    _unlink(element, key)
        changed[owner] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return changed


def _unlink(element: etree._Element, key: str) -> None:
    if key == R + "link":
        del element.attrib[key]
    else:
        _remove(element)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return packed.getvalue()
