"""What a build is to do, and what it did: for Python and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from leavebehind.errors import Problem
from leavebehind.records import PRIVATE_FIELDS, Date, Interview, Interviewer, Note, Row

Outcome = Literal["created", "updated", "unchanged", "kept", "conflict", "locked"]
Step = Literal["filling", "converting", "binding"]


@dataclass(frozen=True)
class Wanted:
    """What a build is to do, as the parameters of `build` say."""

    pdf: str = "auto"
    interview: str | None = None
    interviewer: str | None = None
    section: str | None = None
    force: bool = False
    dry_run: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing of the workbook is left out."""
        return not (self.interview or self.interviewer or self.section)


@dataclass(frozen=True)
class Document:
    """One section's Word file and what became of it."""

    section: str
    path: Path
    outcome: Outcome


@dataclass(frozen=True)
class Package:
    """What one interviewer is handed: documents in order, and the combined PDF of them."""

    interview: Interview
    interviewer: Interviewer
    folder: Path
    documents: tuple[Document, ...]
    pdf: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """The package as plain lists and dictionaries, paths absolute."""
        return {
            "interview": _row(self.interview),
            "interviewer": _row(self.interviewer),
            "folder": str(self.folder.absolute()),
            "documents": [_document(document) for document in self.documents],
            "pdf": str(self.pdf.absolute()) if self.pdf else None,
        }


@dataclass(frozen=True)
class BuildReport:
    """Everything that a build made, left alone or could not make."""

    packages: list[Package] = field(default_factory=list)
    briefs: list[Document] = field(default_factory=list)
    """The candidate's own papers, one an interview."""
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    converted: int = 0
    """How many documents an engine has converted."""
    written: list[Path] = field(default_factory=list)
    """Every document, copy and PDF that was written or renamed."""
    inputs: frozenset[Path] = frozenset()
    """The pictures and attachments that the workbook names."""
    passing: list[Note] = field(default_factory=list)
    """The notes that the next run will not repeat."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain lists and dictionaries, paths absolute."""
        report: dict[str, Any] = {
            "packages": [package.to_json() for package in self.packages],
            "briefs": [_document(document) for document in self.briefs],
            "notes": [asdict(note) for note in self.notes],
            "converted": self.converted,
            "written": [str(path) for path in self.written],
        }
        if self.problems:
            report["problems"] = [asdict(problem) for problem in self.problems]
        return report


@dataclass(frozen=True)
class Progress:
    """How far a step of the build has come."""

    step: Step
    done: int
    total: int
    package: Package | None = None
    """The package that is done, where `step` is "binding"."""


OnProgress = Callable[[Progress], None]


def _document(document: Document) -> dict[str, Any]:
    return {
        "section": document.section,
        "path": str(document.path.absolute()),
        "outcome": document.outcome,
    }


def _row(row: Row) -> dict[str, Any]:
    """The row without what is private, so that a report can be passed on."""
    names = (f.name for f in fields(row) if f.name not in PRIVATE_FIELDS | {"place", "extra"})
    values = {**row.extra, **{name: getattr(row, name) for name in names}}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    match value:
        case Date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("minutes")
        case _:
            return value
