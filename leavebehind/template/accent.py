"""Another accent colour in a document: in its theme, and where readers without themes look."""

from __future__ import annotations

import re
from typing import Any

from leavebehind import colours
from leavebehind.docx.package import A, parsed, serialized

# Word takes the theme's colour, readers without themes the one that is written beside its name.
_ACCENTED = re.compile(r'<w:\w+ [^>]*w:theme(?:Color|Fill)="(?:accent1|hyperlink)"[^>]*>', re.ASCII)
_TINT = re.compile(r'w:theme(?:Fill)?Tint="([0-9A-Fa-f]{2})"')


def theme_with_accent(theme: bytes, accent: str) -> bytes:
    """The theme with this as its first accent, and as the colour of links that had the old one."""
    root = parsed(theme)
    slots = {name: next(root.iter(f"{A}{name}"), None) for name in ("accent1", "hlink")}
    before = {name: _colour(slot) for name, slot in slots.items()}
    for name, slot in slots.items():
        # A theme in which links have another colour was designed so.
        if slot is not None and before[name] == before["accent1"]:
            slot[0].set("val", accent)
    return serialized(root)


def text_with_accent(xml: str, accent: str) -> str:
    """The part with this colour wherever it names the theme's accent."""
    return _ACCENTED.sub(lambda tag: _recoloured(tag[0], accent), xml)


def _recoloured(tag: str, accent: str) -> str:
    # The part of the colour that is left beside white, of 255 (ECMA-376 part 1, 17.3.2.6).
    tint = _TINT.search(tag)
    colour = colours.mixed(accent, int(tint[1], 16) / 255) if tint else accent
    is_colour = tag.startswith("<w:color ")
    name = "fill" if "w:themeFill=" in tag else "val" if is_colour else "color"
    return re.sub(rf'(?<=\bw:{name}=")[0-9A-Fa-f]{{6}}(?=")', colour, tag)


def _colour(slot: Any) -> str:
    return "" if slot is None or not len(slot) else str(slot[0].get("val", ""))
