"""The one safe reader of Word documents, which anybody may have made, and their writer.

Sizes are looked at before anything is unpacked; no entity is resolved, and nothing is fetched.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
TRUE = frozenset({"1", "true", "on"})
"""How an attribute says yes (ECMA-376 part 1, 22.9.2.7)."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MEGABYTE = 1 << 20
MOST_XML = 64 * MEGABYTE
"""The limit for all XML of a document, unpacked: a résumé of a thousand pages has 30 MB."""
MOST_UNPACKED = 512 * MEGABYTE
MOST_PACKED = 256 * MEGABYTE
MOST_PARTS = 10_000

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "_rels/.rels"
_OPC = "{http://schemas.openxmlformats.org/package/2006/"
NO_RELATIONSHIPS = f'<Relationships xmlns="{_OPC[1:]}relationships"/>'.encode()
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|\\\\|//")


class BadDocument(ValueError):  # noqa: N818  # it says what is wrong with a file
    """A file that can't be read as a Word document; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Relationship:
    """What a part points to."""

    identifier: str
    kind: str
    """The last word of its type: "hyperlink", "image"."""
    target: str
    external: bool


def read_file(path: Path) -> bytes:
    """The content of a file; raises BadDocument where it can't be a document, and OSError."""
    if path.is_dir():
        raise BadDocument("it is a folder, not a Word document", "take it out, or rename it")
    if path.exists() and not path.is_file():
        # Reading a pipe waits for its writer, and a device never ends.
        raise BadDocument("it is no ordinary file", "put the document itself there")
    if path.stat().st_size > MOST_PACKED:
        raise BadDocument("it is far larger than a document", "make its pictures smaller")
    return path.read_bytes()


def read_part(data: bytes, name: str) -> bytes:
    """One part of a Word document, b"" where it has none; raises BadDocument where it is none."""
    return _unpacked(data, [name]).get(name, b"")


def read_parts(data: bytes) -> dict[str, bytes]:
    """Every part of a Word document by its name; raises BadDocument where it is none."""
    parts = _unpacked(data)
    if "word/document.xml" not in parts and CONTENT_TYPES not in parts:
        raise BadDocument("this is a zip file, but not a Word document", "save it as .docx in Word")
    return parts


def _unpacked(data: bytes, wanted: Container[str] | None = None) -> dict[str, bytes]:
    _refuse_other_kinds(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_bombs(package.infolist())
            names = package.namelist()
            # Of two parts of one name (ECMA-376 part 2, 6.2.2.3), programs differ in which they
            # read.
            if len({name.lower() for name in names}) < len(names):
                message = "it holds two parts of one name, which Word never writes"
                raise BadDocument(message, _SUSPICIOUS)
            return {name: package.read(name) for name in names if wanted is None or name in wanted}
    except BadDocument:
        raise
    except Exception as error:
        # A damaged zip fails in many ways: a wrong sum, an unknown method, a seek before the start.
        reason = "this is no Word document, or a damaged one"
        raise BadDocument(reason, "open it in Word, and save it again as .docx") from error


def as_transitional(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a document that is saved as Strict Open XML in the usual namespaces."""
    is_strict = any(_STRICT.search(parts[name]) for name in parts if name.endswith(".rels"))
    if not is_strict:
        return dict(parts)
    xml = {name for name in parts if name.lower().endswith((".xml", ".rels"))}
    return {
        name: _STRICT.sub(_usual_namespace, data) if name in xml else data
        for name, data in parts.items()
    }


def _usual_namespace(strict: re.Match[bytes]) -> bytes:
    name = _RENAMED.get(strict[2], strict[2])
    return b"http://schemas.openxmlformats.org/%b/2006/%b" % (strict[1], name)


_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_RENAMED = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
}


def write_parts(parts: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    """The document of these parts: equal bytes for equal parts in an equal order."""
    packed = io.BytesIO()
    compression = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    # Some readers know the kind of a package by its first member.
    names = sorted(parts, key=lambda name: name != CONTENT_TYPES)
    with zipfile.ZipFile(packed, "w") as package:
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = compression
            # Otherwise it says on which system the file was written.
            entry.create_system = 0
            package.writestr(entry, parts[name])
    return packed.getvalue()


def parsed(data: bytes, *, keeps_comments: bool = False) -> etree._Element:
    """The root of a part; raises BadDocument where it is not sound XML, or declares a DOCTYPE.

    Comments and processing instructions, which no reader of a document sees, are left out unless
    `keeps_comments`.
    """
    # A comment would part a text in two, and lxml crashes where one alone is made canonical.
    leaves_out = not keeps_comments
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=leaves_out,
        remove_pis=leaves_out,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!ENTITY" in data.replace(b"\0", b""):
            raise _entities() from error
        hint = "open it in Word, and save it again"
        place = f" (line {error.lineno})" if isinstance(error, etree.XMLSyntaxError) else ""
        raise BadDocument(f"a part of it is damaged{place}", hint) from error
    if root.getroottree().docinfo.doctype:
        raise _entities()
    return root


_SUSPICIOUS = "don't trust it; ask where it comes from"


def _entities() -> BadDocument:
    return BadDocument("it declares XML entities, which Word never does", _SUSPICIOUS)


def serialized(root: etree._Element) -> bytes:
    """The part as Word writes it."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def content_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Part → its content type; "" where the document doesn't say."""
    if CONTENT_TYPES not in parts:
        return dict.fromkeys(parts, "")
    entries = list(parsed(parts[CONTENT_TYPES]).iterchildren(etree.Element))
    # Names and extensions are compared without regard to case (ECMA-376 part 2).
    kinds = {e.get("PartName", "").lower(): e.get("ContentType", "") for e in entries}
    usual = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in entries}
    return {
        name: kinds.get(f"/{name.lower()}") or usual.get(name.rpartition(".")[2].lower(), "")
        for name in parts
    }


def stories(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts that hold text, each with its kind: "body", "header", "comments" …"""
    named = {}
    for name, content_type in content_types(parts).items():
        kind = _STORY.fullmatch(content_type)
        if kind and name.endswith(".xml"):
            named[name] = kind["story"] or "body"
    return named


_STORY = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml|ms-word)\."
    r"(?:(?:document|template)\.(?:main|macroEnabled\.main|macroEnabledTemplate\.main)"
    r"|(?P<story>header|footer|footnotes|endnotes|comments))\+xml"
)


def relationships(part: str, parts: Mapping[str, bytes]) -> list[Relationship]:
    """What a part of relationships (word/_rels/document.xml.rels) says."""
    return [
        Relationship(
            identifier=element.get("Id", ""),
            kind=element.get("Type", "").rpartition("/")[2],
            target=(target := element.get("Target", "")),
            external=element.get("TargetMode") == "External" or bool(_ADDRESS.match(target)),
        )
        for element in parsed(parts[part]).iterchildren(etree.Element)
    ]


def targets_of(part: str, content: Callable[[str], bytes | None]) -> list[Relationship]:
    """What a part points to, "" for the package; targets within it are names of parts.

    `content` gives a part by its name.
    """
    rels = relationships_part(part)
    data = content(rels)
    return [
        one if one.external else replace(one, target=target_part(part, one.target))
        for one in (relationships(rels, {rels: data}) if data else ())
    ]


def package_part(parts: Mapping[str, bytes], *kinds: str) -> str:
    """The part to which the package itself has such a relationship; "" where it has none."""
    if not parts.get(_RELATIONSHIPS):
        return ""
    found = relationships(_RELATIONSHIPS, parts)
    return next((one.target.lstrip("/") for one in found if one.kind in kinds), "")


def with_one_package_part(parts: Mapping[str, bytes], kind: str) -> dict[str, bytes]:
    """The part that is different when the package has one such relationship at most: the first to
    a part that is there."""
    root = parsed(parts.get(_RELATIONSHIPS) or NO_RELATIONSHIPS)
    of_kind = [one for one in root if one.get("Type", "").rpartition("/")[2] == kind]
    sound = [one for one in of_kind if one.get("Target", "").lstrip("/") in parts]
    dropped = [one for one in of_kind if one not in sound[:1]]
    for relation in dropped:
        root.remove(relation)
    return {_RELATIONSHIPS: serialized(root)} if dropped else {}


def with_package_part(
    parts: Mapping[str, bytes], name: str, content: bytes, content_type: str, relationship: str
) -> dict[str, bytes]:
    """The parts that are different when the package gets this part, which is the last of them."""
    types = parsed(parts[CONTENT_TYPES])
    add_content_type(types, name, content_type)
    root = parsed(parts.get(_RELATIONSHIPS) or NO_RELATIONSHIPS)
    relate(root, relationship, name)
    return {CONTENT_TYPES: serialized(types), _RELATIONSHIPS: serialized(root), name: content}


def add_content_type(types: etree._Element, part: str, content_type: str) -> None:
    """Enters a part in the list of content types (ECMA-376 part 2, 6.2.3)."""
    values = {"PartName": f"/{part}", "ContentType": content_type}
    etree.SubElement(types, f"{_OPC}content-types}}Override", values)


def relate(relationships: etree._Element, kind: str, target: str, *, external: bool = False) -> str:
    """The id of a relationship that is added to a part of them (ECMA-376 part 2, 6.5.3)."""
    taken = {one.get("Id") for one in relationships}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    mode = {"TargetMode": "External"} if external else {}
    values = {"Id": free, "Type": kind, "Target": target, **mode}
    etree.SubElement(relationships, f"{_OPC}relationships}}Relationship", values)
    return free


def highest(ids: Iterable[str]) -> int:
    """The highest of the ids that are numbers; 0 where none is."""
    return max([0, *(int(one) for one in ids if one.isdecimal())])


def relations_of(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every part of relationships, with the part that owns it.

    The owner of word/_rels/document.xml.rels is word/document.xml.
    """
    for part in parts:
        if part.endswith(".rels"):
            folder, name = posixpath.split(part)
            yield part, posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def relationships_part(part: str) -> str:
    """The part with what this one points to: word/document.xml → word/_rels/document.xml.rels."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_part(part: str, target: str) -> str:
    """The part that is meant where `part` points to `target`; some programs write backslashes."""
    path = posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/"))
    return posixpath.normpath(path).lstrip("/")


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(b"PK"):
        return
    if not data:
        raise BadDocument("the file is empty", "take it from a copy")
    if data.startswith(_COMPOUND_FILE) and "EncryptedPackage".encode("utf-16-le") in data:
        hint = "in Word, empty File ▸ Info ▸ Protect Document ▸ Encrypt with Password, and save"
        raise BadDocument("it is protected with a password", hint)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    for start, kind, hint in _OTHER_KINDS:
        if head.startswith(start):
            raise BadDocument(f"it is {kind}, not a Word document", hint)
    raise BadDocument("this is not a Word document (.docx)", _SAVE_AS)


_SAVE_AS = "open it in Word or LibreOffice, and save it as .docx"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""How a .doc begins, and a .docx with a password; the names within distinguish them."""
_OTHER_KINDS = (
    (_COMPOUND_FILE, "a document of the old kind (.doc)", _SAVE_AS),
    (b"%PDF", "a PDF", "name the .docx it was made from"),
    (b"{\\rtf", "rich text (.rtf)", _SAVE_AS),
    (b"<", "a web page or XML", _SAVE_AS),
)


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    xml = sum(e.file_size for e in entries if e.filename.lower().endswith((".xml", ".rels")))
    if xml > MOST_XML or total > MOST_UNPACKED or len(entries) > MOST_PARTS:
        raise BadDocument("it unpacks to far more than a document holds", _SUSPICIOUS)
