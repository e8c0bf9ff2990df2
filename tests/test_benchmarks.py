"""The benchmarks run from a fresh clone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parent / "benchmarks" / "run.py"


def test_the_commands_are_measured_without_an_installed_leavebehind(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(RUN.parents[2])}
    command = [sys.executable, str(RUN), "start", "1"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "leavebehind --help" in run.stdout
