"""Whose a packages folder is: a workbook's documents never lie among another's."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from leavebehind.errors import OutputError
from leavebehind.names import safe_name
from leavebehind.packages.digests import mark
from leavebehind.packages.ledger import LEDGER, STATE, ledger_json

PathName = str | os.PathLike[str]


def packages_folder(
    workbook: Path,
    output: PathName | None,
    read_candidate: Callable[[Path], str],
    *,
    is_one_of_several: bool = False,
) -> Path:
    """Where the workbook's packages lie, as an absolute path without dots.

    That is `output`, else the folder that was found for it before, else packages/ beside it; where
    that belongs to another workbook, or several are built at once, a folder in it of the workbook's
    name. A workbook that was renamed keeps its folder where the old file is gone and the candidate
    is the same, for which `read_candidate` gives the name.

    Raises OutputError where `output` belongs to another workbook that is still there, or where
    Python was told to name files in letters that don't suffice.
    """
    _require_letters()
    workbook = _absolute(workbook)
    if output is not None:
        folder = _absolute(output)
        require_ours(folder, workbook)
        return folder
    shared = workbook.parent / "packages"
    known = [folder for folder in (*_folders_in(shared), shared) if _has_ledger(folder)]
    for folder in known:
        if _is_ours(folder, workbook):
            return folder
    for folder in known:
        if _was_ours(folder, read_candidate, workbook):
            return folder
    return _free(shared, workbook) if known or is_one_of_several else shared


def packages_folders(
    workbooks: Sequence[Path], output: PathName | None, read_candidate: Callable[[Path], str]
) -> list[Path]:
    """The folder of each workbook that is built with the others; no two are the same."""
    found: list[Path] = []
    for workbook in workbooks:
        if output is None:
            folder = packages_folder(workbook, None, read_candidate, is_one_of_several=True)
        else:
            folder = _absolute(output) / safe_name(workbook.stem)
        names = (folder.with_name(name) for name in _names(folder.name))
        found.append(next(name for name in names if name not in found))
    return found


def claim(folder: Path, workbook: Path, candidate: str) -> dict[str, str]:
    """What the ledger keeps of whose folder it is: the candidate's name as a mark, not in clear."""
    path = _absolute(workbook)
    try:
        # So that both can be moved to another place together.
        place = Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive on Windows
        place = str(path)
    return {"path": place, "candidate": mark(candidate)}


def require_ours(folder: Path, workbook: Path) -> None:
    """Raises OutputError where the folder belongs to another workbook that is still there."""
    owner = _owner(folder)
    if owner and owner.exists() and not _is_same_file(owner, _absolute(workbook)):
        raise OutputError(
            f"{folder} holds the packages of {owner}, and {workbook} is another workbook; "
            "choose another folder with --output"
        )


def other_workbooks_folders(folder: Path) -> list[str]:
    """The names of the folders in it that are another workbook's."""
    return [inner.name for inner in _folders_in(folder) if _has_ledger(inner)]


def _is_ours(folder: Path, workbook: Path) -> bool:
    owner = _owner(folder)
    if owner is None:
        # A ledger of version 1 doesn't say whose it is.
        return folder.name in (safe_name(workbook.stem), "packages")
    return _is_same_file(owner, workbook)


def _was_ours(folder: Path, read_candidate: Callable[[Path], str], workbook: Path) -> bool:
    owner = _owner(folder)
    if owner is None or owner.exists():
        return False
    return _claimed(folder).get("candidate") == mark(read_candidate(workbook))


def _owner(folder: Path) -> Path | None:
    place = _claimed(folder).get("path")
    return _absolute(folder / place) if isinstance(place, str) else None


def _claimed(folder: Path) -> Mapping[str, Any]:
    claimed = ledger_json(folder).get("workbook", {})
    return claimed if isinstance(claimed, dict) else {}


def _free(shared: Path, workbook: Path) -> Path:
    """A folder of the workbook's name that nothing lies in yet."""
    names = (shared / name for name in _names(safe_name(workbook.stem)))
    return next(folder for folder in names if not folder.exists())


def _names(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 1000):
        yield safe_name(name, suffix=f" ({number})")


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(inner for inner in folder.iterdir() if inner.is_dir())
    except OSError:
        return []


def _has_ledger(folder: Path) -> bool:
    return (folder / STATE / LEDGER).is_file()


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(one) == os.path.normcase(other)


def _absolute(path: PathName) -> Path:
    # Path.resolve would also follow links, and the person's own path would be gone.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _require_letters() -> None:
    try:
        os.fsencode("–")
    except UnicodeEncodeError as error:
        coding = sys.getfilesystemencoding()
        hint = "set the environment variable PYTHONUTF8=1, and run it again"
        raise OutputError(f"file names can only be written in {coding} here; {hint}") from error
