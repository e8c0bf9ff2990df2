"""What is left to do before the packages of a folder can be handed over, first things first."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leavebehind.docx.alignment import Change
from leavebehind.errors import OutputError
from leavebehind.last_look.dates import last_day
from leavebehind.layout import Layout
from leavebehind.packages.conflicts import open_conflicts, waiting_at
from leavebehind.packages.folder import Folder
from leavebehind.plan_records import BRIEF, InterviewPlan
from leavebehind.prepare import Workspace
from leavebehind.report import BuildReport, LeftToDo

Href = Callable[[Path], str]

_MOST_CHANGES = 6
"""So many changes of a conflict are shown."""


@dataclass(frozen=True)
class Linked:
    """A text, and the file or folder that it leads to, seen from the page."""

    text: str
    href: str = ""
    detail: str = ""
    parts: Sequence[Linked] = ()
    """Of a conflict: each version, with what it changed in its detail, a line each."""


Tasks = Iterator[tuple[LeftToDo, Linked]]
"""What is left to do, and as the page shows it."""


def left_to_do(
    work: Workspace, interviews: Sequence[InterviewPlan], href: Href, today: datetime.date
) -> Tasks:
    """Conflicts, open changes, packages without PDF, and what is to be printed.

    The brief is private, so that of its own conflicts nothing is said.
    """
    yield from _conflicts(work, href)
    yield from _open_changes(work, href)
    yield from _without_pdf(work.layout, interviews)
    yield from _to_print(work.layout, interviews, href, today)


def lasting_notes(folder: Folder, report: BuildReport, href: Href) -> Iterator[Linked]:
    """The notes that are true until somebody changes something, with the documents they are of."""
    passing = set(report.passing_notes)
    for note in dict.fromkeys(note for note in report.notes if note not in passing):
        path, shown = folder.path / note.place, Linked(note.message, "", note.place)
        # The place may also be a cell, or all kinds of text.
        with suppress(OSError, OutputError, ValueError):
            if note.place and path.is_file():
                shown = Linked(note.message, href(path), folder.relative(path))
        yield shown


def _conflicts(work: Workspace, href: Href) -> Tasks:
    folder, word = work.folder, work.layout.language.word
    for key, conflict, beside in open_conflicts(folder.path, folder.ledger):
        if key.section != BRIEF:
            text = word("Settle the two versions of {document}").format(document=conflict.path.stem)
            versions = (
                Linked(word("The new version"), href(beside), _shown(conflict.workbook_changes())),
                Linked(word("Your version"), href(conflict.path), _shown(conflict.your_changes())),
            )
            place = folder.relative(conflict.path.parent)
            yield (
                LeftToDo("conflict", text, conflict.path),
                Linked(text, href(conflict.path), place, versions),
            )


def _shown(changes: Sequence[Change] | None) -> str:
    """The first of the changes, a line each."""
    found = list(changes or ())
    lines = [" → ".join(change.differing_words()) for change in found[:_MOST_CHANGES]]
    return "\n".join(lines + ["…"] * (len(found) > _MOST_CHANGES))


def _open_changes(work: Workspace, href: Href) -> Tasks:
    """The documents in which tracked changes or comments of a merge wait."""
    folder, word = work.folder, work.layout.language.word
    for key, recorded in sorted(folder.ledger.items(), key=lambda item: item[1].path):
        path = folder.path / recorded.path
        if key.is_pdf or key.section == BRIEF or not path.is_file():
            continue
        if folder.ledger.is_edited(path, recorded) and (number := sum(waiting_at(path))):
            text = word("Accept or reject the changes in {document}").format(document=path.stem)
            detail = f"{number:,} · {folder.relative(path.parent)}"
            yield LeftToDo("tracked changes", text, path), Linked(text, href(path), detail)


def _without_pdf(layout: Layout, interviews: Iterable[InterviewPlan]) -> Tasks:
    word = layout.language.word
    for number, plan in enumerate(interviews, 1):
        readers = [
            package.interviewer
            for package in plan.packages
            if package.sections and not layout.combined_pdf(plan, package.interviewer).is_file()
        ]
        if readers:
            text = word("No PDF yet: {company}").format(company=plan.interview.company)
            names = ", ".join(reader.name for reader in readers)
            yield (
                LeftToDo("no PDF", text, layout.interview(plan)),
                Linked(text, f"#interview-{number}", names),
            )


def _to_print(
    layout: Layout, interviews: Iterable[InterviewPlan], href: Href, today: datetime.date
) -> Tasks:
    """How many packages are to be printed for the interviews that are still to come."""
    for number, plan in enumerate(interviews, 1):
        day = plan.interview.date
        copies = sum(package.interviewer.copies for package in plan.packages)
        if copies and plan.interview.format != "screen" and (day is None or last_day(day) >= today):
            word, company = layout.language.word, plan.interview.company
            text = word("To print: {copies} × {company}").format(copies=copies, company=company)
            printed = layout.print_set(plan)
            address = href(printed) if printed.is_file() else f"#interview-{number}"
            yield LeftToDo("print", text, printed), Linked(text, address)
