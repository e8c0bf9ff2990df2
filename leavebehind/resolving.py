"""All conflicts of a workbook settled one way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from leavebehind.build import AnyPath, folder_of
from leavebehind.packages.conflicts import Choice, Resolution, resolve_all_in


def resolve_all(
    workbook: AnyPath, output: AnyPath | None = None, *, keep: Choice
) -> Iterator[Resolution]:
    """Settle every conflict of the workbook's packages, and yield each as it is settled.

    `keep` is as for `resolve`. Raises OutputError at the end where some could not be settled.
    """
    return resolve_all_in(folder_of(Path(workbook).absolute(), output), keep=keep)
