"""The text of a document as a reader sees it."""

from __future__ import annotations

import pytest
from rich_letter import PARTS
from word_xml import document, p, r, table

from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.package import BadDocument, read_parts

BODY = "word/document.xml"
WHO = 'w:id="1" w:author="Ana" w:date="2026-01-01T00:00:00Z"'


def texts(xml: str) -> list[str]:
    return paragraph_texts(read_parts(document(xml)))


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (p("a ", "b") + p() + p("c"), ["a b", "c"]),
        (p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), ["a\tb\nc"]),
        (p("<w:r><w:t>9</w:t><w:noBreakHyphen/><w:t>5</w:t></w:r>"), ["9\N{NON-BREAKING HYPHEN}5"]),
        (p("a") + table([p("b"), p("c") + p("d")], [p("e"), p()]), ["a", "b", "c", "d", "e"]),
        (table([table([p("a"), p("b")]) + p("c")]), ["a", "b", "c"]),
        (control(p("a")) + p(control(r("b"))), ["a", "b"]),
        (
            table([p("a")]).replace("<w:tr>", "<w:tr>" + control(f"<w:tc>{p('x')}</w:tc>")),
            ["x", "a"],
        ),
        (p("a", f"<w:ins {WHO}>{r('b')}</w:ins>"), ["ab"]),
        (p("a", f"<w:del {WHO}><w:r><w:delText>b</w:delText><w:tab/></w:r></w:del>"), ["a"]),
        (p("a", f"<w:moveFrom {WHO}>{r('b')}</w:moveFrom>"), ["a"]),
        (p(f'<w:hyperlink w:anchor="x">{r("a")}</w:hyperlink>', "<!-- x --><?y?>"), ["a"]),
    ],
)
def test_a_reader_sees_paragraphs_in_the_order_of_reading(xml: str, expected: list[str]) -> None:
    assert texts(xml) == expected


def test_a_text_box_is_read_once() -> None:
    assert paragraph_texts(PARTS).count("In the box") == 1


def test_headers_footers_and_notes_follow_the_body_and_comments_are_no_text() -> None:
    found = paragraph_texts(PARTS)
    assert found[0] == "Avery Quinn"
    assert found[-4:] == ["at the end", "1", "at the foot", "Avery at Northwind"]


def test_a_part_that_is_damaged_is_refused() -> None:
    with pytest.raises(BadDocument, match="damaged"):
        paragraph_texts({**PARTS, BODY: b"<w:document>"})
