"""A blank document in a theme, and how it is saved: the same bytes on every run."""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length
from lxml import etree

from drawing.looks import paragraph_styles
from drawing.measures import (
    BOTTOM_MARGIN,
    BULLET_INDENT,
    FOOT,
    HEAD,
    NUMBER_INDENT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SIDE_MARGIN,
    TOP_MARGIN,
)
from drawing.styles import (
    ACCENT,
    HAIRLINE,
    QUIET,
    TEXT,
    Colour,
    run_properties,
    size_properties,
    style_id,
    twips,
)
from drawing.themes import Theme


def blank(theme: Theme, title: str) -> Document:
    """A document in this theme, with nothing in it; `title` is the section's, in English."""
    document = docx.Document()
    document.element.body.clear_content()
    paragraphs = (style.xml(theme) for style in paragraph_styles(theme))
    tables = (look.xml(theme) for look in _table_looks())
    styles = (*_FOUNDATIONS, *paragraphs, *_character_styles(theme), *tables)
    replace_children(document.styles.element, _defaults(theme), _LATENT, *styles)
    _become(document.part.numbering_part.element, _numbering(theme))
    _become(document.settings.element, _SETTINGS)
    _dress(document, theme)
    _drop_leftovers(document)
    _set_page(document)
    properties = document.core_properties
    properties.title = title
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime.datetime(2026, 1, 1)
    return document


def packed(document: Document) -> bytes:
    """The document as bytes that are the same on every run."""
    drawn, target = io.BytesIO(), io.BytesIO()
    document.save(drawn)
    with zipfile.ZipFile(drawn) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, source.read(name))
    return target.getvalue()


def replace_children(element: Any, *children: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in children:
        element.append(parse_xml(child))


# Styles


def _defaults(theme: Theme) -> str:
    half_points = round(theme.text.points * 2)
    return f"""
<w:docDefaults {nsdecls("w")}>
  <w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"
      w:eastAsiaTheme="minorEastAsia" w:cstheme="minorBidi"/><w:color {TEXT.attributes(theme)}/>
    <w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>
    <w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault>
</w:docDefaults>"""


_LATENT = f"""
<w:latentStyles {nsdecls("w")} w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1"
  w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>"""
"""Keeps Word's own styles out of the gallery, so that it shows those of the theme."""

_MARGINS = "".join(
    f'<w:{side} w:w="{{{side}}}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
)
_FOUNDATIONS = (
    f'<w:style {nsdecls("w")} w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    f'<w:style {nsdecls("w")} w:type="numbering" w:default="1" w:styleId="NoList">'
    '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    f"{_MARGINS.format(top=0, left=0, bottom=0, right=0)}</w:tblCellMar></w:tblPr></w:style>",
)


def _character_styles(theme: Theme) -> tuple[str, ...]:
    return (
        _character_style("Strong", "<w:b/><w:bCs/>"),
        # A link has the colour of the text that it stands in.
        _character_style("Hyperlink", ""),
        _character_style(
            "Dates", f'<w:b w:val="0"/><w:bCs w:val="0"/><w:color {QUIET.attributes(theme)}/>'
        ),
        _character_style(
            "Entry Date",
            f'<w:b w:val="0"/><w:bCs w:val="0"/><w:color {QUIET.attributes(theme)}/>'
            f"{size_properties(theme.text.points)}",
        ),
    )


def _character_style(name: str, properties: str) -> str:
    kind = ' w:customStyle="1"' if name in ("Dates", "Entry Date") else ""
    return (
        f'<w:style {nsdecls("w")} w:type="character"{kind} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        f"{run_properties(properties)}</w:style>"
    )


@dataclass(frozen=True)
class Rule:
    """A line of a table, `points` wide."""

    side: str
    colour: Colour
    points: float

    def xml(self, theme: Theme) -> str:
        return (
            f'<w:{self.side} w:val="single" w:sz="{round(self.points * 8)}" w:space="0"'
            f" {self.colour.attributes(theme, 'color')}/>"
        )


@dataclass(frozen=True)
class TableLook:
    """A table style; `padding` is the room in a cell at top, left, bottom and right, in points."""

    name: str
    rules: tuple[Rule, ...] = ()
    padding: tuple[float, float, float, float] = (0, 0, 0, 0)

    def xml(self, theme: Theme) -> str:
        kind = "" if self.name == "Table Grid" else ' w:customStyle="1"'
        rules = "".join(rule.xml(theme) for rule in self.rules)
        top, left, bottom, right = map(twips, self.padding)
        margins = _MARGINS.format(top=top, left=left, bottom=bottom, right=right)
        return (
            f'<w:style {nsdecls("w")} w:type="table"{kind} w:styleId="{style_id(self.name)}">'
            f'<w:name w:val="{self.name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
            f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
            f"{f'<w:tblBorders>{rules}</w:tblBorders>' if rules else ''}"
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
        )


def _rules(colour: Colour, points: float, *sides: str) -> tuple[Rule, ...]:
    return tuple(Rule(side, colour, points) for side in sides)


def _table_looks() -> tuple[TableLook, ...]:
    return (
        TableLook("Layout"),
        TableLook("Spaced", padding=(0, 0, 14, 0)),
        TableLook("Underlined", (Rule("bottom", ACCENT, 1.5),), padding=(0, 0, 6, 0)),
        TableLook(
            "Between Rules", (Rule("top", TEXT, 0.75), Rule("bottom", TEXT, 0.75)), (3, 0, 6, 0)
        ),
        TableLook("Overlined", (Rule("top", HAIRLINE, 0.75),), padding=(5, 0, 0, 0)),
        TableLook("Below Band", padding=(8, 0, 0, 0)),
        TableLook("Panel", padding=(10, 14, 10, 14)),
        TableLook("Large Panel", padding=(16, 20, 18, 20)),
        TableLook("Columns", padding=(0, 0, 0, 10)),
        TableLook(
            "Table Grid",
            _rules(HAIRLINE, 0.5, "bottom", "insideH"),
            padding=(4, 0, 4, 8),
        ),
    )


def _numbering(theme: Theme) -> str:
    lists = (
        ("bullet", "•", "ListBullet", BULLET_INDENT),
        ("decimal", "%1.", "ListNumber", NUMBER_INDENT),
    )
    abstract, instances = "", ""
    for number, (kind, text, style, hanging) in enumerate(lists):
        left = Length(theme.wide + hanging)
        abstract += (
            f'<w:abstractNum w:abstractNumId="{number}">'
            '<w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left.twips}"'
            f' w:hanging="{hanging.twips}"/></w:pPr><w:rPr><w:rFonts w:hint="default"/>'
            f"<w:color {ACCENT.attributes(theme)}/></w:rPr></w:lvl></w:abstractNum>"
        )
        instances += f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>'
    return f"<w:numbering {nsdecls('w')}>{abstract}{instances}</w:numbering>"


# The parts


_COMPATIBILITY = "".join(
    f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
    f' w:val="{value}"/>'
    for name, value in (
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    )
)
_SETTINGS = f"""
<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>{_COMPATIBILITY}</w:compat>
  <w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1"
    w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5"
    w:accent6="accent6" w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>
  <w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>
</w:settings>"""

_KEPT_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
}


def _become(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _dress(document: Document, theme: Theme) -> None:
    """Give the document's theme part the colours and fonts."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(part.blob)
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for name, rgb in theme.colours.items():
        (slot,) = root.xpath(f"//a:clrScheme/a:{name}", namespaces=names)
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{{{names['a']}}}srgbClr", val=rgb)
    for latin in root.xpath("//a:fontScheme/*/a:latin", namespaces=names):
        latin.set("typeface", theme.font)
    for scheme in root.xpath("//a:clrScheme | //a:fontScheme | /a:theme", namespaces=names):
        scheme.set("name", theme.name)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _drop_leftovers(document: Document) -> None:
    """Leave out what python-docx's blank document brings along: a thumbnail, fonts, custom XML."""
    for owner in (document.part.package, document.part):
        for key, relationship in list(owner.rels.items()):
            if relationship.reltype not in _KEPT_PARTS:
                del owner.rels[key]


def _set_page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = PAGE_WIDTH, PAGE_HEIGHT
    page.left_margin = page.right_margin = SIDE_MARGIN
    page.top_margin, page.bottom_margin = TOP_MARGIN, BOTTOM_MARGIN
    page.header_distance, page.footer_distance = HEAD, FOOT
    for name in ("w:cols", "w:docGrid"):
        setting = page._sectPr.find(qn(name))
        if setting is not None:
            page._sectPr.remove(setting)
