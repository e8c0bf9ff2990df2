"""The documents of both themes, filled once a session, and their PDFs, made once by each engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import get_args

import docx
import pytest
from docx.shared import Pt
from templates.searches import WHOLE, workbook_of

import leavebehind
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.records import Theme
from leavebehind.session import Session
from leavebehind.template.sources import theme_folder

THEMES = {name: theme_folder(name) for name in get_args(Theme)}
PRINTED = ("default", "modern")
"""The themes that are printed with every search; the others are the same drawings."""
ONE_SECTION = {
    "letters": "cover_letter",
    "cards-letter": "business_card",
    "cards-a4": "business_card",
}
"""The searches of which one section is wanted and no more."""
MOVED = {
    "moved-resume": ("long-de", "modern", "resume", 17),
    "moved-brief": ("panel-de", "default", "interview_brief", 41),
}
"""The first document of a section in a theme seven times, each some points lower on its page."""

COMPARED = (("sample", "default"), ("usual-fr", "modern"))
"""The searches and themes that are printed whole by each engine."""
SHOWN = ("resume", "recommendations", "publications")
"""The sections that are printed of each other search that has them."""

themes = pytest.mark.parametrize("theme", PRINTED)
engines = pytest.mark.parametrize(
    "engine", ["embedded", pytest.param("libreoffice", marks=pytest.mark.libreoffice)]
)


class Documents:
    """One document of each section and interview, of the sample one of each section and paper.

    Its name ends with the section.
    """

    def __init__(self, folder: Path, session: Session) -> None:
        self._folder, self._session = folder, session
        self._filled: dict[tuple[str, str], Sequence[Path]] = {}
        self._printed: dict[tuple[str, str, str], dict[str, Path]] = {}

    def filled(self, search: str, theme: str) -> Sequence[Path]:
        """The documents of a search in a theme."""
        key = search, theme
        if key not in self._filled:
            folder = self._folder / f"{search}-{theme}"
            folder.mkdir()
            fill = self._moved if search in MOVED else _filled
            self._filled[key] = sorted(fill(search, theme, folder))
        return self._filled[key]

    def printed(self, search: str, theme: str, engine: str) -> dict[str, Path]:
        """The PDFs of what an engine prints of them, by the documents' stems."""
        key = search, theme, engine
        if key not in self._printed:
            workers, folder = self._session.workers, self._folder / engine
            converts = LibreOffice(workers) if engine == "libreoffice" else Embedded(workers)
            folder.mkdir(exist_ok=True)
            wanted = self._wanted(*key)
            self._printed[key] = {path.stem: converts.convert(path, folder) for path in wanted}
        return self._printed[key]

    def of(self, section: str, search: str, theme: str, engine: str) -> Path:
        """The first PDF of a section."""
        return of(section, self.printed(search, theme, engine).values())

    def _wanted(self, search: str, theme: str, engine: str) -> Sequence[Path]:
        filled = self.filled(search, theme)
        if search == "letters":
            # Each in each theme and by each engine, but not by each engine in each theme.
            rest = PRINTED.index(theme) ^ (engine == "embedded")
            return [path for n, path in enumerate(filled) if (n + n // 2) % 2 == rest]
        if search not in WHOLE or is_printed_whole(search, theme, engine):
            return filled
        return [path for path in filled if section_of(path) in SHOWN]

    def _moved(self, search: str, theme: str, folder: Path) -> Iterator[Path]:
        origin, _, section, step = MOVED[search]
        for number in range(7):
            document = docx.Document(str(of(section, self.filled(origin, theme))))
            document.paragraphs[0].paragraph_format.space_after = Pt(number * step)
            path = _name(folder, number, section)
            document.save(str(path))
            yield path


def is_printed_whole(search: str, theme: str, engine: str) -> bool:
    """Whether an engine prints all of a search in a theme.

    Each two of search, theme and engine are together somewhere, which takes half of all threes.
    """
    order = WHOLE.index(search) + PRINTED.index(theme) + (engine == "embedded")
    return (search, theme) in COMPARED or order % 2 == 0


def _filled(search: str, theme: str, folder: Path) -> Iterator[Path]:
    report = leavebehind.build(
        workbook_of(search, folder),
        folder / "packages",
        templates=THEMES[theme],
        pdf="none",
        section=ONE_SECTION.get(search),
    )
    assert not report.problems
    chosen = {(brief.path.parent, brief.section): brief.path for brief in report.briefs}
    for package in report.packages:
        for document in package.documents:
            chosen.setdefault((package.folder.parent, document.section), document.path)
    if search == "sample":
        papers = {one.folder.parent: one.interview.paper for one in report.packages}
        each = reversed(chosen.items())
        chosen = {(papers[place], section): path for (place, section), path in each}
    for number, ((_, section), path) in enumerate(chosen.items()):
        yield shutil.copyfile(path, _name(folder, number, section))


def _name(folder: Path, number: int, section: str) -> Path:
    # The folder's name makes it distinct among all that are printed at once.
    return folder / f"{folder.name}-{number:02} {section}.docx"


def section_of(file: Path) -> str:
    """The section of a document or a PDF."""
    return file.stem.partition(" ")[2]


def of(section: str, files: Iterable[Path]) -> Path:
    """The first of the files that is of the section."""
    return next(path for path in sorted(files) if section_of(path) == section)


def one_of_each(documents: Iterable[Path]) -> list[Path]:
    """One document of each section."""
    return list({section_of(path): path for path in documents}.values())
