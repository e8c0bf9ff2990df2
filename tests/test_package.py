"""The reader of documents that anybody may have made, and their writer."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from rich_letter import PARTS

from leavebehind.docx import package
from leavebehind.docx.package import (
    BadDocument,
    content_types,
    parsed,
    read_file,
    read_part,
    read_parts,
    stories,
    write_parts,
)

LETTER = write_parts(PARTS)


@pytest.mark.parametrize("compress", [True, False])
def test_what_is_written_is_read(compress: bool) -> None:
    written = write_parts(PARTS, compress=compress)
    assert read_parts(written) == PARTS
    assert read_part(written, "word/styles.xml") == PARTS["word/styles.xml"]
    assert read_part(written, "word/none.xml") == b""
    assert (len(written) < sum(map(len, PARTS.values())) / 2) == compress


def test_equal_parts_are_equal_bytes_at_any_time_and_the_content_types_come_first() -> None:
    backwards = dict(reversed(PARTS.items()))
    assert write_parts(dict(PARTS)) == LETTER
    with zipfile.ZipFile(io.BytesIO(write_parts(backwards))) as written:
        assert written.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in written.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def changed_at(position: int) -> bytes:
    return LETTER[:position] + bytes([LETTER[position] ^ 0xFF]) + LETTER[position + 1 :]


def test_a_damaged_file_is_refused_or_read_and_nothing_else() -> None:
    """Whatever zipfile makes of a damage, one kind of error comes out."""
    for position in range(0, len(LETTER), 23):
        for data in (changed_at(position), LETTER[:position]):
            try:
                for part in read_parts(data).values():
                    parsed(part)
            except BadDocument as error:
                assert error.hint


def test_what_unpacks_to_far_more_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = io.BytesIO(LETTER)
    with zipfile.ZipFile(bomb, "a") as packed:
        packed.writestr("word/media/zeros.bin", b"0")
        packed.infolist()[-1].file_size = package.MOST_UNPACKED + 1
    monkeypatch.setattr(zipfile.ZipFile, "read", pytest.fail)
    with pytest.raises(BadDocument, match="far more"):
        read_parts(bomb.getvalue())


def test_a_folder_a_pipe_and_no_file_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="folder"):
        read_file(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.docx")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.docx")
        with pytest.raises(BadDocument, match="no ordinary file"):
            read_file(tmp_path / "pipe.docx")


def test_the_kinds_of_stories_are_known_by_their_content_types() -> None:
    assert stories(PARTS) == {
        "word/document.xml": "body",
        "word/header1.xml": "header",
        "word/footer1.xml": "footer",
        "word/footnotes.xml": "footnotes",
        "word/endnotes.xml": "endnotes",
        "word/comments.xml": "comments",
    }
    types = PARTS["[Content_Types].xml"]
    for main in (
        "vnd.openxmlformats-officedocument.wordprocessingml.template.main",
        "vnd.ms-word.document.macroEnabled.main",
        "vnd.ms-word.template.macroEnabledTemplate.main",
    ):
        old = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main"
        parts = {**PARTS, "[Content_Types].xml": types.replace(old, main.encode())}
        assert stories(parts)["word/document.xml"] == "body"


def test_content_types_are_found_whatever_their_case() -> None:
    parts = {"Word/Photo.PNG": b"", "word/x.bin": b"", "[Content_Types].xml": b""}
    parts["[Content_Types].xml"] = (
        b'<Types><!-- x --><Default Extension="png" ContentType="image/png"/>'
        b'<Override PartName="/WORD/X.BIN" ContentType="x/y"/></Types>'
    )
    assert content_types(parts) == {
        "Word/Photo.PNG": "image/png",
        "word/x.bin": "x/y",
        "[Content_Types].xml": "",
    }
