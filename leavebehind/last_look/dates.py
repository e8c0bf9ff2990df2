"""Dates of the workbook that are over, ahead of their time, or in each other's way."""

from __future__ import annotations

import calendar
import datetime
import itertools
from collections.abc import Iterator

from leavebehind.companies import folded_company
from leavebehind.interview_status import is_over_or_held
from leavebehind.names import fold, quoted
from leavebehind.records import Award, Date, Note, Recommendation, WorkSample
from leavebehind.search import Search

_MOST_COMPARED = 400
_HALF_AN_HOUR = 30


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
    done: list[Recommendation | WorkSample | Award] = [*search.recommendations, *search.awards]
    for row in (*done, *search.work_samples):
        if row.date and row.date > today:
            yield Note("the date is in the future", row.place)
    for paper in search.publications:
        # What is in press has next year's date.
        if paper.date and paper.date.year > today.year + 2:
            yield Note("the date is in the future", paper.place)


def same_interviews(search: Search) -> Iterator[Note]:
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
    """Whether the day, the month or the year is past."""
    return date is not None and last_day(date) < today


def last_day(date: Date) -> datetime.date:
    """The last day of the month or the year, where the date says no day."""
    month = date.month if date.precision != "year" else 12
    end = calendar.monthrange(date.year, month)[1]
    return datetime.date(date.year, month, date.day if date.precision == "day" else end)
