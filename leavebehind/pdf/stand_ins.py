"""Documents that name only faces which are here, so that every converter takes the same ones.

office2pdf sets an unknown face in a monospaced one, whatever its last resort is said to be, and
LibreOffice in whatever fontconfig finds first.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from lxml import etree

from leavebehind import faces
from leavebehind.pdf.body import UNREADABLE

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
    changed = False
    for element, name in holders:
        family = element.get(name)
        # "+mn-lt" in a drawing means the theme's face.
        if family and not family.startswith("+") and faces.stand_in(family) != family:
            element.set(name, faces.stand_in(family))
            changed = True
    if not changed:
        return xml
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
