"""What `pip install` brings: all that the library needs, wherever it lies in the checkout."""

from __future__ import annotations

import gzip
import re
import tarfile
import zipfile
from functools import partial
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
FILTERED = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Older Pythons don't know it, newer ones ask for it."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("source")
    with pytest.MonkeyPatch.context() as patch:
        # To make it small takes longer than all else.
        patch.setattr(gzip, "GzipFile", partial(gzip.GzipFile, compresslevel=0))
        (sdist,) = SdistBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, **FILTERED)
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of the files in the wheel that is built of the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP_DEFLATED", zipfile.ZIP_STORED)
        (path,) = WheelBuilder(str(source)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path).namelist()


def test_the_wheel_carries_every_module_template_font_and_catalogue(wheel: list[str]) -> None:
    package = ROOT / "leavebehind"
    kinds = ("*.py", "*.po", "*.ttf", "*.txt", "py.typed", "*.xlsx")
    files = [path for kind in kinds for path in package.rglob(kind)]
    expected = {f"leavebehind/{path.relative_to(package).as_posix()}" for path in files}
    expected |= {f"leavebehind/{path.relative_to(ROOT).as_posix()}" for path in _templates()}
    assert expected - set(wheel) == set()


def test_the_wheel_carries_nothing_else(wheel: list[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"leavebehind"}
    assert not [name for name in wheel if "__pycache__" in name]


def test_a_checkout_builds_the_same_wheel(source: Path, wheel: list[str]) -> None:
    files = {one.distribution_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {name for name in wheel if ".dist-info/" not in name} == files
    for name in ("tests/conftest.py", "samples/interviews.xlsx", ".ci/run", "CHANGELOG.md"):
        assert (source / name).is_file()


def test_contributing_says_why_each_dependency_is_there() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {name for cell in re.findall(r"(?m)^\| ([^|]+) \|", table) for name in cell.split(", ")}
    wanted = set(re.findall(r'"([\w-]+(?:\[\w+\])?)>=', project))
    assert len(wanted) > 30
    assert wanted - named == set()


def _templates() -> list[Path]:
    folder = ROOT / "word_templates"
    return [*folder.rglob("*.docx"), folder / "README.md"]
