"""What is printed for an interview: the print set, a PDF named for each reader, the brief."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from leavebehind.bind.binder import Binding, BoundSection, bind, count_pages
from leavebehind.bind.print_set import PrintPart, bind_print_set
from leavebehind.context.contexts import interview_context, ticket_context
from leavebehind.errors import (
    DocumentProblem,
    EngineError,
    OutputError,
    Problem,
    ProblemsError,
)
from leavebehind.files import file_digest
from leavebehind.layout import Layout
from leavebehind.package_plan import CARD, TICKET, InterviewPlan
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import BRIEF_PDF, PRINT_SET
from leavebehind.packages.pdfs import FolderPdfs
from leavebehind.pdf.converter import Converter
from leavebehind.prepare import Prepared
from leavebehind.report import Package
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.properties import DocumentProperties


@dataclass(frozen=True)
class _Set:
    """An interview's packages and their PDFs, which lie there."""

    plan: InterviewPlan
    pdfs: Sequence[Path]
    """One for each package of the plan."""
    ticket: Path
    """What the converter knows the ticket by, and where the set will lie."""


@dataclass
class PrintSets:
    """Makes what is printed, once the packages' PDFs lie there; gathers what could not be made."""

    prepared: Prepared
    layout: Layout
    folder: Folder
    converter: Converter
    templates: TemplateRunner
    problems: list[Problem] = field(default_factory=list)

    def make(self, packages: Sequence[Package]) -> list[Path]:
        """The print sets of the interviews that were built, where all their packages have a PDF.

        Also of a build of a part of them: the others' PDFs are taken as they lie there.
        """
        if not self.converter.engines or self.folder.is_dry_run:
            return []
        built = {plan.interview.key for plan in self.prepared.plan.interviews}
        failed = {one.interview.key for one in packages if not one.pdf and _has_pages(one)}
        plans = [one for one in self.prepared.whole_plan.interviews if one.interview.key in built]
        briefs = list(filter(None, map(self._brief, plans)))
        sets = [
            ready
            for plan in plans
            if plan.interview.key not in failed and (ready := self._ready(plan))
        ]
        for printed in sets:
            self._submit_ticket(printed)
        for brief in briefs:
            self.converter.submit(brief)
        for brief in briefs:
            self._put(brief, partial(self._put_brief, brief))
        for printed in sets:
            self._put(printed.ticket, partial(self._put_set, printed))
        return [one.ticket for one in sets if one.ticket.is_file() and _is_printed(one.plan)]

    def _ready(self, plan: InterviewPlan) -> _Set | None:
        """The packages with their PDFs; None where one has none, or there is none at all."""
        packages = tuple(one for one in plan.packages if any(s.name != CARD for s in one.sections))
        name = self.layout.combined_pdf(plan)
        pdfs = [self.layout.reader(plan, one.interviewer) / name for one in packages]
        if not pdfs or not all(pdf.is_file() for pdf in pdfs):
            return None
        shown = self.layout.interview(plan) / self.layout.print_set()
        return _Set(replace(plan, packages=packages), pdfs, shown)

    def _brief(self, plan: InterviewPlan) -> Path | None:
        if plan.brief is None:
            return None
        planned = self.layout.interview(plan) / self.layout.file(plan.brief)
        path = self.folder.path_of(planned, plan.brief.name)
        return path if path.is_file() else None

    def _submit_ticket(self, printed: _Set) -> None:
        """Fills the ticket, which is no document of its own, and has it converted."""
        plan, path = printed.plan, self.prepared.ticket
        if path is None or not _is_printed(plan):
            return
        search, language = self.prepared.search, self.layout.language
        shared = interview_context(search, plan)
        context = ticket_context(shared, search, plan, list(map(count_pages, printed.pdfs)))
        properties = DocumentProperties(
            title=f"{language.section_title(TICKET)} – {plan.interview.company}",
            author=search.candidate.name,
            language=language.code,
            paper=plan.paper,
            accent=plan.interview.accent or search.settings.accent,
        )
        try:
            self.converter.submit_filled(
                printed.ticket, self.templates.fill(path, context, properties)
            )
        except ProblemsError as error:
            self.problems += error.problems

    def _put(self, target: Path, put: partial[None]) -> None:
        try:
            put()
        except ProblemsError as error:
            self.problems += error.problems
        except (OutputError, EngineError) as error:
            place = self.folder.relative(target)
            self.problems.append(DocumentProblem(place, "", 0, "", str(error)))

    def _put_brief(self, brief: Path) -> None:
        made = self.converter.conversion(brief)
        title = self.layout.language.section_title("interview_brief")
        plan = next(one for one in self.prepared.whole_plan.interviews if self._brief(one) == brief)
        binding = self._binding(plan, title)
        bound = [BoundSection(title, made.pdf)]
        engines = tuple(filter(None, [made.engine]))
        target, sources = brief.with_suffix(".pdf"), _digest(made.digest, binding)
        pdfs = FolderPdfs(self.folder)
        pdfs.put(target, BRIEF_PDF, sources, engines, partial(bind, bound, binding))

    def _put_set(self, printed: _Set) -> None:
        """The copies named by reader, then the set itself where it is for print."""
        pdfs, place = FolderPdfs(self.folder), printed.ticket.parent
        for pdf, name in zip(printed.pdfs, self.layout.for_readers(printed.plan), strict=True):
            owner = self.folder.key(pdf, PRINT_SET).owner
            pdfs.put(place / name, f"for {owner}.pdf", file_digest(pdf), (), pdf.read_bytes)
        if not _is_printed(printed.plan):
            return
        ticket = self.converter.conversion(printed.ticket)
        title = f"{self.layout.language.word('Print set')} – {printed.plan.interview.company}"
        binding = self._binding(printed.plan, title)
        parts = [
            PrintPart(ticket.pdf, (self.layout.language.section_title(TICKET),)),
            *self._parts(printed),
        ]
        made_of = [ticket.digest, *((file_digest(one.pdf), one.bookmarks) for one in parts[1:])]
        engines = tuple(filter(None, [ticket.engine]))
        make = partial(bind_print_set, parts, binding)
        pdfs.put(printed.ticket, PRINT_SET, _digest(made_of, binding), engines, make)

    def _parts(self, printed: _Set) -> Iterator[PrintPart]:
        for pdf, package in zip(printed.pdfs, printed.plan.packages, strict=True):
            reader, copies = package.interviewer.name, package.interviewer.copies
            numbered = (f"{reader} ({number}/{copies})" for number in range(1, copies + 1))
            yield PrintPart(pdf, (reader,) if copies == 1 else tuple(numbered))

    def _binding(self, plan: InterviewPlan, title: str) -> Binding:
        language, author = self.layout.language.code, self.layout.candidate
        return Binding(title, author, language, plan.paper, bound=False)


def _has_pages(package: Package) -> bool:
    return any(document.section != CARD for document in package.documents)


def _is_printed(plan: InterviewPlan) -> bool:
    return plan.interview.format != "screen"


def _digest(*made_of: object) -> str:
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()
