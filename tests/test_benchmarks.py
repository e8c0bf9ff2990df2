"""The benchmarks run from a fresh clone."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from leavebehind.workbook.reader import read_workbook

RUN = Path(__file__).parent / "benchmarks" / "run.py"


def test_the_commands_are_measured_without_an_installed_leavebehind(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(RUN.parents[2])}
    command = [sys.executable, str(RUN), "start", "1"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "leavebehind --help" in run.stdout


def test_the_workbooks_that_are_measured_are_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(RUN.parent))
    run = runpy.run_path(str(RUN))
    made = {"many": (5, 5, 20), "multiplied": (2, 6, 16)}
    for name, (times, interviews, interviewers) in made.items():
        (tmp_path / name).mkdir()
        search = read_workbook(run[name](times, tmp_path / name / "interviews.xlsx"))
        assert (len(search.interviews), len(search.interviewers)) == (interviews, interviewers)
