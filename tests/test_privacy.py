"""What is for the candidate's eyes alone is in nothing that is handed over."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

import leavebehind

MakeWorkbook = Callable[..., Path]

MARKS = ("Quagmire", "Zephyrine", "Obsidianus", "Withheldson", "Kumquatly")
"""Words that stand in the private cells, and nowhere else."""

PRIVATE = {
    "Candidate": {"Name": "Avery Quinn", "Email": "avery@quinn.example"},
    "Interviewers": [
        {
            "Interview": "NW",
            "Name": name,
            "Title": "VP",
            "Research notes": "Quagmire: left his last job in anger",
            "Talking points": "Zephyrine\nAsk about the Zephyrine project",
        }
        for name in ("Dana Wu", "Tom Okafor")
    ],
    "Contacts": [
        {
            "Name": "Obsidianus Smith",
            "Company": "Northwind",
            "Position": "Obsidianus",
            "Knows": "Dana Wu",
            "Email": "obsidianus@a.example",
            "LinkedIn": "https://linkedin.com/in/obsidianus",
            "Notes": "Obsidianus says they pay well",
        }
    ],
    "References": [
        {"Name": "Ana Reyes", "Title": "Director", "Permission": "yes", "Phone": "503-555-0199"},
        {
            "Name": "Cy Withheldson",
            "Company": "Withheldson Ltd",
            "Permission": "no",
            "Email": "cy@withheldson.example",
            "Known to": "Dana Wu",
        },
        {"Name": "Bo Withheldson", "Permission": ""},
    ],
    "Recommendations": [{"From": "Bo", "Text": "Good."}],
    "Experience": [{"Title": "Analyst", "Company": "Acme"}],
}
FOR_ALL = {"Interview": "NW", "Company": "Northwind", "Role": "Analyst", "Package": "full"}


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def says(data: bytes) -> Iterator[str]:
    """All that a file says, unpacked and in every spelling that its format knows."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield data.decode(encoding, "ignore")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield name
                yield from says(package.read(name))
            yield package.comment.decode("utf-8", "ignore")
    if data.startswith(b"%PDF"):
        yield from _pdf_says(data)


def _pdf_says(data: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                yield from says(_unpacked(thing))
            yield repr(thing)
        with pdf.open_metadata() as metadata:
            yield str(metadata)
        yield repr(dict(pdf.docinfo.items()))
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.get_textpage().get_text_range()
    finally:
        document.close()


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def found(path: Path) -> set[str]:
    """The marks that a file holds, in its name or in what it says."""
    text = "".join(folded(" ".join([path.name, *says(path.read_bytes())])).split())
    return {mark for mark in MARKS if folded(mark) in text}


def test_the_search_finds_what_is_there(tmp_path: Path, make_workbook: MakeWorkbook) -> None:
    """A mark in the packed parts of a document, and in the text and metadata of a PDF."""
    letter = {**FOR_ALL, "Opening": "Kumquatly yours", "Package": "basic"}
    workbook = make_workbook({**PRIVATE, "Interviews": [letter]})
    (first, *_) = leavebehind.build(workbook, pdf="embedded").packages
    assert first.pdf
    assert found(first.documents[0].path) == found(first.pdf) == {"Kumquatly"}
    with pikepdf.open(first.pdf, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Subject"] = "Zephyrine"
        pdf.save()
    assert found(first.pdf) == {"Kumquatly", "Zephyrine"}


@pytest.mark.parametrize(
    ("engine", "bound"),
    [
        ("embedded", "folder"),
        # What an engine prints is bound in the same way, whichever engine it is.
        pytest.param("libreoffice", "bound", marks=pytest.mark.libreoffice),
    ],
)
def test_nothing_private_is_in_what_is_handed_over(
    make_workbook: MakeWorkbook, engine: str, bound: str
) -> None:
    workbook = make_workbook({**PRIVATE, "Interviews": [{**FOR_ALL, "Format": bound}]})
    report = leavebehind.build(workbook, pdf=engine)
    assert report.problems == []
    (brief,) = report.briefs
    assert found(brief.path) == {"Quagmire", "Zephyrine", "Obsidianus"}
    # Once more after a change, with a letter edited by hand, so that bases and conflicts exist.
    (one, other) = (
        document.path
        for package in report.packages
        for document in package.documents
        if document.section == "cover_letter"
    )
    one.write_bytes(other.read_bytes())
    make_workbook({**PRIVATE, "Interviews": [{**FOR_ALL, "Format": bound, "Opening": "Hello."}]})
    leavebehind.build(workbook, pdf=engine)
    assert one.with_name("Cover letter.new.docx").exists()
    folder = brief.path.parent
    own = {brief.path, brief.path.with_suffix(".pdf")}
    # The ledger keeps a copy of the brief, so it lies beside the interviews' folders.
    assert folder.parent == workbook.parent / "packages"
    assert {package.folder.parent for package in report.packages} == {folder}
    assert not [one for one in folder.rglob("*") if one.name.startswith(".")]
    handed_over = [one for one in folder.rglob("*") if one.is_file() and one not in own]
    assert {one.suffix for one in handed_over} == {".docx", ".pdf"}
    # The cards', two packages in their readers' folders and by their readers' names, the print set.
    assert len([one for one in handed_over if one.suffix == ".pdf"]) == 6
    assert {one.name: marks for one in handed_over if (marks := found(one))} == {}


def test_no_template_but_the_brief_can_name_what_is_private(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    import docx

    own = tmp_path / "word_templates"
    own.mkdir()
    letter = docx.Document()
    for tag in ("interviewer.research_notes", "interviewer['talking_points']", "contacts"):
        letter.add_paragraph(f"{{{{ {tag} }}}}")
    for text in ("{%p for i in interviewers %}", "{{ i.research_notes }}", "{%p endfor %}"):
        letter.add_paragraph(text)
    letter.save(str(own / "cover_letter.docx"))
    workbook = make_workbook({**PRIVATE, "Interviews": [FOR_ALL]})
    problems, _ = leavebehind.check(workbook)
    assert {getattr(problem, "paragraph", 0) for problem in problems} >= {1, 3, 4}
    with pytest.raises(leavebehind.TemplateError):
        leavebehind.build(workbook, pdf="none")


def test_a_template_that_gets_round_the_check_still_finds_nothing_private(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    import docx

    own = tmp_path / "word_templates"
    own.mkdir()
    letter = docx.Document()
    letter.add_paragraph("{{ interviewer.name }} {{ references }} {{ interview }} {{ candidate }}")
    letter.add_paragraph(
        "{% for key in interviewer %}{{ key }}: {{ interviewer[key] }}{% endfor %}"
    )
    letter.add_paragraph("{% for key in interview %}{{ interview[key] }}{% endfor %}")
    letter.save(str(own / "cover_letter.docx"))
    workbook = make_workbook({**PRIVATE, "Interviews": [FOR_ALL]})
    report = leavebehind.build(workbook, pdf="none")
    for package in report.packages:
        assert [found(one.path) for one in package.documents] == [set()] * len(package.documents)


def test_a_picture_leaves_what_its_camera_noted_behind(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Zephyrine"
    Image.new("RGB", (90, 90), "red").save(tmp_path / "photo.jpg", exif=exif)
    candidate = {"Name": "Avery Quinn", "Photo": "photo.jpg", "Signature": "photo.jpg"}
    workbook = make_workbook(
        {
            "Candidate": candidate,
            "Packages": [{"Package": "both", "Sections": "resume, cover_letter"}],
            "Interviews": [{**FOR_ALL, "Format": "bound", "Package": "both"}],
            "Interviewers": [{"Interview": "NW", "Name": "Dana Wu"}],
        }
    )
    report = leavebehind.build(workbook, pdf="embedded")
    (package,) = report.packages
    assert package.pdf
    handed_over = [package.pdf, *(one.path for one in package.documents)]
    assert {path.name: found(path) for path in handed_over if found(path)} == {}
    assert {"resume", "cover_letter"} <= {one.section for one in package.documents}


def test_the_report_for_programs_holds_nothing_private(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook({**PRIVATE, "Interviews": [FOR_ALL]})
    told = leavebehind.build(workbook, pdf="none").to_json()
    text = repr(told["packages"]).casefold()
    assert not [mark for mark in MARKS if mark.casefold() in text]
