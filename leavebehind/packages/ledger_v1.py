"""The ledger's first version, read as the second."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any


def upgrade(known: Mapping[str, Any]) -> dict[str, Any]:
    """The same memory as version 2 writes it; raises what a damaged one may.

    Version 1 knew documents by the path as it was planned: the folder is then the owner's.
    """
    files: Mapping[str, Mapping[str, Any]] = known["files"]
    marks: Mapping[str, Mapping[str, str]] = known.get("owners", {})
    owners: dict[str, dict[str, Any]] = {}
    documents = {}
    for planned, entry in files.items():
        folder = posixpath.dirname(planned)
        owner = _owner(folder, owners, marks)
        section = entry["section"] or _pdf_section(folder)
        if (owner, section) in documents:
            # What the workbook has renamed without a trace: it is left over.
            owner = _owner(folder, owners, marks, again=planned)
        documents[owner, section] = {
            "owner": owner,
            "section": section,
            "planned": planned,
            **_recorded(entry),
        }
    for folder in marks:
        _owner(folder, owners, marks)
    return {"owners": owners, "documents": [*documents.values()]}


def _owner(
    folder: str,
    owners: dict[str, dict[str, Any]],
    marks: Mapping[str, Mapping[str, str]],
    again: str = "",
) -> str:
    parent = posixpath.dirname(folder)
    identifier = again or folder
    if identifier not in owners:
        parent_id = _owner(parent, owners, marks) if parent else ""
        owners[identifier] = {
            "folder": folder,
            "parent": parent_id,
            "marks": {} if again else dict(marks.get(folder, {})),
        }
    return identifier


def _pdf_section(folder: str) -> str:
    return "combined.pdf" if "/" in folder else "business_card.pdf"


def _recorded(entry: Mapping[str, Any]) -> dict[str, Any]:
    versions, engines = {}, []
    for generated, inputs in entry["versions"].items():
        content, *rest = inputs.split(".")
        if entry["section"]:
            versions[generated] = {"content": content, "pages": "".join(rest)}
        else:
            versions[generated], engines = {"content": content, "pages": ""}, rest
    return {
        "path": entry["at"],
        "versions": versions,
        "identity": "",
        "beside": entry["beside"],
        "pending": entry["pending"],
        "own_copy": entry.get("own", ""),
        "engines": engines,
    }
