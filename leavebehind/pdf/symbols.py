"""What the characters of fonts of symbols show, as letters of any font."""

from __future__ import annotations

from collections.abc import Mapping

_SYMBOLS: Mapping[str, Mapping[int, str]] = {
    "Symbol": dict(
        zip(
            b"\x2a\x2d\xa3\xa7\xa8\xa9\xaa\xae\xb0\xb1\xb3\xb4\xb7\xbe\xd2\xd3\xd4\xde",
            "∗−≤♣♦♥♠→°±≥×•—®©™⇒",
            strict=True,
        )
    ),
    "Wingdings": dict(
        zip(
            b"\x28\x29\x2a\x2b\x46\x4a\x6c\x6d\x6e\x6f\x70\x71\x72\x73\x74\x75\x76\x77\x9e\x9f\xa1\xa4"
            b"\xa7\xa8\xaa\xab\xb2\xd8\xdc\xe0\xe8\xf0\xfb\xfc\xfd\xfe",
            "☎✆✉✉☞☺●❍■□◻❑❒⬧⧫◆❖◆·•○◉▪◻✦★⟡➢➲→➔⇨✗✓☒☑",
            strict=True,
        )
    ),
    "Wingdings 2": dict(zip(b"\x4f\x50\x51\x52\x54\x97\xa2\xa3", "✗✓☒☑☒●■□", strict=True)),
    "Wingdings 3": dict(zip(b"\x22\x7d\x84", "→▶◀", strict=True)),
    "Webdings": dict(zip(b"\x34\x61\x72", "▶✔✖", strict=True)),
}
"""Font of symbols → what its characters show, those that letters and résumés use."""


def is_symbolic(font: str) -> bool:
    """Whether the font's characters show something else than letters."""
    return font in _SYMBOLS


def symbol(font: str, code: int) -> str:
    """What a font of symbols shows for a character; "" where that is not known."""
    # Word keeps symbols at U+F000 and above, where no letters are (ECMA-376 part 1, 17.3.3.30).
    return _SYMBOLS.get(font, {}).get(code & 0xFF, "")
