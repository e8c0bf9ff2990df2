"""How files under the packages folder are changed: whole or not at all, and never outside it."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from leavebehind.errors import OutputError
from leavebehind.files import digest, lock_files
from leavebehind.packages.digests import digest_at


class FileIsHeld(Exception):  # noqa: N818  # a signal inside this room
    """Another program holds the file."""


class ChangedMeanwhile(Exception):  # noqa: N818  # a signal inside this room
    """The person saved the file between our look and our write."""


class Disk:
    """Changes files in the folder; `written` names every document that was written or moved."""

    def __init__(self, folder: Path, staging: Path) -> None:
        self.written: list[Path] = []
        self._folder = folder.resolve()
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

    def replace_seen(self, target: Path, seen: str | None, data: bytes) -> None:
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
        """Removes the folder where nothing is left in it."""
        with contextlib.suppress(OSError):
            folder.rmdir()

    def clear_staging(self) -> None:
        """Removes what a killed run has left of files that it was making."""
        if self._staging.exists():
            shutil.rmtree(self._staging)

    def _require_inside(self, path: Path) -> None:
        """A link may lead out of the folder, and somebody else's file would be replaced."""
        if not path.parent.resolve().is_relative_to(self._folder):
            raise OutputError(f"{path} leads out of the packages folder; remove that link")


def _write(path: Path, data: bytes, durable: bool) -> None:
    with path.open("wb") as file:
        file.write(data)
        if durable:
            # Renamed before its bytes are on the disk, a power cut would leave an empty file.
            file.flush()
            os.fsync(file.fileno())


class DryDisk(Disk):
    """Changes nothing; a document that lies outside the folder is refused all the same."""

    def place(self, target: Path, data: bytes, *, durable: bool = True) -> None:
        self._require_inside(target)

    def place_document(self, target: Path, data: bytes) -> None:
        self.place(target, data)

    def append(self, path: Path, line: str) -> None:
        pass

    def move(self, path: Path, target: Path) -> bool:
        self._require_inside(target)
        return False

    def set_aside(self, path: Path, target: Path) -> None:
        pass

    def remove(self, path: Path) -> None:
        pass

    def remove_empty(self, folder: Path) -> None:
        pass

    def clear_staging(self) -> None:
        pass
