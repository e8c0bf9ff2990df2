"""The child's side of a worker; imports nothing of the library, so that it starts at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any


def serve(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answers every line of standard input with one on standard output, until the input ends."""
    # Converters print; the answers go out through a copy that they don't know.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        print(json.dumps(_guarded(answer, json.loads(line))), file=answers, flush=True)


def _guarded(
    answer: Callable[[dict[str, Any]], dict[str, Any]], question: dict[str, Any]
) -> dict[str, Any]:
    try:
        return answer(question)
    # Converters call sys.exit, assert and panic; none of them may end the worker.
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}".strip(": ")}
