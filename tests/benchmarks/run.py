"""How fast leavebehind is, side by side with what one would use without it.

    python tests/benchmarks/run.py            # filling, then the whole run
    python tests/benchmarks/run.py filling    # documents per second: WordTemplate and docxtpl
    python tests/benchmarks/run.py whole 4    # the sample's interviews four times, each engine

Filling is measured in turns and by the processor's time, so that a busy machine counts for
little. The whole run takes some minutes, nearly all of them the plain script's; a smaller number
makes it shorter. Needs pypdf; an engine that is missing is left out.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import plain_script
from rich.console import Console
from rich.table import Table

import leavebehind
from leavebehind.context import brief_context, interview_context
from leavebehind.template import WordTemplate

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "interviews.xlsx"
ROUNDS = 15
ENGINES = ("libreoffice", "embedded")


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def filling() -> Table:
    """Documents a second of each shipped template, with the sample's data."""
    table = _table("filling", "docxtpl", "leavebehind", "ratio", unit="documents a second")
    for path in sorted(plain_script.TEMPLATES.glob("*.docx")):
        context = _context(path)
        template = WordTemplate.at(path)
        template.render(context)
        theirs, ours = [], []
        for _ in range(ROUNDS):
            theirs.append(_processor(lambda: plain_script.fill(path, context)))  # noqa: B023
            ours += [_processor(lambda: template.render(context)) for _ in range(5)]  # noqa: B023
        slow, quick = statistics.median(theirs), statistics.median(ours)
        table.add_row(path.stem, f"{1 / slow:.0f}", f"{1 / quick:.0f}", f"{slow / quick:.0f} ×")
    return table


def _processor(work: Callable[[], object]) -> float:
    """The processor's time alone: others' work on the machine does not count."""
    return seconds(work, time.process_time)


def _context(path: Path) -> Mapping[str, object]:
    """What the sample's first package gives the template."""
    search = leavebehind.read_workbook(SAMPLE)
    interview, _, context = next(plain_script.plan(search))
    names = [package.interviewer.name for package in interview.packages]
    brief = brief_context(interview_context(search, interview), search, interview, names)
    known = {**brief, **context}
    return {name: known[name] for name in WordTemplate.at(path).speaks_of}


def whole(times: int) -> Table:
    """From workbook to combined PDFs, for the sample's interviews so many times."""
    table = _table("whole run", "seconds", "packages", "documents", "s a document", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        workbook = multiplied(times, Path(folder) / "interviews.xlsx")
        plain = Path(folder) / "plain"
        slow = seconds(lambda: plain_script.main(workbook, plain))
        packages, documents = len(list(plain.rglob("*.pdf"))), len(list(plain.rglob("*.docx")))
        packages -= documents
        table.add_row("plain script", *_figures(slow, packages, documents), "1 ×")
        for engine in ENGINES:
            try:
                quick, report = _built(workbook, Path(folder) / engine, engine)
            except leavebehind.EngineError as error:
                table.add_row(engine, str(error))
                continue
            made = {one.path for package in report.packages for one in package.documents}
            packages = sum(package.pdf is not None for package in report.packages)
            figures = _figures(quick, packages, len(made) + len(report.briefs))
            table.add_row(engine, *figures, f"{slow / quick:.0f} ×")
    return table


def _built(workbook: Path, output: Path, engine: str) -> tuple[float, leavebehind.BuildReport]:
    start = time.perf_counter()
    report = leavebehind.build(workbook, output, pdf=engine)
    return time.perf_counter() - start, report


def _figures(took: float, packages: int, documents: int) -> tuple[str, ...]:
    return f"{took:.1f}", str(packages), str(documents), f"{took / documents:.3f}"


def multiplied(times: int, path: Path) -> Path:
    """The sample with each interview and its panel so many times, under names of their own."""
    shutil.copytree(SAMPLE.parent / "attachments", path.parent / "attachments")
    workbook = openpyxl.load_workbook(SAMPLE)
    for title in ("Interviews", "Interviewers"):
        sheet = workbook[title]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for turn in range(2, times + 1):
            for row in rows:
                if row[0]:
                    sheet.append([f"{row[0]} {turn}", *row[1:]])
    workbook.save(path)
    return path


def _table(*columns: str, unit: str = "") -> Table:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    table = Table(title=f"{unit + '; ' if unit else ''}{machine}")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


if __name__ == "__main__":
    part, times = (*sys.argv[1:], "", "")[:2] if len(sys.argv) > 1 else ("", "")
    if part not in ("", "filling", "whole"):
        sys.exit(__doc__)
    if part != "whole":
        Console().print(filling())
    if part != "filling":
        Console().print(whole(int(times or 4)))
