"""The PDFs and pictures that a workbook names: opened only where they are what they seem to be.

They come from outside: what a file is says its content, not its name.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leavebehind.errors import system_words
from leavebehind.files import cached_by_stamp

# Both take long to load, and few workbooks name a file.
if TYPE_CHECKING:
    from pikepdf import Pdf
    from PIL.Image import Image

# What people scan and photograph: Pillow opens some others by programs of their own (EPS).
PICTURE_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
"""The kinds of pictures, as Pillow calls them."""

DAMAGED = ("it is damaged", "open it, and print or save it as a new PDF")


class UnprintableFileError(Exception):
    """Why a file can't be printed, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def unreadable(error: OSError) -> UnprintableFileError:
    """The system's error as the reason why a file can't be printed."""
    reason, hint = system_words(error)
    return UnprintableFileError(f"it can't be read: {reason}", hint)


def is_pdf(path: Path) -> bool:
    """Whether it is a PDF by its content; raises UnprintableFileError where it can't be read."""
    _require_ordinary(path)
    try:
        with path.open("rb") as file:
            return b"%PDF-" in file.read(1024)
    except OSError as error:
        raise unreadable(error) from error


def _require_ordinary(path: Path) -> None:
    # On a pipe or a device, opening would wait forever.
    if path.exists() and not path.is_file():
        raise UnprintableFileError("it is not an ordinary file", "name a PDF or a picture")


def open_pdf(path: Path) -> Pdf:
    """The PDF, to be closed; raises UnprintableFileError where it has no pages to be printed."""
    from pikepdf import PasswordError, Pdf, Rectangle

    try:
        pdf = Pdf.open(path)
        sizes = [Rectangle(page.mediabox) for page in pdf.pages]
    except PasswordError as error:
        hint = "save it without one"
        raise UnprintableFileError("it is protected by a password", hint) from error
    except Exception as error:
        # A damaged file from outside fails anywhere in pikepdf, in many ways.
        raise UnprintableFileError(*DAMAGED) from error
    if sizes and all(size.width > 0 and size.height > 0 for size in sizes):
        return pdf
    pdf.close()
    if sizes:
        raise UnprintableFileError("a page of it has no size", DAMAGED[1])
    raise UnprintableFileError("it has no pages", "leave it out, or give another file")


def has_all_fonts(pdf: Pdf) -> bool:
    """Whether every font of the PDF is embedded, so that it prints the same everywhere."""
    from pikepdf import Dictionary, Name

    # What a composite font is made of is an object of its own; a Type 3 font is drawn in the PDF.
    apart = (Name.Type0, Name.Type3)
    objects: list[Any] = [one for one in pdf.objects if isinstance(one, Dictionary)]
    return all(
        font.get(Name.Subtype) in apart
        or any(key.startswith("/FontFile") for key in font.get(Name.FontDescriptor, {}))
        for font in objects
        if font.get(Name.Type) == Name.Font
    )


@contextmanager
def open_picture(path: Path) -> Iterator[Image]:
    """The picture; raises UnprintableFileError for what fails within, or while pixels are read."""
    from PIL import Image, UnidentifiedImageError

    _require_ordinary(path)
    try:
        with warnings.catch_warnings():
            # Scans at 600 dpi are as large as that; what is far beyond is an error all the same.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=PICTURE_FORMATS)
        with picture:
            yield picture
    except UnidentifiedImageError as error:
        hint = "save it as a PDF, a JPEG or a PNG"
        raise UnprintableFileError("it is neither a PDF nor a picture", hint) from error
    except Image.DecompressionBombError as error:
        raise UnprintableFileError("the picture has too many pixels", "save it smaller") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        hint = "open it, and save it again"
        raise UnprintableFileError("the picture is damaged", hint) from error


@cached_by_stamp
def picture_size(path: Path) -> tuple[int, int]:
    """The pixels of a picture, upright; raises UnprintableFileError where it can't be read."""
    with open_picture(path) as picture:
        width, height = picture.size
        # From 5 on a viewer turns it by a quarter (Exif 2.3, tag 274).
        return (height, width) if picture.getexif().get(274, 1) >= 5 else (width, height)


def check_printable(path: Path, *, picture_only: bool) -> None:
    """Raises UnprintableFileError for what a quick look shows to be unprintable."""
    if fault := _fault(path, picture_only):
        raise UnprintableFileError(*fault)


@cached_by_stamp
def _fault(path: Path, picture_only: bool) -> tuple[str, str] | None:
    """What is wrong with the file, and what to do; returned, because only results are cached."""
    try:
        if is_pdf(path):
            if picture_only:
                return "it is a PDF, not a picture", "save it as .png or .jpg"
            open_pdf(path).close()
            return None
        with open_picture(path) as picture:
            if picture.format == "PNG":
                picture.verify()  # the checksums of its chunks
            elif picture.format in ("JPEG", "MPO"):
                picture.draft("L", (1, 1))  # an eighth of its pixels shows whether all are there
                picture.load()
    except UnprintableFileError as error:
        return error.message, error.hint
    return None
