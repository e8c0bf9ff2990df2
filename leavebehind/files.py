"""Files: their stamps and digests, what other programs hold, and system errors in words."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from leavebehind.errors import OutputError, output_error

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Stamp = tuple[int, int, int, int]
AnyPath = str | os.PathLike[str]


def usable_path(name: AnyPath) -> Path:
    """The path; raises OutputError where the system could have no file of such a name."""
    try:
        if b"\0" not in os.fsencode(name):
            return Path(name)
    except UnicodeEncodeError:
        pass
    raise OutputError(f"{os.fspath(name)!r} holds a character that no path can hold")


def file_stamp(path: Path) -> Stamp:
    """What changes when the file does: size, time of change, time of the inode, inode.

    The time of the inode tells a file that was replaced by one of equal size and time.
    """
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def cached_by_stamp(
    function: Callable[Concatenate[Path, Parameters], Result], *, maxsize: int = 256
) -> Callable[Concatenate[Path, Parameters], Result]:
    """Remembers `function(path, …)` until the file changes; the other arguments are hashable."""

    @functools.lru_cache(maxsize)
    def remembered(path: Path, _stamp: Stamp, /, *arguments: Any, **options: Any) -> Result:
        return function(path, *arguments, **options)

    @functools.wraps(function)
    def current(path: Path, /, *arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        named: Any = options  # lru_cache wants them hashable, which a ParamSpec can't say
        return remembered(path, file_stamp(path), *arguments, **named)

    return current


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def marks(texts: Mapping[str, str]) -> dict[str, str]:
    """The mark of each text that says anything."""
    return {name: mark(text) for name, text in texts.items() if text}


def mark(text: str) -> str:
    """A short digest by which a text can be compared, capitals aside, but not read."""
    return digest(text.casefold().encode("utf-8", "surrogatepass"))[:16]


def digest_of(*made_of: object) -> str:
    """The digest of values whose `repr` shows all that they are."""
    return digest(repr(made_of).encode("utf-8", "surrogatepass"))


@cached_by_stamp
def file_digest(path: Path) -> str:
    """The digest of the file's content."""
    return digest(path.read_bytes())


def lock_files(path: Path) -> Iterator[Path]:
    """The lock files of Word and LibreOffice that show that the document is open.

    Word writes ~$ before a short name and over the first letters of a longer one.
    """
    names = [f"~${path.name[cut:]}" for cut in range(min(3, len(path.stem)))]
    for name in [*names, f".~lock.{path.name}#"]:
        with contextlib.suppress(PermissionError):
            if (found := path.with_name(name)).is_file():
                yield found


def lock(path: Path, patience: float) -> sqlite3.Connection:
    """Holds the folder until it is closed or the process ends, however it ends.

    SQLite's lock is the one of the standard library that is the same on every system.
    """
    deadline = time.monotonic() + patience
    while True:
        # SQLite doesn't say why it can't use a file; the system does.
        path.open("ab").close()
        # Short, because SQLite waits in C, where Ctrl-C has no effect.
        held = sqlite3.connect(path, timeout=0.2, isolation_level=None)
        try:
            # A journal beside it would be one more file in the folder; nothing is ever written.
            held.execute("PRAGMA journal_mode = OFF")
            held.execute("BEGIN EXCLUSIVE")
            return held
        except sqlite3.OperationalError as error:
            held.close()
            if "locked" not in str(error):
                hint = "choose an output folder on another disk, with a shorter path"
                raise OutputError(f"{path} can't be used as a lock; {hint}") from error
            if time.monotonic() > deadline:
                raise OutputError(
                    f"another build is at work in {path.parent.parent}; "
                    "wait until it is done, then try again"
                ) from error
        # Not a database: cut off while it was made. Nothing is kept in it, so it begins anew.
        except sqlite3.DatabaseError:
            held.close()
            path.write_bytes(b"")


@contextlib.contextmanager
def system_errors_in_words(path: Path) -> Iterator[None]:
    """Turns what the system says into an OutputError that tells the person what to do."""
    try:
        yield
    except OSError as error:
        raise output_error(error, path) from error
