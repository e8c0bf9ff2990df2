"""Page breaks where Word makes them: office2pdf 0.4 knows only those of a paragraph.

It knows no "keep with next", no "keep lines together", and no row that must not split. A copy of
the document, every paragraph of which is a link with a number, is converted to be measured: its
PDF tells on which pages a paragraph is. Where something is torn that belongs together, a page
break before it repairs the document, and what follows is measured again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import etree

from leavebehind.docx.elements import text_of
from leavebehind.docx.package import W
from leavebehind.docx.styles import is_on
from leavebehind.pdf.office2pdf_fixes import EditableBody, break_before
from leavebehind.pdf.plain_looks import own_spacing

_MARK = "leavebehind:"

Convert = Callable[[bytes, Path], object]
"""Makes the PDF (second) of a document (first)."""
Pages = Mapping[int, set[int]]
"""Paragraph → the pages that it is on."""


@dataclass(frozen=True)
class _Unit:
    """What a page can begin with: a paragraph of the body, or the row of a table."""

    element: etree._Element
    paragraphs: tuple[int, ...]
    keeps_next: bool
    whole: bool

    def pages(self, seen: Pages) -> list[int]:
        """The pages that it is on, as far as that could be measured."""
        return sorted(set().union(*(seen.get(number, ()) for number in self.paragraphs)))


def keep_together(body: EditableBody, pdf: Path, convert: Convert, most_breaks: int) -> bool:
    """Sets the page breaks that the body needs, `most_breaks` or fewer; whether there are any."""
    chains, measured = list(_chains(_units(body))), pdf.with_suffix(".marked.pdf")
    try:
        # One by one: each break moves all that follows, which may be whole then.
        for breaks in range(most_breaks):
            convert(_marked(body), measured)
            torn = _first_torn(chains, _pages(measured))
            if torn is None:
                return breaks > 0
            break_before(torn)
            # Word and LibreOffice leave no space above what begins a page by itself.
            own_spacing(torn).set(f"{W}before", "0")
    finally:
        measured.unlink(missing_ok=True)
    return most_breaks > 0


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


def _first_torn(chains: Iterable[Sequence[_Unit]], seen: Pages) -> etree._Element | None:
    """The head of the first chain that is torn and that a page break can repair.

    Torn are units that begin on several pages, and one that is to stay whole and doesn't.
    """
    for chain in chains:
        placed = [(unit.whole, pages) for unit in chain if (pages := unit.pages(seen))]
        is_split = any(whole and len(pages) > 1 for whole, pages in placed)
        is_torn = is_split or len({pages[0] for _, pages in placed}) > 1
        if is_torn and _can_begin_a_page(chain[0], seen):
            return chain[0].element
    return None


def _can_begin_a_page(unit: _Unit, seen: Pages) -> bool:
    """Whether it is a paragraph of the body that begins no page yet."""
    # office2pdf knows no break before a row. One before what begins a page already would repeat.
    if unit.element.tag != f"{W}p" or unit.paragraphs[0] not in seen:
        return False
    before = [max(seen[number]) for number in range(unit.paragraphs[0]) if number in seen]
    return bool(before) and before[-1] == min(seen[unit.paragraphs[0]])


def _marked(body: EditableBody) -> bytes:
    """The document with every paragraph as a link to its number."""
    marked = body.copy()
    for number, paragraph in enumerate(marked.paragraphs()):
        # office2pdf sets a space that is a link in other room than one that is none.
        runs = paragraph.iterchildren(f"{W}r", f"{W}hyperlink")
        texts = [one for one in runs if text_of(one).strip()]
        marked.link(texts, f"mark{number}", f"{_MARK}{number}")
    return marked.document()


def _pages(pdf: Path) -> Pages:
    """On which pages every marked paragraph is."""
    seen: dict[int, set[int]] = {}
    with pikepdf.open(pdf) as made:
        for place, page in enumerate(made.pages):
            for note in page.get("/Annots", []):
                target = str(note.get("/A", pikepdf.Dictionary()).get("/URI", ""))
                if target.startswith(_MARK):
                    seen.setdefault(int(target.removeprefix(_MARK)), set()).add(place)
    return seen
