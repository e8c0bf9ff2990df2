"""Many workbooks, on as many processes or machines as an executor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leavebehind.additions import Additions, Filter
from leavebehind.build import AnyPath, build_in, folders_of
from leavebehind.errors import CellProblem, LeavebehindError, ProblemsError
from leavebehind.report import BuildOptions, BuildReport, OnProgress
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
    **options: Any,
) -> Iterator[WorkbookBuild]:
    """Build each workbook into a folder of its own, in the order given, as they are done.

    The folder has the workbook's name and lies under `output`, or under packages/ beside the
    workbook. `options` are those of `build`. `executor` is any of concurrent.futures: processes
    here, or a cluster's (Dask: `Client.get_executor()`). A workbook that can't be built fails
    alone: its report has nothing but problems. Without an executor LibreOffice is opened once for
    all of them.
    """
    books = [Path(workbook) for workbook in workbooks]
    jobs = list(zip(books, folders_of(books, output), strict=True))
    if executor is None:
        with Session() as session:
            yield from (_build_one(*job, options, session) for job in jobs)
        return
    futures = [executor.submit(_build_one, *job, options) for job in jobs]
    for job, future in zip(jobs, futures, strict=True):
        yield _result(*job, future)


def _result(workbook: Path, output: Path, future: Future[WorkbookBuild]) -> WorkbookBuild:
    try:
        return future.result()
    except Exception as error:  # of the executor, whose worker died
        return _failed(workbook, output, f"the process that built it failed: {error}")


def _build_one(
    workbook: Path, output: Path, options: dict[str, Any], session: Session | None = None
) -> WorkbookBuild:
    try:
        return WorkbookBuild(workbook, output, _report(session, workbook, output, **options))
    except ProblemsError as error:
        return WorkbookBuild(workbook, output, BuildReport(problems=[*error.problems]))
    except LeavebehindError as error:
        return _failed(workbook, output, str(error))


def _report(
    session: Session | None,
    workbook: Path,
    output: Path,
    *,
    templates: AnyPath | None = None,
    filters: Mapping[str, Filter] | None = None,
    extra: Mapping[str, object] | None = None,
    on_progress: OnProgress | None = None,
    **options: Any,
) -> BuildReport:
    own, additions = Path(templates) if templates else None, Additions.of(filters, extra)
    chosen = BuildOptions(own, additions=additions, **options)
    return build_in(session, workbook, output, chosen, on_progress)


def _failed(workbook: Path, output: Path, message: str) -> WorkbookBuild:
    return WorkbookBuild(workbook, output, BuildReport(problems=[CellProblem("", "", message)]))
