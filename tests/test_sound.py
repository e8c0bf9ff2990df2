"""A filled document is sound: properties by schema, unique ids, no empty tables, fitting pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from word_xml import NAMES, RELS, document, p, r, table

from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.package import W, parsed, read_parts, relationships, write_parts
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.word_template import WordTemplate

BODY, CORE = "word/document.xml", "docProps/core.xml"
CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SCHEMAS = Path(__file__).with_name("schemas")
OURS = DocumentProperties("Letter", "Avery Quinn", "en-US", "letter", identity="7d1")
CONTEXT = {"rows": ["1", "2", "3"], "nothing": [], "name": "Avery"}

Fill = Callable[..., dict[str, bytes]]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """The parts of what a template gives that `word_xml.document` makes."""

    def fill(*body: str, properties: DocumentProperties = OURS, **more: object) -> dict[str, bytes]:
        path = tmp_path / "letter.docx"
        path.write_bytes(document("".join(body), **more))  # type: ignore[arg-type]
        return read_parts(WordTemplate(path).render(CONTEXT, properties))

    return fill


def values(
    parts: dict[str, bytes], name: str, attribute: str = "id", part: str = BODY
) -> list[str]:
    """The values of an attribute, in order."""
    return [element.get(W + attribute, "") for element in parsed(parts[part]).iter(W + name)]


def looped(*content: str) -> str:
    return p("{%p for row in rows %}") + "".join(content) + p("{%p endfor %}")


def test_the_properties_follow_their_schemas(fill: Fill) -> None:
    parts = fill(p("{{ name }}"))
    for name in ("core", "app", "custom"):
        schema = etree.XMLSchema(etree.parse(str(SCHEMAS / f"{name}.xsd")))
        schema.assertValid(parsed(parts[f"docProps/{name}.xml"]))


OLD = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
WRONG = f'<{{0}} xmlns="{OLD}">{{1}}</{{0}}>'


@pytest.mark.parametrize("own", ["", "<cp:lastModifiedBy>Tom</cp:lastModifiedBy>"])
def test_one_last_modified_by_has_the_name_of_the_candidate(fill: Fill, own: str) -> None:
    wrong = WRONG.format("lastModifiedBy", "Tom") + WRONG.format("keywords", "k")
    core = f'<cp:coreProperties xmlns:cp="{CP}">{own}{wrong}</cp:coreProperties>'
    parts = fill(p("x"), parts={CORE: core})
    names = [child for child in parsed(parts[CORE]) if "lastModifiedBy" in str(child.tag)]
    assert [(one.tag, one.text) for one in names] == [(f"{{{CP}}}lastModifiedBy", "Avery Quinn")]
    assert b"Tom" not in parts[CORE]
    assert parsed(parts[CORE]).findtext(f"{{{CP}}}keywords") == "k"


@pytest.mark.parametrize(
    "kind",
    [
        "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/metadata/core-properties",
    ],
)
@pytest.mark.parametrize(
    "more", ["", '<Relationship Id="rIdX" Type="x/core-properties" Target="y.xml"/>']
)
def test_one_relationship_leads_to_the_core_properties(
    tmp_path: Path, kind: str, more: str
) -> None:
    parts = read_parts(document(p("x")))
    usual = f"{PACKAGE}/metadata/core-properties"
    rels = parts["_rels/.rels"].decode().replace(usual, kind)
    parts["_rels/.rels"] = rels.replace("</Relationships>", f"{more}</Relationships>").encode()
    path = tmp_path / "letter.docx"
    path.write_bytes(write_parts(parts))
    made = read_parts(WordTemplate(path).render({}, OURS))
    found = [
        one.target for one in relationships("_rels/.rels", made) if one.kind == "core-properties"
    ]
    assert found == [CORE]
    assert len([name for name in made if "core" in name]) == 1


def test_bookmarks_that_a_loop_repeats_have_ids_and_names_of_their_own(fill: Fill) -> None:
    mark = '<w:bookmarkStart w:id="0" w:name="here"/>{}<w:bookmarkEnd w:id="0"/>'
    parts = fill(looped(p(mark.format(r("x")))))
    starts, ends = values(parts, "bookmarkStart"), values(parts, "bookmarkEnd")
    assert starts == ends
    assert len(set(starts)) == len(set(values(parts, "bookmarkStart", "name"))) == 3
    assert values(parts, "bookmarkStart", "name")[0] == "here"


def test_controls_that_a_loop_repeats_have_ids_of_their_own(fill: Fill) -> None:
    control = '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    assert len(set(values(fill(looped(control.format(p("x")))), "id", "val"))) == 3


def test_a_comment_that_a_loop_repeats_stays_once(fill: Fill) -> None:
    comment = (
        f'<w:commentRangeStart w:id="4"/>{r("x")}<w:commentRangeEnd w:id="4"/>'
        '<w:r><w:commentReference w:id="4"/></w:r>'
    )
    parts = fill(looped(p(comment)))
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert values(parts, name) == ["4"]


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_that_a_loop_repeats_is_copied(fill: Fill, kind: str) -> None:
    name = f"word/{kind}s.xml"
    notes = f'<w:{kind}s {NAMES}><w:{kind} w:id="1">{p("note")}</w:{kind}></w:{kind}s>'
    content_type = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    types = ("</Types>", f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>')
    reference = f'<w:r><w:{kind}Reference w:id="1"/></w:r>'
    parts = fill(looped(p("x", reference)), parts={name: notes}, types=types)
    references = values(parts, f"{kind}Reference")
    assert len(set(references)) == 3
    assert references == values(parts, kind, part=name)


def test_no_table_without_rows_is_left(fill: Fill) -> None:
    rows = [p("{%tr for row in nothing %}")], [p("x")], [p("{%tr endfor %}")]
    cells = [p("{%tc for row in nothing %}"), p("x"), p("{%tc endfor %}")]
    parts = fill(p("a") + table(*rows) + table([table(*rows) + p("kept")]) + table(cells))
    root = parsed(parts[BODY])
    assert len(list(root.iter(W + "tbl"))) == len(list(root.iter(W + "tr"))) == 1


GRID = '<w:tblGrid><w:gridCol w:w="2600"/><w:gridCol w:w="6400"/></w:tblGrid>'


def test_only_tables_whose_columns_change_get_another_grid(fill: Fill) -> None:
    inner = table([p("1"), p("2"), p("3")])
    ragged = table([p("a")], [p("b"), p("c")]).replace("<w:tblGrid/>", GRID)
    outer = table([p("{{ name }}"), inner + p()]).replace("<w:tblGrid/>", GRID, 1)
    changed = table([p("{%tc for row in rows %}"), p("{{ row }}"), p("{%tc endfor %}")])
    changed = changed.replace("<w:tblGrid/>", GRID)
    parts = fill(outer, ragged, changed)
    grids = [
        [column.get(W + "w") for column in grid] for grid in parsed(parts[BODY]).iter(W + "tblGrid")
    ]
    assert grids[:3] == [["2600", "6400"], [], ["2600", "6400"]]
    assert len(grids[3]) == 3
    assert abs(sum(map(int, grids[3])) - 9000) < 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "grid", ["", "<w:tblGrid/>", GRID.replace("2600", "1133.85"), GRID.replace("2600", "x")]
)
def test_a_grid_that_word_would_not_write_is_no_problem(fill: Fill, grid: str) -> None:
    cells = [p("{%tc for row in rows %}"), p("{{ row }}"), p("{%tc endfor %}")]
    parts = fill(table(cells).replace("<w:tblGrid/>", grid))
    assert len(list(parsed(parts[BODY]).iter(W + "tc"))) == 3


@pytest.mark.parametrize("basis", ["Odd", "Even"])
def test_styles_that_rest_on_themselves_are_read(fill: Fill, basis: str) -> None:
    """Programs write them, and sizes that are no whole numbers."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{rests_on}"/><w:pPr><w:ind w:left="1133.85" w:right="x"/></w:pPr>'
        '<w:rPr><w:sz w:val="21.5"/></w:rPr></w:style>'
        for name, rests_on in (("Odd", basis), ("Even", "Odd"), ("EvenDense", "Even"))
    )
    part = f"<w:styles {NAMES}>{styles}</w:styles>"
    content = p("{{ name }}", properties='<w:pPr><w:pStyle w:val="Even"/></w:pPr>')
    cells = table([content]).replace("<w:tcPr/>", "")
    parts = fill(content, cells, parts={"word/styles.xml": part})
    assert b"Avery" in parts[BODY]


def section(size: str, margins: str) -> str:
    return f"<w:sectPr><w:pgSz {size}/><w:pgMar {margins}/></w:sectPr>"


LETTER = 'w:w="12240" w:h="15840"'
HALF_INCH = 'w:left="720" w:right="720"'
A4_SIZE = ("11906", "16838")
A4 = DocumentProperties("Letter", "Avery Quinn", "en-US", "a4")


@pytest.mark.parametrize(
    ("size", "margins", "expected"),
    [
        (LETTER, 'w:left="1440" w:right="1440"', (*A4_SIZE, "1273", "1273")),
        (LETTER, 'w:left="1133.858" w:right="1133.858"', (*A4_SIZE, "967", "967")),
        (LETTER, 'w:left="100" w:right="900"', (*A4_SIZE, "0", "666")),
        (LETTER, 'w:left="0" w:right="0"', ("12240", "15840", "0", "0")),
        ('w:w="12240.0" w:h="15839.6"', 'w:left="1in" w:right="1in"', (*A4_SIZE, "1273", "1273")),
        ('w:w="215.9mm" w:h="279.4mm"', HALF_INCH, (*A4_SIZE, "553", "553")),
        ('w:w="15840" w:h="12240"', HALF_INCH, (*A4_SIZE[::-1], "1219", "1219")),
        ('w:w="8000" w:h="8000"', HALF_INCH, ("8000", "8000", "720", "720")),
    ],
)  # fmt: skip
def test_a_page_is_turned_where_its_text_fits(
    fill: Fill, size: str, margins: str, expected: tuple[str, ...]
) -> None:
    body = p("{{ name }}") + p(properties=f"<w:pPr>{section(size, margins)}</w:pPr>")
    parts = fill(body, properties=A4)
    page = parsed(parts[BODY]).find(f".//{W}p//{W}sectPr")
    assert page is not None
    found = {
        name: one.get(W + name, "")
        for one in page
        for name in ("w", "h", "left", "right")
        if one.get(W + name)
    }
    assert tuple(found[name] for name in ("w", "h", "left", "right")) == expected


def control(properties: str, text: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{r(text)}</w:sdtContent></w:sdt>"


DATA = '<w:dataBinding w:xpath="/a" w:storeItemID="{1}"/>'
TITLE = DATA.replace("w:xpath", f"w:prefixMappings=\"xmlns:n='{CP}'\" w:xpath")


def test_a_filled_control_is_bound_to_nothing(fill: Fill) -> None:
    parts = fill(p(control(f"<w:showingPlcHdr/>{DATA}<w:text/>", "{{ name }}")))
    assert b"dataBinding" not in parts[BODY]
    assert b"showingPlcHdr" not in parts[BODY]
    assert b"Avery" in parts[BODY]


def test_a_control_that_no_tag_fills_stays_bound(fill: Fill) -> None:
    assert b"dataBinding" in fill(p("{{ name }}", control(DATA, "x")))[BODY]


def test_no_control_shows_the_title_that_a_document_is_given(fill: Fill) -> None:
    assert b"dataBinding" not in fill(p(control(TITLE, "Curriculum vitae")))[BODY]


def test_controls_keep_what_they_are(fill: Fill) -> None:
    date = '<w:date w:fullDate="2020-01-01T00:00:00Z"><w:dateFormat w:val="d MMMM yyyy"/></w:date>'
    choice = '<w:dropDownList><w:listItem w:displayText="a" w:value="a"/></w:dropDownList>'
    parts = fill(p(control(DATA + date, "{{ name }}"), control(choice, "{{ name }}")))
    assert b"fullDate" not in parts[BODY]
    for name in (b"<w:date>", b"dateFormat", b"dropDownList", b"listItem"):
        assert name in parts[BODY]


def test_what_is_raw_is_printed_as_typed(fill: Fill) -> None:
    parts = fill(
        p("{% raw %}{{ name }} and {% if", " %}", "{% endraw %} {{ name }}")
        + p("{%p raw %}") + p("{{ row }}") + p("{%p if x %}") + p("{%p endraw %}")
    )  # fmt: skip
    root = parsed(parts[BODY])
    found = ["".join(t.text or "" for t in one.iter(W + "t")) for one in root.iter(W + "p")]
    assert found == ["{{ name }} and {% if %} Avery", "{{ row }}", "{%p if x %}"]


@pytest.mark.parametrize("prefix", ["ns0:", ""])
def test_a_part_with_other_prefixes_is_filled(tmp_path: Path, prefix: str) -> None:
    loop = [p("{%tr for row in rows %}")], [p("{{ row }}")], [p("{%tr endfor %}")]
    parts = read_parts(document(looped(p("{{ row }}")) + table(*loop)))
    xml = parts[BODY].decode().replace("<w:", f"<{prefix}").replace("</w:", f"</{prefix}")
    if prefix:
        xml = xml.replace(" w:", " ns0:").replace("xmlns:w=", "xmlns:ns0=")
    else:
        xml = xml.replace("xmlns:w=", f'xmlns="{W[1:-1]}" xmlns:w=')
    path = tmp_path / "letter.docx"
    path.write_bytes(write_parts({**parts, BODY: xml.encode()}))
    made = read_parts(WordTemplate(path).render(CONTEXT, A4))
    assert paragraph_texts(made) == ["1", "2", "3", "1", "2", "3"]
    assert b'w:w="11906"' in made[BODY]


@pytest.mark.validator
def test_word_opens_what_a_loop_repeats(
    fill: Fill, tmp_path: Path, validate_docx: Callable[[list[Path]], None]
) -> None:
    mark = '<w:bookmarkStart w:id="0" w:name="here"/>{}<w:bookmarkEnd w:id="0"/>'
    field = '<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    grid = GRID + "<w:tr><w:tc>"
    cells = [p("{%tc for row in rows %}"), p("{{ row }}"), p("{%tc endfor %}")]
    no_rows = [p("{%tr for row in nothing %}")], [p("x")], [p("{%tr endfor %}")]
    name = "word/footnotes.xml"
    notes = f'<w:footnotes {NAMES}><w:footnote w:id="1">{p("note")}</w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    repeated = p(mark.format(r("x")), '<w:r><w:footnoteReference w:id="1"/></w:r>')
    parts = fill(
        looped(repeated, field.format(p("{{ row }}"))),
        table(cells).replace("<w:tblGrid/><w:tr><w:tc>", grid) + table(*no_rows) + p(),
        parts={name: notes},
        types=("</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'),
        relations=f'<Relationship Id="rIdN" Type="{RELS}/footnotes" Target="footnotes.xml"/>',
    )
    path = tmp_path / "looped.docx"
    path.write_bytes(write_parts(parts))
    validate_docx([path])
