"""The commands, their arguments and their exit codes.

Nothing is imported here but what the help needs; a command imports what it does.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leavebehind import __version__
from leavebehind.cli.streams import err, out, prepare

if TYPE_CHECKING:
    from leavebehind.cli.telling import Telling
    from leavebehind.errors import Problem

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
    typer.Option(
        "--output",
        "-o",
        help="Where packages go; packages/ beside the workbook unless you say.",
        metavar="DIR",
    ),
]
Pdf = Annotated[
    Literal["auto", "word", "libreoffice", "embedded", "none"],
    typer.Option(
        "--pdf", help="The PDF engine: auto, word, libreoffice, embedded or none.", metavar="ENGINE"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show Python's traceback of an error.")]


def run() -> None:
    """Run the command that the arguments ask for; raises SystemExit with its code."""
    prepare()
    app()


def _show_version(asked: bool) -> None:
    if asked:
        out(f"leavebehind {__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Tell the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(help="Where to start.", metavar="FOLDER", show_default="here")
    ] = Path(),
    debug: Debug = False,
) -> None:
    """Make a starter folder: a workbook with an example, and templates."""
    from leavebehind.cli.telling import telling
    from leavebehind.starter import write_starter

    with _caught(telling(as_json=False), debug=debug):
        made = write_starter(folder)
    for path in made:
        out(f"made {path}")
    if not made:
        out(f"{folder} has everything already; nothing was changed")
    workbook = shlex.quote(str(folder / "interviews.xlsx"))
    out(f"Next: put yourself into {folder / 'interviews.xlsx'}, then run")
    out(f"  leavebehind check {workbook}")
    out(f"  leavebehind build {workbook}")


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
    """Tell every problem of workbook and templates; write nothing."""
    from dataclasses import asdict

    from leavebehind.cli.telling import tell_json, tell_notes, telling
    from leavebehind.pipeline import check as check_all
    from leavebehind.pipeline import comment_on

    told = telling(as_json=as_json)
    with _caught(told, debug=debug):
        problems, notes = check_all(workbook, templates=templates)
        commented = (
            comment_on(workbook, problems, comments, templates=templates) if comments else []
        )
    if as_json:
        tell_json({"problems": [asdict(p) for p in problems], "notes": [asdict(n) for n in notes]})
    else:
        tell_notes(notes)
        told.failed(problems)
        if not problems:
            out(f"{workbook}: no problems")
    for path in commented:
        err(f"the problems stand as comments in {path}")
    if problems:
        raise typer.Exit(1)


@app.command()
def build(
    workbooks: Workbooks,
    output: Output = None,
    templates: Templates = None,
    pdf: Pdf = "auto",
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
    from leavebehind.cli.bars import bars
    from leavebehind.cli.building import build_one, build_several
    from leavebehind.cli.telling import telling

    options = {
        "templates": templates,
        "pdf": pdf,
        "interview": interview,
        "interviewer": interviewer,
        "section": section,
        "force": force,
        "dry_run": dry_run,
    }
    told = telling(as_json=as_json)
    with _caught(told, debug=debug), bars(quiet=as_json) as drawn:
        if len(workbooks) == 1:
            sound = build_one(workbooks[0], output, options, told, drawn)
        else:
            sound = build_several(workbooks, output, options, told, drawn, here=debug)
    told.end()
    if not sound:
        raise typer.Exit(1)


@app.command()
def status(
    workbook: Workbook,
    output: Output = None,
    templates: Templates = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell how each document and each PDF stands, and what conflicts."""
    from leavebehind.cli.standing import tell_status
    from leavebehind.cli.telling import tell_json, tell_notes, telling
    from leavebehind.status import status as status_of

    told = telling(as_json=as_json)
    with _caught(told, debug=debug):
        standing = status_of(workbook, output, templates=templates)
    if as_json:
        tell_json(standing.to_json())
    else:
        tell_status(standing)
        tell_notes(standing.notes)
        told.failed(standing.problems)
    if standing.problems:
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
    """Settle a conflict for one version; keep a copy of the other."""
    from leavebehind.cli.telling import tell_json, telling
    from leavebehind.status import resolve as settle

    if mine == new:
        raise typer.BadParameter("say which version stays: --mine or --new")
    with _caught(telling(as_json=as_json), debug=debug):
        settled = settle(document, keep="mine" if mine else "new")
    if as_json:
        tell_json(settled.to_json())
        return
    out(f"{settled.document.name} is {'your' if mine else 'the new'} version now")
    out(f"the other is kept as {settled.copy}" if settled.copy else "yours was not there any more")


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

    from leavebehind.cli.ending import break_off_when_ended
    from leavebehind.cli.telling import telling
    from leavebehind.watch import watch as builds_of

    stop = Event()
    break_off_when_ended(stop.set)
    with _caught(telling(as_json=False), debug=debug, stopped=0):
        for rebuilt in builds_of(workbook, output, templates=templates, pdf=pdf, stop=stop):
            err(str(rebuilt))


@app.command()
def doctor(as_json: Json = False, debug: Debug = False) -> None:
    """Tell which PDF engines and fonts are here, and how to get more."""
    from leavebehind.cli.telling import tell_json, telling
    from leavebehind.doctor import diagnose

    with _caught(telling(as_json=as_json), debug=debug):
        diagnosis = diagnose()
    if as_json:
        tell_json(diagnosis.to_json())
        return
    out("PDF engines")
    for name, missing in diagnosis.engines.items():
        out(f"  {name:<13}{missing or 'works'}{' (taken)' if name == diagnosis.preferred else ''}")
    out("Fonts of the templates")
    for face, stand_in in diagnosis.faces.items():
        out(f"  {face:<13}{f'not here; {stand_in} stands in for it' if stand_in else 'here'}")
    if not diagnosis.preferred:
        out("Without an engine there are Word files but no PDFs.")


@contextmanager
def _caught(told: Telling, *, debug: bool, stopped: int = 130) -> Iterator[None]:
    """The one place where an error becomes words and an exit code, and Ctrl-C `stopped`."""
    try:
        yield
    except KeyboardInterrupt:
        told.stopped("stopped; run it again to go on")
        raise typer.Exit(stopped) from None
    except Exception as error:
        if debug:
            from traceback import print_exc

            print_exc()
        code, problems = _in_words(error)
        told.failed(problems)
        raise typer.Exit(code) from None


def _in_words(error: Exception) -> tuple[int, Sequence[Problem]]:
    """The exit code, and the problems to tell."""
    from leavebehind.errors import CellProblem, LeavebehindError, ProblemsError, UnknownNameError

    if isinstance(error, ProblemsError):
        return 1, error.problems
    message = str(error)
    if not isinstance(error, LeavebehindError):
        message = f"something unforeseen happened ({type(error).__name__}: {error})"
    return 2 if isinstance(error, UnknownNameError) else 1, [CellProblem("", "", message)]
