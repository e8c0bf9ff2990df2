"""What is told of the work: to a person in lines, to a program as one JSON object."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from leavebehind.cli.streams import err, out, out_is_utf8

if TYPE_CHECKING:
    from leavebehind.errors import Problem
    from leavebehind.records import Note
    from leavebehind.report import BuildReport, Package


class Telling(Protocol):
    """Tells packages as they are done, then the rest of each report, then the end."""

    def package(self, package: Package) -> None:
        """Tell a package that is done, once, whoever says so first."""

    def report(self, report: BuildReport) -> None:
        """Tell what of the report is not told yet."""

    def failed(self, problems: Sequence[Problem]) -> None:
        """Tell why the work has broken off, and end."""

    def stopped(self, message: str) -> None:
        """Tell that the person has stopped the work, and end."""

    def end(self) -> None:
        """Tell what can only be told at the end."""


class Lines:
    """For a person: packages on standard output; notes and problems on standard error."""

    def __init__(self) -> None:
        self._told: set[Path] = set()
        self._place: Path | None = None
        self._outcomes: Counter[str] = Counter()
        self._pdfs = 0
        self._problems = 0

    def package(self, package: Package) -> None:
        if package.folder in self._told:
            return
        self._told.add(package.folder)
        self._pdfs += package.pdf is not None
        if package.folder.parent != self._place:
            self._place = package.folder.parent
            out(short(self._place))
        outcomes = _counts(Counter(document.outcome for document in package.documents))
        made = ", ".join(filter(None, [outcomes, "PDF" * (package.pdf is not None)]))
        out(f"  {package.folder.name:<22}  {made}")

    def report(self, report: BuildReport) -> None:
        for package in report.packages:
            self.package(package)
        every = [*(one for p in report.packages for one in p.documents), *report.briefs]
        self._outcomes.update({one.path: one.outcome for one in every}.values())
        tell_notes(report.notes)
        self._tell_problems(report.problems)

    def failed(self, problems: Sequence[Problem]) -> None:
        self._tell_problems(problems)
        self.end()

    def stopped(self, message: str) -> None:
        err(message)

    def end(self) -> None:
        if self._told:
            packages, pdfs = counted(len(self._told), "package"), counted(self._pdfs, "PDF")
            documents = counted(self._outcomes.total(), "document")
            out(f"{packages}, {pdfs}, {documents}: {_counts(self._outcomes)}")
        if self._problems > 1:
            err(f"{self._problems:,} problems to mend")

    def _tell_problems(self, problems: Sequence[Problem]) -> None:
        self._problems += len(problems)
        for problem in problems:
            err(f"problem: {problem}")


class Json:
    """For a program: one JSON object, its packages as they are done; sound whatever happens."""

    def __init__(self) -> None:
        self._told: set[Path] = set()
        self._rest: dict[str, Any] = {}

    def package(self, package: Package) -> None:
        if package.folder in self._told:
            return
        out(",\n    " if self._told else '{\n  "packages": [\n    ', end="")
        out(_json(package.to_json(), indent=4), end="")
        self._told.add(package.folder)

    def report(self, report: BuildReport) -> None:
        for package in report.packages:
            self.package(package)
        for name, value in report.rest_to_json().items():
            self._rest[name] = self._rest[name] + value if name in self._rest else value

    def failed(self, problems: Sequence[Problem]) -> None:
        from leavebehind.report import BuildReport

        if not (self._told or self._rest):
            tell_json({"problems": [asdict(problem) for problem in problems]})
            return
        self.report(BuildReport(problems=list(problems)))
        self.end()

    def stopped(self, message: str) -> None:
        from leavebehind.errors import CellProblem

        err(message)
        self.failed([CellProblem("", "", message)])

    def end(self) -> None:
        opening = "\n  ]" if self._told else '{\n  "packages": []'
        rest = (f',\n  "{name}": {_json(value, indent=2)}' for name, value in self._rest.items())
        out(f"{opening}{''.join(rest)}\n}}")


def telling(*, as_json: bool) -> Telling:
    return Json() if as_json else Lines()


def tell_json(told: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    out(_json(told))


def tell_notes(notes: Sequence[Note]) -> None:
    for note in notes:
        err(f"note: {f'{note.place}: ' if note.place else ''}{note.message}")


def counted(number: int, thing: str) -> str:
    """ "1 package", "2 packages"."""
    return f"{number:,} {thing}{'s' if number != 1 else ''}"


def _counts(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items())


def short(path: Path) -> str:
    """The path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _json(value: object, indent: int = 0) -> str:
    text = json.dumps(value, ensure_ascii=not out_is_utf8(), indent=2)
    return text.replace("\n", "\n" + " " * indent)
