"""Guesses the company and the role of an invitation by its words and addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from leavebehind.importing.source import FoundCell, Meeting
from leavebehind.names import fold, folded_company, key, listed_words, pattern_of, quoted
from leavebehind.typed_people import is_job

_FREE_MAIL = listed_words("free mail")
# Programs that send invitations for companies.
_SCHEDULERS = listed_words("programs that invite")
# northwind.co.uk is Northwind's, not Co's.
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
_KIND = (
    rf"(?:(?:{pattern_of('kinds of interviews')}|\d(?:st|nd|rd|th)?)[\s-]+)*"
    rf"{pattern_of('words for interviews')}"
)
_WITH = re.compile(
    rf"(?i)\b{_KIND}\s+(?:with|at|@|bei|mit|chez|avec|en|con)\s+(?P<company>[^|–—:,;()]+?)"
    r"(?=\s+(?:for|re|regarding|as|als|pour|para|per|on|to)\b|\s+-\s|[|–—:,;()]|$)"
)
_COMMA = (
    # "Director, Operations": what goes on is a name, and no day.
    r"(?:,\s(?=[A-ZÄÖÜ])(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|"
    r"Nov|Dec|Montag|Dienstag|Mittwoch|Donnerstag|Freitag)))"
)
_FOR_ROLE = re.compile(
    r"\b(?:for|to|regarding|about|as|für|als|pour|para)\s+(?:the|our|an?|die|das|den|der|le|la|el)?"
    r"\s*(?:open\s+)?(?:position|role|stelle|poste)?\s*(?:of|as|als|:)?\s*"
    rf"(?P<role>[A-ZÄÖÜ](?:[^.,;\n|()]|{_COMMA}){{2,60}}?)\s+"
    r"(?:role|position|opening|vacancy|job|stelle)\b",
)
_FOR_JOB = re.compile(
    r"\b(?:for|as|für|als|pour|para|poste\s+de|puesto\s+de)\s+"
    r"(?:the\s+|our\s+|an?\s+|die\s+Stelle\s+(?:als\s+)?)?"
    rf"(?P<role>[A-ZÄÖÜ](?:[^.,;\n|()@–—]|{_COMMA}){{2,60}})"
)
_ROLE_LINE = re.compile(
    r"(?im)^\s*(?:role|position|job(?: title)?|opening|stelle|rolle|poste|puesto)\s*[:–-]\s*"
    r"(?P<role>[^\n(|]{3,80})"
)
_COMPANY_LINE = re.compile(
    r"(?im)^\s*(?:company|employer|firma|unternehmen|entreprise|empresa)\s*[:–-]\s*"
    r"(?P<company>[^\n(|]{2,80})"
)
_PARTS = re.compile(
    r"\s+[-–—|/•·]+\s+|\s*(?:[–—|:;•·]|<>|@|\(|\))\s*|\s+(?:at|with|bei|mit)\s+"
    # "VP, Engineering" is one role.
    rf"|(?<!VP)(?<!Director)(?<!Manager)(?<!Head)(?<!Engineer)(?<!Analyst),\s+|(?!{_COMMA}),\s+"
)
# What a title says besides company, role and people.
_NOISE = re.compile(rf"(?i)\b(?:{_KIND}|{pattern_of('noise in titles of meetings')})\b")
_LEADING = r"^(?:\W*\b(?:for|with|at|als|für|bei|mit|con|para|pour|avec|chez|en)\b)+|[\[\]{}<>]"
_LONGEST_ROLE = 80
_OF_A_NAME = re.compile(
    rf"(?:\s+(?:&\s+)?{pattern_of('ends of names of companies')}\b)+"
    # "Northwind Energy Trader" is the role of one at Northwind.
    rf"(?!\s+(?!(?i:{_KIND})\b)[A-ZÄÖÜ]|\s+team\b)"
)
_POST = re.compile(
    r"(?i)^(?:the\s+)?(?:position|role|poste?|job|stelle|puesto)\s+(?:of|as|als|de)\s+"
    r"(?:an?\s+|the\s+)?"
)


def domain(address: str) -> str:
    """The organisation in an address: "northwind" of x@mail.northwind.co.uk."""
    labels = address.rpartition("@")[2].casefold().split(".")
    labels = labels[:-1] or labels
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return labels[-1]


def is_company_address(address: str) -> bool:
    """Whether an address is a company's, not a person's own or a scheduling program's."""
    host = address.rpartition("@")[2].casefold()
    labels = host.split(".")
    # The calendars of rooms are at Google, too.
    is_program = not _SCHEDULERS.isdisjoint(labels) or ".calendar.google." in f".{host}"
    return len(labels) > 1 and labels[0] not in _FREE_MAIL and not is_program


def main_domain(addresses: Iterable[str]) -> str:
    """The organisation with most of the addresses, "" where there is none."""
    counted = Counter(domain(a) for a in addresses if is_company_address(a))
    return counted.most_common(1)[0][0] if counted else ""


def guessed_company(
    meeting: Meeting, host: str, known: Sequence[str], people: Sequence[str]
) -> FoundCell:
    """The company, by the best evidence there is, which is said in the guess."""
    summary, text, place = meeting.summary, meeting.text, str(meeting.cells["Location"].value)
    # A domain has the letters of a name, words have its spelling: both together are the surest.
    for name in known:
        if host and folded_company(name).replace(" ", "").startswith(host.replace("-", "")):
            return FoundCell(name, f"the invitation comes from @{host}…")
    for written in (summary, text, place):
        if spelt := _spelt_as(host, written):
            return FoundCell(spelt, f"the invitation names {spelt}, and comes from @{host}…")
    if match := _COMPANY_LINE.search(text):
        return FoundCell(match["company"].strip(), f"the invitation says {quoted(match[0])}")
    said = _WITH.search(summary)
    if said and not _names_person(said["company"], people):
        # "Interview with Dana Wu at Northwind"
        name = re.split(r"\s+(?:at|from|bei|von|chez)\s+", said["company"].strip())[-1]
        return FoundCell(name, f"the invitation is called {quoted(summary)}")
    if host:
        name = " ".join(map(str.capitalize, re.split(r"[-_]", host)))
        return FoundCell(name, f"the invitation comes from @{host}…")
    for part in _parts(summary, people):
        is_name = any(map(str.isupper, part)) and not _names_person(part, people)
        if is_name and not _is_role(part):
            return FoundCell(part, f"the invitation is called {quoted(summary)}")
    return FoundCell(summary or "Unknown company", "the invitation doesn't say which company it is")


def guessed_role(meeting: Meeting, company: str, people: Sequence[str]) -> FoundCell | None:
    """The role; None where the invitation names none."""
    summary, text = meeting.summary, meeting.text
    for match in (_ROLE_LINE.search(text), *map(_FOR_ROLE.search, (summary, text))):
        if match:
            return FoundCell(match["role"].strip(), f"the invitation says {quoted(match[0])}")
    for part in _parts(summary, [company, *people]):
        said = _POST.sub("", part)
        if _is_role(said):
            return FoundCell(said, f"the invitation is called {quoted(summary)}")
    for match in (*_FOR_JOB.finditer(summary), *_FOR_JOB.finditer(text)):
        said = re.split(r"\s+(?:at|with|bei|chez|in|on|to)\s+", _POST.sub("", match["role"]))[0]
        said = said.removesuffix(company).strip(" ,")
        if _is_role(said):
            return FoundCell(said, f"the invitation says {quoted(match[0])}")
    return None


def _is_role(text: str) -> bool:
    return is_job(text) and len(text) < _LONGEST_ROLE


def _spelt_as(host: str, written: str) -> str:
    """The words with the letters of a domain: "Blue Bottle" of bluebottle."""
    wanted = _plain(host)
    if not wanted:
        return ""
    words = list(re.finditer(r"[^\s,;:|()<>–—/@]+", written))
    for span in (4, 3, 2, 1):
        for first in range(len(words) - span + 1):
            run = words[first : first + span]
            text = written[run[0].start() : run[-1].end()].strip(" .'’\"-&")
            is_address = "@" in written[max(run[0].start() - 1, 0) : run[-1].end()]
            is_it = wanted in (_plain(text), _with_legal_form(text), _initials(run))
            if is_it and not (is_address or re.search(r"\.\w", text)):
                more = _OF_A_NAME.match(written, run[-1].end())
                return text + (more[0] if more else "")
    return ""


def _with_legal_form(text: str) -> str:
    """The letters of a company without its legal form, "" where it is written without one."""
    is_written = key(text.rpartition(" ")[2]) in listed_words("legal forms")
    return _plain(folded_company(text)) if is_written else ""


def _plain(text: str) -> str:
    """The letters for comparing with domains, equal for "mueller" and "müller"."""
    return re.sub("([aou])e", r"\1", key(text))


def _initials(words: Sequence[re.Match[str]]) -> str:
    """ "gs" of "Goldman Sachs", "" of less than two names."""
    names = [word[0] for word in words if word[0] != "&"]
    is_name = len(names) > 1 and all(name[0].isupper() for name in names)
    return "".join(name[0] for name in names).casefold() if is_name else ""


def _parts(summary: str, without: Sequence[str]) -> Iterator[str]:
    for part in _PARTS.split(summary):
        text = part
        for name in without:
            if name:
                text = re.sub(rf"\b{re.escape(name)}\b", " ", text, flags=re.IGNORECASE)
        text = re.sub(_LEADING, " ", _NOISE.sub(" ", text))
        if len(text := " ".join(text.split()).strip(" -–.,'")) > 1:
            yield text


def _names_person(text: str, people: Sequence[str]) -> bool:
    words = set(fold(text).split())
    return any(words <= set(fold(person).split()) for person in people) or not words
