"""What rows of several sheets must agree on, and the interviewers as people list them.

Several are in one cell or beside the interview, or nobody is known yet.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from leavebehind.interview_status import is_over
from leavebehind.names import (
    did_you_mean,
    fold,
    folded_company,
    folded_words,
    key,
    listed_words,
    quoted,
)
from leavebehind.people import LONGEST_LIST, REMARK, is_one_person, parse_name
from leavebehind.records import Date
from leavebehind.typed_people import (
    AROUND_A_ROLE,
    LITTLE_WORDS,
    ROLES,
    TypedPerson,
    is_job,
    looks_like_a_name,
    split_people,
)
from leavebehind.workbook.schema import is_company, said_in_english
from leavebehind.workbook.sheet import WHOLE, Entries, Findings, SheetRow, Worksheet

DATED = ("Experience", "Education", "Projects", "Volunteering")
_COLUMNS = {
    **dict.fromkeys(listed_words("columns of interviewers"), ""),
    **dict.fromkeys(listed_words("columns of panels"), "panel"),
    **dict.fromkeys(listed_words("columns of hiring managers"), "hiring manager"),
}
"""Columns of the sheet Interviews that name interviewers → their part in the interview."""
_WHO = listed_words("words for interviewers")
_AROUND_WHO = listed_words("words around interviewers")
_FURTHER = re.compile(r"[&/,(]|\band\b")
_BETWEEN = re.compile(r"\s*[;\n|]\s*|\s+/\s+")
_BETWEEN_CONTACTS = re.compile(r"\s*[;\n|,]\s*|\s+/\s+")
_CONTACTS = ("email", "phone", "linkedin")


def agree(entries: Mapping[str, list[SheetRow]], only: str, findings: Findings, most: int) -> None:
    """Compares the rows with each other; interviews are then called alike on every sheet.

    There is a row for each interviewer then, also of those who are named on the sheet Interviews
    alone. `only` is the interview's name where there is one. What to write instead of a wrong one
    is looked for among `most` of them.
    """
    interviews, interviewers = entries["Interviews"], entries["Interviewers"]
    _name_by_row(interviewers, only, findings)
    interviewers[:] = _panel_rows(interviewers, interviews, findings)
    for sheet in DATED:
        _check_periods(entries[sheet], findings)
    _check_jobs(entries["Experience"], findings)
    _check_interviews(interviews, findings)
    for sheet in ("Interviewers", "Fit", "First 90 days"):
        _name_interviews(entries[sheet], interviews, findings, most)
    _check_repetitions(interviewers, findings)
    _check_panels(interviewers, interviews, findings)


def name_by_company(interviews: Entries, findings: Findings) -> None:
    """Where no column names the interviews, they are called after their companies."""
    if not interviews or any("key" in entry.cells for entry in interviews):
        return
    companies = Counter(fold(entry.values.get("company", "")) for entry in interviews)
    for entry in interviews:
        company, role = (entry.values.get(name, "") for name in ("company", "role"))
        is_only = companies[fold(company)] == 1
        entry.values["key"] = company if is_only else f"{company} – {role}"
    message = "there is no column Interview; the interviews are called after their companies"
    findings.note(interviews[0].sheet, WHOLE, message)


def _name_by_row(interviewers: Entries, only: str, findings: Findings) -> None:
    """Where no column says whose interviewers they are, their company does, or there is one."""
    if not interviewers or any("interview" in entry.cells for entry in interviewers):
        return
    column = next((name for name in interviewers[0].extra if is_company(name)), "")
    if not only and not column:
        return
    for entry in interviewers:
        entry.values["interview"] = str(entry.extra.get(column, "")) or only
        if not entry.values["interview"]:
            message = "it isn't said whose interviewer this is"
            hint = "write the interview or the company beside the name"
            findings.problem(entry.sheet, entry.at("name"), message, hint)
    whose = f"the interviewers are those of {quoted(only) if only else 'their companies'}"
    findings.note(interviewers[0].sheet, WHOLE, f"there is no column Interview; {whose}")


def _check_interviews(interviews: Entries, findings: Findings) -> None:
    if not interviews:
        findings.note(Worksheet("Interviews", {}), WHOLE, "there is no interview yet")
    first: dict[str, SheetRow] = {}
    for entry in interviews:
        interview = entry.values.get("key", "")
        earlier = first.setdefault(fold(interview), entry)
        if interview and earlier is not entry:
            message = f"the interview {quoted(interview)} appears twice"
            hint = f"give each a name of its own; the first is in {earlier.place}"
            findings.problem(entry.sheet, entry.at("key"), message, hint)
        if entry.values.get("include", True) and _is_over(entry):
            status = quoted(entry.values["status"])
            message = f"its status is {status}, and its packages are made all the same; "
            message = f"{message}write no under Include to leave it out"
            findings.note(entry.sheet, entry.at("status"), message)


def _is_over(interview: SheetRow) -> bool:
    return is_over(str(interview.values.get("status", "")))


def _check_periods(entries: Entries, findings: Findings) -> None:
    known = {"year": 1, "month": 2, "day": 3}
    for entry in entries:
        start, end = entry.values.get("start"), entry.values.get("end")
        if isinstance(start, Date) and isinstance(end, Date):
            # As far as both are written out: 2019 is not before May 2019.
            parts = min(known[start.precision], known[end.precision])
            if end.timetuple()[:parts] < start.timetuple()[:parts]:
                message = "it ends before it begins; look at both dates"
                findings.note(entry.sheet, entry.at("end"), message)


def _check_jobs(entries: Entries, findings: Findings) -> None:
    """A job without an end may go on, or may have been short: only the person knows."""
    for entry in entries:
        if "start" in entry.values and "end" not in entry.values:
            message = "the job has no end, and is printed without one; "
            message = f"{message}write “present” if it goes on"
            findings.note(entry.sheet, entry.at("start"), message)


def _check_repetitions(interviewers: Entries, findings: Findings) -> None:
    seen = set()
    for entry in interviewers:
        content = frozenset(entry.values.items()), frozenset(entry.extra.items())
        if content in seen:
            hint = "delete one of them"
            findings.problem(entry.sheet, entry.at("name"), "the row appears twice", hint)
        seen.add(content)


def _name_interviews(entries: Entries, interviews: Entries, findings: Findings, most: int) -> None:
    keys = {fold(e.values["key"]): e.values["key"] for e in interviews if e.values.get("key")}
    # Of two interviews at one company, nobody knows which is meant.
    companies = Counter(folded_company(e.values.get("company", "")) for e in interviews)
    at = {folded_company(e.values.get("company", "")): e.values.get("key") for e in interviews}
    by_company = {name: key for name, key in at.items() if name and companies[name] == 1}
    names = list(keys.values())
    listed = f"the sheet Interviews has {', '.join(map(quoted, names[:5]))}{' …' * bool(names[5:])}"
    # Thousands of rows may be wrong in one way.
    hint = functools.cache(lambda name: did_you_mean(name, names[:most]) or listed)
    for entry in entries:
        interview = entry.values.get("interview", "")
        known = keys.get(fold(interview)) or by_company.get(folded_company(interview))
        if interview and keys and not known:
            message = f"no interview is called {quoted(interview)}"
            findings.problem(entry.sheet, entry.at("interview"), message, hint(interview))
        elif interview and keys:
            # As it is spelt on the sheet Interviews: folders are called so.
            entry.values["interview"] = known


def _check_panels(interviewers: Entries, interviews: Entries, findings: Findings) -> None:
    with_interviewers = {entry.values.get("interview") for entry in interviewers}
    for entry in interviews:
        interview = entry.values.get("key", "")
        is_open = entry.values.get("include", True) and not _is_over(entry)
        # A blank one is a problem already.
        if interview and is_open and interview not in with_interviewers:
            message = f"the interview {quoted(interview)} has no interviewers"
            findings.note(entry.sheet, entry.at(""), message)


# The panel


def _panel_rows(interviewers: Entries, interviews: Entries, findings: Findings) -> list[SheetRow]:
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


@functools.lru_cache(maxsize=1 << 12)
def panel_part(heading: str) -> str | None:
    """The part of those whom a column of the sheet Interviews names; None where it names nobody."""
    # Each may have a column: "Interviewer 1", "Interviewer 2".
    (words,) = said_in_english([heading.rstrip("0123456789 _#")])
    if found := [_COLUMNS[word] for word in words if word in _COLUMNS]:
        return found[0]
    # "Who I'll meet", "Speaking with", "Names of interviewers & titles"
    said = set(folded_words(_FURTHER.split(heading.replace("_", " "))[0]))
    return "" if said & _WHO and said <= _WHO | _AROUND_WHO else None


def _panel_columns(entry: SheetRow) -> Iterator[str]:
    for name, value in entry.extra.items():
        if panel_part(name) is not None and isinstance(value, str) and value.strip():
            yield name


class _PanelReader:
    """Reads the people that cells name, where companies may be named, too."""

    def __init__(self, interviews: Entries, findings: Findings) -> None:
        self._companies = {fold(entry.values.get("company", "")) for entry in interviews}
        words = (word for company in self._companies for word in company.split())
        self._around_a_role = (AROUND_A_ROLE | LITTLE_WORDS).union(words)
        self._findings = findings

    def each(self, row: SheetRow) -> list[SheetRow]:
        """The row, or one for each of the people that it names."""
        typed = row.values.get("name")
        if not typed:
            return [row]
        split = split_people(typed, self._companies)
        people = [person for person in split if not self._is_role(person.name)]
        self._note_reading(row, "name", typed, people)
        if len(people) == 1 and _is_as_typed(people[0], typed):
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
        # "Interviewer email" is that of the only one.
        beside = ((name, entry.extra.get(f"{column}_{name}")) for name in ("title", *_CONTACTS))
        more = {name: str(value) for name, value in beside if value and len(named) == 1}
        common = {"interview": entry.values.get("key", ""), "part": panel_part(column) or ""}
        return [
            SheetRow(entry.sheet, entry.row, {**common, **more, **_said(person)}, {}, cells)
            for person in named
        ]

    def _is_role(self, text: str) -> bool:
        """Whether it says what somebody is, and no name: "Hiring manager", "Interviewer 2"."""
        words = re.findall(r"[^\W\d_]+", fold(re.sub(r"[(\[].*", "", text)))
        roles = [word for word in words if word in ROLES or is_job(word)]
        names_a_role = bool(roles) or is_job(text)
        return names_a_role and all(word in self._around_a_role or word in roles for word in words)

    def _note_reading(
        self, row: SheetRow, column: str, typed: str, people: Sequence[TypedPerson]
    ) -> None:
        names = ", ".join(f"{p.name} ({p.title})" if p.title else p.name for p in people)
        is_joined = bool(re.search(r"&|\band\b", typed))
        # "Stone, Lea" and "Dana Wu (CTO)" can mean but one thing.
        is_turned = len(parse_name(typed).family.split()) > 1 and "," in typed
        remarks = "".join(REMARK.findall(typed[:LONGEST_LIST]))
        said = "".join(f"{one.name}{one.title}{one.email}" for one in people)
        is_lost = bool(Counter(key(typed)) - Counter(key(said)))
        is_cut = is_lost or any(one.title not in remarks for one in people)
        message = ""
        if not people:
            message = f"{quoted(typed)} is nobody yet: there is a package once a name stands here"
        elif len(people) > 1:
            message = f"{quoted(typed)} is read as {len(people)} people: {names}"
        elif is_joined or ((is_turned or is_cut) and not _is_as_typed(people[0], typed)):
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
    # "Hiring manager: Dana Wu" says her part.
    part = panel_part(person.title) if person.title else None
    title = "part" if part else "title"
    said = {"name": person.name, title: part or person.title, "email": person.email}
    return {name: value for name, value in said.items() if value}


def _is_as_typed(person: TypedPerson, written: str) -> bool:
    typed = written[:LONGEST_LIST]
    is_bare = not (person.title or person.email)
    # "(she/her)" and "(Bob)" are said; "(maybe)" is not.
    is_aside = any(re.match(r"\s*[(\[][a-z\d][^/]*$", one) for one in REMARK.findall(typed))
    return is_bare and not is_aside and REMARK.sub("", typed).strip() == person.name
