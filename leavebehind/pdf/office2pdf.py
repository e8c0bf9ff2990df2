"""The engine that comes with the extra `pdf`: office2pdf, which needs no other program.

Chosen over dxpdf, which sets far fewer words where LibreOffice sets them; the figures stand in
tests/benchmarks/compare_engines.py. What office2pdf does not know of Word is made good in
`office2pdf_fixes` and `office2pdf_page_breaks`.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event
from typing import ClassVar

from leavebehind import fonts
from leavebehind.docx.package import BadDocument, read_file, read_parts, write_parts
from leavebehind.errors import EngineError
from leavebehind.pdf.engine import CONVERT_WORKER, Monitor, Result, require_pages
from leavebehind.pdf.font_substitution import substituted
from leavebehind.pdf.office2pdf_fixes import EditableBody, spell_out
from leavebehind.pdf.office2pdf_page_breaks import keep_together
from leavebehind.worker import Worker, WorkerPool


@dataclass(frozen=True)
class Embedded:
    """Converts by office2pdf, in a child process for each worker.

    `seconds` is how long one document may take, `memory` what a child may. `most_breaks` is how
    many page breaks a document may need; past that the rest stays as it falls.
    """

    pool: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 60
    memory: int = 4 << 30
    workers: int = os.cpu_count() or 1
    most_breaks: int = 24
    name: ClassVar[str] = "embedded"
    substitutes_fonts: ClassVar[bool] = True
    batch_size: ClassVar[int] = 1

    def missing(self) -> str:
        if importlib.util.find_spec("office2pdf") is None:
            return "it is not installed; get it with: pip install 'leavebehind[pdf]'"
        return ""

    def version(self) -> str:
        try:
            return version("office2pdf-python")
        except PackageNotFoundError:
            return ""

    def convert(
        self, documents: Sequence[Path], folder: Path, monitor: Monitor | None = None
    ) -> Mapping[Path, Result]:
        monitor = monitor or Monitor()
        results: dict[Path, Result] = {}
        for document in documents:
            results[document] = self._convert(document, folder, monitor)
            monitor.on_converted(document)
        return results

    def _convert(self, document: Path, folder: Path, monitor: Monitor) -> Result:
        pdf = folder / f"{document.stem}.pdf"
        copy = folder / f"{document.stem}.prepared.docx"
        try:
            data, body = _prepared(read_file(document))
            copy.write_bytes(data)
            with self.pool.lend(
                [CONVERT_WORKER, "office2pdf"], self.seconds, self.memory
            ) as worker:
                ask = partial(_ask, worker, monitor.stop)
                warnings = ask(copy, pdf)
                if body and keep_together(body, copy, pdf, ask, self.most_breaks):
                    copy.write_bytes(body.document())
                    ask(copy, pdf)
        except (EngineError, BadDocument, OSError) as error:
            return EngineError(f"the embedded engine could not convert it: {error}")
        finally:
            copy.unlink(missing_ok=True)
        for text in warnings:
            monitor.on_note(f"the embedded engine could not print all of it: {text}")
        return pdf


def _prepared(document: bytes) -> tuple[bytes, EditableBody | None]:
    """The document as office2pdf prints it best, and its body if that can be changed again."""
    try:
        parts = substituted(read_parts(document), fonts.installed())
    except BadDocument:
        # office2pdf refuses it in its own words.
        return document, None
    if body := EditableBody.of(parts):
        spell_out(body)
    return body.document() if body else write_parts(parts, compress=False), body


def _ask(worker: Worker, stop: Event, document: Path, pdf: Path) -> list[str]:
    """Has the PDF made; returns what the converter could not print."""
    answer = worker.ask(
        {
            "document": str(document.resolve()),
            "pdf": str(pdf.resolve()),
            "fonts": [str(path) for path in fonts.bundled_folders()],
            "last_resort": fonts.FAMILY,
        },
        stop,
    )
    require_pages(pdf)
    # Which fonts are replaced is noted once for all documents, by `font_substitution`.
    messages = (message for kind, message in answer["warnings"] if kind != "FallbackUsed")
    return list(dict.fromkeys(messages))
