"""What a build works with: all that can be wrong with its inputs is known before it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from leavebehind.additions import Additions
from leavebehind.context.vocabulary import Vocabulary, vocabularies
from leavebehind.errors import (
    CellProblem,
    DocumentProblem,
    LeavebehindError,
    Problem,
    TemplateError,
    UnknownNameError,
    WorkbookError,
)
from leavebehind.files import system_errors_in_words
from leavebehind.layout import Layout
from leavebehind.names import snake_case
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import STATE
from leavebehind.pdf.converter import Converter
from leavebehind.pdf.engine import Engine
from leavebehind.plan import (
    missing_templates,
    notes_on_sections,
    plan_packages,
    sections_needed,
)
from leavebehind.plan_records import Plan, Section
from leavebehind.records import Note
from leavebehind.report import BuildOptions, OnProgress, Progress
from leavebehind.search import Search
from leavebehind.session import Session
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.sources import template_paths, unusable_templates
from leavebehind.workbook.limits import Budget, ReadLimits
from leavebehind.workbook.reader import Reading, reading_of


@dataclass(frozen=True)
class Prepared:
    """What a build is made from."""

    search: Search
    sections: Mapping[str, Section]
    plan: Plan
    whole_plan: Plan
    """That of the whole workbook, where `plan` is narrowed to a part of it."""
    only: str | None
    """The one section that is asked for."""
    notes: tuple[Note, ...] = ()
    """What the person should know of all that."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with templates, in a check."""

    @property
    def files(self) -> frozenset[Path]:
        """The pictures and attachments that the workbook names."""
        search = self.search
        lists = chain(*search.lists.values(), *search.sheets.values())
        rows = (search.candidate, *search.interviews, *search.interviewers, *lists)
        values = (value for row in rows for value in (*vars(row).values(), *row.extra.values()))
        return frozenset(value for value in values if isinstance(value, Path))


@dataclass(frozen=True)
class Workspace:
    """All that a build works with, once nothing but writing is left to be done."""

    session: Session
    options: BuildOptions
    prepared: Prepared
    layout: Layout
    folder: Folder
    templates: TemplateRunner
    converter: Converter
    on_progress: OnProgress
    problems: list[Problem] = field(default_factory=list)
    """What could not be made."""


@contextmanager
def workspace(
    session: Session,
    source: Path | Search,
    path: Path,
    options: BuildOptions,
    engines: Sequence[Engine] | None = None,
    on_progress: OnProgress | None = None,
) -> Iterator[Workspace]:
    """Prepare, open the packages folder at `path`, and move in it what has to be moved.

    `engines` make the PDFs; None means those that made the PDFs in the folder. Raises what
    `prepare` raises, and OutputError where the folder can't be used.
    """
    templates = TemplateRunner(session.workers, filters=options.additions.filters)
    prepared = prepare(source, options, templates)

    def report(progress: Progress) -> None:
        if on_progress:
            on_progress(replace(progress, workbook=prepared.search.workbook))

    def on_done(done: int, total: int) -> None:
        report(Progress("converting", done, total))

    dry_run, on_conflict = options.dry_run, options.on_conflict
    opened_folder = Folder(path, dry_run=dry_run, on_conflict=on_conflict)
    with system_errors_in_words(path), opened_folder as folder:
        if engines is None:
            used = {name for _, recorded in folder.ledger.items() for name in recorded.engines}
            engines = [engine for engine in session.engines() if engine.name in used]
        kept = folder.path / STATE / "pdf"
        with Converter(engines, kept, dry_run=dry_run, on_done=on_done) as converter:
            layout = Layout(prepared.search, path)
            # Before anything moves: another workbook's build may have taken the folder meanwhile.
            folder.claim(prepared.search.workbook, layout.candidate)
            folder.adopt(layout.expected(prepared.whole_plan))
            problems = list(prepared.problems)
            yield Workspace(
                session, options, prepared, layout, folder, templates, converter, report, problems
            )


def prepare(source: Path | Search, options: BuildOptions, templates: TemplateRunner) -> Prepared:
    """Read the workbook, survey the templates that it needs, and plan its packages.

    Raises WorkbookError or TemplateError with every problem of both, and UnknownNameError where
    the build is narrowed to what nothing is called.
    """
    reading, workbook = read(source), workbook_of(source)
    search, unusable = reading.search, unusable_notes(workbook, options)
    sections = survey(search, workbook, options, templates)
    problems = problems_of(reading, sections)
    if search is None or any(isinstance(problem, CellProblem) for problem in problems):
        raise WorkbookError(problems, [*reading.notes, *unusable])
    if problems and not options.is_check:
        raise TemplateError(problems, [*reading.notes, *unusable])
    whole = plan_packages(search, sections)
    plan = whole
    if options.interview or options.interviewer:
        narrowed = {"interview": options.interview, "interviewer": options.interviewer}
        plan = plan_packages(search, sections, **narrowed)
    only = _known_section(plan, options.section)
    notes = [*search.notes, *plan.notes, *unusable, *_notes(plan, sections.values())]
    # Only a check looks at all templates that there are.
    notes += notes_on_sections(search, sections) if options.is_check else ()
    return Prepared(search, sections, plan, whole, only, tuple(notes), tuple(problems))


def workbook_of(source: Path | Search) -> Path | None:
    """Where the workbook is, also of a search that was read from one."""
    return source if isinstance(source, Path) else source.workbook


def read(source: Path | Search) -> Reading:
    """What the workbook says; a search is sound, or there would be none."""
    if isinstance(source, Search):
        return Reading(source, source.notes)
    return reading_of(source, Budget(ReadLimits()))


def theme_of(options: BuildOptions, search: Search | None) -> str:
    """The theme that is asked for, else that of Settings."""
    return options.theme or (search.settings.theme if search else "default")


def survey(
    search: Search | None, workbook: Path | None, options: BuildOptions, templates: TemplateRunner
) -> dict[str, Section]:
    """The sections that the search needs, in a check all there are, and what is wrong with them."""
    paths = template_paths(workbook, options.templates, theme_of(options, search))
    needed = sections_needed(search) if search else set()
    sections = {}
    for path, why in unusable_templates(workbook, options.templates).items():
        if (name := snake_case(path.stem)) in needed - paths.keys():
            problem = DocumentProblem(path.name, "", 0, "", *why)
            sections[name] = Section(name=name, path=path, problems=(problem,))
    vocabulary = vocabularies_with(options.additions, search) if search else None
    for name in sorted(paths.keys() if options.is_check else needed & paths.keys()):
        sections[name] = _section(name, paths[name], templates, vocabulary and vocabulary(name))
    return sections


def problems_of(reading: Reading, sections: Mapping[str, Section]) -> list[Problem]:
    """What is wrong with the workbook, then with the templates."""
    missing = missing_templates(reading.search, sections) if reading.search else ()
    bad = (problem for section in sections.values() for problem in section.problems)
    return [*reading.problems, *missing, *bad]


def _section(
    name: str, path: Path, templates: TemplateRunner, vocabulary: Vocabulary | None
) -> Section:
    try:
        return Section(name=name, path=path, **vars(templates.survey(path, vocabulary)))
    except TemplateError as error:
        return Section(name=name, path=path, problems=error.problems)


def vocabularies_with(additions: Additions, search: Search) -> Callable[[str], Vocabulary]:
    """What each section's template can use; raises LeavebehindError for a name that is taken."""
    known = vocabularies(search)
    if taken := sorted(
        additions.values.keys() & {name for names in known.values() for name in names}
    ):
        raise LeavebehindError(
            f"templates have {taken[0]!r} already; give it another name in extra"
        )
    return lambda section: known.get(section, known[""]) | additions.vocabulary


def unusable_notes(workbook: Path | None, options: BuildOptions) -> list[Note]:
    """A note for each file beside the templates that can't be one."""
    unusable = unusable_templates(workbook, options.templates)
    return [Note("; ".join(why), path.name) for path, why in unusable.items()]


def _notes(plan: Plan, sections: Iterable[Section]) -> Iterator[Note]:
    """What is noted on templates, and the pages that are not those of the interview."""
    for section in sections:
        yield from (Note(text, section.path.name) for text in section.notes)
        used = (one for one in plan.interviews if section in one.sections)
        for paper in sorted({interview.paper for interview in used} & section.kept_pages):
            name = {"a4": "A4", "letter": "Letter"}[paper]
            reason = "it is used as it is" if section.is_finished else "its text would not fit"
            text = f"{reason}, so its pages keep their size where the interview's paper is {name}"
            yield Note(text, section.path.name)


def _known_section(plan: Plan, section: str | None) -> str | None:
    if section is None:
        return None
    sections = (one for interview in plan.interviews for one in interview.sections)
    planned = {one.name: one.path.stem for one in sections}
    if snake_case(section) not in planned:
        raise UnknownNameError("section", section, planned.values())
    return snake_case(section)
