"""The text of a .docx and its styles, as far as they have to be changed for a converter."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
BODY, STYLES, RELATIONS = "word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"
UNREADABLE = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError)
"""What reading a .docx raises that is broken or encrypted; the converter says so in its words."""


class Body:
    """The document's text, its parts and what its paragraphs take from their styles."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self.root = parse(parts[BODY])
        self.text = self.root.find(f"{W}body")
        sheet = parts.get(STYLES)
        found = [] if sheet is None else parse(sheet).findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId"): style for style in found}

    @classmethod
    def of(cls, document: Path) -> Body | None:
        """None for what is no document, or one whose parts have other names than Word gives."""
        try:
            with zipfile.ZipFile(document) as package:
                body = cls({name: package.read(name) for name in package.namelist()})
        except (*UNREADABLE, KeyError):
            return None
        return body if body.text is not None and RELATIONS in body._parts else None

    def copy(self) -> Body:
        return Body({**self._parts, BODY: etree.tostring(self.root)})

    def part(self, name: str) -> etree._Element | None:
        return parse(self._parts[name]) if name in self._parts else None

    def paragraphs(self) -> list[etree._Element]:
        return list(self.text.iter(f"{W}p"))

    def property(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """The property that holds for a paragraph: its own, or that of its style."""
        return next(self._properties(paragraph, name), None)

    def has(self, paragraph: etree._Element, name: str) -> bool:
        """Whether a property that is on or off is on."""
        return is_on(self.property(paragraph, name))

    def attribute(self, paragraph: etree._Element, name: str, attribute: str) -> str | None:
        """An attribute of a property, which may stand in another style than the rest of it."""
        found = (one.get(f"{W}{attribute}") for one in self._properties(paragraph, name))
        return next((value for value in found if value is not None), None)

    def save(self, target: Path, changed: Mapping[str, etree._Element] | None = None) -> None:
        """Writes the document, with other parts in place of those that have `changed`."""
        new = {BODY: self.root, **(changed or {})}
        with zipfile.ZipFile(target, "w") as package:
            for name, data in self._parts.items():
                package.writestr(name, etree.tostring(new[name]) if name in new else data)

    def _properties(self, paragraph: etree._Element, name: str) -> Iterator[etree._Element]:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        layer, seen = paragraph, set()
        while layer is not None:
            found = layer.find(f"{W}pPr/{W}{name}")
            if found is not None:
                yield found
            key = None if style is None else style.get(f"{W}val")
            layer = None if key in seen else self._styles.get(key)
            seen.add(key)
            style = None if layer is None else layer.find(f"{W}basedOn")


def is_on(toggle: etree._Element | None) -> bool:
    return toggle is not None and toggle.get(f"{W}val") not in ("0", "false", "off")


def properties(paragraph: etree._Element) -> etree._Element:
    """The paragraph's own properties, made where it has none."""
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def set_break(paragraph: etree._Element) -> None:
    """Has the paragraph begin a page."""
    before = tuple(f"{W}{name}" for name in ("pStyle", "keepNext", "keepLines"))
    own = properties(paragraph)
    for old in own.findall(f"{W}pageBreakBefore"):
        own.remove(old)
    own.insert(sum(child.tag in before for child in own), etree.Element(f"{W}pageBreakBefore"))


def drop_space_above(paragraph: etree._Element) -> None:
    """What begins a page by itself has no space above it, as in Word and LibreOffice."""
    own = properties(paragraph)
    spacing = own.find(f"{W}spacing")
    if spacing is None:
        spacing = etree.SubElement(own, f"{W}spacing")
    spacing.set(f"{W}before", "0")


def parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
