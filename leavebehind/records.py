"""What the workbook says, as frozen records in the field's words.

A text that is absent is "", a date or a file that is absent is None.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Precision = Literal["day", "month", "year"]
Paper = Literal["letter", "a4"]
Format = Literal["folder", "bound", "screen"]
"""A two-pocket folder, a booklet, or one PDF to be mailed."""
Theme = Literal["default", "modern", "classic", "bold"]
"""The designs in which the templates are shipped."""

PRIVATE_FIELDS = frozenset({"research_notes", "talking_points"})
"""Fields of an interviewer that are for the candidate's eyes alone."""


class Date(datetime.date):
    """A date that knows how much of it was written: a day, a month or only a year."""

    precision: Precision

    def __new__(cls, year: int, month: int = 1, day: int = 1, precision: Precision = "day") -> Date:
        self = super().__new__(cls, year, month, day)
        self.precision = precision
        return self

    # date pickles its own bytes alone, without the precision.
    def __reduce__(self) -> tuple[type[Date], tuple[int, int, int, Precision]]:
        return type(self), (self.year, self.month, self.day, self.precision)


Value = str | Date | datetime.time | Path
"""What a cell of an unknown column can hold; a path is that of a picture."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the person should know, and where it comes from."""

    message: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What every row of a sheet has: its place, and the columns nobody planned for."""

    place: str = field(default="", compare=False)
    """The row as Excel names it: "Interviewers!A7"."""
    extra: Mapping[str, Value] = field(default_factory=dict, hash=False)
    """The columns that the library doesn't know: `row.extra["salary_range"]`."""


@dataclass(frozen=True, kw_only=True)
class Candidate(Row):
    """The sheet Candidate: whose search it is."""

    name: str
    headline: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    """The street, in one line or several."""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    website: str = ""
    linkedin: str = ""
    summary: str = ""
    photo: Path | None = None
    signature: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Interview(Row):
    """A row of Interviews: a company, and what its packages say and look like."""

    key: str
    """The person's own name for it, which no other interview has."""
    company: str
    role: str
    date: Date | None = None
    time: datetime.time | str = ""
    """A text where it can't be read as a time: "10 to 12"."""
    location: str = ""
    format: Format = "folder"
    package: str = "standard"
    """The name of one of PACKAGES, or of one that the workbook adds."""
    paper: Paper | None = None
    """None where neither the row nor Settings says; the language's country decides then."""
    accent: str = ""
    """The accent colour, as "0F4C5C"; the theme's own where it is empty."""
    tags: tuple[str, ...] = ()
    job_url: str = ""
    status: str = ""
    include: bool = True
    opening: str = ""
    why_me: str = ""
    why_them: str = ""
    closing: str = ""


@dataclass(frozen=True, kw_only=True)
class Interviewer(Row):
    """A row of Interviewers: for whom a package is made."""

    interview: str
    """The key of the interview."""
    name: str
    salutation: str = ""
    """How the letter begins; "" where it is to be made of the name."""
    title: str = ""
    email: str = ""
    phone: str = ""
    linkedin: str = ""
    part: str = ""
    """What they do in the interview: "hiring manager", "panel", "recruiter"."""
    personal_note: str = ""
    research_notes: str = ""
    talking_points: str = ""
    """One a line."""
    include: bool = True
    copies: int = 1
    """How many of the package are to be printed."""


@dataclass(frozen=True, kw_only=True)
class Job(Row):
    """A row of Experience; `end` is None and `current` true for "present"."""

    title: str = ""
    company: str = ""
    location: str = ""
    start: Date | None = None
    end: Date | None = None
    current: bool = False
    highlights: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Degree(Row):
    """A row of Education."""

    degree: str = ""
    institution: str = ""
    location: str = ""
    start: Date | None = None
    end: Date | None = None
    current: bool = False
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class SkillGroup(Row):
    """A row of Skills."""

    category: str = ""
    skills: str = ""
    """As they were typed: "SQL, dashboards"."""


@dataclass(frozen=True, kw_only=True)
class Certification(Row):
    """A certificate or a licence."""

    name: str
    issuer: str = ""
    date: Date | None = None
    expires: Date | None = None
    number: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Award(Row):
    """A row of Awards."""

    title: str
    issuer: str = ""
    date: Date | None = None
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpokenLanguage(Row):
    """A row of Languages."""

    language: str
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Project(Row):
    """A row of Projects."""

    title: str
    role: str = ""
    start: Date | None = None
    end: Date | None = None
    current: bool = False
    description: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VolunteerWork(Row):
    """A row of Volunteering."""

    title: str = ""
    organisation: str = ""
    location: str = ""
    start: Date | None = None
    end: Date | None = None
    current: bool = False
    highlights: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FitPoint(Row):
    """A row of Fit: what the position asks for, and what shows that the candidate has it."""

    interview: str = ""
    """The key of the interview; every interview where it is empty."""
    they_ask: str
    evidence: str = ""
    section: str = ""
    """The name of the section that shows it."""


@dataclass(frozen=True, kw_only=True)
class PlannedGoal(Row):
    """A row of First 90 days."""

    interview: str = ""
    """The key of the interview; every interview where it is empty."""
    period: str = ""
    """As it was typed: "Days 1 to 30"."""
    goal: str
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class Reference(Row):
    """A row of References: who may be asked about the candidate."""

    name: str
    title: str = ""
    company: str = ""
    relationship: str = ""
    email: str = ""
    phone: str = ""
    known_to: tuple[str, ...] = ()
    """Interviewers or companies."""
    permission: bool = False
    """Without it, the reference is in no package."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recommendation(Row):
    """A row of Recommendations: a letter, or a file that is one."""

    author: str
    """The column From."""
    title: str = ""
    company: str = ""
    relationship: str = ""
    date: Date | None = None
    text: str = ""
    pull_quote: str = ""
    """The sentence of it that is shown large."""
    file: Path | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WorkSample(Row):
    """A row of Work samples, or a case study."""

    title: str
    date: Date | None = None
    description: str = ""
    role: str = ""
    client: str = ""
    challenge: str = ""
    action: str = ""
    result: str = ""
    figure: str = ""
    """The result as one number: "−38%"."""
    caption: str = ""
    """What the picture or the document shows."""
    url: str = ""
    file: Path | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Publication(Row):
    """A row of Publications."""

    title: str
    venue: str = ""
    date: Date | None = None
    authors: str = ""
    url: str = ""
    kind: str = ""
    """"article", "talk", "quoted" …"""
    quote: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contact(Row):
    """A row of Contacts: whom the candidate knows; only the brief names them."""

    name: str
    company: str = ""
    position: str = ""
    knows: tuple[str, ...] = ()
    """Names of interviewers."""
    email: str = ""
    linkedin: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings(Row):
    """The sheet Settings: what holds for all interviews that say nothing else."""

    language: str = "en-US"
    paper: Paper | None = None
    date_format: str = "long"
    """One of Babel's names (short, medium, long, full) or a CLDR pattern such as "d MMMM y"."""
    phone_region: str = ""
    """Two letters, "US"; the language's country where the workbook doesn't say."""
    max_references: int = 5
    """In one package."""
    accent: str = ""
    """The accent colour, as "0F4C5C"; the theme's own where it is empty."""
    theme: Theme = "default"
