"""The story of a build: read → plan → adopt → fill → convert → bind → report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leavebehind.additions import Filter
from leavebehind.errors import OutputError, WorkbookError
from leavebehind.files import AnyPath
from leavebehind.packages.fingerprint import Fingerprint
from leavebehind.packages.workbook_folder import folder_of_data, packages_folder, packages_folders
from leavebehind.report import BuildOptions, BuildReport, OnConflict, OnProgress, PdfEngine
from leavebehind.search import Search
from leavebehind.template.sources import template_paths, unusable_templates

if TYPE_CHECKING:
    # An unchanged build has no need of them.
    from concurrent.futures import Executor

    from leavebehind.session import Session

AnySource = AnyPath | Search
"""A workbook, or what was read from one or made from data."""


def build(
    workbook: AnySource,
    output: AnyPath | None = None,
    *,
    templates: AnyPath | None = None,
    theme: str | None = None,
    pdf: PdfEngine = "auto",
    interview: str | None = None,
    interviewer: str | None = None,
    section: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    on_conflict: OnConflict = "beside",
    filters: Mapping[str, Filter] | None = None,
    extra: Mapping[str, object] | None = None,
    on_progress: OnProgress | None = None,
    executor: Executor | None = None,
) -> BuildReport:
    """Bring every package of the workbook up to date and report what became of each document.

    `workbook` is its path, or a Search, which is built as it is. `output` is the packages folder
    (packages/ beside the workbook; data without a file needs one), `templates` a folder of your
    own, `theme` "default", "modern", "classic" or "bold" (by default what Settings says). `pdf` is
    "auto", "word", "libreoffice", "embedded" or "none". `interview` (its key), `interviewer` and
    `section` narrow the build to one. `force` replaces edited documents and keeps a copy,
    `dry_run` reports and writes nothing. `on_conflict` "merge" puts what has changed into
    edited documents as tracked changes. `filters` (name → function) and `extra` (name → plain data)
    can be used by every template. `executor` fills documents elsewhere; `on_progress` is called
    with each step.

    Raises WorkbookError or TemplateError with every problem of both before anything is written,
    UnknownNameError for a name that nothing has, EngineError where the wanted engine is missing,
    OutputError where the folder can't be used. What fails later is in the report's `problems`;
    the rest is made.
    """
    options = BuildOptions(
        templates=templates,
        theme=theme,
        pdf=pdf,
        interview=interview,
        interviewer=interviewer,
        section=section,
        force=force,
        dry_run=dry_run,
        on_conflict=on_conflict,
        filters=filters,
        extra=extra,
    )
    return build_in(None, workbook, output, options, on_progress, executor)


def build_in(
    session: Session | None,
    workbook: AnySource,
    output: AnyPath | None,
    options: BuildOptions,
    on_progress: OnProgress | None = None,
    executor: Executor | None = None,
) -> BuildReport:
    """Build as `build` does, with what a session holds open; skipped where nothing has changed."""
    source = source_of(workbook)
    folder = folder_of(source, output)
    fingerprint = None
    # What a search in memory was read from may have changed, and what functions do.
    if isinstance(source, Path) and not (options.dry_run or options.additions.filters):
        templates = [
            *template_paths(source, options.templates, options.theme or "default").values(),
            *unusable_templates(source, options.templates),
        ]
        fingerprint = Fingerprint(folder, source, templates, options)
        if not options.force and (report := fingerprint.cached_report()):
            return report
    return _build(session, source, folder, options, fingerprint, on_progress, executor)


def source_of(workbook: AnySource) -> Path | Search:
    """The search, or where its workbook is."""
    return workbook if isinstance(workbook, Search) else Path(workbook).absolute()


def folder_of(source: Path | Search, output: AnyPath | None) -> Path:
    """Where the workbook's packages lie; raises OutputError where they can't."""
    if isinstance(source, Path):
        return packages_folder(source, output, _read_candidate)
    name = source.candidate.name
    if source.workbook:
        return packages_folder(source.workbook, output, lambda _: name)
    if output is None:
        raise OutputError("data has no folder of its own; say with output where its packages go")
    return folder_of_data(output, name)


def not_built(source: Path | Search, missing: Path) -> OutputError:
    """The error that `missing` is not there yet; raises what is wrong with the workbook first."""
    from leavebehind.workbook.reader import read_workbook

    if isinstance(source, Path):
        read_workbook(source)
    return OutputError(f"there is no {missing} yet; `leavebehind build` makes it")


def folders_of(workbooks: Sequence[Path], output: AnyPath | None) -> list[Path]:
    """Where the packages of each workbook lie that is built with the others."""
    return packages_folders(workbooks, output, _read_candidate)


def _build(
    session: Session | None,
    source: Path | Search,
    path: Path,
    options: BuildOptions,
    fingerprint: Fingerprint | None,
    on_progress: OnProgress | None,
    executor: Executor | None,
) -> BuildReport:
    # Here, because an unchanged build needs none of the libraries behind them.
    from leavebehind.fill import Filler
    from leavebehind.last_look.look import with_last_look
    from leavebehind.overview.overview import with_overview
    from leavebehind.package_pdfs import PackagePdfs, report_of
    from leavebehind.pdf.choice import usable
    from leavebehind.prepare import workspace
    from leavebehind.print_set import PrintSets
    from leavebehind.session import Session

    with session or Session() as session:
        engines = usable(options.pdf, session.engines())
        with workspace(session, source, path, options, engines, on_progress) as work:
            filler = Filler(work, executor)
            packages = list(PackagePdfs(work, filler).combine_all())
            print_sets = PrintSets(work).make(packages)
            report = report_of(work, packages, filler.briefs, print_sets)
            report = with_overview(with_last_look(report, work.prepared, work.folder.path), work)
            if options.is_all:
                work.converter.remove_unused()
            if fingerprint:
                fingerprint.record(work.folder, report)
    return report


def _read_candidate(workbook: Path) -> str:
    from leavebehind.workbook.reader import read_workbook

    try:
        return read_workbook(workbook).candidate.name
    except WorkbookError:
        # Its problems are named when it is built, and the other workbooks are built all the same.
        return ""
