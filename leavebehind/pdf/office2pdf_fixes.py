"""Page breaks where Word makes them, for a converter that knows only those of a paragraph's own.

office2pdf knows no "keep with next" and no row that must not split. A copy of the document, every
paragraph of which is a link with a number, is converted to be measured: its PDF tells on which
pages a paragraph stands. Where something is torn that belongs together, a page break before it
mends the document, and what follows is measured again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import etree

from leavebehind.docx.body import RELATIONS, Body, R, W, drop_space_above, is_on, set_break

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
ROUNDS = 24
"""How many breaks a document may need; past that the rest stays as it falls."""
_MARK = "leavebehind:"
_LINKED = (f"{W}r", f"{W}hyperlink")

Convert = Callable[[Path, Path], object]
"""Makes the PDF (second) of a document (first)."""
Spans = Mapping[int, tuple[int, int]]
"""Paragraph → the first and the last page that it stands on."""


@dataclass(frozen=True)
class _Unit:
    """What a page can begin with: a paragraph of the body, or the row of a table."""

    element: etree._Element
    paragraphs: tuple[int, ...]
    keeps_next: bool
    whole: bool


def mend(document: Path, pdf: Path, convert: Convert) -> bool:
    """Sets the page breaks that `document` needs and tells whether there are any.

    `pdf` is what `convert` has made of the document as it is.
    """
    body = Body.of(document) if _has_pages(pdf) else None
    if body is None:
        return False
    chains = list(_chains(_units(body)))
    marked, measured = document.with_suffix(".marked.docx"), document.with_suffix(".marked.pdf")
    mended = False
    try:
        for _ in range(ROUNDS):
            _save_marked(body, marked)
            convert(marked, measured)
            torn = _first_torn(chains, _spans(measured))
            if torn is None:
                break
            set_break(torn.element)
            drop_space_above(torn.element)
            mended = True
    finally:
        marked.unlink(missing_ok=True)
        measured.unlink(missing_ok=True)
    if mended:
        body.save(document)
    return mended


def _has_pages(pdf: Path) -> bool:
    with pikepdf.open(pdf) as made:
        return len(made.pages) > 1


def _units(body: Body) -> Iterator[_Unit]:
    numbers = {paragraph: number for number, paragraph in enumerate(body.paragraphs())}
    for block in body.text:
        if block.tag == f"{W}p":
            keeps, whole = body.has(block, "keepNext"), body.has(block, "keepLines")
            yield _Unit(block, (numbers[block],), keeps, whole)
        elif block.tag == f"{W}tbl":
            for row in block.iterchildren(f"{W}tr"):
                inside = list(row.iter(f"{W}p"))
                keeps = bool(inside) and body.has(inside[0], "keepNext")
                whole = is_on(row.find(f"{W}trPr/{W}cantSplit"))
                yield _Unit(row, tuple(numbers[one] for one in inside), keeps, whole)


def _chains(units: Iterable[_Unit]) -> Iterator[list[_Unit]]:
    """Units that stand on one page: each kept with the next, and the last of them."""
    chain: list[_Unit] = []
    for unit in units:
        chain.append(unit)
        if not unit.keeps_next:
            yield chain
            chain = []
    if chain:
        yield chain


def _first_torn(chains: Iterable[Sequence[_Unit]], spans: Spans) -> _Unit | None:
    """The head of the first chain that is torn and that a page break can mend."""
    heads = (chain[0] for chain in chains if _is_torn(chain, spans))
    return next((head for head in heads if _can_begin_a_page(head, spans)), None)


def _is_torn(chain: Sequence[_Unit], spans: Spans) -> bool:
    """Whether its units begin on several pages, or one that is to stay whole doesn't."""
    pages = [(unit, [spans[n] for n in unit.paragraphs if n in spans]) for unit in chain]
    placed = [
        (unit.whole, min(first for first, _ in span), max(last for _, last in span))
        for unit, span in pages
        if span
    ]
    split = any(whole and first != last for whole, first, last in placed)
    return split or len({first for _, first, _ in placed}) > 1


def _can_begin_a_page(unit: _Unit, spans: Spans) -> bool:
    """Whether it is a paragraph of the body that begins no page yet."""
    if unit.element.tag != f"{W}p" or unit.paragraphs[0] not in spans:
        return False
    before = [spans[number][1] for number in range(unit.paragraphs[0]) if number in spans]
    return bool(before) and before[-1] == spans[unit.paragraphs[0]][0]


def _save_marked(body: Body, target: Path) -> None:
    """Writes a copy in which every paragraph is a link to its own number."""
    copy = body.copy()
    relations = body.part(RELATIONS)
    tag = f"{{{etree.QName(relations).namespace}}}Relationship"
    for number, paragraph in enumerate(copy.paragraphs()):
        relation = f"mark{number}"
        values = {"Id": relation, "Type": HYPERLINK, "Target": f"{_MARK}{number}"}
        etree.SubElement(relations, tag, {**values, "TargetMode": "External"})
        # A space that is a link takes other room than one that is none.
        texts = [child for child in paragraph if child.tag in _LINKED and _has_letters(child)]
        for child in texts:
            _link(child, relation)
    copy.save(target, {RELATIONS: relations})


def _has_letters(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.iter(f"{W}t"))


def _link(child: etree._Element, relation: str) -> None:
    if child.tag == f"{W}hyperlink":
        child.set(f"{R}id", relation)
        return
    link = etree.Element(f"{W}hyperlink", {f"{R}id": relation})
    child.getparent().replace(child, link)
    link.append(child)


def _spans(pdf: Path) -> Spans:
    """On which pages every marked paragraph stands."""
    spans: dict[int, tuple[int, int]] = {}
    with pikepdf.open(pdf) as made:
        for place, page in enumerate(made.pages):
            for note in page.get("/Annots", []):
                target = str(note.get("/A", {}).get("/URI", ""))
                if target.startswith(_MARK):
                    number = int(target.removeprefix(_MARK))
                    first, last = spans.get(number, (place, place))
                    spans[number] = (min(first, place), max(last, place))
    return spans
