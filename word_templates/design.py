"""The two designs in which draw.py draws the templates: colours, fonts, measures and styles.

Colours and fonts live in Word's theme, everything else in named styles. Spacing keeps to one
rhythm: the design's line, and halves of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm

FOLDER = Path(__file__).parent

PAGE_WIDTH, PAGE_HEIGHT = Mm(215.9), Mm(279.4)
SIDE_MARGIN = Mm(25)
TOP_MARGIN = Mm(18)
BOTTOM_MARGIN = Mm(18)
"""Room for the page number that binding adds."""
TEXT_WIDTH = Length(PAGE_WIDTH - 2 * SIDE_MARGIN)
"""The same on Letter and A4: the filler takes the difference from the margins."""
CARD_PAD = Mm(6)


@dataclass(frozen=True)
class Colour:
    """A colour of the theme; `tint` (two hexadecimal digits) is how much of it is left in white."""

    theme: str
    tint: str = ""

    def attributes(self, design: Design, name: str = "val") -> str:
        """The colour, and the value that a reader without themes uses."""
        tint = f' w:themeTint="{self.tint}"' if self.tint else ""
        return f'w:{name}="{self.rgb(design)}" w:themeColor="{self.theme}"{tint}'

    def fill(self, design: Design) -> str:
        return f'w:fill="{self.rgb(design)}" w:themeFill="{self.theme}"'

    def rgb(self, design: Design) -> str:
        pure = design.colours[_SLOTS.get(self.theme, self.theme)]
        share = int(self.tint, 16) / 255 if self.tint else 1
        parts = (int(pure[place : place + 2], 16) for place in (0, 2, 4))
        return "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)


_SLOTS = {"text1": "dk1", "text2": "dk2", "background1": "lt1", "hyperlink": "hlink"}

ACCENT = Colour("accent1")
TEXT = Colour("text1")
QUIET = Colour("text2")
PAPER = Colour("background1")
LINK = Colour("hyperlink")
HAIRLINE = Colour("accent1", tint="66")


@dataclass(frozen=True)
class Rule:
    """A border of a paragraph, `points` wide and `gap` points away from its text."""

    side: Literal["top", "bottom", "left"]
    colour: Colour
    points: float
    gap: float = 0

    def xml(self, design: Design) -> str:
        return (
            f'<w:{self.side} w:val="single" w:sz="{round(self.points * 8)}"'
            f' w:space="{round(self.gap)}" {self.colour.attributes(design, "color")}/>'
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
    bold: bool | None = None
    italic: bool = False
    caps: bool = False
    tracking: float = 0
    align: Literal["", "right"] = ""
    indent: Length | None = None
    hanging: Length | None = None
    right_tab: bool = False
    rule: Rule | None = None
    fill: Colour | None = None
    keep_next: bool | None = None
    keep_lines: bool = False
    break_before: bool = False
    bullet: bool = False
    outline: int | None = None

    def xml(self, design: Design) -> str:
        default = ' w:default="1"' if self.name == "Normal" else ""
        kind = ' w:customStyle="1"' if self.custom else ""
        basis = f'<w:basedOn w:val="{style_id(self.based)}"/>' if self.based else ""
        follows = f'<w:next w:val="{style_id(self.following)}"/>' if self.following else ""
        return (
            f'<w:style {nsdecls("w")} w:type="paragraph"{default}{kind}'
            f' w:styleId="{style_id(self.name)}"><w:name w:val="{self.name}"/>'
            f"{basis}{follows}<w:qFormat/><w:pPr>{self._paragraph(design)}</w:pPr>"
            f"{self._run(design)}</w:style>"
        )

    def _paragraph(self, design: Design) -> str:
        """The paragraph's properties, in the order of the schema (ECMA-376, 17.3.1.26)."""
        return "".join(
            (
                _toggle("keepNext", self.keep_next),
                "<w:keepLines/>" if self.keep_lines else "",
                "<w:pageBreakBefore/>" if self.break_before else "",
                '<w:numPr><w:numId w:val="1"/></w:numPr>' if self.bullet else "",
                f"<w:pBdr>{self.rule.xml(design)}</w:pBdr>" if self.rule else "",
                self._fill(design),
                self._tabs(),
                self._spacing(design),
                self._indent(),
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
            )
        )

    def _fill(self, design: Design) -> str:
        if self.fill is None:
            return ""
        return f'<w:shd w:val="clear" w:color="auto" {self.fill.fill(design)}/>'

    def _tabs(self) -> str:
        stops = []
        if self.hanging:
            stops.append(f'<w:tab w:val="left" w:pos="{self.hanging.twips}"/>')
        if self.right_tab:
            stops.append(f'<w:tab w:val="right" w:pos="{TEXT_WIDTH.twips}"/>')
        return f"<w:tabs>{''.join(stops)}</w:tabs>" if stops else ""

    def _spacing(self, design: Design) -> str:
        before = f' w:before="{twips(self.before)}"' if self.before is not None else ""
        after = f' w:after="{twips(self.after)}"' if self.after is not None else ""
        lines = f' w:line="{self._multiple(design)}" w:lineRule="auto"' if self.line else ""
        return f"<w:spacing{before}{after}{lines}/>" if before or after or lines else ""

    def _multiple(self, design: Design) -> int:
        """`line` as the multiple of the font's own line that Word counts in 240ths.

        Multiples grow with the font when a person restyles, and from 1 upwards they are the one
        line spacing on which LibreOffice and the embedded engine agree in lists and tables too.
        """
        natural = (self.size or design.body) * design.natural_line
        return max(240, round(240 * self.line / natural))

    def _indent(self) -> str:
        left = self.indent if self.indent is not None else self.hanging
        if left is None:
            return ""
        hanging = f' w:hanging="{self.hanging.twips}"' if self.hanging is not None else ""
        return f'<w:ind w:left="{left.twips}"{hanging}/>'

    def _run(self, design: Design) -> str:
        half_points = round(self.size * 2)
        size = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        return run_properties(
            theme_fonts(self.font) if self.font else "",
            _toggle("b", self.bold) + _toggle("bCs", self.bold),
            "<w:i/><w:iCs/>" if self.italic else "",
            "<w:caps/>" if self.caps else "",
            f"<w:color {self.colour.attributes(design)}/>" if self.colour else "",
            f'<w:spacing w:val="{twips(self.tracking)}"/>' if self.tracking else "",
            size if self.size else "",
        )


def _toggle(name: str, on: bool | None) -> str:
    return "" if on is None else f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'


def twips(points: float) -> int:
    return round(points * 20)


def style_id(name: str) -> str:
    return name.title().replace(" ", "") if name.islower() else name.replace(" ", "")


def run_properties(*properties: str) -> str:
    return f"<w:rPr>{''.join(properties)}</w:rPr>"


def theme_fonts(which: str) -> str:
    return (
        f'<w:rFonts w:asciiTheme="{which}HAnsi" w:hAnsiTheme="{which}HAnsi"'
        f' w:eastAsiaTheme="{which}EastAsia" w:cstheme="{which}Bidi"/>'
    )


@dataclass(frozen=True)
class Design:
    """One theme: where it lies, and all that its styles are made of."""

    name: str
    folder: Path
    font: str
    natural_line: float
    """The font's own line height, as a multiple of its size."""
    body: float
    """The size of ordinary text, in points."""
    colours: Mapping[str, str]
    paragraphs: tuple[Style, ...]
    lead: Length
    """The width of a column at the left, for dates and labels; 0 where there is none."""
    cover_height: Length
    cover_panel: bool
    """Whether the name on the cover page stands in a panel of the accent colour."""
    roomy: int
    """Letters that are shorter begin lower on the page; a paragraph counts as 100 characters."""
    dense: int
    densest: int
    """Letters that are longer are set smaller, and smaller still: they stay on one page."""


def colours(accent: str, ink: str, quiet: str, mist: str) -> dict[str, str]:
    """The theme's twelve colours; those from accent2 on are for what a person adds."""
    return {
        "dk1": ink,
        "lt1": "FFFFFF",
        "dk2": quiet,
        "lt2": mist,
        "accent1": accent,
        "accent2": "9A5B1E",
        "accent3": "3D6B4F",
        "accent4": "6B4A7A",
        "accent5": "8C3B3B",
        "accent6": "4A5A8C",
        "hlink": accent,
        "folHlink": quiet,
    }


# The default: Calibri, petrol, everything at one left edge, dates at the right one.

LINE = 14
HALF = LINE / 2
LABELS = Mm(42)
QUOTED = Mm(36)

DEFAULT_STYLES = (
    Style("Normal", based="", line=LINE, before=0, after=0),
    Style("Body Text", size=11, line=16.5, after=9, following="Body Text"),
    Style("header", size=9, line=12, colour=QUIET),
    # The letterhead
    Style("Head Rule", size=1, line=1.3, custom=True),
    Style(
        "Title",
        following="Subtitle",
        size=32,
        line=40,
        colour=ACCENT,
        font="major",
    ),
    Style("Title Long", based="Title", size=22, line=28, custom=True),
    Style("Subtitle", size=12.5, line=17, colour=QUIET),
    Style(
        "Contact",
        size=9.5,
        line=13,
        before=12,
        after=0.75 * LINE,
        colour=QUIET,
        rule=Rule("top", ACCENT, 1.5, 6),
        custom=True,
    ),
    Style("No Contact", based="Contact", size=1, line=1.3, after=0, custom=True),
    # Headings
    Style(
        "heading 1",
        following="Normal",
        size=11,
        line=LINE,
        before=1.5 * LINE,
        after=HALF,
        colour=ACCENT,
        bold=True,
        caps=True,
        tracking=0.5,
        font="major",
        keep_next=True,
        keep_lines=True,
        outline=0,
        rule=Rule("bottom", HAIRLINE, 0.5, 3),
    ),
    Style(
        "heading 2",
        following="Line Below",
        size=11.5,
        line=15,
        before=0.9 * LINE,
        bold=True,
        font="major",
        keep_next=True,
        keep_lines=True,
        outline=1,
    ),
    Style("Dated Heading", based="heading 2", outline=1, custom=True),
    Style("Referee", based="heading 2", before=1.5 * LINE, outline=1, custom=True),
    Style("After Code", based="heading 2", before=4, outline=1, custom=True),
    Style("Dated After Code", based="After Code", outline=1, custom=True),
    Style("Letter Heading", based="heading 2", break_before=True, outline=1, custom=True),
    Style(
        "Dated Letter Heading", based="Letter Heading", break_before=True, outline=1, custom=True
    ),
    Style(
        "heading 3",
        following="Normal",
        size=10.5,
        line=LINE,
        before=5,
        bold=True,
        colour=ACCENT,
        font="major",
        keep_next=True,
        keep_lines=True,
        outline=2,
    ),
    Style("Byline", colour=QUIET, keep_lines=True, custom=True),
    Style("Line Below", based="Byline", after=3, right_tab=True, custom=True),
    Style("Line Above", based="Line Below", keep_next=True, custom=True),
    Style("Note", keep_lines=True, custom=True),
    Style("Note Kept", based="Note", keep_next=True, custom=True),
    # Text
    Style("Summary", size=11.5, line=17.5, before=LINE, after=2, custom=True),
    Style("List Bullet", line=LINE, after=2, bullet=True, keep_lines=True),
    # The embedded engine finds the numbering only in the style itself.
    Style("List Bullet Kept", based="List Bullet", bullet=True, keep_next=True, custom=True),
    Style("Label", hanging=LABELS, before=2, after=2, keep_lines=True, custom=True),
    Style("Label Kept", based="Label", keep_next=True, custom=True),
    Style("Quote", size=11.5, line=18.5, before=9, indent=QUOTED),
    Style("Pointer", size=11, line=16, before=4, after=LINE, keep_lines=True, custom=True),
    Style("Quote Pointer", based="Pointer", before=LINE, indent=QUOTED, colour=QUIET, custom=True),
    Style("Enclosed", size=11, line=16, colour=QUIET, keep_next=True, custom=True),
    Style("Address", size=9, line=12, before=3, colour=LINK, keep_lines=True, custom=True),
    Style("Said", size=11, line=15, before=2, italic=True, keep_lines=True, custom=True),
    # A picture is as high as its line; a multiple would multiply it.
    Style("Picture", line=1, custom=True),
    Style("Picture Right", based="Picture", align="right", custom=True),
    Style("End", size=1, line=1.3, custom=True),
    Style("Template Tag", size=8, line=11, colour=QUIET, custom=True),
    # The letter
    Style("Date", size=11, line=16, after=LINE),
    Style("Date Low", based="Date", before=3 * LINE, after=2 * LINE, custom=True),
    Style("Sender", size=9, line=12, after=3, colour=QUIET, custom=True),
    Style("Sender Low", based="Sender", before=3 * LINE, custom=True),
    Style("Inside Address", size=11, line=16, custom=True),
    Style("Inside Address Low", based="Inside Address", before=3 * LINE, custom=True),
    Style("Subject", size=11, line=16, before=1.25 * LINE, bold=True, colour=ACCENT, custom=True),
    Style("Salutation", size=11, line=16, before=LINE, after=9),
    Style("Last Paragraph", based="Body Text", keep_next=True, keep_lines=True, custom=True),
    Style("Dense Text", size=10.5, line=14, after=7, custom=True),
    Style("Dense Last Paragraph", based="Dense Text", keep_next=True, custom=True),
    Style("Densest Text", size=10, line=12.5, after=5, custom=True),
    Style("Densest Last Paragraph", based="Densest Text", keep_next=True, custom=True),
    Style("Closing", size=11, line=16, before=HALF, after=4, keep_next=True),
    Style("Signature Picture", based="Picture", keep_next=True, custom=True),
    Style("Signature", size=11, line=16, keep_lines=True),
    Style("Signature In Cell", based="Signature", custom=True),
    Style("Signature By Hand", based="Signature", before=3 * LINE, custom=True),
    # The bound package
    Style("Cover Name", based="Title", size=44, line=54, custom=True),
    Style("Cover Name Long", based="Cover Name", size=30, line=38, custom=True),
    Style("Cover Headline", size=15, line=20, colour=QUIET, custom=True),
    Style(
        "Cover Label",
        size=9,
        line=12,
        before=1.75 * LINE,
        after=2,
        colour=ACCENT,
        bold=True,
        caps=True,
        tracking=0.5,
        keep_next=True,
        custom=True,
    ),
    Style("Cover Text", size=15, line=20, custom=True),
    Style("toc 1", size=12, line=18, before=4, after=4, right_tab=True),
    # The card
    Style(
        "Card Name",
        size=13,
        line=16,
        indent=CARD_PAD,
        colour=ACCENT,
        bold=True,
        font="major",
        custom=True,
    ),
    Style("Card Name Long", based="Card Name", size=10, line=12.5, custom=True),
    Style("Card Headline", size=8.5, line=11, indent=CARD_PAD, colour=QUIET, after=8, custom=True),
    Style("Card Headline Long", based="Card Headline", size=7, line=9, after=4, custom=True),
    Style("Card Contact", size=8, line=10.5, indent=CARD_PAD, custom=True),
    Style("Card Contact Long", based="Card Contact", size=6.5, line=8, custom=True),
    Style("Card Start A4", size=1.5, line=Mm(0.8).pt, custom=True),
    # The brief
    Style("Privacy", size=9, line=12, after=6, colour=ACCENT, bold=True, custom=True),
    Style("Cell", size=9, line=12, custom=True),
    Style(
        "Cell Head",
        based="Cell",
        size=9,
        line=12,
        bold=True,
        colour=ACCENT,
        keep_next=True,
        custom=True,
    ),
)

DEFAULT = Design(
    name="Leavebehind",
    folder=FOLDER,
    font="Calibri",
    natural_line=1.2207,
    body=10.5,
    colours=colours(accent="0F4C5C", ink="1D2429", quiet="55606A", mist="EDF2F3"),
    paragraphs=DEFAULT_STYLES,
    lead=Mm(0),
    cover_height=Mm(120),
    cover_panel=False,
    roomy=1400,
    dense=1750,
    densest=2200,
)


# The modern one: Arial, brick red, dates and labels in a column of their own at the left.

LEAD = Mm(42)
STEP = 13
ENTRY: dict[str, Any] = {"indent": LEAD, "hanging": LEAD, "right_tab": False}
"""What begins in the left column and goes on in the wide one."""
WIDE: dict[str, Any] = {"indent": LEAD}

MODERN_CHANGES: Mapping[str, Mapping[str, Any]] = {
    "Normal": {"line": STEP},
    "Body Text": {"size": 9.5, "line": 14.5, "after": 8, **WIDE},
    "header": {"size": 8, "line": 11, **WIDE},
    "Head Rule": {"size": 5, "line": 6, "after": 12, "fill": ACCENT},
    "Title": {
        "size": 25,
        "line": 31,
        "colour": TEXT,
        "bold": True,
    },
    "Title Long": {"size": 17, "line": 22},
    "Subtitle": {"size": 11, "line": 15, "colour": ACCENT},
    "Contact": {"size": 8.5, "line": 13, "before": 6, "after": STEP, "rule": None},
    "heading 1": {
        "size": 10,
        "line": STEP,
        "before": 1.75 * STEP,
        "after": 3,
        "caps": False,
        "tracking": 0,
        "rule": Rule("top", TEXT, 0.75, 5),
    },
    "heading 2": {"size": 10, "line": STEP, "before": 0.8 * STEP, **WIDE},
    "Dated Heading": ENTRY,
    "Dated Letter Heading": ENTRY,
    "Dated After Code": ENTRY,
    "Referee": {"before": 1.25 * STEP},
    "heading 3": {"size": 9.5, "line": STEP, "before": 5, **WIDE},
    "Line Below": {"right_tab": False, **WIDE},
    "Note": WIDE,
    "Summary": {"size": 10.5, "line": 16, "before": 0, "after": 4, **WIDE},
    "List Bullet": {"line": STEP},
    "Label": {"before": 2, "after": 2, **ENTRY},
    "Quote": {"size": 10.5, "line": 17, **WIDE},
    "Pointer": {"size": 10, "line": 15, **WIDE},
    "Quote Pointer": {"before": STEP, "indent": None},
    "Enclosed": {"size": 9.5, "line": 14, **WIDE},
    "Address": {"size": 8.5},
    "Said": {"size": 10, "line": 14},
    "Date": {"size": 9.5, "line": 14, "after": STEP, **WIDE},
    "Date Low": {"before": 3 * STEP, "after": 2 * STEP},
    "Sender Low": {"before": 3 * STEP},
    "Inside Address Low": {"before": 3 * STEP},
    "Sender": {"size": 8, "line": 11, **WIDE},
    "Inside Address": {"size": 9.5, "line": 14, **WIDE},
    "Subject": {"size": 9.5, "line": 14, "before": 1.25 * STEP, **WIDE},
    "Salutation": {"size": 9.5, "line": 14, "before": STEP, "after": 8, **WIDE},
    "Dense Text": {"size": 9, "line": 12.5, "after": 6, **WIDE},
    "Densest Text": {"size": 8.5, "line": 10.5, "after": 3.5, **WIDE},
    "Closing": {"size": 9.5, "line": 14, **WIDE},
    "Signature": {"size": 9.5, "line": 14, **WIDE},
    "Signature In Cell": {"indent": Mm(0)},
    "Cover Name": {
        "based": "Normal",
        "font": "major",
        "bold": True,
        "size": 40,
        "line": 48,
        "colour": PAPER,
        "indent": Mm(10),
    },
    "Cover Name Long": {"size": 26, "line": 32},
    "Cover Headline": {"size": 13, "line": 18, "colour": PAPER, "indent": Mm(10)},
    "Cover Label": {
        "size": 12,
        "line": 17,
        "before": 2 * STEP,
        "after": 0,
        "colour": TEXT,
        "bold": None,
        "caps": False,
        "tracking": 0,
        **ENTRY,
    },
    "Cover Text": {"size": 12, "line": 17, **WIDE},
    "toc 1": {"size": 11, "line": 17, "before": 3, "after": 3, **ENTRY},
    "Card Name": {"size": 11, "line": 14, "colour": TEXT},
    "Card Name Long": {"size": 9, "line": 11},
    "Card Headline": {"size": 7.5, "line": 10, "colour": ACCENT},
    "Card Headline Long": {"size": 6.5, "line": 8.5},
    "Card Contact": {"size": 7, "line": 9.5},
    "Card Contact Long": {"size": 6, "line": 7.5},
    "Privacy": {"size": 8, "line": 11, "after": 8},
    "Cell": {"size": 8.5, "line": 12},
    "Cell Head": {"size": 8.5, "line": 12},
}

MODERN = Design(
    name="Leavebehind Modern",
    folder=FOLDER / "modern",
    font="Arial",
    natural_line=1.1499,
    body=9.5,
    colours=colours(accent="9B2D20", ink="1E1E1E", quiet="5A5A5A", mist="F4F0EE"),
    paragraphs=tuple(
        replace(style, **MODERN_CHANGES.get(style.name, {})) for style in DEFAULT_STYLES
    ),
    lead=LEAD,
    cover_height=Mm(150),
    cover_panel=True,
    roomy=1400,
    dense=1800,
    densest=2130,
)

DESIGNS = (DEFAULT, MODERN)
