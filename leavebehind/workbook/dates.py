"""A cell → a date or a time of day, with as much of it as is written."""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from babel import Locale

from leavebehind.names import fold, fold_each, listed_words, quoted
from leavebehind.people import REMARK, is_nobody
from leavebehind.records import Date, Precision, Value
from leavebehind.workbook import number_format
from leavebehind.workbook.cells import CellContext, Noted, text
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.number_format import adds_zone, precision, shows_time, words
from leavebehind.workbook.sheet import Cell

YEARS = range(1900, 2101)
"""Numbers that are read as years: as Excel's days they would be in 1905, when nobody was hired."""
SERIALS = range(YEARS.stop, 2_958_466)
"""Numbers that are read as Excel's days, up to the year 9999."""

_PRESENT = listed_words("until now")
_FILLERS = listed_words("within dates")
TIME = re.compile(
    r"(?:[\s,]+(?:(?:at|um|à|a las|@)\s*)?|(?<=\d)T|\s*@\s*)"
    r"(?P<hour>\d{1,2})(?:[:h.](?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?"
    r"(?:\s*(?P<half>[ap]\.?m\.?)(?!\w)|(?<=[:h.]\d\d)|(?<=:\d\d\.\d\d\d))\s*"
    r"(?:uhr\b)?(?P<zone>Z|(?:UTC|GMT)(?:[+-]\d\d?(?::\d\d)?)?|[+-]\d\d:?\d\d|\(?[A-Z]{2,4}\)?)?$",
    re.IGNORECASE,
)
"""A time of day at the end of a date: "T10:00", ", 10:00 AM ET"."""
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:h.](\d\d)(?!\d)")
_IN_DIGITS = (
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?)?",
    r"(?P<year>\d{4}) ?[年년] ?(?:(?P<month>\d{1,2}) ?[月월] ?(?:(?P<day>\d{1,2}) ?[日일])?)?",
    r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
    # With dots the day is first, wherever dots are written.
    r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4}|\d\d)",
)
"""Dates in digits that read in one way only."""
_DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})")
_PERIOD = re.compile(
    r"(?:(?:from|von|du|de|desde)\s+)?(\S.*?)"
    r"(?:\s*[–—→~〜\uff5e]+\s*|\s+(?:-+|to|until|till|bis|à|au|a|al|hasta)\s+|"
    # "2019-2022" and "2010-14", but "2019-03" is a month.
    r"(?<=\d{4})-(?=\d{4}|\d\d?[/.]\d{4}|[^\W\d]|(?:1[3-9]|[2-9]\d)$))(\S.*)?",
    re.IGNORECASE,
)
_LONGEST_MOMENT = 100
_SINCE = re.compile(r"(?:since|seit|depuis|desde)\s+(?=\S)|(?<=\d)\s*\+$", re.IGNORECASE)
_NO_DAY = re.compile(r"0|00?([/.])0?1\1(?:19)?00|0?1/00?/(?:19)?00|1900-01-00")
"""How programs write the 0 of a formula on a blank cell that is formatted as a date."""
_SHORT_YEAR = re.compile(r"((?:[^\W\d_]+\W+)?\d{1,2}\W+[^\W\d_]+\W+|[^'’]+['’])(\d\d)")
"""A year of two digits that can be nothing else: "12-Jan-27", "Jan ’27"."""


class Present:
    """The end of what goes on."""


PRESENT = Present()


class Period(NamedTuple):
    """Both ends of what a cell says in one: "2019 – 2022"."""

    start: Date | None
    end: Date | Present | None


def date(cell: Cell, context: CellContext) -> Date | Noted | None:
    """A date with as much of it as is written; None for the 0 of a formula on a blank cell."""
    value = cell.value
    if _is_zero(value):
        return None
    if isinstance(value, datetime.date):
        return _year_in_a_date(value, context) or _date_shown(value, cell.number_format)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _date_of_number(value, context)
    if isinstance(value, str) and is_nobody(value):
        return Noted(None, f"{quoted(value)} is no date yet, and is left blank")
    if isinstance(value, str):
        return _date_of_text(value, context)
    raise _not_a_date(text(cell, context))


def start(cell: Cell, context: CellContext) -> Date | Period | Noted | None:
    """A date, or a period with it."""
    try:
        return date(cell, context)
    except UnreadableError:
        with contextlib.suppress(UnreadableError):
            if not _present(cell):
                return period(cell, context)
        raise


def end(cell: Cell, context: CellContext) -> Date | Present | Period | Noted | None:
    """A date, PRESENT for what goes on, or a period."""
    return _present(cell) or start(cell, context)


def _present(cell: Cell) -> Present | None:
    if not isinstance(cell.value, str) or len(cell.value) > _LONGEST_MOMENT:
        return None
    said = fold(REMARK.sub("", cell.value)).strip(" .-–").replace(" ", "")
    return PRESENT if said in _PRESENT else None


def period(cell: Cell, context: CellContext) -> Period:
    """The start and the end of "2019 – 2022" or "since 2020"; of one date, which is both."""
    seen = REMARK.sub("", text(cell, context)[:_LONGEST_MOMENT]).strip()
    match = _PERIOD.fullmatch(seen)
    begins, ends = (match[1], match[2] or "") if match else (seen, seen)
    if not match and (since := _SINCE.sub("", seen)) != seen:
        begins, ends = since, "present"
    if re.fullmatch(r"\d{4}-\d\d", f"{begins}-{ends}") and ends > begins[2:]:
        ends = begins[:2] + ends
    said = [
        Cell(*cell.at, half.strip()) if match or half != seen else cell for half in (begins, ends)
    ]
    read = [_present(one) or date(one, context) if one.value else None for one in said]
    begin, until = (one.value if isinstance(one, Noted) else one for one in read)
    return Period(None if isinstance(begin, Present) else begin, until)


def time(cell: Cell, context: CellContext) -> datetime.time | str | Noted | None:
    """A time of day, or the text as it is, such as a time with its zone; None for a 0."""
    value = cell.value
    if _is_zero(value):
        return None
    # A time alone would lose the zone that its format writes.
    if isinstance(value, datetime.time | datetime.datetime) and adds_zone(cell.number_format):
        return text(cell, context)
    if isinstance(value, datetime.datetime):
        value = value.time()
    if isinstance(value, datetime.time):
        return value.replace(microsecond=0)
    if isinstance(value, datetime.timedelta):
        value = value / datetime.timedelta(days=1)
    if day_within(cell, context):
        return time_within(cell, context)
    if not isinstance(value, float) or not 0 <= value < 1:
        return _time_in_digits(text(cell, context))
    # What is nearly a whole day is midnight.
    seconds = datetime.timedelta(seconds=round(value * 86_400) % 86_400)
    moment = (datetime.datetime.min + seconds).time()
    if isinstance(cell.value, float):
        return Noted(moment, f"the number {value:g} is read as the time {moment:%H:%M}")
    return moment


def free(cell: Cell, context: CellContext) -> Value:
    """What a column that nobody planned for holds: a date, a time or a text."""
    value = cell.value
    # A formula on a blank cell gives 0, which is midnight of no day.
    if isinstance(value, datetime.time) and _is_zero(value) and not shows_time(cell.number_format):
        return ""
    adds_words = {fold(word) for word in words(cell.number_format)} - _FILLERS
    if isinstance(value, datetime.time) and not adds_words:
        return value
    if isinstance(value, datetime.date) and not adds_words and not shows_time(cell.number_format):
        return _date_shown(value, cell.number_format)
    return text(cell, context)


def time_within(cell: Cell, context: CellContext) -> datetime.time | str | None:
    """The time that a cell with a date holds as well; a text where it has a zone."""
    value = cell.value
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        if adds_zone(cell.number_format):
            return number_format.time_shown(value, cell.number_format, context.locale)
        return value.time().replace(microsecond=0)
    # At the end of a long text, the pattern would look from each of its characters to the end.
    end_of_text = " ".join(value.split())[-_LONGEST_MOMENT:] if isinstance(value, str) else ""
    match = TIME.search(end_of_text)
    if not match:
        return None
    hour, minute, half, zone = (match[name] for name in ("hour", "minute", "half", "zone"))
    hours = int(hour) % 12 + 12 * half.lower().startswith("p") if half else int(hour)
    if hours > 23 or int(minute or 0) > 59:
        return None
    if zone:
        return match[0].lstrip(" \t\n,@T")
    return datetime.time(hours, int(minute or 0))


def day_within(cell: Cell, context: CellContext) -> Date | None:
    """The day that a cell with a time holds as well."""
    with contextlib.suppress(UnreadableError):
        # A time alone is on the day 0, in 1899 or 1900.
        if isinstance(cell.value, str) and time_within(cell, context):
            read = date(cell, context)
            return read if isinstance(read, Date) else None
        if isinstance(cell.value, datetime.datetime) and cell.value.year > YEARS.start:
            return _date_shown(cell.value, "General")
    return None


def _time_in_digits(seen: str) -> datetime.time | Noted | str:
    """9:30 of "930", and 14:00 of "14"; another text as it is."""
    whole = re.fullmatch(r"(\d{1,2}?)(\d\d)?", seen)
    clocks = [whole.groups("0")] if whole else _CLOCK.findall(seen)
    # A day may end at 24:00.
    if any(int(hour) > (23 if whole else 24) or int(minute) > 59 for hour, minute in clocks):
        return Noted(seen, f"{quoted(seen)} can't be read as a time, and is printed as it stands")
    if not whole:
        return seen
    hour, minute = map(int, clocks[0])
    moment = datetime.time(hour, minute)
    return Noted(moment, f"{seen} is read as the time {moment:%H:%M}")


def _is_zero(value: object) -> bool:
    if isinstance(value, str):
        return bool(_NO_DAY.fullmatch(value))
    return value == datetime.time() or (value == 0 and not isinstance(value, bool))


def _date_shown(value: datetime.date, code: str) -> Date:
    return Date(value.year, value.month, value.day, precision(code))


def _year_in_a_date(value: datetime.date, context: CellContext) -> Noted | None:
    """The year that somebody typed into a cell formatted as a date: Excel shows 2007 as 1905."""
    day = value.date() if isinstance(value, datetime.datetime) else value
    year = (day - context.epoch.date()).days
    if year not in YEARS:
        return None
    return Noted(Date(year, precision="year"), f"the cell shows {day:%Y}; it is read as {year}")


def _date_of_number(value: float, context: CellContext) -> Date | Noted:
    if value in YEARS:
        return Date(int(value), precision="year")
    typed = number_format.shown(value, "General", context.locale)
    if typed.isdecimal() and (written := _numeric_date(typed)):
        return Noted(written, f"the number {typed} is read as the date {written.isoformat()}")
    if int(value) not in SERIALS:
        raise _not_a_date(typed)
    day = (context.epoch + datetime.timedelta(days=int(value))).date()
    message = f"the number {typed} is read as the date {day.isoformat()}"
    return Noted(Date(day.year, day.month, day.day), message)


def _date_of_text(written: str, context: CellContext) -> Date | Noted:
    seen = " ".join(written.split())
    # A day as Excel counts them, in a cell that is formatted as text.
    if re.fullmatch(r"\d{5}", seen):
        return _date_of_number(int(seen), context)
    bare = TIME.sub("", seen).strip(" ,")
    date = _numeric_date(bare) or _named_date(bare, context.locale.language)
    if date is None:
        raise _not_a_date(seen)
    return date


def _numeric_date(seen: str) -> Date | None:
    """A date in digits; raises UnreadableError where it can be read as two."""
    for pattern in _IN_DIGITS:
        if match := re.fullmatch(pattern, seen):
            year, month, day = (match.groupdict().get(part) for part in ("year", "month", "day"))
            # Four or eight digits may be any number.
            is_year = not seen.isdecimal() or int(year or 0) in YEARS
            return _date_of(_in_full(year or ""), month, day) if is_year else None
    match = _DAY_OR_MONTH_FIRST.fullmatch(seen)
    if not match:
        return None
    first, _, second, year = match.groups()
    dates = {day for day in (_date_of(year, first, second), _date_of(year, second, first)) if day}
    if len(dates) > 1:
        written = " or ".join(sorted(day.isoformat() for day in dates))
        hint = f"write {written}, or make it a date in Excel"
        raise UnreadableError(f"{quoted(seen)} can be read as two dates", hint)
    return next(iter(dates), None)


def _named_date(seen: str, language: str) -> Date | None:
    if match := _SHORT_YEAR.fullmatch(seen):
        seen = f"{match[1]}{_in_full(match[2])}"
    words = re.findall(r"\d+|[^\W\d_]+", fold(seen))
    numbers = [word for word in words if word.isdecimal()]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) < 3]
    known, names = date_words(language), [word for word in words if not word.isdecimal()]
    months = [known[word] for word in names if known.get(word)]
    is_one_date = len(months) == len(years) == 1 and len(days) < 2
    if set(names) - known.keys() or not is_one_date or len(numbers) != len(years) + len(days):
        return None
    return _date_of(years[0], months[0], *days)


def _in_full(year: str) -> str:
    """The year in four digits: careers reach further back than plans ahead."""
    return year if len(year) == 4 else f"{20 if int(year) < 50 else 19}{year}"


def _date_of(year: str, month: int | str | None = None, day: str | None = None) -> Date | None:
    try:
        precision: Precision = "day" if day else "month" if month else "year"
        return Date(int(year), int(month or 1), int(day or 1), precision)
    except ValueError:
        return None


def _not_a_date(seen: str) -> UnreadableError:
    hint = "write it as 2026-12-03, make it a date in Excel, or leave the cell blank"
    return UnreadableError(f"{quoted(seen)} is not a date", hint)


@functools.cache
def date_words(language: str) -> Mapping[str, int]:
    """The number of a month by its name, where all languages agree; 0 for what means nothing."""
    words = dict.fromkeys(_FILLERS, 0)
    months: dict[str, set[int]] = {"sept": {9}}
    days: list[str] = []
    named: list[tuple[str, int]] = []
    # An interview abroad keeps the date of its invitation.
    for locale in map(Locale, sorted({"en", "de", "es", "fr", language})):
        for width in ("wide", "abbreviated"):
            days += locale.days["format"][width].values()
            for context in ("format", "stand-alone"):
                named += [(name, at) for at, name in locale.months[context][width].items()]
    for name, (_, number) in zip(_folded(name for name, _ in named), named, strict=True):
        months.setdefault(name, set()).add(number)
    words |= dict.fromkeys(_folded(days), 0)
    return words | {name: min(numbers) for name, numbers in months.items() if len(numbers) == 1}


def _folded(names: Iterable[str]) -> list[str]:
    return [name.strip(". ") for name in fold_each(names)]
