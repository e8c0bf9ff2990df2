"""The command line: arguments, printing and exit codes; the only place that prints or exits."""

from __future__ import annotations

from typing import NoReturn

from leavebehind.cli.ending import break_off_when_ended


def main() -> NoReturn:
    """Run the command that the arguments ask for, and exit with its code."""
    break_off_when_ended()
    try:
        # Ctrl-C may come while this loads, too.
        from leavebehind.cli.app import run
        from leavebehind.cli.streams import give_up

        try:
            run()
        except OSError as error:  # the help can't be written
            give_up(error)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    raise SystemExit(0)
