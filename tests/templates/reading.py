"""What a document or a PDF says, and where."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import zxingcpp
from benchmarks.compare_engines import Word, words
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MM = 72 / 25.4
DPI = 200
"""At which codes are read."""

# Documents


@lru_cache(maxsize=256)
def part(document: Path, name: str) -> etree._Element:
    """A part of a document, parsed; it is there to be read."""
    with zipfile.ZipFile(document) as package:
        return etree.fromstring(package.read(name))


@lru_cache(maxsize=64)
def texts(document: Path) -> list[etree._Element]:
    """The parts of a document that hold text."""
    with zipfile.ZipFile(document) as package:
        names = package.namelist()
    found = (name for name in names if re.match(r"word/(document|header|footer)\d*\.xml", name))
    return [part(document, name) for name in found]


def local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


@cache
def styles(template: Path) -> dict[str, etree._Element]:
    sheet = part(template, "word/styles.xml")
    return {str(style.get(f"{W}styleId")): style for style in sheet.iter(f"{W}style")}


def inherited(found: Mapping[str, etree._Element], style: str | None, path: str) -> Any:
    """The element at `path` of a style, or of those that it is based on."""
    while style in found:
        element = at(found[style], path)
        if element is not None:
            return element
        basis = found[style].find(f"{W}basedOn")
        style = None if basis is None else basis.get(f"{W}val")
    return None


def at(element: etree._Element, path: str) -> Any:
    """The element at a path like "pPr/pStyle"."""
    return element.find("/".join(f"{W}{step}" for step in path.split("/")))


def value(element: etree._Element, path: str) -> str | None:
    found = at(element, path)
    return None if found is None else found.get(f"{W}val")


def heading_texts(document: Path) -> set[str]:
    found = styles(document)
    return {
        flat("".join(one.text or "" for one in paragraph.iter(f"{W}t")))
        for paragraph in part(document, "word/document.xml").iter(f"{W}p")
        if inherited(found, value(paragraph, "pPr/pStyle"), "pPr/outlineLvl") is not None
    }


def text_of(document: Path) -> str:
    return "\n".join(str(one.text) for one in paragraphs_of(docx.Document(str(document))))


def paragraphs_of(box: Any) -> Iterator[Any]:
    yield from box.paragraphs
    for table in box.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from paragraphs_of(cell)


# PDFs


@cache
def by_page(pdf: Path) -> list[list[Word]]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        found: list[list[Word]] = [[] for _ in document]
    for word in words(pdf):
        found[word.page - 1].append(word)
    return found


def pages(pdf: Path) -> int:
    return len(by_page(pdf))


def said_on(page: Iterable[Word]) -> str:
    return " ".join(lines_of(page))


def lines_of(page: Iterable[Word]) -> list[str]:
    """The lines of a page from top to bottom."""
    lines: list[tuple[float, list[Word]]] = []
    for word in sorted(page, key=lambda word: (word.y, word.x)):
        if not lines or word.y - lines[-1][0] > 4:
            lines.append((word.y, []))
        lines[-1][1].append(word)
    return [" ".join(w.text for w in sorted(line, key=lambda w: w.x)) for _, line in lines]


def above_foot(page: Iterable[Word]) -> list[str]:
    """The lines of a page without that which says whose it is."""
    *lines, last = lines_of(page) or [""]
    return lines if "·" in last else [*lines, last]


def outside(pdf: Path) -> list[tuple[int, str]]:
    """What stands nearer to the paper's edge than a margin of 12 mm."""
    edge = 12 * MM
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            text, width = page.get_textpage(), page.get_width()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                if left < edge or right > width - edge or bottom < edge / 2:
                    found.append((number, text.get_text_bounded(left, bottom, right, top)))
    return found


def ends_with_heading(pdf: Path, headings: Iterable[str]) -> list[str]:
    """The headings that end a page, but for the last one."""
    *before, _ = (flat(" ".join(above_foot(page))) for page in by_page(pdf))
    return [one for page in before for one in headings if page.endswith(one)]


def image_places(pdf: Path, page: int = 0) -> list[tuple[float, float, float]]:
    """Left and upper edge and width of a page's pictures, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown, height = document[page], document[page].get_height()
        images = shown.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        bounds = [item.get_bounds() for item in images]
    return [(x / MM, (height - top) / MM, (right - x) / MM) for x, _, right, top in bounds]


def page_width(pdf: Path) -> float:
    """Of the first page, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return float(document[0].get_width() / MM)


def codes_on(pdf: Path) -> Iterator[tuple[str, float]]:
    """What the QR codes of a document say, and how wide they are in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for code in zxingcpp.read_barcodes(page.render(scale=DPI / 72).to_pil()):
                across = code.position.top_right.x - code.position.top_left.x
                yield code.text, across / DPI * 25.4


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)
