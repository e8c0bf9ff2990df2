"""The command line: arguments, printing and exit codes; the only place that prints or exits."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn


def main() -> NoReturn:
    """Run the command that the arguments ask for, and exit with its code."""
    # To be ended, or to lose its terminal, ends what it has started, as Ctrl-C does.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    try:
        # Ctrl-C may come while this loads, too.
        from leavebehind.cli.commands import run
        from leavebehind.cli.streams import give_up

        try:
            run()
        except OSError as error:  # the help can't be written
            give_up(error)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    raise SystemExit(0)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
