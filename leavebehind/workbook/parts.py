"""The parts of an .xlsx file, found however a program spelt their names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Relation(NamedTuple):
    """What a part points to."""

    id: str
    kind: str
    """The last word of its type: "worksheet", "styles", "image"."""
    target: str
    """The name of a part, or an address where it is external."""
    external: bool


class Parts:
    """The parts of an open .xlsx file by name; case and the slash's direction don't matter."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            self._names.setdefault(part_name(name), name)

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._names

    def open(self, part: str) -> IO[bytes]:
        """An XML part as a stream; raises KeyError where there is none."""
        if not part_name(part).endswith((".xml", ".rels")):
            raise ValueError("nothing but XML was measured before it is read")
        return self._archive.open(self._names[part_name(part)])

    def read_file(self, part: str) -> bytes:
        """A part that is no XML; look at its size first."""
        return self._archive.read(self._names[part_name(part)])

    def size(self, part: str) -> int:
        """How many bytes the part unpacks to."""
        return self._archive.getinfo(self._names[part_name(part)]).file_size

    def elements(self, part: str, name: str) -> Iterator[Element]:
        """Each element of that local name, with what is in it; none where there is no such part."""
        if part in self:
            with self.open(part) as source:
                for _, element in iterparse(source):
                    if element.tag.rpartition("}")[2] == name:
                        yield element

    def relations(self, part: str = "") -> list[Relation]:
        """What a part points to, or the file itself."""
        folder, _, name = part.rpartition("/")
        listed = self.elements(f"{folder}/_rels/{name}.rels", "Relationship")
        return [_relation(each, folder) for each in listed]


def part_name(name: str) -> str:
    """A name as parts are compared (ECMA-376 part 2, 6.2.2.3); some programs write backslashes."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _relation(element: Element, folder: str) -> Relation:
    target = element.get("Target", "")
    external = element.get("TargetMode") == "External"
    if not external:
        path = target.replace("\\", "/")
        target = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    kind = element.get("Type", "").rpartition("/")[2]
    return Relation(element.get("Id", ""), kind, target, external)
