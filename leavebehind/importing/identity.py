"""Which rows of different sources are one: the same interview, person or job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from leavebehind.importing.source import FIELD_SHEETS, FoundRow, Plain
from leavebehind.importing.texts import read_date
from leavebehind.names import fold, folded_company, key
from leavebehind.people import is_one_person, parse_name
from leavebehind.records import Date
from leavebehind.workbook.cells import CellContext, Noted
from leavebehind.workbook.dates import time_within
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.schema import Column
from leavebehind.workbook.sheet import EPOCH, Cell

_NAMED_BY = {
    **dict.fromkeys(("Work samples", "Publications", "Awards", "Projects"), ("Title",)),
    **dict.fromkeys(("References", "Certifications"), ("Name",)),
    "Recommendations": ("From",),
    "Languages": ("Language",),
    "Education": ("Institution",),
    "Experience": ("Title", "Company"),
    "Volunteering": ("Title", "Organisation"),
    "Interviews": ("Company",),
}
"""Sheet → the columns whose values two rows share when they are one."""
_DATED_BY = {
    **dict.fromkeys(("Experience", "Volunteering", "Projects"), "Start"),
    **dict.fromkeys(("Publications", "Awards", "Certifications"), "Date"),
    "Education": "End",
}
"""Sheet → the date that they share, too."""
_COMPANIES = frozenset({"Company", "Organisation", "Institution"})
_PEOPLE = frozenset({"Name", "From"})
_LONG_ENOUGH = 40
"""Characters by which a text is known."""
_PHONE = re.compile(r"\+?[\d\s()/.-]{7,25}")
_LOCAL_NUMBER = 7
"""Digits by which a phone number is known without the codes before it."""
_CONTEXT = CellContext(Path(), EPOCH)
_PARTS = {"year": 1, "month": 2, "day": 3}
"""How much of a date is written out."""


def identities(row: FoundRow) -> Iterator[tuple[str, ...]]:
    """What a row may be known by; rows that share one of these may be one."""
    if row.sheet in FIELD_SHEETS:
        yield ()
    elif row.sheet in ("Interviewers", "Contacts"):
        within = row.text("Interview")
        for column in ("Email", "LinkedIn"):
            if text := row.text(column):
                yield within, column, _address(text)
        if name := row.text("Name"):
            yield within, "Name", person_key(name)
            # Of a panel one may be "D. Wu"; a network has many of one family name.
            if row.sheet == "Interviewers" and (words := parse_name(name).words):
                yield within, "Family", fold(words[-1])
    elif columns := _NAMED_BY.get(row.sheet):
        names = tuple(_compared(column, row.text(column)) for column in columns)
        if any(names):
            yield names
    else:
        yield tuple(sorted(f"{name}={key(str(cell.value))}" for name, cell in row.cells.items()))


def are_one(row: FoundRow, other: FoundRow) -> bool:
    """Whether two rows that share an identity are one."""
    if row.sheet == "Interviews":
        are_dated = row.date("Date") and other.date("Date")
        return _same_date("Date", row, other) if are_dated else _alike("Role", row, other)
    if row.sheet == "Interviewers":
        # "Dana M. Wu" and "Wu, Dana" are one, or two of one address.
        names = row.text("Name"), other.text("Name")
        return _have_one_address(row, other, "Email") or is_one_person(*names)
    if row.sheet == "Contacts":
        companies = {folded_company(row.text("Company")), folded_company(other.text("Company"))}
        return _have_one_address(row, other, "Email", "LinkedIn") or len(companies - {""}) < 2
    if row.sheet == "Recommendations":
        texts = {key(each.text("Text"))[:_LONG_ENOUGH] for each in (row, other)}
        return len(texts - {""}) < 2
    is_alike = row.sheet != "Education" or _alike("Degree", row, other)
    return is_alike and _same_date(_DATED_BY.get(row.sheet, ""), row, other)


def is_one_date(date: Date, other: Date) -> bool:
    """Whether two dates are one, as far as both are written out: 2018 is January 2018."""
    parts = min(_PARTS[date.precision], _PARTS[other.precision])
    return date.timetuple()[:parts] == other.timetuple()[:parts]


def says_same(column: Column | None, value: Plain, other: Plain) -> bool:
    """Whether two values of a column are one in two spellings: "9:30" and "09:30"."""
    if isinstance(value, Date) or isinstance(other, Date):
        first, second = (read_date(x) if isinstance(x, str) else x for x in (value, other))
        return isinstance(first, Date) and isinstance(second, Date) and is_one_date(first, second)
    texts = str(value), str(other)
    if any(len({says(text) for text in texts}) == 1 for says in (key, folded_company, _address)):
        return True
    if all(_PHONE.fullmatch(text) for text in texts):
        numbers = sorted((re.sub(r"\D", "", text).lstrip("0") for text in texts), key=len)
        return len(numbers[0]) >= _LOCAL_NUMBER and numbers[1].endswith(numbers[0])
    read = [_meant(column, text) for text in texts]
    return read[0] is not None and read[0] == read[1]


def _meant(column: Column | None, text: str) -> object:
    """What the workbook's reader takes a text for; None where it can't read it."""
    if column and column.name == "Time":
        return time_within(Cell(1, 1, f"@ {text}"), _CONTEXT)
    with suppress(UnreadableError):
        value = column.read(Cell(1, 1, text, "@"), _CONTEXT) if column else None
        return value.value if isinstance(value, Noted) else value
    return None


def says_more(date: Date, other: Date) -> bool:
    """Whether two dates are one, of which this one has more written out."""
    return is_one_date(date, other) and _PARTS[date.precision] > _PARTS[other.precision]


def person_key(name: str) -> str:
    """A person's name for comparing, equal for "Wu, Dana" and "Dana Wu"."""
    return " ".join(sorted(fold(name).replace(",", " ").replace(".", " ").split()))


def _compared(column: str, text: str) -> str:
    if column in _COMPANIES:
        return folded_company(text)
    return person_key(text) if column in _PEOPLE else key(text)


def _address(text: str) -> str:
    address = text.casefold().strip().partition("?")[0].rstrip("/")
    return (address.partition("://")[2] or address).removeprefix("www.")


def _have_one_address(row: FoundRow, other: FoundRow, *columns: str) -> bool:
    texts = ((_address(row.text(column)), _address(other.text(column))) for column in columns)
    return any(text and text == second for text, second in texts)


def _same_date(column: str, row: FoundRow, other: FoundRow) -> bool:
    date, second = row.date(column), other.date(column)
    return date is None or second is None or is_one_date(date, second)


def _alike(column: str, row: FoundRow, other: FoundRow) -> bool:
    """Whether one text is the beginning or a part of the other, a guess, or blank."""
    cells = row.cells.get(column), other.cells.get(column)
    if any(cell is None or cell.guess for cell in cells):
        return True
    text, second = key(row.text(column)), key(other.text(column))
    return text in second or second in text
