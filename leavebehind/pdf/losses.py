"""What a PDF lacks of the document that it was made of: words, pictures, and strays in between."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from leavebehind.docx.elements import own
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import (
    MC,
    PIC,
    VML,
    A,
    R,
    W,
    parsed,
    relationships,
    relationships_part,
    stories,
    target_part,
)
from leavebehind.docx.styles import is_on, is_set
from leavebehind.pdf.office2pdf_text import bullets_but, shown

_DRAWN = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")
"""Pictures of dots; those of lines are no pictures any more in a PDF."""
_CHANGING = re.compile(r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES|DATE|TIME|PAGEREF|REF|SEQ)\b", re.I)
"""Fields that show something else than when they were saved."""
# A letter alone would be found in any word.
_WORD = re.compile(r"\w{2,}")
_STRAY = re.compile(r"(?<!\S)(?:\]\[|\[|\])(?!\S)")
_INVISIBLE = re.compile(
    "[\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\u200c\u200d\ufffc\ufffe]"
)
_SPELLED = re.compile(r"[^\s!-/:-@\[-`{-~“”„‘’–—…]+")
_VOCALISED = re.compile(r"\w*[\u064b-\u0652\u0670][\w\u064b-\u0652\u0670]*")
"""Arabic words with signs for vowels, which pdfium takes out of their place."""
_SYMBOLIC = ("So", "Sm", "Sc", "Po", "Pd")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SPACES = ("tab", "br", "cr", "noBreakHyphen")
_ALEFS = "\u0627\u0671"


@dataclass(frozen=True)
class Printed:
    """What is in a PDF: its text, its pictures of dots, and its pages."""

    text: str
    pictures: int
    pages: int


@dataclass(frozen=True)
class Losses:
    """The words, symbols and number of pictures that are lost, and brackets that nobody wrote."""

    words: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    pictures: int = 0
    strays: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """So bad is it: 0 where nothing is lost."""
        # A picture says more than a word; a bracket is what is left of a broken layout.
        return len(self.words) + len(self.symbols) + 10 * self.pictures + 10 * len(self.strays)


def losses(parts: Mapping[str, bytes], printed: Printed) -> Losses:
    """What is lost of the document in its PDF."""
    texts: list[str] = []
    pictures = 0
    roots = {name: parsed(parts[name]) for name in _printed_parts(parts, printed.pages)}
    for name, root in roots.items():
        etree.strip_elements(root, f"{MC}Fallback")
        texts += _paragraphs(root)
        pictures += _count_pictures(root, _targets(parts, name))
    text, found = "\n".join(texts), _folded(printed.text)
    strays = Counter(_STRAY.findall(printed.text)) - Counter(_STRAY.findall(text))
    return Losses(
        tuple(_lost_words(text, found)),
        tuple(_lost_symbols(text + bullets_but(found, parts, roots.values()), found)),
        max(pictures - printed.pictures, 0),
        tuple(strays.elements()),
    )


def _lost_words(text: str, found: str) -> Iterator[str]:
    """The words that are in the PDF less often, however it spaces and breaks them.

    What a word is part of counts in both: who looks for "art" finds "party".
    """
    # Without spaces: a converter may set one between any two letters, or none between words.
    text = _VOCALISED.sub(" ", text)
    found, wanted = "".join(found.split()), _folded(text)
    spelled = {_folded(word): word for word in reversed(_SPELLED.findall(text))}
    for word in dict.fromkeys(_WORD.findall(wanted)):
        if found.count(word) < wanted.count(word):
            yield spelled.get(word, word)


def _lost_symbols(text: str, found: str) -> Iterator[str]:
    """The symbols that are nowhere in the PDF: its font lacks them, and prints a box."""
    printed = set(found)
    for symbol in dict.fromkeys(text):
        is_symbol = unicodedata.category(symbol) in _SYMBOLIC
        if is_symbol and not set(_folded(symbol)) <= printed:
            yield symbol


def _folded(text: str) -> str:
    # Capitals first: the capital of a dotless i is one of an i, too. NFKD spells ligatures out,
    # which PDFs hold as one character, and takes marks off their letters.
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).upper()).casefold()
    # pdfium gives the two letters of an Arabic lam-alef in the wrong order, and marks in any.
    return _NOT_ASCII.sub(lambda letter: "" if _wanders(letter[0]) else letter[0], plain)


def _wanders(letter: str) -> bool:
    return letter in _ALEFS or unicodedata.category(letter)[0] == "M"


def _printed_parts(parts: Mapping[str, bytes], pages: int) -> Iterator[str]:
    """The parts that are surely printed: the body, notes, and the headers of the first pages."""
    kinds = stories(parts)
    body = next((name for name, kind in kinds.items() if kind == "body"), "")
    yield from (name for name, kind in kinds.items() if kind in ("body", "footnotes", "endnotes"))
    section = next(parsed(parts[body]).iter(f"{W}sectPr"), None) if body else None
    if section is None:
        return
    has_even = is_set(parts, "evenAndOddHeaders")
    has_first = is_on(section.find(f"{W}titlePg"))
    usual = pages > (2 if has_even else 1) or not has_first
    shown = {"first": has_first, "even": has_even and pages > 1, "default": usual}
    targets = _targets(parts, body)
    for reference in section.iter(f"{W}headerReference", f"{W}footerReference"):
        target = targets.get(reference.get(f"{R}id", ""), "")
        if shown.get(reference.get(f"{W}type", "default")) and target in kinds:
            yield target


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The text of each paragraph, without what fields show that change."""
    changing = [code for code in field_codes(root) if _CHANGING.match(code.instruction)]
    left_out = {text for code in changing for text in code.texts}
    for paragraph in root.iter(f"{W}p"):
        pieces = (one for one in own(paragraph, "t", *_SPACES) if one not in left_out)
        yield "".join(shown(one) if one.tag == f"{W}t" else " " for one in pieces)


def _targets(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    """Identifier → the part that a part points to."""
    relations = relationships_part(name)
    found = relationships(relations, parts) if relations in parts else []
    return {one.identifier: target_part(name, one.target) for one in found if not one.external}


def _count_pictures(root: etree._Element, targets: Mapping[str, str]) -> int:
    blips = (blip for fill in root.iter(f"{PIC}blipFill") for blip in fill.iter(f"{A}blip"))
    used = [blip.get(f"{R}embed", "") for blip in blips]
    used += [image.get(f"{R}id", "") for image in root.iter(f"{VML}imagedata")]
    return sum(targets.get(one, "").lower().endswith(_DRAWN) for one in used)
