"""Sheets and own columns that say something, and that no template prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leavebehind.names import did_you_mean, fold, listed_words, nearest, snake_case
from leavebehind.plan_records import Section
from leavebehind.records import Note, Row
from leavebehind.search import Search
from leavebehind.template.sources import is_copy_of_shipped
from leavebehind.workbook.schema import SCHEMA_OF, SHEETS, is_company, is_period

_FOR_ONESELF = listed_words("columns for oneself")
"""Words in columns that people keep for themselves, beside their interviews."""
_TRACKED = frozenset({"Interviews", "Interviewers", "Contacts"})
_ONLY_ONE = ("date", "company")
"""Columns that every letter prints, and of which an interview has one."""
_MISSPELT = 0.8
"""From this likeness to a name of the contract, a column is noted when the workbook is read."""


def unprinted(search: Search, sections: Sequence[Section]) -> Iterator[Note]:
    """A note on each sheet with rows and each filled column that no template of a package prints.

    None where a template is bad: nobody knows what it will print.
    """
    if not any(section.problems for section in sections):
        yield from _unprinted_sheets(search, sections)
        yield from _unprinted_columns(search, sections)


def _unprinted_sheets(search: Search, sections: Iterable[Section]) -> Iterator[Note]:
    printed = {name for section in sections for name in section.variables}
    every = {**search.lists, **search.sheets}
    # A reference without permission has a note of its own.
    every["references"] = tuple(row for row in search.references if row.permission)
    unprinted = [
        rows[0].place.rpartition("!")[0] or name
        for name, rows in every.items()
        # A sheet called as one of the templates' own names has a "_" behind it there.
        if rows and not {name, f"{name}_"} & printed
    ]
    # A sheet that was noted when it was read is not noted again.
    noted = {note.place for note in search.notes}
    unprinted = [name for name in unprinted if name not in noted]
    if unprinted:
        what = "of this sheet" if len(unprinted) == 1 else f"of the sheets {', '.join(unprinted)}"
        yield Note(f"no template that is used prints the rows {what}", unprinted[0])


def _unprinted_columns(search: Search, sections: Iterable[Section]) -> Iterator[Note]:
    """Each with the name that comes nearest."""
    printed = {name for section in sections for name in _own_fields(section)}
    of_panel = {text for one in search.interviewers for text in (one.title, one.email, one.phone)}
    for sheet, rows in _rows(search).items():
        filled: dict[str, Row] = {}
        for row in rows:
            for column, value in row.extra.items():
                if value not in ("", None) and column not in printed:
                    filled.setdefault(column, row)
        for column, row in filled.items():
            words = column.strip("_").replace("_", " ")
            place = search.places.get(f"{snake_case(sheet)}.{column}", row.place)
            if sheet == "Interviews" and (read := _read_instead(words, row, column)):
                message = f"'{words}' is not read, because the column {read} is"
                yield Note(f"{message}; if it is meant, swap their headings", place)
                continue
            known = [column.name for column in SCHEMA_OF[sheet].columns]
            # A tracker's columns are for oneself; those beside a referee are not.
            is_private = sheet in _TRACKED and not _FOR_ONESELF.isdisjoint(words.split())
            # "Interviewer email" beside an interview is read with the interviewer.
            is_private |= sheet == "Interviews" and str(row.extra[column]) in of_panel
            is_private |= is_company(words) or (hasattr(row, "start") and is_period(words))
            if not is_private and not nearest(words, known, cutoff=_MISSPELT):
                within = next((name for name in known if fold(name) in words), "")
                hint = f"did you mean '{within}'?" if within else did_you_mean(words, known)
                message = f"no template that is used prints the column '{words}' of {sheet}"
                yield Note(f"{message}; {hint}" if hint else message, place)


def _own_fields(section: Section) -> frozenset[str]:
    """The fields that a template may print of columns that the contract doesn't have.

    A shipped résumé prints the level of languages, and not that of skills.
    """
    known = {column.attribute for schema in SHEETS for column in schema.columns}
    return section.fields - known if is_copy_of_shipped(section.path) else section.fields


def _read_instead(words: str, row: Row, column: str) -> str:
    """The column of an interview that is read where `column` is another word for it."""
    same = SCHEMA_OF["Interviews"].column(words)
    if not same or same.attribute not in _ONLY_ONE:
        return ""
    return same.name if row.extra[column] != getattr(row, same.attribute) else ""


def _rows(search: Search) -> Mapping[str, Sequence[Row]]:
    """The rows of each sheet of the contract, by its name there."""
    others = ("Settings", "Candidate", "Packages", "Sections")
    rows = {name: getattr(search, snake_case(name), ()) for name in SCHEMA_OF if name not in others}
    return {"Candidate": (search.candidate,), **rows}
