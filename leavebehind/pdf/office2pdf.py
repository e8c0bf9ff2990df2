"""The engine that comes with the extra `pdf`: office2pdf, which needs no other program.

Chosen over dxpdf by tests/benchmarks/compare_engines.py, on the sample's filled documents: the
pages that each makes, and how many words in a hundred stand within 2 mm of where LibreOffice 7.4
puts them, in the default theme and in the modern one.

| document        | pages | office2pdf 0.4 | dxpdf 0.8 |
|-----------------|-------|----------------|-----------|
| cover page      | 1     | 100, 100       | 32, 86    |
| contents        | 1     | 100, 100       | 10, 52    |
| cover letter    | 1     | 100, 100       | 1, 100    |
| résumé          | 2     | 100, 100       | 2, 26     |
| references      | 1     | 100, 100       | 20, 34    |
| recommendations | 2     | 100, 100       | 44, 49    |
| work samples    | 1     | 100, 100       | 54, 63    |
| publications    | 1     | 100, 100       | 3, 19     |
| business card   | 1     | 100, 100       | 8, 17     |
| interview brief | 2     | 100, 100       | 17, 24    |

All three make the same pages. A document of its own takes 0.2 to 0.4 s, start of the child
included (dxpdf 0.6 s, LibreOffice 1.3 s). What office2pdf does not know of Word is made good in
`spelling`, before it converts, and in `keeping` and `first_page`, after it has.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import ClassVar

from leavebehind import fonts
from leavebehind.errors import EngineError
from leavebehind.pdf.engine import WORKER, Remark, Report, Result, accept
from leavebehind.pdf.first_page import leave_bare
from leavebehind.pdf.font_substitution import copy_with_stand_ins
from leavebehind.pdf.office2pdf_fixes import mend
from leavebehind.pdf.spelling import spell_out
from leavebehind.worker import Worker, WorkerPool


@dataclass(frozen=True)
class Embedded:
    """Converts by office2pdf, in a child process a lane.

    `seconds` is how long one document may take, `memory` what a child may.
    """

    workers: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 60
    memory: int = 4 << 30
    lanes: int = os.cpu_count() or 1
    name: ClassVar[str] = "embedded"
    worthwhile: ClassVar[int] = 1

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
        stop: Event | None = None,
    ) -> Mapping[Path, Result]:
        results: dict[Path, Result] = {}
        for document in documents:
            results[document], notes = self._convert(document, folder, stop)
            if on_done is not None:
                on_done(document)
            for note in notes:
                if on_note is not None:
                    on_note(document, note)
        return results

    def _convert(
        self, document: Path, folder: Path, stop: Event | None
    ) -> tuple[Result, list[str]]:
        pdf = folder / f"{document.stem}.pdf"
        copy = folder / f"{document.stem}.stand-ins.docx"
        try:
            copy_with_stand_ins(document, copy)
            spell_out(copy)
            with self.workers.lend([WORKER, "office2pdf"], self.seconds, self.memory) as worker:
                ask = partial(_ask, worker, stop)
                warnings = ask(copy, pdf)
                accept(pdf)
                if mend(copy, pdf, ask):
                    ask(copy, pdf)
            leave_bare(copy, pdf)
            accept(pdf)
        except (EngineError, OSError) as error:
            return EngineError(f"the embedded engine could not convert it: {error}"), []
        finally:
            copy.unlink(missing_ok=True)
        return pdf, _notes(warnings)


def _ask(
    worker: Worker, stop: Event | None, document: Path, pdf: Path
) -> Sequence[tuple[str, str]]:
    """Has the PDF made, and gives the converter's warnings."""
    answer = worker.ask(
        {
            "document": str(document.resolve()),
            "pdf": str(pdf.resolve()),
            "fonts": [str(path) for path in fonts.folders()],
            "last_resort": fonts.FAMILY,
        },
        stop,
    )
    warnings: Sequence[tuple[str, str]] = answer["warnings"]
    return warnings


def _notes(warnings: Sequence[tuple[str, str]]) -> list[str]:
    """What the converter could not print; which faces it replaced is for `faces` to tell."""
    told = dict.fromkeys(message for kind, message in warnings if kind != "FallbackUsed")
    return [f"the embedded engine could not print all of it: {message}" for message in told]
