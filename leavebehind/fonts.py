"""Fonts: those that come along, those of this machine, and what is used for the rest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).with_name("font_files")
"""The fonts that come along: for those that Word has and other machines lack, for scripts that they
leave out, and Roboto, which résumés often name. Their licences lie beside them."""
FAMILY = "Carlito"
REGULAR = FOLDER / "Carlito-Regular.ttf"
FAMILIES = {"classic": "Caladea", "modern": "Liberation Sans"}
"""Theme → the font that comes along for its own; FAMILY for the others."""

_SERIF, _SANS = "Liberation Serif", "Liberation Sans"

SUBSTITUTES: Mapping[str, str] = {
    "Calibri": FAMILY,
    "Cambria": "Caladea",
    "Cambria Math": "Caladea",
    "Georgia": "Gelasio",
    "Garamond": "EB Garamond",
    **dict.fromkeys(("Times New Roman", "Constantia", "Palatino Linotype", "Book Antiqua"), _SERIF),
    **dict.fromkeys(("Arial", "Helvetica", "Helvetica Neue"), _SANS),
    "Aptos": "Source Sans 3",
    "Segoe UI": "Open Sans",
    "Verdana": "DejaVu Sans",
    "Courier New": "Liberation Mono",
}
"""Word's font families, and those that come along to use instead: exactly as wide for Calibri,
Cambria, Georgia, Times New Roman, Arial and Courier New, and near for the rest."""

_RIGHT_TO_LEFT = ("Arial", "Segoe UI", "Tahoma", "Geeza Pro", "DejaVu Sans")
"""Families for Hebrew and Arabic in which an Arabic letter is one glyph. Where its dots are glyphs
of their own, as in Noto Sans Arabic, office2pdf's PDF looks right, but gives the letter twice when
it is copied."""

WITHOUT_GREEK = frozenset({"Caladea", "Gelasio"})
"""Fonts that come along and lack Greek and Cyrillic, which those that they stand in for have."""
WITH_GREEK = _SERIF

_EAST_ASIAN: Mapping[str, tuple[str, ...]] = {
    "ja-JP": ("Yu Gothic", "Hiragino Sans", "Noto Sans CJK JP"),
    "ko-KR": ("Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR"),
    "zh-CN": ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"),
}
"""Language → families with its forms of the characters that Japanese, Korean and Chinese share."""
_KANA, _HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_ANY_EAST_ASIAN = "Droid Sans Fallback"

_SYMBOLS = frozenset({"Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings"})
"""Not letters: a converter that lacks them knows what their characters show."""

_USUAL_LINE = 1.17
_UNITS = 1000

State = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Fonts:
    """The font families that documents can be printed with."""

    families: frozenset[str]

    def substitute(self, family: str) -> str:
        """The family that is used for this one: itself where it is installed, else the nearest."""
        is_here = family in self.families or family in _SYMBOLS
        return family if is_here else SUBSTITUTES.get(family, FAMILY)

    def substitutes(self, families: Iterable[str]) -> dict[str, str]:
        """Each of the families that is not installed → the one that is used for it."""
        pairs = ((family, self.substitute(family)) for family in sorted(set(families)))
        return {family: substitute for family, substitute in pairs if substitute != family}

    def right_to_left(self) -> str:
        """The family for Hebrew and Arabic; "" where none is installed that is known to work."""
        return next((family for family in _RIGHT_TO_LEFT if family in self.families), "")

    def east_asian(self, text: str) -> tuple[str, str]:
        """The language of a text in Japanese, Korean or Chinese, and the family for it."""
        has = {"ja-JP": _KANA.search(text), "ko-KR": _HANGUL.search(text)}
        language = next((one for one, found in has.items() if found), "zh-CN")
        known = (family for family in _EAST_ASIAN[language] if family in self.families)
        return language, next(known, _ANY_EAST_ASIAN)


def installed() -> Fonts:
    """The fonts of this machine as they are now, those that come along included."""
    return _installed(_state())


def coverage() -> frozenset[int]:
    """Every character that some font here can print; empty where fontconfig can't be asked."""
    return _coverage(_state())


def lacking(characters: Iterable[str], covered: frozenset[int]) -> frozenset[str]:
    """The characters that can be printed and are not covered; none where nothing is known."""
    unknown = (one for one in characters if one.isprintable() and ord(one) not in covered)
    return frozenset(unknown if covered else ())


@lru_cache
def line_of(family: str) -> tuple[float, float]:
    """The height of a family's letters, and of its lines, which may have a gap: in sizes of it."""
    # A build without East Asian letters need not wait for Pillow.
    from PIL import ImageFont

    alike = SUBSTITUTES.get(family, family)
    try:
        file = FOLDER / f"{alike.replace(' ', '')}-Regular.ttf"
        font = ImageFont.truetype(str(file), _UNITS).font
    except OSError:
        # A font of this machine; most have no gap.
        return _USUAL_LINE, _USUAL_LINE
    return (font.ascent + font.descent) / _UNITS, font.height / _UNITS


def font_folders() -> list[Path]:
    """Where this system keeps its fonts."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        return [windows, Path(local, "Microsoft", "Windows", "Fonts")]
    if sys.platform == "darwin":
        libraries = (Path("/System/Library"), Path("/Library"), Path.home() / "Library")
        return [library / "Fonts" for library in libraries]
    user = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share", "fonts")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), user, Path.home() / ".fonts"]


def _state() -> State:
    """Changes when a font is installed or removed, or other fonts are asked for."""
    walked = (Path(name) for folder in font_folders() for name, _, _ in os.walk(folder))
    folders = ((str(folder), folder.stat().st_mtime_ns) for folder in walked)
    return ((os.environ.get("FONTCONFIG_FILE", ""), 0), *folders)


@lru_cache(maxsize=4)
def _installed(_unchanged: State) -> Fonts:
    return Fonts(frozenset(_families(FOLDER.glob("*.ttf"))) | _system_families())


@lru_cache(maxsize=4)
def _coverage(_unchanged: State) -> frozenset[int]:
    bundled = map(str, FOLDER.glob("*.ttf"))
    lines = _fontconfig("fc-query", "--format", "%{charset}\n", *bundled)
    lines += _fontconfig("fc-list", "--format", "%{charset}\n") if lines else []
    covered: set[int] = set()
    for span in {span for line in lines for span in line.split()}:
        first, _, last = span.partition("-")
        covered.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(covered)


def _system_families() -> frozenset[str]:
    listed = _fontconfig("fc-list", "--format", "%{family}\n")
    if listed:
        return frozenset(name.strip() for line in listed for name in line.split(","))
    files = [file for folder in font_folders() for file in folder.rglob("*.[tToO][tT][cCfF]")]
    return frozenset(_families(files))


def _fontconfig(*command: str) -> list[str]:
    """The lines that a program of fontconfig prints; none where the machine lacks it."""
    program = shutil.which(command[0])
    if program is None or sys.platform in ("win32", "darwin"):
        return []
    answer = subprocess.run([program, *command[1:]], capture_output=True, check=False, timeout=60)
    return answer.stdout.decode("utf-8", "replace").splitlines()


def _families(files: Iterable[Path]) -> Iterator[str]:
    # A build that finds nothing changed looks at the font folders, and need not wait for Pillow.
    from PIL import ImageFont

    for file in files:
        for index in range(16 if file.suffix.lower() == ".ttc" else 1):
            try:
                family, _ = ImageFont.truetype(str(file), index=index).getname()
            except OSError:
                break
            if family:
                yield family
