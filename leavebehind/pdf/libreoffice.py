"""The engine that is LibreOffice: headless, in a profile of its own, cut off from the network.

soffice exits with 0 whatever happens, so that only the PDFs count; and one document at which it
hangs or crashes takes down the call, so that those left over are tried again, the first one alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from leavebehind import fonts
from leavebehind.docx.package import read_file
from leavebehind.errors import EngineError
from leavebehind.pdf.engine import Monitor, Result, program_stamp, require_pages
from leavebehind.pdf.font_substitution import with_substitutes
from leavebehind.worker import Answer, WorkerPool

LIBREOFFICE_WORKER = Path(__file__).with_name("libreoffice_worker.py")
"""The script that keeps LibreOffice open in a child process."""

OVERRIDE = "LEAVEBEHIND_SOFFICE"
"""The environment variable that names the soffice to use."""

_HOPELESS = 4
"""After so many documents that came to nothing, or calls that hung, and no document that worked,
the rest is not tried."""

_GIVEN_UP = EngineError("LibreOffice was given up, because nothing came of the documents before")


@dataclass
class _Record:
    """How it went so far, in every worker."""

    worked: int = 0
    failed: int = 0
    hung: int = 0

    @property
    def is_hopeless(self) -> bool:
        return not self.worked and max(self.failed, self.hung) >= _HOPELESS


@dataclass(frozen=True)
class LibreOffice:
    """Converts by LibreOffice, many documents in one call.

    `pool` keeps it open between calls. `seconds` is how long it may take to open, and then to
    finish a document, before it counts as hung, `memory` what it may take.
    """

    pool: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 60
    memory: int = 4 << 30
    workers: int = os.cpu_count() or 1
    record: _Record = field(default_factory=_Record, compare=False, repr=False)
    name: ClassVar[str] = "libreoffice"
    substitutes_fonts: ClassVar[bool] = True
    batch_size: ClassVar[int] = 16

    def missing(self) -> str:
        if soffice() is not None:
            return ""
        if named := os.environ.get(OVERRIDE):
            return f"{OVERRIDE} names {named!r}, and there is no such program"
        return f"LibreOffice was not found; get it from libreoffice.org, or name it in {OVERRIDE}"

    def version(self) -> str:
        if (program := soffice()) is None:
            return ""
        folder = program.resolve().parent
        return program_stamp(program, *(folder / name for name in _VERSION_FILES))

    def convert(
        self, documents: Sequence[Path], folder: Path, monitor: Monitor | None = None
    ) -> Mapping[Path, Result]:
        program = soffice()
        if program is None:
            return {document: EngineError(self.missing()) for document in documents}
        run = _Run(self, program, folder, monitor or Monitor())
        batches = deque([list(documents)])
        while batches:
            batch = batches.popleft()
            failure = _GIVEN_UP if self.record.is_hopeless else run.attempt(batch)
            left = [document for document in batch if document not in run.results]
            if len(batch) == 1 or self.record.is_hopeless or run.monitor.stop.is_set():
                run.give_up(left, failure)
            # Which one it hung at is not known; it converts in order, so the first is tried alone.
            elif left:
                batches.extendleft([left[1:], left[:1]] if left[1:] else [left])
        return run.results


def soffice() -> Path | None:
    """LibreOffice's program, where this machine has it."""
    named = os.environ.get(OVERRIDE)
    # soffice.exe returns at once, soffice.com when the work is done.
    name = "soffice.com" if sys.platform == "win32" else "soffice"
    on_path = shutil.which(named) if named else shutil.which(name) or shutil.which("libreoffice")
    usual = [] if named else [folder / name for folder in _FOLDERS]
    return Path(on_path) if on_path else next(filter(Path.is_file, usual), None)


_FOLDERS = (
    Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"), "LibreOffice", "program"),
    Path(os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)"), "LibreOffice", "program"),
    Path("/Applications/LibreOffice.app/Contents/MacOS"),
    Path.home() / "Applications/LibreOffice.app/Contents/MacOS",
    Path("/usr/lib/libreoffice/program"),
    Path("/usr/lib64/libreoffice/program"),
    Path("/opt/libreoffice/program"),
)
_VERSION_FILES = ("versionrc", "version.ini", "../Resources/versionrc")
"""Where it says its version, beside the program: on Linux, Windows and macOS."""


@dataclass
class _Run:
    """One request: what is done of it, and how to do some more."""

    engine: LibreOffice
    program: Path
    folder: Path
    monitor: Monitor
    results: dict[Path, Result] = field(default_factory=dict)
    reported: set[Path] = field(default_factory=set)

    def attempt(self, batch: Sequence[Path]) -> EngineError:
        """Adds the PDFs that can be made, and returns why there are no others."""
        failure, was_new = self._attempt(batch, self.engine.pool)
        is_left = len(batch) == 1 and batch[0] not in self.results
        if is_left and not was_new and not self.monitor.stop.is_set():
            # It may be the LibreOffice that was open that failed, and not the document.
            failure, _ = self._attempt(batch, WorkerPool())
        return failure

    def _attempt(self, batch: Sequence[Path], pool: WorkerPool) -> tuple[EngineError, bool]:
        """Why there are no other PDFs, and whether LibreOffice was opened for this batch."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            scratch = Path(name)
            made = {str(scratch / "made" / f"{one.stem}.pdf"): one for one in batch}
            failure, was_new = self._ask(_arguments(scratch, batch), made, pool)
            for pdf, document in made.items():
                failure = self._keep(document, Path(pdf)) or failure
        return failure, was_new

    def _ask(
        self, arguments: Sequence[str], made: Mapping[str, Path], pool: WorkerPool
    ) -> tuple[EngineError, bool]:
        engine, is_new, failure = self.engine, True, None
        script: list[str | Path] = [LIBREOFFICE_WORKER, self.program]
        try:
            with pool.lend(script, engine.seconds, engine.memory) as worker:
                is_new = worker.is_new
                question = {"arguments": arguments, "made": list(made)}
                answer = worker.ask(question, self.monitor.stop, on_call=self._progress(made))
                failure = _failure(answer["code"], answer["log"])
                if not all(map(os.path.exists, made)):
                    raise failure
        except EngineError as error:
            engine.record.hung += failure is None
            failure = EngineError(f"LibreOffice could not convert it: {error}")
        return failure, is_new

    def give_up(self, documents: Sequence[Path], failure: EngineError) -> None:
        self.engine.record.failed += len(documents)
        for document in documents:
            self.results[document] = failure
            self._report(document)

    def _progress(self, made: Mapping[str, Path]) -> Answer:
        """Reports the documents of which a PDF is made while LibreOffice is at work."""

        def on_call(call: dict[str, Any]) -> dict[str, Any]:
            if document := made.get(call["made"]):
                self._report(document)
            return {}

        return on_call

    def _keep(self, document: Path, pdf: Path) -> EngineError | None:
        if not pdf.exists():
            return None
        try:
            require_pages(pdf)
        except EngineError as error:
            return EngineError(f"LibreOffice could not convert it: {error}")
        kept = self.folder / pdf.name
        shutil.move(pdf, kept)
        self.results[document] = kept
        self.engine.record.worked += 1
        self._report(document)
        return None

    def _report(self, document: Path) -> None:
        if document not in self.reported:
            self.reported.add(document)
            self.monitor.on_converted(document)


def _arguments(scratch: Path, documents: Sequence[Path]) -> list[str]:
    """Has LibreOffice convert copies, which name only fonts that are here."""
    folder, here = scratch / "documents", fonts.installed()
    folder.mkdir()
    for document in documents:
        copied = with_substitutes(read_file(document), here)
        (folder / document.name).write_bytes(copied)
    return [
        "--nolockcheck",
        # Without it, any text or random bytes named .docx become a PDF.
        "--infilter=MS Word 2007 XML",
        *("--convert-to", "pdf:writer_pdf_Export"),
        *("--outdir", str(scratch / "made")),
        *(str(folder / document.name) for document in documents),
    ]


def _failure(code: int, log: str) -> EngineError:
    lines = [line.strip() for line in log.splitlines()]
    said = next((line for line in reversed(lines) if line and (code or "rror" in line)), "")
    ending = f"exit code {code}" if code else "it wrote no PDF"
    return EngineError(ending + f" ({said})" * bool(said))
