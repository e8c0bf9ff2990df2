"""All that is wrong is said at once: in the workbook, in templates, and when they are filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL_SEARCH
from word_xml import document, p

import leavebehind
from leavebehind import Search, TemplateError, WorkbookError

MakeWorkbook = Callable[..., Path]
PACKAGES = [{"Package": "mine", "Sections": "cover letter, thank you, resume"}]


def small(**changed: Any) -> Mapping[str, Any]:
    """A search of one interview with three sections, and what is different in it."""
    interview = {**SMALL_SEARCH["Interviews"][0], "Package": "mine", "Dress code": "casual"}  # type: ignore[index]
    return {**SMALL_SEARCH, "Interviews": [interview], "Packages": PACKAGES, **changed}


BAD = small(
    Interviewers=[
        {"Interview": "NX", "Name": "Dana Wu", "Parking": "P2"},
        {"Interview": "NW-1", "Name": "", "Parking": ""},
    ]
)
"""With two bad cells, and a column of one's own in the same sheet."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Templates: one with an unknown name, one that is no document, one that is not needed."""
    folder = tmp_path / "word_templates"
    folder.mkdir()
    letter = p("{{ interviewer.parking }} {{ interview.dress_code }} {{ candidate.nmae }}")
    (folder / "cover_letter.docx").write_bytes(document(letter))
    (folder / "thank_you.docx").write_bytes(b"no document")
    (folder / "draft.docx").write_bytes(document(p("{{ candidate.name")))
    return folder


def said(problems: Any) -> list[str]:
    return [f"{getattr(one, 'file', '') or one.sheet}: {one.message}" for one in problems]


CELLS = ["Interviewers: no interview is called 'NX'", "Interviewers: Name is blank"]
DRAFT = "draft.docx: the tag does not end in this paragraph, so it can't be read"
TEMPLATES = [
    "cover_letter.docx: there is no 'nmae' in candidate",
    "thank_you.docx: this is not a Word document (.docx)",
]


def test_a_build_names_bad_cells_and_bad_templates_at_once(
    make_workbook: MakeWorkbook, own: Path
) -> None:
    with pytest.raises(WorkbookError) as refused:
        leavebehind.build(make_workbook(BAD), pdf="none")
    assert said(refused.value.problems) == CELLS + TEMPLATES
    assert not (own.parent / "packages").exists()


def test_a_check_names_those_that_no_package_needs_too(
    make_workbook: MakeWorkbook, own: Path
) -> None:
    problems, _ = leavebehind.check(make_workbook(BAD))
    first, *others = TEMPLATES
    assert said(problems) == [*CELLS, first, DRAFT, *others]


def test_what_a_package_lacks_is_named_with_bad_templates(
    make_workbook: MakeWorkbook, own: Path
) -> None:
    (own / "thank_you.docx").unlink()
    with pytest.raises(WorkbookError) as refused:
        leavebehind.build(make_workbook(small()), pdf="none")
    missing, parking, name = said(refused.value.problems)
    assert missing.startswith("Packages: the package 'mine' holds the section 'thank you'")
    assert parking == "cover_letter.docx: there is no 'parking' in interviewer"
    assert name == TEMPLATES[0]


@pytest.mark.parametrize("sheet", ["Interviewers", "Candidate"])
def test_the_names_of_a_sheet_that_is_missing_are_not_judged(
    make_workbook: MakeWorkbook, own: Path, sheet: str
) -> None:
    workbook = make_workbook({**BAD, sheet: None})
    problems, _ = leavebehind.check(workbook)
    assert said(problems)[-2:] == [DRAFT, TEMPLATES[1]]
    assert not [one for one in problems if "there is no" in one.message]
    with pytest.raises(WorkbookError) as refused:
        leavebehind.build(workbook, pdf="none")
    assert not [one for one in said(refused.value.problems) if ".docx" in one]


def test_a_workbook_that_is_none_hides_no_mistake_of_a_template(own: Path) -> None:
    workbook = own.parent / "interviews.xlsx"
    workbook.write_text("no workbook")
    problems, _ = leavebehind.check(workbook)
    assert [getattr(one, "file", "") for one in problems] == ["", "draft.docx", "thank_you.docx"]


def test_a_check_has_its_notes_where_there_are_problems_too(
    make_workbook: MakeWorkbook, own: Path
) -> None:
    (own / "resume.doc").write_bytes(b"")
    candidate = {"Name": "Avery Quinn", "Headlin": "Product manager"}
    _, notes = leavebehind.check(make_workbook({**BAD, "Candidate": candidate}))
    assert [note.place for note in notes] == ["Candidate!A3", "resume.doc"]
    # An interview without a name is a problem, and nothing more is said of it.
    nameless = {**SMALL_SEARCH["Interviews"][0], "Interview": ""}  # type: ignore[index]
    _, notes = leavebehind.check(
        make_workbook(small(Interviews=[*SMALL_SEARCH["Interviews"], nameless]))
    )
    assert [note.place for note in notes] == ["resume.doc"]
    referees = [{"Name": "Cy Withheld", "Permission": "no"}]
    good = small(References=referees, Mottos=[{"Text": "Onward"}])
    _, notes = leavebehind.check(make_workbook(good))
    assert {"Cy Withheld has not given permission, so no package names them"} <= {
        note.message for note in notes
    }
    # What a bad template would print, nobody knows.
    assert not [note for note in notes if "no template that is used prints" in note.message]


def test_a_tag_that_does_not_end_hides_no_mistake_behind_it(
    make_workbook: MakeWorkbook, own: Path
) -> None:
    tags = ["{%p if interviewer.titel %}", "{{ interviewer.name }", "{{ candidate.nmae }}", "x }}"]
    loop = ["{%p for job in experience", "{{ job.titel }}", "{%p endfor %}"]
    after = ["{{ interview.compny }}", "{{ candidate.emial", *loop]
    (own / "cover_letter.docx").write_bytes(document("".join(map(p, tags + after))))
    problems, _ = leavebehind.check(make_workbook(small()))
    of_templates = [one for one in problems if isinstance(one, leavebehind.DocumentProblem)]
    found = [(one.paragraph, one.tag) for one in of_templates if one.file == "cover_letter.docx"]
    assert sorted(found) == [
        *((1, tags[0]), (1, tags[0]), (2, tags[1]), (3, tags[2]), (4, "}}")),
        *((5, after[0]), (6, after[1]), (7, loop[0]), (8, loop[1])),
    ]


def test_one_bad_template_hides_nothing_that_only_shows_when_others_are_filled(
    own: Path,
) -> None:
    divided = document(p("{{ 100 / interview.company|length / 0 }}"))
    (own / "resume.docx").write_bytes(divided)
    search = Search.from_data(small())
    problems, _ = leavebehind.check(search, templates=own)
    assert "resume.docx: a tag can't be worked out" in said(problems)
    assert set(TEMPLATES) <= set(said(problems))
    assert len(problems) == len(set(map(str, problems)))
    with pytest.raises(TemplateError):
        leavebehind.build(search, own.parent / "out", templates=own, pdf="none")


def test_a_check_names_what_is_not_used_or_printed_as_it_stands(
    make_workbook: Callable[..., Path],
) -> None:
    (interview,) = SMALL_SEARCH["Interviews"]
    titles = {"resume": "CV", "experience": "Career", "resumee": "CV"}
    workbook = make_workbook(
        {
            "Packages": [{"Package": "unused", "Sections": "resume, poem"}],
            "Sections": [{"Section": name, "Title": title} for name, title in titles.items()],
            "Interviews": [interview | {"Time": "9:30 – 25:70"}],
        }
    )
    problems, notes = leavebehind.check(workbook)
    assert not problems
    assert [f"{note.place}: {note.message}" for note in notes if note.place[-2:] != "A2"] == [
        "Interviews!E2: '9:30 – 25:70' can't be read as a time, and is printed as it stands",
        "Packages!B2: the package 'unused' holds the section 'poem', which has no template; "
        "add word_templates/poem.docx",
        "Sections!A4: no section is called 'resumee'; did you mean 'resume'?",
    ]
