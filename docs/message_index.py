"""The index of messages: read from the code, so that it is never another."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "leavebehind"
CHAPTERS = {
    "The workbook": ("workbook", "people.py", "plan.py", "prepare.py", "localization.py"),
    "The last look": ("last_look",),
    "Templates": ("template", "additions.py", "context", "fill.py"),
    "Documents that were edited": ("packages", "docx", "resolving.py", "status.py", "watch.py"),
    "PDFs": ("pdf", "bind", "combine.py", "print_set.py", "attachments.py", "in_memory.py"),
    "Importing": ("importing",),
    "Everything else": (),
}
"""Where the messages of a chapter come from."""
_SPEAKING = frozenset(
    [
        "BadDocument",
        "CellProblem",
        "DocumentProblem",
        "FilterFailed",
        "FoundCell",
        "Note",
        "Noted",
        "Trait",
        "Unprintable",
        "leave",
        "note",
        "problem",
        "too_much",
    ]
)
"""What is called with a message, beside errors."""


class Message(NamedTuple):
    """A message as it is in the code, "…" for what differs, and what to do."""

    text: str
    hint: str


def messages(chapter: str) -> list[Message]:
    """The messages of a chapter, in order of the alphabet."""
    found: dict[str, Message] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if _chapter(path) == chapter:
            for message in _Reader(path).messages():
                if len(message.hint) >= len(found.get(message.text, message).hint):
                    found[message.text] = message
    return sorted(found.values(), key=lambda one: re.sub(r"^[\W_]+", "", one.text).casefold())


def _chapter(path: Path) -> str:
    room = path.relative_to(PACKAGE).parts[0]
    return next((name for name, rooms in CHAPTERS.items() if room in rooms), "Everything else")


class _Reader:
    """The messages of one module."""

    def __init__(self, path: Path) -> None:
        self._tree = ast.parse(path.read_text("utf-8"))

    def messages(self) -> Iterator[Message]:
        scope = _assigned(self._tree.body)
        yield from self._in(self._tree, scope)

    def _in(self, node: ast.AST, scope: dict[str, ast.expr]) -> Iterator[Message]:
        """The messages in a node, with the names that are assigned on the way to it."""
        if isinstance(node, ast.FunctionDef):
            scope = dict(scope)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            scope |= _assigned([node])
        if isinstance(node, ast.Call) and _speaks(node):
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from _said(values, scope)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            yield from _said(node.elts, scope, fewest=2)
        for child in ast.iter_child_nodes(node):
            yield from self._in(child, scope)


def _assigned(statements: list[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        for target in targets:
            value = getattr(statement, "value", None)
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = value
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                names = (one.id for one in target.elts if isinstance(one, ast.Name))
                found.update(zip(names, value.elts, strict=False))
    return found


def _speaks(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = (call.func.id if isinstance(call.func, ast.Name) else name).lstrip("_")
    is_error = name.endswith("Error") and not hasattr(builtins, name)
    return is_error or name in _SPEAKING


def _said(values: list[ast.expr], scope: dict[str, ast.expr], fewest: int = 1) -> Iterator[Message]:
    texts = [list(_texts(value, scope)) for value in values]
    texts = [found for found in texts if any(map(_is_sentence, found))]
    if len(texts) >= fewest:
        hints = texts[1] if len(texts) > 1 else [""]
        yield from (_message(text, hints[0]) for text in texts[0] if _is_sentence(text))


def _message(text: str, hint: str) -> Message:
    """What is wrong, and what to do, which a note says behind a semicolon."""
    said, _, advice = text.rpartition("; ")
    return Message(said, advice) if not hint and _is_sentence(said) else Message(text, hint)


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if re.search(r"[^\W\d_]{2,}", word)]
    is_name = all(word[0].isupper() for word in words)
    return len(words) > 1 and not is_name and not re.search(r"\\|\(\?|^[A-Z][a-z]+,|</", text)


def _texts(value: ast.expr, scope: dict[str, ast.expr]) -> Iterator[str]:
    """What a text can be, "…" for each value in it; nothing for what is no text."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(next(_texts(part, scope), "…") for part in value.values)
    elif isinstance(value, ast.FormattedValue) and isinstance(value.value, ast.Name):
        if value.value.id.isupper():
            yield from _texts(value.value, scope)
    elif isinstance(value, ast.IfExp):
        yield from (*_texts(value.body, scope), *_texts(value.orelse, scope))
    elif isinstance(value, ast.BoolOp):
        yield from (text for part in value.values for text in _texts(part, scope))
    elif isinstance(value, ast.Name) and value.id in scope:
        # Without its own name, of which it may be made.
        yield from _texts(scope[value.id], {k: v for k, v in scope.items() if k != value.id})


def index() -> Iterator[str]:
    """The lines of the page: a table for each chapter, what is said and what to do."""
    for chapter in CHAPTERS:
        yield from (f"## {chapter}", "", "| message | what to do |", "|---|---|")
        yield from (f"| {_cell(one.text)} | {_cell(one.hint)} |" for one in messages(chapter))
        yield ""


def _cell(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text.replace("\n", " "))
