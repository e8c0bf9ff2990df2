"""Documents as they stand on disk → one combined PDF a package, and the cards' own PDF."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from leavebehind.bind.binder import Binding, BoundSection, bind, count_pages, first_pages
from leavebehind.errors import (
    AttachmentError,
    DocumentProblem,
    EngineError,
    OutputError,
    Problem,
    ProblemsError,
)
from leavebehind.filling import Draft, Filling, digest_of
from leavebehind.package_plan import CARD, COVER, Section
from leavebehind.packages.folder import Packages
from leavebehind.pdf.converter import Converter
from leavebehind.pdf.engine import Conversion
from leavebehind.report import OnProgress, Package, Progress

ROUNDS = 3
"""How often the contents are filled anew until their own length doesn't move what they tell."""

_Part = tuple[BoundSection, Conversion]
_Printed = Callable[[Path, Path], Conversion]
"""Gives the conversion of a document (the second) that is bound into a PDF (the first)."""

MOST_UNDER_WAY = 64
"""So many packages are filled ahead of the one that is bound; their number bounds the memory."""


@dataclass
class _UnderWay:
    """A package that is being printed: what it waits for, and the steps that are left."""

    draft: Draft
    steps: Iterator[Sequence[Path]]
    waits_for: Sequence[Path] = ()
    printed: bool = False


class Printing:
    """Prints packages with the printer's engines, and gathers what could not be printed."""

    def __init__(
        self,
        printer: Converter,
        packages: Packages,
        filling: Filling,
        on_progress: OnProgress | None,
        *,
        dry_run: bool,
    ) -> None:
        self.problems: list[Problem] = []
        self._printer = printer
        self._packages = packages
        self._filling = filling
        self._on_progress = on_progress
        self._dry_run = dry_run

    def print(self, drafts: Iterable[Draft], total: int) -> Iterator[Package]:
        """The packages in turn, each with its PDF where all its documents could be printed.

        While the engines convert, more of the drafts are filled and what is printed is bound.
        """
        under_way: deque[_UnderWay] = deque()
        done = count(1)
        for draft in drafts:
            under_way.append(_UnderWay(draft, self._steps(draft)))
            for package in under_way:
                self._advance(package)
            while under_way and (under_way[0].printed or len(under_way) > MOST_UNDER_WAY):
                yield self._done(under_way.popleft(), next(done), total)
        while under_way:
            yield self._done(under_way.popleft(), next(done), total)
            for package in under_way:
                self._advance(package)

    def _done(self, package: _UnderWay, done: int, total: int) -> Package:
        draft = package.draft
        while not package.printed:
            for path in package.waits_for:
                self._printer.result(path)
            self._advance(package)
        pdf = self._combined(draft) if self._printer.engines and draft.complete else None
        interview, reader = draft.plan.interview, draft.package.interviewer
        made = Package(interview, reader, draft.folder, tuple(draft.documents), pdf)
        if self._on_progress:
            self._on_progress(Progress("binding", done, total, made))
        return made

    def _advance(self, package: _UnderWay) -> None:
        """Goes on with a package as far as it need not wait."""
        while not package.printed and all(map(self._printer.is_done, package.waits_for)):
            step = next(package.steps, None)
            package.printed = step is None
            package.waits_for = step or ()

    def _steps(self, draft: Draft) -> Iterator[Sequence[Path]]:
        """Orders the package's documents, and gives each time those that it has to wait for.

        The contents tell the pages on which the sections begin, and are filled when those are
        printed. Their own length moves the pages; the document of the last run tells how long
        they are.
        """
        if not self._printer.engines:
            self._printer.inspect(draft.paths.values())
            return
        waiting = [self._filling.path(draft, one) for one in self._filling.waiting(draft)]
        yield _each([*draft.paths.values(), *waiting], self._printer.submit)
        for _ in range(ROUNDS if waiting else 0):
            pages = self._pages(draft)
            self._filling.fill_contents(draft, pages)
            yield _each(waiting, self._printer.resubmit)
            if self._pages(draft) == pages:
                break

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
        printed = self._printed(path)
        document = count_pages(printed.pdf) if isinstance(printed, Conversion) else 1
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
            for target, parts, binding in self._bindings(draft, self._conversion):
                self._put(target, parts, binding)
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
        return all(isinstance(self._printed(path), Conversion) for path in draft.paths.values())

    def stale(self, draft: Draft) -> dict[Path, bool]:
        """Each PDF of the package: whether it is not there as it was made of what now stands."""
        stale = {}
        for target, parts, binding in self._bindings(draft, self._expected):
            made_of = self._packages.pdf_sources(target).partition(".")[0]
            stale[target] = made_of != _digest(parts, binding)
        return stale

    def _bindings(
        self, draft: Draft, printed: _Printed
    ) -> Iterator[tuple[Path, list[_Part], Binding]]:
        """The package's PDFs, and what each is bound of; the card's own lies beside the card."""
        binding = self._binding(draft)
        if parts := self._parts(draft, printed):
            yield draft.pdf, parts, binding
        if card := draft.paths.get(CARD):
            title = self._filling.layout.language.section_title(CARD)
            its_own = replace(binding, title=title, bound=False)
            target = card.with_suffix(".pdf")
            conversion = printed(target, card)
            yield target, [(BoundSection(title, conversion.pdf), conversion)], its_own

    def _printed(self, document: Path) -> Conversion | EngineError:
        """The document's PDF; an error, too, for one that was not there to be printed."""
        return self._printer.result(document)

    def _conversion(self, _target: Path, document: Path) -> Conversion:
        conversion = self._printed(document)
        if isinstance(conversion, EngineError):
            raise conversion
        return conversion

    def _expected(self, target: Path, document: Path) -> Conversion:
        engines = self._packages.pdf_sources(target).split(".")[1:]
        return Conversion(self._printer.print_digest(document, engines), "", Path())

    def _put(self, target: Path, parts: Sequence[_Part], binding: Binding) -> None:
        engines = sorted({conversion.engine for _, conversion in parts})
        sources = ".".join([_digest(parts, binding), *engines])
        sections = [section for section, _ in parts]
        self._packages.put_pdf(target, sources, lambda: bind(sections, binding))

    def _failed(self, document: Path) -> bool:
        error = self._printed(document)
        if not isinstance(error, EngineError):
            return False
        place = document.relative_to(self._packages.folder).as_posix()
        hint = "open it in Word to see whether it is sound; `leavebehind doctor` lists the engines"
        self.problems.append(DocumentProblem(place, "", 0, "", str(error), hint))
        return True

    def _parts(self, draft: Draft, printed: _Printed) -> list[_Part]:
        """The sections as they are bound."""
        parts = []
        for section in _bound_sections(draft):
            if path := draft.paths.get(section.name):
                title = self._filling.layout.language.section_title(section.name)
                attachments, conversion = _attachments(draft, section), printed(draft.pdf, path)
                numbered = section.name != COVER
                bound = BoundSection(title, conversion.pdf, attachments, numbered)
                parts.append((bound, conversion))
        return parts

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


def _each(paths: Iterable[Path], order: Callable[[Path], None]) -> Sequence[Path]:
    """The paths at which there is a document, each ordered."""
    there = [path for path in paths if path.exists()]
    for path in there:
        order(path)
    return there


def _bound_sections(draft: Draft) -> list[Section]:
    """The sections whose pages are in the combined PDF; the card has its own."""
    return [section for section in draft.package.sections if section.name != CARD]


def _attachments(draft: Draft, section: Section) -> tuple[Path, ...]:
    """The files of the rows that the section shows, each once."""
    rows = (row for name in sorted(section.loops) for row in draft.plan.rows.get(name, ()))
    files = (getattr(row, "file", None) for row in rows)
    return tuple(dict.fromkeys(file for file in files if isinstance(file, Path)))


def _digest(parts: Iterable[_Part], binding: Binding) -> str:
    """What tells one combined PDF from another: the content of its parts, and its binding."""
    digest = hashlib.sha256(repr(binding).encode())
    for section, conversion in parts:
        contents = [conversion.digest, *map(digest_of, section.attachments)]
        digest.update(repr((section.title, section.numbered, contents)).encode())
    return digest.hexdigest()
