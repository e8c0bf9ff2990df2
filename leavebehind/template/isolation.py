"""Templates from anywhere, read and filled in a worker process with limits of time and memory.

A template that is byte for byte a shipped one is trusted and filled here, which is much faster.
"""

from __future__ import annotations

import base64
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from leavebehind.additions import from_json, to_json
from leavebehind.attachments import UnprintableFileError, check_printable, is_pdf
from leavebehind.docx.package import BadDocument, read_file
from leavebehind.errors import DocumentProblem, EngineError, TemplateError
from leavebehind.files import cached_by_stamp, digest
from leavebehind.names import is_pdf_name
from leavebehind.plan_records import Survey
from leavebehind.template.compile import TEXT
from leavebehind.template.messages import unreadable
from leavebehind.template.properties import PROPERTY, DocumentProperties
from leavebehind.template.sandbox import NO_FILTERS, Filters
from leavebehind.template.sources import TEMPLATES
from leavebehind.template.word_template import WordTemplate
from leavebehind.worker import WorkerPool

Vocabulary = Mapping[str, frozenset[str]]

_SCRIPT = Path(__file__).with_name("fill_worker.py")
_HINTS = {
    "damaged": "open it in Word, and save it again as .docx",
    "started": "close other programs, and build again",
    "nested": "take the part that repeats apart",
}
"""What to do, by a word of the reason why a template could not be filled."""
_GRACE = 5
"""Seconds after which a worker ends itself that its parent should have ended."""


@dataclass(frozen=True)
class Limits:
    """What filling one document may take."""

    seconds: int = 30
    memory: int = 1 << 30
    """Bytes of the worker process."""
    largest_document: int = 100 << 20
    """Bytes of the file."""


class TemplateRunner:
    """Reads and fills templates within limits.

    A template that went beyond them is given up: it is not tried again for the next document.
    """

    def __init__(
        self, workers: WorkerPool, limits: Limits | None = None, filters: Filters = NO_FILTERS
    ) -> None:
        """`filters` run here, in the process that has them, when a worker's tag asks for one.

        Raises LeavebehindError where Jinja has a filter of such a name.
        """
        PROPERTY.with_filters(filters)
        self._filters = filters
        self._workers = workers
        self._limits = limits or Limits()
        self._given_up: dict[str, str] = {}
        """The template's digest → why."""

    def survey(self, path: Path, vocabulary: Vocabulary | None = None) -> Survey:
        """The template read and linted, its names compared with the vocabulary if there is one.

        Raises TemplateError where it can't be read within limits.
        """
        if is_pdf_name(path.name):
            return Survey(problems=tuple(_pdf_problems(path)), is_finished=True)
        if _is_trusted(path):
            return _trusted_survey(WordTemplate.at(path, sound=True), vocabulary)
        known = {name: sorted(fields) for name, fields in (vocabulary or {}).items()}
        answer = self._ask(path, "survey", vocabulary=None if vocabulary is None else known)
        names = ("variables", "loops", "kept_pages", "fields", "filters")
        return Survey(
            problems=tuple(DocumentProblem(**problem) for problem in answer["problems"]),
            is_finished=answer["is_finished"],
            notes=tuple(answer["notes"]),
            **{name: frozenset(answer[name]) for name in names},
        )

    def fill(
        self, path: Path, context: Mapping[str, object] | None, properties: DocumentProperties
    ) -> bytes:
        """The filled document, or without a context the document as it is.

        Raises TemplateError where it can't be filled within limits.
        """
        if is_pdf_name(path.name):
            return _content(path)
        if context is not None and _is_trusted(path):
            return WordTemplate.at(path, sound=True).render(context, properties)
        values = None if context is None else dict(context)
        # Values hold pictures, codes and links, for which JSON has no types.
        pickled = base64.b64encode(pickle.dumps((values, properties))).decode()
        answer = self._ask(path, "fill", context=pickled, largest=self._limits.largest_document)
        if "problems" in answer:
            raise TemplateError([DocumentProblem(**problem) for problem in answer["problems"]])
        return base64.b64decode(answer["document"])

    def _ask(self, path: Path, task: str, **question: Any) -> dict[str, Any]:
        digest, limits = _digest(path), self._limits
        if digest in self._given_up:
            raise self._refusal(path, self._given_up[digest])
        question |= {"task": task, "path": str(path.absolute()), "memory": limits.memory}
        question |= {"seconds": limits.seconds + _GRACE, "filters": sorted(self._filters)}
        try:
            with self._workers.lend([_SCRIPT], limits.seconds, limits.memory) as worker:
                return worker.ask(question, on_call=self._run_filter)
        # A loop without end would take its whole time again with the next document.
        except EngineError as error:
            self._given_up[digest] = str(error)
            raise self._refusal(path, str(error)) from error

    def _run_filter(self, call: dict[str, Any]) -> dict[str, Any]:
        """What a filter gives; the worker's words are not trusted, so that they are plain data."""
        name = call["filter"]
        run = TEXT.with_filters({name: self._filters[name]}).filters[name]
        values: Any = from_json(call["values"])
        options: Any = from_json(call["options"])
        try:
            return {"value": to_json(run(*values, **{each: options[each] for each in options}))}
        except TypeError as error:
            return {"failed": str(error)}

    def _refusal(self, path: Path, reason: str) -> TemplateError:
        message = f"the template can't be filled: {reason}"
        seconds, gigabytes = self._limits.seconds, self._limits.memory / (1 << 30)
        limits = f"one document may take {seconds} seconds and {gigabytes:g} GB; look at its loops"
        hint = next((hint for word, hint in _HINTS.items() if word in reason), limits)
        return TemplateError([DocumentProblem(path.name, "", 0, "", message, hint)])


def _trusted_survey(template: WordTemplate, vocabulary: Vocabulary | None) -> Survey:
    problems = [] if vocabulary is None else template.problems(vocabulary)
    return Survey(
        template.variables,
        template.loops,
        tuple(problems),
        kept_pages=template.kept_pages(finished=False),
        fields=template.fields,
    )


def fill_alone(
    path: Path, context: Mapping[str, object] | None, properties: DocumentProperties
) -> bytes:
    """What `TemplateRunner.fill` gives, with a worker of its own: for other processes."""
    with WorkerPool() as workers:
        return TemplateRunner(workers).fill(path, context, properties)


def _pdf_problems(path: Path) -> Iterator[DocumentProblem]:
    try:
        if not is_pdf(path):
            raise UnprintableFileError("it is no PDF", "save it as a PDF, or as .docx")
        check_printable(path, picture_only=False)
    except UnprintableFileError as error:
        yield DocumentProblem(path.name, "", 0, "", error.message, error.hint)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateError([unreadable(path, error)]) from error


def _is_trusted(path: Path) -> bool:
    return _digest(path) in _shipped()


@cache
def _shipped() -> frozenset[str]:
    return frozenset(digest(path.read_bytes()) for path in TEMPLATES.rglob("*.docx"))


def _digest(path: Path) -> str:
    """The digest of the file; "" where it can't be read."""
    try:
        return _safe_digest(path)
    except (OSError, BadDocument):
        return ""


@cached_by_stamp
def _safe_digest(path: Path) -> str:
    # Not `file_digest`: a template may be a pipe, which would be waited for.
    return digest(read_file(path))
