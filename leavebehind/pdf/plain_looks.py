"""Looks that Word works out and the converters don't, written where they find them: patterns as a
colour, white text on dark ground, automatic spacing, and lines below stops of tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from leavebehind.docx.elements import made_properties
from leavebehind.docx.package import TRUE, W
from leavebehind.docx.styles import StyleSheet
from leavebehind.pdf.office2pdf_tabs import tab_stops

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


def work_out_looks(root: etree._Element, styles: StyleSheet) -> None:
    """Writes the looks of a part into its runs and paragraphs."""
    for paragraph in root.iter(f"{W}p"):
        _space(styles, paragraph)
        _draw_below_tabs(styles, paragraph)
        if _is_dark(_ground(styles, paragraph)):
            _whiten(styles, paragraph)


def mix_patterns(root: etree._Element) -> None:
    """Makes a plain colour of each pattern of dots (ECMA-376 part 1, 17.18.78)."""
    for shading in root.iter(f"{W}shd"):
        kind = shading.get(f"{W}val", "")
        dots = _PATTERN.fullmatch(kind)
        if kind != "solid" and not dots:
            continue
        share = int(dots[1]) / 100 if dots else 1
        above = _channels(shading.get(f"{W}color", ""), _DARKEST)
        below = _channels(shading.get(f"{W}fill", ""), _LIGHTEST)
        mixed = (round(a * share + b * (1 - share)) for a, b in zip(above, below, strict=True))
        shading.set(f"{W}val", "clear")
        shading.set(f"{W}fill", "".join(f"{channel:02X}" for channel in mixed))


def _channels(colour: str, otherwise: str) -> list[int]:
    known = colour if _COLOUR.fullmatch(colour) else otherwise
    return [int(known[place : place + 2], 16) for place in (0, 2, 4)]


def _ground(styles: StyleSheet, paragraph: etree._Element) -> str:
    """The colour behind a paragraph, "" for none: its own, or that of the cells around."""
    fills = (one.get(f"{W}fill", "") for one in _shadings(styles, paragraph))
    return next(filter(_COLOUR.fullmatch, fills), "")


def _shadings(styles: StyleSheet, paragraph: etree._Element) -> Iterator[etree._Element]:
    own = styles.property(paragraph, "shd")
    if own is not None:
        yield own
    for around in paragraph.iterancestors(f"{W}tc", f"{W}txbxContent"):
        if around.tag == f"{W}txbxContent":
            return
        shading = styles.cell_property(around, "shd")
        if shading is not None:
            yield shading


def _is_dark(colour: str) -> bool:
    # As LibreOffice weighs them (tools::Color::IsDark), with the limit that is its own, too.
    red, green, blue = _channels(colour, _LIGHTEST)
    return (red * 76 + green * 151 + blue * 29) >> 8 <= _DARK


def _whiten(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Word sets text of automatic colour in white on dark ground."""
    for run in paragraph.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        if next(run.iterancestors(f"{W}p")) is not paragraph or not _is_automatic(styles, run):
            continue
        if properties is None:
            properties = etree.Element(f"{W}rPr")
            run.insert(0, properties)
        for own in properties.findall(f"{W}color"):
            properties.remove(own)
        etree.SubElement(properties, f"{W}color", {f"{W}val": _LIGHTEST})


def _is_automatic(styles: StyleSheet, run: etree._Element) -> bool:
    return styles.run_value(run, "color") in ("", "auto")


def _draw_below_tabs(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Gives stops a line where all tabs are underlined: that is how people draw one to sign on."""
    # The converters underline letters, and leave the way to a stop as it is.
    runs = {tab.getparent() for tab in paragraph.iter(f"{W}tab")} - {None}
    lined = [styles.run_value(run, "u") not in ("", "none") for run in runs if run.tag == f"{W}r"]
    if not lined or not all(lined):
        return
    places = tab_stops(styles, paragraph)
    kinds = {place: kind for place, (kind, _) in places.items()}
    usual = range(_USUAL_STOP, _WIDEST, _USUAL_STOP)
    kinds |= {place: "left" for place in usual if place > max(places, default=0)}
    tabs = etree.SubElement(made_properties(paragraph), f"{W}tabs")
    for place, kind in sorted(kinds.items()):
        values = {f"{W}val": kind, f"{W}leader": "underscore", f"{W}pos": str(place)}
        etree.SubElement(tabs, f"{W}tab", values)


def own_spacing(paragraph: etree._Element) -> etree._Element:
    """The paragraph's own spacing, made where it has none."""
    properties = made_properties(paragraph)
    spacing = properties.find(f"{W}spacing")
    return etree.SubElement(properties, f"{W}spacing") if spacing is None else spacing


def _space(styles: StyleSheet, paragraph: etree._Element) -> None:
    """Writes out the space that Word leaves between paragraphs as a web page has it."""
    for side in ("before", "after"):
        if styles.attribute(paragraph, "spacing", f"{side}Autospacing") not in TRUE:
            continue
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
    numbering = styles.property(paragraph, "numPr")
    number = None if numbering is None else numbering.find(f"{W}numId")
    listed = "" if number is None else number.get(f"{W}val", "")
    return "" if listed == "0" else listed
