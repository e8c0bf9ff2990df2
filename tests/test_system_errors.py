"""What the system says of files reaches the person in words, with the place and a way out."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import run
from conftest import SMALL_SEARCH

import leavebehind
from leavebehind import LeavebehindError, OutputError
from leavebehind.errors import output_error, system_words
from leavebehind.pdf.embedded import Embedded

MakeWorkbook = Callable[..., Path]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and folders are others there")
STATE = Path("packages/.leavebehind")


def build(workbook: Path) -> leavebehind.BuildReport:
    return leavebehind.build(workbook, pdf="none")


@pytest.mark.parametrize("code", ["ENOSPC", "EACCES", "EROFS", "ENAMETOOLONG", "EIO", "ELOOP"])
def test_every_usual_error_has_words_and_a_way_out(code: str) -> None:
    number = getattr(errno, code)
    what, todo = system_words(OSError(number, os.strerror(number)))
    assert what != os.strerror(number)
    assert todo


def test_a_file_that_windows_finds_open_is_not_one_without_permission() -> None:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    assert system_words(error) == (
        "another program has it open",
        "close it there, and run this again",
    )


def test_an_unusual_error_is_said_as_the_system_says_it(tmp_path: Path) -> None:
    error = output_error(OSError(errno.EXDEV, "Invalid link"), tmp_path)
    assert str(error) == f"{tmp_path} can't be used: Invalid link"


# No file can have a name with the first; the second is half of a letter, which Python alone holds.
@pytest.mark.parametrize("name", ["a\0b.xlsx", "a\ud800b.xlsx"])
def test_a_path_that_no_file_can_have_is_one_line(make_workbook: MakeWorkbook, name: str) -> None:
    workbook = make_workbook()
    search = leavebehind.read_workbook(workbook)
    calls: list[Callable[[], object]] = [
        lambda: build(Path(name)),
        lambda: leavebehind.build(workbook, name),
        lambda: leavebehind.build(search, name),
        lambda: leavebehind.build(workbook, templates=name),
        lambda: leavebehind.status(name),
        lambda: leavebehind.read_workbook(name),
        lambda: leavebehind.WordTemplate(name),
        lambda: leavebehind.convert(name),
        lambda: leavebehind.new(name),
        lambda: leavebehind.new(sources=[name]),
        lambda: leavebehind.resolve(name, keep="mine"),
        lambda: leavebehind.Search.from_data({}, name),
        lambda: next(leavebehind.watch(workbook, name)),
    ]
    for call in calls:
        with pytest.raises(LeavebehindError) as refused:
            call()
        assert len(str(refused.value).splitlines()) == 1
    (problem,), _ = leavebehind.check(name)
    assert "does not exist" in str(problem)


def test_a_folder_of_templates_that_cannot_be_listed_is_said_as_the_system_says_it(
    make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = make_workbook()
    templates = workbook.parent / "word_templates"
    templates.mkdir()
    listed = Path.iterdir

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder == templates:
            raise OSError(errno.EXDEV, "Invalid link")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    with pytest.raises(LeavebehindError) as refused:
        build(workbook)
    assert str(refused.value) == f"{templates} can't be read: Invalid link"


def test_the_file_in_the_way_is_named(make_workbook: MakeWorkbook) -> None:
    packages = make_workbook().parent / "packages"
    packages.write_text("mine")
    with pytest.raises(OutputError) as refused:
        build(packages.parent / "interviews.xlsx")
    way_out = "there is a file where a folder should be; move it away"
    assert str(refused.value) == f"{packages} can't be used: {way_out}"
    (problem,), _ = leavebehind.check(packages.parent / "interviews.xlsx")
    assert str(problem) == str(refused.value)


@pytest.mark.parametrize("name", ["lock", "ledger.json"])
def test_a_folder_for_a_file_of_ours_is_named(make_workbook: MakeWorkbook, name: str) -> None:
    workbook = make_workbook()
    taken = workbook.parent / STATE / name
    taken.mkdir(parents=True)
    with pytest.raises(OutputError, match=r"\w can't be used: .*; move it away$") as refused:
        build(workbook)
    # Windows forbids to open a folder.
    assert str(taken) in str(refused.value)


@POSIX
def test_a_link_that_leads_to_itself_costs_one_document(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    build(workbook)
    letter = workbook.parent / "packages/NW-1/Dana Wu/Cover letter.docx"
    letter.unlink()
    letter.symlink_to(letter.name)
    (problem,) = build(workbook).problems
    assert str(problem).endswith("can't be used: it is a link that leads to itself; delete it")
    (book := workbook.with_name("loop.xlsx")).symlink_to("loop.xlsx")
    (problem,), _ = leavebehind.check(book)
    assert str(problem) == ("loop.xlsx is a link to a file that is not there; name the file itself")


@POSIX
def test_names_that_are_too_long_are_said_to_be(tmp_path: Path) -> None:
    (problem,), _ = leavebehind.check(tmp_path / f"{'x' * 300}.xlsx")
    assert "the path is too long; choose a folder with a shorter path" in str(problem)


@POSIX
def test_a_template_that_leads_nowhere_is_named(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(SMALL_SEARCH)
    own = workbook.parent / "word_templates"
    own.mkdir()
    (own / "cover_letter.docx").symlink_to("gone.docx")
    with pytest.raises(LeavebehindError) as refused:
        build(workbook)
    assert str(refused.value) == (
        "cover_letter.docx: the template can't be read: it is not there; "
        "look at its name and its folder"
    )


def test_a_starter_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("mine")
    _, errors = run("new", "search", cwd=tmp_path, code=1)
    assert errors == (
        "problem: search can't be used: there is a file where a folder should be; move it away\n"
    )


def test_a_full_disk_is_no_reason_to_look_at_the_documents(
    make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Embedded, "missing", lambda _: "")
    monkeypatch.setattr(Embedded, "convert", full)
    problems = leavebehind.build(make_workbook(), pdf="embedded").problems
    assert {str(one).partition(": ")[2] for one in problems} == {
        "its PDF can't be written: the disk is full; make room on it, and run this again"
    }
