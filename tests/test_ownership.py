"""Whose a packages folder is: two workbooks in one folder never touch each other's documents."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from crash import crashes

import leavebehind
from leavebehind.errors import OutputError

MakeWorkbook = Callable[..., Path]


def sheets(candidate: str) -> dict[str, Any]:
    return {
        "Candidate": {"Name": candidate},
        "Interviews": [
            {"Interview": "NW", "Company": "Northwind", "Role": "Analyst", "Package": "basic"}
        ],
        "Interviewers": [{"Interview": "NW", "Name": "Dana Wu"}],
    }


@pytest.fixture
def ann(make_workbook: MakeWorkbook) -> Path:
    return make_workbook(sheets("Ann Example"), name="ann.xlsx")


@pytest.fixture
def bob(make_workbook: MakeWorkbook) -> Path:
    return make_workbook(sheets("Bob Example"), name="bob.xlsx")


def folder_of(workbook: Path, **options: Any) -> str:
    """Where the packages of the workbook are built, from its own folder on."""
    report = leavebehind.build(workbook, pdf="none", **options)
    assert not [note for note in report.notes if "no longer asks" in note.message]
    return report.packages[0].folder.parents[1].relative_to(workbook.parent).as_posix()


def candidates(workbook: Path) -> dict[str, str]:
    """Each letter beside the workbook → the candidate that it is from."""
    return {
        path.relative_to(workbook.parent).as_posix(): docx.Document(
            str(path)
        ).core_properties.author
        for path in workbook.parent.rglob("Cover letter.docx")
    }


def test_the_first_workbook_has_the_folder_and_the_second_one_in_it(ann: Path, bob: Path) -> None:
    assert (folder_of(ann), folder_of(bob)) == ("packages", "packages/bob")
    assert (folder_of(ann), folder_of(bob)) == ("packages", "packages/bob")
    assert candidates(ann) == {
        "packages/NW/Dana Wu/Cover letter.docx": "Ann Example",
        "packages/bob/NW/Dana Wu/Cover letter.docx": "Bob Example",
    }


def test_built_alone_and_with_others_it_uses_one_place(ann: Path, bob: Path) -> None:
    folder_of(bob)
    for _ in range(2):
        built = [
            one.output.relative_to(ann.parent)
            for one in leavebehind.build_many([ann, bob], pdf="none")
        ]
        assert built == [Path("packages/ann"), Path("packages")]
    assert (folder_of(ann), folder_of(bob)) == ("packages/ann", "packages")


def test_built_with_others_first_it_stays_there_alone(ann: Path, bob: Path) -> None:
    for built in leavebehind.build_many([ann, bob], pdf="none"):
        assert not built.report.problems
    assert (folder_of(ann), folder_of(bob)) == ("packages/ann", "packages/bob")


def test_status_and_resolve_find_it(ann: Path, bob: Path, make_workbook: MakeWorkbook) -> None:
    folder_of(ann)
    folder_of(bob)
    letter = bob.parent / "packages/bob/NW/Dana Wu/Cover letter.docx"
    document = docx.Document(str(letter))
    document.add_paragraph("by hand")
    document.save(str(letter))
    bob = make_workbook({**sheets("Bob B. Example")}, name="bob.xlsx")
    leavebehind.build(bob, pdf="none")
    states = {one.path: one.state for one in leavebehind.status(bob).documents}
    assert states[letter] == "in conflict"
    assert {one.state for one in leavebehind.status(ann).documents} == {"up to date"}
    assert leavebehind.resolve(letter, keep="mine").document == letter


@pytest.mark.parametrize(("candidate", "place"), [("Ann", "packages"), ("Bob", "packages/new")])
def test_a_renamed_workbook_keeps_its_folder_where_the_candidate_is_the_same(
    ann: Path, make_workbook: MakeWorkbook, candidate: str, place: str
) -> None:
    folder_of(ann)
    ann.unlink()
    renamed = make_workbook(sheets(f"{candidate} Example"), name="new.xlsx")
    assert folder_of(renamed) == place


def test_a_renamed_workbook_whose_old_file_is_still_there_is_another(
    ann: Path, make_workbook: MakeWorkbook
) -> None:
    folder_of(ann)
    copy = make_workbook(sheets("Ann Example"), name="copy.xlsx")
    assert folder_of(copy) == "packages/copy"


def test_both_are_moved_to_another_place_together(ann: Path, tmp_path: Path) -> None:
    folder_of(ann)
    moved = ann.parent.rename(ann.parent.parent / "moved") / ann.name
    assert folder_of(moved) == "packages"
    tmp_path.mkdir(exist_ok=True)


def test_an_output_that_is_anothers_is_refused_with_both_names(ann: Path, bob: Path) -> None:
    output = ann.parent / "out"
    leavebehind.build(ann, output, pdf="none")
    before = candidates(ann)
    with pytest.raises(OutputError, match=r"ann\.xlsx.*bob\.xlsx"):
        leavebehind.build(bob, output, pdf="none")
    assert candidates(ann) == before
    ann.unlink()
    assert not leavebehind.build(bob, output, pdf="none").problems


LOSSES: dict[str, Callable[[Path], object]] = {
    "damaged": lambda state: (state / "ledger.json").write_bytes(b"{"),
    "deleted": lambda state: (state / "ledger.json").unlink(),
    "all of it": shutil.rmtree,
}


@pytest.mark.parametrize("loss", LOSSES)
def test_where_the_ledger_is_lost_the_documents_tell_whose_the_folder_is(
    ann: Path, bob: Path, loss: str
) -> None:
    folder_of(ann)
    before = candidates(ann)
    LOSSES[loss](ann.parent / "packages/.leavebehind")
    assert leavebehind.status(bob).documents[0].state == "not made yet"
    assert (folder_of(bob), folder_of(ann)) == ("packages/bob", "packages")
    assert candidates(ann).items() >= before.items()
    LOSSES[loss](ann.parent / "packages/.leavebehind")
    with pytest.raises(OutputError, match="choose another folder"):
        leavebehind.build(bob, ann.parent / "packages", pdf="none")


@pytest.mark.parametrize("loss", LOSSES)
def test_the_second_workbook_finds_its_folder_without_the_ledger(
    ann: Path, bob: Path, loss: str
) -> None:
    folder_of(ann)
    folder_of(bob)
    for place in ("packages", "packages/bob"):
        LOSSES[loss](ann.parent / place / ".leavebehind")
    assert (folder_of(bob), folder_of(ann)) == ("packages/bob", "packages")


def test_an_interviews_folder_is_not_taken_for_that_of_a_workbook_of_its_name(
    ann: Path, make_workbook: MakeWorkbook
) -> None:
    folder_of(ann)
    again = make_workbook(sheets("Ann Example"), name="NW.xlsx")
    assert folder_of(again) == "packages/NW (2)"


def test_killed_in_its_first_build_it_keeps_the_folder(ann: Path, bob: Path) -> None:
    letter = ann.parent / "packages/NW/Dana Wu/Cover letter.docx"
    for step in range(1, 90):
        shutil.rmtree(ann.parent / "packages", ignore_errors=True)
        crashes(lambda: folder_of(ann), step, ann.parent / "packages")
        if letter.exists():
            break
    document = docx.Document(str(letter))
    document.add_paragraph("by hand")
    document.save(str(letter))
    edited = letter.read_bytes()
    assert (folder_of(bob), folder_of(ann)) == ("packages/bob", "packages")
    assert letter.read_bytes() == edited


def test_two_renamed_workbooks_built_together_have_two_folders(
    ann: Path, make_workbook: MakeWorkbook
) -> None:
    folder_of(ann)
    ann.unlink()
    new = [make_workbook(sheets("Ann Example"), name=f"{name}.xlsx") for name in "cd"]
    places = [one.output.relative_to(ann.parent) for one in leavebehind.build_many(new, pdf="none")]
    assert places == [Path("packages"), Path("packages/d")]
    assert [folder_of(one) for one in new] == ["packages", "packages/d"]


def test_in_an_output_two_of_one_file_name_have_their_folders_in_any_order(
    tmp_path: Path, make_workbook: MakeWorkbook
) -> None:
    books = []
    for name in "xy":
        (tmp_path / name).mkdir()
        books.append(make_workbook(sheets(f"{name} Example"), name=f"{name}/i.xlsx"))
    output = tmp_path / "out"
    for order in (books, books[::-1]):
        built = {one.workbook: one for one in leavebehind.build_many(order, output, pdf="none")}
        assert [built[one].output.name for one in books] == ["i", "i (2)"]
        assert not any(one.report.problems for one in built.values())
    for book, name in zip(books, ("i", "i (2)"), strict=True):
        report = leavebehind.build(book, output, pdf="none")
        assert report.packages[0].folder.parents[1] == output / name


def test_a_workbook_that_cant_be_read_costs_no_other(
    ann: Path, make_workbook: MakeWorkbook
) -> None:
    folder_of(ann)
    ann.unlink()
    bad = ann.with_name("bad.xlsx")
    bad.write_bytes(b"no workbook")
    good = make_workbook(sheets("Ann Example"), name="good.xlsx")
    built = list(leavebehind.build_many([bad, good], pdf="none"))
    assert [bool(one.report.problems) for one in built] == [True, False]
    assert built[1].output == ann.parent / "packages"


def test_an_interview_of_the_other_workbooks_name_gets_a_folder_of_its_own(
    ann: Path, bob: Path, make_workbook: MakeWorkbook
) -> None:
    folder_of(ann)
    folder_of(bob)
    interview = {"Interview": "bob", "Company": "B", "Role": "C", "Package": "basic"}
    reader = {"Interview": "bob", "Name": "Dana Wu"}
    own = sheets("Ann Example") | {"Interviews": [interview], "Interviewers": [reader]}
    report = leavebehind.build(make_workbook(own, name="ann.xlsx"), pdf="none")
    assert report.packages[0].folder == ann.parent / "packages/bob (2)/Dana Wu"


def test_the_ledger_has_no_name_of_the_candidate_in_clear(ann: Path) -> None:
    folder_of(ann)
    ledger = (ann.parent / "packages/.leavebehind/ledger.json").read_text("utf-8")
    owner = ledger[ledger.index('"workbook"') : ledger.index('"fingerprint"')]
    assert "Ann" not in owner


@pytest.mark.parametrize("panel_changes", [False, True])
def test_two_interviews_that_swap_their_keys_keep_their_documents(
    make_workbook: MakeWorkbook, panel_changes: bool
) -> None:
    def letters(northwind: str, acme: str) -> dict[str, Path]:
        interviews = [
            {"Interview": northwind, "Company": "Northwind", "Role": "Analyst"},
            {"Interview": acme, "Company": "Acme", "Role": "Lead"},
        ]
        readers = [
            {"Interview": northwind, "Name": "Dana Wu"},
            {"Interview": acme, "Name": "Tom Okafor"},
        ]
        if panel_changes and northwind == "Second":
            readers += [{"Interview": key, "Name": "Ana Sousa"} for key in (northwind, acme)]
        workbook = make_workbook({"Interviews": interviews, "Interviewers": readers})
        report = leavebehind.build(workbook, pdf="none", section="cover_letter")
        # The first of the panel, before who has joined it.
        return {one.interview.company: one.documents[0].path for one in report.packages[::-1]}

    edited = letters("First", "Second")["Northwind"]
    document = docx.Document(str(edited))
    document.add_paragraph("For Northwind alone")
    document.save(str(edited))
    mine, other = edited.read_bytes(), letters("Second", "First")
    assert other["Northwind"].read_bytes() == mine
    assert other["Acme"] != other["Northwind"]


@pytest.mark.parametrize(
    ("key", "company", "is_same"),
    [
        ("Acme Corp – final", "Acme Corp", True),
        ("Acme", "Contoso", True),
        ("Contoso", "Acme", True),
        # So a recruiter's next interview looks.
        ("Contoso", "Contoso", False),
    ],
)
def test_an_interview_that_is_renamed_together_with_its_company_keeps_its_documents(
    make_workbook: MakeWorkbook, key: str, company: str, is_same: bool
) -> None:
    def letter(key: str, company: str) -> Path:
        interview = {"Interview": key, "Company": company, "Role": "Analyst"}
        readers = [{"Interview": key, "Name": "Dana Wu"}]
        workbook = make_workbook({"Interviews": [interview], "Interviewers": readers})
        [package] = leavebehind.build(workbook, pdf="none", section="cover_letter").packages
        return package.documents[0].path

    document = docx.Document(str(edited := letter("Acme", "Acme")))
    document.add_paragraph("Typed by hand")
    document.save(str(edited))
    mine = edited.read_bytes()
    assert (letter(key, company).read_bytes() == mine) is is_same


@pytest.mark.parametrize("deleted", [[0], [0, 1]])
def test_a_deleted_letter_is_not_taken_for_that_which_moves_into_its_place(
    make_workbook: MakeWorkbook, deleted: list[int]
) -> None:
    def letters(*names: str) -> list[Path]:
        readers = [
            {"Interview": "NW-1", "Name": name, "Email": f"{number}@northwind.example"}
            for number, name in enumerate(names)
        ]
        workbook = make_workbook({"Interviewers": readers})
        report = leavebehind.build(workbook, pdf="none", interview="NW-1")
        return [package.documents[0].path for package in report.packages]

    before = letters("Dana Wu", "Tom Okafor")
    for number in deleted:
        before[number].unlink()
    for _ in range(2):
        first, second = letters("Tom Okafor", "Dana Wu")
        assert (first.parent.name, second.parent.name) == ("Tom Okafor", "Dana Wu")


def test_a_new_interview_does_not_use_what_still_lies_in_its_place(
    make_workbook: MakeWorkbook,
) -> None:
    def resumes(northwind: str, acme: str, company: str) -> tuple[Path, Path]:
        interviews = [
            {"Interview": northwind, "Company": "Northwind", "Role": "Analyst"},
            {"Interview": acme, "Company": company, "Role": "Lead"},
        ]
        readers = [
            {"Interview": northwind, "Name": "Dana Wu"},
            {"Interview": acme, "Name": "Tom Okafor"},
        ]
        workbook = make_workbook({"Interviews": interviews, "Interviewers": readers})
        first, second = leavebehind.build(workbook, pdf="none", section="resume").packages
        return first.documents[0].path, second.documents[0].path

    resumes("First", "Second", "Acme")
    # Nothing tells that the second is the same as before, and its résumé is left over in the place
    # where the first one's belongs now.
    for _ in range(2):
        northwind, contoso = resumes("Second", "First", "Contoso")
        assert northwind != contoso
        assert "Contoso" in docx.Document(str(contoso)).core_properties.title


@pytest.mark.parametrize("built_between", [True, False])
@pytest.mark.parametrize("place", ["Northwind, first round", "2027/NW"])
def test_a_readers_own_copy_is_used_in_a_folder_that_was_renamed(
    ann: Path, place: str, built_between: bool
) -> None:
    leavebehind.build(ann, pdf="none")
    packages = ann.parent / "packages"
    (packages / place).parent.mkdir(exist_ok=True)
    moved = (packages / "NW").rename(packages / place)
    if built_between:
        leavebehind.build(ann, pdf="none")
    copy = shutil.copy(moved / "Résumé.docx", moved / "Dana Wu")
    document = docx.Document(str(copy))
    document.add_paragraph("For Dana alone")
    document.save(str(copy))
    report = leavebehind.build(ann, pdf="none")
    assert Path(copy) in [one.path for one in report.packages[0].documents]
    assert not [note for note in report.notes if "could be it" in note.message]
