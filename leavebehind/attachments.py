"""The PDFs and pictures that a workbook names: opened only where they are what they seem to be.

They are a stranger's. What a file is says its content, not its name; of pictures only the kinds
that people scan and photograph are opened, because some others are programs (EPS).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

# Both take long to load, and few workbooks name a file.
if TYPE_CHECKING:
    from pikepdf import Pdf
    from PIL.Image import Image

KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
"""The kinds of pictures, as Pillow calls them."""


class Unprintable(Exception):  # noqa: N818 - it is told as what is wrong with a file
    """Why a file can't be printed, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


DAMAGED = Unprintable("it is damaged", "open it, and print or save it as a new PDF")


def is_pdf(path: Path) -> bool:
    """Whether it is a PDF by its content; raises Unprintable where it can't be read."""
    try:
        with path.open("rb") as file:
            return b"%PDF-" in file.read(1024)
    except OSError as error:
        reason = f"it can't be read ({error.strerror})"
        raise Unprintable(reason, "check that it is there, and that you may read it") from error


def open_pdf(path: Path) -> Pdf:
    """The PDF, to be closed; raises Unprintable where it has no pages that can be read."""
    from pikepdf import PasswordError, Pdf, PdfError

    try:
        pdf = Pdf.open(path)
        if len(pdf.pages):
            return pdf
    except PasswordError as error:
        raise Unprintable("it is protected by a password", "save it without one") from error
    except (PdfError, OSError, ValueError) as error:
        raise Unprintable(DAMAGED.message, DAMAGED.hint) from error
    pdf.close()
    raise Unprintable("it has no pages", "leave it out, or give another file")


@contextmanager
def open_picture(path: Path) -> Iterator[Image]:
    """The picture; what fails within, or while its pixels are read, is raised as Unprintable."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Scans at 600 dpi are as large as that; what is far beyond is an error all the same.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=KINDS)
        with picture:
            yield picture
    except UnidentifiedImageError as error:
        hint = "save it as a PDF, a JPEG or a PNG"
        raise Unprintable("it is neither a PDF nor a picture", hint) from error
    except Image.DecompressionBombError as error:
        raise Unprintable("the picture has too many pixels", "save it smaller") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unprintable("the picture is damaged", "open it, and save it anew") from error


def look_at(path: Path, *, is_picture: bool) -> None:
    """Raises Unprintable where it can be told at a look that the file can't be printed."""
    found = path.stat()
    if fault := _fault(path, found.st_mtime_ns, found.st_size, is_picture):
        raise Unprintable(*fault)


@lru_cache(maxsize=1024)
def _fault(path: Path, _changed: int, _size: int, is_picture: bool) -> tuple[str, str] | None:
    try:
        if not is_pdf(path):
            _look_at_picture(path)
        elif is_picture:
            raise Unprintable("it is a PDF, not a picture", "save it as .png or .jpg")
        else:
            _look_at_pages(path)
    except Unprintable as error:
        return error.message, error.hint
    return None


def _look_at_pages(path: Path) -> None:
    from pikepdf import Rectangle

    with open_pdf(path) as pdf:
        try:
            boxes = [Rectangle(page.mediabox) for page in pdf.pages]
        except Exception as error:
            # What a stranger's file holds fails in many ways.
            raise Unprintable(DAMAGED.message, DAMAGED.hint) from error
        if not all(box.width > 0 and box.height > 0 for box in boxes):
            raise Unprintable("a page of it has no size", DAMAGED.hint)


def _look_at_picture(path: Path) -> None:
    with open_picture(path) as picture:
        if picture.format == "PNG":
            picture.verify()  # the sums of its chunks
        elif picture.format in ("JPEG", "MPO"):
            picture.draft("L", (1, 1))  # an eighth of its pixels tell whether all are there
            picture.load()
