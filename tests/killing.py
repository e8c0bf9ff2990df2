"""Ends a piece of work at any moment, as kill -9 does, and tells what lives on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psutil


def writes_to_disk(event: str, args: tuple[Any, ...]) -> bool:
    """Whether what is audited is about to change the disk."""
    writes = event == "open" and isinstance(args[1], str) and args[1] not in {"r", "rb"}
    return writes or event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def run_killed(work: Callable[[], object], step: int) -> bool:
    """Runs the work in a process that dies, as by kill -9, before it touches the disk for the
    step-th time; whether it died."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = step

    def count(event: str, args: tuple[object, ...]) -> None:
        nonlocal left
        if writes_to_disk(event, args):
            left -= 1
            if left == 0:
                os._exit(9)

    try:
        sys.addaudithook(count)
        work()
        os._exit(0)
    finally:
        os._exit(1)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only its exit code."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def alive_in_group(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == group and is_alive(pid):
                found.append(pid)
    return found
