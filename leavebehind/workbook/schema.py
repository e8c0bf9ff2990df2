"""What a workbook may hold: a sheet for each record, with a column for each of its fields.

Other words for sheets and columns are in `synonyms.ini`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from leavebehind import records
from leavebehind.names import fold, nearest
from leavebehind.workbook import appearance, attached_files, cells, dates
from leavebehind.workbook.columns import Column, SheetSchema, by_key, find


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
    "accent": appearance.accent,
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
    "Theme": appearance.theme,
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
_SCHEMA_OF_KEY = by_key(SHEETS)
_OTHER_WORDS = frozenset(
    {"contracts", "conferences", "contract", "conference", "interviewee", "interviewees"}
    | {"preference", "preferences"}
)
"""Words that are no misspelt names of a sheet, however near they come to one."""


def schema_of(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name means."""
    return find(_SCHEMA_OF_KEY, sheet)


def misspelt_schema(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name nearly is."""
    name = nearest(sheet, SCHEMA_OF, cutoff=0.83)
    if not name or fold(sheet) in _OTHER_WORDS or any(character.isdigit() for character in sheet):
        return None
    return SCHEMA_OF[name] if len(sheet.split()) <= len(name.split()) else None
