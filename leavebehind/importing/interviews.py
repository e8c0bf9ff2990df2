"""All sources joined: the candidate first, then the interviews, then who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from leavebehind.importing.checks import checked
from leavebehind.importing.content import FoundCell, FoundRow, SourceContent
from leavebehind.importing.form import WorkbookForm
from leavebehind.importing.join import Join, JoinedRow
from leavebehind.names import fold
from leavebehind.records import Note

_LETTER = ("Opening", "Why me", "Why them", "Closing")

_NO_ROLE = FoundCell("the open position", "no source names the role; write what they call it")


def joined_rows(form: WorkbookForm, contents: Sequence[SourceContent], most: int) -> Join:
    """The rows of all sources joined with each other and with those of the workbook."""
    join = Join(form)
    rows = [row for content in contents for row in checked(content, most)]
    interviews = [row for row in rows if row.sheet == "Interviews"]
    interviewers = [row for row in rows if row.sheet == "Interviewers"]
    for row in rows:
        if row.sheet not in ("Interviews", "Interviewers"):
            join.add(row)
    joined = {row.link: join.add(row) for row in interviews}
    _name(join, joined.values())
    for row in interviewers:
        if row.link in joined:
            name = joined[row.link].known.cells["Interview"]
            join.add(replace(row, cells={**row.cells, "Interview": name._replace(guess="")}))
    return join


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
    for row in join.rows.get("References", ()):
        if row.sources and not row.known.text("Permission"):
            name = row.known.text("Name")
            yield Note(
                f"ask {name} for permission, then write yes; until then {name} is in no package",
                "References",
            )
