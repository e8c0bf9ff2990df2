"""What stays open from one build to the next: child processes, LibreOffice among them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from leavebehind.pdf.choice import engines
from leavebehind.pdf.engine import Engine
from leavebehind.worker import WorkerPool


@dataclass(frozen=True)
class Session:
    """While it is entered, idle workers and an open LibreOffice wait for the next build."""

    workers: WorkerPool = field(default_factory=WorkerPool)
    converters: int = os.cpu_count() or 1
    """How many documents a PDF engine may convert at the same time."""

    def __enter__(self) -> Session:
        self.workers.__enter__()
        return self

    def engines(self) -> tuple[Engine, ...]:
        """Every engine there is, working in this session."""
        return engines(self.workers, self.converters)

    def __exit__(self, *_error: object) -> None:
        self.workers.__exit__()
