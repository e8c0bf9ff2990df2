"""A finished document is used as it is: its words, tables and pages stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from word_xml import code, document, external, p, r, table

from leavebehind import build
from leavebehind.docx.package import read_parts
from leavebehind.report import BuildReport
from leavebehind.template.isolation import Survey, TemplateRunner
from leavebehind.template.properties import DocumentProperties
from leavebehind.worker import WorkerPool

BODY = "word/document.xml"
KNOWN = {"candidate": frozenset({"name"}), "interview": frozenset({"company"})}
A4 = DocumentProperties("Résumé", "Avery Quinn", "de-DE", "a4", identity="7d1")


@pytest.fixture(scope="module")
def runner() -> Iterator[TemplateRunner]:
    with WorkerPool() as workers:
        yield TemplateRunner(workers)


@pytest.fixture
def survey(runner: TemplateRunner, tmp_path: Path) -> Callable[..., Survey]:
    def survey(*texts: str, **more: object) -> Survey:
        path = tmp_path / "resume.docx"
        body = "".join(text if text.startswith("<") else p(text) for text in texts)
        path.write_bytes(document(body, **more))  # type: ignore[arg-type]
        return runner.survey(path, KNOWN)

    return survey


@pytest.mark.parametrize(
    "text",
    [
        "Designed GET /users/{id} and POST /orders/{order_id}/lines",
        "See [[Roadmap]]; Bash: ${HOME}; C: int a[] = {1, 2};",
        "<<Mejor Empleado>>, «Name», [Company], {Name}",
        "JSX: style={{color: red}}",
        "{{FirstName}} {{user.name}} {{#people}}{{/people}}",
        "int a[][] = {{1, 2}, {3, 4}};",
        "{{1}} and {{ 'text' }}",
        '{"a": {"b": {}}} }} %}',
        "{{ open",
        "{% whatever %}",
        code("MERGEFIELD Name", "«Name»"),
    ],
)
def test_braces_and_placeholders_of_others_are_no_problem(
    survey: Callable[..., Survey], text: str
) -> None:
    found = survey(p(text) if text.startswith("<w") else p(r(text)))
    assert found.is_finished
    assert found.problems == ()
    assert found.variables == frozenset()
    assert bool(found.notes) is ("{{" in text or "{% " in text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ candidate.name }}",
        "{{ candidat.name }}",
        "{{ candidate name }}",
        "{{ candidate.name",
        "{% if x %}y{% endif %}",
        "{{ 1 + 1 }}",
        "{{ ''.__class__ }}",
        "{{ _('Dear') }}",
        "{# a remark #}",
    ],
)
def test_what_prints_a_name_or_runs_is_a_tag(survey: Callable[..., Survey], text: str) -> None:
    assert not survey(text).is_finished


def test_with_a_tag_of_ours_every_other_is_one(survey: Callable[..., Survey]) -> None:
    found = survey("{{ candidate.name }}", "{{ color: red }}")
    assert [problem.paragraph for problem in found.problems] == [2]


def test_what_a_finished_document_fetches_is_refused(survey: Callable[..., Survey]) -> None:
    found = survey("x", relations=external("image", "http://a.example/x.png"))
    assert found.is_finished
    assert len(found.problems) == 1


def test_its_parts_stay_as_they_are(runner: TemplateRunner, tmp_path: Path) -> None:
    path = tmp_path / "resume.docx"
    ragged = table([p("a")], [p("b"), table([p("1"), p("2"), p("3")]) + p()])
    path.write_bytes(document(ragged + p("{_{ {{color: red}}"), header="{{FirstName}}"))
    before = read_parts(path.read_bytes())
    after = read_parts(runner.fill(path, None, A4))
    changed = {name for name in before if after[name] != before[name]}
    assert changed <= {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml"}
    assert set(after) - set(before) == {"docProps/custom.xml"}
    assert b"Avery Quinn" in after["docProps/core.xml"]
    assert b"de-DE" not in after["docProps/core.xml"]


def test_a_finished_letter_page_stays_on_a4_with_a_note(
    survey: Callable[..., Survey], make_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    assert survey("x").kept_pages == {"a4"}
    report = built(make_workbook, document(p("Finished")), paper="a4")
    assert [(note.message, note.place) for note in report.notes if "pages" in note.message] == [
        (
            "it is used as it is, so its pages keep their size where the interview's paper is A4",
            "resume.docx",
        )
    ]
    (made,) = [one.path for one in report.documents if one.section == "resume"][:1]
    assert b'w:w="12240"' in read_parts(made.read_bytes())[BODY]


def built(make_workbook: Callable[..., Path], resume: bytes, paper: str) -> BuildReport:
    workbook = make_workbook({"Settings": {"Paper": paper}})
    (workbook.parent / "word_templates").mkdir()
    (workbook.parent / "word_templates" / "resume.docx").write_bytes(resume)
    return build(workbook, pdf="none")
