"""The paragraph styles of a theme, and their sisters for much and for little text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from docx.shared import Length

from drawing.measures import A4_LOWER, LABEL_GAP, TEXT_WIDTH
from drawing.styles import ACCENT, PAPER, QUIET, TEXT, Style, TableStyle
from drawing.themes import Size, Theme

BULLETS, NUMBERS = 1, 2
"""The lists of the numbering part."""
SMALLEST = Size(1, 1.3)
SMALLEST_READ = 9
"""The size that no text is made smaller than, in points."""


def styles_of(theme: Theme) -> tuple[Style | TableStyle, ...]:
    """Every style of the templates, those that others are based on first."""
    main = (_text, _furniture, _headings, _lists, _quotes, _letter)
    groups = (*main, _booklet, _cases, _card, _brief)
    styles = tuple(style for group in groups for style in group(theme))
    return (*styles, *_sisters(styles), *_characters(theme), *TABLES)


@dataclass(frozen=True)
class Level:
    """How much smaller or larger the sisters of styles are where there is much or little text."""

    name: str
    letters: float
    lines: float
    room: float
    of: frozenset[str]


_RESUME = frozenset(
    {"Head Space", "Summary", "Part", "heading 2", "Dated Entry", "Byline Kept", "Byline Wide"}
    | {"Remark", "List Bullet", "List Bullet Kept", "Listed", "Label"}
)
_SECTIONS = frozenset(
    {"Space", "Space Kept", "Lead In", "In Cell", "Byline", "Said", "Address", "Note"}
    | {"Reference", "Quote", "Quoted", "Signed", "Signed Wide", "List Number", "Point", "Evidence"}
    | {"Case Facts", "Case Label", "Case Text", "Period", "Goal", "Measure", "Cell Head"}
    | {"toc 1", "Page Number", "Inside", "Panel Head", "Panel Text", "Pull Quote"}
)
_LETTER = frozenset(
    {"Date", "Inside Address", "Subject", "Salutation", "Body Text", "Closing", "Signature"}
    | {"Signature By Hand", "Enclosures"}
)
LEVELS = (
    Level("Dense", letters=0.95, lines=0.86, room=0.77, of=_LETTER),
    Level("Densest", letters=0.87, lines=0.73, room=0.57, of=_LETTER),
    Level("Close", letters=1, lines=0.96, room=0.72, of=_RESUME | {"List Number"}),
    Level("Dense", letters=0.95, lines=0.9, room=0.46, of=_RESUME | {"List Number"}),
    Level("Densest", letters=0.9, lines=0.82, room=0.3, of=_RESUME),
    Level("Airy", letters=1.08, lines=1.12, room=1.6, of=_RESUME | _SECTIONS),
    Level("Airiest", letters=1.25, lines=1.36, room=2.4, of=_SECTIONS),
)
"""The filler takes the level with which a document fills its pages best."""


def _sisters(styles: tuple[Style, ...]) -> Iterator[Style]:
    named = {style.name: style for style in styles}
    for level in LEVELS:
        yield from (_sister(named, style, level) for style in styles if style.name in level.of)


def _sister(named: Mapping[str, Style], style: Style, level: Level) -> Style:
    """A style like the other, in the letters and with the room of the level.

    It has the whole width at the right.
    """
    size = _inherited(named, style, "size")
    before, after = (_inherited(named, style, side) for side in ("before", "after"))
    letters = max(round(2 * size.points * level.letters) / 2, min(size.points, SMALLEST_READ))
    line = max(size.line * level.lines, letters)
    return Style(
        # The names of Word's own styles begin with a small letter, their ids don't.
        f"{style.name[0].upper()}{style.name[1:]} {level.name}",
        based=style.name,
        size=Size(letters, line) if size.points > SMALLEST.points else None,
        before=round(before * level.room, 1) or None,
        after=round(after * level.room, 1) or None,
        right=None if style.right is None else Length(0),
        numbering=style.numbering,
        hidden=True,
    )


def _inherited(named: Mapping[str, Style], style: Style, name: str) -> Any:
    value = getattr(style, name)
    return _inherited(named, named[style.based], name) if value is None else value


def _text(theme: Theme) -> tuple[Style, ...]:
    return (
        Style("Normal", based="", size=theme.text, before=0, after=0, align="left"),
        Style("Note", size=theme.note, colour=QUIET),
        Style("Byline", colour=QUIET, keep_lines=True),
        Style("Byline Wide", based="Byline", indent=theme.wide),
        Style("Byline Kept", based="Byline Wide", keep_next=True),
        Style("Remark", indent=theme.wide, keep_lines=True),
        Style("Lead In", size=theme.lead, after=theme.space, colour=QUIET, align=_centre(theme)),
        Style("Summary", size=theme.lead, before=theme.space, after=2, indent=theme.wide),
        Style("Address", size=theme.note, before=2, colour=ACCENT, keep_lines=True),
        Style("Said", before=2, italic=True, keep_lines=True),
        # A picture is as high as its line; a multiple would multiply it.
        Style("Picture", size=Size(theme.text.points, 0)),
        Style("Picture Right", based="Picture", align="right"),
        Style("Picture Kept", based="Picture", keep_next=True),
        Style("caption", size=theme.note, before=3, after=6, colour=QUIET, keep_lines=True),
        Style("Caption Kept", based="caption", keep_next=True),
        Style("End", size=SMALLEST),
        Style("Space", based="End", before=theme.space),
        Style("Space Kept", based="Space", keep_next=True),
        Style("Template Tag", size=Size(8, 11), colour=QUIET),
    )


def _centre(theme: Theme) -> Literal["", "center"]:
    return "center" if theme.is_centred else ""


def _furniture(theme: Theme) -> tuple[Style, ...]:
    centre = _centre(theme)
    on_panel = theme.letterhead == "panel"
    accent = {"rule": ACCENT, "band": TEXT, "centred": TEXT, "panel": PAPER}[theme.letterhead]
    below = PAPER if on_panel else ACCENT if theme.letterhead == "band" else QUIET
    return (
        Style("footer", size=theme.note, colour=QUIET, right_tab=TEXT_WIDTH),
        Style(
            "Title", following="Subtitle", size=theme.person, colour=accent, bold=True, align=centre
        ),
        Style("Title Long", based="Title", size=theme.person.scaled(0.7)),
        Style("Subtitle", size=theme.part, colour=below, align=centre, italic=theme.is_centred),
        Style("Contact", size=theme.note, before=5, colour=QUIET, align=centre),
        Style("Head Space", based="End", before=theme.space),
        Style("Letter Space", based="Head Space"),
        Style("Section Space", based="End", before=theme.space / 2, keep_next=True),
        Style("Section Space Airy", based="Section Space", before=theme.space, hidden=True),
        Style(
            "Section Space Airiest", based="Section Space", before=1.5 * theme.space, hidden=True
        ),
        Style("Letter Space Airy", based="Letter Space", before=4 * theme.space),
        Style("Letter Space Dense", based="Letter Space", before=theme.space / 2),
        Style("Letter Space Densest", based="Letter Space", before=theme.space / 4),
        Style("Line Head", size=theme.note, colour=QUIET, right_tab=TEXT_WIDTH, before=4, after=22),
        Style("Line Head Airy", based="Line Head", after=36, hidden=True),
        Style("Line Head Airiest", based="Line Head", after=84, hidden=True),
        Style("Band", size=Size(4, 5)),
    )


def _headings(theme: Theme) -> tuple[Style, ...]:
    centre = _centre(theme)
    kept: dict[str, Any] = {"keep_next": True, "keep_lines": True}
    headed: dict[str, Any] = {**kept, "colour": ACCENT, "bold": True}
    dates: dict[str, Any] = {"right_tab": TEXT_WIDTH}
    hung: dict[str, Any] = {"indent": theme.wide, "hanging": theme.wide}
    return (
        Style(
            "heading 1",
            following="Normal",
            size=theme.title,
            after=theme.space / 4,
            align=centre,
            outline=0,
            **headed,
        ),
        Style(
            "Part",
            based="heading 1",
            following="Normal",
            size=theme.part,
            before=18,
            after=6,
            rule="top" if theme.side else "bottom",
        ),
        Style("Part On A New Page", based="Part", before=0, break_before=True),
        Style(
            "heading 2",
            following="Byline Kept",
            size=theme.entry,
            before=0.8 * theme.space,
            bold=True,
            indent=theme.wide,
            outline=1,
            **kept,
            **({} if theme.side else dates),
        ),
        Style("In Cell", based="heading 2", before=0, indent=Length(0)),
        Style("Dated Entry", based="heading 2", **hung),
        Style("heading 3", following="Normal", size=theme.text, before=6, outline=2, **headed),
        Style("Listed", before=2, after=2, keep_lines=True, **(hung if theme.side else dates)),
    )


def _lists(theme: Theme) -> tuple[Style, ...]:
    labelled = Length(theme.label + LABEL_GAP)
    return (
        Style("List Bullet", size=theme.text, after=2, numbering=BULLETS, keep_lines=True),
        Style("List Bullet Kept", based="List Bullet", numbering=BULLETS, keep_next=True),
        Style("List Number", after=7, numbering=NUMBERS, keep_lines=True),
        Style("Label", indent=labelled, hanging=labelled, before=2, after=2, keep_lines=True),
        Style("Label Kept", based="Label", keep_next=True),
    )


def _quotes(theme: Theme) -> tuple[Style, ...]:
    small = Size(theme.note.points + 0.5, theme.note.line + 1)
    return (
        Style("Quote", size=theme.quote, after=theme.quote.line / 2, indent=theme.wide),
        Style("Quoted", based="Quote", indent=Length(0)),
        Style("Pull Quote", size=theme.pull_quote, colour=ACCENT, italic=theme.is_centred),
        Style("Pull Quote From", size=small, colour=QUIET, keep_lines=True),
        Style("Signed", size=small, colour=QUIET, keep_lines=True),
        Style("Signed Wide", based="Signed", indent=theme.wide),
        Style("Reference", keep_lines=True),
    )


def _letter(theme: Theme) -> tuple[Style, ...]:
    sides: dict[str, Any] = {"indent": theme.wide, "right": theme.letter_indent}
    line = theme.letter.line
    return (
        Style("Date", size=theme.letter, after=line, **sides),
        Style("Inside Address", size=theme.letter, **sides),
        Style("Subject", size=theme.letter, before=line, bold=True, colour=ACCENT, **sides),
        Style("Salutation", size=theme.letter, before=line, after=0.6 * line, **sides),
        Style("Body Text", size=theme.letter, after=0.6 * line, following="Body Text", **sides),
        Style("Closing", size=theme.letter, before=4, after=4, keep_next=True, **sides),
        Style("Signature", size=theme.letter, keep_lines=True, **sides),
        Style("Signature By Hand", based="Signature", before=3 * line, **sides),
        Style("Enclosures", size=theme.note, before=line, colour=QUIET, keep_lines=True, **sides),
        Style("Signature Picture", based="Picture", keep_next=True),
        Style("Signature In Cell", based="Signature", indent=Length(0)),
    )


def _booklet(theme: Theme) -> tuple[Style, ...]:
    ground = {"band": TEXT, "panel": PAPER, "centred": TEXT, "page": PAPER}[theme.cover]
    role = ACCENT if theme.cover == "band" else ground
    quiet = QUIET if ground is TEXT else ground
    centre: Literal["", "center"] = "center" if theme.cover == "centred" else ""
    below = PAPER if theme.cover == "page" else TEXT
    label = PAPER if theme.cover == "page" else ACCENT
    return (
        Style(
            "Cover Company", size=Size(11, 14), caps=True, tracking=1, colour=quiet, align=centre
        ),
        Style("Cover Role", size=theme.role, before=6, bold=True, colour=role, align=centre),
        Style("Cover Role Long", based="Cover Role", size=theme.role.scaled(0.72)),
        Style("Cover Headline", size=Size(15, 20), before=8, colour=quiet, align=centre),
        Style(
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
        Style("Cover Text", size=Size(13, 17), colour=below, align=centre),
        Style(
            "Cover Quote", size=theme.pull_quote, colour=label, align=centre, italic=centre != ""
        ),
        Style("Cover Quote From", size=theme.note, colour=below, align=centre),
        Style("toc 1", size=Size(12, 16), before=8, bold=True, keep_next=True),
        Style("Page Number", based="toc 1", colour=ACCENT),
        Style("Inside", size=theme.note, colour=QUIET),
        Style("Panel Head", size=theme.part, before=8, after=3, bold=True, colour=ACCENT),
        Style("Panel Text", size=theme.lead),
        Style("Back Quote", based="Pull Quote", align=centre),
        Style("Back Quote From", based="Signed", align=centre),
        Style("Back Name", size=theme.title, bold=True, colour=ACCENT, align=centre),
        Style("Back Name Long", based="Back Name", size=theme.part),
        Style("Back Line", size=theme.lead, colour=QUIET, align=centre),
        Style("Back Note", based="Note", align=centre),
    )


def _cases(theme: Theme) -> tuple[Style, ...]:
    return (
        Style(
            "Case Title",
            based="heading 2",
            size=theme.case,
            before=1.3 * theme.space,
            after=3,
            indent=Length(0),
            right_tab=TEXT_WIDTH,
        ),
        Style("Small Case Title", based="heading 2", before=4, indent=Length(0)),
        Style("Case Facts", based="Byline", after=5, keep_next=True),
        Style("Case Label", size=theme.note, before=5, bold=True, colour=ACCENT),
        Style("Case Text", keep_lines=True),
        Style("Case Figure", size=theme.figure, bold=True, colour=ACCENT),
        Style("Case Figure Long", based="Case Figure", size=theme.figure.scaled(0.65)),
        Style("Small Case Figure", size=theme.lead, bold=True, colour=ACCENT, keep_lines=True),
        Style("Point", bold=True),
        Style("Evidence", keep_lines=True),
        Style("Period", size=theme.entry, bold=True, colour=ACCENT, keep_next=True),
        Style("Goal", keep_lines=True, before=7),
        Style("Measure", size=theme.note, colour=QUIET, keep_lines=True),
    )


def _card(theme: Theme) -> tuple[Style, ...]:
    centre = _centre(theme)
    name = TEXT if theme.letterhead in ("band", "centred") else ACCENT
    return (
        Style("Card Name", size=Size(13, 16), bold=True, colour=name, align=centre),
        Style("Card Name Long", based="Card Name", size=Size(10, 12.5)),
        Style("Card Headline", size=Size(8.5, 11), colour=QUIET, after=8, align=centre),
        Style("Card Headline Long", based="Card Headline", size=Size(7, 9), after=4),
        Style("Card Contact", size=Size(8, 10.5), align=centre),
        Style("Card Contact Long", based="Card Contact", size=Size(6.5, 8)),
        Style("Card Start", size=Size(1.5, 1.9)),
        Style("Card Start A4", size=Size(1.5, 1.9 + A4_LOWER.pt)),
        Style("Card Back", based="Card Start", break_before=True),
        Style("Card Back A4", based="Card Start A4", break_before=True),
    )


def _brief(theme: Theme) -> tuple[Style, ...]:
    return (
        Style("Privacy", size=theme.note, after=6, bold=True, colour=ACCENT),
        Style("Cell", size=theme.note),
        Style("Cell Strong", based="Cell", bold=True),
        Style("Cell Head", based="Cell", bold=True, colour=ACCENT, keep_next=True),
    )


def _characters(theme: Theme) -> tuple[Style, ...]:
    """The character styles."""
    quiet: dict[str, Any] = {"bold": False, "colour": QUIET}
    styles = (
        Style("Strong", bold=True),
        # A link has the colour of the text that it stands in.
        Style("Hyperlink"),
        Style("Dates", **quiet),
        Style("Entry Date", size=theme.text, **quiet),
    )
    return tuple(replace(one, kind="character", based="Default Paragraph Font") for one in styles)


TABLES = (
    TableStyle("Layout"),
    TableStyle("Spaced", padding=(0, 0, 14, 0)),
    TableStyle("Underlined", (0, 0, 6, 0), ("bottom",), ACCENT, 1.5),
    TableStyle("Between Rules", (3, 0, 6, 0), ("top", "bottom"), TEXT, 0.75),
    TableStyle("Below Band", padding=(8, 0, 0, 0)),
    TableStyle("Panel", padding=(10, 14, 10, 14)),
    TableStyle("Large Panel", padding=(16, 20, 18, 20)),
    TableStyle("Table Grid", (4, 0, 4, 8), ("bottom", "insideH")),
)
