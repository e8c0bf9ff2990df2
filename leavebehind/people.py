"""People's names as they are typed: "Dr. Dana Wu", "Dana Wu, PhD" and "Wu, Dana" are one person.

Titles before a name, degrees and "Jr." behind it, and remarks in brackets are left out when names
are compared.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence, Set
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
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]|\s*<[^<>]*>")


_NOBODY = listed_words("nobody yet")
_JOBS = listed_words("jobs")
_COMPANIES = listed_words("companies and teams")
_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\"]+(?<!\.)@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)
_TYPED_ADDRESS = re.compile(
    r"(.*?)[\s\"']*[<(\[]\s*(?:mailto:)?([^<>()\[\]\s]+)\s*[>)\]]", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*(?:[-–*•]\s+|\d+[.)]\s+|(?:and|und|et)\s+)")
_DASH = re.compile(r"\s+[-–—]+\s+|\s*—\s*")
# Not within brackets: "(she/her)".
_BETWEEN = re.compile(r"(?:[;\n|•]|(?:(?<=\w\w)|(?<=[)\s]))/(?=[\w\s]))(?![^(<\[]*[)>\]])")
_YES = listed_words("answers")
_LONGEST_NAME = 5
_LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1."""
_NO_LETTER = re.compile(r"[\s?_–—-]*")
_NA = re.compile(r"\bn/a\b", re.IGNORECASE)
_LINES = re.compile(r"[;\n|•]")
_COMMA = re.compile(r",(?![^(<\[]*[)>\]])")
_AND = re.compile(r"(\s*,?\s+(?:and|und|y|et)\s+|\s*[&+]\s*)(?![^(<\[]*[)>\]])", re.IGNORECASE)
_REMEMBERED = 8_192
"""So many names are taken apart once; a network is compared with every reader."""
_LONGEST_LIST = 2_000
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
    bare = _REMARK.sub("", typed[:_LONGEST_LIST])
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    behind = []
    while len(parts) > 1 and is_suffix(parts[-1], parts[0]):
        behind.append(parts.pop())
    # Of two parts the family name is first: "Wu, Dana".
    ordered = reversed(parts) if len(parts) == 2 else [" ".join(parts)]
    pieces = [part.split() for part in ordered]
    titles = [title for piece in pieces for title in _pop_titles(piece)]
    while len(pieces[-1]) > 2 and _is_written_degree(pieces[-1][-1]):
        behind.append(pieces[-1].pop())
    words = [word for piece in pieces for word in piece]
    family = " ".join(pieces[-1]) if len(pieces) == 2 else _family(words)
    return PersonName(tuple(words), family, tuple(titles), tuple(reversed(behind)))


def is_title(text: str) -> bool:
    """Whether the text is nothing but titles: "Dr.", "Ms.", "Herr Prof. Dr."."""
    return bool(text.split()) and len(_pop_titles([*text.split(), ""])) == len(text.split())


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


# Several in one cell


@dataclass(frozen=True)
class TypedPerson:
    """One of the people that a cell names."""

    typed: str
    """As typed in the cell: "Wu, Dana (CTO)"."""
    name: str
    """As it is said: "Dana Wu"."""
    title: str = ""
    """The text after the name: "CTO"."""
    email: str = ""


def is_nobody(text: str) -> bool:
    """Whether the text says that there is no name yet: "TBD", "N/A", "?", "-"."""
    return key(text) in _NOBODY or bool(_NO_LETTER.fullmatch(text))


def looks_like_a_name(text: str) -> bool:
    """Whether the text may be what somebody is called, and is no job, team or sentence."""
    if len(text) > _LONGEST_ADDRESS or not re.search(r"[^\W\d_]", text):
        return False
    words = parse_name(text).words
    is_short = 0 < len(words) <= _LONGEST_NAME and not re.search(r"\d", text)
    return is_short and not (is_job(text) or _is_company(text) or key(text) in _YES)


def is_address(text: str) -> bool:
    """Whether the text is one e-mail address."""
    return len(text) <= _LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text))


def split_address(text: str) -> tuple[str, str] | None:
    """The name and the address of "Dana Wu <dana@northwind.example>"; None where it is no such."""
    match = _TYPED_ADDRESS.fullmatch(text.strip()) if len(text) <= _LONGEST_LIST else None
    return (match[1].strip(" \"'"), match[2]) if match and is_address(match[2]) else None


def split_people(
    text: str, companies: Set[str] = frozenset(), *, only_commas: bool = False
) -> list[TypedPerson]:
    """The people that a cell names; a company's name with a comma or an "&" in it is one.

    `companies` are those that are known, folded. What says that there is nobody yet is left out.
    "García Márquez, Ana" is one person. With `only_commas`, as where companies are listed, too,
    "Calder & Lowe" is one, and "Dana Wu, Tom" are two.
    """
    if is_nobody(text):
        return []
    if len(text) > _LONGEST_LIST:
        parts = [part.strip() for part in re.split(r"[,;\n]", text)]
        return [TypedPerson(part, part) for part in parts if part]
    lines = (
        _BULLET.sub("", line).strip(" ,")
        for line in (_LINES if only_commas else _BETWEEN).split(_NA.sub("", text))
    )
    pieces = [
        name
        for line in lines
        for part in ([line] if only_commas else _between_and(line, companies))
        for name in _between_commas(part, companies, only_commas=only_commas)
    ]
    return [_typed_person(piece) for piece in _with_jobs(pieces) if not is_nobody(piece)]


def _between_and(line: str, companies: Set[str]) -> list[str]:
    """The parts of "Dana Wu & Tom Okafor"; "Johnson & Johnson" is one."""
    first, *rest = _AND.split(line)
    parts = [first]
    chunks = [chunk.split() for text in (first, *rest[1::2]) for chunk in text.split(",")]
    # "Lea, Tom & Ana": three of whom the family name is not said.
    are_given_names = len(chunks) > 2 and all(len(chunk) < 2 for chunk in chunks)
    for joiner, text in zip(rest[::2], rest[1::2], strict=True):
        left, right = parts[-1].split(",")[-1], text.split(",")[0]
        # "Ortega y Gasset" is one name: beside "y" and "et", both must have two words.
        longest = max if joiner.strip().casefold() in ("&", "+", "and", "und", ",") else min
        is_name = longest(len(left.split()), len(right.split())) > 1 or are_given_names
        if is_name and not _is_company(f"{left}{joiner}{right}", companies):
            parts.append(text)
        else:
            parts[-1] += joiner + text
    if are_given_names and any("," not in part for part in parts):
        return [name.strip() for part in parts for name in part.split(",")]
    return parts


def _between_commas(text: str, companies: Set[str], *, only_commas: bool) -> list[str]:
    """The parts of "Dana Wu, PhD, Tom Okafor"; "Stone, Lea" is one."""
    names: list[str] = []
    for part in filter(None, map(str.strip, _COMMA.split(text))):
        if names and (is_suffix(part, names[-1]) or _is_legal_form(part) or _begins_with_job(part)):
            names[-1] += f", {part}"
        else:
            names.append(part)
    is_known = any(fold(name) in companies for name in names)
    if len(names) == 2 and not is_known and _is_inverted(*names, only_commas=only_commas):
        return [", ".join(names)]
    return names


def _is_inverted(first: str, second: str, *, only_commas: bool) -> bool:
    """Whether "García Márquez, Ana" is one person: nobody says two people's names so."""
    family, given = parse_name(first).words, parse_name(second).words
    if is_nobody(first) or is_nobody(second) or len(given) > 2:
        return False
    is_double = not only_commas and len(given) == 1
    return len(family) == 1 or is_double or fold(family[0]) in _PARTICLES


def is_job(text: str) -> bool:
    """Whether the text is what somebody is, not what somebody is called."""
    said = folded_words(_REMARK.sub("", text[:_LONGEST_LIST]))
    return not _JOBS.isdisjoint(said) or said[:2] in (("head", "of"), ("chair", "of"))


def _begins_with_job(text: str) -> bool:
    """Whether the text is a job, with no name before it: "Tom Okafor, CTO" is a person."""
    bare = _REMARK.sub("", text[:_LONGEST_LIST])
    return is_job(_DASH.split(bare.partition(",")[0], maxsplit=1)[0])


def _is_legal_form(text: str) -> bool:
    """Whether the text is but the end of a company's name: "Inc.", "Jones & Co."."""
    said = folded_words(text)
    return _COMPANIES.issuperset(said) or ("&" in text and said[-1] in _COMPANIES)


def _is_company(text: str, companies: Set[str] = frozenset()) -> bool:
    return fold(text) in companies or not _COMPANIES.isdisjoint(folded_words(text))


def _with_jobs(pieces: Iterable[str]) -> list[str]:
    """The pieces, of which a job belongs to the name before it: "Dana Wu / CTO"."""
    people: list[str] = []
    for piece in filter(None, map(str.strip, pieces)):
        if people and _begins_with_job(piece) and not is_job(people[-1]):
            people[-1] += f", {piece}"
        else:
            people.append(piece)
    return people


def _typed_person(typed: str) -> TypedPerson:
    name, email = split_address(typed) or (typed, "")
    if not email and is_address(typed):
        name, email = _named_by_address(typed), typed
    remarks = [remark.strip(" ()[]<>") for remark in _REMARK.findall(name)]
    name, *jobs_behind = _DASH.split(_REMARK.sub("", name), maxsplit=1)
    parts = [part.strip() for part in name.split(",")]
    jobs = [part for part in parts[1:] if is_job(part)]
    names = [part for part in parts if part not in jobs]
    behind = [part for part in names[1:] if is_suffix(part, names[0]) or _is_legal_form(part)]
    said = [part for part in names if part not in behind]
    name = _in_spoken_order(*said) if len(said) == 2 else ", ".join(said)
    titles = [*map(str.strip, jobs_behind), *jobs, *filter(is_job, remarks)]
    return TypedPerson(typed, ", ".join([name, *behind]), ", ".join(filter(None, titles)), email)


def _in_spoken_order(family: str, given: str) -> str:
    """ "Dr. Ana Müller" of "Dr. Müller" and "Ana"."""
    words = family.split()
    return " ".join([*_pop_titles(words), given, *words])


def _named_by_address(address: str) -> str:
    """ "Lea Stone" of "lea.stone@northwind.example"; the address where it names nobody."""
    words = re.split(r"[._]", address.partition("@")[0])
    is_name = len(words) > 1 and all(word.isalpha() for word in words)
    return " ".join(map(str.capitalize, words)) if is_name else address


def _pop_titles(words: list[str]) -> list[str]:
    """The titles before a name, which are taken from `words`; a name is always left."""
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
