"""What is printed for an interview: the print set, a PDF named for each reader, the brief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from leavebehind.bind.binder import BoundSection, PrintPart, bind_print_set, count_pages
from leavebehind.context.contexts import ticket_context
from leavebehind.errors import ProblemsError
from leavebehind.files import digest_of, file_digest
from leavebehind.fill import document_properties, shared_context
from leavebehind.package_pdfs import WantedPdf, binding_of, bound_pdf, is_current, put_pdf
from leavebehind.packages.ledger import BRIEF_PDF, CARD_PDF, PRINT_SET
from leavebehind.packages.pdfs import FolderPdfs
from leavebehind.plan_records import BRIEF, CARD, TICKET, InterviewPlan, PackagePlan, Section
from leavebehind.prepare import Workspace
from leavebehind.report import Package

_FOR = "for "
"""How the ledger's name for a reader's copy begins."""


class PrintedPdf(NamedTuple):
    """A PDF that is printed beside the packages' own."""

    plan: InterviewPlan
    interviewer: str
    """"" where it is for the whole panel."""
    path: Path
    is_stale: bool
    """Whether it is not made of what lies there now."""


@dataclass(frozen=True)
class PrintSets:
    """Makes what is printed, once the packages' PDFs lie there."""

    work: Workspace

    def make(self, packages: Iterable[Package]) -> list[Path]:
        """The print sets of the interviews that were built, where all their packages have a PDF.

        Also of a build of a part of them: the others' PDFs are taken as they lie there. What was
        printed for an interview or a reader that the workbook leaves out now is removed, unless
        somebody has altered it.
        """
        if self.work.options.dry_run or not self.work.options.is_kept:
            return []
        prepared = self.work.prepared
        every = list(map(self._with_pages, prepared.whole_plan.interviews))
        self._remove_unwanted(every)
        if not self.work.converter.engines:
            return []
        failed = {
            package.interview.key
            for package in packages
            if not package.pdf and any(one.section != CARD for one in package.documents)
        }
        apart: list[WantedPdf] = []
        sets: list[WantedPdf] = []
        built = {plan.interview.key for plan in prepared.plan.interviews}
        for plan in (one for one in every if one.interview.key in built):
            apart += self._brief(plan)
            pdfs = self._pdfs(plan)
            if plan.interview.key not in failed and all(pdf.is_file() for pdf in pdfs):
                apart += self._copies(plan)
                sets += [one for one in self._set(plan) if self._submit_ticket(plan, one)]
        # All are submitted before any is waited for, so that the engines convert them together.
        for document in (document for one in apart for document in one.documents):
            self.work.converter.submit(document)
        for one in (*apart, *sets):
            put_pdf(self.work, one)
        return [one.target for one in sets if one.target.is_file()]

    def states(self, is_stale: Mapping[Path, bool]) -> Iterator[PrintedPdf]:
        """What is printed, where PDFs are made here; `is_stale` tells of the packages' PDFs."""
        engines = self.work.converter.engines
        for plan in map(self._with_pages, self.work.prepared.plan.interviews if engines else ()):
            stale = [is_stale.get(pdf, True) for pdf in self._pdfs(plan)]
            for package, copy, is_old in zip(plan.packages, self._copies(plan), stale, strict=True):
                is_old = is_old or not is_current(self.work, copy)
                yield PrintedPdf(plan, package.interviewer.name, copy.target, is_old)
            for one in self._set(plan):
                is_new = not any(stale) and self._submit_ticket(plan, one)
                yield PrintedPdf(plan, "", one.target, not (is_new and is_current(self.work, one)))
            for one in self._brief(plan):
                yield PrintedPdf(plan, "", one.target, not is_current(self.work, one))

    def _remove_unwanted(self, plans: Iterable[InterviewPlan]) -> None:
        """Removes what is printed for none of the plans, unless somebody has altered it."""
        folder = self.work.folder
        wanted = {
            folder.key(one.target, one.section)
            for plan in plans
            for one in (*self._copies(plan), *self._set(plan), *self._brief(plan))
        }
        for key, recorded in list(folder.ledger.items()):
            is_apart = key.section in (PRINT_SET, BRIEF_PDF) or key.section.startswith(_FOR)
            cards = (folder.path / recorded.path).with_suffix(".docx")
            is_without_cards = key.section == CARD_PDF and not cards.exists()
            if is_without_cards or (is_apart and key not in wanted):
                FolderPdfs(folder).remove(key)

    def _pdfs(self, plan: InterviewPlan) -> list[Path]:
        """The packages' PDFs, in order."""
        readers = (package.interviewer for package in plan.packages)
        return [self.work.layout.combined_pdf(plan, reader) for reader in readers]

    def _copies(self, plan: InterviewPlan) -> list[WantedPdf]:
        """Of each package's PDF, the copy that says for whom it is."""
        targets = self.work.layout.for_readers(plan)
        return [self._copy(*pair) for pair in zip(self._pdfs(plan), targets, strict=True)]

    def _copy(self, pdf: Path, target: Path) -> WantedPdf:
        section = f"{_FOR}{self.work.folder.key(pdf, PRINT_SET).owner}.pdf"
        return WantedPdf(
            target, section, (), lambda _: file_digest(pdf), lambda _: pdf.read_bytes()
        )

    def _brief(self, plan: InterviewPlan) -> Iterator[WantedPdf]:
        """The brief's PDF, where there is a brief; it lies beside it."""
        if plan.brief:
            planned = self.work.layout.interview(plan) / self.work.layout.file(plan.brief)
            path = self.work.folder.path_of(planned, plan.brief.name)
            if path.is_file():
                title = self.work.layout.language.section_title(BRIEF)
                binding = binding_of(self.work.layout, plan, title)
                parts = [BoundSection(title, path)]
                yield bound_pdf(path.with_suffix(".pdf"), BRIEF_PDF, parts, binding)

    def _set(self, plan: InterviewPlan) -> Iterator[WantedPdf]:
        """The packages as one PDF behind the ticket, where they are printed."""
        if not plan.packages or plan.interview.format == "screen":
            return
        layout, language = self.work.layout, self.work.layout.language
        target = layout.print_set(plan)
        title = f"{language.word('Print set')} – {plan.interview.company}"
        binding = binding_of(layout, plan, title)
        parts = list(self._parts(plan))

        def digest(tickets: Sequence[str]) -> str:
            made_of = ((file_digest(part.pdf), part.bookmarks) for part in parts)
            return digest_of([*tickets, *made_of], binding)

        def make(tickets: Sequence[Path]) -> bytes:
            ticket = PrintPart(tickets[0], (language.section_title(TICKET),))
            return bind_print_set([ticket, *parts], binding)

        # There is no file of the ticket; the converter knows it by this name.
        yield WantedPdf(target, PRINT_SET, [target.with_suffix(".docx")], digest, make)

    def _parts(self, plan: InterviewPlan) -> Iterator[PrintPart]:
        for pdf, package in zip(self._pdfs(plan), plan.packages, strict=True):
            reader, copies = package.interviewer.name, package.interviewer.copies
            numbered = (f"{reader} ({number}/{copies})" for number in range(1, copies + 1))
            yield PrintPart(pdf, (reader,) if copies == 1 else tuple(numbered))

    def _with_pages(self, plan: InterviewPlan) -> InterviewPlan:
        """The plan without documents that stay away, and without packages that have no page."""
        there = [self._there(plan, package) for package in plan.packages]
        if not any(there):
            # Nothing is made yet.
            there = [package.sections for package in plan.packages]
        packages = (
            replace(package, sections=sections)
            for package, sections in zip(plan.packages, there, strict=True)
            # A card has no page to be printed with others.
            if any(section.name != CARD for section in sections)
        )
        return replace(plan, packages=tuple(packages))

    def _there(self, plan: InterviewPlan, package: PackagePlan) -> tuple[Section, ...]:
        """The sections whose document lies in the folder, the reader's own or the panel's."""
        layout, sections = self.work.layout, package.sections
        places = (layout.reader(plan, package.interviewer), layout.interview(plan))
        found = (layout.documents(self.work.folder, place, sections) for place in places)
        pairs = zip(sections, *found, strict=True)
        return tuple(one for one, *paths in pairs if any(map(Path.is_file, paths)))

    def _submit_ticket(self, plan: InterviewPlan, wanted: WantedPdf) -> bool:
        """Fills the ticket of the set, and has it converted; false where it can't be filled."""
        prepared = self.work.prepared
        try:
            pages = list(map(count_pages, self._pdfs(plan)))
            shared = shared_context(self.work, plan)
            context = ticket_context(shared, prepared.search, plan, pages)
            properties = document_properties(self.work, plan, TICKET)
            template = prepared.sections[TICKET].path
            filled = self.work.templates.fill(template, context, properties)
        except ProblemsError as error:
            self.work.problems.extend(error.problems)
            return False
        for ticket in wanted.documents:
            self.work.converter.submit_filled(ticket, filled)
        return True
