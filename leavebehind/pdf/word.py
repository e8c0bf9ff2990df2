"""The engine that is Word itself, on Windows and macOS, driven by docx2pdf."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from leavebehind.errors import EngineError, reason_of
from leavebehind.pdf.engine import CONVERT_WORKER, Monitor, program_stamp, require_pages
from leavebehind.worker import WorkerPool

_MAC_APPLICATION = Path("/Applications/Microsoft Word.app")
_MAC_SANDBOX = Path.home() / "Library/Containers/com.microsoft.Word/Data"


@dataclass(frozen=True)
class Word:
    """Converts by Microsoft Word, one document after another, in a child process.

    Documents that the person has open stay open. `seconds` is how long one document may take;
    a question that Word asks on the screen counts as a hang.
    """

    pool: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 120
    name: ClassVar[str] = "word"
    substitutes_fonts: ClassVar[bool] = False
    workers: ClassVar[int] = 1
    worth_a_worker: ClassVar[int] = 1

    def missing(self) -> str:
        if sys.platform not in ("win32", "darwin"):
            return "Word runs on Windows and macOS only; use libreoffice or embedded here"
        if importlib.util.find_spec("docx2pdf") is None:
            return "docx2pdf is not installed; get it with: pip install docx2pdf"
        if not _is_installed():
            return "Microsoft Word is not installed"
        return ""

    def version(self) -> str:
        return program_stamp(_program())

    def convert(self, document: Path, folder: Path, monitor: Monitor | None = None) -> Path:
        pdf, stop = folder / f"{document.stem}.pdf", (monitor or Monitor()).stop
        try:
            with tempfile.TemporaryDirectory(dir=_readable_by_word()) as scratch:
                copy, made = Path(scratch, document.name), Path(scratch, pdf.name)
                shutil.copyfile(document, copy)
                with self.pool.lend([CONVERT_WORKER, "docx2pdf"], self.seconds) as worker:
                    worker.ask({"document": str(copy), "pdf": str(made)}, stop)
                require_pages(made)
                shutil.move(made, pdf)
        except (EngineError, OSError) as error:
            raise EngineError(f"Word could not convert it: {reason_of(error)}") from error
        return pdf


def _readable_by_word() -> Path | None:
    """Where Word may read without asking the person; None is the usual place."""
    # On macOS it asks for each file outside of its sandbox (docx2pdf's issues 16 and 107).
    return _MAC_SANDBOX if sys.platform == "darwin" and _MAC_SANDBOX.is_dir() else None


def _is_installed() -> bool:
    if sys.platform == "win32":
        import winreg

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application"))
        except OSError:
            return False
        return True
    return _MAC_APPLICATION.is_dir()


def _program() -> Path:
    """A file that an update of Word changes; where it is not known, one that is not there."""
    if sys.platform == "win32":
        import winreg

        key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\Winword.exe"
        with suppress(OSError):
            return Path(winreg.QueryValue(winreg.HKEY_LOCAL_MACHINE, key))
    return _MAC_APPLICATION / "Contents/Info.plist"
