"""A template's package, opened once: what every document takes as it is, and what is filled."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc import oxml as packages
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.oxml.parser import OxmlElement, parse_xml
from jinja2 import Template, nodes

from leavebehind.docx.identity import identity_parts
from leavebehind.records import Paper
from leavebehind.template.ordinary import PROPERTIES, PROPERTY, Filler, property_text
from leavebehind.template.properties import DocumentProperties, set_language, set_paper
from leavebehind.template.stories import Body, Margin, Relation, Story
from leavebehind.template.zip_writer import QUICK, Member

_SLOT = "\ue000\uf8ff"
"""Stands around the name of a property where its text belongs; no text has these two in a row."""

_SECTION = re.compile(r"<w:sectPr[ >].*?</w:sectPr>", re.DOTALL)
_BODY_TAG = re.compile(r'<w:body(?: xmlns(?::\w+)?="[^"]*")*>')


class Properties:
    """The core properties, whose texts may have tags."""

    def __init__(self, filler: Filler) -> None:
        core = filler.docx.core_properties
        self.file = _file(_core_part(filler))
        self.sources = {name: getattr(core, name) for name in PROPERTIES}
        self._plain = _cut(filler, PROPERTIES)
        self._dressed = _cut(filler, (*PROPERTIES, "last_modified_by"))

    @cached_property
    def trees(self) -> list[nodes.Template]:
        return [PROPERTY.parse(source) for source in self.sources.values()]

    def compile(self) -> None:
        """Raises TemplateSyntaxError where a tag can't be understood."""
        _ = self._templates

    @cached_property
    def _templates(self) -> dict[str, Template]:
        """Those of the properties that have tags."""
        sources = self.sources.items()
        return {name: PROPERTY.from_string(source) for name, source in sources if "{" in source}

    def member(
        self, context: Mapping[str, object], properties: DocumentProperties | None
    ) -> Member:
        """The part with its tags rendered, and with the properties of the properties."""
        texts = {**self.sources, **(properties.properties if properties else {})}
        for name, template in self._templates.items():
            if not properties or name not in properties.properties:
                texts[name] = template.render(context)
        pieces = (self._dressed if properties else self._plain).copy()
        pieces[1::2] = [escape(property_text(texts[name])) for name in pieces[1::2]]
        return Member.of(self.file, "".join(pieces).encode(), level=QUICK)


def _cut(filler: Filler, names: tuple[str, ...]) -> list[str]:
    """The core properties' part, cut around the names of those properties."""
    for name in names:
        setattr(filler.docx.core_properties, name, f"{_SLOT}{name}{_SLOT}")
    xml: str = _core_part(filler).blob.decode()
    return xml.split(_SLOT)


def _core_part(filler: Filler) -> Any:
    return filler.docx.part.package.part_related_by(RT.CORE_PROPERTIES)


class Master:
    """All that the documents of one template have in common."""

    def __init__(self, data: bytes) -> None:
        filler = Filler(data)
        self._data = data
        self._contents = dict(filler.members())
        self.stories = tuple(_stories(filler))
        """Every part with text."""
        images = filler.docx.part.package.image_parts
        self.image_parts = [str(image.partname) for image in images]
        self.images = {image.sha1: str(image.partname) for image in reversed(list(images))}
        """Its pictures, by the checksum of their content."""
        self._styles = [
            _file(rel.target_part)
            for rel in filler.docx.part.rels.values()
            if rel.reltype == RT.STYLES
        ]
        self.properties = Properties(filler)
        self._papers: dict[Paper, dict[str, str]] = {}
        self._languages: dict[str, dict[str, Member]] = {}
        self._types: dict[tuple[frozenset[tuple[str, str]], bool], Member] = {}

    @cached_property
    def tagged(self) -> list[Story]:
        """The parts whose text differs between documents; the body also for its paper."""
        return [story for story in self.stories if isinstance(story, Body) or story.has_tags]

    @cached_property
    def members(self) -> dict[str, Member]:
        """All parts, as a document takes them where it has nothing of its own."""
        constant = [story for story in self.stories if story not in self.tagged]
        contents = self._contents | {
            story.file: story.finished(story.rendered({})) for story in constant
        }
        return {name: Member.of(name, content) for name, content in contents.items()}

    @cached_property
    def _identity_parts(self) -> dict[str, bytes]:
        return identity_parts(self._contents, _SLOT)

    @cached_property
    def _identified(self) -> dict[str, Member]:
        parts = self._identity_parts.items()
        return {name: Member.of(name, content) for name, content in parts}

    def with_identity(self, identity: str) -> Mapping[str, Member]:
        """The parts that are different in a document with this identity."""
        name, content = list(self._identity_parts.items())[-1]
        filled = content.decode().replace(_SLOT, escape(identity)).encode()
        return self._identified | {name: Member.of(name, filled, level=QUICK)}

    def in_language(self, language: str) -> Mapping[str, Member]:
        """The parts that are different where the text is in that language."""
        if language not in self._languages:
            self._languages[language] = {
                name: self._spoken(name, language) for name in self._styles
            }
        return self._languages[language]

    def _spoken(self, name: str, language: str) -> Member:
        styles = parse_xml(self._contents[name])
        set_language(styles, language)
        return Member.of(name, serialize_part_xml(styles))

    def on_paper(self, body: str, paper: Paper) -> str:
        """The body, rendered, with its sections on that paper."""
        if paper not in self._papers:
            filler = Filler(self._data)
            before = _SECTION.findall(filler.get_xml())
            for section in filler.docx.sections:
                set_paper(section, paper)
            after = _SECTION.findall(filler.get_xml())
            self._papers[paper] = dict(zip(before, after, strict=True))
        for old, new in self._papers[paper].items():
            body = body.replace(old, new)
        return body

    def content_types(self, added: frozenset[tuple[str, str]], *, identified: bool) -> Member:
        """The list of content types with those of the pictures (ending, type) that were added."""
        if (added, identified) not in self._types:
            self._types[added, identified] = self._with_types(added, identified=identified)
        return self._types[added, identified]

    def _with_types(self, added: frozenset[tuple[str, str]], *, identified: bool) -> Member:
        changed = self._identity_parts if identified else {}
        content: Any = changed.get(CONTENT_TYPES, self._contents[CONTENT_TYPES])
        types: Any = packages.parse_xml(content)
        known = {default.extension: default for default in types.defaults}
        for ending, content_type in added:
            known.setdefault(ending, packages.CT_Default.new(ending, content_type))
        types[: len(types.defaults)] = [known[ending] for ending in sorted(known)]
        return Member.of(CONTENT_TYPES, serialize_part_xml(types))

    def relationships(self, story: Story, added: list[Relation]) -> Member:
        """The relationships of a part with those that its values added."""
        uri = PackURI(story.part)
        name = uri.rels_uri.removeprefix("/")
        xml = self._contents.get(name, _NO_RELATIONSHIPS).decode()
        lines = "".join(_line(relation, uri.baseURI) for relation in added)
        xml = xml.replace("</Relationships>", f"{lines}</Relationships>")
        return Member.of(name, xml.encode(), level=QUICK)


CONTENT_TYPES = "[Content_Types].xml"
_NO_RELATIONSHIPS = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b"</Relationships>"
)


def _line(relation: Relation, base: str) -> str:
    target, mode = relation.target, ' TargetMode="External"'
    if not relation.external:
        target, mode = PackURI(target).relative_ref(base), ""
    attributes = f'Id="{relation.id}" Type="{relation.type}" Target={quoteattr(target)}{mode}'
    return f"<Relationship {attributes}/>"


def _stories(filler: Filler) -> Iterator[Story]:
    body, *others = filler.stories
    yield _body(filler, *body)
    for part, xml in others:
        kind = Margin if hasattr(part, "element") else Story
        yield kind(str(part.partname), filler.marked(xml), _relations(part), _next_id(part))


def _body(filler: Filler, part: Any, xml: str) -> Body:
    root = copy.deepcopy(part.element)
    opening = _BODY_TAG.match(xml)
    if opening and root.body.nsmap == root.nsmap:
        xml = f"<w:body>{xml[opening.end() :]}"
    root.replace(root.body, OxmlElement("w:body"))
    head, foot = serialize_part_xml(root).decode().split("<w:body/>")
    source = filler.marked(xml)
    named = (str(part.partname), source, _relations(part), _next_id(part))
    return Body(*named, head, foot, opening[0] if opening else "<w:body>")


def _relations(part: Any) -> tuple[Relation, ...]:
    return tuple(
        Relation(rel.rId, rel.reltype, _target(rel), rel.is_external) for rel in part.rels.values()
    )


def _target(rel: Any) -> str:
    return str(rel.target_ref if rel.is_external else rel.target_part.partname)


def _next_id(part: Any) -> int:
    """As python-docx counts, which looks at every "id" of a part."""
    root = part.element if hasattr(part, "element") else parse_xml(part.blob)
    numbers = [int(text) for text in root.xpath("//@id") if text.isdigit()]
    return max(numbers, default=0) + 1


def _file(part: Any) -> str:
    return str(part.partname).removeprefix("/")
