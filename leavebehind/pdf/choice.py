"""Which PDF engines there are, and which of them can be used here."""

from __future__ import annotations

from leavebehind.errors import EngineError
from leavebehind.pdf.engine import Engine
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.pdf.office2pdf import Embedded
from leavebehind.pdf.word import Word

CHOICES = ("auto", "word", "libreoffice", "embedded", "none")


def engines() -> tuple[Engine, ...]:
    """Every engine there is, the most faithful first."""
    return Word(), LibreOffice(), Embedded()


def usable(wanted: str = "auto") -> tuple[Engine, ...]:
    """The engines that can be tried for `wanted`, the best first: for "auto" all that work here.

    Empty for "none", and where "auto" finds no engine. Raises EngineError where the engine that
    `wanted` names is missing, with how to get it.
    """
    if wanted == "none":
        return ()
    if wanted == "auto":
        return tuple(engine for engine in engines() if not engine.missing())
    engine = next((engine for engine in engines() if engine.name == wanted), None)
    if engine is None:
        raise EngineError(f"no PDF engine is called {wanted!r}; there are {', '.join(CHOICES)}")
    if reason := engine.missing():
        raise EngineError(f"the PDF engine {wanted!r} can't be used: {reason}")
    return (engine,)
