"""Where documents lie that are not where they were, and which renames bring them to their place.

Looks, and changes nothing. Paths are relative to the packages folder, with slashes.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from leavebehind.docx.identity import read_identity
from leavebehind.packages.disk import composed, file_content_digest
from leavebehind.packages.ledger import DocumentKey, Owner, Recorded, package_documents

_COPY = re.compile(r".* \((yours|new) \d{4}-\d\d-\d\d( \d+)?\)")
"""The name of a copy that was kept for the person."""

_ON_ITS_WAY = " (on its way)"
_OTHER_FORMATS = (".odt", ".fodt", ".ott", ".doc", ".docm", ".dotx", ".rtf", ".pages")


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    """A document that nothing is known of where it lies."""

    path: str
    digest: str
    identity: str


class UnknownDocuments:
    """The unknown documents in a folder, looked up by what they are."""

    # There may be thousands, where the person has renamed a folder.
    def __init__(self, found: Iterable[UnknownDocument]) -> None:
        self._at = {composed(document.path): document for document in found}
        self._known_by: dict[str, list[UnknownDocument]] = {}
        self._in: dict[str, list[UnknownDocument]] = {}
        for document in self._at.values():
            self._in.setdefault(posixpath.dirname(document.path), []).append(document)
            # One that has lost its identity is known by what was generated.
            self._known_by.setdefault(document.identity or document.digest, []).append(document)

    def __iter__(self) -> Iterator[UnknownDocument]:
        return iter(list(self._at.values()))

    def at(self, path: str) -> UnknownDocument | None:
        """The unknown document that lies there, however a disk spells its name."""
        return self._at.get(composed(path)) if self._at else None

    def lying_in(self, folders: Iterable[str]) -> list[UnknownDocument]:
        """Those that lie in the folders themselves."""
        return [one for folder in folders for one in self._in.get(folder, ())]

    def like(self, recorded: Recorded) -> list[UnknownDocument]:
        """Those that are the document by their identity, or by what was generated."""
        marks = dict.fromkeys([recorded.identity, *recorded.versions, recorded.own_copy])
        return [one for mark in marks if mark for one in self._known_by.get(mark, ())]

    def remove(self, document: UnknownDocument) -> None:
        """What it is is known now."""
        del self._at[composed(document.path)]
        self._in[posixpath.dirname(document.path)].remove(document)
        self._known_by[document.identity or document.digest].remove(document)


def find_unknown_documents(folder: Path, known: Collection[str]) -> UnknownDocuments:
    """The documents in the folder that lie at none of the known paths."""
    spelled = {composed(path) for path in known if os.path.lexists(folder / path)}
    found = []
    for path in package_documents(folder):
        relative = path.relative_to(folder).as_posix()
        is_copy = _COPY.fullmatch(path.stem)
        if not is_copy and composed(relative) not in spelled and path.is_file():
            with suppress(PermissionError):  # so Windows answers while Word has it open
                data = path.read_bytes()
                digest = file_content_digest(path, data)
                found.append(UnknownDocument(relative, digest, read_identity(data)))
    return UnknownDocuments(found)


def reader_folders(owners: Mapping[str, Owner]) -> set[str]:
    """The folders that are named after interviewers."""
    return {owner.folder for owner in owners.values() if owner.parent}


def own_folders(known: Iterable[tuple[DocumentKey, Recorded]]) -> dict[str, set[str]]:
    """Each owner → the folders, whatever they are called, in which nobody else's documents lie."""
    owners: dict[str, set[str]] = {}
    for key, recorded in known:
        owners.setdefault(posixpath.dirname(recorded.path), set()).add(key.owner)
    found: dict[str, set[str]] = {}
    for folder, (owner, *others) in owners.items():
        if not others:
            found.setdefault(owner, set()).add(folder)
    return found


def possible_matches(
    recorded: Recorded,
    unknown: UnknownDocuments,
    readers: Collection[str],
    places: Collection[str] = (),
) -> list[UnknownDocument]:
    """The unknown documents that may be the document: several where the person has copied it, too.

    `readers` are the folders of interviewers. One that lies in one of the `places` is rather the
    document that belongs there.
    """
    here = unknown.at(recorded.path)
    if here and not (here.identity and here.identity != recorded.identity != ""):
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


def renamed_folder(folder: Path, moved: str, before: str) -> tuple[str, str] | None:
    """The name now and before of the folder that was renamed with the moved document in it."""
    if (folder / before).parent.exists():
        return None
    here, there = moved.split("/"), before.split("/")
    differ = [i for i, names in enumerate(zip(here, there, strict=False)) if len({*names}) > 1]
    if len(here) != len(there) or len(differ) != 1 or differ[0] == len(here) - 1:
        return None
    return "/".join(here[: differ[0] + 1]), "/".join(there[: differ[0] + 1])


def in_other_formats(path: Path) -> tuple[Path, ...]:
    """The files beside it as which the person has saved the document that is no longer there."""
    names = (path.with_suffix(suffix) for suffix in _OTHER_FORMATS)
    return tuple(name for name in names if os.path.lexists(name))


def is_other_format(path: Path) -> bool:
    """Whether a program has saved the document there in a format that is in no package."""
    return path.suffix in _OTHER_FORMATS


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


def aside(path: str) -> str:
    """A name beside it, where nothing lies."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem}{_ON_ITS_WAY}{suffix}"


def is_aside(path: str) -> bool:
    """Whether a build that was killed has left a document on its way."""
    return posixpath.splitext(path)[0].endswith(_ON_ITS_WAY)
