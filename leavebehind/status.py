"""The state of documents and PDFs, without writing or converting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from leavebehind.additions import Filter
from leavebehind.build import AnySource, folder_of, source_of
from leavebehind.docx.alignment import Change
from leavebehind.errors import Problem
from leavebehind.files import AnyPath
from leavebehind.fill import FilledPackage, Filler
from leavebehind.package_pdfs import PackagePdfs, is_current
from leavebehind.packages.conflicts import waiting_at
from leavebehind.packages.disk import may_not_be_read
from leavebehind.packages.unknown_documents import is_other_format
from leavebehind.plan_records import InterviewPlan, Section
from leavebehind.prepare import Workspace, workspace
from leavebehind.print_set import PrintSets
from leavebehind.records import Note
from leavebehind.report import BuildOptions, Document, Outcome, as_json
from leavebehind.session import Session

DocumentState = Literal[
    "up to date",
    "stale",
    "edited by hand",
    "in conflict",
    "deleted",
    "renamed and copied",
    "saved in another format",
    "not made yet",
    "open in another program",
    "may not be read",
    "left over",
]
PdfState = Literal["current", "stale", "missing"]

_STATES: Mapping[Outcome, DocumentState] = {
    "created": "not made yet",
    "updated": "stale",
    "unchanged": "up to date",
    "kept": "edited by hand",
    "conflict": "in conflict",
    "locked": "open in another program",
}


@dataclass(frozen=True)
class DocumentStatus:
    """The state of one document; `interviewer` is "" where it is the whole panel's."""

    interview: str
    interviewer: str
    section: str
    path: Path
    state: DocumentState
    """What the next build finds: "stale" is made again; "deleted", "renamed and copied" where two
    files could be it, and "saved in another format" stay away; "left over" is what no row asks for
    any more."""
    moved_from: Path | None = None
    """Where it belongs, where the person moved or renamed it."""
    workbook_changes: tuple[Change, ...] | None = None
    """In a conflict, what the workbook and the templates changed, paragraphs with `before` and
    `after`; None where that is not known."""
    your_changes: tuple[Change, ...] | None = None
    """In a conflict, what the person changed; none where it is no text, but how it looks."""
    open_changes: int = 0
    """How many tracked changes of a merge wait in it."""
    comments: int = 0
    """How many comments of a merge wait in it."""


@dataclass(frozen=True)
class PdfStatus:
    """Whether a PDF is of the documents that are on the disk now."""

    interview: str
    interviewer: str
    path: Path
    state: PdfState


@dataclass(frozen=True)
class Status:
    """The state of everything under a packages folder."""

    documents: list[DocumentStatus] = field(default_factory=list)
    pdfs: list[PdfStatus] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The status as plain lists and dictionaries, paths absolute."""
        hidden = () if self.problems else ("problems",)
        return {name: value for name, value in as_json(self).items() if name not in hidden}


def status(
    workbook: AnySource,
    output: AnyPath | None = None,
    *,
    templates: AnyPath | None = None,
    theme: str | None = None,
    filters: Mapping[str, Filter] | None = None,
    extra: Mapping[str, object] | None = None,
) -> Status:
    """The state of each document and each PDF, and of a conflict what changed.

    The parameters are those of `build`. Writes nothing and starts no converter. Raises what
    `build` raises before it writes.
    """
    options = BuildOptions(
        templates=templates, theme=theme, dry_run=True, filters=filters, extra=extra
    )
    source, session = source_of(workbook), Session()
    path = folder_of(source, output)
    with session.workers, workspace(session, source, path, options) as work:
        filler = Filler(work)
        package_pdfs = PackagePdfs(work, filler)
        packages = list(filler.packages())
        for package in packages:
            package_pdfs.submit(package)
        package_pdfs.fill_contents([one for one in packages if package_pdfs.is_converted(one)])
        for package in packages:
            if not package_pdfs.is_converted(package):
                # Contents don't differ by pages that nobody knows yet: nothing is converted here.
                filler.fill_contents(package, {})
        reporter = _Reporter(work, filler, package_pdfs)
        return Status(
            documents=list(reporter.documents()),
            pdfs=list(reporter.pdfs(packages)),
            notes=list(dict.fromkeys([*work.prepared.notes, *work.folder.warnings])),
            problems=list(dict.fromkeys(work.problems)),
        )


@dataclass(frozen=True)
class _Reporter:
    """The state of each document, after a build that wrote nothing has decided about each."""

    work: Workspace
    filler: Filler
    package_pdfs: PackagePdfs

    def documents(self) -> Iterator[DocumentStatus]:
        """Of each interview the brief, the documents of the panel, and those of each reader."""
        layout = self.work.layout
        for plan in self.work.prepared.plan.interviews:
            for section in (*filter(None, [plan.brief]), *plan.shared):
                planned = layout.interview(plan) / layout.file(section)
                yield self._status(plan, "", section, planned)
            for package in plan.packages:
                reader = package.interviewer
                for section in package.sections:
                    planned = layout.reader(plan, reader) / layout.file(section)
                    if section.personal or planned in self.filler.results:
                        yield self._status(plan, reader.name, section, planned)
        for left in self.work.folder.left_over():
            yield DocumentStatus("", "", left.section, left.path, "left over")

    def pdfs(self, packages: Iterable[FilledPackage]) -> Iterator[PdfStatus]:
        """The packages' PDFs and those of cards, each once, then what is printed."""
        seen: dict[Path, bool] = {}
        for package in packages:
            plan, reader = package.plan, package.package.interviewer.name
            for wanted in self.package_pdfs.wanted(package):
                if (path := wanted.target) not in seen:
                    seen[path] = is_stale = not is_current(self.work, wanted)
                    yield _pdf(
                        plan, reader if path.parent == package.folder else "", path, is_stale
                    )
        for one in PrintSets(self.work).states(seen):
            yield _pdf(*one)

    def _status(
        self, plan: InterviewPlan, reader: str, section: Section, planned: Path
    ) -> DocumentStatus:
        document = self.filler.results.get(planned)
        path = document.path if document else planned
        state = self._state(document, planned, section)
        conflicts = self.work.folder.conflicts if state == "in conflict" else ()
        conflict = next((one for one in conflicts if one.path == path), None)
        is_edited = state in ("edited by hand", "in conflict")
        open_changes, comments = waiting_at(path) if is_edited else (0, 0)
        return DocumentStatus(
            interview=plan.interview.key,
            interviewer=reader,
            section=section.name,
            path=path,
            state=state,
            moved_from=planned if path != planned else None,
            workbook_changes=conflict.workbook_changes() if conflict else None,
            your_changes=conflict.your_changes() if conflict else None,
            open_changes=open_changes,
            comments=comments,
        )

    def _state(self, document: Document | None, planned: Path, section: Section) -> DocumentState:
        if document is None or document.outcome == "created":
            copies = self.work.folder.copies.get(self.work.folder.key(planned, section.name), ())
            if any(map(is_other_format, copies)):
                return "saved in another format"
            if copies:
                return "renamed and copied"
            was_made = self.work.folder.was_made(planned, section.name)
            return "deleted" if was_made else "not made yet"
        if document.outcome in ("kept", "locked") and may_not_be_read(document.path):
            return "may not be read"
        return _STATES[document.outcome]


def _pdf(plan: InterviewPlan, reader: str, path: Path, is_stale: bool) -> PdfStatus:
    state: PdfState = "stale" if is_stale else "current"
    return PdfStatus(plan.interview.key, reader, path, state if path.is_file() else "missing")
