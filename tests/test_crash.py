"""A crash leaves what a killed process would leave: all that was changed before it, and no more."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from crash import crash_at, crashes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "folder"
    (place / "old").mkdir(parents=True)
    (place / "old" / "file").write_text("old")
    return place


def state(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else "/"
        for path in sorted(folder.rglob("*"))
    }


def work(folder: Path) -> None:
    """Ten changes."""
    (folder / "new").mkdir()
    (folder / "new" / "file").write_bytes(b"abcd")
    (folder / "new" / "file").replace(folder / "file")
    with (folder / "file").open("a") as file:
        file.write("efgh")
    with open(folder / "other", "w"):  # noqa: PTH123
        pass
    shutil.rmtree(folder / "old")
    (folder / "other").unlink()


OLD = {"old": "/", "old/file": "old"}
AFTER = [
    OLD,
    OLD | {"new": "/"},
    OLD | {"new": "/", "new/file": "ab"},
    OLD | {"new": "/", "new/file": "abcd"},
    OLD | {"new": "/", "file": "abcd"},
    OLD | {"new": "/", "file": "abcdef"},
    OLD | {"new": "/", "file": "abcdefgh"},
    OLD | {"new": "/", "file": "abcdefgh", "other": ""},
    {"new": "/", "file": "abcdefgh", "other": "", "old": "/"},
    {"new": "/", "file": "abcdefgh", "other": ""},
    {"new": "/", "file": "abcdefgh"},
]
"""What is there after a crash at each step, and at last without one."""


@pytest.mark.parametrize("step", range(1, len(AFTER) + 1))
def test_what_was_changed_before_the_crash_is_there_and_no_more(folder: Path, step: int) -> None:
    assert crashes(lambda: work(folder), step, folder) == (step < len(AFTER))
    assert state(folder) == AFTER[step - 1]


def test_after_it_nothing_is_done(folder: Path) -> None:
    def stubborn() -> None:
        try:
            with suppress(Exception):
                (folder / "one").touch()
                (folder / "two").write_text("two")
        finally:
            (folder / "three").write_text("three")

    with crash_at(2, folder):
        stubborn()
    assert state(folder) == OLD | {"one": ""}
    (folder / "three").write_text("three")


def test_nor_by_another_thread(folder: Path) -> None:
    def write() -> None:
        with suppress(BaseException):
            (folder / "file").write_text("file")

    with crash_at(1, folder) as crashing:
        for _ in range(2):
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()
    assert crashing.crashed
    assert state(folder) == OLD


def test_what_only_reads_or_lies_elsewhere_is_not_counted(folder: Path, tmp_path: Path) -> None:
    def elsewhere() -> None:
        assert state(folder) == OLD
        (tmp_path / "folder 2").mkdir()
        (tmp_path / "folder 2" / "file").write_text("file")
        shutil.rmtree(tmp_path / "folder 2")
        with tempfile.TemporaryDirectory():
            os.stat(folder)  # noqa: PTH116

    assert not crashes(elsewhere, 1, folder)
