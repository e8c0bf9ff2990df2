"""What Jinja says of a tag that it can't read, in the words of somebody who edits a template."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from leavebehind.errors import DocumentProblem, system_words
from leavebehind.names import did_you_mean

Message = tuple[str, str]
"""What is wrong, and what to do."""


NOT_WORKED_OUT: Message = (
    "a tag can't be worked out",
    "look whether its values are what it needs: a text, a number, a date or rows",
)


IN_CONTENTS: Message = (
    "the table of contents shows the tag of a heading as it was, which can't be filled there",
    "let the contents be one line of text, with the field around it: F9 in Word makes them anew",
)


def unreadable(path: Path, error: OSError) -> DocumentProblem:
    """The problem of a template that the system doesn't give out."""
    what, hint = system_words(error)
    return DocumentProblem(path.name, "", 0, "", f"the template can't be read: {what}", hint)


def part_word(part: str) -> str:
    """ "word/header1.xml" → "header", "word/document.xml" → "body", "docProps/…" → "properties"."""
    word = re.sub(r"\d*\.xml$", "", part.rpartition("/")[2])
    return "properties" if part.startswith("docProps/") else "body" if word == "document" else word


def in_plain_words(message: str) -> Message:
    """The message of a TemplateSyntaxError, and a hint."""
    for pattern, words in _WORDS.items():
        if found := re.search(pattern, message):
            if callable(words):
                return words(found[1])
            return found.expand(words[0]), found.expand(words[1])
    return f"the tag can't be read ({message.rstrip('.')})", _CLOSE


_CLOSE = "see that it is complete, quoted with straight marks, and closed with }} or %}"


def _unknown_tag(tag: str) -> Message:
    if tag.startswith("end") or tag in ("else", "elif"):
        return f"{{% {tag} %}} has no beginning", "delete it, or put its opening tag before it"
    return f"there is no tag {{% {tag} %}}", "a tag begins with if, for, set, or p, tr, tc or r"


def _no_filter(name: str) -> Message:
    likely = did_you_mean(name, FILTERS) or "delete it"
    own = f"your own come from Python: build(…, filters={{{name!r}: a function}})"
    return f"there is no filter {name!r}", f"{likely}; {own}"


def _no_test(name: str) -> Message:
    return f"there is no test {name!r}", did_you_mean(name, TESTS) or "delete it"


_INCOMPLETE: Message = ("the tag is not complete", "say what it is about: {{ candidate.name }}")
_UNEXPECTED: Message = (
    r"the tag can't be read from '\1' on",
    "names have no spaces, text stands in quotation marks, a filter follows |",
)
# Jinja 3.1 words its errors so; another version's are shown as they are.
_WORDS: dict[str, Message | Callable[[str], Message]] = {
    r"^Unexpected end of template.*needs to be closed is '(\w+)'": (
        r"a {% \1 %} is not closed",
        r"put {%p end\1 %} where it is to end",
    ),
    r"nknown tag '(break|continue)'": (
        r"there is no tag {% \1 %}: a loop runs to its end",
        "choose the rows at the beginning: {% for job in experience if job.company %}",
    ),
    r"^(?:Encountered u|U)nknown tag '(\w+)'": _unknown_tag,
    r"^No filter named '(.*?)'": _no_filter,
    r"^No test named '(.*?)'": _no_test,
    r"^(?:Expected an expression, got|unexpected) 'end of": _INCOMPLETE,
    r"^expected token 'name', got 'end of": _INCOMPLETE,
    r"^expected token 'in'": (
        "the loop does not say through what it goes",
        "write {% for job in experience %}",
    ),
    r"^expected token '[^']*', got '([^']*)'": _UNEXPECTED,
    r"^unexpected (?:char )?'([^']*)'": _UNEXPECTED,
}
"""What Jinja's messages begin with, in the order in which they are tried; groups are numbered."""
