"""Pages of any origin, set on the package's paper; lengths in points, of which 72 make an inch."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, Pdf, Rectangle, Stream
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from leavebehind import fonts
from leavebehind.bind.images import Print, Room
from leavebehind.records import Paper

MM = 72 / 25.4

SIZES: Mapping[Paper, tuple[float, float]] = {
    "letter": (612, 792),
    "a4": (210 * MM, 297 * MM),
}

BINDING = 12.7 * MM
"""By so much the inner margin of a bound page is wider than the outer one."""

_TOLERANCE = 2
"""By so much engines may differ on the size of a paper."""
_FOOT = 14 * MM
"""The strip at the foot of a bound page that belongs to its number."""
_NUMBER_FROM_SIDE, _NUMBER_FROM_FOOT, _NUMBER_SIZE = 15 * MM, 9 * MM, 9
_PICTURE_MARGIN = 15 * MM

_SAFE_LINKS = ("http://", "https://", "mailto:")
_PLAIN_KEYS = frozenset(
    {"/Type", "/Parent", "/Resources", "/Contents", "/Group", "/Annots", "/StructParents", "/Tabs"}
)


@dataclass(frozen=True)
class Sheet:
    """One side of paper; `bound_at` is "left", "right", or "" where it is not bound."""

    width: float
    height: float
    bound_at: str = ""

    @property
    def paper(self) -> Rectangle:
        return Rectangle(0, 0, self.width, self.height)

    def room(self, margin: float = 0) -> Rectangle:
        """Where an attachment may stand: clear of binding, page number and margin."""
        left = margin + BINDING * (self.bound_at == "left")
        right = self.width - margin - BINDING * (self.bound_at == "right")
        bottom = max(margin, _FOOT if self.bound_at else 0)
        return Rectangle(left, bottom, right, self.height - margin)

    @property
    def picture_room(self) -> Room:
        """How large a picture may be."""
        room = self.room(_PICTURE_MARGIN)
        return float(room.width), float(room.height)

    def clear_of_binding(self) -> Matrix:
        """Moves a page that has margins of its own away from the binding."""
        by = {"left": BINDING / 2, "right": -BINDING / 2}
        return Matrix().translated(by.get(self.bound_at, 0), 0)


def set_section(page: Page, sheet: Sheet) -> None:
    """Sets a page of one of our own documents on its sheet, where its tags stay true."""
    box = _visible(page)
    if _is_upright(page) and _same_size(box, sheet.paper):
        matrix = Matrix().translated(-box.llx, -box.lly)
        paper = Rectangle(0, 0, box.width, box.height)
    else:
        matrix, paper = _fit(page, sheet.paper), sheet.paper
    matrix = matrix @ sheet.clear_of_binding()
    for key in set(page.obj.keys()) - _PLAIN_KEYS:
        del page.obj[key]
    page.mediabox = _array(paper)
    if matrix != Matrix():
        page.contents_add(b"q " + matrix.encode() + b" cm\n", prepend=True)
        page.contents_add(b"\nQ\n")
    for annotation in _annotations(page):
        _disarm(annotation, matrix)


def add_foreign_page(target: Pdf, page: Page, sheet: Sheet) -> Page:
    """Adds a page of somebody else's PDF: what it shows and its links, nothing that acts."""
    matrix = _fit(page, sheet.room())
    page.trimbox = _array(_visible(page))
    form = target.copy_foreign(page.as_form_xobject(handle_transformations=False))
    added = _add_drawing(target, sheet, form, matrix)
    links = [_link(link, matrix) for link in _annotations(page) if _address(link)]
    added.obj.Annots = Array([target.make_indirect(link) for link in links])
    return added


def keep_layers(target: Pdf, source: Pdf) -> None:
    """Hides in the target the layers that a PDF hides, once its pages are there."""
    if Name.OCProperties not in source.Root:
        return
    layers = target.copy_foreign(source.make_indirect(source.Root.OCProperties))
    settings = layers.get(Name.D, Dictionary())
    hidden = list(settings.get(Name.OFF, []))
    if settings.get(Name.BaseState) == Name.OFF:
        shown = list(settings.get(Name.ON, []))
        hidden = [layer for layer in layers.OCGs if layer not in shown]
    if Name.OCProperties not in target.Root:
        target.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(OFF=Array()))
    target.Root.OCProperties.OCGs.extend(layers.get(Name.OCGs, []))
    target.Root.OCProperties.D.OFF.extend(hidden)


def add_picture(target: Pdf, picture: Print, sheet: Sheet) -> Page:
    """Adds a page with a picture in the middle of the sheet's `picture_room`."""
    size = Matrix(picture.size[0], 0, 0, picture.size[1], 0, 0)
    matrix = _centred(size, Rectangle(0, 0, 1, 1), sheet.room(_PICTURE_MARGIN))
    return _add_drawing(target, sheet, picture.image(target), matrix)


def draw_numbers(target: Pdf, sheets: Sequence[Sheet], first: int) -> None:
    """Prints each page's number, from the page `first` on, at the foot of its outer side."""
    with Pdf.open(io.BytesIO(_numbers(tuple(sheets)))) as numbers:
        for number in range(first, len(sheets) + 1):
            form = target.copy_foreign(numbers.pages[number - 1].as_form_xobject())
            page = target.pages[number - 1]
            name = page.add_resource(form, Name.XObject, Name(f"/PageNumber{number}"))
            page.contents_add(b"\n/Artifact BMC q " + str(name).encode() + b" Do Q EMC")


def _add_drawing(target: Pdf, sheet: Sheet, drawing: Object, matrix: Matrix) -> Page:
    """Adds a page that shows a form or an image, as marked content 0."""
    page = target.add_blank_page(page_size=(sheet.width, sheet.height))
    page.obj.Resources = Dictionary(XObject=Dictionary(Drawing=drawing))
    content = b"/Figure <</MCID 0>> BDC q " + matrix.encode() + b" cm /Drawing Do Q EMC"
    page.obj.Contents = Stream(target, content)
    return page


def _fit(page: Page, room: Rectangle) -> Matrix:
    """Sets what a page shows in the middle of the room, turned where it lies, never enlarged."""
    shown = _upright(page)
    seen = shown.transform(_visible(page))
    if seen.width > seen.height:
        # Its head comes to the left, so that the book is turned clockwise to read it.
        shown = shown @ Matrix(0, 1, -1, 0, 0, 0)
        seen = shown.transform(_visible(page))
    scale = min(1.0, float(room.width) / float(seen.width), float(room.height) / float(seen.height))
    return _centred(shown @ Matrix(scale, 0, 0, scale, 0, 0), _visible(page), room)


def _centred(matrix: Matrix, box: Rectangle, room: Rectangle) -> Matrix:
    seen = matrix.transform(box)
    right = (room.llx + room.urx - seen.llx - seen.urx) / 2
    up = (room.lly + room.ury - seen.lly - seen.ury) / 2
    return matrix @ Matrix(1, 0, 0, 1, right, up)


def _visible(page: Page) -> Rectangle:
    """What a viewer shows of a page, before it is turned: the crop box, within the media box."""
    media, crop = Rectangle(page.mediabox), Rectangle(page.cropbox)
    seen = media & crop
    return seen if seen.width > 0 and seen.height > 0 else media


def _upright(page: Page) -> Matrix:
    """Turns and scales a page as a viewer does (/Rotate is clockwise, /UserUnit a factor)."""
    unit = float(page.obj.get(Name.UserUnit, 1))
    turns = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}
    cos, sin = turns.get(_rotation(page), (1, 0))
    return Matrix(cos * unit, sin * unit, -sin * unit, cos * unit, 0, 0)


def _rotation(page: Page) -> int:
    return int(page.obj.get(Name.Rotate, 0)) % 360


def _is_upright(page: Page) -> bool:
    return _upright(page) == Matrix()


def _same_size(one: Rectangle, other: Rectangle) -> bool:
    difference = max(abs(one.width - other.width), abs(one.height - other.height))
    return bool(difference <= _TOLERANCE)


def _array(box: Rectangle) -> Array:
    return box.as_array()


def _annotations(page: Page) -> list[Any]:
    found = page.obj.get(Name.Annots)
    listed = list(found) if isinstance(found, Array) else []
    return [annotation for annotation in listed if isinstance(annotation, Dictionary)]


def _address(annotation: Any) -> str:
    """Where a link leads, if that is the web or a mail; "" for everything else."""
    action = annotation.get(Name.A)
    if annotation.get(Name.Subtype) != Name.Link or not isinstance(action, Dictionary):
        return ""
    address = str(action.get(Name.URI, ""))
    return address if address.lower().startswith(_SAFE_LINKS) else ""


def _link(annotation: Any, matrix: Matrix) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=_array(matrix.transform(Rectangle(annotation.Rect))),
        Border=Array([0, 0, 0]),
        F=4,
        A=Dictionary(S=Name.URI, URI=annotation.A.URI),
    )


def _disarm(annotation: Any, matrix: Matrix) -> None:
    """Leaves an annotation in its place among the tags, but nothing in it that acts."""
    address = _address(annotation)
    annotation.Rect = _array(matrix.transform(Rectangle(annotation.Rect)))
    for key in (Name.A, Name.AA, Name.PA, Name.Dest, Name.QuadPoints, Name.Parent, Name.P):
        if key in annotation:
            del annotation[key]
    if address:
        annotation.A = Dictionary(S=Name.URI, URI=address)


# Package after package has as many pages.
@lru_cache(maxsize=64)
def _numbers(sheets: tuple[Sheet, ...]) -> bytes:
    _register_face()
    buffer = io.BytesIO()
    # Without a first face reportlab names Helvetica, which it doesn't embed.
    canvas = Canvas(buffer, initialFontName=fonts.FAMILY)
    for number, sheet in enumerate(sheets, 1):
        canvas.setPageSize((sheet.width, sheet.height))
        canvas.setFont(fonts.FAMILY, _NUMBER_SIZE)
        if sheet.bound_at == "left":
            right = sheet.width - _NUMBER_FROM_SIDE
            canvas.drawRightString(right, _NUMBER_FROM_FOOT, str(number))
        else:
            canvas.drawString(_NUMBER_FROM_SIDE, _NUMBER_FROM_FOOT, str(number))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def _register_face() -> None:
    registerFont(TTFont(fonts.FAMILY, str(fonts.REGULAR)))
