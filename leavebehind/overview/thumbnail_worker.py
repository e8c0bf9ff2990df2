"""Draws pages as small pictures, in a process of its own: pdfium may not be used by two threads."""

from __future__ import annotations

import hashlib
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
        known: dict[tuple[int, int], bytes] = {}
        return [f"{_digest(page.obj, known).hex()[:24]}-{width}.jpg" for page in document.pages]


def _digest(page: pikepdf.Object, known: dict[tuple[int, int], bytes]) -> bytes:
    """Of all that the page draws, which is in its content, its resources and its boxes."""
    parts = [
        _content(page[key], known)
        for key in ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
        if key in page
    ]
    return hashlib.sha256(b"".join(parts)).digest()


def _content(value: Any, known: dict[tuple[int, int], bytes]) -> bytes:
    """A digest of an object and of all that it refers to."""
    if not isinstance(value, pikepdf.Object):
        return repr(value).encode()
    name = value.objgen if value.is_indirect else (0, 0)
    if name in known:
        return known[name]
    if name != (0, 0):
        # Fonts may refer back to what refers to them.
        known[name] = b""
    made = hashlib.sha256()
    if isinstance(value, pikepdf.Stream):
        made.update(value.read_raw_bytes())
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, item in value.items():
            # They lead to other pages, or differ where the page looks the same.
            if key not in ("/Parent", "/P", "/StructParents", "/StructParent", "/Length"):
                made.update(key.encode() + _content(item, known))
    elif isinstance(value, pikepdf.Array):
        for item in value:
            made.update(_content(item, known))
    else:
        made.update(value.unparse())
    digest = made.digest()
    if name != (0, 0):
        known[name] = digest
    return digest


if __name__ == "__main__":
    serve(thumbnails)
