"""The interviewers as people list them: several in one cell, beside the interview, nobody yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from leavebehind.names import fold, listed_words, quoted
from leavebehind.people import (
    TypedPerson,
    is_job,
    is_one_person,
    looks_like_a_name,
    parse_name,
    split_people,
)
from leavebehind.workbook.schema import said_in_english
from leavebehind.workbook.sheet import Entries, Findings, SheetRow

_COLUMNS = {
    **dict.fromkeys(listed_words("columns of interviewers"), ""),
    **dict.fromkeys(listed_words("columns of panels"), "panel"),
    **dict.fromkeys(listed_words("columns of hiring managers"), "hiring manager"),
}
"""Columns of the sheet Interviews that name interviewers → their part in the interview."""
_ROLE = listed_words("roles of interviewers")
"""Words that say what somebody is, beside those for jobs."""
_AROUND_A_ROLE = listed_words("words around a role")
"""Words that go with them, some of which alone are names, as An, Line and Chef are."""
_BETWEEN = re.compile(r"\s*[;\n|]\s*|\s+/\s+")
_BETWEEN_CONTACTS = re.compile(r"\s*[;\n|,]\s*|\s+/\s+")
_CONTACTS = ("email", "phone", "linkedin")


def panel_rows(interviewers: Entries, interviews: Entries, findings: Findings) -> list[SheetRow]:
    """A row for each interviewer, also of those who are named on the sheet Interviews alone.

    `findings` learns what is read in another way than it is written.
    """
    reader = _PanelReader(interviews, findings)
    listed = [one for row in interviewers for one in reader.each(row)]
    panels: dict[str, list[SheetRow]] = {}
    for row in listed:
        panels.setdefault(fold(str(row.values.get("interview", ""))), []).append(row)
    for entry in interviews:
        panel = panels.setdefault(fold(entry.values.get("key", "")), [])
        for column in _panel_columns(entry):
            rows = reader.named_beside(entry, column)
            for row in rows:
                name = row.values["name"]
                # Who has a row of their own keeps it, and takes only their part from here.
                same = [one for one in panel if is_one_person(one.values.get("name", ""), name)]
                for one in same:
                    one.values.setdefault("part", row.values["part"])
                if not same:
                    panel.append(row)
                    listed.append(row)
                if not (same or rows[1:]):
                    message = f"{name} is read as an interviewer"
                    findings.note(entry.sheet, row.at("name"), message)
    return listed


def names_panel(interviews: Entries) -> bool:
    """Whether the sheet Interviews has a column of interviewers, with somebody or nobody yet."""
    return any(column for entry in interviews for column in _panel_columns(entry))


def panel_part(heading: str) -> str | None:
    """The part of those whom a column of the sheet Interviews names; None where it names nobody."""
    (words,) = said_in_english([heading])
    return next((_COLUMNS[word] for word in words if word in _COLUMNS), None)


def _panel_columns(entry: SheetRow) -> Iterator[str]:
    for name, value in entry.extra.items():
        if panel_part(name) is not None and isinstance(value, str) and value.strip():
            yield name


class _PanelReader:
    """Reads the people that cells name, where companies may be named, too."""

    def __init__(self, interviews: Entries, findings: Findings) -> None:
        self._companies = {fold(entry.values.get("company", "")) for entry in interviews}
        words = (word for company in self._companies for word in company.split())
        self._around_a_role = _AROUND_A_ROLE.union(words)
        self._findings = findings

    def each(self, row: SheetRow) -> list[SheetRow]:
        """The row, or one for each of the people that it names."""
        typed = row.values.get("name")
        if not typed:
            return [row]
        split = split_people(typed, self._companies)
        people = [person for person in split if not self._is_role(person.name)]
        self._note_reading(row, "name", typed, people)
        if len(people) == 1 and _is_as_typed(people[0]):
            return [row]
        each = [_said(person) for person in people]
        for name, value in row.values.items():
            shares = [value] * len(people) if name != "name" else []
            if people[1:] and name in ("title", "part", *_CONTACTS):
                shares = _shares(name, value, len(people))
                if not shares:
                    message = f"it is left out: whose {name} this is has to be said, "
                    self._findings.note(row.sheet, row.at(name), f"{message}in a row of each")
            for values, share in zip(each, shares, strict=False):
                values[name] = share
        return [replace(row, values=values) for values in each]

    def named_beside(self, entry: SheetRow, column: str) -> list[SheetRow]:
        """A row for each of the people that a column of the sheet Interviews names."""
        typed = str(entry.extra[column])
        people = split_people(typed, self._companies)
        named = [person for person in people if looks_like_a_name(person.name)]
        if people and not named:
            message = f"{quoted(typed)} names nobody, so there is no package for anybody here"
            self._findings.note(entry.sheet, entry.at(column), message)
            return []
        self._note_reading(entry, column, typed, named)
        cells = {"name": entry.cells[column]} if column in entry.cells else {}
        common = {"interview": entry.values.get("key", ""), "part": panel_part(column) or ""}
        return [
            SheetRow(entry.sheet, entry.row, {**common, **_said(person)}, {}, cells)
            for person in named
        ]

    def _is_role(self, text: str) -> bool:
        """Whether it says what somebody is, and no name: "Hiring manager", "Interviewer 2"."""
        words = re.findall(r"[^\W\d_]+", fold(re.sub(r"[(\[].*", "", text)))
        roles = [word for word in words if word in _ROLE or is_job(word)]
        names_a_role = bool(roles) or is_job(text)
        return names_a_role and all(word in self._around_a_role or word in roles for word in words)

    def _note_reading(
        self, row: SheetRow, column: str, typed: str, people: Sequence[TypedPerson]
    ) -> None:
        names = ", ".join(person.name for person in people)
        is_joined = bool(re.search(r"&|\band\b", typed))
        is_turned = bool(people) and len(parse_name(typed).family.split()) > 1 and "," in typed
        message = ""
        if not people:
            message = f"{quoted(typed)} is nobody yet: there is a package once a name stands here"
        elif len(people) > 1:
            message = f"{quoted(typed)} is read as {len(people)} people: {names}"
        elif is_joined or (is_turned and not _is_as_typed(people[0])):
            message = f"{quoted(typed)} is read as one interviewer, {names}; "
            message = f"{message}give two people a row each"
        if message:
            self._findings.note(row.sheet, row.at(column), message)


def _shares(name: str, value: str, count: int) -> list[str]:
    """What each of several people has of a value; nothing where nobody can say."""
    parts = (_BETWEEN_CONTACTS if name in _CONTACTS else _BETWEEN).split(value.strip())
    if len(parts) == count:
        return parts
    return [] if name in _CONTACTS else [value] * count


def _said(person: TypedPerson) -> dict[str, str]:
    said = {"name": person.name, "title": person.title, "email": person.email}
    return {name: value for name, value in said.items() if value}


def _is_as_typed(person: TypedPerson) -> bool:
    return not (person.title or person.email) and person.typed.startswith(person.name)
