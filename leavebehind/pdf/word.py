"""The engine that is Word itself, on Windows and macOS, driven by docx2pdf."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import ClassVar

from leavebehind.errors import EngineError
from leavebehind.pdf.engine import WORKER, Remark, Report, Result, accept
from leavebehind.worker import Worker, WorkerPool

_MAC_APPLICATION = Path("/Applications/Microsoft Word.app")
_MAC_SANDBOX = Path.home() / "Library/Containers/com.microsoft.Word/Data"


@dataclass(frozen=True)
class Word:
    """Converts by Microsoft Word, one document after another, in a child process.

    Documents that the person has open stay open. `seconds` is how long one document may take;
    a question that Word asks on the screen counts as a hang.
    """

    workers: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 120
    name: ClassVar[str] = "word"
    lanes: ClassVar[int] = 1
    worthwhile: ClassVar[int] = 1

    def missing(self) -> str:
        if sys.platform not in ("win32", "darwin"):
            return "Word runs on Windows and macOS only; use libreoffice or embedded here"
        if importlib.util.find_spec("docx2pdf") is None:
            return "docx2pdf is not installed; get it with: pip install docx2pdf"
        if not _has_word():
            return "Microsoft Word is not installed"
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
        with (
            tempfile.TemporaryDirectory(dir=_readable_by_word()) as place,
            self.workers.lend([WORKER, "docx2pdf"], self.seconds) as worker,
        ):
            for document in documents:
                results[document] = _convert(worker, document, folder, Path(place), stop)
                if on_done is not None:
                    on_done(document)
        return results


def _convert(
    worker: Worker, document: Path, folder: Path, place: Path, stop: Event | None
) -> Result:
    pdf = folder / f"{document.stem}.pdf"
    copy, made = place / document.name, place / pdf.name
    try:
        shutil.copyfile(document, copy)
        worker.ask({"document": str(copy), "pdf": str(made)}, stop)
        accept(made)
        shutil.move(made, pdf)
    except (EngineError, OSError) as error:
        return EngineError(f"Word could not convert it: {error}")
    return pdf


def _readable_by_word() -> Path | None:
    """Where Word may read without asking the person for each file; None is the usual place."""
    return _MAC_SANDBOX if sys.platform == "darwin" and _MAC_SANDBOX.is_dir() else None


def _has_word() -> bool:
    if sys.platform == "win32":
        import winreg

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application"))
        except OSError:
            return False
        return True
    return _MAC_APPLICATION.is_dir()
