"""Words that were to be replaced and are still there: "[Company]", "XXX", "lorem ipsum"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leavebehind.names import listed_words

_MEANT = "|".join(["xx+", *sorted(listed_words("words in placeholders"))])
_PATTERNS = (
    # In brackets of any kind, unless they hold an address, a citation or a remark.
    re.compile(rf"(?<!\w)\[(?=[^\]]{{0,60}}\b(?:{_MEANT})\b)[^\]@\n]{{1,60}}\]", re.IGNORECASE),
    re.compile(rf"<<?(?=[^>]{{0,60}}\b(?:{_MEANT})\b)[^<>@/=\n]{{1,60}}>>?", re.IGNORECASE),
    re.compile(
        rf"\{{{{1,3}}(?=[^}}]{{0,60}}\b(?:{_MEANT})\b)[^{{}}\n]{{1,60}}\}}{{1,3}}", re.IGNORECASE
    ),
    re.compile(r"«[^»\n]{0,4}(?:company|name|firma|empresa|nom)[^»\n]{0,20}»", re.IGNORECASE),
    re.compile(
        r"(?<![\w.])[Xx]{3,}(?![\w])|\b[Xx]{2,}\s?%|\$\s?[Xx]{1,}\b|\b[Xx]{2}[/.-][Xx]{2}\b"
    ),
    re.compile(r"\b(?:TBD|TBC|TBA|TODO|FIXME|XYZ Corp|T\.B\.D\.)(?!\w)"),
    re.compile(r"\blorem\s+ipsum\b|\bdolor\s+sit\s+amet\b", re.IGNORECASE),
    re.compile(
        r"\bdear\s+(?:hiring\s+(?:manager|team|committee)|sir\s+or\s+madam|sir/madam|recruiter|"
        r"madam\s+or\s+sir|interviewer|name)\b|\bto whom it may concern\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:insert|fill in|add|enter|replace(?: this)?(?: with)?)\s+(?:your|the|a)?\s*"
        r"(?:name|company|role|text|date|title|paragraph|details)\b(?:\s+here)?|\btext here\b|"
        r"\byour (?:name|text|company|title|paragraph) here\b|\bplaceholder\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:Company|Your|First|Last|Position|Job) Name\b|\bFirstname Lastname\b"),
    re.compile(r"\b(?:john|jane) doe\b|\b(?:asdf|qwerty)\w*\b", re.IGNORECASE),
    re.compile(r"_{3,}|\?{3,}|\.{5,}"),
    re.compile(r"\((?:your|the)? ?(?:company|role|position|job|employer)(?: name| title)?\)", re.I),
    re.compile(r"\b(?:COMPANY|EMPLOYER|POSITION|JOB|ROLE|YOUR) (?:NAME|TITLE)\b"),
    re.compile(
        r"(?:%|\$|@@|##)(?:first_?|last_?|job_?)?(?:company|name|role|position|title)\b", re.I
    ),
    re.compile(r"\b(?:EDIT|CHANGE|REWRITE|FIX|FILL) (?:THIS|ME|IN)\b"),
    # What forms offer as an example.
    re.compile(
        # At the begin of a word alone: a text without a space would else take 64 times its length.
        r"(?<![\w.+-])[\w.+-]{1,64}@example\.(?:com|org|net)\b|"
        r"//(?:www\.)?example\.(?:com|org|net)\b\S*",
        re.I,
    ),
    re.compile(r"\b(?:your[._-]?(?:name|email|link)|user-?name)\b", re.I),
    re.compile(r"(?<!\d)\(?555\)?[-. ]?555[-. ]?5555\b|\b123[-. ]?456[-. ]?7890\b"),
    re.compile(r"\b123 Main St(?:reet)?\b|\bAny ?town\b", re.I),
    re.compile(r"\b(?:Skill|Achievement|Bullet(?: point)?|Interviewer|Reference) [1-9]\b"),
)
_WHOLE = re.compile(
    r"\W*(?:tb[dac]|t\.b\.[dac]|to ?do|to (?:be )?(?:come|written|follow)|coming soon|[…x]|\.{2,}|"
    r"(?:company|role|position|job|(?:full|first|last)(?= name))(?: name| title)?|"
    r"name|title|text)\W*",
    re.IGNORECASE,
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
