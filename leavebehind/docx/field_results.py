"""What fields show that Word brings up to date: the day, and the text of a bookmark."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from lxml import etree

from leavebehind.docx.fields import FieldCode, field_codes
from leavebehind.docx.package import TRUE, W, parsed, serialized, stories
from leavebehind.docx.styles import StyleSheet

_WORD = re.compile(r'"([^"]*)"|(\\.)|([^\s"\\]+)')
_PICTURE = re.compile(r"'[^']*'|d+|M+|y+|[A-Za-z]+|.")
_TIME = re.compile("[hHms]+|am|pm|AM|PM")
_CALENDARS = frozenset(("\\h", "\\s", "\\u"))
_OTHER_THAN_TEXT = frozenset(("\\n", "\\r", "\\w", "\\p", "\\f", "\\t", "\\d"))
"""With these a REF shows a number or a place (ECMA-376 part 1, 17.16.5.51)."""
_CASES: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "caps": str.title,
    "firstcap": lambda text: text[:1].upper() + text[1:],
}


def brought_up_to_date(
    parts: Mapping[str, bytes], day: datetime.date
) -> tuple[dict[str, bytes], bool]:
    """The parts of which fields show something else now, and whether a field shows the `day`."""
    seen = [name for name, kind in stories(parts).items() if kind != "comments"]
    update = _Update(parts, seen, day)
    changed = {}
    for name in seen:
        xml = parts[name].replace(b"\0", b"")
        root = parsed(parts[name]) if b"instrText" in xml or b"fldSimple" in xml else None
        codes = [] if root is None else field_codes(root)
        if sum(map(update.applies_to, codes)):
            changed[name] = serialized(root)
    return changed, update.has_dates


class _Update:
    """Brings fields up to date, and knows whether there was a date among them."""

    def __init__(self, parts: Mapping[str, bytes], seen: Iterable[str], day: datetime.date) -> None:
        self._parts = parts
        self._seen = seen
        self._day = day
        self.has_dates = False

    @cached_property
    def _styles(self) -> StyleSheet:
        return StyleSheet(self._parts)

    @cached_property
    def _bookmarks(self) -> dict[str, str]:
        """Bookmark → its text, of those that lie in one paragraph."""
        # Of two bookmarks of one name the first counts, so that it is entered last.
        parts = reversed(list(self._seen))
        return {name: text for part in parts for name, text in _texts(parsed(self._parts[part]))}

    def applies_to(self, code: FieldCode) -> bool:
        """Whether the field shows something else now."""
        kind, *words = _words(code) or [""]
        # Word itself leaves the result of a locked field (17.16.18).
        if code.elements[0].get(W + "fldLock") in TRUE:
            return False
        if kind.upper() == "REF" and words and _OTHER_THAN_TEXT.isdisjoint(words):
            return self._refer(code, words[0])
        picture = next((after for word, after in pairwise(words) if word == "\\@"), "")
        is_day = kind.upper() == "DATE" or (kind.upper() == "TIME" and picture)
        has_time = any(map(_TIME.fullmatch, _PICTURE.findall(picture)))
        if not is_day or has_time or not _CALENDARS.isdisjoint(words):
            return False
        self.has_dates = True
        return _show(code, self._day_as(picture, code))

    def _refer(self, code: FieldCode, bookmark: str) -> bool:
        if bookmark in self._bookmarks:
            return _show(code, self._bookmarks[bookmark])
        # LibreOffice prints an error where the bookmark is gone, and Word what it last showed.
        code.leave_result()
        return True

    def _day_as(self, picture: str, code: FieldCode) -> str:
        run = next(code.texts[0].iterancestors(W + "r"), None) if code.texts else None
        language = self._styles.run_value(run, "lang") if run is not None else ""
        try:
            locale = Locale.parse(language or "en-US", sep="-")
        except (UnknownLocaleError, ValueError):
            locale = Locale("en", "US")
        if not picture:
            return str(format_skeleton("yMd", self._day, locale=locale))
        pattern = "".join(map(_pattern, _PICTURE.findall(picture)))
        return str(format_date(self._day, pattern, locale=locale))


def _show(code: FieldCode, text: str) -> bool:
    """Puts the text in place of what the field last showed, in the look that this began with.

    Whether that was something else; a field that showed nothing is left as it is.
    """
    cases = (_CASES[word.lower()] for word in _words(code) if word.lower() in _CASES)
    text = next(cases, str)(text)
    if not code.texts or "".join(one.text or "" for one in code.texts) == text:
        return False
    for element in code.texts:
        element.text = ""
    code.texts[0].text = text
    return True


def _texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The bookmarks of a part that lie in one paragraph, each with its text."""
    texts: list[etree._Element] = []
    opened: dict[str | None, tuple[str, int]] = {}
    for element in root.iter(W + "bookmarkStart", W + "bookmarkEnd", W + "t", W + "tab"):
        if element.tag == W + "bookmarkStart":
            opened[element.get(W + "id")] = (element.get(W + "name", ""), len(texts))
        elif element.tag != W + "bookmarkEnd":
            texts.append(element)
        elif element.get(W + "id") in opened:
            name, first = opened.pop(element.get(W + "id"))
            if len({next(text.iterancestors(W + "p"), None) for text in texts[first:]}) == 1:
                yield name, "".join(text.text or " " for text in texts[first:])


def _words(code: FieldCode) -> list[str]:
    """The instruction: what kind of field, and its names, pictures and switches."""
    return ["".join(found) for found in _WORD.findall(code.instruction)]


def _pattern(piece: str) -> str:
    """A piece of Word's picture of a date as CLDR spells it."""
    kind, length = piece[0], len(piece)
    if kind == "d":
        return piece if length < 3 else "EEE" if length == 3 else "EEEE"
    if kind == "y":
        return "yy" if length < 3 else "yyyy"
    if kind == "M" or (kind == "'" and length > 1):
        return piece[:4] if kind == "M" else piece
    # A letter that is no part of a date has a meaning in CLDR's patterns, unless it is quoted.
    return f"'{piece}'" if piece.isalpha() else piece.replace("'", "")
