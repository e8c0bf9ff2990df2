"""What a Status says of an interview: that it goes on, is over, took place, or is not yet there."""

from __future__ import annotations

import re

from leavebehind.names import fold, pattern_of

_OVER = re.compile(rf"\b{pattern_of('beginnings of what is over')}")
_HELD = re.compile(rf"\b{pattern_of('states of what took place')}\b")
_NOT_YET = re.compile(rf"{pattern_of('states before an interview')}\b")


def is_over(status: str) -> bool:
    """Whether it says that nobody will be met: "Rejected", "no longer interested", "on hold"."""
    return bool(_OVER.search(fold(status)))


def is_over_or_held(status: str) -> bool:
    """Whether it says that nobody will be met any more: also "Done", "Offer"."""
    return is_over(status) or bool(_HELD.search(fold(status)))


def is_early(status: str) -> bool:
    """Whether it says that there is no interview yet: "Applied", "wish list"."""
    return bool(_NOT_YET.match(fold(status)))
