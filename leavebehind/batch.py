"""Many workbooks, on as many processes or machines as an executor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from leavebehind.additions import Filter
from leavebehind.build import build_in, folders_of
from leavebehind.errors import CellProblem, LeavebehindError
from leavebehind.files import AnyPath
from leavebehind.report import BuildOptions, BuildReport, OnConflict, OnProgress, PdfEngine
from leavebehind.session import Session


@dataclass(frozen=True)
class WorkbookBuild:
    """What became of one workbook of many; where it could not be built, `report` says why."""

    workbook: Path
    output: Path
    report: BuildReport


def build_many(
    workbooks: Iterable[AnyPath],
    output: AnyPath | None = None,
    *,
    executor: Executor | None = None,
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
) -> Iterator[WorkbookBuild]:
    """Build each workbook into a folder of its own, in the order given, as they are done.

    The folder has the workbook's name and lies under `output`, or under packages/ beside the
    workbook. `executor` is any of concurrent.futures: processes here, or a cluster's (Dask:
    `Client.get_executor()`); the other options are those of `build`, and reach its processes, so
    that functions among them have to be importable there. A workbook that can't be built fails
    alone: its report has nothing but problems. Without an executor LibreOffice is opened once for
    all of them. Raises LeavebehindError for options that no workbook could be built with.
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
    books = [Path(workbook) for workbook in workbooks]
    jobs = list(zip(books, folders_of(books, output), strict=True))
    return _built(jobs, executor, options, on_progress)


def _built(
    jobs: Sequence[tuple[Path, Path]],
    executor: Executor | None,
    options: BuildOptions,
    on_progress: OnProgress | None,
) -> Iterator[WorkbookBuild]:
    if executor is None:
        with Session() as session:
            yield from (_build_one(*job, options, on_progress, session) for job in jobs)
        return
    futures = [executor.submit(_build_one, *job, options, on_progress) for job in jobs]
    for job, future in zip(jobs, futures, strict=True):
        try:
            yield future.result()
        except Exception as error:  # of the executor, whose worker died
            problem = CellProblem("", "", f"the process that built it failed: {error}")
            yield WorkbookBuild(*job, BuildReport(problems=[problem]))


def _build_one(
    workbook: Path,
    output: Path,
    options: BuildOptions,
    on_progress: OnProgress | None,
    session: Session | None = None,
) -> WorkbookBuild:
    try:
        report = build_in(session, workbook, output, options, on_progress)
    except LeavebehindError as error:
        report = BuildReport(problems=[*error.problems], notes=[*error.notes])
    return WorkbookBuild(workbook, output, report)
