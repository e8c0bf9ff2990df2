"""The engine that is LibreOffice: headless, in a profile of its own, cut off from the network.

soffice exits with 0 whatever happens, so that only the PDFs count; and one document at which it
hangs or crashes takes down the call, so that those left over are tried again, the first one alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from leavebehind import fonts
from leavebehind.docx.package import read_file
from leavebehind.errors import EngineError
from leavebehind.pdf.engine import Monitor, Result, program_stamp, require_pages
from leavebehind.pdf.font_substitution import with_substitutes
from leavebehind.pdf.libreoffice_listener import (
    Listener,
    Listeners,
    environment,
    new_profile,
    options,
)
from leavebehind.worker import Process, end, start

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

    `listeners` keep it open between calls. `seconds` is how long it may work without finishing a
    document before it counts as hung, `start_seconds` how long it may take to open, `memory` what
    it may take.
    """

    listeners: Listeners | None = None
    seconds: float = 60
    start_seconds: float = 30
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
        if (listeners := self.engine.listeners) is None:
            return self._call(batch, None)
        with listeners.lend() as listener:
            # After a first call others may follow.
            more = len(batch) > 1 or listeners.lent > 1
            failure = self._attempt(batch, listener, more=more)
            if listeners.stays_warm and not self.monitor.stop.is_set():
                listener.start(self.program, self.engine.memory)
        return failure

    def _attempt(self, batch: Sequence[Path], listener: Listener, *, more: bool) -> EngineError:
        """Opens LibreOffice first where that pays, because there are `more` documents."""
        if more:
            listener.start(self.program, self.engine.memory)
            profile = listener.wait(self.engine.start_seconds, self.monitor.stop)
        else:
            profile = listener.ready()
        failure = self._call(batch, profile)
        left = [document for document in batch if document not in self.results]
        if profile and left:
            # It may be the open LibreOffice that failed, and not the document.
            listener.close()
            if len(batch) == 1 and not self.monitor.stop.is_set():
                return self._call(batch, None)
        return failure

    def give_up(self, documents: Sequence[Path], failure: EngineError) -> None:
        self.engine.record.failed += len(documents)
        for document in documents:
            self.results[document] = failure
            self._report(document)

    def _call(self, batch: Sequence[Path], profile: Path | None) -> EngineError:
        """Has the program convert copies, by the open LibreOffice of this profile if any."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            scratch = Path(name)
            made = {document: scratch / "made" / f"{document.stem}.pdf" for document in batch}
            command = _command(self.program, profile or new_profile(scratch), scratch, batch)
            log, memory = scratch / "log", self.engine.memory
            with log.open("wb") as output:
                process = start(
                    command, environment(scratch), stdout=output, stderr=output, memory=memory
                )
                try:
                    in_time = self._watch(process, made)
                finally:
                    # The program starts another, which outlives it.
                    end(process)
            self.engine.record.hung += not in_time
            failure = _failure(in_time, self.engine.seconds, process.returncode, log.read_bytes())
            for document, pdf in made.items():
                failure = self._keep(document, pdf) or failure
        return failure

    def _watch(self, process: Process, made: Mapping[Path, Path]) -> bool:
        """Waits for the program's end; False where it makes no progress for too long."""
        deadline = time.monotonic() + self.engine.seconds
        waiting = dict(made)
        while process.poll() is None:
            for document in [document for document, pdf in waiting.items() if pdf.exists()]:
                del waiting[document]
                deadline = time.monotonic() + self.engine.seconds
                self._report(document)
            if time.monotonic() > deadline or self.monitor.stop.is_set():
                return False
            # LibreOffice says nothing on the way; that a file is there is the only sign.
            time.sleep(0.05)
        return True

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


def _command(
    program: Path, profile: Path, scratch: Path, documents: Sequence[Path]
) -> list[str | Path]:
    """Has LibreOffice convert copies, which name only fonts that are here."""
    folder, here = scratch / "documents", fonts.installed()
    folder.mkdir()
    for document in documents:
        copied = with_substitutes(read_file(document), here)
        (folder / document.name).write_bytes(copied)
    return [
        program,
        *options(profile),
        "--nolockcheck",
        # Without it, any text or random bytes named .docx become a PDF.
        "--infilter=MS Word 2007 XML",
        *("--convert-to", "pdf:writer_pdf_Export"),
        *("--outdir", scratch / "made"),
        *(folder / document.name for document in documents),
    ]


def _failure(in_time: bool, seconds: float, code: int, log: bytes) -> EngineError:
    if not in_time:
        return EngineError(f"LibreOffice did not finish it within {seconds:g} seconds")
    lines = [line.strip() for line in log.decode("utf-8", "replace").splitlines()]
    said = next((line for line in reversed(lines) if line and (code or "rror" in line)), "")
    ending = f"exit code {code}" if code else "it wrote no PDF"
    return EngineError(f"LibreOffice could not convert it: {ending}" + f" ({said})" * bool(said))
