"""What a PDF lacks of the document that it was made of: words, pictures, and strays in between; and
what in a document the embedded engine is likely to lay out otherwise than Word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from leavebehind.docx.elements import own, text_of
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import (
    MATH,
    MC,
    PIC,
    VML,
    WP,
    A,
    R,
    W,
    parsed,
    stories,
    targets_of,
)
from leavebehind.docx.styles import StyleSheet, is_on, is_set
from leavebehind.pdf.office2pdf_text import (
    bullets_but,
    has_other_labels,
    has_unknown_symbol,
    shown,
    symbol_of,
)

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
_NAMESPACES = {"w": W, "wp": WP, "a": A, "pic": PIC, "m": MATH, "v": VML}
_PREFIXES = {prefix: space[1:-1] for prefix, space in _NAMESPACES.items()}
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
    roots = {name: _root(parts[name]) for name in _printed_parts(parts, printed.pages)}
    for name, root in roots.items():
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


def _root(xml: bytes) -> etree._Element:
    """The root of a part, without what is there again for programs that don't know its newer
    form."""
    root = parsed(xml)
    etree.strip_elements(root, f"{MC}Fallback")
    return root


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
    found = targets_of(name, parts.get)
    return {one.identifier: one.target for one in found if not one.external}


def _count_pictures(root: etree._Element, targets: Mapping[str, str]) -> int:
    blips = root.iterfind(f".//{PIC}blipFill//{A}blip")
    used = [blip.get(f"{R}embed", "") for blip in blips]
    used += [image.get(f"{R}id", "") for image in root.iter(f"{VML}imagedata")]
    return sum(targets.get(one, "").lower().endswith(_DRAWN) for one in used)


@dataclass(frozen=True)
class Trait:
    """`text` names it as a person knows it from Word; "" where it is printed as in Word."""

    text: str
    path: str = ""
    """What a part has that has it (XPath); those that depend on other parts are found without."""
    for_word2pdf: bool = False
    """Whether word2pdf prints it better than office2pdf."""

    def is_in(self, root: etree._Element) -> bool:
        return bool(root.xpath(f"boolean({self.path})", namespaces=_PREFIXES))


def traits(parts: Mapping[str, bytes]) -> list[Trait]:
    """What is likely to be laid out otherwise in the document."""
    kinds = {name: kind for name, kind in stories(parts).items() if kind != "comments"}
    roots = {name: _root(parts[name]) for name in kinds}
    found = [trait for trait in _ANYWHERE if any(map(trait.is_in, roots.values()))]
    headers = [roots[name] for name, kind in kinds.items() if kind == "header"]
    found += [_HIGH] * any(map(_HIGH.is_in, headers))
    found += [_SYMBOLS] * any(map(_has_unknown_symbol, roots.values()))
    found += [_LABELS] * has_other_labels(parts, roots.values())
    found += [_HYPHENS] * is_hyphenated(parts, roots.values())
    return found + [_EVEN] * (bool(headers) and is_set(parts, "evenAndOddHeaders"))


def is_hyphenated(parts: Mapping[str, bytes], roots: Iterable[etree._Element]) -> bool:
    """Whether any paragraph is; LibreOffice writes the setting where all of them suppress it."""
    if not is_set(parts, "autoHyphenation"):
        return False
    sheet = StyleSheet(parts)
    paragraphs = (one for root in roots for one in root.iter(f"{W}p"))
    return not all(sheet.is_on(one, "suppressAutoHyphens") for one in paragraphs)


def _has_unknown_symbol(root: etree._Element) -> bool:
    if any(not symbol_of(symbol) for symbol in root.iter(f"{W}sym")):
        return True
    return any(has_unknown_symbol(run, text_of(run)) for run in root.iter(f"{W}r"))


_HIGH = Trait("a high header", "//w:drawing or count(//w:p) > 2", for_word2pdf=True)
_SYMBOLS = Trait("symbols of a special font")
_LABELS = Trait("bullets or numbers of a special kind")
_HYPHENS = Trait("automatic hyphenation", for_word2pdf=True)
_EVEN = Trait("other headers on even pages", for_word2pdf=True)
_ANYWHERE = (
    Trait("columns of different widths", "//w:cols[w:col/@w:w != w:col/@w:w]", for_word2pdf=True),
    Trait("text boxes", "//w:txbxContent", for_word2pdf=True),
    Trait("pictures that float beside the text", "//wp:anchor[.//pic:pic]", for_word2pdf=True),
    Trait("shapes that float beside the text", "//wp:anchor[not(.//pic:pic)]"),
    # Google Docs writes a white one into each document.
    Trait(
        "a page background",
        "/w:document/w:background[* or not(contains('FFFFFF ffffff auto', @w:color))]",
    ),
    Trait("frames", "//w:framePr", for_word2pdf=True),
    Trait("tables that float", "//w:tblpPr", for_word2pdf=True),
    Trait("endnotes", "//w:endnoteReference", for_word2pdf=True),
    # Set as in Word, but by word2pdf alone.
    Trait("", "//w:footnoteReference", for_word2pdf=True),
    Trait("", "//w:gridSpan | //w:vMerge", for_word2pdf=True),
    Trait("", "//w:docGrid[@w:type != 'default']", for_word2pdf=True),
    Trait("hanging indents over half an inch", "//w:ind[@w:hanging > 720]"),
    Trait(
        "indents into the margin",
        "//w:ind[@w:left < 0 or @w:right < 0 or @w:start < 0 or @w:end < 0]",
    ),
    Trait(
        "small capitals",
        "//w:smallCaps[not(@w:val = '0' or @w:val = 'false' or @w:val = 'off')]",
        for_word2pdf=True,
    ),
    Trait(
        "charts or diagrams",
        "//a:graphicData[contains(concat(@uri, ' '), '/chart ')"
        " or contains(concat(@uri, ' '), '/diagram ')]",
    ),
    Trait("formulas", "//m:oMath"),
    # The pages of a table of contents, for one, are those that were saved.
    Trait(
        "references to page numbers",
        "(//w:instrText | //w:fldSimple/@w:instr)"
        "[contains(translate(., 'pagerf', 'PAGERF'), 'PAGEREF')]",
    ),
    Trait("lines drawn across the page", "//v:rect | //v:line"),
)
