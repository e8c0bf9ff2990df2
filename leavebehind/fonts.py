"""Typefaces: those that come along, those of this machine, and what stands in for the rest."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from lxml import etree
from PIL import ImageFont

from leavebehind.machine import font_folders
from leavebehind.records import Note

FOLDER = Path(__file__).with_name("font_files")
"""The faces that come along: Carlito, whose letters are exactly as wide as Calibri's."""
FAMILY = "Carlito"
REGULAR = FOLDER / "Carlito-Regular.ttf"

_SERIF = ("Liberation Serif", "Tinos", "Gentium Book Plus", "EB Garamond", "DejaVu Serif")
_SANS = ("Liberation Sans", "Arimo", "Roboto")

STAND_INS: Mapping[str, tuple[str, ...]] = {
    "Cambria": ("Caladea", *_SERIF),
    "Georgia": ("Gelasio", *_SERIF),
    "Garamond": ("EB Garamond", *_SERIF),
    **dict.fromkeys(("Times New Roman", "Constantia", "Palatino Linotype", "Book Antiqua"), _SERIF),
    **dict.fromkeys(("Arial", "Helvetica"), _SANS),
    "Aptos": ("Source Sans 3",),
    "Segoe UI": ("Selawik", "Open Sans"),
    "Verdana": ("DejaVu Sans",),
    "Courier New": ("Liberation Mono", "Cousine", "DejaVu Sans Mono"),
}
"""Faces of Word, and open ones to take instead, those first that are exactly as wide."""

_ARABIC = ("Arial", "Segoe UI", "Tahoma", "Geeza Pro", "DejaVu Sans")
"""Faces in which an Arabic letter is one glyph. Where its dots are glyphs of their own, as in Noto
Sans Arabic, a PDF of the embedded engine shows it well and gives it twice when it is copied."""

_SYMBOLS = frozenset({"Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings"})
"""Not letters: a converter that lacks them knows which characters they stand for."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


_PACKAGES = ("rendercv_fonts", "manimgx_fonts")
"""What the extra `pdf` brings: faces of Latin, Greek, Cyrillic and CJK; those of other scripts."""


@cache
def folders() -> tuple[Path, ...]:
    """The folders of the faces that come along, and of those that the extra `pdf` installs."""
    return (FOLDER, *(folder for package in _PACKAGES for folder in _folders_of(package)))


def _folders_of(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    top = Path(spec.origin).parent
    return [path for path in (top, *sorted(top.iterdir())) if any(path.glob("*.?tf"))]


@cache
def installed() -> frozenset[str]:
    """The families that documents can be printed with here, brought along ones included."""
    files = [file for folder in folders() for file in folder.glob("*.?tf")]
    return frozenset(_families(files)) | _system_families()


def replaced(document: Path) -> tuple[tuple[str, str], ...]:
    """The faces that a .docx prints in and this machine lacks, each with the one that stands in."""
    missing = sorted(family for family in named(document) if stand_in(family) != family)
    return tuple((family, stand_in(family)) for family in missing)


def stand_in(family: str) -> str:
    """The face that is used for `family` here: itself where it is installed, else the nearest."""
    if family in installed() or family in _SYMBOLS:
        return family
    return next((face for face in STAND_INS.get(family, ()) if face in installed()), FAMILY)


def arabic() -> str:
    """The face of this machine for Arabic letters; "" where it has none that is known."""
    return next((face for face in _ARABIC if face in installed()), "")


def named(document: Path) -> frozenset[str]:
    """The faces that the text of a .docx is set in, through its runs, styles and theme."""
    with zipfile.ZipFile(document) as package:
        parts = {name: package.read(name) for name in package.namelist() if _is_text(name)}
    sheet = _StyleSheet(parts.get("word/styles.xml"), parts.get("word/theme/theme1.xml"))
    texts = [_parse(data) for name, data in parts.items() if name not in _SHEETS]
    runs = (run for text in texts for run in text.iter(f"{_W}r"))
    return frozenset(sheet.face(run) for run in runs if run.find(f"{_W}t") is not None) - {""}


def uncovered(document: Path) -> str:
    """The characters of a .docx that no face on this machine has, in order; "" where unknown."""
    covered = _coverage()
    if not covered:
        return ""
    characters = sorted({character for text in _texts(document) for character in text})
    return "".join(c for c in characters if c.isprintable() and ord(c) not in covered)


_SHEETS = frozenset({"word/styles.xml", "word/theme/theme1.xml"})
_TEXTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")


def _is_text(name: str) -> bool:
    return name in _SHEETS or (name.startswith(_TEXTS) and name.endswith(".xml"))


def _texts(document: Path) -> Iterator[str]:
    with zipfile.ZipFile(document) as package:
        for name in package.namelist():
            if name not in _SHEETS and _is_text(name):
                for text in _parse(package.read(name)).iter(f"{_W}t"):
                    yield text.text or ""


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


class _StyleSheet:
    """Says in which face a run is set: its own, its styles', the document's."""

    def __init__(self, styles: bytes | None, theme: bytes | None) -> None:
        root = None if styles is None else _parse(styles)
        found = () if root is None else root.iter(f"{_W}style")
        self.styles = {style.get(f"{_W}styleId"): style for style in found}
        self.normal = next((name for name, style in self.styles.items() if _is_normal(style)), None)
        self.default = None if root is None else root.find(f".//{_W}rPrDefault/{_W}rPr")
        self.theme = {} if theme is None else _theme_faces(_parse(theme))

    def face(self, run: etree._Element) -> str:
        """The face of a run's Latin letters, "" where the document leaves it open."""
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        layers = [
            run.find(f"{_W}rPr"),
            *self._style(_value(run, "rPr/rStyle")),
            *self._style(_value(paragraph, "pPr/pStyle") or self.normal),
            self.default,
        ]
        return next((face for layer in layers if (face := self._own_face(layer))), "")

    def _style(self, name: str | None) -> Iterator[etree._Element | None]:
        seen: set[str] = set()
        while name is not None and name in self.styles and name not in seen:
            seen.add(name)
            style = self.styles[name]
            yield style.find(f"{_W}rPr")
            name = _value(style, "basedOn")

    def _own_face(self, properties: etree._Element | None) -> str:
        fonts = None if properties is None else properties.find(f"{_W}rFonts")
        if fonts is None:
            return ""
        # A theme's face wins over a name beside it (ECMA-376 part 1, 17.3.2.26).
        themed = self.theme.get((fonts.get(f"{_W}asciiTheme") or "")[:5], "")
        return str(themed or fonts.get(f"{_W}ascii") or "")


def _is_normal(style: etree._Element) -> bool:
    kind, default = style.get(f"{_W}type"), style.get(f"{_W}default")
    return kind == "paragraph" and default in ("1", "true", "on")


def _theme_faces(theme: etree._Element) -> dict[str, str]:
    """The theme's Latin faces, by how a run's `asciiTheme` begins: majorHAnsi, minorAscii …"""
    scheme = {"major": "majorFont", "minor": "minorFont"}
    found = {name: theme.find(f".//{_A}{tag}/{_A}latin") for name, tag in scheme.items()}
    return {name: latin.get("typeface", "") for name, latin in found.items() if latin is not None}


def _value(element: etree._Element | None, path: str) -> str | None:
    steps = "/".join(f"{_W}{step}" for step in path.split("/"))
    found = None if element is None else element.find(steps)
    return None if found is None else found.get(f"{_W}val")


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


@cache
def _coverage() -> frozenset[int]:
    """Every character that some face here can print; empty where fontconfig can't be asked."""
    program = shutil.which("fc-query")
    if program is None or not shutil.which("fc-list"):
        return frozenset()
    own = [str(file) for folder in folders() for file in folder.glob("*.?tf")]
    lines = _fontconfig("fc-list", "--format", "%{charset}\n")
    lines += _fontconfig("fc-query", "--format", "%{charset}\n", *own)
    covered: set[int] = set()
    for span in {span for line in lines for span in line.split()}:
        first, _, last = span.partition("-")
        covered.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(covered)


def _families(files: list[Path]) -> Iterator[str]:
    for file in files:
        for index in range(16 if file.suffix.lower() == ".ttc" else 1):
            try:
                family, _ = ImageFont.truetype(str(file), index=index).getname()
            except OSError:
                break
            if family:
                yield family


def substitution_notes(templates: Iterable[Path]) -> list[Note]:
    """A note for each face that the templates ask for and this machine lacks."""
    return [
        Note(f"the font {face} is not on this machine; {stand_in} stands in for it in PDFs")
        for face, stand_in in sorted(substitutes(templates).items())
    ]


def substitutes(templates: Iterable[Path]) -> dict[str, str]:
    """Each font that the templates ask for and this machine lacks → what stands in for it."""
    pairs = (pair for path in templates for pair in replaced(path))
    return {face: stand_in or "another font" for face, stand_in in pairs}
