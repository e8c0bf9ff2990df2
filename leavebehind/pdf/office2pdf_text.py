"""What the converters lose of a document's texts, written so that it is printed: symbols, labels of
lists, marks of notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from leavebehind.docx.elements import made_properties, replace_property
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import W, parsed, serialized, stories
from leavebehind.docx.styles import StyleSheet, is_on, value_of
from leavebehind.pdf.plain_looks import list_of, work_out_looks

_STYLES = "word/styles.xml"
_HEX = re.compile(r"[0-9A-Fa-f]{1,6}")
_MARKS = {f"{W}{kind}Reference": f"{kind.title()}Reference" for kind in ("footnote", "endnote")}
"""The mark of a note, and the style without which office2pdf drops mark and note."""
_NUMBERING = "word/numbering.xml"
_COUNTED = re.compile("%[1-9]")
_COUNTING = re.compile("[aAiI1*]")
"""What is replaced by the number in office2pdf's patterns, within words, too."""
_PRINTED = ("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman")
"""Formats of numbers that office2pdf knows."""
_BLANK = "\N{NO-BREAK SPACE}"
_LETTERS = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOLS = {
    font: dict(zip(codes, letters, strict=True))
    for font, codes, letters in (
        (
            "Symbol",
            bytes(range(0x20, 0x7F))
            + b"\xa3\xa7\xa8\xa9\xaa\xae\xb0\xb1\xb3\xb4\xb7\xbe\xd2\xd3\xd4\xde",
            _LETTERS + "≤♣♦♥♠→°±≥×•—®©™⇒",
        ),
        (
            "Wingdings",
            b"\x28\x29\x2a\x2b\x46\x4a\x6c\x6d\x6e\x6f\x70\x71\x72\x73\x74\x75\x76\x77\x9e\x9f"
            b"\xa1\xa4\xa7\xa8\xaa\xab\xb2\xd8\xdc\xe0\xe8\xf0\xfb\xfc\xfd\xfe",
            "☎✆✉✉☞☺●❍■□◻❑❒⬧⧫◆❖◆·•○◉▪◻✦★✧➢➲→➔⇨✗✓☒☑",
        ),
        ("Wingdings 2", b"\x4f\x50\x51\x52\x54\x97\xa2\xa3", "✗✓☒☑☒●■□"),
        ("Wingdings 3", b"\x22\x7d\x84", "→▶◀"),
        ("Webdings", b"\x34\x61\x72", "▶✔✖"),
    )
}
"""Font of symbols → what its characters show, those that letters and résumés use."""
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Characters that show something in one font alone."""


def write_out(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a document with all that office2pdf would lose of their texts written out."""
    kinds = {name: "styles" for name in (_STYLES,) if name in parts} | stories(parts)
    styles = StyleSheet(parts)
    written = {name: _written_out(parts[name], kind, styles) for name, kind in kinds.items()}
    if _NUMBERING in parts:
        written[_NUMBERING] = _with_plain_labels(parts[_NUMBERING])
    return {**parts, **written}


def _written_out(xml: bytes, kind: str, styles: StyleSheet) -> bytes:
    root = parsed(xml)
    _drop_what_is_off(root)
    _unwrap_long_fields(root)
    work_out_looks(root, styles)
    for run in root.iter(f"{W}r"):
        _write_out_run(run)
    for mark in root.iter(*_MARKS):
        style = etree.Element(f"{W}rStyle", {f"{W}val": _MARKS[mark.tag]})
        replace_property(made_properties(mark.getparent()), style)
    if kind in ("header", "footer"):
        # Links there lead nowhere on paper, and office2pdf loses their words.
        etree.strip_tags(root, f"{W}hyperlink")
    return serialized(root)


def _drop_what_is_off(root: etree._Element) -> None:
    """office2pdf reads `bidi` as on, whatever its value says; LibreOffice writes it everywhere."""
    for element in list(root.iter(f"{W}bidi", f"{W}rtl")):
        if not is_on(element):
            element.getparent().remove(element)


def _unwrap_long_fields(root: etree._Element) -> None:
    """Both converters lose the first paragraph of a table of contents, and of what else is a field
    of several paragraphs."""
    for code in field_codes(root):
        if len({next(one.iterancestors(f"{W}p"), None) for one in code.elements}) > 1:
            code.leave_result()


def _write_out_run(run: etree._Element) -> None:
    """Hyphens and symbols as letters, and line breaks as such."""
    for element in run.iter(f"{W}sym", f"{W}cr", f"{W}noBreakHyphen"):
        if element.tag == f"{W}cr":
            element.tag = f"{W}br"
        elif text := symbol_of(element) if element.tag == f"{W}sym" else "-":
            element.attrib.clear()
            element.tag, element.text = f"{W}t", text
    for written in run.iterfind(f"{W}t"):
        written.text = shown(written)
    _drop_symbolic_font(run)


def symbol_of(element: etree._Element) -> str:
    """What a `w:sym` shows as a letter; "" where that is not known."""
    code = element.get(f"{W}char", "")
    return _symbol(element.get(f"{W}font", ""), int(code, 16)) if _HEX.fullmatch(code) else ""


def shown(text: etree._Element) -> str:
    """What a `w:t` shows, in letters of any font."""
    return _spelled(_family_of(text.getparent()), text.text or "")


def has_unknown_symbol(holder: etree._Element, text: str) -> bool:
    """Whether a text in the font of a run or of a list's level shows something that no letter of
    another font is known for."""
    font = _family_of(holder)
    if font not in _SYMBOLS:
        return bool(_PRIVATE.search(text))
    left = (letter for letter in text if not _symbol(font, ord(letter)) and not letter.isspace())
    return any(_PRIVATE.match(letter) or letter < "\u0100" for letter in left)


def _symbol(font: str, code: int) -> str:
    """What a font of symbols shows for a character; "" where that is not known."""
    # Word keeps symbols at U+F000 and above, where no letters are (ECMA-376 part 1, 17.3.3.30).
    is_own = code >> 8 in (0x00, 0xF0)
    return _SYMBOLS.get(font, {}).get(code & 0xFF, "") if is_own else ""


def _spelled(font: str, text: str) -> str:
    """The text in letters of any font; what is not known stays."""
    if font not in _SYMBOLS:
        return text
    return "".join(_symbol(font, ord(letter)) or letter for letter in text)


def _family_of(holder: etree._Element) -> str:
    """The font that the properties of a run or of a list's level name; "" for none."""
    fonts = holder.find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii", "")


def _drop_symbolic_font(holder: etree._Element) -> None:
    """Has a run or a list's level set in the font around where its own is one of symbols."""
    if _family_of(holder) in _SYMBOLS:
        fonts = holder.find(f"{W}rPr/{W}rFonts")
        fonts.getparent().remove(fonts)


def _with_plain_labels(numbering: bytes) -> bytes:
    """Bullets become letters of any font, and so does a label that counts nothing: office2pdf
    numbers its items."""
    root = parsed(numbering)
    for level in root.iter(f"{W}lvl"):
        if not _counts(level):
            # Where the label is empty office2pdf would print a bullet of its own.
            for name, value in (("numFmt", "bullet"), ("lvlText", _bullet(level) or _BLANK)):
                element = level.find(W + name)
                if element is None:
                    element = etree.SubElement(level, W + name)
                element.set(f"{W}val", value)
            _drop_symbolic_font(level)
    return serialized(root)


def has_other_labels(parts: Mapping[str, bytes], roots: Iterable[etree._Element]) -> bool:
    """Whether an item of a list has a label that is printed otherwise than in Word."""
    return bool(_used_levels(parts, roots, _is_unknown))


def bullets_but(known: str, parts: Mapping[str, bytes], roots: Iterable[etree._Element]) -> str:
    """The bullets of all lists but those that are known, as letters of any font."""
    letters = set(known)

    def is_new(level: etree._Element) -> bool:
        return not (_counts(level) or set(_bullet(level)) <= letters)

    return "".join(map(_bullet, _used_levels(parts, roots, is_new)))


def _counts(level: etree._Element) -> bool:
    return _format(level) not in ("bullet", "none") and bool(_COUNTED.search(_label(level)))


def _bullet(level: etree._Element) -> str:
    """The bullet, where need be as a letter of any font."""
    return _spelled(_family_of(level), _COUNTED.sub("", _label(level)))


def _is_unknown(level: etree._Element) -> bool:
    if _counts(level):
        words = _COUNTED.sub("", _label(level))
        return _format(level) not in _PRINTED or bool(_COUNTING.search(words))
    is_picture = level.find(f"{W}lvlPicBulletId") is not None
    return is_picture or has_unknown_symbol(level, _label(level))


def _format(level: etree._Element) -> str:
    return value_of(level, "numFmt") or "decimal"


def _label(level: etree._Element) -> str:
    return value_of(level, "lvlText") or ""


def _used_levels(
    parts: Mapping[str, bytes],
    roots: Iterable[etree._Element],
    wanted: Callable[[etree._Element], bool],
) -> list[etree._Element]:
    """The wanted levels of lists that paragraphs use."""
    numbering = parsed(parts.get(_NUMBERING, b"<none/>"))
    levels = {
        (level.getparent().get(f"{W}abstractNumId"), level.get(f"{W}ilvl")): level
        for level in numbering.iterfind(f"{W}abstractNum/{W}lvl")
        if wanted(level)
    }
    # Few documents have any, and to look for the level of each paragraph takes long.
    if not levels:
        return []
    styles = StyleSheet(parts)
    lists = {one.get(f"{W}numId"): value_of(one, "abstractNumId") for one in numbering}
    used = {
        (lists.get(list_of(styles, one)), value_of(styles.property(one, "numPr"), "ilvl") or "0")
        for root in roots
        for one in root.iter(f"{W}p")
    }
    return [level for place, level in levels.items() if place in used]


def separate_lists(styles: StyleSheet, paragraphs: list[etree._Element]) -> None:
    """Puts a paragraph that takes no room between two lists.

    office2pdf takes lists that follow each other for one, with the labels of the first.
    """
    for paragraph in paragraphs:
        following = paragraph.getnext()
        if following is not None and following.tag == f"{W}p":
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
    no_room = {"before": "0", "after": "0", "line": "1", "lineRule": "exact"}
    etree.SubElement(properties, f"{W}spacing", {W + name: no_room[name] for name in no_room})
    return separator
