"""Templates of strangers, read and filled in a child process with limits of time and memory.

A template that is byte for byte a shipped one is trusted and filled here, which is much faster.
"""

from __future__ import annotations

import base64
import hashlib
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from leavebehind.docx.package import BadDocument, read_file
from leavebehind.errors import DocumentProblem, EngineError, TemplateError
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.sources import TEMPLATES
from leavebehind.template.word_template import WordTemplate
from leavebehind.worker import WorkerPool

SECONDS = 30
MEMORY = 1 << 30
MOST_BYTES = 100 << 20
"""What one filled document may hold, as it lies on the disk."""

Vocabulary = Mapping[str, frozenset[str]]

_SCRIPT = Path(__file__).with_name("fill_worker.py")
_given_up: dict[str, str] = {}
"""Template's digest → why filling it was given up: it is not tried for each document anew."""


@dataclass(frozen=True)
class Survey:
    """Which names a template uses and loops over, and what is wrong with it."""

    variables: frozenset[str]
    loops: frozenset[str]
    problems: tuple[DocumentProblem, ...]


def survey(
    path: Path, vocabulary: Vocabulary | None = None, workers: WorkerPool | None = None
) -> Survey:
    """The template read and linted, its names compared with the vocabulary if there is one.

    Raises TemplateError where it can't be read within limits.
    """
    if _trusted(path):
        template = WordTemplate.at(path, sound=True)
        problems = [] if vocabulary is None else template.problems(vocabulary)
        return Survey(template.variables, template.loops, tuple(problems))
    told = _asked(path, workers, "survey", vocabulary=_plain(vocabulary))
    return Survey(
        variables=frozenset(told["variables"]),
        loops=frozenset(told["loops"]),
        problems=tuple(DocumentProblem(**problem) for problem in told["problems"]),
    )


def fill(
    path: Path,
    context: Mapping[str, object],
    properties: DocumentProperties,
    workers: WorkerPool | None = None,
) -> bytes:
    """The filled document; raises TemplateError where it can't be filled within limits."""
    if _trusted(path):
        return WordTemplate.at(path, sound=True).render(context, properties)
    pickled = base64.b64encode(pickle.dumps((dict(context), properties))).decode()
    told = _asked(path, workers, "fill", context=pickled, most=MOST_BYTES)
    if "problems" in told:
        raise TemplateError([DocumentProblem(**problem) for problem in told["problems"]])
    return base64.b64decode(told["document"])


@contextmanager
def children(workers: WorkerPool | None = None) -> Iterator[WorkerPool]:
    """The pool, entered, or one of its own; at its end what was given up is tried anew."""
    with workers or WorkerPool() as entered:
        try:
            yield entered
        finally:
            _given_up.clear()


def _asked(path: Path, workers: WorkerPool | None, what: str, **question: Any) -> dict[str, Any]:
    content = _content_of(path)
    if content in _given_up:
        raise _out_of_bounds(path, _given_up[content])
    place = {"what": what, "path": str(path.absolute()), "memory": MEMORY, "seconds": SECONDS + 5}
    try:
        # The child ends after an error: what ran out of memory may lack it for the next too.
        with (workers or WorkerPool()).lend([_SCRIPT], SECONDS, MEMORY) as filler:
            return filler.ask(place | question)
    except EngineError as error:
        _given_up[content] = str(error)
        raise _out_of_bounds(path, str(error)) from error


def _plain(vocabulary: Vocabulary | None) -> dict[str, list[str]] | None:
    if vocabulary is None:
        return None
    return {name: sorted(known) for name, known in vocabulary.items()}


def _out_of_bounds(path: Path, reason: str) -> TemplateError:
    message = f"the template can't be filled: {reason}"
    hint = f"one document may take {SECONDS} seconds and {MEMORY >> 30} GB; look at its loops"
    if "damaged" in reason:
        hint = "open it in Word, and save it again as .docx"
    return TemplateError([DocumentProblem(path.name, "", 0, "", message, hint)])


def _trusted(path: Path) -> bool:
    return _content_of(path) in _shipped()


@cache
def _shipped() -> frozenset[str]:
    return frozenset(map(_content_of, TEMPLATES.rglob("*.docx")))


def _content_of(path: Path) -> str:
    """A digest of the file, read again when it has changed; "" where it can't be read."""
    try:
        state = path.stat()
        return _digest(path, state.st_mtime_ns, state.st_size)
    except (OSError, BadDocument):
        return ""


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(read_file(path)).hexdigest()
