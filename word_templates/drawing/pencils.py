"""What templates are written with: lines, conditions, loops and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from drawing.document import replace_children
from drawing.measures import NOTHING, TEXT_WIDTH
from drawing.styles import Colour, style_id
from drawing.themes import Theme

Box = Document | _Cell
NAME, LONG_NAME = "{{ candidate.name }}", "candidate.name|length > 32"
LONG_HEAD = "(candidate.name ~ candidate.phone ~ candidate.email)|length > 90"
BLANK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Styled:
    """Text in a character style."""

    text: str
    style: str


def strong(text: str) -> Styled:
    return Styled(text, "Strong")


def line(box: Box, style_name: str, *runs: str | Styled) -> Paragraph:
    """Write one paragraph; each string is a run of its own, as pictures and links need."""
    paragraph = _first_or_new(box)
    paragraph.style = style_name
    for run in runs:
        if isinstance(run, Styled):
            paragraph.add_run(run.text, style=run.style)
        else:
            paragraph.add_run(run)
    return paragraph


def _first_or_new(box: Box) -> Paragraph:
    """The paragraph that every cell is born with, once; then new ones."""
    existing: list[Paragraph] = box.paragraphs
    untouched = len(existing) == 1 and existing[0]._p.pPr is None
    if isinstance(box, _Cell) and untouched:
        return existing[0]
    added: Paragraph = box.add_paragraph()
    return added


def end(box: Box) -> None:
    """The last paragraph after a table, and in a cell whose others may go.

    After a table it also keeps what follows together.
    """
    line(box, "End", BLANK)


def tag(box: Box, words: str) -> None:
    line(box, "Template Tag", f"{{%p {words} %}}")


@contextmanager
def when(box: Box, condition: str) -> Iterator[None]:
    """Keep what is written inside only where `condition` holds."""
    tag(box, f"if {condition}")
    yield
    tag(box, "endif")


def otherwise(box: Box) -> None:
    tag(box, "else")


@contextmanager
def each(box: Box, loop: str) -> Iterator[None]:
    """Repeat what is written inside."""
    tag(box, f"for {loop}")
    yield
    tag(box, "endfor")


def shown(value: str) -> str:
    """A tag that prints the value."""
    return f"{{{{ {value} }}}}"


def joined(separator: str, *values: str) -> str:
    """A tag that prints those of the values that there are, with `separator` between them."""
    return f'{{{{ [{", ".join(values)}]|select|join("{separator}") }}}}'


def word(text: str) -> str:
    """A tag that prints a fixed word in the candidate's language."""
    return f'{{{{ _("{text}") }}}}'


def in_words(value: str) -> str:
    """A value that the workbook offers in English, in the candidate's language."""
    return f"({value} and _({value}))"


def unbroken(date: str) -> str:
    """A date that stays on one line."""
    return f'{date}|replace(" ", "{BLANK}")'


def tab_or_line(is_long: str) -> str:
    """A tab, or where the condition holds, the end of the line."""
    return f"{{% if {is_long} %}}\n{{% else %}}\t{{% endif %}}"


def live(links: str, separator: str = " · ") -> tuple[str, str, str]:
    """The runs that print a list of links."""
    between = f"{{% if not loop.last %}}{separator}{{% endif %}}{{% endfor %}}"
    return f"{{% for link in {links} %}}", "{{ link }}", between


def written(box: Box, look: str, *values: str, separator: str = " · ") -> None:
    """A line of those values that there are; none where all are absent."""
    with when(box, " or ".join(values)):
        text = shown(values[0]) if len(values) == 1 else joined(separator, *values)
        line(box, look, text)


def fitted(box: Box, look: str, text: str, long: str) -> None:
    """The text in a style, or in its smaller sister where the condition `long` holds."""
    with when(box, long):
        line(box, f"{look} Long", text)
        otherwise(box)
        line(box, look, text)


# Tables


def row(box: Box, *widths: Length, look: str = "Layout") -> tuple[_Cell, ...]:
    """A table of one row that never splits over pages."""
    return grid(box, *widths, look=look).rows[0].cells


def grid(box: Box, *widths: Length, rows: int = 1, look: str = "Layout") -> Table:
    """A table whose rows never split over pages."""
    table = box.add_table(rows=rows, cols=len(widths))
    replace_children(
        table._tbl.tblPr,
        f'<w:tblStyle {nsdecls("w")} w:val="{style_id(look)}"/>',
        f'<w:tblW {nsdecls("w")} w:w="{sum(w.twips for w in widths)}" w:type="dxa"/>',
        f'<w:tblInd {nsdecls("w")} w:w="0" w:type="dxa"/>',
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f'<w:tblLook {nsdecls("w")} w:val="0000"/>',
    )
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for table_row in table.rows:
        mark_row(table_row, "cantSplit")
        for cell, width in zip(table_row.cells, widths, strict=True):
            cell.width = width
    return table


def mark_row(table_row: _Row, mark: str, values: str = "") -> None:
    table_row._tr.get_or_add_trPr().append(parse_xml(f"<w:{mark} {nsdecls('w')}{values}/>"))


def set_height(table_row: _Row, height: Length, rule: str = "exact") -> None:
    mark_row(table_row, "trHeight", f' w:val="{height.twips}" w:hRule="{rule}"')


def shade(cell: _Cell, colour: Colour, theme: Theme) -> _Cell:
    """Fill the ground of a cell."""
    properties = cell._tc.get_or_add_tcPr()
    alignment = properties.find(qn("w:vAlign"))
    shading = parse_xml(colour.shading(theme))
    if alignment is None:
        properties.append(shading)
    else:
        alignment.addprevious(shading)
    return cell


def repeated(table: Table, first: int, loop: str) -> _Row:
    """The row that `loop` repeats: row `first` and the last but one hold nothing but its tags."""
    return _between(table, first, f"for {loop}", "endfor")


def only_if(table: Table, first: int, condition: str) -> _Row:
    """The row that is there where `condition` holds, between two that hold its tags."""
    return _between(table, first, f"if {condition}", "endif")


def _between(table: Table, first: int, opening: str, closing: str) -> _Row:
    before, body, after = table.rows[first : first + 3]
    line(before.cells[0], "Template Tag", f"{{%tr {opening} %}}")
    line(after.cells[0], "Template Tag", f"{{%tr {closing} %}}")
    return body


def listing(box: Box, columns: Mapping[str, Length], loop: str) -> tuple[_Cell, ...]:
    """A table with a heading for each column; the cells of the row that `loop` repeats.

    A column without a width gets what the others leave.
    """
    table = grid(box, *filling(*columns.values()), rows=4, look="Table Grid")
    mark_row(table.rows[0], "tblHeader")
    for cell, name in zip(table.rows[0].cells, columns, strict=True):
        line(cell, "Cell Head", word(name))
    return repeated(table, 1, loop).cells


def filling(*widths: Length) -> tuple[Length, ...]:
    """The widths, those that are 0 in equal parts of what the others leave of the text's."""
    share = (TEXT_WIDTH - sum(widths)) // max(widths.count(NOTHING), 1)
    return tuple(width or Length(share) for width in widths)


def in_columns(theme: Theme, *widths: Length) -> tuple[Length, ...]:
    """The widths of a table's columns, after the left column of the theme; the last one fills."""
    fixed = tuple(width for width in (theme.wide, *widths) if width)
    return (*fixed, Length(TEXT_WIDTH - sum(fixed)))
