"""Comments of the author "leavebehind" in a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree

from leavebehind.docx.editing import EditedDocument
from leavebehind.docx.elements import put_first, remove, text_of
from leavebehind.docx.package import SPACE, BadDocument, W, parsed, read_file, read_parts, stories
from leavebehind.docx.tracked import AUTHOR, is_ours, open_changes
from leavebehind.errors import DocumentProblem, TemplateError
from leavebehind.files import system_errors_in_words

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_HOLDERS = frozenset(W + name for name in ("document", "body", "tbl", "tr", "tc"))
_ANCHORS = tuple(f"{W}comment{name}" for name in ("RangeStart", "RangeEnd", "Reference"))
_EMPTY = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()


class CommentWriter:
    """Puts comments into a document, none twice in a place; `count` says how many are new."""

    def __init__(self, document: EditedDocument) -> None:
        self._document = document
        self._made: set[str | None] = set()

    @property
    def count(self) -> int:
        """How many comments are new."""
        return len(self._made)

    def add(self, text: str, place: Sequence[etree._Element]) -> None:
        """A comment on the place: elements of one paragraph, or the paragraph itself."""
        place = [self._commentable(element) for element in place]
        comments = self._document.root(self._part())
        same = {one.get(W + "id") for one in comments if is_ours(one) and text_of(one) == text}
        paragraph = next(place[0].iterancestors(W + "p"), place[0])
        if any(one.get(W + "id") in same for one in paragraph.iter(*_ANCHORS)):
            return
        for part in (self._part(), self._document.body):
            self._document.changing(part)
        self._withdraw(place[0])
        identifier = {W + "id": str(next(self._document.ids))}
        by = {W + "author": AUTHOR, W + "initials": "lb"}
        comment = etree.SubElement(comments, W + "comment", {**identifier, **by})
        run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
        etree.SubElement(run, W + "t", {SPACE: "preserve"}).text = text
        self._anchor(identifier, place)
        self._made.add(comment.get(W + "id"))

    def _withdraw(self, element: etree._Element) -> None:
        """Takes away what an earlier merge has said of the same words."""
        start = element.getprevious()
        if start is None or start.tag != W + "commentRangeStart":
            return
        # A comment of this merge speaks of the whole paragraph, and stays.
        if start.get(W + "id") in self._made:
            return
        comments = self._document.root(self._part())
        known = [one for one in comments if one.get(W + "id") == start.get(W + "id")]
        paragraph = next(element.iterancestors(W + "p"), None)
        if paragraph is None or not known or not is_ours(known[0]):
            return
        for one in list(paragraph.iter(*_ANCHORS)):
            if one.get(W + "id") == start.get(W + "id"):
                is_alone = one.tag == W + "commentReference" and len(one.getparent()) == 1
                remove(one.getparent() if is_alone else one)
        remove(known[0])

    def _anchor(self, identifier: dict[str, str], place: Sequence[etree._Element]) -> None:
        start, end = (
            etree.Element(f"{W}commentRange{one}", identifier) for one in ("Start", "End")
        )
        reference = etree.Element(W + "r")
        etree.SubElement(reference, W + "commentReference", identifier)
        # The ends of a comment are beside runs, never inside of one (17.13.4.3).
        if place[0].tag == W + "p":
            put_first(place[0], [start])
            place[0].extend([end, reference])
        else:
            place[0].addprevious(start)
            place[-1].addnext(end)
            end.addnext(reference)

    def _commentable(self, element: etree._Element) -> etree._Element:
        """The element, or what holds it: Word has no comments in text boxes, headers and notes."""
        body = self._document.root(self._document.body)
        boxes = list(element.iterancestors(W + "txbxContent"))
        if boxes:
            element = next(boxes[-1].iterancestors(W + "p"), element)
        if element.getroottree().getroot() is not body:
            element = body
        if element.tag not in _HOLDERS:
            return element
        if (found := next(element.iter(W + "p"), None)) is None:
            # Programs leave a body without a paragraph, though Word doesn't.
            found = etree.Element(W + "p")
            body.find(W + "body").insert(0, found)
        return found

    def _part(self) -> str:
        document = self._document
        known = next((name for name, kind in document.stories.items() if kind == "comments"), "")
        if not known:
            known = document.add_part("word/comments.xml", _EMPTY, _TYPE)
            document.stories[known] = "comments"
            document.relate(document.body, _RELATIONSHIP, known)
        return known


def waiting(data: bytes) -> tuple[int, int]:
    """How many tracked changes and comments of ours wait in a document; raises BadDocument."""
    parts = read_parts(data)
    changes = comments = 0
    for name, kind in stories(parts).items():
        if AUTHOR.encode() in parts[name]:
            root = parsed(parts[name])
            if kind == "comments":
                comments += sum(map(is_ours, root))
            else:
                changes += open_changes(root)
    return changes, comments


def commented_copy(path: Path, problems: Iterable[DocumentProblem], target: Path) -> None:
    """Writes a copy of the template with a Word comment at each problem of it.

    Word has no comments in headers, footers and notes: the first paragraph has those. Raises
    TemplateError where the template can't be opened, OutputError where the copy can't be written.
    """
    try:
        document = EditedDocument(read_file(path))
        body = document.root(document.body)
    except (BadDocument, OSError, KeyError) as error:
        problem = DocumentProblem(path.name, "", 0, "", "it can't be opened to be commented on")
        raise TemplateError([problem]) from error
    comments, paragraphs = CommentWriter(document), list(body.iter(W + "p"))
    for problem in problems:
        in_body = problem.part == "body" and 0 < problem.paragraph <= len(paragraphs)
        place = paragraphs[problem.paragraph - 1] if in_body else body
        comments.add(_comment(problem, in_body=in_body), [place])
    with system_errors_in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(document.to_bytes())


def _comment(problem: DocumentProblem, *, in_body: bool) -> str:
    place = "" if in_body or not problem.part else f"{problem.part}: "
    tag = f"{problem.tag}: " if problem.tag else ""
    return f"{place}{tag}{'. '.join(filter(None, [problem.message, problem.hint]))}"
