"""The interview workbook, read into records."""
