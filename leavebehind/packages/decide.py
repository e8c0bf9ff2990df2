"""What to do about one document: the rule table of the product, as a pure function.

| document on disk | its inputs | action |
|---|---|---|
| as generated | same | leave |
| as generated | changed | update |
| edited | same | keep |
| edited | changed | put beside: theirs stays, the new version lies beside it |
| not ours | any | as edited |
| deleted | same | stay away |
| renamed and copied, so that two could be it | any | stay away |
| saved in another format | any | stay away |
| open in Word, and would have to be written | any | locked |
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from leavebehind.packages.ledger import DocumentKey, Inputs, Recorded

State = Literal["absent", "as generated", "edited"]
Action = Literal[
    "create",
    "update",
    "replace",
    "leave",
    "keep",
    "put beside",
    "stay in conflict",
    "stay away",
    "locked",
]
WRITING: frozenset[Action] = frozenset({"create", "update", "replace", "put beside"})
"""The actions for which the document has to be filled."""


@dataclass(frozen=True, slots=True)
class Target:
    """A document that a build wants: where it belongs, and what it is made of."""

    path: Path
    section: str
    inputs: Inputs
    asked: bool = False
    """Whether the person asked for it by name, so that it is made though they deleted it."""
    force: bool = False
    """Whether it is also made though they edited it; a copy is kept."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What lies where the document was last seen."""

    path: Path
    state: State
    digest: str = ""
    """"" where there is no file."""
    version: str = ""
    """Which of the generated versions it is; "" where it was edited."""
    is_open: bool = False
    has_folder: bool = False
    has_new_version: bool = False
    """Whether the new version of a conflict still lies beside it."""
    copies: tuple[Path, ...] = ()
    """Of one that is absent: the files that could be it, where the person renamed and copied it or
    saved it in another format."""


def decide(recorded: Recorded, found: OnDisk, target: Target) -> Action:
    """The action that brings the document up to date and loses nothing."""
    # After a kill in the middle of a write nobody knows which version the person has edited.
    is_known = target.inputs in recorded.versions.values() and not recorded.pending
    if found.state == "absent":
        # That others moved or were deleted, too, is no reason to bring back what was deleted.
        contents = {one.content for one in recorded.versions.values()}
        is_known = target.inputs.content in contents and not recorded.pending
        # Who clears away a whole folder wants it made anew.
        stays_away = (is_known and found.has_folder) or found.copies
        return "stay away" if stays_away and not (target.force or target.asked) else "create"
    if found.state == "as generated" and recorded.versions[found.version] == target.inputs:
        return "leave"
    if found.state == "edited" and is_known and not target.force:
        is_waiting = found.has_new_version and recorded.newest == target.inputs
        return "stay in conflict" if is_waiting else "keep"
    if found.is_open:
        return "locked"
    if found.state == "as generated":
        return "update"
    return "replace" if target.force else "put beside"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done about a document, and the facts that it rests on."""

    target: Target
    key: DocumentKey
    recorded: Recorded
    found: OnDisk
    action: Action

    @property
    def needs_filling(self) -> bool:
        return self.action in WRITING
