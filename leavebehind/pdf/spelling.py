"""What office2pdf has to be told of each paragraph, because it doesn't find it in the styles."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from leavebehind.docx.body import Body, W, is_on, properties, set_break


def spell_out(document: Path) -> None:
    """Rewrites `document` where office2pdf would lose something of it."""
    body = Body.of(document)
    if body is None:
        return
    changed = [_spell_out(body, paragraph) for paragraph in body.paragraphs()]
    changed += [_push_right(body, cell) for cell in body.text.iter(f"{W}tc")]
    if any(changed):
        body.save(document)


def _spell_out(body: Body, paragraph: etree._Element) -> bool:
    told = (
        _break_as_the_style_does(body, paragraph),
        _straighten(body, paragraph),
        _let_long_words_break(paragraph),
    )
    return any(told)


def _break_as_the_style_does(body: Body, paragraph: etree._Element) -> bool:
    own = paragraph.find(f"{W}pPr/{W}pageBreakBefore")
    if own is not None or not is_on(body.property(paragraph, "pageBreakBefore")):
        return False
    set_break(paragraph)
    return True


def _straighten(body: Body, paragraph: etree._Element) -> bool:
    """Lets a heading begin where its lines begin: with an indented first line it is not printed."""
    hanging, first = (_number(body, paragraph, name) for name in ("hanging", "firstLine"))
    if not (hanging or first) or body.property(paragraph, "outlineLvl") is None:
        return False
    left = _number(body, paragraph, "left") or _number(body, paragraph, "start")
    own = properties(paragraph)
    for old in own.findall(f"{W}ind"):
        own.remove(old)
    if hanging and body.property(paragraph, "tabs") is None:
        tab = etree.Element(f"{W}tab", {f"{W}val": "left", f"{W}pos": str(left)})
        etree.SubElement(own, f"{W}tabs").append(tab)
    begin = left - hanging if hanging else left + first
    values = {f"{W}left": str(begin), f"{W}hanging": "0", f"{W}firstLine": "0"}
    etree.SubElement(own, f"{W}ind", values)
    return True


def _push_right(body: Body, cell: etree._Element) -> bool:
    """Gives a cell that holds but a picture at the right the margin that puts it there."""
    paragraphs, pictures = list(cell.iter(f"{W}p")), list(cell.iter(f"{W}drawing"))
    width = cell.find(f"{W}tcPr/{W}tcW")
    if len(paragraphs) != 1 or len(pictures) != 1 or width is None:
        return False
    aligned = body.attribute(paragraphs[0], "jc", "val")
    extent = next(pictures[0].iter(_EXTENT), None)
    if aligned not in ("right", "end") or extent is None:
        return False
    margin = int(width.get(f"{W}w", 0)) - int(extent.get("cx", 0)) // _EMU_A_TWIP
    if margin <= 0:
        return False
    margins = etree.SubElement(width.getparent(), f"{W}tcMar")
    etree.SubElement(margins, f"{W}left", {f"{W}w": str(margin), f"{W}type": "dxa"})
    return True


_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_EMU_A_TWIP = 635


def _let_long_words_break(paragraph: etree._Element) -> bool:
    """Allows a break where a word is as long as a line: a converter sets it into the margin."""
    changed = False
    for text in paragraph.iter(f"{W}t"):
        before = text.text or ""
        text.text = _LONG_WORD.sub(lambda word: _BREAK.join(_PIECES.findall(word[0])), before)
        changed = changed or text.text != before
    return changed


_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = re.compile(r"[^\W\d_]{24,}")
_PIECES = re.compile(r".{1,8}")


def _number(body: Body, paragraph: etree._Element, attribute: str) -> int:
    """Twentieths of a point."""
    value = body.attribute(paragraph, "ind", attribute) or "0"
    return int(value) if value.lstrip("-").isdigit() else 0
