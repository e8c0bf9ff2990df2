"""Pictures with too few pixels for the size in which they are printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from leavebehind.attachments import UnprintableFileError, is_pdf, open_picture
from leavebehind.context.rows import PHOTO, SIGNATURE
from leavebehind.files import cached_by_stamp
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
        pixels = _pixels(path) if path else None
        # `least`: a small picture is printed small, not enlarged.
        if path and pixels and (dpi := max(_dpi(pixels, box), least)) < LEAST_DPI:
            message = f"{path.name} has {dpi} dots an inch where it is printed"
            yield Note(f"{message}; {LEAST_DPI} look sharp", place)


def _dpi(pixels: tuple[int, int], box: tuple[float, float]) -> int:
    """Dots an inch of a picture that is as large as the box allows."""
    return int(max(size / side for size, side in zip(pixels, box, strict=True)) * _MM_PER_INCH)


@cached_by_stamp
def _pixels(path: Path) -> tuple[int, int] | None:
    """Width and height; None of what is no picture."""
    try:
        if is_pdf(path):
            return None
        with open_picture(path) as picture:
            return picture.size
    except UnprintableFileError:
        return None
