"""Draws the ten templates of the default theme: `python word_templates/draw.py`.

One design over ten documents. Colours and fonts live in Word's theme, everything else in named
styles; the body of a template holds only text, tags and tables. Heights and widths keep to one
rhythm: a line of 14 pt, and a text width of 165.9 mm that Letter and A4 share.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any, Literal

import docx
from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

FOLDER = Path(__file__).parent

# Design: colours. Each is a colour of the theme, with the value that a reader without themes uses.

PETROL = "0F4C5C"
GRAPHITE = "55606A"
INK = "1D2429"
MIST = "EDF2F3"


@dataclass(frozen=True)
class Colour:
    rgb: str
    theme: str
    tint: str = ""

    def attributes(self, name: str = "val") -> str:
        tint = f' w:themeTint="{self.tint}"' if self.tint else ""
        return f'w:{name}="{self.rgb}" w:themeColor="{self.theme}"{tint}'


ACCENT = Colour(PETROL, "accent1")
TEXT = Colour(INK, "text1")
QUIET = Colour(GRAPHITE, "text2")
LINK = Colour(PETROL, "hyperlink")
HAIRLINE = Colour("9FB7BE", "accent1", tint="66")

THEME_COLOURS = {
    "dk1": INK,
    "lt1": "FFFFFF",
    "dk2": GRAPHITE,
    "lt2": MIST,
    "accent1": PETROL,
    "accent2": "9A5B1E",
    "accent3": "3D6B4F",
    "accent4": "6B4A7A",
    "accent5": "8C3B3B",
    "accent6": "4A5A8C",
    "hlink": PETROL,
    "folHlink": GRAPHITE,
}
THEME_FONT = "Calibri"
NATURAL_LINE = 1.2207
"""Calibri's and Carlito's own line height, as a multiple of the size."""

# Design: sizes in points. LINE is the rhythm: spacing is a multiple of its half.

LINE = 14
HALF = LINE / 2
BODY = 10.5
SMALL = 9

# Design: the page.

PAGE_WIDTH, PAGE_HEIGHT = Mm(215.9), Mm(279.4)
SIDE_MARGIN = Mm(25)
TOP_MARGIN = Mm(18)
BOTTOM_MARGIN = Mm(18)
"""Room for the page number that binding adds."""
TEXT_WIDTH = Length(PAGE_WIDTH - 2 * SIDE_MARGIN)
GUTTER = Mm(6)
QR_COLUMN = Mm(24)
"""As wide as the code, because the embedded engine sets pictures at the left of a cell."""
PHOTO_COLUMN = Mm(32)
LABEL_COLUMN = Mm(36)
COVER_HEIGHT = Mm(120)

CARD_SIDE = Mm(15 + 2.95)
"""The filler's margin for A4 is where the first card begins; on Letter an empty column leads to it,
because the embedded engine knows no indented tables."""
CARD_PAD = Mm(5)
CARD_CODE = Mm(29)


# Styles


def twips(points: float) -> int:
    return round(points * 20)


def rule(side: str, colour: Colour, points: float, gap: float) -> str:
    """A border of a paragraph, `gap` points away from its text."""
    return (
        f'<w:{side} w:val="single" w:sz="{round(points * 8)}" w:space="{round(gap)}"'
        f" {colour.attributes('color')}/>"
    )


@dataclass(frozen=True)
class Style:
    """A paragraph style: sizes and spacing in points, `line` the distance of its lines.

    What is None or empty comes from the style it is based on.
    """

    name: str
    _: KW_ONLY
    based: str = "Normal"
    following: str = ""
    custom: bool = False
    font: Literal["", "major", "minor"] = ""
    size: float = 0
    line: float = 0
    before: float | None = None
    after: float | None = None
    colour: Colour | None = None
    bold: bool = False
    italic: bool = False
    caps: bool = False
    tracking: float = 0
    align: Literal["", "right"] = ""
    indent: Length | None = None
    hanging: Length | None = None
    right_tab: bool = False
    border: str = ""
    keep_next: bool = False
    keep_lines: bool = False
    bullet: bool = False
    outline: int | None = None

    def xml(self) -> str:
        default = ' w:default="1"' if self.name == "Normal" else ""
        kind = ' w:customStyle="1"' if self.custom else ""
        basis = f'<w:basedOn w:val="{style_id(self.based)}"/>' if self.based else ""
        follows = f'<w:next w:val="{style_id(self.following)}"/>' if self.following else ""
        return (
            f'<w:style {nsdecls("w")} w:type="paragraph"{default}{kind}'
            f' w:styleId="{style_id(self.name)}"><w:name w:val="{self.name}"/>'
            f"{basis}{follows}<w:qFormat/><w:pPr>{self._paragraph()}</w:pPr>{self._run()}</w:style>"
        )

    def _paragraph(self) -> str:
        """The paragraph's properties, in the order of the schema (ECMA-376, 17.3.1.26)."""
        return "".join(
            (
                "<w:keepNext/>" if self.keep_next else "",
                "<w:keepLines/>" if self.keep_lines else "",
                '<w:numPr><w:numId w:val="1"/></w:numPr>' if self.bullet else "",
                f"<w:pBdr>{self.border}</w:pBdr>" if self.border else "",
                self._tabs(),
                self._spacing(),
                self._indent(),
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
            )
        )

    def _tabs(self) -> str:
        if self.right_tab:
            return f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH.twips}"/></w:tabs>'
        if self.hanging is not None:
            return f'<w:tabs><w:tab w:val="left" w:pos="{self.hanging.twips}"/></w:tabs>'
        return ""

    def _spacing(self) -> str:
        before = f' w:before="{twips(self.before)}"' if self.before is not None else ""
        after = f' w:after="{twips(self.after)}"' if self.after is not None else ""
        lines = f' w:line="{self._multiple()}" w:lineRule="auto"' if self.line else ""
        return f"<w:spacing{before}{after}{lines}/>" if before or after or lines else ""

    def _multiple(self) -> int:
        """`line` as the multiple of the font's own line that Word counts in 240ths.

        Multiples grow with the font when a person restyles, and from 1 upwards they are the one
        line spacing on which LibreOffice and the embedded engine agree in lists and tables too.
        """
        return max(240, round(240 * self.line / ((self.size or BODY) * NATURAL_LINE)))

    def _indent(self) -> str:
        left = self.indent if self.indent is not None else self.hanging
        if left is None:
            return ""
        hanging = f' w:hanging="{self.hanging.twips}"' if self.hanging is not None else ""
        return f'<w:ind w:left="{left.twips}"{hanging}/>'

    def _run(self) -> str:
        return run_properties(
            theme_fonts(self.font) if self.font else "",
            "<w:b/><w:bCs/>" if self.bold else "",
            "<w:i/><w:iCs/>" if self.italic else "",
            "<w:caps/>" if self.caps else "",
            f"<w:color {self.colour.attributes()}/>" if self.colour else "",
            f'<w:spacing w:val="{twips(self.tracking)}"/>' if self.tracking else "",
            f'<w:sz w:val="{twips(self.size) // 10}"/><w:szCs w:val="{twips(self.size) // 10}"/>'
            if self.size
            else "",
        )


def run_properties(*properties: str) -> str:
    return f"<w:rPr>{''.join(properties)}</w:rPr>"


def character_style(name: str, properties: str) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="character" w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        f"{run_properties(properties)}</w:style>"
    )


def theme_fonts(which: str) -> str:
    return (
        f'<w:rFonts w:asciiTheme="{which}HAnsi" w:hAnsiTheme="{which}HAnsi"'
        f' w:eastAsiaTheme="{which}EastAsia" w:cstheme="{which}Bidi"/>'
    )


def style_id(name: str) -> str:
    return name.title().replace(" ", "") if name.islower() else name.replace(" ", "")


def table_style(name: str, *, border: str = "", padding: tuple[float, float] = (0, 0)) -> str:
    """The XML of a table style; `padding` is the room above and below the text of a cell."""
    above, below = padding
    kind = "" if name == "Table Grid" else ' w:customStyle="1"'
    borders = f"<w:tblBorders>{border}</w:tblBorders>" if border else ""
    return (
        f'<w:style {nsdecls("w")} w:type="table"{kind} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}<w:tblCellMar>'
        f'<w:top w:w="{twips(above)}" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        f'<w:bottom w:w="{twips(below)}" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


LATENT = f"""
<w:latentStyles {nsdecls("w")} w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1"
  w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>"""
"""Keeps Word's own styles out of the gallery, so that it shows those of the design."""

DEFAULTS = f"""
<w:docDefaults {nsdecls("w")}>
  <w:rPrDefault><w:rPr>{theme_fonts("minor")}<w:color {TEXT.attributes()}/>
    <w:sz w:val="{round(BODY * 2)}"/><w:szCs w:val="{round(BODY * 2)}"/>
    <w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault>
</w:docDefaults>"""

FOUNDATIONS = (
    f'<w:style {nsdecls("w")} w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    f'<w:style {nsdecls("w")} w:type="numbering" w:default="1" w:styleId="NoList">'
    '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>",
)

PARAGRAPH_STYLES = (
    Style("Normal", based="", line=LINE, before=0, after=0),
    Style("Body Text", size=11, line=16, after=HALF, following="Body Text"),
    # The letterhead
    Style(
        "Title",
        following="Subtitle",
        size=32,
        line=40,
        colour=ACCENT,
        font="major",
        keep_next=True,
        keep_lines=True,
    ),
    Style("Subtitle", size=12.5, line=17, colour=QUIET),
    Style(
        "Contact",
        size=9.5,
        line=13,
        before=12,
        after=0.75 * LINE,
        colour=QUIET,
        border=rule("top", ACCENT, 1.5, 6),
        custom=True,
    ),
    # Headings
    Style(
        "heading 1",
        following="Normal",
        size=11,
        line=LINE,
        before=1.25 * LINE,
        after=HALF,
        colour=ACCENT,
        bold=True,
        caps=True,
        tracking=1,
        font="major",
        keep_next=True,
        keep_lines=True,
        outline=0,
        border=rule("bottom", HAIRLINE, 0.5, 3),
    ),
    Style(
        "heading 2",
        following="Byline",
        size=11.5,
        line=15,
        before=0.6 * LINE,
        bold=True,
        font="major",
        keep_next=True,
        keep_lines=True,
        outline=1,
    ),
    Style("Referee", based="heading 2", following="Normal", before=1.5 * LINE, custom=True),
    Style(
        "heading 3",
        following="Normal",
        size=BODY,
        line=LINE,
        before=HALF,
        bold=True,
        colour=ACCENT,
        font="major",
        keep_next=True,
        keep_lines=True,
        outline=2,
    ),
    Style("Byline", colour=QUIET, keep_lines=True, right_tab=True, custom=True),
    Style("Byline Before List", based="Byline", after=2, keep_next=True, custom=True),
    # Text
    Style("Summary", size=11, line=16, before=HALF, custom=True),
    Style("List Bullet", line=LINE, after=1, bullet=True, keep_lines=True),
    Style(
        "Label",
        hanging=LABEL_COLUMN,
        before=2,
        after=2,
        keep_lines=True,
        custom=True,
    ),
    Style("Skill", based="Label", keep_next=True, custom=True),
    Style(
        "Quote",
        size=11,
        line=17,
        before=HALF,
        indent=Mm(6),
        keep_lines=True,
        border=rule("left", ACCENT, 2.25, 12),
    ),
    Style("Address", size=SMALL, line=12, before=2, colour=LINK, keep_lines=True, custom=True),
    Style("Said", size=11, line=15, before=2, italic=True, keep_lines=True, custom=True),
    Style("Picture", line=BODY * NATURAL_LINE, custom=True),
    Style("Picture Right", based="Picture", align="right", custom=True),
    Style("Beside", align="right", custom=True),
    Style("End", size=1, line=NATURAL_LINE, custom=True),
    Style("Template Tag", size=8, line=11, colour=QUIET, custom=True),
    # The letter
    Style("Date", size=11, line=16, before=HALF, after=1.5 * LINE),
    Style("Inside Address", size=11, line=16, custom=True),
    Style("Subject", size=11, line=16, before=LINE, bold=True, colour=ACCENT, custom=True),
    Style("Sender", size=SMALL, line=12, after=3, colour=QUIET, custom=True),
    Style("Last Paragraph", based="Body Text", keep_next=True, keep_lines=True, custom=True),
    Style("Salutation", size=11, line=16, before=LINE, after=HALF),
    Style("Closing", size=11, line=16, before=HALF, after=2, keep_next=True),
    Style("Signature Picture", based="Picture", keep_next=True, custom=True),
    Style("Signature", size=11, line=16, keep_lines=True),
    Style("Signature By Hand", based="Signature", before=3 * LINE, custom=True),
    # The bound package
    Style("Cover Name", based="Title", size=44, line=54, custom=True),
    Style("Cover Headline", size=15, line=20, colour=QUIET, custom=True),
    Style(
        "Cover Label",
        size=SMALL,
        line=12,
        before=1.5 * LINE,
        after=2,
        colour=ACCENT,
        bold=True,
        caps=True,
        tracking=1,
        keep_next=True,
        custom=True,
    ),
    Style("Cover Text", size=15, line=20, custom=True),
    Style("toc 1", size=12, line=18, before=3, after=3),
    Style("Page", based="toc 1", align="right", custom=True),
    # The card
    Style(
        "Card Name",
        size=12,
        line=15,
        indent=CARD_PAD,
        colour=ACCENT,
        bold=True,
        font="major",
        custom=True,
    ),
    Style("Card Headline", size=8, line=10, indent=CARD_PAD, colour=QUIET, after=4, custom=True),
    Style("Card Contact", size=7.5, line=9.5, indent=CARD_PAD, custom=True),
    Style("Card Start A4", size=1.5, line=Mm(0.8).pt, custom=True),
    # The brief
    Style("Privacy", size=SMALL, line=12, colour=ACCENT, bold=True, align="right", custom=True),
    Style("Cell", size=SMALL, line=12, keep_next=True, custom=True),
    Style("Cell Head", based="Cell", size=SMALL, line=12, bold=True, colour=ACCENT, custom=True),
)

CHARACTER_STYLES = (
    character_style("Strong", "<w:b/><w:bCs/>"),
    character_style("Hyperlink", f"<w:color {LINK.attributes()}/>"),
)

TABLE_STYLES = (
    table_style("Layout"),
    table_style("Cover", border=rule("bottom", ACCENT, 1.5, 0), padding=(0, LINE)),
    table_style(
        "Table Grid",
        border=rule("bottom", HAIRLINE, 0.5, 0) + rule("insideH", HAIRLINE, 0.5, 0),
        padding=(3, 3),
    ),
)

BULLET = f"""
<w:numbering {nsdecls("w")}>
  <w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>
      <w:lvlText w:val="•"/><w:lvlJc w:val="left"/>
      <w:pPr><w:ind w:left="{Mm(4.5).twips}" w:hanging="{Mm(4.5).twips}"/></w:pPr>
      <w:rPr><w:rFonts w:hint="default"/><w:color {ACCENT.attributes()}/></w:rPr></w:lvl>
  </w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
</w:numbering>"""

COMPATIBILITY = "".join(
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

SETTINGS = f"""
<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>{COMPATIBILITY}</w:compat>
  <w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1"
    w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5"
    w:accent6="accent6" w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>
  <w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>
</w:settings>"""


# The blank document

KEPT_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
}


def blank(title: str) -> Document:
    """A document in this design, with nothing in it; `title` is the section's, in English."""
    document = docx.Document()
    document.element.body.clear_content()
    paragraph_styles = (style.xml() for style in PARAGRAPH_STYLES)
    styles = (*FOUNDATIONS, *paragraph_styles, *CHARACTER_STYLES, *TABLE_STYLES)
    replace_children(document.styles.element, DEFAULTS, LATENT, *styles)
    become(document.part.numbering_part.element, BULLET)
    become(document.settings.element, SETTINGS)
    dress(document)
    drop_leftovers(document)
    set_page(document)
    properties = document.core_properties
    properties.title = title
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime.datetime(2026, 1, 1)
    return document


def replace_children(element: Any, *children: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in children:
        element.append(parse_xml(child))


def become(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def dress(document: Document) -> None:
    """Give the document's theme our colours and fonts."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for name, rgb in THEME_COLOURS.items():
        (slot,) = theme.xpath(f"//a:clrScheme/a:{name}", namespaces=names)
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{{{names['a']}}}srgbClr", val=rgb)
    for latin in theme.xpath("//a:fontScheme/*/a:latin", namespaces=names):
        latin.set("typeface", THEME_FONT)
    for scheme in theme.xpath("//a:clrScheme | //a:fontScheme | /a:theme", namespaces=names):
        scheme.set("name", "Leavebehind")
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def drop_leftovers(document: Document) -> None:
    """Leave out what python-docx's blank document brings along: a thumbnail, fonts, custom XML."""
    for owner in (document.part.package, document.part):
        for key, relationship in list(owner.rels.items()):
            if relationship.reltype not in KEPT_PARTS:
                del owner.rels[key]


def set_page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = PAGE_WIDTH, PAGE_HEIGHT
    page.left_margin = page.right_margin = SIDE_MARGIN
    page.top_margin, page.bottom_margin = TOP_MARGIN, BOTTOM_MARGIN
    page.header_distance = page.footer_distance = Mm(10)
    columns = page._sectPr.find(qn("w:cols"))
    grid = page._sectPr.find(qn("w:docGrid"))
    for setting in (columns, grid):
        if setting is not None:
            page._sectPr.remove(setting)


# The pencils

Box = Document | _Cell


@dataclass(frozen=True)
class Styled:
    """Text in a character style."""

    text: str
    style: str


def line(box: Box, style_name: str, *runs: str | Styled) -> Paragraph:
    """Write one paragraph; each string is a run of its own, as pictures and links need."""
    paragraph = first_or_new(box)
    paragraph.style = style_name
    for run in runs:
        if isinstance(run, Styled):
            paragraph.add_run(run.text, style=run.style)
        else:
            paragraph.add_run(run)
    return paragraph


def first_or_new(box: Box) -> Paragraph:
    """The paragraph that every cell is born with, once; then new ones."""
    existing: list[Paragraph] = box.paragraphs
    untouched = len(existing) == 1 and existing[0]._p.pPr is None
    if isinstance(box, _Cell) and untouched:
        return existing[0]
    added: Paragraph = box.add_paragraph()
    return added


def tag(box: Box, words: str) -> None:
    line(box, "Template Tag", f"{{%p {words} %}}")


@contextmanager
def when(box: Box, condition: str) -> Iterator[None]:
    """Keep what is written inside only where `condition` holds."""
    tag(box, f"if {condition}")
    yield
    tag(box, "endif")


def otherwise(box: Box) -> None:
    tag(box, "else")


@contextmanager
def each(box: Box, loop: str) -> Iterator[None]:
    """Repeat what is written inside."""
    tag(box, f"for {loop}")
    yield
    tag(box, "endfor")


def joined(separator: str, *values: str) -> str:
    """A tag that prints those of the values that there are, with `separator` between them."""
    return f'{{{{ [{", ".join(values)}]|select|join("{separator}") }}}}'


def word(text: str) -> str:
    """A tag that prints a fixed word in the candidate's language."""
    return f'{{{{ _("{text}") }}}}'


def row(box: Box, *widths: Length, look: str = "Layout") -> tuple[_Cell, ...]:
    """A table of one row that never splits over pages: columns, without lines."""
    return grid(box, *widths, look=look).rows[0].cells


def grid(box: Box, *widths: Length, rows: int = 1, look: str = "Layout") -> Table:
    table = box.add_table(rows=rows, cols=len(widths))
    properties = table._tbl.tblPr
    replace_children(
        properties,
        f'<w:tblStyle {nsdecls("w")} w:val="{style_id(look)}"/>',
        f'<w:tblW {nsdecls("w")} w:w="{sum(w.twips for w in widths)}" w:type="dxa"/>',
        f'<w:tblInd {nsdecls("w")} w:w="0" w:type="dxa"/>',
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f'<w:tblLook {nsdecls("w")} w:val="0000"/>',
    )
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for table_row in table.rows:
        mark_row(table_row, "cantSplit")
        for cell, width in zip(table_row.cells, widths, strict=True):
            cell.width = width
    return table


def mark_row(table_row: _Row, mark: str, values: str = "") -> None:
    table_row._tr.get_or_add_trPr().append(parse_xml(f"<w:{mark} {nsdecls('w')}{values}/>"))


def repeated(table: Table, first: int, loop: str) -> _Row:
    """The row that `loop` repeats: row `first` and the last but one hold nothing but its tags."""
    opening, body, closing = table.rows[first : first + 3]
    line(opening.cells[0], "Template Tag", f"{{%tr for {loop} %}}")
    line(closing.cells[0], "Template Tag", "{%tr endfor %}")
    return body


# What documents share


def letterhead(document: Document, *, photo: bool = False) -> None:
    """Whose document this is: name, headline, and how to reach them."""
    if photo:
        with when(document, "candidate.photo"):
            who, portrait = row(document, Length(TEXT_WIDTH - PHOTO_COLUMN), PHOTO_COLUMN)
            identity(who)
            line(portrait, "Picture Right", "{{ candidate.photo }}")
            otherwise(document)
            identity(document)
    else:
        identity(document)
    line(document, "Contact", '{{ candidate.contact|join(" · ") }}')


def identity(box: Box) -> None:
    line(box, "Title", "{{ candidate.name }}")
    with when(box, "candidate.headline"):
        line(box, "Subtitle", "{{ candidate.headline }}")


def end(box: Box) -> None:
    """The last paragraph that Word wants after a table, and in a cell whose others may go."""
    line(box, "End", "\N{NO-BREAK SPACE}")


# The sections


def cover_page() -> Document:
    document = blank("Cover page")
    table = grid(document, TEXT_WIDTH, look="Cover")
    mark_row(table.rows[0], "trHeight", f' w:val="{COVER_HEIGHT.twips}" w:hRule="atLeast"')
    who = table.cell(0, 0)
    who.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    line(who, "Cover Name", "{{ candidate.name }}")
    with when(who, "candidate.headline"):
        line(who, "Cover Headline", "{{ candidate.headline }}")
    line(document, "Cover Label", word("Prepared for"))
    line(document, "Cover Text", Styled("{{ interviewer.name }}", "Strong"))
    line(document, "Cover Text", joined(", ", "interviewer.title", "interview.company"))
    line(document, "Cover Label", word("Position"))
    line(document, "Cover Text", "{{ interview.role }}")
    with when(document, "interview.date"):
        line(document, "Cover Label", word("Date"))
        line(document, "Cover Text", "{{ interview.date }}")
    return document


def contents() -> Document:
    document = blank("Contents")
    letterhead(document)
    line(document, "heading 1", word("Contents"))
    table = grid(document, Length(TEXT_WIDTH - Mm(20)), Mm(20), rows=3, look="Table Grid")
    title, page = repeated(table, 0, "section in sections").cells
    line(title, "toc 1", "{{ section.title }}")
    line(page, "Page", "{{ section.page }}")
    end(document)
    return document


def cover_letter() -> Document:
    document = blank("Cover letter")
    letterhead(document)
    with when(document, "interview.date"):
        line(document, "Date", "{{ interview.date }}")
    with when(document, "candidate.address"):
        line(document, "Sender", '{{ candidate.address_lines|join(" · ") }}')
    addressee = ("interviewer.name", "interviewer.title", "interview.company")
    line(document, "Inside Address", joined(r"\n", *addressee))
    line(document, "Subject", "{{ interview.role }}")
    line(document, "Salutation", "{{ interviewer.salutation }}")
    with each(document, "text in interview.paragraphs"):
        line(document, "Body Text", "{{ text }}")
    for last in ("interviewer.personal_note", "interview.closing"):
        with when(document, last):
            line(document, "Last Paragraph", f"{{{{ {last} }}}}")
    line(document, "Closing", word("Sincerely,"))
    with when(document, "candidate.signature"):
        line(document, "Signature Picture", "{{ candidate.signature }}")
        line(document, "Signature", "{{ candidate.name }}")
        otherwise(document)
        line(document, "Signature By Hand", "{{ candidate.name }}")
    return document


def resume() -> Document:
    document = blank("Résumé")
    letterhead(document, photo=True)
    with when(document, "candidate.summary"):
        line(document, "Summary", "{{ candidate.summary }}")
    with when(document, "experience"):
        line(document, "heading 1", word("Experience"))
        with each(document, "job in experience"):
            line(document, "heading 2", "{{ job.title }}")
            employer = (joined(" · ", "job.company", "job.location"), "\t{{ job.period }}")
            with when(document, "job.highlights"):
                line(document, "Byline Before List", *employer)
                with each(document, "highlight in job.highlights"):
                    line(document, "List Bullet", "{{ highlight }}")
                otherwise(document)
                line(document, "Byline", *employer)
    with when(document, "education"):
        line(document, "heading 1", word("Education"))
        with each(document, "study in education"):
            line(document, "heading 2", "{{ study.degree }}")
            school = joined(" · ", "study.institution", "study.location")
            line(document, "Byline", school, "\t{{ study.period }}")
            with when(document, "study.notes"):
                line(document, "Normal", "{{ study.notes }}")
    with when(document, "skills"):
        line(document, "heading 1", word("Skills"))
        with each(document, "group in skills"):
            label(document, "{{ group.category }}", "{{ group.skills }}", look="Skill")
    return document


def label(box: Box, name: str, value: str, look: str = "Label") -> None:
    line(box, look, Styled(name, "Strong"), f"\t{value}")


def references() -> Document:
    document = blank("References")
    letterhead(document)
    line(document, "heading 1", word("References"))
    with each(document, "reference in references"):
        line(document, "Referee", "{{ reference.name }}")
        who, contact = row(document, Mm(85.9), Mm(80))
        with when(who, "reference.title or reference.company"):
            line(who, "Normal", joined(", ", "reference.title", "reference.company"))
        with when(who, "reference.relationship"):
            line(who, "Byline", "{{ reference.relationship }}")
        end(who)
        for way in ("reference.phone", "reference.email"):
            with when(contact, way):
                line(contact, "Beside", f"{{{{ {way} }}}}")
        end(contact)
    end(document)
    return document


def recommendations() -> Document:
    document = blank("Recommendations")
    letterhead(document)
    line(document, "heading 1", word("Recommendations"))
    with each(document, "letter in recommendations"):
        with when(document, "loop.first"):
            line(document, "heading 2", "{{ letter.author }}")
            otherwise(document)
            author = line(document, "heading 2", "{{ letter.author }}")
            author.paragraph_format.page_break_before = True
        position = joined(", ", "letter.title", "letter.company")
        with when(document, "letter.title or letter.company or letter.date"):
            line(document, "Byline", position, "\t{{ letter.date }}")
        with when(document, "letter.relationship"):
            line(document, "Byline", "{{ letter.relationship }}")
        with each(document, "text in letter.paragraphs"):
            line(document, "Quote", "{{ text }}")
        with when(document, "letter.file"):
            line(document, "Summary", word("The signed original follows."))
    return document


def work_samples() -> Document:
    document = blank("Work samples")
    letterhead(document)
    line(document, "heading 1", word("Work samples"))
    with each(document, "sample in work_samples"):
        line(document, "heading 2", "{{ sample.title }}")
        beside_qr(document, "sample", describe_sample)
    end(document)
    return document


def describe_sample(box: Box) -> None:
    with when(box, "sample.date"):
        line(box, "Byline", "{{ sample.date }}")
    with when(box, "sample.description"):
        line(box, "Normal", "{{ sample.description }}")
    with when(box, "sample.file"):
        line(box, "Byline", word("The document follows."))


def publications() -> Document:
    document = blank("Publications")
    letterhead(document)
    line(document, "heading 1", word("Publications"))
    with each(document, "item in publications"):
        line(document, "heading 2", "{{ item.title }}")
        beside_qr(document, "item", describe_publication)
    end(document)
    return document


def describe_publication(box: Box) -> None:
    with when(box, "item.venue or item.kind or item.date"):
        line(box, "Byline", joined(" · ", "item.venue", "item.kind", "item.date"))
    with when(box, "item.authors"):
        line(box, "Byline", "{{ item.authors }}")
    with when(box, "item.quote"):
        line(box, "Said", "{{ item.quote }}")


def beside_qr(document: Document, item: str, describe: Callable[[Box], None]) -> None:
    """What there is to say of `item`, its QR code at the right where it has one."""
    with when(document, f"{item}.qr"):
        text, _, code = row(document, Length(TEXT_WIDTH - GUTTER - QR_COLUMN), GUTTER, QR_COLUMN)
        describe(text)
        line(text, "Address", f"{{{{ {item}.link }}}}")
        line(code, "Picture Right", f"{{{{ {item}.qr }}}}")
        otherwise(document)
        describe(document)


def business_card() -> Document:
    document = blank("Business card")
    page = document.sections[0]
    page.left_margin = page.right_margin = CARD_SIDE
    page.top_margin, page.bottom_margin = Mm(12.7), Mm(5)
    with when(document, 'paper == "a4"'):
        line(document, "Card Start A4", "\N{NO-BREAK SPACE}")
        cards(document, Mm(85), Mm(54), Mm(10), lead=Mm(0))
        otherwise(document)
        cards(document, Mm(88.9), Mm(50.8), Mm(0), lead=Length(Mm(19.05) - CARD_SIDE))
    end(document)
    return document


def cards(document: Document, width: Length, height: Length, gap: Length, *, lead: Length) -> None:
    """Ten cards: each a cell of text beside a cell of its QR code, `gap` between the two cards."""
    card = (Length(width - CARD_CODE), CARD_CODE)
    columns = [column for column in (lead, *card, gap, *card) if column]
    table = grid(document, *columns, rows=5)
    for table_row in table.rows:
        mark_row(table_row, "trHeight", f' w:val="{height.twips}" w:hRule="exact"')
        cells = table_row.cells[1 if lead else 0 :]
        for text, picture in (cells[:2], cells[-2:]):
            for cell in (text, picture):
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            line(text, "Card Name", "{{ candidate.name }}")
            with when(text, "candidate.headline"):
                line(text, "Card Headline", "{{ candidate.headline }}")
            with each(text, "text in candidate.contact"):
                line(text, "Card Contact", "{{ text }}")
            end(text)
            line(picture, "Picture", "{{ candidate.vcard_qr }}")


def interview_brief() -> Document:
    document = blank("Interview brief")
    line(document, "Privacy", word("Private: for the candidate only"))
    line(document, "Title", "{{ interview.company }}")
    line(document, "Subtitle", "{{ interview.role }}")
    line(document, "heading 1", word("When and where"))
    for name, values in (
        ("When", ("interview.date", "interview.time")),
        ("Where", ("interview.location",)),
        ("Status", ("interview.status",)),
    ):
        with when(document, " or ".join(values)):
            label(document, word(name), joined(", ", *values))
    with when(document, "links"):
        links(document, word("Research"), "links")
    line(document, "heading 1", word("What to bring"))
    with when(document, "bound"):
        packing_list(document, ("Bound in this order", "bound_sections"), between=" · ")
        otherwise(document)
        packing_list(
            document,
            ("Left pocket", "left_pocket"),
            ("Right pocket", "right_pocket"),
            ("Card slot", "card_slot"),
        )
    line(document, "heading 1", word("Who you meet"))
    with each(document, "person in interviewers"):
        meet(document)
    with when(document, "contacts"):
        line(document, "heading 1", word("Who you know there"))
        with each(document, "contact in contacts"):
            line(document, "List Bullet", *acquaintance("contact"))
    return document


def meet(document: Document) -> None:
    """One interviewer: who they are, what to say, who knows them."""
    line(document, "heading 2", "{{ person.name }}")
    with when(document, "person.title or person.part"):
        line(document, "Byline", joined(" · ", "person.title", "person.part"))
    for name, values in (
        ("Contact", joined(" · ", "person.phone", "person.email")),
        ("References", '{{ person.references|join(", ") }}'),
    ):
        source = "person.references" if name == "References" else "person.phone or person.email"
        with when(document, source):
            label(document, word(name), values)
    with when(document, "person.links"):
        links(document, word("Research"), "person.links")
    for name, lines in (
        ("What to say", "person.talking_points"),
        ("What you know", "person.research_notes"),
    ):
        with when(document, lines):
            line(document, "heading 3", word(name))
            with each(document, f"text in {lines}"):
                line(document, "List Bullet", "{{ text }}")
    with when(document, "person.contacts"):
        line(document, "heading 3", word("Who knows them"))
        with each(document, "contact in person.contacts"):
            line(document, "List Bullet", *acquaintance("contact"))


def acquaintance(name: str) -> tuple[str | Styled, ...]:
    details = ", ".join(f"{name}.{field}" for field in ("position", "company", "email", "notes"))
    return (
        Styled(f"{{{{ {name}.name }}}}", "Strong"),
        f"{{% for detail in [{details}]|select %}} · {{{{ detail }}}}{{% endfor %}}",
    )


def links(box: Box, name: str, source: str) -> None:
    line(
        box,
        "Label",
        Styled(name, "Strong"),
        f"\t{{% for link in {source} %}}",
        "{{ link }}",
        "{% if not loop.last %} · {% endif %}{% endfor %}",
    )


def packing_list(document: Document, *columns: tuple[str, str], between: str = r"\n") -> None:
    """A table that says for each interviewer how many copies there are, and what goes where."""
    first = (Mm(38), Mm(16))
    rest = Length((TEXT_WIDTH - sum(first)) // len(columns))
    table = grid(document, *first, *[rest] * len(columns), rows=4, look="Table Grid")
    head = table.rows[0]
    mark_row(head, "tblHeader")
    for cell, name in zip(head.cells, ("For", "Copies", *(c[0] for c in columns)), strict=True):
        line(cell, "Cell Head", word(name))
    body = repeated(table, 1, "person in interviewers")
    values = ("{{ person.name }}", "{{ person.copies }}")
    sections = (f'{{{{ person.{source}|join("{between}") }}}}' for _, source in columns)
    for cell, value in zip(body.cells, (*values, *sections), strict=True):
        line(cell, "Cell", value)


SECTIONS = (
    cover_page,
    contents,
    cover_letter,
    resume,
    references,
    recommendations,
    work_samples,
    publications,
    business_card,
    interview_brief,
)


def pack(document: Document) -> bytes:
    """The document as bytes that are the same on every run."""
    drawn = io.BytesIO()
    document.save(drawn)
    packed = io.BytesIO()
    with zipfile.ZipFile(drawn) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def main() -> None:
    for section in SECTIONS:
        (FOLDER / f"{section.__name__}.docx").write_bytes(pack(section()))


if __name__ == "__main__":
    main()
