"""A section of one's own has the title that the workbook gives, or a name that reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

import leavebehind
from leavebehind.localization import Language

MakeWorkbook = Callable[..., Path]
INTERVIEW = {"Interview": "NW-1", "Company": "Northwind", "Role": "Analyst", "Package": "mine"}


def book(make_workbook: MakeWorkbook, *titles: tuple[str, str], language: str = "en-US") -> Path:
    """A workbook whose package holds a letter and a plan of the person's own."""
    listed = {"Package": "mine", "Sections": "cover letter, 30-60-90 plan"}
    return make_workbook(
        {
            "Interviews": [INTERVIEW],
            "Packages": [listed],
            "Sections": [{"Section": name, "Title": title} for name, title in titles] or None,
            "Settings": {"Language": language},
        }
    )


def add_template(workbook: Path, text: str = "What I will do, {{ candidate.name }}") -> None:
    folder = workbook.parent / "word_templates"
    folder.mkdir()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "30-60-90 plan.docx"))


def names(workbook: Path) -> list[str]:
    report = leavebehind.build(workbook, pdf="none")
    return [document.path.name for document in report.packages[0].documents]


def test_before_the_file_exists_the_message_names_the_file_to_add(
    make_workbook: MakeWorkbook,
) -> None:
    with pytest.raises(leavebehind.WorkbookError) as caught:
        leavebehind.build(book(make_workbook), pdf="none")
    (problem,) = caught.value.problems
    assert (
        problem.message
        == "the package 'mine' holds the section '30-60-90 plan', which has no template"
    )
    assert problem.hint.endswith("dd word_templates/30-60-90 plan.docx")


def test_a_section_is_called_as_the_workbook_writes_it(make_workbook: MakeWorkbook) -> None:
    workbook = book(make_workbook)
    add_template(workbook)
    assert names(workbook) == ["Cover letter.docx", "30-60-90 plan.docx"]


def test_the_sheet_sections_gives_titles_also_to_the_shipped_ones(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = book(
        make_workbook, ("30-60-90 plan", "My first quarter"), ("cover_letter", "Letter")
    )
    add_template(workbook)
    assert names(workbook) == ["Letter.docx", "My first quarter.docx"]
    book(make_workbook, ("30_60_90_plan", "Her first quarter"))
    assert names(workbook) == ["Cover letter.docx", "Her first quarter.docx"]
    assert not list(workbook.parent.rglob("My first quarter.docx"))


def test_a_name_that_is_written_plainly_is_still_translated(make_workbook: MakeWorkbook) -> None:
    search = leavebehind.read_workbook(book(make_workbook, language="de-DE"))
    language = Language.of(search.settings, search.section_titles)
    assert language.section_title("cover_letter") == "Anschreiben"
    assert language.section_title("_30_60_90_plan") == "30-60-90 plan"


def test_a_note_names_a_section_by_its_title(make_workbook: MakeWorkbook) -> None:
    workbook = book(make_workbook)
    add_template(workbook, "{% for one in first_90_days %}{{ one.goal }}{% endfor %}")
    notes = leavebehind.build(workbook, pdf="none", dry_run=True).notes
    text = "30-60-90 plan is left out of NW-1: no rows of first 90 days for it"
    assert text in [note.message for note in notes]


def test_a_section_has_one_title(make_workbook: MakeWorkbook) -> None:
    with pytest.raises(leavebehind.WorkbookError, match=r"Sections!A3.* 'resume' appears twice"):
        leavebehind.read_workbook(book(make_workbook, ("resume", "CV"), ("Resume.docx", "Vita")))


def test_a_title_of_ones_own_heads_the_section_too(make_workbook: MakeWorkbook) -> None:
    sheets = {
        "Sections": [{"Section": "resume", "Title": "Curriculum vitae"}],
        "Interviews": [
            {"Interview": "A", "Company": "B", "Role": "C", "Package": "basic"},
        ],
        "Interviewers": [{"Interview": "A", "Name": "Dana Wu"}],
    }
    (package,) = leavebehind.build(make_workbook(sheets), pdf="none").packages
    resume = next(one.path for one in package.documents if one.section == "resume")
    foot = docx.Document(str(resume)).sections[0].footer.paragraphs[0].text
    assert "· Curriculum vitae" in foot
