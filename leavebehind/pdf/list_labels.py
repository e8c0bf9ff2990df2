"""Bullets and numbers of lists as the converters can print them, and those that they can't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from leavebehind.docx.elements import made_properties
from leavebehind.docx.package import W, parsed, serialized
from leavebehind.docx.styles import StyleSheet
from leavebehind.pdf.plain_looks import list_of
from leavebehind.pdf.symbols import drop_symbolic_font, family_of, has_unknown, spelled

_NUMBERING = "word/numbering.xml"
_COUNTED = re.compile("%[1-9]")
_COUNTING = re.compile("[aAiI1*]")
"""What is replaced by the number in office2pdf's patterns, within words, too."""
_PRINTED = ("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman")
"""Formats of numbers that office2pdf knows."""
_BLANK = "\N{NO-BREAK SPACE}"
_NO_ROOM = {"before": "0", "after": "0", "line": "1", "lineRule": "exact"}


def with_plain_labels(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts, with bullets that are letters of any font.

    A label that counts nothing becomes a bullet, too: office2pdf numbers its items.
    """
    if _NUMBERING not in parts:
        return dict(parts)
    root = parsed(parts[_NUMBERING])
    for level in root.iter(f"{W}lvl"):
        if not _counts(level):
            _make_bullet(level)
    return {**parts, _NUMBERING: serialized(root)}


def has_other_labels(parts: Mapping[str, bytes], roots: Iterable[etree._Element]) -> bool:
    """Whether an item of a list has a label that is printed otherwise than in Word."""
    return any(True for _ in _used_levels(parts, roots, _is_unknown))


def bullets_but(known: str, parts: Mapping[str, bytes], roots: Iterable[etree._Element]) -> str:
    """The bullets of all lists but those that are known, as letters of any font."""
    letters = set(known)

    def is_new(level: etree._Element) -> bool:
        return not (_counts(level) or set(_shown(level)) <= letters)

    return "".join(map(_shown, _used_levels(parts, roots, is_new)))


def _counts(level: etree._Element) -> bool:
    return _format(level) not in ("bullet", "none") and bool(_COUNTED.search(_text(level)))


def _make_bullet(level: etree._Element) -> None:
    # Where the label is empty office2pdf would print a bullet of its own.
    for name, value in (("numFmt", "bullet"), ("lvlText", _shown(level) or _BLANK)):
        element = level.find(W + name)
        if element is None:
            element = etree.SubElement(level, W + name)
        element.set(f"{W}val", value)
    drop_symbolic_font(level)


def _shown(level: etree._Element) -> str:
    """The bullet, where need be as a letter of any font."""
    return spelled(family_of(level), _COUNTED.sub("", _text(level)))


def _is_unknown(level: etree._Element) -> bool:
    if _counts(level):
        words = _COUNTED.sub("", _text(level))
        return _format(level) not in _PRINTED or bool(_COUNTING.search(words))
    is_picture = level.find(f"{W}lvlPicBulletId") is not None
    return is_picture or has_unknown(family_of(level), _text(level))


def _used_levels(
    parts: Mapping[str, bytes],
    roots: Iterable[etree._Element],
    wanted: Callable[[etree._Element], bool],
) -> Iterator[etree._Element]:
    """The wanted levels that paragraphs use."""
    numbering = parsed(parts[_NUMBERING]) if _NUMBERING in parts else None
    # Few documents have any, and to look for the level of each paragraph takes long.
    if numbering is None or not any(map(wanted, numbering.iter(f"{W}lvl"))):
        return
    styles = StyleSheet(parts)
    paragraphs = (one for root in roots for one in root.iter(f"{W}p"))
    for number, depth in {(list_of(styles, one), _depth(styles, one)) for one in paragraphs}:
        path = f"{W}num[@{W}numId='{number}']"
        listed = numbering.find(path) if number.isdigit() else None
        used = None if listed is None else listed.find(f"{W}abstractNumId")
        if used is not None and depth.isdigit():
            name = f"{W}abstractNum[@{W}abstractNumId='{used.get(f'{W}val')}']"
            level = numbering.find(f"{name}/{W}lvl[@{W}ilvl='{depth}']")
            if level is not None and wanted(level):
                yield level


def _depth(styles: StyleSheet, paragraph: etree._Element) -> str:
    numbering = styles.property(paragraph, "numPr")
    depth = None if numbering is None else numbering.find(f"{W}ilvl")
    return "0" if depth is None else depth.get(f"{W}val", "0")


def _format(level: etree._Element) -> str:
    kind = level.find(f"{W}numFmt")
    return "decimal" if kind is None else kind.get(f"{W}val", "decimal")


def _text(level: etree._Element) -> str:
    text = level.find(f"{W}lvlText")
    return "" if text is None else text.get(f"{W}val", "")


def separate_lists(styles: StyleSheet, paragraphs: list[etree._Element]) -> None:
    """Puts a paragraph that takes no room between two lists.

    office2pdf takes lists that follow each other for one, with the labels of the first.
    """
    for paragraph in paragraphs:
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            continue
        before, after = list_of(styles, paragraph), list_of(styles, following)
        if before and after and before != after:
            paragraph.addnext(_separator(paragraph))


def _separator(paragraph: etree._Element) -> etree._Element:
    """Of the paragraph's style, so that the space which Word drops between equals stays dropped."""
    # A bookmark or an empty content control doesn't part them for office2pdf 0.4.
    separator = etree.Element(f"{W}p")
    properties = made_properties(separator)
    if (style := paragraph.find(f"{W}pPr/{W}pStyle")) is not None:
        etree.SubElement(properties, f"{W}pStyle", dict(style.attrib))
    # The style may make it an item of a list; the number 0 takes it out (17.9.18).
    numbering = etree.SubElement(properties, f"{W}numPr")
    etree.SubElement(numbering, f"{W}numId", {f"{W}val": "0"})
    etree.SubElement(
        properties, f"{W}spacing", {W + name: value for name, value in _NO_ROOM.items()}
    )
    return separator
