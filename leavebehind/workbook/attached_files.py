"""A cell that names a file → the picture or PDF that is to be printed."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
import unicodedata
from pathlib import Path, PureWindowsPath

from leavebehind import attachments
from leavebehind.files import digest
from leavebehind.names import quoted
from leavebehind.records import Value
from leavebehind.workbook.cells import CellContext, Noted, text
from leavebehind.workbook.dates import free
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.package import similar_file
from leavebehind.workbook.sheet import Cell, CellPicture

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"})
ATTACHMENTS = PICTURES | {".pdf"}
_KEPT_SECONDS = 30 * 24 * 60 * 60
"""So long a picture from a cell stays in the folder for temporary files after its last use."""


def picture(cell: Cell, context: CellContext) -> Path:
    """A picture that exists."""
    return _printable(cell, context, PICTURES, "save it as .png or .jpg")


def attachment(cell: Cell, context: CellContext) -> Path:
    """A PDF or a picture that exists."""
    return _printable(cell, context, ATTACHMENTS, "save it as .pdf, .png or .jpg")


def own(cell: Cell, context: CellContext) -> Value | Noted:
    """What a cell of a person's own column says, or the picture that it names."""
    named = cell.value if isinstance(cell.value, str) else ""
    if Path(named).suffix.lower() not in PICTURES or "://" in named or "\n" in named:
        return free(cell, context)
    try:
        return picture(cell, context)
    except UnreadableError as error:
        return Noted(named, f"{error.message}, so its name is printed; {error.hint}")


FILE_READERS: frozenset[object] = frozenset({picture, attachment})


def _kept(inside: CellPicture) -> Path:
    """The picture of a cell as a file of its own, called by its content, in a private folder."""
    if not inside.content:
        of = f"of {quoted(inside.address)} " if inside.address else ""
        hint = "save it as a file beside the workbook, and write its name in the cell"
        raise UnreadableError(f"the picture {of}is not in the workbook", hint)
    name = f"{digest(inside.content)[:32]}{Path(inside.file_name).suffix}"
    path = _private_folder() / name
    if path.is_file() and path.read_bytes() == inside.content:
        # Not at each use: a file that has just changed makes the next build look again.
        if path.stat().st_mtime < time.time() - _KEPT_SECONDS / 2:
            path.touch()
    else:
        _remove_unused(path.parent)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(inside.content)
        Path(file.name).replace(path)
    return path


def _remove_unused(folder: Path) -> None:
    """Removes pictures that no workbook has asked for in a month, so that none stay for ever."""
    oldest = time.time() - _KEPT_SECONDS
    for path in folder.iterdir():
        # Another process may remove the same ones.
        with contextlib.suppress(OSError):
            if path.lstat().st_mtime < oldest:
                path.unlink()


def _private_folder() -> Path:
    """A folder for temporary files that nobody else may write to."""
    # Windows has no such function; there the folder for temporary files is private.
    owner = getattr(os, "getuid", int)()
    folder = Path(tempfile.gettempdir()) / f"leavebehind-pictures-{owner}"
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    is_ours = stat.S_ISDIR(state.st_mode) and state.st_uid == owner
    if os.name == "posix" and (not is_ours or state.st_mode & 0o022):
        return Path(tempfile.mkdtemp(prefix="leavebehind-pictures-"))
    return folder


def _printable(cell: Cell, context: CellContext, suffixes: frozenset[str], hint: str) -> Path:
    seen = text(cell, context)
    may_be_outside = context.allow_outside or cell.is_path
    path = _kept(cell.picture) if cell.picture else _file(seen, context.folder, may_be_outside)
    if path.suffix.lower() not in suffixes:
        raise UnreadableError(f"{quoted(seen)} can't be printed", hint)
    try:
        attachments.check_printable(path, picture_only=suffixes == PICTURES)
    except attachments.UnprintableFileError as error:
        message = f"{quoted(seen)} can't be printed: {error.message}"
        raise UnreadableError(message, error.hint) from error
    return path


def _file(seen: str, folder: Path, may_be_outside: bool) -> Path:
    written = PureWindowsPath(seen)
    hint = "copy the file beside the workbook"
    outside = UnreadableError(f"{quoted(seen)} is not in the workbook's folder", hint)
    # A drive or a share is never asked for: that alone may reach over the network.
    if (written.drive or written.root) and not may_be_outside:
        raise outside
    try:
        path = _resolved(folder, seen)
        if not may_be_outside and not path.is_relative_to(folder):
            raise outside
        if path.is_file():
            return path
        if path.is_dir():
            raise UnreadableError(f"{quoted(seen)} is a folder", "name the file in it")
        if path.exists():
            raise UnreadableError(f"{quoted(seen)} is no ordinary file", "name a PDF or a picture")
        hint = similar_file(path, ATTACHMENTS)
    except (OSError, RuntimeError, ValueError):
        hint = ""
    message = f"there is no file {quoted(seen)} in the workbook's folder"
    raise UnreadableError(message, hint or "copy it there, or correct the name")


def _resolved(folder: Path, seen: str) -> Path:
    """Where a path leads; a name may be composed otherwise on disk, as macOS does (NFD)."""
    path = folder / seen
    if not path.exists():
        path = folder / seen.replace("\\", "/")
    for form in ("NFC", "NFD"):
        composed = Path(unicodedata.normalize(form, str(path)))
        if not path.exists() and composed.exists():
            path = composed
    return path.resolve()
