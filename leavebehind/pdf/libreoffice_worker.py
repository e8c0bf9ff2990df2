"""LibreOffice's side of `worker.Worker`: run as a script, with the program to open.

LibreOffice stays open, and converts in a fraction of the time that a start takes. It ends with this
process, which ends with the one that started it, kill -9 included.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from leavebehind.pdf.libreoffice_profile import environment, new_profile, options
from leavebehind.worker import serve

_PATIENCE = 0.02
"""Seconds between two looks whether LibreOffice is open."""


class _LibreOffice:
    def __init__(self, program: str) -> None:
        self._scratch = Path(tempfile.gettempdir())
        self._command = [program, *options(new_profile(self._scratch))]
        self._environment = environment(self._scratch)
        self._opened: subprocess.Popen[bytes] | None = None
        self._log = (self._scratch / "log").open("a+b")

    def convert(self, question: dict[str, Any]) -> dict[str, Any]:
        """Calls the program with `arguments`; its exit code and what it said."""
        self._open()
        # The one that is open says what is wrong with a document, and not the one that is called.
        before = self._log.seek(0, os.SEEK_END)
        code = self._start(question["arguments"]).wait()
        self._log.seek(before)
        return {"code": code, "log": self._log.read().decode("utf-8", "replace")}

    def _open(self) -> None:
        """Waits until LibreOffice takes documents; where it ends, each call starts another."""
        if self._opened and self._opened.poll() is None:
            return
        # It does not end while a document is open in it, and then there is a lock file.
        document = self._scratch / "open.txt"
        document.write_text("open", encoding="utf-8")
        lock = self._scratch / ".~lock.open.txt#"
        lock.unlink(missing_ok=True)
        self._opened = self._start([document])
        while self._opened.poll() is None and not lock.exists():
            time.sleep(_PATIENCE)

    def _start(self, arguments: list[str | Path]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self._command, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )


def _end_all() -> None:
    """Ends this process, and LibreOffice with it."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(os.getpid())]
        subprocess.run(tree, capture_output=True, check=False)
    else:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    serve(_LibreOffice(sys.argv[1]).convert, _end_all)
    _end_all()
