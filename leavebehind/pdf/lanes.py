"""An engine kept busy: documents wait in one line, and every lane takes of it as it gets free."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from math import ceil
from pathlib import Path
from threading import Condition, Event, Thread

from leavebehind.pdf.engine import Engine, Remark, Report, Result, unwritten


class Lanes:
    """Converts into `folder` what is submitted, as many calls at a time as the engine bears.

    `on_done` and `on_note` are the engine's, and are called in the lanes' own threads.
    """

    def __init__(self, engine: Engine, folder: Path, on_done: Report, on_note: Remark) -> None:
        self._engine = engine
        self._folder = folder
        self._on_done = on_done
        self._on_note = on_note
        self._line: deque[tuple[Path, Future[Result]]] = deque()
        self._moved = Condition()
        self._hurried = False
        self._stop = Event()
        self._lanes: list[Thread] = []

    def submit(self, document: Path) -> Future[Result]:
        """The result to come; begun when enough documents wait to be worth a call."""
        future: Future[Result] = Future()
        with self._moved:
            self._line.append((document, future))
            if len(self._lanes) < self._engine.lanes:
                self._lanes.append(Thread(target=self._run, daemon=True))
                self._lanes[-1].start()
            self._moved.notify()
        return future

    def hurry(self) -> None:
        """Begins what waits, however little it is, because somebody waits for it."""
        with self._moved:
            self._hurried = bool(self._line)
            self._moved.notify_all()

    def close(self) -> None:
        """Ends what is under way; what is not done by then never is."""
        self._stop.set()
        with self._moved:
            self._moved.notify_all()
        for lane in self._lanes:
            lane.join()

    def _run(self) -> None:
        while batch := self._next():
            results = self._converted(list(batch))
            for document, future in batch.items():
                future.set_result(results[document])

    def _next(self) -> dict[Path, Future[Result]]:
        """What one call is to convert; nothing once the lanes are closed."""
        with self._moved:
            self._moved.wait_for(self._may_begin)
            if self._stop.is_set():
                return {}
            batch = dict(self._line.popleft() for _ in range(min(self._share(), len(self._line))))
            self._hurried = self._hurried and bool(self._line)
            return batch

    def _may_begin(self) -> bool:
        enough = 1 if self._hurried else self._engine.worthwhile
        return self._stop.is_set() or len(self._line) >= enough

    def _share(self) -> int:
        worthwhile = self._engine.worthwhile
        return max(worthwhile, ceil(len(self._line) / self._engine.lanes)) if worthwhile > 1 else 1

    def _converted(self, documents: list[Path]) -> Mapping[Path, Result]:
        try:
            return self._engine.convert(
                documents,
                self._folder,
                on_done=self._on_done,
                on_note=self._on_note,
                stop=self._stop,
            )
        except OSError as error:
            return dict.fromkeys(documents, unwritten(error))
