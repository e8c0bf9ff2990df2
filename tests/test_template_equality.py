"""What WordTemplate writes has the words and the looks of what docxtpl alone writes.

Where docxtpl goes wrong (it drops what it can't read, prints None, …) the values here keep clear
of it; those differences stand in the docstring of `leavebehind.template`.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT, RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing, R, RichText, RichTextParagraph
from hypothesis import given, settings, strategies as st
from jinja2 import Environment
from lxml import etree
from PIL import Image

from leavebehind import read_workbook
from leavebehind.context.contexts import (
    brief_context,
    interview_context,
    reader_context,
    ticket_context,
)
from leavebehind.plan import plan_packages
from leavebehind.plan_records import Section
from leavebehind.template.word_template import WordTemplate
from leavebehind.template_values import Fields, Link, Picture, QrCode

ROOT = Path(__file__).parent.parent
SHIPPED = sorted((ROOT / "word_templates").glob("*.docx"))
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Context = Callable[[DocxTemplate], Mapping[str, object]]


def looks(data: bytes) -> dict[str, list[str]]:
    """Part → its words and how they look, in a form that is equal where both are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        parts = {name: package.read(name) for name in package.namelist()}
    found = {
        name: _looks(name, parts)
        for name, content in parts.items()
        if name.startswith("word/") and name.endswith(".xml") and b"<w:p" in content
    }
    core = docx.Document(io.BytesIO(data)).core_properties
    texts = [getattr(core, name) for name in PROPERTIES]
    return {**found, "properties": texts}


PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")


def _looks(name: str, parts: Mapping[str, bytes]) -> list[str]:
    root = etree.fromstring(parts[name])
    if root.tag == qn("w:styles"):
        return [etree.tostring(root, method="c14n", exclusive=True).decode()]
    folder, _, file = name.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{file}.rels", b"<none/>")
    targets = {one.get("Id"): one.get("Target") for one in etree.fromstring(relations)}
    for element in root.iter():
        for key in [key for key in element.attrib if key.startswith(f"{{{RELATIONS}}}")]:
            target = targets[element.get(key)]
            picture = parts.get(f"{folder}/{target}", b"") if "media/" in target else b""
            element.set(key, hashlib.sha256(picture).hexdigest() if picture else target)
        if etree.QName(element).localname in ("docPr", "cNvPr"):
            element.attrib.update({"id": "", "name": ""})
    for text in list(root.iter(qn("w:t"))):
        text.attrib.pop(SPACE, None)
        if not text.text:
            text.getparent().remove(text)
    for run in list(root.iter(qn("w:r"))):
        _join(run)
    for table in root.iter(qn("w:tbl")):
        if table.find(qn("w:tr")) is None:
            table.clear()
    return list(_lines(root))


def _lines(element: Any, depth: int = 0) -> Iterator[str]:
    """The elements without namespace prefixes, and without the white space of layout."""
    text = element.text or ""
    shown = text if element.tag == qn("w:t") else text.strip()
    yield f"{depth} {element.tag} {sorted(element.attrib.items())} {shown!r}"
    for child in element:
        yield from _lines(child, depth + 1)


def _join(run: Any) -> None:
    """Puts the run into the one before it, if that looks the same."""
    before = run.getprevious()
    if all(child.tag == qn("w:rPr") for child in run):
        run.getparent().remove(run)
    elif before is not None and before.tag == qn("w:r") and _properties(run) == _properties(before):
        for child in [child for child in run if child.tag != qn("w:rPr")]:
            if child.tag == before[-1].tag == qn("w:t"):
                before[-1].text += child.text
            else:
                before.append(child)
        run.getparent().remove(run)


def _properties(run: Any) -> list[str]:
    properties = run.find(qn("w:rPr"))
    return [] if properties is None else list(_lines(properties))


def by_docxtpl(path: Path, context: Context) -> bytes:
    template, file = DocxTemplate(path), io.BytesIO()
    # Values escaped, and tuples and None as they are printed here.
    environment = Environment(autoescape=True, finalize=_printed)
    template.render(dict(context(template)), environment)
    template.save(file)
    return file.getvalue()


def _printed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def assert_equal(path: Path, context: Context) -> bytes:
    """Both ways give the same words and looks; values are made anew, as docxtpl needs them."""
    data = WordTemplate(path).render(context(DocxTemplate(path)))
    ours, theirs = looks(data), looks(by_docxtpl(path, context))
    assert sorted(ours) == sorted(theirs)
    for name, content in theirs.items():
        assert ours[name] == content, name
    return data


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Document], Path]:
    def save(document: Document) -> Path:
        path = tmp_path / "template.docx"
        document.save(str(path))
        return path

    return save


Save = Callable[[Document], Path]


def paragraphs(*texts: str) -> Document:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def rows(*texts: tuple[str, ...]) -> Document:
    document = docx.Document()
    table = document.add_table(len(texts), len(texts[0]))
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return document


PEOPLE = [{"name": f"Person {n} & <co>", "skills": ["a", "b", "c"][:n]} for n in (1, 2, 3)]
EVERYDAY: Mapping[str, object] = {
    "name": 'Zoë "Q" <lab> & Söhne',
    "people": PEOPLE,
    "yes": True,
    "number": 12.5,
    "nobody": [],
    "lines": "one\ntwo\tafter a tab\aa new paragraph\fa new page",
    "colour": "FF0000",
}

TEMPLATES = {
    "values": paragraphs("Dear {{ name }},", "{{ number }}{{ number|int + 1 }}{{ name|upper }}"),
    "paragraphs kept and repeated": paragraphs(
        "{%p if yes %}",
        "kept",
        "{%p else %}",
        "lost",
        "{%p endif %}",
        "{%p for p in people %}",
        "{{ loop.index }} {{ p.name }}",
        "{%p endfor %}",
    ),
    "spaces and merged paragraphs": paragraphs("a {%- if yes %}", "  b  ", "{%- endif -%}", "c"),
    "comments and braces": paragraphs(
        "{# gone #}x", "{#p gone with its paragraph #}", "{_{ y }_}{_% z %_}"
    ),
    "macros and blocks": paragraphs(
        "{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(name) }}",
        "{% set v %}{{ name }}{% endset %}{{ v }}",
    ),
    "what values ask for": paragraphs("before {{ lines }} after", "{{ lines }}", "{{ name }}"),
    "rows": rows(
        ("Name", "Skills"),
        ("{%tr for p in people %}", ""),
        ("{{ p.name }}", "{{ p.skills|join(', ') }}"),
        ("{%tr endfor %}", ""),
    ),
    "columns": rows(
        ("{%tc for p in people %}", "{{ p.name }}", "{%tc endfor %}"),
        ("{%tc for p in people %}", "x", "{%tc endfor %}"),
    ),
    "fewer columns": rows(("{%tc for p in nobody %}", "{{ p }}", "{%tc endfor %}", "rest")),
    "cells merged down": rows(
        ("{%tr for p in people %}", ""), ("all{% vm %}", "{{ p.name }}"), ("{%tr endfor %}", "")
    ),
    "cells merged across": rows(("{%tc for p in people %}", "all{% hm %}", "{%tc endfor %}")),
    "a coloured cell": rows(("{% cellbg colour %}red", "x"), ("1", "2")),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_feature_of_docxtpl_gives_the_same_document(name: str, save: Save) -> None:
    assert_equal(save(TEMPLATES[name]), lambda _: EVERYDAY)


def test_a_tag_may_be_split_over_runs(save: Save) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("{")
    paragraph.add_run("{ na").bold = True
    paragraph.add_run("me }")
    paragraph.add_run("} and “{{ ‘quoted’ }}”")
    assert_equal(save(document), lambda _: EVERYDAY)


def test_headers_and_footers(save: Save) -> None:
    document = paragraphs("{{ name }}")
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "{{ name }} {{ lines }}"
    section.first_page_header.paragraphs[0].text = "no tag"
    section.footer.paragraphs[0].text = "{% for p in people %}{{ p.name }}{% endfor %}"
    section.footer.add_table(1, 1, Mm(50)).cell(0, 0).text = "{{ number }}"
    assert_equal(save(document), lambda _: EVERYDAY)


def test_two_sections(save: Save) -> None:
    document = paragraphs("{{ name }}")
    document.add_section().footer.paragraphs[0].text = "second {{ name }}"
    assert_equal(save(document), lambda _: EVERYDAY)


def test_footnotes(save: Save) -> None:
    document = paragraphs("{{ name }}")
    note = (
        "<w:footnote w:id='1'><w:p><w:r><w:t>{{ name }} {{ lines }}</w:t></w:r></w:p></w:footnote>"
    )
    attach(document, "footnotes.xml", f"<w:footnotes {W}>{note}</w:footnotes>", CT.WML_FOOTNOTES)
    assert_equal(save(document), lambda _: EVERYDAY)


def attach(document: Document, name: str, content: str | bytes, content_type: str) -> None:
    blob = content.encode() if isinstance(content, str) else content
    part = Part(PackURI(f"/word/{name}"), content_type, blob, document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES if "footnotes" in name else RT.PACKAGE)


def test_an_embedded_object_comes_along(save: Save) -> None:
    document = paragraphs("{{ name }}")
    attach(document, "embeddings/Sheet1.xlsx", bytes(range(256)), CT.SML_SHEET)
    data = assert_equal(save(document), lambda _: EVERYDAY)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.read("word/embeddings/Sheet1.xlsx") == bytes(range(256))


def test_properties(save: Save) -> None:
    document = paragraphs("x")
    properties = document.core_properties
    properties.title, properties.author = "For {{ who }}", "{{ who }}"
    properties.subject = "no tag"
    properties.comments = properties.identifier = ""
    assert_equal(save(document), lambda _: {"who": "Zoë and 株"})


def test_a_template_without_properties_gets_empty_ones(save: Save) -> None:
    document = paragraphs("{{ name }}")
    relations = document.part.package.rels
    del relations[next(key for key in relations if relations[key].reltype == RT.CORE_PROPERTIES)]
    path = save(document)
    first, second = WordTemplate(path).render(EVERYDAY), WordTemplate(path).render(EVERYDAY)
    assert first == second
    core = docx.Document(io.BytesIO(first)).core_properties
    assert (core.title, core.last_modified_by) == ("", "")


def test_rich_text(save: Save) -> None:
    def context(_: DocxTemplate) -> Mapping[str, object]:
        rich = RichText("plain & ")
        rich.add("bold", bold=True, color="#ff0000", size=40, font="eastAsia:Calibri")
        rich.add(R("nested\nlines", italic=True, underline="wave", style="Emphasis"))
        return {"rich": rich, "whole": RichTextParagraph(rich, parastyle="Quote"), "one": R("1")}

    document = paragraphs("a {{r rich }} b", "{{p whole }}", "{%r if one %}c{%r endif %}{{r one }}")
    assert_equal(save(document), context)


def test_listings(save: Save) -> None:
    listing = Listing("a & b\nc\td\ae\ff")
    document = paragraphs("{{ listing }}")
    document.paragraphs[0].style = "List Bullet"
    document.add_paragraph().add_run("{{ listing }}").bold = True
    assert_equal(save(document), lambda _: {"listing": listing})


def test_lines_in_a_text_box_within_a_paragraph(save: Save) -> None:
    document = paragraphs("{{ lines }}")
    inner = "<w:p><w:pPr><w:jc w:val='right'/></w:pPr><w:r><w:t>{{ lines }}</w:t></w:r></w:p>"
    box = f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"
    tail = "<w:r><w:t>{{ name }}</w:t></w:r>"
    document.element.body.insert(0, parse_xml(f"<w:p {W}>{box}{tail}</w:p>"))
    assert_equal(save(document), lambda _: EVERYDAY)


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    names = [str(tmp_path / name) for name in ("red.png", "blue.jpg", "green.gif")]
    for name in names:
        Image.new("RGB", (40, 30), Path(name).stem).save(name)
    return names


def test_inline_images(save: Save, pictures: list[str]) -> None:
    red, blue, green = pictures

    def context(template: DocxTemplate) -> Mapping[str, object]:
        link = "https://example.com/?a=1&b=2"
        return {
            "red": InlineImage(template, red, width=Mm(20)),
            "again": InlineImage(template, io.BytesIO(Path(red).read_bytes()), height=Mm(9)),
            "blue": InlineImage(template, blue),
            "live": InlineImage(template, green, Mm(5), Mm(5), anchor=link),
        }

    document = docx.Document()
    document.add_picture(blue)
    document.add_paragraph("{{ red }}{{ again }}{{ red }}{{ blue }}{{ live }}{{ live }}")
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ red }} and {{ live }}"
    section.footer.paragraphs[0].add_run().add_picture(red)
    section.footer.paragraphs[0].add_run("{{ red }}")
    data = assert_equal(save(document), context)
    # Two of the template's own, and each new one once.
    assert len(list(docx.Document(io.BytesIO(data)).part.package.image_parts)) == 5


def test_drawings_of_the_template_are_numbered(save: Save, pictures: list[str]) -> None:
    document = paragraphs("{%p for p in people %}")
    document.add_picture(pictures[0])
    document.add_paragraph("{%p endfor %}")
    assert_equal(save(document), lambda _: EVERYDAY)


def test_a_namespace_under_two_prefixes(save: Save) -> None:
    path = save(paragraphs("{{ name }}"))
    # python-docx would give it the prefix of the document at once; Word does not.
    again = f'<y:p {W.replace("w=", "y=")} y:rsidR="00"><y:r><y:t>z</y:t></y:r></y:p>'
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].replace(b"<w:sectPr", again.encode() + b"<w:sectPr", 1)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in {**parts, "word/document.xml": body}.items():
            package.writestr(name, content)
    assert_equal(path, lambda _: EVERYDAY)


def test_subdocuments(save: Save, pictures: list[str], tmp_path: Path) -> None:
    pytest.importorskip("docxcompose")
    other = paragraphs("from another file")
    other.add_picture(pictures[0])
    other.save(str(tmp_path / "other.docx"))

    def context(template: DocxTemplate) -> Mapping[str, object]:
        drawn = template.new_subdoc()
        drawn.add_paragraph("drawn & here", style="List Number")
        drawn.add_picture(pictures[1])
        drawn.add_table(2, 2).cell(0, 0).text = "cell"
        merged = template.new_subdoc(str(tmp_path / "other.docx"))
        image = InlineImage(template, pictures[2])
        return {**EVERYDAY, "drawn": drawn, "merged": merged, "image": image}

    document = paragraphs("{{ name }}", "{{p drawn }}", "{{p merged }}", "{{ image }}")
    document.sections[0].header.paragraphs[0].text = "{{ name }}"
    assert_equal(save(document), context)


# docxtpl prints some differently: a vertical tab, a carriage return, {_{, what XML can't hold.
PRINTABLE = st.text(
    st.one_of(st.sampled_from("\n\t\a\f&<>\"'{}%# "), st.characters(exclude_categories=["C"]))
)


@pytest.fixture(scope="module")
def two_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "template.docx"
    document = rows(("{{ first }}", "{{ second }}{{ first }}"))
    document.add_paragraph("{{ second }}", style="List Bullet")
    document.sections[0].header.paragraphs[0].text = "{{ first }}"
    document.save(str(path))
    return path


@given(first=PRINTABLE, second=PRINTABLE)
@settings(max_examples=12)
def test_any_text_gives_the_same_document(first: str, second: str, two_texts: Path) -> None:
    assert_equal(two_texts, lambda _: {"first": first, "second": second})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_template_with_the_data_of_the_sample(path: Path) -> None:
    for context in _contexts(path):
        assert_equal(path, partial(_for_docxtpl, context))


@cache
def _known() -> list[dict[str, object]]:
    """What a package of each interview of the sample gives its templates."""
    search = read_workbook(ROOT / "samples" / "interviews.xlsx")
    sections = {
        one.stem: Section(name=one.stem, path=one, variables=WordTemplate.at(one).variables)
        for one in SHIPPED
    }
    found: list[dict[str, object]] = []
    for interview in plan_packages(search, sections).interviews:
        shared = interview_context(search, interview)
        names = [package.interviewer.name for package in interview.packages]
        brief = brief_context(shared, search, interview, names)
        ticket = ticket_context(shared, search, interview, [4] * len(names))
        reader = reader_context(shared, search, interview.packages[0])
        found.append({**brief, **ticket, **reader})
    return found


def _contexts(path: Path) -> Iterable[dict[str, object]]:
    """What the template gets, once for the interviews that give it the same."""
    words = WordTemplate.at(path).variables
    chosen = [{word: known[word] for word in words} for known in _known()]
    return {repr(context): context for context in chosen}.values()


def _for_docxtpl(value: Any, template: DocxTemplate) -> Any:
    """The value, with what only leavebehind draws as what docxtpl has for it."""
    match value:
        case Link():
            return value.text
        case QrCode():
            image = io.BytesIO()
            Image.new("1", (20, 20)).save(image, "PNG")
            return InlineImage(template, image, width=Mm(value.width))
        case Picture():
            return InlineImage(template, str(value.path), height=Mm(value.height))
        case Fields():
            return Fields({name: _for_docxtpl(value[name], template) for name in value})
        case dict():
            return {name: _for_docxtpl(one, template) for name, one in value.items()}
        case list() | tuple():
            return type(value)(_for_docxtpl(one, template) for one in value)
    return value
