"""The styles of a theme as Word keeps them; nothing in a template is formatted otherwise."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Literal

from docx.oxml.ns import nsdecls
from docx.shared import Length

from drawing.themes import TEXT_WIDTH, Size, Theme


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
    outline: int | None = None

    def xml(self, theme: Theme) -> str:
        default = ' w:default="1"' if self.name == "Normal" else ""
        kind = ' w:customStyle="1"' if self.custom else ""
        basis = f'<w:basedOn w:val="{style_id(self.based)}"/>' if self.based else ""
        follows = f'<w:next w:val="{style_id(self.following)}"/>' if self.following else ""
        return (
            f'<w:style {nsdecls("w")} w:type="paragraph"{default}{kind}'
            f' w:styleId="{style_id(self.name)}"><w:name w:val="{self.name}"/>'
            f"{basis}{follows}<w:qFormat/><w:pPr>{self._paragraph(theme)}</w:pPr>"
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
                self._tabs(),
                self._spacing(theme),
                self._indent(),
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
            )
        )

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
        return max(240, round(240 * self.size.line / (self.size.points * theme.natural_line)))

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
            _size(self.size.points) if self.size else "",
        )


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _toggle(name: str, on: bool | None) -> str:
    return "" if on is None else f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'


def twips(points: float) -> int:
    return round(points * 20)


def style_id(name: str) -> str:
    return name.title().replace(" ", "") if name.islower() else name.replace(" ", "")


def run_properties(*properties: str) -> str:
    return f"<w:rPr>{''.join(properties)}</w:rPr>"


BUILT_IN = frozenset(
    {"Normal", "Body Text", "header", "footer", "Title", "Subtitle", "heading 1", "heading 2"}
    | {"heading 3", "List Bullet", "List Number", "Quote", "Date", "Salutation", "Closing"}
    | {"Signature", "toc 1", "caption"}
)
"""The styles of Word's own that are used; all others are the templates'."""

BULLETS, NUMBERS = 1, 2
"""The lists of the numbering part."""
SMALLEST = Size(1, 1.3)


def paragraph_styles(theme: Theme) -> tuple[Style, ...]:
    """Every paragraph style of the templates, those that others are based on first."""
    main = (_text, _furniture, _headings, _lists, _quotes, _letter)
    groups = (*main, _booklet, _cases, _card, _brief)
    return tuple(style for group in groups for style in group(theme))


def _text(theme: Theme) -> tuple[Style, ...]:
    note, wide = theme.note, theme.wide
    return (
        _own("Normal", based="", size=theme.text, before=0, after=0),
        _own("Wide", indent=wide),
        _own("Note", size=note, colour=QUIET),
        _own("Byline", colour=QUIET, keep_lines=True),
        _own("Byline Wide", based="Byline", indent=wide),
        _own("Byline Kept", based="Byline Wide", keep_next=True),
        _own("Remark", indent=wide, keep_lines=True),
        _own("Remark Kept", based="Remark", keep_next=True),
        _own("Lead In", size=theme.lead, after=theme.space, colour=QUIET, align=_centre(theme)),
        _own("Summary", size=theme.lead, before=theme.space, after=2, indent=wide),
        _own("Address", size=note, before=2, colour=ACCENT, keep_lines=True),
        _own("Said", before=2, italic=True, keep_lines=True),
        # A picture is as high as its line; a multiple would multiply it.
        _own("Picture", size=Size(theme.text.points, 0)),
        _own("Picture Right", based="Picture", align="right"),
        _own("Picture Kept", based="Picture", keep_next=True),
        _own("caption", size=note, before=3, after=6, colour=QUIET, keep_lines=True),
        _own("Caption Kept", based="caption", keep_next=True),
        _own("End", size=SMALLEST),
        _own("Page Start", based="End", break_before=True),
        _own("Space", based="End", before=theme.space),
        _own("Template Tag", size=Size(8, 11), colour=QUIET),
    )


def _centre(theme: Theme) -> Literal["", "center"]:
    return "center" if theme.is_centred else ""


def _own(name: str, **values: object) -> Style:
    return Style(name, custom=name not in BUILT_IN, **values)  # type: ignore[arg-type]


def _furniture(theme: Theme) -> tuple[Style, ...]:
    centre = _centre(theme)
    on_panel = theme.letterhead == "panel"
    accent = {"rule": ACCENT, "band": TEXT, "centred": TEXT, "panel": PAPER}[theme.letterhead]
    below = PAPER if on_panel else ACCENT if theme.letterhead == "band" else QUIET
    return (
        _own("footer", size=theme.note, colour=QUIET, right_tab=TEXT_WIDTH),
        _own(
            "Title", following="Subtitle", size=theme.person, colour=accent, bold=True, align=centre
        ),
        _own("Title Long", based="Title", size=theme.long_person),
        _own("Subtitle", size=theme.headline, colour=below, align=centre, italic=theme.is_centred),
        _own("Contact", size=Size(*theme.note), before=5, colour=QUIET, align=centre),
        _own("Head Space", based="End", before=theme.space),
        _own("Letter Space", based="Head Space"),
        _own("Letter Space Airy", based="Letter Space", before=4 * theme.space),
        _own("Letter Space Dense", based="Letter Space", before=theme.space / 2),
        _own("Letter Space Densest", based="Letter Space", before=theme.space / 4),
        _own("Head Space Dense", based="Head Space", before=theme.space / 2),
        _own("Line Head", size=theme.note, colour=QUIET, right_tab=TEXT_WIDTH, before=4, after=22),
        _own("Band", size=Size(4, 5)),
    )


def _headings(theme: Theme) -> tuple[Style, ...]:
    centre = _centre(theme)
    kept = {"keep_next": True, "keep_lines": True}
    headed = {**kept, "colour": ACCENT, "bold": True}
    dates = {"right_tab": TEXT_WIDTH}
    return (
        _own(
            "heading 1",
            following="Normal",
            size=theme.title,
            after=theme.space / 2,
            align=centre,
            outline=0,
            **headed,
        ),
        _own(
            "Part",
            following="Normal",
            size=theme.part,
            before=18,
            after=6,
            outline=0,
            align=centre,
            **headed,
        ),
        _own("Part On A New Page", based="Part", before=0, break_before=True, outline=0),
        _own("Part Dense", based="Part", before=10, after=2, outline=0),
        _own(
            "heading 2",
            following="Byline Kept",
            size=theme.entry,
            before=0.8 * theme.space,
            bold=True,
            indent=theme.wide,
            outline=1,
            **kept,
            **dates,
        ),
        _own("First Heading", based="heading 2", before=0, outline=1),
        _own("Heading 2 Dense", based="heading 2", before=5, outline=1),
        _own("In Cell", based="heading 2", before=0, indent=Length(0), outline=1),
        _own(
            "Dated Entry",
            size=theme.entry,
            before=0.8 * theme.space,
            bold=True,
            indent=theme.wide,
            hanging=theme.wide,
            **kept,
        ),
        _own("Dated Entry Dense", based="Dated Entry", before=5),
        _own(
            "heading 3",
            following="Normal",
            size=Size(theme.text.points, theme.text.line),
            before=6,
            outline=2,
            **headed,
        ),
        _own(
            "Listed",
            before=2,
            after=2,
            keep_lines=True,
            **({"indent": theme.wide, "hanging": theme.wide} if theme.side else dates),
        ),
        _own("Listed Dense", based="Listed", before=0, after=1),
    )


def _lists(theme: Theme) -> tuple[Style, ...]:
    dense = Size(theme.text.points - 0.5, theme.text.line - 1.5)
    return (
        _own("List Bullet", size=theme.text, after=2, numbering=BULLETS, keep_lines=True),
        _own("List Bullet Kept", based="List Bullet", numbering=BULLETS, keep_next=True),
        _own("List Bullet Dense", based="List Bullet", size=dense, after=0, numbering=BULLETS),
        _own(
            "List Bullet Kept Dense",
            based="List Bullet Kept",
            size=dense,
            after=0,
            numbering=BULLETS,
        ),
        _own("List Number", after=5, numbering=NUMBERS, keep_lines=True),
        _own("List Number Dense", based="List Number", size=dense, after=2, numbering=NUMBERS),
        _own(
            "Label",
            indent=Length(theme.label + _LABEL_GAP),
            hanging=Length(theme.label + _LABEL_GAP),
            before=2,
            after=2,
            keep_lines=True,
        ),
        _own("Label Kept", based="Label", keep_next=True),
    )


_LABEL_GAP = Length(180000)
"""5 mm."""


def _quotes(theme: Theme) -> tuple[Style, ...]:
    small = Size(theme.note.points + 0.5, theme.note.line + 1)
    return (
        _own("Quote", size=theme.quote, after=theme.quote.line / 2, indent=theme.wide),
        _own("Quoted", based="Quote", indent=Length(0)),
        _own("Pull Quote", size=theme.pull_quote, colour=ACCENT, italic=theme.is_centred),
        _own("Signed", size=small, colour=QUIET, keep_lines=True),
        _own("Signed Wide", based="Signed", indent=theme.wide),
        _own("Pointer", size=small, before=4, colour=QUIET, keep_lines=True),
    )


def _letter(theme: Theme) -> tuple[Style, ...]:
    """The letter; the filler takes the styles for a dense one where it is long."""
    sides = {"indent": theme.wide, "right": theme.letter_indent}
    line = theme.letter.line
    blocks = (
        _own("Date", size=theme.letter, after=line, **sides),
        _own("Inside Address", size=theme.letter, **sides),
        _own("Subject", size=theme.letter, before=line, bold=True, colour=ACCENT, **sides),
        _own("Salutation", size=theme.letter, before=line, after=line / 2, **sides),
        _own("Body Text", size=theme.letter, after=0.6 * line, following="Body Text", **sides),
        _own("Closing", size=theme.letter, before=4, after=4, keep_next=True, **sides),
        _own("Signature", size=theme.letter, keep_lines=True, **sides),
        _own("Signature By Hand", based="Signature", before=3 * line, **sides),
        _own("Enclosures", size=theme.note, before=line, colour=QUIET, keep_lines=True, **sides),
    )
    return (
        *blocks,
        *_tighter(blocks, "Dense", theme.dense_letter, theme.letter),
        *_tighter(blocks, "Densest", theme.densest_letter, theme.letter),
        _own("Signature Picture", based="Picture", keep_next=True),
        _own("Signature In Cell", based="Signature", indent=Length(0)),
    )


def _tighter(blocks: tuple[Style, ...], word: str, size: Size, ordinary: Size) -> tuple[Style, ...]:
    """The same styles in a smaller size and over the whole width."""
    share = (size.line / ordinary.line) ** 2
    return tuple(
        _own(
            f"{style.name} {word}",
            based=style.name,
            size=None if style.name == "Enclosures" else size,
            before=None if style.before is None else round(style.before * share, 1),
            after=None if style.after is None else round(style.after * share, 1),
            right=Length(0),
        )
        for style in blocks
    )


def _booklet(theme: Theme) -> tuple[Style, ...]:
    ground = {"band": TEXT, "panel": PAPER, "centred": TEXT, "page": PAPER}[theme.cover]
    role = ACCENT if theme.cover == "band" else ground
    quiet = QUIET if ground is TEXT else ground
    centre: Literal["", "center"] = "center" if theme.cover == "centred" else ""
    below = PAPER if theme.cover == "page" else TEXT
    label = PAPER if theme.cover == "page" else ACCENT
    return (
        _own("Cover Company", size=Size(11, 14), caps=True, tracking=1, colour=quiet, align=centre),
        _own("Cover Role", size=theme.role, before=6, bold=True, colour=role, align=centre),
        _own("Cover Role Long", based="Cover Role", size=theme.long_role),
        _own("Cover Headline", size=Size(15, 20), before=8, colour=quiet, align=centre),
        _own(
            "Cover Label",
            size=Size(9, 12),
            before=theme.space,
            after=1,
            bold=True,
            caps=True,
            tracking=0.5,
            colour=label,
            align=centre,
        ),
        _own("Cover Text", size=Size(13, 17), colour=below, align=centre),
        _own("toc 1", size=Size(12, 16), before=4, bold=True, keep_next=True),
        _own("Page Number", based="toc 1", colour=ACCENT),
        _own("Inside", size=theme.note, colour=QUIET, after=4),
        _own("Panel Head", size=theme.part, before=8, after=3, bold=True, colour=ACCENT),
        _own("Panel Text", size=theme.lead, after=8),
        _own("Back Name", size=theme.title, bold=True, colour=ACCENT),
        _own("Back Line", size=theme.lead, colour=QUIET, after=6),
    )


def _cases(theme: Theme) -> tuple[Style, ...]:
    return (
        _own(
            "Case Title",
            based="heading 2",
            size=theme.case,
            before=1.3 * theme.space,
            indent=Length(0),
            outline=1,
        ),
        _own("Case Facts", based="Byline", after=5, keep_next=True),
        _own("Case Label", size=theme.note, before=5, bold=True, colour=ACCENT),
        _own("Case Text", keep_lines=True),
        _own("Case Figure", size=theme.figure, bold=True, colour=ACCENT),
        _own("Period", size=theme.entry, bold=True, colour=ACCENT, keep_next=True),
        _own("Goal", keep_lines=True, before=7),
        _own("Measure", size=theme.note, colour=QUIET, keep_lines=True),
    )


def _card(theme: Theme) -> tuple[Style, ...]:
    centre = _centre(theme)
    name = TEXT if theme.letterhead in ("band", "centred") else ACCENT
    return (
        _own("Card Name", size=Size(13, 16), bold=True, colour=name, align=centre),
        _own("Card Name Long", based="Card Name", size=Size(10, 12.5)),
        _own("Card Headline", size=Size(8.5, 11), colour=QUIET, after=8, align=centre),
        _own("Card Headline Long", based="Card Headline", size=Size(7, 9), after=4),
        _own("Card Contact", size=Size(8, 10.5), align=centre),
        _own("Card Contact Long", based="Card Contact", size=Size(6.5, 8)),
        _own("Card Start", size=Size(1.5, 1.9)),
        _own("Card Start A4", size=Size(1.5, 1.9 + Length(8 * 3600).pt)),
        _own("Card Back", based="Card Start", break_before=True),
        _own("Card Back A4", based="Card Start A4", break_before=True),
    )


def _brief(theme: Theme) -> tuple[Style, ...]:
    return (
        _own("Privacy", size=theme.note, after=6, bold=True, colour=ACCENT),
        _own("Cell", size=theme.note),
        _own("Cell Strong", based="Cell", bold=True),
        _own("Cell Head", based="Cell", bold=True, colour=ACCENT, keep_next=True),
    )
