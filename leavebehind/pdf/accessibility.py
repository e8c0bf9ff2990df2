"""Brings an engine's tagged PDF up to PDF/UA-1 (ISO 14289-1), and marks it where that succeeds.

The engines tag their PDFs, and each leaves something out: office2pdf the alternative texts,
LibreOffice marks around the lines of tables, and it names paragraph styles as standard types.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    ObjectStreamMode,
    Operator,
    Page,
    Pdf,
    String,
)

from leavebehind.attachments import has_all_fonts
from leavebehind.docx.package import PIC, WP, BadDocument, parsed, read_file, read_part
from leavebehind.errors import EngineError

_LAYOUT_TYPES = {Name.Table, Name.TR, Name.TD, Name.THead, Name.TBody, Name.TFoot}

HEADING_MARK = "leavebehind-heading:"
"""What the addresses of links begin with that mark the parts of a heading: level:number follow."""

_OPENING, _CLOSING = {"BMC", "BDC"}, {"EMC"}
_PAINTING = {
    *("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"),
    *("Tj", "TJ", "'", '"', "INLINE IMAGE"),
}
_BUILDING = {"m", "l", "c", "v", "y", "h", "re", "W", "W*", "n"}
"""What a path is made of: a mark may not open between it and what paints it (ISO 32000-1, 8.2)."""


def make_accessible(document: Path, pdf: Path) -> None:
    """Completes the tags of the PDF that an engine made of the Word document.

    Where all is there that PDF/UA-1 asks of tags, texts and fonts, the metadata say so.
    Raises EngineError where the PDF can't be read.
    """
    buffer = io.BytesIO()
    try:
        with Pdf.open(pdf) as opened:
            _complete(opened, read_file(document))
            opened.save(buffer, object_stream_mode=ObjectStreamMode.generate)
    except pikepdf.PdfError as error:
        raise EngineError(f"the PDF it wrote can't be read ({error})") from error
    pdf.write_bytes(buffer.getvalue())


def _complete(pdf: Pdf, document: bytes) -> None:
    tree = pdf.Root.get(Name.StructTreeRoot)
    if tree is None:
        return
    _group_headings(pdf, tree)
    elements = list(_elements(tree))
    _use_standard_types(tree, elements)
    _describe_figures(elements, document)
    _unwrap_layout_tables(elements)
    for page in pdf.pages:
        _mark_artifacts(pdf, page)
        _complete_annotations(page)
    if _is_complete(elements) and has_all_fonts(pdf):
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdfuaid:part"] = "1"


def _elements(tree: Any) -> Iterator[Any]:
    """The elements of a structure tree in reading order."""
    waiting = [tree]
    # Without recursion: in a file from anywhere, tags may be nested as deep as its maker liked.
    while waiting:
        element = waiting.pop()
        if Name.S in element:
            yield element
        waiting += [kid for kid in reversed(_kids(element)) if isinstance(kid, Dictionary)]


def _kids(element: Any) -> list[Any]:
    kids = element.get(Name.K)
    return [] if kids is None else list(kids) if isinstance(kids, Array) else [kids]


def _group_headings(pdf: Pdf, tree: Any) -> None:
    """Makes headings of the links that mark their parts."""
    headings: dict[str, Any] = {}
    for element in list(_elements(tree)):
        mark = next(filter(None, map(_heading_mark, _kids(element))), "")
        if Name.Link != element.S or not mark:
            continue
        element.S = Name.Span
        element.K = Array([kid for kid in _kids(element) if not _heading_mark(kid)])
        parent = element.P
        kids = _kids(parent)
        place = next(number for number, kid in enumerate(kids) if _is_same(kid, element))
        # A heading of several runs is as many links; the first one's place is the heading's.
        if mark not in headings:
            kind = Name(f"/H{mark.partition(':')[0]}")
            heading = Dictionary(Type=Name.StructElem, S=kind, P=parent, K=Array())
            headings[mark] = kids[place] = pdf.make_indirect(heading)
        else:
            del kids[place]
        parent.K = Array(kids)
        headings[mark].K.append(element)
        element.P = headings[mark]


def _heading_mark(kid: Any) -> str:
    """The level and the number of the heading that an element's kid marks; "" for others."""
    is_link = isinstance(kid, Dictionary) and Name.Obj in kid
    return _mark_of(kid.Obj) if is_link else ""


def _mark_of(annotation: Any) -> str:
    address = str(annotation.get(Name.A, Dictionary()).get(Name.URI, ""))
    return address.removeprefix(HEADING_MARK) if address.startswith(HEADING_MARK) else ""


def _is_same(one: Any, other: Any) -> bool:
    return isinstance(one, Dictionary) and one.objgen == other.objgen


def _use_standard_types(tree: Any, elements: Sequence[Any]) -> None:
    """Names each element by its standard type."""
    # LibreOffice 7.4 maps standard types to themselves, and a style called Note or Quote from the
    # standard type of that name to a paragraph: both are forbidden (ISO 14289-1, 7.1).
    roles = tree.get(Name.RoleMap, Dictionary())
    for element in elements:
        if role := roles.get(element.S):
            element.S = role
    tree.RoleMap = Dictionary()


def _describe_figures(elements: Sequence[Any], document: bytes) -> None:
    """Gives figures without an alternative text that of the picture in the Word document.

    They are matched by their order, and only where there are as many of either.
    """
    figures = [element for element in elements if Name.Figure == element.S]
    if all(Name.Alt in figure for figure in figures):
        return
    with suppress(BadDocument):
        body = parsed(read_part(document, "word/document.xml"))
        drawings = body.iter(f"{WP}inline", f"{WP}anchor")
        pictures = [one for one in drawings if next(one.iter(f"{PIC}pic"), None) is not None]
        if len(pictures) == len(figures):
            for figure, picture in zip(figures, pictures, strict=True):
                properties = picture.find(f"{WP}docPr")
                text = "" if properties is None else properties.get("descr", "")
                if text and Name.Alt not in figure:
                    figure.Alt = String(text)


def _unwrap_layout_tables(elements: Sequence[Any]) -> None:
    """Makes plain divisions of tables without headings, which only arrange what they hold."""
    for table in (element for element in elements if Name.Table == element.S):
        inside = list(_elements(table))
        if not any(element.S == Name.TH for element in inside):
            for element in inside:
                if element.S in _LAYOUT_TYPES:
                    element.S = Name.Div
                    # Spans and scopes belong to tables alone.
                    if Name.A in element:
                        del element[Name.A]


def _mark_artifacts(pdf: Pdf, page: Page) -> None:
    """Marks what a page paints outside of all marks as no part of the text (ISO 14289-1, 7.1)."""
    instructions = pikepdf.parse_content_stream(page)
    marked = list(_marked(instructions))
    if len(marked) != len(instructions):
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(marked))


def _marked(instructions: Sequence[Any]) -> Iterator[Any]:
    depth = 0
    path: list[Any] = []
    for instruction in instructions:
        operator = str(instruction.operator)
        depth += (operator in _OPENING) - (operator in _CLOSING)
        if depth == 0 and operator in _BUILDING:
            path.append(instruction)
            continue
        if depth == 0 and operator in _PAINTING:
            yield ContentStreamInstruction([Name.Artifact], Operator("BMC"))
            yield from (*path, instruction)
            yield ContentStreamInstruction([], Operator("EMC"))
        else:
            yield from (*path, instruction)
        path = []
    yield from path


def _complete_annotations(page: Page) -> None:
    listed = list(page.obj.get(Name.Annots, []))
    annotations = [one for one in listed if not _mark_of(one)]
    if len(annotations) < len(listed):
        page.obj.Annots = Array(annotations)
    if not annotations:
        return
    # In the order of the tags, and with words for each link (ISO 14289-1, 7.18.3 and 7.18.5).
    page.obj.Tabs = Name.S
    for annotation in annotations:
        if Name.Contents not in annotation and Name.A in annotation:
            annotation.Contents = String(str(annotation.A.get(Name.URI, "")))


def _is_complete(elements: Sequence[Any]) -> bool:
    """Whether figures have an alternative text, and no level of headings is left out."""
    last = 0
    for element in elements:
        kind = str(element.S)
        if kind == "/Figure" and not str(element.get(Name.Alt, "")):
            return False
        # A heading may be any number of levels above the one before it, but one below (7.4.2).
        if kind[:2] == "/H" and kind[2:].isdigit():
            if int(kind[2:]) > last + 1:
                return False
            last = int(kind[2:])
    return True
