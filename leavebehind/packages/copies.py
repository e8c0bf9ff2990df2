"""Names beside a document: its new version in a conflict, and the copies that are kept."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from leavebehind.errors import OutputError
from leavebehind.files import digest
from leavebehind.names import safe_name
from leavebehind.packages.digests import digest_at
from leavebehind.packages.disk import Disk


def keep_copy(disk: Disk, path: Path, data: bytes, whose: Literal["yours", "new"]) -> Path:
    """Keeps the bytes beside the document, under a name that says whose they are; its path."""
    today = datetime.date.today().isoformat()
    for copy in _numbered(path, lambda number: f" ({whose} {today}{number})"):
        if not os.path.lexists(copy):
            disk.place_document(copy, data)
            return copy
        if copy.is_file() and digest_at(copy) == digest(data):
            return copy
    raise OutputError(f"{path}: no name is left for a copy of it")


def copies_beside(path: Path, whose: Literal["yours", "new"]) -> list[Path]:
    """The copies that `keep_copy` has made of the document, whenever that was."""
    start = safe_name(path.stem, suffix=f" ({whose} ").removesuffix(f" ({whose} ")
    return [
        copy
        for copy in sorted(path.parent.glob(f"*{path.suffix}"))
        if copy.name.startswith(f"{start} ({whose} ") and copy.is_file()
    ]


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
