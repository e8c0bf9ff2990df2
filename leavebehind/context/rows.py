"""A row of a sheet → named values, each written out in the candidate's language."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from segno.helpers import make_vcard_data

from leavebehind import records
from leavebehind.context.reading_order import in_reading_order
from leavebehind.localization import Language
from leavebehind.people import is_title
from leavebehind.records import PRIVATE_FIELDS, Candidate, Date, Interview, Row
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


def all_fields(rows: Iterable[Row], language: Language) -> list[Fields]:
    return [fields_of(row, language) for row in rows]


def fields_of(row: Row, language: Language) -> Fields:
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
    values |= without_clashes(extra, taken)
    return Fields({name: in_reading_order(value) for name, value in values.items()})


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
    lines = tuple(line for text in texts for line in paragraphs(text))
    return {"paragraphs": lines, "weekday": language.weekday(interview.date)}


def _interviewer(interviewer: records.Interviewer, language: Language) -> Context:
    typed = interviewer.salutation
    said = interviewer.name
    if is_title(typed):
        typed, said = "", f"{typed} {said}"
    greeting = typed or language.greeting(said, interviewer.title)
    return {"phone": language.phone(interviewer.phone), "salutation": greeting}


def _job(
    job: records.Job | records.Degree | records.Project | records.VolunteerWork, language: Language
) -> Context:
    return {"period": language.period(job.start, job.end, current=job.current)}


def _reference(reference: records.Reference, language: Language) -> Context:
    return {"phone": language.phone(reference.phone)}


def _recommendation(recommendation: records.Recommendation, _: Language) -> Context:
    return {"from": recommendation.author, "paragraphs": paragraphs(recommendation.text)}


def _project(project: records.Project, language: Language) -> Context:
    return {**_job(project, language), **_address(project.url)}


def _certification(certification: records.Certification, _: Language) -> Context:
    return _address(certification.url)


def _work(work: records.WorkSample | records.Publication, language: Language) -> Context:
    """Its web address, also as a QR code; all "" where there is none."""
    description = language.word("QR code: {title}").format(title=work.title)
    has_code = 0 < len(work.url) <= LONGEST_ADDRESS
    code = QrCode(work.url, QR_WIDTH, description) if has_code else ""
    return {**_address(work.url), "qr": code}


def _address(url: str) -> Context:
    """A web address as text and as a live link; "" where there is none."""
    return {"url_text": _shown(url), "link": Link(url, _shown(url)) if url else ""}


_COMPUTED: Mapping[type[Row], Callable[[Any, Language], Context]] = {
    Candidate: _candidate,
    Interview: _interview,
    records.Interviewer: _interviewer,
    records.Job: _job,
    records.Degree: _job,
    records.Certification: _certification,
    records.Project: _project,
    records.VolunteerWork: _job,
    records.Reference: _reference,
    records.Recommendation: _recommendation,
    records.WorkSample: _work,
    records.Publication: _work,
}
"""What is computed of a row, besides its own fields."""


def without_clashes(named: Mapping[str, Value], taken: Collection[str]) -> dict[str, Value]:
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


def _shown(url: str) -> str:
    """A web address as people print it."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _picture(path: Path | None, box: tuple[float, float], description: str) -> Picture | str:
    width, height = box
    return Picture(path, height, description, width) if path else ""


def paragraphs(text: str) -> tuple[str, ...]:
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
