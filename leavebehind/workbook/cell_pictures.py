"""The pictures of a workbook by cell: placed in it, drawn by a function, or floating over it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from leavebehind.workbook.parts import Parts, Relation
from leavebehind.workbook.sheet import CellPicture, Position
from leavebehind.workbook.styles import local_name, number

_MOST_BYTES = 64 << 20
"""All pictures together; a photo and a signature are far less."""
_IMAGE = re.compile(r'\bIMAGE\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_DISPIMG = re.compile(r'\bDISPIMG\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_BROKEN = (ParseError, KeyError, ValueError)
"""A drawing that can't be read is no reason to refuse the cells."""
_ID, _EMBED = "id", "embed"


class _Media(NamedTuple):
    part: str = ""
    address: str = ""


class Pictures:
    """Finds the pictures of an open workbook.

    Excel keeps one that is placed in a cell as a rich value (MS-XLSX 2.2.4), WPS in a part of its
    own with the name that DISPIMG asks for.
    """

    def __init__(self, parts: Parts, relations: Sequence[Relation]) -> None:
        self._parts = parts
        self._named = {each.kind.casefold(): each.target for each in relations}
        self._rest = _MOST_BYTES
        self._values: dict[int, _Media] = {}
        self._of_wps: dict[str, str] = {}
        with contextlib.suppress(*_BROKEN):
            self._values = self._rich_values()
            self._of_wps = self._cell_images()

    def of_value(self, metadata: str) -> CellPicture | None:
        """The picture of a cell with the attribute `vm`."""
        media = self._values.get(number(metadata))
        return self._picture(media) if media else None

    def of_formula(self, formula: str) -> CellPicture | None:
        """The picture that a formula, or its text, asks for."""
        if match := _DISPIMG.search(formula):
            return self._picture(_Media(self._of_wps.get(match[1], ""), ""))
        match = _IMAGE.search(formula)
        return CellPicture(address=match[1]) if match else None

    def floating(self, relations: Sequence[Relation]) -> dict[Position, CellPicture]:
        """The pictures over a sheet, by the cells of the row in which they begin."""
        found: dict[Position, CellPicture] = {}
        with contextlib.suppress(*_BROKEN):
            self._find_floating(relations, found)
        return found

    def _find_floating(
        self, relations: Sequence[Relation], found: dict[Position, CellPicture]
    ) -> None:
        for part in (each.target for each in relations if each.kind == "drawing"):
            targets = self._targets(part)
            for anchor in self._parts.elements(part):
                if local_name(anchor) in ("twoCellAnchor", "oneCellAnchor"):
                    if media := _first(anchor, "blip", _EMBED, targets):
                        picture = self._picture(_Media(media))
                        found.update(dict.fromkeys(_cells(anchor), picture))
                    anchor.clear()

    def _picture(self, media: _Media) -> CellPicture:
        part = media.part
        if part not in self._parts or self._parts.size(part) > self._rest:
            return CellPicture(address=media.address)
        content = self._parts.read_file(part)
        self._rest -= len(content)
        return CellPicture(content, part.rpartition("/")[2], media.address)

    def _targets(self, part: str) -> dict[str, str]:
        return {each.id: each.target for each in self._parts.relations(part)}

    def _cell_images(self) -> dict[str, str]:
        part = self._named.get("cellimage", "xl/cellimages.xml")
        targets = self._targets(part) if part in self._parts else {}
        found = {}
        for image in self._parts.elements(part):
            if local_name(image) == "cellImage":
                name = next(
                    (e.get("name", "") for e in image.iter() if local_name(e) == "cNvPr"), ""
                )
                found[name] = _first(image, "blip", _EMBED, targets)
        return found

    def _all(self, kind: str, tag: str) -> list[Element]:
        part = self._named.get(kind.casefold(), "")
        return [each for each in self._parts.elements(part) if local_name(each) == tag]

    def _rich_values(self) -> dict[int, _Media]:
        """The picture of each value of metadata, whose numbers count from 1."""
        structures = self._all("rdRichValueStructure", "s")
        local, web = self._local(), self._web()
        values = []
        for rich in self._all("rdRichValue", "rv"):
            at = number(rich.get("s"))
            keys = [k.get("n", "") for k in structures[at]] if at < len(structures) else []
            value = dict(zip(keys, (v.text or "" for v in rich), strict=False))
            listed, name = (local, "_rvRel:LocalImageIdentifier")
            if name not in value:
                listed, name = (web, "WebImageIdentifier")
            index = number(value.get(name))
            values.append(listed[index] if name in value and index < len(listed) else None)
        return _by_metadata(self._all("sheetMetadata", "metadata"), values)

    def _local(self) -> list[_Media]:
        targets = self._targets(self._named.get("richvaluerel", ""))
        return [
            _Media(targets.get(_attribute(e, _ID), "")) for e in self._all("richValueRel", "rel")
        ]

    def _web(self) -> list[_Media]:
        targets = self._targets(self._named.get("rdrichvaluewebimage", ""))
        return [
            _Media(_first(e, "blip", _ID, targets), _first(e, "address", _ID, targets))
            for e in self._all("rdRichValueWebImage", "webImageSrd")
        ]


def _by_metadata(metadata: Sequence[Element], values: Sequence[_Media | None]) -> dict[int, _Media]:
    found: dict[int, _Media] = {}
    for root in metadata:
        groups = {local_name(each): each for each in root if local_name(each) != "futureMetadata"}
        types = [each.get("name") for each in groups.get("metadataTypes", ())]
        rich = [
            number(each.get("i"))
            for group in root
            if group.get("name") == "XLRICHVALUE"
            for each in group.iter()
            if local_name(each) == "rvb"
        ]
        for at, block in enumerate(groups.get("valueMetadata", ()), start=1):
            media = [_recorded(record, types, rich, values) for record in block]
            if first := next(filter(None, media), None):
                found[at] = first
    return found


def _recorded(
    record: Element,
    types: Sequence[str | None],
    rich: Sequence[int],
    values: Sequence[_Media | None],
) -> _Media | None:
    kind, index = number(record.get("t")), number(record.get("v"))
    is_rich = 0 < kind <= len(types) and types[kind - 1] == "XLRICHVALUE"
    is_known = is_rich and index < len(rich) and rich[index] < len(values)
    return values[rich[index]] if is_known else None


def _attribute(element: Element, name: str) -> str:
    """An attribute of the namespace of relationships."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _first(root: Element, tag: str, name: str, targets: Mapping[str, str]) -> str:
    found = (targets.get(_attribute(e, name), "") for e in root.iter() if local_name(e) == tag)
    return next(filter(None, found), "")


def _cells(anchor: Element) -> Iterator[Position]:
    """The cells of the anchor's first row, which count from 0 there (20.5.2.33 twoCellAnchor)."""
    ends = {local_name(end): end for end in anchor if local_name(end) in ("from", "to")}
    corners = {
        name: {local_name(each): number(each.text) + 1 for each in end}
        for name, end in ends.items()
    }
    start = corners.get("from", {})
    row, left = start.get("row", 1), start.get("col", 1)
    right = min(corners.get("to", start).get("col", left), left + 20)
    yield from ((row, column) for column in range(left, right + 1))
