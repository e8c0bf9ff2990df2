"""What stays open from one build to the next: child processes, and LibreOffice."""

from __future__ import annotations

from dataclasses import dataclass, field

from leavebehind.pdf.libreoffice_listener import Listener
from leavebehind.worker import WorkerPool


@dataclass(frozen=True)
class Session:
    """Who makes it enters its workers, so that idle ones wait for the next build."""

    workers: WorkerPool = field(default_factory=WorkerPool)
    listener: Listener | None = None
