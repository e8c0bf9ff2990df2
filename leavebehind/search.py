"""All that a workbook says, or data from Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from leavebehind import records
from leavebehind.files import AnyPath, usable_path
from leavebehind.records import Note, Row, Settings


@dataclass(frozen=True, kw_only=True)
class Search:
    """One candidate's job search: all that a workbook says, or data from Python."""

    workbook: Path | None = None
    """The file that it was read from; None for data from Python."""
    candidate: records.Candidate
    interviews: tuple[records.Interview, ...]
    interviewers: tuple[records.Interviewer, ...]
    experience: tuple[records.Job, ...] = ()
    education: tuple[records.Degree, ...] = ()
    skills: tuple[records.SkillGroup, ...] = ()
    certifications: tuple[records.Certification, ...] = ()
    awards: tuple[records.Award, ...] = ()
    languages: tuple[records.SpokenLanguage, ...] = ()
    projects: tuple[records.Project, ...] = ()
    volunteering: tuple[records.VolunteerWork, ...] = ()
    fit: tuple[records.FitPoint, ...] = ()
    first_90_days: tuple[records.PlannedGoal, ...] = ()
    references: tuple[records.Reference, ...] = ()
    recommendations: tuple[records.Recommendation, ...] = ()
    work_samples: tuple[records.WorkSample, ...] = ()
    publications: tuple[records.Publication, ...] = ()
    contacts: tuple[records.Contact, ...] = ()
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Packages that the workbook adds or replaces: name → sections in order."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where packages, own columns and fields are: "interviews.mood" → "Interviews!D1"."""
    section_titles: Mapping[str, str] = field(default_factory=dict)
    """Section → title: from the sheet Sections, else the name as Packages writes it."""
    section_names: Mapping[str, str] = field(default_factory=dict)
    """Section → its name as the workbook writes it: "30_60_90_plan" → "30-60-90 plan"."""
    settings: Settings = field(default_factory=Settings)
    sheets: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    """Sheets that the library doesn't know, by their snake_case name."""
    notes: tuple[Note, ...] = ()

    @classmethod
    def from_data(
        cls,
        data: Mapping[str, object],
        folder: AnyPath = ".",
        *,
        allow_outside: bool = False,
    ) -> Search:
        """The search that a workbook with the same rows would give: same rules, same documents.

        `data` has sheets by name, Candidate and Settings as dictionaries, others as lists of rows
        (or a DataFrame); a row is a dictionary by the names of the columns, or sqlite3's Row. A
        value is a str, number, bool, date, datetime, time, path, list of str (a line each), None
        or NaN. Files that a str names lie in `folder` unless `allow_outside`; a Path may lead
        anywhere. Raises WorkbookError with every problem; `Interviewers[3].Name` is the fourth
        interviewer's name: counted from 0, as Python does.
        """
        # People look for it on the record, whose reader needs the record first.
        from leavebehind.workbook.data import search_of

        return search_of(data, usable_path(folder).absolute(), allow_outside=allow_outside)

    @property
    def lists(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of each sheet that templates loop over, by the sheet's name there."""
        return {name: getattr(self, name) for name in LISTS}

    def place_of(self, row: Row, field: str) -> str:
        """Where a field of the row is: of the candidate its own cell, else the row."""
        named = f"candidate.{field}" if row is self.candidate else ""
        return self.places.get(named, row.place)


LISTS = tuple(
    one.name
    for one in fields(Search)
    if one.default == () and one.name not in ("contacts", "notes")
)
"""The sheets that templates loop over."""
