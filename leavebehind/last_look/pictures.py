"""Pictures with too few pixels for the size in which they are printed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from leavebehind.attachments import UnprintableFileError, picture_size
from leavebehind.context.rows import PHOTO, SIGNATURE
from leavebehind.records import Note
from leavebehind.search import Search

LEAST_DPI = 200
_MM_PER_INCH = 25.4
_LEAST_ON_PAGE = 150
"""A picture on a page of its own is not enlarged beyond this."""
_PAGE = (165.0, 240.0)
"""The box of a picture that has a page of its own, in millimetres."""


def coarse_pictures(search: Search) -> Iterator[Note]:
    """Photo, signature and attached pictures of fewer than LEAST_DPI where they are printed."""
    candidate = search.candidate
    listed: list[tuple[Path | None, tuple[float, float], int, str]] = [
        (candidate.photo, PHOTO, 0, search.place_of(candidate, "photo")),
        (candidate.signature, SIGNATURE, 0, search.place_of(candidate, "signature")),
        *((row.file, _PAGE, _LEAST_ON_PAGE, row.place) for row in search.work_samples),
        *((row.file, _PAGE, _LEAST_ON_PAGE, row.place) for row in search.recommendations),
    ]
    for path, box, least, place in listed:
        if path is None:
            continue
        # What is no picture is none of ours, a PDF among them.
        with contextlib.suppress(UnprintableFileError):
            # The picture is as large as its box allows; a small one is not enlarged to `least`.
            sides = zip(picture_size(path), box, strict=True)
            dpi = max(int(max(size / side for size, side in sides) * _MM_PER_INCH), least)
            if dpi < LEAST_DPI:
                message = f"{path.name} has {dpi} dots an inch where it is printed"
                yield Note(f"{message}; {LEAST_DPI} look sharp", place)
