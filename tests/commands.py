"""The commands as a person or a script uses them, in this process."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from leavebehind.cli import app


def run(
    *arguments: object, code: int = 0, cwd: Path | None = None, **environment: str
) -> tuple[str, str]:
    """Standard output and standard error of the command, which has to exit with `code`."""
    output, errors = StringIO(), StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(output),
        redirect_stderr(errors),
        pytest.raises(SystemExit) as ended,
    ):
        patch.setattr(sys, "argv", ["leavebehind", *map(str, arguments)])
        patch.chdir(cwd or Path.cwd())
        for name, value in environment.items():
            patch.setenv(name, value)
        app.run()
    assert (ended.value.code or 0) == code, output.getvalue() + errors.getvalue()
    assert "Traceback" not in output.getvalue() + errors.getvalue()
    assert "unexpected error" not in output.getvalue() + errors.getvalue(), errors.getvalue()
    return output.getvalue(), errors.getvalue()


def run_json(*arguments: object, code: int = 0, **environment: str) -> dict[str, Any]:
    """What the command prints with --json."""
    report: dict[str, Any] = json.loads(run(*arguments, "--json", code=code, **environment)[0])
    return report
