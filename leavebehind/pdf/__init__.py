"""Word documents to PDF: one module an engine, and the choice between them."""

from __future__ import annotations

from leavebehind.errors import EngineError
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.engine import Engine, Printed, Result
from leavebehind.pdf.libreoffice import LibreOffice
from leavebehind.pdf.word import Word

__all__ = ["CHOICES", "Engine", "Printed", "Result", "choose", "engines"]

CHOICES = ("auto", "word", "libreoffice", "embedded", "none")


def engines() -> tuple[Engine, ...]:
    """Every engine there is, the most faithful first."""
    return Word(), LibreOffice(), Embedded()


def choose(wanted: str = "auto") -> Engine | None:
    """The engine called `wanted`; for "auto" the first that works, None where none does.

    "none" is None. Raises EngineError where the wanted engine is missing, with how to get it.
    """
    if wanted == "none":
        return None
    if wanted == "auto":
        return next((engine for engine in engines() if not engine.missing()), None)
    engine = next((engine for engine in engines() if engine.name == wanted), None)
    if engine is None:
        raise EngineError(f"no PDF engine is called {wanted!r}; there are {', '.join(CHOICES)}")
    if reason := engine.missing():
        raise EngineError(f"the PDF engine {wanted!r} can't be used: {reason}")
    return engine
