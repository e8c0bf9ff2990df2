"""What is installed on this machine, told by the folders that change as something is."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from leavebehind.fonts import font_folders


def state() -> list[tuple[str, str]]:
    """Changes when a program, a Python package or a font is installed or removed."""
    places = {Path(place) for place in (*_program_folders(), *_within(font_folders()))}
    changed = {str(place): str(place.stat().st_mtime_ns) for place in places if place.is_dir()}
    own = {name: told for name, told in os.environ.items() if name.startswith("LEAVEBEHIND_")}
    return sorted((changed | own).items())


def _program_folders() -> Iterator[str]:
    told = (os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    every = [*os.environ.get("PATH", "").split(os.pathsep), *told]
    # An empty one would be the folder that we are in, which changes with the packages.
    yield from filter(None, every)
    yield from ("/Applications", "/opt", "/usr/lib", sysconfig.get_path("purelib"))


def _within(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (place for place, _, _ in os.walk(folder))
