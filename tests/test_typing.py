"""Strict mypy knows the fields of every record and the options of every function."""

from __future__ import annotations

import re

import pytest
from mypy import api

RIGHT = """\
import datetime

import leavebehind
from leavebehind import BuildReport, Interviewer, Note, PackageBytes, Progress, Search

search = Search.from_data({"Candidate": {"Name": "A"}}, "folder")
reader: Interviewer = search.interviewers[0]
made: PackageBytes = leavebehind.package_bytes(search, reader, pdf="embedded")
pdf: bytes = leavebehind.convert(made.documents["resume"])


def show(progress: Progress) -> None:
    print(progress.step, progress.workbook, progress.document, progress.done, progress.total)


def money(value: float) -> str:
    return f"{value:.2f}"


report: BuildReport = leavebehind.build(
    search,
    "out",
    pdf="auto",
    on_conflict="merge",
    filters={"money": money},
    extra={"today": datetime.date.today()},
    on_progress=show,
)
notes: list[Note] = report.notes
"""
WRONG = """\
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


SETTINGS = """\
[mypy]
strict = true
# What other libraries say of themselves takes mypy most of its time, and is not asked for here.
follow_imports = skip
[mypy-leavebehind.*]
follow_imports = silent
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What strict mypy says of each program; it is asked once, because it takes its time."""
    misspelt = RIGHT.replace('"merge"', '"mrge"').replace('pdf="auto"', 'pdf="wrd"')
    programs = {"right": RIGHT, "wrong": WRONG, "misspelt": misspelt}
    folder = tmp_path_factory.mktemp("programs")
    for name, program in programs.items():
        (folder / f"{name}.py").write_text(program, encoding="utf-8")
    (folder / "mypy.ini").write_text(SETTINGS, encoding="utf-8")
    files = (str(folder / f"{one}.py") for one in programs)
    output, errors, _ = api.run(["--config-file", str(folder / "mypy.ini"), *files])
    assert errors == ""
    lines = output.splitlines()
    return {name: "\n".join(line for line in lines if f"{name}.py:" in line) for name in programs}


def test_names_that_are_not_there_are_errors(said: dict[str, str]) -> None:
    wrong = [at for at, line in enumerate(WRONG.splitlines(), 1) if "# no" in line]
    found = [int(at) for at in re.findall(r":(\d+): error", said["wrong"])]
    assert found == wrong, said["wrong"]


def test_a_users_script_is_known(said: dict[str, str]) -> None:
    assert said["right"] == ""
    assert said["misspelt"].count(": error: ") == 2
    assert "Literal['beside', 'merge']" in said["misspelt"]
