"""A LibreOffice that stays open between calls, so that the next document needs no start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Lock

from leavebehind.pdf.libreoffice_profile import environment, new_profile, options
from leavebehind.worker import end, start

_KEEPER = Path(__file__).with_name("keeper.py")


class Listener:
    """Keeps one LibreOffice open, from the first call that needs it until it is closed.

    A call with the same profile has it do the work, in a tenth of the time that a start takes.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: _OpenOffice | None = None

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def ready(self) -> Path | None:
        """The profile of the LibreOffice that is open and takes documents."""
        with self._lock:
            running = self._running
            return running.profile if running and running.is_ready() else None

    @property
    def process_id(self) -> int | None:
        """The head of the process group in which LibreOffice is open; None where it is not."""
        return self._running.process_id if self._running else None

    def start(self, program: Path, memory: int) -> None:
        """Starts LibreOffice where none is running, and does not wait for it."""
        with self._lock:
            if self._running and self._running.is_alive():
                return
            if self._running:
                self._running.close()
            self._running = _OpenOffice(program, memory)

    def close(self) -> None:
        """Ends the LibreOffice that is open; the next call starts another."""
        with self._lock:
            running, self._running = self._running, None
        if running:
            running.close()


class _OpenOffice:
    """A LibreOffice that does not end, because a document is open in it."""

    def __init__(self, program: Path, memory: int) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        scratch = Path(self._folder.name)
        self.profile = new_profile(scratch)
        # LibreOffice writes its lock file once the document is open, and it is ready for others.
        self._lock_file = scratch / ".~lock.open.txt#"
        (scratch / "open.txt").write_text("open", encoding="utf-8")
        self._process = start(
            [sys.executable, _KEEPER, program, *options(self.profile), scratch / "open.txt"],
            environment(scratch),
            stdin=subprocess.PIPE,
            memory=memory,
        )

    @property
    def process_id(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def is_ready(self) -> bool:
        return self.is_alive() and self._lock_file.exists()

    def close(self) -> None:
        end(self._process)
        if self._process.stdin:
            self._process.stdin.close()
        self._folder.cleanup()
