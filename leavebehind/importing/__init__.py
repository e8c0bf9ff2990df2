"""What a person has already → rows of their workbook: one module a format, one way to write."""
