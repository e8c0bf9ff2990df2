"""The combined PDF: fresh sheets, page numbers, attachments, bookmarks, tags, equal bytes."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms

import leavebehind
from leavebehind.bind.binder import (
    Attachment,
    Binding,
    BoundSection,
    bind,
    count_pages,
    first_pages,
)
from leavebehind.errors import AttachmentError

MM = 72 / 25.4
LETTER = (612.0, 792.0)
A4 = (595.276, 841.89)

Make = Callable[..., Path]
Bound = Callable[..., Pdf]


@pytest.fixture
def make_pdf(tmp_path: Path) -> Make:
    """A PDF whose pages each have a black square of 20 × 20 pt, 100 pt from left and bottom."""

    def make(name: str, pages: int = 1, size: tuple[float, float] = LETTER) -> Path:
        path = tmp_path / f"{name}.pdf"
        with Pdf.new() as pdf:
            for number in range(pages):
                page = pdf.add_blank_page(page_size=size)
                page.obj.Contents = Stream(pdf, b"%% %s %d\n100 100 20 20 re f" % (b"page", number))
            pdf.save(path)
        return path

    return make


@pytest.fixture
def make_picture(tmp_path: Path) -> Make:
    def make(name: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **save: Any) -> Path:
        path = tmp_path / name
        Image.new(mode, size).save(path, **save)
        return path

    return make


@pytest.fixture
def make_book(tmp_path: Path, request: pytest.FixtureRequest) -> Bound:
    """The combined PDF of the sections, opened."""

    def make(*sections: BoundSection, paper: str = "letter", bound: bool = False) -> Pdf:
        target = tmp_path / "book.pdf"
        target.write_bytes(bind(sections, a_binding(paper=paper, bound=bound)))
        opened = Pdf.open(target)
        request.addfinalizer(opened.close)
        assert opened.check_pdf_syntax() == []
        return opened

    return make


def bound_section(
    title: str, document: Path, attached: Iterable[Attachment | Path] = (), **more: Any
) -> BoundSection:
    attachments = (Attachment(one) if isinstance(one, Path) else one for one in attached)
    return BoundSection(title, document, tuple(attachments), **more)


def a_binding(**changed: Any) -> Binding:
    plain = {"title": "Avery Quinn – Northwind", "author": "Avery Quinn", "language": "en-US"}
    return Binding(**{**plain, "paper": "letter", "bound": False, **changed})


def is_blank(page: pikepdf.Page) -> bool:
    return not pikepdf.parse_content_stream(page)


def ink(pdf: Path | Pdf, page: int) -> tuple[float, float, float, float] | None:
    """Where page `page` (from 0) is not white: left, bottom, right, top in points."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed")
    path = pdf if isinstance(pdf, Path) else Path(pdf.filename)
    number = str(page + 1)
    run = subprocess.run(
        ["pdftoppm", "-r", "72", "-gray", "-f", number, "-l", number, str(path)],
        capture_output=True,
        check=True,
    )
    picture = Image.open(io.BytesIO(run.stdout))
    found = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    if found is None:
        return None
    left, top, right, bottom = found
    return left, picture.height - bottom, right, picture.height - top


def text(pdf: Pdf, page: int) -> list[str]:
    number = str(page + 1)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-f", number, "-l", number, str(pdf.filename), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


# -- folder ----------------------------------------------------------------------------------


def test_in_a_folder_every_section_starts_on_a_fresh_sheet(
    make_pdf: Make, make_book: Bound
) -> None:
    sections = [bound_section(f"{pages}", make_pdf(f"{pages}", pages)) for pages in (1, 2, 3, 1)]
    book = make_book(*sections)
    assert [is_blank(page) for page in book.pages] == [
        *(False, True),
        *(False, False),
        *(False, False, False, True),
        False,
    ]


def test_attachments_follow_their_section_before_the_sheet_is_turned(
    make_pdf: Make, make_picture: Make, make_book: Bound
) -> None:
    letters = bound_section("Letters", make_pdf("a"), (make_pdf("b"), make_picture("c.png")))
    book = make_book(letters, bound_section("Last", make_pdf("d")))
    assert [is_blank(page) for page in book.pages] == [False, False, False, True, False]


def test_in_a_folder_no_page_shows_a_number(make_pdf: Make, make_book: Bound) -> None:
    book = make_book(bound_section("One", make_pdf("a", 2)))
    assert [text(book, page) for page in (0, 1)] == [[], []]


@pytest.mark.parametrize(
    ("bound", "starts"), [(False, [1, 3, 5, 9]), (True, [1, 2, 4, 7])], ids=["folder", "bound"]
)
def test_the_contents_can_know_where_each_section_starts(
    make_pdf: Make, make_book: Bound, bound: bool, starts: list[int]
) -> None:
    sections = [
        bound_section(name, make_pdf(name, pages))
        for name, pages in zip("abcd", (1, 2, 3, 1), strict=True)
    ]
    book = make_book(*sections, bound=bound)
    assert first_pages([1, 2, 3, 1], fresh_sheets=not bound) == starts
    assert bookmarked_pages(book) == starts


# -- bound -----------------------------------------------------------------------------------


def test_a_bound_package_has_no_blank_pages(make_pdf: Make, make_book: Bound) -> None:
    book = make_book(
        bound_section("a", make_pdf("a")), bound_section("b", make_pdf("b")), bound=True
    )
    assert [is_blank(page) for page in book.pages] == [False, False]


def test_page_numbers_run_through_the_whole_and_spare_the_cover(
    make_pdf: Make, make_picture: Make, make_book: Bound
) -> None:
    cover = bound_section("Cover", make_pdf("cover"), numbered=False)
    letters = bound_section("Letters", make_pdf("a", 2), (make_pdf("b"), make_picture("c.png")))
    book = make_book(cover, letters, bound_section("Last", make_pdf("d")), bound=True)
    shown = [text(book, page) for page in range(len(book.pages))]
    assert shown == [[], [], ["3"], ["4"], ["5"], ["6"], ["7"]]
    assert is_blank(book.pages[1])


def test_page_numbers_are_set_in_an_embedded_face(make_pdf: Make, make_book: Bound) -> None:
    book = make_book(bound_section("a", make_pdf("a")), bound=True)
    fonts = [
        font
        for font in book.objects
        if isinstance(font, Dictionary) and font.get("/Type") == Name.Font
    ]
    assert [str(font.BaseFont).split("+")[-1] for font in fonts] == ["Carlito"]
    assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_page_numbers_stand_at_the_right_edge_of_the_text(make_book: Bound, tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=LETTER)
        pdf.save(tmp_path / "white.pdf")
    book = make_book(bound_section("a", tmp_path / "white.pdf"), bound=True)
    edge = (LETTER[0] + 165.9 * MM) / 2
    for page, shift in ((0, 6.35 * MM), (1, -6.35 * MM)):
        number = ink(book, page)
        assert number is not None
        assert number[2] == pytest.approx(edge + shift, abs=4)
        assert number[3] < 20 * MM


def test_an_attachment_has_its_title_and_a_caption_at_its_foot(
    make_pdf: Make, make_book: Bound
) -> None:
    bridge = Attachment(make_pdf("s1"), "Bridge banner", "Work sample 3 · Bridge banner")
    book = make_book(bound_section("Samples", make_pdf("a"), (bridge,)))
    assert bookmarks(book) == [("Samples", ["Bridge banner"])]
    assert "Work sample 3 · Bridge banner" in " ".join(text(book, 1))


def captioned(make_pdf: Make, make_book: Bound, caption: str) -> Path:
    attachment = Attachment(make_pdf("s1"), "S", caption)
    return make_book(bound_section("Samples", make_pdf("a"), (attachment,)))


def test_a_caption_has_the_names_that_can_be_set_and_no_empty_box(
    make_pdf: Make, make_book: Bound
) -> None:
    for said, printed in (
        ("Recommendation · 山田 太郎", "Recommendation · 山田 太郎"),
        ("Recommendation · \U00012000", "Recommendation"),
    ):
        assert " ".join(text(captioned(make_pdf, make_book, said), 1)).endswith(printed)


@pytest.mark.parametrize(
    ("joined", "apart"), [("ببب", "\ufe8f" * 3), ("त्र", "तर")], ids=["Arabic", "Hindi"]
)
def test_letters_join_in_captions(
    make_book: Bound, tmp_path: Path, joined: str, apart: str
) -> None:
    widths = []
    for caption in (joined, apart):
        with Pdf.new() as pdf:
            pdf.add_blank_page(page_size=LETTER)
            pdf.save(tmp_path / "white.pdf")
        attachment = Attachment(tmp_path / "white.pdf", "S", caption)
        book = make_book(bound_section("Samples", tmp_path / "white.pdf", (attachment,)))
        left, _, right, _ = ink_of(book, 1)
        widths.append(right - left)
    assert widths[0] < widths[1] - 1


def test_a_caption_that_is_longer_than_a_line_is_cut(make_pdf: Make, make_book: Bound) -> None:
    long = Attachment(make_pdf("s1"), caption="Work sample " * 40)
    book = make_book(bound_section("Samples", make_pdf("a"), (long,)))
    assert text(book, 1)[-1].endswith("…")


def test_the_inner_margin_is_half_an_inch_wider_and_mirrored(
    make_pdf: Make, make_book: Bound
) -> None:
    plain = make_pdf("a", 2)
    cover = bound_section("a", plain, numbered=False)
    before = ink(plain, 0)
    book = make_book(cover, bound=True)
    odd, even = ink(book, 0), ink(book, 1)
    assert before is not None
    assert odd is not None
    assert even is not None
    assert odd[0] - before[0] == pytest.approx(6.35 * MM, abs=1)
    assert even[0] - before[0] == pytest.approx(-6.35 * MM, abs=1)
    assert odd[1] == before[1]


def test_an_attached_page_is_shrunk_to_stay_clear_of_binding_and_number(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=LETTER)
        page.obj.Contents = Stream(pdf, b"0 0 612 792 re f")
        pdf.save(tmp_path / "full.pdf")
    section = bound_section("a", make_pdf("a"), (tmp_path / "full.pdf",), numbered=False)
    book = make_book(section, bound=True)
    scale, _, _, _, left, bottom = placed(book.pages[1])
    # On an even page the binding is at the right.
    assert (left, left + 612 * scale) == pytest.approx((0, 612 - 12.7 * MM), abs=0.1)
    assert bottom >= 14 * MM
    assert bottom + 792 * scale <= 792


def placed(page: pikepdf.Page) -> list[float]:
    """The matrix by which an attachment is set on its page."""
    first = next(i for i in pikepdf.parse_content_stream(page) if str(i.operator) == "cm")
    return [float(value) for value in first.operands]


def ink_of(pdf: Pdf, page: int) -> tuple[float, float, float, float]:
    found = ink(pdf, page)
    assert found is not None
    return found


# -- paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [("letter", LETTER), ("a4", A4)])
@pytest.mark.parametrize("bound", [False, True])
def test_every_page_is_of_the_packages_paper(
    make_pdf: Make,
    make_picture: Make,
    make_book: Bound,
    paper: str,
    size: tuple[float, float],
    bound: bool,
) -> None:
    attachments = (
        make_pdf("landscape", size=(960, 540)),
        make_pdf("small", size=(300, 400)),
        make_pdf("a4", size=A4),
        make_picture("wide.jpg", (4000, 500)),
        make_picture("tall.png", (50, 3000)),
    )
    section = make_pdf("section", 2, size=LETTER)
    book = make_book(bound_section("a", section, attachments), paper=paper, bound=bound)
    for page in book.pages:
        box = [float(value) for value in page.mediabox]
        assert box == pytest.approx([0, 0, *size], abs=0.01)
        assert "/Rotate" not in page.obj
        assert "/CropBox" not in page.obj


def test_a_page_of_almost_the_right_size_is_taken_as_it_is(
    make_pdf: Make, make_book: Bound
) -> None:
    book = make_book(bound_section("a", make_pdf("a", size=(612, 791.5))))
    assert b" cm" not in book.pages[0].Contents.read_bytes()


def square(page_size: tuple[float, float], tmp_path: Path, **keys: Any) -> Path:
    """A PDF page with a black square in its lower left corner, and keys of its own."""
    path = tmp_path / "square.pdf"
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=page_size)
        page.obj.Contents = Stream(pdf, b"0 0 60 60 re f")
        for name, value in keys.items():
            page.obj[f"/{name}"] = value
        pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("rotate", "corner"), [(0, (0, 0)), (90, (0, 732)), (180, (552, 732)), (270, (552, 0))]
)
def test_an_attached_page_stands_as_viewers_turn_it(
    make_pdf: Make, make_book: Bound, tmp_path: Path, rotate: int, corner: tuple[int, int]
) -> None:
    size = LETTER if rotate % 180 == 0 else LETTER[::-1]
    attached = square(size, tmp_path, Rotate=rotate)
    book = make_book(bound_section("a", make_pdf("a"), (attached,)))
    assert ink_of(book, 1)[:2] == pytest.approx(corner, abs=1)


def test_a_landscape_page_is_turned_with_its_head_to_the_left(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    attached = square(LETTER[::-1], tmp_path)
    book = make_book(bound_section("a", make_pdf("a"), (attached,)))
    # Lower left of the landscape page: lower right of the upright one.
    assert ink_of(book, 1) == pytest.approx((552, 0, 612, 60), abs=1)


def test_only_what_the_crop_box_shows_is_printed(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    attached = square((1000, 1000), tmp_path, CropBox=Array([30, 30, 330, 430]))
    book = make_book(bound_section("a", make_pdf("a"), (attached,)))
    left, bottom, right, top = ink_of(book, 1)
    assert (right - left, top - bottom) == pytest.approx((30, 30), abs=1)
    assert (left, bottom) == pytest.approx((612 / 2 - 150, 792 / 2 - 200), abs=1)


def test_the_edges_that_a_printer_would_trim_are_shown(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    attached = square(LETTER, tmp_path, TrimBox=Array([30, 30, 600, 780]))
    book = make_book(bound_section("a", make_pdf("a"), (attached,)))
    assert ink_of(book, 1) == pytest.approx((0, 0, 60, 60), abs=1)


@pytest.mark.parametrize("is_shown_by_name", [False, True])
def test_layers_that_an_attached_page_hides_stay_hidden(
    make_pdf: Make, make_book: Bound, tmp_path: Path, is_shown_by_name: bool
) -> None:
    attached = tmp_path / "layers.pdf"
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=LETTER)
        names = ("Shown", "Hidden")
        layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in names]
        page.obj.Resources = Dictionary(Properties=Dictionary(A=layers[0], B=layers[1]))
        content = b"/OC /A BDC 0 0 60 60 re f EMC /OC /B BDC 300 300 60 60 re f EMC"
        page.obj.Contents = Stream(pdf, content)
        shown = Dictionary(OFF=Array(layers[1:]))
        if is_shown_by_name:
            shown = Dictionary(BaseState=Name.OFF, ON=Array(layers[:1]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=shown)
        pdf.save(attached)
    book = make_book(
        bound_section("a", make_pdf("a"), (attached,)),
        bound_section("b", make_pdf("b"), (attached,)),
    )
    assert [ink_of(book, page) for page in (1, 3)] == [pytest.approx((0, 0, 60, 60), abs=1)] * 2


def test_a_section_on_another_paper_is_fitted(make_book: Bound, tmp_path: Path) -> None:
    book = make_book(bound_section("a", square((1224, 1584), tmp_path)))
    assert ink_of(book, 0) == pytest.approx((0, 0, 30, 30), abs=1)


# -- pictures --------------------------------------------------------------------------------


def drawn(book: Pdf, page: int = 1) -> tuple[pikepdf.PdfImage, float, float]:
    """The picture of a page, and its printed width and height in points."""
    found = book.pages[page]
    width, _, _, height, _, _ = placed(found)
    return pikepdf.PdfImage(found.obj.Resources.XObject.Drawing), width, height


def test_a_small_picture_is_not_blown_up_beyond_150_dpi(
    make_pdf: Make, make_picture: Make, make_book: Bound
) -> None:
    section = bound_section("a", make_pdf("a"), (make_picture("p.png", (300, 150)),))
    _, width, height = drawn(make_book(section))
    assert (width, height) == pytest.approx((144, 72), abs=0.1)


def test_a_large_picture_fills_the_page_within_15_mm_at_300_dpi(
    make_pdf: Make, make_picture: Make, make_book: Bound
) -> None:
    section = bound_section("a", make_pdf("a"), (make_picture("p.png", (2400, 1200)),))
    picture, width, height = drawn(make_book(section))
    assert width == pytest.approx(612 - 30 * MM, abs=0.1)
    assert height == pytest.approx(width / 2, abs=0.1)
    assert picture.width == pytest.approx(width / 72 * 300, abs=1)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("grey.jpg", "L"),
        ("cmyk.jpg", "CMYK"),
        ("bits.png", "1"),
        ("palette.gif", "P"),
        ("alpha.png", "RGBA"),
        ("alpha.webp", "RGBA"),
        ("grey_alpha.png", "LA"),
        ("deep.png", "I;16"),
        ("deep.tif", "I;16"),
        ("old.bmp", "RGB"),
    ],
)
def test_pictures_of_every_kind_are_printed(
    make_pdf: Make, make_picture: Make, make_book: Bound, name: str, mode: str
) -> None:
    section = bound_section("a", make_pdf("a"), (make_picture(name, (40, 20), mode),))
    picture, *_ = drawn(make_book(section))
    assert picture.as_pil_image().size == (40, 20)


@pytest.mark.parametrize(("name", "mode"), [("lab.tif", "LAB"), ("photo.jpg", "RGB")])
def test_a_picture_has_the_colours_of_its_profile_where_that_is_of_its_kind(
    make_pdf: Make, make_book: Bound, tmp_path: Path, name: str, mode: str
) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    colour = {"LAB": (128, 128, 128), "RGB": (119, 119, 119)}[mode]
    Image.new(mode, (40, 20), colour).save(tmp_path / name, icc_profile=lab.tobytes())
    picture, *_ = drawn(make_book(bound_section("a", make_pdf("a"), (tmp_path / name,))))
    seen = picture.as_pil_image().convert("RGB").getpixel((5, 5))
    assert seen == pytest.approx((119, 119, 119), abs=2)


def test_what_is_transparent_is_paper(make_pdf: Make, make_picture: Make, make_book: Bound) -> None:
    section = bound_section("a", make_pdf("a"), (make_picture("p.png", (40, 20), "RGBA"),))
    picture, *_ = drawn(make_book(section))
    assert picture.as_pil_image().convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_tones(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    path = tmp_path / "deep.png"
    Image.new("I;16", (40, 20), 0x8000).save(path)
    picture, *_ = drawn(make_book(bound_section("a", make_pdf("a"), (path,))))
    assert picture.as_pil_image().getpixel((5, 5)) == pytest.approx(128, abs=2)


def test_a_picture_without_loss_stays_without_loss(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    path = tmp_path / "noise.png"
    noise = Image.effect_noise((60, 40), 90).convert("RGB")
    noise.save(path)
    picture, *_ = drawn(make_book(bound_section("a", make_pdf("a"), (path,))))
    assert picture.as_pil_image().convert("RGB").tobytes() == noise.tobytes()


def test_a_photo_stands_upright_and_does_not_tell_where_it_was_taken(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (400, 200)).save(path, exif=exif)
    book = make_book(bound_section("a", make_pdf("a"), (path,)))
    picture, *_ = drawn(book)
    assert picture.as_pil_image().size == (200, 400)
    assert b"taken at home" not in Path(book.filename).read_bytes()


def test_each_page_of_a_scan_is_a_page(make_pdf: Make, make_book: Bound, tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    pages = [Image.new("L", (100, 140), shade) for shade in (0, 100, 200)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    book = make_book(bound_section("a", make_pdf("a"), (path,)))
    shades = [drawn(book, page)[0].as_pil_image().getpixel((5, 5)) for page in (1, 2, 3)]
    assert shades == [0, 100, 200]
    assert count_pages(path) == 3


def test_an_animation_prints_its_first_picture(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    path = tmp_path / "moves.gif"
    frames = [Image.new("L", (50, 50), shade) for shade in (0, 255)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert len(make_book(bound_section("a", make_pdf("a"), (path,))).pages) == 2


# -- what the PDF says of itself -------------------------------------------------------------


def bookmarks(book: Pdf) -> list[tuple[str, list[str]]]:
    with book.open_outline() as outline:
        return [(item.title, [child.title for child in item.children]) for item in outline.root]


def bookmarked_pages(book: Pdf) -> list[int]:
    with book.open_outline() as outline:
        return [book.pages.index(item.destination[0]) + 1 for item in outline.root]


def test_each_section_has_a_bookmark_and_each_attachment_one_below_it(
    make_pdf: Make, make_picture: Make, make_book: Bound
) -> None:
    attachments = (make_pdf("Award 2024"), make_picture("Prototype.png"))
    book = make_book(
        bound_section("Résumé", make_pdf("a")), bound_section("Samples", make_pdf("b"), attachments)
    )
    assert bookmarks(book) == [("Résumé", []), ("Samples", ["Award 2024", "Prototype"])]


def test_title_author_and_language_are_set(make_pdf: Make, make_book: Bound) -> None:
    book = make_book(bound_section("a", make_pdf("a")))
    with book.open_metadata() as metadata:
        assert metadata["dc:title"] == "Avery Quinn – Northwind"
        assert metadata["dc:creator"] == ["Avery Quinn"]
    assert book.docinfo["/Title"] == "Avery Quinn – Northwind"
    assert book.docinfo["/Author"] == "Avery Quinn"
    assert book.Root.Lang == "en-US"
    assert book.Root.ViewerPreferences.DisplayDocTitle
    assert book.Root.ViewerPreferences.Duplex == Name.DuplexFlipLongEdge
    assert book.Root.PageMode == Name.UseOutlines


@pytest.mark.parametrize("bound", [False, True])
def test_equal_input_gives_equal_bytes(make_pdf: Make, make_picture: Make, bound: bool) -> None:
    section = bound_section("a", make_pdf("a", 3), (make_picture("p.jpg"), make_pdf("b")))
    first = bind([section, section], a_binding(bound=bound))
    # PDFs keep the time by the second.
    time.sleep(1.1)
    assert bind([section, section], a_binding(bound=bound)) == first


# -- tags ------------------------------------------------------------------------------------


def tagged(path: Path, pages: int) -> Path:
    """A PDF of paragraphs, one a page, as a converter tags it, with a link on its first page."""
    with Pdf.new() as pdf:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
        kids, numbers = Array(), Array()
        for number in range(pages):
            page = pdf.add_blank_page(page_size=LETTER)
            page.obj.Contents = Stream(pdf, b"/P <</MCID 0>> BDC 0 0 5 5 re f EMC")
            page.obj.StructParents = number
            facts = {"S": Name.Standard, "P": document, "Pg": page.obj, "K": 0}
            kids.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, **facts)))
            numbers.extend([number, Array([kids[-1]])])
        link = a_link("https://avery.example")
        link.StructParent = pages
        annotation = pdf.make_indirect(link)
        pdf.pages[0].obj.Annots = Array([annotation])
        reference = Dictionary(Type=Name.OBJR, Obj=annotation, Pg=pdf.pages[0].obj)
        facts = {"S": Name.Link, "P": document, "K": reference}
        kids.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, **facts)))
        numbers.extend([pages, kids[-1]])
        document.K = kids
        root.K = document
        root.ParentTree = Dictionary(Nums=numbers)
        root.RoleMap = Dictionary(Standard=Name.P)
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.save(path)
    return path


def a_link(address: str) -> Dictionary:
    action = Dictionary(S=Name.URI, URI=address)
    rect = Array([10, 10, 60, 20])
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=action)


@pytest.mark.parametrize("bound", [False, True])
def test_the_tags_of_all_parts_become_one_tree(
    make_picture: Make, make_book: Bound, tmp_path: Path, bound: bool
) -> None:
    one, two = tagged(tmp_path / "one.pdf", 2), tagged(tmp_path / "two.pdf", 1)
    picture = make_picture("Prototype.png")
    book = make_book(bound_section("One", one, (picture,)), bound_section("Two", two), bound=bound)
    assert book.Root.MarkInfo.Marked
    tree = book.Root.StructTreeRoot
    assert tree.RoleMap.Standard == Name.P
    assert [part.T for part in tree.K.K] == ["One", "Two"]
    kinds = [[str(element.S) for element in part.K] for part in tree.K.K]
    assert kinds == [["/Sect", "/Figure"], ["/Sect"]]
    assert str(tree.K.K[0].K[1].Alt) == "Prototype"


def test_every_page_and_link_finds_its_own_tag_again(make_book: Bound, tmp_path: Path) -> None:
    parts = [tagged(tmp_path / f"{n}.pdf", n) for n in (1, 2, 3)]
    book = make_book(*(bound_section(part.stem, part) for part in parts), bound=True)
    numbers = book.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
    assert list(parents) == sorted(parents)
    for page in book.pages:
        assert parents[int(page.obj.StructParents)][0].Pg == page.obj
        for link in page.obj.get("/Annots", []):
            assert parents[int(link.StructParent)].K.Obj == link


@pytest.mark.parametrize(("holds_itself", "found"), [(False, 6), (True, 0)])
def test_the_tree_that_tags_are_found_by_may_be_deep_or_endless(
    make_book: Bound, tmp_path: Path, holds_itself: bool, found: int
) -> None:
    with Pdf.open(tagged(tmp_path / "flat.pdf", 2)) as pdf:
        flat = pdf.make_indirect(pdf.Root.StructTreeRoot.ParentTree)
        flat.Limits = Array([0, 2])
        deep = pdf.make_indirect(Dictionary())
        deep.Kids = Array([deep if holds_itself else flat])
        pdf.Root.StructTreeRoot.ParentTree = deep
        pdf.save(tmp_path / "deep.pdf")
    book = make_book(bound_section("a", tmp_path / "deep.pdf"))
    assert len(book.Root.StructTreeRoot.ParentTree.Nums) == found


def test_a_part_without_tags_makes_the_whole_untagged(
    make_pdf: Make, make_book: Bound, tmp_path: Path
) -> None:
    book = make_book(
        bound_section("a", tagged(tmp_path / "one.pdf", 1)), bound_section("b", make_pdf("b"))
    )
    assert "/StructTreeRoot" not in book.Root
    assert "/MarkInfo" not in book.Root


# -- what attachments may not bring ----------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An attached PDF with everything that acts, a web link and a stamp."""
    path = tmp_path / "hostile.pdf"
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=LETTER)
        script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        launch = Dictionary(S=Name.Launch, F="calc.exe")
        look = Stream(pdf, b"0 0 40 20 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 40, 20])
        stamp = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=Array([300, 300, 340, 320]),
            AP=Dictionary(N=look),
            F=4,
        )
        acting = a_link("https://fine.example")
        acting.A = launch
        local = a_link("file:///etc/passwd")
        links = [a_link("https://fine.example"), acting, local]
        page.obj.Annots = Array([pdf.make_indirect(a) for a in (*links, stamp)])
        page.obj.AA = Dictionary(O=script)
        pdf.Root.OpenAction = script
        pdf.attachments["secret.txt"] = b"embedded secret"
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA="<xfa/>")
        pdf.save(path)
    return path


def test_attachments_bring_what_they_show_and_their_web_links_only(
    make_pdf: Make, make_book: Bound, hostile: Path
) -> None:
    book = make_book(bound_section("a", make_pdf("a"), (hostile,)))
    addresses = [str(link.A.URI) for link in book.pages[1].obj.Annots]
    assert addresses == ["https://fine.example"]
    book.save(unpacked := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for trace in (b"JavaScript", b"Launch", b"OpenAction", b"XFA", b"EmbeddedFile", b"passwd"):
        assert trace not in unpacked.getvalue()


def test_a_stamp_on_an_attached_page_is_printed(
    make_pdf: Make, make_book: Bound, hostile: Path
) -> None:
    book = make_book(bound_section("a", make_pdf("a"), (hostile,)))
    assert ink_of(book, 1) == pytest.approx((300, 300, 340, 320), abs=1)


def test_links_move_with_their_page(make_book: Bound, tmp_path: Path) -> None:
    book = make_book(bound_section("a", tagged(tmp_path / "one.pdf", 1)), bound=True)
    rect = [float(value) for value in book.pages[0].obj.Annots[0].Rect]
    assert rect == pytest.approx([10 + 18, 10, 60 + 18, 20], abs=0.01)


# -- what can't be printed -------------------------------------------------------------------


def encrypted(path: Path) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))


def without_pages(path: Path) -> None:
    with Pdf.new() as pdf:
        pdf.save(path)


def truncated_picture(path: Path) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(buffer, "JPEG")
    path.write_bytes(buffer.getvalue()[:2000])


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "locked.pdf": (encrypted, "password"),
    "empty.pdf": (without_pages, "no pages"),
    "broken.pdf": (lambda path: path.write_bytes(b"%PDF-1.7\nrubbish"), "damaged"),
    "broken.jpg": (truncated_picture, "damaged"),
    "letter.docx": (lambda path: path.write_bytes(b"PK\3\4 not a picture"), "neither a PDF nor"),
    "gone.pdf": (lambda path: None, "can't be read"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_that_took_a_files_place_is_not_waited_for(make_pdf: Make, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "letter.pdf")
    with pytest.raises(AttachmentError, match=r"letter\.pdf: it is not an ordinary file"):
        bind([bound_section("a", make_pdf("a"), (pipe,))], a_binding())


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_attachment_is_named_with_what_is_wrong(
    make_pdf: Make, tmp_path: Path, name: str
) -> None:
    make, message = BAD_FILES[name]
    make(tmp_path / name)
    with pytest.raises(AttachmentError, match=message) as caught:
        bind([bound_section("a", make_pdf("a"), (tmp_path / name,))], a_binding())
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path / name)]
    assert caught.value.problems[0].hint
    with pytest.raises(AttachmentError, match=message):
        count_pages(tmp_path / name)


def test_all_bad_attachments_are_named_at_once(make_pdf: Make, tmp_path: Path) -> None:
    for name, (make, _) in BAD_FILES.items():
        make(tmp_path / name)
    section = bound_section("a", make_pdf("a"), tuple(tmp_path / name for name in BAD_FILES))
    with pytest.raises(AttachmentError) as caught:
        bind([section], a_binding())
    assert [Path(problem.file).name for problem in caught.value.problems] == list(BAD_FILES)


def test_an_attachment_that_fails_while_it_is_bound_is_named(
    make_pdf: Make, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        link = a_link("https://fine.example")
        del link.Rect
        pdf.pages[0].obj.Annots = Array([link])
        pdf.save(odd)
    with pytest.raises(AttachmentError, match=r"odd\.pdf: it is damaged"):
        bind([bound_section("a", make_pdf("a"), (odd,))], a_binding())


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1)])
def test_a_picture_thinner_than_a_dot_is_printed(
    make_pdf: Make, make_book: Bound, tmp_path: Path, size: tuple[int, int]
) -> None:
    thin = tmp_path / "thin.png"
    Image.new("1", size).save(thin)
    book = make_book(bound_section("a", make_pdf("a"), (thin,)))
    assert len(book.pages) > 1


# -- on disk ---------------------------------------------------------------------------------


class SmallDisk:
    """A disk of its own, which a test fills and frees while a build runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with suppress(OSError), self._ballast.open("wb", buffering=0) as ballast:
            while ballast.write(b"x" * 4096):
                pass

    def free(self) -> None:
        self._ballast.unlink()


class FailingDisk:
    """A folder where nothing more reaches the disk once it is full."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch

    def fill(self) -> None:
        def fail(handle: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        self._patch.setattr(os, "fsync", fail)

    def free(self) -> None:
        self._patch.undo()


@pytest.fixture(params=["a real disk", "a failing one"])
def disk(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SmallDisk | FailingDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "a failing one":
        yield FailingDisk(folder, monkeypatch)
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", str(folder)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root on Linux can mount a small disk")
    yield SmallDisk(folder)
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_full_while_a_pdf_is_bound_costs_that_pdf_alone(
    make_workbook: Make, disk: SmallDisk | FailingDisk
) -> None:
    names = ("Ana", "Bo", "Cy")
    workbook = make_workbook(
        {"Interviewers": [{"Interview": "NW-1", "Name": name} for name in names]}
    )
    first = leavebehind.build(workbook, disk.folder, pdf="embedded")
    pdfs = [package.pdf for package in first.packages]
    for pdf in filter(None, pdfs):
        pdf.unlink()

    def full_for_the_second(progress: leavebehind.Progress) -> None:
        if progress.step == "binding" and progress.done < 3:
            disk.fill() if progress.done == 1 else disk.free()

    report = leavebehind.build(
        workbook, disk.folder, pdf="embedded", on_progress=full_for_the_second
    )
    assert [package.pdf for package in report.packages] == [pdfs[0], None, pdfs[2]]
    (problem,) = report.problems
    assert "the disk is full" in str(problem)
    assert len(str(problem).splitlines()) == 1
    assert leavebehind.build(workbook, disk.folder, pdf="embedded").packages[1].pdf == pdfs[1]


def test_pages_of_pdfs_and_pictures_are_counted(make_pdf: Make, make_picture: Make) -> None:
    assert count_pages(make_pdf("a", 3)) == 3
    assert count_pages(make_picture("p.png")) == 1
