"""Merges random shipped sections, and compares what LibreOffice makes of them, all changes accepted
or rejected, with what it should be:
    python tests/fuzz/merge_in_libreoffice.py FOLDER --count 40
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from lxml import etree
from merge_documents import shipped_versions
from merge_laws import random_triple

from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.merge import merge
from leavebehind.docx.package import read_parts, write_parts
from leavebehind.docx.print_copy import print_copy

_COMMENT = tuple(f"{{*}}comment{name}" for name in ("RangeStart", "RangeEnd", "Reference"))


def without_comments(document: bytes) -> bytes:
    """LibreOffice 7.4 without a screen dies of comments where changes are settled over UNO."""
    parts = dict(read_parts(document))
    root = etree.fromstring(parts["word/document.xml"])
    for one in list(root.iter(*_COMMENT)):
        one.getparent().remove(one)
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if "word/comments.xml" in parts:
        comments = etree.fromstring(parts["word/comments.xml"])
        comments[:] = []
        parts["word/comments.xml"] = etree.tostring(comments, encoding="UTF-8")
    return write_parts(parts)


def texts(document: bytes) -> list[str]:
    """The paragraphs that say something, white space made one."""
    return [" ".join(text.split()) for text in paragraph_texts(read_parts(document))]


def main() -> None:
    """Prints where LibreOffice says something else."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--count", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    versions = shipped_versions(asked.folder / "built", 4)
    merged = asked.folder / "merged"
    merged.mkdir(parents=True, exist_ok=True)
    seeds = [2 * seed + 1 for seed in range(asked.seed, asked.seed + asked.count)]
    for seed in seeds:
        triple = random_triple(seed, versions)
        data = merge(*triple).data
        (merged / f"{seed}.docx").write_bytes(without_comments(data))
        (merged / f"{seed} mine.docx").write_bytes(without_comments(triple.mine))
    script = Path(__file__).with_name("settle_in_libreoffice.py")
    subprocess.run(["/usr/bin/python3", script, merged], check=True)
    differ = [seed for seed in seeds if not _agrees(merged, seed)]
    print(f"{len(seeds)} documents; LibreOffice differs in {differ or 'none'}")


def _agrees(merged: Path, seed: int) -> bool:
    accepted, rejected, former = (
        texts((merged / name).read_bytes())
        for name in (f"accepted/{seed}.docx", f"rejected/{seed}.docx", f"rejected/{seed} mine.docx")
    )
    ours = texts(print_copy((merged / f"{seed}.docx").read_bytes())[0])
    return accepted == ours and rejected == former


if __name__ == "__main__":
    main()
