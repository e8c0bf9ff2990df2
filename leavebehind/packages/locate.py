"""Which file a document is, and whether it is renamed: two rule tables, as pure functions.

`locate` is asked where a document's own file is gone, or the workbook wants it elsewhere now. One
that another document has taken the place of is gone.

| its own file | nobody's in its place | like it | beside its place | it is |
|---|---|---|---|---|
| any | one | any | any | put there |
| there | none | any | any | in place |
| gone | none | one | any | moved |
| gone | none | several | any | copied: which one is meant the person alone knows |
| gone | none | none | the same in another format | saved otherwise |
| gone | none | none | the new version of its conflict | thrown away: the new one is to be used |
| gone | none | none | nothing | deleted |

`leaving` is asked where each document lies by then.

| it lies | and the workbook | it |
|---|---|---|
| where it belongs | | stays |
| where another one belongs | | leaves |
| where a build was killed that moved it | | leaves |
| where the workbook wanted it | calls it otherwise now | leaves unless edited |
| elsewhere, where the person put it | | stays |
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

from leavebehind.packages.disk import composed
from leavebehind.packages.ledger import Recorded
from leavebehind.packages.unknown_documents import UnknownDocument, UnknownDocuments

Finding = Literal[
    "put there", "in place", "moved", "copied", "saved otherwise", "thrown away", "deleted"
]
Leaving = Literal["stays", "leaves", "leaves unless edited"]

_ON_ITS_WAY = " (on its way)"


def locate(
    *,
    is_in_place: bool,
    put_there: UnknownDocument | None = None,
    alike: Sequence[UnknownDocument] = (),
    other_formats: Collection[Path] = (),
    has_new_version: bool = False,
) -> tuple[Finding, Sequence[UnknownDocument]]:
    """What the document is, and which of nobody's documents may be it."""
    if put_there:
        return "put there", [put_there]
    if is_in_place:
        return "in place", []
    if alike:
        return "moved" if len(alike) == 1 else "copied", alike
    if other_formats:
        return "saved otherwise", []
    return "thrown away" if has_new_version else "deleted", []


def leaving(recorded: Recorded, planned: str, needed: Collection[str]) -> Leaving:
    """Whether it leaves the place where it lies; `needed` are the places where others belong."""
    if recorded.path == planned:
        return "stays"
    if recorded.path in needed or posixpath.splitext(recorded.path)[0].endswith(_ON_ITS_WAY):
        return "leaves"
    return "leaves unless edited" if is_renamed(recorded, planned) else "stays"


def is_renamed(recorded: Recorded, planned: str) -> bool:
    """Whether the workbook calls it otherwise now, and the person hasn't moved it."""
    return recorded.path == recorded.planned != planned


def possible_matches(
    recorded: Recorded,
    unknown: UnknownDocuments,
    readers: Collection[str],
    places: Collection[str] = (),
) -> Sequence[UnknownDocument]:
    """The unknown documents that may be the document: several where the person has copied it, too.

    `readers` are the folders of interviewers. One that lies in one of the `places` is rather the
    document that belongs there.
    """
    if here := unknown.nobodys_at(recorded.path, recorded):
        return [here]
    like = [one for one in unknown.like(recorded) if one.path not in places]
    same = [one for one in like if not _is_own_copy(recorded, one, readers)]
    # Theirs, before the new version that lay beside it and was moved along.
    new = posixpath.basename(recorded.beside)
    theirs = [one for one in same if posixpath.basename(one.path) != new]
    return _nearest(recorded.path, theirs or same)


def renames(
    leaving: Mapping[str, str], staying: Collection[str], is_taken: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """The renames of those that are `leaving` (where a document lies → where it belongs): where it
    lay at first, and what it is called then.

    They come in an order in which no file is lost. A document whose place is taken stays where it
    lies, as do those that wait for it to leave.
    """
    waiting, staying = dict(leaving), {*staying}
    while waiting:
        chain = _chain(waiting)
        first, goal = chain[0][0], chain[-1][1]
        if goal == first:
            # The names go round in a ring: the first steps aside to let the last one in.
            yield first, aside(goal)
        elif goal in staying or is_taken(goal):
            staying.update(path for path, _ in chain)
            continue
        # From the end, whose place is free: each then finds its own left by the one after it.
        yield from reversed(chain)


def aside(path: str) -> str:
    """A name beside it, where nothing lies."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem}{_ON_ITS_WAY}{suffix}"


def _chain(waiting: dict[str, str]) -> list[tuple[str, str]]:
    """Documents each of which belongs where the next one lies; they wait no more."""
    path, chain = next(iter(waiting)), []
    while path in waiting:
        chain.append((path, waiting.pop(path)))
        path = chain[-1][1]
    return chain


def _is_own_copy(recorded: Recorded, document: UnknownDocument, readers: Collection[str]) -> bool:
    """Whether it is rather a reader's own copy of a document that the panel shares."""
    path = PurePosixPath(composed(document.path))
    if posixpath.dirname(recorded.planned) in readers:
        return False
    is_named_alike = path.name == composed(posixpath.basename(recorded.path))
    return is_named_alike and any(folder.as_posix() in readers for folder in path.parents)


def _nearest(path: str, unknown: Sequence[UnknownDocument]) -> list[UnknownDocument]:
    """Those in the same folder, else in the same interview's, else as it lay before that was
    renamed, else anywhere."""
    was = Path(path).parts

    def distance(document: UnknownDocument) -> tuple[bool, bool, bool]:
        parts = Path(document.path).parts
        return parts[:-1] != was[:-1], parts[0] != was[0], parts[1:] != was[1:]

    shortest = min(map(distance, unknown), default=None)
    nearest = [one for one in unknown if distance(one) == shortest]
    # One of the same name in a folder below another is a reader's own copy, or a backup.
    above = {posixpath.split(one.path) for one in nearest}
    return [one for one in nearest if not _is_below(one.path, above)]


def _is_below(path: str, above: Collection[tuple[str, str]]) -> bool:
    """Whether a folder above the file's holds one of the same name."""
    folder, name = posixpath.split(path)
    return any(name == other and folder.startswith(f"{place}/") for place, other in above)
