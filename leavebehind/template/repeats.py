"""What tags repeat or drop: unique ids, no empty tables, columns that fit."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from lxml import etree

from leavebehind.docx.elements import own
from leavebehind.docx.package import W, parsed, serialized
from leavebehind.docx.styles import measure
from leavebehind.template.source_tree import CHANGES_COLUMNS

# No other row may begin within, or a match would take two rows for one.
_EMPTY_ROW = re.compile(
    r"<w:tr(?: [^>]*)?>(?:(?!<w:(?:tc|sdt|customXml|tr)[ >]).)*?</w:tr>", re.DOTALL
)
_EMPTY_TABLE = re.compile(
    r"<w:tbl(?: [^>]*)?>(?:(?!<w:(?:tr|sdt|customXml|tbl)[ >]).)*?</w:tbl>", re.DOTALL
)
_REPEATING = re.compile(r"\{%[-+]?\s*(?:for|macro|call|set) ")
_WITH_ID = re.compile(
    r"<w:(bookmarkStart|bookmarkEnd|permStart|permEnd|commentRangeStart|commentRangeEnd"
    r"|commentReference|footnoteReference|endnoteReference|id) ([^>]*)>"
)
_ID = re.compile(r'\bw:(?:id|val)="([^"]*)"')
_NAME = re.compile(r'\bw:name="([^"]*)"')
_PARAGRAPH_ID = re.compile(r' w14:(?:paraId|textId)="[^"]*"')
_MOST = 40
"""So many characters the name of a bookmark may have."""
_FIRST = 10_001
"""Above what Word counts; the id of a note is 32,767 at most."""


def without_empty_tables(xml: str) -> str:
    """The part without rows that have lost all cells, and tables that have lost all rows."""
    return _EMPTY_TABLE.sub("", _EMPTY_ROW.sub("", xml))


def may_repeat(source: str) -> bool:
    """Whether a template's part has ids that its tags could repeat."""
    return bool(_REPEATING.search(source) and _WITH_ID.search(source))


class UniqueIds:
    """Gives what a loop repeats ids of its own, through all parts of one document.

    A comment keeps its first place; a note is to be copied (`repeated_notes`).
    """

    def __init__(self) -> None:
        self.repeated_notes: dict[str, list[tuple[str, str]]] = {"footnote": [], "endnote": []}
        """The ids of notes to be copied, and those of their copies."""
        self._seen: set[tuple[str, str]] = set()
        self._open: dict[tuple[str, str], str] = {}
        self._last = _FIRST - 1

    def in_part(self, xml: str) -> str:
        """The part with unique ids."""
        paragraphs: set[str] = set()

        def once(found: re.Match[str]) -> str:
            # With two paragraphs of one id, Word opens a document only after a repair.
            is_repeated = found[0] in paragraphs
            paragraphs.add(found[0])
            return "" if is_repeated else found[0]

        return _PARAGRAPH_ID.sub(once, _WITH_ID.sub(self._element, xml))

    def _element(self, found: re.Match[str]) -> str:
        kind, identifier = found[1], _ID.search(found[2])
        if identifier is None:
            return found[0]
        if kind.endswith("End") and not kind.startswith("comment"):
            opened = self._open.get((f"{kind.removesuffix('End')}Start", identifier[1]))
            return found[0] if opened is None else _with_id(found[0], opened)
        if (kind, identifier[1]) not in self._seen:
            self._seen.add((kind, identifier[1]))
            self._open[kind, identifier[1]] = identifier[1]
            return found[0]
        return "" if kind.startswith("comment") else self._renumbered(kind, found[0], identifier[1])

    def _renumbered(self, kind: str, element: str, old: str) -> str:
        self._last += 1
        new = str(self._last)
        self._seen.add((kind, new))
        self._open[kind, old] = new
        if kind.endswith("Reference"):
            self.repeated_notes[kind.removesuffix("Reference")].append((old, new))
        suffix = f"_{self._last - _FIRST + 2}"
        element = _NAME.sub(
            lambda name: f'w:name="{name[1][: _MOST - len(suffix)]}{suffix}"', element
        )
        return _with_id(element, new)


def _with_id(element: str, identifier: str) -> str:
    return _ID.sub(lambda found: found[0].replace(f'"{found[1]}"', f'"{identifier}"'), element, 1)


def with_copied_notes(content: bytes, kind: str, copies: Iterable[tuple[str, str]]) -> bytes:
    """A part of notes with copies of some of them, each under an id of its own."""
    root = parsed(content)
    notes = {note.get(f"{W}id"): note for note in root.iterfind(f"{W}{kind}")}
    for old, new in copies:
        if old in notes:
            note = copy.deepcopy(notes[old])
            note.set(f"{W}id", new)
            root.append(note)
    return serialized(root)


def fit_columns(root: etree._Element) -> None:
    """Gives each table whose tags change its columns as many as its cells need.

    It keeps its width; other tables, also those within, stay as they are.
    """
    for table in root.iter(f"{W}tbl"):
        if table.attrib.pop(CHANGES_COLUMNS, None) is not None:
            _fit(table)


def _fit(table: etree._Element) -> None:
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    columns = grid.findall(f"{W}gridCol")
    needed = max((_width(row) for row in own(table, "tr")), default=0)
    if not needed or needed == len(columns):
        return
    before = [measure(column, "w") for column in columns]
    mean = round(sum(before) / max(len(before), 1))
    widths = (before + [mean] * needed)[:needed]
    scale = sum(before) / (sum(widths) or 1)
    for column in columns:
        grid.remove(column)
    for place, width in enumerate(widths):
        # Before the former columns of a tracked change (ECMA-376 part 1, 17.13.5.33).
        grid.insert(place, etree.Element(f"{W}gridCol", {f"{W}w": str(int(width * scale))}))


def _width(row: etree._Element) -> int:
    cells = sum(measure(cell.find(f"{W}tcPr/{W}gridSpan"), "val", 1) for cell in own(row, "tc"))
    beside = (row.find(f"{W}trPr/{W}{name}") for name in ("gridBefore", "gridAfter"))
    return cells + sum(measure(one, "val") for one in beside)
