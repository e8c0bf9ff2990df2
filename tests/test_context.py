"""What templates are told, and what they are never told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leavebehind.context.contexts import (
    brief_context,
    interview_context,
    own_names_apart,
    reader_context,
)
from leavebehind.context.vocabulary import vocabularies
from leavebehind.plan_records import InterviewPlan, PackagePlan, Section
from leavebehind.records import (
    Candidate,
    Contact,
    Date,
    Interview,
    Interviewer,
    Job,
    Recommendation,
    Reference,
    Row,
    WorkSample,
)
from leavebehind.search import Search
from leavebehind.template_values import Fields, Link, Picture, QrCode

SECRET = "secret-marker"
DANA = Interviewer(
    interview="NW", name="Dana Wu", research_notes=SECRET, talking_points=f"{SECRET}\nask", copies=2
)
NORTHWIND = Interview(
    key="NW",
    company="Northwind",
    role="Analyst",
    date=Date(2026, 12, 3),
    opening="One.\n\nTwo.",
    why_me="Three.",
    closing="Goodbye.",
    extra={"salary_range": "90–100k", "decided": Date(2026, 11, 1)},
)
ANA = Reference(name="Ana", phone="5035550188", known_to=("Dana Wu",), permission=True)
SEARCH = Search(
    workbook=Path("interviews.xlsx"),
    candidate=Candidate(
        name="Zoë Quinn",
        phone="5035550100",
        city="Salem",
        region="MA",
        website="https://www.quinn.example/",
        photo=Path("/x/photo.jpg"),
    ),
    interviews=(NORTHWIND,),
    interviewers=(DANA,),
    contacts=(Contact(name="Insider", company="Northwind", notes=SECRET),),
    sheets={"awards": (Row(extra={"items": "Gold"}),)},
)


def section(name: str) -> Section:
    return Section(name=name, path=Path(f"{name}.docx"))


PACKAGE = PackagePlan(
    interviewer=DANA,
    sections=tuple(map(section, ("cover_letter", "resume", "business_card", "references"))),
    references=(ANA,),
    contacts=(Contact(name="Mutual", knows=("Dana Wu",)),),
)
PLAN = InterviewPlan(
    interview=NORTHWIND,
    paper="letter",
    packages=(PACKAGE,),
    rows={
        "experience": (Job(title="Analyst", start=Date(2018, 3, 1, "month"), current=True),),
        "recommendations": (Recommendation(author="Bo", text="A.\nB.", file=Path("/x/bo.pdf")),),
        "work_samples": (
            WorkSample(title="Atlas", url="https://atlas.example/a"),
            WorkSample(title="Paper only"),
        ),
        "awards": SEARCH.sheets["awards"],
    },
    contacts=SEARCH.contacts,
)


@pytest.fixture
def shared() -> dict[str, Any]:
    return interview_context(SEARCH, PLAN)


def everything(value: object) -> str:
    """All text in a context, however deep."""
    if isinstance(value, Fields):
        return everything([value[name] for name in value])
    if isinstance(value, dict):
        return everything(list(value.values()))
    if isinstance(value, list | tuple):
        return " ".join(everything(item) for item in value)
    return repr(value)


def test_values_are_written_out_in_the_candidates_language(shared: dict[str, Any]) -> None:
    assert shared["interview"].date == "December 3, 2026"
    assert shared["candidate"].phone == "(503) 555-0100"
    assert shared["experience"][0].period == "Mar 2018 – Present"
    assert shared["candidate"].contact == ("Salem, MA", "(503) 555-0100", "quinn.example")


def test_an_absent_value_is_empty_and_never_none(shared: dict[str, Any]) -> None:
    assert shared["candidate"].email == ""
    assert shared["candidate"].signature == ""
    assert "None" not in everything(shared)


def test_unknown_columns_and_sheets_reach_the_template(shared: dict[str, Any]) -> None:
    assert shared["interview"].salary_range == "90–100k"
    assert shared["interview"].decided == "November 1, 2026"
    assert shared["awards"][0].items == "Gold"


def test_the_letter_has_its_paragraphs(shared: dict[str, Any]) -> None:
    assert shared["interview"].paragraphs == ("One.", "Two.", "Three.")
    assert shared["interview"].closing == "Goodbye."


def test_pictures_codes_and_links_are_values(shared: dict[str, Any]) -> None:
    assert isinstance(shared["candidate"].photo, Picture)
    assert shared["candidate"].vcard_qr.text.startswith("BEGIN:VCARD")
    atlas, paper = shared["work_samples"]
    assert atlas.link == Link("https://atlas.example/a", "atlas.example/a")
    assert isinstance(atlas.qr, QrCode)
    assert atlas.qr.width >= 20
    assert (paper.link, paper.qr) == ("", "")


def test_a_recommendation_keeps_the_name_of_its_column(shared: dict[str, Any]) -> None:
    (bo,) = shared["recommendations"]
    assert (bo["from"], bo.author, bo.file, bo.paragraphs) == ("Bo", "Bo", "bo.pdf", ("A.", "B."))


def test_the_reader_is_greeted_and_gets_references_and_pages(shared: dict[str, Any]) -> None:
    context: dict[str, Any] = reader_context(shared, SEARCH, PACKAGE, {"resume": 3})
    assert context["interviewer"].salutation == "Dear Dana Wu,"
    assert [r.phone for r in context["references"]] == ["(503) 555-0188"]
    assert [(s.title, s.page) for s in context["sections"]] == [
        ("Cover letter", ""),
        ("Résumé", "3"),
        ("References", ""),
    ]


def test_what_lies_behind_the_letter_is_enclosed_but_for_card_and_back_cover(
    shared: dict[str, Any],
) -> None:
    package = replace(PACKAGE, sections=(*PACKAGE.sections, section("back_cover")))
    context = reader_context(shared, SEARCH, package)
    assert context["enclosures"] == ("Résumé", "References")


def test_no_line_ends_between_page_and_its_number() -> None:
    bound = replace(PLAN, interview=replace(NORTHWIND, format="bound"))
    shared = interview_context(SEARCH, bound)
    context: dict[str, Any] = reader_context(shared, SEARCH, PACKAGE, {"resume": 3})
    assert [s.on_page for s in context["sections"]] == ["", ", page\u00a03", ""]


def test_what_is_private_is_not_in_a_packages_context(shared: dict[str, Any]) -> None:
    context = reader_context(shared, SEARCH, PACKAGE)
    assert SECRET not in everything(context)
    assert not {"contacts", "interviewers", "links"} & context.keys()
    assert not {"research_notes", "talking_points"} & set(context["interviewer"])


def test_the_brief_has_what_the_candidate_needs(shared: dict[str, Any]) -> None:
    context: dict[str, Any] = brief_context(shared, SEARCH, PLAN, ["Dana Wu"])
    (dana,) = context["interviewers"]
    assert dana.talking_points == (SECRET, "ask")
    assert [c.name for c in dana.contacts] == ["Mutual"]
    assert dana.references == ["Ana"]
    assert (dana.folder, dana.copies) == ("Dana Wu", 2)
    assert dana.left_pocket == ["Résumé", "References"]
    assert dana.right_pocket == ["Cover letter"]
    assert dana.card_slot == ["Business card"]
    assert [c.name for c in context["contacts"]] == ["Insider"]
    assert all(isinstance(link, Link) for link in (*dana.links, *context["links"]))


def test_the_vocabulary_is_what_the_contexts_have(shared: dict[str, Any]) -> None:
    """Else a check would accept what filling refuses, or refuse what it accepts."""
    known = vocabularies(SEARCH)
    public, private = known[""], known["interview_brief"]
    context = reader_context(shared, SEARCH, PACKAGE)
    brief = brief_context(shared, SEARCH, PLAN, ["Dana Wu"])
    for names, known in ((context, public), (brief, private)):
        assert set(names) <= set(known)
        for name, value in names.items():
            for fields in value if isinstance(value, list) else [value]:
                if isinstance(fields, Fields):
                    assert set(fields) <= known[name], name
    assert SECRET not in everything(context)
    assert "research_notes" not in public["interviewer"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("", "Dear Dana Wu,"), ("Hello Dana!", "Hello Dana!"), ("Ms.", "Dear Ms. Wu,")],
)
def test_a_salutation_that_is_typed_goes_before_one_that_is_made(typed: str, printed: str) -> None:
    package = replace(PACKAGE, interviewer=replace(DANA, salutation=typed))
    context: dict[str, Any] = reader_context(interview_context(SEARCH, PLAN), SEARCH, package)
    assert context["interviewer"].salutation == printed


def test_a_column_of_the_persons_own_goes_before_a_computed_text() -> None:
    dana = replace(DANA, extra={"salutation": "Dearest Dana,"})
    package = replace(PACKAGE, interviewer=dana)
    context: dict[str, Any] = reader_context(interview_context(SEARCH, PLAN), SEARCH, package)
    assert context["interviewer"].salutation == "Dearest Dana,"


def test_a_name_that_is_taken_gets_an_underscore() -> None:
    rows = {**PLAN.rows, "sections": (Row(extra={"name": "North"}),)}
    search = replace(
        SEARCH,
        candidate=replace(SEARCH.candidate, extra={"contact": "by mail"}),
        sheets={"sections": rows["sections"]},
    )
    context: dict[str, Any] = interview_context(search, replace(PLAN, rows=rows))
    assert context["candidate"].contact_ == "by mail"
    assert context["sections_"][0].name == "North"
    assert vocabularies(search)[""]["sections_"] == {"name"}


def test_a_qr_code_stays_readable_however_long_the_text() -> None:
    sample = WorkSample(title="Atlas", url="https://atlas.example/" + "a" * 5000)
    candidate = replace(SEARCH.candidate, headline="Analyst " * 5000)
    rows = {**PLAN.rows, "work_samples": (sample,)}
    search = replace(SEARCH, candidate=candidate)
    context: dict[str, Any] = interview_context(search, replace(PLAN, rows=rows))
    assert context["work_samples"][0].qr == ""
    assert len(context["candidate"].vcard_qr.text) < 400


@pytest.mark.parametrize(
    "text, printed",
    [
        ("שלום עולם", "שלום עולם\u200e"),
        ("שלום (2.0).", "\u202bשלום (2.0).\u202c\u200e"),
        ("قال: نعم\nYes, شكرا!", "\u202bقال: نعم\u202c\u200e\nYes, شكرا!\u200e"),
        ("خالد الحسن B", "\u202bخالد الحسن B\u202c\u200e"),
        ("Ærøskøbing", "Ærøskøbing"),
    ],
)
def test_a_text_that_reads_from_right_to_left_keeps_its_order(text: str, printed: str) -> None:
    """Without the marks its full stops and numbers stand at the wrong end, and so do the digits
    of a telephone number that follows."""
    search = replace(SEARCH, candidate=replace(SEARCH.candidate, summary=text))
    context: dict[str, Any] = interview_context(search, PLAN)
    assert context["candidate"].summary == printed


def test_a_name_with_a_comma_is_one_name_in_the_code_of_a_card() -> None:
    candidate = replace(SEARCH.candidate, name="Anna Quinn, Jr.; MBA")
    context: dict[str, Any] = interview_context(replace(SEARCH, candidate=candidate), PLAN)
    card = context["candidate"].vcard_qr.text
    assert "\r\nN:MBA;Anna Quinn\\, Jr.\\;\r\n" in card
    assert "\r\nFN:Anna Quinn\\, Jr.\\; MBA\r\n" in card


@pytest.mark.parametrize("name", ["Dr. Ann Lee-Moreau", "Ann Lee-Moreau, PhD", "Ann Lee-Moreau"])
@pytest.mark.parametrize("written", ["A. Lee-Moreau", "Lee-Moreau, A.", "Ann Lee-Moreau"])
def test_the_own_name_among_authors_is_known_without_titles(name: str, written: str) -> None:
    row = Fields({"authors": f"B. Weber, {written}, C. Vries"})
    (found,) = own_names_apart([row], name)
    assert found["authors_own"] == written
    assert (found["authors_before"], found["authors_after"]) == ("B. Weber, ", ", C. Vries")
