"""Fills a starter folder, or a copy of a workbook, from files that people have already."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from leavebehind.docx.package import BadDocument
from leavebehind.errors import CellProblem, DocumentProblem, OutputError, SourceError, WorkbookError
from leavebehind.files import system_errors_in_words
from leavebehind.importing.join import choose_settings, joined_rows, to_do
from leavebehind.importing.source_content import ImportLimits, SourceContent
from leavebehind.importing.sources import read_source
from leavebehind.importing.workbook_form import WorkbookForm, with_rows
from leavebehind.names import distinct_names
from leavebehind.records import Note
from leavebehind.report import as_json
from leavebehind.starter import BLANK, write_starter
from leavebehind.workbook.limits import UnreadableError

FilePath = str | os.PathLike[str]


@dataclass(frozen=True)
class ImportedFile:
    """One source: its format, and how many rows of which sheet it gave."""

    path: Path
    format: str
    taken: Mapping[str, int]


@dataclass(frozen=True)
class ImportReport:
    """What was made of the sources."""

    workbook: Path
    """The workbook that was written, or that is there already."""
    made: tuple[Path, ...]
    """Every file that was written."""
    sources: tuple[ImportedFile, ...] = ()
    guesses: tuple[Note, ...] = ()
    """Each is also a comment at its cell."""
    left: tuple[Note, ...] = ()
    """What was not taken, and why."""
    to_do: tuple[Note, ...] = ()
    """What only the person can fill in."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain lists and dictionaries, paths absolute."""
        plain: dict[str, Any] = as_json(self)
        return plain


def new(
    folder: FilePath = ".",
    sources: Iterable[FilePath] = (),
    *,
    theme: str = "default",
    limits: ImportLimits = ImportLimits(),  # noqa: B008  # it is frozen
) -> ImportReport:
    """Makes a starter folder: a workbook, with an example or filled from `sources`, and templates.

    The templates are those of the theme: default, modern, classic or bold. Nothing is overwritten.
    Raises SourceError with every source that can't be read, before anything is written,
    UnknownNameError for an unknown theme, and OutputError where the folder can't be written, or
    has a workbook and there are sources.
    """
    target = Path(folder) / "interviews.xlsx"
    files = list(map(Path, sources))
    if not files:
        return ImportReport(target, tuple(write_starter(Path(folder), theme)))
    if target.exists():
        raise OutputError(
            f"{target} is there already; add to it with leavebehind import FILE --into {target}"
        )
    report = _filled(files, BLANK, target, limits)
    return replace(report, made=(*report.made, *write_starter(target.parent, theme)))


def import_into(
    workbook: FilePath,
    sources: Iterable[FilePath],
    *,
    limits: ImportLimits = ImportLimits(),  # noqa: B008  # it is frozen
) -> ImportReport:
    """Writes a copy of `workbook` with what `sources` hold, "NAME (with FILE).xlsx" beside it.

    The workbook is not changed; in the copy, rows are added and blank cells filled. Raises
    SourceError with every source that can't be read, WorkbookError where the workbook can't,
    before anything is written.
    """
    path, files = Path(workbook), list(map(Path, sources))
    try:
        return _filled(files, path.absolute(), _beside(path, files), limits)
    except (UnreadableError, BadDocument) as error:
        message = getattr(error, "message", str(error))
        problem = CellProblem("", "", f"{path.name} {message}", error.hint)
        raise WorkbookError([problem]) from error


def _filled(
    files: Sequence[Path], workbook: Path, target: Path, limits: ImportLimits
) -> ImportReport:
    """Writes a copy of the workbook with what the files hold."""
    form = WorkbookForm.read(workbook, limits.workbook)
    contents = _contents(files, limits)
    join = joined_rows(form, contents, limits.text)
    if workbook == BLANK:
        choose_settings(join)
    written, guesses = with_rows(workbook.read_bytes(), form, join.rows)
    with system_errors_in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x": a file that another program has made meanwhile is not overwritten.
        with target.open("xb") as file:
            file.write(written)
    return ImportReport(
        workbook=target,
        made=(target,),
        sources=tuple(
            ImportedFile(content.path, content.format, Counter(row.sheet for row in content.rows))
            for content in contents
        ),
        guesses=tuple(guesses),
        left=(*(note for content in contents for note in content.left), *join.left),
        to_do=tuple(to_do(join)),
    )


def _contents(files: Iterable[Path], limits: ImportLimits) -> list[SourceContent]:
    """What each file holds; raises SourceError with every one that can't be read."""
    contents, problems = [], []
    for path in dict.fromkeys(files):
        try:
            contents.append(read_source(path, limits))
        except UnreadableError as error:
            problems.append(DocumentProblem(str(path), "", 0, "", error.message, error.hint))
    if problems:
        raise SourceError(problems)
    return contents


def _beside(workbook: Path, sources: Sequence[Path]) -> Path:
    """The path of the copy, which no file has yet."""
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    name = f"{workbook.stem} (with {sources[0].stem}{more})" if sources else workbook.stem
    taken = [path.stem for path in workbook.parent.glob("*.xls[xm]")]
    free = distinct_names([*taken, name])[-1]
    return workbook.with_name(f"{free}{workbook.suffix}")
