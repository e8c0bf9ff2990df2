"""What a person sees in a cell: a value and Excel's number format → text.

The formats are those of ECMA-376 part 1, 18.8.31, as far as people use them: sections, conditions,
digits, thousands, percent, currency, exponents, fractions, text, dates and times, with the years of
Japan, Taiwan and Thailand. Whatever else can't be read is shown as General. The one library for
this (ssf 0.2) was last released in 2020 and brings seven others with it; Babel writes the dates.
"""

from __future__ import annotations

import datetime
import math
import operator
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_datetime, format_skeleton

from leavebehind.records import Precision
from leavebehind.workbook.calendars import Section, Token, UnreadableFormatError, in_its_country

Moment = datetime.datetime | datetime.date | datetime.time | datetime.timedelta
Raw = str | bool | int | float | Moment

GENERAL = "General"
_SHORT_DATE = "mm-dd-yy"
"""How openpyxl spells format 14 (18.8.30), which Excel shows in the order of one's country."""

_TOKENS = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<gap>.)
    | \*(?P<fill>.)
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<half>AM/PM|A/P|上午/下午|午前/午後|오전/오후)
    | (?P<exponent>E[+-](?=[0\#?])0*)
    | (?P<digit>[0\#?])
    | (?P<date>(?:y+|m+|d+|h+|s+(?:\.0+)?))
    | (?P<era>g+|e+|b[12]|b+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?(?:\d+\.?\d*|\.\d+))")
_OPERATORS = {
    "<": operator.lt, ">": operator.gt, "=": operator.eq,
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_FRACTION = re.compile(r"(?:([#0?]+)\s+)?([#0?]+)\s*/\s*([#0?]{1,5}|[1-9]\d{0,4})")
_DIGITS_OF_CHINA = re.compile(r"DBNum", re.IGNORECASE)
_CLDR = {
    "y": "yy", "yy": "yy", "yyy": "yyyy", "yyyy": "yyyy",
    "m": "M", "mm": "MM", "mmm": "MMM", "mmmm": "MMMM", "mmmmm": "MMMMM",
    "d": "d", "dd": "dd", "ddd": "EEE", "dddd": "EEEE",
    "h": "H", "hh": "HH", "s": "s", "ss": "ss",
}  # fmt: skip
_POINT, _COMMA, _PERCENT = Token("other", "."), Token("other", ","), Token("other", "%")
_SLASH, _TEXT = Token("other", "/"), Token("other", "@")


def shown(value: Raw, code: str, locale: Locale) -> str:
    """The text that Excel shows for `value` in a cell with the number format `code`.

    Separators, and the names of months and days, are those of `locale`.
    """
    text = _shown(value, code, locale)
    if text is not None:
        return text
    return _general(value, locale) if isinstance(value, int | float) else str(value)


def is_readable(value: Raw, code: str, locale: Locale) -> bool:
    """Whether `shown` gives what Excel shows, and not only the plain value."""
    return _shown(value, code, locale) is not None


def _shown(value: Raw, code: str, locale: Locale) -> str | None:
    if isinstance(value, str):
        return shown_text(value, code)
    if isinstance(value, bool):
        return str(value).upper()
    try:
        if isinstance(value, int | float):
            return _number(value, code or GENERAL, locale).strip()
        return _moment(value, code, locale).strip()
    except (UnreadableFormatError, InvalidOperation, OverflowError):
        return None


def shown_text(text: str, code: str) -> str:
    """The text that Excel shows for `text`: as it is, unless the format adds words to it."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[0]
    if _TEXT not in section:
        return text
    return "".join(text if token == _TEXT else _literal(token) for token in section).strip()


def keeps_zeros(code: str) -> bool:
    """Whether a number with this format keeps the zeros, or the shape, of a ZIP or phone number."""
    whole = _digit_places(_sections(code)[0]).partition(".")[0].replace(",", "")
    return whole.count("0") > 1 or len(whole) >= 5


def precision(code: str) -> Precision:
    """How much of a date its format shows: the day, the month or only the year."""
    letters = _date_letters(code)
    if letters & {"d", "h"} or not letters & {"y", "m"}:
        return "day"
    return "month" if "m" in letters else "year"


def shows_time(code: str) -> bool:
    """Whether a format shows the hour."""
    return "h" in _date_letters(code)


def is_date(code: str) -> bool:
    """Whether a number with this format is shown as a date or a time."""
    kinds = {token.kind for token in _sections(code)[0]}
    # The "b" and "g" in 0.0 kg and the like are no years.
    is_date = kinds & {"date", "half", "elapsed"} or ("era" in kinds and "digit" not in kinds)
    return bool(is_date) and "general" not in kinds


def shows_number(value: float, code: str) -> bool:
    """Whether a date's format shows this number as one: 2021 in `[>2100]mmm yyyy;0`."""
    # Hardly any format has a condition, and each date of a workbook is asked for.
    if all(token.kind != "bracket" for token in _sections(code)[0]):
        return False
    section, _ = _section_for(value, code)
    return {token.kind for token in section} == {"digit"}


def is_elapsed(code: str) -> bool:
    """Whether a number with this format is shown as hours, minutes or seconds that have passed."""
    return any(token.kind == "elapsed" for token in _sections(code)[0])


def words(code: str) -> list[str]:
    """The words that a format adds to a date or a time: "at" of `d mmm "at" h:mm`."""
    return _WORD.findall("".join(map(_literal, _sections(code)[0])))


def adds_zone(code: str) -> bool:
    """Whether words follow the time that a format shows, as "ET" in `h:mm "ET"`."""
    section = _sections(code)[0]
    last = max((i for i, t in enumerate(section) if t.kind in ("date", "half")), default=0)
    return shows_time(code) and bool(_WORD.search("".join(map(_literal, section[last + 1 :]))))


def time_shown(value: datetime.datetime, code: str, locale: Locale) -> str:
    """The time of day as the format shows it, with what follows it, but without the date."""
    section = _sections(code)[0]
    start = next(i for i, t in enumerate(section) if t.kind == "date" and t.text[0] in "hH")
    return str(format_datetime(value, _pattern(section[start:]), locale=locale)).strip()


def cldr_pattern(code: str) -> str:
    """Excel's date format in the letters of Unicode's CLDR: "dd/mm/yyyy" → "dd/MM/yyyy"."""
    return _pattern(_sections(code)[0])


def _pattern(section: Section) -> str:
    twelve = any(token.kind == "half" for token in section)
    fields = [t.text[0].lower() if t.kind in ("date", "elapsed") else "" for t in section]
    pattern, literal = "", ""
    for index, token in enumerate(section):
        if token.kind in ("date", "half"):
            # Two quoted texts side by side would be read as one with an apostrophe in it.
            field = _date_field(token, fields[:index], fields[index + 1 :], twelve)
            pattern, literal = pattern + _quoted(literal) + field, ""
        else:
            literal += _literal(token)
    return pattern + _quoted(literal)


# A format as tokens


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    sections: list[list[Token]] = [[]]
    for match in _TOKENS.finditer(code):
        token = Token(match.lastgroup or "other", match[match.lastgroup or 0])
        if token == ("other", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(tuple(section) for section in sections)


def _literal(token: Token) -> str:
    if token.kind == "bracket":
        return token.text[1:].split("-")[0] if token.text.startswith("$") else ""
    if token.kind in ("quoted", "escaped", "other"):
        return token.text
    return " " if token.kind == "gap" else ""


def _date_letters(code: str) -> set[str]:
    return {token.text[0].lower() for token in _sections(code)[0] if token.kind == "date"}


def _digit_places(section: Section) -> str:
    """The digits of the format with points and commas: "#,##0.00"."""
    return "".join(t.text for t in section if t.kind == "digit" or t in (_POINT, _COMMA))


# Numbers


def _number(value: float, code: str, locale: Locale) -> str:
    section, sign = _section_for(value, code)
    if any(token.kind == "general" or token == _TEXT for token in section):
        general = _general(abs(value), locale)
        parts = (general if t.kind == "general" or t == _TEXT else _literal(t) for t in section)
        return sign + "".join(parts)
    if not any(token.kind in ("digit", "exponent") or token == _POINT for token in section):
        return "".join(_literal(token) for token in section)
    return sign + _digits(abs(value), section, locale)


def _section_for(value: float, code: str) -> tuple[Section, str]:
    sections = _sections(code)
    sign = "-" if value < 0 else ""
    brackets = ([t.text for t in section if t.kind == "bracket"] for section in sections[:2])
    conditions = [next(filter(None, map(_CONDITION.fullmatch, texts)), None) for texts in brackets]
    if any(conditions):
        for section, holds in zip(sections, conditions, strict=False):
            if holds is None or _OPERATORS[holds[1]](value, float(holds[2])):
                return section, sign
        return sections[min(2, len(sections) - 1)], sign
    # Else positive, negative, zero and text have a section each, or share the first (18.8.31).
    if value < 0 and len(sections) > 1:
        return sections[1], ""
    if value == 0 and len(sections) > 2:
        return sections[2], ""
    return sections[0], sign


def _digits(value: float, section: Section, locale: Locale) -> str:
    """The section with the digits of a number that isn't negative in their places."""
    places = [index for index, token in enumerate(section) if token.kind == "digit"]
    if not places or any(_DIGITS_OF_CHINA.match(t.text) for t in section if t.kind == "bracket"):
        raise UnreadableFormatError
    if _SLASH in section[places[0] :]:
        return _fraction(value, section)
    if any(token.kind == "exponent" for token in section):
        return _exponent(value, section, locale)
    whole, point, decimals = _digit_places(section).replace("?", "#").partition(".")
    # Each comma behind the digits divides by a thousand.
    thousandths = sum(len(text) - len(text.rstrip(",")) for text in (whole, decimals))
    number = Decimal(repr(value)) * 100 ** section.count(_PERCENT) / 1000**thousandths
    decimals = re.sub(r"[,.]", "", decimals)
    number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    left, _, right = f"{number:f}".partition(".")
    required = decimals.rfind("0") + 1
    right = right[:required] + right[required:].rstrip("0")
    places_before = whole.strip(",")
    left = left.lstrip("0").rjust(len(places_before.replace(",", "").lstrip("#")), "0")
    if "," in places_before:
        left = re.sub(r"\B(?=(?:\d{3})+$)", _symbol("group", locale), left)
    end = section.index(_POINT) if point else len(section)
    tail = "".join(map(_literal, (t for t in section[end:] if t not in (_POINT, _COMMA))))
    return _placed(section[:end], left) + _symbol("decimal", locale) * len(point) + right + tail


def _fraction(value: float, section: Section) -> str:
    """A number as "1 3/4", with as many digits below the line as the format has."""
    code = "".join(token.text if token.kind in ("digit", "other") else "" for token in section)
    match = _FRACTION.fullmatch(code.strip())
    if not match:
        raise UnreadableFormatError
    whole, below = (math.floor(value), match[3]) if match[1] else (0, match[3])
    if below.isdecimal() and below.strip("0"):
        number = Fraction(round((value - whole) * int(below)), int(below))
        above, under = number * int(below), int(below)
    else:
        number = Fraction(value - whole).limit_denominator(10 ** len(below) - 1)
        above, under = Fraction(number.numerator), number.denominator
    if match[1] and above in (0, under):
        return str(whole + above // under)
    parts = [str(whole)] * bool(match[1] and (whole or "0" in match[1]))
    return " ".join([*parts, f"{above}/{under}"])


def _placed(section: Section, digits: str) -> str:
    """The section with the digits in its places from the right; the first place takes the rest."""
    places = sum(token.kind == "digit" for token in section)
    parts: list[str] = []
    for token in reversed(section):
        if token.kind != "digit":
            parts.append("" if token == _COMMA else _literal(token))
            continue
        places -= 1
        parts.append(digits[-1:] if places else digits)
        digits = digits[:-1]
    return "".join(reversed(parts))


def _exponent(value: float, section: Section, locale: Locale) -> str:
    mark = next(token.text for token in section if token.kind == "exponent")
    decimals = _digit_places(section).partition(".")[2]
    mantissa, _, power = f"{value:.{len(decimals)}E}".partition("E")
    sign = "-" if power.startswith("-") else "+" if "+" in mark else ""
    mantissa = mantissa.replace(".", _symbol("decimal", locale))
    return f"{mantissa}E{sign}{power[1:].lstrip('0').rjust(len(mark) - 2, '0')}"


def _general(value: float, locale: Locale) -> str:
    # A cell shows eleven digits at most, and numbers without "E+" as far as they fit.
    text = str(value) if isinstance(value, int) else format(value, ".11g")
    if "e" in text and abs(value) < 1e21:
        text = format(Decimal(format(value, ".15g")), "f")
    return text.replace(".", _symbol("decimal", locale))


def _symbol(kind: str, locale: Locale) -> str:
    return str(locale.number_symbols["latn"][kind])


# Dates and times


def _moment(value: Moment, code: str, locale: Locale) -> str:
    if isinstance(value, datetime.timedelta):
        return _elapsed(value, _sections(code)[0])
    if code == _SHORT_DATE and not isinstance(value, datetime.time):
        return str(format_skeleton("yMd", value, locale=locale))
    section = _sections(code)[0]
    if not any(token.kind in ("date", "half", "era") for token in section):
        raise UnreadableFormatError
    # Babel's format_datetime takes nothing less.
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(datetime.date(1900, 1, 1), value)
    elif not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    section, language = in_its_country(section, value.date())
    return str(format_datetime(value, _pattern(section), locale=language or locale))


def _elapsed(value: datetime.timedelta, section: Section) -> str:
    seconds = round(value.total_seconds())
    sizes = {"h": 3600, "m": 60, "s": 1}
    parts = []
    for token in section:
        letter = token.text[:1].lower()
        if letter in sizes and token.kind in ("date", "elapsed"):
            amount, seconds = divmod(seconds, sizes[letter])
            parts.append(str(amount).rjust(len(token.text), "0"))
        else:
            parts.append(_literal(token))
    return "".join(parts)


def _date_field(token: Token, before: list[str], after: list[str], twelve: bool) -> str:
    if token.kind == "half":
        return "a"
    text = token.text.lower().partition(".")[0]
    # Excel reads "m" as minutes right after hours and right before seconds.
    hours_before = next(filter(None, reversed(before)), "") == "h"
    if text in ("m", "mm") and (hours_before or next(filter(None, after), "") == "s"):
        return text
    field = _CLDR.get(text, _CLDR[text[0] * 4] if text[0] in "ymd" else text[:2])
    return field.lower() if twelve and text[0] == "h" else field


def _quoted(text: str) -> str:
    bare = text.strip()
    escaped = bare.replace("'", "''")
    quoted = f"'{escaped}'" if any(character.isalpha() for character in bare) else escaped
    return text.replace(bare, quoted) if bare else text
