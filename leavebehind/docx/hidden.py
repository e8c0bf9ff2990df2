"""What Word never prints of a document: hidden text, rows and drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from leavebehind.docx.elements import (
    BLOCKS,
    complete_cells,
    join_to_next,
    remove,
    remove_empty_tables,
)
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import MATH, TRUE, VML, WP, W, parsed, serialized
from leavebehind.docx.styles import StyleSheet, is_on, style_parts

_HIDING = re.compile(rb"[<:](?:vanish|specVanish|hidden)\b|\bhidden=|visibility|display:")
_WORDS = (b"vanish", b"Vanish", b"hidden", b"visibility", b"display:")
_RUNS = (W + "r", MATH + "r")
_CONTENT = (*_RUNS, W + "sdt", MATH + "oMath")
_GROUPS = ("wgp", "grpSp", "wpc")
_INVISIBLE = re.compile(r"visibility:\s*hidden|display:\s*none")
_FLAT = (
    f'<w:pPr xmlns:w="{W[1:-1]}"><w:spacing w:before="0" w:after="0" w:line="20"'
    ' w:lineRule="exact"/><w:rPr><w:vanish/></w:rPr></w:pPr>'
).encode()
"""A line a point high."""


class HiddenText:
    """Knows what a document hides: by its styles, or in a part itself."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    @cached_property
    def _styles(self) -> StyleSheet:
        return StyleSheet(self._parts)

    @cached_property
    def _is_in_styles(self) -> bool:
        return any(_may_hide(self._parts[name]) for name in style_parts(self._parts))

    def may_be_in(self, xml: bytes) -> bool:
        """Whether a part needs a look: most have nothing hidden, and parsing takes long."""
        return self._is_in_styles or _may_hide(xml)

    def remove_from(self, root: etree._Element) -> bool:
        """Removes from a part what is hidden, by whatever; whether there was anything."""
        rows = (r for r in root.iter(W + "tr") if is_on(self._styles.row_property(r, "hidden")))
        unseen = [*_hidden_drawings(root), *rows]
        for element in unseen:
            remove(element)
        marks = [one for one in root.iter(W + "p") if self._styles.is_hidden(one)]
        runs = {run for run in root.iter(*_RUNS) if self._styles.is_hidden(run)}
        _remove_runs(root, runs)
        for paragraph in marks:
            if next(paragraph.iter(*_CONTENT), None) is None:
                _remove_paragraph(paragraph)
        remove_empty_tables(root)
        complete_cells(root)
        return bool(unseen or marks or runs)


def without_hidden_labels(numbering: bytes) -> bytes:
    """A part of numberings whose hidden numbers and bullets are empty."""
    if not _may_hide(numbering):
        return numbering
    root = parsed(numbering)
    levels = [one for one in root.iter(W + "lvl") if is_on(one.find(f"{W}rPr/{W}vanish"))]
    for text in (text for level in levels for text in level.iterfind(W + "lvlText")):
        text.set(W + "val", "")
    return serialized(root) if levels else numbering


def _may_hide(xml: bytes) -> bool:
    text = xml.replace(b"\0", b"") if b"\0" in xml else xml
    # The pattern alone takes as long as all else that is done for a print copy.
    return any(word in text for word in _WORDS) and bool(_HIDING.search(text))


def _hidden_drawings(root: etree._Element) -> Iterator[etree._Element]:
    """What the selection pane of Word hides: whole drawings, and shapes of a group."""
    for properties in root.iter(WP + "docPr"):
        if properties.get("hidden") in TRUE:
            yield from properties.iterancestors(W + "drawing")
    for properties in root.iter("{*}cNvPr"):
        # A shape of Word's has its properties as a child, a picture in a child of its own.
        holders = list(properties.iterancestors())[:3]
        names = [etree.QName(holder).localname for holder in holders]
        shape = 1 if names[:1] and names[0].startswith("nv") else 0
        if properties.get("hidden") in TRUE and names[shape + 1] in _GROUPS:
            yield holders[shape]
    for shape in root.iter(VML + "*"):
        if _INVISIBLE.search(shape.get("style", "")):
            yield shape


def _remove_runs(root: etree._Element, hidden: set[etree._Element]) -> None:
    """Removes runs, but not what a field needs that is hidden only in part."""
    controls = {control for run in hidden for control in run.iterancestors(W + "sdt")}
    kept: set[etree._Element] = set()
    for field in field_codes(root):
        runs = {element.getparent() for element in field.elements}
        if field.elements[0].tag == W + "fldSimple":
            inner = set(field.elements[0].iter(*_RUNS))
            if inner and inner <= hidden:
                remove(field.elements[0])
        elif not runs <= hidden:
            kept.update(field.elements)
    for run in hidden:
        for child in [child for child in run if child.tag != W + "rPr" and child not in kept]:
            run.remove(child)
        if kept.isdisjoint(run):
            remove(run)
    for control in controls:
        _detach(control)


def _detach(control: etree._Element) -> None:
    """Engines print what a content control is bound to in place of the text that was hidden."""
    for binding in list(control.iterfind(f"{W}sdtPr/{{*}}dataBinding")):
        remove(binding)
    content = control.find(W + "sdtContent")
    if content is None or not len(content):
        remove(control)


def _remove_paragraph(paragraph: etree._Element) -> None:
    """Removes a paragraph without content whose mark is hidden, unless it is needed."""
    before = next(paragraph.itersiblings(*BLOCKS, preceding=True), None)
    after = next(paragraph.itersiblings(*BLOCKS), None)
    if after is None or paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        return
    # Bookmarks stay, to which fields may refer.
    if join_to_next(paragraph) or after.tag == W + "sectPr":
        return
    rest = [child for child in paragraph if child.tag != W + "pPr"]
    if before is not None and before.tag == W + "tbl":
        # Without it two tables would be one.
        paragraph[:] = [parsed(_FLAT), *rest]
    elif not rest:
        remove(paragraph)
