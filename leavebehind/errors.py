"""Everything the library raises, and the problems an error carries.

LeavebehindError
├── WorkbookError        .problems: a CellProblem for each bad cell, then those of the templates
├── TemplateError        .problems: a DocumentProblem for each bad tag
├── UnknownNameError     an interview, interviewer or section was asked for that isn't there
├── SourceError          .problems: a DocumentProblem for each file that can't be imported
├── AttachmentError      .problems: a DocumentProblem for each bad file
├── EngineError          a PDF engine is missing, crashed, hung or wrote nothing
└── OutputError          the output folder can't be used
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leavebehind.names import did_you_mean


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One mistake in a workbook, where it is and how to fix it.

    `sheet` and `cell` are as Excel shows them ("Interviewers", "A7"); both are empty when the
    whole file is the problem. For data from Python, `cell` is "[3].Name", counted from 0.
    """

    sheet: str
    cell: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(cell_place(self.sheet, self.cell), self.message, self.hint)


def cell_place(sheet: str, cell: str) -> str:
    """Where a cell is: "Interviewers!A7", or "Interviewers[3].Name" in data from Python."""
    joint = "" if cell.startswith(("[", ".")) else "!"
    return f"{sheet}{joint}{cell}" if sheet and cell else sheet


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """One mistake in a template, or one document that could not be made, and how to fix it.

    `part` is "body", "header", "footer", "footnotes" or "properties"; `paragraph` counts from 1
    within the part, 0 where there is none; `tag` is the template tag as it was typed.
    """

    file: str
    part: str
    paragraph: int
    tag: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        paragraph = f"paragraph {self.paragraph}" if self.paragraph else ""
        place = ", ".join(filter(None, (self.file, self.part, paragraph, self.tag)))
        return _sentence(place, self.message, self.hint)


Problem = CellProblem | DocumentProblem


class LeavebehindError(Exception):
    """The base of every error that the library raises."""

    notes: Sequence[Any] = ()
    """What else the person should know of the inputs: a Note each."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, each with its place; the message where there is no more to say."""
        return (CellProblem("", "", str(self)),)

    def problems_with(self, file: str) -> tuple[Problem, ...]:
        """The problems, where the error kept the document or the PDF `file` from being made."""
        return (DocumentProblem(file, "", 0, "", str(self)),)


class ProblemsError(LeavebehindError):
    """An error that carries every problem found, each with its place and a hint."""

    def __init__(self, problems: Sequence[Problem], notes: Sequence[Any] = ()) -> None:
        # As the one argument of the exception they survive pickling.
        super().__init__(tuple(problems))
        self.notes = notes

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem that was found."""
        found: tuple[Problem, ...] = self.args[0]
        return found

    def problems_with(self, file: str) -> tuple[Problem, ...]:
        return self.problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class WorkbookError(ProblemsError):
    """The workbook can't be used as it is; `.problems` holds every bad cell.

    Where templates were looked at as well, their bad tags follow.
    """


class TemplateError(ProblemsError):
    """A template can't be used as it is; `.problems` holds every bad tag."""


class UnknownNameError(LeavebehindError):
    """Something was asked for by a name that nothing has; the message offers the nearest."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(dict.fromkeys(known))
        hint = did_you_mean(name, names) or f"there is {', '.join(names) or 'none'}"
        super().__init__(f"no {kind} is called {name!r}; {hint}")


class AttachmentError(ProblemsError):
    """An attached PDF or picture can't be printed; `.problems` names every such file."""


class SourceError(ProblemsError):
    """Files can't be imported; `.problems` names every one of them, and nothing was written."""


class EngineError(LeavebehindError):
    """A PDF engine is missing, crashed, hung or wrote nothing."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        """What to do, where that is not to look at the document."""

    def problems_with(self, file: str) -> tuple[Problem, ...]:
        return (DocumentProblem(file, "", 0, "", str(self), self.hint),)


class OutputError(LeavebehindError):
    """The output folder can't be written to, or holds something that is not ours."""


def system_words(error: OSError) -> tuple[str, str]:
    """What the system says, for somebody who knows no system, and what to do."""
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        return "another program has it open", "close it there, and run this again"
    return _WORDS_OF_SYSTEM.get(error.errno or 0, (error.strerror or str(error), ""))


def reason_of(error: Exception) -> str:
    """What an error says, in words where it comes from the system."""
    return (
        "; ".join(filter(None, system_words(error))) if isinstance(error, OSError) else str(error)
    )


def output_error(error: OSError, path: Path) -> OutputError:
    """What the system says of `path`, or of the file that it names, and what to do."""
    place = Path(str(error.filename or path))
    if os.name == "nt" and len(str(place)) >= _WINDOWS_PATH_LIMIT:
        error.errno = errno.ENAMETOOLONG
    if error.errno == errno.ENOTDIR:
        # The system names what it looked for, and not the file in the way.
        place = next((one for one in place.parents if one.is_file()), place)
    return OutputError(f"{place} can't be used: {reason_of(error)}")


# MAX_PATH, past which Windows says only that there is no such file, unless long paths are allowed.
_WINDOWS_PATH_LIMIT = 260
# So Windows answers where a program holds the file, with the errno of a lacking permission.
_SHARING_VIOLATION = 32
_FULL = "the disk is full", "make room on it, and run this again"
_FORBIDDEN = "you have no permission for it", "change its permissions, or choose another folder"
_FILE_FOR_FOLDER = "there is a file where a folder should be", "move it away"
_UNREACHABLE = "its disk can't be reached", "see that it is connected, and run this again"
_WORDS_OF_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: ("it is larger than this disk allows", "choose another folder"),
    errno.EROFS: ("it is read-only", "choose another folder"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.ENAMETOOLONG: ("the path is too long", "choose a folder with a shorter path"),
    errno.ENOTDIR: _FILE_FOR_FOLDER,
    errno.EEXIST: _FILE_FOR_FOLDER,
    errno.EISDIR: ("there is a folder where a file should be", "move it away"),
    errno.ENOENT: ("it is not there", "look at its name and its folder"),
    errno.ELOOP: ("it is a link that leads to itself", "delete it"),
    errno.EIO: _UNREACHABLE,
    errno.ESTALE: _UNREACHABLE,
    errno.ETIMEDOUT: _UNREACHABLE,
    errno.ENOEXEC: ("a program is damaged", "`leavebehind doctor` lists the engines there are"),
    errno.EMFILE: ("too many files are open", "close other programs, and run this again"),
    errno.ENOMEM: ("memory is short", "close other programs, and run this again"),
}


def _sentence(place: str, message: str, hint: str) -> str:
    text = f"{place}: {message}" if place else message
    return f"{text}; {hint}" if hint else text
