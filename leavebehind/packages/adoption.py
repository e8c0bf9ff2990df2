"""What lies in the folder, brought to where the workbook wants it now: once, before a build.

Interviews and interviewers that the workbook has renamed are known again, as are documents that
the person has moved or copied. Everything is recorded as it is found, so that a kill in between
costs nothing but another look.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from leavebehind.docx.identity import read_identity
from leavebehind.files import lock_files
from leavebehind.packages.disk import NO_FILE, Disk, composed, content_at, seen_digest
from leavebehind.packages.ledger import DocumentKey, Ledger, Owner, Recorded
from leavebehind.packages.moves import (
    UnknownDocument,
    aside,
    find_unknown_documents,
    in_other_formats,
    is_aside,
    own_folders,
    possible_matches,
    reader_folders,
    renamed_folder,
    renames,
)
from leavebehind.packages.notes import FolderNotes
from leavebehind.packages.owner_matching import OwnerKeys, OwnerMatch, match_owners, new_id
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
    """One `run` of it; `wanted` are the documents that are asked for."""

    def __init__(
        self, folder: Path, ledger: Ledger, disk: Disk, notes: FolderNotes, expected: Expected
    ) -> None:
        self.wanted: set[DocumentKey] = set()
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
        self._path_before = {key: recorded.path for key, recorded in ledger.items()}
        self._identities = {one.identity for _, one in ledger.items()} - {""}
        self._readers = reader_folders(ledger.owners)
        """The folders of interviewers, of before and of now."""
        self._displaced = self._find_displaced()
        known = [one.path for key, one in ledger.items() if key not in self._displaced]
        known += [one.beside for _, one in ledger.items() if one.beside]
        self._unknown = find_unknown_documents(folder, known)

    def run(self) -> None:
        self._match_owners()
        documents = self._expected.documents.items()
        planned = {self._key(path, section): path for path, section in documents}
        self.wanted.update(planned)
        self._make_personal(planned)
        for key, path in planned.items():
            self._locate(key, path)
        self._move(planned)
        self._own_folders = own_folders(self._ledger.items())
        for path, section in self._expected.own_copies.items():
            self._adopt_own_copy(self._key(path, section), path)

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
            keys_of.setdefault(recorded.identity, set()).add(key)
        lying = {key for key, one in self._ledger.items() if self._exists(one.path)}
        foreign: dict[DocumentKey, set[DocumentKey]] = {}
        for key in lying:
            identity = self._foreign_identity(key)
            if identity and key not in (keys := keys_of.get(identity, {key})):
                foreign[key] = keys
        # A copy of one that still lies in its own place was not moved: it is wanted here, too.
        in_place = lying - foreign.keys()
        return {key for key, keys in foreign.items() if not keys & in_place}

    def _foreign_identity(self, key: DocumentKey) -> str:
        """The identity of what lies in the document's place, where it isn't as generated."""
        recorded = self._ledger[key]
        if key.is_pdf or self._digest(recorded.path) in (*recorded.versions, NO_FILE):
            return ""
        return read_identity(content_at(self._folder / recorded.path))

    def _locate(self, key: DocumentKey, planned: str) -> None:
        recorded = self._ledger.get(key)
        # A write that a kill has ended may never have made the file, so that none is looked for.
        if recorded is None or recorded.pending:
            return
        is_in_place = self._exists(recorded.path) and key not in self._displaced
        if is_in_place and planned == recorded.planned:
            return
        if self._was_put_there(recorded, planned):
            if is_in_place:
                # What was generated is left over, and known as that.
                leftover = new_id(recorded.path, self._ledger.owners.keys())
                self._ledger[DocumentKey(leftover, key.section)] = recorded
                recorded = Recorded(planned, planned)
            self._ledger[key] = replace(recorded, path=planned)
        elif is_in_place:
            return
        elif found := possible_matches(recorded, self._unknown, self._readers):
            if len(found) > 1:
                # Which one is meant the person alone knows; until then nothing takes its place.
                self.copies[key] = tuple(sorted(self._folder / one.path for one in found))
                return
            [moved] = found
            self._unknown.remove(moved)
            self._note_moved(moved.path, recorded.path)
            self._ledger[key] = self._moved(recorded, moved.path)
        elif other := in_other_formats(self._folder / recorded.path):
            self.copies[key] = other
        elif recorded.beside and self._exists(recorded.beside):
            # The person threw their own away, so the new version takes its place.
            path = self._renamed(recorded.beside, recorded.path)
            self._ledger[key] = replace(recorded, path=path, beside="")
        elif key in self._displaced:
            self._ledger[key] = replace(recorded, path=aside(recorded.path))

    def _was_put_there(self, recorded: Recorded, planned: str) -> bool:
        """Whether the person has put a document where this one belongs."""
        document = self._unknown.at(planned)
        if document is None or document.path != planned:
            return False
        if document.identity != recorded.identity and document.identity in self._identities:
            return False
        self._unknown.remove(document)
        return True

    def _moved(self, recorded: Recorded, path: str) -> Recorded:
        """The document where it lies now, and in no conflict: the build begins that anew."""
        if not recorded.beside or path == recorded.path:
            return replace(recorded, path=path)
        # Moved along, the new version could take the place of another document's, where names go
        # round in a ring.
        along = posixpath.join(posixpath.dirname(path), posixpath.basename(recorded.beside))
        new = [one for one in {recorded.beside, along} if self._digest(one) in recorded.versions]
        for one in new:
            self._disk.remove(self._folder / one)
        if not new and not self._exists(recorded.beside):
            # The person threw it away, which resolves the conflict.
            return replace(recorded, path=path, beside="")
        if not new:
            self._notes.stays_beside(self._folder / recorded.beside)
        return replace(recorded, path=path, versions=recorded.edited, beside="")

    def _move(self, planned: Mapping[DocumentKey, str]) -> None:
        """Renames what the workbook calls otherwise now; what was edited is used where it lies."""
        keys = [key for key in planned if self._is_there(key)]
        lying = {self._ledger[key].path: key for key in keys}
        needed = {*planned.values()}
        leaving = {
            path: planned[key]
            for path, key in lying.items()
            if self._leaves(self._ledger[key], planned[key], needed)
        }
        for path, target in renames(leaving, lying.keys() - leaving.keys(), self._exists):
            recorded = self._ledger[lying[path]]
            moved = self._moved(recorded, self._renamed(recorded.path, target))
            self._ledger[lying[path]] = moved
        for key in (planned.keys() & self._path_before.keys()) - {*keys}:
            # Where a deleted document lay, another's may lie from now on.
            # One in another format is known by the place in which it was saved.
            is_known = key in self.copies and not self._is_there(key)
            if not (is_known or self._ledger[key].pending):
                path = aside(planned[key]) if self._exists(planned[key]) else planned[key]
                self._ledger[key] = replace(self._ledger[key], path=path)
        for key in keys:
            recorded, wanted = self._ledger[key], planned[key]
            is_new = wanted not in (recorded.planned, recorded.path)
            if is_new and recorded.path == recorded.planned and self._is_edited(recorded):
                text = f"would be “{wanted}” by the workbook now; yours is used where it lies"
                self._note(recorded.path, text)
            self._ledger[key] = replace(recorded, planned=wanted)

    def _leaves(self, recorded: Recorded, planned: str, needed: Collection[str]) -> bool:
        """Whether the document is renamed: by the workbook, or because another belongs there."""
        if recorded.path == planned or any(lock_files(self._folder / recorded.path)):
            return False
        is_renamed = planned != recorded.planned and recorded.path == recorded.planned
        if recorded.path in needed or is_aside(recorded.path):
            return True
        return is_renamed and not self._is_edited(recorded)

    def _renamed(self, path: str, target: str) -> str:
        """Where the file lies after it was renamed, if it could be."""
        return target if self._disk.move(self._folder / path, self._folder / target) else path

    # A shared document that is made for each reader now, and a reader's own copy.

    def _make_personal(self, planned: Mapping[DocumentKey, str]) -> None:
        """Gives each reader the shared document that the person has edited, as their own."""
        for key, path in planned.items():
            if (shared := self._shared_key(key)) in planned or self._ledger.get(key):
                continue
            recorded = self._ledger.get(shared)
            if recorded and (self._folder / recorded.path).is_file() and self._is_edited(recorded):
                self._copy_for_reader(recorded, key, path)

    def _copy_for_reader(self, shared: Recorded, key: DocumentKey, planned: str) -> None:
        target = self._folder / planned
        if not self._exists(planned):
            self._disk.place_document(target, (self._folder / shared.path).read_bytes())
        # A dry run has made no copy: there the shared one takes its place.
        path = planned if self._exists(planned) else shared.path
        self._ledger[key] = replace(shared, path=path, planned=planned, beside="", own_copy="")
        name = posixpath.basename(shared.path)
        text = f"“{name}” is made for each reader now; what you edited is this reader's own"
        self._notes.add_passing(Note(text, path))

    def _adopt_own_copy(self, key: DocumentKey, planned: str) -> None:
        recorded = self._ledger.get(key) or Recorded(planned, planned)
        own = self._own_copy_at(key, recorded, planned)
        if own is not None:
            own = replace(own, planned=planned)
            path, found = self._folder / own.path, self._digest(own.path)
            # One that was generated when the section was made for each reader is nobody's.
            if not self._ledger.generated_version(path, found, own):
                self._ledger[key] = replace(own, own_copy=found)
                self.wanted.add(key)
                return
        self._forget_own_copy(key, own or recorded)

    def _own_copy_at(self, key: DocumentKey, recorded: Recorded, planned: str) -> Recorded | None:
        """The reader's own copy where it lies."""
        if (recorded.own_copy or recorded.versions) and self._exists(recorded.path):
            return recorded
        found = self._own_copies_of(key, recorded, planned)
        if not found:
            return None
        shared = self._ledger.get(self._shared_key(key))
        edited = [one for one in found if shared and one.digest not in shared.versions]
        chosen = (edited or found)[0]
        self._unknown.remove(chosen)
        if len(found) > 1:
            self._note_several(chosen, found)
        elif recorded.own_copy:
            self._note_moved(chosen.path, recorded.path)
        return replace(recorded, path=chosen.path, identity=chosen.identity)

    def _note_several(self, chosen: UnknownDocument, found: list[UnknownDocument]) -> None:
        others = " and ".join(f"“{posixpath.basename(one.path)}”" for one in found)
        name = posixpath.basename(chosen.path)
        text = f"{others} are copies for one reader, of which “{name}” is used; keep only one there"
        self._notes.add_passing(Note(text, chosen.path))

    def _shared_key(self, key: DocumentKey) -> DocumentKey:
        """The document of the whole panel of which the reader may have an own copy."""
        return DocumentKey(self._ledger.owners[key.owner].parent, key.section)

    def _own_copies_of(
        self, key: DocumentKey, recorded: Recorded, planned: str
    ) -> list[UnknownDocument]:
        """The unknown documents that may be it: that in its place, or else all."""
        if here := self._unknown.at(planned):
            return [here]
        # What lies where another's copy belongs is rather that one's.
        places = self._places
        if recorded.own_copy:
            return possible_matches(recorded, self._unknown, self._readers, places)
        shared = self._ledger.get(self._shared_key(key))
        folders = {posixpath.dirname(planned), self._folder_before.get(key.owner, "")}
        folders |= self._own_folders.get(key.owner, set())
        before = self._path_before.get(self._shared_key(key), planned)
        names = {posixpath.basename(planned), posixpath.basename(before)}
        return [
            one
            for one in self._unknown.lying_in(sorted(folders))
            if one.path not in places
            if posixpath.basename(one.path) in names
            or (shared and shared.identity and one.identity == shared.identity)
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

    def _is_there(self, key: DocumentKey) -> bool:
        recorded = self._ledger.get(key)
        return recorded is not None and self._exists(recorded.path)

    def _is_edited(self, recorded: Recorded) -> bool:
        return self._ledger.is_edited(self._folder / recorded.path, recorded)

    def _digest(self, path: str) -> str:
        return seen_digest(self._folder / path)

    def _note_doubt(self, folder: str, match: OwnerMatch) -> None:
        """Says so where what was edited for one may now be used for another."""
        owners = {match.owner} | {
            name for name, owner in self._ledger.owners.items() if owner.parent == match.owner
        }
        documents = [
            one
            for key, one in self._ledger.items()
            if key.owner in owners and not key.is_pdf and self._exists(one.path)
        ]
        if any(map(self._is_edited, documents)):
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
