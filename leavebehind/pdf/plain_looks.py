"""Looks that Word works out and the converters don't, written where they find them: patterns as a
colour, white text on dark ground, automatic spacing, and stops of tabs where Word has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, takewhile

from lxml import etree

from leavebehind.docx.elements import made_properties, own
from leavebehind.docx.package import TRUE, W
from leavebehind.docx.styles import StyleSheet, value_of

_COLOUR = re.compile("[0-9A-Fa-f]{6}")
_PATTERN = re.compile(r"pct(\d{1,2})")
_DARKEST, _LIGHTEST = "000000", "FFFFFF"
_DARK = 62
"""How light a ground may be, of 255, on which LibreOffice sets automatic text in white."""
_AUTOMATIC_SPACE = "280"
"""Between paragraphs of a web page, in twips."""
_USUAL_STOP, _WIDEST = 720, 12960
"""Twips: between stops where a document sets none, and the widest line."""
_HOLDERS = ("tc", "body", "txbxContent", "hdr", "ftr")
_RIGHT = ("right", "end")


def work_out_looks(root: etree._Element, styles: StyleSheet) -> None:
    """Writes the looks of a part into its runs, paragraphs and cells."""
    for shading in root.iter(f"{W}shd"):
        _mix_pattern(shading)
    for paragraph in root.iter(f"{W}p"):
        _space(styles, paragraph)
        _draw_below_tabs(styles, paragraph)
        if _is_dark(_ground(styles, paragraph)):
            _whiten(styles, paragraph)


def _mix_pattern(shading: etree._Element) -> None:
    """Makes a plain colour of a pattern of dots (ECMA-376 part 1, 17.18.78)."""
    kind = shading.get(f"{W}val", "")
    dots = _PATTERN.fullmatch(kind)
    if kind == "solid" or dots:
        share = int(dots[1]) / 100 if dots else 1
        above = _channels(shading.get(f"{W}color", ""), _DARKEST)
        below = _channels(shading.get(f"{W}fill", ""), _LIGHTEST)
        mixed = (round(a * share + b * (1 - share)) for a, b in zip(above, below, strict=True))
        shading.set(f"{W}val", "clear")
        shading.set(f"{W}fill", "".join(f"{channel:02X}" for channel in mixed))


def _channels(colour: str, otherwise: str) -> bytes:
    return bytes.fromhex(colour if _COLOUR.fullmatch(colour) else otherwise)


def _ground(styles: StyleSheet, paragraph: etree._Element) -> str:
    """The colour behind a paragraph, "" for none: its own, or that of the cells around."""
    around = paragraph.iterancestors(f"{W}tc", f"{W}txbxContent")
    cells = takewhile(lambda one: one.tag == f"{W}tc", around)
    shadings = chain(
        [styles.property(paragraph, "shd")], (styles.cell_property(cell, "shd") for cell in cells)
    )
    fills = (one.get(f"{W}fill", "") for one in shadings if one is not None)
    return next(filter(_COLOUR.fullmatch, fills), "")


def _is_dark(colour: str) -> bool:
    # As LibreOffice weighs them (tools::Color::IsDark), with the limit that is its own, too.
    red, green, blue = _channels(colour, _LIGHTEST)
    return (red * 76 + green * 151 + blue * 29) >> 8 <= _DARK


def _whiten(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Word sets text of automatic colour in white on dark ground."""
    for run in own(paragraph, "r"):
        if styles.run_value(run, "color") in ("", "auto"):
            properties = made_properties(run)
            for colour in properties.findall(f"{W}color"):
                properties.remove(colour)
            etree.SubElement(properties, f"{W}color", {f"{W}val": _LIGHTEST})


def own_spacing(paragraph: etree._Element) -> etree._Element:
    """The paragraph's own spacing, made where it has none."""
    properties = made_properties(paragraph)
    spacing = properties.find(f"{W}spacing")
    return etree.SubElement(properties, f"{W}spacing") if spacing is None else spacing


def _space(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Writes out the space that Word leaves between paragraphs as a web page has it."""
    for side in ("before", "after"):
        if styles.attribute(paragraph, "spacing", f"{side}Autospacing") in TRUE:
            spacing = own_spacing(paragraph)
            spacing.attrib.pop(f"{W}{side}Lines", None)
            spacing.set(f"{W}{side}Autospacing", "0")
            spacing.set(f"{W}{side}", _space_on(styles, paragraph, side))


def _space_on(styles: StyleSheet, paragraph: etree._Element, side: str) -> str:
    """None at the edge of what holds the paragraph, and none between the lines of a list."""
    blocks = (f"{W}p", f"{W}tbl", f"{W}sdt")
    beside = next(paragraph.itersiblings(*blocks, preceding=side == "before"), None)
    if beside is None:
        is_edge = paragraph.getparent().tag in [W + name for name in _HOLDERS]
        return "0" if is_edge else _AUTOMATIC_SPACE
    lists = [list_of(styles, one) for one in (paragraph, beside) if one.tag == f"{W}p"]
    is_between = len(lists) == 2 and lists[0] == lists[1] != ""
    return "0" if is_between else _AUTOMATIC_SPACE


def list_of(styles: StyleSheet, paragraph: etree._Element) -> str:
    """The list that the paragraph is an item of; "" for none (ECMA-376 part 1, 17.9.18)."""
    listed = value_of(styles.property(paragraph, "numPr"), "numId") or ""
    return "" if listed == "0" else listed


def _draw_below_tabs(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Gives stops a line where all tabs are underlined: that is how people draw one to sign on."""
    # The converters underline letters, and leave the way to a stop as it is.
    runs = {tab.getparent() for tab in paragraph.iter(f"{W}tab")}
    lined = [styles.run_value(run, "u") not in ("", "none") for run in runs if run.tag == f"{W}r"]
    if lined and all(lined):
        stops = {place: kind for place, (kind, _) in _tab_stops(styles, paragraph).items()}
        usual = range(_USUAL_STOP, _WIDEST, _USUAL_STOP)
        stops |= {place: "left" for place in usual if place > max(stops, default=0)}
        _add_stops(paragraph, {place: (kind, "underscore") for place, kind in stops.items()})


def set_tab_stops(styles: StyleSheet, paragraph: etree._Element, width: int) -> None:
    """Gives a paragraph with tabs the stops that office2pdf 0.4 takes to Word's places.

    `width` is that of its lines in twips. office2pdf measures stops from where a line begins, and
    not from the margin; it doesn't know that a hanging indent ends at a stop (ECMA-376 part 1,
    17.3.1.12), and wraps a line of which a space or a stop reaches beyond its end.
    """
    _keep_line_of_tabs(paragraph)
    has_tabs = next(paragraph.iterfind(f"{W}r/{W}tab"), None) is not None
    if not has_tabs or styles.property(paragraph, "numPr") is not None:
        return
    stops = _tab_stops(styles, paragraph)
    _trim_beside_tabs(paragraph, any(kind in _RIGHT for kind, _ in stops.values()))
    # A hanging indent ends at a stop of its own, unless one lies before it.
    start, left = _line_start(styles, paragraph)
    if start < left and not any(start < place <= left for place in stops):
        stops[left] = ("left", "none")
    if stops:
        # Word moves a right stop beyond the margin to it; office2pdf would wrap the line.
        moved = {
            (min(place, width) if stop[0] in _RIGHT else place) - start: stop
            for place, stop in stops.items()
        }
        inherited = chain(*map(_places, styles.properties(paragraph, "tabs")))
        properties = made_properties(paragraph)
        for old in properties.findall(f"{W}tabs"):
            properties.remove(old)
        shown = {place: stop for place, stop in moved.items() if place > 0}
        _add_stops(paragraph, dict.fromkeys(inherited, ("clear", "none")) | shown)


def _add_stops(paragraph: etree._Element, stops: Mapping[int, tuple[str, str]]) -> None:
    tabs = etree.SubElement(made_properties(paragraph), f"{W}tabs")
    for place, (kind, leader) in sorted(stops.items()):
        values = {f"{W}val": kind, f"{W}leader": leader, f"{W}pos": str(place)}
        etree.SubElement(tabs, f"{W}tab", values)


def _keep_line_of_tabs(paragraph: etree._Element) -> None:
    """office2pdf drops a line that holds nothing but tabs."""
    runs = list(paragraph.iterfind(f"{W}r"))
    content = {child.tag for run in runs for child in run} - {f"{W}rPr"}
    if content == {f"{W}tab"}:
        etree.SubElement(runs[-1], f"{W}t").text = "\N{NO-BREAK SPACE}"


def _tab_stops(styles: StyleSheet, paragraph: etree._Element) -> dict[int, tuple[str, str]]:
    """Place → kind and leader of each stop: a nearer layer's stops are added to those below it."""
    stops: dict[int, tuple[str, str]] = {}
    for tabs in reversed(styles.properties(paragraph, "tabs")):
        for place, tab in _places(tabs).items():
            stops[place] = (tab.get(f"{W}val", "left"), tab.get(f"{W}leader", "none"))
    return {place: stop for place, stop in stops.items() if stop[0] not in ("clear", "bar")}


def _places(tabs: etree._Element) -> dict[int, etree._Element]:
    return {
        int(place): tab
        for tab in tabs.iterchildren(f"{W}tab")
        if (place := tab.get(f"{W}pos", "")).lstrip("-").isdigit()
    }


def _line_start(styles: StyleSheet, paragraph: etree._Element) -> tuple[int, int]:
    """Where the first line begins, and the others, in twips from the margin."""
    left = styles.twips(paragraph, "ind", "left") or styles.twips(paragraph, "ind", "start")
    hanging = styles.twips(paragraph, "ind", "hanging")
    first = -hanging if hanging else styles.twips(paragraph, "ind", "firstLine")
    # office2pdf knows no line that begins in the margin.
    return max(left + first, 0), max(left, 0)


def _trim_beside_tabs(paragraph: etree._Element, has_right: bool) -> None:
    """Drops the spaces that show nowhere: before a tab, at the line's end, after a right tab."""
    before = ""
    children = (child for run in paragraph.iter(f"{W}r") for child in run)
    pieces = [one for one in children if one.tag != f"{W}rPr" and (one.tag != f"{W}t" or one.text)]
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if piece.tag == f"{W}t":
            text = piece.text.lstrip(" ") if before == f"{W}tab" and has_right else piece.text
            ends = following is None or following.tag != f"{W}t"
            piece.text = text.rstrip(" ") if ends else text
        before = before if piece.tag == f"{W}t" and not piece.text else piece.tag
