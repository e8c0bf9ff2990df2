"""Documents on the disk → one combined PDF a package, and the cards' own PDF."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
from leavebehind.errors import AttachmentError, EngineError, LeavebehindError
from leavebehind.files import digest_of, file_digest
from leavebehind.fill import FilledPackage, Filler
from leavebehind.fonts import FAMILIES, FAMILY
from leavebehind.layout import Layout
from leavebehind.names import is_pdf_name
from leavebehind.packages.ledger import CARD_PDF, COMBINED_PDF
from leavebehind.packages.notes import left_over_notes
from leavebehind.packages.pdfs import FolderPdfs
from leavebehind.pdf.engine import Conversion
from leavebehind.pdf.font_substitution import substitution_notes
from leavebehind.plan_records import BACK, CARD, COVER, InterviewPlan, Section
from leavebehind.prepare import Workspace, theme_of
from leavebehind.records import Note, Recommendation, WorkSample
from leavebehind.report import BuildReport, Document, Package, Progress

NO_ENGINE = Note(
    "no PDFs were made, because this machine has no engine for them; install LibreOffice, or the "
    "embedded engine with: pip install 'leavebehind[pdf]'"
)
INCOMPLETE = Note(
    "only one section was asked for, and other documents of the package are not there yet: there "
    "is no PDF until all sections are built"
)

# So many packages are filled ahead of those that are bound: enough to keep the engines busy, and
# few enough for the memory.
MOST_AHEAD = 32

# How often contents are filled anew because their own length has moved what they print. A third
# time it moves nothing, unless it swings between two lengths.
ROUNDS = 3


@dataclass(frozen=True)
class WantedPdf:
    """A PDF that the folder is to hold, and how it is made of documents."""

    target: Path
    section: str
    """What the ledger calls it."""
    documents: Sequence[Path]
    digest: Callable[[Sequence[str]], str]
    """The digests of the documents' conversions → one of all that the PDF is made of."""
    make: Callable[[Sequence[Path]], bytes]
    """The documents' own PDFs → the PDF."""


def bound_pdf(
    target: Path, section: str, parts: Sequence[BoundSection], binding: Binding
) -> WantedPdf:
    """The PDF that is bound of parts, whose documents are not converted yet."""

    def digest(conversions: Sequence[str]) -> str:
        made_of: list[tuple[object, ...]] = []
        for part, conversion in zip(parts, conversions, strict=True):
            attached = [(file_digest(one.path), one.caption) for one in part.attachments]
            made_of.append((part.title, part.numbered, conversion, *attached))
        return digest_of(binding, made_of)

    def make(pdfs: Sequence[Path]) -> bytes:
        pairs = zip(parts, pdfs, strict=True)
        return bind([replace(part, document=pdf) for part, pdf in pairs], binding)

    return WantedPdf(target, section, [part.document for part in parts], digest, make)


def put_pdf(work: Workspace, wanted: WantedPdf) -> bool:
    """Has the PDF made where it is not current; false where it can't be, which is a problem then.

    Its documents have been submitted to the converter before.
    """
    try:
        made = [work.converter.conversion(document) for document in wanted.documents]
        FolderPdfs(work.folder).put(
            wanted.target,
            wanted.section,
            wanted.digest([one.digest for one in made]),
            [one.engine for one in made],
            lambda: wanted.make([one.pdf for one in made]),
        )
    except LeavebehindError as error:
        work.problems.extend(error.problems_with(work.folder.relative(wanted.target)))
        return False
    return True


def is_current(work: Workspace, wanted: WantedPdf) -> bool:
    """Whether the PDF is as it was made, and of the documents as they are now."""
    sources = FolderPdfs(work.folder).sources(wanted.target, wanted.section)
    # A document may have been converted by several engines, for several PDFs.
    for names in [(), *((engine.name,) for engine in work.converter.engines)]:
        digests = [work.converter.print_digest(one, names) for one in wanted.documents]
        if wanted.digest(digests) == sources:
            return True
    return False


def binding_of(layout: Layout, plan: InterviewPlan, title: str) -> Binding:
    """How a PDF of the interview is bound, if it is no package."""
    return Binding(title, layout.candidate, layout.language.code, plan.paper, bound=False)


class PackagePdfs:
    """Has the documents of packages converted, and binds them."""

    def __init__(self, work: Workspace, filler: Filler) -> None:
        self._work = work
        self._layout, self._folder = work.layout, work.folder
        self._converter = work.converter
        self._filler = filler
        self._done = 0

    def submit(self, package: FilledPackage) -> None:
        """Has the package's documents converted, while others are filled."""
        for path in filter(Path.exists, package.paths.values()):
            self._converter.submit(path)

    def combine_all(self) -> Iterator[Package]:
        """Each package of the plan with its PDF."""
        packages = self._filler.packages()
        ahead: list[FilledPackage] = []
        while True:
            filled = []
            for package in islice(packages, MOST_AHEAD):
                self.submit(package)
                filled.append(package)
            # So early, so that they are converted with the rest.
            if self._work.options.is_kept and self._converter.engines:
                for brief in self._filler.briefs:
                    self._converter.submit(brief.path)
            # While the engines convert what was filled last, what was filled before is bound.
            self.fill_contents(ahead)
            yield from map(self._combine, ahead)
            if not filled:
                return
            ahead = filled

    def fill_contents(self, packages: Sequence[FilledPackage]) -> None:
        """Fills what prints page numbers, and again while its own length moves the pages."""
        # How long a document is that isn't filled yet, that of the last run tells.
        pages = {id(one): self._pages(one) for one in packages if one.waiting}
        moving = [one for one in packages if one.waiting]
        for _ in range(ROUNDS):
            # All are filled before any is waited for, so that an engine converts them together.
            for package in moving:
                for path in self._filler.fill_contents(package, pages[id(package)]):
                    self._converter.resubmit(path)
            before, pages = pages, {id(one): self._pages(one) for one in moving}
            moving = [one for one in moving if pages[id(one)] != before[id(one)]]

    def wanted(self, package: FilledPackage) -> Iterator[WantedPdf]:
        """The package's PDFs: the combined one, and the card's own, which lies beside the card."""
        binding = self._binding(package)
        parts = [
            self._bound(package, section, path)
            for section in _bound_sections(package)
            if (path := package.paths.get(section.name))
        ]
        if parts:
            target = self._layout.combined_pdf(package.plan, package.package.interviewer)
            yield bound_pdf(target, COMBINED_PDF, parts, binding)
        card = package.paths.get(CARD)
        # One that is given as a PDF is its own.
        if card and not is_pdf_name(card.name):
            title = self._layout.language.section_title(CARD)
            its_own = replace(binding, title=title, bound=False, continuous=False)
            parts = [BoundSection(title, card)]
            yield bound_pdf(card.with_suffix(".pdf"), CARD_PDF, parts, its_own)

    def is_converted(self, package: FilledPackage) -> bool:
        """Whether there is a PDF of each document of the package as it is now."""
        results = map(self._converter.result, package.paths.values())
        return all(isinstance(result, Conversion) for result in results)

    def _combine(self, package: FilledPackage) -> Package:
        """The package, with its PDF where all its documents could be converted."""
        pdf = self._combined(package) if self._converter.engines and package.is_complete else None
        # Without what is for the candidate's eyes alone, so that a report can be passed on.
        reader = replace(package.package.interviewer, research_notes="", talking_points="")
        names = (one.name for one in package.package.sections if one.name in package.documents)
        documents = tuple(map(package.documents.__getitem__, names))
        made = Package(package.plan.interview, reader, package.folder, documents, pdf)
        self._done += 1
        self._work.on_progress(Progress("binding", self._done, self._filler.package_count, made))
        return made

    def _combined(self, package: FilledPackage) -> Path | None:
        """The package's PDF, brought up to date; None where a part of it can't be converted."""
        target = self._layout.combined_pdf(package.plan, package.package.interviewer)
        if self._folder.is_dry_run:
            return target if target.exists() else None
        # Every one is looked at, so that every failure is named.
        failed = [path for path in package.paths.values() if self._is_failed(path)]
        if failed or not all(put_pdf(self._work, one) for one in self.wanted(package)):
            return None
        if any(one.name in package.paths for one in _bound_sections(package)):
            return target
        # All its pages were deleted: the PDF of before would be handed over.
        if (key := self._folder.key(target, COMBINED_PDF)) in self._folder.ledger:
            FolderPdfs(self._folder).remove(key)
        return None

    def _is_failed(self, document: Path) -> bool:
        result = self._converter.result(document)
        if isinstance(result, Conversion):
            return False
        hint = "open it in Word to see whether it is sound; `leavebehind doctor` lists the engines"
        failure = EngineError(str(result), result.hint or hint)
        self._work.problems.extend(failure.problems_with(self._folder.relative(document)))
        return True

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
        path = package.paths.get(section.name)
        result = self._converter.result(path) if path else None
        pages = count_pages(result.pdf) if isinstance(result, Conversion) else 1
        if section.name == COVER and package.plan.bound:
            # Its back stays blank.
            pages += pages % 2
        attachments = self._attachments(package, section)
        with suppress(AttachmentError):
            return pages + sum(count_pages(one.path) for one in attachments)
        return pages

    def _bound(self, package: FilledPackage, section: Section, document: Path) -> BoundSection:
        title = self._layout.language.section_title(section.name)
        attachments = self._attachments(package, section)
        numbered = section.name not in (COVER, BACK)
        return BoundSection(title, document, attachments, numbered, section.name)

    def _attachments(self, package: FilledPackage, section: Section) -> tuple[Attachment, ...]:
        """The files of rows that the section shows, each once, without pictures that it prints."""
        found: dict[Path, Attachment] = {}
        for name in sorted(section.loops):
            prints_pictures = name == "work_samples" and "picture" in section.fields
            for number, row in enumerate(package.plan.rows.get(name, ()), 1):
                if not isinstance(row, WorkSample | Recommendation) or not row.file:
                    continue
                if is_pdf_name(row.file.name) or not prints_pictures:
                    found.setdefault(row.file, self._attachment(row.file, row, number))
        return tuple(found.values())

    def _attachment(self, file: Path, row: WorkSample | Recommendation, number: int) -> Attachment:
        word = self._layout.language.word
        if isinstance(row, WorkSample):
            title, kind = row.title, f"{word('Work sample')} {number}"
        else:
            title, kind = row.author, word("Recommendation")
        return Attachment(file, title, f"{kind} · {title}")

    def _binding(self, package: FilledPackage) -> Binding:
        reader, plan = package.package.interviewer.name, package.plan
        title = self._layout.language.word("{candidate} – for {reader}, {company}").format(
            candidate=self._layout.candidate, reader=reader, company=plan.interview.company
        )
        is_on_screen = plan.interview.format == "screen"
        plain = binding_of(self._layout, plan, title)
        theme = theme_of(self._work.options, self._work.prepared.search)
        family = FAMILIES.get(theme, FAMILY)
        return replace(plain, bound=plan.bound, continuous=is_on_screen, family=family)


def report_of(
    work: Workspace, packages: list[Package], briefs: list[Document], print_sets: list[Path]
) -> BuildReport:
    """Everything that the build made, left alone or could not make."""
    prepared, folder, converter = work.prepared, work.folder, work.converter
    notes = [
        *(*prepared.notes, *converter.notes, *folder.notes.all),
        *(left_over_notes(folder.left_over()) if work.options.is_all else ()),
        *_notes_about_pdfs(work, packages),
    ]
    return BuildReport(
        packages=packages,
        briefs=briefs,
        print_sets=print_sets,
        notes=list(dict.fromkeys(notes)),
        problems=list(dict.fromkeys(work.problems)),
        converted=converter.converted,
        true_until=datetime.date.today() if converter.prints_today else None,
        written=list(dict.fromkeys(folder.disk.written)),
        inputs=prepared.files,
        passing_notes=folder.notes.passing,
    )


def _notes_about_pdfs(work: Workspace, packages: Iterable[Package]) -> Iterator[Note]:
    """Why there are none, or in which fonts they are printed."""
    options, engines = work.options, work.converter.engines
    if options.pdf != "none" and not engines:
        yield NO_ENGINE
    if engines and engines[0].substitutes_fonts:
        sections = work.prepared.sections.values()
        yield from substitution_notes(one.path for one in sections if not one.is_pdf)
    if options.section and engines and not work.problems and not all(p.pdf for p in packages):
        yield INCOMPLETE


def _bound_sections(package: FilledPackage) -> list[Section]:
    """The sections whose pages are in the combined PDF; the card has its own."""
    return [section for section in package.package.sections if section.name != CARD]
