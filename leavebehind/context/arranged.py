"""Rows written with a view to others: contents, periods, the candidate among the authors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from leavebehind.context.rows import Context
from leavebehind.localization import Language
from leavebehind.people import parse_name
from leavebehind.plan_records import BACK, CARD, CONTENTS, COVER, PackagePlan
from leavebehind.template_values import SECTION_LINK, Fields, Link, with_fields

_UNLISTED = (COVER, CONTENTS, CARD, BACK)
COLUMNS = 3
"""Of the plan for the first 90 days."""
INSIDE = {
    "recommendations": "author",
    "references": "name",
    "work_samples": "title",
    "publications": "title",
}
"""Sections whose entries the contents name, by a field of theirs."""
LONGEST_INSIDE = 110
"""So many characters fit on one line below a title of the contents."""


def contents(
    context: Context, package: PackagePlan, pages: Mapping[str, int], language: Language
) -> list[Fields]:
    """The sections that follow the contents, each with its page and what is inside."""
    interview: Any = context["interview"]
    in_pockets = interview["format"] == "folder"
    entries = []
    for name in (one.name for one in package.sections if one.name not in _UNLISTED):
        title, page = language.section_title(name), str(pages.get(name, ""))
        # No line ends between the word and its number.
        said = language.word("page {number}").format(number=page).replace(" ", "\u00a0")
        values: Context = {"name": name, "title": title, "page": page}
        values["link"] = Link(f"{SECTION_LINK}{name}", title)
        values["inside"] = _inside(name, context)
        values["on_page"] = f", {said}" if page and not in_pockets else ""
        entries.append(Fields(values))
    return entries


def _inside(section: str, context: Context) -> str:
    rows: Any = context.get(section, ())
    field = INSIDE.get(section, "")
    names = [str(row[field]) for row in rows] if field else []
    shortened = (" · ".join([*names[:most], "…"]) for most in range(len(names) - 1, 0, -1))
    fitting = (text for text in (" · ".join(names), *shortened) if len(text) <= LONGEST_INSIDE)
    return next(fitting, "")


def in_periods(goals: Sequence[Fields]) -> list[Fields]:
    """Each goal with the column of its period, and whether it is the first of it."""
    # Rows of one period may be apart in the sheet; periods come in the order of their first rows.
    periods = list(dict.fromkeys(goal["period"] for goal in goals))
    seen: list[object] = []
    placed = []
    for goal in sorted(goals, key=lambda goal: periods.index(goal["period"])):
        begins = goal["period"] not in seen and bool(goal["period"])
        seen.append(goal["period"])
        column = periods.index(goal["period"]) % COLUMNS
        placed.append(with_fields(goal, column=column, begins=begins))
    return placed


def own_names_apart(publications: Sequence[Fields], candidate: str) -> list[Fields]:
    """Each publication with its authors before, of, and after the candidate's name."""
    name = parse_name(candidate)
    *first, last = name.words or ("",)
    initials = "".join(rf"{re.escape(given[0])}\.?[\s-]*" for given in first)
    forms = [re.escape(candidate), re.escape(name.full)]
    if first:
        # "A. M. Quinn", "AM Quinn", and as a bibliography has it: "Quinn, A.-M."
        forms += [rf"{initials}{re.escape(last)}", rf"{re.escape(last)},?\s+{initials}"]
    # "Quinn" must not be found in "Quinnell".
    own = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")
    return [_own_name_apart(row, own) for row in publications]


def _own_name_apart(row: Fields, own: re.Pattern[str]) -> Fields:
    authors = str(row["authors"])
    found = own.search(authors) if own.pattern else None
    start, end = found.span() if found else (len(authors), len(authors))
    return with_fields(
        row,
        authors_before=authors[:start],
        authors_own=authors[start:end],
        authors_after=authors[end:],
    )


def numbered(rows: Sequence[Fields]) -> list[Fields]:
    """The rows, each with its number as the section counts them."""
    return [with_fields(row, number=number) for number, row in enumerate(rows, 1)]


NO_QUOTE = Fields(dict.fromkeys(("text", "author", "title", "company"), ""))


def pull_quotes(recommendations: Sequence[Fields]) -> list[Fields]:
    """The sentences of recommendations that are to be shown large, and whose they are."""
    return [
        Fields(
            {
                "text": one["pull_quoted"],
                **{name: one[name] for name in ("author", "title", "company")},
            }
        )
        for one in recommendations
        if one["pull_quote"]
    ]
