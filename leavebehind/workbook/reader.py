"""An interview workbook → the records of a job search, or every problem that it has.

`spreadsheet` reads the file, `tables` its sheets, `cells` one cell; `columns` says what there is.
"""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from leavebehind.errors import CellProblem, WorkbookError
from leavebehind.localization import Language
from leavebehind.names import did_you_mean, fold, quoted, snake_case
from leavebehind.records import Date, Note, Row, Search, Settings
from leavebehind.workbook.cells import PRESENT, Reading
from leavebehind.workbook.schema import LAYOUT_OF_NAME, LAYOUTS, layout_of, misspelt_layout
from leavebehind.workbook.table import Entry, Findings, Table, TooMany
from leavebehind.workbook.xlsx import Deadline, Sheet, read_sheets

_LISTS = tuple(
    layout.name for layout in LAYOUTS if layout.name not in ("Settings", "Candidate", "Packages")
)
"""The sheets with a record a row."""

MOST_ROWS = 10_000
"""So many rows of a sheet are read: each is a folder of documents, or a part of one."""
_ENDLESS = frozenset({"Contacts"})
"""Somebody's whole network stands there, of which few are ever printed."""
_MOST_RANGES = 10

_COMPARED = 100
"""So many names are compared for a likely one: thousands of wrong rows must not take minutes."""


def read_workbook(path: str | os.PathLike[str], *, allow_outside: bool = False) -> Search:
    """All that a workbook says, as records.

    Photos, signatures and files must lie in the workbook's folder unless `allow_outside`. What
    the person should know stands in `notes`. Raises WorkbookError with every problem found.
    """
    file = Path(path).absolute()
    deadline = Deadline(file)
    sheets = read_sheets(file, deadline)
    epoch = sheets[0].epoch if sheets else datetime.datetime(1899, 12, 30)
    reading = Reading(file.parent.resolve(), epoch, deadline.keep, allow_outside)
    reader = _Reader(file, reading)
    try:
        return reader.search(sheets)
    except TooMany:
        raise reader.error(sheets) from None


@dataclass
class _Reader:
    """Reads one workbook; each part may speak of those read before it."""

    file: Path
    reading: Reading
    findings: Findings = field(default_factory=Findings)

    def search(self, sheets: Sequence[Sheet]) -> Search:
        known, own = self._sorted(sheets)
        settings = self._settings(known)
        packages, places = self._packages(known)
        candidate = self._fields("Candidate", known)
        entries = {name: self._rows(name, known) for name in _LISTS}
        _complete(entries["Interviews"], settings)
        for name in ("Experience", "Education"):
            self._check_periods(entries[name])
        self._check_jobs(entries["Experience"])
        self._check_interviews(entries["Interviews"])
        self._check_interviewers(entries["Interviewers"], entries["Interviews"])
        own_rows = {name: self._own_rows(sheet) for name, sheet in own.items()}
        if self.findings.problems or candidate is None:
            raise self.error(sheets)
        lists = {
            snake_case(name): tuple(_record(name, entry) for entry in entries[name])
            for name in _LISTS
        }
        return Search(
            workbook=self.file,
            candidate=_record("Candidate", candidate),
            packages=packages,
            package_places=places,
            settings=settings,
            sheets=own_rows,
            notes=tuple(self.findings.notes),
            **lists,
        )

    def error(self, sheets: Sequence[Sheet]) -> WorkbookError:
        """Every problem found, in the order in which people look."""
        tabs = [*(sheet.name for sheet in sheets), *_LISTS, "Candidate"]
        problems = sorted(self.findings.problems, key=lambda one: _place(one, tabs))
        if self.findings.are_full:
            message = f"there are more problems than these {len(problems):,}"
            problems.append(CellProblem("", "", message, "mend these first, then check again"))
        return WorkbookError(problems)

    def _sorted(self, sheets: Iterable[Sheet]) -> tuple[dict[str, Sheet], dict[str, Sheet]]:
        """The sheets of the contract by their names there, the others by theirs in templates."""
        known: dict[str, Sheet] = {}
        own: dict[str, Sheet] = {}
        misspelt = set()
        for sheet in sheets:
            self._note_hidden(sheet)
            if layout := layout_of(sheet.name):
                self._put(known, layout.name, sheet)
            elif near := misspelt_layout(sheet.name):
                misspelt.add(near.name)
                hint = f"did you mean '{near.name}'?"
                self.findings.problem(sheet.name, "", "this is not a sheet that is read", hint)
            elif name := snake_case(sheet.name):
                self._put(own, name, sheet)
            else:
                message = "its name can't be a name in a template, and it is left out"
                self.findings.note(sheet.name, "", message)
        for layout in LAYOUTS:
            if layout.required and layout.name not in {*known, *misspelt}:
                hint = "add it; `leavebehind new` makes a workbook that has it"
                self.findings.problem(layout.name, "", "the sheet is missing", hint)
        return known, own

    def _put(self, sheets: dict[str, Sheet], name: str, sheet: Sheet) -> None:
        if name in sheets:
            message = f"the sheet means the same as '{sheets[name].name}'"
            self.findings.problem(sheet.name, "", message, "rename or delete one of them")
        sheets.setdefault(name, sheet)

    def _note_hidden(self, sheet: Sheet) -> None:
        if sheet.hidden and sheet.rows:
            self.findings.note(sheet.name, "", "the sheet is hidden, and is read like the others")
        rows = sorted(sheet.hidden_rows)
        if rows:
            what = f"row {rows[0]} is" if len(rows) == 1 else f"rows {_ranges(rows)} are"
            message = f"{what} hidden, and read like the others"
            self.findings.note(sheet.name, f"A{rows[0]}", message)

    # Sheets

    def _table(self, name: str, known: Mapping[str, Sheet]) -> Table | None:
        if name not in known:
            return None
        return Table(known[name], LAYOUT_OF_NAME[name], self.reading, self.findings)

    def _fields(self, name: str, known: Mapping[str, Sheet]) -> Entry | None:
        table = self._table(name, known)
        return table.fields() if table else None

    def _rows(self, name: str, known: Mapping[str, Sheet]) -> list[Entry]:
        table = self._table(name, known)
        entries = table.rows() if table else []
        if name in _ENDLESS or len(entries) <= MOST_ROWS:
            return entries
        message = f"this is more than the {MOST_ROWS:,} rows that are read"
        hint = "take rows out, or make several workbooks of this one"
        self._problem(entries[MOST_ROWS], "", message, hint)
        return entries[:MOST_ROWS]

    def _own_rows(self, sheet: Sheet) -> tuple[Row, ...]:
        entries = Table(sheet, None, self.reading, self.findings).rows()
        return tuple(Row(place=entry.place, extra=entry.extra) for entry in entries)

    def _settings(self, known: Mapping[str, Sheet]) -> Settings:
        entry = self._fields("Settings", known)
        settings = _record("Settings", entry) if entry else Settings()
        language = Language.of(settings)
        self.reading = replace(self.reading, locale=language.locale, is_phone=language.is_phone)
        return settings

    def _packages(
        self, known: Mapping[str, Sheet]
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """The sections of each package, and where they are listed."""
        packages: dict[str, tuple[str, ...]] = {}
        places: dict[str, str] = {}
        for entry in self._rows("Packages", known):
            name = entry.values.get("package", "")
            if name in packages:
                self._problem(entry, "package", f"the package {quoted(name)} stands there twice")
            packages[name] = entry.values.get("sections", ())
            if cell := entry.cells.get("sections"):
                places[name] = f"{known['Packages'].name}!{cell.name}"
        names = self.reading.packages | packages.keys()
        self.reading = replace(self.reading, packages=frozenset(names - {""}))
        return packages, places

    # What must agree

    def _check_interviews(self, interviews: Sequence[Entry]) -> None:
        if not interviews:
            self.findings.note("Interviews", "", "there is no interview yet")
        first: dict[str, Entry] = {}
        for entry in interviews:
            interview = entry.values.get("key", "")
            earlier = first.setdefault(fold(interview), entry)
            if interview and earlier is not entry:
                message = f"the interview {quoted(interview)} stands there twice"
                hint = f"give each a name of its own; the first is in {earlier.place}"
                self._problem(entry, "key", message, hint)

    def _check_periods(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            start, end = entry.values.get("start"), entry.values.get("end")
            if isinstance(start, Date) and isinstance(end, Date) and _is_before(end, start):
                sheet, cell = entry.place.rpartition("!")[0], entry.cells["end"].name
                self.findings.note(sheet, cell, "it ends before it begins; look at both dates")

    def _check_jobs(self, entries: Iterable[Entry]) -> None:
        """A job without an end may go on, or may have been short: only the person knows."""
        for entry in entries:
            if "start" in entry.values and "end" not in entry.values:
                sheet, cell = entry.place.rpartition("!")[0], entry.cells["start"].name
                text = (
                    "the job has no end, and is printed without one; write “present” if it goes on"
                )
                self.findings.note(sheet, cell, text)

    def _check_interviewers(
        self, interviewers: Sequence[Entry], interviews: Sequence[Entry]
    ) -> None:
        """Each interviewer's interview is known, and is called what it is called there."""
        keys = {
            fold(one.values["key"]): one.values["key"]
            for one in interviews
            if one.values.get("key")
        }
        ways = functools.cache(functools.partial(_instead, known=tuple(keys.values())))
        seen = set()
        for entry in interviewers:
            interview = entry.values.get("interview", "")
            if interview and keys and fold(interview) not in keys:
                message = f"no interview is called {quoted(interview)}"
                self._problem(entry, "interview", message, ways(interview))
            elif interview and keys:
                entry.values["interview"] = keys[fold(interview)]
            says = frozenset(entry.values.items()), frozenset(entry.extra.items())
            if says in seen:
                self._problem(entry, "name", "the row stands there twice", "delete one of them")
            seen.add(says)
        met = {entry.values.get("interview") for entry in interviewers}
        for entry in interviews:
            if entry.values.get("key") not in met and entry.values.get("include", True):
                message = f"the interview {quoted(entry.values.get('key', ''))} has no interviewers"
                self.findings.notes.append(Note(message, entry.place))

    def _problem(self, entry: Entry, name: str, message: str, hint: str = "") -> None:
        sheet, _, place = entry.place.rpartition("!")
        cell = entry.cells[name].name if name in entry.cells else place
        self.findings.problem(sheet, cell, message, hint)


def _is_before(one: Date, other: Date) -> bool:
    """Whether it is, as far as both are written out: 2019 is not before May 2019."""
    year_alone = "year" in (one.precision, other.precision)
    month_alone = "month" in (one.precision, other.precision)
    known = 1 if year_alone else 2 if month_alone else 3
    return one.timetuple()[:known] < other.timetuple()[:known]


def _complete(interviews: Iterable[Entry], settings: Settings) -> None:
    """Interviews take their paper from Settings, and their time from a date that has one."""
    for entry in interviews:
        values, day = entry.values, entry.cells.get("date")
        values.setdefault("paper", settings.paper)
        if day and isinstance(day.value, datetime.datetime) and day.value.time() != datetime.time():
            values.setdefault("time", day.value.time().replace(microsecond=0))


def _place(problem: CellProblem, tabs: Sequence[str]) -> tuple[int, int, int, str]:
    """Where a problem stands, in the order in which people look: tab, row, column."""
    column = problem.cell.rstrip("0123456789")
    row = problem.cell.removeprefix(column)
    return tabs.index(problem.sheet), int(row or 0), len(column), column


def _record(name: str, entry: Entry) -> Any:
    """The record of one row; only where no problem was found."""
    values = dict(entry.values)
    if values.get("end") is PRESENT:
        values |= {"end": None, "current": True}
    return LAYOUT_OF_NAME[name].record(place=entry.place, extra=entry.extra, **values)


def _instead(name: str, known: Sequence[str]) -> str:
    """What to write instead of an interview's name that nothing has."""
    listed = ", ".join(quoted(one) for one in known[:5])
    listed = f"the sheet Interviews has {listed}{' …' if len(known) > 5 else ''}"
    return did_you_mean(name, known[:_COMPARED]) or listed


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers in words: "7, 9–12", with dots where there are too many to read."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    told = [f"{one[0]}–{one[-1]}" if one[1:] else str(one[0]) for one in parts[:_MOST_RANGES]]
    return ", ".join(told + ["…"] * (len(parts) > _MOST_RANGES))
