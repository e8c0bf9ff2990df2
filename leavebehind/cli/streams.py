"""Standard output and standard error, whatever they lead to."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import NoReturn, TextIO


def prepare() -> None:
    """Has a terminal that lacks a letter show another; that is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def out(text: str, end: str = "\n") -> None:
    """Writes to standard output, at once."""
    _write(sys.stdout, text + end)


def err(text: str) -> None:
    """Writes a line to standard error."""
    _write(sys.stderr, text + "\n")


def out_is_utf8() -> bool:
    """Whether standard output can take every letter."""
    name = getattr(sys.stdout, "encoding", None) or ""
    return name.lower().replace("-", "") == "utf8"


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # the program was started without one
        return
    try:
        # A name on the disk may hold what is no character at all.
        stream.write(text.encode("utf-8", "replace").decode())
        stream.flush()
    except BrokenPipeError:
        _silence(stream)  # who has stopped reading needs no more
    except OSError as error:
        _silence(stream)
        if stream is not sys.stderr:
            give_up(error)


def give_up(error: OSError) -> NoReturn:
    """Ends the program, whose output can't be written."""
    err(f"the output can't be written: {error.strerror}")
    raise SystemExit(1)


def _silence(stream: TextIO) -> None:
    """What is still to come goes nowhere, also when Python ends and empties the stream."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
