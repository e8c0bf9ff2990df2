"""Words that were to be replaced and are still there: "[Company]", "XXX", "lorem ipsum"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leavebehind.names import listed_words

_MEANT = "|".join(["xx+", *sorted(listed_words("words in placeholders"))])
_IN_ANY_CASE = (
    # In brackets of any kind, unless they hold an address, a citation or a remark.
    rf"(?<!\w)\[(?=[^\]]{{0,60}}\b(?:{_MEANT})\b)[^\]@\n]{{1,60}}\]",
    rf"<<?(?=[^>]{{0,60}}\b(?:{_MEANT})\b)[^<>@/=\n]{{1,60}}>>?",
    rf"\{{{{1,3}}(?=[^}}]{{0,60}}\b(?:{_MEANT})\b)[^{{}}\n]{{1,60}}\}}{{1,3}}",
    r"«[^»\n]{0,4}(?:company|name|firma|empresa|nom)[^»\n]{0,20}»",
    r"(?<![\w.])x{3,}(?![\w])|\bx{2,}\s?%|\$\s?x{1,}\b|\bx{2}[/.-]x{2}\b",
    r"\blorem\s+ipsum\b|\bdolor\s+sit\s+amet\b",
    r"\bdear\s+(?:hiring\s+(?:manager|team|committee)|sir\s+or\s+madam|sir/madam|recruiter)\b",
    r"\bdear\s+(?:madam\s+or\s+sir|interviewer|name)\b|\bto whom it may concern\b",
    (
        r"\b(?:insert|fill in|add|enter|replace(?: this)?(?: with)?)\s+(?:your|the|a)?\s*"
        r"(?:name|company|role|text|date|title|paragraph|details)\b(?:\s+here)?|\btext here\b|"
        r"\byour (?:name|text|company|title|paragraph) here\b|\bplaceholder\b"
    ),
    r"\b(?:john|jane) doe\b|\b(?:asdf|qwerty)\w*\b",
    r"\((?:your|the)? ?(?:company|role|position|job|employer)(?: name| title)?\)",
    r"(?:%|\$|@@|##)(?:first_?|last_?|job_?)?(?:company|name|role|position|title)\b",
    # What forms offer as an example. An address is looked for at the begin of a word alone: a text
    # without a space would else take 64 times its length.
    r"(?<![\w.+-])[\w.+-]{1,64}@example\.(?:com|org|net)\b",
    r"//(?:www\.)?example\.(?:com|org|net)\b\S*",
    r"\b(?:your[._-]?(?:name|email|link)|user-?name)\b",
    r"\b123 Main St(?:reet)?\b|\bAny ?town\b",
)
_AS_WRITTEN = (
    r"\b(?:TBD|TBC|TBA|TODO|FIXME|XYZ Corp|T\.B\.D\.)(?!\w)",
    r"\b(?:Company|Your|First|Last|Position|Job) Name\b|\bFirstname Lastname\b",
    r"_{3,}|\?{3,}|\.{5,}",
    r"\b(?:COMPANY|EMPLOYER|POSITION|JOB|ROLE|YOUR) (?:NAME|TITLE)\b",
    r"\b(?:EDIT|CHANGE|REWRITE|FIX|FILL) (?:THIS|ME|IN)\b",
    r"(?<!\d)\(?555\)?[-. ]?555[-. ]?5555\b|\b123[-. ]?456[-. ]?7890\b",
    r"\b(?:Skill|Achievement|Bullet(?: point)?|Interviewer|Reference) [1-9]\b",
)
_PATTERNS = (*(re.compile(p, re.IGNORECASE) for p in _IN_ANY_CASE), *map(re.compile, _AS_WRITTEN))
_WHOLE = re.compile(
    r"(?i)\W*(?:tb[dac]|t\.b\.[dac]|to ?do|to (?:be )?(?:come|written|follow)|coming soon|[…x]|"
    r"\.{2,}|(?:company|role|position|job|(?:full|first|last)(?= name))(?: name| title)?|"
    r"name|title|text)\W*"
)
"""A text that is nothing else."""
_LONGEST = 40


def placeholders(texts: Iterable[str]) -> list[list[str]]:
    """What looks like a placeholder in each of the texts, once."""
    return [_placeholders(text) for text in texts]


def _placeholders(text: str) -> list[str]:
    found = [match[0].strip() for pattern in _PATTERNS for match in pattern.finditer(text)]
    if not found and len(text) <= _LONGEST and _WHOLE.fullmatch(text):
        found = [text]
    return list(dict.fromkeys(found))
