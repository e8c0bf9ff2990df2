"""Which packages folder is a workbook's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from leavebehind.errors import OutputError
from leavebehind.names import distinct_names


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


def output_folders(
    workbooks: Sequence[Path], output: str | os.PathLike[str] | None = None
) -> list[tuple[Path, Path]]:
    """Each workbook with the folder of its packages; two of one name get distinct ones."""
    bases = [Path(output) if output else one.parent / "packages" for one in workbooks]
    names: dict[Path, Iterator[str]] = {
        base: iter(
            distinct_names(w.stem for w, b in zip(workbooks, bases, strict=True) if b == base)
        )
        for base in bases
    }
    return [(one, base / next(names[base])) for one, base in zip(workbooks, bases, strict=True)]
