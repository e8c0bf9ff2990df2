"""Keeps the combined PDF tagged: the structure trees of its parts become one (ISO 32000-1, 14.7).

pikepdf copies pages, not what the document says of them. Each part's tree is copied after its
pages, which is when the references of one to the other survive the copying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Page, Pdf, String


class StructureTree:
    """The structure tree of a PDF that is put together from parts."""

    def __init__(self, target: Pdf) -> None:
        self._target = target
        self._keys = 0
        self._numbers: list[Any] = []
        self._roles = Dictionary()
        self._classes = Dictionary()
        self._root = target.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element(Name.Document, self._root)
        self._part = self._document
        self._complete = True

    def add_part(self, source: Pdf, pages: Sequence[Page], title: str) -> None:
        """Adds a part whose `pages` are in the target already; figures that follow belong to it."""
        self._part = self._element(Name.Part, self._document)
        self._part.T = String(title)
        self._renumber(pages)
        tree = source.Root.get(Name.StructTreeRoot)
        if tree is None or Name.ParentTree not in tree:
            self._complete = False
            return
        copied = self._target.copy_foreign(source.make_indirect(tree))
        for element in _listed(copied.get(Name.K)):
            element.P = self._part
            self._part.K.append(element)
            # A document within a document would be announced as another one.
            if element.get(Name.S) == Name.Document:
                element.S = Name.Sect
        numbers = list(_numbers(copied.ParentTree))
        for key, parents in numbers:
            self._numbers += [key + self._keys, parents]
        self._keys += max((key for key, _ in numbers), default=-1) + 1
        _merge(self._roles, copied.get(Name.RoleMap))
        _merge(self._classes, copied.get(Name.ClassMap))

    def add_figure(self, page: Page, description: str) -> None:
        """Tags a page whose whole content is marked as content 0 as one figure."""
        figure = self._element(Name.Figure, self._part)
        figure.Alt = String(description)
        figure.Pg = page.obj
        figure.K = 0
        page.obj.StructParents = self._keys
        self._numbers += [self._keys, Array([figure])]
        self._keys += 1

    def finish(self) -> None:
        """Gives the target its tree; only where every part brought one does it count as tagged."""
        if not self._complete:
            return
        self._root.K = self._document
        self._root.ParentTree = self._target.make_indirect(Dictionary(Nums=Array(self._numbers)))
        self._root.ParentTreeNextKey = self._keys
        self._root.RoleMap = self._roles
        self._root.ClassMap = self._classes
        self._target.Root.StructTreeRoot = self._root
        self._target.Root.MarkInfo = Dictionary(Marked=True)

    def _renumber(self, pages: Sequence[Page]) -> None:
        """Moves the keys of a part's pages behind those that are taken."""
        moved: set[tuple[int, int]] = set()
        for page in pages:
            _shift(page.obj, self._keys)
            drawings = page.resources.get(Name.XObject, Dictionary()).values()
            for holder in (*page.obj.get(Name.Annots, []), *drawings):
                # Pages share what they draw.
                if holder.objgen not in moved:
                    _shift(holder, self._keys)
                    moved |= {holder.objgen} if holder.is_indirect else set()

    def _element(self, kind: Name, parent: Any) -> Any:
        element = Dictionary(Type=Name.StructElem, S=kind, P=parent, K=Array())
        indirect = self._target.make_indirect(element)
        if parent is not self._root:
            parent.K.append(indirect)
        return indirect


def _shift(holder: Any, by: int) -> None:
    for key in (Name.StructParents, Name.StructParent):
        if key in holder:
            holder[key] = int(holder[key]) + by


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _numbers(node: Any) -> Iterator[tuple[int, Any]]:
    """The pairs of a number tree (ISO 32000-1, 7.9.7)."""
    pairs = list(node.get(Name.Nums, []))
    yield from ((int(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
    for kid in node.get(Name.Kids, []):
        yield from _numbers(kid)


def _merge(into: Dictionary, more: Any) -> None:
    for name, value in (more or {}).items():
        if name not in into:
            into[name] = value
