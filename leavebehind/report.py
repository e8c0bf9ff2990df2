"""What a build is to do, and what it did: for Python and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

from leavebehind.additions import Additions, Filter
from leavebehind.errors import Problem, UnknownNameError
from leavebehind.records import PRIVATE_FIELDS, Date, Interview, Interviewer, Note, Row

Outcome = Literal["created", "updated", "unchanged", "kept", "conflict", "locked"]
OnConflict = Literal["beside", "merge"]
"""Where the new version goes: beside the edited document, or into it as tracked changes."""
PdfEngine = Literal["auto", "word", "libreoffice", "embedded", "none"]
"""Which engine makes the PDFs; "auto" is the most faithful that works here."""
Step = Literal["filling", "converting", "binding"]


@dataclass(frozen=True)
class BuildOptions:
    """What a build is to do: the parameters of `build`, in their order, checked."""

    templates: str | PathLike[str] | None = None
    theme: str | None = None
    """That of Settings where it is None."""
    pdf: PdfEngine = "auto"
    interview: str | None = None
    interviewer: str | None = None
    section: str | None = None
    force: bool = False
    dry_run: bool = False
    on_conflict: OnConflict = "beside"
    filters: Mapping[str, Filter] | None = None
    extra: Mapping[str, object] | None = None
    is_kept: bool = True
    """Whether the folder stays, and is worth an overview page and what is printed."""
    additions: Additions = field(init=False)
    """What templates can use besides, of `filters` and `extra`."""

    def __post_init__(self) -> None:
        if self.on_conflict not in get_args(OnConflict):
            raise UnknownNameError("on_conflict", self.on_conflict, get_args(OnConflict))
        object.__setattr__(self, "additions", Additions.of(self.filters, self.extra))

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
    """What one interviewer is handed: documents in order, and the combined PDF of them.

    The interviewer comes without research notes and talking points, so that a report can be
    passed on.
    """

    interview: Interview
    interviewer: Interviewer
    folder: Path
    documents: tuple[Document, ...]
    pdf: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """The package as plain lists and dictionaries, paths absolute."""
        return {
            "interview": _row_to_json(self.interview),
            "interviewer": _row_to_json(self.interviewer),
            "folder": str(self.folder.absolute()),
            "documents": [_document(document) for document in self.documents],
            "pdf": str(self.pdf.absolute()) if self.pdf else None,
        }


@dataclass(frozen=True)
class LeftToDo:
    """Something that the person has to do before the packages can be handed over."""

    kind: Literal["conflict", "tracked changes", "no PDF", "print"]
    message: str
    """What is to be done, in the candidate's language."""
    path: Path
    """The file or the folder that it is about."""

    def to_json(self) -> dict[str, str]:
        """It as plain texts, the path absolute."""
        return {"kind": self.kind, "message": self.message, "path": str(self.path.absolute())}


@dataclass(frozen=True)
class BuildReport:
    """Everything that a build made, left alone or could not make."""

    packages: list[Package] = field(default_factory=list)
    briefs: list[Document] = field(default_factory=list)
    """The candidate's own papers, one an interview."""
    print_sets: list[Path] = field(default_factory=list)
    """What is printed for an interview, one PDF each."""
    overviews: list[Path] = field(default_factory=list)
    """The page about the packages folder, where there is one."""
    left_to_do: list[LeftToDo] = field(default_factory=list)
    """What the page names as left to do in the whole folder, besides problems and notes."""
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    converted: int = 0
    """How many documents an engine has converted."""
    written: list[Path] = field(default_factory=list)
    """Every document, copy and PDF that was written or renamed."""
    inputs: frozenset[Path] = frozenset()
    """The pictures and attachments that the workbook names."""
    passing_notes: list[Note] = field(default_factory=list)
    """The notes that the next run will not repeat."""

    true_until: datetime.date | None = None
    """The day after which some of the notes are others; None where that never comes."""

    @property
    def documents(self) -> list[Document]:
        """Every document, that of several packages once for each, and the briefs."""
        return [*(one for package in self.packages for one in package.documents), *self.briefs]

    def to_json(self) -> dict[str, Any]:
        """The report as plain lists and dictionaries, paths absolute."""
        report: dict[str, Any] = {
            "packages": [package.to_json() for package in self.packages],
            "briefs": [_document(document) for document in self.briefs],
            "print_sets": [str(path.absolute()) for path in self.print_sets],
            "overviews": [str(path.absolute()) for path in self.overviews],
            "left_to_do": [one.to_json() for one in self.left_to_do],
            "notes": [asdict(note) for note in self.notes],
            "converted": self.converted,
            "written": [str(path) for path in self.written],
        }
        if self.problems:
            report["problems"] = [asdict(problem) for problem in self.problems]
        return report

    def kinds(self) -> list[list[dict[str, str]]]:
        """What the JSON doesn't say of dates and times in the rows of each package."""
        return [
            [_kinds(package.interview), _kinds(package.interviewer)] for package in self.packages
        ]

    @classmethod
    def from_json(cls, report: Mapping[str, Any], kinds: Sequence[Any]) -> BuildReport:
        """The report whose `to_json` and `kinds` these are; raises what wrong JSON may."""
        packages = [
            Package(
                interview=Interview(**_row_from_json(Interview, package["interview"], of_rows[0])),
                interviewer=Interviewer(
                    **_row_from_json(Interviewer, package["interviewer"], of_rows[1])
                ),
                folder=Path(package["folder"]),
                documents=tuple(map(_document_from_json, package["documents"])),
                pdf=Path(package["pdf"]) if package["pdf"] else None,
            )
            for package, of_rows in zip(report["packages"], kinds, strict=True)
        ]
        return cls(
            packages=packages,
            briefs=list(map(_document_from_json, report["briefs"])),
            print_sets=list(map(Path, report["print_sets"])),
            overviews=list(map(Path, report["overviews"])),
            left_to_do=[
                LeftToDo(one["kind"], one["message"], Path(one["path"]))
                for one in report["left_to_do"]
            ],
            notes=[Note(**note) for note in report["notes"]],
        )


@dataclass(frozen=True)
class Progress:
    """How far a step of the build has come: `done` of `total` documents, or packages in "binding".

    Steps overlap, no state is reported twice in a row, and the `total` of "converting" grows.
    """

    step: Step
    done: int
    total: int
    package: Package | None = None
    """The package that is done, where `step` is "binding"."""
    document: Path | None = None
    """Where the document that is done belongs, where `step` is "filling"."""
    workbook: Path | None = None
    """The workbook that is built; None for data without a file."""


OnProgress = Callable[[Progress], None]


def ignore_progress(_progress: Progress) -> None:
    """Where nobody wants to hear of it."""


def _document(document: Document) -> dict[str, Any]:
    return {
        "section": document.section,
        "path": str(document.path.absolute()),
        "outcome": document.outcome,
    }


def _document_from_json(document: Mapping[str, Any]) -> Document:
    return Document(document["section"], Path(document["path"]), document["outcome"])


def _row_to_json(row: Row) -> dict[str, Any]:
    """The row without what is private; its own columns are among the others."""
    return {name: _value_to_json(value) for name, value in _values(row)}


def _values(row: Row) -> Iterator[tuple[str, object]]:
    yield from row.extra.items()
    for column in fields(row):
        if column.name not in PRIVATE_FIELDS | {"place", "extra"}:
            yield column.name, getattr(row, column.name)


def _value_to_json(value: object) -> object:
    match value:
        case Date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("minutes")
        case Path():
            return str(value)
        case _:
            return value


def _kinds(row: Row) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for name, value in _values(row):
        if isinstance(value, Date):
            kinds[name] = value.precision
        elif isinstance(value, datetime.time):
            kinds[name] = "time"
        elif isinstance(value, Path):
            kinds[name] = "file"
    return kinds


def _row_from_json(
    row_class: type[Row], row: Mapping[str, Any], kinds: Mapping[str, str]
) -> dict[str, Any]:
    values = {name: _value_from_json(value, kinds.get(name)) for name, value in row.items()}
    known = {column.name for column in fields(row_class)}
    extra = {name: value for name, value in values.items() if name not in known}
    return {name: value for name, value in values.items() if name in known} | {"extra": extra}


def _value_from_json(value: Any, kind: Any) -> object:
    if kind == "time":
        return datetime.time.fromisoformat(value)
    if kind == "file":
        return Path(value)
    if kind:
        day = datetime.date.fromisoformat(value)
        return Date(day.year, day.month, day.day, kind)
    return tuple(value) if isinstance(value, list) else value
