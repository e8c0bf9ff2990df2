"""Processes that build workbooks side by side, and end with the process that they work for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.synchronize import Event
from types import FrameType
from typing import Any

MOST = 61
"""How many processes Windows can wait for."""

_at_rest = threading.Event()
_at_rest.set()
_stop: Event
"""Set where no process shall begin another job; each has it from the one that they work for."""


@contextmanager
def crew(jobs: int) -> Iterator[Executor]:
    """An executor with as many processes as cores, but no more than `jobs`.

    Where what it is used for breaks off, each process lets go of its job, ends what it has started
    and ends itself.
    """
    size = min(jobs, os.cpu_count() or 1, MOST)
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    with _Crew(size, mp_context=spawn, initializer=_stand_by, initargs=(stop,)) as executor:
        try:
            yield executor
        except BaseException:
            stop.set()
            _interrupt_all()
            executor.shutdown(cancel_futures=True)
            raise


class _Crew(ProcessPoolExecutor):
    def submit(self, call: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        if sys.platform == "win32":
            return super().submit(_work, call, *args, **options)
        # Ctrl-C waits: here until the processes are started, in them until they can let go.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(_work, call, *args, **options)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _interrupt_all() -> None:
    """Ctrl-C in a terminal has reached them; a signal to this process alone has not."""
    if sys.platform != "win32":
        for process in multiprocessing.active_children():
            with suppress(ProcessLookupError):
                os.kill(process.pid or 0, signal.SIGINT)


def _stand_by(stop: Event) -> None:
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """Ends this process when the one that it works for has ended without a word."""
    if parent := multiprocessing.parent_process():
        parent.join()
        _stop.set()
        signal.raise_signal(signal.SIGINT)
        _at_rest.wait()
        os._exit(1)


def _work(call: Callable[..., Any], *args: Any, **options: Any) -> Any:
    _at_rest.clear()
    signal.signal(signal.SIGINT, _let_go)
    try:
        if _stop.is_set():
            raise KeyboardInterrupt
        return call(*args, **options)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _at_rest.set()


def _let_go(_signal: int, _frame: FrameType | None) -> None:
    """Only once: a second Ctrl-C would break into the clearing up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stop.set()
    raise KeyboardInterrupt
