"""What a tag prints for a value: text, and pictures, QR codes and links drawn in place."""

from __future__ import annotations

import copy
import io
import re
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

import segno
from docx.image.image import Image as WordImage
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.shared import Mm
from docxtpl import InlineImage
from jinja2 import pass_context
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup, escape
from PIL import ImageOps

from leavebehind.attachments import open_picture
from leavebehind.files import cached_by_stamp
from leavebehind.template_values import Fields, Link, Picture, QrCode

NOT_IN_XML = re.compile("[\x00-\x06\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold, but for the characters that docxtpl itself interprets."""

DOTS_PER_MM = 300 / 25.4


DOCUMENT = " the document that is being filled"
"""Its name in the context, which no tag can spell."""


class Unprintable(TypeError):  # noqa: N818  # it says what is wrong with a value
    """A value that no tag can print as it is, and why."""


class DocumentBeingFilled(Protocol):
    """What values are drawn into."""

    def relate_to(self, target: str, reltype: str, is_external: bool = False) -> str:
        """The id of the current part's relationship to a part or an address."""

    def add_image(self, image: WordImage) -> str:
        """The id of the current part's relationship to the picture."""

    def xml_of(self, value: Any) -> str:
        """The XML of a value that has its own (`__html__`)."""


@pass_context
def printed(context: Context, value: object) -> object:
    """What a tag in the text prints for a value."""
    # Most values are that, and need neither the document nor cleaning.
    if type(value) is str and value.isprintable():
        return value
    document: DocumentBeingFilled = context.parent[DOCUMENT]
    match value:
        case Picture() | QrCode():
            return _picture_or_code(value, document)
        case Link():
            return _hyperlink(value, document)
        case InlineImage():
            return _picture_by_docxtpl(value, document)
        case _ if hasattr(value, "__html__"):
            return Markup(NOT_IN_XML.sub("", document.xml_of(value)))
    return _text(value)


def _text(value: object) -> object:
    match value:
        case None:
            return ""
        case Fields():
            raise Unprintable("this has fields; print one of them, as {{ candidate.name }} does")
        case tuple() if any(isinstance(item, Fields) for item in value):
            raise Unprintable(
                "these are rows; go through them, as {% for job in experience %} does"
            )
        case tuple():
            return _text(", ".join(str(item) for item in value))
        case int() | float():
            return value
    return NOT_IN_XML.sub("", str(value).replace("\r\n", "\n").replace("\v", "\n"))


def printed_plainly(value: object) -> object:
    """What a tag in a property prints: text alone."""
    match value:
        case Link():
            return value.text
        case Picture() | QrCode():
            return value.description
    return _text(value)


def _picture_or_code(value: Picture | QrCode, document: DocumentBeingFilled) -> Markup:
    if isinstance(value, QrCode):
        image, height = _qr_code(value.text, value.width, value.error), value.width
    else:
        image = _photo(value.path, value.height, value.crop)
        known = _word_image(image)
        height = min(value.height, value.width * known.px_height / known.px_width)
    return _inline(image, height, value.description, document.add_image(_word_image(image)))


@lru_cache(maxsize=64)
def _inline(image: bytes, height: float, description: str, relation: str) -> Markup:
    known = _word_image(image)
    inline = _new_inline(known, relation, None, Mm(height))
    for properties in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("descr", description)
    for side in ("distT", "distB", "distL", "distR"):
        # LibreOffice keeps 3.2 mm free on each side where nothing is said.
        inline.set(side, "0")
    drawing = etree.tostring(inline, encoding="unicode")
    return _out_of_run(f"<w:r><w:drawing>{drawing}</w:drawing></w:r>")


@lru_cache(maxsize=64)
def _word_image(blob: bytes) -> WordImage:
    return WordImage.from_blob(blob)


def _new_inline(image: WordImage, relation: str, width: Any, height: Any) -> Any:
    size = image.scaled_dimensions(width, height)
    return CT_Inline.new_pic_inline(0, relation, image.filename, *size)


@lru_cache(maxsize=256)
def _qr_code(text: str, width: float, error: str) -> bytes:
    """The code with modules of whole pixels, no finer than print: what is finer gets blurred."""
    # Few phones read micro codes.
    image = io.BytesIO()
    symbol = segno.make(text, micro=False, error=error, boost_error=False)
    scale = int(width * DOTS_PER_MM / symbol.symbol_size(border=4)[0])
    symbol.save(image, kind="png", scale=max(scale, 1), border=4)
    return image.getvalue()


@cached_by_stamp
def _photo(path: Path, height: float, crop: float) -> bytes:
    """The picture upright, in a format that Word reads, no finer than print needs."""
    image = io.BytesIO()
    with open_picture(path) as original:
        upright = ImageOps.exif_transpose(original)
        width = round(upright.height * crop)
        if 0 < width < upright.width:
            left = (upright.width - width) // 2
            upright = upright.crop((left, 0, left + width, upright.height))
        upright.thumbnail((2000, int(height * DOTS_PER_MM)))
        # PNG has no CMYK, in which some JPEGs are.
        if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
            upright = upright.convert("RGB")
        upright.save(image, "PNG", dpi=(300, 300))
    return image.getvalue()


def _picture_by_docxtpl(image: InlineImage, document: DocumentBeingFilled) -> Markup:
    """The image in the document that is being filled, whichever it was made for."""

    def new_pic_inline(descriptor: Any, width: Any, height: Any) -> Any:
        known = WordImage.from_file(descriptor)
        inline = _new_inline(known, document.add_image(known), width, height)
        return SimpleNamespace(xml=etree.tostring(inline, encoding="unicode"))

    part = SimpleNamespace(new_pic_inline=new_pic_inline, relate_to=document.relate_to)
    # The person's own image may be printed by several threads at once.
    redrawn = copy.copy(image)
    redrawn.tpl = SimpleNamespace(current_rendering_part=part)
    return Markup(str(redrawn))


def _hyperlink(link: Link, document: DocumentBeingFilled) -> Markup:
    relation = document.relate_to(link.url, HYPERLINK, is_external=True)
    style = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
    text = escape(_text(link.text))
    return _out_of_run(
        f'<w:hyperlink {_R} r:id="{relation}"><w:r>{style}<w:t>{text}</w:t></w:r></w:hyperlink>'
    )


HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_R = nsdecls("r")
"""Not every header declares it."""


def _out_of_run(xml: str) -> Markup:
    """The XML between two runs: the tag that prints it is within one."""
    return Markup(f'</w:t></w:r>{xml}<w:r><w:t xml:space="preserve">')
