"""PDFs and pictures bound into the one PDF of a package."""
