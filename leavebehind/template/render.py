"""One document on its way from its template to a file."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docx.image.image import Image
from lxml import etree

from leavebehind.docx.package import (
    NO_RELATIONSHIPS,
    parsed,
    relate,
    relationships_part,
    serialized,
)
from leavebehind.template.compile import CompiledTemplate, TaggedPart
from leavebehind.template.properties import DocumentProperties, on_paper, text_with_accent
from leavebehind.template.repeats import UniqueIds, with_copied_notes
from leavebehind.template.values import DOCUMENT
from leavebehind.template.zip_writer import QUICK, Member, zipped

_FIRST_DRAWING = 1001
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\sid=")[^"]*')
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


class SubdocumentNeeded(Exception):  # noqa: N818  # it never leaves the room
    """A subdocument is to be printed, whose parts only the package it was made for has."""

    def __init__(self, package: Any) -> None:
        super().__init__()
        self.package = package


class Rendering:
    """One filling of a template: what is different in this document."""

    def __init__(self, template: CompiledTemplate, *, for_subdocuments: bool = False) -> None:
        """`for_subdocuments`: the template has the parts that they need."""
        self.part = ""
        """The part that is being rendered, by its name."""
        self._template = template
        self._for_subdocuments = for_subdocuments
        self._changed: dict[str, Member] = {}
        self._texts: dict[str, bytes] = {}
        self._ids = UniqueIds()
        self._images: dict[str, str] = {}
        self._drawings = itertools.count(_FIRST_DRAWING)
        self._relationships: etree._Element | None = None
        self._added: dict[tuple[str, str, bool], str] = {}

    def document(
        self, context: Mapping[str, object], properties: DocumentProperties | None
    ) -> bytes:
        """The filled document; raises ExpatError, SubdocumentNeeded, and what tags raise."""
        template, names = self._template, {**context, DOCUMENT: self}
        for part in template.tagged:
            self._fill(part, names, properties)
        for kind, copies in self._ids.repeated_notes.items():
            name = template.stories.get(f"{kind}s", "")
            if copies and name:
                content = self._texts.get(name, template.parts[name])
                self._put(name, with_copied_notes(content, kind, copies))
        self.part = template.core.name
        self._changed[self.part] = template.core.member(context, properties)
        if properties:
            self._changed |= template.in_language(properties.language, properties.accent)
            self._changed |= template.with_identity(properties.identity)
        return zipped({**template.members, **self._changed}.values())

    def copy(self, properties: DocumentProperties | None) -> bytes:
        """The document as it is, but for its properties and its identity."""
        core = self._template.core
        self._changed = {core.name: core.copy(properties), **self._template.detached}
        if properties:
            self._changed |= self._template.with_identity(properties.identity)
        return zipped({**self._template.members, **self._changed}.values())

    def _fill(
        self,
        part: TaggedPart,
        context: Mapping[str, object],
        properties: DocumentProperties | None,
    ) -> None:
        self.part, self._relationships, self._added = part.name, None, {}
        xml = part.render(context)
        if "<wp:docPr" in xml:
            # A loop repeats its drawings, whose numbers have to be unique (ECMA-376, 20.4.2.5).
            xml = _DRAWING.sub(lambda drawing: f"{drawing[1]}{next(self._drawings)}", xml)
        if part.may_repeat:
            xml = self._ids.in_part(xml)
        if properties:
            xml = self._dressed(part, on_paper(xml, properties.paper), properties)
        self._texts[part.name] = part.finish(xml)
        self._put(part.name, self._texts[part.name])
        if self._relationships is not None:
            self._put(relationships_part(part.name), serialized(self._relationships))

    def _put(self, name: str, content: bytes) -> None:
        self._changed[name] = Member.of(name, content, level=QUICK)

    def _dressed(self, part: TaggedPart, xml: str, properties: DocumentProperties) -> str:
        """The part in the accent, the body in the styles that its length asks for."""
        if part.name == self._template.body.name and self._template.densities.exist:
            xml = self._template.densities.applied(xml)
        return text_with_accent(xml, properties.accent) if properties.accent else xml

    def relate_to(self, target: str, reltype: str, is_external: bool = False) -> str:
        """The id of the current part's relationship to a part or an address."""
        key = (target, reltype, is_external)
        if key not in self._added:
            if self._relationships is None:
                name = relationships_part(self.part)
                self._relationships = parsed(self._template.parts.get(name, NO_RELATIONSHIPS))
            self._added[key] = relate(self._relationships, reltype, target, external=is_external)
        return self._added[key]

    def add_image(self, image: Image) -> str:
        """The id of the current part's relationship to the picture."""
        # A picture that is printed several times is one part.
        if image.sha1 not in self._images:
            number = self._template.last_image + len(self._images) + 1
            name = f"word/media/image{number}.{image.content_type.removeprefix('image/')}"
            self._changed[name] = _image_member(name, image.blob)
            self._images[image.sha1] = name
        target = posixpath.relpath(self._images[image.sha1], posixpath.dirname(self.part))
        return self.relate_to(target, _IMAGE)

    def xml_of(self, value: Any) -> str:
        """The value's own XML; raises SubdocumentNeeded where it needs parts of its document."""
        # By its name, because docxtpl.subdoc imports docxcompose, which not everybody has.
        if type(value).__module__ == "docxtpl.subdoc" and not self._for_subdocuments:
            raise SubdocumentNeeded(value.docx)
        xml: str = value.__html__()
        return xml


@lru_cache(maxsize=32)
def _image_member(name: str, content: bytes) -> Member:
    return Member.of(name, content)
