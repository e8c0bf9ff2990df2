"""Documents that name only fonts which are here, so that every converter takes the same ones.

office2pdf sets an unknown font in a monospaced one, whatever its last resort is said to be, and
LibreOffice in whatever fontconfig finds first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from leavebehind.docx.styles import StyleSheet, font_families
from leavebehind.fonts import Fonts
from leavebehind.records import Note

_PRINTED = ("document", "header", "footer", "footnotes", "endnotes")
_NAMING = (*_PRINTED, "styles", "theme/")
"""How the names of the parts begin that name fonts."""
_NAMED = [
    re.compile(name + rb'="([^"+][^"]*)"') for name in (b"ascii", b"hAnsi", b"latin typeface")
]
# Without the controls of the direction: before one, pdfium reads a word the wrong way round.
_MARK = r"(?![\u200e\u200f\u202a-\u202e\u2066-\u2069])[\W\d]"


def _words(letters: str) -> re.Pattern[str]:
    """Letters with the marks before them, and the spaces, digits and marks after.

    LibreOffice sets these in the font of the letters; spaces of another font have another width,
    and raise the line.
    """
    before = rf"(?:(?:^|[\u202b\u2067])(?:{_MARK})*)?"
    return re.compile(rf"({before}[{letters}](?:[{letters}]|{_MARK})*)")


_RIGHT_TO_LEFT = _words(r"\u0590-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefe")
_OWN_FONTS = {
    "Noto Sans Devanagari": _words(r"\u0900-\u097f"),
    "Noto Sans Bengali": _words(r"\u0980-\u09ff"),
    "Noto Sans Gurmukhi": _words(r"\u0a00-\u0a7f"),
    "Noto Sans Gujarati": _words(r"\u0a80-\u0aff"),
    "Noto Sans Oriya": _words(r"\u0b00-\u0b7f"),
    "Noto Sans Tamil": _words(r"\u0b80-\u0bff"),
    "Noto Sans Telugu": _words(r"\u0c00-\u0c7f"),
    "Noto Sans Kannada": _words(r"\u0c80-\u0cff"),
    "Noto Sans Malayalam": _words(r"\u0d00-\u0d7f"),
    "Noto Sans Sinhala": _words(r"\u0d80-\u0dff"),
    "Noto Sans Thai": _words(r"\u0e00-\u0e7f"),
    "Noto Sans Myanmar": _words(r"\u1000-\u109f"),
    "Noto Sans Ethiopic": _words(r"\u1200-\u139f"),
    "Noto Sans Khmer": _words(r"\u1780-\u17ff"),
}
"""Fonts that come along → words in the script that they alone have."""
_GREEK_OR_CYRILLIC = _words(r"\u0370-\u052f\u1f00-\u1fff")
_SET_APART = re.compile("[\u0370-\u1fff\ufb1d-\ufefe]")
"""The letters of all these scripts, among few others."""
_RIGHT_TO_LEFT_IN_UTF8 = re.compile(rb"[\xd6-\xdd]|\xef[\xac-\xb7\xb9-\xbb]")
"""How letters of Hebrew and Arabic begin, and their ready-made forms, among few others."""
_EAST_ASIAN_IN_UTF8 = re.compile(rb"[\xe3-\xed]")
"""How Chinese, Japanese and Korean letters begin."""
_EAST_ASIAN_SCRIPTS = ("Jpan", "Hang", "Hans", "Hant")


def with_substitutes(document: bytes, here: Fonts) -> bytes:
    """The document with its missing fonts replaced; what is no document comes back as it is."""
    try:
        return write_parts(substituted(read_parts(document), here), compress=False)
    except BadDocument:
        # The converter refuses it in its own words.
        return document


def substituted(parts: Mapping[str, bytes], here: Fonts) -> dict[str, bytes]:
    """The parts of a document, in which only fonts are named that are here."""
    east_asian = _east_asian(parts, here)
    named = _in_word(parts, _NAMING)
    replaced = {name: _replaced(name, parts, here, east_asian) for name in named}
    return {**parts, **replaced}


def substitution_key(document: bytes, here: Fonts) -> str:
    """Differs where other fonts are used for those that the document names."""
    parts = read_parts(document)
    xml = b"".join(parts[name] for name in _in_word(parts, _NAMING))
    # By searching, and not by parsing: it is asked of every document in every build.
    named = {name.decode("utf-8", "replace") for one in _NAMED for name in one.findall(xml)}
    right_to_left = here.right_to_left() if _RIGHT_TO_LEFT_IN_UTF8.search(xml) else ""
    return repr((here.substitutes(named), right_to_left, _east_asian(parts, here)))


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


def _east_asian(parts: Mapping[str, bytes], here: Fonts) -> tuple[str, str]:
    """Language of a document in Chinese, Japanese or Korean, and the family for it; "" for none."""
    # Every theme of Word names fonts in such letters.
    xml = b"".join(parts[name] for name in _in_word(parts, _PRINTED))
    has_letters = _EAST_ASIAN_IN_UTF8.search(xml)
    return here.east_asian(xml.decode("utf-8", "replace")) if has_letters else ("", "")


def _in_word(parts: Iterable[str], beginnings: Sequence[str]) -> Iterator[str]:
    starts = tuple(f"word/{name}" for name in beginnings)
    yield from (name for name in parts if name.startswith(starts) and name.endswith(".xml"))


def _replaced(
    name: str, parts: Mapping[str, bytes], here: Fonts, east_asian: tuple[str, str]
) -> bytes:
    root = parsed(parts[name])
    _replace_missing(root, here)
    _set_scripts(root, parts, here)
    language, family = east_asian
    if language:
        _set_east_asian(root, here, family)
        _set_language(root, language)
    return serialized(root)


def _replace_missing(root: etree._Element, here: Fonts) -> None:
    """Names the substitutes of fonts that are missing."""
    holders = [
        *((named, W + name) for named in root.iter(f"{W}rFonts") for name in ("ascii", "hAnsi")),
        *((latin, "typeface") for latin in root.iter(f"{A}latin")),
    ]
    for element, name in holders:
        family = element.get(name)
        # "+mn-lt" in a drawing means the theme's font.
        if family and family[0] != "+":
            element.set(name, here.substitute(family))


def _set_scripts(root: etree._Element, parts: Mapping[str, bytes], here: Fonts) -> None:
    """Sets words in scripts that the text's font lacks in one that has them."""
    if not _SET_APART.search("".join(root.itertext())):
        return
    _set_words(root, _RIGHT_TO_LEFT, here.right_to_left())
    for family, words in _OWN_FONTS.items():
        _set_words(root, words, family)
    sheet = StyleSheet(parts)

    def lacks_them(run: etree._Element) -> bool:
        return here.substitute(sheet.font(run)) in fonts.WITHOUT_GREEK

    _set_words(root, _GREEK_OR_CYRILLIC, fonts.WITH_GREEK, lacks_them)


def _set_east_asian(root: etree._Element, here: Fonts, family: str) -> None:
    """Names the family for Chinese, Japanese and Korean where none is named that is here.

    LibreOffice 7.4 gives such a line the height of the font that is named, or that it takes
    instead, and letters of another that has them; so an unknown one would make lines too low.
    """
    default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    named = [(fonts, f"{W}eastAsia") for fonts in root.iter(f"{W}rFonts")]
    # A theme has one for all of them and, if the document says which language it is in, one each.
    scripts = (one for one in root.iter(f"{A}font") if one.get("script") in _EAST_ASIAN_SCRIPTS)
    named += [(typeface, "typeface") for typeface in (*root.iter(f"{A}ea"), *scripts)]
    known = here.families | {family}
    for element, name in named:
        if element.get(name, "" if element is default else family) not in known:
            element.set(name, family)


def _set_language(root: etree._Element, language: str) -> None:
    """Names the language where the document says another for such letters, as our templates do.

    By it LibreOffice 7.4 breaks lines of Korean between words, as Word and office2pdf do.
    """
    for element in root.iter(f"{W}lang"):
        if element.get(f"{W}eastAsia", language)[:2] not in ("ja", "ko", "zh"):
            element.set(f"{W}eastAsia", language)


def _set_words(
    root: etree._Element,
    words: re.Pattern[str],
    family: str,
    is_meant: Callable[[etree._Element], bool] = lambda _: True,
) -> None:
    """Sets the words of the runs that are meant in the family, in runs of their own.

    Each converter would choose one itself, and office2pdf may choose one whose letters are copied
    twice.
    """
    with_words = (run for run in root.iter(f"{W}r") if family and words.search(text_of(run)))
    for run in list(filter(is_meant, with_words)):
        for piece in _split(run, words):
            if words.search(text_of(piece)):
                named = {W + name: family for name in ("ascii", "hAnsi", "cs")}
                new = etree.Element(f"{W}rFonts", named)
                replace_property(made_properties(piece), new, "rStyle")
            run.addprevious(piece)
        run.getparent().remove(run)


def _split(run: etree._Element, words: re.Pattern[str]) -> Iterator[etree._Element]:
    """Runs with the properties of this one, each with a child or a piece of the text."""
    properties = run.find(f"{W}rPr")
    for child in run.iterchildren():
        for content in [] if child is properties else _pieces(child, words):
            piece = etree.Element(run.tag, run.attrib, run.nsmap)
            piece.extend([content] if properties is None else [copy.deepcopy(properties), content])
            yield piece


def _pieces(child: etree._Element, words: re.Pattern[str]) -> Iterator[etree._Element]:
    """The child, or where it is a text, its parts with the words and the others."""
    if child.tag != f"{W}t":
        yield copy.deepcopy(child)
        return
    for text in filter(None, words.split(child.text or "")):
        piece = etree.Element(child.tag, {SPACE: "preserve"})
        piece.text = text
        yield piece
