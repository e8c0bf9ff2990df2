"""Own columns that say something, and that no template prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leavebehind.names import did_you_mean, fold, nearest, snake_case
from leavebehind.package_plan import Section
from leavebehind.records import Note, Row
from leavebehind.search import Search
from leavebehind.workbook.headings import is_company
from leavebehind.workbook.schema import SCHEMA_OF

_FOR_ONESELF = frozenset(
    {"salary", "pay", "compensation", "benefits", "source", "priority", "rating", "applied", "sent"}
    | {"application", "deadline", "follow", "followup", "next", "step", "steps", "note", "notes"}
    | {"comment", "comments", "remarks", "recruiter", "contact", "referral", "response", "offer"}
    | {
        "id",
        "no",
        "nr",
        "number",
        "days",
        "updated",
        "created",
        "done",
        "todo",
        "outcome",
        "result",
        *("saved", "list", "round", "stage", "interview", "bewerbung", "gehalt"),
    }
    # The overview page shows them.
    | {"zone", "video"}
)
"""Words of columns that people keep for themselves, and never mean to be printed."""
_MISSPELT = 0.8
"""So near to a name of the contract, a column was noted when it was read."""


def unprinted_columns(search: Search, sections: Iterable[Section]) -> Iterator[Note]:
    """A note for each filled column that nothing prints, with the name that comes nearest."""
    used = list(sections)
    printed = {name for section in used for name in section.fields}
    for name, rows in _rows(search).items():
        known = [column.name for column in SCHEMA_OF[name].columns]
        filled = dict.fromkeys(
            column for row in rows for column, value in row.extra.items() if value not in ("", None)
        )
        for column in filled:
            words = column.strip("_").replace("_", " ")
            is_private = bool(_FOR_ONESELF & set(words.split())) or is_company(words)
            if (
                column not in printed
                and not is_private
                and not nearest(words, known, cutoff=_MISSPELT)
            ):
                row = next(row for row in rows if row.extra.get(column) not in ("", None))
                within = next((name for name in known if fold(name) in words), "")
                hint = f"did you mean '{within}'?" if within else did_you_mean(words, known)
                message = f"no template that is used prints the column '{words}' of {name}"
                place = search.places.get(f"{snake_case(name)}.{column}", row.place)
                yield Note(f"{message}; {hint}" if hint else message, place)


def _rows(search: Search) -> Mapping[str, Sequence[Row]]:
    """The rows of each sheet of the contract, by its name there."""
    others = ("Settings", "Candidate", "Packages", "Sections")
    rows = {name: getattr(search, snake_case(name), ()) for name in SCHEMA_OF if name not in others}
    return {"Candidate": (search.candidate,), **rows}
