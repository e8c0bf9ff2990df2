"""Every problem of a workbook and its templates at once; writes nothing."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from leavebehind.additions import Additions, Filter
from leavebehind.build import AnyPath, AnySource, build_in, source_of
from leavebehind.docx.comments import commented_copy
from leavebehind.errors import DocumentProblem, Problem, ProblemsError, TemplateError
from leavebehind.plan import sections_needed
from leavebehind.prepare import unusable_notes, vocabularies_with
from leavebehind.records import Note
from leavebehind.report import BuildOptions
from leavebehind.search import Search
from leavebehind.session import Session
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.sources import template_paths, unusable_templates
from leavebehind.workbook.reader import read_workbook


def check(
    workbook: AnySource,
    *,
    templates: AnyPath | None = None,
    theme: str | None = None,
    filters: Mapping[str, Filter] | None = None,
    extra: Mapping[str, object] | None = None,
) -> tuple[list[Problem], list[Note]]:
    """Every problem of the workbook and of the templates at once, and the notes; writes nothing.

    `workbook` is a path or a Search. The templates are those of the folder and all that the
    workbook needs, with `theme`, `filters` and `extra` as `build` takes them. Every document is
    filled in memory, so that what only shows then is found too.
    """
    source = source_of(workbook)
    book = source if isinstance(source, Path) else source.workbook
    options = BuildOptions(
        templates=templates, theme=theme, pdf="none", dry_run=True, filters=filters, extra=extra
    )
    additions = options.additions
    with Session() as session:
        runner = TemplateRunner(session.workers, filters=additions.filters)
        try:
            search = read_workbook(source) if isinstance(source, Path) else source
        except ProblemsError as error:
            paths = template_paths(book, templates, theme or "default")
            return [*error.problems, *_template_problems(runner, paths, additions)], []
        paths = template_paths(book, templates, theme or search.settings.theme)
        # A build surveys those that it needs, and doesn't know of the others.
        needed = sections_needed(search)
        others = {name: path for name, path in paths.items() if name not in needed}
        problems = list(_template_problems(runner, others, additions, search))
        notes = [*search.notes, *unusable_notes(unusable_templates(book, templates))]
        try:
            # A search without a workbook has no folder; this one is not there, and won't be.
            nowhere = Path(tempfile.gettempdir()) / f"leavebehind-{uuid.uuid4().hex}"
            report = build_in(session, search, None if book else nowhere, options)
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


def _template_problems(
    runner: TemplateRunner,
    paths: dict[str, Path],
    additions: Additions,
    search: Search | None = None,
) -> Iterator[Problem]:
    """What is wrong with templates before they are filled, or even without a sound workbook."""
    vocabulary = vocabularies_with(additions, search) if search else None
    for name, path in paths.items():
        try:
            yield from runner.survey(path, vocabulary and vocabulary(name)).problems
        except TemplateError as error:
            yield from error.problems
