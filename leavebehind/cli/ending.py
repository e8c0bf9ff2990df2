"""How the program is ended from outside: whatever it is doing breaks off and clears up."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, to be ended by another program, and to lose the terminal."""


def break_off_when_ended(first: Callable[[], object] | None = None) -> None:
    """Raises KeyboardInterrupt where the program is ended, after it has called `first`.

    Python loses an exception that comes while it clears an object away; what `first` has done
    stays.
    """

    def break_off(_signal: int, _frame: FrameType | None) -> NoReturn:
        if first:
            first()
        raise KeyboardInterrupt

    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # nohup and a shell's background jobs have some of them ignored.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, break_off)
