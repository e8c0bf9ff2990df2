"""The child's side of `limits`: run as a script, it reads and fills templates for its parent."""

from __future__ import annotations

import base64
import pickle
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leavebehind.errors import DocumentProblem, ProblemsError, TemplateError
from leavebehind.template.lint import lint
from leavebehind.template.word_template import WordTemplate
from leavebehind.worker import serve

UNBALANCED = ("is not closed", "has no beginning")
"""How Jinja's errors end of which it knows no place."""


def survey(question: dict[str, Any]) -> dict[str, Any]:
    """What the template `path` speaks of, and what is wrong with it."""
    path = Path(question["path"])
    problems = lint(path)
    told: dict[str, Any] = {"variables": [], "loops": []}
    places = {_place(problem) for problem in problems}
    spoilt = {problem.part for problem in problems if problem.tag.startswith(("{{", "{%", "{#"))}
    try:
        template = WordTemplate.at(path)
        told = {"variables": sorted(template.variables), "loops": sorted(template.loops)}
        if (known := question["vocabulary"]) is not None:
            problems += template.problems({name: frozenset(of) for name, of in known.items()})
    except TemplateError as error:
        # Of a tag without an end Jinja tells a wrong place; the lint has told the right one.
        problems += [
            one
            for one in error.problems
            if isinstance(one, DocumentProblem)
            and not (problems and _place(one) in places)
            and not (one.part in spoilt and one.message.endswith(UNBALANCED))
        ]
    return told | {"problems": [asdict(problem) for problem in dict.fromkeys(problems)]}


def _place(problem: DocumentProblem) -> tuple[str, int]:
    return problem.part, problem.paragraph


def fill(question: dict[str, Any]) -> dict[str, Any]:
    """The filled document, or the problems that kept it from being one."""
    # The parent pickled it; nothing that a stranger made is ever unpickled.
    context, properties = pickle.loads(base64.b64decode(question["context"]))
    try:
        document = WordTemplate.at(Path(question["path"])).render(context, properties)
    except ProblemsError as error:
        return {"problems": [asdict(problem) for problem in error.problems]}
    if len(document) > question["most"]:
        return {"error": f"the document is larger than {question['most'] >> 20} MB"}
    return {"document": base64.b64encode(document).decode()}


def told(question: dict[str, Any]) -> dict[str, Any]:
    """The answer, or in words why there is none."""
    try:
        return ANSWERS[question["what"]](question)
    except MemoryError:
        return {"error": f"it needs more than {question['memory'] >> 30} GB"}
    except RecursionError:
        return {"error": "its tags are nested too deeply"}
    except Exception as error:
        # python-docx and docxtpl fail in many ways on what Word would never write.
        return {"error": f"it is damaged ({type(error).__name__}: {error})"}


ANSWERS = {"survey": survey, "fill": fill}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Answers within `seconds`, or dies: the parent may be gone before it can end this child."""
    if sys.platform != "win32":
        signal.alarm(question["seconds"])
    try:
        return told(question)
    finally:
        if sys.platform != "win32":
            signal.alarm(0)


if __name__ == "__main__":
    serve(answer)
