"""A finished document is used as it is: its words, tables and pages stay."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas
from word_xml import code, document, external, p, r, table

from leavebehind import build, check, status
from leavebehind.docx.package import read_parts
from leavebehind.errors import TemplateError
from leavebehind.plan_records import Survey
from leavebehind.report import BuildReport
from leavebehind.template.isolation import TemplateRunner
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
        "{{ IF paid }} {{ END-IF }} {{ user.name | upper }} {{ total(prices) * 2 }}",
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
    assert bool(found.notes) is any(sign in text for sign in ("{{", "{% ", "MERGEFIELD"))


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


def pdf_of(text: str, pages: int = 1) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(612, 792))
    for _ in range(pages):
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def with_templates(make_workbook: Callable[..., Path], files: dict[str, bytes]) -> Path:
    """A workbook whose package holds a letter and the section certificate."""
    package = {"Package": "standard", "Sections": "cover_letter, certificate"}
    workbook = make_workbook({"Packages": [package]})
    folder = workbook.parent / "word_templates"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return workbook


def test_a_pdf_in_the_templates_folder_is_a_section_bound_as_it_is(
    make_workbook: Callable[..., Path],
) -> None:
    workbook = with_templates(make_workbook, {"certificate.pdf": pdf_of("CERTIFIED", 2)})
    report = build(workbook, pdf="embedded")
    (package,) = report.packages
    (own,) = [one for one in package.documents if one.section == "certificate"]
    assert own.path.name == "Certificate.pdf"
    template = workbook.parent / "word_templates" / "certificate.pdf"
    assert own.path.read_bytes() == template.read_bytes()
    assert package.pdf is not None
    with pypdfium2.PdfDocument(package.pdf) as bound:
        texts = [page.get_textpage().get_text_range() for page in bound]
    assert sum("CERTIFIED" in text for text in texts) == 2
    again = build(workbook, pdf="embedded")
    assert {one.outcome for one in again.documents} == {"unchanged"}
    assert again.written == []
    assert {one.state for one in status(workbook).documents} == {"up to date"}
    assert {one.state for one in status(workbook).pdfs} == {"current"}


def test_a_pdf_that_cannot_be_bound_is_a_problem(make_workbook: Callable[..., Path]) -> None:
    workbook = with_templates(make_workbook, {"certificate.pdf": b"%PDF-1.7 cut off"})
    with pytest.raises(TemplateError) as error:
        build(workbook, pdf="none")
    assert [problem.message for problem in error.value.problems] == ["it is damaged"]


@pytest.mark.parametrize("ending", ["doc", "dotx", "odt", "rtf", "pages"])
def test_a_file_of_another_program_gets_a_line_that_says_what_to_do(
    make_workbook: Callable[..., Path], ending: str
) -> None:
    files = {f"certificate.{ending}": b"x", f"other.{ending}": b"x"}
    workbook = with_templates(make_workbook, files)
    with pytest.raises(TemplateError) as error:
        build(workbook, pdf="none")
    (problem,) = error.value.problems
    assert f"certificate.{ending}: a .{ending} file can't be a section; open it in" in str(problem)
    _, notes = check(workbook)
    assert [note.place for note in notes if "can't be a section" in note.message] == [
        f"certificate.{ending}",
        f"other.{ending}",
    ]


def test_of_a_docx_and_a_pdf_of_one_name_the_docx_is_used(
    make_workbook: Callable[..., Path],
) -> None:
    files = {"certificate.pdf": pdf_of("x"), "certificate.docx": document(p("x"))}
    report = build(with_templates(make_workbook, files), pdf="none")
    assert "Certificate.docx" in [one.path.name for one in report.documents]
    assert [note.place for note in report.notes if "not used" in note.message] == [
        "certificate.pdf"
    ]
