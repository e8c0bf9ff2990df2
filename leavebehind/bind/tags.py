"""Keeps the combined PDF tagged: the structure trees of its parts become one (ISO 32000-1, 14.7).

pikepdf copies pages, not what the document says of them. Each part's tree is copied after its
pages, which is when the references of one to the other survive the copying.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Page, Pdf, String


class StructureTree:
    """The structure tree of a PDF that is put together from parts."""

    def __init__(self, target: Pdf) -> None:
        self._target = target
        self._parents: dict[int, Any] = {}
        """What the parent tree says (ISO 32000-1, 14.7.4.4)."""
        self._next_key = 0
        root = Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(), ClassMap=Dictionary())
        self._root = target.make_indirect(root)
        self._document = self._element(Name.Document, self._root)
        self._root.K = self._document
        self._part = self._document
        self._is_complete = True
        self.is_accessible = True
        """Whether every part so far says of itself that it is PDF/UA-1."""

    def add_part(self, source: Pdf, pages: Sequence[Page], title: str) -> None:
        """Adds a part whose `pages` are in the target already; figures that follow belong to it."""
        self._part = self._element(Name.Part, self._document, T=String(title))
        self._document.K.append(self._part)
        self._renumber(pages)
        tree = source.Root.get(Name.StructTreeRoot)
        self.is_accessible &= source.open_metadata().get("pdfuaid:part") == "1"
        if tree is None or Name.ParentTree not in tree:
            self._is_complete = self.is_accessible = False
            return
        copied = self._target.copy_foreign(source.make_indirect(tree))
        for element in _listed(copied.get(Name.K)):
            element.P = self._part
            self._part.K.append(element)
            # A document within a document would be announced as another one.
            if element.get(Name.S) == Name.Document:
                element.S = Name.Sect
        numbers = dict(NumberTree(copied.ParentTree))
        self._parents |= {self._next_key + key: parents for key, parents in numbers.items()}
        self._next_key += max(numbers, default=-1) + 1
        _merge(self._root.RoleMap, copied.get(Name.RoleMap))
        _merge(self._root.ClassMap, copied.get(Name.ClassMap))

    def add_figure(self, page: Page, description: str) -> None:
        """Tags a page whose whole content is marked as content 0 as one figure."""
        facts = {"Alt": String(description), "Pg": page.obj, "K": 0}
        figure = self._element(Name.Figure, self._part, **facts)
        self._part.K.append(figure)
        page.obj.StructParents = self._next_key
        self._parents[self._next_key] = Array([figure])
        self._next_key += 1

    def leave_out_links(self, pages: Sequence[Page]) -> None:
        """Takes the links off pages that were added; the text of each stays what it is."""
        for page in pages:
            annotations = _listed(page.obj.get(Name.Annots))
            links = [one for one in annotations if one.get(Name.Subtype) == Name.Link]
            for link in links:
                element = self._parents.pop(int(link.get(Name.StructParent, -1)), None)
                if element is not None:
                    element.S = Name.Span
                    element.K = Array(filter(_is_content, _listed(element.get(Name.K))))
            if links:
                page.obj.Annots = Array(one for one in annotations if one not in links)

    def finish(self) -> None:
        """Gives the target its tree; only where every part brought one does it count as tagged."""
        if self._is_complete:
            numbers = Array(each for pair in sorted(self._parents.items()) for each in pair)
            self._root.ParentTree = self._target.make_indirect(Dictionary(Nums=numbers))
            self._root.ParentTreeNextKey = self._next_key
            self._target.Root.StructTreeRoot = self._root
            self._target.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, kind: Name, parent: Object, **facts: Any) -> Any:
        named = {"Type": Name.StructElem, "S": kind, "P": parent, "K": Array(), **facts}
        return self._target.make_indirect(Dictionary(**named))

    def _renumber(self, pages: Sequence[Page]) -> None:
        """Moves the keys of a part's pages behind those that are taken."""
        moved: set[tuple[int, int]] = set()
        for page in pages:
            _shift(page.obj, self._next_key)
            drawings = (one for _, one in page.resources.get(Name.XObject, Dictionary()).items())
            for holder in (*page.obj.get(Name.Annots, []), *drawings):
                # Pages share what they draw.
                if holder.objgen not in moved:
                    _shift(holder, self._next_key)
                    moved |= {holder.objgen} if holder.is_indirect else set()


def _shift(holder: Any, by: int) -> None:
    for key in (Name.StructParents, Name.StructParent):
        if key in holder:
            holder[key] = int(holder[key]) + by


def _is_content(kid: Any) -> bool:
    """Whether what an element holds is on the page, and not an annotation (14.7.4.3)."""
    return not isinstance(kid, Dictionary) or kid.get(Name.Type) != Name.OBJR


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _merge(into: Any, more: Any) -> None:
    for name, value in (more or {}).items():
        if name not in into:
            into[name] = value
