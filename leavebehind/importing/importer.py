"""Fills a starter folder, or a copy of a workbook, from files that people have already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from leavebehind.docx.package import BadDocument
from leavebehind.errors import (
    CellProblem,
    DocumentProblem,
    OutputError,
    SourceError,
    WorkbookError,
    system_words,
)
from leavebehind.files import AnyPath, system_errors_in_words, usable_path
from leavebehind.importing.join import choose_settings, joined_rows, to_do
from leavebehind.importing.json_resume import read_json_resume
from leavebehind.importing.linkedin import read_linkedin_archive, read_linkedin_csv
from leavebehind.importing.source import ImportLimits, SourceContent
from leavebehind.importing.texts import decoded, read_csv
from leavebehind.importing.tracker import read_tracker_csv, read_tracker_xlsx
from leavebehind.importing.vcard import read_vcards
from leavebehind.importing.workbook_form import WorkbookForm, with_rows
from leavebehind.names import distinct_names
from leavebehind.records import Note
from leavebehind.report import as_json
from leavebehind.starter import BLANK, write_starter
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.package import refuse_what_is_no_file

_FORMATS = (
    "JSON Resume (.json), a LinkedIn export (.zip or its .csv), an invitation (.ics, .eml), "
    "contacts (.vcf), publications (.bib) or a tracker (.csv, .xlsx)"
)
_OTHER_KINDS = (
    (b"%PDF", "is a PDF, from which nothing can be read reliably", f"bring {_FORMATS}"),
    (b"{\\rtf", "is rich text", f"bring {_FORMATS}"),
    (b"\x89PNG", "is a picture", f"bring {_FORMATS}"),
    (b"\xff\xd8\xff", "is a picture", f"bring {_FORMATS}"),
    (b"\x1f\x8b", "is packed with gzip", "unpack it first"),
    (b"Rar!", "is packed with RAR", "unpack it first"),
    (b"7z\xbc\xaf", "is packed with 7-Zip", "unpack it first"),
    (b"\x78\x9f\x3e\x22", "is Outlook's winmail.dat", "in Outlook, save the meeting as .ics"),
)
_TEXTS = (
    ("invitation", ".ics .ical .ifb .vcs", r"BEGIN:VCALENDAR\b"),
    ("JSON Resume", ".json", r"\{"),
    ("contacts", ".vcf .vcard", r"BEGIN:VCARD\b"),
    ("publications", ".bib .bibtex", r"(?:%[^\n]*\s+)*@[a-z]+\s*[{(]"),
    (
        "message",
        ".eml",
        r"(?:From:? |(?:Received|Return-Path|Delivered-To|MIME-Version|Date): )",
    ),
)
"""Formats of text: name, suffixes, and how such a file begins."""
# How the streams of a message are called within Outlook's file (MS-OXMSG).
_OUTLOOK = "__substg1.0_".encode("utf-16-le")


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
    copy_of: Path | None = None
    """The workbook that was added to, whose place the copy takes."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain lists and dictionaries, paths absolute."""
        return dict(as_json(self))


def new(
    folder: AnyPath = ".",
    sources: Iterable[AnyPath] = (),
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
    target = usable_path(folder) / "interviews.xlsx"
    files = list(map(Path, sources))
    if not files:
        return ImportReport(target, tuple(write_starter(target.parent, theme)))
    if target.exists():
        hint = f"add to it with leavebehind import FILE --into {target}"
        raise OutputError(f"{target} is there already; {hint}")
    report = _filled(files, BLANK, target, limits)
    return replace(report, made=(*report.made, *write_starter(target.parent, theme)))


def import_into(
    workbook: AnyPath,
    sources: Iterable[AnyPath],
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
        report = _filled(files, path.absolute(), _beside(path, files), limits)
        return replace(report, copy_of=path)
    except (UnreadableError, BadDocument) as error:
        problem = CellProblem("", "", f"{path.name} {error}", error.hint)
        raise WorkbookError([problem]) from error


def _filled(
    files: Sequence[Path], workbook: Path, target: Path, limits: ImportLimits
) -> ImportReport:
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
            contents.append(_read_source(path, limits))
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


# Which format a file has


def _read_source(path: Path, limits: ImportLimits) -> SourceContent:
    """What a file holds; raises UnreadableError where that is nothing."""
    refuse_what_is_no_file(path, "files")
    content = SourceContent(path)
    try:
        _read(content, limits)
    except OSError as error:
        reason, hint = system_words(error)
        raise UnreadableError(f"can't be read: {reason}", hint) from error
    if content.is_empty:
        why = "; ".join(note.message for note in [*content.left][:3])
        message = "holds nothing that a sheet has a place for"
        raise UnreadableError(f"{message}: {why}" if why else message)
    return content


def _read(content: SourceContent, limits: ImportLimits) -> None:
    with content.path.open("rb") as file:
        head = file.read(4096)
        _refuse_other_kinds(head, file.read(1 << 20))
    if head.startswith(b"PK"):
        content.format = "LinkedIn export"
        if not read_linkedin_archive(content, limits):
            content.format = "tracker"
            read_tracker_xlsx(content, limits)
    elif content.path.stat().st_size > limits.file_bytes:
        raise UnreadableError("is far larger than such a file", "take a part of it")
    else:
        _read_text(content, content.path.read_bytes(), limits)


def _refuse_other_kinds(head: bytes, more: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise UnreadableError("is empty", "export it again")
    for start, what, hint in _OTHER_KINDS:
        if head.startswith(start):
            raise UnreadableError(what, hint)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _OUTLOOK in head + more:
            hint = "in Outlook, save it as .ics, or the message as .eml"
            raise UnreadableError("is an Outlook item (.msg)", hint)
        hint = "open it in Excel or LibreOffice, and save it as .xlsx"
        raise UnreadableError("is a file of an old Office, or one with a password", hint)


def _read_text(content: SourceContent, data: bytes, limits: ImportLimits) -> None:
    start, suffix = decoded(data[:4000]), content.path.suffix.lower()
    # Mail programs and browsers change names; how a file begins is what its program wrote.
    begins = (n for n, _, head in _TEXTS if re.match(rf"\ufeff?\s*{head}", start, re.IGNORECASE))
    called = (name for name, suffixes, _ in _TEXTS if suffix in suffixes.split())
    if name := next(chain(begins, called), ""):
        content.format = name
        _reader(name)(content, data)
        return
    lines, separator = read_csv(data, limits.rows)
    if read_linkedin_csv(content, lines):
        content.format = "LinkedIn export"
    elif suffix in (".csv", ".tsv", ".txt") and max(map(len, lines), default=0) > 1:
        content.format = "tracker"
        read_tracker_csv(content, lines, separator, limits)
    else:
        raise UnreadableError("is of no format that can be imported", f"bring {_FORMATS}")


def _reader(name: str) -> Callable[[SourceContent, bytes], None]:
    """The reader of a format; its libraries are loaded only when they are needed."""
    if name == "publications":
        from leavebehind.importing.bibtex import read_bibtex

        return read_bibtex
    if name in ("invitation", "message"):
        from leavebehind.importing import invitation

        return invitation.read_message if name == "message" else invitation.read_invitation
    return {"JSON Resume": read_json_resume, "contacts": read_vcards}[name]
