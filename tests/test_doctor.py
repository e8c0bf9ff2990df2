"""What `doctor` says beside what the command line shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from leavebehind.doctor import DOCXTPL_NG, PURE, doctor
from leavebehind.pdf.embedded import WORD2PDF, Embedded


def test_a_package_that_replaces_docxtpl_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor().notes == ()
    metadata = tmp_path / "docxtpl_ng-0.2.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: docxtpl-ng\nVersion: 0.2.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert doctor().notes == (DOCXTPL_NG,)
    assert doctor().to_json()["notes"] == [{"message": DOCXTPL_NG.message, "place": ""}]


def test_templates_that_are_no_word_documents_name_no_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "word_templates"
    folder.mkdir()
    (folder / "certificate.pdf").write_bytes(b"%PDF-1.7")
    (folder / "letter.docx").write_bytes(b"no document")
    monkeypatch.chdir(tmp_path)
    assert doctor().fonts


def test_the_converters_of_the_embedded_engine_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = doctor()
    assert list(found.converters) == ["office2pdf", "word2pdf"]
    assert found.to_json()["converters"] == found.converters
    assert all(version[0].isdigit() for version in found.converters.values())
    monkeypatch.setattr(Embedded, "installed", lambda _: [WORD2PDF])
    assert list(doctor().converters) == [WORD2PDF]
    assert doctor().notes == (PURE,)
    monkeypatch.setattr(Embedded, "installed", lambda _: [])
    assert doctor().notes == ()
