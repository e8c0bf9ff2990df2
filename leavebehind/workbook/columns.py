"""What a column and a sheet of the workbook are: their names, and how their cells are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from leavebehind import records
from leavebehind.localization import meanings
from leavebehind.names import key
from leavebehind.workbook import cells

LONGEST_NAME = 255
"""Nobody's column is called longer, and a header's place may hold a text."""


@dataclass(frozen=True)
class Column:
    """A column (or the row of a Field/Value sheet): what it is called, and how a cell is read."""

    name: str
    synonyms: str
    """Other words for it, separated by commas."""
    read: cells.Reader[Any]
    attribute: str
    """The record's field."""
    required: bool

    def is_called(self, header: str) -> bool:
        """Whether the header is its name, and not only another word for it."""
        return key(header) == key(self.name)


@dataclass(frozen=True, eq=False)
class SheetSchema:
    """A sheet of the contract: what it is called, and what it holds."""

    name: str
    record: type[records.Row]
    columns: tuple[Column, ...]
    synonyms: str = ""
    required: bool = False

    @property
    def is_fields(self) -> bool:
        """Whether it is a sheet of fields and values, with one record in all."""
        return self.record in (records.Candidate, records.Settings)

    @cached_property
    def _column_of(self) -> Mapping[str, Column]:
        return by_key(self.columns)

    def column(self, header: str) -> Column | None:
        """The column that a header names."""
        return find(self._column_of, header)


Named = TypeVar("Named", bound=Column | SheetSchema)


def by_key(named: Iterable[Named]) -> dict[str, Named]:
    """What each name means; the first that claims a name has it."""
    named_by: dict[str, Named] = {}
    for entry in named:
        names = [entry.name, *entry.synonyms.split(",")]
        for name in filter(None, names):
            named_by.setdefault(key(name), entry)
    return named_by


def find(named: Mapping[str, Named], name: str) -> Named | None:
    """What a name means in English, or else in another language that a catalogue knows."""
    words = meanings(name[:LONGEST_NAME])
    forms = (form for word in words for form in (word, f"{word}s", word.removesuffix("s")))
    return next((named[form] for form in forms if form in named), None)


def means(heading: str, *words: str) -> bool:
    """Whether a heading is one of these words, in English or in another language."""
    return not set(map(key, words)).isdisjoint(meanings(heading[:LONGEST_NAME]))
