"""Workbook changes, edits, deletions, renames, builds, forced builds and kills, in any order.

The workbook's own renames are among them: of an interviewer, of the interview, of the language.

Whatever happens, nothing that the person saved is lost, every PDF is of the documents as they
stand, the ledger agrees with the disk, and no stray file is left.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from crash import crashes
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from openpyxl import Workbook

import leavebehind
from leavebehind.docx.identity import read_identity
from leavebehind.errors import OutputError

PANEL = ("Dana Wu", "Tom Okafor", "Ana Reyes")
OUR_COPY = re.compile(r".*( \((yours|new) \d{4}-\d\d-\d\d( \d+)?\)|\.new( \d+)?)")
OURS = {"lock", "ledger.json", "base", "pdf", "thumbnails"}
TITLES = {
    "en-US": {"Cover letter", "Résumé", "Business card", "Interview brief (private)"},
    "de-DE": {"Anschreiben", "Lebenslauf", "Visitenkarte", "Gesprächsvorbereitung (privat)"},
}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def tokens_in(document: Path) -> set[str]:
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(document)).paragraphs)
    return set(re.findall(r"token\d+", text))


SHARED = ("Résumé", "Lebenslauf")
"""A document of the whole panel, as it is called in English and in German."""


class PackagesFolder(RuleBasedStateMachine):
    """A person, and now and then a power cut."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="leavebehind-test-"))
        self.folder = self.place / "packages"
        self.phone, self.notes = "503-555-0100", dict.fromkeys(PANEL, "")
        self.panel = [PANEL[0], PANEL[1]]
        self.given = dict(zip(PANEL, PANEL, strict=True))
        self.called = dict(self.given)
        self.interview, self.language = "NW", "en-US"
        self.saved: set[str] = set()
        """The digest of everything that the person has saved, and not thrown away themselves."""
        self.names: set[str] = set()
        self.count = 0
        self.was_killed = False

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    # The workbook.

    @initialize()
    def begin(self) -> None:
        self.save_workbook()

    @rule(digits=st.integers(0, 2))
    def change_the_phone(self, digits: int) -> None:
        self.phone = f"503-555-010{digits}"
        self.save_workbook()

    @rule(reader=st.sampled_from(PANEL), note=st.sampled_from(["", "About your talk.", "Hello."]))
    def change_a_note(self, reader: str, note: str) -> None:
        self.notes[reader] = note
        self.save_workbook()

    @rule(reader=st.sampled_from(PANEL))
    def change_the_panel(self, reader: str) -> None:
        if reader in self.panel and len(self.panel) > 1:
            self.panel.remove(reader)
        elif reader not in self.panel:
            self.panel.append(reader)
        self.save_workbook()

    @rule(reader=st.sampled_from(PANEL), name=st.sampled_from(["", " Smith", " (née Doe)"]))
    def rename_an_interviewer(self, reader: str, name: str) -> None:
        self.called[reader] = self.given[reader] + name
        self.save_workbook()

    @rule()
    def swap_the_names_of_two(self) -> None:
        one, other = PANEL[:2]
        self.given |= {one: self.given[other], other: self.given[one]}
        self.called |= {one: self.given[one], other: self.given[other]}
        self.save_workbook()

    @rule(key=st.sampled_from(["NW", "Northwind, first round"]))
    def rename_the_interview(self, key: str) -> None:
        self.interview = key
        self.save_workbook()

    @rule(language=st.sampled_from(sorted(TITLES)))
    def change_the_language(self, language: str) -> None:
        self.language = language
        self.save_workbook()

    def save_workbook(self) -> None:
        workbook = Workbook()
        workbook.remove(workbook.active)
        for title, rows in {
            "Candidate": [("Field", "Value"), ("Name", "Zoë Quinn"), ("Phone", self.phone)],
            "Interviews": [
                ("Interview", "Company", "Role", "Package"),
                (self.interview, "Northwind", "Analyst", "basic"),
            ],
            "Interviewers": [
                ("Interview", "Name", "Personal note", "Email"),
                *(
                    (self.interview, self.called[one], self.notes[one], f"{one[:3]}@nw.example")
                    for one in self.panel
                ),
            ],
            "Settings": [("Field", "Value"), ("Language", self.language)],
            "Experience": [("Title", "Company"), ("Analyst", "Acme & Sons")],
        }.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        workbook.save(self.place / "interviews.xlsx")

    # The person at work in Word.

    def documents(self) -> list[Path]:
        return sorted(p for p in self.folder.rglob("*.docx") if ".leavebehind" not in p.parts)

    def some(self, number: int) -> Path:
        found = self.documents()
        return found[number % len(found)]

    def is_mine(self, path: Path) -> bool:
        """Whether the person saved it; an equal one that was generated there is still ours."""
        ledger = self.folder / ".leavebehind" / "ledger.json"
        known = json.loads(ledger.read_bytes())["documents"] if ledger.exists() else []
        at, found = path.relative_to(self.folder).as_posix(), digest(path)
        generated = (entry["versions"] for entry in known if entry["path"] == at)
        return found in self.saved and not any(found in versions for versions in generated)

    def forget(self, path: Path) -> None:
        """The person does away with what lies there; it is kept where it lies elsewhere, too."""
        self.saved.discard(digest(path))

    @precondition(lambda self: self.documents())
    @rule(number=st.integers(0, 30))
    def edit(self, number: int) -> None:
        path = self.some(number)
        self.forget(path)
        self.count += 1
        document = docx.Document(str(path))
        document.add_paragraph(f"token{self.count}")
        document.save(str(path))
        self.saved.add(digest(path))

    @precondition(lambda self: self.documents())
    @rule(number=st.integers(0, 30))
    def save_again_without_a_change(self, number: int) -> None:
        path = self.some(number)
        before, mine = digest(path), self.is_mine(path)
        self.forget(path)
        docx.Document(str(path)).save(str(path))
        if mine or digest(path) != before:
            self.saved.add(digest(path))

    @precondition(lambda self: self.documents())
    @rule(number=st.integers(0, 30))
    def delete(self, number: int) -> None:
        path = self.some(number)
        self.forget(path)
        path.unlink()

    @precondition(lambda self: self.documents())
    @rule(number=st.integers(0, 30))
    def rename(self, number: int) -> None:
        path = self.some(number)
        self.count += 1
        self.names.add(f"Mine {self.count}")
        path.rename(path.with_name(f"Mine {self.count}.docx"))

    @precondition(lambda self: self.documents())
    @rule(number=st.integers(0, 30), reader=st.integers(0, 5))
    def copy_a_shared_one_for_one_reader(self, number: int, reader: int) -> None:
        shared = [path for path in self.documents() if path.stem in SHARED]
        folders = sorted(path for path in self.folder.glob("[!.]*/*") if path.is_dir())
        if shared and folders:
            source = shared[number % len(shared)]
            copy = folders[reader % len(folders)] / source.name
            if not copy.exists():
                shutil.copyfile(source, copy)
                self.saved.add(digest(copy))

    # The tool.

    def build(self, **options: Any) -> leavebehind.BuildReport:
        options = {"pdf": "none", **options}
        report = leavebehind.build(self.place / "interviews.xlsx", **options)
        self.was_killed = False
        self.the_ledger_agrees_with_the_disk()
        return report

    def the_ledger_agrees_with_the_disk(self) -> None:
        ours = self.folder / ".leavebehind"
        assert {path.name for path in ours.iterdir()} <= OURS
        known = json.loads((ours / "ledger.json").read_bytes())["documents"]
        kept = {one for entry in known for one in (*entry["versions"], entry["own_copy"])}
        assert {path.stem for path in (ours / "base").glob("*")} <= kept
        for entry in (entry for entry in known if entry["beside"]):
            beside = self.folder / entry["beside"]
            # A new version that the person renamed, and another that took its place, is theirs.
            if digest(beside) in entry["versions"]:
                assert read_identity(beside.read_bytes()) == entry["identity"]
                assert beside.parent == (self.folder / entry["path"]).parent

    @rule(force=st.booleans())
    def build_documents(self, force: bool) -> None:
        self.build(force=force)
        self.build_changes_nothing("none")
        self.what_was_edited_is_in_a_package_or_named()

    @rule()
    def build_one_section(self) -> None:
        self.build(section="cover letter")

    @rule()
    def build_pdfs(self) -> None:
        report = self.build(pdf="embedded")
        assert not report.problems
        for package in report.packages:
            bound = [d for d in package.documents if d.section != "business_card"]
            if bound:
                told = {t for d in bound for t in tokens_in(d.path)}
                assert package.pdf is not None
                assert set(re.findall(r"token\d+", text_of(package.pdf))) == told
            else:
                # The person has deleted all of it but the cards.
                assert package.pdf is None
            # Nothing is left of names before.
            assert package.pdf is None or set(package.folder.glob("*.pdf")) == {package.pdf}
        self.build_changes_nothing("embedded")
        status = leavebehind.status(self.place / "interviews.xlsx")
        some = any(package.documents for package in report.packages)
        assert {pdf.state for pdf in status.pdfs} == ({"current"} if some else set())
        states = {document.state for document in status.documents}
        assert states <= {"up to date", "edited by hand", "in conflict", "deleted", "left over"}

    def what_was_edited_is_in_a_package_or_named(self) -> None:
        """A renamed interviewer's letter must not drop out of the package without a word."""
        status = leavebehind.status(self.place / "interviews.xlsx")
        known = {document.path for document in status.documents}
        used = {one.path.parent for one in status.documents if one.state != "left over"}
        for path in self.documents():
            is_aside = path.stem in self.names or bool(OUR_COPY.fullmatch(path.stem))
            # A copy that no build has seen, for a reader who is gone, is nobody's.
            is_aside |= path.stem in SHARED and path.parent not in used
            assert path in known or is_aside or digest(path) not in self.saved, path

    def build_changes_nothing(self, pdf: str) -> None:
        before = self.disk()
        report = self.build(pdf=pdf)
        assert (report.written, report.converted) == ([], 0)
        assert self.disk() == before

    def disk(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in self.folder.rglob("*")}

    @rule(step=st.integers(1, 60), force=st.booleans())
    def build_and_be_killed(self, step: int, force: bool) -> None:
        self.was_killed = crashes(lambda: self.build(force=force), step, self.folder)

    @rule(number=st.integers(0, 30), mine=st.booleans())
    def settle(self, number: int, mine: bool) -> None:
        if self.documents():
            path = self.some(number)
            try:
                leavebehind.resolve(path, keep="mine" if mine else "new")
            except OutputError as error:
                assert "no conflict" in str(error)

    # What always holds.

    @invariant()
    def nothing_saved_is_lost(self) -> None:
        assert self.saved <= {digest(path) for path in self.documents()}

    @invariant()
    def every_document_is_whole(self) -> None:
        for path in self.documents():
            docx.Document(str(path))

    @invariant()
    def no_file_is_a_stray(self) -> None:
        planned = set().union(*TITLES.values())
        for path in self.documents():
            stem = path.stem
            if self.was_killed:
                # In a ring of names, where the next build takes it home.
                stem = stem.removesuffix(" (on its way)")
            while OUR_COPY.fullmatch(stem):
                stem = re.sub(r"( \((yours|new) [\d -]+\)|\.new( \d+)?)$", "", stem)
            # Beside a letter to somebody of the same name who is gone.
            assert {stem, stem.removesuffix(" 2")} & (planned | self.names), path


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_whatever_the_order_nothing_is_lost_and_everything_agrees() -> None:
    run_state_machine_as_test(
        PackagesFolder,
        settings=settings(
            max_examples=int(os.environ.get("LEAVEBEHIND_STATEFUL", "8")),
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=QUIET,
        ),
    )


class InLibreOffice(PackagesFolder):
    """The same, where the person works in LibreOffice."""

    save: Callable[..., None]

    @precondition(lambda self: self.documents())
    @rule(number=st.integers(0, 30))
    def save_again_without_a_change(self, number: int) -> None:
        path = self.some(number)
        self.forget(path)
        self.save(path)
        self.saved.add(digest(path))


@pytest.mark.libreoffice
def test_nor_is_anything_lost_where_libreoffice_saves(
    save_in_libreoffice: Callable[..., None],
) -> None:
    class WithLibreOffice(InLibreOffice):
        save = staticmethod(save_in_libreoffice)

    run_state_machine_as_test(
        WithLibreOffice,
        settings=settings(
            max_examples=4, stateful_step_count=12, deadline=None, suppress_health_check=QUIET
        ),
    )
