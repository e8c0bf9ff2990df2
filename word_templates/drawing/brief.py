"""What never leaves the candidate's hands: the interview brief and the job ticket."""

from __future__ import annotations

from docx.document import Document

from drawing.document import blank
from drawing.furniture import foot, label
from drawing.measures import (
    CARE_COLUMN,
    COPIES_COLUMN,
    COUNT_COLUMN,
    NOTHING,
    READER_COLUMN,
    WHO_COLUMN,
)
from drawing.pencils import (
    Styled,
    each,
    end,
    in_words,
    joined,
    line,
    listing,
    live,
    otherwise,
    shown,
    strong,
    when,
    word,
    written,
)
from drawing.themes import Theme

POCKETS = (
    ("Left pocket", "left_pocket"),
    ("Right pocket", "right_pocket"),
    ("Card slot", "card_slot"),
)


def interview_brief(theme: Theme) -> Document:
    document = _private(theme, "Interview brief", "Private: for the candidate only")
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
    _what_goes_where(document, "person in interviewers", copies=True)
    end(document)
    with when(document, "interviewers|length > 1"):
        line(document, "Part On A New Page", word("Who you meet"))
        otherwise(document)
        line(document, "Part", word("Who you meet"))
    with each(document, "person in interviewers"):
        _meet(document)
    return document


def job_ticket(theme: Theme) -> Document:
    """What lies on top of a print set."""
    document = _private(theme, "Job ticket", "Job ticket")
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
    _what_goes_where(document, "person in packages")
    return document


def _private(theme: Theme, title: str, said: str) -> Document:
    document = blank(theme, title)
    foot(document, title)
    line(document, "Privacy", word(said))
    line(document, "heading 1", "{{ interview.company }}")
    line(document, "Lead In", "{{ interview.role }}")
    return document


def _panel_sheet(document: Document) -> None:
    """All readers in one table: who they are, what they care about, who knows them."""
    columns = {"Who you meet": WHO_COLUMN, "What you know": CARE_COLUMN, "Who knows them": NOTHING}
    who, cares, known = listing(document, columns, "person in interviewers")
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


def _counts(document: Document) -> None:
    """Of each package: how many copies, and how many pages and sheets these are."""
    columns = {"For": NOTHING, **dict.fromkeys(("Copies", "Pages", "Sheets"), COUNT_COLUMN)}
    who, *counts = listing(document, columns, "package in packages")
    line(who, "Cell", joined(", ", "package.name", "package.title"))
    for cell, value in zip(counts, ("copies", "pages", "sheets"), strict=True):
        line(cell, "Cell", shown(f"package.{value}"))


def _what_goes_where(document: Document, people: str, *, copies: bool = False) -> None:
    """Which section goes into which pocket, or the order in which all are bound."""
    with when(document, 'interview.format == "folder"'):
        _places(document, people, POCKETS, r"\n", copies=copies)
        otherwise(document)
        bound = (("Bound in this order", "bound_sections"),)
        _places(document, people, bound, " · ", copies=copies)


def _places(
    document: Document,
    people: str,
    places: tuple[tuple[str, str], ...],
    between: str,
    *,
    copies: bool,
) -> None:
    first = {"For": READER_COLUMN, **({"Copies": COPIES_COLUMN} if copies else {})}
    columns = {**first, **dict.fromkeys((name for name, _ in places), NOTHING)}
    values = [shown("person.name"), *([shown("person.copies")] if copies else [])]
    values += [f'{{{{ person.{source}|join("{between}") }}}}' for _, source in places]
    for cell, value in zip(listing(document, columns, people), values, strict=True):
        line(cell, "Cell", value)
