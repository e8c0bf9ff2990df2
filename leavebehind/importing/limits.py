"""How much of a source is read: its content is somebody else's."""

from __future__ import annotations

from dataclasses import dataclass, field

from leavebehind.workbook.limits import MEGABYTE, ReadLimits


@dataclass(frozen=True)
class ImportLimits:
    """How much of a source is read."""

    file_bytes: int = 64 * MEGABYTE
    """An archive may be larger: only the parts that are wanted are unpacked."""
    member_bytes: int = 64 * MEGABYTE
    """What a part of an archive may unpack to."""
    ratio: int = 200
    """How many times its packed size a part may unpack to, from `ratio_from` bytes."""
    ratio_from: int = 4 * MEGABYTE
    members: int = 10_000
    rows: int = 50_000
    """Rows that one source may give: LinkedIn allows 30,000 connections."""
    text: int = 32_000
    """Characters of a cell: Excel's hold 32,767."""
    workbook: ReadLimits = field(default_factory=ReadLimits)
