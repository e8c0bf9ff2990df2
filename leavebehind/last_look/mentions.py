"""Names in a text that belong to another interview, or are misspelt names of this one."""

from __future__ import annotations

import difflib
import functools
import itertools
import operator
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from leavebehind.names import fold, listed_words, quoted
from leavebehind.people import parse_name
from leavebehind.plan import panels
from leavebehind.records import Interview, Interviewer
from leavebehind.search import Search

Phrase = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_LEGAL_FORMS = listed_words("legal forms beside names")
_GENERIC = listed_words("words of many companies")
_ALSO_WORDS = listed_words("names that are words")
"""Names that are words, too: at the start of a sentence, or as a given name, they are ignored."""
_ALL = listed_words("greeted together")
"""Words of a greeting that name nobody."""
_TITLES = ("dr", "ms", "mr", "mrs", "prof", "professor", "frau", "herr", "dra", "sra", "sr")
# Ratios of difflib, tried with misspelt and with different names: "Tesselate" has 0.95 of
# Tessellate, "Nour" 0.75 of Noor, and names of several words must share one of them.
_SHORTEST_TYPO, _LIKE, _LIKE_SEVERAL = 5, 0.84, 0.8
_LIKE_OWN = 0.75
_SURE = 7
_MOST_COMPARED = 60
_LONGEST_PHRASE = 6
_REMEMBERED = 256
_GREETING = re.compile(
    r"(?i)\s*(?P<said>(?:dear|hi|hello|hey|thank you|thanks|hallo|liebe|lieber|guten tag|bonjour|"
    r"hola|estimad[oa]|cher|chère|sehr geehrte|sehr geehrter|buenos días)\b[ ,]*)?"
    r"(?:(?:dr|ms|mrs|mr|prof|professor|frau|herr|sra|sr|dra)\b\.?\s+)*"
    r"(?P<name>[^,.:!?;\n]{2,40})[,:!]"
)


@dataclass(frozen=True)
class Mention:
    """A name of another interview."""

    kind: str
    """"company", "role" or "reader"."""
    name: str
    interview: str
    """Its key."""
    is_exact: bool = False
    """Whether capitals matter: a target is no Target."""


def _in_words(found: Mention) -> str:
    whose = f"the {found.kind} of the interview {quoted(found.interview)}"
    return f"names {quoted(found.name)}, {whose}"


class _Word(NamedTuple):
    text: str
    folded: str
    begins: bool
    """Whether a sentence begins with it."""


class Mentions:
    """Finds the names of a search in its texts."""

    def __init__(self, search: Search) -> None:
        self._named: defaultdict[Phrase, list[Mention]] = defaultdict(list)
        self.readers = panels(search)
        """The interviewers of each interview, by its key."""
        self._own: defaultdict[str, set[Phrase]] = defaultdict(set)
        self._colleagues: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
        """Whoever interviews at a company may be named there, whichever interview it is."""
        for row in search.interviews:
            for phrase, mention in _names_of(row, self.readers[row.key]):
                self._named[phrase].append(mention)
                self._own[row.key].add(phrase)
                if mention.kind == "reader":
                    self._colleagues[_core(row.company)].add(phrase)
        self._words = functools.lru_cache(_REMEMBERED)(_words)
        self._past = set(_past(search))
        self._vocabulary = {word for phrase in (*self._named, *self._past) for word in phrase}
        self._companies = {_core(row.company): row.company for row in search.interviews}
        self._people = {
            word for panel in self.readers.values() for one in panel for word in _folded(one.name)
        }

    def foreign(self, interview: Interview, texts: Iterable[str]) -> list[list[str]]:
        """For each name of another interview in each text, which it is and whose."""
        return [list(map(_in_words, self._foreign(interview, text))) for text in texts]

    def _foreign(self, interview: Interview, text: str) -> list[Mention]:
        """The names in the text that belong to other interviews alone, each once."""
        words = self._words(text)
        phrases = [(span, _phrase(window)) for span, window in _windows(words)]
        # The sets are not joined: the past of somebody with a large network is large.
        own = self._own[interview.key], self._colleagues[_core(interview.company)], self._past
        known = {
            at for span, phrase in phrases if any(phrase in each for each in own) for at in span
        }
        found: dict[str, Mention] = {}
        for span, phrase in phrases:
            for mention in () if known.issuperset(span) else self._named.get(phrase, ()):
                if not mention.is_exact or _is_name(words[span.start], mention):
                    found.setdefault(mention.name, mention)
        return list(found.values())

    def misspelt(self, interview: Interview, texts: Iterable[str]) -> list[list[tuple[str, str]]]:
        """In each text, a name as typed → the name of a company or a reader that it nearly is."""
        targets = self._targets(interview)
        return [self._misspelt(interview, text, targets) for text in texts]

    def _misspelt(
        self, interview: Interview, text: str, targets: Mapping[Phrase, str]
    ) -> list[tuple[str, str]]:
        words = self._words(text)
        found: dict[str, str] = {}
        for _, window in _windows(words):
            strange = [w for w in window if w.folded not in self._vocabulary]
            # A word at the start of a sentence has its capital from there.
            is_name = window[0].text[:1].isupper() and not (
                window[0].begins and len(window) == 1 and len(window[0].text) < _SURE
            )
            if strange and is_name:
                typed, near = " ".join(w.text for w in window), _nearest(_phrase(window), targets)
                if near and not any(window[0].text in longer for longer in found):
                    found[typed] = near
        return list(found.items())

    def greeted_instead(self, reader: Interviewer, text: str) -> str:
        """Whom the text speaks to, where that is somebody else than the reader."""
        match = _GREETING.match(text)
        words = [w for w in _words(match["name"]) if w.folded not in _TITLES] if match else []
        own = {*_folded(reader.name), *_folded(parse_name(reader.name).full)}
        if not match or not words or own & {w.folded for w in words}:
            return ""
        are_people = _is_like_one_of(words, own) or all(w.folded in self._people for w in words)
        # "Dear Robert," speaks to somebody, also where nobody is called so.
        says_dear = bool(match["said"]) and len(words) < 3 and all(w.text.istitle() for w in words)
        are_names = says_dear and not {w.folded for w in words} & _ALL
        return match["name"].strip() if are_people or are_names else ""

    def company_spellings(self) -> list[tuple[str, str]]:
        """Two interviews' companies that differ in a letter or two."""
        cores = list(self._companies)[:_MOST_COMPARED]
        return [
            (self._companies[core], self._companies[other])
            for core, other in itertools.combinations(cores, 2)
            if len(core) == len(other)
            and (_nearest(other, {core: ""}) is not None or _are_but_for_s(core, other))
        ]

    def _targets(self, interview: Interview) -> dict[Phrase, str]:
        targets = {_core(interview.company): interview.company}
        if len(self._companies) <= _MOST_COMPARED:
            targets |= self._companies
        for reader in self.readers[interview.key]:
            words = parse_name(reader.name).words
            targets |= {_folded(" ".join(words)): reader.name}
            targets |= {_folded(word): word for word in words}
        return targets


def _names_of(
    interview: Interview, readers: Iterable[Interviewer]
) -> Iterator[tuple[Phrase, Mention]]:
    company, role = _core(interview.company), _folded(interview.role)
    yield company, Mention("company", interview.company, interview.key, len(company) == 1)
    if len(company) > 1 and _is_telling(company[:1]):
        yield company[:1], Mention("company", interview.company, interview.key, is_exact=True)
    if len(role) > 1:
        yield role, Mention("role", interview.role, interview.key)
    for reader in readers:
        name = parse_name(reader.name)
        mention = Mention("reader", reader.name, interview.key)
        yield _folded(name.full), replace(mention, is_exact=len(name.words) == 1)
        yield from (((title, *_folded(name.family)), mention) for title in _TITLES)
        # "the Lord Wolstenholme" and "van Gogh" begin with no given name.
        is_given = len(name.words) > 1 and not name.words[0][0].islower()
        given = _folded(name.words[0]) if is_given else ()
        if len(given) == 1 and len(given[0]) > 2 and given[0] not in _ALSO_WORDS:
            yield given, replace(mention, is_exact=True)


def _past(search: Search) -> Iterator[Phrase]:
    """Names of the candidate's own past, which may be in every text."""
    jobs = [(job.title, job.company) for job in search.experience]
    lives = [(one.title, one.organisation) for one in search.volunteering]
    schools = [(one.degree, one.institution) for one in search.education]
    works = [(one.title, one.client, one.role) for one in search.work_samples]
    projects = [(one.title, one.role) for one in search.projects]
    papers = [(one.title, one.venue) for one in search.publications]
    honours = [(one.title, one.issuer) for one in search.awards]
    honours += [(one.name, one.issuer) for one in search.certifications]
    people = [one.name for one in search.references] + [one.name for one in search.contacts]
    people += [one.author for one in search.recommendations] + [search.candidate.name]
    for text in itertools.chain(*jobs, *lives, *schools, *works, *projects, *papers, *honours):
        yield _folded(text)
        yield _core(text)
        yield from filter(_is_telling, [_core(text)[:1]])
    yield _folded(search.candidate.headline)
    for name in people:
        words = parse_name(name).words
        yield from (_folded(" ".join(words)), _folded(" ".join(words[:1])))


def _is_telling(words: Phrase) -> bool:
    """Whether a company is often called by the first word of its name alone."""
    return any(len(word) > 4 and word not in _GENERIC for word in words)


def _is_name(word: _Word, mention: Mention) -> bool:
    """Whether a word with the letters of a name is meant as the name."""
    is_capital = word.text[:1].isupper() or word.text[:1].isdigit()
    is_written_so = is_capital or word.text in mention.name.split()
    return is_written_so and not (word.begins and word.folded in _ALSO_WORDS)


def _is_like_one_of(words: Sequence[_Word], names: Iterable[str]) -> bool:
    """Whether a single word is a name with a slip in it: "Nour" for Noor."""
    return len(words) == 1 and any(
        len(words[0].folded) > 3 and _likeness(words[0].folded, name) >= _LIKE_OWN for name in names
    )


def _nearest(phrase: Phrase, targets: Mapping[Phrase, str]) -> str | None:
    """The name from which a phrase differs in a letter or two."""
    typed = " ".join(phrase)
    for target, name in targets.items():
        if len(target) != len(phrase) or typed.rstrip("s") == " ".join(target).rstrip("s"):
            continue
        least = _LIKE if len(target) == 1 else _LIKE_SEVERAL
        is_near = len(typed) >= _SHORTEST_TYPO and (
            len(target) == 1 or any(map(operator.eq, target, phrase))
        )
        if is_near and _likeness(typed, " ".join(target)) >= least:
            return name
    return None


def _are_but_for_s(phrase: Phrase, other: Phrase) -> bool:
    return phrase != other and " ".join(phrase).rstrip("s") == " ".join(other).rstrip("s")


def _likeness(text: str, other: str) -> float:
    # The quick ratios are upper bounds; most pairs need no more.
    matcher = difflib.SequenceMatcher(None, text, other, autojunk=False)
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) and matcher.ratio()


@functools.lru_cache(1 << 12)
def _core(company: str) -> Phrase:
    """A company's name without its legal form."""
    words = [word for word in _folded(company) if word not in _LEGAL_FORMS]
    return tuple(words) or _folded(company)


def _folded(text: str) -> Phrase:
    return _phrase(_words(text))


def _phrase(words: Sequence[_Word]) -> Phrase:
    return tuple(word.folded for word in words)


def _words(text: str) -> list[_Word]:
    matches = list(_WORD.finditer(text))
    bare = [re.sub(r"['’]s?$", "", match[0]) for match in matches]
    words = []
    # No word has a bar in it, so all are folded at once.
    for match, word, folded in zip(matches, bare, fold("|".join(bare)).split("|"), strict=False):
        before = text[: match.start()].rstrip(' "“(„«')
        words.append(_Word(word, folded, not before or before[-1] in ".!?:\n•–—"))
    return words


def _windows(words: Sequence[_Word]) -> Iterator[tuple[range, Sequence[_Word]]]:
    for start in range(len(words)):
        for end in range(min(start + _LONGEST_PHRASE, len(words)), start, -1):
            yield range(start, end), words[start:end]
