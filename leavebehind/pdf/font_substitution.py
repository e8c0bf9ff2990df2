"""Documents that name only fonts which are here, so that every converter takes the same ones.

office2pdf sets an unknown font in a monospaced one, whatever its last resort is said to be, and
LibreOffice in whatever fontconfig finds first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from lxml import etree

from leavebehind import fonts
from leavebehind.docx.elements import made_properties, replace_property, text_of
from leavebehind.docx.package import (
    SPACE,
    A,
    BadDocument,
    W,
    parsed,
    read_file,
    read_parts,
    serialized,
    write_parts,
)
from leavebehind.docx.styles import font_families
from leavebehind.fonts import Fonts
from leavebehind.records import Note

_NAMING = ("document", "header", "footer", "footnotes", "endnotes", "styles", "theme/")
"""How the names of the parts begin that name fonts."""
_NAMED = [
    re.compile(name + rb'="([^"+][^"]*)"') for name in (b"ascii", b"hAnsi", b"latin typeface")
]
_LETTER = r"[\u0590-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefe]"
# Without the controls of the direction: before one, pdfium reads a word the wrong way round.
_MARK = r"(?![\u200e\u200f\u202a-\u202e\u2066-\u2069])[\W\d]"
_RIGHT_TO_LEFT = re.compile(
    rf"((?:(?:^|[\u202b\u2067])(?:{_MARK})*)?{_LETTER}(?:{_LETTER}|{_MARK})*)"
)
"""Hebrew and Arabic letters with the marks before them, and the spaces, digits and marks after.

LibreOffice sets these in the font of the letters; spaces of another font have another width, and
raise the line.
"""
_IN_UTF8 = [bytes([byte]) for byte in range(0xD6, 0xDE)]
"""How letters of these scripts begin, among few others."""


def with_substitutes(document: bytes, here: Fonts) -> bytes:
    """The document with its missing fonts replaced; what is no document comes back as it is."""
    try:
        return write_parts(substituted(read_parts(document), here), compress=False)
    except BadDocument:
        # The converter refuses it in its own words.
        return document


def substituted(parts: Mapping[str, bytes], here: Fonts) -> dict[str, bytes]:
    """The parts of a document, in which only fonts are named that are here."""
    replaced = {name: _replaced(parts[name], here) for name in _naming_fonts(parts)}
    return {**parts, **replaced}


def substitution_key(document: bytes, here: Fonts) -> str:
    """Differs where other fonts are used for those that the document names."""
    parts = read_parts(document)
    xml = b"".join(parts[name] for name in _naming_fonts(parts))
    # By searching, and not by parsing: it is asked of every document in every build.
    named = {name.decode("utf-8", "replace") for one in _NAMED for name in one.findall(xml)}
    has_letters = any(beginning in xml for beginning in _IN_UTF8)
    return repr((here.substitutes(named), here.right_to_left() if has_letters else ""))


def named_families(documents: Iterable[Path]) -> frozenset[str]:
    """The font families that the texts of Word documents are set in; other files have none."""
    families: frozenset[str] = frozenset()
    for path in documents:
        with suppress(BadDocument, OSError):
            families |= font_families(read_parts(read_file(path)))
    return families


def substitution_notes(documents: Iterable[Path]) -> list[Note]:
    """A note for each font that the documents are set in and this machine lacks."""
    substitutes = fonts.installed().substitutes(named_families(documents))
    return [
        Note(f"the font {family} is not on this machine; {other} stands in for it in PDFs")
        for family, other in substitutes.items()
    ]


def _naming_fonts(parts: Iterable[str]) -> Iterator[str]:
    beginnings = tuple(f"word/{name}" for name in _NAMING)
    yield from (name for name in parts if name.startswith(beginnings) and name.endswith(".xml"))


def _replaced(xml: bytes, here: Fonts) -> bytes:
    root = parsed(xml)
    holders = [
        *((fonts, W + name) for fonts in root.iter(f"{W}rFonts") for name in ("ascii", "hAnsi")),
        *((latin, "typeface") for latin in root.iter(f"{A}latin")),
    ]
    changed = _set_right_to_left(root, here.right_to_left())
    for element, name in holders:
        family = element.get(name)
        # "+mn-lt" in a drawing means the theme's font.
        if family and not family.startswith("+") and here.substitute(family) != family:
            element.set(name, here.substitute(family))
            changed = True
    return serialized(root) if changed else xml


def _set_right_to_left(root: etree._Element, family: str) -> bool:
    """Sets Hebrew and Arabic words in the family for them, in runs of their own.

    Each converter would choose one itself, and office2pdf may choose one whose letters are copied
    twice.
    """
    mixed = [run for run in root.iter(f"{W}r") if family and _RIGHT_TO_LEFT.search(text_of(run))]
    for run in mixed:
        for piece in _split(run):
            if _RIGHT_TO_LEFT.search(text_of(piece)):
                _set_family(piece, family)
            run.addprevious(piece)
        run.getparent().remove(run)
    return bool(mixed)


def _split(run: etree._Element) -> Iterator[etree._Element]:
    """Runs with the properties of this one, each with a child or a piece of the text."""
    properties = run.find(f"{W}rPr")
    for child in run.iterchildren():
        for content in [] if child is properties else _pieces(child):
            piece = etree.Element(run.tag, run.attrib, run.nsmap)
            piece.extend([content] if properties is None else [copy.deepcopy(properties), content])
            yield piece


def _pieces(child: etree._Element) -> Iterator[etree._Element]:
    """The child, or where it is a text, its parts from right to left and the others."""
    if child.tag != f"{W}t":
        yield copy.deepcopy(child)
        return
    for text in filter(None, _RIGHT_TO_LEFT.split(child.text or "")):
        piece = etree.Element(child.tag, {SPACE: "preserve"})
        piece.text = text
        yield piece


def _set_family(run: etree._Element, family: str) -> None:
    named = etree.Element(f"{W}rFonts", {W + name: family for name in ("ascii", "hAnsi", "cs")})
    replace_property(made_properties(run), named, "rStyle")
