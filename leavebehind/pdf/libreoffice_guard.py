"""Run as a script, it ends LibreOffice when the process that opened it ends, kill -9 included.

That process holds the script's standard input, which ends with it. It ends with LibreOffice, too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Thread


def main(command: list[str]) -> None:
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    Thread(target=_end_after, args=[program], daemon=True).start()
    sys.stdin.read()
    _end(program)


def _end_after(program: subprocess.Popen[bytes]) -> None:
    program.wait()
    _end(program)


def _end(program: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(program.pid)]
        subprocess.run(tree, capture_output=True, check=False)
        os._exit(0)
    else:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
