"""The interview workbook: read into records, and drawn anew for a start."""

from leavebehind.workbook.reading import read_workbook

__all__ = ["read_workbook"]
