"""What lies at a path, as a digest."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from leavebehind.files import digest

NO_FILE = "no ordinary file"
"""The digest of a pipe or a device: it is like no other, and is never read."""


def mark(text: str) -> str:
    """A short digest by which a text can be compared, capitals aside, but not read."""
    return digest(text.casefold().encode("utf-8", "surrogatepass"))[:16]


def digest_at(path: Path) -> str | None:
    """The digest of the file there, None without one; that of a link is like no other."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A pipe would be waited for, and a device never ends.
            return NO_FILE
        return file_content_digest(path, path.read_bytes())
    except FileNotFoundError:
        return None


def seen_digest(path: Path) -> str:
    """The digest of the file there, "" without one; NO_FILE where it can't be looked at."""
    try:
        return digest_at(path) or ""
    except (PermissionError, IsADirectoryError):
        # So Windows answers while Word has the document open.
        return NO_FILE


def composed(path: str) -> str:
    """The path by which a file is known, however a disk spells its name."""
    # macOS may list a name decomposed that was written composed.
    return unicodedata.normalize("NFC", path)


def file_content_digest(path: Path, data: bytes) -> str:
    return f"link to {digest(data)}" if path.is_symlink() else digest(data)


def content_at(path: Path) -> bytes:
    """The content of the file there, b"" where there is none that could be read."""
    return path.read_bytes() if path.is_file() else b""
