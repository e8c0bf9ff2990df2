"""The one reader of .zip files that people bring: unpacks what is asked for, within limits."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile, ZipInfo

from leavebehind.importing.limits import ImportLimits
from leavebehind.workbook.limits import UnreadableError

_DONT_TRUST = "don't trust it; ask where it comes from"


class Archive:
    """A .zip file; its parts are measured before they are unpacked."""

    def __init__(self, path: Path, limits: ImportLimits) -> None:
        self._limits = limits
        try:
            self._file = ZipFile(path)
        except Exception as error:
            # BadZipFile, but also OSError, struct.error or NotImplementedError, by the damage.
            message = "is a damaged zip file, or only a part of it is there"
            raise UnreadableError(message, "download it again") from error
        if len(self._file.infolist()) > limits.members:
            raise UnreadableError("holds far more than an export does", _DONT_TRUST)
        # macOS adds a second file for each one, under __MACOSX/.
        self.names = [
            entry.filename
            for entry in self._file.infolist()
            if not (entry.is_dir() or entry.filename.startswith("__MACOSX/"))
        ]

    def read(self, name: str) -> bytes:
        """A part's content; raises UnreadableError."""
        entry = self._file.getinfo(name)
        if entry.flag_bits & 1:  # encrypted (APPNOTE 4.4.4)
            message = "is protected with a password"
            raise UnreadableError(message, "unpack it, and name the files in it")
        if self._is_bomb(entry):
            raise UnreadableError("unpacks to far more than an export holds", _DONT_TRUST)
        try:
            return self._file.read(entry)
        except Exception as error:
            # A wrong sum, an unknown method, a part that ends early: zipfile fails in many ways.
            message = f"is damaged: {name} can't be unpacked"
            raise UnreadableError(message, "download it again") from error

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _is_bomb(self, entry: ZipInfo) -> bool:
        packed, size = max(entry.compress_size, 1), entry.file_size
        limits = self._limits
        return size > limits.member_bytes or size > max(limits.ratio_from, limits.ratio * packed)
