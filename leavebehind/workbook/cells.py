"""One cell → what it means: a text as the person sees it, a date, a link, a file, a choice.

Each reader here takes a cell that holds something, and what all cells of a workbook share. It
returns the value, or raises BadCellError, which says what is wrong and what to do. `Noted` is a
value that the person should be told about.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any, Literal, NamedTuple

import phonenumbers
from babel import Locale, UnknownLocaleError

from leavebehind import attachments, records
from leavebehind.names import did_you_mean, fold, key, quoted, snake_case
from leavebehind.records import Date
from leavebehind.workbook import number_format
from leavebehind.workbook.xlsx import Cell

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"})
ATTACHMENTS = PICTURES | {".pdf"}
SHIPPED_PACKAGES = ("basic", "standard", "full")

_YES = frozenset(
    {"yes", "y", "true", "1", "x", "ok", "granted", "given", "✓", "✔", "☑"}
    | {"ja", "j", "wahr", "oui", "o", "vrai", "si", "s", "verdadero"}
)
_NO = frozenset({"no", "n", "false", "0", "✗", "✘", "☐", "nein", "falsch", "non", "faux", "falso"})
_PRESENT = frozenset(
    {"present", "current", "currently", "now", "today", "ongoing", "to date", "heute", "jetzt"}
    | {"aktuell", "bis heute", "laufend", "aujourd'hui", "aujourd’hui", "present", "en cours"}
    | {"a ce jour", "actualidad", "actualmente", "presente", "actual", "hoy", "en curso"}
)
_FILLERS = frozenset(["de", "del", "of", "the", "le", "st", "nd", "rd", "th", "er"])
_YEARS = range(1900, 2101)
_SERIALS = range(2101, 2_958_466)
"""Serial numbers of days, up to the year 9999; smaller ones are years."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+-]*):(?!\d)")
_HOST = re.compile(r"[^\s/?#@.]+(?:\.[^\s/?#@.]+)+(?::\d+)?(?:[/?#]\S*)?")
_BULLET = re.compile(r"^\s*[•‣▪◦●·\-–—*]\s+|^\s*[•‣▪◦●]\s*")


class BadCellError(Exception):
    """What is wrong with a cell, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Noted(NamedTuple):
    """A value that was read, and what the person should know about it."""

    value: Any
    message: str


class Present:
    """The end of what goes on."""


PRESENT = Present()


@dataclass(frozen=True)
class Reading:
    """What the cells of one workbook share."""

    folder: Path
    """The workbook's, absolute and without symbolic links."""
    epoch: datetime.datetime
    keep_deadline: Callable[[], None] = lambda: None
    """Raises WorkbookError where reading takes too long."""
    allow_outside: bool = False
    locale: Locale = field(default_factory=lambda: Locale("en", "US"))
    is_phone: Callable[[str], bool] = bool
    """Whether a text can be read as a phone number."""
    packages: frozenset[str] = frozenset(SHIPPED_PACKAGES)

    @property
    def months(self) -> Mapping[str, int]:
        """The number of a month by its name, in English and in the workbook's language."""
        return _months(self.locale.language)

    @property
    def fillers(self) -> frozenset[str]:
        """Words that a date may hold and that say nothing: "of", the day of the week."""
        return _FILLERS | _weekdays(self.locale.language)


# Texts


def text(cell: Cell, reading: Reading) -> str:
    """What the person sees in the cell."""
    value = cell.value
    if isinstance(value, str):
        return number_format.shown_text(value, cell.number_format)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return number_format.shown(value, cell.number_format, reading.locale)


def word(cell: Cell, reading: Reading) -> str:
    """The text of a name, as names are compared."""
    return fold(text(cell, reading))


def number_as_text(cell: Cell, reading: Reading) -> str | Noted:
    """A ZIP code or a phone number, which is a text however Excel keeps it."""
    seen = text(cell, reading)
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if is_number and not number_format.keeps_zeros(cell.number_format):
        message = (
            f"{quoted(seen)} is a number, which loses zeros at its start; format the cell as Text"
        )
        return Noted(seen, message)
    return seen


def phone(cell: Cell, reading: Reading) -> str | Noted:
    """A phone number as the person wrote it, though it may not be one."""
    found = number_as_text(cell, reading)
    if isinstance(found, str) and not reading.is_phone(found):
        message = f"{quoted(found)} can't be read as a phone number, and is printed as it stands"
        return Noted(found, message)
    return found


def lines(cell: Cell, reading: Reading) -> tuple[str, ...]:
    """One entry a line, without bullets."""
    entries = (_BULLET.sub("", line).strip() for line in text(cell, reading).split("\n"))
    return tuple(entry for entry in entries if entry)


def names(cell: Cell, reading: Reading) -> tuple[str, ...]:
    """Entries between commas, semicolons or line breaks."""
    entries = (entry.strip() for entry in re.split(r"[,;\n]", text(cell, reading)))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def free(cell: Cell, reading: Reading) -> records.Value:
    """What a column that nobody planned for holds: a date, a time or a text."""
    value = cell.value
    if isinstance(value, datetime.time):
        return value
    if isinstance(value, datetime.date) and not number_format.shows_time(cell.number_format):
        return _date_of(value, cell.number_format)
    return text(cell, reading)


# Choices


def format(cell: Cell, reading: Reading) -> records.Format:
    """How a package is put together."""
    choices: dict[str, records.Format] = {
        "folder": "folder",
        "pocketfolder": "folder",
        "twopocketfolder": "folder",
        "bound": "bound",
        "binding": "bound",
    }
    chosen: records.Format = _choice(cell, reading, choices, "a format", "write folder or bound")
    return chosen


def paper(cell: Cell, reading: Reading) -> records.Paper:
    """The size of the sheets."""
    choices: dict[str, records.Paper] = {
        "letter": "letter",
        "usletter": "letter",
        "a4": "a4",
        "dina4": "a4",
    }
    chosen: records.Paper = _choice(cell, reading, choices, "a paper size", "write letter or a4")
    return chosen


def package(cell: Cell, reading: Reading) -> str:
    """The name of a package that exists."""
    name = word(cell, reading)
    if name in reading.packages:
        return name
    ways = did_you_mean(name, reading.packages) or _one_of(reading.packages)
    raise BadCellError(f"no package is called {quoted(text(cell, reading))}", ways)


def include(cell: Cell, reading: Reading) -> bool:
    """Yes or no; anything else is a mistake."""
    answer = word(cell, reading)
    if answer not in _YES | _NO:
        raise BadCellError(
            f"{quoted(text(cell, reading))} is neither yes nor no", "write yes or no"
        )
    return answer in _YES


def permission(cell: Cell, reading: Reading) -> bool | Noted:
    """Only a clear yes is a permission."""
    answer = word(cell, reading)
    if answer in _YES | _NO:
        return answer in _YES
    seen = quoted(text(cell, reading))
    message = f"{seen} is neither yes nor no, so this reference stays out; write yes or no"
    return Noted(False, message)


def positive(cell: Cell, reading: Reading) -> int:
    """A whole number from 1."""
    seen = text(cell, reading)
    value = cell.value
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 1 or value % 1:
        raise BadCellError(f"{quoted(seen)} is not a whole number from 1", "write 1, 2, 3 …")
    return int(value)


def sections(cell: Cell, reading: Reading) -> tuple[str, ...]:
    """The sections of a package, in order, as their templates are called."""
    found: list[str] = []
    for entry in names(cell, reading):
        section = snake_case(entry.removesuffix(".docx"))
        if section == "interview_brief":
            message = "the interview_brief is for the candidate alone and can't be in a package"
            raise BadCellError(message, "take it out; it is made for every interview")
        if section in found:
            raise BadCellError(
                f"the section {quoted(entry)} stands there twice", "take one of them out"
            )
        found.append(section)
    return tuple(found)


def _choice(cell: Cell, reading: Reading, choices: Mapping[str, Any], what: str, ways: str) -> Any:
    seen = text(cell, reading)
    chosen = choices.get(key(seen))
    if chosen is None:
        raise BadCellError(f"{quoted(seen)} is not {what}", ways)
    return chosen


# Settings


def language(cell: Cell, reading: Reading) -> str:
    """A language that Babel knows, as "en-US"."""
    seen = text(cell, reading)
    tag = _languages().get(fold(seen), seen)
    try:
        locale = Locale.parse(tag.replace("-", "_").strip("_"))
    except (UnknownLocaleError, ValueError) as error:
        ways = "write it as en-US, de-DE, fr-FR or es-ES"
        raise BadCellError(f"no language is called {quoted(seen)}", ways) from error
    return str(locale).replace("_", "-")


def region(cell: Cell, reading: Reading) -> str:
    """A country with phone numbers, as "US"."""
    seen = text(cell, reading)
    code = _countries(reading.locale.language).get(fold(seen), seen.upper())
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise BadCellError(
            f"no country is called {quoted(seen)}", "write its two letters: US, GB, DE …"
        )
    return code


def date_format(cell: Cell, reading: Reading) -> str:
    """One of Babel's names, or a pattern of CLDR; Excel's letters are translated."""
    seen = text(cell, reading)
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
        raise BadCellError(f"{quoted(seen)} is not a date format", hint)
    return seen if is_cldr else number_format.cldr_pattern(seen)


@functools.cache
def _languages() -> Mapping[str, str]:
    """The code of a language by its name, in English and in the language itself."""
    own = {
        fold(str(Locale(code).get_language_name())): code
        for code in ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "tr")
    }
    return {fold(name): code for code, name in Locale("en").languages.items()} | own


@functools.cache
def _countries(language: str) -> Mapping[str, str]:
    names = {"uk": "GB", "usa": "US", "england": "GB"}
    for locale in (Locale("en"), Locale(language)):
        names |= {fold(name): code for code, name in locale.territories.items()}
    return names


# Links


def email(cell: Cell, reading: Reading) -> str:
    """The address that the cell shows, or else the one that it links to."""
    seen = text(cell, reading)
    if "@" not in seen and cell.link.lower().startswith("mailto:"):
        return cell.link[len("mailto:") :].partition("?")[0]
    return seen


def url(cell: Cell, reading: Reading) -> str:
    """The address that the cell shows, or else the one that it links to, with its scheme."""
    seen = text(cell, reading)
    if cell.link and not _is_address(seen):
        seen = cell.link.strip()
    if scheme := _SCHEME.match(seen):
        if scheme[1].lower() not in ("http", "https", "mailto"):
            message = f"a link may not begin with '{scheme[1]}:'"
            raise BadCellError(message, "write the address of a web page, https://…")
        if not re.fullmatch(r"\S+", seen[scheme.end() :].strip("/")):
            raise BadCellError(
                f"{quoted(seen)} is not one web address", "write one, without spaces"
            )
        return seen
    if not _is_address(seen):
        hint = "write it as https://example.com, or leave the cell blank"
        raise BadCellError(f"{quoted(seen)} is not a web address", hint)
    return f"https://{seen}"


def linkedin(cell: Cell, reading: Reading) -> str:
    """The address of a profile, which may be written as "in/name"."""
    if match := re.fullmatch(r"/?(in/[^\s/]+)/?", text(cell, reading)):
        return f"https://www.linkedin.com/{match[1]}"
    return url(cell, reading)


def _is_address(seen: str) -> bool:
    if "…" in seen or "..." in seen:
        return False
    return bool(_SCHEME.match(seen) or _HOST.fullmatch(seen))


# Files


def picture(cell: Cell, reading: Reading) -> Path:
    """A picture that exists."""
    path = _file(cell, reading, PICTURES, "save it as .png or .jpg")
    return _sound(path, cell, reading, is_picture=True)


def attachment(cell: Cell, reading: Reading) -> Path:
    """A PDF or a picture that exists."""
    path = _file(cell, reading, ATTACHMENTS, "save it as .pdf, .png or .jpg")
    return _sound(path, cell, reading, is_picture=False)


def _sound(path: Path, cell: Cell, reading: Reading, *, is_picture: bool) -> Path:
    try:
        attachments.check_printable(path, picture_only=is_picture)
    except attachments.UnprintableFileError as error:
        message = f"{quoted(text(cell, reading))} can't be printed: {error.message}"
        raise BadCellError(message, error.hint) from error
    return path


def _file(cell: Cell, reading: Reading, suffixes: frozenset[str], ways: str) -> Path:
    seen = text(cell, reading)
    written = PureWindowsPath(seen)
    outside = BadCellError(
        f"{quoted(seen)} is not in the workbook's folder", "copy the file beside the workbook"
    )
    # A drive or a share is never asked for: that alone may reach over the network.
    if (written.drive or written.root) and not reading.allow_outside:
        raise outside
    try:
        path = _resolved(reading.folder, seen)
        if not reading.allow_outside and not path.is_relative_to(reading.folder):
            raise outside
        kind = _kind(path)
    except (OSError, RuntimeError, ValueError):
        path, kind = reading.folder / "?", ""
    if kind == "folder":
        raise BadCellError(f"{quoted(seen)} is a folder", "name the file in it")
    if kind == "device":
        raise BadCellError(f"{quoted(seen)} is no ordinary file", "name a PDF or a picture")
    if not kind:
        message = f"there is no file {quoted(seen)} in the workbook's folder"
        raise BadCellError(message, _similar_file(path) or "copy it there, or mend the name")
    if path.suffix.lower() not in suffixes:
        raise BadCellError(f"{quoted(seen)} can't be printed", ways)
    return path


def _kind(path: Path) -> Literal["file", "folder", "device", ""]:
    if path.is_file():
        return "file"
    if path.is_dir():
        return "folder"
    return "device" if path.exists() else ""


def _resolved(folder: Path, seen: str) -> Path:
    """Where a path leads; a name may be composed otherwise on disk, as macOS does (NFD)."""
    path = folder / seen
    if not path.exists():
        path = folder / seen.replace("\\", "/")
    for form in ("NFC", "NFD"):
        composed = Path(unicodedata.normalize(form, str(path)))
        if not path.exists() and composed.exists():
            path = composed
    return path.resolve()


def _similar_file(path: Path) -> str:
    try:
        beside = itertools.islice(path.parent.iterdir(), 200)
        return did_you_mean(path.name, [one.name for one in beside])
    except OSError:
        return ""


# Dates and times


def date(cell: Cell, reading: Reading) -> Date | Noted:
    """A date with as much of it as is written."""
    value = cell.value
    if isinstance(value, datetime.date):
        return _year_typed_over(value, reading) or _date_of(value, cell.number_format)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _date_of_number(value, reading)
    if isinstance(value, str):
        return _date_of_text(value, reading)
    raise _not_a_date(text(cell, reading))


def end(cell: Cell, reading: Reading) -> Date | Present | Noted:
    """A date, or PRESENT for what goes on."""
    if isinstance(cell.value, str) and fold(cell.value).strip(" .-–") in _PRESENT:
        return PRESENT
    return date(cell, reading)


def time(cell: Cell, reading: Reading) -> datetime.time | str | Noted:
    """A time of day, or the text as it is."""
    value = cell.value
    if isinstance(value, datetime.datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, datetime.timedelta):
        value = value / datetime.timedelta(days=1)
    elif isinstance(value, datetime.time):
        return value.replace(microsecond=0)
    if isinstance(value, float) and 0 <= value < 1:
        seconds = round(value * 86_400) % 86_400
        moment = (datetime.datetime.min + datetime.timedelta(seconds=seconds)).time()
        if isinstance(cell.value, float):
            return Noted(moment, f"the number {value:g} is read as the time {moment:%H:%M}")
        return moment
    return text(cell, reading)


def _year_typed_over(value: datetime.date, reading: Reading) -> Noted | None:
    """The year that somebody typed into a cell formatted as a date: Excel shows 2007 as 1905."""
    day = value.date() if isinstance(value, datetime.datetime) else value
    year = (day - reading.epoch.date()).days
    if year not in _YEARS:
        return None
    return Noted(Date(year, precision="year"), f"the cell shows {day:%Y}; it is read as {year}")


def _date_of(value: datetime.date, code: str) -> Date:
    return Date(value.year, value.month, value.day, number_format.precision(code))


def _date_of_number(value: float, reading: Reading) -> Date | Noted:
    if value in _YEARS:
        return Date(int(value), precision="year")
    if int(value) not in _SERIALS:
        raise _not_a_date(f"{value:g}")
    day = (reading.epoch + datetime.timedelta(days=int(value))).date()
    found = Date(day.year, day.month, day.day)
    return Noted(found, f"the number {value:g} is read as the date {found.isoformat()}")


def _date_of_text(written: str, reading: Reading) -> Date | Noted:
    seen = " ".join(written.split())
    if re.fullmatch(r"\d{5}", seen):
        return _date_of_number(int(seen), reading)
    found = _numeric_date(seen) or _named_date(seen, reading)
    if found is None:
        raise _not_a_date(seen)
    return found


def _numeric_date(seen: str) -> Date | None:
    """A date in digits that can be read in one way only."""
    if match := re.fullmatch(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?", seen):
        year, _, month, day = match.groups()
        if not month:
            return _day(int(year), precision="year") if int(year) in _YEARS else None
        return _day(int(year), int(month), int(day or 1), "day" if day else "month")
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", seen):
        return _day(int(match[2]), int(match[1]), precision="month")
    if match := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", seen):
        # With dots the day is first, wherever dots are written.
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", seen):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        readings = {_day(year, first, second), _day(year, second, first)} - {None}
        if len(readings) > 1:
            isos = " or ".join(sorted(one.isoformat() for one in readings if one))
            hint = f"write {isos}, or make it a date in Excel"
            raise BadCellError(f"{quoted(seen)} can be read as two dates", hint)
        return readings.pop() if readings else None
    return None


def _named_date(seen: str, reading: Reading) -> Date | None:
    """A date with the name of its month: day, month and year, or month and year."""
    words = re.findall(r"\d+|[^\W\d_]+", fold(seen))
    numbers = [one for one in words if one.isdecimal()]
    months = reading.months
    found = [months[one] for one in words if one in months]
    others = {one for one in words if not one.isdecimal() and one not in months}
    years = [int(one) for one in numbers if len(one) == 4]
    days = [int(one) for one in numbers if len(one) < 3]
    if len(found) != 1 or len(years) != 1 or len(days) > 1 or len(numbers) > 2:
        return None
    if len(numbers) != len(years) + len(days) or others - reading.fillers:
        return None
    return _day(years[0], found[0], days[0] if days else 1, "day" if days else "month")


def _day(
    year: int, month: int = 1, day: int = 1, precision: records.Precision = "day"
) -> Date | None:
    try:
        return Date(year, month, day, precision)
    except ValueError:
        return None


def _not_a_date(seen: str) -> BadCellError:
    hint = "write it as 2026-12-03, or make it a date in Excel"
    return BadCellError(f"{quoted(seen)} is not a date", hint)


@functools.cache
def _months(language: str) -> Mapping[str, int]:
    found: dict[str, set[int]] = {"sept": {9}}
    for locale in {Locale("en"), Locale(language)}:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    found.setdefault(fold(name).strip(". "), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


@functools.cache
def _weekdays(language: str) -> frozenset[str]:
    return frozenset(
        fold(name).strip(". ")
        for locale in (Locale("en"), Locale(language))
        for width in ("wide", "abbreviated")
        for name in locale.days["format"][width].values()
    )


def _one_of(known: Iterable[str]) -> str:
    return f"write {', '.join(sorted(known))}"
