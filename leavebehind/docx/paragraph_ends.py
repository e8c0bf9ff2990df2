"""The ends of the paragraphs that a merge puts in and takes out.

A paragraph is put in or taken out together with its end, which joins it with the paragraph behind.
One before a table, or the last, has none behind it: there the end before it is marked instead.
"""

from __future__ import annotations

from lxml import etree

from leavebehind.docx.elements import put_first, remove
from leavebehind.docx.package import W
from leavebehind.docx.tracked import ChangeMarker, Kind, change_end, unmark_end


class ParagraphEnds:
    """The paragraphs of one part that are put in and taken out, until their ends are marked."""

    def __init__(self, marker: ChangeMarker) -> None:
        self._marker = marker
        self._changed: dict[etree._Element, Kind] = {}

    def mark(self, paragraph: etree._Element, kind: Kind) -> None:
        """Marks the paragraph as put in or taken out."""
        self._marker.mark_paragraph(paragraph, kind)
        self._changed[paragraph] = kind

    def last_taken_out(self, element: etree._Element) -> etree._Element:
        """The last of the paragraphs behind the element that are taken out, or the element."""
        following = _next_block(element)
        while following is not None and self._changed.get(following) == "del":
            element, following = following, _next_block(following)
        return element

    def finish(self, container: etree._Element) -> None:
        """Marks the ends of all that was marked in the container."""
        changed = [one for one in container.iter(W + "p") if one in self._changed]
        for last in changed:
            following = _next_block(last)
            if following is None or following.tag != W + "p":
                self._finish_end(last)
        for one in changed:
            del self._changed[one]

    def _finish_end(self, last: etree._Element) -> None:
        chain = [last]
        while (before := _previous_block(chain[0])) is not None and before in self._changed:
            chain.insert(0, before)
        # Once such a table is gone, the paragraph before it is next to these.
        while before is not None and _is_taken_out(before):
            before = _previous_block(before)
        gone = [one for one in chain if self._changed[one] == "del"]
        added = [one for one in chain if self._changed[one] == "ins"]
        if gone and added:
            self._glue(gone[-1], added[0], last)
        elif before is not None and before.tag == W + "p" and _has_plain_end(before):
            kind = change_end(last)
            if kind == "ins":
                # Rejected, the paragraph before is the last again, with its own properties.
                self._marker.mark_end(before, "ins")
                self._marker.change_properties(last, last.find(W + "pPr"), before)
            else:
                self._marker.mark_end(before, "del")
                self._marker.change_properties(last, before.find(W + "pPr"), last)
            unmark_end(last, kind)
        # The last paragraph of a container is emptied: it needs one.
        elif _next_block(last) is None and gone:
            unmark_end(last, "del")

    def _glue(self, gone: etree._Element, added: etree._Element, last: etree._Element) -> None:
        """What is put in takes the place of what is taken out, up to the end of the paragraph."""
        put_first(added, [one for one in gone if one.tag != W + "pPr"])
        self._marker.change_properties(last, last.find(W + "pPr"), gone)
        unmark_end(last, "ins")
        remove(gone)


def _next_block(element: etree._Element) -> etree._Element | None:
    return next(element.itersiblings(W + "p", W + "tbl", W + "sdt"), None)


def _previous_block(element: etree._Element) -> etree._Element | None:
    return next(element.itersiblings(W + "p", W + "tbl", W + "sdt", preceding=True), None)


def _is_taken_out(block: etree._Element) -> bool:
    """Whether it is a table of whose rows each is taken out."""
    rows = block.findall(W + "tr")
    return bool(rows) and all(row.find(f"{W}trPr/{W}del") is not None for row in rows)


def _has_plain_end(paragraph: etree._Element) -> bool:
    """Whether its end is no section's, and nobody has put it in or taken it out."""
    properties = paragraph.find(W + "pPr")
    if properties is None:
        return True
    look = properties.find(W + "rPr")
    marks = () if look is None else look.iterchildren(W + "ins", W + "del")
    return properties.find(W + "sectPr") is None and next(iter(marks), None) is None
