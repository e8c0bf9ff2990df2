"""Strict mypy knows the fields of every record."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

PROGRAM = """\
from leavebehind import read_workbook

search = read_workbook("interviews.xlsx")
print({expression})
"""


@pytest.mark.parametrize(
    "misspelt",
    ["search.candidate.adress", "search.interviews[0].salary_range", "search.experience[0].titel"],
)
def test_a_field_that_is_not_there_is_an_error(tmp_path: Path, misspelt: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(expression=misspelt), encoding="utf-8")
    output, errors, status = api.run(["--strict", str(program)])
    assert (status, errors) == (1, "")
    assert f'has no attribute "{misspelt.rpartition(".")[2]}"' in output
    assert output.endswith("Found 1 error in 1 file (checked 1 source file)\n")


def test_extras_are_reached_by_their_name(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    expression = 'search.candidate.address, search.interviews[0].extra["salary_range"]'
    program.write_text(PROGRAM.format(expression=expression), encoding="utf-8")
    output, errors, status = api.run(["--strict", str(program)])
    assert (status, errors) == (0, ""), output
