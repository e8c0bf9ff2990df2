"""Filling Word templates: values, pictures, links, papers, and errors with their place."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image
from word_xml import document, p

from leavebehind.errors import TemplateError
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.word_template import WordTemplate
from leavebehind.template_values import Fields, Link, Picture, QrCode

Template = Callable[..., WordTemplate]
DRESS = DocumentProperties("Letter & more", "Zoë <Q>", "de-DE", "a4")


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """A template of these paragraphs, and of a header's paragraph."""

    def make(*paragraphs: str, header: str = "") -> WordTemplate:
        document = docx.Document()
        document.core_properties.comments = ""
        for text in paragraphs:
            document.add_paragraph(text)
        if header:
            document.sections[0].header.paragraphs[0].text = header
        path = tmp_path / "letter.docx"
        document.save(str(path))
        return WordTemplate(path)

    return make


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


def problem_of(error: pytest.ExceptionInfo[TemplateError]) -> tuple[str, str, int, str]:
    (problem,) = error.value.problems
    return problem.file, problem.part, problem.paragraph, problem.tag  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value", ["R & D <lab>", 'a "quote"', "{{ not_a_tag }}", "naïve – “über” 株", "x" * 100_000]
)
def test_a_value_is_printed_as_it_is(template: Template, value: str) -> None:
    assert texts(template("{{ value }}").render({"value": value})) == [value]


@pytest.mark.parametrize("value", ["a\x01b", "a\ud800b", "a\ufffeb", "a\x1fb"])
def test_what_xml_cannot_hold_is_left_out(template: Template, value: str) -> None:
    assert texts(template("{{ value }}", "after").render({"value": value})) == ["ab", "after"]


def test_new_lines_of_every_kind_become_line_breaks(template: Template) -> None:
    assert texts(template("{{ value }}").render({"value": "a\r\nb\nc\vd"})) == ["a\nb\nc\nd"]


def test_an_absent_value_prints_nothing(template: Template) -> None:
    data = template("[{{ nothing }}{{ text }}]").render({"nothing": None, "text": ""})
    assert texts(data) == ["[]"]


def test_a_list_of_words_is_printed_with_commas(template: Template) -> None:
    assert texts(template("{{ tags }}").render({"tags": ("a", "b & c")})) == ["a, b & c"]


def test_a_paragraph_that_is_not_wanted_leaves_no_blank_line(template: Template) -> None:
    letter = template("{%p if phone %}", "Phone: {{ phone }}", "{%p endif %}", "End")
    assert texts(letter.render({"phone": ""})) == ["End"]
    assert texts(letter.render({"phone": "1"})) == ["Phone: 1", "End"]


def test_an_unknown_name_is_an_error_with_paragraph_and_tag(template: Template) -> None:
    letter = template("Hello", "Dear {{ interviwer }},")
    with pytest.raises(TemplateError, match="did you mean 'interviewer'") as error:
        letter.render({"interviewer": "Dana"})
    assert problem_of(error) == ("letter.docx", "body", 2, "{{ interviwer }}")


def test_paragraphs_are_counted_as_the_person_sees_them(template: Template) -> None:
    letter = template("{%p if yes %}", "Hello", "{%p endif %}", "{%p if noo %}", "{%p endif %}")
    with pytest.raises(TemplateError) as error:
        letter.render({"yes": True, "no": True})
    assert problem_of(error) == ("letter.docx", "body", 4, "{%p if noo %}")


def test_an_unknown_field_is_an_error_with_paragraph_and_tag(template: Template) -> None:
    letter = template("{% if yes %}Dear {{ person.nmae }}{% endif %}")
    with pytest.raises(TemplateError, match="did you mean 'name'") as error:
        letter.render({"person": Fields({"name": "Dana"}), "yes": True})
    assert problem_of(error) == ("letter.docx", "body", 1, "{{ person.nmae }}")


@pytest.mark.parametrize("level", ["tr", "tc"])
def test_an_unknown_name_in_a_row_tag_is_an_error_with_its_paragraph(
    tmp_path: Path, level: str
) -> None:
    tags = (f"{{%{level} for x in nobody %}}", "{{ x }}", f"{{%{level} endfor %}}")
    document = docx.Document()
    document.add_paragraph("Hello")
    rows, columns = (3, 1) if level == "tr" else (1, 3)
    for cell, tag in zip(document.add_table(rows, columns)._cells, tags, strict=True):
        cell.text = tag
    document.save(str(tmp_path / "rows.docx"))
    with pytest.raises(TemplateError) as error:
        WordTemplate(tmp_path / "rows.docx").render({})
    assert problem_of(error) == ("rows.docx", "body", 2, tags[0])


def test_an_error_in_a_header_says_so(template: Template) -> None:
    with pytest.raises(TemplateError) as error:
        template("Hello", header="{{ nobody }}").render({})
    assert problem_of(error)[1:3] == ("header", 1)


def test_a_tag_that_cannot_be_read_is_an_error_at_once(template: Template) -> None:
    with pytest.raises(TemplateError) as error:
        template("Hello", "{% if %}")
    assert problem_of(error)[:3] == ("letter.docx", "body", 2)


def test_a_file_that_is_no_word_document_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_text("hello")
    with pytest.raises(TemplateError, match="not a Word document"):
        WordTemplate(path)


def test_every_unknown_name_is_found_before_filling(template: Template) -> None:
    letter = template(
        "{{ candidate.nmae }} {{ canddate.name }} {{ candidate.name }}",
        "{%p for job in experience %}",
        "{{ job.tilte }} {{ loop.index }}",
        "{%p endfor %}",
        "{% if candidate.maybe is defined %}{{ candidate.maybe }}{% endif %}",
    )
    vocabulary = {"candidate": frozenset({"name"}), "experience": frozenset({"title"})}
    found = {(p.paragraph, p.message) for p in letter.problems(vocabulary)}
    assert found == {
        (1, "there is no 'nmae' in candidate"),
        (1, "there is no 'canddate'"),
        (3, "there is no 'tilte' in experience"),
    }


def test_what_is_private_is_named_so(template: Template) -> None:
    letter = template("{{ interviewer.research_notes }}")
    (problem,) = letter.problems({"interviewer": frozenset({"name"})})
    assert "private" in problem.message


def test_a_template_tells_what_it_speaks_of_and_loops_over(template: Template) -> None:
    letter = template(
        "{{ candidate.name }}",
        "{%p for interviewer in people %}",
        "{{ interviewer.name }}",
        "{%p endfor %}",
        header="{{ interview.company }}",
    )
    assert letter.variables == {"candidate", "people", "interview"}
    assert letter.loops == {"people"}


def test_what_a_tag_sets_anew_is_spoken_of_and_what_a_loop_calls_its_rows_is_not(
    template: Template,
) -> None:
    letter = template(
        "{% set interviewer = interviewer.name %}{{ interviewer }}",
        "{% for candidate in panel %}{{ candidate.name }}{% endfor %}{{ range(2) }}",
    )
    assert letter.variables == {"interviewer", "panel"}


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__ }}",
        "{{ person.__class__.__mro__ }}",
        "{{ picture.path.unlink() }}",
        "{{ link.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ words.append('x') }}",
    ],
)
def test_a_template_can_read_values_and_nothing_else(template: Template, tag: str) -> None:
    context = {
        "person": Fields({"name": "Dana"}),
        "picture": Picture(Path("x.png"), 10, "x"),
        "link": Link("https://example.com", "x"),
        "words": ["a"],
    }
    with pytest.raises(TemplateError):
        template(tag).render(context)


@pytest.mark.parametrize("name", ["items", "keys", "class", "2026", "values"])
def test_a_column_may_be_called_what_python_keeps_for_itself(template: Template, name: str) -> None:
    row = Fields({f"_{name}" if name[0].isdigit() else name: "what the cell says"})
    data = template(f"{{{{ row.{name} }}}}").render({"row": row})
    assert texts(data) == ["what the cell says"]
    data = template(f"{{{{ row['{name}'] }}}}").render({"row": {name: "what the cell says"}})
    assert texts(data) == ["what the cell says"]


def test_a_qr_code_is_drawn_as_wide_as_asked_with_its_description(template: Template) -> None:
    data = template("{{ code }}").render({"code": QrCode("https://example.com", 24, "Site")})
    (shape,) = opened(data).inline_shapes
    assert (shape.width, shape.height) == (Mm(24), Mm(24))
    assert shape._inline.docPr.get("descr") == "Site"
    image = Image.open(io.BytesIO(part_named(data, r"word/media/")))
    assert image.width / (24 / 25.4) >= 250


def part_named(data: bytes, beginning: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        (name,) = [name for name in package.namelist() if name.startswith(beginning)]
        return package.read(name)


def test_a_photo_is_upright_and_no_finer_than_print_needs(
    template: Template, tmp_path: Path
) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 3000), "red").save(path, exif=exif)
    data = template("{{ photo }}").render({"photo": Picture(path, 30, "Dana")})
    (shape,) = opened(data).inline_shapes
    assert shape.height == Mm(30)
    assert round(shape.width / Mm(1), 1) == 22.5
    assert max(Image.open(io.BytesIO(part_named(data, "word/media/"))).size) < 500


@pytest.mark.parametrize("tag", ["{{ reader }}", "{{ readers }}"])
def test_what_has_fields_is_not_printed_as_python_shows_it(template: Template, tag: str) -> None:
    reader = Fields({"name": "Dana", "photo": Picture(Path("/home/avery/me.png"), 30, "Dana")})
    with pytest.raises(TemplateError, match=r"{{ candidate.name }}|{% for job") as error:
        template("x", tag).render({"reader": reader, "readers": (reader,)})
    assert problem_of(error) == ("letter.docx", "body", 2, tag)


@pytest.mark.parametrize("kind", ["EPS", "too many pixels"])
def test_a_picture_that_is_no_mere_picture_is_an_error(
    template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Pillow has other programs draw an EPS."""
    path = tmp_path / "photo.png"
    Image.new("RGB", (90, 90)).save(path, "EPS" if kind == "EPS" else "PNG")
    if kind != "EPS":
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 99)
    with pytest.raises(TemplateError) as error:
        template("{{ photo }}").render({"photo": Picture(path, 30, "Dana")})
    assert problem_of(error) == ("letter.docx", "body", 1, "{{ photo }}")


def test_a_picture_that_cannot_be_read_is_an_error(template: Template, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_text("no picture")
    with pytest.raises(TemplateError):
        template("{{ photo }}").render({"photo": Picture(path, 30, "Dana")})


def test_a_link_is_live_and_styled(template: Template) -> None:
    link = Link("https://example.com/?a=1&b=2", "the <site>")
    data = template("See {{ link }}.").render({"link": link})
    (hyperlink,) = opened(data).paragraphs[0].hyperlinks
    assert (hyperlink.url, hyperlink.text) == (link.url, link.text)
    assert texts(data) == ["See the <site>."]
    assert hyperlink._hyperlink.find(f".//{qn('w:rStyle')}").get(qn("w:val")) == "Hyperlink"


def test_properties_and_language_are_set_as_plain_text(template: Template) -> None:
    document = opened(template("{{ name }}").render({"name": "x"}, DRESS))
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Letter & more", "Zoë <Q>")
    assert properties.language == "de-DE"
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "de-DE"


def test_the_paper_changes_and_the_text_keeps_its_width(template: Template) -> None:
    letter, context = template("{{ name }}"), {"name": "x"}
    before, after = (
        opened(letter.render(context)).sections[0],
        opened(letter.render(context, DRESS)),
    )
    section = after.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(0.1)  # type: ignore[operator]
    assert abs(section.page_height - Mm(297)) < Mm(0.1)  # type: ignore[operator]

    def text_width(page: docx.section.Section) -> int:
        return page.page_width - page.left_margin - page.right_margin  # type: ignore[operator]

    assert abs(text_width(section) - text_width(before)) < Mm(0.1)


def test_equal_contexts_give_equal_bytes_and_others_do_not(template: Template) -> None:
    letter = template("{{ a }}")
    assert letter.render({"a": "1"}, DRESS) == letter.render({"a": "1"}, DRESS)
    assert letter.render({"a": "1"}, DRESS) != letter.render({"a": "2"}, DRESS)


def test_one_template_fills_many_documents_without_mixing_them(template: Template) -> None:
    letter = template("{{ name }}", header="{{ name }}")
    for name in ("Dana", "Tom"):
        document = opened(letter.render({"name": name}))
        assert document.paragraphs[0].text == name
        assert document.sections[0].header.paragraphs[0].text == name


def test_threads_share_a_template_without_mixing_its_documents(template: Template) -> None:
    letter = template("{{ name }}", "{{ link }}{{ code }}", header="{{ name }}")

    def fill(name: str) -> tuple[str, str, str]:
        link = Link(f"https://example.com/{name}", name)
        context = {"name": name, "link": link, "code": QrCode(name, 24, name)}
        document = opened(letter.render(context, DRESS))
        (hyperlink,) = document.paragraphs[1].hyperlinks
        return document.paragraphs[0].text, texts_of_header(document), hyperlink.url

    names = [f"Person {number}" for number in range(64)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(fill, names))
    assert found == [(name, name, f"https://example.com/{name}") for name in names]


def texts_of_header(document: Document) -> str:
    return document.sections[0].header.paragraphs[0].text


def test_a_picture_printed_often_comes_into_the_package_once(template: Template) -> None:
    code = QrCode("https://example.com", 24, "Site")
    data = template(*["{{ code }}"] * 10).render({"code": code})
    assert len(opened(data).inline_shapes) == 10
    assert part_named(data, "word/media/")
    drawn = opened(data).element.xpath("//wp:docPr/@id")
    assert drawn == [str(number) for number in range(1001, 1011)]


@pytest.mark.parametrize(
    "around",
    [
        ("{% block a %}", "{% endblock %}"),
        ("{% for n in [1] %}", "{% endfor %}"),
        ("{% macro m() %}", "{% endmacro %}{{ m() }}"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}", "{% endcall %}"),
        ("{% set drawn %}", "{% endset %}{{ drawn }}"),
    ],
)
def test_a_picture_is_drawn_wherever_a_tag_prints_it(
    template: Template, around: tuple[str, str]
) -> None:
    code = QrCode("https://example.com", 24, "Site")
    data = template(f"{around[0]}{{{{ code }}}}{around[1]}").render({"code": code})
    assert len(opened(data).inline_shapes) == 1


def test_a_link_in_a_header_is_a_relationship_of_the_header(template: Template) -> None:
    link = Link("https://example.com", "site")
    data = template("x", header="{{ link }}").render({"link": link})
    (hyperlink,) = opened(data).sections[0].header.paragraphs[0].hyperlinks
    assert hyperlink.url == link.url


def test_what_breaks_the_document_is_an_error_with_its_place(template: Template) -> None:
    letter = template("Hello", "{%p if yes %}", "two{% endif %} {{ name }}", "Bye")
    assert texts(letter.render({"yes": True, "name": "x"})) == ["Hello", "two x", "Bye"]
    with pytest.raises(TemplateError, match="breaks the document") as error:
        letter.render({"yes": False, "name": "x"})
    assert problem_of(error) == ("letter.docx", "body", 2, "{%p if yes %}")


def test_what_breaks_a_document_with_links_or_denser_styles_is_named_with_its_place(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    for text in ("{{ link }}", "{%p if yes %}", "two{% endif %}"):
        document.add_paragraph(text)
    document.styles.add_style("Normal Dense", WD_STYLE_TYPE.PARAGRAPH)
    document.save(str(tmp_path / "letter.docx"))
    letter = WordTemplate(tmp_path / "letter.docx")
    properties = DocumentProperties("T", "A", "en-US", "letter")
    with pytest.raises(TemplateError, match="breaks the document") as error:
        letter.render({"link": Link("https://example.com", "site"), "yes": False}, properties)
    assert problem_of(error) == ("letter.docx", "body", 2, "{%p if yes %}")


def test_a_filter_that_jinja_lacks_is_an_error_at_once(template: Template) -> None:
    with pytest.raises(TemplateError) as error:
        template("Hello", "{{ name|no_such_filter }}")
    assert problem_of(error)[:3] == ("letter.docx", "body", 2)


def test_a_test_that_jinja_lacks_is_an_error(template: Template) -> None:
    with pytest.raises(TemplateError, match="no_such_test") as error:
        template("Hello", "{% if name is no_such_test %}x{% endif %}").render({"name": "x"})
    assert problem_of(error)[:3] == ("letter.docx", "body", 2)


def test_an_ampersand_in_a_tag_is_an_ampersand(template: Template) -> None:
    letter = template("{% if unit == 'R & D' %}{{ 'Q & A' }}{% endif %}")
    assert texts(letter.render({"unit": "R & D"})) == ["Q & A"]


def test_a_property_may_have_tags_and_its_names_count(template: Template, tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "For {{ company }}"
    document.core_properties.subject = "{{ company }}"
    document.save(str(tmp_path / "titled.docx"))
    letter = WordTemplate(tmp_path / "titled.docx")
    assert letter.variables == {"company"}
    properties = opened(letter.render({"company": "R & D <lab>\x01\a" + "x" * 300})).core_properties
    assert properties.title.startswith("For R & D <lab> x")
    assert len(properties.title) == 255
    dressed = opened(letter.render({"company": "Northwind"}, DRESS)).core_properties
    assert (dressed.title, dressed.subject) == (DRESS.title, "Northwind")
    with pytest.raises(TemplateError) as error:
        letter.render({})
    assert problem_of(error)[1] == "properties"


def test_a_document_is_a_sound_zip_without_a_date(template: Template) -> None:
    data = template("{{ a }}", header="{{ a }}").render({"a": "x" * 5000}, DRESS)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(package.namelist()) == len(set(package.namelist()))


@pytest.mark.validator
def test_word_would_open_what_is_filled(
    template: Template, tmp_path: Path, validate_docx: Callable[..., None]
) -> None:
    link, code = Link("https://example.com", "site"), QrCode("https://example.com", 24, "Site")
    letter = template("{{ link }} {{ code }}", "{{ lines }}", header="{{ code }} {{ link }}")
    path = tmp_path / "filled.docx"
    path.write_bytes(letter.render({"link": link, "code": code, "lines": "a\nb\tc\ad"}, DRESS))
    validate_docx([path])


def test_fields_are_read_only_and_travel_between_processes() -> None:
    fields = Fields({"name": "Dana"})
    with pytest.raises(AttributeError):
        fields.name = "Tom"
    assert pickle.loads(pickle.dumps(fields)).name == "Dana"


def test_a_cell_that_a_condition_empties_keeps_a_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{%p if where %}"
    for text in ("{{ where }}", "{%p endif %}"):
        cell.add_paragraph(text)
    document.save(str(tmp_path / "place.docx"))
    place = WordTemplate(tmp_path / "place.docx")
    for where in ("", "Salem"):
        (cell,) = opened(place.render({"where": where})).tables[0].rows[0].cells
        assert [paragraph.text for paragraph in cell.paragraphs] == [where]


def test_a_header_that_a_tag_empties_keeps_a_paragraph(template: Template) -> None:
    data = template("Hello", header="{%p set a = 1 %}").render({})
    assert [p.text for p in opened(data).sections[0].header.paragraphs] == [""]


def test_a_fixed_word_without_a_language_is_what_the_template_says(template: Template) -> None:
    assert texts(template('{{ _("Awards") }}').render({})) == ["Awards"]


@pytest.mark.parametrize("name", ["class_", "_2026", "2026"])
def test_an_underscore_makes_no_difference(template: Template, name: str) -> None:
    row = Fields({"class": "A", "_2026": "B"})
    expected = "A" if name == "class_" else "B"
    assert texts(template(f"{{{{ row.{name} }}}}").render({"row": row})) == [expected]


@pytest.mark.parametrize(
    ("tag", "message", "hint"),
    [
        ("{{ name|uper }}", "there is no filter 'uper'", "did you mean 'upper'?"),
        ("{% if name is strng %}{% endif %}", "there is no test 'strng'", "did you mean 'string'?"),
        ("{% endif %}", "nothing is open that this tag could end", "before it"),
        ("{% if name %}", "this is never ended", "write {% endif %} after it"),
        ("{% whatever %}", "there is no tag {% whatever %}", ""),
        ("{% for x in %}{% endfor %}", "the tag is not complete", ""),
        ("{{ name ", "can't be read", "closed with }}"),
        ("{% for x in '1' %}" * 30 + "{% endfor %}" * 30, "too deeply", ""),
    ],
)
def test_what_is_wrong_with_a_tag_is_said_in_plain_words(
    template: Template, tag: str, message: str, hint: str
) -> None:
    with pytest.raises(TemplateError) as error:
        template("Hello", tag).render({"name": "Dana"})
    (problem,) = error.value.problems
    assert message in problem.message
    assert hint in problem.hint


def test_a_macro_without_end_is_an_error(template: Template) -> None:
    endless = template("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}")
    with pytest.raises(TemplateError):
        endless.render({})


def test_tags_in_text_whose_deletion_is_tracked_stay_as_typed(tmp_path: Path) -> None:
    gone = '<w:del w:id="1" w:author="Dana"><w:r><w:delText>{{ gone }}</w:delText></w:r></w:del>'
    path = tmp_path / "letter.docx"
    path.write_bytes(document(p("Dear {{ name }}", gone)))
    filled = docx.Document(io.BytesIO(WordTemplate(path).render({"name": "Dana"})))
    (paragraph,) = filled.paragraphs
    (deleted,) = paragraph._p.iter(qn("w:delText"))
    assert (paragraph.text, deleted.text) == ("Dear Dana", "{{ gone }}")
