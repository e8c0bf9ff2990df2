"""Joins the rows of all sources with those of the workbook: fills, never overwrites.

The candidate comes first, then the interviews, then their interviewers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from leavebehind.importing.identity import are_one, identities, person_key, says_more, says_same
from leavebehind.importing.invitation_panel import add_meeting
from leavebehind.importing.source import Cells, FoundCell, FoundRow, SourceContent
from leavebehind.importing.workbook_form import JoinedRow, WorkbookForm
from leavebehind.localization import LETTER_COUNTRIES
from leavebehind.names import fold, is_same_company, key, quoted
from leavebehind.plan_records import LETTER_COLUMNS
from leavebehind.records import Date, Note
from leavebehind.workbook.cells import CellContext, region
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.schema import SCHEMA_OF, Column
from leavebehind.workbook.sheet import EPOCH, Cell

_GIVEN_LATER = {
    *(("Candidate", "Name"), ("Interviews", "Interview"), ("Interviews", "Role")),
    ("Interviewers", "Interview"),
}
"""Required columns that a source may leave blank."""
_OF_CONTACT = {"Title": "Position", "Email": "Email", "LinkedIn": "LinkedIn"}
_NO_ROLE = FoundCell("the open position", "no source names the role; write what they call it")
_A4_ZONES = re.compile("(?:Africa|Asia|Australia|Europe)/")


class Join:
    """Takes rows one after another; a row that is known already is filled where it is blank."""

    def __init__(self, form: WorkbookForm) -> None:
        self.rows: defaultdict[str, list[JoinedRow]] = defaultdict(list)
        self.left: list[Note] = []
        self._form = form
        self._known: defaultdict[tuple[str, tuple[str, ...]], list[JoinedRow]] = defaultdict(list)
        for sheet, content in form.sheets.items():
            for number, row in content.rows.items():
                self.rows[sheet].append(JoinedRow(row, number))
                self._index(self.rows[sheet][-1])

    def add(self, row: FoundRow) -> JoinedRow:
        """Joins a row with the one that it is, or adds it, and returns the joined row."""
        if row.sheet == "Skills":
            row = self._without_known_skills(row)
            if not row.text("Skills"):
                return JoinedRow(row)
        alike = (one for identity in identities(row) for one in self._known[row.sheet, identity])
        same = next((one for one in alike if are_one(one.known, row)), None)
        if same is None:
            same = JoinedRow(replace(row, cells={}))
            self.rows[row.sheet].append(same)
        self._fill(same, row)
        # What was filled in may be what another source knows it by.
        self._index(same)
        return same

    def known(self, sheet: str) -> list[FoundRow]:
        """All that is known of each row of a sheet."""
        return [row.known for row in self.rows[sheet]]

    def candidate(self) -> FoundRow:
        """What is known of the candidate."""
        return next(iter(self.known("Candidate")), FoundRow("Candidate", {}))

    def _index(self, row: JoinedRow) -> None:
        for identity in identities(row.known):
            if row not in (same := self._known[row.known.sheet, identity]):
                same.append(row)

    def _fill(self, joined: JoinedRow, row: FoundRow) -> None:
        joined.is_in_sources = True
        form = self._form.sheets.get(row.sheet)
        held = form.held(joined.row) if form and joined.row else ()
        for name, cell in row.cells.items():
            there, why = joined.known.cells.get(name), ""
            # A cell that can't be read has no value, but is not blank.
            if name in held and there is None:
                why = "its cell is filled already"
            elif there is None or (name in joined.added and _is_better(cell, there)):
                joined.put(name, cell)
            elif not (
                cell.guess or says_same(_columns(row.sheet).get(name), cell.value, there.value)
            ):
                why = f"there is {quoted(str(there.value))} already"
            # The name of an interview is made up where the source has none.
            if why and name != "Interview":
                what = f"{row.sheet}: {name} {quoted(str(cell.value))}"
                self.left.append(Note(f"{what} is left, because {why}", row.source))

    def _without_known_skills(self, row: FoundRow) -> FoundRow:
        lists = (other.text("Skills").split(",") for other in self.known("Skills"))
        known = {key(skill) for skills in lists for skill in skills}
        skills = [s.strip() for s in row.text("Skills").split(",") if key(s) not in known]
        return replace(row, cells={**row.cells, "Skills": FoundCell(", ".join(skills))})


def _is_better(cell: FoundCell, there: FoundCell) -> bool:
    """Whether a value says more than that of an earlier source."""
    if cell.guess or there.guess:
        return not cell.guess
    date, other = cell.value, there.value
    return isinstance(date, Date) and isinstance(other, Date) and says_more(date, other)


# All sources


def joined_rows(form: WorkbookForm, contents: Sequence[SourceContent], most: int) -> Join:
    """The rows of all sources joined with each other and with those of the workbook.

    A text has at most `most` characters.
    """
    join = Join(form)
    interviews: dict[str, JoinedRow] = {}
    panel: list[FoundRow] = []
    for row in _rows_of(contents, join, most):
        # Interviewers join those of their interview, which has no name yet.
        if row.sheet == "Interviewers":
            panel.append(row)
        elif row.sheet == "Interviews":
            interviews[row.link] = join.add(row)
        else:
            join.add(row)
    _name(join, interviews.values())
    _add_panel(join, panel, interviews)
    _add_what_contacts_say(join)
    return join


def _rows_of(contents: Sequence[SourceContent], join: Join, most: int) -> Iterator[FoundRow]:
    """The rows of all sources, as a workbook can hold them; those before are in `join`."""
    # An interview may name a package of a source or of the workbook.
    rows = [row for content in contents for row in content.rows if row.sheet == "Packages"]
    names = {row.text("Package") for row in (*rows, *join.known("Packages"))} - {""}
    context = CellContext(Path(), EPOCH, packages=CellContext.packages | names)
    for content in contents:
        content.rows[:] = _checked(content, content.rows, context, most)
        yield from content.rows
    # An invitation is understood by what all other sources say.
    for content in contents:
        for meeting in content.meetings:
            before = len(content.rows)
            companies = [row.text("Company") for row in join.known("Interviews")]
            add_meeting(meeting, join.candidate(), companies, content)
            content.rows[before:] = _checked(content, content.rows[before:], context, most)
            yield from content.rows[before:]


def _checked(
    content: SourceContent, rows: Iterable[FoundRow], context: CellContext, most: int
) -> Iterator[FoundRow]:
    """The rows without what the workbook's reader would refuse, which becomes a comment."""
    for row in rows:
        columns = _columns(row.sheet)
        for name, cell in row.cells.items():
            if isinstance(cell.value, str) and len(cell.value) > most:
                start, cell = quoted(cell.value[:30]), cell._replace(value=cell.value[:most])
                content.leave(f"{name}: what follows {start} after {most:,} characters is left")
            reason = _refusal(columns.get(name), cell, context)
            row.cells[name] = FoundCell("", f"{reason}, so it is left out") if reason else cell
        required = (name for name, column in columns.items() if column.required)
        blank = (name for name in required if not row.text(name))
        if missing := next((n for n in blank if (row.sheet, n) not in _GIVEN_LATER), ""):
            shown = quoted(", ".join(str(cell.value) for cell in row.cells.values()))
            content.leave(f"{row.sheet}: the row {shown} is left, which has no {missing}")
        else:
            yield row


def _columns(sheet: str) -> dict[str, Column]:
    """The columns of a sheet of the contract, by their names."""
    schema = SCHEMA_OF.get(sheet)
    return {column.name: column for column in schema.columns} if schema else {}


def _refusal(column: Column | None, cell: FoundCell, context: CellContext) -> str:
    """Why the workbook would call a text a problem; "" where it wouldn't."""
    if column is None or not cell.value or not isinstance(cell.value, str):
        return ""
    try:
        column.read(Cell(1, 1, cell.value, "@"), context)
    except UnreadableError as error:
        return error.message
    return ""


def _name(join: Join, interviews: Iterable[JoinedRow]) -> None:
    """Gives each interview a name of its own: the company's, and what distinguishes it."""
    taken = {fold(row.text("Interview")) for row in join.known("Interviews")}
    for row in interviews:
        if not row.known.text("Interview"):
            name = next(name for name in _names(row.known) if fold(name) not in taken)
            taken.add(fold(name))
            row.put("Interview", FoundCell(name))
        if not row.known.text("Role"):
            row.put("Role", _NO_ROLE)


def _names(interview: FoundRow) -> Iterator[str]:
    company, date = interview.text("Company"), interview.date("Date")
    yield company
    yield f"{company} ({interview.text('Role')})"
    if date:
        yield f"{company} ({date.isoformat()})"
    yield from (f"{company} ({number})" for number in range(2, 1_000_000))


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


def _add_what_contacts_say(join: Join) -> None:
    """Fills blank titles, addresses and profiles of interviewers who are among the contacts."""
    interviews = join.known("Interviews")
    companies = {fold(row.text("Interview")): row.text("Company") for row in interviews}
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
            row.put(column, FoundCell(contact.text(source), why))


def choose_settings(join: Join) -> None:
    """Replaces the starter's choices by those of the candidate's country."""
    for row in join.rows["Settings"]:
        for name, cell in _settings_of(join).items():
            row.put(name, cell)


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
