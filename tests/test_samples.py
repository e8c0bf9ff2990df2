"""The sample runs as it stands, and is what the README says."""

from __future__ import annotations

import runpy
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from conftest import SAMPLES

import leavebehind
from leavebehind.search import Search

ATTACHMENTS = ("letter.pdf", "morning-report.png", "signature.png")


@pytest.fixture(scope="module")
def search() -> Search:
    return leavebehind.read_workbook(SAMPLES / "interviews.xlsx")


def test_it_is_three_interviews_and_eight_interviewers(search: Search) -> None:
    assert (len(search.interviews), len(search.interviewers)) == (3, 8)
    assert {person.interview for person in search.interviewers} == {
        interview.key for interview in search.interviews
    }
    assert {interview.format for interview in search.interviews} == {"folder", "bound"}
    assert {interview.paper for interview in search.interviews} == {"letter", "a4"}
    assert search.notes == ()


def test_it_shows_what_a_workbook_can_hold(search: Search) -> None:
    assert search.candidate.postal_code == "02906"
    assert search.interviews[0].extra["salary_range"] == "from $165,000"
    assert all(search.lists.values())
    assert [reference.permission for reference in search.references].count(False) == 1
    texts = repr(search)
    assert all(character in texts for character in "&<éñøÅ’")


def test_every_attachment_is_used(search: Search) -> None:
    files = [
        search.candidate.signature,
        *(letter.file for letter in search.recommendations),
        *(sample.file for sample in search.work_samples),
    ]
    assert set(filter(None, files)) == {
        (SAMPLES / "attachments" / name).resolve() for name in ATTACHMENTS
    }


def test_drawing_it_again_draws_the_same_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(SAMPLES)
    runpy.run_path(str(SAMPLES / "make_samples.py"))["main"](tmp_path)
    drawn, committed = tmp_path / "interviews.xlsx", SAMPLES / "interviews.xlsx"
    with zipfile.ZipFile(committed) as old, zipfile.ZipFile(drawn) as new:
        assert new.namelist() == old.namelist()
        for part in old.namelist():
            assert new.read(part) == old.read(part), part
    assert sorted(path.name for path in (tmp_path / "attachments").iterdir()) == list(ATTACHMENTS)


def test_the_script_makes_every_package_in_about_ten_lines(made_sample: tuple[Path, str]) -> None:
    lines = (SAMPLES / "make_packages.py").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= 10
    folder, printed = made_sample
    assert len(list((folder / "packages").glob("[!.]*/*/*.pdf"))) == 8
    assert "Åse Lindqvist" in printed


@pytest.mark.validator
def test_word_would_open_every_document(
    made_sample: tuple[Path, str], validate_docx: Callable[[Iterable[Path]], None]
) -> None:
    folder, _ = made_sample
    validate_docx((folder / "packages").glob("[!.]*/**/*.docx"))
