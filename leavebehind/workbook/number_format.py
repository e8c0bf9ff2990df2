"""What a person sees in a cell: a value and Excel's number format → text.

The formats are those of ECMA-376 part 1, 18.8.31, as far as people use them: sections, conditions,
digits, thousands, percent, currency, exponents, text, dates and times. Fractions, and whatever
else can't be read, are shown as General. The one library for this (ssf 0.2) was last released in
2020 and brings seven others with it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_datetime, format_skeleton

from leavebehind.records import Precision

Number = int | float
Moment = datetime.datetime | datetime.date | datetime.time | datetime.timedelta

GENERAL = "General"
_SHORT_DATE = "mm-dd-yy"
"""How openpyxl spells format 14, which Excel shows in the order of the person's country."""

_TOKENS = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<gap>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<half>AM/PM|A/P)
    | (?P<exponent>E[+-]0*)
    | (?P<digit>[0\#?])
    | (?P<date>(?:y+|m+|d+|h+|s+(?:\.0+)?))
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CLDR = {
    "y": "yy", "yy": "yy", "yyy": "yyyy", "yyyy": "yyyy",
    "m": "M", "mm": "MM", "mmm": "MMM", "mmmm": "MMMM", "mmmmm": "MMMMM",
    "d": "d", "dd": "dd", "ddd": "EEE", "dddd": "EEEE",
    "h": "H", "hh": "HH", "s": "s", "ss": "ss",
}  # fmt: skip


class _Token(NamedTuple):
    kind: str
    text: str


class _UnreadableFormatError(Exception):
    """The format says something that this module doesn't know."""


def shown(value: Number | Moment, code: str, locale: Locale) -> str:
    """The text that Excel shows for `value` in a cell with the number format `code`.

    Separators, and the names of months and days, are those of `locale`.
    """
    try:
        if isinstance(value, int | float):
            return _number(value, code or GENERAL, locale).strip()
        return _moment(value, code, locale).strip()
    except (_UnreadableFormatError, InvalidOperation):
        return _general(value, locale)


def shown_text(text: str, code: str) -> str:
    """The text that Excel shows for `text`: as it is, unless the format adds words to it."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[0]
    if not any(token == ("other", "@") for token in section):
        return text
    return "".join(text if token.text == "@" else _literal(token) for token in section).strip()


def keeps_zeros(code: str) -> bool:
    """Whether a number with this format keeps the zeros, or the shape, of a ZIP or phone number."""
    digits = re.sub(r"\..*", "", "".join(t.text for t in _sections(code)[0] if _is_placeholder(t)))
    return digits.count("0") > 1 or len(digits) >= 5


def precision(code: str) -> Precision:
    """How much of a date its format shows: the day, the month or only the year."""
    letters = {token.text[0].lower() for token in _sections(code)[0] if token.kind == "date"}
    if letters & {"d", "h"} or not letters & {"y", "m"}:
        return "day"
    return "month" if "m" in letters else "year"


def shows_time(code: str) -> bool:
    """Whether a format shows the hour."""
    return any(token.kind == "date" and token.text[0] in "hH" for token in _sections(code)[0])


def cldr_pattern(code: str) -> str:
    """Excel's date format in the letters of Unicode's CLDR: "dd/mm/yyyy" → "dd/MM/yyyy"."""
    tokens = _sections(code)[0]
    twelve = any(token.kind == "half" for token in tokens)
    return "".join(
        _date_field(tokens, index, twelve) if token.kind in ("date", "half") else _quoted(token)
        for index, token in enumerate(tokens)
    )


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKENS.finditer(code):
        token = _Token(match.lastgroup or "other", match[match.lastgroup or 0])
        if token == ("other", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(tuple(section) for section in sections)


def _literal(token: _Token) -> str:
    if token.kind == "bracket":
        return token.text[1:].split("-")[0] if token.text.startswith("$") else ""
    if token.kind in ("quoted", "escaped", "other"):
        return token.text
    return " " if token.kind == "gap" else ""


def _number(value: Number, code: str, locale: Locale) -> str:
    section, sign = _section_for(value, code)
    if not section:
        return ""
    if ("other", "@") in section:
        raise _UnreadableFormatError
    if any(token.kind == "general" for token in section):
        general = _general(abs(value) if sign is not None else value, locale)
        return "".join(general if t.kind == "general" else _literal(t) for t in section)
    if not any(_is_placeholder(token) for token in section):
        return "".join(_literal(token) for token in section)
    return (sign or "") + _digits(abs(value), section, locale)


def _section_for(value: Number, code: str) -> tuple[tuple[_Token, ...], str | None]:
    """The section that applies, and the sign that Excel puts before it (None: as the value has)."""
    sections = _sections(code)
    conditions = [_condition(section) for section in sections[:2]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _holds(value, condition):
                return section, "-" if value < 0 else ""
        return sections[min(2, len(sections) - 1)], "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        return sections[1], ""
    if value == 0 and len(sections) > 2:
        return sections[2], ""
    if sections == (((_Token("general", GENERAL)),),) or code == GENERAL:
        return sections[0], None
    return sections[0], "-" if value < 0 else ""


def _condition(section: tuple[_Token, ...]) -> tuple[str, float] | None:
    for token in section:
        if token.kind == "bracket" and (match := _CONDITION.fullmatch(token.text)):
            return match[1], float(match[2])
    return None


def _holds(value: Number, condition: tuple[str, float]) -> bool:
    operator, bound = condition
    return {
        "<": value < bound,
        ">": value > bound,
        "=": value == bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "<>": value != bound,
    }[operator]


def _is_placeholder(token: _Token) -> bool:
    return token.kind in ("digit", "exponent") or token == ("other", ".")


def _digits(value: Number, section: tuple[_Token, ...], locale: Locale) -> str:
    """The section with the digits of a number that isn't negative in their places."""
    tokens = list(section)
    places = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    if not places or any(token == ("other", "/") for token in tokens[places[0] : places[-1]]):
        raise _UnreadableFormatError
    if any(token.kind == "exponent" for token in tokens):
        return _exponent(value, tokens, locale)
    number = Decimal(repr(value)) * 100 ** sum(token == ("other", "%") for token in tokens)
    number /= 1000 ** _drop_commas_after_digits(tokens)
    point = next((i for i, token in enumerate(tokens) if token == ("other", ".")), len(tokens))
    whole = [index for index in places if index < point]
    thousands = bool(whole) and ("other", ",") in tokens[whole[0] : whole[-1]]
    decimals = sum(token.kind == "digit" for token in tokens[point:])
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    left, _, right = format(rounded, "f").partition(".")
    symbols = locale.number_symbols.get("latn", {})
    head = _whole(tokens[:point], left.lstrip("0"), symbols.get("group", ",") if thousands else "")
    tail = _decimals(tokens[point + 1 :], right)
    return head + (symbols.get("decimal", ".") if point < len(tokens) else "") + tail


def _drop_commas_after_digits(tokens: list[_Token]) -> int:
    """How many commas stood right after the digits: each divides the number by a thousand."""
    dropped = 0
    for index in range(len(tokens) - 1, 0, -1):
        if tokens[index] == ("other", ","):
            after = tokens[index - 1].kind == "digit" or tokens[index - 1] == ("other", ",")
            ends = all(token.kind != "digit" for token in tokens[index:])
            before_point = tokens[index + 1 : index + 2] == [_Token("other", ".")]
            if after and (ends or before_point):
                del tokens[index]
                dropped += 1
    return dropped


def _whole(tokens: list[_Token], digits: str, group: str) -> str:
    """The digits left of the point, filled in from the right; the first place takes the rest."""
    parts: list[str] = []
    places = sum(token.kind == "digit" for token in tokens)
    written = 0
    for token in reversed(tokens):
        if token.kind != "digit":
            if token != ("other", ",") or not group:
                parts.append(_literal(token)[::-1])
            continue
        places -= 1
        own, digits = (digits[-1:], digits[:-1]) if places else (digits, "")
        for digit in reversed(own or _filler(token)):
            if group and written and written % 3 == 0 and digit.isdigit():
                parts.append(group)
            parts.append(digit)
            written += 1
    return "".join(parts)[::-1]


def _filler(token: _Token) -> str:
    return {"0": "0", "?": " "}.get(token.text, "")


def _decimals(tokens: list[_Token], digits: str) -> str:
    parts: list[str] = []
    significant = len(digits.rstrip("0"))
    written = 0
    for token in tokens:
        if token.kind != "digit":
            parts.append(_literal(token))
            continue
        parts.append(digits[written] if written < significant else _filler(token))
        written += 1
    return "".join(parts)


def _exponent(value: Number, tokens: list[_Token], locale: Locale) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    places = "".join(token.text for token in tokens[:at] if _is_placeholder(token))
    mantissa, _, power = f"{value:.{len(places.partition('.')[2])}E}".partition("E")
    mark = tokens[at].text
    sign = "-" if power.startswith("-") else "+" if "+" in mark else ""
    mantissa = mantissa.replace(".", locale.number_symbols.get("latn", {}).get("decimal", "."))
    return f"{mantissa}E{sign}{power[1:].lstrip('0').rjust(len(mark) - 2, '0')}"


def _general(value: Number | Moment, locale: Locale) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = format(value, ".11g") if isinstance(value, float) else str(value)
    if "e" in text and abs(value) < 1e21:
        text = format(Decimal(format(value, ".15g")), "f")
    return text.replace(".", locale.number_symbols.get("latn", {}).get("decimal", "."))


def _moment(value: Moment, code: str, locale: Locale) -> str:
    if isinstance(value, datetime.timedelta):
        return _elapsed(value, _sections(code)[0])
    if code == _SHORT_DATE and not isinstance(value, datetime.time):
        return str(format_skeleton("yMd", value, locale=locale))
    if not any(token.kind == "date" for token in _sections(code)[0]):
        raise _UnreadableFormatError
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(datetime.date(1900, 1, 1), value)
    elif not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    return str(format_datetime(value, cldr_pattern(code), locale=locale))


def _elapsed(value: datetime.timedelta, tokens: tuple[_Token, ...]) -> str:
    seconds = round(value.total_seconds())
    sizes = {"h": 3600, "m": 60, "s": 1}
    parts = []
    for token in tokens:
        letter = token.text[:1].lower()
        if letter in sizes and (token.kind == "date" or _is_elapsed(token)):
            amount, seconds = divmod(seconds, sizes[letter])
            parts.append(str(amount).rjust(len(token.text), "0"))
        else:
            parts.append(_literal(token))
    return "".join(parts)


def _is_elapsed(token: _Token) -> bool:
    return token.kind == "bracket" and _ELAPSED.fullmatch(token.text) is not None


def _date_field(tokens: tuple[_Token, ...], index: int, twelve: bool) -> str:
    token = tokens[index]
    if token.kind == "half":
        return "a"
    text = token.text.lower().partition(".")[0]
    if text[0] == "m" and len(text) < 3 and _is_minute(tokens, index):
        return text
    field = _CLDR.get(text, _CLDR[text[0] * 4] if text[0] in "ymd" else text[:2])
    return field.lower() if twelve and text[0] == "h" else field


def _is_minute(tokens: tuple[_Token, ...], index: int) -> bool:
    """Excel reads "m" as minutes right after hours and right before seconds."""
    fields = list(_fields(tokens))
    at = fields.index((index, "m"))
    before = fields[at - 1][1] if at else ""
    after = fields[at + 1][1] if at + 1 < len(fields) else ""
    return before == "h" or after == "s"


def _fields(tokens: tuple[_Token, ...]) -> Iterator[tuple[int, str]]:
    for index, token in enumerate(tokens):
        if token.kind == "date" or _is_elapsed(token):
            yield index, token.text[0].lower()


def _quoted(token: _Token) -> str:
    text = _literal(token)
    letters = any(character.isalpha() for character in text)
    return "'" + text.replace("'", "''") + "'" if letters else text.replace("'", "''")
