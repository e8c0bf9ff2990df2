"""Builds several workbooks side by side, in processes that end with this one."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from threading import Event
from typing import Any

from leavebehind.build import folders_of
from leavebehind.cli.output import JsonObject
from leavebehind.errors import CellProblem, EngineError
from leavebehind.report import BuildReport
from leavebehind.worker import WorkerPool

_WORKER = Path(__file__).with_name("build_worker.py")
# A process may be killed because memory was short, and there may be more of it later.
_ATTEMPTS = 2
# Seconds in which a process that is to end may clean up: it has a LibreOffice to close.
_PATIENCE = 30


def build_side_by_side(
    workbooks: Sequence[Path],
    output: Path | None,
    *,
    templates: Path | None = None,
    **options: Any,
) -> Generator[JsonObject, None, None]:
    """The report of each workbook as JSON, in order; a process that dies costs its own alone.

    As many are built at a time as there are cores; each process builds one after another, in the
    LibreOffice that it opened for the first.
    """
    folders, cores = folders_of(workbooks, output), os.cpu_count() or 1
    size = min(len(workbooks), cores)
    options["templates"] = templates and str(templates)
    script = [str(_WORKER), str(cores // size)]
    stop = Event()

    def build(workbook: Path, folder: Path) -> JsonObject:
        question = {"workbook": str(workbook), "output": str(folder), "options": options}
        reason = ""
        for _ in range(_ATTEMPTS):
            if stop.is_set():
                break
            try:
                with pool.lend(script, inf, patience=_PATIENCE) as worker:
                    return BuildReport().to_json() | worker.ask(question, stop)
            except EngineError as error:
                reason = str(error)
        failed = f"the process that built it failed: {reason}; build it alone to see why"
        return BuildReport(problems=[CellProblem("", "", failed)]).to_json()

    with WorkerPool() as pool, ThreadPoolExecutor(size) as executor:
        try:
            yield from executor.map(build, workbooks, folders)
        finally:
            stop.set()
