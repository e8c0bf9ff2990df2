"""An interview workbook → the records of a job search, or every problem that it has.

`xlsx` reads the file, `table` a sheet, `cells` and `dates` a cell; `schema` says what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Any

from babel import Locale

from leavebehind.errors import CellProblem, WorkbookError
from leavebehind.files import AnyPath
from leavebehind.localization import Language, language_of_headings
from leavebehind.names import fold, quoted, snake_case
from leavebehind.plan_records import SHIPPED
from leavebehind.records import Note, Row, Settings
from leavebehind.search import Search
from leavebehind.workbook.agreement import DATED, agree, name_by_company, names_panel
from leavebehind.workbook.cells import CellContext
from leavebehind.workbook.dates import PRESENT, Period, day_within, period, time_within
from leavebehind.workbook.known_sheets import KnownSheets
from leavebehind.workbook.limits import Budget, ReadLimits, UnreadableError
from leavebehind.workbook.schema import SCHEMA_OF, SHEETS, is_period
from leavebehind.workbook.sheet import (
    EPOCH,
    WHOLE,
    Cell,
    Findings,
    SheetRow,
    TooManyProblemsError,
    Worksheet,
    places_of,
)
from leavebehind.workbook.table import Table
from leavebehind.workbook.xlsx import read_sheets

_APART = ("Settings", "Candidate", "Packages", "Sections")
_LISTS = tuple(schema.name for schema in SHEETS if schema.name not in _APART)
"""The sheets with a record a row."""
_UNLIMITED = frozenset({"Contacts"})
"""A whole network of contacts may be listed, of which few are printed."""


@dataclass(frozen=True)
class Reading:
    """What a workbook says, as far as it can be read, and every problem of it."""

    search: Search | None
    """Without the cells that are problems; None where the workbook or a whole sheet is one."""
    notes: tuple[Note, ...] = ()
    problems: tuple[CellProblem, ...] = ()

    @property
    def sound(self) -> Search:
        """Raises WorkbookError where there are problems."""
        if self.problems or self.search is None:
            raise WorkbookError(self.problems)
        return self.search


def read_workbook(
    path: AnyPath,
    *,
    allow_outside: bool = False,
    limits: ReadLimits = ReadLimits(),  # noqa: B008  # it is frozen
) -> Search:
    """All that a workbook says, as records; what the person should know is in `notes`.

    Photos, signatures and files must lie in the workbook's folder unless `allow_outside`. Raises
    WorkbookError with every problem found, or with the limit that the workbook exceeds.
    """
    return reading_of(Path(path).absolute(), Budget(limits), allow_outside=allow_outside).sound


def reading_of(file: Path, budget: Budget, *, allow_outside: bool = False) -> Reading:
    """What `read_workbook` gives, and what there is besides problems where it raises."""
    try:
        sheets = read_sheets(file, budget)
        reading = read_worksheets(sheets, budget, file.parent, allow_outside=allow_outside)
    except UnreadableError as error:
        message = f"{file.name or file} {error.message}"
        return Reading(None, problems=(CellProblem("", "", message, error.hint),))
    search = reading.search and replace(reading.search, workbook=file)
    return replace(reading, search=search)


def read_worksheets(
    sheets: Sequence[Worksheet], budget: Budget, folder: Path, *, allow_outside: bool
) -> Reading:
    """All that worksheets say, wherever they come from; files they name lie in `folder`.

    Raises UnreadableError for a limit.
    """
    return _Reader(sheets, budget, folder, allow_outside).reading()


class _Reader:
    """Reads one workbook; each part may speak of those read before it."""

    def __init__(
        self, sheets: Sequence[Worksheet], budget: Budget, folder: Path, allow_outside: bool
    ) -> None:
        epoch = sheets[0].epoch if sheets else EPOCH
        self.sheets = sheets
        self.budget = budget
        self.findings = Findings(budget.limits.findings)
        most = budget.limits.cell_characters
        self.context = CellContext(folder.resolve(), epoch, allow_outside, most_characters=most)
        self.known_sheets = KnownSheets(self.findings)
        self.section_names: dict[str, str] = {}
        """Sections as the sheet Packages writes them."""

    def reading(self) -> Reading:
        search = None
        with suppress(TooManyProblemsError):
            search = self._search()
        problems = self._problems()
        # Nobody knows which columns a sheet has that can't be read at all.
        is_whole = all(problem.cell for problem in problems)
        notes = tuple(self.findings.notes)
        return Reading(search if is_whole else None, notes, tuple(problems))

    def _search(self) -> Search | None:
        """None without a candidate; raises TooManyProblemsError where it gave up looking."""
        for sheet in self.sheets:
            self._note_hidden(sheet)
        self.known_sheets.sort(self.sheets)
        # First, because the language decides how dates and phone numbers are read, and the
        # packages which names an interview may use.
        settings = self._settings()
        packages = self._packages()
        section_titles = self._section_titles()
        candidate = self._fields("Candidate")
        interviews = self._interviews()
        entries = {"Interviews": interviews}
        entries |= {name: self._entries(name) for name in _LISTS if name not in entries}
        self._complete(interviews, settings)
        self._take_periods(entries)
        # Interviewers may be named beside the interviews alone.
        self._require_sheets(interviews)
        most = self.budget.limits.compared_names
        agree(entries, self.context.only_interview, self.findings, most)
        extra = {name: self._table(sheet).rows() for name, sheet in self.known_sheets.extra.items()}
        if candidate is None:
            return None
        lists: dict[str, Any] = {
            snake_case(name): _records(name, rows) for name, rows in entries.items()
        }
        return Search(
            candidate=_records("Candidate", [candidate])[0],
            packages=packages,
            places=self.findings.places,
            section_titles=section_titles,
            section_names=self.section_names,
            settings=settings,
            sheets={
                name: tuple(Row(place=row.place, extra=row.extra) for row in rows)
                for name, rows in extra.items()
            },
            notes=tuple(self.findings.notes),
            **lists,
        )

    def _problems(self) -> list[CellProblem]:
        """Every problem found, in the order in which people look."""
        tabs = [*(sheet.name for sheet in self.sheets), *_LISTS, "Candidate"]
        found = sorted(self.findings.problems, key=lambda one: (tabs.index(one[1].sheet), one[0]))
        problems = [problem for _, problem in found]
        if self.findings.are_full:
            message = f"there are more problems than these {len(problems):,}"
            problems.append(CellProblem("", "", message, "fix these first, then check again"))
        return problems

    # Sheets

    def _note_hidden(self, sheet: Worksheet) -> None:
        if sheet.hidden and sheet.rows:
            self.findings.note(sheet, WHOLE, "the sheet is hidden, and is read like the others")
        self.findings.note_rows(sheet, sorted(sheet.hidden_rows), "hidden")

    def _require_sheets(self, interviews: list[SheetRow]) -> None:
        """Nobody needs a sheet Interviewers who names them beside the interviews."""
        for name in self.known_sheets.missing:
            if name != "Interviewers" or not names_panel(interviews):
                made = "`leavebehind new FOLDER --from FILE` makes a whole workbook of this one"
                hint = f"add it; {made}"
                self.findings.problem(Worksheet(name, {}), WHOLE, "the sheet is missing", hint)

    def _table(self, sheet: Worksheet) -> Table:
        schema = self.known_sheets.schema(sheet)
        return Table(sheet, schema, self.context, self.findings, self.budget)

    def _fields(self, name: str) -> SheetRow | None:
        sheet = self.known_sheets.known.get(name)
        return self._table(sheet).fields() if sheet else None

    def _entries(self, name: str) -> list[SheetRow]:
        sheet = self.known_sheets.known.get(name)
        entries = self._table(sheet).rows() if sheet else []
        most = self.budget.limits.rows
        if name in _UNLIMITED or len(entries) <= most:
            return entries
        message = f"this is more than the {most:,} rows that are read"
        hint = "take rows out, or make several workbooks of this one"
        self._problem(entries[most], "", message, hint)
        return entries[:most]

    def _interviews(self) -> list[SheetRow]:
        """The interviews, read before all that speaks of them."""
        entries = self._entries("Interviews")
        name_by_company(entries, self.findings)
        only = entries[0].values.get("key", "") if len(entries) == 1 else ""
        self.context = replace(self.context, only_interview=only)
        return entries

    def _settings(self) -> Settings:
        entry = self._fields("Settings")
        settings: Settings = _records("Settings", [entry])[0] if entry else Settings()
        if not entry or "language" not in entry.values:
            self._note_language()
        language = Language.of(settings)
        self.context = replace(self.context, locale=language.locale, is_phone=language.is_phone)
        return settings

    def _note_language(self) -> None:
        """Who writes the headings in German may expect German letters."""
        sheets = list(self.known_sheets.known.values())
        first = [line for sheet in sheets for line in list(sheet.rows.values())[:5]]
        seen = [cell.value for line in first for cell in line.values()]
        texts = [one for one in seen if isinstance(one, str)]
        if code := language_of_headings([*(sheet.name for sheet in sheets), *texts]):
            name = Locale(code).get_display_name("en")
            message = f"the headings are {name}, and the documents are in English; write {code} "
            self.findings.note(sheets[0], WHOLE, f"{message}under Language on the sheet Settings")

    def _packages(self) -> dict[str, tuple[str, ...]]:
        packages: dict[str, tuple[str, ...]] = {}
        for entry in self._entries("Packages"):
            name = entry.values.get("package", "")
            if fold(name) in map(fold, packages):
                self._problem(entry, "package", f"the package {quoted(name)} appears twice")
            sections = entry.values.get("sections", {})
            packages[name] = tuple(sections)
            self.section_names |= sections
            self.findings.places[f"packages.{name}"] = entry.sheet.place(entry.at("sections"))
        names = self.context.packages | packages.keys()
        self.context = replace(self.context, packages=frozenset(names - {""}))
        return packages

    def _section_titles(self) -> dict[str, str]:
        """The titles that the sheet Sections gives, and names of one's own that read as one."""
        titles: dict[str, str] = {}
        for entry in self._entries("Sections"):
            name = entry.values.get("section", "")
            if name in titles:
                self._problem(entry, "section", f"the section {quoted(name)} appears twice")
            titles[name] = entry.values.get("title", "")
            self.findings.places[f"sections.{name}"] = entry.sheet.place(entry.at("section"))
        written = {
            name: name_as_written[:1].upper() + name_as_written[1:]
            for name, name_as_written in self.section_names.items()
            if name not in SHIPPED and "_" not in name_as_written
        }
        return written | titles

    def _complete(self, interviews: list[SheetRow], settings: Settings) -> None:
        """Interviews take their paper from Settings, and day and time from one cell for both."""
        for entry in interviews:
            entry.values.setdefault("paper", settings.paper)
            for field, other, read in (("date", "time", time_within), ("time", "date", day_within)):
                if not (cell := entry.cells.get(field)) or not (found := read(cell, self.context)):
                    continue
                entry.cells.setdefault(other, cell)
                if entry.values.setdefault(other, found) != found and other == "date":
                    message = f"its day, {found}, is not read, because another is under Date"
                    self.findings.note(entry.sheet, cell.at, message)

    def _take_periods(self, entries: Mapping[str, list[SheetRow]]) -> None:
        """One column may say from when to when, that of the start, too: "2019 – 2022"."""
        for entry in (row for name in DATED for row in entries[name]):
            for name in ("start", "end"):
                if isinstance(whole := entry.values.get(name), Period):
                    del entry.values[name]
                    _take_period(entry, entry.cells[name], whole)
            column = next((name for name in entry.extra if is_period(name)), "")
            cell = entry.cells.get(column)
            if not cell or not entry.values.keys().isdisjoint(("start", "end")):
                continue
            try:
                _take_period(entry, cell, period(cell, self.context))
            except UnreadableError as error:
                message = f"{error.message}, and is left out; write 2019 – 2022"
                self.findings.note(entry.sheet, cell.at, message)

    def _problem(self, entry: SheetRow, field: str, message: str, hint: str = "") -> None:
        self.findings.problem(entry.sheet, entry.at(field), message, hint)


def _take_period(entry: SheetRow, cell: Cell, said: Period) -> None:
    """Gives the row the start and the end that it doesn't have."""
    for name, day in said._asdict().items():
        if day:
            entry.values.setdefault(name, day)
            entry.cells.setdefault(name, cell)


def _records(name: str, entries: Sequence[SheetRow]) -> tuple[Any, ...]:
    """The record of each row; what has to be there is blank where it is a problem."""
    made = SCHEMA_OF[name].record
    blank = {one.name: "" for one in fields(made) if one.default is one.default_factory is MISSING}
    return tuple(
        made(place=place, extra=row.extra, **blank | _values(row))
        for row, place in zip(entries, places_of(entries), strict=True)
    )


def _values(entry: SheetRow) -> dict[str, Any]:
    if entry.values.get("end") is PRESENT:
        return {**entry.values, "end": None, "current": True}
    return entry.values
