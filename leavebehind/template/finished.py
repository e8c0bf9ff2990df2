"""Which documents are finished: without a tag of ours they are used as they are.

Braces are also typed by other programs, and in a résumé: `{{FirstName}}`, `style={{color: red}}`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from jinja2 import TemplateSyntaxError, nodes

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

    A tag is ours where it is a statement or a comment of Jinja, names what is known, or nearly, or
    works something out without a name; where it is not said what is known, any name counts.
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
    names = {one.name for one in tree.find_all(nodes.Name)}
    expressions = list(tree.find_all(nodes.Expr))
    if any(map(_reaches_inside, expressions)):
        return True
    if known is None or not names:
        return bool(names) or any(isinstance(one, _WORKED_OUT) for one in expressions)
    # Other programs write `{{ END-IF }}` and `{{ user.name | upper }}`.
    return any(name in (*known, "_") or nearest(name, known, cutoff=_ALIKE) for name in names)


def _reaches_inside(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Getattr) and node.attr.startswith("_")
