"""What the source says of the house: which module holds state, and how long things are."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

ALWAYS_CHANGING = {
    *("bytearray", "defaultdict", "OrderedDict", "Counter", "deque", "ChainMap", "count", "local"),
    *("Queue", "SimpleQueue", "WeakKeyDictionary", "WeakValueDictionary", "WeakSet", "ContextVar"),
    *("Lock", "RLock", "Condition", "Event", "Semaphore"),
}
"""What nobody makes but to change it."""
CHANGE = {
    *("append", "appendleft", "extend", "insert", "add", "update", "setdefault", "pop", "popleft"),
    *("popitem", "remove", "discard", "clear", "sort", "reverse"),
}
DISPLAYS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


@cache
def nodes(tree: ast.AST) -> Sequence[ast.AST]:
    """The tree and all that is in it, found once for all who ask."""
    return list(ast.walk(tree))


def changing_state(sources: Mapping[str, str]) -> list[str]:
    """Everything that a module holds and changes: module → source."""
    trees = {module: parsed(source) for module, source in sources.items()}
    changing = ALWAYS_CHANGING | set(_changing_classes(trees.values()))
    return [
        f"{module}: {breach}"
        for module, tree in trees.items()
        for breach in dict.fromkeys(_breaches(module, tree, changing))
    ]


def _breaches(module: str, tree: ast.Module, changing: set[str]) -> Iterator[str]:
    changed = set(_changed(tree))
    for name, value in _held(tree):
        if _called(value) in changing or (_is_container(value) and name in changed):
            yield f"{name} changes"
    yield from (f"changes {name}" for name in changed & (_foreign(tree) | {"cls"}))
    for node in nodes(tree):
        if isinstance(node, ast.Global):
            yield from (f"{name} is global" for name in node.names)
        elif isinstance(node, ast.FunctionDef) and module != "files" and _remembers_files(node):
            yield f"{node.name} remembers by path, whatever becomes of the file"


def _held(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The names of a module, and the expressions that they stand for."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((one.id, node.value) for one in targets if isinstance(one, ast.Name))


def _foreign(tree: ast.Module) -> set[str]:
    """The constants of other modules, and the classes of this one."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    classes = {node.name for node in nodes(tree) if isinstance(node, ast.ClassDef)}
    return {name for name in names if name.isupper()} | classes


def _changing_classes(trees: Iterable[ast.Module]) -> Iterator[str]:
    """The classes of which an object changes after it was made."""
    for node in (node for tree in trees for node in nodes(tree)):
        if isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            later = [one for one in methods if one.name not in {"__init__", "__post_init__"}]
            if any("self" in _changed(method) for method in later):
                yield node.name


def _changed(tree: ast.AST) -> Iterator[str]:
    """The names of what is changed: by assignment to its inside, by `del`, or by a method."""
    for node in nodes(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield _root(node)
        elif isinstance(node, ast.Call) and _method(node) in CHANGE:
            yield _root(node.func)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_container(value: ast.expr) -> bool:
    return isinstance(value, DISPLAYS) or _called(value) in {"list", "dict", "set", "fromkeys"}


def _called(value: ast.expr) -> str:
    if not isinstance(value, ast.Call):
        return ""
    return _method(value) or _root(value.func)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _remembers_files(function: ast.FunctionDef) -> bool:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    of_files = any(one.annotation and "Path" in ast.unparse(one.annotation) for one in arguments)
    names = {ast.unparse(one).partition("(")[0] for one in function.decorator_list}
    return of_files and not names.isdisjoint(
        {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}
    )


def classes_twice(sources: Mapping[str, str]) -> list[str]:
    """The classes whose name stands more than once in the package."""
    every = (node for source in sources.values() for node in nodes(parsed(source)))
    count = Counter(node.name for node in every if isinstance(node, ast.ClassDef))
    return [name for name, times in count.items() if times > 1]


def function_lengths(sources: Mapping[str, str]) -> list[tuple[int, str]]:
    """The lines of every function, signature and docstring included; the longest last."""
    return sorted(
        ((node.end_lineno or 0) - node.lineno + 1, f"{module}: {node.name}")
        for module, source in sources.items()
        for node in nodes(parsed(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
