"""A row of a sheet → named values, each written out in the candidate's language."""

from __future__ import annotations

import datetime
import re
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from segno.helpers import make_vcard_data

from leavebehind import records
from leavebehind.attachments import UnprintableFileError, picture_size
from leavebehind.localization import Language
from leavebehind.names import is_pdf_name
from leavebehind.people import is_title
from leavebehind.records import PRIVATE_FIELDS, Candidate, Date, Interview, Row
from leavebehind.template_values import Fields, Link, Picture, QrCode, values_of

Context = dict[str, object]
Value = TypeVar("Value")

PHOTO, SIGNATURE = (32.0, 38.0), (80.0, 14.0)
"""The box that the picture fits into, its width and height in millimetres."""
OWN_PICTURE = (60.0, 25.0)
"""The box of a picture in a column of the person's own."""
LANDSCAPE, PORTRAIT = (165.0, 95.0), (70.0, 110.0)
"""The box of a work sample that is wider than high, and of one that is not."""
SMALL = (76.9, 50.0)
"""The box of one of two pictures side by side."""

QR_WIDTH, VCARD_WIDTH, CARD_CODE_WIDTH = 28.0, 28.0, 30.0
"""Millimetres; a QR code needs 20 to be read from paper, without its white rim."""

LONGEST_ADDRESS, LONGEST_TITLE = 500, 80
"""What a QR code of QR_WIDTH holds so that a phone can still read it, in characters."""

HIDDEN_FIELDS = PRIVATE_FIELDS | {"place", "extra", "include", "known_to", "permission"}
"""Fields that no template prints: private ones, and those that steer the library."""


def all_fields(rows: Iterable[Row], language: Language) -> list[Fields]:
    return [fields_of(row, language) for row in rows]


def fields_of(row: Row, language: Language) -> Fields:
    """The row's fields written out, what is computed of them, and its unknown columns."""
    values = {
        field.name: written_out(getattr(row, field.name), language)
        for field in fields(row)
        if field.name not in HIDDEN_FIELDS
    }
    if type(row) in _COMPUTED:
        values |= _COMPUTED[type(row)](row, language)
    extra = {name: _own(name, value, language) for name, value in row.extra.items()}
    # Their own Period goes before one that is computed; but a link or a picture keeps its name.
    taken = {name for name, value in values.items() if not isinstance(value, str)}
    values |= without_clashes(extra, taken)
    return Fields({name: _in_reading_order(value) for name, value in values.items()})


def _candidate(candidate: Candidate, language: Language) -> Context:
    place = ", ".join(filter(None, (candidate.city, candidate.region or candidate.country)))
    phone, mail = language.phone(candidate.phone), _mail(candidate.email)
    website, linkedin = _address(candidate.website), _address(candidate.linkedin)
    links = (mail, website["link"], linkedin["link"])
    texts = (place, phone, candidate.email, website["url_text"], linkedin["url_text"])
    details = language.word("Contact details")
    # A card's code is short, so that it prints with large modules.
    short, long = _vcard(candidate, *_SHORT), _vcard(candidate, *_LONG, titled=True)
    return {
        "phone": phone,
        "place": place,
        "address_lines": language.address(candidate),
        "website_text": website["url_text"],
        "linkedin_text": linkedin["url_text"],
        "contact": tuple(filter(None, texts)),
        "contact_links": tuple(filter(None, (place, phone, *links))),
        "reach_links": tuple(filter(None, (phone, *links))),
        "short_contact": tuple(filter(None, (phone, mail))),
        "photo": _picture(candidate.photo, PHOTO, candidate.name, is_cut=True),
        "signature": _picture(candidate.signature, SIGNATURE, language.word("Signature")),
        "vcard_qr": QrCode(long, VCARD_WIDTH, details),
        "card_qr": QrCode(short, CARD_CODE_WIDTH, details, "l"),
    }


def _mail(address: str) -> Link | str:
    return Link(f"mailto:{address}", address) if address else ""


def _interview(interview: Interview, language: Language) -> Context:
    texts = (interview.opening, interview.why_me, interview.why_them)
    lines = tuple(line for text in texts for line in paragraphs(text))
    return {"paragraphs": lines, "weekday": language.weekday(interview.date)}


def _interviewer(interviewer: records.Interviewer, language: Language) -> Context:
    typed, said = interviewer.salutation, interviewer.name
    # "Dr." in the column is how they are called; "Dear Dr. Wu," is a greeting already.
    if is_title(typed):
        typed, said = "", f"{typed} {said}"
    greeting = typed or language.greeting(said, interviewer.title)
    return {"phone": language.phone(interviewer.phone), "salutation": greeting}


def _job(
    job: records.Job | records.Degree | records.Project | records.VolunteerWork, language: Language
) -> Context:
    period: Context = {"period": language.period(job.start, job.end, current=job.current)}
    if isinstance(job, records.Job | records.VolunteerWork):
        # A short word alone on the last line of a paragraph takes a line for nothing.
        lines = (_SHORT_END.sub("\N{NO-BREAK SPACE}", line) for line in job.highlights)
        return {**period, "highlights": tuple(lines)}
    return period


_SHORT_END = re.compile(r" (?=\S{1,8}$)")


def _reference(reference: records.Reference, language: Language) -> Context:
    return {"phone": language.phone(reference.phone), "email_link": _mail(reference.email)}


def _recommendation(recommendation: records.Recommendation, language: Language) -> Context:
    return {
        "from": recommendation.author,
        "paragraphs": paragraphs(recommendation.text),
        "quoted": quoted(paragraphs(recommendation.text), language),
        "pull_quoted": "".join(quoted((recommendation.pull_quote,), language)),
    }


def quoted(lines: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """The lines as one quotation, in the quotation marks of the language."""
    opening, closing = language.word("“ ”").split(" ", 1)
    bare = [line for line in lines if line]
    if not bare:
        return ()
    # What was typed may have the marks of another language, or only one of the two.
    bare[0] = f"{opening}{bare[0].lstrip(_QUOTATION_MARKS)}"
    bare[-1] = f"{bare[-1].rstrip(_QUOTATION_MARKS)}{closing}"
    return tuple(bare)


_QUOTATION_MARKS = '"“”„«»‹› \N{NO-BREAK SPACE}'


def _certification(certification: records.Certification, language: Language) -> Context:
    validity = language.period(certification.date, certification.expires, current=False)
    return {**_address(certification.url), "validity": validity}


def _sample(sample: records.WorkSample, language: Language) -> Context:
    """Its picture, which is printed beside the words; a PDF follows the section."""
    picture = None if sample.file and is_pdf_name(sample.file.name) else sample.file
    is_landscape = picture is not None and _is_landscape(picture)
    described = ": ".join(filter(None, (sample.title, sample.caption)))
    return {
        **_work(sample, language),
        "picture": _picture(picture, LANDSCAPE if is_landscape else PORTRAIT, described),
        "small_picture": _picture(picture, SMALL, described),
        "is_landscape": is_landscape,
        "follows": sample.file is not picture,
    }


def _is_landscape(path: Path) -> bool:
    try:
        width, height = picture_size(path)
    except UnprintableFileError:
        return False
    return width > height


def _publication(publication: records.Publication, language: Language) -> Context:
    date = publication.date
    return {
        **_work(publication, language),
        # A list of publications says the year alone, whatever the format of dates.
        "year": f"{date.year:04}" if date else "",
        "iso_date": date.isoformat() if date else "",
        "quoted": "".join(quoted((publication.quote,), language)),
    }


def _work(work: records.WorkSample | records.Publication, language: Language) -> Context:
    """Its web address, also as a QR code; all "" where there is none."""
    description = language.word("QR code: {title}").format(title=work.title)
    # Beyond that the modules are too small for a phone (see QR_WIDTH).
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
    records.Project: lambda row, language: {**_job(row, language), **_address(row.url)},
    records.VolunteerWork: _job,
    records.Reference: _reference,
    records.Recommendation: _recommendation,
    records.WorkSample: _sample,
    records.Publication: _publication,
}
"""What is computed of a row, besides its own fields."""


def without_clashes(named: Mapping[str, Value], taken: Collection[str]) -> dict[str, Value]:
    """What the person named, with an underscore behind a name that is taken."""
    return {f"{name}_" if name in taken else name: value for name, value in named.items()}


def _own(name: str, value: records.Value, language: Language) -> object:
    """What a column of the person's own says: a picture where its cell names one."""
    if isinstance(value, Path):
        return _picture(value, OWN_PICTURE, name.replace("_", " ").capitalize())
    return written_out(value, language)


def written_out(value: object, language: Language) -> object:
    """A value as templates print it, or plain data with its dates and times written so."""
    match value:
        case None:
            return ""
        case Date():
            return language.date(value)
        case datetime.time():
            return language.time(value)
        case Path():
            # Where it lies on the candidate's disk is nobody's business.
            return value.name
        case Fields():
            named = values_of(value).items()
            return Fields({name: written_out(each, language) for name, each in named})
        case list():
            return [written_out(one, language) for one in value]
    return value


def _shown(url: str) -> str:
    """A web address as people print it."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _picture(
    path: Path | None, box: tuple[float, float], description: str, *, is_cut: bool = False
) -> Picture | str:
    width, height = box
    crop = width / height if is_cut else 0
    return Picture(path, height, description, width, crop) if path else ""


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _vcard(candidate: Candidate, *names: str, titled: bool = False) -> str:
    # segno escapes every field but this one, whose parts it leaves to the caller.
    first, _, last = candidate.name.translate(_ESCAPES).rpartition(" ")
    title = textwrap.shorten(candidate.headline, LONGEST_TITLE, placeholder=" …") if titled else ""
    card: str = make_vcard_data(
        f"{last};{first}",
        candidate.name,
        url=candidate.website or candidate.linkedin or None,
        title=title or None,
        **{name: getattr(candidate, name) or None for name in names},
    )
    return card


_SHORT = ("email", "phone")
_LONG = (*_SHORT, "city", "region", "country")
_ESCAPES = str.maketrans({special: f"\\{special}" for special in "\\,;"})


def _in_reading_order(value: object) -> object:
    """The value, whose texts say so where they read from right to left.

    So their full stops, numbers and foreign words are in the right place also on a page that reads
    from left to right (Unicode annex 9, X2 and X7), and a telephone number after a name reads from
    left to right (W7, N1).
    """
    match value:
        case str() if not value.isascii():
            return "\n".join(map(_embedded, value.split("\n")))
        case tuple():
            return tuple(map(_in_reading_order, value))
    return value


def _embedded(line: str) -> str:
    kinds = [unicodedata.bidirectional(character) for character in line]
    strong = [kind for kind in kinds if kind in ("L", "R", "AL")] or ["L"]
    if strong[0] != "L" and not _RIGHT_TO_LEFT.issuperset(kinds):
        # What follows an embedding is taken to follow its direction (X10), whatever it ends with.
        return f"{_EMBEDDING}{line}{_POP}{_MARK}"
    return line if strong[-1] == "L" else f"{line}{_MARK}"


_RIGHT_TO_LEFT = frozenset({"R", "AL", "NSM", "WS"})
_EMBEDDING, _POP = "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"
_MARK = "\N{LEFT-TO-RIGHT MARK}"
