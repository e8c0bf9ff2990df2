"""Plain Python data → the records of a job search, by the rules of a workbook."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from leavebehind.errors import CellProblem, WorkbookError
from leavebehind.records import Note, Row
from leavebehind.search import Search
from leavebehind.workbook.limits import Budget, ReadLimits, UnreadableError, too_much
from leavebehind.workbook.reader import read_worksheets
from leavebehind.workbook.schema import schema_of
from leavebehind.workbook.sheet import Cell, Raw, Worksheet, clean

_FORMATS: tuple[tuple[type, str], ...] = (
    (datetime.datetime, "yyyy-mm-dd h:mm:ss"),
    (datetime.date, "yyyy-mm-dd"),
    (datetime.time, "h:mm:ss"),
    (datetime.timedelta, "[h]:mm:ss"),
)
"""Those with which openpyxl and pandas write such values into a workbook."""
_KINDS = "give text, a number, True or False, a date, a time, a path or None"
_CELL = re.compile(r"([A-Z]+)(\d+)")
_CELL_OF_SHEET = re.compile(r"([^!]+)!([A-Z]+\d+)")
_FIRST_CELL = re.compile(r" in [A-Z]+1$")


def search_of(data: Mapping[str, object], folder: Path, *, allow_outside: bool = False) -> Search:
    """The records of `data`: see `Search.from_data`."""
    limits = ReadLimits()
    reading = _Reading(limits)
    sheets = [reading.sheet(str(name), rows) for name, rows in _sheets(data)]
    if reading.problems:
        raise WorkbookError(reading.problems)
    places = _Places({sheet.name: sheet for sheet in sheets}, frozenset(reading.field_sheets))
    try:
        search = read_worksheets(sheets, Budget(limits), folder, allow_outside=allow_outside)
    except WorkbookError as error:
        raise WorkbookError(list(map(places.problem, error.problems))) from None
    except UnreadableError as error:
        problem = CellProblem("", "", f"the data {error.message}", error.hint)
        raise WorkbookError([problem]) from None
    return places.search(search)


def _sheets(data: object) -> Iterable[tuple[object, object]]:
    if isinstance(data, Mapping):
        return data.items()
    hint = 'give {"Candidate": {…}, "Interviews": [{…}], …}'
    raise WorkbookError([CellProblem("", "", "the data is no dictionary of sheets", hint)])


class _Reading:
    """Turns rows into worksheets; gathers what is no row and no value."""

    def __init__(self, limits: ReadLimits) -> None:
        self.problems: list[CellProblem] = []
        self.field_sheets: set[str] = set()
        self._limits = limits
        self._cells = 0

    def sheet(self, name: str, rows: object) -> Worksheet:
        """The worksheet that holds the same: a Field/Value sheet, or a table with its header."""
        schema = schema_of(name)
        row = _as_dictionary(rows)
        if row is not None and schema and schema.is_fields:
            self.field_sheets.add(clean(name))
            return self._fields(clean(name), row)
        listed = [row] if row is not None else self._listed(name, rows)
        # A sheet without rows has its headings all the same.
        headings = dict.fromkeys(key for row in listed for key in row)
        if not listed and schema:
            headings = dict.fromkeys(column.name for column in schema.columns)
        return self._table(clean(name), list(headings), listed)

    def _listed(self, name: str, rows: object) -> list[Mapping[str, object]]:
        if rows is None:
            return []
        if to_dict := getattr(rows, "to_dict", None):  # a DataFrame of pandas
            rows = to_dict("records")
        if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
            self._problem(name, "", "this is no list of rows", "give a list of dictionaries")
            return []
        listed = []
        for number, row in enumerate(rows):
            if (read := _as_dictionary(row)) is None:
                hint = "give it as a dictionary by the names of the columns"
                self._problem(name, f"[{number}]", "this is no row", hint)
            else:
                listed.append(read)
        return listed

    def _fields(self, name: str, row: Mapping[str, object]) -> Worksheet:
        rows = {}
        for number, (key, value) in enumerate(row.items(), 1):
            label = self._cell(name, f".{key}", (number, 1), str(key))
            cell = self._cell(name, f".{key}", (number, 2), value)
            rows[number] = {cell.column: cell for cell in (label, cell) if cell}
        return Worksheet(name, rows)

    def _table(
        self, name: str, headings: Sequence[str], listed: Sequence[Mapping[str, object]]
    ) -> Worksheet:
        columns = {key: column for column, key in enumerate(headings, 1)}
        rows = {1: self._line(name, "", 1, columns, {key: str(key) for key in headings})}
        for number, row in enumerate(listed):
            rows[number + 2] = self._line(name, f"[{number}]", number + 2, columns, row)
        return Worksheet(name, {number: line for number, line in rows.items() if line})

    def _line(
        self,
        name: str,
        place: str,
        number: int,
        columns: Mapping[str, int],
        row: Mapping[str, object],
    ) -> dict[int, Cell]:
        cells = (
            self._cell(name, f"{place}.{key}", (number, columns[key]), value)
            for key, value in row.items()
        )
        return {cell.column: cell for cell in cells if cell}

    def _cell(self, sheet: str, place: str, at: tuple[int, int], value: object) -> Cell | None:
        self._cells += 1
        if self._cells > self._limits.cells:
            message = f"the data {too_much().message}"
            raise WorkbookError([CellProblem("", "", message, "leave out what isn't needed")])
        try:
            raw = _raw(value)
        except TypeError as error:
            self._problem(sheet, place, str(error), _KINDS)
            return None
        if raw is None:
            return None
        code = next((code for kind, code in _FORMATS if isinstance(raw, kind)), "General")
        return Cell(*at, raw, code, is_path=isinstance(value, Path))

    def _problem(self, sheet: str, place: str, message: str, hint: str) -> None:
        if len(self.problems) < self._limits.findings:
            self.problems.append(CellProblem(sheet, place, message, hint))


def _as_dictionary(row: object) -> Mapping[str, object] | None:
    """The row by the names of its columns; None for what is no row."""
    if isinstance(row, Mapping):
        return row
    is_table = hasattr(row, "to_dict")
    keys = getattr(row, "keys", None)  # a row of sqlite3 or SQLAlchemy
    if keys is None or is_table or isinstance(row, str):
        return None
    lookup: Any = row
    return {str(key): lookup[key] for key in keys()}


def _raw(value: object) -> Raw | None:
    """The value as a cell holds it; None for nothing, TypeError for what no cell can hold."""
    value = _unwrapped(value)
    match value:
        case _ if _is_nothing(value):
            return None
        case float() if math.isinf(value):
            return str(value)
        case bool() | int() | float() | datetime.time() | datetime.timedelta():
            return value
        case datetime.datetime():
            # Of a subclass, such as one of pandas, too; a workbook has no time zones.
            return datetime.datetime(*value.timetuple()[:6])
        case datetime.date():
            return value
        case str() | Path() | Decimal() | UUID():
            return _text(str(value))
        case list() | tuple() if all(isinstance(one, str) for one in value):
            return _text("\n".join(value))
    raise TypeError(f"a value of the type {type(value).__name__} can't be read")


def _unwrapped(value: Any) -> object:
    """The plain value of an Enum or of a number of numpy."""
    if isinstance(value, Enum):
        return value.value
    return value.item() if hasattr(value, "item") else value


def _is_nothing(value: object) -> bool:
    """Whether it is None, NaN, or what pandas has for them."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float | Decimal) and value != value


def _text(text: str) -> str | None:
    # Nothing is escaped here as Excel does it.
    return clean(text.replace("_x", "_x005F_x")) or None


@dataclass(frozen=True)
class _Places:
    """Names places as Python does, `Interviewers[3].Name`, where reading named cells."""

    sheets: Mapping[str, Worksheet]
    field_sheets: frozenset[str]

    def problem(self, problem: Any) -> CellProblem:
        within = self._within(problem.sheet, problem.cell)
        is_heading = within.startswith(".") and problem.sheet not in self.field_sheets
        message = _FIRST_CELL.sub("", problem.message) if is_heading else problem.message
        hint = _CELL_OF_SHEET.sub(lambda found: self.place(found[0]), problem.hint)
        return CellProblem(problem.sheet, within, message, hint)

    def place(self, place: str) -> str:
        """A place as a workbook's reader names it, "Interviewers!A7", as Python does."""
        before, _, cell = place.rpartition("!")
        names = sorted(self.sheets, key=len, reverse=True)
        sheet = next((name for name in names if before.endswith(name)), "")
        return f"{before}{self._within(sheet, cell)}" if sheet else place

    def search(self, search: Search) -> Search:
        """The search, all of whose rows say where they are in the data."""
        lists: dict[str, Any] = {
            each.name: self._rows(getattr(search, each.name))
            for each in fields(search)
            if isinstance(getattr(search, each.name), tuple) and each.name != "notes"
        }
        return replace(
            search,
            **lists,
            candidate=self._row(search.candidate),
            settings=self._row(search.settings),
            sheets={name: self._rows(rows) for name, rows in search.sheets.items()},
            places={name: self.place(at) for name, at in search.places.items()},
            notes=tuple(self._note(note) for note in search.notes),
        )

    def _note(self, note: Note) -> Note:
        return Note(_FIRST_CELL.sub("", note.message), self.place(note.place))

    def _rows(self, rows: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(map(self._row, rows))

    def _row(self, row: Row) -> Any:
        sheet, _, cell = row.place.rpartition("!")
        number = int(cell.lstrip("A") or 1)
        within = "" if sheet in self.field_sheets else f"[{number - 2}]"
        return replace(row, place=f"{sheet}{within}" if sheet else row.place)

    def _within(self, sheet: str, cell: str) -> str:
        found = _CELL.fullmatch(cell)
        if not found or sheet not in self.sheets:
            return cell
        row, column = int(found[2]), _column(found[1])
        if sheet in self.field_sheets:
            return self._key(sheet, row, 1)
        key = self._key(sheet, 1, column)
        return f"[{row - 2}]{key}" if row > 1 else key

    def _key(self, sheet: str, row: int, column: int) -> str:
        cell = self.sheets[sheet].rows.get(row, {}).get(column)
        return f".{cell.value}" if cell else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
