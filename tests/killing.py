"""Kills a process at any moment, and tells which ones live on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
from crash import crash_at


def kill_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Does the work in a process that is killed at the step-th change of the folder; whether it
    was."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    try:
        with crash_at(step, folder, end=lambda: os.kill(os.getpid(), signal.SIGKILL)):
            work()
        os._exit(0)
    finally:
        os._exit(1)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only its exit code."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def wait_until(is_so: Callable[[], bool]) -> None:
    """Waits for what the system takes a moment for: to end what was killed, above all."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def alive_in_group(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == group and is_alive(pid):
                found.append(pid)
    return found
