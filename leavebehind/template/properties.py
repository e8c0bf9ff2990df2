"""What a document has besides its text: its properties, identity, language, paper and accent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.sax.saxutils import escape

from jinja2 import Template, nodes
from lxml import etree

from leavebehind import colours
from leavebehind.docx.package import (
    A,
    W,
    package_part,
    parsed,
    serialized,
    with_one_package_part,
    with_package_part,
)
from leavebehind.records import Paper
from leavebehind.template.sandbox import NO_FILTERS, Filters, Sandbox
from leavebehind.template.values import NOT_IN_XML, printed_plainly
from leavebehind.template.zip_writer import QUICK, Member

PAPERS: Mapping[Paper, tuple[int, int]] = {"letter": (12240, 15840), "a4": (11906, 16838)}
"""Width and height in twentieths of a point, as Word counts them."""

SLOT = "\ue000\uf8ff"
"""Stands where a text belongs that differs between documents; no text has these two in a row."""

PROPERTY = Sandbox(printed_plainly, autoescape=False)
"""Properties are plain text, so nothing in them is escaped."""

_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_TAGGED = {
    "author": f"{_DUBLIN_CORE}creator",
    "comments": f"{_DUBLIN_CORE}description",
    "identifier": f"{_DUBLIN_CORE}identifier",
    "language": f"{_DUBLIN_CORE}language",
    "subject": f"{_DUBLIN_CORE}subject",
    "title": f"{_DUBLIN_CORE}title",
}
"""The core properties whose texts are templates, as in docxtpl."""
_PROPERTIES = _TAGGED | {"last_modified_by": f"{_CORE}lastModifiedBy"}
_NAMESPACES = (_DUBLIN_CORE[1:-1], _CORE[1:-1], "http://purl.org/dc/terms/")
_EMPTY = etree.tostring(
    etree.Element(f"{_CORE}coreProperties", nsmap={"cp": _CORE[1:-1], "dc": _DUBLIN_CORE[1:-1]})
)
_NEW_PART = (
    "docProps/core.xml",
    _EMPTY,
    "application/vnd.openxmlformats-package.core-properties+xml",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
)

_SECTION = re.compile(r"<w:sectPr[ >].*?</w:sectPr>", re.DOTALL)
_PAGE = re.compile(r"<w:pg(?:Sz|Mar) [^>]*>")
_SIZE = re.compile(r'\bw:(w|h|left|right)="(-?\d*\.?\d+)(mm|cm|in|pt|pc|pi)?"')
_TWIPS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240, "pi": 240, "": 1}
"""Google Docs writes fractions; units are those of ECMA-376 part 1, 22.9.2.15."""
_TOLERANCE = 57
"""A millimetre."""
# Word takes the theme's colour, readers without themes the one that is written beside its name.
_ACCENTED = re.compile(r'<w:\w+ [^>]*w:theme(?:Color|Fill)="(?:accent1|hyperlink)"[^>]*>', re.ASCII)
_TINT = re.compile(r'w:theme(?:Fill)?Tint="([0-9A-Fa-f]{2})"')


@dataclass(frozen=True)
class DocumentProperties:
    """What a document gets besides its text: properties, language, paper and identity."""

    title: str
    author: str
    language: str
    paper: Paper
    identity: str = ""
    """What the document is known by wherever it goes; none where it is empty."""
    accent: str = ""
    """The accent colour, as "0F4C5C"; the theme's own where it is empty."""

    @property
    def texts(self) -> dict[str, str]:
        """The core properties it sets, by python-docx's names."""
        return {
            "title": self.title,
            "author": self.author,
            "language": self.language,
            "last_modified_by": self.author,
        }


class CoreProperties:
    """The core properties of a template, whose texts may have tags."""

    def __init__(self, parts: Mapping[str, bytes], filters: Filters = NO_FILTERS) -> None:
        self._environment = PROPERTY.with_filters(filters)
        self.parts: dict[str, bytes]
        """The parts that are different because the template had none, or several."""
        self.parts = with_one_package_part(parts, "core-properties")
        every = {**parts, **self.parts}
        self.name = package_part(every, "core-properties")
        if not self.name:
            self.parts |= with_package_part(every, *_NEW_PART)
            self.name = _NEW_PART[0]
        root = parsed({**every, **self.parts}[self.name])
        _repair(root)
        self.sources: dict[str, str] = {}
        for name, tag in _PROPERTIES.items():
            element = root.find(tag)
            element = etree.SubElement(root, tag) if element is None else element
            self.sources[name] = element.text or ""
            element.text = f"{SLOT}{name}{SLOT}"
        self._pieces = serialized(root).decode().split(SLOT)

    @property
    def source(self) -> str:
        """What Jinja reads."""
        return " ".join(self.sources[name] for name in _TAGGED)

    @cached_property
    def trees(self) -> dict[str, nodes.Template]:
        return {name: self._environment.parse(self.sources[name]) for name in _TAGGED}

    @cached_property
    def compiled(self) -> dict[str, Template]:
        """Those with tags; raises TemplateSyntaxError where one can't be understood."""
        tagged = {name: tree for name, tree in self.trees.items() if "{" in self.sources[name]}
        return {name: self._environment.from_string(tree) for name, tree in tagged.items()}

    def member(
        self, context: Mapping[str, object], properties: DocumentProperties | None
    ) -> Member:
        """The part with its tags rendered, and with a document's own properties."""
        texts = self.sources | (properties.texts if properties else {})
        for name, template in self.compiled.items():
            if not properties or name not in properties.texts:
                texts[name] = template.render(context)
        return self._member(texts)

    def copy(self, properties: DocumentProperties | None) -> Member:
        """The part with nothing but a document's own properties; its language stays."""
        own = properties.texts if properties else {}
        return self._member(self.sources | own | {"language": self.sources["language"]})

    def _member(self, texts: Mapping[str, str]) -> Member:
        pieces = self._pieces.copy()
        for place, name in list(enumerate(pieces))[1::2]:
            text = re.sub("[\a\v\f\r]", " ", NOT_IN_XML.sub("", texts[name]))
            # python-docx refuses longer ones, and so would whoever opens the document with it.
            pieces[place] = escape(text[:255])
        return Member.of(self.name, "".join(pieces).encode(), level=QUICK)


def _repair(root: etree._Element) -> None:
    """Leaves each property once, in its own namespace.

    Where docxcompose is imported, python-docx writes some into that of custom properties (docxtpl
    #471), beside the right ones.
    """
    found: dict[str, etree._Element] = {}
    for child in list(root):
        qualified = etree.QName(child)
        if qualified.namespace not in _NAMESPACES:
            child.tag = f"{_CORE}{qualified.localname}"
        if (first := found.setdefault(child.tag, child)) is not child:
            first.text = first.text or child.text
            root.remove(child)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["dcterms"])


def set_language(styles: bytes, language: str) -> bytes:
    """The styles with this as the language of all text that says no other."""
    root = parsed(styles)
    # Text that has a language of its own, a quotation say, keeps it for the spelling check.
    for element in root.iterfind(f"{W}docDefaults//{W}lang"):
        element.set(f"{W}val", language)
    return serialized(root)


def on_paper(body: str, paper: Paper) -> str:
    """The body with its Letter pages turned into A4, or back; the text keeps its width."""
    return _SECTION.sub(lambda section: _section_on_paper(section[0], paper), body)


def kept_pages(body: str, paper: Paper, *, finished: bool) -> bool:
    """Whether pages of the body stay Letter or A4 on another paper: all of a finished document,
    and those of a template whose text would not fit."""
    pages = [page for page in map(_measures, _SECTION.findall(body)) if _is_paper(page)]
    if finished:
        return any(not _is_paper(page, [PAPERS[paper]]) for page in pages)
    return any(not _on_paper(page, paper) for page in pages)


@lru_cache(maxsize=64)
def _section_on_paper(section: str, paper: Paper) -> str:
    # What follows are the properties before a tracked change.
    current, change, former = section.partition("<w:sectPrChange")
    wanted = _on_paper(_measures(current), paper)
    if not wanted:
        return section
    resized = _PAGE.sub(
        lambda part: _SIZE.sub(
            lambda size: f'w:{size[1]}="{wanted[size[1]]}"' if size[1] in wanted else size[0],
            part[0],
        ),
        current,
    )
    return f"{resized}{change}{former}"


def _measures(section: str) -> dict[str, int]:
    """The width and height of a page, and the margins beside its text."""
    found = (_SIZE.findall(part) for part in _PAGE.findall(section.partition("<w:sectPrChange")[0]))
    return {
        name: round(float(size) * _TWIPS[unit]) for sizes in found for name, size, unit in sizes
    }


def _is_paper(
    page: Mapping[str, int], papers: Collection[tuple[int, int]] = tuple(PAPERS.values())
) -> bool:
    """Whether a page is one of these papers, upright or wide."""
    size = sorted((page.get("w", 0), page.get("h", 0)))
    return any(
        abs(size[0] - width) < _TOLERANCE and abs(size[1] - height) < _TOLERANCE
        for width, height in papers
    )


def _on_paper(page: Mapping[str, int], paper: Paper) -> dict[str, int]:
    """The measures of the page that change; none where it is neither Letter nor A4, or where its
    margins are too narrow to let the text keep its width."""
    if not _is_paper(page):
        return {}
    width, height = PAPERS[paper] if page["w"] < page["h"] else PAPERS[paper][::-1]
    wanted = {"w": width, "h": height}
    if {"left", "right"} <= page.keys():
        change = width - page["w"]
        # The text keeps its width, so that lines break as they did: the margins take the change.
        margins = page["left"] + page["right"] + change
        if margins < 0:
            return {}
        wanted["left"] = min(max(page["left"] + change // 2, 0), margins)
        wanted["right"] = margins - wanted["left"]
    return wanted


def theme_with_accent(theme: bytes, accent: str) -> bytes:
    """The theme with this as its first accent, and as the colour of links that had the old one."""
    root = parsed(theme)
    slots = {name: next(root.iter(f"{A}{name}"), None) for name in ("accent1", "hlink")}
    before = {name: _colour(slot) for name, slot in slots.items()}
    for name, slot in slots.items():
        # A theme in which links have another colour was designed so.
        if slot is not None and before[name] == before["accent1"]:
            slot[0].set("val", accent)
    return serialized(root)


def text_with_accent(xml: str, accent: str) -> str:
    """The part with this colour wherever it names the theme's accent."""
    return _ACCENTED.sub(lambda tag: _recoloured(tag[0], accent), xml)


def _recoloured(tag: str, accent: str) -> str:
    # The part of the colour that is left beside white, of 255 (ECMA-376 part 1, 17.3.2.6).
    tint = _TINT.search(tag)
    colour = colours.mixed(accent, int(tint[1], 16) / 255) if tint else accent
    is_colour = tag.startswith("<w:color ")
    name = "fill" if "w:themeFill=" in tag else "val" if is_colour else "color"
    return re.sub(rf'(?<=\bw:{name}=")[0-9A-Fa-f]{{6}}(?=")', colour, tag)


def _colour(slot: etree._Element | None) -> str:
    return "" if slot is None or not len(slot) else str(slot[0].get("val", ""))
