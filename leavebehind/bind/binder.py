"""PDFs and pictures → the one PDF of a package, ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from pikepdf import Dictionary, Name, ObjectStreamMode, OutlineItem, Page, Pdf, String

from leavebehind.attachments import (
    DAMAGED,
    UnprintableFileError,
    has_all_fonts,
    is_pdf,
    open_pdf,
    unreadable,
)
from leavebehind.bind import images, pages
from leavebehind.bind.feet import Foot, draw_feet
from leavebehind.bind.pages import PageLayout, Side
from leavebehind.bind.tags import StructureTree
from leavebehind.errors import AttachmentError, DocumentProblem
from leavebehind.files import cached_by_stamp
from leavebehind.fonts import FAMILY
from leavebehind.records import Paper


@dataclass(frozen=True)
class Attachment:
    """A PDF or a picture that follows its section."""

    path: Path
    title: str = ""
    """What it is, in the bookmarks and for who can't see it; the file's name where it is empty."""
    caption: str = ""
    """What is printed at its foot."""


@dataclass(frozen=True)
class BoundSection:
    """A section: its PDF, and the PDFs and pictures that follow it."""

    title: str
    document: Path
    attachments: tuple[Attachment, ...] = ()
    numbered: bool = True
    """False for a cover, whose pages count but show no number."""
    name: str = ""
    """What links to it call it."""


@dataclass(frozen=True)
class Binding:
    """What the package is called and printed on."""

    title: str
    author: str
    language: str
    paper: Paper
    bound: bool
    """Whether it gets a gutter."""
    continuous: bool = False
    """Whether it is read on a screen: without blank pages, numbered through like a bound one."""
    family: str = FAMILY
    """The font of the page numbers."""

    @property
    def numbered(self) -> bool:
        return self.bound or self.continuous


@dataclass(frozen=True)
class PrintPart:
    """A PDF, and the bookmark of each time that it is printed."""

    pdf: Path
    bookmarks: tuple[str, ...]


def bind(sections: Sequence[BoundSection], binding: Binding) -> bytes:
    """The combined PDF of the sections; equal input gives equal bytes.

    In a folder every section starts on a fresh sheet when both sides are printed; a bound package
    has page numbers and a gutter instead, one for the screen page numbers alone. Raises
    AttachmentError with every file that can't be printed.
    """
    with ExitStack() as opened, Pdf.new() as pdf:
        sources = _open_sources(sections, opened)
        combined = _CombinedPdf(pdf, binding)
        for section, (document, *attachments) in zip(sections, sources, strict=True):
            combined.add(section, document, attachments)
        return combined.finish()


def bind_print_set(parts: Sequence[PrintPart], binding: Binding) -> bytes:
    """One PDF of all parts in order, as often as each has bookmarks; equal input gives equal bytes.

    It is to be printed on both sides, and each copy begins on the front of a sheet. Links are left
    out, which nobody can follow on paper.
    """
    with ExitStack() as opened, Pdf.new() as pdf:
        bookmarks, tags = [], StructureTree(pdf)
        for part in parts:
            first: list[Page] = []
            for title in part.bookmarks:
                if len(pdf.pages) % 2:
                    pdf.add_blank_page(page_size=pages.PAPER_SIZES[binding.paper])
                bookmarks.append(OutlineItem(title, len(pdf.pages)))
                # Anew for each copy, because what is copied from one Pdf is copied once.
                source = opened.enter_context(open_pdf(part.pdf))
                copied = pages.add_pages(pdf, source)
                tags.add_part(source, copied, title)
                tags.leave_out_links(copied)
                first = first or copied
                _share_content(copied, first)
        tags.finish()
        return _finished(pdf, binding, bookmarks, tags, PrintScaling=Name("/None"))


def _share_content(pages: Sequence[Page], others: Sequence[Page]) -> None:
    """Has pages draw what the others do, so that a copy adds next to nothing to the file."""
    for page, other in zip(pages, others, strict=True):
        drawings = page.resources.get(Name.XObject, Dictionary()).values()
        # A drawing that holds tagged content can be on one page only (ISO 32000-1, 14.7.4.2).
        if not any(Name.StructParents in one for one in drawings):
            page.obj.Contents, page.obj.Resources = other.obj.Contents, other.obj.Resources


def count_pages(path: Path) -> int:
    """How many pages a PDF or a picture file gives; raises AttachmentError as `bind` does."""
    try:
        return _pages_of(path)
    except (UnprintableFileError, OSError) as error:
        raise AttachmentError([_problem(path, error)]) from error


@cached_by_stamp
def _pages_of(path: Path) -> int:
    with ExitStack() as opened:
        return _open_source(path, opened).pages


def first_pages(counts: Sequence[int], *, fresh_sheets: bool) -> list[int]:
    """The page of the combined PDF on which each section starts, counted from 1.

    `counts` has the pages of each section, those of its attachments included; `fresh_sheets`:
    each starts on the front of a sheet.
    """
    taken = [count + count % 2 for count in counts] if fresh_sheets else counts
    return [1 + before for before in accumulate(taken, initial=0)][: len(counts)]


@dataclass(frozen=True)
class _SourceFile:
    """A file to be bound, and how many pages it gives; `pdf` is None for a picture."""

    path: Path
    pdf: Pdf | None
    pages: int


class _CombinedPdf:
    """The PDF as it grows, section by section."""

    def __init__(self, pdf: Pdf, binding: Binding) -> None:
        self._pdf = pdf
        self._binding = binding
        self._tags = StructureTree(pdf)
        self._feet: list[Foot] = []
        """One for each page so far."""
        self._bookmarks: list[OutlineItem] = []
        self._starts: dict[str, int] = {}
        """Section → its first page, counted from 0."""

    def add(
        self, section: BoundSection, document: _SourceFile, attachments: Sequence[_SourceFile]
    ) -> None:
        if not self._binding.numbered and len(self._feet) % 2:
            self._add_blank_page()
        first = len(self._feet)
        self._starts[section.name] = first
        bookmark = OutlineItem(section.title, first)
        self._bookmarks.append(bookmark)
        self._add_document(section.title, document)
        if not section.numbered:
            self._leave_unnumbered(first)
        for attachment, source in zip(section.attachments, attachments, strict=True):
            bookmark.children.append(self._add_attachment(attachment, source))
        is_cover = not section.numbered and first == 0
        if is_cover and self._binding.bound and len(self._feet) % 2:
            self._add_blank_page()
            self._leave_unnumbered(-1)

    def finish(self) -> bytes:
        """The PDF with what needs all pages: their numbers, the tags, the bookmarks."""
        draw_feet(self._pdf, self._feet)
        pages.lead_to_sections(self._pdf, self._starts)
        self._tags.finish()
        return _finished(self._pdf, self._binding, self._bookmarks, self._tags)

    def _add_document(self, title: str, source: _SourceFile) -> None:
        assert source.pdf is not None
        added = pages.add_pages(self._pdf, source.pdf)
        for page in added:
            pages.set_section(page, self._next_layout())
        self._tags.add_part(source.pdf, added, title)

    def _add_attachment(self, attachment: Attachment, source: _SourceFile) -> OutlineItem:
        title = attachment.title or attachment.path.stem
        bookmark = OutlineItem(title, len(self._feet))
        try:
            for page in self._attached_pages(source):
                self._feet[-1] = replace(self._feet[-1], caption=attachment.caption)
                self._tags.add_figure(page, title)
        except Exception as error:
            # A damaged file from outside fails anywhere in pikepdf and Pillow, in many ways.
            problem = _problem(attachment.path, UnprintableFileError(*DAMAGED))
            raise AttachmentError([problem]) from error
        return bookmark

    def _attached_pages(self, source: _SourceFile) -> Iterator[Page]:
        if source.pdf is None:
            for number in range(source.pages):
                layout = self._next_layout()
                picture = images.encoded_pictures(source.path, layout.picture_size)[number]
                yield pages.add_picture(self._pdf, picture, layout)
            return
        self._tags.is_accessible &= has_all_fonts(source.pdf)
        # What was typed into a form or stamped on a letter is part of what it shows.
        source.pdf.flatten_annotations("print")
        for page in source.pdf.pages:
            yield pages.add_foreign_page(self._pdf, page, self._next_layout())
        pages.keep_layers(self._pdf, source.pdf)

    def _add_blank_page(self) -> None:
        layout = self._next_layout()
        self._pdf.add_blank_page(page_size=(layout.width, layout.height))

    def _next_layout(self) -> PageLayout:
        width, height = pages.PAPER_SIZES[self._binding.paper]
        side: Side = "right" if len(self._feet) % 2 else "left"
        layout = PageLayout(width, height, side if self._binding.bound else "")
        number = str(len(self._feet) + 1) if self._binding.numbered else ""
        self._feet.append(Foot(layout, number, family=self._binding.family))
        return layout

    def _leave_unnumbered(self, first: int) -> None:
        self._feet[first:] = [replace(foot, number="") for foot in self._feet[first:]]


def _open_sources(sections: Sequence[BoundSection], opened: ExitStack) -> list[list[_SourceFile]]:
    """The files of each section; raises AttachmentError with all that can't be printed."""
    problems: list[DocumentProblem] = []
    sources: list[list[_SourceFile]] = []
    for section in sections:
        sources.append([])
        for path in (section.document, *(one.path for one in section.attachments)):
            try:
                sources[-1].append(_open_source(path, opened))
            except UnprintableFileError as error:
                problems.append(_problem(path, error))
    if problems:
        raise AttachmentError(list(dict.fromkeys(problems)))
    return sources


def _open_source(path: Path, opened: ExitStack) -> _SourceFile:
    if is_pdf(path):
        pdf = opened.enter_context(open_pdf(path))
        return _SourceFile(path, pdf, len(pdf.pages))
    return _SourceFile(path, None, images.count_pages(path))


def _problem(path: Path, error: UnprintableFileError | OSError) -> DocumentProblem:
    reason = unreadable(error) if isinstance(error, OSError) else error
    return DocumentProblem(str(path), "", 0, "", reason.message, reason.hint)


def _finished(
    pdf: Pdf, binding: Binding, bookmarks: Sequence[OutlineItem], tags: StructureTree, **shown: Any
) -> bytes:
    """The PDF, which says what it is and how a viewer shows and prints it; equal content gives
    equal bytes."""
    with pdf.open_outline() as outline:
        outline.root.extend(bookmarks)
    pdf.Root.Lang = String(binding.language)
    pdf.Root.PageMode = Name.UseOutlines
    shown |= {"DisplayDocTitle": True, "Duplex": Name.DuplexFlipLongEdge}
    pdf.Root.ViewerPreferences = Dictionary(**shown)
    # No dates: equal packages are equal files.
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = binding.title
        metadata["dc:creator"] = [binding.author]
        metadata["dc:language"] = {binding.language}
        metadata["pdf:Producer"] = "leavebehind"
        if tags.is_accessible:
            metadata["pdfuaid:part"] = "1"
    return _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    # Into memory: with a deterministic id, a write to a full disk ends the whole process, because
    # qpdf throws in a destructor then (pikepdf 10.18).
    buffer = io.BytesIO()
    mode = ObjectStreamMode.generate
    pdf.save(buffer, min_version="1.7", deterministic_id=True, object_stream_mode=mode)
    return buffer.getvalue()
