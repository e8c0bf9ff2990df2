"""What every test may use: workbooks made on the spot, the shipped templates filled, a server."""

from __future__ import annotations

import atexit
import datetime
import gc
import os
import re
import runpy
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, redirect_stdout
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO, StringIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from openpyxl import Workbook
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from templates.documents import Documents

    from leavebehind.session import Session

# A slow machine is not a bug; and what CI says of a change must not hang on chance, which is at
# work on every other machine.
hypothesis.settings.register_profile(
    "leavebehind", deadline=None, derandomize=bool(os.environ.get("CI")), max_examples=50
)
hypothesis.settings.load_profile("leavebehind")

# Garbage is collected after each file alone, among what is new since the one before: to look for it
# in all that stays took a tenth of the tests' time.
gc.disable()

# Else each process that a test starts would compile the package anew, a fifth of its time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# openpyxl imports numpy where it is, and each process that does would start threads to reckon with.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

MEMORY, ROOM = Path("/dev/shm"), 4 << 30

# What the product writes it has the disk keep at once: that is a sixth of the tests' time, and on
# some disks most of the waiting. A run takes half a gigabyte, and the fake programs have to start.
# All of it goes at the end; with TMPDIR=/tmp it stays, to be looked at.
if sys.platform == "linux" and "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK):
    memory = os.statvfs(MEMORY)
    if memory.f_bavail * memory.f_frsize > ROOM and not memory.f_flag & os.ST_NOEXEC:
        tempfile.tempdir = tempfile.mkdtemp(prefix="leavebehind-tests-", dir=MEMORY)
        os.environ["TMPDIR"] = tempfile.tempdir
        atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)

SAMPLES = Path(__file__).parent.parent / "samples"
pytest_plugins = ["pytester", "programs"]


SHARING = ({"test_samples.py", "test_accessibility.py", "test_print_set.py"},)
"""The files that one process runs, because they use the same fixtures that take long to make."""

Row = Mapping[str, Any]
Sheets = Mapping[str, Sequence[Row] | Row | None]

SMALL_SEARCH: Sheets = {
    "Candidate": {"Name": "Avery Quinn", "Email": "avery@quinn.example"},
    "Interviews": [
        {
            "Interview": "NW-1",
            "Company": "Northwind",
            "Role": "Product Manager",
            "Date": datetime.date(2027, 3, 16),
        }
    ],
    "Interviewers": [{"Interview": "NW-1", "Name": "Dana Wu", "Title": "VP Product"}],
}

LETTERS: Sheets = {
    "Interviews": [{"Interview": "NW-1", "Company": "N", "Role": "R", "Package": "letters"}],
    "Packages": [{"Package": "letters", "Sections": "cover_letter"}],
}
"""An interview of one section, for what is about processes and not about documents."""


class FilesThatShare(LoadFileScheduling):
    """Runs each file's tests in one process, and files that share fixtures in the same."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(super()._split_scope(nodeid)).name
        return next((min(files) for files in SHARING if file in files), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesThatShare:
    return FilesThatShare(config, log)


def pytest_collection_finish() -> None:
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def tmp_path(
    numbers: Iterator[int], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder of the test's own.

    To give it a number, pytest reads the names of all other tests' folders: a fiftieth of the time.
    """
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{name}{next(numbers)}"
    folder.mkdir()
    return folder


@pytest.fixture
def make_workbook(tmp_path: Path) -> Callable[..., Path]:
    """Makes `tmp_path`/NAME.xlsx: one interview, one interviewer, and what the test says.

    A sheet is a list of rows (header → value), or for Candidate and Settings one row (field →
    value); None leaves a sheet out. A value may be a pair (value, number format).
    """

    def make(sheets: Sheets | None = None, *, name: str = "interviews.xlsx") -> Path:
        return save_workbook(sheets, tmp_path / name)

    return make


SAVED: dict[str, bytes] = {}
"""The workbooks that were made, by what they say: openpyxl takes longer to write than to read."""


def save_workbook(sheets: Sheets | None, path: Path) -> Path:
    """Saves a workbook as `make_workbook` does, where the test says."""
    whole = {**SMALL_SEARCH, **(sheets or {})}
    path.parent.mkdir(parents=True, exist_ok=True)
    # What shows nothing but its address may be another thing the next time.
    if (key := repr(whole)) not in SAVED or " at 0x" in key:
        SAVED[key] = _workbook(whole)
    path.write_bytes(SAVED[key])
    return path


def _workbook(sheets: Sheets) -> bytes:
    workbook, saved = Workbook(), BytesIO()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        if rows is not None:
            _fill(workbook.create_sheet(title), _as_rows(rows))
    workbook.save(saved)
    return saved.getvalue()


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sheets], Path]:
    """The packages of a workbook with their PDFs, built once and there to be copied."""
    built: dict[str, Path] = {}

    def packages(sheets: Sheets) -> Path:
        import leavebehind

        if (key := repr(sheets)) not in built:
            folder = tmp_path_factory.mktemp("built")
            workbook = save_workbook(sheets, folder / "interviews.xlsx")
            assert leavebehind.build(workbook, pdf="embedded").problems == []
            # So that they are those of the workbook for which they are copied.
            workbook.unlink()
            built[key] = folder / "packages"
        return built[key]

    return packages


@pytest.fixture
def make_built(
    built_once: Callable[[Sheets], Path], make_workbook: Callable[..., Path], tmp_path: Path
) -> Callable[[Sheets], Path]:
    """Makes a workbook as `make_workbook` does, and its packages with PDFs beside it."""

    def make(sheets: Sheets) -> Path:
        shutil.copytree(built_once(sheets), tmp_path / "packages")
        return make_workbook(sheets)

    return make


def _as_rows(rows: Sequence[Row] | Row) -> Sequence[Row]:
    if isinstance(rows, Mapping):
        return [{"Field": field, "Value": value} for field, value in rows.items()]
    return rows


def _fill(sheet: Any, rows: Sequence[Row]) -> None:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    sheet.append(headers)
    for number, row in enumerate(rows, start=2):
        for column, header in enumerate(headers, start=1):
            cell, value = sheet.cell(number, column), row.get(header)
            shown = value if isinstance(value, tuple) else (value, None)
            cell.value = shown[0]
            cell.number_format = shown[1] or cell.number_format


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server: its address, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests print nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


KEPT_WORKERS = (
    ("template", "fill_worker.py"),
    ("pdf", "convert_worker.py"),
    ("pdf", "libreoffice_worker.py"),
    ("overview", "thumbnail_worker.py"),
    ("cli", "build_worker.py"),
)


@pytest.fixture(scope="session", autouse=True)
def kept_session() -> Iterator[Session]:
    """Workers and a LibreOffice that a build is done with wait for the next test's build.

    They do so in `watch`, too; starting them took a third of the suite's time. What a test changes
    in their environment, and scripts and limits of its own, get processes of their own.
    """
    import leavebehind
    from leavebehind.session import Session
    from leavebehind.worker import Worker, WorkerPool

    package, lend = Path(leavebehind.__file__).parent, WorkerPool.lend
    keeping = {package / room / name for room, name in KEPT_WORKERS}
    usual, usual_programs = _surroundings(), _programs()
    with Session() as shared, pytest.MonkeyPatch.context() as patch:

        def lend_kept(
            pool: WorkerPool, script: Sequence[str | Path], *limits: Any, **named: Any
        ) -> AbstractContextManager[Worker]:
            is_usual = Path(script[0]) in keeping and _surroundings() == usual
            if Path(script[0]).name in ("build_worker.py", "libreoffice_worker.py"):
                is_usual = is_usual and _programs() == usual_programs
            return lend(shared.workers if is_usual else pool, script, *limits, **named)

        patch.setattr(WorkerPool, "lend", lend_kept)
        yield shared


def _surroundings() -> tuple[object, ...]:
    """What a worker is started with that it could notice."""
    unread = ("PYTEST_", "LEAVEBEHIND_", "PATH", "PWD")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unread)}
    return kept, list(sys.path), sys.executable


def _programs() -> tuple[object, ...]:
    """What decides which LibreOffice is started, and where a relative path leads."""
    return os.environ.get("PATH"), os.environ.get("LEAVEBEHIND_SOFFICE"), Path.cwd()


@pytest.fixture(scope="session")
def save_in_libreoffice(
    kept_session: Session, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., None]:
    """Opens documents in LibreOffice and saves them again; mark the test `libreoffice`."""
    from leavebehind.pdf.libreoffice import LIBREOFFICE_WORKER, soffice

    folder, script = tmp_path_factory.mktemp("saved"), [LIBREOFFICE_WORKER, str(soffice())]

    def save(*documents: Path) -> None:
        arguments = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder)]
        question = {"arguments": [*arguments, *map(str, documents)], "made": []}
        with kept_session.workers.lend(script, 300) as worker:
            worker.ask(question, on_call=lambda _: {})
        for document in documents:
            (folder / document.name).replace(document)

    return save


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory, kept_session: Session) -> Documents:
    """The shipped templates filled with all kinds of searches, and printed by both engines."""
    from templates.documents import Documents

    return Documents(tmp_path_factory.mktemp("templates"), kept_session)


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy of samples/ with the packages that its script makes, and what the script prints.

    It is there to be read.
    """
    folder = tmp_path_factory.mktemp("sample") / "samples"
    shutil.copytree(SAMPLES, folder, ignore=shutil.ignore_patterns("packages"))
    with redirect_stdout(StringIO()) as output:
        runpy.run_path(str(folder / "make_packages.py"), run_name="__main__")
    return folder, output.getvalue()
