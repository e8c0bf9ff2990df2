"""How documents stand, and what changed where two versions of one conflict, in lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from leavebehind.cli.streams import out
from leavebehind.cli.telling import short

if TYPE_CHECKING:
    from leavebehind.docx.equality import Change
    from leavebehind.status import Status


def tell_status(status: Status) -> None:
    """Each document and each PDF under its interview and its reader."""
    place = None
    for document in status.documents:
        here = " / ".join(filter(None, [document.interview, document.interviewer]))
        if here != place:
            place = here
            out(here or "Not in the workbook any more")
        moved = f" (moved from {document.moved_from})" if document.moved_from else ""
        out(f"  {document.state:<16}{document.path.name}{moved}")
        if document.state == "in conflict":
            _tell_changes("the new version", document.workbook_changes)
            _tell_changes("your version", document.your_changes)
            out(f'    settle it: leavebehind resolve "{document.path}" --mine   or   --new')
    for pdf in status.pdfs:
        out(f"{pdf.state:<18}{short(pdf.path)}")


def _tell_changes(whose: str, changes: Sequence[Change] | None) -> None:
    if changes is None:
        out(f"    {whose}: what was generated before is lost, so there is nothing to compare with")
    elif not changes:
        out(f"    {whose}: the same words; how it looks has changed")
    for change in changes or ():
        before, after = _where_they_differ(change.before, change.after)
        out(f"    {whose}: {before} became {after}")


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    """The part of two texts that differs, in quotation marks, with a few words around it."""
    one, other = before.split(), after.split()
    same = _shared(one, other)
    tail = _shared(one[same:][::-1], other[same:][::-1])
    start = max(same - 3, 0)

    def shown(words: list[str]) -> str:
        end = min(len(words) - tail + 3, len(words))
        text = " ".join(words[start:end])
        dots = "… " * (start > 0), " …" * (end < len(words))
        return f"“{dots[0]}{text}{dots[1]}”" if words else "nothing"

    return shown(one), shown(other)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
