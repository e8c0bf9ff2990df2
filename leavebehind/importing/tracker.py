"""Trackers and lists (.csv, .xlsx) with anyone's headings, by the workbook's own reader.

A sheet with a name of the contract is read as that sheet, so another interview workbook can be
imported, too; any other table is a tracker of applications, or a list of people, by its columns.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from leavebehind.importing.source import FIELD_SHEETS, FoundCell, ImportLimits, SourceContent
from leavebehind.importing.texts import Lines, read_date
from leavebehind.importing.workbook_form import tables
from leavebehind.interview_status import is_early, is_over
from leavebehind.names import fold, key, listed_words, quoted
from leavebehind.records import Date
from leavebehind.typed_people import is_address, is_job, split_people
from leavebehind.workbook import cells
from leavebehind.workbook.agreement import panel_part
from leavebehind.workbook.cells import Noted
from leavebehind.workbook.dates import PRESENT, day_within, time_within
from leavebehind.workbook.limits import Budget, UnreadableError
from leavebehind.workbook.schema import SCHEMA_OF, Column
from leavebehind.workbook.sheet import Cell, Worksheet
from leavebehind.workbook.table import Table
from leavebehind.workbook.xlsx import clean, read_sheets

_OTHER_WORDS = {
    word: column
    for column in ("Company", "Role", "Date", "Time", "Location", "Job URL", "Status")
    for word in listed_words(f"columns of trackers for {column}")
}
"""Headings of trackers, by their letters, that could mean something else in a workbook."""
_PEOPLE = {
    **dict.fromkeys(listed_words("columns of people in trackers"), ""),
    **dict.fromkeys(listed_words("columns of recruiters in trackers"), "recruiter"),
    "manager": "hiring manager",
}
"""Columns that name people, besides those of a workbook → their part in the interview."""
_TELLING = {
    "Interviews": ({"Company"}, {"Role", "Date", "Status", "Job URL"}),
    "Contacts": ({"Name"}, {"Company", "Email", "Position", "LinkedIn"}),
    # "Jobs" is also what people call those that they apply for.
    "Experience": (set[str](), {"Start", "End", "Highlights"}),
}
"""By which columns a table is known: all of the former, and one of the latter."""
_DAY_FIRST = listed_words("headings where the day is first")
_ADDRESS = frozenset({"email", "emailaddress", "mail", "contactemail", "emailcontact"})
"""Columns with the address of the person whom the row names."""
_NUMBERED = re.compile(r"(?:interview|round|gesprach|entretien|entrevista)\d(?:date|on|am)?")
# Notion's export writes the address of a linked page behind its name.
_RELATION = re.compile(r"\s*\(https?://(?:www\.)?notion\.so/\S*\)")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!|SPILL!)")
_OF_PAGE = re.compile(r"\s+(?:[-–—|•·:@/]|at|bei|chez)\s+|[:,]\s+")
_LONGEST_TITLE = 200
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)\b.*", re.DOTALL)


def read_tracker_csv(
    content: SourceContent, lines: Lines, separator: str, limits: ImportLimits
) -> None:
    """Adds the rows of a table; raises UnreadableError where none of its columns is known."""
    rows = {
        number: {
            column: Cell(number, column, text, fault="error" if _ERROR.fullmatch(text) else "")
            for column, cell in enumerate(line, start=1)
            if (text := clean(cell))
        }
        for number, line in enumerate(lines, start=1)
    }
    sheet = Worksheet(content.path.stem, {number: row for number, row in rows.items() if row})
    # Semicolons separate where a comma is in numbers, and the day comes first in dates.
    _read(content, [sheet], Budget(limits.workbook), day_first=separator == ";")


def read_tracker_xlsx(content: SourceContent, limits: ImportLimits) -> None:
    """Adds the rows of all sheets; raises UnreadableError where no column is known."""
    budget = Budget(limits.workbook)
    _read(content, read_sheets(content.path.absolute(), budget), budget, day_first=False)


def _read(
    content: SourceContent, sheets: Sequence[Worksheet], budget: Budget, *, day_first: bool
) -> None:
    filled = [sheet for sheet in sheets if sheet.rows]
    for table in tables(filled, content.path.absolute().parent, budget):
        known = _known(table)
        if known is None:
            name = quoted(table.sheet.name)
            content.leave(f"its sheet {name} is left, whose columns are not known")
        elif known.schema.name in FIELD_SHEETS:
            _take_fields(content, known)
        else:
            _Taker(content, known, day_first).take()
    if content.is_empty:
        message = "has no columns that are known"
        hint = "write Company, Role, Date, Status … above them, in the first row"
        raise UnreadableError(message, hint)


def _known(table: Table) -> Table | None:
    """The table with the schema of its name, or else the one that its columns show."""
    if table.schema.name in FIELD_SHEETS:
        return table
    likely = (SCHEMA_OF[name] for name in ("Interviews", "Contacts", "References", "Interviewers"))
    return next(filter(_suits, [table, *(replace(table, schema=one) for one in likely)]), None)


def _suits(table: Table) -> bool:
    """Whether a table has the columns without which its schema says nothing."""
    names = {name for name, _ in _headers(table)}
    required = {column.name for column in table.schema.columns if column.required}
    every = {column.name for column in table.schema.columns}
    needed, one_of = _TELLING.get(table.schema.name, (required, every))
    return needed <= names and not one_of.isdisjoint(names)


def _headers(table: Table) -> list[tuple[str, Cell]]:
    """The columns with the contract's names, or their own."""
    headers = table.header_cells()
    if table.schema.name != "Interviews":
        return headers
    known = {name for name, _ in headers}
    named: list[tuple[str, Cell]] = []
    for name, cell in headers:
        other = _OTHER_WORDS.get(key(name), name)
        named.append((other if other not in known else name, cell))
        known.add(other)
    tells_who = any(panel_part(name) is not None for name in known)
    if known.isdisjoint({"Date", "Status"}) or not known.isdisjoint({"Email"}):
        return named
    # In Notion every application is a page, and its name is the company's, or says both; in
    # Airtable it may be the role, beside a company.
    column = next((cell.column for name, cell in named if key(name) == "name"), 0)
    titles = [str(line[column].value) for line in table.sheet.rows.values() if column in line]
    is_page = "Role" in known or tells_who or any(map(_of_page, titles))
    meant = "Company" if is_page and "Company" not in known else ""
    if known & {"Company", "Role"} == {"Company"} and any(map(is_job, titles)):
        meant = "Role"
    return [(meant if meant and cell.column == column else name, cell) for name, cell in named]


def _of_page(title: str) -> dict[str, FoundCell]:
    """Company and role of "Northwind - Analyst" or "Analyst at Northwind"; else nothing."""
    # Of a longer text the pattern would take minutes, and it is no name.
    parts = _OF_PAGE.split(title[:_LONGEST_TITLE].strip(), maxsplit=1)
    jobs = [part for part in parts if is_job(part)]
    if len(parts) < 2 or len(jobs) != 1:
        return {}
    guess = f"it is called {quoted(title)}"
    company = parts[0] if parts[1] in jobs else parts[1]
    return {"Company": FoundCell(company, guess), "Role": FoundCell(jobs[0], guess)}


def _take_fields(content: SourceContent, table: Table) -> None:
    values = {}
    for name, (row, column) in table.field_cells():
        cell = table.sheet.rows.get(row, {}).get(column)
        if cell and not _is_left(content, table, name, cell):
            values[name] = cells.text(cell, table.context)
    content.add(table.schema.name, values)


def _is_left(content: SourceContent, table: Table, name: str, cell: Cell) -> bool:
    """Whether a cell has no value, which is noted once a column."""
    if cell.fault:
        why = "a formula has no result; open the file in Excel, and save it"
        why = "it is an error of a formula" if cell.fault == "error" else why
        content.leave(f"{table.schema.name}: {name} is left blank where {why}")
    return bool(cell.fault)


class _Taker:
    """Adds the rows of one table to the content."""

    def __init__(self, content: SourceContent, table: Table, day_first: bool) -> None:
        self._content = content
        self._table = table
        self._columns = {column.name: column for column in table.schema.columns}
        self._headers = _headers(table)
        self._rows = table.lines()
        self._day_first = {cell.column: self._order(cell.column) for _, cell in self._headers}
        headings = [str(cell.value) for _, cell in self._headers]
        # A table with commas comes from Google, whatever the language is.
        self._assumed = day_first or not _DAY_FIRST.isdisjoint(map(key, headings))
        for note in table.findings.notes:
            # Its columns may have any names, but what is in none of them is said.
            if "left out" in note.message:
                content.leave(f"{note.place}: {note.message}")
        for _, problem in table.findings.problems:
            if "means the same" in problem.message:
                content.leave(f"{problem.sheet}!{problem.cell}: {problem.message}, and is left out")

    def take(self) -> None:
        sheet = self._table.schema.name
        for number, line in self._rows.items():
            values = dict(self._values(line))
            link = f"{sheet} {number}"
            if "Interview" in values and sheet in ("Interviews", "Interviewers"):
                link = fold(str(values["Interview"].value))
            if sheet == "Interviews":
                values |= _next_of_several(values)
                if "Company" in values and "Role" not in values:
                    values |= _of_page(str(values["Company"].value))
                self._add_people(values, link)
                values |= _inclusion(values)
            self._content.add(sheet, values, link=link)

    def _values(self, line: Mapping[int, Cell]) -> Iterator[tuple[str, FoundCell]]:
        """The values of a row; what is only said along with another comes before it."""
        context, own = self._table.context, dict[str, FoundCell]()
        for name, header in self._headers:
            cell = line.get(header.column)
            if cell and not _is_left(self._content, self._table, name, cell):
                cell = _without_marks(cell, is_date=name == "Date")
                if name == "Date" and (time := time_within(cell, context)):
                    yield "Time", FoundCell(time)
                if name == "Time" and (day := day_within(cell, context)):
                    yield "Date", FoundCell(day)
                # Each round of interviews may have a column "With".
                own[f"{name} 2" if name in own else name] = self._value(
                    cell, self._columns.get(name)
                )
        yield from own.items()

    def _value(self, cell: Cell, column: Column | None) -> FoundCell:
        """The date or time of a column of such, else what the cell shows."""
        shown = cells.text(cell, self._table.context)
        if column is None:
            return FoundCell(shown)
        try:
            value = column.read(cell, self._table.context)
        except UnreadableError:
            return self._ambiguous_date(cell, shown)
        value, guess = value if isinstance(value, Noted) else (value, "")
        if isinstance(value, Date | datetime.time):
            return FoundCell(value, guess)
        return FoundCell("present" if value is PRESENT else "" if value is None else shown)

    def _ambiguous_date(self, cell: Cell, shown: str) -> FoundCell:
        """A date such as 03/04/2026, by the order of the other dates of its column."""
        match = _SLASHED.fullmatch(shown)
        if not match:
            return FoundCell(shown)
        known = self._day_first.get(cell.column)
        day_first = self._assumed if known is None else known
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (first, second) if day_first else (second, first)
        try:
            date = Date(year + 2000 * (year < 100), month, day)
        except ValueError:
            return FoundCell(shown)
        order = "day" if day_first else "month"
        return FoundCell(date, f"{shown!r} is read with the {order} first" if known is None else "")

    def _order(self, column: int) -> bool | None:
        """Whether the dates of a column have the day first; None where no date shows it."""
        for line in self._rows.values():
            text = str(line[column].value) if column in line else ""
            # 13/02 and 1.2.2026 have the day first, 02/13 the month.
            if match := _SLASHED.fullmatch(text):
                if int(match[1]) > 12 or match[2] == ".":
                    return True
                if int(match[3]) > 12:
                    return False
        return None

    def _add_people(self, values: dict[str, FoundCell], link: str) -> None:
        """Moves the people whom a row names to the sheet Interviewers."""
        company = str(values["Company"].value) if "Company" in values else ""
        for name in list(values):
            sure = panel_part(name)
            part = _PEOPLE.get(key(name).rstrip("2")) if sure is None else sure
            if part is None:
                continue
            people = split_people(str(values[name].value), {fold(company)})
            guess = "" if sure in ("", "panel") else f"the column {name} names them"
            whose = key(name).removesuffix("name")
            addresses = [n for n in values if key(n) in (f"{whose}email", *_ADDRESS)]
            for person in people:
                if is_address(person.name) or "://" in person.typed:
                    continue
                email = values.pop(addresses[0]).value if addresses and len(people) == 1 else ""
                row = {"Title": person.title, "Email": person.email or email, "Part": part}
                named = {"Name": FoundCell(person.name, guess), **row}
                self._content.add("Interviewers", named, link=link)
                values.pop(name, None)


def _without_marks(cell: Cell, *, is_date: bool) -> Cell:
    """The cell without what Notion adds; the start of a period "9:00 AM → 4:00 PM"."""
    if not isinstance(cell.value, str):
        return cell
    text = _RELATION.sub("", cell.value)
    return cell._replace(value=text.partition("→")[0].strip() if is_date else text)


def _next_of_several(values: Mapping[str, FoundCell]) -> dict[str, FoundCell]:
    """The day of the next interview, where each has a column of its own."""
    if "Date" in values:
        return {}
    written = {n: read_date(str(values[n].value)) for n in values if _NUMBERED.fullmatch(key(n))}
    days = {name: day for name, day in written.items() if isinstance(day, Date)}
    if not days:
        return {}
    coming = {name: day for name, day in days.items() if day >= datetime.date.today()}
    name = min(coming, key=days.__getitem__) if coming else max(days, key=days.__getitem__)
    return {"Date": FoundCell(days[name], f"the column {name} has it")}


def _inclusion(values: Mapping[str, FoundCell]) -> dict[str, FoundCell]:
    """Leaves out what is over, or has not come to an interview."""
    status = str(values["Status"].value) if "Status" in values else ""
    is_out = is_over(status) or (is_early(status) and "Date" not in values)
    if "Include" in values or not is_out:
        return {}
    return {"Include": FoundCell("no", f"its status is {status!r}")}
