"""Names as people type them: one person in several spellings, several in one cell."""

from __future__ import annotations

import pytest

from leavebehind.last_look.placeholders import placeholders
from leavebehind.people import is_one_person, parse_name, speaks_of
from leavebehind.typed_people import is_address, looks_like_a_name, split_people


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Dana Wu, PhD", "Dr. Dana Wu"),
        ("Wu, Dana", "Dana Wu"),
        ("Dana Wu", "Dana M. Wu"),
        ("D. Wu", "Dana Wu"),
        ("José Díaz", "jose diaz"),
        ("Dr. Lowe", "Sam Lowe, MD"),
        ("Dana Wu (she/her)", "Ms. Dana Wu"),
        ("Yolanda Price, RN, MSN", "Price, Yolanda"),
        ("Dana Wu, Jr.", "Dana Wu"),
    ],
)
def test_spellings_of_one_person(name: str, other: str) -> None:
    assert is_one_person(name, other)
    assert is_one_person(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Dana Wu", "Tom Wu"), ("Dana Wu, Jr.", "Dana Wu, Sr."), ("Dana", "Dana Wu"), ("", "")],
)
def test_two_people(name: str, other: str) -> None:
    assert not is_one_person(name, other)


def test_a_text_speaks_of_a_person_among_other_words_and_in_two_halves() -> None:
    assert speaks_of(["Tom Okafor", "Dana Wu from Northwind"], "Dr. Dana Wu")
    assert speaks_of(["Wu", "Dana"], "Dana Wu, PhD")
    assert not speaks_of(["Dana Woo", "Northwind"], "Dana Wu")


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("Prof. Dr. Anna von Trapp", "von Trapp"),
        ("Juan de la Cruz", "de la Cruz"),
        ("Jack Ma", "Ma"),
        ("Dana Q. Wu", "Wu"),
        ("García Márquez, Ana", "García Márquez"),
        ("Ana García Márquez", "Ana García Márquez"),
        ("Dr. Lowe", "Lowe"),
    ],
)
def test_the_family_name_is_known_or_it_is_the_whole_name(typed: str, family: str) -> None:
    assert parse_name(typed).family == family


ONE = [
    ("Stone, Lea", "Lea Stone"),
    ("Dana Wu, PhD", "Dana Wu, PhD"),
    ("Dana Wu, Jr.", "Dana Wu, Jr."),
    ("Price, Yolanda, RN, MSN", "Yolanda Price, RN, MSN"),
    ("Dana Wu, MD, FACEP", "Dana Wu, MD, FACEP"),
    ("García Márquez, Ana", "Ana García Márquez"),
    ("van der Berg, Anna Maria", "Anna Maria van der Berg"),
    ("Johnson & Johnson", "Johnson & Johnson"),
    ("Procter & Gamble", "Procter & Gamble"),
    ("Barnes and Noble", "Barnes and Noble"),
    ("Acme, Inc.", "Acme, Inc."),
    ("Smith, Jones & Co.", "Smith, Jones & Co."),
    ("Ortega y Gasset", "Ortega y Gasset"),
    ("Dana Wu (she/her)", "Dana Wu"),
    ("Dana Wu, TBD", "Dana Wu"),
]


@pytest.mark.parametrize(("typed", "name"), ONE)
def test_a_comma_or_an_and_within_one_name(typed: str, name: str) -> None:
    assert [person.name for person in split_people(typed)] == [name]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "Dana Wu, Tom Okafor",
            "Dana Wu; Tom Okafor",
            "Dana Wu/Tom Okafor",
            "Dana Wu & Tom Okafor",
        ),
        *("Dana Wu and Tom Okafor", "Dana Wu\nTom Okafor", "Wu, Dana; Okafor, Tom"),
        *("Wu, Dana & Okafor, Tom", "1. Dana Wu\n2. Tom Okafor", "Dana Wu und Tom Okafor"),
        *("Dana Wu (CTO), Tom Okafor (VP, Sales)", "Dana Wu, CTO, Tom Okafor, Head of Sales"),
        *("Dana Wu <dana@nw.example>, Tom Okafor <tom@nw.example>", "Dana Wu, n/a, Tom Okafor"),
    ],
)
def test_several_in_one_cell(typed: str) -> None:
    assert [person.name for person in split_people(typed)] == ["Dana Wu", "Tom Okafor"]


@pytest.mark.parametrize("family", ["Bank", "Board", "School"])
def test_a_family_name_may_be_a_companys_word(family: str) -> None:
    people = split_people(f"Dana Wu, Robert {family}")
    assert [person.name for person in people] == ["Dana Wu", f"Robert {family}"]


def test_what_stands_beside_a_name_is_kept() -> None:
    dana, tom, lea = split_people(
        "Dana Wu, VP Product; Tom Okafor <tom@nw.example>; lea.stone@nw.example"
    )
    assert (dana.name, dana.title, dana.typed) == ("Dana Wu", "VP Product", "Dana Wu, VP Product")
    assert (tom.name, tom.email) == ("Tom Okafor", "tom@nw.example")
    assert (lea.name, lea.email) == ("Lea Stone", "lea.stone@nw.example")


@pytest.mark.parametrize(
    "typed",
    [
        "Dana Wu (VP Product); and Tom Okafor, Engineering Manager",
        "1. Dana Wu – VP Product\n2. Tom Okafor – Engineering Manager <tom@nw.example>",
        "Dana Wu—VP Product, Tom Okafor - Engineering Manager",
    ],
)
def test_a_job_beside_each_of_several_names(typed: str) -> None:
    people = [(person.name, person.title) for person in split_people(typed)]
    assert people == [("Dana Wu", "VP Product"), ("Tom Okafor", "Engineering Manager")]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Dana Wu VP Sales", "VP Sales"),
        ("Dana Wu Senior Product Manager", "Senior Product Manager"),
        ("Dana Wu: VP", "VP"),
        ("Wu, Dana: VP", "VP"),
        ("Dana Wu, VP - Sales", "VP - Sales"),
        ("Dana Wu, VP, Sales", "VP, Sales"),
        ("Dana Wu, VP Product & Design", "VP Product & Design"),
        ("Dana Wu, she/her, VP", "VP"),
        ("Dana Wu, Leiterin Einkauf", "Leiterin Einkauf"),
        ("Dana Wu, Senior Buyer", "Senior Buyer"),
        ("Dana Wu, Customer Success Manager", "Customer Success Manager"),
        ("Dana Wu, Embedded Firmware Engineer", "Embedded Firmware Engineer"),
        ("VP Sales Dana Wu", "VP Sales"),
        ("CTO: Dana Wu", "CTO"),
        ("10:30 – Dana Wu", ""),
        ("Dana Wu at Northwind", ""),
        ("Dana Wu ⭐", ""),
        ("Dana\xa0Wu et al.", ""),
    ],
)
def test_what_somebody_is_is_no_part_of_the_name(typed: str, title: str) -> None:
    (dana,) = split_people(typed, {"northwind"})
    assert (dana.name, dana.title) == ("Dana Wu", title)


@pytest.mark.parametrize("typed", ["Justin Lead", "Nurse Pat", "Tom Okafor Sr.", "Van An Nguyen"])
def test_a_name_of_words_for_jobs_stays_one(typed: str) -> None:
    assert [(one.name, one.title) for one in split_people(typed)] == [(typed, "")]


@pytest.mark.parametrize("typed", ["Dana Wu、Tom Okafor", "10:00 Dana Wu, 11:00 Tom Okafor"])
def test_other_ways_to_list_two(typed: str) -> None:
    assert [person.name for person in split_people(typed)] == ["Dana Wu", "Tom Okafor"]


def test_given_names_alone_are_several_and_a_known_company_is_one() -> None:
    assert [one.name for one in split_people("Lea, Tom & Ana")] == ["Lea", "Tom", "Ana"]
    (company,) = split_people("Stone Hill & Marsh Lane", {"stone hill & marsh lane"})
    assert company.name == "Stone Hill & Marsh Lane"


@pytest.mark.parametrize(
    "typed",
    ["TBD", "N/A", "?", "-", "tbc", "unknown", "to be announced", "T.B.D.", "—", "n. a.", "??"],
)
def test_nobody_yet(typed: str) -> None:
    assert split_people(typed) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("dana.wu@northwind.example", True),
        ("josé@münchen.de", True),
        ("o'hara+jobs@mail.co.uk", True),
        ("dana@northwind", False),
        ("dana.wu@northwind.example.", False),
        ("dana wu@northwind.example", False),
        ("dana@@northwind.example", False),
        ("dana.northwind.example", False),
        ("dana@northwind,example", False),
    ],
)
def test_an_address_has_a_name_and_a_host_with_a_dot(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


@pytest.mark.parametrize(
    "text", ["[" * 32_000, "a" + " " * 32_000 + "b", "a," * 16_000, "&" * 32_000]
)
def test_a_cell_that_is_full_to_the_brim_is_read_in_no_time(text: str) -> None:
    """A pattern that looks from every character to the end would take minutes."""
    people = split_people(text)
    assert [person.typed for person in people] == [
        part for part in map(str.strip, text.split(",")) if part
    ]
    assert not looks_like_a_name(text)
    assert not speaks_of([text], "Dana Wu")
    assert placeholders([text]) == [[]]
