"""Tags that would spoil a document without a word.

docxtpl works on the text of the XML: it cuts out what lies within a tag, and the paragraph or the
row around a `{%p` or a `{%tr`; Jinja then keeps or repeats what lies between two tags. A document
stays whole only where what is cut, kept or repeated is whole elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from leavebehind.docx.elements import own
from leavebehind.docx.package import W
from leavebehind.names import did_you_mean
from leavebehind.template.messages import Message

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

_TAG_OR_UNCLOSED = re.compile(rf"{TAG.pattern}|\{{%[^{{}}%]+", re.DOTALL)
_LOOSE_END = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_LEVEL = re.compile(r"\{[{%#](tr|tc|p|r) ")
_KEYWORD = re.compile(r"\{%[-+]?(?:tr |tc |p |r )?\s*(\w+)")
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'|“[^“”]*”|‘[^‘’]*’")
# Word and web pages put them into text that is copied: soft hyphens, joiners, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_QUOTES = ("this mark is no quotation mark to a tag", "type \" or ' with the keyboard")
_DASH = ("this dash is no minus to a tag", "type - with the keyboard")
_UNUSABLE = {
    **dict.fromkeys("„«»‚‹›′″´`", _QUOTES),
    **dict.fromkeys("–—−", _DASH),
    "…": ("these dots are one character", "type them one by one"),
}
_BLOCKS = frozenset(
    {"if", "for", "macro", "call", "filter", "with", "autoescape", "raw", "block", "trans"}
)
_BRANCHES = frozenset({"else", "elif"})
_OTHER_FILES = frozenset({"include", "import", "from", "extends"})
KEYWORDS = (
    _BLOCKS
    | _BRANCHES
    | _OTHER_FILES
    | {f"end{word}" for word in (*_BLOCKS, "set")}
    | {"set", "do", "break", "continue", "vm", "hm", "colspan", "cellbg"}
)
"""The words that a statement begins with, those of docxtpl too."""
_HARMLESS = frozenset(
    W + name
    for name in (
        *("r", "t", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak"),
        *("smartTag", "smartTagPr", "ins", "del", "delText", "commentRangeStart"),
        *("commentRangeEnd", "permStart", "permEnd", "attr"),
    )
)
"""What may be cut out of a tag without loss."""
_LOST = frozenset(
    W + name
    for name in (
        *("drawing", "pict", "object", "br", "fldChar", "fldSimple", "sym", "sectPr"),
        *("footnoteReference", "endnoteReference", "ptab", "tab"),
    )
)
"""What would be lost with the paragraph of a tag."""
_LEVEL_WORDS = {"p": "paragraph", "tr": "table row", "tc": "table cell", "": "", "r": ""}

TagProblem = tuple[int, str, str, str]
"""Paragraph, tag, message, hint."""


@dataclass(frozen=True, eq=False)
class Tag:
    """A tag as it was typed, and where."""

    text: str
    number: int
    """Of its paragraph."""
    paragraph: Element
    pieces: tuple[Element, ...]
    """The text elements that it is spread over."""

    @property
    def level(self) -> str:
        """What docxtpl cuts away around it: "p", "tr", "tc", "r" or nothing."""
        match = _LEVEL.match(self.text)
        return match[1] if match else ""

    @property
    def keyword(self) -> str:
        return keyword_of(self.text)

    def around(self, name: str) -> Element | None:
        """The innermost element of this name that holds the tag."""
        return next(self.paragraph.iterancestors(W + name), None)

    def problem(self, message: str, hint: str) -> TagProblem:
        return self.number, self.text, message, hint


def keyword_of(tag: str) -> str:
    """The word that a statement begins with; "" where the tag is none."""
    match = _KEYWORD.match(tag)
    return match[1] if match else ""


def tag_problems(root: Element) -> list[TagProblem]:
    """What is wrong with the tags of a part in which `hide_raw` has hidden what is none."""
    tags = list(tags_in(root))
    problems = _loose_ends(root)
    # Their ends are right, and end something once they are mended.
    begun = {f"end{keyword_of(tag)}" for _, tag, *_ in problems}
    for tag in tags:
        problems += (tag.problem(*message) for rule in _RULES for message in rule(tag))
    problems += (one for one in _unmatched(tags) if keyword_of(one[1]) not in begun)
    return sorted(problems, key=lambda problem: problem[0])


def tags_in(root: Element) -> Iterator[Tag]:
    """The tags of a part; those of a text box are not those of the paragraph around it."""
    for number, paragraph in enumerate(root.iter(W + "p"), 1):
        text, ends = "", []
        for piece in own(paragraph, "t"):
            text += piece.text or ""
            ends.append((len(text), piece))
        for match in TAG.finditer(text):
            pieces = (
                piece
                for end, piece in ends
                if match.start() < end and match.end() > end - len(piece.text or "")
            )
            yield Tag(match[0], number, paragraph, tuple(pieces))


def _loose_ends(root: Element) -> list[TagProblem]:
    """Every tag without an end, and end without a tag; the first of a paragraph."""
    problems = []
    for number, paragraph in enumerate(root.iter(W + "p"), 1):
        text = "".join(piece.text or "" for piece in own(paragraph, "t"))
        left = TAG.sub("\n", text)
        if end := _LOOSE_END.search(left):
            is_start = end[0][0] == "{"
            piece = left[end.start() :].split("\n")[0] if is_start else end[0]
            unclosed = "the tag does not end in this paragraph, so it can't be read"
            message = unclosed if is_start else "no tag ends here"
            hint = (
                "write it in one paragraph, without a gap between the braces, closed with }} or %}"
            )
            problems.append((number, shortened(piece.strip()), message, hint))
    return problems


def drop_loose_ends(root: Element) -> bool:
    """Leaves only whole tags where one has no end, or no beginning; false where all are whole.

    A statement gets its end, because others may be in its loop.
    """
    loose = {number for number, *_ in _loose_ends(root)}
    for number, paragraph in enumerate(root.iter(W + "p"), 1):
        if number in loose:
            first, *others = own(paragraph, "t")
            text = "".join(piece.text or "" for piece in (first, *others))
            tags = _TAG_OR_UNCLOSED.findall(text)
            for piece in others:
                piece.text = ""
            first.text = "".join(tag if TAG.fullmatch(tag) else f"{tag} %}}" for tag in tags)
    return bool(loose)


def _content(tag: Tag) -> Iterator[Message]:
    """What a tag can't hold."""
    if tag.text.startswith("{#"):
        return
    for character in dict.fromkeys(_LITERAL.sub('""', tag.text)):
        if character in _UNUSABLE:
            message, hint = _UNUSABLE[character]
            yield f"{message}: {character}", hint
    if _INVISIBLE.search(tag.text):
        yield "there is an invisible character in the tag", "type the tag anew"
    if tag.keyword in _OTHER_FILES:
        yield "a template can't take in other files", "put their text into this one"
    if tag.text.startswith("{{") and tag.level:
        yield f"{{{{{tag.level} loses a plain value", f"write {{{{ instead of {{{{{tag.level}"
    # docxtpl finds the end of such a tag by the first of the two.
    if tag.level in ("p", "tr", "tc") and re.search(r"[%}]", tag.text[2:-2]):
        yield f"a {{%{tag.level} tag can't hold % or }}", "put the sum elsewhere"


def _split(tag: Tag) -> Iterator[Message]:
    """A field, a link or the like that begins, ends or lies between two of its characters."""
    first, last = tag.pieces[0], tag.pieces[-1]
    between = _between(tag.paragraph, first, last)
    if not tag.text.startswith("{#") and (
        _wrapping(first) != _wrapping(last) or any(map(_is_seen, between))
    ):
        hint = "delete the tag and type it anew, in one go and without formatting a part of it"
        yield "something stands within the tag and would be lost", hint


def _between(paragraph: Element, first: Element, last: Element) -> list[Element]:
    """The elements that begin after the one and before the other."""
    elements = list(paragraph.iter())
    return elements[elements.index(first) + 1 : elements.index(last)]


def _wrapping(piece: Element) -> list[Element]:
    """What holds the run of a text, as far as its paragraph."""
    run = next(piece.iterancestors(W + "r"), piece)
    ancestors = list(run.iterancestors())
    paragraph = next(piece.iterancestors(W + "p"))
    return ancestors[: ancestors.index(paragraph)]


def _is_seen(element: Element) -> bool:
    """Whether it is something that is seen, not how text looks."""
    if not isinstance(element.tag, str) or element.tag in _HARMLESS:
        return False
    return all(around.tag != W + "rPr" for around in (element, *element.iterancestors()))


def _cut_out(tag: Tag) -> Iterator[Message]:
    """What is lost because a tag takes its whole paragraph, row or cell."""
    if tag.level not in ("p", "tr", "tc"):
        return
    word = _LEVEL_WORDS[tag.level]
    opening = f"{tag.text[:2]}{tag.level}"
    taken = tag.paragraph if tag.level == "p" else tag.around(tag.level)
    if taken is None:
        yield f"{opening} stands outside a table", f"write {tag.text[:2]}p instead"
        return
    text = "".join(piece.text or "" for piece in taken.iter(W + "t"))
    levels = [level[1] for level in map(_LEVEL.match, TAG.findall(text)) if level]
    rest = text.replace(tag.text, "", 1).strip()
    if levels.count(tag.level) > 1:
        message = f"two {opening} tags in one {word} break the document"
        yield message, f"put each into a {word} of its own"
    elif rest:
        message = f"this {word} is lost, with what stands in it: {shortened(rest)}"
        yield message, f"{opening} takes its whole {word}: put the tag into one of its own"
    elif tag.level == "p" and any(element.tag in _LOST for element in taken.iter()):
        message = "a picture, a break or the like in the paragraph of this tag is lost"
        yield message, "put the tag into a paragraph of its own"


_RULES: tuple[Callable[[Tag], Iterator[Message]], ...] = (_content, _split, _cut_out)


def _unmatched(tags: Iterable[Tag]) -> Iterator[TagProblem]:
    """Blocks that never end, ends of no block, and blocks that hold no whole elements."""
    unfinished: list[list[Tag]] = []
    for tag in tags:
        word = tag.keyword
        # {% set x %} begins a block, {% set x = 1 %} is complete.
        if word in _BLOCKS or (word == "set" and "=" not in tag.text):
            unfinished.append([tag])
        elif word in _BRANCHES and unfinished:
            unfinished[-1].append(tag)
        elif word.startswith("end") or word in _BRANCHES:
            yield from _ended(tag, unfinished)
    yield from map(_never_ended, (first for first, *_ in unfinished))


def _ended(tag: Tag, unfinished: list[list[Tag]]) -> Iterator[TagProblem]:
    """What is wrong where a tag ends a block: with the tag, or with blocks in it."""
    block = tag.keyword.removeprefix("end")
    opened = [first.keyword for first, *_ in unfinished]
    if tag.keyword not in KEYWORDS:
        hint = did_you_mean(tag.keyword, sorted(KEYWORDS)) or "delete it"
        yield tag.problem(f"there is no tag {{% {tag.keyword} %}}", hint)
        return
    if tag.keyword in _BRANCHES or block not in opened:
        hint = f"delete it, or write {{% {block} … %}} before it"
        yield tag.problem("nothing is open that this tag could end", hint)
        return
    while unfinished[-1][0].keyword != block:
        yield _never_ended(unfinished.pop()[0])
    first, *others = [*unfinished.pop(), tag]
    # One mistake is enough of a block whose tags all lie elsewhere than its beginning.
    mismatches = (other.problem(*m) for other in others if (m := _mismatch(first, other)))
    yield from list(mismatches)[:1]


def _never_ended(first: Tag) -> TagProblem:
    hint = f"write {{%{first.level} end{first.keyword} %}} after it"
    return first.problem("this is never ended", hint)


def _mismatch(first: Tag, other: Tag) -> Message | None:
    """What is wrong with what lies between two tags of a block."""
    if _LEVEL_WORDS[first.level] != _LEVEL_WORDS[other.level]:
        hint = f"write {{%{first.level} here as at its beginning, {shortened(first.text)}"
        return "it begins in one way and ends in another", hint
    crossed = _crossed(first, other)
    hint = f"put it where its beginning is, {shortened(first.text)}"
    return (f"it crosses a {crossed}, and would break the document", hint) if crossed else None


def _crossed(first: Tag, other: Tag) -> str:
    """What begins or ends between the two tags, but not both; "" where all is whole."""
    if first.level in ("tr", "tc"):
        outer, word = ("tbl", "table") if first.level == "tr" else ("tr", "table row")
        return "" if first.around(outer) is other.around(outer) else word
    if first.paragraph.getparent() is not other.paragraph.getparent():
        if first.around("tc") is not other.around("tc"):
            return "table cell"
        in_one = first.around("sdt") is other.around("sdt")
        return "text box or frame" if in_one else "content control"
    if first.level == "p":
        return ""
    if (wrapping := _wrapping(first.pieces[0])) != (others := _wrapping(other.pieces[0])):
        in_control = any(element.tag == W + "sdt" for element in (*wrapping, *others))
        return "content control" if in_control else "link or another field"
    if first.paragraph is other.paragraph:
        between = _between(first.paragraph, first.pieces[-1], other.pieces[0])
        kinds = [element.get(W + "fldCharType") for element in between]
        return "field" if kinds.count("begin") != kinds.count("end") else ""
    return ""


def shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def plain(tag: str) -> str:
    """The tag without what docxtpl cuts away around it: {%p if … %} → {% if … %}."""
    return _LEVEL.sub(lambda level: f"{level[0][:2]} ", tag)
