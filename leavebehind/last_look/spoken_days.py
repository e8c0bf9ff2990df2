"""Days in a letter that should be the day of the interview, and are another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from leavebehind.names import fold
from leavebehind.records import Date

# What comes right before a day that is meant to be the interview's.
_MEETING = re.compile(
    r"\b(meet\w*|interview\w*|speak\w*|talk\w*|see(?:ing)? you|conversation|visit\w*|gespräch\w*|"
    r"treffen|entretien|rencontr\w*|entrevista|reuni[oó]n)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"\blook(?:ing)? forward\b|\bfreue\b|\bsee you\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    r"\b(?P<month>[^\W\d_]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{4}))?"
)
_DAY_FIRST = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er)?(?: of| de)? (?P<month>[^\W\d_]{3,})\.?"
    r"(?:,?(?: de)? (?P<year>\d{4}))?"
)


_NUMBERS = re.compile(r"\b(\d{1,4})[/.-](\d{1,2})[/.-](\d{2,4})\b")
_MONTH_ALONE = re.compile(r"\b(?P<month>[^\W\d_]{3,}),? (?P<year>\d{4})\b")


class _Day(NamedTuple):
    said: str
    before: str
    """The text before it."""
    month: int
    day: int
    year: int | None


def wrong_days(
    text: str, date: Date | None, language: str, others: Collection[Date] = ()
) -> Iterator[str]:
    """The days in a text that are said to be the interview's, and are not.

    `others` are those of more interviews at the company, which may be spoken of, too.
    """
    if date is None or date.precision != "day":
        return
    locales = (Locale.parse(language, sep="-"), Locale("en"))
    for found in _days(text, locales):
        is_meeting = bool(_MEETING.search(found.before))
        is_day = (found.month, found.day) == (date.month, date.day)
        is_year = found.year in (None, date.year)
        # "Since 3 March 2019" is no interview; the same day of another year is one.
        is_slip = is_day and not is_year and abs(date.year - (found.year or 0)) < 3
        is_other = any(
            (found.month, found.day, found.year or one.year) == (one.month, one.day, one.year)
            for one in others
        )
        if not is_other and (is_slip or (is_meeting and not (is_day and is_year))):
            yield found.said
    yield from _wrong_weekdays(text, date, locales)
    yield from _wrong_years(text, date, locales)


@lru_cache(maxsize=8)
def _months(locales: tuple[Locale, ...]) -> dict[str, int]:
    return {
        fold(name).rstrip("."): number
        for locale in locales
        for width in ("wide", "abbreviated")
        for number, name in locale.months["format"][width].items()
    }


def _days(text: str, locales: tuple[Locale, ...]) -> Iterator[_Day]:
    months = _months(locales)
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for match in pattern.finditer(text):
            if month := months.get(fold(match["month"])):
                year = int(match["year"]) if match["year"] else None
                before = text[: match.start()]
                yield _Day(match[0], before, month, int(match["day"]), year)


def _wrong_years(text: str, date: Date, locales: tuple[Locale, ...]) -> Iterator[str]:
    """The interview's day in numbers, or its month, with the year before or after."""
    for match in _NUMBERS.finditer(text):
        year, parts = date.year, {int(part) for part in match.groups()}
        if {date.day, date.month} <= parts and {year - 1, year + 1} & parts:
            yield match[0]
    months = _months(locales)
    for match in _MONTH_ALONE.finditer(text):
        is_month = months.get(fold(match["month"])) == date.month
        is_near = abs(int(match["year"]) - date.year) in (1, 2)
        if is_month and is_near and _MEETING.search(text[: match.start()]):
            yield match[0]


def _wrong_weekdays(text: str, date: datetime.date, locales: tuple[Locale, ...]) -> Iterator[str]:
    for locale in locales[:1]:
        for number, name in locale.days["format"]["wide"].items():
            match = re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
            if match and number != date.weekday():
                before = re.split(r"[.!?\n]", text[: match.start()])[-1]
                if _MEETING.search(before) and _FORWARD.search(before):
                    yield match[0]
