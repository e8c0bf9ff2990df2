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
    from leavebehind.batch import WorkbookBuild as WorkbookBuild, build_many as build_many
    from leavebehind.build import build as build
    from leavebehind.check import check as check
    from leavebehind.doctor import Diagnosis as Diagnosis, doctor as doctor
    from leavebehind.docx.alignment import Change as Change
    from leavebehind.errors import (
        AttachmentError as AttachmentError,
        CellProblem as CellProblem,
        DocumentProblem as DocumentProblem,
        EngineError as EngineError,
        LeavebehindError as LeavebehindError,
        OutputError as OutputError,
        Problem as Problem,
        ProblemsError as ProblemsError,
        SourceError as SourceError,
        TemplateError as TemplateError,
        UnknownNameError as UnknownNameError,
        WorkbookError as WorkbookError,
    )
    from leavebehind.importing.importer import (
        ImportedFile as ImportedFile,
        ImportReport as ImportReport,
        import_into as import_into,
        new as new,
    )
    from leavebehind.importing.source import ImportLimits as ImportLimits
    from leavebehind.in_memory import (
        PackageBytes as PackageBytes,
        convert as convert,
        package_bytes as package_bytes,
    )
    from leavebehind.open import open_packages as open_packages
    from leavebehind.records import (
        Award as Award,
        Candidate as Candidate,
        Certification as Certification,
        Contact as Contact,
        Date as Date,
        Degree as Degree,
        FitPoint as FitPoint,
        Interview as Interview,
        Interviewer as Interviewer,
        Job as Job,
        Note as Note,
        PlannedGoal as PlannedGoal,
        Project as Project,
        Publication as Publication,
        Recommendation as Recommendation,
        Reference as Reference,
        Row as Row,
        Settings as Settings,
        SkillGroup as SkillGroup,
        SpokenLanguage as SpokenLanguage,
        VolunteerWork as VolunteerWork,
        WorkSample as WorkSample,
    )
    from leavebehind.report import (
        BuildReport as BuildReport,
        Document as Document,
        LeftToDo as LeftToDo,
        OnConflict as OnConflict,
        OnProgress as OnProgress,
        Outcome as Outcome,
        Package as Package,
        PdfEngine as PdfEngine,
        Progress as Progress,
    )
    from leavebehind.resolve import (
        Resolution as Resolution,
        resolve as resolve,
        resolve_all as resolve_all,
    )
    from leavebehind.search import Search as Search
    from leavebehind.status import (
        DocumentStatus as DocumentStatus,
        PdfStatus as PdfStatus,
        Status as Status,
        status as status,
    )
    from leavebehind.template.word_template import WordTemplate as WordTemplate
    from leavebehind.watch import Rebuilt as Rebuilt, watch as watch
    from leavebehind.workbook.limits import ReadLimits as ReadLimits
    from leavebehind.workbook.reader import read_workbook as read_workbook

__version__ = "0.1.0"

_HOMES = {
    "importing.importer": ("ImportReport", "ImportedFile", "import_into", "new"),
    "build": ("build",),
    "batch": ("build_many", "WorkbookBuild"),
    "check": ("check",),
    "doctor": ("Diagnosis", "doctor"),
    "docx.alignment": ("Change",),
    "errors": (
        *("AttachmentError", "CellProblem", "DocumentProblem", "EngineError", "LeavebehindError"),
        *("OutputError", "Problem", "ProblemsError", "SourceError", "TemplateError"),
        *("UnknownNameError", "WorkbookError"),
    ),
    "in_memory": ("PackageBytes", "convert", "package_bytes"),
    "importing.source": ("ImportLimits",),
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

__all__ = list(_HOME_OF)


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
