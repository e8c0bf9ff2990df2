"""PDFs and pictures → the one PDF of a package, ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from pikepdf import (
    Dictionary,
    Name,
    ObjectStreamMode,
    OutlineItem,
    Page,
    Pdf,
    String,
)

from leavebehind.attachments import (
    DAMAGED,
    UnprintableFileError,
    has_all_fonts,
    is_pdf,
    open_pdf,
    unreadable,
)
from leavebehind.bind import images, pages
from leavebehind.bind.pages import PageLayout, Side
from leavebehind.bind.tags import StructureTree
from leavebehind.errors import AttachmentError, DocumentProblem
from leavebehind.files import cached_by_stamp
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
    attachments: tuple[Attachment | Path, ...] = ()
    numbered: bool = True
    """False for a cover, whose pages count but show no number."""
    name: str = ""
    """What links to it call it."""

    @property
    def followers(self) -> tuple[Attachment, ...]:
        return tuple(Attachment(one) if isinstance(one, Path) else one for one in self.attachments)


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

    @property
    def numbered(self) -> bool:
        return self.bound or self.continuous


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
        combined.finish()
        return saved(pdf)


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


@dataclass
class _CombinedPdf:
    """The PDF as it grows, section by section."""

    pdf: Pdf
    binding: Binding
    layouts: list[PageLayout] = field(default_factory=list)
    bookmarks: list[OutlineItem] = field(default_factory=list)
    unnumbered: set[int] = field(default_factory=set)
    """The pages, counted from 0, that show no number."""
    starts: dict[str, int] = field(default_factory=dict)
    """Section → its first page, counted from 0."""
    captions: dict[int, str] = field(default_factory=dict)
    """What is printed at the foot of a page, counted from 0."""

    def __post_init__(self) -> None:
        self.tags = StructureTree(self.pdf)

    def add(
        self, section: BoundSection, document: _SourceFile, attachments: Sequence[_SourceFile]
    ) -> None:
        self._start_on_fresh_sheet()
        first = len(self.layouts)
        self.starts[section.name] = first
        bookmark = OutlineItem(section.title, first)
        self.bookmarks.append(bookmark)
        self._add_document(section.title, document)
        if not section.numbered:
            self.unnumbered.update(range(first, len(self.layouts)))
        for attachment, source in zip(section.followers, attachments, strict=True):
            title = attachment.title or attachment.path.stem
            bookmark.children.append(OutlineItem(title, len(self.layouts)))
            try:
                for page in self._add_attachment(source):
                    self.captions[len(self.layouts) - 1] = attachment.caption
                    self.tags.add_figure(page, title)
            except Exception as error:
                # A damaged file from outside fails anywhere in pikepdf and Pillow, in many ways.
                problem = _problem(attachment.path, UnprintableFileError(*DAMAGED))
                raise AttachmentError([problem]) from error
        if not section.numbered:
            self._leave_back_of_cover_blank()

    def finish(self) -> None:
        """Adds what needs all pages: their numbers, the tags, the bookmarks, the metadata."""
        numbers = ["" if self._is_unnumbered(n) else str(n + 1) for n in range(len(self.layouts))]
        captions = [self.captions.get(n, "") for n in range(len(self.layouts))]
        pages.draw_feet(self.pdf, self.layouts, numbers, captions)
        pages.lead_to_sections(self.pdf, self.starts)
        self.tags.finish()
        with self.pdf.open_outline() as outline:
            outline.root.extend(self.bookmarks)
        describe(self.pdf, self.binding, is_accessible=self.tags.is_accessible)

    def _is_unnumbered(self, page: int) -> bool:
        return page in self.unnumbered or not self.binding.numbered

    def _leave_back_of_cover_blank(self) -> None:
        if self.binding.bound and len(self.bookmarks) == 1 and len(self.layouts) % 2:
            self.unnumbered.add(len(self.layouts))
            self._add_blank_page()

    def _add_document(self, title: str, source: _SourceFile) -> None:
        assert source.pdf is not None
        added = pages.add_pages(self.pdf, source.pdf)
        for page in added:
            pages.set_section(page, self._next_layout())
        self.tags.add_part(source.pdf, added, title)

    def _add_attachment(self, source: _SourceFile) -> Iterator[Page]:
        if source.pdf is None:
            for number in range(source.pages):
                layout = self._next_layout()
                picture = images.encoded_pictures(source.path, layout.picture_size)[number]
                yield pages.add_picture(self.pdf, picture, layout)
            return
        self.tags.is_accessible &= has_all_fonts(source.pdf)
        # What was typed into a form or stamped on a letter is part of what it shows.
        source.pdf.flatten_annotations("print")
        for page in source.pdf.pages:
            yield pages.add_foreign_page(self.pdf, page, self._next_layout())
        pages.keep_layers(self.pdf, source.pdf)

    def _start_on_fresh_sheet(self) -> None:
        if not self.binding.numbered and len(self.layouts) % 2:
            self._add_blank_page()

    def _add_blank_page(self) -> None:
        layout = self._next_layout()
        self.pdf.add_blank_page(page_size=(layout.width, layout.height))

    def _next_layout(self) -> PageLayout:
        width, height = pages.PAPER_SIZES[self.binding.paper]
        side: Side = "right" if len(self.layouts) % 2 else "left"
        self.layouts.append(PageLayout(width, height, side if self.binding.bound else ""))
        return self.layouts[-1]


def _open_sources(sections: Sequence[BoundSection], opened: ExitStack) -> list[list[_SourceFile]]:
    """The files of each section; raises AttachmentError with all that can't be printed."""
    problems: list[DocumentProblem] = []
    sources: list[list[_SourceFile]] = []
    for section in sections:
        sources.append([])
        for path in (section.document, *(one.path for one in section.followers)):
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


def describe(
    pdf: Pdf, binding: Binding, *, is_accessible: bool = False, **preferences: Any
) -> None:
    """Says what the PDF is, and how a viewer shows and prints it."""
    pdf.Root.Lang = String(binding.language)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, Duplex=Name.DuplexFlipLongEdge, **preferences
    )
    # No dates: equal packages are equal files.
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = binding.title
        metadata["dc:creator"] = [binding.author]
        metadata["dc:language"] = {binding.language}
        metadata["pdf:Producer"] = "leavebehind"
        if is_accessible:
            metadata["pdfuaid:part"] = "1"


def saved(pdf: Pdf) -> bytes:
    """The bytes of the PDF; equal content gives equal ones."""
    # Into memory: with a deterministic id, a write to a full disk ends the whole process, because
    # qpdf throws in a destructor then (pikepdf 10.18).
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return buffer.getvalue()
