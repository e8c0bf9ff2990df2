"""PDFs and pictures bound into the one PDF of a package."""

from leavebehind.bind.binding import Binding, Leaf, bind, count_pages, first_pages

__all__ = ["Binding", "Leaf", "bind", "count_pages", "first_pages"]
