"""The PDFs that are kept for later builds, each with what is to be said of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path


def keep(pdf: Path, target: Path, notes: Sequence[str]) -> None:
    """Puts the PDF into its place, and beside it the notes that later builds repeat."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if notes:
        notes_beside(target).write_text(json.dumps(notes), encoding="utf-8")
    # Whole or not at all: a run that is killed here leaves nothing that looks like a PDF.
    unfinished = target.with_suffix(".part")
    shutil.copyfile(pdf, unfinished)
    unfinished.replace(target)
    pdf.unlink()


def kept_notes(pdf: Path) -> list[str]:
    """What the engine said of the PDF when it made it."""
    try:
        notes = json.loads(notes_beside(pdf).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [str(text) for text in notes] if isinstance(notes, list) else []


def notes_beside(pdf: Path) -> Path:
    """The file that holds the notes on a kept PDF, where there are any."""
    return pdf.with_suffix(".notes.json")
