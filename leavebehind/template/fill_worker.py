"""The worker's side of `isolation`: run as a script, it reads and fills templates."""

from __future__ import annotations

import base64
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leavebehind.additions import from_json, to_json
from leavebehind.errors import Problem, ProblemsError, TemplateError
from leavebehind.template.compile import TEXT
from leavebehind.template.lint import lint, merge_fields
from leavebehind.template.sandbox import FilterFailed, Filters
from leavebehind.template.tag_rules import shortened
from leavebehind.template.tag_syntax import is_finished
from leavebehind.template.word_template import WordTemplate
from leavebehind.worker import serve

_MOST_TAGS = 3


def survey(question: dict[str, Any]) -> dict[str, Any]:
    """The names that the template `path` uses, and what is wrong with it."""
    path, known = Path(question["path"]), question["vocabulary"]
    sets = ("variables", "loops", "fields", "filters")
    found: dict[str, Any] = {name: [] for name in (*sets, "kept_pages", "notes")}
    found["is_finished"] = False
    try:
        filters: Filters = dict.fromkeys(question["filters"], str)
        template = _template(path, filters)
        finished = is_finished(template.tags, TEXT, known)
        problems: list[Problem] = [*lint(path, finished=finished)]
        found["is_finished"] = finished
        found["kept_pages"] = sorted(template.kept_pages(finished=finished))
        if finished:
            found["notes"] = _notes_on(template)
        else:
            found |= {name: sorted(getattr(template, name)) for name in sets}
            problems += template.mistakes()
            if known is not None:
                problems += template.problems({name: frozenset(of) for name, of in known.items()})
    except TemplateError as error:
        problems = [*lint(path), *error.problems]
    return found | {"problems": [asdict(problem) for problem in dict.fromkeys(problems)]}


def _notes_on(template: WordTemplate) -> list[str]:
    """What looks like a tag in a finished document, and what a mail merge left open."""
    tags = sorted([*template.tags, *merge_fields(template.path)])
    if not tags:
        return []
    shown = ", ".join(map(shortened, tags[:_MOST_TAGS])) + (" …" if tags[_MOST_TAGS:] else "")
    return [f"it has no tag that could be filled, so it is used as it is, with {shown}"]


def fill(question: dict[str, Any]) -> dict[str, Any]:
    """The filled document, or the problems that kept it from being one."""
    # The parent pickled it; no file from elsewhere is ever unpickled.
    context, properties = pickle.loads(base64.b64decode(question["context"]))
    try:
        filters = {name: _remote(name, question["ask"]) for name in question["filters"]}
        template = _template(Path(question["path"]), filters, sound=context is None)
        if context is None:
            document = template.as_it_is(properties)
        else:
            document = template.render(context, properties)
    except ProblemsError as error:
        return {"problems": [asdict(problem) for problem in error.problems]}
    if len(document) > question["largest"]:
        return {"error": f"the document is larger than {question['largest'] >> 20} MB"}
    return {"document": base64.b64encode(document).decode()}


def _template(path: Path, filters: Filters, *, sound: bool = True) -> WordTemplate:
    if not filters:
        return WordTemplate.at(path, sound=sound)
    return WordTemplate(path, filters=filters, sound=sound)


def _remote(name: str, ask: Callable[[dict[str, Any]], Any]) -> Callable[..., object]:
    """A filter that runs in the parent, whose function it is; nothing but plain data travels."""

    def call(*values: object, **options: object) -> object:
        answer = ask({"filter": name, "values": to_json(list(values)), "options": to_json(options)})
        if "failed" in answer:
            raise FilterFailed(answer["failed"])
        return from_json(answer["value"])

    return call


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The answer, or in words why there is none."""
    try:
        return TASKS[question["task"]](question)
    except MemoryError:
        return {"error": f"it needs more than {question['memory'] / (1 << 30):g} GB"}
    except RecursionError:
        return {"error": "its tags are nested too deeply"}
    except Exception:
        # docxtpl and lxml fail in many ways on what Word would never write.
        return {"error": "it is damaged, or holds what Word would not write"}


TASKS = {"survey": survey, "fill": fill}


def answer_in_time(question: dict[str, Any]) -> dict[str, Any]:
    """Answers within `seconds`, or dies: the parent may be gone before it can end this worker."""
    if sys.platform != "win32":
        signal.alarm(question["seconds"])
    try:
        return answer(question)
    finally:
        if sys.platform != "win32":
            signal.alarm(0)


if __name__ == "__main__":
    serve(answer_in_time)
