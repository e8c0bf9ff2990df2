"""All sources joined: the candidate first, then the interviews, then who is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from leavebehind.companies import is_same_company
from leavebehind.importing.checks import checked
from leavebehind.importing.content import Cells, FoundCell, FoundRow, SourceContent
from leavebehind.importing.form import WorkbookForm
from leavebehind.importing.identity import person_key
from leavebehind.importing.join import Join, JoinedRow
from leavebehind.importing.panel import Known, rows_of
from leavebehind.localization import LETTER_COUNTRIES
from leavebehind.names import fold
from leavebehind.records import Note
from leavebehind.workbook.cells import CellContext, region
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.sheet import EPOCH, Cell

_OF_INTERVIEWS = frozenset({"Interviews", "Interviewers"})
_OF_CONTACT = {"Title": "Position", "Email": "Email", "LinkedIn": "LinkedIn"}
_LETTER = ("Opening", "Why me", "Why them", "Closing")

_NO_ROLE = FoundCell("the open position", "no source names the role; write what they call it")

_A4_ZONES = re.compile("(?:Africa|Asia|Australia|Europe)/")


def joined_rows(form: WorkbookForm, contents: Sequence[SourceContent], most: int) -> Join:
    """The rows of all sources joined with each other and with those of the workbook."""
    join = Join(form)
    rows = [row for content in contents for row in checked(content, content.rows, most)]
    for row in rows:
        if row.sheet not in _OF_INTERVIEWS:
            join.add(row)
    known_rows = [row for row in rows if row.sheet in _OF_INTERVIEWS]
    joined = _join_interviews(join, known_rows)
    for content in contents:
        for meeting in content.meetings:
            found = list(checked(content, rows_of(meeting, _known(join), content), most))
            content.rows += found
            for row in found:
                if row.sheet == "Candidate":
                    join.add(row)
            joined |= _join_interviews(join, found)
            known_rows += [row for row in found if row.sheet in _OF_INTERVIEWS]
    _name(join, joined.values())
    for row in known_rows:
        if row.sheet == "Interviewers" and row.link in joined:
            name = joined[row.link].known.cells["Interview"]
            join.add(replace(row, cells={**row.cells, "Interview": name._replace(guess="")}))
    _add_what_contacts_say(join)
    if form.is_new:
        join.choose("Settings", _settings_of(join))
    return join


def _settings_of(join: Join) -> Cells:
    """The paper and the phone numbers of the candidate's country, where it isn't the starter's."""
    candidate = next((row.known for row in join.rows.get("Candidate", ())), None)
    country = candidate.text("Country") if candidate else ""
    zones = [row.known.text("Time zone") for row in join.rows.get("Interviews", ())]
    if not country and zones and all(map(_A4_ZONES.match, zones)):
        return {"Paper": FoundCell("a4", f"the interview is in the time zone {zones[0]}")}
    try:
        code = region(Cell(1, 1, country), CellContext(Path(), EPOCH))
    except UnreadableError:
        return {}
    why = f"the candidate's country is {country}"
    if code in LETTER_COUNTRIES:
        return {"Phone region": FoundCell(code, why)} if code != "US" else {}
    return {"Paper": FoundCell("a4", why), "Phone region": FoundCell(code, why)}


def _join_interviews(join: Join, rows: Iterable[FoundRow]) -> dict[str, JoinedRow]:
    return {row.link: join.add(row) for row in rows if row.sheet == "Interviews"}


def _known(join: Join) -> Known:
    """What an invitation can be understood by."""
    candidate = next((row.known for row in join.rows.get("Candidate", ())), None)
    return Known(
        name=candidate.text("Name") if candidate else "",
        email=candidate.text("Email") if candidate else "",
        companies=tuple(row.known.text("Company") for row in join.rows.get("Interviews", ())),
    )


def _add_what_contacts_say(join: Join) -> None:
    """An interviewer whom the candidate knows has a title and a profile there."""
    companies = {
        fold(row.known.text("Interview")): row.known.text("Company")
        for row in join.rows.get("Interviews", ())
    }
    contacts: dict[str, list[FoundRow]] = {}
    for row in join.rows.get("Contacts", ()):
        contacts.setdefault(person_key(row.known.text("Name")), []).append(row.known)
    for row in join.rows.get("Interviewers", ()):
        company = companies.get(fold(row.known.text("Interview")), "")
        for contact in contacts.get(person_key(row.known.text("Name")), ()):
            if row.sources and is_same_company(contact.text("Company"), company):
                _fill_from(row, contact)


def _fill_from(row: JoinedRow, contact: FoundRow) -> None:
    for column, source in _OF_CONTACT.items():
        if contact.text(source) and not row.known.text(column):
            why = f"your contact {contact.text('Name')} at {contact.text('Company')} has it"
            row.known.cells[column] = row.added[column] = FoundCell(contact.text(source), why)


def _name(join: Join, interviews: Iterable[JoinedRow]) -> None:
    """Gives each interview a name of its own: the company's, and what tells it from others."""
    taken = join.keys_of_interviews()
    for row in interviews:
        if not row.known.text("Interview"):
            name = next(name for name in _names(row.known) if fold(name) not in taken)
            taken.add(fold(name))
            row.known.cells["Interview"] = row.added["Interview"] = FoundCell(name)
        if not row.known.text("Role"):
            row.known.cells["Role"] = row.added["Role"] = _NO_ROLE


def _names(interview: FoundRow) -> Iterator[str]:
    company, date = interview.text("Company"), interview.date("Date")
    yield company
    yield f"{company} ({interview.text('Role')})"
    if date:
        yield f"{company} ({date.isoformat()})"
    yield from (f"{company} ({number})" for number in range(2, 1_000_000))


def to_do(join: Join) -> Iterator[Note]:
    """What only the person can fill in, before a package says what they want to say."""
    candidate = next(iter(join.rows.get("Candidate", ())), None)
    if candidate is None or not candidate.known.text("Name"):
        yield Note("write your name: no source says whose search it is", "Candidate")
    for row in join.rows.get("Interviews", ()):
        blank = [name for name in _LETTER if not row.known.text(name)]
        if row.sources and blank and row.known.text("Include") != "no":
            name = row.known.text("Interview")
            yield Note(f"the letter for {name} is yours to write: {', '.join(blank)}", "Interviews")
    panels = {fold(row.known.text("Interview")) for row in join.rows.get("Interviewers", ())}
    for row in join.rows.get("Interviews", ()):
        name = row.known.text("Interview")
        if row.sources and fold(name) not in panels and row.known.text("Include") != "no":
            yield Note(
                f"write who interviews you at {name}: no source names anybody", "Interviewers"
            )
    for row in join.rows.get("References", ()):
        if row.sources and not row.known.text("Permission"):
            name = row.known.text("Name")
            yield Note(
                f"ask {name} for permission, then write yes; until then {name} is in no package",
                "References",
            )
