"""The packages folder: what is written there, kept, and remembered."""

from leavebehind.output.comparison import Change, changes
from leavebehind.output.packages import Choice, Conflict, LeftOver, Packages

__all__ = ["Change", "Choice", "Conflict", "LeftOver", "Packages", "changes"]
