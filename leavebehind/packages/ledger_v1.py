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
    folders = {posixpath.dirname(planned) for planned in files} | marks.keys()
    folders |= {posixpath.dirname(folder) for folder in folders} - {""}
    owners = {folder: _owner(folder, marks.get(folder, {})) for folder in sorted(folders)}
    documents = {}
    for planned, entry in files.items():
        owner = posixpath.dirname(planned)
        section = entry["section"] or _pdf_section(owner)
        documents[owner, section] = {
            "owner": owner,
            "section": section,
            "planned": planned,
            **_recorded(entry),
        }
    return {"owners": owners, "documents": [*documents.values()]}


def _owner(folder: str, marks: Mapping[str, str]) -> dict[str, Any]:
    return {"folder": folder, "parent": posixpath.dirname(folder), "marks": dict(marks)}


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
