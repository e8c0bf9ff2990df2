"""Which folder and which document of before is which of now, where the workbook renamed them.

Pure: folders and documents are named from the packages folder on, with slashes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

Traits = Mapping[str, str]
"""What tells whose a folder is, by kind: "email", "job" …; "name" is compared for likeness."""

_OWN = {"email", "linkedin"}
"""Two people may share a title, but none of these."""

_ALIKE = 0.8
"""From this likeness on a name is taken for a correction of another."""


@dataclass(frozen=True)
class Expected:
    """All that the workbook asks for, whatever of it a build is narrowed to."""

    files: Mapping[str, str]
    """Where a file may belong → its section, "" for a PDF."""
    owners: Mapping[str, Traits]
    """The folder of each interview and of each interviewer → what tells whose it is."""


def folders_before(known: Mapping[str, Traits], now: Mapping[str, Traits]) -> dict[str, str]:
    """New folder → the one that was the same interview's or interviewer's before.

    Only what is certain: one folder is gone, one is new, and nothing else could be meant.
    """
    interviews = [folder for folder in now if "/" not in folder]
    before = _paired(_gone(known, now, ""), _new(known, now, ""), _share_a_mark)
    for interview in interviews:
        was = before.get(interview, interview)
        gone, new = _gone(known, now, was), _new(known, now, interview)
        found = {n: g for n in new for g in gone if _name(n) == _name(g)}
        for same in (_share_a_mark, _are_called_alike):
            left = {g: traits for g, traits in gone.items() if g not in found.values()}
            found |= _paired(left, {n: t for n, t in new.items() if n not in found}, same)
        before |= found
    return before


def documents_before(
    known: Mapping[str, str], expected: Expected, folders: Mapping[str, str]
) -> dict[str, str]:
    """New document → the one that was the same section's in the same folder before."""
    orphans: dict[tuple[str, str], list[str]] = {}
    for key, section in known.items():
        if section and key not in expected.files:
            orphans.setdefault((posixpath.dirname(key), section), []).append(key)
    found = {}
    for key, section in expected.files.items():
        folder = posixpath.dirname(key)
        candidates = orphans.get((folders.get(folder, folder), section), [])
        if key not in known and len(candidates) == 1:
            found[key] = candidates[0]
    return found


def _gone(known: Mapping[str, Traits], now: Mapping[str, Traits], parent: str) -> dict[str, Traits]:
    return {f: traits for f, traits in _inside(known, parent) if f not in now}


def _new(known: Mapping[str, Traits], now: Mapping[str, Traits], parent: str) -> dict[str, Traits]:
    return {f: traits for f, traits in _inside(now, parent) if f not in known}


def _inside(folders: Mapping[str, Traits], parent: str) -> Iterable[tuple[str, Traits]]:
    return ((f, traits) for f, traits in folders.items() if posixpath.dirname(f) == parent)


def _name(folder: str) -> str:
    return posixpath.basename(folder)


def _paired(
    gone: Mapping[str, Traits],
    new: Mapping[str, Traits],
    same: Callable[[Traits, Traits], bool],
) -> dict[str, str]:
    """New folder → gone folder, where each is the only one that the other could be."""
    found = {n: [g for g in gone if same(gone[g], new[n])] for n in new}
    taken = [g for candidates in found.values() for g in candidates]
    return {n: g[0] for n, g in found.items() if len(g) == 1 and taken.count(g[0]) == 1}


def _share_a_mark(one: Traits, other: Traits) -> bool:
    return bool({kind for kind in one.keys() & other.keys() - {"name"} if one[kind] == other[kind]})


def _are_called_alike(one: Traits, other: Traits) -> bool:
    name, other_name = (traits.get("name", "").casefold() for traits in (one, other))
    is_alike = SequenceMatcher(None, name, other_name, autojunk=False).ratio() >= _ALIKE
    return is_alike and not one.keys() & other.keys() & _OWN
