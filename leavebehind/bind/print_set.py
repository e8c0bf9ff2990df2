"""PDFs of packages → one PDF to be printed on both sides, each copy on fresh sheets."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Name, OutlineItem, Page, Pdf

from leavebehind.attachments import open_pdf
from leavebehind.bind.binder import Binding, describe, saved
from leavebehind.bind.pages import PAPER_SIZES


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
        bookmarks = []
        for part in parts:
            source = opened.enter_context(open_pdf(part.pdf))
            for title in part.bookmarks:
                _start_on_fresh_sheet(pdf, binding)
                bookmarks.append(OutlineItem(title, len(pdf.pages)))
                first = len(pdf.pages)
                pdf.pages.extend(source.pages)
                for page in list(pdf.pages)[first:]:
                    _leave_what_is_printed(page)
        with pdf.open_outline() as outline:
            outline.root.extend(bookmarks)
        describe(pdf, binding, PrintScaling=Name("/None"))
        return saved(pdf)


def _start_on_fresh_sheet(pdf: Pdf, binding: Binding) -> None:
    if len(pdf.pages) % 2:
        pdf.add_blank_page(page_size=PAPER_SIZES[binding.paper])


def _leave_what_is_printed(page: Page) -> None:
    # The tags of the parts would be those of pages elsewhere: a set is for paper, and claims no
    # PDF/UA, which the PDF that each reader may be sent does.
    for key in ("/StructParents", "/Tabs"):
        if key in page.obj:
            del page.obj[key]
    if "/Annots" in page.obj:
        kept = [one for one in page.obj.Annots if one.get("/Subtype") != Name.Link]
        page.obj.Annots = Array(kept)
