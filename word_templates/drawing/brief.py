"""What never leaves the candidate's hands: the interview brief and the job ticket."""

from __future__ import annotations

from drawing import measures
from drawing.furniture import foot, label
from drawing.measures import NOTHING
from drawing.pen import Pen, in_words, joined, live, shown, strong, word

POCKETS = {
    "Left pocket": "left_pocket",
    "Right pocket": "right_pocket",
    "Card slot": "card_slot",
}


def interview_brief(pen: Pen) -> None:
    _begin(pen, "Interview brief", "Private: for the candidate only")
    _panel_sheet(pen)
    pen.line("Part", word("When and where"))
    for name, values in (
        ("When", ("interview.weekday", "interview.date", "interview.time")),
        ("Where", ("interview.location",)),
        ("Status", ("interview.status",)),
    ):
        with pen.when(" or ".join(values)):
            label(pen, name, joined(", ", *values))
    with pen.when("links"):
        label(pen, "Research", *live("links"))
    with pen.when("contacts"):
        pen.line("Part", word("Who you know there"))
        _acquaintances(pen, "contacts", "List Bullet")
    pen.line("Part", word("What to bring"))
    _what_goes_where(pen, "person in interviewers", copies=True)
    pen.end()
    several = "interviewers|length > 1"
    pen.either(several, "Part On A New Page", "Part", word("Who you meet"))
    with pen.each("person in interviewers"):
        _meet(pen)


def job_ticket(pen: Pen) -> None:
    """What lies on top of a print set."""
    _begin(pen, "Job ticket", "Job ticket")
    pen.written("Byline", "interview.weekday", "interview.date", "interview.time")
    pen.line("Part", word("How to print"))
    label(pen, "Paper", "{{ ticket.paper }}")
    label(pen, "Sides", word("Both sides, flipped on the long edge"))
    label(pen, "Sheets", "{{ ticket.sheets }}")
    with pen.when("ticket.card_sheets"):
        label(pen, "Card stock", "{{ ticket.card_sheets }} × {{ ticket.card_stock }}")
    pen.line("Part", word("Who gets what"))
    _counts(pen)
    pen.line("Part", word("What goes where"))
    _what_goes_where(pen, "person in packages", copies=False)


def _begin(pen: Pen, title: str, said: str) -> None:
    foot(pen, title)
    pen.line("Privacy", word(said))
    pen.line("heading 1", "{{ interview.company }}")
    pen.line("Lead In", "{{ interview.role }}")


def _panel_sheet(pen: Pen) -> None:
    """All readers in one table: who they are, what they care about, who knows them."""
    columns = {"Who you meet": measures.WHO_COLUMN, "What you know": measures.CARE_COLUMN}
    columns["Who knows them"] = NOTHING
    who, cares, known = pen.listing(columns, "person in interviewers")
    who.line("Cell Strong", "{{ person.name }}")
    who.written("Cell", "person.title")
    who.written("Note", in_words("person.part"))
    with cares.each("text in person.research_notes[:2]"):
        cares.line("Cell", "{{ text }}")
    cares.end()
    names_of = "(person.contacts|map(attribute='name')|list + person.references_known)"
    known.line("Cell", shown(f"{names_of}|join(', ')"))
    pen.end()


def _meet(pen: Pen) -> None:
    """One interviewer: who they are, what to say, who knows them."""
    pen.line("heading 2", "{{ person.name }}")
    with pen.when("person.title or person.part"):
        pen.line("Byline Kept", joined(" · ", "person.title", in_words("person.part")))
    for name, lines in (
        ("What to say", "person.talking_points"),
        ("What you know", "person.research_notes"),
    ):
        with pen.when(lines):
            pen.line("heading 3", word(name))
            with pen.each(f"text in {lines}"):
                pen.line("List Bullet Kept", "{{ text }}")
    with pen.when("person.contacts"):
        pen.line("heading 3", word("Who knows them"))
        _acquaintances(pen, "person.contacts", "List Bullet Kept")
    with pen.when("person.references"):
        label(pen, "References", '{{ person.references|join(", ") }}', look="Label Kept")
    with pen.when("person.phone or person.email"):
        contact = joined(" · ", "person.phone", "person.email")
        label(pen, "Contact", contact, look="Label Kept")
    label(pen, "Research", *live("person.links"))


def _acquaintances(pen: Pen, contacts: str, look: str) -> None:
    details = ", ".join(f"contact.{name}" for name in ("position", "company", "email", "notes"))
    facts = f"{{% for detail in [{details}]|select %}} · {{{{ detail }}}}{{% endfor %}}"
    with pen.each(f"contact in {contacts}"):
        pen.line(look, strong("{{ contact.name }}"), facts)


def _counts(pen: Pen) -> None:
    """Of each package: how many copies, and how many pages and sheets these are."""
    counts = ("Copies", "Pages", "Sheets")
    columns = {"For": NOTHING, **dict.fromkeys(counts, measures.COUNT_COLUMN)}
    who, *cells = pen.listing(columns, "package in packages")
    who.line("Cell", joined(", ", "package.name", "package.title"))
    for cell, name in zip(cells, counts, strict=True):
        cell.line("Cell", shown(f"package.{name.lower()}"))


def _what_goes_where(pen: Pen, people: str, *, copies: bool) -> None:
    """Which section goes into which pocket, or the order in which all are bound."""
    with pen.when('interview.format == "folder"'):
        _places(pen, people, POCKETS, r"\n", copies=copies)
        pen.otherwise()
        bound = {"Bound in this order": "bound_sections"}
        _places(pen, people, bound, " · ", copies=copies)


def _places(pen: Pen, people: str, places: dict[str, str], between: str, *, copies: bool) -> None:
    columns = {"For": measures.READER_COLUMN}
    values = [shown("person.name")]
    if copies:
        columns["Copies"] = measures.COPIES_COLUMN
        values.append(shown("person.copies"))
    values += [shown(f'person.{source}|join("{between}")') for source in places.values()]
    cells = pen.listing({**columns, **dict.fromkeys(places, NOTHING)}, people)
    for cell, value in zip(cells, values, strict=True):
        cell.line("Cell", value)
