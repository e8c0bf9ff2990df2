"""The one safe reader of .xlsx files: which are refused, and the parts of the others."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from leavebehind.docx.package import Relationship, targets_of
from leavebehind.errors import system_words
from leavebehind.names import did_you_mean
from leavebehind.workbook.limits import MEGABYTE, ReadLimits, UnreadableError, too_much

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TRUE = frozenset({"1", "true", "on"})
"""Attributes that say yes."""
_MOST_FILES = 200
"""Files of a folder that are compared with a name."""
_SAVE_AS_XLSX = "open it in Excel or LibreOffice, and save it as .xlsx"


@contextlib.contextmanager
def opened(path: Path, limits: ReadLimits) -> Iterator[Parts]:
    """The parts of a workbook; whatever fails while they are read is an UnreadableError."""
    try:
        refuse_what_is_no_file(path)
        with path.open("rb") as file:
            _refuse_other_kinds(file)
            with ZipFile(file) as archive:
                _refuse_other_packages(archive)
                _refuse_bombs(archive, limits)
                yield Parts(archive)
    except UnreadableError:
        raise
    except PermissionError as error:
        hint = "close it in Excel, or ask for the right to read it, and try again"
        raise UnreadableError("can't be opened", hint) from error
    except Exception as error:
        what, hint = system_words(error) if isinstance(error, OSError) else ("", "")
        if hint:
            raise UnreadableError(f"can't be read: {what}", hint) from error
        # A damaged part fails anywhere in zipfile or the XML parser, in many ways.
        message = "is damaged, or only a part of it is there"
        hint = "open it in Excel or LibreOffice, and save it again as .xlsx"
        raise UnreadableError(message, hint) from error


class Parts:
    """The parts of an open .xlsx file by name; case and the slash's direction don't matter."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            self._names.setdefault(part_name(name), name)

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._names

    def open(self, part: str) -> IO[bytes]:
        """An XML part as a stream; raises KeyError where there is none."""
        if not part_name(part).endswith((".xml", ".rels")):
            raise ValueError("nothing but XML was measured before it is read")
        return self._archive.open(self._names[part_name(part)])

    def content(self, part: str) -> bytes | None:
        """A whole part, None where there is none; look at its size first."""
        name = self._names.get(part_name(part))
        return self._archive.read(name) if name else None

    def size(self, part: str) -> int:
        """How many bytes the part unpacks to."""
        return self._archive.getinfo(self._names[part_name(part)]).file_size

    def elements(self, part: str, *names: str) -> Iterator[Element]:
        """The elements of these local names, each with what is in it; none without the part."""
        if part in self:
            with self.open(part) as source:
                for _, element in iterparse(source):
                    if element.tag.rpartition("}")[2] in names:
                        yield element

    def relations(self, part: str = "") -> list[Relationship]:
        """What a part points to, or the file itself; the target is a part's name or an address."""
        return targets_of(part, self.content)


def part_name(name: str) -> str:
    """A name as parts are compared (ECMA-376 part 2, 6.2.2.3); some programs write backslashes."""
    return name.replace("\\", "/").lstrip("/").casefold()


def number(text: str | None) -> int:
    """The number of an attribute; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


# Refusals


def refuse_what_is_no_file(path: Path, wanted: str = "workbook") -> None:
    """Raises UnreadableError for a folder, a link that leads nowhere, a pipe, a lock."""
    if path.name.startswith("~$"):
        hint = f"take {path.name[2:]}, the workbook itself"
        raise UnreadableError("is only the mark that Excel leaves beside an open workbook", hint)
    if path.is_dir():
        raise UnreadableError("is a folder", f"name the {wanted} in it")
    if path.is_symlink() and not path.exists():
        raise UnreadableError("is a link to a file that is not there", "name the file itself")
    if not path.exists():
        hint = similar_file(path, (".xlsx", ".xlsm")) or "look at its name and its folder"
        raise UnreadableError(f"does not exist in {path.absolute().parent}", hint)
    if not path.is_file():
        # A pipe would be waited for, and a device never ends.
        raise UnreadableError("is no ordinary file", "name the file itself")


def similar_file(path: Path, suffixes: Container[str]) -> str:
    """The hint that names the file beside which `path` was probably meant; "" without one."""
    with contextlib.suppress(OSError):
        beside = itertools.islice(path.parent.iterdir(), _MOST_FILES)
        return did_you_mean(path.name, (f.name for f in beside if f.suffix.lower() in suffixes))
    return ""


def _refuse_other_kinds(file: IO[bytes]) -> None:
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


def _refuse_other_packages(archive: ZipFile) -> None:
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


def _refuse_bombs(archive: ZipFile, limits: ReadLimits) -> None:
    parts = [p for p in archive.infolist() if p.filename.lower().endswith((".xml", ".rels"))]
    sheets = [part for part in parts if part_name(part.filename).startswith("xl/worksheets/")]
    # Sheets are streamed; all other parts are held in memory at once.
    in_memory = sum(part.file_size for part in parts if part not in sheets)
    if (
        len(archive.infolist()) > limits.parts
        or in_memory > limits.part_bytes
        or any(part.file_size > limits.sheet_bytes for part in sheets)
        or any(p.file_size > max(limits.ratio_from, limits.ratio * p.compress_size) for p in parts)
    ):
        raise too_much("unpacks to far more than a workbook holds")
    # All of them are looked at before the first is parsed.
    for part in parts:
        with archive.open(part) as source:
            _refuse_head(source.read(64 * 1024))


def _refuse_head(head: bytes) -> None:
    # In UTF-16, each second byte is 0.
    plain = head.replace(b"\0", b"")
    root = re.search(rb"<[A-Za-z_]", re.sub(rb"<!--.*?-->", b"", plain, flags=re.DOTALL))
    # A DOCTYPE is before the root, which may be beyond the head.
    if b"<!DOCTYPE" in plain or (root is None and plain.strip()):
        message = "declares XML entities, which no spreadsheet program does"
        raise UnreadableError(message, "don't trust it; ask where it comes from")
    if b"purl.oclc.org/ooxml/spreadsheetml" in head:
        hint = "in Excel, save it as Excel Workbook (.xlsx)"
        raise UnreadableError("is a Strict Open XML Spreadsheet", hint)
