"""Documents as they stand on disk → PDFs: equal ones once, and none that was made before."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from leavebehind import fonts
from leavebehind.docx.package import BadDocument
from leavebehind.docx.print_copy import print_copy
from leavebehind.errors import EngineError
from leavebehind.pdf.engine import Engine, Result, unwritten
from leavebehind.pdf.lanes import Lanes
from leavebehind.records import Note

OnDone = Callable[[int, int], None]

_GLANCE = 0.2
"""Seconds between two looks at how far the engines are."""

_NEVER_ORDERED = EngineError("it is not there to be printed")


class Converter:
    """Makes PDFs of documents and keeps them in the folder `kept`, named by engine and content.

    A document is ordered first, and its PDF fetched later; meanwhile the engines work. What the
    first engine can't convert goes to the next. With `dry_run` only what is kept already is
    given, and nothing is written. `on_done(done, total)` hears of the engines' progress while
    somebody waits, in the waiting thread.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        kept: Path,
        *,
        dry_run: bool = False,
        on_done: OnDone | None = None,
    ) -> None:
        self.engines = tuple(engines)
        self.converted = 0
        self._kept = kept
        self._dry_run = dry_run
        self._on_done = on_done
        self._notes: list[Note] = []
        self._noted: set[Path] = set()
        self._uncovered: dict[str, None] = {}
        self._names: dict[Path, str | EngineError] = {}
        self._under_way: dict[str, Future[Result]] = {}
        self._results: dict[str, Result] = {}
        self._begun = 0
        self._done: list[Path] = []
        self._lanes: dict[str, Lanes] = {}
        self._opened = ExitStack()

    def __enter__(self) -> Converter:
        temporary = tempfile.TemporaryDirectory(prefix="leavebehind-", ignore_cleanup_errors=True)
        self._folder = Path(self._opened.enter_context(temporary))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    @property
    def notes(self) -> list[Note]:
        """What the person should know of the documents, and of how they were printed."""
        characters = " ".join(self._uncovered)
        uncovered = Note(f"no font on this machine has these characters: {characters}")
        return [*dict.fromkeys(self._notes), *([uncovered] if characters else [])]

    def order(self, document: Path) -> None:
        """Has the document printed, as it stands when it is first ordered."""
        if document not in self._names:
            self.order_anew(document)

    def order_anew(self, document: Path) -> None:
        """Has the document printed as it stands now, if no PDF of that is kept."""
        try:
            copy = self._copy(document)
        except (OSError, BadDocument) as error:
            self._names[document] = EngineError(f"it can't be read as a Word document ({error})")
            return
        name = self._names[document] = _name(copy)
        if name not in self._results and name not in self._under_way:
            self._begin(name, copy)

    def is_ready(self, document: Path) -> bool:
        """Whether `result` need not wait for the first engine."""
        name = self._names.get(document, _NEVER_ORDERED)
        under_way = None if isinstance(name, EngineError) else self._under_way.get(name)
        return under_way is None or under_way.done()

    def result(self, document: Path) -> Result:
        """The document's PDF, or the error that it met; one too where it was never ordered."""
        name = self._names.get(document, _NEVER_ORDERED)
        if isinstance(name, EngineError):
            return name
        if name not in self._results:
            self._results[name] = self._finished(name)
        return self._results[name]

    def look_through(self, documents: Iterable[Path]) -> None:
        """Notes what is left in documents that are not printed: tags, comments, changes."""
        for document in documents:
            with suppress(OSError, BadDocument):
                self._copy(document)

    def name(self, document: Path) -> Path:
        """The name of the document's PDF, without that of an engine; empty for no document."""
        try:
            return Path(_name(self._copy(document)))
        except (OSError, BadDocument):
            return Path()

    def _copy(self, document: Path) -> bytes:
        copy, notes = print_copy(document.read_bytes())
        if document not in self._noted:
            self._noted.add(document)
            self._notes += [Note(text, str(document)) for text in notes]
        return copy

    def _begin(self, name: str, copy: bytes) -> None:
        """Submits the copy to the first engine, unless that has printed it before."""
        first = self.engines[0]
        if self._kept_at(name, first).exists():
            self._results[name] = self._kept_at(name, first)
        elif self._dry_run:
            self._results[name] = self._printed_by_another(name)
        else:
            try:
                self._source(name).write_bytes(copy)
            except OSError as error:
                self._results[name] = unwritten(error)
            else:
                self._under_way[name] = self._submit(name, first)

    def _printed_by_another(self, name: str) -> Result:
        kept = (self._kept_at(name, engine) for engine in self.engines)
        return next((pdf for pdf in kept if pdf.exists()), EngineError("it is not printed yet"))

    def _submit(self, name: str, engine: Engine) -> Future[Result]:
        if engine.name not in self._lanes:
            lanes = Lanes(engine, self._folder, self._done.append, self._note)
            self._opened.callback(lanes.close)
            self._lanes[engine.name] = lanes
        self._begun += 1
        return self._lanes[engine.name].submit(self._source(name))

    def _finished(self, name: str) -> Result:
        """The PDF of the first engine that can make it, or the last one's error."""
        first, *others = self.engines
        result = self._fetched(name, first, self._under_way.pop(name))
        for engine in others:
            if isinstance(result, EngineError):
                result = self._from_another(name, engine)
        self._source(name).unlink(missing_ok=True)
        return result

    def _from_another(self, name: str, engine: Engine) -> Result:
        if self._kept_at(name, engine).exists():
            result: Result = self._kept_at(name, engine)
        else:
            result = self._fetched(name, engine, self._submit(name, engine))
        if isinstance(result, Path):
            text = f"some documents were printed by the engine “{engine.name}”, because "
            self._notes.append(Note(text + f"“{self.engines[0].name}” could not print them"))
        return result

    def _fetched(self, name: str, engine: Engine, under_way: Future[Result]) -> Result:
        while not under_way.done():
            self._lanes[engine.name].hurry()
            wait([under_way], _GLANCE)
            self._tell()
        self._tell()
        made = under_way.result()
        if isinstance(made, EngineError):
            return made
        if engine.name != "word":
            self._uncovered.update(dict.fromkeys(fonts.uncovered(self._source(name))))
        try:
            _keep(made, self._kept_at(name, engine))
        except OSError as error:
            return unwritten(error)
        self.converted += 1
        return self._kept_at(name, engine)

    def _tell(self) -> None:
        if self._on_done:
            self._on_done(len(self._done), self._begun)

    def _kept_at(self, name: str, engine: Engine) -> Path:
        return self._kept / f"{name}.{engine.name}.pdf"

    def _source(self, name: str) -> Path:
        return self._folder / f"{name}.docx"

    def _note(self, document: Path, text: str) -> None:
        self._notes.append(Note(text))


def _name(copy: bytes) -> str:
    return hashlib.sha256(copy).hexdigest()[:40]


def _keep(pdf: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    shutil.copyfile(pdf, unfinished)
    unfinished.replace(target)
    pdf.unlink()
