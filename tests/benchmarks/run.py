"""How fast leavebehind is, side by side with what one would use without it.

    python tests/benchmarks/run.py              # all of it, some ten minutes
    python tests/benchmarks/run.py filling      # documents a second: WordTemplate and docxtpl
    python tests/benchmarks/run.py whole 4      # the sample's interviews four times, each engine
    python tests/benchmarks/run.py again        # a second run, and a run after one edit
    python tests/benchmarks/run.py start        # what a command costs before it does anything
    python tests/benchmarks/run.py scale 1000   # so many interviews beside twenty, and the memory
    python tests/benchmarks/run.py compare PATH # the same commands by another checkout, in turns

Filling is measured in turns and by the processor's time, so that a busy machine counts for
little. Most of the whole run's time is the plain script's; a smaller number makes it shorter.
Needs the extra `test`; an engine that is missing is left out, as is unoserver.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import docx
import openpyxl
import plain_script
from rich.console import Console
from rich.table import Table

import leavebehind
from leavebehind.context.contexts import brief_context, interview_context, ticket_context
from leavebehind.template.word_template import WordTemplate

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "samples" / "interviews.xlsx"
ROUNDS = 15
ENGINES = ("libreoffice", "embedded")
PANEL = 4
FEW = 20


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
    shared = interview_context(search, interview)
    brief = brief_context(shared, search, interview, names)
    ticket = ticket_context(shared, search, interview, [4] * len(names))
    known = {**ticket, **brief, **context}
    return {name: known[name] for name in WordTemplate.at(path).variables}


def whole(times: str = "4") -> Table:
    """From workbook to combined PDFs, for the sample's interviews so many times."""
    table = _table("whole run", "seconds", "packages", "documents", "s a document", "ratio")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = multiplied(int(times), folder / "interviews.xlsx")
        plain = folder / "plain"
        slow = seconds(lambda: plain_script.main(workbook, plain))
        documents = len(list(plain.rglob("*.docx")))
        packages = len(list(plain.rglob("*.pdf"))) - documents
        table.add_row("plain script", *_figures(slow, packages, documents), "1 ×")
        with unoserver() as convert:
            if convert:
                served = folder / "unoserver"
                took = seconds(lambda: plain_script.main(workbook, served, convert))
                figures = _figures(took, packages, documents)
                table.add_row("plain script, unoserver", *figures, f"{slow / took:.0f} ×")
        for engine in ENGINES:
            try:
                took, report = _built(workbook, folder / engine, engine)
            except leavebehind.EngineError as error:
                table.add_row(engine, str(error))
                continue
            packages = sum(package.pdf is not None for package in report.packages)
            figures = _figures(took, packages, _count(report))
            table.add_row(engine, *figures, f"{slow / took:.0f} ×")
    return table


@contextmanager
def unoserver() -> Iterator[plain_script.Convert | None]:
    """A converter by a LibreOffice that stays open, where unoserver is installed."""
    if not shutil.which("unoserver"):
        yield None
        return
    server = subprocess.Popen(["unoserver"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while subprocess.run(["unoping"], capture_output=True, check=False).returncode:
        time.sleep(0.2)

    def convert(document: Path) -> Path:
        pdf = document.with_suffix(".pdf")
        command = ["unoconvert", str(document), str(pdf)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return pdf

    try:
        yield convert
    finally:
        server.terminate()
        server.wait()


def again() -> Table:
    """The sample built, built again, and built after one edit, through the command line."""
    table = _table("run", "seconds", "of the first")
    with tempfile.TemporaryDirectory() as name:
        workbook = multiplied(1, Path(name) / "interviews.xlsx")
        for engine in ENGINES:
            runs = _runs(workbook, Path(name) / engine, engine)
            for run, took in runs.items():
                share = f"1/{runs[f'{engine}: first'] / took:.0f}"
                table.add_row(run, f"{took:.2f}", share)
    return table


def compare(checkout: str, rounds: str = "3") -> Table:
    """The commands of `again` and `start` by another checkout and by this one, in turns."""
    table = _table("run, medians", f"{checkout}, s", "this one, s", "ratio")
    took: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    with tempfile.TemporaryDirectory() as name:
        workbook = multiplied(1, Path(name) / "interviews.xlsx")
        for turn in range(int(rounds)):
            for side, root in enumerate((Path(checkout).resolve(), ROOT)):
                took["--help"][side].append(_command("--help", root=root))
                for engine in ("none", *ENGINES):
                    output = Path(name) / f"{turn} {side} {engine}"
                    for run, time_taken in _runs(workbook, output, engine, root).items():
                        took[run][side].append(time_taken)
    for run, (theirs, ours) in took.items():
        slow, quick = statistics.median(theirs), statistics.median(ours)
        table.add_row(run, f"{slow:.2f}", f"{quick:.2f}", f"{slow / quick:.2f} ×")
    return table


def _runs(workbook: Path, output: Path, engine: str, root: Path = ROOT) -> dict[str, float]:
    """The seconds of a first run, of a second one, and of one after an edit."""
    command = partial(_command, "build", workbook, "--output", output, "--pdf", engine, root=root)
    first, second = command(), statistics.median(command() for _ in range(5))
    _edit(next(output.rglob("Cover letter.docx")))
    return {
        f"{engine}: first": first,
        f"{engine}: second": second,
        f"{engine}: after one edit": command(),
    }


def _edit(document: Path) -> None:
    edited = docx.Document(str(document))
    edited.add_paragraph("A word of my own.")
    edited.save(str(document))


def _command(*arguments: str | Path, root: Path = ROOT) -> float:
    """The seconds that a command of the checkout takes; no `leavebehind` has to be installed."""
    command = [sys.executable, "-m", "leavebehind", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = partial(subprocess.run, check=True, capture_output=True, env=environment, cwd=root)
    return seconds(lambda: run(command))


def start(rounds: str = str(ROUNDS)) -> Table:
    """What `leavebehind --help` takes, beside the import of the library that reads its options."""
    table = _table("start", "seconds", "ratio")
    yardstick = [sys.executable, "-c", "import click"]
    ours, theirs = [], []
    for _ in range(int(rounds)):
        theirs.append(seconds(lambda: subprocess.run(yardstick, check=True)))
        ours.append(_command("--help"))
    slow, quick = statistics.median(ours), statistics.median(theirs)
    table.add_row("import click", f"{quick:.3f}", "1 ×")
    table.add_row("leavebehind --help", f"{slow:.3f}", f"{slow / quick:.2f} ×")
    return table


def scale(interviews: str = "200") -> Table:
    """Full packages for a panel of four each, with the embedded engine, and the peak memory."""
    table = _table("interviews", "documents", "s a document", "ratio", "MB at the peak")
    took: list[float] = []
    for number in (FEW, int(interviews)):
        with tempfile.TemporaryDirectory() as name:
            workbook = many(number, Path(name) / "interviews.xlsx")
            code = f"import run; run.build_and_print({str(workbook)!r})"
            here = Path(__file__).parent
            run = subprocess.run(
                [sys.executable, "-c", code], cwd=here, check=True, capture_output=True, text=True
            )
        time_taken, documents, peak = map(float, run.stdout.split())
        took.append(time_taken / documents)
        ratio = f"{took[-1] / took[0]:.2f} ×"
        table.add_row(str(number), f"{documents:.0f}", f"{took[-1]:.3f}", ratio, f"{peak:.0f}")
    return table


def build_and_print(workbook: str) -> None:
    """Prints the seconds, the documents, and the megabytes that this process took at most."""
    import resource

    start = time.perf_counter()
    report = leavebehind.build(workbook, pdf="embedded")
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(took, _count(report), peak)


def _built(workbook: Path, output: Path, engine: Any) -> tuple[float, leavebehind.BuildReport]:
    start = time.perf_counter()
    report = leavebehind.build(workbook, output, pdf=engine)
    return time.perf_counter() - start, report


def _count(report: leavebehind.BuildReport) -> int:
    documents = {document.path for package in report.packages for document in package.documents}
    return len(documents) + len(report.briefs)


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


def many(interviews: int, path: Path) -> Path:
    """A workbook of so many companies, each with a panel of four and full packages."""
    shutil.copytree(SAMPLE.parent / "attachments", path.parent / "attachments")
    workbook = openpyxl.load_workbook(SAMPLE)
    for title, of_each in (("Interviews", 1), ("Interviewers", PANEL)):
        sheet = workbook[title]
        header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        rows = [row for row in rows if row[0]]
        sheet.delete_rows(2, sheet.max_row)
        for number in range(interviews * of_each):
            row = dict(zip(header, rows[number % len(rows)], strict=True))
            company = f"Company {number // of_each:05}"
            row |= {"Interview": company}
            if of_each == 1:
                row |= {"Company": company, "Package": "full"}
            else:
                row |= {"Name": f"{row['Name']} {number:05}"}
            sheet.append([row[name] for name in header])
    # What the sample says of one interview is said of the first.
    for title in ("Fit", "First 90 days"):
        for (cell,) in workbook[title].iter_rows(min_row=2, max_col=1):
            cell.value = cell.value and f"Company {0:05}"
    workbook.save(path)
    return path


def _table(*columns: str, unit: str = "") -> Table:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    table = Table(title=f"{unit + '; ' if unit else ''}{machine}")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


PARTS: Mapping[str, Callable[..., Table]] = {
    "filling": filling,
    "whole": whole,
    "again": again,
    "start": start,
    "scale": scale,
    "compare": compare,
}


def main(part: str = "", *options: str) -> None:
    if part not in ("", *PARTS):
        sys.exit(__doc__)
    for name in [part] if part else [name for name in PARTS if name != "compare"]:
        Console().print(PARTS[name](*options))


if __name__ == "__main__":
    main(*sys.argv[1:])
