"""A plan → Word documents in the packages folder, each filled once and laid where it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path

from leavebehind import __version__
from leavebehind.context import Context, brief_context, interview_context, reader_context
from leavebehind.errors import (
    DocumentProblem,
    LeavebehindError,
    OutputError,
    Problem,
    TemplateError,
)
from leavebehind.layout import Layout
from leavebehind.names import snake_case
from leavebehind.package_plan import InterviewPlan, PackagePlan, Plan, Section
from leavebehind.packages.folder import Packages
from leavebehind.records import Search
from leavebehind.report import Document, OnProgress, Progress
from leavebehind.template import isolation
from leavebehind.template.properties import DocumentProperties
from leavebehind.template_values import Fields, Picture
from leavebehind.worker import WorkerPool


@dataclass
class Draft:
    """A package on its way: where its documents lie, and what became of them."""

    plan: InterviewPlan
    package: PackagePlan
    shared: Context
    """What the templates of the whole interview speak of."""
    folder: Path
    pdf: Path
    paths: dict[str, Path] = field(default_factory=dict)
    """Section → its document, in the order of the package."""
    documents: list[Document] = field(default_factory=list)
    complete: bool = True
    """Whether every document that belongs to it is there."""

    def enter(self, document: Document, *, told: bool = True) -> None:
        """Take the document into the package; where `told`, the report has it too.

        What this run made stays so, though it is filled once more.
        """
        self.paths[document.section] = document.path
        order = [section.name for section in self.package.sections]
        known = {one.section: one for one in self.documents}
        before = known.get(document.section)
        if told and not (before and before.outcome in ("created", "updated")):
            known[document.section] = document
        self.documents = sorted(known.values(), key=lambda one: order.index(one.section))


@dataclass(frozen=True, eq=False)
class _Task:
    """One document to fill; what fills it may be another process."""

    section: Section
    path: Path
    context: Context
    """The names that the section's template speaks of."""
    properties: DocumentProperties

    @cached_property
    def inputs(self) -> str:
        """A digest of all that the document is made of; behind a point, that of the pages."""
        values = [(name, self.context[name]) for name in sorted(self.context) if name != "sections"]
        pictures = [digest_of(picture.path) for _, value in values for picture in _pictures(value)]
        contents = [one for one in _listed(self.context.get("sections")) if isinstance(one, Fields)]
        titles, pages = [one["title"] for one in contents], [one["page"] for one in contents]
        made_of = (
            __version__,
            digest_of(self.section.path),
            self.properties,
            values,
            titles,
            pictures,
        )
        return f"{_digest(made_of)}.{_digest(pages)}" if any(pages) else _digest(made_of)


class Filling:
    """Fills the documents of a plan and gathers what could not be filled."""

    def __init__(
        self,
        search: Search,
        packages: Packages,
        only: str | None,
        on_progress: OnProgress | None,
        executor: Executor | None,
        *,
        contents_later: bool,
        workers: WorkerPool,
    ) -> None:
        """`only`: the one section that is wanted. `contents_later`: the contents wait for
        `fill_contents`, which knows the pages."""
        self.layout = Layout(search, packages.folder)
        self.candidate = search.candidate.name
        self.briefs: list[Document] = []
        self.laid: dict[Path, Document] = {}
        """Where a document belongs → what became of it."""
        self.problems: list[Problem] = []
        self._search = search
        self._packages = packages
        self._only = only and snake_case(only)
        self._contents_later = contents_later
        self._on_progress = on_progress
        self._map = executor.map if executor else map
        # Other processes can't use the pool of this one: they start a worker for each document.
        self._fill = _filled if executor else partial(_filled, workers=workers)
        self._done = 0
        self._total = 0

    def fill(self, plan: Plan) -> Iterator[Draft]:
        """The packages in turn, each interview's documents brought up to date at its turn."""
        self._total = sum(_count(interview) for interview in plan.interviews)
        for interview in plan.interviews:
            yield from self._fill_interview(interview)

    def waiting(self, draft: Draft) -> list[Section]:
        """The sections of the package that wait for the pages they tell."""
        return [section for section in draft.package.sections if self._waits(section)]

    def path(self, draft: Draft, section: Section) -> Path:
        """Where the section's document lies, or belongs."""
        return self._packages.path_of(self.planned(draft, section))

    def planned(self, draft: Draft, section: Section) -> Path:
        """Where the section's document belongs."""
        folder = draft.folder if section.personal else self.layout.interview(draft.plan)
        return folder / self.layout.file(section)

    def fill_contents(self, draft: Draft, pages: Mapping[str, int]) -> None:
        """Fill the sections that tell on which page the others begin (section → page)."""
        waiting = self.waiting(draft)
        self._enter_all(draft, self._lay(self._personal(draft, waiting, pages)))

    def _fill_interview(self, plan: InterviewPlan) -> list[Draft]:
        context = interview_context(self._search, plan)
        folder = self.layout.interview(plan)
        wanted = [section for section in plan.shared if self._wants(section)]
        shared = self._lay([self._task(plan, s, folder, context) for s in wanted])
        drafts = [self._draft(plan, package, context) for package in plan.packages]
        for draft in drafts:
            wanted = [s for s in draft.package.sections if s.personal and self._wants(s)]
            personal = [section for section in wanted if not self._waits(section)]
            self._enter_all(draft, shared | self._lay(self._personal(draft, personal)))
        if plan.brief and self._wants(plan.brief):
            names = [draft.folder.name for draft in drafts]
            private = brief_context(context, self._search, plan, names)
            brief = self._lay([self._task(plan, plan.brief, folder, private)])
            self.briefs += [laid for laid in brief.values() if isinstance(laid, Document)]
        return drafts

    def _draft(self, plan: InterviewPlan, package: PackagePlan, shared: Context) -> Draft:
        folder = self.layout.interview(plan) / self.layout.interviewer(package.interviewer)
        return Draft(plan, package, shared, folder, folder / self.layout.pdf(plan))

    def _personal(
        self, draft: Draft, sections: Iterable[Section], pages: Mapping[str, int] | None = None
    ) -> list[_Task]:
        context = reader_context(draft.shared, self._search, draft.package, pages)
        return [self._task(draft.plan, section, draft.folder, context) for section in sections]

    def _task(self, plan: InterviewPlan, section: Section, folder: Path, context: Context) -> _Task:
        language = self.layout.language
        properties = DocumentProperties(
            title=f"{language.section_title(section.name)} – {plan.interview.company}",
            author=self._search.candidate.name,
            language=language.code,
            paper=plan.paper,
        )
        spoken = {name: value for name, value in context.items() if name in section.variables}
        return _Task(section, folder / self.layout.file(section), spoken, properties)

    def _lay(self, tasks: Sequence[_Task]) -> dict[Section, _Laid]:
        """Lay every document where it belongs, filled anew where its inputs have changed."""
        inputs = {task: self._inputs(task) for task in tasks}
        wanted = [task for task in tasks if self._needs_filling(task.path, inputs[task])]
        filled = dict(zip(wanted, self._map(self._fill, wanted), strict=True))
        laid: dict[Section, _Laid] = {}
        for task in tasks:
            try:
                laid[task.section] = self._put(task, inputs[task], filled.get(task))
            except TemplateError as error:
                self.problems += error.problems
                laid[task.section] = error
            except OutputError as error:
                place = task.path.relative_to(self._packages.folder).as_posix()
                self.problems.append(DocumentProblem(place, "", 0, "", str(error)))
                laid[task.section] = error
            self._tell()
        return laid

    def _needs_filling(self, path: Path, inputs: str) -> bool:
        # Where the folder can't be used, laying the document says so.
        with suppress(OutputError):
            return self._packages.needs_filling(path, inputs, asked=self._only is not None)
        return False

    def _inputs(self, task: _Task) -> str:
        """What the document is made of: without pages to tell, those that it told before stay."""
        known = ""
        if task.section.tells_pages:
            with suppress(OutputError):
                known = self._packages.inputs_of(task.path)
        is_same = known.partition(".")[0] == task.inputs
        return known if is_same and not self._needs_filling(task.path, known) else task.inputs

    def _put(
        self, task: _Task, inputs: str, ready: bytes | TemplateError | None
    ) -> Document | None:
        def fill() -> bytes:
            filled = ready or self._fill(task)
            if isinstance(filled, TemplateError):
                raise filled
            return filled

        name, asked = task.section.name, self._only is not None
        placed = self._packages.put_document(task.path, fill, inputs, name, asked=asked)
        if placed is None:
            return None
        document = Document(name, placed.path, placed.outcome)
        self.laid[task.path] = document
        return document

    def _tell(self) -> None:
        self._done += 1
        if self._on_progress:
            total = max(self._total, self._done)
            self._on_progress(Progress("filling", self._done, total))

    def _enter_all(self, draft: Draft, laid: Mapping[Section, _Laid]) -> None:
        """Enter every section of the package that was laid, or that lies there from before."""
        for section in draft.package.sections:
            own = self._own_copy(draft, section)
            document = own or laid.get(section)
            if isinstance(document, Document):
                draft.enter(document, told=self._wants(section))
            elif isinstance(document, LeavebehindError):
                draft.complete = False
            elif section not in laid and not self._waits(section):
                self._enter_from_before(draft, section)

    def _own_copy(self, draft: Draft, section: Section) -> Document | None:
        """A shared section becomes personal when the person copies it into this folder."""
        path, found = draft.folder / self.layout.file(section), None
        # Where the folder can't be used, what is to be written there says so.
        with suppress(OutputError):
            found = None if section.personal else self._packages.own_copy(path, section.name)
        if found is None:
            return None
        self.laid[path] = Document(section.name, found, "kept")
        return self.laid[path]

    def _enter_from_before(self, draft: Draft, section: Section) -> None:
        path = self.path(draft, section)
        if section.name not in draft.paths and path.exists():
            draft.paths[section.name] = path
        draft.complete &= section.name in draft.paths

    def _waits(self, section: Section) -> bool:
        return self._contents_later and section.tells_pages and self._wants(section)

    def _wants(self, section: Section) -> bool:
        return self._only is None or self._only == section.name


_Laid = Document | LeavebehindError | None
"""What became of a document; None where the person deleted it."""


def _filled(task: _Task, workers: WorkerPool | None = None) -> bytes | TemplateError:
    try:
        return isolation.fill(task.section.path, task.context, task.properties, workers)
    except TemplateError as error:
        return error


def _digest(made_of: object) -> str:
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _pictures(value: object) -> Iterator[Picture]:
    for one in map(value.__getitem__, value) if isinstance(value, Fields) else ():
        if isinstance(one, Picture):
            yield one


def digest_of(path: Path) -> str:
    """The SHA-256 of the file's content, in hexadecimal; read again when the file has changed."""
    found = path.stat()
    return _content(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=256)
def _content(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _count(plan: InterviewPlan) -> int:
    personal = [s for package in plan.packages for s in package.sections if s.personal]
    return len(plan.shared) + len(personal) + bool(plan.brief)
