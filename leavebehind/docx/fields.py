"""The fields of a Word document: what they do, and which of them fetch what lies elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from leavebehind.docx.elements import remove
from leavebehind.docx.package import W

_FETCHING = re.compile(
    r'[\s\\"]*(?:INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDEAUTO|DDE|DATABASE|RD)\b',
    re.IGNORECASE,
)


@dataclass(eq=False)
class FieldCode:
    """A field of a document."""

    elements: list[etree._Element]
    """What makes it one."""
    instruction: str = ""
    """What it does."""
    texts: list[etree._Element] = field(default_factory=list)
    """What it shows, but for the texts of fields within."""
    shows: bool = False
    """Whether its result has begun."""

    def take(self, element: etree._Element) -> None:
        """Adds the next element of a field whose end has not been met."""
        if element.tag == W + "t":
            self.texts += [element] if self.shows else []
            return
        self.elements.append(element)
        self.shows = self.shows or element.get(W + "fldCharType") == "separate"
        if element.tag == W + "instrText":
            self.instruction += element.text or ""

    @property
    def fetches(self) -> bool:
        """Whether it takes in what lies elsewhere."""
        return bool(_FETCHING.match(self.instruction))

    def leave_result(self) -> None:
        """Removes the field from around what it last showed."""
        for element in self.elements:
            parent = element.getparent()
            if element.tag == W + "fldSimple" and parent is not None:
                index = parent.index(element)
                result = [child for child in element if child.tag != W + "fldData"]
                parent[index : index + 1] = result
            else:
                remove(element)


def field_codes(root: etree._Element) -> list[FieldCode]:
    """The fields of a part, the inner ones before those around them."""
    fields = []
    unfinished: list[FieldCode] = []
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText", W + "t"):
        kind = element.get(W + "fldCharType")
        if element.tag == W + "fldSimple":
            texts = list(element.iter(W + "t"))
            fields.append(FieldCode([element], element.get(W + "instr", ""), texts))
        elif kind == "begin":
            unfinished.append(FieldCode([element]))
        elif unfinished:
            unfinished[-1].take(element)
            if kind == "end":
                fields.append(unfinished.pop())
    # A lenient reader takes for a field also what has no end.
    return [*fields, *reversed(unfinished)]
