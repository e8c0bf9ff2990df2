"""Documents as they stand on disk → one combined PDF a package, and the cards' own PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from leavebehind.bind import Binding, Leaf, bind, count_pages, first_pages
from leavebehind.errors import (
    AttachmentError,
    DocumentProblem,
    EngineError,
    OutputError,
    Problem,
    ProblemsError,
)
from leavebehind.filling import Draft, Filling
from leavebehind.naming import STATE
from leavebehind.output import Packages
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.printer import Printer
from leavebehind.records import CARD, COVER, Note, Section
from leavebehind.report import OnProgress, Package, Progress, Step

ROUNDS = 3
"""How often the contents are filled anew until their own length doesn't move what they tell."""


class Printing:
    """Prints packages with the first engine that can, and gathers what could not be printed."""

    def __init__(
        self,
        engines: Sequence[Engine],
        packages: Packages,
        filling: Filling,
        on_progress: OnProgress | None,
        *,
        dry_run: bool,
    ) -> None:
        self.problems: list[Problem] = []
        self._packages = packages
        self._filling = filling
        self._on_progress = on_progress
        self._dry_run = dry_run
        self._printer = Printer(engines, packages.folder / STATE / "pdf", dry_run=dry_run)
        self._printed: dict[Path, Path | EngineError] = {}

    @property
    def notes(self) -> list[Note]:
        return self._printer.notes

    @property
    def converted(self) -> int:
        """How many documents an engine has converted."""
        return self._printer.converted

    def print(self, drafts: Sequence[Draft]) -> list[Package]:
        """The packages, each with its PDF where all its documents could be printed."""
        if self._printer.engines:
            self._convert(drafts)
            self._number([draft for draft in drafts if self._filling.waiting(draft)])
        else:
            paths = (path for draft in drafts for path in draft.paths.values())
            self._printer.look_through(paths)
        packages = []
        for done, draft in enumerate(drafts, 1):
            pdf = self._combined(draft) if self._printer.engines and draft.complete else None
            interview, reader = draft.plan.interview, draft.package.interviewer
            documents = tuple(draft.documents)
            packages.append(Package(interview, reader, draft.folder, documents, pdf))
            self._tell("binding", done, len(drafts))
        return packages

    def _convert(self, drafts: Iterable[Draft]) -> None:
        paths = [path for draft in drafts for path in draft.paths.values()]
        new = [path for path in paths if path.exists()]
        self._printed.update(self._printer.print(new, self._tell_converted))

    def _number(self, drafts: Sequence[Draft]) -> None:
        """Fill the contents with the pages on which the sections begin, and print them.

        Their own length moves those pages; the document of the last run tells how long they are.
        """
        for draft in drafts:
            for section in self._filling.waiting(draft):
                path = self._filling.path(draft, section)
                self._printed.update(self._printer.print([path] if path.exists() else []))
        for _ in range(ROUNDS):
            told = [(draft, self._pages(draft)) for draft in drafts]
            for draft, pages in told:
                self._filling.fill_contents(draft, pages)
            self._convert(drafts)
            drafts = [draft for draft, pages in told if self._pages(draft) != pages]

    def _pages(self, draft: Draft) -> dict[str, int]:
        """Section → the page of the combined PDF on which it begins."""
        waiting = self._filling.waiting(draft)
        sections = [s for s in _bound_sections(draft) if s.name in draft.paths or s in waiting]
        counts = [self._count(draft, section) for section in sections]
        starts = first_pages(counts, bound=draft.plan.bound)
        return {section.name: start for section, start in zip(sections, starts, strict=True)}

    def _count(self, draft: Draft, section: Section) -> int:
        """The pages of a section with its attachments; one for what is not printed yet."""
        path = draft.paths.get(section.name) or self._filling.path(draft, section)
        printed = self._printed.get(path)
        document = count_pages(printed) if isinstance(printed, Path) else 1
        with suppress(AttachmentError):
            return document + sum(map(count_pages, _attachments(draft, section)))
        return document

    def _combined(self, draft: Draft) -> Path | None:
        """The package's PDF, brought up to date; None where a part of it can't be printed."""
        if self._dry_run:
            return draft.pdf if draft.pdf.exists() else None
        failed = [path for path in draft.paths.values() if self._failed(path)]
        if failed:
            return None
        try:
            for target, leaves, binding in self._bindings(draft, self._pdf):
                self._put(target, leaves, binding)
        except ProblemsError as error:
            self.problems += error.problems
            return None
        except OutputError as error:
            place = draft.pdf.relative_to(self._packages.folder).as_posix()
            self.problems.append(DocumentProblem(place, "", 0, "", str(error)))
            return None
        return draft.pdf if any(s.name in draft.paths for s in _bound_sections(draft)) else None

    def is_printed(self, draft: Draft) -> bool:
        """Whether there is a PDF of each document of the package as it stands."""
        return all(isinstance(self._printed.get(path), Path) for path in draft.paths.values())

    def stale(self, draft: Draft) -> dict[Path, bool]:
        """Each PDF of the package: whether it is not there as it was made of what now stands."""
        stale = {}
        for target, leaves, binding in self._bindings(draft, self._printer.name):
            made_of = self._packages.pdf_sources(target).partition(".")[0]
            stale[target] = made_of != _digest(leaves, binding)
        return stale

    def _bindings(
        self, draft: Draft, printed: Callable[[Path], Path]
    ) -> Iterator[tuple[Path, list[Leaf], Binding]]:
        """The package's PDFs, and what each is bound of; the card's own lies beside the card."""
        binding = self._binding(draft)
        if leaves := self._leaves(draft, printed):
            yield draft.pdf, leaves, binding
        if card := draft.paths.get(CARD):
            title = self._filling.layout.language.section_title(CARD)
            its_own = replace(binding, title=title, bound=False)
            yield card.with_suffix(".pdf"), [Leaf(title, printed(card))], its_own

    def _pdf(self, document: Path) -> Path:
        pdf = self._printed[document]
        if isinstance(pdf, EngineError):
            raise pdf
        return pdf

    def _put(self, target: Path, leaves: Sequence[Leaf], binding: Binding) -> None:
        engines = {leaf.document.suffixes[-2] for leaf in leaves}
        sources = f"{_digest(leaves, binding)}{''.join(sorted(engines))}"
        self._packages.put_pdf(target, sources, lambda path: bind(leaves, path, binding))

    def _failed(self, document: Path) -> bool:
        error = self._printed[document]
        if not isinstance(error, EngineError):
            return False
        place = document.relative_to(self._packages.folder).as_posix()
        hint = "open it in Word to see whether it is sound; `leavebehind doctor` lists the engines"
        self.problems.append(DocumentProblem(place, "", 0, "", str(error), hint))
        return True

    def _leaves(self, draft: Draft, printed: Callable[[Path], Path]) -> list[Leaf]:
        """The sections as they are bound; `printed` gives the PDF of a document."""
        title = self._filling.layout.language.section_title
        return [
            Leaf(
                title(section.name),
                printed(path),
                _attachments(draft, section),
                section.name != COVER,
            )
            for section in _bound_sections(draft)
            if (path := draft.paths.get(section.name))
        ]

    def _binding(self, draft: Draft) -> Binding:
        reader, interview = draft.package.interviewer.name, draft.plan.interview
        word = self._filling.layout.language.word
        title = word("{candidate} – for {reader}, {company}").format(
            candidate=self._filling.candidate, reader=reader, company=interview.company
        )
        return Binding(
            title=title,
            author=self._filling.candidate,
            language=self._filling.layout.language.code,
            paper=draft.plan.paper,
            bound=draft.plan.bound,
        )

    def _tell(self, step: Step, done: int, total: int) -> None:
        if self._on_progress:
            self._on_progress(Progress(step, done, total))

    def _tell_converted(self, done: int, total: int) -> None:
        self._tell("converting", done, total)


def _bound_sections(draft: Draft) -> list[Section]:
    """The sections whose pages are in the combined PDF; the card has its own."""
    return [section for section in draft.package.sections if section.name != CARD]


def _attachments(draft: Draft, section: Section) -> tuple[Path, ...]:
    """The files of the rows that the section shows, each once."""
    rows = (row for name in sorted(section.lists) for row in draft.plan.rows.get(name, ()))
    files = (getattr(row, "file", None) for row in rows)
    return tuple(dict.fromkeys(file for file in files if isinstance(file, Path)))


def _digest(leaves: Iterable[Leaf], binding: Binding) -> str:
    """What tells one combined PDF from another: the content of its parts, and its binding."""
    digest = hashlib.sha256(repr(binding).encode())
    for leaf in leaves:
        # A printed document is named by its content, and by the engine.
        parts = [leaf.document.name.partition(".")[0]]
        parts += [hashlib.sha256(file.read_bytes()).hexdigest() for file in leaf.attachments]
        digest.update(repr((leaf.title, leaf.numbered, parts)).encode())
    return digest.hexdigest()
