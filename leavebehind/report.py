"""What a build is to do, and what it did: for Python and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from leavebehind.additions import Additions, Filter, from_json, to_json
from leavebehind.errors import Problem, UnknownNameError
from leavebehind.files import AnyPath
from leavebehind.records import PRIVATE_FIELDS, Date, Interview, Interviewer, Note, Row

Outcome = Literal["created", "updated", "unchanged", "kept", "conflict", "locked"]
OnConflict = Literal["beside", "merge"]
"""Where the new version goes: beside the edited document, or into it as tracked changes."""
PdfEngine = Literal["auto", "word", "libreoffice", "embedded", "none"]
"""Which engine makes the PDFs; "auto" is the most faithful that works here."""
Step = Literal["filling", "converting", "binding"]


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What a build is to do: the parameters of `build`, checked."""

    templates: AnyPath | None = None
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
    is_check: bool = False
    """Whether every template is looked at, and a bad one keeps nothing else from that."""
    additions: Additions = field(init=False)
    """What templates can use besides, of `filters` and `extra`."""

    def __post_init__(self) -> None:
        if self.on_conflict not in get_args(OnConflict):
            raise UnknownNameError("on_conflict", self.on_conflict, get_args(OnConflict))
        # The one way to set a field of a frozen dataclass that is computed of others.
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
        return dict(as_json(self))


@dataclass(frozen=True)
class LeftToDo:
    """Something that the person has to do before the packages can be handed over."""

    kind: Literal["conflict", "tracked changes", "no PDF", "print"]
    message: str
    """What is to be done, in the candidate's language."""
    path: Path
    """The file or the folder that it is about."""


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
        names = [*_LASTING, "converted", "written", *(["problems"] if self.problems else [])]
        return {name: as_json(getattr(self, name)) for name in names}

    def saved(self) -> dict[str, Any]:
        """JSON of which `from_saved` makes the report again, but for what is true of one run."""
        return {name: _saved(getattr(self, name)) for name in _LASTING}

    @classmethod
    def from_saved(cls, report: Mapping[str, Any]) -> BuildReport:
        """The report that was saved; raises what wrong JSON may."""
        lists: dict[str, Any] = {name: list(_restored(report[name])) for name in _LASTING}
        if not all(isinstance(one, kind) for name, kind in _LASTING.items() for one in lists[name]):
            raise TypeError("not a report")
        return cls(**lists)


_LASTING: Mapping[str, type] = {
    **{"packages": Package, "briefs": Document, "print_sets": Path, "overviews": Path},
    **{"left_to_do": LeftToDo, "notes": Note},
}
"""The fields that are true after a build that has nothing to do, too, and what they list."""


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


def as_json(value: object) -> Any:
    """What a report holds as plain lists and dictionaries; paths absolute, nothing private."""
    match value:
        case Row():
            # Its own columns are among the others.
            every = {**value.extra, **_public(value)}
            return {name: as_json(each) for name, each in every.items()}
        case Mapping():
            return {name: as_json(each) for name, each in value.items()}
        case list() | tuple():
            return list(map(as_json, value))
        case Date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("minutes")
        case Path():
            return str(value.absolute())
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    return value


def _public(row: Row) -> dict[str, object]:
    """The row's fields without what is private."""
    hidden = PRIVATE_FIELDS | {"place", "extra"}
    return {name: value for name, value in vars(row).items() if name not in hidden}


# Unlike in the JSON for other programs, each value says of which type it is: the report of a build
# that was skipped has the same dates and paths.


def _saved(value: Any) -> Any:
    """What `_restored` makes the value of again, without what is private."""
    match value:
        case None | str() | int():
            return value
        case Path():
            return {"file": str(value)}
        case list() | tuple():
            return list(map(_saved, value))
        case Row():
            known = {**_public(value), "extra": value.extra}
        case Mapping():
            value = known = dict(value)
        case _ if is_dataclass(value):
            known = {field.name: getattr(value, field.name) for field in fields(value)}
        case _:
            return to_json(value)
    return {type(value).__name__: {name: _saved(one) for name, one in known.items()}}


def _restored(saved: Any) -> Any:
    match saved:
        case {"file": path}:
            return Path(path)
        case list():
            return tuple(map(_restored, saved))
    for kind in (dict, Interview, Interviewer, Package, Document, LeftToDo, Note):
        if isinstance(saved, dict) and kind.__name__ in saved:
            return kind(**{name: _restored(one) for name, one in saved[kind.__name__].items()})
    return from_json(saved)
