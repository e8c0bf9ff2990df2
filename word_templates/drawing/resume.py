"""The résumé."""

from __future__ import annotations

from docx.document import Document

from drawing.document import blank
from drawing.furniture import date_below, entry, foot, kept_if, letterhead, listed
from drawing.pencils import (
    each,
    joined,
    line,
    otherwise,
    shown,
    strong,
    tab_or_line,
    when,
    word,
    written,
)
from drawing.themes import Theme


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
            between = tab_or_line(f"group.category|length > {LONG_LABEL}")
            line(document, "Label", strong(shown("group.category")), between, shown("group.skills"))
    with when(document, "languages"):
        line(document, "Part", word("Languages"))
        level = "{% if tongue.level %} ({{ tongue.level }}){% endif %}"
        tongues = f"{{% for tongue in languages %}}{{{{ tongue.language }}}}{level}"
        between = "{% if not loop.last %} · {% endif %}{% endfor %}"
        line(document, "Remark", tongues, between)
    _awards(theme, document)
    _jobs(theme, document, "Volunteering", "volunteering", "organisation")
    return document


LONG_LABEL = 20
"""Characters that stand in the column of labels."""


def _jobs(theme: Theme, document: Document, title: str, rows: str, employer: str) -> None:
    with when(document, rows):
        line(document, "Part", word(title))
        with each(document, f"job in {rows}"):
            entry(theme, document, "job.title", "job.period")
            date = date_below(theme, "job.title", "job.period")
            _below(document, *date, f"job.{employer}", "job.location", kept="job.highlights")
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
            facts = date_below(theme, "project.title", "project.period")
            facts += ("project.role", "project.url_text")
            _below(document, *facts, kept="project.description")
            written(document, "Remark", "project.description")


def _studies(theme: Theme, document: Document) -> None:
    with when(document, "education"):
        line(document, "Part", word("Education"))
        with each(document, "study in education"):
            entry(theme, document, "study.degree", "study.period")
            date = date_below(theme, "study.degree", "study.period")
            _below(document, *date, "study.institution", "study.location", kept="study.notes")
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
