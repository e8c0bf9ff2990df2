"""Builds a workbook's packages, and builds them again as what they are made of is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from watchfiles import Change, watch as changes_in
from watchfiles.main import FileChange

from leavebehind.additions import Filter
from leavebehind.build import build_in, folder_of
from leavebehind.errors import LeavebehindError, ProblemsError, TemplateError, UnknownNameError
from leavebehind.files import AnyPath, lock_files
from leavebehind.packages.ledger import STATE
from leavebehind.plan_records import TEMPLATE_FOLDER
from leavebehind.report import BuildOptions, BuildReport, Outcome, PdfEngine
from leavebehind.session import Session
from leavebehind.workbook.attached_files import ATTACHMENTS

# Programs save in several steps: without another change for as long, a save is over.
_SAVED_MS = 120
_POLL_MS = 250
# Nothing tells when a file that is held or broken can be used: after as long it is tried again.
_RETRY_MS = 3000

_SUFFIXES = ATTACHMENTS | {".xlsx", ".xlsm", ".docx", ".docm"}


@dataclass(frozen=True)
class Rebuilt:
    """One build: what it wrote, and what it could not."""

    report: BuildReport
    seconds: float
    waiting: str = ""
    """What could not be built yet, and why; it is tried again."""

    def __str__(self) -> str:
        parts = []
        if names := [path.name for path in self.report.written]:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            parts.append(f"made {', '.join(names[:3])}{more} in {self.seconds:.1f} s")
        if names := [f"“{path.name}”" for path in _with_outcome(self.report, "conflict")]:
            parts.append(f"in conflict: {', '.join(names)}")
        if self.report.problems:
            parts.append(f"problem: {'; '.join(map(str, self.report.problems))}")
        if self.waiting:
            parts.append(f"waiting: {self.waiting}")
        return f"{time.strftime('%H:%M:%S')} {'; '.join(parts) or 'everything is up to date'}"


def watch(
    workbook: AnyPath,
    output: AnyPath | None = None,
    *,
    templates: AnyPath | None = None,
    theme: str | None = None,
    pdf: PdfEngine = "auto",
    filters: Mapping[str, Filter] | None = None,
    extra: Mapping[str, object] | None = None,
    stop: Event | None = None,
) -> Iterator[Rebuilt]:
    """Build, then build again after every change, until `stop` is set or Ctrl-C is pressed.

    Each build that did something is given as soon as it is done. Raises what `build` raises only
    where no change to a file could fix it.
    """
    workbook = Path(workbook).absolute()
    folder = folder_of(workbook, output)
    own_templates = Path(templates).absolute() if templates else workbook.parent / TEMPLATE_FOLDER
    stop = stop or Event()
    options = BuildOptions(templates=templates, theme=theme, pdf=pdf, filters=filters, extra=extra)
    watched: list[Path] | None = None
    news: object = None
    inputs: frozenset[Path] = frozenset()
    with Session() as session:
        while not stop.is_set():
            if (now := _folders(workbook, folder, own_templates, inputs)) != watched:
                watched, changes = now, _changes(now, stop)
            rebuilt = _rebuilt(partial(build_in, session, workbook, folder, options), workbook)
            last, news = news, (rebuilt.waiting, rebuilt.report.problems)
            # Our own writing, which is seen as a change too, leads to a build that does nothing.
            if rebuilt.report.written or news != last:
                yield rebuilt
            inputs = rebuilt.report.inputs or inputs
            # What was saved in new folders meanwhile is found by building again.
            if _folders(workbook, folder, own_templates, inputs) == watched:
                _wait(changes, rebuilt)


def _changes(folders: Iterable[Path], stop: Event) -> Iterator[set[FileChange]]:
    """What is saved in the folders from now on; empty where nothing was for a while."""
    changes = changes_in(
        *folders,
        watch_filter=_is_saved,
        step=_SAVED_MS,
        stop_event=stop,
        # Other folders beside a workbook may be as large as a home.
        recursive=False,
        rust_timeout=_POLL_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    # It watches from the first call on, and misses nothing between two.
    next(changes, None)
    return changes


def _wait(changes: Iterator[set[FileChange]], rebuilt: Rebuilt) -> None:
    """Returns after a change, or after a while where something is waited for."""
    for polls, changed in enumerate(changes, 1):
        retry = rebuilt.waiting and polls * _POLL_MS >= _RETRY_MS
        # While there is a lock file, another build would be in vain.
        if changed or (
            retry
            and not any(any(lock_files(path)) for path in _with_outcome(rebuilt.report, "locked"))
        ):
            return


def _rebuilt(build_now: Callable[[], BuildReport], workbook: Path) -> Rebuilt:
    began = time.monotonic()
    try:
        report = build_now()
    except UnknownNameError:
        raise
    except LeavebehindError as error:
        return Rebuilt(BuildReport(), 0, _reason(error, workbook))
    waiting = ""
    if names := [f"“{path.name}”" for path in _with_outcome(report, "locked")]:
        are = "is" if len(names) == 1 else "are"
        waiting = f"{', '.join(names)} {are} open in another program; close it to have it updated"
    return Rebuilt(report, time.monotonic() - began, waiting)


def _reason(error: LeavebehindError, workbook: Path) -> str:
    """Why nothing was built, in one line."""
    if not isinstance(error, ProblemsError):
        return str(error)
    subject = "a template" if isinstance(error, TemplateError) else workbook.name
    first, *others = error.problems
    more = f" (and {len(others)} more)" if others else ""
    return f"{subject} can't be used yet: {first}{more}"


def _with_outcome(report: BuildReport, outcome: Outcome) -> list[Path]:
    return list(dict.fromkeys(one.path for one in report.documents if one.outcome == outcome))


def _folders(workbook: Path, folder: Path, templates: Path, inputs: frozenset[Path]) -> list[Path]:
    """The folders in which a save matters."""
    packages = [folder, *folder.glob("*/"), *folder.glob("*/*/")]
    every = [workbook.parent, templates, *packages, *(path.parent for path in inputs)]
    return sorted({path for path in every if path.is_dir() and STATE not in path.parts})


def _is_saved(change: Change, path: str) -> bool:
    """Whether a document may have changed: programs write locks and temporary files, too."""
    changed = Path(path)
    if changed.name.startswith(("~$", ".~lock.")):
        # The document was closed, and can be written again.
        return change is Change.deleted
    is_hidden = changed.name.startswith((".", "~"))
    is_folder = not changed.suffix and (change is Change.deleted or changed.is_dir())
    return not is_hidden and (changed.suffix.lower() in _SUFFIXES or is_folder)
