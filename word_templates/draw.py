"""Draws the ten templates of both themes: `python word_templates/draw.py`.

One set of documents in the two designs of design.py: the body of a template holds only text, tags
and tables, in named styles.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import docx
from design import (
    ACCENT,
    BOTTOM_MARGIN,
    DESIGNS,
    HAIRLINE,
    LINK,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    SIDE_MARGIN,
    TEXT,
    TEXT_WIDTH,
    TOP_MARGIN,
    Colour,
    Design,
    run_properties,
    style_id,
    theme_fonts,
    twips,
)
from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

GUTTER = Mm(8)
QR_COLUMN = Mm(28)
"""As wide as the code with its white rim."""
PHOTO_COLUMN = Mm(48)
CARD_SIDE = Mm(15 + 2.95)
"""The filler's margin for A4 is where the first card begins; on Letter an empty column leads to it,
because the embedded engine knows no indented tables."""
CARD_CODE = Mm(30)
"""The code and the room at its right."""


# Styles


def character_style(name: str, properties: str) -> str:
    kind = ' w:customStyle="1"' if name == "Period" else ""
    return (
        f'<w:style {nsdecls("w")} w:type="character"{kind} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        f"{run_properties(properties)}</w:style>"
    )


@dataclass(frozen=True)
class TableLook:
    """A table style; `padding` is the room above and below the text of a cell, in points."""

    name: str
    rules: tuple[str, ...] = ()
    padding: tuple[float, float] = (0, 0)
    fill: Colour | None = None

    def xml(self, design: Design) -> str:
        above, below = self.padding
        kind = "" if self.name == "Table Grid" else ' w:customStyle="1"'
        borders = f"<w:tblBorders>{''.join(self.rules)}</w:tblBorders>" if self.rules else ""
        fill = (
            f'<w:tcPr><w:shd w:val="clear" w:color="auto" {self.fill.fill(design)}/></w:tcPr>'
            if self.fill
            else ""
        )
        return (
            f'<w:style {nsdecls("w")} w:type="table"{kind} w:styleId="{style_id(self.name)}">'
            f'<w:name w:val="{self.name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
            f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}<w:tblCellMar>'
            f'<w:top w:w="{twips(above)}" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
            f'<w:bottom w:w="{twips(below)}" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
            f"</w:tblCellMar></w:tblPr>{fill}</w:style>"
        )


LATENT = f"""
<w:latentStyles {nsdecls("w")} w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1"
  w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>"""
"""Keeps Word's own styles out of the gallery, so that it shows those of the design."""


def defaults(design: Design) -> str:
    return f"""
<w:docDefaults {nsdecls("w")}>
  <w:rPrDefault><w:rPr>{theme_fonts("minor")}<w:color {TEXT.attributes(design)}/>
    <w:sz w:val="{round(design.body * 2)}"/><w:szCs w:val="{round(design.body * 2)}"/>
    <w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault>
</w:docDefaults>"""


FOUNDATIONS = (
    f'<w:style {nsdecls("w")} w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    f'<w:style {nsdecls("w")} w:type="numbering" w:default="1" w:styleId="NoList">'
    '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>",
)


def character_styles(design: Design) -> tuple[str, ...]:
    return (
        character_style("Strong", "<w:b/><w:bCs/>"),
        character_style("Hyperlink", f"<w:color {LINK.attributes(design)}/>"),
        character_style("Period", f"<w:color {QUIET.attributes(design)}/>"),
    )


def table_looks(design: Design) -> tuple[TableLook, ...]:
    def border(side: str, colour: Colour, points: float) -> str:
        return (
            f'<w:{side} w:val="single" w:sz="{round(points * 8)}" w:space="0"'
            f" {colour.attributes(design, 'color')}/>"
        )

    rows = (border("bottom", HAIRLINE, 0.5), border("insideH", HAIRLINE, 0.5))
    cover = (
        TableLook("Cover", padding=(0, 28), fill=ACCENT)
        if design.cover_panel
        else TableLook("Cover", (border("bottom", ACCENT, 1.5),), padding=(0, 14))
    )
    return (
        TableLook("Layout"),
        cover,
        TableLook("Table Grid", rows, padding=(3, 3)),
    )


def bullets(design: Design) -> str:
    left = Length(design.lead + Mm(4.5))
    return f"""
<w:numbering {nsdecls("w")}>
  <w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>
      <w:lvlText w:val="•"/><w:lvlJc w:val="left"/>
      <w:pPr><w:ind w:left="{left.twips}" w:hanging="{Mm(4.5).twips}"/></w:pPr>
      <w:rPr><w:rFonts w:hint="default"/><w:color {ACCENT.attributes(design)}/></w:rPr></w:lvl>
  </w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
</w:numbering>"""


COMPATIBILITY = "".join(
    f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
    f' w:val="{value}"/>'
    for name, value in (
        ("compatibilityMode", 15),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
        ("differentiateMultirowTableHeaders", 1),
    )
)

SETTINGS = f"""
<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>{COMPATIBILITY}</w:compat>
  <w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1"
    w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5"
    w:accent6="accent6" w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>
  <w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>
</w:settings>"""


# The blank document

KEPT_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
}


def blank(design: Design, title: str, *, continued: bool = True) -> Document:
    """A document in this design, with nothing in it; `title` is the section's, in English.

    Where it is `continued`, the pages after the first say whose it is and what.
    """
    document = docx.Document()
    document.element.body.clear_content()
    paragraphs = (style.xml(design) for style in design.paragraphs)
    tables = (look.xml(design) for look in table_looks(design))
    styles = (*FOUNDATIONS, *paragraphs, *character_styles(design), *tables)
    replace_children(document.styles.element, defaults(design), LATENT, *styles)
    become(document.part.numbering_part.element, bullets(design))
    become(document.settings.element, SETTINGS)
    dress(document, design)
    drop_leftovers(document)
    set_page(document)
    if continued:
        continue_on_next_page(document, title)
    properties = document.core_properties
    properties.title = title
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime.datetime(2026, 1, 1)
    return document


def replace_children(element: Any, *children: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in children:
        element.append(parse_xml(child))


def become(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def dress(document: Document, design: Design) -> None:
    """Give the document's theme the design's colours and fonts."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for name, rgb in design.colours.items():
        (slot,) = theme.xpath(f"//a:clrScheme/a:{name}", namespaces=names)
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{{{names['a']}}}srgbClr", val=rgb)
    for latin in theme.xpath("//a:fontScheme/*/a:latin", namespaces=names):
        latin.set("typeface", design.font)
    for scheme in theme.xpath("//a:clrScheme | //a:fontScheme | /a:theme", namespaces=names):
        scheme.set("name", design.name)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def drop_leftovers(document: Document) -> None:
    """Leave out what python-docx's blank document brings along: a thumbnail, fonts, custom XML."""
    for owner in (document.part.package, document.part):
        for key, relationship in list(owner.rels.items()):
            if relationship.reltype not in KEPT_PARTS:
                del owner.rels[key]


def set_page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = PAGE_WIDTH, PAGE_HEIGHT
    page.left_margin = page.right_margin = SIDE_MARGIN
    page.top_margin, page.bottom_margin = TOP_MARGIN, BOTTOM_MARGIN
    page.header_distance = page.footer_distance = Mm(10)
    columns = page._sectPr.find(qn("w:cols"))
    grid = page._sectPr.find(qn("w:docGrid"))
    for setting in (columns, grid):
        if setting is not None:
            page._sectPr.remove(setting)


def continue_on_next_page(document: Document, title: str) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    heading = section.header.paragraphs[0]
    heading.style = "header"
    heading.add_run(f"{{{{ candidate.name }}}} · {word(title)}")


# The pencils

Box = Document | _Cell


@dataclass(frozen=True)
class Styled:
    """Text in a character style."""

    text: str
    style: str


def line(box: Box, style_name: str, *runs: str | Styled) -> Paragraph:
    """Write one paragraph; each string is a run of its own, as pictures and links need."""
    paragraph = first_or_new(box)
    paragraph.style = style_name
    for run in runs:
        if isinstance(run, Styled):
            paragraph.add_run(run.text, style=run.style)
        else:
            paragraph.add_run(run)
    return paragraph


def first_or_new(box: Box) -> Paragraph:
    """The paragraph that every cell is born with, once; then new ones."""
    existing: list[Paragraph] = box.paragraphs
    untouched = len(existing) == 1 and existing[0]._p.pPr is None
    if isinstance(box, _Cell) and untouched:
        return existing[0]
    added: Paragraph = box.add_paragraph()
    return added


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
    return f'{date}|replace(" ", "\N{NO-BREAK SPACE}")'


def row(box: Box, *widths: Length, look: str = "Layout") -> tuple[_Cell, ...]:
    """A table of one row that never splits over pages: columns, without lines."""
    return grid(box, *widths, look=look).rows[0].cells


def grid(box: Box, *widths: Length, rows: int = 1, look: str = "Layout") -> Table:
    table = box.add_table(rows=rows, cols=len(widths))
    properties = table._tbl.tblPr
    replace_children(
        properties,
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


def repeated(table: Table, first: int, loop: str) -> _Row:
    """The row that `loop` repeats: row `first` and the last but one hold nothing but its tags."""
    opening, body, closing = table.rows[first : first + 3]
    line(opening.cells[0], "Template Tag", f"{{%tr for {loop} %}}")
    line(closing.cells[0], "Template Tag", "{%tr endfor %}")
    return body


# What documents share


def letterhead(design: Design, document: Document, *, photo: bool = False) -> None:
    """Whose document this is: name, headline, and how to reach them."""
    line(document, "Head Rule", "\N{NO-BREAK SPACE}")
    if photo:
        with when(document, "candidate.photo"):
            with_portrait(design, document)
            # LibreOffice 7 keeps nothing together on a page where more follows a table at once.
            end(document)
            otherwise(document)
            identity(document)
    else:
        identity(document)
    with when(document, "candidate.contact"):
        line(document, "Contact", '{{ candidate.contact|join(" · ") }}')
        otherwise(document)
        line(document, "No Contact", "\N{NO-BREAK SPACE}")


def with_portrait(design: Design, document: Document) -> None:
    """The name where it stands in every section, or beside the left column of the design."""
    rest = Length(TEXT_WIDTH - PHOTO_COLUMN)
    if design.lead:
        portrait, who = row(document, design.lead, Length(TEXT_WIDTH - design.lead))
        line(portrait, "Picture", "{{ candidate.photo }}")
    else:
        who, portrait = row(document, rest, PHOTO_COLUMN)
        line(portrait, "Picture Right", "{{ candidate.photo }}")
    who.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    identity(who)


def identity(box: Box) -> None:
    fitted(box, "Title", NAME, LONG_NAME)
    with when(box, "candidate.headline"):
        line(box, "Subtitle", "{{ candidate.headline }}")


NAME, LONG_NAME = "{{ candidate.name }}", "candidate.name|length > 32"


def fitted(box: Box, look: str, text: str, long: str) -> None:
    """The text in a style, or in its smaller sister where the condition `long` holds."""
    with when(box, long):
        line(box, f"{look} Long", text)
        otherwise(box)
        line(box, look, text)


def in_columns(design: Design, *widths: Length) -> tuple[Length, ...]:
    """The widths of a table's columns, after the left column of the design; the last one fills."""
    fixed = tuple(width for width in (design.lead, *widths) if width)
    return (*fixed, Length(TEXT_WIDTH - sum(fixed)))


LONG_TITLE = 56
"""What is longer may take two lines; the embedded engine begins the second at the margin."""


def entry(design: Design, box: Box, title: str, date: str, *, look: str = "heading 2") -> None:
    """A heading, with its date in the left column where the design has one and it has room."""
    if not design.lead:
        line(box, look, f"{{{{ {title} }}}}")
        return
    with when(box, f"{date} and {title}|length <= {LONG_TITLE}"):
        dated = "Dated Heading" if look == "heading 2" else f"Dated {look}"
        line(box, dated, Styled(f"{{{{ {date} }}}}", "Period"), "\t", f"{{{{ {title} }}}}")
        otherwise(box)
        line(box, look, f"{{{{ {title} }}}}")


def late_date(design: Design, title: str, date: str) -> tuple[str, ...]:
    """The date where the left column has no room for it; nothing where there is no column."""
    return (f"({title}|length > {LONG_TITLE} and {unbroken(date)})",) if design.lead else ()


def below(design: Design, box: Box, look: str, text: str, date: str) -> None:
    """What stands below a heading, with its date at the right margin where no column has it."""
    line(box, look, *((text,) if design.lead else (text, f"\t{{{{ {date} }}}}")))


def label(box: Box, name: str, *values: str, look: str = "Label") -> None:
    line(box, look, Styled(name, "Strong"), "\t", *values)


SIGNED = word("The signed letter is at the end of this section.")


def end(box: Box) -> None:
    """The last paragraph that Word wants after a table, and in a cell whose others may go."""
    line(box, "End", "\N{NO-BREAK SPACE}")


# The sections


def cover_page(design: Design) -> Document:
    document = blank(design, "Cover page", continued=False)
    table = grid(document, TEXT_WIDTH, look="Cover")
    mark_row(table.rows[0], "trHeight", f' w:val="{design.cover_height.twips}" w:hRule="atLeast"')
    who = table.cell(0, 0)
    who.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    fitted(who, "Cover Name", NAME, LONG_NAME)
    with when(who, "candidate.headline"):
        line(who, "Cover Headline", "{{ candidate.headline }}")
    position = joined(", ", "interviewer.title", "interview.company")
    on_cover(design, document, "Prepared for", Styled("{{ interviewer.name }}", "Strong"))
    line(document, "Cover Text", position)
    on_cover(design, document, "Position", "{{ interview.role }}")
    with when(document, "interview.date"):
        on_cover(design, document, "Date", "{{ interview.date }}")
    return document


def on_cover(design: Design, document: Document, name: str, value: str | Styled) -> None:
    if design.lead:
        line(document, "Cover Label", Styled(word(name), "Period"), "\t", value)
    else:
        line(document, "Cover Label", word(name))
        line(document, "Cover Text", value)


def contents(design: Design) -> Document:
    document = blank(design, "Contents")
    letterhead(design, document)
    line(document, "heading 1", word("Contents"))
    title, page = "{{ section.title }}", "{{ section.page }}"
    with each(document, "section in sections"):
        line(document, "toc 1", *((page, "\t", title) if design.lead else (title, "\t", page)))
    return document


ROOM = {
    'paper == "a4"': 280,
    "not interview.date": 150,
    "not candidate.address": 80,
    "not interviewer.title": 80,
}
"""The characters for which there is room where Letter's height, or a line above, is not."""


def cover_letter(design: Design) -> Document:
    document = blank(design, "Cover letter")
    texts = ("interview.paragraphs|join", "interviewer.personal_note", "interview.closing")
    length = f"({' ~ '.join(texts)})|length + 100 * interview.paragraphs|length"
    for absent, room in ROOM.items():
        length += f" - ({room} if {absent} else 0)"
    tag(document, f"set length = {length}")
    tag(document, f"set low = length < {design.roomy}")
    letterhead(design, document)
    with when(document, "interview.date"):
        lowered(document, "Date", "{{ interview.date }}", "low")
    with when(document, "candidate.address"):
        sender = '{{ candidate.address_lines|join(" · ") }}'
        lowered(document, "Sender", sender, "low and not interview.date")
    addressee = ("interviewer.name", "interviewer.title", "interview.company")
    first = "low and not interview.date and not candidate.address"
    lowered(document, "Inside Address", joined(r"\n", *addressee), first)
    line(document, "Subject", "{{ interview.role }}")
    line(document, "Salutation", "{{ interviewer.salutation }}")
    with when(document, f"length > {design.densest}"):
        letter_text(document, "Densest Text", "Densest Last Paragraph")
        tag(document, f"elif length > {design.dense}")
        letter_text(document, "Dense Text", "Dense Last Paragraph")
        otherwise(document)
        letter_text(document, "Body Text", "Last Paragraph")
    line(document, "Closing", word("Sincerely,"))
    with when(document, "candidate.signature"):
        sign(row(document, *in_columns(design))[-1] if design.lead else document)
        otherwise(document)
        line(document, "Signature By Hand", NAME)
    return document


def lowered(document: Document, look: str, text: str, condition: str) -> None:
    """The text, with room above it where the letter is short and this is its beginning."""
    with when(document, condition):
        line(document, f"{look} Low", text)
        otherwise(document)
        line(document, look, text)


def sign(box: Box) -> None:
    """The embedded engine indents no picture, so that one in a column needs a cell."""
    line(box, "Signature Picture", "{{ candidate.signature }}")
    line(box, "Signature" if isinstance(box, Document) else "Signature In Cell", NAME)


def letter_text(document: Document, style_name: str, last: str) -> None:
    with each(document, "text in interview.paragraphs"):
        line(document, style_name, "{{ text }}")
    for text in ("interviewer.personal_note", "interview.closing"):
        with when(document, text):
            line(document, last, f"{{{{ {text} }}}}")


def resume(design: Design) -> Document:
    document = blank(design, "Résumé")
    letterhead(design, document, photo=True)
    with when(document, "candidate.summary"):
        line(document, "Summary", "{{ candidate.summary }}")
    with when(document, "experience"):
        line(document, "heading 1", word("Experience"))
        with each(document, "job in experience"):
            entry(design, document, "job.title", "job.period")
            employer = ("job.company", "job.location")
            whereabouts(design, document, employer, "job.title", "job.period", "job.highlights")
            with each(document, "highlight in job.highlights"):
                # Two highlights at least on either side of a page break.
                apart = "loop.revindex == 2 or loop.first and not loop.last"
                kept_if(document, apart, "List Bullet", "{{ highlight }}")
    with when(document, "education"):
        line(document, "heading 1", word("Education"))
        with each(document, "study in education"):
            entry(design, document, "study.degree", "study.period")
            # The last degree stays with the skills: no page has but a line or two.
            last = "loop.last and skills"
            school, kept = ("study.institution", "study.location"), f"study.notes or {last}"
            whereabouts(design, document, school, "study.degree", "study.period", kept)
            with when(document, "study.notes"):
                kept_if(document, last, "Note", "{{ study.notes }}")
    with when(document, "skills"):
        line(document, "heading 1", word("Skills"))
        with each(document, "group in skills"):
            label(document, "{{ group.category }}", "{{ group.skills }}", look="Label Kept")
    return document


def whereabouts(
    design: Design, document: Document, places: tuple[str, ...], title: str, date: str, kept: str
) -> None:
    """Where and when it was; it stays with what follows where `kept` holds."""
    late = late_date(design, title, date)
    text = joined(" · ", *places, *late)
    with when(document, " or ".join((*places, *(late or (date,))))), when(document, kept):
        below(design, document, "Line Above", text, date)
        otherwise(document)
        below(design, document, "Line Below", text, date)


def kept_if(document: Document, condition: str, look: str, text: str) -> None:
    with when(document, condition):
        line(document, f"{look} Kept", text)
        otherwise(document)
        line(document, look, text)


def references(design: Design) -> Document:
    document = blank(design, "References")
    letterhead(design, document)
    line(document, "heading 1", word("References"))
    with each(document, "reference in references"):
        line(document, "Referee", "{{ reference.name }}")
        widths = (Mm(66), Mm(4)) if design.lead else (Mm(92), Mm(4))
        *_, who, _, contact = row(document, *in_columns(design, *widths))
        with when(who, "reference.title or reference.company"):
            line(who, "Normal", joined(", ", "reference.title", "reference.company"))
        with when(who, "reference.relationship"):
            line(who, "Byline", "{{ reference.relationship }}")
        known = "(reference.title or reference.company or reference.relationship)"
        for cell, place in ((who, f"not {known}"), (contact, known)):
            for way in ("reference.phone", "reference.email"):
                with when(cell, f"{way} and {place}"):
                    line(cell, "Normal", f"{{{{ {way} }}}}")
            end(cell)
    end(document)
    return document


def recommendations(design: Design) -> Document:
    """What has a text has a page of its own; what is only a scan is named before the first."""
    document = blank(design, "Recommendations")
    letterhead(design, document)
    line(document, "heading 1", word("Recommendations"))
    texts = "recommendations|selectattr('text')|list"
    scans = "recommendations|rejectattr('text')|list"
    with when(document, f"({texts}) and ({scans})"):
        names = f"{{{{ ({scans})|map(attribute='author')|join(' · ') }}}}"
        line(document, "Enclosed", word("Signed letters at the end of this section:"), " ", names)
        otherwise(document)
        with each(document, f"letter in {scans}"):
            recommender(design, document)
            with when(document, "letter.file"):
                line(document, "Pointer", SIGNED)
    with each(document, f"letter in {texts}"):
        with when(document, "loop.first"):
            recommender(design, document)
            otherwise(document)
            recommender(design, document, "Letter Heading")
        with each(document, "text in letter.paragraphs"):
            line(document, "Quote", "{{ text }}")
        with when(document, "letter.file"):
            line(document, "Quote Pointer", SIGNED)
    return document


def recommender(design: Design, document: Document, look: str = "heading 2") -> None:
    entry(design, document, "letter.author", "letter.date", look=look)
    late = late_date(design, "letter.author", "letter.date")
    position = ("letter.title", "letter.company", *late)
    with when(document, " or ".join((*position, *(() if design.lead else ("letter.date",))))):
        below(design, document, "Line Above", joined(", ", *position), "letter.date")
    with when(document, "letter.relationship"):
        line(document, "Line Above", "{{ letter.relationship }}")


def work_samples(design: Design) -> Document:
    document = blank(design, "Work samples")
    letterhead(design, document)
    line(document, "heading 1", word("Work samples"))
    with each(document, "sample in work_samples"):
        entry_after_code(design, document, "sample", "work_samples")
        beside_qr(design, document, "sample", describe_sample)
    end(document)
    return document


def describe_sample(design: Design, box: Box) -> None:
    for date in late_date(design, "sample.title", "sample.date") or ("sample.date",):
        with when(box, date):
            line(box, "Byline", "{{ sample.date }}")
    with when(box, "sample.description"):
        line(box, "Normal", "{{ sample.description }}")
    with when(box, "sample.file"):
        line(box, "Byline", word("The document is at the end of this section."))


def publications(design: Design) -> Document:
    document = blank(design, "Publications")
    letterhead(design, document)
    line(document, "heading 1", word("Publications"))
    with each(document, "item in publications"):
        entry_after_code(design, document, "item", "publications")
        beside_qr(design, document, "item", describe_publication)
    end(document)
    return document


def describe_publication(design: Design, box: Box) -> None:
    late = late_date(design, "item.title", "item.date") or (unbroken("item.date"),)
    facts = ("item.venue", in_words("item.kind"), *late)
    with when(box, " or ".join(facts)):
        line(box, "Byline", joined(" · ", *facts))
    with when(box, "item.authors"):
        line(box, "Byline", "{{ item.authors }}")
    with when(box, "item.quote"):
        line(box, "Said", "{{ item.quote }}")


def entry_after_code(design: Design, document: Document, item: str, rows: str) -> None:
    """The heading of `item`, nearer to what is above where that ends with a code's white rim."""
    title, date = f"{item}.title", f"{item}.date"
    with when(document, f"not loop.first and {rows}[loop.index0 - 1].qr"):
        entry(design, document, title, date, look="After Code")
        otherwise(document)
        entry(design, document, title, date)


def beside_qr(
    design: Design, document: Document, item: str, describe: Callable[[Design, Box], None]
) -> None:
    """What there is to say of `item`, and its QR code where it has one."""
    with when(document, f"{item}.qr"):
        if design.lead:
            code, text = row(document, *in_columns(design))
        else:
            text, _, code = row(
                document, Length(TEXT_WIDTH - GUTTER - QR_COLUMN), GUTTER, QR_COLUMN
            )
        describe(design, text)
        line(text, "Address", f"{{{{ {item}.link }}}}")
        line(code, "Picture", f"{{{{ {item}.qr }}}}")
        otherwise(document)
        text = row(document, *in_columns(design))[-1]
        describe(design, text)
        end(text)


def business_card(design: Design) -> Document:
    document = blank(design, "Business card", continued=False)
    page = document.sections[0]
    page.left_margin = page.right_margin = CARD_SIDE
    page.top_margin, page.bottom_margin = Mm(12.7), Mm(5)
    with when(document, 'paper == "a4"'):
        line(document, "Card Start A4", "\N{NO-BREAK SPACE}")
        cards(document, Mm(85), Mm(54), Mm(10), lead=Mm(0))
        otherwise(document)
        cards(document, Mm(88.9), Mm(50.8), Mm(0), lead=Length(Mm(19.05) - CARD_SIDE))
    end(document)
    return document


def cards(document: Document, width: Length, height: Length, gap: Length, *, lead: Length) -> None:
    """Ten cards: each a cell of text beside a cell of its QR code, `gap` between the two cards."""
    card = (Length(width - CARD_CODE), CARD_CODE)
    columns = [column for column in (lead, *card, gap, *card) if column]
    table = grid(document, *columns, rows=5)
    for table_row in table.rows:
        mark_row(table_row, "trHeight", f' w:val="{height.twips}" w:hRule="exact"')
        cells = table_row.cells[1 if lead else 0 :]
        for text, picture in (cells[:2], cells[-2:]):
            for cell in (text, picture):
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            fitted(text, "Card Name", NAME, "candidate.name|length > 22")
            with when(text, "candidate.headline"):
                long = "candidate.headline|length > 40"
                fitted(text, "Card Headline", "{{ candidate.headline }}", long)
            with each(text, "text in candidate.contact"):
                long = 'candidate.contact|map("length")|max > 34'
                fitted(text, "Card Contact", "{{ text }}", long)
            end(text)
            line(picture, "Picture", "{{ candidate.vcard_qr }}")


def interview_brief(design: Design) -> Document:
    document = blank(design, "Interview brief")
    line(document, "Head Rule", "\N{NO-BREAK SPACE}")
    line(document, "Privacy", word("Private: for the candidate only"))
    fitted(document, "Title", "{{ interview.company }}", "interview.company|length > 32")
    line(document, "Subtitle", "{{ interview.role }}")
    line(document, "heading 1", word("When and where"))
    for name, values in (
        ("When", ("interview.weekday", "interview.date", "interview.time")),
        ("Where", ("interview.location",)),
        ("Status", ("interview.status",)),
    ):
        with when(document, " or ".join(values)):
            label(document, word(name), joined(", ", *values))
    with when(document, "links"):
        links(document, word("Research"), "links")
    line(document, "heading 1", word("What to bring"))
    with when(document, "bound"):
        packing_list(document, ("Bound in this order", "bound_sections"), between=" · ")
        otherwise(document)
        packing_list(
            document,
            ("Left pocket", "left_pocket"),
            ("Right pocket", "right_pocket"),
            ("Card slot", "card_slot"),
        )
    # LibreOffice 7 keeps nothing together on a page where more follows a table at once.
    end(document)
    line(document, "heading 1", word("Who you meet"))
    with each(document, "person in interviewers"):
        meet(document)
    with when(document, "contacts"):
        line(document, "heading 1", word("Who you know there"))
        with each(document, "contact in contacts"):
            line(document, "List Bullet", *acquaintance("contact"))
    return document


def meet(document: Document) -> None:
    """One interviewer on one page: who they are, what to say, who knows them."""
    line(document, "heading 2", "{{ person.name }}")
    with when(document, "person.title or person.part"):
        line(document, "Line Above", joined(" · ", "person.title", in_words("person.part")))
    for name, lines in (
        ("What to say", "person.talking_points"),
        ("What you know", "person.research_notes"),
    ):
        with when(document, lines):
            line(document, "heading 3", word(name))
            with each(document, f"text in {lines}"):
                line(document, "List Bullet Kept", "{{ text }}")
    with when(document, "person.contacts"):
        line(document, "heading 3", word("Who knows them"))
        with each(document, "contact in person.contacts"):
            line(document, "List Bullet Kept", *acquaintance("contact"))
    with when(document, "person.references"):
        references_of = '{{ person.references|join(", ") }}'
        label(document, word("References"), references_of, look="Label Kept")
    with when(document, "person.phone or person.email"):
        contact = joined(" · ", "person.phone", "person.email")
        label(document, word("Contact"), contact, look="Label Kept")
    links(document, word("Research"), "person.links")


def acquaintance(name: str) -> tuple[str | Styled, ...]:
    details = ", ".join(f"{name}.{field}" for field in ("position", "company", "email", "notes"))
    return (
        Styled(f"{{{{ {name}.name }}}}", "Strong"),
        f"{{% for detail in [{details}]|select %}} · {{{{ detail }}}}{{% endfor %}}",
    )


def links(box: Box, name: str, source: str) -> None:
    label(
        box,
        name,
        f"{{% for link in {source} %}}",
        "{{ link }}",
        "{% if not loop.last %} · {% endif %}{% endfor %}",
    )


def packing_list(document: Document, *columns: tuple[str, str], between: str = r"\n") -> None:
    """A table that says for each interviewer how many copies there are, and what goes where."""
    first = (Mm(40), Mm(24))
    rest = Length((TEXT_WIDTH - sum(first)) // len(columns))
    table = grid(document, *first, *[rest] * len(columns), rows=4, look="Table Grid")
    head = table.rows[0]
    mark_row(head, "tblHeader")
    for cell, name in zip(head.cells, ("For", "Copies", *(c[0] for c in columns)), strict=True):
        line(cell, "Cell Head", word(name))
    body = repeated(table, 1, "person in interviewers")
    values = ("{{ person.name }}", "{{ person.copies }}")
    sections = (f'{{{{ person.{source}|join("{between}") }}}}' for _, source in columns)
    for cell, value in zip(body.cells, (*values, *sections), strict=True):
        line(cell, "Cell", value)


SECTIONS = (
    cover_page,
    contents,
    cover_letter,
    resume,
    references,
    recommendations,
    work_samples,
    publications,
    business_card,
    interview_brief,
)


def pack(document: Document) -> bytes:
    """The document as bytes that are the same on every run."""
    drawn = io.BytesIO()
    document.save(drawn)
    packed = io.BytesIO()
    with zipfile.ZipFile(drawn) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def main() -> None:
    for design in DESIGNS:
        design.folder.mkdir(exist_ok=True)
        for section in SECTIONS:
            path = design.folder / f"{section.__name__}.docx"
            path.write_bytes(pack(section(design)))


if __name__ == "__main__":
    main()
