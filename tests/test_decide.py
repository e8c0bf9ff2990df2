"""What is done about a document: the product's table, row by row."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from leavebehind.packages.decide import WRITING, Action, OnDisk, State, Target, decide
from leavebehind.packages.ledger import Inputs, Recorded

PLACE = Path("packages/NW/Dana Wu/Cover letter.docx")
FIRST, SECOND, THIRD = Inputs("first"), Inputs("second"), Inputs("third")
GENERATED = Recorded("NW/Dana Wu/Cover letter.docx", "", {"1": FIRST})
IN_CONFLICT = Recorded("NW/Dana Wu/Cover letter.docx", "", {"1": FIRST, "2": SECOND}, beside="x")
NEVER = Recorded("NW/Dana Wu/Cover letter.docx", "")


def on_disk(
    state: State, *, is_open: bool = False, has_folder: bool = True, has_new_version: bool = False
) -> OnDisk:
    digest, version = {"absent": ("", ""), "as generated": ("1", "1"), "edited": ("x", "")}[state]
    return OnDisk(
        PLACE,
        state,
        digest,
        version,
        is_open=is_open,
        has_folder=has_folder,
        has_new_version=has_new_version,
    )


def action(
    recorded: Recorded,
    found: OnDisk,
    inputs: Inputs = FIRST,
    *,
    asked: bool = False,
    force: bool = False,
) -> Action:
    return decide(recorded, found, Target(PLACE, "cover_letter", inputs, asked, force))


@pytest.mark.parametrize(
    ("state", "same", "changed"),
    [
        ("as generated", "leave", "update"),
        ("edited", "keep", "put beside"),
        ("absent", "stay away", "create"),
    ],
)
def test_the_table(state: State, same: Action, changed: Action) -> None:
    assert action(GENERATED, on_disk(state), FIRST) == same
    assert action(GENERATED, on_disk(state), SECOND) == changed


def test_what_is_not_ours_is_edited() -> None:
    assert action(NEVER, on_disk("edited")) == "put beside"
    assert action(NEVER, on_disk("absent")) == "create"


@pytest.mark.parametrize("state", ["as generated", "edited"])
def test_open_it_is_locked_only_where_it_would_have_to_be_written(state: State) -> None:
    found = on_disk(state, is_open=True)
    assert action(GENERATED, found, SECOND) == "locked"
    assert action(GENERATED, found, FIRST) in {"leave", "keep"}
    assert action(GENERATED, found, SECOND, force=True) == "locked"


def test_forced_an_edited_document_is_replaced_and_a_deleted_one_made() -> None:
    assert action(GENERATED, on_disk("edited"), force=True) == "replace"
    assert action(GENERATED, on_disk("absent"), force=True) == "create"
    assert action(GENERATED, on_disk("as generated"), force=True) == "leave"


def test_a_deleted_document_is_made_where_it_is_asked_for_or_its_folder_is_gone() -> None:
    assert action(GENERATED, on_disk("absent"), asked=True) == "create"
    assert action(GENERATED, on_disk("absent", has_folder=False)) == "create"


def test_a_conflict_lasts_while_the_new_version_lies_beside() -> None:
    waiting = on_disk("edited", has_new_version=True)
    assert action(IN_CONFLICT, waiting, SECOND) == "stay in conflict"
    assert action(IN_CONFLICT, waiting, THIRD) == "put beside"
    assert action(IN_CONFLICT, waiting, FIRST) == "keep"
    assert action(IN_CONFLICT, on_disk("edited"), SECOND) == "keep"


def test_after_a_kill_an_edited_document_is_in_conflict() -> None:
    """Nobody knows which of the two versions the person has edited."""
    killed = Recorded("", "", {"1": FIRST, "2": SECOND}, pending=True)
    assert action(killed, on_disk("edited"), SECOND) == "put beside"
    assert action(killed, on_disk("absent"), SECOND) == "create"


def test_an_edited_document_is_replaced_only_by_force() -> None:
    every = (GENERATED, IN_CONFLICT, NEVER)
    flags = (False, True)
    for recorded, inputs, is_open, new, asked in product(
        every, (FIRST, SECOND, THIRD), flags, flags, flags
    ):
        found = on_disk("edited", is_open=is_open, has_new_version=new)
        chosen = action(recorded, found, inputs, asked=asked)
        assert chosen in {"keep", "put beside", "stay in conflict", "locked"}
        assert chosen not in WRITING or not is_open
