"""What a Status says of an interview: that it goes on, is over, took place, or is not yet there."""

from __future__ import annotations

import re

from leavebehind.names import fold

_OVER = re.compile(
    r"\b(?:reject|declin|withdr|closed|cancel|ghost|archiv|unsuccessful|expired|inactive|paused|"
    r"suspend|abandon|dropped|turned down|on hold|no longer|no (?:response|answer|reply|offer)|"
    r"not (?:selected|interested|hired|moving|proceeding|going|a fit|a match|pursuing)|"
    r"(?:position|role|job) (?:filled|gone)|filled internally|"
    r"abgelehnt|absage|abgesagt|zuruckgezogen|pausiert|keine (?:antwort|ruckmeldung)|erledigt|"
    r"refus|annul|en pause|sans reponse|cloture|rechaz|descart|retirad|en pausa|sin respuesta|"
    r"cerrad|rifiut)"
)
"""The beginnings of what is said when there will be no interview, in folded letters."""
_HELD = re.compile(
    r"\b(?:done|completed?|finished|past|held|offer|hired|accepted|over|passed|interviewed|no)\b"
)
_NOT_YET = re.compile(
    r"^(?:applied|submitted|saved|bookmarked|wish ?list|to apply|interested|prospect|draft|"
    r"not applied|beworben|a postuler|pendiente)\b"
)


def is_over(status: str) -> bool:
    """Whether it says that nobody will be met: "Rejected", "no longer interested", "on hold"."""
    return bool(_OVER.search(fold(status)))


def is_over_or_held(status: str) -> bool:
    """Whether it says that nobody will be met any more: also "Done", "Offer"."""
    return is_over(status) or bool(_HELD.search(fold(status)))


def is_early(status: str) -> bool:
    """Whether it says that there is no interview yet: "Applied", "wish list"."""
    return bool(_NOT_YET.search(fold(status)))
