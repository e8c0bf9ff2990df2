"""A cell that names a file → the picture or PDF that is to be printed."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PureWindowsPath

from leavebehind import attachments
from leavebehind.names import quoted
from leavebehind.workbook.cells import CellContext, text
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.refusals import similar_file
from leavebehind.workbook.sheet import Cell

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"})
ATTACHMENTS = PICTURES | {".pdf"}


def picture(cell: Cell, context: CellContext) -> Path:
    """A picture that exists."""
    return _printable(cell, context, PICTURES, "save it as .png or .jpg")


def attachment(cell: Cell, context: CellContext) -> Path:
    """A PDF or a picture that exists."""
    return _printable(cell, context, ATTACHMENTS, "save it as .pdf, .png or .jpg")


def _printable(cell: Cell, context: CellContext, suffixes: frozenset[str], hint: str) -> Path:
    seen = text(cell, context)
    path = _file(seen, context)
    if path.suffix.lower() not in suffixes:
        raise UnreadableError(f"{quoted(seen)} can't be printed", hint)
    try:
        attachments.check_printable(path, picture_only=suffixes == PICTURES)
    except attachments.UnprintableFileError as error:
        message = f"{quoted(seen)} can't be printed: {error.message}"
        raise UnreadableError(message, error.hint) from error
    return path


def _file(seen: str, context: CellContext) -> Path:
    """The file that a path written in a cell leads to."""
    written = PureWindowsPath(seen)
    outside = UnreadableError(
        f"{quoted(seen)} is not in the workbook's folder", "copy the file beside the workbook"
    )
    # A drive or a share is never asked for: that alone may reach over the network.
    if (written.drive or written.root) and not context.allow_outside:
        raise outside
    try:
        path = _resolved(context.folder, seen)
        if not context.allow_outside and not path.is_relative_to(context.folder):
            raise outside
        if path.is_file():
            return path
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, RuntimeError, ValueError):
        path, is_folder, exists = context.folder / "?", False, False
    if is_folder:
        raise UnreadableError(f"{quoted(seen)} is a folder", "name the file in it")
    if exists:
        raise UnreadableError(f"{quoted(seen)} is no ordinary file", "name a PDF or a picture")
    message = f"there is no file {quoted(seen)} in the workbook's folder"
    raise UnreadableError(
        message, similar_file(path, ATTACHMENTS) or "copy it there, or correct the name"
    )


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
