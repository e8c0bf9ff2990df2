"""Whether two Word documents say and look the same, however they were saved."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from lxml import etree

from leavebehind.docx.looks import alike, look, paragraphs, title

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DCTERMS = "{http://purl.org/dc/terms/}"

_UNSEEN_PARTS = {"docProps/app.xml"}
_UNSEEN_ELEMENTS = (
    f"{_W}proofErr",
    f"{_W}lastRenderedPageBreak",
    f"{_W}rsids",
    f"{_W}proofState",
    f"{_CP}lastModifiedBy",
    f"{_CP}revision",
    f"{_CP}lastPrinted",
    f"{_DCTERMS}modified",
)
_UNSEEN_ATTRIBUTES = {f"{_W14}paraId", f"{_W14}textId", f"{_MC}Ignorable"}
BROKEN = (
    *(zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, EOFError, LookupError),
    *(AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError),
)
"""What reading a file raises that is no sound Word document."""
_LARGEST = 256 * 1024 * 1024
"""Bytes unpacked; a document beyond is not looked into, since it may be a zip bomb."""


def same_document(one: bytes, other: bytes) -> bool:
    """True where a person could see or miss no difference between two .docx files.

    Zip order, dates and compression, the writing of the XML, editing sessions, spelling marks and
    the record of who saved it when don't count, nor how another program writes the same look. In
    doubt, also for a file that is no document, they differ.
    """
    if one == other:
        return True
    try:
        with _opened(one) as package, _opened(other) as its_other:
            return _same_parts(package, its_other) or alike(look(one), look(other))
    except BROKEN:
        return False


def likeness(base: bytes, data: bytes) -> float:
    """How much of the text two documents of one title share, from 0 to 1."""
    try:
        if not title(base) or title(base) != title(data):
            return 0.0
        texts, others = Counter(paragraphs(base)), Counter(paragraphs(data))
    except BROKEN:
        return 0.0
    return (texts & others).total() / max(texts.total(), others.total(), 1)


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph before and after; one that is new or gone is "" on the other side."""

    before: str
    after: str


def changes(old: bytes, new: bytes) -> list[Change] | None:
    """The paragraphs that differ, in order; None where one can't be read."""
    try:
        before, after = paragraphs(old), paragraphs(new)
    except BROKEN:
        return None
    found = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            pairs = zip_longest(before[i:j], after[k:m], fillvalue="")
            found += [Change(one, other) for one, other in pairs]
    return found


def _opened(document: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(document))


def _same_parts(package: zipfile.ZipFile, other: zipfile.ZipFile) -> bool:
    checksums, others = _checksums(package), _checksums(other)
    if checksums.keys() != others.keys():
        return False
    # Where the checksums differ, a difference is found soonest.
    names = sorted(checksums, key=lambda name: checksums[name] == others[name])
    return all(_same_part(name, package.read(name), other.read(name)) for name in names)


def _checksums(package: zipfile.ZipFile) -> dict[str, int]:
    members = [member for member in package.infolist() if not member.is_dir()]
    if sum(member.file_size for member in members) > _LARGEST:
        raise ValueError("too large to look into")
    if len({member.filename for member in members}) < len(members):
        raise ValueError("a part occurs twice, and programs differ in which they show")
    return {m.filename: m.CRC for m in members if m.filename not in _UNSEEN_PARTS}


def _same_part(name: str, one: bytes, other: bytes) -> bool:
    return one == other or _part(name, one) == _part(name, other)


def _part(name: str, data: bytes) -> bytes | list[bytes]:
    if posixpath.splitext(name)[1] not in {".xml", ".rels"}:
        return data
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("entities may hide anything")
    if name == "[Content_Types].xml" or name.endswith(".rels"):
        return sorted(_canonical(entry) for entry in root if not _is_unseen_part(entry))
    _drop_unseen(root)
    return _canonical(root)


def _is_unseen_part(entry: etree._Element) -> bool:
    part = entry.get("PartName") or entry.get("Target") or ""
    return part.lstrip("/") in _UNSEEN_PARTS


def _drop_unseen(root: etree._Element) -> None:
    for element in [*root.iter(*_UNSEEN_ELEMENTS), *_last_cursor(root)]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in root.iter(etree.Element):
        for name in list(element.attrib):
            if str(name).startswith(f"{_W}rsid") or name in _UNSEEN_ATTRIBUTES:
                del element.attrib[name]


def _last_cursor(root: etree._Element) -> Iterator[etree._Element]:
    """The bookmark _GoBack, where Word remembers the cursor, start and end."""
    cursors = {
        start.get(f"{_W}id")
        for start in root.iter(f"{_W}bookmarkStart")
        if start.get(f"{_W}name") == "_GoBack"
    }
    for element in root.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
        if element.get(f"{_W}id") in cursors:
            yield element


def _canonical(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_comments=False))
