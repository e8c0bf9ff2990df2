"""Which names a template uses, read from its tags without running them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import meta, nodes


def used_names(trees: Iterable[nodes.Template]) -> frozenset[str]:
    """The top-level names that the tags use."""
    return frozenset().union(*map(meta.find_undeclared_variables, trees))


def looped_names(trees: Iterable[nodes.Template]) -> frozenset[str]:
    """The names that the tags loop over."""
    loops = (loop for tree in trees for loop in tree.find_all(nodes.For))
    return frozenset(node.name for loop in loops for node in _names(loop.iter))


def mentions(tree: nodes.Template, top_level: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """(line, owner, name) wherever the template uses a name, or a field of an owner.

    The variable of a loop stands for the rows it runs over; what is tested for being defined
    may be absent.
    """
    rows = {
        loop.target.name: loop.iter.name
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.target, nodes.Name) and isinstance(loop.iter, nodes.Name)
    }
    excused = {
        _spelled(asked.node)
        for asked in tree.find_all((nodes.Test, nodes.Filter))
        if asked.name in ("defined", "undefined", "default", "d") and asked.node is not None
    }
    for name in tree.find_all(nodes.Name):
        if name.name in top_level and name.ctx == "load" and _spelled(name) not in excused:
            yield name.lineno, "", name.name
    for access in tree.find_all(nodes.Getattr):
        if isinstance(access.node, nodes.Name) and _spelled(access) not in excused:
            owner = rows.get(access.node.name, access.node.name)
            if owner in top_level:
                yield access.lineno, owner, access.attr


def _names(node: nodes.Node) -> Iterable[nodes.Name]:
    return [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)


def _spelled(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_spelled(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""
