"""Documents in conflict: what differs, and both versions merged as tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from leavebehind.docx.alignment import Change, changes
from leavebehind.docx.comments import waiting
from leavebehind.docx.merge import MergedDocument, merge
from leavebehind.docx.package import BadDocument
from leavebehind.errors import OutputError
from leavebehind.files import lock_files
from leavebehind.names import safe_name
from leavebehind.packages.disk import ChangedMeanwhile, Disk, FileIsHeld, content_at, digest_at
from leavebehind.packages.ledger import DocumentKey, Ledger, Recorded

LOST = "what was generated before is lost, so nothing can be merged; take --mine or --new"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A document that the person edited, and the new version of it."""

    path: Path
    base: bytes | None
    """As it was generated before the edit, None where that is lost."""
    new: bytes

    def workbook_changes(self) -> tuple[Change, ...] | None:
        """What the workbook and the templates changed; None where that is not known."""
        base = self.base if self.base is not None else content_at(self.path)
        return changes(base, self.new)

    def your_changes(self) -> tuple[Change, ...] | None:
        """What the person changed, None where that is not known; no text where none is changed,
        but how it looks."""
        return None if self.base is None else changes(self.base, content_at(self.path))


def open_conflicts(place: Path, ledger: Ledger) -> Iterator[tuple[DocumentKey, Conflict, Path]]:
    """Each document in conflict, what differs, and where the new version lies."""
    for key, recorded in ledger.items():
        beside = place / recorded.beside
        path = place / recorded.path
        if recorded.beside and path.is_file() and beside.is_file():
            yield key, Conflict(path, ledger.edited_base(recorded), content_at(beside)), beside


def waiting_at(path: Path) -> tuple[int, int]:
    """How many tracked changes and comments of a merge wait in the document; 0 if unreadable."""
    with suppress(BadDocument, OSError):
        return waiting(content_at(path))
    return 0, 0


def merge_conflict(
    place: Path,
    ledger: Ledger,
    disk: Disk,
    key: DocumentKey,
    recorded: Recorded,
    new: bytes | None = None,
) -> tuple[MergedDocument, Path | None]:
    """Puts the workbook's changes into the person's document, and keeps a copy of it: no copy where
    nothing had to be put in.

    From then on the new version counts as that which was edited; it is the newest that was kept,
    unless it is given. Raises OutputError, before anything is written, where the documents can't be
    merged.
    """
    mine, beside = place / recorded.path, place / recorded.beside
    newest = dict([*recorded.versions.items()][-1:])
    base, new = ledger.edited_base(recorded), new or next(map(ledger.base, newest), None)
    if base is None or new is None:
        raise OutputError(f"{mine}: {LOST}")
    if held := next(iter(lock_files(mine)), None):
        raise OutputError(f"{mine} is open in another program ({held.name}); close it")
    seen, theirs = digest_at(mine), mine.read_bytes()
    try:
        merged = _merged_before(mine, base, new) or merge(base, theirs, new)
    except BadDocument as error:
        raise OutputError(f"{mine} can't be merged: {error}") from error
    copy = None
    if merged.data != theirs:
        # A copy first: by it a merge is known that was killed before the ledger knew of it.
        copy = disk.keep_copy(mine, theirs, "yours")
        try:
            disk.replace_seen(mine, seen, merged.data)
        except (FileIsHeld, ChangedMeanwhile):
            raise OutputError(f"{mine} is open in another program; close it") from None
    if beside.is_file() and digest_at(beside) in recorded.versions:
        disk.remove(beside)
    ledger[key] = replace(recorded, versions=newest, beside="", pending=False)
    return merged, copy


def _merged_before(mine: Path, base: bytes, new: bytes) -> MergedDocument | None:
    """The document as it is, where it is what merging has made of a copy of it."""
    theirs = mine.read_bytes()
    start = safe_name(mine.stem, suffix=" (yours ")
    for copy in sorted(mine.parent.glob(f"*{mine.suffix}")):
        if copy.name.startswith(start) and copy.is_file():
            merged = merge(base, copy.read_bytes(), new)
            if merged.data == theirs:
                return merged
    return None
