"""Documents that wait for an engine, converted in as many threads as it has workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from math import ceil
from pathlib import Path
from threading import Lock

from leavebehind.errors import EngineError
from leavebehind.pdf.accessibility import make_accessible
from leavebehind.pdf.engine import Engine, Monitor, Result, unwritable_pdf

_PER_CALL = 100
"""So many paths fit into a command line on every system."""


class EngineQueue:
    """Converts into `folder` what is submitted, in as many threads as the engine has workers.

    Documents wait until they are worth a call, and are shared among the workers.
    """

    def __init__(self, engine: Engine, folder: Path, monitor: Monitor) -> None:
        self._engine = engine
        self._folder = folder
        self._monitor = monitor
        self._waiting: deque[tuple[Path, Future[Result]]] = deque()
        self._lock = Lock()
        self._flushed = False
        self._threads = ThreadPoolExecutor(engine.workers)

    def submit(self, document: Path) -> Future[Result]:
        """The result to come; begun when enough documents wait to be worth a call."""
        future: Future[Result] = Future()
        with self._lock:
            self._waiting.append((document, future))
            enough = len(self._waiting) >= self._engine.batch_size
        if enough:
            self._threads.submit(self._convert_batch)
        return future

    def flush(self) -> None:
        """Begins what waits, however little it is, because a result is needed now."""
        with self._lock:
            self._flushed = bool(self._waiting)
        if self._flushed:
            for _ in range(self._engine.workers):
                self._threads.submit(self._convert_batch)

    def close(self) -> None:
        """Ends what is under way; what is not done by then never is."""
        self._monitor.stop.set()
        self._threads.shutdown(cancel_futures=True)

    def _convert_batch(self) -> None:
        batch = dict(self._next_batch())
        try:
            results = self._converted(list(batch)) if batch else {}
        # Else who waits for these results would wait for ever.
        except BaseException as error:
            for future in batch.values():
                future.set_exception(error)
            raise
        for document, future in batch.items():
            future.set_result(results[document])

    def _next_batch(self) -> Iterator[tuple[Path, Future[Result]]]:
        """What one call is to convert; nothing where too little waits, or others have taken it."""
        size, workers = self._engine.batch_size, self._engine.workers
        with self._lock:
            if self._monitor.stop.is_set() or len(self._waiting) < (1 if self._flushed else size):
                return
            # Equal shares: one worker with all documents would leave the other cores idle.
            share = max(size, ceil(len(self._waiting) / workers)) if size > 1 else 1
            for _ in range(min(share, len(self._waiting), _PER_CALL)):
                yield self._waiting.popleft()
            self._flushed = self._flushed and bool(self._waiting)

    def _converted(self, documents: list[Path]) -> Mapping[Path, Result]:
        try:
            results = self._engine.convert(documents, self._folder, self._monitor)
        except OSError as error:
            return dict.fromkeys(documents, unwritable_pdf(error))
        return {document: _finished(document, result) for document, result in results.items()}


def _finished(document: Path, result: Result) -> Result:
    if isinstance(result, Path):
        try:
            make_accessible(document, result)
        except OSError as error:
            return unwritable_pdf(error)
        except EngineError as error:
            return error
    return result
