"""Strict mypy knows the fields of every record and the options of every function."""

from __future__ import annotations

import re
from pathlib import Path

from mypy import api

PROGRAM = """\
import leavebehind

search = leavebehind.read_workbook("interviews.xlsx")
print(search.candidate.address, search.interviews[0].extra["salary_range"])
print(search.candidate.adress)  # no field
print(search.interviews[0].salary_range)  # no field
print(search.experience[0].titel)  # no field
leavebehind.build("interviews.xlsx", pdf="libre")  # no engine
print([one.report.packages for one in leavebehind.build_many(["a.xlsx"], "out", pdf="embedded")])
leavebehind.build_many(["a.xlsx"], pdf="libre")  # no engine
leavebehind.build_many(["a.xlsx"], dryrun=True)  # no option
"""


def test_names_that_are_not_there_are_errors(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    output, errors, status = api.run(["--strict", str(program)])
    assert (status, errors) == (1, "")
    wrong = [at for at, line in enumerate(PROGRAM.splitlines(), 1) if "# no" in line]
    assert [int(at) for at in re.findall(r":(\d+): error", output)] == wrong, output
