"""A Word document that is being changed: its parts, what they point to, and new ids in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count

from lxml import etree

from leavebehind.docx.package import (
    CONTENT_TYPES,
    NO_RELATIONSHIPS,
    WP,
    R,
    W,
    add_content_type,
    content_types,
    highest,
    parsed,
    read_parts,
    relate,
    relationships_part,
    serialized,
    stories,
    target_part,
    write_parts,
)
from leavebehind.files import digest

STYLES = "word/styles.xml"


class EditedDocument:
    """The parts of a document, parsed where they are asked for; `to_bytes` gives it as changed.

    Raises BadDocument where it can't be read.
    """

    def __init__(self, data: bytes) -> None:
        self.parts: dict[str, bytes] = read_parts(data)
        self.stories: dict[str, str] = stories(self.parts)
        self._data = data
        self._roots: dict[str, etree._Element] = {}
        self._changed: set[str] = set()

    @property
    def body(self) -> str:
        """The name of the part that holds the body, "" where there is none."""
        return next((name for name, kind in self.stories.items() if kind == "body"), "")

    def root(self, part: str) -> etree._Element:
        """The part's XML, to be read."""
        if part not in self._roots:
            self._roots[part] = parsed(self.parts[part])
        return self._roots[part]

    def children(self, part: str, name: str) -> list[etree._Element]:
        """What a part holds of this name, to be read; nothing where the document lacks the part."""
        return self.root(part).findall(W + name) if part in self.parts else []

    def changing(self, part: str) -> etree._Element:
        """The part's XML, to be changed."""
        self._changed.add(part)
        return self.root(part)

    def to_bytes(self) -> bytes:
        """The document as it is now: the same bytes where nothing was changed."""
        if not self._changed:
            return self._data
        return write_parts({**self.parts, **{p: serialized(self._roots[p]) for p in self._changed}})

    # What a part points to.

    def relationship(self, part: str, identifier: str) -> etree._Element | None:
        """What the part calls by this id."""
        relations = relationships_part(part)
        found = self.root(relations) if relations in self.parts else ()
        return next((one for one in found if one.get("Id") == identifier), None)

    def target(self, part: str, relationship: etree._Element) -> str:
        """The part that the relationship leads to, or the address outside."""
        target = str(relationship.get("Target", ""))
        if relationship.get("TargetMode") == "External":
            return target.rstrip("/")
        return target_part(part, target)

    def content(self, part: str, identifier: str) -> str:
        """What the part calls by this id: an address, or a digest of another part's content."""
        relationship = self.relationship(part, identifier)
        if relationship is None:
            return ""
        target = self.target(part, relationship)
        return digest(self.parts[target]) if target in self.parts else target

    def relate(self, part: str, kind: str, target: str, *, outside: bool = False) -> str:
        """The id by which the part calls the target, which may be another part."""
        name = relationships_part(part)
        self.parts.setdefault(name, NO_RELATIONSHIPS)
        for known in self.root(name):
            if known.get("Type") == kind and self.target(part, known) == target:
                return str(known.get("Id"))
        if not outside:
            target = posixpath.relpath(target, posixpath.dirname(part) or ".")
        return relate(self.changing(name), kind, target, external=outside)

    def add_part(self, name: str, content: bytes, content_type: str) -> str:
        """The name of the part with this content, which is new or was there before."""
        stem, dot, extension = name.rpartition(".")
        # Names of parts are compared without regard to case (ECMA-376 part 2, 6.2.2.3).
        taken = {known.lower(): known for known in self.parts}
        for number in count():
            candidate = f"{stem}{number or ''}{dot}{extension}"
            known = taken.get(candidate.lower())
            if known is None or self.parts[known] == content:
                break
        if known is None:
            self.parts[candidate] = content
            add_content_type(self.changing(CONTENT_TYPES), candidate, content_type)
        return known or candidate

    @cached_property
    def content_types(self) -> Mapping[str, str]:
        """Part → its content type, as it was read."""
        return content_types(self.parts)

    # Ids above those in use.

    @cached_property
    def ids(self) -> Iterator[int]:
        """For tracked changes, comments and bookmarks."""
        every = (one for part in self.stories for one in self.root(part).iter())
        return count(highest(one.get(f"{W}id", "") for one in every) + 1)

    @cached_property
    def drawing_ids(self) -> Iterator[int]:
        drawings = (one for part in self.stories for one in self.root(part).iter(f"{WP}docPr"))
        return count(highest(one.get("id", "") for one in drawings) + 1)


def references(element: etree._Element) -> list[tuple[etree._Element, str, str]]:
    """Every attribute in the element that calls something by its id: element, name, id."""
    return [
        (one, str(name), str(value))
        for one in element.iter(etree.Element)
        for name, value in one.items()
        if str(name).startswith(R) and value
    ]
