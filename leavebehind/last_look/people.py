"""Names that match no interviewer or company, or two; readers who get the same letter."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from leavebehind.names import did_you_mean, fold, folded_words, quoted
from leavebehind.people import parse_name, speaks_of
from leavebehind.plan import at_company, reader_names
from leavebehind.plan_records import LETTER, InterviewPlan
from leavebehind.records import Interviewer, Note, Row
from leavebehind.search import Search

_MOST_HINTS = 40
"""So many names are compared letter by letter; a whole network may be listed."""


def unknown_names(search: Search) -> Iterator[Note]:
    """A note for each name in Known to and Knows that is no interviewer and no company."""
    known = _Known(search)
    rows: list[tuple[str, Row, tuple[str, ...]]] = [
        *(("Known to", row, row.known_to) for row in search.references),
        *(("Knows", row, row.knows) for row in search.contacts),
    ]
    unknown = (
        (column, row, entry)
        for column, row, entries in rows
        for at, entry in enumerate(entries)
        if not known.has(entry, entries[max(at - 1, 0) : at + 2])
    )
    for count, (column, row, entry) in enumerate(unknown):
        near = known.nearest(entry) if count < _MOST_HINTS else ""
        message = f"{column} names {quoted(entry)}, who is no interviewer and no company"
        yield Note("; ".join(filter(None, [message, near])), row.place)


class _Known:
    """The interviewers and companies of a search, found by the words of their names."""

    def __init__(self, search: Search) -> None:
        self._people = list(dict.fromkeys(one.name for one in search.interviewers))
        self._companies = list(dict.fromkeys(row.company for row in search.interviews))
        self._by_word: dict[str, set[str]] = {}
        for name in (*self._people, *self._companies):
            for word in folded_words(name):
                self._by_word.setdefault(word, set()).add(name)

    def has(self, entry: str, pair: Sequence[str]) -> bool:
        """Whether the entry, by itself or as half of "Wu, Dana", is somebody known."""
        # `at_company` and `speaks_of` are slow: only names that share a word are asked.
        words = folded_words(" ".join(pair))
        near = set().union(*(self._by_word.get(word, set()) for word in words))
        return any(
            at_company(entry, name)
            or speaks_of([entry], name)
            or (name in self._people and _halves(pair, name))
            for name in near
        )

    def nearest(self, entry: str) -> str:
        names = [*(parse_name(name).full for name in self._people), *self._companies]
        return did_you_mean(parse_name(entry).full, names)


def _halves(pair: Sequence[str], name: str) -> bool:
    """Whether two entries together are the name: "Wu" and "Dana"."""
    return speaks_of(pair, name) and not any(speaks_of([entry], name) for entry in pair)


def same_letters(
    plan: InterviewPlan, panel: Sequence[Interviewer], no_letter: Container[str] = ()
) -> Iterator[Note]:
    """A note for readers of one interview whose letters differ only in the name.

    `no_letter` are the places of those whose letter was edited or deleted.

    They are called as their folders are, which tells namesakes of the panel apart.
    """
    called = dict(zip(map(id, panel), reader_names(panel), strict=True))
    alike: dict[str, list[str]] = {}
    for package in plan.packages:
        reader = package.interviewer
        has_letter = any(section.name == LETTER for section in package.sections)
        if has_letter and reader.place not in no_letter:
            alike.setdefault(fold(reader.personal_note), []).append(called[id(reader)])
    for note, names in alike.items():
        if len(names) > 1:
            listed = "; ".join(names[:4]) + (" …" if len(names) > 4 else "")
            why = "the same Personal note" if note else "no Personal note"
            message = f"{listed} get the same letter, with {why}; write each a note of their own"
            yield Note(message, plan.interview.place)


def namesakes(plan: InterviewPlan) -> Iterator[Note]:
    """A note for each reader of an interview whose name one before has: each gets a package."""
    names: set[str] = set()
    for package in plan.packages:
        reader = package.interviewer
        name = fold(parse_name(reader.name).full or reader.name)
        if name in names:
            message = f"two rows of this interview name {quoted(reader.name)}, so two packages are "
            yield Note(f"{message}made; if it is one person, make it one row", reader.place)
        names.add(name)
