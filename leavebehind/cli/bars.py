"""Progress bars on a terminal; rich is loaded when the first one is drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bars:
    """A bar for each step of long work, drawn where `show` is called on a terminal."""

    def __init__(self, until: ExitStack) -> None:
        self._until = until
        self._drawn: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def show(self, step: str, done: int, total: int) -> None:
        """Draw how far the step has come."""
        if self._drawn is None:
            self._drawn = self._until.enter_context(_drawing())
        if step not in self._tasks:
            self._tasks[step] = self._drawn.add_task(step.capitalize())
        self._drawn.update(self._tasks[step], completed=done, total=total)


@contextmanager
def bars(*, quiet: bool) -> Iterator[Bars | None]:
    """Bars that are gone at the end; None where nobody would see them."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as until:
        yield Bars(until)


def _drawing() -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    # On one terminal the lines of standard output have to pass above the bars.
    together = sys.stdout is not None and sys.stdout.isatty()
    console = Console(stderr=True)
    return Progress(console=console, transient=True, redirect_stdout=together)
