"""What lies in the folder, brought to where the workbook wants it now: once, before a build.

Interviews and interviewers that the workbook has renamed are known again, as are documents that
the person has moved or copied. Everything is recorded as it is found, so that a kill in between
costs nothing but another look.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from leavebehind.docx.identity import read_identity
from leavebehind.files import lock_files
from leavebehind.packages.disk import NO_FILE, Disk, composed, content_at, seen_digest
from leavebehind.packages.ledger import DocumentKey, Ledger, Owner, Recorded
from leavebehind.packages.locate import (
    aside,
    is_renamed,
    leaving,
    locate,
    possible_matches,
    renames,
)
from leavebehind.packages.notes import FolderNotes
from leavebehind.packages.owner_matching import OwnerKeys, OwnerMatch, match_owners, new_id
from leavebehind.packages.unknown_documents import (
    UnknownDocument,
    find_unknown_documents,
    in_other_formats,
    own_folders,
    reader_folders,
    renamed_folder,
)
from leavebehind.records import Note


@dataclass(frozen=True)
class Expected:
    """All that the workbook asks for, whatever of it a build is narrowed to.

    Paths are relative to the packages folder, with slashes.
    """

    owners: Mapping[str, OwnerKeys] = field(default_factory=dict)
    """The folder of each interview and of each interviewer → what tells whose it is."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """Where each document belongs → its section."""
    own_copies: Mapping[str, str] = field(default_factory=dict)
    """Where a reader's own copy of a shared document may lie → its section."""


class Adoption:
    """One `run` of it; `wanted` are the documents that are asked for, and where each belongs."""

    def __init__(
        self, folder: Path, ledger: Ledger, disk: Disk, notes: FolderNotes, expected: Expected
    ) -> None:
        self.wanted: dict[DocumentKey, str] = {}
        self.owner_of: dict[str, str] = {}
        """The folder of each owner → its id."""
        self.copies: dict[DocumentKey, tuple[Path, ...]] = {}
        """Documents that are not where they were → the files that could be them."""
        self._folder = folder
        self._ledger = ledger
        self._disk = disk
        self._notes = notes
        self._expected = expected
        self._places = expected.own_copies.keys() | expected.documents.keys()
        self._folder_before = {name: owner.folder for name, owner in ledger.owners.items()}
        self._readers = reader_folders(ledger.owners)
        """The folders of interviewers, of before and of now."""
        self._displaced = self._find_displaced()
        self._unknown = find_unknown_documents(folder, ledger, self._displaced)

    def run(self) -> None:
        self._match_owners()
        for path, section in self._expected.documents.items():
            self.wanted[self._key(path, section)] = path
        self._make_personal()
        for key, path in self.wanted.items():
            self._locate(key, path)
        folders = own_folders(self._ledger)
        for path, section in self._expected.own_copies.items():
            key = self._key(path, section)
            self._locate_own_copy(key, path, folders.get(key.owner, set()))
        self._move()

    def _key(self, path: str, section: str) -> DocumentKey:
        return DocumentKey(self.owner_of[posixpath.dirname(path)], section)

    # Whose folder is whose.

    def _match_owners(self) -> None:
        owners = self._expected.owners
        lying = self._owners_lying_in()
        known = match_owners(self._ledger.owners, owners, lying)
        for folder, match in known.items():
            self.owner_of[folder] = match.owner
            if match.doubt:
                self._note_doubt(folder, match)
        # Interviews before their interviewers, who are recorded with the id of theirs.
        for folder in sorted(owners, key=lambda one: one.count("/")):
            name = self.owner_of.get(folder) or new_id(folder, self._ledger.owners.keys())
            self.owner_of[folder] = name
            before = self._ledger.owners.get(name, Owner(folder))
            parent = self.owner_of.get(posixpath.dirname(folder), "")
            marks = {**before.marks, **owners[folder]}
            self._ledger.record_owner(name, Owner(folder, parent, marks))
        readers = {name for name, owner in self._ledger.owners.items() if owner.parent}
        self._readers |= reader_folders(self._ledger.owners)
        self._readers |= {folder for folder, names in lying.items() if names <= readers}

    def _owners_lying_in(self) -> dict[str, set[str]]:
        """Folder → the owners of the documents that the person has moved there."""
        owner_of: dict[str, str] = {}
        for key, recorded in self._ledger.items():
            if not self._exists(recorded.path):
                owner_of |= dict.fromkeys([recorded.identity, *recorded.versions], key.owner)
        found: dict[str, set[str]] = {}
        for document in self._unknown:
            owner = owner_of.get(document.identity or document.digest)
            folder = posixpath.dirname(document.path)
            # A document of an interviewer also tells whose the interview's folder above it is.
            while owner and folder:
                found.setdefault(folder, set()).add(owner)
                owner = self._ledger.owners[owner].parent if owner in self._ledger.owners else ""
                folder = posixpath.dirname(folder)
        return found

    # Where a document lies.

    def _find_displaced(self) -> set[DocumentKey]:
        """The documents in whose place another one lies, which the person has moved there."""
        keys_of: dict[str, set[DocumentKey]] = {}
        for key, recorded in self._ledger.items():
            if recorded.identity:
                keys_of.setdefault(recorded.identity, set()).add(key)
        lying = [key for key, recorded in self._ledger.items() if self._exists(recorded.path)]
        found = {key: keys_of.get(self._foreign_identity(key), {key}) for key in lying}
        in_place = {key for key, keys in found.items() if key in keys}
        # A copy of one that still lies in its own place was not moved: it is wanted here, too.
        return {key for key, keys in found.items() if not keys & in_place}

    def _foreign_identity(self, key: DocumentKey) -> str:
        """The identity of what lies in the document's place, where it isn't as generated."""
        recorded = self._ledger[key]
        if key.is_pdf or self._digest(recorded.path) in (*recorded.versions, NO_FILE):
            return ""
        return read_identity(content_at(self._folder / recorded.path))

    def _locate(self, key: DocumentKey, planned: str) -> None:
        recorded = self._ledger.get(key)
        is_in_place = self._is_in_place(key)
        # A write that a kill has ended may never have made the file, so that none is looked for.
        if recorded is None or recorded.pending or (is_in_place and planned == recorded.planned):
            return
        other_formats = in_other_formats(self._folder / recorded.path)
        found = locate(
            is_in_place=is_in_place,
            put_there=self._unknown.nobodys_at(planned, recorded),
            alike=possible_matches(recorded, self._unknown, self._readers),
            other_formats=other_formats,
            has_new_version=bool(recorded.beside) and self._exists(recorded.beside),
        )
        match found:
            case "put there", [document]:
                self._use(key, self._left_over(key, planned) if is_in_place else recorded, document)
            case "moved", [document]:
                self._note_moved(document.path, recorded.path)
                self._use(key, recorded, document)
            case "copied", documents:
                # Which one is meant the person alone knows; until then nothing takes its place.
                self.copies[key] = tuple(sorted(self._folder / one.path for one in documents))
            case "saved otherwise", _:
                self.copies[key] = other_formats
            case "thrown away", _:
                path = self._renamed(recorded.beside, recorded.path)
                self._displaced.discard(key)
                self._ledger[key] = replace(recorded, path=path, beside="")

    def _left_over(self, key: DocumentKey, planned: str) -> Recorded:
        """Has what was generated be known as left over; what is known of the document then."""
        recorded = self._ledger[key]
        leftover = new_id(recorded.path, self._ledger.owners.keys())
        self._ledger[DocumentKey(leftover, key.section)] = recorded
        return Recorded(planned, planned)

    def _use(self, key: DocumentKey, recorded: Recorded, document: UnknownDocument) -> None:
        """Takes the document for that which is recorded."""
        self._unknown.remove(document)
        self._displaced.discard(key)
        self._record_move(key, recorded, document.path)

    def _record_move(self, key: DocumentKey, recorded: Recorded, path: str) -> None:
        """Records where the document lies now, and in no conflict: the build begins that anew."""
        moved = replace(recorded, path=path)
        if recorded.beside and path != recorded.path:
            # Killed before the new version is gone, it begins anew, too: nobody threw that away.
            self._ledger[key] = replace(moved, pending=True)
            moved = self._without_new_version(moved)
        self._ledger[key] = moved

    def _without_new_version(self, moved: Recorded) -> Recorded:
        # Moved along, the new version could take the place of another document's, where names go
        # round in a ring.
        along = posixpath.join(posixpath.dirname(moved.path), posixpath.basename(moved.beside))
        new = [one for one in {moved.beside, along} if self._digest(one) in moved.versions]
        for one in new:
            self._disk.remove(self._folder / one)
        if not new and not self._exists(moved.beside):
            # The person threw it away, which resolves the conflict.
            return replace(moved, beside="")
        if not new:
            self._notes.stays_beside(self._folder / moved.beside)
        return replace(moved, versions=moved.edited, beside="")

    def _move(self) -> None:
        """Renames what the workbook calls otherwise now; what was edited is used where it lies."""
        found = {key: self._ledger[key].path for key in self.wanted if self._is_in_place(key)}
        lying = {path: key for key, path in found.items()}
        needed = {*self.wanted.values()}
        goals = {path: self.wanted[key] for path, key in lying.items() if self._leaves(key, needed)}
        for path, target in renames(goals, lying.keys() - goals.keys(), self._exists):
            recorded = self._ledger[lying[path]]
            self._record_move(lying[path], recorded, self._renamed(recorded.path, target))
        for key in self.wanted:
            if key in found:
                self._remember_plan(key)
            elif key in self._ledger:
                self._forget_place(key)

    def _remember_plan(self, key: DocumentKey) -> None:
        recorded, planned = self._ledger[key], self.wanted[key]
        if is_renamed(recorded, planned) and self._is_edited(recorded):
            text = f"would be “{planned}” by the workbook now; yours is used where it lies"
            self._note(recorded.path, text)
        self._ledger[key] = replace(recorded, planned=planned)

    def _leaves(self, key: DocumentKey, needed: Collection[str]) -> bool:
        recorded = self._ledger[key]
        how = leaving(recorded, self.wanted[key], needed)
        if how == "stays" or any(lock_files(self._folder / recorded.path)):
            return False
        return how == "leaves" or not self._is_edited(recorded)

    def _forget_place(self, key: DocumentKey) -> None:
        """Where a deleted document lay, another's may lie from now on."""
        recorded, planned = self._ledger[key], self.wanted[key]
        # One in another format is known by the place in which it was saved.
        is_known = key in self.copies and not self._exists(recorded.path)
        if not (is_known or recorded.pending):
            path = aside(planned) if self._exists(planned) else planned
            self._ledger[key] = replace(recorded, path=path)

    def _renamed(self, path: str, target: str) -> str:
        """Where the file lies after it was renamed, if it could be."""
        return target if self._disk.move(self._folder / path, self._folder / target) else path

    # A shared document that is made for each reader now, and a reader's own copy.

    def _make_personal(self) -> None:
        """Gives each reader the shared document that the person has edited, as their own."""
        for key, planned in self.wanted.items():
            shared = self._ledger.get(self._shared_key(key))
            if not shared or key in self._ledger or self._shared_key(key) in self.wanted:
                continue
            source = self._folder / shared.path
            if source.is_file() and self._is_edited(shared):
                if not self._exists(planned):
                    self._disk.place_document(self._folder / planned, source.read_bytes())
                # A dry run has made no copy: there the shared one takes its place.
                path = planned if self._exists(planned) else shared.path
                own = replace(shared, path=path, planned=planned, beside="", own_copy="")
                self._ledger[key] = own
                text = "is made for each reader now; what you edited is this reader's own"
                self._notes.add_passing(Note(f"“{source.name}” {text}", path))

    def _locate_own_copy(self, key: DocumentKey, planned: str, folders: Collection[str]) -> None:
        recorded = self._ledger.get(key) or Recorded(planned, planned)
        was_made = bool(recorded.own_copy or recorded.versions)
        is_in_place = was_made and self._is_in_place(key)
        found = () if is_in_place else self._own_copies_of(key, recorded, planned, folders)
        if found:
            recorded = self._chosen(key, recorded, found)
        # One that was generated when the section was made for each reader is nobody's.
        if (is_in_place or found) and self._is_edited(recorded):
            digest = self._digest(recorded.path)
            self._ledger[key] = replace(recorded, planned=planned, own_copy=digest)
            self.wanted[key] = planned
        else:
            self._forget_own_copy(key, recorded)

    def _chosen(
        self, key: DocumentKey, recorded: Recorded, found: Sequence[UnknownDocument]
    ) -> Recorded:
        """The one that is used of those which may be the reader's own copy."""
        shared = self._ledger.get(self._shared_key(key))
        edited = [one for one in found if shared and one.digest not in shared.versions]
        chosen = (edited or found)[0]
        self._unknown.remove(chosen)
        self._displaced.discard(key)
        if len(found) > 1:
            others = " and ".join(f"“{posixpath.basename(one.path)}”" for one in found)
            name = posixpath.basename(chosen.path)
            text = f"are copies for one reader, of which “{name}” is used; keep only one there"
            self._notes.add_passing(Note(f"{others} {text}", chosen.path))
        elif recorded.own_copy:
            self._note_moved(chosen.path, recorded.path)
        return replace(recorded, path=chosen.path, identity=chosen.identity)

    def _shared_key(self, key: DocumentKey) -> DocumentKey:
        """The document of the whole panel of which the reader may have an own copy."""
        return DocumentKey(self._ledger.owners[key.owner].parent, key.section)

    def _own_copies_of(
        self, key: DocumentKey, recorded: Recorded, planned: str, folders: Collection[str]
    ) -> Sequence[UnknownDocument]:
        """The unknown documents that may be the reader's own copy: that in its place is."""
        if here := self._unknown.at(planned):
            return [here]
        # What lies where another's copy belongs is rather that one's.
        places = self._places
        if recorded.own_copy:
            return possible_matches(recorded, self._unknown, self._readers, places)
        shared = self._ledger.get(self._shared_key(key)) or Recorded(planned, planned)
        names = {posixpath.basename(one) for one in (planned, shared.planned, shared.path)}
        folders = {posixpath.dirname(planned), self._folder_before.get(key.owner, ""), *folders}
        return [
            one
            for one in self._unknown.lying_in(sorted(folders))
            if one.path not in places
            if posixpath.basename(one.path) in names or one.identity == shared.identity != ""
        ]

    def _forget_own_copy(self, key: DocumentKey, recorded: Recorded) -> None:
        if recorded.own_copy:
            self._note(recorded.path, "is no longer there, so the shared one is used")
        if recorded.versions:
            self._ledger[key] = replace(recorded, own_copy="")
        elif self._ledger.get(key):
            del self._ledger[key]

    # Facts, and notes for the person.

    def _exists(self, path: str) -> bool:
        return os.path.lexists(self._folder / path)

    def _is_in_place(self, key: DocumentKey) -> bool:
        """Whether the document's own file lies where it is recorded."""
        recorded = self._ledger.get(key)
        return bool(recorded and key not in self._displaced and self._exists(recorded.path))

    def _is_edited(self, recorded: Recorded) -> bool:
        return self._ledger.is_edited(self._folder / recorded.path, recorded)

    def _digest(self, path: str) -> str:
        return seen_digest(self._folder / path)

    def _note_doubt(self, folder: str, match: OwnerMatch) -> None:
        """Says so where what was edited for one may now be used for another."""
        interview_of = {name: owner.parent for name, owner in self._ledger.owners.items()}
        if any(
            match.owner in (key.owner, interview_of.get(key.owner))
            and (not key.is_pdf and self._exists(one.path) and self._is_edited(one))
            for key, one in self._ledger.items()
        ):
            now, before = map(posixpath.basename, (folder, self._folder_before[match.owner]))
            text = (
                f"“{now}” is taken for “{before}” because of {match.doubt}, so what you edited for "
                f"“{before}” is used for “{now}”; if these are two, move it out of the packages "
                "folder"
            )
            self._notes.add_passing(Note(text, folder))

    def _note(self, path: str, message: str) -> None:
        self._notes.add(self._folder / path, message, is_passing=True)

    def _note_moved(self, moved: str, before: str) -> None:
        here, there = renamed_folder(self._folder, moved, before) or (moved, before)
        name, was = posixpath.basename(here), posixpath.basename(there)
        called = was if was != name else there
        note = Note(f"“{name}” is used as “{called}”, which was moved or renamed", here)
        if composed(here) != composed(there) and note not in self._notes.all:
            self._notes.add_passing(note)
