"""The packages folder: what is written there, kept, and remembered."""

from leavebehind.output.packages import STATE, Packages

__all__ = ["STATE", "Packages"]
