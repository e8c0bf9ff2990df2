"""What the program prints: for a person as lines, for another program as one JSON object."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from traceback import format_exc
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from leavebehind.cli.findings import (
    count_problems,
    failed_workbooks,
    found_lines,
    next_steps,
    short,
)
from leavebehind.errors import LeavebehindError, UnknownNameError, output_error, reason_of
from leavebehind.names import counted, for_shell, waiting_in_words

if TYPE_CHECKING:
    # The help is printed without them.
    from rich.progress import Progress, TaskID

    from leavebehind.doctor import Diagnosis
    from leavebehind.docx.alignment import Change
    from leavebehind.importing.importer import ImportReport
    from leavebehind.records import Note
    from leavebehind.report import Package
    from leavebehind.resolve import Resolution
    from leavebehind.status import Status

JsonObject = dict[str, Any]

_IN_WORD = "accept or reject them in Word"
"""What is to be done with tracked changes."""
_MOST_NOTES = 30
"""Lines of one kind that an import prints."""


def prepare_streams() -> None:
    """A letter that the terminal lacks is replaced by another; it is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_out(line: str) -> None:
    """Writes a line to standard output, at once."""
    _write(sys.stdout, line)


def print_error(line: str) -> None:
    """Writes a line to standard error."""
    _write(sys.stderr, line)


def _write(stream: TextIO | None, line: str) -> None:
    if stream is None:  # the program was started without one
        return
    try:
        # A name on the disk may hold what is no character at all.
        stream.write(line.encode("utf-8", "replace").decode() + "\n")
        stream.flush()
    except OSError as error:
        _silence(stream)
        # Who has stopped reading needs no more.
        if stream is not sys.stderr and not isinstance(error, BrokenPipeError):
            exit_unwritable(error)


def exit_unwritable(error: OSError) -> NoReturn:
    """Ends the program, whose output can't be written."""
    print_error(f"the output can't be written: {reason_of(error)}")
    raise SystemExit(1)


def _silence(stream: TextIO) -> None:
    """What is still to come goes nowhere, also when Python ends and flushes the stream."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class _Output:
    """What a command reports to."""

    debug = False
    """Whether Python's traceback of an error is printed."""
    last_line = ""
    """What is said to a person after everything else."""

    def __init__(self) -> None:
        self.code = 0
        """The exit code: 1 where there are problems, 2 for a name that nothing has."""
        self._reports: list[tuple[str, JsonObject]] = []

    def report(self, report: JsonObject, workbook: str = "") -> None:
        """Takes what a command has found or done; `workbook` is whose it is, of several."""
        self.code = max(self.code, report.pop("code", 0), bool(report.get("problems")))
        traceback = report.pop("traceback", "")
        if self.debug and traceback:
            print_error(traceback)
        self._reports.append((workbook, report))

    def show(self, print_lines: Callable[..., None], *of: object) -> None:
        """Prints something as lines, for a person."""


class JsonOutput(_Output):
    """One JSON object at the end, whatever happens.

    Of several workbooks the lists are joined, and the numbers added up. Each note's place and each
    problem's message then begins with the workbook.
    """

    def __init__(self) -> None:
        super().__init__()
        self._unreported: dict[Path, Package] = {}

    def progress(
        self, step: str, done: int, total: int, package: Package | None = None, **_more: object
    ) -> None:
        """Keeps the package that is done, which is printed even where the work breaks off."""
        if package:
            self._unreported[package.folder] = package

    def report(self, report: JsonObject, workbook: str = "") -> None:
        super().report(report, workbook)
        if "packages" in report:
            self._unreported.clear()

    def end(self) -> None:
        """Prints the object."""
        if self._unreported:
            self.report({"packages": [package.to_json() for package in self._unreported.values()]})
        merged: JsonObject = {}
        for workbook, report in self._reports:
            for note in report.get("notes", ()) if workbook else ():
                note["place"] = f"{workbook}: {note['place']}".rstrip(": ")
            for problem in report.get("problems", ()) if workbook else ():
                problem["message"] = f"in {workbook}: {problem['message']}"
            for name, value in report.items():
                merged[name] = merged[name] + value if name in merged else value
        # A console of Windows may lack letters, which would be replaced; \u… is read everywhere.
        encoding = getattr(sys.stdout, "encoding", None) or ""
        is_utf8 = encoding.lower().replace("-", "") == "utf8"
        print_out(json.dumps(merged, ensure_ascii=not is_utf8, indent=2))


class LineOutput(_Output):
    """Packages on standard output, notes and problems on standard error, bars on a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._bars = _ProgressBars()
        self._printed: set[Path] = set()
        self._interview: Path | None = None
        self._outcomes: dict[str, str] = {}
        self._pdfs = 0

    def show(self, print_lines: Callable[..., None], *of: object) -> None:
        print_lines(*of)

    def progress(
        self, step: str, done: int, total: int, package: Package | None = None, **_more: object
    ) -> None:
        """Shows how far the step has come, and prints the package that is done."""
        if package:
            self._print_package(package.to_json())
        self._bars.show(step, done, total)

    def report(self, report: JsonObject, workbook: str = "") -> None:
        """Prints what a command has done, but no package twice; keeps what it has found."""
        for one in (report, *report.get("resolved", ())):
            super().report(one, workbook)
        for package in report.get("packages", ()):
            self._print_package(package)
        self._count(report.get("briefs", ()))

    def end(self) -> None:
        """Prints notes and problems, those that are alike once, and the sums."""
        self._bars.clear()
        for line in found_lines(self._reports):
            print_error(line)
        if self._printed:
            packages, pdfs = counted(len(self._printed), "package"), counted(self._pdfs, "PDF")
            documents = counted(len(self._outcomes), "document")
            sums = [f"{packages}, {pdfs}, {documents}", _sums(self._outcomes.values())]
            print_out(": ".join(filter(None, sums)))
        for line in next_steps(self._reports):
            print_out(line)
        if (problems := count_problems(self._reports)) > 1:
            print_error(f"{problems:,} problems to fix")
        if failed := failed_workbooks(self._reports):
            every = {workbook for workbook, _ in self._reports if workbook}
            count = f"{len(failed):,} of {len(every):,} workbooks"
            print_error(f"{count} have problems: {', '.join(failed)}")
        if self.last_line:
            print_error(self.last_line)

    def _print_package(self, package: JsonObject) -> None:
        folder = Path(package["folder"])
        if folder in self._printed:
            return
        self._printed.add(folder)
        self._pdfs += package["pdf"] is not None
        self._count(package["documents"])
        if folder.parent != self._interview:
            self._interview = folder.parent
            print_out(short(folder.parent))
        outcomes = _sums(document["outcome"] for document in package["documents"])
        made = ", ".join(filter(None, [outcomes, "PDF" if package["pdf"] else ""]))
        print_out(f"  {folder.name:<22}  {made}".rstrip())

    def _count(self, documents: Iterable[JsonObject]) -> None:
        # By path: the documents of a panel are in each of its packages.
        self._outcomes.update({one["path"]: one["outcome"] for one in documents})


class _ProgressBars:
    """A bar for each step, where standard error is a terminal; made when there is work to show."""

    def __init__(self) -> None:
        self._shown: Progress | None = None
        self._steps: dict[str, TaskID] = {}

    def show(self, step: str, done: int, total: int) -> None:
        if sys.stderr is None or not sys.stderr.isatty():
            return
        if self._shown is None:
            from rich.console import Console
            from rich.progress import Progress

            # On one terminal the lines of standard output have to pass above the bars.
            together = sys.stdout is not None and sys.stdout.isatty()
            to_error = Console(stderr=True)
            self._shown = Progress(console=to_error, transient=True, redirect_stdout=together)
            self._shown.start()
        if step not in self._steps:
            self._steps[step] = self._shown.add_task(step.capitalize())
        self._shown.update(self._steps[step], completed=done, total=total)

    def clear(self) -> None:
        if self._shown:
            self._shown.stop()


def print_diagnosis(diagnosis: Diagnosis) -> None:
    """Each PDF engine and each font, with what is missing or replaces it."""
    converters = " and ".join(map(" ".join, diagnosis.converters.items()))
    print_out("PDF engines")
    for engine, missing in diagnosis.engines.items():
        preferred = " (--pdf auto takes it)" if engine == diagnosis.preferred else ""
        by = f", by {converters}" if engine == "embedded" and not missing else ""
        print_out(f"  {engine:<13}{missing or 'works'}{by}{preferred}")
    print_out("Fonts of the templates")
    for font, substitute in diagnosis.fonts.items():
        here = f"not here; {substitute} stands in for it" if substitute else "here"
        print_out(f"  {font:<13}{here}")
    for note in diagnosis.notes:
        print_out(f"note: {note.message}")
    if not diagnosis.preferred:
        print_out("Without an engine there are Word files but no PDFs.")


def print_import(report: ImportReport) -> None:
    """What was made of which source, what was guessed and left, and what to do next."""
    if not report.made:
        print_out(f"{report.workbook.parent} has everything already; nothing was changed")
    for path in report.made:
        if path.suffix != ".docx":
            print_out(f"made {short(path)}")
    templates = Counter(path.parent for path in report.made if path.suffix == ".docx")
    for folder, number in templates.items():
        print_out(f"made {counted(number, 'template')} in {short(folder)}")
    for source in report.sources:
        rows = ", ".join(f"{number:,} in {sheet}" for sheet, number in source.taken.items())
        print_out(f"from {source.path.name} ({source.format}): {rows}")
    _print_notes("guessed", report.guesses)
    _print_notes("left", report.left)
    _print_notes("to do", report.to_do)
    edit, place = "look over" if report.sources else "put yourself into", report.workbook
    rename = ""
    if report.copy_of:
        # Built by its own name, the copy would get packages anew, beside those that were edited.
        old, place = report.copy_of.name, report.copy_of
        rename = f", rename {old} to keep it, then the copy to {old}, so that your packages go on"
    print_out(f"next: {edit} {report.workbook}{rename}, then run")
    for command in ("check", "build"):
        print_out(f"  leavebehind {command} {for_shell(place)}")


def _print_notes(kind: str, notes: Sequence[Note]) -> None:
    for note in notes[:_MOST_NOTES]:
        print_error(f"{kind}: {note.place}: {note.message}")
    if len(notes) > _MOST_NOTES:
        print_error(f"{kind}: {len(notes) - _MOST_NOTES:,} more, which --json prints")


def print_resolution(resolved: Resolution) -> None:
    """Which version a document is now, and where the copy lies."""
    name, copy = resolved.document.name, resolved.copy
    if resolved.kept != "merge":
        print_out(f"{name} is {'your' if resolved.kept == 'mine' else 'the new'} version now")
        print_out(f"the other is kept as {copy}" if copy else "yours was not there any more")
    elif copy:
        waiting = waiting_in_words(resolved.open_changes, resolved.comments)
        print_out(f"{name} has the workbook's changes in it: {waiting}; {_IN_WORD}")
        print_out(f"yours as it was is kept as {copy}")
    else:
        print_out(f"{name} says all that the workbook says; nothing had to be put in")


def print_status(status: Status) -> None:
    """The state of each document and of each PDF, by interview and interviewer."""
    heading = None
    for document in status.documents:
        names = " / ".join(filter(None, [document.interview, document.interviewer]))
        if names != heading:
            heading = names
            print_out(names or "Not in the workbook any more")
        moved = f" (moved from {short(document.moved_from)})" if document.moved_from else ""
        print_out(f"  {document.state:<15} {document.path.name}{moved}")
        if document.state == "in conflict":
            _print_changes("the new version", document.workbook_changes)
            _print_changes("your version", document.your_changes)
            command = f"leavebehind resolve {for_shell(document.path)}"
            print_out(f"    resolve it: {command} --mine   or   --new   or   --merge")
        if document.open_changes or document.comments:
            open_ = waiting_in_words(document.open_changes, document.comments)
            print_out(f"    the workbook's changes wait in it: {open_}; {_IN_WORD}")
    for pdf in status.pdfs:
        print_out(f"{pdf.state:<18}{short(pdf.path)}")


def _print_changes(version: str, changes: Sequence[Change] | None) -> None:
    lines = [" became ".join(change.differing_words()) for change in changes or ()]
    if changes is None:
        lines = ["what was generated before is lost, so there is nothing to compare with"]
    for line in lines or ["the same words; how it looks has changed"]:
        print_out(f"    {version}: {line}")


def _sums(outcomes: Iterable[str]) -> str:
    """ "3 created, 1 kept"."""
    return ", ".join(f"{count:,} {outcome}" for outcome, count in Counter(outcomes).items())


def problems_of(error: Exception) -> JsonObject:
    """What went wrong, as a report, with Python's traceback and the exit code that it asks for."""
    if isinstance(error, OSError):
        error = output_error(error, Path())
    elif isinstance(error, MemoryError):
        error = LeavebehindError("memory is short; close other programs, and run this again")
    elif not isinstance(error, LeavebehindError):
        error = LeavebehindError(f"unexpected error ({type(error).__name__}: {error})")
    found = {"problems": error.problems, "notes": error.notes}
    report = {name: [asdict(one) for one in listed] for name, listed in found.items() if listed}
    code = 2 if isinstance(error, UnknownNameError) else 1
    return {**report, "code": code, "traceback": format_exc().rstrip()}
