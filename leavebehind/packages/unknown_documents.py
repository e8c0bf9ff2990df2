"""The documents in a folder that nothing is known of where they lie, and what folders tell of them.

Looks, and changes nothing. Paths are relative to the packages folder, with slashes.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leavebehind.docx.identity import read_identity
from leavebehind.packages.disk import composed, file_content_digest
from leavebehind.packages.ledger import DocumentKey, Owner, Recorded, package_documents

_COPY = re.compile(r".* \((yours|new) \d{4}-\d\d-\d\d( \d+)?\)")
"""The name of a copy that was kept for the person."""

_OTHER_FORMATS = (".odt", ".fodt", ".ott", ".doc", ".docm", ".dotx", ".rtf", ".pages")


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    """A document that nothing is known of where it lies."""

    path: str
    digest: str
    identity: str


class UnknownDocuments:
    """The unknown documents in a folder, looked up by what they are.

    `identities` are those of all documents that are known.
    """

    # There may be thousands, where the person has renamed a folder.
    def __init__(self, found: Iterable[UnknownDocument], identities: Set[str]) -> None:
        self._identities = identities
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

    def nobodys_at(self, path: str, recorded: Recorded) -> UnknownDocument | None:
        """The same, unless by its identity it is another document than the recorded one."""
        found = self.at(path)
        if found and found.identity != recorded.identity and found.identity in self._identities:
            return None
        return found

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


def find_unknown_documents(
    folder: Path,
    known: Mapping[DocumentKey, Recorded],
    displaced: Collection[DocumentKey] = (),
) -> UnknownDocuments:
    """The documents in the folder that lie where none is known to, or where one is `displaced`."""
    paths = [one.path for key, one in known.items() if key not in displaced]
    paths += [one.beside for one in known.values() if one.beside]
    spelled = {composed(path) for path in paths if os.path.lexists(folder / path)}
    found = []
    for path in package_documents(folder):
        relative = path.relative_to(folder).as_posix()
        is_copy = _COPY.fullmatch(path.stem)
        if not is_copy and composed(relative) not in spelled and path.is_file():
            with suppress(PermissionError):  # so Windows answers while Word has it open
                data = path.read_bytes()
                digest = file_content_digest(path, data)
                found.append(UnknownDocument(relative, digest, read_identity(data)))
    return UnknownDocuments(found, {one.identity for one in known.values()} - {""})


def reader_folders(owners: Mapping[str, Owner]) -> set[str]:
    """The folders that are named after interviewers."""
    return {owner.folder for owner in owners.values() if owner.parent}


def own_folders(known: Mapping[DocumentKey, Recorded]) -> dict[str, set[str]]:
    """Each owner → the folders, whatever they are called, in which nobody else's documents lie."""
    owners: dict[str, set[str]] = {}
    for key, recorded in known.items():
        owners.setdefault(posixpath.dirname(recorded.path), set()).add(key.owner)
    found: dict[str, set[str]] = {}
    for folder, (owner, *others) in owners.items():
        if not others:
            found.setdefault(owner, set()).add(folder)
    return found


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
