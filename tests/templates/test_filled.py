"""What the templates say, filled with the sample and with what nobody has foreseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from templates.documents import Documents, of, one_of_each, themes
from templates.reading import WP, W, part, text_of
from templates.searches import WHOLE


@themes
@pytest.mark.validator
def test_word_would_open_what_is_filled(
    documents: Documents, theme: str, validate_docx: Callable[[list[Path]], None]
) -> None:
    searches = ("usual-fr", "long-de", "short-fr", "strange-es")
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
