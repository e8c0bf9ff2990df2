"""How documents look: the theme, the accent, and how dense a text is set."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from PIL import Image

import leavebehind
from leavebehind import colours
from leavebehind.cli.app import app
from leavebehind.errors import UnknownNameError
from leavebehind.starter import write_starter
from leavebehind.template.sources import TEMPLATES, template_paths

Make = Callable[..., Path]
INTERVIEW = {"Interview": "NW-1", "Company": "Northwind", "Role": "Analyst"}
SENTENCE = "I turned a muddle of numbers into something that people could act on by Monday. "


def letter_of(report: leavebehind.BuildReport) -> Path:
    (package,) = report.packages
    return next(one.path for one in package.documents if one.section == "cover_letter")


def part(document: Path, name: str) -> str:
    with zipfile.ZipFile(document) as package:
        return package.read(name).decode()


def accent_of(document: Path) -> str:
    theme = part(document, "word/theme/theme1.xml")
    return re.findall(r'<a:accent1>\s*<a:srgbClr val="(\w+)"', theme)[0]


# The accent


@pytest.mark.parametrize("theme", ["default", "modern", "classic", "bold"])
def test_the_accent_of_an_interview_is_in_the_theme_and_in_every_part(
    make_workbook: Make, theme: str
) -> None:
    """So that Word, and readers that know no themes, show it."""
    workbook = make_workbook(
        {
            "Interviews": [{**INTERVIEW, "Accent": "#7A1F5C", "Package": "basic"}],
            "Settings": {"Accent": "navy"},
        }
    )
    before = letter_of(leavebehind.build(workbook, theme=theme, pdf="none"))
    assert accent_of(before) == "7A1F5C"
    styles = part(before, "word/styles.xml")
    shipped = template_paths(workbook, theme=theme)["cover_letter"]
    accent = accent_of(shipped)
    texts = styles + part(before, "word/document.xml") + part(before, "word/numbering.xml")
    assert "7A1F5C" in texts
    assert f'"{accent}"' not in texts
    assert colours.mixed("7A1F5C", 0x66 / 255) in styles


def test_settings_give_the_accent_of_interviews_that_have_none(make_workbook: Make) -> None:
    sheets = {"Interviews": [INTERVIEW], "Settings": {"Accent": "navy"}}
    letter = letter_of(leavebehind.build(make_workbook(sheets), pdf="none", section="cover_letter"))
    assert accent_of(letter) == "000080"


# The theme


def test_a_theme_by_name_is_that_of_settings_or_of_the_build(make_workbook: Make) -> None:
    workbook = make_workbook({"Interviews": [INTERVIEW], "Settings": {"Theme": "classic"}})

    def font(**options: str) -> str:
        report = leavebehind.build(workbook, pdf="none", section="cover_letter", **options)  # type: ignore[arg-type]
        theme = part(letter_of(report), "word/theme/theme1.xml")
        return re.findall('latin typeface="([^"]+)"', theme)[0]

    assert font() == "Cambria"
    assert font(theme="modern") == "Arial"
    assert font(theme="default") == "Calibri"


def test_status_watch_and_the_command_take_the_theme_of_the_build(make_workbook: Make) -> None:
    workbook = make_workbook({"Interviews": [{**INTERVIEW, "Package": "basic"}]})
    leavebehind.build(workbook, theme="classic", pdf="none")

    def states(**theme: str) -> set[str]:
        return {one.state for one in leavebehind.status(workbook, **theme).documents}  # type: ignore[arg-type]

    assert states(theme="classic") == {"up to date"}
    assert states() == {"stale"}
    with closing(leavebehind.watch(workbook, theme="classic", pdf="none")) as builds:
        assert next(builds).report.written == []
    shown = CliRunner().invoke(app, ["status", str(workbook), "--theme", "classic"])
    assert "up to date" in shown.output and "stale" not in shown.output


def test_an_unknown_theme_is_refused_with_what_was_meant(make_workbook: Make) -> None:
    with pytest.raises(UnknownNameError, match="no theme is called 'clasic'"):
        leavebehind.build(make_workbook(), theme="clasic", pdf="none")
    with pytest.raises(UnknownNameError, match="no theme is called 'clasic'"):
        leavebehind.check(make_workbook(), theme="clasic")


def test_copies_of_the_starter_give_way_to_the_theme_unless_they_were_changed(
    tmp_path: Path,
) -> None:
    write_starter(tmp_path)
    workbook = tmp_path / "interviews.xlsx"
    assert template_paths(workbook)["resume"].is_relative_to(tmp_path)
    chosen = template_paths(workbook, theme="bold")
    assert chosen["resume"] == TEMPLATES / "bold" / "resume.docx"
    own = tmp_path / "word_templates" / "resume.docx"
    document = docx.Document(str(own))
    document.add_paragraph("mine")
    document.save(str(own))
    assert template_paths(workbook, theme="bold")["resume"] == own


def test_the_starter_has_the_templates_of_the_theme(tmp_path: Path) -> None:
    write_starter(tmp_path, "modern")
    for name in ("resume.docx", "fit.docx"):
        copied = (tmp_path / "word_templates" / name).read_bytes()
        assert copied == (TEMPLATES / "modern" / name).read_bytes()


# How dense


def style_of_text(make_workbook: Make, text: str) -> set[str]:
    workbook = make_workbook({"Interviews": [{**INTERVIEW, "Opening": text, "Package": "basic"}]})
    shutil.rmtree(workbook.parent / "packages", ignore_errors=True)
    letter = letter_of(leavebehind.build(workbook, pdf="none"))
    document = docx.Document(io.BytesIO(letter.read_bytes()))
    return {str(one.style.name) for one in document.paragraphs if SENTENCE.strip() in one.text}


def test_a_long_letter_takes_the_denser_styles_of_its_template(make_workbook: Make) -> None:
    """The template has one style for the text; a sentence that is added to it is in all lengths."""
    assert style_of_text(make_workbook, SENTENCE * 8) == {"Body Text"}
    assert style_of_text(make_workbook, f"{SENTENCE * 4}\n" * 5) == {"Body Text Dense"}
    assert style_of_text(make_workbook, f"{SENTENCE * 6}\n" * 5) == {"Body Text Densest"}


def test_letters_that_are_as_wide_as_high_take_more_room(make_workbook: Make) -> None:
    """Of 500 Chinese, Japanese or Korean ones a letter is as long as of 1,000 others."""
    paragraph = "需要予測と在庫管理のチーム九名を率い、一年間で廃棄を減らしました。" * 5
    for number, style in ((3, "BodyText"), (6, "BodyTextDensest")):
        interview = {**INTERVIEW, "Opening": "\n".join([paragraph] * number)}
        workbook = make_workbook({"Interviews": [interview]})
        report = leavebehind.build(workbook, pdf="none", section="cover_letter", force=True)
        xml = part(letter_of(report), "word/document.xml")
        assert set(re.findall('pStyle w:val="(BodyText\\w*)"', xml)) == {style}


def test_a_section_with_little_in_it_is_set_larger(make_workbook: Make) -> None:
    """Its styles have their font and colour from those that the person sees in Word."""
    row = {"Name": "Lee Park", "Company": "Halles", "Permission": "yes"}
    styles = {}
    for number in (1, 14):
        rows = [
            {**row, "Name": f"Lee Park {n}", "Email": f"{'l' * 40}@x.example"}
            for n in range(number)
        ]
        sheets = {"Interviews": [{**INTERVIEW, "Package": "standard"}], "References": rows}
        workbook = make_workbook({**sheets, "Settings": {"Max references": number}})
        made = leavebehind.build(workbook, pdf="none", section="references", force=True)
        (document,) = (one.path for one in made.packages[0].documents)
        xml = part(document, "word/document.xml")
        styles[number] = set(re.findall('pStyle w:val="(Reference\\w*)"', xml))
    assert styles == {1: {"ReferenceAiriest"}, 14: {"Reference"}}


def test_each_pull_quote_is_in_one_place(
    make_workbook: Make,
) -> None:
    letters = [
        {"From": f"Writer {n}", "Text": "Hire.", "Pull quote": f"Quote {n}."} for n in range(4)
    ]
    sections = "cover_page, contents, references, back_cover"
    sheets = {
        "Packages": [{"Package": "all", "Sections": sections}],
        "Recommendations": letters,
        "References": [{"Name": "Lee Park", "Permission": "yes"}],
    }
    for form, shown in (
        ("folder", {"references": 0, "back_cover": 3}),
        ("bound", {"cover_page": 0, "contents": 1, "references": 2, "back_cover": 3}),
    ):
        interview = {**INTERVIEW, "Format": form, "Package": "all"}
        report = leavebehind.build(make_workbook({**sheets, "Interviews": [interview]}), pdf="none")
        documents = {one.section: one.path for one in report.packages[0].documents}
        quotes = {
            place: re.findall(r"“Quote (\d)", part(documents[place], "word/document.xml"))
            for place in shown
        }
        assert quotes == {place: [str(number)] for place, number in shown.items()}


def test_the_contents_name_as_many_entries_as_fit_on_a_line(make_workbook: Make) -> None:
    titles = ["First " * 8, "Second " * 5, "Third " * 12]
    for number, shown in ((2, titles[:2]), (3, [*titles[:2], "…"])):
        interview = {**INTERVIEW, "Format": "bound", "Package": "full"}
        rows = [{"Title": title} for title in titles[:number]]
        workbook = make_workbook({"Interviews": [interview], "Work samples": rows})
        report = leavebehind.build(workbook, pdf="none", section="contents", force=True)
        table = docx.Document(str(report.packages[0].documents[0].path)).tables[0]
        texts = [one.text for row in table.rows for one in row.cells[1].paragraphs]
        assert " · ".join(title.strip() for title in shown) in texts


def test_more_than_six_pictures_of_work_stand_two_by_two(
    make_workbook: Make, tmp_path: Path
) -> None:
    Image.new("RGB", (160, 90)).save(tmp_path / "a.png")
    for number, widest in ((6, 165), (7, 77)):
        samples = [
            {"Title": f"Sample {n}", "Figure": "+3 %", "File": "a.png"} for n in range(number)
        ]
        sheets = {"Interviews": [{**INTERVIEW, "Package": "full"}], "Work samples": samples}
        report = leavebehind.build(make_workbook(sheets), pdf="none", section="work_samples")
        document = docx.Document(str(report.packages[0].documents[0].path))
        widths = {round(shape.width.mm) for shape in document.inline_shapes}
        assert len(document.inline_shapes) == number and widths == {widest}


def test_a_document_that_has_two_pages_anyway_is_not_set_denser(make_workbook: Make) -> None:
    """Who is met begins on a page of its own."""
    panel = [
        {"Interview": "NW-1", "Name": f"Reader {n}", "Talking points": SENTENCE} for n in range(5)
    ]
    workbook = make_workbook({"Interviews": [INTERVIEW], "Interviewers": panel})
    leavebehind.build(workbook, pdf="none")
    (brief,) = workbook.parent.glob("packages/*/Interview brief*.docx")
    styles = {str(one.style.name) for one in docx.Document(str(brief)).paragraphs}
    assert not [name for name in styles if "Dense" in name]


def test_many_publications_are_a_list_with_the_newest_month_first(make_workbook: Make) -> None:
    rows = [
        {"Title": f"Paper {n}", "Date": f"2025-0{n}", "URL": f"https://doi.org/10.1/{n}"}
        for n in (3, 8, 1, 7, 2, 5, 4)
    ]
    sheets = {"Interviews": [{**INTERVIEW, "Package": "full"}], "Publications": rows}
    report = leavebehind.build(make_workbook(sheets), pdf="none", section="publications")
    document = docx.Document(str(report.packages[0].documents[0].path))
    listed = [one.text for one in document.paragraphs if "Paper" in one.text]
    assert [re.findall(r"Paper (\d)", text) for text in listed] == [[n] for n in "8754321"]
    assert all(re.search(r"· doi\.org/10\.1/\d$", text) for text in listed)


@pytest.mark.parametrize(("figure", "style"), [("+71 %", "Figure"), ("9 schools", "Figure Long")])
def test_a_figure_that_is_long_is_set_smaller(make_workbook: Make, figure: str, style: str) -> None:
    samples = [{"Title": "Stories", "Figure": figure, "Result": "Read."}]
    sheets = {"Interviews": [{**INTERVIEW, "Package": "full"}], "Work samples": samples}
    report = leavebehind.build(make_workbook(sheets), pdf="none", section="work_samples")
    document = docx.Document(str(report.packages[0].documents[0].path))
    cells = [one for table in document.tables for row in table.rows for one in row.cells]
    found = [one.style.name for cell in cells for one in cell.paragraphs if one.text == figure]
    assert found == [f"Case {style}"]


def test_a_long_address_on_a_card_ends_its_line_where_its_parts_do(make_workbook: Make) -> None:
    for letters, at, slash in ((30, "@", "/"), (60, "\n@", "/\n")):
        name = "a" * letters
        reach = {"Email": f"{name}@lee.example", "Website": f"https://lee.example/{name}/b"}
        sheets = {"Candidate": {"Name": "Ann Lee", **reach}}
        report = leavebehind.build(make_workbook(sheets), pdf="none", section="business_card")
        document = docx.Document(str(report.packages[0].documents[0].path))
        cells = [cell.text for cell in document.tables[0].rows[0].cells]
        for address in (f"a{at}lee.example", f"lee.example{slash}{name}/b"):
            assert sum(address in text for text in cells) == 2


def test_styles_have_their_sisters_by_name(make_workbook: Make) -> None:
    """LibreOffice saves Word's own styles with ids of its own."""
    workbook = make_workbook({"Interviews": [{**INTERVIEW, "Opening": f"{SENTENCE * 4}\n" * 5}]})
    own = workbook.parent / "word_templates" / "cover_letter.docx"
    own.parent.mkdir()
    with zipfile.ZipFile(TEMPLATES / own.name) as old, zipfile.ZipFile(own, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"BodyText"', b'"TextBody"'))
    report = leavebehind.build(workbook, pdf="none", section="cover_letter")
    xml = part(letter_of(report), "word/document.xml")
    assert set(re.findall('pStyle w:val="(TextBody|BodyText)(\\w*)"', xml)) == {
        ("BodyText", "Dense")
    }


def test_the_template_of_the_letter_reads_as_a_letter() -> None:
    paragraphs = docx.Document(str(TEMPLATES / "cover_letter.docx")).paragraphs
    texts = [one.text for one in paragraphs]
    assert texts.count("{{ text }}") == 1
    assert not [text for text in texts if "set " in text or "length" in text]
