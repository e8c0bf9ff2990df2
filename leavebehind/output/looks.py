"""What a Word document says and looks like, whichever program saved it.

A look is made of plain tuples and dictionaries: text in pieces of one formatting, tables by cells,
pictures by their content, pages by their geometry. What is not understood is kept as it is written,
so that a difference in it counts as one.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from leavebehind.output.formatting import (
    OTHER_SCRIPTS,
    A,
    Element,
    Formatting,
    Properties,
    W,
    is_on,
    line,
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
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

TOLERANCE = 3.0
"""Twips, a twentieth of a millimetre: programs round lengths, and nobody sees it."""
_EMU = 635.0

_UNSEEN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|docProps/(app\.xml|thumbnail\.\w+)|customXml/.*"
    r"|word/(fontTable|webSettings|stylesWithEffects|people|commentsE\w+|commentsIds)\.xml"
    r"|word/fonts/.*|word/glossary/.*"
)
_UNSEEN = frozenset(
    f"{W}{name}"
    for name in ("proofErr", "lastRenderedPageBreak", "bookmarkEnd", "rPr", "pPr", "permStart")
)
_UNWRAPPED = frozenset(f"{W}{name}" for name in ("smartTag", "customXml", "sdtContent"))
_TRACKED = frozenset(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


def look(document: bytes) -> object:
    """What the document says and looks like, for `alike`; raises what a broken one makes raise."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    return _Package(parts).look()


class Styles(dict[str, object]):
    """What styles come to, by name; programs add some and drop others that nothing uses."""


def alike(one: object, other: object) -> bool:
    """Whether two looks are the same, but for lengths that differ by less than one sees."""
    if isinstance(one, Styles) and isinstance(other, Styles):
        return all(alike(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, dict) and isinstance(other, dict):
        return all(
            alike(one.get(name, _nothing(there)), other.get(name, _nothing(there)))
            for name, there in (one | other).items()
        )
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE
    return one == other


def _nothing(counterpart: object) -> object:
    """What it means that a property is left out: no length, nothing."""
    return 0.0 if isinstance(counterpart, float) else None


def paragraphs(document: bytes) -> list[str]:
    """The text of every paragraph that has any, in the order of reading."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        names = sorted(
            name
            for name in package.namelist()
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", name)
        )
        roots = [_parsed(package.read(name)) for name in names]
    texts = (_text(paragraph) for root in roots for paragraph in root.iter(f"{W}p"))
    return [text for text in texts if text]


def title(document: bytes) -> str:
    """The title in its properties, "" where it has none."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = _parsed(package.read("docProps/core.xml"))
    return root.findtext("{http://purl.org/dc/elements/1.1/}title") or ""


def _text(paragraph: Element) -> str:
    breaks = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
    inside = (
        element
        for element in paragraph.iter(f"{W}t", *breaks)
        if next(element.iterancestors(f"{W}p")) is paragraph
    )
    return "".join(breaks.get(str(e.tag)) or e.text or "" for e in inside).strip()


def _parsed(data: bytes) -> Element:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise ValueError("entities may hide anything")
    return root


class _Package:
    """The parts of a document, and how they refer to each other."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._main = self._main_part()
        self._used = {self._main}
        self._settings = self._related("settings")
        theme = self._related("theme")
        self._theme = theme
        self._formatting = Formatting(
            self._related("styles"),
            self._related("numbering"),
            theme,
            hyphenates=any(map(is_on, self._setting("autoHyphenation"))),
        )

    def look(self) -> object:
        """Everything that a person could see or miss."""
        root = self._root(self._main)
        story = _Story(self, self._formatting, self._main)
        return {
            "body": story.blocks(root.find(f"{W}body")),
            "background": [literal(e) for e in root.iterchildren(f"{W}background")],
            "settings": self._global_settings(),
            "styles": Styles(self._formatting.styles()),
            "theme": self._theme_colors(),
            "properties": self._properties(),
            "rest": self._rest(),
        }

    def story(self, part: str) -> list[object]:
        """The blocks of a header or footer."""
        return _Story(self, self._formatting, part).blocks(self._root(part))

    def note(self, part_kind: str, number: str) -> object:
        """The blocks of a footnote, an endnote or a comment."""
        part = self._target_of_kind(part_kind)
        for note in self._root(part) if part else ():
            if value(note, "id") == number:
                who = (value(note, "author"), value(note, "initials"))
                return who, _Story(self, self._formatting, part).blocks(note)
        return None

    def target(self, part: str, identifier: str) -> str:
        """Where a relationship of the part leads: a part's name, or an address."""
        relation = self._relations(part).get(identifier)
        if relation is None:
            return ""
        if relation.get("TargetMode") == "External":
            return str(relation.get("Target"))
        return self._resolved(part, str(relation.get("Target")))

    def content(self, part: str, identifier: str) -> str:
        """What a relationship leads to, as one word that tells it from all else."""
        name = self.target(part, identifier)
        if name not in self._parts:
            return name
        self._used.add(name)
        return hashlib.sha256(self._parts[name]).hexdigest()

    def _rest(self) -> list[tuple[str, str]]:
        """The parts that nothing above has looked into."""
        rest = (name for name in self._parts if not name.endswith("/"))
        return sorted(
            (PurePosixPath(name).suffix, hashlib.sha256(self._parts[name]).hexdigest())
            for name in rest
            if name not in self._used and not _UNSEEN_PARTS.fullmatch(name)
        )

    def _main_part(self) -> str:
        types = _parsed(self._parts["[Content_Types].xml"])
        for entry in types:
            if entry.get("ContentType") == _DOCUMENT and entry.get("PartName"):
                return str(entry.get("PartName")).lstrip("/")
        raise ValueError("no Word document")

    def _root(self, part: str) -> Element:
        self._used.add(part)
        return _parsed(self._parts[part])

    def _relations(self, part: str) -> dict[str, Element]:
        folder, name = posixpath.split(part)
        data = self._parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {str(r.get("Id")): r for r in _parsed(data)} if data else {}

    def _resolved(self, part: str, target: str) -> str:
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")

    def _target_of_kind(self, kind: str) -> str:
        for relation in self._relations(self._main).values():
            if str(relation.get("Type")).endswith(f"/{kind}"):
                return self._resolved(self._main, str(relation.get("Target")))
        return ""

    def _related(self, kind: str) -> Element | None:
        part = self._target_of_kind(kind)
        return self._root(part) if part in self._parts else None

    def _setting(self, name: str) -> list[Element]:
        settings = self._settings
        return list(settings.iterchildren(W + name)) if settings is not None else []

    def _global_settings(self) -> dict[str, object]:
        switches = ("evenAndOddHeaders", "mirrorMargins", "gutterAtTop", "bookFoldPrinting")
        return {
            **{name: any(map(is_on, self._setting(name))) for name in switches},
            "defaultTabStop": [twips(value(e)) for e in self._setting("defaultTabStop")] or [720.0],
            "protection": [literal(e) for e in self._setting("documentProtection")],
        }

    def _theme_colors(self) -> list[tuple[str, str]]:
        """A theme's colours as they are, whatever its own system calls them."""
        schemes = self._theme.iter(f"{A}clrScheme") if self._theme is not None else ()
        return [
            (etree.QName(name).localname, str(color.get("lastClr") or color.get("val")))
            for scheme in schemes
            for name in scheme
            for color in name
        ]

    def _properties(self) -> dict[str, str]:
        """Title, author and what else a person can write into File ▸ Info."""
        unseen = ("modified", "created", "revision", "lastModifiedBy", "lastPrinted")
        found = {}
        for part in ("docProps/core.xml", "docProps/custom.xml"):
            if part in self._parts:
                for each in self._root(part):
                    name = etree.QName(each).localname
                    text = "".join(each.itertext()).strip()
                    if name not in unseen and text:
                        found[f"{name} {each.get('name', '')}"] = text
        return found


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


class _Story:
    """The blocks of one part: the body, a header, a note."""

    def __init__(self, package: _Package, formatting: Formatting, part: str) -> None:
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
            "width": _width(width),
            "indent": _width(said.get("tblInd")),
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
            "width": _width(said.get("tcW")),
            "span": value(said.get("gridSpan"), default="1"),
            "merged": "vMerge" in said and value(said["vMerge"], default="continue"),
            "align": value(said.get("vAlign"), default="top"),
            "shade": shade(said["shd"]) if "shd" in said else None,
            "direction": value(said.get("textDirection"), default="lrTb"),
            "borders": _borders(said.get("tcBorders"), table.get("tblBorders"), row, column),
            "margins": _margins(said.get("tcMar"), table.get("tblCellMar")),
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


def _width(element: Element | None) -> object:
    if element is None or value(element, "type") in {"auto", "nil"}:
        return None
    return value(element, "type", "dxa"), twips(value(element, "w"))


def _borders(
    cell: Element | None,
    table: Element | None,
    row: tuple[int, int],
    column: tuple[int, int],
) -> dict[str, object]:
    """The cell's borders, those of the table where it has none of its own."""
    outer = {
        "top": row[0] == 0,
        "bottom": row[0] == row[1] - 1,
        "left": column[0] == 0,
        "right": column[0] == column[1] - 1,
    }
    found: dict[str, object] = {}
    for side, is_outer in outer.items():
        inner = "insideH" if side in {"top", "bottom"} else "insideV"
        of_table = _side(table, side if is_outer else inner)
        own = _side(cell, side)
        border = own if own is not None else of_table
        found[side] = line(border) if border is not None else None
    return found


def _margins(cell: Element | None, table: Element | None) -> dict[str, float]:
    found = {}
    for side in ("top", "bottom", "left", "right"):
        own, of_table = _side(cell, side), _side(table, side)
        chosen = own if own is not None else of_table
        found[side] = twips(value(chosen, "w")) if chosen is not None else 0.0
    return found


def _side(element: Element | None, side: str) -> Element | None:
    names: Iterable[str] = (side, {"left": "start", "right": "end"}.get(side, side))
    found = (element.find(W + name) for name in names) if element is not None else ()
    return next((one for one in found if one is not None), None)
