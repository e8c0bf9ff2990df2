"""Tab stops where Word has them.

office2pdf 0.4 measures them from where a line begins, and not from the margin; it doesn't know
that a hanging indent ends at a stop (ECMA-376 part 1, 17.3.1.12), and wraps a line of which a
space or a stop reaches beyond its end.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from leavebehind.docx.package import W
from leavebehind.docx.styles import StyleSheet

_RIGHT = ("right", "end")


def set_tab_stops(
    styles: StyleSheet, paragraph: etree._Element, properties: etree._Element, width: int | None
) -> None:
    """Gives a paragraph with tabs the stops that office2pdf takes to Word's places.

    `properties` are the paragraph's own, `width` is that of its lines in twips, where it is known.
    """
    _keep_line_of_tabs(paragraph)
    if not _has_tabs(paragraph) or styles.property(paragraph, "numPr") is not None:
        return
    stops = tab_stops(styles, paragraph)
    _trim_beside_tabs(paragraph, any(kind in _RIGHT for kind, _ in stops.values()))
    # A hanging indent ends at a stop of its own, unless one lies before it.
    start, left = line_start(styles, paragraph)
    if start < left and not any(start < place <= left for place in stops):
        stops[left] = ("left", "none")
    if not stops:
        return
    inherited = {place for tabs in styles.properties(paragraph, "tabs") for place in _places(tabs)}
    # Word moves a right stop beyond the margin to it; office2pdf would wrap the line.
    if width is not None:
        stops = {
            min(place, width) if kind in _RIGHT else place: (kind, leader)
            for place, (kind, leader) in stops.items()
        }
    moved = {place - start: stop for place, stop in sorted(stops.items()) if place > start}
    for old in properties.findall(f"{W}tabs"):
        properties.remove(old)
    tabs = etree.SubElement(properties, f"{W}tabs")
    for place in sorted(inherited - moved.keys()):
        etree.SubElement(tabs, f"{W}tab", {f"{W}val": "clear", f"{W}pos": str(place)})
    for place, (kind, leader) in moved.items():
        values = {f"{W}val": kind, f"{W}leader": leader, f"{W}pos": str(place)}
        etree.SubElement(tabs, f"{W}tab", values)


def _keep_line_of_tabs(paragraph: etree._Element) -> None:
    """office2pdf drops a line that holds nothing but tabs."""
    runs = list(paragraph.iterfind(f"{W}r"))
    content = {child.tag for run in runs for child in run} - {f"{W}rPr"}
    if content == {f"{W}tab"}:
        etree.SubElement(runs[-1], f"{W}t").text = "\N{NO-BREAK SPACE}"


def _has_tabs(paragraph: etree._Element) -> bool:
    return next(paragraph.iterfind(f"{W}r/{W}tab"), None) is not None


def tab_stops(styles: StyleSheet, paragraph: etree._Element) -> dict[int, tuple[str, str]]:
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


def line_start(styles: StyleSheet, paragraph: etree._Element) -> tuple[int, int]:
    """Where the first line begins, and the others, in twips from the margin."""
    left = styles.twips(paragraph, "ind", "left") or styles.twips(paragraph, "ind", "start")
    hanging = styles.twips(paragraph, "ind", "hanging")
    first = -hanging if hanging else styles.twips(paragraph, "ind", "firstLine")
    # It knows no line that begins in the margin.
    return max(left + first, 0), max(left, 0)


def _trim_beside_tabs(paragraph: etree._Element, has_right: bool) -> None:
    """Drops the spaces that show nowhere: before a tab, at the line's end, after a right tab."""
    before = ""
    pieces = list(_pieces(paragraph))
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if piece.tag == f"{W}t":
            text = piece.text or ""
            text = text.lstrip(" ") if before == f"{W}tab" and has_right else text
            ends = following is None or following.tag != f"{W}t"
            piece.text = text.rstrip(" ") if ends else text
        before = before if piece.tag == f"{W}t" and not piece.text else piece.tag


def _pieces(paragraph: etree._Element) -> Iterator[etree._Element]:
    """What the paragraph's lines hold, in order."""
    yield from (
        child
        for run in paragraph.iter(f"{W}r")
        for child in run
        if child.tag != f"{W}rPr" and not (child.tag == f"{W}t" and not child.text)
    )
