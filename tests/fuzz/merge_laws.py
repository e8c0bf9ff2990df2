"""Merges random triples of documents, and checks what merging promises:
    python tests/fuzz/merge_laws.py --count 1000 --seed 0
`--folder` keeps the shipped sections that were built, `--failures` what went wrong.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import traceback
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from lxml import etree
from merge_documents import shipped_versions, strange_versions
from merge_edits import edited_by_hand
from merging import W, accepted, rejected, story

from leavebehind.docx.merge import LOOKS, merge
from leavebehind.docx.package import read_parts, stories, write_parts

_WORD = re.compile(r"(?:word|head|new|own|mine)\d+|\w+")
_FRAMES = ("tblPr", "tblGrid", "tcPr", "sectPr", "sdtPr", "bookmarkStart")


class Triple(NamedTuple):
    """Three versions of a document."""

    base: bytes
    mine: bytes
    new: bytes


def random_triple(seed: int, versions: list[list[bytes]]) -> Triple:
    """A document as generated, as the person edited it, and as it is generated now."""
    random_ = random.Random(seed)
    if versions and seed % 2:
        base, new = random_.sample(random_.choice(versions), 2)
        mine = base
    else:
        base, mine, new = strange_versions(random_)
    if random_.random() < 0.9:
        mine = edited_by_hand(mine, random_, random_.randrange(1, 6))
    return Triple(base, mine, new)


def broken_laws(triple: Triple) -> list[str]:
    """What merging promises and does not keep."""
    base, mine, new = triple
    merged = merge(base, mine, new)
    checks = {
        "rejecting gives theirs": _same(said(rejected(merged.data)), said(mine)),
        "no word of the workbook is lost": _no_words_lost(triple, merged.data),
        "no word of the person is lost": not (
            lost := _words(mine) - _words(base) - _words(accepted(merged.data))
        )
        or f"{lost}",
        "merging twice changes nothing": merge(new, merged.data, new).data == merged.data,
        "new = base": merge(base, mine, base).data == mine,
        "new = mine": merge(base, mine, mine).data == mine,
        "mine = base": _unedited(base, new),
    }
    return [f"{law}: {kept}" for law, kept in checks.items() if kept is not True]


def _unedited(base: bytes, new: bytes) -> bool | str:
    merged = merge(base, base, new)
    kept = _same(said(accepted(merged.data), looks=False), said(new, looks=False))
    if kept is True and merged.clashes:
        return f"{merged.clashes} clashes"
    if kept is True and LOOKS not in merged.notes:
        kept = _same(*(said(one, frames=False) for one in (accepted(merged.data), new)))
        return kept if kept is True else f"looks without a note: {kept}"
    return kept


def _no_words_lost(triple: Triple, merged: bytes) -> bool | str:
    added = _words(triple.new) - _words(triple.base)
    lost = added - _words(accepted(merged)) - _words(merged, "comments")
    return not lost or str(lost)


def _words(document: bytes, kind: str = "") -> set[str]:
    parts = read_parts(document)
    texts = (
        text.text or ""
        for name, found in stories(parts).items()
        if (found == "comments") == (kind == "comments")
        for text in etree.fromstring(parts[name]).iter("{*}t")
    )
    return set(_WORD.findall(" ".join(texts)))


def said(document: bytes, *, looks: bool = True, frames: bool = True) -> dict[str, object]:
    """What a document says and, with looks, how."""
    parts = _with_plain_fields(read_parts(document))
    document = write_parts(parts)
    found: dict[str, object] = {}
    for part, paragraphs in story(document, looks=looks).items():
        found[part] = paragraphs
    found["notes"] = _notes(parts)
    if looks and frames:
        found["frames"] = _frames(etree.fromstring(parts["word/document.xml"]))
    return found


def _with_plain_fields(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Only a field of several runs can be tracked, so that one in short form becomes such."""
    root = etree.fromstring(parts["word/document.xml"])
    for one in list(root.iter(W + "fldSimple")):
        pieces = [("fldChar", {W + "fldCharType": kind}) for kind in ("begin", "separate", "end")]
        pieces.insert(1, ("instrText", {}))
        runs = [etree.Element(W + "r") for _ in pieces]
        for run, (name, attributes) in zip(runs, pieces, strict=True):
            etree.SubElement(run, W + name, attributes)
        runs[1][0].text = one.get(W + "instr")
        for run in (*runs[:3], *one, runs[3]):
            one.addprevious(run)
        one.getparent().remove(one)
    for look in [one for one in root.iter(W + "rPr") if not len(one)]:
        look.getparent().remove(look)
    return {**parts, "word/document.xml": etree.tostring(root)}


def _notes(parts: Mapping[str, bytes]) -> list[str]:
    root = etree.fromstring(parts["word/document.xml"])
    notes = {
        note.get(W + "id"): "".join(text.text or "" for text in note.iter(W + "t"))
        for name in ("word/footnotes.xml",)
        if name in parts
        for note in etree.fromstring(parts[name])
    }
    return [notes.get(one.get(W + "id"), "") for one in root.iter(W + "footnoteReference")]


def _frames(root: Any) -> list[bytes]:
    return [
        etree.tostring(one, method="c14n", exclusive=True, with_tail=False)
        for one in root.iter(*(W + name for name in _FRAMES))
        # The bookmarks and the controls of what is put in can't be tracked.
        if not one.get(W + "name", "").startswith("bnew") and one.tag != W + "sdtPr"
    ]


def _same(one: Any, other: Any) -> bool | str:
    if one == other:
        return True
    if isinstance(one, dict):
        part = next((name for name in other if one.get(name) != other[name]), "a part more")
        return f"{part}: {_same(one.get(part), other.get(part))}"
    if not isinstance(one, list) or not isinstance(other, list):
        return f"{one!r:.300} for {other!r:.300}"
    differ = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    place = next(differ, min(len(one), len(other)))
    shown = [_shown(found[place : place + 1]) for found in (one, other)]
    return f"{place} of {len(one)}/{len(other)}: {shown[0]} for {shown[1]}"


def _shown(found: Any) -> str:
    if found and isinstance(found[0], tuple) and len(found[0]) == 2:
        styles, characters = found[0]
        letters = "".join(
            str(c[0]) if len(str(c[0])) == 1 else "<" + "".join(map(str, c))[67:] + ">"
            for c in characters
        )
        return f"{letters[:300]!r} {b''.join(styles)[:500]!r}"
    return f"{found!r:.400}"


def main() -> None:
    """Merges as many triples as are asked for, and prints which laws broke."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--variants", type=int, default=4)
    arguments.add_argument("--folder", type=Path, default=Path("build/merge"))
    arguments.add_argument("--failures", type=Path)
    asked = arguments.parse_args()
    versions = shipped_versions(asked.folder, asked.variants)
    broken: Counter[str] = Counter()
    for seed in range(asked.seed, asked.seed + asked.count):
        triple = random_triple(seed, versions)
        try:
            laws = broken_laws(triple)
        except Exception:
            laws = ["raised: " + traceback.format_exc()[-900:]]
        for law in laws:
            broken[law.partition(":")[0]] += 1
            print(f"{seed}: {law}", flush=True)
        if laws and asked.failures:
            asked.failures.mkdir(parents=True, exist_ok=True)
            for name, data in triple._asdict().items():
                (asked.failures / f"{seed} {name}.docx").write_bytes(data)
    print(f"{asked.count} triples; broken: {dict(broken) or 'none'}")


if __name__ == "__main__":
    main()
