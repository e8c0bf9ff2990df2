"""JSON Resume (jsonresume.org), version 1.2 with the names of older ones.

Values may have any type, whatever the schema says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from leavebehind.importing.source import FoundCell, Plain, SourceContent, joined
from leavebehind.importing.texts import Source, decoded, parts_of, read_end, row_of
from leavebehind.names import quoted
from leavebehind.workbook.limits import UnreadableError

Item = Mapping[str, Any]

_NOTED_APART = frozenset({"id", "_id", "image", "picture", "location", "profiles", "isCurrentRole"})
"""What is no content, or has a note of its own."""
_OFFERED = ("upon request", "on request", "auf anfrage", "sur demande")
"""How a reference begins that has no text yet."""


def read_json_resume(content: SourceContent, data: bytes) -> None:
    """Adds what a résumé holds; raises UnreadableError where it is not JSON, or no résumé."""
    try:
        resume = json.loads(decoded(data))
    except (ValueError, RecursionError) as error:  # the latter for 100,000 brackets
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        message = f"is damaged: it is not sound JSON{where}"
        raise UnreadableError(message, "export the résumé again") from error
    sections = {"basics", *(section.name for section in _SECTIONS)}
    if not isinstance(resume, dict) or not sections & resume.keys():
        message = "is JSON, but not a JSON Resume: it has none of basics, work, education"
        raise UnreadableError(message, "export it as JSON Resume (jsonresume.org)")
    _add_candidate(content, _mapping(resume.get("basics")))
    # References fill two sheets.
    items = {name: list(map(_AskedItem, _items(resume, name))) for name in sections - {"basics"}}
    for section in _SECTIONS:
        for item in items[section.name]:
            content.add(section.sheet, row_of(item, section.columns, _text))
    for name, listed in sorted(items.items()):
        _leave_fields(content, name, listed)
    for name, value in resume.items():
        # "$schema" is the address of the schema.
        if name not in sections and name != "meta" and not name.startswith("$") and value:
            content.leave(f"its section {name!r} is left, which no sheet has a place for")
        elif name in sections and value and not isinstance(value, dict | list):
            content.leave(f"its section {name!r} is left: {quoted(str(value))} is no list")


class _AskedItem(dict[str, Any]):
    """An item that remembers what it was asked for."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def _leave_fields(content: SourceContent, section: str, items: Iterable[_AskedItem]) -> None:
    """Notes what no column has a place for."""
    left = (
        name
        for item in items
        for name, value in item.items()
        if value and name not in item.asked | _NOTED_APART
    )
    if names := ", ".join(dict.fromkeys(left)):
        content.leave(f"{names} of its section {section!r}: left, which no column has a place for")


def _add_candidate(content: SourceContent, item: Item) -> None:
    basics = _AskedItem(item)
    place = _mapping(basics.get("location"))
    profiles = {_text(p, "network").casefold(): p for p in _items(basics, "profiles")}
    linkedin = _text(profiles.get("linkedin", {}), "url", "website")
    if not linkedin and (name := _text(profiles.get("linkedin", {}), "username")):
        linkedin = f"https://www.linkedin.com/in/{name}"
    row = row_of(basics, _BASICS.columns, _text) | row_of(place, _PLACE.columns, _text)
    content.add("Candidate", {**row, "LinkedIn": linkedin})
    _leave_fields(content, "basics", [basics])
    if image := _text(basics, "image", "picture"):
        content.leave(f"the picture {image[:80]!r} is left: nothing is fetched from the network")
    for network in (name for name in profiles if name not in ("linkedin", "")):
        content.leave(f"the profile at {network} is left: only LinkedIn has a cell")


def _end(item: Item) -> Plain | FoundCell:
    """The end; what has a start and no end goes on."""
    if _text(item, "endDate") or not _text(item, "startDate"):
        return read_end(_text(item, "endDate"))
    return FoundCell("present", "the file gives a start and no end")


def _lines(*names: str) -> Callable[[Item], str]:
    """A text of one of these names, then what was done, one a line."""
    return lambda item: joined([_text(item, *names), *_texts(item.get("highlights"))], "\n")


def _notes(study: Item) -> str:
    grade = _text(study, "score", "gpa")
    return joined([grade and f"Grade: {grade}", _text(study, "courses")], "\n")


def _praise(reference: Item) -> str:
    text = _text(reference, "reference")
    return "" if any(words in text.casefold() for words in _OFFERED) else text


def _text(item: Item, *names: str) -> str:
    """The first of these that says something; of a list, all that it says."""
    return next(filter(None, (", ".join(_texts(item.get(name))) for name in names)), "")


def _texts(values: object) -> Iterator[str]:
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            if text := str(value).strip():
                yield text
        elif isinstance(value, dict):
            yield from _texts([value.get("name") or value.get("title")])


def _items(item: Item, name: str) -> Sequence[Item]:
    value = item.get(name)
    values = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    return [each if isinstance(each, dict) else {"name": each} for each in values if each]


def _mapping(value: object) -> Item:
    return value if isinstance(value, dict) else {}


_FUNCTIONS: Mapping[str, Source] = {
    **{"end": _end, "notes": _notes, "praise": _praise},
    **{"summary": _lines("summary"), "description": _lines("description", "summary")},
    "degree": lambda study: joined([_text(study, "studyType"), _text(study, "area")], ", "),
    "category": lambda skill: _text(skill, "name") if _text(skill, "keywords") else "",
    "praised_by": lambda reference: _text(reference, "name") if _praise(reference) else "",
}
"""What is made of several fields, by the names in `formats.ini`."""
_BASICS, _PLACE, *_SECTIONS = parts_of("resume", _FUNCTIONS)
