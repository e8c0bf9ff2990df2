"""A cell shows what Excel shows."""

from __future__ import annotations

import datetime

import pytest
from babel import Locale

from leavebehind.workbook.number_format import (
    cldr_pattern,
    is_readable,
    keeps_zeros,
    precision,
    shown,
    shown_text,
)

ENGLISH, GERMAN, SPANISH = Locale("en", "US"), Locale("de", "DE"), Locale("es")
ACCOUNTING = r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)'
PHONE = "[<=9999999]###-####;(###) ###-####"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (5, "General", "5"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (-3.5, "General", "-3.5"),
        (15551234567, "General", "15551234567"),
        (123456789012.5, "General", "123456789012.5"),
        (0.0000001, "General", "0.0000001"),
        (5, 'General" pages"', "5 pages"),
        (-5, 'General" pages"', "-5 pages"),
        (-5, "0", "-5"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (5, "#.##", "5."),
        (0, "#", ""),
        (2139, "00000", "02139"),
        (21390001, "00000-0000", "02139-0001"),
        (123456789, "000-00-0000", "123-45-6789"),
        (6175550123, "(###) ###-####", "(617) 555-0123"),
        (6175550123, PHONE, "(617) 555-0123"),
        (5550123, PHONE, "555-0123"),
        (5, "[<.]0", "5"),
        (491512345678, '"+"0', "+491512345678"),
        (0.25, "0%", "25%"),
        (0.256, "0.0%", "25.6%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (999, "#,##0", "999"),
        (12, "0,000", "0,012"),
        (120000, '#,##0,"k"', "120k"),
        (12345678, '0.0,,"M"', "12.3M"),
        (1234.5, '"$"#,##0.00_);[Red]("$"#,##0.00)', "$1,234.50"),
        (-1234.5, '"$"#,##0.00_);[Red]("$"#,##0.00)', "($1,234.50)"),
        (1234.5, r"#,##0.00\ [$€-407]", "1,234.50 €"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (-1234.5, ACCOUNTING, "(1,234.50)"),
        (0, ACCOUNTING, "-"),
        (0, '0;-0;"none"', "none"),
        (3, ";;;", ""),
        (12345, "0.00E+00", "1.23E+04"),
        (0.5, "# ?/?", "1/2"),
        (1.25, "# ?/?", "1 1/4"),
        (3, "# ??/??", "3"),
        (0.3, "# ?/8", "2/8"),
        (2.5, "?/?", "5/2"),
        (-2012, "GENERAL", "-2012"),
        (5, "[Blue]general", "5"),
        (2139, "@", "2139"),
    ],
)
def test_a_number_is_shown_by_its_format(value: float, code: str, text: str) -> None:
    assert shown(value, code, ENGLISH) == text


def test_separators_are_those_of_the_language() -> None:
    assert shown(1234567.5, "#,##0.00", GERMAN) == "1.234.567,50"
    assert shown(3.5, "General", GERMAN) == "3,5"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (datetime.datetime(2026, 12, 3), "mm-dd-yy", "12/3/2026"),
        (datetime.datetime(2026, 12, 3), "[$-409]dddd, mmmm d, yyyy", "Thursday, December 3, 2026"),
        (datetime.datetime(2026, 12, 3), r"yyyy\-mm\-dd;@", "2026-12-03"),
        (datetime.datetime(2018, 3, 1), "mmm-yy", "Mar-18"),
        (datetime.datetime(2026, 12, 3, 14, 5, 9), "d/m/yy h:mm:ss", "3/12/26 14:05:09"),
        (datetime.time(14, 5), "h:mm AM/PM", "2:05 PM"),
        (datetime.time(14, 5, 3), "mm:ss", "05:03"),
        (datetime.timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (datetime.time(10, 0), 'h:mm AM/PM "ET"', "10:00 AM ET"),
        (datetime.datetime(2027, 1, 11, 15, 30), r"dd/mm/yyyy \a\t hh:mm", "11/01/2027 at 15:30"),
        (datetime.time(15, 30), r"hh:mm \U\h\r", "15:30 Uhr"),
        (datetime.date(2027, 1, 11), '[$-411]ggge"年"m"月"d"日"', "令和9年1月11日"),
        (datetime.date(1989, 1, 7), "[$-411]ge.mm.dd", "S64.01.07"),
        (datetime.date(2027, 1, 11), '[$-404]e"年"m"月"', "116年1月"),
        (datetime.date(2027, 1, 11), "[$-D07041E]d/m/yyyy", "11/1/2570"),
        (datetime.date(2027, 1, 11), "e-mm-dd", "2027-01-11"),
        (datetime.date(2027, 1, 11), "[$-407]d. mmmm yyyy", "11. Januar 2027"),
        (datetime.date(2027, 1, 11), "[$-de-DE]d. mmmm yyyy", "11. Januar 2027"),
        (datetime.date(2027, 1, 11), "[$-F800]dddd, mmmm dd, yyyy", "Monday, January 11, 2027"),
    ],
)
def test_a_date_is_shown_by_its_format(value: datetime.date, code: str, text: str) -> None:
    assert shown(value, code, ENGLISH).replace("\u202f", " ") == text


def test_months_are_named_in_the_language() -> None:
    day = datetime.date(2026, 12, 3)
    assert shown(day, 'd" de "mmmm" de "yyyy', SPANISH) == "3 de diciembre de 2026"
    assert shown(day, "mm-dd-yy", GERMAN) == "3.12.2026"


def test_a_format_may_add_words_to_a_text() -> None:
    assert shown_text("Wu", '"Ms "@') == "Ms Wu"
    assert shown_text("Wu", "General") == shown_text("Wu", "@") == shown_text("Wu", "0.00") == "Wu"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("mmm yyyy", "month"),
        ("mm/yy", "month"),
        (r"[$-409]mmm\ yyyy;@", "month"),
        ("yyyy", "year"),
        ("mm-dd-yy", "day"),
        ("yyyy-mm-dd hh:mm", "day"),
        ("General", "day"),
        ('"day" yyyy', "year"),
    ],
)
def test_a_date_is_as_precise_as_its_format(code: str, expected: str) -> None:
    assert precision(code) == expected


def test_a_format_keeps_zeros_if_it_has_places_for_them() -> None:
    assert keeps_zeros("00000")
    assert keeps_zeros("(###) ###-####")
    assert not any(keeps_zeros(code) for code in ("General", "0", "#,##0", "0.00"))


@pytest.mark.parametrize(
    ("code", "pattern"),
    [
        ("dd/mm/yyyy", "dd/MM/yyyy"),
        ("DD.MM.YYYY", "dd.MM.yyyy"),
        ("d mmmm yyyy", "d MMMM yyyy"),
        ('d "de" mmm', "d 'de' MMM"),
        ("dddd h:mm AM/PM", "EEEE h:mm a"),
    ],
)
def test_a_date_format_is_translated_to_cldr(code: str, pattern: str) -> None:
    assert cldr_pattern(code) == pattern


@pytest.mark.parametrize(
    ("value", "code"),
    [(5, "[DBNum1]0"), (datetime.date(2027, 1, 11), "B2d/m/yyyy"), (0.5, "0/0/0")],
)
def test_what_can_not_be_shown_is_known(value: float, code: str) -> None:
    assert not is_readable(value, code, ENGLISH)
    assert is_readable(5, "0.00", ENGLISH)
