"""What was generated, from what, with which digest: the memory of a packages folder.

`ledger.json` is the memory as the last run left it, `journal.jsonl` what a run has added to it
since. A line of the journal costs the same however many documents there are; a run that was killed
leaves at most a torn last line. `base/` holds each document as it was generated, under its digest.
"""

from __future__ import annotations

import json
import os
from collections import UserDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

from leavebehind.errors import OutputError
from leavebehind.files import cached_by_stamp, digest
from leavebehind.packages.disk import NO_FILE, Disk, seen_digest
from leavebehind.packages.ledger_v1 import upgrade

STATE = ".leavebehind"
"""The folder in a packages folder that is ours."""
LEDGER = "ledger.json"
JOURNAL = "journal.jsonl"
THUMBNAILS = "thumbnails"
"""The folder in it that holds small pictures of pages."""
OVERVIEW = "index.html"
"""The page about everything in the folder."""
VERSION = 2

COMBINED_PDF = "combined.pdf"
CARD_PDF = "business_card.pdf"
PRINT_SET = "print_set.pdf"
BRIEF_PDF = "interview_brief.pdf"
"""Takes the place of a section where the file is a PDF."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of what a document is made of."""

    content: str
    """Of what brings a deleted one back when it changes."""
    pages: str = ""
    """Of the page numbers that it prints."""
    others: str = ""
    """Of what it says of the other documents of its package, and of what functions give."""


@dataclass(frozen=True, slots=True, order=True)
class DocumentKey:
    """Which document it is, whatever it is called and wherever it lies."""

    owner: str
    """The id of the interview or the interviewer that it is made for."""
    section: str

    @property
    def is_pdf(self) -> bool:
        return self.section.endswith(".pdf")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of one generated file."""

    path: str
    """Where it lies, from the packages folder on, with slashes."""
    planned: str
    """Where the workbook last wanted it."""
    versions: Mapping[str, Inputs] = field(default_factory=dict, hash=False)
    """The digest of each file generated there that may still lie there → its inputs; oldest first.
    Two in a conflict: what the person edited, and the new one."""
    identity: str = ""
    """What the document carries in its custom properties."""
    beside: str = ""
    """Where the new version lies while there is a conflict."""
    pending: bool = False
    """A write was begun; a file that is missing now was never there, not deleted."""
    own_copy: str = ""
    """The digest of the reader's own copy of a shared document, as it was last used."""
    engines: tuple[str, ...] = ()
    """Of a PDF: the engines that made its parts."""

    @property
    def edited(self) -> dict[str, Inputs]:
        """The version that the person edited: the oldest, but not the new one of a conflict."""
        known = [*self.versions.items()]
        return dict((known[:-1] if self.beside else known)[:1])

    def made_of(self, inputs: Inputs) -> dict[str, Inputs]:
        """The versions that were made of these inputs."""
        return {name: known for name, known in self.versions.items() if known == inputs}

    @property
    def newest(self) -> Inputs | None:
        """The inputs of the version that was generated last."""
        return next(reversed([*self.versions.values()]), None)


@dataclass(frozen=True, slots=True)
class Owner:
    """An interview or an interviewer, remembered also while the workbook leaves it out."""

    folder: str
    """The folder that is named after it, from the packages folder on."""
    parent: str = ""
    """Of an interviewer: the id of the interview."""
    marks: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What tells it from others, by kind: "email", "job" …; "name" is compared for likeness."""


class Ledger(UserDict[DocumentKey, Recorded]):
    """What is known of each document and PDF; `warning` says why it can't be relied on.

    One that is damaged reads as empty. Raises OutputError where a newer version wrote it.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        super().__init__()
        self.warning = ""
        self.owners: dict[str, Owner] = {}
        self.workbook: Mapping[str, str] = {}
        """Whose folder it is: the workbook's path and a mark of the candidate."""
        self.fingerprint: Mapping[str, Any] = {}
        """What the last build read and left behind, and its report."""
        self._folder, self._journal = folder, folder / JOURNAL
        self._disk = disk
        self._read()
        self._saved = self.fingerprint

    def __setitem__(self, key: DocumentKey, recorded: Recorded) -> None:
        """Records the document before the call returns: a kill after it loses nothing."""
        if self.get(key) != recorded:
            super().__setitem__(key, recorded)
            self._append(_document_to_json(key, recorded))

    def __delitem__(self, key: DocumentKey) -> None:
        super().__delitem__(key)
        self._append({"owner": key.owner, "section": key.section, "gone": True})

    def record_owner(self, identifier: str, owner: Owner) -> None:
        """Remembers an interview or an interviewer under its id."""
        if self.owners.get(identifier) != owner:
            self.owners[identifier] = owner
            self._append({"id": identifier, **asdict(owner)})

    def record_workbook(self, claim: Mapping[str, str]) -> None:
        """Remembers whose folder it is, before anything is written for that workbook."""
        if self.workbook != claim:
            self.workbook = claim
            self._append({"workbook": dict(claim)})

    def begin(self) -> None:
        """Brings what a killed run has left in order, before this one adds to it."""
        self._disk.clear_staging()
        if self.warning and (self._folder / LEDGER).exists():
            self._disk.set_aside(self._folder / LEDGER, self._folder / "ledger.damaged.json")
        if self.warning or self._journal.exists():
            # A line must never be added to a torn one.
            self._compact()

    def close(self) -> None:
        """Writes the ledger where something has changed, and clears away what nothing needs."""
        if self._journal.exists() or self.fingerprint is not self._saved:
            self._compact()
        self._disk.clear_staging()

    def keep_base(self, data: bytes) -> None:
        """Keeps the document as generated, for `base`."""
        path = self._base_path(digest(data))
        if not path.exists():
            # It need not be on the disk when the call returns: a base that is torn counts as lost.
            self._disk.place(path, data, durable=False)

    def base(self, generated: str) -> bytes | None:
        """The document with this digest as it was kept, None where it is lost."""
        try:
            data = self._base_path(generated).read_bytes()
        except OSError:
            return None
        return data if digest(data) == generated else None

    def edited_base(self, recorded: Recorded) -> bytes | None:
        """What the person edited, as it was generated; None where that is lost, or never was."""
        return next(map(self.base, recorded.edited), None)

    def generated_version(self, path: Path, found: str, recorded: Recorded) -> str:
        """The digest of the generated version that the file is, "" where it was edited.

        `found` is the file's own digest.
        """
        if found in recorded.versions:
            return found
        if path.is_symlink() or found in ("", NO_FILE):
            return ""
        # Here, because an unchanged build has no need of the libraries that read documents.
        from leavebehind.docx.equality import same_document

        data = path.read_bytes()
        bases = ((known, self.base(known)) for known in recorded.versions)
        return next((known for known, base in bases if base and same_document(base, data)), "")

    def is_edited(self, path: Path, recorded: Recorded) -> bool:
        """Whether what lies there is not as generated; so is what can't be looked at."""
        return not self.generated_version(path, seen_digest(path), recorded)

    def _base_path(self, generated: str) -> Path:
        return self._folder / "base" / f"{generated}.docx"

    def _append(self, line: Mapping[str, Any]) -> None:
        self._disk.append(self._journal, json.dumps(line) + "\n")

    def _compact(self) -> None:
        known = {
            "version": VERSION,
            "owners": {identifier: asdict(owner) for identifier, owner in self.owners.items()},
            "documents": [_document_to_json(*item) for item in self.items()],
            "workbook": self.workbook,
            "fingerprint": self.fingerprint,
        }
        self._disk.place(self._folder / LEDGER, json.dumps(known, indent=1).encode())
        needed = {kept for one in self.values() for kept in (*one.versions, one.own_copy)}
        for path in (self._folder / "base").glob("*"):
            if path.stem not in needed:
                self._disk.remove(path)
        # Last, so that what a kill leaves undone is done by the next run.
        self._disk.remove(self._journal)

    def _read(self) -> None:
        try:
            self._read_ledger()
            self._read_journal()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.warning = (
                "what was generated here is no longer known, since the ledger is damaged, so every "
                "document is treated as edited by hand"
            )
            self.data.clear()
            self.owners, self.workbook, self.fingerprint = {}, {}, {}

    def _read_ledger(self) -> None:
        path = self._folder / LEDGER
        if not path.exists():
            # An entry is recorded before its base is kept, so that a base tells of a ledger.
            if (self._folder / "base").exists() and not self._journal.exists():
                raise ValueError("the ledger is missing")
            return
        known = json.loads(path.read_bytes())
        if known["version"] > VERSION:
            # Without what it remembers, every document would count as edited, in every build.
            raise OutputError(
                f"{self._folder.parent} was last built by a newer leavebehind; update this one, or "
                "choose another folder with --output"
            )
        if known["version"] < VERSION:
            known = upgrade(known)
        self.owners = {name: _owner_from_json(one) for name, one in known["owners"].items()}
        self.data.update(map(_document_from_json, known["documents"]))
        self.workbook = _texts(known.get("workbook", {}))
        self.fingerprint = dict(known.get("fingerprint", {}))

    def _read_journal(self) -> None:
        if not self._journal.exists():
            return
        *lines, _torn = self._journal.read_bytes().split(b"\n")
        for line in map(json.loads, lines):
            if "workbook" in line:
                self.workbook = _texts(line["workbook"])
            elif "id" in line:
                self.owners[str(line["id"])] = _owner_from_json(line)
            elif line.get("gone"):
                self.data.pop(DocumentKey(line["owner"], line["section"]), None)
            else:
                self.data.update([_document_from_json(line)])


def package_documents(folder: Path) -> Iterator[Path]:
    """The Word documents in it, without those that a program keeps beside an open one."""
    documents = (path for path in package_entries(folder) if path.suffix.lower() == ".docx")
    return (path for path in documents if path.name[0] not in "~.")


def package_entries(folder: Path) -> Iterator[Path]:
    """Every file and every empty folder in it but ours, and those of other workbooks."""
    for place, folders, files in os.walk(folder):
        # A folder with a state of its own is another workbook's.
        if Path(place) != folder and STATE in folders:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if name != STATE)
        yield from (Path(place, name) for name in sorted(files))
        if not (folders or files):
            yield Path(place)


def recorded_workbook(folder: Path) -> Mapping[str, Any]:
    """What the ledger says of whose folder it is, also after a kill; empty where it doesn't."""
    claimed = ledger_json(folder).get("workbook")
    with suppress(OSError, ValueError, RecursionError):
        for line in (folder / STATE / JOURNAL).read_bytes().split(b"\n"):
            if b'"workbook"' in line:
                claimed = json.loads(line).get("workbook", claimed)
    return claimed if isinstance(claimed, dict) else {}


def ledger_json(folder: Path) -> Mapping[str, Any]:
    """The content of a packages folder's ledger; empty where there is none that can be read."""
    try:
        known = _read_json(folder / STATE / LEDGER)
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


@cached_by_stamp
def _read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _document_to_json(key: DocumentKey, recorded: Recorded) -> dict[str, Any]:
    return {**asdict(key), **asdict(recorded)}


def _document_from_json(saved: Mapping[str, Any]) -> tuple[DocumentKey, Recorded]:
    names = ("owner", "section", "path", "planned", "identity", "beside", "own_copy")
    texts = _texts({name: saved[name] for name in names}).values()
    owner, section, path, planned, identity, beside, own_copy = texts
    if not all(map(_is_inside, (path, planned, beside))):
        raise ValueError("not a document")
    versions = {name: Inputs(**_texts(inputs)) for name, inputs in saved["versions"].items()}
    rest = (identity, beside, bool(saved["pending"]), own_copy, tuple(saved["engines"]))
    return DocumentKey(owner, section), Recorded(path, planned, versions, *rest)


def _owner_from_json(saved: Mapping[str, Any]) -> Owner:
    if not _is_inside(saved["folder"]):
        raise ValueError("not an owner")
    return Owner(str(saved["folder"]), str(saved["parent"]), _texts(saved["marks"]))


def _texts(texts: Mapping[str, Any]) -> dict[str, str]:
    if not all(isinstance(text, str) for pair in texts.items() for text in pair):
        raise ValueError("not texts")
    return dict(texts)


def _is_inside(path: str) -> bool:
    # Read as Windows does, which knows every way out that the others know.
    pure = PureWindowsPath(path)
    return not pure.anchor and ".." not in pure.parts
