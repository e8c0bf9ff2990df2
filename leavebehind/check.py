"""Every problem of a workbook and its templates at once; writes nothing."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

from leavebehind.additions import Filter
from leavebehind.build import AnySource, build_in, source_of
from leavebehind.errors import OutputError, Problem, WorkbookError
from leavebehind.files import AnyPath
from leavebehind.prepare import problems_of, read, survey, unusable_notes, workbook_of
from leavebehind.records import Note
from leavebehind.report import BuildOptions
from leavebehind.session import Session
from leavebehind.template.isolation import TemplateRunner


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
