"""Documents as they stand on disk → PDFs: equal ones once, and none that was made before."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from lxml import etree

from leavebehind.errors import EngineError
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.print_copy import print_copy
from leavebehind.records import Note


class Printer:
    """Makes PDFs of documents with one engine and keeps them in a folder, named by content."""

    def __init__(self, engine: Engine, kept: Path) -> None:
        self.engine = engine
        self.kept = kept
        self.notes: list[Note] = []
        self.converted = 0
        """How many documents an engine had to convert."""

    def print(
        self, documents: Iterable[Path], on_done: Callable[[int, int], None] | None = None
    ) -> dict[Path, Path | EngineError]:
        """A PDF for every document, or the error that it met; told `on_done(done, total)`."""
        copies: dict[Path, bytes] = {}
        results: dict[Path, Path | EngineError] = {}
        for document in dict.fromkeys(documents):
            try:
                copies[document] = self._copy(document)
            except (OSError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
                results[document] = EngineError(f"it can't be read as a Word document ({error})")
        targets = {document: self._target(copy) for document, copy in copies.items()}
        wanted = {target: copies[document] for document, target in targets.items()}
        missing = {t: copy for t, copy in wanted.items() if not t.exists()}
        failed = self._convert(missing, on_done)
        for document, target in targets.items():
            results[document] = failed.get(target, target)
        return results

    def forget_unused(self, used: Iterable[Path]) -> None:
        """Delete the PDFs that no document needs any more."""
        keep = set(used)
        for pdf in self.kept.glob("*.pdf"):
            if pdf not in keep:
                pdf.unlink(missing_ok=True)

    def _copy(self, document: Path) -> bytes:
        copy, notes = print_copy(document.read_bytes())
        self.notes += [Note(text, str(document)) for text in notes]
        return copy

    def _target(self, copy: bytes) -> Path:
        return self.kept / f"{self.engine.name}-{hashlib.sha256(copy).hexdigest()[:40]}.pdf"

    def _convert(
        self, missing: dict[Path, bytes], on_done: Callable[[int, int], None] | None
    ) -> dict[Path, EngineError]:
        """Convert all in one call of the engine; the errors by the PDF that is not there."""
        if not missing:
            return {}
        self.kept.mkdir(parents=True, exist_ok=True)
        done = 0

        def count(_: Path) -> None:
            nonlocal done
            done += 1
            if on_done:
                on_done(done, len(missing))

        with tempfile.TemporaryDirectory(prefix="leavebehind-") as temporary:
            folder = Path(temporary)
            sources = {}
            for number, (target, copy) in enumerate(missing.items()):
                source = folder / f"{number:05}.docx"
                source.write_bytes(copy)
                sources[source] = target
            (folder / "pdf").mkdir()
            made = self.engine.convert(list(sources), folder / "pdf", on_done=count)
            failed = {}
            for source, target in sources.items():
                result = made[source]
                if isinstance(result, EngineError):
                    failed[target] = result
                else:
                    self.converted += 1
                    _keep(result, target)
        return failed


def _keep(pdf: Path, target: Path) -> None:
    unfinished = target.with_suffix(".part")
    shutil.copyfile(pdf, unfinished)
    unfinished.replace(target)
