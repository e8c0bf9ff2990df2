"""A template, compiled once: what its documents share, and the parts that have tags.

docxtpl finds the tags in Word's XML and makes it readable for Jinja; all else is done on the parts
as they lie in the package.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from xml.parsers import expat
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError, nodes
from lxml import etree

from leavebehind.docx.identity import identity_parts
from leavebehind.docx.package import (
    CONTENT_TYPES,
    BadDocument,
    content_types,
    highest,
    parsed,
    serialized,
    stories,
)
from leavebehind.docx.styles import NUMBERING, THEME
from leavebehind.template.density import Densities
from leavebehind.template.properties import (
    SLOT,
    CoreProperties,
    set_language,
    text_with_accent,
    theme_with_accent,
)
from leavebehind.template.repeats import fit_columns, may_repeat, without_empty_tables
from leavebehind.template.sandbox import NO_FILTERS, Filters, Sandbox
from leavebehind.template.source_tree import (
    CHANGES_COLUMNS,
    SHOW_RAW,
    detach_core_properties,
    hide_raw,
    paragraphs_in_contents,
    prepare,
    with_usual_prefix,
)
from leavebehind.template.tag_rules import TAG, TagProblem, drop_loose_ends, plain, tags_in
from leavebehind.template.tag_syntax import mistakes_in, readable_tree
from leavebehind.template.values import printed
from leavebehind.template.zip_writer import QUICK, Member, members

TEXT = Sandbox(printed, autoescape=True)

FILLED = ("body", "header", "footer", "footnotes")
"""The kinds of parts in which docxtpl looks for tags, besides the properties."""

_DOCXTPL = DocxTemplate(None)
"""For its functions on XML alone; it is never given a document."""

_ELEMENT = re.compile(r"(?=<w:(?:p|tr|tc)[ >])")
_NUMBER = re.compile("\1(\\d+)\2")
"""The number of a paragraph, between two characters that no XML has."""

_UNCLOSED = re.compile(r"{[{%][^<{}%]{1,80}")
_LINE = "leavebehind-line"
_DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_MAY_HAVE_TAGS = re.compile(r"{[{%#_]|_}")
_ESCAPED_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_DROPS_ROWS = re.compile(r"{%t[rc] ")
_WHITE_SPACE = str.maketrans("\t\r\n", "   ")

_TEXT_WITH_BREAKS = re.compile(r"<w:t(?: [^>]*)?>([^<\n\t]*[\n\t][^<]*)</w:t>")
_CONTENT_LOST = re.compile(
    r"(<w:(?:tc|hdr|ftr|txbxContent)(?: [^>]*)?>|</w:tcPr>|<w:tcPr/>)\s*"
    r"(?=</w:(?:tc|hdr|ftr|txbxContent)>)"
)


class TaggedPart:
    """A part whose text may have tags."""

    def __init__(self, name: str, content: bytes, environment: Sandbox = TEXT) -> None:
        self.name, self._content, self._environment = name, content, environment
        root = with_usual_prefix(parsed(content))
        prepare(root)
        self.in_contents = paragraphs_in_contents(root)
        """The numbers of the paragraphs that a table of contents shows."""
        numbered = _numbered(etree.tostring(root, encoding="unicode").translate(_WHITE_SPACE))
        # Jinja runs a tag as text, not as XML.
        xml = TAG.sub(lambda tag: tag[0].replace("&amp;", "&"), _DOCXTPL.patch_xml(numbered))
        self.source = _NUMBER.sub("\n", xml)
        """What Jinja reads: the XML with a line for each paragraph."""
        self._paragraphs = [0, *map(int, _NUMBER.findall(xml))]
        self._drops_rows = bool(_DROPS_ROWS.search("".join(root.itertext())))
        self._changes_columns = CHANGES_COLUMNS in self.source
        self.may_repeat = may_repeat(self.source)
        """Whether its tags may repeat what has an id."""

    @cached_property
    def tree(self) -> nodes.Template:
        """Raises TemplateSyntaxError, with the line, where a tag can't be understood."""
        return self._environment.parse(self.source)

    @cached_property
    def readable(self) -> tuple[nodes.Template, bool]:
        """The tree of what can be read, and whether its blocks are whole."""
        try:
            return self.tree, True
        except TemplateSyntaxError:
            if self._closed is self:
                return readable_tree(self.source, self._environment)
            return self._closed.readable

    @cached_property
    def _closed(self) -> TaggedPart:
        """The part without tags that don't end, which would swallow others; itself without any."""
        root = parsed(self._content)
        hide_raw(root)
        if not drop_loose_ends(root):
            return self
        return TaggedPart(self.name, serialized(root), self._environment)

    @property
    def mistakes(self) -> list[TagProblem]:
        """All that is wrong with its tags."""
        root = parsed(self._content)
        hide_raw(root)
        return mistakes_in(root, self._environment)

    @cached_property
    def compiled(self) -> Template:
        """Raises what `tree` does and what a sum raises that is worked out here, and SyntaxError
        where loops are nested too deeply for Python."""
        for data in self.tree.find_all(nodes.TemplateData):
            # The ends of lines were only there for Jinja to count.
            data.data = data.data.replace("\n", "")
            for escaped, braces in _ESCAPED_BRACES:
                data.data = data.data.replace(escaped, braces)
            data.data = data.data.translate(SHOW_RAW)
        return self._environment.from_string(self.tree)

    def render(self, context: Mapping[str, object]) -> str:
        """The XML that the tags give for these values."""
        xml = self.compiled.render(context)
        # The template's own white space is blanks: these come from values.
        if "\n" in xml or "\t" in xml:
            xml = _TEXT_WITH_BREAKS.sub(_with_breaks, xml)
        if "\a" in xml or "\f" in xml:
            # Where docxtpl can't make a paragraph or a page of them, XML couldn't hold them.
            xml = _DOCXTPL.resolve_listing(xml).replace("\a", "").replace("\f", "")
        if self._drops_rows:
            xml = without_empty_tables(xml)
        # Word refuses a cell, header, footer or text box without a paragraph.
        return _CONTENT_LOST.sub(r"\1<w:p/>", xml)

    def finish(self, xml: str) -> bytes:
        """The part with this XML; raises ExpatError where it is none."""
        content = _DECLARATION + xml.encode()
        # Whether it is sound, expat says without building a tree.
        _xml_parser().Parse(content, True)
        if not self._changes_columns:
            return content
        root = parsed(content)
        fit_columns(root)
        return serialized(root)

    def place(self, line: int, name: str = "") -> tuple[int, str]:
        """The paragraph, counted from 1, and the tag as it was typed, that use a name on a line."""
        if self._closed is not self:
            return self._closed.place(line, name)
        lines = self.source.split("\n")
        if not 0 < line <= len(lines):
            return 0, ""
        tags = TAG.findall(lines[line - 1])
        word = re.compile(rf"\b{re.escape(name)}\b")
        tag = next((tag for tag in tags if word.search(tag)), next(iter(tags), ""))
        # As it was typed.
        paragraph, text = self._paragraphs[line - 1], _unescaped(tag)
        return paragraph, self._typed.get((paragraph, text), text) or name

    @cached_property
    def _typed(self) -> dict[tuple[int, str], str]:
        tags = tags_in(parsed(self._content))
        return {(tag.number, plain(tag.text)): tag.text for tag in tags}

    def break_in(self, context: Mapping[str, object]) -> tuple[int, str]:
        """The paragraph in which what is rendered stops being XML, and its first tag."""
        first, *others = self.source.split("\n")
        # An instruction at each line shows how far the parser has come.
        marked = [first, *(f"<?{_LINE} {n}?>{line}" for n, line in enumerate(others, 2))]
        lines = ["1"]
        parser = _xml_parser()
        parser.ProcessingInstructionHandler = lambda target, line: (
            lines.append(line) if target == _LINE else None
        )
        try:
            parser.Parse(
                self._environment.from_string("".join(marked)).render(context).encode(), True
            )
        except expat.ExpatError:
            return self.place(int(lines[-1]))
        except TemplateSyntaxError:
            pass
        return 0, ""


class CompiledTemplate:
    """All that the documents of one template have in common.

    Raises BadDocument where the parts are no Word document.
    """

    def __init__(self, parts: Mapping[str, bytes], filters: Filters = NO_FILTERS) -> None:
        self._environment = TEXT.with_filters(filters)
        types = content_types(parts)
        # Word refuses a file with a part of which it doesn't know the type.
        known = {name: parts[name] for name in parts if types[name] and not name.endswith("/")}
        # Some readers know the kind of a package by its first member.
        self.parts = {CONTENT_TYPES: b"", **known}
        self.parts[CONTENT_TYPES] = _with_picture_types(parts.get(CONTENT_TYPES, b""))
        of_stories = stories(self.parts)
        self.stories = {kind: name for name, kind in of_stories.items()}
        """Kind → the part, the last where there are several."""
        kinds = {name: kind for name, kind in of_stories.items() if kind in FILLED}
        if "body" not in kinds.values():
            hint = "open it in Word, and save it again as .docx"
            raise BadDocument("this is not a Word document (.docx)", hint)
        names = sorted(kinds, key=lambda name: kinds[name] != "body")
        self.texts = {name: TaggedPart(name, self.parts[name], self._environment) for name in names}
        """Every part with text, the body first."""
        self.body = self.texts[names[0]]
        self.core = CoreProperties(self.parts, filters)
        self.parts |= self.core.parts
        self._styles = [name for name, kind in types.items() if kind.endswith(".styles+xml")]
        self.last_image = highest(number[1] for number in map(_IMAGE.match, self.parts) if number)
        """The highest number of a picture's part."""

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag as it was typed, also what another program would call one.

        What is not closed in its paragraph is taken for closed.
        """
        texts = [part.source for part in self.texts.values()]
        found = (tag for text in texts for tag in TAG.findall(text))
        unclosed = (one for text in texts for one in _UNCLOSED.findall(TAG.sub("", text)))
        closed = (f"{one.strip()} {'}}' if one.startswith('{{') else '%}'}" for one in unclosed)
        every = (*map(_unescaped, found), *closed, *TAG.findall(self.core.source))
        return frozenset(every)

    @cached_property
    def detached(self) -> dict[str, Member]:
        """The parts that are different where nothing is filled, but the properties change."""
        members = {}
        for name in self.texts:
            if b"core-properties" in self.parts[name]:
                root = parsed(self.parts[name])
                detach_core_properties(root)
                members[name] = Member.of(name, serialized(root))
        return members

    @cached_property
    def tagged(self) -> list[TaggedPart]:
        """The parts whose text differs between documents; the body also for its paper."""
        texts = self.texts.values()
        return [one for one in texts if one is self.body or _MAY_HAVE_TAGS.search(one.source)]

    def place(self, part: str, line: int, name: str) -> tuple[int, str]:
        """The paragraph and the tag that use a name on a line of a part, counted as Jinja does."""
        if part == self.core.name:
            return 0, next((tag for tag in TAG.findall(self.core.source) if name in tag), name)
        return self.texts[part].place(line, name)

    @cached_property
    def members(self) -> dict[str, Member]:
        """All parts, as a document takes them where nothing in them changes."""
        return members(self.parts)

    def in_language(self, language: str, accent: str = "") -> dict[str, Member]:
        """The parts that are different where the text is in that language, in that colour."""
        coloured = [name for name in (NUMBERING, THEME) if accent and name in self.parts]
        names = [*self._styles, *coloured]
        return {name: _dressed(name, self.parts[name], language, accent) for name in names}

    @cached_property
    def densities(self) -> Densities:
        return Densities(self.parts)

    @cached_property
    def _identified(self) -> tuple[str, str, dict[str, Member]]:
        """The part with the identity, what is in it, and the other parts that are different."""
        *others, (name, content) = identity_parts(self.parts, SLOT).items()
        return name, content.decode(), {other: Member.of(other, data) for other, data in others}

    def with_identity(self, identity: str) -> dict[str, Member]:
        """The parts that are different in a document with this identity."""
        if not identity:
            return {}
        name, content, others = self._identified
        filled = content.replace(SLOT, escape(identity)).encode()
        return others | {name: Member.of(name, filled, level=QUICK)}


def _numbered(xml: str) -> str:
    """The XML with the number of each paragraph before it.

    docxtpl takes away the paragraph, row or cell of a tag like {%p … %}, but not what is before it:
    so each row and cell has the number of its first paragraph, too.
    """
    first, *elements = _ELEMENT.split(xml)
    pieces, number = [first], 1
    for element in elements:
        pieces.append(f"\1{number}\2{element}")
        number += element.startswith("<w:p")
    return "".join(pieces)


def _with_breaks(text: re.Match[str]) -> str:
    xml = text[1].replace("\n", f"</w:t><w:br/>{_T}").replace("\t", f"</w:t><w:tab/>{_T}")
    return f"{_T}{xml}</w:t>"


_T = '<w:t xml:space="preserve">'


def _xml_parser() -> expat.XMLParserType:
    """A parser that raises ExpatError also for a prefix that is not declared."""
    return expat.ParserCreate(namespace_separator=" ")


def _unescaped(tag: str) -> str:
    """The tag without the XML that docxtpl leaves in it."""
    return html.unescape(re.sub(r"<[^>]+>", "", tag))


@lru_cache(maxsize=128)
def _dressed(name: str, content: bytes, language: str, accent: str) -> Member:
    """The theme, the styles or the numbering in that language and colour."""
    if name == THEME:
        return Member.of(name, theme_with_accent(content, accent))
    if name != NUMBERING:
        content = set_language(content, language)
    if accent:
        content = text_with_accent(content.decode(), accent).encode()
    return Member.of(name, content)


def _with_picture_types(content_types: bytes) -> bytes:
    """The list of content types with those of all pictures that values may draw."""
    root = parsed(content_types)
    known = {default.get("Extension", "").lower() for default in root.iter(f"{_TYPES}Default")}
    for kind in _PICTURES:
        if kind not in known:
            attributes = {"Extension": kind, "ContentType": f"image/{kind}"}
            root.insert(0, etree.Element(f"{_TYPES}Default", attributes))
    return serialized(root)


_PICTURES = ("png", "jpeg", "gif", "bmp", "tiff")
"""The kinds of pictures that python-docx draws."""
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_IMAGE = re.compile(r"word/media/image(\d+)\.", re.IGNORECASE)
