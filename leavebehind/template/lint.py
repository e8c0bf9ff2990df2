"""Every mistake in a template that would spoil its documents, found before it is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml.etree import _Element as Element

from leavebehind.docx.editing import references
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import (
    BadDocument,
    W,
    content_types,
    parsed,
    read_file,
    read_parts,
    relations_of,
    relationships,
    stories,
)
from leavebehind.errors import DocumentProblem
from leavebehind.template.compile import FILLED
from leavebehind.template.messages import IN_CONTENTS, part_word, unreadable
from leavebehind.template.source_tree import hide_raw, paragraphs_in_contents
from leavebehind.template.tag_rules import TAG, shortened, tag_problems, tags_in

LINKED = {
    "image": ("a linked picture", "embed it: Insert ▸ Pictures, without the link"),
    "attachedTemplate": (
        "a remote template",
        "take it off: Developer ▸ Document Template, and choose Normal",
    ),
    "mailMergeSource": (
        "the data of a mail merge",
        "Mailings ▸ Start Mail Merge ▸ Normal Word Document",
    ),
}
EMBED = "put what it shows into the document itself"
UNFETCHED = "it would be fetched from elsewhere, so the template is refused"
SAVE_AS = "in Word, save it as Word Document (.docx)"


def lint(path: Path, *, finished: bool = False) -> list[DocumentProblem]:
    """Every mistake in the template that filling it would not report, in the document's order.

    Of a finished document nothing is filled, so that only what it fetches or runs is a mistake.
    """
    try:
        return list(dict.fromkeys(_Lint(path, finished).problems()))
    except OSError as error:
        return [unreadable(path, error)]
    except BadDocument as error:
        return [DocumentProblem(path.name, "", 0, "", str(error), error.hint)]


def merge_fields(path: Path) -> list[str]:
    """What the fields of a mail merge in a document show; raises BadDocument."""
    parts = read_parts(read_file(path))
    fields = (one for name in stories(parts) for one in field_codes(parsed(parts[name])))
    codes = (field.instruction.split() for field in fields)
    merged = (one for one in codes if len(one) > 1 and one[0].upper() == "MERGEFIELD")
    return list(dict.fromkeys(f"«{words[1]}»" for words in merged))


class _Lint:
    """The rules for a template's package, and for all its parts."""

    def __init__(self, path: Path, finished: bool) -> None:
        self._file = path.name
        self._finished = finished
        self._parts = read_parts(read_file(path))
        self._words = stories(self._parts)
        """The parts with text, and what they are."""
        self._roots = {part: parsed(self._parts[part]) for part in self._words}
        for root in self._roots.values():
            hide_raw(root)

    def problems(self) -> Iterator[DocumentProblem]:
        yield from self._kind()
        for part, root in self._roots.items():
            if not self._finished:
                yield from self._tags(part, root)
            yield from self._fields(part, root)
            for element in root.iter(W + "altChunk", W + "subDoc"):
                message = "a file inserted as a whole can't be checked, so the template is refused"
                hint = "open the template in Word and save it, or put in the text itself"
                yield self._problem(part, _number(element, root), "", message, hint)
        if not self._finished:
            yield from self._other_parts()
        yield from self._relationships()

    def _problem(
        self, part: str, paragraph: int, tag: str, message: str, hint: str
    ) -> DocumentProblem:
        word = self._words.get(part) or part_word(part)
        return DocumentProblem(self._file, word, paragraph, tag, message, hint)

    def _kind(self) -> Iterator[DocumentProblem]:
        types = set(content_types(self._parts).values())
        if any(re.search("macroEnabled|vbaProject|activeX", kind) for kind in types):
            message = "it holds macros, so it is refused"
            yield self._problem("", 0, "", message, f"{SAVE_AS}, which drops them")
        if any(kind.endswith("wordprocessingml.template.main+xml") for kind in types):
            message = "it is a Word template of the other kind (.dotx)"
            yield self._problem("", 0, "", message, SAVE_AS)
        # Its namespaces are others (ECMA-376 part 1 against part 4), so that no tag would be found.
        if any(b"purl.oclc.org/ooxml" in self._parts[part][:4096] for part in self._words):
            message = "it is a Strict Open XML document"
            yield self._problem("", 0, "", message, f"{SAVE_AS}, not as Strict Open XML")
        if "body" not in self._words.values():
            hint = "open it in Word, and save it again as .docx"
            yield self._problem("", 0, "", "this is not a Word document (.docx)", hint)

    def _tags(self, part: str, root: Element) -> Iterator[DocumentProblem]:
        if (word := self._words[part]) in FILLED:
            in_contents = paragraphs_in_contents(root)
            for number, text, *words in tag_problems(root):
                message, hint = IN_CONTENTS if number in in_contents else words
                yield self._problem(part, number, text, message, hint)
            return
        for tag in tags_in(root):
            message = f"tags are not filled in {word}"
            yield self._problem(part, tag.number, tag.text, message, "put it into the text")

    def _fields(self, part: str, root: Element) -> Iterator[DocumentProblem]:
        for field in field_codes(root):
            place = _number(field.elements[0], root)
            name = (field.instruction.split() or [""])[0]
            if field.fetches:
                hint = "click on it and press Ctrl+Shift+F9, so that it becomes part of the text"
                yield self._problem(part, place, "", f"the field {name}: {UNFETCHED}", hint)
            elif name.upper() == "MERGEFIELD" and not self._finished:
                message = "a field of a mail merge is not filled"
                hint = "write a tag such as {{ interviewer.name }} in its place"
                yield self._problem(part, place, field.instruction.strip(), message, hint)

    def _other_parts(self) -> Iterator[DocumentProblem]:
        """Tags in parts that docxtpl does not read: charts, settings, other properties."""
        for part, data in self._parts.items():
            if not part.endswith(".xml") or part in self._words:
                continue
            text = "".join(parsed(data).itertext())
            is_filled = part in ("docProps/core.xml", "[Content_Types].xml")
            for tag in [] if is_filled else TAG.findall(text):
                if not tag.startswith("{#"):
                    message = (
                        f"tags are not filled in this part of the document ({part_word(part)})"
                    )
                    yield self._problem(part, 0, tag, message, "put it into the text")

    def _relationships(self) -> Iterator[DocumentProblem]:
        for part, owner in relations_of(self._parts):
            for relation in relationships(part, self._parts):
                for tag in [] if self._finished else TAG.findall(unquote(relation.target)):
                    message = "tags are not filled in the address of a link"
                    hint = "print a link with a tag such as {{ sample.link }}"
                    place = self._referring(owner, relation.identifier)
                    yield self._problem(owner, place, tag, message, hint)
                if relation.external and not _is_harmless(relation.kind, relation.target):
                    what, hint = LINKED.get(relation.kind, ("a linked file", EMBED))
                    message = f"{what} ({shortened(relation.target)}): {UNFETCHED}"
                    place = self._referring(owner, relation.identifier)
                    yield self._problem(owner, place, "", message, hint)

    def _referring(self, part: str, identifier: str) -> int:
        root = self._roots.get(part)
        if root is None:
            return 0
        referring = (one for one, _, known in references(root) if known == identifier)
        return next((_number(one, root) for one in referring), 0)


def _is_harmless(kind: str, target: str) -> bool:
    """A link to follow, or a template on the person's own disk, where Word itself notes it."""
    is_near = not re.match(r"(?!file:)[A-Za-z][\w+.-]+:|\\\\|//|file:(?!///)", target)
    return kind == "hyperlink" or (kind == "attachedTemplate" and is_near)


def _number(element: Element, root: Element) -> int:
    """The number of the paragraph that holds the element, or of the one before it."""
    number = 0
    for other in root.iter():
        number += int(other.tag == W + "p")
        if other is element:
            return number
    return 0
