"""Which PDF engines there are, and which of them can be used here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import get_args

from leavebehind.errors import EngineError
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.pdf.word import Word
from leavebehind.report import PdfEngine
from leavebehind.worker import WorkerPool


def engines(
    pool: WorkerPool | None = None, workers: int = os.cpu_count() or 1
) -> tuple[Engine, ...]:
    """Every engine there is, the most faithful first; `pool` lends them their processes, of which
    `workers` may work at the same time."""
    pool = pool or WorkerPool()
    return Word(pool), LibreOffice(pool, workers=workers), Embedded(pool, workers=workers)


def usable(wanted: str, among: Sequence[Engine]) -> tuple[Engine, ...]:
    """The engines that can be tried for `wanted`, the best first: for "auto" all that work here.

    Empty for "none", and where "auto" finds no engine. Raises EngineError where the engine that
    `wanted` names is missing, with how to get it.
    """
    if wanted == "none":
        return ()
    if wanted == "auto":
        return tuple(engine for engine in among if not engine.missing())
    engine = next((engine for engine in among if engine.name == wanted), None)
    if engine is None:
        choices = ", ".join(get_args(PdfEngine))
        raise EngineError(f"no PDF engine is called {wanted!r}; there are {choices}")
    if reason := engine.missing():
        raise EngineError(f"the PDF engine {wanted!r} can't be used: {reason}")
    return (engine,)
