"""Which sheet of a workbook is which of the contract: by its name, if its columns fit it.

A tracker's `Jobs` are postings and not the candidate's past, and `Interviews_old` may be all there
is: what can't be known is noted or asked about.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from leavebehind.names import key, listed_words, nearest, snake_case
from leavebehind.workbook.lines import find_fields, find_heading
from leavebehind.workbook.schema import (
    EXTRA,
    SCHEMA_OF,
    SHEETS,
    SheetSchema,
    misspelt_schema,
    schema_of,
)
from leavebehind.workbook.sheet import WHOLE, Findings, Worksheet

# Numbers exports each table as a sheet of its own.
_OF_NUMBERS = re.compile(
    r"\s*-\s*(?:Table|Tabelle|Tableau|Tabla)\s*\d+(?:-\d+)?\s*$", re.IGNORECASE
)
_OF_TRACKERS = listed_words("headings of trackers")
"""Words in the headings of a list of postings, but not of the jobs that somebody had."""
_SPOKEN_OF = frozenset({"Language", "Phone region"})


@dataclass
class KnownSheets:
    """The sheets of a workbook, sorted; what is noted and asked is in `findings`."""

    findings: Findings
    known: dict[str, Worksheet] = field(default_factory=dict)
    """The sheets of the contract, by their names there."""
    extra: dict[str, Worksheet] = field(default_factory=dict)
    """The others, by their names in templates."""
    _asked: set[str] = field(default_factory=set)
    """The sheets of the contract that a question was asked about."""
    _rest: list[Worksheet] = field(default_factory=list)
    """The sheets that are not known yet."""

    def schema(self, sheet: Worksheet) -> SheetSchema:
        """What is known of the sheet's columns."""
        names = (name for name, known in self.known.items() if known is sheet)
        return SCHEMA_OF.get(next(names, ""), EXTRA)

    def sort(self, sheets: Sequence[Worksheet]) -> None:
        self._rest = list(sheets)
        # Who is called as in the contract is known before all that only mean the same.
        for sheet in sheets:
            schema = schema_of(sheet.name)
            is_named = schema and _is_called(sheet.name, schema)
            if schema and is_named and not _is_of_another_kind(sheet, schema):
                self._take(sheet, schema)
        named = frozenset(self.known)
        for sheet in list(self._rest):
            self._take_synonym(sheet, named)
        for schema in SHEETS:
            self._take_alike(schema)
        for sheet in self._rest:
            self._pass_on(sheet)

    @property
    def missing(self) -> list[str]:
        """The sheets that are required, not there, and not asked about."""
        found = {*self.known, *self._asked}
        return [each.name for each in SHEETS if each.required and each.name not in found]

    def _take(self, sheet: Worksheet, schema: SheetSchema) -> None:
        self._rest.remove(sheet)
        self._put(self.known, schema.name, sheet)

    def _take_synonym(self, sheet: Worksheet, named: Container[str]) -> None:
        schema = _meant(sheet)
        if schema is None or not sheet.rows:
            return
        if schema.name in named:
            self._note_unused(sheet, schema)
        elif fits(sheet, schema) or _OF_NUMBERS.search(sheet.name):
            self._take(sheet, schema)
        else:
            is_called = _is_called(sheet.name, schema)
            advice = "give it its columns" if is_called else f"call it {schema.name}"
            message = f"its columns are not those of {schema.name}, and it is read as a sheet "
            self.findings.note(sheet, WHOLE, f"{message}of your own; if it is meant, {advice}")

    def _take_alike(self, schema: SheetSchema) -> None:
        """Takes for a sheet that is missing the only one that can be meant."""
        meant = [
            sheet
            for sheet in self._rest
            if _holds(sheet.name, schema) or misspelt_schema(sheet.name) is schema
        ]
        # Any name will do for a sheet that every workbook has, where the columns are right.
        if schema.required and not any(fits(sheet, schema) for sheet in meant):
            meant = [sheet for sheet in self._rest if schema_of(sheet.name) is None]
        meant = [sheet for sheet in meant if fits(sheet, schema)]
        if schema.name in self.known:
            for sheet in meant:
                if _holds(sheet.name, schema) or misspelt_schema(sheet.name) is None:
                    self._note_unused(sheet, schema)
        elif len(meant) == 1:
            self._take(meant[0], schema)
            self.findings.note(meant[0], WHOLE, f"the sheet is read as {schema.name}")
        elif meant and schema.required:
            self._ask(schema, meant)

    def _note_unused(self, sheet: Worksheet, schema: SheetSchema) -> None:
        used = self.known[schema.name].name
        message = f"the sheet is not read as {schema.name}, because '{used}' is; if it is meant, "
        self.findings.note(sheet, WHOLE, f"{message}swap their names")

    def _ask(self, schema: SheetSchema, meant: Sequence[Worksheet]) -> None:
        self._asked.add(schema.name)
        listed = " or ".join(f"'{sheet.name}'" for sheet in meant)
        message = f"the sheet is missing, and {listed} may be meant"
        hint = f"rename the right one to {schema.name}"
        self.findings.problem(Worksheet(schema.name, {}), WHOLE, message, hint)

    def _pass_on(self, sheet: Worksheet) -> None:
        near = misspelt_schema(sheet.name)
        if near and near.name not in self._asked and not _holds(sheet.name, near):
            # As an extra sheet, its rows would be in no package, and nobody would know why.
            self._asked.add(near.name)
            hint = f"did you mean '{near.name}'?"
            self.findings.problem(sheet, WHOLE, "this is not a sheet that is read", hint)
        elif name := snake_case(sheet.name):
            # A template's rows of the contract's sheet are never those of another kind.
            is_taken = name in {snake_case(schema.name) for schema in SHEETS}
            self._put(self.extra, f"{name}_" if is_taken else name, sheet)
        else:
            message = "its name can't be a name in a template, and it is left out"
            self.findings.note(sheet, WHOLE, message)

    def _put(self, sheets: dict[str, Worksheet], name: str, sheet: Worksheet) -> None:
        if sheets.setdefault(name, sheet) is not sheet:
            message = f"the sheet means the same as '{sheets[name].name}'"
            self.findings.problem(sheet, WHOLE, message, "rename or delete one of them")


def _meant(sheet: Worksheet) -> SheetSchema | None:
    return schema_of(_OF_NUMBERS.sub("", sheet.name))


def fits(sheet: Worksheet, schema: SheetSchema) -> bool:
    """Whether the columns, or the fields, of a sheet are those of the contract."""
    if schema.is_fields:
        return _fields_fit(sheet, schema)
    heading = find_heading(sheet.rows, sheet.merged, schema)
    known, columns = heading.columns, len(heading.cells)
    # An interview without a name of its own is called after its company, and a sheet that is
    # called Panel may say whose interviewers they are in other ways.
    is_named = _meant(sheet) is schema
    is_optional = is_named or schema.name == "Interviews"
    absent = {column.name for column in schema.required_columns - known}
    if not known or absent - ({"Interview"} if is_optional else set()):
        return False
    words = {word for c in heading.cells for word in snake_case(str(c.value)).split("_")}
    if schema.name == "Experience" and words & _OF_TRACKERS:
        return False
    is_guess = schema.required and columns > 2 and not is_named
    return len(known) > 2 if is_guess else 2 * len(known) >= columns


def _fields_fit(sheet: Worksheet, schema: SheetSchema) -> bool:
    _, _, rows, known = find_fields(sheet.rows, schema)
    if schema.name == "Settings" and not any(column.name not in _SPOKEN_OF for column in known):
        # "Language" and "Country" may be anybody's wishes.
        return False
    fewest = len(rows) if _meant(sheet) is schema else len(rows) + 1
    return schema.required_columns <= set(known) and 2 * len(known) >= fewest


def _is_of_another_kind(sheet: Worksheet, schema: SheetSchema) -> bool:
    """Whether a sheet has the name of one that nobody must have, but hardly a column of it."""
    required = schema.required_columns
    if schema.required or not required or not sheet.rows:
        return False
    heading = find_heading(sheet.rows, sheet.merged, schema)
    if heading.columns & required or len(heading.cells) <= 2 * len(heading.columns):
        return False
    names = [column.name for column in required]
    return not any(nearest(str(cell.value), names) for cell in heading.cells)


def _is_called(name: str, schema: SheetSchema) -> bool:
    """Whether a sheet has the contract's name, and not only another word for it."""
    return key(name).removesuffix("s") == key(schema.name).removesuffix("s")


def _holds(name: str, schema: SheetSchema) -> bool:
    """Whether a name has the contract's in it, as "Interviews_old"."""
    return _singulars(schema.name) <= _singulars(name)


def _singulars(name: str) -> set[str]:
    return {word.removesuffix("s") for word in snake_case(name).split("_")}
