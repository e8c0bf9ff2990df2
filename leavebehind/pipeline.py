"""The story of a build: read → plan → fill → keep or write → convert → bind → report."""

from __future__ import annotations

from concurrent.futures import Executor
from os import PathLike
from pathlib import Path

from leavebehind.context import vocabulary
from leavebehind.diagnosis import replaced_faces
from leavebehind.errors import (
    Problem,
    ProblemsError,
    TemplateError,
    UnknownNameError,
)
from leavebehind.filling import Filling
from leavebehind.naming import snake_case
from leavebehind.output import Packages
from leavebehind.pdf import usable
from leavebehind.plan import plan_packages, sections_needed
from leavebehind.printing import Printing
from leavebehind.records import BRIEF, Note, Plan, Search, Section
from leavebehind.report import BuildReport, OnProgress
from leavebehind.sections import template_paths
from leavebehind.template import WordTemplate
from leavebehind.workbook import read_workbook

AnyPath = str | PathLike[str]

NO_ENGINE = Note(
    "no PDFs were made, because this machine has no engine for them; install LibreOffice, or the "
    "embedded engine with: pip install 'leavebehind[pdf]'"
)


def build(
    workbook: AnyPath,
    output: AnyPath | None = None,
    *,
    templates: AnyPath | None = None,
    pdf: str = "auto",
    interview: str | None = None,
    interviewer: str | None = None,
    section: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
    executor: Executor | None = None,
) -> BuildReport:
    """Bring every package of the workbook up to date and tell what became of each document.

    `output` is the packages folder (packages/ beside the workbook), `templates` a folder of your
    own. `pdf` is "auto", "word", "libreoffice", "embedded" or "none". `interview` (its key),
    `interviewer` and `section` narrow the build to one. `force` replaces edited documents and
    keeps a copy. `executor` fills documents elsewhere.

    Raises WorkbookError or TemplateError before anything is written, UnknownNameError for a name
    that nothing has, EngineError where the wanted engine is missing, OutputError where the folder
    can't be used. What fails later is in the report's `problems`; the rest is made.
    """
    engines = usable(pdf)
    search = read_workbook(workbook)
    sections = _compile(search, template_paths(search.workbook, templates))
    plan = plan_packages(search, sections, interview=interview, interviewer=interviewer)
    _require_section(plan, section)
    folder = Path(output) if output else search.workbook.parent / "packages"
    with Packages(folder, force=force, dry_run=dry_run) as packages:
        filling = Filling(
            search, packages, section, on_progress, executor, contents_later=bool(engines)
        )
        drafts = filling.fill(plan)
        printing = Printing(engines, packages, filling, on_progress, dry_run=dry_run)
        made = printing.print(drafts)
        notes = [*search.notes, *plan.notes, *printing.notes, *packages.notes]
    if engines and engines[0].name != "word":
        notes += replaced_faces(section.path for section in sections.values())
    if pdf != "none" and not engines:
        notes.append(NO_ENGINE)
    return BuildReport(
        packages=made,
        briefs=filling.briefs,
        notes=list(dict.fromkeys(notes)),
        problems=list(dict.fromkeys([*filling.problems, *printing.problems])),
    )


def check(
    workbook: AnyPath, *, templates: AnyPath | None = None
) -> tuple[list[Problem], list[Note]]:
    """Every problem of the workbook and of the templates at once, and the notes; writes nothing.

    The templates are those of the folder and all that the workbook needs. Every document is
    filled in memory, so that what only shows then is found too.
    """
    try:
        search = read_workbook(workbook)
    except ProblemsError as error:
        return [*error.problems, *_broken_templates(Path(workbook), templates)], []
    try:
        report = build(workbook, templates=templates, pdf="none", dry_run=True)
    except ProblemsError as error:
        broken = _broken_templates(search.workbook, templates)
        return list(dict.fromkeys([*error.problems, *broken])), list(search.notes)
    return report.problems, report.notes


def _compile(search: Search, paths: dict[str, Path]) -> dict[str, Section]:
    """The sections that the search needs; raises TemplateError with the problems of all."""
    sections: dict[str, Section] = {}
    problems: list[Problem] = []
    for name in sorted(sections_needed(search) & paths.keys()):
        try:
            template = WordTemplate.at(paths[name])
        except TemplateError as error:
            problems += error.problems
            continue
        problems += template.problems(vocabulary(search, private=name == BRIEF))
        sections[name] = Section(
            name=name, path=paths[name], speaks_of=template.speaks_of, lists=template.lists
        )
    if problems:
        raise TemplateError(problems)
    return sections


def _broken_templates(workbook: Path, folder: AnyPath | None) -> list[Problem]:
    """What can be told of templates without a workbook to fill them from."""
    problems: list[Problem] = []
    for path in template_paths(workbook, folder).values():
        try:
            WordTemplate.at(path)
        except TemplateError as error:
            problems += error.problems
    return problems


def _require_section(plan: Plan, section: str | None) -> None:
    planned = {
        one.name: None
        for interview in plan.interviews
        for package in interview.packages
        for one in (*package.sections, *filter(None, [interview.brief]))
    }
    if section is not None and snake_case(section) not in planned:
        raise UnknownNameError("section", section, planned)
