"""What may hang or crash runs in a child process, where that costs one document."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from leavebehind.errors import EngineError, system_words

Process = subprocess.Popen[bytes]
Answer = Callable[[dict[str, Any]], dict[str, Any]]

# Python 3.10 doesn't know PYTHONSAFEPATH: this runs the script that is named first, without its
# folder among the libraries, where the script's neighbours would come before those of their names.
_RUN_SAFELY = (
    "import sys; del sys.path[0], sys.argv[0]; "
    "import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
)

# Seconds between two checks whether the run is to stop.
_POLL = 0.1


def _limit(process: Process, memory: int) -> None:
    if sys.platform == "linux":
        import resource

        # From outside, because code between fork and exec is not safe beside threads.
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (memory, memory))


def _end(process: Process) -> None:
    """Ends a child, and whatever it started itself."""
    if sys.platform == "win32":
        # Windows has no groups that could be killed; this ends the tree of children.
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
    else:
        # Also where the head has ended: its children may live on.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


class Worker:
    """A child process that answers one question after another.

    `script` is a Python script that calls `serve`, with its arguments; `seconds` is how long one
    answer may take, `memory` how many bytes the child may take where the system can limit it,
    `patience` how many seconds it gets to break off where it is closed before it has answered.
    Its temporary files are removed when it is closed. `is_new` until it was asked something.
    """

    def __init__(
        self,
        script: Sequence[str | Path],
        seconds: float,
        memory: int | None = None,
        patience: float = 0,
    ) -> None:
        self._seconds = seconds
        self._patience = patience
        self.is_new = True
        try:
            self._temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        except OSError as error:
            raise _unstartable(error) from error
        try:
            self._process = _started(script, self._temporary.name, memory)
        except OSError as error:
            self._temporary.cleanup()
            raise _unstartable(error) from error
        assert self._process.stdin and self._process.stdout  # it is started with pipes
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._is_idle = True
        self._answers: queue.Queue[bytes] = queue.Queue()
        reader = threading.Thread(target=self._read, daemon=True)
        reader.start()

    def ask(
        self,
        question: Mapping[str, Any],
        stop: threading.Event | None = None,
        *,
        on_call: Answer | None = None,
    ) -> dict[str, Any]:
        """The child's answer; raises EngineError where it hangs, dies, reports an error, or has
        to `stop`. `on_call` answers what the child asks meanwhile."""
        self._is_idle = self.is_new = False
        try:
            answer = self._answer_to(question, stop)
            while on_call and "call" in answer:
                answer = self._answer_to(on_call(answer["call"]), stop)
        except queue.Empty:
            reason = f"it did not finish within {self._seconds:g} seconds"
            raise EngineError(reason) from None
        except (OSError, ValueError):
            _end(self._process)
            raise EngineError(f"it crashed (exit code {self._process.returncode})") from None
        self._is_idle = True
        if "error" in answer:
            raise EngineError(answer["error"])
        return dict(answer)

    def close(self) -> None:
        """Ends the child; an idle one gets the time to end by itself, which is when it closes
        Word."""
        self._stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10 if self._is_idle else self._patience)
        _end(self._process)
        self._temporary.cleanup()

    def _answer_to(self, question: Mapping[str, Any], stop: threading.Event | None) -> Any:
        self._stdin.write(json.dumps(question).encode() + b"\n")
        return json.loads(self._answer(stop))

    def _answer(self, stop: threading.Event | None) -> bytes:
        deadline = time.monotonic() + self._seconds
        while stop is None or not stop.is_set():
            left = max(deadline - time.monotonic(), 0)
            try:
                return self._answers.get(timeout=min(left, _POLL))
            except queue.Empty:
                if time.monotonic() >= deadline:
                    raise
        raise EngineError("the run was stopped")

    def _read(self) -> None:
        """Passes on every line, and an empty one at the end; runs in a thread of its own."""
        with self._stdout:
            for line in self._stdout:
                self._answers.put(line)
        # It is no JSON, so that whoever waits for an answer learns that the child has gone.
        self._answers.put(b"")


def _unstartable(error: OSError) -> EngineError:
    reason, hint = system_words(error)
    return EngineError(f"no process can be started: {reason}", hint)


def _started(script: Sequence[str | Path], temporary: str, memory: int | None) -> Process:
    """A child, as the head of its own process group: what it starts dies with it.

    On Linux it gets at most `memory` bytes, as does each program that it starts.
    """
    # The child finds the packages that this process found, wherever they lie.
    folders = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    environment = {**os.environ, "PYTHONPATH": folders, "PYTHONSAFEPATH": "1"}
    environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)
    safely = [] if sys.version_info >= (3, 11) else ["-c", _RUN_SAFELY]
    # Unbuffered: a line written to it is on its way, and closing can't fail on what is left.
    process = subprocess.Popen(
        [sys.executable, *safely, *map(str, script)],
        bufsize=0,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if memory is not None:
        _limit(process, memory)
    return process


class WorkerPool:
    """Lends workers, which take long to start; while it is entered, one that is given back waits
    for the next.

    It may be entered several times: workers that wait end with the last exit. A pool that is not
    entered ends each as it is given back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[Hashable, list[Worker]] = {}
        self._entered = 0

    def __enter__(self) -> WorkerPool:
        with self._lock:
            self._entered += 1
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._entered -= 1
            idle = {} if self._entered else self._idle
            self._idle = self._idle if self._entered else {}
        for worker in chain(*idle.values()):
            worker.close()

    @contextlib.contextmanager
    def lend(
        self,
        script: Sequence[str | Path],
        seconds: float,
        memory: int | None = None,
        patience: float = 0,
    ) -> Iterator[Worker]:
        """The worker with this script and these limits that was used last, else a new one; after
        an error it is closed."""
        kind = (*script, seconds, memory, patience)
        with self._lock:
            idle = self._idle.get(kind)
            worker = idle.pop() if idle else None
        worker = worker or Worker(script, seconds, memory, patience)
        try:
            yield worker
        except BaseException:
            # What failed once may lack memory or be in an unknown state for the next question.
            worker.close()
            raise
        with self._lock:
            if kept := self._entered > 0:
                self._idle.setdefault(kind, []).append(worker)
        if not kept:
            worker.close()


def serve(answer: Answer, break_off: Callable[[], None] | None = None) -> None:
    """The child's side: answers every line of standard input with one on standard output.

    With `question["ask"]` it can ask the parent something while it works on the answer.
    `break_off` is called, in another thread, where the parent ends before it has the answer.
    """
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    is_busy = threading.Event()

    def read() -> None:
        # Not by sys.stdin, whose lock would be held for ever when Python shuts down.
        with open(0, "rb", closefd=False) as stdin:
            for line in stdin:
                is_busy.set()
                lines.put(line)
        if break_off and is_busy.is_set():
            break_off()
        lines.put(b"")

    threading.Thread(target=read, daemon=True).start()
    # What runs here may print; the answers go out through a copy that it doesn't know.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)

        def say(what: Mapping[str, Any]) -> None:
            print(json.dumps(what), file=answers, flush=True)

        def ask(what: Mapping[str, Any]) -> Any:
            say({"call": what})
            if line := lines.get():
                return json.loads(line)
            os._exit(1)  # the parent has gone, and nobody waits for the answer

        for line in iter(lines.get, b""):
            found = _guarded(answer, {**json.loads(line), "ask": ask})
            # Free before the answer is out: the next question may come at once.
            is_busy.clear()
            say(found)


def _guarded(answer: Answer, question: dict[str, Any]) -> dict[str, Any]:
    try:
        return answer(question)
    # Converters call sys.exit, assert and panic; none of them may end the worker.
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}".strip(": ")}
