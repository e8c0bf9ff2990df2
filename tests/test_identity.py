"""A document carries its identity in a custom property, through filling and saving anew."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree

from leavebehind.docx.identity import PROPERTY_NAME, read_identity
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.word_template import WordTemplate
from leavebehind.template_values import QrCode

PROPERTIES = DocumentProperties("Letter", "Avery Quinn", "en-US", "letter")
IDENTITY = "3f2c9a50-7d1b-4b5e & <more>"
OF_ITS_OWN = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="Client">'
    "<vt:lpwstr>Northwind</vt:lpwstr></property></Properties>"
)
RELATIONSHIP = (
    '<Relationship Id="rId77" Target="docProps/custom.xml" Type="http://schemas.openxmlformats.org'
    '/officeDocument/2006/relationships/custom-properties"/></Relationships>'
)
OVERRIDE = (
    '<Override PartName="/docProps/custom.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.docx"
    document = docx.Document()
    document.core_properties.comments = ""
    document.add_paragraph("Dear {{ name }}")
    document.save(str(path))
    return path


def with_custom_properties(path: Path) -> None:
    """Gives the document a custom property `Client`."""
    parts = parts_of(path.read_bytes())
    parts["docProps/custom.xml"] = OF_ITS_OWN.encode()
    for name, end, more in (
        ("_rels/.rels", b"</Relationships>", RELATIONSHIP),
        ("[Content_Types].xml", b"</Types>", OVERRIDE),
    ):
        parts[name] = parts[name].replace(end, more.encode())
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        return {name: package.read(name) for name in package.namelist()}


def custom_properties(data: bytes) -> dict[str, tuple[str, str]]:
    """Name → its number and its text."""
    root = etree.fromstring(parts_of(data)["docProps/custom.xml"])
    return {one.get("name"): (one.get("pid"), "".join(one.itertext())) for one in root}


def filled(path: Path, identity: str = IDENTITY, **context: object) -> bytes:
    properties = replace(PROPERTIES, identity=identity)
    return WordTemplate(path).render({"name": "Dana", **context}, properties)


def test_a_filled_document_carries_its_identity(letter: Path) -> None:
    assert read_identity(filled(letter)) == IDENTITY
    assert custom_properties(filled(letter)) == {PROPERTY_NAME: ("2", IDENTITY)}


def test_one_template_gives_each_document_its_own_identity(letter: Path) -> None:
    template = WordTemplate(letter)
    for identity in ("1", "2", "", "3"):
        data = template.render({"name": "Dana"}, replace(PROPERTIES, identity=identity))
        assert read_identity(data) == identity


def test_without_an_identity_a_document_has_no_custom_properties(letter: Path) -> None:
    data = WordTemplate(letter).render({"name": "Dana"}, PROPERTIES)
    assert "docProps/custom.xml" not in parts_of(data)
    assert b"custom-properties" not in parts_of(data)["_rels/.rels"]


def test_the_custom_properties_of_the_template_stay(letter: Path) -> None:
    with_custom_properties(letter)
    assert custom_properties(filled(letter)) == {
        "Client": ("7", "Northwind"),
        PROPERTY_NAME: ("8", IDENTITY),
    }
    assert read_identity(filled(letter)) == IDENTITY


def test_a_template_made_from_a_document_gives_new_identities(letter: Path) -> None:
    letter.write_bytes(filled(letter, identity="old"))
    assert custom_properties(filled(letter)) == {PROPERTY_NAME: ("2", IDENTITY)}


def test_a_document_with_a_new_picture_carries_it_too(letter: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{ code }}")
    document.save(str(tmp_path / "card.docx"))
    data = filled(tmp_path / "card.docx", code=QrCode("https://example.com", 24, "Site"))
    assert read_identity(data) == IDENTITY
    types = parts_of(data)["[Content_Types].xml"]
    assert b"custom-properties+xml" in types
    assert b'Extension="png"' in types


def test_a_document_with_a_subdocument_carries_it_too(letter: Path) -> None:
    from docxtpl import DocxTemplate

    subdocument = DocxTemplate(letter).new_subdoc()
    subdocument.add_paragraph("More")
    with_custom_properties(letter)
    assert read_identity(filled(letter, name=subdocument)) == IDENTITY


@pytest.mark.parametrize(
    "data", [b"", b"no document", b"PK\x03\x04 damaged", b"\xd0\xcf\x11\xe0 an old one"]
)
def test_what_is_no_document_has_no_identity(data: bytes) -> None:
    assert read_identity(data) == ""


@pytest.mark.parametrize("content", [b"<Properties", b"<!DOCTYPE a><a/>", b"<a/>", b""])
def test_damaged_properties_tell_no_identity(letter: Path, content: bytes) -> None:
    with_custom_properties(letter)
    changed: Mapping[str, bytes] = parts_of(letter.read_bytes()) | {"docProps/custom.xml": content}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, part in changed.items():
            package.writestr(name, part)
    assert read_identity(packed.getvalue()) == ""


@pytest.mark.validator
def test_word_would_open_documents_with_an_identity(
    letter: Path, tmp_path: Path, validate_docx: Callable[..., None]
) -> None:
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    first.write_bytes(filled(letter))
    with_custom_properties(letter)
    second.write_bytes(filled(letter))
    validate_docx([first, second])


@pytest.mark.libreoffice
def test_libreoffice_keeps_the_identity_of_a_document(
    letter: Path, save_in_libreoffice: Callable[..., None]
) -> None:
    with_custom_properties(letter)
    letter.write_bytes(filled(letter))
    save_in_libreoffice(letter)
    data = letter.read_bytes()
    assert read_identity(data) == IDENTITY
    assert custom_properties(data)["Client"][1] == "Northwind"
