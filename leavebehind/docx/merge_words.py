"""The words of a paragraph merged: what the new version changes becomes a tracked change."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from leavebehind.docx.alignment import Merged, three_way
from leavebehind.docx.comments import CommentWriter
from leavebehind.docx.elements import INSERTED, remove
from leavebehind.docx.outline import Node, Outline
from leavebehind.docx.package import W
from leavebehind.docx.tracked import ChangeMarker
from leavebehind.docx.transfer import Transfer
from leavebehind.docx.words import SplitRuns, look_key


class WordMerge:
    """Merges the words of paragraphs in one part: `mine` is changed in place."""

    def __init__(
        self, mine: Outline, new: Outline, transfer: Transfer, comments: CommentWriter
    ) -> None:
        self._mine, self._new = mine, new
        self._transfer = transfer
        self._comments = comments
        self._marker = ChangeMarker(mine.document, mine.part)

    def _copied(self, element: etree._Element) -> etree._Element:
        return self._transfer.copy(element, self._new.part, self._mine.part)

    def _merge_words(self, base: Node, mine: Node, new: Node) -> bool:
        """Whether the new paragraph changes words of the person's, which is done then."""
        keys = [[word.key for word in node.text] for node in (base, mine, new)]
        found = list(three_way(*keys))
        if not found:
            return False
        # Of a copy, because a new paragraph is merged twice in a text box, which is there twice.
        runs, new_runs = SplitRuns(mine.text), SplitRuns(self._new.words(deepcopy(new.element)))
        # From the end, so that the places of those that are still to be done stay right.
        for one in reversed(found):
            # A field or a note that reaches beyond the stretch would be torn apart.
            is_whole = all(w.is_whole for w in (*mine.text[one.mine], *new.text[one.new]))
            if one.is_clash or not is_whole:
                self._clash(one, runs, mine, new)
            else:
                self._change(one, runs, new_runs, base, mine, new)
        return True

    def _change(
        self,
        one: Merged,
        runs: SplitRuns,
        new_runs: SplitRuns,
        base: Node,
        mine: Node,
        new: Node,
    ) -> None:
        # Found before anything is taken out: a word that is only withdrawn leaves no neighbour.
        place = self._place(one, runs, mine, new)
        self._marker.mark_content(runs.elements(one.mine.start, one.mine.stop), "del")
        wanted = new_runs.elements(one.new.start, one.new.stop)
        added = [self._fitting(element, one, base, mine) for element in wanted]
        for element in added:
            place.addprevious(element)
        remove(place)
        self._marker.mark_content(added, "ins")

    def _place(self, one: Merged, runs: SplitRuns, mine: Node, new: Node) -> etree._Element:
        """A mark where something is to be put in, outside of what others have put in."""
        place = etree.Element("{urn:leavebehind}place")
        # LibreOffice 7.4 loses the end of a paragraph with an insertion on either side of it.
        is_last = one.mine.stop == len(mine.text)
        before = runs.before(one.mine.start if is_last else one.mine.stop)
        if before is not None:
            before.addnext(place)
        elif mine.text:
            runs.elements(0, 1)[0].addprevious(place)
        else:
            mine.element.append(place)
        parent = place.getparent()
        # An insertion within an insertion of somebody else is none that Word can reject alone.
        while parent is not None and parent.tag in INSERTED:
            self._split(parent, place)
            parent = place.getparent()
        if not any(in_control(word.pieces[0].element) for word in new.text[one.new]):
            _leave_controls(place)
        return place

    def _split(self, holder: etree._Element, place: etree._Element) -> None:
        """Makes two of a tracked insertion, with the place between them."""
        behind = list(place.itersiblings())
        holder.addnext(place)
        if behind:
            rest = etree.Element(holder.tag, dict(holder.attrib))
            rest.set(W + "id", str(next(self._mine.document.ids)))
            rest.extend(behind)
            place.addnext(rest)
        if not len(holder):
            remove(holder)

    def _fitting(
        self, element: etree._Element, one: Merged, base: Node, mine: Node
    ) -> etree._Element:
        """A copy that looks as the words that it replaces or follows, where it looked so before the
        person changed them."""
        run = self._copied(element)
        if element.tag != W + "r":
            return run
        for i, k in _neighbours(one, base, mine):
            looks = [node.text[place].pieces[0].look for node, place in ((base, i), (mine, k))]
            if look_key(looks[0]) == look_key(element.find(W + "rPr")):
                own = run.find(W + "rPr")
                if own is not None:
                    run.remove(own)
                if looks[1] is not None:
                    run.insert(0, deepcopy(looks[1]))
                    etree.strip_elements(run[0], W + "rPrChange", with_tail=False)
                break
        return run

    def _clash(self, one: Merged, runs: SplitRuns, mine: Node, new: Node) -> None:
        text = "".join(word.says for word in new.text[one.new])
        start, stop = one.mine.start, one.mine.stop
        if start == stop:
            start, stop = max(start - 1, 0), min(stop + 1, len(mine.text))
        # What an earlier change has withdrawn is in no document any more.
        place = [one for one in runs.elements(start, stop) if one.getparent() is not None]
        message = workbook_says(text) if text.strip() else "The workbook takes these words out."
        self._comments.add(message, [place[0], place[-1]] if place else [mine.element])


def workbook_says(text: str) -> str:
    """What a comment says where both have changed the same."""
    return f"You changed this, and so did the workbook, which says: “{text}”"


def _leave_controls(place: etree._Element) -> None:
    """Moves the place behind the content controls at whose end it is."""
    holder = place.getparent()
    while holder is not None and holder.tag == W + "sdtContent":
        control = holder.getparent()
        if control is None or next(place.itersiblings(W + "r"), None) is not None:
            return
        control.addnext(place)
        holder = place.getparent()


def _neighbours(one: Merged, base: Node, mine: Node) -> Iterator[tuple[int, int]]:
    """The places, in base and in mine, of the words that are replaced, and of those on either side,
    where both versions have the same."""
    shift = one.mine.start - one.old.start
    places = [
        *((i, i + shift) for i in range(one.old.start, one.old.stop)),
        (one.old.start - 1, one.mine.start - 1),
        (one.old.stop, one.mine.stop),
    ]
    for i, k in places:
        is_there = 0 <= i < len(base.text) and 0 <= k < len(mine.text)
        if (
            is_there
            and base.text[i].key == mine.text[k].key
            and base.text[i].pieces[0].run is not None
        ):
            yield i, k


def in_control(element: etree._Element) -> bool:
    """Whether it is in a content control."""
    controls = (W + "sdtContent", W + "sdt")
    holders = element.iterancestors(*controls, W + "tc", W + "txbxContent", W + "body")
    nearest = next(holders, None)
    return nearest is not None and nearest.tag in controls
