"""What each package will hold: sections, rows and readers, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from leavebehind.errors import Problem
from leavebehind.names import is_pdf_name
from leavebehind.records import Contact, Interview, Interviewer, Note, Paper, Reference, Row

BRIEF = "interview_brief"
"""For the candidate alone; never part of a package."""

TICKET = "job_ticket"
"""What lies on top of a print set; no part of a package either."""

CARD = "business_card"
"""Printed on card stock, so no page of the combined PDF."""

LETTER = "cover_letter"
"""What is written to one reader."""

LETTER_COLUMNS = ("Opening", "Why me", "Why them", "Closing")
"""What an interview has for it."""

BACK = "back_cover"

COVER, CONTENTS = "cover_page", "contents"
"""What only a bound package and one for the screen have."""

_BASIC = (LETTER, "resume", CARD)
_STANDARD = (*_BASIC, "references", "recommendations")
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "basic": _BASIC,
    "standard": _STANDARD,
    "full": (*_STANDARD, "work_samples", "publications"),
}
"""The packages that come with the library: name → sections in order."""

TEMPLATE_FOLDER = "word_templates"
"""The folder of a person's own templates, beside the workbook."""

SHIPPED = (COVER, CONTENTS, *PACKAGES["full"], "fit", "first_90_days", BACK, BRIEF)
"""Sections whose titles are among the fixed words of every language."""

PERSONAL_NAMES = frozenset({"interviewer", "references", "sections", "letter", "enclosures"})
"""What depends on the reader: a template that uses it is filled for each interviewer."""

Rows = Mapping[str, tuple[Row, ...]]
"""Sheet → the rows of it that fit."""


@dataclass(frozen=True)
class Survey:
    """What a template uses, and what is wrong with it."""

    variables: frozenset[str] = frozenset()
    """The top-level names, such as "candidate" and "interviewer"."""
    loops: frozenset[str] = frozenset()
    """Those of them that it loops over."""
    problems: tuple[Problem, ...] = ()
    is_finished: bool = False
    """Whether no tag of it is ours, so that it is used as it is."""
    kept_pages: frozenset[Paper] = frozenset()
    """The papers on which pages of its documents have another size."""
    notes: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    """The fields, of whatever name, such as "salary_range"."""
    filters: frozenset[str] = frozenset()
    """The filters of one's own."""


@dataclass(frozen=True, kw_only=True)
class Section(Survey):
    """A section of packages, and what is known of its template."""

    name: str
    path: Path

    @cached_property
    def is_pdf(self) -> bool:
        """Whether it is a finished PDF, which is bound as it is."""
        return is_pdf_name(self.path.name)

    @cached_property
    def personal(self) -> bool:
        """Whether its document is made for each interviewer."""
        return bool(self.variables & PERSONAL_NAMES)

    @cached_property
    def prints_page_numbers(self) -> bool:
        """Whether its document prints on which page the other sections begin."""
        return "sections" in self.variables


@dataclass(frozen=True, kw_only=True)
class PackagePlan:
    """What one interviewer receives: sections in order, references in this reader's order."""

    interviewer: Interviewer
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    contacts: tuple[Contact, ...]
    """Who knows this interviewer, for the brief."""
    acquainted: tuple[Reference, ...] = ()
    """The references whom this interviewer knows."""


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
    def in_pockets(self) -> bool:
        """Whether it goes into the two pockets of a folder; else it is one thing, in order."""
        return self.interview.format == "folder"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of its packages and its brief, each once."""
        every = [section for package in self.packages for section in package.sections]
        return tuple(dict.fromkeys([*every, *filter(None, [self.brief])]))

    @property
    def shared(self) -> tuple[Section, ...]:
        """The sections that are the same for the whole panel, each once."""
        packaged = [section for package in self.packages for section in package.sections]
        return tuple(dict.fromkeys(one for one in packaged if not one.personal))


@dataclass(frozen=True, kw_only=True)
class Plan:
    interviews: tuple[InterviewPlan, ...]
    notes: tuple[Note, ...] = ()
