"""What people do to a document in Word, at random: words, looks, pictures, tables, their own
tracked changes."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.shared import Pt
from lxml import etree
from merging import EDITS as SIMPLE_EDITS, W
from PIL import Image

_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BY = 'w:author="Me" w:date="2026-01-02T03:04:05Z"'
Xml = Any


def edited_by_hand(document: bytes, random_: random.Random, edits: int) -> bytes:
    """The document after so many edits."""
    word = docx.Document(io.BytesIO(document))
    for _ in range(edits):
        random_.choice(EDITS)(word, random_)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def own_word(random_: random.Random) -> str:
    """A word that is in no other document."""
    return f"mine{random_.randrange(10**9)}"


def picture(random_: random.Random) -> io.BytesIO:
    """A small picture that is no other."""
    made = io.BytesIO()
    colour = tuple(random_.randrange(256) for _ in range(3))
    Image.new("RGB", (random_.randrange(2, 9), 3), colour).save(made, "PNG")
    made.seek(0)
    return made


def _paragraphs(word: Any) -> list[Any]:
    found = list(word.paragraphs)
    for table in word.tables:
        found += [p for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return found


def _any(word: Any, random_: random.Random) -> Any:
    paragraphs = _paragraphs(word)
    return random_.choice([p for p in paragraphs if p.runs] or paragraphs)


def _runs(word: Any, random_: random.Random) -> list[Any]:
    """The runs of a paragraph that hold nothing but text."""
    return [
        run
        for run in _any(word, random_).runs
        if {one.tag for one in run._r} <= {W + "t", W + "rPr"}
    ]


def _rewrite(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:1]:
        run.text = " ".join(own_word(random_) for _ in range(random_.randrange(1, 12)))


def _put_in_a_word(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:1]:
        words = run.text.split(" ")
        words.insert(random_.randrange(len(words) + 1), own_word(random_))
        run.text = " ".join(words)


def _split_runs(word: Any, random_: random.Random) -> None:
    """As the spelling check of Word does."""
    for run in _runs(word, random_):
        text = run.text
        if len(text) > 3:
            place = random_.randrange(1, len(text))
            rest = deepcopy(run._r)
            run.text = text[:place]
            run._r.addnext(rest)
            docx.text.run.Run(rest, run._parent).text = text[place:]
            run._r.addnext(etree.Element(W + "proofErr", {W + "type": "spellEnd"}))


def _change_font(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:2]:
        run.font.name = random_.choice(["Georgia", "Verdana"])
        run.font.size = Pt(random_.choice([9, 13, 20]))


def _change_layout(word: Any, random_: random.Random) -> None:
    format_ = _any(word, random_).paragraph_format
    format_.space_after, format_.alignment = Pt(random_.randrange(20)), random_.choice([0, 1, 2])


def _add_picture(word: Any, random_: random.Random) -> None:
    _any(word, random_).add_run().add_picture(picture(random_))


def _resize_picture(word: Any, random_: random.Random) -> None:
    for shape in word.inline_shapes:
        if random_.random() < 0.5:
            shape.width, shape.height = shape.width * 2, shape.height // 2 + 1


def _remove_picture(word: Any, random_: random.Random) -> None:
    drawings = list(word.element.body.iter(W + "drawing"))
    if drawings:
        drawing = random_.choice(drawings)
        run = next(drawing.iterancestors(W + "r"))
        run.getparent().remove(run)


def _add_link(word: Any, random_: random.Random) -> None:
    address = f"https://{own_word(random_)}.example/"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    identifier = word.part.relate_to(address, kind, is_external=True)
    link = parse_xml(
        f'<w:hyperlink {_NAMES} xmlns:r="{kind.removesuffix("/hyperlink")}" r:id="{identifier}">'
        f"<w:r><w:t>{own_word(random_)}</w:t></w:r></w:hyperlink>"
    )
    _any(word, random_)._p.append(link)


def _change_header(word: Any, random_: random.Random) -> None:
    section = random_.choice(word.sections)
    story = random_.choice([section.header, section.footer])
    if not story.is_linked_to_previous:
        random_.choice(story.paragraphs).add_run(f" {own_word(random_)}")


def _add_header(word: Any, random_: random.Random) -> None:
    section = word.sections[0]
    if section.header.is_linked_to_previous:
        section.header.paragraphs[0].text = own_word(random_)


def _comment(word: Any, random_: random.Random) -> None:
    runs = _runs(word, random_)
    if runs:
        word.add_comment(runs[:1], text=own_word(random_), author="Me", initials="M")


def _insert_tracked(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:1]:
        text = f"<w:t xml:space='preserve'> {own_word(random_)} </w:t>"
        number = random_.randrange(10_000, 90_000)
        run._r.addnext(
            parse_xml(f'<w:ins {_NAMES} w:id="{number}" {_BY}><w:r>{text}</w:r></w:ins>')
        )


def _delete_tracked(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:1]:
        number = random_.randrange(10_000, 90_000)
        mark = parse_xml(f'<w:del {_NAMES} w:id="{number}" {_BY}/>')
        run._r.addprevious(mark)
        mark.append(run._r)
        for text in mark.iter(W + "t"):
            text.tag = W + "delText"


def _format_tracked(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:1]:
        run.bold = not run.bold
        number = random_.randrange(10_000, 90_000)
        run._r.rPr.append(
            parse_xml(f'<w:rPrChange {_NAMES} w:id="{number}" {_BY}><w:rPr/></w:rPrChange>')
        )


def _end_tracked(word: Any, random_: random.Random) -> None:
    """A paragraph of their own, or one taken out, tracked with its end."""
    kind = random_.choice(["ins", "del"])
    paragraph = random_.choice(word.paragraphs)
    if paragraph._p.find(f".//{W}sectPr") is not None or paragraph._p.getnext().tag != W + "p":
        return
    if kind == "ins":
        paragraph = paragraph.insert_paragraph_before(own_word(random_))
    runs = paragraph._p.findall(W + "r")
    number = random_.randrange(10_000, 90_000)
    for place, run in enumerate(runs):
        mark = parse_xml(f'<w:{kind} {_NAMES} w:id="{number + place + 1}" {_BY}/>')
        run.addprevious(mark)
        mark.append(run)
        if kind == "del":
            for text in mark.iter(W + "t"):
                text.tag = W + "delText"
    properties = paragraph._p.get_or_add_pPr()
    if properties.find(W + "rPr") is None:
        look = parse_xml(f'<w:rPr {_NAMES}><w:{kind} w:id="{number}" {_BY}/></w:rPr>')
        properties.append(look)


def _move_tracked(word: Any, random_: random.Random) -> None:
    runs, target = _runs(word, random_)[:1], _any(word, random_)
    for run in runs:
        number = random_.randrange(10_000, 90_000)
        copy = deepcopy(run._r)
        for name, moved in (("moveFrom", run._r), ("moveTo", copy)):
            mark = parse_xml(f'<w:{name} {_NAMES} w:id="{number}" {_BY}/>')
            if name == "moveFrom":
                moved.addprevious(mark)
            else:
                target._p.append(mark)
            mark.append(moved)
            number += 1


def _restyle(word: Any, random_: random.Random) -> None:
    styles = [one for one in word.styles if one.type == 1]
    _any(word, random_).style = random_.choice(styles)


def _add_column(word: Any, random_: random.Random) -> None:
    if word.tables:
        for row in random_.choice(word.tables)._tbl.findall(W + "tr"):
            cells = row.findall(W + "tc")
            if cells:
                cell = parse_xml(f"<w:tc {_NAMES}><w:tcPr/><w:p/></w:tc>")
                cells[-1].addnext(cell)


def _remove_column(word: Any, random_: random.Random) -> None:
    if word.tables:
        for row in random_.choice(word.tables)._tbl.findall(W + "tr"):
            cells = row.findall(W + "tc")
            if len(cells) > 1:
                row.remove(cells[-1])


def _add_table(word: Any, random_: random.Random) -> None:
    table = word.add_table(2, 2)
    table.rows[0].cells[0].text = own_word(random_)
    random_.choice(word.paragraphs)._p.addprevious(table._tbl)


def _remove_table(word: Any, random_: random.Random) -> None:
    if word.tables:
        table = random_.choice(word.tables)._tbl
        table.getparent().remove(table)


def _bookmark(word: Any, random_: random.Random) -> None:
    number, paragraph = random_.randrange(90_000), _any(word, random_)._p
    name = own_word(random_)
    start = parse_xml(f'<w:bookmarkStart {_NAMES} w:id="{number}" w:name="{name}"/>')
    paragraph.append(start)
    paragraph.append(parse_xml(f'<w:bookmarkEnd {_NAMES} w:id="{number}"/>'))


def _change_note(word: Any, random_: random.Random) -> None:
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/footnotes"):
            part = relation.target_part
            root = etree.fromstring(part.blob)
            texts = list(root.iter(W + "t"))
            if texts:
                random_.choice(texts).text += f" {own_word(random_)}"
                part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _remove_blocks(word: Any, random_: random.Random) -> None:
    """Several paragraphs at once."""
    body = [one for one in word.element.body if one.tag in (W + "p", W + "tbl", W + "sdt")]
    start = random_.randrange(len(body))
    for one in body[start : start + random_.randrange(2, 5)]:
        if len(body) > 6 and one.find(f".//{W}sectPr") is None and one is not body[-1]:
            one.getparent().remove(one)


def _break_paragraph(word: Any, random_: random.Random) -> None:
    for run in _runs(word, random_)[:1]:
        paragraph = next(run._r.iterancestors(W + "p"))
        if run._r.getparent() is paragraph and paragraph.find(f".//{W}sectPr") is None:
            rest = etree.Element(W + "p")
            properties = paragraph.find(W + "pPr")
            if properties is not None:
                rest.append(deepcopy(properties))
            rest.extend([run._r, *run._r.itersiblings()])
            paragraph.addnext(rest)


EDITS: list[Callable[[Any, random.Random], None]] = [
    *SIMPLE_EDITS,
    *(_rewrite, _put_in_a_word, _put_in_a_word, _split_runs, _split_runs, _change_font),
    *(_change_layout, _add_picture, _resize_picture, _remove_picture, _add_link, _change_header),
    *(_add_header, _comment, _insert_tracked, _delete_tracked, _format_tracked, _end_tracked),
    *(_move_tracked, _restyle, _add_column, _remove_column, _add_table, _remove_table, _bookmark),
    *(_change_note, _remove_blocks, _break_paragraph),
]
