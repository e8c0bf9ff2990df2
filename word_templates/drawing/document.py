"""A blank document in a theme, and how it is saved: the same bytes on every run."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length
from lxml import etree

from drawing import measures
from drawing.looks import styles_of
from drawing.styles import (
    ACCENT,
    FACES,
    LANGUAGE,
    TEXT,
    cell_margins,
    size_properties,
    style_element,
)
from drawing.themes import Theme


def blank(theme: Theme) -> Document:
    """A document in this theme, with nothing in it."""
    document = docx.Document()
    document.element.body.clear_content()
    styles = (
        _defaults(theme),
        _LATENT,
        *_FOUNDATIONS,
        *(one.xml(theme) for one in styles_of(theme)),
    )
    replace_children(document.styles.element, "".join(styles))
    replace_children(document.part.numbering_part.element, _numbering(theme))
    replace_children(document.settings.element, _SETTINGS)
    _dress(document, theme)
    _drop_leftovers(document)
    _set_page(document)
    properties = document.core_properties
    properties.title = properties.author = properties.comments = properties.last_modified_by = ""
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


def replace_children(element: Any, children: str) -> None:
    """Let the element hold these, written as XML in the namespace w."""
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(f"<w:body {nsdecls('w')}>{children}</w:body>")))


# Styles


def _defaults(theme: Theme) -> str:
    return f"""
<w:docDefaults>
  <w:rPrDefault><w:rPr>{FACES}<w:color {TEXT.attributes(theme)}/>
    {size_properties(theme.text.points)}{LANGUAGE}</w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault>
</w:docDefaults>"""


_LATENT = """
<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1"
  w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>"""
"""Keeps Word's own styles out of the gallery, so that it shows those of the theme."""

_FOUNDATIONS = tuple(
    style_element(kind, name, "", f'<w:uiPriority w:val="{priority}"/><w:semiHidden/>{properties}')
    for kind, name, priority, properties in (
        ("character", "Default Paragraph Font", 1, ""),
        ("numbering", "No List", 99, ""),
        (
            *("table", "Normal Table", 99),
            f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{cell_margins(0, 0, 0, 0)}</w:tblPr>',
        ),
    )
)


def _numbering(theme: Theme) -> str:
    lists = (
        ("bullet", "•", "ListBullet", measures.BULLET_INDENT),
        ("decimal", "%1.", "ListNumber", measures.NUMBER_INDENT),
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
    return abstract + instances


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
<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>{_COMPATIBILITY}</w:compat>
  <w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1"
    w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5"
    w:accent6="accent6" w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>
  <w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>"""

_KEPT_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
}


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
    page.page_width, page.page_height = measures.PAGE_WIDTH, measures.PAGE_HEIGHT
    page.left_margin = page.right_margin = measures.SIDE_MARGIN
    page.top_margin, page.bottom_margin = measures.TOP_MARGIN, measures.BOTTOM_MARGIN
    page.header_distance, page.footer_distance = measures.HEAD, measures.FOOT
