"""Small pictures of a package's pages: each page is drawn once, however many PDFs have it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from leavebehind.errors import EngineError
from leavebehind.files import file_digest
from leavebehind.worker import WorkerPool

WIDTH = 180
"""Of a picture, in pixels."""

_WORKER = Path(__file__).with_name("thumbnail_worker.py")
# So long one PDF may take.
_SECONDS = 60
# To start a worker costs as much as to draw so many PDFs.
_WORTH_A_WORKER = 40
# More pictures lie beside the page instead of in it, so that it opens at once.
_MOST_INLINE = 150
_INDEX = "pages.json"
"""Digest of a PDF → the names of its pages' pictures."""


def sources(pdfs: Iterable[Path], kept: Path, pool: WorkerPool) -> Mapping[Path, Sequence[str]]:
    """PDF → the address of each page's picture, seen from the folder that holds that of `kept`.

    Pictures are kept in `kept`; those that nothing asks for any more are removed. A PDF that can't
    be drawn has none.
    """
    if find_spec("pypdfium2") is None:
        return {pdf: [] for pdf in pdfs}
    digests = {pdf: file_digest(pdf) for pdf in pdfs}
    kept.mkdir(parents=True, exist_ok=True)
    pages = _drawn({digest: pdf for pdf, digest in digests.items()}, kept, pool)
    is_inline = sum(map(len, pages.values())) <= _MOST_INLINE

    @cache
    def address(name: str) -> str:
        if not is_inline:
            return f"{kept.parent.name}/{kept.name}/{name}"
        return "data:image/jpeg;base64," + base64.b64encode((kept / name).read_bytes()).decode()

    return {pdf: list(map(address, pages[digest])) for pdf, digest in digests.items()}


def _drawn(wanted: Mapping[str, Path], kept: Path, pool: WorkerPool) -> Mapping[str, Sequence[str]]:
    """Digest → the names of the pictures, which lie in `kept` then, and no others."""
    there = {entry.name for entry in os.scandir(kept)}
    known = _read_index(kept)
    pages = {one: names for one, names in known.items() if names and there.issuperset(names)}
    missing = [digest for digest in wanted if digest not in pages]
    workers = min(os.cpu_count() or 1, 1 + len(missing) // _WORTH_A_WORKER)
    with ThreadPoolExecutor(workers) as threads:
        drawn = threads.map(lambda digest: _draw(wanted[digest], kept, digest, pool), missing)
        pages |= zip(missing, drawn, strict=True)
    pages = {digest: pages[digest] for digest in sorted(wanted)}
    _clear(kept, {name for names in pages.values() for name in names})
    if pages != known:
        unfinished = kept / f"{_INDEX}.part"
        unfinished.write_text(json.dumps(pages), encoding="utf-8")
        unfinished.replace(kept / _INDEX)
    return pages


def _read_index(kept: Path) -> Mapping[str, list[str]]:
    with suppress(OSError, ValueError):
        found = json.loads((kept / _INDEX).read_text(encoding="utf-8"))
        if isinstance(found, dict) and all(isinstance(names, list) for names in found.values()):
            return {digest: list(map(str, names)) for digest, names in found.items()}
    return {}


def _draw(pdf: Path, folder: Path, mark: str, pool: WorkerPool) -> list[str]:
    question = {"pdf": str(pdf), "folder": str(folder), "width": WIDTH, "mark": mark}
    try:
        with pool.lend([_WORKER], _SECONDS) as worker:
            names: list[str] = worker.ask(question)["pages"]
    except EngineError:
        # The package has no pictures then; the PDF itself is linked all the same.
        return []
    return names


def _clear(kept: Path, wanted: set[str]) -> None:
    for entry in os.scandir(kept):
        is_ours = not entry.is_dir(follow_symlinks=False)
        if is_ours and entry.name != _INDEX and entry.name not in wanted:
            Path(entry.path).unlink(missing_ok=True)
