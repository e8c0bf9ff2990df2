"""What is printed for an interview: the print set, the PDFs named by reader, the brief."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import leavebehind

MakeWorkbook = Callable[..., Path]
SHEETS = {
    "Interviews": [
        {"Interview": "NW-1", "Company": "Northwind", "Role": "Manager", "Package": "basic"},
        {"Interview": "SC-1", "Company": "Screen & Co", "Role": "Manager", "Format": "screen"},
    ],
    "Interviewers": [
        {"Interview": "NW-1", "Name": "Dana Wu", "Copies": 2},
        {"Interview": "NW-1", "Name": "Tom Okafor"},
        {"Interview": "SC-1", "Name": "Ira Kim"},
    ],
}


def texts(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def bookmarks(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        return [item.title for item in outline.root]


@pytest.fixture
def built(make_workbook: MakeWorkbook) -> tuple[Path, leavebehind.BuildReport]:
    workbook = make_workbook(SHEETS)
    return workbook, leavebehind.build(workbook, pdf="embedded")


def test_a_set_has_the_ticket_then_each_copy_on_a_fresh_sheet(
    built: tuple[Path, leavebehind.BuildReport],
) -> None:
    workbook, report = built
    place = workbook.parent / "packages/NW-1"
    assert report.print_sets == [place / "Print set.pdf"]
    pages = texts(report.print_sets[0])
    titles = ["Job ticket", "Dana Wu (1/2)", "Dana Wu (2/2)", "Tom Okafor"]
    assert bookmarks(report.print_sets[0]) == titles
    for one in ("Dana Wu", "Tom Okafor", "flipped on the long edge", "Avery 8371", "Left pocket"):
        assert one in pages[0]
    letters = [n for n, text in enumerate(pages) if "Dear " in text]
    assert len(letters) == 3 and all(n % 2 == 0 for n in letters)
    assert not any("Dear Tom" in pages[n] for n in letters[:2])
    with pikepdf.open(report.print_sets[0]) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"


def test_pdfs_are_named_by_reader_and_the_brief_lies_apart(
    built: tuple[Path, leavebehind.BuildReport],
) -> None:
    workbook, report = built
    for package in report.packages:
        assert package.pdf
        name = f"{package.pdf.stem} – for {package.interviewer.name}.pdf"
        assert (package.folder.parent / name).read_bytes() == package.pdf.read_bytes()
    place = workbook.parent / "packages"
    assert not list((place / "SC-1").glob("Print set*"))
    assert "Private" in texts(place / "NW-1/Interview brief (private).pdf")[0]
    assert not any("Private: " in text for text in texts(report.print_sets[0]))


def test_a_part_that_is_built_anew_comes_into_the_set_beside_the_others(
    built: tuple[Path, leavebehind.BuildReport], make_workbook: MakeWorkbook
) -> None:
    workbook, first = built
    before = first.print_sets[0].read_bytes()
    report = leavebehind.build(workbook, pdf="embedded", force=True)
    assert (report.written, report.print_sets[0].read_bytes()) == ([], before)
    readers = [
        {**row, "Personal note": "Thank you for the tour."} for row in SHEETS["Interviewers"][:2]
    ]
    make_workbook({**SHEETS, "Interviewers": [*readers, SHEETS["Interviewers"][2]]})
    leavebehind.build(workbook, pdf="embedded", interviewer="Tom Okafor")
    pages = texts(first.print_sets[0])
    assert sum("the tour" in text for text in pages) == 1
    assert len(pages) == len(texts_of(before))


def texts_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
