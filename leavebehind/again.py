"""A build that finds everything as the last one left it: told from memory, in a moment.

The memory holds a digest of every file that the last build read or left behind. Where all of them
are as they were, so is the report, and neither the workbook is read nor any library loaded. In
doubt there is no memory: then the build looks for itself.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, fields, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leavebehind import __version__, machine
from leavebehind.packages.ledger import STATE
from leavebehind.packages.owner import packages_folder
from leavebehind.records import Date, Interview, Interviewer, Note, Row
from leavebehind.report import BuildReport, Document, OnProgress, Outcome, Package, Wanted

if TYPE_CHECKING:
    # What only a type needs would be loaded for each build that has nothing to do.
    from concurrent.futures import Executor

    from leavebehind.packages.ledger import Entry
    from leavebehind.pdf.libreoffice_listener import Listener
    from leavebehind.worker import WorkerPool

AnyPath = str | PathLike[str]
Digests = dict[str, str]

_MEMORY = "last.json"
_WORKING = frozenset({"lock", _MEMORY, "base", "pdf", "ledger.damaged.json"})
"""What lies in our own folder and says nothing of how documents stand."""
_LARGE = 256 << 20
"""What is larger is told by its size and time alone, so that it needn't be held in memory."""
_TOLD_AGAIN: Mapping[Outcome, Outcome] = {"created": "unchanged", "updated": "unchanged"}


def build(
    workbook: AnyPath,
    output: AnyPath | None = None,
    *,
    templates: AnyPath | None = None,
    pdf: str = "auto",
    interview: str | None = None,
    interviewer: str | None = None,
    section: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
    executor: Executor | None = None,
    workers: WorkerPool | None = None,
    listener: Listener | None = None,
) -> BuildReport:
    """Bring every package of the workbook up to date and tell what became of each document.

    `output` is the packages folder (packages/ beside the workbook), `templates` a folder of your
    own. `pdf` is "auto", "word", "libreoffice", "embedded" or "none". `interview` (its key),
    `interviewer` and `section` narrow the build to one. `force` replaces edited documents and
    keeps a copy. `executor` fills documents elsewhere. `workers` and `listener` are
    what lives on from build to build in `watch`.

    Raises WorkbookError or TemplateError before anything is written, UnknownNameError for a name
    that nothing has, EngineError where the wanted engine is missing, OutputError where the folder
    can't be used. What fails later is in the report's `problems`; the rest is made.
    """
    from leavebehind.template.sources import template_paths

    book = Path(workbook).absolute()
    folder = packages_folder(book, output)
    wanted = Wanted(pdf, interview, interviewer, section, force, dry_run)
    memory = _Memory(book, folder, template_paths(book, templates), wanted)
    before = memory.look()
    if not (force or dry_run) and (report := memory.recall(before)):
        return report
    from leavebehind.pipeline import build as build_anew

    report = build_anew(
        workbook,
        output,
        templates,
        wanted,
        on_progress=on_progress,
        executor=executor,
        workers=workers,
        listener=listener,
    )
    if not dry_run:
        memory.keep(report, before)
    return report


class _Memory:
    """What the last build of these options left behind, in the packages folder."""

    def __init__(
        self, workbook: Path, folder: Path, templates: Mapping[str, Path], wanted: Wanted
    ) -> None:
        self._folder = folder
        self._asked = repr((__version__, replace(wanted, force=False)))
        self._machine = _digest(repr(machine.state()).encode())
        self._sources = [workbook, *templates.values()]
        self._path = folder / STATE / _MEMORY
        self._unfinished = self._path.with_suffix(".part")
        self._began = time.time()
        self._known = self._read()

    def look(self, inputs: Iterable[Path] = ()) -> Digests:
        """Every file that matters, with the digest of its content, "" where it can't be read.

        `inputs` are those that the workbook names; the ones that are remembered are among them.
        """
        remembered = map(Path, self._known.get("inputs", ()))
        every = {*self._sources, *inputs, *remembered, *self._files()}
        return {str(path): _state(path) for path in every}

    def recall(self, found: Digests) -> BuildReport | None:
        """The report of the last build, if it was asked for the same and nothing has changed."""
        if self._known.get("asked") != self._asked or not self._is_known(found):
            return None
        try:
            return _from_json(self._known["report"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def keep(self, report: BuildReport, before: Digests) -> None:
        """Remembers the build where its report will be true of the next one.

        It is not where someone else has changed a file meanwhile, something is to be tried again,
        or the ledger has to be left as it is; nor, for other options, where nothing has changed
        since the build that is remembered.
        """
        with suppress(OSError):
            # Of a build that was killed; while it is there, no build is told from memory.
            self._unfinished.unlink(missing_ok=True)
        is_locked = any(document.outcome == "locked" for document in _documents(report))
        if report.problems or is_locked:
            return
        after, entries = self.look(report.inputs), _entries(self._folder)
        if entries is None or self._is_known(after):
            return
        if not self._is_ours(report, before, after, entries):
            return
        known = {
            "asked": self._asked,
            "machine": self._machine,
            "inputs": sorted(map(str, report.inputs)),
            "files": after,
            "report": _to_json(report, self._as_made(after, entries)),
        }
        with suppress(OSError):
            self._unfinished.write_text(json.dumps(known), encoding="utf-8")
            self._unfinished.replace(self._path)

    def _as_made(self, found: Digests, entries: Iterable[Entry]) -> frozenset[Path]:
        """The documents that are as they were generated."""
        places = ((self._folder / entry.at, entry) for entry in entries)
        return frozenset(path for path, entry in places if found.get(str(path)) in entry.versions)

    def _is_known(self, found: Digests) -> bool:
        """Whether the files, and what is installed, are as they are remembered."""
        is_same_machine = self._known.get("machine") == self._machine
        return is_same_machine and self._known.get("files") == found

    def _is_ours(
        self, report: BuildReport, before: Digests, after: Digests, entries: Iterable[Entry]
    ) -> bool:
        """Whether every file is as it was, or as this build left it."""
        spoken_of = {str(document.path) for document in _documents(report)}
        made = {*map(str, report.written), *map(str, report.inputs)}
        # A copy that is kept of the person's document has the content that lay there before.
        generated = (version for entry in entries for version in entry.versions)
        known = {*generated, *before.values(), ""}
        for path in before.keys() | after.keys():
            if before.get(path) == after.get(path) or path == str(self._ledger):
                continue
            was_cleared_away = path not in after and path not in spoken_of
            if path in map(str, report.inputs) and path not in before:
                if Path(path).stat().st_mtime >= self._began:
                    return False
            elif not was_cleared_away and not (path in made and after.get(path) in known):
                return False
        return True

    @property
    def _ledger(self) -> Path:
        return self._folder / STATE / "ledger.json"

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}

    def _files(self) -> Iterator[Path]:
        """Every file in the packages folder that says how its documents stand."""
        own = str(self._folder / STATE)
        for place, folders, files in os.walk(self._folder):
            if place == own:
                # Even empty, what a killed build has left is to be cleared away.
                yield from (Path(place, name) for name in folders if name not in _WORKING)
                folders[:] = [name for name in folders if name not in _WORKING]
                files = [name for name in files if name not in _WORKING]
            yield from (Path(place, name) for name in files)


def _documents(report: BuildReport) -> list[Document]:
    documents = [document for package in report.packages for document in package.documents]
    return [*documents, *report.briefs]


def _entries(folder: Path) -> list[Entry] | None:
    """What is known of every file that was generated, None where the ledger can't be relied on."""
    from leavebehind.packages.ledger import Ledger

    ledger = Ledger(folder / STATE, dry_run=True)
    return None if ledger.warning else [entry for _, entry in ledger.items()]


def _state(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # A pipe would be waited for, and a device never ends.
            return ""
        large = found.st_size > _LARGE
        content = f"{found.st_size} {found.st_mtime_ns}" if large else _digest(path.read_bytes())
        return f"link to {path.readlink()}: {content}" if path.is_symlink() else content
    except OSError:
        return ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _to_json(report: BuildReport, as_made: frozenset[Path]) -> dict[str, Any]:
    """The report that the next build will give; `as_made` are documents that nobody has edited."""

    def document_to_json(document: Document) -> list[str]:
        outcome = _TOLD_AGAIN.get(document.outcome, document.outcome)
        if outcome == "kept" and document.path in as_made:
            # It was not ours, said what we would have written, and is ours from now on.
            outcome = "unchanged"
        return [document.section, str(document.path), outcome]

    return {
        "packages": [
            {
                "interview": _row_to_json(package.interview),
                "interviewer": _row_to_json(package.interviewer),
                "folder": str(package.folder),
                "documents": list(map(document_to_json, package.documents)),
                "pdf": str(package.pdf) if package.pdf else None,
            }
            for package in report.packages
        ],
        "briefs": list(map(document_to_json, report.briefs)),
        "notes": [asdict(note) for note in report.notes if note not in report.passing],
        "inputs": sorted(map(str, report.inputs)),
    }


def _from_json(told: Mapping[str, Any]) -> BuildReport:
    packages = [
        Package(
            interview=Interview(**_row_from_json(package["interview"])),
            interviewer=Interviewer(**_row_from_json(package["interviewer"])),
            folder=Path(package["folder"]),
            documents=tuple(map(_document_from_json, package["documents"])),
            pdf=Path(package["pdf"]) if package["pdf"] else None,
        )
        for package in told["packages"]
    ]
    return BuildReport(
        packages=packages,
        briefs=list(map(_document_from_json, told["briefs"])),
        notes=[Note(**note) for note in told["notes"]],
        inputs=frozenset(map(Path, told["inputs"])),
    )


def _document_from_json(told: list[Any]) -> Document:
    section, path, outcome = told
    return Document(section, Path(path), outcome)


def _row_to_json(row: Row) -> dict[str, Any]:
    values = {field.name: _value_to_json(getattr(row, field.name)) for field in fields(row)}
    return values | {"extra": {name: _value_to_json(value) for name, value in row.extra.items()}}


def _row_from_json(told: Mapping[str, Any]) -> dict[str, Any]:
    extra = {name: _value_from_json(value) for name, value in told["extra"].items()}
    values = {name: _value_from_json(value) for name, value in told.items() if name != "extra"}
    return values | {"extra": extra}


def _value_to_json(value: object) -> object:
    match value:
        case Date():
            return {"date": value.isoformat(), "precision": value.precision}
        case datetime.time():
            return {"time": value.isoformat()}
        case _:
            return value


def _value_from_json(told: Any) -> object:
    match told:
        case {"date": str(date), "precision": precision}:
            day = datetime.date.fromisoformat(date)
            return Date(day.year, day.month, day.day, precision)
        case {"time": str(time_of_day)}:
            return datetime.time.fromisoformat(time_of_day)
        case list():
            return tuple(told)
        case _:
            return told
