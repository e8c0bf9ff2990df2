"""Workbooks and templates, damaged and forged: each is read, or refused in plain words.

LEAVEBEHIND_FUZZ is how many cases each test runs; a hundred thousand take about an hour:
    LEAVEBEHIND_FUZZ=100000 python -m pytest tests/fuzz
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook

from leavebehind.docx.package import BadDocument
from leavebehind.docx.print_copy import print_copy
from leavebehind.errors import DocumentProblem, WorkbookError
from leavebehind.template import fill_worker
from leavebehind.template.lint import lint
from leavebehind.template.sources import TEMPLATES
from leavebehind.workbook.reader import read_workbook

CASES = int(os.environ.get("LEAVEBEHIND_FUZZ", "150"))
fuzzed = settings(
    max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


class Edit(NamedTuple):
    """What is done to a part: a stretch of it is replaced by a piece, or by another stretch."""

    part: int
    start: float
    length: int
    piece: bytes
    copied: bool


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            *(b"<", b">", b'"', b"&", b"&amp;", b"&#0;", b"&#xD800;", b"\x00", b"\xff\xfe", b"]]>"),
            *(b"{{", b"}}", b"{% if %}", b"{%p endfor %}", b"{%tr for a in b %}", b"{{ a.b }}"),
            *(b"{% for a in references %}", b"{# ", b"{{ '", b"{{ 9**9**9 }}", b"{{ (((((("),
            *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<w:p>", b"</w:p>", b"<w:tc/>"),
            *(b"<w:del>", b"<w:tbl/>", b'<w:fldChar w:fldCharType="begin"/>', b"<w:instrText>DDE"),
            *(b"<row/>", b"<c/>", b'<c t="s"><v>-1</v></c>', b'<c t="s"><v>9e9</v></c>'),
            *(b'<c t="d"><v>x</v></c>', b'<c r="XFE1048577"><v>1</v></c>', b"<v>1e999</v>"),
            *(b'<c t="e"><v>#N/A</v></c>', b"<f>1</f>", b's="99999"', b't="inlineStr"', b"1904"),
            *(b'<mergeCell ref="A1:XFD1048576"/>', b'ref="x"', b'r="A0"', b'Target="../../x"'),
            *(b'TargetMode="External"', b"http://127.0.0.1:9/", b"xml:space", b"xmlns="),
            *(b"-1", b"0", b"99999999999999999999", b"NaN", b"1e400", "é\u202e\u0301".encode()),
        ]
    ),
)
EDITS = st.lists(
    st.builds(
        Edit,
        part=st.integers(0, 40),
        start=st.floats(0, 1),
        length=st.integers(0, 80),
        piece=PIECES,
        copied=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
DAMAGE = st.one_of(
    st.just(None), st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=20))
)


def forged(parts: dict[str, bytes], edits: list[Edit], damage: Any) -> bytes:
    """The package with some parts edited, packed again, and then the file itself damaged."""
    changed = dict(parts)
    names = sorted(changed)
    for edit in edits:
        name = names[edit.part % len(names)]
        data = changed[name]
        start = int(edit.start * len(data))
        again = data[start : start + edit.length] if edit.copied else b""
        end = start if edit.copied else start + edit.length
        changed[name] = data[:start] + edit.piece + again + data[end:]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in changed.items():
            target.writestr(name, data)
    whole = packed.getvalue()
    if damage is not None:
        at, length, piece = damage
        start = int(at * len(whole))
        whole = whole[:start] + piece + whole[start + length :]
    return whole


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
        return {name: package.read(name) for name in names}


@cache
def workbook_parts() -> dict[str, bytes]:
    book = Workbook()
    book.remove(book.active)
    sheets: dict[str, list[list[Any]]] = {
        "Candidate": [
            ["Field", "Value"],
            ["Name", "Avery Quinn"],
            ["Website", "https://a.example"],
        ],
        "Interviews": [["Interview", "Company", "Role", "Date"], ["NW", "N", "R", 46000]],
        "Interviewers": [["Interview", "Name", "Copies"], ["NW", "Dana", 2], ["NW", "Tom", None]],
        "References": [["Name", "Permission", "Phone"], ["Ana", "yes", "+1 503 555 0199"]],
        "Awards": [["Title", "2026"], ["x", "=1+1"]],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return _unpacked(made.getvalue())


@cache
def template_parts(name: str) -> dict[str, bytes]:
    return _unpacked((TEMPLATES / f"{name}.docx").read_bytes())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@fuzzed
@given(edits=EDITS, damage=DAMAGE)
def test_any_workbook_is_read_or_refused(place: Path, edits: list[Edit], damage: Any) -> None:
    path = place / "interviews.xlsx"
    path.write_bytes(forged(workbook_parts(), edits, damage))
    try:
        search = read_workbook(path)
    except WorkbookError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)
    else:
        assert search.candidate.name


# A damaged document warns when python-docx writes it, and breaks off.
quiet = pytest.mark.filterwarnings("ignore")
NAMES = st.sampled_from(["resume", "references", "cover_letter", "business_card"])


@quiet
@fuzzed
@given(name=NAMES, edits=EDITS, damage=DAMAGE)
def test_any_template_is_read_or_refused(
    place: Path, name: str, edits: list[Edit], damage: Any
) -> None:
    path = place / "letter.docx"
    path.write_bytes(forged(template_parts(name), edits, damage))
    problems = lint(path)
    assert all(isinstance(one, DocumentProblem) and one.message for one in problems)
    question = {"task": "survey", "path": str(path), "vocabulary": None, "memory": 1}
    answer = fill_worker.answer(question)
    json.dumps(answer)
    assert answer.get("error") or {"variables", "loops", "problems", "notes"} <= answer.keys()


@quiet
@fuzzed
@given(name=NAMES, edits=EDITS, damage=DAMAGE)
def test_any_document_is_printed_or_refused(name: str, edits: list[Edit], damage: Any) -> None:
    try:
        copy, _ = print_copy(forged(template_parts(name), edits, damage))
    except BadDocument as error:
        assert str(error)
    else:
        assert print_copy(copy)[0] == copy
