"""Rows of the starter's example that are still there among the person's own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from leavebehind.names import fold_each
from leavebehind.records import Note, Row
from leavebehind.search import Search

Texts = Mapping[str, str]
"""The texts of a row by their fields, folded."""

_EXAMPLE = Path(__file__).parent.parent / "starter_example.json"
_CHOICES = frozenset({"format", "package", "paper", "status", "part", "interview", "place", "kind"})
"""Fields in which many people write the same."""
_KNOWN_BY = ("email", "phone", "website", "linkedin", "address", "headline", "summary")


def example_rows(search: Search) -> Iterator[Note]:
    """A note for each row of the example, and for what is the example's in the candidate."""
    example: Mapping[str, Sequence[Texts]] = json.loads(_EXAMPLE.read_bytes())
    rows = _rows(search)
    left = {
        name: [
            row
            for row, texts in zip(listed, _texts(listed), strict=True)
            if _is_one_of(texts, example[name])
        ]
        for name, listed in rows.items()
    }
    [theirs], [mine] = example["candidate"], _texts([search.candidate])
    if mine.get("name") == theirs["name"] and mine.get("email") == theirs["email"]:
        if search.interviews and not left["interviews"]:
            yield Note("this is still the example's candidate", search.candidate.place)
        return
    for field in _KNOWN_BY:
        if field in mine and mine[field] == theirs.get(field):
            place = search.place_of(search.candidate, field)
            yield Note(f"the {field} is still the example's", place)
    for row in (row for listed in left.values() for row in listed):
        yield Note("the row is still the example's; replace it or delete it", row.place)


def example_of(starter: Search) -> Mapping[str, Sequence[Texts]]:
    """What `example_rows` looks for: written down, because reading a workbook takes its time."""
    rows = {"candidate": (starter.candidate,), **_rows(starter)}
    return {name: _texts(listed) for name, listed in rows.items()}


def _texts(rows: Sequence[Row]) -> list[Texts]:
    """The texts by which each row can be recognized, folded."""
    found = [
        {
            one.name: str(value)
            for one in fields(row)
            if one.name not in _CHOICES
            if isinstance(value := getattr(row, one.name), str | tuple) and value
        }
        for row in rows
    ]
    folded = iter(fold_each(text for texts in found for text in texts.values()))
    return [{name: next(folded) for name in texts} for texts in found]


def _rows(search: Search) -> dict[str, Sequence[Row]]:
    own = {"interviews": search.interviews, "interviewers": search.interviewers}
    return {**own, "contacts": search.contacts, **search.lists}


def _is_one_of(own: Texts, examples: Sequence[Texts]) -> bool:
    for texts in examples:
        equal = {name for name, text in texts.items() if own.get(name) == text}
        least = 2 if len(equal) * 2 >= len(texts) else 3
        if len(equal) >= min(least, len(texts)):
            return True
    return False
