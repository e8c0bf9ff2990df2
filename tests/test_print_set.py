"""What is printed for an interview: the print set, the PDFs named by reader, the brief."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

import leavebehind
from leavebehind.cli.app import app

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
def built(make_built: MakeWorkbook) -> tuple[Path, leavebehind.BuildReport]:
    workbook = make_built(SHEETS)
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


@pytest.mark.pdfua
def test_what_is_printed_is_accessible_and_a_copy_adds_no_pictures_or_fonts(
    built: tuple[Path, leavebehind.BuildReport],
    breaches_of_pdfua: Callable[[Iterable[Path]], list[str]],
) -> None:
    _, report = built
    (printed,) = report.print_sets
    pdfs = [one for one in printed.parent.glob("*.pdf") if " – for " not in one.name]
    assert len(pdfs) == 3, "the set, the brief and the cards"
    for one in pdfs:
        with pikepdf.open(one) as pdf:
            assert pdf.open_metadata().get("pdfuaid:part") == "1"
    assert breaches_of_pdfua(pdfs) == []
    with pikepdf.open(printed) as pdf:
        (first, second) = [n for n, text in enumerate(texts(printed)) if "Dear Dana" in text]
        contents = [pdf.pages[n].obj.Contents.objgen for n in (first, second)]
        assert contents[0] == contents[1]
        keys = [int(page.obj.StructParents) for page in pdf.pages if "/StructParents" in page.obj]
        assert len(keys) == len(set(keys)) == sum(bool(text) for text in texts(printed))


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


def test_a_long_company_is_cut_off_before_the_reader(make_workbook: MakeWorkbook) -> None:
    candidate = {
        "Name": "Dr. Maximiliane Konstantinopoulou-von Hohenstaufen",
        "Email": "a@b.example",
    }
    company = "The Federation for the Advancement of Applied Quality Management"
    interview = {**SHEETS["Interviews"][0], "Company": company}
    sheets = {**SHEETS, "Candidate": candidate, "Interviews": [interview]}
    workbook = make_workbook({**sheets, "Interviewers": SHEETS["Interviewers"][:2]})
    leavebehind.build(workbook, pdf="embedded")
    copies = sorted(one.name for one in (workbook.parent / "packages/NW-1").glob("* for *.pdf"))
    begin = f"{candidate['Name']} – for "
    assert [name.removeprefix(begin).partition(", The Fed")[0] for name in copies] == [
        *("Dana Wu", "Tom Okafor")
    ]


def states(workbook: Path) -> dict[str, str]:
    """Name → state, of what is printed."""
    pdfs = leavebehind.status(workbook).pdfs
    words = ("Print set", " for ", "brief")
    return {one.path.name: one.state for one in pdfs if any(w in one.path.name for w in words)}


def test_status_lists_what_is_printed_and_what_of_it_is_stale(
    built: tuple[Path, leavebehind.BuildReport],
) -> None:
    workbook, report = built
    before = states(workbook)
    assert len(before) == 1 + 3 + 1 and set(before.values()) == {"current"}
    letter = report.packages[0].documents[0].path
    edited = docx.Document(str(letter))
    edited.paragraphs[0].add_run("!")
    edited.save(str(letter))
    stale = {name for name, state in states(workbook).items() if state == "stale"}
    assert stale == {"Print set.pdf", next(name for name in before if "Dana Wu" in name)}
    leavebehind.build(workbook, pdf="embedded")
    assert set(states(workbook).values()) == {"current"}


def test_what_was_printed_for_who_is_gone_goes_but_for_what_is_the_persons(
    built: tuple[Path, leavebehind.BuildReport], make_workbook: MakeWorkbook
) -> None:
    workbook, _ = built
    packages = workbook.parent / "packages"
    printed = {one for one in packages.glob("*/*.pdf") if "card" not in one.name}
    [mine] = (one for one in printed if "Ira Kim" in one.name)
    with mine.open("ab") as file:
        file.write(b"% my own mark")
    own = packages / "SC-1/Print set.pdf"
    own.write_bytes(b"mine")
    make_workbook({name: rows[:1] for name, rows in SHEETS.items()})
    leavebehind.build(workbook, pdf="none", interviewer="Dana Wu")
    gone = {one.name for one in printed if not one.exists()}
    assert mine.exists() and own.read_bytes() == b"mine"
    assert [name for name in gone if "Tom Okafor" in name] and "Print set.pdf" not in gone
    assert not [name for name in gone if "Dana Wu" in name]
    assert states(workbook)["Print set.pdf"] == "stale"


def test_a_build_ends_with_what_to_do_next(
    built: tuple[Path, leavebehind.BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook, _ = built
    monkeypatch.chdir(workbook.parent)
    command = ["build", workbook.name, "--pdf", "embedded"]
    page, printed = (Path("packages", name) for name in ("index.html", "NW-1/Print set.pdf"))
    for _ in range(2):
        *_, summary, first, second, third, last = (
            CliRunner().invoke(app, command).stdout.splitlines()
        )
        assert "3 packages, 3 PDFs" in summary
        assert [first, second] == [f"next: open {page}", f"next: print {printed}"]
        assert third.startswith("next: send ") and "Ira Kim" in third
        assert last.startswith("left to do: ") and last.endswith(" to read")
    made = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert made["overviews"] == [str(page.absolute())]
    assert [one["path"] for one in made["left_to_do"]] == made["print_sets"]
    assert "next:" not in CliRunner().invoke(app, [*command, "--dry-run"]).stdout


def test_the_ticket_knows_the_values_that_come_from_python(
    built: tuple[Path, leavebehind.BuildReport], tmp_path: Path
) -> None:
    workbook, _ = built
    ticket = docx.Document()
    ticket.add_paragraph("For the printer at {{ shop }}: {{ ticket.sheets }} sheets")
    (tmp_path / "word_templates").mkdir()
    ticket.save(str(tmp_path / "word_templates/job_ticket.docx"))
    report = leavebehind.build(workbook, pdf="embedded", extra={"shop": "Kolb & Söhne"})
    assert "For the printer at Kolb & Söhne: 7 sheets" in texts(report.print_sets[0])[0]
    with pytest.raises(leavebehind.TemplateError, match="shop"):
        leavebehind.build(workbook, pdf="embedded")


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
