"""The people that a cell names, as they are typed: "Dana Wu (VP), Tom Okafor – CTO"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from leavebehind.names import fold, folded_words, key, listed_words
from leavebehind.people import (
    LONGEST_LIST,
    REMARK,
    is_nobody,
    is_suffix,
    parse_name,
    pop_titles,
)

_JOBS = listed_words("jobs")
_ENDS_OF_JOBS = tuple(listed_words("ends of jobs"))
_ACRONYMS = listed_words("jobs in capitals")
ROLES = listed_words("roles of interviewers")
"""Words that say what somebody is, beside those for jobs."""
AROUND_A_ROLE = listed_words("words around a role")
"""Words that go with them, some of which alone are names, as Line and Chef are."""
LITTLE_WORDS = listed_words("little words in a role")
_COMPANIES = listed_words("companies and teams")
_PARTICLES = listed_words("particles of names")
_YES = listed_words("answers")
_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\"]+(?<!\.)@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)
_TYPED_ADDRESS = re.compile(
    r"(.*?)[\s\"']*[<(\[]\s*(?:mailto:)?([^<>()\[\]\s]+)\s*[>)\]]", re.IGNORECASE
)
_CLOCK = r"\d{1,2}(?:[:.]\d\d(?:\s?[ap]m)?|\s?[ap]m)"
# Before a name: a bullet, a number, the time of a schedule.
_BULLET = re.compile(
    rf"^(?:[-–*•]\s+|\d+[.)]\s+|(?:and|und|et)\s+|{_CLOCK}(?:\s*[-–]\s*{_CLOCK})?[\s:,–-]+)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\bn/a\b|,?\s+et al\b\.?|"
    r"\s+(?:&|\+|and|und)\s+(?:(?:the|his|her|their)\s+)?(?:team|colleagues)$|"
    r",?\s+(?:she|he|they)/(?:her|him|them|they)(?:/\w+)?\b(?![^(<\[]*[)>\]])",
    re.IGNORECASE,
)
# Not within brackets: "(she/her)".
_BETWEEN = re.compile(r"(?:[;\n|•·、；]|(?:(?<=\w\w)|(?<=[)\s]))/(?=[\w\s]))(?![^(<\[（]*[)>\]）])")
_LONGEST_NAME = 5
_LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1."""
_LINES = re.compile(r"[;\n|•、；]")
_COMMA = re.compile(r",(?![^(<\[（]*[)>\]）])")
_AND = re.compile(r"(\s*,?\s+(?:and|und|y|et)\s+|\s*[&+]\s*)(?![^(<\[]*[)>\]])", re.IGNORECASE)
# What ends a name: "Dana Wu – VP", "Dana Wu: VP", "Dana Wu, VP", "Dana Wu at Northwind".
_BEHIND = re.compile(r"\s*,\s*|\s+[-–—:]+\s+|\s*—\s*|[:：]\s+|\s+(?:at|from|bei|chez|@)\s+")
_WORKS_AT = frozenset({"at", "from", "bei", "chez", "@"})
_OTHERS = re.compile(r"(?:\d+|the|two|three)?\s*(?:others?|more|weitere|autres|otros|al\.?)")
# Pictures and signs beside a name, such as a star; a flag is made of two letters of its own.
_SIGNS = re.compile("[\u2190-\u2bff\u200d\ufe0f\U0001f000-\U0001faff]+")


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
    match = _TYPED_ADDRESS.fullmatch(text.strip()) if len(text) <= LONGEST_LIST else None
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
    if len(text) > LONGEST_LIST:
        parts = [part.strip() for part in re.split(r"[,;\n]", text)]
        return [TypedPerson(part, part) for part in parts if part]
    people = _with_jobs(_pieces(_NO_NAME.sub("", text), companies, only_commas=only_commas))
    # "Dana Wu | VP | Northwind" names one person, and "Dana Wu and 2 others", too.
    beside = set() if only_commas else companies
    named = [one for one in people if not (is_nobody(one) or _OTHERS.fullmatch(fold(one)))]
    named = [one for one in named if len(named) < 2 or fold(one) not in beside]
    return [_typed_person(one, companies) for one in named]


def _pieces(text: str, companies: Set[str], *, only_commas: bool) -> Iterator[str]:
    for line in (_LINES if only_commas else _BETWEEN).split(text):
        bare = line.strip(" ,")
        for part in [bare] if only_commas else _between_and(bare, companies):
            yield from _between_commas(part, companies, only_commas=only_commas)


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
        # "VP Product & Design" is one job.
        is_one_job = is_job(_BEHIND.split(left)[-1]) and all(map(_is_of_a_role, right.split()))
        if is_name and not is_one_job and not _is_company(f"{left}{joiner}{right}", companies):
            parts.append(text)
        else:
            parts[-1] += joiner + text
    if are_given_names and any("," not in part for part in parts):
        return [name.strip() for part in parts for name in part.split(",")]
    return parts


def _between_commas(text: str, companies: Set[str], *, only_commas: bool) -> list[str]:
    """The parts of "Dana Wu, PhD, Tom Okafor"; "Stone, Lea" is one."""
    names: list[str] = []
    for part in (_BULLET.sub("", part.strip()) for part in _COMMA.split(text) if part.strip()):
        if names and (is_suffix(part, names[-1]) or _goes_on(names[-1], part, companies)):
            names[-1] += f", {part}"
        else:
            names.append(part)
    is_known = any(fold(name) in companies for name in names)
    if len(names) == 2 and not is_known and _is_inverted(*names, only_commas=only_commas):
        return [", ".join(names)]
    return names


def _goes_on(person: str, part: str, companies: Set[str]) -> bool:
    """Whether the text after a comma says more of the person before it: "CTO", "Inc."."""
    if _is_legal_form(part) or _begins_with_job(part, person):
        return True
    # "VP, Sales" and "Head of Data, Berlin"
    is_of_a_job = is_job(person) and len(part.split()) == 1
    return is_of_a_job and not is_nobody(part) and fold(part) not in companies


def _is_inverted(first: str, second: str, *, only_commas: bool) -> bool:
    """Whether "García Márquez, Ana" is one person: nobody says two people's names so."""
    family, given = parse_name(first).words, parse_name(_BEHIND.split(second)[0]).words
    if is_nobody(first) or is_nobody(second) or len(given) > 2 or is_job(first):
        return False
    is_double = not only_commas and len(given) == 1
    return len(family) == 1 or is_double or fold(family[0]) in _PARTICLES


def is_job(text: str) -> bool:
    """Whether the text is what somebody is, not what somebody is called."""
    said = folded_words(REMARK.sub("", text[:LONGEST_LIST]))
    return any(word in _JOBS or word.endswith(_ENDS_OF_JOBS) for word in said) or (
        said[:2] in (("head", "of"), ("chair", "of"))
    )


def _begins_with_job(text: str, person: str) -> bool:
    """Whether the text is a job of the person before it, with no name in it: "Tom Okafor, CTO"."""
    bare = REMARK.sub("", text[:LONGEST_LIST])
    said = _BEHIND.split(bare, maxsplit=1)[0]
    if not is_job(said):
        return False
    # Of "Dana Wu VP, Tom Okafor CTO" both have theirs; "Embedded Firmware Engineer" has no name.
    name, _ = _without_job(said)
    has_name = len(name.split()) > 1 and name != said
    return not has_name or not (is_job(person) or key(said.split()[-1]) in _ACRONYMS)


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
        if people and not is_job(people[-1]) and _begins_with_job(piece, people[-1]):
            people[-1] += f", {piece}"
        else:
            people.append(piece)
    return people


def _typed_person(typed: str, companies: Set[str]) -> TypedPerson:
    name, email = split_address(typed) or (typed, "")
    if not email and is_address(typed):
        name, email = _named_by_address(typed), typed
    remarks = [remark.strip(" ()[]<>（）") for remark in REMARK.findall(name)]
    bare = " ".join(REMARK.sub("", _SIGNS.sub(" ", name)).split()) or name
    before, mark, after = _partition(bare)
    # "CTO: Tom Okafor", "Round 1 – Tom Okafor"
    is_turned = "," not in mark and looks_like_a_name(after) and not looks_like_a_name(before)
    name, title = _name_and_title(after if is_turned else bare)
    said = [before if is_turned and is_job(before) else "", title]
    titles = [*(one for one in said if fold(one) not in companies), *filter(is_job, remarks)]
    return TypedPerson(typed, name, ", ".join(filter(None, titles)), email)


def _partition(text: str) -> tuple[str, str, str]:
    """What is before the first mark behind a name, the mark, and what is behind it."""
    mark = _BEHIND.search(text)
    return (text[: mark.start()], mark[0], text[mark.end() :]) if mark else (text, "", "")


def _name_and_title(text: str) -> tuple[str, str]:
    """ "Dana Wu, PhD" and "VP - Sales" of "Wu, Dana, PhD, VP - Sales"."""
    first, mark, title = _partition(text)
    given, behind = "", []
    while title and "," in mark:
        part, next_mark, rest = _partition(title)
        if not is_job(part) and (is_suffix(part, first) or _is_legal_form(part)):
            behind.append(part)
        elif not (given or is_job(part) or is_job(first)):
            given = part
        else:
            break
        mark, title = next_mark, rest
    # Where somebody works is no title, and neither is "she'll ask about SQL".
    may_be = title[:1].isupper() and len(title.split()) <= _LONGEST_NAME
    title = title if is_job(title) or (may_be and mark.strip() not in _WORKS_AT) else ""
    name, job = _without_job(_in_spoken_order(first, given) if given else first)
    return ", ".join([name, *behind]), ", ".join(filter(None, [job, title]))


def _without_job(text: str) -> tuple[str, str]:
    """ "Dana Wu" and "VP Sales" of "Dana Wu VP Sales", and of "VP Sales Dana Wu"."""
    words = text.split()
    titles = pop_titles(words)
    before = len(list(takewhile(_is_of_a_role, words)))
    if len(words) > before + 1 and is_job(" ".join(words[:before])):
        return " ".join([*titles, *words[before:]]), " ".join(words[:before])
    for at in range(1, len(words)):
        if _begins_role(words, at) and is_job(job := " ".join(words[at:])):
            return " ".join([*titles, *words[:at]]), job
    return text, ""


def _begins_role(words: Sequence[str], at: int) -> bool:
    # "Justin Lead" is a name, and so may be "An".
    if at == 1:
        return words[1].isupper() and key(words[1]) in _ACRONYMS
    return _is_of_a_role(words[at]) and key(words[at]) not in LITTLE_WORDS


def _is_of_a_role(word: str) -> bool:
    name = key(word)
    is_one = name in _JOBS or name in ROLES or name in AROUND_A_ROLE or name in LITTLE_WORDS
    return is_one or name.endswith(_ENDS_OF_JOBS)


def _in_spoken_order(family: str, given: str) -> str:
    """ "Dr. Ana Müller" of "Dr. Müller" and "Ana"."""
    words = family.split()
    return " ".join([*pop_titles(words), given, *words])


def _named_by_address(address: str) -> str:
    """ "Lea Stone" of "lea.stone@northwind.example"; the address where it names nobody."""
    words = re.split(r"[._]", address.partition("@")[0])
    is_name = len(words) > 1 and all(word.isalpha() for word in words)
    return " ".join(map(str.capitalize, words)) if is_name else address
