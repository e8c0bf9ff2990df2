"""The countries of number formats: their languages, and how they count years."""

from __future__ import annotations

import contextlib
import datetime
import re
from locale import windows_locale
from typing import NamedTuple

from babel import Locale

from leavebehind.localization import locale_of

# [$€-407], [$-D07041E], [$-ja-JP]: a currency, then digits, calendar and language (MS-LCID).
_COUNTRY = re.compile(r"\$[^-]*-([0-9A-Fa-f]+|[A-Za-z]{2,3}(?:-[A-Za-z]+)?)(?:,.*)?")
_ERAS = (
    (datetime.date(2019, 5, 1), "R", "令", "令和"),
    (datetime.date(1989, 1, 8), "H", "平", "平成"),
    (datetime.date(1926, 12, 25), "S", "昭", "昭和"),
    (datetime.date(1912, 7, 30), "T", "大", "大正"),
    (datetime.date(1868, 1, 25), "M", "明", "明治"),
)
"""The years of Japan, each from its first day: its letter, its sign, its name."""


class Token(NamedTuple):
    """A piece of a number format; `kind` is the name of its group in _TOKENS."""

    kind: str
    text: str


Section = tuple[Token, ...]
"""A part of a format between semicolons."""


class UnreadableFormatError(Exception):
    """The format says something that this module doesn't know."""


def in_its_country(section: Section, day: datetime.date) -> tuple[Section, Locale | None]:
    """The section with the year as its country counts it, and the language that it asks for."""
    asked = (_COUNTRY.fullmatch(token.text) for token in section if token.kind == "bracket")
    country = next((match[1].lower() for match in asked if match), "")
    years = tuple(_with_year(token, day, country) for token in section)
    # "[$-409]" is English (18.8.31, MS-LCID).
    with contextlib.suppress(ValueError):
        country = windows_locale.get(int(country, 16) & 0xFFFF, country)
    return years, locale_of(country)


def _with_year(token: Token, day: datetime.date, country: str) -> Token:
    """The token, where it counts years otherwise than from Christ's birth, as what it shows."""
    letter = token.text[:1].lower()
    # The two digits before those of the language are the calendar: 07 counts from Buddha.
    is_buddhist = country[-6:-4] == "07"
    if token.text.lower() in ("b1", "b2") and not (is_buddhist or country.endswith("41e")):
        # Elsewhere than in Thailand they ask for the Gregorian and the Hijri calendar.
        raise UnreadableFormatError
    if (token.kind, letter) in (("era", "b"), ("date", "y" if is_buddhist else "")):
        year = str(day.year + 543)
        return Token("quoted", year if len(token.text) > 2 else year[2:])
    if token.kind != "era":
        return token
    # Taiwan counts from the republic, whose first year was 1912.
    if country.endswith("404"):
        return Token("quoted", str(day.year - 1911) if letter == "e" else "民國")
    if letter == "e" and not (country.endswith("411") or country.startswith("ja")):
        return Token("quoted", str(day.year))
    era = next((era for era in _ERAS if day >= era[0]), None)
    if era is None:
        raise UnreadableFormatError
    if letter == "g":
        return Token("quoted", str(era[min(len(token.text), 3)]))
    return Token("quoted", str(day.year - era[0].year + 1).rjust(len(token.text), "0"))
