"""The sections that every package is made of, one function each."""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Length, Mm
from docx.table import _Cell

from drawing.document import blank
from drawing.furniture import entry, foot, kept_if, label, letterhead, listed, section
from drawing.pencils import (
    BLANK,
    NAME,
    Box,
    Styled,
    each,
    end,
    fitted,
    grid,
    in_columns,
    in_words,
    joined,
    line,
    live,
    mark_row,
    otherwise,
    repeated,
    row,
    set_height,
    shade,
    shown,
    strong,
    unbroken,
    when,
    word,
    written,
)
from drawing.styles import ACCENT
from drawing.themes import (
    CODE_COLUMN,
    FIGURE_COLUMN,
    GUTTER,
    PORTRAIT_COLUMN,
    QUOTE_BAR,
    REFERENCE_COLUMN,
    TEXT_WIDTH,
    Theme,
)


def cover_letter(theme: Theme) -> Document:
    document = blank(theme, "Cover letter")
    foot(document, "Cover letter", personal=True)
    letterhead(theme, document)
    written(document, "Date", "interview.date")
    addressee = ("interviewer.name", "interviewer.title", "interview.company")
    line(document, "Inside Address", joined(r"\n", *addressee))
    line(document, "Subject", "{{ interview.role }}")
    line(document, "Salutation", "{{ interviewer.salutation }}")
    with each(document, "text in letter"):
        line(document, "Body Text", "{{ text }}")
    line(document, "Closing", word("Sincerely,"))
    with when(document, "candidate.signature"):
        _sign(row(document, *in_columns(theme))[-1] if theme.side else document)
        otherwise(document)
        line(document, "Signature By Hand", NAME)
    with when(document, "enclosures"):
        names = '{{ enclosures|join(" · ") }}'
        line(document, "Enclosures", word("Enclosures:"), " ", names)
    return document


def _sign(box: Box) -> None:
    line(box, "Signature Picture", "{{ candidate.signature }}")
    line(box, "Signature" if isinstance(box, Document) else "Signature In Cell", NAME)


# The résumé


def resume(theme: Theme) -> Document:
    document = blank(theme, "Résumé")
    foot(document, "Résumé")
    letterhead(theme, document, photo=True)
    written(document, "Summary", "candidate.summary")
    _jobs(theme, document, "Experience", "experience", "company")
    _projects(theme, document)
    _studies(theme, document)
    _certifications(theme, document)
    with when(document, "skills"):
        line(document, "Part", word("Skills"))
        with each(document, "group in skills"):
            label(document, "{{ group.category }}", "{{ group.skills }}")
    with when(document, "languages"):
        line(document, "Part", word("Languages"))
        level = "{% if tongue.level %} ({{ tongue.level }}){% endif %}"
        tongues = f"{{% for tongue in languages %}}{{{{ tongue.language }}}}{level}"
        between = "{% if not loop.last %} · {% endif %}{% endfor %}"
        line(document, "Remark", tongues, between)
    _awards(theme, document)
    _jobs(theme, document, "Volunteering", "volunteering", "organisation")
    return document


def _jobs(theme: Theme, document: Document, title: str, rows: str, employer: str) -> None:
    with when(document, rows):
        line(document, "Part", word(title))
        with each(document, f"job in {rows}"):
            entry(theme, document, "job.title", "job.period")
            _below(document, f"job.{employer}", "job.location", kept="job.highlights")
            with each(document, "highlight in job.highlights"):
                # Two highlights at least on either side of a page break.
                apart = "loop.revindex == 2 or loop.first and not loop.last"
                kept_if(document, apart, "List Bullet", "{{ highlight }}")


def _below(document: Document, *facts: str, kept: str) -> None:
    """What stands below a heading, and stays with what follows where `kept` holds."""
    with when(document, " or ".join(facts)), when(document, kept):
        line(document, "Byline Kept", joined(" · ", *facts))
        otherwise(document)
        line(document, "Byline Wide", joined(" · ", *facts))


def _projects(theme: Theme, document: Document) -> None:
    with when(document, "projects"):
        line(document, "Part", word("Projects"))
        with each(document, "project in projects"):
            entry(theme, document, "project.title", "project.period")
            _below(document, "project.role", "project.url_text", kept="project.description")
            written(document, "Remark", "project.description")


def _studies(theme: Theme, document: Document) -> None:
    with when(document, "education"):
        line(document, "Part", word("Education"))
        with each(document, "study in education"):
            entry(theme, document, "study.degree", "study.period")
            _below(document, "study.institution", "study.location", kept="study.notes")
            written(document, "Remark", "study.notes")


def _certifications(theme: Theme, document: Document) -> None:
    with when(document, "certifications"):
        line(document, "Part", word("Certifications"))
        with each(document, "paper_ in certifications"):
            facts = ("paper_.issuer", "paper_.number")
            listed(theme, document, "paper_.name", facts, "paper_.validity")


def _awards(theme: Theme, document: Document) -> None:
    with when(document, "awards"):
        line(document, "Part", word("Awards"))
        with each(document, "award in awards"):
            facts = ("award.issuer", "award.description")
            listed(theme, document, "award.title", facts, "award.date")


# Those who speak for the candidate


def references(theme: Theme) -> Document:
    """Two by two, or one below the other where an e-mail needs the width."""
    document = section(theme, "References", personal=True)
    line(document, "Lead In", word("They know my work and expect your call."))
    with when(document, "references|map(attribute='email')|map('length')|max > 36"):
        with each(document, "reference in references"):
            (cell,) = row(document, TEXT_WIDTH, look="Spaced")
            _reference(cell)
        end(document)
        otherwise(document)
        gap = Length(TEXT_WIDTH - 2 * REFERENCE_COLUMN)
        table = grid(document, REFERENCE_COLUMN, gap, REFERENCE_COLUMN, rows=3, look="Spaced")
        left, _, right = repeated(table, 0, "pair in references|batch(2)").cells
        for cell, chosen in ((left, "pair[:1]"), (right, "pair[1:]")):
            with each(cell, f"reference in {chosen}"):
                _reference(cell)
            end(cell)
        end(document)
    return document


def _reference(cell: _Cell) -> None:
    line(cell, "In Cell", "{{ reference.name }}")
    written(cell, "Normal", "reference.title", "reference.company", separator=", ")
    written(cell, "Said", "reference.relationship")
    written(cell, "Normal", "reference.phone")
    with when(cell, "reference.email"):
        line(cell, "Normal", "{{ reference.email_link }}")
    with when(cell, "reference.known"):
        line(cell, "Note", word("You know each other."))


LONG_LETTER, WHOLE_PAGE = 900, 1800
"""Characters from which a recommendation begins a page, and from which it fills more than one."""


def recommendations(theme: Theme) -> Document:
    """What has a text is quoted; what is only a scan is named before the first."""
    document = section(theme, "Recommendations")
    texts = "recommendations|selectattr('text')|list"
    scans = "recommendations|rejectattr('text')|list"
    with when(document, f"({texts}) and ({scans})"):
        names = f"{{{{ ({scans})|map(attribute='author')|join(' · ') }}}}"
        line(document, "Lead In", word("Signed letters at the end of this section:"), " ", names)
        otherwise(document)
        with each(document, f"letter in {scans}"):
            line(document, "heading 2", "{{ letter.author }}")
            _recommender(document, "Signed Wide", with_name=False)
    with each(document, f"letter in {texts}"):
        with when(document, f"letter.text|length > {LONG_LETTER} and not loop.first"):
            line(document, "Page Start", BLANK)
        with when(document, f"letter.text|length > {WHOLE_PAGE}"):
            with each(document, "text in letter.quoted"):
                line(document, "Quote", "{{ text }}")
            _recommender(document, "Signed Wide")
            otherwise(document)
            _quote(theme, document)
        line(document, "Space", BLANK)
    return document


def _quote(theme: Theme, document: Document) -> None:
    gap = Mm(6)
    rest = Length(TEXT_WIDTH - theme.wide - QUOTE_BAR - gap)
    side = (theme.side, Length(theme.wide - theme.side)) if theme.side else ()
    *before, bar, _, text = row(document, *side, QUOTE_BAR, gap, rest)
    end(shade(bar, ACCENT, theme))
    with each(text, "text in letter.quoted"):
        line(text, "Quoted", "{{ text }}")
    _recommender(before[0] if before else text, "Signed")
    end(text)


def _recommender(box: Box, look: str, *, with_name: bool = True) -> None:
    if with_name:
        line(box, look, strong("{{ letter.author }}"))
    written(box, look, "letter.title", "letter.company", separator=", ")
    written(box, look, "letter.relationship", "letter.date")
    with when(box, "letter.file"):
        line(box, look, word("The signed letter is at the end of this section."))


# What the candidate has made


def work_samples(theme: Theme) -> Document:
    document = section(theme, "Work samples")
    with each(document, "sample in work_samples"):
        with when(document, "sample.date"):
            date = Styled("{{ sample.date }}", "Dates")
            line(document, "Case Title", "{{ sample.title }}", "\t", date)
            otherwise(document)
            line(document, "Case Title", "{{ sample.title }}")
        with when(document, "sample.client or sample.role"):
            line(document, "Case Facts", joined(" · ", "sample.client", "sample.role"))
        _landscape(document)
        with when(document, "sample.picture and not sample.is_landscape"):
            widths = PORTRAIT_COLUMN, GUTTER, Length(TEXT_WIDTH - PORTRAIT_COLUMN - GUTTER)
            picture, _, text = row(document, *widths)
            line(picture, "Picture", "{{ sample.picture }}")
            line(picture, "caption", _CAPTION)
            _case(text)
            otherwise(document)
            with when(document, "sample.figure"):
                _with_figure(document)
                otherwise(document)
                _with_code(theme, document, "sample", _case)
    end(document)
    return document


_CAPTION = (
    f"{word('Work sample')} {{{{ loop.index }}}}"
    "{% if sample.caption %} · {{ sample.caption }}{% endif %}"
)


def _landscape(document: Document) -> None:
    with when(document, "sample.picture and sample.is_landscape"):
        line(document, "Picture Kept", "{{ sample.picture }}")
        line(document, "Caption Kept", _CAPTION)


def _with_figure(document: Document) -> None:
    widths = FIGURE_COLUMN, GUTTER, Length(TEXT_WIDTH - FIGURE_COLUMN - GUTTER)
    figure, _, text = row(document, *widths)
    line(figure, "Case Figure", "{{ sample.figure }}")
    with when(figure, "sample.qr"):
        line(figure, "Picture", "{{ sample.qr }}")
    _case(text)


def _case(cell: Box) -> None:
    """What there is to say of a sample: as a case, or in the short form."""
    for name, value in (
        ("Challenge", "sample.challenge"),
        ("What I did", "sample.action"),
        ("Result", "sample.result"),
    ):
        with when(cell, value):
            line(cell, "Case Label", word(name))
            line(cell, "Case Text", shown(value))
    written(cell, "Case Text", "sample.description")
    with when(cell, "sample.link"):
        line(cell, "Address", "{{ sample.link }}")
    with when(cell, "sample.follows"):
        line(cell, "Note", word("The document is at the end of this section."))
    end(cell)


def _with_code(
    theme: Theme, document: Document, item: str, describe: Callable[[_Cell], None]
) -> None:
    """What there is to say of an item, and its code where it has one."""
    with when(document, f"{item}.qr"):
        rest = Length(TEXT_WIDTH - GUTTER - CODE_COLUMN)
        text, _, code = row(document, rest, GUTTER, CODE_COLUMN)
        describe(text)
        line(code, "Picture", f"{{{{ {item}.qr }}}}")
        otherwise(document)
        describe(row(document, TEXT_WIDTH)[0])


MOST_CODES = 6


def publications(theme: Theme) -> Document:
    """A few with a code each; many as a numbered list, the newest first."""
    document = section(theme, "Publications")
    with when(document, f"publications|length > {MOST_CODES}"):
        with each(document, "item in publications|sort(attribute='year', reverse=true)"):
            _numbered(document)
        otherwise(document)
        line(document, "Lead In", word("Scan a code to read."))
        with each(document, "item in publications"):
            _with_code(theme, document, "item", _publication)
            line(document, "Space", BLANK)
    return document


def _numbered(document: Document) -> None:
    before, own, after = (f"{{{{ item.authors_{part} }}}}" for part in ("before", "own", "after"))
    facts = joined(", ", "item.venue", in_words("item.kind"), unbroken("item.date"))
    title = "{% if item.authors %}. {% endif %}{{ item.title }}. "
    line(document, "List Number", before, strong(own), after, title, Styled(facts, "Dates"))


def _publication(cell: _Cell) -> None:
    line(cell, "In Cell", "{{ item.title }}")
    written(cell, "Byline", "item.venue", in_words("item.kind"), unbroken("item.date"))
    written(cell, "Byline", "item.authors")
    written(cell, "Said", "item.quoted")
    with when(cell, "item.link"):
        line(cell, "Address", "{{ item.link }}")
    end(cell)


# The card

CARD_PAD, CARD_CODE = Mm(6), Mm(30)
CARD_TOP = Mm(12.7 - 0.67)
"""Above the line that stands before the first card."""


def business_card(theme: Theme) -> Document:
    """Ten fronts on the first page, and their ten backs on the second."""
    document = blank(theme, "Business card")
    page = document.sections[0]
    page.left_margin = page.right_margin = Mm(15 + 2.95)
    page.top_margin, page.bottom_margin = CARD_TOP, Mm(4)
    for start, draw in (("Card Start", _front), ("Card Back", _back)):
        with when(document, 'paper == "a4"'):
            line(document, f"{start} A4", BLANK)
            _cards(theme, document, draw, Mm(85), Mm(54), gap=Mm(10), lead=Mm(0))
            otherwise(document)
            line(document, start, BLANK)
            _cards(theme, document, draw, Mm(88.9), Mm(50.8), gap=Mm(0), lead=Mm(19.05 - 17.95))
    end(document)
    return document


def _cards(
    theme: Theme,
    document: Document,
    draw: Callable[[Theme, tuple[_Cell, ...]], None],
    width: Length,
    height: Length,
    *,
    gap: Length,
    lead: Length,
) -> None:
    """Five rows of two cards, each of three cells: a margin, what is printed, a margin."""
    pad = CARD_PAD if draw is _front else Length((width - CARD_CODE) // 2)
    card = (pad, Length(width - 2 * pad), pad)
    columns = [column for column in (lead, *card, gap, *card) if column]
    table = grid(document, *columns, rows=5)
    for table_row in table.rows:
        set_height(table_row, height)
        cells = tuple(table_row.cells[1 if lead else 0 :])
        draw(theme, cells[:3])
        draw(theme, cells[-3:])


def _front(theme: Theme, cells: tuple[_Cell, ...]) -> None:
    _, text, _ = cells
    text.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    fitted(text, "Card Name", NAME, "candidate.name|length > 28")
    with when(text, "candidate.headline"):
        long = "candidate.headline|length > 48"
        fitted(text, "Card Headline", "{{ candidate.headline }}", long)
    with each(text, "text in candidate.contact"):
        long = 'candidate.contact|map("length")|max > 46'
        fitted(text, "Card Contact", "{{ text }}", long)
    end(text)


def _back(theme: Theme, cells: tuple[_Cell, ...]) -> None:
    _, picture, _ = cells
    picture.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    line(picture, "Picture", "{{ candidate.card_qr }}")


# The brief


def interview_brief(theme: Theme) -> Document:
    document = blank(theme, "Interview brief")
    foot(document, "Interview brief")
    line(document, "Privacy", word("Private: for the candidate only"))
    line(document, "heading 1", "{{ interview.company }}")
    line(document, "Lead In", "{{ interview.role }}")
    _panel_sheet(document)
    line(document, "Part", word("When and where"))
    for name, values in (
        ("When", ("interview.weekday", "interview.date", "interview.time")),
        ("Where", ("interview.location",)),
        ("Status", ("interview.status",)),
    ):
        with when(document, " or ".join(values)):
            label(document, word(name), joined(", ", *values))
    with when(document, "links"):
        label(document, word("Research"), *live("links"))
    with when(document, "contacts"):
        line(document, "Part", word("Who you know there"))
        with each(document, "contact in contacts"):
            line(document, "List Bullet", *_acquaintance())
    line(document, "Part", word("What to bring"))
    with when(document, 'interview.format == "folder"'):
        _packing_list(
            document,
            ("Left pocket", "left_pocket"),
            ("Right pocket", "right_pocket"),
            ("Card slot", "card_slot"),
        )
        otherwise(document)
        _packing_list(document, ("Bound in this order", "bound_sections"), between=" · ")
    end(document)
    line(document, "Part On A New Page", word("Who you meet"))
    with each(document, "person in interviewers"):
        _meet(document)
    return document


def _panel_sheet(document: Document) -> None:
    """All readers in one table: who they are, what they care about, who knows them."""
    widths = Mm(44), Mm(62)
    table = grid(document, *widths, Length(TEXT_WIDTH - sum(widths)), rows=4, look="Table Grid")
    mark_row(table.rows[0], "tblHeader")
    names = ("Who you meet", "What you know", "Who knows them")
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        line(cell, "Cell Head", word(name))
    who, cares, known = repeated(table, 1, "person in interviewers").cells
    line(who, "Cell Strong", "{{ person.name }}")
    written(who, "Cell", "person.title")
    written(who, "Note", in_words("person.part"))
    with each(cares, "text in person.research_notes[:2]"):
        line(cares, "Cell", "{{ text }}")
    end(cares)
    names_of = "(person.contacts|map(attribute='name')|list + person.references_known)"
    line(known, "Cell", f"{{{{ {names_of}|join(', ') }}}}")
    end(document)


def _meet(document: Document) -> None:
    """One interviewer: who they are, what to say, who knows them."""
    line(document, "heading 2", "{{ person.name }}")
    with when(document, "person.title or person.part"):
        line(document, "Byline Kept", joined(" · ", "person.title", in_words("person.part")))
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
            line(document, "List Bullet Kept", *_acquaintance())
    with when(document, "person.references"):
        references_of = '{{ person.references|join(", ") }}'
        label(document, word("References"), references_of, look="Label Kept")
    with when(document, "person.phone or person.email"):
        contact = joined(" · ", "person.phone", "person.email")
        label(document, word("Contact"), contact, look="Label Kept")
    label(document, word("Research"), *live("person.links"))


def _acquaintance() -> tuple[str | Styled, ...]:
    details = ", ".join(f"contact.{name}" for name in ("position", "company", "email", "notes"))
    return (
        strong("{{ contact.name }}"),
        f"{{% for detail in [{details}]|select %}} · {{{{ detail }}}}{{% endfor %}}",
    )


def _packing_list(document: Document, *columns: tuple[str, str], between: str = r"\n") -> None:
    """A table that says for each interviewer how many copies there are, and what goes where."""
    first = (Mm(40), Mm(24))
    rest = Length((TEXT_WIDTH - sum(first)) // len(columns))
    table = grid(document, *first, *[rest] * len(columns), rows=4, look="Table Grid")
    mark_row(table.rows[0], "tblHeader")
    names = ("For", "Copies", *(name for name, _ in columns))
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        line(cell, "Cell Head", word(name))
    body = repeated(table, 1, "person in interviewers")
    values = ("{{ person.name }}", "{{ person.copies }}")
    placed = (f'{{{{ person.{source}|join("{between}") }}}}' for _, source in columns)
    for cell, value in zip(body.cells, (*values, *placed), strict=True):
        line(cell, "Cell", value)
