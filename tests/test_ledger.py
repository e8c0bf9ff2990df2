"""What is remembered of a packages folder, also by the version before."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

import leavebehind

MakeWorkbook = Callable[..., Path]

SHEETS: dict[str, Any] = {
    "Interviews": [
        {"Interview": "NW", "Company": "Northwind", "Role": "Analyst", "Package": "basic"}
    ],
    "Interviewers": [
        {"Interview": "NW", "Name": "Dana Wu", "Email": "dana@nw.example"},
        {"Interview": "NW", "Name": "Tom Okafor"},
    ],
    "Experience": [{"Title": "Analyst", "Company": "Acme"}],
}


def was_unknown_to_version_1(path: str) -> bool:
    """Whether it is one of the PDFs for printing, which version 1 did not make."""
    return path.endswith(("Print set.pdf", "(private).pdf")) or " – for " in path


def as_version_1(known: dict[str, Any]) -> dict[str, Any]:
    """The ledger as leavebehind wrote it when it knew documents by their planned path."""
    files = {}
    for entry in known["documents"]:
        if was_unknown_to_version_1(entry["planned"]):
            continue
        is_pdf = entry["section"].endswith(".pdf")
        told = entry["engines"] if is_pdf else []
        versions = {
            digest: ".".join(filter(None, [inputs["content"], inputs["pages"], *told]))
            for digest, inputs in entry["versions"].items()
        }
        files[entry["planned"]] = {
            "at": entry["path"],
            "versions": versions,
            "section": "" if is_pdf else entry["section"],
            "beside": entry["beside"],
            "pending": entry["pending"],
            "own": entry["own_copy"],
        }
    owners = {owner["folder"]: owner["marks"] for owner in known["owners"].values()}
    return {"version": 1, "files": files, "owners": owners}


@pytest.fixture
def workbook(make_built: MakeWorkbook) -> Path:
    """A workbook whose packages have a ledger of version 1; one letter is edited and renamed."""
    workbook = make_built(SHEETS)
    folder = workbook.parent / "packages"
    letter = folder / "NW/Dana Wu/Cover letter.docx"
    document = docx.Document(str(letter))
    document.add_paragraph("by hand")
    letter.unlink()
    document.save(str(letter.with_name("Mine.docx")))
    leavebehind.build(workbook, pdf="embedded")
    for pdf in [one for one in folder.rglob("*.pdf") if was_unknown_to_version_1(one.name)]:
        pdf.unlink()
    ledger = folder / ".leavebehind/ledger.json"
    ledger.write_text(json.dumps(as_version_1(json.loads(ledger.read_bytes()))), "utf-8")
    return workbook


def states(workbook: Path) -> dict[str, str]:
    found = {
        posixpath.join(one.path.parent.name, one.path.name): one.state
        for one in leavebehind.status(workbook).documents
    }
    found |= {one.path.name: one.state for one in leavebehind.status(workbook).pdfs}
    return {name: state for name, state in found.items() if not was_unknown_to_version_1(name)}


def test_version_1_is_read_and_nothing_is_made_again(workbook: Path) -> None:
    before = states(workbook)
    assert before["Dana Wu/Mine.docx"] == "edited by hand"
    assert set(before.values()) == {"edited by hand", "up to date", "current"}
    report = leavebehind.build(workbook, pdf="embedded")
    made = [path for path in report.written if not was_unknown_to_version_1(path.name)]
    assert (made, report.problems) == ([], [])
    assert states(workbook) == before
    ledger = workbook.parent / "packages/.leavebehind/ledger.json"
    assert json.loads(ledger.read_bytes())["version"] == 2


def test_what_version_1_knew_of_readers_is_known(
    workbook: Path, make_workbook: MakeWorkbook
) -> None:
    renamed = [{"Interview": "NW", "Name": "Dana Woo", "Email": "dana@nw.example"}]
    make_workbook(SHEETS | {"Interviewers": renamed + SHEETS["Interviewers"][1:]})
    report = leavebehind.build(workbook, pdf="none")
    letter = report.packages[0].documents[0]
    assert (letter.path.name, letter.outcome) == ("Mine.docx", "conflict")


def test_the_workbook_it_belongs_to_is_known_from_then_on(
    workbook: Path, make_workbook: MakeWorkbook
) -> None:
    leavebehind.build(workbook, pdf="none")
    other = make_workbook(SHEETS, name="other.xlsx")
    report = leavebehind.build(other, pdf="none")
    assert report.packages[0].folder.parents[1].name == "other"
