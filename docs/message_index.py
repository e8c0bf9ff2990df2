"""The index of messages: read from the code, so that it is never another."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "leavebehind"
CHAPTERS = {
    "The workbook": ("workbook", "people.py", "plan.py", "prepare.py", "localization.py"),
    "The last look": ("last_look",),
    "Templates": ("template", "additions.py", "context", "fill.py"),
    "Documents that were edited": ("packages", "docx", "resolve.py", "status.py", "watch.py"),
    "PDFs": ("pdf", "bind", "package_pdfs.py", "print_set.py", "attachments.py", "in_memory.py"),
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
        "choice",
        "leave",
        "note",
        "problem",
        "too_much",
    ]
)
"""What is called with a message, beside errors."""
_VERBS = frozenset(["can't", "declares", "does", "has", "holds", "is", "takes", "unpacks", "was"])
"""What a message begins with that has its place before it."""
_SAYING = frozenset(["are", "be", "can't", "could", "did", "has", "have", "is", "names", "says"])
"""A long text with one of these is no list of words."""
_MOST_FORMS = 8
"""Of one message, in which this and that may be said."""
Scope = dict[str, list[str]]
"""Names, and the texts that they can be."""


class Message(NamedTuple):
    """A message as it is in the code, "…" for what differs, and what to do."""

    text: str
    hint: str


def messages(chapter: str) -> list[Message]:
    """The messages of a chapter, in order of the alphabet."""
    found: dict[str, Message] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if _chapter(path) == chapter:
            for read in _Reader(path).messages():
                message = _message(*read)
                if len(message.hint) >= len(found.get(message.text, message).hint):
                    found[message.text] = message
    hints = "\n".join(message.hint for message in found.values())
    told = [message for message in found.values() if message.text.removeprefix("… ") not in hints]
    return sorted(told, key=lambda one: re.sub(r"^[\W_]+", "", one.text).casefold())


def _chapter(path: Path) -> str:
    room = path.relative_to(PACKAGE).parts[0]
    return next((name for name, rooms in CHAPTERS.items() if room in rooms), "Everything else")


class _Reader:
    """The messages of one module, read in the order in which it runs."""

    def __init__(self, path: Path) -> None:
        self._tree = ast.parse(path.read_text("utf-8"))
        self._is_command_line = path.parent.name == "cli"

    def messages(self) -> Iterator[Message]:
        yield from self._in(self._tree, {})

    def _in(self, node: ast.AST, scope: Scope) -> Iterator[Message]:
        """The messages in a node; `scope` gets what is assigned in it."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scope = {**scope, **_defaults(node.args, scope)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Constant):
            return  # a list of words
        if isinstance(node, ast.JoinedStr | ast.Constant):
            if not self._is_command_line:
                yield from (Message(text, "") for text in _texts(node, scope) if _is_long(text))
            return
        if isinstance(node, ast.If):
            yield from self._in_branches(node, scope)
            return
        if isinstance(node, ast.Call) and _speaks(node):
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from _said(values, scope)
        elif isinstance(node, ast.Tuple) and (len(node.elts) == 2 or any(map(_is_hint, node.elts))):
            yield from _said(node.elts, scope, fewest=2)
        for child in ast.iter_child_nodes(node):
            yield from self._in(child, scope)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            scope |= _assigned(node, scope)

    def _in_branches(self, node: ast.If, scope: Scope) -> Iterator[Message]:
        ways = (dict(scope), dict(scope))
        yield from self._in(node.test, scope)
        for way, statements in zip(ways, (node.body, node.orelse), strict=True):
            for statement in statements:
                yield from self._in(statement, way)
        for name in {**ways[0], **ways[1]}:
            scope[name] = list(dict.fromkeys(text for way in ways for text in way.get(name, [])))


def _defaults(arguments: ast.arguments, scope: Scope) -> Scope:
    with_default = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    pairs = zip(with_default, arguments.defaults, strict=True)
    return {argument.arg: _texts(default, scope) for argument, default in pairs}


def _assigned(statement: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope) -> Scope:
    """The names that get a text, with what it can be."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    found: Scope = {}
    for target in targets:
        if isinstance(target, ast.Name) and statement.value:
            is_added = isinstance(statement, ast.AugAssign)
            before = scope.get(target.id, [""]) if is_added else [""]
            texts = _texts(statement.value, scope)
            found[target.id] = [start + text for start in before for text in texts]
        elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            for name, value in zip(target.elts, statement.value.elts, strict=False):
                if isinstance(name, ast.Name):
                    found[name.id] = _texts(value, scope)
    return found


def _speaks(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = (call.func.id if isinstance(call.func, ast.Name) else name).lstrip("_")
    is_error = name.endswith("Error") and (name == "TypeError" or not hasattr(builtins, name))
    return is_error or name in _SPEAKING


def _said(values: list[ast.expr], scope: Scope, fewest: int = 1) -> Iterator[Message]:
    hints: list[str] = []
    if any(_is_hint(value) for value in values):
        hints = scope.get("hint", [])
        values = [value for value in values if not _is_hint(value)]
        fewest -= 1
    texts = [_texts(value, scope) for value in values]
    texts = [found for found in texts if any(map(_is_sentence, found))]
    if len(texts) >= max(fewest, 1):
        hints = texts[1] if len(texts) > 1 else hints
        advice = " / ".join(filter(None, hints))
        yield from (Message(text, advice) for text in texts[0] if _is_sentence(text))


def _is_hint(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id == "hint"


def _message(text: str, hint: str) -> Message:
    """What is wrong, and what to do, which a note says behind a semicolon."""
    if text.split(" ")[0] in _VERBS:
        text = f"… {text}"
    said, _, advice = text.rpartition("; ")
    return Message(said, advice) if not hint and _is_sentence(said) else Message(text, hint)


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if re.search(r"[^\W\d_]{2,}", word)]
    is_name = all(word[0].isupper() for word in words)
    return len(words) > 1 and not is_name and not re.search(r"\\|\(\?|^[A-Z][a-z]+,|</", text)


def _is_long(text: str) -> bool:
    """Whether it can only be a message, whatever it is given to."""
    words = re.findall(r"(?<![\w'/<.-])[a-z']{2,}(?![\w/=.-])", text)
    is_said = not _SAYING.isdisjoint(words) and words[0] not in ("look", "open")
    is_whole = text == text.strip() and not re.search(r"\w,\w|\w\|\w|\{\w*\}|^\W*[,;:)^]", text)
    return len(words) > 5 and is_said and is_whole and _is_sentence(text)


def _texts(value: ast.expr, scope: Scope) -> list[str]:
    """What a text can be, "…" for each value in it; nothing for what is no text."""
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            forms = product(*(_part(part, scope) for part in parts))
            return ["".join(form) for form in islice(forms, _MOST_FORMS)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            ends = _texts(right, scope) or ["…"]
            return [start + end for start in _texts(left, scope) for end in ends]
        case ast.IfExp(body=body, orelse=other):
            return [*_texts(body, scope), *_texts(other, scope)]
        case ast.BoolOp(values=parts):
            return [text for part in parts for text in _texts(part, scope)]
        case ast.Call(func=ast.Name(id="did_you_mean")):
            return ["did you mean …?"]
        case ast.Call(func=ast.Attribute(attr="join"), args=[parts]):
            named = [part for part in ast.walk(parts) if isinstance(part, ast.Name)]
            return [text for part in named for text in _texts(part, scope)]
        case ast.Name(id=name):
            return list(scope.get(name, []))
    return []


def _part(part: ast.expr, scope: Scope) -> list[str]:
    """What a part of an f-string can be; a single word is as good as a value, if not one of two."""
    if not isinstance(part, ast.FormattedValue):
        return _texts(part, scope)
    texts = _texts(part.value, scope)
    is_either = isinstance(part.value, ast.IfExp) and len(texts) > 1 and all(texts)
    return texts if is_either or any(" " in text for text in texts) else ["…"]


def index() -> Iterator[str]:
    """The lines of the page: a table for each chapter, what is said and what to do."""
    for chapter in CHAPTERS:
        yield from (f"## {chapter}", "", "| message | what to do |", "|---|---|")
        yield from (f"| {_cell(one.text)} | {_cell(one.hint)} |" for one in messages(chapter))
        yield ""


def _cell(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text.replace("\n", " "))
