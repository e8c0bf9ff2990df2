"""A part of a template made ready for Jinja, as a tree of XML."""

from __future__ import annotations

import re

from lxml import etree

from leavebehind.docx.elements import own, remove, text_of
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import W
from leavebehind.template.tag_rules import TAG

CHANGES_COLUMNS = "leavebehind-columns"
"""Marks the tables whose tags repeat cells, or spread them over columns."""

_COLUMN_TAG = re.compile(r"\{[{%]tc |\{%\s*(?:colspan |hm\b)")
_RAW = re.compile(r"\{%[-+]?\s*(?:(?:p|tr|tc|r) )?\s*(end)?raw\s*[-+]?%\}")
_CONTENTS = re.compile(r"\s*TOC\b", re.IGNORECASE)
# Unicode keeps these four for use within programs, so that no text has them.
_AS_TYPED = dict(zip("{}%#", "\ufdd0\ufdd1\ufdd2\ufdd3", strict=True))
_HIDE = str.maketrans(_AS_TYPED)
SHOW_RAW = str.maketrans({hidden: shown for shown, hidden in _AS_TYPED.items()})
"""What shows again the signs that `hide_raw` has replaced."""


def prepare(root: etree._Element) -> None:
    """Prepares a part, which stays what Word reads."""
    for element in root.iter():
        # As python-docx reads it: docxtpl expects nothing between two elements.
        if len(element) and (element.text or "").isspace():
            element.text = None
        if (element.tail or "").isspace():
            element.tail = None
    hide_raw(root)
    for control in root.iter(f"{W}sdt"):
        content = control.find(f"{W}sdtContent")
        if content is not None and TAG.search(text_of(content)):
            _detach(control)
    detach_core_properties(root)
    for table in root.iter(f"{W}tbl"):
        if _COLUMN_TAG.search(text_of(table)) and _changes_columns(table):
            table.set(CHANGES_COLUMNS, "")


def _changes_columns(table: etree._Element) -> bool:
    """Whether a tag of the table itself, and of no table within it, changes its columns."""
    paragraphs = ("".join(t.text or "" for t in own(p, "t")) for p in own(table, "p"))
    return any(map(_COLUMN_TAG.search, paragraphs))


def with_usual_prefix(root: etree._Element) -> etree._Element:
    """The part with the prefix "w" for its own namespace, which docxtpl looks for.

    Some libraries write "ns0", or none.
    """
    if root.prefix == "w":
        return root
    others = {prefix: uri for prefix, uri in root.nsmap.items() if prefix and uri != W[1:-1]}
    renamed = etree.Element(root.tag, dict(root.attrib), nsmap={**others, "w": W[1:-1]})
    renamed.text = root.text
    # lxml gives what is moved the prefix that holds here.
    renamed.extend(list(root))
    return renamed


def hide_raw(root: etree._Element) -> None:
    """Replaces the signs between {% raw %} and {% endraw %}, so that nothing there is a tag, and
    those in text whose deletion is tracked."""
    for piece in root.iter(f"{W}delText"):
        piece.text = (piece.text or "").translate(_HIDE)
    in_raw = False
    for paragraph in root.iter(f"{W}p") if "raw" in text_of(root) else ():
        pieces = own(paragraph, "t")
        text = "".join(piece.text or "" for piece in pieces)
        if not (in_raw or "raw" in text):
            continue
        shown, in_raw = _without_raw(text, in_raw)
        for piece in pieces:
            length = len(piece.text or "")
            # One sign replaces one, so that every piece keeps its length.
            piece.text, shown = shown[:length], shown[length:]


def paragraphs_in_contents(root: etree._Element) -> frozenset[int]:
    """The numbers of the paragraphs that a table of contents shows, as it was made last."""
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(f"{W}p"), 1)}
    found: set[int] = set()
    for field in field_codes(root):
        if _CONTENTS.match(field.instruction):
            ends = (next(field.elements[end].iterancestors(f"{W}p"), None) for end in (0, -1))
            first, last = (0 if end is None else numbers[end] for end in ends)
            found.update(range(first, last + 1))
    return frozenset(found)


def detach_core_properties(root: etree._Element) -> None:
    """Else Word puts the title and the author of the document's properties in place of the text."""
    for binding in list(root.iter(f"{W}dataBinding")):
        if "core-properties" in binding.get(f"{W}prefixMappings", ""):
            remove(binding)


def _without_raw(text: str, in_raw: bool) -> tuple[str, bool]:
    pieces, position = [], 0
    for tag in _RAW.finditer(text):
        if in_raw is not bool(tag[1]):
            continue
        between = text[position : tag.start()]
        pieces += [between.translate(_HIDE) if in_raw else between, tag[0]]
        in_raw, position = not in_raw, tag.end()
    rest = text[position:]
    return "".join([*pieces, rest.translate(_HIDE) if in_raw else rest]), in_raw


def _detach(control: etree._Element) -> None:
    """Else Word and LibreOffice print the data that a content control is bound to, or its date."""
    for name in ("{*}dataBinding", f"{W}showingPlcHdr"):
        remove(control.find(f"{W}sdtPr/{name}"))
    for date in control.iterfind(f"{W}sdtPr/{W}date"):
        date.attrib.pop(f"{W}fullDate", None)
