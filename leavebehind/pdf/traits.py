"""What in a document the embedded engine is likely to lay out otherwise than Word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from leavebehind.docx.elements import text_of
from leavebehind.docx.package import MATH, MC, PIC, VML, WP, A, W, parsed, stories
from leavebehind.docx.styles import StyleSheet, is_set
from leavebehind.pdf.office2pdf_text import has_other_labels, has_unknown_symbol, symbol_of

_SPACES = {"w": W, "wp": WP, "a": A, "pic": PIC, "m": MATH, "v": VML}
_PREFIXES = {prefix: space[1:-1] for prefix, space in _SPACES.items()}


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
    roots = {name: parsed(parts[name]) for name in kinds}
    for root in roots.values():
        # What is there again for programs that don't know the newer form of it.
        etree.strip_elements(root, f"{MC}Fallback")
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
    Trait("a page background", "/w:document/w:background/*"),
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
