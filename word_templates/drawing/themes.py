"""The four themes: every colour and measure from which the templates are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from docx.shared import Length, Mm

from drawing.measures import CARD_BAR, FIGURE_COLUMN, GUTTER, NOTHING

FOLDER = Path(__file__).parent.parent


class Size(NamedTuple):
    """Of a text and of its line, in points."""

    points: float
    line: float

    def scaled(self, share: float) -> Size:
        """In whole half points, as Word counts them."""
        return Size(round(2 * share * self.points) / 2, share * self.line)


@dataclass(frozen=True)
class Theme:
    """One design: where its templates lie, and all that they are made of."""

    name: str
    folder: Path
    font: str
    natural_line: float
    """The font's own line height, as a multiple of its size."""
    colours: Mapping[str, str]
    letterhead: Literal["rule", "band", "centred", "panel"]
    """A rule below the name, a band above it, all of it centred, or the name on the accent."""
    cover: Literal["band", "panel", "centred", "page"]
    """What has the accent on the cover: a band, the upper part, nothing, or the whole page."""
    note: Size
    text: Size
    entry: Size
    lead: Size
    part: Size
    """The headings within a résumé."""
    title: Size
    """The title of a section."""
    person: Size
    """The name in the letterhead."""
    letter: Size
    letter_indent: Length
    """The room that an ordinary letter leaves free at the right."""
    quote: Size
    pull_quote: Size
    figure: Size
    case: Size
    role: Size
    """The position on the cover."""
    space: float
    """The line to which the distances between parts keep, in points."""
    card_bar: Length = CARD_BAR
    """The bar of the accent beside what a card says; 0 where there is none."""
    side: Length = NOTHING
    """A column at the left for dates and labels; 0 where there is none."""

    @property
    def wide(self) -> Length:
        """Where the wide column begins."""
        return Length(self.side + GUTTER) if self.side else Mm(0)

    @property
    def label(self) -> Length:
        """The column of labels in a list of them."""
        return self.side or FIGURE_COLUMN

    @property
    def is_centred(self) -> bool:
        return self.letterhead == "centred"


def colours(accent: str, quiet: str, mist: str) -> dict[str, str]:
    """The theme's twelve colours; those from accent2 on are for what a person adds."""
    return {
        "dk1": "000000",
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


DEFAULT = Theme(
    name="Leavebehind",
    folder=FOLDER,
    font="Calibri",
    natural_line=1.2207,
    colours=colours(accent="0F4C5C", quiet="55606A", mist="EDF2F3"),
    letterhead="rule",
    cover="band",
    note=Size(9, 12),
    text=Size(10.5, 14),
    entry=Size(11.5, 15),
    lead=Size(11, 16),
    part=Size(13, 17),
    title=Size(20, 24),
    person=Size(32, 40),
    letter=Size(11.5, 16.5),
    letter_indent=Mm(23),
    quote=Size(12.5, 18),
    pull_quote=Size(16, 22),
    figure=Size(26, 32),
    case=Size(14, 18),
    role=Size(36, 44),
    space=14,
)

MODERN = Theme(
    name="Leavebehind Modern",
    folder=FOLDER / "modern",
    font="Arial",
    natural_line=1.1499,
    colours=colours(accent="9B2D20", quiet="5A5A5A", mist="F4F0EE"),
    letterhead="band",
    cover="panel",
    note=Size(9, 12),
    text=Size(9.5, 13),
    entry=Size(10, 14),
    lead=Size(10, 14.5),
    part=Size(11.5, 15.5),
    title=Size(18, 22),
    person=Size(25, 31),
    letter=Size(10, 14.5),
    letter_indent=Mm(0),
    quote=Size(11, 16.5),
    pull_quote=Size(14, 20),
    figure=Size(22, 28),
    case=Size(12, 16),
    role=Size(34, 41),
    space=13,
    side=Mm(37),
)

CLASSIC = replace(
    DEFAULT,
    name="Leavebehind Classic",
    folder=FOLDER / "classic",
    font="Cambria",
    natural_line=1.1719,
    colours=colours(accent="1F1F1F", quiet="4A4A4A", mist="F2F2F0"),
    letterhead="centred",
    cover="centred",
    text=Size(10, 14),
    entry=Size(11, 15),
    part=Size(12, 16),
    title=Size(19, 24),
    person=Size(28, 36),
    letter=Size(11, 16),
    letter_indent=Mm(15),
    quote=Size(12, 18),
    pull_quote=Size(15, 22),
    role=Size(32, 40),
    card_bar=NOTHING,
)

BOLD = replace(
    DEFAULT,
    name="Leavebehind Bold",
    folder=FOLDER / "bold",
    colours=colours(accent="5B2A86", quiet="57505F", mist="F3EFF7"),
    letterhead="panel",
    cover="page",
    title=Size(26, 32),
    part=Size(14, 18),
    person=Size(36, 44),
    figure=Size(28, 34),
    role=Size(42, 50),
    card_bar=Length(3 * CARD_BAR),
)

THEMES = (DEFAULT, MODERN, CLASSIC, BOLD)
