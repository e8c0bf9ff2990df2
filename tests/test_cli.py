"""The commands as a person or a script uses them: output, JSON and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MakeWorkbook = Callable[..., Path]


def run(*arguments: object, code: int = 0, cwd: Path | None = None) -> tuple[str, str]:
    """Standard output and standard error of the command, which has to exit with `code`."""
    command = [sys.executable, "-m", "leavebehind", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, cwd=cwd, check=False)
    output, errors = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, output + errors
    assert "Traceback" not in errors
    return output, errors


def run_json(*arguments: object, code: int = 0) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run(*arguments, "--json", code=code)[0])
    return report


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


def test_build_tells_a_person_what_was_made_and_notes_on_standard_error(
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


def test_several_workbooks_get_a_folder_each_and_a_bad_one_fails_alone(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    books = [make_workbook(name=f"{name}.xlsx") for name in ("ana", "bo")]
    bad = make_workbook({"Interviews": None}, name="bad.xlsx")
    output = tmp_path / "out"
    report = run_json("build", books[0], bad, books[1], "-o", output, "--pdf", "none", code=1)
    assert [package["folder"] for package in report["packages"]] == [
        str(output / name / "NW-1" / "Dana Wu") for name in ("ana", "bo")
    ]
    assert all("bad.xlsx" in problem["message"] for problem in report["problems"])
    assert report["problems"]


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


def test_doctor_names_every_engine() -> None:
    output, _ = run("doctor")
    assert all(name in output for name in ("word", "libreoffice", "embedded", "Calibri"))
    engines = run_json("doctor")["engines"]
    assert [engine["name"] for engine in engines] == ["word", "libreoffice", "embedded"]
    assert all(engine["works"] or engine["missing"] for engine in engines)


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
    assert [Path(path).parent for path in counted["written"]] == [letter.parent]
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
    workbook = make_workbook()
    command = [sys.executable, "-m", "leavebehind", "build", str(workbook), "--pdf", "embedded"]
    both = [subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE) for _ in range(2)]
    told = [json.loads(one.communicate()[0]) for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sorted(bool(report["written"]) for report in told) == [False, True]
    assert run_json("build", workbook, "--pdf", "embedded")["written"] == []


def test_workbooks_of_one_name_do_not_meet_in_one_folder(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    books = [make_workbook(name=f"{folder}/search.xlsx") for folder in ("ana", "bo")]
    report = run_json("build", *books, "-o", tmp_path / "out", "--pdf", "none")
    folders = [Path(package["folder"]) for package in report["packages"]]
    assert len(set(folders)) == 2


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
