"""The template as the rest of the library knows it, and its errors with their place."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from xml.parsers.expat import ExpatError

from jinja2 import TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import MAX_RANGE

from leavebehind.additions import Additions
from leavebehind.attachments import UnprintableFileError
from leavebehind.docx.package import BadDocument, read_file, read_parts
from leavebehind.errors import DocumentProblem, TemplateError, system_words
from leavebehind.files import AnyPath, cached_by_stamp, usable_path
from leavebehind.names import did_you_mean
from leavebehind.records import PRIVATE_FIELDS, Paper
from leavebehind.template.compile import TEXT, CompiledTemplate, TaggedPart
from leavebehind.template.messages import (
    IN_CONTENTS,
    NOT_WORKED_OUT,
    in_plain_words,
    part_word,
    unreadable,
)
from leavebehind.template.properties import PAPERS, CoreProperties, DocumentProperties, kept_pages
from leavebehind.template.render import Rendering, SubdocumentNeeded
from leavebehind.template.sandbox import FilterFailed, Filters, UnknownName
from leavebehind.template.values import DOCUMENT, Unprintable
from leavebehind.template.variables import Names, names_in
from leavebehind.template_values import Fields

BAD_VALUE = (
    *(ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError),
    UnprintableFileError,
)
"""What running a tag on the wrong kind of value raises."""


class WordTemplate:
    """A `.docx` with docxtpl's tags that gives a filled document for every context.

    Raises TemplateError, with part, paragraph and tag, where the file is no Word document or a
    tag can't be understood.
    """

    def __init__(
        self,
        path: AnyPath,
        *,
        filters: Filters | None = None,
        extra: Mapping[str, object] | None = None,
        sound: bool = False,
    ) -> None:
        """`filters` (name → function) and `extra` (name → plain data) can be used by its tags.

        `sound`: its tags are known to be understood, and are compiled when they are filled.
        """
        self.path = usable_path(path)
        self._additions = Additions.of(filters, extra)
        try:
            parts = read_parts(read_file(self.path))
            self._template = CompiledTemplate(parts, self._additions.filters)
        except BadDocument as error:
            raise self._error(str(error), error.hint) from error
        except OSError as error:
            raise TemplateError([unreadable(self.path, error)]) from error
        if not sound and (problems := self.mistakes()):
            raise TemplateError(problems)

    @classmethod
    def at(cls, path: Path, *, sound: bool = False) -> WordTemplate:
        """The template at `path`, compiled once a process for as long as the file is the same."""
        try:
            return _template_at(path, sound)
        except OSError:
            # This raises the same error with the name of the template.
            return cls(path)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The top-level names that the template uses."""
        used = frozenset().union(*(names.used for names in self._names))
        return used.difference(TEXT.globals)

    @cached_property
    def loops(self) -> frozenset[str]:
        """The top-level names that it loops over."""
        return frozenset().union(*(names.looped for names in self._names)) & self.variables

    @cached_property
    def filters(self) -> frozenset[str]:
        """The filters of one's own that it uses."""
        used = (node.name for _, tree, _ in self._trees() for node in tree.find_all(nodes.Filter))
        return frozenset(used) & self._additions.filters.keys()

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that it uses, of whatever name."""
        return frozenset().union(*(names.fields for names in self._names))

    def problems(self, vocabulary: Mapping[str, frozenset[str]]) -> list[DocumentProblem]:
        """Every name in the template that `vocabulary` (name → its fields) doesn't have, and every
        one that no tag may use."""
        problems = []
        for names in self._names:
            part = names.part
            for line, name in names.forbidden:
                problems.append(self._problem(*_not_allowed(name), part, line, name))
            for line, owner, name in names.mentioned:
                known = vocabulary.get(owner) if owner else vocabulary
                is_new = known is not None and not (
                    name in known or name in Fields(dict.fromkeys(known))
                )
                if is_new and not name.startswith("__") and (owner or name not in TEXT.globals):
                    words = _unknown(name, owner, known or ())
                    problem = self._problem(*words, part, line, name)
                    problems.append(self._in_contents(problem, part))
        return list(dict.fromkeys(problems))

    @cached_property
    def _names(self) -> list[Names]:
        """Each part with the names that its tags use."""
        # Going through the trees took 2/5 of each later build with the same templates.
        return [names_in(part, tree, whole=whole) for part, tree, whole in self._trees()]

    @property
    def is_finished(self) -> bool:
        """Whether it has no tags, so that its documents are as it is."""
        return not self.tags

    @property
    def tags(self) -> frozenset[str]:
        """Every tag as it was typed, also what another program would call one."""
        return self._template.tags

    def kept_pages(self, *, finished: bool) -> frozenset[Paper]:
        """The papers on which pages of its documents have another size."""
        body = self._template.body.source
        return frozenset(one for one in PAPERS if kept_pages(body, one, finished=finished))

    def render(
        self, context: Mapping[str, object], properties: DocumentProperties | None = None
    ) -> bytes:
        """The filled document, the same bytes for the same context.

        Without a translation `_` in the context, fixed words are what the template says. Raises
        TemplateError where the context lacks a name, or a value can't be drawn.
        """
        if self.is_finished:
            return self.as_it_is(properties)
        context = {"_": str, **self._additions.values, **context}
        try:
            return self._filled(Rendering(self._template), context, properties)
        except SubdocumentNeeded as needed:
            # Filled anew from its package, the only one with the parts of the subdocument.
            package = io.BytesIO()
            needed.package.save(package)
            template = CompiledTemplate(read_parts(package.getvalue()), self._additions.filters)
            rendering = Rendering(template, for_subdocuments=True)
            return self._filled(rendering, context, properties)

    def as_it_is(self, properties: DocumentProperties | None = None) -> bytes:
        """The document unfilled: its text, pages and tables stay."""
        return Rendering(self._template).copy(properties)

    def _filled(
        self,
        rendering: Rendering,
        context: Mapping[str, object],
        properties: DocumentProperties | None,
    ) -> bytes:
        """The filled document; what goes wrong becomes a TemplateError with its place."""
        try:
            return rendering.document(context, properties)
        # Before TemplateRuntimeError, of which it is a kind.
        except UnknownName as error:
            message, hint = _unknown(error.name, error.owner, error.known or context)
            raise self._error(message, hint, rendering.part, _line(error), error.name) from error
        except (ExpatError, BadDocument) as error:
            raise self._malformed(rendering, context) from error
        except (SecurityError, TemplateRuntimeError, RecursionError, *BAD_VALUE) as error:
            message, hint = _in_words(error)
            raise self._error(message, hint, rendering.part, _line(error)) from error

    def _malformed(self, rendering: Rendering, context: Mapping[str, object]) -> TemplateError:
        part, names = rendering.part, {**context, DOCUMENT: rendering}
        paragraph, tag = self._template.texts[part].break_in(names)
        message = "what the tags print here breaks the document"
        hint = "give {%p … %}, {%tr … %} and {{p … }} a paragraph or row of their own"
        place = (self.path.name, part_word(part), paragraph, tag)
        return TemplateError([DocumentProblem(*place, message, hint)])

    def _trees(self) -> Iterator[tuple[str, nodes.Template, bool]]:
        """Part, tree, and whether its blocks are whole."""
        for part in self._template.texts.values():
            yield part.name, *part.readable
        with suppress(TemplateSyntaxError):
            for tree in self._template.core.trees.values():
                yield self._template.core.name, tree, True

    def mistakes(self) -> list[DocumentProblem]:
        """Every tag that can't be understood."""
        core = self._template.core
        parts: dict[str, TaggedPart | CoreProperties] = {**self._template.texts, core.name: core}
        return [problem for name, part in parts.items() for problem in self._mistakes(name, part)]

    def _mistakes(self, name: str, part: TaggedPart | CoreProperties) -> list[DocumentProblem]:
        """What is wrong with the tags of a part: every tag that can't be read, or how they nest."""
        try:
            _ = part.compiled
        except (TemplateSyntaxError, ArithmeticError, TypeError, ValueError) as error:
            mistakes = part.mistakes if isinstance(part, TaggedPart) else []
            place = self.path.name, part_word(name)
            words, line = NOT_WORKED_OUT, 0
            if isinstance(error, TemplateSyntaxError):
                words, line = in_plain_words(error.message or ""), error.lineno
            found = (DocumentProblem(*place, number, tag, *why) for number, tag, *why in mistakes)
            listed = [self._in_contents(problem, name) for problem in found]
            return listed or [self._problem(*words, name, line)]
        except SyntaxError:
            message = "its loops and conditions are nested too deeply"
            return [self._problem(message, "split it into several sections", name)]
        return []

    def _error(
        self, message: str, hint: str = "", part: str = "", line: int = 0, name: str = ""
    ) -> TemplateError:
        return TemplateError([self._problem(message, hint, part, line, name)])

    def _in_contents(self, problem: DocumentProblem, part: str) -> DocumentProblem:
        """A name that a heading's loop knows is unknown where the contents show the heading."""
        text = self._template.texts.get(part)
        if text is None or problem.paragraph not in text.in_contents:
            return problem
        message, hint = IN_CONTENTS
        return replace(problem, message=message, hint=hint)

    def _problem(
        self, message: str, hint: str = "", part: str = "", line: int = 0, name: str = ""
    ) -> DocumentProblem:
        """`line` counts as Jinja does."""
        paragraph, tag = 0, ""
        if part:
            paragraph, tag = self._template.place(part, line, name)
        return DocumentProblem(self.path.name, part_word(part), paragraph, tag, message, hint)


@cached_by_stamp
def _template_at(path: Path, sound: bool) -> WordTemplate:
    return WordTemplate(path, sound=sound)


def _unknown(name: str, owner: str, known: Iterable[str]) -> tuple[str, str]:
    if name in PRIVATE_FIELDS:
        return f"{name} is private to the candidate", "only interview_brief can use it"
    hint = (
        did_you_mean(name, known)
        or "check its spelling, or add such a column (in Python: a value in `extra`)"
    )
    return f"there is no {name!r}" + (f" in {owner}" if owner else ""), hint


def _not_allowed(what: str) -> tuple[str, str]:
    return f"not allowed: {what}", "a tag prints values and goes through lists, nothing else"


def _in_words(error: BaseException) -> tuple[str, str]:
    """What went wrong when a tag ran and what to do, in words."""
    match error:
        case SecurityError():
            return _not_allowed(str(error))
        case TemplateRuntimeError():
            return in_plain_words(str(error))
        case RecursionError():
            message = "its tags are nested too deeply, or a macro calls itself without end"
            return message, "take the part that repeats apart"
        case OverflowError() if "Range too big" in str(error):
            return f"a range holds at most {MAX_RANGE:,} numbers", "loop over rows, or over fewer"
        case UnprintableFileError():
            return error.message, error.hint
        case FilterFailed():
            return str(error), "look at the function, and at what the tag gives it"
        case Unprintable():
            return str(error), ""
        case OSError():
            what, hint = system_words(error)
            return f"a file can't be read: {what}", hint
    return NOT_WORKED_OUT


def _line(error: BaseException) -> int:
    """The line of the template in which the error arose."""
    line, trace = 0, error.__traceback__
    while trace:
        # So Jinja calls the code of a template that was given as text.
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
