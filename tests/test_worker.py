"""Child processes: lent from a pool, and never left behind."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from killing import is_alive

from leavebehind.errors import EngineError
from leavebehind.worker import Worker, WorkerPool

SCRIPT = """\
import os
from leavebehind.worker import serve

def answer(question):
    if question.get("fails"):
        raise ValueError("so it shall")
    return {"pid": os.getpid()}

serve(answer)
"""


@pytest.fixture
def script(tmp_path: Path) -> list[Path]:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return [path]


def process_of(pool: WorkerPool, script: list[Path]) -> int:
    with pool.lend(script, 30) as worker:
        return int(worker.ask({})["pid"])


def test_an_idle_worker_is_lent_again_and_ends_with_the_pool(script: list[Path]) -> None:
    with WorkerPool() as pool:
        first = process_of(pool, script)
        assert process_of(pool, script) == first
    assert not is_alive(first)


def test_workers_end_with_the_last_that_entered_the_pool(script: list[Path]) -> None:
    with WorkerPool() as pool:
        with pool:
            first = process_of(pool, script)
        assert process_of(pool, script) == first
    assert not is_alive(first)


def test_a_worker_of_other_limits_is_another(script: list[Path]) -> None:
    with WorkerPool() as pool, pool.lend(script, 30) as one:
        first = one.ask({})["pid"]
        with pool.lend(script, 31) as other:
            assert other.ask({})["pid"] != first


def test_a_worker_that_met_an_error_ends(script: list[Path]) -> None:
    with WorkerPool() as pool:
        first = process_of(pool, script)
        with pytest.raises(EngineError, match="so it shall"), pool.lend(script, 30) as worker:
            worker.ask({"fails": True})
        assert not is_alive(first)
        assert process_of(pool, script) != first


@pytest.mark.parametrize("closed", [False, True], ids=["never entered", "closed"])
def test_without_an_open_pool_a_worker_ends_after_use(script: list[Path], closed: bool) -> None:
    pool = WorkerPool()
    if closed:
        with pool:
            pass
    assert not is_alive(process_of(pool, script))


def test_threads_never_share_a_worker(script: list[Path]) -> None:
    with WorkerPool() as pool, ThreadPoolExecutor(4) as threads:
        processes = list(threads.map(lambda _: process_of(pool, script), range(12)))
    assert 1 <= len(set(processes)) <= 4
    assert not any(map(is_alive, processes))


class Touch:
    """Makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("kind", ["Python", "pickle"])
def test_what_a_worker_answers_is_never_run(tmp_path: Path, kind: str) -> None:
    proof = tmp_path / "proof"
    code = f"__import__('os').mkdir({str(proof)!r})".encode()
    answer = code if kind == "Python" else pickle.dumps(Touch(proof), protocol=0)
    script = tmp_path / "script.py"
    script.write_text(f"import os\nos.write(1, {answer!r} + b'\\n')\ninput()\n")
    worker = Worker([script], 30)
    with pytest.raises(EngineError):
        worker.ask({})
    worker.close()
    assert not proof.exists()
