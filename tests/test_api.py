"""The library from Python: what there is, what types it has, threads, asyncio and the samples."""

from __future__ import annotations

import asyncio
import runpy
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, SMALL_SEARCH

import leavebehind
from leavebehind import Progress, Search

DATA: dict[str, Any] = dict(SMALL_SEARCH.items())


def test_dir_and_help_show_all_that_there_is() -> None:
    assert set(leavebehind.__all__) <= set(dir(leavebehind))
    for name in leavebehind.__all__:
        assert getattr(leavebehind, name) is not None
    commands = {"new", "build", "check", "status", "resolve", "watch", "doctor", "open_packages"}
    assert commands <= set(leavebehind.__all__)
    run = [sys.executable, "-c", "import leavebehind; help(leavebehind)"]
    shown = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert all(f"\n    {name}(" in shown for name in ("build", "package_bytes", "convert", "watch"))


def test_progress_names_workbook_document_and_step(make_workbook: Callable[..., Path]) -> None:
    book, seen = make_workbook(), list[Progress]()
    leavebehind.build(book, pdf="none", on_progress=seen.append)
    assert {one.workbook for one in seen} == {book}
    filled = [one.document.name for one in seen if one.step == "filling" and one.document]
    assert "Résumé.docx" in filled
    assert next(one.package for one in seen if one.step == "binding") is not None


def test_threads_and_asyncio_make_what_one_call_makes() -> None:
    search = Search.from_data(SMALL_SEARCH)
    alone = leavebehind.package_bytes(search, "Dana Wu", pdf="none").documents

    def make(_: int) -> Any:
        return leavebehind.package_bytes(search, "Dana Wu", pdf="none").documents

    async def gathered() -> list[Any]:
        return await asyncio.gather(*(asyncio.to_thread(make, n) for n in range(3)))

    with ThreadPoolExecutor(3) as threads:
        assert all(made == alone for made in threads.map(make, range(3)))
    assert all(made == alone for made in asyncio.run(gathered()))


def test_the_sample_with_a_database_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(tmp_path / "search.db")) as database, database:
        for name, rows in DATA.items():
            for row in [rows] if isinstance(rows, dict) else rows:
                columns = ", ".join(f'"{column}"' for column in row)
                marks = ", ".join("?" for _ in row)
                database.execute(f'create table if not exists "{name}" ({columns})')
                values = [str(value) for value in row.values()]
                database.execute(f'insert into "{name}" values ({marks})', values)
    main = runpy.run_path(str(SAMPLES / "from_database.py"))["main"]
    main(str(tmp_path / "search.db"), str(tmp_path / "out"))
    assert capsys.readouterr().out.startswith("Northwind Dana Wu ")


def test_the_sample_with_pandas_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    for name, rows in DATA.items():
        listed = [rows] if isinstance(rows, dict) else rows
        pandas.DataFrame(listed).to_csv(tmp_path / f"{name}.csv", index=False)
    main = runpy.run_path(str(SAMPLES / "from_pandas.py"))["main"]
    main(str(tmp_path), str(tmp_path / "out"))
    assert capsys.readouterr().out.startswith("Northwind Dana Wu ")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the client for tests
def test_the_sample_web_service_answers_with_a_pdf() -> None:
    pytest.importorskip("fastapi", reason="FastAPI is not installed")
    client = pytest.importorskip("fastapi.testclient", reason="httpx is not installed")
    service = runpy.run_path(str(SAMPLES / "web_service.py"))
    web = client.TestClient(service["app"])
    rows = [{**row, "Date": "2027-03-16"} for row in DATA["Interviews"]]
    answer = web.post("/packages/Dana Wu", json={**DATA, "Interviews": rows})
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert web.post("/packages/Nobody", json={**DATA, "Interviews": rows}).status_code == 404
    wrong = web.post("/packages/Dana Wu", json={**DATA, "Interviews": [{"Interview": "A"}]})
    assert wrong.status_code == 422
    assert "the column Company is missing" in wrong.text
