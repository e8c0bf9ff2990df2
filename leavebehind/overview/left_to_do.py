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
from leavebehind.overview.page import Linked
from leavebehind.packages.conflicts import open_conflicts, waiting_at
from leavebehind.packages.folder import Folder
from leavebehind.plan_records import BRIEF, InterviewPlan
from leavebehind.prepare import Workspace
from leavebehind.records import Note
from leavebehind.report import BuildReport, LeftToDo

Href = Callable[[Path], str]

_MOST_CHANGES = 6
"""So many changes of a conflict are shown."""


@dataclass(frozen=True)
class Task:
    """Something that is left to do, and as the page shows it."""

    left: LeftToDo
    shown: Linked


def left_to_do(
    work: Workspace, interviews: Sequence[InterviewPlan], href: Href, today: datetime.date
) -> Iterator[Task]:
    """Conflicts, open changes, packages without PDF, and what is to be printed.

    The brief is private, so that of its own conflicts nothing is said.
    """
    yield from _conflicts(work, href)
    yield from _open_changes(work, href)
    yield from _without_pdf(work.layout, interviews)
    yield from _to_print(work.layout, interviews, href, today)


def lasting_notes(folder: Folder, report: BuildReport, href: Href) -> Iterator[Linked]:
    """The notes that are true until somebody changes something."""
    passing = set(report.passing_notes)
    notes = [note for note in report.notes if note not in passing]
    yield from (_note(folder, note, href) for note in dict.fromkeys(notes))


def _conflicts(work: Workspace, href: Href) -> Iterator[Task]:
    folder, word = work.folder, work.layout.language.word
    for key, conflict, beside in open_conflicts(folder.path, folder.ledger):
        if key.section != BRIEF:
            text = word("Settle the two versions of {document}").format(document=conflict.path.stem)
            versions = (
                Linked(word("The new version"), href(beside), _shown(conflict.workbook_changes())),
                Linked(word("Your version"), href(conflict.path), _shown(conflict.your_changes())),
            )
            place = folder.relative(conflict.path.parent)
            yield Task(
                LeftToDo("conflict", text, conflict.path),
                Linked(text, href(conflict.path), place, versions),
            )


def _shown(changes: Sequence[Change] | None) -> str:
    """The first of the changes, a line each."""
    found = list(changes or ())
    lines = [" → ".join(change.differing_words()) for change in found[:_MOST_CHANGES]]
    return "\n".join(lines + ["…"] * (len(found) > _MOST_CHANGES))


def _open_changes(work: Workspace, href: Href) -> Iterator[Task]:
    """The documents in which tracked changes or comments of a merge wait."""
    folder, word = work.folder, work.layout.language.word
    for key, recorded in sorted(folder.ledger.items(), key=lambda item: item[1].path):
        path = folder.path / recorded.path
        if key.is_pdf or key.section == BRIEF or not path.is_file():
            continue
        if folder.ledger.is_edited(path, recorded) and (number := sum(waiting_at(path))):
            text = word("Accept or reject the changes in {document}").format(document=path.stem)
            detail = f"{number:,} · {folder.relative(path.parent)}"
            yield Task(LeftToDo("tracked changes", text, path), Linked(text, href(path), detail))


def _without_pdf(layout: Layout, interviews: Iterable[InterviewPlan]) -> Iterator[Task]:
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
            yield Task(
                LeftToDo("no PDF", text, layout.interview(plan)),
                Linked(text, f"#interview-{number}", names),
            )


def _note(folder: Folder, note: Note, href: Href) -> Linked:
    """The note, and the document that it is about where its place is one."""
    path = folder.path / note.place
    # The place may also be a cell, or all kinds of text.
    with suppress(OSError, OutputError, ValueError):
        if note.place and path.is_file():
            return Linked(note.message, href(path), folder.relative(path))
    return Linked(note.message, "", note.place)


def _to_print(
    layout: Layout, interviews: Iterable[InterviewPlan], href: Href, today: datetime.date
) -> Iterator[Task]:
    """How many packages are to be printed for the interviews that are still to come."""
    for number, plan in enumerate(interviews, 1):
        day = plan.interview.date
        copies = sum(package.interviewer.copies for package in plan.packages)
        if copies and plan.interview.format != "screen" and (day is None or last_day(day) >= today):
            word, company = layout.language.word, plan.interview.company
            text = word("To print: {copies} × {company}").format(copies=copies, company=company)
            printed = layout.print_set(plan)
            address = href(printed) if printed.is_file() else f"#interview-{number}"
            yield Task(LeftToDo("print", text, printed), Linked(text, address))
