"""What templates are written with: lines, conditions, loops and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from drawing.document import replace_children
from drawing.measures import NOTHING, TEXT_WIDTH
from drawing.styles import Colour, style_id
from drawing.themes import Theme

NAME, LONG_NAME = "{{ candidate.name }}", "candidate.name|length > 32"
BLANK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Styled:
    """Text in a character style."""

    text: str
    style: str


def strong(text: str) -> Styled:
    return Styled(text, "Strong")


def shown(value: str) -> str:
    """A tag that prints the value."""
    return f"{{{{ {value} }}}}"


def joined(separator: str, *values: str) -> str:
    """A tag that prints those of the values that there are, with `separator` between them."""
    return shown(f'[{", ".join(values)}]|select|join("{separator}")')


def word(text: str) -> str:
    """A tag that prints a fixed word in the candidate's language."""
    return shown(f'_("{text}")')


def in_words(value: str) -> str:
    """A value that the workbook offers in English, in the candidate's language."""
    return f"({value} and _({value}))"


def unbroken(date: str) -> str:
    """A date that stays on one line."""
    return f'{date}|replace(" ", "{BLANK}")'


def tab_or_line(is_long: str) -> str:
    """A tab, or where the condition holds, the end of the line."""
    return f"{{% if {is_long} %}}\n{{% else %}}\t{{% endif %}}"


def live(links: str) -> tuple[str, str, str]:
    """The runs that print a list of links; a link takes a run of its own."""
    between = "{% if not loop.last %} · {% endif %}{% endfor %}"
    return f"{{% for link in {links} %}}", "{{ link }}", between


@dataclass(frozen=True)
class Pen:
    """Writes into a document or into a cell, in the styles of a theme."""

    theme: Theme
    document: Document
    cell: _Cell | None = None

    @property
    def box(self) -> Document | _Cell:
        return self.cell or self.document

    def line(self, look: str, *runs: str | Styled) -> Paragraph:
        """Write one paragraph; each string is a run of its own, as pictures and links need."""
        paragraph = self._first_or_new()
        paragraph.style = look
        for run in runs:
            if isinstance(run, Styled):
                paragraph.add_run(run.text, style=run.style)
            else:
                paragraph.add_run(run)
        return paragraph

    def _first_or_new(self) -> Paragraph:
        """The paragraph that every cell is born with, once; then new ones."""
        existing: list[Paragraph] = self.box.paragraphs
        untouched = len(existing) == 1 and existing[0]._p.pPr is None
        if isinstance(self.box, _Cell) and untouched:
            return existing[0]
        added: Paragraph = self.box.add_paragraph()
        return added

    def end(self) -> None:
        """The last paragraph after a table, and in a cell whose others may go.

        After a table it also keeps what follows together.
        """
        self.line("End", BLANK)

    def space(self, *, kept: bool = False) -> None:
        self.line("Space Kept" if kept else "Space", BLANK)

    def written(self, look: str, *values: str, separator: str = " · ") -> None:
        """A line of those values that there are; none where all are absent."""
        with self.when(" or ".join(values)):
            self.line(look, shown(values[0]) if len(values) == 1 else joined(separator, *values))

    def fitted(self, look: str, text: str, long: str) -> None:
        """The text in a style, or in its smaller sister where the condition `long` holds."""
        self.either(long, f"{look} Long", look, text)

    def either(self, condition: str, look: str, other: str, *runs: str | Styled) -> None:
        """A line in one style where `condition` holds, else in the other."""
        with self.when(condition):
            self.line(look, *runs)
            self.otherwise()
            self.line(other, *runs)

    # Tags in paragraphs of their own

    def tag(self, words: str) -> None:
        self.line("Template Tag", f"{{%p {words} %}}")

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Keep what is written inside only where `condition` holds."""
        self.tag(f"if {condition}")
        yield
        self.tag("endif")

    def otherwise(self) -> None:
        self.tag("else")

    @contextmanager
    def each(self, loop: str) -> Iterator[None]:
        """Repeat what is written inside."""
        self.tag(f"for {loop}")
        yield
        self.tag("endfor")

    # Tables

    def row(self, *widths: Length, look: str = "Layout") -> Row:
        """A table of one row that never splits over pages."""
        return self.grid(*widths, look=look)[0]

    def grid(
        self, *widths: Length, heights: Sequence[Length] = (NOTHING,), look: str = "Layout"
    ) -> list[Row]:
        """The rows of a table, none of which splits over pages; where a height is 0 the text's."""
        table = self.box.add_table(rows=len(heights), cols=len(widths))
        replace_children(
            table._tbl.tblPr,
            f'<w:tblStyle w:val="{style_id(look)}"/>'
            f'<w:tblW w:w="{sum(w.twips for w in widths)}" w:type="dxa"/>'
            f'<w:tblInd w:w="0" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0000"/>',
        )
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row, height in zip(table.rows, heights, strict=True):
            _mark(row, "cantSplit")
            if height:
                _mark(row, f'trHeight w:val="{height.twips}" w:hRule="exact"')
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        return [tuple(replace(self, cell=cell) for cell in row.cells) for row in table.rows]

    def listing(self, columns: Mapping[str, Length], loop: str) -> Row:
        """A table with a heading for each column; the row that `loop` repeats.

        A column without a width gets what the others leave.
        """
        heads, *rows = self.grid(
            *filling(*columns.values()), heights=4 * (NOTHING,), look="Table Grid"
        )
        for pen, name in zip(heads, columns, strict=True):
            pen.line("Cell Head", word(name))
        _mark(self.box.tables[-1].rows[0], "tblHeader")
        return between_tags(rows, f"for {loop}")

    def shaded(self, colour: Colour) -> Pen:
        """The pen of a cell, whose ground is filled."""
        assert self.cell
        properties = self.cell._tc.get_or_add_tcPr()
        properties.insert_element_before(parse_xml(colour.shading(self.theme)), "w:vAlign")
        return self

    def aligned(self, where: Literal["CENTER", "BOTTOM"]) -> Pen:
        """The pen of a cell, whose text goes to the middle of its height or down."""
        assert self.cell
        self.cell.vertical_alignment = getattr(WD_ALIGN_VERTICAL, where)
        return self


Row = tuple[Pen, ...]
"""The cells of a row."""


def _mark(row: _Row, mark: str) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:{mark} {nsdecls('w')}/>"))


def between_tags(rows: Sequence[Row], opening: str) -> Row:
    """The middle one of three rows, which a tag in the first repeats or keeps."""
    before, body, after = rows
    before[0].line("Template Tag", f"{{%tr {opening} %}}")
    after[0].line("Template Tag", f"{{%tr end{opening.split()[0]} %}}")
    return body


def filling(*widths: Length, of: Length = TEXT_WIDTH) -> tuple[Length, ...]:
    """The widths, those that are 0 in equal parts of what the others leave `of` the whole."""
    share = (of - sum(widths)) // max(widths.count(NOTHING), 1)
    return tuple(width or Length(share) for width in widths)
