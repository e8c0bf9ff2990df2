"""Documents that name only faces which are here, so that every converter takes the same ones.

office2pdf sets an unknown face in a monospaced one, whatever its last resort is said to be, and
LibreOffice in whatever fontconfig finds first.
"""

from __future__ import annotations

import copy
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from leavebehind import fonts
from leavebehind.docx.body import UNREADABLE

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")


def copy_with_stand_ins(document: Path, target: Path) -> None:
    """Copies a .docx with its missing faces replaced; anything else is copied as it is."""
    try:
        with zipfile.ZipFile(document) as source, zipfile.ZipFile(target, "w") as copy:
            for entry in source.infolist():
                data = source.read(entry)
                copy.writestr(entry, _replaced(data) if _names_faces(entry.filename) else data)
    except UNREADABLE:
        # What is no document, the converter refuses in its own words.
        shutil.copyfile(document, target)


def _names_faces(part: str) -> bool:
    return part.endswith(".xml") and part.startswith((*_PARTS, "word/styles", "word/theme/"))


def _replaced(xml: bytes) -> bytes:
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    holders = [
        *((fonts, _W + name) for fonts in root.iter(_W + "rFonts") for name in ("ascii", "hAnsi")),
        *((latin, "typeface") for latin in root.iter(_A + "latin")),
    ]
    changed = _set_arabic(root)
    for element, name in holders:
        family = element.get(name)
        # "+mn-lt" in a drawing means the theme's face.
        if family and not family.startswith("+") and fonts.stand_in(family) != family:
            element.set(name, fonts.stand_in(family))
            changed = True
    if not changed:
        return xml
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


_ARABIC = re.compile(r"([\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefe]+)")


def _set_arabic(root: etree._Element) -> bool:
    """Sets Arabic words in the face for them, each in a run of its own."""
    face = fonts.arabic()
    mixed = [run for run in root.iter(_W + "r") if face and _ARABIC.search(_text_of(run))]
    for run in mixed:
        for part in _parts(run):
            if _ARABIC.search(_text_of(part)):
                _set_face(part, face)
            run.addprevious(part)
        run.getparent().remove(run)
    return bool(mixed)


def _text_of(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iter(_W + "t"))


def _parts(run: etree._Element) -> Iterator[etree._Element]:
    """Runs in the look of this one, each with one of its children or with a piece of its text."""
    look = run.find(_W + "rPr")
    for child in run.iterchildren():
        for piece in [] if child is look else _pieces(child):
            part = etree.Element(run.tag, run.attrib, run.nsmap)
            part.extend([piece] if look is None else [copy.deepcopy(look), piece])
            yield part


def _pieces(child: etree._Element) -> Iterator[etree._Element]:
    """The child, or where it is a text, its Arabic words and what stands between them."""
    if child.tag != _W + "t":
        yield copy.deepcopy(child)
        return
    for text in filter(None, _ARABIC.split(child.text or "")):
        piece = etree.Element(child.tag, {_SPACE: "preserve"})
        piece.text = text
        yield piece


_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def _set_face(run: etree._Element, face: str) -> None:
    look = run.find(_W + "rPr")
    if look is None:
        look = etree.Element(_W + "rPr")
        run.insert(0, look)
    for old in look.findall(_W + "rFonts"):
        look.remove(old)
    fonts = etree.Element(_W + "rFonts", {_W + name: face for name in ("ascii", "hAnsi", "cs")})
    # The schema wants it behind the run's style (ECMA-376 part 1, 17.3.2.28).
    look.insert(0 if look.find(_W + "rStyle") is None else 1, fonts)
