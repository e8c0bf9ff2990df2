"""Files that a workbook names are told from what only looks like them, at their cell."""

from __future__ import annotations

import io
import os
import struct
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zlib import compress, crc32

import pikepdf
import pytest
from PIL import Image

from leavebehind.errors import WorkbookError
from leavebehind.workbook.reader import read_workbook

Make = Callable[..., Path]


def problems(path: Path) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path)
    return [str(problem) for problem in caught.value.problems]


def a_pdf() -> bytes:
    return _pdf_with("[0 0 612 792]")


def a_picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.radial_gradient("L").save(made, kind)
    return made.getvalue()


def _png(width: int, height: int, pixels: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    facts = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = chunk(b"IHDR", facts), chunk(b"IDAT", compress(pixels)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pdf_with(page: str) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].MediaBox = pikepdf.Object.parse(page.encode())
        return _saved(pdf)


def _locked_pdf() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        return _saved(pdf, encryption=pikepdf.Encryption(owner="o", user="u"))


def _saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    made = io.BytesIO()
    pdf.save(made, **options)
    return made.getvalue()


def test_what_a_file_is_says_its_content(make_workbook: Make, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(a_pdf())
    (tmp_path / "scan.pdf").write_bytes(a_picture("PNG"))
    rows = [{"Title": "A", "File": "scan.png"}, {"Title": "B", "File": "scan.pdf"}]
    path = make_workbook({"Work samples": rows})
    assert len(read_workbook(path).work_samples) == 2


BAD_PICTURES = {
    "a text": (b"hello", "it is neither a PDF nor a picture"),
    "nothing": (b"", "it is neither a PDF nor a picture"),
    "a program": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "it is neither a PDF nor"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "it is neither a PDF nor a"),
    "the first half": (a_picture("PNG")[:60], "the picture is damaged"),
    "a damaged PNG": (
        a_picture("PNG")[:45] + b"??" + a_picture("PNG")[47:],
        "the picture is damaged",
    ),
    "half a photo": (a_picture("JPEG")[:-200], "the picture is damaged"),
    "a bomb": (_png(2**31 - 1, 2**31 - 1, b"x"), "the picture has too many pixels"),
}
BAD_PDFS = {
    "a password": (_locked_pdf(), "it is protected by a password"),
    "only a head": (b"%PDF-1.7\n", "it is damaged"),
    "no pages": (_saved(pikepdf.new()), "it has no pages"),
    "a page of no size": (_pdf_with("[0 0 0 0]"), "a page of it has no size"),
}


@pytest.mark.parametrize("column", ["Photo", "Signature", "File"])
@pytest.mark.parametrize("name", BAD_PICTURES)
def test_a_bad_picture_is_a_problem_of_its_cell(
    make_workbook: Make, tmp_path: Path, column: str, name: str
) -> None:
    content, message = BAD_PICTURES[name]
    (tmp_path / "me.png").write_bytes(content)
    found = problems(make_workbook(_naming(column, "me.png")))
    place = "Work samples!B2" if column == "File" else "Candidate!B3"
    (problem,) = found
    assert problem.startswith(f"{place}: 'me.png' can't be printed: {message}")


@pytest.mark.parametrize("name", BAD_PDFS)
def test_a_bad_pdf_is_a_problem_of_its_cell(make_workbook: Make, tmp_path: Path, name: str) -> None:
    content, message = BAD_PDFS[name]
    (tmp_path / "a.pdf").write_bytes(content)
    (problem,) = problems(make_workbook(_naming("File", "a.pdf")))
    assert problem.startswith(f"Work samples!B2: 'a.pdf' can't be printed: {message}")


def test_a_pdf_is_no_photo_whatever_it_is_called(make_workbook: Make, tmp_path: Path) -> None:
    (tmp_path / "me.png").write_bytes(a_pdf())
    (problem,) = problems(make_workbook(_naming("Photo", "me.png")))
    assert "it is a PDF, not a picture; save it as .png or .jpg" in problem


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_not_waited_for(make_workbook: Make, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "me.png")
    (problem,) = problems(make_workbook(_naming("Photo", "me.png")))
    assert problem == "Candidate!B3: 'me.png' is no ordinary file; name a PDF or a picture"


def _naming(column: str, file: str) -> Mapping[str, Any]:
    if column == "File":
        return {"Work samples": [{"Title": "A", "File": file}]}
    return {"Candidate": {"Name": "A", column: file}}
