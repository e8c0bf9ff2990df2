"""What a person has already, brought into a workbook: `new --from` and `import --into`."""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from commands import run, run_json
from openpyxl import Workbook, load_workbook

import leavebehind
from leavebehind.errors import OutputError, SourceError

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
            "description": "A trader",
            "summary": "I count.",
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
    assert (first.title, first.company) == ("Analyst", "Northwind")
    assert first.highlights == ("I count.", "A & B")
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


def test_paper_and_phone_numbers_are_those_of_the_candidates_country(
    source: Source, tmp_path: Path
) -> None:
    basics = {"name": "Jörg Ott", "phone": "030 90260", "location": {"countryCode": "DE"}}
    path = source("resume.json", json.dumps({"basics": basics}))
    settings = leavebehind.read_workbook(leavebehind.new(tmp_path / "s", [path]).workbook).settings
    assert (settings.paper, settings.phone_region) == ("a4", "DE")


def test_what_is_left_guessed_and_to_do_is_told(resume: Path, tmp_path: Path) -> None:
    report = run_json("new", tmp_path / "search", "--from", resume)
    assert [note["message"] for note in report["left"]] == [
        "the profile at mastodon is left: only LinkedIn has a cell",
        "description of its section 'work': left, which no column has a place for",
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
    start, before = filled["Experience"]["D2"], filled["Experience"]["D3"]
    assert start.number_format == before.number_format == "[>2100]mmm yyyy;0"
    search = leavebehind.read_workbook(tmp_path / "search" / "interviews.xlsx")
    assert [job.start and job.start.precision for job in search.experience] == ["month", "year"]


def test_a_workbook_that_is_there_is_not_touched(resume: Path, tmp_path: Path) -> None:
    leavebehind.new(tmp_path)
    before = (tmp_path / "interviews.xlsx").read_bytes()
    with pytest.raises(OutputError, match="--into"):
        leavebehind.new(tmp_path, [resume])
    assert (tmp_path / "interviews.xlsx").read_bytes() == before


# A workbook that is there


def as_excel_keeps_it(path: Path) -> None:
    """Gives the workbook a formula's result, an empty list of formats, and a part nobody knows."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    formula = b'<c r="J2"><f>1+1</f><v>2</v></c></row>'
    parts[sheet] = parts[sheet].replace(b"</row></sheetData>", formula + b"</sheetData>")
    parts["customXml/item1.xml"] = b"<mine/>"
    styles = re.sub(rb"<numFmts.*</numFmts>|<numFmts [^>]*/>", b"", parts["xl/styles.xml"])
    parts["xl/styles.xml"] = styles.replace(b"<fonts", b'<numFmts count="0"/><fonts', 1)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_import_writes_a_copy_beside_the_workbook(
    make_workbook: Callable[..., Path], resume: Path
) -> None:
    candidate = {"Name": "Zoe O'Neil", "City": "Boston", "Email": None}
    jobs = [{"Title": "Clerk", "Company": "Fabrikam Inc.", "Mood": "calm"}]
    workbook = make_workbook({"Candidate": candidate, "Experience": jobs})
    as_excel_keeps_it(workbook)
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
        # There was an empty one, and two are no valid workbook.
        assert package.read("xl/styles.xml").count(b"<numFmts") == 1


def test_the_copy_takes_the_place_of_the_workbook(
    make_workbook: Callable[..., Path], resume: Path
) -> None:
    workbook = make_workbook()
    told = run("import", resume, "--into", workbook)[0]
    assert "rename interviews.xlsx to keep it, then the copy to interviews.xlsx" in told
    assert [line.split()[-1] for line in told.splitlines()[-2:]] == [str(workbook)] * 2


@pytest.mark.parametrize(
    ("sheet", "column", "held", "brought"),
    [
        ("Interviews", "Time", "9:30", "09:30"),
        ("Interviews", "Time", "09:30", "9:30 AM"),
        ("Interviews", "Date", "2027-01-12", "January 12, 2027"),
        (
            "Interviews",
            "Job URL",
            "https://www.northwind.example/jobs/1/",
            "northwind.example/jobs/1",
        ),
        ("Interviews", "Include", "yes", "TRUE"),
        ("Contacts", "Phone", "+1 617 555 0123", "(617) 555-0123"),
        ("Contacts", "LinkedIn", "www.linkedin.com/in/dana", "in/dana"),
        ("Contacts", "Email", "dana@northwind.example", "Dana@Northwind.example"),
    ],
)
def test_what_says_the_same_in_two_spellings_is_not_left(
    sheet: str,
    column: str,
    held: str,
    brought: str,
    make_workbook: Callable[..., Path],
    source: Source,
) -> None:
    rows = {
        "Interviews": {"Company": "Northwind", "Role": "Analyst", "Date": "2027-01-12"},
        "Contacts": {"Name": "Dana Wu", "Company": "Northwind"},
    }
    header, cells_ = zip(*(rows[sheet] | {column: brought}).items(), strict=True)
    path = source("more.csv", "\n".join('"' + '","'.join(one) + '"' for one in (header, cells_)))
    workbook = make_workbook({sheet: [rows[sheet] | {column: held}]})
    assert [note.message for note in leavebehind.import_into(workbook, [path]).left] == []


def test_two_columns_of_one_name_lose_nothing_without_a_word(
    source: Source, tmp_path: Path
) -> None:
    text = "Company,Role,Date,With,Mood,Date,With,Mood\n"
    path = source("t.csv", f"{text}Northwind,Analyst,2027-01-12,Dana Wu,a,2027-01-20,Tom Lee,b\n")
    report = leavebehind.new(tmp_path / "search", [path])
    assert [name for _, name, _, _ in panel(report.workbook)] == ["Dana Wu", "Tom Lee"]
    (row,) = cells(report.workbook, "Interviews")
    assert (row["Mood"], row["Mood 2"]) == ("a", "b")
    assert any("'Date' means the same as 'Date'" in note.message for note in report.left)


@pytest.mark.parametrize(
    "header",
    [
        "Azienda,Ruolo,Data colloquio,Ora,Intervistatore",
        "Bedrijf,Functie,Datum,Tijd,Interviewer",
        "会社名,職種,面接日,時間,面接官",
    ],
)
def test_trackers_of_more_languages_are_read(source: Source, tmp_path: Path, header: str) -> None:
    path = source("t.csv", f"{header}\nNorthwind,Analyst,2027-01-12,14:30,Dana Wu\n")
    workbook = leavebehind.new(tmp_path / "search", [path]).workbook
    (row,) = cells(workbook, "Interviews")
    assert (row["Company"], row["Role"], str(row["Time"])[:5]) == ("Northwind", "Analyst", "14:30")
    assert row["Date"] == datetime.datetime(2027, 1, 12)
    assert [name for _, name, _, _ in panel(workbook)] == ["Dana Wu"]


@pytest.mark.parametrize(
    ("header", "day"),
    [("Azienda,Ruolo,Data", 12), ("Entreprise,Poste,Date", 12), ("Company,Role,Date", 1)],
)
def test_a_date_of_two_readings_is_read_as_the_headings_language_does(
    source: Source, tmp_path: Path, header: str, day: int
) -> None:
    path = source("t.csv", f"{header}\nNorthwind,Analyst,12/01/2027\n")
    report = leavebehind.new(tmp_path / "search", [path])
    assert cells(report.workbook, "Interviews")[0]["Date"].day == day
    assert any("is read with the" in note.message for note in report.guesses)


def test_contacts_of_google_are_contacts(source: Source, tmp_path: Path) -> None:
    text = "First Name,Last Name,E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title\n"
    path = source("contacts.csv", f"{text}Dana,Wu,dana@northwind.example,Northwind,VP Product\n")
    (row,) = cells(leavebehind.new(tmp_path / "search", [path]).workbook, "Contacts")
    assert row == {
        **{"Name": "Dana Wu", "Company": "Northwind", "Position": "VP Product"},
        "Email": "dana@northwind.example",
    }


def test_the_address_beside_the_name_of_an_interviewer_is_theirs(
    source: Source, tmp_path: Path
) -> None:
    text = "Company,Role,Date,Interviewer Name,Interviewer Email\n"
    path = source("t.csv", f"{text}Northwind,Analyst,2027-01-12,Dana Wu,dana@northwind.example\n")
    (row,) = cells(leavebehind.new(tmp_path / "search", [path]).workbook, "Interviewers")
    assert (row["Name"], row["Email"]) == ("Dana Wu", "dana@northwind.example")


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
        ("resume.rtf", "{\\rtf1 Zoë", "is rich text"),
        ("jobs.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "is a file of an old Office"),
        ("export.zip", b"PK\x03\x04", "is a damaged zip file"),
        ("jobs.csv", 'Company,Role\n"' + "x" * 140_000, "is damaged at line 2"),
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
        leavebehind.new(
            tmp_path / "search", [resume], limits=leavebehind.ImportLimits(file_bytes=100)
        )


def test_a_folder_and_a_file_that_is_not_there_are_no_sources(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        leavebehind.new(tmp_path / "search", [tmp_path, tmp_path / "gone.json"])
    assert [problem.message for problem in caught.value.problems] == [
        *("is a folder", f"does not exist in {tmp_path}")
    ]


# LinkedIn


LINKEDIN = {
    "Profile.csv": "First Name,Last Name,Birth Date,Headline,Summary,Zip Code,Geo Location,"
    "Websites\n"
    'Zoë,O’Neil,Mar 3,Analyst,,02139,"Cambridge, Massachusetts, United States",'
    '"[COMPANY:https://zoe.example,PERSONAL:https://z.example]"\n',
    "Email Addresses.csv": "Email Address,Confirmed,Primary\nold@x.example,Yes,No\n"
    "zoe@mail.example,Yes,Yes\n",
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    '"Northwind, Inc.",Analyst,"Led a team • Cut costs",Boston,May 2021,\n'
    "Fabrikam,Clerk,,,janv. 2018,Apr 2021\n",
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities\n"
    "MIT,2011,2015,,BSc,Rowing\n",
    "Skills.csv": "Name\nSQL\nR\n",
    "Certifications.csv": "Name,Url,Authority,Started On,Finished On,License Number\n"
    "CFA,,CFA Institute,Jun 2019,,0012\n",
    "Recommendations_Received.csv": "First Name,Last Name,Company,Job Title,Text,Creation Date,"
    'Status\nSamuel,Ortiz,Contoso,CTO,She asks why.,"07/28/21, 03:13 PM",VISIBLE\n'
    'Ann,Gray,,,Hidden,"07/28/21, 03:13 PM",HIDDEN\n',
    "Connections.csv": 'Notes:\n"When exporting your connection data, you may notice …"\n\n'
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    'Lena,Brandt,https://www.linkedin.com/in/lena,,"Northwind GmbH",Accountant,05 Aug 2022\n'
    ",,,,,,\n",
    "messages.csv": "FROM,TO\na,b\n",
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_linkedin_export_fills_what_it_has(source: Source, tmp_path: Path) -> None:
    export = source("Basic_LinkedInDataExport.zip", zipped(LINKEDIN))
    report = leavebehind.new(tmp_path / "search", [export])
    search = leavebehind.read_workbook(report.workbook)
    one = search.candidate
    assert (one.name, one.email, one.city, one.region, one.postal_code, one.website) == (
        *("Zoë O’Neil", "zoe@mail.example", "Cambridge", "Massachusetts", "02139"),
        "https://zoe.example",
    )
    first, second = search.experience
    assert first.current and first.highlights == ("Led a team", "Cut costs")
    assert second.start and (second.start.month, second.start.precision) == (1, "month")
    assert search.education[0].start and search.education[0].start.precision == "year"
    assert search.skills[0].skills == "SQL, R"
    assert cells(report.workbook, "Certifications")[0]["Number"] == "0012"
    (recommendation,) = search.recommendations
    assert recommendation.date and recommendation.date.isoformat() == "2021-07-28"
    (contact,) = search.contacts
    assert (contact.name, contact.company, contact.position) == (
        *("Lena Brandt", "Northwind GmbH"),
        "Accountant",
    )
    left = " ".join(note.message for note in report.left)
    assert "Birth Date" in left and "1 recommendation not visible" in left
    assert "messages.csv" in left and "https://z.example" in left


@pytest.mark.parametrize(
    ("limits", "at", "bits", "message"),
    [
        ({"ratio": 1, "ratio_from": 10}, 8, 0, "unpacks to far more"),
        ({"members": 1}, 8, 0, "holds far more"),
        ({"rows": 1}, 8, 0, "holds more than 1 lines"),
        # The place of the flags, and of the sum, in the first entry (APPNOTE 4.3.12).
        ({}, 8, 1, "is protected with a password"),
        ({}, 16, 255, "can't be unpacked"),
    ],
)
def test_an_export_is_not_trusted(
    source: Source, tmp_path: Path, limits: Any, at: int, bits: int, message: str
) -> None:
    export = bytearray(zipped({name: LINKEDIN[name] for name in ("Positions.csv", "Skills.csv")}))
    export[export.index(b"PK\x01\x02") + at] ^= bits
    path = source("export.zip", bytes(export))
    with pytest.raises(SourceError, match=message):
        leavebehind.new(tmp_path / "search", [path], limits=leavebehind.ImportLimits(**limits))


def test_one_part_of_the_export_is_enough_in_a_folder_or_alone(
    source: Source, tmp_path: Path
) -> None:
    part = source("Connections (1).csv", LINKEDIN["Connections.csv"])
    part_of = source("part.zip", zipped({"export/Positions.csv": LINKEDIN["Positions.csv"]}))
    renamed = source("my jobs.csv", "\ufeff" + LINKEDIN["Positions.csv"])
    workbook = leavebehind.new(tmp_path / "search", [part, part_of, renamed]).workbook
    assert [row["Name"] for row in cells(workbook, "Contacts")] == ["Lena Brandt"]
    assert [row["Company"] for row in cells(workbook, "Experience")] == [
        *("Northwind, Inc.", "Fabrikam")
    ]


def test_sources_are_joined_and_filled_but_not_overwritten(
    source: Source, resume: Path, tmp_path: Path
) -> None:
    export = source("export.zip", zipped(LINKEDIN))
    report = leavebehind.new(tmp_path / "search", [resume, export])
    jobs = cells(report.workbook, "Experience")
    assert [(job["Company"], job.get("Location")) for job in jobs] == [
        *(("Northwind", "Boston"), ("Fabrikam", None))
    ]
    # The résumé says 2018, LinkedIn January: the same, and more.
    assert load_workbook(report.workbook)["Experience"]["D3"].number_format == "[>2100]mmm yyyy;0"
    assert [row["Skills"] for row in cells(report.workbook, "Skills")] == ["SQL, R", "Chess"]
    assert len(cells(report.workbook, "Recommendations")) == 2
    assert len(cells(report.workbook, "Education")) == 1


# Contacts and publications


VCARDS = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;Dr.;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dr. J=C3=B6rg =\r
M=C3=BCller\r
ORG:Northwind GmbH;Sales\r
EMAIL;PREF;INTERNET:jm@nw.example\r
TEL;CELL:+49 30 1\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
N:Stone;Lea;;;\r
ORG:Acme\\, Inc.;\r
TITLE:Head of\r
  Sales\r
item1.EMAIL;type=INTERNET:old@acme.example\r
item2.EMAIL;type=INTERNET;type=pref:lea@acme.example\r
URL:https\\://www.linkedin.com/in/lea\r
NOTE:one\\ntwo\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:4.0\r
KIND:org\r
FN:Big Org\r
END:VCARD\r
"""


def test_vcards_of_every_version_become_contacts(source: Source, tmp_path: Path) -> None:
    report = leavebehind.new(tmp_path / "search", [source("all.vcf", VCARDS)])
    first, second = cells(report.workbook, "Contacts")
    assert first == {
        "Name": "Dr. Jörg Müller",
        "Company": "Northwind GmbH",
        "Email": "jm@nw.example",
    }
    assert second == {
        "Name": "Lea Stone",
        "Company": "Acme, Inc.",
        "Position": "Head of Sales",
        "Email": "lea@acme.example",
        "LinkedIn": "https://www.linkedin.com/in/lea",
        "Notes": "one\ntwo",
    }
    assert any("Big Org" in note.message for note in report.left)
    assert any("phone numbers of 1 contact " in note.message for note in report.left)


BIBTEX = r"""% mine
@string{jm = "Journal of Tea"}
@article{a, title={The {\LaTeX} Companion}, journal=jm, year=2020, month=feb, doi={10.1/x},
  author={{\c{C}}etin, Anna and Knuth, Donald E. and {Smith and Sons} and others}}
@inproceedings{b, title="On {T}ea \& Cake", author="Jane Doe", crossref={p}, date={2019-05-03}}
@proceedings{p, title={Proceedings X}, year=2019}
@article{a, title={Another of the same key}}
@article{c, title={On {T}ea \& Cake}, author={M{\"u}ller, Jan}, year=1990,
  howpublished={\url{https://tea.example/cake}}}
@misc{broken, title={x
"""


def test_bibtex_becomes_publications_without_latex(source: Source, tmp_path: Path) -> None:
    report = leavebehind.new(tmp_path / "search", [source("mine.bib", BIBTEX)])
    latex, tea, earlier, double = leavebehind.read_workbook(
        named(report.workbook, "Anna Müller")
    ).publications
    assert (latex.title, latex.venue, latex.kind) == (
        *("The LaTeX Companion", "Journal of Tea"),
        "article",
    )
    assert latex.authors == "Anna Çetin, Donald E. Knuth, Smith and Sons, et al."
    assert latex.url == "https://doi.org/10.1/x"
    assert latex.date and (latex.date.isoformat(), latex.date.precision) == ("2020-02-01", "month")
    assert (tea.title, tea.venue, tea.kind) == (
        *("On Tea & Cake", "Proceedings X"),
        "conference paper",
    )
    assert (earlier.title, earlier.authors) == ("On Tea & Cake", "Jan Müller")
    assert (earlier.venue, earlier.url) == ("", "https://tea.example/cake")
    assert double.title == "Another of the same key"
    assert any("damaged" in note.message for note in report.left)


def named(path: Path, name: str) -> Path:
    """The workbook, in which the candidate has a name."""
    workbook = load_workbook(path)
    workbook["Candidate"]["B2"] = name
    workbook.save(path)
    return path


# Trackers


def test_a_tracker_with_anyones_headings(source: Source, tmp_path: Path) -> None:
    tracker = source(
        "jobs.csv",
        "Employer;Job Title;Stage;Interview date;Link;Hiring Manager;Gehalt\r\n"
        'Köhler AG;Analystin;Interview;03/04/2027;https://k.example/j;"Wu, Dana";100 k€\r\n'
        "Fabrikam;Clerk;Rejected;13/02/2027;;;\r\n"
        "Contoso;;Applied;;;Tom Okafor (CTO);\r\n".encode("cp1252"),
    )
    report = leavebehind.new(tmp_path / "search", [tracker])
    search = leavebehind.read_workbook(named(report.workbook, "Zoë O’Neil"))
    first, over, early = search.interviews
    assert (first.key, first.company, first.role) == ("Köhler AG", "Köhler AG", "Analystin")
    assert first.date and first.date.isoformat() == "2027-04-03"
    assert first.job_url == "https://k.example/j" and first.extra["gehalt"] == "100 k€"
    assert first.include and not over.include and not early.include
    assert early.role == "the open position"
    dana, tom = search.interviewers
    assert (dana.name, dana.part, dana.interview) == ("Dana Wu", "hiring manager", "Köhler AG")
    assert (tom.name, tom.title) == ("Tom Okafor", "CTO")
    assert "Hiring Manager" in comments(report.workbook, "Interviewers")["B2"]


@pytest.mark.parametrize(
    ("tracker", "interview", "people"),
    [
        (
            "Name,Created,Stage,Position,Interview Date,Interviewers\n"
            'Globex (https://www.notion.so/G-1),"May 1, 2026 3:02 PM",On-site,Manager,'
            '"February 5, 2027 9:00 AM → 4:00 PM","Hank Scorpio (https://notion.so/x), Lea Lim"\n',
            ("Globex", "Manager", "2027-02-05", datetime.time(9)),
            [("Hank Scorpio", None), ("Lea Lim", None)],
        ),
        (
            "Firma;Stelle;Ansprechpartner;E-Mail;Gespräch am\n"
            "Albert AG;Leiter;Birgit Ahn;b@a.example;15.1.2027\n",
            ("Albert AG", "Leiter", "2027-01-15", None),
            [("Birgit Ahn", "b@a.example")],
        ),
        (
            'Employer,Job,When,Who\nAcme,Engineer,3/14/2027 2pm,"Wu, Dana; Okafor, Tom"\n',
            ("Acme", "Engineer", "2027-03-14", datetime.time(14)),
            [("Dana Wu", None), ("Tom Okafor", None)],
        ),
        (
            "Organization,Position Title,Recruiter,Recruiter Email,Interview 1,Interview 2 Date\n"
            "Wayne,Engineer,Lucius Fox,fox@wayne.example,2020-11-10,2020-12-10\n",
            ("Wayne", "Engineer", "2020-12-10", None),
            [("Lucius Fox", "fox@wayne.example")],
        ),
    ],
)
def test_trackers_of_several_programs_and_languages(
    source: Source,
    tmp_path: Path,
    tracker: str,
    interview: tuple[Any, ...],
    people: list[tuple[Any, ...]],
) -> None:
    workbook = leavebehind.new(tmp_path / "search", [source("jobs.csv", tracker)]).workbook
    (row,) = cells(workbook, "Interviews")
    found = (row["Company"], row["Role"], row["Date"].isoformat()[:10], row.get("Time"))
    assert found == interview
    assert [(one["Name"], one.get("Email")) for one in cells(workbook, "Interviewers")] == people


def test_a_date_that_can_be_read_in_two_ways_is_a_guess(source: Source, tmp_path: Path) -> None:
    tracker = source("jobs.csv", "Company\tRole\tDate\nAcme\tClerk\t03/04/2027\n".encode("utf-16"))
    report = leavebehind.new(tmp_path / "search", [tracker])
    assert cells(report.workbook, "Interviews")[0]["Date"].isoformat()[:10] == "2027-03-04"
    assert "month first" in comments(report.workbook, "Interviews")["D2"]


def test_what_the_workbook_could_not_read_is_a_blank_cell_with_a_comment(
    source: Source, tmp_path: Path
) -> None:
    tracker = source("jobs.csv", "Company,Role,Date,Link\nAcme,Clerk,next week,see mail\n")
    report = leavebehind.new(tmp_path / "search", [tracker])
    (row,) = cells(report.workbook, "Interviews")
    assert set(row) == {"Interview", "Company", "Role"}
    assert "'next week' is not a date" in comments(report.workbook, "Interviews")["D2"]
    assert "'see mail'" in " ".join(note.message for note in report.guesses)


def test_another_workbook_is_taken_sheet_by_sheet(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    packages = [{"Package": "slim", "Sections": "resume"}]
    interview = {"Interview": "NW-1", "Company": "Northwind", "Role": "Clerk", "Package": "slim"}
    date = datetime.date(2027, 3, 16)
    sheets = {"Packages": packages, "Interviews": [{**interview, "Date": date}]}
    other = make_workbook(sheets, name="other.xlsx")
    report = leavebehind.new(tmp_path / "search", [other])
    search = leavebehind.read_workbook(report.workbook)
    assert search.interviews[0].package == "slim" and search.packages["slim"] == ("resume",)
    assert search.candidate.email == "avery@quinn.example"
    assert search.interviews[0].key == "NW-1" and search.interviews[0].date
    assert search.interviewers[0].interview == "NW-1"


def test_only_rows_that_are_taken_are_counted(source: Source, tmp_path: Path) -> None:
    tracker = source("jobs.csv", "Company,Role\nAcme,Clerk\n,Buyer\n")
    report = leavebehind.new(tmp_path / "search", [tracker])
    assert report.sources[0].taken == {"Interviews": 1}
    assert "'Buyer' is left, which has no Company" in report.left[0].message


def test_a_formula_without_a_result_is_noted(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    sheets = {"Jobs": [{"Company": "Acme", "Role": "Clerk", "Date": "=TODAY()"}] * 2}
    nothing = dict.fromkeys(("Candidate", "Interviews", "Interviewers"))
    tracker = make_workbook({**nothing, **sheets}, name="jobs.xlsx")
    report = leavebehind.new(tmp_path / "search", [tracker])
    assert "Date" not in cells(report.workbook, "Interviews")[0]
    (note,) = report.left
    assert "Date is left blank where a formula has no result" in note.message


def test_interviewers_join_the_interview_that_they_name_or_are_left_with_a_note(
    make_workbook: Callable[..., Path], source: Source
) -> None:
    people = source("panel.csv", "Interview,Name,Title\nnw-1,Lea Lim,CTO\nXX-9,Tom Ode,CEO\n")
    report = leavebehind.import_into(make_workbook(), [people])
    assert ("NW-1", "Lea Lim", "CTO", None) in panel(report.workbook)
    (note,) = report.left
    assert "'Tom Ode' is left" in note.message and "'XX-9'" in note.message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", zipped({"a.txt": "x"}), "not an export of LinkedIn's"),
        ("a.zip", zipped(LINKEDIN)[:300], "damaged zip file"),
        ("a.zip", zipped({"Profile.csv": b"a" * 50_000_000}), "unpacks to far more"),
        ("a.vcf", "BEGIN:VCARD\nFN:Lea", "no vCard that is whole"),
        ("a.bib", "nothing", "holds no publications"),
        ("a.csv", "colour,size\nred,2\n", "no columns that are known"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged zip file"),
        ("a.msg", b"\xd0\xcf\x11\xe0" + "__substg1.0_".encode("utf-16-le"), "Outlook item"),
    ],
)
def test_a_foreign_or_damaged_file_is_one_line(
    source: Source, tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    _, errors = run("new", tmp_path / "search", "--from", source(name, content), code=1)
    (line,) = errors.splitlines()
    assert message in line and name in line


# Invitations


def invitation(*lines: str, method: str = "REQUEST", before: Sequence[str] = ()) -> str:
    """A calendar file with one event, as Google and Outlook send it."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *before, "BEGIN:VEVENT", "UID:1"]
    return "\r\n".join([*head, *lines, "END:VEVENT", "END:VCALENDAR", ""])


GOOGLE = invitation(
    "DTSTART:20270316T170000Z",
    "ORGANIZER;CN=Kim Lee:mailto:kim.lee@northwind.example",
    "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;RSVP=TRUE",
    " ;CN=Kim Lee;X-NUM-GUESTS=0:mailto:kim.lee@northwind.example",
    "ATTENDEE;CN=avery.quinn@gmail.com:mailto:avery.quinn@gmail.com",
    "ATTENDEE;CN=dana.wu@northwind.example:mailto:dana.wu@northwind.example",
    "ATTENDEE;PARTSTAT=DECLINED;CN=Ann Gray:mailto:ann@northwind.example",
    "ATTENDEE;CUTYPE=RESOURCE;CN=SEA-4-Alder (8):mailto:c_1@resource.calendar.google.com",
    "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij",
    "DESCRIPTION:We look forward to meeting you for the Senior Product Manager role.\\nYou will "
    "meet Dana Wu\\, VP Product\\, and Tom Okafor (Engineering Manager).\\nKim Lee\\nRecruiter"
    "\\n\\n-::~:~::~:~\\nJoin with Google Meet: https://meet.google.com/abc-defg-hij",
    "LOCATION:SEA-4-Alder (8)",
    "SUMMARY:Avery Quinn <> Northwind: Onsite interview",
    before=["X-WR-TIMEZONE:America/Los_Angeles"],
)
OUTLOOK = invitation(
    'ORGANIZER;CN="Lee, Kim (Recruiting)":mailto:kim.lee@bluebottle.example',
    'ATTENDEE;RSVP=TRUE;CN="Wu, Dana":mailto:dwu@bluebottle.example',
    "ATTENDEE;RSVP=TRUE;CN=Avery Quinn:mailto:aq@outlook.com",
    "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:tokafor@bluebottle.example",
    "ATTENDEE;CN=Conf Room Rhein:mailto:rhein@bluebottle.example",
    "ATTENDEE;CN=Recruiting Team:mailto:recruiting@bluebottle.example",
    "DESCRIPTION;LANGUAGE=en-US:10:00-10:45 Dana Wu\\n11:00-11:45 Tom Okafor\\n____________\\n"
    "Microsoft Teams meeting\\nhttps://teams.microsoft.com/l/meetup-join/19%3a/0",
    "SUMMARY;LANGUAGE=en-US:Interview with Blue Bottle - Product Lead",
    "DTSTART;TZID=W. Europe Standard Time:20270316T100000",
    "LOCATION;LANGUAGE=en-US:Microsoft Teams Meeting",
    before=[
        *("BEGIN:VTIMEZONE", "TZID:W. Europe Standard Time", "BEGIN:STANDARD"),
        *("DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
        *("END:STANDARD", "END:VTIMEZONE"),
    ],
)


def panel(workbook: Path) -> list[tuple[Any, ...]]:
    columns = ("Interview", "Name", "Title", "Part")
    return [tuple(map(row.get, columns)) for row in cells(workbook, "Interviewers")]


def test_an_invitation_of_googles_carries_the_panel(source: Source, tmp_path: Path) -> None:
    report = leavebehind.new(tmp_path / "search", [source("invite.ics", GOOGLE)])
    search = leavebehind.read_workbook(report.workbook)
    assert (search.candidate.name, search.candidate.email) == (
        *("Avery Quinn", "avery.quinn@gmail.com"),
    )
    (interview,) = search.interviews
    assert (interview.key, interview.company, interview.role) == (
        *("Northwind", "Northwind", "Senior Product Manager"),
    )
    assert interview.date and interview.date.isoformat() == "2027-03-16"
    assert interview.time == datetime.time(10) and interview.location == "SEA-4-Alder (8)"
    assert interview.extra["time_zone"] == "America/Los_Angeles"
    assert interview.extra["video_link"] == "https://meet.google.com/abc-defg-hij"
    assert "Join with" not in str(interview.extra["notes"])
    assert panel(report.workbook) == [
        ("Northwind", "Kim Lee", None, "recruiter"),
        ("Northwind", "Dana Wu", "VP Product", None),
        ("Northwind", "Tom Okafor", "Engineering Manager", None),
    ]
    guesses = comments(report.workbook, "Interviews")
    assert "names Northwind" in guesses["B2"] and "Senior Product Manager role" in guesses["C2"]


def test_a_guest_without_an_address_is_not_taken_for_the_candidate(
    source: Source, tmp_path: Path
) -> None:
    guests = (
        "ATTENDEE;CN=Dana Wu:invalid:nomail",
        "ATTENDEE;CN=Kim Lee:mailto:k@northwind.example",
    )
    path = source(
        "invite.ics", invitation("DTSTART:20270316T170000Z", *guests, "SUMMARY:Northwind")
    )
    report = leavebehind.new(tmp_path / "search", [path])
    assert [name for _, name, _, _ in panel(report.workbook)] == ["Dana Wu", "Kim Lee"]
    assert cells(report.workbook, "Candidate") == [{}]


def test_an_invitation_of_outlooks_is_in_the_clock_of_its_place(
    source: Source, tmp_path: Path
) -> None:
    report = leavebehind.new(tmp_path / "search", [source("invite.ics", OUTLOOK)])
    (row,) = cells(report.workbook, "Interviews")
    assert (row["Company"], row["Role"]) == ("Blue Bottle", "Product Lead")
    assert (row["Time"], row["Time zone"]) == (datetime.time(10), "Europe/Berlin")
    assert row["Location"] == "Video call (Microsoft Teams)"
    assert cells(report.workbook, "Candidate") == [
        {"Name": "Avery Quinn", "Email": "aq@outlook.com"}
    ]
    assert panel(report.workbook) == [
        ("Blue Bottle", "Kim Lee", None, "recruiter"),
        ("Blue Bottle", "Dana Wu", None, None),
        ("Blue Bottle", "Tom Okafor", None, None),
    ]
    left = " ".join(note.message for note in report.left)
    assert "'Conf Room Rhein' is left: it is a room" in left
    assert "'Recruiting Team' is left: it is a mailbox" in left


def test_a_message_carries_an_invitation(source: Source, tmp_path: Path) -> None:
    text = GOOGLE.replace("X-WR-TIMEZONE:America/Los_Angeles\r\n", "")
    message = EmailMessage()
    message["From"] = "Kim Lee <kim.lee@northwind.example>"
    message["To"] = "avery.quinn@gmail.com"
    message["Subject"] = "Invitation: Onsite @ Tue Mar 16, 2027 10am - 11am (PDT)"
    message.set_content("When: Tue Mar 16, 2027 10am – 11am (PDT)\n")
    message.add_alternative(text, subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(text.encode(), "application", "ics", filename="invite.ics")
    report = leavebehind.new(tmp_path / "search", [source("invite.eml", message.as_bytes())])
    (row,) = cells(report.workbook, "Interviews")
    assert (row["Time"], row["Time zone"]) == (datetime.time(10), "PDT")
    assert len(cells(report.workbook, "Interviewers")) == 3


def test_a_tracker_of_names_with_a_panel_is_none_of_referees(
    source: Source, tmp_path: Path
) -> None:
    tracker = source("jobs.csv", "Name,Stage,Interviewers\nNorthwind,Onsite,Dana Wu,lost words\n")
    report = leavebehind.new(tmp_path / "search", [tracker])
    (row,) = cells(report.workbook, "Interviews")
    assert (row["Company"], row["Status"]) == ("Northwind", "Onsite")
    assert [one["Name"] for one in cells(report.workbook, "Interviewers")] == ["Dana Wu"]
    assert report.left[0].message == "jobs!D2: column D has no header, and is left out"


def test_a_tracker_is_read_row_by_row_as_a_workbook_is(source: Source, tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ("Company", "Role", "Status", "Remote?"),
        ("Northwind", "Analyst", "Interview", False),
        (None, "Buyer", "Interview", False),
        ("Company", "Role", "Status", "Remote?"),
        *[(None, None, None, False)] * 3,
        ("Fabrikam", "Cook", "#REF!", None),
        (),
        ("Total", 3, None, None),
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active["C8"].data_type = "e"
    content = io.BytesIO()
    book.save(content)
    report = leavebehind.new(tmp_path / "s", [source("jobs.xlsx", content.getvalue())])
    rows = [(row["Company"], row["Role"]) for row in cells(report.workbook, "Interviews")]
    assert rows == [("Northwind", "Analyst"), ("Northwind", "Buyer"), ("Fabrikam", "Cook")]
    first, second = (note.message for note in report.left)
    assert "remark" in first and "'Total'" in first
    assert "Status is left blank" in second


def test_a_page_of_notions_may_be_called_after_company_and_role(
    source: Source, tmp_path: Path
) -> None:
    table = (
        "Name,Stage,Interview Time\n"
        'Northwind - Analyst,Interview,"March 16, 2027 10:30 AM"\n'
        "Data Engineer @ Contoso,Applied,\nFabrikam,Interview,930\n"
    )
    report = leavebehind.new(tmp_path / "s", [source("applications.csv", table)])
    first, second, third = cells(report.workbook, "Interviews")
    assert (first["Company"], first["Role"]) == ("Northwind", "Analyst")
    assert (first["Date"].date(), first["Time"]) == (
        datetime.date(2027, 3, 16),
        datetime.time(10, 30),
    )
    assert (second["Company"], second["Role"]) == ("Contoso", "Data Engineer")
    assert (third["Company"], third["Time"]) == ("Fabrikam", datetime.time(9, 30))
    said = comments(report.workbook, "Interviews")
    assert "called 'Northwind - Analyst'" in said["B2"] and "930" in said["E4"]


def test_a_name_in_two_columns_is_whole_and_a_quoted_number_a_text(
    source: Source, tmp_path: Path
) -> None:
    table = (
        'First Name,Last Name,Company,Email,Extension\nDana,Wu,Northwind,d@nw.example,"=""012"""\n'
    )
    report = leavebehind.new(tmp_path / "s", [source("people.csv", table)])
    (dana,) = cells(report.workbook, "Contacts")
    assert (dana["Name"], dana["Extension"]) == ("Dana Wu", "012")
    assert not report.left


def test_a_section_of_another_shape_is_taken_or_noted(source: Source, tmp_path: Path) -> None:
    resume = {"basics": {"name": "Zoë"}, "work": {"name": "Northwind"}, "education": "none"}
    report = leavebehind.new(tmp_path / "s", [source("resume.json", json.dumps(resume))])
    (left,) = report.left
    assert left.message == "its section 'education' is left: 'none' is no list"
    assert not cells(report.workbook, "Experience")[1:]


def test_an_export_in_another_language_is_asked_for_in_english(
    source: Source, tmp_path: Path
) -> None:
    files = {"Profile.csv": "Vorname,Nachname,Headline\nZoë,Ott,Analystin\n"}
    with pytest.raises(SourceError, match="set LinkedIn's language to English"):
        leavebehind.new(tmp_path / "s", [source("export.zip", zipped(files))])


def test_a_meeting_that_repeats_or_has_a_zone_of_nowhere_is_told(
    source: Source, tmp_path: Path
) -> None:
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Superday at Northwind for Analyst role\n"
        "DTSTART;TZID=Mars/Base:20270316T100000\nRRULE:FREQ=WEEKLY;COUNT=3\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    report = leavebehind.new(tmp_path / "s", [source("superday.ics", event)])
    assert "repeats, and only its first day is taken" in report.left[0].message
    (row,) = cells(report.workbook, "Interviews")
    assert (row["Company"], row["Time"]) == ("Northwind", datetime.time(10))
    assert "'Mars/Base', which is no known" in comments(report.workbook, "Interviews")["E2"]


def test_the_first_choice_of_a_card_is_that_of_the_lowest_number(
    source: Source, tmp_path: Path
) -> None:
    card = "BEGIN:VCARD\nVERSION:4.0\nFN;PREF=2:D. Wu\nFN;PREF=1:Dana Wu\nEND:VCARD\n"
    report = leavebehind.new(tmp_path / "s", [source("dana.vcf", card)])
    assert cells(report.workbook, "Contacts")[0]["Name"] == "Dana Wu"


def test_who_sends_an_invitation_to_one_person_is_not_the_candidate(
    source: Source, tmp_path: Path
) -> None:
    lines = [
        "SUMMARY:Interview",
        "ORGANIZER;CN=Dana Wu:mailto:dana@northwind.example",
        "ATTENDEE;CN=Avery Quinn:mailto:avery@quinn.example",
    ]
    report = leavebehind.new(tmp_path / "s", [source("invite.ics", invitation(*lines))])
    assert cells(report.workbook, "Candidate")[0]["Name"] == "Avery Quinn"
    assert cells(report.workbook, "Interviews")[0]["Company"] == "Northwind"
    assert [row["Name"] for row in cells(report.workbook, "Interviewers")] == ["Dana Wu"]


def test_the_same_interview_in_a_tracker_and_an_invitation_is_one(
    source: Source, resume: Path, tmp_path: Path
) -> None:
    tracker = source(
        "jobs.csv",
        'Company,Role,Status,Interviewer\nNorthwind Inc.,Product Manager II,Onsite,"Wu, Dana M."\n',
    )
    own = source("me.json", json.dumps({"basics": {"name": "Avery Quinn", "email": "a@q.example"}}))
    invite = source("invite.ics", GOOGLE)
    report = leavebehind.new(tmp_path / "search", [invite, tracker, own])
    (row,) = cells(report.workbook, "Interviews")
    assert (row["Company"], row["Role"]) == ("Northwind Inc.", "Product Manager II")
    assert row["Status"] == "Onsite" and row["Time"] == datetime.time(10)
    assert {row["Interview"] for row in cells(report.workbook, "Interviewers")} == {
        row["Interview"]
    }
    assert [one[1] for one in panel(report.workbook)] == ["Dana M. Wu", "Kim Lee", "Tom Okafor"]
    assert cells(report.workbook, "Interviewers")[0]["Email"] == "dana.wu@northwind.example"
    again = leavebehind.import_into(report.workbook, [invite])
    assert len(cells(again.workbook, "Interviews")) == 1
    assert panel(again.workbook) == panel(report.workbook)


def test_of_a_calendar_only_interviews_are_taken(source: Source, tmp_path: Path) -> None:
    events = [
        *("BEGIN:VEVENT", "UID:2", "SUMMARY:Dentist", "DTSTART:20270301T100000", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:3", "SUMMARY:Interview", "STATUS:CANCELLED", "END:VEVENT"),
    ]
    calendar = OUTLOOK.replace("END:VCALENDAR", "\r\n".join([*events, "END:VCALENDAR"]))
    report = leavebehind.new(tmp_path / "search", [source("all.ics", calendar)])
    assert len(cells(report.workbook, "Interviews")) == 1
    left = " ".join(note.message for note in report.left)
    assert "'Dentist' is left" in left and "it is cancelled" in left


FINANCE = ("Northwind", "Director of Finance")


@pytest.mark.parametrize(
    ("summary", "text", "company", "role"),
    [
        ("Interview with Northwind", "", "Northwind", None),
        ("Interview with Northwind Trust", "", "Northwind Trust", None),
        ("Northwind Traders Ltd final interview", "", "Northwind Traders Ltd", None),
        ("Northwind Energy Analyst Interview", "", "Northwind", "Energy Analyst"),
        ("Final Interview – VP, Engineering", "", "Northwind", "VP, Engineering"),
        ("Gespräch – Leiterin (m/w/d) – Northwind GmbH", "", "Northwind GmbH", "Leiterin"),
        ("Zoom Meeting", "You applied to the Director of Finance position.", *FINANCE),
        ("Northwind Interview - Senior Data Engineer", "", "Northwind", "Senior Data Engineer"),
        ("Interview: Product Designer @ Northwind", "", "Northwind", "Product Designer"),
        (
            "Zoom interview",
            "Position: Head of Care\nCompany: Northwind",
            "Northwind",
            "Head of Care",
        ),
        ("Gespräch bei Northwind", "als Leiter Einkauf", "Northwind", "Leiter Einkauf"),
        (
            "Entretien avec Northwind – poste de Cheffe de projet",
            "",
            "Northwind",
            "Cheffe de projet",
        ),
        ("Northwind Industries Onsite – VP of Care", "", "Northwind Industries", "VP of Care"),
        ("Interview: Head of Care at Northwind Clinic", "", "Northwind Clinic", "Head of Care"),
        (
            "Entrevista con Northwind para Responsable de Obra",
            "",
            "Northwind",
            "Responsable de Obra",
        ),
        ("Interview for" + " " * 3_000 + "role", "", "Northwind", None),
        ("Hiring Manager Interview: Dana Wu / Avery Quinn", "", "Northwind", None),
        (
            "Technical Interview: Backend Engineer, Payments",
            "for Backend Engineer, Payments.",
            "Northwind",
            "Backend Engineer, Payments",
        ),
        (
            "Onsite",
            "for the Director, Operations Analytics role on Monday",
            "Northwind",
            "Director, Operations Analytics",
        ),
        (
            "Final round",
            "your interview for the Chief of Staff role",
            "Northwind",
            "Chief of Staff",
        ),
    ],
)
def test_company_and_role_are_guessed(
    source: Source, tmp_path: Path, summary: str, text: str, company: str, role: str | None
) -> None:
    lines = (
        "DTSTART:20270316T170000",
        "ATTENDEE;CN=Dana Wu:mailto:dana@northwind.example",
        f"SUMMARY:{summary}",
        "DESCRIPTION:" + text.replace("\n", "\\n"),
    )
    path = source("invite.ics", invitation(*lines))
    (row,) = cells(leavebehind.new(tmp_path / "search", [path]).workbook, "Interviews")
    assert (row["Company"], row["Role"]) == (company, role or "the open position")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ics", GOOGLE[:400], "holds no calendar entry that is whole"),
        ("a.ics", invitation("SUMMARY:x", method="CANCEL"), "it is cancelled"),
        ("a.eml", "From: a@b.example\nSubject: x\n\nHello\n", "without an invitation"),
    ],
)
def test_an_invitation_that_is_none_is_one_line(
    source: Source, tmp_path: Path, name: str, content: str, message: str
) -> None:
    _, errors = run("new", tmp_path / "search", "--from", source(name, content), code=1)
    (line,) = errors.splitlines()
    assert message in line and name in line


def test_a_line_that_is_damaged_costs_no_more_than_itself(source: Source, tmp_path: Path) -> None:
    damaged = GOOGLE.replace("DTSTART:2027", "DTSTART:x2027").replace(
        "ATTENDEE;CN=dana", "ATT;CN=dana"
    )
    report = leavebehind.new(tmp_path / "search", [source("invite.ics", damaged)])
    (row,) = cells(report.workbook, "Interviews")
    assert row["Company"] == "Northwind" and "Date" not in row
    assert {"Kim Lee", "Tom Okafor"} <= {one[1] for one in panel(report.workbook)}


def test_somebody_with_a_private_address_is_no_candidate_where_another_is_known(
    source: Source, resume: Path, tmp_path: Path
) -> None:
    invite = GOOGLE.replace("CN=avery.quinn@gmail.com", "CN=Avery Quinn")
    report = leavebehind.new(tmp_path / "search", [resume, source("invite.ics", invite)])
    assert "Avery Quinn" in {one[1] for one in panel(report.workbook)}
    second = leavebehind.new(tmp_path / "other", [resume, source("invite.ics", GOOGLE)])
    assert any("is taken for you" in note.message for note in second.left)


def test_what_looks_like_a_formula_stays_a_text(source: Source, tmp_path: Path) -> None:
    trick = '=HYPERLINK("https://evil.example")'
    path = source("jobs.csv", f"Company,Role,Status,Note\nAcme,+1,@SUM(1),{json.dumps(trick)}\n")
    workbook = leavebehind.new(tmp_path / "search", [path]).workbook
    row = load_workbook(workbook)["Interviews"][2]
    assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_nothing_is_fetched(asked: tuple[str, list[str]], source: Source, tmp_path: Path) -> None:
    address, paths = asked
    basics = {"name": "Zoë", "image": f"{address}/me.png", "url": address}
    me = source("resume.json", json.dumps({"basics": basics}))
    invite = source("invite.ics", GOOGLE.replace("https://meet.google.com", address))
    report = leavebehind.new(tmp_path / "search", [me, invite])
    assert any("nothing is fetched" in note.message for note in report.left)
    assert paths == []


def test_a_calendar_entry_of_ones_own_names_the_interviewer_in_its_title(
    source: Source, tmp_path: Path
) -> None:
    lines = (
        "DTSTART;VALUE=DATE:20270316",
        "ORGANIZER;CN=Avery Quinn:mailto:avery@gmail.com",
        "ATTENDEE;CN=Tom Okafor:tom@northwind.example",
        'ATTENDEE;CN="Jana Sala";EMAIL="jana@northwind.example":/aMTk/principal/',
        "SUMMARY:Interview with Dana Wu (CTO) at Northwind",
    )
    path = source("invite.ics", invitation(*lines))
    workbook = leavebehind.new(tmp_path / "search", [path]).workbook
    (row,) = cells(workbook, "Interviews")
    assert row["Company"] == "Northwind" and "Time" not in row
    assert panel(workbook) == [
        ("Northwind", "Tom Okafor", None, None),
        ("Northwind", "Jana Sala", None, None),
        ("Northwind", "Dana Wu", "CTO", None),
    ]
    assert cells(workbook, "Candidate")[0]["Name"] == "Avery Quinn"


def test_a_panel_is_read_from_a_list_and_from_names_without_quotation_marks(
    source: Source, tmp_path: Path
) -> None:
    lines = (
        "DTSTART;TZID=W. Europe Standard Time:20270316T093000",
        "ORGANIZER;CN=Söhnlein, Birgit:mailto:b.soehnlein@mueller-bau.example",
        "ATTENDEE;CN=Dr. Müller, Hans:mailto:hm@mueller-bau.example",
        "ATTENDEE;CN=k@weiss.example:mailto:k.weiss@weiss.example",
        "LOCATION:Müller Bau GmbH\\, Besprechungsraum 2",
        "SUMMARY:Vorstellungsgespräch Katharina Weiß - Projektleiterin",
        "DESCRIPTION:Ihre Gesprächspartner:\\nDr. Hans Müller\\, Geschäftsführer\\n"
        "Lea St. Julien (Director of Care)\\nMit freundlichen Grüßen\\nBirgit Söhnlein",
    )
    path = source("invite.ics", invitation(*lines))
    workbook = leavebehind.new(tmp_path / "search", [path]).workbook
    company = "Müller Bau GmbH"
    assert panel(workbook) == [
        (company, "Birgit Söhnlein", None, None),
        (company, "Dr. Hans Müller", "Geschäftsführer", None),
        (company, "Lea St. Julien", "Director of Care", None),
    ]
    assert cells(workbook, "Candidate")[0]["Name"] == "Katharina Weiß"
    assert leavebehind.read_workbook(workbook).settings.paper == "a4"


def test_an_agencys_invitation_is_for_the_company_and_a_slot_may_be_a_lunch(
    source: Source, tmp_path: Path
) -> None:
    lines = (
        "DTSTART:20270316T093000",
        "ORGANIZER;CN=Jo Ng:mailto:jo@talentbridge.example",
        "ATTENDEE;CN=Recruiting Calendar:mailto:c_18@group.calendar.google.com",
        "ATTENDEE;CN=Alfred Pennyworth - Northwind:mailto:alfred@northwind.example",
        "ATTENDEE;CN=avery@gmail.com:mailto:avery@gmail.com",
        "SUMMARY:Interview (Data Analyst) w/ Jill Valentine",
        "DESCRIPTION:10:00 - 10:45 AM: Hank Scorpio\\, CEO\\n11:00 - 11:45: Lunch with Lea Simpson",
    )
    workbook = leavebehind.new(
        tmp_path / "search", [source("invite.ics", invitation(*lines))]
    ).workbook
    assert panel(workbook) == [
        ("Northwind", "Jo Ng", None, "recruiter"),
        ("Northwind", "Alfred Pennyworth", None, None),
        ("Northwind", "Jill Valentine", None, None),
        ("Northwind", "Hank Scorpio", "CEO", None),
        ("Northwind", "Lea Simpson", None, None),
    ]


# The first package


def test_an_export_and_an_invitation_build_without_a_cell_typed(
    source: Source, tmp_path: Path
) -> None:
    profile = LINKEDIN["Profile.csv"].replace("Zoë,O’Neil", "Avery,Quinn")
    connections = LINKEDIN["Connections.csv"] + (
        "Dana,Wu,https://www.linkedin.com/in/danawu,,Northwind,VP Product,05 Aug 2022\n"
    )
    export = zipped({**LINKEDIN, "Profile.csv": profile, "Connections.csv": connections})
    sources = [source("export.zip", export), source("invite.ics", GOOGLE)]
    report = leavebehind.new(tmp_path / "search", sources)
    built = leavebehind.build(report.workbook, pdf="none")
    assert not built.problems
    assert [package.interviewer.name for package in built.packages] == [
        *("Kim Lee", "Dana Wu", "Tom Okafor")
    ]
    assert built.packages[1].interviewer.linkedin == "https://www.linkedin.com/in/danawu"
    assert sum("no text of yours yet" in note.message for note in built.notes) == 3
    assert not any("prints the column" in note.message for note in built.notes)
