"""What the embedded engine prints otherwise than Word is named, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

import leavebehind
from leavebehind.docx.package import read_parts
from leavebehind.pdf.losses import traits

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def drawing(kind: str, uri: str, inside: str = "") -> str:
    data = f'<a:graphic><a:graphicData uri="{uri}">{inside}</a:graphicData></a:graphic>'
    return f"<w:p><w:r><w:drawing><wp:{kind}>{data}</wp:{kind}></w:drawing></w:r></w:p>"


def paragraph(properties: str = "", run: str = "<w:t>text</w:t>") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{run}</w:r></w:p>"


NAMED = {
    paragraph(
        '<w:sectPr><w:cols w:num="2" w:equalWidth="0"><w:col w:w="6000"/><w:col w:w="2000"/>'
        "</w:cols></w:sectPr>"
    ): "columns of different widths",
    paragraph(run=f"<w:pict><v:shape {VML}><v:textbox><w:txbxContent><w:p/></w:txbxContent>"
              "</v:textbox></v:shape></w:pict>"): "text boxes",
    drawing("anchor", PICTURE, "<pic:pic/>"): "pictures that float beside the text",
    drawing("anchor", WPS): "shapes that float beside the text",
    paragraph('<w:framePr w:w="2000"/>'): "frames",
    "<w:tbl><w:tblPr><w:tblpPr/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>": (
        "tables that float"
    ),
    paragraph(run='<w:endnoteReference w:id="1"/>'): "endnotes",
    paragraph('<w:ind w:left="2880" w:hanging="2880"/>'): "hanging indents over half an inch",
    paragraph('<w:ind w:left="-360"/>'): "indents into the margin",
    paragraph(run="<w:rPr><w:smallCaps/></w:rPr><w:t>Jo</w:t>"): "small capitals",
    paragraph(run='<w:sym w:font="Webdings" w:char="F021"/>'): "symbols of a special font",
    drawing("inline", CHART): "charts or diagrams",
    f"<w:p><m:oMath {M}/></w:p>": "formulas",
    paragraph(run="<w:instrText> PAGEREF _Toc1 </w:instrText>"): "references to page numbers",
    paragraph(run=f"<w:pict><v:rect {VML}/></w:pict>"): "lines drawn across the page",
}  # fmt: skip
UNNAMED = [
    paragraph(
        '<w:sectPr><w:cols w:num="2" w:equalWidth="0"><w:col w:w="4000"/><w:col w:w="4000"/>'
        "</w:cols></w:sectPr>"
    ),
    drawing("inline", PICTURE, "<pic:pic/>"),
    paragraph('<w:ind w:left="360" w:hanging="360"/>'),
    paragraph(run='<w:rPr><w:smallCaps w:val="0"/></w:rPr><w:t>Jo</w:t>'),
    paragraph(run='<w:sym w:font="Wingdings" w:char="F0A7"/>'),
    paragraph(run='<w:footnoteReference w:id="1"/>'),
    paragraph(run="<w:instrText> PAGE </w:instrText>"),
]


def named_in(xml: str = "", *, settings: str = "", headers: int = 0) -> list[str]:
    """The traits of a document with such a block, setting, and so many lines in its header."""
    document = docx.Document()
    if xml:
        block = parse_xml(f"<w:body {nsdecls('w', 'wp', 'a', 'pic')}>{xml}</w:body>")[0]
        document.element.body.insert(0, block)
    if settings:
        document.settings.element.append(OxmlElement(f"w:{settings}"))
    for number in range(headers):
        document.sections[0].header.add_paragraph(f"line {number}")
    buffer = io.BytesIO()
    document.save(buffer)
    return [trait.text for trait in traits(read_parts(buffer.getvalue())) if trait.text]


@pytest.mark.parametrize(("xml", "name"), NAMED.items(), ids=NAMED.values())
def test_what_is_likely_to_look_different_is_named(xml: str, name: str) -> None:
    assert name in named_in(xml)


@pytest.mark.parametrize("xml", UNNAMED)
def test_what_is_printed_as_in_word_is_not_named(xml: str) -> None:
    assert named_in(xml) == []


def test_what_the_whole_document_has_is_named() -> None:
    assert named_in(headers=4) == ["a high header"]
    hyphenated, suppressed = paragraph(), paragraph("<w:suppressAutoHyphens/>")
    assert named_in(hyphenated, settings="autoHyphenation") == ["automatic hyphenation"]
    assert named_in(suppressed, settings="autoHyphenation") == []
    assert named_in(settings="evenAndOddHeaders") == []
    assert named_in(settings="evenAndOddHeaders", headers=1) == ["other headers on even pages"]


@pytest.mark.parametrize(
    ("colour", "is_picture", "is_named"),
    [("FFFFFF", False, False), ("DDEEFF", False, True), ("FFFFFF", True, True)],
)
def test_a_page_background_is_named(colour: str, is_picture: bool, is_named: bool) -> None:
    document = docx.Document()
    background = OxmlElement("w:background")
    background.set(qn("w:color"), colour)
    if is_picture:
        background.append(OxmlElement("w:drawing"))
    document.element.insert(0, background)
    buffer = io.BytesIO()
    document.save(buffer)
    named = [trait.text for trait in traits(read_parts(buffer.getvalue()))]
    assert named == ["a page background"] * is_named


def test_the_note_is_repeated_by_later_builds(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    """Also by one that finds its PDF made already."""
    document = docx.Document()
    framed = document.add_paragraph("In a frame")
    framed._p.get_or_add_pPr().append(OxmlElement("w:framePr"))
    (tmp_path / "word_templates").mkdir()
    document.save(str(tmp_path / "word_templates" / "section.docx"))
    sheets = {
        "Packages": [{"Package": "own", "Sections": "section"}],
        "Interviews": [{"Interview": "NW", "Company": "N", "Role": "R", "Package": "own"}],
    }
    for panel in (["Dana Wu"], ["Dana Wu"], ["Dana Wu", "Tom Okafor"]):
        interviewers = [{"Interview": "NW", "Name": name} for name in panel]
        workbook = make_workbook({**sheets, "Interviewers": interviewers})
        report = leavebehind.build(workbook, pdf="embedded")
        assert len([note for note in report.notes if "it has frames" in note.message]) == 1
        assert len(report.packages) == len(panel)
