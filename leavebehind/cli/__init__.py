"""The command line: arguments, printing and exit codes; the only place that prints or exits."""

from __future__ import annotations

from typing import NoReturn

from leavebehind.cli.signals import break_off_when_ended, stopped_in_one_line


def main() -> NoReturn:
    """Run the command that the arguments ask for, and exit with its code."""
    break_off_when_ended()
    with stopped_in_one_line():
        # Imported here, so that Ctrl-C while this loads is handled, too.
        from leavebehind.cli.app import run

        run()
    raise SystemExit(0)
