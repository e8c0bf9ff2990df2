"""Fonts: which ones a document names, which are here, and what can't be printed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from leavebehind import fonts
from leavebehind.docx.package import read_parts
from leavebehind.docx.styles import characters, font_families
from leavebehind.fonts import Fonts
from leavebehind.pdf.font_substitution import substitution_key, with_substitutes

ONLY_CARLITO = Fonts(frozenset({"Carlito"}))


def saved(document: Document) -> bytes:
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def families(document: Document) -> frozenset[str]:
    return font_families(read_parts(saved(document)))


def set_in(family: str, text: str = "plain") -> Document:
    """A document of one paragraph."""
    document = docx.Document()
    document.styles["Normal"].font.name = family
    document.add_paragraph(text)
    return document


def test_a_font_is_found_through_run_style_and_theme() -> None:
    document = set_in("Lato")
    document.add_paragraph("").add_run("in a font of its own").font.name = "Georgia"
    themed = document.add_paragraph("").add_run("in the theme's font")
    themed.font.name = "Verdana"
    themed._r.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
    assert families(document) == {"Lato", "Georgia", "Cambria"}


def test_a_style_inherits_its_font_from_the_style_it_is_based_on() -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.add_paragraph("a list entry", style="List Bullet")
    assert families(document) == {"Georgia"}


def test_fonts_of_styles_that_nothing_is_set_in_do_not_count() -> None:
    document = set_in("Georgia")
    document.styles["Quote"].font.name = "Papyrus"
    assert families(document) == {"Georgia"}


def test_headers_and_footers_count_too() -> None:
    document = docx.Document()
    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run("page").font.name = "Papyrus"
    assert families(document) == {"Papyrus"}


def test_calibri_is_replaced_by_carlito_which_is_as_wide() -> None:
    assert ONLY_CARLITO.substitutes({"Calibri", "Carlito"}) == {"Calibri": "Carlito"}


def test_a_font_that_is_here_needs_no_substitute() -> None:
    here = Fonts(frozenset({"Georgia", "Arial"}))
    assert here.substitutes({"Georgia", "Cambria"}) == {"Cambria": "Caladea"}


@pytest.mark.parametrize(
    "here, family",
    [({"DejaVu Sans", "Arial"}, "Arial"), ({"DejaVu Sans"}, "DejaVu Sans"), (set(), "")],
)
def test_arabic_is_set_in_a_font_whose_letters_can_be_copied(here: set[str], family: str) -> None:
    assert Fonts(frozenset(here)).right_to_left() == family


@pytest.mark.parametrize(
    "words", ["ليلى،", "\ufedf\ufef4\ufee0\ufef0 ", "\u202bليلى 12 منصور, ", "נועה בן־דוד (3) "]
)
def test_hebrew_and_arabic_are_set_in_one_font_with_their_spaces(words: str) -> None:
    document = docx.Document()
    document.add_paragraph().add_run(f"Dear {words}Wu\tyes", style="Strong").bold = True
    replaced = with_substitutes(saved(document), Fonts(frozenset({"Tahoma"})))
    runs = docx.Document(BytesIO(replaced)).paragraphs[0].runs
    assert [run.text for run in runs] == ["Dear ", words, "Wu", "\t", "yes"]
    assert [run.font.name for run in runs] == [None, "Tahoma", None, None, None]
    assert all(run.bold and run.style.name == "Strong" for run in runs)


def test_words_of_india_are_set_in_the_font_that_has_them() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Dear कृष्णा त्रिपाठी, yes ரவி")
    replaced = with_substitutes(saved(document), ONLY_CARLITO)
    runs = docx.Document(BytesIO(replaced)).paragraphs[0].runs
    assert [(run.text, run.font.name) for run in runs] == [
        ("Dear ", None),
        ("कृष्णा त्रिपाठी, ", "Noto Sans Devanagari"),
        ("yes ", None),
        ("ரவி", "Noto Sans Tamil"),
    ]


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("야마다", "en-US", "ko-KR"),
        ("やまだ", "en-US", "ja-JP"),
        ("山田", "ja-JP", "ja-JP"),
        ("Yamada", "en-US", "en-US"),
    ],
)
def test_east_asian_text_is_in_its_language(text: str, said: str, language: str) -> None:
    document = set_in("Carlito", text)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), said)
    xml = read_parts(with_substitutes(saved(document), ONLY_CARLITO))["word/styles.xml"]
    assert f'w:eastAsia="{language}"' in xml.decode()


@pytest.mark.parametrize(("font", "used"), [("Cambria", "Liberation Serif"), ("Calibri", None)])
def test_greek_and_russian_are_set_in_a_font_that_has_them(font: str, used: str | None) -> None:
    document = set_in(font, "")
    document.add_paragraph().add_run("Dear Анна, yes Ω")
    replaced = with_substitutes(saved(document), ONLY_CARLITO)
    runs = docx.Document(BytesIO(replaced)).paragraphs[1].runs
    assert {run.font.name for run in runs if not run.text.isascii()} == {used}
    assert "".join(run.text for run in runs) == "Dear Анна, yes Ω"


def test_japanese_is_set_in_a_font_that_is_here() -> None:
    document = set_in("Carlito", "やまだ")
    for family in ("Yu Gothic", "MS Mincho"):
        run = document.add_paragraph().add_run("山田")
        run.font.name = "Carlito"
        run._r.rPr.rFonts.set(qn("w:eastAsia"), family)
    replaced = with_substitutes(saved(document), Fonts(frozenset({"Carlito", "Yu Gothic"})))
    xml = read_parts(replaced)["word/document.xml"].decode()
    assert xml.count('w:eastAsia="Yu Gothic"') == 2
    assert b'<a:ea typeface="Yu Gothic"/>' in read_parts(replaced)["word/theme/theme1.xml"]


@pytest.mark.parametrize(
    ("family", "text", "installed", "differs"),
    [
        ("Calibri", "plain", "Calibri", True),
        ("Georgia", "plain", "Georgia", True),
        ("Georgia", "plain", "Papyrus", False),
        ("Lato", "ليلى", "Arial", True),
        ("Lato", "נועה", "Arial", True),
        ("Lato", "plain", "Arial", False),
        ("Lato", "山田", "Noto Sans CJK SC", True),
        ("Lato", "やまだ", "Noto Sans CJK JP", True),
        ("Lato", "야마다", "Malgun Gothic", True),
        ("Lato", "plain", "Noto Sans CJK JP", False),
    ],
)
def test_the_substitutes_of_a_document_have_a_key(
    family: str, text: str, installed: str, differs: bool
) -> None:
    document = saved(set_in(family, text))
    before = Fonts(frozenset({"Carlito", "Lato"}))
    after = Fonts(before.families | {installed})
    assert (substitution_key(document, before) != substitution_key(document, after)) is differs


def test_the_fonts_that_come_along_are_always_here() -> None:
    assert "Carlito" in fonts.installed().families


def test_a_font_that_is_installed_meanwhile_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    # Without fontconfig the files themselves are read, as on Windows and macOS.
    monkeypatch.setenv("PATH", "")
    (tmp_path / "fonts").mkdir()
    assert "Marlito" not in fonts.installed().families
    font = fonts.REGULAR.read_bytes()
    for encoding in ("ascii", "utf-16-be"):
        font = font.replace("Carlito".encode(encoding), "Marlito".encode(encoding))
    (tmp_path / "fonts" / "another.ttf").write_bytes(font)
    assert "Marlito" in fonts.installed().families


def test_what_carlito_has_can_be_printed_everywhere() -> None:
    printed = characters(read_parts(saved(set_in("Lato", "Zoë “Größe” ½ €, Ελλάδα, Россия"))))
    assert fonts.lacking(printed, fonts.coverage()) == set()


@pytest.mark.parametrize(
    ("covered", "lost"),
    [("Déar", set()), ("Dér", {"a"}), ("", set())],
    ids=["all", "one", "unknown"],
)
def test_characters_that_no_font_has_are_found(covered: str, lost: set[str]) -> None:
    printed = characters(read_parts(saved(set_in("Lato", "Déar\t"))))
    assert fonts.lacking(printed, frozenset(map(ord, covered))) == lost
