"""Word documents made of plain XML, for what no program would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from xml.sax.saxutils import escape

import docx

RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{RELS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
OPC = "http://schemas.openxmlformats.org/package/2006/relationships"


def p(*texts: str, properties: str = "") -> str:
    """A paragraph of runs: a text is one, and what is XML stands as it is."""
    runs = [text if text.startswith("<") else r(text) for text in texts]
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def field(character: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{character}"/></w:r>'


def code(instruction: str, result: str = "x") -> str:
    instr = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return f"{field('begin')}{instr}{field('separate')}{r(result)}{field('end')}"


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def link(identifier: str, text: str) -> str:
    return f'<w:hyperlink r:id="{identifier}">{r(text)}</w:hyperlink>'


def external(kind: str, target: str) -> str:
    return f'<Relationship Id="rIdX" Type="{RELS}/{kind}" Target="{target}" TargetMode="External"/>'


def document(
    body: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    relations: str = "",
    header: str = "",
    types: tuple[str, str] = ("", ""),
) -> bytes:
    """A document with this body, these other parts, and these relationships of the body.

    `header` is a text, or XML; `types` replaces a piece of the content types.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, ordinary in _ordinary_parts(bool(header)).items():
            data = ordinary.decode() if name.endswith((".xml", ".rels")) else ""
            if name == "word/document.xml":
                end = data[data.index("<w:sectPr") :]
                data = f"<w:document {NAMES}><w:body>{body}{end}"
            elif name == "word/header1.xml":
                text = header if header.startswith("<") else p(header)
                data = f"<w:hdr {NAMES}>{text}</w:hdr>"
            elif name == "word/_rels/document.xml.rels":
                data = data.replace("</Relationships>", f"{relations}</Relationships>")
            elif name == "[Content_Types].xml":
                data = data.replace(*types)
            if name not in (parts or {}):
                target.writestr(name, data or ordinary)
        for name, extra in (parts or {}).items():
            target.writestr(name, extra)
    return made.getvalue()


@cache
def _ordinary_parts(has_header: bool) -> dict[str, bytes]:
    """The parts of a document without a word, as python-docx writes them."""
    base, ordinary = io.BytesIO(), docx.Document()
    ordinary.core_properties.comments = ""
    if has_header:
        ordinary.sections[0].header.paragraphs[0].text = "x"
    ordinary.save(base)
    with zipfile.ZipFile(base) as source:
        return {name: source.read(name) for name in source.namelist()}
