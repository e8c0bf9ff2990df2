"""The cover letter."""

from __future__ import annotations

from drawing.furniture import foot, letterhead
from drawing.measures import NOTHING
from drawing.pen import NAME, Pen, filling, joined, word


def cover_letter(pen: Pen) -> None:
    foot(pen, "Cover letter", personal=True)
    letterhead(pen)
    pen.written("Date", "interview.date")
    addressee = ("interviewer.name", "interviewer.title", "interview.company")
    pen.line("Inside Address", joined(r"\n", *addressee))
    pen.line("Subject", "{{ interview.role }}")
    pen.line("Salutation", "{{ interviewer.salutation }}")
    with pen.each("text in letter"):
        pen.line("Body Text", "{{ text }}")
    pen.line("Closing", word("Sincerely,"))
    with pen.when("candidate.signature"):
        # A picture keeps to the left whatever its indent, unless it is in a cell.
        signed = pen.row(*filling(pen.theme.wide, NOTHING))[-1] if pen.theme.side else pen
        signed.line("Signature Picture", "{{ candidate.signature }}")
        signed.line("Signature In Cell" if pen.theme.side else "Signature", NAME)
        pen.otherwise()
        pen.line("Signature By Hand", NAME)
    with pen.when("enclosures"):
        pen.line("Enclosures", word("Enclosures:"), " ", '{{ enclosures|join(" · ") }}')
