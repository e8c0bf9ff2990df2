"""Keeps a program running for as long as the process that asked for it lives: run as a script.

That process holds its standard input. However it ends, kill -9 included, the input ends with it,
and the program and all that it has started are ended too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys


def main(command: list[str]) -> None:
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    sys.stdin.read()
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(program.pid)]
        subprocess.run(tree, capture_output=True, check=False)
    else:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
