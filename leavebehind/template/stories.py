"""The parts of a template that have tags, each compiled once and rendered for every document."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from jinja2 import Template, TemplateSyntaxError, nodes
from lxml import etree

from leavebehind.template.ordinary import (
    FIRST_DRAWING,
    MARK,
    TAG,
    TEXT,
    Malformed,
    asks,
    interpreted,
    require_xml,
    settled,
    with_paragraphs,
)

_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\sid=")[^"]*')
_ESCAPES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_DECLARED = re.compile(r'\sxmlns(?::(\w+))?="([^"]*)"')
_BLANK = re.compile(r">\s+<")
_TABLES_WITHOUT_ROWS = ("</w:tblGrid></w:tbl>", "<w:tblGrid/></w:tbl>")


@dataclass(frozen=True)
class Relation:
    """A line of a part's relationships; the target is a part by its full name, or an address."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def says(self) -> tuple[str, str, bool]:
        """All but its id."""
        return self.type, self.target, self.external


@dataclass(frozen=True)
class Story:
    """A part with text: here the footnotes, which docxtpl writes as they are rendered."""

    part: str
    source: str
    """What Jinja reads, with a MARK for each paragraph."""
    relations: tuple[Relation, ...] = ()
    next_id: int = 1
    """The number that a drawing gets."""

    @property
    def file(self) -> str:
        """Its name in the zip."""
        return self.part.removeprefix("/")

    @cached_property
    def tree(self) -> nodes.Template:
        return TEXT.parse(self.source)

    @cached_property
    def has_tags(self) -> bool:
        silent = (nodes.Output, nodes.TemplateData)
        return any(not isinstance(node, silent) for node in self.tree.find_all(nodes.Node))

    def compile(self) -> None:
        """Raises TemplateSyntaxError, with the line, where a tag can't be understood."""
        _ = self._compiled

    @cached_property
    def _compiled(self) -> Template:
        for data in self.tree.find_all(nodes.TemplateData):
            data.data = re.sub(r"\n<w:p([ >])", r"<w:p\1", data.data.replace(MARK, ""))
        return Template.from_code(TEXT, TEXT.compile(self.tree), TEXT.make_globals(None))

    def rendered(self, context: Mapping[str, object]) -> str:
        """The XML that the tags give, with the line breaks and tabs that values ask for."""
        xml = self._compiled.render(context)
        if "{" in xml or "}" in xml:
            for typed, meant in _ESCAPES:
                xml = xml.replace(typed, meant)
        if asks(xml):
            # In a paragraph around a text box docxtpl leaves what XML can't hold.
            xml = interpreted(xml).replace("\a", "").replace("\f", "")
        return with_paragraphs(xml)

    def finished(self, xml: str, *, foreign: bool = False) -> bytes:
        """The part as docxtpl writes what was rendered; Malformed where it is no XML.

        `foreign`: a value brought XML of its own.
        """
        content = xml.encode()
        require_xml(content, prefixes=foreign)
        return content

    def whole(self, xml: str) -> str:
        """What stands in the part with this XML."""
        return xml

    def break_in(self, context: Mapping[str, object]) -> tuple[int, str]:
        """The paragraph in which what is rendered stops being XML, and its first tag."""
        numbers = itertools.count(1)
        numbered = re.sub(MARK, lambda _: f"<?p {next(numbers)}?>", self.source)
        try:
            xml = self.whole(TEXT.from_string(numbered).render(context)).encode()
            require_xml(xml)
        except TemplateSyntaxError:
            return 0, ""
        except Malformed as error:
            before = re.findall(rb"<\?p (\d+)\?>", xml[: error.offset])
            paragraph = int(before[-1]) if before else 0
            tag = TAG.search(self.source.split(MARK)[paragraph])
            return paragraph, as_typed(tag[0]) if tag else ""
        return 0, ""


class Margin(Story):
    """A header or a footer."""

    def finished(self, xml: str, *, foreign: bool = False) -> bytes:
        content = super().finished(xml, foreign=foreign)
        if _BLANK.search(xml):
            # docxtpl has such a part parsed, which leaves out the white space of drawings.
            content = serialize_part_xml(parse_xml(content))
        return content


@dataclass(frozen=True)
class Body(Story):
    """The body of the document, between the head and the foot of its part."""

    head: str = ""
    foot: str = ""
    opening: str = "<w:body>"
    """The tag that opens it, with all namespaces; rendered without those that the head has."""

    @cached_property
    def steady(self) -> bool:
        """Whether docxtpl would leave its tables' columns and its prefixes as they are, and finds
        no drawing but by the usual prefix, whatever the tags print."""
        xml = self.source.replace(MARK, "")
        known = parse_xml(self.whole("<w:body/>").encode()).nsmap
        if any(_renamed(known, *declared) for declared in _DECLARED.findall(xml)) or any(
            _renamed(known, prefix, nsmap[prefix]) for prefix in ("wp", "a", "pic", "r")
        ):
            return False
        if "<w:tbl" not in xml and "docPr" not in xml:
            return True
        try:
            tree = etree.fromstring(self.whole(TAG.sub("<?tag?>", xml)).encode())
        except etree.XMLSyntaxError:
            return False
        drawings = tree.iter(qn("wp:docPr"))
        return all(map(_keeps_columns, tree.iter(qn("w:tbl")))) and all(
            drawing.prefix == "wp" for drawing in drawings
        )

    def whole(self, xml: str) -> str:
        return f"{self.head}{xml}{self.foot}"

    def finished(self, xml: str, *, foreign: bool = False) -> bytes:
        if "<wp:docPr" in xml:
            numbers = itertools.count(FIRST_DRAWING + 1)
            xml = _DRAWING.sub(lambda found: f"{found[1]}{next(numbers)}", xml)
        content = self.whole(xml).encode()
        require_xml(content, prefixes=foreign)
        if foreign or not self.steady or any(empty in xml for empty in _TABLES_WITHOUT_ROWS):
            body = xml.replace("<w:body>", self.opening, 1)
            content = settled(self.whole("<w:body/>").encode(), body)
        return content


def _renamed(known: Mapping[str | None, str], prefix: str, namespace: str) -> bool:
    """Whether lxml gives a namespace declared in a part another prefix, that of the part's head."""
    return namespace in known.values() and known.get(prefix or None) != namespace


def _keeps_columns(table: etree._Element) -> bool:
    """Whether docxtpl leaves the columns of a table as they are, as long as it has a row."""
    grid = table.find(qn("w:tblGrid"))
    parts = {qn("w:tblPr"), qn("w:tblGrid"), qn("w:tr")}
    if grid is None or any(_is_tag(part) for part in grid):
        return False
    if any(part.tail or not (_is_tag(part) or part.tag in parts) for part in table):
        return False
    columns = len(grid.findall(qn("w:gridCol")))
    for row in table.iter(qn("w:tr")):
        width = _width(row)
        if any(map(_is_tag, row)) or width > columns:
            return False
        if row.getparent() is table and width < columns:
            return False
    return True


def _width(row: etree._Element) -> int:
    spans = (cell.find(_SPAN) for cell in row.iterchildren(qn("w:tc")))
    return sum(1 if span is None else int(span.get(qn("w:val"), 0)) for span in spans)


_SPAN = f"{qn('w:tcPr')}/{qn('w:gridSpan')}"


def _is_tag(node: etree._Element) -> bool:
    return node.tag is etree.ProcessingInstruction


def as_typed(tag: str) -> str:
    """The tag as the person typed it."""
    return html.unescape(re.sub(r"<[^>]+>", "", tag)).replace(MARK, "")
