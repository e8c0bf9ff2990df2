"""Every name that a template can use, so that a misspelt one is found before it is filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from leavebehind import records
from leavebehind.context.contexts import (
    RESERVED_NAMES,
    brief_context,
    interview_context,
    reader_context,
    ticket_context,
)
from leavebehind.context.rows import without_clashes
from leavebehind.plan_records import BRIEF, TICKET, InterviewPlan, PackagePlan, Section
from leavebehind.records import Interview, Row
from leavebehind.search import Search
from leavebehind.template_values import Fields, values_of

Vocabulary = dict[str, frozenset[str]]
"""Name → the fields of what it names or lists; a word, a number or a function has none."""


def vocabularies(search: Search) -> dict[str, Vocabulary]:
    """Every name that each section's template can use: that of the brief, the ticket, or any other.

    Those of any other section are under "".
    """
    example = InterviewPlan(
        interview=_INTERVIEW,
        paper="letter",
        packages=(_PACKAGE,),
        rows={**dict.fromkeys(search.sheets, (Row(),)), **_ROWS},
        contacts=_PACKAGE.contacts,
    )
    shared = interview_context(search, example)
    contexts = {
        BRIEF: brief_context(shared, search, example, [""]),
        TICKET: ticket_context(shared, search, example, [1]),
        "": reader_context(shared, search, _PACKAGE),
    }
    rows = {
        "interview": search.interviews,
        "interviewer": search.interviewers,
        "interviewers": search.interviewers,
        "contacts": search.contacts,
        **search.lists,
        **without_clashes(search.sheets, RESERVED_NAMES),
    }
    return {
        section: {name: _field_names(value, rows.get(name, ())) for name, value in context.items()}
        for section, context in contexts.items()
    }


# Empty rows, which have every field that a row of their kind has.
_INTERVIEW = Interview(key="", company="", role="")
_PACKAGE = PackagePlan(
    interviewer=records.Interviewer(interview="", name=""),
    sections=(Section(name="", path=Path()),),
    references=(records.Reference(name=""),),
    contacts=(records.Contact(name=""),),
)
_ROWS: Mapping[str, tuple[Row, ...]] = {
    "experience": (records.Job(),),
    "education": (records.Degree(),),
    "skills": (records.SkillGroup(),),
    "certifications": (records.Certification(name=""),),
    "awards": (records.Award(title=""),),
    "languages": (records.SpokenLanguage(language=""),),
    "projects": (records.Project(title=""),),
    "volunteering": (records.VolunteerWork(),),
    "fit": (records.FitPoint(they_ask=""),),
    "first_90_days": (records.PlannedGoal(goal=""),),
    "references": (records.Reference(name=""),),
    # Without a quote there is none whose fields could be seen.
    "recommendations": (records.Recommendation(author="", pull_quote="-"),),
    "work_samples": (records.WorkSample(title=""),),
    "publications": (records.Publication(title=""),),
}


def _field_names(value: object, rows: Iterable[Row]) -> frozenset[str]:
    """The fields of a value of a context, and those that the person's own columns add."""
    example = value[0] if isinstance(value, list) else value
    if not isinstance(example, Fields):
        return frozenset()
    values = values_of(example)
    taken = {name for name, each in values.items() if not isinstance(each, str)}
    return frozenset(values).union(*(without_clashes(row.extra, taken) for row in rows))
