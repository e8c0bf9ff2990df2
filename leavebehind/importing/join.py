"""Joins rows of several sources with those of the workbook: fills, never overwrites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from leavebehind.companies import folded_company
from leavebehind.importing.identity import Identity, are_one, identities, is_one_date, says_more
from leavebehind.importing.source_content import Cells, FoundCell, FoundRow
from leavebehind.importing.workbook_form import WorkbookForm
from leavebehind.names import key, quoted
from leavebehind.records import Date, Note


@dataclass(eq=False)
class JoinedRow:
    """A row as it will be in the workbook."""

    known: FoundRow
    """All that is known of it, including what the workbook holds."""
    row: int = 0
    """Its row in the workbook, 0 for a new one."""
    added: Cells = field(default_factory=dict)
    is_in_sources: bool = False
    """Whether a source has it, too, and not the workbook alone."""


class Join:
    """Takes rows one after another; a row that is known already is filled where it is blank."""

    def __init__(self, form: WorkbookForm) -> None:
        self.rows: defaultdict[str, list[JoinedRow]] = defaultdict(list)
        self.left: list[Note] = []
        self._form = form
        self._known: defaultdict[tuple[str, Identity], list[JoinedRow]] = defaultdict(list)
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
        same = next((one for one in self._candidates(row) if are_one(one.known, row)), None)
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

    def _candidates(self, row: FoundRow) -> Iterator[JoinedRow]:
        """The rows that share a name or an address with a row, those found by the best first."""
        for identity in identities(row):
            yield from self._known[row.sheet, identity]

    def _index(self, row: JoinedRow) -> None:
        for identity in identities(row.known):
            if row not in (same := self._known[row.known.sheet, identity]):
                same.append(row)

    def _fill(self, joined: JoinedRow, row: FoundRow) -> None:
        joined.is_in_sources = True
        held = self._held(row.sheet, joined.row)
        for name, cell in row.cells.items():
            there = joined.known.cells.get(name)
            # A cell that can't be read has no value, but is not blank.
            if name in held and there is None:
                self._leave(row, name, cell, "its cell is filled already")
            elif there is None or (name in joined.added and _is_better(cell, there)):
                joined.known.cells[name] = joined.added[name] = cell
            elif not (cell.guess or _is_same(cell, there)):
                self._leave(row, name, cell, f"there is {quoted(str(there.value))} already")

    def _held(self, sheet: str, row: int) -> frozenset[str]:
        """The columns in which a row of the workbook holds something, readable or not."""
        form = self._form.sheets.get(sheet)
        return form.held(row) if form and row else frozenset()

    def _leave(self, row: FoundRow, name: str, cell: FoundCell, why: str) -> None:
        # The name of an interview is made up where the source has none.
        if name != "Interview":
            what = f"{row.sheet}: {name} {quoted(str(cell.value))}"
            self.left.append(Note(f"{what} is left, because {why}", row.source))

    def _without_known_skills(self, row: FoundRow) -> FoundRow:
        """A list of skills without those of other lists."""
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


def _is_same(cell: FoundCell, there: FoundCell) -> bool:
    value, other = cell.value, there.value
    if isinstance(value, Date) and isinstance(other, Date):
        return is_one_date(value, other)
    text, second = str(value), str(other)
    return key(text) == key(second) or folded_company(text) == folded_company(second)
