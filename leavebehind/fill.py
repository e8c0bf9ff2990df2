"""A plan → Word documents in the packages folder, each filled once and laid where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from leavebehind import __version__
from leavebehind.context.contexts import (
    brief_context,
    interview_context,
    reader_context,
    without_documents,
)
from leavebehind.context.rows import Context, written_out
from leavebehind.errors import LeavebehindError, OutputError, TemplateError
from leavebehind.files import digest, digest_of, file_digest
from leavebehind.packages.decide import Decision, Target
from leavebehind.packages.ledger import Inputs
from leavebehind.plan_records import InterviewPlan, PackagePlan, Section
from leavebehind.prepare import Workspace
from leavebehind.report import Document, Progress
from leavebehind.template.isolation import fill_alone
from leavebehind.template.properties import DocumentProperties
from leavebehind.template_values import Fields, pictures_in, with_fields

DocumentResult = Document | LeavebehindError | None
"""What became of a document; None where the person deleted it."""
Fill = Callable[[str], bytes]
"""Gives the document that carries an identity."""


@dataclass
class FilledPackage:
    """A package whose documents lie in the folder; not yet bound."""

    plan: InterviewPlan
    package: PackagePlan
    """Without the sections that stay away because the person deleted them."""
    folder: Path
    documents: dict[str, Document] = field(default_factory=dict)
    """Section → its document, of those that this build was asked for."""
    paths: dict[str, Path] = field(default_factory=dict)
    """Section → its document, also of those that lie there from before."""
    waiting: Sequence[Section] = ()
    """The sections that print page numbers, and wait for them; until then those of before count."""
    is_complete: bool = True
    """Whether every document that belongs to it is there."""


@dataclass(frozen=True, eq=False)
class DocumentTask:
    """One document to be brought up to date; what fills it may be another process."""

    planned: Path
    section: Section
    context: Context
    """The names that the section's template uses."""
    properties: DocumentProperties
    filled: str = ""
    """A digest of the document, where its filters may give something else for the same values."""

    @property
    def values(self) -> Context | None:
        """What fills the template; None where it is used as it is."""
        return None if self.section.is_finished else self.context

    @property
    def unpaged(self) -> Context:
        """The names without page numbers, which are known when all documents are converted."""
        sections = [with_fields(one, page="", on_page="") for one in self._listed]
        return {**self.context, "sections": sections} if sections else self.context

    @cached_property
    def inputs(self) -> Inputs:
        """Digests of all that the document is made of."""
        unpaged = self.unpaged
        own = without_documents(unpaged)
        others = {name: value for name, value in unpaged.items() if value is not own.get(name)}
        pictures = [file_digest(one.path) for one in pictures_in([*own.values()])]
        template = file_digest(self.section.path)
        # An update of this library may fill the same template otherwise.
        made_of = (__version__, template, self.properties, sorted(own.items()), pictures)
        pages = [one["page"] for one in self._listed]
        return Inputs(
            digest_of(*made_of),
            digest_of(*pages) if any(pages) else "",
            digest_of(sorted(others.items()), self.filled) if others or self.filled else "",
        )

    @property
    def _listed(self) -> list[Fields]:
        sections: Any = self.context.get("sections") or ()
        return [one for one in sections if isinstance(one, Fields)]


def shared_context(work: Workspace, plan: InterviewPlan) -> Context:
    """The names that every section of the interview can use."""
    extra, language = work.options.additions.values, work.layout.language
    own = {name: written_out(value, language) for name, value in extra.items()}
    return {**own, **interview_context(work.prepared.search, plan)}


def document_properties(work: Workspace, plan: InterviewPlan, section: str) -> DocumentProperties:
    """What a document of the interview says of itself, but its identity."""
    search, language = work.prepared.search, work.layout.language
    return DocumentProperties(
        title=f"{language.section_title(section)} – {plan.interview.company}",
        author=search.candidate.name,
        language=language.code,
        paper=plan.paper,
        accent=plan.interview.accent or search.settings.accent,
    )


class Filler:
    """Brings the documents of a plan up to date."""

    def __init__(self, work: Workspace, executor: Executor | None = None) -> None:
        self.briefs: list[Document] = []
        self.results: dict[Path, Document] = {}
        """Where a document belongs → what became of it."""
        self._work = work
        self._search, self._plan = work.prepared.search, work.prepared.plan
        self._only = work.prepared.only
        self._layout, self._folder = work.layout, work.folder
        self._executor = executor
        self.package_count = sum(len(one.packages) for one in self._plan.interviews)
        self._done = 0
        self._total = sum(map(_count, self._plan.interviews))

    def packages(self) -> Iterator[FilledPackage]:
        """The packages in turn, each interview's documents brought up to date at its turn."""
        for interview in self._plan.interviews:
            yield from self._fill_interview(interview)

    def fill_contents(self, package: FilledPackage, pages: Mapping[str, int]) -> list[Path]:
        """Fills what prints page numbers (section → its first page); where the documents lie."""
        shared = shared_context(self._work, package.plan)
        results = self._bring_up_to_date(self._personal(package, shared, package.waiting, pages))
        self._add_documents(package, package.waiting, results)
        return [package.paths[s.name] for s in package.waiting if s.name in package.paths]

    def _fill_interview(self, plan: InterviewPlan) -> list[FilledPackage]:
        context, place = shared_context(self._work, plan), self._layout.interview(plan)
        missing = self._missing(place, plan.shared)
        away = self._away([self._task(plan, one, place, context) for one in missing])
        wanted = [section for section in plan.shared if self._wants(section)]
        shared = self._bring_up_to_date([self._task(plan, s, place, context) for s in wanted])
        packages = [self._fill_package(plan, one, context, away, shared) for one in plan.packages]
        if plan.brief and self._wants(plan.brief):
            folders = [package.folder.name for package in packages]
            there = replace(plan, packages=tuple(package.package for package in packages))
            context = brief_context(context, self._search, there, folders)
            results = self._bring_up_to_date([self._task(plan, plan.brief, place, context)])
            self.briefs += [one for one in results.values() if isinstance(one, Document)]
        return packages

    def _fill_package(
        self,
        plan: InterviewPlan,
        planned: PackagePlan,
        context: Context,
        absent: Iterable[Section],
        shared: Mapping[Section, DocumentResult],
    ) -> FilledPackage:
        """The package, its own documents filled; `absent` are sections of the whole panel."""
        place = self._layout.reader(plan, planned.interviewer)
        package = FilledPackage(plan, planned, place)
        personal = [section for section in planned.sections if section.personal]
        away = [one for one in absent if not self._folder.own_copy(*self._planned(place, one))]
        if missing := self._missing(place, personal):
            away += self._away(self._personal(package, context, missing))
        there = tuple(section for section in planned.sections if section not in away)
        package.package = replace(planned, sections=there)
        wanted = [section for section in personal if self._wants(section)]
        if self._work.converter.engines:
            package.waiting = [s for s in wanted if s.prints_page_numbers and s in there]
        ready = [section for section in wanted if section not in package.waiting]
        results = self._bring_up_to_date(self._personal(package, context, ready))
        self._add_documents(package, there, {**shared, **results})
        return package

    def _missing(self, place: Path, sections: Iterable[Section]) -> list[Section]:
        """The sections whose document is not where it was."""
        known = [(one, self._folder.recorded(*self._planned(place, one))) for one in sections]
        return [s for s, one in known if one and not (self._folder.path / one.path).exists()]

    def _away(self, tasks: Iterable[DocumentTask]) -> list[Section]:
        """The sections whose document was deleted, or saved as what no package can hold."""
        decisions = [(task.section, self._decide(task)) for task in tasks]
        return [s for s, d in decisions if isinstance(d, Decision) and d.action == "stay away"]

    def _planned(self, place: Path, section: Section) -> tuple[Path, str]:
        return place / self._layout.file(section), section.name

    def _personal(
        self,
        package: FilledPackage,
        shared: Context,
        sections: Iterable[Section],
        pages: Mapping[str, int] | None = None,
    ) -> list[DocumentTask]:
        context = reader_context(shared, self._search, package.package, pages)
        return [self._task(package.plan, one, package.folder, context) for one in sections]

    def _task(
        self, plan: InterviewPlan, section: Section, place: Path, context: Context
    ) -> DocumentTask:
        properties = document_properties(self._work, plan, section.name)
        used = {name: value for name, value in context.items() if name in section.variables}
        task = DocumentTask(place / self._layout.file(section), section, used, properties)
        return replace(task, filled=self._filled_by_functions(task)) if section.filters else task

    def _filled_by_functions(self, task: DocumentTask) -> str:
        """A digest of the document: what functions give shows nowhere else."""
        with suppress(TemplateError):
            return digest(self._fill(replace(task, context=task.unpaged), ""))
        return ""

    def _bring_up_to_date(self, tasks: Sequence[DocumentTask]) -> dict[Section, DocumentResult]:
        """What became of each document, filled anew where its inputs have changed."""
        # All are decided before any is filled, so that an executor gets them at once.
        decisions = [(task, self._decide(task)) for task in tasks]
        filling = [(*each, self._filling(*each)) for each in decisions]
        results: dict[Section, DocumentResult] = {}
        for task, decision, fill in filling:
            results[task.section] = self._apply(task, decision, fill)
            self._done += 1
            total = max(self._total, self._done)
            self._work.on_progress(Progress("filling", self._done, total, document=task.planned))
        return results

    def _decide(self, task: DocumentTask) -> Decision | LeavebehindError:
        if task.section.problems:
            return TemplateError(task.section.problems)
        name = task.section.name
        force = self._work.options.force and self._wants(task.section)
        target = Target(task.planned, name, task.inputs, asked=self._only == name, force=force)
        try:
            if task.section.prints_page_numbers and not task.inputs.pages:
                # Where no pages are known, those that the document printed before stay.
                recorded = self._folder.recorded(task.planned, name)
                before = recorded.newest if recorded else None
                if before and replace(before, pages="") == task.inputs:
                    unpaged = self._folder.look(replace(target, inputs=before))
                    if not unpaged.needs_filling:
                        return unpaged
            return self._folder.look(target)
        except OutputError as error:
            return error

    def _filling(self, task: DocumentTask, decision: Decision | LeavebehindError) -> Fill:
        """What gives the document; where it is needed, an executor has begun it."""
        # Functions may be unable to travel to another process.
        executor = None if task.section.filters else self._executor
        if not executor or isinstance(decision, LeavebehindError) or not decision.needs_filling:
            return partial(self._fill, task)
        properties = replace(task.properties, identity=decision.recorded.identity)
        filled = executor.submit(fill_alone, task.section.path, task.values, properties)
        return lambda _identity: filled.result()

    def _apply(
        self, task: DocumentTask, decision: Decision | LeavebehindError, fill: Fill
    ) -> DocumentResult:
        try:
            if isinstance(decision, LeavebehindError):
                raise decision
            document = self._folder.apply(decision, fill)
        except (TemplateError, OutputError) as error:
            self._work.problems.extend(error.problems_with(self._folder.relative(task.planned)))
            return error
        if document:
            self.results[task.planned] = document
        return self.results.get(task.planned)

    def _fill(self, task: DocumentTask, identity: str) -> bytes:
        properties = replace(task.properties, identity=identity)
        return self._work.templates.fill(task.section.path, task.values, properties)

    def _add_documents(
        self,
        package: FilledPackage,
        sections: Iterable[Section],
        results: Mapping[Section, DocumentResult],
    ) -> None:
        """Adds every one of the sections that was filled, or that lies there from before."""
        for section in sections:
            document = self._own_copy(package, section) or results.get(section)
            if isinstance(document, Document):
                self._add_document(package, section, document)
            elif isinstance(document, LeavebehindError):
                package.is_complete = False
            elif section not in results:
                self._add_existing(package, section)

    def _add_document(self, package: FilledPackage, section: Section, document: Document) -> None:
        package.paths[section.name] = document.path
        before = package.documents.get(section.name)
        # What this build made stays so, though it is filled once more.
        if self._wants(section) and not (before and before.outcome in ("created", "updated")):
            package.documents[section.name] = document

    def _add_existing(self, package: FilledPackage, section: Section) -> None:
        place = package.folder if section.personal else self._layout.interview(package.plan)
        path = self._folder.path_of(place / self._layout.file(section), section.name)
        if path.exists():
            package.paths[section.name] = path
        elif section not in package.waiting:
            package.is_complete = False

    def _own_copy(self, package: FilledPackage, section: Section) -> Document | None:
        """A shared section becomes personal when the person copies it into the reader's folder."""
        planned = package.folder / self._layout.file(section)
        found = None if section.personal else self._folder.own_copy(planned, section.name)
        if found is None:
            return None
        self.results[planned] = Document(section.name, found, "kept")
        return self.results[planned]

    def _wants(self, section: Section) -> bool:
        return self._only is None or self._only == section.name


def _count(plan: InterviewPlan) -> int:
    personal = [s for package in plan.packages for s in package.sections if s.personal]
    return len(plan.shared) + len(personal) + bool(plan.brief)
