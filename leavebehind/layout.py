"""Where everything lies under the packages folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leavebehind.localization import Language
from leavebehind.names import distinct_names, safe_name
from leavebehind.package_plan import BRIEF, CONTENTS, COVER, PACKAGES, InterviewPlan, Section
from leavebehind.plan import panels
from leavebehind.records import Interviewer, Search


class Layout:
    """Where everything lies under the packages folder, by names that only their owner changes."""

    def __init__(self, search: Search, folder: Path) -> None:
        self.language = Language.of(search.settings)
        self._folder = folder
        self._candidate = search.candidate.name
        keys = [interview.key for interview in search.interviews]
        self._interviews = dict(zip(keys, distinct_names(keys), strict=True))
        self._interviewers: dict[int, str] = {}
        for panel in panels(search).values():
            names = distinct_names(_called(one, panel) for one in panel)
            self._interviewers.update(zip(map(id, panel), names, strict=True))
        self._files: dict[str, str] = {}
        shipped = [COVER, CONTENTS, *PACKAGES["full"]]
        own = {name for names in search.packages.values() for name in names}
        sections = [*shipped, *sorted(own.difference(shipped))]
        titles = distinct_names(map(self.language.section_title, sections), suffix=".docx")
        self._files.update(zip(sections, titles, strict=True))
        private = f"{self.language.section_title(BRIEF)} ({self.language.word('private')})"
        self._files[BRIEF] = safe_name(private, suffix=".docx")

    def interview(self, plan: InterviewPlan) -> Path:
        return self._folder / self._interviews[plan.interview.key]

    def interviewer(self, interviewer: Interviewer) -> str:
        return self._interviewers[id(interviewer)]

    def file(self, section: Section) -> str:
        return self._files[section.name]

    def pdf(self, plan: InterviewPlan) -> str:
        return safe_name(f"{self._candidate} – {plan.interview.company}", suffix=".pdf")


def _called(interviewer: Interviewer, panel: Sequence[Interviewer]) -> str:
    """What tells the interviewer from the others, whatever the order of the rows."""
    name, more = interviewer.name, interviewer.title or interviewer.email
    alone = sum(one.name.casefold() == name.casefold() for one in panel) == 1
    return name if alone or not more else f"{name} ({more})"
