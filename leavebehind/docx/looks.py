"""What a Word document says and looks like, whichever program saved it.

A look is made of plain tuples and dictionaries: text in pieces of one formatting, tables by cells,
pictures by their content, pages by their geometry. What is not understood is kept as it is written,
so that a difference in it counts as one.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from lxml import etree

from leavebehind.docx.formatting import A, Element, Formatting, W, is_on, literal, twips, value
from leavebehind.docx.story import Story

_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

TOLERANCE = 3.0
"""Twips, a twentieth of a millimetre: programs round lengths, and nobody sees it."""

_UNSEEN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|docProps/(app\.xml|thumbnail\.\w+)|customXml/.*"
    r"|word/(fontTable|webSettings|stylesWithEffects|people|commentsE\w+|commentsIds)\.xml"
    r"|word/fonts/.*|word/glossary/.*"
)


def look(document: bytes) -> object:
    """What the document says and looks like, for `alike`; raises what a broken one makes raise."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    return _Package(parts).look()


class Styles(dict[str, object]):
    """What styles come to, by name; programs add some and drop others that nothing uses."""


def alike(one: object, other: object) -> bool:
    """Whether two looks are the same, but for lengths that differ by less than one sees."""
    if isinstance(one, Styles) and isinstance(other, Styles):
        return all(alike(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, dict) and isinstance(other, dict):
        return all(
            alike(one.get(name, _nothing(there)), other.get(name, _nothing(there)))
            for name, there in (one | other).items()
        )
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE
    return one == other


def _nothing(counterpart: object) -> object:
    """What it means that a property is left out: no length, nothing."""
    return 0.0 if isinstance(counterpart, float) else None


def paragraphs(document: bytes) -> list[str]:
    """The text of every paragraph that has any, in the order of reading."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        names = sorted(
            name
            for name in package.namelist()
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", name)
        )
        roots = [_parsed(package.read(name)) for name in names]
    texts = (_text(paragraph) for root in roots for paragraph in root.iter(f"{W}p"))
    return [text for text in texts if text]


def title(document: bytes) -> str:
    """The title in its properties, "" where it has none."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = _parsed(package.read("docProps/core.xml"))
    return root.findtext("{http://purl.org/dc/elements/1.1/}title") or ""


def _text(paragraph: Element) -> str:
    breaks = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
    inside = (
        element
        for element in paragraph.iter(f"{W}t", *breaks)
        if next(element.iterancestors(f"{W}p")) is paragraph
    )
    return "".join(breaks.get(str(e.tag)) or e.text or "" for e in inside).strip()


def _parsed(data: bytes) -> Element:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise ValueError("entities may hide anything")
    return root


class _Package:
    """The parts of a document, and how they refer to each other."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._main = self._main_part()
        self._used = {self._main}
        self._settings = self._related("settings")
        theme = self._related("theme")
        self._theme = theme
        self._formatting = Formatting(
            self._related("styles"),
            self._related("numbering"),
            theme,
            hyphenates=any(map(is_on, self._setting("autoHyphenation"))),
        )

    def look(self) -> object:
        """Everything that a person could see or miss."""
        root = self._root(self._main)
        story = Story(self, self._formatting, self._main)
        return {
            "body": story.blocks(root.find(f"{W}body")),
            "background": [literal(e) for e in root.iterchildren(f"{W}background")],
            "settings": self._global_settings(),
            "styles": Styles(self._formatting.styles()),
            "theme": self._theme_colors(),
            "properties": self._properties(),
            "rest": self._rest(),
        }

    def story(self, part: str) -> list[object]:
        """The blocks of a header or footer."""
        return Story(self, self._formatting, part).blocks(self._root(part))

    def note(self, part_kind: str, number: str) -> object:
        """The blocks of a footnote, an endnote or a comment."""
        part = self._target_of_kind(part_kind)
        for note in self._root(part) if part else ():
            if value(note, "id") == number:
                who = (value(note, "author"), value(note, "initials"))
                return who, Story(self, self._formatting, part).blocks(note)
        return None

    def target(self, part: str, identifier: str) -> str:
        """Where a relationship of the part leads: a part's name, or an address."""
        relation = self._relations(part).get(identifier)
        if relation is None:
            return ""
        if relation.get("TargetMode") == "External":
            return str(relation.get("Target"))
        return self._resolved(part, str(relation.get("Target")))

    def content(self, part: str, identifier: str) -> str:
        """What a relationship leads to, as one word that tells it from all else."""
        name = self.target(part, identifier)
        if name not in self._parts:
            return name
        self._used.add(name)
        return hashlib.sha256(self._parts[name]).hexdigest()

    def _rest(self) -> list[tuple[str, str]]:
        """The parts that nothing above has looked into."""
        rest = (name for name in self._parts if not name.endswith("/"))
        return sorted(
            (PurePosixPath(name).suffix, hashlib.sha256(self._parts[name]).hexdigest())
            for name in rest
            if name not in self._used and not _UNSEEN_PARTS.fullmatch(name)
        )

    def _main_part(self) -> str:
        types = _parsed(self._parts["[Content_Types].xml"])
        for entry in types:
            if entry.get("ContentType") == _DOCUMENT and entry.get("PartName"):
                return str(entry.get("PartName")).lstrip("/")
        raise ValueError("no Word document")

    def _root(self, part: str) -> Element:
        self._used.add(part)
        return _parsed(self._parts[part])

    def _relations(self, part: str) -> dict[str, Element]:
        folder, name = posixpath.split(part)
        data = self._parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {str(r.get("Id")): r for r in _parsed(data)} if data else {}

    def _resolved(self, part: str, target: str) -> str:
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")

    def _target_of_kind(self, kind: str) -> str:
        for relation in self._relations(self._main).values():
            if str(relation.get("Type")).endswith(f"/{kind}"):
                return self._resolved(self._main, str(relation.get("Target")))
        return ""

    def _related(self, kind: str) -> Element | None:
        part = self._target_of_kind(kind)
        return self._root(part) if part in self._parts else None

    def _setting(self, name: str) -> list[Element]:
        settings = self._settings
        return list(settings.iterchildren(W + name)) if settings is not None else []

    def _global_settings(self) -> dict[str, object]:
        switches = ("evenAndOddHeaders", "mirrorMargins", "gutterAtTop", "bookFoldPrinting")
        return {
            **{name: any(map(is_on, self._setting(name))) for name in switches},
            "defaultTabStop": [twips(value(e)) for e in self._setting("defaultTabStop")] or [720.0],
            "protection": [literal(e) for e in self._setting("documentProtection")],
        }

    def _theme_colors(self) -> list[tuple[str, str]]:
        """A theme's colours as they are, whatever its own system calls them."""
        schemes = self._theme.iter(f"{A}clrScheme") if self._theme is not None else ()
        return [
            (etree.QName(name).localname, str(color.get("lastClr") or color.get("val")))
            for scheme in schemes
            for name in scheme
            for color in name
        ]

    def _properties(self) -> dict[str, str]:
        """Title, author and what else a person can write into File ▸ Info."""
        unseen = ("modified", "created", "revision", "lastModifiedBy", "lastPrinted")
        found = {}
        for part in ("docProps/core.xml", "docProps/custom.xml"):
            if part in self._parts:
                for each in self._root(part):
                    name = etree.QName(each).localname
                    text = "".join(each.itertext()).strip()
                    if name not in unseen and text:
                        found[f"{name} {each.get('name', '')}"] = text
        return found
