"""Builds the workbooks that were asked for, and tells of each package as it is done."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leavebehind.again import build

if TYPE_CHECKING:
    from leavebehind.cli.bars import Bars
    from leavebehind.cli.telling import Telling
    from leavebehind.report import BuildReport, Progress


def build_one(
    workbook: Path,
    output: Path | None,
    options: dict[str, Any],
    told: Telling,
    bars: Bars | None,
) -> bool:
    """Whether the workbook could be built without a problem; raises what `build` raises."""

    def on_progress(progress: Progress) -> None:
        if progress.package:
            told.package(progress.package)
        if bars:
            bars.show(progress.step, progress.done, progress.total)

    report = build(workbook, output, on_progress=on_progress, **options)
    told.report(report)
    return not report.problems


def build_several(
    workbooks: Sequence[Path],
    output: Path | None,
    options: dict[str, Any],
    told: Telling,
    bars: Bars | None,
    *,
    here: bool,
) -> bool:
    """Whether every workbook could be built; one that can't be is told of by name.

    They are built side by side, or one after the other in this process where it has to be `here`.
    """
    from leavebehind.cli.crew import crew
    from leavebehind.many import build_many

    sound = True
    with nullcontext() if here else crew(len(workbooks)) as executor:
        builds = build_many(workbooks, output, executor=executor, **options)
        for done, built in enumerate(builds, 1):
            told.report(_named(built.workbook, built.report))
            sound &= not built.report.problems
            if bars:
                bars.show("workbooks", done, len(workbooks))
    return sound


def _named(workbook: Path, report: BuildReport) -> BuildReport:
    """The report, whose notes and problems say of which workbook they speak."""
    return replace(
        report,
        notes=[replace(n, place=f"{workbook}: {n.place}".rstrip(": ")) for n in report.notes],
        problems=[replace(p, message=f"in {workbook}: {p.message}") for p in report.problems],
    )
