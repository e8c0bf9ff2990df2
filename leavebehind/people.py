"""People's names as they are typed: "Dr. Dana Wu", "Dana Wu, PhD" and "Wu, Dana" are one person.

Titles before a name, degrees and "Jr." behind it, and remarks in brackets are left out when names
are compared.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leavebehind.names import fold, folded_words, key, listed_words

_MEN = listed_words("titles of men")
_WOMEN = listed_words("titles of women")
_KNIGHTS = listed_words("titles of knights")
"""Titles that are said with the given name."""
_RANKS = _KNIGHTS | listed_words("other titles")
_DOCTORATES = listed_words("doctorates")
_DEGREES = _DOCTORATES | listed_words("other degrees")
_GENERATIONS = listed_words("generations")
_PARTICLES = listed_words("particles of names")
REMARK = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]|\s*<[^<>]*>")
_NOBODY = listed_words("nobody yet")
_NO_LETTER = re.compile(r"[\s?_–—-]*")
_REMEMBERED = 8_192
"""So many names are taken apart once; a network is compared with every reader."""
LONGEST_LIST = 2_000
"""Characters of a cell that is looked through for brackets and "and": a longer one is no name."""
_CAPITALS = re.compile(r"[A-Z]{2,6}(-[A-Z]{1,4})?")
_INITIAL = re.compile(r"\w\.?")


@dataclass(frozen=True)
class PersonName:
    """A name, taken apart."""

    words: tuple[str, ...]
    """Given names and family name, in the order in which they are said."""
    family: str
    """The family name; the whole name where nobody can say which part of it that is."""
    titles: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    """Degrees and "Jr."."""

    @property
    def full(self) -> str:
        """The name without titles and degrees."""
        return " ".join(self.words)

    @property
    def generation(self) -> str:
        """ "jr" of a Dana Wu, Jr., else ""."""
        return next((key(text) for text in self.suffixes if key(text) in _GENERATIONS), "")

    @property
    def gender(self) -> str:
        """ "m" or "f" where a title says so, else ""."""
        kinds = set(map(key, self.titles))
        return "f" if kinds & _WOMEN else "m" if kinds & _MEN else ""

    @property
    def rank(self) -> str:
        """The titles that say nothing of the gender: "Prof. Dr."."""
        return " ".join(title for title in self.titles if key(title) not in _MEN | _WOMEN)

    @property
    def after_title(self) -> str:
        """What is said after the titles: the family name, but "Sir Alasdair"."""
        if _KNIGHTS.isdisjoint(map(key, self.titles)):
            return self.family
        return self.full if _INITIAL.fullmatch(self.words[0]) else self.words[0]

    @property
    def is_doctor(self) -> bool:
        """Whether a degree makes the person a doctor."""
        degrees = (key(word) for text in self.suffixes for word in re.split(r"[\s/]+", text))
        return not _DOCTORATES.isdisjoint(degrees)


@functools.lru_cache(_REMEMBERED)
def parse_name(typed: str) -> PersonName:
    """The name that was typed; what is in brackets behind it is left out."""
    bare = REMARK.sub("", typed[:LONGEST_LIST])
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    behind = []
    while len(parts) > 1 and is_suffix(parts[-1], parts[0]):
        behind.append(parts.pop())
    # Of two parts the family name is first: "Wu, Dana".
    ordered = reversed(parts) if len(parts) == 2 else [" ".join(parts)]
    pieces = [part.split() for part in ordered]
    titles = [title for piece in pieces for title in pop_titles(piece)]
    while len(pieces[-1]) > 2 and _is_written_degree(pieces[-1][-1]):
        behind.append(pieces[-1].pop())
    words = [word for piece in pieces for word in piece]
    family = " ".join(pieces[-1]) if len(pieces) == 2 else _family(words)
    return PersonName(tuple(words), family, tuple(titles), tuple(reversed(behind)))


def is_title(text: str) -> bool:
    """Whether the text is nothing but titles: "Dr.", "Ms.", "Herr Prof. Dr."."""
    return bool(text.split()) and len(pop_titles([*text.split(), ""])) == len(text.split())


def is_suffix(part: str, name: str) -> bool:
    """Whether the text after a comma is a degree or "Jr." of the name before it."""
    kinds = [key(word) for word in re.split(r"[\s/]+", part)]
    if all(kind in _DEGREES | _GENERATIONS for kind in kinds):
        return True
    is_name = len(name.split()) > 1 and not (name.isupper() or is_nobody(part))
    return is_name and all(_CAPITALS.fullmatch(word) for word in part.split())


def is_one_person(name: str, other: str) -> bool:
    """Whether both name the same person: middle names and initials may be left out."""
    first, second = parse_name(name), parse_name(other)
    generations = {first.generation, second.generation} - {""}
    if any(one.titles and len(one.words) == 1 for one in (first, second)):
        # "Dr. Lowe" is whoever has that family name.
        return fold(first.family) == fold(second.family)
    return len(generations) < 2 and _are_alike(folded_words(first.full), folded_words(second.full))


def which_speak_of(listed: Iterable[Iterable[str]], *people: str) -> list[bool]:
    """Whether each of several lists of texts speaks of one of the people."""
    return [speaks_of(texts, *people) for texts in listed]


def speaks_of(texts: Iterable[str], *people: str) -> bool:
    """Whether one of the texts is the name of one of them, or has it among other words."""
    listed = list(texts)
    words = {word for text in listed for word in folded_words(text)}
    # Most of a network knows nobody of the panel.
    likely = [person for person in people if not words.isdisjoint(folded_words(person))]
    return any(_names(listed, person) for person in likely)


def _names(listed: Sequence[str], person: str) -> bool:
    # "Wu, Dana" may have been taken for two.
    pairs = [f"{last}, {first}" for last, first in itertools.pairwise(listed)]
    wanted = folded_words(parse_name(person).full)
    return any(
        is_one_person(text, person) or _contains_words(folded_words(text), wanted)
        for text in (*listed, *pairs)
    )


def _contains_words(words: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the words of `part` follow one another among `words`."""
    span = len(part)
    return bool(span) and any(words[i : i + span] == part for i in range(len(words)))


def _are_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    if words == others or sorted(words) == sorted(others):
        return bool(words)
    if min(len(words), len(others)) < 2 or words[-1] != others[-1]:
        return False
    if not _is_short_for(words[0], others[0]):
        return False
    short, long = sorted((words[1:-1], others[1:-1]), key=len)
    return not short or all(map(_is_short_for, short, long))


def _is_short_for(word: str, other: str) -> bool:
    """ "D" is short for "Dana", and the other way round."""
    short, long = sorted((word, other), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def is_nobody(text: str) -> bool:
    """Whether the text says that there is no name yet: "TBD", "N/A", "?", "-"."""
    return key(text) in _NOBODY or bool(_NO_LETTER.fullmatch(text))


def pop_titles(words: list[str]) -> list[str]:
    """Takes the titles before a name from `words`, and returns them; a name is always left."""
    titles = []
    while len(words) > 1 and key(words[0]) in _MEN | _WOMEN | _RANKS:
        titles.append(words.pop(0))
    return titles


def _is_written_degree(word: str) -> bool:
    """Whether a word behind a name, without a comma, is a degree; "Ma" is a family name."""
    return key(word) in _GENERATIONS or (key(word) in _DEGREES and not word[1:].islower())


def _family(words: Sequence[str]) -> str:
    names = [word for word in words if not _INITIAL.fullmatch(word)]
    for at, word in enumerate(names[1:-1], 1):
        if fold(word) in _PARTICLES:
            return " ".join(names[at:])
    # Of three names nobody knows whether the second is given, or the family's first.
    return names[-1] if 0 < len(names) < 3 else " ".join(words)
