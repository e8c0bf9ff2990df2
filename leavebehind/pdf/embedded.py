"""The engine that comes with the extra `pdf`: office2pdf, which needs no other program."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from leavebehind import faces
from leavebehind.errors import EngineError
from leavebehind.pdf.child import Worker
from leavebehind.pdf.engine import Printed, Report, Result, accept


@dataclass(frozen=True)
class Embedded:
    """Converts by office2pdf, in child processes.

    `seconds` is how long one document may take, `workers` how many are converted at a time.
    """

    seconds: float = 60
    workers: int = 2
    script: str = "embedded_worker.py"
    name: str = "embedded"

    def missing(self) -> str:
        if importlib.util.find_spec("office2pdf") is None:
            return "it is not installed; get it with: pip install 'leavebehind[pdf]'"
        return ""

    def convert(
        self, documents: Sequence[Path], folder: Path, *, on_done: Report | None = None
    ) -> Mapping[Path, Result]:
        results: dict[Path, Result] = {}
        lanes = max(1, min(self.workers, os.cpu_count() or 1, len(documents)))
        idle: SimpleQueue[Worker] = SimpleQueue()
        # The workers are closed before the pool waits for its threads, so that Ctrl-C ends at once.
        with ThreadPoolExecutor(lanes) as pool, ExitStack() as open_workers:
            for _ in range(lanes):
                idle.put(open_workers.enter_context(closing(Worker(self.script, self.seconds))))
            futures = {
                pool.submit(_convert, idle, document, folder): document for document in documents
            }
            for future in as_completed(futures):
                results[futures[future]] = future.result()
                if on_done is not None:
                    on_done(futures[future])
        return results


def _convert(idle: SimpleQueue[Worker], document: Path, folder: Path) -> Result:
    pdf = folder / f"{document.stem}.pdf"
    worker = idle.get()
    try:
        answer = worker.ask(
            {
                "document": str(document.resolve()),
                "pdf": str(pdf.resolve()),
                "fonts": [str(path) for path in faces.folders()],
                "last_resort": faces.FAMILY,
            }
        )
        accept(pdf)
    except EngineError as error:
        return EngineError(f"the embedded engine could not convert it: {error}")
    finally:
        idle.put(worker)
    return Printed(pdf, tuple(_notes(answer["warnings"])))


def _notes(warnings: Sequence[Mapping[str, str]]) -> list[str]:
    """What the converter could not print; faces that were replaced are for `faces` to tell."""
    told = {w["message"]: None for w in warnings if w["kind"] != "FallbackUsed"}
    return [f"the embedded engine could not print all of it: {message}" for message in told]
