"""The names that each kind of section can use, and their values.

`word_templates/README.md` lists the names. Only the brief has what is private to the candidate:
elsewhere those names do not exist, so that no template can hand them over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from leavebehind import records
from leavebehind.context.rows import Context, all_fields, fields_of, paragraphs, without_clashes
from leavebehind.localization import Language
from leavebehind.people import parse_name
from leavebehind.plan_records import BACK, CARD, CONTENTS, COVER, LETTER, InterviewPlan, PackagePlan
from leavebehind.records import Interview
from leavebehind.search import Search
from leavebehind.template_values import SECTION_LINK, Fields, Link, with_fields

RESERVED_NAMES = frozenset(
    {"candidate", "interview", "settings", "paper", "bound", "_", "interviewer", "references"}
    | {"sections", "interviewers", "contacts", "links", "letter", "enclosures", "pull_quote"}
    | {"pull_quotes"}
)
"""Names of a context that no sheet gives; a sheet called so is reached as `sections_`."""

_LEFT_POCKET = ("resume", "references", "work_samples", "publications")
"""What advisers put on the left of a two-pocket folder; the letter and the rest go right."""

_OF_DOCUMENTS = ("sections", "enclosures")
_ASSEMBLY = ("left_pocket", "right_pocket", "card_slot", "bound_sections")
"""What the brief says of an interviewer's documents."""

_PAPERS = {"letter": ("Letter (8.5 × 11 in)", "Avery 8371"), "a4": ("A4", "Avery C32011")}
"""Each paper, and the card stock of its size."""
_CARDS_A_SHEET = 10
_UNLISTED = (COVER, CONTENTS, CARD, BACK)
_COLUMNS = 3
"""Of the plan for the first 90 days."""
_INSIDE = {
    "recommendations": "author",
    "references": "name",
    "work_samples": "title",
    "publications": "title",
}
"""Sections whose entries the contents name, by a field of theirs."""
_LONGEST_INSIDE = 110
"""So many characters fit on one line below a title of the contents."""
_QUOTE = ("text", "author", "title", "company")


def interview_context(search: Search, plan: InterviewPlan) -> Context:
    """The names that every section of the interview can use."""
    language = Language.of(search.settings, search.section_titles)
    sheets = {name: all_fields(rows, language) for name, rows in plan.rows.items()}
    arranged: Mapping[str, Callable[[Sequence[Fields]], list[Fields]]] = {
        "publications": partial(own_names_apart, candidate=search.candidate.name),
        "work_samples": _numbered,
        "first_90_days": _in_periods,
    }
    sheets |= {name: arranged[name](sheets[name]) for name in arranged.keys() & sheets.keys()}
    quotes = _pull_quotes(sheets.get("recommendations", ()))
    return {
        **without_clashes(sheets, RESERVED_NAMES),
        "candidate": fields_of(search.candidate, language),
        "interview": fields_of(plan.interview, language),
        "settings": fields_of(search.settings, language),
        "paper": plan.paper,
        "bound": plan.bound,
        "pull_quote": quotes[0] if quotes else Fields(dict.fromkeys(_QUOTE, "")),
        "pull_quotes": quotes,
        "_": language.heading,
    }


def reader_context(
    shared: Context,
    search: Search,
    package: PackagePlan,
    pages: Mapping[str, int] | None = None,
) -> Context:
    """The names that this interviewer's sections can use; `pages`: section → its first page."""
    language = Language.of(search.settings, search.section_titles)
    references = [
        with_fields(fields_of(row, language), known=row in package.acquainted)
        for row in package.references
    ]
    named = {**shared, "references": references}
    return {
        **named,
        "interviewer": fields_of(package.interviewer, language),
        "sections": _contents(named, package, pages or {}, language),
        "letter": _letter(shared, package),
        "enclosures": _enclosures(shared, package, language),
    }


def _contents(
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
    field = _INSIDE.get(section, "")
    names = [str(row[field]) for row in rows] if field else []
    shortened = (" · ".join([*names[:most], "…"]) for most in range(len(names) - 1, 0, -1))
    fitting = (text for text in (" · ".join(names), *shortened) if len(text) <= _LONGEST_INSIDE)
    return next(fitting, "")


def _in_periods(goals: Sequence[Fields]) -> list[Fields]:
    """Each goal with the column of its period, and whether it is the first of it."""
    placed = []
    # Rows of one period may be apart in the sheet; periods come in the order of their first rows.
    for place, period in enumerate(dict.fromkeys(goal["period"] for goal in goals)):
        for number, goal in enumerate(one for one in goals if one["period"] == period):
            begins = number == 0 and bool(period)
            placed.append(with_fields(goal, column=place % _COLUMNS, begins=begins))
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
    found = own.search(authors)
    start, end = found.span() if found else (len(authors), len(authors))
    return with_fields(
        row,
        authors_before=authors[:start],
        authors_own=authors[start:end],
        authors_after=authors[end:],
    )


def _numbered(rows: Sequence[Fields]) -> list[Fields]:
    """The rows, each with its number as the section counts them."""
    return [with_fields(row, number=number) for number, row in enumerate(rows, 1)]


def _pull_quotes(recommendations: Sequence[Fields]) -> list[Fields]:
    """The sentences of recommendations that are to be shown large, and whose they are."""
    return [
        Fields({name: one["pull_quoted" if name == "text" else name] for name in _QUOTE})
        for one in recommendations
        if one["pull_quote"]
    ]


def _letter(shared: Context, package: PackagePlan) -> tuple[str, ...]:
    """The paragraphs of the cover letter."""
    interview: Any = shared["interview"]
    texts = (package.interviewer.personal_note, interview["closing"])
    return (*interview["paragraphs"], *(line for text in texts for line in paragraphs(text)))


def _enclosures(shared: Context, package: PackagePlan, language: Language) -> tuple[str, ...]:
    """What lies in the folder behind the letter."""
    interview: Any = shared["interview"]
    # What is bound, or on a screen, is one thing with the letter.
    if interview["format"] != "folder":
        return ()
    names = [one.name for one in package.sections if one.name not in (LETTER, CARD, BACK)]
    return tuple(map(language.section_title, names))


def brief_context(
    shared: Context, search: Search, plan: InterviewPlan, folders: Sequence[str]
) -> Context:
    """The names of the candidate's own brief; `folders` names each package's folder, in order."""
    language = Language.of(search.settings, search.section_titles)
    panel = [
        _private_fields(package, plan, folder, language)
        for package, folder in zip(plan.packages, folders, strict=True)
    ]
    return {
        **shared,
        "interviewers": panel,
        "contacts": all_fields(plan.contacts, language),
        "links": _company_links(plan.interview, language),
    }


def _private_fields(
    package: PackagePlan, plan: InterviewPlan, folder: str, language: Language
) -> Fields:
    """What the brief says of an interviewer."""
    interviewer = package.interviewer
    return with_fields(
        fields_of(interviewer, language),
        research_notes=paragraphs(interviewer.research_notes),
        talking_points=paragraphs(interviewer.talking_points),
        contacts=all_fields(package.contacts, language),
        references=[reference.name for reference in package.references],
        references_known=[reference.name for reference in package.acquainted],
        links=_person_links(interviewer, plan.interview, language),
        folder=folder,
        **_assembly(package, plan, language),
    )


def without_documents(context: Context) -> Context:
    """The names without what they say of the documents that lie in packages."""
    kept = {name: value for name, value in context.items() if name not in _OF_DOCUMENTS}
    panel, nothing = kept.get("interviewers"), dict.fromkeys(_ASSEMBLY, ())
    if isinstance(panel, list) and all(isinstance(one, Fields) for one in panel):
        kept["interviewers"] = [with_fields(one, **nothing) for one in panel]
    return kept


def _assembly(package: PackagePlan, plan: InterviewPlan, language: Language) -> Context:
    """Which printed section goes where."""
    titles = {one.name: language.section_title(one.name) for one in package.sections}
    pages = [name for name in titles if name != CARD]
    in_pockets = pages if plan.in_pockets else []
    places = (
        [titles[name] for name in in_pockets if name in _LEFT_POCKET],
        [titles[name] for name in in_pockets if name not in _LEFT_POCKET],
        [titles[name] for name in titles if name == CARD],
        [] if plan.in_pockets else [titles[name] for name in pages],
    )
    return dict(zip(_ASSEMBLY, places, strict=True))


def ticket_context(
    shared: Context, search: Search, plan: InterviewPlan, pages: Sequence[int]
) -> Context:
    """The names of the job ticket of a print set; `pages` counts those of each package's PDF."""
    language = Language.of(search.settings, search.section_titles)
    packages = [
        _printed(package, plan, count, language)
        for package, count in zip(plan.packages, pages, strict=True)
    ]
    cards = sum(
        package.interviewer.copies
        for package in plan.packages
        if any(section.name == CARD for section in package.sections)
    )
    paper, stock = _PAPERS[plan.paper]
    # The ticket itself is the first sheet.
    sheets = 1 + sum(package["sheets"] for package in packages)
    needed = {"paper": paper, "sheets": sheets, "card_stock": stock}
    needed["card_sheets"] = -(-cards // _CARDS_A_SHEET)
    return {**shared, "packages": packages, "ticket": Fields(needed)}


def _printed(package: PackagePlan, plan: InterviewPlan, pages: int, language: Language) -> Any:
    """What the job ticket says of a package."""
    reader = package.interviewer
    printed = {
        "name": reader.name,
        "title": reader.title,
        "copies": reader.copies,
        "pages": pages,
        # Printed on both sides; an odd last page takes a sheet of its own.
        "sheets": reader.copies * -(-pages // 2),
    }
    return Fields(printed | _assembly(package, plan, language))


def _company_links(interview: Interview, language: Language) -> list[Link]:
    query = quote_plus(interview.company)
    job = [Link(interview.job_url, language.word("Job advertisement"))]
    return [
        *(job if interview.job_url else []),
        Link(f"https://www.google.com/search?q={query}", language.word("Web search")),
        Link(f"https://news.google.com/search?q={query}", language.word("News")),
        Link(f"https://www.linkedin.com/search/results/companies/?keywords={query}", "LinkedIn"),
    ]


def _person_links(
    person: records.Interviewer, interview: Interview, language: Language
) -> list[Link]:
    query = quote_plus(f"{person.name} {interview.company}")
    people = f"https://www.linkedin.com/search/results/people/?keywords={query}"
    search = Link(f"https://www.google.com/search?q={query}", language.word("Web search"))
    return [Link(person.linkedin or people, "LinkedIn"), search]
