"""Whether a document was edited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from leavebehind.docx.package import MC, W14, BadDocument, W, parsed, read_parts

_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_DCTERMS = "{http://purl.org/dc/terms/}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

# The noise: what Word writes although nobody has edited. The lists are closed on purpose. What is
# missing here counts as an edit and costs a copy; what is here too much would cost an edit.

_ID_ATTRIBUTES = (
    *(W + name for name in ("rsidDel", "rsidP", "rsidR", "rsidRDefault", "rsidRPr")),
    *(W + name for name in ("rsidSect", "rsidTr")),
    *(W14 + name for name in ("paraId", "textId")),
)
_IDS = frozenset({W + "rsid", W + "rsidRoot"})
_MARKS = tuple(
    W + name for name in ("proofErr", "proofState", "lastRenderedPageBreak", "rsid", "rsids")
)
_PROPERTIES: dict[str, set[str]] = {
    "docProps/core.xml": {
        *(_CP + name for name in ("lastModifiedBy", "lastPrinted", "revision")),
        *(_DCTERMS + name for name in ("created", "modified")),
    },
    "docProps/app.xml": {
        _APP + name
        for name in (
            *("Pages", "Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs"),
            *("TotalTime", "Application", "AppVersion"),
        )
    },
}
_ELEMENTS_WITH_PREFIXES = etree.XPath(
    "//*[@mc:*] | //mc:Choice | //*[@xsi:type]", namespaces={"mc": MC[1:-1], "xsi": _XSI[1:-1]}
)
"""Markup Compatibility names namespaces by their prefixes (ECMA-376 part 3, 7)."""
_NOISE = "{urn:leavebehind}noise"
_WRITTEN_BY_WORD = re.compile(r"\[Content_Types\]\.xml|(?:word|docProps|_rels)/.*\.(?:xml|rels)")
"""What else is XML is somebody's data, in which a declaration may have a meaning."""


def same_document(one: bytes, other: bytes) -> bool:
    """Whether two .docx files differ by nothing but what Word writes without an edit.

    What is not understood differs, and so does a file that is no document.
    """
    if one == other:
        return True
    try:
        parts, others = read_parts(one), read_parts(other)
        return parts.keys() == others.keys() and all(
            data == others[name] or _canonical(name, data) == _canonical(name, others[name])
            for name, data in parts.items()
        )
    except (BadDocument, etree.C14NError):
        return False


def _canonical(name: str, data: bytes) -> bytes:
    """The part without its noise, in the canonical form of XML."""
    if not _WRITTEN_BY_WORD.fullmatch(name):
        return data
    root = parsed(data, keeps_comments=True)
    for element in list(_noise(name, root)):
        element.tag = _NOISE
    # `remove` would take along the text that follows.
    etree.strip_elements(root, _NOISE, with_tail=False)
    etree.strip_attributes(root, *_ID_ATTRIBUTES)
    _resolve_prefixes(root)
    # So the declaration, unused namespaces and the order of attributes don't count; white space
    # and comments do.
    return bytes(etree.tostring(root.getroottree(), method="c14n", exclusive=True))


def _noise(name: str, root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter(*_MARKS):
        if _IDS.issuperset(child.tag for child in element) and not element.text:
            yield element
    properties = _PROPERTIES.get(name, ())
    for child in root.iterchildren(*properties) if properties else ():
        if not len(child) and {_XSI + "type"}.issuperset(child.attrib):
            yield child
    # Where Word remembers the cursor. More marks than a start and an end are of another bookmark
    # with the same number.
    bookmarks = list(root.iter(W + "bookmarkStart", W + "bookmarkEnd"))
    cursors = {mark.get(W + "id") for mark in bookmarks if mark.get(W + "name") == "_GoBack"}
    marks = [mark for mark in bookmarks if mark.get(W + "id") in cursors]
    if [mark.tag for mark in marks] == [W + "bookmarkStart", W + "bookmarkEnd"]:
        yield from marks


def _resolve_prefixes(root: etree._Element) -> None:
    """Puts namespaces for the prefixes in values, since declarations don't count."""
    for element in _ELEMENTS_WITH_PREFIXES(root):
        for name, value in element.items():
            if name == "Requires" or name.startswith(MC) or name == _XSI + "type":
                words = [_resolved(word, element.nsmap) for word in value.split()]
                element.set(name, " ".join(words))
        ignorable = element.attrib.pop(MC + "Ignorable", "").split()
        # Word lists every namespace here that it declares, whether or not the part uses it.
        elements = root.iter(etree.Element) if ignorable else ()
        names = {name for each in elements for name in (each.tag, *each.attrib)}
        used = {str(name)[1:].partition("}")[0] for name in names}.intersection(ignorable)
        if used:
            element.set(MC + "Ignorable", " ".join(sorted(used)))


def _resolved(word: str, namespaces: dict[str | None, str]) -> str:
    prefix, colon, local = word.partition(":")
    return namespaces.get(prefix, prefix) + colon + local
