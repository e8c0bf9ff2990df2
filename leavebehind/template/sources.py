"""Which template is which section: a `.docx` or a `.pdf` in a folder is a section, by its name."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from leavebehind.errors import LeavebehindError, UnknownNameError, reason_of
from leavebehind.files import AnyPath, file_digest
from leavebehind.names import is_pdf_name, snake_case
from leavebehind.records import Theme

_INSTALLED = Path(__file__).parent.parent / "word_templates"

_IN_WORD = "open it in Word, and save it as Word Document (.docx)"
_IN_WRITER = "open it in LibreOffice Writer or Word, and save it as Word document (.docx)"
_UNUSABLE = {
    **dict.fromkeys((".doc", ".dot", ".dotx", ".dotm", ".rtf", ".wpd", ".wps"), _IN_WORD),
    **dict.fromkeys((".odt", ".ott", ".fodt", ".sxw"), _IN_WRITER),
    ".pages": "open it in Pages, and choose File ▸ Export To ▸ Word …",
    ".gdoc": "open it in Google Docs, and choose File ▸ Download ▸ Microsoft Word (.docx)",
}
"""What people take for a template, by its ending, and what to do."""

# In a checkout the templates lie beside the package, where a person finds them.
TEMPLATES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[2] / "word_templates"
"""The folder of the shipped templates, one `.docx` a section."""


def template_paths(
    workbook: Path | None, folder: AnyPath | None = None, theme: str = "default"
) -> dict[str, Path]:
    """The template of every section: from `folder`, else from word_templates/ beside the workbook,
    and for a section that it lacks from those that are shipped in the theme.

    Beside the workbook an unchanged copy of a shipped template gives way to that of the theme.
    Raises LeavebehindError where `folder` is none, UnknownNameError where no theme is called so.
    """
    chosen = _chosen(workbook, folder)
    shipped = _templates_in(TEMPLATES) | _templates_in(theme_folder(theme))
    if folder and not chosen.is_dir():
        raise LeavebehindError(f"there is no folder of templates at {chosen}")
    own = _templates_in(chosen)
    # A folder that was named is meant as it is.
    if not folder and theme != "default":
        own = {name: path for name, path in own.items() if not is_copy_of_shipped(path)}
    return shipped | own


def theme_folder(theme: str) -> Path:
    """Where a theme's templates are shipped; raises UnknownNameError where none is called so."""
    if theme not in get_args(Theme):
        raise UnknownNameError("theme", theme, get_args(Theme))
    return TEMPLATES if theme == "default" else TEMPLATES / theme


def is_copy_of_shipped(path: Path) -> bool:
    """Whether a template is one that is shipped, byte for byte."""
    shipped = [one for one in TEMPLATES.rglob(path.name) if one.is_file()]
    return path.is_file() and file_digest(path) in set(map(file_digest, shipped))


def unusable_templates(
    workbook: Path | None, folder: AnyPath | None = None
) -> dict[Path, tuple[str, str]]:
    """The files beside the templates that can't be one: what is wrong, and what to do."""
    found = {}
    for path in _visible(_chosen(workbook, folder)):
        ending = path.suffix.lower()
        if hint := _UNUSABLE.get(ending):
            found[path] = (f"a {ending} file can't be a section", hint)
        elif is_pdf_name(path.name) and path.with_suffix(".docx").is_file():
            hint = "take one of the two out of the folder"
            found[path] = (f"it is not used, because {path.stem}.docx is the section", hint)
    return found


def _chosen(workbook: Path | None, folder: AnyPath | None) -> Path:
    """The person's own folder; without a workbook, the shipped templates."""
    if folder or workbook is None:
        return Path(folder or TEMPLATES)
    return workbook.parent / TEMPLATES.name


def _templates_in(folder: Path) -> dict[str, Path]:
    # Of two files of one name the .docx counts. One with macros is refused by name, and not passed
    # over.
    return {
        snake_case(path.stem): path
        for ending in (".pdf", ".docm", ".docx")
        for path in _visible(folder)
        if path.suffix.lower() == ending
    }


def _visible(folder: Path) -> list[Path]:
    """The files of a folder without Word's lock files (~$NAME.docx) and hidden ones."""
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise LeavebehindError(f"{folder} can't be read: {reason_of(error)}") from error
    return [path for path in paths if path.name[0] not in "~."]
