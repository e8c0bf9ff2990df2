"""What office2pdf 0.4 prints otherwise than Word, made good before it converts."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterable, Mapping

from lxml import etree

from leavebehind.docx.elements import made_properties, replace_property, text_of
from leavebehind.docx.package import WP, R, W, parsed, serialized, write_parts
from leavebehind.docx.styles import (
    SETTINGS,
    StyleSheet,
    is_on,
    is_set,
    measure,
    style_parts,
    whole_number,
)
from leavebehind.fonts import line_of
from leavebehind.pdf.accessibility import HEADING_MARK
from leavebehind.pdf.losses import is_hyphenated
from leavebehind.pdf.office2pdf_text import separate_lists
from leavebehind.pdf.plain_looks import own_spacing, set_tab_stops

_BODY, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BLANK = (
    f'<w:{{tag}} xmlns:w="{W[1:-1]}"><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20"'
    ' w:lineRule="exact"/></w:pPr><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p></w:{tag}>'
)
"""A header or footer that takes no room: one line, a point high."""

_AXES = (("H", "left"), ("V", "top"))
_EMU_PER_TWIP = 635
_LEVELS = 6
"""Of headings, for which there are tags."""
_LINE_HEIGHT = 1.15
"""Of most fonts, as a share of their size."""
_LONG_WORD = re.compile(r"[^\W\d_]{24,}")
_PIECES = re.compile(r".{1,8}")
_SINGLE = 240
"""The line of a font, in the unit of `w:line` (ECMA-376 part 1, 17.3.1.33)."""
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+"
)
_EAST_ASIAN_FACTOR = 1.3
"""How high office2pdf 0.4 makes such lines (its issue 518), in heights of the font's letters."""
_EAST_ASIAN_LINE = 1.309
"""How high LibreOffice makes them, in sizes of Droid Sans Fallback."""
_UNSEEN = "\N{WORD JOINER}\N{NO-BREAK SPACE}"
_BREAK = "\N{ZERO WIDTH SPACE}"


class EditableBody:
    """The body of a document and its relationships, to be changed for the converter."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self.root, self.relations = parsed(parts[_BODY]), parsed(parts[_RELATIONS])
        self.content = self.root.find(f"{W}body")
        self.styles = StyleSheet(parts)

    @classmethod
    def of(cls, parts: Mapping[str, bytes]) -> EditableBody | None:
        """None for a document whose parts have other names than Word gives them."""
        body = cls(parts) if {_BODY, _RELATIONS} <= parts.keys() else None
        return None if body is None or body.content is None else body

    def paragraphs(self) -> list[etree._Element]:
        return list(self.content.iter(f"{W}p"))

    def copy(self) -> EditableBody:
        """Another that can be changed; its styles are these."""
        other = copy.copy(self)
        other.root, other.relations = copy.deepcopy(self.root), copy.deepcopy(self.relations)
        other.content = other.root.find(f"{W}body")
        return other

    def relate(self, identifier: str, kind: str, target: str, **mode: str) -> None:
        """Adds a relationship (ECMA-376 part 2, 6.5.3)."""
        values = {"Id": identifier, "Type": f"{_RELATIONSHIP}/{kind}", "Target": target, **mode}
        namespace = etree.QName(self.relations).namespace
        etree.SubElement(self.relations, f"{{{namespace}}}Relationship", values)

    def link(self, children: Iterable[etree._Element], identifier: str, address: str) -> None:
        """Makes links to an address of runs, or of other links."""
        self.relate(identifier, "hyperlink", address, TargetMode="External")
        for child in children:
            if child.tag == f"{W}hyperlink":
                child.set(f"{R}id", identifier)
            else:
                link = etree.Element(f"{W}hyperlink", {f"{R}id": identifier})
                child.getparent().replace(child, link)
                link.append(child)

    def document(self) -> bytes:
        """The document as it is now."""
        changed = {_BODY: serialized(self.root), _RELATIONS: serialized(self.relations)}
        return write_parts({**self.parts, **changed}, compress=False)


def spell_out(body: EditableBody) -> None:
    """Says in the text what office2pdf doesn't find in the styles, or prints wrong."""
    sections = _sections(body.content)
    for block, section in sections.items():
        _measure_from_margins(section, block)
    for paragraph in body.paragraphs():
        section = sections.get(paragraph)
        width = sys.maxsize if section is None else _text_width(section)
        set_tab_stops(body.styles, paragraph, width)
        _break_as_the_style_does(body.styles, paragraph)
        _let_long_words_break(paragraph)
        _let_lines_grow(body.styles, paragraph)
        _pace_east_asian_lines(body.styles, paragraph)
        _make_room_for_rules(body.styles, paragraph)
    for cell in body.content.iter(f"{W}tc"):
        _push_picture_right(body.styles, cell)
    separate_lists(body.styles, body.paragraphs())
    _drop_idle_hyphenation(body)
    _set_headings_as_text(body)
    _fill_empty_first_page(body)


def _drop_idle_hyphenation(body: EditableBody) -> None:
    """office2pdf doesn't find in the document's defaults that hyphenation is suppressed."""
    if is_set(body.parts, "autoHyphenation") and not is_hyphenated(body.parts, [body.root]):
        settings = parsed(body.parts[SETTINGS])
        etree.strip_elements(settings, f"{W}autoHyphenation")
        body.parts[SETTINGS] = serialized(settings)


def break_before(paragraph: etree._Element) -> None:
    """Has the paragraph begin a page."""
    page_break = etree.Element(f"{W}pageBreakBefore")
    replace_property(made_properties(paragraph), page_break, "pStyle", "keepNext", "keepLines")


def _break_as_the_style_does(styles: StyleSheet, paragraph: etree._Element) -> None:
    """office2pdf looks for page breaks in the paragraph alone; Word finds those of its style."""
    is_there = paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None
    if not is_there and styles.is_on(paragraph, "pageBreakBefore"):
        break_before(paragraph)


def _set_headings_as_text(body: EditableBody) -> None:
    """Has office2pdf set headings as Word does: it prints them bold, and drops some.

    For it a heading becomes a paragraph; a link around its runs says which level it is, until
    `accessibility` has made a tag of it.
    """
    for number, paragraph in enumerate(body.paragraphs()):
        level = body.styles.attribute(paragraph, "outlineLvl", "val") or ""
        if level.isdigit() and int(level) < _LEVELS:
            address = f"{HEADING_MARK}{int(level) + 1}:{number}"
            body.link(paragraph.findall(f"{W}r"), f"heading{number}", address)
    # What is a heading by its style would be one for office2pdf again.
    for name in style_parts(body.parts):
        styles = parsed(body.parts[name])
        etree.strip_elements(styles, f"{W}outlineLvl")
        body.parts[name] = serialized(styles)


def _let_long_words_break(paragraph: etree._Element) -> None:
    """Allows a break in a word as long as a line, as Word does; office2pdf runs into the margin."""
    for text in paragraph.iter(f"{W}t"):
        whole = text.text or ""
        text.text = _LONG_WORD.sub(lambda word: _BREAK.join(_PIECES.findall(word[0])), whole)


def _let_lines_grow(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Lets a line be as high as its text: office2pdf reads the least height as the exact one."""
    if styles.attribute(paragraph, "spacing", "lineRule") != "atLeast":
        return
    highest = max(map(styles.size, paragraph.iter(f"{W}r")), default=0) * _LINE_HEIGHT
    if highest * 20 > styles.twips(paragraph, "spacing", "line"):
        spacing = own_spacing(paragraph)
        spacing.set(f"{W}line", "240")
        spacing.set(f"{W}lineRule", "auto")


def _pace_east_asian_lines(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Sets lines in Chinese, Japanese or Korean as far apart as LibreOffice does."""
    # office2pdf treats the whole row alike, whichever cell has such letters.
    around = next(paragraph.iterancestors(f"{W}tr"), paragraph)
    rule = styles.attribute(paragraph, "spacing", "lineRule") or "auto"
    runs = list(paragraph.iter(f"{W}r"))
    if rule != "auto" or not runs or not _EAST_ASIAN.search(text_of(around)):
        return
    # It makes room for each font that a line names, so one has to do for both kinds of letters.
    for run in runs:
        _set_east_asian(run, styles.font(run))
    letters, height = line_of(styles.font(runs[0]))
    if _is_east_asian(text_of(paragraph)):
        height = _EAST_ASIAN_LINE
        _make_room_below_slanted(styles, paragraph, runs)
    line = styles.twips(paragraph, "spacing", "line") or _SINGLE
    multiple = int(line * height / letters / _EAST_ASIAN_FACTOR)
    own_spacing(paragraph).set(f"{W}line", str(multiple))


def _make_room_below_slanted(
    styles: StyleSheet, paragraph: etree._Element, runs: list[etree._Element]
) -> None:
    """Ends the paragraph upright: the boxes of slanted letters end at the baseline."""
    if any(styles.is_toggled(run, "i") for run in runs):
        upright = etree.SubElement(paragraph, f"{W}r")
        etree.SubElement(made_properties(upright), f"{W}i", {f"{W}val": "0"})
        etree.SubElement(upright, f"{W}t").text = _UNSEEN


def _make_room_for_rules(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Adds half the width of lines above and below, which office2pdf centres on the edge."""
    borders = styles.property(paragraph, "pBdr")
    for side, space in (("top", "before"), ("bottom", "after")):
        # In eighths of a point (ECMA-376 part 1, 17.3.4).
        width = 0 if borders is None else measure(borders.find(W + side), "sz")
        if width:
            room = styles.twips(paragraph, "spacing", space) + round(width / 8 / 2 * 20)
            own_spacing(paragraph).set(W + space, str(room))


def _is_east_asian(text: str) -> bool:
    """Whether about half of its lines or more have East Asian letters."""
    words = _EAST_ASIAN.findall(text)
    # A line has some 80 letters, or 40 of these.
    return 160 * len(words) + 3 * sum(map(len, words)) > len(text)


def _set_east_asian(run: etree._Element, family: str) -> None:
    fonts = made_properties(run).find(f"{W}rFonts")
    if fonts is None:
        fonts = etree.Element(f"{W}rFonts")
        replace_property(made_properties(run), fonts, "rStyle")
    fonts.attrib.pop(f"{W}eastAsiaTheme", None)
    fonts.set(f"{W}eastAsia", family)


def _push_picture_right(styles: StyleSheet, cell: etree._Element) -> None:
    """Puts a cell's picture at the right by a margin: office2pdf sets every one at the left."""
    paragraphs, pictures = list(cell.iter(f"{W}p")), list(cell.iter(f"{W}drawing"))
    width = cell.find(f"{W}tcPr/{W}tcW")
    if len(paragraphs) != 1 or len(pictures) != 1 or width is None:
        return
    extent = next(pictures[0].iter(f"{WP}extent"), None)
    if styles.attribute(paragraphs[0], "jc", "val") not in ("right", "end") or extent is None:
        return
    margin = measure(width, "w") - round(whole_number(extent.get("cx")) / _EMU_PER_TWIP)
    if margin > 0:
        margins = etree.SubElement(width.getparent(), f"{W}tcMar")
        etree.SubElement(margins, f"{W}left", {f"{W}w": str(margin), f"{W}type": "dxa"})


def _sections(content: etree._Element) -> dict[etree._Element, etree._Element]:
    """Block of the body → the properties of its section."""
    sections: dict[etree._Element, etree._Element] = {}
    before: list[etree._Element] = []
    for block in content:
        before.append(block)
        # A section is described by its last paragraph, the last one by the body (17.6.17, 17.6.18).
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            sections |= dict.fromkeys(before, section)
            before = []
    return sections


def _text_width(section: etree._Element) -> int:
    """The width of the section's columns in twips."""
    size, margins, columns = (section.find(W + name) for name in ("pgSz", "pgMar", "cols"))
    width = measure(size, "w", 12240)
    width -= measure(margins, "left", 1440) + measure(margins, "right", 1440)
    space = measure(columns, "space", 720)
    return (width + space) // max(measure(columns, "num", 1), 1) - space


def _measure_from_margins(section: etree._Element, block: etree._Element) -> None:
    """Measures from the margins where a drawing is: office2pdf knows no edge of the page."""
    for name, side in _AXES:
        for offset in block.iterfind(f".//{WP}anchor/{WP}position{name}/{WP}posOffset"):
            position = offset.getparent()
            if position.get("relativeFrom") in ("page", f"{side}Margin"):
                margin = measure(section.find(f"{W}pgMar"), side, 1440) * _EMU_PER_TWIP
                position.set("relativeFrom", "margin")
                offset.text = str(whole_number(offset.text) - margin)


def _fill_empty_first_page(body: EditableBody) -> None:
    """Puts a space into an empty header or footer of the first page.

    Word leaves it empty (ECMA-376 part 1, 17.10.6); office2pdf prints that of the other pages.
    """
    section = next(body.content.iter(f"{W}sectPr"), None)
    if section is None or not is_on(section.find(f"{W}titlePg")):
        return
    targets = {one.get("Id"): one.get("Target") for one in body.relations}
    for kind, tag in (("header", "hdr"), ("footer", "ftr")):
        first = section.findall(f"{W}{kind}Reference[@{W}type='first']")
        parts = [body.parts.get(f"word/{targets.get(one.get(f'{R}id'))}") for one in first]
        if not any(map(_prints, parts)):
            for reference in first:
                section.remove(reference)
            name = f"blank_{kind}"
            body.parts[f"word/{name}.xml"] = _BLANK.format(tag=tag).encode()
            body.relate(name, kind, f"{name}.xml")
            values = {f"{W}type": "first", f"{R}id": name}
            section.insert(0, etree.Element(f"{W}{kind}Reference", values))


def _prints(part: bytes | None) -> bool:
    printed = (f"{W}t", f"{W}drawing", f"{W}pict")
    return part is not None and next(parsed(part).iter(*printed), None) is not None
