"""LibreOffices that stay open between calls, so that the next document needs no start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Event, Lock

from leavebehind.pdf.libreoffice_profile import environment, new_profile, options
from leavebehind.worker import Pool, Process, end, start

_GUARD = Path(__file__).with_name("libreoffice_guard.py")


class Listener:
    """Keeps one LibreOffice open, from the first call that needs it until it is closed.

    A call with the same profile has it do the work, in a fraction of the time that a start takes.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened = ExitStack()
        self._process: Process | None = None
        self._profile = Path("profile")

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The head of the process group in which LibreOffice is open; None where it is not."""
        return self._process.pid if self._process else None

    def start(self, program: Path, memory: int) -> None:
        """Starts LibreOffice where none is running, and does not wait for it."""
        with self._lock:
            if self._is_alive():
                return
            self._opened.close()
            temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            scratch = Path(self._opened.enter_context(temporary))
            self._profile = new_profile(scratch)
            # It does not end while a document is open in it.
            document = scratch / "open.txt"
            document.write_text("open", encoding="utf-8")
            self._process = start(
                [sys.executable, _GUARD, program, *options(self._profile), document],
                environment(scratch),
                stdin=subprocess.PIPE,
                memory=memory,
            )
            self._opened.callback(_end, self._process)

    def ready(self) -> Path | None:
        """The profile of the LibreOffice that is open and takes documents."""
        with self._lock:
            # The lock file is there once the document is open.
            is_open = self._profile.with_name(".~lock.open.txt#").exists()
            return self._profile if self._is_alive() and is_open else None

    def wait(self, seconds: float, stop: Event) -> Path | None:
        """The profile as `ready` gives it, once it is; ends a LibreOffice that takes too long."""
        deadline = time.monotonic() + seconds
        while self._is_alive() and time.monotonic() < deadline and not stop.is_set():
            if profile := self.ready():
                return profile
            time.sleep(0.02)
        self.close()
        return None

    def close(self) -> None:
        """Ends the LibreOffice that is open; the next call starts another."""
        with self._lock:
            self._process = None
            self._opened.close()

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None


class Listeners(Pool[Listener]):
    """Lends listeners, one to a call at a time; while it is entered, those stay open.

    `stays_warm`: LibreOffice is opened after a single document, too, because more will follow.
    """

    def __init__(self, *, stays_warm: bool = False) -> None:
        super().__init__()
        self.stays_warm = stays_warm
        self._lent = 0

    @property
    def have_been_lent(self) -> bool:
        """Whether this is not the first call, so that others may follow."""
        return self._lent > 1

    def lend(self) -> AbstractContextManager[Listener]:
        """The listener that was used last of those that are free, else a new one."""
        with self._lock:
            self._lent += 1
        return self.lend_any(None, Listener)


def _end(process: Process) -> None:
    end(process)
    if process.stdin:
        process.stdin.close()
