"""What a person has already, brought into a workbook: `new --from` and `import --into`."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import run, run_json
from openpyxl import load_workbook

import leavebehind
from leavebehind.errors import OutputError, SourceError
from leavebehind.importing.limits import ImportLimits

RESUME: Mapping[str, Any] = {
    "basics": {
        "name": "Zoë O’Neil",
        "label": "Analyst",
        "email": "zoe@mail.example",
        "url": "https://zoe.example",
        "location": {"postalCode": "02139", "city": "Cambridge", "countryCode": "US"},
        "profiles": [{"network": "LinkedIn", "username": "zoe"}, {"network": "Mastodon"}],
    },
    "work": [
        {
            "name": "Northwind",
            "position": "Analyst",
            "startDate": "2021-05",
            "highlights": ["A & B"],
        },
        {"company": "Fabrikam", "position": "Clerk", "startDate": "2018", "endDate": "2021-04-30"},
    ],
    "education": [{"institution": "MIT", "studyType": "BSc", "area": "Physics", "gpa": "4.0"}],
    "skills": [{"name": "Data", "keywords": ["SQL", "R"]}, {"name": "Chess"}],
    "publications": [{"name": "On Tea", "publisher": "Nature", "releaseDate": "2020-02-03"}],
    "references": [{"name": "Grace Lindholm", "reference": "She asks why."}],
    "interests": [{"name": "Wildlife"}],
}

Source = Callable[[str, str | bytes], Path]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Writes a file to be imported."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "sources" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def resume(source: Source) -> Path:
    return source("resume.json", json.dumps(RESUME))


def cells(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows below the header, by its names; a sheet of fields as one row."""
    content = load_workbook(path)[sheet]
    lines = [[cell.value for cell in line] for line in content.iter_rows()]
    if sheet in ("Candidate", "Settings"):
        return [{str(line[0]): line[1] for line in lines[1:] if line[1] is not None}]
    named = (dict(zip(lines[0], line, strict=True)) for line in lines[1:])
    rows = ({name: value for name, value in row.items() if value is not None} for row in named)
    return [row for row in rows if row]


def comments(path: Path, sheet: str) -> dict[str, str]:
    """The guesses: cell → comment."""
    every = (cell for row in load_workbook(path)[sheet].iter_rows() for cell in row)
    return {c.coordinate: c.comment.text for c in every if c.comment and c.row > 1}


# The starter, filled


def test_a_json_resume_fills_the_starter_and_replaces_its_example(
    resume: Path, tmp_path: Path
) -> None:
    report = leavebehind.new(tmp_path / "search", [resume])
    search = leavebehind.read_workbook(report.workbook)
    assert (search.candidate.name, search.candidate.postal_code) == ("Zoë O’Neil", "02139")
    assert search.candidate.linkedin == "https://www.linkedin.com/in/zoe"
    first, second = search.experience
    assert (first.title, first.company, first.highlights) == ("Analyst", "Northwind", ("A & B",))
    assert first.start and (first.start.isoformat(), first.start.precision) == (
        "2021-05-01",
        "month",
    )
    assert first.current and not second.current
    assert second.start and second.start.precision == "year"
    assert second.end and (second.end.month, second.end.precision) == (4, "month")
    assert search.education[0].degree == "BSc, Physics"
    assert [(s.category, s.skills) for s in search.skills] == [("Data", "SQL, R"), ("", "Chess")]
    assert search.publications[0].date and search.publications[0].date.isoformat() == "2020-02-03"
    assert search.recommendations[0].text == "She asks why."
    assert not search.references[0].permission
    assert not (search.interviews or search.interviewers or search.contacts)
    assert (report.workbook.parent / "word_templates" / "resume.docx").exists()


def test_what_is_left_guessed_and_to_do_is_told(resume: Path, tmp_path: Path) -> None:
    report = run_json("new", tmp_path / "search", "--from", resume)
    assert [note["message"] for note in report["left"]] == [
        "the profile at mastodon is left: only LinkedIn has a cell",
        "its section 'interests' is left, which no sheet has a place for",
    ]
    (guess,) = report["guesses"]
    assert guess["place"] == "Experience!E2" and "no end" in guess["message"]
    assert comments(Path(report["workbook"]), "Experience") == {
        "E2": "Guessed: the file gives a start and no end."
    }
    assert "Grace Lindholm" in report["to_do"][0]["message"]
    assert report["sources"][0]["taken"]["Experience"] == 2


def test_drop_downs_notes_and_formats_of_the_starter_stay(resume: Path, tmp_path: Path) -> None:
    filled = load_workbook(leavebehind.new(tmp_path / "search", [resume]).workbook)
    starter = load_workbook(Path(leavebehind.__file__).parent / "starter.xlsx")
    for sheet in starter:
        same = filled[sheet.title]
        assert len(same.data_validations.dataValidation) == len(
            sheet.data_validations.dataValidation
        )
        assert [c.comment and c.comment.text for c in same[1]][: sheet.max_column] == [
            c.comment and c.comment.text for c in sheet[1]
        ]
    assert filled["Candidate"]["B9"].number_format == "@"
    assert filled["Experience"]["D2"].number_format == "mmm yyyy"
    assert filled["Experience"]["D3"].number_format == "yyyy"


def test_a_workbook_that_is_there_is_not_touched(resume: Path, tmp_path: Path) -> None:
    leavebehind.new(tmp_path)
    before = (tmp_path / "interviews.xlsx").read_bytes()
    with pytest.raises(OutputError, match="--into"):
        leavebehind.new(tmp_path, [resume])
    assert (tmp_path / "interviews.xlsx").read_bytes() == before


# A workbook that is there


def with_formula(path: Path) -> None:
    """Gives the workbook a formula with a result, as Excel keeps it, and a part nobody knows."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    formula = b'<c r="J2"><f>1+1</f><v>2</v></c></row>'
    parts[sheet] = parts[sheet].replace(b"</row></sheetData>", formula + b"</sheetData>")
    parts["customXml/item1.xml"] = b"<mine/>"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_import_writes_a_copy_beside_the_workbook(
    make_workbook: Callable[..., Path], resume: Path
) -> None:
    candidate = {"Name": "Zoe O'Neil", "City": "Boston", "Email": None}
    jobs = [{"Title": "Clerk", "Company": "Fabrikam Inc.", "Mood": "calm"}]
    workbook = make_workbook({"Candidate": candidate, "Experience": jobs})
    with_formula(workbook)
    before = workbook.read_bytes()
    report = leavebehind.import_into(workbook, [resume])
    assert workbook.read_bytes() == before
    assert report.workbook.name == "interviews (with resume).xlsx"
    (fields,) = cells(report.workbook, "Candidate")
    assert (fields["Name"], fields["City"]) == ("Zoe O'Neil", "Boston")
    assert (fields["Email"], fields["Postal code"]) == ("zoe@mail.example", "02139")
    clerk, analyst = cells(report.workbook, "Experience")
    assert clerk == {
        **jobs[0],
        "Start": clerk["Start"],
        "End": clerk["End"],
    }
    assert analyst["Company"] == "Northwind"
    assert any("'Boston'" in note.message for note in report.left)
    with zipfile.ZipFile(report.workbook) as package:
        assert b"<f>1+1</f><v>2</v>" in package.read("xl/worksheets/sheet2.xml")
        assert package.read("customXml/item1.xml") == b"<mine/>"


def test_what_was_imported_once_is_not_imported_again(
    make_workbook: Callable[..., Path], resume: Path
) -> None:
    first = leavebehind.import_into(make_workbook(), [resume]).workbook
    second = leavebehind.import_into(first, [resume])
    assert second.workbook != first
    for sheet in ("Experience", "Education", "Skills", "References", "Publications", "Awards"):
        if sheet in load_workbook(first).sheetnames:
            assert cells(second.workbook, sheet) == cells(first, sheet)


# Files that can't be imported


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("resume.json", "{'a': 1}", "is damaged: it is not sound JSON"),
        ("resume.json", '{"a": 1}', "not a JSON Resume"),
        ("resume.json", "[" * 100_000, "is damaged"),
        ("resume.json", "", "is empty"),
        ("resume.json", "%PDF-1.7", "is a PDF"),
        ("scan.png", b"\x89PNG\r\n", "is a picture"),
        ("data.bin", b"\x01\x02" * 50, "of no format that can be imported"),
    ],
)
def test_a_file_that_cannot_be_imported_is_one_clear_line(
    source: Source, tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    path = source(name, content)
    _, errors = run("new", tmp_path / "search", "--from", path, code=1)
    (line,) = errors.splitlines()
    assert message in line and name in line
    assert not (tmp_path / "search").exists()


def test_all_bad_files_are_named_at_once(source: Source, resume: Path, tmp_path: Path) -> None:
    bad = [source("one.json", "{"), source("two.json", "{")]
    with pytest.raises(SourceError) as caught:
        leavebehind.new(tmp_path / "search", [bad[0], resume, bad[1]])
    assert [problem.file for problem in caught.value.problems] == list(map(str, bad))  # type: ignore[union-attr]


def test_a_file_far_too_large_is_refused(resume: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="far larger"):
        leavebehind.new(tmp_path / "search", [resume], limits=ImportLimits(file_bytes=100))
