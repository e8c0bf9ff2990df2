"""Builds several workbooks side by side, each in a process that ends with this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from leavebehind.build import folders_of
from leavebehind.errors import CellProblem
from leavebehind.report import BuildReport
from leavebehind.worker import Process, end, start

JsonObject = dict[str, Any]

_ATTEMPTS = 2
"""A process may be killed because memory was short, and there may be more of it later."""
_PATIENCE = 30
"""Seconds in which a process that is to end may clean up."""


def build_side_by_side(
    workbooks: Sequence[Path], output: Path | None, options: Mapping[str, Any]
) -> Generator[JsonObject, None, None]:
    """The report of each workbook as JSON, in order; a process that dies costs its own alone.

    As many are built at a time as there are cores.
    """
    folders = folders_of(workbooks, output)
    size = min(len(workbooks), os.cpu_count() or 1)
    with ThreadPoolExecutor(size) as executor, _BuildProcesses(options) as processes:
        yield from executor.map(processes.build, workbooks, folders)


class _BuildProcesses:
    """Processes that build one workbook each; those that still run at the end are ended."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        # As `python -m leavebehind`, but without the current folder as a source of modules.
        program = f"import sys; sys.path[:] = {sys.path}; from leavebehind.cli import main; main()"
        self._command = [sys.executable, "-c", program, "build", "--json", "--end-with-stdin"]
        self._command += _arguments(options)
        self._stderr = 2 if options["debug"] else subprocess.DEVNULL
        self._running: set[Process] = set()
        self._is_over = False
        self._lock = Lock()

    def __enter__(self) -> _BuildProcesses:
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._is_over = True
            running = list(self._running)
        for process in running:
            if process.stdin:
                process.stdin.close()  # at which it breaks off
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE)
            end(process)

    def build(self, workbook: Path, folder: Path) -> JsonObject:
        """The report of the workbook, or of why there is none."""
        code: int | None = None
        for _ in range(_ATTEMPTS):
            if process := self._start(workbook, folder):
                printed, code = _finished(process)
                self._running.discard(process)
                with suppress(ValueError):
                    report: JsonObject = BuildReport().to_json() | json.loads(printed)
                    return report
        died = f"the process that built it died (exit code {code}); build it alone to see why"
        return BuildReport(problems=[CellProblem("", "", died)]).to_json()

    def _start(self, workbook: Path, folder: Path) -> Process | None:
        # Under the lock none is started that `__exit__` doesn't know of.
        with self._lock:
            if self._is_over:
                return None
            command = [*self._command, f"--output={folder}", "--", str(workbook)]
            pipe = subprocess.PIPE
            process = start(command, os.environ, stdin=pipe, stdout=pipe, stderr=self._stderr)
            self._running.add(process)
            return process


def _finished(process: Process) -> tuple[bytes, int]:
    """What the process has printed, and its exit code."""
    assert process.stdin and process.stdout
    with process.stdin, process.stdout:
        return process.stdout.read(), process.wait()


def _arguments(options: Mapping[str, Any]) -> Iterator[str]:
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value:
            yield option if value is True else f"{option}={value}"
