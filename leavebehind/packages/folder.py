"""The packages folder while one build works in it: what lies there, and what is done about it.

`adopt` is the only place that moves documents, once, at the start. A document is then brought up to
date in two steps: `look` reads the facts and has `decide` judge them, `apply` writes.

A file is replaced in this order: the ledger learns the new digest, the new version is kept as base,
the file is renamed into place, the ledger forgets the old digest. Killed between any two, the next
run finds a whole file whose digest the ledger knows.
"""

from __future__ import annotations

import contextlib
import posixpath
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from leavebehind.docx.equality import same_document
from leavebehind.docx.identity import read_identity
from leavebehind.errors import OutputError
from leavebehind.files import digest, lock, lock_files, system_errors_in_words
from leavebehind.packages.adoption import Adoption, Expected
from leavebehind.packages.conflicts import Conflict, merge_conflict
from leavebehind.packages.decide import Decision, OnDisk, Target, decide
from leavebehind.packages.disk import (
    NO_FILE,
    ChangedMeanwhile,
    Disk,
    DryDisk,
    FileIsHeld,
    content_at,
    digest_at,
    free_beside,
    free_place,
    seen_digest,
)
from leavebehind.packages.ledger import STATE, DocumentKey, Inputs, Ledger, Recorded
from leavebehind.packages.notes import FolderNotes, LeftOver
from leavebehind.packages.owner_matching import new_id
from leavebehind.packages.workbook_folder import claim, require_ours
from leavebehind.records import Note
from leavebehind.report import Document, OnConflict, Outcome

_TRIES = 5


class Folder:
    """A packages folder; another build waits `patience` seconds for this one to end.

    `notes` gathers what the person should know, `conflicts` what has to be resolved, `copies` what
    could be a document that was moved. With `dry_run` the outcomes are the same and nothing is
    written. Raises OutputError where the folder can't be used. Not for several threads at once.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dry_run: bool = False,
        on_conflict: OnConflict = "beside",
        patience: float = 10.0,
    ) -> None:
        self.path = folder.absolute()
        self.is_dry_run = dry_run
        self.notes = FolderNotes(self.path)
        self.conflicts: list[Conflict] = []
        self.copies: Mapping[DocumentKey, tuple[Path, ...]] = {}
        self._merges = on_conflict == "merge"
        self._patience = patience
        self._state = self.path / STATE
        self.disk: Disk = (DryDisk if dry_run else Disk)(self.path, self._state / "tmp")
        self._lock: sqlite3.Connection | None = None
        self._made_before: frozenset[DocumentKey] = frozenset()
        self._wanted: frozenset[DocumentKey] = frozenset()
        self._owner_of: dict[str, str] = {}
        self._identities: set[str] = set()

    def __enter__(self) -> Folder:
        with system_errors_in_words(self.path), contextlib.ExitStack() as on_failure:
            if self._state.is_symlink():
                raise OutputError(f"{self._state} leads out of the packages folder; remove it")
            if self.is_dry_run:
                # A file in the way is said once here, and not again for each document.
                with contextlib.suppress(FileNotFoundError):
                    self._state.stat()
            else:
                self._state.mkdir(parents=True, exist_ok=True)
                self._lock = lock(self._state / "lock", self._patience)
                on_failure.callback(self._lock.close)
            self.ledger = Ledger(self._state, self.disk)
            self.ledger.begin()
            on_failure.pop_all()
        known = list(self.ledger.items())
        self._made_before = frozenset(k for k, one in known if one.versions and not one.pending)
        self._identities = {one.identity for _, one in known}
        self._owner_of = {owner.folder: name for name, owner in self.ledger.owners.items()}
        for note in self.warnings:
            self.notes.add_passing(note)
        return self

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        try:
            with system_errors_in_words(self.path):
                self.ledger.close()
        except OutputError:
            if error is None:
                raise
        finally:
            if self._lock:
                self._lock.close()

    @property
    def warnings(self) -> list[Note]:
        """Why what is known of the folder can't be relied on."""
        return [Note(self.ledger.warning, str(self.path))] if self.ledger.warning else []

    def claim(self, workbook: Path | None, candidate: str) -> None:
        """Makes the folder the workbook's, or one of data; raises OutputError where it is
        another's."""
        # Here again, because the other's build may have begun here first.
        require_ours(self.path, workbook)
        self.ledger.record_workbook(claim(self.path, workbook, candidate))

    def adopt(self, expected: Expected) -> None:
        """Brings what lies in the folder to where the workbook wants it; once, before any look."""
        with system_errors_in_words(self.path):
            adoption = Adoption(self.path, self.ledger, self.disk, self.notes, expected)
            adoption.run()
        self._wanted = frozenset(adoption.wanted)
        self._owner_of |= adoption.owner_of
        self.copies = adoption.copies

    # Facts.

    def look(self, target: Target) -> Decision:
        """What is to be done about the document; reads, and changes nothing."""
        with system_errors_in_words(target.path):
            key = self.key(target.path, target.section)
            place = self.relative(target.path)
            known = self.ledger.get(key)
            recorded = known or Recorded(place, place)
            free = None if known else self._place_beside_others(target.path)
            found = OnDisk(free, "absent") if free else self._on_disk(recorded, target.path)
            found = replace(found, copies=self.copies.get(key, ()))
            action = decide(recorded, found, target)
            return Decision(target, key, self._identified(key, recorded, found), found, action)

    def key(self, planned: Path, section: str) -> DocumentKey:
        """Which document is planned there; a folder that is nobody's gets an owner of its own."""
        folder = posixpath.dirname(self.relative(planned))
        return DocumentKey(self._owner_of.get(folder) or new_id(folder, ()), section)

    def recorded(self, planned: Path, section: str) -> Recorded | None:
        """What is known of the document that is planned there."""
        return self.ledger.get(self.key(planned, section))

    def path_of(self, planned: Path, section: str) -> Path:
        """Where the document planned there lies: elsewhere where the person moved it."""
        recorded = self.recorded(planned, section)
        return self.path / recorded.path if recorded else planned

    def paths_of(self, planned: Iterable[tuple[Path, str]]) -> list[Path]:
        """Where each document lies, that of a section which is planned at a path."""
        return [self.path_of(path, section) for path, section in planned]

    def own_copy(self, planned: Path, section: str) -> Path | None:
        """Where the reader's own copy of a shared document lies, None without one."""
        recorded = self.recorded(planned, section)
        return self.path / recorded.path if recorded and recorded.own_copy else None

    def was_made(self, planned: Path, section: str) -> bool:
        """Whether an earlier run made the document."""
        return self.key(planned, section) in self._made_before

    def left_over(self) -> list[LeftOver]:
        """The documents that were made once, and that nothing which was adopted asks for."""
        known = [(key, one) for key, one in self.ledger.items() if key not in self._wanted]
        return [
            LeftOver(key.section, path, self._is_theirs(path, recorded))
            for key, recorded in sorted(known, key=lambda item: item[1].path)
            if not key.is_pdf and (path := self.path / recorded.path).exists()
        ]

    def _is_theirs(self, path: Path, recorded: Recorded) -> bool:
        """Whether the person has edited what lies there; a copy for a reader may be as it was."""
        is_copy = recorded.own_copy and self.ledger.base(seen_digest(path))
        return not is_copy and self.ledger.is_edited(path, recorded)

    def relative(self, path: Path) -> str:
        """The path from the packages folder on, with slashes."""
        path = path.absolute()
        inside = path.parts[len(self.path.parts) :]
        if not path.is_relative_to(self.path) or not inside or ".." in inside:
            raise OutputError(f"{path} is outside the packages folder {self.path}")
        return "/".join(inside)

    # What is done about them.

    def apply(self, decision: Decision, fill: Callable[[str], bytes]) -> Document | None:
        """Does what was decided; None where the person deleted the document.

        `fill` makes the document that carries an identity, and is called only where the decision
        needs it. Where the person saves meanwhile, it is looked at and decided anew.
        """
        target = decision.target
        for _ in range(_TRIES):
            data = fill(decision.recorded.identity) if decision.needs_filling else None
            with system_errors_in_words(target.path):
                try:
                    done = self._leave(decision) if data is None else self._write(decision, data)
                    return Document(target.section, decision.found.path, done) if done else None
                except ChangedMeanwhile:
                    decision = self.look(target)
                except FileIsHeld:
                    decision = replace(decision, action="locked")
        raise OutputError(
            f"{target.path}: another program keeps changing it; close it and build again"
        )

    def _place_beside_others(self, planned: Path) -> Path | None:
        """Where a new document goes if another's lies in its place, or did; None without one."""
        if planned in self.disk.vacated:
            return planned
        if not planned.exists():
            return None
        place = self.relative(planned)
        # Another's stays there where it is left over, or where its own place is taken.
        is_others = any(one.path == place for one in self.ledger.values())
        return free_place(planned) if is_others else None

    def _on_disk(self, recorded: Recorded, planned: Path) -> OnDisk:
        path = self.path / recorded.path
        try:
            found = digest_at(path)
        except PermissionError:
            # So Windows answers while Word has the document open.
            return OnDisk(path, "edited", NO_FILE, is_open=True)
        if not found:
            place = planned if planned in self.disk.vacated else free_place(planned)
            return OnDisk(place, "absent", has_folder=planned.parent.exists())
        version = self.ledger.generated_version(path, found, recorded)
        return OnDisk(
            path,
            "as generated" if version else "edited",
            found,
            version,
            is_open=any(lock_files(path)),
            has_new_version=bool(recorded.beside) and (self.path / recorded.beside).is_file(),
        )

    def _identified(self, key: DocumentKey, recorded: Recorded, found: OnDisk) -> Recorded:
        """What is recorded, with an identity: that of the file which lies there, or a new one."""
        if recorded.identity:
            return recorded
        identity = read_identity(content_at(found.path)) if found.digest else ""
        if not identity or identity in self._identities:
            # It depends on the key alone, so that equal builds give equal documents.
            identity = new_id(f"{key.owner}/{key.section}", self._identities)
        self._identities.add(identity)
        return replace(recorded, identity=identity)

    # How a document is left or written.

    def _leave(self, decision: Decision) -> Outcome | None:
        found, recorded = decision.found, decision.recorded
        match decision.action:
            case "stay away":
                self.notes.stays_away(found.path, found.copies)
                return None
            case "locked":
                self.notes.locked(found.path)
                return "locked"
            case "stay in conflict":
                if self._merges and self._merge(decision.key, recorded):
                    return "updated"
                beside = self.path / recorded.beside
                self.notes.conflict(found.path, beside)
                self._remember_conflict(decision, beside.read_bytes())
                return "conflict"
            case "leave":
                self._record(decision, recorded.made_of(recorded.versions[found.version]))
                return "unchanged"
            case _:
                self._record(decision, recorded.made_of(decision.target.inputs))
                return "kept"

    def _write(self, decision: Decision, data: bytes) -> Outcome:
        found, recorded = decision.found, decision.recorded
        if decision.action == "create":
            if recorded.versions and not recorded.pending:
                self.notes.add(found.path, "was deleted and is made again", is_passing=True)
            self._put(decision, data)
            return "created"
        if digest_at(found.path) != found.digest:
            raise ChangedMeanwhile
        if same_document(content_at(found.path), data):
            return self._keep_equal(decision, data)
        if decision.action == "put beside":
            return self._put_beside(decision, data)
        if found.digest == NO_FILE:
            raise OutputError(f"{found.path} is no ordinary file; move it away, and build again")
        if found.digest not in recorded.versions:
            # Also one that says the same as was generated: its bytes are theirs.
            copy = self.disk.keep_copy(found.path, found.path.read_bytes(), "yours")
            self.notes.replaced(found.path, copy)
        self._put(decision, data)
        return "updated"

    def _keep_equal(self, decision: Decision, data: bytes) -> Outcome:
        """What lies there says what would be written, so that nothing is."""
        found, recorded, inputs = decision.found, decision.recorded, decision.target.inputs
        if found.version:
            same = recorded.made_of(recorded.versions[found.version])
            self._record(decision, dict.fromkeys(same, inputs))
            return "unchanged"
        self._record(decision, {digest(data): inputs})
        self.ledger.keep_base(data)
        return "kept"

    def _put(self, decision: Decision, data: bytes) -> None:
        path, inputs = decision.found.path, decision.target.inputs
        place, planned = self.relative(path), self.relative(decision.target.path)
        recorded = replace(decision.recorded, path=place, planned=planned)
        written = self._replace(decision, recorded, path, decision.found.digest, data)
        self._record(replace(decision, recorded=written), {digest(data): inputs})

    def _replace(
        self, decision: Decision, recorded: Recorded, path: Path, seen: str, data: bytes
    ) -> Recorded:
        """Writes a new version, in the order that a kill can't harm; what is recorded then."""
        versions = {**recorded.versions, digest(data): decision.target.inputs}
        pending = replace(recorded, versions=versions, pending=True, own_copy="")
        self.ledger[decision.key] = pending
        self.ledger.keep_base(data)
        self.disk.replace_seen(path, seen, data)
        return replace(pending, pending=False)

    def _put_beside(self, decision: Decision, data: bytes) -> Outcome:
        found, recorded, inputs = decision.found, decision.recorded, decision.target.inputs
        base = self.ledger.edited_base(recorded)
        if base and same_document(base, data):
            self._record(decision, dict.fromkeys(recorded.edited, inputs))
            return "kept"
        self._remember_conflict(decision, data)
        beside = free_beside(found.path, lambda path: self._is_new_version(path, recorded, data))
        if recorded.beside != self.relative(beside):
            # The person has renamed theirs, or edited the new version, since.
            self._remove_new_version(recorded)
        waiting = replace(recorded, versions=recorded.edited, beside=self.relative(beside))
        waiting = self._replace(decision, waiting, beside, digest_at(beside), data)
        self.ledger[decision.key] = waiting
        if self._merges and self._merge(decision.key, waiting, data):
            return "updated"
        self.notes.conflict(found.path, beside)
        return "conflict"

    def _merge(self, key: DocumentKey, recorded: Recorded, new: bytes | None = None) -> bool:
        """Whether the conflict could be merged, which is done then."""
        path = self.path / recorded.path
        try:
            merged = merge_conflict(self.path, self.ledger, self.disk, key, recorded, new)
        except OutputError as error:
            self.notes.add(path, f"was not merged: {error}")
            return False
        if not self.is_dry_run:
            self.notes.merged(path, *merged)
        return True

    def _is_new_version(self, path: Path, recorded: Recorded, data: bytes) -> bool:
        found = digest_at(path)
        is_known = self.relative(path) == recorded.beside and found in recorded.versions
        return is_known or found == digest(data)

    def _remember_conflict(self, decision: Decision, new: bytes) -> None:
        base = self.ledger.edited_base(decision.recorded)
        self.conflicts.append(Conflict(decision.found.path, base, new))

    def _record(self, decision: Decision, versions: Mapping[str, Inputs]) -> None:
        """Records what is known for certain, and clears away the new version of a past conflict
        unless it was edited."""
        recorded = decision.recorded
        self._remove_new_version(recorded)
        known = replace(recorded, versions=dict(versions), beside="", pending=False, own_copy="")
        self.ledger[decision.key] = known

    def _remove_new_version(self, recorded: Recorded) -> None:
        path = self.path / recorded.beside
        if not path.is_file():
            return
        if digest_at(path) in recorded.versions:
            self.disk.remove(path)
        else:
            self.notes.stays_beside(path)
