"""What the filled templates say, and what a designer, a screen reader and a printer ask of their
pages, by both engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from benchmarks.compare_engines import share_near, words
from lxml import etree
from templates.documents import (
    COMPARED,
    MOVED,
    PRINTED,
    THEMES,
    Documents,
    engines,
    is_printed_whole,
    of,
    one_of_each,
    section_of,
    themes,
)
from templates.reading import (
    MM,
    WP,
    W,
    by_page,
    codes_on,
    ends_with_heading,
    flat,
    heading_texts,
    image_places,
    lines_of,
    outside,
    page_width,
    pages,
    part,
    said_on,
    text_of,
)
from templates.searches import LETTERS, SAMPLE, USUAL_ARTICLE, USUAL_WORK, WHOLE, WORD_70

import leavebehind


@themes
@pytest.mark.validator
def test_word_would_open_what_is_filled(
    documents: Documents, theme: str, validate_docx: Callable[[list[Path]], None]
) -> None:
    searches = ("usual-fr", "short-fr") if theme == "default" else ("long-de", "strange-es")
    validate_docx([path for one in searches for path in one_of_each(documents.filled(one, theme))])


@themes
@pytest.mark.parametrize("search", WHOLE)
def test_no_value_that_is_absent_leaves_an_empty_line(
    documents: Documents, search: str, theme: str
) -> None:
    for document in one_of_each(documents.filled(search, theme)):
        for paragraph in part(document, "word/document.xml").find(f"{W}body").findall(f"{W}p"):
            says = "".join(one.text or "" for one in paragraph.iter(f"{W}t")).replace("\t", "")
            assert says or next(paragraph.iter(f"{W}drawing"), None) is not None, document.stem


@themes
def test_pictures_say_what_they_show_and_documents_what_they_are(
    documents: Documents, theme: str
) -> None:
    pictures = 0
    for document in documents.filled("sample", theme):
        for drawing in part(document, "word/document.xml").iter(f"{WP}docPr"):
            assert drawing.get("descr")
            pictures += 1
        properties = etree.tostring(part(document, "docProps/core.xml")).decode()
        assert re.search("<dc:title>.+</dc:title>", properties)
        language = next(part(document, "word/styles.xml").iter(f"{W}lang"))
        assert language.get(f"{W}val") == "en-US"
    assert pictures > 20


@themes
def test_what_the_workbook_offers_is_said_in_the_candidates_language(
    documents: Documents, theme: str
) -> None:
    filled = documents.filled("panel-de", theme)
    publications, brief = (text_of(of(one, filled)) for one in ("publications", "interview_brief"))
    assert "Vortrag" in publications and "talk" not in publications
    assert "einstellende Führungskraft" in brief
    assert "Dienstag, 16. März 2027" in brief


@themes
def test_a_date_among_other_facts_stays_on_one_line(documents: Documents, theme: str) -> None:
    dated = text_of(of("publications", documents.filled("panel-de", theme)))
    if theme == "default":
        assert dated.count("1.\N{NO-BREAK SPACE}Oktober\N{NO-BREAK SPACE}2020") == 1
    assert "1.\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2020" in dated


PRINTED_WHOLE = [
    pytest.param(*one, marks=[pytest.mark.libreoffice] if "libreoffice" in one else [])
    for one in product(WHOLE, PRINTED, ("embedded", "libreoffice"))
    if is_printed_whole(*one)
]


@pytest.mark.parametrize(("search", "theme", "engine"), PRINTED_WHOLE)
def test_no_data_breaks_the_page(
    documents: Documents, search: str, theme: str, engine: str
) -> None:
    """Nothing stands outside the margins, no heading ends a page, no page is next to empty."""
    filled = documents.filled(search, theme)
    assert len(set(map(section_of, filled))) >= 10
    printed = documents.printed(search, theme, engine)
    for document in filled:
        pdf = printed[document.stem]
        assert not outside(pdf), document.stem
        assert not ends_with_heading(pdf, heading_texts(document)), document.stem
        for number, page in enumerate(by_page(pdf)):
            lines = lines_of(page)
            is_back = section_of(document) == "business_card" and number
            assert is_back or len(lines) > (3 if number else 0), (document.stem, number, lines)


@themes
@engines
def test_a_letter_as_long_as_letters_are_stays_on_one_page(
    documents: Documents, engine: str, theme: str
) -> None:
    letters = documents.printed("letters", theme, engine).values()
    assert list(map(pages, letters)) == [1] * (len(LETTERS) // 2)


@pytest.mark.parametrize("search", MOVED)
@pytest.mark.libreoffice
def test_a_heading_after_a_table_never_ends_a_page(documents: Documents, search: str) -> None:
    """LibreOffice forgets to keep paragraphs together where a table stands just before them."""
    theme = MOVED[search][1]
    headings = heading_texts(documents.filled(search, theme)[0])
    for pdf in documents.printed(search, theme, "libreoffice").values():
        assert not ends_with_heading(pdf, headings)


@pytest.mark.parametrize(("search", "theme"), COMPARED)
@pytest.mark.libreoffice
def test_nine_words_in_ten_stand_where_the_other_engine_puts_them(
    documents: Documents, search: str, theme: str
) -> None:
    embedded = documents.printed(search, theme, "embedded")
    for name, pdf in documents.printed(search, theme, "libreoffice").items():
        assert pages(embedded[name]) == pages(pdf), name
        assert share_near(words(pdf), words(embedded[name])) >= 0.9, name


@themes
def test_the_foot_of_every_page_says_whose_it_is_and_which(
    documents: Documents, theme: str
) -> None:
    """Where the package is bound, the binding adds the page's number."""
    resume = documents.of("resume", "sample", theme, "embedded")
    feet = [lines_of(page)[-1] for page in by_page(resume)]
    assert feet == [f"Noémie Castañeda · Résumé {page} / 2" for page in (1, 2)]
    letter = documents.of("cover_letter", "usual-fr", theme, "embedded")
    (page,) = by_page(letter)
    assert lines_of(page)[-1].endswith("· Lettre de motivation · pour Jean Ñíguez")


def test_the_whole_package_is_tagged_and_titled_and_brings_its_faces(tmp_path: Path) -> None:
    """That the default theme's keeps to PDF/UA is tested with the sample."""
    templates = THEMES["modern"]
    report = leavebehind.build(
        SAMPLE, tmp_path, templates=templates, pdf="embedded", interviewer="Dr. Annika Lowe"
    )
    (package,) = report.packages
    with pikepdf.open(package.pdf) as pdf:
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
        assert "Noémie Castañeda" in str(pdf.docinfo.Title)
        assert str(pdf.Root.Lang) == "en-US"
        faces = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
        assert faces
        for font in faces:
            (described,) = font.get("/DescendantFonts", [font])
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & described.FontDescriptor.keys()


@themes
@engines
def test_short_recommendations_share_a_page_as_quotations(
    documents: Documents, engine: str, theme: str
) -> None:
    """One that is only a scan has the page of the scan, and is named before the first."""
    (page,) = map(said_on, by_page(documents.of("recommendations", "usual-fr", theme, engine)))
    assert "Lettres signées" in page
    assert [page.count(f"Témoin {name}") for name in ("un", "deux", "trois", "quatre")] == [1] * 4
    assert page.count("«") == page.count("»") == 3


@pytest.mark.parametrize(
    ("search", "theme", "engine"), [one for one in PRINTED_WHOLE if "usual-fr" in one.values]
)
def test_codes_can_be_read_from_paper(
    documents: Documents, search: str, theme: str, engine: str
) -> None:
    """Each is 20 mm wide without its white rim, and says what is printed beside it."""
    pdfs = documents.printed(search, theme, engine).values()
    links = [*codes_on(of("work_samples", pdfs)), *codes_on(of("publications", pdfs))]
    cards = list(codes_on(of("business_card", pdfs)))
    assert {text for text, _ in links} == {USUAL_WORK, USUAL_ARTICLE, "https://a.example"}
    assert len(cards) == 10
    (card,) = {text for text, _ in cards}
    assert "N:fille;Anaïs L’Hôpital Gœury\\,\r\n" in card
    assert "FN:Anaïs L’Hôpital Gœury\\, fille\r\n" in card
    assert all(width >= 20 for _, width in (*links, *cards))


@engines
def test_a_photo_stands_at_the_right_margin(documents: Documents, engine: str) -> None:
    resume = documents.of("resume", "long-de", "default", engine)
    ((left, _, width),) = image_places(resume)
    assert left + width == pytest.approx(page_width(resume) - 22, abs=0.5)


@themes
@engines
def test_a_photo_of_any_shape_leaves_the_name_free(
    documents: Documents, engine: str, theme: str
) -> None:
    """One that is three times as wide as it is high, too; and it stays within the margins."""
    resume = documents.of("resume", "panel-de", theme, engine)
    ((left, top, width),) = image_places(resume)
    assert 24.5 <= left <= left + width <= page_width(resume) - 24.5
    assert not [
        word
        for word in by_page(resume)[0]
        if top < word.y / MM < top + width / 3 and left - 1 < word.x / MM < left + width + 1
    ]


@themes
@engines
def test_25_publications_fill_two_pages_as_a_list(
    documents: Documents, engine: str, theme: str
) -> None:
    """The newest comes first."""
    pdf = documents.of("publications", "panel-de", theme, engine)
    text = " ".join(map(said_on, by_page(pdf)))
    assert pages(pdf) <= 2
    assert text.index("Band 25") < text.index("Band 12") < text.index("Band 1.")
    assert not list(codes_on(pdf))


@themes
@engines
def test_foreign_scripts_come_out_whole(documents: Documents, engine: str, theme: str) -> None:
    pdf = documents.of("resume", "strange-es", theme, engine)
    text = flat("".join(map(said_on, by_page(pdf))))
    for value in ("山田太郎", "한국어", "简体中文", "日本語の段", "Πάτρα", "Київ", WORD_70):
        assert value in text


@themes
@engines
@pytest.mark.parametrize("sentence", ["עברתי מכאן לשם.", "انتقلت من هنا إلى هناك."])
def test_what_reads_from_right_to_left_stands_so(
    documents: Documents, engine: str, theme: str, sentence: str
) -> None:
    """Its words follow one another to the left, and its full stop stands left of them all."""
    letters = documents.of("recommendations", "strange-es", theme, engine)
    with pypdfium2.PdfDocument(letters) as pdf:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        first, *others = sentence.strip(".").split()
        begin = text.index(first)
        places = [page.get_charbox(text.index(word, begin))[0] for word in (first, *others)]
        line = page.get_charbox(begin)
        stops = [
            page.get_charbox(at)[0]
            for at, sign in enumerate(text)
            if sign == "." and abs(page.get_charbox(at)[1] - line[1]) < 6
        ]
    assert flat(sentence.strip(".")) in flat(text)
    assert places == sorted(places, reverse=True)
    assert stops and max(stops) < min(places)


SHEETS = {
    # Width, height, left edge, top edge, distance from card to card, in millimetres.
    "letter": (88.9, 50.8, 19.05, 12.7, 88.9, 50.8),
    "a4": (85, 54, 15, 13.5, 95, 54),
}
"""Avery 8371 and C32011."""


@themes
@engines
@pytest.mark.parametrize("paper", SHEETS)
def test_cards_lie_on_the_perforation(
    documents: Documents, engine: str, paper: str, theme: str
) -> None:
    """On their backs a code stands in the middle of each card, and is 30 mm wide."""
    cards = documents.of("business_card", f"cards-{paper}", theme, engine)
    assert pages(cards) == 2
    assert not image_places(cards)
    codes = set(image_places(cards, page=1))
    assert len(codes) == 10
    width, height, left, top, across, down = SHEETS[paper]
    for number, (x, y, size) in enumerate(sorted(codes, key=lambda code: (round(code[1]), code))):
        row, column = divmod(number, 2)
        assert size == pytest.approx(30, abs=0.5)
        assert x + size / 2 == pytest.approx(left + column * across + width / 2, abs=0.5)
        assert y + size / 2 == pytest.approx(top + row * down + height / 2, abs=0.5)


@themes
def test_a_name_without_room_beside_it_has_the_contact_in_a_line_below(
    documents: Documents, theme: str
) -> None:
    filled = (documents.filled(search, theme) for search in ("long-de", "sample"))
    heads = [_styled(of("references", files), "LineHead")[0] for files in filled]
    assert [
        [one.tag for one in head.iter(f"{W}br", f"{W}tab") if one.getparent().tag == f"{W}r"]
        for head in heads
    ] == [[f"{W}br"], [f"{W}tab"]]


@themes
def test_a_label_longer_than_its_column_has_its_text_in_the_line_below(
    documents: Documents, theme: str
) -> None:
    labels = _styled(of("resume", documents.filled("long-de", theme)), "Label")
    between = {len(next(label.itertext("{*}t"))): _parted(label) for label in labels}
    assert between == {length: ["tab" if length <= 20 else "br"] for length in between}
    assert min(between) <= 20 < max(between)


def test_a_title_that_leaves_no_room_for_its_date_has_it_below(documents: Documents) -> None:
    resume = of("resume", documents.filled("long-de", "default"))
    titles = _styled(resume, "Heading2")
    long = [one for one in titles if "Nummer" in "".join(one.itertext())]
    assert [_parted(title) for title in long] == [[]] * 14
    for title in long:
        assert re.search(r"20\d\d – .* · Beispiel", "".join(title.getnext().itertext()))


def _styled(document: Path, name: str) -> list[etree._Element]:
    """The paragraphs in a style or in one of its sisters."""
    paragraphs = part(document, "word/document.xml").iter(f"{W}p")
    styles = ((one, one.find(f"{W}pPr/{W}pStyle")) for one in paragraphs)
    return [
        one
        for one, style in styles
        if style is not None
        and re.fullmatch(f"{name}(Close|Dense|Densest|Airy|Airiest)?", style.get(f"{W}val"))
    ]


def _parted(paragraph: etree._Element) -> list[str]:
    """What parts the texts of a paragraph."""
    parts = paragraph.iterfind(f"{W}r/*")
    return [etree.QName(one).localname for one in parts if one.tag in (f"{W}br", f"{W}tab")]
