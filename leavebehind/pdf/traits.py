"""What in a document the embedded engine is likely to lay out otherwise than Word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from lxml import etree

from leavebehind.docx.elements import text_of
from leavebehind.docx.package import MATH, MC, PIC, VML, WP, A, W, parsed, stories
from leavebehind.docx.styles import StyleSheet, is_on, is_set, measure
from leavebehind.pdf.office2pdf_text import has_other_labels, has_unknown_symbol, symbol_of

_HIGH_HEADER = 2
"""So many paragraphs of a header fit above the text; more of them move it down."""


@dataclass(frozen=True)
class Trait:
    """`text` names it as a person knows it from Word; "" where it is printed as in Word."""

    text: str
    is_in: Callable[[etree._Element], bool] = lambda _: False
    """Whether a part has it; those that depend on other parts are found without."""
    for_word2pdf: bool = False
    """Whether word2pdf prints it better than office2pdf."""


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


def _has(*tags: str) -> Callable[[etree._Element], bool]:
    return lambda root: next(root.iter(*tags), None) is not None


def _has_floating(root: etree._Element, *, picture: bool) -> bool:
    has_picture = _has(f"{PIC}pic")
    return any(has_picture(anchor) == picture for anchor in root.iter(f"{WP}anchor"))


def _has_small_capitals(root: etree._Element) -> bool:
    return any(map(is_on, root.iter(f"{W}smallCaps")))


def _has_unequal_columns(root: etree._Element) -> bool:
    widths = ([one.get(f"{W}w") for one in columns] for columns in root.iter(f"{W}cols"))
    return any(len(set(one)) > 1 for one in widths)


def _has_wide_hanging_indent(root: etree._Element) -> bool:
    return any(measure(indent, "hanging") > 720 for indent in root.iter(f"{W}ind"))


def _reaches_into_margin(root: etree._Element) -> bool:
    sides = ("left", "right", "start", "end")
    return any(measure(indent, side) < 0 for indent in root.iter(f"{W}ind") for side in sides)


def _has_line_grid(root: etree._Element) -> bool:
    return any(grid.get(f"{W}type", "default") != "default" for grid in root.iter(f"{W}docGrid"))


def _has_unknown_symbol(root: etree._Element) -> bool:
    if any(not symbol_of(symbol) for symbol in root.iter(f"{W}sym")):
        return True
    return any(has_unknown_symbol(run, text_of(run)) for run in root.iter(f"{W}r"))


def _has_diagram(root: etree._Element) -> bool:
    kinds = (data.get("uri", "").rpartition("/")[2] for data in root.iter(f"{A}graphicData"))
    return not {"chart", "diagram"}.isdisjoint(kinds)


def _refers_to_pages(root: etree._Element) -> bool:
    """The pages of a table of contents, for one, are those that were saved."""
    codes = [one.text or "" for one in root.iter(f"{W}instrText")]
    codes += [one.get(f"{W}instr", "") for one in root.iter(f"{W}fldSimple")]
    return any("PAGEREF" in code.upper() for code in codes)


def _is_high(header: etree._Element) -> bool:
    paragraphs = len(list(header.iter(f"{W}p")))
    return paragraphs > _HIGH_HEADER or next(header.iter(f"{W}drawing"), None) is not None


_LABELS = Trait("bullets or numbers of a special kind")
_HYPHENS = Trait("automatic hyphenation", for_word2pdf=True)
_HIGH = Trait("a high header", _is_high, for_word2pdf=True)
_EVEN = Trait("other headers on even pages", for_word2pdf=True)
_ANYWHERE = (
    Trait("columns of different widths", _has_unequal_columns, for_word2pdf=True),
    Trait("text boxes", _has(f"{W}txbxContent"), for_word2pdf=True),
    Trait(
        "pictures that float beside the text",
        partial(_has_floating, picture=True),
        for_word2pdf=True,
    ),
    Trait("shapes that float beside the text", partial(_has_floating, picture=False)),
    Trait("a page background", lambda root: root.find(f"{W}background/*") is not None),
    Trait("frames", _has(f"{W}framePr"), for_word2pdf=True),
    Trait("tables that float", _has(f"{W}tblpPr"), for_word2pdf=True),
    Trait("endnotes", _has(f"{W}endnoteReference"), for_word2pdf=True),
    # Set as in Word, but by word2pdf alone.
    Trait("", _has(f"{W}footnoteReference"), for_word2pdf=True),
    Trait("", _has(f"{W}gridSpan", f"{W}vMerge"), for_word2pdf=True),
    Trait("", _has_line_grid, for_word2pdf=True),
    Trait("hanging indents over half an inch", _has_wide_hanging_indent),
    Trait("indents into the margin", _reaches_into_margin),
    Trait("small capitals", _has_small_capitals, for_word2pdf=True),
    Trait("symbols of a special font", _has_unknown_symbol),
    Trait("charts or diagrams", _has_diagram),
    Trait("formulas", _has(f"{MATH}oMath")),
    Trait("references to page numbers", _refers_to_pages),
    Trait("lines drawn across the page", _has(f"{VML}rect", f"{VML}line")),
)
