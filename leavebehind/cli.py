"""The command line: arguments, printing and exit codes; the only place that prints or exits."""

from __future__ import annotations

import json
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from enum import Enum
from io import TextIOWrapper
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from leavebehind.errors import (
    CellProblem,
    LeavebehindError,
    Problem,
    ProblemsError,
    UnknownNameError,
)
from leavebehind.records import Note
from leavebehind.report import BuildReport, OnProgress, Progress, Step

if TYPE_CHECKING:
    from leavebehind.output import Change
    from leavebehind.standing import Status

app = typer.Typer(
    name="leavebehind",
    help="From an interview workbook to printed packages for everyone who interviews you.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Pdf(str, Enum):
    auto = "auto"
    word = "word"
    libreoffice = "libreoffice"
    embedded = "embedded"
    none = "none"


Workbook = Annotated[
    Path, typer.Argument(help="The interview workbook (.xlsx).", metavar="WORKBOOK")
]
Workbooks = Annotated[
    list[Path], typer.Argument(help="One or more interview workbooks.", metavar="WORKBOOK...")
]
Templates = Annotated[
    Path | None, typer.Option("--templates", help="A folder of your own templates.", metavar="DIR")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Where packages go; packages/ beside the workbook."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show Python's traceback of an error.")]


def main() -> NoReturn:
    """Run the command that the arguments ask for, and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows another; that is no reason to stop.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()
    raise SystemExit(0)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Where to start.", metavar="[FOLDER]")] = Path(),
    debug: Debug = False,
) -> None:
    """Make a starter folder: a workbook with an example, and a copy of the templates."""
    from leavebehind.workbook.starter import write_starter

    with _caught(as_json=False, debug=debug):
        made = write_starter(folder)
    for path in made:
        _out(f"made {path}")
    if not made:
        _out(f"{folder} has everything already; nothing was changed")
    workbook = shlex.quote(str(folder / "interviews.xlsx"))
    _out(f"Next: put yourself into {folder / 'interviews.xlsx'}, then run")
    _out(f"  leavebehind check {workbook}")
    _out(f"  leavebehind build {workbook}")


@app.command()
def check(
    workbook: Workbook,
    templates: Templates = None,
    comments: Annotated[
        Path | None,
        typer.Option(
            "--comments",
            help="Put copies of bad templates here, with Word comments.",
            metavar="DIR",
        ),
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell every problem of the workbook and the templates at once; write nothing else."""
    from leavebehind.pipeline import check as check_all
    from leavebehind.pipeline import comment_on

    with _caught(as_json, debug):
        problems, notes = check_all(workbook, templates=templates)
        commented = (
            comment_on(workbook, problems, comments, templates=templates) if comments else []
        )
    if as_json:
        told = {"problems": [asdict(p) for p in problems], "notes": [asdict(n) for n in notes]}
        _print_json(told)
    else:
        _print_notes(notes)
        _print_problems(problems)
        if not problems:
            _out(f"{workbook}: no problems")
    for path in commented:
        _err(f"the problems stand as comments in {path}")
    if problems:
        raise typer.Exit(1)


@app.command()
def build(
    workbooks: Workbooks,
    output: Output = None,
    templates: Templates = None,
    pdf: Annotated[Pdf, typer.Option("--pdf", help="The PDF engine.")] = Pdf.auto,
    interview: Annotated[
        str | None, typer.Option("--interview", help="Only this interview.", metavar="ID")
    ] = None,
    interviewer: Annotated[
        str | None, typer.Option("--interviewer", help="Only this interviewer.", metavar="NAME")
    ] = None,
    section: Annotated[
        str | None, typer.Option("--section", help="Only this section.", metavar="NAME")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done; write nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace edited documents too; a copy is kept.")
    ] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Bring the packages of every interview up to date."""
    from leavebehind.again import build as build_packages
    from leavebehind.output.names import output_folders

    several = len(workbooks) > 1
    folders = [folder for _, folder in output_folders(workbooks, output)] if several else [output]
    reports = []
    for workbook, folder in zip(workbooks, folders, strict=True):
        with _caught(as_json, debug), _progress(quiet=as_json) as on_progress:
            try:
                report = build_packages(
                    workbook,
                    folder,
                    templates=templates,
                    pdf=pdf.value,
                    interview=interview,
                    interviewer=interviewer,
                    section=section,
                    force=force,
                    dry_run=dry_run,
                    on_progress=on_progress,
                )
            except ProblemsError as error:
                if not several:
                    raise
                report = BuildReport(problems=[_named(workbook, p) for p in error.problems])
        reports.append(report)
    _tell(_together(reports), as_json=as_json)


@app.command()
def status(
    workbook: Workbook,
    output: Output = None,
    templates: Templates = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell how each document and each PDF stands, and what changed where two versions conflict."""
    from leavebehind.standing import status as status_of

    with _caught(as_json, debug):
        told = status_of(workbook, output, templates=templates)
    if as_json:
        _print_json(told.to_json())
    else:
        _print_status(told)
        _print_notes(told.notes)
        _print_problems(told.problems)
    if told.problems:
        raise typer.Exit(1)


@app.command()
def resolve(
    document: Annotated[
        Path, typer.Argument(help="The document that is in conflict.", metavar="DOCUMENT")
    ],
    mine: Annotated[bool, typer.Option("--mine", help="Keep your version.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Take the new version.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Settle a conflict for one version, and keep a copy of the other."""
    from leavebehind.standing import resolve as settle

    if mine == new:
        raise typer.BadParameter("say which version stays: --mine or --new")
    with _caught(as_json, debug):
        settled = settle(document, keep="mine" if mine else "new")
    if as_json:
        _print_json(settled.to_json())
        return
    _out(f"{settled.document.name} is {'your' if mine else 'the new'} version now")
    _out(f"the other is kept as {settled.copy}")


@app.command()
def watch(
    workbook: Workbook,
    output: Output = None,
    templates: Templates = None,
    pdf: Annotated[Pdf, typer.Option("--pdf", help="The PDF engine.")] = Pdf.auto,
    debug: Debug = False,
) -> None:
    """Build, and build again whenever the workbook, a template or a document is saved."""
    from leavebehind.watching import watch as builds_of

    with _caught(as_json=False, debug=debug, stopped=0):
        for rebuilt in builds_of(workbook, output, templates=templates, pdf=pdf.value):
            _err(str(rebuilt))


@app.command()
def doctor(as_json: Json = False, debug: Debug = False) -> None:
    """Tell which PDF engines and fonts this machine has, and how to get the missing ones."""
    from leavebehind.diagnosis import diagnose

    with _caught(as_json, debug):
        diagnosis = diagnose()
    if as_json:
        _print_json(diagnosis.to_json())
        return
    _out("PDF engines")
    for name, missing in diagnosis.engines.items():
        _out(f"  {name:<13}{missing or 'works'}{' (taken)' if name == diagnosis.preferred else ''}")
    _out("Fonts of the templates")
    for face, stand_in in diagnosis.faces.items():
        _out(f"  {face:<13}{f'not here; {stand_in} stands in for it' if stand_in else 'here'}")
    if not diagnosis.preferred:
        _out("Without an engine there are Word files but no PDFs.")


def _named(workbook: Path, problem: Problem) -> Problem:
    return replace(problem, message=f"in {workbook}: {problem.message}")


def _together(reports: Sequence[BuildReport]) -> BuildReport:
    return BuildReport(
        packages=[package for report in reports for package in report.packages],
        briefs=[brief for report in reports for brief in report.briefs],
        notes=[note for report in reports for note in report.notes],
        problems=[problem for report in reports for problem in report.problems],
        converted=sum(report.converted for report in reports),
        written=[path for report in reports for path in report.written],
    )


def _tell(report: BuildReport, *, as_json: bool) -> None:
    """Print what was done, and exit with 1 where something could not be."""
    if as_json:
        _print_json(report.to_json())
    else:
        _print_packages(report)
        _print_notes(report.notes)
        _print_problems(report.problems)
    if report.problems:
        raise typer.Exit(1)


@contextmanager
def _caught(as_json: bool, debug: bool, stopped: int = 130) -> Iterator[None]:
    """The one place where an error becomes words and an exit code, and Ctrl-C `stopped`."""
    try:
        yield
    except UnknownNameError as error:
        _fail(2, str(error), as_json, debug)
    except ProblemsError as error:
        if debug:
            raise
        if as_json:
            _print_json({"problems": [asdict(problem) for problem in error.problems]})
        else:
            _print_problems(error.problems)
        raise typer.Exit(1) from None
    except LeavebehindError as error:
        _fail(1, str(error), as_json, debug)
    except KeyboardInterrupt:
        _err("stopped; run it again to go on")
        raise typer.Exit(stopped) from None
    except Exception as error:
        _fail(1, f"something unforeseen happened ({type(error).__name__}: {error})", as_json, debug)


def _fail(code: int, message: str, as_json: bool, debug: bool) -> NoReturn:
    if debug:
        raise  # called from an except clause
    if as_json:
        _print_json({"problems": [asdict(CellProblem("", "", message))]})
    else:
        _err(message)
    raise typer.Exit(code) from None


@contextmanager
def _progress(quiet: bool) -> Iterator[OnProgress | None]:
    """A bar a step on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[Step, Any] = {}

        def show(progress: Progress) -> None:
            if progress.step not in tasks:
                tasks[progress.step] = bars.add_task(progress.step.capitalize())
            bars.update(tasks[progress.step], completed=progress.done, total=progress.total)

        yield show


def _print_packages(report: BuildReport) -> None:
    if not report.packages:
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("Interview", "For", "Documents", "PDF", box=None, header_style="bold")
    for package in report.packages:
        counts = Counter(document.outcome for document in package.documents)
        table.add_row(
            escape(package.interview.key),
            escape(package.interviewer.name),
            ", ".join(f"{count} {outcome}" for outcome, count in counts.items()),
            escape(package.pdf.name) if package.pdf else "–",
        )
    console = Console()
    console.print(table)
    console.print(f"In {report.packages[0].folder.parents[1]}", soft_wrap=True, markup=False)


def _print_status(status: Status) -> None:
    place = None
    for document in status.documents:
        here = " / ".join(filter(None, [document.interview, document.interviewer]))
        if here != place:
            place = here
            _out(here or "Not in the workbook any more")
        moved = f" (moved from {document.moved_from})" if document.moved_from else ""
        _out(f"  {document.state:<16}{document.path.name}{moved}")
        if document.state == "in conflict":
            _print_changes("the new version", document.workbook_changes)
            _print_changes("your version", document.your_changes)
            _out(f'    settle it: leavebehind resolve "{document.path}" --mine   or   --new')
    for pdf in status.pdfs:
        _out(f"{pdf.state:<18}{pdf.path}")


def _print_changes(whose: str, changes: Sequence[Change] | None) -> None:
    if changes is None:
        _out(f"    {whose}: what was generated before is lost, so there is nothing to compare with")
    elif not changes:
        _out(f"    {whose}: the same words; how it looks has changed")
    for change in changes or ():
        before, after = _where_they_differ(change.before, change.after)
        _out(f"    {whose}: {before} became {after}")


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    """The part of two texts that differs, in quotation marks, with a few words around it."""
    one, other = before.split(), after.split()
    same = _shared(one, other)
    tail = _shared(one[same:][::-1], other[same:][::-1])
    start = max(same - 3, 0)

    def shown(words: list[str]) -> str:
        end = min(len(words) - tail + 3, len(words))
        text = " ".join(words[start:end])
        dots = "… " * (start > 0), " …" * (end < len(words))
        return f"“{dots[0]}{text}{dots[1]}”" if words else "nothing"

    return shown(one), shown(other)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _print_notes(notes: Sequence[Note]) -> None:
    for note in notes:
        _err(f"note: {f'{note.place}: ' if note.place else ''}{note.message}")


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        _err(f"problem: {problem}")
    if problems:
        _err(f"{len(problems)} problem{'s'[: len(problems) > 1]} to mend")


def _print_json(report: dict[str, Any]) -> None:
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    _out(json.dumps(report, ensure_ascii=not readable, indent=2))


def _out(text: str) -> None:
    typer.echo(text.encode("utf-8", "replace").decode())


def _err(text: str) -> None:
    typer.echo(text.encode("utf-8", "replace").decode(), err=True)
