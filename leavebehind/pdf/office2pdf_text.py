"""What office2pdf 0.4 loses of a document's texts, written so that it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from leavebehind.docx.elements import made_properties, replace_property
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import W, parsed, serialized, stories
from leavebehind.docx.styles import StyleSheet, is_on
from leavebehind.pdf.list_labels import with_plain_labels
from leavebehind.pdf.plain_looks import mix_patterns, work_out_looks
from leavebehind.pdf.symbols import drop_symbolic_font, shown, symbol

_STYLES = "word/styles.xml"
_HEX = re.compile(r"[0-9A-Fa-f]{1,6}")
_MARKS = {f"{W}{kind}Reference": f"{kind.title()}Reference" for kind in ("footnote", "endnote")}
"""The mark of a note, and the style without which office2pdf drops mark and note."""


def write_out(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a document with all that office2pdf would lose of their texts written out."""
    kinds = {name: "styles" for name in (_STYLES,) if name in parts} | stories(parts)
    styles = StyleSheet(parts)
    written = {name: _written_out(parts[name], kind, styles) for name, kind in kinds.items()}
    return with_plain_labels({**parts, **written})


def _written_out(xml: bytes, kind: str, styles: StyleSheet) -> bytes:
    root = parsed(xml)
    _drop_what_is_off(root)
    _unwrap_long_fields(root)
    mix_patterns(root)
    work_out_looks(root, styles)
    for run in list(root.iter(f"{W}r")):
        _write_out_run(run)
    for mark in root.iter(*_MARKS):
        _style_mark(mark)
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
    drop_symbolic_font(run)


def _style_mark(mark: etree._Element) -> None:
    style = etree.Element(f"{W}rStyle", {f"{W}val": _MARKS[mark.tag]})
    replace_property(made_properties(mark.getparent()), style)


def symbol_of(element: etree._Element) -> str:
    """What a `w:sym` shows as a letter; "" where that is not known."""
    code = element.get(f"{W}char", "")
    return symbol(element.get(f"{W}font", ""), int(code, 16)) if _HEX.fullmatch(code) else ""
