"""What is an edit of a document, and what only Word's habit of writing things down."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from rich_letter import PARTS

from leavebehind.docx.alignment import Change, changes
from leavebehind.docx.equality import same_document
from leavebehind.docx.package import write_parts

BODY = "word/document.xml"
STYLES = "word/styles.xml"
SETTINGS = "word/settings.xml"
NUMBERING = "word/numbering.xml"
CORE = "docProps/core.xml"
APP = "docProps/app.xml"
THEME = "word/theme/theme1.xml"
Replacement = tuple[str, str, str]
"""A part, what stands there once, and what stands there instead."""

EDITS: dict[str, Replacement] = {
    "a letter": (BODY, "Dear Dana,", "Dear Dena,"),
    "a space at the end": (BODY, "Dear Dana,", "Dear Dana, "),
    "a space between words": (BODY, "two  words", "two words"),
    "a tab": (BODY, "<w:tab/>", ""),
    "a line break": (BODY, "<w:br/>", ""),
    "a page break": (BODY, "<w:br/>", '<w:br w:type="page"/>'),
    "a hyphen that may break": (BODY, "<w:noBreakHyphen/>", "<w:t>-</w:t>"),
    "a symbol": (BODY, "<w:tab/>", '<w:sym w:font="Wingdings" w:char="F04A"/>'),
    "bold": (BODY, "<w:b/><w:bCs/>", "<w:bCs/>"),
    "bold of Thai and Arabic": (BODY, "<w:b/><w:bCs/>", "<w:b/>"),
    "italics": (BODY, "<w:i/><w:lang", "<w:lang"),
    "underline": (BODY, "<w:i/><w:lang", '<w:i/><w:u w:val="single"/><w:lang'),
    "text condensed by 0.15 pt": (BODY, '<w:spacing w:val="6"/>', '<w:spacing w:val="3"/>'),
    "raised text": (BODY, '<w:position w:val="2"/>', '<w:position w:val="3"/>'),
    "a typeface": (BODY, '<w:sz w:val="22"/>', '<w:rFonts w:ascii="Georgia"/><w:sz w:val="22"/>'),
    "the size": (BODY, '<w:sz w:val="22"/>', '<w:sz w:val="23"/>'),
    "the size of Thai and Arabic": (BODY, '<w:szCs w:val="22"/>', '<w:szCs w:val="24"/>'),
    "text from right to left": (BODY, "<w:vanish/>", "<w:vanish/><w:rtl/>"),
    "hidden text shown": (BODY, "<w:vanish/>", ""),
    "the language of spelling": (BODY, '<w:lang w:val="en-US"/>', '<w:lang w:val="en-GB"/>'),
    "a colour": (BODY, 'w:val="1F3864" w:themeColor', 'w:val="1F3865" w:themeColor'),
    "a theme colour": (BODY, 'w:themeColor="accent1"', 'w:themeColor="accent2"'),
    "the colour of a bullet": (
        BODY,
        '<w:rPr><w:color w:val="1F3864"/></w:rPr>',
        '<w:rPr><w:color w:val="C00000"/></w:rPr>',
    ),
    "another style": (BODY, '<w:pStyle w:val="Bullet"/>', '<w:pStyle w:val="Quote"/>'),
    "the level of a list": (BODY, '<w:ilvl w:val="0"/>', '<w:ilvl w:val="1"/>'),
    "no list": (BODY, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>', ""),
    "the space above": (BODY, 'w:before="120"', 'w:before="123"'),
    "the space below": (BODY, 'w:after="160"', 'w:after="157"'),
    "the lines' distance": (BODY, 'w:line="276"', 'w:line="279"'),
    "the left indent": (BODY, 'w:left="360"', 'w:left="363"'),
    "the right indent": (BODY, 'w:right="0" w:firstLine', 'w:right="3" w:firstLine'),
    "the first line's indent": (BODY, 'w:firstLine="240"', 'w:hanging="240"'),
    "the alignment": (BODY, '<w:jc w:val="both"/>', '<w:jc w:val="left"/>'),
    "kept with the next": (BODY, "<w:keepNext/>", ""),
    "an empty paragraph": (BODY, "<w:sectPr>", "<w:p/><w:sectPr>"),
    "the tracked deletion of a paragraph mark": (
        BODY,
        '<w:rPr><w:ins w:id="7" w:author="Dana" w:date="2026-01-02T03:04:05Z"/></w:rPr>',
        '<w:rPr><w:del w:id="7" w:author="Dana" w:date="2026-01-02T03:04:05Z"/></w:rPr>',
    ),
    "a tracked insertion accepted": (
        BODY,
        '<w:ins w:id="5" w:author="Dana" w:date="2026-01-02T03:04:05Z">',
        '<w:ins w:id="5" w:author="Avery" w:date="2026-01-02T03:04:05Z">',
    ),
    "deleted text": (BODY, "taken away", "taken"),
    "a margin": (BODY, 'w:left="1440"', 'w:left="1443"'),
    "the header's distance": (BODY, 'w:header="720"', 'w:header="723"'),
    "the paper": (BODY, 'w:w="12240" w:h="15840"', 'w:w="11906" w:h="16838"'),
    "the number of columns": (BODY, 'w:num="2"', 'w:num="3"'),
    "lines between columns": (BODY, 'w:num="2"', 'w:num="2" w:sep="1"'),
    "the first page's number": (BODY, '<w:pgNumType w:start="1"/>', '<w:pgNumType w:start="2"/>'),
    "another first page": (BODY, "<w:docGrid", "<w:titlePg/><w:docGrid"),
    "a header left out": (BODY, '<w:headerReference w:type="default" r:id="rId5"/>', ""),
    "the picture's size": (BODY, '<wp:extent cx="1080000"', '<wp:extent cx="1080635"'),
    "the picture's frame": (BODY, '<a:ext cx="1080000"', '<a:ext cx="1080635"'),
    "the picture's brightness": (BODY, 'bright="10000"', 'bright="20000"'),
    "the picture's soft edge": (BODY, 'rad="12700"', 'rad="25400"'),
    "the picture's outline": (BODY, '<a:ln w="9525">', '<a:ln w="12700">'),
    "the picture's crop": (BODY, '<a:srcRect l="1000"/>', '<a:srcRect l="2000"/>'),
    "the picture's description": (BODY, 'descr="Avery Quinn"', 'descr="A. Quinn"'),
    "the picture turned": (BODY, "<a:xfrm>", '<a:xfrm rot="60000">'),
    "the picture itself": ("word/media/photo.png", "photo", "other"),
    "a text box": (
        BODY,
        "<wps:txbx><w:txbxContent><w:p><w:r><w:t>In the box",
        "<wps:txbx><w:txbxContent><w:p><w:r><w:t>In this box",
    ),
    "a text box for older programs": (
        BODY,
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>In the box",
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>In this box",
    ),
    "which program reads the text box": (BODY, 'Requires="wps"', 'Requires="w14"'),
    "the table's style": (BODY, '<w:tblStyle w:val="Grid"/>', ""),
    "a table style option": (BODY, 'w:firstColumn="0"', 'w:firstColumn="1"'),
    "the table's alignment": (
        BODY,
        '<w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/>',
        '<w:tblW w:w="5000" w:type="pct"/><w:jc w:val="right"/>',
    ),
    "the alignment of a row": (
        BODY,
        '<w:trPr><w:jc w:val="center"/></w:trPr>',
        '<w:trPr><w:jc w:val="right"/></w:trPr>',
    ),
    "a hidden row": (BODY, "<w:tblHeader/>", "<w:hidden/><w:tblHeader/>"),
    "a heading row": (BODY, "<w:tblHeader/>", ""),
    "a row's height": (BODY, '<w:trHeight w:val="400"/>', '<w:trHeight w:val="403"/>'),
    "shading": (BODY, 'w:fill="D9E2F3"', 'w:fill="D9E2F4"'),
    "a column's width": (
        BODY,
        '<w:gridCol w:w="4500"/><w:gridCol w:w="4500"/>',
        '<w:gridCol w:w="4503"/><w:gridCol w:w="4497"/>',
    ),
    "a cell's margin": (BODY, '<w:left w:w="100"', '<w:left w:w="103"'),
    "a cell's vertical place": (BODY, '<w:vAlign w:val="top"/>', '<w:vAlign w:val="bottom"/>'),
    "a cell that wraps": (BODY, "<w:noWrap/>", ""),
    "a cell": (BODY, "Doubled", "Tripled"),
    "a form checkbox ticked": (
        BODY,
        '<w:default w:val="0"/></w:checkBox>',
        '<w:default w:val="0"/><w:checked/></w:checkBox>',
    ),
    "a checkbox ticked": (BODY, '<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>'),
    "the lock of a content control": (BODY, '<w:lock w:val="sdtLocked"/>', ""),
    "the title of a content control": (BODY, 'w:val="Onsite"', 'w:val="On site"'),
    "a content control's box": (BODY, "\N{BALLOT BOX}", "\N{BALLOT BOX WITH X}"),
    "a bookmark's name": (BODY, '<w:bookmarkStart w:id="1" w:name="Terms"/>', ""),
    "a link within the letter": (BODY, 'w:anchor="Terms"', 'w:anchor="Top"'),
    "a field code": (BODY, " PAGEREF Terms ", " PAGEREF Terms \\h "),
    "a simple field's code": (BODY, " DATE ", " TIME "),
    "a field's result": (BODY, "today", "yesterday"),
    "where a comment ends": (BODY, '<w:commentRangeEnd w:id="0"/>', ""),
    "a link's target": (
        "word/_rels/document.xml.rels",
        "https://quinn.example/work",
        "https://quinn.example/cv",
    ),
    "a link into the document": (
        "word/_rels/document.xml.rels",
        'Target="https://quinn.example/work" TargetMode="External"',
        'Target="https://quinn.example/work"',
    ),
    "the header": ("word/header1.xml", "Avery at Northwind", "Avery Quinn"),
    "the footer's field": ("word/footer1.xml", " PAGE ", " NUMPAGES "),
    "a footnote": ("word/footnotes.xml", "at the foot", "below"),
    "the line above footnotes": ("word/footnotes.xml", "<w:separator/>", "<w:t>*</w:t>"),
    "an endnote": ("word/endnotes.xml", "at the end", "below"),
    "a comment": ("word/comments.xml", "hm", "yes"),
    "a comment's author": ("word/comments.xml", 'w:author="Dana"', 'w:author="Tom"'),
    "a style in use": (STYLES, "<w:contextualSpacing/>", ""),
    "a style not in use": (STYLES, "<w:i/>", "<w:b/>"),
    "a style's name": (STYLES, 'w:val="Quote"', 'w:val="Citation"'),
    "a style in the gallery": (STYLES, "<w:qFormat/>", ""),
    "the usual size": (STYLES, '<w:sz w:val="21"/>', '<w:sz w:val="22"/>'),
    "the usual font": (STYLES, 'w:cs="Arial"', 'w:cs="Tahoma"'),
    "a table style's lines": (STYLES, 'w:val="single" w:sz="4"', 'w:val="single" w:sz="6"'),
    "a list that starts anew": (
        NUMBERING,
        '<w:abstractNumId w:val="0"/></w:num>',
        '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>",
    ),
    "how a list counts": (NUMBERING, 'w:val="decimal"', 'w:val="lowerRoman"'),
    "the theme's colours": (THEME, 'val="1F3861"', 'val="2F3861"'),
    "a font of the theme": (
        THEME,
        '<a:majorFont><a:latin typeface="Calibri"/>',
        '<a:majorFont><a:latin typeface="Georgia"/>',
    ),
    "the fonts embedded": (SETTINGS, "<w:embedTrueTypeFonts/>", ""),
    "an embedded font": ("word/fonts/font1.odttf", "font", "tnof"),
    "which font is embedded": ("word/fontTable.xml", "w:embedRegular", "w:embedBold"),
    "headers of odd and even pages": (SETTINGS, "<w:autoHyphenation/>", "<w:evenAndOddHeaders/>"),
    "hyphenation": (SETTINGS, "<w:autoHyphenation/>", ""),
    "protection": (
        SETTINGS,
        "<w:defaultTabStop",
        '<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:defaultTabStop',
    ),
    "changes tracked from now on": (
        SETTINGS,
        "<w:defaultTabStop",
        "<w:trackRevisions/><w:defaultTabStop",
    ),
    "the distance of tabs": (SETTINGS, 'w:val="720"', 'w:val="708"'),
    "the compatibility mode": (SETTINGS, 'w:val="15"', 'w:val="14"'),
    "the zoom": (SETTINGS, 'w:percent="100"', 'w:percent="110"'),
    "the title": (CORE, "Cover letter", "My letter"),
    "the author": (CORE, "Avery Quinn", "A. Quinn"),
    "the keywords": (CORE, "analyst", "manager"),
    "the category": (CORE, "letters", "drafts"),
    "the subject": (CORE, "<dc:creator>", "<dc:subject>Northwind</dc:subject><dc:creator>"),
    "the state": (CORE, "<cp:category>", "<cp:contentStatus>Final</cp:contentStatus><cp:category>"),
    "the company": (APP, "<Company>Quinn</Company>", "<Company>Acme</Company>"),
    "the manager": (APP, "<Manager>Kim</Manager>", "<Manager></Manager>"),
    "the template": (APP, "Letter.dotx", "Other.dotx"),
    "the base of links": (APP, "https://quinn.example", "https://acme.example"),
    "read-only": (APP, "<DocSecurity>0", "<DocSecurity>2"),
    "a custom property": ("docProps/custom.xml", "draft", "final"),
    "data behind content controls": ("customXml/item1.xml", "q:b", "q:c"),
    "a declaration in somebody's data": (
        "customXml/item1.xml",
        'xmlns:q="urn:quinn"',
        'xmlns:q="urn:q"',
    ),
    "an element nobody knows": (BODY, "<w:keepNext/>", "<w:keepNext/><w:strange/>"),
    "an attribute nobody knows": (BODY, "<wps:cNvSpPr/>", '<wps:cNvSpPr strange="1"/>'),
    "a note in the XML": (BODY, "<w:keepNext/>", "<w:keepNext/><!-- mine -->"),
    "an instruction in the XML": (BODY, "<w:keepNext/>", "<w:keepNext/><?mine x?>"),
    "white space that is written out": (BODY, "<w:sectPr>", "\n<w:sectPr>"),
    "white space that no longer counts": (
        BODY,
        '<w:t xml:space="preserve"> two',
        "<w:t> two",
    ),
    "the order of paragraphs' properties": (
        BODY,
        '<w:pStyle w:val="Heading1"/>',
        '<w:keepNext/><w:pStyle w:val="Heading1"/>',
    ),
    "what older programs may ignore": (BODY, 'mc:Ignorable="w14"', 'mc:Ignorable=""'),
    "what a prefix stands for": (
        BODY,
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:wps="urn:other"',
    ),
    "a part's kind": ("[Content_Types].xml", "numbering+xml", "numbers+xml"),
    "what a part is for": ("_rels/.rels", "extended-properties", "other-properties"),
    "text in a mark of spelling": (
        BODY,
        "<w:keepNext/>",
        "<w:keepNext/><w:proofErr>x</w:proofErr>",
    ),
    "an element in a mark of spelling": (
        BODY,
        "<w:keepNext/>",
        "<w:keepNext/><w:proofErr><w:b/></w:proofErr>",
    ),
    "what a counter says besides": (CORE, "<cp:revision>", '<cp:revision note="mine">'),
    "a bookmark with the cursor's number": (
        BODY,
        "<w:sectPr>",
        '<w:bookmarkStart w:id="9" w:name="_GoBack"/><w:bookmarkStart w:id="9" w:name="Mine"/>'
        '<w:bookmarkEnd w:id="9"/><w:bookmarkEnd w:id="9"/><w:sectPr>',
    ),
}

NOISE: dict[str, Iterable[Replacement]] = {
    "revision ids": (
        (
            BODY,
            "<w:p><w:pPr><w:keepNext/>",
            '<w:p w:rsidR="00A1" w:rsidRDefault="00B2" w:rsidP="00C3"><w:pPr><w:keepNext/>',
        ),
        (BODY, "<w:sectPr>", '<w:sectPr w:rsidR="00A1" w:rsidSect="00C3">'),
        (
            BODY,
            "<w:r><w:commentReference",
            '<w:r w:rsidRPr="00A1" w:rsidDel="00D4"><w:commentReference',
        ),
        (BODY, "<w:tr><w:trPr><w:jc", '<w:tr w:rsidR="00A1" w:rsidTr="00E5"><w:trPr><w:jc'),
        (STYLES, '<w:rsid w:val="00A1B2C3"/>', ""),
        (
            SETTINGS,
            '<w:rsid w:val="00D4E5F6"/>',
            '<w:rsid w:val="00D4E5F6"/><w:rsid w:val="00A9"/>',
        ),
    ),
    "revision ids that are no longer stored": (
        (
            SETTINGS,
            '<w:rsids><w:rsidRoot w:val="00A1B2C3"/><w:rsid w:val="00D4E5F6"/></w:rsids>',
            "",
        ),
    ),
    "spelling marks": (
        (BODY, "<w:r><w:tab/>", '<w:proofErr w:type="spellStart"/><w:r><w:tab/>'),
        (BODY, "<w:bookmarkEnd", '<w:proofErr w:type="spellEnd"/><w:bookmarkEnd'),
        (SETTINGS, ' w:grammar="clean"', ""),
    ),
    "the pages of the last print": ((BODY, "<w:tab/>", "<w:lastRenderedPageBreak/><w:tab/>"),),
    "where the cursor was": (
        (
            BODY,
            "<w:sectPr",
            '<w:bookmarkStart w:id="9" w:name="_GoBack"/><w:bookmarkEnd w:id="9"/><w:sectPr',
        ),
    ),
    "paragraph ids": (
        (
            BODY,
            "<w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent></wps:txbx>",
            '<w:p w14:paraId="1A2B" w14:textId="77777777"><w:r><w:t>In the box</w:t></w:r></w:p>'
            "</w:txbxContent></wps:txbx>",
        ),
    ),
    "declarations": (
        (
            BODY,
            'mc:Ignorable="w14"',
            'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
            ' mc:Ignorable="w15 w14"',
        ),
        ("word/header1.xml", 'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"', ""),
        (
            "word/footer1.xml",
            "<w:ftr ",
            '<w:ftr xmlns:o="urn:schemas-microsoft-com:office:office" ',
        ),
    ),
    "the order of attributes": (
        (BODY, 'w:w="12240" w:h="15840"', "w:h='15840'  w:w='12240'"),
        ("_rels/.rels", 'Target="docProps/app.xml"/>', 'Target="docProps/app.xml"></Relationship>'),
    ),
    "how XML is written": (
        (STYLES, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', ""),
        (BODY, "\N{BALLOT BOX}", "&#x2610;"),
        (BODY, "taken away", "<![CDATA[taken away]]>"),
    ),
    "who saved it, and when": (
        (CORE, "<cp:lastModifiedBy>Avery<", "<cp:lastModifiedBy>Kim<"),
        (CORE, "<cp:revision>1<", "<cp:revision>9<"),
        (
            CORE,
            "<cp:category>",
            "<cp:lastPrinted>2026-01-02T03:04:05Z</cp:lastPrinted><cp:category>",
        ),
        (
            CORE,
            ">2026-01-02T03:04:05Z</dcterms:created>",
            ">2027-01-02T03:04:05Z</dcterms:created>",
        ),
        (
            CORE,
            ">2026-01-02T03:04:05Z</dcterms:modified>",
            ">2027-01-02T03:04:05Z</dcterms:modified>",
        ),
    ),
    "what Word counts": (
        (APP, "<TotalTime>1", "<TotalTime>77"),
        (APP, "<Pages>1", "<Pages>2"),
        (APP, "<Words>9</Words>", ""),
        (APP, "<Characters>50", "<Characters>51"),
        (APP, "<CharactersWithSpaces>60", "<CharactersWithSpaces>61"),
        (APP, "<Lines>1", "<Lines>2"),
        (APP, "<Paragraphs>1", "<Paragraphs>2"),
        (APP, "Microsoft Office Word", "Microsoft Macintosh Word"),
        (APP, "16.0000", "16.0300"),
    ),
}


def replaced(replacements: Iterable[Replacement]) -> dict[str, bytes]:
    """The parts of the letter with these pieces of them replaced."""
    parts = dict(PARTS)
    for part, old, new in replacements:
        assert parts[part].count(old.encode()) == 1, (part, old)
        parts[part] = parts[part].replace(old.encode(), new.encode())
    return parts


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The parts in another order, with another date and another compression."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as package:
        for name in reversed(parts):
            package.writestr(zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6)), parts[name])
    return data.getvalue()


LETTER = write_parts(PARTS)
ALL_NOISE = [
    replacement
    for kind, replacements in NOISE.items()
    for replacement in replacements
    if kind != "revision ids that are no longer stored"
]


@pytest.mark.validator
def test_the_letter_is_one_that_word_opens(
    validate_docx: Callable[[Iterable[Path]], None], tmp_path: Path
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(LETTER)
    validate_docx([path])


class TestEdits:
    @pytest.mark.parametrize("edit", EDITS)
    def test_every_single_edit_is_seen(self, edit: str) -> None:
        edited = write_parts(replaced([EDITS[edit]]))
        assert not same_document(LETTER, edited)
        assert not same_document(edited, LETTER)

    def test_an_edit_is_seen_among_all_noise(self) -> None:
        noisy = packed(replaced(ALL_NOISE))
        edited = packed(replaced([*ALL_NOISE, EDITS["a letter"]]))
        assert not same_document(noisy, edited)
        assert not same_document(LETTER, edited)

    @pytest.mark.parametrize("name", ["word/vbaProject.bin", "docProps/thumbnail.jpeg", "x/y.xml"])
    def test_a_part_more_or_less_is_an_edit(self, name: str) -> None:
        more = write_parts({**PARTS, name: b"<a/>"})
        assert not same_document(LETTER, more)
        assert not same_document(more, LETTER)

    def test_a_part_under_another_name_is_an_edit(self) -> None:
        renamed = {name.replace("header1", "header2"): data for name, data in PARTS.items()}
        renamed = {
            name: data.replace(b"header1.xml", b"header2.xml") for name, data in renamed.items()
        }
        assert not same_document(LETTER, write_parts(renamed))

    def test_parts_that_change_places_are_an_edit(self) -> None:
        swapped = PARTS | {
            "word/footnotes.xml": PARTS["word/endnotes.xml"],
            "word/endnotes.xml": PARTS["word/footnotes.xml"],
        }
        assert not same_document(LETTER, write_parts(swapped))

    @pytest.mark.parametrize("moved", [False, True])
    def test_a_paragraph_deleted_or_moved_is_an_edit(self, moved: bool) -> None:
        start, end = PARTS[BODY].index(b"<w:p>"), PARTS[BODY].index(b"</w:p>") + len(b"</w:p>")
        heading, rest = PARTS[BODY][start:end], PARTS[BODY][:start] + PARTS[BODY][end:]
        body = rest.replace(b"<w:sectPr>", heading * moved + b"<w:sectPr>")
        assert not same_document(LETTER, write_parts({**PARTS, BODY: body}))

    def test_a_part_that_occurs_twice_is_an_edit(self) -> None:
        doubled = io.BytesIO(LETTER)
        with zipfile.ZipFile(doubled, "a") as package, pytest.warns(UserWarning):
            package.writestr(BODY, PARTS[BODY])
        assert not same_document(LETTER, doubled.getvalue())

    def test_entities_are_an_edit(self) -> None:
        bomb = '<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document '
        with_entities = replaced([(BODY, "<w:document ", bomb)])
        spelled = replaced([(BODY, "<w:document ", bomb), *NOISE["spelling marks"]])
        assert not same_document(write_parts(with_entities), write_parts(spelled))

    @pytest.mark.parametrize("broken", [b"", b"text", LETTER[:-200], LETTER[:200]])
    def test_a_file_that_is_no_whole_document_is_an_edit(self, broken: bytes) -> None:
        assert not same_document(LETTER, broken)
        assert not same_document(broken, LETTER)

    @pytest.mark.parametrize("damage", ["</w:p>", "<w:p xmlns:y='relative'/>", "\N{BEL}"])
    def test_a_damaged_part_is_an_edit(self, damage: str) -> None:
        damaged = write_parts(replaced([(BODY, "<w:sectPr>", f"{damage}<w:sectPr>")]))
        assert not same_document(LETTER, damaged)


class TestNoise:
    @pytest.mark.parametrize("noise", NOISE)
    def test_each_kind_of_noise_is_no_edit(self, noise: str) -> None:
        parts = replaced(NOISE[noise])
        assert parts != PARTS
        assert same_document(LETTER, write_parts(parts))
        assert same_document(write_parts(parts), LETTER)

    def test_all_noise_together_is_no_edit(self) -> None:
        assert same_document(LETTER, packed(replaced(ALL_NOISE)))

    @pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_how_it_is_packed_is_no_edit(self, compression: int) -> None:
        assert same_document(LETTER, packed(PARTS, compression))


class TestChanges:
    def texts_of(self, *replacements: Replacement) -> list[tuple[str, str]] | None:
        found = changes(LETTER, write_parts(replaced(replacements)))
        return found if found is None else [(change.before, change.after) for change in found]

    @pytest.mark.parametrize("noise", NOISE)
    def test_noise_changes_no_words(self, noise: str) -> None:
        assert self.texts_of(*NOISE[noise]) == []

    @pytest.mark.parametrize("edit", ["bold", "the picture's size", "a comment", "deleted text"])
    def test_the_same_words_in_another_look_are_no_change_of_words(self, edit: str) -> None:
        assert self.texts_of(EDITS[edit]) == []

    @pytest.mark.parametrize(
        ("edit", "before", "after"),
        [
            ("a cell", "Doubled", "Tripled"),
            ("the header", "Avery at Northwind", "Avery Quinn"),
            ("a footnote", "at the foot", "below"),
            ("an endnote", "at the end", "below"),
            ("a text box", "In the box", "In this box"),
            ("a field's result", "termsmy pagesee above1today", "termsmy pagesee above1yesterday"),
        ],
    )
    def test_words_are_found_wherever_a_reader_sees_them(
        self, edit: str, before: str, after: str
    ) -> None:
        assert self.texts_of(EDITS[edit]) == [(before, after)]

    def test_the_text_box_for_older_programs_is_not_read_twice(self) -> None:
        assert self.texts_of(EDITS["a text box for older programs"]) == []

    def test_a_paragraph_that_is_new_or_gone_has_nothing_on_the_other_side(self) -> None:
        new = write_parts(
            replaced([(BODY, "<w:sectPr>", "<w:p><w:r><w:t>x</w:t></w:r></w:p><w:sectPr>")])
        )
        assert changes(LETTER, new) == (Change("", "x"),)
        assert changes(new, LETTER) == (Change("x", ""),)

    def test_insertions_are_read_and_deletions_are_not(self) -> None:
        moved = '<w:moveFrom w:id="8" w:author="D"><w:r><w:t>x</w:t></w:r></w:moveFrom>'
        assert self.texts_of((BODY, '<w:ins w:id="5"', f'{moved}<w:ins w:id="5"')) == []
        assert self.texts_of((BODY, "added", "put in")) == [("added", "put in")]

    @pytest.mark.parametrize("broken", [b"", b"text", LETTER[:200]])
    def test_of_a_file_that_is_no_document_nothing_is_known(self, broken: bytes) -> None:
        assert changes(LETTER, broken) is None
        assert changes(broken, LETTER) is None
