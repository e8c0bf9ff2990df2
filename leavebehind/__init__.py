"""Packages of documents to leave behind with everyone who interviews you.

`build` does all of it, from a workbook or from `Search.from_data`. Functions share nothing: they
may run in several threads, and in an asyncio program by `await asyncio.to_thread(build, …)`. Two
builds into one folder wait for each other. Nothing prints, and every error is a LeavebehindError.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leavebehind.batch import WorkbookBuild, build_many
    from leavebehind.build import build
    from leavebehind.check import check
    from leavebehind.doctor import Diagnosis, doctor
    from leavebehind.docx.alignment import Change
    from leavebehind.errors import (
        AttachmentError,
        CellProblem,
        DocumentProblem,
        EngineError,
        LeavebehindError,
        OutputError,
        Problem,
        ProblemsError,
        SourceError,
        TemplateError,
        UnknownNameError,
        WorkbookError,
    )
    from leavebehind.importing.importer import import_into, new
    from leavebehind.importing.limits import ImportLimits
    from leavebehind.importing.report import ImportedFile, ImportReport
    from leavebehind.in_memory import PackageBytes, convert, package_bytes
    from leavebehind.open import open_packages
    from leavebehind.records import (
        Award,
        Candidate,
        Certification,
        Contact,
        Date,
        Degree,
        FitPoint,
        Interview,
        Interviewer,
        Job,
        Note,
        PlannedGoal,
        Project,
        Publication,
        Recommendation,
        Reference,
        Row,
        Settings,
        SkillGroup,
        SpokenLanguage,
        VolunteerWork,
        WorkSample,
    )
    from leavebehind.report import (
        BuildReport,
        Document,
        LeftToDo,
        OnConflict,
        OnProgress,
        Outcome,
        Package,
        PdfEngine,
        Progress,
    )
    from leavebehind.resolve import Resolution, resolve, resolve_all
    from leavebehind.search import Search
    from leavebehind.status import DocumentStatus, PdfStatus, Status, status
    from leavebehind.template.word_template import WordTemplate
    from leavebehind.watch import Rebuilt, watch
    from leavebehind.workbook.limits import ReadLimits
    from leavebehind.workbook.reader import read_workbook

__version__ = "0.1.0"

_HOMES = {
    "batch": ("WorkbookBuild", "build_many"),
    "build": ("build",),
    "check": ("check",),
    "doctor": ("Diagnosis", "doctor"),
    "docx.alignment": ("Change",),
    "errors": (
        *("AttachmentError", "CellProblem", "DocumentProblem", "EngineError", "LeavebehindError"),
        *("OutputError", "Problem", "ProblemsError", "SourceError", "TemplateError"),
        *("UnknownNameError", "WorkbookError"),
    ),
    "in_memory": ("PackageBytes", "convert", "package_bytes"),
    "importing.importer": ("import_into", "new"),
    "importing.limits": ("ImportLimits",),
    "importing.report": ("ImportReport", "ImportedFile"),
    "open": ("open_packages",),
    "records": (
        *("Award", "Candidate", "Certification", "Contact", "Date", "Degree", "FitPoint"),
        *("Interview", "Interviewer", "Job", "Note", "PlannedGoal", "Project", "Publication"),
        *("Recommendation", "Reference", "Row", "Settings", "SkillGroup"),
        *("SpokenLanguage", "VolunteerWork", "WorkSample"),
    ),
    "report": (
        *("BuildReport", "Document", "LeftToDo", "OnConflict", "OnProgress", "Outcome"),
        *("Package", "PdfEngine", "Progress"),
    ),
    "resolve": ("Resolution", "resolve", "resolve_all"),
    "search": ("Search",),
    "status": ("DocumentStatus", "PdfStatus", "Status", "status"),
    "template.word_template": ("WordTemplate",),
    "watch": ("Rebuilt", "watch"),
    "workbook.limits": ("ReadLimits",),
    "workbook.reader": ("read_workbook",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022  # the story's order, not the alphabet's
    "new",
    "import_into",
    "build",
    "build_many",
    "WorkbookBuild",
    "check",
    "status",
    "resolve",
    "resolve_all",
    "open_packages",
    "watch",
    "doctor",
    "read_workbook",
    "ReadLimits",
    "Search",
    "package_bytes",
    "PackageBytes",
    "convert",
    "WordTemplate",
    "Candidate",
    "Interview",
    "Interviewer",
    "Job",
    "Degree",
    "SkillGroup",
    "Certification",
    "Award",
    "SpokenLanguage",
    "Project",
    "VolunteerWork",
    "FitPoint",
    "PlannedGoal",
    "Reference",
    "Recommendation",
    "WorkSample",
    "Publication",
    "Contact",
    "Settings",
    "Row",
    "Date",
    "Note",
    "BuildReport",
    "Package",
    "Document",
    "LeftToDo",
    "Progress",
    "OnProgress",
    "OnConflict",
    "Outcome",
    "PdfEngine",
    "Status",
    "DocumentStatus",
    "Change",
    "PdfStatus",
    "Resolution",
    "Rebuilt",
    "Diagnosis",
    "ImportReport",
    "ImportedFile",
    "ImportLimits",
    "LeavebehindError",
    "WorkbookError",
    "TemplateError",
    "UnknownNameError",
    "EngineError",
    "OutputError",
    "SourceError",
    "AttachmentError",
    "ProblemsError",
    "Problem",
    "CellProblem",
    "DocumentProblem",
]


class _Package(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        # The import of leavebehind.status would put that module in the place of its function.
        if not (isinstance(value, ModuleType) and name in _HOME_OF):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: the libraries behind it are heavy."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'leavebehind' has no attribute {name!r}")
    return getattr(import_module(f"leavebehind.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
