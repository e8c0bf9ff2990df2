"""The commands, their arguments and their exit codes.

Nothing is imported here but what the help needs; a command imports what it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from traceback import print_exc
from typing import Any, get_args

import click
from click import argument, option

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
from leavebehind.cli.signals import break_off_when_ended
from leavebehind.errors import CellProblem, Problem, UnknownNameError

FILE = click.Path(path_type=Path)
flag = partial(option, is_flag=True)
file_option = partial(option, type=FILE)
folder_option = partial(file_option, metavar="DIR")
file_argument = partial(argument, type=FILE)
files_argument = partial(argument, type=FILE, nargs=-1, required=True)

workbook_argument = file_argument("workbook", metavar="WORKBOOK", help="The interview workbook.")
workbooks_argument = files_argument(
    "workbooks", metavar="WORKBOOK...", help="One or more interview workbooks."
)
OUTPUT_HELP = "Where packages go; packages/ beside the workbook unless you say."
output_option = folder_option("--output", "-o", help=OUTPUT_HELP)
theme_option = option("--theme", metavar="NAME", help="default, modern, classic or bold.")
templates_option = folder_option("--templates", help="A folder of your own templates.")
pdf_option = option(
    "--pdf",
    type=click.Choice(["auto", "word", "libreoffice", "embedded", "none"]),
    default="auto",
    show_default=True,
    metavar="ENGINE",
    help="The PDF engine: auto, word, libreoffice, embedded or none.",
)
json_option = flag("--json", "as_json", help="Print the report as one JSON object.")
debug_option = flag("--debug", help="Show Python's traceback of an error.")


def run() -> None:
    """Run the command that the arguments ask for; raises SystemExit with its code."""
    prepare_streams()
    try:
        app()
    except OSError as error:  # of the help, which click prints
        exit_unwritable(error)


class _InOrder(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="leavebehind %(version)s", help="Print the version.")
def app() -> None:
    """From an interview workbook to printed packages for everyone who interviews you."""


@app.command()
@file_argument("folder", metavar="[FOLDER]", default=Path(), help="Where to start; else here.")
@file_option(
    "--from", "sources", multiple=True, metavar="FILE", help="Fills the workbook; several times."
)
@theme_option
@json_option
@debug_option
def new(
    folder: Path, sources: Sequence[Path], theme: str | None, as_json: bool, debug: bool
) -> None:
    """Make a starter folder: a workbook with an example, or with what files hold, and templates.

    A file is a JSON Resume, a LinkedIn export, an invitation (.ics, .eml), contacts (.vcf),
    publications (.bib) or a tracker (.csv, .xlsx).
    """
    from leavebehind.importing.importer import new as make_new

    with _printing(as_json=as_json, debug=debug) as output:
        made = make_new(folder, sources, theme=theme or "default")
        output.report(made.to_json())
        if not as_json:
            if not made.made:
                print_out(f"{folder} has everything already; nothing was changed")
            print_import(made)


@app.command("import")
@files_argument("sources", metavar="FILE...", help="What to take in, as with new --from.")
@file_option(
    "--into", "workbook", required=True, metavar="WORKBOOK", help="A copy of it is filled."
)
@json_option
@debug_option
def import_(sources: Sequence[Path], workbook: Path, as_json: bool, debug: bool) -> None:
    """Write a copy of a workbook, with what files hold added to it."""
    from leavebehind.importing.importer import import_into

    with _printing(as_json=as_json, debug=debug) as output:
        made = import_into(workbook, sources)
        output.report(made.to_json())
        if not as_json:
            print_import(made)


@app.command()
@workbooks_argument
@templates_option
@theme_option
@folder_option("--comments", help="Put copies of bad templates here, with Word comments.")
@json_option
@debug_option
def check(
    workbooks: Sequence[Path],
    templates: Path | None,
    theme: str | None,
    comments: Path | None,
    as_json: bool,
    debug: bool,
) -> None:
    """Print every problem of workbooks and templates, and a last look; write nothing.

    With --json one object: "problems" and "notes", which of several workbooks say whose they are.
    """
    from leavebehind.check import check as check_workbook, comment_on

    def checked(workbook: Path) -> dict[str, Any]:
        problems, notes = check_workbook(workbook, templates=templates, theme=theme)
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
@workbooks_argument
@output_option
@templates_option
@theme_option
@pdf_option
@option("--interview", metavar="ID", help="Only this interview.")
@option("--interviewer", metavar="NAME", help="Only this interviewer.")
@option("--section", metavar="NAME", help="Only this section.")
@flag("--dry-run", help="Print what would be done; write nothing.")
@flag("--force", help="Replace edited documents too; a copy is kept.")
@option(
    "--on-conflict",
    type=click.Choice(["beside", "merge"]),
    default="beside",
    show_default=True,
    help="The new version of an edited document: beside it, or merged into it.",
)
@json_option
@debug_option
def build(
    workbooks: Sequence[Path],
    output: Path | None,
    as_json: bool,
    debug: bool,
    **options: Any,
) -> None:
    """Bring the packages of every interview up to date."""
    with _printing(as_json=as_json, debug=debug) as printed:
        printed.last_line = "this was a dry run: nothing was written" if options["dry_run"] else ""
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
    with closing(build_side_by_side(workbooks, folder, **options)) as reports:
        for done, (workbook, report) in enumerate(zip(workbooks, reports, strict=True), 1):
            output.report(report, str(workbook))
            output.progress("workbooks", done, len(workbooks))


@app.command()
@workbooks_argument
@output_option
@templates_option
@theme_option
@json_option
@debug_option
def status(
    workbooks: Sequence[Path],
    output: Path | None,
    as_json: bool,
    debug: bool,
    **options: Any,
) -> None:
    """Print the state of each document and each PDF, and what conflicts.

    With --json one object: "documents", "pdfs" and "notes", those of several workbooks joined;
    paths are absolute, and say whose a document is.
    """
    from leavebehind.build import folders_of
    from leavebehind.status import status as read_status

    def current(workbook: Path) -> dict[str, Any]:
        found = read_status(workbook, folders.get(workbook, output), **options)
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
@file_argument(
    "document", metavar="DOCUMENT", help="The document in conflict; with --all the workbook."
)
@flag("--mine", help="Keep your version.")
@flag("--new", help="Take the new version.")
@flag("--merge", help="Put what has changed into yours as tracked changes.")
@flag("--all", "every", help="Settle every conflict of a workbook one way.")
@output_option
@json_option
@debug_option
def resolve(
    document: Path, output: Path | None, every: bool, as_json: bool, debug: bool, **versions: bool
) -> None:
    """Settle a conflict for one version, or for both as tracked changes; a copy is kept."""
    from leavebehind.resolve import Choice, resolve as resolve_conflict, resolve_all

    wanted: list[Choice] = [name for name in get_args(Choice) if versions[name]]
    if len(wanted) != 1:
        raise click.BadParameter("say which version stays: --mine, --new or --merge")
    with _printing(as_json=as_json, debug=debug) as printed:
        if every:
            printed.report({"resolved": []})
            settled = resolve_all(document, output, keep=wanted[0])
        else:
            settled = iter([resolve_conflict(document, keep=wanted[0])])
        for one in settled:
            found = one.to_json()
            printed.report({"resolved": [found]} if every and as_json else found)
            if not as_json:
                print_resolution(one)


@app.command("open")
@workbook_argument
@output_option
@debug_option
def open_(workbook: Path, output: Path | None, debug: bool) -> None:
    """Open the overview page of the packages in the browser, and print its address."""
    from leavebehind.open import open_packages

    with _printing(debug=debug):
        print_out(open_packages(workbook, output).as_uri())


@app.command()
@workbook_argument
@output_option
@templates_option
@theme_option
@pdf_option
@debug_option
def watch(workbook: Path, output: Path | None, debug: bool, **options: Any) -> None:
    """Build, and build again whenever something is saved."""
    from threading import Event

    from leavebehind.open import overview_page
    from leavebehind.watch import watch as builds_of

    break_off_when_ended((stop := Event()).set)
    with _printing(debug=debug, stopped=0):
        builds = builds_of(workbook, output, stop=stop, **options)
        address = f"\nthe overview page: {overview_page(workbook, output).as_uri()}"
        for rebuilt in builds:
            print_error(f"{rebuilt}{address}")
            address = ""


@app.command()
@json_option
@debug_option
def doctor(as_json: bool, debug: bool) -> None:
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
        raise click.exceptions.Exit(code or 1)
