"""What merging is tested with: changes accepted and rejected, documents edited at random."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import docx
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
AUTHOR = "leavebehind"
Xml = Any


def accepted(document: bytes) -> bytes:
    """The document with our tracked changes accepted."""
    return _settled(document, gone="del", kept="ins")


def rejected(document: bytes) -> bytes:
    """The document with our tracked changes rejected."""
    return _settled(document, gone="ins", kept="del")


def _settled(document: bytes, gone: str, kept: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("word/") and name.endswith(".xml") and b"leavebehind" in data:
                root = etree.fromstring(data)
                _settle(root, gone, kept)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            target.writestr(name, data)
    return made.getvalue()


def _settle(root: Xml, gone: str, kept: str) -> None:
    for change in _ours(root, "pPrChange"):
        properties = change.getparent()
        if gone == "ins":
            for child in list(properties):
                if child.tag not in (W + "rPr", W + "sectPr", W + "pPrChange"):
                    properties.remove(child)
            properties[:0] = list(change[0])
        properties.remove(change)
    for row in {mark.getparent().getparent() for mark in _ours(root, gone) if _of_row(mark)}:
        row.getparent().remove(row)
    for table in [table for table in root.iter(W + "tbl") if table.find(f".//{W}tr") is None]:
        table.getparent().remove(table)
    ended = [mark for mark in _ours(root, gone) if mark.getparent().tag == W + "rPr"]
    paragraphs = [mark.getparent().getparent().getparent() for mark in ended]
    for mark in _ours(root, gone):
        mark.getparent().remove(mark)
    for mark in _ours(root, kept):
        parent = mark.getparent()
        for child in mark.iter(W + "delText", W + "delInstrText"):
            child.tag = W + ("t" if child.tag == W + "delText" else "instrText")
        place = parent.index(mark)
        parent[place : place + 1] = list(mark)
    for paragraph in paragraphs:
        _join_to_next(paragraph)


def _join_to_next(paragraph: Xml) -> None:
    following = paragraph.getnext()
    while following is not None and following.tag.startswith(W + "bookmark"):
        following = following.getnext()
    content = [child for child in paragraph if child.tag != W + "pPr"]
    if following is not None and following.tag == W + "p":
        start = 1 if following.find(W + "pPr") is not None else 0
        following[start:start] = content
        paragraph.getparent().remove(paragraph)
    elif following is not None and paragraph.find(f".//{W}r") is None:
        paragraph.getparent().remove(paragraph)


def _ours(root: Xml, name: str) -> list[Xml]:
    return [mark for mark in root.iter(W + name) if mark.get(W + "author") == AUTHOR]


def _of_row(mark: Xml) -> bool:
    return bool(mark.getparent().tag == W + "trPr")


# What a document says, and how it looks.


def story(document: bytes, *, looks: bool = True) -> dict[str, list[object]]:
    """Each part's paragraphs, as lists of characters, each with its look, pictures by content."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [n for n in parts if n.startswith(("word/document", "word/header", "word/footer"))]
    return {name: list(_paragraphs(name, parts, looks)) for name in names if name.endswith(".xml")}


def _paragraphs(name: str, parts: dict[str, bytes], looks: bool) -> Iterator[object]:
    root = etree.fromstring(parts[name])
    related = _related(name, parts)
    for element in root.iter(W + "p", W + "tr", W + "tc"):
        if element.tag != W + "p":
            yield element.tag
            continue
        properties = element.find(W + "pPr")
        style = [
            etree.tostring(one, method="c14n", exclusive=True)
            for one in (properties.iterchildren("*") if properties is not None and looks else ())
            if one.tag not in (W + "rPr", W + "pPrChange", W + "sectPr")
        ]
        yield (tuple(style), tuple(_characters(element, related, looks)))


def _characters(paragraph: Xml, related: dict[str, str], looks: bool) -> Iterator[object]:
    for run in paragraph.iter(W + "r"):
        if next(run.iterancestors(W + "p")) is not paragraph:
            continue
        look = run.find(W + "rPr")
        key = (
            etree.tostring(look, method="c14n", exclusive=True)
            if look is not None and looks
            else b""
        )
        link = next(run.iterancestors(W + "hyperlink"), None)
        target = None if link is None else related.get(link.get(R + "id"))
        for child in run.iterchildren("*"):
            if child.tag == W + "t":
                yield from ((letter, key, target) for letter in child.text or "")
            elif child.tag not in (W + "rPr", W + "commentReference", W + "lastRenderedPageBreak"):
                calls = [
                    related.get(v) for e in child.iter() for k, v in e.items() if k.startswith(R)
                ]
                yield (child.tag, *calls, child.text or "")


def _related(name: str, parts: dict[str, bytes]) -> dict[str, str]:
    folder, _, file = name.rpartition("/")
    data = parts.get(f"{folder}/_rels/{file}.rels")
    found = {}
    for one in etree.fromstring(data) if data else ():
        target = one.get("Target")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        found[one.get("Id")] = str(hash(parts[path])) if path in parts else target
    return found


# Edits.


def edited(document: bytes, random_: random.Random, edits: int) -> bytes:
    """The document, edited as a person might, with python-docx."""
    word = docx.Document(io.BytesIO(document))
    for _ in range(edits):
        random_.choice(EDITS)(word, random_)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def _some(word: Any, random_: random.Random) -> Any:
    paragraphs = list(word.paragraphs)
    for table in word.tables:
        paragraphs += [p for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return random_.choice([p for p in paragraphs if p.runs] or paragraphs)


def _change_words(word: Any, random_: random.Random) -> None:
    paragraph = _some(word, random_)
    for run in paragraph.runs[:2]:
        words = run.text.split(" ")
        words[random_.randrange(len(words))] = random_.choice(["changed", "two words", ""])
        if not run._r.findall(W + "drawing"):
            run.text = " ".join(words)


def _add_words(word: Any, random_: random.Random) -> None:
    _some(word, random_).add_run(random_.choice([" and more", "\tafter a tab", "\na line"]))


def _embolden(word: Any, random_: random.Random) -> None:
    for run in _some(word, random_).runs:
        run.bold = True


def _add_paragraph(word: Any, random_: random.Random) -> None:
    paragraph = _some(word, random_)
    copy = paragraph.insert_paragraph_before(f"A paragraph of my own {random_.random()}")
    copy.style = paragraph.style


def _remove_paragraph(word: Any, random_: random.Random) -> None:
    paragraph = random_.choice(word.paragraphs)
    if len(word.paragraphs) > 2 and paragraph._p.find(f".//{W}sectPr") is None:
        paragraph._p.getparent().remove(paragraph._p)


def _move_paragraph(word: Any, random_: random.Random) -> None:
    one, other = random_.choice(word.paragraphs), random_.choice(word.paragraphs)
    if one._p is not other._p and one._p.find(f".//{W}sectPr") is None:
        other._p.addprevious(one._p)


def _change_rows(word: Any, random_: random.Random) -> None:
    every = [row for table in word.tables for row in table.rows]
    # Of a picture that is copied, Word itself makes the id another.
    rows = [row for row in every if row._tr.find(f".//{W}drawing") is None]
    if rows:
        row = random_.choice(rows)._tr
        if random_.random() < 0.5 or len(row.getparent().findall(W + "tr")) < 2:
            row.addnext(deepcopy(row))
        else:
            row.getparent().remove(row)


EDITS = [
    *(_change_words, _change_words, _add_words, _embolden),
    *(_add_paragraph, _remove_paragraph, _move_paragraph, _change_rows),
]
