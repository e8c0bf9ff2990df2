"""What office2pdf 0.4 prints otherwise than Word, made good before and after it converts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from leavebehind.docx.package import (
    R,
    W,
    parsed,
    relationships,
    serialized,
    write_parts,
)
from leavebehind.docx.styles import StyleSheet, is_on

BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"

_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_EMU_PER_TWIP = 635
_LONG_WORD = re.compile(r"[^\W\d_]{24,}")
_PIECES = re.compile(r".{1,8}")
_BREAK = "\N{ZERO WIDTH SPACE}"


class EditableBody:
    """The body of a document, to be changed for the converter."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.root = parsed(parts[BODY])
        self.content = self.root.find(f"{W}body")
        self.styles = StyleSheet(parts)

    @classmethod
    def of(cls, parts: Mapping[str, bytes]) -> EditableBody | None:
        """None for a document whose parts have other names than Word gives them."""
        body = cls(parts) if {BODY, RELATIONS} <= parts.keys() else None
        return None if body is None or body.content is None else body

    def paragraphs(self) -> list[etree._Element]:
        return list(self.content.iter(f"{W}p"))

    def document(self) -> bytes:
        """The document as it is now."""
        return write_parts({**self.parts, BODY: serialized(self.root)})


def spell_out(body: EditableBody) -> None:
    """Says in the text what office2pdf doesn't find in the styles, or prints wrong."""
    for paragraph in body.paragraphs():
        _break_as_the_style_does(body.styles, paragraph)
        _straighten_heading(body.styles, paragraph)
        _let_long_words_break(paragraph)
    for cell in body.content.iter(f"{W}tc"):
        _push_picture_right(body.styles, cell)


def break_before(paragraph: etree._Element) -> None:
    """Has the paragraph begin a page."""
    before = tuple(f"{W}{name}" for name in ("pStyle", "keepNext", "keepLines"))
    properties = _properties(paragraph)
    for old in properties.findall(f"{W}pageBreakBefore"):
        properties.remove(old)
    # The schema fixes the order of the properties (ECMA-376 part 1, 17.3.1.26).
    place = sum(child.tag in before for child in properties)
    properties.insert(place, etree.Element(f"{W}pageBreakBefore"))


def drop_space_above(paragraph: etree._Element) -> None:
    """Word and LibreOffice leave no space above what begins a page by itself."""
    properties = _properties(paragraph)
    spacing = properties.find(f"{W}spacing")
    if spacing is None:
        spacing = etree.SubElement(properties, f"{W}spacing")
    spacing.set(f"{W}before", "0")


def clear_first_page(body: EditableBody, pdf: Path) -> None:
    """Takes header and footer off the first page where the document wants it to have none.

    office2pdf prints those of the other pages there, where the first page's are empty.
    """
    unwanted = set(_unwanted(body))
    if not unwanted:
        return
    with pikepdf.open(pdf, allow_overwriting_input=True) as made:
        page = made.pages[0]
        kept = list(_without(unwanted, pikepdf.parse_content_stream(page)))
        page.Contents = made.make_stream(pikepdf.unparse_content_stream(kept))
        made.save(pdf)


def _break_as_the_style_does(styles: StyleSheet, paragraph: etree._Element) -> None:
    """office2pdf looks for page breaks in the paragraph alone; Word finds those of its style."""
    is_there = paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None
    if not is_there and styles.is_on(paragraph, "pageBreakBefore"):
        break_before(paragraph)


def _straighten_heading(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Lets a heading begin where its lines begin: office2pdf drops one with an indented first line.

    Word's hanging indent ends at an implicit tab stop, which then has to be a tab of its own.
    """

    def twips(attribute: str) -> int:
        value = styles.attribute(paragraph, "ind", attribute) or "0"
        return int(value) if value.lstrip("-").isdigit() else 0

    if styles.property(paragraph, "outlineLvl") is None:
        return
    hanging, first, left = twips("hanging"), twips("firstLine"), twips("left") or twips("start")
    if not (hanging or first):
        return
    properties = _properties(paragraph)
    for old in properties.findall(f"{W}ind"):
        properties.remove(old)
    if hanging and styles.property(paragraph, "tabs") is None:
        tab = etree.Element(f"{W}tab", {f"{W}val": "left", f"{W}pos": str(left)})
        etree.SubElement(properties, f"{W}tabs").append(tab)
    begin = left - hanging if hanging else left + first
    values = {f"{W}left": str(begin), f"{W}hanging": "0", f"{W}firstLine": "0"}
    etree.SubElement(properties, f"{W}ind", values)


def _let_long_words_break(paragraph: etree._Element) -> None:
    """Allows a break in a word as long as a line, as Word does; office2pdf runs into the margin."""
    for text in paragraph.iter(f"{W}t"):
        whole = text.text or ""
        text.text = _LONG_WORD.sub(lambda word: _BREAK.join(_PIECES.findall(word[0])), whole)


def _push_picture_right(styles: StyleSheet, cell: etree._Element) -> None:
    """Puts a cell's picture at the right by a margin: office2pdf sets every one at the left."""
    paragraphs, pictures = list(cell.iter(f"{W}p")), list(cell.iter(f"{W}drawing"))
    width = cell.find(f"{W}tcPr/{W}tcW")
    if len(paragraphs) != 1 or len(pictures) != 1 or width is None:
        return
    extent = next(pictures[0].iter(_EXTENT), None)
    if styles.attribute(paragraphs[0], "jc", "val") not in ("right", "end") or extent is None:
        return
    margin = int(width.get(f"{W}w", 0)) - int(extent.get("cx", 0)) // _EMU_PER_TWIP
    if margin > 0:
        margins = etree.SubElement(width.getparent(), f"{W}tcMar")
        etree.SubElement(margins, f"{W}left", {f"{W}w": str(margin), f"{W}type": "dxa"})


def _properties(paragraph: etree._Element) -> etree._Element:
    """The paragraph's properties, made where it has none."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    return properties


def _unwanted(body: EditableBody) -> Iterator[str]:
    """ "/Header" and "/Footer", each where the first page is to have an empty one."""
    section = next(body.content.iter(f"{W}sectPr"), None)
    if section is None or not is_on(section.find(f"{W}titlePg")):
        return
    targets = {one.identifier: one.target for one in relationships(RELATIONS, body.parts)}
    for kind in ("header", "footer"):
        references = section.findall(f"{W}{kind}Reference")
        first = (one.get(f"{R}id") for one in references if one.get(f"{W}type") == "first")
        if not any(_prints(body.parts.get(f"word/{targets.get(name)}")) for name in first):
            yield f"/{kind.title()}"


def _prints(part: bytes | None) -> bool:
    printed = (f"{W}t", f"{W}drawing", f"{W}pict")
    return part is not None and next(parsed(part).iter(*printed), None) is not None


def _without(unwanted: set[str], instructions: Any) -> Iterator[Any]:
    """The instructions of a page outside the marked artifacts of the unwanted kinds."""
    depth = skipped = 0
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
            if not skipped and _subtype(instruction) in unwanted:
                skipped = depth
        if not skipped:
            yield instruction
        if operator == "EMC":
            skipped = 0 if skipped == depth else skipped
            depth -= 1


def _subtype(instruction: Any) -> str:
    """What kind of artifact begins here (PDF 2.0, 14.8.2.2.2); "" for anything else."""
    operands = instruction.operands
    if len(operands) < 2 or not isinstance(operands[1], pikepdf.Dictionary):
        return ""
    return str(operands[1].get("/Subtype", ""))
