"""Which names a template uses, read from its tags without running them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jinja2 import nodes

_Nodes = defaultdict[type[nodes.Node], list[Any]]
"""The nodes of a tree by their kinds."""


class Names(NamedTuple):
    """What the tags of a part use."""

    part: str
    used: frozenset[str]
    """The top-level names, and those that tags themselves give a value to."""
    fields: frozenset[str]
    """What they ask of any value: `x.salary_range`, `x["salary_range"]`."""
    looped: frozenset[str]
    """The names that they loop over."""
    mentioned: list[tuple[int, str, str]]
    """(line, owner, name) wherever they use a name, or a field of an owner.

    The variable of a loop means the rows it runs over. What is tested for being defined may be
    absent.
    """
    forbidden: list[tuple[int, str]]
    """(line, name) wherever they reach for what lies behind a value: `''.__class__`."""


def names_in(part: str, tree: nodes.Template, *, whole: bool) -> Names:
    """What the tags of a part use; where its tree isn't whole, loops are known everywhere."""
    found: _Nodes = defaultdict(list)
    for node in tree.find_all(nodes.Node):
        found[type(node)].append(node)
    fields = frozenset(access.attr for access in found[nodes.Getattr])
    fields |= {str(literal.value) for literal in found[nodes.Const]}
    looped = frozenset(name.name for loop in found[nodes.For] for name in _names(loop.iter))
    rows: dict[str, str] = {}
    for loop in [] if whole else found[nodes.For]:
        for name, whose in _rows(loop).items():
            # Of two loops with a variable of one name, which it is of can't be told.
            rows[name] = whose if rows.get(name, whose) == whose else ""
    uses = list(_uses(tree, rows))
    # Also what a tag sets, because it may have had a value before: {% set job = job.title %}.
    used = frozenset(name for _, owner, name in uses if not owner)
    return Names(part, used, fields, looped, _mentions(uses, found), _forbidden(found))


def _mentions(
    uses: Iterable[tuple[nodes.Expr, str, str]], found: _Nodes
) -> list[tuple[int, str, str]]:
    # `{% if interview.bonus is defined %}` is how a template asks for a column that may be missing.
    excused = {
        _spelled(asked.node)
        for asked in (*found[nodes.Test], *found[nodes.Filter])
        if asked.name in ("defined", "undefined", "default", "d") and asked.node is not None
    }
    assigned = set(_assigned(found))
    return [
        (node.lineno, owner, name)
        for node, owner, name in uses
        if (owner or name) not in assigned and _spelled(node) not in excused
    ]


def _uses(node: nodes.Node, rows: dict[str, str]) -> Iterator[tuple[nodes.Expr, str, str]]:
    """Names and fields, where `rows` says whose rows a variable means; "" for any value."""
    if isinstance(node, nodes.For):
        inner = rows | _rows(node)
        yield from _uses(node.iter, rows)
        for child in (*filter(None, [node.test]), *node.body):
            yield from _uses(child, inner)
        for child in node.else_:
            yield from _uses(child, rows)
        return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in rows:
        yield node, "", node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        owner = rows.get(node.node.name, node.node.name)
        yield from [(node, owner, node.attr)] if owner else []
    for child in node.iter_child_nodes():
        yield from _uses(child, rows)


def _rows(loop: nodes.For) -> dict[str, str]:
    """The variables of a loop, Jinja's own among them, and whose rows they mean."""
    rows = loop.iter.name if isinstance(loop.iter, nodes.Name) else ""
    is_one = isinstance(loop.target, nodes.Name)
    return {"loop": "", **{name.name: rows if is_one else "" for name in _names(loop.target)}}


def _assigned(found: _Nodes) -> Iterator[str]:
    """What tags themselves give a value to."""
    of_loops = {id(name) for loop in found[nodes.For] for name in _names(loop.target)}
    for name in found[nodes.Name]:
        if name.ctx != "load" and id(name) not in of_loops:
            yield name.name
    for macro in found[nodes.Macro]:
        # Jinja gives the last three to every macro.
        yield from (macro.name, "caller", "varargs", "kwargs")


def _forbidden(found: _Nodes) -> list[tuple[int, str]]:
    fields = [(access.lineno, access.attr) for access in found[nodes.Getattr]]
    texts = [(literal.lineno, str(literal.value)) for literal in found[nodes.Const]]
    hidden = re.compile(r"__[a-z]+__")
    return [
        *(one for one in fields if one[1].startswith("__")),
        *(one for one in texts if hidden.fullmatch(one[1])),
    ]


def _names(node: nodes.Node) -> Iterable[nodes.Name]:
    return [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)


def _spelled(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_spelled(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""
