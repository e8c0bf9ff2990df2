"""Which interview and which interviewer of now is which of before.

Pure: folders are named from the packages folder on, with slashes; an interviewer's lies in the
interview's.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import product

from leavebehind.files import digest
from leavebehind.names import folded_words
from leavebehind.packages.ledger import Owner

OwnerKeys = Mapping[str, str]
"""What tells an interview or an interviewer from others, by kind: "email", "job" …"""
Mark = tuple[str, str]
"""A kind and its text."""

_ADDRESSES = frozenset({"email", "linkedin", "url"})
"""Two people may share a title, but none of these."""
_REST_OF_ROW = frozenset({"job", "panel", "title", "phone", "note"})
"""What stays in its row when a name or an address in it is corrected."""
_ALIKE = 0.8
"""From this likeness on a name is taken for a correction of another."""


@dataclass(frozen=True, slots=True)
class OwnerMatch:
    """An interview or an interviewer of before."""

    owner: str
    """Its id."""
    doubt: str = ""
    """What alone it is known by, where that may mislead; else ""."""


def match_owners(
    known: Mapping[str, Owner],
    planned: Mapping[str, OwnerKeys],
    lying_in: Mapping[str, Collection[str]],
) -> dict[str, OwnerMatch]:
    """Planned folder → the same interview or interviewer of before; without those that are new.

    Only where one alone could be meant. `lying_in` names, for each folder on the disk, the owners
    of the documents that lie in it.
    """
    of_interview: dict[str, dict[str, Owner]] = {}
    for identifier, owner in known.items():
        of_interview.setdefault(owner.parent, {})[identifier] = owner
    inside: dict[str, dict[str, OwnerKeys]] = {}
    for folder, keys in planned.items():
        inside.setdefault(posixpath.dirname(folder), {})[folder] = keys
    panels = {
        one: _names(o.marks for o in readers.values()) for one, readers in of_interview.items()
    }
    panels |= {folder: _names(readers.values()) for folder, readers in inside.items()}
    found = _paired(of_interview.get("", {}), inside.get("", {}), lying_in, panels)
    # Interviews first: a reader is only looked for among those of the same interview.
    for folder, interview in list(found.items()):
        readers = of_interview.get(interview.owner, {})
        found |= _paired(readers, inside.get(folder, {}), lying_in, panels)
    return found


def _names(readers: Iterable[OwnerKeys]) -> set[str]:
    return {marks["name"] for marks in readers if "name" in marks}


def new_id(folder: str, taken: Collection[str]) -> str:
    """An id that depends on the folder alone, so that equal builds are equal, and is free."""
    texts = (f"{folder}\n{number}" for number in range(len(taken) + 1))
    names = (digest(text.encode("utf-8", "surrogatepass"))[:16] for text in texts)
    return next(name for name in names if name not in taken)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What tells one of before, known by its id, or one that is planned, known by its folder."""

    identifier: str
    folder: str
    marks: OwnerKeys
    common: Collection[Mark]
    """The marks that several have."""
    readers: Collection[str]
    """Of an interview, the names of its interviewers."""
    owners_lying_there: Collection[str]
    """Of one of before, itself; else the owners of the documents in its folder."""
    is_planned: bool

    @property
    def name(self) -> str:
        return posixpath.basename(self.folder)

    def marks_of(self, kinds: Collection[str]) -> set[Mark]:
        return {mark for mark in self.marks.items() if mark[0] in kinds}

    @property
    def addresses(self) -> set[Mark]:
        return self.marks_of(_ADDRESSES)

    @property
    def rest(self) -> set[Mark]:
        """The marks of the rest of its row that no other shares."""
        return self.marks_of(_REST_OF_ROW).difference(self.common)


_Pair = tuple[_Traits, _Traits]
"""One that is planned, and one of before that it may be."""
_FindPairs = Callable[[Sequence[_Traits], Sequence[_Traits]], Iterable[_Pair]]

_RULES: tuple[Callable[[_Traits], Iterable[Hashable]], ...] = (
    lambda one: product([one.name], one.addresses),
    lambda one: product([one.name], one.rest),
    lambda one: product(one.addresses, one.rest),
    lambda one: product(one.marks_of({"job"}), one.readers),
    lambda one: [one.name] if one.is_planned or not one.addresses else [],
    lambda one: one.addresses,
    lambda one: [one.name],
    lambda one: product(one.marks_of({"panel"}), folded_words(one.name)[:1]),
    lambda one: one.marks_of({"job", "called"}),
    lambda one: one.owners_lying_there,
)
"""What the two have to share to be the same, from what tells most to what tells least.

Where a name says one thing and an e-mail address another, either was corrected: two addresses that
had been mixed up, or names in a ring (A is B now, and B is C). The rest of the row tells which.
Without it the address does, unless the one of before had none: then its name alone can.
Of interviews that have changed keys, the job and one of the panel together tell, of one
that was renamed together with its company the panel and how its key begins.
"""


def _paired(
    known: Mapping[str, Owner],
    planned: Mapping[str, OwnerKeys],
    lying_in: Mapping[str, Collection[str]],
    panels: Mapping[str, Collection[str]],
) -> dict[str, OwnerMatch]:
    """Each rule sees what is left by those before."""
    common = _common(owner.marks for owner in known.values()) | _common(planned.values())
    before = [
        _Traits(
            name, owner.folder, owner.marks, common, panels.get(name, ()), [name], is_planned=False
        )
        for name, owner in known.items()
    ]
    now = [
        _Traits(folder, folder, marks, common, panels.get(folder, ()), lying, is_planned=True)
        for folder, marks in planned.items()
        for lying in [lying_in.get(folder, ())]
    ]
    rules: list[_FindPairs] = [*(partial(_sharing, rule) for rule in _RULES), _called_alike]
    found: list[_Pair] = []
    left, new = before, now
    for pairs in rules:
        found += _only_pairs(pairs(left, new))
        matched = {id(one) for pair in found for one in pair}
        left, new = ([one for one in every if id(one) not in matched] for every in (left, new))
    names = {one.name for one in before}, {one.name for one in now}
    return {
        one.identifier: OwnerMatch(old.identifier, _doubt(old, one, *names)) for one, old in found
    }


def _common(every: Iterable[OwnerKeys]) -> set[Mark]:
    counted = Counter(mark for marks in every for mark in marks.items())
    return {mark for mark, count in counted.items() if count > 1}


def _sharing(
    rule: Callable[[_Traits], Iterable[Hashable]],
    known: Sequence[_Traits],
    planned: Sequence[_Traits],
) -> Iterator[_Pair]:
    """The pairs that share something by the rule; looked up, for there may be thousands."""
    having: dict[Hashable, list[int]] = {}
    for number, old in enumerate(known):
        for mark in rule(old):
            having.setdefault(mark, []).append(number)
    for one in planned:
        numbers = {number for mark in rule(one) for number in having.get(mark, ())}
        yield from ((one, known[number]) for number in numbers)


def _called_alike(known: Sequence[_Traits], planned: Sequence[_Traits]) -> Iterator[_Pair]:
    """The pairs whose names are alike, where nothing else tells them apart."""
    for one, old in product(planned, known):
        name, other = (marks.get("name", "").casefold() for marks in (one.marks, old.marks))
        # A father and a son of nearly one name differ in their addresses or titles.
        kinds = one.marks.keys() & old.marks.keys() & {*_ADDRESSES, "title"}
        if not name or any(one.marks[kind] != old.marks[kind] for kind in kinds):
            continue
        if SequenceMatcher(None, other, name, autojunk=False).ratio() >= _ALIKE:
            yield one, old


def _only_pairs(pairs: Iterable[_Pair]) -> list[_Pair]:
    """The pairs of which each is the only one that the other could be."""
    every = list(pairs)
    planned = Counter(one.identifier for one, _ in every)
    known = Counter(old.identifier for _, old in every)
    return [
        (one, old) for one, old in every if planned[one.identifier] == known[old.identifier] == 1
    ]


def _doubt(old: _Traits, one: _Traits, before: Collection[str], now: Collection[str]) -> str:
    """What alone tells that the two are the same, where names speak against it."""
    if old.name == one.name or old.rest & one.rest:
        return ""
    if old.addresses & one.addresses:
        is_crossed = old.name in now or one.name in before
        return "the same e-mail address or link" if is_crossed else ""
    is_certain = any({*rule(old)} & {*rule(one)} for rule in _RULES[-2:])
    return "" if is_certain else "a name that is nearly the same"
