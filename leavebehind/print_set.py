"""What is printed for an interview: the print set, a PDF named for each reader, the brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from leavebehind.bind.binder import Binding, BoundSection, bind, count_pages
from leavebehind.bind.print_set import PrintPart, bind_print_set
from leavebehind.context.contexts import ticket_context
from leavebehind.errors import LeavebehindError, Problem, ProblemsError
from leavebehind.files import digest_of, file_digest
from leavebehind.fill import Filler
from leavebehind.layout import Layout
from leavebehind.package_plan import BRIEF, CARD, TICKET, InterviewPlan
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import BRIEF_PDF, PRINT_SET, DocumentKey
from leavebehind.packages.pdfs import FolderPdfs
from leavebehind.pdf.converter import Converter
from leavebehind.prepare import Prepared
from leavebehind.report import Package


@dataclass(frozen=True)
class _Set:
    """An interview's packages that have pages, and where their PDFs lie or will lie."""

    plan: InterviewPlan
    pdfs: Sequence[Path]
    """One for each package of the plan."""
    for_readers: Sequence[Path]
    """Where the copy of each lies that says for whom it is."""
    path: Path
    """Where all of it lies as one PDF, behind the ticket."""

    @property
    def ticket(self) -> Path:
        """What the converter knows the ticket by, which lies nowhere."""
        return self.path.with_suffix(".docx")

    @property
    def is_ready(self) -> bool:
        return bool(self.pdfs) and all(pdf.is_file() for pdf in self.pdfs)


@dataclass(frozen=True)
class PrintedPdf:
    """One PDF of what is printed; `reader` is "" where it is the whole panel's."""

    plan: InterviewPlan
    reader: str
    path: Path
    is_stale: bool
    """Whether it is not made of what now lies there."""


@dataclass
class PrintSets:
    """Makes what is printed, once the packages' PDFs lie there; gathers what could not be made."""

    prepared: Prepared
    layout: Layout
    folder: Folder
    converter: Converter
    filler: Filler
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pdfs = FolderPdfs(self.folder)

    def make(self, packages: Sequence[Package]) -> list[Path]:
        """The print sets of the interviews that were built, where all their packages have a PDF.

        Also of a build of a part of them: the others' PDFs are taken as they lie there. What was
        printed for an interview or a reader that the workbook leaves out now is removed, unless
        somebody has altered it.
        """
        if self.folder.is_dry_run:
            return []
        self._remove_unwanted()
        if not self.converter.engines:
            return []
        plans = self._built()
        failed = {one.interview.key for one in packages if not one.pdf and _has_pages(one)}
        made = (self._set(plan) for plan in plans if plan.interview.key not in failed)
        sets = [one for one in made if one.is_ready]
        ticketed = list(filter(self._submit_ticket, sets))
        briefs = [(brief, plan) for plan in plans if (brief := self._brief(plan))]
        # All are submitted before any is waited for, so that the engines convert them together.
        for brief, _ in briefs:
            self.converter.submit(brief)
        for brief, plan in briefs:
            self._put(brief, partial(self._put_brief, brief, plan))
        for printed in sets:
            self._put(printed.path, partial(self._put_copies, printed))
        for printed in ticketed:
            self._put(printed.path, partial(self._put_set, printed))
        return [one.path for one in ticketed if one.path.is_file()]

    def states(self, is_stale: Mapping[Path, bool]) -> Iterator[PrintedPdf]:
        """What is printed, where PDFs are made here; `is_stale` tells of the packages' PDFs."""
        for plan in self.prepared.plan.interviews if self.converter.engines else ():
            printed = self._set(plan)
            yield from self._states_of_copies(printed, is_stale)
            if printed.pdfs and _is_printed(plan):
                is_other = any(is_stale.get(pdf, True) for pdf in printed.pdfs)
                is_other = is_other or not self._is_current_set(printed)
                yield PrintedPdf(plan, "", printed.path, is_other)
            if brief := self._brief(plan):
                target, digest = brief.with_suffix(".pdf"), partial(self._brief_digest, plan)
                is_current = self._is_current(brief, target, BRIEF_PDF, digest)
                yield PrintedPdf(plan, "", target, not is_current)

    def _states_of_copies(
        self, printed: _Set, is_stale: Mapping[Path, bool]
    ) -> Iterator[PrintedPdf]:
        copies = zip(printed.plan.packages, printed.pdfs, printed.for_readers, strict=True)
        for package, pdf, path in copies:
            sources = self._pdfs.sources(path, self._copy_section(pdf))
            is_other = is_stale.get(pdf, True) or sources != file_digest(pdf)
            yield PrintedPdf(printed.plan, package.interviewer.name, path, is_other)

    def _built(self) -> list[InterviewPlan]:
        """The interviews of which something was built, each with all its packages."""
        built = {plan.interview.key for plan in self.prepared.plan.interviews}
        return [one for one in self.prepared.whole_plan.interviews if one.interview.key in built]

    def _set(self, plan: InterviewPlan) -> _Set:
        packages = tuple(one for one in plan.packages if any(s.name != CARD for s in one.sections))
        plan, place = replace(plan, packages=packages), self.layout.interview(plan)
        name = self.layout.combined_pdf(plan)
        return _Set(
            plan,
            [self.layout.reader(plan, one.interviewer) / name for one in packages],
            [place / one for one in self.layout.for_readers(plan)],
            place / self.layout.print_set(),
        )

    def _brief(self, plan: InterviewPlan) -> Path | None:
        if plan.brief is None:
            return None
        planned = self.layout.interview(plan) / self.layout.file(plan.brief)
        path = self.folder.path_of(planned, plan.brief.name)
        return path if path.is_file() else None

    def _remove_unwanted(self) -> None:
        wanted = set(self._wanted())
        for key, _ in list(self.folder.ledger.items()):
            if _is_printed_apart(key) and key not in wanted:
                self._pdfs.remove(key)

    def _wanted(self) -> Iterator[DocumentKey]:
        for plan in self.prepared.whole_plan.interviews:
            printed = self._set(plan)
            for pdf, path in zip(printed.pdfs, printed.for_readers, strict=True):
                yield self.folder.key(path, self._copy_section(pdf))
            if printed.pdfs and _is_printed(plan):
                yield self.folder.key(printed.path, PRINT_SET)
            if brief := self._brief(plan):
                yield self.folder.key(brief.with_suffix(".pdf"), BRIEF_PDF)

    def _submit_ticket(self, printed: _Set) -> bool:
        """Fills the ticket, which is no document of its own, and has it converted, if it can."""
        plan, template = printed.plan, self.prepared.sections[TICKET].path
        if not _is_printed(plan):
            return False
        properties = self.filler.properties(plan, TICKET)
        try:
            pages = list(map(count_pages, printed.pdfs))
            shared = self.filler.context(plan)
            context = ticket_context(shared, self.prepared.search, plan, pages)
            filled = self.filler.templates.fill(template, context, properties)
        except ProblemsError as error:
            self.problems += error.problems
            return False
        self.converter.submit_filled(printed.ticket, filled)
        return True

    def _put(self, target: Path, put: partial[None]) -> None:
        try:
            put()
        except LeavebehindError as error:
            self.problems += error.problems_with(self.folder.relative(target))

    def _put_brief(self, brief: Path, plan: InterviewPlan) -> None:
        made = self.converter.conversion(brief)
        title = self.layout.language.section_title(BRIEF)
        make = partial(bind, [BoundSection(title, made.pdf)], self._binding(plan, title))
        sources = self._brief_digest(plan, made.digest)
        self._pdfs.put(brief.with_suffix(".pdf"), BRIEF_PDF, sources, [made.engine], make)

    def _put_copies(self, printed: _Set) -> None:
        for pdf, path in zip(printed.pdfs, printed.for_readers, strict=True):
            self._pdfs.put(path, self._copy_section(pdf), file_digest(pdf), (), pdf.read_bytes)

    def _put_set(self, printed: _Set) -> None:
        ticket = self.converter.conversion(printed.ticket)
        title = self.layout.language.section_title(TICKET)
        parts = [PrintPart(ticket.pdf, (title,)), *self._parts(printed)]
        make = partial(bind_print_set, parts, self._set_binding(printed))
        sources = self._set_digest(printed, ticket.digest)
        self._pdfs.put(printed.path, PRINT_SET, sources, [ticket.engine], make)

    def _copy_section(self, pdf: Path) -> str:
        """The section under which the ledger knows a package's PDF that is named by its reader."""
        return f"for {self.folder.key(pdf, PRINT_SET).owner}.pdf"

    def _brief_digest(self, plan: InterviewPlan, brief: str) -> str:
        return digest_of(brief, self._binding(plan, self.layout.language.section_title(BRIEF)))

    def _set_digest(self, printed: _Set, ticket: str) -> str:
        parts = ((file_digest(one.pdf), one.bookmarks) for one in self._parts(printed))
        return digest_of([ticket, *parts], self._set_binding(printed))

    def _is_current_set(self, printed: _Set) -> bool:
        digest = partial(self._set_digest, printed)
        is_filled = self._submit_ticket(printed)
        return is_filled and self._is_current(printed.ticket, printed.path, PRINT_SET, digest)

    def _is_current(
        self, document: Path, target: Path, section: str, digest: Callable[[str], str]
    ) -> bool:
        """Whether the PDF is made of the document as it is now, by whichever engine."""
        names = [(), *((engine.name,) for engine in self.converter.engines)]
        known = {digest(self.converter.print_digest(document, one)) for one in names}
        return self._pdfs.sources(target, section) in known

    def _parts(self, printed: _Set) -> Iterator[PrintPart]:
        for pdf, package in zip(printed.pdfs, printed.plan.packages, strict=True):
            reader, copies = package.interviewer.name, package.interviewer.copies
            numbered = (f"{reader} ({number}/{copies})" for number in range(1, copies + 1))
            yield PrintPart(pdf, (reader,) if copies == 1 else tuple(numbered))

    def _set_binding(self, printed: _Set) -> Binding:
        company = printed.plan.interview.company
        return self._binding(printed.plan, f"{self.layout.language.word('Print set')} – {company}")

    def _binding(self, plan: InterviewPlan, title: str) -> Binding:
        language, author = self.layout.language.code, self.layout.candidate
        return Binding(title, author, language, plan.paper, bound=False)


def _has_pages(package: Package) -> bool:
    return any(document.section != CARD for document in package.documents)


def _is_printed(plan: InterviewPlan) -> bool:
    return plan.interview.format != "screen"


def _is_printed_apart(key: DocumentKey) -> bool:
    return key.section in (PRINT_SET, BRIEF_PDF) or key.section.startswith("for ")
