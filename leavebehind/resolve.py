"""Conflicts resolved: whose version of a document stays, and a copy of the other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from leavebehind.build import folder_of, not_built
from leavebehind.errors import OutputError, UnknownNameError
from leavebehind.files import AnyPath, lock_files, system_errors_in_words
from leavebehind.packages.conflicts import merge_conflict
from leavebehind.packages.disk import composed
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import STATE, DocumentKey, Recorded
from leavebehind.packages.locate import possible_matches
from leavebehind.packages.unknown_documents import (
    UnknownDocuments,
    find_unknown_documents,
    reader_folders,
)

Choice = Literal["mine", "new", "merge"]
"""Whose version stays: one, or both as tracked changes."""


@dataclass(frozen=True)
class Resolution:
    """A conflict that was resolved: the document as it is now, and a copy of the other version."""

    document: Path
    kept: Choice
    copy: Path | None
    """None where the person threw their own away, so that there was no other."""
    open_changes: int = 0
    """Of a merge: how many tracked changes wait in the document."""
    comments: int = 0
    """Of a merge: how many comments say what the workbook has where both have changed it."""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The same as plain values, paths absolute."""
        copy = str(self.copy) if self.copy else None
        known: dict[str, object] = {"document": str(self.document), "kept": self.kept, "copy": copy}
        if self.kept == "merge":
            known |= {"open_changes": self.open_changes, "comments": self.comments}
            known["notes"] = [{"place": str(self.document), "message": m} for m in self.notes]
        return known


def resolve(document: AnyPath, *, keep: Choice) -> Resolution:
    """Resolve the document's conflict, and keep a copy of the other version.

    `keep` is "mine", "new", or "merge", which puts what has changed into yours as tracked changes.

    `document` is that which was edited, or the new version beside it. Raises OutputError where
    there is no conflict, where the version that shall stay is not there, or where a program holds
    one of the two.
    """
    path = Path(document).absolute()
    place = next((parent for parent in path.parents if (parent / STATE).is_dir()), None)
    if place is None:
        hint = "`leavebehind status` lists the documents in conflict"
        raise OutputError(f"{path} lies in no packages folder; {hint}")
    with Folder(place) as folder, system_errors_in_words(path):
        return _resolved(folder, path, *_conflict_at(folder, path), keep)


def resolve_all(
    workbook: AnyPath, output: AnyPath | None = None, *, keep: Choice
) -> Iterator[Resolution]:
    """Resolve every conflict of the workbook's packages, and yield each as it is resolved.

    `keep` is as for `resolve`. Raises OutputError at the end where some could not be resolved.
    """
    failed: list[str] = []
    workbook = Path(workbook).absolute()
    place = folder_of(workbook, output)
    if not (place / STATE).is_dir():
        raise not_built(workbook, place)
    with Folder(place) as folder:
        for key, recorded in _conflicts(folder):
            path, new = folder.path / recorded.path, folder.path / recorded.beside
            if new.parent.is_dir() and not new.is_file():
                # Who threw the new version away has resolved the conflict for theirs.
                continue
            try:
                with system_errors_in_words(path):
                    yield _resolved(folder, path, key, recorded, keep)
            except OutputError as error:
                failed.append(str(error))
    if failed:
        raise OutputError("\n".join(failed))


def _resolved(
    folder: Folder, path: Path, key: DocumentKey, recorded: Recorded, keep: Choice
) -> Resolution:
    if keep not in get_args(Choice):
        raise UnknownNameError("version", keep, get_args(Choice))
    mine, new = folder.path / recorded.path, folder.path / recorded.beside
    # Word would write over what is put there, with the version that it has open.
    if held := next(iter([*lock_files(mine), *lock_files(new)]), None):
        raise OutputError(f"{path} is open in another program ({held.name}); close it")
    if mine.exists() and not mine.is_file():
        raise OutputError(f"{mine} is no ordinary file; move it away")
    if keep != "new" and not mine.exists():
        raise OutputError(f"{mine} is not there any more; put it back, or take --new")
    if keep == "merge":
        document, copy = merge_conflict(folder.path, folder.ledger, folder.disk, key, recorded)
        counts = document.open_changes, document.clashes
        return Resolution(mine, keep, copy, *counts, document.notes)
    # A copy first: killed after it, both versions are still there, and the conflict stays one.
    copy = None
    if keep == "mine":
        copy = folder.disk.keep_copy(mine, new.read_bytes(), "new")
        folder.disk.remove(new)
    else:
        if mine.exists():
            copy = folder.disk.keep_copy(mine, mine.read_bytes(), "yours")
        new.replace(mine)
    # From here on only the newest version counts as generated: the older ones led to the conflict.
    newest = dict([*recorded.versions.items()][-1:])
    folder.ledger[key] = replace(recorded, versions=newest, beside="", pending=False)
    return Resolution(mine, keep, copy)


def _conflict_at(folder: Folder, path: Path) -> tuple[DocumentKey, Recorded]:
    """The document in conflict that lies there, or whose new version does."""
    # Composed, because macOS gives back names in decomposed letters.
    place = composed(folder.relative(path))
    for key, one in _conflicts(folder):
        places = composed(one.path), composed(one.beside)
        if place in places and (folder.path / one.beside).is_file():
            return key, one
    raise OutputError(
        f"{path}: there is no conflict here; `leavebehind status` lists those there are"
    )


def _conflicts(folder: Folder) -> list[tuple[DocumentKey, Recorded]]:
    """Every conflict, with the paths of now where the person has moved it since the build."""
    conflicts = [(key, one) for key, one in folder.ledger.items() if one.beside]
    if all((folder.path / one.path).exists() for _, one in conflicts):
        return conflicts
    unknown = find_unknown_documents(folder.path, folder.ledger)
    return [(key, _where_it_lies(folder, one, unknown)) for key, one in conflicts]


def _where_it_lies(folder: Folder, recorded: Recorded, unknown: UnknownDocuments) -> Recorded:
    if (folder.path / recorded.path).exists():
        return recorded
    found = possible_matches(recorded, unknown, reader_folders(folder.ledger.owners))
    if len(found) != 1:
        return recorded
    beside = recorded.beside
    along = posixpath.join(posixpath.dirname(found[0].path), posixpath.basename(beside))
    # Where a whole folder was moved, the new version went along.
    if not (folder.path / beside).exists() and (folder.path / along).is_file():
        beside = along
    return replace(recorded, path=found[0].path, beside=beside)
