"""A print copy says what Word would print, and leads nowhere."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from word_xml import NAMES, OPC, code, document, external, field, p, r, table

from leavebehind.docx.identity import identity_parts, read_identity
from leavebehind.docx.package import BadDocument, W, read_parts, write_parts
from leavebehind.docx.print_copy import CHANGES, COMMENTS, LINKS, OPEN, TODAY, print_copy

WHO = 'w:id="1" w:author="Ana" w:date="2026-01-01T00:00:00Z"'


def deleted(*texts: str) -> str:
    runs = "".join(f"<w:r><w:delText>{text}</w:delText></w:r>" for text in texts)
    return f"<w:del {WHO}>{runs}</w:del>"


def inserted(*pieces: str) -> str:
    return f"<w:ins {WHO}>{''.join(x if x.startswith('<') else r(x) for x in pieces)}</w:ins>"


def mark(change: str) -> str:
    """Properties of a paragraph whose mark was changed so."""
    return f"<w:pPr><w:rPr><w:{change} {WHO}/></w:rPr></w:pPr>"


def row(*cells: str, change: str = "") -> str:
    properties = f"<w:trPr><w:{change} {WHO}/></w:trPr>" if change else ""
    return f"<w:tr>{properties}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def rows(*made: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(made)}</w:tbl>"


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def texts(data: bytes, name: str = "word/document.xml") -> list[str]:
    return [
        "".join(text.text or "" for text in one.iter(W + "t"))
        for one in part(data, name).iter(W + "p")
    ]


CELL_GONE = f"<w:tcPr><w:cellDel {WHO}/></w:tcPr>"
CHANGED = {
    "a deletion": (p("a", deleted("b"), "c"), ["ac"]),
    "an insertion": (p("a", inserted("b")), ["ab"]),
    "a deletion in an insertion": (p("a", inserted(r("b"), deleted("c"))), ["ab"]),
    "moved text": (
        p(f"<w:moveFrom {WHO}>{r('x')}</w:moveFrom>", "a")
        + p(f"<w:moveTo {WHO}>{r('x')}</w:moveTo>"),
        ["a", "x"],
    ),
    "a moved paragraph": (
        f'<w:moveFromRangeStart {WHO} w:name="m"/>'
        + p(f"<w:moveFrom {WHO}>{r('x')}</w:moveFrom>", properties=mark("moveFrom"))
        + '<w:moveFromRangeEnd w:id="1"/>'
        + p("a")
        + p(f"<w:moveTo {WHO}>{r('x')}</w:moveTo>", properties=mark("moveTo")),
        ["a", "x"],
    ),
    "a deleted paragraph mark": (p("a", properties=mark("del")) + p("b") + p("c"), ["ab", "c"]),
    "two deleted marks": (
        p("a", properties=mark("del")) + p("b", properties=mark("del")) + p("c"),
        ["abc"],
    ),
    "a deleted paragraph": (p(deleted("a"), properties=mark("del")) + p("b"), ["b"]),
    "a deleted paragraph before a table": (
        p("x") + p(deleted("a"), properties=mark("del")) + table([p("b")]),
        ["x", "b"],
    ),
    "an inserted paragraph mark": (p("a", properties=mark("ins")) + p("b"), ["a", "b"]),
    "a deleted row": (rows(row(p("a")), row(p("b"), change="del")), ["a"]),
    "an inserted row": (rows(row(p("a"), change="ins")), ["a"]),
    "a deleted table": (p("x") + rows(row(p("a"), change="del")), ["x"]),
    "a deleted cell": (
        rows(row(p("b")).replace("<w:tc>", f"<w:tc>{CELL_GONE}{p('a')}</w:tc><w:tc>")),
        ["b"],
    ),
    "a cell whose paragraph was deleted": (
        rows(row(p(deleted("a"), properties=mark("del")), p("b"))),
        ["", "b"],
    ),
    "a change of looks": (
        p(f"<w:r><w:rPr><w:b/><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr><w:t>a</w:t></w:r>"),
        ["a"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_changes_are_printed_as_if_accepted(name: str) -> None:
    body, expected = CHANGED[name]
    copy, notes = print_copy(document(body))
    assert texts(copy) == expected
    assert notes == (() if name == "a change of looks" else (CHANGES,))
    left = {etree.QName(element).localname for element in part(copy).iter()}
    assert not left & {"del", "ins", "moveFrom", "moveTo", "delText", "rPrChange", "cellDel"}
    for cell in part(copy).iter(W + "tc"):
        assert [child.tag for child in cell][-1] == W + "p"


def test_changes_of_a_merge_are_noted_once_and_apart_from_those_of_a_person() -> None:
    ours = p("a", '<w:ins w:id="9" w:author="leavebehind"><w:r><w:t>b</w:t></w:r></w:ins>')
    waiting = OPEN.format("1 tracked change")
    assert print_copy(document(ours))[1] == (waiting,)
    assert print_copy(document(ours + p("c", deleted("d"))))[1] == (waiting, CHANGES)


def test_a_paragraph_that_swallows_another_keeps_the_look_of_the_last() -> None:
    first = p("a", properties=f'<w:pPr><w:jc w:val="end"/><w:rPr><w:del {WHO}/></w:rPr></w:pPr>')
    last = p("b", properties='<w:pPr><w:jc w:val="center"/></w:pPr>')
    copy, _ = print_copy(document(first + last))
    (looks,) = part(copy).iter(W + "jc")
    assert looks.get(W + "val") == "center"


def test_changes_in_headers_footers_and_notes_are_accepted_too() -> None:
    copy, notes = print_copy(document(p("x"), header=p("a", deleted("b"))))
    assert texts(copy, "word/header1.xml") == ["a"]
    assert notes == (CHANGES,)


def test_the_body_is_found_under_any_name_and_prefix() -> None:
    body = f"<w:document {NAMES}><w:body>{p('a', deleted('b'))}</w:body></w:document>"
    parts = {"word/document9.xml": body.replace("w:", "x:").replace("xmlns:w=", "xmlns:x=")}
    types = ('PartName="/word/document.xml"', 'PartName="/word/document9.xml"')
    copy, _ = print_copy(document(parts=parts, types=types))
    assert texts(copy, "word/document9.xml") == ["a"]


def test_comments_are_not_printed_and_told() -> None:
    commented = (
        '<w:commentRangeStart w:id="0"/>'
        + r("a")
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    )
    copy, notes = print_copy(document(p(commented)))
    assert texts(copy) == ["a"]
    assert notes == (COMMENTS,)
    assert b"comment" not in etree.tostring(part(copy))


def test_a_tag_that_is_left_is_told() -> None:
    left = document(p("Dear {{ interv", "iewer.name }},"))
    assert print_copy(left) == (
        left,
        ("a template tag is left in the text: {{ interviewer.name }}",),
    )


def test_an_ordinary_document_is_printed_as_it_is() -> None:
    body = p("a {b}", code("PAGE")) + table([p("c")])
    plain = document(body, relations=external("hyperlink", "https://a.example"))
    assert print_copy(plain) == (plain, ())


def test_documents_that_differ_by_their_identity_have_one_copy() -> None:
    plain = read_parts(document(p("a")))
    ours, other = (write_parts(plain | identity_parts(plain, one)) for one in ("7d1", "9f2"))
    assert print_copy(ours) == print_copy(other)
    copy, notes = print_copy(ours)
    assert read_identity(ours) == "7d1"
    assert read_identity(copy) == ""
    assert (texts(copy), notes) == (["a"], ())


PICTURE = (
    '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:blip r:link="rIdX"{}/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
LINKED = {
    "a picture": ("image", p("a", PICTURE.format(""))),
    "a picture with a copy": ("image", p("a", PICTURE.format(' r:embed="rId1"'))),
    "an old picture": (
        "image",
        p("a", '<w:r><w:pict><v:shape><v:imagedata r:href="rIdX"/></v:shape></w:pict></w:r>'),
    ),
    "an old picture by its id": (
        "image",
        p("a", '<w:r><w:pict><v:shape><v:imagedata r:id="rIdX"/></v:shape></w:pict></w:r>'),
    ),
    "an object": (
        "oleObject",
        p("a", '<w:r><w:object><o:OLEObject Type="Link" r:id="rIdX"/></w:object></w:r>'),
    ),
    "a file inserted as a whole": ("aFChunk", p("a") + '<w:altChunk r:id="rIdX"/>'),
    "a part of a book": ("subDocument", p("a") + '<w:subDoc r:id="rIdX"/>'),
}


@pytest.mark.parametrize("name", LINKED)
def test_what_lies_elsewhere_is_taken_out_and_told(name: str) -> None:
    kind, body = LINKED[name]
    linked = document(body, relations=external(kind, "http://a.example/x"))
    copy, notes = print_copy(linked)
    assert notes == (LINKS,)
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        everything = b"".join(package.read(one) for one in package.namelist())
    assert b"a.example" not in everything
    assert b"rIdX" not in everything
    assert texts(copy) == ["a"]
    assert (b'r:embed="rId1"' in everything) == ("copy" in name)


def test_a_linked_picture_in_a_header_is_taken_out_too() -> None:
    relations = f'<Relationships xmlns="{OPC}">{external("image", "http://a.example")}'
    parts = {"word/_rels/header1.xml.rels": f"{relations}</Relationships>"}
    copy, notes = print_copy(document(header=p(PICTURE.format("")), parts=parts))
    assert notes == (LINKS,)
    assert b"rIdX" not in etree.tostring(part(copy, "word/header1.xml"))
    assert len(part(copy, "word/_rels/header1.xml.rels")) == 0


def test_a_file_inserted_as_a_whole_is_taken_out_though_it_is_within() -> None:
    relation = external("aFChunk", "x.html").replace(' TargetMode="External"', "")
    body = p("a") + '<w:altChunk r:id="rIdX"/>'
    html = {"word/x.html": '<img src="http://a.example/x.png">'}
    copy, notes = print_copy(document(body, parts=html, relations=relation))
    assert notes == (LINKS,)
    assert next(part(copy).iter(W + "altChunk"), None) is None


def test_a_remote_template_is_taken_out_without_a_word() -> None:
    relations = f'<Relationships xmlns="{OPC}">{external("attachedTemplate", "http://a.example")}'
    settings = f'<w:settings {NAMES}><w:attachedTemplate r:id="rIdX"/></w:settings>'
    parts = {"word/_rels/settings.xml.rels": f"{relations}</Relationships>"}
    copy, notes = print_copy(document(p("a"), parts=parts | {"word/settings.xml": settings}))
    assert notes == ()
    assert len(part(copy, "word/settings.xml")) == 0


@pytest.mark.parametrize(
    "fetching",
    [
        code('INCLUDEPICTURE "http://a.example/x.png"', "shown"),
        code('includetext "/etc/passwd"', "shown"),
        code("LINK Excel.Sheet.8 C:\\\\x.xls", "shown"),
        code('DDE cmd "/k calc"', "shown"),
        f'<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://a&quot; ">{r("shown")}</w:fldSimple>',
        # A field within the instruction of another.
        field("begin")
        + "<w:r><w:instrText>INCLUDETEXT </w:instrText></w:r>"
        + f'{field("begin")}<w:r><w:instrText>QUOTE "http://a"</w:instrText></w:r>{field("end")}'
        + field("separate")
        + r("shown")
        + field("end"),
    ],
)
def test_a_field_that_fetches_leaves_what_it_showed(fetching: str) -> None:
    copy, notes = print_copy(document(p("a ", fetching, " z")))
    assert notes == (LINKS,)
    assert texts(copy) == ["a shown z"]
    assert not [code for code in part(copy).iter(W + "instrText") if "QUOTE" not in code.text]
    assert next(part(copy).iter(W + "fldSimple"), None) is None


NAMED = f'<w:bookmarkStart w:id="7" w:name="who"/>{r("Dana")}{r(" Wu")}<w:bookmarkEnd w:id="7"/>'


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        ('DATE \\@ "dddd, d MMMM yyyy"', "Thursday, 26 November 2026"),
        ("date \\@ \"MMM d 'of' yy\" \\* MERGEFORMAT", "Nov 26 of 26"),
        ('TIME \\@ "dd.MM.yyyy"', "26.11.2026"),
        ("DATE", "11/26/2026"),
        ('DATE \\@ "d MMM HH:mm"', "old"),
        ("TIME", "old"),
        ("CREATEDATE", "old"),
        ("DATE \\h", "old"),
        ("REF who \\h", "Dana Wu"),
        ("REF who \\* Upper", "DANA WU"),
        ("REF who \\r \\h", "old"),
        ("REF nobody", "old"),
        ("PAGEREF who", "old"),
    ],
)
def test_a_field_is_up_to_date(instruction: str, shown: str) -> None:
    """Day and bookmark alone: pages and times are as they were, and so is what leads nowhere."""
    body = p(NAMED) + p("a ", code(instruction, "old"), " z")
    copy, notes = print_copy(document(body), datetime.date(2026, 11, 26))
    assert texts(copy)[1] == f"a {shown} z"
    assert (TODAY in notes) == ("26" in shown)
    assert ("nobody" in etree.tostring(part(copy)).decode()) is False


@pytest.mark.parametrize(
    ("language", "shown"), [("de-DE", "26. März"), ("xx", "26. March"), ("", "26. March")]
)
def test_a_date_is_in_the_language_of_its_text(language: str, shown: str) -> None:
    properties = f'<w:rPr><w:lang w:val="{language}"/></w:rPr>'
    run = f"<w:r>{properties}<w:t>old</w:t></w:r>"
    dated = f'<w:fldSimple w:instr="DATE \\@ &quot;d. MMMM&quot;">{run}</w:fldSimple>'
    copy, _ = print_copy(document(p(dated)), datetime.date(2026, 3, 26))
    assert texts(copy) == [shown]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"PK\x03\x04", document()[:500]],
    ids=["empty", "text", "stub", "truncated"],
)
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(BadDocument):
        print_copy(content)


def test_a_document_with_entities_is_refused() -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaa">]><w:document {NAMES}><w:body>&a;</w:body></w:document>'
    with pytest.raises(BadDocument, match="entities"):
        print_copy(document(parts={"word/document.xml": bomb + "<!-- { -->"}))


@pytest.mark.validator
def test_word_opens_a_print_copy(
    tmp_path: Path, validate_docx: Callable[[list[Path]], None]
) -> None:
    body = p().join(body for body, _ in CHANGED.values())
    grid = '<w:tblGrid><w:gridCol w:w="9"/></w:tblGrid>'
    parts = read_parts(document(body.replace("<w:tblGrid/>", grid) + p()))
    path = tmp_path / "letter.docx"
    path.write_bytes(print_copy(write_parts(parts | identity_parts(parts, "7d1")))[0])
    validate_docx([path])
