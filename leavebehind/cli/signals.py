"""How the program is ended from outside: whatever it is doing breaks off and cleans up."""

from __future__ import annotations

import signal
import sys
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import main_thread
from types import FrameType
from typing import NoReturn

# Ctrl-C, the request of another program, and a terminal that closes; Windows lacks the last.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")

STOPPED = "stopped; run it again to go on"
INTERRUPTED = 130
"""What a shell expects of what Ctrl-C has ended: 128 and the number of the signal."""


def break_off_when_ended(first: Callable[[], object] | None = None) -> None:
    """Raises KeyboardInterrupt where the program is ended, after it has called `first`.

    Python drops an exception that is raised while it destroys an object; the effect of `first`
    stays.
    """

    def break_off(_signal: int, _frame: FrameType | None) -> NoReturn:
        if first:
            first()
        raise KeyboardInterrupt

    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # nohup and a shell's background jobs ignore some of them on purpose.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, break_off)


@contextmanager
def stopped_in_one_line() -> Iterator[None]:
    """Ends the program as a shell expects of what Ctrl-C has ended, with a line that says so."""
    try:
        yield
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write(f"{STOPPED}\n")
        raise SystemExit(INTERRUPTED) from None


def break_off() -> None:
    """Has the main thread break off as it does where the program is ended from outside."""
    if sys.platform == "win32":
        interrupt_main(signal.SIGTERM)
    else:
        # Sent to the main thread, so that what it waits for is interrupted.
        signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)
