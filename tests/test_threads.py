"""Several builds in the threads of one process share nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docx

import leavebehind
from leavebehind.report import BuildReport

MakeWorkbook = Callable[..., Path]


def sheets(candidate: str) -> dict[str, Any]:
    interview = {"Interview": "I", "Company": candidate, "Role": "Analyst", "Package": "own"}
    readers = [{"Interview": "I", "Name": f"Reader {n}"} for n in range(2)]
    return {
        "Candidate": {"Name": candidate},
        "Interviews": [interview],
        "Interviewers": readers,
        "Packages": [{"Package": "own", "Sections": "cover_letter"}],
    }


def test_each_document_says_what_its_own_workbook_says(make_workbook: MakeWorkbook) -> None:
    names = [f"Candidate {letter}" for letter in "AB"]
    books = {name: make_workbook(sheets(name), name=f"{name}.xlsx") for name in names}
    template = docx.Document()
    template.add_paragraph("{{ candidate.name }} for {{ interviewer.name }}")
    own = next(iter(books.values())).parent / "word_templates"
    own.mkdir()
    template.save(str(own / "cover_letter.docx"))

    def build(name: str) -> BuildReport:
        return leavebehind.build(books[name], own.parent / name, pdf="embedded")

    with ThreadPoolExecutor(len(names)) as executor:
        reports = dict(zip(names, executor.map(build, names), strict=True))
    for name, report in reports.items():
        assert (len(report.packages), report.problems) == (2, [])
        for package in report.packages:
            assert package.pdf
            letter = docx.Document(str(package.documents[0].path))
            assert letter.paragraphs[0].text == f"{name} for {package.interviewer.name}"
            assert letter.core_properties.author == name
