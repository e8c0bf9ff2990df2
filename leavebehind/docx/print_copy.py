"""A document as it should be printed: without comments, deleted or hidden text and links to
elsewhere, and with fields that are up to date.

Converters print tracked deletions and some hidden text, and fetch linked pictures; a print copy has
none of them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from leavebehind.docx.comments import waiting
from leavebehind.docx.editing import references
from leavebehind.docx.elements import (
    DELETED,
    INSERTED,
    MARKUP,
    complete_cells,
    is_end_deleted,
    join_to_next,
    remove,
    remove_empty_tables,
    text_of,
)
from leavebehind.docx.field_results import brought_up_to_date
from leavebehind.docx.fields import field_codes
from leavebehind.docx.hidden import HiddenText, without_hidden_labels
from leavebehind.docx.identity import parts_without_identity
from leavebehind.docx.package import (
    R,
    W,
    as_transitional,
    content_types,
    parsed,
    read_parts,
    relations_of,
    relationships,
    serialized,
    stories,
    write_parts,
)
from leavebehind.docx.tracked import is_ours
from leavebehind.names import waiting_in_words

CHANGES = "tracked changes are printed as if they were accepted"
OPEN = "the workbook's changes wait in it ({}) and are printed as if they were accepted"
COMMENTS = "comments are not printed"
TODAY = "its date fields show the day on which it is printed"
LINKS = "linked pictures and files are not fetched; embed them in Word to print them"

_CELL_CHANGES = (W + "cellDel", W + "cellIns", W + "cellMerge")
_FILES = (W + "altChunk", W + "subDoc")
_RANGES = tuple(f"customXml{name}Range" for name in ("Ins", "Del", "MoveFrom", "MoveTo"))
_REMOVED = (
    *(*MARKUP, *_FILES, W + "cellIns", W + "cellMerge"),
    *(f"{W}{name}{end}" for name in _RANGES for end in ("Start", "End")),
)
_SUSPECT = re.compile(
    rb"[<:](?:del|ins|moveFrom|moveTo|comment\w+|\w+Change|cell(?:Del|Ins|Merge)|altChunk|subDoc"
    rb"|instrText|fldSimple)\b|\{"
)
"""What a part without needs no look: most have none, and parsing takes most of the time."""
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def print_copy(document: bytes, day: datetime.date | None = None) -> tuple[bytes, tuple[str, ...]]:
    """The document fit for printing, and what the person should know about the difference.

    Its date fields show the `day`, by default today. Documents that are equal have equal copies,
    also where their identities differ. Raises BadDocument.
    """
    original = read_parts(document)
    open_changes, _comments = waiting(document)
    parts = as_transitional(original)
    notes: set[str] = set()
    if open_changes:
        notes.add(OPEN.format(waiting_in_words(open_changes, 0)))
    changed = parts_without_identity(parts)
    for name, owner in relations_of(parts):
        changed |= _without_links(name, owner, parts, notes)
    hidden = HiddenText(parts)
    for name, kind in stories(parts).items():
        if kind != "comments":
            changed[name] = _as_printed(changed.get(name, parts[name]), hidden, notes)
    updated, has_dates = brought_up_to_date(parts | changed, day or datetime.date.today())
    changed |= updated
    notes.update([TODAY] * has_dates)
    for name, content_type in content_types(parts).items():
        if content_type.endswith(".numbering+xml"):
            changed[name] = without_hidden_labels(changed.get(name, parts[name]))
    if all(xml == original[name] for name, xml in (parts | changed).items()):
        return document, tuple(sorted(notes))
    # A copy is read once or twice, which is sooner done than compressing it.
    return write_parts(parts | changed, compress=False), tuple(sorted(notes))


def _as_printed(xml: bytes, hidden: HiddenText, notes: set[str]) -> bytes:
    """The part with all changes accepted, and without hidden text, comments and what is fetched."""
    if not (_SUSPECT.search(xml.replace(b"\0", b"")) or hidden.may_be_in(xml)):
        return xml
    root = parsed(xml)
    notes.update(_notes_on(root))
    is_changed = _accept_changes(root, notes)
    is_changed |= hidden.may_be_in(xml) and hidden.remove_from(root)
    texts = map(text_of, root.iter(W + "p"))
    tags = (tag[0] for text in texts if (tag := _TAG.search(text)))
    notes.update(f"a template tag is left in the text: {tag}" for tag in islice(tags, 1))
    return serialized(root) if is_changed else xml


def _accept_changes(root: etree._Element, notes: set[str]) -> bool:
    """Accepts all changes, and takes out comments and what is fetched; whether there were any."""
    fetching = [field for field in field_codes(root) if field.fetches]
    if fetching:
        notes.add(LINKS)
    elif next(root.iter(*_REMOVED, *INSERTED, *_CELL_CHANGES), None) is None:
        return False
    for field in fetching:
        field.leave_result()
    _accept_deleted_cells(root)
    for paragraph in list(root.iter(W + "p")):
        # The next one, to which it is joined, keeps its own look.
        is_last = is_end_deleted(paragraph) and not join_to_next(paragraph)
        if is_last and all(child.tag in (W + "pPr", *_REMOVED) for child in paragraph):
            remove(paragraph)
    for element in list(root.iter(*_REMOVED)):
        remove(element)
    etree.strip_tags(root, *INSERTED)
    complete_cells(root)
    return True


def _notes_on(root: etree._Element) -> Iterator[str]:
    elements = {element.tag for element in root.iter()}
    # Of ours it is said how many wait.
    if not all(map(is_ours, root.iter(*DELETED, *INSERTED, *_CELL_CHANGES))):
        yield CHANGES
    if W + "commentReference" in elements:
        yield COMMENTS
    if not elements.isdisjoint(_FILES):
        yield LINKS


def _accept_deleted_cells(root: etree._Element) -> None:
    """A deleted row has a mark in its properties, as has a deleted cell."""
    for mark in list(root.iter(W + "del", W + "cellDel")):
        properties = mark.getparent()
        if properties is not None and properties.tag in (W + "trPr", W + "tcPr"):
            remove(properties.getparent())
    remove_empty_tables(root)


def _without_links(
    name: str, owner: str, parts: Mapping[str, bytes], notes: set[str]
) -> dict[str, bytes]:
    """The relationships and their owner without what lies outside the document, hyperlinks
    excepted."""
    outside = {
        relation.identifier: relation.kind
        for relation in relationships(name, parts)
        if relation.external and relation.kind != "hyperlink"
    }
    if not outside:
        return {}
    if set(outside.values()) != {"attachedTemplate"}:
        notes.add(LINKS)
    root = parsed(parts[name])
    for relation in [child for child in root if child.get("Id") in outside]:
        root.remove(relation)
    changed = {name: serialized(root)}
    if owner in parts and owner.endswith(".xml"):
        root = parsed(parts[owner])
        for element, key, identifier in references(root):
            if identifier in outside:
                _unlink(element, key)
        changed[owner] = serialized(root)
    return changed


def _unlink(element: etree._Element, key: str) -> None:
    """Removes a link; the picture that is embedded beside it stays."""
    parent = element.getparent()
    if key in (R + "link", R + "href", R + "pict"):
        del element.attrib[key]
    elif parent is not None and parent.tag == W + "mailMerge":
        remove(parent)
    else:
        remove(element)
