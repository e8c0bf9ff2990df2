"""Draws the pictures of samples/gallery, and its page, from the sample's packages in every theme.

Run it with: python samples/make_gallery.py (it needs `pip install -e ".[test]"`, and Chromium).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

import leavebehind
from leavebehind.docx.print_copy import print_copy
from leavebehind.pdf.choice import engines, usable
from leavebehind.records import Theme

HERE = Path(__file__).parent
GALLERY = HERE / "gallery"
WIDTH = 460
"""Pixels of a page's picture."""
FRONT = ("cover_letter", "resume", "references", "business_card")
"""What the README's picture shows of a package."""
CHANGES = {
    "six days ahead, in eleven hospitals": "nine days ahead, in fourteen hospitals",
    "a nurse finds out first": "a nurse is the first to know",
    "This booklet holds the details": "The next pages hold the details",
}
"""What becomes different in the workbook after the letter was edited."""
CARD, BRIEF = "business_card", "interview_brief"


WORDS: dict[Theme, str] = {
    "default": "Calibri and petrol: everything begins at one edge, dates stand at the other.",
    "modern": "Arial and brick red: dates and labels stand in a column of their own.",
    "classic": "Cambria in ink alone, names and titles in the middle: for law, academia, banking.",
    "bold": "The accent as a ground: for creative work.",
}
"""What each theme looks like, for the reader of the page."""


@dataclass(frozen=True)
class GalleryPage:
    """The picture of a page, and the section that it is a page of."""

    section: str
    page: Image.Image


def draw_gallery() -> None:
    """One picture a page of the sample in each theme, one of a whole package, and the page."""
    GALLERY.mkdir(exist_ok=True)
    for old in GALLERY.glob("*.png"):
        old.unlink()
    text = [HEAD]
    for theme, words in WORDS.items():
        sheets = list(_sheets(theme))
        text += [f"## {theme.capitalize()}", "", f"{words} `--theme {theme}`", ""]
        for number, sheet in enumerate(sheets, 1):
            picture = f"{theme}-{number:02}.png"
            _save(_framed(sheet.page), GALLERY / picture)
            title = sheet.section.replace("_", " ").capitalize()
            text.append(f'<img src="{picture}" width="32%" alt="{title}, {theme} theme">')
        text.append("")
        if theme == "default":
            first = {sheet.section: sheet.page for sheet in reversed(sheets)}
            _save(_side_by_side([first[section] for section in FRONT]), GALLERY / "package.png")
    _save(_side_by_side(_restyled()), GALLERY / "restyled.png")
    _save(_side_by_side(_merged()), GALLERY / "merged.png")
    _save(_overview(), GALLERY / "overview.png")
    (GALLERY / "README.md").write_text("\n".join(text), encoding="utf-8")


HEAD = """# Every page of the sample, in four themes

![A résumé before and after another font and accent were chosen in Word](restyled.png)

All colours and fonts are the theme's: the résumé at the right is the one at the left after two
choices in Word, Design ▸ Colors and Design ▸ Fonts. Below is one bound package of
the sample's workbook, the business cards and the brief, as
`leavebehind build samples/interviews.xlsx` makes them. To draw the pictures again:
`python samples/make_gallery.py`.
"""


def _sheets(theme: Theme) -> Iterator[GalleryPage]:
    """The pages of a bound package, of its cards and of the candidate's own brief."""
    with tempfile.TemporaryDirectory() as folder:
        report = leavebehind.build(HERE / "interviews.xlsx", folder, theme=theme)
        package = next(p for p in report.packages if p.interview.format == "bound")
        documents = {document.section: document.path for document in package.documents}
        sections = [section for section in documents if section != CARD]
        pages = _pages(package.pdf)
        starts = [*_starts(package.pdf), len(pages)]
        for section, (start, end) in zip(sections, pairwise(starts), strict=True):
            yield from (GalleryPage(section, page) for page in pages[start:end])
        yield from (GalleryPage(CARD, page) for page in _pages(documents[CARD].with_suffix(".pdf")))
        brief = next(b.path for b in report.briefs if b.path.is_relative_to(package.folder.parent))
        yield from (GalleryPage(BRIEF, page) for page in _pages(_printed(brief, Path(folder))))


def _overview() -> Image.Image:
    """The top of the overview page, as a browser shows it, twice as large."""
    with tempfile.TemporaryDirectory() as name:
        folder, picture = Path(name), Path(name, "overview.png")
        leavebehind.build(HERE / "interviews.xlsx", folder)
        page = (folder / "index.html").as_uri()
        window = ("--window-size=1180,960", "--force-device-scale-factor=2", "--hide-scrollbars")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", *window]
        subprocess.run([*command, f"--screenshot={picture}", page], check=True, timeout=60)
        return Image.open(picture).convert("RGB")


def _merged() -> list[Image.Image]:
    """A letter that its owner has edited, with the workbook's changes in it, and with them
    accepted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "interviews.xlsx"
        shutil.copytree(HERE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("packages"))
        report = leavebehind.build(workbook, folder / "made", pdf="none")
        package = next(p for p in report.packages if p.interview.company.startswith("Calder"))
        letter = next(d.path for d in package.documents if d.section == "cover_letter")
        _edit(letter)
        _change(workbook)
        before = folder / "before.docx"
        before.write_bytes(letter.read_bytes())
        leavebehind.build(workbook, folder / "made", pdf="none", on_conflict="merge")
        after = folder / "after.docx"
        after.write_bytes(print_copy(letter.read_bytes())[0])
        return [_pages(_printed(one, folder))[0] for one in (before, letter, after)]


def _edit(letter: Path) -> None:
    """What the candidate writes into the letter."""
    word = docx.Document(str(letter))
    longest = max(word.paragraphs, key=lambda paragraph: len(paragraph.text))
    longest.add_run(" This sentence is the candidate's own.").italic = True
    word.save(str(letter))


def _change(workbook: Path) -> None:
    """What becomes different in the workbook afterwards."""
    book = openpyxl.load_workbook(workbook)
    for row in book["Interviews"].iter_rows():
        for cell in row:
            for before, after in CHANGES.items():
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace(before, after)
    book.save(workbook)


def _restyled() -> list[Image.Image]:
    """The first page of a résumé, before and after its theme was changed in Word."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = HERE / "interviews.xlsx"
        report = leavebehind.build(workbook, folder, pdf="none", interview="Harbor & Vine")
        resume = next(d.path for d in report.packages[0].documents if d.section == "resume")
        changed = folder / "restyled.docx"
        with zipfile.ZipFile(resume) as old, zipfile.ZipFile(changed, "w") as new:
            for part in old.namelist():
                content = old.read(part)
                if part == "word/theme/theme1.xml":
                    content = content.replace(b"Calibri", b"Cambria").replace(b"0F4C5C", b"8C3B3B")
                new.writestr(part, content.replace(b'"0F4C5C"', b'"8C3B3B"'))
        return [_pages(_printed(document, folder))[0] for document in (resume, changed)]


def _printed(document: Path, folder: Path) -> Path:
    return usable("auto", engines())[0].convert(document, folder)


def _starts(pdf: Path | None) -> list[int]:
    """The pages on which the sections begin."""
    with pypdfium2.PdfDocument(pdf) as document:
        marks = [mark for mark in document.get_toc() if mark.level == 0]
        return [mark.get_dest().get_index() for mark in marks]


def _pages(pdf: Path | None) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            page.render(scale=2 * WIDTH / page.get_width()).to_pil().convert("RGB")
            for page in document
        ]


def _side_by_side(pages: Sequence[Image.Image]) -> Image.Image:
    framed = [_framed(page) for page in pages]
    sheet = Image.new("RGB", (sum(p.width for p in framed), max(p.height for p in framed)), "white")
    left = 0
    for page in framed:
        sheet.paste(page, (left, 0))
        left += page.width
    return sheet


def _framed(page: Image.Image, margin: int = 24) -> Image.Image:
    """The page on white, with the shadow of a sheet of paper."""
    size = (page.width + 2 * margin, page.height + 2 * margin)
    sheet = Image.new("RGB", size, "white")
    edge = (margin, margin, margin + page.width - 1, margin + page.height - 1)
    ImageDraw.Draw(sheet).rectangle([side + 4 for side in edge], fill="#c8ccd0")
    sheet = sheet.filter(ImageFilter.GaussianBlur(7))
    sheet.paste(page, (margin, margin))
    ImageDraw.Draw(sheet).rectangle(edge, outline="#d8dcdf", width=2)
    return sheet


def _save(picture: Image.Image, path: Path) -> None:
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    half.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    draw_gallery()
