"""Plain Python data → the records of a job search, by the rules of a workbook."""

from __future__ import annotations

import contextlib
import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from leavebehind.errors import CellProblem, WorkbookError
from leavebehind.search import Search
from leavebehind.workbook.limits import Budget, ReadLimits, UnreadableError
from leavebehind.workbook.number_format import Raw
from leavebehind.workbook.reader import read_worksheets
from leavebehind.workbook.schema import schema_of
from leavebehind.workbook.sheet import (
    WHOLE,
    Cell,
    Findings,
    Position,
    TooManyProblemsError,
    Worksheet,
)
from leavebehind.workbook.xlsx import clean

_FORMATS: tuple[tuple[type, str], ...] = (
    (datetime.datetime, "yyyy-mm-dd h:mm:ss"),
    (datetime.date, "yyyy-mm-dd"),
    (datetime.time, "h:mm:ss"),
    (datetime.timedelta, "[h]:mm:ss"),
)
"""Those with which openpyxl and pandas write such values into a workbook."""
_KINDS = "give text, a number, True or False, a date, a time, a path or None"


@dataclass(frozen=True, slots=True)
class _DataSheet(Worksheet):
    """Rows of Python below a row of headings, or fields and values."""

    is_fields: bool = False

    def cell_name(self, at: Position) -> str:
        """A cell as Python names it, "[3].Name", or the row; "" for the whole sheet."""
        row, column = at
        heading = (row, min(column, 1)) if self.is_fields else (1, column)
        cell = self.rows.get(heading[0], {}).get(heading[1])
        name = f".{cell.value}" if cell else ""
        return f"[{row - 2}]{name}" if row > 1 and not self.is_fields else name


def search_of(data: object, folder: Path, *, allow_outside: bool = False) -> Search:
    """The records of `data`: see `Search.from_data`."""
    if not isinstance(data, Mapping):
        hint = 'give {"Candidate": {…}, "Interviews": [{…}], …}'
        raise WorkbookError([CellProblem("", "", "the data is no dictionary of sheets", hint)])
    limits = ReadLimits()
    findings, budget = Findings(limits.findings), Budget(limits)
    sheets: list[Worksheet] = []
    try:
        with contextlib.suppress(TooManyProblemsError):
            reading = _Reading(findings, budget)
            sheets += [reading.sheet(str(name), rows) for name, rows in data.items()]
        if findings.problems:
            raise WorkbookError([problem for _, problem in findings.problems])
        return read_worksheets(sheets, budget, folder, allow_outside=allow_outside).sound
    except UnreadableError as error:
        problem = CellProblem("", "", f"the data {error.message}", "leave out what isn't needed")
        raise WorkbookError([problem]) from None


class _Reading:
    """Turns rows into worksheets; what is no row and no value is a problem."""

    def __init__(self, findings: Findings, budget: Budget) -> None:
        self._findings = findings
        self._budget = budget

    def sheet(self, name: str, rows: object) -> Worksheet:
        """The worksheet that holds the same: a Field/Value sheet, or a table with its header."""
        schema = schema_of(name)
        row = _as_dictionary(rows)
        if row is not None and schema and schema.is_fields:
            sheet = _DataSheet(clean(name), {}, is_fields=True)
            for number, (key, value) in enumerate(row.items(), 1):
                self._put(sheet, (number, 1), str(key))
                self._put(sheet, (number, 2), value)
            return sheet
        sheet = _DataSheet(clean(name), {})
        listed = [row] if row is not None else self._listed(sheet, rows)
        headings = dict.fromkeys(key for row in listed for key in row)
        if not listed and schema:
            # A sheet without rows has its headings all the same.
            headings = dict.fromkeys(column.name for column in schema.columns)
        columns = {key: column for column, key in enumerate(headings, 1)}
        for number, row in enumerate([{key: str(key) for key in columns}, *listed], 1):
            for key, value in row.items():
                self._put(sheet, (number, columns[key]), value)
        return sheet

    def _listed(self, sheet: Worksheet, rows: object) -> list[Mapping[str, object]]:
        if rows is None:
            return []
        if to_dict := getattr(rows, "to_dict", None):  # a DataFrame of pandas
            rows = to_dict("records")
        if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
            hint = "give a list of dictionaries"
            self._findings.problem(sheet, WHOLE, "this is no list of rows", hint)
            return []
        listed = []
        for number, row in enumerate(rows, 2):
            if (read := _as_dictionary(row)) is None:
                hint = "give it as a dictionary by the names of the columns"
                self._findings.problem(sheet, (number, 0), "this is no row", hint)
            else:
                listed.append(read)
        return listed

    def _put(self, sheet: Worksheet, at: Position, value: object) -> None:
        try:
            raw = _raw(value)
        except TypeError as error:
            self._findings.problem(sheet, at, str(error), _KINDS)
            return
        self._budget.spend([raw])
        if raw is not None:
            code = next((code for kind, code in _FORMATS if isinstance(raw, kind)), "General")
            cell = Cell(*at, raw, code, is_path=isinstance(value, Path))
            sheet.rows.setdefault(at[0], {})[at[1]] = cell


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
    if isinstance(value, Enum):
        value = value.value
    elif hasattr(value, "item"):  # a number of numpy
        value = value.item()
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


def _is_nothing(value: object) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    # Nothing but NaN differs from itself.
    return isinstance(value, float | Decimal) and value != value


def _text(text: str) -> str | None:
    # Nothing is escaped here as Excel does it.
    return clean(text.replace("_x", "_x005F_x")) or None
