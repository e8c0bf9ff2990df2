"""Every name that a template can use, so that a misspelt one is found before it is filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from leavebehind.context.contexts import (
    RESERVED_NAMES,
    brief_context,
    interview_context,
    reader_context,
    ticket_context,
)
from leavebehind.context.rows import without_clashes
from leavebehind.plan_records import BRIEF, TICKET, InterviewPlan, PackagePlan, Section
from leavebehind.records import Contact, Interview, Interviewer, Recommendation, Reference, Row
from leavebehind.search import LISTS, Search
from leavebehind.template_values import Fields, values_of

AnyRow = TypeVar("AnyRow", bound=Row)

Vocabulary = dict[str, frozenset[str]]
"""Name → the fields of what it names or lists; a word, a number or a function has none."""


def vocabularies(search: Search) -> dict[str, Vocabulary]:
    """Every name that each section's template can use: that of the brief, the ticket, or any other.

    Those of any other section are under "".
    """
    example = _example(search.sheets)
    shared = interview_context(search, example)
    contexts = {
        BRIEF: brief_context(shared, search, example, [""]),
        TICKET: ticket_context(shared, search, example, [1]),
        "": reader_context(shared, search, example.packages[0]),
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


def _example(sheets: Iterable[str]) -> InterviewPlan:
    """A plan with one row of each kind, which has every field that such a row has."""
    kinds = get_type_hints(Search)
    lists = {name: (_empty(get_args(kinds[name])[0]),) for name in LISTS}
    # Without a quote there is none whose fields could be seen.
    lists["recommendations"] = (Recommendation(author="", pull_quote="-"),)
    package = PackagePlan(
        interviewer=_empty(Interviewer),
        sections=(Section(name="", path=Path()),),
        references=(_empty(Reference),),
        contacts=(_empty(Contact),),
    )
    return InterviewPlan(
        interview=_empty(Interview),
        paper="letter",
        packages=(package,),
        rows={**dict.fromkeys(sheets, (Row(),)), **lists},
        contacts=package.contacts,
    )


def _empty(kind: type[AnyRow]) -> AnyRow:
    needed = (one for one in fields(kind) if one.default is one.default_factory is MISSING)
    values: dict[str, Any] = {one.name: "" for one in needed}
    return kind(**values)


def _field_names(value: object, rows: Iterable[Row]) -> frozenset[str]:
    """The fields of a value of a context, and those that the person's own columns add."""
    example = value[0] if isinstance(value, list) else value
    if not isinstance(example, Fields):
        return frozenset()
    values = values_of(example)
    taken = {name for name, each in values.items() if not isinstance(each, str)}
    own = {name: "" for row in rows for name in row.extra}
    return frozenset(values).union(without_clashes(own, taken) if own else ())
