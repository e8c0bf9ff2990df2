"""A second build is skipped where nothing has changed, and only there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from crash import crashes
from PIL import Image

import leavebehind
import leavebehind.build
from leavebehind.report import BuildReport, Progress

MakeWorkbook = Callable[..., Path]

SHEETS: dict[str, Any] = {
    "Candidate": {"Name": "Zoë Quinn", "Phone": "503-555-0100", "Signature": "signature.png"},
    "Interviews": [
        {
            "Interview": "NW",
            "Company": "Northwind",
            "Role": "Analyst",
            "Date": "2027-03-16",
            "Time": "09:30",
            "Tags": "data, food",
            "Salary range": "enough",
            "Extra": "lunch",
            "Package": "basic",
        }
    ],
    "Interviewers": [
        {"Interview": "NW", "Name": "Dana Wu", "Talking points": "the harbor"},
        {"Interview": "NW", "Name": "Tom Okafor"},
    ],
    "Experience": [{"Title": "Analyst", "Company": "Acme & Sons"}],
}


@pytest.fixture
def workbook(make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch) -> Path:
    workbook = make_workbook(SHEETS)
    monkeypatch.chdir(workbook.parent)
    Image.new("RGB", (60, 20), "navy").save(workbook.parent / "signature.png")
    return workbook


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each build that looked for itself."""
    builds: list[str] = []
    story = sys.modules["leavebehind.build"]
    plain = story._build

    def count(*arguments: Any) -> BuildReport:
        builds.append("looked")
        return plain(*arguments)

    monkeypatch.setattr(story, "_build", count)
    return builds


def letter(workbook: Path) -> Path:
    return workbook.parent / "packages" / "NW" / "Dana Wu" / "Cover letter.docx"


def test_the_report_is_the_one_that_another_look_would_give(
    workbook: Path, counted: list[str]
) -> None:
    leavebehind.build(workbook, pdf="embedded")
    told = leavebehind.build(workbook, pdf="embedded")
    assert counted == ["looked"]
    (workbook.parent / "packages/.leavebehind/journal.jsonl").touch()
    looked = leavebehind.build(workbook, pdf="embedded")
    assert counted == ["looked", "looked"]
    assert told.to_json() == looked.to_json()
    assert told.packages == looked.packages
    assert told.packages[0].interview.extra == {"salary_range": "enough", "extra_": "lunch"}
    assert {d.outcome for p in told.packages for d in p.documents} == {"unchanged"}


def test_nothing_is_written_and_nothing_heavy_is_loaded(workbook: Path) -> None:
    leavebehind.build(workbook, pdf="none")
    files = {p: p.stat().st_mtime_ns for p in workbook.parent.rglob("*")}
    program = (
        "import sys, leavebehind\n"
        f"leavebehind.build({str(workbook)!r}, pdf='none')\n"
        "heavy = {'docxtpl', 'openpyxl', 'lxml', 'babel', 'pikepdf'} & set(sys.modules)\n"
        "assert not heavy, sorted(heavy)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert {p: p.stat().st_mtime_ns for p in workbook.parent.rglob("*")} == files


def _edit(workbook: Path) -> None:
    document = docx.Document(str(letter(workbook)))
    document.add_paragraph("by hand")
    document.save(str(letter(workbook)))


def _own_template(workbook: Path) -> None:
    own = workbook.parent / "word_templates"
    own.mkdir()
    template = docx.Document()
    template.add_paragraph("Hello")
    template.save(str(own / "cover_letter.docx"))


def _other_signature(workbook: Path) -> None:
    Image.new("RGB", (60, 20), "red").save(workbook.parent / "signature.png")


CHANGES: dict[str, Callable[[Path], object]] = {
    "an edit": _edit,
    "a template": _own_template,
    "a signature": _other_signature,
    "a deletion": lambda workbook: letter(workbook).unlink(),
    "a rename": lambda workbook: letter(workbook).rename(letter(workbook).with_name("Mine.docx")),
    "a lock": lambda workbook: letter(workbook).with_name("~$ver letter.docx").touch(),
    "a document of their own": lambda workbook: (
        letter(workbook).with_name("Résumé.docx").write_bytes(letter(workbook).read_bytes())
    ),
    "the ledger": lambda workbook: (
        workbook.parent / "packages/.leavebehind/ledger.json"
    ).write_bytes(b"damaged"),
    "a stray file": lambda workbook: (
        workbook.parent / "packages/.leavebehind/journal.jsonl"
    ).write_bytes(b""),
    "a stray folder": lambda workbook: (workbook.parent / "packages/.leavebehind/tmp").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_makes_it_look_for_itself(
    workbook: Path, counted: list[str], change: str
) -> None:
    leavebehind.build(workbook, pdf="none")
    CHANGES[change](workbook)
    leavebehind.build(workbook, pdf="none")
    assert counted == ["looked", "looked"]


def test_a_document_is_made_again_when_its_empty_folder_is_gone(workbook: Path) -> None:
    leavebehind.build(workbook, pdf="none")
    shutil.rmtree(letter(workbook).parent)
    letter(workbook).parent.mkdir()
    for _ in range(2):
        leavebehind.build(workbook, pdf="none")
        assert not letter(workbook).exists()
    letter(workbook).parent.rmdir()
    leavebehind.build(workbook, pdf="none")
    assert letter(workbook).exists()


def test_other_options_make_it_look_and_write_nothing(workbook: Path, counted: list[str]) -> None:
    leavebehind.build(workbook, pdf="none")
    files = {p: p.stat().st_mtime_ns for p in (workbook.parent / "packages").rglob("*.*")}
    leavebehind.build(workbook, pdf="none", section="resume")
    leavebehind.build(workbook, pdf="none", interviewer="Tom Okafor")
    leavebehind.build(workbook, pdf="none", force=True)
    leavebehind.build(workbook, pdf="none", dry_run=True)
    leavebehind.build(workbook, pdf="none")
    assert counted == ["looked"] * 5
    assert {p: p.stat().st_mtime_ns for p in (workbook.parent / "packages").rglob("*.*")} == files


@pytest.mark.parametrize(
    "harm",
    [
        lambda ours: (ours / "ledger.json").unlink(),
        lambda ours: (ours / "ledger.json").write_bytes(b"damaged"),
        shutil.rmtree,
    ],
    ids=["missing", "damaged", "all of ours is gone"],
)
@pytest.mark.parametrize("is_edited", [True, False])
def test_after_a_harmed_ledger_the_second_build_writes_nothing_and_tells_what_stands(
    workbook: Path, harm: Callable[[Path], object], is_edited: bool
) -> None:
    leavebehind.build(workbook, pdf="none")
    if is_edited:
        _edit(workbook)
    folder = workbook.parent / "packages"
    harm(folder / ".leavebehind")
    leavebehind.build(workbook, pdf="none")
    files = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    report = leavebehind.build(workbook, pdf="none")
    assert report.written == []
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == files
    states = {d.path: d.state for d in leavebehind.status(workbook).documents}
    words = {"unchanged": "up to date", "kept": "edited by hand", "conflict": "in conflict"}
    told = {d.path: words[d.outcome] for p in report.packages for d in p.documents}
    assert told == {path: states[path] for path in told}


def test_in_a_folder_that_is_read_only_an_unchanged_build_is_told(
    workbook: Path, counted: list[str]
) -> None:
    leavebehind.build(workbook, pdf="none")
    reports: list[BuildReport] = []
    work = lambda: reports.append(leavebehind.build(workbook, pdf="none"))  # noqa: E731
    assert not crashes(work, 1, workbook.parent / "packages")
    [report] = reports
    assert counted == ["looked"]
    assert {d.outcome for p in report.packages for d in p.documents} == {"unchanged"}


def test_killed_while_it_is_written_the_memory_leaves_nothing_behind(workbook: Path) -> None:
    leavebehind.build(workbook, pdf="none")
    _edit(workbook)
    step, packages = 1, workbook.parent / "packages"
    while crashes(lambda: leavebehind.build(workbook, pdf="none"), step, packages):
        step += 1
        leavebehind.build(workbook, pdf="none")
        files = {p: p.stat().st_mtime_ns for p in packages.rglob("*")}
        assert not {p.name for p in files} & {"tmp", "journal.jsonl"}
        leavebehind.build(workbook, pdf="none")
        assert {p: p.stat().st_mtime_ns for p in files} == files
        _edit(workbook)
    assert step > 3


def test_a_program_that_is_installed_makes_it_look_once(
    workbook: Path, counted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leavebehind.build(workbook, pdf="none")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for _ in range(2):
        leavebehind.build(workbook, pdf="none")
    assert counted == ["looked", "looked"]


def test_an_edit_saved_while_it_builds_is_not_taken_for_built(
    workbook: Path, counted: list[str]
) -> None:
    def save(progress: Progress) -> None:
        if progress.step == "binding" and progress.done == progress.total:
            _edit(workbook)

    leavebehind.build(workbook, pdf="embedded", on_progress=save)
    report = leavebehind.build(workbook, pdf="embedded")
    assert counted == ["looked", "looked"]
    # The package's PDF, its copy named by reader, and the print set.
    assert (report.converted, len(report.written)) == (1, 3)


def test_what_is_open_or_wrong_is_tried_again(workbook: Path, counted: list[str]) -> None:
    leavebehind.build(workbook, pdf="none")
    letter(workbook).write_bytes(b"broken")
    for _ in range(2):
        assert leavebehind.build(workbook, pdf="embedded").problems
    assert len(counted) == 3


def _same_size_and_time(path: Path, data: bytes) -> None:
    before = path.stat()
    path.write_bytes(data.ljust(before.st_size, b"\0"))
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_picture_of_equal_size_and_time_is_another(workbook: Path, counted: list[str]) -> None:
    letters = []
    signature = workbook.parent / "signature.png"
    signature.write_bytes(signature.read_bytes().ljust(2000, b"\0"))
    for color in ("red", "green"):
        leavebehind.build(workbook, pdf="none")
        letters.append(letter(workbook).read_bytes())
        Image.new("RGB", (60, 20), color).save(workbook.parent / "other.png")
        _same_size_and_time(signature, (workbook.parent / "other.png").read_bytes())
    assert counted == ["looked", "looked"]
    assert letters[0] != letters[1]


def _an_engine_that_is_updated(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = place / "soffice"
    program.write_text("version 1")
    program.chmod(0o755)
    monkeypatch.setenv("LEAVEBEHIND_SOFFICE", str(program))
    return program


def _a_font_that_is_replaced(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    font = place / "fonts" / "Some.ttf"
    font.parent.mkdir()
    font.write_text("version 1")
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    return font


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="fonts lie elsewhere there")
@pytest.mark.parametrize("install", [_an_engine_that_is_updated, _a_font_that_is_replaced])
def test_what_is_updated_in_its_place_makes_it_look(
    workbook: Path,
    counted: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    install: Callable[[Path, pytest.MonkeyPatch], Path],
) -> None:
    (tmp_path / "machine").mkdir()
    installed = install(tmp_path / "machine", monkeypatch)
    for content in ("version 1", "version 2"):
        installed.write_text(content)
        os.utime(installed, ns=(len(counted), len(counted)))
        for _ in range(2):
            leavebehind.build(workbook, pdf="none")
    assert counted == ["looked", "looked"]


def test_nothing_private_is_remembered_in_clear(workbook: Path) -> None:
    report = leavebehind.build(workbook, pdf="none")
    again = leavebehind.build(workbook, pdf="none")
    ours = workbook.parent / "packages" / ".leavebehind"
    for path in ours.rglob("*.json*"):
        assert "the harbor" not in path.read_text("utf-8")
    assert {package.interviewer.talking_points for package in again.packages} == {""}
    assert report.packages[0].interviewer == again.packages[0].interviewer


CALLS = """if True:
    import sys
    import leavebehind

    def calls():
        count = 0

        def trace(*_):
            nonlocal count
            count += 1

        sys.settrace(trace)
        leavebehind.build(sys.argv[1], pdf="none")
        sys.settrace(None)
        return count

    print(calls(), calls())
"""


def test_the_second_run_takes_less_than_a_twentieth_of_the_work(workbook: Path) -> None:
    """Told by the calls that Python makes, which no other program disturbs.

    A new process has none of the templates in memory that other tests have read.
    """
    command = [sys.executable, "-c", CALLS, str(workbook)]
    first, second = map(int, subprocess.check_output(command).split())
    assert second * 20 < first
