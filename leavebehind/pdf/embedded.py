"""The engine that comes with the extra `pdf`: office2pdf, which needs no other program.

Chosen over dxpdf by tests/benchmarks/compare_engines.py: of the words of the ten shipped templates,
81 to 98 % stand within 2 mm of where LibreOffice puts them (dxpdf: 13 to 77 %), with the same pages
from both; 0.15 s for a document of its own, start of the child included (dxpdf: 0.5 s), 0.06 s for
each one after that.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import ClassVar

from leavebehind import faces
from leavebehind.errors import EngineError
from leavebehind.pdf.child import Worker
from leavebehind.pdf.engine import Remark, Report, Result, accept
from leavebehind.pdf.stand_ins import copy_with_stand_ins


@dataclass(frozen=True)
class Embedded:
    """Converts by office2pdf, in child processes.

    `seconds` is how long one document may take, `workers` how many are converted at a time.
    """

    seconds: float = 60
    workers: int = 2
    name: ClassVar[str] = "embedded"

    def missing(self) -> str:
        if importlib.util.find_spec("office2pdf") is None:
            return "it is not installed; get it with: pip install 'leavebehind[pdf]'"
        return ""

    def convert(
        self,
        documents: Sequence[Path],
        folder: Path,
        *,
        on_done: Report | None = None,
        on_note: Remark | None = None,
    ) -> Mapping[Path, Result]:
        results: dict[Path, Result] = {}
        lanes = max(1, min(self.workers, os.cpu_count() or 1, len(documents)))
        idle: SimpleQueue[Worker] = SimpleQueue()
        # The workers are closed before the pool waits for its threads, so that Ctrl-C ends at once.
        with ThreadPoolExecutor(lanes) as pool, ExitStack() as open_workers:
            for _ in range(lanes):
                idle.put(open_workers.enter_context(closing(Worker("office2pdf", self.seconds))))
            futures = {
                pool.submit(_convert, idle, document, folder): document for document in documents
            }
            for future in as_completed(futures):
                document = futures[future]
                results[document], notes = future.result()
                if on_done is not None:
                    on_done(document)
                for note in notes:
                    if on_note is not None:
                        on_note(document, note)
        return results


def _convert(idle: SimpleQueue[Worker], document: Path, folder: Path) -> tuple[Result, list[str]]:
    pdf = folder / f"{document.stem}.pdf"
    copy = folder / f"{document.stem}.stand-ins.docx"
    worker = idle.get()
    try:
        copy_with_stand_ins(document, copy)
        answer = worker.ask(
            {
                "document": str(copy.resolve()),
                "pdf": str(pdf.resolve()),
                "fonts": [str(path) for path in faces.folders()],
                "last_resort": faces.FAMILY,
            }
        )
        accept(pdf)
    except (EngineError, OSError) as error:
        return EngineError(f"the embedded engine could not convert it: {error}"), []
    finally:
        copy.unlink(missing_ok=True)
        idle.put(worker)
    return pdf, _notes(answer["warnings"])


def _notes(warnings: Sequence[tuple[str, str]]) -> list[str]:
    """What the converter could not print; which faces it replaced is for `faces` to tell."""
    told = dict.fromkeys(message for kind, message in warnings if kind != "FallbackUsed")
    return [f"the embedded engine could not print all of it: {message}" for message in told]
