"""JSON Resume (jsonresume.org), version 1.2 and the names of older ones.

Its values may have any type, whatever the schema says: what is no text is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from leavebehind.importing.content import FoundCell, SourceContent, joined
from leavebehind.importing.limits import UnreadableSourceError
from leavebehind.importing.texts import decoded, read_date, read_end, read_month

Item = Mapping[str, Any]

_SECTIONS = frozenset(
    [
        "basics",
        "work",
        "education",
        "skills",
        "publications",
        "references",
        "projects",
        "awards",
        "certificates",
        "certifications",
        "languages",
        "volunteer",
        "meta",
    ]
)
_OFFERED = ("upon request", "on request", "auf anfrage", "sur demande")
"""References that say nothing but that they exist."""


def read_json_resume(data: bytes, file: str) -> SourceContent:
    """Raises UnreadableSourceError where it is not JSON, or holds no résumé."""
    try:
        resume = json.loads(decoded(data))
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        message = f"is damaged: it is not sound JSON{where}"
        raise UnreadableSourceError(message, "export the résumé again") from error
    if not isinstance(resume, dict) or not _SECTIONS & resume.keys() - {"meta"}:
        message = "is JSON, but not a JSON Resume: it has none of basics, work, education"
        raise UnreadableSourceError(message, "export it as JSON Resume (jsonresume.org)")
    content = SourceContent(file)
    _add_candidate(content, _mapping(resume.get("basics")))
    _add_career(content, resume)
    _add_the_rest(content, resume)
    for name, value in resume.items():
        if name not in _SECTIONS and not name.startswith("$") and value:
            content.leave(f"its section {name!r} is left, which no sheet has a place for")
    return content


def _add_candidate(content: SourceContent, basics: Item) -> None:
    place = _mapping(basics.get("location"))
    profiles = {_text(p, "network").casefold(): p for p in _items(basics, "profiles")}
    linkedin = _text(profiles.get("linkedin", {}), "url", "website")
    if not linkedin and (name := _text(profiles.get("linkedin", {}), "username")):
        linkedin = f"https://www.linkedin.com/in/{name}"
    content.add(
        "Candidate",
        {
            "Name": _text(basics, "name"),
            "Headline": _text(basics, "label"),
            "Email": _text(basics, "email"),
            "Phone": _text(basics, "phone"),
            "Address": _text(place, "address"),
            "City": _text(place, "city"),
            "Region": _text(place, "region", "state"),
            "Postal code": _text(place, "postalCode", "zipCode"),
            "Country": _text(place, "country", "countryCode"),
            "Website": _text(basics, "url", "website"),
            "LinkedIn": linkedin,
            "Summary": _text(basics, "summary", "bio"),
        },
    )
    if image := _text(basics, "image", "picture"):
        content.leave(f"the picture {image[:80]!r} is left: nothing is fetched from the network")
    for network in (name for name in profiles if name not in ("linkedin", "")):
        content.leave(f"the profile at {network} is left: only LinkedIn has a cell")


def _add_career(content: SourceContent, resume: Item) -> None:
    for job in _items(resume, "work"):
        content.add(
            "Experience",
            {
                "Title": _text(job, "position", "title"),
                "Company": _text(job, "name", "company"),
                "Location": _text(job, "location"),
                **_period(job),
                "Highlights": _lines(job),
                "Tags": _list(job, "keywords"),
            },
        )
    for study in _items(resume, "education"):
        grade = _text(study, "score", "gpa")
        content.add(
            "Education",
            {
                "Degree": joined([_text(study, "studyType"), _text(study, "area")], ", "),
                "Institution": _text(study, "institution"),
                "Location": _text(study, "location"),
                **_period(study),
                "Notes": joined([grade and f"Grade: {grade}", _list(study, "courses")], "\n"),
            },
        )
    for work in _items(resume, "volunteer"):
        content.add(
            "Volunteering",
            {
                "Title": _text(work, "position"),
                "Organisation": _text(work, "organization", "name", "company"),
                "Location": _text(work, "location"),
                **_period(work),
                "Highlights": _lines(work),
            },
        )


def _add_the_rest(content: SourceContent, resume: Item) -> None:
    for skill in _items(resume, "skills"):
        words, name = _list(skill, "keywords"), _text(skill, "name")
        content.add("Skills", {"Category": name if words else "", "Skills": words or name})
    for one in _items(resume, "publications"):
        content.add(
            "Publications",
            {
                "Title": _text(one, "name", "title"),
                "Venue": _text(one, "publisher"),
                "Date": _date(one, "releaseDate", "date"),
                "URL": _text(one, "url", "website"),
                "Description": _text(one, "summary"),
            },
        )
    for one in _items(resume, "references"):
        _add_reference(content, _text(one, "name"), _text(one, "reference"))
    for one in _items(resume, "projects"):
        content.add(
            "Projects",
            {
                "Title": _text(one, "name", "title"),
                "Role": _list(one, "roles"),
                **_period(one),
                "Description": joined([_text(one, "description", "summary"), _lines(one)], "\n"),
                "URL": _text(one, "url", "website"),
                "Tags": _list(one, "keywords"),
            },
        )
    _add_distinctions(content, resume)


def _add_distinctions(content: SourceContent, resume: Item) -> None:
    for one in _items(resume, "awards"):
        content.add(
            "Awards",
            {
                "Title": _text(one, "title", "name"),
                "Issuer": _text(one, "awarder"),
                "Date": _date(one, "date"),
                "Description": _text(one, "summary"),
            },
        )
    for one in [*_items(resume, "certificates"), *_items(resume, "certifications")]:
        content.add(
            "Certifications",
            {
                "Name": _text(one, "name", "title"),
                "Issuer": _text(one, "issuer"),
                "Date": _date(one, "date"),
                "URL": _text(one, "url", "website"),
            },
        )
    for one in _items(resume, "languages"):
        level = _text(one, "fluency", "level")
        content.add("Languages", {"Language": _text(one, "language", "name"), "Level": level})


def _add_reference(content: SourceContent, name: str, text: str) -> None:
    content.add("References", {"Name": name})
    if text and not any(words in text.casefold() for words in _OFFERED):
        content.add("Recommendations", {"From": name, "Text": text})


def _period(item: Item) -> dict[str, Any]:
    """Start and end; what has a start and no end goes on."""
    start, end = read_month(_text(item, "startDate")), _text(item, "endDate")
    goes_on = FoundCell("present", "the file gives a start and no end")
    return {"Start": start, "End": read_end(end) if end else goes_on if start else ""}


def _date(item: Item, *names: str) -> Any:
    return read_date(_text(item, *names))


def _lines(item: Item) -> str:
    """What was done, one a line; the summary where there are none."""
    lines = [*_texts(item.get("highlights"))]
    summary = "" if "keywords" in item or "description" in item else _text(item, "summary")
    return joined([summary, *lines], "\n")


def _list(item: Item, name: str) -> str:
    return ", ".join(_texts(item.get(name)))


def _text(item: Item, *names: str) -> str:
    """The first of these that says something."""
    texts = (text for name in names for text in _texts([item.get(name)]))
    return next(texts, "")


def _texts(values: object) -> Iterator[str]:
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            if text := str(value).strip():
                yield text
        elif isinstance(value, dict):
            yield from _texts([value.get("name") or value.get("title")])


def _items(item: Item, name: str) -> Sequence[Item]:
    values: Iterable[object] = value if isinstance(value := item.get(name), list) else ()
    return [each if isinstance(each, dict) else {"name": each} for each in values if each]


def _mapping(value: object) -> Item:
    return value if isinstance(value, dict) else {}
