"""Picture files of every kind, as the images of a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import getchunks

from leavebehind.attachments import open_picture
from leavebehind.files import cached_by_stamp

_LOWEST_DPI, _HIGHEST_DPI = 150, 300
"""No picture is enlarged beyond the first, or kept finer than the second."""
_JPEG_QUALITY = 92
_WHITE = (255, 255, 255, 255)

Size = tuple[float, float]
"""Width and height, in points."""


@dataclass(frozen=True)
class EncodedPicture:
    """A picture as it lies in a PDF, and the size in which it is printed."""

    # Encoded anew, nothing of the camera's notes (place, time) goes along.

    size: Size
    pixels: tuple[int, int]
    bits: int
    is_grey: bool
    is_jpeg: bool
    data: bytes

    def image(self, target: Pdf) -> Stream:
        """The picture as an image of `target`."""
        columns, rows = self.pixels
        image = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=columns,
            Height=rows,
            ColorSpace=Name.DeviceGray if self.is_grey else Name.DeviceRGB,
            BitsPerComponent=self.bits,
            Filter=Name.DCTDecode if self.is_jpeg else Name.FlateDecode,
        )
        if not self.is_jpeg:
            # What a PNG holds is compressed just as a PDF's images are (ISO 32000-1, 7.4.4.4).
            colors = 1 if self.is_grey else 3
            image.DecodeParms = Dictionary(
                Predictor=15, Colors=colors, BitsPerComponent=self.bits, Columns=columns
            )
        return Stream(target, self.data, image)


@cached_by_stamp
def count_pages(path: Path) -> int:
    """How many pages a picture file prints; raises UnprintableFileError where one is damaged."""
    with open_picture(path) as picture:
        count = _count_frames(picture)
        for number in range(count):
            picture.seek(number)
            picture.load()
        return count


# The same few attachments go into package after package; a page's picture takes megabytes.
@partial(cached_by_stamp, maxsize=16)
def encoded_pictures(path: Path, room: Size) -> tuple[EncodedPicture, ...]:
    """The pages of a picture file, upright, each as large as the room and its pixels allow.

    Each one of a TIFF, else the first frame. Raises UnprintableFileError where it can't be read.
    """
    return tuple(_encoded(frame, room) for frame in _frames(path))


def _frames(path: Path) -> Iterator[Image.Image]:
    with open_picture(path) as picture:
        for number in range(_count_frames(picture)):
            picture.seek(number)
            upright = ImageOps.exif_transpose(picture)
            # Pillow forgets the format of a copy, and the image's encoding depends on it.
            upright.format = picture.format
            yield upright


def _count_frames(picture: Image.Image) -> int:
    """How many pages a picture prints; an animation prints one."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def _encoded(picture: Image.Image, room: Size) -> EncodedPicture:
    """The picture on white, in sRGB."""
    width, height = picture.size
    scale = min(room[0] / width, room[1] / height, 72 / _LOWEST_DPI)
    finest = scale * _HIGHEST_DPI / 72
    flat = _flat(picture)
    finest_size = (max(1, round(width * finest)), max(1, round(height * finest)))
    flat.thumbnail(finest_size, Image.Resampling.LANCZOS)
    is_jpeg = picture.format in ("JPEG", "MPO")
    return EncodedPicture(
        size=(width * scale, height * scale),
        pixels=flat.size,
        bits=1 if flat.mode == "1" else 8,
        is_grey=flat.mode in ("1", "L"),
        is_jpeg=is_jpeg,
        data=_jpeg(flat) if is_jpeg else _compressed_rows(flat),
    )


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def _compressed_rows(picture: Image.Image) -> bytes:
    """The IDAT chunks of the picture as a PNG (RFC 2083, 3.2)."""
    return b"".join(data for kind, data, *_ in getchunks(picture) if kind == b"IDAT")


def _flat(picture: Image.Image) -> Image.Image:
    """A copy without transparency, with one bit or eight to a channel."""
    if picture.mode in ("1", "L") and "transparency" not in picture.info:
        return picture.copy()
    if picture.mode.startswith("I"):
        # Sixteen bits of grey.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, _WHITE)
        opaque = Image.alpha_composite(white, picture.convert("RGBA"))
        return _in_srgb(opaque.convert("RGB"), profile)
    return _in_srgb(picture, profile if picture.mode in ("RGB", "CMYK", "LAB") else None)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile is not None:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        # A profile of another kind of colours than the picture's says nothing.
        with suppress(ImageCms.PyCMSError):
            converted = ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")
            if converted is not None:
                return converted
    return picture.convert("RGB")
