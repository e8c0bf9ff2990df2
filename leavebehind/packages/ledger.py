"""What was generated, from what, with which digest: the memory of a packages folder.

`ledger.json` is the memory as the last run left it, `journal.jsonl` what a run has added to it
since. A line of the journal costs the same however many documents there are; a run that was killed
leaves at most a torn last line. `base/` holds each document as it was generated, under its digest.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

STATE = ".leavebehind"
"""The folder in a packages folder that is ours."""

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one generated file."""

    at: str
    """Where it lies, from the packages folder on, with slashes."""
    versions: Mapping[str, str] = field(hash=False)
    """The digest of each file generated there that may still lie there, and that of its inputs;
    oldest first. Two in a conflict: what the person edited, and the new one."""
    section: str = ""
    beside: str = ""
    """Where the new version lies while there is a conflict."""
    pending: bool = False
    """A write was begun; a file that is missing now was never there, not deleted."""
    own: str = ""
    """The digest of what the person made their own copy there, as it was last used."""


class Ledger:
    """The entries by key, the path as it was planned; `warning` says why they can't be relied on.

    One that is damaged reads as empty. One that a newer version wrote does so too, and stays as it
    is. A dry run writes nothing. An entry is remembered before its base is kept, so that a base
    without a ledger tells that the ledger is missing.
    """

    warning: str = ""

    def __init__(self, folder: Path, *, dry_run: bool) -> None:
        self._folder = folder
        self._tmp = folder / "tmp"
        self._base = folder / "base"
        self._dry_run = dry_run
        self._remembers = not dry_run
        self.owners: Mapping[str, Mapping[str, str]] = {}
        """The folder of each interview and interviewer → what tells whose it is."""
        self._entries = self._read()
        self._keys = {place: key for key, e in self._entries.items() for place in _places(e)}
        if not dry_run:
            self._begin()

    def __getitem__(self, key: str) -> Entry:
        """What is known of the file planned there; an entry without versions where nothing is."""
        return self._entries.get(key) or Entry(key, {})

    def __setitem__(self, key: str, entry: Entry) -> None:
        """Remembers the entry before the call returns: a kill after it loses nothing."""
        if self._entries.get(key) != entry:
            self._forget(key)
            self._entries[key] = entry
            self._keys.update(dict.fromkeys(_places(entry), key))
            self._append([key, asdict(entry)])

    def __delitem__(self, key: str) -> None:
        self._forget(key)
        self._append([key, None])

    def items(self) -> Iterable[tuple[str, Entry]]:
        """Every key and its entry."""
        return self._entries.items()

    def lying_at(self, at: str) -> Entry | None:
        """The entry of the file that lies there, or has its new version there."""
        key = self.key_of(at)
        return self._entries[key] if key is not None else None

    def key_of(self, at: str) -> str | None:
        """The key of the file that lies there, or has its new version there."""
        return self._keys.get(composed(at))

    def stage(self, data: bytes, name: str) -> Path:
        """A whole file on the disk, ready to be renamed to where it belongs."""
        path = self.staging(name)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return path

    def staging(self, name: str) -> Path:
        """Where a file may be made before it is renamed to where it belongs."""
        self._tmp.mkdir(exist_ok=True)
        return self._tmp / name

    def keep_base(self, data: bytes) -> None:
        """Keeps the document as generated, or as the person's own copy was used, for `base`."""
        if self._remembers:
            path = self._base_path(digest(data))
            if not path.exists():
                self._base.mkdir(exist_ok=True)
                # Not on the disk before the call returns: a base that is torn counts as lost.
                staged = self.staging(path.name)
                staged.write_bytes(data)
                staged.replace(path)

    def base(self, generated: str) -> bytes | None:
        """The document with this digest as it was kept, None where it is lost."""
        try:
            data = self._base_path(generated).read_bytes()
        except OSError:
            return None
        return data if digest(data) == generated else None

    def close(self, owners: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Brings the ledger up to date and clears away what nothing needs; without a change it
        writes nothing. `owners` are remembered where they are known."""
        is_new = owners is not None and owners != self.owners
        self.owners = owners if owners is not None else self.owners
        if self._remembers and (is_new or self._journal.exists()):
            self._compact()
        if not self._dry_run and self._tmp.exists():
            shutil.rmtree(self._tmp)

    @property
    def _ledger(self) -> Path:
        return self._folder / "ledger.json"

    @property
    def _journal(self) -> Path:
        return self._folder / "journal.jsonl"

    def _base_path(self, generated: str) -> Path:
        return self._base / f"{generated}.docx"

    def _begin(self) -> None:
        if self._tmp.exists():
            shutil.rmtree(self._tmp)
        if self._remembers and self.warning:
            if self._ledger.exists():
                self._ledger.replace(self._folder / "ledger.damaged.json")
            self._compact()
        if self._remembers and self._journal.exists():
            # A line must never be added to a torn one.
            self._compact()

    def _forget(self, key: str) -> None:
        old = self._entries.pop(key, None)
        for place in _places(old) if old else ():
            if self._keys.get(place) == key:
                del self._keys[place]

    def _append(self, line: list[object]) -> None:
        if self._remembers:
            with self._journal.open("a", encoding="utf-8") as journal:
                journal.write(json.dumps(line) + "\n")

    def _compact(self) -> None:
        files = {key: asdict(entry) for key, entry in self._entries.items()}
        known = {"version": VERSION, "files": files, "owners": self.owners}
        data = json.dumps(known, indent=1).encode()
        self.stage(data, self._ledger.name).replace(self._ledger)
        needed = {kept for e in self._entries.values() for kept in (*e.versions, e.own)}
        if self._base.exists():
            for path in list(self._base.iterdir()):
                if path.stem not in needed:
                    path.unlink()
        # Last, so that what a kill leaves undone is done by the next run.
        self._journal.unlink(missing_ok=True)

    def _read(self) -> dict[str, Entry]:
        try:
            return self._read_ledger()
        except _NewerVersion:
            self._remembers = False
            self.warning = (
                "the packages folder was made by a newer leavebehind, so every document in it is "
                "treated as edited by hand and nothing is remembered; update leavebehind"
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.warning = (
                "what was generated here is no longer known, since the ledger is damaged, so every "
                "document is treated as edited by hand"
            )
        return {}

    def _read_ledger(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        if self._ledger.exists():
            known = json.loads(self._ledger.read_bytes())
            if known["version"] > VERSION:
                raise _NewerVersion
            entries = {key: _entry(fields) for key, fields in known["files"].items()}
            self.owners = _owners(known.get("owners", {}))
        elif (self._folder / "base").exists() and not self._journal.exists():
            raise ValueError("the ledger is missing")
        if self._journal.exists():
            *lines, _torn = self._journal.read_bytes().split(b"\n")
            for key, fields in map(json.loads, lines):
                if fields is None:
                    entries.pop(key, None)
                else:
                    entries[key] = _entry(fields)
        return entries


class _NewerVersion(Exception):  # noqa: N818  # no error of ours: it never leaves the module
    pass


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _entry(fields: Mapping[str, object]) -> Entry:
    match {"own": "", **fields}:
        case {
            "at": str(at),
            "versions": dict(versions),
            "section": str(section),
            "beside": str(beside),
            "pending": bool(pending),
            "own": str(own),
        } if _is_inside(at) and _is_inside(beside) and _are_texts(versions):
            return Entry(at, versions, section, beside, pending, own)
        case _:
            raise ValueError("not an entry")


def _owners(told: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    if not all(_is_inside(folder) and _are_texts(traits) for folder, traits in told.items()):
        raise ValueError("not the owners of folders")
    return told


def _is_inside(at: str) -> bool:
    # Read as Windows does, which knows every way out that the others know.
    path = PureWindowsPath(at)
    return not path.anchor and ".." not in path.parts


def _are_texts(versions: Mapping[Any, Any]) -> bool:
    return all(isinstance(text, str) for pair in versions.items() for text in pair)


def _places(entry: Entry) -> set[str]:
    return {composed(at) for at in (entry.at, entry.beside) if at}


def composed(at: str) -> str:
    """The place by which it is known, however a disk spells its name."""
    # macOS may list a name decomposed that was written composed.
    return unicodedata.normalize("NFC", at)
