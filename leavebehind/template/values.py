"""What a tag prints for a value: text, and pictures, QR codes and links drawn where they stand."""

from __future__ import annotations

import copy
import io
import re
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

import segno
from docx.image.image import Image as WordImage
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.shared import Mm
from docxtpl import InlineImage
from lxml import etree
from markupsafe import Markup, escape
from PIL import ImageOps

from leavebehind.attachments import open_picture
from leavebehind.template_values import Fields, Link, Picture, QrCode

NOT_IN_XML = re.compile("[\x00-\x06\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold, but for the characters that docxtpl itself interprets."""

DOTS_PER_MM = 300 / 25.4


class Story(Protocol):
    """The part of the document that is being filled, as python-docx's parts are."""

    @property
    def next_id(self) -> int: ...

    def relate_to(self, target: Any, reltype: str, is_external: bool = False) -> str: ...

    def get_or_add_image(self, image_descriptor: Any) -> tuple[str, Any]: ...


class Document(Protocol):
    """The document that is being filled."""

    @property
    def current_rendering_part(self) -> Any: ...

    def xml_of(self, value: Any) -> str:
        """The XML of a value that has its own (`__html__`)."""


current: ContextVar[Document] = ContextVar("current")
"""The document being filled, for the values that are drawn into it."""


def printed(value: object) -> object:
    """What a tag in the text prints for a value."""
    if type(value) is str and value.isprintable():
        return value
    match value:
        case None:
            return ""
        case Picture() | QrCode():
            return _drawn(value)
        case Link():
            return _live(value)
        case Fields():
            raise TypeError("this has fields; print one of them, as {{ candidate.name }} does")
        case tuple() if any(isinstance(item, Fields) for item in value):
            raise TypeError("these are rows; go through them, as {% for job in experience %} does")
        case tuple():
            return printed(", ".join(str(item) for item in value))
        case InlineImage():
            return _drawn_by_docxtpl(value)
        case str() if not isinstance(value, Markup):
            return NOT_IN_XML.sub("", value.replace("\r\n", "\n").replace("\v", "\n"))
        case int() | float():
            return value
    return _foreign(value)


def printed_plainly(value: object) -> object:
    """What a tag in a property prints: text alone."""
    match value:
        case Link():
            return value.text
        case Picture() | QrCode():
            return value.description
        case InlineImage():
            return ""
        case _ if hasattr(value, "__html__"):
            return str(value)
    return printed(value)


def _foreign(value: Any) -> object:
    if hasattr(value, "__html__"):
        return Markup(NOT_IN_XML.sub("", current.get().xml_of(value)))
    return NOT_IN_XML.sub("", str(value))


def _drawn(value: Picture | QrCode) -> Markup:
    if isinstance(value, QrCode):
        image, height = _qr_code(value.text, value.width), value.width
    else:
        state = value.path.stat()
        image = _photo(value.path, value.height, state.st_mtime_ns, state.st_size)
        known = word_image(image)
        height = min(value.height, value.width * known.px_height / known.px_width)
    story: Story = current.get().current_rendering_part
    relation, _ = story.get_or_add_image(io.BytesIO(image))
    return _inline(image, height, value.description, story.next_id, relation)


@lru_cache(maxsize=64)
def _inline(image: bytes, height: float, description: str, number: int, relation: str) -> Markup:
    known = word_image(image)
    width, high = known.scaled_dimensions(None, Mm(height))
    inline: Any = CT_Inline.new_pic_inline(number, relation, known.filename, width, high)
    for properties in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("descr", description)
    for side in ("distT", "distB", "distL", "distR"):
        # LibreOffice keeps 3.2 mm free on each side where nothing is said.
        inline.set(side, "0")
    drawing = etree.tostring(inline, encoding="unicode")
    return _out_of_run(f"<w:r><w:drawing>{drawing}</w:drawing></w:r>")


@lru_cache(maxsize=64)
def word_image(blob: bytes) -> WordImage:
    """What python-docx knows of a picture."""
    return WordImage.from_blob(blob)


@lru_cache(maxsize=256)
def _qr_code(text: str, width: float) -> bytes:
    image = io.BytesIO()
    symbol = segno.make(text, micro=False, error="m")
    scale = round(width * DOTS_PER_MM / symbol.symbol_size(border=4)[0])
    symbol.save(image, kind="png", scale=max(scale, 4), border=4)
    return image.getvalue()


@lru_cache(maxsize=32)
def _photo(path: Path, height: float, _changed: int, _size: int) -> bytes:
    """The picture upright, in a format that Word reads, no finer than print needs."""
    image = io.BytesIO()
    with open_picture(path) as original:
        upright = ImageOps.exif_transpose(original)
        upright.thumbnail((2000, int(height * DOTS_PER_MM)))
        if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
            upright = upright.convert("RGB")
        upright.save(image, "PNG", dpi=(300, 300))
    return image.getvalue()


def _drawn_by_docxtpl(image: InlineImage) -> Markup:
    """The image in the document that is being filled, whichever it was made for."""
    own = copy.copy(image)
    own.tpl = SimpleNamespace(current_rendering_part=current.get().current_rendering_part)
    return Markup(str(own))


def _live(link: Link) -> Markup:
    story: Story = current.get().current_rendering_part
    relation = story.relate_to(link.url, RT.HYPERLINK, is_external=True)
    style = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
    text = escape(printed(link.text))
    return _out_of_run(
        f'<w:hyperlink {_R} r:id="{relation}"><w:r>{style}<w:t>{text}</w:t></w:r></w:hyperlink>'
    )


_R = nsdecls("r")
"""Not every header declares it."""


def _out_of_run(xml: str) -> Markup:
    """The XML between two runs: the tag that prints it stands in the text of one."""
    return Markup(f'</w:t></w:r>{xml}<w:r><w:t xml:space="preserve">')
