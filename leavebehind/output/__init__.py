"""The packages folder: what is written there, kept, and remembered."""

from leavebehind.output.comparison import Change, changes
from leavebehind.output.packages import Choice, Conflict, Packages

__all__ = ["Change", "Choice", "Conflict", "Packages", "changes"]
