"""What the characters of fonts of symbols show, as letters of any font."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from leavebehind.docx.package import W

_LETTERS = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOLS: Mapping[str, Mapping[int, str]] = {
    "Symbol": {
        **dict(zip(range(0x20, 0x7F), _LETTERS, strict=True)),
        **dict(
            zip(
                b"\xa3\xa7\xa8\xa9\xaa\xae\xb0\xb1\xb3\xb4\xb7\xbe\xd2\xd3\xd4\xde",
                "≤♣♦♥♠→°±≥×•—®©™⇒",
                strict=True,
            )
        ),
    },
    "Wingdings": dict(
        zip(
            b"\x28\x29\x2a\x2b\x46\x4a\x6c\x6d\x6e\x6f\x70\x71\x72\x73\x74\x75\x76\x77\x9e\x9f\xa1\xa4"
            b"\xa7\xa8\xaa\xab\xb2\xd8\xdc\xe0\xe8\xf0\xfb\xfc\xfd\xfe",
            "☎✆✉✉☞☺●❍■□◻❑❒⬧⧫◆❖◆·•○◉▪◻✦★✧➢➲→➔⇨✗✓☒☑",
            strict=True,
        )
    ),
    "Wingdings 2": dict(zip(b"\x4f\x50\x51\x52\x54\x97\xa2\xa3", "✗✓☒☑☒●■□", strict=True)),
    "Wingdings 3": dict(zip(b"\x22\x7d\x84", "→▶◀", strict=True)),
    "Webdings": dict(zip(b"\x34\x61\x72", "▶✔✖", strict=True)),
}
"""Font of symbols → what its characters show, those that letters and résumés use."""


_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Characters that show something in one font alone."""


def symbol(font: str, code: int) -> str:
    """What a font of symbols shows for a character; "" where that is not known."""
    # Word keeps symbols at U+F000 and above, where no letters are (ECMA-376 part 1, 17.3.3.30).
    is_own = code >> 8 in (0x00, 0xF0)
    return _SYMBOLS.get(font, {}).get(code & 0xFF, "") if is_own else ""


def spelled(font: str, text: str) -> str:
    """The text in letters of any font; what is not known stays."""
    return "".join(symbol(font, ord(letter)) or letter for letter in text)


def has_unknown(font: str, text: str) -> bool:
    """Whether the text shows something that no letter of another font is known for."""
    left = (letter for letter in text if not symbol(font, ord(letter)) and not letter.isspace())
    return any(
        _PRIVATE.match(letter) or (font in _SYMBOLS and letter < "\u0100") for letter in left
    )


def family_of(holder: etree._Element) -> str:
    """The font that the properties of a run or of a list's level name; "" for none."""
    fonts = holder.find(f"{W}rPr/{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii", "")


def drop_symbolic_font(holder: etree._Element) -> None:
    """Has a run or a list's level set in the font around where its own is one of symbols."""
    fonts = holder.find(f"{W}rPr/{W}rFonts")
    if fonts is not None and family_of(holder) in _SYMBOLS:
        fonts.getparent().remove(fonts)


def shown(text: etree._Element) -> str:
    """What a `w:t` shows, in letters of any font."""
    run = text.getparent()
    return spelled("" if run is None else family_of(run), text.text or "")
