"""Imports run one way, each door that leads outside has one keeper, and no module holds state."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

import pytest
from house import changing_state, classes_twice, function_lengths, nodes, parsed

from leavebehind import build

PACKAGE = Path(__file__).parent.parent / "leavebehind"

FLOORS = (
    *(
        "names",
        "people",
        "typed_people",
        "colours",
        "interview_status",
        "errors",
        "files",
        "records",
        "search",
        "plan_records",
        "template_values",
        "additions",
        "report",
        "docx",
        "localization",
    ),
    *("fonts", "worker", "attachments"),
)
"""From the ground up: each may use those before it, and every room may use them all."""
ROOF = (
    *("session", "layout", "prepare", "fill", "last_look", "package_pdfs", "print_set", "overview"),
    *("build", "in_memory"),
    *(
        "resolve",
        "open",
        "status",
        "check",
        "watch",
        "batch",
        "doctor",
        "starter",
        "importing",
        "cli",
        "__main__",
    ),
)
"""Each may use everything below it. Whatever is in neither is a room, and rooms never meet."""

KEEPERS = {
    "icalendar": {"importing.invitation"},
    "bibtexparser": {"importing.bibtex"},
    "zipfile": {"docx.package", "importing.linkedin", "workbook.package"},
    "openpyxl": {"importing.sheet_editor", "workbook.sheet", "workbook.xlsx"},
    "docxtpl": {"template.compile", "template.values"},
    "reportlab": {"bind.feet", "pdf.convert_worker"},
    "uharfbuzz": {"bind.feet"},
    "click": {"cli.app", "cli.options"},
    "watchfiles": {"watch"},
    "rich": {"cli.app", "cli.output"},
}


CONSTRUCTORS = {"search": {"workbook.data"}}
"""What a record's own constructor needs of a room: people look for it on the record."""


def violations(sources: Mapping[str, str]) -> list[str]:
    """Every breach of the house rules in a package: module ("pdf.word") → source."""
    return [
        f"{module}: {breach}"
        for module, source in sources.items()
        for breach in _breaches(module, parsed(source), sources)
    ]


def _breaches(module: str, tree: ast.Module, modules: Mapping[str, str]) -> Iterator[str]:
    room = _room(module)
    for name in _imported(module, tree):
        outside, _, inside = name.partition(".")
        if outside == "leavebehind":
            is_constructor = inside in CONSTRUCTORS.get(module, ())
            if not is_constructor and not _may_use(room, _room(inside)):
                yield f"imports {inside or 'the public names'}"
        elif module not in KEEPERS.get(outside, {module}):
            yield f"imports {outside}"
    if room != "cli" and any(_prints(node) for node in nodes(tree)):
        yield "prints"


def test_every_floor_is_there() -> None:
    there = {path.stem for path in PACKAGE.iterdir()}
    assert there >= {*FLOORS, *ROOF}


def _room(module: str) -> str:
    return module.split(".")[0]


def _may_use(room: str, other: str) -> bool:
    if room in (other, "__init__") or other == "__version__":
        return True
    if other in FLOORS:
        return room not in FLOORS or FLOORS.index(other) < FLOORS.index(room)
    if room in ROOF:
        return other not in ROOF or ROOF.index(other) < ROOF.index(room)
    return False


def _imported(module: str, tree: ast.Module) -> Iterator[str]:
    """The full name of all that a module imports, also inside its functions."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            # `from leavebehind import plan` names a module, `from leavebehind.plan import …` not.
            names = [f".{alias.name}" for alias in node.names] if base == "leavebehind" else [""]
            yield from (base + name for name in names)


def _base(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parents = ["leavebehind", *module.split(".")][: -node.level]
    return ".".join([*parents, *filter(None, [node.module])])


def _prints(node: ast.AST) -> bool:
    """Whether this is a print to the terminal; one into a file of its own is no print."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return False
    files = [keyword.value for keyword in node.keywords if keyword.arg == "file"]
    return node.func.id == "print" and not any(isinstance(file, ast.Name) for file in files)


def _sources() -> dict[str, str]:
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): (
            path.read_text("utf-8")
        )
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def test_imports_run_one_way_and_only_the_cli_prints() -> None:
    assert violations(_sources()) == []


@pytest.mark.parametrize(
    ("module", "source", "breach"),
    [
        ("records", "from leavebehind.plan import plan", "records: imports plan"),
        ("errors", "from leavebehind.records import Note", "errors: imports records"),
        ("plan", "from leavebehind.workbook.reader import read", "plan: imports workbook.reader"),
        ("plan", "from leavebehind import workbook", "plan: imports workbook"),
        ("plan", "def f():\n    from . import workbook", "plan: imports workbook"),
        ("pdf.word", "from ..bind import bind", "pdf.word: imports bind"),
        ("bind", "import leavebehind.pdf.word", "bind: imports pdf.word"),
        ("packages", "from leavebehind.build import build", "packages: imports build"),
        ("build", "from leavebehind.cli import main", "build: imports cli"),
        (
            "packages.ledger",
            "from leavebehind.workbook.cells import text",
            "packages.ledger: imports workbook.cells",
        ),
        ("plan", "import openpyxl.cell", "plan: imports openpyxl"),
        ("workbook.cells", "import openpyxl", "workbook.cells: imports openpyxl"),
        ("build", "from docxtpl import DocxTemplate", "build: imports docxtpl"),
        ("build", "import rich", "build: imports rich"),
        ("template", "def f():\n    import click", "template: imports click"),
        ("packages", "print('done')", "packages: prints"),
        ("packages", "import sys\nprint('done', file=sys.stderr)", "packages: prints"),
    ],
)
def test_a_planted_violation_is_found(module: str, source: str, breach: str) -> None:
    assert violations({module: source}) == [breach]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("records", "from leavebehind.errors import Problem"),
        ("plan", "from leavebehind.localization import Language\nfrom . import records"),
        ("pdf.word", "from leavebehind.pdf.engine import Engine\nfrom .engine import Result"),
        ("build", "from leavebehind import plan, template\nimport leavebehind.pdf.word"),
        ("cli.app", "import click\nfrom leavebehind.build import build\nprint('done')"),
        ("workbook.xlsx", "import openpyxl"),
        ("workbook.table", "from leavebehind.workbook import cells, schema"),
        ("pdf.convert_worker", "with open('answers') as answers:\n    print('done', file=answers)"),
    ],
)
def test_what_the_house_allows_is_not_a_violation(module: str, source: str) -> None:
    assert violations({module: source}) == []


def test_importing_the_library_does_not_load_what_only_some_calls_need() -> None:
    program = (
        "import sys, leavebehind\n"
        "heavy = {'docxtpl', 'openpyxl', 'docx', 'lxml', 'click', 'rich'} & set(sys.modules)\n"
        "assert not heavy, sorted(heavy)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


# No module holds what changes


STILL_CHANGING: set[str] = set()
"""What is still to be passed in or to be remembered by the file's stamp; empty in the end."""


def test_no_module_holds_what_changes() -> None:
    assert set(changing_state(_sources())) - STILL_CHANGING == set()


@pytest.mark.parametrize(
    ("source", "breach"),
    [
        ("kept = {}\ndef f(x): kept[x] = 1", "kept changes"),
        ("kept: list[str] = []\ndef f(x): kept.append(x)", "kept changes"),
        ("KEPT = dict.fromkeys('ab')\ndef f(): del KEPT['a']", "KEPT changes"),
        ("kept = [{} for _ in 'ab']\ndef f(): kept[0]['x'] = 1", "kept changes"),
        ("import collections\nkept = collections.deque()", "kept changes"),
        ("from threading import Lock\n_lock = Lock()", "_lock changes"),
        ("class Pool:\n def f(self): self.x = 1\npool = Pool()", "pool changes"),
        ("class Pool:\n def f(self): self.x.append(1)\npool: Pool = Pool()", "pool changes"),
        ("class Pool:\n x = []\n def f(self): Pool.x.append(1)", "changes Pool"),
        ("class Pool:\n x = []\n @classmethod\n def f(cls): cls.x = 1", "changes cls"),
        ("from leavebehind.names import WORDS\ndef f(): WORDS['a'] = 1", "changes WORDS"),
        ("count = 0\ndef f():\n global count\n count += 1", "count is global"),
        ("from contextvars import ContextVar\nnow = ContextVar('now')", "now changes"),
        (
            "from functools import cache\n@cache\ndef read(path: Path) -> str: ...",
            "read remembers by path, whatever becomes of the file",
        ),
    ],
)
def test_what_changes_is_found(source: str, breach: str) -> None:
    assert changing_state({"plan": source}) == [f"plan: {breach}"]


@pytest.mark.parametrize(
    "source",
    [
        "WORDS = {'a': 1}\ndef f(): return WORDS['a']",
        "WORDS = {}\ndef f():\n words = dict(WORDS)\n words['a'] = 1",
        "class Pool:\n def __init__(self): self.x = []\nPOOL = Pool()",
        "class Pool:\n def f(self): self.x = 1\ndef f(): return Pool()",
        "from functools import cache\n@cache\ndef name(text: str) -> str: ...",
    ],
)
def test_what_does_not_change_is_no_breach(source: str) -> None:
    assert changing_state({"plan": source}) == []


# Names and sizes


NAMED_TWICE: frozenset[str] = frozenset()
"""The classes that still share a name; empty in the end."""


def test_every_class_name_stands_once() -> None:
    assert set(classes_twice(_sources())) - NAMED_TWICE == set()
    assert classes_twice({"plan": "class A: ...", "bind": "class A: ...\nclass B: ..."}) == ["A"]


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {module: len(source.splitlines()) for module, source in _sources().items()}
    assert {module for module, lines in lengths.items() if lines > 400} == set()


def test_functions_are_short() -> None:
    """Half of them have up to 7 lines, 19 in 20 up to 20, and none more than 50."""
    lengths = function_lengths(_sources())
    assert lengths[len(lengths) // 2][0] <= 7
    assert lengths[len(lengths) * 95 // 100][0] <= 20
    assert {function for lines, function in lengths if lines > 50} == set()


def test_a_build_asks_other_modules_in_few_calls(tmp_path: Path) -> None:
    """What is asked of many cells, names or texts is asked in one call, as a room does its work.

    What a process does once is left to the first build.
    """
    calls: Counter[tuple[str, str]] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        caller = frame.f_back.f_code.co_filename if frame.f_back else ""
        # Comprehensions are part of their functions.
        if event == "call" and not frame.f_code.co_name.startswith("<"):
            calls[caller, frame.f_code.co_filename] += 1

    workbook = PACKAGE.parent / "samples" / "interviews.xlsx"
    for output in (tmp_path / "first", tmp_path / "second"):
        sys.setprofile(count if output.name == "second" else None)
        try:
            build(workbook, output, pdf="none", interviewer="Priya Raghunathan")
        finally:
            sys.setprofile(None)
    crossing = {
        pair: number
        for pair, number in calls.items()
        if pair[0] != pair[1] and all(Path(one).is_relative_to(PACKAGE) for one in pair)
    }
    assert 1000 < sum(crossing.values()) < 4000, Counter(crossing).most_common(9)


def test_no_test_patches_by_a_dotted_path() -> None:
    """Such a patch stays without effect where another module has imported the name."""
    tests = Path(__file__).parent.rglob("*.py")
    found = [path.name for path in tests if re.search(r'setattr\(\s*"', path.read_text("utf-8"))]
    assert found == []
