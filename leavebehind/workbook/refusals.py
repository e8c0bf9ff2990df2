"""Which files are no workbook that can be read, and what to do instead."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Container
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

from leavebehind.names import did_you_mean
from leavebehind.workbook.limits import MEGABYTE, ReadLimits, UnreadableError, too_much
from leavebehind.workbook.parts import part_name

_MOST_FILES = 200
"""Files of a folder that are compared with a name."""
_SAVE_AS_XLSX = "open it in Excel or LibreOffice, and save it as .xlsx"


def refuse_what_is_no_file(path: Path) -> None:
    if path.name.startswith("~$"):
        hint = f"take {path.name[2:]}, the workbook itself"
        raise UnreadableError("is only the mark that Excel leaves beside an open workbook", hint)
    if path.is_dir():
        raise UnreadableError("is a folder", "name the workbook in it")
    if not path.exists():
        hint = similar_file(path, (".xlsx", ".xlsm")) or "look at its name and its folder"
        raise UnreadableError("does not exist", hint)
    if not path.is_file():
        # A pipe would be waited for, and a device never ends.
        raise UnreadableError("is no ordinary file", "name the .xlsx file")


def similar_file(path: Path, suffixes: Container[str]) -> str:
    """The hint that names the file beside which `path` was probably meant; "" without one."""
    with contextlib.suppress(OSError):
        beside = itertools.islice(path.parent.iterdir(), _MOST_FILES)
        return did_you_mean(path.name, (f.name for f in beside if f.suffix.lower() in suffixes))
    return ""


def refuse_other_kinds(file: IO[bytes]) -> None:
    head = file.read(1024)
    if head.startswith(b"PK"):
        file.seek(0)
        return
    if not head:
        raise UnreadableError("is empty", "take the workbook from a copy")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        # The names in a compound file may be far from its beginning.
        raise _ole_refusal(head + file.read(64 * MEGABYTE))
    if head.lstrip().startswith(b"%PDF"):
        raise UnreadableError("is a PDF, not a workbook", "name the .xlsx file it was made from")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise UnreadableError("is a web page or XML, not a workbook", _SAVE_AS_XLSX)
    if b"\0" not in head:
        raise UnreadableError("is text (.csv?), not a workbook", _SAVE_AS_XLSX)
    raise UnreadableError("is not a workbook", _SAVE_AS_XLSX)


def _ole_refusal(content: bytes) -> UnreadableError:
    """.xls and encrypted .xlsx are the same kind of container; only the names in it differ."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        hint = "in Excel, empty File ▸ Info ▸ Protect Workbook ▸ Encrypt with Password, and save"
        return UnreadableError("is protected with a password", hint)
    if "WordDocument".encode("utf-16-le") in content:
        return UnreadableError("is a Word document", "name the workbook")
    return UnreadableError("is a workbook of the old kind (.xls)", _SAVE_AS_XLSX)


def refuse_other_packages(archive: ZipFile) -> None:
    names = {name.replace("\\", "/") for name in archive.namelist()}
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        raise UnreadableError("is an OpenDocument file (.ods)", "save or export it as .xlsx")
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise UnreadableError("is a Numbers file", "in Numbers, File ▸ Export To ▸ Excel")
    if "xl/workbook.bin" in names:
        raise UnreadableError("is a binary workbook (.xlsb)", "save or export it as .xlsx")
    if "word/document.xml" in names:
        raise UnreadableError("is a Word document", "name the workbook")
    if "[content_types].xml" not in map(part_name, names):
        raise UnreadableError("is a zip file, but not a workbook", "name the .xlsx file")


def refuse_bombs(archive: ZipFile, limits: ReadLimits) -> None:
    parts = [p for p in archive.infolist() if p.filename.lower().endswith((".xml", ".rels"))]
    sheets = [part for part in parts if part_name(part.filename).startswith("xl/worksheets/")]
    # Sheets are streamed; all other parts are held in memory at once.
    in_memory = sum(part.file_size for part in parts if part not in sheets)
    if (
        len(archive.infolist()) > limits.parts
        or in_memory > limits.part_bytes
        or any(part.file_size > limits.sheet_bytes for part in sheets)
        or any(_is_bomb(part, limits) for part in parts)
    ):
        raise too_much("unpacks to far more than a workbook holds")
    # All of them are looked at before the first is parsed.
    for part in parts:
        with archive.open(part) as source:
            _refuse_head(source.read(64 * 1024))


def _refuse_head(head: bytes) -> None:
    if _declares_entities(head):
        message = "declares XML entities, which no spreadsheet program does"
        raise UnreadableError(message, "don't trust it; ask where it comes from")
    if b"purl.oclc.org/ooxml/spreadsheetml" in head:
        hint = "in Excel, save it as Excel Workbook (.xlsx)"
        raise UnreadableError("is a Strict Open XML Spreadsheet", hint)


def _is_bomb(part: ZipInfo, limits: ReadLimits) -> bool:
    most = max(limits.ratio_from, limits.ratio * max(part.compress_size, 1))
    return part.file_size > most


def _declares_entities(head: bytes) -> bool:
    """Whether a DOCTYPE is at the head of a part, or may be beyond it, in any encoding."""
    head = head.replace(b"\0", b"")
    root = re.search(rb"<[A-Za-z_]", re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL))
    return bool(head.strip()) if root is None else b"<!DOCTYPE" in head
