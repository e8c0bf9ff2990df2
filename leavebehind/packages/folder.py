"""The packages folder: what is written, what is kept, and what lies beside in a conflict.

| document on disk | its inputs | outcome |
|---|---|---|
| as generated | same | unchanged |
| as generated | changed | updated |
| edited | same | kept |
| edited | changed | conflict: theirs stays, the new version lies beside it |
| not ours | any | kept if it says what we would write, else conflict |
| open in Word, and would have to be written | any | locked |

A file is replaced in this order: the ledger learns the new digest, the new version is kept as base,
the file is renamed into place, the ledger forgets the old digest. Killed between any two, the next
run finds a whole file whose digest the ledger knows.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import posixpath
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Literal

from leavebehind.docx.equality import same_document
from leavebehind.errors import OutputError
from leavebehind.files import in_plain_words, lock, lock_files
from leavebehind.names import safe_name
from leavebehind.packages.ledger import STATE, Entry, Ledger, composed, digest
from leavebehind.packages.moves import Whereabouts, digest_at
from leavebehind.packages.renames import Expected, Traits
from leavebehind.records import Note
from leavebehind.report import Outcome

_TRIES = 5

Choice = Literal["mine", "new"]
"""Whose version stays when a conflict is settled."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a document lies, which is elsewhere where the person moved it, and its outcome."""

    path: Path
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A document that belongs to no package any more."""

    section: str
    path: Path
    edited: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A document that the person edited, and the new version of it."""

    path: Path
    base: bytes | None
    """As it was generated before the edit, None where that is lost."""
    new: bytes


Verdict = Literal["unchanged", "kept", "conflict", "locked", "deleted", "fill"]


@dataclass(frozen=True, slots=True)
class _Sight:
    """A document as it was met, and what that asks for."""

    key: str
    path: Path
    entry: Entry
    digest: str | None = None
    """None where there is no file."""
    version: str = ""
    """The digest of the generated document that it says the same as, "" where it was edited."""
    verdict: Verdict = "fill"


class Packages:
    """The packages folder while one build works in it; another build waits `patience` seconds.

    Every path lies in the folder and is spelled as the folder is. `notes` gathers what the person
    should know, `passing` those of them that the next run will not repeat, `conflicts` what is to
    be settled, `written` every file that was written or renamed. With `dry_run` the outcomes are
    the same and nothing is written. Everything raises OutputError where the folder can't be used.
    Not for several threads at once.
    """

    def __init__(
        self, folder: Path, *, force: bool = False, dry_run: bool = False, patience: float = 10.0
    ) -> None:
        self.folder = folder.absolute()
        self.notes: list[Note] = []
        self.passing: list[Note] = []
        self.conflicts: list[Conflict] = []
        self.written: list[Path] = []
        self._force = force
        self._dry_run = dry_run
        self._patience = patience
        self._sights: dict[tuple[str, str, bool], _Sight] = {}
        self._lock: sqlite3.Connection | None = None
        self._owners: Mapping[str, Traits] | None = None
        self._unused: set[str] = set()
        """What was generated for a reader, of sections that are shared now."""

    def __enter__(self) -> Packages:
        state = self.folder / STATE
        with in_plain_words(self.folder), contextlib.ExitStack() as on_failure:
            self._require_inside(state)
            if not self._dry_run:
                state.mkdir(parents=True, exist_ok=True)
                self._lock = on_failure.enter_context(
                    contextlib.closing(lock(state / "lock", self._patience))
                )
            self._ledger = Ledger(state, dry_run=self._dry_run)
            on_failure.pop_all()
        self._where = Whereabouts(self.folder, self._ledger)
        self._made_before = {
            key for key, entry in self._ledger.items() if entry.versions and not entry.pending
        }
        self.notes += self.warnings
        self.passing += self.warnings
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with in_plain_words(self.folder):
                self._ledger.close(None if error else self._owners)
        except OutputError:
            if error is None:
                raise
        finally:
            if self._lock:
                self._lock.close()

    @property
    def pdfs_kept(self) -> Path:
        """Where the PDFs of single documents are kept."""
        return self.folder / STATE / "pdf"

    @property
    def warnings(self) -> list[Note]:
        """Why what is known of the folder can't be relied on."""
        warning = self._ledger.warning
        return [Note(warning, str(self.folder))] if warning else []

    def expect(
        self, files: Mapping[Path, str], owners: Mapping[Path, Traits], *, whole: bool
    ) -> None:
        """Tells what the workbook asks for, so that what it has renamed is known again.

        `files`: where each document may belong → its section, and each PDF → "". `owners`: each
        interview's and interviewer's folder → what tells whose it is. `whole`: this build makes all
        of it, so that the next one need not know the names of before.
        """
        of_folders = {self._key(folder): traits for folder, traits in owners.items()}
        of_files = {self._key(path): section for path, section in files.items()}
        self._where.expect(Expected(of_files, of_folders))
        known = {f: traits for f, traits in of_folders.items() if not self._where.is_renamed(f)}
        self._owners = of_folders if whole else {**self._ledger.owners, **known}

    def inputs_of(self, path: Path) -> str:
        """The inputs of the document that was last generated for that place, "" without one."""
        with in_plain_words(path):
            return next(reversed([*self._entry_of(self._key(path)).versions.values()]), "")

    def needs_filling(self, path: Path, inputs: str, *, asked: bool = False) -> bool:
        """Whether `put_document` will call its `fill`, so that a caller can fill ahead."""
        key = self._key(path)
        with in_plain_words(path):
            sight = self._look(key, inputs, asked)
        self._sights[key, inputs, asked] = sight
        return sight.verdict == "fill"

    def put_document(
        self,
        path: Path,
        fill: Callable[[], bytes],
        inputs: str,
        section: str,
        *,
        asked: bool = False,
    ) -> Placed | None:
        """Brings the document up to date by the table above.

        `fill` gives the new document and is called only where it is needed; `inputs` is the digest
        of what it is made from. None where the person deleted it and it isn't `asked` for.
        """
        key = self._key(path)
        for _ in range(_TRIES):
            with in_plain_words(path):
                seen = self._sights.pop((key, inputs, asked), None)
                sight = seen or self._look(key, inputs, asked)
            data = fill() if sight.verdict == "fill" else None
            with in_plain_words(path), contextlib.suppress(_ChangedMeanwhile):
                if data is None:
                    return self._leave(sight, inputs)
                return self._write(sight, data, inputs, section)
        raise OutputError(f"{path}: another program keeps changing it; close it and build again")

    def path_of(self, path: Path) -> Path:
        """Where the document planned there lies now: elsewhere where the person moved it."""
        with in_plain_words(path):
            return self.folder / self._entry_of(self._key(path)).at

    def was_made(self, path: Path) -> bool:
        """Whether an earlier run made a document there."""
        return self._key(path) in self._made_before

    def left_over(self) -> list[LeftOver]:
        """The documents that were made once, and that nothing `expect`ed any more, or that
        `own_copy` found to be none."""
        wanted = self._where.expected.files if self._where.expected else {}
        left = [
            (entry, self.folder / entry.at)
            for key, entry in sorted(self._ledger.items())
            if entry.section and (key not in wanted or key in self._unused)
            if (self.folder / entry.at).exists()
        ]
        return [
            LeftOver(entry.section, path, not self._version_at(path, entry)) for entry, path in left
        ]

    def settle(self, path: Path, keep: Choice) -> tuple[Path, Path | None]:
        """Settles the document's conflict: the document, and the copy that is kept of the other,
        None where the person threw theirs away.

        `path` is that of the document or of the new version beside it. Raises OutputError where
        there is no conflict, where the version that shall stay is not there, or where a program
        holds one of the two.
        """
        with in_plain_words(path):
            key = self._ledger.key_of(self._key(path))
            entry = self._ledger[key or ""]
            mine, new = self.folder / entry.at, self.folder / entry.beside
            if not entry.beside or not new.is_file():
                raise OutputError(
                    f"{path}: there is no conflict here; `leavebehind status` lists those there are"
                )
            if held := next(iter([*lock_files(mine), *lock_files(new)]), None):
                raise OutputError(f"{path} is open in another program ({held.name}); close it")
            *_, newest = entry.versions
            settled = replace(
                entry, versions={newest: entry.versions[newest]}, beside="", pending=False
            )
            if keep == "mine" and not mine.exists():
                raise OutputError(f"{mine} is not there any more; put it back, or take --new")
            kept = None
            if keep == "mine":
                kept = self._free_copy(mine, "new", new.read_bytes())
                new.replace(kept)
            else:
                kept = self._keep_theirs(mine) if mine.exists() else None
                new.replace(mine)
            self._remember(key or "", settled)
            return mine, kept

    def pdfs(self) -> dict[Path, str]:
        """Every PDF that was made, and what was told of its sources."""
        return {
            self.folder / key: sources
            for key, entry in self._ledger.items()
            if not entry.section
            for sources in entry.versions.values()
        }

    def pdf_sources(self, path: Path) -> str:
        """What was told of the sources of the PDF that lies there, "" where none is as made."""
        key = self._key(path)
        if path.is_dir():
            return ""
        with in_plain_words(path):
            return self._ledger[key].versions.get(digest_at(self.folder / key) or "", "")

    def own_copy(self, path: Path, section: str) -> Path | None:
        """Where the document of their own lies that the person put there, None without one.

        It is one that is not as generated, or that was never generated there.
        """
        with in_plain_words(path):
            key = self._key(path)
            known = (
                self._ledger.lying_at(key)
                or self._copy_known(key)
                or Entry(self._where.copy_from_before(key) or key, {}, section)
            )
            known_as = self._ledger.key_of(known.at) or key
            entry = self._copy_moved(known)
            found = digest_at(self.folder / entry.at)
            if found is None or found in entry.versions:
                if found and known_as == key:
                    self._unused.add(key)
                self._forget_copy(known_as, entry)
                return None
            if entry.own != found:
                self._ledger.keep_base((self.folder / entry.at).read_bytes())
            # Remembered, so that it is known again where the person or the workbook renames it.
            place = known_as if entry.versions else key
            return self.folder / self._rekey(known_as, place, replace(entry, own=found)).at

    def _copy_known(self, key: str) -> Entry | None:
        known = self._ledger[key]
        if not known.section:
            return self._take_over(key)
        return replace(known, at=key) if os.path.lexists(self.folder / key) else known

    def _copy_moved(self, entry: Entry) -> Entry:
        """The entry of a copy of their own, wherever the person has moved it."""
        if os.path.lexists(self.folder / entry.at):
            return entry
        moved = self._where.copy_moved_from(entry)
        if moved is None:
            return entry
        self._tell_moved(moved, entry)
        return replace(entry, at=moved)

    def _forget_copy(self, key: str, entry: Entry) -> None:
        if entry.own:
            self._tell(self.folder / entry.at, "is no longer there, so the shared one is used")
            self.passing.append(self.notes[-1])
            if entry.versions:
                self._remember(key, replace(entry, own=""))
            else:
                del self._ledger[key]

    def pdf_is_current(self, path: Path, sources: str) -> bool:
        """Whether the PDF lies there as it was made, from sources with this digest."""
        return self.pdf_sources(path) == sources

    def put_pdf(self, path: Path, sources: str, make: Callable[[], bytes]) -> Outcome:
        """Has the PDF made where it is missing, altered or of other sources; whole or not at all.

        What `make` raises is passed on. A PDF that is not as we made it is kept under another name.
        """
        with in_plain_words(path):
            self._clear_superseded(self._key(path))
        if self.pdf_is_current(path, sources):
            return "unchanged"
        with in_plain_words(path):
            key = self._key(path)
            found = digest_at(self.folder / key)
        if self._dry_run:
            return "updated" if found else "created"
        data = make()
        with in_plain_words(path):
            return self._place_pdf(key, found, data, sources)

    def _clear_superseded(self, key: str) -> None:
        """Does away with the PDFs that this one had for names before, where they are as made."""
        for old in [] if self._dry_run else self._where.superseded_by(key):
            path = self.folder / old
            with contextlib.suppress(PermissionError):
                if digest_at(path) in self._ledger[old].versions:
                    path.unlink()
                    self._clear_away(path.parent)
                    del self._ledger[old]

    def _place_pdf(self, key: str, found: str | None, data: bytes, sources: str) -> Outcome:
        target = self.folder / key
        entry = self._ledger[key]
        outcome: Outcome = "updated" if found else "created"
        try:
            if found and found not in (*entry.versions, digest(data)):
                self._keep_theirs(target)
            self._ledger[key] = _begun(entry, data, sources)
            self._replace(target, found, data)
        except (_Locked, _ChangedMeanwhile):
            self._tell_locked(target)
            return "locked"
        self._ledger[key] = Entry(key, {digest(data): sources})
        return outcome

    # What is there, and what it asks for.

    def _look(self, key: str, inputs: str, asked: bool) -> _Sight:
        try:
            entry = self._entry_of(key)
            found = digest_at(self.folder / entry.at)
        except PermissionError:
            # So Windows answers while Word has the document open.
            entry = self._ledger[key]
            return _Sight(key, self.folder / entry.at, entry, verdict="locked")
        if found is None:
            is_same = inputs in entry.versions.values() and not entry.pending
            # Who clears away a whole folder wants it made anew.
            stays_away = is_same and (self.folder / key).parent.exists()
            verdict: Verdict = "deleted" if stays_away and not (self._force or asked) else "fill"
            return _Sight(key, self.folder / key, entry, verdict=verdict)
        path = self.folder / entry.at
        sight = _Sight(key, path, entry, found, self._version_of(path, found, entry))
        return replace(sight, verdict=self._verdict(sight, inputs))

    def _verdict(self, sight: _Sight, inputs: str) -> Verdict:
        if self._has_to_be_written(sight, inputs):
            return "locked" if any(lock_files(sight.path)) else "fill"
        if sight.version:
            return "unchanged"
        return "conflict" if self._is_unsettled(sight.entry, inputs) else "kept"

    def _has_to_be_written(self, sight: _Sight, inputs: str) -> bool:
        if sight.version:
            return sight.entry.versions[sight.version] != inputs
        # After a kill nobody knows which version the person has edited.
        is_seen = inputs in sight.entry.versions.values() and not sight.entry.pending
        return self._force or not is_seen

    def _is_unsettled(self, entry: Entry, inputs: str) -> bool:
        """Whether the new version of these inputs still lies beside: the person who threw it away
        has decided for theirs."""
        *_, newest = entry.versions.values()
        return bool(entry.beside) and newest == inputs and (self.folder / entry.beside).exists()

    def _version_at(self, path: Path, entry: Entry) -> str:
        return self._version_of(path, digest_at(path) or "", entry)

    def _version_of(self, path: Path, found: str, entry: Entry) -> str:
        if found in entry.versions or path.is_symlink():
            return found if found in entry.versions else ""
        data = path.read_bytes()
        bases = ((known, self._ledger.base(known)) for known in entry.versions)
        return next((known for known, base in bases if base and same_document(base, data)), "")

    def _entry_of(self, key: str) -> Entry:
        """What the ledger knows of the document, wherever the person has moved it."""
        entry = self._ledger[key]
        if not entry.versions:
            return self._moved_here(key) or self._take_over(key) or entry
        if os.path.lexists(self.folder / entry.at) or entry.pending:
            return entry
        if os.path.lexists(self.folder / key):
            return self._remember(key, replace(entry, at=key))
        if moved := self._where.moved_from(entry):
            self._tell_moved(moved, entry)
            beside = self._where.beside_moved(entry, moved)
            return self._remember(key, replace(entry, at=moved, beside=beside))
        if entry.beside and (self.folder / entry.beside).exists():
            return self._take_new_version(key, entry)
        return entry

    def _take_new_version(self, key: str, entry: Entry) -> Entry:
        """The person threw their own away, so the new version takes its place."""
        if self._dry_run:
            return self._remember(key, replace(entry, at=entry.beside, beside=""))
        (self.folder / entry.beside).rename(self.folder / entry.at)
        self.written.append(self.folder / entry.at)
        return self._remember(key, replace(entry, beside=""))

    def _moved_here(self, key: str) -> Entry | None:
        """The entry of a document that the person has moved to where this one belongs."""
        old = self._where.moved_here(key)
        return self._rekey(old, key, replace(self._ledger[old], at=key)) if old else None

    def _take_over(self, key: str) -> Entry | None:
        """The entry of the document that the workbook calls so now: it gets its new place, but
        for one that was edited, which is used where it lies."""
        old = self._where.renamed_from(key)
        if old is None:
            return None
        entry, path = self._ledger[old], self.folder / self._ledger[old].at
        if not self._version_at(path, entry):
            if entry.at != key:
                belongs = f"“{key}” by the workbook now; yours is used where it lies"
                self._tell(path, f"would be {belongs}")
                self.passing.append(self.notes[-1])
        elif entry.at == old and self._move(path, self.folder / key):
            entry = replace(entry, at=key)
        return self._rekey(old, key, entry)

    def _rekey(self, old: str, key: str, entry: Entry) -> Entry:
        # In this order, so that a kill between the two forgets nothing.
        self._remember(key, entry)
        if old != key:
            del self._ledger[old]
        return entry

    def _move(self, path: Path, target: Path) -> bool:
        """Whether the file could be renamed; one that a program holds stays."""
        if self._dry_run or any(lock_files(path)):
            return False
        self._require_inside(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(target)
        except PermissionError:
            return False
        self.written.append(target)
        self._clear_away(path.parent)
        return True

    def _clear_away(self, folder: Path) -> None:
        """Removes a folder in which nothing is left."""
        with contextlib.suppress(OSError):
            folder.rmdir()

    # What is done about it.

    def _leave(self, sight: _Sight, inputs: str) -> Placed | None:
        match sight.verdict:
            case "deleted":
                self._tell(sight.path, "was deleted, so it is left out; ask for it with --section")
                return None
            case "locked":
                self._tell_locked(sight.path)
                return Placed(sight.path, "locked")
            case "conflict":
                self._tell_conflict(sight.path, self.folder / sight.entry.beside)
                self._note_conflict(sight, (self.folder / sight.entry.beside).read_bytes())
                return Placed(sight.path, "conflict")
            case "unchanged":
                self._settle(sight, self._alike(sight))
                return Placed(sight.path, "unchanged")
            case _:
                self._settle(sight, _with_inputs(sight.entry.versions, inputs))
                return Placed(sight.path, "kept")

    def _write(self, sight: _Sight, data: bytes, inputs: str, section: str) -> Placed:
        sight = replace(sight, entry=replace(sight.entry, section=section))
        try:
            return Placed(sight.path, self._write_or_keep(sight, data, inputs))
        except _Locked:
            self._tell_locked(sight.path)
            return Placed(sight.path, "locked")

    def _write_or_keep(self, sight: _Sight, data: bytes, inputs: str) -> Outcome:
        if sight.digest is None:
            if sight.entry.versions and not sight.entry.pending:
                self._tell(sight.path, "was deleted and is made again")
                self.passing.append(self.notes[-1])
            self._put(sight, data, inputs)
            return "created"
        if digest_at(sight.path) != sight.digest:
            raise _ChangedMeanwhile
        says_the_same = same_document(sight.path.read_bytes(), data)
        if sight.version and says_the_same:
            self._settle(sight, dict.fromkeys(self._alike(sight), inputs))
            return "unchanged"
        if says_the_same:
            as_it_lies = {} if sight.path.is_symlink() else {sight.digest: inputs}
            self._settle(sight, {**as_it_lies, digest(data): inputs})
            self._ledger.keep_base(data)
            return "kept"
        if self._force and not sight.version:
            self._keep_theirs(sight.path)
        if self._force or sight.version:
            self._put(sight, data, inputs)
            return "updated"
        return self._put_beside(sight, data, inputs)

    def _alike(self, sight: _Sight) -> dict[str, str]:
        """The versions that say what the document says, itself among them, so that the next look
        need not compare again."""
        inputs = sight.entry.versions[sight.version]
        alike = _with_inputs(sight.entry.versions, inputs)
        return alike if sight.digest is None else {**alike, sight.digest: inputs}

    def _put(self, sight: _Sight, data: bytes, inputs: str) -> None:
        begun = replace(_begun(sight.entry, data, inputs), at=self._key(sight.path))
        self._remember(sight.key, begun)
        self._ledger.keep_base(data)
        self._replace(sight.path, sight.digest, data)
        self._settle(replace(sight, entry=begun), {digest(data): inputs})

    def _put_beside(self, sight: _Sight, data: bytes, inputs: str) -> Outcome:
        known = list(sight.entry.versions.items())
        edited = dict((known[:-1] if sight.entry.beside else known)[:1])
        base = self._ledger.base(next(iter(edited), ""))
        if base and same_document(base, data):
            self._settle(sight, dict.fromkeys(edited, inputs))
            return "kept"
        self._note_conflict(sight, data)
        beside = self._free_beside(sight.path, sight.entry, data)
        if sight.entry.beside != self._key(beside):
            # The person has renamed theirs, or edited the new version, since.
            self._clear_new_version(sight.entry)
        entry = replace(sight.entry, versions=edited, beside=self._key(beside))
        begun = _begun(entry, data, inputs)
        replaced = digest_at(beside)
        self._remember(sight.key, begun)
        self._ledger.keep_base(data)
        self._replace(beside, replaced, data)
        self._remember(sight.key, replace(begun, pending=False))
        self._tell_conflict(sight.path, beside)
        return "conflict"

    def _free_beside(self, path: Path, entry: Entry, data: bytes) -> Path:
        """NAME.new.docx, or the next name where the person has edited that one."""
        for candidate in _numbered(path, lambda number: f".new{number}"):
            if not os.path.lexists(candidate):
                return candidate
            found = digest_at(candidate)
            ours = self._key(candidate) == entry.beside and found in entry.versions
            if not candidate.is_symlink() and (ours or found == digest(data)):
                return candidate
        raise OutputError(f"{path}: no name is left for the new version beside it")

    def _note_conflict(self, sight: _Sight, new: bytes) -> None:
        base = self._ledger.base(next(iter(sight.entry.versions), ""))
        self.conflicts.append(Conflict(sight.path, base, new))

    def _keep_theirs(self, path: Path) -> Path:
        """Copies what the person made to a name that they will find beside it."""
        theirs = path.read_bytes()
        copy = self._free_copy(path, "yours", theirs)
        if not copy.exists():
            self._replace(copy, None, theirs)
        self._tell(path, f"was replaced; yours is kept as “{copy.name}”")
        self.passing.append(self.notes[-1])
        return copy

    def _free_copy(self, path: Path, whose: str, data: bytes) -> Path:
        """The name of a copy of that content: a free one, or where it is kept already."""
        today = datetime.date.today().isoformat()
        for copy in _numbered(path, lambda number: f" ({whose} {today}{number})"):
            if not os.path.lexists(copy) or digest_at(copy) == digest(data):
                return copy
        raise OutputError(f"{path}: no name is left for a copy of it")

    def _settle(self, sight: _Sight, versions: Mapping[str, str]) -> None:
        """Remembers what is known for certain, and clears away the new version of a past conflict
        unless it was edited."""
        entry = sight.entry
        self._clear_new_version(entry)
        settled = replace(entry, versions=dict(versions), beside="", pending=False)
        self._remember(sight.key, settled)

    def _clear_new_version(self, entry: Entry) -> None:
        """Removes what lies beside for a conflict, unless it was edited."""
        if entry.beside and not self._dry_run:
            beside = self.folder / entry.beside
            if digest_at(beside) in entry.versions:
                beside.unlink()

    def _remember(self, key: str, entry: Entry) -> Entry:
        self._ledger[key] = entry
        return entry

    def _replace(self, target: Path, expected: str | None, data: bytes) -> None:
        """Renames the new file into place, if what lies there is still what was seen."""
        if self._dry_run or expected == digest(data):
            return
        self._require_inside(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = self._ledger.stage(data, "staged")
        try:
            if digest_at(target) != expected:
                raise _ChangedMeanwhile
            staged.replace(target)
            self.written.append(target)
        except PermissionError as error:
            if expected and os.access(target.parent, os.W_OK):
                raise _Locked from error
            raise PermissionError(error.errno, error.strerror, str(target)) from error
        finally:
            staged.unlink(missing_ok=True)

    def _key(self, path: Path) -> str:
        path = path.absolute()
        inside = path.parts[len(self.folder.parts) :]
        if not path.is_relative_to(self.folder) or not inside or ".." in inside:
            raise OutputError(f"{path} is outside the packages folder {self.folder}")
        return "/".join(inside)

    def _require_inside(self, path: Path) -> None:
        if not path.parent.resolve().is_relative_to(self.folder.resolve()) or (
            path.name == STATE and path.is_symlink()
        ):
            raise OutputError(f"{path} leads out of the packages folder; remove that link")

    def _tell(self, path: Path, message: str) -> None:
        self.notes.append(Note(f"“{path.name}” {message}", self._key(path)))

    def _tell_moved(self, moved: str, entry: Entry) -> None:
        here, there = self._renamed_folder(moved, entry.at) or (moved, entry.at)
        name, was = posixpath.basename(here), posixpath.basename(there)
        called = was if was != name else there
        note = Note(f"“{name}” is taken for “{called}”, which is no longer where it was", here)
        if composed(here) != composed(there) and note not in self.notes:
            self.notes.append(note)
            self.passing.append(note)

    def _renamed_folder(self, moved: str, was: str) -> tuple[str, str] | None:
        """The folder's name now and before, where the document has moved along with it."""
        if (self.folder / was).parent.exists():
            return None
        here, there = moved.split("/"), was.split("/")
        differ = [i for i, names in enumerate(zip(here, there, strict=False)) if len({*names}) > 1]
        if len(here) != len(there) or len(differ) != 1 or differ[0] == len(here) - 1:
            return None
        return "/".join(here[: differ[0] + 1]), "/".join(there[: differ[0] + 1])

    def _tell_locked(self, path: Path) -> None:
        held = next((f" (if it is not, delete “{one.name}”)" for one in lock_files(path)), "")
        self._tell(path, f"is open in another program{held}, so it was left; close it, build again")

    def _tell_conflict(self, path: Path, beside: Path) -> None:
        self._tell(
            path,
            f"is not as it was generated, so yours stays; the new version is “{beside.name}”. "
            f'Settle it with: leavebehind resolve "{path}" --mine (or --new)',
        )


class _ChangedMeanwhile(Exception):  # noqa: N818  # a signal inside this module
    """The person saved the file between our look and our write."""


class _Locked(Exception):  # noqa: N818  # a signal inside this module
    """Another program holds the file."""


def _begun(entry: Entry, data: bytes, inputs: str) -> Entry:
    return replace(entry, versions={**entry.versions, digest(data): inputs}, pending=True)


def _with_inputs(versions: Mapping[str, str], inputs: str) -> dict[str, str]:
    return {generated: known for generated, known in versions.items() if known == inputs}


def _numbered(path: Path, marked: Callable[[str], str]) -> Iterator[Path]:
    for number in range(1, 1000):
        mark = marked(f" {number}" if number > 1 else "")
        yield path.with_name(safe_name(path.stem, suffix=f"{mark}{path.suffix}"))
