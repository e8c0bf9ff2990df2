"""Pages of any origin, set on the package's paper; lengths in points, of which 72 make an inch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pikepdf import (
    Array,
    Dictionary,
    Matrix,
    Name,
    Object,
    Page,
    Pdf,
    Rectangle,
    Stream,
    parse_content_stream,
    unparse_content_stream,
)

from leavebehind.bind.images import EncodedPicture, Size
from leavebehind.records import Paper
from leavebehind.template_values import SECTION_LINK

Side = Literal["left", "right"]

MM = 72 / 25.4

PAPER_SIZES: Mapping[Paper, Size] = {"letter": (612, 792), "a4": (210 * MM, 297 * MM)}

GUTTER = 12.7 * MM
"""By so much the inner margin of a bound page is wider than the outer one."""

_TOLERANCE = 2
"""By so much engines may differ on the size of a paper."""
_FOOT = 14 * MM
"""The strip at the foot of a bound page that belongs to its number."""
_TEXT_WIDTH = 165.9 * MM
"""That of the shipped templates, on whose edges numbers and captions are set."""
_PICTURE_MARGIN = 15 * MM

_WEB = ("http://", "https://", "mailto:")
_KEPT_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/Resources", "/Contents", "/Group", "/Annots", "/StructParents", "/Tabs"}
)
_ACTING_KEYS = (Name.A, Name.AA, Name.PA, Name.Dest, Name.QuadPoints, Name.Parent, Name.P)


@dataclass(frozen=True)
class PageLayout:
    """The size of a page, and the side at which it is bound, "" where it is not."""

    width: float
    height: float
    gutter: Side | Literal[""] = ""

    def printable_area(self, margin: float = 0) -> Rectangle:
        """Where an attachment may be set: clear of gutter, page number and margin."""
        left = margin + GUTTER * (self.gutter == "left")
        right = self.width - margin - GUTTER * (self.gutter == "right")
        bottom = max(margin, _FOOT if self.gutter else 0)
        return Rectangle(left, bottom, right, self.height - margin)

    @property
    def picture_size(self) -> Size:
        """How large a picture may be."""
        area = self.printable_area(_PICTURE_MARGIN)
        return float(area.width), float(area.height)

    @property
    def text_edges(self) -> tuple[float, float]:
        """Where the text of a page begins and ends."""
        left = (self.width - _TEXT_WIDTH) / 2 + self.shift
        return left, left + _TEXT_WIDTH

    @property
    def shift(self) -> float:
        """How far a page that has margins of its own is moved to the right to clear the gutter."""
        return {"left": GUTTER / 2, "right": -GUTTER / 2}.get(self.gutter, 0)


def add_pages(target: Pdf, source: Pdf) -> list[Page]:
    """Adds all pages of a PDF as they are, and returns them as pages of the target."""
    first = len(target.pages)
    target.pages.extend(source.pages)
    return list(target.pages)[first:]


def set_section(page: Page, layout: PageLayout) -> None:
    """Sets a page of one of our own documents on its paper, where its tags stay true."""
    box = _visible(page)
    difference = max(abs(box.width - layout.width), abs(box.height - layout.height))
    if _upright(page) == Matrix() and difference <= _TOLERANCE:
        matrix = Matrix().translated(-box.llx, -box.lly)
        paper = Rectangle(0, 0, box.width, box.height)
    else:
        paper = Rectangle(0, 0, layout.width, layout.height)
        matrix = _fit(page, paper)
    matrix = matrix @ Matrix().translated(layout.shift, 0)
    # /Rotate, /UserUnit and the boxes are in the matrix now; /AA and the like would act.
    for key in set(page.obj.keys()) - _KEPT_PAGE_KEYS:
        del page.obj[key]
    page.mediabox = paper.as_array()
    if matrix != Matrix():
        page.contents_add(b"q " + matrix.encode() + b" cm\n", prepend=True)
        page.contents_add(b"\nQ\n")
    for annotation in _annotations(page):
        _disarm(annotation, matrix)


def add_foreign_page(target: Pdf, page: Page, layout: PageLayout) -> Page:
    """Adds a page of somebody else's PDF: what it shows and its links, nothing that acts."""
    matrix = _fit(page, layout.printable_area())
    _remove_marks(page)
    page.trimbox = _visible(page).as_array()
    form = target.copy_foreign(page.as_form_xobject(handle_transformations=False))
    added = _add_drawing(target, layout, form, matrix)
    links = [_link(link, matrix) for link in _annotations(page) if _address(link, _WEB)]
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


def add_picture(target: Pdf, picture: EncodedPicture, layout: PageLayout) -> Page:
    """Adds a page with a picture in the middle of the printable area."""
    width, height = picture.size
    matrix = _centred(
        Matrix(width, 0, 0, height, 0, 0),
        Rectangle(0, 0, 1, 1),
        layout.printable_area(_PICTURE_MARGIN),
    )
    return _add_drawing(target, layout, picture.image(target), matrix)


def _add_drawing(target: Pdf, layout: PageLayout, drawing: Object, matrix: Matrix) -> Page:
    """Adds a page that shows a form or an image, as marked content 0."""
    page = target.add_blank_page(page_size=(layout.width, layout.height))
    page.obj.Resources = Dictionary(XObject=Dictionary(Drawing=drawing))
    content = b"/Figure <</MCID 0>> BDC q " + matrix.encode() + b" cm /Drawing Do Q EMC"
    page.obj.Contents = Stream(target, content)
    return page


def _remove_marks(page: Page) -> None:
    """Takes out the marks of tags and artifacts, which a figure may not contain."""
    # Marks of layers stay, since they hide what they enclose (ISO 32000-1, 14.6 and 8.11).
    instructions = list(parse_content_stream(page))
    kept: list[Any] = []
    are_layers: list[bool] = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            are_layers.append(instruction.operands[0] == Name.OC)
        is_mark = operator in ("BMC", "BDC", "EMC", "MP", "DP")
        if not is_mark or (are_layers and are_layers[-1]):
            kept.append(instruction)
        if operator == "EMC" and are_layers:
            are_layers.pop()
    if len(kept) != len(instructions):
        page.contents_coalesce()
        page.obj.Contents.write(unparse_content_stream(kept))


def _fit(page: Page, area: Rectangle) -> Matrix:
    """Sets what a page shows in the middle of the area, turned upright, never enlarged."""
    shown, visible = _upright(page), _visible(page)
    seen = shown.transform(visible)
    if seen.width > seen.height:
        # Its head comes to the left, so that the book is turned clockwise to read it.
        shown = shown @ Matrix(0, 1, -1, 0, 0, 0)
        seen = shown.transform(visible)
    scale = min(1.0, float(area.width) / float(seen.width), float(area.height) / float(seen.height))
    return _centred(shown @ Matrix(scale, 0, 0, scale, 0, 0), visible, area)


def _centred(matrix: Matrix, box: Rectangle, area: Rectangle) -> Matrix:
    seen = matrix.transform(box)
    right = (area.llx + area.urx - seen.llx - seen.urx) / 2
    up = (area.lly + area.ury - seen.lly - seen.ury) / 2
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
    cos, sin = turns.get(int(page.obj.get(Name.Rotate, 0)) % 360, (1, 0))
    return Matrix(cos * unit, sin * unit, -sin * unit, cos * unit, 0, 0)


def _annotations(page: Page) -> list[Any]:
    annotations = page.obj.get(Name.Annots)
    listed = list(annotations) if isinstance(annotations, Array) else []
    return [annotation for annotation in listed if isinstance(annotation, Dictionary)]


def _address(annotation: Any, starts: tuple[str, ...]) -> str:
    """Where a link leads, if that begins so; "" for everything else."""
    action = annotation.get(Name.A)
    if annotation.get(Name.Subtype) != Name.Link or not isinstance(action, Dictionary):
        return ""
    address = str(action.get(Name.URI, ""))
    return address if address.lower().startswith(starts) else ""


def lead_to_sections(target: Pdf, starts: Mapping[str, int]) -> None:
    """Has links to sections jump to the pages, counted from 0, on which they begin."""
    for page in target.pages:
        for annotation in _annotations(page):
            if address := _address(annotation, (SECTION_LINK,)):
                place = starts.get(address.removeprefix(SECTION_LINK))
                del annotation.A
                if place is not None:
                    annotation.Dest = Array([target.pages[place].obj, Name.Fit])


def _link(annotation: Any, matrix: Matrix) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=_moved(annotation, matrix),
        Border=Array([0, 0, 0]),
        F=4,
        A=Dictionary(S=Name.URI, URI=annotation.A.URI),
    )


def _disarm(annotation: Any, matrix: Matrix) -> None:
    """Leaves an annotation in its place among the tags, but nothing in it that acts."""
    address = _address(annotation, (*_WEB, SECTION_LINK))
    annotation.Rect = _moved(annotation, matrix)
    for key in _ACTING_KEYS:
        if key in annotation:
            del annotation[key]
    if address:
        annotation.A = Dictionary(S=Name.URI, URI=address)


def _moved(annotation: Any, matrix: Matrix) -> Array:
    return matrix.transform(Rectangle(annotation.Rect)).as_array()
