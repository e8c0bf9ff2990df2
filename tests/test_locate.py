"""Which file a document is, and whether it is renamed: both tables, row by row."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from leavebehind.packages.ledger import Recorded
from leavebehind.packages.locate import Finding, Leaving, leaving, locate
from leavebehind.packages.unknown_documents import UnknownDocument

ONE, OTHER = (UnknownDocument(f"NW/{name}.docx", name, "") for name in ("One", "Other"))
ODT = (Path("NW/Letter.odt"),)


@pytest.mark.parametrize("is_in_place", [True, False])
@pytest.mark.parametrize("alike", [[], [ONE], [ONE, OTHER]])
@pytest.mark.parametrize("other_formats", [(), ODT])
@pytest.mark.parametrize("has_new_version", [True, False])
def test_what_the_person_put_in_its_new_place_comes_before_all_else(
    is_in_place: bool,
    alike: list[UnknownDocument],
    other_formats: tuple[Path, ...],
    has_new_version: bool,
) -> None:
    found = locate(
        is_in_place=is_in_place,
        put_there=OTHER,
        alike=alike,
        other_formats=other_formats,
        has_new_version=has_new_version,
    )
    assert found == ("put there", [OTHER])


def test_its_own_file_in_its_place_comes_next() -> None:
    for alike, other_formats, new in product([[], [ONE], [ONE, OTHER]], [(), ODT], [True, False]):
        found = locate(
            is_in_place=True, alike=alike, other_formats=other_formats, has_new_version=new
        )
        assert found == ("in place", [])


@pytest.mark.parametrize(
    ("alike", "other_formats", "has_new_version", "finding"),
    [
        ([ONE], ODT, True, "moved"),
        ([ONE, OTHER], ODT, True, "copied"),
        ([], ODT, True, "saved otherwise"),
        ([], (), True, "thrown away"),
        ([], (), False, "deleted"),
    ],
)
def test_where_it_is_gone_what_is_like_it_then_beside_it_tells(
    alike: list[UnknownDocument],
    other_formats: tuple[Path, ...],
    has_new_version: bool,
    finding: Finding,
) -> None:
    found = locate(
        is_in_place=False,
        alike=alike,
        other_formats=other_formats,
        has_new_version=has_new_version,
    )
    assert found == (finding, alike)


A, B, MINE, ON_ITS_WAY = (f"NW/{name}.docx" for name in ("A", "B", "Mine", "A (on its way)"))


@pytest.mark.parametrize(
    ("path", "planned_before", "planned", "needed", "how"),
    [
        (A, A, A, {A}, "stays"),
        (A, B, A, {A}, "stays"),
        (A, A, B, {A, B}, "leaves"),
        (MINE, A, A, {A, MINE}, "leaves"),
        (ON_ITS_WAY, A, A, {A}, "leaves"),
        (ON_ITS_WAY, A, B, {B}, "leaves"),
        (A, A, B, {B}, "leaves unless edited"),
        (MINE, A, A, {A}, "stays"),
        (MINE, A, B, {B}, "stays"),
    ],
)
def test_a_document_leaves_where_others_belong_and_where_the_workbook_calls_it_otherwise(
    path: str, planned_before: str, planned: str, needed: set[str], how: Leaving
) -> None:
    assert leaving(Recorded(path, planned_before), planned, needed) == how
