"""The packages folder: nothing edited is ever overwritten, and nothing is written in vain."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import shutil
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from crash import crashes
from docx import Document
from hypothesis import example, given, strategies as st
from killing import kill_at

from leavebehind.docx.identity import identity_parts, read_identity
from leavebehind.docx.package import read_parts, write_parts
from leavebehind.errors import OutputError
from leavebehind.names import distinct_names, for_shell, safe_name
from leavebehind.packages.adoption import Expected
from leavebehind.packages.decide import Target
from leavebehind.packages.disk import Disk
from leavebehind.packages.folder import Folder
from leavebehind.packages.ledger import COMBINED_PDF, Inputs
from leavebehind.packages.pdfs import FolderPdfs
from leavebehind.report import Document as Placed, Outcome
from leavebehind.resolve import Choice, resolve

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTER = Path("Northwind/Dana Wu/Cover letter.docx")


SPARE = {"thumbnail", "customXml", "stylesWithEffects", "fontTable", "webSettings", "numbering"}
"""Kinds of parts that no test here looks at. A build unpacks each document several times."""


def letter(*paragraphs: str, title: str | None = None) -> bytes:
    document = Document()
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in SPARE:
                del relations[key]
    for style in [style for style in document.styles.element.style_lst if not style.default]:
        document.styles.element.remove(style)
    if title is not None:
        document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


titled = partial(letter, title="Cover letter")


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


FIRST, SECOND, THIRD, MINE = letter("first"), letter("second"), letter("third"), letter("mine")
OF = {"first": FIRST, "second": SECOND, "third": THIRD}


def identified(data: bytes, identity: str) -> bytes:
    """The document as it is written: with its identity."""
    parts = read_parts(data)
    return write_parts(parts | identity_parts(parts, identity))


def expecting(
    documents: Mapping[str, str],
    owners: Mapping[str, Mapping[str, str]] | None = None,
    own_copies: Mapping[str, str] | None = None,
) -> Expected:
    """What a workbook asks for, in folders that nothing else is known of but what `owners` says."""
    folders = {place for path in (*documents, *(own_copies or {})) for place in parents(path)}
    known = {folder: {} for folder in sorted(folders)}
    return Expected({**known, **(owners or {})}, documents, own_copies or {})


def parents(path: str) -> list[str]:
    return [one.as_posix() for one in Path(path).parents if one != Path()]


def put(
    packages: Folder,
    path: Path | str,
    inputs: str = "first",
    fill: Callable[[str], bytes] | None = None,
    *,
    section: str = "cover_letter",
    asked: bool = False,
    force: bool = False,
) -> Placed | None:
    target = Target(packages.path / path, section, Inputs(inputs), asked, force)
    return packages.apply(packages.look(target), fill or (lambda _identity: OF[inputs]))


def build(
    folder: Path,
    inputs: str = "first",
    path: Path = LETTER,
    *,
    force: bool = False,
    dry_run: bool = False,
    asked: bool = False,
) -> Outcome | None:
    with Folder(folder, dry_run=dry_run) as packages:
        packages.adopt(expecting({path.as_posix(): "cover_letter"}))
        placed = put(packages, path, inputs, asked=asked, force=force)
    return placed.outcome if placed else None


def notes_of(folder: Path, inputs: str = "first") -> str:
    with Folder(folder) as packages:
        packages.adopt(expecting({LETTER.as_posix(): "cover_letter"}))
        put(packages, LETTER, inputs)
    return " ".join(note.message for note in packages.notes.all)


def documents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".leavebehind" not in path.parts
    }


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packages"


@pytest.fixture
def theirs(folder: Path) -> Path:
    """A letter that was generated from "first" and then edited."""
    build(folder)
    (folder / LETTER).write_bytes(MINE)
    return folder / LETTER


class TestTheRuleTable:
    def test_a_document_that_is_not_there_is_created(self, folder: Path) -> None:
        assert build(folder) == "created"
        assert documents(folder) == {LETTER.as_posix(): FIRST}

    def test_as_generated_with_the_same_inputs_nothing_is_written(self, folder: Path) -> None:
        build(folder)
        before = everything(folder)
        assert build(folder) == "unchanged"
        assert everything(folder) == before

    def test_as_generated_with_the_same_inputs_nothing_is_filled(self, folder: Path) -> None:
        build(folder)
        with Folder(folder) as packages:
            placed = put(packages, LETTER, "first", pytest.fail)
        assert placed and placed.outcome == "unchanged"

    def test_as_generated_with_changed_inputs_it_is_updated(self, folder: Path) -> None:
        build(folder)
        assert build(folder, "second") == "updated"
        assert documents(folder) == {LETTER.as_posix(): SECOND}
        assert build(folder, "second") == "unchanged"

    def test_changed_inputs_that_change_no_word_write_no_document(self, folder: Path) -> None:
        build(folder)
        with Folder(folder) as packages:
            placed = put(packages, LETTER, "other", lambda _: FIRST)
        assert placed and placed.outcome == "unchanged"
        with Folder(folder) as packages:
            put(packages, LETTER, "other", pytest.fail)

    def test_edited_with_the_same_inputs_it_is_kept(self, folder: Path, theirs: Path) -> None:
        assert build(folder) == "kept"
        assert documents(folder) == {LETTER.as_posix(): MINE}

    def test_edited_with_changed_inputs_the_new_version_lies_beside(
        self, folder: Path, theirs: Path
    ) -> None:
        assert build(folder, "second") == "conflict"
        assert documents(folder) == {
            LETTER.as_posix(): MINE,
            "Northwind/Dana Wu/Cover letter.new.docx": SECOND,
        }

    def test_what_is_not_ours_is_treated_as_edited(self, folder: Path) -> None:
        (folder / LETTER).parent.mkdir(parents=True)
        (folder / LETTER).write_bytes(MINE)
        assert build(folder) == "conflict"
        assert (folder / LETTER).read_bytes() == MINE
        assert (folder / LETTER).with_name("Cover letter.new.docx").read_bytes() == FIRST

    def test_what_is_not_ours_but_says_the_same_is_kept_and_known_from_then_on(
        self, folder: Path
    ) -> None:
        (folder / LETTER).parent.mkdir(parents=True)
        (folder / LETTER).write_bytes(FIRST)
        assert build(folder) == "kept"
        assert build(folder, "second") == "updated"

    @pytest.mark.parametrize(
        ("name", "lock"),
        [
            ("Cover letter.docx", "~$ver letter.docx"),
            ("Résumé.docx", "~$Résumé.docx"),
            ("Letters.docx", "~$tters.docx"),
            ("Letter7.docx", "~$etter7.docx"),
            ("Cover letter.docx", ".~lock.Cover letter.docx#"),
        ],
    )
    def test_open_in_word_or_libreoffice_it_is_locked(
        self, folder: Path, name: str, lock: str
    ) -> None:
        path = Path("Northwind", name)
        build(folder, path=path)
        (folder / path).with_name(lock).touch()
        assert build(folder, "second", path) == "locked"
        assert (folder / path).read_bytes() == FIRST
        assert build(folder, "first", path) == "unchanged"
        (folder / path).with_name(lock).unlink()
        assert build(folder, "second", path) == "updated"

    def test_the_note_names_the_locked_document(self, folder: Path) -> None:
        build(folder)
        (folder / LETTER).with_name("~$ver letter.docx").touch()
        assert "“Cover letter.docx” is open" in notes_of(folder, "second")

    @pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
    def test_one_that_may_not_be_read_is_not_called_open(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build(folder)
        (folder / LETTER).chmod(0)
        plain = Path.read_bytes

        def refuse(self: Path) -> bytes:
            if self == folder / LETTER:
                raise PermissionError(errno.EACCES, "permission denied", str(self))
            return plain(self)

        # The administrator, as whom a container runs, may read everything.
        monkeypatch.setattr(Path, "read_bytes", refuse)
        monkeypatch.setattr(os, "access", lambda path, _mode: path != folder / LETTER)
        assert "may not be read by you" in notes_of(folder, "second")

    def test_a_document_that_windows_will_not_replace_is_locked(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build(folder)
        plain = Path.replace

        def refuse(self: Path, target: Path) -> Path:
            if target == folder / LETTER:
                raise PermissionError(errno.EACCES, "in use", str(target))
            return plain(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", refuse)
            assert build(folder, "second") == "locked"
        assert build(folder, "second") == "updated"

    def test_an_edit_saved_while_we_write_is_not_overwritten(self, folder: Path) -> None:
        build(folder)

        def fill(_identity: str) -> bytes:
            (folder / LETTER).write_bytes(MINE)
            return SECOND

        with Folder(folder) as packages:
            placed = put(packages, LETTER, "second", fill)
        assert placed and placed.outcome == "conflict"
        assert (folder / LETTER).read_bytes() == MINE

    def test_an_edit_saved_at_the_last_moment_is_not_overwritten(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build(folder)
        plain = Disk.replace_seen

        def replace_as_they_save(disk: Disk, target: Path, seen: str, data: bytes) -> None:
            (folder / LETTER).write_bytes(MINE)
            plain(disk, target, seen, data)

        monkeypatch.setattr(Disk, "replace_seen", replace_as_they_save)
        assert build(folder, "second") == "conflict"
        assert (folder / LETTER).read_bytes() == MINE

    def test_a_document_deleted_while_we_fill_is_no_failure(self, folder: Path) -> None:
        build(folder)

        def fill(_identity: str) -> bytes:
            (folder / LETTER).unlink(missing_ok=True)
            return SECOND

        with Folder(folder) as packages:
            placed = put(packages, LETTER, "second", fill)
        assert placed and placed.outcome == "created"


class TestConflicts:
    def new(self, folder: Path) -> Path:
        return (folder / LETTER).with_name("Cover letter.new.docx")

    def test_an_unsettled_conflict_stays_one_and_nothing_is_written_again(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        before = everything(folder)
        assert build(folder, "second") == "conflict"
        assert everything(folder) == before

    def test_a_newer_version_takes_the_place_of_the_one_beside(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        assert build(folder, "third") == "conflict"
        assert documents(folder) == {
            LETTER.as_posix(): MINE,
            "Northwind/Dana Wu/Cover letter.new.docx": THIRD,
        }

    def test_a_new_version_that_was_edited_is_not_overwritten(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        edited = letter("second, edited")
        self.new(folder).write_bytes(edited)
        assert build(folder, "second") == "conflict"
        assert build(folder, "third") == "conflict"
        assert documents(folder) == {
            LETTER.as_posix(): MINE,
            "Northwind/Dana Wu/Cover letter.new.docx": edited,
            "Northwind/Dana Wu/Cover letter.new 2.docx": THIRD,
        }

    def test_throwing_the_new_version_away_settles_it_for_theirs(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        self.new(folder).unlink()
        assert build(folder, "second") == "kept"
        assert documents(folder) == {LETTER.as_posix(): MINE}

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe")
    @pytest.mark.parametrize("make", ["mkdir", "mkfifo"])
    def test_so_does_something_else_in_its_place(
        self, folder: Path, theirs: Path, make: str
    ) -> None:
        build(folder, "second")
        self.new(folder).unlink()
        getattr(os, make)(self.new(folder))
        with pytest.raises(OutputError, match="no conflict"):
            resolve(theirs, keep="mine")
        assert build(folder, "second") == "kept"
        assert build(folder, "third") == "conflict"
        assert (folder / LETTER.with_name("Cover letter.new 2.docx")).read_bytes() == THIRD
        assert theirs.read_bytes() == MINE

    def test_putting_the_new_version_in_its_place_settles_it(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        self.new(folder).replace(theirs)
        assert build(folder, "second") == "unchanged"
        assert build(folder, "third") == "updated"

    def test_throwing_theirs_away_puts_the_new_version_in_its_place(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        theirs.unlink()
        assert build(folder, "second", dry_run=True) == "unchanged"
        assert build(folder, "second") == "unchanged"
        assert documents(folder) == {LETTER.as_posix(): SECOND}

    def test_inputs_that_are_as_before_again_clear_the_new_version_away(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        assert build(folder, "first") == "kept"
        assert documents(folder) == {LETTER.as_posix(): MINE}

    def test_a_new_version_that_was_edited_is_not_cleared_away(
        self, folder: Path, theirs: Path
    ) -> None:
        build(folder, "second")
        self.new(folder).write_bytes(b"edited too")
        assert "“Cover letter.new.docx” was edited, so it stays" in notes_of(folder, "first")
        assert build(folder, "first") == "kept"
        assert self.new(folder).read_bytes() == b"edited too"

    def test_a_file_of_that_name_that_is_not_ours_stays(self, folder: Path, theirs: Path) -> None:
        self.new(folder).write_bytes(b"theirs too")
        assert build(folder, "second") == "conflict"
        assert self.new(folder).read_bytes() == b"theirs too"
        assert self.new(folder).with_name("Cover letter.new 2.docx").read_bytes() == SECOND

    def test_a_conflict_over_a_document_not_ours_outlives_inputs_that_change_no_word(
        self, folder: Path
    ) -> None:
        (folder / LETTER).parent.mkdir(parents=True)
        (folder / LETTER).write_bytes(MINE)
        build(folder)
        with Folder(folder) as packages:
            placed = put(packages, LETTER, "other", lambda _: FIRST)
        assert placed and placed.outcome == "conflict"
        assert self.new(folder).read_bytes() == FIRST

    def test_what_was_generated_is_kept_for_a_comparison(self, folder: Path, theirs: Path) -> None:
        build(folder, "second")
        bases = {path.read_bytes() for path in (folder / ".leavebehind/base").iterdir()}
        assert bases == {FIRST, SECOND}

    def test_no_base_outlives_its_use(self, folder: Path) -> None:
        build(folder)
        build(folder, "second")
        bases = [path.read_bytes() for path in (folder / ".leavebehind/base").iterdir()]
        assert bases == [SECOND]


class TestForce:
    def test_a_copy_of_theirs_is_kept_beside(self, folder: Path, theirs: Path) -> None:
        assert build(folder, "second", force=True) == "updated"
        [copy] = set(documents(folder)) - {LETTER.as_posix()}
        assert re.search(r"Cover letter \(yours \d{4}-\d\d-\d\d\)\.docx$", copy)
        assert documents(folder) == {LETTER.as_posix(): SECOND, copy: MINE}

    def test_each_copy_has_a_name_of_its_own(self, folder: Path, theirs: Path) -> None:
        build(folder, force=True)
        again = letter("mine again")
        theirs.write_bytes(again)
        build(folder, force=True)
        assert set(documents(folder).values()) == {FIRST, MINE, again}

    def test_what_is_not_ours_is_kept_too(self, folder: Path) -> None:
        (folder / LETTER).parent.mkdir(parents=True)
        (folder / LETTER).write_bytes(b"not a document")
        assert build(folder, force=True) == "updated"
        assert set(documents(folder).values()) == {FIRST, b"not a document"}

    def test_as_generated_nothing_is_written(self, folder: Path) -> None:
        build(folder)
        before = everything(folder)
        assert build(folder, force=True) == "unchanged"
        assert everything(folder) == before

    def test_an_open_document_stays_locked(self, folder: Path, theirs: Path) -> None:
        theirs.with_name("~$ver letter.docx").touch()
        assert build(folder, "second", force=True) == "locked"
        assert theirs.read_bytes() == MINE


class TestDeletedAndMoved:
    def test_a_deleted_document_is_left_out_and_the_person_told(self, folder: Path) -> None:
        build(folder)
        (folder / LETTER).unlink()
        assert build(folder) is None
        assert "“Cover letter.docx” was deleted" in notes_of(folder)
        assert documents(folder) == {}

    @pytest.mark.parametrize("why", ["inputs", "asked", "force"])
    def test_it_is_made_again_when_inputs_changed_or_it_is_asked_for(
        self, folder: Path, why: str
    ) -> None:
        build(folder)
        (folder / LETTER).unlink()
        inputs = "second" if why == "inputs" else "first"
        assert build(folder, inputs, asked=why == "asked", force=why == "force") == "created"
        assert documents(folder) == {LETTER.as_posix(): OF[inputs]}

    @pytest.mark.parametrize(
        "to",
        [
            "Northwind/Dana Wu/Letter to Dana.docx",
            "Northwind/D/A.docx",
            "Northwind/Dana Wu/final/Cover letter.docx",
            "2027/Northwind/Dana Wu/Cover letter.docx",
            "Northwind/Dana Wu/LETTER.DOCX",
        ],
    )
    def test_a_renamed_or_moved_document_is_used_where_it_lies(self, folder: Path, to: str) -> None:
        build(folder)
        (folder / to).parent.mkdir(parents=True, exist_ok=True)
        (folder / LETTER).rename(folder / to)
        assert build(folder, "second") == "updated"
        assert (folder / to).read_bytes() == SECOND
        assert not (folder / LETTER).exists()
        (folder / to).write_bytes(MINE)
        assert build(folder, "second") == "kept"
        assert build(folder, "third") == "conflict"
        assert (folder / to).read_bytes() == MINE

    @pytest.mark.parametrize("saved", [FIRST, MINE])
    def test_one_whose_name_another_system_spelled_anew_is_used(
        self, folder: Path, saved: bytes
    ) -> None:
        planned = LETTER.with_name("Résumé.docx")
        build(folder, path=planned)
        decomposed = folder / unicodedata.normalize("NFD", planned.as_posix())
        (folder / planned).rename(decomposed)
        decomposed.write_bytes(saved)
        assert build(folder, path=planned) == ("unchanged" if saved == FIRST else "kept")
        assert build(folder, "second", planned) == ("updated" if saved == FIRST else "conflict")
        assert decomposed.read_bytes() == (SECOND if saved == FIRST else MINE)

    def test_a_folder_renamed_with_its_interview_is_known_again(self, folder: Path) -> None:
        build(folder)
        (folder / "Northwind").rename(folder / "Southwind")
        moved = Path("Southwind", *LETTER.parts[1:])
        assert build(folder, "first", moved) == "unchanged"
        assert build(folder, "second", moved) == "updated"

    def test_a_document_edited_and_renamed_is_never_touched(
        self, folder: Path, theirs: Path
    ) -> None:
        theirs.rename(theirs.with_name("Mine.docx"))
        build(folder, "second")
        assert theirs.with_name("Mine.docx").read_bytes() == MINE

    def test_a_copy_in_an_interviewers_folder_is_personal(self, folder: Path) -> None:
        shared, copy = Path("Northwind/Résumé.docx"), Path("Northwind/Dana Wu/Résumé.docx")
        build(folder, path=shared)
        (folder / copy).parent.mkdir()
        (folder / copy).write_bytes((folder / shared).read_bytes())
        tom = "Northwind/Tom Okafor/Résumé.docx"
        expected = expecting(
            {shared.as_posix(): "cover_letter"},
            own_copies=dict.fromkeys([copy.as_posix(), tom], "cover_letter"),
        )
        with Folder(folder) as packages:
            packages.adopt(expected)
            assert packages.own_copy(folder / copy, "cover_letter") == folder / copy
            assert not packages.own_copy(folder / shared, "cover_letter")
            assert not packages.own_copy(folder / tom, "cover_letter")
        (folder / shared).unlink()
        assert build(folder, "second", shared) == "created"
        assert (folder / copy).read_bytes() == FIRST

    def test_a_generated_document_that_was_edited_counts_as_a_copy_of_their_own(
        self, folder: Path, theirs: Path
    ) -> None:
        with Folder(folder) as packages:
            packages.adopt(expecting({}, own_copies={LETTER.as_posix(): "cover_letter"}))
            assert packages.own_copy(theirs, "cover_letter") == theirs


class TestACopyOfTheirOwn:
    """A shared section that the person has copied into an interviewer's folder, and edited."""

    DANA, TOM = (Path("NW", name, "Résumé.docx") for name in ("Dana Wu", "Tom Okafor"))
    EDITED = identified(titled("Avery Example", "one", "for Dana"), "the shared one")

    def own(self, folder: Path, path: Path = DANA) -> str:
        """Where it lies, "" where the shared one is used."""
        with Folder(folder) as packages:
            copies = {one.as_posix(): "resume" for one in {path, self.DANA, self.TOM}}
            packages.adopt(expecting({}, own_copies=copies))
            found = packages.own_copy(folder / path, "resume")
            self.notes = [note.message for note in packages.notes.all]
            assert packages.notes.passing == packages.notes.all
        return found.relative_to(folder).as_posix() if found else ""

    @pytest.fixture
    def dana(self, folder: Path) -> Path:
        (folder / self.DANA).parent.mkdir(parents=True)
        (folder / self.TOM).parent.mkdir()
        (folder / self.DANA).write_bytes(self.EDITED)
        assert self.own(folder) == "NW/Dana Wu/Résumé.docx"
        return folder / self.DANA

    @pytest.mark.parametrize("to", ["NW/Dana Wu/CV Priya.docx", "NW/For Dana/Résumé.docx"])
    @pytest.mark.parametrize("more", [(), ("and more",)])
    def test_renamed_it_is_used_where_it_lies(
        self, folder: Path, dana: Path, to: str, more: tuple[str, ...]
    ) -> None:
        (folder / to).parent.mkdir(exist_ok=True)
        dana.rename(folder / to)
        (folder / to).write_bytes(
            identified(titled("Another text", *more), "the shared one") if more else self.EDITED
        )
        assert self.own(folder) == to
        (note,) = self.notes
        was = "NW/Dana Wu/Résumé.docx" if to.endswith("/Résumé.docx") else "Résumé.docx"
        assert f"“{Path(to).name}” is used as “{was}”" in note
        assert self.own(folder) == to
        assert self.notes == []
        (folder / to).write_bytes(MINE)
        assert self.own(folder) == to

    @pytest.mark.parametrize("known", [True, False])
    def test_in_a_folder_whose_name_another_system_spelled_anew_it_is_used(
        self, folder: Path, known: bool
    ) -> None:
        planned = Path("NW/Zoë Wu/Résumé.docx")
        decomposed = folder / unicodedata.normalize("NFD", planned.as_posix())
        first = folder / planned if known else decomposed
        first.parent.mkdir(parents=True)
        first.write_bytes(self.EDITED)
        if known:
            assert self.own(folder, planned)
            first.parent.rename(decomposed.parent)
            (decomposed.parent / planned.name).rename(decomposed)
            decomposed.write_bytes(MINE)
        assert self.own(folder, planned) == decomposed.relative_to(folder).as_posix()
        assert self.notes == []

    def test_of_two_copies_the_edited_one_is_used_and_both_are_named(self, folder: Path) -> None:
        shared, copy = folder / "NW/Résumé.docx", folder / self.DANA
        with Folder(folder) as packages:
            packages.adopt(expecting({"NW/Résumé.docx": "resume"}))
            put(packages, shared, fill=partial(identified, FIRST), section="resume")
        copy.parent.mkdir()
        copy.with_name("a.docx").write_bytes(shared.read_bytes())
        edited = identified(MINE, read_identity(shared.read_bytes()))
        copy.with_name("b.docx").write_bytes(edited)
        assert self.own(folder) == "NW/Dana Wu/b.docx"
        [note] = self.notes
        assert note.startswith("“a.docx” and “b.docx” are copies")

    def test_renamed_and_copied_both_are_named(self, folder: Path, dana: Path) -> None:
        edited = dana.read_bytes()
        dana.rename(dana.with_name("a.docx"))
        dana.with_name("b.docx").write_bytes(edited)
        assert self.own(folder) == "NW/Dana Wu/a.docx"
        [note] = self.notes
        assert "“a.docx” and “b.docx”" in note
        assert self.own(folder) == "NW/Dana Wu/a.docx"

    def test_moved_to_another_reader_it_is_that_ones(self, folder: Path, dana: Path) -> None:
        dana.rename(folder / self.TOM)
        assert self.own(folder) == ""
        assert self.own(folder, self.TOM) == self.TOM.as_posix()

    def test_deleted_the_person_is_told_once_that_the_shared_one_is_used(
        self, folder: Path, dana: Path
    ) -> None:
        dana.unlink()
        assert self.own(folder) == ""
        assert self.notes == ["“Résumé.docx” is no longer there, so the shared one is used"]
        assert self.own(folder) == ""
        assert self.notes == []

    def test_with_nothing_changed_nothing_is_written(self, folder: Path, dana: Path) -> None:
        before = everything(folder)
        assert self.own(folder)
        assert everything(folder) == before


class TestTheLedger:
    def ledger(self, folder: Path) -> Path:
        return folder / ".leavebehind/ledger.json"

    @pytest.mark.parametrize(
        "damage",
        [
            b"",
            b"\0\xff garbage",
            b"[]",
            b'{"version": 1, "files": {"a": {"at": "a"}}}',
            b'{"version": 2, "owners": {}, "documents": [{"path": "a"}]}',
            b'{"version": "x", "files": {}}',
            b"half",
            None,
        ],
    )
    @pytest.mark.parametrize("edited", [True, False])
    def test_one_that_cannot_be_relied_on_means_treat_all_as_edited(
        self, folder: Path, damage: bytes | None, edited: bool
    ) -> None:
        build(folder)
        if edited:
            (folder / LETTER).write_bytes(MINE)
        before = (folder / LETTER).read_bytes()
        ledger = self.ledger(folder)
        if damage is None:
            ledger.unlink()
        else:
            whole = ledger.read_bytes()
            ledger.write_bytes(whole[: len(whole) // 2] if damage == b"half" else damage)
        assert "treated as edited by hand" in notes_of(folder, "second")
        assert build(folder, "second") == "conflict"
        assert (folder / LETTER).read_bytes() == before
        assert "treated" not in notes_of(folder, "second")

    def test_where_a_newer_version_built_last_nothing_is_built(
        self, folder: Path, theirs: Path
    ) -> None:
        self.ledger(folder).write_bytes(b'{"version": 99, "files": {}}')
        before = everything(folder)
        for dry_run in (False, True):
            with pytest.raises(OutputError, match="newer leavebehind; update this one"):
                Folder(folder, dry_run=dry_run).__enter__()
        with pytest.raises(OutputError, match="newer leavebehind"):
            resolve(theirs, keep="mine")
        assert everything(folder) == before

    @pytest.mark.skipif(os.name == "nt", reason="the limit of a file's size is POSIX's")
    def test_a_line_that_did_not_fit_on_the_disk_harms_none_of_the_others(
        self, folder: Path
    ) -> None:
        import resource

        folder.mkdir()
        disk, journal = Disk(folder, folder / "tmp"), folder / "journal.jsonl"
        disk.append(journal, "first\n")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9, limits[1]))
        try:
            with pytest.raises(OSError, match="large"):
                disk.append(journal, "second\n")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        disk.append(journal, "third\n")
        assert journal.read_text() == "first\nthird\n"

    def test_every_file_of_ours_damaged_still_overwrites_nothing(
        self, folder: Path, theirs: Path
    ) -> None:
        for path in (folder / ".leavebehind").rglob("*"):
            if path.is_file():
                path.write_bytes(b"\0garbage" * 999)
        assert build(folder, "second") == "conflict"
        assert theirs.read_bytes() == MINE

    def test_one_that_leads_out_of_the_folder_is_not_believed(
        self, folder: Path, tmp_path: Path
    ) -> None:
        build(folder)
        (tmp_path / "outside.docx").write_bytes(FIRST)
        known = json.loads(self.ledger(folder).read_text())
        known["documents"][0]["path"] = "../outside.docx"
        self.ledger(folder).write_text(json.dumps(known))
        assert build(folder, "second") == "conflict"
        assert (tmp_path / "outside.docx").read_bytes() == FIRST

    def test_a_base_that_was_tampered_with_excuses_no_edit(
        self, folder: Path, theirs: Path
    ) -> None:
        [base] = (folder / ".leavebehind/base").iterdir()
        base.write_bytes(rezipped(MINE, lambda name, data: data))
        assert build(folder) == "kept"
        assert build(folder, "second") == "conflict"


class TestWhatCountsAsAnEdit:
    """What `tests/test_equality.py` states of two documents, in the folder."""

    def test_a_document_that_was_only_saved_again_is_not_edited(self, folder: Path) -> None:
        build(folder)
        Document(str(folder / LETTER)).save(str(folder / LETTER))
        noted = (b"<w:p>", b'<w:p w:rsidR="00A1" w:rsidRDefault="00B2">')
        resaved = rezipped((folder / LETTER).read_bytes(), lambda name, data: data.replace(*noted))
        (folder / LETTER).write_bytes(resaved)
        assert resaved != FIRST
        assert build(folder) == "unchanged"
        assert build(folder, "second") == "updated"

    @pytest.mark.parametrize(
        "edit",
        [
            (b">first<", b">First<"),
            (b"<w:p>", b"\n  <w:p>"),
            (b'w:w="12240"', b'w:w="12243"'),
            (b"python-docx</dc:creator>", b"Avery Quinn</dc:creator>"),
            (b"<Company/>", b"<Company>Quinn</Company>"),
            (b"</w:p>", b"<"),
        ],
    )
    def test_an_edit_is_kept(self, folder: Path, edit: tuple[bytes, bytes]) -> None:
        build(folder)
        edited = rezipped(FIRST, lambda name, data: data.replace(*edit))
        assert edited != rezipped(FIRST, lambda name, data: data)
        (folder / LETTER).write_bytes(edited)
        assert build(folder) == "kept"
        assert build(folder, "second") == "conflict"
        assert (folder / LETTER).read_bytes() == edited

    @pytest.mark.parametrize("broken", [b"", b"text", FIRST[:-200], FIRST + b"\0" * 70_000])
    def test_a_file_that_is_no_whole_document_is_kept(self, folder: Path, broken: bytes) -> None:
        build(folder)
        (folder / LETTER).write_bytes(broken)
        assert build(folder) == "kept"
        assert (folder / LETTER).read_bytes() == broken

    @pytest.mark.libreoffice
    def test_what_another_program_wrote_anew_is_kept(
        self, folder: Path, save_in_libreoffice: Callable[..., None]
    ) -> None:
        build(folder)
        save_in_libreoffice(folder / LETTER)
        written = (folder / LETTER).read_bytes()
        assert build(folder) == "kept"
        assert build(folder, "second") == "conflict"
        assert (folder / LETTER).read_bytes() == written


def made_in_vain() -> bytes:
    pytest.fail("made in vain")


class TestPdfs:
    PDF = Path("Northwind/Dana Wu/Avery Quinn, Northwind.pdf")

    def bind(self, folder: Path, sources: str, data: bytes | None = None) -> Outcome:
        def make() -> bytes:
            return made_in_vain() if data is None else data

        with Folder(folder) as packages:
            pdfs = FolderPdfs(packages)
            is_current = pdfs.sources(folder / self.PDF, COMBINED_PDF) == sources
            assert is_current == (data is None)
            return pdfs.put(folder / self.PDF, COMBINED_PDF, sources, ("embedded",), make)

    def test_one_is_made_when_its_sources_changed_or_it_is_missing(self, folder: Path) -> None:
        assert self.bind(folder, "a", b"one") == "created"
        assert self.bind(folder, "a") == "unchanged"
        assert self.bind(folder, "b", b"two") == "updated"
        (folder / self.PDF).unlink()
        assert self.bind(folder, "b", b"two") == "created"
        assert documents(folder) == {self.PDF.as_posix(): b"two"}

    def test_one_that_was_altered_is_made_again_and_theirs_kept(self, folder: Path) -> None:
        self.bind(folder, "a", b"one")
        (folder / self.PDF).write_bytes(b"annotated")
        assert self.bind(folder, "a", b"one") == "updated"
        assert set(documents(folder).values()) == {b"one", b"annotated"}

    def test_a_failing_engine_leaves_the_old_one_and_nothing_else(self, folder: Path) -> None:
        self.bind(folder, "a", b"one")

        def fail() -> bytes:
            raise FileNotFoundError("soffice")

        with pytest.raises(FileNotFoundError), Folder(folder) as packages:
            FolderPdfs(packages).put(folder / self.PDF, COMBINED_PDF, "b", (), fail)
        assert documents(folder) == {self.PDF.as_posix(): b"one"}
        assert not (folder / ".leavebehind/tmp").exists()

    def test_a_dry_run_makes_none(self, folder: Path) -> None:
        with Folder(folder, dry_run=True) as packages:
            pdfs, target = FolderPdfs(packages), folder / self.PDF
            assert pdfs.put(target, COMBINED_PDF, "a", (), made_in_vain) == "created"
        assert not folder.exists()


class TestDryRun:
    def test_it_does_not_even_make_the_folder(self, folder: Path) -> None:
        assert build(folder, dry_run=True) == "created"
        assert not folder.exists()

    @pytest.mark.parametrize("edited", [True, False])
    @pytest.mark.parametrize("inputs", ["first", "second"])
    @pytest.mark.parametrize("force", [True, False])
    def test_it_foretells_the_outcome_and_writes_nothing(
        self, folder: Path, edited: bool, inputs: str, force: bool
    ) -> None:
        build(folder)
        if edited:
            (folder / LETTER).write_bytes(MINE)
        before = everything(folder)
        foretold = build(folder, inputs, dry_run=True, force=force)
        assert everything(folder) == before
        assert build(folder, inputs, force=force) == foretold


class TestNothingLeadsOut:
    @pytest.mark.parametrize("path", ["../out.docx", "a/../../out.docx", ".", "/tmp/out.docx"])
    def test_a_path_outside_is_refused(self, folder: Path, path: str) -> None:
        with (
            pytest.raises(OutputError, match="outside the packages folder"),
            Folder(folder) as packages,
        ):
            put(packages, path)

    def test_a_linked_folder_that_leads_outside_is_refused(
        self, folder: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "outside").mkdir()
        folder.mkdir()
        (folder / "Northwind").symlink_to(tmp_path / "outside", target_is_directory=True)
        with pytest.raises(OutputError, match="leads out"):
            build(folder)
        assert not list((tmp_path / "outside").iterdir())

    def test_our_own_folder_is_no_link(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        folder.mkdir()
        (folder / ".leavebehind").symlink_to(tmp_path / "outside", target_is_directory=True)
        with pytest.raises(OutputError, match="leads out"):
            build(folder)
        assert not list((tmp_path / "outside").iterdir())

    def test_a_link_to_itself_is_no_folder_and_said_in_a_plain_line(self, tmp_path: Path) -> None:
        loop = tmp_path / "loop"
        loop.symlink_to(loop)
        with pytest.raises(OutputError, match="can't be used"):
            Folder(loop).__enter__()

    def test_a_linked_document_is_edited_whatever_it_says(
        self, folder: Path, tmp_path: Path
    ) -> None:
        build(folder)
        (folder / LETTER).unlink()
        (tmp_path / "outside.docx").write_bytes(FIRST)
        (folder / LETTER).symlink_to(tmp_path / "outside.docx")
        assert build(folder, "second") == "conflict"
        assert build(folder, "third", force=True) == "updated"
        assert (tmp_path / "outside.docx").read_bytes() == FIRST


class TestAFolderThatCannotBeUsed:
    def test_a_file_where_the_folder_should_be(self, folder: Path) -> None:
        folder.write_text("mine")
        with pytest.raises(OutputError, match="a file where a folder should be"):
            build(folder)
        assert folder.read_text() == "mine"

    def test_a_file_where_an_interviewers_folder_should_be(self, folder: Path) -> None:
        (folder / "Northwind").mkdir(parents=True)
        (folder / "Northwind/Dana Wu").write_text("mine")
        with pytest.raises(OutputError, match="a file where a folder should be"):
            build(folder)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe")
    def test_a_pipe_where_a_document_should_be_is_not_waited_for(self, folder: Path) -> None:
        build(folder)
        (folder / LETTER).unlink()
        os.mkfifo(folder / LETTER)
        assert build(folder) == "kept"
        assert build(folder, "second") == "conflict"
        with pytest.raises(OutputError, match="no ordinary file"):
            build(folder, "third", force=True)
        with pytest.raises(OutputError, match="no ordinary file"):
            resolve(folder / LETTER, keep="new")

    def test_a_folder_where_a_document_should_be(self, folder: Path) -> None:
        (folder / LETTER).mkdir(parents=True)
        with pytest.raises(OutputError, match="a folder where a file should be"):
            build(folder)

    def test_a_path_that_is_too_long(self, folder: Path) -> None:
        with pytest.raises(OutputError, match="too long"):
            build(folder, path=Path("N" * 300, "Letter.docx"))

    @pytest.mark.parametrize(
        ("code", "words"),
        [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "it is read-only")],
    )
    def test_a_full_disk_or_a_read_only_one_is_named_and_loses_nothing(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
    ) -> None:
        build(folder)

        def fail(handle: int) -> None:
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(OutputError, match=words):
                build(folder, "second")
        assert documents(folder) == {LETTER.as_posix(): FIRST}
        assert build(folder, "second") == "updated"
        assert not (folder / ".leavebehind/tmp").exists()


class TestTwoBuildsAtOnce:
    def test_the_second_says_that_another_is_at_work(self, folder: Path) -> None:
        with (
            Folder(folder),
            pytest.raises(OutputError, match="another build is at work"),
            Folder(folder, patience=0),
        ):
            pass
        assert build(folder) == "created"

    def test_one_that_could_not_begin_holds_nothing(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build(folder)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", lambda path: os.stat(path / "none"))  # noqa: PTH116
            with pytest.raises(OutputError):
                build(folder)
        with Folder(folder, patience=0):
            pass


class TestKilledAtAnyMoment:
    """Every crash, then the same build, then one with other inputs."""

    def after_each_kill(
        self, tmp_path: Path, prepare: Callable[[Path], object], work: Callable[[Path], object]
    ) -> Iterator[Path]:
        for step in range(1, 100):
            folder = tmp_path / str(step)
            prepare(folder)
            if not crashes(partial(work, folder), step, folder):
                assert step > 5
                return
            yield folder
            assert not (folder / ".leavebehind/tmp").exists()
            assert not (folder / ".leavebehind/journal.jsonl").exists()

    def test_a_created_document_is_whole_and_ours(self, tmp_path: Path) -> None:
        for folder in self.after_each_kill(tmp_path, lambda folder: None, build):
            assert documents(folder) in ({}, {LETTER.as_posix(): FIRST})
            assert build(folder) in {"created", "unchanged"}
            assert build(folder, "second") == "updated"
            assert documents(folder) == {LETTER.as_posix(): SECOND}

    def test_an_updated_document_is_the_old_or_the_new_one_and_ours(self, tmp_path: Path) -> None:
        for folder in self.after_each_kill(tmp_path, build, lambda f: build(f, "second")):
            [found] = documents(folder).values()
            assert found in {FIRST, SECOND}
            assert build(folder, "third") == "updated"
            assert documents(folder) == {LETTER.as_posix(): THIRD}

    def test_a_torn_line_of_an_earlier_kill_does_no_harm(self, tmp_path: Path) -> None:
        def prepare(folder: Path) -> None:
            build(folder)
            (folder / ".leavebehind/journal.jsonl").write_text('["Northwind/Dana')

        for folder in self.after_each_kill(tmp_path, prepare, lambda f: build(f, "second")):
            assert build(folder, "third") == "updated"

    def test_an_edit_after_the_kill_is_sacred(self, tmp_path: Path) -> None:
        for folder in self.after_each_kill(tmp_path, build, lambda f: build(f, "second")):
            (folder / LETTER).write_bytes(MINE)
            assert build(folder, "second") in {"conflict", "kept"}
            build(folder, "third")
            assert (folder / LETTER).read_bytes() == MINE

    @staticmethod
    def edited(folder: Path) -> None:
        build(folder)
        (folder / LETTER).write_bytes(MINE)

    def test_a_conflict_is_told_in_the_end(self, tmp_path: Path) -> None:
        for folder in self.after_each_kill(tmp_path, self.edited, lambda f: build(f, "second")):
            assert build(folder, "second") == "conflict"
            assert documents(folder) == {
                LETTER.as_posix(): MINE,
                "Northwind/Dana Wu/Cover letter.new.docx": SECOND,
            }

    def test_a_forced_build_has_theirs_somewhere(self, tmp_path: Path) -> None:
        def force(folder: Path) -> None:
            build(folder, "second", force=True)

        for folder in self.after_each_kill(tmp_path, self.edited, force):
            assert MINE in documents(folder).values()
            force(folder)
            assert sorted(documents(folder).values()) == sorted([SECOND, MINE])

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be killed")
    @pytest.mark.parametrize("step", [2, 6, 10])
    def test_a_killed_process_is_no_worse_and_its_lock_holds_nobody_up(
        self, folder: Path, step: int
    ) -> None:
        build(folder)
        assert kill_at(step, folder, lambda: build(folder, "second"))
        with Folder(folder, patience=0):
            assert set(documents(folder).values()) <= {FIRST, SECOND}
        assert build(folder, "third") == "updated"
        assert documents(folder) == {LETTER.as_posix(): THIRD}


def rezipped(document: bytes, changed: Callable[[str, bytes], bytes]) -> bytes:
    """The document packed anew: other order, dates and compression."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new,
    ):
        for name in reversed(old.namelist()):
            new.writestr(
                zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6)), changed(name, old.read(name))
            )
    return packed.getvalue()


HARD = st.one_of(
    st.text(),
    st.text(alphabet='aA. ~$-/\\:*?"<>|\0\n\u202e\u0301é\ud800👩\u200d🏽', max_size=200),
    st.sampled_from(
        ["CON", "nul.txt", "Com1 .x", "..", "a" * 300, "LPT³", "~$x", ".git", "é" * 99]
    ),
    st.builds(
        str.__mul__, st.sampled_from(["e\u0301", "👩\u200d👩", "👍🏽", "ß"]), st.integers(30, 90)
    ),
)
DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{d}{n}" for d in ("com", "lpt") for n in "0123456789¹²³"
}


class TestNames:
    @given(HARD, st.sampled_from(["", ".docx", ".new.docx", " (2).pdf"]))
    @example("CON" + "x" + "\u0301" * 300, "")
    @example("NUL." + "x" * 300, ".docx")
    def test_every_name_survives_on_every_system(self, text: str, suffix: str) -> None:
        name = safe_name(text, suffix=suffix)
        assert name.endswith(suffix) and name != suffix
        assert len(name.encode()) <= 120
        assert not set(name) & set('<>:"/\\|?*') and name.isprintable() | ("\u200d" in name)
        assert name == name.strip(" ") and not name.endswith(".") and name[0] not in ".~"
        assert name.split(".")[0].rstrip(" ").lower() not in DEVICES
        assert unicodedata.is_normalized("NFC", name)
        assert safe_name(name.removesuffix(suffix), suffix=suffix) == name

    @given(st.lists(HARD, max_size=8))
    @example(["Dana Wu", "dana wu", "DANA WU (2)", "Dana Wu"])
    @example(["x" * 300] * 12)
    def test_names_are_distinct_on_every_system_and_depend_on_those_before(
        self, texts: list[str]
    ) -> None:
        names = distinct_names(texts)
        assert len({unicodedata.normalize("NFKC", name).casefold() for name in names}) == len(texts)
        assert all(len(name.encode()) <= 120 for name in names)
        assert distinct_names(texts[:-1]) == names[:-1]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Dana Wu", "Dana Wu"),
            ("AC/DC: R&D", "AC-DC- R&D"),
            ("Nguye\u0302\u0303n", "Nguyễn"),
            ("  Acme,\nInc. ", "Acme, Inc"),
            ("../../etc/passwd", "etc-passwd"),
            ("..", "Unnamed"),
            ("NUL.txt", "NUL_.txt"),
            ("con", "con_"),
            (".leavebehind", "leavebehind"),
            ("Company?", "Company"),
            ("a\n\x1b\r\u202eb", "a b"),
            ("\u200d", "Unnamed"),
        ],
    )
    def test_a_name_reads_like_its_text(self, text: str, name: str) -> None:
        assert safe_name(text) == name

    def test_two_of_one_name_are_numbered(self) -> None:
        names = distinct_names(["Dana Wu", "Dana Wu", "DANA WU"])
        assert names == ["Dana Wu", "Dana Wu (2)", "DANA WU (3)"]

    def test_a_long_name_is_cut_between_characters_and_keeps_its_suffix(self) -> None:
        assert (
            safe_name("e\u0323\u0307" * 100, suffix=".docx").removesuffix(".docx")[-1] == "\u0307"
        )
        family = "👩\u200d👩\u200d👧"
        assert safe_name(family * 20) == family * 6


def test_the_lock_is_the_systems_own(folder: Path) -> None:
    build(folder)
    assert (folder / ".leavebehind/lock").stat().st_size == 0
    with contextlib.closing(sqlite3.connect(folder / ".leavebehind/lock")) as lock:
        lock.execute("BEGIN EXCLUSIVE")


class TestMovedAndEdited:
    """A document is known by its identity, however it was rewritten."""

    DANA = titled("Dear Dana,", "one", "two", "three")
    TOM = titled("Dear Tom,", "one", "two", "three")
    NEW = titled("Dear Dana,", "new")

    def build(
        self, folder: Path, new: bytes | None = None, *, inputs: str = "a", force: bool = False
    ) -> list[Any]:
        """Both letters, built; where they lie and what became of them."""
        letters = {"NW/Dana/Cover letter.docx": self.DANA, "NW/Tom/Cover letter.docx": self.TOM}
        with Folder(folder) as packages:
            packages.adopt(expecting(dict.fromkeys(letters, "cover_letter")))
            placed = [
                put(packages, path, inputs, partial(identified, new or data), force=force)
                for path, data in letters.items()
            ]
            self.notes = [note.message for note in packages.notes.all]
        return placed

    @staticmethod
    def rewrite(path: Path) -> bytes:
        """The person writes another text, and saves it as a word processor does."""
        edited = identified(titled("Another letter altogether"), read_identity(path.read_bytes()))
        path.write_bytes(edited)
        return edited

    @pytest.fixture
    def dana(self, folder: Path) -> Path:
        self.build(folder)
        return folder / "NW/Dana/Cover letter.docx"

    def test_it_is_known_and_stays(self, folder: Path, dana: Path) -> None:
        edited = self.rewrite(dana)
        mine = dana.rename(dana.with_name("My letter.docx"))
        letter, tom = self.build(folder)
        assert (letter.path, letter.outcome) == (mine, "kept")
        assert tom.outcome == "unchanged"
        letter, _ = self.build(folder, self.NEW, inputs="b")
        assert (letter.path, letter.outcome) == (mine, "conflict")
        assert mine.read_bytes() == edited
        assert mine.with_name("My letter.new.docx").exists()

    def test_one_that_lost_its_identity_is_known_by_its_place(
        self, folder: Path, dana: Path
    ) -> None:
        dana.write_bytes(MINE)
        assert self.build(folder)[0].outcome == "kept"
        dana.rename(dana.with_name("My letter.docx"))
        assert self.build(folder)[0] is None

    def test_one_that_was_renamed_in_a_conflict_stays_in_it(self, folder: Path, dana: Path) -> None:
        edited = self.rewrite(dana)
        self.build(folder, self.NEW, inputs="b")
        mine = dana.rename(dana.with_name("My letter.docx"))
        letter, _ = self.build(folder, self.NEW, inputs="b")
        assert (letter.path, letter.outcome) == (mine, "conflict")
        letter, _ = self.build(folder, titled("Dear Dana,", "newer"), inputs="c")
        assert (letter.path, letter.outcome) == (mine, "conflict")
        assert sorted(path.name for path in dana.parent.iterdir()) == [
            "My letter.docx",
            "My letter.new.docx",
        ]
        assert mine.read_bytes() == edited

    def test_one_that_was_renamed_in_a_conflict_is_settled_where_it_lies(
        self, folder: Path, dana: Path
    ) -> None:
        self.rewrite(dana)
        self.build(folder, self.NEW, inputs="b")
        mine = dana.rename(dana.with_name("My letter.docx"))
        assert resolve(mine, keep="mine").document == mine
        assert (self.build(folder, self.NEW, inputs="b")[0].outcome) == "kept"

    @pytest.mark.parametrize("keep", ["mine", "new"])
    def test_renamed_in_a_conflict_it_is_settled_by_the_new_version_beside(
        self, folder: Path, dana: Path, keep: Choice
    ) -> None:
        edited = self.rewrite(dana)
        self.build(folder, self.NEW, inputs="b")
        new = dana.with_name("Cover letter.new.docx")
        mine, fresh = dana.rename(dana.with_name("My letter.docx")), new.read_bytes()
        settled = resolve(new, keep=keep)
        assert settled.document == mine
        assert mine.read_bytes() == (edited if keep == "mine" else fresh)
        assert settled.copy
        assert settled.copy.read_bytes() == (fresh if keep == "mine" else edited)
        letter, _ = self.build(folder, self.NEW, inputs="b")
        assert (letter.path, letter.outcome) == (mine, "kept" if keep == "mine" else "unchanged")

    def test_a_conflict_in_a_renamed_folder_goes_on(self, folder: Path, dana: Path) -> None:
        edited = self.rewrite(dana)
        self.build(folder, self.NEW, inputs="b")
        new = dana.with_name("Cover letter.new.docx").read_bytes()
        (folder / "NW").rename(folder / "North")
        mine = folder / "North/Dana/Cover letter.docx"
        letter, _ = self.build(folder, self.NEW, inputs="b")
        assert (letter.path, letter.outcome) == (mine, "conflict")
        settled = resolve(mine, keep="new")
        assert settled.copy
        assert (settled.document.read_bytes(), settled.copy.read_bytes()) == (new, edited)

    def test_a_conflict_goes_on_where_both_versions_were_moved(
        self, folder: Path, dana: Path
    ) -> None:
        self.rewrite(dana)
        self.build(folder, self.NEW, inputs="b")
        place = folder / "NW/Elsewhere"
        place.mkdir()
        for path in list(dana.parent.glob("*.docx")):
            path.rename(place / path.name)
        letter, _ = self.build(folder, self.NEW, inputs="b")
        assert (letter.path, letter.outcome) == (place / dana.name, "conflict")

    def test_letters_stay_with_their_readers_in_a_renamed_folder(
        self, folder: Path, dana: Path
    ) -> None:
        (folder / "NW").rename(folder / "North")
        dana, tom = self.build(folder)
        assert (dana.path.parent.name, tom.path.parent.name) == ("Dana", "Tom")

    def test_two_letters_are_not_taken_for_each_other(self, folder: Path, dana: Path) -> None:
        tom = folder / "NW/Tom/Cover letter.docx"
        for path, name in ((dana, "B.docx"), (tom, "A.docx")):
            self.rewrite(path)
            path.rename(folder / "NW" / name)
        dana, tom = self.build(folder)
        assert (dana.path.name, tom.path.name) == ("B.docx", "A.docx")

    @pytest.mark.parametrize("stranger", [titled("Dear Dana,", "one", "two", "three"), b"broken"])
    def test_a_stranger_is_left_alone(self, folder: Path, dana: Path, stranger: bytes) -> None:
        dana.unlink()
        dana.with_name("Other.docx").write_bytes(stranger)
        letter, _ = self.build(folder)
        assert letter is None
        letter, _ = self.build(folder, inputs="b")
        assert letter.path == dana
        assert dana.with_name("Other.docx").read_bytes() == stranger

    @pytest.mark.parametrize("is_conflict", [True, False])
    def test_of_two_copies_neither_is_taken_for_it_until_one_is_left(
        self, folder: Path, dana: Path, is_conflict: bool
    ) -> None:
        edited = self.rewrite(dana)
        if is_conflict:
            self.build(folder, self.NEW, inputs="b")
        dana.unlink()
        for name in ("First.docx", "Second.docx"):
            dana.with_name(name).write_bytes(edited)
        before = documents(folder)
        for inputs in "bc":
            assert self.build(folder, self.NEW, inputs=inputs)[0] is None
            [note] = [one for one in self.notes if "Cover letter" in one]
            assert "“First.docx” and “Second.docx”" in note
            assert "deleted" not in note
        letters = {path: data for path, data in before.items() if "Dana" in path}
        assert letters.items() <= documents(folder).items()
        dana.with_name("First.docx").unlink()
        letter, _ = self.build(folder, self.NEW, inputs="b")
        assert letter.path.name == "Second.docx"
        assert letter.outcome == "conflict"

    def test_a_copy_that_was_kept_is_not_taken_for_the_document(
        self, folder: Path, dana: Path
    ) -> None:
        self.rewrite(dana)
        self.build(folder, force=True)
        dana.unlink()
        assert self.build(folder)[0] is None

    @pytest.mark.parametrize("edited", [True, False])
    def test_two_that_were_swapped_go_back_to_their_readers(
        self, folder: Path, dana: Path, edited: bool
    ) -> None:
        tom = folder / "NW/Tom/Cover letter.docx"
        before = {path: self.rewrite(path) if edited else path.read_bytes() for path in (dana, tom)}
        dana.write_bytes(before[tom])
        tom.write_bytes(before[dana])
        outcomes = [placed.outcome for placed in self.build(folder)]
        assert {path: path.read_bytes() for path in (dana, tom)} == before
        assert outcomes == ["kept", "kept"] if edited else ["unchanged", "unchanged"]

    def test_one_that_was_moved_onto_anothers_goes_back_to_its_reader(
        self, folder: Path, dana: Path
    ) -> None:
        edited = self.rewrite(dana)
        dana.replace(folder / "NW/Tom/Cover letter.docx")
        letter, tom = self.build(folder)
        assert (letter.path, letter.outcome, dana.read_bytes()) == (dana, "kept", edited)
        assert tom.outcome == "created"

    def test_a_copy_over_anothers_is_used_for_both(self, folder: Path, dana: Path) -> None:
        edited = self.rewrite(dana)
        (folder / "NW/Tom/Cover letter.docx").write_bytes(edited)
        assert [placed.outcome for placed in self.build(folder)] == ["kept", "kept"]
        assert (folder / "NW/Tom/Cover letter.docx").read_bytes() == edited

    def test_a_renamed_interview_folder_takes_its_documents_along(
        self, folder: Path, dana: Path
    ) -> None:
        self.rewrite(dana)
        (folder / "NW").rename(folder / "Northwind Corp")
        letter, tom = self.build(folder)
        assert letter.path == folder / "Northwind Corp" / "Dana" / "Cover letter.docx"
        assert (letter.outcome, tom.outcome) == ("kept", "unchanged")


OWNERS = {"NW": {"job": "analyst"}, "NW/Dana": {"name": "Dana Wu", "email": "d@nw"}}
FILES = {"NW/Résumé.docx": "resume", "NW/Dana/Cover letter.docx": "cover_letter"}
GERMAN = {"NW/Lebenslauf.docx": "resume", "NW/Dana/Anschreiben.docx": "cover_letter"}
WOO = {"NW/Résumé.docx": "resume", "NW/Dana Woo/Cover letter.docx": "cover_letter"}
KEY = {"N2/Résumé.docx": "resume", "N2/Dana/Cover letter.docx": "cover_letter"}
RENAMES = {
    "the language": (GERMAN, OWNERS),
    "the interviewer": (WOO, {"NW": {"job": "analyst"}, "NW/Dana Woo": OWNERS["NW/Dana"]}),
    "the interview": (KEY, {"N2": {"job": "analyst"}, "N2/Dana": OWNERS["NW/Dana"]}),
}
SAYS = {"a": titled("Dear Dana,", "one", "two", "three"), "b": titled("Dear Dana,", "new")}


class TestRenamedByTheWorkbook:
    """The workbook calls a person, an interview or a section otherwise than before."""

    def build(
        self,
        folder: Path,
        files: dict[str, str] = FILES,
        owners: dict[str, dict[str, str]] = OWNERS,
        *,
        inputs: str = "a",
        dry_run: bool = False,
    ) -> dict[str, Outcome]:
        placed = {}
        with Folder(folder, dry_run=dry_run) as packages:
            packages.adopt(expecting(files, owners))
            for at, section in files.items():
                fill = partial(identified, SAYS[inputs])
                found = put(packages, at, inputs, fill, section=section)
                assert found
                placed[found.path.relative_to(folder).as_posix()] = found.outcome
            self.left = [one.path.relative_to(folder).as_posix() for one in packages.left_over()]
        return placed

    @pytest.mark.parametrize("place", ["NW/shared", "2027/NW", "NW/Dana"])
    def test_one_of_the_panel_is_found_in_another_folder_but_in_a_readers(
        self, folder: Path, place: str
    ) -> None:
        """There it is the reader's own copy, and the shared one was deleted."""
        self.build(folder)
        (folder / place).mkdir(parents=True, exist_ok=True)
        moved = (folder / "NW/Résumé.docx").rename(folder / place / "Résumé.docx")
        with Folder(folder) as packages:
            packages.adopt(expecting(FILES, OWNERS))
            found = put(
                packages, "NW/Résumé.docx", "a", partial(identified, SAYS["a"]), section="resume"
            )
        assert (found.path if found else None) == (None if place == "NW/Dana" else moved)

    @pytest.mark.parametrize("renamed", RENAMES)
    def test_what_is_as_generated_gets_the_new_name(self, folder: Path, renamed: str) -> None:
        files, owners = RENAMES[renamed]
        self.build(folder)
        assert self.build(folder, files, owners) == dict.fromkeys(files, "unchanged")
        assert set(documents(folder)) == set(files)
        assert not [one for one in folder.glob("NW*/**") if not any(one.iterdir())]
        assert self.left == []
        before = everything(folder)
        self.build(folder, files, owners)
        assert everything(folder) == before

    @pytest.mark.parametrize("renamed", RENAMES)
    @pytest.mark.parametrize(("inputs", "outcome"), [("a", "kept"), ("b", "conflict")])
    def test_what_was_edited_is_used_where_it_lies(
        self, folder: Path, renamed: str, inputs: str, outcome: Outcome
    ) -> None:
        files, owners = RENAMES[renamed]
        self.build(folder)
        theirs = folder / "NW/Dana/Cover letter.docx"
        theirs.write_bytes(MINE)
        for _ in range(2):
            placed = self.build(folder, files, owners, inputs=inputs)
            assert placed["NW/Dana/Cover letter.docx"] == outcome
            assert self.left == []
        assert theirs.read_bytes() == MINE

    def test_back_under_its_old_name_it_is_where_it_belongs(self, folder: Path) -> None:
        self.build(folder)
        (folder / "NW/Dana/Cover letter.docx").write_bytes(MINE)
        self.build(folder, GERMAN)
        assert self.build(folder)["NW/Dana/Cover letter.docx"] == "kept"
        assert set(documents(folder)) == set(FILES)

    def test_a_dry_run_moves_nothing(self, folder: Path) -> None:
        self.build(folder)
        before = everything(folder)
        self.build(folder, GERMAN, dry_run=True)
        assert everything(folder) == before

    def test_names_that_go_round_in_a_ring_keep_each_letter_with_its_reader(
        self, folder: Path
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "ABC"}
        marks = {"A": "a@nw", "B": "b@nw", "C": "c@nw"}

        def owners(mail: Mapping[str, str]) -> dict[str, dict[str, str]]:
            readers = {f"NW/{name}": {"name": name, "email": one} for name, one in mail.items()}
            return {"NW": {"job": "analyst"}, **readers}

        def letters() -> dict[str, str]:
            return {
                name: read_identity((folder / f"NW/{name}/Cover letter.docx").read_bytes())
                for name in "ABC"
            }

        self.build(folder, files, owners(marks))
        before = letters()
        edited = identified(MINE, before["B"])
        (folder / "NW/B/Cover letter.docx").write_bytes(edited)
        turned = {"B": "a@nw", "C": "b@nw", "A": "c@nw"}
        placed = self.build(folder, files, owners(turned))
        assert letters() == {"B": before["A"], "C": before["B"], "A": before["C"]}
        assert (folder / "NW/C/Cover letter.docx").read_bytes() == edited
        assert sorted(placed.values()) == ["kept", "unchanged", "unchanged"]

    @pytest.mark.parametrize("again", [True, False], ids=["swapped", "swapped back"])
    def test_killed_while_two_are_swapped_none_is_left_on_its_way(
        self, tmp_path: Path, again: bool
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "AB"}

        def owners(names: str) -> dict[str, dict[str, str]]:
            mails = zip(names, ("a@nw", "b@nw"), strict=True)
            readers = {f"NW/{name}": {"name": name, "email": mail} for name, mail in mails}
            return {"NW": {"job": "analyst"}, **readers}

        for step in range(1, 40):
            place = tmp_path / str(step)
            self.build(place, files, owners("AB"))
            ours = [read_identity(one) for one in documents(place).values()]
            died = crashes(partial(self.build, place, files, owners("BA")), step, place)
            self.build(place, files, owners("BA" if again else "AB"))
            letters = documents(place)
            assert letters.keys() == files.keys()
            assert {*map(read_identity, letters.values())} == {*ours}
            if not died:
                return
        pytest.fail("it never ends")

    @pytest.mark.parametrize("is_thrown_away", [False, True])
    def test_in_a_conflict_the_new_version_stays_with_its_letter(
        self, folder: Path, is_thrown_away: bool
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "AB"}
        owners = {f"NW/{name}": {"email": f"{name}@nw"} for name in "AB"}
        self.build(folder, files, owners)
        for path in files:
            edited = identified(MINE, read_identity((folder / path).read_bytes()))
            (folder / path).write_bytes(edited)
        self.build(folder, files, owners, inputs="b")
        if is_thrown_away:
            (folder / "NW/A/Cover letter.new.docx").unlink()
        swapped = {"NW/A": owners["NW/B"], "NW/B": owners["NW/A"]}
        for _ in range(2):
            placed = self.build(folder, files, swapped, inputs="b")
            assert sorted(placed.values()) == ["conflict", "kept" if is_thrown_away else "conflict"]
        new = {path for path in documents(folder) if path.endswith(".new.docx")}
        assert len(new) == 2 - is_thrown_away
        for path in new:
            letter, beside = (folder / path.replace(".new", ""), folder / path)
            assert read_identity(letter.read_bytes()) == read_identity(beside.read_bytes())

    @pytest.mark.parametrize(
        ("before", "now", "is_noted"),
        [
            # Two addresses that had been mixed up; the rest of the row says so.
            ("A a@ t1 | B b@ t2", "A b@ t1 | B a@ t2", False),
            ("A a@ | B", "A c@ | B a@", False),
            # Names in a ring: their rows stay.
            ("A a@ t1 | B b@ t2", "B a@ t1 | A b@ t2", False),
            ("A a@ t | B b@ t", "B a@ t | A b@ t", True),
            ("A a@ | B b@", "B a@ | A b@", True),
            ("A a@ | B b@", "B a@", True),
            ("Anna Berg", "Anne Berg", True),
            ("Anna Berg t1", "Anne Berg t1", False),
        ],
    )
    def test_an_edited_letter_stays_with_its_reader_or_a_note_says_whose_it_is_now(
        self, folder: Path, before: str, now: str, is_noted: bool
    ) -> None:
        """Of a name and an address that contradict each other, one was corrected."""

        def build(rows: str) -> dict[str, str]:
            owners: dict[str, dict[str, str]] = {"NW": {"job": "analyst"}}
            for row in rows.split(" | "):
                name, *marks = re.split(r" (?=\S+@|t\d?$|t\d? )", row)
                owners[f"NW/{name}"] = {"name": name} | {
                    "email" if mark.endswith("@") else "title": mark for mark in marks
                }
            files = {f"{one}/Cover letter.docx": "cover_letter" for one in owners if "/" in one}
            with Folder(folder) as packages:
                packages.adopt(expecting(files, owners))
                placed = {path: put(packages, path, fill=filled) for path in files}
                self.notes = [note.message for note in packages.notes.passing]
            return {
                Path(path).parent.name: paragraphs(found.path.read_bytes())[0]
                for path, found in placed.items()
                if found
            }

        filled = partial(identified, FIRST)
        build(before)
        first, reader = folder / f"NW/{before.split(' ')[0]}/Cover letter.docx", now.split(" ")[0]
        if "Berg" in before:
            first, reader = folder / "NW/Anna Berg/Cover letter.docx", "Anne Berg"
        first.write_bytes(identified(MINE, read_identity(first.read_bytes())))
        assert {name for name, text in build(now).items() if text == "mine"} == {reader}
        assert any("is taken for" in note for note in self.notes) is is_noted

    def test_of_two_with_names_alike_and_other_titles_neither_is_the_other(
        self, folder: Path
    ) -> None:
        self.build(folder, owners={"NW": {}, "NW/Dana": {"name": "Dana Wu", "title": "COO"}})
        (folder / "NW/Dana/Cover letter.docx").write_bytes(MINE)
        owners = {"NW": {}, "NW/Dana Woo": {"name": "Dana Woo", "title": "CFO"}}
        assert self.build(folder, WOO, owners)["NW/Dana Woo/Cover letter.docx"] == "created"

    @pytest.mark.parametrize("held", ["A", "B", "C"])
    def test_in_a_ring_of_names_a_document_that_is_open_is_never_replaced(
        self, folder: Path, held: str
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "ABC"}

        def owners(readers: str) -> dict[str, dict[str, str]]:
            mail = dict(zip(readers, "abc", strict=True))
            named = {f"NW/{name}": {"name": name, "email": one} for name, one in mail.items()}
            return {"NW": {"job": "analyst"}, **named}

        self.build(folder, files, owners("ABC"))
        saved = set()
        for name in "ABC":
            letter = folder / f"NW/{name}/Cover letter.docx"
            edited = identified(titled(f"by hand, {name}"), read_identity(letter.read_bytes()))
            letter.write_bytes(edited)
            saved.add(edited)
        (folder / f"NW/{held}/~$ver letter.docx").touch()
        self.build(folder, files, owners("BCA"))
        assert saved <= set(documents(folder).values())

    def test_who_gets_the_name_of_one_who_was_renamed_gets_a_letter_of_their_own(
        self, folder: Path
    ) -> None:
        self.build(folder)
        letter = folder / "NW/Dana/Cover letter.docx"
        edited = identified(MINE, read_identity(letter.read_bytes()))
        letter.write_bytes(edited)
        files = {"NW/Eve/Cover letter.docx": "cover_letter"} | FILES
        owners = OWNERS | {"NW/Eve": OWNERS["NW/Dana"], "NW/Dana": {"name": "Dana", "email": "2"}}
        placed = self.build(folder, files, owners)
        assert placed["NW/Eve/Cover letter.docx"] == "kept"
        assert placed["NW/Dana/Cover letter.docx"] == "created"
        assert (folder / "NW/Eve/Cover letter.docx").read_bytes() == edited

    @pytest.mark.parametrize("renamed", ["the interviewer", "the interview"])
    def test_who_comes_back_under_another_name_gets_the_edited_letter_back(
        self, folder: Path, renamed: str
    ) -> None:
        files, owners = RENAMES[renamed]
        self.build(folder)
        (folder / "NW/Dana/Cover letter.docx").write_bytes(MINE)
        self.build(folder, {"SW/Résumé.docx": "resume"}, {"SW": {"job": "cook"}})
        assert self.build(folder, files, owners)["NW/Dana/Cover letter.docx"] == "kept"

    @pytest.mark.parametrize(
        "person",
        [
            {"name": "Tom Okafor"},
            {"name": "Dana Woo", "email": "someone@else"},
        ],
    )
    def test_another_person_is_not_handed_what_was_written_for_the_one_before(
        self, folder: Path, person: dict[str, str]
    ) -> None:
        self.build(folder)
        (folder / "NW/Dana/Cover letter.docx").write_bytes(MINE)
        owners = {"NW": {"job": "analyst"}, "NW/Dana Woo": person}
        assert self.build(folder, WOO, owners)["NW/Dana Woo/Cover letter.docx"] == "created"
        assert self.left == ["NW/Dana/Cover letter.docx"]
        assert (folder / "NW/Dana/Cover letter.docx").read_bytes() == MINE

    def test_of_two_who_could_be_meant_it_is_neither(self, folder: Path) -> None:
        self.build(folder)
        (folder / "NW/Dana/Cover letter.docx").write_bytes(MINE)
        owners = {"NW": {"job": "analyst"}}
        owners |= {f"NW/Dana {one}": {"name": "Dana Wu"} for one in "AB"}
        files = {f"NW/Dana {one}/Cover letter.docx": "cover_letter" for one in "AB"}
        assert set(self.build(folder, files, owners).values()) == {"created"}

    def test_what_the_person_put_there_is_theirs(self, folder: Path) -> None:
        self.build(folder)
        (folder / "NW/Lebenslauf.docx").write_bytes(MINE)
        placed = self.build(folder, GERMAN)
        assert placed["NW/Lebenslauf.docx"] == "conflict"
        assert (folder / "NW/Lebenslauf.docx").read_bytes() == MINE

    @pytest.mark.parametrize("renamed", RENAMES)
    @pytest.mark.parametrize("built", [True, False])
    def test_a_copy_of_their_own_is_used_where_it_lies(
        self, folder: Path, renamed: str, built: bool
    ) -> None:
        files, owners = RENAMES[renamed]
        self.build(folder)
        theirs = folder / "NW/Dana/Résumé.docx"
        theirs.write_bytes(MINE)
        if built:
            with Folder(folder) as packages:
                packages.adopt(expecting(FILES, OWNERS, {"NW/Dana/Résumé.docx": "resume"}))
                assert packages.own_copy(theirs, "resume") == theirs
        name = Path(next(iter(files))).name
        place = Path(list(files)[1]).with_name(name).as_posix()
        with Folder(folder) as packages:
            packages.adopt(expecting(files, owners, {place: "resume"}))
            assert packages.own_copy(folder / place, "resume") == theirs

    @pytest.mark.parametrize("built", [True, False])
    def test_where_names_are_swapped_each_own_copy_goes_to_its_reader(
        self, folder: Path, built: bool
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "AB"}
        copies = {f"NW/{name}/Résumé.docx": "resume" for name in "AB"}
        owners = {f"NW/{name}": {"email": f"{name}@nw"} for name in "AB"}
        self.build(folder, files, owners)
        for path in copies:
            (folder / path).write_bytes(titled(path))
        swapped = {"NW/A": owners["NW/B"], "NW/B": owners["NW/A"]}
        for now in ([owners] * built) + [swapped] * 2:
            with Folder(folder) as packages:
                packages.adopt(expecting(files, now, copies))
                used = [packages.own_copy(folder / path, "resume") for path in copies]
        assert used == [folder / path for path in copies]
        # Before a build has seen them, they are of whom the folder is named after.
        texts = [paragraphs(one.read_bytes())[0] for one in used if one]
        assert texts == (list(copies)[::-1] if built else list(copies))

    def test_a_letter_that_is_put_over_an_own_copy_is_used_as_the_letter_alone(
        self, folder: Path
    ) -> None:
        own = {"NW/Dana/Résumé.docx": "resume"}
        self.build(folder)
        (folder / "NW/Dana/Résumé.docx").write_bytes(MINE)
        for moves in (False, True):
            if moves:
                letter = folder / "NW/Dana/Cover letter.docx"
                letter.replace(folder / "NW/Dana/Résumé.docx")
            with Folder(folder) as packages:
                packages.adopt(expecting(FILES, OWNERS, own))
                copy = packages.own_copy(folder / "NW/Dana/Résumé.docx", "resume")
                assert (copy is None) is moves
                placed = put(packages, "NW/Dana/Cover letter.docx", "a", pytest.fail)
        assert placed and placed.path == folder / "NW/Dana/Résumé.docx"
        assert [one.message for one in packages.notes.passing][-1] == (
            "“Résumé.docx” is no longer there, so the shared one is used"
        )

    def test_made_for_each_reader_again_it_gets_the_name_of_now(self, folder: Path) -> None:
        """In between the section was shared, and the language changed."""
        self.build(folder)
        shared = {"NW/Anschreiben.docx": "cover_letter"}
        with Folder(folder) as packages:
            packages.adopt(expecting(shared, OWNERS, {"NW/Dana/Anschreiben.docx": "cover_letter"}))
        self.build(folder, GERMAN)
        assert "NW/Dana/Anschreiben.docx" in documents(folder)

    def test_killed_while_two_in_conflict_are_swapped_each_new_version_is_with_its_letter(
        self, folder: Path, tmp_path: Path
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "AB"}
        owners = {f"NW/{name}": {"email": f"{name}@nw"} for name in "AB"}
        swapped = {"NW/A": owners["NW/B"], "NW/B": owners["NW/A"]}
        self.build(folder, files, owners)
        for path in files:
            edited = identified(MINE, read_identity((folder / path).read_bytes()))
            (folder / path).write_bytes(edited)
        self.build(folder, files, owners, inputs="b")

        def swap(place: Path) -> None:
            with Folder(place) as packages:
                packages.adopt(expecting(files, swapped))

        for step in range(1, 80):
            place = Path(shutil.copytree(folder, tmp_path / str(step)))
            died = crashes(partial(swap, place), step, place)
            placed = self.build(place, files, swapped, inputs="b")
            assert [*placed.values()] == ["conflict", "conflict"]
            for path in files:
                lying = [read_identity(one.read_bytes()) for one in (place / path).parent.iterdir()]
                assert (len(lying), len({*lying})) == (2, 1)
            if not died:
                return
        pytest.fail("it never ends")

    def test_a_shared_document_that_was_edited_becomes_each_readers_own(self, folder: Path) -> None:
        """The template speaks to the reader now, so the section is made for each of them."""
        self.build(folder)
        shared = folder / "NW/Résumé.docx"
        shared.write_bytes(identified(MINE, read_identity(shared.read_bytes())))
        files = {
            "NW/Dana/Cover letter.docx": "cover_letter",
            "NW/Dana/Résumé.docx": "resume",
            "NW/Tom/Résumé.docx": "resume",
        }
        foretold = self.build(folder, files, inputs="b", dry_run=True)
        placed = self.build(folder, files, inputs="b")
        assert placed["NW/Dana/Résumé.docx"] == placed["NW/Tom/Résumé.docx"] == "conflict"
        assert sorted(foretold.values()) == ["conflict", "updated"]
        texts = {paragraphs((folder / path).read_bytes())[0] for path in list(files)[1:]}
        assert texts == {"mine"}

    def test_the_pdf_of_the_name_before_goes_unless_it_was_altered(self, folder: Path) -> None:
        first, second = folder / "NW/Dana/Avery, NW.pdf", folder / "NW/Dana/Avery, Northwind.pdf"
        for pdf, altered in ((first, False), (second, True), (first, False)):
            with Folder(folder) as packages:
                packages.adopt(expecting({}, {"NW": {}, "NW/Dana": {}}))
                FolderPdfs(packages).put(pdf, COMBINED_PDF, "a", (), lambda: b"made")
            if altered:
                pdf.write_bytes(b"annotated")
        assert documents(folder) == {
            "NW/Dana/Avery, NW.pdf": b"made",
            "NW/Dana/Avery, Northwind.pdf": b"annotated",
        }

    def test_no_letter_to_somebody_who_is_gone_is_used_for_who_has_their_name_now(
        self, folder: Path
    ) -> None:
        files = {f"NW/{name}/Cover letter.docx": "cover_letter" for name in "AB"}
        owners = {f"NW/{name}": {"email": f"{name}@nw"} for name in "AB"}
        self.build(folder, files, owners)
        (folder / "NW/B/Cover letter.docx").write_bytes(MINE)
        self.build(folder, {"NW/A/Cover letter.docx": "cover_letter"}, {"NW/A": owners["NW/A"]})
        (folder / "NW/A/Cover letter.docx").unlink()
        renamed = {"NW/B/Cover letter.docx": "cover_letter"}, {"NW/B": owners["NW/A"]}
        for outcome in ("created", "unchanged"):
            placed = self.build(folder, *renamed, inputs="b")
            assert placed == {"NW/B/Cover letter 2.docx": outcome}
            assert self.left == ["NW/B/Cover letter.docx"]
        assert (folder / "NW/B/Cover letter.docx").read_bytes() == MINE

    @pytest.mark.parametrize("follows", ["the person", "the name"])
    def test_where_names_are_swapped_each_has_a_pdf_and_none_is_taken_for_the_persons(
        self, folder: Path, follows: str
    ) -> None:
        """Also where the new PDF of one has the bytes of the other's former one."""
        pdfs = {name: f"NW/{name}/Avery, NW.pdf" for name in "AB"}
        for mails in ({"A": "a@nw", "B": "b@nw"}, {"B": "a@nw", "A": "b@nw"}):
            with Folder(folder) as packages:
                owners = {f"NW/{name}": {"email": mail} for name, mail in mails.items()}
                packages.adopt(expecting({}, {"NW": {}, **owners}))
                for name, mail in mails.items():
                    make = (mail if follows == "the person" else f"{name.lower()}@nw").encode
                    FolderPdfs(packages).put(folder / pdfs[name], COMBINED_PDF, mail, (), make)
            assert not packages.notes.all or "yours" not in packages.notes.all[-1].message
        made = sorted(pdfs.values(), reverse=follows == "the person")
        assert documents(folder) == dict(zip(made, (b"a@nw", b"b@nw"), strict=True))

    def test_killed_at_any_moment_it_is_known_again(self, folder: Path, tmp_path: Path) -> None:
        files, owners = RENAMES["the interview"]
        for step in range(1, 60):
            place = tmp_path / str(step)
            self.build(place)
            (place / "NW/Dana/Cover letter.docx").write_bytes(MINE)
            died = crashes(partial(self.build, place, files, owners, inputs="b"), step, place)
            placed = self.build(place, files, owners, inputs="b")
            assert placed["NW/Dana/Cover letter.docx"] == "conflict"
            assert (place / "NW/Dana/Cover letter.docx").read_bytes() == MINE
            assert set(documents(place)) == {
                *("N2/Résumé.docx", "NW/Dana/Cover letter.docx"),
                "NW/Dana/Cover letter.new.docx",
            }
            if not died:
                return
        pytest.fail("it never ends")


def test_a_document_of_their_own_in_the_place_of_one_that_was_moved_and_deleted_is_theirs(
    folder: Path,
) -> None:
    build(folder)
    moved = (folder / LETTER).with_name("Mine.docx")
    (folder / LETTER).rename(moved)
    build(folder)
    moved.unlink()
    (folder / LETTER).write_bytes(MINE)
    assert build(folder) == "kept"
    assert build(folder, "second") == "conflict"
    assert (folder / LETTER).read_bytes() == MINE


def test_the_conflicts_note_says_how_to_settle_it(folder: Path, theirs: Path) -> None:
    assert f"leavebehind resolve {for_shell(theirs)} --mine" in notes_of(folder, "second")
