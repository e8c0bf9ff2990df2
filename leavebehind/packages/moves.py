"""Where documents lie that are not where they were made."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from leavebehind.docx.equality import likeness
from leavebehind.packages.ledger import STATE, Entry, Ledger, composed, digest
from leavebehind.packages.renames import Expected, documents_before, folders_before

_ALIKE_ENOUGH = 0.5
"""From this likeness on, a document that was renamed and edited is taken for what it was."""
_COPY = re.compile(r".* \((yours|new) \d{4}-\d\d-\d\d( \d+)?\)")
"""The name of a copy that was kept for the person."""


class Whereabouts:
    """Finds the documents that the person moved, and those whose names the workbook changed.

    Places are keys of the ledger: from the packages folder on, with slashes. Looks, and changes
    nothing.
    """

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self._folder = folder
        self._ledger = ledger
        self._before: Mapping[str, str] = {}
        self._folders: Mapping[str, str] = {}
        self._former_pdfs: Mapping[str, Sequence[str]] = {}
        self.expected: Expected | None = None

    def expect(self, expected: Expected) -> None:
        """From now on documents are known again under the names that the workbook gives them."""
        self.expected = expected
        known = {key: entry.section for key, entry in self._ledger.items()}
        self._folders = folders_before(self._ledger.owners, expected.owners)
        self._before = documents_before(known, expected, self._folders)
        pdfs = (key for key, section in known.items() if not section)
        self._former_pdfs = _by_folder(key for key in pdfs if key not in expected.files)

    def is_renamed(self, folder: str) -> bool:
        """Whether the folder had another name before."""
        return folder in self._folders

    def renamed_from(self, key: str) -> str | None:
        """The key of the document that the workbook calls `key` now, if it lies somewhere."""
        old = self._before.get(key)
        if old is None or not self._lies(self._ledger[old].at):
            return None
        is_taken = self._lies(key) and self._ledger[old].at != key
        return None if is_taken else old

    def copy_from_before(self, key: str) -> str | None:
        """Where a file lies that the person put there under the names of before."""
        folder, name = posixpath.split(key)
        shared = self._before.get(f"{posixpath.dirname(folder)}/{name}", name)
        at = f"{self._folders.get(folder, folder)}/{posixpath.basename(shared)}"
        is_new = self._lies(at) and self._ledger.lying_at(at) is None
        return at if is_new and not self._lies(key) else None

    def superseded_by(self, pdf: str) -> list[str]:
        """The PDFs whose place this one takes, since the workbook changed names."""
        folder = posixpath.dirname(pdf)
        here = {folder, self._folders.get(folder, folder)}
        former = chain(*(self._former_pdfs.get(place, ()) for place in here))
        return [key for key in former if key != pdf and not self._has_document(key)]

    def moved_here(self, key: str) -> str | None:
        """The key of a document that the person has moved to where this one belongs."""
        found = digest_at(self._folder / key)
        old = self._lost.pop(found, None) if found else None
        return None if old is None or self._lies(self._ledger[old].at) else old

    def copy_moved_from(self, entry: Entry) -> str | None:
        """Where the copy of their own lies now, as it was last used or edited since."""
        if not entry.own:
            return next(self._spelled_anew(entry, self._nearest_to(entry)), None)
        # What lies where a document belongs is rather that document, or another reader's copy.
        belong = self.expected.files if self.expected else {}
        free = [at for at in self._nearest_to(entry) if at not in belong]
        return self._known_again(entry, free, [entry.own])

    def moved_from(self, entry: Entry) -> str | None:
        """Where the document lies now, as generated or edited since."""
        was = Path(entry.at)
        free = [at for at in self._nearest_to(entry) if not _is_copy_of(Path(at), was)]
        # Theirs, before the new version that lay beside it and was moved along.
        theirs = [at for at in free if posixpath.basename(at) != posixpath.basename(entry.beside)]
        older = list(entry.versions)[: -1 if entry.beside else None]
        return self._known_again(entry, theirs, older) or self._known_again(
            entry, free, entry.versions
        )

    def beside_moved(self, entry: Entry, moved: str) -> str:
        """Where the new version lies now that the document lies at `moved`."""
        along = posixpath.join(posixpath.dirname(moved), posixpath.basename(entry.beside))
        is_along = entry.beside and not self._lies(entry.beside) and self._lies(along)
        return along if is_along and along != moved else entry.beside

    def _nearest_to(self, entry: Entry) -> list[str]:
        """The documents that nothing is known of, the nearest first: what lies in the folder of
        its interview, and there what lies as it lay before the folder was renamed."""
        was = Path(entry.at).parts
        free = [at for at in self._strangers if not self._is_known(at)]
        return sorted(
            free, key=lambda at: (Path(at).parts[0] != was[0], Path(at).parts[1:] != was[1:])
        )

    def _spelled_anew(self, entry: Entry, strangers: Iterable[str]) -> Iterator[str]:
        return (at for at in strangers if composed(at) == composed(entry.at))

    def _known_again(
        self, entry: Entry, strangers: Sequence[str], versions: Collection[str]
    ) -> str | None:
        same = (at for at in strangers if self._strangers[at] in versions)
        found = chain(self._spelled_anew(entry, strangers), same)
        return next(found, None) or self._moved_and_edited(entry, strangers)

    def _moved_and_edited(self, entry: Entry, strangers: Iterable[str]) -> str | None:
        """The one document that is like what was generated there, and most like that."""
        bases = {one.at: self._base_of(one) for one in self._missing()}
        found = []
        for at in strangers:
            try:
                data = (self._folder / at).read_bytes()
            except OSError:
                continue
            scores = {was: likeness(base, data) for was, base in bases.items() if base}
            best = max(scores.values(), default=0.0)
            if best >= _ALIKE_ENOUGH and scores.get(entry.at) == best:
                rivals = [was for was, score in scores.items() if score == best]
                beside = Path(at).parent == Path(entry.at).parent
                if len(rivals) == 1 or beside:
                    found.append((best, at))
        best_of_all = max(found, default=(0.0, ""))
        tied = [at for score, at in found if score == best_of_all[0]]
        return tied[0] if len(tied) == 1 else None

    def _base_of(self, entry: Entry) -> bytes | None:
        # Their own copy as it was last used is nearer than what it was generated from.
        kept = filter(None, (entry.own, *entry.versions))
        return next(filter(None, map(self._ledger.base, kept)), None)

    def _missing(self) -> Iterator[Entry]:
        """The documents that are no longer where they were."""
        for _, entry in self._ledger.items():
            if entry.section and not entry.pending and not self._lies(entry.at):
                yield entry

    @cached_property
    def _lost(self) -> dict[str, str]:
        """The documents that are no longer where they were: digest → key."""
        return {
            generated: key
            for key, entry in self._ledger.items()
            if not self._lies(entry.at)
            for generated in entry.versions
        }

    @cached_property
    def _strangers(self) -> dict[str, str]:
        """The documents in the folder that nothing is known of: path → digest."""
        found = {}
        for path in sorted(self._folder.rglob("*.docx")):
            at = path.relative_to(self._folder).as_posix()
            if (
                at.startswith(f"{STATE}/")
                or path.name.startswith(("~", "."))
                or _COPY.fullmatch(path.stem)
                or self._is_known(at)
                or not path.is_file()
            ):
                continue
            if digest_there := digest_at(path):
                found[at] = digest_there
        return found

    def _is_known(self, at: str) -> bool:
        """Whether the ledger knows what lies there; a name that was spelled anew is another one
        where the disk tells the two apart."""
        entry = self._ledger.lying_at(at)
        places = (entry.at, entry.beside) if entry else ()
        return any(composed(place) == composed(at) and self._lies(place) for place in places)

    def _has_document(self, pdf: str) -> bool:
        """Whether it is the PDF of a document beside it."""
        return self._ledger.lying_at(f"{pdf.removesuffix('.pdf')}.docx") is not None

    def _lies(self, at: str) -> bool:
        return os.path.lexists(self._folder / at)


def _by_folder(keys: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(posixpath.dirname(key), []).append(key)
    return found


def digest_at(path: Path) -> str | None:
    """The digest of the file there, None without one; that of a link is like no other."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return f"link to {digest(data)}" if path.is_symlink() else digest(data)


def _is_copy_of(path: Path, was: Path) -> bool:
    """Whether a file is rather a copy, under the same name, in the folder of an interviewer."""
    return path.name == was.name and len(path.parts) > len(was.parts)
