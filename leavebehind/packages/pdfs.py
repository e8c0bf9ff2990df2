"""The PDFs in a packages folder: which are as they were made, and of what."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from leavebehind.errors import OutputError
from leavebehind.files import digest, system_errors_in_words
from leavebehind.packages.disk import NO_FILE, ChangedMeanwhile, FileIsHeld, digest_at
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import DocumentKey, Inputs, Recorded
from leavebehind.report import Outcome


class FolderPdfs:
    """The combined PDFs of packages, and the cards' own."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._ledger = folder.ledger

    def sources(self, target: Path, section: str) -> str:
        """The digest of what the PDF that lies there was made of, "" where none is as made."""
        recorded = self._ledger.get(self._folder.key(target, section))
        if recorded is None or recorded.path != self._folder.relative(target) or target.is_dir():
            return ""
        with system_errors_in_words(target):
            made_of = recorded.versions.get(digest_at(target))
        return made_of.content if made_of else ""

    def put(
        self,
        target: Path,
        section: str,
        sources: str,
        engines: Iterable[str],
        make: Callable[[], bytes],
    ) -> Outcome:
        """Has the PDF made where it is missing, altered or of other sources; whole or not at all.

        What `make` raises is passed on. A PDF that is not as we made it is kept under another name.
        """
        if self.sources(target, section) == sources:
            return "unchanged"
        # Looked at before it is made, which takes long: what is saved meanwhile is then noticed.
        with system_errors_in_words(target):
            key = self._folder.key(target, section)
            found = digest_at(target)
        outcome: Outcome = "updated" if found else "created"
        if self._folder.is_dry_run:
            return outcome
        data, place = make(), self._folder.relative(target)
        # What was a PDF before needed no engine.
        used = tuple(sorted({*engines} - {""}))
        made = Recorded(place, place, {digest(data): Inputs(sources)}, engines=used)
        with system_errors_in_words(target):
            try:
                self._place(key, made, found, data)
            except (FileIsHeld, ChangedMeanwhile):
                self._folder.notes.locked(target)
                return "locked"
        return outcome

    def remove(self, key: DocumentKey) -> None:
        """Removes a PDF that nothing asks for any more, unless somebody has altered it.

        One that another program holds is removed another time.
        """
        with contextlib.suppress(PermissionError):
            self._remove_generated(key, self._ledger[key])
            del self._ledger[key]

    def _place(self, key: DocumentKey, made: Recorded, found: str, data: bytes) -> None:
        target = self._folder.path / made.path
        before = self._ledger.get(key)
        versions = {**made.versions, **self._lying(before, made.path, found)}
        if found == NO_FILE:
            raise OutputError(f"{target} is no ordinary file; move it away, and build again")
        if found and found not in versions:
            copy = self._folder.disk.keep_copy(target, target.read_bytes(), "yours")
            self._folder.notes.replaced(target, copy)
        # Recorded before it is there, so that after a kill it isn't taken for the person's own.
        self._ledger[key] = replace(made, versions=versions, pending=True)
        self._folder.disk.replace_seen(target, found, data)
        self._ledger[key] = made
        if before and before.path != made.path:
            with contextlib.suppress(PermissionError):
                self._remove_generated(key, before)

    def _lying(self, before: Recorded | None, path: str, found: str) -> Mapping[str, Inputs]:
        """The versions of the PDF that was recorded at the path."""
        if before and before.path == path and (not found or found in before.versions):
            return before.versions
        # Where names were swapped, another owner's PDF may lie here still.
        lying = [one.versions for _, one in self._ledger.items() if one.path == path]
        return {name: inputs for versions in lying for name, inputs in versions.items()}

    def _remove_generated(self, key: DocumentKey, recorded: Recorded) -> None:
        path = self._folder.path / recorded.path
        if digest_at(path) not in recorded.versions:
            return
        # Where names were swapped, another owner's new PDF may lie here, of the same bytes.
        if any(one.path == recorded.path for other, one in self._ledger.items() if other != key):
            return
        self._folder.disk.remove(path)
        self._folder.disk.remove_empty(path.parent)
