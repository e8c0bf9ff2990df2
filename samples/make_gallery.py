"""Draws the pictures of samples/gallery from the sample's packages.

Run it with: python samples/make_gallery.py (it needs `pip install -e ".[test]"`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

import leavebehind

HERE = Path(__file__).parent
GALLERY = HERE / "gallery"
WIDTH = 640
"""Pixels of a page's picture."""
FRONT = ("cover_letter", "resume", "references", "business_card")
"""What the README's picture shows of a package."""


def draw_gallery() -> None:
    """One picture a page of the sample's bound package, and one of a whole package."""
    GALLERY.mkdir(exist_ok=True)
    for old in GALLERY.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        report = leavebehind.build(HERE / "interviews.xlsx", folder)
        bound = next(p for p in report.packages if p.interview.format == "bound")
        loose = next(p for p in report.packages if p.interview.format == "folder")
        for number, page in enumerate(_pages(bound.pdf), 1):
            _save(_framed(page), GALLERY / f"bound-{number:02}.png")
        _save(_side_by_side(_front_pages(loose)), GALLERY / "package.png")


def _front_pages(package: leavebehind.Package) -> list[Image.Image]:
    """The first page of each section that the README shows."""
    pages = _pages(package.pdf)
    sections = [d.section for d in package.documents if d.section != "business_card"]
    starts = _starts(package.pdf)
    card = next(d.path for d in package.documents if d.section == "business_card")
    shown = {name: pages[start] for name, start in zip(sections, starts, strict=True)}
    shown["business_card"] = _pages(card.with_suffix(".pdf"))[0]
    return [shown[name] for name in FRONT]


def _starts(pdf: Path | None) -> list[int]:
    with pypdfium2.PdfDocument(pdf) as document:
        marks = [mark for mark in document.get_toc() if mark.level == 0]
        return [mark.get_dest().get_index() for mark in marks]


def _pages(pdf: Path | None) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            page.render(scale=2 * WIDTH / page.get_width()).to_pil().convert("RGB")
            for page in document
        ]


def _side_by_side(pages: Sequence[Image.Image]) -> Image.Image:
    framed = [_framed(page) for page in pages]
    sheet = Image.new("RGB", (sum(p.width for p in framed), max(p.height for p in framed)), "white")
    left = 0
    for page in framed:
        sheet.paste(page, (left, 0))
        left += page.width
    return sheet


def _framed(page: Image.Image, margin: int = 36) -> Image.Image:
    """The page on white, with the shadow of a sheet of paper."""
    size = (page.width + 2 * margin, page.height + 2 * margin)
    sheet = Image.new("RGB", size, "white")
    edge = (margin, margin, margin + page.width - 1, margin + page.height - 1)
    ImageDraw.Draw(sheet).rectangle([side + 6 for side in edge], fill="#c8ccd0")
    sheet = sheet.filter(ImageFilter.GaussianBlur(10))
    sheet.paste(page, (margin, margin))
    ImageDraw.Draw(sheet).rectangle(edge, outline="#d8dcdf", width=2)
    return sheet


def _save(picture: Image.Image, path: Path) -> None:
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    half.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    draw_gallery()
