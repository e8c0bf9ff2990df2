"""Whether two names mean one company, however its legal form is written."""

from __future__ import annotations

import functools
import re

from leavebehind.names import fold, listed_words

LEGAL_FORMS = listed_words("legal forms")
_JOINING = listed_words("before legal forms")
"""Before a legal form that is gone: "Jones & Co." is "jones"."""
# "S.A." is "SA", and "Booking.com" is "Booking".
_ABBREVIATED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_WEB_ENDING = re.compile(r"\.(?:com|org|net|io|ai|co|de)\b")
_BRACKETS = re.compile(r"\([^)]*\)")


@functools.lru_cache(maxsize=1 << 16)
def folded_company(name: str) -> str:
    """The name for comparing, without its legal form: "The Acme Co., Inc." → "acme"."""
    text = _ABBREVIATED.sub("", _WEB_ENDING.sub("", _BRACKETS.sub(" ", fold(name))))
    words: list[str] = re.findall(r"[^\W_]+", text.replace("'", "").replace("’", ""))
    while len(words) > 1 and words[-1] in LEGAL_FORMS | _JOINING:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    return " ".join(words)


def is_same_company(name: str, other: str) -> bool:
    """Whether both names mean one company; a blank name means none."""
    folded = folded_company(name)
    return bool(folded) and folded.replace(" ", "") == folded_company(other).replace(" ", "")


def works_at(written: str, company: str) -> bool:
    """Whether somebody whose employer is `written` works at the company, or at a part of it.

    "Northwind Traders" is a part of "Northwind", and "Google" of "Google Cloud".
    """
    words, name = folded_company(written).split(), folded_company(company).split()
    shared = min(len(words), len(name))
    return is_same_company(written, company) or (shared > 0 and words[:shared] == name[:shared])
