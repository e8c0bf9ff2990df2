"""The commands as a person or a script uses them: output, JSON and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import psutil
import pytest
from commands import run, run_json
from conftest import LETTERS
from killing import is_alive, wait_until

from leavebehind import __version__
from leavebehind.cli import app
from leavebehind.cli.batch import build_side_by_side
from leavebehind.cli.output import JsonOutput, LineOutput
from leavebehind.errors import CellProblem
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.libreoffice import soffice
from leavebehind.records import Interview, Interviewer, Note
from leavebehind.report import BuildReport, Document, Package

MakeWorkbook = Callable[..., Path]


def test_build_prints_its_report_as_json_with_absolute_paths(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    report = run_json("build", workbook, "--pdf", "none")
    (package,) = report["packages"]
    packages = workbook.parent / "packages"
    assert package["folder"] == str(packages / "NW-1" / "Dana Wu")
    assert package["pdf"] is None
    assert package["interview"]["key"] == "NW-1"
    assert package["interview"]["company"] == "Northwind"
    assert package["interview"]["date"] == "2027-03-16"
    assert package["interviewer"]["name"] == "Dana Wu"
    assert package["interviewer"]["title"] == "VP Product"
    assert package["documents"][0] == {
        "section": "cover_letter",
        "path": str(packages / "NW-1" / "Dana Wu" / "Cover letter.docx"),
        "outcome": "created",
    }
    assert all(set(note) == {"message", "place"} for note in report["notes"])
    assert "problems" not in report


def test_build_prints_for_a_person_what_was_made_and_notes_on_standard_error(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook({"References": [{"Name": "Cy", "Permission": "no"}]})
    output, errors = run("build", workbook, "--pdf", "none")
    assert "Dana Wu" in output
    assert "created" in output
    assert "Cy has not given permission" in errors


def test_a_problem_of_the_workbook_is_printed_with_its_place_and_exit_code_1(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook({"Interviewers": [{"Interview": "NW-2", "Name": "Dana"}]})
    for command in ("build", "check"):
        _, errors = run(command, workbook, code=1)
        assert "Interviewers!A2: no interview is called 'NW-2'; did you mean 'NW-1'?" in errors
        (problem,) = run_json(command, workbook, code=1)["problems"]
        assert problem == {
            "sheet": "Interviewers",
            "cell": "A2",
            "message": "no interview is called 'NW-2'",
            "hint": "did you mean 'NW-1'?",
        }


def test_a_problem_of_a_template_is_printed_with_its_place(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    import docx

    templates = tmp_path / "mine"
    templates.mkdir()
    letter = docx.Document()
    letter.add_paragraph("Dear {{ interviewer.nmae }},")
    letter.save(str(templates / "cover_letter.docx"))
    report = run_json("check", make_workbook(), "--templates", templates, code=1)
    assert report["problems"] == [
        {
            "file": "cover_letter.docx",
            "part": "body",
            "paragraph": 1,
            "tag": "{{ interviewer.nmae }}",
            "message": "there is no 'nmae' in interviewer",
            "hint": "did you mean 'name'?",
        }
    ]


def test_a_document_that_fails_later_leaves_the_rest_and_exit_code_1(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook()
    run("build", workbook, "--pdf", "none")
    letter = workbook.parent / "packages" / "NW-1" / "Dana Wu" / "Cover letter.docx"
    letter.write_bytes(b"broken")
    report = run_json("build", workbook, "--pdf", "embedded", code=1)
    assert set(report) >= {"packages", "problems", "notes"}
    assert report["packages"][0]["pdf"] is None


def test_check_says_when_all_is_well_and_writes_nothing(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    assert "no problems" in run("check", workbook)[0]
    assert run_json("check", workbook)["problems"] == []
    assert sorted(workbook.parent.iterdir()) == [workbook]


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("build", "x.xlsx", "--pdf", "paper"),
        ("build", "x.xlsx", "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_has_exit_code_2(arguments: tuple[str, ...]) -> None:
    run(*arguments, code=2)


def test_a_name_that_nothing_has_is_wrong_usage(make_workbook: MakeWorkbook) -> None:
    _, errors = run("build", make_workbook(), "--interviewer", "Dana Wo", code=2)
    assert "did you mean 'Dana Wu'" in errors


@pytest.mark.parametrize("unknown", [("--interview", "NW-9"), ("--theme", "modren")])
def test_a_name_that_nothing_has_is_wrong_usage_with_several_workbooks_too(
    make_workbook: MakeWorkbook, unknown: tuple[str, str]
) -> None:
    books = [make_workbook(name=f"{name}.xlsx") for name in ("ana", "bo")]
    report = run_json("build", *books, "--pdf", "none", *unknown, code=2)
    assert [problem["message"][:3] for problem in report["problems"]] == ["in ", "in "]
    assert "code" not in report


def test_build_says_of_bad_inputs_what_check_says(make_workbook: MakeWorkbook) -> None:
    awards = [{"Title": "Prize", "Date": "someday"}]
    book = make_workbook({"Awards": awards, "Interviewrs": [{"Name": "Dana Wu"}]})
    templates = book.parent / "word_templates"
    templates.mkdir()
    (templates / "old.doc").write_bytes(b"")
    checked = run_json("check", book, code=1)
    assert checked["notes"]
    assert run_json("build", book, code=1) == checked
    assert run("build", book, code=1)[1] == run("check", book, code=1)[1]
    built = run_json("build", book, make_workbook(name="b/sound.xlsx"), "--pdf", "none", code=1)
    assert {note["message"] for note in checked["notes"]} <= {
        note["message"] for note in built["notes"]
    }


def test_several_workbooks_get_a_folder_each_and_a_bad_one_fails_alone(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    books = [make_workbook(name=f"{name}.xlsx") for name in ("ana", "old/ana")]
    bad = make_workbook({"Interviews": None}, name="bad.xlsx")
    output = tmp_path / "out"
    report = run_json("build", books[0], bad, books[1], "-o", output, "--pdf", "none", code=1)
    assert [package["folder"] for package in report["packages"]] == [
        str(output / name / "NW-1" / "Dana Wu") for name in ("ana", "ana (2)")
    ]
    assert all(f"in {bad}: " in problem["message"] for problem in report["problems"])
    assert report["problems"]
    assert {note["place"].partition(":")[0] for note in report["notes"]} == {
        *map(str, [*books, bad])
    }


def test_many_workbooks_are_checked_and_a_shared_problem_is_printed_once(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    """Five clients share a template with a slip, and one of them has a slip of their own."""
    templates = tmp_path / "templates"
    templates.mkdir()
    letter = docx.Document()
    letter.add_paragraph("Dear {{ interviewer.nmae }},")
    letter.save(str(templates / "cover_letter.docx"))
    books = [make_workbook(name=f"c{number}.xlsx") for number in range(5)]
    bad = make_workbook({"Interviewers": None}, name="bad.xlsx")
    output, errors = run("check", *books, bad, "--templates", templates, code=1)
    (shared,) = [line for line in errors.splitlines() if "nmae" in line]
    assert shared.endswith(f"(in {books[0]}, {books[1]}, {books[2]} and 2 more)")
    (own,) = [line for line in errors.splitlines() if "sheet is missing" in line]
    assert own.endswith(f"(in {bad})")
    assert "6 of 6 workbooks have problems: " in errors
    assert "2 problems to fix" in errors
    report = run_json("check", *books, bad, "--templates", templates, code=1)
    assert sum("nmae" in problem["message"] for problem in report["problems"]) == 5
    assert all(problem["message"].startswith("in ") for problem in report["problems"])
    every = {str(book) for book in [*books, bad]}
    assert {note["place"].partition(": ")[0] for note in report["notes"]} <= every
    output, _ = run("check", *books[:2])
    assert output.splitlines() == [f"{book}: no problems" for book in books[:2]]


def test_notes_that_are_alike_are_one_line(make_workbook: MakeWorkbook) -> None:
    names = ("Ana Reyes", "Bo Lind", "Cy Dunn", "Di Falk", "Ed Marsh", "Flo Pike")
    references = [{"Name": name, "Permission": "no"} for name in names]
    _, errors = run("check", make_workbook({"References": references}))
    (line,) = [line for line in errors.splitlines() if "permission" in line]
    assert line.startswith("note: References!A2: Ana Reyes ")
    assert line.endswith("(6 alike, also at References!A3, References!A4, References!A5 …)")
    _, errors = run("check", make_workbook({"References": references[:3]}))
    assert sum("permission" in line for line in errors.splitlines()) == 3


def test_the_status_of_many_workbooks_is_that_of_each_and_a_bad_one_fails_alone(
    make_workbook: MakeWorkbook,
) -> None:
    books = [make_workbook(name=f"{name}.xlsx") for name in ("ana", "bo")]
    bad = make_workbook({"Interviews": None}, name="bad.xlsx")
    run("build", *books, "--pdf", "none")
    output, errors = run("status", books[0], bad, books[1], code=1)
    assert output.count("up to date") == 8 and output.count(str(books[1])) == 1
    assert f"1 of 3 workbooks have problems: {bad}" in errors
    report = run_json("status", *books)
    assert {Path(one["path"]).parts[-4] for one in report["documents"]} >= {"ana", "bo"}


def test_a_dry_run_says_that_nothing_was_written(make_workbook: MakeWorkbook) -> None:
    book = make_workbook()
    assert "nothing was written" in run("build", book, "--dry-run", "--pdf", "none")[1]
    assert not (book.parent / "packages").exists()
    assert "nothing was written" not in run("build", book, "--pdf", "none")[1]


def test_new_makes_a_folder_that_builds_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "my search"
    output, _ = run("new", folder)
    workbook = folder / "interviews.xlsx"
    assert f"leavebehind build '{workbook}'" in output
    report = run_json("build", workbook, "--pdf", "none")
    assert report["packages"]
    before = workbook.read_bytes()
    assert "nothing was changed" in run("new", folder)[0]
    assert workbook.read_bytes() == before


def test_doctor_names_every_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    output, _ = run("doctor")
    assert all(name in output for name in ("word", "libreoffice", "embedded", "Calibri"))
    assert "works, by office2pdf 0." in output
    assert output.count("(--pdf auto takes it)") == 1
    monkeypatch.setattr(Embedded, "installed", lambda _: ["word2pdf"])
    assert "has only its pure Python converter" in run("doctor")[0]
    monkeypatch.undo()
    engines = run_json("doctor")["engines"]
    assert [engine["name"] for engine in engines] == ["word", "libreoffice", "embedded"]
    assert all(engine["works"] or engine["missing"] for engine in engines)


@pytest.mark.parametrize("command", ["check", "build", "status", "open", "resolve --all --new"])
def test_a_workbook_that_is_not_there_is_named_with_its_folder(
    command: str, tmp_path: Path
) -> None:
    _, errors = run(*command.split(), tmp_path / "none.xlsx", code=1)
    missing = f"none.xlsx does not exist in {tmp_path}; look at its name and its folder"
    assert errors == f"problem: {missing}\n"


def test_what_is_wrong_with_a_path_is_one_line(tmp_path: Path) -> None:
    _, errors = run("build", tmp_path / "none.xlsx", code=1)
    assert "none.xlsx" in errors
    _, errors = run("build", tmp_path / "none.xlsx", "--templates", tmp_path / "no", code=1)
    assert errors


def test_one_edit_costs_one_conversion_and_one_pdf_and_a_second_run_nothing(
    make_workbook: MakeWorkbook,
) -> None:
    import docx

    panel = [{"Interview": "NW-1", "Name": name} for name in ("Dana Wu", "Tom Okafor")]
    workbook = make_workbook({"Interviewers": panel})
    first = run_json("build", workbook, "--pdf", "embedded")
    assert first["converted"] > 0
    assert len(first["written"]) == len(set(first["written"]))
    letter = workbook.parent / "packages" / "NW-1" / "Dana Wu" / "Cover letter.docx"
    document = docx.Document(str(letter))
    document.add_paragraph("by hand")
    document.save(str(letter))
    counted = run_json("build", workbook, "--pdf", "embedded")
    assert counted["converted"] == 1
    # The package's PDF in the reader's folder; by the reader's name and in the set, above it.
    assert [Path(path).parent for path in counted["written"]].count(letter.parent) == 1
    assert {
        Path(path).name for path in counted["written"] if Path(path).parent != letter.parent
    } == {
        "Print set.pdf",
        "Avery Quinn – Northwind – for Dana Wu.pdf",
    }
    again = run_json("build", workbook, "--pdf", "embedded")
    assert (again["converted"], again["written"]) == (0, [])


def test_a_changed_row_touches_its_package_alone_and_the_phone_what_prints_it(
    make_workbook: MakeWorkbook,
) -> None:
    def panel(note: str) -> list[dict[str, str]]:
        dana = {"Interview": "NW-1", "Name": "Dana Wu", "Personal note": note}
        return [dana, {"Interview": "NW-1", "Name": "Tom Okafor"}]

    def written(workbook: Path) -> set[str]:
        return {"/".join(Path(p).parts[-2:]) for p in run_json("build", workbook, *none)["written"]}

    none = ("--pdf", "none")
    candidate = {"Name": "Zoë Quinn", "Phone": "503-555-0100"}
    written(make_workbook({"Candidate": candidate, "Interviewers": panel("")}))
    workbook = make_workbook({"Candidate": candidate, "Interviewers": panel("About your talk.")})
    assert written(workbook) == {"Dana Wu/Cover letter.docx"}
    candidate["Phone"] = "503-555-0199"
    workbook = make_workbook({"Candidate": candidate, "Interviewers": panel("About your talk.")})
    touched = written(workbook)
    assert {"NW-1/Résumé.docx", "NW-1/Business card.docx", "Dana Wu/Cover letter.docx"} <= touched
    assert "NW-1/Interview brief (private).docx" not in touched


def test_a_build_waits_for_another_or_says_so(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(LETTERS)
    arguments = ("build", str(workbook), "--pdf", "none")
    command = [sys.executable, "-m", "leavebehind", *arguments, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        while other.poll() is None and not (workbook.parent / "packages").exists():
            time.sleep(0.005)
        reports = [run_json(*arguments), json.loads(other.communicate()[0])]
    assert other.returncode == 0
    assert sorted(bool(report["written"]) for report in reports) == [False, True]
    assert run_json(*arguments)["written"] == []


def test_check_writes_comments_into_a_copy_of_a_bad_template(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    import docx

    templates, comments = tmp_path / "mine", tmp_path / "comments"
    templates.mkdir()
    letter = docx.Document()
    letter.add_paragraph("Dear {{ interviewer.nmae }},")
    letter.save(str(templates / "cover_letter.docx"))
    before = (templates / "cover_letter.docx").read_bytes()
    arguments = ("--templates", templates, "--comments", comments)
    _, errors = run("check", make_workbook(), *arguments, code=1)
    (copy,) = comments.iterdir()
    assert str(copy) in errors
    (comment,) = docx.Document(str(copy)).comments
    assert "did you mean 'name'" in comment.text
    assert (templates / "cover_letter.docx").read_bytes() == before


def loaded_by(*arguments: object) -> set[str]:
    """The modules that the command has loaded when it ends."""
    program = (
        "import sys\n"
        "from leavebehind.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print('loaded:', *sys.modules, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return set(done.stderr.rpartition("loaded:")[2].split())


HEAVY = {
    *("openpyxl", "docxtpl", "docx", "jinja2", "lxml", "babel", "phonenumbers", "segno", "PIL"),
    *("pikepdf", "reportlab", "rich", "pydantic", "watchfiles"),
}


def test_the_help_loads_nothing_but_what_reads_the_arguments() -> None:
    loaded = loaded_by("--help")
    assert loaded & HEAVY == set()
    own = {name for name in loaded if name.startswith("leavebehind.")}
    rooms = {
        "cli",
        "cli.app",
        "cli.findings",
        "cli.options",
        "cli.output",
        "cli.signals",
        "errors",
        "names",
    }
    assert own == {f"leavebehind.{room}" for room in rooms}


def test_a_build_with_nothing_to_do_loads_no_library(make_workbook: MakeWorkbook) -> None:
    arguments = ("build", make_workbook(), "--pdf", "none")
    run(*arguments)
    for command in (arguments, (*arguments, "--json")):
        assert loaded_by(*command) & HEAVY == set()


def test_the_version_is_printed() -> None:
    command = [sys.executable, "-m", "leavebehind", "--version"]
    assert subprocess.check_output(command, text=True) == f"leavebehind {__version__}\n"


def test_packages_are_printed_under_the_folder_of_their_interview(
    make_workbook: MakeWorkbook,
) -> None:
    panel = [{"Interview": "NW-1", "Name": name} for name in ("Dana Wu", "Tom Okafor")]
    workbook = make_workbook({"Interviewers": panel})
    output, _ = run("build", workbook, "--pdf", "none", cwd=workbook.parent)
    folder, dana, tom, summary, page, left = output.splitlines()
    assert folder == str(Path("packages", "NW-1"))
    assert (dana.split(), tom.split()) == (
        ["Dana", "Wu", "3", "created"],
        ["Tom", "Okafor", "3", "created"],
    )
    # The résumé and the cards of the panel are two documents, and the brief is one.
    assert summary == "2 packages, 0 PDFs, 5 documents: 5 created"
    assert page == f"next: open {Path('packages', 'index.html')}"
    assert left == "left to do: 1 interview without PDFs, 5 notes to read"


def package(name: str) -> Package:
    folder = Path("/packages/NW-1", name)
    return Package(
        interview=Interview(key="NW-1", company="Northwind", role="Analyst"),
        interviewer=Interviewer(interview="NW-1", name=name),
        folder=folder,
        documents=(Document("resume", folder.parent / "Résumé.docx", "created"),),
    )


def plain(value: object) -> object:
    """The value as it comes back from JSON."""
    return json.loads(json.dumps(value))


def printed(capsys: pytest.CaptureFixture[str], *steps: Callable[[JsonOutput], None]) -> Any:
    """The object on standard output after the steps of a run."""
    output = JsonOutput()
    for step in steps:
        step(output)
    return json.loads(capsys.readouterr().out)


def test_json_is_the_report_whether_or_not_packages_come_as_they_are_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    dana, tom = package("Dana Wu"), package("Tom “T” Okafor")
    report = BuildReport(packages=[dana, tom], notes=[Note("one", "A1")], converted=2)
    for early in ([], [dana], [dana, tom]):
        steps = [lambda output, one=one: output.progress("binding", 1, 2, one) for one in early]
        last = (lambda output: output.report(report.to_json()), JsonOutput.end)
        assert printed(capsys, *steps, *last) == plain(report.to_json())


def test_json_of_several_workbooks_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    problem = CellProblem("Interviews", "A1", "in bad.xlsx: no such sheet")
    first = BuildReport(packages=[package("Dana Wu")], converted=2, written=[Path("/a")])
    second = BuildReport(problems=[problem], converted=3, written=[Path("/b")])
    steps = [lambda output, one=one: output.report(one.to_json()) for one in (first, second)]
    report = printed(capsys, *steps, JsonOutput.end)
    assert (report["converted"], report["written"]) == (5, ["/a", "/b"])
    assert len(report["packages"]) == len(report["problems"]) == 1


def test_json_is_sound_where_the_work_breaks_off(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [{"sheet": "", "cell": "", "message": "the disk is full", "hint": ""}]
    last = (lambda output: output.report({"problems": problems}), JsonOutput.end)
    assert printed(capsys, *last) == {"problems": problems}
    dana = package("Dana Wu")
    one_done = printed(capsys, lambda output: output.progress("binding", 1, 2, dana), *last)
    assert one_done == {"problems": problems, "packages": [plain(dana.to_json())]}


def test_the_sums_of_work_that_breaks_off_are_those_of_what_is_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = LineOutput()
    for name in ("Dana Wu", "Tom Okafor"):
        output.progress("binding", 1, 3, package(name))
    output.end()
    # Both have the same résumé.
    assert capsys.readouterr().out.endswith("\n2 packages, 0 PDFs, 1 document: 1 created\n")


def test_a_reader_who_has_gone_stops_no_build(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook(LETTERS)
    for more in ((), ("--json",)):
        command = [sys.executable, "-m", "leavebehind", "build", str(workbook), "--pdf", "none"]
        unread, gone = os.pipe()
        os.close(unread)
        done = subprocess.run(
            [*command, *more], stdout=gone, stderr=subprocess.PIPE, text=True, check=False
        )
        os.close(gone)
        assert done.returncode == 0
        assert "problem" not in done.stderr
    assert (workbook.parent / "packages/NW-1/Dana Wu/Cover letter.docx").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk")
@pytest.mark.parametrize("command", ["build", "build --json", "--help"])
def test_output_that_cannot_be_written_is_said_in_one_line(
    make_workbook: MakeWorkbook, command: str
) -> None:
    name, *options = command.split()
    workbook = [str(make_workbook()), "--pdf", "none"] if name == "build" else []
    if workbook:
        run("build", *workbook)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "leavebehind", name, *workbook, *options],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("the output can't be written: the disk is full; make room")


def test_debug_shows_the_traceback_and_the_json_stays_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        app.app(["build", str(tmp_path / "none.xlsx"), "--debug", "--json"])
    output, errors = capsys.readouterr()
    assert "Traceback" in errors
    assert "none.xlsx" in json.loads(output)["problems"][0]["message"]


def on_a_terminal(*arguments: object) -> str:
    """What the command shows on a terminal of its own."""
    import pty  # which Windows lacks

    shown, terminal = pty.openpty()
    command = [sys.executable, "-m", "leavebehind", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=terminal, stderr=terminal)
    os.close(terminal)
    text = b""
    try:
        while some := os.read(shown, 1 << 16):
            text += some
    except OSError:  # Linux says so at the end
        pass
    os.close(shown)
    assert process.wait() == 0
    return text.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there terminals are made in another way")
def test_a_terminal_shows_bars_while_there_is_work_and_lines_once(
    make_workbook: MakeWorkbook,
) -> None:
    arguments = ("build", make_workbook(LETTERS), "--pdf", "none")
    first, second = on_a_terminal(*arguments), on_a_terminal(*arguments)
    assert "Filling" in first
    assert "Filling" not in second
    for shown in (first, second):
        assert shown.count("  Dana Wu") == 1


@pytest.fixture
def converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which a LibreOffice that never ends writes its process id."""
    program, process_id = tmp_path / "soffice", tmp_path / "process id"
    program.write_text(f'#!/bin/sh\necho $$ > "{process_id}"\nexec sleep 600\n')
    program.chmod(0o755)
    monkeypatch.setenv("LEAVEBEHIND_SOFFICE", str(program))
    return process_id


def started(process: subprocess.Popen[Any], converter: Path) -> psutil.Process:
    """The converter, as soon as it runs."""
    written = ""
    while process.poll() is None and not written:
        time.sleep(0.01)
        written = converter.read_text() if converter.exists() else ""
    return psutil.Process(int(written))


@pytest.mark.skipif(sys.platform == "win32", reason="signals go their own way there")
def test_ctrl_c_ends_the_processes_of_several_workbooks(
    make_workbook: MakeWorkbook, tmp_path: Path, converter: Path
) -> None:
    books = [str(make_workbook(LETTERS, name=f"{name}.xlsx")) for name in "abcd"]
    output = tmp_path / "out"
    command = [sys.executable, "-m", "leavebehind", "build", *books, "-o", str(output)]
    process = subprocess.Popen(
        [*command, "--pdf", "libreoffice"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    office = started(process, converter)
    children = psutil.Process(process.pid).children(recursive=True)
    assert office in children
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert errors == "stopped; run it again to go on\n"
    assert process.returncode == 130
    assert 1 <= len(list(output.iterdir())) <= (os.cpu_count() or 1)
    assert not list(output.rglob("*.pdf"))
    wait_until(lambda: not any(is_alive(child.pid) for child in children))


@pytest.mark.skipif(sys.platform == "win32", reason="signals go their own way there")
def test_a_program_that_is_ended_ends_its_converter(
    make_workbook: MakeWorkbook, converter: Path
) -> None:
    command = [sys.executable, "-m", "leavebehind", "build", make_workbook(LETTERS)]
    process = subprocess.Popen(
        [*command, "--pdf", "libreoffice"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    office = started(process, converter)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "stopped; run it again to go on\n")
    wait_until(lambda: not is_alive(office.pid))


@pytest.mark.skipif(sys.platform == "win32", reason="signals go their own way there")
def test_a_terminal_that_closes_breaks_off_as_any_end_from_outside() -> None:
    program = (
        "import os, signal\n"
        "from leavebehind.cli.signals import break_off_when_ended\n"
        "break_off_when_ended()\n"
        "try:\n    os.kill(os.getpid(), signal.SIGHUP)\n    signal.pause()\n"
        "except KeyboardInterrupt:\n    print('broken off')\n"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.check_output(command, text=True, timeout=60) == "broken off\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_kill_9_ends_the_processes_of_several_workbooks_and_the_next_run_goes_on(
    make_workbook: MakeWorkbook,
    tmp_path: Path,
    converter: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    books = [str(make_workbook(LETTERS, name=f"{name}.xlsx")) for name in "ab"]
    build = ["build", *books, "--output", str(tmp_path / "out")]
    command = [sys.executable, "-m", "leavebehind", *build, "--pdf", "libreoffice"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    office = started(process, converter)
    children = psutil.Process(process.pid).children(recursive=True)
    assert office in children
    process.kill()
    process.wait()
    wait_until(lambda: not any(is_alive(child.pid) for child in children))
    monkeypatch.undo()
    assert "2 packages" in run(*build, "--pdf", "none")[0]


def test_a_workbook_at_which_each_process_dies_is_a_problem(
    make_workbook: MakeWorkbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    book = make_workbook()
    (report,) = build_side_by_side([book], tmp_path)
    (problem,) = report["problems"]
    said = "the process that built it failed: it crashed (exit code 1); build it alone to see why"
    assert problem["message"] == said


@pytest.mark.libreoffice
def test_a_process_builds_several_workbooks_with_one_libreoffice(
    make_workbook: MakeWorkbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, program = tmp_path / "opened", tmp_path / "soffice"
    remember = f'case "$*" in *open.txt) echo >> "{opened}";; esac'
    program.write_text(f'#!/bin/sh\n{remember}\nexec "{soffice()}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("LEAVEBEHIND_SOFFICE", str(program))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    books = [make_workbook(LETTERS, name=f"{name}.xlsx") for name in "ab"]
    reports = list(build_side_by_side(books, tmp_path / "out", pdf="libreoffice"))
    assert all(report["packages"][0]["pdf"] for report in reports)
    assert opened.read_text() == "\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_process_that_is_killed_costs_no_other_workbook(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    panel = [{"Interview": "NW-1", "Name": f"Reader {number}"} for number in range(15)]
    sheets = {**LETTERS, "Interviewers": panel}
    books = [make_workbook(sheets, name=f"{name}.xlsx") for name in "ab"]
    output = tmp_path / "out"
    command = [sys.executable, "-m", "leavebehind", "build", *map(str, books), "-o", str(output)]
    process = subprocess.Popen([*command, "--pdf", "none"], stderr=subprocess.DEVNULL)
    while process.poll() is None and not list(output.rglob("*.docx")):
        time.sleep(0.01)
    children = psutil.Process(process.pid).children()
    children[0].kill()
    assert process.wait(timeout=120) == 0
    for book in books:
        assert len(list((output / book.stem).rglob("Cover letter.docx"))) == len(panel)


def test_one_section_of_a_package_that_is_not_made_yet_has_no_pdf_and_says_why(
    make_workbook: MakeWorkbook,
) -> None:
    workbook = make_workbook()
    asked = ("build", workbook, "--pdf", "embedded", "--section", "resume")

    def without_pdf() -> list[bool]:
        report = run_json(*asked)
        no_pdf = [package["pdf"] is None for package in report["packages"]]
        assert no_pdf == ["no PDF until all" in str(report["notes"])]
        return no_pdf

    assert without_pdf() == [True]
    run("build", workbook, "--pdf", "embedded")
    assert without_pdf() == [False]


def test_ctrl_c_before_a_command_has_begun_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.app, "resolve_command", interrupted)
    assert run("doctor", code=130) == ("", "stopped; run it again to go on\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals go their own way there")
def test_ctrl_c_while_the_program_loads_is_one_line_too() -> None:
    program = (
        "import os, signal, sys\n"
        "from leavebehind.cli import main\n"
        "class Finder:\n"
        "    def find_spec(name, *_):\n"
        "        if name == 'leavebehind.cli.output':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder)\n"
        "main()\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (130, "stopped; run it again to go on\n")


def test_a_path_that_is_empty_is_wrong_usage(make_workbook: MakeWorkbook) -> None:
    _, errors = run("build", make_workbook(), "--output", "", code=2)
    assert errors.endswith("Error: Invalid value for '--output' / '-o': it is empty\n")


def test_all_conflicts_of_what_was_never_built_are_none(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    packages = workbook.parent / "packages"
    _, errors = run("resolve", workbook, "--all", "--new", code=1)
    assert errors == f"problem: there is no {packages} yet; `leavebehind build` makes it\n"
    assert not packages.exists()
    run("build", workbook, "--pdf", "none")
    assert run("resolve", workbook, "--all", "--new") == ("nothing is in conflict\n", "")


def test_a_workbook_that_is_named_twice_is_built_once(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    output, _ = run("build", workbook, workbook.name, "--pdf", "none", cwd=workbook.parent)
    assert "1 package, " in output
    folders = {path.name for path in (workbook.parent / "packages").iterdir() if path.is_dir()}
    assert folders == {".leavebehind", "NW-1"}


def test_the_list_of_commands_says_whole_sentences() -> None:
    _, _, commands = run("--help")[0].partition("Commands:")
    lines = commands.strip().splitlines()
    assert len(lines) == len(app.app.commands)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)


def test_a_resolve_without_a_choice_names_the_choices(tmp_path: Path) -> None:
    _, errors = run("resolve", tmp_path / "Résumé.docx", code=2)
    assert errors.endswith("Error: say which version stays: --mine, --new or --merge\n")


def test_what_is_imported_is_counted_by_sheet(tmp_path: Path) -> None:
    resume = tmp_path / "resume.json"
    resume.write_text('{"basics": {"name": "Avery Quinn"}, "awards": [{"title": "Prize"}]}')
    output, _ = run("new", tmp_path / "search", "--from", resume)
    assert "from resume.json (JSON Resume): 1 in Candidate, 1 in Awards\n" in output
