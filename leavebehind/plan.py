"""What each package holds, in which order and why: pure, from records and sections alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress

from leavebehind.errors import CellProblem, UnknownNameError, WorkbookError
from leavebehind.localization import Language, english_words, languages
from leavebehind.names import did_you_mean, distinct_names, fold, folded_words, key, works_at
from leavebehind.people import is_one_person, which_speak_of
from leavebehind.plan_records import (
    BRIEF,
    CONTENTS,
    COVER,
    PACKAGES,
    TEMPLATE_FOLDER,
    TICKET,
    InterviewPlan,
    PackagePlan,
    Plan,
    Rows,
    Section,
)
from leavebehind.records import Contact, Interview, Interviewer, Note, Reference, Row
from leavebehind.search import LISTS, Search

SELECTED = ("work_samples", "publications", "recommendations")
"""Sheets from which a row that has tags, but none of the interview's, is left out."""

LIFE = frozenset(LISTS).difference(SELECTED, ("fit", "first_90_days", "references"))
"""Sheets that a résumé shows; without them a page still has something to say."""


def plan_packages(
    search: Search,
    sections: Mapping[str, Section],
    *,
    interview: str | None = None,
    interviewer: str | None = None,
) -> Plan:
    """Decide what every package holds; `interview` and `interviewer` narrow it to one of them.

    Raises WorkbookError where a package names a section that has no template, UnknownNameError
    where nothing is called `interview` or `interviewer`.
    """
    _require_known(search, interview, interviewer)
    if missing := missing_templates(search, sections):
        raise WorkbookError(missing)
    notes = list(_notes_on_all(search))
    plans = []
    panel_of = panels(search)
    for row in search.interviews:
        if interview is None or _same(row.key, interview):
            panel = panel_of[row.key]
            notes += _not_included(row, panel)
            if row.include:
                listed = [sections[name] for name in section_names(search, row)]
                brief = sections.get(BRIEF)
                plans.append(_plan_interview(search, row, panel, listed, brief, interviewer))
                notes += _notes_on(search, plans[-1], listed)
    return Plan(
        interviews=tuple(plan for plan in plans if plan.packages),
        notes=tuple(dict.fromkeys(notes)),
    )


def panels(search: Search) -> dict[str, list[Interviewer]]:
    """The interviewers of each interview, by its key, in the order of their rows."""
    panel_of: dict[str, list[Interviewer]] = {}
    for interviewer in search.interviewers:
        panel_of.setdefault(fold(interviewer.interview), []).append(interviewer)
    return {row.key: panel_of.get(fold(row.key), []) for row in search.interviews}


def reader_names(panel: Sequence[Interviewer]) -> list[str]:
    """A name for each interviewer of a panel that tells them apart, fit for a folder."""
    return distinct_names(_called(reader, panel) for reader in panel)


def _called(interviewer: Interviewer, panel: Sequence[Interviewer]) -> str:
    """What tells the interviewer from the others, whatever the order of the rows."""
    name, more = interviewer.name, interviewer.title or interviewer.email
    is_alone = sum(fold(reader.name) == fold(name) for reader in panel) == 1
    return name if is_alone or not more else f"{name} ({more})"


def _plan_interview(
    search: Search,
    interview: Interview,
    panel: Sequence[Interviewer],
    listed: Sequence[Section],
    brief: Section | None,
    only: str | None,
) -> InterviewPlan:
    included = [i for i in panel if i.include]
    readers = [i for i in included if only is None or _same(i.name, only)]
    managers = [i for i in panel if "hiring" in folded_words(i.part)]
    lists = {name: rows for name, rows in search.lists.items() if name != "references"}
    fitting = {name: _fitting(name, rows, interview) for name, rows in lists.items()}
    rows = {**search.sheets, **fitting}
    return InterviewPlan(
        interview=interview,
        paper=interview.paper or search.settings.paper or Language.of(search.settings).paper,
        packages=tuple(
            _plan_package(search, interview, reader, managers, rows, listed) for reader in readers
        ),
        rows=rows,
        contacts=tuple(c for c in search.contacts if _is_at(c, interview.company)),
        # It shows the whole panel: a brief on a part of it would look like a change.
        brief=brief if readers == included else None,
    )


def _plan_package(
    search: Search,
    interview: Interview,
    reader: Interviewer,
    managers: Sequence[Interviewer],
    rows: Rows,
    listed: Sequence[Section],
) -> PackagePlan:
    references = _references_for(search, interview, [reader, *managers])
    known_to = [reference.known_to for reference in references]
    rows = {**rows, "references": references}
    return PackagePlan(
        interviewer=reader,
        sections=tuple(s for s in listed if LIFE & s.loops or not _empty_sheets(s, rows)),
        references=references,
        acquainted=tuple(compress(references, which_speak_of(known_to, reader.name))),
        contacts=_who_knows(search.contacts, reader, interview.company),
    )


def _is_at(contact: Contact, company: str) -> bool:
    """Whether somebody works at the company, or knows people there."""
    return works_at(contact.company, company) or any(
        works_at(known, company) for known in contact.knows
    )


def _who_knows(
    contacts: Sequence[Contact], reader: Interviewer, company: str
) -> tuple[Contact, ...]:
    """The reader, where the candidate knows them, and then who knows the reader."""
    themselves = [contact for contact in contacts if _is_reader(contact, reader, company)]
    knowing = [contact for contact in contacts if contact.knows]
    known_by = compress(knowing, which_speak_of((one.knows for one in knowing), reader.name))
    return tuple(dict.fromkeys([*themselves, *known_by]))


def _is_reader(contact: Contact, reader: Interviewer, company: str) -> bool:
    """Whether a contact is the reader, and not somebody of the same name elsewhere."""
    if reader.email and reader.email.casefold() == contact.email.casefold():
        return True
    # Of a whole network, hardly anybody shares a word of the name: the rest is passed quickly.
    if set(folded_words(reader.name)).isdisjoint(folded_words(contact.name)):
        return False
    if _is_one_page(reader.linkedin, contact.linkedin):
        return True
    is_there = not contact.company or works_at(contact.company, company)
    return is_there and is_one_person(contact.name, reader.name)


def _is_one_page(address: str, other: str) -> bool:
    pages = (fold(each).partition("://")[2].removeprefix("www.") for each in (address, other))
    first, second = (page.partition("?")[0].rstrip("/") for page in pages)
    return bool(first) and first == second


def _empty_sheets(section: Section, rows: Rows) -> list[str]:
    """The sheets that the section loops over, where none of them has a row for it."""
    sheets = [name for name in section.loops if name in rows]
    return [] if any(rows[name] for name in sheets) else sheets


def sections_needed(search: Search) -> set[str]:
    """The sections that the packages of the search hold, the brief, and the job ticket."""
    included = (interview for interview in search.interviews if interview.include)
    return {BRIEF, TICKET}.union(*(section_names(search, interview) for interview in included))


def section_names(search: Search, interview: Interview) -> tuple[str, ...]:
    """The names of the sections that the interview's package holds, in order."""
    packages = {**PACKAGES, **search.packages}
    names = next(names for name, names in packages.items() if _same(name, interview.package))
    if interview.format == "folder":
        return names
    return (COVER, CONTENTS, *(name for name in names if name not in (COVER, CONTENTS)))


def _fitting(name: str, rows: Iterable[Row], interview: Interview) -> tuple[Row, ...]:
    """The rows of a sheet that name the interview or none, those that meet its tags first."""
    keys = {"", fold(interview.key)}
    own = [row for row in rows if fold(getattr(row, "interview", "")) in keys]
    wanted = set(map(fold, interview.tags))
    if not wanted:
        return tuple(own)
    tagged = [(set(map(fold, getattr(row, "tags", ()))), row) for row in own]
    meeting = [row for tags, row in tagged if tags & wanted]
    keeps_others = name not in SELECTED
    rest = [row for tags, row in tagged if not tags & wanted and (keeps_others or not tags)]
    return (*meeting, *rest)


def _references_for(
    search: Search, interview: Interview, readers: Sequence[Interviewer]
) -> tuple[Reference, ...]:
    """References with permission: known to a reader, then to the company, then the rest."""
    allowed = [reference for reference in search.references if reference.permission]
    known_to = (reference.known_to for reference in allowed)
    near = which_speak_of(known_to, *(reader.name for reader in readers))

    def distance(known: tuple[Reference, bool]) -> int:
        reference, is_known_to_reader = known
        if is_known_to_reader:
            return 0
        if any(at_company(known, interview.company) for known in reference.known_to):
            return 1
        return 2

    # Equally near ones keep the order of their rows: Python's sort is stable.
    ranked = sorted(zip(allowed, near, strict=True), key=distance)
    return tuple(reference for reference, _ in ranked[: search.settings.max_references])


# Notes


def _not_included(interview: Interview, panel: Iterable[Interviewer]) -> Iterator[Note]:
    if not interview.include:
        text = f"Interview {interview.key} is not included, as its row says"
        yield Note(text, interview.place)
        return
    for reader in panel:
        if not reader.include:
            text = f"{reader.name} ({interview.key}) is not included, as the row says"
            yield Note(text, reader.place)


def _notes_on(search: Search, plan: InterviewPlan, listed: Sequence[Section]) -> Iterator[Note]:
    interview = plan.interview
    language = Language.of(search.settings, search.section_titles)
    paragraphs = (interview.opening, interview.why_me, interview.why_them, interview.closing)
    for package in plan.packages:
        rows = {**plan.rows, "references": package.references}
        empty = {one: sheets for one in listed if (sheets := _empty_sheets(one, rows))}
        titles = {one: language.section_title(one.name) for one in empty}
        for section in package.sections:
            if section in empty:
                yield Note(f"{titles.pop(section)} has no rows to show yet", interview.place)
        if titles:
            sheets = sorted({name.replace("_", " ") for one in titles for name in empty[one]})
            left = f"{', '.join(titles.values())} {'are' if len(titles) > 1 else 'is'} left out"
            text = f"{left} of {interview.key}: no rows of {' or '.join(sheets)} for it"
            yield Note(text, interview.place)
        if not any((*paragraphs, package.interviewer.personal_note)):
            name = package.interviewer.name
            text = f"the letter to {name} ({interview.key}) has no text of yours yet"
            yield Note(text, interview.place)


def _notes_on_all(search: Search) -> Iterator[Note]:
    locale = Language.of(search.settings).locale
    if locale.language not in languages():
        name = locale.get_language_name("en")
        text = f"the fixed words are printed in English, because there are none in {name} yet"
        yield Note(text, search.settings.place)
    for reference in search.references:
        if not reference.permission:
            text = f"{reference.name} has not given permission, so no package names them"
            yield Note(text, reference.place)


# Names


def _require_known(search: Search, interview: str | None, interviewer: str | None) -> None:
    keys = [row.key for row in search.interviews]
    if interview is not None and not any(_same(key, interview) for key in keys):
        raise UnknownNameError("interview", interview, keys)
    names = [
        row.name
        for row in search.interviewers
        if interview is None or _same(row.interview, interview)
    ]
    if interviewer is not None and not any(_same(name, interviewer) for name in names):
        raise UnknownNameError("interviewer", interviewer, names)


def missing_templates(search: Search, sections: Mapping[str, Section]) -> list[CellProblem]:
    """A problem for each section that a package holds and that has no template."""
    included = (interview for interview in search.interviews if interview.include)
    missing = dict.fromkeys(
        _missing_template(search, interview, name, sections)
        for interview in included
        for name in section_names(search, interview)
        if name not in sections
    )
    return list(missing)


def _missing_template(
    search: Search, interview: Interview, name: str, sections: Mapping[str, Section]
) -> CellProblem:
    place = search.places.get(f"packages.{interview.package}", interview.place)
    sheet, _, cell = place.rpartition("!")
    return CellProblem(sheet, cell, *_without_template(search, interview.package, name, sections))


def _without_template(
    search: Search, package: str, name: str, sections: Mapping[str, Section]
) -> tuple[str, str]:
    """What is wrong, and a hint."""
    written = search.section_names.get(name, name)
    add = f"add {TEMPLATE_FOLDER}/{written}.docx"
    near = did_you_mean(name, sections).rstrip("?")
    message = f"the package {package!r} holds the section {written!r}, which has no template"
    return message, f"{near}? Else {add}" if near else add


def notes_on_sections(search: Search, sections: Mapping[str, Section]) -> Iterator[Note]:
    """A note on each section that has no template, in packages not used and on Sections."""
    used = {interview.package for interview in search.interviews if interview.include}
    for package in search.packages.keys() - used:
        for name in search.packages[package]:
            if name not in sections:
                found = _without_template(search, package, name, sections)
                yield Note("; ".join(found), search.places.get(f"packages.{package}", ""))
    headings = {word for words in english_words().values() for word in words}
    for name in search.section_titles.keys() - sections.keys() - search.section_names.keys():
        if key(name) not in headings:
            near = did_you_mean(name, sections) or "its title is printed nowhere"
            message = f"no section is called {name!r}; {near}"
            yield Note(message, search.places.get(f"sections.{name}", ""))


def at_company(text: str, company: str) -> bool:
    """Whether a text names the company, by its whole name or the first words of it."""
    name = f" {' '.join(folded_words(company))} "
    listed = (f" {' '.join(folded_words(written))} " for written in text.split(","))
    return bool(name.strip()) and any(
        name in written or (bool(written.strip()) and name.startswith(written))
        for written in listed
    )


def _same(name: str, other: str) -> bool:
    return fold(name) == fold(other)
