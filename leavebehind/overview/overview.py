"""Brings the overview page of a packages folder up to date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from leavebehind import __version__
from leavebehind.docx.alignment import Change
from leavebehind.errors import OutputError
from leavebehind.files import digest_of, system_errors_in_words
from leavebehind.last_look.dates import last_day
from leavebehind.localization import Language
from leavebehind.overview.thumbnails import sources
from leavebehind.packages.conflicts import open_conflicts, waiting_at
from leavebehind.packages.disk import FileIsHeld
from leavebehind.packages.ledger import OVERVIEW, STATE, THUMBNAILS
from leavebehind.plan_records import BRIEF, CARD, InterviewPlan, PackagePlan, Section
from leavebehind.prepare import Workspace
from leavebehind.records import Date, Interview, Note
from leavebehind.report import BuildReport, LeftToDo


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

Shown = dict[str, Any]
"""Names that the page uses → their values; private notes and the brief are not among them."""

_MOST_CHANGES = 6
"""So many changes of a conflict are shown."""
_GENERATOR = "leavebehind overview"
"""What tells our page from somebody else's file of that name."""
FOREIGN_PAGE = Note(
    f"“{OVERVIEW}” is not ours, so there is no overview page; rename it, and build again", OVERVIEW
)


def with_overview(report: BuildReport, work: Workspace) -> BuildReport:
    """Brings the page up to date; the report, with what the person should know of the page.

    The whole workbook is shown, as it lies in the folder, also where not all of it was built. A
    page on which nothing has changed is not written.
    """
    if work.options.dry_run or not work.options.is_kept:
        return report
    try:
        with system_errors_in_words(work.folder.path / OVERVIEW):
            return _with_page(report, work)
    except (OutputError, FileIsHeld) as error:
        # The packages are made, and worth more than the page about them.
        note = Note(f"the overview page could not be written: {error}", OVERVIEW)
        return replace(report, notes=[*report.notes, note])


def _with_page(report: BuildReport, work: Workspace) -> BuildReport:
    target, language = work.folder.path / OVERVIEW, work.layout.language
    before = _known_digest(target)
    if before is None:
        return replace(report, notes=[*report.notes, FOREIGN_PAGE])
    today = datetime.date.today()
    collector = _Collector(work)
    content, left = collector.content(report, today)
    notes = list(collector.lasting_notes(report))
    digests = [digest_of(__version__, content, language), digest_of(notes)]
    # What a part of the workbook was built for says nothing of the notes on the rest.
    counted = digests if work.options.is_all else digests[:1]
    if before.split()[: len(counted)] != counted:
        text = _template().render(
            content,
            notes=notes,
            language=language,
            word=language.word,
            countdown=lambda day: _countdown(day, today, language),
            generator=_GENERATOR,
            digest=" ".join(digests),
        )
        work.folder.disk.place(target, text.encode("utf-8", "replace"))
    return replace(report, overviews=[target], left_to_do=left)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    return environment.get_template("page.html")


def _countdown(day: datetime.date, today: datetime.date, language: Language) -> str:
    """ "in 12 days", "today", "tomorrow", "past"."""
    days = (day - today).days
    if days < 0:
        return language.word("past")
    if days < 2:
        return language.word("tomorrow") if days else language.word("today")
    return language.word("in {days} days").format(days=days)


def _known_digest(target: Path) -> str | None:
    """The digest in the page that lies there, "" where there is none, None where it isn't ours."""
    if not target.exists() and not target.is_symlink():
        return ""
    if not target.is_file() or target.is_symlink():
        return None
    with target.open("rb") as file:
        head = file.read(2000).decode("utf-8", "replace")
    if f'content="{_GENERATOR}"' not in head:
        return None
    return head.partition('name="digest" content="')[2].partition('"')[0]


class _Collector:
    """Gathers what the page shows of a folder."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._folder, self._layout = work.folder, work.layout
        self._language = work.layout.language
        self._pictures: Mapping[Path, Sequence[str]] = {}

    def content(self, report: BuildReport, today: datetime.date) -> tuple[Shown, list[LeftToDo]]:
        """What the page shows besides notes, and of it what is left to do."""
        plans = self._work.prepared.whole_plan.interviews
        pdfs = dict.fromkeys(
            self._layout.combined_pdf(plan, package.interviewer)
            for plan in plans
            for package in plan.packages
        )
        kept = self._folder.path / STATE / THUMBNAILS
        self._pictures = sources(filter(Path.is_file, pdfs), kept, self._work.session.workers)
        plans = tuple(sorted(plans, key=lambda plan: _order(plan.interview.date, today)))
        tasks = list(self._left_to_do(plans, today))
        content = {
            "candidate": self._layout.candidate,
            "interviews": list(map(self._interview, plans)),
            "left_to_do": [Linked(str(problem)) for problem in report.problems]
            + [shown for _, shown in tasks],
        }
        return content, [left for left, _ in tasks]

    def _interview(self, plan: InterviewPlan) -> Shown:
        """An interview, its panel, and what the panel shares."""
        interview, word, day = plan.interview, self._language.word, plan.interview.date
        video = str(interview.extra.get("video_link") or "")
        video = video if video.startswith("https://") else ""
        place, printed = self._layout.interview(plan), self._layout.print_set(plan)
        documents = list(self._documents(place, plan.shared))
        if printed.is_file():
            documents.append(Linked(word("Print set"), self._href(printed)))
        return {
            "company": interview.company,
            "role": interview.role,
            "day": day if day and day.precision == "day" else None,
            "when": self._when(interview),
            "place": Linked(interview.location or video, video),
            "documents": [Linked(word("Folder"), self._href(place)), *documents],
            "packages": [self._package(plan, package) for package in plan.packages],
            "known_at_company": [contact.name for contact in plan.contacts],
        }

    def _when(self, interview: Interview) -> str:
        language = self._language
        time = language.time(interview.time) if interview.time else ""
        # "America/New_York", as an invitation names it.
        zone = str(interview.extra.get("time_zone") or "").rpartition("/")[2].replace("_", " ")
        time += f" ({zone})" if time and zone else ""
        parts = (language.weekday(interview.date), language.date(interview.date), time)
        return ", ".join(filter(None, parts))

    def _package(self, plan: InterviewPlan, package: PackagePlan) -> Shown:
        """A reader, and what they are handed."""
        reader, place = package.interviewer, self._layout.reader(plan, package.interviewer)
        pdf, word = self._layout.combined_pdf(plan, reader), self._language.word
        documents = [Linked(word("Folder"), self._href(place))]
        documents += self._documents(place, package.sections)
        return {
            "reader": reader.name,
            "about": " · ".join(filter(None, [reader.title, reader.part and word(reader.part)])),
            "copies": reader.copies,
            "pdf": Linked("PDF", self._href(pdf)) if pdf in self._pictures else None,
            "pages": self._pictures.get(pdf, ()),
            "documents": documents,
            "known_by": [contact.name for contact in package.contacts],
        }

    def _documents(self, place: Path, sections: Sequence[Section]) -> Iterator[Linked]:
        """The Word documents that lie there, and the cards to be printed."""
        paths = self._layout.documents(self._folder, place, sections)
        for section, path in zip(sections, paths, strict=True):
            # A shared one lies there only where the reader has a copy of their own.
            if path.is_file():
                yield Linked(self._language.section_title(section.name), self._href(path))
            card = path.with_suffix(".pdf")
            if section.name == CARD and card != path and card.is_file():
                yield Linked(f"{self._language.section_title(CARD)} (PDF)", self._href(card))

    def _href(self, path: Path) -> str:
        """Seen from the page, so that it leads there also after the folder was moved."""
        # A name on the disk may hold bytes that are no UTF-8; a browser wants them as they are.
        address = quote(self._folder.relative(path).encode("utf-8", "surrogateescape"))
        return address + ("/" if path.is_dir() else "")

    # What is left to do before the packages can be handed over, first things first.

    def _left_to_do(self, plans: Sequence[InterviewPlan], today: datetime.date) -> Tasks:
        """Conflicts, open changes, packages without PDF, and what is to be printed."""
        yield from self._conflicts()
        yield from self._open_changes()
        yield from self._without_pdf(plans)
        yield from self._to_print(plans, today)

    def _conflicts(self) -> Tasks:
        folder, word = self._folder, self._language.word
        for key, conflict, beside in open_conflicts(folder.path, folder.ledger):
            path = conflict.path
            # The brief is private, so that of its own conflicts nothing is said.
            if key.section != BRIEF:
                text = word("Settle the two versions of {document}").format(document=path.stem)
                changes = _shown(conflict.workbook_changes()), _shown(conflict.your_changes())
                versions = (
                    Linked(word("The new version"), self._href(beside), changes[0]),
                    Linked(word("Your version"), self._href(path), changes[1]),
                )
                shown = Linked(text, self._href(path), folder.relative(path.parent), versions)
                yield LeftToDo("conflict", text, path), shown

    def _open_changes(self) -> Tasks:
        """The documents in which tracked changes or comments of a merge wait."""
        folder, word = self._folder, self._language.word
        for key, recorded in sorted(folder.ledger.items(), key=lambda item: item[1].path):
            path = folder.path / recorded.path
            if key.is_pdf or key.section == BRIEF or not path.is_file():
                continue
            if folder.ledger.is_edited(path, recorded) and (number := sum(waiting_at(path))):
                text = word("Accept or reject the changes in {document}").format(document=path.stem)
                detail = f"{number:,} · {folder.relative(path.parent)}"
                yield (
                    LeftToDo("tracked changes", text, path),
                    Linked(text, self._href(path), detail),
                )

    def _without_pdf(self, plans: Iterable[InterviewPlan]) -> Tasks:
        for number, plan in enumerate(plans, 1):
            readers = [
                package.interviewer.name
                for package in plan.packages
                if package.sections
                and not self._layout.combined_pdf(plan, package.interviewer).is_file()
            ]
            if readers:
                company = plan.interview.company
                text = self._language.word("No PDF yet: {company}").format(company=company)
                shown = Linked(text, f"#interview-{number}", ", ".join(readers))
                yield LeftToDo("no PDF", text, self._layout.interview(plan)), shown

    def _to_print(self, plans: Iterable[InterviewPlan], today: datetime.date) -> Tasks:
        """How many packages are to be printed for the interviews that are still to come."""
        word = self._language.word
        for number, plan in enumerate(plans, 1):
            day, company = plan.interview.date, plan.interview.company
            copies = sum(package.interviewer.copies for package in plan.packages)
            is_coming = day is None or last_day(day) >= today
            if copies and is_coming and plan.interview.format != "screen":
                text = word("To print: {copies} × {company}").format(copies=copies, company=company)
                printed = self._layout.print_set(plan)
                address = self._href(printed) if printed.is_file() else f"#interview-{number}"
                yield LeftToDo("print", text, printed), Linked(text, address)

    def lasting_notes(self, report: BuildReport) -> Iterator[Linked]:
        """The notes that are true until somebody changes something, and what they are about."""
        passing = set(report.passing_notes)
        for note in dict.fromkeys(note for note in report.notes if note not in passing):
            path, shown = self._folder.path / note.place, Linked(note.message, "", note.place)
            # The place may also be a cell, or all kinds of text.
            with suppress(OSError, OutputError, ValueError):
                if note.place and path.is_file():
                    shown = Linked(note.message, self._href(path), self._folder.relative(path))
            yield shown


def _order(day: Date | None, today: datetime.date) -> tuple[int, int]:
    """Interviews to come in the order of their days, then those without a day, then those over."""
    if day is None:
        return 1, 0
    return (2, -day.toordinal()) if last_day(day) < today else (0, day.toordinal())


def _shown(changes: Sequence[Change] | None) -> str:
    """The first of the changes, a line each."""
    found = list(changes or ())
    lines = [" → ".join(change.differing_words()) for change in found[:_MOST_CHANGES]]
    return "\n".join(lines + ["…"] * (len(found) > _MOST_CHANGES))
