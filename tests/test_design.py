"""Both themes: all that a designer, Word, a screen reader and a printer ask of the templates."""

from __future__ import annotations

import datetime
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from benchmarks.compare_engines import Word, share_near, words
from lxml import etree
from PIL import Image

import leavebehind
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.shipped import TEMPLATES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
THEMES = {"default": TEMPLATES, "modern": TEMPLATES / "modern"}
SAMPLE = Path(__file__).parent.parent / "samples" / "interviews.xlsx"
SHIPPED = [path for folder in THEMES.values() for path in sorted(folder.glob("*.docx"))]
MM = 72 / 25.4

OWN_PROPERTIES = {"pStyle": "the style itself"}
"""What a paragraph may say besides its style, and why."""
OWN_RUN_PROPERTIES = {"rStyle": "the style itself", "noProof": "says nothing of how it looks"}
ENGINES = [
    pytest.param(Embedded(), id="embedded"),
    pytest.param(LibreOffice(), id="libreoffice", marks=pytest.mark.libreoffice),
]
themes = pytest.mark.parametrize("theme", THEMES)
templates = pytest.mark.parametrize(
    "template", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def part(document: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(document) as package:
        return etree.fromstring(package.read(name))


def texts(document: Path) -> Iterator[etree._Element]:
    """The parts of a document that hold text."""
    with zipfile.ZipFile(document) as package:
        for name in package.namelist():
            if re.match(r"word/(document|header|footer)\d*\.xml", name):
                yield etree.fromstring(package.read(name))


def local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


# Everything is a style


def test_each_theme_has_all_the_sections() -> None:
    names = [{path.name for path in folder.glob("*.docx")} for folder in THEMES.values()]
    assert names[0] == names[1]
    assert len(names[0]) == 10


@templates
def test_nothing_is_formatted_by_hand(template: Path) -> None:
    for text in texts(template):
        for kind, allowed in (("pPr", OWN_PROPERTIES), ("rPr", OWN_RUN_PROPERTIES)):
            own = {local(one) for holder in text.iter(f"{W}{kind}") for one in holder}
            assert own <= allowed.keys()


@templates
def test_every_style_that_is_used_is_there(template: Path) -> None:
    known = {style.get(f"{W}styleId") for style in part(template, "word/styles.xml").iter()}
    used = {
        one.get(f"{W}val")
        for text in texts(template)
        for one in text.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    }
    assert used <= known


@templates
def test_colours_and_faces_are_the_themes(template: Path) -> None:
    """Else Design ▸ Colors in Word would leave some of them as they were."""
    for name in ("word/styles.xml", "word/numbering.xml"):
        sheet = part(template, name)
        coloured = [*sheet.iter(f"{W}color"), *(one for b in sheet.iter(f"{W}pBdr") for one in b)]
        assert coloured
        assert all(one.get(f"{W}themeColor") for one in coloured)
        assert all(one.get(f"{W}themeFill") for one in sheet.iter(f"{W}shd"))
        assert not [one for one in sheet.iter(f"{W}rFonts") if one.get(f"{W}ascii")]


@cache
def styles(template: Path) -> dict[str, etree._Element]:
    sheet = part(template, "word/styles.xml")
    return {str(style.get(f"{W}styleId")): style for style in sheet.iter(f"{W}style")}


def inherited(found: Mapping[str, etree._Element], style: str | None, path: str) -> Any:
    """The element at `path` of a style, or of those that it is based on."""
    while style in found:
        element = found[style].find("/".join(f"{W}{step}" for step in path.split("/")))
        if element is not None:
            return element
        basis = found[style].find(f"{W}basedOn")
        style = None if basis is None else basis.get(f"{W}val")
    return None


@templates
def test_headings_are_headings_and_stay_with_what_follows(template: Path) -> None:
    found = styles(template)
    for level in (1, 2, 3):
        style = found[f"Heading{level}"]
        assert style.find(f"{W}name").get(f"{W}val") == f"heading {level}"
        assert inherited(found, f"Heading{level}", "pPr/outlineLvl").get(f"{W}val") == str(
            level - 1
        )
    outlined = [name for name in found if inherited(found, name, "pPr/outlineLvl") is not None]
    assert len(outlined) >= 5
    assert all(inherited(found, name, "pPr/keepNext") is not None for name in outlined)


@templates
def test_no_line_stands_alone(template: Path) -> None:
    defaults = part(template, "word/styles.xml").find(f"{W}docDefaults")
    assert next(defaults.iter(f"{W}widowControl")).get(f"{W}val") is None
    assert not list(part(template, "word/document.xml").iter(f"{W}widowControl"))


@templates
def test_no_paragraph_is_empty(template: Path) -> None:
    """Distance is the styles' affair; only a cell may need a paragraph that says nothing."""
    for text in texts(template):
        for paragraph in text.iter(f"{W}p"):
            in_cell = next(paragraph.iterancestors(f"{W}tc"), None) is not None
            assert in_cell or "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


@templates
def test_tables_with_lines_have_a_header_and_no_row_splits(template: Path) -> None:
    for table in part(template, "word/document.xml").iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        if table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "TableGrid":
            assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart (WCAG 2.2, relative luminance)."""

    def luminance(rgb: str) -> float:
        parts = [int(rgb[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_standard_says() -> None:
    assert contrast("FFFFFF", "000000") == pytest.approx(21)
    assert contrast("FFFFFF", "767676") == pytest.approx(4.54, abs=0.01)


@templates
def test_the_colours_of_the_theme_are_those_for_a_reader_without_themes(template: Path) -> None:
    theme = theme_colours(template)
    for one in part(template, "word/styles.xml").iter(f"{W}color"):
        assert one.get(f"{W}val") == theme[slot_of(one)]


def slot_of(colour: etree._Element) -> str:
    name = str(colour.get(f"{W}themeColor"))
    return SLOTS.get(name, name)


SLOTS = {"text1": "dk1", "text2": "dk2", "background1": "lt1", "hyperlink": "hlink"}


def theme_colours(template: Path) -> dict[str, str]:
    scheme = next(part(template, "word/theme/theme1.xml").iter(f"{A}clrScheme"))
    return {local(slot): slot[0].get("val") for slot in scheme}


@templates
def test_every_text_stands_out_from_its_ground(template: Path) -> None:
    """Tags that disappear are no text of the document."""
    for text in texts(template):
        paragraphs = (p for p in text.iter(f"{W}p") if value(p, "pPr/pStyle") != "TemplateTag")
        for paragraph in paragraphs:
            ground = ground_of(template, paragraph)
            for colour in colours_of(template, paragraph):
                assert contrast(colour, ground) >= 4.5


def ground_of(template: Path, paragraph: etree._Element) -> str:
    """The colour of the paper, or of the table that the paragraph stands in."""
    table = next(paragraph.iterancestors(f"{W}tbl"), None)
    look = None if table is None else value(table, "tblPr/tblStyle")
    fill = inherited(styles(template), look, "tcPr/shd")
    return "FFFFFF" if fill is None else str(fill.get(f"{W}fill"))


def colours_of(template: Path, paragraph: etree._Element) -> Iterator[str]:
    """The colours of a paragraph's runs: their style's, the paragraph's or the document's."""
    found = styles(template)
    default = next(part(template, "word/styles.xml").find(f"{W}docDefaults").iter(f"{W}color"))
    ordinary = inherited(found, value(paragraph, "pPr/pStyle"), "rPr/color")
    for run in paragraph.iter(f"{W}r"):
        own = inherited(found, value(run, "rPr/rStyle"), "rPr/color")
        colour = next(one for one in (own, ordinary, default) if one is not None)
        yield str(colour.get(f"{W}val"))


def value(element: etree._Element, path: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}val")


def test_the_themes_differ() -> None:
    sheets = [
        etree.tostring(part(folder / "resume.docx", "word/theme/theme1.xml"))
        for folder in THEMES.values()
    ]
    assert sheets[0] != sheets[1]


# The sample, in both themes


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """The documents of the sample in one theme, filled once."""
    filled: dict[str, list[Path]] = {}

    def fill(theme: str) -> list[Path]:
        if theme not in filled:
            folder = tmp_path_factory.mktemp(theme)
            filled[theme] = fill_all(SAMPLE, folder, theme)
        return filled[theme]

    return fill


def fill_all(workbook: Path, folder: Path, theme: str) -> list[Path]:
    """Every document of a workbook in a theme, flat and with distinct names."""
    packages = folder / "packages"
    report = leavebehind.build(workbook, packages, templates=THEMES[theme], pdf="none")
    assert not report.problems
    flat = folder / "flat"
    flat.mkdir()
    paths = []
    shown = [path for path in packages.rglob("*.docx") if ".leavebehind" not in path.parts]
    for number, document in enumerate(sorted(shown)):
        paths.append(flat / f"{number:02} {document.stem}.docx")
        shutil.copyfile(document, paths[-1])
    return paths


def one_of_each(documents: Iterable[Path]) -> list[Path]:
    """One document of each section; its name follows a number."""
    return list({path.stem.partition(" ")[2]: path for path in documents}.values())


def printed(engine: Engine, documents: Iterable[Path], folder: Path) -> dict[str, Path]:
    """Document → its PDF, by the document's stem."""
    folder.mkdir(exist_ok=True)
    results = engine.convert(list(documents), folder)
    errors = [str(result) for result in results.values() if isinstance(result, Exception)]
    assert not errors
    return {path.stem: result for path, result in results.items() if isinstance(result, Path)}


@themes
@pytest.mark.validator
def test_what_is_filled_is_valid(
    sample: Callable[[str], list[Path]], theme: str, validate_docx: Callable[[list[Path]], None]
) -> None:
    validate_docx(one_of_each(sample(theme)))


@themes
def test_pictures_say_what_they_show_and_documents_what_they_are(
    sample: Callable[[str], list[Path]], theme: str
) -> None:
    pictures = 0
    for document in sample(theme):
        for drawing in part(document, "word/document.xml").iter(f"{WP}docPr"):
            assert drawing.get("descr")
            pictures += 1
        properties = etree.tostring(part(document, "docProps/core.xml")).decode()
        assert re.search("<dc:title>.+</dc:title>", properties)
        language = next(part(document, "word/styles.xml").iter(f"{W}lang"))
        assert language.get(f"{W}val") == "en-US"
    assert pictures > 20


@themes
@pytest.mark.libreoffice
def test_nine_words_in_ten_stand_where_the_other_engine_puts_them(
    sample: Callable[[str], list[Path]], tmp_path: Path, theme: str
) -> None:
    documents = sample(theme)
    by_office = printed(LibreOffice(), documents, tmp_path / "libreoffice")
    embedded = printed(Embedded(), documents, tmp_path / "embedded")
    for name, pdf in by_office.items():
        assert pages(embedded[name]) == pages(pdf), name
        assert share_near(words(pdf), words(embedded[name])) >= 0.9, name


def pages(pdf: Path) -> int:
    with pikepdf.open(pdf) as document:
        return len(document.pages)


@themes
def test_only_pages_after_the_first_say_whose_they_are(
    sample: Callable[[str], list[Path]], tmp_path: Path, theme: str
) -> None:
    resume = [path for path in sample(theme) if path.stem.endswith("Résumé")][:1]
    (pdf,) = printed(Embedded(), resume, tmp_path / "made").values()
    first, second = (lines_of(page) for page in by_page(pdf))
    assert "Résumé" not in " ".join(first[:2])
    assert second[0] == "Noémie Castañeda · Résumé"


# Cards

SHEETS = {
    # Width, height, left edge, top edge, distance from card to card, in millimetres.
    "letter": (88.9, 50.8, 19.05, 12.7, 88.9, 50.8),
    "a4": (85, 54, 15, 13.5, 95, 54),
}
"""Avery 8371 and C32011."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("paper", SHEETS)
@themes
def test_cards_lie_on_the_perforation(
    make_workbook: Callable[..., Path], tmp_path: Path, engine: Engine, paper: str, theme: str
) -> None:
    """A code stands 3 mm inside its card's right edge: a card's text cell and 24 mm of code."""
    workbook = make_workbook({"Settings": {"Language": "en-US", "Paper": paper}})
    documents = fill_all(workbook, tmp_path, theme)
    card = [path for path in documents if path.stem.endswith("Business card")]
    (pdf,) = printed(engine, card, tmp_path / "made").values()
    width, height, left, top, across, down = SHEETS[paper]
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        codes = sorted(set(image_places(document[0])))
    assert len(codes) == 10
    for number, (x, y, size) in enumerate(sorted(codes, key=lambda code: (round(code[1]), code))):
        row, column = divmod(number, 2)
        assert size == pytest.approx(24, abs=0.5)
        assert x == pytest.approx(left + column * across + width - 30, abs=0.5)
        assert y + size / 2 == pytest.approx(top + row * down + height / 2, abs=0.5)


def image_places(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float]]:
    """Left and upper edge and width of every picture, in millimetres from the paper's corner."""
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        left, _, right, top = item.get_bounds()
        yield left / MM, (page.get_height() - top) / MM, (right - left) / MM


# Content that nobody has foreseen

NAME_60 = "Maximiliane-Konstantina Freifrau von Hohenstaufen-Wittelsbach"
COMPOUND = "Donaudampfschifffahrtsgesellschaftskapitänspatentsinhaberschaft"
WORD_70 = "Unbreakable" * 6 + "Word"
SENTENCE = "I turned a muddle of numbers into something that people could act on by Monday. "
ADDRESS = "https://example.org/" + "/".join(["a-long-part-of-an-address"] * 6)


def month(year: int, number: int) -> datetime.date:
    return datetime.date(year, number, 1)


def long_search(photo: Path, language: str) -> dict[str, Any]:
    """Everything that the sheets take, and more of it than a person should hand over."""
    return {
        "Candidate": {
            "Name": NAME_60,
            "Headline": f"{COMPOUND}, Leiterin für Betriebsanalysen und Prozessverbesserung",
            "Email": f"{'m' * 40}@hohenstaufen-wittelsbach.example",
            "Phone": "+49 30 901820",
            "Address": "Straße des Siebzehnten Juni 135, Hinterhaus, vierte Etage",
            "City": "Berlin",
            "Postal code": "10623",
            "Website": "https://hohenstaufen-wittelsbach.example/persoenlich/lebenslauf",
            "LinkedIn": "https://www.linkedin.com/in/maximiliane-konstantina-hohenstaufen",
            "Summary": SENTENCE * 6,
            "Photo": photo.name,
        },
        "Interviews": [
            {
                "Interview": "NW-1",
                "Company": f"{COMPOUND} & Söhne GmbH",
                "Role": f"Leitung {COMPOUND}",
                "Date": datetime.date(2027, 3, 16),
                "Format": "bound",
                "Package": "full",
                "Opening": SENTENCE * 5,
                "Why me": "\n".join([SENTENCE * 5] * 2),
                "Why them": SENTENCE * 5,
                "Closing": SENTENCE * 2,
            }
        ],
        "Interviewers": [
            {
                "Interview": "NW-1",
                "Name": NAME_60,
                "Title": f"Vorstandsvorsitzende der {COMPOUND}",
                "Talking points": "\n".join([SENTENCE] * 12),
                "Research notes": "\n".join([SENTENCE] * 12),
                "Personal note": SENTENCE * 2,
            },
            *({"Interview": "NW-1", "Name": f"{n}. Reader"} for n in range(2)),
        ],
        "Experience": [
            {
                "Title": f"{COMPOUND} Nummer {n}",
                "Company": "Beispielgesellschaft für Betriebsführung",
                "Location": "Frankfurt an der Oder",
                "Start": month(2026 - 2 * n, 1),
                "End": month(2027 - 2 * n, 12),
                "Highlights": "\n".join([SENTENCE * (1 + n % 2)] * (n % 5)),
            }
            for n in range(14)
        ],
        "Education": [
            {"Degree": f"Abschluss {n}", "Institution": "Universität", "Notes": SENTENCE * (n % 2)}
            for n in range(5)
        ],
        "Skills": [{"Category": f"{COMPOUND[: 8 * n]}", "Skills": SENTENCE} for n in range(1, 6)],
        "References": [
            {
                "Name": f"{n}. {NAME_60}",
                "Title": f"Leiterin der {COMPOUND}",
                "Company": "Beispielgesellschaft",
                "Relationship": SENTENCE,
                "Email": f"{'e' * 30}@{'beispiel' * 4}.example",
                "Permission": "yes",
            }
            for n in range(6)
        ],
        "Recommendations": [
            {"From": NAME_60, "Title": COMPOUND, "Text": "\n".join([SENTENCE * 8] * 9)},
            {"From": "Ann Other", "Text": "\n".join([SENTENCE * 4] * 2)},
        ],
        "Work samples": [
            {"Title": f"{n}. {SENTENCE}", "Description": SENTENCE * 4, "URL": ADDRESS}
            for n in range(9)
        ],
        "Publications": [
            {
                "Title": f"{n}. {SENTENCE}",
                "Venue": "Journal",
                "Date": month(2020, 1 + n),
                "Authors": f"{NAME_60}, Ann Other",
                "URL": f"{ADDRESS}/{n}" if n % 3 else "",
                "Quote": SENTENCE * (n % 2),
            }
            for n in range(12)
        ],
        "Settings": {"Language": language, "Max references": 6},
    }


def short_search(language: str) -> dict[str, Any]:
    """Hardly more than a name."""
    return {
        "Candidate": {"Name": "Li"},
        "Experience": [{"Title": "Clerk"}],
        "References": [{"Name": "Bo", "Permission": "yes"}],
        "Recommendations": [{"From": "Bo", "Text": "Good."}],
        "Work samples": [{"Title": "One"}],
        "Publications": [{"Title": "Two"}],
        "Interviews": [
            {"Interview": "NW-1", "Company": "X", "Role": "Y", "Format": "bound", "Package": "full"}
        ],
        "Settings": {"Language": language},
    }


def strange_search() -> dict[str, Any]:
    """Words without end, and scripts from elsewhere."""
    return {
        "Candidate": {
            "Name": f"{WORD_70}",
            "Headline": "山田太郎 한국어 简体中文",
            "Email": "a@b.example",
            "City": "Πάτρα",
            "Region": "Київ",
            "Summary": f"{WORD_70} 日本語の段落がここにあります。שלום עולם (test) مرحبا 123",
        },
        "Experience": [
            {"Title": WORD_70, "Company": WORD_70, "Highlights": f"{WORD_70}\n日本語\nمرحبا"},
        ],
        "References": [{"Name": WORD_70, "Email": f"{WORD_70}@x.example", "Permission": "yes"}],
        "Recommendations": [{"From": "שלום עולם", "Text": "שלום עולם. Good."}],
        "Work samples": [{"Title": WORD_70, "Description": WORD_70, "URL": ADDRESS}],
        "Publications": [{"Title": "日本語の記事", "URL": ADDRESS, "Quote": WORD_70}],
        "Interviews": [
            {"Interview": "NW-1", "Company": "X", "Role": "Y", "Format": "bound", "Package": "full"}
        ],
        "Settings": {"Language": "es"},
    }


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.new("RGB", (300, 400), "grey").save(path)
    return path


@pytest.fixture(params=["long-de", "long-en", "short-fr", "strange-es"])
def unforeseen(request: pytest.FixtureRequest, make_workbook: Any, photo: Path) -> Path:
    kind, _, language = request.param.partition("-")
    searches = {
        "long": lambda: long_search(photo, language),
        "short": lambda: short_search(language),
        "strange": strange_search,
    }
    workbook: Path = make_workbook(searches[kind]())
    return workbook


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_no_data_breaks_the_page(
    unforeseen: Path, tmp_path: Path, engine: Engine, theme: str
) -> None:
    """Nothing stands outside the margins, no heading ends a page, no page is next to empty."""
    documents = fill_all(unforeseen, tmp_path, theme)
    assert len(documents) >= 10
    for name, pdf in printed(engine, documents, tmp_path / "made").items():
        headings = heading_texts(tmp_path / "flat" / f"{name}.docx")
        found = list(by_page(pdf))
        assert not outside(pdf), name
        for number, page in enumerate(found):
            lines = lines_of(page)
            assert len(lines) > (2 if number else 0), (name, number, lines)
            if number < len(found) - 1:
                assert not any(flat(lines[-1]) in heading for heading in headings), (name, lines)


@themes
@pytest.mark.validator
def test_no_data_breaks_the_file(
    unforeseen: Path,
    tmp_path: Path,
    validate_docx: Callable[[list[Path]], None],
    theme: str,
) -> None:
    validate_docx(one_of_each(fill_all(unforeseen, tmp_path, theme)))


@themes
def test_a_letter_as_long_as_letters_are_stays_on_one_page(
    make_workbook: Callable[..., Path], photo: Path, tmp_path: Path, theme: str
) -> None:
    search = long_search(photo, "en")
    search["Candidate"] = {"Name": "Avery Quinn", "Email": "a@quinn.example", "City": "Salem"}
    documents = fill_all(make_workbook(search), tmp_path, theme)
    letters = [path for path in documents if path.stem.endswith("Cover letter")][:1]
    (pdf,) = printed(Embedded(), letters, tmp_path / "made").values()
    assert pages(pdf) == 1


@themes
def test_foreign_scripts_come_out_whole(
    make_workbook: Callable[..., Path], tmp_path: Path, theme: str
) -> None:
    documents = fill_all(make_workbook(strange_search()), tmp_path, theme)
    resume = [path for path in documents if "Curr" in path.stem]
    (pdf,) = printed(Embedded(), resume, tmp_path / "made").values()
    text = flat(" ".join(line for page in by_page(pdf) for line in lines_of(page)))
    for value in ("山田太郎", "한국어", "简体中文", "日本語の段落", "Πάτρα", "Київ", WORD_70):
        assert value in text


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def heading_texts(document: Path) -> set[str]:
    found = styles(document)
    return {
        flat("".join(one.text or "" for one in paragraph.iter(f"{W}t")))
        for paragraph in part(document, "word/document.xml").iter(f"{W}p")
        if inherited(found, value(paragraph, "pPr/pStyle"), "pPr/outlineLvl") is not None
    }


def by_page(pdf: Path) -> Iterator[list[Word]]:
    found = words(pdf)
    for number in range(1, pages(pdf) + 1):
        yield [word for word in found if word.page == number]


def lines_of(page: Iterable[Word]) -> list[str]:
    """The lines of a page from top to bottom."""
    lines: list[tuple[float, list[Word]]] = []
    for word in sorted(page, key=lambda word: (word.y, word.x)):
        if not lines or word.y - lines[-1][0] > 4:
            lines.append((word.y, []))
        lines[-1][1].append(word)
    return [" ".join(w.text for w in sorted(line, key=lambda w: w.x)) for _, line in lines]


def outside(pdf: Path) -> list[tuple[int, str]]:
    """What stands nearer to the paper's edge than a margin of 12 mm."""
    edge = 12 * MM
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            text, width = page.get_textpage(), page.get_width()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                if left < edge or right > width - edge or bottom < edge / 2:
                    found.append((number, text.get_text_bounded(left, bottom, right, top)))
    return found
