"""Picture files of every kind, as the images of a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms, ImageOps

from leavebehind.attachments import open_picture

_COARSEST, _FINEST = 150, 300
"""Pixels an inch: no picture is blown up beyond the first, or kept finer than the second."""
_JPEG_QUALITY = 92
_WHITE = (255, 255, 255, 255)


Room = tuple[float, float]
"""Width and height, in points."""


@dataclass(frozen=True)
class Print:
    """A picture as large as it is printed, in points, and as it lies in a PDF: encoded anew, so
    that nothing of the camera's notes (place, time) goes along."""

    size: Room
    pixels: tuple[int, int]
    bits: int
    is_grey: bool
    is_jpeg: bool
    data: bytes

    def image(self, target: Pdf) -> Stream:
        """The picture as an image of `target`."""
        columns, rows = self.pixels
        facts = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=columns,
            Height=rows,
            ColorSpace=Name.DeviceGray if self.is_grey else Name.DeviceRGB,
            BitsPerComponent=self.bits,
        )
        if self.is_jpeg:
            facts.Filter = Name.DCTDecode
            return Stream(target, self.data, facts)
        # What a PNG holds is compressed just as a PDF's images are (ISO 32000-1, 7.4.4.4).
        facts.Filter = Name.FlateDecode
        facts.DecodeParms = Dictionary(
            Predictor=15,
            Colors=1 if self.is_grey else 3,
            BitsPerComponent=self.bits,
            Columns=columns,
        )
        return Stream(target, self.data, facts)


def prints(path: Path, room: Room) -> tuple[Print, ...]:
    """The pages of a picture file, upright, each as large as the room and its pixels allow.

    Each one of a TIFF, else the first frame. Raises Unprintable where it can't be read.
    """
    found = path.stat()
    return _prints(path, found.st_mtime_ns, found.st_size, room)


def count_pages(path: Path) -> int:
    """How many pages `prints` gives; raises as it does."""
    found = path.stat()
    return _sound_pages(path, found.st_mtime_ns, found.st_size)


# The same few attachments go into package after package.
@lru_cache(maxsize=256)
def _sound_pages(path: Path, _changed: int, _size: int) -> int:
    with open_picture(path) as picture:
        pages = _count(picture)
        for number in range(pages):
            picture.seek(number)
            picture.load()
        return pages


@lru_cache(maxsize=16)
def _prints(path: Path, _changed: int, _size: int, room: Room) -> tuple[Print, ...]:
    return tuple(_print(frame, room) for frame in _frames(path))


def _frames(path: Path) -> Iterator[Image.Image]:
    with open_picture(path) as picture:
        for number in range(_count(picture)):
            picture.seek(number)
            upright = ImageOps.exif_transpose(picture)
            # Pillow forgets the format of a copy, and the image's encoding depends on it.
            upright.format = picture.format
            yield upright


def _print(picture: Image.Image, room: Room) -> Print:
    """The picture on white, in sRGB."""
    width, height = picture.size
    scale = min(room[0] / width, room[1] / height, 72 / _COARSEST)
    finest = scale * _FINEST / 72
    flat = _flat(picture)
    finest_size = (max(1, round(width * finest)), max(1, round(height * finest)))
    flat.thumbnail(finest_size, Image.Resampling.LANCZOS)
    is_jpeg = picture.format in ("JPEG", "MPO")
    return Print(
        size=(width * scale, height * scale),
        pixels=flat.size,
        bits=1 if flat.mode == "1" else 8,
        is_grey=flat.mode in ("1", "L"),
        is_jpeg=is_jpeg,
        data=_jpeg(flat) if is_jpeg else _png_data(flat),
    )


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def _count(picture: Image.Image) -> int:
    """How many pages a picture prints; an animation prints one."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def _flat(picture: Image.Image) -> Image.Image:
    """A copy without transparency, with one bit or eight to a channel."""
    if picture.mode in ("1", "L") and "transparency" not in picture.info:
        return picture.copy()
    if picture.mode.startswith("I"):
        # Sixteen bits of grey.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, _WHITE)
        colours = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
        return _in_srgb(colours, picture.info.get("icc_profile"))
    if picture.mode not in ("RGB", "CMYK", "LAB"):
        return picture.convert("RGB")
    return _in_srgb(picture, picture.info.get("icc_profile"))


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile is not None:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        try:
            converted = ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")
        except ImageCms.PyCMSError:
            # A profile of another kind of colours than the picture's says nothing.
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _png_data(picture: Image.Image) -> bytes:
    """The compressed rows of the picture as a PNG: its IDAT chunks (RFC 2083, 3.2)."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    png = buffer.getvalue()
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return data
