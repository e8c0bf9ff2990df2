"""Notes, problems and next steps as lines: what is alike is printed once, with all it concerns."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leavebehind.errors import CellProblem, DocumentProblem
from leavebehind.names import counted

# So many notes that differ in names alone are still read one by one.
_FEW = 4
_SHOWN = 3
_LEFT_TO_DO = {
    "conflict": ("conflict", "{} to resolve"),
    "tracked changes": ("document", "changes to accept or reject in {}"),
    "no PDF": ("interview", "{} without PDFs"),
    "note": ("note", "{} to read"),
}
"""Kind of what is left to do → what is counted, and how it is said."""
_NAME = r"[^\s,;:]*[A-Z0-9][^\s,;:]*"
_NAMES = re.compile(rf"'[^']*'|{_NAME}(?:,? {_NAME})*")


@dataclass(frozen=True)
class _Finding:
    workbook: str
    """Empty where there is but one."""
    place: str
    message: str

    @property
    def line(self) -> str:
        return ": ".join(filter(None, [self.place, self.message]))


class FoundLines:
    """The notes and problems of a run, of one workbook or of several."""

    def __init__(self) -> None:
        self._notes: list[_Finding] = []
        self._problems: list[_Finding] = []

    def add(self, report: dict[str, Any], workbook: str = "") -> None:
        """Adds those of a report; `workbook` says whose they are, where there are several."""
        for note in report.get("notes", ()):
            self._notes.append(_Finding(workbook, note["place"], note["message"]))
        for problem in report.get("problems", ()):
            kind = DocumentProblem if "file" in problem else CellProblem
            self._problems.append(_Finding(workbook, "", str(kind(**problem))))

    @property
    def problems(self) -> int:
        """How many problems there are to fix, a shared one counted once."""
        return len({problem.line for problem in self._problems})

    @property
    def failed(self) -> list[str]:
        """The workbooks with problems, in order."""
        return list(dict.fromkeys(one.workbook for one in self._problems if one.workbook))

    def lines(self) -> Iterator[str]:
        """A line for each note and each problem, or for those that are alike."""
        for alike in _grouped(self._notes, _without_names):
            # Across workbooks or rows, a long list of one thing is a line.
            for same in [alike] if len(alike) > _FEW else _grouped(alike, _message):
                yield f"note: {same[0].line}{_elsewhere(same)}"
        for same in _grouped(self._problems, _message):
            yield f"problem: {same[0].line}{_elsewhere(same)}"


class NextSteps:
    """What the person does after a build: the page to open, the sets to print, what is left."""

    def __init__(self) -> None:
        self._overviews: list[str] = []
        self._to_print: list[str] = []
        self._to_send: list[str] = []
        self._left: Counter[str] = Counter()
        self._has_problems = False

    def add(self, report: dict[str, Any]) -> None:
        """Adds those of a report, of one workbook or of several."""
        left = report.get("left_to_do", ())
        self._left.update(one["kind"] for one in left)
        self._left["note"] += len(report.get("notes", ()))
        self._has_problems |= bool(report.get("problems"))
        self._overviews += report.get("overviews", ())
        # Nobody prints for an interview that is over.
        printed = {one["path"] for one in left if one["kind"] == "print"}
        self._to_print += [path for path in report.get("print_sets", ()) if path in printed]
        self._to_send += [
            package["pdf"] for package in report.get("packages", ()) if _is_sent(package)
        ]

    def lines(self) -> Iterator[str]:
        """A line for each step; none where no page was made, as in a dry run."""
        if not self._overviews:
            return
        yield f"next: open {_listed(self._overviews)}"
        if self._to_print:
            yield f"next: print {_listed(self._to_print)}"
        if self._to_send:
            yield f"next: send {_listed(self._to_send)}"
        left = [
            text.format(counted(number, thing))
            for kind, (thing, text) in _LEFT_TO_DO.items()
            if (number := self._left[kind])
        ]
        if left or not self._has_problems:
            yield f"left to do: {', '.join(left) or 'nothing'}"


def _is_sent(package: dict[str, Any]) -> bool:
    """Whether the package is read on a screen, before an interview that is still to come."""
    interview = package["interview"]
    day, today = interview["date"], datetime.date.today().isoformat()
    is_coming = not day or day >= today[: len(day)]
    return bool(package["pdf"] and interview["format"] == "screen" and is_coming)


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _SHOWN:,} more" if len(paths) > _SHOWN else ""
    return ", ".join(short(Path(path)) for path in paths[:_SHOWN]) + more


def short(path: Path) -> str:
    """The path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _grouped(findings: Iterable[_Finding], key: Callable[[_Finding], str]) -> list[list[_Finding]]:
    groups: dict[str, list[_Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return list(groups.values())


def _message(finding: _Finding) -> str:
    return finding.message


def _without_names(finding: _Finding) -> str:
    """What a note says, whoever and whichever number it says it of."""
    return _NAMES.sub("…", finding.message)


def _elsewhere(same: Sequence[_Finding]) -> str:
    """Which workbooks the findings concern, or at which other places they are."""
    workbooks = list(dict.fromkeys(one.workbook for one in same if one.workbook))
    if len(workbooks) > 1:
        more = f" and {len(workbooks) - _SHOWN} more" if len(workbooks) > _SHOWN else ""
        count = f"; {len(same)} alike" if len(same) > len(workbooks) else ""
        return f" (in {', '.join(workbooks[:_SHOWN])}{more}{count})"
    parts = [f"in {workbooks[0]}"] if workbooks else []
    if len(same) > 1:
        places = list(dict.fromkeys(one.place for one in same[1:] if one.place))
        dots = " …" if len(places) > _SHOWN else ""
        also = f", also at {', '.join(places[:_SHOWN])}{dots}" if places else ""
        parts.append(f"{len(same)} alike{also}")
    return f" ({'; '.join(parts)})" if parts else ""
