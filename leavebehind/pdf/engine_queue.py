"""Documents that wait for an engine, converted in as many threads as it has workers."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from leavebehind.errors import EngineError
from leavebehind.pdf.accessibility import make_accessible
from leavebehind.pdf.engine import Engine, Monitor, Result, unwritable_pdf


class EngineQueue:
    """Converts into `folder` what is submitted, by as many of the engine's workers as that is
    worth."""

    def __init__(self, engine: Engine, folder: Path, monitor: Monitor) -> None:
        self._engine = engine
        self._folder = folder
        self._monitor = monitor
        self._waiting: deque[tuple[Path, Future[Result]]] = deque()
        self._lock = Lock()
        self._working = 0
        self._threads = ThreadPoolExecutor(engine.workers)

    def submit(self, document: Path) -> Future[Result]:
        """The result to come."""
        future: Future[Result] = Future()
        engine = self._engine
        with self._lock:
            self._waiting.append((document, future))
            has_enough = len(self._waiting) > self._working * engine.worth_a_worker
            if has_enough and self._working < engine.workers:
                self._working += 1
                self._threads.submit(self._work)
        return future

    def close(self) -> None:
        """Ends what is under way; what is not done by then never is."""
        self._monitor.stop.set()
        self._threads.shutdown(cancel_futures=True)

    def _work(self) -> None:
        """Converts what waits, one document after another."""
        while True:
            with self._lock:
                if not self._waiting or self._monitor.stop.is_set():
                    self._working -= 1
                    return
                document, future = self._waiting.popleft()
            try:
                future.set_result(self._converted(document))
            # Else who waits for this result would wait for ever.
            except BaseException as error:
                future.set_exception(error)

    def _converted(self, document: Path) -> Result:
        try:
            pdf = self._engine.convert(document, self._folder, self._monitor)
            make_accessible(document, pdf)
        except EngineError as error:
            return error
        except OSError as error:
            return unwritable_pdf(error)
        return pdf
