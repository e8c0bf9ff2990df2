"""Records → what a template says: every value written out in the candidate's language.

`word_templates/README.md` lists the names. Only the brief sees what is private to the candidate:
elsewhere those names do not exist, so that no template can hand them over.
"""

from __future__ import annotations

import datetime
import textwrap
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote_plus

from segno.helpers import make_vcard_data

from leavebehind.localization import Language
from leavebehind.package_plan import CARD, CONTENTS, COVER, InterviewPlan, PackagePlan
from leavebehind.records import (
    PRIVATE_FIELDS,
    Candidate,
    Contact,
    Date,
    Degree,
    Interview,
    Interviewer,
    Job,
    Publication,
    Recommendation,
    Reference,
    Row,
    Search,
    SkillGroup,
    WorkSample,
)
from leavebehind.template_values import Fields, Link, Picture, QrCode

Context = dict[str, object]
Named = TypeVar("Named")

PHOTO, SIGNATURE = (38.0, 32.0), (80.0, 14.0)
"""The box that the picture fits into, its width and height in millimetres."""

QR_WIDTH, VCARD_WIDTH = 28.0, 25.0
"""Millimetres; a QR code needs 20 to be read from paper, without its white rim."""

LONGEST_ADDRESS, LONGEST_TITLE = 500, 80
"""What a QR code of QR_WIDTH holds so that a phone can still read it, in characters."""

INTERNAL_FIELDS = frozenset({"place", "extra", "include", "known_to", "permission"})
"""Fields that steer the library and mean nothing on paper."""

OWN_NAMES = frozenset(
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
        **_beside(sheets, OWN_NAMES),
        "candidate": _candidate(search.candidate, language),
        "interview": _interview(plan.interview, language),
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
        "interviewer": _interviewer(package.interviewer, language),
        "references": _rows(package.references, language),
        "sections": _contents(package, pages or {}, language),
    }


def brief_context(
    shared: Context, search: Search, plan: InterviewPlan, folders: Sequence[str]
) -> Context:
    """The names of the candidate's own brief; `folders` names each package's folder, in order."""
    language = Language.of(search.settings)
    panel = [
        _brief_on(package, plan, folder, language)
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

    A name without fields (a word, a number, a function) has none. `private` tells whether the
    template is the brief.
    """
    language = Language.of(search.settings)
    records: dict[str, Row] = {
        "candidate": search.candidate,
        "settings": search.settings,
        "interview": Interview(key="", company="", role=""),
        "interviewer": Interviewer(interview="", name=""),
        "experience": Job(),
        "education": Degree(),
        "skills": SkillGroup(),
        "references": Reference(name=""),
        "recommendations": Recommendation(author=""),
        "work_samples": WorkSample(title=""),
        "publications": Publication(title=""),
    }
    names = {name: frozenset(_printed(record, language)) for name, record in records.items()}
    names["sections"] = frozenset({"title", "page"})
    for name, rows in _sheets(search).items():
        names[name] = names.get(name, frozenset()).union(*(row.extra for row in rows))
    plain = dict.fromkeys(("paper", "bound", "_"), frozenset[str]())
    if not private:
        return names | plain
    reader = names["interviewer"] | BRIEF_FIELDS
    contact = frozenset(_fields(Contact(name=""), language))
    readers_only = {"interviewer", "references", "sections"}
    return (
        {name: known for name, known in names.items() if name not in readers_only}
        | plain
        | {"interviewers": reader, "contacts": contact, "links": frozenset()}
    )


def _sheets(search: Search) -> Mapping[str, Sequence[Row]]:
    return {
        "interview": search.interviews,
        "interviewer": search.interviewers,
        **search.lists,
        **_beside(search.sheets, OWN_NAMES),
    }


def _rows(rows: Iterable[Row], language: Language) -> list[Fields]:
    return [_printed(row, language) for row in rows]


def _printed(row: Row, language: Language) -> Fields:
    """The row as its own kind of thing is printed."""
    match row:
        case Candidate():
            return _candidate(row, language)
        case Interview():
            return _interview(row, language)
        case Interviewer():
            return _interviewer(row, language)
        case Job() | Degree():
            period = language.period(row.start, row.end, current=row.current)
            return _fields(row, language, period=period)
        case Reference():
            return _fields(row, language, phone=language.phone(row.phone))
        case Recommendation():
            paragraphs = _paragraphs(row.text)
            return _fields(row, language, paragraphs=paragraphs, **{"from": row.author})
        case WorkSample() | Publication():
            return _fields(row, language, **_address(row.url, row.title, language))
        case _:
            return _fields(row, language)


def _candidate(candidate: Candidate, language: Language) -> Fields:
    place = ", ".join(filter(None, (candidate.city, candidate.region or candidate.country)))
    phone = language.phone(candidate.phone)
    website, linkedin = _shown(candidate.website), _shown(candidate.linkedin)
    everything = (place, phone, candidate.email, website, linkedin)
    return _fields(
        candidate,
        language,
        phone=phone,
        place=place,
        address_lines=language.address(candidate),
        website_text=website,
        linkedin_text=linkedin,
        contact=tuple(filter(None, everything)),
        photo=_picture(candidate.photo, PHOTO, candidate.name),
        signature=_picture(candidate.signature, SIGNATURE, language.word("Signature")),
        vcard_qr=QrCode(_vcard(candidate), VCARD_WIDTH, language.word("Contact details")),
    )


def _interview(interview: Interview, language: Language) -> Fields:
    said = (interview.opening, interview.why_me, interview.why_them)
    paragraphs = tuple(line for text in said for line in _paragraphs(text))
    weekday = language.weekday(interview.date)
    return _fields(interview, language, paragraphs=paragraphs, weekday=weekday)


def _interviewer(interviewer: Interviewer, language: Language) -> Fields:
    salutation = language.word("Dear {name},").format(name=interviewer.name)
    phone = language.phone(interviewer.phone)
    shown = _fields(interviewer, language, phone=phone, salutation=salutation)
    return Fields({name: shown[name] for name in shown if name not in PRIVATE_FIELDS})


BRIEF_FIELDS = PRIVATE_FIELDS | {
    *("links", "contacts", "references", "folder"),
    *("left_pocket", "right_pocket", "card_slot", "bound_sections"),
}


def _brief_on(package: PackagePlan, plan: InterviewPlan, folder: str, language: Language) -> Fields:
    reader = package.interviewer
    public = _interviewer(reader, language)
    return Fields(
        {
            **{name: public[name] for name in public},
            "research_notes": _paragraphs(reader.research_notes),
            "talking_points": _paragraphs(reader.talking_points),
            "contacts": _rows(package.contacts, language),
            "references": [reference.name for reference in package.references],
            "links": _person_links(reader, plan.interview, language),
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
        Fields(
            {
                "title": language.section_title(section.name),
                "page": str(pages.get(section.name, "")),
            }
        )
        for section in package.sections
        if section.name not in (COVER, CONTENTS, CARD)
    ]


def _fields(row: Row, language: Language, **computed: object) -> Fields:
    """The row's fields written out, what was computed of them, and its unknown columns.

    A column of the person's own goes before a text that is computed: their Salutation is theirs.
    """
    values = {
        field.name: _written(getattr(row, field.name), language)
        for field in fields(row)
        if field.name not in INTERNAL_FIELDS
    }
    values |= computed
    own = {name: _written(value, language) for name, value in row.extra.items()}
    values |= _beside(own, {n for n, v in values.items() if not isinstance(v, str)})
    return Fields({name: _in_reading_order(value) for name, value in values.items()})


def _beside(own: Mapping[str, Named], taken: Container[str]) -> dict[str, Named]:
    """What the person named, with an underscore behind a name that is taken."""
    return {f"{name}_" if name in taken else name: value for name, value in own.items()}


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


def _address(url: str, title: str, language: Language) -> Context:
    """A web address as text, as a live link and as a QR code; all "" where there is none."""
    if not url:
        return dict.fromkeys(("url_text", "link", "qr"), "")
    description = language.word("QR code: {title}").format(title=title)
    fits = len(url) <= LONGEST_ADDRESS
    return {
        "url_text": _shown(url),
        "link": Link(url, _shown(url)),
        "qr": QrCode(url, QR_WIDTH, description) if fits else "",
    }


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
        email=candidate.email or None,
        phone=candidate.phone or None,
        url=candidate.website or candidate.linkedin or None,
        title=title or None,
        city=candidate.city or None,
        region=candidate.region or None,
        country=candidate.country or None,
    )
    return card


_ESCAPES = str.maketrans({special: f"\\{special}" for special in "\\,;"})


def _company_links(interview: Interview, language: Language) -> list[Link]:
    query = quote_plus(interview.company)
    links = [
        Link(f"https://www.google.com/search?q={query}", language.word("Web search")),
        Link(f"https://news.google.com/search?q={query}", language.word("News")),
        Link(
            f"https://www.linkedin.com/search/results/companies/?keywords={query}",
            "LinkedIn",
        ),
    ]
    if interview.job_url:
        links.insert(0, Link(interview.job_url, language.word("Job advertisement")))
    return links


def _person_links(person: Interviewer, interview: Interview, language: Language) -> list[Link]:
    query = quote_plus(f"{person.name} {interview.company}")
    profile = person.linkedin or (
        f"https://www.linkedin.com/search/results/people/?keywords={query}"
    )
    search = Link(f"https://www.google.com/search?q={query}", language.word("Web search"))
    return [Link(profile, "LinkedIn"), search]
