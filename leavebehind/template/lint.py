"""What would spoil a template's documents without a word, found before it is filled.

docxtpl works on the text of the XML: it cuts out what lies within a tag, and the paragraph or the
row around a `{%p` or a `{%tr`; Jinja then keeps or repeats what lies between two tags. A document
stays whole only where what is cut, kept or repeated is whole elements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from lxml.etree import XMLSyntaxError
from lxml.etree import _Element as Element

from leavebehind import records
from leavebehind.docx.fields import field_codes
from leavebehind.docx.package import (
    BadDocument,
    R,
    W,
    content_types,
    parsed,
    read_file,
    read_parts,
    relations_of,
    relationships,
    stories,
)
from leavebehind.errors import DocumentProblem, OutputError, TemplateError
from leavebehind.names import snake_case

FILLED = frozenset({"body", "header", "footer", "footnotes"})
"""Where docxtpl looks for tags, the properties excepted."""

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
LOOSE_END = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
LEVEL = re.compile(r"\{[{%#](tr|tc|p|r) ")
KEYWORD = re.compile(r"\{%[-+]?(?:tr |tc |p |r )?\s*(\w+)")
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'|“[^“”]*”|‘[^‘’]*’")
LOOK_ALIKE = re.compile(
    r"\$?\{ ?\{? ?[^\W\d][\w.]*(?: [\w.]+){0,3} ?\}? ?\}"
    r"|<< ?[^\W\d][^<>\n]{0,39}>>|\[\[ ?[^\W\d][^\[\]\n]{0,39}\]\]"
)
GUILLEMETS = re.compile(r"«([^«»\n]{1,40})»")
PLAIN_QUOTES = "type \" or ' with the keyboard; Word may have set it for you"
UNUSABLE = {
    **dict.fromkeys("„«»‚‹›′″´`", ("this mark is no quotation mark to a tag", PLAIN_QUOTES)),
    **dict.fromkeys("–—−", ("this dash is no minus to a tag", "type - with the keyboard")),
    "…": ("these dots are one character", "type them one by one"),
}
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
BLOCKS = frozenset(
    {"if", "for", "macro", "call", "filter", "with", "autoescape", "raw", "block", "trans"}
)
BRANCHES = frozenset({"else", "elif"})
OTHER_FILES = frozenset({"include", "import", "from", "extends"})
HARMLESS = frozenset(
    W + name
    for name in (
        *("r", "t", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak"),
        *("smartTag", "smartTagPr", "ins", "del", "delText", "commentRangeStart"),
        *("commentRangeEnd", "permStart", "permEnd", "attr"),
    )
)
"""What may be cut out of a tag, or stand beside a tag that takes its paragraph, without loss."""
HELD = frozenset(
    W + name
    for name in (
        *("drawing", "pict", "object", "br", "fldChar", "fldSimple", "sym", "sectPr"),
        *("footnoteReference", "endnoteReference", "ptab", "tab"),
    )
)
"""What is lost with the paragraph of a tag."""
LEVEL_WORD = {"p": "paragraph", "tr": "table row", "tc": "table cell", "": "", "r": ""}

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

WORDS = frozenset(
    field.name
    for record in vars(records).values()
    if isinstance(record, type) and issubclass(record, records.Row)
    for field in fields(record)
) | {"candidate", "interview", "interviewer", "reader", "first", "last", "manager", "hiring"}
"""What a field of somebody else's template may be called."""


def lint(path: Path) -> list[DocumentProblem]:
    """Every mistake in the template that filling it would not report, in the document's order."""
    try:
        return list(dict.fromkeys(_Lint(path).problems()))
    except OSError as error:
        message = f"the template can't be read: {error.strerror}"
        return [DocumentProblem(path.name, "", 0, "", message)]
    except BadDocument as error:
        return [DocumentProblem(path.name, "", 0, "", str(error), error.hint)]


def commented_copy(path: Path, problems: Iterable[DocumentProblem], target: Path) -> None:
    """Writes a copy of the template with a Word comment at each problem of it.

    Word has no comments in headers, footers and notes: those stand at the first paragraph. Raises
    TemplateError where the template can't be opened, OutputError where the copy can't be written.
    """
    import docx
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    try:
        read_parts(read_file(path))
        document = docx.Document(str(path))
    except (BadDocument, OSError, KeyError, ValueError, XMLSyntaxError) as error:
        problem = DocumentProblem(path.name, "", 0, "", f"it can't be commented on: {error}")
        raise TemplateError([problem]) from error
    paragraphs = list(document.element.body.iter(W + "p"))
    if not paragraphs:
        paragraphs = [document.add_paragraph()._p]
    for problem in problems:
        in_body = problem.part == "body" and 0 < problem.paragraph <= len(paragraphs)
        # A comment in a text box or a deleted row has no place in Word either.
        paragraph = _outermost(paragraphs[problem.paragraph - 1 if in_body else 0])
        place = "" if in_body or not problem.part else f"{problem.part}: "
        what = ". ".join(filter(None, [problem.message, problem.hint]))
        tag = f"{problem.tag}: " if problem.tag else ""
        runs = [Run(run, document) for run in paragraph.iter(W + "r")]
        runs = runs or [Paragraph(paragraph, document).add_run()]
        document.add_comment(runs, text=f"{place}{tag}{what}", author="leavebehind", initials="LB")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        document.save(str(target))
    except OSError as error:
        raise OutputError(f"{target} can't be written: {error.strerror}") from error


def _outermost(paragraph: Element) -> Element:
    return next(reversed([*paragraph.iterancestors(W + "p")][-1:]), paragraph)


@dataclass(frozen=True)
class _Tag:
    """A tag as it was typed, and where."""

    text: str
    paragraph: _Paragraph
    start: int

    @property
    def level(self) -> str:
        """What docxtpl cuts away around it: "p", "tr", "tc", "r" or nothing."""
        match = LEVEL.match(self.text)
        return match[1] if match else ""

    @property
    def keyword(self) -> str:
        match = KEYWORD.match(self.text)
        return match[1] if match else ""

    @cached_property
    def runs(self) -> list[Element]:
        """The texts that it is spread over."""
        end = self.start + len(self.text)
        return [
            text for at, text in self.paragraph.texts if at < end and at + _size(text) > self.start
        ]

    def around(self, name: str) -> Element | None:
        """The innermost element of this name that holds the tag."""
        return next(self.paragraph.element.iterancestors(W + name), None)


@dataclass(frozen=True, eq=False)
class _Paragraph:
    number: int
    element: Element

    @cached_property
    def texts(self) -> list[tuple[int, Element]]:
        """Where each text element begins; those of a text box in the paragraph are not its own."""
        found, at = [], 0
        for text in self.element.iter(W + "t"):
            if next(text.iterancestors(W + "p"), None) is self.element:
                found.append((at, text))
                at += _size(text)
        return found

    @cached_property
    def text(self) -> str:
        return "".join(text.text or "" for _, text in self.texts)

    @cached_property
    def tags(self) -> list[_Tag]:
        return [_Tag(match[0], self, match.start()) for match in TAG.finditer(self.text)]


def _size(text: Element) -> int:
    return len(str(text.text or ""))


class _Lint:
    """One look at a template."""

    def __init__(self, path: Path) -> None:
        self._file = path.name
        self._parts = read_parts(read_file(path))
        self._stories = stories(self._parts)
        self._roots = {part: parsed(self._parts[part]) for part in self._stories}

    def problems(self) -> Iterator[DocumentProblem]:
        yield from self._kind()
        for part, word in self._stories.items():
            root = self._roots[part]
            paragraphs = [_Paragraph(n, p) for n, p in enumerate(root.iter(W + "p"), 1)]
            story = _Story(word, paragraphs)
            found = story.problems() if word in FILLED else story.unseen()
            yield from (self._problem(word, *told) for told in found)
            yield from self._fetched_by_fields(word, root)
            yield from self._fetched_by_elements(word, root)
        yield from self._elsewhere()
        yield from self._relations()

    def _problem(
        self, part: str, paragraph: int, tag: str, message: str, hint: str = ""
    ) -> DocumentProblem:
        return DocumentProblem(self._file, part, paragraph, tag, message, hint)

    def _kind(self) -> Iterator[DocumentProblem]:
        kinds = content_types(self._parts)
        types = set(kinds.values())
        if any(
            "macroEnabled" in kind or "vbaProject" in kind or "activeX" in kind for kind in types
        ):
            hint = "in Word, save it as Word Document (.docx), which drops them"
            yield self._problem("", 0, "", "it holds macros, so it is refused", hint)
        if any(kind.endswith("wordprocessingml.template.main+xml") for kind in types):
            hint = "in Word, save it as Word Document (.docx)"
            yield self._problem("", 0, "", "it is a Word template of the other kind (.dotx)", hint)
        if any(b"purl.oclc.org/ooxml" in self._parts[part][:4096] for part in self._stories):
            hint = "in Word, save it as Word Document (.docx), not as Strict Open XML"
            yield self._problem("", 0, "", "it is a Strict Open XML document", hint)
        if "body" not in self._stories.values():
            hint = "open it in Word, and save it again as .docx"
            yield self._problem("", 0, "", "this is not a Word document (.docx)", hint)

    def _fetched_by_fields(self, word: str, root: Element) -> Iterator[DocumentProblem]:
        for field in field_codes(root):
            place = _number(field.elements[0], root)
            name = (field.instruction.split() or [""])[0]
            if field.fetches:
                hint = "click on it and press Ctrl+Shift+F9, so that it becomes part of the text"
                yield self._problem(word, place, "", f"the field {name}: {UNFETCHED}", hint)
            elif name.upper() == "MERGEFIELD":
                hint = "write a tag such as {{ interviewer.name }} in its place"
                message = "a field of a mail merge is not filled"
                yield self._problem(word, place, field.instruction.strip(), message, hint)

    def _fetched_by_elements(self, word: str, root: Element) -> Iterator[DocumentProblem]:
        for element in root.iter(W + "altChunk", W + "subDoc"):
            message = "a file inserted as a whole can't be checked, so the template is refused"
            hint = "open the template in Word and save it, or put in the text itself"
            yield self._problem(word, _number(element, root), "", message, hint)

    def _elsewhere(self) -> Iterator[DocumentProblem]:
        """Tags in parts that docxtpl does not read: charts, settings, other properties."""
        for part, data in self._parts.items():
            if not part.endswith(".xml") or part in self._stories:
                continue
            text = "".join(parsed(data).itertext())
            is_filled = part in ("docProps/core.xml", "[Content_Types].xml")
            has_tags = not is_filled and ("{{" in text or "{%" in text)
            for tag in TAG.findall(text) if has_tags else ():
                word = _part_word(part)
                message = f"tags are not filled in this part of the document ({word})"
                yield self._problem(word, 0, tag, message, "put it into the text")

    def _relations(self) -> Iterator[DocumentProblem]:
        for part, owner in relations_of(self._parts):
            word = self._stories.get(owner, _part_word(owner))
            for relation in relationships(part, self._parts):
                place = self._referring(owner, relation.identifier)
                for tag in TAG.findall(unquote(relation.target)):
                    message = "tags are not filled in the address of a link"
                    hint = "print a link with a tag such as {{ sample.link }}"
                    yield self._problem(word, place, tag, message, hint)
                if relation.external and not _harmless(relation.kind, relation.target):
                    what, hint = LINKED.get(relation.kind, ("a linked file", EMBED))
                    message = f"{what} ({_short(relation.target)}): {UNFETCHED}"
                    yield self._problem(word, place, "", message, hint)

    def _referring(self, part: str, identifier: str) -> int:
        root = self._roots.get(part)
        if root is None:
            return 0
        for element in root.iter():
            if any(key.startswith(R) and one == identifier for key, one in element.attrib.items()):
                return _number(element, root)
        return 0


def _harmless(kind: str, target: str) -> bool:
    """A link to follow, or a template on the person's own disk, where Word itself notes it."""
    is_near = not re.match(r"(?!file:)[A-Za-z][\w+.-]+:|\\\\|//|file:(?!///)", target)
    return kind == "hyperlink" or (kind == "attachedTemplate" and is_near)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _number(element: Element, root: Element) -> int:
    """The number of the paragraph that holds the element, or of the one before it."""
    number = 0
    for one in root.iter():
        number += int(one.tag == W + "p")
        if one is element:
            return number
    return 0


def _part_word(part: str) -> str:
    """ "word/charts/chart1.xml" → "chart", "docProps/app.xml" → "properties"."""
    word = re.sub(r"\d*\.xml$", "", part.rpartition("/")[2])
    return "properties" if part.startswith("docProps/") else word


Told = tuple[int, str, str, str]
"""Paragraph, tag, message, hint."""


@dataclass(frozen=True)
class _Story:
    """A part with text, paragraph by paragraph."""

    word: str
    paragraphs: Sequence[_Paragraph]

    def unseen(self) -> Iterator[Told]:
        for paragraph in self.paragraphs:
            for tag in paragraph.tags:
                message = f"tags are not filled in {self.word}"
                yield paragraph.number, tag.text, message, "put it into the text"

    def problems(self) -> Iterator[Told]:
        tags = [tag for paragraph in self.paragraphs for tag in paragraph.tags]
        found = [
            *(told for paragraph in self.paragraphs for told in _loose_ends(paragraph)),
            *(told for tag in tags for told in _within(tag)),
            *_beside(tags),
            *_pairs(tags),
        ]
        yield from sorted(found, key=lambda told: told[0])


def _told(tag: _Tag, message: str, hint: str = "") -> Told:
    return tag.paragraph.number, tag.text, message, hint


def _loose_ends(paragraph: _Paragraph) -> Iterator[Told]:
    """Tags without an end, ends without a tag, and what looks like a tag of another program."""
    left = TAG.sub("\n", paragraph.text)
    if end := LOOSE_END.search(left):
        piece = left[end.start() :].split("\n")[0] if end[0][0] == "{" else end[0]
        message = (
            "the tag does not end in this paragraph" if end[0][0] == "{" else "no tag ends here"
        )
        hint = "write {{ … }} or {% … %} in one paragraph, without a gap between the braces"
        yield paragraph.number, _short(piece.strip()), message, hint
        return
    found = [match[0] for match in LOOK_ALIKE.finditer(left)]
    found += [m[0] for m in GUILLEMETS.finditer(left) if _names_a_field(m[1])]
    for piece in found:
        name = snake_case(piece.strip("$«»<>[]{} ").replace(".", " ")) or "name"
        hint = f"if it shall be filled, write a tag such as {{{{ interview.{name} }}}}"
        if "." in piece:
            hint = f"if it shall be filled, write {{{{ {piece.strip('$«»<>[]{} ')} }}}}"
        yield paragraph.number, piece, "this looks like a tag, and is none", hint


def _names_a_field(text: str) -> bool:
    """Quotation marks in several languages, so that only what names a field counts."""
    name = snake_case(text.replace(".", " "))
    return name in WORDS or bool(WORDS & set(name.split("_")))


def _within(tag: _Tag) -> Iterator[Told]:
    """What a tag can't hold."""
    if tag.text.startswith("{#"):
        return
    code = LITERAL.sub('""', tag.text)
    for character in dict.fromkeys(code):
        if character in UNUSABLE:
            message, hint = UNUSABLE[character]
            yield _told(tag, f"{message}: {character}", hint)
    if tag.keyword in OTHER_FILES:
        yield _told(tag, "a template can't take in other files", "put their text into this one")
    if INVISIBLE.search(tag.text):
        yield _told(tag, "there is an invisible character in the tag", "type the tag anew")
    if tag.text.startswith("{{") and tag.level:
        hint = f"write {{{{ instead of {{{{{tag.level}"
        yield _told(tag, f"{{{{{tag.level} loses a plain value", hint)
    if tag.level in ("p", "tr", "tc") and re.search(r"[%}]", tag.text[2:-2]):
        yield _told(tag, f"a {{%{tag.level} tag can't hold % or }}", "put the sum elsewhere")
    if _is_split(tag):
        hint = "delete the tag and type it anew, in one go and without formatting a part of it"
        yield _told(tag, "something stands within the tag and would be lost", hint)


def _is_split(tag: _Tag) -> bool:
    """Whether a field, a link or the like begins, ends or stands between two of its characters."""
    if len(tag.runs) < 2:
        return False
    first, last = tag.runs[0], tag.runs[-1]
    if _wrapping(first) != _wrapping(last):
        return True
    inside = False
    for element in tag.paragraph.element.iter():
        if element is last:
            return False
        if inside and _is_held(element):
            return True
        inside = inside or element is first
    return False


def _wrapping(text: Element) -> list[Element]:
    """What holds the run of a text, as far as its paragraph."""
    run = next(text.iterancestors(W + "r"), text)
    around = []
    for element in run.iterancestors():
        if element.tag == W + "p":
            break
        around.append(element)
    return around


def _is_held(element: Element) -> bool:
    """Whether it stands for something that is seen, not for how text looks."""
    if not isinstance(element.tag, str) or element.tag in HARMLESS:
        return False
    return not any(one.tag == W + "rPr" for one in (element, *element.iterancestors()))


def _beside(tags: Iterable[_Tag]) -> Iterator[Told]:
    """What is lost because a tag takes its whole paragraph, row or cell."""
    for tag in tags:
        if tag.level not in ("p", "tr", "tc"):
            continue
        word = LEVEL_WORD[tag.level]
        taken = tag.paragraph.element if tag.level == "p" else tag.around(tag.level)
        opening = f"{tag.text[:2]}{tag.level}"
        if taken is None:
            yield _told(tag, f"{opening} stands outside a table", f"write {tag.text[:2]}p instead")
            continue
        text = "".join(one.text or "" for one in taken.iter(W + "t"))
        others = [one for one in TAG.findall(text) if (m := LEVEL.match(one)) and m[1] == tag.level]
        if len(others) > 1:
            hint = f"put each into a {word} of its own"
            yield _told(tag, f"two {opening} tags in one {word} break the document", hint)
        elif text.replace(tag.text, "", 1).strip():
            lost = _short(text.replace(tag.text, "", 1).strip())
            hint = f"{opening} takes its whole {word}: put the tag into one of its own"
            yield _told(tag, f"this {word} is lost, with what stands in it: {lost}", hint)
        elif any(one.tag in HELD for one in taken.iter()) and tag.level == "p":
            hint = "put the tag into a paragraph of its own"
            message = "a picture, a break or the like in the paragraph of this tag is lost"
            yield _told(tag, message, hint)


@dataclass
class _Block:
    """A tag that opens, the branches, and the tag that closes."""

    tags: list[_Tag]


def _blocks(tags: Iterable[_Tag]) -> Iterator[_Block | Told]:
    """Every pair of tags, and what stands alone."""
    unfinished: list[_Block] = []
    raw = False
    for tag in tags:
        word = tag.keyword
        if not tag.text.startswith("{%") or (raw and word != "endraw"):
            continue
        raw = word == "raw"
        if word in BLOCKS or (word == "set" and "=" not in tag.text):
            unfinished.append(_Block([tag]))
        elif word in BRANCHES and unfinished:
            unfinished[-1].tags.append(tag)
        elif word.startswith("end") or word in BRANCHES:
            if not unfinished or word != f"end{unfinished[-1].tags[0].keyword}":
                hint = f"delete it, or write {{% {word.removeprefix('end')} … %}} before it"
                yield _told(tag, "nothing is open that this tag could end", hint)
                return
            block = unfinished.pop()
            block.tags.append(tag)
            yield block
    for block in unfinished:
        tag = block.tags[0]
        yield _told(
            tag, "this is never ended", f"write {{%{tag.level} end{tag.keyword} %}} after it"
        )


def _pairs(tags: Sequence[_Tag]) -> Iterator[Told]:
    """Tags that don't fit together: what lies between them is not whole."""
    for block in _blocks(tags):
        if not isinstance(block, _Block):
            yield block
            continue
        first = block.tags[0]
        for tag in block.tags[1:]:
            levels = {LEVEL_WORD[first.level], LEVEL_WORD[tag.level]}
            if len(levels) > 1:
                hint = f"write {{%{first.level} here as at its beginning, {_short(first.text)}"
                yield _told(tag, "it begins in one way and ends in another", hint)
                break
            if message := _broken(first, tag):
                hint = f"put it where its beginning is, {_short(first.text)}"
                yield _told(tag, message, hint)
                break


def _broken(first: _Tag, last: _Tag) -> str:
    """What is wrong with what lies between two tags of a pair."""
    if first.level in ("tr", "tc"):
        outer = "tbl" if first.level == "tr" else "tr"
        is_same = first.around(outer) is last.around(outer)
        return "" if is_same else f"it crosses a {'table' if outer == 'tbl' else 'table row'}"
    if first.paragraph.element.getparent() is not last.paragraph.element.getparent():
        crossed = (
            "table cell" if first.around("tc") is not last.around("tc") else "text box or frame"
        )
        return f"it crosses a {crossed}, and would break the document"
    if first.level == "p":
        return ""
    if _wrapping(first.runs[0]) != _wrapping(last.runs[0]):
        return "it crosses a link or another field, and would break the document"
    if first.paragraph is last.paragraph and _open_fields(first, last):
        return "it crosses a field, and would break the document"
    return ""


def _open_fields(first: _Tag, last: _Tag) -> bool:
    """Whether a field begins or ends between the two, but not both."""
    kinds: Counter[str] = Counter()
    inside = False
    for element in first.paragraph.element.iter():
        if element is last.runs[0]:
            break
        if inside and element.tag == W + "fldChar":
            kinds[element.get(W + "fldCharType", "")] += 1
        inside = inside or element is first.runs[-1]
    return kinds["begin"] != kinds["end"]
