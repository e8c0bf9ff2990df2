"""A conflict settled: whose version of a document stays, and a copy of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Literal

from leavebehind.docx.identity import read_identity
from leavebehind.errors import OutputError
from leavebehind.files import lock_files, system_errors_in_words
from leavebehind.packages.copies import keep_copy
from leavebehind.packages.digests import composed, content_at
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import STATE, DocumentKey, Recorded
from leavebehind.packages.moves import find_unknown_documents, moved_to

Choice = Literal["mine", "new"]
"""Whose version stays."""


@dataclass(frozen=True)
class Resolution:
    """A conflict that was settled: the document as it is now, and a copy of the other version."""

    document: Path
    kept: Choice
    copy: Path | None
    """None where the person threw their own away, so that there was no other."""

    def to_json(self) -> dict[str, str | None]:
        """The same as text, paths absolute."""
        copy = str(self.copy) if self.copy else None
        return {"document": str(self.document), "kept": self.kept, "copy": copy}


def resolve(document: str | PathLike[str], *, keep: Choice) -> Resolution:
    """Settle the document's conflict for one version, and keep a copy of the other.

    `document` is that which was edited, or the new version beside it. Raises OutputError where
    there is no conflict, where the version that shall stay is not there, or where a program holds
    one of the two.
    """
    path = Path(document).absolute()
    place = next((parent for parent in path.parents if (parent / STATE).is_dir()), None)
    if place is None:
        raise OutputError(f"{path} lies in no packages folder")
    with Folder(place) as folder, system_errors_in_words(path):
        return _settle(folder, path, keep)


def _settle(folder: Folder, path: Path, keep: Choice) -> Resolution:
    key, recorded = _conflict_at(folder, path)
    mine, new = folder.path / recorded.path, folder.path / recorded.beside
    if held := next(iter([*lock_files(mine), *lock_files(new)]), None):
        raise OutputError(f"{path} is open in another program ({held.name}); close it")
    if mine.exists() and not mine.is_file():
        raise OutputError(f"{mine} is no ordinary file; move it away")
    if keep == "mine" and not mine.exists():
        raise OutputError(f"{mine} is not there any more; put it back, or take --new")
    # A copy first: killed after it, both versions are still there, and the conflict stays one.
    copy = None
    if keep == "mine":
        copy = keep_copy(folder.disk, mine, new.read_bytes(), "new")
        folder.disk.remove(new)
    else:
        if mine.exists():
            copy = keep_copy(folder.disk, mine, mine.read_bytes(), "yours")
        new.replace(mine)
    newest = list(recorded.versions)[-1:]
    versions = {name: recorded.versions[name] for name in newest}
    folder.ledger[key] = replace(recorded, versions=versions, beside="", pending=False)
    return Resolution(mine, keep, copy)


def _conflict_at(folder: Folder, path: Path) -> tuple[DocumentKey, Recorded]:
    """The document in conflict that lies there, or whose new version does; one that was renamed
    since is known by its identity."""
    place, identity = composed(folder.relative(path)), read_identity(content_at(path))
    conflicts = [
        (key, one)
        for key, one in folder.ledger.items()
        if one.beside and (folder.path / one.beside).is_file()
    ]
    for key, one in conflicts:
        if place in (composed(one.path), composed(one.beside)):
            return key, _where_it_lies(folder, one)
    for key, one in conflicts:
        if identity and one.identity == identity and not (folder.path / one.path).exists():
            return key, replace(one, path=folder.relative(path))
    raise OutputError(
        f"{path}: there is no conflict here; `leavebehind status` lists those there are"
    )


def _where_it_lies(folder: Folder, recorded: Recorded) -> Recorded:
    """The document as recorded, with its new path where the person renamed it since the build."""
    if (folder.path / recorded.path).exists():
        return recorded
    known = [path for _, one in folder.ledger.items() for path in (one.path, one.beside) if path]
    moved = moved_to(recorded, find_unknown_documents(folder.path, known))
    return replace(recorded, path=moved.path) if moved else recorded
