"""Which pieces of two versions belong together, and which words differ between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.package import BadDocument, read_parts

_ALIKE = 0.5
"""From here on two pieces are versions of one: the share of words that they have in common."""
_MOVED = 0.8
_FEWEST_MOVED = 4
"""Fewer words are too likely to be alike by chance to say that they were moved."""
_MOST_COMPARED = 40_000
"""Where more pairs would have to be compared, only the order counts."""
_MOST_WORDS_COMPARED = 4_000_000
# Chinese, Japanese and Korean have no spaces, so each of their characters is a word.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
WORDS = re.compile(rf"[{_IDEOGRAPHS}]|(?:(?![{_IDEOGRAPHS}])[\w\u0300-\u036f'’])+|.", re.DOTALL)
"""Words, and each other character alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignable:
    """A piece of a document: a paragraph, a table, a row or a cell."""

    key: Hashable
    """Equal where two pieces say the same."""
    words: Mapping[str, int]
    """How often it has each word."""
    kind: Hashable
    """Only pieces of one kind are taken for versions of each other by their place alone."""


def align(old: Sequence[Alignable], new: Sequence[Alignable]) -> dict[int, int]:
    """Which piece of the old version is which of the new one, in order.

    Equal ones first, then those that are alike, then those that are in one place.
    """
    pairs: dict[int, int] = {}
    for start, end, new_start, new_end in _gaps(old, new, pairs):
        alike = _alike(old[start:end], new[new_start:new_end])
        ends = [(-1, -1), *alike, (end - start, new_end - new_start)]
        for (i, k), (next_i, next_k) in pairwise(ends):
            places = zip(range(i + 1, next_i), range(k + 1, next_k), strict=False)
            pairs.update(
                (start + a, new_start + b)
                for a, b in [(i, k), *places]
                if a >= 0 and ((a, b) == (i, k) or old[start + a].kind == new[new_start + b].kind)
            )
    last, new_last = len(old) - 1, len(new) - 1
    if old and new and last not in pairs and new_last not in pairs.values():
        # The last paragraph of a document or of a cell can't be taken out or put in.
        pairs[last] = new_last
    return dict(sorted(pairs.items()))


def moved(
    old: Sequence[Alignable], new: Sequence[Alignable], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Which pieces, of those without a partner, were moved elsewhere."""
    taken = set(pairs.values())
    free = [place for place in range(len(new)) if place not in taken]
    found: dict[int, int] = {}
    for i, piece in enumerate(old):
        if i in pairs or sum(piece.words.values()) < _FEWEST_MOVED or not free:
            continue
        best = max(free, key=lambda k, piece=piece: _likeness(piece, new[k]))  # type: ignore[misc]
        if _likeness(piece, new[best]) >= _MOVED:
            found[i] = best
            free.remove(best)
    return found


def remade(
    old: Sequence[Alignable], new: Sequence[Alignable], pairs: Mapping[int, int]
) -> dict[int, list[int]]:
    """Which pieces, of those without a partner, are others in their place: a table is now three."""
    taken = set(pairs.values())
    found: dict[int, list[int]] = {}
    for i, piece in enumerate(old):
        start = max((k for j, k in pairs.items() if j < i), default=-1)
        end = min((k for j, k in pairs.items() if j > i), default=len(new))
        free = [k for k in range(start + 1, end) if k not in taken]
        words = sum((Counter(new[k].words) for k in free), Counter())
        is_enough = i not in pairs and sum(piece.words.values()) >= _FEWEST_MOVED
        if is_enough and _likeness(piece, Alignable(None, words, None)) >= _MOVED:
            found[i] = free
            taken.update(free)
    return found


def _gaps(
    old: Sequence[Alignable], new: Sequence[Alignable], pairs: dict[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """The stretches between equal pieces; these are entered as pairs."""
    keys, new_keys = [piece.key for piece in old], [piece.key for piece in new]
    # One without words is equal to any other, and doesn't say what belongs together around it.
    silent = {piece.key for piece in new if not piece.words}
    matcher = SequenceMatcher(silent.__contains__, keys, new_keys, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pairs.update(zip(range(start, end), range(new_start, new_end), strict=True))
        elif kind == "replace":
            yield start, end, new_start, new_end
        # Of two equal pieces the later one stays, as it may be the last.
        elif kind == "delete" and start and keys[start - 1] == keys[end - 1]:
            pairs[end - 1] = pairs.pop(start - 1)
        elif kind == "insert" and start and new_keys[new_start - 1] == new_keys[new_end - 1]:
            pairs[start - 1] = new_end - 1


def _alike(old: Sequence[Alignable], new: Sequence[Alignable]) -> list[tuple[int, int]]:
    """The pairs, in order, that have the most in common together."""
    if len(old) * len(new) > _MOST_COMPARED:
        return []
    # best[i][k]: the most that the pieces from i and from k on have in common.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    # The longest common subsequence, where pairs count by how alike they are.
    alike = [[_likeness(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for k in reversed(range(len(new))):
            together = best[i + 1][k + 1] + alike[i][k] if alike[i][k] >= _ALIKE else 0.0
            best[i][k] = max(together, best[i + 1][k], best[i][k + 1])
    return list(_best_path(best, alike))


def _best_path(
    best: Sequence[Sequence[float]], alike: Sequence[Sequence[float]]
) -> Iterator[tuple[int, int]]:
    i = k = 0
    while i < len(alike) and k < len(alike[0]):
        # These are the same sums as before, so that they are equal to the last bit.
        if alike[i][k] >= _ALIKE and best[i][k] == best[i + 1][k + 1] + alike[i][k]:
            yield i, k
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1


def _likeness(one: Alignable, other: Alignable) -> float:
    """The share of words that both have, from 0 to 1; equal ones without words are barely alike."""
    total = sum(one.words.values()) + sum(other.words.values())
    common = sum(min(times, other.words.get(word, 0)) for word, times in one.words.items())
    if not total:
        return _ALIKE if one.key == other.key else 0.0
    return 2 * common / total


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of words, and the one that takes its place in another version."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def growth(self) -> int:
        """By how many words the other version is longer."""
        return (self.new_end - self.new_start) - (self.end - self.start)

    def overlaps(self, other: Hunk) -> bool:
        """Whether both change the same words, or insert at the same place."""
        if self.start == self.end or other.start == other.end:
            is_same_place = (self.start, self.end) == (other.start, other.end)
            return is_same_place or (self.start < other.end and other.start < self.end)
        return max(self.start, other.start) < min(self.end, other.end)


def hunks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Hunk]:
    """Where two sequences of words differ; what is only white space or a comma joins no words."""
    # SequenceMatcher's time is quadratic: it gets no words that are equal at both ends.
    start = _equal(zip(old, new, strict=False))
    most = min(len(old), len(new)) - start
    end = min(most, _equal(zip(reversed(old), reversed(new), strict=False)))
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if len(a) * len(b) > _MOST_WORDS_COMPARED:
        return [Hunk(start, start + len(a), start, start + len(b))]
    matcher = SequenceMatcher(_is_filler, a, b, autojunk=False)
    return [
        Hunk(start + i, start + j, start + k, start + m)
        for kind, i, j, k, m in matcher.get_opcodes()
        if kind != "equal"
    ]


def _equal(pairs: Iterator[tuple[Hashable, Hashable]]) -> int:
    """How many of the pairs are equal before the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_filler(word: Hashable) -> bool:
    return isinstance(word, str) and not word[:1].isalnum()


def _is_one_word(added: Sequence[Hashable], wanted: Sequence[Hashable]) -> bool:
    return all(isinstance(word, str) and word[:1].isalnum() for word in (added[-1], wanted[0]))


@dataclass(frozen=True, slots=True)
class Merged:
    """A stretch of the old words that the new version changes: where it is in all three."""

    old: slice
    mine: slice
    new: slice
    is_clash: bool
    """Whether mine changes it, too."""


def three_way(
    old: Sequence[Hashable], mine: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[Merged]:
    """What the new version changes and mine doesn't say yet, in order."""
    ours, theirs = hunks(old, mine), hunks(old, new)
    for group in _groups(ours, theirs):
        one = _merged(*group, ours, theirs)
        added, wanted = mine[one.mine], new[one.new]
        # What both add in one place is kept side by side, unless two words would become one.
        if one.old.start == one.old.stop and added and wanted and not _is_one_word(added, wanted):
            one = replace(one, mine=slice(one.mine.stop, one.mine.stop), is_clash=False)
        if added != wanted:
            yield one


def _groups(ours: Sequence[Hunk], theirs: Sequence[Hunk]) -> list[tuple[list[Hunk], list[Hunk]]]:
    """The hunks of the new version, each with those of mine that overlap, and so on."""
    groups: list[tuple[list[Hunk], list[Hunk]]] = []
    for hunk in theirs:
        touched = [one for one in ours if one.overlaps(hunk)]
        if groups and touched and touched[0] in groups[-1][0]:
            groups[-1][0].extend(one for one in touched if one not in groups[-1][0])
            groups[-1][1].append(hunk)
        else:
            groups.append((touched, [hunk]))
    return groups


def _merged(
    mine: Sequence[Hunk], new: Sequence[Hunk], ours: Sequence[Hunk], theirs: Sequence[Hunk]
) -> Merged:
    start = min(hunk.start for hunk in (*mine, *new))
    end = max(hunk.end for hunk in (*mine, *new))
    in_mine = _shifted(start, end, mine, ours)
    in_new = _shifted(start, end, new, theirs)
    return Merged(slice(start, end), in_mine, in_new, is_clash=bool(mine))


def _shifted(start: int, end: int, group: Sequence[Hunk], every: Sequence[Hunk]) -> slice:
    """Where the stretch from start to end is in the version that these hunks lead to."""
    before = sum(hunk.growth for hunk in every if hunk.end <= start and hunk not in group)
    return slice(start + before, end + before + sum(hunk.growth for hunk in group))


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph before and after; one that is new or gone is "" on the other side."""

    before: str
    after: str

    def differing_words(self) -> tuple[str, str]:
        """What differs, in quotation marks, with a few words around it."""
        old, new = self.before.split(), self.after.split()
        same = _equal(zip(old, new, strict=False))
        tail = _equal(zip(old[same:][::-1], new[same:][::-1], strict=False))
        start = max(same - 3, 0)

        def shown(words: list[str]) -> str:
            end = min(len(words) - tail + 3, len(words))
            text = " ".join(words[start:end])
            dots = "… " * (start > 0), " …" * (end < len(words))
            return f"“{dots[0]}{text}{dots[1]}”" if words else "nothing"

        return shown(old), shown(new)


def changes(old: bytes, new: bytes) -> tuple[Change, ...] | None:
    """The paragraphs whose words differ, in order; None where a document can't be read."""
    try:
        before, after = (paragraph_texts(read_parts(document)) for document in (old, new))
    except BadDocument:
        return None
    return tuple(_changes(before, after))


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    old, new = ([Alignable(one, Counter(one.split()), "") for one in t] for t in (before, after))
    start = new_start = 0
    for i, k in [*align(old, new).items(), (len(before), len(after))]:
        yield from (Change(gone, "") for gone in before[start:i])
        yield from (Change("", added) for added in after[new_start:k])
        if i < len(before) and before[i] != after[k]:
            yield Change(before[i], after[k])
        start, new_start = i + 1, k + 1
