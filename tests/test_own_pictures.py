"""A cell of a person's own column that names a picture is one in the templates."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from word_xml import document, p

import leavebehind

AWARDS = [{"Title": "Gold", "Logo": "logo.png"}, {"Title": "Silver", "Logo": "gone.png"}]
TEXT = "{% for award in awards %}{{ award.title }} {{ award.logo }}{% endfor %} {{ interview.map }}"


def _logo(folder: Path, colour: str) -> None:
    Image.new("RGB", (400, 200), colour).save(folder / "logo.png")


def _built(book: Path) -> tuple[leavebehind.BuildReport, str, list[str]]:
    report = leavebehind.build(book, pdf="none", templates=book.parent / "own")
    assert report.problems == []
    resume = next(one for one in report.packages[0].documents if one.section == "resume")
    with zipfile.ZipFile(resume.path) as parts:
        return report, resume.outcome, [n for n in parts.namelist() if "/media/" in n]


def test_a_picture_in_a_column_of_ones_own_is_printed(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    _logo(tmp_path, "red")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "resume.docx").write_bytes(document(p(TEXT)))
    interview = {"Interview": "NW-1", "Company": "Northwind", "Role": "PM", "Map": "logo.png"}
    book = make_workbook({"Awards": AWARDS, "Interviews": [interview]})
    search = leavebehind.read_workbook(book)
    assert search.awards[0].extra["logo"] == tmp_path / "logo.png"
    assert search.awards[1].extra["logo"] == "gone.png"
    assert any("so its name is printed" in note.message for note in search.notes)
    report, outcome, pictures = _built(book)
    assert (outcome, len(pictures)) == ("created", 1)
    again, outcome, _ = _built(book)
    assert outcome == "unchanged"
    assert again.packages[0].interview == report.packages[0].interview
    assert again.to_json()["packages"][0]["interview"]["map"] == str(tmp_path / "logo.png")
    # Another picture of the same name, in a row of a list and in one of its own.
    _logo(tmp_path, "blue")
    assert _built(book)[1] == "updated"


def test_a_picture_outside_of_the_folder_is_not_read(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    _logo(tmp_path, "red")
    book = make_workbook({"Awards": [{"Title": "A", "Logo": "../logo.png"}]}, name="in/book.xlsx")
    search = leavebehind.read_workbook(book)
    assert search.awards[0].extra["logo"] == "../logo.png"
    assert any("is not in the workbook's folder" in note.message for note in search.notes)
