"""The commands, their arguments and their exit codes.

Nothing is imported here but what the help needs; a command imports what it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, get_args

import click
from click import option

from leavebehind import __version__
from leavebehind.cli.options import (
    debug_option,
    file_argument,
    file_option,
    files_argument,
    flag,
    folder_option,
    json_option,
    output_option,
    pdf_option,
    templates_option,
    theme_option,
    workbook_argument,
    workbooks_argument,
)
from leavebehind.cli.output import (
    JsonObject,
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
)
from leavebehind.cli.signals import INTERRUPTED, STOPPED, break_off_when_ended, stopped_in_one_line
from leavebehind.errors import LeavebehindError


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

    def invoke(self, ctx: click.Context) -> Any:
        # Else click says "Aborted!" before a command has begun, and exits with 1.
        with stopped_in_one_line():
            return super().invoke(ctx)


@click.group(
    cls=_InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="leavebehind %(version)s", help="Print the version.")
def app() -> None:
    """From an interview workbook to printed packages for everyone who interviews you."""


AnyOutput = JsonOutput | LineOutput
Command = Callable[..., None]


def reporting(*, has_json: bool = True, stopped: int = INTERRUPTED) -> Callable[[Command], Command]:
    """Gives a command what it reports to, and the options that decide how that is printed.

    `stopped` is the exit code after Ctrl-C.
    """

    def decorated(command: Command) -> Command:
        @wraps(command)
        def run_command(*, debug: bool, as_json: bool = False, **arguments: Any) -> None:
            output: AnyOutput = JsonOutput() if as_json else LineOutput()
            output.debug = debug
            with _printing(output, stopped):
                command(output, **arguments)

        with_debug = debug_option(run_command)
        return json_option(with_debug) if has_json else with_debug

    return decorated


@contextmanager
def _printing(output: AnyOutput, stopped: int) -> Iterator[None]:
    """The one place where an error becomes words, and an exit code."""
    code, message = 0, ""
    try:
        yield
    except KeyboardInterrupt:
        code, message = stopped, STOPPED
        if isinstance(output, JsonOutput):
            output.report(problems_of(LeavebehindError(message)))
    except click.UsageError:
        raise
    except Exception as error:
        output.report(problems_of(error))
    output.end()
    if message:
        print_error(message)
    if code := code or output.code:
        raise click.exceptions.Exit(code)


@app.command()
@file_argument("folder", metavar="[FOLDER]", default=Path(), help="Where to start; else here.")
@file_option(
    "--from", "sources", multiple=True, metavar="FILE", help="Fills the workbook; several times."
)
@theme_option
@reporting()
def new(output: AnyOutput, folder: Path, sources: Sequence[Path], theme: str | None) -> None:
    """Make a starter folder: an interview workbook, and templates.

    The workbook holds an example, or what is in files: a JSON Resume, a LinkedIn export, an
    invitation (.ics, .eml), contacts (.vcf), publications (.bib) or a tracker (.csv, .xlsx).
    """
    from leavebehind.importing.importer import new as make_new

    made = make_new(folder, sources, theme=theme or "default")
    output.report(made.to_json())
    output.show(print_import, made)


@app.command("import")
@files_argument("sources", metavar="FILE...", help="What to take in, as with new --from.")
@file_option(
    "--into", "workbook", required=True, metavar="WORKBOOK", help="A copy of it is filled."
)
@reporting()
def import_(output: AnyOutput, sources: Sequence[Path], workbook: Path) -> None:
    """Write a copy of a workbook, with what files hold added to it."""
    from leavebehind.importing.importer import import_into

    made = import_into(workbook, sources)
    output.report(made.to_json())
    output.show(print_import, made)


@app.command()
@workbooks_argument
@templates_option
@theme_option
@folder_option("--comments", help="Put copies of bad templates here, with Word comments.")
@reporting()
def check(
    output: AnyOutput,
    workbooks: Sequence[Path],
    templates: Path | None,
    theme: str | None,
    comments: Path | None,
) -> None:
    """Print every problem of workbooks and templates; write nothing.

    A last look notes what one would blush for. With --json one object: "problems" and "notes",
    which of several workbooks say whose they are.
    """
    from leavebehind.check import check as check_workbook, comment_on
    from leavebehind.report import as_json

    def checked(workbook: Path) -> JsonObject:
        problems, notes = check_workbook(workbook, templates=templates, theme=theme)
        if not problems:
            output.show(print_out, f"{workbook}: no problems")
        if comments:
            for path in comment_on(workbook, problems, comments, templates=templates):
                print_error(f"the problems are comments in {path}")
        return {"problems": as_json(problems), "notes": as_json(notes)}

    _report_each(workbooks, output, checked)


def _report_each(
    workbooks: Sequence[Path], output: AnyOutput, run: Callable[[Path], JsonObject]
) -> None:
    """Reports on each workbook in turn; of several, one that fails stops no other."""

    def attempt(workbook: Path) -> JsonObject:
        try:
            return run(workbook)
        except Exception as error:
            return problems_of(error)

    if len(workbooks) == 1:
        output.report(run(workbooks[0]))
    else:
        _report_all(workbooks, output, map(attempt, workbooks))


def _report_all(
    workbooks: Sequence[Path], output: AnyOutput, reports: Iterable[JsonObject]
) -> None:
    for done, (workbook, report) in enumerate(zip(workbooks, reports, strict=True), 1):
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
@reporting()
def build(
    output: AnyOutput, workbooks: Sequence[Path], folder: Path | None, **options: Any
) -> None:
    """Bring the packages of every interview up to date."""
    from leavebehind.build import build as build_workbook

    output.last_line = "this was a dry run: nothing was written" if options["dry_run"] else ""
    if len(workbooks) == 1:
        report = build_workbook(
            workbooks[0],
            folder,
            on_progress=lambda step: output.progress(**vars(step)),
            **options,
        )
        output.report(report.to_json())
        return
    # Here, because one workbook needs no processes: a build with nothing to do loads little.
    from leavebehind.cli.batch import build_side_by_side

    reports = build_side_by_side(workbooks, folder, **options)
    # Closed also where Ctrl-C comes between two reports.
    with closing(reports):
        _report_all(workbooks, output, reports)


@app.command()
@workbooks_argument
@output_option
@templates_option
@theme_option
@reporting()
def status(
    output: AnyOutput, workbooks: Sequence[Path], folder: Path | None, **options: Any
) -> None:
    """Print the state of each document and PDF, and what conflicts.

    With --json one object: "documents", "pdfs" and "notes", those of several workbooks joined;
    paths are absolute, and say whose a document is.
    """
    from leavebehind.build import folders_of
    from leavebehind.status import status as read_status

    listed = folders_of(workbooks, folder) if len(workbooks) > 1 else []
    folders = dict(zip(workbooks, listed, strict=False))

    def current(workbook: Path) -> JsonObject:
        found = read_status(workbook, folders.get(workbook, folder), **options)
        if folders:
            output.show(print_out, str(workbook))
        output.show(print_status, found)
        return found.to_json()

    _report_each(workbooks, output, current)


@app.command()
@file_argument(
    "document", metavar="DOCUMENT", help="The document in conflict; with --all the workbook."
)
@flag("--mine", help="Keep your version.")
@flag("--new", help="Take the new version.")
@flag("--merge", help="Put what has changed into yours as tracked changes.")
@flag("--all", "every", help="Resolve every conflict of a workbook one way.")
@output_option
@reporting()
def resolve(
    output: AnyOutput, document: Path, folder: Path | None, every: bool, **versions: bool
) -> None:
    """Resolve a conflict for one of two versions, or merge them.

    A copy of what gives way is kept.
    """
    from leavebehind.resolve import Choice, resolve as resolve_conflict, resolve_all

    wanted: list[Choice] = [name for name in get_args(Choice) if versions[name]]
    if len(wanted) != 1:
        raise click.UsageError("say which version stays: --mine, --new or --merge")
    if every:
        output.report({"resolved": []})
        found = False
        for one in resolve_all(document, folder, keep=wanted[0]):
            found = True
            output.report({"resolved": [one.to_json()]})
            output.show(print_resolution, one)
        if not found:
            output.show(print_out, "nothing is in conflict")
    else:
        resolved = resolve_conflict(document, keep=wanted[0])
        output.report(resolved.to_json())
        output.show(print_resolution, resolved)


@app.command("open")
@workbook_argument
@output_option
@reporting(has_json=False)
def open_(_output: AnyOutput, workbook: Path, folder: Path | None) -> None:
    """Open the overview page in the browser, and print its address."""
    from leavebehind.open import open_packages

    print_out(open_packages(workbook, folder).as_uri())


@app.command()
@workbook_argument
@output_option
@templates_option
@theme_option
@pdf_option
@reporting(has_json=False, stopped=0)
def watch(_output: AnyOutput, workbook: Path, folder: Path | None, **options: Any) -> None:
    """Build, and build again whenever something is saved."""
    from threading import Event

    from leavebehind.open import overview_page
    from leavebehind.watch import watch as builds_of

    break_off_when_ended((stop := Event()).set)
    builds = builds_of(workbook, folder, stop=stop, **options)
    page = overview_page(workbook, folder)
    is_named = False
    for rebuilt in builds:
        print_error(str(rebuilt))
        if page.is_file() and not is_named:
            print_error(f"the overview page: {page.as_uri()}")
            is_named = True


@app.command()
@reporting()
def doctor(output: AnyOutput) -> None:
    """Print which PDF engines and fonts are here, and how to get more."""
    from leavebehind.doctor import doctor as examine

    diagnosis = examine()
    output.report(diagnosis.to_json())
    output.show(print_diagnosis, diagnosis)
