"""The first page without the header and footer of the others, which office2pdf prints there too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from leavebehind.docx.body import RELATIONS, Body, R, W

_PARTS = {"header": "/Header", "footer": "/Footer"}


def leave_bare(document: Path, pdf: Path) -> None:
    """Takes header and footer off the first page where `document` wants it to have none."""
    unwanted = set(_unwanted(document))
    if not unwanted:
        return
    with pikepdf.open(pdf, allow_overwriting_input=True) as made:
        page = made.pages[0]
        kept = list(_without(unwanted, pikepdf.parse_content_stream(page)))
        page.Contents = made.make_stream(pikepdf.unparse_content_stream(kept))
        made.save(pdf)


def _unwanted(document: Path) -> Iterator[str]:
    """ "/Header" and "/Footer", each where the first page is to have an empty one."""
    body = Body.of(document)
    section = None if body is None else next(body.text.iter(f"{W}sectPr"), None)
    if body is None or section is None or section.find(f"{W}titlePg") is None:
        return
    for kind, subtype in _PARTS.items():
        if not any(map(_has_text, _first_parts(body, section, kind))):
            yield subtype


def _first_parts(body: Body, section: etree._Element, kind: str) -> Iterator[etree._Element | None]:
    relations = [] if (part := body.part(RELATIONS)) is None else list(part)
    targets = {one.get("Id"): one.get("Target") for one in relations}
    for reference in section.findall(f"{W}{kind}Reference"):
        if reference.get(f"{W}type") == "first":
            yield body.part(f"word/{targets.get(reference.get(f'{R}id'))}")


def _has_text(part: etree._Element | None) -> bool:
    return (
        part is not None and next(part.iter(f"{W}t", f"{W}drawing", f"{W}pict"), None) is not None
    )


def _without(unwanted: set[str], instructions: Any) -> Iterator[Any]:
    """The instructions of a page outside the marked artifacts of the unwanted kinds."""
    depth = skipped = 0
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
            if not skipped and _subtype(instruction) in unwanted:
                skipped = depth
        if not skipped:
            yield instruction
        if operator == "EMC":
            skipped = 0 if skipped == depth else skipped
            depth -= 1


def _subtype(instruction: Any) -> str:
    """What kind of artifact begins here (PDF 2.0, 14.8.2.2.2); "" for anything else."""
    operands = instruction.operands
    if len(operands) < 2 or not isinstance(operands[1], pikepdf.Dictionary):
        return ""
    return str(operands[1].get("/Subtype", ""))
