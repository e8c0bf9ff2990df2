"""Documents to merge: the shipped sections in every theme, and strange ones made of everything."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import SAMPLES
from merge_edits import picture
from openpyxl import load_workbook
from rich_letter import NAMES as RICH_NAMES
from word_xml import OPC, RELS

import leavebehind
from leavebehind.docx.package import write_parts

THEMES = ("default", "modern", "classic", "bold")
_UNTOUCHED = ("Packages", "Settings", "Sections", "Interviews", "Interviewers")


def shipped_versions(folder: Path, variants: int) -> list[list[bytes]]:
    """Each shipped section in each theme, as so many workbooks make it; kept in the folder."""
    found: dict[tuple[str, str], list[bytes]] = {}
    for theme in THEMES:
        for variant in range(variants):
            made = folder / f"{theme} {variant}"
            if not (made / "done").exists():
                _build(made, theme, variant)
            for path in sorted((made / "out").rglob("*.docx")):
                if ".leavebehind" not in path.parts:
                    name = path.relative_to(made).as_posix()
                    found.setdefault((theme, name), []).append(path.read_bytes())
    return [versions for versions in found.values() if len(versions) > 1]


def _build(made: Path, theme: str, variant: int) -> None:
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(SAMPLES, made, ignore=shutil.ignore_patterns("packages", "gallery"))
    book = load_workbook(made / "interviews.xlsx")
    random_ = random.Random(f"{variant}")
    for row in book["Settings"].iter_rows(min_row=2):
        row[1].value = {"Theme": theme}.get(row[0].value, row[1].value)
        if row[0].value == "Accent" and variant > 1:
            row[1].value = random_.choice(["#7A1F3D", "#0F4C5C"])
    if variant:
        _vary(book, random_)
    book.save(made / "interviews.xlsx")
    leavebehind.build(made / "interviews.xlsx", made / "out", pdf="none")
    (made / "done").touch()


def _vary(book: Any, random_: random.Random) -> None:
    """Other words, rows added, removed and reordered, other links and pictures."""
    for sheet in book:
        rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        if sheet.title in _UNTOUCHED or sheet.title == "Candidate":
            rows = [[_varied(value, random_) for value in row] for row in rows]
            if sheet.title in ("Packages", "Settings", "Sections", "Candidate"):
                continue
        else:
            rows = [[_varied(value, random_) for value in row] for row in rows]
            if random_.random() < 0.5:
                random_.shuffle(rows)
            if len(rows) > 1 and random_.random() < 0.5:
                rows.pop(random_.randrange(len(rows)))
            if rows and random_.random() < 0.4:
                rows.insert(random_.randrange(len(rows)), [*random_.choice(rows)])
        sheet.delete_rows(2, sheet.max_row)
        for row in rows:
            sheet.append(row)


def _varied(value: object, random_: random.Random) -> object:
    if not isinstance(value, str) or random_.random() < 0.6:
        return value
    if value.startswith("https://"):
        return f"{value}?v={random_.randrange(99)}"
    if " " not in value or len(value) < 25 or "/" in value:
        return value
    words = value.split(" ")
    for _ in range(random_.randrange(1, 4)):
        place = random_.randrange(len(words))
        words[place : place + random_.randrange(2)] = [f"new{random_.randrange(10**6)}"]
    return " ".join(words)


# Strange documents. A block is a kind and its words; a version of a document is a list of them.


@dataclass(frozen=True)
class Block:
    """A piece of a strange document."""

    kind: str
    words: tuple[str, ...]


@dataclass
class _Made:
    """A document that is being written."""

    seed: int
    notes: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    number: int = 100

    def next(self) -> int:
        self.number += 1
        return self.number


def strange_versions(random_: random.Random) -> tuple[bytes, bytes, bytes]:
    """A strange document, one with the changes of a person, and one with those of a workbook."""
    kinds = random_.sample(_GENERATED, random_.randrange(3, len(_GENERATED)))
    kinds += random_.choices(["text", "text", "item", "table"], k=3)
    random_.shuffle(kinds)
    base = [Block(kind, _new_words(random_, "word")) for kind in kinds]
    header = _new_words(random_, "head")
    mine = _changed(base, random_, "own") if random_.random() < 0.5 else base
    new = _changed(base, random_, "new")
    new_header = _other_words(header, random_, "new") if random_.random() < 0.5 else header
    seed = random_.randrange(10**6)
    return (
        _written(base, header, seed),
        _written(mine, header, seed),
        _written(new, new_header, seed),
    )


def _new_words(random_: random.Random, stem: str) -> tuple[str, ...]:
    return tuple(f"{stem}{random_.randrange(10**7)}" for _ in range(random_.randrange(1, 9)))


def _changed(blocks: Sequence[Block], random_: random.Random, stem: str) -> list[Block]:
    blocks = list(blocks)
    for _ in range(random_.randrange(1, 5)):
        place = random_.randrange(len(blocks))
        change = random_.choice(["words", "words", "words", "add", "remove", "move"])
        if change == "words":
            words = _other_words(blocks[place].words, random_, stem)
            blocks[place] = Block(blocks[place].kind, words)
        elif change == "add":
            kind = random_.choice([*_GENERATED, *(["own_changes"] if stem == "own" else [])])
            blocks.insert(place, Block(kind, _new_words(random_, stem)))
        elif len(blocks) > 2:
            one = blocks.pop(place)
            if change == "move":
                blocks.insert(random_.randrange(len(blocks)), one)
    return blocks


def _other_words(words: tuple[str, ...], random_: random.Random, stem: str) -> tuple[str, ...]:
    place = random_.randrange(len(words))
    added = _new_words(random_, stem)[:2]
    return (*words[:place], *added, *words[place + random_.randrange(2) :])


def _r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _text(words: Sequence[str], _: _Made) -> str:
    return _p(_r(" ".join(words)))


def _runs(words: Sequence[str], _: _Made) -> str:
    return _p("".join(_r(f"{word} ", "<w:b/>" if i % 2 else "") for i, word in enumerate(words)))


def _item(words: Sequence[str], _: _Made) -> str:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return "".join(_p(_r(word), numbered) for word in words)


def _footnote(words: Sequence[str], made: _Made) -> str:
    number = made.next()
    made.notes.append(
        f'<w:footnote w:id="{number}">{_p(_r(" ".join(words[1:]) or "note"))}</w:footnote>'
    )
    return _p(_r(words[0]) + f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' + _r(" end"))


def _picture(words: Sequence[str], made: _Made) -> str:
    return _p(_r(" ".join(words)) + _drawing(words[0], made))


def _drawing(word: str, made: _Made) -> str:
    name = f"media/{word}.png"
    made.pictures[f"word/{name}"] = picture(random.Random(word)).getvalue()
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        '<wp:extent cx="1080000" cy="720000"/>'
        f'<wp:docPr id="{made.next()}" name="Photo"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{_related(made, "image", name)}"/><a:stretch>'
        "<a:fillRect/></a:stretch></pic:blipFill><pic:spPr/></pic:pic>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _related(made: _Made, kind: str, target: str) -> str:
    identifier, mode = f"rId{made.next()}", ' TargetMode="External"' * target.startswith("http")
    made.relations.append(
        f'<Relationship Id="{identifier}" Type="{RELS}/{kind}" Target="{target}"{mode}/>'
    )
    return identifier


def _link(words: Sequence[str], made: _Made) -> str:
    identifier = _related(made, "hyperlink", f"https://{words[0]}.example/")
    link = f'<w:hyperlink r:id="{identifier}">{_r(words[-1])}</w:hyperlink>'
    return _p(_r(" ".join(words[:-1])) + link + _r("."))


def _box(words: Sequence[str], made: _Made) -> str:
    inside = (
        f"<w:txbxContent>{''.join(_p(_r(word)) for word in words[1:]) or _p('')}</w:txbxContent>"
    )
    return _p(
        _r(words[0]) + '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f'<wp:inline><wp:extent cx="900000" cy="300000"/><wp:docPr id="{made.next()}" name="B"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        '<mc:Fallback><w:pict><v:shape style="width:70pt;height:24pt"><v:textbox>'
        f"{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _block_control(words: Sequence[str], made: _Made) -> str:
    inside = "".join(_p(_r(word)) for word in words)
    properties = f'<w:sdtPr><w:id w:val="{made.next()}"/></w:sdtPr>'
    return f"<w:sdt>{properties}<w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def _inline_control(words: Sequence[str], made: _Made) -> str:
    properties = f'<w:sdtPr><w:id w:val="{made.next()}"/></w:sdtPr>'
    inside = _r(" ".join(words[1:]) or "choose")
    return _p(_r(words[0]) + f"<w:sdt>{properties}<w:sdtContent>{inside}</w:sdtContent></w:sdt>")


def _table(words: Sequence[str], _: _Made) -> str:
    rows = [(*words[n : n + 2], "x")[:2] for n in range(0, len(words), 2)]
    return _tbl(
        "".join(f"<w:tr>{''.join(_tc(_p(_r(word))) for word in row)}</w:tr>" for row in rows)
    ) + _p("")


def _tbl(rows: str) -> str:
    grid = '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>'
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>{grid}{rows}</w:tbl>'


def _tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _merged_cells(words: Sequence[str], _: _Made) -> str:
    span = '<w:gridSpan w:val="2"/>'
    wide = f"<w:tr>{_tc(_p(_r(words[0])), span)}</w:tr>"
    first = _tc(_p(_r(words[-1])), '<w:vMerge w:val="restart"/>')
    second = _tc(_p(""), "<w:vMerge/>")
    rows = "".join(
        f"<w:tr>{first if not n else second}{_tc(_p(_r(word)))}</w:tr>"
        for n, word in enumerate(words)
    )
    return _tbl(wide + rows)


def _nested(words: Sequence[str], made: _Made) -> str:
    inner = _table(words, made)
    return _tbl(f"<w:tr>{_tc(_p(_r(words[0])) + inner)}{_tc(_p(_r('side')))}</w:tr>")


def _field(words: Sequence[str], _: _Made) -> str:
    code = f' HYPERLINK "https://{words[0]}.example" '
    return _p(
        _r("See ") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_r(" ".join(words))}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + _r(" and ")
        + f'<w:fldSimple w:instr=" TITLE ">{_r(words[-1])}</w:fldSimple>'
    )


def _bookmark(words: Sequence[str], made: _Made) -> str:
    number = made.next()
    return _p(
        f'<w:bookmarkStart w:id="{number}" w:name="b{words[0]}"/>{_r(" ".join(words))}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def _right_to_left(words: Sequence[str], _: _Made) -> str:
    return _p(_r("שלום " + " ".join(words), "<w:rtl/>"), "<w:bidi/>")


def _equation(words: Sequence[str], _: _Made) -> str:
    maths = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    return _p(
        _r("So ")
        + f"<m:oMath {maths}><m:r><m:t>{words[0]}</m:t></m:r></m:oMath>"
        + _r(" ".join(words))
    )


def _own_changes(words: Sequence[str], made: _Made) -> str:
    by = 'w:author="Dana" w:date="2026-01-02T03:04:05Z"'
    return _p(
        _r(words[0])
        + f'<w:ins w:id="{made.next()}" {by}>{_r(" ".join(words))}</w:ins>'
        + f'<w:del w:id="{made.next()}" {by}><w:r><w:delText>gone</w:delText></w:r></w:del>'
    )


def _breaks(words: Sequence[str], _: _Made) -> str:
    return _p("<w:r><w:br/></w:r>".join(map(_r, words)) + "<w:r><w:tab/><w:noBreakHyphen/></w:r>")


def _section(words: Sequence[str], made: _Made) -> str:
    """A section's end, with two columns."""
    end = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:cols w:num="2" w:space="720"/></w:sectPr>'
    return _p(_r(" ".join(words)), end)


def _empty(_words: Sequence[str], _: _Made) -> str:
    return _p("") + _p("")


_WRITERS = {
    name.__name__.lstrip("_"): name
    for name in (
        *(_text, _runs, _item, _footnote, _picture, _link, _box, _block_control, _inline_control),
        *(_table, _merged_cells, _nested, _field, _bookmark, _right_to_left, _equation),
        *(_own_changes, _breaks, _section, _empty),
    )
}
_GENERATED = sorted(_WRITERS.keys() - {"own_changes"})


def _written(blocks: Sequence[Block], header: Sequence[str], seed: int) -> bytes:
    made = _Made(seed)
    body = "".join(_WRITERS[block.kind](block.words, made) for block in blocks)
    header_made = _Made(seed)
    head = _p(_r(" ".join(header)) + _drawing(header[0], header_made))
    return write_parts(_package(body, head, made, header_made))


def _package(body: str, head: str, made: _Made, header: _Made) -> dict[str, bytes]:
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = ("document.main", "styles", "numbering", "footnotes", "header1")
    files = {part: part.partition(".")[0] for part in parts}
    overrides = "".join(
        f'<Override PartName="/word/{file}.xml" ContentType="{kinds}.{part.rstrip("1")}+xml"/>'
        for part, file in files.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELS}/{kind.rstrip("1")}" Target="{kind}.xml"/>'
        for n, kind in enumerate(parts[1:], start=1)
    )
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
        '<w:pgSz w:w="12240" w:h="15840"/></w:sectPr>'
    )
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in enumerate(("separator", "continuationSeparator"))
    )
    types = OPC.replace("relationships", "content-types")
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" '
        f'ContentType="image/png"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{OPC}"><Relationship Id="rId1" '
        f'Type="{RELS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {RICH_NAMES}><w:body>{body}{section}</w:body>"
        "</w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{OPC}">{relations}'
        f"{''.join(made.relations)}</Relationships>",
        "word/styles.xml": f'<w:styles {RICH_NAMES}><w:style w:type="paragraph" w:default="1" '
        'w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" '
        'w:styleId="Quote"><w:name w:val="Quote"/></w:style></w:styles>',
        "word/numbering.xml": f'<w:numbering {RICH_NAMES}><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/footnotes.xml": f"<w:footnotes {RICH_NAMES}>{lines}{''.join(made.notes)}"
        "</w:footnotes>",
        "word/header1.xml": f"<w:hdr {RICH_NAMES}>{head}</w:hdr>",
        "word/_rels/header1.xml.rels": f'<Relationships xmlns="{OPC}">'
        f"{''.join(header.relations)}</Relationships>",
    }
    return {**{n: t.encode() for n, t in texts.items()}, **made.pictures, **header.pictures}
