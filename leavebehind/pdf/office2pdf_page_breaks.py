"""Page breaks where Word makes them: office2pdf 0.4 knows only those of a paragraph.

It knows no "keep with next", no "keep lines together", and no row that must not split. A copy of
the document, every paragraph of which is a link with a number, is converted to be measured: its
PDF tells on which pages a paragraph is. Where something is torn that belongs together, a page
break before it repairs the document, and what follows is measured again.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import etree

from leavebehind.docx.package import W, parsed, serialized, write_parts
from leavebehind.docx.styles import is_on
from leavebehind.pdf.office2pdf_fixes import (
    BODY,
    RELATIONS,
    EditableBody,
    add_relationship,
    break_before,
    drop_space_above,
    link_to,
)

_MARK = "leavebehind:"

Convert = Callable[[Path, Path], object]
"""Makes the PDF (second) of a document (first)."""
Spans = Mapping[int, tuple[int, int]]
"""Paragraph → the first and the last page that it is on."""


@dataclass(frozen=True)
class _Unit:
    """What a page can begin with: a paragraph of the body, or the row of a table."""

    element: etree._Element
    paragraphs: tuple[int, ...]
    keeps_next: bool
    whole: bool

    def pages(self, spans: Spans) -> tuple[int, int] | None:
        """The first and the last page that it is on, if that could be measured."""
        found = [spans[number] for number in self.paragraphs if number in spans]
        return (min(one[0] for one in found), max(one[1] for one in found)) if found else None


def keep_together(
    body: EditableBody, document: Path, pdf: Path, convert: Convert, most_breaks: int
) -> bool:
    """Sets the page breaks that the body needs, `most_breaks` or fewer; whether there are any.

    `pdf` is what `convert` has made of it as it is.
    """
    if not _has_pages(pdf):
        return False
    chains = list(_chains(_units(body)))
    marked, measured = document.with_suffix(".marked.docx"), document.with_suffix(".marked.pdf")
    try:
        # One by one: each break moves all that follows, which may be whole then.
        for breaks in range(most_breaks):
            marked.write_bytes(_marked(body))
            convert(marked, measured)
            torn = _first_torn(chains, _spans(measured))
            if torn is None:
                return breaks > 0
            break_before(torn.element)
            drop_space_above(torn.element)
    finally:
        marked.unlink(missing_ok=True)
        measured.unlink(missing_ok=True)
    return most_breaks > 0


def _has_pages(pdf: Path) -> bool:
    with pikepdf.open(pdf) as made:
        return len(made.pages) > 1


def _units(body: EditableBody) -> Iterator[_Unit]:
    numbers = {paragraph: number for number, paragraph in enumerate(body.paragraphs())}
    is_on_for = body.styles.is_on
    for block in body.content:
        if block.tag == f"{W}p":
            keeps, whole = is_on_for(block, "keepNext"), is_on_for(block, "keepLines")
            yield _Unit(block, (numbers[block],), keeps, whole)
        elif block.tag == f"{W}tbl":
            for row in block.iterchildren(f"{W}tr"):
                inside = list(row.iter(f"{W}p"))
                # Word keeps a row with the next one where its first paragraph is kept so.
                keeps = bool(inside) and is_on_for(inside[0], "keepNext")
                whole = is_on(row.find(f"{W}trPr/{W}cantSplit"))
                yield _Unit(row, tuple(numbers[one] for one in inside), keeps, whole)


def _chains(units: Iterable[_Unit]) -> Iterator[list[_Unit]]:
    """Units that belong on one page: each kept with the next, and the last of them."""
    chain: list[_Unit] = []
    for unit in units:
        chain.append(unit)
        if not unit.keeps_next:
            yield chain
            chain = []
    if chain:
        yield chain


def _first_torn(chains: Iterable[Sequence[_Unit]], spans: Spans) -> _Unit | None:
    """The head of the first chain that is torn and that a page break can repair.

    Torn are units that begin on several pages, and one that is to stay whole and doesn't.
    """
    for chain in chains:
        placed = [(unit.whole, pages) for unit in chain if (pages := unit.pages(spans))]
        is_split = any(whole and first != last for whole, (first, last) in placed)
        is_torn = is_split or len({first for _, (first, _) in placed}) > 1
        if is_torn and _can_begin_a_page(chain[0], spans):
            return chain[0]
    return None


def _can_begin_a_page(unit: _Unit, spans: Spans) -> bool:
    """Whether it is a paragraph of the body that begins no page yet."""
    # office2pdf knows no break before a row. One before what begins a page already would repeat.
    if unit.element.tag != f"{W}p" or unit.paragraphs[0] not in spans:
        return False
    before = [spans[number][1] for number in range(unit.paragraphs[0]) if number in spans]
    return bool(before) and before[-1] == spans[unit.paragraphs[0]][0]


def _marked(body: EditableBody) -> bytes:
    """The document with every paragraph as a link to its number."""
    root, relations = copy.deepcopy(body.root), parsed(body.parts[RELATIONS])
    for number, paragraph in enumerate(root.find(f"{W}body").iter(f"{W}p")):
        name = f"mark{number}"
        target = f"{_MARK}{number}"
        add_relationship(relations, name, "hyperlink", target, TargetMode="External")
        # office2pdf sets a space that is a link in other room than one that is none.
        texts = [child for child in paragraph if _has_letters(child)]
        for child in texts:
            link_to(child, name)
    changed = {BODY: serialized(root), RELATIONS: serialized(relations)}
    return write_parts({**body.parts, **changed}, compress=False)


def _has_letters(child: etree._Element) -> bool:
    is_text = child.tag in (f"{W}r", f"{W}hyperlink")
    return is_text and any((text.text or "").strip() for text in child.iter(f"{W}t"))


def _spans(pdf: Path) -> Spans:
    """On which pages every marked paragraph is."""
    spans: dict[int, tuple[int, int]] = {}
    with pikepdf.open(pdf) as made:
        for place, page in enumerate(made.pages):
            for note in page.get("/Annots", []):
                target = str(note.get("/A", pikepdf.Dictionary()).get("/URI", ""))
                if target.startswith(_MARK):
                    number = int(target.removeprefix(_MARK))
                    first, last = spans.get(number, (place, place))
                    spans[number] = (min(first, place), max(last, place))
    return spans
