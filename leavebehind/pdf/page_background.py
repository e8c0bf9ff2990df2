"""The colour behind all pages of a document, which neither embedded converter paints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pikepdf
from lxml import etree

from leavebehind.docx.package import W, parsed
from leavebehind.docx.styles import is_set

_BODY = "word/document.xml"
_COLOUR = re.compile("[0-9A-Fa-f]{6}")


def background(parts: Mapping[str, bytes]) -> str:
    """The colour that Word shows behind every page, "1E1E1E"; "" for none (17.2.1, 17.15.1.25)."""
    found = parsed(parts[_BODY]).find(f"{W}background") if _BODY in parts else None
    colour = "" if found is None else found.get(f"{W}color", "")
    is_shown = _COLOUR.fullmatch(colour) and is_set(parts, "displayBackgroundShape")
    return colour if is_shown else ""


def paint(pdf: Path, colour: str) -> None:
    """Paints every page of the PDF in the colour, behind all else."""
    shares = " ".join(f"{int(colour[place : place + 2], 16) / 255:.4f}" for place in (0, 2, 4))
    with pikepdf.open(pdf, allow_overwriting_input=True) as made:
        for page in made.pages:
            left, bottom, right, top = (float(one) for one in page.mediabox)
            area = f"{left} {bottom} {right - left} {top - bottom} re"
            # No part of the text, so that who has it read hears nothing of it.
            painted = f"/Artifact BMC q {shares} rg {area} f Q EMC\n"
            page.contents_add(painted.encode(), prepend=True)
        made.save(pdf, deterministic_id=True)


def is_more_than_colour(body: etree._Element) -> bool:
    """Whether a picture or a pattern lies behind the pages."""
    found = body.find(f"{W}background")
    return found is not None and len(found) > 0
