"""What a workbook may hold: a sheet for each record, with a column for each of its fields.

Other words for sheets and columns are in `synonyms.ini`; a heading may name a column word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from dataclasses import MISSING, dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

from leavebehind import records
from leavebehind.localization import english_words
from leavebehind.names import fold, folded_words, key, keys, listed_words, nearest, snake_case
from leavebehind.search import Search
from leavebehind.workbook import attached_files, cells, dates

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


class Meaning(NamedTuple):
    """The column that a heading names, and how surely: the lower, the surer."""

    column: Column | None
    doubt: int


UNKNOWN = Meaning(None, 9)


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
    def required_columns(self) -> frozenset[Column]:
        return frozenset(column for column in self.columns if column.required)

    @cached_property
    def _column_of(self) -> Mapping[str, Column]:
        return _by_key(self.columns)

    def column(self, header: str) -> Column | None:
        """The column that a header names, by its name or another word for it."""
        return self.columns_of([header])[0]

    def columns_of(self, headers: Iterable[str]) -> list[Column | None]:
        """The column that each header names."""
        cut = (header[:LONGEST_NAME] for header in headers)
        return [_find(self._column_of, name) for name in keys(cut)]

    def meanings(self, headings: Iterable[str]) -> list[Meaning]:
        """What each heading means: a column's name, another word for it, or this word by word."""
        return [_meaning(self, heading[:LONGEST_NAME]) for heading in headings]


Named = TypeVar("Named", bound=Column | SheetSchema)


def _by_key(named: Iterable[Named]) -> dict[str, Named]:
    """What each name means; the first that claims a name has it."""
    entries, names = [], []
    for entry in named:
        called = [entry.name, *filter(None, entry.synonyms.split(","))]
        entries += [entry] * len(called)
        names += called
    # Of a dictionary's equal keys the last counts.
    return dict(zip(reversed(keys(names)), reversed(entries), strict=True))


def _find(named: Mapping[str, Named], name: str) -> Named | None:
    """What a key means in English, or else in another language that a catalogue knows."""
    for word in (name, *english_words().get(name, ())):
        # Anybody's "Reference" is "References", and the other way round.
        for form in (word, f"{word}s", word.removesuffix("s")):
            if form in named:
                return named[form]
    return None


def said_in_english(headings: Iterable[str]) -> list[tuple[str, ...]]:
    """The key of each heading, and those of what it may mean in English: "Firma" is "company"."""
    names = keys(heading[:LONGEST_NAME] for heading in headings)
    return [(name, *english_words().get(name, ())) for name in names]


# Headings word by word

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")
_ALTERNATIVES = re.compile(r"[/,;|]|\bor\b")
_BOTH = re.compile(r"[&+]|\band\b")
# "Date applied" is not the day of the interview, and "Time zone" no time.
_OTHER_MEANINGS = listed_words("other meanings of headings")
_OF_CONTACTS = listed_words("kinds of contacts")
_OF_ANYTHING = listed_words("of anything")
_CONTACTS = frozenset({"Email", "Phone", "LinkedIn"})
_OF_THE_INTERVIEW = frozenset({"Date", "Time", "Location", "Status", "Company", "Role"})


# Each row that may be the header is asked for, when sheets are sorted and again when read.
@lru_cache(maxsize=1 << 12)
def _meaning(schema: SheetSchema, heading: str) -> Meaning:
    folded = fold(heading)
    name = _key(folded)
    if column := _find(schema._column_of, name):
        return Meaning(column, 0 if name == _key(column.name.lower()) else 1)
    if not _OTHER_MEANINGS.isdisjoint(_words(folded)):
        return UNKNOWN
    column = _by_words(schema, folded)
    if not column and "\n" in heading.strip():
        column = _by_words(schema, fold(heading.strip().partition("\n")[0]))
    return Meaning(column, 2) if column else UNKNOWN


def _by_words(schema: SheetSchema, heading: str) -> Column | None:
    """The one column that the heading's words name, in any of the words between "or"."""
    parts = _ALTERNATIVES.split(_IN_BRACKETS.sub(" ", heading))
    return _only(column for part in parts if (column := _of_both(schema, part)))


def _of_both(schema: SheetSchema, part: str) -> Column | None:
    """The column of "this & that": a cell that holds two things is neither, but for moments."""
    columns = [_plain(schema, _words(each)) for each in _BOTH.split(part) if each.strip()]
    known = [column for column in columns if column]
    return _only(known) if len(known) == len(columns) else None


def _only(columns: Iterable[Column]) -> Column | None:
    """The one column that is named; "Date & time" is the date."""
    distinct = list(dict.fromkeys(columns))
    is_moment = [column.name for column in distinct] == ["Date", "Time"]
    return distinct[0] if len(distinct) == 1 or is_moment else None


def _plain(schema: SheetSchema, words: Sequence[str]) -> Column | None:
    """The column that is named but for words that change nothing: "Work email"."""
    for ignored in (frozenset[str](), _OF_ANYTHING, _OF_CONTACTS):
        name = _key(word for word in words if word not in ignored)
        column = _find(schema._column_of, name)
        if column and (ignored is not _OF_CONTACTS or column.name in _CONTACTS):
            return column
    subject = folded_words(schema.name.removesuffix("s"))
    if not subject or tuple(words[: len(subject)]) != subject or len(words) == len(subject):
        return None
    column = _plain(schema, words[len(subject) :])
    of_interviews = schema.name != "Interviews" or (column and column.name in _OF_THE_INTERVIEW)
    return column if of_interviews else None


def _words(folded: str) -> list[str]:
    return re.findall(r"\w+", folded)


def _key(folded: Iterable[str]) -> str:
    """As `names.key` of texts that are folded."""
    return "".join(filter(str.isalnum, "".join(folded)))


@dataclass(frozen=True, kw_only=True)
class PackageRow(records.Row):
    """A row of Packages."""

    package: str
    sections: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SectionRow(records.Row):
    """A row of Sections."""

    section: str
    title: str


_OF_NO_RECORD = {"Packages": PackageRow, "Sections": SectionRow}
_REQUIRED = frozenset({"Candidate", "Interviews", "Interviewers"})
_NO_COLUMNS = frozenset({"place", "extra", "current"})
_NAMES = {
    "author": "From",
    "job_url": "Job URL",
    "key": "Interview",
    "linkedin": "LinkedIn",
    "url": "URL",
}
"""The columns that aren't called as their fields."""
_READERS: Mapping[str, cells.Reader[object]] = {
    "Packages.package": cells.word,
    "Packages.sections": cells.sections,
    "Settings.language": cells.language,
    "accent": cells.accent,
    "date_format": cells.date_format,
    "email": cells.email,
    "end": dates.end,
    "highlights": cells.lines,
    "job_url": cells.url,
    "known_to": cells.people,
    "knows": cells.people,
    "linkedin": cells.linkedin,
    "number": cells.number_as_text,
    "package": cells.package,
    "permission": cells.permission,
    "phone": cells.phone,
    "phone_region": cells.region,
    "photo": attached_files.picture,
    "postal_code": cells.number_as_text,
    "section": cells.section,
    "signature": attached_files.picture,
    "start": dates.start,
    "url": cells.url,
    "website": cells.url,
    "Date | None": dates.date,
    "Format": cells.format,
    "Paper | None": cells.paper,
    "Path | None": attached_files.attachment,
    "Theme": cells.theme,
    "bool": cells.include,
    "datetime.time | str": dates.time,
    "int": cells.positive,
    "tuple[str, ...]": cells.names,
}
"""How the cells of a field are read: by its name, or else by its type."""


def _sheets() -> Iterator[SheetSchema]:
    words = ConfigParser(interpolation=None, delimiters="=")
    words.read_string(Path(__file__).with_name("synonyms.ini").read_text("utf-8"))
    fields_of_search = get_type_hints(Search)
    for sheet in words.sections():
        kind = _OF_NO_RECORD.get(sheet) or fields_of_search[snake_case(sheet)]
        # "tuple[records.Job, ...]", but one Candidate.
        record = next(iter(get_args(kind)), kind)
        columns = tuple(_columns(sheet, record, words[sheet]))
        called = words.get(sheet, "sheet", fallback="")
        yield SheetSchema(sheet, record, columns, called, sheet in _REQUIRED)


def _columns(
    sheet: str, record: type[records.Row], synonyms: Mapping[str, str]
) -> Iterator[Column]:
    for field in fields(record):
        if field.name not in _NO_COLUMNS:
            name = _NAMES.get(field.name, field.name.replace("_", " ").capitalize())
            keys = (f"{sheet}.{field.name}", field.name, str(field.type))
            read = next((_READERS[key] for key in keys if key in _READERS), cells.text)
            is_required = field.default is MISSING
            yield Column(name, synonyms.get(field.name, ""), read, field.name, is_required)


SHEETS = tuple(_sheets())
EXTRA = SheetSchema("", records.Row, ())
"""What is known of a sheet that the contract doesn't have."""
SCHEMA_OF = {sheet.name: sheet for sheet in SHEETS}
_SCHEMA_OF_KEY = _by_key(SHEETS)
_OTHER_WORDS = listed_words("no sheets")
"""Words that are no misspelt names of a sheet, however near they come to one."""
_PERIODS = listed_words("columns of periods")


def schema_of(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name means."""
    return _find(_SCHEMA_OF_KEY, key(sheet[:LONGEST_NAME]))


def is_company(heading: str) -> bool:
    """Whether a heading is the company's of an interview, or another word for it."""
    column = SCHEMA_OF["Interviews"].column(heading)
    return column is not None and column.attribute == "company"


def is_period(heading: str) -> bool:
    """Whether a heading is that of a start and an end in one cell: "Dates"."""
    return any(word in _PERIODS for word in said_in_english([heading])[0])


def misspelt_schema(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name nearly is."""
    name = nearest(sheet, SCHEMA_OF, cutoff=0.83)
    if not name or fold(sheet) in _OTHER_WORDS or any(character.isdigit() for character in sheet):
        return None
    return SCHEMA_OF[name] if len(sheet.split()) <= len(name.split()) else None
