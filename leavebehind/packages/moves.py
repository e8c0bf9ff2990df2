"""Where documents lie that are not where they were, and which renames bring them to their place.

Looks, and changes nothing. Paths are told from the packages folder on, with slashes.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leavebehind.docx.identity import read_identity
from leavebehind.packages.digests import composed, file_content_digest
from leavebehind.packages.ledger import Recorded, package_files

_COPY = re.compile(r".* \((yours|new) \d{4}-\d\d-\d\d( \d+)?\)")
"""The name of a copy that was kept for the person."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A document that nothing is known of where it lies."""

    path: str
    digest: str
    identity: str


class Strangers:
    """The strangers in a folder, looked up by what they are: there may be thousands, where the
    person has renamed a folder."""

    def __init__(self, found: Iterable[Stranger]) -> None:
        self._at = {composed(stranger.path): stranger for stranger in found}
        self._known_by: dict[str, list[Stranger]] = {}
        self._in: dict[str, list[Stranger]] = {}
        for stranger in self._at.values():
            self._in.setdefault(posixpath.dirname(stranger.path), []).append(stranger)
            # One that has lost its identity is known by what was generated.
            self._known_by.setdefault(stranger.identity or stranger.digest, []).append(stranger)

    def __iter__(self) -> Iterator[Stranger]:
        return iter(list(self._at.values()))

    def at(self, path: str) -> Stranger | None:
        """The stranger that lies there, however a disk spells its name."""
        return self._at.get(composed(path))

    def lying_in(self, folders: Iterable[str]) -> list[Stranger]:
        """Those that lie in the folders themselves."""
        return [one for folder in folders for one in self._in.get(folder, ())]

    def like(self, recorded: Recorded) -> list[Stranger]:
        """Those that are the document by their identity, or by what was generated."""
        marks = dict.fromkeys([recorded.identity, *recorded.versions, recorded.own])
        return [one for mark in marks if mark for one in self._known_by.get(mark, ())]

    def remove(self, stranger: Stranger) -> None:
        """What it is is known now."""
        del self._at[composed(stranger.path)]
        self._in[posixpath.dirname(stranger.path)].remove(stranger)
        self._known_by[stranger.identity or stranger.digest].remove(stranger)


@dataclass(frozen=True, slots=True)
class Rename:
    """A document that is to be renamed; `document` numbers it."""

    document: int
    target: str


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a document lies, and where it belongs by the workbook."""

    path: str
    planned: str
    stays: bool
    """Whether it stays unless another document belongs where it lies."""
    is_held: bool
    """Whether another program has it open, so that it can't be renamed now."""


def find_strangers(folder: Path, known: Collection[str]) -> Strangers:
    """The documents in the folder that lie at none of the known paths."""
    spelled = {composed(path) for path in known if os.path.lexists(folder / path)}
    found = []
    for path in filter(_may_be_a_document, package_files(folder)):
        relative = path.relative_to(folder).as_posix()
        if composed(relative) not in spelled and path.is_file():
            with suppress(PermissionError):  # so Windows answers while Word has it open
                data = path.read_bytes()
                digest = file_content_digest(path, data)
                found.append(Stranger(relative, digest, read_identity(data)))
    return Strangers(found)


def moved_to(
    recorded: Recorded, strangers: Strangers, places: Collection[str] = ()
) -> Stranger | None:
    """The stranger that is the document; None where none is, or two could be meant."""
    found = could_be(recorded, strangers, places)
    return found[0] if len(found) == 1 else None


def could_be(
    recorded: Recorded, strangers: Strangers, places: Collection[str] = ()
) -> list[Stranger]:
    """The strangers that may be the document: several where the person has copied it, too.

    One that lies in one of the `places` is rather the document that belongs there.
    """
    here = strangers.at(recorded.path)
    if here and not (here.identity and here.identity != recorded.identity != ""):
        return [here]
    like = [one for one in strangers.like(recorded) if one.path not in places]
    same = [one for one in like if not _is_copy(recorded, one)]
    # Theirs, before the new version that lay beside it and was moved along.
    new = posixpath.basename(recorded.beside)
    theirs = [one for one in same if posixpath.basename(one.path) != new]
    return _nearest(recorded.path, theirs or same)


def renames(
    documents: Sequence[Lying], needed: Collection[str], is_taken: Callable[[str], bool]
) -> Iterator[Rename]:
    """The renames that bring each document to its place, in an order in which no file is lost.

    `needed` are the places of all documents, also of those that are not there yet. A document whose
    place is taken stays where it lies, as do those that wait for it to leave.
    """
    waiting = {
        document.path: number
        for number, document in enumerate(documents)
        if document.path != document.planned
        and not document.is_held
        and (not document.stays or document.path in needed)
    }
    staying = {document.path for document in documents} - waiting.keys()
    while waiting:
        chain = _chain(documents, waiting)
        goal = documents[chain[-1]].planned
        if goal == documents[chain[0]].path:
            # The names go round in a ring: the first steps aside to let the last one in.
            yield Rename(chain[0], aside(goal))
        elif goal in staying or is_taken(goal):
            staying.update(documents[number].path for number in chain)
            continue
        for number in reversed(chain):
            yield Rename(number, documents[number].planned)


def _chain(documents: Sequence[Lying], waiting: dict[str, int]) -> list[int]:
    """Documents each of which belongs where the next one lies; they wait no more."""
    path = next(iter(waiting))
    chain = []
    while path in waiting:
        chain.append(waiting.pop(path))
        path = documents[chain[-1]].planned
    return chain


def _may_be_a_document(path: Path) -> bool:
    is_document = path.suffix == ".docx" and path.name[0] not in "~."
    return is_document and not _COPY.fullmatch(path.stem)


def _is_copy(recorded: Recorded, stranger: Stranger) -> bool:
    """Whether it is rather a copy, under the same name, in the folder of an interviewer."""
    path, was = Path(stranger.path), Path(recorded.path)
    return path.name == was.name and len(path.parts) > len(was.parts)


def _nearest(path: str, strangers: Sequence[Stranger]) -> list[Stranger]:
    """Those in the same folder, else in the same interview's, else as it lay before that was
    renamed, else anywhere."""
    was = Path(path).parts

    def distance(stranger: Stranger) -> tuple[bool, bool, bool]:
        parts = Path(stranger.path).parts
        return parts[:-1] != was[:-1], parts[0] != was[0], parts[1:] != was[1:]

    shortest = min(map(distance, strangers), default=None)
    return [one for one in strangers if distance(one) == shortest]


def aside(path: str) -> str:
    """A name beside it, where nothing lies."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem} (on its way){suffix}"
