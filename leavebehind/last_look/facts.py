"""Days that are over, people whom nobody is, sheets that nothing prints, letters that are alike."""

from __future__ import annotations

import calendar
import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence

from leavebehind.companies import folded_company
from leavebehind.interview_status import is_over_or_held
from leavebehind.names import did_you_mean, fold, folded_words, quoted
from leavebehind.package_plan import LETTER, InterviewPlan, Section
from leavebehind.people import parse_name, speaks_of
from leavebehind.plan import at_company
from leavebehind.records import Date, Note, Row
from leavebehind.search import Search

_MOST_COMPARED = 400
_HALF_AN_HOUR = 30
_MOST_HINTS = 40
"""Names are compared letter by letter for so many; a whole network may be listed."""


def past_dates(search: Search, today: datetime.date) -> Iterator[Note]:
    """Interviews that go on though their day is over, and certificates that have expired."""
    for interview in search.interviews:
        if (
            interview.include
            and is_over(interview.date, today)
            and not is_over_or_held(interview.status)
        ):
            message = f"the interview {quoted(interview.key)} was on a day that is past; "
            yield Note(f"{message}correct the date, or write no in Include", interview.place)
    for licence in search.certifications:
        if is_over(licence.expires, today):
            yield Note(f"{licence.name} has expired, and is printed all the same", licence.place)
    for job in search.experience:
        if job.start and job.start > today:
            yield Note(f"{job.title or job.company} begins in the future", job.place)
    dated = [(row.date, row.place) for row in search.recommendations]
    dated += [(row.date, row.place) for row in search.work_samples]
    dated += [(row.date, row.place) for row in search.awards]
    for date, place in dated:
        if date and date > today:
            yield Note("the date is in the future", place)
    for paper in search.publications:
        # What is in press has next year's date.
        if paper.date and paper.date.year > today.year + 2:
            yield Note("the date is in the future", paper.place)


def same_interviews(search: Search) -> Iterator[Note]:
    """Interviews that are entered twice."""
    first: dict[tuple[str, str, Date | None], str] = {}
    for row in search.interviews:
        what = (folded_company(row.company), fold(row.role), row.date)
        key = first.setdefault(what, row.key)
        if key != row.key and row.date and row.include:
            message = f"company, role and day are those of {quoted(key)}; is it the same interview?"
            yield Note(message, row.place)


def clashes(search: Search) -> Iterator[Note]:
    """Interviews of one day that begin within half an hour of each other."""
    timed = [row for row in search.interviews if row.include and row.date and row.time]
    for row, other in itertools.combinations(timed[:_MOST_COMPARED], 2):
        times = (row.time, other.time)
        begins = [t.hour * 60 + t.minute for t in times if isinstance(t, datetime.time)]
        is_far = len(begins) < 2 or abs(begins[0] - begins[1]) >= _HALF_AN_HOUR
        if row.date == other.date and not is_far:
            yield Note(
                f"it begins while {quoted(row.key)} goes on; look at both times", other.place
            )


def is_over(date: Date | None, today: datetime.date) -> bool:
    """Whether the day, the month or the year is past."""
    return date is not None and last_day(date) < today


def last_day(date: Date) -> datetime.date:
    """The last day of the month or the year, where the date says no day."""
    month = date.month if date.precision != "year" else 12
    end = calendar.monthrange(date.year, month)[1]
    return datetime.date(date.year, month, date.day if date.precision == "day" else end)


def known_to_nobody(search: Search) -> Iterator[Note]:
    """Names in Known to and Knows that are no interviewer and no company of an interview."""
    known = _Known(search)
    rows: list[tuple[str, Row, tuple[str, ...]]] = [
        *(("Known to", row, row.known_to) for row in search.references),
        *(("Knows", row, row.knows) for row in search.contacts),
    ]
    unknown = (
        (column, row, entry)
        for column, row, entries in rows
        for at, entry in enumerate(entries)
        if not known.has(entry, entries[max(at - 1, 0) : at + 2])
    )
    for count, (column, row, entry) in enumerate(unknown):
        near = known.nearest(entry) if count < _MOST_HINTS else ""
        message = f"{column} names {quoted(entry)}, who is no interviewer and no company"
        yield Note("; ".join(filter(None, [message, near])), row.place)


class _Known:
    """The interviewers and companies of a search, found by the words of their names."""

    def __init__(self, search: Search) -> None:
        self._people = list(dict.fromkeys(one.name for one in search.interviewers))
        self._companies = list(dict.fromkeys(row.company for row in search.interviews))
        self._by_word: dict[str, set[str]] = {}
        for name in (*self._people, *self._companies):
            for word in folded_words(name):
                self._by_word.setdefault(word, set()).add(name)

    def has(self, entry: str, pair: Sequence[str]) -> bool:
        """Whether the entry, by itself or as half of "Wu, Dana", is somebody known."""
        words = folded_words(" ".join(pair))
        near = set().union(*(self._by_word.get(word, set()) for word in words))
        return any(
            at_company(entry, name)
            or speaks_of([entry], name)
            or (name in self._people and _halves(pair, name))
            for name in near
        )

    def nearest(self, entry: str) -> str:
        names = [*(parse_name(name).full for name in self._people), *self._companies]
        return did_you_mean(parse_name(entry).full, names)


def _halves(pair: Sequence[str], name: str) -> bool:
    """Whether two entries together are the name: "Wu" and "Dana"."""
    return speaks_of(pair, name) and not any(speaks_of([entry], name) for entry in pair)


def unprinted_sheets(search: Search, sections: Iterable[Section]) -> Iterator[Note]:
    """Sheets with rows that no template of any package prints."""
    printed = {name for section in sections for name in section.variables}
    every = {**search.lists, **search.sheets}
    # Of a reference without permission another note tells.
    every["references"] = tuple(row for row in search.references if row.permission)
    rows = {name: listed for name, listed in every.items() if listed}
    unprinted = [
        listed[0].place.rpartition("!")[0] or name
        for name, listed in rows.items()
        if not {name, f"{name}_"} & printed
    ]
    # A sheet that was noted when it was read is not noted again.
    noted = {note.place for note in search.notes}
    unprinted = [name for name in unprinted if name not in noted]
    if unprinted:
        what = "of this sheet" if len(unprinted) == 1 else f"of the sheets {', '.join(unprinted)}"
        yield Note(f"no template that is used prints the rows {what}", unprinted[0])


def same_letters(plan: InterviewPlan) -> Iterator[Note]:
    """Readers of one interview whose letters differ in nothing but the name."""
    alike: dict[str, list[str]] = {}
    for package in plan.packages:
        if any(section.name == LETTER for section in package.sections):
            reader = package.interviewer
            alike.setdefault(fold(reader.personal_note), []).append(reader.name)
    for note, names in alike.items():
        if len(names) > 1:
            listed = "; ".join(names[:4]) + (" …" if len(names) > 4 else "")
            why = "the same Personal note" if note else "no Personal note"
            message = f"{listed} get the same letter, with {why}; write each a note of their own"
            yield Note(message, plan.interview.place)
