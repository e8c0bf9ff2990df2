"""The job ticket, which lies on top of a print set."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Length, Mm

from drawing.document import blank
from drawing.furniture import foot, label
from drawing.pencils import grid, joined, line, mark_row, otherwise, repeated, when, word, written
from drawing.themes import TEXT_WIDTH, Theme


def job_ticket(theme: Theme) -> Document:
    document = blank(theme, "Job ticket")
    foot(document, "Job ticket")
    line(document, "Privacy", word("Job ticket"))
    line(document, "heading 1", "{{ interview.company }}")
    line(document, "Lead In", "{{ interview.role }}")
    written(document, "Byline", "interview.weekday", "interview.date", "interview.time")
    line(document, "Part", word("How to print"))
    label(document, word("Paper"), "{{ ticket.paper }}")
    label(document, word("Sides"), word("Both sides, flipped on the long edge"))
    label(document, word("Sheets"), "{{ ticket.sheets }}")
    with when(document, "ticket.card_sheets"):
        label(document, word("Card stock"), "{{ ticket.card_sheets }} × {{ ticket.card_stock }}")
    line(document, "Part", word("Who gets what"))
    _counts(document)
    line(document, "Part", word("What goes where"))
    with when(document, 'interview.format == "folder"'):
        names = ("Left pocket", "left_pocket"), ("Right pocket", "right_pocket")
        _places(document, *names, ("Card slot", "card_slot"))
        otherwise(document)
        _places(document, ("Bound in this order", "bound_sections"), between=" · ")
    return document


def _counts(document: Document) -> None:
    """Of each package: how many copies, and how many pages and sheets these are."""
    numbers = (Mm(26),) * 3
    first = Length(TEXT_WIDTH - sum(numbers))
    names = ("For", "Copies", "Pages", "Sheets")
    values = ("copies", "pages", "sheets")
    table = grid(document, first, *numbers, rows=4, look="Table Grid")
    mark_row(table.rows[0], "tblHeader")
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        line(cell, "Cell Head", word(name))
    body = repeated(table, 1, "package in packages").cells
    line(body[0], "Cell", joined(", ", "package.name", "package.title"))
    for cell, value in zip(body[1:], values, strict=True):
        line(cell, "Cell", f"{{{{ package.{value} }}}}")


def _places(document: Document, *columns: tuple[str, str], between: str = r"\n") -> None:
    """Which section goes where, reader by reader."""
    first = Mm(40)
    rest = Length((TEXT_WIDTH - first) // len(columns))
    table = grid(document, first, *[rest] * len(columns), rows=4, look="Table Grid")
    mark_row(table.rows[0], "tblHeader")
    for cell, name in zip(table.rows[0].cells, ("For", *(n for n, _ in columns)), strict=True):
        line(cell, "Cell Head", word(name))
    who, *places = repeated(table, 1, "package in packages").cells
    line(who, "Cell", "{{ package.name }}")
    for cell, (_, source) in zip(places, columns, strict=True):
        line(cell, "Cell", f'{{{{ package.{source}|join("{between}") }}}}')
