"""What the overview page shows, as HTML: one file that needs no script and no network."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from leavebehind.localization import Language

GENERATOR = "leavebehind overview"
"""What tells our page from somebody else's file of that name."""


@dataclass(frozen=True)
class Linked:
    """A text, and the file or folder that it leads to, seen from the page."""

    text: str
    href: str = ""
    detail: str = ""
    parts: Sequence[Linked] = ()
    """Of a conflict: each version, with what it changed in its detail, a line each."""


@dataclass(frozen=True)
class ShownPackage:
    """A reader, and what they are handed."""

    reader: str
    title: str
    part: str
    copies: int
    folder: Linked
    pdf: Linked | None
    pages: Sequence[str]
    """The address of each page's picture."""
    documents: Sequence[Linked]
    known_by: Sequence[str] = ()
    """The candidate's contacts who know the reader."""


@dataclass(frozen=True)
class ShownInterview:
    """An interview, its panel, and what the panel shares."""

    company: str
    role: str
    day: datetime.date | None
    """None where the workbook names no day."""
    when: str
    place: Linked
    """Where it is; linked where it is a video call."""
    folder: Linked
    documents: Sequence[Linked]
    packages: Sequence[ShownPackage]
    known_at_company: Sequence[str] = ()


@dataclass(frozen=True)
class Overview:
    """All that the page shows; private notes and the brief are not among it."""

    candidate: str
    left_to_do: Sequence[Linked]
    notes: Sequence[Linked] = ()
    interviews: Sequence[ShownInterview] = field(default_factory=tuple)


def page(overview: Overview, language: Language, today: datetime.date, digest: str) -> str:
    """The page in the candidate's language, with the days that are left from `today` on."""
    return _template().render(
        overview=overview,
        code=language.code,
        direction=language.locale.text_direction,
        word=language.word,
        countdown=lambda day: countdown(day, today, language),
        generator=GENERATOR,
        digest=digest,
    )


def countdown(day: datetime.date, today: datetime.date, language: Language) -> str:
    """ "in 12 days", "today", "tomorrow", "past"."""
    days = (day - today).days
    if days < 0:
        return language.word("past")
    if days < 2:
        return language.word("tomorrow") if days else language.word("today")
    return language.word("in {days} days").format(days=days)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    return environment.get_template("page.html")
