"""The generated versions of a document: whether it is one of them, and which are known."""

from __future__ import annotations

from pathlib import Path

from leavebehind.docx.equality import same_document
from leavebehind.packages.digests import NO_FILE, seen_digest
from leavebehind.packages.ledger import Inputs, Ledger, Recorded


def generated_version(path: Path, found: str, recorded: Recorded, ledger: Ledger) -> str:
    """The digest of the generated version that the file is, "" where it was edited.

    `found` is the file's own digest.
    """
    if found in recorded.versions:
        return found
    if path.is_symlink() or found in ("", NO_FILE):
        return ""
    data = path.read_bytes()
    bases = ((known, ledger.base(known)) for known in recorded.versions)
    return next((known for known, base in bases if base and same_document(base, data)), "")


def is_edited(path: Path, recorded: Recorded, ledger: Ledger) -> bool:
    """Whether what lies there is not as generated; so is what can't be looked at."""
    return not generated_version(path, seen_digest(path), recorded, ledger)


def versions_of(recorded: Recorded, inputs: Inputs) -> dict[str, Inputs]:
    """The versions that were made of these inputs."""
    return {name: known for name, known in recorded.versions.items() if known == inputs}
