"""How names are compared, and how they are written in templates."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

from leavebehind.errors import OutputError

STATE = ".leavebehind"
"""The folder in a packages folder that is ours."""


def key(text: str) -> str:
    """The text without case, accents, spaces and marks, for comparing names."""
    plain = "".join(_without_accent(character) for character in unicodedata.normalize("NFKC", text))
    return "".join(character for character in plain.casefold() if character.isalnum())


def snake_case(text: str) -> str:
    """The text as a name for templates: "Salary range" → "salary_range", "2026" → "_2026"."""
    plain = "".join(_without_accent(character) for character in unicodedata.normalize("NFKC", text))
    plain = plain.casefold().replace("'", "").replace("’", "")
    kept = [character if f"_{character}".isidentifier() else " " for character in plain]
    name = "_".join("".join(kept).replace("_", " ").split())
    return name if name.isidentifier() or not name else f"_{name}"


def _without_accent(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if base.isascii() else character


def packages_folder(workbook: Path, output: str | os.PathLike[str] | None) -> Path:
    """Where the workbook's packages lie, as an absolute path without dots.

    Raises OutputError where Python was told to name files in letters that don't suffice.
    """
    try:
        os.fsencode("–")
    except UnicodeEncodeError as error:
        coding = sys.getfilesystemencoding()
        hint = "set the environment variable PYTHONUTF8=1, and run it again"
        raise OutputError(f"file names can only be written in {coding} here; {hint}") from error
    # Path.resolve would also follow links, and the person's own path would be gone.
    return Path(os.path.abspath(output or workbook.parent / "packages"))  # noqa: PTH100
