"""How documents and PDFs stand, and conflicts settled: from Python and from the shell."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import docx
import pytest
from commands import run

import leavebehind
from leavebehind.errors import OutputError, UnknownNameError
from leavebehind.names import for_shell
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.pdf.word import Word
from leavebehind.status import Status

MakeWorkbook = Callable[..., Path]

PANEL = [{"Interview": "NW", "Name": "Dana Wu"}, {"Interview": "NW", "Name": "Tom Okafor"}]


def sheets(phone: str = "503-555-0100", **interview: str) -> dict[str, Any]:
    return {
        "Candidate": {"Name": "Zoë Quinn", "Phone": phone},
        "Interviews": [{"Interview": "NW", "Company": "Northwind", "Role": "Analyst", **interview}],
        "Interviewers": PANEL,
        "Experience": [{"Title": "Analyst", "Company": "Acme & Sons"}],
    }


def states(status: Status) -> dict[str, str]:
    return {"/".join(d.path.parts[-2:]): d.state for d in status.documents}


def pdf_states(status: Status) -> dict[str, str]:
    return {"/".join(pdf.path.parts[-2:]): pdf.state for pdf in status.pdfs}


def everything(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def edit(path: Path, text: str = "typed by hand") -> bytes:
    document = docx.Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))
    return path.read_bytes()


@pytest.fixture
def workbook(make_workbook: MakeWorkbook) -> Path:
    return make_workbook(sheets(Package="basic"))


@pytest.fixture
def built(make_built: MakeWorkbook) -> Path:
    """The workbook with its packages and their PDFs."""
    return make_built(sheets(Package="basic"))


@pytest.fixture
def letter(workbook: Path) -> Path:
    return workbook.parent / "packages" / "NW" / "Dana Wu" / "Cover letter.docx"


@pytest.fixture
def conflict(workbook: Path, letter: Path, make_workbook: MakeWorkbook) -> Path:
    """A letter that was edited and whose opening the workbook changed: built and in conflict."""
    leavebehind.build(workbook, pdf="none")
    edit(letter)
    make_workbook(sheets(Package="basic", Opening="Something new."))
    leavebehind.build(workbook, pdf="none")
    return letter


class TestStatus:
    def test_before_the_first_build_nothing_is_made(self, workbook: Path) -> None:
        status = leavebehind.status(workbook)
        assert set(states(status).values()) == {"not made yet"}
        assert set(pdf_states(status).values()) == {"missing"}
        assert not (workbook.parent / "packages").exists()

    def test_after_a_build_everything_is_up_to_date(self, built: Path) -> None:
        status = leavebehind.status(built)
        assert set(states(status).values()) == {"up to date"}
        assert pdf_states(status) == {
            "Dana Wu/Zoë Quinn – Northwind.pdf": "current",
            "Tom Okafor/Zoë Quinn – Northwind.pdf": "current",
            "NW/Business card.pdf": "current",
            "NW/Zoë Quinn – Northwind – for Dana Wu.pdf": "current",
            "NW/Zoë Quinn – Northwind – for Tom Okafor.pdf": "current",
            "NW/Print set.pdf": "current",
            "NW/Interview brief (private).pdf": "current",
        }

    def test_a_changed_row_makes_stale_what_prints_it_and_no_pdf(
        self, built: Path, make_workbook: MakeWorkbook
    ) -> None:
        make_workbook(sheets(Package="basic", Opening="Something new."))
        status = leavebehind.status(built)
        stale = {name for name, state in states(status).items() if state == "stale"}
        assert {"Dana Wu/Cover letter.docx", "Tom Okafor/Cover letter.docx"} <= stale
        assert "NW/Résumé.docx" not in stale
        assert set(pdf_states(status).values()) == {"current"}

    def test_a_folder_where_a_pdf_should_be_is_no_pdf(self, built: Path, letter: Path) -> None:
        pdf = letter.with_name("Zoë Quinn – Northwind.pdf")
        pdf.unlink()
        pdf.mkdir()
        states = pdf_states(leavebehind.status(built))
        assert states.pop("Dana Wu/Zoë Quinn – Northwind.pdf") == "missing"
        of_it = {"NW/Zoë Quinn – Northwind – for Dana Wu.pdf", "NW/Print set.pdf"}
        assert {name for name, state in states.items() if state != "current"} == of_it

    def test_an_edit_makes_the_pdfs_of_its_packages_stale(self, built: Path, letter: Path) -> None:
        edit(letter)
        status = leavebehind.status(built)
        assert states(status)["Dana Wu/Cover letter.docx"] == "edited by hand"
        assert pdf_states(status)["Dana Wu/Zoë Quinn – Northwind.pdf"] == "stale"
        assert pdf_states(status)["Tom Okafor/Zoë Quinn – Northwind.pdf"] == "current"
        leavebehind.build(built, pdf="embedded")
        assert set(pdf_states(leavebehind.status(built)).values()) == {"current"}

    def test_an_altered_or_deleted_pdf_is_not_current(self, built: Path, letter: Path) -> None:
        (letter.parent / "Zoë Quinn – Northwind.pdf").write_bytes(b"altered")
        (letter.parent.parent / "Business card.pdf").unlink()
        found = pdf_states(leavebehind.status(built))
        assert found["Dana Wu/Zoë Quinn – Northwind.pdf"] == "stale"
        assert found["NW/Business card.pdf"] == "missing"

    def test_the_contents_of_a_bound_package_stay_up_to_date(
        self, make_workbook: MakeWorkbook
    ) -> None:
        workbook = make_workbook(sheets(Package="basic", Format="bound"))
        report = leavebehind.build(workbook, pdf="embedded")
        assert set(states(leavebehind.status(workbook)).values()) == {"up to date"}
        edit(next(d.path for d in report.packages[0].documents if d.section == "cover_letter"))
        found = states(leavebehind.status(workbook))
        assert found.pop("Dana Wu/Cover letter.docx") == "edited by hand"
        assert set(found.values()) == {"up to date"}
        # Which pages it prints isn't known now, but that it prints another name is.
        make_workbook(sheets(Package="basic", Format="bound", Company="Contoso"))
        found = states(leavebehind.status(workbook))
        assert {found["Dana Wu/Contents.docx"], found["Tom Okafor/Contents.docx"]} == {"stale"}

    def test_moved_deleted_and_left_over_documents_are_told(
        self,
        workbook: Path,
        letter: Path,
        make_workbook: MakeWorkbook,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        letter.rename(letter.with_name("To Dana.docx"))
        (letter.parents[1] / "Résumé.docx").unlink()
        make_workbook({**sheets(Package="basic"), "Interviewers": PANEL[:1]})
        status = leavebehind.status(workbook)
        (moved,) = [document for document in status.documents if document.moved_from]
        assert (moved.path.name, moved.moved_from) == ("To Dana.docx", letter)
        monkeypatch.chdir(workbook.parent)
        output, _ = run("status", workbook)
        assert f"To Dana.docx (moved from {letter.relative_to(workbook.parent)})" in output
        found = states(status)
        assert found["NW/Résumé.docx"] == "deleted"
        assert found["Tom Okafor/Cover letter.docx"] == "left over"

    def test_a_copy_for_a_reader_who_is_left_out_is_not_called_edited(
        self, workbook: Path, make_workbook: MakeWorkbook
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        shared = workbook.parent / "packages/NW/Résumé.docx"
        (shared.parent / "Tom Okafor" / shared.name).write_bytes(shared.read_bytes())
        leavebehind.build(workbook, pdf="none")
        make_workbook({**sheets(Package="basic"), "Interviewers": PANEL[:1]})
        (note,) = [
            note.message
            for note in leavebehind.build(workbook, pdf="none").notes
            if shared.name in note.message
        ]
        assert "nobody has edited it" in note

    @pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
    def test_one_that_may_not_be_read_is_not_called_open(
        self, workbook: Path, letter: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        plain = Path.read_bytes

        def refuse(self: Path) -> bytes:
            if self == letter:
                raise PermissionError(errno.EACCES, "permission denied", str(self))
            return plain(self)

        # The administrator, as whom a container runs, may read everything.
        monkeypatch.setattr(Path, "read_bytes", refuse)
        monkeypatch.setattr(os, "access", lambda path, _mode: path != letter)
        found = states(leavebehind.status(workbook))
        assert found["Dana Wu/Cover letter.docx"] == "may not be read"

    def test_one_that_was_renamed_and_copied_is_not_called_deleted(
        self, workbook: Path, letter: Path
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        edit(letter)
        final = letter.rename(letter.with_name("Final.docx"))
        final.with_name("Backup.docx").write_bytes(final.read_bytes())
        for _ in range(2):
            found = states(leavebehind.status(workbook))
            assert found["Dana Wu/Cover letter.docx"] == "renamed and copied"
            leavebehind.build(workbook, pdf="none")

    @pytest.mark.parametrize(
        "ask", [leavebehind.status, partial(leavebehind.build, pdf="none", interview="NW")]
    )
    @pytest.mark.parametrize("closed", ["NW", "Dana Wu", ".leavebehind"])
    def test_a_folder_that_may_not_be_looked_into_is_named_in_one_line(
        self, workbook: Path, monkeypatch: pytest.MonkeyPatch, closed: str, ask: Callable[..., Any]
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        stat = os.stat

        def refuse(path: Any, *options: Any, **more: Any) -> os.stat_result:
            if closed in Path(str(path)).parts[:-1]:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return stat(path, *options, **more)

        # Both, for the versions of Python differ in how they look.
        monkeypatch.setattr(os, "stat", refuse)
        monkeypatch.setattr(Path, "stat", refuse)
        with pytest.raises(OutputError, match=f"{closed}.* you have no permission for it"):
            if problems := ask(workbook).problems:
                raise OutputError(str(problems[0]))

    def test_a_new_reader_of_the_name_that_another_had_has_no_document_yet(
        self, workbook: Path, letter: Path, make_workbook: MakeWorkbook
    ) -> None:
        dana = {**PANEL[0], "Email": "dana@northwind.example"}
        make_workbook({**sheets(Package="basic"), "Interviewers": [dana]})
        leavebehind.build(workbook, pdf="none")
        new = {**dana, "Email": "other@northwind.example"}
        panel = [{**dana, "Name": "Dana Chen"}, new]
        make_workbook({**sheets(Package="basic"), "Interviewers": panel})
        found = leavebehind.status(workbook)
        assert [d.state for d in found.documents if d.path == letter and d.moved_from is None] == [
            "not made yet"
        ]
        dry, made = (leavebehind.build(workbook, pdf="none", dry_run=dry) for dry in (True, False))
        outcomes = [
            [document.outcome for package in report.packages for document in package.documents]
            for report in (dry, made)
        ]
        assert outcomes[0] == outcomes[1]

    @pytest.mark.parametrize("in_conflict", [False, True])
    def test_one_that_was_saved_in_another_format_is_not_made_again_beside_it(
        self, workbook: Path, letter: Path, make_workbook: MakeWorkbook, in_conflict: bool
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        edit(letter)
        if in_conflict:
            make_workbook(sheets(Package="basic", Opening="Something new."))
            leavebehind.build(workbook, pdf="none")
        theirs = letter.rename(letter.with_suffix(".odt"))
        make_workbook(sheets(Package="basic", Opening="Newer still."))
        for _ in range(2):
            found = states(leavebehind.status(workbook))
            assert found["Dana Wu/Cover letter.docx"] == "saved in another format"
            notes = leavebehind.build(workbook, pdf="none").notes
            assert any("was saved as “Cover letter.odt”" in note.message for note in notes)
            assert theirs.exists() and not letter.exists()
        renamed = [{**PANEL[0], "Name": "Dana Wus"}, PANEL[1]]
        make_workbook({**sheets(Package="basic"), "Interviewers": renamed})
        for _ in range(2):
            notes = leavebehind.build(workbook, pdf="none").notes
            assert any("was saved as “Cover letter.odt”" in note.message for note in notes)
        leavebehind.build(workbook, pdf="none", section="cover_letter")
        assert theirs.exists() and (letter.parents[1] / "Dana Wus" / letter.name).exists()

    def test_a_copy_of_their_own_counts_as_edited(self, workbook: Path, letter: Path) -> None:
        leavebehind.build(workbook, pdf="none")
        own = letter.with_name("Résumé.docx")
        own.write_bytes((letter.parents[1] / "Résumé.docx").read_bytes())
        edit(own)
        assert states(leavebehind.status(workbook))["Dana Wu/Résumé.docx"] == "edited by hand"

    @pytest.mark.parametrize("built", [True, False])
    def test_a_conflict_tells_what_changed_on_either_side(
        self, workbook: Path, letter: Path, make_workbook: MakeWorkbook, built: bool
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        edit(letter)
        make_workbook(sheets(Package="basic", Opening="Something new."))
        if built:
            leavebehind.build(workbook, pdf="none")
        before = everything(workbook.parent)
        status = leavebehind.status(workbook)
        (told,) = [document for document in status.documents if document.state == "in conflict"]
        assert told.path == letter
        assert told.workbook_changes and told.your_changes
        assert "Something new." in [change.after for change in told.workbook_changes]
        assert [(c.before, c.after) for c in told.your_changes] == [("", "typed by hand")]
        assert everything(workbook.parent) == before

    @pytest.mark.libreoffice
    def test_a_pdf_is_current_whichever_engine_made_it(self, make_workbook: MakeWorkbook) -> None:
        letters = {"Packages": [{"Package": "letters", "Sections": "cover_letter"}]}
        workbook = make_workbook(sheets(Package="letters") | letters)
        leavebehind.build(workbook, pdf="libreoffice")
        leavebehind.build(workbook, pdf="embedded", interviewer="Dana Wu")
        assert set(pdf_states(leavebehind.status(workbook)).values()) == {"current"}

    def test_it_writes_nothing_and_starts_no_converter(
        self, built: Path, letter: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        edit(letter)
        before = everything(built.parent)
        for engine in (Embedded, LibreOffice, Word):
            monkeypatch.setattr(engine, "convert", pytest.fail)
        leavebehind.status(built)
        assert everything(built.parent) == before

    def test_on_the_command_line_it_is_one_line_a_document(self, conflict: Path) -> None:
        workbook = conflict.parents[3] / "interviews.xlsx"
        output, _ = run("status", workbook)
        assert "  in conflict     Cover letter.docx" in output
        assert "your version: nothing became “typed by hand”" in output
        assert f"leavebehind resolve {for_shell(conflict)} --mine" in output
        told = json.loads(run("status", workbook, "--json")[0])
        (document,) = [d for d in told["documents"] if d["state"] == "in conflict"]
        assert document["path"] == str(conflict)
        assert document["your_changes"] == [{"before": "", "after": "typed by hand"}]
        assert {pdf["state"] for pdf in told["pdfs"]} == {"missing"}


class TestResolve:
    def test_mine_stays_and_the_new_version_is_kept_as_a_copy(
        self, workbook: Path, conflict: Path
    ) -> None:
        mine, new = conflict.read_bytes(), conflict.with_name("Cover letter.new.docx").read_bytes()
        settled = leavebehind.resolve(conflict, keep="mine")
        assert conflict.read_bytes() == mine
        assert settled.copy
        assert settled.copy.read_bytes() == new
        assert settled.copy.name.startswith("Cover letter (new ")
        assert not conflict.with_name("Cover letter.new.docx").exists()
        assert states(leavebehind.status(workbook))["Dana Wu/Cover letter.docx"] == "edited by hand"
        (kept,) = [
            document.outcome
            for package in leavebehind.build(workbook, pdf="none").packages
            for document in package.documents
            if document.path == conflict
        ]
        assert kept == "kept"

    def test_the_new_one_takes_its_place_and_mine_is_kept_as_a_copy(
        self, workbook: Path, conflict: Path
    ) -> None:
        mine, new = conflict.read_bytes(), conflict.with_name("Cover letter.new.docx").read_bytes()
        settled = leavebehind.resolve(conflict.with_name("Cover letter.new.docx"), keep="new")
        assert settled.document == conflict
        assert conflict.read_bytes() == new
        assert settled.copy
        assert settled.copy.read_bytes() == mine
        assert states(leavebehind.status(workbook))["Dana Wu/Cover letter.docx"] == "up to date"

    def test_without_mine_the_new_one_takes_its_place_and_no_copy_is_told(
        self, workbook: Path, conflict: Path
    ) -> None:
        new = conflict.with_name("Cover letter.new.docx").read_bytes()
        conflict.unlink()
        with pytest.raises(OutputError, match="not there any more"):
            leavebehind.resolve(conflict, keep="mine")
        settled = leavebehind.resolve(conflict, keep="new")
        assert (settled.copy, settled.to_json()["copy"]) == (None, None)
        assert conflict.read_bytes() == new
        assert states(leavebehind.status(workbook))["Dana Wu/Cover letter.docx"] == "up to date"

    def test_an_unknown_choice_changes_nothing(self, workbook: Path, conflict: Path) -> None:
        before = everything(workbook.parent)
        choice: Any = "theirs"
        with pytest.raises(UnknownNameError, match="there is mine, new, merge"):
            leavebehind.resolve(conflict, keep=choice)
        assert everything(workbook.parent) == before

    @pytest.mark.parametrize("keep", ["mine", "new", "merge"])
    def test_a_link_to_a_document_that_lies_elsewhere_is_resolved_and_that_one_stays(
        self, conflict: Path, tmp_path: Path, keep: Literal["mine", "new", "merge"]
    ) -> None:
        mine = conflict.read_bytes()
        elsewhere = conflict.rename(tmp_path / "elsewhere.docx")
        conflict.symlink_to(elsewhere)
        settled = leavebehind.resolve(conflict, keep=keep)
        assert elsewhere.read_bytes() == mine
        assert settled.copy and settled.copy.exists()
        assert (conflict.read_bytes() == mine) == (keep == "mine")

    def test_on_the_command_line_it_tells_that_mine_was_not_there(self, conflict: Path) -> None:
        conflict.unlink()
        output, _ = run("resolve", conflict, "--new")
        assert output.splitlines() == [
            "Cover letter.docx is the new version now",
            "yours was not there any more",
        ]

    def test_a_new_version_that_was_edited_stays_edited(
        self, workbook: Path, conflict: Path
    ) -> None:
        merged = edit(conflict.with_name("Cover letter.new.docx"), "merged by hand")
        leavebehind.resolve(conflict, keep="new")
        assert conflict.read_bytes() == merged
        assert states(leavebehind.status(workbook))["Dana Wu/Cover letter.docx"] == "edited by hand"

    @pytest.mark.parametrize("keep", ["mine", "new"])
    def test_a_later_change_of_the_workbook_is_seen_again(
        self, workbook: Path, conflict: Path, make_workbook: MakeWorkbook, keep: Any
    ) -> None:
        leavebehind.resolve(conflict, keep=keep)
        make_workbook(sheets(Package="basic", Opening="Newer still."))
        leavebehind.build(workbook, pdf="none")
        state = states(leavebehind.status(workbook))["Dana Wu/Cover letter.docx"]
        assert state == ("in conflict" if keep == "mine" else "up to date")

    def test_without_a_conflict_it_says_so_and_changes_nothing(
        self, workbook: Path, letter: Path
    ) -> None:
        leavebehind.build(workbook, pdf="none")
        edited = edit(letter)
        with pytest.raises(OutputError, match="no conflict"):
            leavebehind.resolve(letter, keep="new")
        assert letter.read_bytes() == edited

    def test_a_document_of_no_packages_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="lies in no packages folder"):
            leavebehind.resolve(tmp_path / "x.docx", keep="new")

    def test_a_document_that_is_open_is_left(self, conflict: Path) -> None:
        mine = conflict.read_bytes()
        conflict.with_name("~$ver letter.docx").touch()
        with pytest.raises(OutputError, match="is open"):
            leavebehind.resolve(conflict, keep="new")
        assert conflict.read_bytes() == mine

    def test_on_the_command_line_it_tells_where_the_copy_is(self, conflict: Path) -> None:
        told = json.loads(run("resolve", conflict, "--new", "--json")[0])
        assert told["document"] == str(conflict)
        assert Path(told["copy"]).exists()
        _, errors = run("resolve", conflict, "--mine", code=1)
        assert "no conflict" in errors

    @pytest.mark.parametrize("choice", [[], ["--mine", "--new"]])
    def test_it_has_to_be_said_which_version_stays(self, conflict: Path, choice: list[str]) -> None:
        run("resolve", conflict, *choice, code=2)
