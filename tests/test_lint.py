"""What would spoil a template's documents without a word is found before it is filled."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from word_xml import NAMES, OPC, code, document, external, field, link, p, r, table

from leavebehind.check import check, comment_on
from leavebehind.docx.comments import commented_copy
from leavebehind.errors import DocumentProblem, TemplateError
from leavebehind.plan_records import Survey
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.lint import lint
from leavebehind.template.sources import TEMPLATES
from leavebehind.worker import WorkerPool

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a template as `word_xml.document` makes it."""

    def make(*told: Any, **more: Any) -> Path:
        path = tmp_path / "letter.docx"
        path.write_bytes(document(*told, **more))
        return path

    return make


def told(path: Path) -> list[tuple[str, int, str]]:
    """Part, paragraph and message of every problem."""
    problems = lint(path)
    assert all(problem.file == path.name for problem in problems)
    return [(problem.part, problem.paragraph, problem.message) for problem in problems]


def the_problem(path: Path) -> DocumentProblem:
    (problem,) = lint(path)
    return problem


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.docx")), ids=lambda path: path.stem)
def test_the_shipped_templates_have_no_problems(path: Path) -> None:
    assert lint(path) == []


_DELETED = "<w:r><w:delText>{%p if a %}{{ b }}</w:delText></w:r>"
SOUND = {
    "plain": p("Dear {{ interviewer.name }},"),
    "split over runs": p("Dear {{ interv", "iewer", ".name }},"),
    "split by a spelling mark": p("{{ interv", '<w:proofErr w:type="spellStart"/>', r("iewer }}")),
    "paragraphs": p("{%p if a %}") + p("x") + p("{%p else %}") + p("y") + p("{%p endif %}"),
    "inline": p("{% if a %}x{% elif b %}y{% else %}z{% endif %} and {{ c }}"),
    "over paragraphs": p("{% if a %}x") + p("y{% endif %}"),
    "rows": table([p("Name")], [p("{%tr for x in y %}")], [p("{{ x }}")], [p("{%tr endfor %}")]),
    "cells": table([p("{%tc for x in y %}"), p("{{ x }}"), p("{%tc endfor %}"), p("end")]),
    "a cell that keeps a paragraph": table(
        [p("{%p if a %}") + p("x") + p("{%p endif %}") + p()],
    ),
    "a cell with something either way": table(
        [p("{%p if a %}") + p("x") + p("{%p else %}") + p("y") + p("{%p endif %}")],
    ),
    "a comment": p("{#p what follows is for the panel #}") + p("{# “really” – … #}x"),
    "curly quotes": p("{{ _(“References”) }}"),
    "an odd text in quotes": p("{{ _('„so“ – …') }}"),
    "an and": p("{% if a == 'R & D' %}x{% endif %}"),
    "raw": p("{% raw %}{% if %}{% endraw %}"),
    "a tag whose deletion is tracked": p(
        "{{ a", f'<w:del w:id="1" w:author="Dana">{_DELETED}</w:del>', ".b }}"
    ),
    "set": p("{% set a = 1 %}{% set b %}x{% endset %}"),
    "braces in prose": p("The set {1, 2} and f(x) = {x : x > 2 and more} and 1 << 2 >> 1"),
    "tags of other programs": p("{name} { { a } } ${name} <<Name>> [[name]] «Name» ｛｛name｝｝"),
    "a quotation in Spanish": p("Publicado en «Nature» y «La Vanguardia»"),
    "a live link": p(link("rIdX", "my site")),
    "a page number": p(code("PAGE"), " of ", '<w:fldSimple w:instr="NUMPAGES"/>'),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_docxtpl_understands_is_no_problem(make: Make, name: str) -> None:
    assert told(make(SOUND[name], relations=external("hyperlink", "https://a.example/"))) == []


BROKEN = {
    "two paragraph tags in one paragraph": (
        p("first") + p("{%p if a %}x{%p endif %}"),
        (2, "{%p if a %}", "two {%p tags in one paragraph"),
    ),
    "text beside a paragraph tag": (
        p("{%p if a %}KEEP") + p("{%p endif %}"),
        (1, "{%p if a %}", "is lost, with what stands in it: KEEP"),
    ),
    "a section break beside a paragraph tag": (
        p("{%p if a %}", properties="<w:pPr><w:sectPr/></w:pPr>") + p("x") + p("{%p endif %}"),
        (1, "{%p if a %}", "a picture, a break or the like"),
    ),
    "text beside a row tag": (
        table([p("{%tr for x in y %}"), p("Name")], [p("{{ x }}")], [p("{%tr endfor %}")]),
        (1, "{%tr for x in y %}", "Name"),
    ),
    "a row tag outside a table": (
        p("{%tr if a %}") + p("{%tr endif %}"),
        (1, "", "outside a table"),
    ),
    "a value that is lost": (p("{{p candidate.name }}"), (1, "{{p candidate.name }}", "loses")),
    "a loop across cells": (
        table([p("{% for x in y %}{{ x }}"), p("z{% endfor %}")]),
        (2, "{% endfor %}", "crosses a table cell"),
    ),
    "a paragraph loop across cells": (
        table([p("{%p for x in y %}") + p("{{ x }}"), p("z") + p("{%p endfor %}")]),
        (4, "{%p endfor %}", "crosses a table cell"),
    ),
    "a row loop across tables": (
        table([p("{%tr for x in y %}")], [p("x")]) + p("and") + table([p("{%tr endfor %}")]),
        (4, "{%tr endfor %}", "crosses a table"),
    ),
    "a loop that is never ended": (
        p("a") + p("{%p for x in y %}") + p("{{ x }}"),
        (2, "{%p for x in y %}", "never ended"),
    ),
    "an end without a beginning": (p("x{% endif %}"), (1, "{% endif %}", "nothing is open")),
    "the wrong end": (p("{% if a %}x{% endfor %}"), (1, "{% endfor %}", "nothing is open")),
    "a paragraph tag that ends inside a text": (
        p("{%p if a %}") + p("x{% endif %}"),
        (2, "{% endif %}", "begins in one way and ends in another"),
    ),
    "a condition that begins in a link": (
        p(link("rIdX", "{% if a %}x"), "y{% endif %}"),
        (1, "{% endif %}", "crosses a link"),
    ),
    "a condition that begins in a field": (
        p(field("begin"), field("separate"), "{% if a %}x", field("end"), "y{% endif %}"),
        (1, "{% endif %}", "crosses a field"),
    ),
    "a tag split by a field": (
        p("{{ candi", code("PAGE", "date"), r(".name }}")),
        (1, "{{ candidate.name }}", "stands within the tag"),
    ),
    "a tag split by a link": (
        p("{{ candidate", link("rIdX", ".name }}")),
        (1, "{{ candidate.name }}", "stands within the tag"),
    ),
    "a tag split by a line break": (
        p("{{ candidate", "<w:r><w:br/></w:r>", r(".name }}")),
        (1, "{{ candidate.name }}", "stands within the tag"),
    ),
    "low quotes": (p("{{ _(„References“) }}"), (1, "{{ _(„References“) }}", "no quotation mark")),
    "guillemets": (p("{{ _(«References») }}"), (1, "", "no quotation mark")),
    "a dash": (p("{{ a – b }}"), (1, "{{ a – b }}", "no minus")),
    "dots": (p("{{ a… }}"), (1, "{{ a… }}", "one character")),
    "an invisible character": (p("{{ candidate\u200b.name }}"), (1, "", "invisible")),
    "a tag without an end": (p("{{ candidate.name }"), (1, "{{ candidate.name }", "does not end")),
    "a tag over two paragraphs": (
        p("Dear {{ candidate.") + p("name }}"),
        (1, "{{ candidate.", "does not end in this paragraph"),
    ),
    "an end alone": (p("candidate.name }}"), (1, "}}", "no tag ends here")),
    "a merge field": (p(code("MERGEFIELD Name", "you")), (1, "MERGEFIELD Name", "mail merge")),
    "a picture from elsewhere": (
        p(code('INCLUDEPICTURE "http://a.example/x.png"')),
        (1, "", "INCLUDEPICTURE: it would be fetched"),
    ),
    "a text from elsewhere": (p(code('INCLUDETEXT "/etc/passwd"')), (1, "", "INCLUDETEXT")),
    "a program's answer": (p(code('DDEAUTO c:\\cmd.exe "/k calc"')), (1, "", "DDEAUTO")),
    "a simple field": (
        p('<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://a.example&quot; "/>'),
        (1, "", "INCLUDEPICTURE"),
    ),
    "a file inserted as a whole": ('<w:altChunk r:id="rIdX"/>', (0, "", "inserted as a whole")),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_would_spoil_a_document_is_found_at_its_place(make: Make, name: str) -> None:
    body, (paragraph, tag, message) = BROKEN[name]
    relations = external("hyperlink", "https://a.example/")
    problems = lint(make(body, relations=relations))
    found = [one for one in problems if message in one.message]
    assert found, problems
    assert (found[0].part, found[0].paragraph) == ("body", paragraph)
    assert tag in found[0].tag
    assert found[0].hint


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (p("a") + p("{% if candidate.name %}x") + p("b"), (2, "{% if candidate.name %}")),
        (p("{%p if candidate.name %}") + p("x"), (1, "{%p if candidate.name %}")),
        (p("x") + p("{% for r in references %}{{ r.name }}"), (2, "{% for r in references %}")),
        (p("x") + p("{% else %}"), (2, "{% else %}")),
        (table([p("{%tr for r in references %}")], [p("x")]), (1, "{%tr for r in references %}")),
        (p("x") + p("{{ candidate.name"), (2, "{{ candidate.name")),
        (p("{% include '/etc/passwd' %}") + p("x"), (1, "{% include '/etc/passwd' %}")),
    ],
)
def test_a_mistake_is_told_once_at_its_place(
    make: Make, survey: Callable[[Path], Survey], body: str, place: tuple[int, str]
) -> None:
    (problem,) = survey(make(body)).problems
    assert (problem.paragraph, problem.tag) == place
    assert problem.hint


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("{% fro a in references %}", "there is no tag {% fro %}"),
        ("{{ candidate name }}", "the tag can't be read"),
    ],
)
def test_another_mistake_is_told_beside_a_tag_without_an_end(
    make: Make, survey: Callable[[Path], Survey], tag: str, told: str
) -> None:
    problems = survey(make(p(tag) + p("{% if a %}"))).problems
    first, second = sorted(problems, key=_paragraph)
    assert (first.paragraph, first.tag) == (1, tag)
    assert first.message.startswith(told)
    assert (second.paragraph, second.message) == (2, "this is never ended")


@pytest.fixture(scope="module")
def survey() -> Iterator[Callable[[Path], Survey]]:
    with WorkerPool() as workers:
        yield TemplateRunner(workers).survey


def _paragraph(problem: DocumentProblem) -> int:
    return problem.paragraph


def test_a_problem_in_a_header_says_so(make: Make) -> None:
    problem = the_problem(make(header="{{ _(„x“) }}"))
    assert (problem.part, problem.paragraph, problem.tag) == ("header", 1, "{{ _(„x“) }}")


@pytest.mark.parametrize(
    ("part", "word", "content"),
    [
        ("word/comments.xml", "comments", f"<w:comments {NAMES}>{p('{{ a }}')}</w:comments>"),
        ("word/endnotes.xml", "endnotes", f"<w:endnotes {NAMES}>{p('{{ a }}')}</w:endnotes>"),
        ("word/charts/chart1.xml", "chart", "<c><t>{{ a }}</t></c>"),
        ("docProps/custom.xml", "properties", "<p><v>{{ a }}</v></p>"),
    ],
)
def test_tags_where_nobody_looks_are_found(make: Make, part: str, word: str, content: str) -> None:
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{word}+xml"
    types = ("</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
    problem = the_problem(make(p("x"), parts={part: content}, types=types))
    assert (problem.part, problem.tag) == (word, "{{ a }}")
    assert "not filled" in problem.message


@pytest.mark.parametrize(
    "target", ["https://a.example/{{ a }}", "https://a.example/%7B%7B%20a%20%7D%7D"]
)
def test_a_tag_in_the_address_of_a_link_is_found(make: Make, target: str) -> None:
    path = make(p("x") + p(link("rIdX", "site")), relations=external("hyperlink", target))
    problem = the_problem(path)
    assert (problem.part, problem.paragraph, problem.tag) == ("body", 2, "{{ a }}")


@pytest.mark.parametrize(
    ("kind", "target", "what"),
    [
        ("image", "http://a.example/x.png", "a linked picture"),
        ("image", "file:///etc/passwd", "a linked picture"),
        ("oleObject", "file:///C:/x.xlsx", "a linked file"),
        ("subDocument", "part.docx", "a linked file"),
        ("attachedTemplate", "https://a.example/x.dotm", "a remote template"),
        ("attachedTemplate", r"\\a.example\x.dotm", "a remote template"),
        ("attachedTemplate", "file://a.example/x.dotm", "a remote template"),
        ("mailMergeSource", "file:///C:/people.xlsx", "the data of a mail merge"),
    ],
)
def test_what_would_be_fetched_is_refused(make: Make, kind: str, target: str, what: str) -> None:
    problem = the_problem(make(p("x"), relations=external(kind, target)))
    assert problem.message.startswith(f"{what} ({target}")
    assert "refused" in problem.message
    assert problem.hint


def test_what_lies_elsewhere_is_found_whatever_part_refers_to_it(make: Make) -> None:
    relations = f'<Relationships xmlns="{OPC}">{external("attachedTemplate", "http://a.example")}'
    path = make(p("x"), parts={"word/_rels/settings.xml.rels": f"{relations}</Relationships>"})
    assert "a remote template" in the_problem(path).message


def test_an_address_is_elsewhere_though_the_document_denies_it(make: Make) -> None:
    relation = external("image", "http://a.example/x.png").replace(' TargetMode="External"', "")
    assert "a linked picture" in the_problem(make(p("x"), relations=relation)).message


def test_the_template_on_the_persons_own_disk_is_theirs(make: Make) -> None:
    target = "file:///C:/Users/Ana/Templates/CV.dotx"
    assert told(make(p("x"), relations=external("attachedTemplate", target))) == []


def test_macros_are_refused(make: Make) -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert "macros" in the_problem(make(p("x"), types=(main, macros))).message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1}", "rich text"),
        (b"<html></html>", "a web page"),
        (b"Dear {{ name }}", "not a Word document"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "old kind (.doc)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_a_file_of_another_kind_is_one_clear_problem(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    assert message in the_problem(path).message


def test_xml_entities_are_refused(make: Make) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert "XML entities" in the_problem(make(p("x"), parts={"word/theme.xml": bomb})).message


def test_a_zip_bomb_is_refused(make: Make) -> None:
    path = make(p("x"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/bomb.xml", b"<x>" + b" " * (80 << 20) + b"</x>")
    assert "unpacks to far more" in the_problem(path).message


def test_a_copy_has_comments_at_the_bad_tags(make: Make, tmp_path: Path) -> None:
    body = p("Dear") + table([p("{{ _(„x“) }}"), p("y")]) + p("name }}")
    path = make(body, header="{{ a – b }}")
    before = path.read_bytes()
    problems = lint(path)
    copy = tmp_path / "commented.docx"
    commented_copy(path, problems, copy)
    assert path.read_bytes() == before
    made = docx.Document(str(copy))
    texts = [comment.text for comment in made.comments]
    assert len(texts) == len(problems) == 3
    xml = made.element.xml
    for comment, problem in zip(made.comments, problems, strict=True):
        assert problem.message in comment.text and problem.hint in comment.text
        mark = re.search(rf'<w:commentRangeStart w:id="{comment.comment_id}"', xml)
        assert mark
        before_it = len(re.findall(r"<w:p[ >]", xml[: mark.start()]))
        assert before_it == (problem.paragraph if problem.part == "body" else 1)
    assert any(text.startswith("header: {{ a – b }}") for text in texts)


def test_what_cannot_be_opened_cannot_be_commented_on(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_text("no document")
    with pytest.raises(TemplateError, match="commented"):
        commented_copy(path, [], tmp_path / "copy.docx")


def test_every_template_with_problems_gets_a_commented_copy(
    make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    (own / "cover_letter.docx").write_bytes(document(p("Dear {{ candidate.name,")))
    (own / "resume.docx").write_bytes(b"no document")
    workbook = make_workbook()
    problems, _ = check(workbook)
    made = comment_on(workbook, problems, tmp_path / "look")
    assert made == [tmp_path / "look" / "cover_letter (comments).docx"]
    (comment,) = docx.Document(str(made[0])).comments
    assert comment.text.startswith("{{ candidate.name,: the tag does not end")
