"""A workbook and its templates, read and planned: what is wrong is known before a build writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from leavebehind.context.vocabulary import vocabulary
from leavebehind.errors import Problem, TemplateError, UnknownNameError
from leavebehind.names import snake_case
from leavebehind.package_plan import BRIEF, Plan, Section
from leavebehind.plan import plan_packages, sections_needed
from leavebehind.records import Row, Search
from leavebehind.report import BuildOptions
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.sources import template_paths
from leavebehind.workbook.reader import read_workbook


@dataclass(frozen=True)
class Prepared:
    """What a build is made from."""

    search: Search
    sections: Mapping[str, Section]
    plan: Plan
    whole_plan: Plan
    """That of the whole workbook, where `plan` is narrowed to a part of it."""
    only: str | None
    """The one section that is asked for."""

    @property
    def files(self) -> frozenset[Path]:
        """The pictures and attachments that the workbook names."""
        return frozenset(_files(self.search))


def prepare(
    workbook: str | PathLike[str], options: BuildOptions, templates: TemplateRunner
) -> Prepared:
    """Read the workbook, survey the templates that it needs, and plan its packages.

    Raises WorkbookError or TemplateError with every problem, and UnknownNameError where the build
    is narrowed to what nothing is called.
    """
    search = read_workbook(workbook)
    sections = _survey(search, template_paths(search.workbook, options.templates), templates)
    whole = plan_packages(search, sections)
    plan = whole
    if options.interview or options.interviewer:
        plan = plan_packages(
            search, sections, interview=options.interview, interviewer=options.interviewer
        )
    return Prepared(search, sections, plan, whole, _known_section(plan, options.section))


def _survey(
    search: Search, paths: Mapping[str, Path], templates: TemplateRunner
) -> dict[str, Section]:
    """The sections that the search needs; raises TemplateError with the problems of all."""
    sections: dict[str, Section] = {}
    problems: list[Problem] = []
    for name in sorted(sections_needed(search) & paths.keys()):
        try:
            survey = templates.survey(paths[name], vocabulary(search, private=name == BRIEF))
        except TemplateError as error:
            problems += error.problems
            continue
        problems += survey.problems
        sections[name] = Section(
            name=name, path=paths[name], variables=survey.variables, loops=survey.loops
        )
    if problems:
        raise TemplateError(problems)
    return sections


def _known_section(plan: Plan, section: str | None) -> str | None:
    if section is None:
        return None
    planned = {
        one.name: None
        for interview in plan.interviews
        for package in interview.packages
        for one in (*package.sections, *filter(None, [interview.brief]))
    }
    if snake_case(section) not in planned:
        raise UnknownNameError("section", section, planned)
    return snake_case(section)


def _files(search: Search) -> Iterator[Path]:
    rows: list[Row] = [search.candidate, *search.recommendations, *search.work_samples]
    for row in rows:
        yield from (value for value in vars(row).values() if isinstance(value, Path))
