"""A real cluster of two worker processes, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from leavebehind.batch import build_many


@pytest.mark.filterwarnings("ignore")  # Dask warns of the worker that the test kills
def test_every_package_is_right_though_a_worker_is_killed(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    # Here, because it takes a second to import, which each process of the tests would need.
    reason = "the cluster's library is not installed"
    distributed = pytest.importorskip("distributed", reason=reason)
    interview = {"Interview": "NW-1", "Company": "N", "Role": "R", "Package": "letters"}
    packages = [{"Package": "letters", "Sections": "cover_letter"}]
    sheets = {"Interviews": [interview], "Packages": packages}
    workbooks = [make_workbook(sheets, name=f"client{number}.xlsx") for number in range(4)]
    expected = [list(build_many([w], tmp_path / "here", pdf="none")) for w in workbooks]
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as two,
        distributed.Client(two) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))
        there = tmp_path / "there"
        run = build_many(workbooks, there, executor=client.get_executor(), pdf="none")
        builds = [next(run)]
        os.kill(victim, signal.SIGKILL)
        builds += run
    assert [build.workbook for build in builds] == workbooks
    for build, ((mine,),) in zip(builds, zip(expected, strict=True), strict=True):
        assert build.report.problems == []
        for package, other in zip(build.report.packages, mine.report.packages, strict=True):
            for document, same in zip(package.documents, other.documents, strict=True):
                assert document.path.read_bytes() == same.path.read_bytes()
