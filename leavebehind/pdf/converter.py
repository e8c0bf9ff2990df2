"""Documents as they are on disk → PDFs: equal ones once, and none that was made before."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from leavebehind import __version__, fonts
from leavebehind.docx.package import BadDocument, read_file, read_parts
from leavebehind.docx.print_copy import TODAY, print_copy
from leavebehind.docx.styles import characters
from leavebehind.errors import EngineError, reason_of
from leavebehind.files import digest, digest_of, file_digest
from leavebehind.names import is_pdf_name
from leavebehind.pdf.engine import Conversion, Engine, Monitor, Result, unwritable_pdf
from leavebehind.pdf.engine_queue import EngineQueue
from leavebehind.pdf.font_substitution import substitution_key
from leavebehind.records import Note

_PATIENCE = 0.2
"""Seconds between two reports of how far the engines are."""
_MONTH = 30 * 24 * 3600
"""Seconds."""


@dataclass
class _Job:
    """A print copy on its way to a PDF."""

    source: Path = Path()
    digests: Mapping[str, str] = field(default_factory=dict)
    """Engine → the digest of the conversion that it would make."""
    under_way: Future[Result] | None = None
    result: Conversion | EngineError | None = None


class Converter:
    """Makes PDFs of documents and keeps them in the folder `kept`, by engine and content.

    A document is submitted first, and its PDF fetched later; meanwhile the engines work. What the
    first engine can't convert goes to the next. With `dry_run` only what is kept already is
    given, and nothing is written. `on_done(done, total)` is called while `result`
    waits, in its thread, whenever the engines' progress has changed.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        kept: Path,
        *,
        dry_run: bool = False,
        on_done: Callable[[int, int], None] | None = None,
    ) -> None:
        self.engines = tuple(engines)
        self.converted = 0
        self._kept_in = kept
        self._dry_run = dry_run
        self._on_done = on_done
        self._versions = {engine.name: engine.version() for engine in engines}
        self._notes: list[Note] = []
        self._noted: set[Path] = set()
        self._notes_on: defaultdict[Path, list[str]] = defaultdict(list)
        """What the engines said of print copies under way."""
        self._printed_otherwise: dict[Path, list[Note]] = {}
        self._lacking: set[str] = set()
        self._by_document: dict[Path, _Job] = {}
        self._by_copy: dict[str, _Job] = {}
        self._begun: list[Future[Result]] = []
        self._reported = (0, 0)
        self._queues: dict[str, EngineQueue] = {}
        self._folder = Path()
        self._opened = ExitStack()

    def __enter__(self) -> Converter:
        temporary = tempfile.TemporaryDirectory(prefix="leavebehind-", ignore_cleanup_errors=True)
        self._folder = Path(self._opened.enter_context(temporary))
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    @property
    def notes(self) -> list[Note]:
        """What the person should know of the documents, and of how they were printed."""
        missing = " ".join(sorted(self._lacking))
        lacking = Note(f"no font on this machine has these characters: {missing}")
        otherwise = chain(*self._printed_otherwise.values())
        return [*dict.fromkeys((*self._notes, *otherwise)), *([lacking] if missing else [])]

    @property
    def prints_today(self) -> bool:
        """Whether a document shows the day, so that its PDF is another one tomorrow."""
        return any(note.message == TODAY for note in self._notes)

    def submit(self, document: Path) -> None:
        """Has the document converted, as it is when it is first submitted.

        Without an engine it is only read for its notes: what is left in it of tags and changes.
        """
        if document not in self._by_document:
            self.resubmit(document)

    def resubmit(self, document: Path) -> None:
        """Has the document converted as it is now, if no PDF of that is kept.

        One that is a PDF is printed as it is.
        """
        if is_pdf_name(document.name):
            itself = Conversion(_pdf_digest(document), "", document)
            self._by_document[document] = _Job(result=itself)
            return
        try:
            copy = self._print_copy(document)
        except (OSError, BadDocument) as error:
            reason = EngineError(f"it can't be read as a Word document: {reason_of(error)}")
            self._by_document[document] = _Job(result=reason)
            return
        self._submit_copy(document, copy)

    def submit_filled(self, name: Path, document: bytes) -> None:
        """Has a document converted that lies nowhere; `result` knows it by its name."""
        self._submit_copy(name, print_copy(document)[0])

    def _submit_copy(self, document: Path, copy: bytes) -> None:
        if not self.engines:
            self._by_document[document] = _Job(result=EngineError("there is no engine"))
            return
        key = digest(copy)
        if key not in self._by_copy:
            self._by_copy[key] = self._begin(copy)
        self._by_document[document] = self._by_copy[key]

    def result(self, document: Path) -> Conversion | EngineError:
        """The document's PDF, or the error that it met; one too where it was never submitted."""
        job = self._by_document.get(document)
        if job is None:
            return EngineError("it is not there to be printed")
        if job.result is None:
            job.result = self._finish(job)
        if isinstance(job.result, Conversion):
            texts = _kept_notes(job.result.pdf)
            self._printed_otherwise[document] = [Note(text, str(document)) for text in texts]
        return job.result

    def conversion(self, document: Path) -> Conversion:
        """The document's PDF; raises EngineError where there is none."""
        result = self.result(document)
        if isinstance(result, EngineError):
            raise result
        return result

    def print_digest(self, document: Path, made_by: Collection[str] = ()) -> str:
        """The digest of the document's conversion, if need be by one of these engines.

        The one that is kept counts, or else that of the first engine; "" for no document.
        """
        if is_pdf_name(document.name):
            return _pdf_digest(document)
        job = self._by_document.get(document, _Job())
        digests = job.digests
        if job.result is None and not digests:
            with suppress(OSError, BadDocument):
                digests = self._digests(self._print_copy(document))
        if not digests:
            return ""
        engines = [engine for engine in self.engines if engine.name in made_by] or self.engines
        kept = self._kept(digests, engines)
        return kept.digest if kept else digests[engines[0].name]

    def remove_unused(self) -> None:
        """Removes the kept PDFs that no document had use for, where they are older than a month.

        Younger ones stay: who undoes an edit, or tries another engine, needs them again.
        """
        if self._dry_run or not self.engines:
            return
        results = (job.result for job in self._by_copy.values())
        used = {result.pdf for result in results if isinstance(result, Conversion)}
        for path in self._kept_in.glob("*.pdf"):
            with suppress(OSError):
                if path not in used and time.time() - path.stat().st_mtime > _MONTH:
                    path.unlink()
                    _notes_beside(path).unlink(missing_ok=True)

    @cached_property
    def _fonts(self) -> fonts.Fonts:
        return fonts.installed()

    def _print_copy(self, document: Path) -> bytes:
        # Read once: what is saved meanwhile is another document, of another digest.
        copy, notes = print_copy(read_file(document))
        if document not in self._noted:
            self._noted.add(document)
            self._notes += [Note(text, str(document)) for text in notes]
        return copy

    def _digests(self, copy: bytes) -> dict[str, str]:
        """Engine → a digest of all that its PDF is made of: an update or a new font shows in it."""
        content, substitutes = digest(copy), substitution_key(copy, self._fonts)
        digests = {}
        for engine in self.engines:
            own = substitutes if engine.substitutes_fonts else ""
            # Our own version counts, too: its repairs before and after an engine change the PDF.
            made_of = (__version__, content, engine.name, self._versions[engine.name], own)
            digests[engine.name] = digest_of(*made_of)[:40]
        return digests

    def _begin(self, copy: bytes) -> _Job:
        """Submits the copy to the first engine, unless that has converted it before."""
        first, digests = self.engines[0], self._digests(copy)
        job = _Job(self._folder / f"{digests[first.name]}.docx", digests)
        job.result = self._kept(digests, self.engines if self._dry_run else [first])
        if job.result is None and self._dry_run:
            job.result = EngineError("it is not printed yet")
        elif job.result is None:
            try:
                job.source.write_bytes(copy)
            except OSError as error:
                job.result = unwritable_pdf(error)
            else:
                job.under_way = self._start(job, first)
        return job

    def _kept(self, digests: Mapping[str, str], engines: Iterable[Engine]) -> Conversion | None:
        """The first of the engines' conversions that was made before."""
        made = (self._conversion(digests, engine) for engine in engines)
        return next((conversion for conversion in made if conversion.pdf.exists()), None)

    def _conversion(self, digests: Mapping[str, str], engine: Engine) -> Conversion:
        made = digests[engine.name]
        return Conversion(made, engine.name, self._kept_in / f"{made}.{engine.name}.pdf")

    def _start(self, job: _Job, engine: Engine) -> Future[Result]:
        if engine.name not in self._queues:
            monitor = Monitor(lambda document, text: self._notes_on[document].append(text))
            queue = EngineQueue(engine, self._folder, monitor)
            self._opened.callback(queue.close)
            self._queues[engine.name] = queue
        self._begun.append(self._queues[engine.name].submit(job.source))
        return self._begun[-1]

    def _finish(self, job: _Job) -> Conversion | EngineError:
        """The PDF of the first engine that can make it, or the last one's error."""
        result: Conversion | EngineError = EngineError("no engine was asked")
        for engine in self.engines:
            result = self._converted_by(engine, job)
            if isinstance(result, Conversion):
                if engine is not (first := self.engines[0]):
                    text = f"some documents were printed by the engine “{engine.name}”, because "
                    self._notes.append(Note(text + f"“{first.name}” could not print them"))
                break
        job.source.unlink(missing_ok=True)
        return result

    def _converted_by(self, engine: Engine, job: _Job) -> Conversion | EngineError:
        conversion = self._conversion(job.digests, engine)
        if conversion.pdf.exists():
            return conversion
        # Only the first engine was asked when the document came; the others wait for its failure.
        under_way = job.under_way if engine is self.engines[0] else None
        made = self._awaited(under_way or self._start(job, engine))
        if isinstance(made, EngineError):
            return made
        if engine.substitutes_fonts:
            printed = characters(read_parts(job.source.read_bytes()))
            self._lacking |= fonts.lacking(printed, fonts.coverage())
        try:
            _keep(made, conversion.pdf, self._notes_on.pop(job.source, []))
        except OSError as error:
            return unwritable_pdf(error)
        self.converted += 1
        return conversion

    def _awaited(self, under_way: Future[Result]) -> Result:
        while not under_way.done():
            wait([under_way], _PATIENCE)
            self._report()
        self._report()
        return under_way.result()

    def _report(self) -> None:
        now = sum(one.done() for one in self._begun), len(self._begun)
        if self._on_done and now != self._reported:
            self._reported = now
            self._on_done(*now)


def _pdf_digest(document: Path) -> str:
    return file_digest(document) if document.is_file() else ""


def _keep(pdf: Path, target: Path, notes: Sequence[str]) -> None:
    """Puts the PDF into its place, and beside it the notes that later builds repeat."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if notes:
        _notes_beside(target).write_text(json.dumps(notes), encoding="utf-8")
    # Whole or not at all: a run that is killed here leaves nothing that looks like a PDF.
    unfinished = target.with_suffix(".part")
    shutil.copyfile(pdf, unfinished)
    unfinished.replace(target)
    pdf.unlink()


def _kept_notes(pdf: Path) -> list[str]:
    """What the engine said of the PDF when it made it."""
    with suppress(OSError, ValueError, TypeError):
        return list(map(str, json.loads(_notes_beside(pdf).read_text(encoding="utf-8"))))
    return []


def _notes_beside(pdf: Path) -> Path:
    return pdf.with_suffix(".notes.json")
