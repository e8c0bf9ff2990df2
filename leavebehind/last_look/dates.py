"""Dates that are over, ahead of their time or in each other's way, and wrong days in a letter."""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from babel import Locale

from leavebehind.interview_status import is_over_or_held
from leavebehind.names import fold, folded_company, quoted
from leavebehind.records import Date, Note
from leavebehind.search import Search
from leavebehind.workbook.dates import date_words

_MOST_COMPARED = 400
_HALF_AN_HOUR = 30
# What comes right before a day that is meant to be the interview's.
_MEETING = re.compile(
    r"(?i)\b(meet\w*|interview\w*|speak\w*|talk\w*|see(?:ing)? you|conversation|visit\w*|"
    r"gespräch\w*|treffen|entretien|rencontr\w*|entrevista|reuni[oó]n)\b[^.!?\n]{0,60}$"
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


def past_dates(search: Search, today: datetime.date) -> Iterator[Note]:
    """A note for each date that is over and should not be, or still to come and should not be."""
    for interview in search.interviews:
        is_on = interview.include and not is_over_or_held(interview.status)
        if is_on and _is_over(interview.date, today):
            message = f"the interview {quoted(interview.key)} was on a day that is past; "
            yield Note(f"{message}correct the date, or write no in Include", interview.place)
    for licence in search.certifications:
        if _is_over(licence.expires, today):
            yield Note(f"{licence.name} has expired, and is printed all the same", licence.place)
    for job in search.experience:
        if job.start and job.start > today:
            yield Note(f"{job.title or job.company} begins in the future", job.place)
    done = [(row.date, row.place) for row in search.recommendations]
    done += [(row.date, row.place) for row in search.awards]
    done += [(row.date, row.place) for row in search.work_samples]
    # What is in press has next year's date.
    papers = (row for row in search.publications if row.date and row.date.year > today.year + 2)
    for date, place in (*done, *((row.date, row.place) for row in papers)):
        if date and date > today:
            yield Note("the date is in the future", place)


def entered_twice(search: Search) -> Iterator[Note]:
    """A note for each interview that is entered twice."""
    first: dict[tuple[str, str, Date | None], str] = {}
    for row in search.interviews:
        what = (folded_company(row.company), fold(row.role), row.date)
        key = first.setdefault(what, row.key)
        if key != row.key and row.date and row.include:
            message = f"company, role and day are those of {quoted(key)}; is it the same interview?"
            yield Note(message, row.place)


def clashes(search: Search) -> Iterator[Note]:
    """A note for interviews of one day that begin within half an hour of each other."""
    timed = [
        (row, row.time.hour * 60 + row.time.minute)
        for row in search.interviews
        if row.include and row.date and isinstance(row.time, datetime.time)
    ]
    for (row, begin), (other, second) in itertools.combinations(timed[:_MOST_COMPARED], 2):
        if row.date == other.date and abs(begin - second) < _HALF_AN_HOUR:
            message = f"it begins while {quoted(row.key)} goes on; look at both times"
            yield Note(message, other.place)


def next_change(search: Search, today: datetime.date) -> datetime.date | None:
    """The next day after which the last look has other findings in the same workbook."""
    dates = [row.date for row in search.interviews if row.include]
    dates += [row.expires for row in search.certifications]
    dates += [row.start for row in search.experience]
    ends = [last_day(date) for date in dates if date]
    return min((day for day in ends if day >= today), default=None)


def _is_over(date: Date | None, today: datetime.date) -> bool:
    return date is not None and last_day(date) < today


def last_day(date: Date) -> datetime.date:
    """The last day of the month or the year, where the date says no day."""
    month = date.month if date.precision != "year" else 12
    end = calendar.monthrange(date.year, month)[1]
    return datetime.date(date.year, month, date.day if date.precision == "day" else end)


def wrong_days(
    texts: Sequence[str], date: Date | None, language: str, others: Collection[Date] = ()
) -> list[list[str]]:
    """The days in each text that are said to be the interview's, and are not.

    `others` are those of more interviews at the company, which may be spoken of, too.
    """
    if not date or date.precision != "day":
        return [[] for _ in texts]
    locale = Locale.parse(language, sep="-")
    months = date_words(locale.language)
    return [
        [
            *_wrong_dates(text, date, months, others),
            *_wrong_weekdays(text, date, locale),
            *_wrong_years(text, date, months),
        ]
        for text in texts
    ]


def _wrong_dates(
    text: str, date: Date, months: Mapping[str, int], others: Collection[Date]
) -> Iterator[str]:
    for match in (*_MONTH_FIRST.finditer(text), *_DAY_FIRST.finditer(text)):
        month, day = months.get(fold(match["month"])), int(match["day"])
        year = int(match["year"] or 0)
        is_meeting = bool(month and _MEETING.search(text[: match.start()]))
        is_day = (month, day) == (date.month, date.day)
        is_year = year in (0, date.year)
        # "Since 3 March 2019" is no interview; the same day of another year is one.
        is_slip = is_day and not is_year and abs(date.year - year) < 3
        is_other = any(
            (month, day, year or one.year) == (one.month, one.day, one.year) for one in others
        )
        if not is_other and (is_slip or (is_meeting and not (is_day and is_year))):
            yield match[0]


def _wrong_years(text: str, date: Date, months: Mapping[str, int]) -> Iterator[str]:
    """The interview's day in numbers, or its month, with the year before or after."""
    for match in _NUMBERS.finditer(text):
        year, parts = date.year, {int(part) for part in match.groups()}
        if {date.day, date.month} <= parts and {year - 1, year + 1} & parts:
            yield match[0]
    for match in _MONTH_ALONE.finditer(text):
        is_month = months.get(fold(match["month"])) == date.month
        is_near = abs(int(match["year"]) - date.year) in (1, 2)
        if is_month and is_near and _MEETING.search(text[: match.start()]):
            yield match[0]


def _wrong_weekdays(text: str, date: datetime.date, locale: Locale) -> Iterator[str]:
    for number, name in locale.days["format"]["wide"].items():
        match = re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
        if match and number != date.weekday():
            before = re.split(r"[.!?\n]", text[: match.start()])[-1]
            if _MEETING.search(before) and _FORWARD.search(before):
                yield match[0]
