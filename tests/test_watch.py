"""Saving the workbook, a template or a document brings the packages up to date."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from queue import Empty, Queue

import docx
import pytest
from PIL import Image
from watchfiles import Change

from leavebehind.build import build
from leavebehind.errors import UnknownNameError
from leavebehind.watch import Rebuilt, _is_saved, watch

MakeWorkbook = Callable[..., Path]
LONG = 60
"""Seconds after which a test has failed; every wait ends much sooner."""


class Watching:
    """A watch in a thread, and its builds."""

    def __init__(self, workbook: Path) -> None:
        self.builds: Queue[Rebuilt] = Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(workbook,))
        self._thread.start()

    def _run(self, workbook: Path) -> None:
        for rebuilt in watch(workbook, pdf="none", stop=self._stop):
            self.builds.put(rebuilt)

    def next(self) -> Rebuilt:
        return self.builds.get(timeout=LONG)

    def names(self) -> set[str]:
        return {path.name for path in self.next().report.written}

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(LONG)
        assert not self._thread.is_alive()


@pytest.fixture
def workbook(make_workbook: MakeWorkbook) -> Path:
    return make_workbook()


@pytest.fixture
def watching(workbook: Path) -> Iterator[Watching]:
    watching = Watching(workbook)
    assert "Cover letter.docx" in watching.names()
    yield watching
    watching.stop()


def test_a_saved_workbook_is_built_again(
    watching: Watching, workbook: Path, make_workbook: MakeWorkbook
) -> None:
    make_workbook({"Interviewers": [{"Interview": "NW-1", "Name": "Tom Okafor"}]})
    assert {"Cover letter.docx"} <= watching.names()
    assert (workbook.parent / "packages/NW-1/Tom Okafor/Cover letter.docx").exists()


def test_a_half_written_workbook_is_waited_for(watching: Watching, workbook: Path) -> None:
    whole = workbook.read_bytes()
    workbook.write_bytes(whole[: len(whole) // 2])
    waiting = watching.next()
    assert "interviews.xlsx can't be used yet" in str(waiting)
    assert "\n" not in str(waiting)
    workbook.write_bytes(whole)
    assert not watching.next().waiting


def test_a_folder_that_is_not_there_yet_is_waited_for(workbook: Path) -> None:
    folder = workbook.parent
    away = folder.rename(folder.with_name(f"{folder.name} away"))
    watching = Watching(workbook)
    assert "interviews.xlsx does not exist" in str(watching.next())
    away.rename(folder)
    assert "Cover letter.docx" in watching.names()
    watching.stop()


def test_what_no_file_can_mend_is_not_waited_for(workbook: Path) -> None:
    with pytest.raises(UnknownNameError, match="no theme is called 'clasic'"):
        next(watch(workbook, theme="clasic", pdf="none"))


def test_a_template_of_ones_own_is_seen_as_soon_as_it_is_there(
    watching: Watching, workbook: Path
) -> None:
    own = workbook.parent / "word_templates"
    own.mkdir()
    letter = docx.Document()
    letter.add_paragraph("Hello {{ interviewer.name }}")
    letter.save(str(own / "cover_letter.docx"))
    assert "Cover letter.docx" in watching.names()


def test_a_deleted_document_is_made_again_when_its_row_changes(
    watching: Watching, workbook: Path, make_workbook: MakeWorkbook
) -> None:
    letter = workbook.parent / "packages/NW-1/Dana Wu/Cover letter.docx"
    letter.unlink()
    interviewers = [{"Interview": "NW-1", "Name": "Dana Wu", "Personal note": "Hello."}]
    make_workbook({"Interviewers": interviewers})
    assert "Cover letter.docx" in watching.names()
    assert letter.exists()


def test_a_conflict_is_named(
    watching: Watching, workbook: Path, make_workbook: MakeWorkbook
) -> None:
    letter = workbook.parent / "packages/NW-1/Dana Wu/Cover letter.docx"
    mine = docx.Document(str(letter))
    mine.add_paragraph("Mine")
    mine.save(str(letter))
    interviewers = [{"Interview": "NW-1", "Name": "Dana Wu", "Personal note": "Hello."}]
    make_workbook({"Interviewers": interviewers})
    assert "; in conflict: “Cover letter.docx”" in str(watching.next())


def test_a_document_that_is_open_is_named_and_written_when_it_is_closed(
    watching: Watching, workbook: Path, make_workbook: MakeWorkbook
) -> None:
    lock = workbook.parent / "packages/NW-1/Dana Wu/~$ver letter.docx"
    lock.touch()
    interviewers = [{"Interview": "NW-1", "Name": "Dana Wu", "Personal note": "Hello."}]
    make_workbook({"Interviewers": interviewers})
    waiting = watching.next()
    assert "Cover letter.docx" not in {path.name for path in waiting.report.written}
    assert "waiting: “Cover letter.docx” is open in another program" in str(waiting)
    lock.unlink()
    closed = watching.next()
    assert "made Cover letter.docx" in str(closed)
    assert not closed.waiting


def test_what_is_replaced_by_a_file_of_equal_size_and_time_is_seen(
    workbook: Path, make_workbook: MakeWorkbook
) -> None:
    photo, letter = workbook.parent / "me.png", workbook.parent / "word_templates/cover_letter.docx"
    letter.parent.mkdir()
    replacements = {}
    for path, save in ((photo, save_picture), (letter, save_letter)):
        save(path, "#112233")
        replacements[path] = path.with_suffix(".tmp")
        save(replacements[path], "#332211")
        assert path.stat().st_size == replacements[path].stat().st_size
        for version in (path, replacements[path]):
            os.utime(version, (1e9, 1e9))
    make_workbook({"Candidate": {"Name": "Avery Quinn", "Photo": "me.png"}})
    watching = Watching(workbook)
    try:
        assert "Cover letter.docx" in watching.names()
        for path in (photo, letter):
            replacements[path].replace(path)
            assert "Cover letter.docx" in watching.names()
    finally:
        watching.stop()
    made = workbook.parent / "packages/NW-1/Dana Wu/Cover letter.docx"
    before = made.read_bytes()
    assert "#332211" in docx.Document(str(made)).paragraphs[-1].text
    build(workbook, pdf="none", force=True)
    assert made.read_bytes() == before


def save_picture(path: Path, colour: str) -> None:
    Image.new("RGB", (64, 64), colour).save(path, "PNG", compress_level=0)


def save_letter(path: Path, word: str) -> None:
    letter = docx.Document()
    letter.add_paragraph("{{ candidate.photo }}")
    letter.add_paragraph(f"Hello {{{{ interviewer.name }}}}, {word}")
    packed, stored = BytesIO(), BytesIO()
    letter.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    path.write_bytes(stored.getvalue())


def test_what_we_write_ourselves_leads_to_no_further_build(watching: Watching) -> None:
    with pytest.raises(Empty):
        watching.builds.get(timeout=1.5)


@pytest.mark.parametrize(
    ("change", "name", "matters"),
    [
        (Change.modified, "interviews.xlsx", True),
        (Change.added, "Cover letter.docx", True),
        (Change.deleted, "Cover letter.docx", True),
        (Change.modified, "letter.pdf", True),
        (Change.modified, "photo.webp", True),
        (Change.added, "~$interviews.xlsx", False),
        (Change.modified, "~$ver letter.docx", False),
        (Change.deleted, "~$ver letter.docx", True),
        (Change.added, ".~lock.Cover letter.docx#", False),
        (Change.deleted, ".~lock.Cover letter.docx#", True),
        (Change.added, "~WRL0001.tmp", False),
        (Change.added, "lu48.tmp", False),
        (Change.added, ".DS_Store", False),
        (Change.deleted, "a folder", True),
    ],
)
def test_locks_and_temporary_names_are_understood(
    change: Change, name: str, matters: bool, tmp_path: Path
) -> None:
    assert _is_saved(change, str(tmp_path / name)) == matters


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C can't be sent to one process")
def test_ctrl_c_ends_it_cleanly_and_each_build_is_one_line(workbook: Path) -> None:
    command = [sys.executable, "-m", "leavebehind", "watch", str(workbook), "--pdf", "none"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr and process.stdout
            assert b" made " in process.stderr.readline()
            assert b"packages/index.html" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            output, rest = process.communicate(timeout=LONG)
        finally:
            process.kill()
    assert (process.returncode, output) == (0, b"")
    assert b"Traceback" not in rest
    assert rest.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C can't be sent to one process")
def test_ctrl_c_ends_it_though_python_may_lose_the_exception(tmp_path: Path) -> None:
    program = """if True:
        import os, signal, sys, time
        from importlib import import_module
        from leavebehind.cli import main

        def watch(*_, stop, **__):
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                pass  # as in an object that is cleared away
            while not stop.is_set():
                time.sleep(0.01)
            yield from ()

        import_module("leavebehind.watch").watch = watch
        sys.argv = ["leavebehind", "watch", "interviews.xlsx"]
        main()
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=LONG)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")


def until(holds: Callable[[], bool]) -> None:
    """Returns as soon as it holds."""
    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
