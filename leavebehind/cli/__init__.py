"""The command line: arguments, printing and exit codes; the only place that prints or exits."""

from __future__ import annotations

from typing import NoReturn

from leavebehind.cli.signals import break_off_when_ended


def main() -> NoReturn:
    """Run the command that the arguments ask for, and exit with its code."""
    break_off_when_ended()
    try:
        # Imported here, so that Ctrl-C while this loads is handled, too.
        from leavebehind.cli.app import run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    raise SystemExit(0)
