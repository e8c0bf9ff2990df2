"""Rows of the starter's example that are still there among the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from leavebehind.files import cached_by_stamp
from leavebehind.names import fold
from leavebehind.records import Candidate, Note, Row
from leavebehind.search import Search
from leavebehind.workbook.reader import read_workbook

STARTER = Path(__file__).parent.parent / "starter.xlsx"
_CHOICES = frozenset({"format", "package", "paper", "status", "part", "interview", "place", "kind"})
"""Fields in which many people write the same."""
_TOLD_BY = ("email", "phone", "website", "linkedin", "address", "headline", "summary")


def example_rows(search: Search) -> Iterator[Note]:
    """A note for each row of the example, and for what is the example's in the candidate."""
    example = read_example(STARTER)
    lists = ("interviews", "interviewers", "contacts", *search.lists)
    mine = {name: _rows(search, name) for name in lists}
    theirs = {name: _rows(example, name) for name in lists}
    left = {name: [row for row in mine[name] if _is_one_of(row, theirs[name])] for name in lists}
    rows = [row for listed in left.values() for row in listed]
    if _is_candidate(search.candidate, example.candidate):
        if search.interviews and not left["interviews"]:
            yield Note("this is still the example's candidate", search.candidate.place)
        return
    for field in _TOLD_BY:
        value = getattr(search.candidate, field)
        if value and fold(value) == fold(getattr(example.candidate, field)):
            place = search.place_of(search.candidate, field)
            yield Note(f"the {field} is still the example's", place)
    for row in rows:
        yield Note("the row is still the example's; replace it or delete it", row.place)


@cached_by_stamp
def read_example(starter: Path) -> Search:
    """What the starter workbook says before anybody has changed it."""
    return read_workbook(starter)


def _rows(search: Search, name: str) -> tuple[Row, ...]:
    rows: tuple[Row, ...] = getattr(search, name)
    return rows


def _is_candidate(candidate: Candidate, example: Candidate) -> bool:
    return (candidate.name, candidate.email) == (example.name, example.email)


def _is_one_of(row: Row, examples: tuple[Row, ...]) -> bool:
    own = _texts(row)
    for texts in map(_texts, examples):
        equal = {name for name, text in texts.items() if own.get(name) == text}
        least = 2 if len(equal) * 2 >= len(texts) else 3
        if len(equal) >= min(least, len(texts)):
            return True
    return False


def _texts(row: Row) -> dict[str, str]:
    values = {one.name: getattr(row, one.name) for one in fields(row) if one.name not in _CHOICES}
    return {
        name: fold(str(value))
        for name, value in values.items()
        if value and isinstance(value, str | tuple)
    }
