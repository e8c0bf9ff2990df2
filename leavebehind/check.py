"""Every problem of a workbook and its templates at once; writes nothing."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from leavebehind.additions import Filter
from leavebehind.build import AnySource, build_in, source_of
from leavebehind.docx.comments import commented_copy
from leavebehind.errors import DocumentProblem, OutputError, Problem, TemplateError, WorkbookError
from leavebehind.files import AnyPath
from leavebehind.prepare import problems_of, read, survey, unusable_notes, workbook_of
from leavebehind.records import Note
from leavebehind.report import BuildOptions
from leavebehind.session import Session
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.sources import template_paths


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
    book = workbook_of(source)
    options = BuildOptions(
        templates=templates,
        theme=theme,
        pdf="none",
        dry_run=True,
        filters=filters,
        extra=extra,
        is_check=True,
    )
    with Session() as session:
        reading = read(source)
        notes = [*reading.notes, *unusable_notes(book, options)]
        if reading.search is None or reading.problems:
            runner = TemplateRunner(session.workers, filters=options.additions.filters)
            return problems_of(reading, survey(reading.search, book, options, runner)), notes
        # A search without a workbook has no folder; this one is not there, and won't be.
        nowhere = Path(tempfile.gettempdir()) / f"leavebehind-{uuid.uuid4().hex}"
        try:
            report = build_in(session, reading.search, None if book else nowhere, options)
        except (OutputError, WorkbookError) as error:
            return list(error.problems), notes
    return report.problems, report.notes


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
