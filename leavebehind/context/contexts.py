"""The names that each kind of section can use, and their values.

`word_templates/README.md` lists the names. Only the brief has what is private to the candidate:
elsewhere those names do not exist, so that no template can hand them over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from leavebehind import records
from leavebehind.context.arranged import (
    NO_QUOTE,
    contents,
    in_periods,
    numbered,
    own_names_apart,
    pull_quotes,
)
from leavebehind.context.rows import Context, all_fields, fields_of, paragraphs, without_clashes
from leavebehind.localization import Language
from leavebehind.plan_records import BACK, CARD, LETTER, InterviewPlan, PackagePlan
from leavebehind.records import Interview
from leavebehind.search import Search
from leavebehind.template_values import Fields, Link, with_fields

RESERVED_NAMES = frozenset(
    {"candidate", "interview", "settings", "paper", "bound", "_", "interviewer", "references"}
    | {"sections", "interviewers", "contacts", "links", "letter", "enclosures", "pull_quote"}
    | {"pull_quotes"}
)
"""Names of a context that no sheet gives; a sheet called so is reached as `sections_`."""

LEFT_POCKET = ("resume", "references", "work_samples", "publications")
"""What advisers put on the left of a two-pocket folder; the letter and the rest go right."""

_PAPERS = {"letter": ("Letter (8.5 × 11 in)", "Avery 8371"), "a4": ("A4", "Avery C32011")}
"""Each paper, and the card stock of its size."""
CARDS_A_SHEET = 10


def interview_context(search: Search, plan: InterviewPlan) -> Context:
    """The names that every section of the interview can use."""
    language = Language.of(search.settings, search.section_titles)
    sheets = {name: all_fields(rows, language) for name, rows in plan.rows.items()}
    if "publications" in sheets:
        sheets["publications"] = own_names_apart(sheets["publications"], search.candidate.name)
    if "work_samples" in sheets:
        sheets["work_samples"] = numbered(sheets["work_samples"])
    if "first_90_days" in sheets:
        sheets["first_90_days"] = in_periods(sheets["first_90_days"])
    quotes = pull_quotes(sheets.get("recommendations", ()))
    return {
        **without_clashes(sheets, RESERVED_NAMES),
        "candidate": fields_of(search.candidate, language),
        "interview": fields_of(plan.interview, language),
        "settings": fields_of(search.settings, language),
        "paper": plan.paper,
        "bound": plan.bound,
        "pull_quote": quotes[0] if quotes else NO_QUOTE,
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
        "sections": contents(named, package, pages or {}, language),
        "letter": _letter(shared, package),
        "enclosures": _enclosures(shared, package, language),
    }


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


def _assembly(package: PackagePlan, plan: InterviewPlan, language: Language) -> Context:
    """Which printed section goes where."""
    names = [section.name for section in package.sections]
    pages = [name for name in names if name != CARD]

    def titles(chosen: Iterable[str]) -> list[str]:
        return [language.section_title(name) for name in chosen]

    left = [name for name in pages if name in LEFT_POCKET] if plan.in_pockets else []
    right = [name for name in pages if name not in LEFT_POCKET] if plan.in_pockets else []
    return {
        "left_pocket": titles(left),
        "right_pocket": titles(right),
        "card_slot": titles(name for name in names if name == CARD),
        "bound_sections": [] if plan.in_pockets else titles(pages),
    }


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
    return {
        **shared,
        "packages": packages,
        "ticket": Fields(
            {
                "paper": paper,
                "sheets": sheets,
                "card_stock": stock,
                "card_sheets": -(-cards // CARDS_A_SHEET),
            }
        ),
    }


def _printed(package: PackagePlan, plan: InterviewPlan, pages: int, language: Language) -> Any:
    """What the job ticket says of a package."""
    reader = package.interviewer
    return Fields(
        {
            "name": reader.name,
            "title": reader.title,
            "copies": reader.copies,
            "pages": pages,
            # Printed on both sides; an odd last page takes a sheet of its own.
            "sheets": reader.copies * -(-pages // 2),
            **_assembly(package, plan, language),
        }
    )


def _company_links(interview: Interview, language: Language) -> list[Link]:
    query = quote_plus(interview.company)
    links = [
        Link(f"https://www.google.com/search?q={query}", language.word("Web search")),
        Link(f"https://news.google.com/search?q={query}", language.word("News")),
        Link(f"https://www.linkedin.com/search/results/companies/?keywords={query}", "LinkedIn"),
    ]
    if interview.job_url:
        links.insert(0, Link(interview.job_url, language.word("Job advertisement")))
    return links


def _person_links(
    person: records.Interviewer, interview: Interview, language: Language
) -> list[Link]:
    query = quote_plus(f"{person.name} {interview.company}")
    people = f"https://www.linkedin.com/search/results/people/?keywords={query}"
    search = Link(f"https://www.google.com/search?q={query}", language.word("Web search"))
    return [Link(person.linkedin or people, "LinkedIn"), search]
