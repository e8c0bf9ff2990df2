"""Every problem of a workbook and its templates at once; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from os import PathLike
from pathlib import Path

from leavebehind.build import build_in
from leavebehind.context.vocabulary import vocabulary
from leavebehind.errors import DocumentProblem, Problem, ProblemsError, TemplateError
from leavebehind.package_plan import BRIEF
from leavebehind.plan import sections_needed
from leavebehind.prepare import unusable_notes
from leavebehind.records import Note, Search
from leavebehind.report import BuildOptions
from leavebehind.session import Session
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.lint import commented_copy
from leavebehind.template.sources import template_paths, unusable_templates
from leavebehind.workbook.reader import read_workbook

AnyPath = str | PathLike[str]


def check(
    workbook: AnyPath, *, templates: AnyPath | None = None
) -> tuple[list[Problem], list[Note]]:
    """Every problem of the workbook and of the templates at once, and the notes; writes nothing.

    The templates are those of the folder and all that the workbook needs. Every document is
    filled in memory, so that what only shows then is found too.
    """
    book, own = Path(workbook).absolute(), Path(templates) if templates else None
    session = Session()
    with session.workers:
        runner = TemplateRunner(session.workers)
        try:
            search = read_workbook(book)
        except ProblemsError as error:
            return [*error.problems, *_template_problems(runner, template_paths(book, own))], []
        others = _not_needed(search, template_paths(book, own, search.settings.theme))
        problems = list(_template_problems(runner, others, search))
        notes = [*search.notes, *unusable_notes(unusable_templates(book, own))]
        try:
            options = BuildOptions(own, pdf="none", dry_run=True)
            report = build_in(session, book, None, options)
            problems, notes = [*report.problems, *problems], report.notes
        except ProblemsError as error:
            problems = [*error.problems, *problems]
    return list(dict.fromkeys(problems)), notes


def comment_on(
    workbook: AnyPath,
    problems: Iterable[Problem],
    folder: AnyPath,
    *,
    templates: AnyPath | None = None,
) -> list[Path]:
    """Copies in `folder` of the templates with problems, with a Word comment at each bad tag.

    A template that can't be opened has none; a copy of before is replaced. Raises OutputError
    where a copy can't be written.
    """
    by_file: dict[str, list[DocumentProblem]] = {}
    for problem in problems:
        if isinstance(problem, DocumentProblem):
            by_file.setdefault(problem.file, []).append(problem)
    made = []
    for path in template_paths(Path(workbook), templates).values():
        target = Path(folder) / f"{path.stem} (comments).docx"
        with suppress(TemplateError):
            if path.name in by_file:
                commented_copy(path, by_file[path.name], target)
                made.append(target)
    return made


def _not_needed(search: Search, paths: dict[str, Path]) -> dict[str, Path]:
    """The templates that a build doesn't survey anyway."""
    needed = sections_needed(search)
    return {name: path for name, path in paths.items() if name not in needed}


def _template_problems(
    runner: TemplateRunner, paths: dict[str, Path], search: Search | None = None
) -> Iterator[Problem]:
    """What is wrong with templates before they are filled, or even without a sound workbook."""
    for name, path in paths.items():
        known = vocabulary(search, private=name == BRIEF) if search else None
        try:
            yield from runner.survey(path, known).problems
        except TemplateError as error:
            yield from error.problems
