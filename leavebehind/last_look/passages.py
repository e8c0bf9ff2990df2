"""The texts of a search that somebody will read, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from leavebehind.names import fold
from leavebehind.records import PRIVATE_FIELDS, Interview, Interviewer, Row
from leavebehind.search import Search

LETTER_COLUMNS = ("Opening", "Why me", "Why them", "Closing")
# Choices, and names that only decide what is printed.
_NOT_PRINTED = PRIVATE_FIELDS | {
    *("place", "extra", "status", "known_to", "knows", "package", "format", "paper", "part"),
}


@dataclass(frozen=True)
class Passage:
    """A text, what it is ("Opening") and where it is ("Interviews!A2")."""

    what: str
    text: str
    place: str


def passages_of(search: Search, rows: Iterable[Row]) -> list[Passage]:
    """The texts of the rows that are printed, each with the place where it can be changed."""
    passages = []
    for row in rows:
        # The rows of a sheet of one's own are plain, and have nothing but own columns.
        named = {one.name: getattr(row, one.name) for one in fields(row)}
        for name, value in (row.extra if type(row) is Row else named).items():
            if name not in _NOT_PRINTED and (text := _text(value)):
                is_field = row is search.candidate
                place = search.place_of(row, name) if is_field else row.place
                passages.append(Passage(name.replace("_", " ").capitalize(), text, place))
    return passages


def letter_of(search: Search, interview: Interview) -> list[Passage]:
    """The texts for one interview alone, whoever reads them."""
    key = fold(interview.key)
    own = [one for one in passages_of(search, [interview]) if one.what in LETTER_COLUMNS]
    rows: list[Row] = [row for row in search.fit if fold(row.interview) == key]
    rows += [row for row in search.first_90_days if fold(row.interview) == key]
    others = passages_of(search, rows)
    return [*own, *(one for one in others if one.what not in ("Interview", "Section"))]


def for_everybody(search: Search) -> list[Passage]:
    """The texts that every reader gets."""
    passages = passages_of(search, [search.candidate, *search.recommendations])
    return [one for one in passages if one.what in ("Headline", "Summary", "Text", "Pull quote")]


def notes_to(reader: Interviewer) -> list[Passage]:
    """What is written to one reader."""
    named = {"Personal note": reader.personal_note, "Salutation": reader.salutation}
    return [
        Passage(f"{what} to {reader.name}", text, reader.place)
        for what, text in named.items()
        if text
    ]


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return value.strip() if isinstance(value, str) else ""
