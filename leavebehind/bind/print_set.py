"""PDFs of packages → one PDF to be printed on both sides, each copy on fresh sheets."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Dictionary, Name, OutlineItem, Page, Pdf

from leavebehind.attachments import open_pdf
from leavebehind.bind.binder import Binding, describe, saved
from leavebehind.bind.pages import PAPER_SIZES, add_pages
from leavebehind.bind.tags import StructureTree


@dataclass(frozen=True)
class PrintPart:
    """A PDF, and the bookmark of each time that it is printed."""

    pdf: Path
    bookmarks: tuple[str, ...]


def bind_print_set(parts: Sequence[PrintPart], binding: Binding) -> bytes:
    """One PDF of all parts in order, as often as each has bookmarks; equal input gives equal bytes.

    Each copy begins on the front of a sheet. Links are left out, which nobody can follow on paper.
    """
    with ExitStack() as opened, Pdf.new() as pdf:
        bookmarks, tags = [], StructureTree(pdf)
        for part in parts:
            copies: list[list[Page]] = []
            for title in part.bookmarks:
                if len(pdf.pages) % 2:
                    pdf.add_blank_page(page_size=PAPER_SIZES[binding.paper])
                bookmarks.append(OutlineItem(title, len(pdf.pages)))
                # Anew for each copy, because what is copied from one Pdf is copied once.
                source = opened.enter_context(open_pdf(part.pdf))
                copies.append(add_pages(pdf, source))
                tags.add_part(source, copies[-1], title)
                tags.leave_out_links(copies[-1])
                _share_content(copies[-1], copies[0])
        tags.finish()
        with pdf.open_outline() as outline:
            outline.root.extend(bookmarks)
        is_accessible = tags.is_accessible
        describe(pdf, binding, is_accessible=is_accessible, PrintScaling=Name("/None"))
        return saved(pdf)


def _share_content(pages: Sequence[Page], others: Sequence[Page]) -> None:
    """Has pages draw what the others do, so that a copy adds next to nothing to the file."""
    for page, other in zip(pages, others, strict=True):
        drawings = page.resources.get(Name.XObject, Dictionary()).values()
        # A drawing that holds tagged content can be on one page only (ISO 32000-1, 14.7.4.2).
        if not any(Name.StructParents in one for one in drawings):
            page.obj.Contents, page.obj.Resources = other.obj.Contents, other.obj.Resources
