"""Builds the workbooks that were asked for, and tells of each package as it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leavebehind.again import build

if TYPE_CHECKING:
    from leavebehind.batch import WorkbookBuild
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
    from leavebehind.batch import build_many

    sound = True
    build_all = build_many if here else _build_side_by_side
    for done, built in enumerate(build_all(workbooks, output, **options), 1):
        told.report(_named(built.workbook, built.report))
        sound &= not built.report.problems
        if bars:
            bars.show("workbooks", done, len(workbooks))
    return sound


def _build_side_by_side(
    workbooks: Sequence[Path], output: Path | None, **options: Any
) -> Iterator[WorkbookBuild]:
    """Each workbook in one of as many processes as cores; one that kills its process dies alone."""
    from leavebehind.batch import build_again, build_many
    from leavebehind.cli.batch import crew

    with crew(len(workbooks)) as executor:
        for built in build_many(workbooks, output, executor=executor, **options):
            if built.lost:
                with crew(1) as alone:
                    yield build_again(built, alone, **options)
            else:
                yield built


def _named(workbook: Path, report: BuildReport) -> BuildReport:
    """The report, whose notes and problems say of which workbook they speak."""
    return replace(
        report,
        notes=[replace(n, place=f"{workbook}: {n.place}".rstrip(": ")) for n in report.notes],
        problems=[replace(p, message=f"in {workbook}: {p.message}") for p in report.problems],
    )
