"""Picture files of every kind, as the images of a PDF."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms, ImageOps

_JPEG_QUALITY = 92
_WHITE = (255, 255, 255, 255)


def frames(path: Path) -> Iterator[Image.Image]:
    """The pages of a picture file, upright: each one of a TIFF, else the first frame.

    Raises OSError, or Pillow's DecompressionBombError, where it can't be read.
    """
    with _open(path) as picture:
        for number in range(_count(picture)):
            picture.seek(number)
            upright = ImageOps.exif_transpose(picture)
            # Pillow forgets the format of a copy, and the image's encoding depends on it.
            upright.format = picture.format
            yield upright


def image(target: Pdf, picture: Image.Image, size: tuple[int, int]) -> Stream:
    """The picture as an image of `target`, at most `size` pixels large, on white, in sRGB.

    Encoded anew, so that nothing of the camera's notes (place, time) goes along.
    """
    flat = _flat(picture)
    flat.thumbnail(size, Image.Resampling.LANCZOS)
    grey = flat.mode in ("1", "L")
    facts = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=flat.width,
        Height=flat.height,
        ColorSpace=Name.DeviceGray if grey else Name.DeviceRGB,
        BitsPerComponent=1 if flat.mode == "1" else 8,
    )
    buffer = io.BytesIO()
    if picture.format in ("JPEG", "MPO"):
        flat.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        facts.Filter = Name.DCTDecode
        return Stream(target, buffer.getvalue(), facts)
    # What a PNG holds is compressed just as a PDF's images are (ISO 32000-1, 7.4.4.4).
    flat.save(buffer, "PNG")
    facts.Filter = Name.FlateDecode
    facts.DecodeParms = Dictionary(
        Predictor=15,
        Colors=1 if grey else 3,
        BitsPerComponent=facts.BitsPerComponent,
        Columns=flat.width,
    )
    return Stream(target, _png_data(buffer.getvalue()), facts)


def _open(path: Path) -> Image.Image:
    with warnings.catch_warnings():
        # Scans at 600 dpi are as large as that; what is far beyond is an error all the same.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(path)


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


def _png_data(png: bytes) -> bytes:
    """The compressed rows of a PNG: its IDAT chunks (RFC 2083, 3.2)."""
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return data
