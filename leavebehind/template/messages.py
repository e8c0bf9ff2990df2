"""What Jinja says of a tag that it can't read, in the words of somebody who edits a template."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from leavebehind.names import did_you_mean

Message = tuple[str, str]
"""What is wrong, and what to do."""


def part_word(part: str) -> str:
    """ "word/header1.xml" → "header", "word/document.xml" → "body", "docProps/…" → "properties"."""
    word = re.sub(r"\d*\.xml$", "", part.rpartition("/")[2])
    return "properties" if part.startswith("docProps/") else "body" if word == "document" else word


def in_plain_words(message: str) -> Message:
    """The message of a TemplateSyntaxError, and a hint."""
    for pattern, words in _WORDS.items():
        if found := re.search(pattern, message):
            return words(*found.groups())
    return f"the tag can't be read ({message.rstrip('.')})", _CLOSE


_CLOSE = "see that it is complete, quoted with straight marks, and closed with }} or %}"


def _unclosed(block: str) -> Message:
    return f"a {{% {block} %}} is not closed", f"put {{%p end{block} %}} where it is to end"


def _unknown_tag(tag: str) -> Message:
    if tag.startswith("end") or tag in ("else", "elif"):
        return f"{{% {tag} %}} has no beginning", "delete it, or put its opening tag before it"
    return f"there is no tag {{% {tag} %}}", "a tag begins with if, for, set, or p, tr, tc or r"


def _no_filter(name: str) -> Message:
    return f"there is no filter {name!r}", did_you_mean(name, FILTERS) or "delete it"


def _no_test(name: str) -> Message:
    return f"there is no test {name!r}", did_you_mean(name, TESTS) or "delete it"


def _incomplete() -> Message:
    return "the tag is not complete", "say what it is about: {{ candidate.name }}"


_WORDS: dict[str, Callable[..., Message]] = {
    r"^Unexpected end of template.*needs to be closed is '(\w+)'": _unclosed,
    r"^(?:Encountered u|U)nknown tag '(\w+)'": _unknown_tag,
    r"^No filter named '(.*?)'": _no_filter,
    r"^No test named '(.*?)'": _no_test,
    r"^Expected an expression, got 'end of": _incomplete,
}
