"""What a workbook may hold: a sheet for each record, with a column for each of its fields.

Other words for sheets and columns are in `synonyms.ini`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from leavebehind import records
from leavebehind.localization import meanings
from leavebehind.names import fold, key, nearest, word_set
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
        return _by_key(self.columns)

    def column(self, header: str) -> Column | None:
        """The column that a header names."""
        return _find(self._column_of, header)


Named = TypeVar("Named", bound=Column | SheetSchema)


def _by_key(named: Iterable[Named]) -> dict[str, Named]:
    """What each name means; the first that claims a name has it."""
    named_by: dict[str, Named] = {}
    for entry in named:
        names = [entry.name, *entry.synonyms.split(",")]
        for name in filter(None, names):
            named_by.setdefault(key(name), entry)
    return named_by


def _find(named: Mapping[str, Named], name: str) -> Named | None:
    """What a name means in English, or else in another language that a catalogue knows."""
    words = meanings(name[:LONGEST_NAME])
    # Anybody's "Reference" is "References", and the other way round.
    forms = (form for word in words for form in (word, f"{word}s", word.removesuffix("s")))
    return next((named[form] for form in forms if form in named), None)


def means(heading: str, *words: str) -> bool:
    """Whether a heading is one of these words, in English or in another language."""
    return not set(map(key, words)).isdisjoint(meanings(heading[:LONGEST_NAME]))


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


_RECORDS: Mapping[str, type[records.Row]] = {
    "Settings": records.Settings,
    "Candidate": records.Candidate,
    "Packages": PackageRow,
    "Sections": SectionRow,
    "Interviews": records.Interview,
    "Interviewers": records.Interviewer,
    "Experience": records.Job,
    "Education": records.Degree,
    "Skills": records.SkillGroup,
    "Certifications": records.Certification,
    "Awards": records.Award,
    "Languages": records.SpokenLanguage,
    "Projects": records.Project,
    "Volunteering": records.VolunteerWork,
    "Fit": records.FitPoint,
    "First 90 days": records.PlannedGoal,
    "References": records.Reference,
    "Recommendations": records.Recommendation,
    "Work samples": records.WorkSample,
    "Publications": records.Publication,
    "Contacts": records.Contact,
}
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
    for sheet, record in _RECORDS.items():
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
_OTHER_WORDS = word_set(
    "contract contracts conference conferences interviewee interviewees preference preferences"
)
"""Words that are no misspelt names of a sheet, however near they come to one."""


def schema_of(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name means."""
    return _find(_SCHEMA_OF_KEY, sheet)


def misspelt_schema(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name nearly is."""
    name = nearest(sheet, SCHEMA_OF, cutoff=0.83)
    if not name or fold(sheet) in _OTHER_WORDS or any(character.isdigit() for character in sheet):
        return None
    return SCHEMA_OF[name] if len(sheet.split()) <= len(name.split()) else None
