"""The résumé."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drawing.furniture import date_below, entry, foot, letterhead, listed
from drawing.pen import Pen, joined, shown, strong, tab_or_line, word

LONG_LABEL = 20
"""Characters that stand in the column of labels."""


def resume(pen: Pen) -> None:
    foot(pen, "Résumé")
    letterhead(pen, photo=True)
    pen.written("Summary", "candidate.summary")
    _jobs(pen, "Experience", "experience", "company")
    with _part(pen, "Projects", "project in projects"):
        facts = ("project.role", "project.url_text")
        _entry(pen, "project.title", "project.period", *facts, kept="project.description")
        pen.written("Remark", "project.description")
    with _part(pen, "Education", "study in education"):
        facts = ("study.institution", "study.location")
        _entry(pen, "study.degree", "study.period", *facts, kept="study.notes")
        pen.written("Remark", "study.notes")
    with _part(pen, "Certifications", "paper_ in certifications"):
        listed(pen, "paper_.name", ("paper_.issuer", "paper_.number"), "paper_.validity")
    with _part(pen, "Skills", "group in skills"):
        between = tab_or_line(f"group.category|length > {LONG_LABEL}")
        pen.line("Label", strong(shown("group.category")), between, shown("group.skills"))
    _languages(pen)
    with _part(pen, "Awards", "award in awards"):
        listed(pen, "award.title", ("award.issuer", "award.description"), "award.date")
    _jobs(pen, "Volunteering", "volunteering", "organisation")


@contextmanager
def _part(pen: Pen, title: str, loop: str) -> Iterator[None]:
    """A heading, and what is written inside for each row, where there are rows."""
    with pen.when(loop.split()[-1]):
        pen.line("Part", word(title))
        with pen.each(loop):
            yield


def _jobs(pen: Pen, title: str, rows: str, employer: str) -> None:
    with _part(pen, title, f"job in {rows}"):
        facts = (f"job.{employer}", "job.location")
        _entry(pen, "job.title", "job.period", *facts, kept="job.highlights")
        with pen.each("highlight in job.highlights"):
            # Two highlights at least on either side of a page break.
            apart = "loop.revindex == 2 or loop.first and not loop.last"
            pen.either(apart, "List Bullet Kept", "List Bullet", "{{ highlight }}")


def _entry(pen: Pen, title: str, date: str, *facts: str, kept: str) -> None:
    """A heading, and the facts below it, which stay with what follows where `kept` holds."""
    entry(pen, title, date)
    facts = (*date_below(pen, title, date), *facts)
    with pen.when(" or ".join(facts)):
        pen.either(kept, "Byline Kept", "Byline Wide", joined(" · ", *facts))


def _languages(pen: Pen) -> None:
    with pen.when("languages"):
        pen.line("Part", word("Languages"))
        level = "{% if tongue.level %} ({{ tongue.level }}){% endif %}"
        tongues = f"{{% for tongue in languages %}}{{{{ tongue.language }}}}{level}"
        pen.line("Remark", tongues, "{% if not loop.last %} · {% endif %}{% endfor %}")
