"""Ends work in this process at any change of a folder, as kill -9 would end the process.

It works below everything that writes: `open`, and the audit events of the calls that rename, remove
or make something. So it needs to know nothing of how the work is written.
"""

from __future__ import annotations

import builtins
import io
import os
import pathlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

CHANGES = {"os.rename": 2, "os.link": 2, "os.symlink": 2} | dict.fromkeys(
    ["os.remove", "os.mkdir", "os.rmdir", "os.truncate"], 1
)
"""The audit events of changes, and how many of their arguments are paths."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Crash(BaseException):
    """The process is dead. What catches `Exception` goes on as little as a dead process does."""


class Crashing:
    """Counts the changes of a folder; from the `step`-th on there are no more."""

    def __init__(self, step: int, folder: Path, end: Callable[[], object] | None) -> None:
        self.crashed = False
        self._left = step
        self._folder = os.fsencode(folder.absolute())
        self._counting = threading.Lock()
        self._end = end

    def is_inside(self, path: object) -> bool:
        """Whether a path that a call was handed lies in the folder, or is it."""
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        whole = os.path.abspath(os.fsencode(path))  # noqa: PTH100  # links stay links
        return whole == self._folder or whole.startswith(self._folder + os.fsencode(os.sep))

    def is_last(self) -> bool:
        """Counts a change; whether it is the one that the crash comes with. Nothing follows it."""
        with self._counting:
            if self.crashed:
                raise Crash
            self._left -= 1
            self.crashed = self._left <= 0
            return self.crashed

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Counts what is audited where it changes the folder."""
        if any(map(self.is_inside, changed_by(event, arguments))) and self.is_last():
            self.end()

    def end(self) -> NoReturn:
        """Raises Crash, after what was to be done at that moment."""
        if self._end:
            self._end()
        raise Crash


class TornFile:
    """An open file, in the midst of whose writes the crash may come."""

    def __init__(self, file: Any, crashing: Crashing) -> None:
        self._file, self._crashing = file, crashing

    def write(self, data: Any) -> int:
        """Writes the data, or half of it and the process is dead."""
        if self._crashing.is_last():
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._crashing.end()
        return int(self._file.write(data))

    def writelines(self, lines: Any) -> None:
        """Each line is a write of its own."""
        for line in lines:
            self.write(line)

    def __enter__(self) -> TornFile:
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.__exit__(*error)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def changed_by(event: str, arguments: tuple[Any, ...]) -> Iterator[object]:
    """The paths that what is audited is about to change."""
    if event == "open":
        path, mode, flags = arguments
        if set(mode) & set("wax+") if isinstance(mode, str) else flags & WRITING:
            yield path
    elif event in CHANGES:
        *_, folder = arguments
        for path in arguments[: CHANGES[event]]:
            # shutil.rmtree names what it removes from an open folder on.
            is_relative = event in {"os.remove", "os.rmdir"} and folder != -1
            yield os.path.join(_path_of(folder), path) if is_relative else path  # noqa: PTH118


def _path_of(folder: int) -> str:
    if sys.platform != "darwin":
        return os.readlink(f"/proc/self/fd/{folder}")  # noqa: PTH115
    import fcntl

    return os.fsdecode(fcntl.fcntl(folder, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))


_ACTIVE: list[Crashing] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    for crashing in _ACTIVE:
        crashing.audit(event, arguments)


sys.addaudithook(_audit)  # there is no way to take one off again


@contextmanager
def crash_at(
    step: int, folder: Path, *, end: Callable[[], object] | None = None
) -> Iterator[Crashing]:
    """The block ends as by kill -9 with the step-th change of the folder: before a file is opened
    for writing, renamed or removed, before a folder is made or removed, or with half of a write.

    Nothing in the block changes the folder after that, no `finally` and no other thread. `end` is
    called at that moment.
    """
    crashing = Crashing(step, folder, end)
    plain = io.open

    def open_file(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        opened = plain(file, mode, *arguments, **options)
        if set(mode) & set("wax+") and crashing.is_inside(file):
            return TornFile(opened, crashing)
        return opened

    with pytest.MonkeyPatch.context() as patch:
        for module in (builtins, io):
            patch.setattr(module, "open", open_file)
        if accessor := getattr(pathlib, "_NormalAccessor", None):  # Python 3.10
            patch.setattr(accessor, "open", staticmethod(open_file))
        _ACTIVE.append(crashing)
        try:
            yield crashing
        except Crash:
            pass
        finally:
            _ACTIVE.remove(crashing)


def crashes(work: Callable[[], object], step: int, folder: Path) -> bool:
    """Does the work up to the step-th change of the folder; whether there was one."""
    with crash_at(step, folder) as crashing:
        work()
    return crashing.crashed
