"""The shipped templates: everything is a style, a heading is a heading, every text can be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from templates.documents import THEMES
from templates.reading import A, W, at, inherited, local, part, styles, texts, value

from leavebehind.colours import contrast

OWN_PROPERTIES = {"pStyle": "the style itself"}
OWN_RUN_PROPERTIES = {"rStyle": "the style itself", "noProof": "says nothing of how it looks"}
"""What a paragraph and a run may say besides their style, and why."""
templates = pytest.mark.parametrize(
    "template",
    [path for folder in THEMES.values() for path in sorted(folder.glob("*.docx"))],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)


def test_each_theme_has_all_the_sections() -> None:
    names = [{path.name for path in folder.glob("*.docx")} for folder in THEMES.values()]
    assert all(found == names[0] for found in names)
    assert len(names[0]) == 14


@templates
def test_nothing_is_formatted_by_hand(template: Path) -> None:
    for text in texts(template):
        for kind, allowed in (("pPr", OWN_PROPERTIES), ("rPr", OWN_RUN_PROPERTIES)):
            own = {local(one) for holder in text.iter(f"{W}{kind}") for one in holder}
            assert own <= allowed.keys()


@templates
def test_every_style_that_is_used_is_there(template: Path) -> None:
    known = {style.get(f"{W}styleId") for style in part(template, "word/styles.xml").iter()}
    used = {
        one.get(f"{W}val")
        for text in texts(template)
        for one in text.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    }
    assert used <= known


@templates
def test_lines_are_whole_percents_of_their_font(template: Path) -> None:
    """LibreOffice drops the rest, which Word and the embedded engine add to each line."""
    spacings = part(template, "word/styles.xml").iter(f"{W}spacing")
    lines = {int(one.get(f"{W}line")) for one in spacings if one.get(f"{W}lineRule") == "auto"}
    assert lines == {math.ceil(2.4 * (100 * line // 240)) for line in lines}


@templates
def test_colours_and_faces_are_the_themes(template: Path) -> None:
    """Else Design ▸ Colors in Word would leave some of them as they were."""
    for name in ("word/styles.xml", "word/numbering.xml"):
        sheet = part(template, name)
        coloured = [*sheet.iter(f"{W}color"), *(one for b in sheet.iter(f"{W}pBdr") for one in b)]
        assert coloured
        assert all(one.get(f"{W}themeColor") for one in coloured)
        assert all(one.get(f"{W}themeFill") for one in sheet.iter(f"{W}shd"))
        assert not [one for one in sheet.iter(f"{W}rFonts") if one.get(f"{W}ascii")]


@templates
def test_headings_are_headings_and_stay_with_what_follows(template: Path) -> None:
    found = styles(template)
    for level in (1, 2, 3):
        style = found[f"Heading{level}"]
        assert style.find(f"{W}name").get(f"{W}val") == f"heading {level}"
        assert inherited(found, f"Heading{level}", "pPr/outlineLvl").get(f"{W}val") == str(
            level - 1
        )
    outlined = [name for name in found if inherited(found, name, "pPr/outlineLvl") is not None]
    assert len(outlined) >= 5
    assert all(inherited(found, name, "pPr/keepNext") is not None for name in outlined)


@templates
def test_the_text_follows_who_changes_a_style_of_words_own(template: Path) -> None:
    """LibreOffice makes what only the defaults say the formatting by hand of text in tables."""
    found = styles(template)
    for name, basis in (("Part", "Heading1"), ("DatedEntry", "Heading2"), ("InCell", "Heading2")):
        assert value(found[name], "basedOn") == basis
        assert found[name].find(f"{W}rPr/{W}color") is None
    defaults = part(template, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    for name in ("rFonts", "lang"):
        own = found["Normal"].find(f"{W}rPr/{W}{name}")
        assert own is not None and own.attrib == defaults.find(f"{W}{name}").attrib


@templates
def test_no_line_stands_alone(template: Path) -> None:
    defaults = part(template, "word/styles.xml").find(f"{W}docDefaults")
    assert next(defaults.iter(f"{W}widowControl")).get(f"{W}val") is None
    assert not list(part(template, "word/document.xml").iter(f"{W}widowControl"))


@templates
def test_no_paragraph_is_empty(template: Path) -> None:
    """Distance is the styles' affair; only a cell may need a paragraph that says nothing."""
    for text in texts(template):
        for paragraph in text.iter(f"{W}p"):
            in_cell = next(paragraph.iterancestors(f"{W}tc"), None) is not None
            assert in_cell or "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


@templates
def test_tables_with_lines_have_a_header_and_no_row_splits(template: Path) -> None:
    for table in part(template, "word/document.xml").iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        if table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "TableGrid":
            assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None


@templates
def test_the_colours_of_the_theme_are_those_for_a_reader_without_themes(template: Path) -> None:
    theme = theme_colours(template)
    for one in part(template, "word/styles.xml").iter(f"{W}color"):
        assert one.get(f"{W}val") == theme[slot_of(one)]


def slot_of(colour: etree._Element) -> str:
    name = str(colour.get(f"{W}themeColor"))
    return SLOTS.get(name, name)


SLOTS = {"text1": "dk1", "text2": "dk2", "background1": "lt1", "hyperlink": "hlink"}


def theme_colours(template: Path) -> dict[str, str]:
    scheme = next(part(template, "word/theme/theme1.xml").iter(f"{A}clrScheme"))
    return {local(slot): slot[0].get("val") for slot in scheme}


@templates
def test_every_text_stands_out_from_its_ground(template: Path) -> None:
    """Tags that disappear are no text of the document."""
    for text in texts(template):
        paragraphs = (p for p in text.iter(f"{W}p") if value(p, "pPr/pStyle") != "TemplateTag")
        for paragraph in filter(says_something, paragraphs):
            ground = ground_of(template, paragraph)
            for colour in colours_of(template, paragraph):
                assert contrast(colour, ground) >= 4.5


def says_something(paragraph: etree._Element) -> bool:
    prints_picture = str(value(paragraph, "pPr/pStyle")).startswith("Picture")
    return not prints_picture and bool("".join(paragraph.itertext()).strip())


def ground_of(template: Path, paragraph: etree._Element) -> str:
    """The colour of the paper, or of the table that the paragraph stands in."""
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    own = None if cell is None else at(cell, "tcPr/shd")
    if own is not None:
        return str(own.get(f"{W}fill"))
    table = next(paragraph.iterancestors(f"{W}tbl"), None)
    look = None if table is None else value(table, "tblPr/tblStyle")
    fill = inherited(styles(template), look, "tcPr/shd")
    return "FFFFFF" if fill is None else str(fill.get(f"{W}fill"))


def colours_of(template: Path, paragraph: etree._Element) -> Iterator[str]:
    """The colours of a paragraph's runs: their style's, the paragraph's or the document's."""
    found = styles(template)
    default = next(part(template, "word/styles.xml").find(f"{W}docDefaults").iter(f"{W}color"))
    ordinary = inherited(found, value(paragraph, "pPr/pStyle"), "rPr/color")
    for run in paragraph.iter(f"{W}r"):
        own = inherited(found, value(run, "rPr/rStyle"), "rPr/color")
        colour = next(one for one in (own, ordinary, default) if one is not None)
        yield str(colour.get(f"{W}val"))


def test_the_themes_differ() -> None:
    sheets = [
        etree.tostring(part(folder / "resume.docx", "word/theme/theme1.xml"))
        for folder in THEMES.values()
    ]
    assert len(set(sheets)) == 4
