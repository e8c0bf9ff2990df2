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

import docx
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from benchmarks.compare_engines import Word, share_near, words
from conftest import save_workbook
from docx.shared import Pt
from lxml import etree
from PIL import Image

import leavebehind
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.pdf.office2pdf import Embedded
from leavebehind.template.sources import TEMPLATES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Filled = Callable[[str, str], tuple[Path, ...]]
Made = Callable[[str, str, Engine], dict[str, Path]]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
THEMES = {"default": TEMPLATES, "modern": TEMPLATES / "modern"}
SAMPLE = Path(__file__).parent.parent / "samples" / "interviews.xlsx"
SHIPPED = [path for folder in THEMES.values() for path in sorted(folder.glob("*.docx"))]
MM = 72 / 25.4

OWN_PROPERTIES = {"pStyle": "the style itself"}
"""What a paragraph may say besides its style, and why."""
OWN_RUN_PROPERTIES = {"rStyle": "the style itself", "noProof": "says nothing of how it looks"}
EMBEDDED, OFFICE = Embedded(), LibreOffice()
ENGINES = [
    pytest.param(EMBEDDED, id="embedded"),
    pytest.param(OFFICE, id="libreoffice", marks=pytest.mark.libreoffice),
]
themes = pytest.mark.parametrize("theme", THEMES)
searches = pytest.mark.parametrize(
    "search", ["sample", "usual-fr", "panel-de", "long-de", "long-en", "short-fr", "strange-es"]
)
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


# The sample, and what nobody has foreseen, in both themes


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The documents of one of SEARCHES in a theme, filled once."""

    @cache
    def fill(search: str, theme: str) -> tuple[Path, ...]:
        folder = tmp_path_factory.mktemp(f"{search}-{theme}")
        return tuple(fill_all(SEARCHES[search](folder), folder, theme))

    return fill


@pytest.fixture(scope="module")
def made(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Those documents' PDFs by an engine, made once: by the documents' stems."""

    @cache
    def make(search: str, theme: str, engine: Engine) -> dict[str, Path]:
        folder = tmp_path_factory.mktemp(f"{search}-{theme}-{engine.name}")
        return printed(engine, filled(search, theme), folder)

    return make


def fill_all(workbook: Path, folder: Path, theme: str) -> list[Path]:
    """A document of every section and interview, flat: a number and the section's name."""
    packages = folder / "packages"
    report = leavebehind.build(workbook, packages, templates=THEMES[theme], pdf="none")
    assert not report.problems
    chosen = {(brief.path.parent, brief.section): brief.path for brief in report.briefs}
    for package in report.packages:
        for one in package.documents:
            chosen.setdefault((package.folder.parent, one.section), one.path)
    flat = folder / "flat"
    flat.mkdir()
    for number, ((_, section), path) in enumerate(chosen.items()):
        shutil.copyfile(path, flat / f"{number:02} {section}.docx")
    return sorted(flat.iterdir())


def section_of(stem: str) -> str:
    return stem.partition(" ")[2]


def of(section: str, found: Iterable[Path]) -> Path:
    """The first of the files that is of the section."""
    return next(path for path in sorted(found) if section_of(path.stem) == section)


def one_of_each(documents: Iterable[Path]) -> list[Path]:
    return list({section_of(path.stem): path for path in documents}.values())


def printed(engine: Engine, documents: Iterable[Path], folder: Path) -> dict[str, Path]:
    """Document → its PDF, by the document's stem."""
    folder.mkdir(exist_ok=True)
    results = engine.convert(list(documents), folder)
    errors = [str(result) for result in results.values() if isinstance(result, Exception)]
    assert not errors
    return {path.stem: result for path, result in results.items() if isinstance(result, Path)}


@themes
@pytest.mark.parametrize("search", ["usual-fr", "long-de", "short-fr", "strange-es"])
@pytest.mark.validator
def test_word_would_open_what_is_filled(
    filled: Filled, search: str, theme: str, validate_docx: Callable[[list[Path]], None]
) -> None:
    validate_docx(one_of_each(filled(search, theme)))


@themes
@searches
def test_no_value_that_is_absent_leaves_an_empty_line(
    filled: Filled, search: str, theme: str
) -> None:
    for document in one_of_each(filled(search, theme)):
        for paragraph in part(document, "word/document.xml").find(f"{W}body").findall(f"{W}p"):
            says = "".join(one.text or "" for one in paragraph.iter(f"{W}t")).replace("\t", "")
            assert says or next(paragraph.iter(f"{W}drawing"), None) is not None, document.stem


@themes
def test_pictures_say_what_they_show_and_documents_what_they_are(
    filled: Filled, theme: str
) -> None:
    pictures = 0
    for document in filled("sample", theme):
        for drawing in part(document, "word/document.xml").iter(f"{WP}docPr"):
            assert drawing.get("descr")
            pictures += 1
        properties = etree.tostring(part(document, "docProps/core.xml")).decode()
        assert re.search("<dc:title>.+</dc:title>", properties)
        language = next(part(document, "word/styles.xml").iter(f"{W}lang"))
        assert language.get(f"{W}val") == "en-US"
    assert pictures > 20


@themes
@pytest.mark.parametrize("search", ["sample", "usual-fr"])
@pytest.mark.libreoffice
def test_nine_words_in_ten_stand_where_the_other_engine_puts_them(
    made: Made, search: str, theme: str
) -> None:
    by_office, embedded = (made(search, theme, engine) for engine in (OFFICE, EMBEDDED))
    for name, pdf in by_office.items():
        assert pages(embedded[name]) == pages(pdf), name
        assert share_near(words(pdf), words(embedded[name])) >= 0.9, name


def pages(pdf: Path) -> int:
    with pikepdf.open(pdf) as document:
        return len(document.pages)


@themes
def test_only_pages_after_the_first_say_whose_they_are(made: Made, theme: str) -> None:
    first, second = map(lines_of, by_page(of("resume", made("sample", theme, EMBEDDED).values())))
    assert "Résumé" not in " ".join(first[:2])
    assert second[0] == "Noémie Castañeda · Résumé"


@themes
def test_the_whole_package_is_tagged_and_titled_and_brings_its_faces(
    tmp_path: Path, theme: str
) -> None:
    report = leavebehind.build(
        SAMPLE, tmp_path, templates=THEMES[theme], pdf="embedded", interviewer="Dr. Annika Lowe"
    )
    (package,) = report.packages
    with pikepdf.open(package.pdf) as pdf:
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
        assert "Noémie Castañeda" in str(pdf.docinfo.Title)
        assert str(pdf.Root.Lang) == "en-US"
        faces = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
        assert faces
        for font in faces:
            (described,) = font.get("/DescendantFonts", [font])
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & described.FontDescriptor.keys()


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_every_letter_of_recommendation_has_a_page_of_its_own(
    made: Made, engine: Engine, theme: str
) -> None:
    """One that is only a scan has the page of the scan, and is named before the first."""
    pdf = of("recommendations", made("usual-fr", theme, engine).values())
    first, *others = (" ".join(lines_of(page)) for page in by_page(pdf))
    assert "Lettres signées" in first
    assert [len(re.findall("Témoin", page)) for page in (first, *others)] == [2, 1, 1]
    assert ["Témoin deux" in first, "Témoin trois" in others[0], "Témoin quatre" in others[1]] == [
        True
    ] * 3


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_codes_can_be_read_from_paper(made: Made, engine: Engine, theme: str) -> None:
    """Each is 20 mm wide without its white rim, and says what is printed beside it."""
    pdfs = made("usual-fr", theme, engine).values()
    links = [*codes_on(of("work_samples", pdfs)), *codes_on(of("publications", pdfs))]
    cards = list(codes_on(of("business_card", pdfs)))
    assert {text for text, _ in links} == {USUAL_WORK, USUAL_ARTICLE, "https://a.example"}
    assert len(cards) == 10
    (card,) = {text for text, _ in cards}
    assert "N:fille;Anaïs L’Hôpital Gœury\\,\r\n" in card
    assert "FN:Anaïs L’Hôpital Gœury\\, fille\r\n" in card
    assert all(width >= 20 for _, width in (*links, *cards))


def codes_on(pdf: Path) -> Iterator[tuple[str, float]]:
    """What the QR codes of a document say, and how wide they are in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil()):
                across = code.position.top_right.x - code.position.top_left.x
                yield code.text, across / 300 * 25.4


@pytest.mark.parametrize("engine", ENGINES)
def test_a_photo_stands_at_the_right_margin(made: Made, engine: Engine) -> None:
    with pypdfium2.PdfDocument(of("resume", made("long-en", "default", engine).values())) as pdf:
        ((left, _, width),) = image_places(pdf[0])
        assert left + width == pytest.approx(pdf[0].get_width() / MM - 25, abs=0.5)


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_a_photo_of_any_shape_leaves_the_name_free(made: Made, engine: Engine, theme: str) -> None:
    """One that is three times as wide as it is high, too; and it stays within the margins."""
    resume = of("resume", made("panel-de", theme, engine).values())
    with pypdfium2.PdfDocument(resume) as pdf:
        ((left, top, width),) = image_places(pdf[0])
        assert 24.5 <= left <= left + width <= pdf[0].get_width() / MM - 24.5
        height = width / 3
        beside = [
            word
            for word in next(by_page(resume))
            if top < word.y / MM < top + height and left - 1 < word.x / MM < left + width + 1
        ]
    assert not beside


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_a_dozen_publications_fill_two_pages(made: Made, engine: Engine, theme: str) -> None:
    assert pages(of("publications", made("panel-de", theme, engine).values())) == 2


@themes
def test_what_the_workbook_offers_is_said_in_the_candidates_language(
    filled: Filled, theme: str
) -> None:
    documents = filled("panel-de", theme)
    said = {name: text_of(of(name, documents)) for name in ("publications", "interview_brief")}
    assert "Vortrag" in said["publications"] and "talk" not in said["publications"]
    assert "einstellende Führungskraft" in said["interview_brief"]
    assert "Dienstag, 16. März 2027" in said["interview_brief"]


@themes
def test_a_date_among_other_facts_stays_on_one_line(filled: Filled, theme: str) -> None:
    dated = text_of(of("publications", filled("panel-de", theme)))
    if theme == "default":
        assert dated.count("1.\N{NO-BREAK SPACE}Oktober\N{NO-BREAK SPACE}2020") == 1
    assert "1.\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2020" in dated


def text_of(document: Path) -> str:
    return "\n".join(str(one.text) for one in paragraphs_of(docx.Document(str(document))))


def paragraphs_of(box: Any) -> Iterator[Any]:
    yield from box.paragraphs
    for table in box.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from paragraphs_of(cell)


@themes
@pytest.mark.parametrize(
    ("search", "section", "step"),
    [("long-en", "resume", 10), ("panel-de", "interview_brief", 24)],
)
@pytest.mark.libreoffice
def test_a_heading_after_a_table_never_ends_a_page(
    filled: Filled, tmp_path: Path, search: str, section: str, step: int, theme: str
) -> None:
    """LibreOffice forgets to keep paragraphs together where a table stands just before them."""
    drawn, moved = of(section, filled(search, theme)), []
    for points in range(0, 12 * step, step):
        document = docx.Document(str(drawn))
        document.paragraphs[0].paragraph_format.space_after = Pt(points)
        moved.append(tmp_path / f"{points}.docx")
        document.save(str(moved[-1]))
    headings = heading_texts(drawn)
    for pdf in printed(OFFICE, moved, tmp_path / "made").values():
        assert not ends_with_heading(pdf, headings)


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
    """A code stands 5 mm inside its card's right edge, and is 25 mm wide."""
    workbook = make_workbook({"Settings": {"Language": "en-US", "Paper": paper}})
    documents = fill_all(workbook, tmp_path, theme)
    (pdf,) = printed(engine, [of("business_card", documents)], tmp_path / "made").values()
    width, height, left, top, across, down = SHEETS[paper]
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        codes = sorted(set(image_places(document[0])))
    assert len(codes) == 10
    for number, (x, y, size) in enumerate(sorted(codes, key=lambda code: (round(code[1]), code))):
        row, column = divmod(number, 2)
        assert size == pytest.approx(25, abs=0.5)
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


FRENCH = "Préparer la nuit, c’est payer la journée : personne ne l’avait remarqué avant mars. "
USUAL_WORK, USUAL_ARTICLE = (
    "https://goeury.example/la-nuit",
    "https://revue.example/2025/nuit?n=1&p=2",
)


def usual_search(folder: Path) -> dict[str, Any]:
    """What an ordinary candidate hands over, in French and on A4, with all that is shared."""
    Image.new("RGB", (300, 400), "grey").save(folder / "scan.png")
    return {
        "Candidate": {
            "Name": "Anaïs L’Hôpital Gœury, fille",
            "Headline": "Directrice des achats",
            "Email": "anais@goeury.example",
            "Phone": "+33 3 81 00 00 00",
            "City": "Besançon",
            "Summary": FRENCH * 2,
        },
        "Interviews": [
            {
                "Interview": "A",
                "Company": "Société d’épicerie « Cœur »",
                "Role": "Directrice de la chaîne d’approvisionnement",
                "Date": datetime.date(2027, 5, 4),
                "Format": "bound",
                "Package": "full",
                "Opening": FRENCH,
                "Why me": f"{FRENCH * 3}\n{FRENCH * 2}",
                "Why them": FRENCH * 2,
                "Closing": FRENCH,
            }
        ],
        "Interviewers": [{"Interview": "A", "Name": "Jean Ñíguez", "Title": "Directeur"}],
        "Experience": [
            {
                "Title": "Directrice adjointe de la logistique et des approvisionnements du Nord",
                "Company": "Halles du Doubs",
                "Start": month(2024 - 4 * n, 3),
                "End": month(2028 - 4 * n, 2),
                "Highlights": "\n".join([FRENCH] * n),
            }
            for n in range(4)
        ],
        "Education": [{"Degree": "Master", "Institution": "Université de Lyon"}],
        "Skills": [{"Category": "Langues", "Skills": "français, deutsch, español"}],
        "References": [
            {"Name": "Léa Martin", "Title": "Cheffe", "Company": "Halles", "Permission": "yes"},
            {"Name": "Luc Noël", "Phone": "+33 3 81 00 00 01", "Permission": "yes"},
        ],
        "Recommendations": [
            {"From": "Témoin un", "File": "scan.png"},
            {"From": "Témoin deux", "Title": "Cheffe", "Text": f"{FRENCH * 4}\n{FRENCH}"},
            {"From": "Témoin trois", "Date": month(2024, 3), "Text": FRENCH, "File": "scan.png"},
            {"From": "Témoin quatre", "Relationship": "collègue", "Text": FRENCH * 3},
        ],
        "Work samples": [
            {"Title": "La nuit", "Date": month(2024, 2), "Description": FRENCH, "URL": USUAL_WORK},
            {"Title": "Le jour", "Description": FRENCH * 3, "URL": "https://a.example"},
        ],
        "Publications": [
            {"Title": "Payer le jour", "Venue": "Revue", "URL": USUAL_ARTICLE, "Quote": FRENCH}
        ],
        "Settings": {"Language": "fr"},
    }


def month(year: int, number: int) -> datetime.date:
    return datetime.date(year, number, 1)


def long_search(folder: Path, language: str) -> dict[str, Any]:
    """Everything that the sheets take, and more of it than a person should hand over."""
    Image.new("RGB", (300, 400), "grey").save(folder / "photo.png")
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
            "Photo": "photo.png",
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
        "Recommendations": [
            {"From": "שלום עולם", "Text": "עברתי מכאן לשם.\nانتقلت من هنا إلى هناك."}
        ],
        "Work samples": [{"Title": WORD_70, "Description": WORD_70, "URL": ADDRESS}],
        "Publications": [{"Title": "日本語の記事", "URL": ADDRESS, "Quote": WORD_70}],
        "Interviews": [
            {"Interview": "NW-1", "Company": "X", "Role": "Y", "Format": "bound", "Package": "full"}
        ],
        "Settings": {"Language": "es"},
    }


def panel_search(folder: Path) -> dict[str, Any]:
    """A panel of five, a dozen publications, and a photo three times as wide as it is high."""
    Image.new("RGB", (900, 300), "grey").save(folder / "wide.png")
    return {
        "Candidate": {"Name": "Rajesh Venkataraman", "City": "Ulm", "Photo": "wide.png"},
        "Experience": [{"Title": "Ingenieur"}],
        "References": [{"Name": "Bo", "Permission": "yes"}],
        "Recommendations": [{"From": "Bo", "Text": "Gut gemacht."}],
        "Work samples": [{"Title": "Eins", "URL": "https://a.example/eins"}],
        "Publications": [
            {
                "Title": f"Von sehr großen Protokollen, Band {n}" + " und mehr" * 3 * (n == 11),
                "Venue": "Tagungsband der Konferenz für Speicher und Dateisysteme",
                "Date": datetime.date(2020, n, 1),
                "Kind": "talk",
                "Authors": "R. Venkataraman, B. Other",
                "URL": f"https://a.example/{n}",
            }
            for n in range(1, 13)
        ],
        "Interviews": [
            {
                "Interview": "NW-1",
                "Company": "Halde & Söhne",
                "Role": "Architekt",
                "Date": datetime.date(2027, 3, 16),
                "Format": "bound",
                "Package": "full",
                "Paper": "letter",
                "Opening": "Guten Tag.",
            }
        ],
        "Interviewers": [
            {
                "Interview": "NW-1",
                "Name": f"{n}. Gegenüber",
                "Title": "Leitung",
                "Part": "Hiring manager",
                "Talking points": "Wer räumt auf?\nWas blieb liegen?\nWem gehört der Dienst?",
                "Research notes": "Schrieb das Protokoll\nZeichnet lieber",
            }
            for n in range(1, 6)
        ],
        "Settings": {"Language": "de"},
    }


SEARCHES: dict[str, Callable[[Path], Path]] = {
    "sample": lambda folder: SAMPLE,
    **{
        name: lambda folder, search=search: save_workbook(search(folder), folder / "search.xlsx")
        for name, search in {
            "usual-fr": usual_search,
            "panel-de": panel_search,
            "long-de": lambda folder: long_search(folder, "de"),
            "long-en": lambda folder: long_search(folder, "en"),
            "short-fr": lambda folder: short_search("fr"),
            "strange-es": lambda folder: strange_search(),
        }.items()
    },
}
"""What a workbook may hold: name → what saves it in a folder."""


@themes
@searches
@pytest.mark.parametrize("engine", ENGINES)
def test_no_data_breaks_the_page(
    filled: Filled, made: Made, search: str, engine: Engine, theme: str
) -> None:
    """Nothing stands outside the margins, no heading ends a page, no page is next to empty."""
    documents = {path.stem: path for path in filled(search, theme)}
    assert len(set(map(section_of, documents))) == 10
    for name, pdf in made(search, theme, engine).items():
        assert not outside(pdf), name
        assert not ends_with_heading(pdf, heading_texts(documents[name])), name
        for number, page in enumerate(by_page(pdf)):
            lines = lines_of(page)
            assert len(lines) > (2 if number else 0), (name, number, lines)


def ends_with_heading(pdf: Path, headings: Iterable[str]) -> list[str]:
    """The headings that end a page, but for the last one."""
    *before, _ = (flat(" ".join(lines_of(page))) for page in by_page(pdf))
    return [one for page in before for one in headings if page.endswith(one)]


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_a_letter_as_long_as_letters_are_stays_on_one_page(
    tmp_path: Path, engine: Engine, theme: str
) -> None:
    """From three sentences to 400 words on either paper, with a date and a position or without."""
    search = usual_search(tmp_path)
    search["Candidate"] |= {"Address": "1, rue du Doubs", "Signature": "scan.png"}
    (one,) = search["Interviews"]
    kinds = [
        (f"{count} {paper} {full}", count, paper, full)
        for count in (40, 200, 252, 308, 352, 400)
        for paper in SHEETS
        for full in (True, False)
    ]
    interviews = [
        {
            **one,
            "Interview": key,
            "Package": "basic",
            "Paper": paper,
            "Date": one["Date"] if full else None,
            **letter_of(count),
        }
        for key, count, paper, full in kinds
    ]
    people = [
        {"Interview": key, "Name": "Dana Wu", "Title": "Head" if full else None}
        for key, _, _, full in kinds
    ]
    search |= {"Interviews": interviews, "Interviewers": people}
    documents = fill_all(save_workbook(search, tmp_path / "letters.xlsx"), tmp_path, theme)
    letters = [path for path in documents if section_of(path.stem) == "cover_letter"]
    made = printed(engine, letters, tmp_path / "made")
    assert [pages(pdf) for pdf in made.values()] == [1] * len(kinds)


def letter_of(count: int) -> dict[str, str]:
    """The paragraphs of a letter of so many words, of six characters with their space."""
    words_of_six = ("nobody", "in", "this", "company", "noticed")
    quarter = " ".join(words_of_six[n % 5] for n in range(count // 4))
    return dict.fromkeys(("Opening", "Why me", "Why them", "Closing"), quarter)


@themes
@pytest.mark.parametrize("engine", ENGINES)
def test_foreign_scripts_come_out_whole(made: Made, engine: Engine, theme: str) -> None:
    pdf = of("resume", made("strange-es", theme, engine).values())
    text = flat(" ".join(line for page in by_page(pdf) for line in lines_of(page)))
    for value in ("山田太郎", "한국어", "简体中文", "日本語の段落", "Πάτρα", "Київ", WORD_70):
        assert value in text


@themes
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sentence", ["עברתי מכאן לשם.", "انتقلت من هنا إلى هناك."])
def test_what_reads_from_right_to_left_stands_so(
    made: Made, engine: Engine, theme: str, sentence: str
) -> None:
    """Its words follow one another to the left, and its full stop stands left of them all."""
    with pypdfium2.PdfDocument(
        of("recommendations", made("strange-es", theme, engine).values())
    ) as pdf:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        first, *others = sentence.strip(".").split()
        begin = text.index(first)
        places = [page.get_charbox(text.index(word, begin))[0] for word in (first, *others)]
        line = page.get_charbox(begin)
        stops = [
            page.get_charbox(at)[0]
            for at, sign in enumerate(text)
            if sign == "." and abs(page.get_charbox(at)[1] - line[1]) < 6
        ]
    assert flat(sentence.strip(".")) in flat(text)
    assert places == sorted(places, reverse=True)
    assert stops and max(stops) < min(places)


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
