"""Notes, problems and next steps as lines: what is alike is printed once, with all it concerns."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
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
# A word with a capital or a digit is taken for a name; those in a row are one.
_NAME = r"[^\s,;:]*[A-Z0-9][^\s,;:]*"
_NAMES = re.compile(rf"'[^']*'|{_NAME}(?:,? {_NAME})*")


Reports = Sequence[tuple[str, dict[str, Any]]]
"""Each report of a run, and of which workbook it is; "" where there is but one."""


@dataclass(frozen=True)
class _Finding:
    workbook: str
    """Empty where there is but one."""
    place: str
    message: str

    @property
    def line(self) -> str:
        return ": ".join(filter(None, [self.place, self.message]))


def found_lines(reports: Reports) -> Iterator[str]:
    """A line for each note and each problem, or for those that are alike."""
    # What notes say, whoever and whichever number they say it of.
    for alike in _grouped(_notes(reports), lambda note: _NAMES.sub("…", note.message)):
        # Across workbooks or rows, a long list of one thing is a line.
        for same in [alike] if len(alike) > _FEW else _grouped(alike, attrgetter("message")):
            yield f"note: {same[0].line}{_elsewhere(same)}"
    for same in _grouped(_problems(reports), attrgetter("message")):
        yield f"problem: {same[0].line}{_elsewhere(same)}"


def count_problems(reports: Reports) -> int:
    """How many problems there are to fix, a shared one counted once."""
    return len({problem.line for problem in _problems(reports)})


def failed_workbooks(reports: Reports) -> list[str]:
    """The workbooks with problems, in order, where there are several."""
    return list(dict.fromkeys(one.workbook for one in _problems(reports) if one.workbook))


def _notes(reports: Reports) -> list[_Finding]:
    return [
        _Finding(workbook, note["place"], note["message"])
        for workbook, report in reports
        for note in report.get("notes", ())
    ]


def _problems(reports: Reports) -> list[_Finding]:
    return [
        _Finding(workbook, "", str((DocumentProblem if "file" in one else CellProblem)(**one)))
        for workbook, report in reports
        for one in report.get("problems", ())
    ]


def next_steps(reports: Reports) -> Iterator[str]:
    """What the person does after a build: the page to open, the sets to print, what is left.

    Nothing where no page was made, as in a dry run.
    """

    def joined(name: str) -> list[Any]:
        return [one for _, report in reports for one in report.get(name, ())]

    if not (pages := joined("overviews")):
        return
    left = joined("left_to_do")
    # Nobody prints for an interview that is over.
    coming = {one["path"] for one in left if one["kind"] == "print"}
    to_print = [path for path in joined("print_sets") if path in coming]
    to_send = [package["pdf"] for package in joined("packages") if _is_sent(package)]
    for step, paths in (("open", pages), ("print", to_print), ("send", to_send)):
        if paths:
            yield f"next: {step} {_listed(paths)}"
    counts = Counter(one["kind"] for one in left)
    counts["note"] = len(joined("notes"))
    texts = [
        text.format(counted(number, thing))
        for kind, (thing, text) in _LEFT_TO_DO.items()
        if (number := counts[kind])
    ]
    if texts or not joined("problems"):
        yield f"left to do: {', '.join(texts) or 'nothing'}"


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
