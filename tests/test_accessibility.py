"""PDF/UA-1: what claims it passes veraPDF's rules, and what can't claim it doesn't."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from conftest import SAMPLES
from docx.shared import Cm
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

import leavebehind
from leavebehind import fonts

MakeWorkbook = Callable[..., Path]
Breaches = Callable[[Iterable[Path]], list[str]]
ENGINES = [pytest.param("libreoffice", marks=pytest.mark.libreoffice), "embedded"]


def claims_pdfua(pdf: Path) -> bool:
    with pikepdf.open(pdf) as opened, opened.open_metadata() as metadata:
        return bool(metadata.get("pdfuaid:part") == "1")


@pytest.fixture
def build(make_workbook: MakeWorkbook, tmp_path: Path) -> Callable[..., Path]:
    """The combined PDF of one section, by an engine, with the files of samples behind it."""

    def make(engine: Any, document: Any = None, files: Sequence[str] = ()) -> Path:
        folder = tmp_path / "word_templates"
        folder.mkdir()
        if document is not None:
            document.save(str(folder / "section.docx"))
        samples = [{"Title": f"Sample {name}", "File": name} for name in files]
        sections = "section" if document is not None else "work_samples"
        workbook = make_workbook(
            {
                "Packages": [{"Package": "own", "Sections": sections}],
                "Interviews": [{"Interview": "NW", "Company": "N", "Role": "R", "Package": "own"}],
                "Interviewers": [{"Interview": "NW", "Name": "Dana Wu"}],
                **({"Work samples": samples} if samples else {}),
            }
        )
        report = leavebehind.build(workbook, pdf=engine)
        (package,) = report.packages
        assert package.pdf, report.problems
        return package.pdf

    return make


@pytest.mark.pdfua
def test_every_pdf_of_the_sample_claims_pdfua_and_keeps_to_it(
    made_sample: tuple[Path, str], breaches_of_pdfua: Breaches
) -> None:
    """In full it is checked of one package of each interview, and of what lies beside one."""
    folder, _ = made_sample
    pdfs = sorted((folder / "packages").glob("[!.]*/**/*.pdf"))
    assert len(pdfs) > 20
    assert all(map(claims_pdfua, pdfs))
    packages = {pdf.parent.parent: pdf for pdf in pdfs if len(pdf.relative_to(folder).parts) == 4}
    beside = [pdf for pdf in min(packages).glob("*.pdf") if " – for " not in pdf.name]
    assert (len(packages), len(beside)) == (3, 3)
    assert breaches_of_pdfua([*packages.values(), *beside]) == []


@pytest.mark.pdfua
def test_a_bound_package_by_the_embedded_engine_claims_pdfua_and_keeps_to_it(
    tmp_path: Path, breaches_of_pdfua: Breaches
) -> None:
    """It has every section."""
    bound = {"interview": "Calder & Lowe", "interviewer": "Rosa Delgado-Peña"}
    report = leavebehind.build(SAMPLES / "interviews.xlsx", tmp_path, pdf="embedded", **bound)
    assert not report.problems
    (package,) = report.packages
    pdfs = [package.pdf, *package.folder.parent.glob("*.pdf")]
    assert len(pdfs) > 1
    assert all(map(claims_pdfua, pdfs))
    assert breaches_of_pdfua(pdfs) == []


def a_document_of_ones_own() -> Any:
    """Headings, a table with a heading row and one without, lists, a link's colour, a picture."""
    document = docx.Document()
    document.add_heading("What I would do", 1)
    document.add_heading("In the first month", 2)
    for text in ("Listen", "Count"):
        document.add_paragraph(text, style="List Bullet")
    table = document.add_table(2, 2, style="Table Grid")
    table.rows[0]._tr.get_or_add_trPr().append(table.rows[0]._tr.makeelement(qn("tblHeader"), {}))
    for number, cell in enumerate(table._cells):
        cell.text = f"Cell {number}"
    document.add_table(1, 2, style="Table Grid").cell(0, 0).text = "side by side"
    document.add_paragraph("A quotation.", style="Quote")
    return document


def qn(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def add_picture(document: Any, tmp_path: Path, description: str) -> None:
    Image.new("RGB", (60, 40), "teal").save(tmp_path / "teal.png")
    shape = document.add_picture(str(tmp_path / "teal.png"), Cm(3))
    shape._inline.docPr.set("descr", description)


@pytest.mark.pdfua
@pytest.mark.parametrize("engine", ENGINES)
def test_a_document_of_ones_own_is_accessible(
    engine: Any, build: Callable[..., Path], tmp_path: Path, breaches_of_pdfua: Breaches
) -> None:
    document = a_document_of_ones_own()
    add_picture(document, tmp_path, "A teal square")
    pdf = build(engine, document)
    assert claims_pdfua(pdf)
    assert breaches_of_pdfua([pdf]) == []
    assert "A teal square" in alternative_texts(pdf)


def alternative_texts(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as opened:
        return [
            str(one.Alt)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_picture_without_words_is_not_claimed_to_be_accessible(
    engine: Any, build: Callable[..., Path], tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_paragraph("See:")
    add_picture(document, tmp_path, "")
    assert not claims_pdfua(build(engine, document))


def test_a_level_of_headings_left_out_is_not_claimed_to_be_accessible(
    build: Callable[..., Path],
) -> None:
    document = docx.Document()
    document.add_heading("First", 1)
    document.add_heading("Third", 3)
    assert not claims_pdfua(build("embedded", document))


@pytest.mark.parametrize("is_framed", [True, False])
def test_a_part_without_tags_is_printed_and_not_claimed_to_be_accessible(
    build: Callable[..., Path], is_framed: bool
) -> None:
    """word2pdf, which prints frames better, tags nothing."""
    document = docx.Document()
    paragraph = document.add_paragraph("In a frame")
    if is_framed:
        frame = {qn("w"): "2880", qn("wrap"): "around", qn("hAnchor"): "margin"}
        properties = paragraph._p.get_or_add_pPr()
        properties.append(properties.makeelement(qn("framePr"), frame))
    pdf = build("embedded", document)
    assert claims_pdfua(pdf) is not is_framed
    with pikepdf.open(pdf) as opened:
        assert ("/StructTreeRoot" in opened.Root) is not is_framed
    with pypdfium2.PdfDocument(pdf) as printed:
        assert "In a frame" in printed[0].get_textpage().get_text_range()


def a_pdf(path: Path, font: str) -> None:
    canvas = Canvas(str(path), initialFontName=font)
    canvas.setFont(font, 12)
    canvas.drawString(100, 700, "A sample")
    canvas.save()


@pytest.mark.pdfua
def test_attached_pages_are_accessible_where_their_fonts_are_embedded(
    build: Callable[..., Path], tmp_path: Path, breaches_of_pdfua: Breaches
) -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont("Carlito of the test", str(fonts.REGULAR)))
    a_pdf(tmp_path / "plain.pdf", "Carlito of the test")
    with pikepdf.open(tmp_path / "plain.pdf") as plain:
        page = plain.pages[0]
        page.contents_add(b"/Span <</MCID 0>> BDC", prepend=True)
        page.contents_add(b"EMC /Artifact BMC 0 0 m 9 9 l S EMC")
        plain.save(tmp_path / "tagged.pdf")
    Image.new("L", (300, 200)).save(tmp_path / "scan.png")
    pdf = build("embedded", files=["plain.pdf", "tagged.pdf", "scan.png"])
    assert claims_pdfua(pdf)
    assert breaches_of_pdfua([pdf]) == []


def test_attached_pages_without_their_fonts_are_not_claimed_to_be_accessible(
    build: Callable[..., Path], tmp_path: Path
) -> None:
    a_pdf(tmp_path / "lacking.pdf", "Helvetica")
    assert not claims_pdfua(build("embedded", files=["lacking.pdf"]))
