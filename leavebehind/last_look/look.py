"""The last look at a search, its templates and its edited documents."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from leavebehind.attachments import UnprintableFileError, picture_size
from leavebehind.context.rows import HIDDEN_FIELDS, PHOTO, SIGNATURE
from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.package import BadDocument, read_file, read_parts
from leavebehind.files import cached_by_stamp
from leavebehind.last_look.dates import clashes, entered_twice, next_change, past_dates, wrong_days
from leavebehind.last_look.example import example_rows
from leavebehind.last_look.mentions import Mentions
from leavebehind.last_look.people import namesakes, same_letters, unknown_names
from leavebehind.last_look.placeholders import placeholders
from leavebehind.last_look.unprinted import unprinted
from leavebehind.names import fold, quoted
from leavebehind.plan import panels
from leavebehind.plan_records import LETTER, LETTER_COLUMNS, Plan, Section
from leavebehind.prepare import Prepared
from leavebehind.records import Date, Interview, Interviewer, Note, Row
from leavebehind.report import BuildReport, Package
from leavebehind.search import Search
from leavebehind.template.sources import TEMPLATES

# What a tag prints is looked at in the workbook, where it comes from.
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# Choices, and names that only decide what is printed.
_NOT_PRINTED = HIDDEN_FIELDS | {"status", "knows", "package", "format", "paper", "part"}
_LEAST_DPI = 200
_MM_PER_INCH = 25.4
_LEAST_ON_PAGE = 150
"""A picture on a page of its own is not enlarged beyond this."""
_PAGE = (165.0, 240.0)
"""The box of a picture that has a page of its own, in millimetres."""


def with_last_look(report: BuildReport, prepared: Prepared, folder: Path) -> BuildReport:
    """The report with what one would blush for; nothing stops a build.

    Places of documents are from the packages folder on, in all notes.
    """
    today = datetime.date.today()
    notes = last_look(prepared, report.packages, today=today)
    changes = filter(None, (report.true_until, next_change(prepared.search, today)))
    return replace(
        report,
        notes=list(dict.fromkeys(_in_folder(note, folder) for note in (*report.notes, *notes))),
        true_until=min(changes, default=None),
    )


def _in_folder(note: Note, folder: Path) -> Note:
    path = Path(note.place)
    inside = folder in path.parents
    return replace(note, place=path.relative_to(folder).as_posix()) if inside else note


def last_look(
    prepared: Prepared, packages: Sequence[Package] = (), *, today: datetime.date
) -> list[Note]:
    """What one would blush for; `packages` say which documents are edited."""
    search, plan = prepared.search, prepared.plan
    mentions = Mentions(search)
    names = {section.name for one in plan.interviews for section in one.sections}
    used = [section for name, section in prepared.sections.items() if name in names]
    notes = [
        *_notes_on_letters(search, mentions),
        *_notes_on_spellings(search, mentions),
        *_notes_on_placeholders(search, used, mentions),
        *_notes_on_files(plan, packages, mentions),
        *example_rows(search),
        *unknown_names(search),
        *past_dates(search, today),
        *entered_twice(search),
        *clashes(search),
        *unprinted(search, used),
        *_notes_on_panels(search, plan, packages),
        *_coarse_pictures(search),
    ]
    return list(dict.fromkeys(notes))


def _notes_on_panels(search: Search, plan: Plan, packages: Iterable[Package]) -> Iterator[Note]:
    panel_of = panels(search)
    no_letter = {one.interviewer.place for one in packages if not _has_generated_letter(one)}
    for one in plan.interviews:
        yield from same_letters(one, panel_of[one.interview.key], no_letter)
        yield from namesakes(one)


def _has_generated_letter(package: Package) -> bool:
    """Whether the letter is there as it was made: neither edited by hand nor deleted."""
    made = (one.section for one in package.documents if one.outcome not in ("kept", "conflict"))
    return LETTER in made


def _notes_on_letters(search: Search, mentions: Mentions) -> Iterator[Note]:
    included = [row for row in search.interviews if row.include]
    # With one interview alone, the summary may well be written for it.
    shared = _for_everybody(search) if len(included) > 1 else []
    dates: defaultdict[str, list[Date]] = defaultdict(list)
    for row in search.interviews:
        dates[fold(row.company)] += [row.date] if row.date else []
    for interview in included:
        readers = [one for one in mentions.readers[interview.key] if one.include]
        notes = [(passage, reader) for reader in readers for passage in _notes_to(reader)]
        others, language = dates[fold(interview.company)], search.settings.language
        passages = [*_letter_of(search, interview), *(passage for passage, _ in notes)]
        texts = [passage.text for passage in passages]
        names = mentions.foreign(interview, texts), mentions.misspelt(interview, texts)
        days = wrong_days(texts, interview.date, language, others)
        for passage, foreign, misspelt, wrong in zip(passages, *names, days, strict=True):
            for said in (
                *foreign,
                *(f"has {quoted(typed)}; did you mean {quoted(name)}?" for typed, name in misspelt),
                *(f"has {quoted(day)}, which is not the day of the interview" for day in wrong),
            ):
                yield Note(f"{passage.what} {said}", passage.place)
        for passage, reader in notes:
            if name := mentions.greeted_instead(reader, passage.text):
                yield Note(f"{passage.what} speaks to {quoted(name)}", passage.place)
        foreign_names = mentions.foreign(interview, (passage.text for passage in shared))
        for passage, foreign in zip(shared, foreign_names, strict=True):
            for said in foreign:
                yield Note(f"{passage.what} {said}, and every package prints it", passage.place)


def _notes_on_spellings(search: Search, mentions: Mentions) -> Iterator[Note]:
    place_of = {row.company: row.place for row in search.interviews}
    for company, other in mentions.company_spellings():
        message = f"{quoted(other)} is nearly {quoted(company)}; is it one company?"
        yield Note(message, place_of[other])


def _notes_on_placeholders(
    search: Search, used: Sequence[Section], mentions: Mentions
) -> Iterator[Note]:
    interviews = [row for row in search.interviews if row.include]
    readers = [one for row in interviews for one in mentions.readers[row.key] if one.include]
    printed = {name for section in used for name in section.variables}
    own = [row for name, rows in search.sheets.items() if name in printed for row in rows]
    lists = [row for rows in search.lists.values() for row in rows]
    rows = [search.candidate, *interviews, *readers, *lists, *own]
    passages = _passages_of(search, rows)
    left = placeholders(passage.text for passage in passages)
    for passage, found in zip(passages, left, strict=True):
        for each in found:
            yield Note(f"{passage.what} still has the placeholder {quoted(each)}", passage.place)


def _notes_on_files(plan: Plan, packages: Iterable[Package], mentions: Mentions) -> Iterator[Note]:
    """What is wrong in templates of one's own and in edited documents."""
    templates = (
        (one.interview, path.name, _text_of(path))
        for one in plan.interviews
        for path in dict.fromkeys(s.path for package in one.packages for s in package.sections)
        # There are no names in the shipped templates.
        if not path.is_relative_to(TEMPLATES)
    )
    edited = (
        (package.interview, str(one.path), _text_of(one.path))
        for package in packages
        for one in package.documents
        if one.outcome in ("kept", "conflict")
    )
    for interview, place, text in itertools.chain(templates, edited):
        for said in mentions.foreign(interview, [text])[0]:
            yield Note(f"it {said}, and goes to {interview.key}", place)
        for found in placeholders([text])[0]:
            yield Note(f"it still has the placeholder {quoted(found)}", place)


@cached_by_stamp
def _text_of(path: Path) -> str:
    """The words of a document; none where it can't be read, which is reported elsewhere.

    So is a tag that is left in one.
    """
    try:
        return _TAG.sub("", "\n".join(paragraph_texts(read_parts(read_file(path)))))
    except (BadDocument, OSError):
        return ""


def _coarse_pictures(search: Search) -> Iterator[Note]:
    """Photo, signature and attached pictures of fewer than _LEAST_DPI where they are printed."""
    candidate = search.candidate
    listed: list[tuple[Path | None, tuple[float, float], int, str]] = [
        (candidate.photo, PHOTO, 0, search.place_of(candidate, "photo")),
        (candidate.signature, SIGNATURE, 0, search.place_of(candidate, "signature")),
        *((row.file, _PAGE, _LEAST_ON_PAGE, row.place) for row in search.work_samples),
        *((row.file, _PAGE, _LEAST_ON_PAGE, row.place) for row in search.recommendations),
    ]
    for path, box, least, place in listed:
        if path is None:
            continue
        # What is no picture is none of ours, a PDF among them.
        with contextlib.suppress(UnprintableFileError):
            # The picture is as large as its box allows; a small one is not enlarged to `least`.
            sides = zip(picture_size(path), box, strict=True)
            dpi = max(int(max(size / side for size, side in sides) * _MM_PER_INCH), least)
            if dpi < _LEAST_DPI:
                message = f"{path.name} has {dpi} dots an inch where it is printed"
                yield Note(f"{message}; {_LEAST_DPI} look sharp", place)


# The texts that somebody will read


@dataclass(frozen=True)
class Passage:
    """A text, what it is ("Opening") and where it is ("Interviews!A2")."""

    what: str
    text: str
    place: str


def _passages_of(search: Search, rows: Iterable[Row]) -> list[Passage]:
    """The texts of the rows that are printed, each with the place where it can be changed."""
    passages = []
    for row in rows:
        # The rows of a sheet of one's own are plain, and have nothing but own columns.
        named = {one.name: getattr(row, one.name) for one in fields(row)}
        for name, value in (row.extra if type(row) is Row else named).items():
            text = "\n".join(map(str, value)) if isinstance(value, tuple) else value
            if isinstance(text, str) and text.strip() and name not in _NOT_PRINTED:
                what = name.replace("_", " ").capitalize()
                place = search.place_of(row, name) if row is search.candidate else row.place
                passages.append(Passage(what, text.strip(), place))
    return passages


def _letter_of(search: Search, interview: Interview) -> list[Passage]:
    """The texts for one interview alone, whoever reads them."""
    key = fold(interview.key)
    own = [one for one in _passages_of(search, [interview]) if one.what in LETTER_COLUMNS]
    rows: list[Row] = [row for row in search.fit if fold(row.interview) == key]
    rows += [row for row in search.first_90_days if fold(row.interview) == key]
    others = _passages_of(search, rows)
    return [*own, *(one for one in others if one.what not in ("Interview", "Section"))]


def _for_everybody(search: Search) -> list[Passage]:
    """The texts that every reader gets."""
    passages = _passages_of(search, [search.candidate, *search.recommendations])
    return [one for one in passages if one.what in ("Headline", "Summary", "Text", "Pull quote")]


def _notes_to(reader: Interviewer) -> list[Passage]:
    """What is written to one reader."""
    named = {"Personal note": reader.personal_note, "Salutation": reader.salutation}
    return [
        Passage(f"{what} to {reader.name}", text, reader.place)
        for what, text in named.items()
        if text
    ]
