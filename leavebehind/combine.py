"""Documents on the disk → one combined PDF a package, and the cards' own PDF."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from leavebehind.bind.binder import (
    Attachment,
    Binding,
    BoundSection,
    bind,
    count_pages,
    first_pages,
)
from leavebehind.errors import (
    AttachmentError,
    DocumentProblem,
    OutputError,
    Problem,
    ProblemsError,
)
from leavebehind.files import digest_of, file_digest
from leavebehind.fill import FilledPackage, Filler
from leavebehind.layout import Layout
from leavebehind.localization import Language
from leavebehind.names import is_pdf_name
from leavebehind.package_plan import BACK, CARD, COVER, Section
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import CARD_PDF, COMBINED_PDF
from leavebehind.packages.notes import left_over_notes
from leavebehind.packages.pdfs import FolderPdfs
from leavebehind.pdf.converter import Converter
from leavebehind.pdf.engine import Conversion
from leavebehind.pdf.font_substitution import substitution_notes
from leavebehind.prepare import Prepared
from leavebehind.print_set import PrintSets
from leavebehind.records import Note, Recommendation, Row, WorkSample
from leavebehind.report import BuildOptions, BuildReport, OnProgress, Package, Progress

NO_ENGINE = Note(
    "no PDFs were made, because this machine has no engine for them; install LibreOffice, or the "
    "embedded engine with: pip install 'leavebehind[pdf]'"
)
INCOMPLETE = Note(
    "only one section was asked for, and other documents of the package are not there yet: there "
    "is no PDF until all sections are built"
)

MOST_AHEAD = 32
"""So many packages are filled ahead of those that are bound; their number bounds the memory."""

ROUNDS = 3
"""How often the contents are filled anew until their own length doesn't move what they print."""


class Combiner:
    """Binds what the converter makes of each package's documents; gathers what it could not."""

    def __init__(
        self,
        layout: Layout,
        folder: Folder,
        filler: Filler,
        converter: Converter,
        on_progress: OnProgress,
    ) -> None:
        self.problems: list[Problem] = []
        self._layout = layout
        self._folder = folder
        self._pdfs = FolderPdfs(folder)
        self._filler = filler
        self._converter = converter
        self._on_progress = on_progress
        self._done = 0

    def submit(self, package: FilledPackage) -> None:
        """Has the package's documents converted, while others are filled."""
        there = [path for path in package.paths.values() if path.exists()]
        if self._converter.engines:
            waiting = (self._path(package, section) for section in package.waiting)
            for path in (*there, *filter(Path.exists, waiting)):
                self._converter.submit(path)
        else:
            self._converter.inspect(there)

    def combine_all(
        self, packages: Iterator[FilledPackage], *, is_printed: bool
    ) -> Iterator[Package]:
        """Each package with its PDF. While the engines convert what was filled last, what was
        filled before is bound. `is_printed`: briefs become PDFs, too."""
        ahead: list[FilledPackage] = []
        while True:
            filled = []
            for package in islice(packages, MOST_AHEAD):
                self.submit(package)
                filled.append(package)
            if is_printed and self._converter.engines:
                for brief in self._filler.briefs:
                    self._converter.submit(brief.path)
            self.fill_contents(ahead)
            yield from map(self.combine, ahead)
            if not filled:
                return
            ahead = filled

    def fill_contents(self, packages: Sequence[FilledPackage]) -> None:
        """Fills what prints page numbers, and again while its own length moves the pages.

        The document of the last run tells how long it is the first time. All are filled before
        any is waited for, so that an engine converts them together.
        """
        pages = {id(one): self._pages(one) for one in packages if one.waiting}
        moving = [one for one in packages if one.waiting]
        for _ in range(ROUNDS):
            for package in moving:
                for path in self._filler.fill_contents(package, pages[id(package)]):
                    self._converter.resubmit(path)
            before, pages = pages, {id(one): self._pages(one) for one in moving}
            moving = [one for one in moving if pages[id(one)] != before[id(one)]]

    def report(
        self, packages: Sequence[Package], prepared: Prepared, options: BuildOptions
    ) -> BuildReport:
        """Everything that the build made, left alone or could not make; makes what is printed."""
        shared = (self._layout, self._folder, self._converter, self._filler, self.problems)
        print_sets = PrintSets(prepared, *shared).make(packages) if options.is_kept else []
        problems = list(dict.fromkeys([*self._filler.problems, *self.problems]))
        notes = [
            *(*prepared.search.notes, *prepared.plan.notes, *prepared.notes),
            *(*self._converter.notes, *self._folder.notes.all),
            *(left_over_notes(self._folder.left_over()) if options.is_all else ()),
            *self._notes_about_pdfs(packages, prepared, options, has_problems=bool(problems)),
        ]
        return BuildReport(
            packages=list(packages),
            briefs=self._filler.briefs,
            print_sets=print_sets,
            notes=list(dict.fromkeys(notes)),
            problems=problems,
            converted=self._converter.converted,
            true_until=datetime.date.today() if self._converter.prints_today else None,
            written=list(dict.fromkeys(self._folder.disk.written)),
            inputs=prepared.files,
            passing_notes=self._folder.notes.passing,
        )

    def combine(self, package: FilledPackage) -> Package:
        """The package, with its PDF where all its documents could be converted."""
        pdf = self._combined(package) if self._converter.engines and package.is_complete else None
        # Without what is for the candidate's eyes alone, so that a report can be passed on.
        reader = replace(package.package.interviewer, research_notes="", talking_points="")
        made = Package(package.plan.interview, reader, package.folder, package.in_order, pdf)
        self._done += 1
        self._on_progress(Progress("binding", self._done, self._filler.package_count, made))
        return made

    def stale(self, package: FilledPackage) -> dict[Path, bool]:
        """Each PDF of the package: whether it is missing, altered, or made of older documents."""
        stale: dict[Path, bool] = {}
        # A document may have been converted by several engines, for several PDFs.
        for names in [(), *((engine.name,) for engine in self._converter.engines)]:
            expected = partial(self._expected, names)
            for target, section, parts, binding in self._bindings(package, expected):
                is_current = self._pdfs.sources(target, section) == _digest(parts, binding)
                stale[target] = stale.get(target, True) and not is_current
        return stale

    def is_converted(self, package: FilledPackage) -> bool:
        """Whether there is a PDF of each document of the package as it is now."""
        results = map(self._converter.result, package.paths.values())
        return all(isinstance(result, Conversion) for result in results)

    def _notes_about_pdfs(
        self,
        packages: Sequence[Package],
        prepared: Prepared,
        options: BuildOptions,
        *,
        has_problems: bool,
    ) -> Iterator[Note]:
        """Why there are none, or in which fonts they are printed."""
        engines = self._converter.engines
        if options.pdf != "none" and not engines:
            yield NO_ENGINE
        if engines and engines[0].substitutes_fonts:
            sections = prepared.sections.values()
            yield from substitution_notes(one.path for one in sections if not one.is_pdf)
        if options.section and engines and not has_problems and not all(p.pdf for p in packages):
            yield INCOMPLETE

    def _path(self, package: FilledPackage, section: Section) -> Path:
        planned = self._filler.planned(package, section)
        return package.paths.get(section.name) or self._folder.path_of(planned, section.name)

    def _pages(self, package: FilledPackage) -> dict[str, int]:
        """Section → the page of the combined PDF on which it begins."""
        sections = [
            section
            for section in _bound_sections(package)
            if section.name in package.paths or section in package.waiting
        ]
        counts = [self._count(package, section) for section in sections]
        starts = first_pages(counts, fresh_sheets=package.plan.in_pockets)
        return {section.name: start for section, start in zip(sections, starts, strict=True)}

    def _count(self, package: FilledPackage, section: Section) -> int:
        """The pages of a section with its attachments; one for what is not converted yet."""
        result = self._converter.result(self._path(package, section))
        pages = count_pages(result.pdf) if isinstance(result, Conversion) else 1
        if section.name == COVER and package.plan.bound:
            # Its back stays blank.
            pages += pages % 2
        attachments = _attachments(package, section, self._layout.language)
        with suppress(AttachmentError):
            return pages + sum(count_pages(one.path) for one in attachments)
        return pages

    def _combined(self, package: FilledPackage) -> Path | None:
        """The package's PDF, brought up to date; None where a part of it can't be converted."""
        target = package.folder / self._layout.combined_pdf(package.plan)
        if self._folder.is_dry_run:
            return target if target.exists() else None
        # Every one is looked at, so that every failure is named.
        failed = [path for path in package.paths.values() if self._is_failed(path)]
        if failed:
            return None
        try:
            for binding in self._bindings(package, self._converter.conversion):
                self._put(*binding)
        except (ProblemsError, OutputError) as error:
            self.problems += error.problems_with(self._folder.relative(target))
            return None
        is_bound = any(one.name in package.paths for one in _bound_sections(package))
        return target if is_bound else None

    def _bindings(
        self, package: FilledPackage, conversion: Callable[[Path], Conversion]
    ) -> Iterator[tuple[Path, str, list[tuple[BoundSection, Conversion]], Binding]]:
        """The package's PDFs, and what each is bound of; the card's own lies beside the card."""
        binding = self._binding(package)
        parts = [
            (self._bound(package, section, made), made)
            for section in _bound_sections(package)
            if (path := package.paths.get(section.name))
            for made in [conversion(path)]
        ]
        if parts:
            target = package.folder / self._layout.combined_pdf(package.plan)
            yield target, COMBINED_PDF, parts, binding
        card = package.paths.get(CARD)
        # One that is given as a PDF is its own.
        if card and not is_pdf_name(card.name):
            title = self._layout.language.section_title(CARD)
            made = conversion(card)
            its_own = replace(binding, title=title, bound=False, continuous=False)
            yield (
                card.with_suffix(".pdf"),
                CARD_PDF,
                [(BoundSection(title, made.pdf), made)],
                its_own,
            )

    def _bound(
        self, package: FilledPackage, section: Section, conversion: Conversion
    ) -> BoundSection:
        title = self._layout.language.section_title(section.name)
        attachments = _attachments(package, section, self._layout.language)
        numbered = section.name not in (COVER, BACK)
        return BoundSection(title, conversion.pdf, attachments, numbered, section.name)

    def _put(
        self,
        target: Path,
        section: str,
        parts: Sequence[tuple[BoundSection, Conversion]],
        binding: Binding,
    ) -> None:
        sections = [bound for bound, _ in parts]
        engines = (made.engine for _, made in parts)
        make = partial(bind, sections, binding)
        self._pdfs.put(target, section, _digest(parts, binding), engines, make)

    def _expected(self, engines: Sequence[str], document: Path) -> Conversion:
        """The conversion that would be made: of its PDF nothing but the digest is known."""
        return Conversion(self._converter.print_digest(document, engines), "", Path())

    def _is_failed(self, document: Path) -> bool:
        result = self._converter.result(document)
        if isinstance(result, Conversion):
            return False
        hint = "open it in Word to see whether it is sound; `leavebehind doctor` lists the engines"
        place = self._folder.relative(document)
        self.problems.append(DocumentProblem(place, "", 0, "", str(result), hint))
        return True

    def _binding(self, package: FilledPackage) -> Binding:
        reader, interview = package.package.interviewer.name, package.plan.interview
        title = self._layout.language.word("{candidate} – for {reader}, {company}").format(
            candidate=self._layout.candidate, reader=reader, company=interview.company
        )
        return Binding(
            title=title,
            author=self._layout.candidate,
            language=self._layout.language.code,
            paper=package.plan.paper,
            bound=package.plan.bound,
            continuous=interview.format == "screen",
        )


def _bound_sections(package: FilledPackage) -> list[Section]:
    """The sections whose pages are in the combined PDF; the card has its own."""
    return [section for section in package.package.sections if section.name != CARD]


def _attachments(
    package: FilledPackage, section: Section, language: Language
) -> tuple[Attachment, ...]:
    """The files of the rows that the section shows, each once, but for pictures that it prints."""
    found: dict[Path, Attachment] = {}
    for name in sorted(section.loops):
        for number, row in enumerate(package.plan.rows.get(name, ()), 1):
            file = getattr(row, "file", None)
            if isinstance(file, Path) and not _is_printed(file, name, section):
                found.setdefault(file, _attachment(file, row, number, language))
    return tuple(found.values())


def _is_printed(file: Path, rows: str, section: Section) -> bool:
    has_picture = rows == "work_samples" and "picture" in section.fields
    return has_picture and not is_pdf_name(file.name)


def _attachment(file: Path, row: Row, number: int, language: Language) -> Attachment:
    match row:
        case WorkSample():
            title, kind = row.title, f"{language.word('Work sample')} {number}"
        case Recommendation():
            title, kind = row.author, language.word("Recommendation")
        case _:
            return Attachment(file)
    return Attachment(file, title, f"{kind} · {title}")


def _digest(parts: Sequence[tuple[BoundSection, Conversion]], binding: Binding) -> str:
    """What tells one combined PDF from another: the content of its parts, and its binding."""
    made_of = [
        (bound.title, bound.numbered, conversion.digest, *map(_attached, bound.followers))
        for bound, conversion in parts
    ]
    return digest_of(binding, made_of)


def _attached(attachment: Attachment) -> tuple[str, str]:
    return file_digest(attachment.path), attachment.caption
