"""Names of files and folders that Windows, macOS and Linux all take."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

LIMIT = 120
"""Bytes of UTF-8 that a name holds at most, its suffix counted."""

_REPLACED = str.maketrans(
    {"/": "-", "\\": "-", "|": "-", ":": "-", '"': "'", "<": "(", ">": ")", "?": None, "*": None}
)
_JOINERS = "\u200c\u200d"
_RESERVED = re.compile(
    r"(?P<device>(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]) *)(?=\.|$)",
    re.IGNORECASE,
)


def safe_name(text: str, fallback: str = "Unnamed", *, suffix: str = "") -> str:
    """One path component that reads like `text` and ends in `suffix` (".docx").

    It is NFC, at most LIMIT bytes, and neither hidden, nor a lock file's, nor a device of Windows.
    `fallback` stands where nothing of the text is left.
    """
    name = _usable(text) or _usable(fallback) or "Unnamed"
    name = _cut(name, LIMIT - len(suffix.encode())) + suffix
    if device := _RESERVED.match(name):
        end = device.end()
        name = _cut(f"{name[:end]}_{name[end:]}".removesuffix(suffix), LIMIT - len(suffix)) + suffix
    return name


def distinct_names(
    texts: Iterable[str], fallback: str = "Unnamed", *, suffix: str = ""
) -> list[str]:
    """A safe name for each text, no two alike to any file system: "Dana Wu", "Dana Wu (2)".

    A name depends on the texts before it alone, so that one added at the end renames nothing.
    """
    taken: set[str] = set()
    names = []
    for text in texts:
        name, number = safe_name(text, fallback, suffix=suffix), 1
        while _as_compared(name) in taken:
            number += 1
            name = safe_name(text, fallback, suffix=f" ({number}){suffix}")
        taken.add(_as_compared(name))
        names.append(name)
    return names


def output_folders(
    workbooks: Sequence[Path], output: str | os.PathLike[str] | None = None
) -> list[tuple[Path, Path]]:
    """Each workbook with the folder of its packages; two of one name get distinct ones."""
    bases = [Path(output) if output else one.parent / "packages" for one in workbooks]
    names: dict[Path, Iterator[str]] = {
        base: iter(
            distinct_names(w.stem for w, b in zip(workbooks, bases, strict=True) if b == base)
        )
        for base in bases
    }
    return [(one, base / next(names[base])) for one, base in zip(workbooks, bases, strict=True)]


def _as_compared(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded).translate(dict.fromkeys(map(ord, _JOINERS)))


def _usable(text: str) -> str:
    text = text.translate(_REPLACED)
    text = "".join(each for each in text if each.isspace() or _is_printable(each))
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return text.lstrip(f" .~-{_JOINERS}").rstrip(f" .{_JOINERS}")


def _is_printable(character: str) -> bool:
    # Format characters would let a name show other than it is (right-to-left override), but for
    # the joiners that Persian and emoji are written with.
    return character in _JOINERS or not unicodedata.category(character).startswith("C")


def _cut(text: str, size: int) -> str:
    """The longest beginning of `text` in `size` bytes that splits no character a reader sees."""
    kept = text.encode()[:size].decode(errors="ignore")
    end = len(kept)
    while 0 < end < len(text) and (_extends(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return (kept[:end] or kept).rstrip(" .")


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in _JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
    )
