"""The paragraph styles of a theme, and their sisters for much and for little text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from docx.shared import Length

from drawing.measures import A4_LOWER, LABEL_GAP, TEXT_WIDTH
from drawing.styles import ACCENT, PAPER, QUIET, TEXT, Style
from drawing.themes import Size, Theme

BUILT_IN = frozenset(
    {"Normal", "Body Text", "header", "footer", "Title", "Subtitle", "heading 1", "heading 2"}
    | {"heading 3", "List Bullet", "List Number", "Quote", "Date", "Salutation", "Closing"}
    | {"Signature", "toc 1", "caption"}
)
"""The styles of Word's own that are used; all others are the templates'."""

BULLETS, NUMBERS = 1, 2
"""The lists of the numbering part."""
SMALLEST = Size(1, 1.3)
SMALLEST_READ = 9
"""The size that no text is made smaller than, in points."""


def paragraph_styles(theme: Theme) -> tuple[Style, ...]:
    """Every paragraph style of the templates, those that others are based on first."""
    main = (_text, _furniture, _headings, _lists, _quotes, _letter)
    groups = (*main, _booklet, _cases, _card, _brief)
    styles = tuple(style for group in groups for style in group(theme))
    return (*styles, *_sisters(styles))


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
LEVELS = (
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
    """A style like the other, in the letters and with the room of the level."""
    size = _inherited(named, style, "size")
    before, after = (_inherited(named, style, side) for side in ("before", "after"))
    letters = max(round(2 * size.points * level.letters) / 2, min(size.points, SMALLEST_READ))
    line = max(size.line * level.lines, letters)
    return Style(
        # The names of Word's own styles begin with a small letter, their ids don't.
        f"{style.name[0].upper()}{style.name[1:]} {level.name}",
        based=style.name,
        size=Size(letters, line) if size.points > SMALLEST.points else None,
        before=round(before * level.room, 1),
        after=round(after * level.room, 1),
        numbering=style.numbering,
        hidden=True,
    )


def _inherited(named: Mapping[str, Style], style: Style, name: str) -> Any:
    value = getattr(style, name)
    return _inherited(named, named[style.based], name) if value is None else value


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
        _own("Space", based="End", before=theme.space),
        _own("Space Kept", based="Space", keep_next=True),
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
        _own("Section Space", based="End", before=theme.space / 2, keep_next=True),
        _own("Section Space Airy", based="Section Space", before=theme.space, hidden=True),
        _own("Section Space Airiest", based="Section Space", before=1.5 * theme.space, hidden=True),
        _own("Letter Space Airy", based="Letter Space", before=4 * theme.space),
        _own("Letter Space Dense", based="Letter Space", before=theme.space / 2),
        _own("Letter Space Densest", based="Letter Space", before=theme.space / 4),
        _own("Line Head", size=theme.note, colour=QUIET, right_tab=TEXT_WIDTH, before=4, after=22),
        _own("Line Head Airy", based="Line Head", after=36, hidden=True),
        _own("Line Head Airiest", based="Line Head", after=84, hidden=True),
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
            after=theme.space / 4,
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
            rule="top" if theme.side else "bottom",
            **headed,
        ),
        _own("Part On A New Page", based="Part", before=0, break_before=True),
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
        _own("In Cell", based="heading 2", before=0, indent=Length(0)),
        _own(
            "Dated Entry",
            size=theme.entry,
            before=0.8 * theme.space,
            bold=True,
            indent=theme.wide,
            hanging=theme.wide,
            outline=1,
            **kept,
        ),
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
    )


def _lists(theme: Theme) -> tuple[Style, ...]:
    labelled = Length(theme.label + LABEL_GAP)
    return (
        _own("List Bullet", size=theme.text, after=2, numbering=BULLETS, keep_lines=True),
        _own("List Bullet Kept", based="List Bullet", numbering=BULLETS, keep_next=True),
        _own("List Number", after=7, numbering=NUMBERS, keep_lines=True),
        _own("Label", indent=labelled, hanging=labelled, before=2, after=2, keep_lines=True),
        _own("Label Kept", based="Label", keep_next=True),
    )


def _quotes(theme: Theme) -> tuple[Style, ...]:
    small = Size(theme.note.points + 0.5, theme.note.line + 1)
    return (
        _own("Quote", size=theme.quote, after=theme.quote.line / 2, indent=theme.wide),
        _own("Quoted", based="Quote", indent=Length(0)),
        _own("Pull Quote", size=theme.pull_quote, colour=ACCENT, italic=theme.is_centred),
        _own("Pull Quote From", size=small, colour=QUIET, keep_lines=True),
        _own("Signed", size=small, colour=QUIET, keep_lines=True),
        _own("Signed Wide", based="Signed", indent=theme.wide),
        _own("Reference", keep_lines=True),
    )


def _letter(theme: Theme) -> tuple[Style, ...]:
    """The letter; the filler takes the styles for a dense one where it is long."""
    sides = {"indent": theme.wide, "right": theme.letter_indent}
    line = theme.letter.line
    blocks = (
        _own("Date", size=theme.letter, after=line, **sides),
        _own("Inside Address", size=theme.letter, **sides),
        _own("Subject", size=theme.letter, before=line, bold=True, colour=ACCENT, **sides),
        _own("Salutation", size=theme.letter, before=line, after=0.6 * line, **sides),
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
            hidden=True,
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
        _own("Cover Quote", size=theme.pull_quote, colour=label, align=centre, italic=centre != ""),
        _own("Cover Quote From", size=theme.note, colour=below, align=centre),
        _own("toc 1", size=Size(12, 16), before=8, bold=True, keep_next=True),
        _own("Page Number", based="toc 1", colour=ACCENT),
        _own("Inside", size=theme.note, colour=QUIET),
        _own("Panel Head", size=theme.part, before=8, after=3, bold=True, colour=ACCENT),
        _own("Panel Text", size=theme.lead),
        _own("Back Quote", based="Pull Quote", align=centre),
        _own("Back Quote From", based="Signed", align=centre),
        _own("Back Name", size=theme.title, bold=True, colour=ACCENT, align=centre),
        _own("Back Name Long", based="Back Name", size=theme.part),
        _own("Back Line", size=theme.lead, colour=QUIET, align=centre),
        _own("Back Note", based="Note", align=centre),
    )


def _cases(theme: Theme) -> tuple[Style, ...]:
    return (
        _own(
            "Case Title",
            based="heading 2",
            size=theme.case,
            before=1.3 * theme.space,
            after=3,
            indent=Length(0),
        ),
        _own("Small Case Title", based="heading 2", before=4, indent=Length(0)),
        _own("Case Facts", based="Byline", after=5, keep_next=True),
        _own("Case Label", size=theme.note, before=5, bold=True, colour=ACCENT),
        _own("Case Text", keep_lines=True),
        _own("Case Figure", size=theme.figure, bold=True, colour=ACCENT),
        _own("Case Figure Long", based="Case Figure", size=theme.figure.scaled(0.65)),
        _own("Small Case Figure", size=theme.lead, bold=True, colour=ACCENT, keep_lines=True),
        _own("Point", bold=True),
        _own("Evidence", keep_lines=True),
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
        _own("Card Start A4", size=Size(1.5, 1.9 + A4_LOWER.pt)),
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
