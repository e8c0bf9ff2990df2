"""The story of a build: read → plan → fill → keep or write → convert → bind → report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from os import PathLike
from pathlib import Path

from leavebehind.context import vocabulary
from leavebehind.errors import (
    DocumentProblem,
    Problem,
    ProblemsError,
    TemplateError,
    UnknownNameError,
)
from leavebehind.expecting import expect
from leavebehind.filling import Filling
from leavebehind.names import snake_case
from leavebehind.package_plan import BRIEF, Plan, Section
from leavebehind.packages.folder import LeftOver, Packages
from leavebehind.packages.owner import packages_folder
from leavebehind.pdf.choice import engines, usable
from leavebehind.pdf.converter import Converter
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.font_substitution import substitution_notes
from leavebehind.pdf.libreoffice_listener import Listener
from leavebehind.plan import plan_packages, sections_needed
from leavebehind.printing import Printing
from leavebehind.records import Note, Row, Search
from leavebehind.report import BuildReport, OnProgress, Progress, Wanted
from leavebehind.template import isolation
from leavebehind.template.lint import commented_copy
from leavebehind.template.sources import template_paths
from leavebehind.workbook.reader import read_workbook
from leavebehind.worker import WorkerPool

AnyPath = str | PathLike[str]

NO_ENGINE = Note(
    "no PDFs were made, because this machine has no engine for them; install LibreOffice, or the "
    "embedded engine with: pip install 'leavebehind[pdf]'"
)
INCOMPLETE = Note(
    "only one section was asked for, and other documents of the package are not there yet: there "
    "is no PDF until all sections are built"
)


def build(
    workbook: AnyPath,
    output: AnyPath | None,
    templates: AnyPath | None,
    wanted: Wanted,
    *,
    on_progress: OnProgress | None = None,
    executor: Executor | None = None,
    workers: WorkerPool | None = None,
    listener: Listener | None = None,
) -> BuildReport:
    """Do what `again.build` promises, whether or not anything has changed."""
    with isolation.children(workers) as pool:
        chosen = usable(wanted.pdf, engines(pool, listener))
        tell = on_progress or _tell_nobody
        return _build(workbook, output, templates, wanted, chosen, tell, executor, pool)


def _build(
    workbook: AnyPath,
    output: AnyPath | None,
    templates: AnyPath | None,
    wanted: Wanted,
    engines: Sequence[Engine],
    tell: OnProgress,
    executor: Executor | None,
    workers: WorkerPool,
) -> BuildReport:
    search, sections, plan = read_and_plan(
        workbook, templates, wanted.interview, wanted.interviewer, workers=workers
    )
    _require_section(plan, wanted.section)
    with (
        Packages(
            packages_folder(search.workbook, output), force=wanted.force, dry_run=wanted.dry_run
        ) as packages,
        Converter(
            engines,
            packages.pdfs_kept,
            dry_run=wanted.dry_run,
            on_done=lambda done, total: tell(Progress("converting", done, total)),
        ) as printer,
    ):
        filling = Filling(
            search,
            packages,
            wanted.section,
            tell,
            executor,
            contents_later=bool(engines),
            workers=workers,
        )
        everything = plan if wanted.is_all else plan_packages(search, sections)
        expect(packages, filling.layout, everything, whole=wanted.is_all)
        printing = Printing(printer, packages, filling, tell, dry_run=wanted.dry_run)
        total = sum(len(interview.packages) for interview in plan.interviews)
        made = list(printing.print(filling.fill(plan), total))
        notes = [*search.notes, *plan.notes, *printer.notes, *packages.notes]
        notes += _left_over(packages) if wanted.is_all else ()
    problems = [*filling.problems, *printing.problems]
    notes += _about_pdfs(wanted, engines, sections)
    if wanted.section and engines and not problems and not all(package.pdf for package in made):
        notes.append(INCOMPLETE)
    return BuildReport(
        packages=made,
        briefs=filling.briefs,
        notes=list(dict.fromkeys(notes)),
        problems=list(dict.fromkeys(problems)),
        converted=printer.converted,
        written=list(dict.fromkeys(packages.written)),
        inputs=frozenset(_files(search)),
        passing=packages.passing,
    )


def _tell_nobody(_progress: Progress) -> None:
    pass


def _about_pdfs(
    wanted: Wanted, engines: Sequence[Engine], sections: Mapping[str, Section]
) -> Iterator[Note]:
    """Why there are none, or in which faces they are printed."""
    if engines and engines[0].substitutes_fonts:
        yield from substitution_notes(section.path for section in sections.values())
    if wanted.pdf != "none" and not engines:
        yield NO_ENGINE


def check(
    workbook: AnyPath, *, templates: AnyPath | None = None
) -> tuple[list[Problem], list[Note]]:
    """Every problem of the workbook and of the templates at once, and the notes; writes nothing.

    The templates are those of the folder and all that the workbook needs. Every document is
    filled in memory, so that what only shows then is found too.
    """
    with isolation.children() as workers:
        return _check(workbook, templates, workers)


def _check(
    workbook: AnyPath, templates: AnyPath | None, workers: WorkerPool
) -> tuple[list[Problem], list[Note]]:
    try:
        search = read_workbook(workbook)
    except ProblemsError as error:
        return [*error.problems, *_broken_templates(Path(workbook), templates, workers)], []
    broken = _broken_templates(search.workbook, templates, workers, search)
    try:
        wanted = Wanted(pdf="none", dry_run=True)
        report = build(workbook, None, templates, wanted, workers=workers)
    except ProblemsError as error:
        return list(dict.fromkeys([*error.problems, *broken])), list(search.notes)
    return list(dict.fromkeys([*report.problems, *broken])), report.notes


def comment_on(
    workbook: AnyPath,
    problems: Iterable[Problem],
    folder: AnyPath,
    *,
    templates: AnyPath | None = None,
) -> list[Path]:
    """Copies in `folder` of the templates with problems, with a Word comment at each bad tag.

    A template that can't be opened has none; a copy of before is replaced. Raises OutputError
    where a copy can't be written.
    """
    by_file: dict[str, list[DocumentProblem]] = {}
    for problem in problems:
        if isinstance(problem, DocumentProblem):
            by_file.setdefault(problem.file, []).append(problem)
    made = []
    for path in template_paths(Path(workbook), templates).values():
        target = Path(folder) / f"{path.stem} (comments).docx"
        with suppress(TemplateError):
            if path.name in by_file:
                commented_copy(path, by_file[path.name], target)
                made.append(target)
    return made


def read_and_plan(
    workbook: AnyPath,
    templates: AnyPath | None = None,
    interview: str | None = None,
    interviewer: str | None = None,
    *,
    workers: WorkerPool,
) -> tuple[Search, dict[str, Section], Plan]:
    """What a workbook and its templates ask for; raises as `build` does before it writes."""
    search = read_workbook(workbook)
    sections = _compile(search, template_paths(search.workbook, templates), workers)
    plan = plan_packages(search, sections, interview=interview, interviewer=interviewer)
    return search, sections, plan


def _compile(search: Search, paths: dict[str, Path], workers: WorkerPool) -> dict[str, Section]:
    """The sections that the search needs; raises TemplateError with the problems of all."""
    sections: dict[str, Section] = {}
    problems: list[Problem] = []
    for name in sorted(sections_needed(search) & paths.keys()):
        try:
            known = vocabulary(search, private=name == BRIEF)
            survey = isolation.survey(paths[name], known, workers)
        except TemplateError as error:
            problems += error.problems
            continue
        problems += survey.problems
        sections[name] = Section(
            name=name, path=paths[name], variables=survey.variables, loops=survey.loops
        )
    if problems:
        raise TemplateError(problems)
    return sections


def _left_over(packages: Packages) -> Iterator[Note]:
    """A note for each folder with documents of rows or sections that are gone."""
    left: dict[Path, list[LeftOver]] = {}
    for one in packages.left_over():
        left.setdefault(one.path.parent, []).append(one)
    for folder, documents in sorted(left.items()):
        for is_edited, advice in (
            (True, "you edited it: put it in the place of another to use it, or delete it"),
            (False, "nobody has edited it, so you may delete it"),
        ):
            names = [f"“{one.path.name}”" for one in documents if one.edited is is_edited]
            if names:
                text = "the workbook no longer asks for this, so it is in no package"
                yield Note(f"{text} ({', '.join(names)}); {advice}", str(folder))


def _files(search: Search) -> Iterator[Path]:
    rows: list[Row] = [search.candidate, *search.recommendations, *search.work_samples]
    for row in rows:
        yield from (value for value in vars(row).values() if isinstance(value, Path))


def _broken_templates(
    workbook: Path, folder: AnyPath | None, workers: WorkerPool, search: Search | None = None
) -> list[Problem]:
    """What can be told of templates before they are filled, or even without a sound workbook."""
    problems: list[Problem] = []
    for name, path in template_paths(workbook, folder).items():
        try:
            known = vocabulary(search, private=name == BRIEF) if search else None
            problems += isolation.survey(path, known, workers).problems
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
