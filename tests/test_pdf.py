"""PDF engines: whatever a converter does, a bad document costs itself and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, get_args

import docx
import pikepdf
import psutil
import pytest
from conftest import LETTERS
from killing import alive_in_group, is_alive, wait_until

import leavebehind
from leavebehind import fonts
from leavebehind.cli.app import app
from leavebehind.errors import EngineError
from leavebehind.pdf.choice import engines, usable
from leavebehind.pdf.converter import Converter
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.engine import Conversion, Engine, Monitor, Result
from leavebehind.pdf.engine_queue import EngineQueue
from leavebehind.pdf.libreoffice import OVERRIDE, LibreOffice, soffice
from leavebehind.pdf.word import Word
from leavebehind.report import PdfEngine
from leavebehind.session import Session
from leavebehind.worker import WorkerPool

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the fake is a script with #!")

Documents = Callable[..., list[Path]]


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    """Files of these names, each with its own name as its content."""

    def make(*names: str) -> list[Path]:
        paths = [tmp_path / f"{name}.docx" for name in names]
        for path in paths:
            path.write_text(path.stem)
        return paths

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A real document, set in Calibri."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.add_heading("Dear Zoë", 1)
    document.add_paragraph("I would like to work at Smith & Sons.")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    return path


def fonts_of(path: Path) -> dict[str, bool]:
    """The fonts of a PDF's pages, and whether each is embedded."""
    found = {}
    with pikepdf.open(path) as opened:
        for page in opened.pages:
            for font in page.resources.get("/Font", {}).values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                descriptor = inner.get("/FontDescriptor", {})
                embedded = any(key in descriptor for key in ("/FontFile2", "/FontFile3"))
                found[str(font.BaseFont).split("+")[-1].lstrip("/")] = embedded
    return found


def is_tagged(path: Path) -> bool:
    with pikepdf.open(path) as opened:
        return bool("/StructTreeRoot" in opened.Root and opened.Root.MarkInfo.Marked)


def printed(engine: Engine, ordered: list[Path], folder: Path) -> dict[Path, Result]:
    """What becomes of the documents in the engine's queue."""
    with closing(EngineQueue(engine, folder, Monitor())) as queue:
        under_way = {document: queue.submit(document) for document in ordered}
        return {document: future.result(60) for document, future in under_way.items()}


# -- the queue -------------------------------------------------------------------------------


@dataclass
class Held:
    """An engine whose calls wait until they are let go, and that remembers them."""

    workers: int
    worth_a_worker: int
    name: str = "held"
    calls: list[str] = field(default_factory=list)
    most_at_once: int = 0
    under_way: int = 0
    let_go: Event = field(default_factory=Event)

    def missing(self) -> str:
        return ""

    def convert(self, document: Path, folder: Path, monitor: Monitor | None = None) -> Path:
        assert monitor
        self.calls.append(document.stem)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        while not (self.let_go.wait(0.01) or monitor.stop.is_set()):
            pass
        self.under_way -= 1
        if document.stem == "full":
            raise OSError(28, "No space left on device")
        return an_empty_pdf(folder / f"{document.stem}.pdf")


def an_empty_pdf(path: Path) -> Path:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path


@pytest.fixture
def queue_of(folder: Path) -> Iterator[Callable[[Held], EngineQueue]]:
    with ExitStack() as opened:

        def open_queue(engine: Held) -> EngineQueue:
            queue = EngineQueue(engine, folder, Monitor())
            return opened.enter_context(closing(queue))

        yield open_queue


def test_another_worker_starts_where_enough_waits_to_be_worth_it(
    documents: Documents, queue_of: Callable[[Held], EngineQueue]
) -> None:
    engine = Held(workers=2, worth_a_worker=3)
    queue = queue_of(engine)
    under_way = [queue.submit(document) for document in documents("a")]
    wait_until(lambda: engine.calls == ["a"])
    under_way += [queue.submit(document) for document in documents(*"bcd")]
    time.sleep(0.05)
    assert engine.calls == ["a"]
    under_way += [queue.submit(document) for document in documents(*"ef")]
    wait_until(lambda: engine.most_at_once == 2)
    engine.let_go.set()
    results = [future.result(10) for future in under_way]
    assert [made.stem for made in results if isinstance(made, Path)] == list("abcdef")
    assert sorted(engine.calls) == list("abcdef")


def test_a_full_disk_costs_the_document(
    documents: Documents, queue_of: Callable[[Held], EngineQueue]
) -> None:
    engine = Held(workers=1, worth_a_worker=1)
    engine.let_go.set()
    queue = queue_of(engine)
    full, next_one = (queue.submit(document) for document in documents("full", "next"))
    assert "the disk is full" in str(full.result(10))
    assert isinstance(next_one.result(10), Path)


def test_closing_ends_what_is_under_way(documents: Documents, folder: Path) -> None:
    engine = Held(workers=2, worth_a_worker=0)
    queue = EngineQueue(engine, folder, Monitor())
    for document in documents("a", "b", "c"):
        queue.submit(document)
    wait_until(lambda: engine.under_way == 2)
    queue.close()
    assert engine.under_way == 0
    assert len(engine.calls) == 2


# -- the converter ---------------------------------------------------------------------------


@dataclass
class Pretender:
    """An engine that makes a PDF of everything, or of nothing."""

    name: str = "libreoffice"
    works: bool = True
    release: str = "1"
    substitutes_fonts: bool = True
    workers: int = 1
    worth_a_worker: int = 1
    converted: list[bytes] = field(default_factory=list)

    def missing(self) -> str:
        return ""

    def version(self) -> str:
        return self.release

    def convert(self, document: Path, folder: Path, _monitor: Monitor | None = None) -> Path:
        self.converted.append(document.read_bytes())
        if not self.works:
            raise EngineError("it does not work")
        made = folder / f"{document.stem}.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.docinfo["/Producer"] = f"{self.name} {self.release}"
            pdf.save(made)
        return made


def producer(pdf: Path) -> str:
    """The engine that pretended to make it, and its release."""
    with pikepdf.open(pdf) as opened:
        return str(opened.docinfo["/Producer"])


def converted(
    document: Path, kept: Path, *engines: Engine, dry_run: bool = False
) -> Conversion | EngineError:
    with Converter(engines, kept, dry_run=dry_run) as converter:
        converter.submit(document)
        return converter.result(document)


def test_equal_documents_are_converted_once_and_never_again(letter: Path, folder: Path) -> None:
    engine, copy = Pretender(), letter.with_name("copy.docx")
    copy.write_bytes(letter.read_bytes())
    with Converter([engine], folder) as converter:
        converter.submit(letter)
        converter.submit(copy)
        first = converter.result(letter)
        assert isinstance(first, Conversion)
        assert converter.result(copy) == first
        assert converter.converted == 1
    assert converted(letter, folder, engine) == first
    assert (first.engine, producer(first.pdf)) == ("libreoffice", "libreoffice 1")
    assert len(engine.converted) == 1


def test_after_an_update_of_the_engine_a_document_is_converted_anew(
    letter: Path, folder: Path
) -> None:
    old = converted(letter, folder, Pretender())
    new = converted(letter, folder, Pretender(release="2"))
    assert isinstance(old, Conversion)
    assert isinstance(new, Conversion)
    assert old.digest != new.digest
    assert [producer(one.pdf) for one in (old, new)] == ["libreoffice 1", "libreoffice 2"]


def test_pdfs_that_are_of_no_use_go_after_a_month(letter: Path, folder: Path) -> None:
    engine = Pretender()
    with Converter([engine], folder) as converter:
        digest = converter.print_digest(letter)
    used, young, old = (folder / f"{name}.{engine.name}.pdf" for name in (digest, "a", "b"))
    folder.mkdir(exist_ok=True)
    for pdf in (used, young, old):
        pdf.write_bytes(b"made before")
    for pdf in (used, old):
        os.utime(pdf, (1, 1))
    for dry_run in (True, False):
        with Converter([engine], folder, dry_run=dry_run) as converter:
            converter.submit(letter)
            converter.remove_unused()
        assert {*folder.glob("*.pdf")} == {used, young, *([old] if dry_run else [])}


def install_calibri(folder: Path) -> None:
    """Not quite Calibri, but as wide: the letters of Carlito under a name that is as long."""
    font = fonts.REGULAR.read_bytes()
    for encoding in ("ascii", "utf-16-be"):
        font = font.replace("Carlito".encode(encoding), "Calibri".encode(encoding))
    (folder / "calibri.ttf").write_bytes(font)


@pytest.mark.parametrize("substitutes", [True, False], ids=["substitutes fonts", "as Word"])
def test_calibri_that_is_installed_later_reaches_the_pdf(
    letter: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, substitutes: bool
) -> None:
    engine = Pretender(substitutes_fonts=substitutes)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    (tmp_path / "fonts").mkdir()
    before = converted(letter, folder, engine)
    install_calibri(tmp_path / "fonts")
    after = converted(letter, folder, engine)
    assert (before != after) is substitutes
    assert len(engine.converted) == 1 + substitutes


def test_a_font_that_is_installed_later_reaches_the_packages(
    make_workbook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    (tmp_path / "fonts").mkdir()
    workbook = make_workbook(LETTERS)
    first = leavebehind.build(workbook, pdf="embedded")
    assert leavebehind.build(workbook, pdf="embedded").converted == 0
    install_calibri(tmp_path / "fonts")
    later = leavebehind.build(workbook, pdf="embedded")
    assert later.converted == first.converted > 0
    assert later.packages[0].pdf in later.written
    assert leavebehind.build(workbook, pdf="embedded").written == []


def test_what_the_first_engine_cannot_convert_the_next_does(letter: Path, folder: Path) -> None:
    broken, next_one = Pretender("word", works=False), Pretender("embedded")
    with Converter([broken, next_one], folder) as converter:
        converter.submit(letter)
        made = converter.result(letter)
        assert isinstance(made, Conversion)
        assert made.engine == "embedded"
        (note,) = [note.message for note in converter.notes if "printed by" in note.message]
    assert "“embedded”, because “word” could not" in note
    assert converted(letter, folder, broken, next_one, dry_run=True) == made
    assert len(next_one.converted) == 1


def test_the_digest_of_a_conversion_is_known_without_converting(letter: Path, folder: Path) -> None:
    first, second = Pretender("libreoffice"), Pretender("embedded")
    made = [converted(letter, folder, engine) for engine in (first, second)]
    asker = Converter([first, second], folder, dry_run=True)
    for engine, conversion in zip((first, second), made, strict=True):
        assert isinstance(conversion, Conversion)
        assert asker.print_digest(letter, [engine.name]) == conversion.digest
    assert asker.print_digest(letter.with_name("missing.docx")) == ""


@posix_only
def test_a_pipe_in_the_place_of_a_document_is_not_waited_for(tmp_path: Path, folder: Path) -> None:
    pipe = tmp_path / "letter.docx"
    os.mkfifo(pipe)
    with pytest.raises(EngineError, match="no ordinary file"):
        raise converted(pipe, folder, Pretender())  # type: ignore[misc]


def test_a_document_that_was_never_submitted_has_no_pdf(letter: Path, folder: Path) -> None:
    with Converter([Pretender()], folder) as converter:
        assert isinstance(converter.result(letter), EngineError)


def test_an_engine_that_fails_unforeseen_is_not_waited_for(letter: Path, folder: Path) -> None:
    class Faulty(Pretender):
        def convert(self, *_: object, **__: object) -> Path:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        converted(letter, folder, Faulty())


@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.name)
def test_every_engine_says_its_version_where_it_is_there(engine: Engine) -> None:
    assert bool(engine.version()) is not bool(engine.missing())


@posix_only
def test_an_update_of_libreoffice_changes_its_version(
    calls: Callable[[], list[list[str]]], tmp_path: Path
) -> None:
    before = LibreOffice().version()
    (tmp_path / "fake" / "versionrc").write_text("buildid=2")
    assert LibreOffice().version() != before


# -- the choice ------------------------------------------------------------------------------


class Pretended:
    def __init__(self, name: str, missing: str) -> None:
        self.name = name
        self._missing = missing

    def missing(self) -> str:
        return self._missing


def pretend(**engines: str) -> tuple[Any, ...]:
    """The engines of a machine: those that work ("") and those that are missing (why)."""
    return tuple(Pretended(name, missing) for name, missing in engines.items())


def test_the_engines_are_word_libreoffice_embedded_in_this_order() -> None:
    assert [engine.name for engine in engines()] == ["word", "libreoffice", "embedded"]


def test_the_type_and_the_command_line_name_the_engines_there_are() -> None:
    known = ["auto", *(engine.name for engine in engines()), "none"]
    (option,) = (one for one in app.commands["build"].params if one.name == "pdf")
    assert list(get_args(PdfEngine)) == known == list(vars(option.type)["choices"])


def test_auto_takes_those_that_work_in_order() -> None:
    here = pretend(word="no Word", libreoffice="", embedded="")
    assert [engine.name for engine in usable("auto", here)] == ["libreoffice", "embedded"]


def test_a_named_engine_is_the_only_one() -> None:
    here = pretend(word="", libreoffice="", embedded="")
    assert [engine.name for engine in usable("embedded", here)] == ["embedded"]


@pytest.mark.parametrize("wanted", ["none", "auto"])
def test_without_an_engine_there_is_none(wanted: str) -> None:
    here = pretend(word="no Word", libreoffice="no LibreOffice", embedded="not installed")
    assert usable(wanted, here) == ()


def test_a_named_engine_that_is_missing_says_how_to_get_it() -> None:
    here = pretend(embedded="get it with: pip install 'leavebehind[pdf]'")
    with pytest.raises(EngineError, match=r"pip install 'leavebehind\[pdf\]'"):
        usable("embedded", here)


def test_an_engine_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"'acrobat'.*libreoffice"):
        usable("acrobat", engines())


# -- LibreOffice, as it fails ----------------------------------------------------------------

FAKE_SOFFICE = """\
#!{python}
# Does to each document what its first word says, and else makes a PDF of it, as soffice would.
import os, pathlib, signal, subprocess, sys, time

log = pathlib.Path({log!r})
with log.open("a") as calls:
    print(*sys.argv[1:], sep="\\t", file=calls)
at = sys.argv.index("--outdir") + 1
made = pathlib.Path(sys.argv[at])
made.mkdir(parents=True, exist_ok=True)
for name in sys.argv[at + 1:]:
    document = pathlib.Path(name)
    target = made / (document.stem + ".pdf")
    action = document.read_text().split()[0]
    if action == "hangs":
        helper = subprocess.Popen(["sleep", "600"])
        log.with_name("helper").write_text(str(helper.pid))
        time.sleep(600)
    elif action == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif action == "fails":
        print("Error: source file could not be loaded", file=sys.stderr)
    elif action == "garbles":
        target.write_bytes(b"%PDF-1.7 and then nothing")
        time.sleep(0.3)  # so that it is seen while the program still runs
    elif action == "blank":
        target.write_bytes(pathlib.Path({blank!r}).read_bytes())
    else:
        target.write_bytes(pathlib.Path({page!r}).read_bytes())
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[list[str]]]:
    """Puts a fake in LibreOffice's place, which can't stay open; returns the arguments with which
    it was called to convert so far."""
    place = tmp_path / "fake"
    place.mkdir()
    for name, pages in {"page.pdf": 1, "blank.pdf": 0}.items():
        with pikepdf.new() as made:
            for _ in range(pages):
                made.add_blank_page()
            made.save(place / name)
    script = FAKE_SOFFICE.format(
        python=sys.executable,
        log=str(place / "calls"),
        page=str(place / "page.pdf"),
        blank=str(place / "blank.pdf"),
    )
    (place / "soffice").write_text(script)
    (place / "soffice").chmod(0o755)
    monkeypatch.setenv(OVERRIDE, str(place / "soffice"))

    def calls() -> list[list[str]]:
        lines = (place / "calls").read_text().splitlines()
        return [line.split("\t") for line in lines if "--outdir" in line]

    return calls


@posix_only
@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("hangs", "did not finish within 1 seconds"),
        ("crashes", "exit code -11"),
        ("fails", "wrote no PDF .*could not be loaded"),
        ("garbles", "can't be read"),
        ("blank", "has no pages"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_a_document_that_breaks_the_converter_costs_only_itself(
    documents: Documents, folder: Path, action: str, message: str
) -> None:
    names = ["first", f"{action} here", "third", f"{action} again", "last"]
    ordered = documents(*names)
    made = printed(LibreOffice(seconds=1), ordered, folder)
    failed = [document.stem for document in ordered if isinstance(made[document], EngineError)]
    assert failed == [f"{action} here", f"{action} again"]
    with pytest.raises(EngineError, match=message):
        raise made[ordered[1]]


@posix_only
@pytest.mark.usefixtures("calls")
def test_a_hung_converter_is_ended_with_all_that_it_started(
    documents: Documents, folder: Path, tmp_path: Path
) -> None:
    printed(LibreOffice(seconds=1), documents("hangs"), folder)
    helper = (tmp_path / "fake" / "helper").read_text()
    wait_until(lambda: not is_alive(int(helper)))


@posix_only
@pytest.mark.usefixtures("calls")
def test_a_stale_pdf_is_not_taken_for_the_new_one(documents: Documents, folder: Path) -> None:
    (stale,) = documents("fails")
    (folder / "fails.pdf").write_bytes(b"%PDF from yesterday")
    with pytest.raises(EngineError, match="wrote no PDF"):
        LibreOffice().convert(stale, folder)


@posix_only
def test_a_converter_that_never_works_is_given_up(
    calls: Callable[[], list[list[str]]], documents: Documents, folder: Path
) -> None:
    many = documents(*(f"fails {n}" for n in range(30)))
    made = printed(LibreOffice(), many, folder)
    assert all(isinstance(made[document], EngineError) for document in many)
    assert len(calls()) < 12


@posix_only
def test_a_converter_that_always_hangs_is_given_up_in_every_worker(
    calls: Callable[[], list[list[str]]], documents: Documents, folder: Path
) -> None:
    engine = LibreOffice(seconds=0.5, workers=2)
    many = documents(*(f"hangs {n}" for n in range(40)))
    made = printed(engine, many, folder)
    assert all(isinstance(made[document], EngineError) for document in many)
    assert len(calls()) <= 6
    (last,) = documents("last")
    with pytest.raises(EngineError, match="was given up"):
        engine.convert(last, folder)


@posix_only
def test_every_call_has_a_profile_of_its_own(
    calls: Callable[[], list[list[str]]], documents: Documents, folder: Path
) -> None:
    for name in ("one", "two"):
        LibreOffice().convert(*documents(name), folder)
    profiles = [word for call in calls() for word in call if word.startswith("-env:User")]
    assert len(set(profiles)) == 2


def test_an_override_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERRIDE, "/nowhere/soffice")
    assert "/nowhere/soffice" in LibreOffice().missing()


def test_converting_without_libreoffice_is_an_error(
    monkeypatch: pytest.MonkeyPatch, documents: Documents, folder: Path
) -> None:
    monkeypatch.setenv(OVERRIDE, "/nowhere/soffice")
    with pytest.raises(EngineError, match="/nowhere/soffice"):
        LibreOffice().convert(*documents("one"), folder)


# -- LibreOffice itself ----------------------------------------------------------------------


@pytest.mark.libreoffice
def test_libreoffice_prints_a_tagged_pdf_with_its_fonts_embedded(
    letter: Path, folder: Path, kept_session: Session
) -> None:
    made = LibreOffice(kept_session.workers).convert(letter, folder)
    assert set(fonts_of(made)) == {"Carlito", "Carlito-Bold"}
    assert all(fonts_of(made).values())
    assert is_tagged(made)
    with pikepdf.open(made) as opened:
        assert "/Outlines" not in opened.Root


@pytest.fixture
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which not a single font is installed."""
    empty = tmp_path / "no fonts"
    empty.mkdir()
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{empty}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))
    monkeypatch.setenv("HOME", str(empty))


# -- a LibreOffice that stays open -----------------------------------------------------------


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Has LibreOffice say when it is opened; returns the process groups in which it was."""
    log, program = tmp_path / "opened", tmp_path / "soffice"
    log.touch()
    remember = f'case "$*" in *open.txt) ps -o pgid= $$ >> "{log}";; esac'
    program.write_text(f'#!/bin/sh\n{remember}\nexec "{soffice()}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv(OVERRIDE, str(program))
    return lambda: list(map(int, log.read_text().split()))


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool() as pool:
        yield pool


def converted_by(document: Path, pool: WorkerPool) -> Path:
    return LibreOffice(pool).convert(document, document.parent)


@posix_only
@pytest.mark.libreoffice
def test_libreoffice_is_opened_once_for_all_calls_of_a_build_and_ends_with_it(
    letter: Path, opened: Callable[[], list[int]]
) -> None:
    with WorkerPool() as pool:
        for _ in range(3):
            assert converted_by(letter, pool) == letter.with_suffix(".pdf")
        (group,) = opened()
        assert alive_in_group(group)
    wait_until(lambda: not alive_in_group(group))


@posix_only
@pytest.mark.libreoffice
def test_libreoffice_does_not_test_how_it_draws_before_it_prints(letter: Path) -> None:
    converted_by(letter, WorkerPool())
    below = psutil.Process().children(recursive=True)
    called = [word for one in below if one.name() == "soffice.bin" for word in one.cmdline()]
    profiles = [word.partition("file://")[2] for word in called if word.startswith("-env:User")]
    kept = [path.name for profile in profiles for path in Path(profile, "user").iterdir()]
    assert "registrymodifications.xcu" in kept
    assert "GraphicsRenderTests.log" not in kept


@posix_only
@pytest.mark.libreoffice
def test_an_open_libreoffice_that_has_died_costs_no_document(
    letter: Path, pool: WorkerPool, opened: Callable[[], list[int]]
) -> None:
    converted_by(letter, pool)
    os.killpg(*opened(), signal.SIGKILL)
    assert converted_by(letter, pool) == letter.with_suffix(".pdf")
    assert len(opened()) == 2


@posix_only
@pytest.mark.libreoffice
def test_a_text_that_is_only_named_docx_is_refused_also_by_another_libreoffice(
    letter: Path, documents: Documents, pool: WorkerPool, opened: Callable[[], list[int]]
) -> None:
    """Where the open one fails, it may not be the document that is to blame."""
    converted_by(letter, pool)
    (text,) = documents("just a text")
    with pytest.raises(EngineError, match="source file could not be loaded"):
        converted_by(text, pool)
    assert len(opened()) == 2
    wait_until(lambda: not any(map(alive_in_group, opened())))


@posix_only
def test_one_that_does_not_stay_open_is_done_without(
    calls: Callable[[], list[list[str]]], documents: Documents, folder: Path, pool: WorkerPool
) -> None:
    made = printed(LibreOffice(pool), documents("one", "two"), folder)
    assert all(isinstance(one, Path) for one in made.values())
    assert len(calls()) == 2


@posix_only
@pytest.mark.usefixtures("calls")
def test_where_no_other_libreoffice_can_be_started_a_document_fails(
    documents: Documents, folder: Path, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, failing = documents("sound", "fails")
    LibreOffice(pool).convert(sound, folder)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(EngineError, match="no process can be started"):
        LibreOffice(pool).convert(failing, folder)


@posix_only
def test_libreoffice_ends_with_the_process_that_has_it_convert(
    letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it hangs at the first document; the fake says which process it is."""
    program, at_work = tmp_path / "soffice", tmp_path / "at work"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *open.txt) exit;; esac\necho $$ > "{at_work}"\nexec sleep 600\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv(OVERRIDE, str(program))
    convert = f"LibreOffice().convert(Path({str(letter)!r}), Path({str(tmp_path)!r}))"
    imports = "from pathlib import Path; from leavebehind.pdf.libreoffice import LibreOffice"
    with subprocess.Popen([sys.executable, "-c", f"{imports}; {convert}"]) as process:
        wait_until(lambda: at_work.exists() and at_work.read_text().strip() != "")
        process.kill()
    wait_until(lambda: not is_alive(int(at_work.read_text())))


@posix_only
@pytest.mark.libreoffice
def test_an_open_libreoffice_ends_with_the_process_that_opened_it_however_that_ends(
    letter: Path, opened: Callable[[], list[int]]
) -> None:
    program = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from leavebehind.pdf.libreoffice import LibreOffice
        from leavebehind.worker import WorkerPool
        with WorkerPool() as pool:
            LibreOffice(pool).convert(Path({str(letter)!r}), Path({str(letter.parent)!r}))
            print("converted", flush=True)
            time.sleep(600)
    """)
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    (group,) = opened()
    wait_until(lambda: not alive_in_group(group))


# -- the embedded engine ---------------------------------------------------------------------

FAKE_OFFICE2PDF = """\
import os, sys, time
from types import SimpleNamespace

class Format:
    DOCX = "docx"

class ConvertOptions(SimpleNamespace):
    pass

class Panic(BaseException):
    pass

def convert_bytes(data, format, options):
    print("converters are talkative")
    action = data.decode().split()[0]
    if action == "hangs":
        time.sleep(600)
    if action == "crashes":
        os._exit(3)
    if action == "exits":
        sys.exit(1)
    if action == "panics":
        raise Panic("called unwrap on None")
    pdf = open({page!r}, "rb").read() if action != "blank" else b""
    warnings = [SimpleNamespace(kind="FallbackUsed", message="a font was replaced")]
    if action == "chart":
        warnings.append(SimpleNamespace(kind="UnsupportedElement", message="chart was left out"))
    return SimpleNamespace(pdf=pdf, warnings=warnings)
"""


@pytest.fixture
def fake_office2pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(page)
    place = tmp_path / "packages"
    place.mkdir()
    (place / "office2pdf.py").write_text(FAKE_OFFICE2PDF.format(page=str(page)))
    monkeypatch.syspath_prepend(str(place))


BREAKS_IT = {
    "hangs": "did not finish within 1 seconds",
    "crashes": "exit code 3",
    "exits": "SystemExit: 1",
    "panics": "Panic: called unwrap on None",
    "blank": "can't be read",
}


@pytest.mark.usefixtures("fake_office2pdf")
def test_what_breaks_the_embedded_engine_costs_only_itself(
    documents: Documents, folder: Path
) -> None:
    sound = documents("first", *(f"sound after {action}" for action in BREAKS_IT), "last")
    broken = documents(*(f"{action} here" for action in BREAKS_IT), "crashes again")
    ordered = [sound[0], *(one for pair in zip(broken, sound[1:], strict=True) for one in pair)]
    made = printed(Embedded(seconds=1, workers=2), ordered, folder)
    assert all(isinstance(made[document], Path) for document in sound)
    for document in broken:
        with pytest.raises(EngineError, match=BREAKS_IT[document.stem.split()[0]]):
            raise made[document]


@pytest.mark.usefixtures("fake_office2pdf")
def test_what_the_embedded_engine_leaves_out_is_noted(documents: Documents, folder: Path) -> None:
    reported: list[tuple[str, str]] = []
    ordered = documents("chart", "plain")
    monitor = Monitor(on_note=lambda document, note: reported.append((document.stem, note)))
    for document in ordered:
        Embedded().convert(document, folder, monitor)
    assert [(stem, "chart was left out" in note) for stem, note in reported] == [("chart", True)]


def test_the_embedded_engine_prints_a_tagged_pdf_with_its_fonts_embedded(
    letter: Path, folder: Path
) -> None:
    made = Embedded().convert(letter, folder)
    assert set(fonts_of(made)) == {"Carlito", "Carlito-Bold"}
    assert all(fonts_of(made).values())
    assert is_tagged(made)


@pytest.mark.usefixtures("no_fonts")
@pytest.mark.parametrize(
    "engine",
    [Embedded(), pytest.param(LibreOffice(), marks=pytest.mark.libreoffice)],
    ids=["embedded", "libreoffice"],
)
def test_words_fonts_and_names_in_any_script_are_printed_where_there_are_no_fonts(
    engine: Engine, tmp_path: Path, folder: Path
) -> None:
    document = docx.Document()
    for family in (*fonts.SUBSTITUTES, "Papyrus"):
        document.add_paragraph().add_run("Dear Dana").font.name = family
    document.styles["Normal"].font.name = "Papyrus"
    scripts = "王小明 김철수 やまだ नमस्ते தமிழ் อารี שלום ليلى ہارون ქართული ☎ 📱"
    document.add_paragraph(scripts)
    path = tmp_path / "names.docx"
    document.save(str(path))
    notes: list[str] = []
    made = engine.convert(path, folder, Monitor(on_note=lambda _, note: notes.append(note)))
    assert {name.removesuffix("-Regular") for name in fonts_of(made)} == {
        *("Carlito", "Caladea", "Gelasio", "EBGaramond", "OpenSans", "SourceSans3", "DejaVuSans"),
        *("LiberationSans", "LiberationSerif", "LiberationMono", "DroidSansFallback", "NotoEmoji"),
        *("NanumGothic", "NotoSansArabic", "NotoSansDevanagari", "NotoSansTamil", "NotoSansThai"),
    }
    assert notes == []


def test_a_script_without_a_main_guard_can_convert(letter: Path, folder: Path) -> None:
    script = letter.with_name("script.py")
    script.write_text(
        textwrap.dedent(f"""
        from pathlib import Path
        from leavebehind.pdf.embedded import Embedded
        print(Embedded().convert(Path({str(letter)!r}), Path({str(folder)!r})))
        """)
    )
    run = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert run.stdout.count("letter.pdf") == 1
    assert run.stderr == ""


# -- Word ------------------------------------------------------------------------------------

FAKE_DOCX2PDF = """\
import pathlib, sys, time

def convert(document, pdf, keep_active=False):
    print("100%")
    action = pathlib.Path(document).read_text().split()[0]
    if action == "hangs":
        time.sleep(600)
    if action == "exits":
        sys.exit(1)
    if action == "asserts":
        assert False, "not a docx"
    if action != "nothing" and keep_active:
        pathlib.Path(pdf).write_bytes(open({page!r}, "rb").read())
"""


@pytest.fixture
def fake_docx2pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docx2pdf, which here makes a PDF only if it is asked to leave Word open."""
    page = tmp_path / "page.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(page)
    place = tmp_path / "packages"
    place.mkdir()
    (place / "docx2pdf.py").write_text(FAKE_DOCX2PDF.format(page=str(page)))
    monkeypatch.syspath_prepend(str(place))


@posix_only
@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("hangs", "did not finish within 1 seconds"),
        ("exits", "SystemExit"),
        ("asserts", "not a docx"),
        ("nothing", "wrote no PDF"),
    ],
)
@pytest.mark.usefixtures("fake_docx2pdf")
def test_what_breaks_word_costs_only_itself_and_word_stays_open(
    documents: Documents, folder: Path, action: str, message: str
) -> None:
    ordered = documents("first", f"{action} here", "last")
    made = printed(Word(seconds=1), ordered, folder)
    assert [isinstance(made[document], Path) for document in ordered] == [True, False, True]
    assert (folder / "last.pdf").exists()
    with pytest.raises(EngineError, match=message):
        raise made[ordered[1]]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Word may be here")
def test_word_is_missing_where_it_does_not_run() -> None:
    assert "Windows and macOS" in Word().missing()
