"""README and docs promise nothing that isn't so: what they show is run, what they name is there."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from workbook_forms import SHEETS, known_columns

import leavebehind
from leavebehind import Search
from leavebehind.cli.app import app
from leavebehind.context.vocabulary import vocabularies

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in DOCS}
for name in (
    "README.md",
    "ARCHITECTURE.md",
    "word_templates/README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
):
    PAGES[name] = (ROOT / name).read_text("utf-8")
EVERYTHING = "\n".join(PAGES.values())
BROUGHT = {
    "resume.json": '{"basics": {"name": "Avery Quinn"}, "languages": [{"language": "French"}]}',
    "invitation.ics": """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Interview with Harbor & Vine: Director
DTSTART:20270115T100000Z
ORGANIZER;CN=Dana Wu:mailto:dana.wu@harbor.example
END:VEVENT
END:VCALENDAR
""",
    "Connections.csv": "First Name,Last Name,Company,Position\nPat,Lee,Harbor & Vine,Cook\n",
}
"""Files that the pages bring along."""


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def pages_with(language: str) -> list[str]:
    return [page for page, text in PAGES.items() if blocks(language, text)]


def help_of(*command: str) -> str:
    result = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    return result.output


def test_ci_runs_the_two_commands_word_by_word() -> None:
    commands = [block.strip() for block in blocks("sh", PAGES["README.md"])]
    assert len(commands) == 2
    run_by_ci = re.findall(r"^bash -c '(.*)'$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert run_by_ci == commands


def test_windows_has_the_same_two_commands() -> None:
    (windows,) = blocks("powershell", PAGES["README.md"])
    translated = [
        block.strip()
        .replace("python3 -m venv", "py -m venv")
        .replace(" && ", "; ")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace("samples/", "samples\\")
        for block in blocks("sh", PAGES["README.md"])
    ]
    assert windows.splitlines() == translated


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader of a page is: a folder that was started and built, and what it names."""
    folder = tmp_path_factory.mktemp("started")
    search = folder / "My search"
    leavebehind.new(search)
    leavebehind.build(search / "interviews.xlsx", pdf="none")
    shutil.copy(search / "interviews.xlsx", folder)
    shutil.copytree(search / "word_templates", folder / "word_templates")
    (folder / "clients").mkdir()
    shutil.copy(search / "interviews.xlsx", folder / "clients" / "anna.xlsx")
    for name, text in BROUGHT.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("page", pages_with("python"))
def test_the_programs_run(
    page: str,
    started: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(started, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for program in blocks("python", PAGES[page]):
        exec(program, {"__name__": "__main__"})
        assert capsys.readouterr().out, program


@pytest.mark.parametrize("page", pages_with("console"))
def test_the_commands_run(
    page: str, started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(started, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    if "$ leavebehind new" in PAGES[page]:
        shutil.rmtree("My search")
    if "--merge" in PAGES[page]:
        _make_a_conflict()
    for line in "".join(blocks("console", PAGES[page])).splitlines():
        _, *command = shlex.split(line.removeprefix("$ "))
        named = [found for word in command for found in (sorted(Path().glob(word)) or [word])]
        if command[0] == "build":
            # What engines do is tested elsewhere.
            named += ["--pdf", "none"]
        run = CliRunner().invoke(app, list(map(os.fspath, named)))
        assert run.exit_code == 0, run.output


def _make_a_conflict() -> None:
    """A letter is edited, then what it says of the interview changes."""
    letter = Path("My search/packages/Northwind/Dana Wu/Cover letter.docx")
    document = docx.Document(os.fspath(letter))
    document.paragraphs[-1].add_run("Yours")
    document.save(os.fspath(letter))
    workbook = openpyxl.load_workbook("My search/interviews.xlsx")
    sheet = workbook["Interviews"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Closing") + 1, "I look forward to the day.")
    workbook.save("My search/interviews.xlsx")
    report = leavebehind.build("My search/interviews.xlsx", pdf="none")
    outcomes = {one.path: one.outcome for made in report.packages for one in made.documents}
    assert outcomes[letter.resolve()] == "conflict"


def test_every_command_is_named_and_every_command_named_exists() -> None:
    named = set(re.findall(r"(?:`|\$ |^)leavebehind ([a-z]\w+)", EVERYTHING, re.MULTILINE))
    assert named == set(app.commands)


def test_every_option_that_is_named_is_one_of_a_command() -> None:
    named = set(re.findall(r"(?:`|leavebehind[^`\n]* )(--[a-z-]+)", EVERYTHING))
    commands = ("build", "check", "resolve", "new", "import")
    offered = set(re.findall(r"--[a-z-]+", "".join(map(help_of, commands))))
    assert {"--output", "--json", "--dry-run", "--merge"} <= named <= offered


def test_the_table_of_sheets_is_the_workbook() -> None:
    table = dict(
        re.findall(
            r"^\| (\w[\w ]*?)(?: \(Field, Value\))? \| (.*) \|$",
            PAGES["docs/workbook.md"],
            re.MULTILINE,
        )
    )
    for sheet in SHEETS:
        columns = [f"**{c.name}**" if c.required else c.name for c in known_columns(sheet)]
        assert table[sheet] == ", ".join(columns)


def test_what_a_template_can_say_is_told_of_each_kind_of_section() -> None:
    pages = PAGES["word_templates/README.md"]
    search = Search.from_data(
        {
            "Candidate": {"Name": "Ann"},
            "Interviews": [{"Interview": "a", "Company": "A", "Role": "R"}],
            "Interviewers": [{"Interview": "a", "Name": "Dana Wu"}],
        }
    )
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", pages, re.MULTILINE)
    told = {name: {*re.findall(r"`(\w+)`", fields), "interview"} for name, fields in rows}
    told["interviewers"] |= told["interviewer"]
    for vocabulary in vocabularies(search).values():
        for name, fields in vocabulary.items():
            if not name.endswith("_"):
                assert fields <= told[name], name


def test_what_is_linked_to_is_there() -> None:
    targets = [
        (ROOT / page).parent / target
        for page, text in PAGES.items()
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text)
        if "://" not in target
    ]
    assert len(targets) > 20
    assert [target for target in targets if not target.exists()] == []


def test_the_json_of_a_build_is_what_the_page_says() -> None:
    (shown,) = re.findall(
        r'^\{"packages".*?\}$', PAGES["docs/scripts.md"], re.DOTALL | re.MULTILINE
    )
    assert leavebehind.BuildReport().to_json().keys() <= set(re.findall(r'"(\w+)"', shown))


def test_the_reference_has_every_public_name() -> None:
    described = re.findall(r"^\.\. auto\w+:: (\w+)$", PAGES["docs/reference.md"], re.MULTILINE)
    assert sorted(described) == sorted(leavebehind.__all__)
    public = [getattr(leavebehind, name) for name in described]
    # A dataclass without a docstring has its signature for one.
    assert [
        one.__name__
        for one in public
        if inspect.isclass(one) and (one.__doc__ or f"{one.__name__}(").startswith(one.__name__)
    ] == []


def test_the_index_of_messages_has_what_is_said_of_bad_workbooks_and_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    from message_index import CHAPTERS, messages

    known = [message for chapter in CHAPTERS for message in messages(chapter)]
    assert len(known) > 400
    assert all(message.text.strip("… ") for message in known)
    patterns = [re.escape(message.text).replace("…", ".*") for message in known]
    said = [*_said_of_bad_rows(), *_said_of_bad_templates(tmp_path)]
    assert len(said) > 12
    # A note says what to do behind a semicolon.
    unknown = [
        text
        for text in said
        if not any(
            re.fullmatch(p, one) for p in patterns for one in (text, text.rpartition("; ")[0])
        )
    ]
    assert unknown == []


def _said_of_bad_rows() -> list[str]:
    row = {"Interview": "a", "Company": "", "Role": "R", "Date": "32 May", "Format": "loose"}
    bad = {
        "Candidate": {"Name": "Ann", "Phone": "12", "Accent": "bluish"},
        "Interviews": [row, {"Company": "B", "Job title": "R", "Position": "S"}],
        "Interviewers": [{"Interview": "b", "Name": "Dana Wu", "Copies": "many"}],
        "References": [{"Name": "Petra", "Permission": "maybe"}],
    }
    with pytest.raises(leavebehind.WorkbookError) as raised:
        leavebehind.Search.from_data(bad)
    return [problem.message for problem in raised.value.problems]


def _said_of_bad_templates(folder: Path) -> list[str]:
    document = docx.Document()
    for text in (
        "{{ interviwer.name }} }}",
        "{{ candidate.nmae }}",
        "{% if x %}",
        "{{ 1 | uper }}",
    ):
        document.add_paragraph(text)
    document.save(os.fspath(folder / "cover_letter.docx"))
    search = Search.from_data(
        {
            "Candidate": {"Name": "Ann"},
            "Interviews": [
                {"Interview": "a", "Company": "A", "Role": "R", "Date": "2020-01-01", "Odd": "x"},
                {"Interview": "b", "Company": "B", "Role": "R", "Opening": "For [Company]"},
            ],
            "Interviewers": [
                {"Interview": "a", "Name": "Dana Wu and Tom Oaks"},
                {"Interview": "b", "Name": "TBD"},
            ],
            "References": [{"Name": "Petra", "Known to": "Nobody Atall"}],
        }
    )
    problems, _ = leavebehind.check(search, templates=folder)
    _, notes = leavebehind.check(search)
    assert len(problems) > 3 and len(notes) > 5
    return [one.message for one in (*problems, *notes)]


def test_the_architecture_names_modules_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    places = {place for row in rows for place in re.findall(r"`([a-z0-9_]+(?:/[a-z0-9_]*)?)`", row)}
    package = ROOT / "leavebehind"
    known = (package, ROOT / "tests")
    unknown = {
        place
        for place in places
        if not any((at / f"{place}.py").exists() or (at / place).is_dir() for at in known)
    }
    assert len(places) > 30
    assert unknown == {"to_json"}
    assert len(text.splitlines()) < 120
