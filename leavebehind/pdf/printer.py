"""Documents as they stand on disk → PDFs: equal ones once, and none that was made before."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from leavebehind import faces
from leavebehind.errors import EngineError
from leavebehind.parts import BadDocument
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.print_copy import print_copy
from leavebehind.records import Note

Result = Path | EngineError
OnDone = Callable[[int, int], None]


class Printer:
    """Makes PDFs of documents and keeps them in the folder `kept`, named by engine and content.

    What the first engine can't convert goes to the next. With `dry_run` only what is kept already
    is given, and nothing is written.
    """

    def __init__(self, engines: Sequence[Engine], kept: Path, *, dry_run: bool = False) -> None:
        self.engines = tuple(engines)
        self.notes: list[Note] = []
        self.converted = 0
        self._kept = kept
        self._dry_run = dry_run
        self._noted: set[Path] = set()

    def print(self, documents: Iterable[Path], on_done: OnDone | None = None) -> dict[Path, Result]:
        """A PDF for every document, or the error that it met; told `on_done(done, total)`."""
        results: dict[Path, Result] = {}
        copies: dict[Path, bytes] = {}
        for document in dict.fromkeys(documents):
            try:
                copies[document] = self._copy(document)
            except (OSError, BadDocument) as error:
                results[document] = EngineError(f"it can't be read as a Word document ({error})")
        names = {document: _name(copy) for document, copy in copies.items()}
        pdfs = self._pdfs({names[document]: copy for document, copy in copies.items()}, on_done)
        return results | {document: pdfs[name] for document, name in names.items()}

    def look_through(self, documents: Iterable[Path]) -> None:
        """Notes what is left in documents that are not printed: tags, comments, changes."""
        for document in dict.fromkeys(documents):
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
            self.notes += [Note(text, str(document)) for text in notes]
        return copy

    def _pdfs(self, copies: Mapping[str, bytes], on_done: OnDone | None) -> dict[str, Result]:
        """The PDF of every copy, by the copy's name."""
        results: dict[str, Result] = {}
        left = dict(copies)
        for number, engine in enumerate(self.engines):
            kept = {name: self._kept / f"{name}.{engine.name}.pdf" for name in left}
            missing = {name: left[name] for name, pdf in kept.items() if not pdf.exists()}
            errors = self._convert(engine, missing, on_done) if missing else {}
            if number and len(errors) < len(missing):
                text = f"some documents were printed by the engine “{engine.name}”, because "
                self.notes.append(Note(text + f"“{self.engines[0].name}” could not print them"))
            results |= {name: errors.get(name, pdf) for name, pdf in kept.items()}
            left = {name: left[name] for name in errors}
        return results

    def _convert(
        self, engine: Engine, copies: Mapping[str, bytes], on_done: OnDone | None
    ) -> dict[str, EngineError]:
        """Convert all in one call of the engine and keep what it made; the errors of the rest."""
        if self._dry_run:
            return {name: EngineError("it is not printed yet") for name in copies}
        try:
            return self._converted(engine, copies, on_done)
        except OSError as error:
            reason = f"its PDF can't be written ({error.strerror or error})"
            return {name: EngineError(reason) for name in copies}

    def _converted(
        self, engine: Engine, copies: Mapping[str, bytes], on_done: OnDone | None
    ) -> dict[str, EngineError]:
        done: list[Path] = []

        def count(document: Path) -> None:
            done.append(document)
            if on_done:
                on_done(len(done), len(copies))

        self._kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="leavebehind-") as temporary:
            folder = Path(temporary)
            sources = {folder / f"{name}.docx": name for name in copies}
            for source, name in sources.items():
                source.write_bytes(copies[name])
            made = engine.convert(list(sources), folder, on_done=count, on_note=self._note)
            self._note_uncovered(engine, sources)
            errors = {}
            for source, name in sources.items():
                result = made[source]
                if isinstance(result, EngineError):
                    errors[name] = result
                else:
                    _keep(result, self._kept / f"{name}.{engine.name}.pdf")
                    self.converted += 1
        return errors

    def _note(self, document: Path, text: str) -> None:
        self.notes.append(Note(text))

    def _note_uncovered(self, engine: Engine, sources: Iterable[Path]) -> None:
        if engine.name != "word" and (characters := "".join(map(faces.uncovered, sources))):
            shown = " ".join(dict.fromkeys(characters))
            self.notes.append(Note(f"no font on this machine has these characters: {shown}"))


def _name(copy: bytes) -> str:
    return hashlib.sha256(copy).hexdigest()[:40]


def _keep(pdf: Path, target: Path) -> None:
    unfinished = target.with_suffix(".part")
    shutil.copyfile(pdf, unfinished)
    unfinished.replace(target)
