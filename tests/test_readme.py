"""The README promises nothing that isn't so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from workbook_forms import SHEETS, known_columns

from leavebehind.cli.app import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def help_of(*command: str) -> str:
    result = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    return result.output


def test_ci_runs_the_two_commands_word_by_word() -> None:
    commands = [block.strip() for block in blocks("sh")]
    assert len(commands) == 2
    run_by_ci = re.findall(r"^bash -c '(.*)'$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert run_by_ci == commands


def test_windows_has_the_same_two_commands() -> None:
    (windows,) = blocks("powershell")
    (unix_first, unix_second) = (block.strip() for block in blocks("sh"))
    translated = [
        command.replace("python3 -m venv", "py -m venv")
        .replace(" && ", "; ")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace("samples/", "samples\\")
        for command in (unix_first, unix_second)
    ]
    assert windows.splitlines() == translated


@pytest.mark.parametrize("program", blocks("python"))
def test_the_programs_in_the_readme_run_on_the_sample(
    program: str, made_sample: tuple[Path, str], tmp_path: Path
) -> None:
    shutil.copytree(made_sample[0], tmp_path, dirs_exist_ok=True)
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "Noémie Castañeda" in run.stdout or "Priya Raghunathan" in run.stdout


def test_every_command_is_in_the_readme_and_every_command_in_the_readme_exists() -> None:
    commands = set(app.commands)
    named = set(re.findall(r"`leavebehind (\w+)", README))
    assert named == commands


def test_every_option_in_the_readme_is_an_option_of_a_command() -> None:
    named = set(re.findall(r"`(--[a-z-]+)", README))
    offered = set(re.findall(r"--[a-z-]+", "".join(map(help_of, ("build", "check", "resolve")))))
    assert {"--output", "--json", "--dry-run"} <= named <= offered


def test_the_readmes_table_is_the_workbook() -> None:
    table = dict(
        re.findall(r"^\| (\w[\w ]*?)(?: \(Field, Value\))? \| (.*) \|$", README, re.MULTILINE)
    )
    for sheet in SHEETS:
        columns = [f"**{c.name}**" if c.required else c.name for c in known_columns(sheet)]
        assert table[sheet] == ", ".join(columns)


def test_what_the_readme_links_to_is_there() -> None:
    targets = [t for t in re.findall(r"\]\(([^)]+)\)", README) if "://" not in t]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_architecture_names_modules_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    places = {place for row in rows for place in re.findall(r"`([a-z0-9_]+(?:/[a-z0-9_]*)?)`", row)}
    package = ROOT / "leavebehind"
    unknown = {
        place
        for place in places - {"row.extra", "to_json", "sandbox", "lint"}
        if not (package / f"{place}.py").exists() and not (package / place).is_dir()
    }
    assert len(places) > 30
    assert unknown == set()
    assert len(text.splitlines()) < 120
