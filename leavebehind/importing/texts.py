"""What several formats share: decoding, tables, dates, and rows made by a table of names."""

from __future__ import annotations

import contextlib
import csv
import functools
import html
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from configparser import RawConfigParser
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale

from leavebehind.importing.source import FoundCell, Plain
from leavebehind.records import Date
from leavebehind.workbook import dates
from leavebehind.workbook.cells import CellContext, Noted
from leavebehind.workbook.dates import PRESENT
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.sheet import EPOCH, Cell

Lines = list[list[str]]
Source = Callable[[Mapping[str, Any]], Plain | FoundCell]
Columns = Mapping[str, str | Source]
"""Column → what a source calls it ("name|company": the first that is filled), or a function."""

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl")
"""Languages of the months in an export."""
_US_SHORT = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2})")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 50
"""Lines by which the separator is found."""
# The first line may name the separator to Excel.
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# How a text is written that Excel is not to take for a number.
_AS_TEXT = re.compile(r'^="([^"]*)"$')
_TAG = re.compile(r"<[^<>]*>")
_LINE_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]*>", re.IGNORECASE)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, or else in Windows' western code page."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    # Half of the bytes of UTF-16 are 0 in western texts; a few are no text at all.
    if b"\0" in data[:4000]:
        wide = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        if data[:200].count(b"\0") < 50:
            raise UnreadableError("is not text", "export it again")
        return data.decode(wide, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_csv(data: bytes, most: int) -> tuple[Lines, str]:
    """The lines that are not blank, and the separator; raises UnreadableError."""
    text = decoded(data)
    if "\0" in text:
        raise UnreadableError("is not text", "export it again")
    said = _SAID.match(text)
    text = text[said.end() :] if said else text
    head = "".join(text.splitlines(keepends=True)[:_LOOKED_AT])
    separator = said[1] if said else max(_SEPARATORS, key=lambda each: _regularity(head, each))
    return _lines(text, separator, most), separator


def _regularity(text: str, separator: str) -> tuple[int, int]:
    """How many lines have the most frequent number of cells (of two and more), and that number."""
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return 0, 0
    lengths = Counter(len(line) for line in lines if len(line) > 1)
    return max(((lines, cells) for cells, lines in lengths.items()), default=(0, 0))


def _lines(text: str, separator: str, most: int) -> Lines:
    lines: Lines = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells = [_AS_TEXT.sub(r"\1", cell.strip()) for cell in line]
            if any(cells):
                lines.append(cells)
            if len(lines) > most:
                raise UnreadableError(f"holds more than {most:,} lines", "take a part of it")
    except csv.Error as error:
        message = f"is damaged at line {len(lines) + 1:,} ({error})"
        raise UnreadableError(message, "export it again") from error
    return lines


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, a line a paragraph."""
    text = html.unescape(_TAG.sub("", _LINE_TAG.sub("\n", markup)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def read_date(text: str) -> Date | str:
    """The date, as precise as it is written, or the text where it is none."""
    text = " ".join(text.split())
    if match := _US_SHORT.fullmatch(dates.TIME.sub("", text)):
        # LinkedIn writes dates of recommendations in this way, whatever the language is.
        with contextlib.suppress(ValueError):
            return Date(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
    for language in _LANGUAGES:
        with contextlib.suppress(UnreadableError):
            date = dates.date(Cell(1, 1, text, "General"), _context(language))
            found = date.value if isinstance(date, Noted) else date
            return found if isinstance(found, Date) else text
    return text


class Part(NamedTuple):
    """A part of a format that has several, and the sheet that it fills."""

    name: str
    sheet: str
    known_by: Sequence[str]
    """The columns that distinguish it from others."""
    columns: Columns


def parts_of(format: str, functions: Mapping[str, Source]) -> list[Part]:
    """The parts of a format in `formats.ini`, which names `functions` as "name()"."""
    listed = _formats()
    named = {f"{name}()": function for name, function in functions.items()}
    parts = []
    for heading in listed.sections():
        of, name, sheet = heading.split(", ")
        columns = dict(listed[heading])
        known_by = columns.pop("known by", "").split("|")
        if of == format:
            sources = {column: named.get(said, said) for column, said in columns.items()}
            parts.append(Part(name, sheet, known_by, sources))
    return parts


@functools.cache
def _formats() -> RawConfigParser:
    listed = RawConfigParser(delimiters="=")
    listed.optionxform = str  # type: ignore[assignment, method-assign]  # keeps capital letters
    listed.read_string(Path(__file__).with_name("formats.ini").read_text("utf-8"))
    return listed


def row_of(
    item: Mapping[str, Any], columns: Columns, text: Callable[..., str]
) -> dict[str, Plain | FoundCell]:
    """A row made of an item; `text` takes the item and names, and gives the first text there is."""
    return {
        column: source(item)
        if callable(source)
        else _READ.get(column, str)(text(item, *source.split("|")))
        for column, source in columns.items()
    }


def read_month(text: str) -> Date | str:
    """The date without its day: programs write the first of the month for a mere month."""
    date = read_date(text)
    if isinstance(date, Date) and date.precision == "day":
        return Date(date.year, date.month, precision="month")
    return date


def read_end(text: str) -> Date | str:
    """The end of a period, or "present"."""
    cell = Cell(1, 1, text.strip(), "General")
    with contextlib.suppress(UnreadableError):
        if text.strip() and dates.end(cell, _context("en")) is PRESENT:
            return "present"
    return read_month(text)


@functools.cache
def _context(language: str) -> CellContext:
    return CellContext(Path(), EPOCH, locale=Locale(language))


_READ: Mapping[str, Callable[[str], Date | str]] = {
    **{"Start": read_month, "End": read_end, "Date": read_date, "Expires": read_date}
}
"""How the columns of dates are read."""
