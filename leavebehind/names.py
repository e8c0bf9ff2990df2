"""How names are compared, companies' too, and written in templates and as files."""

from __future__ import annotations

import difflib
import os
import re
import shlex
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

LIMIT = 120
"""Bytes of UTF-8 that a name holds at most, its suffix counted."""

_REPLACED = str.maketrans(
    {"/": "-", "\\": "-", "|": "-", ":": "-", '"': "'", "<": "(", ">": ")", "?": None, "*": None}
)
_JOINERS = "\u200c\u200d"
_WITHOUT_JOINERS = dict.fromkeys(map(ord, _JOINERS))
_LONGEST_QUOTE = 60
_REMEMBERED = 1 << 12
"""So many texts are folded once: headings and names are compared with each other."""
# Windows opens a device instead of a file of such a name, whatever its extension.
_RESERVED = re.compile(
    r"(?P<device>(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]) *)(?=\.|$)",
    re.IGNORECASE,
)


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """The text without case, accents and needless spaces, for comparing names."""
    # Most texts are, and need no tables of Unicode.
    if text.isascii():
        return " ".join(text.lower().split())
    bare = (c for c in unicodedata.normalize("NFKD", text) if not _is_accent(c))
    folded = unicodedata.normalize("NFKC", "".join(bare).casefold())
    return " ".join(folded.translate(_WITHOUT_JOINERS).split())


def fold_each(texts: Iterable[str]) -> list[str]:
    """Each text, folded."""
    return [fold(text) for text in texts]


@lru_cache(_REMEMBERED)
def key(text: str) -> str:
    """The letters and digits of the folded text, for comparing headers."""
    return "".join(character for character in fold(text) if character.isalnum())


def keys(texts: Iterable[str]) -> list[str]:
    """The key of each text."""
    return [key(text) for text in texts]


# Each person of a network is compared with every reader.
@lru_cache(1 << 16)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of the folded text: "O'Brien-Díaz" is three."""
    return tuple(re.findall(r"\w+", fold(text)))


def listed_words(name: str) -> frozenset[str]:
    """The words that `words.txt` lists under the name."""
    return _word_lists()[name]


def pattern_of(name: str) -> str:
    """A regular expression for what `words.txt` lists under the name; "_" is a space there."""
    words = sorted(listed_words(name), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, words))})".replace("_", " ")


@lru_cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    text = Path(__file__).with_name("words.txt").read_text("utf-8")
    # A list goes on in indented lines.
    lists = (each.partition(": ") for each in re.split(r"\n(?=\S)", text))
    return {name: frozenset(words.split()) for name, _, words in lists}


@lru_cache(_REMEMBERED)
def snake_case(text: str) -> str:
    """The text as a name for templates: "Salary range" → "salary_range", "2026" → "_2026"."""
    plain = "".join(map(_latin, unicodedata.normalize("NFKC", text)))
    plain = plain.casefold().replace("'", "").replace("’", "")
    kept = [character if f"_{character}".isidentifier() else " " for character in plain]
    name = "_".join("".join(kept).replace("_", " ").split())
    return name if name.isidentifier() or not name else f"_{name}"


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The known name that `name` was probably meant to be; "" where none is like it."""
    by_fold = {fold(text): text for text in known}
    close = difflib.get_close_matches(fold(name), by_fold, n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The hint that names the nearest of the known names; "" where none is like `name`."""
    near = nearest(name, known)
    return f"did you mean {quoted(near)}?" if near else ""


def is_pdf_name(name: str) -> bool:
    """Whether a file is a PDF by its name."""
    return name.lower().endswith(".pdf")


def quoted(text: str) -> str:
    """The text on one line and in quotes, short enough for a message."""
    line = " ".join(text.split())
    return f"'{line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + '…'}'"


def for_shell(path: Path) -> str:
    """The path as it is typed in a shell; those of Windows know double quotes alone."""
    return f'"{path}"' if os.name == "nt" else shlex.quote(str(path))


def _is_accent(character: str) -> bool:
    # Marks above, below and through a letter (class 1, 202 and more), which people leave out.
    # The other classes are marks that make another letter, as in Japanese and the scripts of India.
    mark = unicodedata.combining(character)
    return mark == 1 or mark > 199


def _latin(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if base.isascii() else character


def safe_name(text: str, fallback: str = "Unnamed", *, suffix: str = "") -> str:
    """One path component that reads like `text` and ends in `suffix` (".docx").

    It is NFC, at most LIMIT bytes, and neither hidden, nor a lock file's, nor a device of Windows.
    Where nothing of the text is left, it is `fallback`.
    """
    name = _usable(text) or _usable(fallback) or "Unnamed"
    name = _cut(name, LIMIT - len(suffix.encode())) + suffix
    if device := _RESERVED.match(name):
        end = device.end()
        name = _cut(f"{name[:end]}_{name[end:]}".removesuffix(suffix), LIMIT - len(suffix)) + suffix
    return name


def fits(text: str, suffix: str) -> bool:
    """Whether `safe_name` cuts nothing off."""
    return len(f"{text}{suffix}".encode()) <= LIMIT


def distinct_names(texts: Iterable[str], *, suffix: str = "") -> list[str]:
    """A safe name for each text, no two alike to any file system: "Dana Wu", "Dana Wu (2)".

    A name depends on the texts before it alone, so that one added at the end renames nothing.
    """
    taken: set[str] = set()
    names = []
    for text in texts:
        name, number = safe_name(text, suffix=suffix), 1
        while _as_on_disk(name) in taken:
            number += 1
            name = safe_name(text, suffix=f" ({number}){suffix}")
        taken.add(_as_on_disk(name))
        names.append(name)
    return names


def _as_on_disk(name: str) -> str:
    """The name as file systems compare it: without case, but with its accents."""
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


def counted(number: int, thing: str) -> str:
    """ "1 package", "2 packages"."""
    return f"{number:,} {thing}{'s' if number != 1 else ''}"


def waiting_in_words(changes: int, comments: int) -> str:
    """ "3 tracked changes, 1 comment"."""
    each = ((changes, "tracked change"), (comments, "comment"))
    return ", ".join(counted(number, thing) for number, thing in each if number)


# Companies

_LEGAL_FORMS = listed_words("legal forms")
_JOINING = listed_words("before legal forms")
"""Before a legal form that is gone: "Jones & Co." is "jones"."""
# "S.A." is "SA", and "Booking.com" is "Booking".
_ABBREVIATED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_WEB_ENDING = re.compile(r"\.(?:com|org|net|io|ai|co|de)\b")
_BRACKETS = re.compile(r"\([^)]*\)")


@lru_cache(maxsize=1 << 16)
def folded_company(name: str) -> str:
    """The name for comparing, without its legal form: "The Acme Co., Inc." → "acme"."""
    text = _ABBREVIATED.sub("", _WEB_ENDING.sub("", _BRACKETS.sub(" ", fold(name))))
    words: list[str] = re.findall(r"[^\W_]+", text.replace("'", "").replace("’", ""))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS | _JOINING:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    return " ".join(words)


def is_same_company(name: str, other: str) -> bool:
    """Whether both names mean one company; a blank name means none."""
    folded = folded_company(name)
    return bool(folded) and folded.replace(" ", "") == folded_company(other).replace(" ", "")


def works_at(written: str, company: str) -> bool:
    """Whether somebody whose employer is `written` works at the company, or at a part of it.

    "Northwind Traders" is a part of "Northwind", and "Google" of "Google Cloud".
    """
    words, name = folded_company(written).split(), folded_company(company).split()
    shared = min(len(words), len(name))
    return is_same_company(written, company) or (shared > 0 and words[:shared] == name[:shared])
