"""One document on its way from its master to a file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.shape import CT_Inline

from leavebehind.template.compile import CONTENT_TYPES, Master
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.stories import Body, Relation, Story
from leavebehind.template.values import word_image
from leavebehind.template.zip_writer import QUICK, Member, zipped

PROPERTIES = SimpleNamespace(partname="properties")
"""Stands for the part in which an error arose."""


class SubdocumentNeeded(Exception):  # noqa: N818  # it never leaves the room
    """A subdocument is to be printed, whose parts only the package it was made for has."""

    def __init__(self, subdocument: Any) -> None:
        super().__init__()
        self.subdocument = subdocument


class Filling:
    """One filling of a template: what is different in this document."""

    def __init__(self, master: Master) -> None:
        self.current_rendering_part: Any = None
        self._master = master
        self._changed: dict[str, Member] = {}
        self._images: dict[str, tuple[str, Image]] = {}
        self._endings: set[tuple[str, str]] = set()
        self._foreign = False

    def filled(self, context: Mapping[str, object], properties: DocumentProperties | None) -> bytes:
        """The filled document; raises Malformed, SubdocumentNeeded and what running tags raises."""
        for story in self._master.tagged:
            self._fill(story, context, properties)
        self.current_rendering_part = PROPERTIES
        core = self._master.properties
        self._changed[core.file] = core.member(context, properties)
        if properties:
            self._changed.update(self._master.in_language(properties.language))
        identity = properties.identity if properties else ""
        if identity:
            self._changed.update(self._master.with_identity(identity))
        if self._endings:
            types = self._master.content_types(frozenset(self._endings), identified=bool(identity))
            self._changed[CONTENT_TYPES] = types
        return zipped({**self._master.members, **self._changed}.values())

    def xml_of(self, value: Any) -> str:
        """The value's own XML; raises SubdocumentNeeded where it can't stand alone."""
        if type(value).__module__ == "docxtpl.subdoc":
            raise SubdocumentNeeded(value)
        self._foreign = True
        xml: str = value.__html__()
        return xml

    def image_part(self, image: Image) -> tuple[str, Image]:
        """The name of the part that holds the picture, and the picture as it first came in."""
        if image.sha1 in self._master.images:
            return self._master.images[image.sha1], word_image(image.blob)
        if image.sha1 not in self._images:
            self._images[image.sha1] = (self._new_part(image), image)
        return self._images[image.sha1]

    def _new_part(self, image: Image) -> str:
        parts = [*self._master.image_parts, *(part for part, _ in self._images.values())]
        file = f"word/media/image{_free_number(parts)}.{image.ext}"
        self._endings.add((image.ext, image.content_type))
        self._changed[file] = _media(file, image.blob)
        return f"/{file}"

    def _fill(
        self, story: Story, context: Mapping[str, object], properties: DocumentProperties | None
    ) -> None:
        self._foreign = False
        self.current_rendering_part = opened = _OpenStory(story, self)
        xml = story.rendered(context)
        if properties and isinstance(story, Body):
            xml = self._master.on_paper(xml, properties.paper)
        content = story.finished(xml, foreign=self._foreign)
        self._changed[story.file] = Member.of(story.file, content, level=QUICK)
        if opened.added:
            member = self._master.relationships(story, opened.added)
            self._changed[member.name.decode()] = member


class _OpenStory:
    """A part that is being filled, as python-docx's parts are for what is drawn into them."""

    def __init__(self, story: Story, filling: Filling) -> None:
        self.partname, self.next_id = story.part, story.next_id
        self.added: list[Relation] = []
        # Of two that say the same, python-docx takes the first.
        self._ids = {relation.says: relation.id for relation in reversed(story.relations)}
        self._taken = {relation.id for relation in story.relations}
        self._filling = filling

    def relate_to(self, target: str, reltype: str, is_external: bool = False) -> str:
        """The id of the part's relationship, its own or a new one, to a part or an address."""
        says = (reltype, target, is_external)
        if says not in self._ids:
            numbers = range(1, len(self._taken) + 2)
            free = next(f"rId{n}" for n in numbers if f"rId{n}" not in self._taken)
            self.added.append(Relation(free, *says))
            self._taken.add(free)
            self._ids[says] = free
        return self._ids[says]

    def get_or_add_image(self, image_descriptor: Any) -> tuple[str, Image]:
        """The id of the relationship to the picture, and the picture."""
        if isinstance(image_descriptor, io.BytesIO):
            image = word_image(image_descriptor.getvalue())
        else:
            image = Image.from_file(image_descriptor)
        part, image = self._filling.image_part(image)
        return self.relate_to(part, RT.IMAGE), image

    def new_pic_inline(self, image_descriptor: Any, width: Any = None, height: Any = None) -> Any:
        """A drawing of the picture."""
        relation, image = self.get_or_add_image(image_descriptor)
        size = image.scaled_dimensions(width, height)
        return CT_Inline.new_pic_inline(self.next_id, relation, image.filename, *size)


def _free_number(parts: Sequence[str]) -> int:
    """As python-docx counts: the first that no picture has, or one more than there are."""
    used = set(map(_number, parts))
    return next(n for n in range(1, len(parts) + 2) if n not in used)


def _number(part: str) -> int:
    digits = part.rpartition(".")[0].rpartition("/image")[2]
    return int(digits) if digits.isdigit() else 0


@lru_cache(maxsize=32)
def _media(name: str, content: bytes) -> Member:
    return Member.of(name, content)
