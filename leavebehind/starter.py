"""The starter folder: a workbook to fill in, with an example that builds, and the templates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from leavebehind.files import system_errors_in_words
from leavebehind.records import Theme
from leavebehind.template.sources import TEMPLATES, theme_folder

WORKBOOK = Path(__file__).parent / "starter.xlsx"
BLANK = WORKBOOK.with_name("starter_blank.xlsx")
"""The same without the example. Both are written by `samples/make_starter.py`."""
README = "README.md"
_ELSEWHERE = re.compile(rf"\]\(\.\./|\.py\b|[`/](?:{'|'.join(get_args(Theme))})\b")
"""Links out of the folder, programs, and the folders of themes."""


def write_starter(folder: Path, theme: str = "default") -> list[Path]:
    """Make `folder` ready to be filled in, and return what was made; nothing is overwritten.

    The templates are those of the theme.

    Raises OutputError where the folder can't be written.
    """
    templates = sorted([*theme_folder(theme).glob("*.docx"), TEMPLATES / README])
    files = {folder / "interviews.xlsx": WORKBOOK}
    files |= {folder / TEMPLATES.name / file.name: file for file in templates}
    with system_errors_in_words(folder):
        return [copy for copy, original in files.items() if _copied(original, copy)]


def readme(text: str) -> str:
    """The templates' README without the paragraphs on what is in the repository alone."""
    kept = [part for part in text.split("\n\n") if not _ELSEWHERE.search(part)]
    return "\n\n".join(kept)


def _copied(original: Path, copy: Path) -> bool:
    if copy.exists():
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    # "x": a file that came into being meanwhile is not overwritten.
    with copy.open("xb") as file:
        content = original.read_bytes()
        file.write(readme(content.decode()).encode() if original.name == README else content)
    return True
