"""docxtpl's own way of filling a template; the others of this room only save it the repetition."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate

from leavebehind.docx.identity import identity_parts
from leavebehind.template.properties import DocumentProperties, set_language, set_paper
from leavebehind.template.sandbox import Sandbox
from leavebehind.template.values import NOT_IN_XML, printed, printed_plainly
from leavebehind.template.zip_writer import Member, zipped

TEXT = Sandbox(printed, autoescape=True)
PROPERTY = Sandbox(printed_plainly, autoescape=False)
"""Properties are plain text, so nothing in them is escaped."""

MARK = "\1"
"""Stands for a paragraph of the template; a character that no XML has."""

TAG = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)

PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
"""The core properties whose texts are templates, in docxtpl's order."""

NO_DATE = datetime.datetime(1980, 1, 1)


class Malformed(Exception):  # noqa: N818  # it never leaves the room
    """What the tags of the current part printed is no XML any more."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def require_xml(xml: str | bytes, *, prefixes: bool = True) -> None:
    """Raises Malformed unless it is well-formed, with all its prefixes declared if they count."""
    parser = expat.ParserCreate(namespace_separator=" " if prefixes else None)
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Malformed(str(error), parser.ErrorByteIndex) from error


class Filler(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """One filling of a template, with its values escaped and its tags in the sandbox."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.render_init()
        package = self.docx.part.package
        if not any(rel.reltype == RT.CORE_PROPERTIES for rel in package.rels.values()):
            # python-docx writes the time of day into those that it adds.
            self.docx.core_properties.modified = NO_DATE

    @property
    def stories(self) -> Iterator[tuple[Any, str]]:
        """Every part that may have tags in its text, and its XML as it goes through `patch_xml`."""
        yield self.docx.part, self.get_xml()
        seen = []
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                if part not in seen:
                    seen.append(part)
                    yield part, self.get_part_xml(part)
        for part in self.docx.part.package.parts:
            if part.content_type == CT.WML_FOOTNOTES:
                yield part, part.blob.decode()

    def marked(self, xml: str) -> str:
        """The XML as Jinja reads it, with a MARK for each paragraph.

        docxtpl gives Jinja a new line for each paragraph that is left; those that hold a tag like
        {%p … %} are gone by then, and the marks still count them.
        """
        patched = self.patch_xml(re.sub(r"<w:p([ >])", rf"{MARK}<w:p\1", xml))
        return re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)

    def patch_xml(self, src_xml: str) -> str:
        """As docxtpl does, and with the ampersands in tags as they were typed."""
        patched: str = super().patch_xml(src_xml)
        return TAG.sub(lambda tag: tag[0].replace("&amp;", "&"), patched)

    def xml_of(self, value: Any) -> str:
        """The value's own XML; what it needs besides is in the package, opened with it."""
        xml: str = value.__html__()
        return xml

    def filled(self, context: Mapping[str, object], properties: DocumentProperties | None) -> bytes:
        """The filled document."""
        self.render(dict(context), TEXT)
        if properties:
            self._put_on(properties)
        parts = dict(self.members())
        if properties and properties.identity:
            parts |= identity_parts(parts, properties.identity)
        return zipped(Member.of(name, content) for name, content in parts.items())

    def members(self) -> Iterator[tuple[str, bytes]]:
        """The document as python-docx writes it, part by part."""
        file = io.BytesIO()
        self.docx.save(file)
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                yield name, package.read(name)

    def render_xml_part(self, src_xml: str, part: Any, *told: Any) -> str:
        xml = with_paragraphs(super().render_xml_part(src_xml, part, *told))
        require_xml(xml)
        return xml

    def render_properties(self, context: dict[str, object], jinja_env: Any = None) -> None:
        for name in PROPERTIES:
            text = PROPERTY.from_string(getattr(self.docx.core_properties, name)).render(context)
            setattr(self.docx.core_properties, name, property_text(text))

    def _put_on(self, properties: DocumentProperties) -> None:
        for name, text in properties.properties.items():
            setattr(self.docx.core_properties, name, property_text(text))
        set_language(self.docx.styles.element, properties.language)
        for section in self.docx.sections:
            set_paper(section, properties.paper)


def property_text(text: str) -> str:
    """The text as a property can hold it: 255 characters, all of them characters."""
    return NOT_IN_PROPERTY.sub(" ", NOT_IN_XML.sub("", text))[:255]


NOT_IN_PROPERTY = re.compile("[\a\v\f\r]")


def interpreted(xml: str) -> str:
    """The rendered XML with the line breaks, tabs, paragraphs and pages that values ask for."""
    pieces = re.sub(r"\n<w:p([ >])", r"<w:p\1", xml).split(_END)
    for number, piece in enumerate(pieces[:-1]):
        if asks(piece) and (start := _PARAGRAPH.search(piece)):
            before, paragraph = piece[: start.start()], piece[start.start() :] + _END
            pieces[number] = before + _HAND.resolve_listing(paragraph)[: -len(_END)]
    return _END.join(pieces)


_PARAGRAPH, _END = re.compile(r"<w:p(?: [^>]*)?>"), "</w:p>"
"""docxtpl takes for a paragraph what stands from the first such beginning to the next end."""


def with_paragraphs(xml: str) -> str:
    """The XML with a paragraph in each cell, header, footer and text box that has lost its last:
    Word refuses a file without."""
    return _WITHOUT.sub(r"\1<w:p/>", xml)


_WITHOUT = re.compile(
    r"(<w:(?:tc|hdr|ftr|txbxContent)(?: [^>]*)?>|</w:tcPr>|<w:tcPr/>)\s*"
    r"(?=</w:(?:tc|hdr|ftr|txbxContent)>)"
)


def asks(xml: str) -> bool:
    """Whether it holds a character that docxtpl turns into XML."""
    return "\n" in xml or "\t" in xml or "\a" in xml or "\f" in xml


def settled(document: bytes, body: str) -> bytes:
    """The document with this body, its columns counted and its drawings numbered anew.

    `body` declares its own namespaces; those that the document has under another prefix take it.
    """
    hand = DocxTemplate(None)
    hand.docx_ids_index = FIRST_DRAWING
    tree = hand.fix_tables(body)
    hand.fix_docpr_ids(tree)
    root = parse_xml(document)
    root.replace(root.body, tree)
    content: bytes = serialize_part_xml(root)
    return content


FIRST_DRAWING = 1000
"""docxtpl counts the drawings of the body from here."""

_HAND = DocxTemplate(None)
