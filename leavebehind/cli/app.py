"""The commands, their arguments and their exit codes.

Nothing is imported here but what the help needs; a command imports what it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from traceback import print_exc
from typing import Annotated, Any, Literal

import typer
from typer import Argument, Option

from leavebehind import __version__
from leavebehind.cli.output import (
    JsonOutput,
    LineOutput,
    exit_unwritable,
    prepare_streams,
    print_diagnosis,
    print_error,
    print_import,
    print_out,
    print_resolution,
    print_status,
    problems_of,
    progress_bars,
)
from leavebehind.cli.signals import break_off_when_ended, break_off_with_stdin
from leavebehind.errors import CellProblem, Problem, UnknownNameError

app = typer.Typer(
    name="leavebehind",
    help="From an interview workbook to printed packages for everyone who interviews you.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: panels would load rich, which takes longer than all the rest.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Workbook = Annotated[Path, Argument(help="The interview workbook (.xlsx).", metavar="WORKBOOK")]
Workbooks = Annotated[
    list[Path], Argument(help="One or more interview workbooks.", metavar="WORKBOOK...")
]
OUTPUT_HELP = "Where packages go; packages/ beside the workbook unless you say."
Output = Annotated[Path | None, Option("--output", "-o", help=OUTPUT_HELP, metavar="DIR")]
ThemeName = Annotated[str | None, Option(help="default, modern, classic or bold.", metavar="NAME")]
Templates = Annotated[Path | None, Option(help="A folder of your own templates.", metavar="DIR")]
Engine = Literal["auto", "word", "libreoffice", "embedded", "none"]
PDF_HELP = "The PDF engine: auto, word, libreoffice, embedded or none."
Pdf = Annotated[Engine, Option(help=PDF_HELP, metavar="ENGINE")]
Json = Annotated[bool, Option("--json", help="Print the report as one JSON object.")]
Debug = Annotated[bool, Option("--debug", help="Show Python's traceback of an error.")]


def run() -> None:
    """Run the command that the arguments ask for; raises SystemExit with its code."""
    prepare_streams()
    try:
        app()
    except OSError as error:  # of the help, which typer prints
        exit_unwritable(error)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        print_out(f"leavebehind {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
]


@app.callback()
def every_command(version: Version = False) -> None:
    pass


@app.command()
def new(
    folder: Annotated[
        Path, Argument(help="Where to start.", metavar="FOLDER", show_default="here")
    ] = Path(),
    sources: Annotated[
        list[Path] | None,
        Option("--from", help="A file that fills the workbook; several times.", metavar="FILE"),
    ] = None,
    theme: ThemeName = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Make a starter folder: a workbook with an example, or with what files hold, and templates.

    A file is a JSON Resume, a LinkedIn export, an invitation (.ics, .eml), contacts (.vcf),
    publications (.bib) or a tracker (.csv, .xlsx).
    """
    from leavebehind.importing.importer import new as make_new

    with _printing(as_json=as_json, debug=debug) as output:
        made = make_new(folder, sources or (), theme=theme or "default")
        output.report(made.to_json())
        if not as_json:
            if not made.made:
                print_out(f"{folder} has everything already; nothing was changed")
            print_import(made)


@app.command("import")
def import_(
    sources: Annotated[
        list[Path], Argument(help="What to take in, as with new --from.", metavar="FILE...")
    ],
    workbook: Annotated[
        Path, Option("--into", help="The workbook of which a copy is filled.", metavar="WORKBOOK")
    ],
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write a copy of a workbook, with what files hold added to it."""
    from leavebehind.importing.importer import import_into

    with _printing(as_json=as_json, debug=debug) as output:
        made = import_into(workbook, sources)
        output.report(made.to_json())
        if not as_json:
            print_import(made)


@app.command()
def check(
    workbooks: Workbooks,
    templates: Templates = None,
    comments: Annotated[
        Path | None,
        Option(help="Put copies of bad templates here, with Word comments.", metavar="DIR"),
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Print every problem of workbooks and templates, and a last look; write nothing.

    With --json one object: "problems" and "notes", which of several workbooks say whose they are.
    """
    from leavebehind.check import check as check_workbook
    from leavebehind.check import comment_on

    def checked(workbook: Path) -> dict[str, Any]:
        problems, notes = check_workbook(workbook, templates=templates)
        if not (problems or as_json):
            print_out(f"{workbook}: no problems")
        if comments:
            for path in comment_on(workbook, problems, comments, templates=templates):
                print_error(f"the problems stand as comments in {path}")
        return {"problems": [*map(asdict, problems)], "notes": [*map(asdict, notes)]}

    with _printing(as_json=as_json, debug=debug) as output:
        _report_each(workbooks, output, checked, debug=debug)


def _report_each(
    workbooks: Sequence[Path],
    output: AnyOutput,
    run: Callable[[Path], dict[str, Any]],
    *,
    debug: bool,
) -> None:
    """Reports on each workbook in turn; of several, one that fails stops no other."""
    if len(workbooks) == 1:
        output.report(run(workbooks[0]))
        return
    for done, workbook in enumerate(workbooks, 1):
        try:
            report = run(workbook)
        except Exception as error:
            if debug:
                print_exc()
            report = {"problems": [asdict(problem) for problem in problems_of(error)]}
        output.report(report, str(workbook))
        output.progress("workbooks", done, len(workbooks))


@app.command()
def build(
    workbooks: Workbooks,
    output: Output = None,
    templates: Templates = None,
    theme: ThemeName = None,
    pdf: Pdf = "auto",
    interview: Annotated[str | None, Option(help="Only this interview.", metavar="ID")] = None,
    interviewer: Annotated[
        str | None, Option(help="Only this interviewer.", metavar="NAME")
    ] = None,
    section: Annotated[str | None, Option(help="Only this section.", metavar="NAME")] = None,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Print what would be done; write nothing.")
    ] = False,
    force: Annotated[
        bool, Option("--force", help="Replace edited documents too; a copy is kept.")
    ] = False,
    on_conflict: Annotated[
        Literal["beside", "merge"],
        Option(help="The new version of an edited document: beside it, or merged into it."),
    ] = "beside",
    as_json: Json = False,
    debug: Debug = False,
    end_with_stdin: Annotated[bool, Option("--end-with-stdin", hidden=True)] = False,
) -> None:
    """Bring the packages of every interview up to date."""
    if end_with_stdin:
        break_off_with_stdin()
    options = {
        "templates": templates,
        "theme": theme,
        "pdf": pdf,
        "interview": interview,
        "interviewer": interviewer,
        "section": section,
        "force": force,
        "dry_run": dry_run,
        "on_conflict": on_conflict,
    }
    with _printing(as_json=as_json, debug=debug) as printed:
        printed.last_line = "this was a dry run: nothing was written" if dry_run else ""
        if len(workbooks) == 1:
            _build_one(workbooks[0], output, options, printed)
        else:
            _build_several(workbooks, output, options | {"debug": debug}, printed)


def _build_one(
    workbook: Path, folder: Path | None, options: dict[str, Any], output: AnyOutput
) -> None:
    from leavebehind.build import build

    report = build(
        workbook, folder, on_progress=lambda step: output.progress(**vars(step)), **options
    )
    output.report(report.to_json())


def _build_several(
    workbooks: Sequence[Path], folder: Path | None, options: dict[str, Any], output: AnyOutput
) -> None:
    from leavebehind.cli.batch import build_side_by_side

    # Closed also where Ctrl-C comes between two reports.
    with closing(build_side_by_side(workbooks, folder, options)) as reports:
        for done, (workbook, report) in enumerate(zip(workbooks, reports, strict=True), 1):
            output.report(report, str(workbook))
            output.progress("workbooks", done, len(workbooks))


@app.command()
def status(
    workbooks: Workbooks,
    output: Output = None,
    templates: Templates = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Print the state of each document and each PDF, and what conflicts.

    With --json one object: "documents", "pdfs" and "notes", those of several workbooks joined;
    paths are absolute, and say whose a document is.
    """
    from leavebehind.build import folders_of
    from leavebehind.status import status as read_status

    def current(workbook: Path) -> dict[str, Any]:
        found = read_status(workbook, folders.get(workbook, output), templates=templates)
        if not as_json:
            if folders:
                print_out(str(workbook))
            print_status(found)
        return found.to_json()

    with _printing(as_json=as_json, debug=debug) as printed:
        listed = folders_of(workbooks, output) if len(workbooks) > 1 else []
        folders = dict(zip(workbooks, listed, strict=False))
        _report_each(workbooks, printed, current, debug=debug)


@app.command()
def resolve(
    document: Annotated[
        Path,
        Argument(help="The document in conflict; with --all the workbook.", metavar="DOCUMENT"),
    ],
    mine: Annotated[bool, Option("--mine", help="Keep your version.")] = False,
    new: Annotated[bool, Option("--new", help="Take the new version.")] = False,
    merge: Annotated[
        bool, Option("--merge", help="Put what has changed into yours as tracked changes.")
    ] = False,
    every: Annotated[
        bool, Option("--all", help="Settle every conflict of a workbook one way.")
    ] = False,
    output: Output = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Settle a conflict for one version, or for both as tracked changes; a copy is kept."""
    from leavebehind.packages.conflicts import resolve as resolve_conflict
    from leavebehind.resolving import resolve_all

    if mine + new + merge != 1:
        raise typer.BadParameter("say which version stays: --mine, --new or --merge")
    keep: Literal["mine", "new", "merge"] = "mine" if mine else "new" if new else "merge"
    with _printing(as_json=as_json, debug=debug) as printed:
        if every:
            printed.report({"resolved": []})
            settled = resolve_all(document, output, keep=keep)
        else:
            settled = iter([resolve_conflict(document, keep=keep)])
        for one in settled:
            found = one.to_json()
            printed.report({"resolved": [found]} if every and as_json else found)
            if not as_json:
                print_resolution(one)


@app.command("open")
def open_(workbook: Workbook, output: Output = None, debug: Debug = False) -> None:
    """Open the overview page of the packages in the browser, and print its address."""
    from leavebehind.opening import open_packages

    with _printing(debug=debug):
        print_out(open_packages(workbook, output).as_uri())


@app.command()
def watch(
    workbook: Workbook,
    output: Output = None,
    templates: Templates = None,
    pdf: Pdf = "auto",
    debug: Debug = False,
) -> None:
    """Build, and build again whenever something is saved."""
    from threading import Event

    from leavebehind.opening import overview_page
    from leavebehind.watch import watch as builds_of

    break_off_when_ended((stop := Event()).set)
    with _printing(debug=debug, stopped=0):
        builds = builds_of(workbook, output, templates=templates, pdf=pdf, stop=stop)
        address = f"\nthe overview page: {overview_page(workbook, output).as_uri()}"
        for rebuilt in builds:
            print_error(f"{rebuilt}{address}")
            address = ""


@app.command()
def doctor(as_json: Json = False, debug: Debug = False) -> None:
    """Print which PDF engines and fonts are here, and how to get more."""
    from leavebehind.doctor import doctor as examine

    with _printing(as_json=as_json, debug=debug) as output:
        diagnosis = examine()
        output.report(diagnosis.to_json())
        if not as_json:
            print_diagnosis(diagnosis)


AnyOutput = JsonOutput | LineOutput


@contextmanager
def _printing(*, as_json: bool = False, debug: bool, stopped: int = 130) -> Iterator[AnyOutput]:
    """The one place where an error becomes words, and where the exit code is decided.

    It is 1 where there are problems, 2 for a name that nothing has, `stopped` after Ctrl-C.
    """
    output = JsonOutput() if as_json else LineOutput(progress_bars)
    code, message = 0, ""
    problems: Sequence[Problem] = ()
    try:
        yield output
    except KeyboardInterrupt:
        code, message = stopped, "stopped; run it again to go on"
        problems = [CellProblem("", "", message)] if as_json else ()
    except Exception as error:
        if debug:
            print_exc()
        code, problems = 2 if isinstance(error, UnknownNameError) else 1, problems_of(error)
    if problems:
        output.report({"problems": [asdict(problem) for problem in problems]})
    output.end()
    if message:
        print_error(message)
    if code or output.problems:
        raise typer.Exit(code or 1)
