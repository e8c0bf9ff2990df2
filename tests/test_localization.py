"""Dates, periods, phones, addresses and words, as the candidate's language writes them."""

from __future__ import annotations

import datetime
import html
import re
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from workbook_forms import LOOKS_ON

import leavebehind
from leavebehind.localization import CATALOGUES, TITLES, Language, languages
from leavebehind.plan_records import BRIEF, CONTENTS, COVER, PACKAGES
from leavebehind.records import Candidate, Date, Precision, Settings
from leavebehind.template.sources import TEMPLATES

SECTIONS = {COVER, CONTENTS, BRIEF, *PACKAGES["full"]}


def language(code: str, **settings: str) -> Language:
    return Language.of(Settings(language=code, **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "precision", "written"),
    [
        ("en-US", "day", "December 3, 2026"),
        ("en-GB", "day", "3 December 2026"),
        ("de-DE", "day", "3. Dezember 2026"),
        ("fr", "day", "3 décembre 2026"),
        ("es", "day", "3 de diciembre de 2026"),
        ("en-US", "month", "Dec 2026"),
        ("de-DE", "month", "Dez. 2026"),
        ("en-US", "year", "2026"),
    ],
)
def test_a_date_is_written_as_precisely_as_it_was_given(
    code: str, precision: Precision, written: str
) -> None:
    assert language(code).date(Date(2026, 12, 3, precision)) == written


def test_the_date_format_is_the_candidates_choice() -> None:
    assert language("en-US", date_format="d MMM y").date(Date(2026, 12, 3)) == "3 Dec 2026"
    assert language("en-US").date(None) == ""


def test_only_a_day_has_a_weekday() -> None:
    assert language("de").weekday(Date(2027, 3, 16)) == "Dienstag"
    assert language("de").weekday(Date(2027, 3, 1, "month")) == ""
    assert language("de").weekday(None) == ""
    assert language("de", date_format="full").weekday(Date(2027, 3, 16)) == ""


def test_a_period_has_a_dash_only_between_two_ends() -> None:
    start, end = Date(2018, 3, 1, "month"), Date(2020, 5, 1, "month")
    english = language("en-US")
    assert english.period(start, end, current=False) == "Mar 2018 – May 2020"
    assert english.period(start, None, current=True) == "Mar 2018 – Present"
    assert english.period(start, None, current=False) == "Mar 2018"
    assert english.period(start, start, current=False) == "Mar 2018"
    assert english.period(Date(2018, 3, 17), end, current=False) == "Mar 2018 – May 2020"
    assert english.period(None, None, current=False) == ""


def test_a_time_follows_the_language_and_a_text_stays() -> None:
    assert language("de").time(datetime.time(14, 30)) == "14:30"
    assert language("en-US").time(datetime.time(14, 30)).split() == ["2:30", "PM"]
    assert language("de").time("10 to 12") == "10 to 12"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("5035550188", "(503) 555-0188"),
        ("503.555.0188", "(503) 555-0188"),
        ("+49 30 901820", "+49 30 901820"),
        ("+1 (503) 555 0188", "+1 503-555-0188"),
        ("503-555-0188 x12", "(503) 555-0188 ext. 12"),
        ("ask for it", "ask for it"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_a_phone_number_is_written_as_people_write_it(typed: str, written: str) -> None:
    assert language("en-US").phone(typed) == written


def test_the_phone_region_is_the_candidates_choice() -> None:
    assert language("en-US", phone_region="DE").phone("030 901820") == "030 901820"


def test_an_address_stands_in_the_countrys_order() -> None:
    someone = Candidate(
        name="A", address="1 Elm St\nApt 2", city="Salem", region="MA", postal_code="01970"
    )
    assert language("en-US").address(someone) == ("1 Elm St", "Apt 2", "Salem, MA 01970")
    someone = Candidate(name="A", city="Bonn", postal_code="53111", country="Germany")
    assert language("de-DE").address(someone) == ("53111 Bonn", "Germany")
    assert language("en-GB").address(someone) == ("53111 Bonn", "Germany")
    someone = Candidate(name="A", city="Salem", region="MA", postal_code="01970", country="U.S.A.")
    assert language("de-DE").address(someone) == ("Salem, MA 01970", "U.S.A.")


def test_paper_and_code_follow_the_country() -> None:
    assert (language("en-US").paper, language("en").paper) == ("letter", "letter")
    assert (language("en-GB").paper, language("de").paper) == ("a4", "a4")
    assert (language("de").code, language("es-MX").code) == ("de-DE", "es-MX")


GREETINGS = {
    "Yolanda Price": (
        *("Dear Yolanda Price,", "Guten Tag Yolanda Price,"),
        *("Bonjour Yolanda Price,", "Buenos días, Yolanda Price:"),
    ),
    "Yolanda Price, RN, MSN": (
        *("Dear Yolanda Price,", "Guten Tag Yolanda Price,"),
        *("Bonjour Yolanda Price,", "Buenos días, Yolanda Price:"),
    ),
    "Sam Lowe, MD": (
        *("Dear Dr. Lowe,", "Guten Tag Dr. Lowe,"),
        *("Bonjour Sam Lowe,", "Buenos días, Sam Lowe:"),
    ),
    "Dr. Sam Lowe": (
        *("Dear Dr. Lowe,", "Guten Tag Dr. Lowe,"),
        *("Bonjour Dr. Lowe,", "Buenos días, Dr. Lowe:"),
    ),
    "Mrs. Lowe": (
        *("Dear Mrs. Lowe,", "Sehr geehrte Frau Lowe,"),
        *("Madame Lowe,", "Estimada Sra. Lowe:"),
    ),
    "Herr Prof. Dr. Tom von Trapp": (
        *("Dear Herr Prof. Dr. von Trapp,", "Sehr geehrter Herr Prof. Dr. von Trapp,"),
        *("Monsieur Prof. Dr. von Trapp,", "Estimado Sr. Prof. Dr. von Trapp:"),
    ),
    "Sir Alasdair Moncrieff, FRCS": (
        *("Dear Sir Alasdair,", "Guten Tag Sir Alasdair,"),
        *("Bonjour Sir Alasdair,", "Buenos días, Sir Alasdair:"),
    ),
    "Okafor, Dame Judith": (
        *("Dear Dame Judith,", "Guten Tag Dame Judith,"),
        *("Bonjour Dame Judith,", "Buenos días, Dame Judith:"),
    ),
    "Lord Winston": (
        *("Dear Lord Winston,", "Guten Tag Lord Winston,"),
        *("Bonjour Lord Winston,", "Buenos días, Lord Winston:"),
    ),
}
"""In English, German, French and Spanish."""


@pytest.mark.parametrize("name", GREETINGS)
def test_a_letter_begins_with_the_title_that_is_known_and_without_degrees(name: str) -> None:
    said = tuple(language(code).greeting(name) for code in ("en-US", "de-DE", "fr-FR", "es-ES"))
    assert said == GREETINGS[name]


def test_a_title_of_its_own_column_begins_the_letter_and_a_job_does_not() -> None:
    english = language("en-US")
    assert english.greeting("Sam Lowe", "Dr.") == "Dear Dr. Lowe,"
    assert english.greeting("Sam Lowe, PhD", "Associate Professor, Physics") == (
        "Dear Professor Lowe,"
    )
    assert english.greeting("Sam Lowe", "VP Product") == "Dear Sam Lowe,"
    assert english.greeting("Sam Lowe", "Sir") == "Dear Sir Sam,"
    assert english.greeting("Sir S. Lowe") == "Dear Sir S. Lowe,"


def test_a_section_is_called_by_its_title() -> None:
    assert language("en-US").section_title("resume") == "Résumé"
    assert language("en-US").section_title("thank_you_note") == "Thank you note"


def test_a_word_without_a_catalogue_stays_english() -> None:
    assert language("sv").word("References") == "References"
    assert languages()[0] == "en"


def fixed_words() -> set[str]:
    """Every text that the templates and the code have translated."""
    asked = re.compile(r"\b(?:_|word)\(\s*(['\"])(.+?)\1\s*\)")
    words = {*TITLES.values(), *(name.replace("_", " ").capitalize() for name in SECTIONS)}
    for template in TEMPLATES.glob("*.docx"):
        with zipfile.ZipFile(template) as package:
            xml = package.read("word/document.xml").decode()
        words |= {match[1] for match in asked.findall(html.unescape(re.sub(r"<[^>]+>", "", xml)))}
    package = Path(leavebehind.__file__).parent
    for module in (*package.rglob("*.py"), *package.rglob("*.html")):
        words |= {match[1] for match in asked.findall(module.read_text(encoding="utf-8"))}
    return words - {"Resume"}


@pytest.mark.parametrize("code", languages()[1:])
def test_every_fixed_word_has_its_translation(code: str) -> None:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file)
    translated = {str(message.id): str(message.string) for message in catalogue if message.string}
    assert fixed_words() - translated.keys() == set()
    for text, translation in translated.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", translation)), text


@pytest.mark.parametrize("code", languages()[1:])
@pytest.mark.parametrize(("title", "column"), [("Interviewers", "Part"), ("Publications", "Kind")])
def test_what_a_column_offers_is_translated(code: str, title: str, column: str) -> None:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        known = {str(message.id) for message in read_po(file) if message.string}
    offered = LOOKS_ON[title][column].note.removesuffix(" …").split(", ")
    assert set(offered) <= known and len(offered) == 3
    assert language(code).word(offered[0].capitalize()) == language(code).word(offered[0])


def test_languages_to_begin_with() -> None:
    assert set(languages()) >= {"en", "de", "fr", "es"}
    assert language("fr-CA").section_title("cover_letter") == "Lettre de motivation"
