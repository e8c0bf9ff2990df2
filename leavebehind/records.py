"""What the workbook says and what each package will hold, as frozen records in the field's words.

A text that is absent is "", a date or a file that is absent is None. `extra` holds the columns
that the library doesn't know, by their snake_case name; they read like fields.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Precision = Literal["day", "month", "year"]
Paper = Literal["letter", "a4"]
Format = Literal["folder", "bound"]

PRIVATE_FIELDS = frozenset({"research_notes", "talking_points"})
"""Fields of an interviewer that are for the candidate's eyes alone."""


class Date(datetime.date):
    """A date that knows how much of it was written: a day, a month or only a year."""

    precision: Precision

    def __new__(cls, year: int, month: int = 1, day: int = 1, precision: Precision = "day") -> Date:
        self = super().__new__(cls, year, month, day)
        self.precision = precision
        return self

    def __reduce__(self) -> tuple[type[Date], tuple[int, int, int, Precision]]:
        return type(self), (self.year, self.month, self.day, self.precision)


Value = str | Date | datetime.time
"""What a cell of an unknown column can hold."""


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

    def __getattr__(self, name: str) -> Value:
        extra: Mapping[str, Value] = self.__dict__.get("extra", {})
        if name in extra:
            return extra[name]
        raise AttributeError(f"{type(self).__name__} has no field {name!r}")


@dataclass(frozen=True, kw_only=True)
class Candidate(Row):
    name: str
    headline: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
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
    key: str
    company: str
    role: str
    date: Date | None = None
    time: datetime.time | str = ""
    location: str = ""
    format: Format = "folder"
    package: str = "standard"
    paper: Paper | None = None
    """None where neither the row nor Settings says; the language's country decides then."""
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
    interview: str
    """The key of the interview."""
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    linkedin: str = ""
    part: str = ""
    personal_note: str = ""
    research_notes: str = ""
    talking_points: str = ""
    include: bool = True
    copies: int = 1


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
    category: str = ""
    skills: str = ""


@dataclass(frozen=True, kw_only=True)
class Reference(Row):
    name: str
    title: str = ""
    company: str = ""
    relationship: str = ""
    email: str = ""
    phone: str = ""
    known_to: tuple[str, ...] = ()
    permission: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recommendation(Row):
    author: str
    """The column From."""
    title: str = ""
    company: str = ""
    relationship: str = ""
    date: Date | None = None
    text: str = ""
    file: Path | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WorkSample(Row):
    title: str
    date: Date | None = None
    description: str = ""
    url: str = ""
    file: Path | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Publication(Row):
    title: str
    venue: str = ""
    date: Date | None = None
    authors: str = ""
    url: str = ""
    kind: str = ""
    quote: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contact(Row):
    name: str
    company: str = ""
    position: str = ""
    knows: tuple[str, ...] = ()
    email: str = ""
    linkedin: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings(Row):
    language: str = "en-US"
    paper: Paper | None = None
    date_format: str = "long"
    """One of Babel's names (short, medium, long, full) or a CLDR pattern such as "d MMMM y"."""
    phone_region: str = ""
    """Two letters, "US"; the language's country where the workbook doesn't say."""
    max_references: int = 5


@dataclass(frozen=True, kw_only=True)
class Search:
    """One candidate's job search: all that the workbook says."""

    workbook: Path
    candidate: Candidate
    interviews: tuple[Interview, ...]
    interviewers: tuple[Interviewer, ...]
    experience: tuple[Job, ...] = ()
    education: tuple[Degree, ...] = ()
    skills: tuple[SkillGroup, ...] = ()
    references: tuple[Reference, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    work_samples: tuple[WorkSample, ...] = ()
    publications: tuple[Publication, ...] = ()
    contacts: tuple[Contact, ...] = ()
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Packages that the workbook adds or replaces: name → sections in order."""
    package_places: Mapping[str, str] = field(default_factory=dict)
    """Where each of them lists its sections: "Packages!B2"."""
    settings: Settings = Settings()
    sheets: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    """Sheets that the library doesn't know, by their snake_case name."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a template prints; `description` is its alternative text.

    It is `height` mm high, and less where it would be wider than `width`.
    """

    path: Path
    height: float
    description: str
    width: float = math.inf


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code that a template prints; `width` in mm includes the quiet zone."""

    text: str
    width: float
    description: str


@dataclass(frozen=True, slots=True)
class Link:
    """A live link that a template prints as `text`."""

    url: str
    text: str


BRIEF = "interview_brief"
"""For the candidate alone; never part of a package."""

CARD = "business_card"
"""Printed on card stock, so no page of the combined PDF."""

COVER, CONTENTS = "cover_page", "contents"
"""What a bound package has besides."""

PERSONAL_NAMES = frozenset({"interviewer", "references", "sections"})
"""What depends on the reader: a template that speaks of it is filled for each interviewer."""

Rows = Mapping[str, tuple[Row, ...]]
"""Sheet → the rows of it that fit."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """What the plan must know of a template, whoever reads it."""

    name: str
    path: Path
    speaks_of: frozenset[str] = frozenset()
    """The top-level names that the template uses, such as "candidate" and "interviewer"."""
    lists: frozenset[str] = frozenset()
    """Those of them that it loops over."""

    @property
    def personal(self) -> bool:
        """Whether its document is made for each interviewer."""
        return bool(self.speaks_of & PERSONAL_NAMES)

    @property
    def tells_pages(self) -> bool:
        """Whether its document says on which page the other sections begin."""
        return "sections" in self.speaks_of


@dataclass(frozen=True, kw_only=True)
class PackagePlan:
    """What one interviewer receives: sections in order, references in this reader's order."""

    interviewer: Interviewer
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    contacts: tuple[Contact, ...]
    """Who knows this interviewer, for the brief."""


@dataclass(frozen=True, kw_only=True)
class InterviewPlan:
    """What one interview's panel receives, and the rows chosen for it."""

    interview: Interview
    paper: Paper
    packages: tuple[PackagePlan, ...]
    rows: Rows
    contacts: tuple[Contact, ...]
    """Who works at the company, for the brief."""
    brief: Section | None = None

    @property
    def bound(self) -> bool:
        return self.interview.format == "bound"

    @property
    def shared(self) -> tuple[Section, ...]:
        """The sections that are the same for the whole panel, each once."""
        every = (section for package in self.packages for section in package.sections)
        return tuple(dict.fromkeys(section for section in every if not section.personal))


@dataclass(frozen=True, kw_only=True)
class Plan:
    interviews: tuple[InterviewPlan, ...]
    notes: tuple[Note, ...] = ()


class Fields:
    """A bag of named values as a template sees it: read-only, and nothing but its fields.

    `fields.title` and `fields["title"]` read the same value; an underscore before or behind the
    name makes no difference (`fields._2026`, `fields.class_`). Iterating gives the names.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str | int) -> object:
        values: dict[str, object] = object.__getattribute__(self, "_values")
        bare = str(name).strip("_")
        for spelling in (str(name), bare, f"_{bare}", f"{bare}_"):
            if spelling in values:
                return values[spelling]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a template's fields can't be changed")

    def __iter__(self) -> Iterator[str]:
        return iter(object.__getattribute__(self, "_values"))

    def __reduce__(self) -> tuple[type[Fields], tuple[dict[str, object]]]:
        return Fields, (object.__getattribute__(self, "_values"),)

    def __repr__(self) -> str:
        return f"Fields({object.__getattribute__(self, '_values')!r})"
