"""Whose a packages folder is: a workbook's documents never lie among another's."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal

from leavebehind.errors import OutputError
from leavebehind.files import AnyPath, mark, system_errors_in_words, usable_path
from leavebehind.names import safe_name
from leavebehind.packages.ledger import STATE, package_documents, recorded_workbook

_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

_ReadMark = Callable[[], str]
"""Gives a mark of the candidate's name; the workbook is read for it the first time."""


def packages_folder(
    workbook: Path,
    output: AnyPath | None,
    read_candidate: Callable[[Path], str],
    *,
    is_one_of_several: bool = False,
    taken: Collection[Path] = (),
) -> Path:
    """Where the workbook's packages lie, as an absolute path without dots.

    That is the folder that was found for it before; else `output`, or packages/ beside it; where
    that belongs to another workbook, or several are built at once, a folder in it of the workbook's
    name that is none of the `taken`. `read_candidate` gives the name of a workbook's candidate.

    Raises OutputError where `output` belongs to another workbook that is still there, or where
    Python was told to name files in letters that don't suffice.
    """
    _require_letters()
    workbook = _absolute(workbook)
    shared = workbook.parent / "packages" if output is None else _absolute(output)
    candidate = cache(lambda: mark(read_candidate(workbook)))
    is_asked_for = output is not None and not is_one_of_several
    inside = [folder for folder in _folders_in(shared) if _may_be_found(folder, workbook)]
    if is_asked_for:
        require_ours(shared, workbook)
        _require_no_others_documents(shared, candidate)
        # The folder itself is meant, unless this workbook was built in it together with others.
        inside = [folder for folder in inside if _is_named_after(workbook, folder)]
    known = [folder for folder in (*inside, shared) if folder not in taken]
    if found := next(_found_before(known, shared, workbook, candidate), None):
        return found
    is_usable = shared in known and not is_one_of_several
    if is_asked_for or (is_usable and _written_by(shared, candidate) == "nobody"):
        return shared
    return _free(shared, workbook, taken, candidate)


def _found_before(
    known: Sequence[Path], shared: Path, workbook: Path, candidate: _ReadMark
) -> Iterator[Path]:
    """The workbook's folder: what a ledger says comes before what can only be concluded."""
    owned = [(folder, owner) for folder in known if (owner := _owner(folder))]
    yield from (folder for folder, owner in owned if _is_same_file(owner, workbook))
    # The workbook was renamed.
    for folder, owner in owned:
        if not owner.exists() and recorded_workbook(folder).get("candidate") == candidate():
            yield folder
    # The ledger is lost, or one of version 1.
    likely = (folder for folder in known if folder == shared or _is_named_after(workbook, folder))
    yield from (one for one in likely if _written_by(one, candidate) == "the candidate")


def packages_folders(
    workbooks: Sequence[Path], output: AnyPath | None, read_candidate: Callable[[Path], str]
) -> list[Path]:
    """The folder of each workbook that is built with the others; no two are the same."""
    found: list[Path] = []
    for workbook in workbooks:
        folder = packages_folder(
            workbook, output, read_candidate, is_one_of_several=True, taken=tuple(found)
        )
        found.append(folder)
    return found


def folder_of_data(output: AnyPath, candidate: str) -> Path:
    """`output` as an absolute path, for a search without a workbook.

    Raises OutputError where it belongs to a workbook or to another candidate.
    """
    _require_letters()
    folder = _absolute(output)
    require_ours(folder, None)
    _require_no_others_documents(folder, lambda: mark(candidate))
    return folder


def claim(folder: Path, workbook: Path | None, candidate: str) -> dict[str, str]:
    """What the ledger keeps of whose folder it is: the candidate's name as a mark, not in clear."""
    if workbook is None:
        return {"path": "", "candidate": mark(candidate)}
    path = _absolute(workbook)
    try:
        # So that both can be moved to another place together.
        place = Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive on Windows
        place = str(path)
    return {"path": place, "candidate": mark(candidate)}


def require_ours(folder: Path, workbook: Path | None) -> None:
    """Raises OutputError where the folder belongs to another workbook that is still there."""
    owner = _owner(folder)
    if owner and owner.exists() and not (workbook and _is_same_file(owner, _absolute(workbook))):
        other = f"{workbook} is another workbook" if workbook else "this search has no workbook"
        raise OutputError(
            f"{folder} holds the packages of {owner}, and {other}; "
            "choose another folder with --output"
        )


def other_workbooks_folders(folder: Path) -> list[str]:
    """The names of the folders in it that are another workbook's."""
    return [inner.name for inner in _folders_in(folder) if _has_state(inner)]


def _may_be_found(folder: Path, workbook: Path) -> bool:
    # Without its state it may also be an interview's folder, but in that documents lie themselves.
    return _has_state(folder) or (
        _is_named_after(workbook, folder) and not any(folder.glob("*.docx"))
    )


def _require_no_others_documents(folder: Path, candidate: _ReadMark) -> None:
    if _written_by(folder, candidate) == "another":
        raise OutputError(
            f"{folder} holds another candidate's documents, and nothing says of which workbook; "
            "choose another folder with --output"
        )


def _written_by(
    folder: Path, candidate: _ReadMark
) -> Literal["the candidate", "another", "nobody"] | None:
    """Who wrote the documents that lie there; None where the ledger says whose the folder is."""
    if _owner(folder) is not None:
        return None
    with system_errors_in_words(folder):
        found = _authors(folder) if folder.is_dir() else ()
    if not found:
        return "nobody"
    return "the candidate" if candidate() in found else "another"


def _authors(folder: Path) -> frozenset[str]:
    """A mark of each author of the generated documents; of all documents where it was built."""
    # Here, because an unchanged build has no need of the libraries that read documents.
    from leavebehind.docx.identity import read_identity
    from leavebehind.docx.package import BadDocument, parsed, read_file, read_part

    # Version 1 gave its documents no identity.
    was_built = _has_state(folder)
    found = set()
    for path in package_documents(folder):
        with suppress(OSError, BadDocument):
            data = read_file(path)
            if was_built or read_identity(data):
                creator = parsed(read_part(data, "docProps/core.xml")).findtext(_CREATOR)
                found.add(mark((creator or "").strip()))
    return frozenset(found)


def _owner(folder: Path) -> Path | None:
    place = recorded_workbook(folder).get("path")
    return _absolute(folder / place) if isinstance(place, str) and place else None


def _free(shared: Path, workbook: Path, taken: Collection[Path], candidate: _ReadMark) -> Path:
    """A folder of the workbook's name that nothing lies in yet."""
    suffixes = ("", *(f" ({number})" for number in range(2, 1000)))
    return next(
        folder
        for folder in (shared / safe_name(workbook.stem, suffix=suffix) for suffix in suffixes)
        if folder not in taken
        and (_has_state(folder) or not folder.exists())
        and _written_by(folder, candidate) == "nobody"
    )


def _is_named_after(workbook: Path, folder: Path) -> bool:
    name = safe_name(workbook.stem)
    return folder.name == name or bool(re.fullmatch(re.escape(name) + r" \(\d+\)", folder.name))


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_dir() and one.name != STATE)
    except OSError:
        return []


def _has_state(folder: Path) -> bool:
    # One that may not be read is an interview's: its documents are left, and the rest goes on.
    with suppress(PermissionError):
        return (folder / STATE).is_dir()
    return False


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(one) == os.path.normcase(other)


def _absolute(path: AnyPath) -> Path:
    # Path.resolve would also follow links, and the person's own path would be gone.
    return Path(os.path.abspath(usable_path(path)))  # noqa: PTH100


def _require_letters() -> None:
    try:
        os.fsencode("–")
    except UnicodeEncodeError as error:
        coding = sys.getfilesystemencoding()
        hint = "set the environment variable PYTHONUTF8=1, and run it again"
        raise OutputError(f"file names can only be written in {coding} here; {hint}") from error
