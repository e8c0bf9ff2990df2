"""The overview page, as a real browser shows it."""

from __future__ import annotations

import datetime
import subprocess
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import docx
import pypdfium2
import pytest
from click.testing import CliRunner
from conftest import save_workbook
from PIL import Image

import leavebehind
from leavebehind.cli.app import app

MakeWorkbook = Callable[..., Path]
SECRET = "Dana would rather hire Kim"
ODD = "<script>document.title='owned'</script> & “Söhne” שלום"
VIDEO = "https://meet.example/abc-defg-hij"
SHEETS = {
    "Candidate": {"Name": "Avery <b>Quinn</b>", "Email": "avery@quinn.example"},
    "Interviews": [
        {
            "Interview": "NW-1",
            "Company": ODD,
            "Role": "مدير المنتج",
            "Date": datetime.date(2027, 3, 16),
            "Package": "basic",
            "Time": datetime.time(10),
            "Time zone": "America/New_York",
            "Video link": VIDEO,
        },
        {"Interview": "OL-1", "Company": "Old & Co", "Role": "Manager", "Package": "basic"},
    ],
    "Interviewers": [
        {"Interview": "NW-1", "Name": "Dana Wu", "Copies": 2, "Research notes": SECRET},
        {"Interview": "NW-1", "Name": "Maximiliane " + "von Hohenlohe-" * 12 + "Berg"},
        {"Interview": "OL-1", "Name": "Tom #5? 100% Okafor"},
    ],
    "Contacts": [{"Name": "Bea Lim", "Knows": "Dana Wu"}],
}


@dataclass
class Shown(HTMLParser):
    """What stands on a page: where its links lead, its text, its pictures."""

    links: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    """The links in the order in which the keyboard meets them."""
    pictures: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(named["href"] or "")
            if "tabindex" not in named:
                self.stops.append(named["href"] or "")
        if tag == "img":
            self.pictures.append(named["src"] or "")
            assert named["alt"]

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(page: Path) -> Shown:
    parser = Shown()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def chromium(page: Path, *options: str) -> None:
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", *options, page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once, then moved, as somebody would."""
    place = tmp_path_factory.mktemp("built")
    leavebehind.build(save_workbook(SHEETS, place / "interviews.xlsx"), pdf="embedded")
    return place.rename(place.with_name("moved elsewhere")) / "packages"


def test_every_link_leads_to_what_is_there_after_the_folder_was_moved(packages: Path) -> None:
    page = shown(packages / "index.html")
    for link in page.links:
        if not link.startswith("#") and link != VIDEO:
            address = urlsplit(link)
            assert not (address.scheme or address.netloc or address.path.startswith("/")), link
            assert (packages / unquote(address.path)).exists(), link
    pdfs = {packages / unquote(urlsplit(link).path) for link in page.links if ".pdf" in link}
    made = {one for one in packages.glob("*/*/*.pdf") if ".leavebehind" not in one.parts}
    assert made and made <= pdfs
    assert len(page.pictures) == sum("#page=" in link for link in page.links) >= 6


def test_a_page_that_several_packages_have_is_drawn_once(packages: Path) -> None:
    pictures = shown(packages / "index.html").pictures
    drawn = list((packages / ".leavebehind" / "thumbnails").glob("*.jpg"))
    assert 1 < len(set(pictures)) == len(drawn) < len(pictures)


def test_what_a_workbook_says_stays_text_and_what_is_private_stays_away(packages: Path) -> None:
    page = shown(packages / "index.html")
    assert page.tags.count("script") == 1 and "b" not in page.tags
    assert ODD in page.text and "Avery <b>Quinn</b>" in page.text and "مدير المنتج" in page.text
    assert "Bea Lim" in page.text
    assert "(New York)" in page.text and VIDEO in page.links
    assert SECRET not in page.text and "brief" not in page.text.casefold()


def test_the_keyboard_meets_what_is_left_to_do_then_the_packages(packages: Path) -> None:
    page = shown(packages / "index.html")
    stops = [unquote(one) for one in page.stops]
    assert stops.index("#interview-1") < stops.index("NW-1/") < stops.index("NW-1/Dana Wu/")
    assert not any("#page=" in one for one in stops)


@pytest.mark.chromium
def test_a_browser_runs_nothing_of_the_workbook_and_prints_all_packages(
    packages: Path, tmp_path: Path
) -> None:
    printed = tmp_path / "page.pdf"
    chromium(packages / "index.html", f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    with pypdfium2.PdfDocument(printed) as pdf:
        title = pdf.get_metadata_value("Title")
        text = " ".join("".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert "Quinn" in title and "owned" not in title
    assert "Dana Wu" in text and "Okafor" in text
    days = (datetime.date(2027, 3, 16) - datetime.date.today()).days
    assert days < 2 or f"in {days} days" in text


@pytest.mark.chromium
def test_it_is_light_or_dark_as_the_reader_wants(packages: Path, tmp_path: Path) -> None:
    """In frames that want either, side by side."""
    page, picture = (packages / "index.html").as_uri(), tmp_path / "page.png"
    frames = (
        f'<iframe src="{page}" style="position: fixed; left: {left}px; border: 0; '
        f'color-scheme: {scheme}"></iframe>'
        for left, scheme in ((0, "light"), (400, "dark"))
    )
    (tmp_path / "both.html").write_text("".join(frames), encoding="utf-8")
    chromium(tmp_path / "both.html", "--hide-scrollbars", f"--screenshot={picture}")
    light, dark = (Image.open(picture).convert("L").getpixel((left, 20)) for left in (2, 402))
    assert light > 200 > 60 > dark


def test_it_is_written_only_where_something_has_changed(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    leavebehind.build(workbook, pdf="none")
    page = workbook.parent / "packages/index.html"
    assert "Dana Wu" in page.read_text(encoding="utf-8")
    before = page.stat()
    leavebehind.build(workbook, pdf="none", force=True)
    leavebehind.build(workbook, pdf="none", interviewer="Dana Wu")
    assert page.stat().st_ino == before.st_ino
    page.unlink()
    leavebehind.build(workbook, pdf="none", dry_run=True)
    assert not page.exists()
    assert leavebehind.build(workbook, pdf="none").written == []
    assert page.exists()


def test_somebody_elses_page_stays_with_a_note(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    page = workbook.parent / "packages/index.html"
    page.parent.mkdir()
    page.write_text("mine")
    report = leavebehind.build(workbook, pdf="none")
    assert page.read_text() == "mine"
    assert [note.place for note in report.notes if "overview" in note.message] == ["index.html"]


def test_a_conflict_is_shown_with_what_changed(make_workbook: MakeWorkbook) -> None:
    interviews = [{"Interview": "NW-1", "Company": "Northwind", "Role": "Manager"}]
    workbook = make_workbook({"Interviews": interviews})
    leavebehind.build(workbook, pdf="none")
    letter = workbook.parent / "packages/NW-1/Dana Wu/Cover letter.docx"
    edited = docx.Document(str(letter))
    edited.add_paragraph("By my own hand.")
    edited.save(str(letter))
    make_workbook({"Interviews": [{**interviews[0], "Role": "Director"}]})
    leavebehind.build(workbook, pdf="none")
    page = shown(workbook.parent / "packages/index.html")
    assert "Settle the two versions of Cover letter" in page.text
    assert "By my own hand." in page.text and "Director" in page.text
    assert "NW-1/Dana%20Wu/Cover%20letter.new.docx" in page.links


def test_it_is_opened_in_the_browser(
    make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook, opened = make_workbook(), []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    with pytest.raises(leavebehind.OutputError, match="leavebehind build"):
        leavebehind.open_packages(workbook)
    leavebehind.build(workbook, pdf="none")
    page = workbook.parent / "packages/index.html"
    assert leavebehind.open_packages(workbook) == page
    assert CliRunner().invoke(app, ["open", str(workbook)]).stdout == f"{page.as_uri()}\n"
    assert opened == [page.as_uri()] * 2
