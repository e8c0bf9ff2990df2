"""The words of a paragraph: what can be kept, taken out or put in by itself.

A word is a word of text, any other single character, a break, a picture, a whole field or link.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import accumulate

from lxml import etree

from leavebehind.docx.alignment import WORDS
from leavebehind.docx.blocks import element_text
from leavebehind.docx.editing import EditedDocument, references
from leavebehind.docx.elements import canonical
from leavebehind.docx.package import MATH, MC, SPACE, W

WRAPPERS = frozenset(
    W + name
    for name in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo")
)
"""What holds runs and says nothing by itself."""
_WHOLE = frozenset({W + "hyperlink", W + "fldSimple", MATH + "oMath", MATH + "oMathPara"})
_CHARACTERS = {
    W + "tab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    W + "softHyphen": "\N{SOFT HYPHEN}",
}
_SILENT = frozenset(
    W + name
    for name in (
        *("rPr", "lastRenderedPageBreak", "commentReference", "annotationRef"),
        *("footnoteRef", "endnoteRef", "separator", "continuationSeparator"),
    )
)
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_COUNTED = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "TOC", "DATE", "TIME", "FILENAME")
"""Fields whose result any program puts in anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Something in a run: a child of it, or a stretch of its text. Without a run, an element."""

    run: etree._Element | None
    element: etree._Element
    text: str = ""

    @property
    def holder(self) -> etree._Element:
        """What of the paragraph holds it: its run, or the element itself."""
        return self.element if self.run is None else self.run

    @property
    def look(self) -> etree._Element | None:
        """The properties of its run."""
        return None if self.run is None else self.run.find(W + "rPr")


@dataclass(frozen=True, slots=True, eq=False)
class DocumentWord:
    """A word of a paragraph; `key` is equal for words that say the same, however they look."""

    key: Hashable
    text: str
    pieces: tuple[Piece, ...]
    is_whole: bool = True
    """Not the one end of a field whose other end is in another paragraph."""

    @property
    def says(self) -> str:
        """Its text, or that of the text boxes in it."""
        boxes = (box for piece in self.pieces for box in text_boxes(piece.element))
        return self.text or " ".join(one.text or "" for box in boxes for one in box.iter(W + "t"))


class Reader:
    """Reads the words of the paragraphs in one part of a document."""

    def __init__(self, document: EditedDocument, part: str) -> None:
        self.document = document
        self.part = part

    def words(self, paragraph: etree._Element) -> list[DocumentWord]:
        """The words that a reader sees, in order."""
        words: list[DocumentWord] = []
        pieces = list(_pieces(paragraph))
        place = 0
        while place < len(pieces):
            end = _field_end(pieces, place)
            if end > place:
                words.append(self._field(pieces[place:end]))
            else:
                words.append(self._word(pieces[place]))
            place = max(end, place + 1)
        return words

    def _word(self, piece: Piece) -> DocumentWord:
        element = piece.element
        if piece.text or element.tag in _CHARACTERS:
            text = piece.text or _CHARACTERS[element.tag]
            return DocumentWord(text, text, (piece,))
        if element.tag == W + "br":
            kind = element.get(W + "type", "textWrapping")
            return DocumentWord(
                "\n" if kind == "textWrapping" else (element.tag, kind), "\n", (piece,)
            )
        if element.tag in (W + "fldChar", W + "instrText"):
            key = (element.tag, element.get(W + "fldCharType"), element.text)
            return DocumentWord(key, "", (piece,), is_whole=False)
        if element.tag in _NOTES:
            return self._note(piece)
        if element.tag == W + "fldSimple":
            return self._field((piece,))
        return self._object(piece)

    def _object(self, piece: Piece) -> DocumentWord:
        """A link, a picture, a text box, a formula …"""
        element, text = piece.element, element_text(piece.element)
        content = {self.document.content(self.part, called) for _, _, called in references(element)}
        boxes = len(text_boxes(element))
        if element.tag == W + "hyperlink":
            key: Hashable = (element.tag, element.get(W + "anchor"), frozenset(content), text)
        elif content or boxes:
            key = ("object", frozenset(content), boxes)
        else:
            key = (element.tag, text, *sorted(element.items()))
        return DocumentWord(key, "" if boxes else text or "[picture]", (piece,))

    def _field(self, pieces: Sequence[Piece]) -> DocumentWord:
        """A field, by what it does and what it last showed."""
        elements = [piece.element for piece in pieces]
        codes = [one.text or "" for one in elements if one.tag == W + "instrText"]
        code = "".join(codes) or elements[0].get(W + "instr", "")
        name = " ".join(code.split())
        shown = "".join(piece.text or element_text(piece.element) for piece in pieces)
        # A page number that a program has brought up to date is no edit.
        is_counted = name.upper().startswith(_COUNTED)
        return DocumentWord(("field", name, "" if is_counted else shown), shown, tuple(pieces))

    def _note(self, piece: Piece) -> DocumentWord:
        note = find_note(self.document, piece.element)
        paragraphs = () if note is None else note.iter(W + "p")
        text = " ".join(" ".join(map(element_text, paragraphs)).split())
        return DocumentWord((piece.element.tag, text), f" [{text}]", (piece,))


def find_note(document: EditedDocument, reference: etree._Element) -> etree._Element | None:
    """The footnote or endnote that is meant."""
    part = notes_part(document, reference)
    notes = document.root(part) if part else ()
    return next((one for one in notes if one.get(W + "id") == reference.get(W + "id")), None)


def notes_part(document: EditedDocument, reference: etree._Element) -> str:
    """The part with the footnotes or endnotes; "" where the document has none."""
    kind = _NOTES[reference.tag]
    return next((name for name, one in document.stories.items() if one == kind), "")


def text_boxes(element: etree._Element) -> list[etree._Element]:
    """The text boxes in an element, without their copies for older programs."""
    return [
        box
        for box in element.iter(W + "txbxContent")
        if next(box.iterancestors(MC + "Fallback"), None) is None
    ]


def _pieces(element: etree._Element) -> Iterator[Piece]:
    for child in element.iterchildren(etree.Element):
        if child.tag == W + "r":
            yield from _pieces_of_run(child)
        elif child.tag in WRAPPERS:
            yield from _pieces(child)
        # A link from which all was taken out is none.
        elif child.tag in _WHOLE and (child.tag != W + "hyperlink" or any(_pieces(child))):
            yield Piece(None, child)


def _pieces_of_run(run: etree._Element) -> Iterator[Piece]:
    for child in run.iterchildren(etree.Element):
        if child.tag == W + "t":
            yield from (Piece(run, child, word) for word in WORDS.findall(child.text or ""))
        elif child.tag not in _SILENT:
            yield Piece(run, child)


def _field_end(pieces: Sequence[Piece], start: int) -> int:
    """Behind the field that begins there; 0 where none does, or its end is elsewhere."""
    depth = 0
    for place in range(start, len(pieces)):
        element = pieces[place].element
        kind = element.get(W + "fldCharType") if element.tag == W + "fldChar" else None
        depth += {"begin": 1, "end": -1}.get(kind or "", 0)
        if depth <= 0:
            return place + 1 if kind == "end" and place > start else 0
    return 0


class SplitRuns:
    """The runs of a paragraph, split where some of its words are to be marked by themselves."""

    def __init__(self, words: Sequence[DocumentWord]) -> None:
        self._pieces = [piece for word in words for piece in word.pieces]
        self._starts = list(accumulate((len(word.pieces) for word in words), initial=0))
        """Which piece each word begins with."""

    def elements(self, start: int, stop: int) -> list[etree._Element]:
        """The elements that hold the words from `start` to `stop`, and no others."""
        for word in (start, stop):
            self._split(self._starts[word])
        pieces = self._pieces[self._starts[start] : self._starts[stop]]
        return list(dict.fromkeys(piece.holder for piece in pieces))

    def before(self, word: int) -> etree._Element | None:
        """The element that ends where the word begins, None where it is the first."""
        place = self._starts[word]
        self._split(place)
        return self._pieces[place - 1].holder if place else None

    def _split(self, place: int) -> None:
        """Has a run end before the piece."""
        if not 0 < place < len(self._pieces):
            return
        before, piece = self._pieces[place - 1 : place + 1]
        run, content = piece.run, piece.element
        if run is None or run != before.run:
            return
        behind = _empty_copy(run)
        run.addnext(behind)
        # What a reader doesn't see, as lastRenderedPageBreak, goes with what it follows.
        following, moved = list(content.itersiblings()), content
        if before.element is content:
            of_content = (one.text for one in self._pieces[:place] if one.element is content)
            moved = _split_text(content, sum(map(len, of_content)))
        behind.extend([moved, *following])
        for i, one in enumerate(self._pieces[place:], place):
            if one.run is run:
                element = moved if one.element is content else one.element
                self._pieces[i] = replace(one, run=behind, element=element)


def _split_text(element: etree._Element, length: int) -> etree._Element:
    """A text of its own for what is behind so many characters."""
    text, rest = element.text or "", deepcopy(element)
    element.text, rest.text = text[:length], text[length:]
    for one in (element, rest):
        one.set(SPACE, "preserve")
    return rest


def look_key(look: etree._Element | None) -> bytes:
    """Equal for equal properties of runs, whatever namespaces are declared around them."""
    if look is None or not len(look):
        return b""
    return canonical(look)


def _empty_copy(run: etree._Element) -> etree._Element:
    copy = etree.Element(run.tag, dict(run.attrib), nsmap=run.nsmap)
    look = run.find(W + "rPr")
    if look is not None:
        copy.append(deepcopy(look))
    return copy
