"""The engine that comes with the extra `pdf` and needs no other program.

Two converters make it up. office2pdf sets our own documents nearest to where LibreOffice sets them,
and tags its PDFs; it has wheels for some platforms only. word2pdf is pure Python, and prints some
of what people bring better. The figures are in tests/benchmarks/compare_engines.py.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, ClassVar

from leavebehind import fonts
from leavebehind.docx.package import BadDocument, read_file, read_parts, write_parts
from leavebehind.errors import EngineError, reason_of
from leavebehind.pdf.engine import CONVERT_WORKER, Monitor, require_pages
from leavebehind.pdf.font_substitution import substituted
from leavebehind.pdf.losses import Losses, Printed, Trait, losses, traits
from leavebehind.pdf.office2pdf_fixes import EditableBody, spell_out
from leavebehind.pdf.office2pdf_page_breaks import keep_together
from leavebehind.pdf.office2pdf_text import write_out
from leavebehind.worker import Worker, WorkerPool

OFFICE2PDF, WORD2PDF = "office2pdf", "word2pdf"
_DISTRIBUTIONS = {OFFICE2PDF: "office2pdf-python", WORD2PDF: "word2pdf"}

_MOST_WORDS = 8
"""A note names so many lost words, and says how many there are."""


@dataclass(frozen=True)
class _Attempt:
    """What a converter has made of a document."""

    pdf: Path
    warnings: Sequence[str]
    losses: Losses


@dataclass(frozen=True)
class Embedded:
    """Converts by office2pdf or word2pdf, in a child process for each worker.

    `seconds` is how long a converter may take for a document, and `second_seconds` how long the
    other one may that is tried because the first lost something; `memory` is what a child may
    take. `most_breaks` is how many page breaks a document may need; past that the rest stays as it
    falls. `converters` are those that may be used, of those that are installed.
    """

    pool: WorkerPool = field(default_factory=WorkerPool)
    seconds: float = 60
    second_seconds: float = 20
    memory: int = 4 << 30
    workers: int = os.cpu_count() or 1
    most_breaks: int = 24
    converters: tuple[str, ...] = (OFFICE2PDF, WORD2PDF)
    name: ClassVar[str] = "embedded"
    substitutes_fonts: ClassVar[bool] = True
    worth_a_worker: ClassVar[int] = 1

    def installed(self) -> list[str]:
        """The converters that are there."""
        return [one for one in self.converters if importlib.util.find_spec(one) is not None]

    def missing(self) -> str:
        if not self.installed():
            return "it is not installed; get it with: pip install 'leavebehind[pdf]'"
        return ""

    def versions(self) -> Mapping[str, str]:
        """Converter → its version, of those that are there."""
        return {one: _version(one) for one in self.installed()}

    def version(self) -> str:
        return ", ".join(map(" ".join, self.versions().items()))

    def convert(self, document: Path, folder: Path, monitor: Monitor | None = None) -> Path:
        pdf, monitor = folder / f"{document.stem}.pdf", monitor or Monitor()
        try:
            task = _Task(self, read_file(document), pdf, monitor)
            best = task.best()
        except (EngineError, BadDocument, OSError) as error:
            raise EngineError(
                f"the embedded engine could not convert it: {reason_of(error)}"
            ) from error
        for text in _notes(best, task.traits):
            monitor.on_note(document, text)
        return pdf


class _Task:
    """A document, and how to make the best PDF of it."""

    def __init__(self, engine: Embedded, document: bytes, pdf: Path, monitor: Monitor) -> None:
        self._engine = engine
        self._pdf = pdf
        self._monitor = monitor
        self._parts: Mapping[str, bytes] = {}
        # What can't be read the converters refuse in their own words.
        with suppress(BadDocument):
            self._parts = read_parts(document)
        self._prepared = write_out(substituted(self._parts, fonts.installed()))
        self._plain = write_parts(self._prepared, compress=False) if self._parts else document
        self.traits = traits(self._parts)

    def best(self) -> _Attempt:
        """Puts the PDF in place that lost least; raises what the first converter met if none
        could make one."""
        # The second converter is tried where the first lost something, and only then.
        attempts: list[_Attempt] = []
        failures: list[Exception] = []
        for converter in self._order():
            try:
                attempts.append(self._attempt(converter, is_first=not attempts))
            except (EngineError, BadDocument, OSError) as error:
                failures.append(error)
            if self._monitor.stop.is_set() or (attempts and not attempts[-1].losses.weight):
                break
        if not attempts:
            raise failures[0]
        best = min(attempts, key=lambda attempt: attempt.losses.weight)
        best.pdf.replace(self._pdf)
        for attempt in attempts:
            attempt.pdf.unlink(missing_ok=True)
        return best

    def _order(self) -> list[str]:
        is_for_word2pdf = any(trait.for_word2pdf for trait in self.traits)
        return sorted(self._engine.installed(), key=WORD2PDF.__eq__, reverse=is_for_word2pdf)

    def _attempt(self, converter: str, *, is_first: bool) -> _Attempt:
        engine, pdf = self._engine, self._pdf.with_suffix(f".{converter}.pdf")
        seconds = engine.seconds if is_first else min(engine.seconds, engine.second_seconds)
        with engine.pool.lend([CONVERT_WORKER, converter], seconds, engine.memory) as worker:
            ask = partial(_ask, worker, self._monitor)
            body = EditableBody.of(self._prepared) if converter == OFFICE2PDF else None
            if body:
                answer = self._by_office2pdf(body, pdf, ask)
            else:
                answer = ask(self._plain, pdf, read=True)
        printed = Printed(answer["text"], answer["pictures"], answer["pages"])
        warnings = list(dict.fromkeys(answer["warnings"]))
        return _Attempt(pdf, warnings, losses(self._parts, printed))

    def _by_office2pdf(
        self, body: EditableBody, pdf: Path, ask: Callable[..., Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        """Makes good what office2pdf does not know of Word, before it converts and once it has."""
        spell_out(body)
        answer = ask(body.document(), pdf, read=True)
        may_tear = answer["pages"] > 1
        if may_tear and keep_together(body, pdf, ask, self._engine.most_breaks):
            answer = ask(body.document(), pdf, read=True)
        return answer


def _version(converter: str) -> str:
    try:
        return version(_DISTRIBUTIONS[converter])
    except PackageNotFoundError:
        return ""


def _ask(
    worker: Worker, monitor: Monitor, document: bytes, pdf: Path, *, read: bool = False
) -> Mapping[str, Any]:
    """Makes the PDF of the document; what a converter says of it."""
    copy = pdf.with_suffix(".docx")
    copy.write_bytes(document)
    question = {
        "document": str(copy.resolve()),
        "pdf": str(pdf.resolve()),
        "fonts": [str(fonts.FOLDER)],
        "last_resort": fonts.FAMILY,
        "read": read,
    }
    try:
        answer = worker.ask(question, monitor.stop)
    finally:
        copy.unlink(missing_ok=True)
    require_pages(pdf)
    return answer


def _notes(best: _Attempt, found: Sequence[Trait]) -> Iterator[str]:
    """What is missing in the PDF, or may look different."""
    for text in best.warnings:
        yield f"the embedded engine could not print all of it: {text}"
    lost = best.losses
    if lost.words:
        named = ", ".join(f"“{word}”" for word in lost.words[:_MOST_WORDS])
        more = len(lost.words) - _MOST_WORDS
        yield f"words are missing in its PDF: {named}" + f" and {more} more" * (more > 0)
    if lost.symbols:
        yield f"symbols are missing in its PDF: {' '.join(lost.symbols)}"
    if lost.pictures:
        yield f"pictures are missing in its PDF: {lost.pictures}"
    if lost.strays:
        yield f"its PDF holds what nobody wrote: {' '.join(lost.strays)}"
    if named := ", ".join(trait.text for trait in found if trait.text):
        yield (
            f"its PDF may look different from Word, because it has {named}; with LibreOffice "
            "installed it won't"
        )
