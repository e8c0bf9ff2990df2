"""Hidden text is on no paper, and among no words of a document (ECMA-376 part 1, 17.3.2.41)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from word_xml import NAMES, code, document, p, r, table

from leavebehind.docx.alignment import changes
from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.package import W, parsed, read_parts, write_parts
from leavebehind.docx.print_copy import print_copy
from leavebehind.pdf.converter import Converter
from leavebehind.pdf.engine import Conversion
from leavebehind.session import Session

LIBREOFFICE = pytest.mark.libreoffice

BODY = "word/document.xml"
SHAPES = (
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
)
ON, OFF = "<w:vanish/>", '<w:vanish w:val="0"/>'


def run(text: str, looks: str = ON) -> str:
    return r(text).replace("<w:r>", f"<w:r><w:rPr>{looks}</w:rPr>")


def paragraph(*runs: str, style: str = "", mark: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return p(*runs, properties=f"<w:pPr>{named}<w:rPr>{mark}</w:rPr></w:pPr>")


def style(kind: str, name: str, looks: str = "", based_on: str = "", more: str = "") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{based}'
        f"<w:rPr>{looks}</w:rPr>{more}</w:style>"
    )


def styles(*made: str, defaults: str = "") -> dict[str, str]:
    default = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault></w:docDefaults>"
    )
    return {"word/styles.xml": f"<w:styles {NAMES}>{default}{''.join(made)}</w:styles>"}


NOTE = style("paragraph", "Note", ON)
UNDER_NOTE = style("paragraph", "Mine", based_on="Note")
GRID = style("table", "Grid", ON)
IN_ONE = style("character", "Secret", ON)
STYLES = {
    "by the run": ((), p("a", run("x"), "b"), ["ab"]),
    "by one value": ((), p("a", run("x", '<w:vanish w:val="true"/>'), "b"), ["ab"]),
    "shown by the run": ((), p("a", run("x", OFF)), ["ax"]),
    "on the web alone": ((), p("a", run("x", "<w:webHidden/>")), ["ax"]),
    "a mark that separates styles": (
        (),
        paragraph(run("a", "<w:specVanish/>"), mark="<w:specVanish/>") + p("b"),
        ["a", "b"],
    ),
    "an empty paragraph whose mark separates styles": (
        (),
        paragraph(run("x"), mark="<w:specVanish/>") + p("b"),
        ["b"],
    ),
    "the mark alone": ((), paragraph("a", mark=ON) + p("b"), ["a", "b"]),
    "a whole paragraph": ((), paragraph(run("x"), mark=ON) + p("b"), ["b"]),
    "by the paragraph's style": ((NOTE,), paragraph("x", style="Note") + p("b"), ["b"]),
    "by a style beneath": (
        (NOTE, UNDER_NOTE),
        paragraph("x", style="Mine") + p("b"),
        ["b"],
    ),
    "shown by the style above": (
        (NOTE, style("paragraph", "Mine", OFF, based_on="Note")),
        paragraph("x", style="Mine"),
        ["x"],
    ),
    "shown by the run in a hiding style": (
        (NOTE,),
        paragraph("x", run("a", OFF), style="Note") + p("b"),
        ["a", "b"],
    ),
    "by a character style": (
        (IN_ONE,),
        p("a", run("x", '<w:rStyle w:val="Secret"/>'), "b"),
        ["ab"],
    ),
    "by two styles, which toggle": (
        (NOTE, IN_ONE),
        paragraph(run("a", '<w:rStyle w:val="Secret"/>'), "x", style="Note"),
        ["a"],
    ),
    "by the usual paragraph style": (
        (NOTE.replace("<w:style ", '<w:style w:default="1" '),),
        p("x") + p(run("b", OFF)),
        ["b"],
    ),
    "by the table's style": (
        (GRID,),
        table([p("x")]).replace("<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr>')
        + p("b"),
        ["", "b"],
    ),
    "by the usual style, where there is no other": (
        (NOTE.replace("<w:style ", '<w:style w:default="1" '),),
        paragraph("x", style="Lost") + p(run("b", OFF)),
        ["b"],
    ),
    "by styles that go round": (
        (style("paragraph", "A", based_on="B"), style("paragraph", "B", based_on="A")),
        paragraph("a", style="A"),
        ["a"],
    ),
}  # fmt: skip


def texts(data: bytes, name: str = BODY) -> list[str]:
    root = parsed(read_parts(data)[name])
    return ["".join(text.text or "" for text in one.iter(W + "t")) for one in root.iter(W + "p")]


def printed(body: str, **parts: object) -> list[str]:
    return texts(print_copy(document(body, **parts))[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", STYLES)
def test_text_is_hidden_by_run_and_style(name: str) -> None:
    used, body, expected = STYLES[name]
    assert printed(body, parts=styles(*used)) == expected


def test_defaults_that_hide_yield_to_direct_formatting_alone() -> None:
    body = p("x") + p(run("a", OFF)) + paragraph("x", style="Note") + p("x")
    assert printed(body, parts=styles(NOTE, defaults=ON)) == ["a", ""]


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


BOUND = '<w:dataBinding w:xpath="/a" w:storeItemID="{1}"/><w:text/>'
HIDDEN_ROW = "<w:tr><w:trPr><w:hidden/></w:trPr>"
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
HIDDEN = ' hidden="1"'


def drawing(content: str, hidden: str = "") -> str:
    properties = f'<wp:docPr id="1" name="a"{hidden}/>'
    return f"<w:r><w:drawing><wp:inline>{properties}{content}</wp:inline></w:drawing></w:r>"


def shape(text: str, hidden: str = "") -> str:
    box = f"<wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx>"
    return f'<wps:wsp {SHAPES}><wps:cNvPr id="2" name="b"{hidden}/>{box}</wps:wsp>'


def old_shape(text: str) -> str:
    box = f"<v:textbox><w:txbxContent>{p(text)}</w:txbxContent></v:textbox>"
    return f'<w:r><w:pict><v:rect style="width:9pt;visibility:hidden">{box}</v:rect></w:pict></w:r>'


ELEMENTS = {
    "a row": (
        table([p("a")]).replace("</w:tr>", f"</w:tr>{HIDDEN_ROW}<w:tc>{p('x')}</w:tc></w:tr>"),
        ["a"],
    ),
    "all rows": (p("a") + table([p("x")]).replace("<w:tr>", HIDDEN_ROW), ["a"]),
    "a field": (p("a") + p(code("PAGE").replace("<w:r>", f"<w:r><w:rPr>{ON}</w:rPr>")), ["a", ""]),
    "a simple field": (p(f'<w:fldSimple w:instr="PAGE">{run("x")}</w:fldSimple>', "a"), ["a"]),
    "the code of a field": (
        p(code("PAGE", "1").replace("<w:r><w:instr", f"<w:r><w:rPr>{ON}</w:rPr><w:instr")),
        ["1"],
    ),
    "a link": (p(f'<w:hyperlink w:anchor="x">{run("x")}</w:hyperlink>', "a"), ["a"]),
    "a control": (p(control(BOUND, run("x")), "a"), ["a"]),
    "before a table": (paragraph(run("x"), mark=ON) + table([p("a")]), ["a"]),
    "before a control": (paragraph(run("x"), mark=ON) + control("", p("a")), ["a"]),
    "between two tables": (
        table([p("a")]) + paragraph(run("x"), mark=ON) + table([p("b")]),
        ["a", "", "b"],
    ),
    "all of a cell": (table([paragraph(run("x"), mark=ON)]), [""]),
    "the end of a cell": (table([p("a") + paragraph(run("x"), mark=ON)]), ["a", ""]),
    "a drawing": (p(drawing(shape("x"), HIDDEN), "a"), ["a"]),
    "a shape of a group": (
        p(drawing(f"<wpg:wgp {SHAPES}>{shape('x', HIDDEN)}{shape('b')}</wpg:wgp>")),
        ["b", "b"],
    ),
    "a shape of old": (p(old_shape("x"), "a"), ["a"]),
    "a formula": (
        p(f"<m:oMath {MATH}><m:r><w:rPr>{ON}</w:rPr><w:t>x</w:t></m:r></m:oMath>", "a"),
        ["a"],
    ),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_whatever_is_hidden_is_not_printed(name: str) -> None:
    body, expected = ELEMENTS[name]
    copy, notes = print_copy(document(body))
    assert texts(copy) == expected
    assert notes == ()
    root = parsed(read_parts(copy)[BODY])
    kinds = [one.get(W + "fldCharType") for one in root.iter(W + "fldChar")]
    assert kinds in ([], ["begin", "separate", "end"])
    for cell in root.iter(W + "tc"):
        assert [child.tag for child in cell][-1] == W + "p"


def test_headers_and_footnotes_hide_too() -> None:
    copy, _ = print_copy(document(p("a"), header=p("b", run("x"))))
    assert texts(copy, "word/header1.xml") == ["b"]


def test_bookmarks_of_a_hidden_paragraph_stay() -> None:
    marks = '<w:bookmarkStart w:id="0" w:name="here"/><w:bookmarkEnd w:id="0"/>'
    copy, _ = print_copy(document(paragraph(marks, run("x"), mark=ON) + p("a")))
    (mark,) = parsed(read_parts(copy)[BODY]).iter(W + "bookmarkStart")
    assert texts(copy) == ["a"]
    assert mark.getparent() is not None


def test_a_section_that_ends_in_a_hidden_paragraph_stays() -> None:
    properties = f"<w:pPr><w:rPr>{ON}</w:rPr><w:sectPr/></w:pPr>"
    copy, _ = print_copy(document(p(run("x"), properties=properties) + p("a")))
    assert texts(copy) == ["", "a"]


def test_a_number_that_its_level_hides_is_not_printed() -> None:
    level = '<w:lvl w:ilvl="{}"><w:lvlText w:val="SECRET %1"/><w:rPr>{}</w:rPr></w:lvl>'
    levels = level.format(0, ON) + level.format(1, OFF)
    content = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    name = "word/numbering.xml"
    parts = {name: f"<w:numbering {NAMES}>{content}</w:numbering>"}
    copy, _ = print_copy(document(p("a"), parts=parts))
    assert read_parts(copy)[name].count(b"SECRET") == 1


def test_a_tag_that_is_hidden_is_not_noted() -> None:
    assert print_copy(document(p("a", run("{{ x }}"))))[1] == ()


def test_the_styles_are_found_under_any_name() -> None:
    moved = {"word/looks.xml": styles(NOTE)["word/styles.xml"]}
    types = ('PartName="/word/styles.xml"', 'PartName="/word/looks.xml"')
    body = paragraph("x", style="Note") + p("a")
    assert printed(body, parts=moved, types=types) == ["a"]


def test_hidden_words_are_no_words_of_the_document() -> None:
    body = p("a ", run("x")) + paragraph("x", style="Note") + p("b")
    data = document(body, parts=styles(NOTE))
    assert paragraph_texts(read_parts(data)) == ["a", "b"]
    assert changes(data, document(p("a ") + p("b"))) == ()


LOOK = '<w:tblPr><w:tblStyle w:val="Grid"/><w:tblLook w:val="{}"/></w:tblPr>'
SIX = table(*([p(f"{row}{column}") for column in "abc"] for row in "123"))


@pytest.mark.parametrize(
    ("condition", "look", "hidden"),
    [
        ("firstRow", "0020", "1a 1b 1c"),
        ("firstRow", "0000", ""),
        ("firstRow", "", ""),
        ("lastRow", "0040", "3a 3b 3c"),
        ("firstCol", "0080", "1a 2a 3a"),
        ("lastCol", "0100", "1c 2c 3c"),
        ("nwCell", "00A0", "1a"),
        ("seCell", "0140", "3c"),
        ("band1Horz", "0000", "1a 1b 1c 3a 3b 3c"),
        ("band1Horz", "0020", "2a 2b 2c"),
        ("band2Vert", "0000", "1b 2b 3b"),
        ("band2Vert", "0400", ""),
    ],
)
def test_a_conditional_format_of_a_table_style_hides(
    condition: str, look: str, hidden: str
) -> None:
    rule = f'<w:tblStylePr w:type="{condition}"><w:rPr>{ON}</w:rPr></w:tblStylePr>'
    body = SIX.replace("<w:tblPr/>", LOOK.format(look))
    shown = printed(body, parts=styles(style("table", "Grid", more=rule)))
    assert [
        cell for row in "123" for cell in (f"{row}{c}" for c in "abc") if cell not in shown
    ] == (hidden.split())


def test_strict_open_xml_hides_too() -> None:
    parts = read_parts(document(p("a", run("x"), f"<w:del>{r('y')}</w:del>")))
    for usual, strict in (
        (b"officeDocument/2006/", b"officeDocument/"),
        (b"wordprocessingml/2006/", b"wordprocessingml/"),
    ):
        old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
        parts = {name: data.replace(old + usual, new + strict) for name, data in parts.items()}
    copy, _ = print_copy(write_parts(parts))
    assert texts(copy) == ["a"]
    assert not any(b"purl.oclc.org" in data for data in read_parts(copy).values())


@pytest.mark.parametrize("engine", ["embedded", pytest.param("libreoffice", marks=LIBREOFFICE)])
def test_hidden_text_is_on_no_paper(engine: str, tmp_path: Path, kept_session: Session) -> None:
    ways = ("the run", "the paragraph's style", "a style beneath", "a character style")
    hidden = "".join(STYLES[f"by {way}"][1] for way in (*ways, "the table's style"))
    body = hidden + ELEMENTS["a row"][0] + ELEMENTS["all of a cell"][0] + p("END")
    grid = '<w:tblGrid><w:gridCol w:w="2000"/></w:tblGrid>'
    body = body.replace("<w:tblGrid/>", grid).replace(">x<", ">SECRET<")
    path = tmp_path / "letter.docx"
    path.write_bytes(document(body, parts=styles(NOTE, IN_ONE, UNDER_NOTE, GRID)))
    chosen = [one for one in kept_session.engines() if one.name == engine]
    with Converter(chosen, tmp_path / "kept") as converter:
        converter.submit(path)
        made = converter.result(path)
        assert isinstance(made, Conversion), made
        with pypdfium2.PdfDocument(made.pdf) as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "SECRET" not in text
    assert "END" in text


@pytest.mark.validator
def test_word_opens_what_nothing_is_hidden_in(
    tmp_path: Path, validate_docx: Callable[[list[Path]], None]
) -> None:
    names = ("a row", "a field", "a link", "a control", "between two tables", "all of a cell")
    body = "".join(ELEMENTS[name][0] for name in names) + p("END")
    grid = '<w:tblGrid><w:gridCol w:w="2000"/></w:tblGrid>'
    path = tmp_path / "letter.docx"
    path.write_bytes(print_copy(document(body.replace("<w:tblGrid/>", grid)))[0])
    validate_docx([path])
