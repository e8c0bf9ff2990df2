"""Which tags can't be read, each on its own: Jinja stops at the first, and may name another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from leavebehind.template.messages import NOT_CLOSED, NOT_WORKED_OUT, Message, in_plain_words
from leavebehind.template.tag_rules import TAG, keyword_of

_OPENING = re.compile(r"\{[{%#].*")
_BEGUN = re.compile(r"\{[{%#][^<]*")
_UNCHECKED = ("raw", "include", "import", "from", "extends")
"""What another rule looks after, or what is read with what follows."""


def mistakes_in(source: str, sandbox: SandboxedEnvironment) -> list[tuple[int, str, Message]]:
    """Line, tag and message of every tag that can't be read, or does not end on its line."""
    found = ((line, tag, mistake_in(tag, sandbox)) for line, tag in _tags(source))
    unclosed = (
        (number, begun[0].strip(), NOT_CLOSED)
        for number, line in enumerate(source.split("\n"), 1)
        if (begun := _BEGUN.search(TAG.sub("<", line)))
    )
    # By line, because the first of them is what Jinja would have stopped at.
    return sorted([*((line, tag, why) for line, tag, why in found if why), *unclosed])


def mistake_in(tag: str, sandbox: SandboxedEnvironment) -> Message | None:
    """Why the tag can't be read, and what to do; None where it can."""
    try:
        # Filters and tests are looked up when a tag is compiled.
        sandbox.compile(_whole(tag))
    except TemplateSyntaxError as error:
        return in_plain_words(error.message or "")
    except (ArithmeticError, TypeError, ValueError):
        return NOT_WORKED_OUT
    return None


def readable_tree(source: str, sandbox: SandboxedEnvironment) -> tuple[nodes.Template, bool]:
    """The tree of what can be read, and whether blocks hold in it what they hold in the source."""
    bad = {tag for _, tag, _ in mistakes_in(source, sandbox)}
    kept = [_without(line, bad) for line in source.split("\n")]
    try:
        return sandbox.parse("\n".join(kept)), True
    except TemplateSyntaxError:
        # A block is not closed: each tag for itself still shows which names it uses.
        tags = ((line, tag) for line, tag in _tags(source) if tag not in bad)
        flat = [""] * len(kept)
        for line, tag in tags:
            flat[line - 1] += _whole(tag)
        return sandbox.parse("\n".join(flat)), False


def _tags(source: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.split("\n"), 1):
        for tag in TAG.findall(line):
            yield number, tag


def _without(line: str, bad: set[str]) -> str:
    """The line without bad tags, and without what begins a tag and doesn't end it."""
    pieces, position = [], 0
    for tag in TAG.finditer(line):
        pieces += [_OPENING.sub("", line[position : tag.start()]), "" if tag[0] in bad else tag[0]]
        position = tag.end()
    return "".join([*pieces, _OPENING.sub("", line[position:])])


def _whole(tag: str) -> str:
    """The tag with what it needs to be read alone."""
    word = keyword_of(tag)
    if word in ("if", "for", "macro", "call", "filter", "with", "autoescape", "block"):
        return f"{tag}{{% end{word} %}}"
    if word == "set" and "=" not in tag:
        return f"{tag}{{% endset %}}"
    if word in ("else", "elif"):
        return f"{{% if 1 %}}{tag}{{% endif %}}"
    return "" if word.startswith("end") or word in _UNCHECKED else tag
