"""One cell → what it means: a text as the person sees it, a link, a file, a choice.

Each reader takes a cell that holds something, and what all cells of a workbook share. It returns
the value, or raises UnreadableError. `Noted` is a value with a note for the person.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

import phonenumbers
from babel import Locale

from leavebehind import colours, records
from leavebehind.localization import country_code, languages, locale_of
from leavebehind.names import did_you_mean, fold, key, listed_words, quoted, snake_case
from leavebehind.people import is_nobody
from leavebehind.plan_records import BRIEF, PACKAGES
from leavebehind.typed_people import is_address, split_address, split_people
from leavebehind.workbook import number_format
from leavebehind.workbook.limits import Budget, ReadLimits, UnreadableError
from leavebehind.workbook.sheet import Cell

_YES_OR_NO = dict.fromkeys(listed_words("yes"), True) | dict.fromkeys(listed_words("no"), False)
# "localhost:8080" has a port, and no scheme.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+-]*):(?!\d)")
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_HOST = re.compile(r"[^\s/?#@.]+(?:\.[^\s/?#@.]+)+(?::\d+)?(?:[/?#]\S*)?")
_BULLET = re.compile(r"^\s*[•‣▪◦●·\-–—*]\s+|^\s*[•‣▪◦●]\s*")


class Noted(NamedTuple):
    """A value that was read, and what the person should know about it."""

    value: Any
    message: str


@dataclass(frozen=True)
class CellContext:
    """What the cells of one workbook share."""

    folder: Path
    """The workbook's, absolute and without symbolic links."""
    epoch: datetime.datetime
    allow_outside: bool = False
    locale: Locale = field(default_factory=lambda: Locale("en", "US"))
    is_phone: Callable[[str], bool] = bool
    """Whether a text can be read as a phone number."""
    packages: frozenset[str] = frozenset(PACKAGES)
    most_characters: int = ReadLimits.cell_characters
    """Of a cell."""
    only_interview: str = ""
    """The interview's name, where the workbook has one interview."""


Chosen = TypeVar("Chosen")
Reader = Callable[[Cell, CellContext], Chosen]
"""Takes a cell that holds something to what it means."""


def read_each(
    asked: Iterable[tuple[Reader[object], Cell | None]], context: CellContext, budget: Budget
) -> list[Any]:
    """What each cell means: None where there is none, an UnreadableError where it can't be read."""
    values: list[object] = []
    for number, (reader, cell) in enumerate(asked):
        if number % 1000 == 0:
            budget.check_time()
        try:
            values.append(None if cell is None else reader(_sound(cell, context), context))
        except UnreadableError as error:
            values.append(error)
    return values


def _sound(cell: Cell, context: CellContext) -> Cell:
    """The cell, which holds a value and not too much of it."""
    if isinstance(cell.value, str) and len(cell.value) > context.most_characters:
        raise UnreadableError(f"the text has {len(cell.value):,} characters", "shorten it")
    if cell.fault == "uncalculated":
        hint = "open the workbook in Excel or LibreOffice and save it"
        raise UnreadableError("the formula has no result yet", hint)
    if cell.fault:
        hint = "correct the formula, or type the value"
        raise UnreadableError(f"{cell.value} is an error", hint)
    return cell


# Texts


def texts(cells: Iterable[Cell], context: CellContext) -> list[str]:
    """What the person sees in each of the cells."""
    return [text(cell, context) for cell in cells]


def text(cell: Cell, context: CellContext) -> str:
    """What the person sees in the cell."""
    if isinstance(cell.value, str) and cell.number_format == number_format.GENERAL:
        return cell.value
    return number_format.shown(cell.value, cell.number_format, context.locale)


def word(cell: Cell, context: CellContext) -> str:
    """The text of a name in small letters."""
    return " ".join(text(cell, context).casefold().split())


def number_as_text(cell: Cell, context: CellContext) -> str | Noted:
    """A ZIP code or a phone number, which is a text however Excel keeps it."""
    seen = text(cell, context)
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if not is_number or number_format.keeps_zeros(cell.number_format):
        return seen
    message = f"{quoted(seen)} is a number, which loses zeros at its start; format the cell as Text"
    return Noted(seen, message)


def phone(cell: Cell, context: CellContext) -> str | Noted:
    """A phone number as the person wrote it, though it may not be one."""
    number = number_as_text(cell, context)
    if isinstance(number, str) and not context.is_phone(number):
        message = f"{quoted(number)} can't be read as a phone number, and is printed as it stands"
        return Noted(number, message)
    return number


def lines(cell: Cell, context: CellContext) -> tuple[str, ...]:
    """One entry a line, without bullets."""
    entries = (_BULLET.sub("", line).strip() for line in text(cell, context).split("\n"))
    return tuple(entry for entry in entries if entry)


def names(cell: Cell, context: CellContext) -> tuple[str, ...]:
    """Entries between commas, semicolons or line breaks."""
    entries = (entry.strip() for entry in re.split(r"[,;\n]", text(cell, context)))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def people(cell: Cell, context: CellContext) -> tuple[str, ...]:
    """Names of people and companies, each as it was typed: "Wu, Dana" is one."""
    people = split_people(text(cell, context), only_commas=True)
    return tuple(dict.fromkeys(person.typed for person in people))


# Choices


def choice(
    choices: Mapping[str, Chosen], message: str, hint: str, compared: Callable[[str], str] = key
) -> Reader[Chosen]:
    """A reader of cells that hold one of these words."""

    def read(cell: Cell, context: CellContext) -> Chosen:
        seen = text(cell, context)
        if compared(seen) not in choices:
            raise UnreadableError(f"{quoted(seen)} {message}", hint)
        return choices[compared(seen)]

    return read


_FORMATS: Mapping[str, records.Format] = {
    **dict.fromkeys(("folder", "pocketfolder", "twopocketfolder"), "folder"),
    **dict.fromkeys(("bound", "binding", "booklet"), "bound"),
    **dict.fromkeys(("screen", "mail", "email"), "screen"),
}
format = choice(_FORMATS, "is not a format", "write folder, bound or screen")
paper: Reader[records.Paper] = choice(
    {"letter": "letter", "usletter": "letter", "a4": "a4", "dina4": "a4"},
    "is not a paper size",
    "write letter or a4",
)
# "yes?" is no yes.
include = choice(_YES_OR_NO, "is neither yes nor no", "write yes or no", fold)


def permission(cell: Cell, context: CellContext) -> bool | Noted:
    """Only a clear yes is a permission."""
    try:
        return include(cell, context)
    except UnreadableError as error:
        return Noted(False, f"{error.message}, so this reference stays out; {error.hint}")


def package(cell: Cell, context: CellContext) -> str:
    """The name of a package that exists."""
    name = word(cell, context)
    for known in sorted(context.packages):
        if fold(known) == fold(name):
            return known
    hint = did_you_mean(name, context.packages) or f"write {', '.join(sorted(context.packages))}"
    raise UnreadableError(f"no package is called {quoted(text(cell, context))}", hint)


def positive(cell: Cell, context: CellContext) -> int:
    """A whole number from 1."""
    seen = text(cell, context)
    value = cell.value
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 1 or value % 1:
        raise UnreadableError(f"{quoted(seen)} is not a whole number from 1", "write 1, 2, 3 …")
    return int(value)


def sections(cell: Cell, context: CellContext) -> dict[str, str]:
    """The sections of a package, in order: each as its template is called → as it is written."""
    listed: dict[str, str] = {}
    for entry in names(cell, context):
        written = entry.removesuffix(".docx").removesuffix(".pdf")
        section = snake_case(written)
        if section == BRIEF:
            message = f"the {BRIEF} is for the candidate alone and can't be in a package"
            raise UnreadableError(message, "take it out; it is made for every interview")
        if section in listed:
            message = f"the section {quoted(entry)} appears twice"
            raise UnreadableError(message, "take one of them out")
        listed[section] = written
    return listed


def section(cell: Cell, context: CellContext) -> str:
    """The name of a section, as its template is called."""
    return snake_case(text(cell, context).removesuffix(".docx").removesuffix(".pdf"))


# Settings


def language(cell: Cell, context: CellContext) -> str:
    """A language that Babel knows, as "en-US"."""
    seen = text(cell, context)
    locale = locale_of(seen) or locale_of(_languages().get(fold(seen), ""))
    if not locale:
        ways = "write it as en-US, de-DE, fr-FR or es-ES"
        raise UnreadableError(f"no language is called {quoted(seen)}", ways)
    return str(locale).replace("_", "-")


def region(cell: Cell, context: CellContext) -> str:
    """A country with phone numbers, as "US"."""
    seen = text(cell, context)
    # The language is another field of the same sheet, which may come after it.
    spoken = (context.locale.language, *languages())
    code = next((code for each in spoken if (code := country_code(seen, each))), "")
    if code not in phonenumbers.SUPPORTED_REGIONS:
        hint = "write its two letters: US, GB, DE …"
        raise UnreadableError(f"no country is called {quoted(seen)}", hint)
    return code


def date_format(cell: Cell, context: CellContext) -> str:
    """One of Babel's names, or a pattern of CLDR; Excel's letters are translated."""
    seen = text(cell, context)
    if seen.lower() in ("short", "medium", "long", "full"):
        return seen.lower()
    bare = re.sub(r"'[^']*'", "", seen)
    is_cldr = "M" in bare and not re.search("[DY]", bare)
    if not is_cldr:
        bare = re.sub(r'"[^"]*"|\\.|\[[^]]*\]', "", seen).lower()
    letters = set(re.sub(r"[\W\d_]", "", bare))
    known = set("yMLdEc") if is_cldr else set("dmy")
    if not letters or letters - known or "%" in seen or not isinstance(cell.value, str):
        hint = "write short, medium, long, full, or a pattern such as d MMMM y"
        raise UnreadableError(f"{quoted(seen)} is not a date format", hint)
    return seen if is_cldr else number_format.cldr_pattern(seen)


theme: Reader[records.Theme] = choice(
    {name: name for name in get_args(records.Theme)},
    "is not a theme",
    "write default, modern, classic or bold",
)


def accent(cell: Cell, context: CellContext) -> str | Noted:
    """A colour as "0F4C5C", dark enough to be read on white."""
    seen = text(cell, context)
    try:
        written = colours.parse(seen)
    except ValueError:
        hint = "write it as #0F4C5C, or a name such as navy, teal or dark red"
        raise UnreadableError(f"{quoted(seen)} is not a colour", hint) from None
    readable = colours.darkened(written)
    if readable == written:
        return written
    message = f"{quoted(seen)} can't be read on white paper, and is printed as #{readable}"
    return Noted(readable, message)


@functools.cache
def _languages() -> Mapping[str, str]:
    native = {
        fold(str(Locale(code).get_language_name())): code
        for code in ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "tr")
    }
    return {fold(name): code for code, name in Locale("en").languages.items()} | native


# Links


def email(cell: Cell, context: CellContext) -> str | Noted:
    """The address that the cell shows, or else the one that it links to."""
    seen = text(cell, context)
    if "@" not in seen and cell.link.lower().startswith("mailto:"):
        seen = cell.link[len("mailto:") :].partition("?")[0]
    if written := split_address(seen):
        return written[1]
    if is_nobody(seen):
        return Noted("", f"{quoted(seen)} is no e-mail address, and is left blank")
    message = f"{quoted(seen)} can't be read as an e-mail address, and is printed as it stands"
    # Of several people in one row, each may have one.
    addresses = re.split(r"\s*[,;\s]\s*", seen)
    return seen if all(map(is_address, addresses)) else Noted(seen, message)


def url(cell: Cell, context: CellContext) -> str:
    """The address that the cell shows, or else the one that it links to, with its scheme."""
    seen = text(cell, context)
    if cell.link and not _is_address(seen):
        seen = cell.link.strip()
    if doi := _DOI.fullmatch(seen):
        return f"https://doi.org/{doi[1]}"
    if scheme := _SCHEME.match(seen):
        if scheme[1].lower() not in ("http", "https", "mailto"):
            message = f"a link may not begin with '{scheme[1]}:'"
            raise UnreadableError(message, "write the address of a web page, https://…")
        if not re.fullmatch(r"\S+", seen[scheme.end() :].strip("/")):
            message = f"{quoted(seen)} is not one web address"
            raise UnreadableError(message, "write one, without spaces")
        return seen
    if not _is_address(seen):
        hint = "write it as https://example.com, or leave the cell blank"
        raise UnreadableError(f"{quoted(seen)} is not a web address", hint)
    return f"https://{seen}"


def linkedin(cell: Cell, context: CellContext) -> str:
    """The address of a profile, which may be written as "in/name"."""
    if match := re.fullmatch(r"/?(in/[^\s/]+)/?", text(cell, context)):
        return f"https://www.linkedin.com/{match[1]}"
    return url(cell, context)


def _is_address(seen: str) -> bool:
    # What a page or a program cut short leads nowhere.
    if "…" in seen or "..." in seen:
        return False
    return bool(_SCHEME.match(seen) or _HOST.fullmatch(seen))
