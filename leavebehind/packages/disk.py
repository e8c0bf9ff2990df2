"""Files under the packages folder: what they hold, and how they are changed: whole or not at all,
and never outside it."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from leavebehind.errors import OutputError
from leavebehind.files import digest, lock_files
from leavebehind.names import safe_name

NO_FILE = "no ordinary file"
"""The digest of a pipe or a device: it is like no other, and is never read."""


class FileIsHeld(Exception):  # noqa: N818  # a signal inside this room
    """Another program holds the file."""


class ChangedMeanwhile(Exception):  # noqa: N818  # a signal inside this room
    """The person saved the file between our look and our write."""


class Disk:
    """Changes files in the folder; `written` names every document that was written or moved."""

    def __init__(self, folder: Path, staging: Path) -> None:
        self.written: list[Path] = []
        self.vacated: set[Path] = set()
        """In a dry run, the places that a build would have left free by moving what lies there."""
        self._folder = os.path.realpath(folder)
        self._staging = staging

    def place(self, target: Path, data: bytes, *, durable: bool = True) -> None:
        """Has the file hold these bytes; raises FileIsHeld where another program holds it."""
        self._require_inside(target)
        for folder in (target.parent, self._staging):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
        # Renamed when it is whole: killed at any moment, there is the old file or the new one.
        staged = self._staging / target.name
        existed = target.exists()
        try:
            _write(staged, data, durable)
            staged.replace(target)
        except PermissionError as error:
            # So Windows answers while Word has the document open.
            if existed and os.access(target.parent, os.W_OK):
                raise FileIsHeld from error
            raise PermissionError(error.errno, error.strerror, str(target)) from error
        finally:
            staged.unlink(missing_ok=True)

    def place_document(self, target: Path, data: bytes) -> None:
        """Has the document hold these bytes, and counts it as written."""
        self.place(target, data)
        self.written.append(target)

    def keep_copy(self, path: Path, data: bytes, whose: Literal["yours", "new"]) -> Path:
        """Keeps the bytes beside the document, under a name that says whose they are; its path."""
        today = datetime.date.today().isoformat()
        for copy in _numbered(path, lambda number: f" ({whose} {today}{number})"):
            if not os.path.lexists(copy):
                self.place_document(copy, data)
                return copy
            if copy.is_file() and digest_at(copy) == digest(data):
                return copy
        raise OutputError(f"{path}: no name is left for a copy of it")

    def replace_seen(self, target: Path, seen: str, data: bytes) -> None:
        """Puts the new document in place, if what lies there still has the digest that was seen;
        raises ChangedMeanwhile where it has not."""
        if seen == digest(data):
            return
        if digest_at(target) != seen:
            raise ChangedMeanwhile
        self.place_document(target, data)

    def append(self, path: Path, line: str) -> None:
        """Adds the line to the file, or nothing of it where the disk is full."""
        size = path.stat().st_size if path.exists() else 0
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError:
            # The next line would be joined to the torn one, and neither could be read.
            with contextlib.suppress(OSError):
                os.truncate(path, size)
            raise

    def move(self, path: Path, target: Path) -> bool:
        """Whether the file could be renamed; one that a program holds stays where it is."""
        self._require_inside(target)
        # POSIX would replace what lies at the target without a word.
        if os.path.lexists(target) or any(lock_files(path)):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(target)
        except PermissionError:
            return False
        self.written.append(target)
        self.remove_empty(path.parent)
        return True

    def set_aside(self, path: Path, target: Path) -> None:
        """Renames a file of ours that can't be used, over the one that was set aside before."""
        path.replace(target)

    def remove(self, path: Path) -> None:
        """Removes the file, if it is there."""
        path.unlink(missing_ok=True)

    def remove_empty(self, folder: Path) -> None:
        """Removes the folder where nothing is left in it, and those above that are empty then."""
        with contextlib.suppress(OSError):
            for empty in (folder, *folder.parents):
                empty.rmdir()

    def clear_staging(self) -> None:
        """Removes what a killed run has left of files that it was making."""
        if self._staging.exists():
            shutil.rmtree(self._staging)

    def _require_inside(self, path: Path) -> None:
        """A link may lead out of the folder, and somebody else's file would be replaced."""
        # Not by Path.resolve, which some versions of Python can't do for a link to itself.
        if not Path(os.path.realpath(path.parent)).is_relative_to(self._folder):
            raise OutputError(f"{path} leads out of the packages folder; remove that link")


class DryDisk(Disk):
    """Changes nothing; a document that lies outside the folder is refused all the same."""

    def place(self, target: Path, data: bytes, *, durable: bool = True) -> None:
        self._require_inside(target)

    def place_document(self, target: Path, data: bytes) -> None:
        self.place(target, data)

    def replace_seen(self, target: Path, seen: str, data: bytes) -> None:
        self.place(target, data)

    def move(self, path: Path, target: Path) -> bool:
        self._require_inside(target)
        is_free = target in self.vacated or not os.path.lexists(target)
        if is_free and not any(lock_files(path)):
            self.vacated.add(path)
        return False

    def _nothing(self, *_of: Any, **_named: Any) -> None:
        pass

    append = set_aside = remove = remove_empty = clear_staging = _nothing


def digest_at(path: Path) -> str:
    """The digest of the file there, "" without one; that of a link is like no other."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A pipe would be waited for, and a device never ends.
            return NO_FILE
        return file_content_digest(path, path.read_bytes())
    except FileNotFoundError:
        return ""


def seen_digest(path: Path) -> str:
    """The same, but NO_FILE where the file can't be looked at."""
    try:
        return digest_at(path)
    except OSError:
        # So Windows answers while Word has the document open, and any system for a link to itself.
        return NO_FILE


def may_not_be_read(path: Path) -> bool:
    """Whether the person has no right to read the file there, which no program has open."""
    return path.exists() and not any(lock_files(path)) and not os.access(path, os.R_OK)


def composed(path: str) -> str:
    """The path by which a file is known, however a disk spells its name."""
    # macOS may list a name decomposed that was written composed.
    return unicodedata.normalize("NFC", path)


def file_content_digest(path: Path, data: bytes) -> str:
    return f"link to {digest(data)}" if path.is_symlink() else digest(data)


def content_at(path: Path) -> bytes:
    """The content of the file there, b"" where there is none that could be read."""
    return path.read_bytes() if path.is_file() else b""


def free_beside(path: Path, is_ours: Callable[[Path], bool]) -> Path:
    """NAME.new.docx, or the next name where that is not ours to replace."""
    for candidate in _numbered(path, lambda number: f".new{number}"):
        is_file = candidate.is_file() and not candidate.is_symlink()
        if not os.path.lexists(candidate) or (is_file and is_ours(candidate)):
            return candidate
    raise OutputError(f"{path}: no name is left for the new version beside it")


def free_place(path: Path) -> Path:
    """The path, or the next name where something lies: a letter to somebody of the same name."""
    free = (one for one in _numbered(path, str) if not os.path.lexists(one))
    return next(free, path)


def _numbered(path: Path, mark: Callable[[str], str]) -> Iterator[Path]:
    for number in range(1, 1000):
        text = mark(f" {number}" if number > 1 else "")
        yield path.with_name(safe_name(path.stem, suffix=f"{text}{path.suffix}"))


def _write(path: Path, data: bytes, durable: bool) -> None:
    with path.open("wb") as file:
        file.write(data)
        if durable:
            # Renamed before its bytes are on the disk, a power cut would leave an empty file.
            file.flush()
            os.fsync(file.fileno())
