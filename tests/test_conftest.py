"""The checks that other tests lean on find what they are for."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import docx
import pytest
from programs import traits_of

Validate = Callable[[Iterable[Path]], None]


def document(path: Path, *, instead_of: str = "", put: str = "") -> Path:
    """A document with one table, its body's XML changed behind python-docx's back."""
    written = docx.Document()
    written.add_table(rows=1, cols=1).cell(0, 0).text = "one cell"
    written.save(str(path.with_suffix(".whole.docx")))
    with (
        zipfile.ZipFile(path.with_suffix(".whole.docx")) as whole,
        zipfile.ZipFile(path, "w") as changed,
    ):
        for name in whole.namelist():
            part = whole.read(name)
            if name == "word/document.xml" and instead_of:
                assert instead_of.encode() in part
                part = part.replace(instead_of.encode(), put.encode())
            changed.writestr(name, part)
    return path


@pytest.mark.validator
def test_a_sound_document_passes(tmp_path: Path, validate_docx: Validate) -> None:
    validate_docx([document(tmp_path / "sound.docx")])


@pytest.mark.validator
def test_an_element_out_of_place_is_found(tmp_path: Path, validate_docx: Validate) -> None:
    broken = document(tmp_path / "broken.docx", instead_of="<w:tblPr>", put="<w:b/><w:tblPr>")
    with pytest.raises(AssertionError, match=r"broken\.docx: /word/document\.xml"):
        validate_docx([document(tmp_path / "sound.docx"), broken])


@pytest.mark.validator
def test_a_cell_without_a_paragraph_is_found(tmp_path: Path, validate_docx: Validate) -> None:
    cell = "<w:p><w:r><w:t>one cell</w:t></w:r></w:p>"
    with pytest.raises(AssertionError, match="a table cell without a paragraph"):
        validate_docx([document(tmp_path / "empty.docx", instead_of=cell)])


@pytest.mark.parametrize(
    ("run", "other", "is_new"),
    [
        ("<w:br/><w:t>a</w:t>", "<w:t>a</w:t><w:br/><w:t>b</w:t>", False),
        ("<w:rPr><w:b/></w:rPr><w:t>a</w:t>", "<w:t>a</w:t><w:rPr><w:b/></w:rPr>", True),
        ("<w:t>a</w:t>", "<w:t>a</w:t><w:b/>", True),
    ],
    ids=["in another order", "properties that come last", "another element"],
)
def test_only_what_the_validator_may_object_to_is_validated_again(
    tmp_path: Path, run: str, other: str, is_new: bool
) -> None:
    known, more = (
        traits_of(document(tmp_path / f"{n}.docx", instead_of="<w:t>one cell</w:t>", put=put))
        for n, put in enumerate((run, other))
    )
    assert bool(more - known) is is_new


@pytest.mark.validator
def test_checking_no_document_at_all_is_no_success(validate_docx: Validate) -> None:
    with pytest.raises(AssertionError, match="no document"):
        validate_docx([])


def test_a_missing_program_skips_at_home_and_fails_in_ci(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.validator\ndef test_it(): pass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OOXML_VALIDATOR", str(pytester.path / "missing"))
        patch.delenv("CI", raising=False)
        pytester.runpytest_inprocess("-p", "programs").assert_outcomes(skipped=1)
        patch.setenv("CI", "true")
        pytester.runpytest_inprocess("-p", "programs").assert_outcomes(errors=1)
