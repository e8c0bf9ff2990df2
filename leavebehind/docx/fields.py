"""The fields of a Word document: what they do, and which of them fetch what lies elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from leavebehind.docx.package import W

_FETCHING = re.compile(
    r'[\s\\"]*(?:INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDEAUTO|DDE|DATABASE|RD)\b',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FieldCode:
    """A field of a document: what it does, and the elements that make it one."""

    instruction: str
    elements: tuple[etree._Element, ...]

    @property
    def fetches(self) -> bool:
        """Whether it takes in what lies elsewhere."""
        return bool(_FETCHING.match(self.instruction))


def field_codes(root: etree._Element) -> list[FieldCode]:
    """The fields of a part, the inner ones before those around them."""
    fields = []
    unfinished: list[tuple[list[str], list[etree._Element]]] = []
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText"):
        kind = element.get(W + "fldCharType")
        if element.tag == W + "fldSimple":
            fields.append(FieldCode(element.get(W + "instr", ""), (element,)))
        elif kind == "begin":
            unfinished.append(([], [element]))
        elif unfinished:
            words, elements = unfinished[-1]
            elements.append(element)
            if element.tag == W + "instrText":
                words.append(element.text or "")
            elif kind == "end":
                unfinished.pop()
                fields.append(FieldCode("".join(words), tuple(elements)))
    # A lenient reader takes for a field also what has no end.
    fields += [FieldCode("".join(words), tuple(parts)) for words, parts in reversed(unfinished)]
    return fields
