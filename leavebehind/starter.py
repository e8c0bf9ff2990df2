"""The starter folder: a workbook to fill in, with an example that builds, and the templates."""

from __future__ import annotations

from pathlib import Path

from leavebehind.errors import OutputError
from leavebehind.template.sources import TEMPLATES

WORKBOOK = Path(__file__).parent / "starter.xlsx"
"""Written by `samples/make_starter.py`."""


def write_starter(folder: Path) -> list[Path]:
    """Make `folder` ready to be filled in, and return what was made; nothing is overwritten.

    Raises OutputError where the folder can't be written.
    """
    templates = sorted([*TEMPLATES.glob("*.docx"), TEMPLATES / "README.md"])
    files = {folder / "interviews.xlsx": WORKBOOK}
    files |= {folder / TEMPLATES.name / file.name: file for file in templates}
    try:
        return [copy for copy, original in files.items() if _copied(original, copy)]
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{folder}: can't make the starter here: {reason}") from error


def _copied(original: Path, copy: Path) -> bool:
    if copy.exists():
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    # "x": a file that came into being meanwhile is not overwritten.
    with copy.open("xb") as file:
        file.write(original.read_bytes())
    return True
