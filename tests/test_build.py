"""The whole job on real workbooks: documents, folders, PDFs, notes and problems."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest

import leavebehind
from leavebehind.errors import EngineError, TemplateError, UnknownNameError, WorkbookError
from leavebehind.pdf.embedded import Embedded
from leavebehind.report import BuildReport, Package, Progress
from leavebehind.session import Session

MakeWorkbook = Callable[..., Path]

INTERVIEW = {"Interview": "NW", "Company": "R & D <Lab>", "Role": "Analyst", "Opening": "Hello."}
PANEL = [
    {"Interview": "NW", "Name": "Dana Wu", "Title": "VP", "Research notes": "private-marker"},
    {"Interview": "NW", "Name": "Tom Okafor", "Talking points": "private-marker"},
]
SHEETS: dict[str, Any] = {
    "Candidate": {"Name": "Zoë Quinn", "Phone": "503-555-0100", "Email": "zoe@quinn.example"},
    "Interviews": [INTERVIEW],
    "Interviewers": PANEL,
    "Experience": [
        {
            "Title": "Analyst",
            "Company": "Acme & Sons",
            "Start": datetime.date(2018, 3, 1),
            "End": "now",
        }
    ],
    "References": [
        {"Name": "Ana Reyes", "Permission": "yes", "Phone": "503-555-0199"},
        {"Name": "Cy Withheld", "Permission": "no"},
    ],
    "Recommendations": [{"From": "Bo", "Text": "Good.\n\nVery good."}],
}


def sheets(**changes: Any) -> dict[str, Any]:
    return {**SHEETS, **{name.replace("_", " "): rows for name, rows in changes.items()}}


def interview(**columns: Any) -> list[dict[str, Any]]:
    return [{**INTERVIEW, **columns}]


def outcomes(report: BuildReport) -> dict[str, str]:
    """The document's path under packages/ → its outcome."""
    documents = [d for package in report.packages for d in package.documents] + report.briefs
    return {"/".join(d.path.parts[-3:]).split("packages/")[-1]: d.outcome for d in documents}


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    texts = [p.text for p in document.element.body.iter() if p.tag.endswith("}t") and p.text]
    return "".join(texts)


def only(report: BuildReport, name: str) -> Package:
    (package,) = [p for p in report.packages if p.interviewer.name == name]
    return package


def edit(path: Path, text: str = "typed by hand") -> None:
    document = docx.Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))


def test_shared_and_personal_documents_lie_where_the_contract_says(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook(SHEETS)
    report = leavebehind.build(workbook, pdf="none")
    packages = workbook.parent / "packages"
    found = {p.relative_to(packages).as_posix() for p in packages.rglob("*.docx")}
    assert {name for name in found if not name.startswith(".leavebehind")} == {
        "NW/Interview brief (private).docx",
        "NW/Résumé.docx",
        "NW/Business card.docx",
        "NW/Recommendations.docx",
        "NW/Dana Wu/Cover letter.docx",
        "NW/Dana Wu/References.docx",
        "NW/Tom Okafor/Cover letter.docx",
        "NW/Tom Okafor/References.docx",
    }
    assert set(outcomes(report).values()) == {"created"}
    dana = only(report, "Dana Wu")
    assert [d.section for d in dana.documents] == [
        *("cover_letter", "resume", "business_card", "references", "recommendations")
    ]
    assert dana.folder == packages / "NW" / "Dana Wu"
    assert dana.documents[1].path == only(report, "Tom Okafor").documents[1].path
    assert dana.pdf is None


def test_documents_say_what_the_workbook_says(make_workbook: MakeWorkbook) -> None:
    report = leavebehind.build(make_workbook(SHEETS), pdf="none")
    letter, resume, *_ = (text_of(d.path) for d in only(report, "Dana Wu").documents)
    assert "Dear Dana Wu," in letter
    assert "R & D <Lab>" in letter
    assert "Acme & Sons" in resume
    assert "Mar 2018" in resume
    for package in report.packages:
        for document in package.documents:
            text = text_of(document.path)
            assert "None" not in text
            assert "{{" not in text
            assert "private-marker" not in text
            assert "Cy Withheld" not in text
    assert text_of(report.briefs[0].path).count("private-marker") == 3


def test_a_change_updates_what_prints_it_and_nothing_else(make_workbook: MakeWorkbook) -> None:
    leavebehind.build(make_workbook(SHEETS), pdf="none")
    panel = [{**PANEL[0], "Personal note": "About your talk."}, PANEL[1]]
    report = leavebehind.build(make_workbook(sheets(Interviewers=panel)), pdf="none")
    changed = {name for name, outcome in outcomes(report).items() if outcome != "unchanged"}
    assert changed == {"NW/Dana Wu/Cover letter.docx"}


def test_an_edited_document_is_kept_and_a_changed_one_conflicts(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook(SHEETS)
    report = leavebehind.build(workbook, pdf="none")
    letter = only(report, "Dana Wu").documents[0].path
    edit(letter)
    edited = letter.read_bytes()
    again = leavebehind.build(workbook, pdf="none")
    assert outcomes(again)["NW/Dana Wu/Cover letter.docx"] == "kept"
    workbook = make_workbook(sheets(Interviews=interview(Opening="Something new.")))
    changed = leavebehind.build(workbook, pdf="none")
    assert outcomes(changed)["NW/Dana Wu/Cover letter.docx"] == "conflict"
    assert outcomes(changed)["NW/Tom Okafor/Cover letter.docx"] == "updated"
    assert letter.read_bytes() == edited
    assert "Something new." in text_of(letter.with_name("Cover letter.new.docx"))


def test_a_copy_in_the_interviewers_folder_makes_a_shared_section_personal(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook(SHEETS)
    report = leavebehind.build(workbook, pdf="none")
    shared = only(report, "Dana Wu").documents[1].path
    own = only(report, "Dana Wu").folder / shared.name
    own.write_bytes(shared.read_bytes())
    edit(own)
    report = leavebehind.build(workbook, pdf="none")
    assert only(report, "Dana Wu").documents[1].path == own
    assert only(report, "Dana Wu").documents[1].outcome == "kept"
    assert only(report, "Tom Okafor").documents[1].path == shared


def test_a_copy_of_their_own_that_was_renamed_is_still_the_one_in_the_package(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook(SHEETS)
    dana = only(leavebehind.build(workbook, pdf="none"), "Dana Wu")
    shared = dana.documents[1].path
    own, renamed = dana.folder / shared.name, dana.folder / "CV Dana.docx"
    own.write_bytes(shared.read_bytes())
    edit(own)
    leavebehind.build(workbook, pdf="none")
    own.rename(renamed)
    edit(renamed, "and once more")
    report = leavebehind.build(workbook, pdf="none")
    assert only(report, "Dana Wu").documents[1].path == renamed
    assert only(report, "Tom Okafor").documents[1].path == shared
    (note,) = [note for note in report.notes if "moved or renamed" in note.message]
    assert note.place == "NW/Dana Wu/CV Dana.docx"


def test_a_document_of_a_section_that_is_shared_again_is_left_over(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    for text in ("For {{ interviewer.name }}.", "For all."):
        template = docx.Document()
        template.add_paragraph(text)
        template.save(str(own / "resume.docx"))
        report = leavebehind.build(make_workbook(SHEETS), pdf="none", templates=own)
    assert text_of(only(report, "Dana Wu").documents[1].path) == "For all."
    told = {
        note.place.split("/")[-1]: note.message
        for note in report.notes
        if "no longer asks" in note.message
    }
    assert told.keys() == {"Dana Wu", "Tom Okafor"}
    assert all("(“Résumé.docx”); nobody has edited it" in message for message in told.values())
    status = leavebehind.status(make_workbook(SHEETS), templates=own)
    assert [one.path.parent.name for one in status.documents if one.state == "left over"] == [
        *("Dana Wu", "Tom Okafor")
    ]


def test_a_renamed_folder_is_told_once(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(SHEETS)
    dana = only(leavebehind.build(workbook, pdf="none"), "Dana Wu").folder
    dana.rename(dana.with_name("For Dana"))
    report = leavebehind.build(workbook, pdf="none")
    (note,) = [note for note in report.notes if "moved or renamed" in note.message]
    assert note.message == "“For Dana” is used as “Dana Wu”, which was moved or renamed"
    assert note.place == "NW/For Dana"
    assert note in report.passing_notes
    moved = workbook.parent / "packages" / "Elsewhere" / "Cover letter.docx"
    moved.parent.mkdir()
    (dana.with_name("For Dana") / moved.name).rename(moved)
    report = leavebehind.build(workbook, pdf="none")
    assert [note.message for note in report.notes if "moved" in note.message] == [
        "“Cover letter.docx” is used as “NW/For Dana/Cover letter.docx”, which was moved or renamed"
    ]


def test_the_combined_pdf_has_the_sections_in_order_on_fresh_sheets(
    make_built: MakeWorkbook,
) -> None:
    dana = only(leavebehind.build(make_built(SHEETS), pdf="embedded"), "Dana Wu")
    assert dana.pdf
    assert dana.pdf.name == "Zoë Quinn – R & D (Lab).pdf"
    with pikepdf.open(dana.pdf) as pdf:
        assert bookmarks(pdf) == {
            "Cover letter": 1, "Résumé": 3, "References": 5, "Recommendations": 7
        }  # fmt: skip
        assert len(pdf.pages) == 7
        assert str(pdf.docinfo["/Author"]) == "Zoë Quinn"
    card = dana.documents[2].path.with_suffix(".pdf")
    with pikepdf.open(card) as pdf:
        assert len(pdf.pages) == 2


def bookmarks(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Bookmark → the page, counted from 1, that it leads to."""
    with pdf.open_outline() as outline:
        return {
            item.title: pikepdf.Page(item.destination[0]).index + 1  # type: ignore[index,arg-type]
            for item in outline.root
        }


def test_the_contents_of_a_bound_package_name_true_pages(make_workbook: MakeWorkbook) -> None:
    a4 = interview(Format="bound", Paper="A4")
    workbook = make_workbook(sheets(Interviews=a4, Interviewers=PANEL[:1]))
    (dana,) = leavebehind.build(workbook, pdf="embedded").packages
    assert dana.pdf
    contents = next(d for d in dana.documents if d.section == "contents")
    assert contents.outcome == "created"
    with pikepdf.open(dana.pdf) as pdf:
        pages = bookmarks(pdf)
        assert list(pages) == [
            *("Cover page", "Contents", "Cover letter", "Résumé", "References", "Recommendations")
        ]
        assert [round(float(x)) for x in pdf.pages[0].mediabox] == [0, 0, 595, 842]
    printed = text_of(contents.path)
    for title, page in list(pages.items())[2:]:
        assert f"{page}{title}" in printed
    again = leavebehind.build(workbook, pdf="embedded")
    assert set(outcomes(again).values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("theme", "family"), [("classic", "Caladea"), ("modern", "LiberationSans")]
)
def test_page_numbers_are_set_in_the_face_of_the_theme(
    make_workbook: MakeWorkbook, theme: str, family: str
) -> None:
    workbook = make_workbook(bound_sheets(Package="basic"))
    (dana,) = leavebehind.build(workbook, pdf="embedded", theme=theme).packages
    assert dana.pdf
    with pikepdf.open(dana.pdf) as pdf:
        faces = {str(one.BaseFont) for one in pdf.objects if _is_font(one)}
    assert {face.partition("+")[2].partition("-")[0] for face in faces} == {family}


def _is_font(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Font


def bound_sheets(**columns: str) -> dict[str, Any]:
    return sheets(Interviews=interview(Format="bound", **columns), Interviewers=PANEL[:1])


@pytest.fixture
def bound(make_built: MakeWorkbook) -> tuple[Path, Path]:
    """A workbook of a bound package that was built, and its contents."""
    workbook = make_built(bound_sheets())
    return workbook, workbook.parent / "packages/NW/Dana Wu/Contents.docx"


def test_without_an_engine_the_contents_keep_their_pages(bound: tuple[Path, Path]) -> None:
    workbook, _ = bound
    # The overview page has the notes of the last build, and there are none on fonts without PDFs.
    before = {p: p.stat().st_mtime_ns for p in workbook.parent.rglob("*.[dpx]*")}
    for engine in ("none", "embedded", "none"):
        report = leavebehind.build(workbook, pdf=engine)
        assert set(outcomes(report).values()) == {"unchanged"}
    assert {p: p.stat().st_mtime_ns for p in workbook.parent.rglob("*.[dpx]*")} == before


def test_without_an_engine_edited_contents_are_in_no_conflict(bound: tuple[Path, Path]) -> None:
    workbook, contents = bound
    edit(contents)
    report = leavebehind.build(workbook, pdf="none")
    assert outcomes(report)["NW/Dana Wu/Contents.docx"] == "kept"


@pytest.mark.parametrize("lost", ["forced", "cleared away", "changed"])
def test_contents_made_without_an_engine_get_their_pages_in_the_next_build(
    bound: tuple[Path, Path], make_workbook: MakeWorkbook, lost: str
) -> None:
    workbook, contents = bound
    pages = text_of(contents)
    if lost == "forced":
        edit(contents)
    elif lost == "cleared away":
        shutil.rmtree(contents.parent)
    else:
        make_workbook(bound_sheets(Company="Acme"))
    leavebehind.build(workbook, pdf="none", force=lost == "forced")
    assert text_of(contents) != pages
    leavebehind.build(workbook, pdf="embedded")
    assert text_of(contents) == pages.replace(
        "R & D <Lab>", "Acme" if lost == "changed" else "R & D <Lab>"
    )


def test_a_bound_package_is_printed_without_what_the_person_deleted(
    bound: tuple[Path, Path],
) -> None:
    workbook, contents = bound
    contents.with_name("References.docx").unlink()
    dana = only(leavebehind.build(workbook, pdf="embedded"), "Dana Wu")
    assert dana.pdf
    with pikepdf.open(dana.pdf) as pdf:
        assert list(bookmarks(pdf)) == [
            *("Cover page", "Contents", "Cover letter", "Résumé", "Recommendations")
        ]


def test_a_pdf_follows_an_edit_made_by_hand(make_built: MakeWorkbook) -> None:
    workbook = make_built(SHEETS)
    report = leavebehind.build(workbook, pdf="embedded")
    dana, tom = only(report, "Dana Wu"), only(report, "Tom Okafor")
    assert dana.pdf and tom.pdf
    before = {pdf: pdf.read_bytes() for pdf in (dana.pdf, tom.pdf)}
    edit(dana.documents[0].path)
    leavebehind.build(workbook, pdf="embedded")
    assert dana.pdf.read_bytes() != before[dana.pdf]
    assert tom.pdf.read_bytes() == before[tom.pdf]


def test_a_document_that_cannot_be_converted_costs_its_packages_pdf_alone(
    make_built: MakeWorkbook,
) -> None:
    workbook = make_built(SHEETS)
    (workbook.parent / "packages/NW/Dana Wu/Cover letter.docx").write_bytes(b"broken")
    report = leavebehind.build(workbook, pdf="embedded")
    assert only(report, "Dana Wu").pdf is None
    assert only(report, "Tom Okafor").pdf
    (problem,) = report.problems
    assert "NW/Dana Wu/Cover letter.docx" in str(problem)


def test_a_dry_run_tells_and_writes_nothing(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(SHEETS)
    report = leavebehind.build(workbook, dry_run=True)
    assert set(outcomes(report).values()) == {"created"}
    assert not (workbook.parent / "packages").exists()


def test_a_dry_run_finds_nothing_to_change_in_a_bound_package(bound: tuple[Path, Path]) -> None:
    workbook, _ = bound
    report = leavebehind.build(workbook, pdf="embedded", dry_run=True)
    assert set(outcomes(report).values()) == {"unchanged"}


def test_a_build_can_be_narrowed_to_one_interviewer_and_one_section(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook(SHEETS)
    report = leavebehind.build(workbook, pdf="none", interviewer="tom okafor")
    assert [p.interviewer.name for p in report.packages] == ["Tom Okafor"]
    report = leavebehind.build(workbook, pdf="embedded", section="cover letter")
    assert [[d.section for d in p.documents] for p in report.packages] == [["cover_letter"]] * 2
    assert only(report, "Dana Wu").pdf is None
    assert only(report, "Tom Okafor").pdf


@pytest.mark.parametrize("narrowed", ["interview", "interviewer", "section"])
def test_a_name_that_nothing_has_is_an_error(make_workbook: MakeWorkbook, narrowed: str) -> None:
    with pytest.raises(UnknownNameError, match=narrowed):
        leavebehind.build(make_workbook(SHEETS), pdf="none", **{narrowed: "Nobody"})


def test_your_own_template_is_a_section_without_code(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    note = docx.Document()
    note.add_paragraph("Thank you, {{ interviewer.name }}, from {{ interview.city_hall }}.")
    note.save(str(own / "thank_you.docx"))
    packages = [{"Package": "mine", "Sections": "Cover letter, thank you"}]
    workbook = make_workbook(
        sheets(Interviews=interview(Package="mine", **{"City hall": "5 & Main"}), Packages=packages)
    )
    report = leavebehind.build(workbook, pdf="none")
    thanks = only(report, "Tom Okafor").documents[1].path
    assert thanks.name == "Thank you.docx"
    assert text_of(thanks) == "Thank you, Tom Okafor, from 5 & Main."


def test_a_section_is_called_by_its_file_in_the_answer_to_another_name(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    docx.Document().save(str(own / "30_days.docx"))
    packages = [{"Package": "mine", "Sections": "30 days"}]
    workbook = make_workbook(sheets(Interviews=interview(Package="mine"), Packages=packages))
    with pytest.raises(UnknownNameError, match="did you mean '30_days'"):
        leavebehind.build(workbook, pdf="none", section="30_day")


def test_a_bad_template_stops_the_build_before_anything_is_written(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    letter = docx.Document()
    letter.add_paragraph("Dear {{ interviewer.nmae }},")
    letter.save(str(own / "cover_letter.docx"))
    workbook = make_workbook(SHEETS)
    with pytest.raises(TemplateError, match="did you mean 'name'") as error:
        leavebehind.build(workbook, pdf="none", templates=own)
    (problem,) = error.value.problems
    assert str(problem).startswith("cover_letter.docx, body, paragraph 1, {{ interviewer.nmae }}:")
    assert not (workbook.parent / "packages").exists()
    problems, _ = leavebehind.check(workbook, templates=own)
    assert problems == [problem]


def test_a_bad_cell_stops_the_build_before_anything_is_written(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook(sheets(Interviewers=[{"Interview": "NX", "Name": "Dana"}]))
    with pytest.raises(WorkbookError, match="no interview is called 'NX'"):
        leavebehind.build(workbook, pdf="none")
    assert not (workbook.parent / "packages").exists()


def test_a_sound_workbook_has_no_problems(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(SHEETS)
    problems, notes = leavebehind.check(workbook)
    assert problems == []
    withheld, alike = notes
    assert "Cy Withheld" in withheld.message
    assert "Dana Wu; Tom Okafor get the same letter" in alike.message
    assert sorted(workbook.parent.iterdir()) == [workbook]


def test_the_wanted_engine_must_be_there(
    make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Embedded, "missing", lambda _: "it is not there")
    with pytest.raises(EngineError, match="not there"):
        leavebehind.build(make_workbook(SHEETS), pdf="embedded")


def test_without_any_engine_documents_are_made_and_the_report_says_how_to_get_pdfs(
    make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "engines", lambda _: ())
    report = leavebehind.build(make_workbook(SHEETS))
    assert set(outcomes(report).values()) == {"created"}
    assert [note for note in report.notes if "leavebehind[pdf]" in note.message]


def test_an_executor_fills_the_same_documents(make_workbook: MakeWorkbook, tmp_path: Path) -> None:
    workbook = make_workbook(SHEETS)
    here = leavebehind.build(workbook, tmp_path / "here", pdf="none")
    with ProcessPoolExecutor(2) as executor:
        there = leavebehind.build(workbook, tmp_path / "there", pdf="none", executor=executor)
    for one, other in zip(here.packages, there.packages, strict=True):
        for mine, theirs in zip(one.documents, other.documents, strict=True):
            assert mine.path.read_bytes() == theirs.path.read_bytes()


def test_progress_is_reported_step_by_step_and_a_second_build_writes_nothing(
    make_workbook: MakeWorkbook,
) -> None:
    """What is shared by both readers is converted once; the brief and the job ticket, too."""
    workbook, reported = make_workbook(SHEETS), list[Progress]()
    leavebehind.build(workbook, pdf="embedded", on_progress=reported.append)
    last = {progress.step: (progress.done, progress.total) for progress in reported}
    assert last == {"filling": (8, 8), "converting": (9, 9), "binding": (2, 2)}
    counts = [(one.step, one.done, one.total) for one in reported if one.step == "converting"]
    assert len(counts) == len(set(counts)), "a count is not repeated"
    files = {p: p.stat().st_mtime_ns for p in (workbook.parent / "packages").rglob("*.*")}
    report = leavebehind.build(workbook, pdf="embedded")
    assert set(outcomes(report).values()) == {"unchanged"}
    after = {p: p.stat().st_mtime_ns for p in (workbook.parent / "packages").rglob("*.*")}
    assert after == files


@pytest.mark.libreoffice
def test_libreoffice_makes_the_same_package(make_workbook: MakeWorkbook) -> None:
    report = leavebehind.build(make_workbook(SHEETS), pdf="libreoffice")
    for package in report.packages:
        assert package.pdf
        with pikepdf.open(package.pdf) as pdf:
            assert list(bookmarks(pdf).values()) == [1, 3, 5, 7]


@pytest.mark.validator
def test_word_opens_every_document(
    make_workbook: MakeWorkbook, validate_docx: Callable[[list[Path]], None]
) -> None:
    report = leavebehind.build(
        make_workbook(sheets(Interviews=interview(Format="bound", Package="full"))), pdf="none"
    )
    documents = [d for package in report.packages for d in package.documents] + report.briefs
    validate_docx([document.path for document in documents])


def test_namesakes_keep_their_own_folders_whatever_the_order(make_workbook: MakeWorkbook) -> None:
    panel = [
        {"Interview": "NW", "Name": "Dana Wu", "Title": "CTO"},
        {"Interview": "NW", "Name": "Dana Wu", "Title": "CFO"},
    ]
    report = leavebehind.build(make_workbook(sheets(Interviewers=panel)), pdf="none")
    edit(report.packages[0].documents[0].path, "for the CTO alone")
    swapped = make_workbook(sheets(Interviewers=panel[::-1]))
    for package in leavebehind.build(swapped, pdf="none").packages:
        said = "for the CTO alone" in text_of(package.documents[0].path)
        assert said == (package.interviewer.title == "CTO")


def test_what_the_workbook_no_longer_asks_for_is_noted(make_workbook: MakeWorkbook) -> None:
    report = leavebehind.build(make_workbook(SHEETS), pdf="none")
    assert not any("no longer" in note.message for note in report.notes)
    report = leavebehind.build(make_workbook(sheets(Interviewers=PANEL[:1])), pdf="none")
    (note,) = [note for note in report.notes if "no longer" in note.message]
    assert note.place.endswith("Tom Okafor")
    assert "(“Cover letter.docx”, “References.docx”); nobody has edited it" in note.message
    narrowed = leavebehind.build(make_workbook(SHEETS), pdf="none", interviewer="Dana Wu")
    assert not any("no longer" in note.message for note in narrowed.notes)


def test_a_folder_that_was_cleared_away_is_made_anew(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(SHEETS)
    report = leavebehind.build(workbook, pdf="none")
    shutil.rmtree(report.packages[0].folder)
    again = leavebehind.build(workbook, pdf="none")
    assert outcomes(again)["NW/Dana Wu/Cover letter.docx"] == "created"
    shutil.rmtree(workbook.parent / "packages" / "NW")
    again = leavebehind.build(workbook, pdf="none")
    assert set(outcomes(again).values()) == {"created"}


def test_a_package_of_cards_alone_has_no_combined_pdf(make_workbook: MakeWorkbook) -> None:
    packages = [{"Package": "card", "Sections": "Business card"}]
    workbook = make_workbook(sheets(Interviews=interview(Package="card"), Packages=packages))
    report = leavebehind.build(workbook, pdf="embedded")
    assert [package.pdf for package in report.packages] == [None, None]
    assert not list(report.packages[0].folder.glob("*.pdf"))
    assert (workbook.parent / "packages" / "NW" / "Business card.pdf").exists()


@pytest.mark.parametrize("theme", ["default", "modern", "classic", "bold"])
def test_what_a_work_sample_is_comes_before_its_case(
    make_workbook: MakeWorkbook, theme: str
) -> None:
    case = {"Challenge": "Paper.", "Action": "I built it.", "Result": "Two hours saved."}
    sample = {"Title": "Planner", "Description": "For 40 wards.", "Figure": "31 %", **case}
    changes = {"Interviews": interview(Package="full"), "Work_samples": [sample]}
    workbook = make_workbook(sheets(**changes, Interviewers=PANEL[:1]))
    leavebehind.build(workbook, pdf="none", theme=theme, section="work_samples")
    printed = text_of(workbook.parent / "packages/NW/Work samples.docx")
    texts = ("For 40 wards.", *case.values())
    assert sorted(texts, key=printed.index) == list(texts)
