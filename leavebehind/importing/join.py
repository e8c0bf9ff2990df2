"""Rows of several sources, and of the workbook itself, joined: filled, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field

from leavebehind.companies import folded_company
from leavebehind.importing.content import Cells, FoundCell, FoundRow
from leavebehind.importing.form import WorkbookForm
from leavebehind.importing.identity import Identity, are_one, identities
from leavebehind.names import fold, key, quoted
from leavebehind.records import Date, Note

_PRECISIONS = ("year", "month", "day")


@dataclass(eq=False)
class JoinedRow:
    """A row as it will be in the workbook."""

    known: FoundRow
    """All that is known of it, what the workbook has included."""
    row: int = 0
    """Its row in the workbook, 0 for a new one."""
    added: Cells = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)


class Join:
    """Takes rows one after another; a row that is there already is filled where it is blank."""

    def __init__(self, form: WorkbookForm) -> None:
        self.rows: dict[str, list[JoinedRow]] = {}
        self.left: list[Note] = []
        self._form = form
        self._known: dict[str, dict[Identity, list[JoinedRow]]] = {}
        for sheet, content in form.sheets.items():
            for number, row in content.rows.items():
                self._enter(sheet, JoinedRow(row, number))

    def add(self, row: FoundRow) -> JoinedRow:
        """Joins a row with its like, and returns what became of it."""
        if row.sheet == "Skills":
            row = self._without_known_skills(row)
            if not row.text("Skills"):
                return JoinedRow(row)
        same = self._same(row)
        if same is None:
            same = JoinedRow(FoundRow(row.sheet, {}, row.source))
            self._fill(same, row)
            self._enter(row.sheet, same)
        else:
            self._fill(same, row)
            self._index(row.sheet, same)
        return same

    def choose(self, sheet: str, cells: Cells) -> None:
        """Writes fields of a sheet that has a row a field, whatever is there."""
        for row in self.rows.get(sheet, ()):
            row.known.cells.update(cells)
            row.added.update(cells)

    def keys_of_interviews(self) -> set[str]:
        """The names of the interviews, folded."""
        rows = self.rows.get("Interviews", [])
        return {fold(row.known.text("Interview")) for row in rows}

    def _enter(self, sheet: str, row: JoinedRow) -> None:
        self.rows.setdefault(sheet, []).append(row)
        self._index(sheet, row)

    def _index(self, sheet: str, row: JoinedRow) -> None:
        known = self._known.setdefault(sheet, {})
        for identity in identities(row.known):
            if row not in (same := known.setdefault(identity, [])):
                same.append(row)

    def _same(self, row: FoundRow) -> JoinedRow | None:
        known = self._known.get(row.sheet, {})
        candidates = (one for identity in identities(row) for one in known.get(identity, ()))
        return next((one for one in candidates if are_one(one.known, row)), None)

    def _fill(self, joined: JoinedRow, row: FoundRow) -> None:
        joined.sources[row.source] = None
        held = self._held(row.sheet, joined.row)
        for name, cell in row.cells.items():
            there = joined.known.cells.get(name)
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
        if name != "Interview":
            what = f"{row.sheet}: {name} {quoted(str(cell.value))}"
            self.left.append(Note(f"{what} is left, because {why}", row.source))

    def _without_known_skills(self, row: FoundRow) -> FoundRow:
        """A list of skills without those of other lists."""
        known = {
            key(skill)
            for other in self.rows.get("Skills", ())
            for skill in other.known.text("Skills").split(",")
        }
        skills = [s.strip() for s in row.text("Skills").split(",") if key(s) not in known]
        cells = {**row.cells, "Skills": FoundCell(", ".join(skills))}
        return FoundRow(row.sheet, cells, row.source)


def _is_better(cell: FoundCell, there: FoundCell) -> bool:
    """Whether a value says more than the one that another source gave."""
    if there.guess and not cell.guess:
        return True
    dates = cell.value, there.value
    if not all(isinstance(date, Date) for date in dates) or cell.guess:
        return False
    precisions = [_PRECISIONS.index(d.precision) for d in dates if isinstance(d, Date)]
    return precisions[0] > precisions[1] and _is_same(cell, there)


def _is_same(cell: FoundCell, there: FoundCell) -> bool:
    value, other = cell.value, there.value
    if isinstance(value, Date) and isinstance(other, Date):
        parts = min(_PRECISIONS.index(value.precision), _PRECISIONS.index(other.precision)) + 1
        return value.timetuple()[:parts] == other.timetuple()[:parts]
    text, second = key(str(value)), key(str(other))
    return text == second or folded_company(str(value)) == folded_company(str(other))
