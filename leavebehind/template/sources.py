"""Which template is which section: a `.docx` in a folder is a section, by its name."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from leavebehind.errors import LeavebehindError
from leavebehind.names import snake_case

_INSTALLED = Path(__file__).parent.parent / "word_templates"

# In a checkout the templates lie beside the package, where a person finds them.
TEMPLATES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[2] / "word_templates"
"""The folder of the shipped templates, one `.docx` a section."""


def template_paths(workbook: Path, folder: str | PathLike[str] | None = None) -> dict[str, Path]:
    """The template of every section: from `folder`, else from word_templates/ beside the workbook,
    and for a section that it lacks from those that are shipped.

    Raises LeavebehindError where `folder` is none.
    """
    chosen = Path(folder) if folder else workbook.parent / TEMPLATES.name
    if folder and not chosen.is_dir():
        raise LeavebehindError(f"there is no folder of templates at {chosen}")
    return _templates_in(TEMPLATES) | _templates_in(chosen)


def _templates_in(folder: Path) -> dict[str, Path]:
    """Word's lock files (~$NAME.docx) and hidden files are no templates."""
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise LeavebehindError(f"{folder} can't be read: {error.strerror}") from error
    return {
        snake_case(path.stem): path
        for path in paths
        # One with macros is refused by name, and not passed over.
        if path.suffix.lower() in (".docm", ".docx") and path.name[0] not in "~."
    }
