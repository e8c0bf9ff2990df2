"""Which tags can't be read, and which are none of ours, each on its own.

Jinja stops at the first that it can't read, and may name another. Braces are also typed by other
programs, and in a résumé: `{{FirstName}}`, `style={{color: red}}`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import _Element as Element

from leavebehind.names import nearest
from leavebehind.template.messages import NOT_WORKED_OUT, Message, in_plain_words
from leavebehind.template.tag_rules import (
    KEYWORDS,
    TAG,
    TagProblem,
    keyword_of,
    plain,
    tag_problems,
    tags_in,
)

_OF_CELLS = re.compile(r"\{%\s*(?:colspan\s+|cellbg\s+|(?=[vh]m\b))([^%]*)%\}")
"""The statements of docxtpl, of which it makes others."""
_UNCHECKED = ("raw", "include", "import", "from", "extends")
"""What another rule looks after, or what is read with what follows."""
_WORD = re.compile(r"[^\W\d]\w*")
_CURLY = str.maketrans("“”‘’", "\"\"''")
_WORKED_OUT = (nodes.Getitem, nodes.Call, nodes.Filter, nodes.Test, nodes.BinExpr)
_ALIKE = 0.8
"""So alike is a name that was mistyped; other programs' names are less."""


def mistakes_in(root: Element, sandbox: SandboxedEnvironment) -> list[TagProblem]:
    """All that is wrong with the tags of a part: each that breaks a rule, or can't be read."""
    problems = tag_problems(root)
    known = {problem[:2] for problem in problems}
    others = (tag for tag in tags_in(root) if (tag.number, tag.text) not in known)
    found = ((tag, mistake_in(_as_jinja_reads(tag.text), sandbox)) for tag in others)
    unreadable = (tag.problem(*why) for tag, why in found if why)
    return sorted([*problems, *unreadable], key=lambda problem: problem[0])


def _as_jinja_reads(tag: str) -> str:
    """The tag without what docxtpl takes out of it or writes otherwise."""
    return _OF_CELLS.sub(r"{{ \1 }}", plain(tag).translate(_CURLY))


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
    bad = {tag for _, tag in _tags(source) if mistake_in(tag, sandbox)}
    kept = TAG.sub(lambda tag: "" if tag[0] in bad else tag[0], source).split("\n")
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


def is_finished(
    tags: Iterable[str], sandbox: SandboxedEnvironment, known: Collection[str] | None
) -> bool:
    """Whether none of the tags is ours.

    A tag is ours where it is a statement or a comment of Jinja, names what is known, or nearly, or
    works something out without a name; where it is not said what is known, any name counts.
    """
    return not any(_is_ours(tag, sandbox, known) for tag in tags)


def _is_ours(tag: str, sandbox: SandboxedEnvironment, known: Collection[str] | None) -> bool:
    if tag.startswith("{%"):
        return keyword_of(tag) in KEYWORDS
    if tag.startswith("{#"):
        return True
    try:
        tree = sandbox.parse(plain(tag).translate(_CURLY))
    except TemplateSyntaxError:
        word = _WORD.search(tag)
        return word is not None and word[0] in (known or ())
    names = {one.name for one in tree.find_all(nodes.Name)}
    expressions = list(tree.find_all(nodes.Expr))
    if any(isinstance(one, nodes.Getattr) and one.attr.startswith("_") for one in expressions):
        return True
    if known is None or not names:
        return bool(names) or any(isinstance(one, _WORKED_OUT) for one in expressions)
    # Other programs write `{{ END-IF }}` and `{{ user.name | upper }}`.
    return any(name in (*known, "_") or nearest(name, known, cutoff=_ALIKE) for name in names)
