"""A LibreOffice that stays open between calls, so that the next document needs no start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from leavebehind.pdf.libreoffice_profile import environment, new_profile, options
from leavebehind.worker import end, start


class Resident:
    """A LibreOffice that stays open, because a document is open in it.

    A call with the same profile has it do the work, in a tenth of the time that a start takes.
    """

    def __init__(self, program: Path, memory: int) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        scratch = Path(self._folder.name)
        self.profile = new_profile(scratch)
        self._lock = scratch / ".~lock.open.txt#"
        (scratch / "open.txt").write_text("open", encoding="utf-8")
        keeper = Path(__file__).with_name("keeper.py")
        self._process = start(
            [sys.executable, keeper, program, *options(self.profile), scratch / "open.txt"],
            environment(scratch),
            stdin=subprocess.PIPE,
            memory=memory,
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def is_ready(self) -> bool:
        return self.is_alive() and self._lock.exists()

    def close(self) -> None:
        end(self._process)
        if self._process.stdin:
            self._process.stdin.close()
        self._folder.cleanup()


class Residence:
    """Room for one resident, while it is open."""

    def __init__(self) -> None:
        self._is_open = False
        self._resident: Resident | None = None
        self._lock = Lock()

    def open(self) -> None:
        self._is_open = True

    def close(self) -> None:
        self._is_open = False
        self.leave()

    def ready(self) -> Resident | None:
        with self._lock:
            return self._resident if self._resident and self._resident.is_ready() else None

    def take(self, program: Path, memory: int) -> None:
        """Starts a resident where there is room for one, and does not wait for it."""
        with self._lock:
            if not self._is_open or (self._resident and self._resident.is_alive()):
                return
            if self._resident:
                self._resident.close()
            self._resident = Resident(program, memory)

    def leave(self) -> None:
        with self._lock:
            resident, self._resident = self._resident, None
        if resident:
            resident.close()


residence = Residence()


@contextmanager
def kept_open() -> Iterator[None]:
    """Within it LibreOffice stays open once it was needed, and the next document is quick."""
    residence.open()
    try:
        yield
    finally:
        residence.close()
