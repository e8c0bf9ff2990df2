"""The blocks of one part of a Word document, as plain values: the body, a header, a note."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from leavebehind.docx.cells import borders_of, margins_of, width_of
from leavebehind.docx.formatting import (
    OTHER_SCRIPTS,
    A,
    Element,
    Formatting,
    Properties,
    W,
    is_on,
    literal,
    shade,
    tag,
    twips,
    value,
)

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EMU = 635.0

_UNSEEN = frozenset(
    f"{W}{name}"
    for name in ("proofErr", "lastRenderedPageBreak", "bookmarkEnd", "rPr", "pPr", "permStart")
)
_UNWRAPPED = frozenset(f"{W}{name}" for name in ("smartTag", "customXml", "sdtContent"))
_TRACKED = frozenset(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


class Package(Protocol):
    """What a story needs of the document around it."""

    def story(self, part: str) -> list[object]:
        """The blocks of a header or footer."""

    def note(self, part_kind: str, number: str) -> object:
        """The blocks of a footnote, an endnote or a comment."""

    def target(self, part: str, identifier: str) -> str:
        """Where a relationship of the part leads: a part's name, or an address."""

    def content(self, part: str, identifier: str) -> str:
        """What a relationship leads to, as one word that tells it from all else."""


@dataclass
class _Paragraph:
    lies: Properties
    pieces: list[tuple[object, object]]
    mark: object
    """How the end of an empty one looks, which is as high as a letter."""

    def told(self) -> object:
        return "paragraph", self.lies, self.pieces, self.mark

    def ends_with_page(self) -> bool:
        return len(self.pieces) > 1 and self.pieces[-1][0] == ("break", "page")


def _told(blocks: Iterable[object]) -> Iterator[object]:
    """The blocks as plain values, a page break always told by the paragraph that it precedes."""
    blocks = list(blocks)
    for one, following in itertools.pairwise(blocks):
        match one, following:
            case _Paragraph(), _Paragraph() if one.ends_with_page():
                one.pieces.pop()
                following.lies["pageBreakBefore"] = True
    for one in blocks:
        yield one.told() if isinstance(one, _Paragraph) else one


class Story:
    """The blocks of one part: the body, a header, a note."""

    def __init__(self, package: Package, formatting: Formatting, part: str) -> None:
        self._package = package
        self._formatting = formatting
        self._part = part

    def blocks(self, container: Element | None) -> list[object]:
        """Paragraphs, tables and ends of sections, in order."""
        return list(_told(self._blocks(container)))

    def _blocks(self, container: Element | None) -> Iterator[object]:
        for element in container if container is not None else ():
            match tag(element):
                case "p":
                    yield self._paragraph(element)
                    properties = element.find(f"{W}pPr/{W}sectPr")
                    if properties is not None:
                        yield self._section(properties)
                case "tbl":
                    yield self._table(element)
                case "sectPr":
                    yield self._section(element)
                case "sdt":
                    yield from self._blocks(element.find(f"{W}sdtContent"))
                case "bookmarkStart":
                    yield from self._bookmark(element)
                case "tcPr":
                    pass
                case _ if element.tag in _UNSEEN or not isinstance(element.tag, str):
                    pass
                case _ if element.tag in _UNWRAPPED:
                    yield from self._blocks(element)
                case _:
                    yield self._written(element)

    def _paragraph(self, paragraph: Element) -> _Paragraph:
        properties = paragraph.find(f"{W}pPr")
        pieces: list[tuple[object, object]] = []
        for text, looks in self._inline(paragraph, properties):
            before, same = pieces[-1] if pieces else (None, None)
            if isinstance(text, str) and isinstance(before, str) and same == looks:
                pieces[-1] = (before + text, looks)
            elif text != "":
                pieces.append((text, looks))
        mark = None
        if not pieces:
            said = properties.find(f"{W}rPr") if properties is not None else None
            mark = self._formatting.run(properties, said, "")
        return _Paragraph(self._formatting.paragraph(properties), pieces, mark)

    def _inline(
        self, parent: Element, paragraph: Element | None, around: tuple[object, ...] = ()
    ) -> Iterator[tuple[object, object]]:
        """(text or thing, how it looks) in order; `around` tells of links and tracked changes."""
        for element in parent:
            match tag(element):
                case "r":
                    yield from self._run(element, paragraph, around)
                case "hyperlink":
                    link = unquote(self._package.target(self._part, str(element.get(f"{_R}id"))))
                    place = value(element, "anchor")
                    inside = (*around, ("link", f"{link}#{place}" if place else link))
                    yield from self._inline(element, paragraph, inside)
                case "fldSimple":
                    yield _field(value(element, "instr")), around
                    yield from self._inline(element, paragraph, around)
                    yield ("end of field",), around
                case "sdt":
                    content = element.find(f"{W}sdtContent")
                    if content is not None:
                        yield from self._inline(content, paragraph, around)
                case "bookmarkStart":
                    for bookmark in self._bookmark(element):
                        yield bookmark, None
                case "commentRangeStart" | "commentRangeEnd":
                    yield (tag(element),), None
                case _ if element.tag in _TRACKED:
                    inside = (*around, (tag(element), value(element, "author")))
                    yield from self._inline(element, paragraph, inside)
                case _ if element.tag in _UNWRAPPED:
                    yield from self._inline(element, paragraph, around)
                case _ if element.tag in _UNSEEN or not isinstance(element.tag, str):
                    pass
                case _:
                    yield self._written(element), around

    def _run(
        self, run: Element, paragraph: Element | None, around: tuple[object, ...]
    ) -> Iterator[tuple[object, object]]:
        properties = run.find(f"{W}rPr")
        for thing in map(self._thing, run):
            for one in OTHER_SCRIPTS.split(thing) if isinstance(thing, str) else [thing]:
                text = one if isinstance(one, str) else ""
                yield one, (self._formatting.run(paragraph, properties, text), around)

    def _thing(self, element: Element) -> object:
        plain = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
        match tag(element):
            case "t" | "delText":
                text = element.text or ""
                return text if element.get(_SPACE) == "preserve" else text.strip(" \t\r\n")
            case name if name in plain:
                return plain[name]
            case "br":
                kind = value(element, "type", "textWrapping")
                return "\n" if kind == "textWrapping" else ("break", kind)
            case "sym":
                return "symbol", value(element, "font"), value(element, "char").upper()
            case "fldChar":
                ends = value(element, "fldCharType") == "end"
                return ("end of field",) if ends else ""
            case "instrText":
                return _field(element.text or "")
            case "drawing":
                return tuple(map(self._drawing, element))
            case "footnoteReference" | "endnoteReference" | "commentReference" as name:
                kind = name.removesuffix("Reference") + "s"
                return name, self._package.note(kind, value(element, "id"))
            case "footnoteRef" | "endnoteRef" | "annotationRef" | "separator" as name:
                return ("mark", name)
            case _ if element.tag == f"{_MC}AlternateContent":
                choice = element.find(f"{_MC}Choice")
                return tuple(map(self._thing, choice)) if choice is not None else literal(element)
            case _ if element.tag in _UNSEEN or not isinstance(element.tag, str):
                return ""
            case _:
                return self._written(element)

    def _drawing(self, drawing: Element) -> object:
        """A picture by its content, size and place; anything else as it is written."""
        picture = drawing.find(f"{A}graphic/{A}graphicData/{_PIC}pic")
        extent = drawing.find(f"{_WP}extent")
        if picture is None or extent is None:
            return self._written(drawing)
        named = drawing.find(f"{_WP}docPr")
        return {
            "kind": etree.QName(drawing).localname,
            "size": (_emu(extent.get("cx")), _emu(extent.get("cy"))),
            "described": named.get("descr", "") if named is not None else "",
            "picture": [
                self._package.content(self._part, str(blip.get(f"{_R}{how}")))
                for blip in picture.iter(f"{A}blip")
                for how in ("embed", "link")
                if blip.get(f"{_R}{how}")
            ],
            "effects": [literal(e) for blip in picture.iter(f"{A}blip") for e in blip],
            "crop": [sorted(e.items()) for e in picture.iter(f"{A}srcRect") if e.attrib],
            "turned": [
                (e.get("rot", "0"), e.get("flipH", "0"), e.get("flipV", "0"))
                for e in picture.iter(f"{A}xfrm")
            ],
            "shape": [e.get("prst") for e in picture.iter(f"{A}prstGeom")],
            "outline": [literal(e) for e in picture.iterfind(f"{_PIC}spPr/{A}ln") if len(e)],
            **(self._anchored(drawing) if drawing.tag == f"{_WP}anchor" else {}),
        }

    def _anchored(self, anchor: Element) -> dict[str, object]:
        place = {
            etree.QName(e).localname: (
                e.get("relativeFrom"),
                [_emu(o.text) for o in e.iterfind(f"{_WP}posOffset")],
                [a.text for a in e.iterfind(f"{_WP}align")],
            )
            for e in anchor.iterchildren(f"{_WP}positionH", f"{_WP}positionV")
        }
        wraps = [e for e in anchor if etree.QName(e).localname.startswith("wrap")]
        return {
            **place,
            "behind": anchor.get("behindDoc", "0"),
            "wrap": [(etree.QName(e).localname, e.get("wrapText", "")) for e in wraps],
            "distances": [_emu(anchor.get(f"dist{side}")) for side in "TBLR"],
        }

    def _written(self, element: Element) -> object:
        """An element as it is written, with what its relationships lead to."""
        related = [
            self._package.content(self._part, str(identifier))
            for each in element.iter(etree.Element)
            for name, identifier in each.attrib.items()
            if str(name).startswith(_R)
        ]
        copy = etree.fromstring(literal(element))
        for each in copy.iter(etree.Element):
            for name in list(each.attrib):
                if str(name).startswith((_R, f"{W}rsid")):
                    del each.attrib[name]
        return literal(copy), tuple(related)

    def _bookmark(self, element: Element) -> Iterator[object]:
        name = value(element, "name")
        if name != "_GoBack":
            yield "bookmark", name

    def _table(self, table: Element) -> object:
        said, conditional = self._formatting.table(table.find(f"{W}tblPr"))
        rows = [row for row in _unwrapped(table) if tag(row) == "tr"]
        grid = [twips(value(column, "w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        width = said.get("tblW")
        return {
            "grid": grid,
            "width": width_of(width),
            "indent": width_of(said.get("tblInd")),
            "align": {"start": "left", "end": "right"}.get(
                value(said.get("jc"), default="left"), value(said.get("jc"), default="left")
            ),
            "conditional": conditional,
            "floats": [literal(e) for n, e in said.items() if n == "tblpPr"],
            "layout": value(said.get("tblLayout"), "type", "autofit"),
            "rows": [self._row(row, number, len(rows), said) for number, row in enumerate(rows)],
        }

    def _row(self, row: Element, number: int, rows: int, table: Mapping[str, Element]) -> object:
        properties = row.find(f"{W}trPr")
        said = {tag(e): e for e in properties} if properties is not None else {}
        height = said.get("trHeight")
        cells = [cell for cell in _unwrapped(row) if tag(cell) == "tc"]
        return {
            "height": (twips(value(height)), value(height, "hRule", "auto")),
            "whole": "cantSplit" in said and is_on(said["cantSplit"]),
            "header": "tblHeader" in said and is_on(said["tblHeader"]),
            "before": value(said.get("gridBefore"), default="0"),
            "cells": [
                self._cell(cell, (number, rows), (place, len(cells)), table)
                for place, cell in enumerate(cells)
            ],
        }

    def _cell(
        self,
        cell: Element,
        row: tuple[int, int],
        column: tuple[int, int],
        table: Mapping[str, Element],
    ) -> object:
        properties = cell.find(f"{W}tcPr")
        said = {tag(e): e for e in properties} if properties is not None else {}
        return {
            "width": width_of(said.get("tcW")),
            "span": value(said.get("gridSpan"), default="1"),
            "merged": "vMerge" in said and value(said["vMerge"], default="continue"),
            "align": value(said.get("vAlign"), default="top"),
            "shade": shade(said["shd"]) if "shd" in said else None,
            "direction": value(said.get("textDirection"), default="lrTb"),
            "borders": borders_of(said.get("tcBorders"), table.get("tblBorders"), row, column),
            "margins": margins_of(said.get("tcMar"), table.get("tblCellMar")),
            "blocks": self.blocks(cell),
        }

    def _section(self, properties: Element) -> object:
        said = {tag(e): e for e in properties if isinstance(e.tag, str)}
        size, margins = said.get("pgSz"), said.get("pgMar")
        columns, numbers = said.get("cols"), said.get("pgNumType")
        grid = said.get("docGrid")
        stories = {
            (name, value(e, "type")): self._package.story(
                self._package.target(self._part, str(e.get(f"{_R}id")))
            )
            for e in properties
            if (name := tag(e)) in {"headerReference", "footerReference"}
        }
        sides = ["top", "right", "bottom", "left", "gutter"]
        sides += [side for side in ("header", "footer") if any(side in name for name, _ in stories)]
        known = {"pgSz", "pgMar", "cols", "pgNumType", "docGrid", "type", "titlePg", "vAlign"}
        known |= {"headerReference", "footerReference", "formProt", "textDirection", "bidi"}
        known |= {"rtlGutter", "noEndnote", "footnotePr", "endnotePr", "paperSrc"}
        return {
            "type": value(said.get("type"), default="nextPage"),
            "size": (twips(value(size, "w")), twips(value(size, "h"))),
            "landscape": value(size, "orient", "portrait"),
            "margins": {side: twips(value(margins, side)) for side in sides},
            "columns": value(columns, "num", "1"),
            "columnGap": twips(value(columns, "space", "720"))
            if value(columns, "num", "1") != "1"
            else 0.0,
            "numbers": (value(numbers, "fmt", "decimal"), value(numbers, "start")),
            "firstPage": "titlePg" in said and is_on(said["titlePg"]),
            "align": value(said.get("vAlign"), default="top"),
            "direction": value(said.get("textDirection"), default="lrTb"),
            "grid": literal(grid) if value(grid, "type", "default") != "default" else None,
            "stories": stories,
            "rest": [self._written(e) for name, e in said.items() if name not in known],
        }


def _unwrapped(parent: Element) -> Iterator[Element]:
    for element in parent:
        if tag(element) in {"sdt", "sdtContent", "customXml"}:
            yield from _unwrapped(element)
        else:
            yield element


def _field(instruction: str) -> object:
    said = " ".join(instruction.replace("\\* MERGEFORMAT", "").split())
    return ("field", said) if said else ""


def _emu(text: str | None) -> float:
    return twips(text) / _EMU
