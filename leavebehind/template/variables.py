"""Which names a template uses, read from its tags without running them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import StringIO

from jinja2 import TemplateAssertionError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.meta import TrackingCodeGenerator


class _Generator(TrackingCodeGenerator):
    """Writes the code on the way, which Jinja's own leaves to a second walk."""

    def write(self, x: str) -> None:
        CodeGenerator.write(self, x)


def code_and_names(tree: nodes.Template) -> tuple[str, frozenset[str]]:
    """The tree in Python, and the top-level names that its tags use.

    Raises TemplateAssertionError at an unknown filter, and what a sum raises that is worked out
    here.
    """
    generator = _Generator(tree.environment)  # type: ignore[arg-type]
    generator.name, generator.stream = None, StringIO()
    generator.visit(tree)
    return generator.stream.getvalue(), frozenset(generator.undeclared_identifiers)


def used_names(trees: Iterable[nodes.Template]) -> frozenset[str]:
    """The top-level names that the tags use."""
    return frozenset().union(*map(_used_names, trees))


def _used_names(tree: nodes.Template) -> frozenset[str]:
    try:
        return code_and_names(tree)[1]
    except (TemplateAssertionError, ArithmeticError, TypeError, ValueError):
        return frozenset(name for _, owner, name in mentions(tree) if not owner)


def looped_names(trees: Iterable[nodes.Template]) -> frozenset[str]:
    """The names that the tags loop over."""
    loops = (loop for tree in trees for loop in tree.find_all(nodes.For))
    return frozenset(node.name for loop in loops for node in _names(loop.iter))


def names_in(
    trees: Iterable[tuple[str, nodes.Template, bool]],
) -> list[tuple[str, list[tuple[int, str]], list[tuple[int, str, str]]]]:
    """Each part with its names that no tag may use, and with all that its tags use."""
    return [(part, forbidden(tree), mentions(tree, whole=whole)) for part, tree, whole in trees]


def fields_used(trees: Iterable[nodes.Template]) -> frozenset[str]:
    """What the tags ask of any value: `x.salary_range`, `x["salary_range"]`."""
    found: set[str] = set()
    for tree in trees:
        found |= {access.attr for access in tree.find_all(nodes.Getattr)}
        found |= {str(literal.value) for literal in tree.find_all(nodes.Const)}
    return frozenset(found)


def mentions(tree: nodes.Template, *, whole: bool = True) -> list[tuple[int, str, str]]:
    """(line, owner, name) wherever the template uses a name, or a field of an owner.

    The variable of a loop means the rows it runs over, in the loop: everywhere where the tree
    is not `whole`. What is tested for being defined may be absent.
    """
    # `{% if interview.bonus is defined %}` is how a template asks for a column that may be missing.
    excused = {
        _spelled(asked.node)
        for asked in tree.find_all((nodes.Test, nodes.Filter))
        if asked.name in ("defined", "undefined", "default", "d") and asked.node is not None
    }
    rows = dict.fromkeys(_assigned(tree), "")
    for loop in [] if whole else tree.find_all(nodes.For):
        rows |= _rows(loop)
    uses = _uses(tree, rows)
    return [
        (node.lineno, owner, name) for node, owner, name in uses if _spelled(node) not in excused
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


def _assigned(tree: nodes.Template) -> Iterator[str]:
    """What tags themselves give a value to."""
    of_loops = {id(name) for loop in tree.find_all(nodes.For) for name in _names(loop.target)}
    for name in tree.find_all(nodes.Name):
        if name.ctx != "load" and id(name) not in of_loops:
            yield name.name
    for macro in tree.find_all(nodes.Macro):
        # Jinja gives the last three to every macro.
        yield from (macro.name, "caller", "varargs", "kwargs")


def forbidden(tree: nodes.Template) -> list[tuple[int, str]]:
    """(line, name) wherever a tag reaches for what lies behind a value: `''.__class__`."""
    fields = [(access.lineno, access.attr) for access in tree.find_all(nodes.Getattr)]
    texts = [(literal.lineno, str(literal.value)) for literal in tree.find_all(nodes.Const)]
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
