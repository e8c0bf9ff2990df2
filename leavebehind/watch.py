"""Builds a workbook's packages, and builds them again as what they are made of is saved."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from watchfiles import Change
from watchfiles import watch as changes_in
from watchfiles.main import FileChange

from leavebehind.again import AnyPath, build
from leavebehind.errors import LeavebehindError, ProblemsError, TemplateError
from leavebehind.packages.ledger import STATE
from leavebehind.packages.owner import packages_folder
from leavebehind.pdf.libreoffice_listener import Listener
from leavebehind.report import BuildReport
from leavebehind.worker import WorkerPool

STEP = 120
"""Milliseconds without another change after which a save is over."""
TIMEOUT = 250
AGAIN = 3000
"""Milliseconds after which what could not be built is tried again."""

_SAVED = {
    ".xlsx",
    ".xlsm",
    ".docx",
    ".docm",
    ".pdf",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".tif",
    ".tiff",
}


@dataclass(frozen=True)
class Rebuilt:
    """One build: what it wrote, or why it could not be made."""

    report: BuildReport
    seconds: float
    waiting: str = ""
    """Why nothing was built; it is tried again at the next change."""

    def __str__(self) -> str:
        at = time.strftime("%H:%M:%S")
        if self.waiting:
            return f"{at} waiting: {self.waiting}"
        names = [path.name for path in self.report.written]
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        problems = "; ".join(map(str, self.report.problems))
        if not names:
            return f"{at} problem: {problems}" if problems else f"{at} everything is up to date"
        made = f"{at} made {shown} in {self.seconds:.1f} s"
        return f"{made}; problem: {problems}" if problems else made


def watch(
    workbook: AnyPath,
    output: AnyPath | None = None,
    *,
    templates: AnyPath | None = None,
    pdf: str = "auto",
    stop: Event | None = None,
) -> Iterator[Rebuilt]:
    """Build, then build again after every change, until `stop` is set or Ctrl-C is pressed.

    Each build that did something is given as soon as it is done. A build that finds nothing to do
    is not: it is what our own writing leads to. Raises what `build` raises only where no change to
    a file could mend it.
    """
    workbook = Path(workbook).absolute()
    folder = packages_folder(workbook, output)
    own_templates = Path(templates).absolute() if templates else workbook.parent / "word_templates"
    stop = stop or Event()
    places: list[Path] = []
    last: Rebuilt | None = None
    files: frozenset[Path] = frozenset()
    with WorkerPool() as workers, Listener() as listener:
        while not stop.is_set():
            if (now := _places(workbook, folder, own_templates, files)) != places:
                places, watched = now, _changes(now, stop)
            rebuilt = _built(workbook, folder, templates, pdf, workers, listener)
            if last is None or rebuilt.report.written or _told(rebuilt) != _told(last):
                yield rebuilt
            last, files = rebuilt, rebuilt.report.inputs or files
            # What was saved in new folders meanwhile is found by building again.
            if _places(workbook, folder, own_templates, files) == places:
                _wait(watched, retry=bool(rebuilt.waiting))


def _changes(places: Iterable[Path], stop: Event) -> Iterator[set[FileChange]]:
    """What is saved in the folders from now on; empty where nothing was for a while."""
    watched = changes_in(
        *places,
        watch_filter=_is_saved,
        step=STEP,
        stop_event=stop,
        recursive=False,
        rust_timeout=TIMEOUT,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    # It looks from the first call on, and nothing is missed between two.
    next(watched, None)
    return watched


def _wait(watched: Iterator[set[FileChange]], *, retry: bool) -> None:
    """Returns after a change, and where `retry` after a while."""
    for timeouts, changed in enumerate(watched, 1):
        if changed or (retry and timeouts * TIMEOUT >= AGAIN):
            return


def _built(
    workbook: Path,
    folder: Path,
    templates: AnyPath | None,
    pdf: str,
    workers: WorkerPool,
    listener: Listener,
) -> Rebuilt:
    began = time.monotonic()
    try:
        report = build(
            workbook, folder, templates=templates, pdf=pdf, workers=workers, listener=listener
        )
    except TemplateError as error:
        return Rebuilt(BuildReport(), 0, f"a template can't be used yet: {_first(error)}")
    except ProblemsError as error:
        return Rebuilt(BuildReport(), 0, f"{workbook.name} can't be used yet: {_first(error)}")
    except LeavebehindError as error:
        return Rebuilt(BuildReport(), 0, str(error))
    return Rebuilt(report, time.monotonic() - began)


def _first(error: ProblemsError) -> str:
    first, *others = error.problems
    return f"{first}{f' (and {len(others)} more)' if others else ''}"


def _told(rebuilt: Rebuilt) -> object:
    return rebuilt.waiting, rebuilt.report.problems


def _places(workbook: Path, folder: Path, templates: Path, files: frozenset[Path]) -> list[Path]:
    """The folders in which a save matters."""
    packages = [folder, *folder.glob("*/"), *folder.glob("*/*/")]
    every = [workbook.parent, templates, *packages, *(file.parent for file in files)]
    return sorted({place for place in every if place.is_dir() and STATE not in place.parts})


def _is_saved(change: Change, path: str) -> bool:
    """Whether a change may be that of a document: programs write locks and temporary files too."""
    changed = Path(path)
    if changed.name.startswith(("~$", ".~lock.")):
        # The document was closed, and can be written again.
        return change is Change.deleted
    hidden = changed.name.startswith((".", "~"))
    is_folder = not changed.suffix and (change is Change.deleted or changed.is_dir())
    return not hidden and (changed.suffix.lower() in _SAVED or is_folder)
