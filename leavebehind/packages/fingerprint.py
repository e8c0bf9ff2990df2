"""Skips the build when nothing has changed since the last one.

The ledger holds a digest of every file that the last build read or left behind, and of what is
installed. Where all of it is as it was, so is the report, and neither the workbook is read nor any
library loaded. In doubt there is no such report: then the build looks for itself.
"""

from __future__ import annotations

import datetime
import os
import shutil
import stat
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leavebehind import __version__
from leavebehind.files import digest, digest_of, system_errors_in_words
from leavebehind.fonts import font_folders
from leavebehind.packages.ledger import (
    LEDGER,
    OVERVIEW,
    STATE,
    THUMBNAILS,
    VERSION,
    ledger_json,
    package_entries,
)
from leavebehind.report import BuildOptions, BuildReport, Document

if TYPE_CHECKING:
    # The folder loads the libraries that an unchanged build has no need of.
    from leavebehind.packages.folder import Folder

Digests = dict[str, str]

_ALWAYS_THERE = frozenset({"lock", LEDGER, "base", "pdf", THUMBNAILS, "ledger.damaged.json"})
"""What lies in our own folder when no build is at work or was killed."""
_LARGE = 256 << 20
"""What is larger is known by its size and times alone, so that it needn't be held in memory."""


class Fingerprint:
    """All that a build of these options depends on, and how it was when the last one ended."""

    def __init__(
        self,
        folder: Path,
        workbook: Path,
        templates: Iterable[Path],
        options: BuildOptions,
        today: datetime.date | None = None,
    ) -> None:
        self._today = today or datetime.date.today()
        self._folder = folder
        self._sources = [workbook, *templates]
        self._asked = digest_of(__version__, str(workbook), replace(options, force=False))
        self._installed = digest_of(_installed())
        self._began = time.time()
        with system_errors_in_words(folder):
            ledger = ledger_json(folder)
        known = ledger.get("fingerprint") if ledger.get("version") == VERSION else None
        self._known: Mapping[str, Any] = known if isinstance(known, dict) else {}
        self._before = self._current(map(Path, self._known.get("inputs", ())))

    def cached_report(self) -> BuildReport | None:
        """The report of the last build, if it was asked for the same and nothing has changed."""
        is_same = self._known.get("asked") == self._asked and self._is_known(self._before)
        if not is_same or not (self._folder / OVERVIEW).exists():
            return None
        with suppress(OSError, KeyError, TypeError, ValueError, AttributeError):
            # Else a build is at work, or was killed.
            if {path.name for path in (self._folder / STATE).iterdir()} <= _ALWAYS_THERE:
                return BuildReport.from_saved(self._known["report"])
        return None

    def record(self, folder: Folder, report: BuildReport) -> None:
        """Remembers the build where its report will be true of the next one."""
        # What failed is tried again.
        is_locked = any(document.outcome == "locked" for document in report.documents)
        if folder.is_dry_run or report.problems or is_locked:
            return
        after = self._current(report.inputs)
        # Where one document lies, another that was deleted may have lain.
        generated = {
            (str(folder.path / one.path), made)
            for one in folder.ledger.values()
            for made in one.versions
        }
        digests = {made for _, made in generated}
        # Nothing has changed since the build that is remembered, though that was of other options;
        # or somebody else has changed a file meanwhile.
        if self._is_known(after) or not self._is_ours(report, after, digests):
            return
        as_generated = {Path(path) for path, made in generated if after.get(path) == made}
        folder.ledger.fingerprint = {
            "asked": self._asked,
            "installed": self._installed,
            "inputs": sorted(map(str, report.inputs)),
            "files": after,
            "report": _repeated(report, as_generated).saved(),
            "until": report.true_until.isoformat() if report.true_until else "",
        }

    def _is_known(self, files: Digests) -> bool:
        is_same_machine = self._known.get("installed") == self._installed
        is_past = self._today.isoformat() > (self._known.get("until") or "z")
        return is_same_machine and not is_past and bool(self._known.get("files") == files)

    def _is_ours(self, report: BuildReport, after: Digests, generated: set[str]) -> bool:
        """Whether every file is as it was, or as this build left it."""
        before = self._before
        inputs = {str(path) for path in report.inputs}
        spoken_of = {str(document.path) for document in report.documents}
        written = {str(path) for path in report.written}
        # A copy that is kept of the person's document has the content that lay there before.
        known = {*generated, *before.values()}
        for path in before.keys() | after.keys():
            if before.get(path) == after.get(path):
                continue
            if path in inputs and path not in before:
                if Path(path).stat().st_mtime >= self._began:
                    return False
                continue
            was_cleared_away = path not in after and path not in spoken_of
            if not was_cleared_away and not (path in written and after.get(path) in known):
                return False
        return True

    def _current(self, inputs: Iterable[Path]) -> Digests:
        """Every file that matters → its digest; `inputs` are those that the workbook names."""
        # A deleted document stays away only while its folder is there: empty ones matter, too.
        every = {*self._sources, *inputs, *package_entries(self._folder)}
        # It shows the others, and nothing depends on it.
        every.discard(self._folder / OVERVIEW)
        return {str(path): _state(path) for path in every}


def _repeated(report: BuildReport, as_generated: set[Path]) -> BuildReport:
    """The report that the next build gives, where nothing changes until then."""

    def repeated(document: Document) -> Document:
        is_made = document.outcome in ("created", "updated")
        # One that was kept was not ours, said what we would have written, and is ours from now on.
        is_ours = document.outcome == "kept" and document.path in as_generated
        return replace(document, outcome="unchanged") if is_made or is_ours else document

    packages = [
        replace(package, documents=tuple(map(repeated, package.documents)))
        for package in report.packages
    ]
    briefs = list(map(repeated, report.briefs))
    notes = [note for note in report.notes if note not in report.passing_notes]
    nothing: Any = {"converted": 0, "written": [], "passing_notes": []}
    return replace(report, packages=packages, briefs=briefs, notes=notes, **nothing)


def _state(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # A pipe would be waited for, and a device never ends.
            return ""
        large = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"
        content = large if found.st_size > _LARGE else digest(path.read_bytes())
        return f"link to {path.readlink()}: {content}" if path.is_symlink() else content
    except OSError:
        return ""


def _installed() -> list[tuple[str, object]]:
    """Changes when a program, a Python package or a font is installed, updated or removed."""
    own = {name: text for name, text in os.environ.items() if name.startswith("LEAVEBEHIND_")}
    watched = {*map(Path, _program_folders()), *_engine_folders()}
    for place, _, files in chain.from_iterable(map(os.walk, font_folders())):
        watched |= {Path(place), *(Path(place, name) for name in files)}
    changed = {str(path): _stamp(path) for path in watched}
    return sorted({**own, **changed}.items())


def _stamp(path: Path) -> tuple[int, ...]:
    with suppress(OSError):
        found = path.stat()
        # Of a folder, size and inode say nothing.
        size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
        return size, found.st_mtime_ns
    return ()


def _program_folders() -> Iterator[str]:
    named = (os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    every = [*os.environ.get("PATH", "").split(os.pathsep), *named]
    # An empty one would be the folder that we are in, which changes with the packages.
    yield from filter(None, every)
    yield from ("/Applications", "/opt", "/usr/lib", sysconfig.get_path("purelib"))


def _engine_folders() -> Iterator[Path]:
    """Where LibreOffice lies: an update changes neither its folder's folder nor the path to it."""
    names = (os.environ.get("LEAVEBEHIND_SOFFICE", ""), "soffice", "libreoffice")
    for found in filter(None, map(shutil.which, filter(None, names))):
        program = Path(found).resolve()
        yield from (program, program.parent)
    if sys.platform == "darwin":
        yield Path("/Applications/Microsoft Word.app/Contents")
