"""What the person has deleted stays away, and nothing in the package speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest

import leavebehind

MakeWorkbook = Callable[..., Path]

SHEETS: dict[str, Any] = {
    "Interviews": [
        {"Interview": "NW", "Company": "Northwind", "Role": "Analyst", "Package": "standard"}
    ],
    "Interviewers": [
        {"Interview": "NW", "Name": "Dana Wu"},
        {"Interview": "NW", "Name": "Tom Okafor"},
    ],
    "References": [{"Name": "Ana Reyes", "Permission": "yes", "Phone": "503-555-0199"}],
    "Recommendations": [{"From": "Bo Li", "Text": "Good."}],
}
BOUND: dict[str, Any] = {
    **SHEETS,
    "Interviews": [{**SHEETS["Interviews"][0], "Format": "bound"}],
    "Interviewers": SHEETS["Interviewers"][:1],
}


def text_of(path: Path) -> str:
    runs = docx.Document(str(path)).element.body.iter()
    return "".join(run.text for run in runs if run.tag.endswith("}t") and run.text)


def outcomes(report: leavebehind.BuildReport) -> set[str]:
    documents = [one for package in report.packages for one in package.documents]
    return {one.outcome for one in (*documents, *report.briefs)}


@pytest.fixture
def panel(make_built: MakeWorkbook) -> tuple[Path, Path]:
    """A workbook that was built for two readers, and the interview's folder."""
    workbook = make_built(SHEETS)
    return workbook, workbook.parent / "packages/NW"


def test_a_letter_and_the_brief_name_what_lies_there(panel: tuple[Path, Path]) -> None:
    workbook, place = panel
    (place / "Tom Okafor/References.docx").unlink()
    (place / "Recommendations.docx").rename(place / "Recommendations.odt")
    leavebehind.build(workbook, pdf="none")
    enclosed = "Enclosures: Résumé"
    assert text_of(place / "Tom Okafor/Cover letter.docx").endswith(enclosed)
    assert text_of(place / "Dana Wu/Cover letter.docx").endswith(f"{enclosed} · References")
    brief = text_of(place / "Interview brief (private).docx")
    # A heading for each reader, and what goes into Dana's pocket.
    assert brief.count("References") == 3 and "Recommendations" not in brief
    again = leavebehind.build(workbook, pdf="none")
    assert outcomes(again) == {"unchanged"} and not again.written
    leavebehind.build(workbook, pdf="none", section="references")
    leavebehind.build(workbook, pdf="none")
    assert "References" in text_of(place / "Tom Okafor/Cover letter.docx")


def test_a_letter_names_the_readers_own_copy_of_what_the_panel_has_no_more(
    panel: tuple[Path, Path],
) -> None:
    workbook, place = panel
    shared = place / "Recommendations.docx"
    (place / "Dana Wu" / shared.name).write_bytes(shared.read_bytes())
    leavebehind.build(workbook, pdf="none")
    shared.unlink()
    leavebehind.build(workbook, pdf="none")
    assert "Recommendations" in text_of(place / "Dana Wu/Cover letter.docx")
    assert "Recommendations" not in text_of(place / "Tom Okafor/Cover letter.docx")


def test_a_letter_that_was_deleted_is_not_brought_back_by_what_is_deleted_after_it(
    panel: tuple[Path, Path],
) -> None:
    workbook, place = panel
    for name in ("Cover letter.docx", "References.docx"):
        (place / "Tom Okafor" / name).unlink()
        leavebehind.build(workbook, pdf="none")
        assert not (place / "Tom Okafor/Cover letter.docx").exists()


def test_an_edited_letter_stays_and_its_new_version_names_less(panel: tuple[Path, Path]) -> None:
    workbook, place = panel
    letter = place / "Tom Okafor/Cover letter.docx"
    edited = docx.Document(str(letter))
    edited.add_paragraph("By hand.")
    edited.save(str(letter))
    letter.with_name("References.docx").unlink()
    assert "conflict" in outcomes(leavebehind.build(workbook, pdf="none"))
    assert "By hand." in text_of(letter)
    assert "References" not in text_of(letter.with_name("Cover letter.new.docx"))


def test_the_contents_and_the_ticket_name_what_is_printed(make_built: MakeWorkbook) -> None:
    workbook = make_built(BOUND)
    place = workbook.parent / "packages/NW"
    (place / "Dana Wu/References.docx").unlink()
    (package,) = leavebehind.build(workbook, pdf="embedded").packages
    assert package.pdf
    with pikepdf.open(package.pdf) as pdf, pdf.open_outline() as outline:
        page = {one.title: pikepdf.Page(one.destination[0]).index + 1 for one in outline.root}  # type: ignore[index,arg-type]
    contents = text_of(place / "Dana Wu/Contents.docx")
    assert f"{page['Recommendations']}Recommendations" in contents
    assert "References" not in contents
    ticket = pypdfium2.PdfDocument(place / "Print set.pdf")[0].get_textpage().get_text_range()
    assert "Recommendations" in ticket and "References" not in ticket
    leavebehind.build(workbook, pdf="none")
    assert outcomes(leavebehind.build(workbook, pdf="embedded")) == {"unchanged"}
    # Of the one section that is asked for, the rest is complete as it lies there.
    (package,) = leavebehind.build(workbook, pdf="embedded", section="resume").packages
    assert package.pdf


def test_one_section_by_force_waits_for_nothing_that_was_deleted(make_built: MakeWorkbook) -> None:
    workbook = make_built(SHEETS)
    (workbook.parent / "packages/NW/Dana Wu/References.docx").unlink()
    report = leavebehind.build(workbook, pdf="embedded", section="resume", force=True)
    assert all(package.pdf for package in report.packages)


def test_cards_that_were_deleted_leave_no_pdf_to_be_printed(make_built: MakeWorkbook) -> None:
    workbook = make_built({**SHEETS, "Interviewers": SHEETS["Interviewers"][:1]})
    place = workbook.parent / "packages/NW"
    leavebehind.build(workbook, pdf="embedded")
    assert (place / "Business card.pdf").exists()
    (place / "Business card.docx").unlink()
    leavebehind.build(workbook, pdf="embedded")
    assert not (place / "Business card.pdf").exists()


@pytest.mark.parametrize("with_tom", [False, True], ids=["alone", "beside one of her new name"])
def test_a_letter_made_again_for_a_renamed_reader_is_known_at_once(
    make_workbook: MakeWorkbook, with_tom: bool
) -> None:
    dana = {"Interview": "NW", "Name": "Dana Wu", "Email": "dana@northwind.example"}
    tom = {"Interview": "NW", "Name": "Tom Okafor", "Email": "tom@northwind.example"}
    workbook = make_workbook({**SHEETS, "Interviewers": [dana, tom] if with_tom else [dana]})
    leavebehind.build(workbook, pdf="none")
    for letter in workbook.parent.glob("packages/NW/*/Cover letter.docx"):
        letter.unlink()
    make_workbook({**SHEETS, "Interviewers": [{**dana, "Name": "Tom Okafor"}]})
    leavebehind.build(workbook, pdf="none")
    ledger = workbook.parent / "packages/.leavebehind/ledger.json"
    known = ledger.read_bytes()
    leavebehind.build(workbook, pdf="none", section="resume")
    assert ledger.read_bytes() == known
    leavebehind.build(workbook, pdf="none")
    assert ledger.read_bytes() == known


def test_deleted_contents_stay_away_though_the_pages_move(make_built: MakeWorkbook) -> None:
    workbook = make_built(BOUND)
    place = workbook.parent / "packages/NW/Dana Wu"
    (place / "Contents.docx").unlink()
    letter = docx.Document(str(place / "Cover letter.docx"))
    letter.add_page_break()
    letter.save(str(place / "Cover letter.docx"))
    leavebehind.build(workbook, pdf="embedded")
    assert not (place / "Contents.docx").exists()


def test_a_package_of_which_all_pages_were_deleted_is_not_printed(make_built: MakeWorkbook) -> None:
    workbook = make_built(SHEETS)
    place = workbook.parent / "packages/NW"
    for document in (*place.glob("R*.docx"), *place.glob("Tom Okafor/*.docx")):
        document.unlink()
    for _ in range(2):
        dana, tom = leavebehind.build(workbook, pdf="embedded").packages
        assert dana.pdf and not tom.pdf
        assert not [one for one in place.rglob("*Northwind*.pdf") if "Tom" in str(one)]
        ticket = pypdfium2.PdfDocument(place / "Print set.pdf")[0].get_textpage()
        assert "Tom Okafor" not in ticket.get_text_range()
