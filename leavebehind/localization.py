"""The candidate's language: fixed words, dates, times, phone numbers and addresses.

Babel writes the dates, phonenumbers the numbers; the fixed words are in gettext catalogues,
`languages/CODE.po`. To add a language, add its catalogue.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from leavebehind.names import key, keys, snake_case
from leavebehind.people import is_title, parse_name
from leavebehind.records import Candidate, Date, Paper, Settings

CATALOGUES = Path(__file__).parent / "languages"

LETTER_COUNTRIES = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)
"""Where paper is US Letter (CLDR, measurementData/paperSize)."""

CITY_FIRST_COUNTRIES = frozenset(
    ["AU", "CA", "GB", "IE", "IN", "JP", "KR", "NZ", "PH", "SG", "US", "ZA"]
)
"""Where the postal code follows the city."""

_DOCTOR = {"en": "Dr.", "de": "Dr."}
"""The title of whoever has a doctor's degree; elsewhere it depends on the gender."""

_PROFESSOR = re.compile(r"((associate|assistant|full|adjunct|distinguished) )?professor\b", re.I)

_GREETINGS = {"m": "Dear Mr. {name},", "f": "Dear Ms. {name},"}
"""Of those whose title says how; in English the title itself is enough."""

TITLES = {"resume": "Résumé"}
"""Section titles that the section's own name doesn't spell."""


@dataclass(frozen=True, repr=False)
class Language:
    """How values are written for one candidate."""

    locale: Locale
    date_format: str
    phone_region: str
    section_titles: Mapping[str, str] = field(default_factory=dict)
    """Section → title, of those that the workbook names."""

    def __repr__(self) -> str:
        titles = f", {dict(self.section_titles)}" if self.section_titles else ""
        return f"Language({self.locale}, {self.date_format!r}, {self.phone_region!r}{titles})"

    @classmethod
    def of(cls, settings: Settings, section_titles: Mapping[str, str] | None = None) -> Language:
        """The language that the sheet Settings asks for."""
        locale = Locale.parse(settings.language, sep="-")
        region = settings.phone_region or _country(locale)
        return cls(locale, settings.date_format, region, section_titles or {})

    @property
    def code(self) -> str:
        """The language as Word and PDF name it, "en-US"."""
        return f"{self.locale.language}-{_country(self.locale)}"

    @property
    def paper(self) -> Paper:
        """The paper of the language's country."""
        return "letter" if _country(self.locale) in LETTER_COUNTRIES else "a4"

    def word(self, text: str) -> str:
        """The English fixed word `text` in this language; English where no catalogue has it.

        So is a word that the workbook offers, as "hiring manager", however it is capitalized.
        """
        catalogue = _catalogue(str(self.locale))
        return catalogue.get(text) or catalogue.get(text.casefold()) or text

    def heading(self, text: str) -> str:
        """The fixed word, or the workbook's own title where it is a section's."""
        return self.section_titles.get(snake_case(text)) or self.word(text)

    def section_title(self, section: str) -> str:
        """What the section `section` is called in headings, bookmarks and file names."""
        if title := self.section_titles.get(section):
            return title
        return self.word(TITLES.get(section) or section.replace("_", " ").strip().capitalize())

    def date(self, date: Date | None) -> str:
        """The date, as precise as it was written; "" where there is none."""
        if date is None:
            return ""
        if date.precision == "year":
            return format_skeleton("y", date, locale=self.locale)
        if date.precision == "month":
            return format_skeleton("yMMM", date, locale=self.locale)
        return format_date(date, self.date_format, locale=self.locale)

    def weekday(self, date: Date | None) -> str:
        """The day of the week; "" where the date names no day, or is written out with it."""
        if date is None or date.precision != "day":
            return ""
        name: str = format_date(date, "EEEE", locale=self.locale)
        return "" if name in self.date(date) else name

    def period(self, start: Date | None, end: Date | None, *, current: bool) -> str:
        """ "Mar 2018 – Present": from `start` to `end`, of which either may be absent.

        Days are left out: a résumé names months, though a cell of Excel holds a day.
        """
        until = self.word("Present") if current else self._month(end)
        first = self._month(start)
        return first if first == until else " – ".join(filter(None, (first, until)))

    def _month(self, date: Date | None) -> str:
        if date and date.precision == "day":
            date = Date(date.year, date.month, 1, "month")
        return self.date(date)

    def time(self, time: datetime.time | str) -> str:
        """The time of day; a text stays as it was typed."""
        return time if isinstance(time, str) else format_time(time, "short", locale=self.locale)

    def phone(self, text: str) -> str:
        """A phone number as people write it: with its country where the workbook has it."""
        number = self._phone_number(text)
        if number is None:
            return text
        abroad = text.lstrip().startswith("+")
        form = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, form.INTERNATIONAL if abroad else form.NATIONAL)

    def is_phone(self, text: str) -> bool:
        """Whether the text can be read as a phone number."""
        return self._phone_number(text) is not None

    def _phone_number(self, text: str) -> phonenumbers.PhoneNumber | None:
        try:
            number = phonenumbers.parse(text, self.phone_region, keep_raw_input=True)
        except phonenumbers.NumberParseException:
            return None
        return number if phonenumbers.is_possible_number(number) else None

    def greeting(self, name: str, title: str = "") -> str:
        """ "Dear Dr. Lowe,", "Dear Yolanda Price,": how a letter begins.

        `title` is what the person is; of a job only "Professor" is said to them.
        """
        if is_title(title):
            name = f"{title} {name}"
        person = parse_name(name)
        by_gender = _GREETINGS.get(person.gender, "")
        if (translated := self.word(by_gender)) != by_gender:
            return translated.format(name=f"{person.rank} {person.family}".strip())
        if said := " ".join(person.titles) or self._title(title, is_doctor=person.is_doctor):
            return self.word("Dear {title} {name},").format(title=said, name=person.after_title)
        return self.word("Dear {name},").format(name=person.full or name)

    def _title(self, job: str, *, is_doctor: bool) -> str:
        if self.locale.language == "en" and _PROFESSOR.match(job):
            return "Professor"
        return _DOCTOR.get(self.locale.language, "") if is_doctor else ""

    def address(self, candidate: Candidate) -> tuple[str, ...]:
        """The postal address, a line each, in the order of its country, or of the language's."""
        language = self.locale.language
        country = country_code(candidate.country, language) or _country(self.locale)
        if country in CITY_FIRST_COUNTRIES:
            region = " ".join(filter(None, (candidate.region, candidate.postal_code)))
            town = ", ".join(filter(None, (candidate.city, region)))
        else:
            city = " ".join(filter(None, (candidate.postal_code, candidate.city)))
            town = ", ".join(filter(None, (city, candidate.region)))
        return tuple(filter(None, (*candidate.address.split("\n"), town, candidate.country)))


def locale_of(code: str) -> Locale | None:
    """The language of a code such as "en-US"; None where Babel knows none."""
    try:
        return Locale.parse(code.replace("-", "_").strip("_"))
    except (UnknownLocaleError, ValueError):
        return None


def languages() -> tuple[str, ...]:
    """The languages with a catalogue, English first."""
    return ("en", *sorted(path.stem for path in CATALOGUES.glob("*.po")))


@lru_cache
def english_words() -> Mapping[str, Iterable[str]]:
    """What each word of a catalogue means in English, both as keys: "firma" is "company"."""
    # A word of several languages may mean several things.
    words: dict[str, dict[str, None]] = {}
    for code in languages()[1:]:
        for word, english in _english_of(code):
            words.setdefault(word, {})[english] = None
    return words


@lru_cache
def _english_of(code: str) -> Sequence[tuple[str, str]]:
    # What only headings are called has a context, and comes first.
    messages = sorted(_messages(code), key=lambda each: not each.context)
    said = [str(one.string).split(",") if one.context else [str(one.string)] for one in messages]
    meant = (str(one.id) for one, words in zip(messages, said, strict=True) for _ in words)
    return list(zip(keys(chain(*said)), keys(meant), strict=True))


def language_of_headings(headings: Iterable[str]) -> str:
    """The language in which several headings are, "" for English and where none is told."""
    written = set(keys(headings))
    own = {
        code: written.intersection(word for word, english in _english_of(code) if word != english)
        for code in languages()[1:]
    }
    code = max(own, key=lambda each: len(own[each]))
    return code if len(own[code]) > 2 else ""


def country_code(country: str, language: str) -> str:
    """The two letters of a country by its name, in English or in the language; "" where unknown."""
    return _country_codes(language).get(key(country), "")


@lru_cache
def _country_codes(language: str) -> Mapping[str, str]:
    codes = {"uk": "GB", "usa": "US", "england": "GB"}
    for locale in (Locale("en"), Locale(language)):
        territories = locale.territories
        codes |= zip(keys(territories.values()), territories, strict=True)
    # A code is meant before a name that is spelt like it.
    return codes | {code.lower(): code for code in codes.values()}


def _country(locale: Locale) -> str:
    if locale.territory:
        return locale.territory
    # CLDR knows where most people speak a language: "de" in Germany.
    likely: str = get_global("likely_subtags").get(locale.language, "en_Latn_US")
    return likely.rpartition("_")[2]


@lru_cache
def _catalogue(code: str) -> Mapping[str, str]:
    for name in (code, code.partition("_")[0]):
        if known := {str(m.id): str(m.string) for m in _messages(name) if not m.context}:
            return known
    return {}


def _messages(code: str) -> list[Message]:
    """The translated words of a catalogue; none where there is no such catalogue."""
    path = CATALOGUES / f"{code}.po"
    if not path.is_file():
        return []
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id and message.string]
