"""Comments at the cells of one sheet of an .xlsx file, beside those that are there.

A comment is two things: its text in one part, and in another the box that shows it, in VML
(ECMA-376 part 1, 18.7; Excel shows none without its box).
"""

from __future__ import annotations

import re

from lxml import etree

from leavebehind.docx.package import R
from leavebehind.importing.package_parts import PackageParts, S

AUTHOR = "leavebehind"
_FIRST_SHAPE = 1024
"""Shapes of a drawing whose `idmap` is 1 count from the next number."""
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_NAMESPACES = f'xmlns:v="{_V[1:-1]}" xmlns:o="{_O[1:-1]}" xmlns:x="{_X[1:-1]}"'
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY_COMMENTS = f'<comments xmlns="{S[1:-1]}"><authors/><commentList/></comments>'
_EMPTY_DRAWING = f"""<xml {_NAMESPACES}>
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
</xml>"""
_BOX = f"""<v:shape {_NAMESPACES} id="{{name}}" type="#_x0000_t202" fillcolor="#ffffe1"
 style="position:absolute;margin-left:60pt;margin-top:2pt;width:210pt;height:{{height}}pt;\
visibility:hidden" o:insetmode="auto"><v:fill color2="#ffffe1"/>
<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>
<x:Row>{{row}}</x:Row><x:Column>{{column}}</x:Column></x:ClientData></v:shape>"""
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
        self._list = self._comment_list()
        self._author = self._author_number()
        self._drawing = self._drawing_part()
        shapes = re.findall(rb"_x0000_s(\d+)", parts.raw(self._drawing))
        self._boxes = max(map(int, shapes), default=_FIRST_SHAPE)

    def add(self, reference: str, row: int, column: int, text: str) -> None:
        """Adds a comment, or a paragraph to the one that is there; row and column from 1."""
        for comment in self._list:
            if comment.get("ref") == reference:
                self._add_run(comment.find(f"{S}text"), f"\n{text}")
                return
        attributes = {"ref": reference, "authorId": str(self._author)}
        comment = etree.SubElement(self._list, f"{S}comment", attributes)
        self._add_run(etree.SubElement(comment, f"{S}text"), text)
        self._boxes += 1
        height = 30 + 14 * (len(text) // 40)
        name = f"_x0000_s{self._boxes}"
        box = _BOX.format(name=name, height=height, row=row - 1, column=column - 1)
        self._parts.insert(self._drawing, box, before="</xml>")

    @staticmethod
    def _add_run(element: etree._Element, text: str) -> None:
        run = etree.SubElement(etree.SubElement(element, f"{S}r"), f"{S}t")
        run.text = text
        run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _comment_list(self) -> etree._Element:
        part = self._parts.related(self._sheet, "comments")
        if not part:
            part = self._parts.free_name("xl/comments/comment{}.xml")
            self._parts.add(part, _EMPTY_COMMENTS, _COMMENTS_TYPE, self._sheet, "comments")
        self._root = self._parts.tree(part)
        return next(self._root.iter(f"{S}commentList"))

    def _author_number(self) -> int:
        authors = next(self._root.iter(f"{S}authors"))
        names = [author.text for author in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, f"{S}author").text = AUTHOR
            names.append(AUTHOR)
        return names.index(AUTHOR)

    def _drawing_part(self) -> str:
        part = self._parts.related(self._sheet, "vmlDrawing")
        sheet = self._parts.tree(self._sheet)
        if not part or sheet.find(f"{S}legacyDrawing") is None:
            part = self._parts.free_name("xl/drawings/vmlDrawing{}.vml")
            identifier = self._parts.add(part, _EMPTY_DRAWING, _VML_TYPE, self._sheet, "vmlDrawing")
            drawing = etree.Element(f"{S}legacyDrawing", {f"{R}id": identifier})
            after = {f"{S}{name}" for name in _AFTER_LEGACY_DRAWING}
            following = next((child for child in sheet if child.tag in after), None)
            if following is None:
                sheet.append(drawing)
            else:
                following.addprevious(drawing)
        return part
