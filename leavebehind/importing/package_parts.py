"""The parts of an .xlsx file, some of which are changed or added.

openpyxl would lose what it doesn't know (results of formulas, shapes, slicers, the formats of
words in a cell), so the XML itself is changed, and only where something is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from leavebehind.docx import package
from leavebehind.docx.package import R
from leavebehind.workbook.package import part_name

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class PackageParts:
    """The parts of a workbook, of which some are read as trees and written back."""

    def __init__(self, data: bytes) -> None:
        # Some programs write backslashes, or names in another case than where they point to.
        self._parts = {
            name.replace("\\", "/"): part for name, part in package.read_parts(data).items()
        }
        self._names = {part_name(name): name for name in self._parts}
        self._trees: dict[str, etree._Element] = {}
        self.workbook = package.package_part(self._parts, "officeDocument")

    def tree(self, part: str) -> etree._Element:
        """The root of a part, whose changes are written."""
        if part not in self._trees:
            self._trees[part] = package.parsed(self._parts[part])
        return self._trees[part]

    def raw(self, part: str) -> bytes:
        """The part as it is in the file."""
        return self._parts[part]

    def insert(self, part: str, content: bytes, *, before: bytes) -> None:
        """Writes into a part that may not be well-formed."""
        # Excel writes <br> without an end into drawings of comments.
        head, mark, tail = self._parts[part].rpartition(before)
        self._parts[part] = head + content + mark + tail

    def content(self) -> bytes:
        """The workbook; parts that were never asked for are the same bytes."""
        changed = {part: package.serialized(tree) for part, tree in self._trees.items()}
        return package.write_parts({**self._parts, **changed})

    def sheets(self) -> dict[str, str]:
        """Sheet → its part."""
        targets = {one.identifier: one.target for one in self._relationships(self.workbook)}
        return {
            sheet.get("name", "").strip(): targets[sheet.get(f"{R}id", "")]
            for sheet in self.tree(self.workbook).iter(f"{S}sheet")
            if sheet.get(f"{R}id") in targets
        }

    def related(self, part: str, kind: str) -> str:
        """The part of a kind ("comments", "styles") to which `part` points, "" without one."""
        return next(iter(self.all_related(part, kind)), "")

    def all_related(self, part: str, kind: str) -> list[str]:
        """Every part of a kind ("table") to which `part` points."""
        return [one.target for one in self._relationships(part) if one.kind == kind]

    def add(
        self, pattern: str, content: bytes, content_type: str, owner: str, kind: str
    ) -> tuple[str, str]:
        """Adds a part to which `owner` points: its name and the identifier of the relationship.

        Its name is the pattern, "xl/comments/comment{}.xml", with the first free number.
        """
        taken = {name.lower() for name in self._parts}
        names = map(pattern.format, range(1, len(taken) + 2))
        name = next(name for name in names if name.lower() not in taken)
        self._parts[name] = content
        types = package.parsed(self._parts[package.CONTENT_TYPES])
        package.add_content_type(types, name, content_type)
        self._parts[package.CONTENT_TYPES] = package.serialized(types)
        rels = package.relationships_part(owner)
        root = package.parsed(self._parts.get(rels, package.NO_RELATIONSHIPS))
        # With the slash, the target is the same wherever the owner is.
        identifier = package.relate(root, f"{R[1:-1]}/{kind}", f"/{name}")
        self._parts[rels] = package.serialized(root)
        return name, identifier

    def add_sheet(self, name: str) -> str:
        """Adds an empty sheet at the end, and returns its part."""
        content = f'<worksheet xmlns="{S[1:-1]}"><sheetData/></worksheet>'.encode()
        pattern, kind = "xl/worksheets/sheet{}.xml", f"{SPREADSHEET}.worksheet+xml"
        part, identifier = self.add(pattern, content, kind, self.workbook, "worksheet")
        sheets = next(self.tree(self.workbook).iter(f"{S}sheets"))
        numbers = [int(sheet.get("sheetId", 0)) for sheet in sheets]
        attributes = {"name": name, "sheetId": str(max(numbers, default=0) + 1)}
        etree.SubElement(sheets, f"{S}sheet", {**attributes, f"{R}id": identifier})
        return part

    def _relationships(self, part: str) -> Iterator[package.Relationship]:
        """What a part points to, by the names that the parts have in the file."""
        for one in package.targets_of(part, self._parts.get):
            if not one.external:
                yield replace(one, target=self._names.get(part_name(one.target), one.target))
