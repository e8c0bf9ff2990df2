"""Records → what a template can print: every value written out in the candidate's language.

`word_templates/README.md` lists the names. Only the brief has what is private to the candidate:
elsewhere those names do not exist, so that no template can hand them over.
"""

from __future__ import annotations

import datetime
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote_plus

from segno.helpers import make_vcard_data

from leavebehind import records
from leavebehind.localization import Language
from leavebehind.package_plan import CARD, CONTENTS, COVER, InterviewPlan, PackagePlan, Section
from leavebehind.people import is_title
from leavebehind.records import PRIVATE_FIELDS, Candidate, Date, Interview, Row, Search
from leavebehind.template_values import Fields, Link, Picture, QrCode

Context = dict[str, object]
Value = TypeVar("Value")

PHOTO, SIGNATURE = (38.0, 32.0), (80.0, 14.0)
"""The box that the picture fits into, its width and height in millimetres."""

QR_WIDTH, VCARD_WIDTH = 28.0, 25.0
"""Millimetres; a QR code needs 20 to be read from paper, without its white rim."""

LONGEST_ADDRESS, LONGEST_TITLE = 500, 80
"""What a QR code of QR_WIDTH holds so that a phone can still read it, in characters."""

HIDDEN_FIELDS = PRIVATE_FIELDS | {"place", "extra", "include", "known_to", "permission"}
"""Fields that no template prints: private ones, and those that steer the library."""

RESERVED_NAMES = frozenset(
    {"candidate", "interview", "settings", "paper", "bound", "_", "interviewer", "references"}
    | {"sections", "interviewers", "contacts", "links"}
)
"""Names of a context that no sheet gives; a sheet called so is reached as `sections_`."""

LEFT_POCKET = ("resume", "references", "work_samples", "publications")
"""What advisers put on the left of a two-pocket folder; the letter and the rest go right."""


def interview_context(search: Search, plan: InterviewPlan) -> Context:
    """The names that every section of the interview can use."""
    language = Language.of(search.settings)
    sheets = {name: _rows(rows, language) for name, rows in plan.rows.items()}
    return {
        **_without_clashes(sheets, RESERVED_NAMES),
        "candidate": _fields(search.candidate, language),
        "interview": _fields(plan.interview, language),
        "settings": _fields(search.settings, language),
        "paper": plan.paper,
        "bound": plan.bound,
        "_": language.word,
    }


def reader_context(
    shared: Context,
    search: Search,
    package: PackagePlan,
    pages: Mapping[str, int] | None = None,
) -> Context:
    """The names that this interviewer's sections can use; `pages`: section → its first page."""
    language = Language.of(search.settings)
    return {
        **shared,
        "interviewer": _fields(package.interviewer, language),
        "references": _rows(package.references, language),
        "sections": _contents(package, pages or {}, language),
    }


def brief_context(
    shared: Context, search: Search, plan: InterviewPlan, folders: Sequence[str]
) -> Context:
    """The names of the candidate's own brief; `folders` names each package's folder, in order."""
    language = Language.of(search.settings)
    panel = [
        _private_fields(package, plan, folder, language)
        for package, folder in zip(plan.packages, folders, strict=True)
    ]
    return {
        **shared,
        "interviewers": panel,
        "contacts": _rows(plan.contacts, language),
        "links": _company_links(plan.interview, language),
    }


def vocabulary(search: Search, *, private: bool) -> dict[str, frozenset[str]]:
    """Every name a template can use, with the fields of what it names or lists.

    A name without fields (a word, a number, a function) has none. `private`: the template is the
    brief.
    """
    example = InterviewPlan(
        interview=_INTERVIEW,
        paper="letter",
        packages=(_PACKAGE,),
        rows={**dict.fromkeys(search.sheets, (Row(),)), **_ROWS},
        contacts=_PACKAGE.contacts,
    )
    shared = interview_context(search, example)
    if private:
        context = brief_context(shared, search, example, [""])
    else:
        context = reader_context(shared, search, _PACKAGE)
    rows = {
        "interview": search.interviews,
        "interviewer": search.interviewers,
        "interviewers": search.interviewers,
        "contacts": search.contacts,
        **search.lists,
        **_without_clashes(search.sheets, RESERVED_NAMES),
    }
    return {name: _field_names(value, rows.get(name, ())) for name, value in context.items()}


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
    "references": (records.Reference(name=""),),
    "recommendations": (records.Recommendation(author=""),),
    "work_samples": (records.WorkSample(title=""),),
    "publications": (records.Publication(title=""),),
}


def _field_names(value: object, rows: Iterable[Row]) -> frozenset[str]:
    """The fields of a value of a context, and those that the person's own columns add."""
    example = value[0] if isinstance(value, list) else value
    if not isinstance(example, Fields):
        return frozenset()
    taken = {name for name in example if not isinstance(example[name], str)}
    return frozenset(example).union(*(_without_clashes(row.extra, taken) for row in rows))


def _rows(rows: Iterable[Row], language: Language) -> list[Fields]:
    return [_fields(row, language) for row in rows]


def _fields(row: Row, language: Language) -> Fields:
    """The row's fields written out, what is computed of them, and its unknown columns.

    A column of the person's own goes before a text that is computed: their Period is theirs.
    """
    values = {
        field.name: _written(getattr(row, field.name), language)
        for field in fields(row)
        if field.name not in HIDDEN_FIELDS
    }
    if type(row) in _COMPUTED:
        values |= _COMPUTED[type(row)](row, language)
    extra = {name: _written(value, language) for name, value in row.extra.items()}
    taken = {name for name, value in values.items() if not isinstance(value, str)}
    values |= _without_clashes(extra, taken)
    return Fields({name: _in_reading_order(value) for name, value in values.items()})


def _candidate(candidate: Candidate, language: Language) -> Context:
    place = ", ".join(filter(None, (candidate.city, candidate.region or candidate.country)))
    phone = language.phone(candidate.phone)
    website, linkedin = _shown(candidate.website), _shown(candidate.linkedin)
    everything = (place, phone, candidate.email, website, linkedin)
    return {
        "phone": phone,
        "place": place,
        "address_lines": language.address(candidate),
        "website_text": website,
        "linkedin_text": linkedin,
        "contact": tuple(filter(None, everything)),
        "photo": _picture(candidate.photo, PHOTO, candidate.name),
        "signature": _picture(candidate.signature, SIGNATURE, language.word("Signature")),
        "vcard_qr": QrCode(_vcard(candidate), VCARD_WIDTH, language.word("Contact details")),
    }


def _interview(interview: Interview, language: Language) -> Context:
    texts = (interview.opening, interview.why_me, interview.why_them)
    paragraphs = tuple(line for text in texts for line in _paragraphs(text))
    return {"paragraphs": paragraphs, "weekday": language.weekday(interview.date)}


def _interviewer(interviewer: records.Interviewer, language: Language) -> Context:
    typed = interviewer.salutation
    said = interviewer.name
    if is_title(typed):
        typed, said = "", f"{typed} {said}"
    greeting = typed or language.greeting(said, interviewer.title)
    return {"phone": language.phone(interviewer.phone), "salutation": greeting}


def _job(job: records.Job | records.Degree, language: Language) -> Context:
    return {"period": language.period(job.start, job.end, current=job.current)}


def _reference(reference: records.Reference, language: Language) -> Context:
    return {"phone": language.phone(reference.phone)}


def _recommendation(recommendation: records.Recommendation, _: Language) -> Context:
    return {"from": recommendation.author, "paragraphs": _paragraphs(recommendation.text)}


def _work(work: records.WorkSample | records.Publication, language: Language) -> Context:
    """The web address as text, as a live link and as a QR code; all "" where there is none."""
    if not work.url:
        return dict.fromkeys(("url_text", "link", "qr"), "")
    description = language.word("QR code: {title}").format(title=work.title)
    fits = len(work.url) <= LONGEST_ADDRESS
    return {
        "url_text": _shown(work.url),
        "link": Link(work.url, _shown(work.url)),
        "qr": QrCode(work.url, QR_WIDTH, description) if fits else "",
    }


_COMPUTED: Mapping[type[Row], Callable[[Any, Language], Context]] = {
    Candidate: _candidate,
    Interview: _interview,
    records.Interviewer: _interviewer,
    records.Job: _job,
    records.Degree: _job,
    records.Reference: _reference,
    records.Recommendation: _recommendation,
    records.WorkSample: _work,
    records.Publication: _work,
}
"""What is computed of a row, besides its own fields."""


def _private_fields(
    package: PackagePlan, plan: InterviewPlan, folder: str, language: Language
) -> Fields:
    """What the brief says of an interviewer."""
    interviewer = package.interviewer
    public = _fields(interviewer, language)
    return Fields(
        {
            **{name: public[name] for name in public},
            "research_notes": _paragraphs(interviewer.research_notes),
            "talking_points": _paragraphs(interviewer.talking_points),
            "contacts": _rows(package.contacts, language),
            "references": [reference.name for reference in package.references],
            "links": _person_links(interviewer, plan.interview, language),
            "folder": folder,
            **_assembly(package, plan, language),
        }
    )


def _assembly(package: PackagePlan, plan: InterviewPlan, language: Language) -> Context:
    """Which printed section goes where."""
    names = [section.name for section in package.sections]
    pages = [name for name in names if name != CARD]

    def titles(chosen: Iterable[str]) -> list[str]:
        return [language.section_title(name) for name in chosen]

    left = [] if plan.bound else [name for name in pages if name in LEFT_POCKET]
    right = [] if plan.bound else [name for name in pages if name not in LEFT_POCKET]
    return {
        "left_pocket": titles(left),
        "right_pocket": titles(right),
        "card_slot": titles(name for name in names if name == CARD),
        "bound_sections": titles(pages) if plan.bound else [],
    }


def _contents(package: PackagePlan, pages: Mapping[str, int], language: Language) -> list[Fields]:
    return [
        Fields({"title": language.section_title(name), "page": str(pages.get(name, ""))})
        for name in (section.name for section in package.sections)
        if name not in (COVER, CONTENTS, CARD)
    ]


def _without_clashes(named: Mapping[str, Value], taken: Collection[str]) -> dict[str, Value]:
    """What the person named, with an underscore behind a name that is taken."""
    return {f"{name}_" if name in taken else name: value for name, value in named.items()}


def _written(value: object, language: Language) -> object:
    match value:
        case None:
            return ""
        case Date():
            return language.date(value)
        case datetime.time():
            return language.time(value)
        case Path():
            return value.name
        case _:
            return value


def _in_reading_order(value: object) -> object:
    """Texts that read from right to left say so: their full stops, numbers and foreign words
    stand right also on a page that reads from left to right (Unicode annex 9, X2 and X7)."""
    match value:
        case str() if not value.isascii():
            return "\n".join(map(_embedded, value.split("\n")))
        case tuple():
            return tuple(map(_in_reading_order, value))
    return value


def _embedded(line: str) -> str:
    kinds = [unicodedata.bidirectional(character) for character in line]
    strong = (kind for kind in kinds if kind in ("L", "R", "AL"))
    if next(strong, "L") == "L" or _RIGHT_TO_LEFT.issuperset(kinds):
        return line
    return f"{_EMBEDDING}{line}{_POP}"


_RIGHT_TO_LEFT = frozenset({"R", "AL", "NSM", "WS"})
_EMBEDDING, _POP = "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"


def _shown(url: str) -> str:
    """A web address as people print it."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _picture(path: Path | None, box: tuple[float, float], description: str) -> Picture | str:
    width, height = box
    return Picture(path, height, description, width) if path else ""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _vcard(candidate: Candidate) -> str:
    # segno escapes every field but this one, whose parts it leaves to the caller.
    first, _, last = candidate.name.translate(_ESCAPES).rpartition(" ")
    title = textwrap.shorten(candidate.headline, LONGEST_TITLE, placeholder=" …")
    card: str = make_vcard_data(
        f"{last};{first}",
        candidate.name,
        url=candidate.website or candidate.linkedin or None,
        title=title or None,
        **{name: getattr(candidate, name) or None for name in _VCARD_FIELDS},
    )
    return card


_VCARD_FIELDS = ("email", "phone", "city", "region", "country")
_ESCAPES = str.maketrans({special: f"\\{special}" for special in "\\,;"})


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
