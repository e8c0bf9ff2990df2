"""The text of a document as a reader sees it, in blocks."""

from __future__ import annotations

import pytest
from rich_letter import PARTS
from word_xml import document, p, r, table

from leavebehind.docx.blocks import Block, TableRow, document_blocks, paragraph_texts
from leavebehind.docx.package import BadDocument, read_parts

BODY = "word/document.xml"
WHO = 'w:id="1" w:author="Ana" w:date="2026-01-01T00:00:00Z"'


def body(xml: str) -> list[Block]:
    return document_blocks(read_parts(document(xml)))[BODY]


def shown(found: list[Block]) -> list[str | tuple[str, ...]]:
    """A text for each paragraph, and one for each cell of a row."""
    return [block.texts if isinstance(block, TableRow) else block.text for block in found]


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (p("a ", "b") + p() + p("c"), ["a b", "", "c"]),
        (p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), ["a\tb\nc"]),
        (p("<w:r><w:t>9</w:t><w:noBreakHyphen/><w:t>5</w:t></w:r>"), ["9\N{NON-BREAKING HYPHEN}5"]),
        (p("a") + table([p("b"), p("c") + p("d")], [p("e"), p()]), ["a", ("b", "c\nd"), ("e", "")]),
        (table([table([p("a"), p("b")]) + p("c")]), [("a\nb\nc",)]),
        (control(p("a")) + p(control(r("b"))), ["a", "b"]),
        (table([p("a")]).replace("<w:tr>", "<w:tr>" + control("<w:tc><w:p/></w:tc>")), [("", "a")]),
        (p("a", f"<w:ins {WHO}>{r('b')}</w:ins>"), ["ab"]),
        (p("a", f"<w:del {WHO}><w:r><w:delText>b</w:delText><w:tab/></w:r></w:del>"), ["a"]),
        (p("a", f"<w:moveFrom {WHO}>{r('b')}</w:moveFrom>"), ["a"]),
        (p(f'<w:hyperlink w:anchor="x">{r("a")}</w:hyperlink>', "<!-- x --><?y?>"), ["a"]),
    ],
)
def test_a_reader_sees_paragraphs_rows_and_cells(
    xml: str, expected: list[str | tuple[str, ...]]
) -> None:
    assert shown(body(xml)) == expected


def test_every_block_knows_its_element() -> None:
    found = body(p("a") + table([p("b")]))
    assert [block.element.tag.rpartition("}")[2] for block in found] == ["p", "tr"]
    assert [paragraph.element.tag.rpartition("}")[2] for paragraph in found[1].paragraphs] == ["p"]


def test_a_text_box_follows_the_paragraph_that_holds_it_and_is_read_once() -> None:
    found = shown(document_blocks(PARTS)[BODY])
    assert found.count("In the box") == 1
    assert found[found.index("In the box") - 1] == ""


def test_headers_footers_and_notes_follow_the_body_and_comments_are_no_text() -> None:
    assert list(document_blocks(PARTS)) == [
        BODY,
        *(f"word/{name}.xml" for name in ("endnotes", "footer1", "footnotes", "header1")),
    ]
    texts = paragraph_texts(PARTS)
    assert texts[0] == "Avery Quinn"
    assert texts[-4:] == ["at the end", "1", "at the foot", "Avery at Northwind"]


def test_a_part_that_is_damaged_is_refused() -> None:
    with pytest.raises(BadDocument, match="damaged"):
        paragraph_texts({**PARTS, BODY: b"<w:document>"})
