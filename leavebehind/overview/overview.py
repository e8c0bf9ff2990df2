"""Brings the overview page of a packages folder up to date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from leavebehind import __version__
from leavebehind.errors import OutputError
from leavebehind.files import digest_of, system_errors_in_words
from leavebehind.last_look.dates import last_day
from leavebehind.localization import Language
from leavebehind.overview.left_to_do import Linked, lasting_notes, left_to_do
from leavebehind.overview.thumbnails import sources
from leavebehind.packages.disk import FileIsHeld
from leavebehind.packages.ledger import OVERVIEW, STATE, THUMBNAILS
from leavebehind.plan_records import CARD, InterviewPlan, PackagePlan, Section
from leavebehind.prepare import Workspace
from leavebehind.records import Date, Interview, Note
from leavebehind.report import BuildReport, LeftToDo

Shown = dict[str, Any]
"""Names that the page uses → their values; private notes and the brief are not among them."""

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
    notes = list(lasting_notes(work.folder, report, collector.href))
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
        tasks = list(left_to_do(self._work, plans, self.href, today))
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
            documents.append(Linked(word("Print set"), self.href(printed)))
        return {
            "company": interview.company,
            "role": interview.role,
            "day": day if day and day.precision == "day" else None,
            "when": self._when(interview),
            "place": Linked(interview.location or video, video),
            "documents": [Linked(word("Folder"), self.href(place)), *documents],
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
        documents = [Linked(word("Folder"), self.href(place))]
        documents += self._documents(place, package.sections)
        return {
            "reader": reader.name,
            "about": " · ".join(filter(None, [reader.title, reader.part and word(reader.part)])),
            "copies": reader.copies,
            "pdf": Linked("PDF", self.href(pdf)) if pdf in self._pictures else None,
            "pages": self._pictures.get(pdf, ()),
            "documents": documents,
            "known_by": [contact.name for contact in package.contacts],
        }

    def _documents(self, place: Path, sections: Iterable[Section]) -> Iterator[Linked]:
        """The Word documents that lie there, and the cards to be printed."""
        for section in sections:
            path = self._folder.path_of(place / self._layout.file(section), section.name)
            # A shared one lies there only where the reader has a copy of their own.
            if path.is_file():
                yield Linked(self._language.section_title(section.name), self.href(path))
            card = path.with_suffix(".pdf")
            if section.name == CARD and card != path and card.is_file():
                yield Linked(f"{self._language.section_title(CARD)} (PDF)", self.href(card))

    def href(self, path: Path) -> str:
        """Seen from the page, so that it leads there also after the folder was moved."""
        # A name on the disk may hold bytes that are no UTF-8; a browser wants them as they are.
        address = quote(self._folder.relative(path).encode("utf-8", "surrogateescape"))
        return address + ("/" if path.is_dir() else "")


def _order(day: Date | None, today: datetime.date) -> tuple[int, int]:
    """Interviews to come in the order of their days, then those without a day, then those over."""
    if day is None:
        return 1, 0
    return (2, -day.toordinal()) if last_day(day) < today else (0, day.toordinal())
