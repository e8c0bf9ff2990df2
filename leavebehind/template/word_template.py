"""The template as the rest of the library knows it, and its errors with their place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from lxml import etree

from leavebehind.attachments import UnprintableFileError
from leavebehind.docx.package import BadDocument, read_file
from leavebehind.errors import DocumentProblem, TemplateError
from leavebehind.names import did_you_mean
from leavebehind.records import PRIVATE_FIELDS
from leavebehind.template.compile import Master
from leavebehind.template.messages import in_plain_words
from leavebehind.template.ordinary import MARK, Filler, Malformed
from leavebehind.template.properties import DocumentProperties
from leavebehind.template.render import Filling, SubdocumentNeeded
from leavebehind.template.sandbox import UnknownName
from leavebehind.template.stories import as_typed
from leavebehind.template.values import current
from leavebehind.template.variables import looped_over, mentions, spoken_of
from leavebehind.template_values import Fields

BAD_VALUE = (
    *(ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError),
    UnprintableFileError,
)
"""What running a tag on the wrong kind of value raises."""

PROPERTIES = "properties"


class WordTemplate:
    """A `.docx` with docxtpl's tags that gives a filled document for every context.

    Raises TemplateError, with part, paragraph and tag, where the file is no Word document or a
    tag can't be understood.
    """

    def __init__(self, path: str | PathLike[str], *, sound: bool = False) -> None:
        """`sound`: its tags are known to be understood, and are compiled when they are filled."""
        self.path = Path(path)
        self._sources: dict[str, str] = {}
        try:
            self._master = Master(read_file(self.path))
        except BadDocument as error:
            raise self._error(str(error), error.hint) from error
        except OSError as error:
            raise self._error(f"the template can't be read: {error.strerror}") from error
        # python-docx meets a damaged package with whatever its missing parts lead to.
        except (
            *(AttributeError, KeyError, TypeError, ValueError, UserWarning),
            *(zipfile.BadZipFile, etree.XMLSyntaxError),
        ) as error:
            hint = "open it in Word, and save it again as .docx"
            raise self._error("this is not a Word document (.docx)", hint) from error
        self._sources = {story.part: story.source for story in self._master.stories}
        self._sources[PROPERTIES] = " ".join(self._master.properties.sources.values())
        if not sound:
            self._compile()

    @classmethod
    def at(cls, path: Path, *, sound: bool = False) -> WordTemplate:
        """The template at `path`, compiled once a process for as long as the file is the same."""
        try:
            state = path.stat()
        except OSError:
            return cls(path)
        return _template_at(path, state.st_mtime_ns, state.st_size, sound)

    @cached_property
    def speaks_of(self) -> frozenset[str]:
        """The top-level names that the template uses."""
        return spoken_of(tree for _, tree in self._trees())

    @cached_property
    def lists(self) -> frozenset[str]:
        """The top-level names that it loops over."""
        return looped_over(tree for _, tree in self._trees()) & self.speaks_of

    def problems(self, vocabulary: Mapping[str, frozenset[str]]) -> list[DocumentProblem]:
        """Every name in the template that `vocabulary` (name → its fields) doesn't have."""
        found = []
        for part, tree in self._trees():
            for line, owner, name in mentions(tree, self.speaks_of):
                known = vocabulary.get(owner) if owner else vocabulary
                if known is not None and name not in Fields(dict.fromkeys(known)):
                    message, hint = _unknown(name, owner, known)
                    found.append(self._problem(message, hint, part, line, name))
        return list(dict.fromkeys(found))

    def render(
        self, context: Mapping[str, object], properties: DocumentProperties | None = None
    ) -> bytes:
        """The filled document, the same bytes for the same context.

        Without a translation `_` in the context, fixed words are what the template says. Raises
        TemplateError where the context lacks a name, or a value can't be drawn.
        """
        context = {"_": str, **context}
        try:
            return self._filled(Filling(self._master), context, properties)
        except SubdocumentNeeded as needed:
            package = io.BytesIO()
            needed.subdocument.docx.save(package)
            return self._filled(Filler(package.getvalue()), context, properties)

    def _filled(
        self,
        document: Filling | Filler,
        context: Mapping[str, object],
        properties: DocumentProperties | None,
    ) -> bytes:
        token = current.set(document)
        try:
            with self._placed(document, context):
                return document.filled(context, properties)
        finally:
            current.reset(token)

    @contextmanager
    def _placed(self, document: Filling | Filler, context: Mapping[str, object]) -> Iterator[None]:
        """Turns what goes wrong in here into a TemplateError with its place."""
        try:
            yield
        except UnknownName as error:
            unknown = _unknown(error.name, error.owner, error.known or context)
            raise self._error(*unknown, *_place(document, error), error.name) from error
        except SecurityError as error:
            hint = "a tag prints values and goes through lists, nothing else"
            raise self._error(f"not allowed: {error}", hint, *_place(document, error)) from error
        except Malformed as error:
            raise self._malformed(document, context) from error
        except TemplateRuntimeError as error:
            told = in_plain_words(str(error))
            raise self._error(*told, *_place(document, error)) from error
        except RecursionError as error:
            message = "its tags are nested too deeply, or a macro calls itself without end"
            hint = "take the part that repeats apart"
            raise self._error(message, hint, *_place(document, error)) from error
        except BAD_VALUE as error:
            raise self._error(str(error), "", *_place(document, error)) from error

    def _malformed(
        self, document: Filling | Filler, context: Mapping[str, object]
    ) -> TemplateError:
        part = str(document.current_rendering_part.partname)
        story = next(story for story in self._master.stories if story.part == part)
        paragraph, tag = story.break_in(context)
        message = "what the tags print here breaks the document"
        hint = "give {%p … %}, {%tr … %} and {{p … }} a paragraph or row of their own"
        problem = DocumentProblem(self.path.name, _part_word(part), paragraph, tag, message, hint)
        return TemplateError([problem])

    def _trees(self) -> Iterator[tuple[str, Any]]:
        for story in self._master.stories:
            yield story.part, story.tree
        for tree in self._master.properties.trees:
            yield PROPERTIES, tree

    def _compile(self) -> None:
        part = ""
        try:
            for story in self._master.stories:
                part = story.part
                story.compile()
            part = PROPERTIES
            self._master.properties.compile()
        except TemplateSyntaxError as error:
            told = in_plain_words(error.message or "")
            raise self._error(*told, part, error.lineno) from error
        except SyntaxError as error:
            message = "its loops and conditions are nested too deeply"
            raise self._error(message, "split it into several sections", part) from error
        except (ArithmeticError, TypeError, ValueError) as error:
            # Jinja works out what is constant when it compiles.
            raise self._error(f"a tag can't be worked out ({error})", "", part) from error

    def _error(self, *told: Any) -> TemplateError:
        return TemplateError([self._problem(*told)])

    def _problem(
        self, message: str, hint: str = "", part: str = "", line: int = 0, name: str = ""
    ) -> DocumentProblem:
        """`line` counts as Jinja does."""
        paragraph, tag = _found_at(self._sources.get(part, ""), line, name)
        return DocumentProblem(self.path.name, _part_word(part), paragraph, tag, message, hint)


@lru_cache(maxsize=64)
def _template_at(path: Path, _changed: int, _size: int, sound: bool) -> WordTemplate:
    return WordTemplate(path, sound=sound)


def _unknown(name: str, owner: str, known: Iterable[str]) -> tuple[str, str]:
    """What is wrong with a name and what to do, in words."""
    place = f" in {owner}" if owner else ""
    if name in PRIVATE_FIELDS:
        return f"{name} is private to the candidate", "only interview_brief can use it"
    hint = did_you_mean(name, known) or "check its spelling, or add such a column"
    return f"there is no {name!r}{place}", hint


def _place(document: Filling | Filler, error: BaseException) -> tuple[str, int]:
    """The part and the line of the template in which the error arose."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return str(document.current_rendering_part.partname), line


def _part_word(part: str) -> str:
    """ "/word/header1.xml" → "header"."""
    word = re.sub(r"\d*\.xml$", "", part.rpartition("/")[2])
    return "body" if word == "document" else word


def _found_at(source: str, line: int, name: str) -> tuple[int, str]:
    """The paragraph, counted from 1, and the tag as it was typed, that use the name on a line."""
    lines = source.split("\n")
    if not 0 < line <= len(lines):
        return 0, ""
    text = lines[line - 1]
    tags = list(re.finditer(r"{[{%].*?[%}]}", text))
    word = re.compile(rf"\b{re.escape(name)}\b")
    tag = next((tag for tag in tags if word.search(tag[0])), tags[0] if tags else None)
    before = "".join(lines[: line - 1]) + text[: tag.start() if tag else 0]
    return before.count(MARK), as_typed(tag[0]) if tag else name
