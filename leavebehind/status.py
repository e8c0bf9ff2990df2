"""How documents and PDFs stand, told without writing or converting; and conflicts settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from leavebehind.docx.equality import Change, changes
from leavebehind.errors import OutputError, Problem
from leavebehind.expecting import expect
from leavebehind.filling import Draft, Filling
from leavebehind.package_plan import InterviewPlan, Plan, Section
from leavebehind.packages.folder import Choice, Conflict, Packages
from leavebehind.packages.ledger import STATE
from leavebehind.packages.owner import packages_folder
from leavebehind.pdf.choice import engines
from leavebehind.pdf.converter import Converter
from leavebehind.pipeline import AnyPath, read_and_plan
from leavebehind.printing import Printing
from leavebehind.records import Note
from leavebehind.report import Document, Outcome
from leavebehind.template import isolation
from leavebehind.worker import WorkerPool

DocumentState = Literal[
    "up to date",
    "stale",
    "edited by hand",
    "in conflict",
    "deleted",
    "not made yet",
    "open in another program",
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
    """How one document stands; `interviewer` is "" where it is the whole panel's."""

    interview: str
    interviewer: str
    section: str
    path: Path
    state: DocumentState
    moved_from: Path | None = None
    """Where it belongs, where the person moved or renamed it."""
    workbook_changes: tuple[Change, ...] | None = None
    """In a conflict, what the workbook and the templates changed; None where that is not known."""
    your_changes: tuple[Change, ...] | None = None
    """In a conflict, what the person changed; none where it is no text, but how it looks."""


@dataclass(frozen=True)
class PdfStatus:
    """Whether a PDF is of the documents as they stand on the disk."""

    interview: str
    interviewer: str
    path: Path
    state: PdfState


@dataclass(frozen=True)
class Status:
    """How everything under a packages folder stands."""

    documents: list[DocumentStatus] = field(default_factory=list)
    pdfs: list[PdfStatus] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The status as plain lists and dictionaries, paths absolute."""
        told: dict[str, Any] = {
            "documents": [_plain(document) for document in self.documents],
            "pdfs": [_plain(pdf) for pdf in self.pdfs],
            "notes": [asdict(note) for note in self.notes],
        }
        if self.problems:
            told["problems"] = [asdict(problem) for problem in self.problems]
        return told


@dataclass(frozen=True)
class Settled:
    """A conflict that was settled: the document as it is now, and a copy of the other version."""

    document: Path
    kept: Choice
    copy: Path | None
    """None where the person threw their own away, so that there was no other."""

    def to_json(self) -> dict[str, str | None]:
        """The same as text, paths absolute."""
        copy = str(self.copy) if self.copy else None
        return {"document": str(self.document), "kept": self.kept, "copy": copy}


def status(
    workbook: AnyPath, output: AnyPath | None = None, *, templates: AnyPath | None = None
) -> Status:
    """Tell how each document and each PDF stands, and of a conflict what changed.

    Writes nothing and starts no converter. Raises what `build` raises before it writes.
    """
    with isolation.children() as workers:
        return _status(workbook, output, templates, workers)


def _status(
    workbook: AnyPath, output: AnyPath | None, templates: AnyPath | None, workers: WorkerPool
) -> Status:
    search, _, plan = read_and_plan(workbook, templates, workers=workers)
    folder = packages_folder(search.workbook, output)
    with Packages(folder, dry_run=True) as packages:
        made_by = {name for told in packages.pdfs().values() for name in told.split(".")[1:]}
        used = [engine for engine in engines() if engine.name in made_by]
        filling = Filling(
            search, packages, None, None, None, contents_later=bool(used), workers=workers
        )
        expect(packages, filling.layout, plan, whole=False)
        drafts = list(filling.fill(plan))
        printer = Converter(used, packages.pdfs_kept, dry_run=True)
        printing = Printing(printer, packages, filling, None, dry_run=True)
        for _package in printing.print(drafts, len(drafts)):
            pass  # what is printed is all that is looked at
        looking = _Looking(packages, filling, printing)
        return Status(
            documents=list(looking.documents(plan, drafts)),
            pdfs=list(looking.pdfs(drafts)),
            notes=list(dict.fromkeys([*search.notes, *plan.notes, *packages.warnings])),
            problems=list(dict.fromkeys(filling.problems)),
        )


def resolve(document: AnyPath, *, keep: Choice) -> Settled:
    """Settle the document's conflict for one version, and keep a copy of the other.

    `document` is that which was edited, or the new version beside it. Raises OutputError where
    there is no conflict, where the version that shall stay is not there, or where a program holds
    one of the two.
    """
    path = Path(document).absolute()
    folder = next((parent for parent in path.parents if (parent / STATE).is_dir()), None)
    if folder is None:
        raise OutputError(f"{path} lies in no packages folder")
    with Packages(folder) as packages:
        settled, copy = packages.settle(path, keep)
    return Settled(settled, keep, copy)


@dataclass(frozen=True)
class _Looking:
    packages: Packages
    filling: Filling
    printing: Printing

    def documents(self, plan: Plan, drafts: Sequence[Draft]) -> Iterator[DocumentStatus]:
        for interview in plan.interviews:
            own = [draft for draft in drafts if draft.plan is interview]
            for draft, section, path in self._planned(interview, own):
                yield self._standing(draft, interview, section, path)
        for left in self.packages.left_over():
            yield DocumentStatus("", "", left.section, left.path, "left over")

    def pdfs(self, drafts: Sequence[Draft]) -> Iterator[PdfStatus]:
        told: set[Path] = set()
        for draft in drafts:
            key, reader = draft.plan.interview.key, draft.package.interviewer.name
            for path, stale in self.printing.stale(draft).items():
                if path not in told:
                    told.add(path)
                    state: PdfState = "stale" if stale else "current"
                    name = reader if path.parent == draft.folder else ""
                    yield PdfStatus(key, name, path, state if path.is_file() else "missing")

    def _planned(
        self, interview: InterviewPlan, drafts: Sequence[Draft]
    ) -> Iterator[tuple[Draft | None, Section, Path]]:
        """The brief, the documents of the panel, and those of each reader."""
        folder = self.filling.layout.interview(interview)
        for section in (*filter(None, [interview.brief]), *interview.shared):
            yield None, section, folder / self.filling.layout.file(section)
        for draft in drafts:
            for section in draft.package.sections:
                own = draft.folder / self.filling.layout.file(section)
                if section.personal or own in self.filling.laid:
                    yield draft, section, own

    def _standing(
        self, draft: Draft | None, interview: InterviewPlan, section: Section, planned: Path
    ) -> DocumentStatus:
        document = self._judged(draft, section, self.filling.laid.get(planned))
        conflict = self._conflict(document)
        told = DocumentStatus(
            interview=interview.interview.key,
            interviewer=draft.package.interviewer.name if draft else "",
            section=section.name,
            path=document.path if document else planned,
            state=self._state(document, planned),
            moved_from=planned if document and document.path != planned else None,
        )
        return told if conflict is None else _with_changes(told, conflict)

    def _judged(
        self, draft: Draft | None, section: Section, document: Document | None
    ) -> Document | None:
        """What became of it; contents don't differ by pages that nobody knows yet."""
        unknown = draft and section.tells_pages and not self.printing.is_printed(draft)
        if document is None or not unknown:
            return document
        foregone: Mapping[Outcome, Outcome] = {"conflict": "kept", "updated": "unchanged"}
        return replace(document, outcome=foregone.get(document.outcome, document.outcome))

    def _state(self, document: Document | None, planned: Path) -> DocumentState:
        if document is None or document.outcome == "created":
            return "deleted" if self.packages.was_made(planned) else "not made yet"
        return _STATES[document.outcome]

    def _conflict(self, document: Document | None) -> Conflict | None:
        if document is None or document.outcome != "conflict":
            return None
        found = (one for one in self.packages.conflicts if one.path == document.path)
        return next(found, None)


def _with_changes(told: DocumentStatus, conflict: Conflict) -> DocumentStatus:
    theirs = told.path.read_bytes()
    base = conflict.base if conflict.base is not None else theirs
    by_workbook, by_hand = changes(base, conflict.new), changes(base, theirs)
    return DocumentStatus(
        **{name: value for name, value in vars(told).items() if not name.endswith("_changes")},
        workbook_changes=None if by_workbook is None else tuple(by_workbook),
        your_changes=None if by_hand is None or conflict.base is None else tuple(by_hand),
    )


def _plain(told: DocumentStatus | PdfStatus) -> dict[str, Any]:
    values = asdict(told)
    return {
        name: str(value) if isinstance(value, Path) else value for name, value in values.items()
    }
