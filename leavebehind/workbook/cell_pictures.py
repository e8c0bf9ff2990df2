"""The pictures of a workbook by cell: placed in it, drawn by a function, or floating over it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, ParseError

from leavebehind.docx.package import Relationship
from leavebehind.workbook.package import RELATIONS, Parts, number
from leavebehind.workbook.sheet import CellPicture, Position

_MOST_BYTES = 64 << 20
"""All pictures together; a photo and a signature are far less."""
_IMAGE = re.compile(r'\bIMAGE\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_DISPIMG = re.compile(r'\bDISPIMG\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_BROKEN = (ParseError, KeyError, ValueError)
"""A drawing that can't be read is no reason to refuse the cells."""
_ID, _EMBED = f"{RELATIONS}id", f"{RELATIONS}embed"

_Media = tuple[str, str]
"""A part, and the address that it comes from."""


class Pictures:
    """Finds the pictures of an open workbook.

    Excel keeps one that is placed in a cell as a rich value (MS-XLSX 2.2.4), WPS in a part of its
    own with the name that DISPIMG asks for.
    """

    def __init__(self, parts: Parts, relations: Sequence[Relationship]) -> None:
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
        return self._picture(*media) if media else None

    def of_formula(self, formula: str) -> CellPicture | None:
        """The picture that a formula, or its text, asks for."""
        if match := _DISPIMG.search(formula):
            return self._picture(self._of_wps.get(match[1], ""))
        match = _IMAGE.search(formula)
        return CellPicture(address=match[1]) if match else None

    def floating(self, relations: Sequence[Relationship]) -> dict[Position, CellPicture]:
        """The pictures over a sheet, by the cells of the row in which they begin."""
        found: dict[Position, CellPicture] = {}
        with contextlib.suppress(*_BROKEN):
            for part in (each.target for each in relations if each.kind == "drawing"):
                targets = self._targets(part)
                # 20.5.2.33 twoCellAnchor and 20.5.2.24 oneCellAnchor begin in a cell.
                for anchor in self._parts.elements(part, "twoCellAnchor", "oneCellAnchor"):
                    if media := _first(anchor, "blip", _EMBED, targets):
                        found.update(dict.fromkeys(_cells(anchor), self._picture(media)))
                    anchor.clear()
        return found

    def _picture(self, part: str, address: str = "") -> CellPicture:
        is_small = part in self._parts and self._parts.size(part) <= self._rest
        if not (content := self._parts.content(part) if is_small else None):
            return CellPicture(address=address)
        self._rest -= len(content)
        return CellPicture(content, part.rpartition("/")[2], address)

    def _targets(self, part: str) -> dict[str, str]:
        return {each.identifier: each.target for each in self._parts.relations(part)}

    def _cell_images(self) -> dict[str, str]:
        part = self._named.get("cellimage", "xl/cellimages.xml")
        targets = self._targets(part) if part in self._parts else {}
        found = {}
        for image in self._parts.elements(part, "cellImage"):
            name = image.find(".//{*}cNvPr")
            if name is not None:
                found[name.get("name", "")] = _first(image, "blip", _EMBED, targets)
        return found

    def _all(self, kind: str, name: str) -> list[Element]:
        return list(self._parts.elements(self._named.get(kind.casefold(), ""), name))

    def _rich_values(self) -> dict[int, _Media]:
        """The picture of each value of metadata, whose numbers count from 1."""
        structures = dict(enumerate(self._all("rdRichValueStructure", "s")))
        pictures = {"_rvRel:LocalImageIdentifier": self._local(), "WebImageIdentifier": self._web()}
        values: dict[int, _Media] = {}
        for at, rich in enumerate(self._all("rdRichValue", "rv")):
            keys = (key.get("n") for key in structures.get(number(rich.get("s")), ()))
            for key, each in zip(keys, rich, strict=False):
                if media := pictures.get(key or "", {}).get(number(each.text)):
                    values.setdefault(at, media)
        return _by_metadata(self._all("sheetMetadata", "metadata"), values)

    def _local(self) -> dict[int, _Media]:
        targets = self._targets(self._named.get("richvaluerel", ""))
        parts = (targets.get(e.get(_ID, ""), "") for e in self._all("richValueRel", "rel"))
        return {at: (part, "") for at, part in enumerate(parts)}

    def _web(self) -> dict[int, _Media]:
        targets = self._targets(self._named.get("rdrichvaluewebimage", ""))
        return {
            at: (_first(e, "blip", _ID, targets), _first(e, "address", _ID, targets))
            for at, e in enumerate(self._all("rdRichValueWebImage", "webImageSrd"))
        }


def _by_metadata(metadata: Sequence[Element], values: Mapping[int, _Media]) -> dict[int, _Media]:
    """The picture of each block of a cell's metadata (18.9.17 valueMetadata), from 1."""
    found: dict[int, _Media] = {}
    for root in metadata:
        types = root.iterfind("{*}metadataTypes/{*}metadataType")
        names = {at: each.get("name") for at, each in enumerate(types, start=1)}
        # MS-XLSX 2.3.2.3: a record points to the values of its type, and these to rich values.
        rich = root.iterfind("{*}futureMetadata[@name='XLRICHVALUE']//{*}rvb")
        media_of = {at: values.get(number(each.get("i"))) for at, each in enumerate(rich)}
        for at, block in enumerate(root.iterfind("{*}valueMetadata/{*}bk"), start=1):
            for record in block:
                media = media_of.get(number(record.get("v")))
                if media and names.get(number(record.get("t"))) == "XLRICHVALUE":
                    found.setdefault(at, media)
    return found


def _first(root: Element, name: str, attribute: str, targets: Mapping[str, str]) -> str:
    found = (targets.get(e.get(attribute, ""), "") for e in root.iterfind(f".//{{*}}{name}"))
    return next(filter(None, found), "")


def _cells(anchor: Element) -> list[Position]:
    """The cells of the anchor's first row, which count from 0 there (20.5.2.33 twoCellAnchor)."""

    def edge(end: str, name: str, default: int) -> int:
        text = anchor.findtext(f"{{*}}{end}/{{*}}{name}")
        return default if text is None else number(text) + 1

    row, left = edge("from", "row", 1), edge("from", "col", 1)
    # A banner across the sheet is nobody's photo: the first cells are enough.
    right = min(edge("to", "col", left), left + 20)
    return [(row, column) for column in range(left, right + 1)]
