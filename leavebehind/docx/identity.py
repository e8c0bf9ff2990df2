"""The identity of a document: a custom property, which Word and LibreOffice keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from leavebehind.docx.package import BadDocument, parsed, read_part, relationships, serialized

PROPERTY_NAME = "leavebehind document"

_RELATIONSHIPS_PART = "_rels/.rels"
_CONTENT_TYPES_PART = "[Content_Types].xml"
_USUAL_PART = "docProps/custom.xml"
_KINDS = ("custom-properties", "customProperties")
"""The relationship's type ends so; the second in Strict Open XML."""

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIP_TYPE = (
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
        parts = {_RELATIONSHIPS_PART: read_part(data, _RELATIONSHIPS_PART)}
        part = _properties_part(parts)
        properties = parsed(read_part(data, part)) if part else None
    except BadDocument:
        return ""
    found = [] if properties is None else _identities(properties)
    return next(("".join(one.itertext()).strip() for one in found), "")


def identity_parts(parts: Mapping[str, bytes], identity: str) -> dict[str, bytes]:
    """The parts of a document that are different when it has this identity.

    Its other custom properties stay. The part of the properties is the last.
    """
    changed: dict[str, bytes] = {}
    part = _properties_part(parts)
    if part not in parts:
        part = _USUAL_PART
        changed = {
            _CONTENT_TYPES_PART: _with_content_type(parts[_CONTENT_TYPES_PART]),
            _RELATIONSHIPS_PART: _with_relationship(parts[_RELATIONSHIPS_PART]),
        }
    return changed | {part: _with_identity(parts.get(part), identity)}


def parts_without_identity(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a document that are different when it has no identity."""
    part = _properties_part(parts)
    if PROPERTY_NAME.encode() not in parts.get(part, b""):
        return {}
    properties = parsed(parts[part])
    for element in list(_identities(properties)):
        properties.remove(element)
    return {part: serialized(properties)}


def _properties_part(parts: Mapping[str, bytes]) -> str:
    """The part that holds the custom properties; "" where the document has none."""
    if not parts.get(_RELATIONSHIPS_PART):
        return ""
    found = relationships(_RELATIONSHIPS_PART, parts)
    return next((one.target.lstrip("/") for one in found if one.kind in _KINDS), "")


def _identities(properties: etree._Element) -> Iterator[etree._Element]:
    for element in properties.iter("{*}property"):
        if element.get("name") == PROPERTY_NAME:
            yield element


def _with_identity(content: bytes | None, identity: str) -> bytes:
    if content is None:
        names = {None: _PROPERTIES, "vt": _VALUES}
        properties = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap=names)
    else:
        properties = parsed(content)
    # A template that was made from a generated document brings that document's identity.
    for old in list(_identities(properties)):
        properties.remove(old)
    pids = [one.get("pid", "") for one in properties.iter("{*}property")]
    pid = max([_FIRST_PID - 1, *(int(pid) for pid in pids if pid.isdecimal())]) + 1
    attributes = {"fmtid": _USER_DEFINED, "pid": str(pid), "name": PROPERTY_NAME}
    element = etree.SubElement(properties, f"{{{_PROPERTIES}}}property", attributes)
    etree.SubElement(element, f"{{{_VALUES}}}lpwstr").text = identity
    return serialized(properties)


def _with_content_type(content: bytes) -> bytes:
    types = parsed(content)
    attributes = {"PartName": f"/{_USUAL_PART}", "ContentType": _CONTENT_TYPE}
    etree.SubElement(types, f"{{{_CONTENT_TYPES}}}Override", attributes)
    return serialized(types)


def _with_relationship(content: bytes) -> bytes:
    root = parsed(content)
    taken = {one.get("Id") for one in root}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    attributes = {"Id": free, "Type": _RELATIONSHIP_TYPE, "Target": _USUAL_PART}
    etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", attributes)
    return serialized(root)
