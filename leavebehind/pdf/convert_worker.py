"""The converters' side of `worker.Worker`: run as a script, with the name of the converter.

Imports nothing of the room that it serves, so that it starts at once.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leavebehind.worker import Answer, serve


def office2pdf(question: dict[str, Any]) -> dict[str, Any]:
    """Makes the PDF `pdf` of `document`; the answer holds the converter's warnings."""
    from office2pdf import ConvertOptions, Format, convert_bytes

    options = ConvertOptions(
        font_paths=question["fonts"],
        last_resort_font_family=question["last_resort"],
        tagged=True,
        include_warnings=True,
    )
    result = convert_bytes(Path(question["document"]).read_bytes(), Format.DOCX, options)
    Path(question["pdf"]).write_bytes(result.pdf)
    # Which fonts are replaced is noted once for all documents.
    kinds = (one for one in result.warnings if one.kind != "FallbackUsed")
    return {"warnings": [one.message for one in kinds], **_printed(question)}


_VARIANTS = (
    *("narrow", "condensed", "cond", "extended", "expanded", "compressed"),
    *("thin", "light", "medium", "semibold", "demibold", "black", "heavy"),
)
"""Words in the name of a font that isn't the usual one of its family."""


def word2pdf(question: dict[str, Any]) -> dict[str, Any]:
    """Makes the PDF `pdf` of `document`; what the converter leaves out shows in the text."""
    from reportlab import rl_config
    from word2pdf import Converter
    from word2pdf.fonts.manager import FontIndex

    # A family would be whichever of its weights is found first, and DejaVu Sans, which has the
    # symbols that others lack, is looked for in it.
    FontIndex.WIDTH_TOKENS = _VARIANTS
    # It names fonts by number, and would print with those of the document before.
    rl_config._reset()
    # Its cache of fonts would lie in the person's home, and saves 30 ms.
    converter = Converter(question["fonts"], question["last_resort"], font_cache=False)
    converter.convert(question["document"], question["pdf"])
    return {"warnings": [], **_printed(question)}


def _printed(question: dict[str, Any]) -> dict[str, Any]:
    """What is in the PDF, where that is asked; pdfium must not be used by several threads."""
    if not question.get("read"):
        return {}
    import pypdfium2

    try:
        made = pypdfium2.PdfDocument(question["pdf"])
    except pypdfium2.PdfiumError:
        # Who asked sees for itself what is wrong with it.
        return {}
    with made:
        texts = [page.get_textpage().get_text_range() for page in made]
        kinds = [one.type for page in made for one in page.get_objects(max_depth=15)]
        pictures = kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
        return {"text": "\n".join(texts), "pictures": pictures, "pages": len(texts)}


def docx2pdf(question: dict[str, Any]) -> dict[str, Any]:
    """Makes the PDF `pdf` of `document`; Word, and what is open in it, stay open."""
    from docx2pdf import convert

    convert(question["document"], question["pdf"], keep_active=True)
    return {}


CONVERTERS: Mapping[str, Answer] = {
    "docx2pdf": docx2pdf,
    "office2pdf": office2pdf,
    "word2pdf": word2pdf,
}


def _word_is_open() -> bool:
    from pythoncom import com_error
    from win32com.client import GetActiveObject

    try:
        GetActiveObject("Word.Application")
    except com_error:
        return False
    return True


def _quit_word() -> None:
    """Ends the Word that docx2pdf started, unless the person has opened something in it."""
    from win32com.client import GetActiveObject

    word = GetActiveObject("Word.Application")
    if word.Documents.Count == 0:
        word.Quit()


def main(converter: str) -> None:
    starts_word = converter == "docx2pdf" and sys.platform == "win32" and not _word_is_open()
    serve(CONVERTERS[converter])
    if starts_word:
        _quit_word()


if __name__ == "__main__":
    main(sys.argv[1])
