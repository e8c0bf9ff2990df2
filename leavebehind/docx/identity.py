"""The identity of a document: a custom property, which Word and LibreOffice keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from leavebehind.docx.package import (
    BadDocument,
    highest,
    package_part,
    parsed,
    read_part,
    serialized,
    with_package_part,
)

PROPERTY_NAME = "leavebehind document"

_KINDS = ("custom-properties", "customProperties")
"""The relationship's type ends so; the second in Strict Open XML."""
_USUAL_PART = "docProps/custom.xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_USER_DEFINED = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users define (ECMA-376 part 1, 22.3.2.2)."""
_FIRST_PID = 2
"""0 and 1 are reserved."""


def read_identity(data: bytes) -> str:
    """The identity of a document; "" where it has none or can't be read."""
    try:
        part = package_part({"_rels/.rels": read_part(data, "_rels/.rels")}, *_KINDS)
        properties = parsed(read_part(data, part)) if part else None
    except BadDocument:
        return ""
    elements = [] if properties is None else _identities(properties)
    return next(("".join(element.itertext()).strip() for element in elements), "")


def identity_parts(parts: Mapping[str, bytes], identity: str) -> dict[str, bytes]:
    """The parts of a document that are different when it has this identity.

    Its other custom properties stay. The part that holds the identity is the last.
    """
    part = package_part(parts, *_KINDS)
    if part in parts:
        return {part: _with_identity(parsed(parts[part]), identity)}
    names = {None: _PROPERTIES, "vt": _VALUES}
    properties = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap=names)
    content = _with_identity(properties, identity)
    return with_package_part(parts, _USUAL_PART, content, _CONTENT_TYPE, _RELATIONSHIP)


def parts_without_identity(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a document that are different when it has no identity."""
    part = package_part(parts, *_KINDS)
    if PROPERTY_NAME.encode() not in parts.get(part, b""):
        return {}
    properties = parsed(parts[part])
    for element in list(_identities(properties)):
        properties.remove(element)
    return {part: serialized(properties)}


def _identities(properties: etree._Element) -> Iterator[etree._Element]:
    for element in properties.iter("{*}property"):
        if element.get("name") == PROPERTY_NAME:
            yield element


def _with_identity(properties: etree._Element, identity: str) -> bytes:
    # A template that was made from a generated document brings that document's identity.
    for old in list(_identities(properties)):
        properties.remove(old)
    last = highest(element.get("pid", "") for element in properties.iter("{*}property"))
    pid = max(_FIRST_PID, last + 1)
    attributes = {"fmtid": _USER_DEFINED, "pid": str(pid), "name": PROPERTY_NAME}
    element = etree.SubElement(properties, f"{{{_PROPERTIES}}}property", attributes)
    etree.SubElement(element, f"{{{_VALUES}}}lpwstr").text = identity
    return serialized(properties)
