"""Typefaces: which ones a document names, which are here, and what can't be printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from leavebehind import fonts
from leavebehind.pdf.font_substitution import copy_with_stand_ins

Save = Callable[[Document], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(document: Document) -> Path:
        path = tmp_path / "document.docx"
        document.save(str(path))
        return path

    return save


@pytest.fixture
def only_carlito(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no faces but those that come along."""
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"Carlito"}))


def test_a_face_is_found_through_run_style_and_theme(save: Save) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Lato"
    document.add_paragraph("in the style of the document")
    document.add_paragraph("").add_run("in a face of its own").font.name = "Georgia"
    themed = document.add_paragraph("").add_run("in the theme's face")
    themed.font.name = "Verdana"
    themed._r.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
    assert fonts.named(save(document)) == {"Lato", "Georgia", "Cambria"}


def test_a_style_inherits_its_face_from_the_style_it_is_based_on(save: Save) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.add_paragraph("a list entry", style="List Bullet")
    assert fonts.named(save(document)) == {"Georgia"}


def test_faces_of_styles_that_nothing_is_set_in_are_not_named(save: Save) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Quote"].font.name = "Papyrus"
    document.add_paragraph("plain")
    assert fonts.named(save(document)) == {"Georgia"}


def test_headers_and_footers_count_too(save: Save) -> None:
    document = docx.Document()
    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run("page").font.name = "Papyrus"
    assert fonts.named(save(document)) == {"Papyrus"}


@pytest.mark.usefixtures("only_carlito")
def test_calibri_is_replaced_by_carlito_which_is_as_wide(save: Save) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.add_paragraph("plain")
    assert fonts.replaced(save(document)) == (("Calibri", "Carlito"),)


@pytest.mark.usefixtures("only_carlito")
def test_a_face_that_is_here_is_not_replaced(save: Save) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = "Carlito"
    document.add_paragraph("plain")
    assert fonts.replaced(save(document)) == ()


@pytest.mark.parametrize(
    "here, face", [({"DejaVu Sans", "Arial"}, "Arial"), ({"DejaVu Sans"}, "DejaVu Sans"), ({}, "")]
)
def test_arabic_is_set_in_a_face_whose_letters_can_be_copied(
    monkeypatch: pytest.MonkeyPatch, here: set[str], face: str
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: here)
    assert fonts.arabic() == face


def test_arabic_words_are_set_in_their_face_and_the_rest_stays(
    monkeypatch: pytest.MonkeyPatch, save: Save, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "arabic", lambda: "Tahoma")
    document, copy = docx.Document(), tmp_path / "copy.docx"
    document.add_paragraph().add_run("Dear ليلى,\tyes", style="Strong").bold = True
    copy_with_stand_ins(save(document), copy)
    runs = docx.Document(str(copy)).paragraphs[0].runs
    assert [run.text for run in runs] == ["Dear ", "ليلى", ",", "\t", "yes"]
    assert [run.font.name for run in runs] == [None, "Tahoma", None, None, None]
    assert all(run.bold and run.style.name == "Strong" for run in runs)


def test_the_faces_that_come_along_are_always_here() -> None:
    assert "Carlito" in fonts.installed()


@pytest.mark.parametrize(
    ("covered", "lost"), [("Déar", ""), ("Dér", "a"), ("", "")], ids=["all", "one", "unknown"]
)
def test_characters_that_no_face_has_are_told(
    save: Save, monkeypatch: pytest.MonkeyPatch, covered: str, lost: str
) -> None:
    monkeypatch.setattr(fonts, "_coverage", lambda: frozenset(map(ord, covered)))
    document = docx.Document()
    document.add_paragraph("Déar")
    assert fonts.uncovered(save(document)) == lost


def test_what_carlito_has_can_be_printed_everywhere(save: Save) -> None:
    document = docx.Document()
    document.add_paragraph("Zoë Čapek – “Größe” ½ €, Ελλάδα, Россия")
    assert fonts.uncovered(save(document)) == ""
