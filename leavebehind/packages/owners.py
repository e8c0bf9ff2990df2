"""Which interview and which interviewer of now is which of before.

Pure: folders are named from the packages folder on, with slashes; an interviewer's lies in the
interview's.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import SequenceMatcher

from leavebehind.packages.ledger import Owner

OwnerKeys = Mapping[str, str]
"""What tells an interview or an interviewer from others, by kind: "email", "job" …"""

_UNIQUE = frozenset({"email", "linkedin", "url"})
"""Two people may share a title, but none of these."""

_ALIKE = 0.8
"""From this likeness on a name is taken for a correction of another."""

_IsSame = Callable[[str, Owner, str, OwnerKeys], bool]


def match_owners(
    known: Mapping[str, Owner],
    planned: Mapping[str, OwnerKeys],
    lying_in: Mapping[str, Collection[str]],
) -> dict[str, str]:
    """Planned folder → the id of the same interview or interviewer; without those that are new.

    Only what is certain: nobody else could be meant. `lying_in` names, for each folder on the disk,
    the owners of the documents that lie in it.
    """
    interviews = {name: owner for name, owner in known.items() if not owner.parent}
    found = _paired(interviews, _inside(planned, ""), lying_in)
    for folder, interview in list(found.items()):
        readers = {name: owner for name, owner in known.items() if owner.parent == interview}
        found |= _paired(readers, _inside(planned, folder), lying_in)
    return found


def new_id(folder: str, taken: Collection[str]) -> str:
    """An id that depends on the folder alone, so that equal builds are equal, and is free."""
    for number in range(len(taken) + 1):
        seed = f"{folder}\n{number}".encode("utf-8", "surrogatepass")
        name = hashlib.sha256(seed).hexdigest()[:16]
        if name not in taken:
            return name
    raise AssertionError("there are more names than are taken")


def _inside(planned: Mapping[str, OwnerKeys], parent: str) -> dict[str, OwnerKeys]:
    return {one: keys for one, keys in planned.items() if posixpath.dirname(one) == parent}


def _paired(
    known: Mapping[str, Owner],
    planned: Mapping[str, OwnerKeys],
    lying_in: Mapping[str, Collection[str]],
) -> dict[str, str]:
    """Goes from what tells most to what tells least; each rule sees what is left by those before.

    An e-mail address comes before the name: where names were corrected in a ring (A is B now, and
    B is C), only it tells who is who.
    """
    found: dict[str, str] = {}
    rules: list[_IsSame] = [
        lambda name, owner, folder, keys: _share(owner, keys, _UNIQUE) and _same(owner, folder),
        lambda name, owner, folder, keys: _share(owner, keys, _UNIQUE),
        lambda name, owner, folder, keys: _same(owner, folder),
        lambda name, owner, folder, keys: _share(owner, keys, keys.keys() - {"name"}),
        lambda name, owner, folder, keys: name in lying_in.get(folder, ()),
        lambda name, owner, folder, keys: _are_called_alike(owner, keys),
    ]
    for is_same in rules:
        left = {name: owner for name, owner in known.items() if name not in found.values()}
        new = {folder: keys for folder, keys in planned.items() if folder not in found}
        found |= dict(_only_pairs(left, new, is_same))
    return found


def _only_pairs(
    known: Mapping[str, Owner], planned: Mapping[str, OwnerKeys], is_same: _IsSame
) -> Iterator[tuple[str, str]]:
    """The pairs of which each is the only one that the other could be."""
    candidates = {
        folder: [name for name, owner in known.items() if is_same(name, owner, folder, keys)]
        for folder, keys in planned.items()
    }
    every = [name for names in candidates.values() for name in names]
    for folder, names in candidates.items():
        if len(names) == 1 and every.count(names[0]) == 1:
            yield folder, names[0]


def _same(owner: Owner, folder: str) -> bool:
    return posixpath.basename(owner.folder) == posixpath.basename(folder)


def _share(owner: Owner, keys: OwnerKeys, kinds: Collection[str]) -> bool:
    return any(
        owner.marks[kind] == keys[kind] for kind in owner.marks.keys() & keys.keys() & set(kinds)
    )


def _are_called_alike(owner: Owner, keys: OwnerKeys) -> bool:
    name, other = (marks.get("name", "").casefold() for marks in (owner.marks, keys))
    is_alike = SequenceMatcher(None, name, other, autojunk=False).ratio() >= _ALIKE
    return bool(name) and is_alike and not owner.marks.keys() & keys.keys() & _UNIQUE
