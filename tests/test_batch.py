"""Many workbooks at once, here and elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from leavebehind.batch import WorkbookBuild, build_many
from leavebehind.errors import LeavebehindError

MakeWorkbook = Callable[..., Path]


@pytest.fixture
def workbooks(make_workbook: MakeWorkbook) -> list[Path]:
    """Five sound ones, and a bad one in the middle."""
    sound = [make_workbook(name=f"{name}.xlsx") for name in ("ana", "bo", "cy", "di", "ed")]
    bad = make_workbook({"Interviews": None}, name="bad.xlsx")
    return [*sound[:2], bad, *sound[2:]]


def documents(build: WorkbookBuild) -> int:
    return sum(len(package.documents) for package in build.report.packages)


@pytest.mark.parametrize("processes", [0, 2])
def test_each_workbook_gets_its_folder_and_a_bad_one_fails_alone(
    workbooks: list[Path], tmp_path: Path, processes: int
) -> None:
    def run(executor: Executor | None) -> list[WorkbookBuild]:
        return list(build_many(workbooks, tmp_path / "out", executor=executor, pdf="none"))

    if processes:
        with ProcessPoolExecutor(processes) as executor:
            builds = run(executor)
    else:
        builds = run(None)
    assert [build.workbook for build in builds] == workbooks
    for build in builds:
        assert build.output == tmp_path / "out" / build.workbook.stem
        if build.workbook.stem == "bad":
            assert build.report.packages == []
            assert "Interviews" in str(build.report.problems[0])
        else:
            assert documents(build) == 3
            assert build.report.problems == []
            assert all(d.path.exists() for p in build.report.packages for d in p.documents)


def test_workbooks_of_one_name_get_distinct_folders(make_workbook: MakeWorkbook) -> None:
    books = [make_workbook(name=f"{folder}/search.xlsx") for folder in ("ana", "bo")]
    out = books[0].parent / "out"
    folders = [build.output for build in build_many(books, out, pdf="none")]
    assert folders == [out / "search", out / "search (2)"]
    beside = [build.output for build in build_many(books, pdf="none")]
    assert beside == [book.parent / "packages" / "search" for book in books]


def test_a_process_that_dies_costs_its_workbook_alone(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    class Dying(Executor):
        def submit(self, call: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            if arguments[0].stem == "ana":
                future.set_exception(RuntimeError("killed"))
            else:
                future.set_result(call(*arguments))
            return future

    books = [make_workbook(name=f"{name}.xlsx") for name in ("ana", "bo")]
    ana, bo = build_many(books, tmp_path / "out", executor=Dying(), pdf="none")
    assert "killed" in str(ana.report.problems[0])
    assert documents(bo) == 3


def test_options_reach_every_process_and_those_that_fit_no_workbook_are_refused(
    workbooks: list[Path], tmp_path: Path
) -> None:
    extra = {"today": {"note": "in the sun"}}
    with ProcessPoolExecutor(1) as executor:
        (built,) = build_many(
            workbooks[:1],
            tmp_path / "out",
            executor=executor,
            pdf="none",
            extra=extra,
            dry_run=True,
        )
    assert documents(built) == 3
    assert not built.output.exists()
    with pytest.raises(LeavebehindError, match="no function"):
        build_many(workbooks, pdf="none", filters={"money": "EUR"})  # type: ignore[dict-item]
