"""PDFs and pictures → the one PDF of a package, ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from pikepdf import (
    Dictionary,
    Name,
    ObjectStreamMode,
    OutlineItem,
    Page,
    Pdf,
    String,
)

from leavebehind.attachments import DAMAGED, Unprintable, is_pdf, open_pdf
from leavebehind.bind import images, pages
from leavebehind.bind.pages import Sheet
from leavebehind.bind.tags import Tags
from leavebehind.errors import AttachmentError, DocumentProblem, OutputError
from leavebehind.records import Paper


@dataclass(frozen=True)
class Leaf:
    """A section: its PDF, and the PDFs and pictures that follow it."""

    title: str
    document: Path
    attachments: tuple[Path, ...] = ()
    numbered: bool = True
    """False for the cover, which counts as a page but shows no number."""


@dataclass(frozen=True)
class Binding:
    """What the package is called and printed on."""

    title: str
    author: str
    language: str
    paper: Paper
    bound: bool


def bind(leaves: Sequence[Leaf], target: Path, binding: Binding) -> None:
    """Writes the combined PDF of the sections; equal input gives equal bytes.

    In a folder every section starts on a fresh sheet when both sides are printed; a bound package
    has page numbers and a binding margin instead. Raises AttachmentError with every file that
    can't be printed, OutputError where `target` can't be written.
    """
    with ExitStack() as opened, Pdf.new() as pdf:
        parts = _open(leaves, opened)
        book = _Book(pdf, binding)
        for leaf, documents in parts:
            book.add(leaf, documents)
        book.finish()
        _write(pdf, target)


def count_pages(path: Path) -> int:
    """How many pages a PDF or a picture file gives; raises AttachmentError as `bind` does."""
    try:
        found = path.stat()
    except OSError:
        return _counted(path, 0, 0)
    return _counted(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1024)
def _counted(path: Path, _changed: int, _size: int) -> int:
    with ExitStack() as opened:
        try:
            return _examine(path, opened).pages
        except Unprintable as error:
            raise AttachmentError([_problem(path, error)]) from error


def first_pages(counts: Sequence[int], *, bound: bool) -> list[int]:
    """The page of the combined PDF on which each section starts, counted from 1.

    `counts` has the pages of each section, those of its attachments included.
    """
    taken = counts if bound else [count + count % 2 for count in counts]
    return [1 + before for before in accumulate(taken, initial=0)][: len(counts)]


@dataclass(frozen=True)
class _Part:
    """A file to be bound, and how many pages it gives; `pdf` is None for a picture."""

    path: Path
    pdf: Pdf | None
    pages: int


@dataclass
class _Book:
    """The PDF as it grows, section by section."""

    pdf: Pdf
    binding: Binding
    sheets: list[Sheet] = field(default_factory=list)
    bookmarks: list[OutlineItem] = field(default_factory=list)
    first_number: int = 1

    def __post_init__(self) -> None:
        self.tags = Tags(self.pdf)

    def add(self, leaf: Leaf, parts: Sequence[_Part]) -> None:
        self._turn_to_fresh_sheet()
        if not leaf.numbered:
            self.first_number = len(self.sheets) + parts[0].pages + 1
        document, *attachments = parts
        bookmark = OutlineItem(leaf.title, len(self.sheets))
        self._add_section(leaf.title, document)
        for attachment in attachments:
            bookmark.children.append(OutlineItem(attachment.path.stem, len(self.sheets)))
            try:
                for page in self._add_attachment(attachment):
                    self.tags.add_figure(page, attachment.path.stem)
            except Exception as error:
                # What a stranger's file holds fails anywhere in pikepdf and Pillow, in many ways.
                raise AttachmentError([_problem(attachment.path, DAMAGED)]) from error
        self.bookmarks.append(bookmark)

    def finish(self) -> None:
        if self.binding.bound:
            pages.draw_numbers(self.pdf, self.sheets, self.first_number)
        self.tags.finish()
        with self.pdf.open_outline() as outline:
            outline.root.extend(self.bookmarks)
        self._describe()

    def _add_section(self, title: str, part: _Part) -> None:
        assert part.pdf is not None
        first = len(self.pdf.pages)
        self.pdf.pages.extend(part.pdf.pages)
        added = [self.pdf.pages[index] for index in range(first, len(self.pdf.pages))]
        for page in added:
            pages.set_section(page, self._next_sheet())
        self.tags.add_part(part.pdf, added, title)

    def _add_attachment(self, part: _Part) -> Iterator[Page]:
        if part.pdf is None:
            for number in range(part.pages):
                sheet = self._next_sheet()
                picture = images.prints(part.path, sheet.picture_room)[number]
                yield pages.add_picture(self.pdf, picture, sheet)
            return
        # What was typed into a form or stamped on a letter is part of what it shows.
        part.pdf.flatten_annotations("print")
        for page in part.pdf.pages:
            yield pages.add_foreign_page(self.pdf, page, self._next_sheet())
        pages.keep_layers(self.pdf, part.pdf)

    def _turn_to_fresh_sheet(self) -> None:
        if not self.binding.bound and len(self.sheets) % 2:
            sheet = self._next_sheet()
            self.pdf.add_blank_page(page_size=(sheet.width, sheet.height))

    def _next_sheet(self) -> Sheet:
        width, height = pages.SIZES[self.binding.paper]
        sides = ("left", "right") if self.binding.bound else ("", "")
        self.sheets.append(Sheet(width, height, sides[len(self.sheets) % 2]))
        return self.sheets[-1]

    def _describe(self) -> None:
        root = self.pdf.Root
        root.Lang = String(self.binding.language)
        root.PageMode = Name.UseOutlines
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Duplex=Name.DuplexFlipLongEdge)
        # No dates: equal packages are equal files.
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = self.binding.title
            metadata["dc:creator"] = [self.binding.author]
            metadata["dc:language"] = {self.binding.language}
            metadata["pdf:Producer"] = "leavebehind"


def _open(leaves: Sequence[Leaf], opened: ExitStack) -> list[tuple[Leaf, list[_Part]]]:
    problems: list[DocumentProblem] = []
    parts = []
    for leaf in leaves:
        found = []
        for path in (leaf.document, *leaf.attachments):
            try:
                found.append(_examine(path, opened))
            except Unprintable as error:
                problems.append(_problem(path, error))
        parts.append((leaf, found))
    if problems:
        raise AttachmentError(list(dict.fromkeys(problems)))
    return parts


def _examine(path: Path, opened: ExitStack) -> _Part:
    if is_pdf(path):
        pdf = opened.enter_context(open_pdf(path))
        return _Part(path, pdf, len(pdf.pages))
    return _Part(path, None, images.count_pages(path))


def _problem(path: Path, error: Unprintable) -> DocumentProblem:
    return DocumentProblem(str(path), "", 0, "", error.message, error.hint)


def _write(pdf: Pdf, target: Path) -> None:
    unfinished = target.with_name(f".{target.stem}.part")
    try:
        pdf.save(
            unfinished,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
        )
        unfinished.replace(target)
    except OSError as error:
        reason = f"it can't be written ({error.strerror}); close it where it is open"
        raise OutputError(f"{target}: {reason}") from error
    finally:
        unfinished.unlink(missing_ok=True)
