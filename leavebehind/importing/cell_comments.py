"""Adds comments to cells of one sheet of an .xlsx file.

A comment has its text in one part, and its box in another, as VML (ECMA-376 part 1, 18.7); Excel
shows no comment without a box.
"""

from __future__ import annotations

import re

from lxml import etree
from openpyxl.comments.shape_writer import ShapeWriter
from openpyxl.xml.functions import Element, tostring

from leavebehind.docx.package import SPACE, R
from leavebehind.importing.package_parts import PackageParts, S

AUTHOR = "leavebehind"
_BOX_WIDTH = 280
"""Pixels."""
_FIRST_SHAPE = 1024
"""Shapes of a drawing whose `idmap` is 1 count from the next number."""
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY_COMMENTS = f'<comments xmlns="{S[1:-1]}"><authors/><commentList/></comments>'.encode()
_AFTER_LEGACY_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
"""The elements of a sheet that follow `legacyDrawing` (18.3.1.99 CT_Worksheet)."""


class CellComments:
    """The comments of one sheet."""

    def __init__(self, parts: PackageParts, sheet: str) -> None:
        self._parts = parts
        self._sheet = sheet
        self._list, self._author = self._comment_list()
        self._drawing = self._drawing_part()
        shapes = re.findall(rb"_x0000_s(\d+)", parts.raw(self._drawing))
        self._boxes = max(map(int, shapes), default=_FIRST_SHAPE)

    def add(self, cell: str, text: str) -> None:
        """Adds a comment, or a paragraph to the one that is there."""
        for comment in self._list:
            if comment.get("ref") == cell:
                self._add_run(comment.find(f"{S}text"), f"\n{text}")
                return
        attributes = {"ref": cell, "authorId": str(self._author)}
        comment = etree.SubElement(self._list, f"{S}comment", attributes)
        self._add_run(etree.SubElement(comment, f"{S}text"), text)
        self._boxes += 1
        drawing = Element("xml")
        # A line of about 40 characters is 19 pixels high.
        height = 40 + 19 * (len(text) // 40)
        ShapeWriter([]).add_comment_shape(drawing, self._boxes, cell, height, _BOX_WIDTH)
        self._parts.insert(self._drawing, tostring(drawing[0]), before=b"</xml>")

    @staticmethod
    def _add_run(element: etree._Element, text: str) -> None:
        run = etree.SubElement(etree.SubElement(element, f"{S}r"), f"{S}t")
        run.text = text
        run.set(SPACE, "preserve")

    def _comment_list(self) -> tuple[etree._Element, int]:
        """The comments, and our number among their authors."""
        part = self._parts.related(self._sheet, "comments")
        if not part:
            part = self._parts.free_name("xl/comments/comment{}.xml")
            self._parts.add(part, _EMPTY_COMMENTS, _COMMENTS_TYPE, self._sheet, "comments")
        root = self._parts.tree(part)
        authors = next(root.iter(f"{S}authors"))
        names = [author.text for author in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{S}author").text = AUTHOR
        number = names.index(AUTHOR) if AUTHOR in names else len(names)
        return next(root.iter(f"{S}commentList")), number

    def _drawing_part(self) -> str:
        # The drawing of headers and footers is related in the same way, but is `legacyDrawingHF`.
        part = self._parts.related(self._sheet, "vmlDrawing")
        sheet = self._parts.tree(self._sheet)
        if part and sheet.find(f"{S}legacyDrawing") is not None:
            return part
        part = self._parts.free_name("xl/drawings/vmlDrawing{}.vml")
        root = Element("xml")
        ShapeWriter([]).add_comment_shapetype(root)
        identifier = self._parts.add(part, tostring(root), _VML_TYPE, self._sheet, "vmlDrawing")
        drawing = etree.Element(f"{S}legacyDrawing", {f"{R}id": identifier})
        after = {f"{S}{name}" for name in _AFTER_LEGACY_DRAWING}
        following = (at for at, child in enumerate(sheet) if child.tag in after)
        sheet.insert(next(following, len(sheet)), drawing)
        return part
