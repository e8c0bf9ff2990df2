"""The embedded engine prints what Word prints, though its converter knows less of Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm, Pt
from PIL import Image

from leavebehind.docx.package import W, read_parts
from leavebehind.pdf.accessibility import make_accessible
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.engine import Monitor
from leavebehind.pdf.losses import Printed, losses
from leavebehind.pdf.office2pdf_fixes import EditableBody, spell_out
from leavebehind.pdf.office2pdf_text import write_out
from leavebehind.worker import WorkerPool

Print = Callable[[Document], list[str]]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool() as pool:
        yield pool


@pytest.fixture
def print_it(tmp_path: Path, pool: WorkerPool) -> Print:
    """The text of each page that is printed of a document."""

    def print_it(document: Document) -> list[str]:
        path = tmp_path / "document.docx"
        document.save(str(path))
        return printed(path, tmp_path / "made", Embedded(pool))

    return print_it


def printed(path: Path, folder: Path, engine: Embedded) -> list[str]:
    folder.mkdir(exist_ok=True)
    with pypdfium2.PdfDocument(engine.convert(path, folder)) as made:
        return [page.get_textpage().get_text_range() for page in made]


def filled(lines: int, document: Document | None = None) -> Document:
    """A document that begins with so many lines, or one that goes on with them on a new page."""
    begun = document or docx.Document()
    normal = begun.styles["Normal"]
    normal.font.name = "Carlito"
    normal.paragraph_format.space_after = Pt(0)
    for number in range(lines):
        paragraph = begun.add_paragraph(f"filler {number}")
        if document and not number:
            paragraph.paragraph_format.page_break_before = True
    return begun


def with_a_job(lines: int, document: Document | None = None) -> Document:
    """A heading, a line that is kept with the next, and what both are about."""
    begun = filled(lines, document)
    begun.add_heading("A heading", 1)
    begun.add_paragraph("a line below").paragraph_format.keep_with_next = True
    begun.add_paragraph("what it is about")
    return begun


def with_jobs() -> Document:
    """One that begins after each of so many lines."""
    document = with_a_job(35)
    for lines in range(36, 43):
        with_a_job(lines, document)
    return document


def test_what_is_kept_with_the_next_stands_on_its_page(print_it: Print) -> None:
    pages = print_it(with_jobs())
    assert len(pages) > 8
    for page in pages:
        assert ("A heading" in page) is ("a line below" in page) is ("what it is about" in page)


def test_the_converter_alone_would_leave_it(tmp_path: Path, pool: WorkerPool) -> None:
    """Else what keeps it is not needed any more."""
    path = tmp_path / "document.docx"
    with_jobs().save(str(path))
    pages = printed(path, tmp_path / "made", Embedded(pool, most_breaks=0))
    assert any("a line below" in page and "what it is about" not in page for page in pages)


def test_a_row_that_must_not_split_goes_to_the_next_page_with_its_heading(print_it: Print) -> None:
    document = docx.Document()
    for lines in range(31, 41):
        filled(lines, document)
        document.add_heading("A heading", 1)
        row = document.add_table(rows=1, cols=1).rows[0]
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        row.cells[0].paragraphs[0].text = "begins"
        for number in range(4):
            row.cells[0].add_paragraph(f"goes on {number}")
        row.cells[0].add_paragraph("ends")
    found = [("A heading" in p, "begins" in p, "ends" in p) for p in print_it(document)]
    assert len(found) > 10
    assert all(len(set(page)) == 1 for page in found)


def test_what_is_longer_than_a_page_flows_on(print_it: Print) -> None:
    document = filled(3)
    for number in range(120):
        document.add_paragraph(f"kept {number}").paragraph_format.keep_with_next = True
    pages = print_it(document)
    assert len(pages) in (3, 4)
    assert "kept 119" in pages[-1]


def test_links_stay_what_they_are(tmp_path: Path) -> None:
    """The document is measured by links of another kind."""
    document = filled(60)
    document.add_heading("A heading", 1)
    part = document.part
    link = OxmlElement("w:hyperlink")
    target = part.relate_to(
        "https://example.org/", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True
    )
    link.set(docx.oxml.ns.qn("r:id"), target)
    link.append(document.add_paragraph("live").runs[0]._r)
    document.paragraphs[-1]._p.append(link)
    path = tmp_path / "document.docx"
    document.save(str(path))
    printed(path, tmp_path / "made", Embedded())
    data = (tmp_path / "made" / "document.pdf").read_bytes()
    assert b"https://example.org/" in data
    assert b"leavebehind:" not in data
    assert [one.name for one in (tmp_path / "made").iterdir()] == ["document.pdf"]


def test_a_page_break_in_a_style_is_one(print_it: Print) -> None:
    document = filled(2)
    style = document.styles.add_style("Part", WD_STYLE_TYPE.PARAGRAPH)
    style.paragraph_format.page_break_before = True
    document.add_paragraph("on page two", "Part")
    assert ["on page two" in page for page in print_it(document)] == [False, True]


@pytest.mark.parametrize("hanging", [True, False], ids=["hanging", "first line"])
def test_a_heading_with_an_indented_first_line_is_printed(print_it: Print, hanging: bool) -> None:
    document = filled(2)
    heading = document.add_heading("2021\tA heading", 2)
    heading.paragraph_format.left_indent = Mm(20)
    heading.paragraph_format.first_line_indent = Mm(-20 if hanging else 5)
    assert "A heading" in print_it(document)[0]


def test_a_heading_is_as_bold_as_its_styles_say_and_tagged_as_one(
    tmp_path: Path, pool: WorkerPool
) -> None:
    document = docx.Document()
    heading = document.add_heading("Analyst\t", 2)
    heading.add_run("2021 to 2024").bold = False
    path = tmp_path / "document.docx"
    document.save(str(path))
    printed(path, tmp_path, Embedded(pool))
    make_accessible(path, tmp_path / "document.pdf")
    with pypdfium2.PdfDocument(tmp_path / "document.pdf") as pdf:
        kind, page = pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pdf[0]
        texts = page.get_objects(filter=[kind], textpage=page.get_textpage())
        faces = {one.extract().strip(): one.get_font().get_base_name() for one in texts}
    assert {text: "Bold" in face for text, face in faces.items()} == {
        "Analyst": True,
        "2021 to 2024": False,
    }
    with pikepdf.open(tmp_path / "document.pdf") as tagged:
        kinds = [str(one.S) for one in tagged.objects if _is_tag(one)]
    assert kinds.count("/H2") == 1
    assert "/Link" not in kinds


def _is_tag(element: object) -> bool:
    return isinstance(element, pikepdf.Dictionary) and "/S" in element and "/P" in element


def test_a_word_longer_than_a_line_stays_on_the_paper(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Carlito"
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).text = "Donaudampfschifffahrtsgesellschaftskapitänspatentsinhaberschaft"
    table.cell(0, 1).text = "beside it"
    path = tmp_path / "document.docx"
    document.save(str(path))
    printed(path, tmp_path / "made", Embedded())
    with pypdfium2.PdfDocument(tmp_path / "made" / "document.pdf") as made:
        text = made[0].get_textpage()
        whole = text.get_text_range()
        beside = text.get_charbox(whole.index("beside"))[0]
        assert all(text.get_charbox(n)[2] < beside for n in range(whole.index("beside") - 2))


@pytest.mark.parametrize("own", [False, True], ids=["bare", "with its own"])
def test_the_first_page_has_no_header_where_it_is_to_have_none(print_it: Print, own: bool) -> None:
    document = filled(80)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Heads the rest"
    section.footer.paragraphs[0].text = "Foots the rest"
    if own:
        section.first_page_footer.paragraphs[0].text = "Foots the first"
    first, second = print_it(document)
    assert "Heads the rest" not in first
    assert "filler 0" in first
    assert "Heads the rest" in second
    assert "Foots the rest" in second
    assert ("Foots" in first) is own


def test_a_document_with_other_part_names_is_printed(tmp_path: Path, pool: WorkerPool) -> None:
    filled(80).save(str(tmp_path / "usual.docx"))
    path = tmp_path / "document.docx"
    with zipfile.ZipFile(tmp_path / "usual.docx") as usual, zipfile.ZipFile(path, "w") as other:
        for name in usual.namelist():
            data = usual.read(name).replace(b"word/document.xml", b"word/document2.xml")
            data = data.replace(b"/word/document.xml", b"/word/document2.xml")
            other.writestr(name.replace("document.xml", "document2.xml"), data)
    assert len(printed(path, tmp_path / "made", Embedded(pool))) == 2


# What office2pdf would lose


def paragraph_of(xml: str) -> CT_P:
    return parse_xml(f'<w:p xmlns:w="{W[1:-1]}">{xml}</w:p>')


def with_paragraph(xml: str) -> Document:
    document = filled(1)
    document.element.body.insert(1, paragraph_of(xml))
    return document


RIGHT = '<w:pPr><w:tabs><w:tab w:val="right" w:pos="8640"/></w:tabs>{}</w:pPr>'
TABBED = '<w:r><w:t xml:space="preserve">Acme Corp </w:t><w:tab/><w:t>May 2020 </w:t></w:r>'


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        ("<w:r><w:t>206</w:t><w:noBreakHyphen/><w:t>0114</w:t></w:r>", "206-0114"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A7"/><w:t>item</w:t></w:r>', "▪item"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:t>item</w:t></w:r>', "•item"),
        ("<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t></w:r>", "one"),
        (RIGHT.format("") + TABBED, "Acme Corp May 2020"),
        (RIGHT.format('<w:ind w:left="720"/>') + TABBED, "Acme Corp May 2020"),
    ],
)
def test_a_text_is_printed_as_word_prints_it(print_it: Print, xml: str, line: str) -> None:
    lines = [one.strip() for one in print_it(with_paragraph(xml))[0].splitlines()]
    assert line in lines


@pytest.mark.parametrize("indent", ["", '<w:ind w:left="720"/>', '<w:ind w:firstLine="720"/>'])
def test_a_tab_stop_is_measured_from_the_margin(tmp_path: Path, indent: str) -> None:
    xml = f'<w:pPr><w:tabs><w:tab w:val="left" w:pos="4320"/></w:tabs>{indent}</w:pPr>{TABBED}'
    assert left_of(with_paragraph(xml), "May", tmp_path) == pytest.approx(90 + 216, abs=1)


def test_a_hanging_indent_ends_at_a_tab_stop(tmp_path: Path) -> None:
    xml = f'<w:pPr><w:ind w:left="2880" w:hanging="2880"/></w:pPr>{TABBED}'
    assert left_of(with_paragraph(xml), "May", tmp_path) == pytest.approx(90 + 144, abs=1)


def test_a_direction_that_is_off_is_off(tmp_path: Path) -> None:
    xml = '<w:pPr><w:bidi w:val="0"/></w:pPr><w:r><w:t>C, C++. Phone</w:t></w:r>'
    assert left_of(with_paragraph(xml), "C,", tmp_path) == pytest.approx(90, abs=2)


def left_of(document: Document, text: str, folder: Path) -> float:
    path = folder / "document.docx"
    document.save(str(path))
    printed(path, folder / "made", Embedded(converters=("office2pdf",)))
    with pypdfium2.PdfDocument(folder / "made" / "document.pdf") as made:
        page = made[0].get_textpage()
        return float(page.get_charbox(page.get_text_range().index(text))[0])


@pytest.mark.parametrize(("least", "height"), [(100, 29), (900, 45)])
def test_a_line_is_as_high_as_its_text(tmp_path: Path, least: int, height: int) -> None:
    """As LibreOffice sets it, whatever smaller height the line has to have at least."""
    line = '<w:r><w:rPr><w:sz w:val="48"/></w:rPr><w:t>Tall</w:t></w:r>'
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{least}" w:lineRule="atLeast"/>'
    document = with_paragraph(f"<w:pPr>{spacing}</w:pPr>{line}")
    document.add_paragraph("below")
    path = tmp_path / "document.docx"
    document.save(str(path))
    printed(path, tmp_path / "made", Embedded(converters=("office2pdf",)))
    with pypdfium2.PdfDocument(tmp_path / "made" / "document.pdf") as made:
        page = made[0].get_textpage()
        whole = page.get_text_range()
        above, below = (
            page.get_charbox(whole.index(word), loose=True)[3] for word in ("filler", "below")
        )
    assert above - below == pytest.approx(height + 15, abs=3)


def written_out(content: str) -> str:
    """A body with this content, as it is written out for the converters."""
    body = f'<w:document xmlns:w="{W[1:-1]}"><w:body>{content}</w:body></w:document>'
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    types += '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    types += 'officedocument.wordprocessingml.document.main+xml"/></Types>'
    parts = {"[Content_Types].xml": types.encode(), "word/document.xml": body.encode()}
    return write_out(parts)["word/document.xml"].decode()


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_is_printed_whose_mark_has_no_style(kind: str) -> None:
    written = written_out(f'<w:p><w:r><w:{kind}Reference w:id="1"/></w:r></w:p>')
    assert f'<w:rStyle w:val="{kind.title()}Reference"/>' in written


AUTOMATIC = '<w:p>{}<w:r><w:rPr><w:color w:val="auto"/></w:rPr><w:t>a</w:t></w:r></w:p>'
DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'
DARK_CELL = f"<w:tbl><w:tr><w:tc><w:tcPr>{DARK}</w:tcPr>{{}}</w:tc></w:tr></w:tbl>"
AROUND = "<w:p><w:r><w:txbxContent>{}</w:txbxContent></w:r></w:p>"


@pytest.mark.parametrize(
    ("content", "written"),
    [
        (
            '<w:p><w:pPr><w:shd w:val="pct50"/></w:pPr></w:p>',
            '<w:shd w:val="clear" w:fill="808080"/>',
        ),
        ('<w:p><w:pPr><w:shd w:val="solid" w:color="AA0000"/></w:pPr></w:p>', 'w:fill="AA0000"'),
        (AUTOMATIC.format(f"<w:pPr>{DARK}</w:pPr>"), '<w:color w:val="FFFFFF"/>'),
        (DARK_CELL.format(AUTOMATIC.format("")), '<w:color w:val="FFFFFF"/>'),
        (DARK_CELL.format(AROUND.format(AUTOMATIC.format(""))), '<w:color w:val="auto"/>'),
        (
            '<w:p><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:tab/></w:r></w:p>',
            '<w:tab w:val="left" w:leader="underscore" w:pos="720"/>',
        ),
        (
            '<w:p><w:pPr><w:spacing w:afterAutospacing="1"/></w:pPr></w:p>',
            '<w:spacing w:afterAutospacing="0" w:after="0"/>',
        ),
        (
            '<w:p><w:pPr><w:spacing w:afterAutospacing="1"/></w:pPr></w:p><w:p/>',
            '<w:spacing w:afterAutospacing="0" w:after="280"/>',
        ),
    ],
)
def test_looks_that_word_works_out_are_written_out(content: str, written: str) -> None:
    assert written in written_out(content)


def test_the_words_of_a_link_in_a_header_are_printed(print_it: Print) -> None:
    document = filled(1)
    header = document.sections[0].header
    target = header.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    link.append(header.paragraphs[0].add_run("LinkedIn")._r)
    header.paragraphs[0]._p.append(link)
    assert "LinkedIn" in print_it(document)[0]


# What is said


def notes_on(document: Document, folder: Path, engine: Embedded) -> list[str]:
    path, notes = folder / "document.docx", []
    document.save(str(path))
    engine.convert(path, folder, Monitor(on_note=lambda _, note: notes.append(note)))
    return notes


def with_unequal_columns() -> Document:
    document = filled(1)
    columns = document.sections[0]._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:equalWidth"), "0")
    for width in ("6000", "2340"):
        column = OxmlElement("w:col")
        column.set(qn("w:w"), width)
        columns.append(column)
    document.add_section(WD_SECTION.CONTINUOUS)
    return document


def test_unequal_columns_are_printed_without_brackets_and_named(tmp_path: Path) -> None:
    notes = notes_on(with_unequal_columns(), tmp_path, Embedded())
    assert len(notes) == 1
    assert "columns of different widths" in notes[0]
    assert "LibreOffice" in notes[0]


def test_brackets_that_nobody_wrote_are_named(tmp_path: Path) -> None:
    notes = notes_on(with_unequal_columns(), tmp_path, Embedded(converters=("office2pdf",)))
    assert any("nobody wrote: [ ]" in note for note in notes)


def test_a_number_with_no_break_hyphens_is_not_lost(tmp_path: Path) -> None:
    document = with_paragraph("<w:r><w:t>206</w:t><w:noBreakHyphen/><w:t>0114</w:t></w:r>")
    assert notes_on(document, tmp_path, Embedded()) == []


def test_hyphenation_that_the_defaults_suppress_is_none(print_it: Print) -> None:
    """LibreOffice writes both into every document."""
    document = with_paragraph(f"<w:r><w:t>{'extraordinary circumstances ' * 30}</w:t></w:r>")
    document.settings.element.append(OxmlElement("w:autoHyphenation"))
    (defaults,) = document.styles.element.xpath("w:docDefaults/w:pPrDefault/w:pPr")
    defaults.insert(0, OxmlElement("w:suppressAutoHyphens"))
    assert "".join(print_it(document)).split().count("circumstances") == 30


def test_a_plain_document_is_printed_without_a_word(tmp_path: Path) -> None:
    assert notes_on(with_a_job(60), tmp_path, Embedded()) == []


@pytest.mark.parametrize("converter", ["office2pdf", "word2pdf"])
def test_each_converter_prints_alone(tmp_path: Path, converter: str) -> None:
    engine = Embedded(converters=(converter,))
    assert notes_on(filled(60), tmp_path, engine) == []
    assert converter in engine.version()
    assert engine.missing() == ""
    assert Embedded(converters=("unknown",)).missing() != ""


def test_a_document_is_printed_the_same_after_any_other(tmp_path: Path, pool: WorkerPool) -> None:
    """word2pdf names fonts by number, which must not be those of the document before."""
    plain, bold = filled(3), docx.Document()
    bold.styles["Normal"].font.name = "Carlito"
    bold.styles["Normal"].font.bold = True
    bold.add_paragraph("bold ★ 🏠")
    # With another limit than all others, it has a process of its own.
    alone = widths(bold, tmp_path, Embedded(converters=("word2pdf",), seconds=61))
    engine = Embedded(pool, converters=("word2pdf",))
    widths(plain, tmp_path, engine)
    assert widths(bold, tmp_path, engine) == alone


def widths(document: Document, folder: Path, engine: Embedded) -> list[float]:
    path = folder / "document.docx"
    document.save(str(path))
    printed(path, folder / "made", engine)
    with pypdfium2.PdfDocument(folder / "made" / "document.pdf") as made:
        page = made[0].get_textpage()
        return [page.get_charbox(place)[0] for place in range(page.count_chars())]


@pytest.mark.parametrize(
    ("dropped", "words"), [("Dear", ("Dear",)), ("fine", ()), ("office", ("office",))]
)
def test_words_that_are_lost_are_named(dropped: str, words: tuple[str, ...]) -> None:
    document = filled(0)
    document.add_paragraph("Dear Ms Wu, the office is fine")
    buffer = io.BytesIO()
    document.save(buffer)
    # As a PDF has it: ligatures, and lines that break within words.
    text = "Dear Ms Wu, the office is \N{LATIN SMALL LIGATURE FI}ne".replace(dropped, "")
    assert losses(read_parts(buffer.getvalue()), Printed(text, 0, 1)).words == words


def test_no_word_is_called_missing_that_is_printed(tmp_path: Path, pool: WorkerPool) -> None:
    """In scripts whose letters a PDF's reader finds in another order or another form."""
    document = docx.Document()
    for text in (
        "السلام عليكم لا إله الأعمال الآن 2024 والاستشارات ٢٠٢٣ الشُّكْر مُحَمَّد",
        "می\u200cخواهم لایحه",
        "שלום עולם שִׁיר 03-1234567",
        "हिन्दी क्षेत्र विद्यार्थी ผู้จัดการ น้ำ தமிழ் 한국어 株式会社 ㈱ ﾊﾝｶｸ",
        "super\u00adcalifragilistic e\u0301te\u0301 ﬁnal Οδυσσεύς",
    ):
        document.add_paragraph(text)
    for caps in ("all_caps", "small_caps"):
        run = document.add_paragraph().add_run("Straße ılık İzmir ŉ ﬂach")
        setattr(run.font, caps, True)
    notes = notes_on(document, tmp_path, Embedded(pool, converters=("office2pdf",)))
    assert not any("missing" in note for note in notes)


LEVEL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/>'
    '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr>'
    '<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr></w:lvl>'
)


def with_lists(*lists: tuple[str, str, str]) -> Document:
    """A document of lists that follow each other, by the format, text and font of their labels."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    wrapped = f'<w:{{}} xmlns:w="{W[1:-1]}" w:{{}}Id="{{}}">{{}}</w:{{}}>'
    for number, (kind, text, font) in enumerate(lists, 1):
        level = LEVEL.format(kind, text, font=font)
        xml = wrapped.format("abstractNum", "abstractNum", number, level, "abstractNum")
        numbering.insert(number - 1, parse_xml(xml))
        used = f'<w:abstractNumId w:val="{number}"/>'
        numbering.append(parse_xml(wrapped.format("num", "num", number, used, "num")))
        for _ in range(2):
            properties = document.add_paragraph("item")._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
    return document


def labels(document: Document, folder: Path, pool: WorkerPool) -> list[str]:
    """What stands before each item of the lists."""
    document.save(str(folder / "lists.docx"))
    engine = Embedded(pool, converters=("office2pdf",))
    pages = printed(folder / "lists.docx", folder / "made", engine)
    return [line.removesuffix("item").strip() for line in "".join(pages).split("\r\n")]


def test_lists_that_follow_each_other_keep_their_labels(tmp_path: Path, pool: WorkerPool) -> None:
    lists = [("bullet", "•"), ("bullet", "–"), ("upperLetter", "%1."), ("decimal", "(%1)")]
    document = with_lists(*((*one, "Arial") for one in lists))
    assert labels(document, tmp_path, pool) == ["•", "•", "–", "–", "A.", "B.", "(1)", "(2)"]


@pytest.mark.parametrize(
    ("kind", "text", "font", "label"),
    [
        ("bullet", "\uf0fc", "Wingdings", "✓"),
        ("bullet", "v", "Wingdings", "❖"),
        ("bullet", "o", "Courier New", "o"),
        ("bullet", "\uf02d", "Symbol", "−"),
        ("bullet", "", "Symbol", ""),
        ("none", "", "Arial", ""),
        ("none", "%1Step", "Arial", "Step"),
        ("decimal", "§", "Arial", "§"),
    ],
)
def test_a_label_that_counts_nothing_is_printed_as_word_shows_it(
    tmp_path: Path, pool: WorkerPool, kind: str, text: str, font: str, label: str
) -> None:
    assert labels(with_lists((kind, text, font)), tmp_path, pool) == [label, label]


@pytest.mark.parametrize(
    ("kind", "text"), [("ordinal", "%1"), ("decimal", "Article %1"), ("bullet", "\ue00a")]
)
def test_labels_that_are_printed_otherwise_are_noted(
    tmp_path: Path, pool: WorkerPool, kind: str, text: str
) -> None:
    (note,) = notes_on(with_lists((kind, text, "Arial")), tmp_path, Embedded(pool))
    assert "bullets or numbers of a special kind" in note


def test_symbols_are_printed_or_named(tmp_path: Path, pool: WorkerPool) -> None:
    document = with_lists(("bullet", "✓", "Arial"), ("bullet", "\uf0d8", "Wingdings"))
    document.add_paragraph("rated ★, at 🏠")
    engine = Embedded(pool, converters=("word2pdf",))
    assert notes_on(document, tmp_path, engine) == ["symbols are missing in its PDF: 🏠"]
    (page,) = printed(tmp_path / "document.docx", tmp_path / "made", engine)
    assert [page.count(symbol) for symbol in "✓➢★"] == [2, 2, 1]


@pytest.mark.parametrize("converter", ["office2pdf", "word2pdf"])
def test_text_in_a_font_of_symbols_is_printed_as_word_shows_it(
    tmp_path: Path, pool: WorkerPool, converter: str
) -> None:
    document = docx.Document()
    for text, font in (("\uf0fc", "Wingdings"), ("abg", "Symbol"), ("ü", "Wingdings")):
        document.add_paragraph().add_run(text).font.name = font
    engine = Embedded(pool, converters=(converter,))
    assert notes_on(document, tmp_path, engine) == []
    (page,) = printed(tmp_path / "document.docx", tmp_path / "made", engine)
    assert page.split() == ["✓", "αβγ", "✓"]


@pytest.mark.parametrize(("text", "font"), [("x", "Wingdings"), ("\uf0e0", "FontAwesome")])
def test_text_in_a_font_that_is_not_known_is_noted(
    tmp_path: Path, pool: WorkerPool, text: str, font: str
) -> None:
    document = docx.Document()
    document.add_paragraph().add_run(text).font.name = font
    (note,) = notes_on(document, tmp_path, Embedded(pool))
    assert "symbols of a special font" in note


@pytest.mark.parametrize("converter", ["office2pdf", "word2pdf"])
def test_the_first_line_of_a_table_of_contents_is_printed(
    tmp_path: Path, pool: WorkerPool, converter: str
) -> None:
    document = docx.Document()
    lines = [document.add_paragraph() for _ in range(3)]
    run = '<w:r xmlns:w="{}"><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r xmlns:w="{}"><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
    for part in (run.format(W[1:-1], "begin"), code.format(W[1:-1])):
        lines[0]._p.append(parse_xml(part))
    lines[0]._p.append(parse_xml(run.format(W[1:-1], "separate")))
    for line, text in zip(lines, ("first", "second"), strict=False):
        line.add_run(text)
    lines[2]._p.append(parse_xml(run.format(W[1:-1], "end")))
    assert notes_on(document, tmp_path, Embedded(pool, converters=(converter,))) == []


@pytest.mark.parametrize("word", ["السلام", "विद्यार्थी", "weiß"])
def test_a_lost_word_of_any_script_is_named_as_it_was_written(word: str) -> None:
    document = docx.Document()
    document.add_paragraph(f"hello {word}, world")
    buffer = io.BytesIO()
    document.save(buffer)
    assert losses(read_parts(buffer.getvalue()), Printed("hello world", 0, 1)).words == (word,)


def test_a_lost_picture_and_a_stray_bracket_count() -> None:
    document = filled(0)
    image = io.BytesIO()
    Image.new("RGB", (9, 9)).save(image, "PNG")
    document.add_picture(image)
    buffer = io.BytesIO()
    document.save(buffer)
    parts = read_parts(buffer.getvalue())
    assert losses(parts, Printed("", 1, 1)).weight == 0
    assert losses(parts, Printed("", 0, 1)).pictures == 1
    assert losses(parts, Printed("a\n][\nb [c]", 1, 1)).strays == ("][",)


# What Word works out


@pytest.fixture
def height_of(tmp_path: Path, pool: WorkerPool) -> Callable[[Document, str], float]:
    """How high a word stands on the first page that is printed of a document."""

    def height_of(document: Document, word: str) -> float:
        path = tmp_path / "document.docx"
        document.save(str(path))
        printed(path, tmp_path / "made", Embedded(pool))
        with pypdfium2.PdfDocument(tmp_path / "made" / "document.pdf") as made:
            text = made[0].get_textpage()
            return float(text.get_charbox(text.get_text_range().index(word))[1])

    return height_of


def test_lines_of_tabs_alone_take_their_room(
    height_of: Callable[[Document, str], float],
) -> None:
    heights = []
    for line in ("\t\t", "a line"):
        document = filled(1)
        for text in (line, line, line, "below"):
            document.add_paragraph(text)
        heights.append(height_of(document, "below"))
    assert heights[0] == pytest.approx(heights[1], abs=1)


@pytest.mark.parametrize("in_a_row", [False, True])
def test_lines_in_japanese_are_as_high_as_libreoffice_sets_them(
    height_of: Callable[[Document, str], float], in_a_row: bool
) -> None:
    """1.309 of their size, as Droid Sans Fallback says, and 1.221 where all letters are Latin."""
    heights = []
    for lines in (0, 8):
        document = filled(1)
        holder = document.add_table(1, 1).rows[0].cells[0] if in_a_row else document
        holder.add_paragraph("山")
        for text in lines * ["需要予測と在庫管理のチーム九名を率い", "Supply chains"]:
            holder.add_paragraph(text)
        holder.add_paragraph("below")
        heights.append(height_of(document, "below"))
    assert heights[0] - heights[1] == pytest.approx(8 * 1.15 * 11 * (1.309 + 1.221), abs=2)


def test_a_text_in_slanted_japanese_has_its_room(
    height_of: Callable[[Document, str], float],
) -> None:
    heights = []
    for italic in (False, True):
        document = filled(1)
        cell = document.add_table(1, 1).rows[0].cells[0]
        cell.add_paragraph().add_run("需要予測と在庫管理").italic = italic
        cell.add_paragraph("below")
        heights.append(height_of(document, "below"))
    assert heights[0] == pytest.approx(heights[1], abs=1)


def test_a_line_above_a_paragraph_has_its_room(
    height_of: Callable[[Document, str], float],
) -> None:
    heights = []
    for width in (0, 48):
        document = filled(1)
        paragraph = document.add_paragraph("below")
        if width:
            line = f'<w:top {nsdecls("w")} w:val="single" w:sz="{width}" w:space="0"/>'
            borders = OxmlElement("w:pBdr")
            borders.append(parse_xml(line))
            paragraph._p.get_or_add_pPr().append(borders)
        heights.append(height_of(document, "below"))
    assert heights[0] - heights[1] == pytest.approx(48 / 8, abs=0.5)


def test_a_japanese_name_leaves_the_lines_of_an_english_text_as_they_are(
    height_of: Callable[[Document, str], float],
) -> None:
    heights = []
    for name in ("Taro Yamada", "山田太郎"):
        document = filled(1)
        document.add_paragraph(f"{name} led a team. " + "What they did is written here. " * 30)
        document.add_paragraph("below")
        heights.append(height_of(document, "below"))
    assert heights[0] == pytest.approx(heights[1], abs=3)


def test_automatic_space_is_that_of_a_web_page(
    height_of: Callable[[Document, str], float],
) -> None:
    heights = []
    for attributes in ({"beforeAutospacing": "1", "before": "0"}, {"before": "280"}):
        document = filled(1)
        spacing = OxmlElement("w:spacing")
        for name, value in attributes.items():
            spacing.set(qn(f"w:{name}"), value)
        document.add_paragraph("below")._p.get_or_add_pPr().append(spacing)
        heights.append(height_of(document, "below"))
    assert heights[0] == pytest.approx(heights[1], abs=1)


def test_dark_cells_have_white_text(tmp_path: Path, pool: WorkerPool) -> None:
    document = filled(1)
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Automatic"
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "1F3864")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
    path = tmp_path / "document.docx"
    document.save(str(path))
    printed(path, tmp_path / "made", Embedded(pool))
    with pypdfium2.PdfDocument(tmp_path / "made" / "document.pdf") as made:
        page = made[0].render(scale=2).to_pil().convert("RGB")
    colours = {colour for _, colour in page.getcolors(1 << 20)}
    assert {(0x1F, 0x38, 0x64), (0xFF, 0xFF, 0xFF)} <= colours


def test_a_drawing_is_measured_from_the_margins() -> None:
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    offset = "<wp:posOffset>1000000</wp:posOffset>"
    document = with_paragraph(
        f'<w:r><w:drawing><wp:anchor xmlns:wp="{namespace}">'
        f'<wp:positionH relativeFrom="page">{offset}</wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph">{offset}</wp:positionV>'
        "</wp:anchor></w:drawing></w:r>"
    )
    buffer = io.BytesIO()
    document.save(buffer)
    body = EditableBody(read_parts(buffer.getvalue()))
    spell_out(body)
    left = document.sections[0].left_margin
    places = [
        (one.get("relativeFrom"), one[0].text)
        for one in body.root.iter(f"{{{namespace}}}*")
        if len(one)
    ]
    assert ("margin", str(1_000_000 - left)) in places
    assert ("paragraph", "1000000") in places
