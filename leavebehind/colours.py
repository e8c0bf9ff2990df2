"""Colours as six hexadecimal digits: as people write them, and dark enough to be read."""

from __future__ import annotations

import colorsys

READABLE = 4.5
"""The least contrast of text with its ground (WCAG 2.2, 1.4.3)."""
WHITE = "FFFFFF"


def parse(text: str) -> str:
    """The colour that a text names: "#0F4C5C", "0f4c5c", "#abc", "rgb(15, 76, 92)", "navy".

    Raises ValueError where it names none.
    """
    # Pillow takes long to load, and few workbooks name a colour.
    from PIL import ImageColor

    bare = "".join(text.casefold().split()).replace("grey", "gray")
    is_hexadecimal = len(bare) in (3, 6) and set(bare) <= set("0123456789abcdef")
    red, green, blue, *_ = ImageColor.getrgb(f"#{bare}" if is_hexadecimal else bare)
    return f"{red:02X}{green:02X}{blue:02X}"


def mixed(colour: str, share: float) -> str:
    """The colour with so much of it, from 0 to 1, and white for the rest."""
    return "".join(f"{round(255 - share * (255 - part)):02X}" for part in _parts(colour))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str) -> str:
    """The colour itself, or the nearest darker one of its hue that can be read on white."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    while contrast(colour, WHITE) < READABLE:
        lightness -= 0.01
        parts = colorsys.hls_to_rgb(hue, max(lightness, 0), saturation)
        colour = "".join(f"{round(part * 255):02X}" for part in parts)
    return colour


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue


def _luminance(colour: str) -> float:
    # WCAG 2.2, relative luminance: sRGB without its gamma, weighed as the eye does.
    scaled = [part / 255 for part in _parts(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in scaled)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
