"""The styles of a theme as Word keeps them; nothing in a template is formatted otherwise."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from math import ceil
from typing import Literal

from docx.oxml.ns import nsdecls
from docx.shared import Length

from drawing.themes import Size, Theme


@dataclass(frozen=True)
class Colour:
    """A colour of the theme; `tint` (two hexadecimal digits) is how much of it is left in white."""

    theme: str
    tint: str = ""

    def attributes(self, theme: Theme, name: str = "val") -> str:
        """The colour, and the value that a reader without themes uses."""
        tint = f' w:themeTint="{self.tint}"' if self.tint else ""
        return f'w:{name}="{self.rgb(theme)}" w:themeColor="{self.theme}"{tint}'

    def shading(self, theme: Theme) -> str:
        """The element that fills a ground with it."""
        tint = f' w:themeFillTint="{self.tint}"' if self.tint else ""
        fill = f'w:fill="{self.rgb(theme)}" w:themeFill="{self.theme}"{tint}'
        return f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" {fill}/>'

    def rgb(self, theme: Theme) -> str:
        pure = theme.colours[_SLOTS.get(self.theme, self.theme)]
        share = int(self.tint, 16) / 255 if self.tint else 1
        parts = (int(pure[place : place + 2], 16) for place in (0, 2, 4))
        return "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)


_SLOTS = {"text1": "dk1", "text2": "dk2", "background1": "lt1", "background2": "lt2"}

ACCENT = Colour("accent1")
TEXT = Colour("text1")
QUIET = Colour("text2")
PAPER = Colour("background1")
MIST = Colour("background2")
HAIRLINE = Colour("accent1", tint="66")


FACES = (
    '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"'
    ' w:eastAsiaTheme="minorEastAsia" w:cstheme="minorBidi"/>'
)
LANGUAGE = '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/>'

BUILT_IN = frozenset(
    {"Normal", "Body Text", "header", "footer", "Title", "Subtitle", "heading 1", "heading 2"}
    | {"heading 3", "List Bullet", "List Number", "Quote", "Date", "Salutation", "Closing"}
    | {"Signature", "toc 1", "caption", "Strong", "Hyperlink", "Table Grid"}
    | {"Default Paragraph Font", "No List", "Normal Table"}
)
"""The styles of Word's own that are used; all others are the templates'."""


@dataclass(frozen=True)
class Style:
    """A style of paragraphs or letters; distances in points.

    What is None or empty comes from `based`.
    """

    name: str
    _: KW_ONLY
    kind: Literal["paragraph", "character"] = "paragraph"
    based: str = "Normal"
    following: str = ""
    size: Size | None = None
    before: float | None = None
    after: float | None = None
    colour: Colour | None = None
    bold: bool | None = None
    italic: bool = False
    caps: bool = False
    tracking: float = 0
    align: Literal["", "left", "right", "center"] = ""
    indent: Length | None = None
    hanging: Length | None = None
    right: Length | None = None
    right_tab: Length | None = None
    """Where a tab leads to whose text ends there."""
    keep_next: bool | None = None
    keep_lines: bool = False
    break_before: bool = False
    numbering: int | None = None
    rule: Literal["", "top", "bottom"] = ""
    """Where a thin line over the whole width sets it off."""
    outline: int | None = None
    hidden: bool = False
    """Whether Word lists it only where it is used."""

    def xml(self, theme: Theme) -> str:
        follows = f'<w:next w:val="{style_id(self.following)}"/>' if self.following else ""
        listed = "<w:semiHidden/><w:unhideWhenUsed/>" if self.hidden else "<w:qFormat/>"
        is_paragraph = self.kind == "paragraph"
        properties = f"<w:pPr>{self._paragraph(theme)}</w:pPr>" if is_paragraph else ""
        properties += f"<w:rPr>{self._run(theme)}</w:rPr>"
        return style_element(self.kind, self.name, self.based, f"{follows}{listed}{properties}")

    def _paragraph(self, theme: Theme) -> str:
        """The paragraph's properties, in the order of the schema (ECMA-376, 17.3.1.26)."""
        return "".join(
            (
                _toggle("keepNext", self.keep_next),
                "<w:keepLines/>" if self.keep_lines else "",
                "<w:pageBreakBefore/>" if self.break_before else "",
                f'<w:numPr><w:numId w:val="{self.numbering}"/></w:numPr>' if self.numbering else "",
                self._border(theme),
                self._tabs(),
                self._spacing(theme),
                self._indent(),
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
            )
        )

    def _border(self, theme: Theme) -> str:
        colour = HAIRLINE.attributes(theme, "color")
        line = f'<w:{self.rule} w:val="single" w:sz="6" w:space="2" {colour}/>'
        return f"<w:pBdr>{line}</w:pBdr>" if self.rule else ""

    def _tabs(self) -> str:
        hang = self._left if self.hanging else None
        stops = "".join(
            f'<w:tab w:val="{kind}" w:pos="{place.twips}"/>'
            for kind, place in (("left", hang), ("right", self.right_tab))
            if place is not None
        )
        return f"<w:tabs>{stops}</w:tabs>" if stops else ""

    @property
    def _left(self) -> Length | None:
        return self.hanging if self.indent is None else self.indent

    def _spacing(self, theme: Theme) -> str:
        before, after = (None if one is None else twips(one) for one in (self.before, self.after))
        if not self.size:
            return _element("spacing", before=before, after=after)
        # A multiple of the font's own line grows with the font when a person restyles.
        percent = int(100 * self.size.line / (self.size.points * theme.natural_line))
        # LibreOffice 7.4 drops what is more than a whole percent; Word and office2pdf don't.
        line = ceil(2.4 * max(100, percent))
        return _element("spacing", before=before, after=after, line=line, lineRule="auto")

    def _indent(self) -> str:
        sides = {"left": self._left, "right": self.right, "hanging": self.hanging}
        return _element(
            "ind", **{side: None if one is None else one.twips for side, one in sides.items()}
        )

    def _run(self, theme: Theme) -> str:
        # LibreOffice formats the text of tables by hand in what only the document's defaults say.
        faces, language = ("", "") if self.based else (FACES, LANGUAGE)
        return "".join(
            (
                faces,
                _toggle("b", self.bold) + _toggle("bCs", self.bold),
                "<w:i/><w:iCs/>" if self.italic else "",
                "<w:caps/>" if self.caps else "",
                f"<w:color {self.colour.attributes(theme)}/>" if self.colour else "",
                f'<w:spacing w:val="{twips(self.tracking)}"/>' if self.tracking else "",
                size_properties(self.size.points) if self.size else "",
                language,
            )
        )


@dataclass(frozen=True)
class TableStyle:
    """A style of tables; `padding` is the room in a cell at top, left, bottom and right, in points.

    `rules` are the sides that have a line.
    """

    name: str
    padding: tuple[float, float, float, float] = (0, 0, 0, 0)
    rules: tuple[str, ...] = ()
    colour: Colour = HAIRLINE
    points: float = 0.5

    def xml(self, theme: Theme) -> str:
        line = f'w:val="single" w:sz="{round(self.points * 8)}" w:space="0"'
        colour = self.colour.attributes(theme, "color")
        rules = "".join(f"<w:{side} {line} {colour}/>" for side in self.rules)
        borders = f"<w:tblBorders>{rules}</w:tblBorders>" if rules else ""
        properties = f'<w:tblInd w:w="0" w:type="dxa"/>{borders}{cell_margins(*self.padding)}'
        properties = f"<w:qFormat/><w:tblPr>{properties}</w:tblPr>"
        return style_element("table", self.name, "TableNormal", properties)


def style_element(kind: str, name: str, based: str, properties: str) -> str:
    flags = ' w:default="1"' if not based else ""
    flags += "" if name in BUILT_IN else ' w:customStyle="1"'
    basis = f'<w:basedOn w:val="{style_id(based)}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}"{flags} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/>{basis}{properties}</w:style>'
    )


def cell_margins(*padding: float) -> str:
    sides = zip(("top", "left", "bottom", "right"), padding, strict=True)
    margins = "".join(f'<w:{side} w:w="{twips(one)}" w:type="dxa"/>' for side, one in sides)
    return f"<w:tblCellMar>{margins}</w:tblCellMar>"


def size_properties(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _toggle(name: str, on: bool | None) -> str:
    return "" if on is None else f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'


def _element(name: str, **values: object) -> str:
    """An element with the attributes that have a value; "" where none has."""
    said = "".join(f' w:{one}="{value}"' for one, value in values.items() if value is not None)
    return f"<w:{name}{said}/>" if said else ""


def twips(points: float) -> int:
    return round(points * 20)


def style_id(name: str) -> str:
    if name == "Normal Table":
        return "TableNormal"
    return name.title().replace(" ", "") if name.islower() else name.replace(" ", "")
