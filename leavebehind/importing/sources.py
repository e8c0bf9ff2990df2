"""A file → what it holds: which format it is, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from leavebehind.importing.content import SourceContent
from leavebehind.importing.json_resume import read_json_resume
from leavebehind.importing.limits import ImportLimits, UnreadableSourceError
from leavebehind.importing.texts import decoded

Reader = Callable[[bytes, str], SourceContent]

_FORMATS = (
    "JSON Resume (.json), a LinkedIn export (.zip or its .csv), an invitation (.ics, .eml), "
    "contacts (.vcf), publications (.bib) or a tracker (.csv, .xlsx)"
)
_OTHER_KINDS = (
    (b"%PDF", "is a PDF, from which nothing can be read reliably", f"bring {_FORMATS}"),
    (b"{\\rtf", "is rich text", f"bring {_FORMATS}"),
    (b"\x89PNG", "is a picture", f"bring {_FORMATS}"),
    (b"\xff\xd8\xff", "is a picture", f"bring {_FORMATS}"),
    (b"\x1f\x8b", "is packed with gzip", "unpack it first"),
    (b"Rar!", "is packed with RAR", "unpack it first"),
    (b"7z\xbc\xaf", "is packed with 7-Zip", "unpack it first"),
    (b"\x78\x9f\x3e\x22", "is Outlook's winmail.dat", "in Outlook, save the meeting as .ics"),
)
_OUTLOOK = "__substg1.0_".encode("utf-16-le")


def read_source(path: Path, limits: ImportLimits) -> tuple[str, SourceContent]:
    """The name of the file's format, and what it holds; raises UnreadableSourceError."""
    if path.is_dir():
        raise UnreadableSourceError("is a folder", "name the files in it")
    if not path.exists():
        raise UnreadableSourceError("does not exist", "look at its name and its folder")
    if not path.is_file():
        raise UnreadableSourceError("is no ordinary file", f"bring {_FORMATS}")
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            _refuse_other_kinds(head, file.read(1 << 20))
        if path.stat().st_size > limits.file_bytes:
            raise UnreadableSourceError("is far larger than such a file", "take a part of it")
        return _read(path, path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableSourceError(f"can't be read: {reason}") from error


def _refuse_other_kinds(head: bytes, more: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise UnreadableSourceError("is empty", "export it again")
    for start, what, hint in _OTHER_KINDS:
        if head.startswith(start):
            raise UnreadableSourceError(what, hint)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _OUTLOOK in head + more:
            hint = "in Outlook, save it as .ics, or the message as .eml"
            raise UnreadableSourceError("is an Outlook item (.msg)", hint)
        hint = "open it in Excel or LibreOffice, and save it as .xlsx"
        raise UnreadableSourceError("is a file of an old Office, or one with a password", hint)


def _read(path: Path, data: bytes) -> tuple[str, SourceContent]:
    text = decoded(data)
    for name, suffixes, start, read in _TEXTS:
        if path.suffix.lower() in suffixes or start.match(text):
            return name, read(data, path.name)
    raise UnreadableSourceError("is of no format that can be imported", f"bring {_FORMATS}")


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\ufeff?\s*{pattern}", re.IGNORECASE)


_TEXTS: tuple[tuple[str, frozenset[str], re.Pattern[str], Reader], ...] = (
    ("JSON Resume", frozenset({".json"}), _pattern(r"\{"), read_json_resume),
)
