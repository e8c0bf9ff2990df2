"""Which documents are finished: without a tag of ours they are used as they are.

Braces are also typed by other programs, and in a résumé: `{{FirstName}}`, `style={{color: red}}`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from jinja2 import TemplateSyntaxError, meta, nodes

from leavebehind.names import nearest
from leavebehind.template.sandbox import Sandbox
from leavebehind.template.tag_rules import KEYWORDS, keyword_of

_LEVEL = re.compile(r"\{\{(?:p|tr|tc|r) ")
_WORD = re.compile(r"[^\W\d]\w*")
_CURLY = str.maketrans("“”‘’", "\"\"''")
_WORKED_OUT = (nodes.Getitem, nodes.Call, nodes.Filter, nodes.Test, nodes.BinExpr)
_ALIKE = 0.8
"""So alike is a name that was mistyped; other programs' names are less."""


def is_finished(tags: Iterable[str], sandbox: Sandbox, known: Collection[str] | None) -> bool:
    """Whether none of the tags is ours.

    A tag is ours where it is a statement or a comment of Jinja, works something out, or prints a
    name that is known, or nearly; where it is not said what is known, any name.
    """
    return not any(_is_ours(tag, sandbox, known) for tag in tags)


def _is_ours(tag: str, sandbox: Sandbox, known: Collection[str] | None) -> bool:
    if tag.startswith("{%"):
        return keyword_of(tag) in KEYWORDS
    if tag.startswith("{#"):
        return True
    try:
        tree = sandbox.parse(_LEVEL.sub("{{ ", tag).translate(_CURLY))
    except TemplateSyntaxError:
        word = _WORD.search(tag)
        return word is not None and word[0] in (known or ())
    if any(map(_works_something_out, tree.find_all(nodes.Expr))):
        return True
    names = meta.find_undeclared_variables(tree)
    if known is None:
        return bool(names)
    return any(name in known or nearest(name, known, cutoff=_ALIKE) for name in names)


def _works_something_out(node: nodes.Expr) -> bool:
    """More than `{{ user.name }}`, which other programs write, too."""
    if isinstance(node, nodes.Getattr):
        is_plain = isinstance(node.node, nodes.Name | nodes.Getattr)
        return not is_plain or node.attr.startswith("_")
    return isinstance(node, _WORKED_OUT)
