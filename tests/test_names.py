"""Names are compared as people compare them, and written so that templates can use them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from leavebehind.layout import Layout
from leavebehind.names import did_you_mean, distinct_names, fold, for_shell, key, snake_case
from leavebehind.plan import plan_packages
from leavebehind.plan_records import PACKAGES, Section
from leavebehind.records import Candidate, Interview, Interviewer
from leavebehind.search import Search

SECTIONS = {name: Section(name=name, path=Path(name)) for name in PACKAGES["full"]}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Dana Wu", " dana  WU "),
        ("Zürich", "ZURICH"),
        ("Nguyễn", "Nguye\u0302\u0303n"),
        ("Straße", "STRASSE"),
        ("Γιώργος", "ΓΙΩΡΓΟΣ"),
        ("Ｎｏｒｔｈ\u00a0Wind", "north wind"),
        ("پوپک\u200cنژاد", "پوپکنژاد"),
    ],
)
def test_names_that_people_take_for_the_same_are_the_same(text: str, other: str) -> None:
    assert fold(text) == fold(other)


def test_interviewers_that_differ_in_accents_have_their_titles_in_their_folders(
    tmp_path: Path,
) -> None:
    interview = Interview(key="NW", company="Northwind", role="Manager")
    panel = tuple(
        Interviewer(interview="NW", name=name, title=title)
        for name, title in (("René Roy", "CEO"), ("Rene Roy", "CTO"))
    )
    candidate = Candidate(name="Avery Quinn")
    search = Search(
        workbook=tmp_path, candidate=candidate, interviews=(interview,), interviewers=panel
    )
    (plan,) = plan_packages(search, SECTIONS).interviews
    layout = Layout(search, tmp_path)
    assert [layout.reader(plan, reader).name for reader in panel] == [
        "René Roy (CEO)",
        "Rene Roy (CTO)",
    ]


@pytest.mark.parametrize(
    ("text", "other"), [("NW-1", "NW1"), ("C", "C++"), ("か", "が"), ("कि", "की"), ("Åse", "Aase")]
)
def test_names_that_people_tell_apart_are_different(text: str, other: str) -> None:
    assert fold(text) != fold(other)


@given(st.text())
def test_a_folded_name_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert key(key(text)) == key(text)


def test_the_nearest_name_is_offered_whatever_its_case() -> None:
    assert did_you_mean("dana wo", ["Tom Okafor", "Dana Wu"]) == "did you mean 'Dana Wu'?"
    assert did_you_mean("Zoe", ["Tom Okafor", "Dana Wu"]) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Salary range", "salary_range"),
        ("2026", "_2026"),
        ("Größe (cm)", "grosse_cm"),
        ("Interviewer’s  mood", "interviewers_mood"),
        ("R&D", "r_d"),
        ("日本語", "日本語"),
        ("#", ""),
    ],
)
def test_names_in_templates_are_snake_case(text: str, name: str) -> None:
    assert snake_case(text) == name


@given(st.text())
def test_every_name_in_templates_is_an_identifier(text: str) -> None:
    name = snake_case(text)
    assert name == "" or name.isidentifier()


def test_names_with_other_accents_are_two_files() -> None:
    assert distinct_names(["René", "Rene", "RENÉ"]) == ["René", "Rene", "RENÉ (2)"]


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of Linux and macOS")
def test_a_path_in_a_printed_command_is_what_the_shell_reads() -> None:
    path = Path('A$HOME `id` O\'Brien \\ "x"! *.docx')
    command = ["/bin/sh", "-c", f"printf %s {for_shell(path)}"]
    assert subprocess.check_output(command, encoding="utf-8") == str(path)
