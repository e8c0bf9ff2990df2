"""Every mistake of a template at once, each with the tag that is at fault, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from word_xml import document, field, p, r

from leavebehind.errors import DocumentProblem, TemplateError
from leavebehind.template.isolation import TemplateRunner
from leavebehind.template.word_template import WordTemplate
from leavebehind.template_values import Fields
from leavebehind.worker import WorkerPool

KNOWN = {
    "candidate": frozenset({"name", "email"}),
    "interview": frozenset({"company"}),
    "experience": frozenset({"title"}),
}
Survey = Callable[..., list[DocumentProblem]]


@pytest.fixture(scope="module")
def runner() -> Iterator[TemplateRunner]:
    with WorkerPool() as workers:
        yield TemplateRunner(workers)


@pytest.fixture
def survey(runner: TemplateRunner, tmp_path: Path) -> Survey:
    """The problems of a template of these paragraphs, or of this XML, by paragraph."""

    def survey(*body: str) -> list[DocumentProblem]:
        path = tmp_path / "letter.docx"
        path.write_bytes(document("".join(x if x.startswith("<") else p(x) for x in body)))
        problems = runner.survey(path, KNOWN).problems
        return sorted(problems, key=lambda problem: (problem.paragraph, problem.tag))

    return survey


def places(problems: list[DocumentProblem]) -> list[tuple[int, str]]:
    return [(problem.paragraph, problem.tag) for problem in problems]


def test_all_mistakes_of_a_part_are_found_at_once(survey: Survey) -> None:
    tags = [
        "{{ candidate.nmae }}",
        "{{ candidate name }}",
        "{{ foo }}",
        "{{ ''.__class__ }}",
        "{% fro x in y %}",
        "{{ candidate.name|upperr }}",
        "{{ candidate.name is evenn }}",
        "{{ candidate.__init__ }}",
        "{{ candidate['__class__'] }}",
        "{{ interview.compny }}",
    ]
    problems = survey("{{ candidate.name }}", *tags)
    assert places(problems) == list(enumerate(tags, 2))
    assert all(problem.hint for problem in problems)


def test_every_mistake_of_a_paragraph_names_its_own_tag(survey: Survey) -> None:
    problems = survey("{{ candidate.name }} {{ candidate.name|foo }} {{ a b }} {{ candidate.x }}")
    assert [problem.tag for problem in problems] == [
        "{{ a b }}",
        "{{ candidate.name|foo }}",
        "{{ candidate.x }}",
    ]


def test_a_tag_is_named_as_typed_and_once_where_it_does_not_end(survey: Survey) -> None:
    loop = "{%p for job in experiences %}"
    assert places(survey("{#note}", "{{ candidate.name }}")) == [(1, "{#note}")]
    assert places(survey("{{ candidate.name", "{{ candidate.name }}")) == [(1, "{{ candidate.name")]
    assert places(survey("{{ candidate.name }}", loop, END)) == [(2, loop)]


def test_names_are_checked_though_a_block_is_never_ended(survey: Survey) -> None:
    loop = "{% for job in experience %}{{ job.titel }}{% if not loop.last %}, {% endif %}"
    problems = survey("{{ candidate.nmae }}", loop)
    assert [problem.message for problem in problems] == [
        "there is no 'nmae' in candidate",
        "this is never ended",
        "there is no 'titel' in experience",
    ]


def test_a_variable_of_two_loops_is_not_blamed_though_a_block_is_never_ended(
    survey: Survey,
) -> None:
    problems = survey(
        "{%p for one in experience %}",
        "{%p if one.title %}",
        "{{ one.title }}",
        "{%p endfi %}",
        "{%p endfor %}",
        "{%p for one in candidate %}",
        "{{ one.email }}",
        "{%p endfor %}",
    )
    assert [(problem.paragraph, problem.message, problem.hint) for problem in problems] == [
        (2, "this is never ended", "write {%p endif %} after it"),
        (4, "there is no tag {% endfi %}", "did you mean 'endif'?"),
    ]


def test_every_block_that_is_not_whole_is_found(survey: Survey) -> None:
    problems = survey(
        "{% endfor %}",
        "{% for job in experience %}",
        "{% if candidate.name %}",
        "{% endfor %}",
        "{% else %}",
        "{% if candidate.email %}",
    )
    assert [(problem.paragraph, problem.message) for problem in problems] == [
        (1, "nothing is open that this tag could end"),
        (3, "this is never ended"),
        (5, "nothing is open that this tag could end"),
        (6, "this is never ended"),
    ]


def test_a_loop_variable_is_known_in_its_loop_alone(survey: Survey) -> None:
    loop = ("{%p for job in experience %}", "{{ job.title }}", "{%p endfor %}")
    problems = survey(*loop, "{{ job.title }}", "{% set job = 1 %}{{ candidate.nmae }}")
    assert places(problems) == [(5, "{{ candidate.nmae }}")]
    assert places(survey(*loop, "{{ job.title }}")) == [(4, "{{ job.title }}")]


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("{% break %}", "there is no tag {% break %}: a loop runs to its end"),
        ("{% continue %}", "there is no tag {% continue %}: a loop runs to its end"),
        ("{{ a b }}", "the tag can't be read from 'b' on"),
        ("{% if candidate.name == %}{% endif %}", "the tag is not complete"),
        ("{% for job %}{% endfor %}", "the loop does not say through what it goes"),
        ("{{ candidate.name ? 'a' }}", "the tag can't be read from '?' on"),
    ],
)
def test_a_tag_that_cannot_be_read_is_named(survey: Survey, tag: str, message: str) -> None:
    problems = survey("{{ candidate.name }}", "{% for x in experience %}", f"a {tag}{{% endfor %}}")
    (found,) = [one for one in problems if one.message == message]
    assert (found.paragraph, found.tag) == (3, tag.partition("}{")[0] + "}" * ("}{" in tag))


def contents(text: str) -> str:
    code = '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    entry = f'<w:hyperlink w:anchor="_Toc1">{r(text)}<w:r><w:tab/></w:r>{r("1")}</w:hyperlink>'
    first = p(field("begin"), code, field("separate"), entry)
    return first + p(field("end"))


def test_a_table_of_contents_that_shows_tags_is_named_as_such(survey: Survey) -> None:
    loop = ("{%p for job in experience %}", "{{ job.title }}", "{%p endfor %}")
    (problem,) = survey(contents("{{ job.title }}"), *loop)
    assert places([problem]) == [(1, "{{ job.title }}")]
    assert "the table of contents shows the tag of a heading" in problem.message
    assert survey(contents("{{ candidate.name }}"), "{{ candidate.name }}") == []


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


LOOP, END = "{%p for job in experience %}", "{%p endfor %}"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (control(p(LOOP) + p("{{ job.title }}")) + p(END), (3, END)),
        (p(LOOP) + control(p("{{ job.title }}") + p(END)), (3, END)),
        (p(control(r("{% if candidate.name %}")), "x{% endif %}"), (1, "{% endif %}")),
    ],
)
def test_half_a_loop_in_a_content_control_is_named_so(
    survey: Survey, body: str, place: tuple[int, str]
) -> None:
    (problem,) = survey(body)
    assert places([problem]) == [place]
    assert problem.message.startswith("it crosses a content control")
    assert survey(control(p(LOOP) + p("{{ job.title }}") + p(END))) == []


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("{{ candidate.name + 1 }}", "a tag can't be worked out"),
        ("{{ candidate.name % 0 }}", "a tag can't be worked out"),
        ("{{ experience[5].title }}", "there is no"),
        ("{{ candidate }}", "this has fields"),
        ("{{ experience }}", "these are rows"),
        ("{{ 'x'|center(candidate.name) }}", "a tag can't be worked out"),
        ("{{ range(100000000)|list }}", "a range holds at most 100,000 numbers"),
    ],
)
def test_what_fails_when_it_runs_is_said_in_plain_words(
    tmp_path: Path, tag: str, message: str
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(document(p("x") + p(tag)))
    context = {
        "candidate": Fields({"name": "Avery"}),
        "experience": (Fields({"title": "Engineer"}),),
    }
    with pytest.raises(TemplateError) as error:
        WordTemplate(path).render(context)
    (problem,) = error.value.problems
    assert problem.message.startswith(message)
    assert "object" not in problem.message
