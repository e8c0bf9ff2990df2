"""Joins all sources: the candidate first, then the interviews, then their interviewers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from leavebehind.companies import is_same_company
from leavebehind.importing.identity import person_key
from leavebehind.importing.invitation_panel import add_meeting
from leavebehind.importing.join import Join, JoinedRow
from leavebehind.importing.source_content import Cells, FoundCell, FoundRow, SourceContent
from leavebehind.importing.unreadable_cells import checked
from leavebehind.importing.workbook_form import WorkbookForm
from leavebehind.last_look.passages import LETTER_COLUMNS
from leavebehind.localization import LETTER_COUNTRIES
from leavebehind.names import fold, quoted
from leavebehind.records import Note
from leavebehind.workbook.cells import CellContext, region
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.sheet import EPOCH, Cell

_OF_CONTACT = {"Title": "Position", "Email": "Email", "LinkedIn": "LinkedIn"}
_NO_ROLE = FoundCell("the open position", "no source names the role; write what they call it")

_A4_ZONES = re.compile("(?:Africa|Asia|Australia|Europe)/")


def joined_rows(form: WorkbookForm, contents: Sequence[SourceContent], most: int) -> Join:
    """The rows of all sources joined with each other and with those of the workbook."""
    join = Join(form)
    context = _context(join, contents)
    interviews: dict[str, JoinedRow] = {}
    panel: list[FoundRow] = []

    def add(content: SourceContent, first: int = 0) -> None:
        content.rows[first:] = checked(content, content.rows[first:], context, most)
        for row in content.rows[first:]:
            # Interviewers join those of their interview, which has no name yet.
            if row.sheet == "Interviewers":
                panel.append(row)
            elif row.sheet == "Interviews":
                interviews[row.link] = join.add(row)
            else:
                join.add(row)

    for content in contents:
        add(content)
    # An invitation is understood by what all other sources say.
    for content in contents:
        for meeting in content.meetings:
            before = len(content.rows)
            companies = [row.text("Company") for row in join.known("Interviews")]
            add_meeting(meeting, join.candidate(), companies, content)
            add(content, before)
    _name(join, interviews.values())
    _add_panel(join, panel, interviews)
    _add_what_contacts_say(join)
    return join


def _context(join: Join, contents: Sequence[SourceContent]) -> CellContext:
    """For reading cells: an interview may name a package of a source or of the workbook."""
    rows = [row for content in contents for row in content.rows if row.sheet == "Packages"]
    names = {row.text("Package") for row in (*rows, *join.known("Packages"))} - {""}
    return CellContext(Path(), EPOCH, packages=CellContext.packages | names)


def _add_panel(join: Join, panel: Iterable[FoundRow], interviews: Mapping[str, JoinedRow]) -> None:
    """Adds each interviewer to the interview of the same source, or to the one they name."""
    named = {fold(row.text("Interview")): row for row in join.known("Interviews")}
    for row in panel:
        joined, name = interviews.get(row.link), row.text("Interview")
        interview = joined.known if joined else named.get(fold(name))
        if interview:
            cell = interview.cells["Interview"]._replace(guess="")
            join.add(replace(row, cells={**row.cells, "Interview": cell}))
        else:
            message = f"Interviewers: {quoted(row.text('Name'))} is left, because no interview is"
            join.left.append(Note(f"{message} called {quoted(name)}", row.source))


def choose_settings(join: Join) -> None:
    """Replaces the starter's choices by those of the candidate's country."""
    cells = _settings_of(join)
    for row in join.rows["Settings"]:
        row.known.cells.update(cells)
        row.added.update(cells)


def _settings_of(join: Join) -> Cells:
    """Paper and phone region, where they are not the starter's: letter and US."""
    country = join.candidate().text("Country")
    zones = [row.text("Time zone") for row in join.known("Interviews")]
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


def _add_what_contacts_say(join: Join) -> None:
    """Fills blank titles, addresses and profiles of interviewers who are among the contacts."""
    companies = {
        fold(row.text("Interview")): row.text("Company") for row in join.known("Interviews")
    }
    contacts: defaultdict[str, list[FoundRow]] = defaultdict(list)
    for contact in join.known("Contacts"):
        contacts[person_key(contact.text("Name"))].append(contact)
    for row in join.rows["Interviewers"]:
        company = companies.get(fold(row.known.text("Interview")), "")
        for contact in contacts[person_key(row.known.text("Name"))]:
            if row.is_in_sources and is_same_company(contact.text("Company"), company):
                _fill_from(row, contact)


def _fill_from(row: JoinedRow, contact: FoundRow) -> None:
    for column, source in _OF_CONTACT.items():
        if contact.text(source) and not row.known.text(column):
            why = f"your contact {contact.text('Name')} at {contact.text('Company')} has it"
            row.known.cells[column] = row.added[column] = FoundCell(contact.text(source), why)


def _name(join: Join, interviews: Iterable[JoinedRow]) -> None:
    """Gives each interview a name of its own: the company's, and what distinguishes it."""
    taken = {fold(row.text("Interview")) for row in join.known("Interviews")}
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
    """What only the person can fill in."""
    if not join.candidate().text("Name"):
        yield Note("write your name: no source says whose search it is", "Candidate")
    panels = {fold(row.text("Interview")) for row in join.known("Interviewers")}
    for row in _of_sources(join, "Interviews"):
        name = row.text("Interview")
        if row.text("Include") == "no":
            continue
        if blank := [column for column in LETTER_COLUMNS if not row.text(column)]:
            yield Note(f"the letter for {name} is yours to write: {', '.join(blank)}", "Interviews")
        if fold(name) not in panels:
            message = f"write who interviews you at {name}: no source names anybody"
            yield Note(message, "Interviewers")
    for row in _of_sources(join, "References"):
        if not row.text("Permission"):
            name = row.text("Name")
            message = f"ask {name} for permission, then write yes"
            yield Note(f"{message}; until then {name} is in no package", "References")


def _of_sources(join: Join, sheet: str) -> list[FoundRow]:
    return [row.known for row in join.rows[sheet] if row.is_in_sources]
