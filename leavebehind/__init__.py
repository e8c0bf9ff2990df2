"""Packages of documents to leave behind with everyone who interviews you."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leavebehind.again import build
    from leavebehind.errors import (
        CellProblem,
        DocumentProblem,
        EngineError,
        LeavebehindError,
        OutputError,
        TemplateError,
        UnknownNameError,
        WorkbookError,
    )
    from leavebehind.many import WorkbookBuild, build_many
    from leavebehind.pipeline import check
    from leavebehind.report import BuildReport, Document, Package, Progress
    from leavebehind.standing import Settled, Status, resolve, status
    from leavebehind.template import WordTemplate
    from leavebehind.workbook import read_workbook

__version__ = "0.1.0"

_HOMES = {
    "many": ("WorkbookBuild", "build_many"),
    "again": ("build",),
    "pipeline": ("check",),
    "errors": (
        *("CellProblem", "DocumentProblem", "EngineError", "LeavebehindError"),
        *("OutputError", "TemplateError", "UnknownNameError", "WorkbookError"),
    ),
    "report": ("BuildReport", "Document", "Package", "Progress"),
    "standing": ("Settled", "Status", "resolve", "status"),
    "template": ("WordTemplate",),
    "workbook": ("read_workbook",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022  # the story's order, not the alphabet's
    "build",
    "build_many",
    "WorkbookBuild",
    "check",
    "status",
    "resolve",
    "read_workbook",
    "WordTemplate",
    "BuildReport",
    "Package",
    "Document",
    "Progress",
    "Status",
    "Settled",
    "LeavebehindError",
    "WorkbookError",
    "TemplateError",
    "UnknownNameError",
    "EngineError",
    "OutputError",
    "CellProblem",
    "DocumentProblem",
]


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: the libraries behind it are heavy."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'leavebehind' has no attribute {name!r}")
    return getattr(import_module(f"leavebehind.{_HOME_OF[name]}"), name)
