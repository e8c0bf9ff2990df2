"""Filters and values of one's own reach every template, and nothing more than that."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import SMALL_SEARCH
from word_xml import document, p

import leavebehind
from leavebehind import LeavebehindError, Search
from leavebehind.additions import from_json, to_json
from leavebehind.records import Date
from leavebehind.template_values import Fields, Link

SEARCH = Search.from_data(SMALL_SEARCH)
FILTERS: Mapping[str, Callable[..., object]] = {
    "money": lambda value, currency="USD": f"{currency} {value:,.2f} <&>",
    "rows_of": lambda rows: [{"name": row["name"].upper()} for row in rows],
}
EXTRA: Mapping[str, object] = {
    "today": datetime.date(2027, 1, 2),
    "office": {"city": "Berlin", "rooms": [{"name": "a"}, {"name": "b"}]},
}
TEXTS = (
    "{{ candidate.name }}, {{ office.city }}, {{ today }}, {{ 1200|money('EUR') }}",
    "{% for room in office.rooms|rows_of %}{{ room.name }}{% endfor %}",
)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "resume.docx").write_bytes(document("".join(map(p, TEXTS))))
    return folder


def _texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def _build(tmp_path: Path, templates: Path, **changes: Any) -> tuple[str, list[str]]:
    options: dict[str, Any] = {"filters": FILTERS, "extra": EXTRA, **changes}
    report = leavebehind.build(SEARCH, tmp_path / "out", templates=templates, pdf="none", **options)
    assert report.problems == []
    resume = next(one for one in report.packages[0].documents if one.section == "resume")
    return resume.outcome, _texts(resume.path.read_bytes())


def test_they_reach_templates_that_are_filled_in_another_process(
    tmp_path: Path, templates: Path
) -> None:
    filled = ["Avery Quinn, Berlin, January 2, 2027, EUR 1,200.00 <&>", "AB"]
    assert _build(tmp_path, templates) == ("created", filled)
    assert _build(tmp_path, templates) == ("unchanged", filled)
    # Neither the function's name nor its values have changed, but what it gives.
    other = {**FILTERS, "money": lambda value, currency: f"{value} {currency}"}
    filled[0] = "Avery Quinn, Berlin, January 2, 2027, 1200 EUR"
    with ThreadPoolExecutor() as executor:
        outcome = _build(tmp_path, templates, filters=other, executor=executor)
    assert outcome == ("updated", filled)
    filled[0] = "Avery Quinn, Berlin, March 2027, 1200 EUR"
    extra = {**EXTRA, "today": "March 2027"}
    assert _build(tmp_path, templates, filters=other, extra=extra) == ("updated", filled)


def test_check_status_and_one_template_take_them_too(tmp_path: Path, templates: Path) -> None:
    options: Any = {"templates": templates, "filters": FILTERS, "extra": EXTRA}
    assert leavebehind.check(SEARCH, **options)[0] == []
    assert leavebehind.status(SEARCH, tmp_path / "out", **options).problems == []
    made = leavebehind.package_bytes(SEARCH, "Dana Wu", pdf="none", **options)
    assert _texts(made.documents["resume"])[1] == "AB"
    path = templates / "resume.docx"
    template = leavebehind.WordTemplate(path, filters=FILTERS, extra=EXTRA)
    assert _texts(template.render({"candidate": {"name": "A"}}))[0].startswith("A, Berlin, ")


def test_a_name_that_is_not_there_is_a_problem_that_says_what_to_do(templates: Path) -> None:
    problems, _ = leavebehind.check(SEARCH, templates=templates)
    found = {problem.message: problem.hint for problem in problems}
    assert found.keys() >= {"there is no 'today'", "there is no filter 'money'"}
    assert "build(…, filters={'money': a function})" in found["there is no filter 'money'"]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda value, currency: 1 / 0, "failed: ZeroDivisionError: division by zero"),
        (lambda value, currency: object(), "can't take or give a value of the type object"),
    ],
)
def test_a_filter_that_fails_is_a_problem_at_its_tag(
    templates: Path, function: Callable[..., object], words: str
) -> None:
    filters = {**FILTERS, "money": function}
    problems, _ = leavebehind.check(SEARCH, templates=templates, filters=filters, extra=EXTRA)
    (problem,) = problems
    assert isinstance(problem, leavebehind.DocumentProblem)
    assert (problem.paragraph, words in problem.message) == (1, True)


@pytest.mark.parametrize(
    ("additions", "words"),
    [
        ({"filters": {"upper": str}}, "Jinja has a filter 'upper'"),
        ({"filters": {"a b": str}}, "a filter can't be called 'a b'"),
        ({"filters": {"money": 3}}, "the filter 'money' is no function"),
        ({"extra": {"candidate": 1}}, "templates have 'candidate' already"),
        ({"extra": {"clock": datetime.datetime.now}}, "is not plain data"),
        ({"extra": {"_": "x"}}, "a value can't be called '_'"),
    ],
)
def test_what_no_template_could_use_is_refused(
    tmp_path: Path, templates: Path, additions: Any, words: str
) -> None:
    with pytest.raises(LeavebehindError) as caught:
        leavebehind.build(SEARCH, tmp_path / "out", pdf="none", **additions)
    assert words in str(caught.value)


def test_a_function_is_asked_again_though_nothing_else_has_changed(
    make_workbook: Callable[..., Path], templates: Path
) -> None:
    book, calls = make_workbook(), []
    filters = {**FILTERS, "money": lambda value, currency: calls.append(value)}
    for _ in range(2):
        before = len(calls)
        leavebehind.build(book, templates=templates, pdf="none", filters=filters, extra=EXTRA)
        assert len(calls) > before


def test_plain_data_travels_as_it_is() -> None:
    class Timestamp(datetime.datetime):
        """As pandas has one."""

    values = [
        *("a", 1, 1.5, True, None, datetime.time(9, 30), Timestamp(2027, 1, 2, 3, 4)),
        *(Date(2027, 5, precision="month"), Link("https://a.example", "a")),
    ]
    back: Any = from_json(to_json([*values, Fields({"rows": [Fields({"a": 1})]})]))
    assert back[:-1] == values
    assert back[-1]["rows"][0]["a"] == 1
    assert back[7].precision == "month"
    with pytest.raises(TypeError, match="give text, a number"):
        to_json([{"a": b"bytes"}])
