"""The engine that is LibreOffice: headless, in a profile of its own, cut off from the network.

soffice exits with 0 whatever happens, so that only the PDFs count.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

from leavebehind import fonts
from leavebehind.docx.package import read_file
from leavebehind.errors import EngineError
from leavebehind.pdf.engine import Monitor, program_stamp, require_pages
from leavebehind.pdf.font_substitution import with_substitutes
from leavebehind.worker import WorkerPool

LIBREOFFICE_WORKER = Path(__file__).with_name("libreoffice_worker.py")
"""The script that keeps LibreOffice open in a child process."""

OVERRIDE = "LEAVEBEHIND_SOFFICE"
"""The environment variable that names the soffice to use."""

_HOPELESS = 4
"""After so many documents that came to nothing, and none that worked, the rest is not tried."""


@dataclass
class _Record:
    """How it went so far, in every worker."""

    worked: int = 0
    failed: int = 0


@dataclass(frozen=True)
class LibreOffice:
    """Converts by a LibreOffice that `pool` keeps open.

    `seconds` is how long a document may take, the time to open LibreOffice included, before it
    counts as hung, `memory` what LibreOffice may take.
    """

    pool: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 60
    memory: int = 4 << 30
    workers: int = os.cpu_count() or 1
    record: _Record = field(default_factory=_Record, compare=False, repr=False)
    name: ClassVar[str] = "libreoffice"
    substitutes_fonts: ClassVar[bool] = True
    worth_a_worker: ClassVar[int] = 16

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

    def convert(self, document: Path, folder: Path, monitor: Monitor | None = None) -> Path:
        if (program := soffice()) is None:
            raise EngineError(self.missing())
        if not self.record.worked and self.record.failed >= _HOPELESS:
            reason = "LibreOffice was given up, because nothing came of the documents before"
            raise EngineError(reason)
        try:
            pdf = self._converted(program, document, folder, (monitor or Monitor()).stop)
        except EngineError as error:
            self.record.failed += 1
            raise EngineError(f"LibreOffice could not convert it: {error}") from error
        self.record.worked += 1
        return pdf

    def _converted(self, program: Path, document: Path, folder: Path, stop: Event) -> Path:
        script, pool, was_open = [LIBREOFFICE_WORKER, program], self.pool, False
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            made = Path(name, f"{document.stem}.pdf")
            question = {"arguments": _arguments(document, Path(name))}
            while True:
                try:
                    with pool.lend(script, self.seconds, self.memory) as worker:
                        was_open = not worker.is_new
                        _require_pages(made, worker.ask(question, stop))
                    return Path(shutil.move(made, folder / made.name))
                except EngineError:
                    if not was_open or stop.is_set():
                        raise
                    # It may be the LibreOffice that was open that failed, and not the document.
                    pool, was_open = WorkerPool(), False


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


def _arguments(document: Path, scratch: Path) -> list[str]:
    """Has LibreOffice convert a copy, which names only fonts that are here."""
    copy = scratch / document.name
    copy.write_bytes(with_substitutes(read_file(document), fonts.installed()))
    # Without the filter, any text or random bytes named .docx become a PDF.
    how = ["--nolockcheck", "--infilter=MS Word 2007 XML", "--convert-to", "pdf:writer_pdf_Export"]
    return [*how, "--outdir", str(scratch), str(copy)]


def _require_pages(made: Path, said: Mapping[str, Any]) -> None:
    """Raises EngineError with what LibreOffice said of it where there is no PDF."""
    if made.exists():
        return require_pages(made)
    code, lines = said["code"], [line.strip() for line in said["log"].splitlines()]
    fault = next((line for line in reversed(lines) if line and (code or "rror" in line)), "")
    ending = f"exit code {code}" if code else "it wrote no PDF"
    raise EngineError(ending + f" ({fault})" * bool(fault))
