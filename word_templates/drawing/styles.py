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


@dataclass(frozen=True)
class Style:
    """A paragraph style; distances in points. What is None or empty comes from `based`."""

    name: str
    _: KW_ONLY
    based: str = "Normal"
    following: str = ""
    custom: bool = True
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
        default = ' w:default="1"' if self.name == "Normal" else ""
        kind = ' w:customStyle="1"' if self.custom else ""
        basis = f'<w:basedOn w:val="{style_id(self.based)}"/>' if self.based else ""
        follows = f'<w:next w:val="{style_id(self.following)}"/>' if self.following else ""
        listed = "<w:semiHidden/><w:unhideWhenUsed/>" if self.hidden else "<w:qFormat/>"
        return (
            f'<w:style {nsdecls("w")} w:type="paragraph"{default}{kind}'
            f' w:styleId="{style_id(self.name)}"><w:name w:val="{self.name}"/>'
            f"{basis}{follows}{listed}<w:pPr>{self._paragraph(theme)}</w:pPr>"
            f"{self._run(theme)}</w:style>"
        )

    def _paragraph(self, theme: Theme) -> str:
        """The paragraph's properties, in the order of the schema (ECMA-376, 17.3.1.26)."""
        numbering = f'<w:numPr><w:numId w:val="{self.numbering}"/></w:numPr>'
        return "".join(
            (
                _toggle("keepNext", self.keep_next),
                "<w:keepLines/>" if self.keep_lines else "",
                "<w:pageBreakBefore/>" if self.break_before else "",
                numbering if self.numbering else "",
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
        stops = []
        if self.hanging:
            begin = self.indent if self.indent is not None else self.hanging
            stops.append(f'<w:tab w:val="left" w:pos="{begin.twips}"/>')
        if self.right_tab:
            stops.append(f'<w:tab w:val="right" w:pos="{self.right_tab.twips}"/>')
        return f"<w:tabs>{''.join(stops)}</w:tabs>" if stops else ""

    def _spacing(self, theme: Theme) -> str:
        before = f' w:before="{twips(self.before)}"' if self.before is not None else ""
        after = f' w:after="{twips(self.after)}"' if self.after is not None else ""
        lines = f' w:line="{self._multiple(theme)}" w:lineRule="auto"' if self.size else ""
        return f"<w:spacing{before}{after}{lines}/>" if before or after or lines else ""

    def _multiple(self, theme: Theme) -> int:
        """The line as the multiple of the font's own line that Word counts in 240ths.

        Multiples grow with the font when a person restyles.
        """
        assert self.size
        percent = int(100 * self.size.line / (self.size.points * theme.natural_line))
        # LibreOffice 7.4 drops what is more than a whole percent; Word and office2pdf don't.
        return ceil(2.4 * max(100, percent))

    def _indent(self) -> str:
        left = self.indent if self.indent is not None else self.hanging
        sides = "" if left is None else f' w:left="{left.twips}"'
        sides += "" if self.right is None else f' w:right="{self.right.twips}"'
        hanging = f' w:hanging="{self.hanging.twips}"' if self.hanging is not None else ""
        return f"<w:ind{sides}{hanging}/>" if sides or hanging else ""

    def _run(self, theme: Theme) -> str:
        return run_properties(
            _toggle("b", self.bold) + _toggle("bCs", self.bold),
            "<w:i/><w:iCs/>" if self.italic else "",
            "<w:caps/>" if self.caps else "",
            f"<w:color {self.colour.attributes(theme)}/>" if self.colour else "",
            f'<w:spacing w:val="{twips(self.tracking)}"/>' if self.tracking else "",
            size_properties(self.size.points) if self.size else "",
        )


def size_properties(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _toggle(name: str, on: bool | None) -> str:
    return "" if on is None else f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'


def twips(points: float) -> int:
    return round(points * 20)


def style_id(name: str) -> str:
    return name.title().replace(" ", "") if name.islower() else name.replace(" ", "")


def run_properties(*properties: str) -> str:
    return f"<w:rPr>{''.join(properties)}</w:rPr>"
