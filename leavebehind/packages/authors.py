"""Who wrote the documents in a packages folder, by what they say themselves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from leavebehind.docx.identity import read_identity
from leavebehind.docx.package import BadDocument, parsed, read_file, read_part
from leavebehind.packages.digests import mark
from leavebehind.packages.ledger import STATE, package_files

_CORE_PROPERTIES = "docProps/core.xml"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def authors(folder: Path) -> frozenset[str]:
    """A mark of each author of the generated documents; of all documents where it was built."""
    # Version 1 gave its documents no identity.
    was_built = (folder / STATE).is_dir()
    found = set()
    for path in package_files(folder):
        if path.suffix == ".docx" and path.name[0] not in "~.":
            with suppress(OSError, BadDocument):
                data = read_file(path)
                if was_built or read_identity(data):
                    found.add(mark(_author(data)))
    return frozenset(found)


def _author(data: bytes) -> str:
    properties = parsed(read_part(data, _CORE_PROPERTIES))
    return "".join(properties.findtext(_CREATOR) or "").strip()
