"""What the person should know of their documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from leavebehind.docx.merge import MergedDocument
from leavebehind.files import lock_files
from leavebehind.names import for_shell, waiting_in_words
from leavebehind.packages.disk import may_not_be_read
from leavebehind.packages.unknown_documents import is_other_format
from leavebehind.records import Note


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A document that belongs to no package any more."""

    section: str
    path: Path
    is_edited: bool


class FolderNotes:
    """Gathers notes, with the places of documents relative to the packages folder.

    `passing` are those that the next run will not repeat.
    """

    def __init__(self, folder: Path) -> None:
        self.all: list[Note] = []
        self.passing: list[Note] = []
        self._folder = folder

    def add(self, path: Path, message: str, *, is_passing: bool = False) -> None:
        """A note of a document, whose name begins it."""
        note = Note(f"“{path.name}” {message}", path.relative_to(self._folder).as_posix())
        self.all.append(note)
        self.passing += [note] * is_passing

    def add_passing(self, note: Note) -> None:
        """A note that the next run will not repeat."""
        self.all.append(note)
        self.passing.append(note)

    def replaced(self, path: Path, copy: Path) -> None:
        self.add(path, f"was replaced; yours is kept as “{copy.name}”", is_passing=True)

    def stays_away(self, path: Path, copies: Collection[Path]) -> None:
        names = " and ".join(f"“{copy.name}”" for copy in copies)
        if any(map(is_other_format, copies)):
            text = f"was saved as {names}, which is in no package; save it as Word document (.docx)"
            self.add(path, text)
        elif copies:
            self.add(
                path,
                f"was renamed and copied: {names} could be it, so none is used; keep one of them "
                "in the packages folder",
            )
        else:
            self.add(path, "was deleted, so it is left out; ask for it with --section")

    def stays_beside(self, path: Path) -> None:
        text = "was edited, so it stays, but no package uses it; delete or use it"
        self.add(path, text, is_passing=True)

    def locked(self, path: Path) -> None:
        if may_not_be_read(path):
            self.add(path, "may not be read by you, so it was left; change its permissions")
            return
        held = next((f" (if it is not, delete “{one.name}”)" for one in lock_files(path)), "")
        self.add(path, f"is open in another program{held}, so it was left; close it, build again")

    def conflict(self, path: Path, beside: Path) -> None:
        self.add(
            path,
            f"is not as it was generated, so yours stays; the new version is “{beside.name}”. "
            f"Resolve it with: leavebehind resolve {for_shell(path)} --mine (or --new, or --merge)",
        )

    def merged(self, path: Path, document: MergedDocument, copy: Path | None) -> None:
        if copy:
            waiting = waiting_in_words(document.open_changes, document.clashes)
            text = f"has the workbook's changes in it now: {waiting}; accept or reject them in Word"
            self.add(path, f"{text}. Yours is kept as “{copy.name}”", is_passing=True)
        for note in document.notes:
            self.add(path, f"was merged; {note}", is_passing=True)


def left_over_notes(left_over: Iterable[LeftOver]) -> Iterator[Note]:
    """A note for each folder with documents of rows or sections that are gone."""
    left: dict[Path, list[LeftOver]] = {}
    for document in left_over:
        left.setdefault(document.path.parent, []).append(document)
    for place, documents in sorted(left.items()):
        for is_edited, advice in (
            (True, "you edited it: put it in the place of another to use it, or delete it"),
            (False, "nobody has edited it, so you may delete it"),
        ):
            names = [f"“{one.path.name}”" for one in documents if one.is_edited is is_edited]
            if names:
                text = "the workbook no longer asks for this, so it is in no package"
                yield Note(f"{text} ({', '.join(names)}); {advice}", str(place))
