"""Hostile input and failing parts: SECURITY.md says what is promised, and these tests show it."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from commands import run, run_json
from conftest import LETTERS
from hypothesis import HealthCheck, example, given, settings, strategies as st
from lxml import etree
from PIL import Image
from word_xml import NAMES, OPC, code, document, external, p

import leavebehind
from leavebehind.docx.package import W
from leavebehind.errors import LeavebehindError, TemplateError
from leavebehind.pdf.libreoffice import OVERRIDE, LibreOffice
from leavebehind.records import Candidate
from leavebehind.search import Search
from leavebehind.session import Session
from leavebehind.template.isolation import Limits, TemplateRunner, fill_alone
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.sources import TEMPLATES
from leavebehind.template.word_template import WordTemplate
from leavebehind.workbook.xlsx import clean
from leavebehind.worker import WorkerPool

MakeWorkbook = Callable[..., Path]
DRESS = DocumentProperties("Letter", "Avery", "en-US", "letter")

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the fake is a script with #!")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory so")


def run_process(*arguments: object, code: int = 0, **environment: str | None) -> tuple[str, str]:
    """Standard output and standard error of a process, which has to exit with `code`.

    A variable that is None is taken out of the environment.
    """
    changed = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "-m", "leavebehind", *map(str, arguments)],
        capture_output=True,
        env={name: value for name, value in changed.items() if value is not None},
        check=False,
        timeout=300,
    )
    output, errors = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert done.returncode == code, output + errors
    assert "Traceback" not in output + errors
    return output, errors


# -- templates of strangers ------------------------------------------------------------------


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], Path]:
    """A template of one paragraph with this text."""

    def make(text: str) -> Path:
        path = tmp_path / "letter.docx"
        path.write_bytes(document(p(text)))
        return path

    return make


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    with WorkerPool() as pool:
        yield pool


class NoWorkers(WorkerPool):
    """A pool that must not be asked."""

    def lend(self, *_: object, **__: object) -> Any:
        raise AssertionError("a worker was asked for")


def refusal(
    path: Path,
    workers: WorkerPool,
    context: dict[str, object] | None = None,
    limits: Limits | None = None,
) -> str:
    """Why the template is not filled."""
    with pytest.raises(TemplateError) as error:
        TemplateRunner(workers, limits).fill(path, context or {}, DRESS)
    return str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 7 ** 9999999 }}",
        "{% set n = namespace(a=1) %}{% for a in range(9999) %}{% set n.a = n.a * 99 ** 999 %}"
        "{% endfor %}{{ n.a }}",
    ],
    ids=["nested loops", "a power", "growing numbers"],
)
def test_a_template_that_takes_too_long_is_refused_by_name(
    template: Callable[[str], Path], workers: WorkerPool, text: str
) -> None:
    message = refusal(template(text), workers, limits=Limits(seconds=0.5))
    assert message.startswith("letter.docx: the template can't be filled")


@linux_only
@pytest.mark.parametrize(
    "text",
    [
        "{{ 'a' * 10**10 }}",
        "{{ '%09999999999d' % 1 }}",
        "{{ 'a' | center(10**10) }}",
        "{% set n = namespace(s='a') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}"
        "{% endfor %}{{ n.s }}",
    ],
)
def test_a_template_that_takes_too_much_memory_is_refused_by_name(
    template: Callable[[str], Path], workers: WorkerPool, text: str
) -> None:
    message = refusal(template(text), workers, limits=Limits(memory=1 << 29))
    assert "letter.docx: the template can't be filled: it needs more than 0.5 GB" in message


def test_a_template_that_calls_itself_forever_is_refused(
    template: Callable[[str], Path], workers: WorkerPool
) -> None:
    path = template("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}")
    assert "nested too deeply" in refusal(path, workers)
    path = template(f"{{{{ {'(' * 5000}1{')' * 5000} }}}}")
    with pytest.raises(TemplateError, match=r"too deeply; take the part that repeats apart$"):
        TemplateRunner(workers).survey(path)


def test_a_document_that_is_too_large_is_refused(
    template: Callable[[str], Path], workers: WorkerPool
) -> None:
    limits = Limits(largest_document=1 << 10)
    assert "the document is larger than" in refusal(template("x"), workers, limits=limits)


def test_what_was_given_up_is_not_tried_again_in_the_same_run(
    template: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = template("{{ 7 ** 9999999 }}")
    workers = WorkerPool()
    runner = TemplateRunner(workers, Limits(seconds=0.5))
    with pytest.raises(TemplateError) as first:
        runner.fill(path, {}, DRESS)
    monkeypatch.setattr(workers, "lend", NoWorkers().lend)
    with pytest.raises(TemplateError) as second:
        runner.fill(path, {}, DRESS)
    assert str(first.value) == str(second.value)


def test_a_worker_that_cannot_be_started_is_no_fault_of_the_template(
    template: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    message = refusal(template("Dear {{ name }}"), WorkerPool())
    assert "no process can be started: it is not there" in message
    assert message.endswith("close other programs, and build again")


def test_after_a_refusal_the_next_template_is_filled(
    template: Callable[[str], Path], workers: WorkerPool
) -> None:
    refusal(template("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"), workers)
    path = template("Dear {{ name }}")
    data = TemplateRunner(workers).fill(path, {"name": "Dana"}, DRESS)
    assert data == fill_alone(path, {"name": "Dana"}, DRESS)
    assert [one.text for one in docx.Document(io.BytesIO(data)).paragraphs] == ["Dear Dana"]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ name.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ name.format.__self__ }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ range(10**9) | list }}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(
    template: Callable[[str], Path], workers: WorkerPool, tag: str
) -> None:
    message = refusal(template(tag), workers, {"name": "Dana"})
    assert message.startswith("letter.docx, body, paragraph 1")


def test_properties_are_held_to_the_same_rules(tmp_path: Path, workers: WorkerPool) -> None:
    made = docx.Document()
    made.core_properties.comments = "{{ ''.__class__ }}"
    path = tmp_path / "letter.docx"
    made.save(str(path))
    assert "letter.docx" in refusal(path, workers)


def test_a_shipped_template_is_filled_here_and_an_altered_one_in_a_worker(tmp_path: Path) -> None:
    runner = TemplateRunner(NoWorkers())
    copy = tmp_path / "my own.docx"
    copy.write_bytes((TEMPLATES / "resume.docx").read_bytes())
    assert runner.survey(copy).variables
    with zipfile.ZipFile(copy, "a") as package:
        package.writestr("word/more.xml", "<x/>")
    with pytest.raises(AssertionError, match="a worker was asked for"):
        runner.survey(copy)


def test_a_hostile_template_costs_its_own_documents_and_nothing_else(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    text = "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"
    (own / "resume.docx").write_bytes(document(p(text)))
    workbook = make_workbook({"Experience": [{"Title": "Analyst", "Company": "Acme"}]})
    report = run_json("build", workbook, "--pdf", "embedded", code=1)
    (package,) = report["packages"]
    assert [made["section"] for made in package["documents"]] == ["cover_letter", "business_card"]
    assert package["pdf"] is None
    (problem,) = report["problems"]
    assert (problem["file"], problem["paragraph"]) == ("resume.docx", 1)
    assert "nested too deeply" in problem["message"]


HOSTILE_TEMPLATES: dict[str, tuple[bytes, str]] = {
    "a linked picture": (
        document(p("x"), relations=external("image", "http://127.0.0.1:9/x.png")),
        "a linked picture",
    ),
    "a remote template": (
        document(
            parts={
                "word/_rels/settings.xml.rels": f'<Relationships xmlns="{OPC}">'
                + external("attachedTemplate", "http://127.0.0.1:9/x.dotm")
                + "</Relationships>"
            }
        ),
        "a remote template",
    ),
    "a field that fetches": (
        document(p(code('INCLUDETEXT "/etc/passwd"'))),
        "the field INCLUDETEXT",
    ),
    "macros": (
        document(
            types=(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        ),
        "macros",
    ),
    "an entity bomb": (
        document(
            parts={
                "word/document.xml": '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
                + "".join(f'<!ENTITY {a}a "{f"&{a};" * 10}">' for a in ("a", "aa", "aaa", "aaaa"))
                + f"]><w:document {NAMES}><w:body>{p('x')}&aaaaa;</w:body></w:document>"
            }
        ),
        "XML entities",
    ),
    "an external entity": (
        document(
            parts={
                "word/document.xml": '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                f"<w:document {NAMES}><w:body>{p('x')}&a;</w:body></w:document>"
            }
        ),
        "XML entities",
    ),
    "a truncated file": (document()[:2000], "damaged"),
    "a text": (b"Dear you", "not a Word document"),
}  # fmt: skip


def _doubled(names: str) -> bytes:
    """A template with two bodies, of which a program may read either."""
    packed = io.BytesIO(document(p("x")))
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr(names, "<x/>")
    return packed.getvalue()


HOSTILE_TEMPLATES |= {
    "two bodies": (_doubled("word/Document.xml"), "two parts of one name"),
    "entities in a property": (
        document(
            parts={
                "docProps/core.xml": '<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/'
                'metadata/core-properties">&a;</c:coreProperties>'
            }
        ),
        "XML entities",
    ),
    "a number without end": (document(p("{{ 10 ** 9999 }}")), "a tag can't be worked out"),
}


@posix_only
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a folder", "a sparse giant"])
def test_a_template_that_is_no_file_is_refused_and_not_waited_for(
    make_workbook: MakeWorkbook, tmp_path: Path, kind: str
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    path = own / "cover_letter.docx"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "a folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(10 << 30)
    report = run_json("build", make_workbook(), code=1)
    (problem,) = report["problems"]
    assert problem["file"] == "cover_letter.docx" and problem["hint"]


def test_a_folder_of_templates_that_can_not_be_read_is_one_clear_line(
    make_workbook: MakeWorkbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "word_templates").mkdir()

    def refuse(folder: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(LeavebehindError, match="word_templates can't be read: you have no"):
        leavebehind.check(make_workbook())


@pytest.mark.parametrize("name", HOSTILE_TEMPLATES)
def test_a_hostile_template_is_refused_by_name_before_anything_is_written(
    make_workbook: MakeWorkbook, tmp_path: Path, name: str
) -> None:
    content, message = HOSTILE_TEMPLATES[name]
    own = tmp_path / "word_templates"
    own.mkdir()
    (own / "cover_letter.docx").write_bytes(content)
    with pytest.raises(TemplateError) as refused:
        leavebehind.build(make_workbook(), pdf="none")
    problems = refused.value.problems
    assert [one for one in problems if message in one.message], problems
    assert {getattr(problem, "file", "") for problem in problems} == {"cover_letter.docx"}
    assert not (tmp_path / "packages").exists()


def test_a_check_names_every_hostile_template(make_workbook: MakeWorkbook, tmp_path: Path) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    for name, (content, _) in HOSTILE_TEMPLATES.items():
        (own / f"{name}.docx").write_bytes(content)
    problems = leavebehind.check(make_workbook())[0]
    messages: dict[str, str] = defaultdict(str)
    for problem in problems:
        messages[getattr(problem, "file", "")] += problem.message
    assert messages.keys() == {f"{name}.docx" for name in HOSTILE_TEMPLATES}
    for name, (_, message) in HOSTILE_TEMPLATES.items():
        assert message in messages[f"{name}.docx"]


def test_a_zip_bomb_is_refused_wherever_a_template_is_read(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    path = own / "cover_letter.docx"
    path.write_bytes(document())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/bomb.xml", b" " * (100 << 20))
    report = run_json("check", make_workbook(), code=1)
    assert [one["message"] for one in report["problems"] if "unpacks" in one["message"]]


def test_every_template_of_the_folder_is_checked_though_no_package_needs_it(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    (own / "thank_you.docx").write_bytes(
        document(p("{{p candidate.name }}") + p("{{ nobody.name }}"))
    )
    report = run_json("check", make_workbook(), code=1)
    told = {(one["file"], one["paragraph"], one["tag"]) for one in report["problems"]}
    assert told == {
        ("thank_you.docx", 1, "{{p candidate.name }}"),
        ("thank_you.docx", 2, "{{ nobody.name }}"),
    }


# -- values ----------------------------------------------------------------------------------

NASTY = st.text(
    st.one_of(
        st.sampled_from(
            "&<>\"'{}%#_x000D\t\r\n\v\f\a\x00\x1f\x7f\x85\u2028\ufffe\uffff\ud800\udfff"
        ),
        st.sampled_from("שלוםمرحبا👩‍👩‍👧‍👦e\u0301\u200e\u202e株式 \xa0\u00ad"),
        st.characters(),
    ),
    max_size=60,
)
PIECES = st.lists(
    st.one_of(
        NASTY,
        st.sampled_from(
            ["{{ x }}", "{% if %}", "{{ '", "{#", "]]>", "<w:p/>", "&amp;", "_x000D_", "</w:t>"]
        ),
    ),
    max_size=6,
).map("".join)


def well_formed(data: bytes) -> dict[str, etree._Element]:
    """Every part of a document, parsed as strictly as Word parses it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def squeezed(text: str) -> str:
    """The text without what a document can't show, or shows as another kind of space."""
    kept = text
    if not text.isprintable():
        kept = "".join(c for c in text if c.isprintable() and not "\ud800" <= c <= "\udfff")
    return "".join(kept.replace("\ufffe", "").replace("\uffff", "").split())


def with_value(search: Search, value: str) -> Search:
    """The search with the value wherever a person may write what they like."""

    def rewritten(row: Any) -> Any:
        kept = {"place", "extra", "key", "interview", "include", *CHECKED}
        texts = {
            one.name: value
            for one in dataclasses.fields(row)
            if one.name not in kept and isinstance(getattr(row, one.name), str)
        }
        lists = {
            one.name: (value, value)
            for one in dataclasses.fields(row)
            if one.name in ("highlights",)
        }
        return dataclasses.replace(row, **texts, **lists)

    return dataclasses.replace(
        search,
        candidate=rewritten(search.candidate),
        **{name: tuple(map(rewritten, getattr(search, name))) for name in LISTS},
    )


LISTS = (
    *("interviews", "interviewers", "experience", "education", "skills", "references"),
    *("recommendations", "work_samples", "publications", "contacts"),
)
CHECKED = {
    *("email", "phone", "website", "linkedin", "url", "job_url"),
    *("format", "package", "paper", "accent"),
}
"""What the workbook's reader lets through in one form alone."""

EVERYTHING: dict[str, Any] = {
    "Interviews": [
        {"Interview": "NW", "Company": "x", "Role": "x", "Package": "full", "Format": "bound"}
    ],
    "Interviewers": [{"Interview": "NW", "Name": "x"}],
    "Experience": [{"Title": "x", "Highlights": "x"}],
    "Education": [{"Degree": "x"}],
    "Skills": [{"Category": "x", "Skills": "x"}],
    "References": [{"Name": "x", "Permission": "yes"}],
    "Recommendations": [{"From": "x", "Text": "x"}],
    "Work samples": [{"Title": "x", "URL": "https://a.example/?a=1&b=<2>"}],
    "Publications": [{"Title": "x"}],
    "Contacts": [{"Name": "x", "Company": "x"}],
}


MOST_IN_A_QR_CODE = 300
"""The card shows who the candidate is as a QR code, which holds about 2,000 bytes in all."""


def built_with(workbook: Path, value: str) -> list[Path]:
    """Every document of a build in which the value stands everywhere."""
    # As the reader gives it: without what XML can't hold.
    search = with_value(leavebehind.read_workbook(workbook), clean(value))
    if len(value) > MOST_IN_A_QR_CODE:
        search = dataclasses.replace(search, candidate=Candidate(name="Avery", summary=value))
    report = leavebehind.build(search, workbook.parent / "packages", pdf="none", force=True)
    assert report.problems == []
    documents = [one for package in report.packages for one in package.documents] + report.briefs
    assert len({one.section for one in documents}) == 10
    return [one.path for one in documents]


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(value=PIECES)
@example("a" * 50_000)
@example("_x000D_ & < > \" ' {{ candidate }} {% if %}\ud800\x00\x0b\ufffe")
def test_no_value_breaks_a_document(make_workbook: MakeWorkbook, value: str) -> None:
    workbook = make_workbook(EVERYTHING)
    written = squeezed(clean(f"a{value}z"))
    for path in built_with(workbook, f"a{value}z"):
        parts = well_formed(path.read_bytes())
        texts = (one.text or "" for one in parts["word/document.xml"].iter(W + "t"))
        shown = squeezed("".join(texts))
        if path.name not in ("Contents.docx", "Business card.docx"):
            assert written in shown, path.name


@settings(suppress_health_check=list(HealthCheck))
@given(value=PIECES)
@example("a\ud800\x00\x0b\ufffe\x1f<b>&amp;{{ x }}")
def test_no_value_that_a_program_passes_breaks_a_document(tmp_path: Path, value: str) -> None:
    path = tmp_path / "letter.docx"
    if not path.exists():
        path.write_bytes(document(p("{{ value }}|{{ values }}") + p("after")))
    data = WordTemplate.at(path).render({"value": value, "values": (value, value)}, DRESS)
    parts = well_formed(data)
    shown = "".join(one.text or "" for one in parts["word/document.xml"].iter(W + "t"))
    kept = squeezed(value)
    assert squeezed(shown) == f"{kept}|{kept},{kept}after"


@pytest.mark.validator
def test_word_opens_documents_with_any_value(
    make_workbook: MakeWorkbook, validate_docx: Callable[[list[Path]], None]
) -> None:
    """Marks, control characters, other scripts, and what is long."""
    values = (
        "& < > \" ' ]]> &amp; {{ candidate }} {% if %} _x000D_ "
        "a\ud800\x00\x1f\ufffe\x85\u2028b\tc\nd\r\ne\vf\fg\ah "
        "שלום مرحبا \u202eevil 👩‍👩‍👧‍👦 e\u0301 株式",
        "x" * 50_000,
    )
    documents: list[Path] = []
    for number, value in enumerate(values):
        workbook = make_workbook(EVERYTHING, name=f"{number}/interviews.xlsx")
        documents += built_with(workbook, value)
    validate_docx(documents)


# -- names -----------------------------------------------------------------------------------

NAMES_THAT_ESCAPE = (
    *("../up", "../../up", "/abs", "C:\\abs", "\\\\server\\share", "~", "CON", "NUL.txt", "aux."),
    *("dot. ", "...", "n" * 300, "é" * 150, "A", "a", "e\u0301", "é", "x\u202ey", "-rf", "$(id)"),
)


def test_no_name_leaves_the_folder_and_no_two_share_one(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    names = [*NAMES_THAT_ESCAPE, "Dana Wu"]
    workbook = make_workbook(
        {
            "Interviews": [
                {"Interview": f"{name}", "Company": name, "Role": "x"} for name in ("../up", "/abs")
            ],
            "Interviewers": [
                {"Interview": "../up", "Name": name, "Title": str(number)}
                for number, name in enumerate(names)
            ],
        },
        name="deep/in/interviews.xlsx",
    )
    report = run_json("build", workbook, "--pdf", "none")
    packages = workbook.parent / "packages"
    folders = [Path(package["folder"]) for package in report["packages"]]
    assert len({str(folder).casefold() for folder in folders}) == len(names)
    assert all(folder.resolve().is_relative_to(packages) for folder in folders)
    assert all(len(part.encode()) <= 120 for folder in folders for part in folder.parts[-2:])
    outside = [one for one in tmp_path.rglob("*") if not one.is_relative_to(packages)]
    assert {one.name for one in outside} == {"deep", "in", "interviews.xlsx"}


@posix_only
def test_a_link_in_the_packages_folder_leads_nowhere(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    workbook = make_workbook(name="work/interviews.xlsx")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (workbook.parent / "packages").mkdir()
    (workbook.parent / "packages" / "NW-1").symlink_to(elsewhere)
    _, errors = run("build", workbook, "--pdf", "none", code=1)
    assert "leads out of the packages folder" in errors
    assert list(elsewhere.iterdir()) == []


@posix_only
@pytest.mark.parametrize("column", ["Photo", "Signature"])
@pytest.mark.parametrize("path", ["../secret.png", "{outside}", "link.png", "file:///{outside}"])
def test_a_picture_outside_the_workbooks_folder_is_a_problem(
    make_workbook: MakeWorkbook, tmp_path: Path, column: str, path: str
) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.png")
    candidate = {"Name": "Avery", column: path.format(outside=tmp_path / "secret.png")}
    workbook = make_workbook({"Candidate": candidate}, name="work/interviews.xlsx")
    (workbook.parent / "link.png").symlink_to(tmp_path / "secret.png")
    (problem,) = run_json("check", workbook, code=1)["problems"]
    assert (problem["sheet"], problem["cell"]) == ("Candidate", "B3")
    assert problem["hint"]


@posix_only
def test_an_attached_file_outside_the_workbooks_folder_is_a_problem(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.7")
    samples = [{"Title": "x", "File": "../secret.pdf"}, {"Title": "y", "File": "missing.pdf"}]
    workbook = make_workbook({"Work samples": samples}, name="work/interviews.xlsx")
    problems = run_json("check", workbook, code=1)["problems"]
    assert [problem["cell"] for problem in problems] == ["B2", "B3"]


# -- converters ------------------------------------------------------------------------------


def blip(attributes: str) -> str:
    uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/>'
        f'<a:graphic><a:graphicData uri="{uri}"><pic:pic xmlns:pic="{uri}"><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f"<a:blip {attributes}/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )


def leading_out(address: str) -> dict[str, bytes]:
    """Documents that would have a converter fetch something."""
    html = f'<html><body><img src="{address}/html.png"/></body></html>'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="90" height="90"><image width="90" height="90" xlink:href="{address}/svg.png"/>'
        f'<style>@import url("{address}/svg.css");</style></svg>'
    )
    within = ' TargetMode="External"'
    svg_types = ("</Types>", '<Default Extension="svg" ContentType="image/svg+xml"/></Types>')
    html_types = ("</Types>", '<Default Extension="html" ContentType="text/html"/></Types>')
    template = f'<Relationships xmlns="{OPC}">{external("attachedTemplate", f"{address}/x.dotm")}'
    return {
        "picture": document(
            p("x", blip('r:link="rIdX"')), relations=external("image", f"{address}/picture.png")
        ),
        "embedded": document(
            p("x", blip('r:embed="rIdX"')), relations=external("image", f"{address}/embed.png")
        ),
        "old picture": document(
            p(
                "x",
                '<w:r><w:pict><v:shape style="width:9pt;height:9pt"><v:imagedata r:href="rIdX"/>'
                "</v:shape></w:pict></w:r>",
            ),
            relations=external("image", f"{address}/vml.png"),
        ),
        "field": document(p("x ", code(f'INCLUDEPICTURE "{address}/field.png" \\d'))),
        "text": document(p("x ", code(f'INCLUDETEXT "{address}/text.docx"'))),
        "template": document(
            p("x"), parts={"word/_rels/settings.xml.rels": f"{template}</Relationships>"}
        ),
        "html": document(
            p("x") + '<w:altChunk r:id="rIdX"/>',
            parts={"word/x.html": html},
            relations=external("aFChunk", "x.html").replace(within, ""),
            types=html_types,
        ),
        "svg": document(
            p("x", blip('r:embed="rIdX"')),
            parts={"word/media/x.svg": svg},
            relations=external("image", "media/x.svg").replace(within, ""),
            types=svg_types,
        ),
        "whole": html.encode(),
    }


@pytest.mark.parametrize(
    "engine", [pytest.param("libreoffice", marks=pytest.mark.libreoffice), "embedded"]
)
def test_no_document_has_anything_fetched(
    make_workbook: MakeWorkbook, asked: tuple[str, list[str]], engine: str
) -> None:
    address, paths = asked
    leading = leading_out(address)
    workbook = make_workbook(
        {
            "Interviewers": [
                {"Interview": "NW-1", "Name": name, "Title": str(number)}
                for number, name in enumerate(leading)
            ]
        }
    )
    run("build", workbook, "--pdf", "none")
    for name, content in leading.items():
        letter = workbook.parent / "packages" / "NW-1" / name / "Cover letter.docx"
        letter.write_bytes(content)
    report = run_json("build", workbook, "--pdf", engine, code=1)
    assert paths == []
    made = {one["interviewer"]["name"] for one in report["packages"] if one["pdf"]}
    assert made == leading.keys() - {"whole"}
    assert [problem["file"] for problem in report["problems"]] == ["NW-1/whole/Cover letter.docx"]


@pytest.mark.libreoffice
def test_libreoffice_itself_is_cut_off_from_the_network(
    asked: tuple[str, list[str]], tmp_path: Path, kept_session: Session
) -> None:
    """The second wall: even what the print copy has not taken out.

    At the last document the LibreOffice that is open fails, and another is started for it.
    """
    address, paths = asked
    engine, failed, made = LibreOffice(kept_session.workers), [], tmp_path / "made"
    made.mkdir()
    for name, content in leading_out(address).items():
        source = tmp_path / f"{name}.docx"
        source.write_bytes(content)
        try:
            engine.convert(source, made)
        except leavebehind.EngineError:
            failed.append(name)
    assert failed == ["whole"]
    assert paths == []


@posix_only
def test_libreoffice_is_started_with_macros_switched_off(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    fake = tmp_path / "soffice"
    seen = tmp_path / "seen.xcu"
    fake.write_text(f'#!/bin/sh\ncp "${{1#*file://}}"/user/registrymodifications.xcu "{seen}"\n')
    fake.chmod(0o755)
    run("build", make_workbook(), "--pdf", "libreoffice", code=1, **{OVERRIDE: str(fake)})
    settings = seen.read_text("utf-8")
    for name, value in (("DisableMacrosExecution", "true"), ("MacroSecurityLevel", "3")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}</value>' in settings


def test_the_last_scan_needs_no_engine(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    leavebehind.build(workbook, pdf="none")
    (letter,) = workbook.parent.glob("packages/*/*/Cover letter.docx")
    change = '<w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    letter.write_bytes(document(p("Dear {{ interviewer.name }},", change, comment)))
    notes = leavebehind.build(workbook, pdf="none").notes
    place = letter.relative_to(workbook.parent / "packages").as_posix()
    assert {note.message for note in notes if note.place == place} == {
        "a template tag is left in the text: {{ interviewer.name }}",
        "tracked changes are printed as if they were accepted",
        "comments are not printed",
    }


# -- parts that fail -------------------------------------------------------------------------

FAKE_SOFFICE = """\
#!{python} -IS
import os, pathlib, signal, sys, time

at = sys.argv.index("--outdir") + 1
made = pathlib.Path(sys.argv[at])
made.mkdir(parents=True, exist_ok=True)
for name in sys.argv[at + 1:]:
    target = made / (pathlib.Path(name).stem + ".pdf")
    action = {action!r}
    if action == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif action == "hangs":
        time.sleep(600)
    elif action == "garbles":
        target.write_bytes(b"%PDF-1.7 and then nothing")
    elif action == "eats":
        x = bytearray(2 << 30)
"""


@posix_only
@pytest.mark.parametrize("action", ["crashes", "writes nothing", "garbles", "is missing"])
def test_a_converter_that_fails_costs_the_pdfs_and_is_told(
    make_workbook: MakeWorkbook, tmp_path: Path, action: str
) -> None:
    soffice = tmp_path / "soffice"
    if action != "is missing":
        soffice.write_text(FAKE_SOFFICE.format(python=sys.executable, action=action))
        soffice.chmod(0o755)
    workbook = make_workbook(LETTERS)
    _, errors = run("build", workbook, "--pdf", "libreoffice", code=1, **{OVERRIDE: str(soffice)})
    assert "LibreOffice" in errors or "libreoffice" in errors
    run("build", workbook, "--pdf", "none")
    assert (tmp_path / "packages" / "NW-1" / "Dana Wu" / "Cover letter.docx").exists()


@posix_only
def test_with_auto_the_next_engine_prints_what_the_first_could_not(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    soffice = tmp_path / "soffice"
    soffice.write_text(FAKE_SOFFICE.format(python=sys.executable, action="crashes"))
    soffice.chmod(0o755)
    report = run_json("build", make_workbook(LETTERS), "--pdf", "auto", **{OVERRIDE: str(soffice)})
    assert report["packages"][0]["pdf"]
    assert [note for note in report["notes"] if "embedded" in note["message"]]


@linux_only
def test_a_converter_gets_no_more_memory_than_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = tmp_path / "soffice"
    soffice.write_text(FAKE_SOFFICE.format(python=sys.executable, action="eats"))
    soffice.chmod(0o755)
    monkeypatch.setenv(OVERRIDE, str(soffice))
    letter = tmp_path / "letter.docx"
    letter.write_bytes(document())
    with pytest.raises(leavebehind.EngineError, match="MemoryError"):
        LibreOffice(memory=1 << 30).convert(letter, tmp_path)


@posix_only
def test_a_full_disk_is_one_clear_line(make_workbook: MakeWorkbook, tmp_path: Path) -> None:
    """A limit on the size of files fails the same writes as a full disk."""
    workbook = make_workbook(LETTERS)
    command = f"ulimit -f 8; exec {sys.executable} -m leavebehind build {workbook} --pdf embedded"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "unexpected error" not in done.stderr
    assert "can't be used: it is larger than this disk allows" in done.stderr


def test_a_folder_that_can_not_be_written_costs_its_own_package_alone(
    make_workbook: MakeWorkbook,
) -> None:
    """Root may write anywhere, so a file stands where the folder belongs."""
    workbook = make_workbook(
        {"Interviewers": [{"Interview": "NW-1", "Name": name} for name in ("Dana", "Tom")]}
    )
    blocked = workbook.parent / "packages" / "NW-1" / "Dana"
    blocked.parent.mkdir(parents=True)
    blocked.write_text("in the way")
    report = run_json("build", workbook, "--pdf", "embedded", code=1)
    assert [bool(package["pdf"]) for package in report["packages"]] == [False, True]
    assert {problem["file"] for problem in report["problems"]} == {"NW-1/Dana/Cover letter.docx"}
    assert blocked.read_text() == "in the way"


def test_the_output_may_lie_on_any_path(make_workbook: MakeWorkbook, tmp_path: Path) -> None:
    """With accents, marks, and 240 characters or more."""
    marks = tmp_path / "with spaces and é ü ß 株" / "quote' \" $(x) %PATH% &"
    folder = marks / "/".join(["d é" * 20] * 4)
    report = run_json("build", make_workbook(), "--pdf", "embedded", "-o", folder)
    assert Path(report["packages"][0]["pdf"]).is_relative_to(folder)


@pytest.mark.libreoffice
def test_libreoffice_prints_on_any_path(make_workbook: MakeWorkbook, tmp_path: Path) -> None:
    folder = tmp_path / "/".join(["d é" * 20] * 4)
    report = run_json("build", make_workbook(), "--pdf", "libreoffice", "-o", folder)
    assert report["packages"][0]["pdf"]


def test_a_path_that_is_too_long_is_one_clear_line(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    folder = tmp_path / "/".join(["d" * 100] * 45)
    _, errors = run("build", make_workbook(), "--pdf", "none", "-o", folder, code=1)
    assert "shorter path" in errors


@posix_only
@pytest.mark.parametrize(
    "changed",
    [
        {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati", "HOME": "/nonexistent"},
        {"PYTHONIOENCODING": "ascii", "HOME": None, "USERPROFILE": None, "XDG_CACHE_HOME": None},
    ],
    ids=["locale C in another time zone and a HOME that is not there", "ASCII and no HOME"],
)
def test_the_environment_makes_no_difference(
    make_workbook: MakeWorkbook, changed: dict[str, str | None]
) -> None:
    interview = {"Interview": "NW-1", "Company": "N", "Role": "R", "Package": "own"}
    workbook = make_workbook(
        {
            "Candidate": {"Name": "Zoë Łukasz 株"},
            "Packages": [{"Package": "own", "Sections": "cover_letter"}],
            "Interviews": [interview],
        }
    )
    arguments = ("build", workbook, "--pdf", "embedded", "--json")
    output, _ = run_process(*arguments, **changed)
    assert output.isascii() or "PYTHONIOENCODING" not in changed
    # That it is unchanged where the environment isn't shows that nothing depends on it.
    for report, outcome in ((json.loads(output), "created"), (run_json(*arguments), "unchanged")):
        assert "Zoë Łukasz 株" in report["packages"][0]["pdf"]
        assert {made["outcome"] for made in report["packages"][0]["documents"]} == {outcome}


@linux_only
def test_a_python_that_can_not_write_the_names_says_so(make_workbook: MakeWorkbook) -> None:
    c = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    errors = run_process("build", make_workbook(), "--pdf", "none", code=1, **c)[1]
    assert "file names can only be written in ascii here; set the environment" in errors


def test_a_clock_that_goes_backwards_changes_nothing(make_workbook: MakeWorkbook) -> None:
    workbook = make_workbook()
    run("build", workbook, "--pdf", "embedded")
    for path in [workbook, *(workbook.parent / "packages").rglob("*")]:
        os.utime(path, (4e9, 4e9))
    report = run_json("build", workbook, "--pdf", "embedded")
    assert {made["outcome"] for made in report["packages"][0]["documents"]} == {"unchanged"}
    os.utime(workbook, (1, 1))
    make_workbook({"Candidate": {"Name": "Another Name"}})
    report = run_json("build", workbook, "--pdf", "embedded")
    assert {made["outcome"] for made in report["packages"][0]["documents"]} == {"updated"}


def test_every_promise_names_a_test_file_that_is_there() -> None:
    tests = Path(__file__).parent
    files = {path.name for path in tests.rglob("test_*.py")}
    lines = (tests.parent / "SECURITY.md").read_text("utf-8").splitlines()
    promises = [line for line in lines if re.match(r"\|(?! Promise|---)", line)]
    assert len(promises) > 20
    for promise in promises:
        named = set(re.findall(r"`(test_\w+\.py)`", promise.split(" | ")[-1]))
        assert named, promise
        assert named <= files, promise


def test_a_template_with_macros_is_refused_and_not_passed_over(
    make_workbook: MakeWorkbook, tmp_path: Path
) -> None:
    own = tmp_path / "word_templates"
    own.mkdir()
    (own / "cover_letter.docm").write_bytes(HOSTILE_TEMPLATES["macros"][0])
    _, errors = run("build", make_workbook(), "--pdf", "none", code=1)
    assert "cover_letter.docm: it holds macros" in errors
