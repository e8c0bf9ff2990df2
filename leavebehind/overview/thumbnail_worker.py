"""Draws pages as small pictures, in a process of its own: pdfium may not be used by two threads."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf

from leavebehind.worker import serve


def thumbnails(question: dict[str, Any]) -> dict[str, Any]:
    """The name of each page's JPEG in `folder`, `width` pixels wide.

    The name tells the page's content, so that a page which many PDFs share is drawn once.
    """
    import pypdfium2

    folder, width = Path(question["folder"]), question["width"]
    names = _names(question["pdf"], width)
    document = pypdfium2.PdfDocument(question["pdf"])
    for number, name in enumerate(names):
        if not (folder / name).exists():
            page = document[number]
            bitmap = page.render(scale=width / page.get_width(), may_draw_forms=False)
            # By the PDF's mark: another worker may draw the same page for another PDF.
            unfinished = folder / f"{name}.{question['mark']}.part"
            bitmap.to_pil().convert("RGB").save(unfinished, "JPEG", quality=70)
            unfinished.replace(folder / name)
    return {"pages": names}


def _names(pdf: str, width: int) -> list[str]:
    with pikepdf.open(pdf) as document:
        return [f"{_digest(page)[:24]}-{width}.jpg" for page in document.pages]


def _digest(page: pikepdf.Page) -> str:
    """Of a PDF that has this page alone, with all that it draws."""
    for name in ("/Annots", "/StructParents"):
        # They lead to other pages, or differ where the page looks the same.
        if name in page.obj:
            del page.obj[name]
    written = io.BytesIO()
    with pikepdf.new() as alone:
        alone.pages.append(page)
        alone.save(written, static_id=True, compress_streams=False)
    return hashlib.sha256(written.getbuffer()).hexdigest()


if __name__ == "__main__":
    serve(thumbnails)
