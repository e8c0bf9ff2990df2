"""What every PDF engine promises, and the one judge of what it wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Protocol

import pikepdf

from leavebehind.errors import EngineError, system_words

Result = Path | EngineError
"""The PDF that an engine made, or why there is none."""

CONVERT_WORKER = Path(__file__).with_name("convert_worker.py")
"""The script that converts in a child process."""


@dataclass(frozen=True)
class Conversion:
    """The PDF of one document as it stood when it was submitted."""

    digest: str
    """Differs where another document, engine, version of it, or set of fonts makes the PDF."""
    engine: str
    pdf: Path


@dataclass(frozen=True)
class Monitor:
    """What a call of an engine reports to, in its thread, and what stops it."""

    on_note: Callable[[Path, str], None] = lambda *_: None
    """Called with a document and what could not be printed of it as it should."""
    stop: Event = field(default_factory=Event)
    """Once it is set, the engine ends what it started, and soon raises an error."""


class Engine(Protocol):
    """Turns Word documents into PDFs; a bad document costs only itself."""

    @property
    def name(self) -> str:
        """ "word", "libreoffice" or "embedded"."""

    @property
    def substitutes_fonts(self) -> bool:
        """Whether it prints with our substitutes for fonts that are missing, and can lack some."""

    @property
    def workers(self) -> int:
        """How many calls of `convert` may run at the same time."""

    @property
    def worth_a_worker(self) -> int:
        """A further worker takes as long to start as so many documents to convert."""

    def missing(self) -> str:
        """Empty where the engine can work here, else what is missing and how to get it."""

    def version(self) -> str:
        """Differs after an update; "" where the engine is missing. Starts no program."""

    def convert(self, document: Path, folder: Path, monitor: Monitor | None = None) -> Path:
        """The document's PDF in `folder`, under the document's stem; raises EngineError where
        there is none."""


def unwritable_pdf(error: OSError) -> EngineError:
    """The error of a document whose PDF cannot be written to the disk."""
    reason, hint = system_words(error)
    return EngineError(f"its PDF can't be written: {reason}", hint)


def require_pages(pdf: Path) -> None:
    """Raises `EngineError` unless `pdf` has pages; the exit code of an engine proves nothing."""
    try:
        with pikepdf.open(pdf) as opened:
            pages = len(opened.pages)
    except FileNotFoundError:
        raise EngineError("it wrote no PDF") from None
    except (pikepdf.PdfError, OSError) as error:
        raise EngineError(f"the PDF it wrote can't be read ({error})") from error
    if not pages:
        raise EngineError("the PDF it wrote has no pages")


def program_stamp(*files: Path) -> str:
    """The version of a program, by the sizes and times of some of its files."""
    stats = [file.stat() for file in files if file.is_file()]
    return " ".join(f"{stat.st_size}-{stat.st_mtime_ns}" for stat in stats)
